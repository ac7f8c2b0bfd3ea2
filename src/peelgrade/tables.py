"""Tables as streams of rows of text: CSV, workbooks (XLSX, ODS) and Parquet, with the number of each row.

A CSV file and a Parquet file are read a piece at a time, so that their length does not matter; a sheet of a workbook is
read whole, and has at most some million rows.
"""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from peelgrade import extras
from peelgrade.cellerrors import errors
from peelgrade.cellnames import Place
from peelgrade.problems import Unreadable, listed, shown, suggest
from peelgrade.published import Day, Number
from peelgrade.surveys import Survey, refuse_hollow, refuse_unsafe, survey

LONGEST = 1_000_000  # characters of a row of text, which may go on over lines
PIECE = 1_000  # rows of a sheet that are taken over at once
BATCH = 30_000  # rows of Parquet that are in memory at once
_ERROR = "#ERROR"  # an error that the file has no word for
_WORKBOOKS = (".xlsx", ".xlsm", ".ods")
_OTHER_WORKBOOKS = (".xls", ".xlsb")  # what they say of their size is not held to what is in them
_TEXT = (".csv", ".tsv", ".txt")
_LINES = re.compile(r"\s*[\r\n]\s*")  # a name of a column over several lines is one line
SUFFIXES = (*_TEXT, *_WORKBOOKS, ".parquet")
_BLANK = b'\xef\xbb\xbf,;" \t\r\n'  # what a line without any text may be made of
_AGAIN = "save what comes from it in a file, and give that: a table is read more than once"
_NO_WORKBOOK = "is no workbook that can be read"
_NO_PARQUET = "is no Parquet file that can be read"
_READABLE = "give a table in CSV, XLSX, ODS or Parquet"


class Row(NamedTuple):
    """One row: its number in the file, and its cells; None where there are too many or few.

    The number is that of its first line in text, of its row in a sheet, and else counted from 1 with the header.
    """

    number: int
    cells: tuple[str, ...] | None


Read = Callable[[Sequence[int]], Iterator[Row]]


@dataclass(frozen=True)
class Table:
    """A table that can be read, again and again: what it is called, its columns, and what reads chosen columns of it.

    Of a sheet of a workbook, `sheet` is its name, and `first` the column of the sheet, from nought, in which it starts.
    """

    name: str
    columns: tuple[str, ...]
    read: Read
    sheet: str = ""
    first: int = 0

    def rows(self, wanted: Sequence[str]) -> Iterator[Row]:
        """Yield every row with the cells of the wanted columns, in their order; blanks around a cell are taken off.

        Raises Unreadable where the file cannot be read on. The wanted columns must be there, each once.
        """
        return self.read([self.columns.index(name) for name in wanted])


def has_sheets(path: Path) -> bool:
    """Whether a table is a workbook, by the ending of its name."""
    return path.suffix.lower() in _WORKBOOKS


def open_table(path: Path, sheet: str | None = None, header: int | None = None) -> Table:
    """Return the table that a file holds; of a workbook that of a named sheet, else of the first.

    `header` is the number of the row that names the columns, else it is the first that is not blank; what stands above
    is passed over. Raises Unreadable for what is not there, is no table, or needs a library that is not installed.
    """
    suffix = path.suffix.lower()
    if not path.exists():
        raise Unreadable(f"there is no file {path}", "check the spelling, and the folder that you are in")
    if path.is_dir():
        raise Unreadable(f"{path} is a folder", _READABLE)
    if not path.is_file():
        raise Unreadable(f"{path} is no regular file", _AGAIN)
    if sheet is not None and suffix not in _WORKBOOKS:
        raise Unreadable(f"{path} has no sheets", "take --sheet out: it is for workbooks")
    if suffix in _TEXT:
        return _text(path, suffix, header)
    if suffix in _WORKBOOKS:
        with _told(path, _NO_WORKBOOK), _readable(path):
            return _workbook(path, sheet, header)
    if suffix == ".parquet" and header is not None:
        raise Unreadable(f"{path} has no rows above its first", "take 'header' out: it is for text and workbooks")
    if suffix == ".parquet":
        return _parquet(path)
    if suffix in _OTHER_WORKBOOKS:
        message = f"{path} is in a format of Excel that is not read"
        raise Unreadable(message, "open it, and save it as an Excel workbook (.xlsx)")
    raise Unreadable(f"{path} is no table that can be read", _READABLE)


# --- text ------------------------------------------------------------------------------------------------------------


def _text(path: Path, suffix: str, row: int | None) -> Table:
    mark = "\t" if suffix == ".tsv" else delimiter(path, row)
    columns, _ = _headed(_lines(path, mark), path, row)

    def read(wanted: Sequence[int]) -> Iterator[Row]:
        pick, width = _picking(wanted), len(columns)
        _, rows = _headed(_lines(path, mark), path, row)
        for number, cells in rows:
            yield Row(number, tuple(map(str.strip, pick(cells))) if len(cells) == width else None)

    return Table(path.name, columns, read)


def _lines(path: Path, mark: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, each with the number of its first line. Raises Unreadable where one is no CSV."""
    # it holds for the whole process: never lowered, so that no thread takes it from another that is reading
    csv.field_size_limit(max(LONGEST, csv.field_size_limit()))
    with _readable(path), path.open(encoding="utf-8-sig", newline="") as file:
        pieces = _Pieces(path, file)
        reader = csv.reader(pieces, delimiter=mark, strict=True)
        while True:
            number = pieces.begin(reader.line_num + 1)
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:  # a quote that is not closed is nearer to where the row begins than to its end
                raise _not_csv(path, number, error) from None
            except UnicodeDecodeError:
                raise _not_utf_8(path, reader.line_num) from None
            if any(map(str.strip, cells)):
                yield number, cells


def refuse_too_wide(path: Path) -> None:
    """Raise Unreadable at the first row of CSV that is none, or has more cells than the first row names columns."""
    columns, rows = _headed(_lines(path, delimiter(path)), path, None)
    for number, cells in rows:
        if len(cells) > len(columns):
            message = f"{path}:{number} has {len(cells):,} cells, and the first row names {len(columns):,} columns"
            raise Unreadable(message, "put what has a comma in it in quotes, or take out what is too much")


@dataclass
class _Pieces:
    """The lines of a text, as long as a row does not take up more characters than are `left` of it.

    `number` is that of the line in which the row begins.
    """

    path: Path
    file: TextIO
    left: int = LONGEST
    number: int = 1

    def begin(self, number: int) -> int:
        """Begin a row, and return the number of its line."""
        self.left, self.number = LONGEST, number
        return number

    def __iter__(self) -> Iterator[str]:
        while line := self.file.readline(self.left + 1):
            self.left -= len(line)
            if self.left < 0:
                message = f"{self.path}:{self.number} begins a row of more than {LONGEST:,} characters, the limit"
                raise Unreadable(message, "look for a quote that is not closed, or for what is no text")
            yield line


def _headed(
    rows: Iterator[tuple[int, list[str]]], path: Path, row: int | None, sheet: str = "", others: Sequence[str] = ()
) -> tuple[tuple[str, ...], Iterator[tuple[int, list[str]]]]:
    """Return the names of the columns, and the rows below: those of one row, else of the first that is not blank.

    `others` are the sheets of a workbook beside the one that is read.
    """
    for number, cells in rows:
        if row is None or number == row:
            return tuple(_LINES.sub(" ", cell.strip()) for cell in cells), rows
        if number > row:
            break
    if row is None:
        raise _empty(path, sheet, others)
    raise Unreadable(f"{path} has nothing in row {row:,}", "give the number of the row that names the columns")


def _picking(wanted: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    if len(wanted) == 1:
        return lambda cells: (cells[wanted[0]],)
    pick: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(*wanted)
    return pick


def delimiter(path: Path, row: int | None = None) -> str:
    """Return what separates cells of text: a comma, or where the line that names them has none, a semicolon or a tab.

    It is the line of the number `row`, else the first one that is not blank. Raises Unreadable for what is no UTF-8.
    """
    with _readable(path), path.open("rb") as file:
        lines = iter(partial(file.readline, 100_000), b"")
        named = islice(lines, row - 1, None) if row else (line for line in lines if line.strip(_BLANK))
        first = next(named, b"")
    if first.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in first:
        raise _not_utf_8(path, 0)
    return next((mark.decode() for mark in (b",", b";", b"\t") if mark in first), ",")


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Raise Unreadable where the system does not hand over what a file holds, also after some of it."""
    try:
        yield
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror or error}", "check its permissions") from None


@contextlib.contextmanager
def _told(path: Path, what: str) -> Iterator[None]:
    """Raise Unreadable where a library breaks off, or hands over what Python does not have, such as the year 10000."""
    try:
        with extras.contained():
            yield
    except (extras.Panicked, ValueError, OverflowError) as error:
        said = str(error).splitlines() or [""]
        raise Unreadable(f"{path} {what}: {shown(said[0])}", _READABLE) from None


def _empty(path: Path, sheet: str = "", others: Sequence[str] = ()) -> Unreadable:
    if not others:
        return Unreadable(f"{path} is empty", "give a table whose first row names the columns")
    remedy = f"name another one with --sheet: {listed(others)}"
    return Unreadable(f"the sheet '{shown(sheet)}' of {path} is empty", remedy)


def _not_csv(path: Path, line: int, error: csv.Error) -> Unreadable:
    remedy = "look for a quote that is not closed, or that stands inside a cell and is not doubled"
    return Unreadable(f"{path}:{line} is not CSV: {error}", remedy)


def _not_utf_8(path: Path, line: int) -> Unreadable:
    remedy = "save it as UTF-8; in Excel that is 'CSV UTF-8' under 'Save as'"
    return Unreadable(f"{path} is not UTF-8, some way after line {line}" if line else f"{path} is not UTF-8", remedy)


# --- workbooks -------------------------------------------------------------------------------------------------------


def _workbook(path: Path, sheet: str | None, row: int | None) -> Table:
    with extras.imported_for(f"{path} needs"):
        import python_calamine as calamine  # noqa: PLC0415  # an extra, and slow to import
    refuse_unsafe(path)
    try:
        with _readable(path), calamine.load_workbook(path) as book:
            if sheet is not None and sheet not in book.sheet_names:
                raise Unreadable(f"{path} has no sheet '{shown(sheet)}'", suggest(sheet, book.sheet_names))
            if not book.sheet_names:
                raise _empty(path)
            refuse_hollow(path, sheet or book.sheet_names[0])
            found = book.get_sheet_by_name(sheet or book.sheet_names[0])
            wrong = errors(path, found.name)
            others = [name for name in book.sheet_names if name != found.name]
    except calamine.CalamineError as error:
        raise Unreadable(f"{path} {_NO_WORKBOOK}: {error}", _READABLE) from None
    held = _Sheet(path, found, found.start, wrong)
    columns, _ = _headed(held.rows(), path, row, found.name, others)

    def read(wanted: Sequence[int]) -> Iterator[Row]:
        pick = _picking(wanted)
        _, rows = _headed(held.rows(), path, row)
        for number, cells in rows:
            yield Row(number, pick(cells))

    return Table(path.name, columns, read, found.name, found.start[1] if found.start else 0)


@dataclass(frozen=True)
class _Sheet:
    """A sheet of a workbook, where its cells start, and the errors in its cells."""

    path: Path
    found: Any
    start: tuple[int, int] | None
    errors: Mapping[Place, str]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that are not blank, with their numbers in the sheet."""
        if self.start is None:
            return
        wrong: dict[int, dict[int, str]] = {}
        for (row, column), word in self.errors.items():
            wrong.setdefault(row, {})[column - self.start[1]] = word
        for row, cells in enumerate(self._cells()):  # from the first row of the sheet, blank or not
            told = [_cell(cell) for cell in cells]
            for column, word in wrong.get(row, {}).items():
                if 0 <= column < len(told):  # a word may be missing, and the cell then be no part of the table
                    told[column] = word or _ERROR
            if any(told):
                yield row + 1, told

    def _cells(self) -> Iterator[Sequence[Any]]:
        rows = self.found.iter_rows()
        while True:
            with _told(self.path, _NO_WORKBOOK):
                piece = list(islice(rows, PIECE))
            if not piece:
                return
            yield from piece


@dataclass(frozen=True)
class Grid:
    """A sheet of a workbook as it is: its cells from the first on, which of them are merged, and what else it holds.

    A cell is text, a number, true or false, a day with or without a time, or an empty text. Places count from nought.
    """

    name: str
    rows: tuple[tuple[Any, ...], ...]
    merged: tuple[tuple[Place, Place], ...]
    survey: Survey

    def at(self, row: int, column: int) -> Any:  # noqa: ANN401  # whatever a cell holds
        """Return what a cell holds; an empty text beyond the last."""
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""


def sheets(path: Path, extra: str = "tables") -> tuple[Grid, ...]:
    """Return every sheet of a workbook in XLSX or ODS, in order.

    Raises Unreadable for what is no such workbook or too big a one, and where the library of the `extra` is missing.
    """
    with extras.imported_for(f"{path} needs", extra):
        import python_calamine as calamine  # noqa: PLC0415  # an extra, and slow to import
    surveyed = survey(path)
    try:
        with _told(path, "is a broken workbook"), _readable(path), calamine.load_workbook(path) as book:
            return tuple(_grid(path, book.get_sheet_by_index(n), one) for n, one in enumerate(surveyed))
    except calamine.CalamineError as error:
        remedy = "open it in Excel or LibreOffice, and save it again"
        raise Unreadable(f"{path} is a broken workbook: {shown(error)}", remedy) from None


def _grid(path: Path, sheet: Any, known: Survey) -> Grid:  # noqa: ANN401  # calamine's sheets
    known.errors.update({at: word or _ERROR for at, word in errors(path, known.name).items()})
    cells = tuple(tuple(row) for row in sheet.to_python(skip_empty_area=False)) if sheet.start is not None else ()
    return Grid(known.name, cells, tuple(sheet.merged_cell_ranges or ()), known)


def _cell(value: Any) -> str:  # noqa: ANN401  # whatever a cell of a workbook or of Parquet holds
    """Return a cell as text without blanks around it: whole numbers without decimals, days without a time at midnight."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float() | Decimal():
            return Number(int(value) if isinstance(value, float) and value.is_integer() else value)
        case datetime() if not (value.hour or value.minute or value.second or value.microsecond):
            return Day(value.date().isoformat())
        case date():
            return Day(value.isoformat())
        case _:
            return str(value).strip()


# --- Parquet ---------------------------------------------------------------------------------------------------------


def _parquet(path: Path) -> Table:
    with extras.imported_for(f"{path} needs"):
        import polars as pl  # noqa: PLC0415  # an extra, and slow to import

    with _parquet_told(path):
        columns = tuple(pl.read_parquet_schema(extras.openable(path)))

    def read(wanted: Sequence[int]) -> Iterator[Row]:
        names, number = [columns[n] for n in wanted], 1
        with _parquet_told(path):
            scan = pl.scan_parquet(path, parallel="none", low_memory=True).select(names)
            total = int(pl.scan_parquet(path).select(pl.len()).collect().item())
        for offset in range(0, total, BATCH):
            with _parquet_told(path):
                rows = scan.slice(offset, BATCH).collect().rows()
            for cells in rows:
                number += 1
                yield Row(number, tuple(cell.strip() if cell.__class__ is str else _cell(cell) for cell in cells))

    return Table(path.name, columns, read)


@contextlib.contextmanager
def _parquet_told(path: Path) -> Iterator[None]:
    """Raise Unreadable where Parquet cannot be read."""
    import polars as pl  # noqa: PLC0415  # as above

    try:
        with _told(path, _NO_PARQUET):
            yield
    except (pl.exceptions.PolarsError, OSError) as error:
        said = str(error).splitlines() or [type(error).__name__]
        raise Unreadable(f"{path} {_NO_PARQUET}: {shown(said[0])}", _READABLE) from None
