"""Rules and decision tables in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from peelgrade.rendering.console import dim
from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.rulesheet.layout import DECIDES, NOT_ASKED, TRUTHS, Cell, Entry, Grid, Section, Sheet
from peelgrade.trace import Truth

_MARKS = {Truth.TRUE: "✓", Truth.FALSE: "✗", Truth.UNKNOWN: "?"}
_PLAIN_MARKS = {Truth.TRUE: "+", Truth.FALSE: "x", Truth.UNKNOWN: "?"}  # for a terminal that has ASCII alone
_STYLES = {Truth.TRUE: "bold", Truth.FALSE: "dim", Truth.UNKNOWN: "italic"}
_LABEL, _COMFORTABLE = 24, 30  # how wide the labels are at least, and where there is room
_OBSERVED = 15  # how wide what was observed is, with its gap
_CELLS = (24, 20, 15, 13, 11)  # how wide columns are at most, the widest first that leaves room for the labels
_GAP, _EDGES = 2, 2


def shown(sheet: Sheet) -> RenderableType:
    """Return a framework, or part of it, with its rules."""
    return Group(*_head(sheet), *(part for one in sheet.sections for part in _section(one)))


@dataclass(frozen=True)
class Drawn:
    """A decision table, drawn in the width that there is: where it is too wide, as several below each other."""

    grid: Grid

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw it; rich's protocol."""
        ascii_only = options.ascii_only or console.legacy_windows
        for start, stop in _blocks(self.grid, options.max_width):
            yield _table(self.grid.part(start, stop), options.max_width, ascii_only=ascii_only)


def _blocks(grid: Grid, width: int) -> Iterator[tuple[int, int]]:
    """Yield which columns to draw beside each other: all, else those that support and those that limit apart."""
    least = _CELLS[-1] + _GAP
    most = max(1, (width - _EDGES - _LABEL - (_OBSERVED if grid.lit else 0)) // least)
    total = len(grid.columns)
    if total <= most:
        yield 0, total
        return
    first = sum(column.rule.effect == "supports" for column in grid.columns)
    for begin, end in ((0, first), (first, total)):
        for start in range(begin, end, most):
            yield start, min(start + most, end)


def _table(grid: Grid, width: int, *, ascii_only: bool) -> Table:
    truths = [(one.truth, one.role) for one in grid.columns if one.truth is not None]
    rows = [[_outcome(*one, ascii_only=ascii_only) for one in truths]] if grid.lit else []
    rows.append([Text(terminal(one.told)) for one in grid.columns])
    names = ["the rule", "what it does"] if grid.lit else ["then the rule"]
    lines = [[_cell(cell, ascii_only=ascii_only) for cell in line.cells] for line in grid.lines]
    label, cells = _widths(grid, [*lines, *rows], width)
    table = Table(box=box.ASCII if ascii_only else box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("what is counted", width=label)
    if grid.lit:
        table.add_column("observed", width=_OBSERVED - _GAP)
    for column, wide in zip(grid.columns, cells, strict=True):
        style = "bold reverse" if column.role == DECIDES else "bold"
        table.add_column(Text(f" {column.label} ", style=style), width=wide)
    for line, drawn in zip(grid.lines, lines, strict=True):
        observed = [Text(terminal(line.observed))] if grid.lit else []
        table.add_row(Text(terminal(line.label)), *observed, *drawn)
    table.add_section()
    for name, drawn in zip(names, rows, strict=True):
        table.add_row(name, *([""] if grid.lit else []), *drawn)
    return table


def _widths(grid: Grid, rows: Sequence[Sequence[Text]], width: int) -> tuple[int, list[int]]:
    """Return how wide the labels and the columns are: as wide as what stands in them, where there is room for that."""
    longest = max([len(line.label) for line in grid.lines], default=0)
    wanted = [
        max(max(len(part) for part in row[n].plain.split("\n")) for row in rows) for n in range(len(grid.columns))
    ]
    for most in _CELLS:
        cells = [max(_CELLS[-1], min(one, most)) for one in wanted]
        room = width - _EDGES - (_OBSERVED if grid.lit else 0) - sum(one + _GAP for one in cells)
        if room >= min(longest, _COMFORTABLE if most > _CELLS[-1] else _LABEL):
            break
    return max(_LABEL, min(room, longest)), cells


def _cell(cell: Cell, *, ascii_only: bool) -> Text:
    if not cell.asked:
        return dim("-" if ascii_only else NOT_ASKED)
    if cell.truth is None:
        return Text(cell.asked)
    return Text.assemble(f"{cell.asked}\n", _told(cell.truth, ascii_only=ascii_only))


def _told(truth: Truth, *, ascii_only: bool) -> tuple[str, str]:
    mark = (_PLAIN_MARKS if ascii_only else _MARKS)[truth]
    return f"{mark} {TRUTHS[truth]}", _STYLES[truth]


def _outcome(truth: Truth, role: str, *, ascii_only: bool) -> Text:
    told = (f"\n{role}", "bold reverse" if role == DECIDES else "") if role else ""
    return Text.assemble(_told(truth, ascii_only=ascii_only), told)


# --- a framework and its questions -----------------------------------------------------------------------------------


def _head(sheet: Sheet) -> Iterator[RenderableType]:
    known = sheet.framework
    yield Text(terminal(f"{known.title}, version {known.version}"), style="bold")
    yield dim(terminal(f"{known.inspectorate}; rules from {sheet.rules_from}"))
    yield Text(terminal(f"{sheet.scale_line} {sheet.starts}"))
    if sheet.tried_on:
        yield dim(terminal(sheet.tried_on))
    yield Text("")
    yield _tree(sheet)


def _tree(sheet: Sheet) -> Tree:
    above: list[Tree] = []
    for branch in sheet.branches:
        question = branch.question
        told = Text.assemble((question.id, "bold"), "  ", terminal(question.name), (f"  {branch.told}", "dim"))
        del above[branch.depth :]
        above.append(above[-1].add(told) if above else Tree(told, guide_style="dim"))
    return above[0]


def _section(section: Section) -> Iterator[RenderableType]:
    question = section.question
    yield Text("")
    yield Text.assemble(question.id, "  ", terminal(question.name), style="bold reverse")
    if question.short:
        yield dim(terminal(question.title))
    if section.note:
        yield dim(section.note)
    for entry in section.entries:
        yield from _entry(entry)
    if section.entries:
        yield Drawn(section.grid)


def _entry(entry: Entry) -> Iterator[RenderableType]:
    yield Text("")
    yield Text.assemble((f"{entry.number}  {entry.rule.id}", "bold"), (f"  {terminal(entry.place)}", "dim"))
    told = [
        Text(terminal(entry.sentence)),
        dim(terminal(f"Because {entry.rule.because}.")),
        dim(terminal(f"Basis: {entry.basis}.")),
    ]
    if entry.strict:
        told.append(Text(entry.strict))
    if entry.tested:
        told.append(dim(terminal(entry.tested)))
    told += [dim(terminal(f"{one.name}: {one.told_with_matches}.")) for one in entry.inspections]
    yield Padding(Group(*told), (0, 0, 0, 3))
