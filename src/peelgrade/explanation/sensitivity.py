"""Coding sensitivity: which codings a judgment hangs on, for the team and the panel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peelgrade.changes import Case, Change, Remove, Set
from peelgrade.evidence import EXTENTS, WEIGHTS, Finding, Inspection
from peelgrade.grading import regrade
from peelgrade.rulebook import Rulebook


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
    case = Case(inspection, rulebook)
    before = regrade(case)
    moves = []
    steps = list(_steps(inspection))
    for item, what, change in steps:
        after = regrade(case, [change])
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
                values = {"weight": weight, "or_weight": None, "ground": ground, "at_risk": at_risk}
                yield item.id, f"weight {weight} instead of {item.weight}", Set(item.id, values)
            for extent in _neighbours(item.extent, EXTENTS):
                values = {"extent": extent, "or_extent": None}
                yield item.id, f"extent {extent} instead of {item.extent}", Set(item.id, values)


def _neighbours(value: str, order: tuple[str, ...]) -> list[str]:
    place = order.index(value)
    return [order[near] for near in (place - 1, place + 1) if 0 <= near < len(order)]
