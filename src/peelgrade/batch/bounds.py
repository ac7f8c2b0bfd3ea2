"""What tells apart the ways in which a question can stand: which bounds of its rules are reached.

Rules look at tallies and at judgments below through their bounds alone (`grading.gauges`), so inspections that reach
the same ones come out the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from peelgrade.batch.tallies import Numbers
from peelgrade.grading.gauges import NO, OPEN, YES, Ends, Gauge, JudgmentsGauge, NumberGauge, Seen, ShareGauge
from peelgrade.grading.program import Passed, QuestionProgram

Column: TypeAlias = tuple[Numbers, int]  # a number by row, from 0 on, and how many there may be


# --- of evidence -----------------------------------------------------------------------------------------------------


def of_evidence(question: QuestionProgram, tallies: Sequence[Numbers]) -> Iterator[Column]:
    """Yield whether tallies, in the order of the selections, reach each bound that they are held against."""
    gauges = [gauge for rule in question.rules for gauge in rule.gauges]
    for certain, maybe, least in _least(question, [gauge for gauge in gauges if isinstance(gauge, NumberGauge)]):
        yield _number(tallies, certain, maybe, least), 2
    shares = [gauge for gauge in gauges if isinstance(gauge, ShareGauge)]
    held = dict.fromkeys((one.certain, one.alike, one.bound.value, one.bound.from_below) for one in shares)
    for certain, alike, share, from_below in held:
        yield _share(tallies, certain, alike, share, from_below=from_below), 2
    for alike in dict.fromkeys(one.alike for one in shares):
        yield (tallies[alike] > 0).astype(np.int64), 2


def _least(question: QuestionProgram, gauges: Sequence[NumberGauge]) -> Iterator[tuple[int, int | None, int]]:
    """Yield tallies and the number that they are held against: first what is found, which is tally 0."""
    found = dict.fromkeys((1, question.rulebook.framework.minimum_evidence))
    held: dict[tuple[int, int | None, int], None] = {(0, None, least): None for least in found}
    held.update(dict.fromkeys(numbers for one in gauges for numbers in _of_number(one)))
    yield from held


def _of_number(gauge: NumberGauge) -> Iterator[tuple[int, int | None, int]]:
    yield gauge.certain, None, gauge.turns
    if gauge.maybe is not None:
        yield gauge.certain, gauge.maybe, gauge.turns


def _number(tallies: Sequence[Numbers], certain: int, maybe: int | None, least: int) -> Numbers:
    number = tallies[certain] if maybe is None else tallies[certain] + tallies[maybe]
    return (number >= least).astype(np.int64)


def _share(tallies: Sequence[Numbers], certain: int, alike: int, share: Fraction, *, from_below: bool) -> Numbers:
    apart = tallies[certain] * share.denominator - tallies[alike] * share.numerator
    return ((apart >= 0) if from_below else (apart <= 0)).astype(np.int64)


# --- of judgments ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Below:
    """What is passed up from one question below: numbers by row, and what each number stands for."""

    numbers: Numbers
    values: Sequence[Passed]

    def of(self, told: Sequence[int]) -> Numbers:
        """Return by row what is told of each value."""
        return np.array(told, np.int64)[self.numbers]


def of_judgments(question: QuestionProgram, below: Sequence[Below]) -> Iterator[Column]:
    """Yield the truth of each bound on judgments below, now and if nothing more were found, and what else comes up.

    `below` stands in the order of what the question is told, its parts first; there is one at least.
    """
    parts = below[: len(question.question.parts)]
    yield _sum(part.of([one.more for one in part.values]) for part in parts).clip(0, 1), 2
    yield _sum(part.of([one.outside for one in part.values]) for part in parts).clip(0, 1), 2
    gauges = (gauge for rule in question.rules for gauge in rule.gauges if isinstance(gauge, JudgmentsGauge))
    for gauge in dict.fromkeys(gauges):
        counted = [below[place] for place in gauge.places]
        yield _truth(gauge, counted, _ends), 3
        yield _truth(gauge, counted, _stands), 3
        if not gauge.bound.of_number:
            yield _sum(one.of([value.ends is not None for value in one.values]) for one in counted).clip(0, 1), 2


def _ends(passed: Passed) -> Ends | None:
    return passed.ends


def _stands(passed: Passed) -> Ends | None:
    return None if passed.as_it_stands is None else (passed.as_it_stands, passed.as_it_stands)


def _sum(each: Iterable[Numbers]) -> Numbers:
    first, *others = each
    return sum(others, start=first)


def _truth(gauge: JudgmentsGauge, below: Sequence[Below], ends: Callable[[Passed], Ends | None]) -> Numbers:
    """Return the truth of a bound on judgments that lie between some ends, by row."""
    adds = [[_adds(gauge, ends(value)) for value in one.values] for one in below]
    certain, possible, total = (
        _sum(one.of([added[n] for added in known]) for one, known in zip(below, adds, strict=True)) for n in range(3)
    )
    share = gauge.bound.value
    wanted = share.numerator * (1 if gauge.bound.of_number else np.maximum(total, 1))
    certain, possible = certain * share.denominator, possible * share.denominator
    if gauge.bound.from_below:
        return np.where(certain >= wanted, YES, np.where(possible < wanted, NO, OPEN))
    return np.where(possible <= wanted, YES, np.where(certain > wanted, NO, OPEN))


def _adds(gauge: JudgmentsGauge, ends: Ends | None) -> tuple[int, int, int]:
    """Return what a judgment adds to what is certain, to what is possible, and to the whole."""
    if ends is None:
        return 0, 0, 0
    low, high = ends
    if gauge.reaching is not None:
        return int(low >= gauge.reaching), int(high >= gauge.reaching), 1
    if gauge.below is not None:
        return int(high < gauge.below), int(low < gauge.below), 1
    unit = math.lcm(*(points.denominator for points in gauge.points))
    return int(gauge.points[low] * unit), int(gauge.points[high] * unit), int(gauge.points[-1] * unit)


# --- two bounds on the same ------------------------------------------------------------------------------------------


def differ(one: Gauge, other: Gauge, tallies: Sequence[Numbers], below: Sequence[Below]) -> npt.NDArray[np.bool_]:
    """Return for which rows one bound is reached and the other is not: where it is none, all else being equal, all is.

    `tallies` stand in the order of the selections of a question, `below` in that of what it is told.
    """
    pairs = zip(_of_gauge(one, tallies, below), _of_gauge(other, tallies, below), strict=True)
    found: npt.NDArray[np.bool_] = np.logical_or.reduce([mine != its for mine, its in pairs])
    return found


def _of_gauge(gauge: Gauge, tallies: Sequence[Numbers], below: Sequence[Below]) -> list[Numbers]:
    match gauge:
        case NumberGauge():
            return [_number(tallies, *numbers) for numbers in _of_number(gauge)]
        case ShareGauge():
            reached = _share(tallies, gauge.certain, gauge.alike, gauge.bound.value, from_below=gauge.bound.from_below)
            # while more may come a share may be any: then a bound that every share meets is told from one that not all do
            return [reached, np.full_like(reached, gauge.truth(Seen((), more=True, closed=False, judged=())))]
        case JudgmentsGauge():
            counted = [below[place] for place in gauge.places]
            return [_truth(gauge, counted, ends) for ends in (_ends, _stands)]
