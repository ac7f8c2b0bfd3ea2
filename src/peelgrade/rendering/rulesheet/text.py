"""Rules and decision tables in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.rulesheet.layout import TRUTHS, Cell, Column, Entry, Exercise, Grid, Section, Sheet
from peelgrade.trace import Truth

_MARKS = {Truth.TRUE: "✓", Truth.FALSE: "✗", Truth.UNKNOWN: "?"}
_PLAIN_MARKS = {Truth.TRUE: "+", Truth.FALSE: "x", Truth.UNKNOWN: "?"}  # for a terminal that has ASCII alone
_STYLES = {Truth.TRUE: "bold", Truth.FALSE: "dim", Truth.UNKNOWN: "italic"}
_LABEL, _OBSERVED, _CELL, _GAP = 24, 11, 11, 2  # the least widths of the columns
_NAMED = 8  # ids of what a rule matched are named up to so many


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
            yield _table(self.grid.part(start, stop), ascii_only=ascii_only)


def _blocks(grid: Grid, width: int) -> Iterator[tuple[int, int]]:
    """Yield which columns to draw beside each other: all, else those that support and those that limit apart."""
    room = width - _LABEL - (_OBSERVED + _GAP if grid.lit else 0)
    most = max(1, room // (_CELL + _GAP))
    total = len(grid.columns)
    if total <= most:
        yield 0, total
        return
    first = sum(column.rule.effect == "supports" for column in grid.columns)
    for begin, end in ((0, first), (first, total)):
        for start in range(begin, end, most):
            yield start, min(start + most, end)


def _table(grid: Grid, *, ascii_only: bool) -> Table:
    table = Table(box=box.ASCII if ascii_only else box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("what is counted", min_width=_LABEL)
    if grid.lit:
        table.add_column("observed", min_width=_OBSERVED)
    for column in grid.columns:
        style = "bold reverse" if column.role == "decides" else "bold"
        table.add_column(Text(f" {column.label} ", style=style), min_width=_CELL)
    for line in grid.lines:
        observed = [Text(terminal(line.observed))] if grid.lit else []
        cells = (_cell(cell, ascii_only=ascii_only) for cell in line.cells)
        table.add_row(Text(terminal(line.label)), *observed, *cells)
    table.add_section()
    blank = [""] if grid.lit else []
    if grid.lit:
        table.add_row("so that the rule", *blank, *(_outcome(one, ascii_only=ascii_only) for one in grid.columns))
    table.add_row("which" if grid.lit else "then the rule", *blank, *(_effect(one) for one in grid.columns))
    return table


def _cell(cell: Cell, *, ascii_only: bool) -> Text:
    if not cell.asked:
        return Text("-" if ascii_only else "–", style="dim")
    if cell.truth is None:
        return Text(cell.asked)
    return Text.assemble(f"{cell.asked}\n", _told(cell.truth, ascii_only=ascii_only))


def _told(truth: Truth, *, ascii_only: bool) -> tuple[str, str]:
    mark = (_PLAIN_MARKS if ascii_only else _MARKS)[truth]
    return f"{mark} {TRUTHS[truth]}", _STYLES[truth]


def _outcome(column: Column, *, ascii_only: bool) -> Text:
    if column.truth is None:
        return Text("")
    role = (f"\n{column.role}", "bold reverse" if column.role == "decides" else "") if column.role else ""
    return Text.assemble(_told(column.truth, ascii_only=ascii_only), role)


def _effect(column: Column) -> Text:
    told = f"{column.effect} (see its sentence)" if column.in_words else column.effect
    return Text(terminal(told))


# --- a framework and its questions -----------------------------------------------------------------------------------


def _head(sheet: Sheet) -> Iterator[RenderableType]:
    known = sheet.framework
    yield Text(terminal(f"{known.title}, version {known.version}"), style="bold")
    yield Text(terminal(f"{known.inspectorate}; rules from {sheet.rules_from}"), style="dim")
    scale = ", ".join(category.title.lower() for category in sheet.scale)
    yield Text(terminal(f"Scale, worst first: {scale}. {sheet.starts}"))
    if sheet.tests or sheet.inspections:
        yield Text(terminal(tried_on(sheet)), style="dim")
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
        yield Text(terminal(question.title), style="dim")
    if section.note:
        yield Text(section.note, style="dim")
    for entry in section.entries:
        yield from _entry(entry)
    if section.entries:
        yield Drawn(section.grid)


def _entry(entry: Entry) -> Iterator[RenderableType]:
    yield Text("")
    yield Text.assemble((f"{entry.number}  {entry.rule.id}", "bold"), (f"  {terminal(entry.place)}", "dim"))
    told = [
        Text(terminal(entry.sentence)),
        Text(terminal(f"Because {entry.rule.because}."), style="dim"),
        Text(terminal(f"Basis: {entry.basis}."), style="dim"),
    ]
    if entry.strict:
        told.append(Text(entry.strict))
    if entry.tests:
        told.append(Text(terminal(f"Tests: {'; '.join(f'{one.name} ({one.told})' for one in entry.tests)}."), style="dim"))
    told += [Text(terminal(f"{one.name}: {exercise(one)}."), style="dim") for one in entry.inspections]
    yield Padding(Group(*told), (0, 0, 0, 3))


def exercise(one: Exercise) -> str:
    """Return how a rule came out on an inspection, with what its counts matched."""
    named, more = one.matched[:_NAMED], len(one.matched) - _NAMED
    ids = ", ".join(named) + (f" and {more} more" if more > 0 else "")
    return f"{one.told}; {'matches ' + ids if ids else 'matches nothing'}"


def tried_on(sheet: Sheet) -> str:
    """Return in a sentence what the rules were tried on."""
    tests = [f"{sheet.tests} test{'' if sheet.tests == 1 else 's'}"] if sheet.tests else []
    return f"Tried on {', '.join([*tests, *sheet.inspections])}."
