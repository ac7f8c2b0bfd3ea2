"""The tables of a document: figures and what they are set beside, charts as tables, the matrix of evidence, blank forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from peelgrade.rendering import pictures
from peelgrade.rendering.report.content import Beside, Chart, ChartRow, Figure, Matrix, Question
from peelgrade.rendering.report.documents.blocks import Block, Cell, Drawn, Paragraph, Table, faint, filled, head, plain
from peelgrade.rendering.report.documents.lists import Known, places

_FORM = ("Page or item", "What is said", "What is right", "What shows it")
_FORM_ROWS = 6
_FORM_LINES = 4
_COLUMNS = 5  # of the matrix side by side
_PART = "\N{EN DASH} "  # before a row that is part of another


def figures(question: Question, known: Known) -> Iterator[Block]:
    """Yield the charts of a question, each with its table, and a table of the figures that are in none."""
    for chart in question.charts:
        yield Drawn(chart, _alt(chart))
        yield _chart_table(chart)
    rows = tuple(_figure(one, known) for one in question.undrawn)
    if rows:
        heads = (head("Figure"), head("Value", number=True), head("Of"), head("Set beside"))
        yield Table(f"Figures: {question.name}", (heads,), rows, (42, 16, 16, 26))


def set_beside(question: Question) -> Iterator[Block]:
    """Yield the figures that something is set beside as one small table, if there are any."""
    others = tuple(_beside_row(one) for one in question.undrawn if one.beside)
    grouped = [
        (pictures.table(chart).caption, tuple(_drawn_row(chart, row) for row in chart.rows))
        for chart in question.charts
    ]
    grouped += [("Other figures", others)] if others else []
    titled = bool(question.charts)
    rows = tuple(row for title, group in grouped for row in (*(((head(title, 3),),) if titled else ()), *group))
    if rows:
        heads = (head("Figure"), head("Value", number=True), head("Set beside"))
        yield Table("Figures and what they are set beside", (heads,), rows, (44, 12, 44), dense=True)


def parts(question: Question) -> Iterator[Block]:
    """Yield how the questions below one are judged, if they are: with how many strengths and weaknesses there are."""
    if not any(part.judged for part in question.parts):
        return
    judged = "Working view" if all(part.working_view for part in question.parts if part.graded) else "Judgment"
    heads = (head("Question"), head(judged), head("Strengths", number=True), head("Weaknesses", number=True))
    rows = tuple(
        (
            Cell((plain(part.name),), heads=True),
            Cell((plain(part.judged.words if part.judged else "" if part.graded else "context, not graded"),)),
            *(Cell((plain(str(len(found))),), number=True) for found in (part.strengths, part.weaknesses)),
        )
        for part in question.parts
    )
    yield Table("Sub-questions", (heads,), rows, (40, 30, 15, 15))


def matrix(given: Matrix | None) -> Iterator[Block]:
    """Yield the matrix of evidence by question, if there is one: a table for each of its groups, as wide as paper is."""
    if given is None:
        return
    at = 0
    for name, columns in given.groups:
        for start in range(0, len(columns), _COLUMNS):
            shown = columns[start : start + _COLUMNS]
            rows = tuple(
                (Cell((plain(question),), heads=True), *map(_number, numbers[at + start : at + start + len(shown)]))
                for question, numbers in given.rows
            )
            heads = (head("Question"), *(head(one, number=True) for one in shown))
            widths = (40, *(15 for _ in range(_COLUMNS)))[: len(heads)]
            yield Table(f"Items of evidence by question: {name.lower()}", (heads,), rows, widths, dense=True)
        at += len(columns)
    if given.note:
        yield Paragraph(faint(given.note))


def pairs(caption: str, heads: tuple[str, str], listed: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """Yield names and values as a table, if there are any."""
    rows = tuple((Cell((plain(name),), heads=True), Cell((plain(value),))) for name, value in listed)
    if rows:
        yield Table(caption, (tuple(map(head, heads)),), rows, (26, 74))


def form() -> Table:
    """Return a table that challenges to facts are written into."""
    blank = Cell((plain(""),) * _FORM_LINES)
    return Table("Challenges", (tuple(map(head, _FORM)),), ((blank,) * len(_FORM),) * _FORM_ROWS, (16, 28, 28, 28))


def _number(amount: int) -> Cell:
    return Cell((plain(str(amount)),), number=True)


def _figure(one: Figure, known: Known) -> tuple[Cell, ...]:
    shown = filled((plain(one.label), faint(one.statement), places(one.places, known)))
    beside = tuple(plain(_beside(each)) for each in one.beside)
    return (Cell(shown, heads=True), Cell((plain(one.text),), number=True), Cell((plain(one.days),)), Cell(beside))


def _drawn_row(chart: Chart, row: ChartRow) -> tuple[Cell, ...]:
    marks = {mark.series: mark.text for mark in row.marks}
    others = ", ".join(f"{name} {marks[name]}" for name in chart.series[1:] if name in marks)
    return _short_row(row.label, marks.get(chart.series[0], ""), "; ".join(word for word in (others, row.told) if word))


def _beside_row(one: Figure) -> tuple[Cell, ...]:
    label = ", ".join(word for word in (one.label, one.days) if word)
    return _short_row(label, one.text, "; ".join(map(_beside, one.beside)))


def _short_row(label: str, value: str, beside: str) -> tuple[Cell, ...]:
    return (Cell((plain(label),), heads=True), Cell((plain(value),), number=True), Cell((plain(beside),)))


def _beside(one: Beside) -> str:
    return f"{one.name}: {one.text}{f' ({one.stands})' if one.stands != 'open' else ''}"


def _chart_table(chart: Chart) -> Table:
    made = pictures.table(chart)
    told = len(made.heads) - made.figures - 1
    heads = tuple(head(words, number=0 < at <= made.figures) for at, words in enumerate(made.heads))
    widths = (28, *(14 for _ in range(made.figures)), *(26 for _ in range(told)))
    return Table(made.caption, (heads,), tuple(_chart_row(made, row) for row in made.rows), widths)


def _chart_row(made: pictures.Table, row: pictures.TableRow) -> tuple[Cell, ...]:
    cells = (Cell((plain(text),), number=at < made.figures) for at, text in enumerate(row.cells))
    return (Cell((plain(_PART * row.depth + row.head),), heads=True), *cells)


def _alt(chart: Chart) -> str:
    rows = "; ".join(f"{row.label}: {', '.join(f'{one.series} {one.text}' for one in row.marks)}" for row in chart.rows)
    return f"{chart.title} ({chart.unit}; {chart.direction}). {rows}."
