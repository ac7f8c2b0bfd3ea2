"""From tallies to judgments: each way in which a question can stand is judged once, by what `grade` goes by.

A question is looked at through what tells its ways to stand apart: whether its tallies reach each bound that a rule
holds them against, its circumstances, and what is passed up from below. Inspections that are the same in all of it
come out the same, so one of them is judged for all. From the sub-questions up to the overall question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Self, TypeAlias, TypeVar

import numpy as np
import polars as pl

from peelgrade.batch.circumstances import Circumstances
from peelgrade.batch.tallies import Numbers, Tallies
from peelgrade.grading.gauges import NumberGauge, ShareGauge
from peelgrade.grading.program import Passed, Program, QuestionProgram, Reached

T = TypeVar("T")
_ROOM = 1 << 62
Column: TypeAlias = tuple[Numbers, int]  # a number by row, from 0 on, and how many there may be


@dataclass(frozen=True)
class Outcome:
    """What was reached at a question, as a row of the table of judgments says it."""

    status: str
    judgment: str | None
    low: str | None
    high: str | None
    as_it_stands: str | None
    computed_low: str | None
    computed_high: str | None
    decided_by: str

    @classmethod
    def of(cls, reached: Reached) -> Self:
        """Put what was reached into words."""
        low, high = (None, None) if reached.range is None else (reached.range.low.id, reached.range.high.id)
        computed = (None, None) if reached.computed is None else (reached.computed.low.id, reached.computed.high.id)
        stands = None if reached.as_it_stands is None else reached.as_it_stands.id
        judgment = low if low == high else None
        return cls(reached.status, judgment, low, high, stands, *computed, " ".join(reached.decided_by))


class Judging:
    """Judges very many inspections by one program; what it has judged it keeps."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._places = {question: n for n, question in enumerate(program.rulebook.questions)}
        self._outcomes: _Numbered[Outcome] = _Numbered()
        self._passed: _Numbered[Passed] = _Numbered()
        self._known: dict[str, dict[tuple[int, ...], tuple[int, int]]] = {one.id: {} for one in program.questions}

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """Every outcome so far, by its number."""
        return self._outcomes.values

    def judge(self, tallies: Tallies, circumstances: Circumstances) -> Numbers:
        """Return the number of the outcome of every question, in tree order, by inspections."""
        found = np.zeros(circumstances.status.shape, np.int64)
        passed: dict[str, Numbers] = {}
        seen = tallies.without(~circumstances.inspected)
        for question in self.program.questions:
            place = self._places[question.id]
            found[place], passed[question.id] = self._judge(question, seen, circumstances, passed)
        return found

    def _judge(
        self, question: QuestionProgram, tallies: Tallies, circumstances: Circumstances, passed: Mapping[str, Numbers]
    ) -> tuple[Numbers, Numbers]:
        """Return the outcome of one question and what it passes up, by inspection."""
        place = self._places[question.id]
        evidence = _Evidence.of(question, tallies, self._places)
        others = [circumstances.code(place), *((passed[name], len(self._passed.values)) for name in question.below)]
        ways = _Ways.of([(evidence.of_row, len(evidence.tallies[0])), *others])
        known = self._known[question.id]
        found: list[tuple[int, int]] = []
        for row, way in zip(ways.row.tolist(), _ways(evidence, others, ways.row), strict=True):
            if way not in known:
                below = tuple(self._passed.values[passed[name][row]] for name in question.below)
                taken = tuple(int(tally[evidence.of_row[row]]) for tally in evidence.tallies)
                reached = question.reach(question.packed(taken), *circumstances.at(place, row), below)
                known[way] = self._outcomes.number(Outcome.of(reached)), self._passed.number(reached.passed)
            found.append(known[way])
        outcomes, upwards = np.array(found, np.int64).T
        return outcomes[ways.of_row], upwards[ways.of_row]


def _ways(evidence: _Evidence, others: Sequence[Column], rows: Numbers) -> Iterator[tuple[int, ...]]:
    """Yield what tells some rows apart, in numbers that mean the same whatever is judged."""
    bounds = (column[evidence.of_row[rows]] for column, _ in evidence.bounds)
    yield from zip(*(column.tolist() for column in (*bounds, *(column[rows] for column, _ in others))), strict=True)


@dataclass
class _Numbered(Generic[T]):
    """Values, each with a number of its own from 0 on."""

    values: list[T] = field(default_factory=list)
    _numbers: dict[T, int] = field(default_factory=dict)

    def number(self, value: T) -> int:
        """Return the number of a value."""
        found = self._numbers.setdefault(value, len(self.values))
        if found == len(self.values):
            self.values.append(value)
        return found


# --- what tells rows apart -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Ways:
    """Rows that are alike: a row of each way to be, and the way of each row."""

    row: Numbers
    of_row: Numbers

    @classmethod
    def of(cls, columns: Sequence[Column]) -> Self:
        """Tell rows apart by one or more columns."""
        key, size = _joined(columns)
        if size > 4 * len(key):
            key, size = _renumbered(key)
        row = np.full(size, -1, np.int64)
        row[key] = np.arange(len(key))
        there = np.flatnonzero(row >= 0)
        number = np.zeros(size, np.int64)
        number[there] = np.arange(len(there))
        return cls(row[there], number[key])


def _joined(columns: Sequence[Column]) -> Column:
    """Return columns as one that tells apart what they tell apart."""
    key, size = columns[0]
    for column, many in columns[1:]:
        if (column == column[0]).all():
            continue
        if size * many > _ROOM:
            key, size = _renumbered(key)
        key, size = key * many + column, size * many
    return key, size


def _renumbered(key: Numbers) -> Column:
    """Return a column with the values that there are numbered from 0 on."""
    frame = pl.DataFrame({"key": key})
    values = frame.unique().with_row_index("number")
    numbers = frame.join(values, on="key", how="left", maintain_order="left")["number"]
    return numbers.cast(pl.Int64).to_numpy(), values.height


@dataclass(frozen=True)
class _Evidence:
    """The evidence of a question, on it and everything below, as far as its rules tell it apart.

    `of_row` is the way in which the evidence of each inspection stands; of each way there are the tallies of an
    inspection, and whether they reach each bound.
    """

    of_row: Numbers
    tallies: Sequence[Numbers]
    bounds: Sequence[Column]

    @classmethod
    def of(cls, question: QuestionProgram, tallies: Tallies, places: Mapping[str, int]) -> Self:
        """Tell apart evidence that reaches other bounds."""
        below = [places[one.id] for one in question.question.walk()]
        if len(below) == 1:
            looks = tallies.masked(below[0], question.selections)
        else:
            looks = tuple(tallies.taken(below, selection) for selection in question.selections)
        alike = _Ways.of([(look, int(look.max()) + 1) for look in looks])
        taken = [tallies.taken(below, selection, alike.row) for selection in question.selections]
        bounds = list(_bounds(question, taken))
        ways = _Ways.of(bounds)
        kept = ways.row
        reached = [(column[kept], many) for column, many in bounds]
        return cls(ways.of_row[alike.of_row], [tally[kept] for tally in taken], reached)


def _bounds(question: QuestionProgram, tallies: Sequence[Numbers]) -> Iterator[Column]:
    """Yield whether tallies reach each bound that they are held against: nothing else of them is ever looked at."""
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
    """Yield the tallies and the numbers that they are held against: what is found first, which is tally 0."""
    found = dict.fromkeys((1, question.rulebook.framework.minimum_evidence))
    held: dict[tuple[int, int | None, int], None] = {(0, None, least): None for least in found}
    for one in gauges:
        least = one.least if one.from_below else one.least + 1
        held[one.certain, None, least] = None
        if one.maybe is not None:
            held[one.certain, one.maybe, least] = None
    yield from held
