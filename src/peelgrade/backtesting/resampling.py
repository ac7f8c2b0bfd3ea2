"""Intervals by the bootstrap: units are drawn with replacement, each with all its rows, so that rows of one unit stay together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import mul
from random import Random
from typing import NamedTuple

from peelgrade.backtesting.measures import Counted

RESAMPLES = 1_000
SEED = 1968  # any number does; one and the same gives the same intervals every time
_TAIL = 0.025  # on each side: the middle 95 % stay

Profile = Mapping[tuple[int, int], float]  # weight of the rows of a unit by rank published and rank reached
_Kind = tuple[tuple[tuple[int, int], float], ...]  # the same, in order


class Interval(NamedTuple):
    """The ends between which the middle 95 % of resamplings lie."""

    low: float
    high: float


def intervals(units: Iterable[Profile], ranks: int) -> tuple[Interval | None, Interval | None]:
    """Return the intervals of agreement and of kappa; None where there are fewer than two units.

    Units with the same rows are interchangeable, so that they are counted by kind. A unit may have no rows: that there
    are fewer with any is part of the chance.
    """
    kinds = Counter(tuple(sorted(unit.items())) for unit in units)
    total = kinds.total()
    if total < 2:  # noqa: PLR2004  # of one unit, every resampling is alike
        return None, None
    listed = sorted(kinds)
    kind_of = [n for n, kind in enumerate(listed) for _ in range(kinds[kind])]
    weights = _by_pair(listed)
    random = Random(SEED)  # noqa: S311  # for statistics, not for secrets
    found = []
    for _ in range(RESAMPLES):
        drawn = Counter(random.choices(kind_of, k=total))
        times = [drawn[n] for n in range(len(listed))]
        pairs = ((*pair, sum(map(mul, times, weight))) for pair, weight in weights.items())
        found.append(Counted.of(pairs, ranks))
    return _middle(found, lambda one: one.agreement), _middle(found, lambda one: one.kappa)


def _by_pair(kinds: Sequence[_Kind]) -> dict[tuple[int, int], list[float]]:
    """Return for each pair of ranks the weight that it has in each kind of unit."""
    profiles = [dict(kind) for kind in kinds]
    pairs = sorted({pair for profile in profiles for pair in profile})
    return {pair: [profile.get(pair, 0.0) for profile in profiles] for pair in pairs}


def _middle(found: Iterable[Counted], measure: Callable[[Counted], float | None]) -> Interval | None:
    values = sorted(value for one in found if (value := measure(one)) is not None)
    if not values:
        return None
    cut = int(len(values) * _TAIL)
    return Interval(values[cut], values[-1 - cut])
