"""Krippendorff's alpha: how far coders agree beyond what chance would give, in exact fractions.

After Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): coincidences of values within units, and the
nominal and the ordinal difference. It holds for any number of coders; what a coder left out is simply not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations
from typing import Literal

Metric = Literal["nominal", "ordinal"]


@dataclass(frozen=True)
class Reliability:
    """How far coders agree on one code: the units that two or more coded, and those of them that all coded alike.

    `alpha` is 1 where they agree throughout, 0 where they agree as chance would have it, and less where they agree
    less than that. It is None where nothing varies: then chance alone would give full agreement, and nothing is shown.
    """

    metric: Metric
    units: int
    alike: int
    alpha: Fraction | None


def reliability(units: Iterable[Sequence[str]], order: Sequence[str], metric: Metric) -> Reliability:
    """Return how far coders agree: `units` are the values that each unit was given, one of each coder who coded it.

    `order` are all values, for the ordinal metric from the least to the most. A unit with one value is left out.
    """
    pairable = [tuple(unit) for unit in units if len(unit) > 1]
    alike = sum(len(set(unit)) == 1 for unit in pairable)
    return Reliability(metric, len(pairable), alike, _alpha(pairable, order, metric))


def _alpha(units: Sequence[tuple[str, ...]], order: Sequence[str], metric: Metric) -> Fraction | None:
    total = sum(map(len, units))
    totals = Counter(value for unit in units for value in unit)
    apart = {
        (one, other): _apart(one, other, totals, order, metric) for one, other in combinations(order, 2)
    }  # the squared difference of two values
    apart |= {(other, one): distance for (one, other), distance in apart.items()}
    expected = sum((totals[one] * totals[other] * distance for (one, other), distance in apart.items()), Fraction(0))
    if expected == 0:
        return None
    observed = sum(
        (apart.get(pair, Fraction(0)) / (len(unit) - 1) for unit in units for pair in permutations(unit, 2)),
        Fraction(0),
    )
    return 1 - (total - 1) * observed / expected


def _apart(one: str, other: str, totals: Counter[str], order: Sequence[str], metric: Metric) -> Fraction:
    """Return the squared difference of two values, the first before the second in the order.

    The ordinal one is by how many values were given from the one to the other, half of those at either end.
    """
    if metric == "nominal":
        return Fraction(1)
    between = order[order.index(one) : order.index(other) + 1]
    given = sum(totals[value] for value in between) - Fraction(totals[one] + totals[other], 2)
    return given**2
