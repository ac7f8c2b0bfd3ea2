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

from peelgrade.capturing import cells
from peelgrade.capturing.filling import Row, Rows
from peelgrade.capturing.layout import ABOUT, DOCUMENTS, EXAMPLE, PROBLEMS, VOCABULARY, Column, Layout, Sheet
from peelgrade.problems import Unreadable

EXTRA = "pip install 'peelgrade[workbooks]'"
LAST_ROW = 2_000  # down to which cells have drop-downs and hints
_CREATED = datetime(2015, 1, 1)  # noqa: DTZ001  # a workbook says when it was made: always the same, so that bytes are
_INK, _HEAD, _NEEDED, _EXAMPLE, _WRONG, _ASIDE = "#0f385c", "#cfe4dc", "#0f385c", "#5f6b76", "#f7996a", "#f2f4f5"
_WIDTHS = {"text": 24, "texts": 28, "words": 22, "word": 20, "day": 12, "number": 11, "whole": 10, "truth": 11}
_WIDE = {"statement": 60, "note": 40, "reason": 44, "title": 44, "section": 40, "url": 34, "id": 12, "sources": 28}
_LONGEST_HINT = 255  # characters of a hint, as Excel has it
_LONGEST_TITLE = 32
_LIVE = ("=", "+", "-", "@", "\t")  # what a spreadsheet may take for a formula where it is typed again
_RICH = re.compile(r"(?<=_x[0-9A-Fa-f]{4})(?=_x[0-9A-Fa-f]{4}_)")
NEEDED = " *"  # after the head of a column that has to be filled in
_UPRIGHT_HEADS = ("What", "Value", "Meaning", "Example")


@dataclass(frozen=True)
class Mark:
    """What is wrong in a cell, for the copy that is handed back; the place counts from nought."""

    sheet: str
    row: int
    column: int
    text: str
    severity: str = "error"


@dataclass(frozen=True)
class Page:
    """A sheet of plain lines: a heading, and what stands below it in columns."""

    name: str
    heading: str
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = (110,)


@dataclass
class _Book:
    """A workbook that is being written, with the formats of its cells, each made once."""

    made: Any
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def format_(self, **about: Any) -> Any:  # noqa: ANN401  # XlsxWriter's formats have no types here
        """Return a format, the same for the same."""
        key = tuple(sorted(about.items()))
        if key not in self.formats:
            base = {"text_wrap": True, "valign": "top", "font_name": "Arial", "font_size": 10}
            self.formats[key] = self.made.add_format({**base, **about})
        return self.formats[key]

    def put(self, sheet: Any, at: tuple[int, int], text: str, **about: Any) -> None:  # noqa: ANN401  # as above
        """Write a text into a cell as text."""
        if text.startswith(_LIVE):
            about["quote_prefix"] = True
        made = self.format_(**{"num_format": "@", **about})
        if (text.startswith("<r>") and text.endswith("</r>")) or _RICH.search(text):
            # XlsxWriter takes such a text for its own marks, or escapes it by halves; in pieces it is neither
            pieces = [text[:1], *_RICH.split(text[1:])]
            failed = sheet.write_rich_string(*at, *(piece for piece in pieces if piece), made)
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
    try:
        import xlsxwriter  # noqa: PLC0415  # an extra, and slow to import
    except ImportError:
        message = "workbooks need the library XlsxWriter, which is not installed"
        raise Unreadable(message, f"install it with {EXTRA}") from None
    return xlsxwriter


def _describe(book: _Book) -> None:
    book.made.set_properties({"title": "Evidence of an inspection", "created": _CREATED, "author": "", "comments": ""})
    book.made.set_size(24_000, 14_000)


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
    if examples:
        for n, column in enumerate(sheet.columns):
            text = _example(sheet, column)
            if text:
                book.put(made, (1, n), text, italic=True, font_color=_EXAMPLE, bg_color=_ASIDE)
        first = 2
    for number, row in enumerate(rows, start=first):
        for n, column in enumerate(sheet.columns):
            if column.title in row:
                _value(book, made, (number, n), row[column.title], column)
    made.ignore_errors({"number_stored_as_text": f"A1:{cells.column_name(len(sheet.columns))}{last + 1}"})
    made.autofilter(0, 0, max(len(rows) + first - 1, first), len(sheet.columns) - 1)
    made.set_landscape()
    made.set_paper(9)
    made.fit_to_pages(1, 0)
    made.repeat_rows(0)


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
            _value(book, made, (n, 1), row[column.title], column, border=1, border_color=_HEAD)
        book.put(made, (n, 2), column.about, font_color=_EXAMPLE)
        book.put(made, (n, 3), column.example, font_color=_EXAMPLE, italic=True)
        _validate(made, (n, 1, n, 1), column, layout)
    made.ignore_errors({"number_stored_as_text": f"A1:D{len(sheet.columns) + 1}"})
    made.set_landscape()
    made.set_paper(9)
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
    return max(width or _WIDTHS[column.form], min(len(column.title) // 2 + 4, 18))


def _example(sheet: Sheet, column: Column) -> str:
    if column is not sheet.key:
        return column.example
    words = column.example or next(iter(column.choices), "F401")
    return f"{EXAMPLE} {words}"


def _validate(made: Any, where: tuple[int, int, int, int], column: Column, layout: Layout) -> None:  # noqa: ANN401  # XlsxWriter's sheets
    """Give cells a drop-down and a hint. Whatever is typed is taken: what is wrong with it is said when it is read."""
    hint = column.about if len(column.about) <= _LONGEST_HINT else f"{column.about[: _LONGEST_HINT - 1]}…"
    about: dict[str, Any] = {
        "input_title": column.title[:_LONGEST_TITLE],
        "input_message": hint,
        "error_type": "warning",
        "error_title": "Not one of the words",
        "error_message": "Choose a word from the list. Reading the workbook will say which words there are.",
    }
    if column.words:
        lists = list(layout.lists)
        letter = cells.column_name(2 * lists.index(column.words))
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
        for n, text in enumerate(row):
            book.put(made, (number, n), text, **({"bold": True} if n == 0 and len(row) > 1 else {}))
    made.set_paper(9)
    made.fit_to_pages(1, 0)


def _about(layout: Layout, *, examples: bool) -> Page:
    lines = [
        "One row is one finding, figure or recommendation. Dark heads with a star have to be filled in; the others where there is something to say.",
        "Click into a cell to see what belongs there. Where there is a list, choose from it: the sheet Vocabulary says what the words mean.",
        "Further sources, comparators and metrics that a finding speaks of go into the sheets that begin with More, by the id of the item.",
        "Several words go into one cell with commas between them; several people, and what else may have commas, each on a line of its own (Alt and Enter).",
        "Figures are written as they are printed, with all their decimals. Days are written year-month-day.",
        "Where you are in doubt about weight or extent, say the other code under Or weight or Or extent; whoever checks writes the name under Checked by.",
        "Columns and rows may stand in any order. A list that is there and empty is written (none); it is hardly ever needed.",
        "File and Place say where an item stands in the files of the inspection. Leave them empty, and they follow from the question.",
    ]
    if examples:
        lines.insert(1, f"The row in italics that begins with '{EXAMPLE}' shows how it is done; it is not read, and may be deleted.")  # fmt: skip
    told = [(line,) for line in lines]
    sheets = [(sheet.name, sheet.about) for sheet in layout.sheets]
    rows = [*((f"{n}. {line}",) for n, (line,) in enumerate(told, start=1)), ("",)]
    rows += [(f"{name}: {about}",) for name, about in sheets]
    rows += [("",), ("Checked and turned into files with: peelgrade import WORKBOOK -o FOLDER",)]
    return Page(ABOUT, "Evidence of an inspection", rows)
