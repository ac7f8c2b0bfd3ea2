"""What can be asked of a result: what it rests on, where an item is used, and which codings it hangs on.

Every answer is a consequence of the trace, or of grading again with a change made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peelgrade.changes import Change, Remove, Replace, apply
from peelgrade.evidence import EXTENTS, WEIGHTS, Finding, Inspection
from peelgrade.grading import grade
from peelgrade.rulebook import JudgmentsCount, Rulebook, counts
from peelgrade.trace import Applied, Judgment, Node, Observed, Result, leaves, tree


def rests_on(result: Result, rulebook: Rulebook, question: str) -> frozenset[str]:
    """Return the ids of the items that a judgment rests on, through the judgments below it.

    Keeping only these, with fieldwork as it is and the minimum waived, the judgment stays. An open judgment rests on
    all its evidence; of a question where absence decides, one item is kept, for with nothing found it would be open.
    """
    judgment = result[question]
    if judgment.status != "settled" or judgment.from_outside:
        return frozenset(judgment.evidence)
    named = {name for reason in judgment.reasons for name in reason.support} | _judgments_counted(judgment, rulebook)
    kept: set[str] = set()
    for name in named:
        kept |= rests_on(result, rulebook, name) if name in result.by_question else {name}
    for part in (result[name] for name in rulebook.questions if name in rulebook.below[question]):
        # a question that loses all that was found would be open, and what is above it with it
        if part.computed is not None and part.found and kept.isdisjoint(part.found):
            kept.add(part.found[0])
    return frozenset(kept)


def _judgments_counted(judgment: Judgment, rulebook: Rulebook) -> set[str]:
    """Return the questions whose judgments any rule counts: a limit that is not reached rests on them too."""
    named: set[str] = set()
    for applied in judgment.applied:
        for count in counts(applied.rule.when):
            if isinstance(count, JudgmentsCount):
                parts = (part.id for part in rulebook.questions[judgment.question].graded_parts)
                named.update(parts if isinstance(count.of, str) else count.of)
    return named


@dataclass(frozen=True)
class Use:
    """One rule that an item bears on: the counts that hold it, and whether the rule is among the reasons."""

    question: str
    applied: Applied
    counts: tuple[Node, ...]
    decisive: bool


def uses(result: Result, item: str) -> tuple[Use, ...]:
    """Return every rule that an item bears on, in tree order; none for an item that is not counted."""
    found = []
    for judgment in result.judgments:
        for applied in judgment.applied:
            holding = tuple(node for node in leaves(tree(applied)) if node.observed and _holds(node.observed, item))
            if holding:
                decisive = any(r.rule == applied.rule.id and item in r.support for r in judgment.reasons)
                found.append(Use(judgment.question, applied, holding, decisive))
    return tuple(found)


def _holds(observed: Observed, item: str) -> bool:
    return item in observed.matched or item in observed.maybe or item in observed.support


@dataclass(frozen=True)
class Move:
    """A change of coding, and the judgments that are another with it: question, before, after (None: open)."""

    item: str
    what: str
    moved: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True)
class Sensitivity:
    """What a step of coding would move: the steps tried, how many were on counted evidence, and the moves."""

    tried: int
    counted: int
    moves: tuple[Move, ...]

    def moving(self, questions: frozenset[str]) -> tuple[Move, ...]:
        """Return the moves that reach any of the questions."""
        return tuple(move for move in self.moves if any(question in questions for question, _, _ in move.moved))


def sensitivity(inspection: Inspection, rulebook: Rulebook) -> Sensitivity:
    """Take each item away, and code each finding one step off in weight or extent, one at a time.

    A finding that becomes major is taken to be so on the ground of serious harm, which weighs most.
    """
    before = grade(inspection, rulebook)
    moves = []
    steps = list(_steps(inspection))
    for item, what, change in steps:
        after = grade(apply(inspection, [change]), rulebook)
        moved = tuple(
            (one.question, one.category.id if one.category else None, two.category.id if two.category else None)
            for one, two in zip(before.judgments, after.judgments, strict=True)
            if one.range != two.range
        )
        if moved:
            moves.append(Move(item, what, moved))
    counted = frozenset(before.overall.evidence)
    return Sensitivity(len(steps), sum(item in counted for item, _, _ in steps), tuple(moves))


def _steps(inspection: Inspection) -> Iterator[tuple[str, str, Change]]:
    for item in inspection.items:
        yield item.id, "taken away", Remove(item.id)
        if isinstance(item, Finding):
            for weight in _neighbours(item.weight, WEIGHTS):
                ground = (item.ground or "serious_harm") if weight == "major" else None
                at_risk = item.at_risk if ground == "serious_harm" else ()
                changed = item.model_copy(
                    update={"weight": weight, "or_weight": None, "ground": ground, "at_risk": at_risk}
                )
                yield item.id, f"weight {weight} instead of {item.weight}", Replace(changed)
            for extent in _neighbours(item.extent, EXTENTS):
                changed = item.model_copy(update={"extent": extent, "or_extent": None})
                yield item.id, f"extent {extent} instead of {item.extent}", Replace(changed)


def _neighbours(value: str, order: tuple[str, ...]) -> list[str]:
    place = order.index(value)
    return [order[near] for near in (place - 1, place + 1) if 0 <= near < len(order)]
