"""From tallies to judgments: each way in which a question can stand is judged once, by what `grade` goes by.

A question is looked at through what tells its ways to stand apart: its circumstances, and whether its tallies and the
judgments below reach each bound that a rule holds them against. Inspections that are the same in all of it
come out the same, so one of them is judged for all. From the sub-questions up to the overall question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Self, TypeVar

import numpy as np

from peelgrade.batch import bounds
from peelgrade.batch.bounds import Below, Column
from peelgrade.batch.circumstances import Circumstances
from peelgrade.batch.tallies import Numbers, Tallies
from peelgrade.grading.program import Passed, Program, QuestionProgram, Reached
from peelgrade.trace import Range

T = TypeVar("T")
ROOM = 1 << 16  # values that are given a place each, however few rows there are


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
    decided_by: str | None

    @classmethod
    def of(cls, reached: Reached) -> Self:
        """Put what was reached into words."""
        low, high = _ends(reached.range)
        computed_low, computed_high = _ends(reached.computed)
        stands = None if reached.as_it_stands is None else reached.as_it_stands.id
        judgment = low if low == high else None
        decided_by = " ".join(reached.decided_by) or None
        return cls(reached.status, judgment, low, high, stands, computed_low, computed_high, decided_by)


def _ends(found: Range | None) -> tuple[str | None, str | None]:
    return (None, None) if found is None else (found.low.id, found.high.id)


@dataclass(frozen=True)
class Judged:
    """The number of the outcome of every question, in tree order, by inspections, and that of what each passes up."""

    outcomes: Numbers
    passed: Mapping[str, Numbers]


class Judging:
    """Judges very many inspections by one program; what it has judged it keeps."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._places = {question: n for n, question in enumerate(program.rulebook.questions)}
        self._outcomes: _Numbered[Outcome] = _Numbered()
        self._passed: dict[str, _Numbered[Passed]] = {one.id: _Numbered() for one in program.questions}
        self._known: dict[str, dict[tuple[Any, ...], tuple[int, int]]] = {one.id: {} for one in program.questions}

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """Every outcome so far, by its number."""
        return self._outcomes.values

    def below(self, question: QuestionProgram, passed: Mapping[str, Numbers]) -> list[Below]:
        """Return what is passed up to a question."""
        return [Below(passed[name], self._passed[name].values) for name in question.below]

    def beside(self, program: Program) -> Judging:
        """Return what judges by a program that has most questions of this one, in the same numbers."""
        other, same = Judging(program), {id(one) for one in self.program.questions}
        other._outcomes, other._passed = self._outcomes, self._passed
        other._known.update({one.id: self._known[one.id] for one in program.questions if id(one) in same})
        return other

    def judge(self, tallies: Tallies, circumstances: Circumstances) -> Judged:
        """Judge every question of inspections."""
        found = np.zeros(circumstances.status.shape, np.int64)
        passed: dict[str, Numbers] = {}
        seen = tallies.without(~circumstances.inspected)
        for question in self.program.questions:
            place = self._places[question.id]
            found[place], passed[question.id] = self.judge_question(question, seen, circumstances, passed)
        return Judged(found, passed)

    def judge_question(
        self, question: QuestionProgram, tallies: Tallies, circumstances: Circumstances, passed: Mapping[str, Numbers]
    ) -> tuple[Numbers, Numbers]:
        """Return the outcome of one question and what it passes up, by inspection.

        `tallies` are without the evidence on what was not inspected; `passed` is what questions below pass up.
        """
        place, upwards = self._places[question.id], self._passed[question.id]
        below = [self._passed[name].values for name in question.below]
        evidence = _Evidence.of(question, tallies, self._places)
        judged = _judged(question, [passed[name] for name in question.below], below, len(evidence.of_row))
        looks = (evidence.reached, judged)
        around = circumstances.code(place)
        ways = Ways.of([around, *((look.of_row, look.many) for look in looks)])
        known = self._known[question.id]
        found: list[tuple[int, int]] = []
        told = zip(around[0][ways.row].tolist(), *(look.told(ways.row) for look in looks), strict=True)
        for row, way in zip(ways.row.tolist(), told, strict=True):
            if way not in known:
                passed_up = tuple(values[passed[name][row]] for name, values in zip(question.below, below, strict=True))
                taken = tuple(int(tally[evidence.of_row[row]]) for tally in evidence.tallies)
                reached = question.reach(taken, circumstances.at(place, row), passed_up)
                known[way] = self._outcomes.number(Outcome.of(reached)), upwards.number(reached.passed)
            found.append(known[way])
        outcomes, numbers = np.array(found, np.int64).reshape(-1, 2).T  # also where there is no row
        return outcomes[ways.of_row], numbers[ways.of_row]


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
class Ways:
    """Rows that are alike: a row of each way to be, and the way of each row."""

    row: Numbers
    of_row: Numbers

    @classmethod
    def of(cls, columns: Sequence[Column]) -> Self:
        """Tell rows apart by columns."""
        key, size = columns[0]
        room = max(4 * len(key), ROOM)
        for column, many in columns[1:]:
            if (column == column[0]).all():
                continue
            if size * many > room:
                ways = cls._of_one(key, size, room)
                key, size = ways.of_row, len(ways.row)
            key, size = key * many + column, size * many
        return cls._of_one(key, size, room)

    @classmethod
    def _of_one(cls, key: Numbers, size: int, room: int) -> Self:
        """Tell rows apart by one column, with a place for each of its values where there is room."""
        if size > room:
            _, row, of_row = np.unique(key, return_index=True, return_inverse=True)
            return cls(row, of_row)
        row = np.full(size, -1, np.int64)
        row[key] = np.arange(len(key))
        there = np.flatnonzero(row >= 0)
        number = np.zeros(size, np.int64)
        number[there] = np.arange(len(there))
        return cls(row[there], number[key])


@dataclass(frozen=True)
class _Reached:
    """Which bounds are reached: the way of each row, and the bounds of each way."""

    of_row: Numbers
    bounds: Sequence[Numbers]
    many: int

    @classmethod
    def of(cls, columns: Sequence[Column], of_row: Numbers) -> tuple[Self, Numbers]:
        """Tell rows apart by columns of which `of_row` gives the entry; return also an entry of each way."""
        ways = Ways.of(columns)
        return cls(ways.of_row[of_row], [column[ways.row] for column, _ in columns], len(ways.row)), ways.row

    def told(self, rows: Numbers) -> Iterator[tuple[int, ...]]:
        """Yield the bounds of some rows."""
        return zip(*(bound[self.of_row[rows]].tolist() for bound in self.bounds), strict=True)


@dataclass(frozen=True)
class _Evidence:
    """The evidence of a question, on it and everything below: of each way, the tallies of an inspection."""

    reached: _Reached
    tallies: Sequence[Numbers]

    @property
    def of_row(self) -> Numbers:
        """The way of each inspection."""
        return self.reached.of_row

    @classmethod
    def of(cls, question: QuestionProgram, tallies: Tallies, places: Mapping[str, int]) -> Self:
        """Tell apart evidence that reaches other bounds."""
        below = [places[one.id] for one in question.question.walk()]
        looks = [tallies.taken(below, selection) for selection in question.selections]
        alike = Ways.of([(look, int(look.max()) + 1) for look in looks])
        taken = [look[alike.row] for look in looks]
        reached, kept = _Reached.of(list(bounds.of_evidence(question, taken)), alike.of_row)
        return cls(reached, [tally[kept] for tally in taken])


def _judged(
    question: QuestionProgram, passed: Sequence[Numbers], values: Sequence[Sequence[Passed]], many: int
) -> _Reached:
    """Tell apart judgments below that reach other bounds; `values` is what the numbers passed up from each stand for."""
    nothing = np.zeros(many, np.int64)
    if not passed:
        return _Reached(nothing, [np.zeros(1, np.int64)], 1)
    alike = Ways.of([(one, len(known)) for one, known in zip(passed, values, strict=True)])
    below = [Below(one[alike.row], known) for one, known in zip(passed, values, strict=True)]
    reached, _ = _Reached.of(list(bounds.of_judgments(question, below)), alike.of_row)
    return reached
