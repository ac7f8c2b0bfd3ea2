"""Paths as people type them, to the inspections and frameworks that they stand for."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import stat
import sys
from collections.abc import Collection, Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from peelgrade import loading
from peelgrade.pipeline import FRAMEWORK, RECORD
from peelgrade.problems import Unreadable, nearest, suggest

STDIN = Path("-")
_LOOKED_AT = 4_000  # bytes of a file, to see whether it is evidence
_EVIDENCE = re.compile(rb"^- (id: [^\n]*\n  )?kind: (finding|metric|recommendation)\b", re.MULTILINE)
_SKIPPED = {"node_modules", "__pycache__", "site-packages"}


@dataclass
class Target:
    """A folder to check; with `files`, only what concerns these is told."""

    folder: Path
    files: set[Path] | None = None


def find(
    paths: Collection[Path], kinds: tuple[str, ...] = (RECORD, FRAMEWORK), given: Container[Path] = ()
) -> list[Target]:
    """Return what paths stand for, each folder once, in the order in which they were named.

    A folder stands for the inspections and frameworks in it and below it, a file for itself in its folder, and what
    has '*', '?' or '[' in it and is not there for what it matches. `kinds` are the files that make a folder one, and
    what is `given` need not be there. Without a path, it is all below the working folder, if anything. Raises Unreadable for what is not there and for what holds nothing of the kind.
    """
    found: dict[Path, Target] = {}
    if not paths:
        return [Target(folder) for folder in _folders(Path(), kinds)]
    for path in _expanded(paths):
        if path not in given and not _exists(path):
            raise _missing(path)
        if path not in given and path.is_dir():
            folders = _folders(path, kinds)
            if not folders:
                remedy = f"give a folder with {_named(kinds)} in it, or one above it"
                raise Unreadable(f"{path} holds no {_kind(kinds)}", remedy)
            for folder in folders:
                found.setdefault(folder, Target(folder)).files = None
        else:
            target = found.setdefault(path.parent, Target(path.parent, set()))
            if target.files is not None:
                target.files.add(path)
    for target in found.values():
        if not _is_one(target.folder, kinds):
            named = next(iter(target.files or ()))
            raise Unreadable(f"{named} is in no {_kind(kinds)}", f"name a file in a folder that has {_named(kinds)}")
    return list(found.values())


def standard_input(paths: Iterable[Path], name: Path | None) -> dict[Path, bytes]:
    """Return what stands on standard input, under the name that it goes by, where '-' is among the paths."""
    if STDIN not in paths:
        if name is not None:
            raise Unreadable("--stdin-filename goes with the path '-'", "add '-' to the paths, or take it out")
        return {}
    if name is None:
        remedy = "add --stdin-filename with the path that the text belongs to"
        raise Unreadable("'-' reads standard input, and nothing says which file it is", remedy)
    if not loading.is_yaml(name.name):
        raise Unreadable(f"{name} is not a file that is read", "name a .yaml file of an inspection or framework")
    raw = sys.stdin.buffer.read(loading.MAX_BYTES + 1) if hasattr(sys.stdin, "buffer") else b""
    return {_tidy(name): raw}


def _expanded(paths: Iterable[Path]) -> Iterator[Path]:
    for path in dict.fromkeys(paths):
        if path == STDIN:
            continue
        if not _exists(path) and glob.has_magic(str(path)):
            matched = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207  # as the shell does, also from the root
            if not matched:
                raise Unreadable(f"nothing matches {path}", "check the spelling, and the folder that you are in")
            yield from (_tidy(Path(one)) for one in matched if Path(one).is_dir() or loading.is_yaml(Path(one).name))
        else:
            yield _tidy(path)


def _missing(path: Path) -> Unreadable:
    beside = sorted(one.name for one in path.parent.iterdir()) if path.parent.is_dir() else []
    near = nearest(path.name, beside)
    remedy = suggest(path.name, near) if near else "check the spelling, and the folder that you are in"
    return Unreadable(f"there is no file or folder {path}", remedy)


def _tidy(path: Path) -> Path:
    return Path(os.path.normpath(path))


def _exists(path: Path) -> bool:
    return os.path.lexists(path)


def _is_one(folder: Path, kinds: tuple[str, ...]) -> bool:
    return any(_exists(folder / kind) for kind in kinds)


def _folders(path: Path, kinds: tuple[str, ...]) -> list[Path]:
    """Return the folders of the wanted kinds that a folder is or holds, at any depth, sorted."""
    loading.folder_files(path)
    if _is_one(path, kinds):
        return [path]
    found = []
    for folder, inside, files in os.walk(path):
        here = Path(folder)
        if _is_one(here, kinds):
            found.append(here)
        elif RECORD in kinds:
            _refuse_evidence_without_record(here, files)
        inside[:] = sorted(name for name in inside if _is_searched(here / name))
    return found


def _refuse_evidence_without_record(folder: Path, files: Iterable[str]) -> None:
    """Refuse a folder of evidence whose record is gone: it must not be passed over as if it were none."""
    for name in sorted(filter(loading.is_yaml, files)):
        with contextlib.suppress(OSError), (folder / name).open("rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode) and _EVIDENCE.search(file.read(_LOOKED_AT)):
                message = f"{folder} holds evidence ({name}) and no {RECORD}"
                raise Unreadable(message, f"put {RECORD} there, or start one with 'peelgrade init {folder}'")


def _is_searched(folder: Path) -> bool:
    hidden = folder.name.startswith(".") or folder.name in _SKIPPED
    return not hidden and not (folder / "pyvenv.cfg").exists()


def _kind(kinds: tuple[str, ...]) -> str:
    words = {RECORD: "inspection", FRAMEWORK: "framework"}
    return " and no ".join(words[kind] for kind in kinds)


def _named(kinds: tuple[str, ...]) -> str:
    return " or ".join(kinds)
