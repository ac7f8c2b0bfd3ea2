"""From a path to text: regular files of a sensible size in UTF-8, without what hides from a reader."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import stat
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from peelgrade import limits
from peelgrade.problems import InvalidInput, Locator, Problem, Unreadable, shown

_PIECE = 1 << 20  # bytes that are read at once
_LOOKED_AT = 64_000  # bytes of a file, to see whether it is evidence
_EVIDENCE = re.compile(rb"""\bkind:\s*["']?(finding|metric|recommendation)\b""")
_OF_PROGRAMS = {"node_modules", "__pycache__", "site-packages"}

LINE_END = re.compile(r"\r\n|\r|\n")

# Controls, line separators that editors do not count as lines, marks of text direction, tag characters, and what is no
# character at all. Joiners (U+200C, U+200D) stay: names and emoji need them.
UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff"
    "\U000e0000-\U000e007f"
)
_IN_FILE = re.compile(f"[{UNSEEN}]")
_IN_TEXT = re.compile(f"[{UNSEEN}\r]")
_CONFLICT = re.compile(r"^(<{7}|>{7})( |\r?$)", re.MULTILINE)
_NOT_YAML = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"{\\rtf", "a Rich Text document"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"version https://git-lfs", "a Git LFS pointer, and the file itself was not fetched"),
)
DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)  # what Windows calls no file
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")  # how the names of workbooks end
_OTHER_UNICODE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def folder_files(folder: Path) -> list[Path]:
    """Return the YAML files directly in a folder, sorted by name; Unreadable if it cannot be listed or has too many."""
    try:
        listed = sorted(path for path in folder.iterdir() if is_yaml(path.name))
    except NotADirectoryError:
        refuse_workbook(folder.as_posix())
        raise Unreadable(f"{folder} is a file", "name the folder that holds it") from None
    except FileNotFoundError:
        raise Unreadable(f"there is no folder {folder}", "check the spelling, and the folder that you are in") from None
    except OSError as error:
        raise Unreadable(f"{folder} cannot be read: {error.strerror}", "check its permissions") from None
    if len(listed) > limits.FILES.most:
        message = f"{folder} holds {len(listed):,} YAML files, and the limit is {limits.FILES.most:,}"
        raise Unreadable(message, f"split the inspection, or join small files; {limits.FILES.raised(len(listed))}")
    for path in listed:
        if not path.name.isprintable():
            message = f"the name of the file '{shown(path.name)}' has characters that cannot be shown"
            raise Unreadable(message, "rename it")
    _refuse_too_much(folder, listed)
    return listed


def _refuse_too_much(folder: Path, listed: Iterable[Path]) -> None:
    """Raise Unreadable for files that hold more bytes together than the limit; one too big by itself is told of alone."""
    size = sum(one for one in map(_size, listed) if one <= limits.FILE_BYTES.most)
    if size > limits.FOLDER_BYTES.most:
        message = (
            f"the YAML files of {folder} have {size:,} bytes together, and the limit is {limits.FOLDER_BYTES.most:,}"
        )
        raise Unreadable(message, f"split the inspection; {limits.FOLDER_BYTES.raised(size)}")


def _size(path: Path) -> int:
    """Return how many bytes a file has; nought where it cannot be told, which is told when it is read."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def refuse_workbook(name: str) -> None:
    """Raise Unreadable, with what to do, where something else is wanted than what is a workbook by the ending of its name."""
    if name.lower().endswith(WORKBOOKS):
        remedy = f"turn it into an inspection first: peelgrade import {shlex.quote(name)} -o FOLDER"
        raise Unreadable(f"{name} is a workbook", remedy) from None


def is_yaml(name: str) -> bool:
    """Whether a file of this name is read: YAML, and not hidden."""
    return name.lower().endswith((".yaml", ".yml")) and not name.startswith(".")


def is_foreign(folder: Path) -> bool:
    """Whether what lies in a folder is not of people who write evidence: it is hidden, or of programs."""
    return folder.name.startswith(".") or folder.name in _OF_PROGRAMS or os.path.exists(folder / "pyvenv.cfg")  # noqa: PTH110  # also where one may not look


def evidence_among(folder: Path, names: Iterable[str]) -> str:
    """Return the first file of a folder that seems to hold evidence; nothing where none does, or can be read there."""
    for name in sorted(filter(is_yaml, names)):
        path = folder / name
        with contextlib.suppress(OSError):
            if path.is_file() and not leads_out(path, folder) and _EVIDENCE.search(_start_of(path)):
                return name
    return ""


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LOOKED_AT)


def refusal(name: str, code: str, message: str, remedy: str, place: tuple[int, int] | None = None) -> InvalidInput:
    """Return what carries one problem of a file, at a line and column where there are such."""
    at = Locator(name, line=place[0], column=place[1]) if place else Locator(name)
    return InvalidInput([Problem(code, message, at, remedy)])


def bytes_of(path: Path, name: str) -> bytes:
    """Return the contents of a file; raises InvalidInput for what is no regular file, leads elsewhere or is too big."""
    try:
        inside = os.path.realpath(path.parent)
        if leads_out(path, path.parent):
            raise InvalidInput([refused_link(name)])
        if not stat.S_ISREG(path.stat().st_mode):  # a device may do something when it is opened
            raise _not_regular(name)
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # what has become a pipe is not waited for
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(file.fileno())  # of what is read, whatever stands there by now
            if not stat.S_ISREG(found.st_mode):
                raise _not_regular(name)
            refuse_too_big(found.st_size, name)
            raw = read_up_to_limit(file)
        if path.is_symlink() and not _is_inside(path, found, inside):
            raise InvalidInput([refused_link(name)])
    except OSError as error:
        remedy = "check that it is there and that you may read it"
        raise refusal(name, "PG104", f"the file cannot be read: {error.strerror}", remedy) from None
    refuse_too_big(len(raw), name)
    return raw


def read_up_to_limit(stream: BinaryIO) -> bytes:
    """Return what a stream holds, up to one byte past the limit of a file; of a high limit no more is asked for at once."""
    most = limits.FILE_BYTES.most + 1
    raw = bytearray()
    while len(raw) < most and (piece := stream.read(min(_PIECE, most - len(raw)))):
        raw += piece
    return bytes(raw)


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a path is a link to somewhere outside a folder."""
    return path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def refuse_link_out(path: Path, what: str = "folder") -> None:
    """Raise Unreadable for a folder, or `what` else it is, that is a link to somewhere outside the one that it lies in."""
    if leads_out(path, path.parent):
        raise Unreadable(f"{path} is a link that leads out of its folder", f"put the {what} itself there")


def _is_inside(path: Path, found: os.stat_result, inside: str) -> bool:
    """Whether what was read through a link is what it leads to, and lies in the folder."""
    real = os.path.realpath(path)
    return Path(real).is_relative_to(inside) and os.path.samestat(found, os.stat(real))  # noqa: PTH116  # as the other


def refused_link(name: str, what: str = "file") -> Problem:
    """Return what is wrong with a file, or `what` else it is, that is a link to somewhere outside its folder."""
    return Problem(
        "PG101", "this is a link that leads out of its folder", Locator(name), f"put the {what} itself there"
    )


def _not_regular(name: str) -> InvalidInput:
    return refusal(name, "PG102", "this is not a regular file", "put a YAML file there, or rename what is there")


def refuse_too_big(size: int, name: str) -> None:
    """Raise InvalidInput for a file of more bytes than the limit."""
    if size > limits.FILE_BYTES.most:
        message = f"the file has {size:,} bytes, and the limit is {limits.FILE_BYTES.most:,}"
        remedy = f"split it into several files; all of them in the folder are read; {limits.FILE_BYTES.raised(size)}"
        raise refusal(name, "PG103", message, remedy)


def refuse_what_hides(text: str, name: str) -> None:
    """Raise InvalidInput for a character that cannot be seen, and for a conflict that was left in the text."""
    unseen = _IN_FILE.search(text)
    if unseen:
        message = f"there is a character here that cannot be seen: {named(unseen[0])}"
        raise refusal(name, "PG107", message, "delete it; it may come from copying", _line_of(text, unseen.start()))
    conflict = _CONFLICT.search(text)
    if conflict:
        remedy = "keep one version, and delete the lines with <<<<<<<, ======= and >>>>>>>"
        place = _line_of(text, conflict.start())
        raise refusal(name, "PG108", "there is an unresolved merge conflict here", remedy, place)


def decoded(raw: bytes, name: str) -> str:
    """Return the text of a file; raises InvalidInput for other formats and encodings."""
    start = raw[:64].removeprefix(b"\xef\xbb\xbf").lower()
    for mark, what in _NOT_YAML:
        if start.startswith(mark.lower()):
            raise refusal(name, "PG105", f"this is {what}, not YAML", "put the YAML file there", (1, 1))
    if raw.startswith(_OTHER_UNICODE) or 0 in raw[:4]:
        message = "the file is saved as UTF-16 or UTF-32, or it is no text"
        raise refusal(name, "PG106", message, "save it as UTF-8", (1, 1))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")  # without the mark, as the error counts
        message = f"byte {error.start + 1} is not UTF-8: the file was saved in another encoding"
        remedy = "save it as UTF-8; in Excel and Notepad that is a choice under 'Save as'"
        raise refusal(name, "PG106", message, remedy, _line_of(before, len(before))) from None


def unseen(text: str) -> str:
    """Return the first character of a text that cannot be seen, by its name; nothing where all can be."""
    found = _IN_TEXT.search(text)
    return named(found[0]) if found else ""


def visible(text: str) -> str:
    """Return a text without the characters that cannot be seen."""
    return _IN_TEXT.sub("", text)


def named(character: str) -> str:
    """Return what a character is called, with its number."""
    return f"{unicodedata.name(character, 'control character').lower()} (U+{ord(character):04X})"


def _line_of(text: str, offset: int) -> tuple[int, int]:
    lines = LINE_END.split(text[:offset])
    return len(lines), len(lines[-1]) + 1
