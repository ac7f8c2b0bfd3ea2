"""By how much a count misses what is wanted of it: how many more or fewer of a kind would turn it, exactly.

A count is wanted to come out one way: true in a rule that supports, false in a rule that limits. Either way, what is
good has to become more or what is bad less; for a share of evidence either will do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from peelgrade.rulebook import Bound, Count, JudgmentsCount
from peelgrade.scale import Category
from peelgrade.trace import Observed, Range, sides


@dataclass(frozen=True)
class Margin:
    """How many more that are good, or how many fewer that are bad, would turn a count; None where no number would.

    What is counted are items or parts that the count selects, or of a share of evidence those on its two sides. Where a
    count adds points up it is `points` of the scale that are short, and with `above` it takes more than that. It is as
    things stand: what may still come is left out. `met` says that the count is, as it stands, as it is wanted.
    """

    met: bool
    more: int | None = None
    fewer: int | None = None
    points: Fraction | None = None
    above: bool = False

    @property
    def out_of_reach(self) -> bool:
        """Whether no number of items or judgments would turn the count."""
        return not self.met and self.more is None and self.fewer is None and self.points is None


def margin(count: Count, seen: Observed, judged: Iterable[Range], best: Category, *, wanted: bool) -> Margin:
    """Return by how much a count misses the truth that is wanted of it.

    `judged` are the ranges of the parts that a count of judgments is about, and `best` the best category.
    """
    if isinstance(count, JudgmentsCount):
        parts = tuple(judged)
        if count.reaching is None and count.below is None:
            return _of_points(count.bound, parts, best, wanted=wanted)
        return _of_number(count, len(seen.matched), wanted=wanted, of=len(parts))
    if count.is_share_of_evidence:
        good, bad = sides(count, seen)
        return _of_share(count, len(good), len(bad), wanted=wanted)
    return _of_number(count, len(seen.matched), wanted=wanted)


def turned(bound: Bound, value: Fraction, *, wanted: bool) -> bool:
    """Whether a value makes a count with this bound come out as is wanted."""
    return (value >= bound.value if bound.from_below else value <= bound.value) == wanted


def _of_number(count: Count, number: int, *, wanted: bool, of: int | None = None) -> Margin:
    """Tell how far a number of items or parts is from the nearest one that is wanted; `of` is how many parts there are."""
    bound = count.bound
    value = bound.value if bound.of_number else bound.value * (of or 1)
    nearest = ceil(value) if bound.from_below else floor(value)
    if not wanted:
        nearest += -1 if bound.from_below else 1
    if count.good:
        away = nearest - number
        reachable = of is None or nearest <= of
        return Margin(away <= 0, more=away if away > 0 and reachable else None)
    away = number - nearest
    return Margin(away <= 0, fewer=away if away > 0 and nearest >= 0 else None)


def _of_share(count: Count, good: int, bad: int, *, wanted: bool) -> Margin:
    """Tell how many more that are good, or how many fewer that are bad, bring a share of evidence to where it is wanted.

    Both are told of the share of what is good: that of what is bad is the rest, where there is anything at all.
    """
    bound, among = count.bound, good + bad
    share = Fraction(good if count.good else bad, among) if among else Fraction(0)
    if turned(bound, share, wanted=wanted):
        return Margin(met=True)
    line = bound.value if count.good else 1 - bound.value
    lacking = line * among - good  # how far what is good is from the line, as a number of items
    passing = not wanted  # a limit holds on the line itself, and a support too
    more = None
    if bad == 0:
        more = 1 if line < 1 or not passing else None
    elif line < 1:
        more = _least(lacking / (1 - line), passing=passing)
    fewer = None
    if good and line:
        fewer = _least(lacking / line, passing=passing)
    elif not good and bad and turned(bound, Fraction(0), wanted=wanted):
        fewer = bad  # a share of nothing is nought
    return Margin(met=False, more=more, fewer=fewer if fewer is not None and fewer <= bad else None)


def _least(value: Fraction, *, passing: bool) -> int:
    """Return the least whole number that reaches a value, or passes it."""
    return floor(value) + 1 if passing else ceil(value)


def _of_points(bound: Bound, parts: tuple[Range, ...], best: Category, *, wanted: bool) -> Margin:
    have = sum((part.low.points for part in parts), Fraction(0))
    most = len(parts) * best.points
    if turned(bound, have / most if most else Fraction(0), wanted=wanted):
        return Margin(met=True)
    line, passing = bound.value * most, not wanted
    within = line < most if passing else line <= most
    return Margin(met=False, points=line - have if most and within else None, above=passing)
