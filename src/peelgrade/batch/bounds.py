"""What tells apart the ways in which a question can stand: which bounds of its rules are reached.

Rules look at tallies and at judgments below through their bounds alone (`grading.gauges`), so inspections that reach
the same ones come out the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from peelgrade.batch.tallies import Numbers
from peelgrade.grading.gauges import NO, OPEN, YES, Ends, JudgmentsGauge, NumberGauge, ShareGauge
from peelgrade.grading.program import Passed, QuestionProgram

Column: TypeAlias = tuple[Numbers, int]  # a number by row, from 0 on, and how many there may be


# --- of evidence -----------------------------------------------------------------------------------------------------


def of_evidence(question: QuestionProgram, tallies: Sequence[Numbers]) -> Iterator[Column]:
    """Yield whether tallies, in the order of the selections, reach each bound that they are held against."""
    gauges = [gauge for rule in question.rules for gauge in rule.gauges]
    for certain, maybe, least in _least(question, [gauge for gauge in gauges if isinstance(gauge, NumberGauge)]):
        number = tallies[certain] if maybe is None else tallies[certain] + tallies[maybe]
        yield (number >= least).astype(np.int64), 2
    shares = [gauge for gauge in gauges if isinstance(gauge, ShareGauge)]
    held = dict.fromkeys((one.certain, one.alike, one.bound.value, one.bound.from_below) for one in shares)
    for certain, alike, share, from_below in held:
        apart = tallies[certain] * share.denominator - tallies[alike] * share.numerator
        yield ((apart >= 0) if from_below else (apart <= 0)).astype(np.int64), 2
    for alike in dict.fromkeys(one.alike for one in shares):
        yield (tallies[alike] > 0).astype(np.int64), 2


def _least(question: QuestionProgram, gauges: Sequence[NumberGauge]) -> Iterator[tuple[int, int | None, int]]:
    """Yield tallies and the number that they are held against: first what is found, which is tally 0."""
    found = dict.fromkeys((1, question.rulebook.framework.minimum_evidence))
    held: dict[tuple[int, int | None, int], None] = {(0, None, least): None for least in found}
    for one in gauges:
        least = one.least if one.from_below else one.least + 1
        held[one.certain, None, least] = None
        if one.maybe is not None:
            held[one.certain, one.maybe, least] = None
    yield from held


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

    `below` stands in the order of what the question is told.
    """
    parts = below[: len(question.question.parts)]
    if parts:
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
