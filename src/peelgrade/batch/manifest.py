"""What a folder of judgments was made from, and which of its parts are finished."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from peelgrade import extras, loading, writing
from peelgrade.problems import Unreadable, shown

NAME, WORK = "batch.json", ".work"
SCHEMA = "peelgrade/batch/v1"
_ANEW = "name another folder, or begin anew with --anew"


@dataclass(frozen=True)
class Input:
    """A file that was read: its name inside the folder, its size in bytes and its SHA-256."""

    file: str
    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path, folder: Path) -> Self:
        """Read a file for its hash. Raises Unreadable where it cannot be read."""
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise Unreadable(f"{path} cannot be read: {error.strerror}", "check its permissions") from None
        return cls(path.relative_to(folder).as_posix(), path.stat().st_size, digest)


@dataclass(frozen=True)
class Finished:
    """A part that is finished: how many inspections it has, and how many rows were left out."""

    inspections: int
    rejected: int


@dataclass(frozen=True)
class Manifest:
    """The file batch.json: engine and rules that judged, what was read, how it is cut, and what is finished."""

    version: str
    framework: str
    framework_version: str
    rules_sha256: str
    inputs: tuple[Input, ...]
    inspections_in_a_part: int
    format: str
    parts: tuple[Finished, ...] = ()

    def with_part(self, part: Finished) -> Manifest:
        """Return it with one more part finished."""
        return replace(self, parts=(*self.parts, part))

    def write(self, folder: Path) -> None:
        """Put it into its file."""
        writing.write(folder / NAME, json.dumps({"schema": SCHEMA, **asdict(self)}, indent=1) + "\n")

    def resumed(self, folder: Path) -> Manifest:
        """Return it with the parts that are finished in a folder.

        Raises Unreadable where it was made from other files or rules.
        """
        path = folder / NAME
        if not path.exists():
            return self
        known = _read(path)
        differs = [told for name, told in _TOLD.items() if known.get(name) != _plain(self)[name]]
        if differs:
            raise Unreadable(f"{folder} was begun with {' and '.join(differs)}", _ANEW)
        return replace(self, parts=tuple(Finished(**part) for part in known["parts"]))


_TOLD = {
    "inputs": "other tables, or others than they are now",
    "framework": "another framework",
    "framework_version": "another version of the framework",
    "rules_sha256": "other rules",
    "version": "another version of peelgrade",
    "inspections_in_a_part": "parts of another size",
    "format": "another format",
}


def check(folder: Path, names: Iterable[str]) -> None:
    """Raise Unreadable where a folder is not fit to be written into; `names` are the folders that come to be in it.

    It holds anything but what 'batch' writes, a link in place of that, which would lead writing and taking out
    elsewhere, or cannot be written to by libraries.
    """
    extras.openable(folder)
    own = [folder / name for name in (NAME, WORK, *names)]
    for path in (inside for one in own for inside in (one, *one.rglob("*"))):
        if path.is_symlink():
            raise Unreadable(f"{path} is a link", "take it out: all that 'batch' writes lies in the folder itself")
    if (folder / NAME).exists() or not folder.exists():
        return
    if not folder.is_dir() or any(one.name != WORK for one in folder.iterdir()):
        raise Unreadable(f"{folder} is there already, and holds no judgments of 'batch'", "name another folder")


def _plain(manifest: Manifest) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(asdict(manifest)))
    return plain


def _read(path: Path) -> dict[str, Any]:
    try:
        known = loading.read_json(path)
        if known["schema"] == SCHEMA and all(map(_is_finished, known["parts"])):
            return dict(known)
        message = f"{path} is of another version: {shown(known['schema'])}"
    except Unreadable as error:
        message = error.message
    except (KeyError, TypeError):
        message = f"{path} cannot be read as what 'batch' writes"
    raise Unreadable(message, _ANEW)


def _is_finished(part: Any) -> bool:  # noqa: ANN401  # whatever a file says
    return (
        isinstance(part, dict)
        and set(part) == {"inspections", "rejected"}
        and all(type(number) is int for number in part.values())
    )


def cleared(folder: Path, names: Iterable[str]) -> None:
    """Take out of a folder what an earlier run left, if it is a folder of judgments."""
    if (folder / NAME).exists():
        for name in names:
            for path in sorted((folder / name).glob("part-*")):
                path.unlink()
            with contextlib.suppress(OSError):  # it is not there, or holds something else besides
                (folder / name).rmdir()
        (folder / NAME).unlink()
