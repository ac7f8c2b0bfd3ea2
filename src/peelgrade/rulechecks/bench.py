"""One question on the bench: its formulas, the search through all evidence, and what is shown of what is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from peelgrade.evidence import Finding, Item, Metric, Recommendation
from peelgrade.rulebook import Mover, ObjectionKind, Rule, Rulebook
from peelgrade.rulechecks.deadline import Deadline, Undecided
from peelgrade.rulechecks.domain import Domain, Kinds, Sort, TooManyKinds
from peelgrade.rulechecks.encoding import Encoding, Plan
from peelgrade.rulechecks.examples import MOST_ITEMS, Body
from peelgrade.rulechecks.formulas import (
    Amounts,
    Formula,
    Term,
    Trial,
    Unknown,
    at_least,
    at_most,
    differ,
    either,
    every,
    opposite,
)
from peelgrade.rulechecks.objections import Coded, Subject, covering
from peelgrade.rulechecks.search import Room, Search
from peelgrade.scale import Category


@dataclass(frozen=True)
class Limits:
    """How far proofs go: seconds for all of them together, and, to try less, items of evidence and their kinds.

    Unless `closing`, all evidence below a question is looked at, also where its judgment would do.
    """

    seconds: float = 300.0
    items: int | None = None
    kinds: Kinds | None = None
    closing: bool = True


class TooBig(Exception):  # noqa: N818  # it says that there is nothing to show, not that something is wrong
    """What there is to show has too many items to be shown."""


@dataclass(frozen=True, eq=False)
class Benches:
    """The bench of every question of a rulebook, made as they are asked for."""

    rulebook: Rulebook
    limits: Limits = Limits()
    _made: dict[tuple[str, bool, bool], Bench] = field(default_factory=dict)

    @cached_property
    def room(self) -> Room:
        """Where the solvers of all benches work."""
        return Room()

    @cached_property
    def deadline(self) -> Deadline:
        """When the time of all proofs is over."""
        return Deadline(self.limits.seconds)

    @cached_property
    def domain(self) -> Domain:
        """What evidence there can be."""
        return Domain(self.rulebook, self.limits.kinds, self.deadline)

    def of(self, question: str, *, closing: bool = True, local: bool = False) -> Bench:
        """Return the bench of a question; with everything below it opened, or with its own rules alone, if so asked."""
        closing = (
            closing and self.limits.closing and self.limits.items is None
        )  # a limit on items counts those of every question
        key = (question, closing, local)
        if key not in self._made:
            self._made[key] = Bench(self, Plan(self.rulebook, question, self.domain, closing, local))
        return self._made[key]

    def reached(self, question: str) -> list[int]:
        """Return the ranks of the categories that some judgment of a question has: any, where people judge it."""
        people = self.rulebook.questions[question].by_people
        return [one.rank for one in self.rulebook.scale if people or self.of(question).reached(one)]

    def clear(self, question: str) -> None:
        """Give up the benches of a question that those above do not build on, with all that their solvers keep."""
        for key in [key for key in self._made if key[0] == question and self._made[key] is not self.of(question)]:
            del self._made[key]


@dataclass(frozen=True, eq=False)
class Bench:
    """One question with everything below it that its rules can see."""

    benches: Benches
    plan: Plan

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook that is looked at."""
        return self.plan.rulebook

    @property
    def question(self) -> str:
        """The question on the bench."""
        return self.plan.focus

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of the question."""
        return self.rulebook.rules_of(self.question)

    @cached_property
    def plain(self) -> Encoding:
        """The formulas of evidence as it is."""
        return Encoding(self.plan)

    @cached_property
    def twice(self) -> Encoding:
        """The formulas of evidence in which every finding is written out as two."""
        findings = (amount for sort, amount in self.plan.amounts.items() if sort.is_finding)
        return Encoding(self.plan, times=dict.fromkeys(findings, 2))

    @cached_property
    def _search(self) -> Search:
        base = [*self.plain.base, *self._closed_ranks()]
        if self.benches.limits.items is not None and not self.plan.local:
            base.append(at_most([(1, amount) for amount in self.plan.amounts.values()], self.benches.limits.items))
        return Search(self.plan.unknowns, base, self.benches.deadline, self.benches.room)

    def _closed_ranks(self) -> Iterator[Formula]:
        """Say of each closed question that it is not judged, or at a category that some evidence of its own reaches."""
        for name in self.plan.closed:
            if not self.rulebook.questions[name].by_people:  # people may judge as they will
                rank = self.plan.ranks[name]
                yield either(_is(rank, one) for one in (-1, *self.benches.reached(name)))

    @cached_property
    def can_be_judged(self) -> bool:
        """Whether some evidence has the question judged; where that does not come out, it is taken that some has."""
        try:
            return self.find(True) is not None  # noqa: FBT003  # a formula
        except (Undecided, TooManyKinds):
            return True

    # --- what there is ------------------------------------------------------------------------------------------------

    def find(self, wanted: Formula, more: Sequence[Unknown] = ()) -> Amounts | None:
        """Return amounts of evidence for which a formula holds; None if there are none. Raises Undecided."""
        self.benches.deadline.look()
        return self._search.find(wanted, more)

    def smallest(self, wanted: Formula, more: Sequence[Unknown] = ()) -> Amounts:
        """Return amounts with the fewest items for which a formula holds that holds for some."""
        first = self._search.find(wanted, more)
        if first is None:
            raise LookupError(self.question)  # pragma: unreached - whoever asks has found that it holds for some
        return self._search.smallest(wanted, self._size, first, more)

    def at(self, category: Category) -> Formula:
        """Say that the question is judged at a category."""
        return self.within(self.plain, category.rank, category.rank)

    def within(self, encoding: Encoding, low: int, high: int) -> Formula:
        """Say that the question is judged between two ranks, both included."""
        reaches = encoding.reaches(self.question, low)
        return every([reaches, opposite(encoding.reaches(self.question, high + 1))])

    def moved(self, one: Encoding, other: Encoding) -> Formula:
        """Say that the question is judged otherwise by one reading of the evidence than by another."""
        return either(
            differ(one.reaches(self.question, rank), other.reaches(self.question, rank)) for rank in self.ranks
        )

    @property
    def ranks(self) -> range:
        """The ranks of the categories that a judged question may or may not reach: all but the worst."""
        return range(1, self.rulebook.scale.best.rank + 1)

    def reached(self, category: Category) -> bool:
        """Whether some evidence leads to a category. Raises Undecided."""
        return self.find(self.at(category)) is not None

    @cached_property
    def _witnesses(self) -> dict[Category, Amounts]:
        return {}

    def witness(self, category: Category) -> Amounts:
        """Return a smallest evidence that leads to a category that is reached."""
        if category not in self._witnesses:
            self._witnesses[category] = self.smallest(self.at(category))
        return self._witnesses[category]

    @cached_property
    def _size(self) -> list[Term]:
        """The number of items of evidence and of judgments by people, with what it takes to judge closed questions."""
        terms: list[Term] = [(1, amount) for amount in self.plan.amounts.values()]
        terms += [(1, number) for number in self.plan.numbers_judged.values()]
        for name, rank in self.plan.ranks.items():
            if name not in self.plan.closed or self.rulebook.questions[name].by_people:
                terms.append((1, at_least([(1, rank)], 0)))
                continue
            bench = self.benches.of(name)
            for category in self.rulebook.scale:
                if bench.reached(category):
                    terms.append((bench.size(bench.witness(category)), _is(rank, category.rank)))
        return terms

    def size(self, amounts: Amounts) -> int:
        """Return how many items of evidence and judgments by people there are."""
        trial = Trial(amounts)
        return sum(
            int(times) * (amounts[what] if isinstance(what, Unknown) else int(trial.holds(what)))
            for times, what in self._size
        )

    # --- what is shown ------------------------------------------------------------------------------------------------

    def body(self, amounts: Amounts, times: Mapping[Unknown, int] | None = None) -> Body:
        """Return amounts as evidence, so many times of a class where it is said. Raises TooBig where it is too much."""
        if self.size(amounts) > MOST_ITEMS:
            raise TooBig(self.question)
        by_question: dict[str, list[Item]] = {}
        judged: dict[str, str] = {}
        categories = self.rulebook.scale.categories
        for sort, amount in self.plan.amounts.items():
            number = amounts[amount] * (times or {}).get(amount, 1)
            by_question.setdefault(sort.question, []).extend([sort.item] * number)
        for lot in self.plan.lots:
            named = iter(lot)
            for category in categories:
                for _ in range(amounts[self.plan.numbers_judged[lot, category.rank]]):
                    judged[next(named)] = category.id
        for name, rank in self.plan.ranks.items():
            if amounts[rank] < 0:
                continue
            category = categories[amounts[rank]]
            if self.rulebook.questions[name].by_people:
                judged[name] = category.id
            else:
                bench = self.benches.of(name)
                inside = bench.body(bench.witness(category))
                judged |= inside.judged
                for item in inside.items:
                    by_question.setdefault(item.question, []).append(item)
        items = tuple(item for name in self.rulebook.questions for item in by_question.get(name, ()))
        return Body(items, {name: judged[name] for name in self.rulebook.questions if name in judged})

    def judgment(self, amounts: Amounts, encoding: Encoding | None = None) -> Category:
        """Return the category that the question is judged at."""
        trial = Trial(amounts)
        reads = encoding or self.plain
        reached = [rank for rank in self.ranks if trial.holds(reads.reaches(self.question, rank))]
        return self.rulebook.scale.categories[max(reached, default=0)]

    def silent(self, kind: ObjectionKind, subject: Subject) -> bool:
        """Whether an objection is declared as meant, so that nothing need be shown."""
        return covering(kind, subject, self.rulebook) is not None


def _is(rank: Unknown, value: int) -> Formula:
    return every([at_least([(1, rank)], value), at_most([(1, rank)], value)])


def mover(sort: Sort) -> Mover:
    """Return what an item is called that moves a judgment."""
    match sort.group:
        case "strength" | "weakness" | "metric":
            return sort.group
        case _:
            return "recommendation"


def coded(item: Item) -> Coded:
    """Return how an item is coded, as far as rules can ask."""
    match item:
        case Finding():
            return Coded(item.shows, item.question, item.weight, item.extent, item.ground)
        case Recommendation():
            return Coded("recommendation", item.question, type=item.type, met=item.status == "met")
        case Metric():
            return Coded("metric", item.question, type=item.measure)
