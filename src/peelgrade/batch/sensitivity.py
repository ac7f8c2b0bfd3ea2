"""How many judgments move where one question of a rulebook is judged a little otherwise, for many ways to do so.

All inspections of a part are judged once by the rules as they are. A question with a changed rule is judged anew only
for inspections that it tells apart, and what is above it only for those where it passes up something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from peelgrade.batch import bounds
from peelgrade.batch.bounds import Below
from peelgrade.batch.circumstances import Circumstances
from peelgrade.batch.counting import Reject
from peelgrade.batch.history import EXAMPLES, History, Lot, View
from peelgrade.batch.judging import Judged, Judging, Ways
from peelgrade.batch.moves import WAYS, Direction, Stands, direction, ranks
from peelgrade.batch.running import At
from peelgrade.batch.sources import Unread
from peelgrade.batch.tallies import Numbers, Tallies
from peelgrade.grading.gauges import Gauge
from peelgrade.grading.program import Program, QuestionProgram
from peelgrade.rulebook import Rulebook

Effects = dict[str, dict[Direction, int]]  # by question, of those that move at all


@dataclass(frozen=True)
class Variant:
    """A rulebook that differs from another in bounds of rules about one question."""

    question: str
    rulebook: Rulebook


@dataclass(frozen=True)
class Sensitivity:
    """What moves with each variant, of so many inspections; `rejects` are the first rows that were left out."""

    inspections: int
    effects: tuple[Effects, ...]
    rejected: int
    rejects: tuple[Reject, ...]
    unread: tuple[Unread, ...]


def sensitivity(history: History, variants: Sequence[Variant], at: At) -> Sensitivity:
    """Count over the inspections of a history of one rulebook what moves with each of its variants.

    Raises Unreadable as `History.lots`.
    """
    (rulebook,) = history.rulebooks
    trials = _Trials.of(rulebook, variants)
    inspections, rejected = 0, 0
    rejects: list[Reject] = []
    for lot in history.lots(at):
        size = len(lot.inspections)
        trials.take(lot, _within(at, inspections, size, history.inspections))
        inspections += size
        rejected += len(lot.rejects)
        rejects += lot.rejects[: EXAMPLES - len(rejects)]
    return Sensitivity(inspections, tuple(trials.effects), rejected, tuple(rejects), history.unread)


def _within(at: At, before: int, size: int, total: int) -> Callable[[float], None]:
    """Return what tells how many inspections are done, of which some are so before a part of so many."""
    return lambda share: at(before + int(size * share), total)


@dataclass(frozen=True)
class _Trial:
    """What judges by a variant; the question that differs, and those above that hang on it, from below.

    `gauges` are the bounds that differ, each as it is by the rules as they are and by the variant.
    """

    judging: Judging
    question: QuestionProgram
    above: tuple[QuestionProgram, ...]
    gauges: tuple[tuple[Gauge, Gauge], ...]

    @classmethod
    def of(cls, variant: Variant, base: Judging) -> _Trial:
        program = Program.of(variant.rulebook, like=base.program)
        moved = {variant.question}
        above: list[QuestionProgram] = []
        for one in program.questions:
            if moved & set(one.below):
                moved.add(one.id)
                above.append(one)
        question, known = (one.questions[one.places[variant.question]] for one in (program, base.program))
        rules = zip(known.rules, question.rules, strict=True)
        pairs = (pair for was, now in rules for pair in zip(was.gauges, now.gauges, strict=True))
        return cls(base.beside(program), question, tuple(above), tuple(pair for pair in pairs if pair[0] != pair[1]))


@dataclass
class _Trials:
    """The variants, and what moves with each in the parts so far."""

    base: Judging
    trials: tuple[_Trial, ...]
    rank: Mapping[str, int]
    effects: list[Effects]
    known: dict[tuple[int, int], Direction | None] = field(default_factory=dict)

    @classmethod
    def of(cls, rulebook: Rulebook, variants: Sequence[Variant]) -> _Trials:
        base = Judging(Program.of(rulebook))
        trials = tuple(_Trial.of(one, base) for one in variants)
        return cls(base, trials, ranks(rulebook), [{} for _ in trials])

    def take(self, lot: Lot, at: Callable[[float], None]) -> None:
        """Try every variant on the inspections of a part; `at` is told which share is done."""
        (view,) = lot.views
        part = _Part.of(view, self.base)
        for n, (trial, effects) in enumerate(zip(self.trials, self.effects, strict=True)):
            at(n / len(self.trials))
            for question, outcomes, weights in _moved(trial, part):
                self._count(outcomes, weights, effects.setdefault(question, dict.fromkeys(WAYS, 0)))

    def _count(self, outcomes: tuple[Numbers, Numbers], weights: Numbers, effects: dict[Direction, int]) -> None:
        """Count what moves at a question: so many inspections with an outcome before and after."""
        many = len(self.base.outcomes)
        before, after = outcomes
        pairs, of_row = np.unique(before * many + after, return_inverse=True)
        for pair, amount in zip(pairs.tolist(), np.bincount(of_row, weights).tolist(), strict=True):
            way = self._direction(*divmod(pair, many))
            if way is not None:
                effects[way] += int(amount)

    def _direction(self, before: int, after: int) -> Direction | None:
        """Return which way a judgment moves by the numbers of its outcomes; None where nobody sees a move."""
        if (before, after) not in self.known:
            stood, stands = (Stands.of(self.base.outcomes[one], seen=True) for one in (before, after))
            self.known[before, after] = None if stood == stands else direction(stood, stands, self.rank)
        return self.known[before, after]


def _moved(trial: _Trial, part: _Part) -> Iterator[tuple[str, tuple[Numbers, Numbers], Numbers]]:
    """Yield of each question that is judged anew the outcomes before and after, and of how many inspections each is."""
    changed: dict[str, Numbers] = {}
    alike = part.alike(trial.question.id)
    differ = [bounds.differ(*pair, alike.tallies, alike.below) for pair in trial.gauges]
    places = np.flatnonzero(np.logical_or.reduce(differ))
    if len(places):
        own = alike.rows.at(places)
        outcomes, passed = own.judge(trial.judging, trial.question, {})
        yield trial.question.id, (own.outcomes, outcomes), alike.weights[places]
        known = part.judged.passed[trial.question.id]
        changed = _changed(part, trial.question.id, _put(known, alike, places, passed))
    for question in trial.above:
        below = {name: changed[name] for name in question.below if name in changed}
        differs = [one != part.judged.passed[name] for name, one in below.items()]
        rows = np.flatnonzero(np.logical_or.reduce(differs)) if differs else np.empty(0, np.int64)
        if len(rows):
            alike = part.alike(question.id)
            told = [(one[rows], int(one.max()) + 1) for one in below.values()]
            ways = Ways.of([(alike.of_row[rows], len(alike.rows.outcomes)), *told])
            own = alike.rows.at(alike.of_row[rows[ways.row]])
            below = {name: one[rows[ways.row]] for name, one in below.items()}
            outcomes, passed = own.judge(trial.judging, question, below)
            yield question.id, (own.outcomes, outcomes), np.bincount(ways.of_row)
            now = part.judged.passed[question.id].copy()
            now[rows] = passed[ways.of_row]
            changed |= _changed(part, question.id, now)


def _put(known: Numbers, alike: _Alike, places: Numbers, values: Numbers) -> Numbers:
    """Return what is known of inspections, with other values for those that are like some."""
    place = np.full(len(alike.weights), -1, np.int64)
    place[places] = np.arange(len(places))
    own = place[alike.of_row]
    return np.where(own < 0, known, values[own])


def _changed(part: _Part, question: str, passed: Numbers) -> dict[str, Numbers]:
    """Return what a question passes up, if it is something else for any inspection."""
    return {} if (passed == part.judged.passed[question]).all() else {question: passed}


# --- inspections that are alike --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Rows:
    """Inspections as one question sees them, and the number of the outcome there by the rules as they are."""

    tallies: Tallies
    circumstances: Circumstances
    passed: Mapping[str, Numbers]
    outcomes: Numbers

    def at(self, places: Numbers) -> _Rows:
        """Return some of them."""
        passed = {name: one[places] for name, one in self.passed.items()}
        return _Rows(self.tallies.at(places), self.circumstances.at_rows(places), passed, self.outcomes[places])

    def judge(
        self, judging: Judging, question: QuestionProgram, otherwise: Mapping[str, Numbers]
    ) -> tuple[Numbers, Numbers]:
        """Return the numbers of the outcomes, and of what is passed up, with something else passed up from below."""
        return judging.judge_question(question, self.tallies, self.circumstances, {**self.passed, **otherwise})


@dataclass(frozen=True)
class _Alike:
    """Inspections that no bound of a question tells apart, nor one that is a step off.

    One of each kind, with its tallies and what is passed up to the question; how many there are of each; which each is.
    """

    rows: _Rows
    tallies: tuple[Numbers, ...]
    below: tuple[Below, ...]
    weights: Numbers
    of_row: Numbers


@dataclass(frozen=True)
class _Part:
    """The inspections of a part, judged by the rules as they are; tallies are without what was not inspected."""

    base: Judging
    tallies: Tallies
    circumstances: Circumstances
    judged: Judged
    _known: dict[str, _Alike] = field(default_factory=dict)

    @classmethod
    def of(cls, view: View, base: Judging) -> _Part:
        """Judge the inspections of a part."""
        judged = base.judge(view.tallies, view.circumstances)
        return cls(base, view.tallies.without(~view.circumstances.inspected), view.circumstances, judged)

    def alike(self, question: str) -> _Alike:
        """Return the inspections that are alike for a question."""
        if question not in self._known:
            self._known[question] = self._found(self.base.program.questions[self.base.program.places[question]])
        return self._known[question]

    def _found(self, question: QuestionProgram) -> _Alike:
        order = list(self.base.program.rulebook.questions)
        place = order.index(question.id)
        below = [order.index(one.id) for one in question.question.walk()]
        passed = {name: self.judged.passed[name] for name in question.below}
        taken = [self.tallies.taken(below, selection) for selection in question.selections]
        columns = [self.circumstances.code(place)]
        for one, marks in zip(taken, question.marks, strict=True):
            # past the greatest number that a bound tells apart, and one step more, all are alike
            cut = one if marks is None else np.minimum(one, marks[-1] + 1)
            columns.append((cut, int(cut.max()) + 1))
        ways = Ways.of([*columns, *((one, int(one.max()) + 1) for one in passed.values())])
        rows = _Rows(self.tallies, self.circumstances, passed, self.judged.outcomes[place]).at(ways.row)
        tallies = tuple(one[ways.row] for one in taken)
        told = tuple(self.base.below(question, rows.passed))
        return _Alike(rows, tallies, told, np.bincount(ways.of_row), ways.of_row)
