"""What moves over the inspections of two tables, in words and as data: by a change of rules, or by a bound a step off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from peelgrade.comparison import Standing
from peelgrade.rendering import differences, prose
from peelgrade.rendering.differences import Told
from peelgrade.rulebook import Rulebook

if TYPE_CHECKING:  # it needs libraries of an extra
    from peelgrade.batch import Direction, Reject, Revised, Stands, TableMove

_QUESTIONS = ("Question", "Judgments that move", "Which way")
_MOVES = ("Question", "Inspections", "Way", "Before", "After", "Decided before", "Decided after", "Such as")
_RULES = 1  # that are named of those that decided together


class _LeftOut(Protocol):
    """What counts rows that were left out."""

    @property
    def rejected(self) -> int:
        """How many there are."""

    @property
    def rejects(self) -> Sequence[Reject]:
        """The first of them."""


@dataclass(frozen=True)
class HistoryRead:
    """Tables of inspections that were judged by both rulebooks, and what they are called."""

    name: str
    found: Revised


def of_history(one: HistoryRead) -> str:
    """Return in a sentence how much moves."""
    found = one.found
    if not found.inspections:
        return f"{one.name}: nothing was compared, for there are no items."
    judged = f"{prose.number(found.judged, 'judgment')} of {prose.number(found.inspections, 'inspection')}"
    if not found.moves:
        return f"{one.name}: none of {judged} moves."
    verb = "moves" if found.amount == 1 else "move"
    where = prose.number(found.moving, "inspection")
    return f"{one.name}: {found.amount:,} of {judged} {verb}, in {where}: {ways(found.ways())}."


def ways(amounts: dict[Direction, int]) -> str:
    """Return how many move which way; nothing where none does."""
    return ", ".join(f"{amount:,} {way}" for way, amount in amounts.items() if amount)


def tables(found: Revised, told: Told) -> Iterator[tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """Yield tables, each with its heads: how much moves at each question, and from what to what; none if nothing moves."""
    if found.moves:
        rulebook = told.found.new.case.rulebook
        yield _QUESTIONS, list(_of_questions(found, rulebook))
        yield _MOVES, list(_of_moves(found, told))


def _named(question: str, rulebook: Rulebook) -> str:
    name = "Overall" if rulebook.parents[question] is None else rulebook.questions[question].name
    return f"{question} {name}"


def _of_questions(found: Revised, rulebook: Rulebook) -> Iterator[tuple[str, ...]]:
    for question in rulebook.questions:
        amounts = found.ways(question)
        if any(amounts.values()):
            yield _named(question, rulebook), f"{sum(amounts.values()):,}", ways(amounts)


def _of_moves(found: Revised, told: Told) -> Iterator[tuple[str, ...]]:
    for move in found.moves:
        before, after = _stands(move, told)
        decided = (_decided(one) for one in move.decided)
        examples = ", ".join(move.examples)
        yield move.question, f"{move.amount:,}", move.direction, before, after, *decided, examples


def _stands(move: TableMove, told: Told) -> tuple[str, str]:
    """Return how a question stood and stands; what is computed underneath a judgment, where only that moves."""
    before, after = (_standing(one) for one in (move.before, move.after))
    was, now = (differences.brief(one, told) for one in (before, after))
    if before.seen != after.seen:
        return was, now
    beneath = (differences.brief(Standing("open", one.computed, None, None), told) for one in (before, after))
    computed, computes = beneath
    return f"{was} (rules: {computed})", f"{now} (rules: {computes})"


def _standing(stands: Stands) -> Standing:
    return Standing(stands.status, stands.reached, stands.as_it_stands, stands.computed)  # type: ignore[arg-type]  # a status


def _decided(counted: Counter[str]) -> str:
    """Return the rules that decided most often."""
    ((most, _),) = counted.most_common(1)
    names = most.split()
    more = f" and {len(names) - _RULES} more" if len(names) > _RULES else ""
    return ", ".join(names[:_RULES]) + more if names else "no rule"


def lines(found: Revised) -> Iterator[str]:
    """Yield what else is to be said: questions of one edition alone, and rows that were left out."""
    yield from of_one_edition(found.added, found.removed)
    yield from left_out(found)


def of_one_edition(added: Sequence[str], removed: Sequence[str]) -> Iterator[str]:
    """Yield which questions the new rules alone have, and which the old ones."""
    for names, edition in ((added, "new"), (removed, "old")):
        if names:
            verb = "is a question" if len(names) == 1 else "are questions"
            yield f"{prose.joined(names)} {verb} of the {edition} rules alone: no move there is counted."


def left_out(found: _LeftOut) -> Iterator[str]:
    """Yield which rows were left out: how many, and the first with their reasons."""
    if found.rejected:
        verb = "is" if found.rejected == 1 else "are"
        yield f"{prose.number(found.rejected, 'row')} {verb} wrong and left out; 'peelgrade batch' lists all. The first:"
        for one in found.rejects:
            row = f", row {one.row}" if one.row is not None else ""
            about = " ".join(filter(None, (one.inspection, one.id)))
            yield f"  {one.file}{row}: {about}: {one.reason}"


# --- as data ---------------------------------------------------------------------------------------------------------


def as_data(one: HistoryRead) -> dict[str, Any]:
    """Return it as data."""
    found = one.found
    return {
        "tables": one.name,
        "inspections": found.inspections,
        "judgments": found.judged,
        "moving": found.moving,
        "questions_added": list(found.added),
        "questions_removed": list(found.removed),
        "questions": {name: found.ways(name) for name in dict.fromkeys(one.question for one in found.moves)},
        "moves": [_move_data(move) for move in found.moves],
        **left_out_data(found),
    }


def _move_data(move: TableMove) -> dict[str, Any]:
    before, after = (_stood(one) for one in (move.before, move.after))
    decided = [
        [{"rules": names.split(), "inspections": amount} for names, amount in _ordered(one)] for one in move.decided
    ]
    return {
        "question": move.question,
        "inspections": move.amount,
        "direction": move.direction,
        "before": before,
        "after": after,
        "decided_before": decided[0],
        "decided_after": decided[1],
        "examples": move.examples,
    }


def _stood(stands: Stands) -> dict[str, Any] | None:
    data = differences.stood(_standing(stands))
    # of what tables say, nothing tells that a judgment comes from outside, or that a decision is stale
    return data and {name: value for name, value in data.items() if name not in {"outside", "stale"}}


def _ordered(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))


def left_out_data(found: _LeftOut) -> dict[str, Any]:
    """Return which rows were left out, as data."""
    first = [
        {"file": one.file, "row": one.row, "inspection": one.inspection, "id": one.id, "reason": one.reason}
        for one in found.rejects
    ]
    return {"rows_left_out": found.rejected, "first_rows_left_out": first}
