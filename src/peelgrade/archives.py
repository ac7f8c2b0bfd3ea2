"""Workbooks as the archives that they are: opened, where each sheet of an XLSX file lies, and parts read within limits."""

from __future__ import annotations

import contextlib
import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

LARGEST = 16_000_000  # bytes of the list of sheets, of what it refers to, and of styles
FULLEST = 1_000_000  # elements of a cell, of a text, or of a row of OpenDocument


@contextlib.contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a workbook as the archive that it is; where the system refuses, that is no broken archive, but an OSError."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        if isinstance(error.__context__, OSError):
            raise error.__context__ from None
        raise
    with archive:
        yield archive


def sheets(archive: zipfile.ZipFile) -> Iterator[tuple[ET.Element, str]]:
    """Yield each sheet of an XLSX file as the workbook lists it, with the part of the archive that holds it.

    KeyError where the archive has no list, or a sheet has no part; ValueError where one is far too big.
    """
    book, related = whole(archive, "xl/workbook.xml"), whole(archive, "xl/_rels/workbook.xml.rels")
    targets = {one.get("Id", ""): one.get("Target", "") for one in related}
    for sheet in (one for one in book.iter() if tag(one) == "sheet"):
        yield sheet, posixpath.normpath(posixpath.join("/xl", targets[attribute(sheet, "id")])).lstrip("/")


def part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the part of an archive that holds a sheet; StopIteration or KeyError where there is none."""
    return next(part for one, part in sheets(archive) if one.get("name") == sheet)


def whole(archive: zipfile.ZipFile, part: str) -> ET.Element:
    """Return a part as a tree: one that is small in every workbook that anybody writes. Raises ValueError for a big one."""
    size = archive.getinfo(part).file_size
    if size > LARGEST:
        raise ValueError(f"{part} has {size:,} bytes, and the limit is {LARGEST:,}")
    return ET.fromstring(archive.read(part))  # noqa: S314  # expat bounds what entities may grow to


def walked(file: IO[bytes], unit: str) -> Iterator[tuple[str, ET.Element]]:
    """Yield the start and the end of each element of a part of any length; only a `unit`, as a cell, is kept until its end.

    Raises ValueError for a unit of more elements than anybody writes.
    """
    above: list[ET.Element] = []
    inside = held = 0
    for event, element in ET.iterparse(file, ("start", "end")):  # noqa: S314  # as above
        is_unit = tag(element) == unit
        if event == "start":
            yield event, element
            above.append(element)
            inside += is_unit
            held += inside > 0
            if held > FULLEST:
                raise ValueError(f"more than {FULLEST:,} elements in one {unit}")
        else:
            yield event, element
            above.pop()
            inside -= is_unit
            if above and not inside:
                del above[-1][:]
                held = 0


def tag(element: ET.Element) -> str:
    """Return what an element is called, without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: ET.Element, name: str) -> str:
    """Return an attribute of some namespace, whichever; nothing where there is none of the name."""
    return next((value for key, value in element.attrib.items() if key.endswith(f"}}{name}")), "")


def repeated(element: ET.Element, what: str) -> int:
    """Return how many times an element of OpenDocument stands for: its rows or its columns."""
    return int(attribute(element, f"number-{what}-repeated") or 1)
