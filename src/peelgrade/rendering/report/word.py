"""A report as a Word document: headings, lists and tables as Word knows them, so that it can be edited and pasted from.

Tiles are tables of shaded cells and charts are Word's own: nothing in it is a picture. The same report gives the same
bytes. Needs python-docx (the extra `word`).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

import docx
from docx.opc.constants import RELATIONSHIP_TYPE

from peelgrade.rendering import prose
from peelgrade.rendering.palette import Shade, shades
from peelgrade.rendering.report import wordcharts
from peelgrade.rendering.report.content import Report
from peelgrade.rendering.report.documents import document
from peelgrade.rendering.report.documents.blocks import (
    Block,
    Cell,
    Contents,
    Document,
    Drawn,
    Entries,
    Entry,
    Heading,
    Line,
    Paragraph,
    Run,
    Table,
    Tile,
    Tiles,
)
from peelgrade.rendering.report.wordxml import (
    base,
    bookmarked,
    field,
    field_end,
    field_start,
    inner_link,
    line_break,
    outer_link,
    paragraph,
    repacked,
    run,
    w,
)

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_WIDTH = 9638  # between the margins, in twentieths of a point
_IN_A_ROW = 4  # tiles
_TILE = _WIDTH // _IN_A_ROW
_PALE = "EEF2F5"  # what is not a judgment, or an open one
_PROPERTY = 255  # characters, as python-docx takes them
_LEVELS = 9  # of a list, as Word has them
_STYLES = {"strong": "Strong", "plain": "", "faint": "Source"}
_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)  # a report says no time at which it was made: the same is the same


def shown(report: Report) -> bytes:
    """Return a report as a Word document."""
    made = document(report)
    file = docx.Document(base())
    _describe(file, made)
    _frame(file, made)
    writer = _Writer(file, made)
    body = file.element.body
    for element in writer.written():
        body.insert(len(body) - 1, element)  # the section's settings stay last
    saved = io.BytesIO()
    file.save(saved)
    return repacked(saved.getvalue())


def _describe(file: File, made: Document) -> None:
    about = file.core_properties
    about.title, about.language, about.author, about.last_modified_by = prose.cut(made.name, _PROPERTY), "en-GB", "", ""
    about.created = about.modified = _NO_TIME
    about.revision = 1
    about.comments = prose.cut(made.standing, _PROPERTY)


def _frame(file: File, made: Document) -> None:
    """Put what stands on every page above and below it."""
    section = file.sections[0]
    for part, elements in (
        (section.header, [run(made.standing)]),
        (section.footer, [run(made.name), w("r", w("tab")), *_page_number()]),
    ):
        part.is_linked_to_previous = False
        style = "Header" if part is section.header else "Footer"
        own = part._element  # noqa: SLF001  # python-docx has no public way to its element
        own.clear()
        own.append(paragraph(style, *elements))


def _page_number() -> list[Element]:
    return [run("Page "), *field("PAGE", "1"), run(" of "), *field("NUMPAGES", "1")]


class _Writer:
    """Writes the blocks of one document, with numbers for its bookmarks and pictures."""

    def __init__(self, file: File, made: Document) -> None:
        self._file = file
        self._made = made
        self._shades = shades(made.scale)
        self._bookmarks = count(1)
        self._drawings = count(1)

    def written(self) -> Iterator[Element]:
        """Yield the elements of the body."""
        yield paragraph("Title", run(self._made.title))
        yield paragraph("Subtitle", run(self._made.subtitle))
        before: Block | None = None
        for block in self._made.blocks:
            yield from self._block(block, before)
            before = block

    def _block(self, block: Block, before: Block | None) -> Iterable[Element]:
        match block:
            case Heading():
                return [self._heading(block)]
            case Paragraph():
                together = [w("keepNext")] if isinstance(before, Heading) else []
                style = "Notice" if block.kind == "notice" else "Normal"
                return [paragraph(style, *self._line(block.line), settings=together)]
            case Entries():
                style = "ListBulletDense" if block.dense else "ListBullet"
                return [element for entry in block.entries for element in self._entry(entry, style, 0)]
            case Table():
                return self._table(block)
            case Tiles() | Drawn() | Contents():
                return self._special(block)

    def _special(self, block: Tiles | Drawn | Contents) -> Iterable[Element]:
        match block:
            case Tiles():
                return self._tiles(block)
            case Drawn():
                return self._drawn(block)
            case Contents():
                return self._contents(block)

    def _heading(self, block: Heading) -> Element:
        number = next(self._bookmarks)
        opens = [w("pageBreakBefore")] if block.opens else []
        marked = bookmarked(number, _anchor(number), run(block.text))
        return paragraph(f"Heading{block.level}", *marked, settings=opens)

    def _line(self, line: Line) -> list[Element]:
        return [self._run(one) for one in line]

    def _run(self, one: Run) -> Element:
        if not one.url:
            return run(one.text, _STYLES[one.weight])
        relation = self._file.part.relate_to(one.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return outer_link(relation, one.text, _STYLES[one.weight] or "Hyperlink")

    def _entry(self, entry: Entry, style: str, level: int) -> Iterator[Element]:
        content = self._line(entry.line)
        for line in entry.under:
            content += [line_break(), *self._line(line)]
        deep = min(level, _LEVELS - 1)
        yield paragraph(style, *content, settings=[w("numPr", w("ilvl", val=deep), w("numId", val=1))])
        for part in entry.parts:
            yield from self._entry(part, style, level + 1)

    def _table(self, block: Table) -> Iterator[Element]:
        widths = [_WIDTH * width // sum(block.widths) for width in block.widths]
        rows = [self._row(row, widths, head=True) for row in block.heads]
        kept = len(block.rows) - 1 if block.short else 0  # all but the last stay with the next
        rows += [self._row(row, widths, together=at < kept) for at, row in enumerate(block.rows)]
        yield paragraph("Caption", run(block.caption))
        yield _grid("TableGrid", block.caption, widths, rows, first_column=True)
        yield paragraph("AfterTable")

    def _row(
        self, row: Sequence[Cell], widths: Sequence[int], *, head: bool = False, together: bool = False
    ) -> Element:
        settings = [w("cantSplit"), *([w("tblHeader")] if head else [])]
        cells, at = [], 0
        for cell in row:
            cells.append(self._cell(cell, sum(widths[at : at + cell.span]), head=head, together=head or together))
            at += cell.span
        return w("tr", w("trPr", *settings), *cells)

    def _cell(self, cell: Cell, width: int, *, head: bool, together: bool) -> Element:
        settings = [w("tcW", w=width, type="dxa")]
        settings += [w("gridSpan", val=cell.span)] if cell.span > 1 else []
        settings += [w("shd", val="clear", color="auto", fill=_PALE)] if head else []
        aligned = [w("jc", val="right")] if cell.number else []
        kept = [w("keepNext")] if together else []
        lines = cell.lines or ((),)
        content = [paragraph("TableText", *self._line(line), settings=[*kept, *aligned]) for line in lines]
        return w("tc", w("tcPr", *settings), *content)

    def _tiles(self, block: Tiles) -> Iterator[Element]:
        width = _TILE
        rows = [block.tiles[at : at + _IN_A_ROW] for at in range(0, len(block.tiles), _IN_A_ROW)]
        columns = max(len(row) for row in rows)
        drawn = [w("tr", w("trPr", w("cantSplit")), *self._tile_cells(row, columns, width, block)) for row in rows]
        yield _grid("TableNormal", block.caption, [width] * columns, drawn)
        yield paragraph("AfterTable")

    def _tile_cells(self, row: Sequence[Tile], columns: int, width: int, block: Tiles) -> Iterator[Element]:
        for tile in row:
            yield self._tile(tile, width, "TileWordsLarge" if block.large else "TileWords")
        for _ in range(columns - len(row)):
            yield w("tc", w("tcPr", w("tcW", w=width, type="dxa")), paragraph("TableText"))

    def _tile(self, tile: Tile, width: int, style: str) -> Element:
        shade = self._shades[tile.category.id] if tile.category is not None else None
        lines = [(tile.name, "TileName"), (tile.words, style), *([(tile.note, "TableText")] if tile.note else [])]
        content = [paragraph(kind, _inked(run(text), shade)) for text, kind in lines]
        fill = w("shd", val="clear", color="auto", fill=_hex(shade.background) if shade else _PALE)
        return w("tc", w("tcPr", w("tcW", w=width, type="dxa"), _edges(), fill), *content)

    def _drawn(self, block: Drawn) -> Iterator[Element]:
        yield paragraph("Caption", run(block.chart.title))
        drawing = wordcharts.drawing(self._file, block, next(self._drawings))
        yield paragraph("Normal", w("r", drawing), settings=[w("keepNext")])

    def _contents(self, block: Contents) -> Iterator[Element]:
        """Yield the table of contents, complete as it is: a field that Word can update, and need not."""
        yield paragraph("TOCHeading", run("Contents"), settings=[w("pageBreakBefore")] if block.depth > 1 else [])
        headings = [one for one in self._made.blocks if isinstance(one, Heading)]
        listed = [(number, one) for number, one in enumerate(headings, 1) if one.level <= block.depth]
        start = field_start(f'TOC \\o "1-{block.depth}" \\n \\h \\z')
        for at, (number, one) in enumerate(listed):
            first, last = start if at == 0 else [], [field_end()] if at == len(listed) - 1 else []
            yield paragraph(f"TOC{one.level}", *first, inner_link(_anchor(number), run(one.text)), *last)


def _anchor(number: int) -> str:
    return f"_Toc{number:08d}"


def _grid(
    style: str, caption: str, widths: Sequence[int], rows: Iterable[Element], *, first_column: bool = False
) -> Element:
    """Return a table of fixed widths, so that a long word breaks and does not push the others off the page."""
    settings = w(
        "tblPr",
        w("tblStyle", val=style),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0000", firstRow=int(first_column), lastRow=0, firstColumn=int(first_column), lastColumn=0),
        w("tblCaption", val=caption),
        w("tblDescription", val=caption),
    )
    return w("tbl", settings, w("tblGrid", *(w("gridCol", w=width) for width in widths)), *rows)


def _edges() -> Element:
    """Return the edges of a tile: white, so that tiles stand apart."""
    sides = ("top", "left", "bottom", "right")
    return w("tcBorders", *(w(side, val="single", sz=24, space=0, color="FFFFFF") for side in sides))


def _inked(one: Element, shade: Shade | None) -> Element:
    if shade is not None:
        one.insert(0, w("rPr", w("color", val=_hex(shade.ink))))
    return one


def _hex(colour: str) -> str:
    return colour.removeprefix("#").upper()
