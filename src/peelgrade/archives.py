"""Workbooks as the archives that they are: opened, and where in them each sheet of an XLSX file lies."""

from __future__ import annotations

import contextlib
import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET


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

    KeyError where the archive has no list, or a sheet has no part.
    """
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  # expat bounds what entities may grow to
    related = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  # as above
    targets = {one.get("Id", ""): one.get("Target", "") for one in related}
    for sheet in (one for one in book.iter() if tag(one) == "sheet"):
        yield sheet, posixpath.normpath(posixpath.join("/xl", targets[attribute(sheet, "id")])).lstrip("/")


def part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the part of an archive that holds a sheet; StopIteration or KeyError where there is none."""
    return next(part for one, part in sheets(archive) if one.get("name") == sheet)


def tag(element: ET.Element) -> str:
    """Return what an element is called, without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: ET.Element, name: str) -> str:
    """Return an attribute of some namespace, whichever; nothing where there is none of the name."""
    return next((value for key, value in element.attrib.items() if key.endswith(f"}}{name}")), "")


def repeated(element: ET.Element, what: str) -> int:
    """Return how many times an element of OpenDocument stands for: its rows or its columns."""
    return int(attribute(element, f"number-{what}-repeated") or 1)
