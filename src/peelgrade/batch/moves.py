"""How a question stands by two rulebooks: whether a judgment moves, and which way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self, get_args

from peelgrade.batch.judging import Outcome
from peelgrade.rulebook import Rulebook

Direction = Literal["up", "down", "narrower", "wider", "otherwise"]
WAYS: tuple[Direction, ...] = get_args(Direction)
Ends = tuple[str, str]


@dataclass(frozen=True)
class Stands:
    """How a question stands, by ids of categories; two of these are equal where nobody would see a move."""

    status: str
    reached: Ends | None
    as_it_stands: str | None
    computed: Ends | None

    @classmethod
    def of(cls, outcome: Outcome, *, seen: bool = False) -> Self:
        """Return how a question stands with an outcome; if `seen`, without what is computed underneath a judgment."""
        computed = None if seen else _ends(outcome.computed_low, outcome.computed_high)
        return cls(outcome.status, _ends(outcome.low, outcome.high), outcome.as_it_stands, computed)


def _ends(low: str | None, high: str | None) -> Ends | None:
    return None if low is None or high is None else (low, high)


def ranks(rulebook: Rulebook) -> Mapping[str, int]:
    """Return the rank of each category."""
    return {category.id: category.rank for category in rulebook.scale}


def direction(before: Stands, after: Stands, rank: Mapping[str, int]) -> Direction:
    """Return which way a judgment moves: by its range, else by how it stands, else by what is computed underneath.

    A range has moved up where an end is higher and none is lower, and down in the same way; where both ends move apart
    it is wider, and else narrower. A question that one side alone judges has moved otherwise.
    """
    for was, now in (
        (before.reached, after.reached),
        (_twice(before), _twice(after)),
        (before.computed, after.computed),
    ):
        if was == now:
            continue
        if was is None or now is None or not {*was, *now} <= rank.keys():
            return "otherwise"
        steps = [rank[end] - rank[start] for start, end in zip(was, now, strict=True)]
        if min(steps) >= 0 or max(steps) <= 0:
            return "up" if max(steps) > 0 else "down"
        return "narrower" if steps[0] > 0 else "wider"
    return "otherwise"


def _twice(stands: Stands) -> Ends | None:
    return _ends(stands.as_it_stands, stands.as_it_stands)
