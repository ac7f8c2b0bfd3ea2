"""What a change of rules moves over many inspections, in words: for the terminal, for a pull request, and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from peelgrade.comparison import Difference, Move, Pattern, Revision
from peelgrade.rendering import differences, escaping, histories, prose
from peelgrade.rendering.console import dim, plain_table
from peelgrade.rendering.differences import Told
from peelgrade.rendering.histories import HistoryRead

VERSION = "peelgrade/revision/v1"
_FEW = 30  # judgments that are told in the terminal before the rest is only counted


@dataclass(frozen=True)
class Line:
    """A judgment that moves: of which inspection, at which question, from what to what, and what moves it."""

    inspection: str
    question: str
    name: str
    before: str
    after: str
    moved_by: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Unread:
    """An inspection that could not be judged by both rulebooks, why, and what to do, where that can be said.

    Where it was not looked at, it has no name, and the reason names it.
    """

    inspection: str
    reason: str
    help: str = ""


@dataclass(frozen=True)
class TableRead:
    """A table that was rolled up by both rulebooks, and what it is called."""

    name: str
    found: Revision


@dataclass(frozen=True)
class Over:
    """What a change of rules moves over inspections and tables.

    `rules` is the difference of the two rulebooks alone. `judged` counts the judgments of the inspections; `others` the
    inspections that are judged by another framework, and so left out.
    """

    rules: Told
    inspections: int
    judged: int
    lines: tuple[Line, ...]
    tables: tuple[TableRead, ...]
    unread: tuple[Unread, ...]
    others: int
    histories: tuple[HistoryRead, ...] = ()

    @property
    def left_out(self) -> int:
        """How many rows of tables of items and questions were left out."""
        return sum(one.found.rejected for one in self.histories)

    @property
    def moves(self) -> int:
        """How many judgments move, those of the rows of tables among them."""
        in_tables = sum(one.found.moving for one in self.tables) + sum(one.found.amount for one in self.histories)
        return len(self.lines) + in_tables

    @property
    def compared(self) -> int:
        """How many inspections were judged by both, those in tables among them."""
        in_tables = sum(one.found.taken for one in self.tables) + sum(one.found.inspections for one in self.histories)
        return self.inspections + in_tables

    @property
    def lacks(self) -> bool:
        """Whether nothing was compared, in all or of one table: that nothing moves shows nothing then."""
        empty = [not one.found.taken for one in self.tables] + [not one.found.inspections for one in self.histories]
        return not self.compared or any(empty)


def lines(found: Difference, inspection: str) -> Iterator[Line]:
    """Yield each judgment of one inspection that moves."""
    told = Told(found, lambda _: "")
    for move in found.moves:
        rulebook = next(s.case.rulebook for s in (found.new, found.old) if move.question in s.case.rulebook.questions)
        name = "Overall" if rulebook.parents[move.question] is None else rulebook.questions[move.question].name
        before, after = differences.stood_and_stands(found, move.question)
        data = {
            "inspection": inspection,
            "question": move.question,
            "before": differences.stood(move.before),
            "after": differences.stood(move.after),
            "moved_by": [{"kind": one.kind, "subject": one.subject} for one in move.together],
        }
        yield Line(inspection, move.question, name, before, after, _moved_by(told, move), data)


def _moved_by(told: Told, move: Move) -> str:
    named = [differences.label(one) for one in move.together]
    if len(told.found.causes) == 1 or len(named) == 1:
        return named[0]
    return f"{prose.joined(named)} together"


# --- for the terminal ------------------------------------------------------------------------------------------------


def text(over: Over) -> RenderableType:
    """Return it for the terminal: what differs in the rules, and each judgment that moves."""
    shown: list[RenderableType] = [Text(escaping.terminal(_title(over)), style="bold"), Text(), _rules(over), Text()]
    if over.inspections or over.unread or over.others:
        shown.append(Text(_of_inspections(over), style="bold"))
        if over.lines:
            shown.append(_lines(over))
    for one in over.tables:
        shown += [Text(escaping.terminal(_of_table(one)), style="bold"), *_patterns(one)]
    for history in over.histories:
        shown += _history(history, over.rules)
    shown += [Text(line) for line in _not_read(over)]
    return Group(*shown)


def _title(over: Over) -> str:
    old, new = (side.case.rulebook.framework for side in (over.rules.found.old, over.rules.found.new))
    versions = f"version {old.version}" if old.version == new.version else f"version {old.version} → {new.version}"
    return f"{new.title}, {versions}: what the change of rules moves"


def _rules(over: Over) -> RenderableType:
    return differences.causes(over.rules)


def _of_inspections(over: Over) -> str:
    judged = f"{prose.number(over.judged, 'judgment')} of {prose.number(over.inspections, 'inspection')}"
    if not over.inspections:
        return "Nothing was compared: no inspection could be judged by both rulebooks; below stands why."
    if not over.lines:
        return f"None of {judged} moves."
    moving = len({one.inspection for one in over.lines})
    verb = "moves" if len(over.lines) == 1 else "move"
    return f"{len(over.lines):,} of {judged} {verb}, in {prose.number(moving, 'inspection')}."


def _lines(over: Over) -> Table:
    table = plain_table("Inspection", "Question", "Before", "After", "Moved by")
    for one in over.lines[:_FEW]:
        cells = (one.inspection, f"{one.question} {one.name}", one.before, one.after, one.moved_by)
        table.add_row(*(Text(escaping.terminal(cell)) for cell in cells))
    if len(over.lines) > _FEW:
        table.add_row(dim(f"and {len(over.lines) - _FEW:,} more; --format json tells all"))
    return table


def _of_table(one: TableRead) -> str:
    found = one.found
    if not found.taken:
        return f"{one.name}: nothing was compared."
    taken = prose.number(found.taken, "inspection")
    if not found.moving:
        return f"{one.name}: none of {taken} moves."
    return f"{one.name}: {found.moving:,} of {taken} {'moves' if found.moving == 1 else 'move'}."


def _patterns(one: TableRead) -> Iterator[RenderableType]:
    found = one.found
    if found.moved:
        table = plain_table("Inspections", "Judgments of parts", "Before", "After", "Published", "Moved by")
        for row in _rows(found):
            table.add_row(*(Text(escaping.terminal(cell)) for cell in row))
        yield table
    told = sum(pattern.amount for pattern in found.moved[:_FEW])
    if found.moving > told:
        yield dim(f"and {found.moving - told:,} more")
    if found.untold:
        yield dim(f"more than {prose.number(len(found.moved), 'pattern')}; those met first are told")
    yield from (dim(line) for line in _agreement(found))


def _rows(found: Revision) -> Iterator[tuple[str, ...]]:
    for pattern in found.moved[:_FEW]:
        rulebook = pattern.found.new.case.rulebook
        titles = {one.id: one.title.lower() for one in rulebook.scale}
        parts = zip(found.questions, pattern.parts, strict=True)
        judged = ", ".join(f"{rulebook.questions[name].name} {titles.get(one, one)}" for name, one in parts if one)
        published = ", ".join(f"{titles.get(name, name)} ({n:,})" for name, n in pattern.published.most_common())
        for line in lines(pattern.found, ""):
            yield f"{pattern.amount:,}", judged, line.before, line.after, published, line.moved_by


def _agreement(found: Revision) -> Iterator[str]:
    if found.taken:
        shares = [f"{one:,} of {found.taken:,} ({one / found.taken * 100:.1f} %)" for one in found.agreed]
        yield f"The published overall judgment was reached for {shares[0]}, and is for {shares[1]}."
    yield from histories.of_one_edition(found.added, found.removed)
    left = sum(found.left_out.values())
    if left:
        yield f"{prose.number(left, 'row')} left out; 'peelgrade backtest' says why."


def _history(one: HistoryRead, told: Told) -> Iterator[RenderableType]:
    yield Text(escaping.terminal(histories.of_history(one)), style="bold")
    for number, (head, rows) in enumerate(histories.tables(one.found, told)):
        table = plain_table(*head)
        for row in rows[:_FEW]:
            table.add_row(*(Text(escaping.terminal(cell)) for cell in row))
        if number:
            yield Text()
        yield table
        if len(rows) > _FEW:
            yield dim(_more(rows))
    yield from (dim(escaping.terminal(line)) for line in histories.lines(one.found))


def _more(rows: Sequence[Any]) -> str:
    return f"and {len(rows) - _FEW:,} more; --format json tells all"


def _not_read(over: Over) -> Iterator[str]:
    for one in over.unread:
        said = ": ".join(filter(None, ("not judged", one.inspection, one.reason)))
        yield escaping.terminal("; ".join(filter(None, (said, one.help))))
    if over.others:
        yield f"{prose.number(over.others, 'inspection')} judged by another framework: left out."


# --- Markdown and data -----------------------------------------------------------------------------------------------


def markdown(over: Over) -> str:
    """Return it as Markdown, as for a pull request."""
    found = over.rules.found
    told = [f"- {escaping.markdown(differences.cause_line(over.rules, one))}" for one in found.causes if one.bears]
    blocks = [[f"**{escaping.markdown(_title(over))}**"], told or ["Nothing differs that is graded."]]
    if over.inspections or over.unread or over.others:
        blocks.append([escaping.markdown(_of_inspections(over))])
    if over.lines:
        rows = (
            (one.inspection, f"{one.question} {one.name}", one.before, one.after, one.moved_by) for one in over.lines
        )
        blocks.append(_markdown_table(("Inspection", "Question", "Before", "After", "Moved by"), rows))
    for table in over.tables:
        blocks.append([escaping.markdown(_of_table(table))])
        if table.found.moved:
            head = ("Inspections", "Judgments of parts", "Before", "After", "Published", "Moved by")
            blocks.append(_markdown_table(head, _rows(table.found)))
        blocks.append([escaping.markdown(line) for line in _agreement(table.found)])
    blocks += [block for one in over.histories for block in _history_blocks(one, over.rules)]
    blocks.append([f"- {escaping.markdown(line)}" for line in _not_read(over)])
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _history_blocks(one: HistoryRead, told: Told) -> Iterator[list[str]]:
    yield [escaping.markdown(histories.of_history(one))]
    for head, rows in histories.tables(one.found, told):
        yield _markdown_table(head, rows[:_FEW])
        if len(rows) > _FEW:
            yield [_more(rows)]
    yield [f"- {escaping.markdown(line.strip())}" for line in histories.lines(one.found)]


def _markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [*escaping.markdown_head(head), *map(escaping.markdown_row, rows)]


def as_data(over: Over) -> dict[str, Any]:
    """Return it as data."""
    found = over.rules.found
    old, new = (side.case.rulebook.framework for side in (found.old, found.new))
    return {
        "schema": VERSION,
        "framework": new.id,
        "old": {"version": old.version},
        "new": {"version": new.version},
        "causes": [{"kind": one.kind, "subject": one.subject, "bears": one.bears} for one in found.causes],
        "inspections": over.inspections,
        "judgments": over.judged,
        "compared": over.compared,
        "moved": [one.data for one in over.lines],
        "tables": [_table_data(one) for one in over.tables],
        "histories": [histories.as_data(one) for one in over.histories],
        "not_judged": [{"inspection": one.inspection, "reason": one.reason, "help": one.help} for one in over.unread],
        "of_other_frameworks": over.others,
    }


def _table_data(one: TableRead) -> dict[str, Any]:
    found = one.found
    return {
        "table": one.name,
        "inspections": found.taken,
        "moving": found.moving,
        "questions_added": list(found.added),
        "questions_removed": list(found.removed),
        "agreed": {"before": found.agreed[0], "after": found.agreed[1]},
        "left_out": dict(found.left_out),
        "patterns": [_pattern_data(pattern, found) for pattern in found.moved],
        "moving_in_other_patterns": found.untold,
    }


def _pattern_data(pattern: Pattern, found: Revision) -> dict[str, Any]:
    return {
        "parts": dict(zip(found.questions, pattern.parts, strict=True)),
        "inspections": pattern.amount,
        "published": dict(pattern.published),
        "moved": [
            {key: value for key, value in line.data.items() if key != "inspection"} for line in lines(pattern.found, "")
        ],
        "examples": [{"row": row.number, "unit": row.unit, "day": row.day or None} for row in pattern.examples],
    }
