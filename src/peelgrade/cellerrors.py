"""Errors in cells of workbooks, such as #N/A: found in the files themselves, for what reads workbooks gives nothing for them."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET
from xml.parsers import expat

from peelgrade import cellnames
from peelgrade.archives import opened, part_of, repeated, tag, walked
from peelgrade.cellnames import Place
from peelgrade.problems import Unreadable

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    expat.ExpatError,
    LookupError,
    ValueError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    StopIteration,
)
"""Whatever broken or unusual parts of a workbook lead to, where they are looked into here."""

Reads = Callable[[IO[bytes]], Iterator[tuple[Place, str]]]
_PIECE = 1 << 20  # bytes of a sheet that are looked through at once
_MARK = re.compile(rb"""\st\s*=\s*(?:"e"|'e')|value-type\s*=\s*(?:"error"|'error')""")
MOST = 1_000_000  # errors of a sheet: a row of them can say that it is repeated, and ask for more memory than there is
_LONGEST_MARK = 40  # more than a mark takes


def errors(path: Path, sheet: str) -> dict[Place, str]:
    """Return the errors in the cells of a sheet of an XLSX or ODS file by their places, as they are written there.

    Raises Unreadable for too many, and for what cannot be looked through.
    """
    try:
        with opened(path) as archive:
            if "content.xml" in archive.namelist():
                found = _found(archive, "content.xml", lambda file: _in_opendocument(file, sheet))
            else:
                found = _found(archive, part_of(archive, sheet), _in_office)
    except BROKEN as error:
        raise broken(path, error) from None
    if len(found) > MOST:
        message = f"{path} has more than {MOST:,} cells with an error, such as #N/A, and that is the limit"
        raise Unreadable(message, "correct the formula that gives them")
    return found


def broken(path: Path, error: Exception) -> Unreadable:
    """Return what says that a workbook is broken, and how."""
    said = " ".join(str(error).split())[:100]
    message = f"{path} is a broken workbook: {said or type(error).__name__}"
    return Unreadable(message, "open it in Excel or LibreOffice, and save it again")


def _found(archive: zipfile.ZipFile, name: str, read: Reads) -> dict[Place, str]:
    """Read a part in full only where an error stands somewhere in it: nearly all have none, and may be long."""
    with archive.open(name) as file:
        if not _has_mark(file):
            return {}
    with archive.open(name) as file:
        return dict(islice(read(file), MOST + 1))


def _has_mark(file: IO[bytes]) -> bool:
    before = b""
    while piece := file.read(_PIECE):
        if _MARK.search(before + piece):
            return True
        before = piece[-_LONGEST_MARK:]
    return False


# --- Office Open XML -------------------------------------------------------------------------------------------------


def _in_office(file: IO[bytes]) -> Iterator[tuple[Place, str]]:
    row = column = -1
    for event, element in walked(file, "c"):
        match event, tag(element):
            case "start", "row":
                row, column = int(element.get("r", row + 2)) - 1, -1
            case "end", "c":
                at = cellnames.place(element.get("r"), (row, column + 1))
                column = at[1]
                if element.get("t") == "e":
                    yield at, next((one.text or "" for one in element if tag(one) == "v"), "")
            case _:
                pass


# --- OpenDocument ----------------------------------------------------------------------------------------------------


def _in_opendocument(file: IO[bytes], sheet: str) -> Iterator[tuple[Place, str]]:
    row, inside = 0, False
    for event, element in walked(file, "table-row"):
        match event, tag(element):
            case "start", "table":
                row, inside = 0, sheet in element.attrib.values()
            case "end", "table-row":
                times = repeated(element, "rows")
                found = list(_in_row(element)) if inside else []
                yield from (((row + n, column), word) for column, word in found for n in range(times))
                row += times
            case _:
                pass


def _in_row(row: ET.Element) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row:
        times = repeated(cell, "columns")
        if any(key.endswith("}value-type") and value == "error" for key, value in cell.attrib.items()):
            word = " ".join("".join(one.itertext()) for one in cell if tag(one) == "p")
            yield from ((column + n, word) for n in range(times))
        column += times
