"""Writing evidence: an item appended to a file that stays as it was, and new files, whole or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shlex
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from peelgrade.problems import Unreadable

_WIDTH = 110
_WRITABLE = 0o222  # of the mode of a file: by anybody


class Plain(str):
    """Text that is written without quotes: a figure or a date, as it was given."""

    __slots__ = ()


class Flow(dict[str, Any]):
    """A mapping that is written on one line, in braces, with everything inside it."""


class FlowList(list[Any]):
    """A list that is written on one line, in brackets."""


class _Dumper(yaml.SafeDumper):
    """Writes lists inside mappings with an indent, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  # PyYAML's signature
        super().increase_indent(flow=flow, indentless=False)


def _plain(dumper: _Dumper, text: Plain) -> yaml.ScalarNode:
    tag = dumper.resolve(yaml.ScalarNode, str(text), (True, False))  # type: ignore[no-untyped-call]
    return dumper.represent_scalar(tag, str(text))


def _flow(dumper: _Dumper, data: Flow) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)


def _flow_list(dumper: _Dumper, data: FlowList) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)


_Dumper.add_representer(Plain, _plain)
_Dumper.add_representer(Flow, _flow)
_Dumper.add_representer(FlowList, _flow_list)


def as_yaml(data: Mapping[str, Any] | Sequence[Any], *, compact: bool = False, width: int = _WIDTH) -> str:
    """Return data of mappings, lists and text as YAML, in its order; compact, with what is innermost in brackets.

    Lines are broken near the width.
    """
    style = None if compact else False
    text: str = yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=width, default_flow_style=style
    )
    return text


def as_scalar(value: object) -> str:
    """Return one value as YAML on one line."""
    text = str(value)
    if re.search(r"[\r\n]", text):
        return json.dumps(text, ensure_ascii=False)
    written: str = yaml.dump(
        [value if isinstance(value, str | bool | int) else Plain(text)], Dumper=_Dumper, allow_unicode=True, width=10**9
    )
    return written.removeprefix("- ").removesuffix("\n")


def appended(text: str, item: Mapping[str, Any], column: int, *, compact: bool = False) -> str:
    """Return the text of a file that is a list with an item after the last one; nothing before it is changed.

    `column` is where the items of the file start, counted from 1.
    """
    indent = " " * (column - 1)
    added = "".join(
        f"{indent}{line}\n" if line else "\n" for line in as_yaml([dict(item)], compact=compact).splitlines()
    )
    return text + ("" if text.endswith("\n") or not text else "\n") + added


@contextlib.contextmanager
def locked(folder: Path, *, waits: bool = True) -> Iterator[None]:
    """Keep other writers of peelgrade out of a folder meanwhile, waiting for one that is there, or else refusing.

    Raises Unreadable if it cannot be opened, or if another one is there and this one does not wait.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise Unreadable(f"{folder} cannot be opened: {error.strerror}", "check its permissions") from None
    try:
        _lock(handle, folder, waits=waits)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path, *, waits: bool) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        message = f"another command is writing into {folder}"
        raise Unreadable(message, "wait until it has ended, or name another folder") from None


def write(path: Path, text: str | bytes, *, new: bool = False) -> None:
    """Put text, or bytes, into a file: the old one or the new one is there, whole, whatever happens meanwhile.

    The folder is made if it is not there. Raises Unreadable where that cannot be done, for what is no regular file such
    as a device or a pipe, for a file that is write-protected, and with `new` where the file is there already.
    """
    with pieces(path, new=new) as put:
        put(text)


def write_together(files: Mapping[Path, str | bytes]) -> None:
    """Put texts, or bytes, into files that belong together: as with `write`, and none of them before all are on the disk.

    They are put in place in their order. Raises Unreadable as `write` does; then all files are as they were.
    """
    with contextlib.ExitStack() as kept:
        for path, text in reversed(list(files.items())):  # what is kept last is put in place first
            kept.enter_context(_kept(path, text))


@contextlib.contextmanager
def _kept(path: Path, text: str | bytes) -> Iterator[None]:
    with _opened(path, new=False) as file:
        file.write(_encoded(text))
        file.flush()
        os.fsync(file.fileno())  # what the disk has no room for fails here, where nothing is in place yet
        yield


def _encoded(piece: str | bytes) -> bytes:
    return piece.encode("utf-8") if isinstance(piece, str) else piece


@contextlib.contextmanager
def pieces(path: Path, *, new: bool = False) -> Iterator[Callable[[str | bytes], object]]:
    """Hand out what puts text into a file piece by piece; as with `write`, the file is there whole at the end or not at all.

    What goes wrong in between leaves the file as it was.
    """
    with _opened(path, new=new) as file:
        yield lambda piece: file.write(_encoded(piece))


@contextlib.contextmanager
def _opened(path: Path, *, new: bool) -> Iterator[BinaryIO]:
    if path.exists() and not path.is_file():
        raise Unreadable(f"{path} cannot be written: it is no regular file", "name a file, or leave it out to print")
    try:
        if path.exists() and not path.stat().st_mode & _WRITABLE:  # a new file in its place would be let through
            raise Unreadable(
                f"{path} is write-protected", f"take the protection off: chmod u+w {shlex.quote(str(path))}"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        with _part(path, new=new) as file:
            yield file
    except FileExistsError:
        if not path.parent.is_dir():
            raise Unreadable(f"{path} cannot be written: {path.parent} is no folder", "choose another folder") from None
        raise Unreadable(f"{path} is there already", "choose another folder, or delete it first") from None
    except OSError as error:
        raise Unreadable(
            f"{path} cannot be written: {error.strerror}", "check the folder and its permissions; nothing was changed"
        ) from None


@contextlib.contextmanager
def _part(path: Path, *, new: bool) -> Iterator[BinaryIO]:
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o644)
        if new:
            target.hardlink_to(part)  # unlike a rename, this fails where a file is there already
        else:
            part.replace(target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
