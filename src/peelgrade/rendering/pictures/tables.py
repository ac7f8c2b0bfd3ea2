"""The table beside a chart: every figure that is drawn, and the numbers behind rates."""

from __future__ import annotations

from dataclasses import dataclass

from peelgrade.rendering import prose
from peelgrade.rendering.report.content import Chart, ChartRow


@dataclass(frozen=True)
class TableRow:
    """A row: its head, how far that is set in, and a cell for each further column."""

    head: str
    depth: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table in words: a caption, the heads of all columns, and rows. The first `figures` cells of a row are figures."""

    caption: str
    heads: tuple[str, ...]
    figures: int
    rows: tuple[TableRow, ...]


def table(chart: Chart) -> Table:
    """Return the table of a chart: a column for each series and each further number, and one for how figures stand."""
    told = ("How it stands",) if any(row.told for row in chart.rows) else ()
    parts = (chart.title, chart.unit, chart.note, chart.direction)
    return Table(
        "; ".join(part for part in parts if part),
        ("Figure", *chart.series, *chart.further, *told),
        len(chart.series) + len(chart.further),
        tuple(_row(chart, row, told=bool(told)) for row in chart.rows),
    )


def _row(chart: Chart, row: ChartRow, *, told: bool) -> TableRow:
    texts = {mark.series: mark.text for mark in row.marks}
    further = (*row.further, *[""] * (len(chart.further) - len(row.further)))
    words = (prose.capital(row.told),) if told else ()
    return TableRow(row.label, row.depth, (*(texts.get(name, "") for name in chart.series), *further, *words))
