"""Rows as a workbook: heads, drop-downs, hints and widths around what the cells say. The same rows give the same bytes.

Every text is written as text, whatever it looks like: nothing in a workbook of peelgrade is a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from peelgrade import cellnames, extras
from peelgrade.capturing import cells
from peelgrade.capturing.filling import Row, Rows
from peelgrade.capturing.layout import ABOUT, EXAMPLE, PROBLEMS, VOCABULARY, Column, Layout, Sheet
from peelgrade.problemcodes import SEVERITIES, Severity
from peelgrade.problems import Unreadable
from peelgrade.tables import Grid

EXTRA = "workbooks"
LAST_ROW = 2_000  # down to which cells have drop-downs and hints
_CREATED = datetime(2015, 1, 1)  # noqa: DTZ001  # a workbook says when it was made: always the same, so that bytes are
_INK, _HEAD, _NEEDED, _EXAMPLE, _ASIDE = "#0f385c", "#cfe4dc", "#0f385c", "#5f6b76", "#f2f4f5"
_WIDTHS = {"text": 24, "texts": 28, "words": 22, "word": 20, "day": 12, "number": 11, "whole": 10, "truth": 11}
_WIDE = {"statement": 60, "note": 40, "reason": 44, "title": 44, "section": 40, "url": 34, "id": 12, "sources": 28}
_LONGEST_HINT = 255  # characters of a hint, as Excel has it
_LONGEST_TITLE = 32
_LINE, _HIGHEST = 13.5, 400  # points of a line, and of the highest row
_ON_A_PAGE = 10  # columns that can still be read on one page
_LIVE = ("=", "+", "-", "@", "\t")  # what a spreadsheet may take for a formula where it is typed again
_HALF_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
_INSIDE_ESCAPE = re.compile(r"(?<=_x)(?=[0-9A-Fa-f]{4}_)")
NEEDED = " *"  # after the head of a column that has to be filled in
_BESIDES = (  # what an item that is an example says besides what it needs
    ("value",),
    ("as_at",),
    ("sources", 0, "section"),
    ("sources", 0, "paragraph"),
    ("coded_by",),
)
_UPRIGHT_HEADS = ("What", "Value", "Meaning", "Example")


@dataclass(frozen=True)
class Mark:
    """What is wrong in a cell, for the copy that is handed back; the place counts from nought."""

    sheet: str
    row: int
    column: int
    severity: Severity
    code: str
    text: str
    help: str


@dataclass(frozen=True)
class Page:
    """A sheet of plain lines: a heading, and what stands below it in columns."""

    name: str
    heading: str
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = (88,)


@dataclass
class _Book:
    """A workbook that is being written, with the formats of its cells, each made once."""

    made: Any
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def format_(self, **about: Any) -> Any:  # noqa: ANN401  # XlsxWriter's formats have no types here
        """Return a format, the same for the same."""
        key = tuple(sorted(about.items()))
        if key not in self.formats:
            base = {"text_wrap": True, "valign": "top", "align": "left", "font_name": "Arial", "font_size": 10}
            self.formats[key] = self.made.add_format({**base, **about})
        return self.formats[key]

    def put(self, sheet: Any, at: tuple[int, int], text: str, **about: Any) -> None:  # noqa: ANN401  # as above
        """Write a text into a cell as text."""
        if text.startswith(_LIVE):
            about["quote_prefix"] = True
        made = self.format_(**{"num_format": "@", **about})
        if (text.startswith("<r>") and text.endswith("</r>")) or _HALF_ESCAPED.search(text):
            # XlsxWriter takes such a text for its own marks, or escapes it by halves; in pieces it is neither
            first, *others = _INSIDE_ESCAPE.split(text)
            pieces = [first, *others] if others else [first[:2], first[2:]]
            failed = sheet.write_rich_string(*at, *(one for piece in pieces for one in (made, piece)), made)
        else:
            failed = sheet.write_string(*at, text, made)
        if failed:
            raise Unreadable(f"a text of {len(text):,} characters does not fit into a cell", "shorten it")


def written(layout: Layout, rows: Rows, *, examples: bool = False) -> bytes:
    """Return a workbook with the rows in their sheets, and with `examples` a row in each that shows how to fill it in."""
    raw = io.BytesIO()
    book = _Book(_library().Workbook(raw, _OPTIONS))
    _describe(book)
    _page(book, _about(layout, examples=examples))
    for sheet in layout.sheets:
        made = book.made.add_worksheet(sheet.name)
        if sheet.upright:
            _upright(book, made, sheet, rows.get(sheet.name, ()), layout)
        else:
            _listed(book, made, sheet, rows.get(sheet.name, ()), layout, examples=examples)
    _vocabulary(book, layout)
    book.made.close()
    return raw.getvalue()


_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def _library() -> Any:  # noqa: ANN401  # a module without types
    with extras.imported_for("workbooks need"):
        import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415  # an extra, and slow to import
    return xlsxwriter


def _describe(book: _Book) -> None:
    book.made.set_properties({"title": "Evidence of an inspection", "created": _CREATED, "author": "", "comments": ""})
    book.made.set_size(1_600, 1_000)


# --- sheets of evidence ----------------------------------------------------------------------------------------------


def _listed(book: _Book, made: Any, sheet: Sheet, rows: Sequence[Row], layout: Layout, *, examples: bool) -> None:  # noqa: ANN401  # XlsxWriter's sheets
    made.freeze_panes(1, 1)
    made.set_row(0, 32)
    last = max(LAST_ROW, len(rows) + 200)
    for n, column in enumerate(sheet.columns):
        _head(book, made, n, column)
        made.set_column(n, n, _width(column), book.format_(num_format=_shown_as(column)))
        _validate(made, (1, n, last, n), column, layout)
    first = 1
    example = _example_row(sheet) if examples else {}
    if example:
        for n, column in enumerate(sheet.columns):
            if column.title in example:
                book.put(made, (1, n), example[column.title], italic=True, font_color=_EXAMPLE, bg_color=_ASIDE)
        _set_height(made, 1, ((example[one.title], _width(one)) for one in sheet.columns if one.title in example))
        first = 2
    widths = {column.title: _width(column) for column in sheet.columns}
    for number, row in enumerate(rows, start=first):
        _set_height(made, number, ((text, widths[title]) for title, text in row.items()))
        for n, column in enumerate(sheet.columns):
            if column.title in row:
                _value(book, made, (number, n), row[column.title], column)
    made.ignore_errors({"number_stored_as_text": f"A1:{cellnames.letters(len(sheet.columns))}{last + 1}"})
    made.autofilter(0, 0, max(len(rows) + first - 1, first), len(sheet.columns) - 1)
    _set_paper(made, fits=len(sheet.columns) <= _ON_A_PAGE)
    made.repeat_rows(0)
    made.repeat_columns(0)


def _head(book: _Book, made: Any, n: int, column: Column) -> None:  # noqa: ANN401  # XlsxWriter's sheets
    style = {"bg_color": _NEEDED, "font_color": "#ffffff"} if column.needed else {"bg_color": _HEAD, "font_color": _INK}
    book.put(made, (0, n), f"{column.title}{NEEDED if column.needed else ''}", bold=True, **style)


def _upright(book: _Book, made: Any, sheet: Sheet, rows: Sequence[Row], layout: Layout) -> None:  # noqa: ANN401  # XlsxWriter's sheets
    made.freeze_panes(1, 1)
    for n, (head, width) in enumerate(zip(_UPRIGHT_HEADS, (24, 50, 70, 40), strict=True)):
        book.put(made, (0, n), head, bold=True, bg_color=_HEAD, font_color=_INK)
        made.set_column(n, n, width)
    row = rows[0] if rows else {}
    for n, column in enumerate(sheet.columns, start=1):
        book.put(made, (n, 0), f"{column.title}{NEEDED if column.needed else ''}", bold=True)
        made.write_blank(n, 1, None, book.format_(num_format=_shown_as(column), border=1, border_color=_HEAD))
        if column.title in row:
            _set_height(made, n, [(row[column.title], 50)])
            _value(book, made, (n, 1), row[column.title], column, border=1, border_color=_HEAD)
        book.put(made, (n, 2), column.about, font_color=_EXAMPLE)
        book.put(made, (n, 3), column.example, font_color=_EXAMPLE, italic=True)
        _validate(made, (n, 1, n, 1), column, layout)
    made.ignore_errors({"number_stored_as_text": f"A1:D{len(sheet.columns) + 1}"})
    _set_paper(made, fits=True)


def _set_height(made: Any, row: int, texts: Iterable[tuple[str, int]]) -> None:  # noqa: ANN401  # XlsxWriter's sheets
    """Make a row as high as its texts need in columns of these widths; not every program does so when it opens a file."""
    lines = max((sum(len(line) // width + 1 for line in text.split("\n")) for text, width in texts), default=1)
    if lines > 1:
        made.set_row(row, min(lines * _LINE, _HIGHEST))


def _set_paper(made: Any, *, fits: bool) -> None:  # noqa: ANN401  # XlsxWriter's sheets
    """Have a sheet print on A4 across, on as many pages as it takes; where it `fits`, with all columns on each."""
    made.set_landscape()
    made.set_paper(9)
    if fits:
        made.fit_to_pages(1, 0)


def _value(book: _Book, made: Any, at: tuple[int, int], text: str, column: Column, **about: Any) -> None:  # noqa: ANN401  # XlsxWriter's sheets
    day = cells.day_of(text) if column.form == "day" else None
    if day is None:
        book.put(made, at, text, **about)
    else:
        made.write_datetime(*at, day, book.format_(num_format=_shown_as(column), **about))


def _shown_as(column: Column) -> str:
    """Return the format of a column: a text stays as it is typed, and so do figures with the decimals that were printed."""
    return {"day": "yyyy-mm-dd", "truth": "General"}.get(column.form, "@")


def _width(column: Column) -> int:
    own = str(column.steps[-1])
    width = _WIDE.get(own, 0) if column.form in {"text", "texts"} or own == "id" else 0
    if column.steps == ("id",) and column.example.count("-") > 1:
        width = 32  # ids of documents are long
    return max(width or _WIDTHS[column.form], min(len(column.title) // 2 + 4, 18))


def _example_row(sheet: Sheet) -> Row:
    """Return the texts of a row that shows how it is done; none where an item of this kind cannot be recorded.

    An item would be read without errors if it were no example: what it has besides what it needs goes together.
    """
    columns = [column for column in sheet.columns if not sheet.kind or column.needed or column.steps in _BESIDES]
    if sheet.kind and any(column.needed and not column.example for column in columns):
        return {}  # the framework declares no word that could stand there
    words = sheet.key.example or next(iter(sheet.key.choices), "F401")
    shown = {column.title: column.example for column in columns if column.example}
    return {**shown, sheet.key.title: f"{EXAMPLE}{words}"}


def _hint(column: Column) -> str:
    """Return what is told of a column at its cells, with an example where there are no words to choose from."""
    about = f"{column.about} E.g. {column.example}" if column.example and not column.words else column.about
    about = about if len(about) <= _LONGEST_HINT else column.about
    return about if len(about) <= _LONGEST_HINT else f"{about[: _LONGEST_HINT - 1]}…"


def _validate(made: Any, where: tuple[int, int, int, int], column: Column, layout: Layout) -> None:  # noqa: ANN401  # XlsxWriter's sheets
    """Give cells a drop-down and a hint. Whatever is typed is taken: what is wrong with it is said when it is read."""
    about: dict[str, Any] = {
        "input_title": column.title[:_LONGEST_TITLE],
        "input_message": _hint(column),
        "error_type": "warning",
        "error_title": "Not one of the words",
        "error_message": "Choose a word from the list. Reading the workbook will say which words there are.",
    }
    if column.words:
        lists = list(layout.lists)
        letter = cellnames.letters(2 * lists.index(column.words))
        last = max(len(column.choices), 1) + 2
        about |= {"validate": "list", "source": f"='{VOCABULARY}'!${letter}$3:${letter}${last}"}
    elif column.form == "truth":
        about |= {"validate": "list", "source": ["true", "false"]}
    elif column.of:
        about |= {"validate": "list", "source": f"='{column.of}'!$A$2:$A$200"}
    else:
        about |= {"validate": "any"}
    if column.form == "words" or column.of or column.form == "truth":
        about["show_error"] = False  # several words can stand here, or one that is added later
    made.data_validation(*where, about)


# --- the sheets around them ------------------------------------------------------------------------------------------


def _vocabulary(book: _Book, layout: Layout) -> None:
    made = book.made.add_worksheet(VOCABULARY)
    made.freeze_panes(2, 0)
    for n, (name, words) in enumerate(layout.lists.items()):
        left = 2 * n
        book.put(made, (0, left), name.replace("_", " ").capitalize(), bold=True, bg_color=_HEAD, font_color=_INK)
        book.put(made, (0, left + 1), "", bg_color=_HEAD)
        book.put(made, (1, left), "Word", bold=True)
        book.put(made, (1, left + 1), "Means", bold=True)
        made.set_column(left, left, 26)
        made.set_column(left + 1, left + 1, 40)
        for number, (word, means) in enumerate(words.items(), start=2):
            book.put(made, (number, left), word)
            book.put(made, (number, left + 1), means, font_color=_EXAMPLE)


def _page(book: _Book, page: Page) -> None:
    made = book.made.add_worksheet(page.name)
    made.hide_gridlines(2)
    book.put(made, (0, 0), page.heading, bold=True, font_size=14, font_color=_INK)
    for n, width in enumerate(page.widths):
        made.set_column(n, n, width)
    for number, row in enumerate(page.rows, start=2):
        _set_height(made, number, zip(row, page.widths, strict=False))
        for n, text in enumerate(row):
            book.put(made, (number, n), text, **({"bold": True} if n == 0 and len(row) > 1 else {}))
    _set_paper(made, fits=True)


def _about(layout: Layout, *, examples: bool) -> Page:
    lines = [
        "One row is one finding, figure or recommendation. Dark heads with a star have to be filled in; the others where there is something to say.",
        "Click into a cell to see what belongs there. Where there is a list, choose from it: the sheet Vocabulary says what the words mean.",
        "Further sources, comparators and metrics that a finding speaks of go into the sheets that begin with More, by the id of the item.",
        "Several words go into one cell with commas between them; several people, and what else may have commas, each on a line of its own (Alt and Enter).",
        "Figures are written as they are printed, with all their decimals. Days are written year-month-day.",
        "Where you are in doubt about weight or extent, say the other code under Or weight or Or extent; whoever checks writes the name under Checked by.",
        "Where a warning is not right, or the source itself prints what does not add up, write the code and the reason under Ignored.",
        "Columns and rows may stand in any order. A list that is there and empty is written (none); it is hardly ever needed.",
        "File and Place say where an item stands in the files of the inspection. Leave them empty, and they follow from the question.",
    ]
    if examples:
        lines.insert(1, f"The row in italics that begins with '{EXAMPLE.strip()}' shows how it is done; it is not read, and may be deleted.")  # fmt: skip
    told = [(line,) for line in lines]
    sheets = [(sheet.name, sheet.about) for sheet in layout.sheets]
    rows = [*((f"{n}. {line}",) for n, (line,) in enumerate(told, start=1)), ("",)]
    rows += [(f"{name}: {about}",) for name, about in sheets]
    rows += [("",), ("Checked and turned into files with: peelgrade import WORKBOOK -o FOLDER",)]
    return Page(ABOUT, "Evidence of an inspection", rows)


# --- the copy that is handed back ------------------------------------------------------------------------------------

_COLOURS = {"error": "#f7996a", "warning": "#fbdfae", "note": "#dbe7f0"}
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31
_HEADS = (("Where", 22), ("How bad", 10), ("What is wrong", 70), ("What to do", 60), ("Code", 9))
_COMMENT = {"author": "peelgrade", "x_scale": 2.2, "y_scale": 1.6}


def annotated(layout: Layout, grids: Sequence[Grid], heads: Mapping[str, int], marks: Sequence[Mark]) -> bytes:
    """Return a copy of a workbook in which each cell that is marked has a colour and a comment, with a list of them.

    Every cell stands where it stood. Formulas are there with the values that they gave. `heads` are the rows of the
    heads, counted from nought, by the names of the sheets that are known.
    """
    raw = io.BytesIO()
    book = _Book(_library().Workbook(raw, _OPTIONS))
    _describe(book)
    names = _names(grids)
    _listing(book, marks, names)
    for grid, name in zip(grids, names, strict=True):
        if name:
            made = book.made.add_worksheet(name)
            sheet = layout.by_name.get(grid.name)
            _copied(book, made, grid, sheet, heads.get(grid.name, -1), layout)
            _marked(book, made, grid, [mark for mark in marks if mark.sheet == grid.name])
    book.made.close()
    return raw.getvalue()


def _names(grids: Sequence[Grid]) -> list[str]:
    """Return the names of the sheets as XLSX can have them, each once; an earlier list of problems has none."""
    found: list[str] = []
    for grid in grids:
        plain = _NOT_IN_NAMES.sub("_", grid.name).strip("'")[:_LONGEST_NAME] or "Sheet"
        name, n = plain, 2
        while name.lower() in {one.lower() for one in (*found, PROBLEMS, "history")}:
            name, n = f"{plain[: _LONGEST_NAME - 5]} ({n})", n + 1
        found.append("" if grid.name == PROBLEMS else name)
    return found


def _listing(book: _Book, marks: Sequence[Mark], names: Sequence[str]) -> None:
    made = book.made.add_worksheet(PROBLEMS)
    made.freeze_panes(1, 0)
    for n, (head, width) in enumerate(_HEADS):
        book.put(made, (0, n), head, bold=True, bg_color=_HEAD, font_color=_INK)
        made.set_column(n, n, width)
    link = book.format_(font_color="#0b5cad", underline=1, num_format="@")
    for number, mark in enumerate(marks, start=1):
        if mark.sheet in names:
            at = cells.address(mark.sheet, mark.row, mark.column)
            made.write_url(number, 0, f"internal:{at}", link, at)
        else:
            book.put(made, (number, 0), mark.sheet)
        book.put(made, (number, 1), mark.severity, bg_color=_COLOURS[mark.severity])
        for n, text in enumerate((mark.text, mark.help, mark.code), start=2):
            book.put(made, (number, n), text)
        _set_height(made, number, [(mark.text, _HEADS[2][1]), (mark.help, _HEADS[3][1])])
    if not marks:
        book.put(made, (1, 0), "No problems")
    _set_paper(made, fits=True)
    made.autofilter(0, 0, max(len(marks), 1), len(_HEADS) - 1)


def _copied(book: _Book, made: Any, grid: Grid, sheet: Sheet | None, head: int, layout: Layout) -> None:  # noqa: ANN401  # XlsxWriter's sheets
    if sheet is not None and head >= 0 and not sheet.upright:
        made.freeze_panes(head + 1, 1)
    known = sheet.by_title if sheet is not None and not sheet.upright else {}
    heads = {n: known.get(_folded(cell)) for n, cell in enumerate(grid.rows[head])} if known and head >= 0 else {}
    width = max(map(len, grid.rows), default=0)
    for n in range(width):
        column = heads.get(n)
        made.set_column(n, n, _width(column) if column else (30, 50, 70, 40)[n] if sheet is not None and n < 4 and sheet.upright else 24)  # noqa: PLR2004  # fmt: skip
        if column is not None:
            _validate(made, (head + 1, n, max(LAST_ROW, len(grid.rows)), n), column, layout)
    for row, values in enumerate(grid.rows):
        style = {"bold": True, "bg_color": _HEAD, "font_color": _INK} if row == head and known else {}
        for n, value in enumerate(values):
            _copy(book, made, (row, n), grid.survey.errors.get((row, n), value), **style)


def _folded(value: Any) -> str:  # noqa: ANN401  # whatever a cell holds
    return " ".join(str(value).split()).removesuffix(NEEDED).lower()


def _copy(book: _Book, made: Any, at: tuple[int, int], value: Any, **style: Any) -> None:  # noqa: ANN401  # a cell of any kind
    match value:
        case bool():
            made.write_boolean(*at, value, book.format_(**style))
        case int() | float():
            made.write_number(*at, value, book.format_(**style))
        case date() if cells.day_of(value.isoformat()[:10]) is not None:
            has_time = isinstance(value, datetime) and bool(value.hour or value.minute or value.second)
            shown_as = "yyyy-mm-dd hh:mm:ss" if has_time else "yyyy-mm-dd"
            made.write_datetime(*at, value, book.format_(num_format=shown_as, **style))
        case "" | None:
            return
        case _:
            text = str(value)
            book.put(made, at, text if cells.units(text) <= cells.LONGEST else text[: cells.LONGEST // 2], **style)


def _marked(book: _Book, made: Any, grid: Grid, marks: Sequence[Mark]) -> None:  # noqa: ANN401  # XlsxWriter's sheets
    by_cell: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        by_cell.setdefault((mark.row, mark.column), []).append(mark)
    for at, found in by_cell.items():
        worst = min(found, key=lambda mark: SEVERITIES.index(mark.severity)).severity
        value = grid.survey.errors.get(at, grid.at(*at))
        style = {"bg_color": _COLOURS[worst], "border": 1, "border_color": "#982828"}
        if value in {"", None}:
            made.write_blank(*at, None, book.format_(num_format="@", **style))
        else:
            _copy(book, made, at, value, **style)
        told = "\n\n".join(f"{mark.severity}: {mark.text}\n{mark.help}".strip() for mark in found)
        made.write_comment(*at, told[:_LONGEST_COMMENT], _COMMENT)


_LONGEST_COMMENT = 4_000
