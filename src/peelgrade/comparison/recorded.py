"""The difference between two results that were written: what moved, and what their receipts say has changed there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peelgrade.comparison.differences import Move, Standing, moved
from peelgrade.comparison.receipts import Changed, changed
from peelgrade.result import ConditionRecord, JoinRecord, JudgmentRecord, ResultDocument


@dataclass(frozen=True)
class RecordedMove:
    """A judgment that moved between two results, with the changed rules and items that stand at it or below it."""

    move: Move
    rules: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True)
class RecordedDifference:
    """The difference between two results: what changed by their receipts, and what moved, in tree order.

    `changed` is None where the two are of two forces or frameworks, so that their receipts say nothing of each other.
    """

    old: ResultDocument
    new: ResultDocument
    changed: Changed | None
    moves: tuple[RecordedMove, ...]


def recorded(old: ResultDocument, new: ResultDocument) -> RecordedDifference:
    """Return the difference between two results of one framework.

    What of it moved which judgment cannot be had from results alone: what stands at or below it is only a candidate.
    """
    alike = (old.inspection.force, old.framework.id) == (new.inspection.force, new.framework.id)
    found = changed(old.receipt, new.receipt) if alike else None
    stands = [{one.question: Standing.recorded(one) for one in side.judgments} for side in (old, new)]
    return RecordedDifference(old, new, found, tuple(_joined(one, old, new, found) for one in moved(*stands)))


def _joined(move: Move, old: ResultDocument, new: ResultDocument, found: Changed | None) -> RecordedMove:
    if found is None:
        return RecordedMove(move, (), ())
    below = [one for side in (old, new) for one in _below(move.question, side)]
    rules = {rule.rule for one in below for rule in one.rules}
    items = {name for one in below for rule in one.rules for name in _named(rule.condition)}
    return RecordedMove(
        move,
        tuple(sorted(rules & {*found.rules.added, *found.rules.removed, *found.rules.altered})),
        tuple(sorted(items & {*found.items.added, *found.items.removed, *found.items.altered})),
    )


def _below(question: str, document: ResultDocument) -> Iterator[JudgmentRecord]:
    """Yield the judgment of a question and those below it; parents stand first in a result."""
    inside = {question}
    for one in document.judgments:
        if one.question in inside or one.parent in inside:
            inside.add(one.question)
            yield one


def _named(condition: ConditionRecord) -> Iterator[str]:
    if isinstance(condition, JoinRecord):
        for part in condition.conditions:
            yield from _named(part)
    else:
        yield from (*condition.matched, *condition.maybe, *condition.support)
