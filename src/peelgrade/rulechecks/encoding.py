"""What grading does with complete fieldwork, as formulas over how much evidence there is of each kind.

Looked at is one question, the focus, with everything below it that its rules can see. The formulas say for any amounts
of evidence what `grading.grade` would: whether each condition holds, and whether each question reaches each category.
They are exact for settled judgments: fieldwork is complete or a question was not inspected with all below it, the
minimum of evidence is waived, and every metric says how it stands to what rules set it beside. There is no 'unknown'
then, so conditions are joined by plain 'and' and 'or'. What is true while something is open stays true when it is
settled, so what never holds here never holds at all. Decisions and judgments carried over are left aside, but for
questions that people judge: those may have any judgment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from peelgrade.grading import Taken
from peelgrade.rulebook import (
    All,
    Any_,
    Condition,
    Count,
    FindingsCount,
    JudgmentsCount,
    MetricsCount,
    Question,
    RecommendationsCount,
    Rule,
    Rulebook,
    count_of,
    counts,
)
from peelgrade.rulechecks.domain import Domain, Sort
from peelgrade.rulechecks.formulas import Formula, Term, Unknown, at_least, at_most, either, every, opposite

Applied = tuple[Rule, Formula]  # a rule and when it holds


@dataclass(frozen=True)
class Plan:
    """What of the tree is looked at for one focus, and the unknowns: amounts of evidence, and judgments.

    `opened` are the questions whose evidence and rules are looked at; `closed` those below that only their judgment is
    seen of, which depends on no evidence that anything else sees. Unless `closing`, everything is opened. An unknown
    rank is that of the category, and -1 where a question is not judged. Of closed questions that no rule tells apart it
    is only unknown how many are judged at each category: which ones makes no difference.

    A `local` plan looks at the rules of the focus alone: the judgments that they count may be any that some evidence
    reaches, whatever evidence there is beside them. There are more such cases than there can be, so that what is true
    of all of them is true.
    """

    rulebook: Rulebook
    focus: str
    domain: Domain
    closing: bool = True
    local: bool = False

    @cached_property
    def _split(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if self.local:
            found = [count for rule in self.rulebook.rules_of(self.focus) for count in counts(rule.when)]
            judged = [count for count in found if isinstance(count, JudgmentsCount)]
            below = self.rulebook.below[self.focus]
            named = (name for count in judged for name in self.rulebook.counted_of(self.focus, count))
            return tuple(name for name in self.rulebook.questions if name in below), tuple(dict.fromkeys(named))
        opened, closed = [self.focus], []
        waiting = list(self.rulebook.questions[self.focus].parts)
        while waiting:
            question = waiting.pop(0)
            if question.graded and self.closing and not self._looked_into(question, opened):
                closed.append(question.id)
            else:
                opened.append(question.id)
                waiting += question.parts
        return tuple(opened), tuple(closed)

    def _looked_into(self, question: Question, opened: Iterable[str]) -> bool:
        """Whether a rule of an opened question above sees evidence on a question or below it, or judgments below it."""
        below = self.rulebook.below[question.id]
        above = [name for name in self.rulebook.above(question.id)[1:] if name in opened]
        for count in (count for name in above for rule in self.rulebook.rules_of(name) for count in counts(rule.when)):
            match count:
                case FindingsCount(question=tuple() as named):
                    sees = any(self.rulebook.below[name] & below for name in named)
                case JudgmentsCount(of=str()):
                    sees = False
                case JudgmentsCount(of=named):
                    sees = any(name in below and name != question.id for name in named)
                case _:
                    sees = True
            if sees:
                return True
        return False

    @property
    def opened(self) -> tuple[str, ...]:
        """The questions whose evidence and rules are looked at, parents first."""
        return self._split[0]

    @property
    def closed(self) -> tuple[str, ...]:
        """The questions that only their judgment is seen of."""
        return self._split[1]

    @cached_property
    def numbers(self) -> Mapping[tuple[str, Count], int]:
        """The number of each count, by the question whose rule it is in."""
        owners = (self.focus,) if self.local else self.opened
        listed = (
            (name, count) for name in owners for rule in self.rulebook.rules_of(name) for count in counts(rule.when)
        )
        return {one: number for number, one in enumerate(dict.fromkeys(listed))}

    @cached_property
    def sorts(self) -> Mapping[str, tuple[Sort, ...]]:
        """The classes of evidence on each opened question."""
        found: dict[str, tuple[Sort, ...]] = {}
        for question in self.opened:
            above = self.rulebook.above(question)
            seen_by = [(number, count) for (name, count), number in self.numbers.items() if name in above]
            found[question] = tuple(self.domain.sorts(question, seen_by))
        return found

    @cached_property
    def amounts(self) -> Mapping[Sort, Unknown]:
        """How much evidence there is of each class."""
        every_sort = (sort for sorts in self.sorts.values() for sort in sorts)
        return {sort: Unknown(f"{sort.question}#{n}") for n, sort in enumerate(every_sort)}

    @cached_property
    def lots(self) -> tuple[tuple[str, ...], ...]:
        """The closed questions that people judge and that no rule tells apart, two or more together."""
        seen: dict[tuple[tuple[str, Count], ...], list[str]] = {}
        for question in self.closed:
            if self.rulebook.questions[question].by_people:
                by = tuple(
                    one
                    for one in self.numbers
                    if isinstance(one[1], JudgmentsCount) and question in self.rulebook.counted_of(one[0], one[1])
                )
                seen.setdefault(by, []).append(question)
        return tuple(tuple(lot) for lot in seen.values() if len(lot) > 1)

    @cached_property
    def numbers_judged(self) -> Mapping[tuple[tuple[str, ...], int], Unknown]:
        """How many questions of each lot are judged at each category, by its rank."""
        ranks = range(self.rulebook.scale.best.rank + 1)
        return {(lot, rank): Unknown(f"{lot[0]}!{rank}", 0, len(lot)) for lot in self.lots for rank in ranks}

    @cached_property
    def ranks(self) -> Mapping[str, Unknown]:
        """The judgments that are unknown: of closed questions that are in no lot, and of those that people judge."""
        best = self.rulebook.scale.best.rank
        apart = {name for lot in self.lots for name in lot}
        closed = (name for name in self.closed if name not in apart)
        people = (name for name in self.opened if self.rulebook.questions[name].by_people and not self.local)
        return {name: Unknown(f"{name}!", -1, best) for name in (*closed, *people)}

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        """Everything that is not known."""
        return (*self.amounts.values(), *self.ranks.values(), *self.numbers_judged.values())

    def within(self, question: str) -> Iterator[Sort]:
        """Yield the classes of evidence on a question and below it."""
        below = self.rulebook.below[question]
        return (sort for name in self.opened if name in below for sort in self.sorts[name])


@dataclass(frozen=True, eq=False)
class Encoding:
    """The formulas of a plan, read off unknowns: as they are, some of them so many `times`, or with some `more` of them."""

    plan: Plan
    times: Mapping[Unknown, int] = field(default_factory=dict)
    more: Mapping[Unknown, Term] = field(default_factory=dict)
    _conditions: dict[tuple[str, int], Formula] = field(default_factory=dict)
    _reached: dict[tuple[str, int], Formula] = field(default_factory=dict)
    _judged: dict[str, Formula] = field(default_factory=dict)

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook that is looked at."""
        return self.plan.rulebook

    @cached_property
    def base(self) -> tuple[Formula, ...]:
        """What holds of every case: the focus is judged, and what is not judged has no evidence and no judgment below it."""
        found = [self.judged(self.plan.focus)]
        for question in () if self.plan.local else self.plan.opened:
            if self.rulebook.questions[question].graded:
                inside = [*self._terms(self.plan.within(question)), *self._judged_below(question)]
                found.append(either([self.judged(question), at_most(inside, 0)]))
        found += [at_most(self.judgments(lot, lambda _rank: 1), len(lot)) for lot in self.plan.lots]
        return tuple(one for one in found if one is not True)

    def judged(self, question: str) -> Formula:
        """Say that a question is judged: something was found in it, or a question below it has a judgment."""
        if question not in self._judged:
            self._judged[question] = self._is_judged(question)
        return self._judged[question]

    def _is_judged(self, question: str) -> Formula:
        if question in self.plan.ranks:
            return at_least(self._read(self.plan.ranks[question]), 0)
        if self.plan.local:
            return True
        terms = self._terms(sort for sort in self.plan.within(question) if sort.found)
        if self.rulebook.questions[question].graded_parts:
            terms += self._judged_below(question)
        return at_least(terms, 1)

    def _judged_below(self, question: str) -> list[Term]:
        """Return how many questions below a question have a judgment that no evidence here says, one term each."""
        below = self.rulebook.below[question] - {question}
        outside = (*self.plan.ranks, *(name for lot in self.plan.lots for name in lot))
        return self.judgments([name for name in outside if name in below], lambda _rank: 1)

    def _read(self, unknown: Unknown) -> list[Term]:
        """Return an unknown as it is read here."""
        term: Term = (self.times.get(unknown, 1), unknown)
        return [term, self.more[unknown]] if unknown in self.more else [term]

    def reaches(self, question: str, rank: int) -> Formula:
        """Say that a question is judged, and reaches the category of this rank or a better one."""
        if (question, rank) not in self._reached:
            self._reached[question, rank] = self._reaches(question, rank)
        return self._reached[question, rank]

    def _reaches(self, question: str, rank: int) -> Formula:
        if rank <= 0:
            return self.judged(question)
        if question in self.plan.ranks:
            return at_least(self._read(self.plan.ranks[question]), rank)
        return every([self.judged(question), self.lifted(self.applied(question), rank)])

    def applied(self, question: str) -> tuple[Applied, ...]:
        """Return the rules of a question, each with when it holds."""
        return tuple((rule, self.holds(question, rule.when)) for rule in self.rulebook.rules_of(question))

    def lifted(self, applied: Iterable[Applied], rank: int) -> Formula:
        """Say that rules lift a question to the category of this rank or better: one supports it, and none keeps it off."""
        scale, baseline = self.rulebook.scale, self.rulebook.baseline
        if rank > scale.best.rank:
            return False
        ranked = [(rule, scale[rule.category].rank, truth) for rule, truth in applied]
        supports = [truth for rule, category, truth in ranked if rule.effect == "supports" and category >= rank]
        limits = [truth for rule, category, truth in ranked if rule.effect == "limits_to" and category < rank]
        return every([baseline.rank >= rank or either(supports), opposite(either(limits))])

    def holds(self, question: str, condition: Condition) -> Formula:
        """Say that a condition holds in a rule of a question."""
        key = (question, id(condition))  # conditions live as long as the rulebook
        if key not in self._conditions:
            self.plan.domain.deadline.look()
            match condition:
                case All():
                    made = every(self.holds(question, part) for part in condition.all)
                case Any_():
                    made = either(self.holds(question, part) for part in condition.any)
                case _:
                    made = self._bounded(question, count_of(condition))
            self._conditions[key] = made
        return self._conditions[key]

    # --- counts -------------------------------------------------------------------------------------------------------

    def selected(self, question: str, count: Count) -> list[Term]:
        """Return the number of what a count selects, as terms of a sum."""
        if isinstance(count, JudgmentsCount):
            return self.judgments(self.counted(question, count), lambda rank: self._qualifies(rank, count))
        return self._taken(question, count, "selected")

    def _taken(self, question: str, count: Count, *ways: Taken) -> list[Term]:
        seen = {(self.plan.numbers[question, count], way) for way in ways}
        return self._terms(sort for sort in self.plan.within(question) if not seen.isdisjoint(sort.seen))

    def _terms(self, sorts: Iterable[Sort]) -> list[Term]:
        return [term for sort in sorts for term in self._read(self.plan.amounts[sort])]

    def counted(self, question: str, count: JudgmentsCount) -> tuple[str, ...]:
        """Return the questions whose judgments a count is about, each once."""
        return self.rulebook.counted_of(question, count)

    def judgments(self, named: Sequence[str], worth: Callable[[int], int | Fraction]) -> list[Term]:
        """Return what judgments are worth together, as terms of a sum: each by the rank of its category.

        One of a single question is worth what the worst category is, and what each better one adds. Of a lot, all are
        named or none.
        """
        ranks = range(self.rulebook.scale.best.rank + 1)
        found: list[Term] = []
        for lot in self.plan.lots:
            if lot[0] in named:
                for rank in ranks:
                    unknown = self._read(self.plan.numbers_judged[lot, rank])
                    found += [(worth(rank) * times, what) for times, what in unknown]
        apart = {name for lot in self.plan.lots for name in lot}
        for name in (name for name in named if name not in apart):
            found += [(worth(rank) - (worth(rank - 1) if rank else 0), self.reaches(name, rank)) for rank in ranks]
        return [(times, what) for times, what in found if times]

    def _qualifies(self, rank: int, count: JudgmentsCount) -> int:
        """Return 1 for a rank that a count selects, else 0."""
        scale = self.rulebook.scale
        if count.below is not None:
            return int(rank < scale[count.below].rank)
        return int(count.reaching is None or rank >= scale[count.reaching].rank)

    def _bounded(self, question: str, count: Count) -> Formula:
        bound = count.bound
        selected = self.selected(question, count)
        if bound.of_number:
            return at_least(selected, bound.value) if bound.from_below else at_most(selected, bound.value)
        match count:
            case JudgmentsCount(reaching=None, below=None):
                named, categories = self.counted(question, count), self.rulebook.scale.categories
                points = self.judgments(named, lambda rank: categories[rank].points)
                return self._share(points, self.judgments(named, lambda _rank: categories[-1].points), count)
            case JudgmentsCount():
                return self._share(selected, self.judgments(self.counted(question, count), lambda _rank: 1), count)
            case _:
                return self._share(selected, self._taken(question, count, "selected", "alike"), count)

    def _share(self, part: Sequence[Term], whole: Sequence[Term], count: Count) -> Formula:
        """Hold a part of a whole against a share: a share of nothing is nought."""
        bound = count.bound
        less = [(-bound.value * times, what) for times, what in whole]
        if not bound.from_below:
            return at_most([*part, *less], 0)
        reached = at_least([*part, *less], 0)
        return True if bound.value == 0 else every([reached, opposite(at_most(whole, 0))])


def metrics_in(rule: Rule) -> bool:
    """Whether a rule counts metrics."""
    return any(isinstance(count, MetricsCount) for count in counts(rule.when))


def others_in(rule: Rule) -> list[FindingsCount | RecommendationsCount | JudgmentsCount]:
    """Return the counts of a rule that are not of metrics."""
    return [count for count in counts(rule.when) if not isinstance(count, MetricsCount)]
