"""What a workbook holds beside the values of its cells, and whether it is safe to read them: found in the file itself.

What reads workbooks makes a table as wide and long as the last cell stands, whatever is in between, and copies a text
for each cell that shows it. A small file can so ask for more memory than there is, and is refused before that.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET
from xml.parsers import expat

from peelgrade import cellnames, limits
from peelgrade.archives import attribute, opened, part_of, repeated, sheets, tag, walked, whole
from peelgrade.cellerrors import BROKEN, broken
from peelgrade.cellnames import Place
from peelgrade.limits import Limit
from peelgrade.problems import Unreadable

Look = Callable[[str, dict[str, str]], None]  # at the name of an element, and its attributes

_FULL = 50  # cells of a rectangle for each one that is there, up to which it is not nearly empty
_PIECE = 1 << 20
_OFFICE = (".xlsx", ".xlsm")
_SHARED = "xl/sharedStrings.xml"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FAR_OUT = "delete what stands far out, also where it cannot be seen"
_NO_EVIDENCE = "take pictures and what else is no evidence out of it"
_REMEDY = "give a workbook in XLSX or ODS, such as 'peelgrade template' writes"
_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}


@dataclass
class Survey:
    """What a sheet holds beside its values, by rows and columns from nought.

    `errors` are words such as #N/A, found by `cellerrors`; `uncalculated` are formulas without a value, `formats` how
    numbers are shown.
    """

    name: str
    is_hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    uncalculated: set[Place] = field(default_factory=set)
    formats: dict[Place, str] = field(default_factory=dict)


@dataclass
class _Extent:
    """How much there is so far: cells and characters of all sheets."""

    path: Path
    cells: int = 0
    text: int = 0

    def add(self, rows: int, columns: int) -> None:
        _refuse_far_out(self.path, limits.WORKBOOK_ROWS, "row", rows)
        _refuse_far_out(self.path, limits.WORKBOOK_COLUMNS, "column", columns)
        self.cells += rows * columns
        _refuse_more(self.path, limits.WORKBOOK_CELLS, "has", "cells", self.cells)

    def add_text(self, characters: int) -> None:
        self.text += characters
        _refuse_more(self.path, limits.WORKBOOK_TEXT, "holds", "characters", self.text)


def _refuse_far_out(path: Path, limit: Limit, what: str, reach: int) -> None:
    if reach > limit.most:
        message = f"{path} has a sheet that reaches to {what} {reach:,}, and the limit is {limit.most:,}"
        raise Unreadable(message, f"{_FAR_OUT}; {limit.raised(reach)}")


def _refuse_more(path: Path, limit: Limit, verb: str, what: str, there: int) -> None:
    """Raise Unreadable where there is more than the limit; how much there is in all is not known then."""
    if there > limit.most:
        message = f"{path} {verb} more than {limit.most:,} {what}, the limit"
        raise Unreadable(message, f"{_NO_EVIDENCE}; {limit.raised()}")


def survey(path: Path) -> tuple[Survey, ...]:
    """Return what each sheet of a workbook holds beside its values, in order.

    Raises Unreadable for what is not there, is no workbook in XLSX or ODS, is locked by a password, or is too big.
    """
    try:
        _refuse_other_files(path)
        with opened(path) as archive:
            _refuse_bomb(path, archive, limits.WORKBOOK_UNPACKED)
            _refuse_boast(archive)
            names = set(archive.namelist())
            if "content.xml" in names:
                return _opendocument(path, archive)
            if "xl/workbook.xml" not in names:
                raise _no_workbook(path)
            return _office(path, archive)
    except BROKEN as error:
        raise broken(path, error) from None
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror or error}", "check its permissions") from None


def refuse_unsafe(path: Path) -> None:
    """Raise Unreadable where to open a workbook as a table would take far more memory than what stands in it.

    What reads workbooks lays out all sheets of OpenDocument when it opens it, and of others the one that is asked for:
    see `refuse_hollow`.
    """
    try:
        _refuse_old(path)
        with opened(path) as archive:
            _refuse_bomb(path, archive, limits.TABLE_UNPACKED)
            _refuse_boast(archive)
            if "content.xml" in archive.namelist():
                found = _Tables()
                _read_through(archive, "content.xml", found.look)
                _refuse_hollow(path, found.widest)
    except BROKEN as error:
        raise broken(path, error) from None


def refuse_hollow(path: Path, sheet: str) -> None:
    """Raise Unreadable where the table of a sheet would be far bigger than what stands in it, or a cell has no name.

    A table may be long, and is looked through a piece at a time; that of any file that is no XLSX is taken as it is.
    """
    if path.suffix.lower() not in _OFFICE:
        return
    found = _Reach()
    try:
        with opened(path) as archive:
            _read_through(archive, part_of(archive, sheet), found.look)
    except BROKEN as error:
        raise broken(path, error) from None
    _refuse_hollow(path, found)


def _read_through(archive: zipfile.ZipFile, part: str, look: Look) -> None:
    """Look at the beginning of each element of a part, a piece at a time."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = look
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            parser.Parse(piece)


def _refuse_hollow(path: Path, found: _Reach) -> None:
    spanned = found.rows * found.columns
    if spanned > max(limits.TABLE_CELLS.most, _FULL * found.cells):
        message = (
            f"{path} has a sheet of {found.cells:,} cells that reaches to row {found.rows:,} and column "
            f"{found.columns:,}: {spanned:,} with what is empty, and the limit is {limits.TABLE_CELLS.most:,}"
        )
        raise Unreadable(message, f"{_FAR_OUT}; {limits.TABLE_CELLS.raised(spanned)}")


@dataclass
class _Reach:
    """How many cells a sheet has, and how far out they stand."""

    cells: int = 0
    rows: int = 0
    columns: int = 0

    def look(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "c":
            row, column = cellnames.place(attributes.get("r"), (-1, -1))
            self.add(row + 1, column + 1)

    def add(self, rows: int, columns: int) -> None:
        self.cells += 1
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)


@dataclass
class _Tables:
    """How far the sheets of an OpenDocument file reach, as rows and cells that are repeated say; each is written once."""

    found: list[_Reach] = field(default_factory=lambda: [_Reach()])
    row: int = 0
    column: int = 0

    def look(self, name: str, attributes: dict[str, str]) -> None:
        said = {_local(key): value for key, value in attributes.items()}
        match _local(name):
            case "table":
                self.found.append(_Reach())
                self.row = 0
            case "table-row":
                self.row += int(said.get("number-rows-repeated", 1))
                self.column = 0
            case "table-cell" | "covered-table-cell":
                self.column += int(said.get("number-columns-repeated", 1))
                if "value-type" in said or "formula" in said:
                    self.found[-1].add(self.row, self.column)
            case _:
                pass

    @property
    def widest(self) -> _Reach:
        """The sheet with most cells, those that are empty or repeated included."""
        return max(self.found, key=lambda one: one.rows * one.columns)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _refuse_other_files(path: Path) -> None:
    if not path.exists():
        raise Unreadable(f"there is no file {path}", "check the spelling, and the folder that you are in")
    if not path.is_file():
        raise _no_workbook(path)
    size = path.stat().st_size
    if size > limits.WORKBOOK_BYTES.most:
        message = f"{path} has {size:,} bytes, and the limit is {limits.WORKBOOK_BYTES.most:,}"
        raise Unreadable(message, f"{_NO_EVIDENCE}; {limits.WORKBOOK_BYTES.raised(size)}")
    _refuse_old(path)
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            raise _no_workbook(path)


def _refuse_old(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(_OLD)) != _OLD:
            return
        rest = file.read(limits.WORKBOOK_BYTES.most)
    if "EncryptedPackage".encode("utf-16-le") in rest:
        message = f"{path} is locked by a password"
        raise Unreadable(message, "open it, take the password off (File, Info, Protect workbook), and save it")
    raise Unreadable(f"{path} is in the old format of Excel", "open it, and save it as an Excel workbook (.xlsx)")


def _no_workbook(path: Path) -> Unreadable:
    remedy = _REMEDY
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        remedy = "a table in text is one sheet, and evidence has several: copy its rows into a workbook that 'peelgrade template' writes"
    elif path.is_dir():
        remedy = "for the workbook of an inspection: peelgrade export"
    return Unreadable(f"{path} is no workbook", remedy)


def _refuse_bomb(path: Path, archive: zipfile.ZipFile, limit: Limit) -> None:
    """Refuse what unpacks to more than the limit: by what is said, and where that is a lie, by what comes."""
    whole, most = 0, limit.most
    for one in archive.infolist():
        if one.flag_bits & 1:
            raise Unreadable(f"{path} is locked by a password", "open it, take the password off, and save it")
        whole += one.file_size
    if whole <= most:
        whole = 0
        for one in archive.infolist():
            unbound = copy(
                one
            )  # zipfile reads no further than the size that is said, which other readers do not ask for
            unbound.file_size, unbound.CRC = most + 1, None  # type: ignore[assignment]  # no checksum is looked at
            with archive.open(unbound) as file:
                while whole <= most and (piece := file.read(_PIECE)):
                    whole += len(piece)
    _refuse_more(path, limit, "unpacks to", "bytes", whole)


def _refuse_boast(archive: zipfile.ZipFile) -> None:
    """Raise ValueError for shared texts that say they are more than their bytes: room is made for all before one is read."""
    for part in (one for one in archive.infolist() if one.filename.lower() == _SHARED.lower()):

        def look(name: str, attributes: dict[str, str], size: int = part.file_size) -> None:
            if _local(name) == "sst" and int(attributes.get("uniqueCount", 0)) > size:
                raise ValueError(f"{attributes['uniqueCount'][:20]} texts in {size:,} bytes")

        _read_through(archive, part.filename, look)


# --- Office Open XML -------------------------------------------------------------------------------------------------


def _office(path: Path, archive: zipfile.ZipFile) -> tuple[Survey, ...]:
    extent, texts, formats = _Extent(path), _shared_lengths(archive), _number_formats(archive)
    found = []
    for sheet, part in sheets(archive):
        made = Survey(sheet.get("name", ""), sheet.get("state", "visible") != "visible")
        with archive.open(part) as file:
            _look(file, made, extent, texts, formats)
        found.append(made)
    return tuple(found)


def _shared_lengths(archive: zipfile.ZipFile) -> Sequence[int]:
    if _SHARED not in archive.namelist():
        return ()
    lengths = []
    with archive.open(_SHARED) as file:
        for event, element in walked(file, "si"):
            if (event, tag(element)) == ("end", "si"):
                lengths.append(sum(map(len, element.itertext())))
    return lengths


def _number_formats(archive: zipfile.ZipFile) -> Sequence[str]:
    """Return how numbers are shown by the index of their style."""
    if "xl/styles.xml" not in archive.namelist():
        return ()
    styles = whole(archive, "xl/styles.xml")
    own = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter() if tag(one) == "numFmt"}
    cells = next((one for one in styles if tag(one) == "cellXfs"), ET.Element("none"))
    ids = [one.get("numFmtId", "0") for one in cells]
    return [own.get(one) or _BUILT_IN.get(int(one), "") for one in ids]


def _look(file: IO[bytes], made: Survey, extent: _Extent, texts: Sequence[int], formats: Sequence[str]) -> None:
    row, column, rows, columns = -1, -1, 0, 0
    for event, element in walked(file, "c"):
        match event, tag(element):
            case "start", "row":
                row, column = int(element.get("r", row + 2)) - 1, -1
                if element.get("hidden") in {"1", "true"}:
                    made.hidden_rows.add(row)
            case "end", "c":
                at = cellnames.place(element.get("r"), (row, column + 1))
                column = at[1]
                if _in_cell(element, at, made, extent, texts, formats):
                    rows, columns = max(rows, at[0] + 1), max(columns, column + 1)
            case _:
                pass
    extent.add(rows, columns)


def _in_cell(cell: ET.Element, at: Place, made: Survey, extent: _Extent, texts: Sequence[int], formats: Sequence[str]) -> bool:  # fmt: skip
    """Note what a cell holds beside its value, and return whether it holds anything."""
    inside = {tag(one): one for one in cell}
    value = (inside["v"].text or "") if "v" in inside else ""
    kind = cell.get("t", "n")
    match kind:
        case "s" if value:
            extent.add_text(texts[int(value)])
        case "n" if value:
            style = formats[int(cell.get("s", "0"))] if formats else ""
            if style:
                made.formats[at] = style
        case _:
            extent.add_text(sum(map(len, cell.itertext())))
    if "f" in inside and not value:
        made.uncalculated.add(at)
    return bool(inside)


# --- OpenDocument ----------------------------------------------------------------------------------------------------


def _opendocument(path: Path, archive: zipfile.ZipFile) -> tuple[Survey, ...]:
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""
    if b"encryption-data" in manifest:
        raise Unreadable(f"{path} is locked by a password", "open it, save it without one, and give that")
    extent, found = _Extent(path), []
    rows, columns, row, seen = 0, 0, 0, False
    with archive.open("content.xml") as file:
        for event, element in walked(file, "table-row"):
            match event, tag(element):
                case "start", "spreadsheet":
                    seen = True
                case "start", "table":
                    found.append(Survey(attribute(element, "name")))
                    rows, columns, row = 0, 0, 0
                case "end", "table-row":
                    times = repeated(element, "rows")
                    wide = _in_row(element, row, times, found[-1], extent)
                    rows, columns, row = (row + times, max(columns, wide), row + times) if wide else (rows, columns, row + times)  # fmt: skip
                case "end", "table":
                    extent.add(rows, columns)
                case _:
                    pass
    if not seen:
        raise _no_workbook(path)
    return tuple(found)


def _in_row(row: ET.Element, number: int, times: int, made: Survey, extent: _Extent) -> int:
    """Note what a row holds beside its values, and return how far it reaches; nought where it is blank."""
    column = wide = 0
    if attribute(row, "visibility") in {"collapse", "filter"}:
        made.hidden_rows.add(number)
    for cell in row:
        across = repeated(cell, "columns")
        kind = attribute(cell, "value-type")
        if kind:
            wide = column + across
            extent.add(0, wide)
            extent.add_text(sum(map(len, cell.itertext())) * across * times)
        column += across
    return wide
