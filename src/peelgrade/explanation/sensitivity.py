"""Coding sensitivity: which codings a judgment hangs on, for the team and the panel. Never a way to a grade.

Each finding is coded by the other code that its coder was in doubt about, then one step off in weight and in extent,
and each item is taken away: one change at a time, and each is answered by grading again. Changes that the rules cannot
tell apart are graded once, and those that no rule sees are not graded at all.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from peelgrade.changes import Case, Change, Remove, Set
from peelgrade.codings import coding
from peelgrade.evidence import EXTENTS, WEIGHTS, Finding, Item, Metric
from peelgrade.explanation.likeness import Likeness
from peelgrade.grading import regrade
from peelgrade.trace import Range, Result

Kind = Literal["doubt", "step", "removal"]
KINDS: tuple[Kind, ...] = ("doubt", "step", "removal")


@dataclass(frozen=True)
class Recoding:
    """One change of one coding: another weight or extent (None: as it is), or the item taken away."""

    item: str
    kind: Kind
    weight: str | None = None
    extent: str | None = None


@dataclass(frozen=True)
class Moved:
    """A judgment that is another with a change: what it was and what it becomes (None: not judged)."""

    question: str
    before: Range | None
    after: Range | None


@dataclass(frozen=True)
class Move:
    """A change of coding, and the judgments that are another with it, the lowest question last."""

    recoding: Recoding
    moved: tuple[Moved, ...]

    def reaches(self, questions: Iterable[str]) -> bool:
        """Whether it moves any of the questions."""
        return not {one.question for one in self.moved}.isdisjoint(questions)


@dataclass(frozen=True)
class Sensitivity:
    """What was tried, how many of it on evidence that is counted, and what moves a judgment."""

    tried: tuple[Recoding, ...]
    counted: int
    moves: tuple[Move, ...]

    def of(self, kind: Kind) -> int:
        """Return how many changes of a kind were tried."""
        return sum(one.kind == kind for one in self.tried)

    def moving(self, questions: Iterable[str]) -> tuple[Move, ...]:
        """Return the moves that reach any of the questions."""
        wanted = frozenset(questions)
        return tuple(move for move in self.moves if move.reaches(wanted))


def sensitivity(case: Case, question: str | None = None) -> Sensitivity:
    """Return what moves a judgment, of all changes to single codings; with a question, what moves that one.

    A finding that becomes major is taken to be so on the ground that its coder noted, else on that of serious harm,
    which weighs most.
    """
    before = regrade(case)
    like = Likeness(case)
    items = case.inspection.by_id
    within = case.rulebook.below[question] if question is not None else frozenset(case.rulebook.questions)
    tried = tuple(one for item in items.values() if item.question in within for one in recodings(item))
    counted = frozenset(before.overall.evidence)
    known: dict[Hashable, tuple[Moved, ...]] = {}
    moves = []
    for recoding in sorted(tried, key=lambda one: (KINDS.index(one.kind), one.item)):
        item = items[recoding.item]
        seen = _seen(like, item, recoding, counted=item.id in counted)
        if seen is None:
            continue
        if seen not in known:
            known[seen] = moved(before, regrade(case, [change(item, recoding)], before))
        if known[seen]:
            moves.append(Move(recoding, known[seen]))
    found = Sensitivity(tried, sum(one.item in counted for one in tried), tuple(moves))
    return found if question is None else Sensitivity(found.tried, found.counted, found.moving([question]))


def at(found: Sensitivity, case: Case, question: str, result: Result) -> Sensitivity:
    """Return what moves the judgment of one question, of what was found for all: the same as when it is asked alone."""
    within, counted = case.rulebook.below[question], frozenset(result.overall.evidence)
    inside = frozenset(item.id for item in case.inspection.items if item.question in within)
    tried = tuple(one for one in found.tried if one.item in inside)
    moves = tuple(move for move in found.moving([question]) if move.recoding.item in inside)
    return Sensitivity(tried, sum(one.item in counted for one in tried), moves)


def recodings(item: Item) -> Iterator[Recoding]:
    """Yield every change that is tried of an item: its coder's doubts, the other steps, and its removal."""
    if isinstance(item, Finding):
        weights = {item.or_weight} - {None}
        extents = {item.or_extent} - {None}
        if item.or_weight is not None:
            yield Recoding(item.id, "doubt", weight=item.or_weight)
        if item.or_extent is not None:
            yield Recoding(item.id, "doubt", extent=item.or_extent)
        if item.or_weight is not None and item.or_extent is not None:
            yield Recoding(item.id, "doubt", item.or_weight, item.or_extent)
        for weight in _neighbours(item.weight, WEIGHTS):
            if weight not in weights:
                yield Recoding(item.id, "step", weight=weight)
        for extent in _neighbours(item.extent, EXTENTS):
            if extent not in extents:
                yield Recoding(item.id, "step", extent=extent)
    yield Recoding(item.id, "removal")


def _neighbours(value: str, order: tuple[str, ...]) -> list[str]:
    place = order.index(value)
    return [order[near] for near in (place - 1, place + 1) if 0 <= near < len(order)]


def change(item: Item, recoding: Recoding) -> Change:
    """Return the change to an inspection that a change of coding is."""
    return Remove(item.id) if recoding.kind == "removal" else Set(item.id, _values(item, recoding))


def _values(item: Item, recoding: Recoding) -> Mapping[str, Any]:
    values: dict[str, Any] = {}
    if recoding.extent is not None:
        values |= {"extent": recoding.extent, "or_extent": None}
    if recoding.weight is not None and isinstance(item, Finding):
        ground = (item.ground or "serious_harm") if recoding.weight == "major" else None
        at_risk = item.at_risk if ground == "serious_harm" else ()
        values |= {"weight": recoding.weight, "or_weight": None, "ground": ground, "at_risk": at_risk}
    return values


def moved(before: Result, after: Result) -> tuple[Moved, ...]:
    """Return the judgments that differ between two results of one framework, in tree order."""
    pairs = zip(before.ranges.items(), after.ranges.values(), strict=True)
    return tuple(Moved(name, one, two) for (name, one), two in pairs if one is not two and one != two)


def _seen(like: Likeness, item: Item, recoding: Recoding, *, counted: bool) -> Hashable:
    """Return what the rules see of a change, the same for changes that they cannot tell apart; None if nothing."""
    if item.id in like.case.inspection.set_beside:
        return item.id
    if not counted:
        return None
    look = like.look(item)
    if recoding.kind == "removal" or isinstance(item, Metric):
        return None if look.nothing else (item.question, look, None)
    after = like.look_of(coding(item.kind, {**vars(item), **_values(item, recoding)}))
    return None if look == after else (item.question, look, after)
