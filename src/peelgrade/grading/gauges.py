"""Counts compiled: which tallies each reads, and the truth of its bound on them.

Truths are numbers here, so that 'all' is the least of several and 'any' the greatest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, TypeVar

from peelgrade.rulebook import All, Any_, Bound, Condition
from peelgrade.trace import FALSE, TRUE, UNKNOWN, Truth

T = TypeVar("T")

NO, OPEN, YES = 0, 1, 2
TRUTHS: tuple[Truth, ...] = (FALSE, UNKNOWN, TRUE)

Ends = tuple[int, int]  # the ranks of the categories that a judgment lies between


class Seen(NamedTuple):
    """What a question is judged on.

    `tallies` is the number of items that each selection takes in; `more` says whether more may come; with `closed`,
    nothing more is expected and what is only possible is left out. `judged` are the ends of the judgments below, in the
    order in which the question is told them; None where nothing is judged.
    """

    tallies: Sequence[int]
    more: bool
    closed: bool
    judged: tuple[Ends | None, ...]


@dataclass(frozen=True)
class NumberGauge:
    """A number of items: those that one tally counts for certain, and with another those that may count besides."""

    certain: int
    maybe: int | None
    least: int
    from_below: bool

    @property
    def turns(self) -> int:
        """The number from which on the bound is reached, or passed."""
        return self.least if self.from_below else self.least + 1

    def interval(self, seen: Seen) -> tuple[int, int | None]:
        """Return the certain and the possible number; None where nothing bounds it."""
        certain = seen.tallies[self.certain]
        if seen.more:
            return certain, None
        return certain, certain if self.maybe is None or seen.closed else certain + seen.tallies[self.maybe]

    def truth(self, seen: Seen) -> int:
        """Return the truth of the bound."""
        certain = seen.tallies[self.certain]
        if self.from_below and certain >= self.least:
            return YES
        if not self.from_below and certain > self.least:
            return NO
        if seen.more:
            return OPEN
        possible = certain if self.maybe is None or seen.closed else certain + seen.tallies[self.maybe]
        if self.from_below:
            return NO if possible < self.least else OPEN
        return YES if possible <= self.least else OPEN

    def rests_on_nothing(self, _seen: Seen) -> bool:
        """Whether the bound, where it is not held, rests on the absence of any item."""
        return self.from_below


@dataclass(frozen=True)
class ShareGauge:
    """The share of the items that one tally counts among those alike that another counts; of nothing it is 0."""

    bound: Bound
    certain: int
    alike: int

    def interval(self, seen: Seen) -> tuple[Fraction, Fraction]:
        """Return the certain and the possible share: while more may come, any."""
        if seen.more:
            return Fraction(0), Fraction(1)
        alike = seen.tallies[self.alike]
        share = Fraction(seen.tallies[self.certain], alike) if alike else Fraction(0)
        return share, share

    def truth(self, seen: Seen) -> int:
        """Return the truth of the bound."""
        return _held_against(self.bound, *self.interval(seen))

    def rests_on_nothing(self, seen: Seen) -> bool:
        """Whether the bound, where it is not held, rests on the absence of any item."""
        return not seen.tallies[self.alike]


@dataclass(frozen=True)
class JudgmentsGauge:
    """Judgments below, by their places among those that the question is told: a number, a share or points.

    They are those reaching a rank, or those below one; with neither, their `points` by rank are added up.
    """

    bound: Bound
    places: tuple[int, ...]
    reaching: int | None
    below: int | None
    points: tuple[Fraction, ...]

    def found(self, seen: Seen) -> list[tuple[int, bool, bool]]:
        """Return the places of what is judged; whether each counts for certain, and whether it may yet."""
        return [(place, *self._counts(ends)) for place in self.places if (ends := seen.judged[place]) is not None]

    def _counts(self, ends: Ends) -> tuple[bool, bool]:
        low, high = ends
        if self.reaching is not None:
            return low >= self.reaching, low < self.reaching <= high
        if self.below is not None:
            return high < self.below, low < self.below <= high
        return low == high, low != high

    def interval(self, seen: Seen) -> tuple[Fraction, Fraction]:
        """Return the certain and the possible number, share or points."""
        found = self.found(seen)
        if self.reaching is None and self.below is None:
            return self._of_points([ends for place in self.places if (ends := seen.judged[place]) is not None])
        certain = sum(counts for _, counts, _ in found)
        possible = certain + sum(maybe for *_, maybe in found)
        total = 1 if self.bound.of_number else len(found) or 1
        return Fraction(certain, total), Fraction(possible, total)

    def _of_points(self, judged: list[Ends]) -> tuple[Fraction, Fraction]:
        most = len(judged) * self.points[-1] or Fraction(1)
        low = sum((self.points[low] for low, _ in judged), Fraction(0))
        high = sum((self.points[high] for _, high in judged), Fraction(0))
        return low / most, high / most

    def truth(self, seen: Seen) -> int:
        """Return the truth of the bound."""
        return _held_against(self.bound, *self.interval(seen))

    def rests_on_nothing(self, seen: Seen) -> bool:
        """Whether the bound, where it is not held, rests on the absence of any judgment."""
        if self.bound.of_number:
            return self.bound.from_below
        return all(seen.judged[place] is None for place in self.places)


Gauge = NumberGauge | ShareGauge | JudgmentsGauge


def told_apart(gauge: Gauge) -> Iterator[tuple[int, Sequence[int] | None]]:
    """Yield the places of the tallies that a gauge reads, each with the numbers from which on it may say otherwise.

    None where that may be any number.
    """
    match gauge:
        case NumberGauge():
            if gauge.maybe is None:
                yield gauge.certain, (gauge.turns,)
            else:  # the two are added up, so that every number up to the bound may decide
                yield gauge.certain, range(gauge.turns + 1)
                yield gauge.maybe, range(gauge.turns + 1)
        case ShareGauge():
            yield gauge.certain, None
            yield gauge.alike, None
        case JudgmentsGauge():
            pass


def _held_against(bound: Bound, certain: Fraction, possible: Fraction) -> int:
    if bound.from_below:
        return YES if certain >= bound.value else NO if possible < bound.value else OPEN
    return YES if possible <= bound.value else NO if certain > bound.value else OPEN


@dataclass(frozen=True)
class Joined:
    """Conditions joined by 'all' or 'any'; a count is its place among those of the rule."""

    every: bool
    parts: tuple[Joined | int, ...]


def joined(condition: Condition, places: list[int]) -> Joined | int:
    """Return how the counts of a condition are joined; `places` is a list with one entry for each count so far."""
    match condition:
        case All() | Any_():
            inside = condition.all if isinstance(condition, All) else condition.any
            return Joined(isinstance(condition, All), tuple(joined(part, places) for part in inside))
        case _:
            places.append(len(places))
            return places[-1]


def truth(condition: Joined | int, truths: tuple[int, ...]) -> int:
    """Return the truth of a condition from those of its counts."""
    if isinstance(condition, int):
        return truths[condition]
    found = [truths[part] if isinstance(part, int) else truth(part, truths) for part in condition.parts]
    return min(found) if condition.every else max(found)


def support(condition: Joined | int, truths: tuple[int, ...], of: Callable[[int], tuple[T, ...]]) -> tuple[T, ...]:
    """Return what the truth of a condition rests on, from what those of its counts rest on, each by its place.

    A true 'all' and a false 'any' rest on all their parts; a false 'all' and a true 'any' on one, and of several the
    one that needs fewest. An unknown condition rests on every part that is unknown.
    """
    if isinstance(condition, int):
        return of(condition)
    whole = truth(condition, truths)
    inside = [support(part, truths, of) for part in condition.parts if truth(part, truths) == whole]
    if whole == (NO if condition.every else YES):
        return min(inside, key=len)
    return tuple(dict.fromkeys(one for found in inside for one in found))
