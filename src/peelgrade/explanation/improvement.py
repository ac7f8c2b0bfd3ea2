"""What would need to improve: the cheapest real changes by which a question reaches a category.

A change is one that a force can really make, at a cost that the framework declares: a weakness is put right, a practice
that works somewhere is extended across the force, a recommendation is met. No judgment is assumed, nothing is coded
differently, and neither metrics nor strengths are touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Literal

from peelgrade.changes import Case, Change, Remove, Set, SetRecord, apply
from peelgrade.codings import Coding, coding
from peelgrade.evidence import FieldworkStatus, Finding, Metric, Recommendation, Waiver
from peelgrade.explanation.barriers import Barrier, barriers
from peelgrade.explanation.cheapest import Reached, Search
from peelgrade.explanation.chronology import statuses
from peelgrade.explanation.demands import Ground, Option
from peelgrade.grading import regrade
from peelgrade.rulebook import Improvements, Question, fieldwork_statuses
from peelgrade.scale import Category
from peelgrade.trace import Result

SHOWN = 5  # ways that are told in full
WHAT = Literal["remedied", "extended", "met"]
EXTENDED = {"extent": "widespread", "or_extent": None}


@dataclass(frozen=True)
class Choice:
    """One or several changes of one sort and cost: any `amount` of the items, which serve equally well."""

    what: WHAT
    amount: int
    cost: int
    items: tuple[str, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes to the first of the items."""
        return tuple(change(self.what, item) for item in self.items[: self.amount])


@dataclass(frozen=True)
class Way:
    """One cheapest way to the category."""

    stands: Case = field(repr=False, compare=False)
    choices: tuple[Choice, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes, taking of those that serve equally well the first."""
        return tuple(change for choice in self.choices for change in choice.changes)

    @cached_property
    def after(self) -> Result:
        """The result once the changes are made."""
        return regrade(self.stands, self.changes)


@dataclass(frozen=True)
class Improvement:
    """What would need to improve for a question to reach a category.

    `basis` are the changes by which the inspection is taken as it stands, none where the question is settled and
    nothing below it in progress; `before` is the result on that basis. `ways` are the cheapest ways, each of the same
    `effort`, and `more` how many further there are. Without any, the category is out of reach of such changes, or the
    question has it already (`already`), or nothing is judged there. `nearest` is then the best category that changes
    can bring about, if that is better than now, with its own ways; `barriers` is what stands in the way.
    """

    question: str
    wanted: Category
    basis: tuple[Change, ...]
    before: Result
    effort: int = 0
    ways: tuple[Way, ...] = ()
    more: int = 0
    nearest: Improvement | None = None
    barriers: tuple[Barrier, ...] = ()

    @property
    def judged(self) -> bool:
        """Whether a judgment stands at the question."""
        return self.before[self.question].range is not None

    @property
    def already(self) -> bool:
        """Whether the question has the category, or a better one, without any change."""
        found = self.before[self.question].range
        return found is not None and found.low >= self.wanted


def change(what: str, item: str) -> Change:
    """Return a real change to an item as a change of the case."""
    if what == "remedied":
        return Remove(item)
    return Set(item, EXTENDED if what == "extended" else {"status": "met"})


def improvement(case: Case, question: str, category: str, *, shown: int = SHOWN) -> Improvement:
    """Return what would need to improve for the low end of a question's range to reach a category, in some ways at most.

    Raises LookupError where the framework declares no improvements, or has no such question or category.
    """
    declared = case.rulebook.framework.improvements
    if declared is None:
        raise LookupError(case.rulebook.framework.id)
    found = regrade(case)
    basis = as_it_stands(case, question, found)
    stands = apply(case, basis)
    before = regrade(stands) if basis else found
    wanted = case.rulebook.scale[category]
    asked = Improvement(question, wanted, basis, before)
    if not asked.judged or asked.already:
        return asked
    search = Search(_ground(stands, before, question, declared))
    reached = search.cheapest(question, category)
    if reached is not None:
        return _told(asked, stands, search, reached, shown)
    nearest = _nearest(asked, stands, search, shown)
    return replace(asked, nearest=nearest, barriers=barriers(search.all, question, category))


def _nearest(asked: Improvement, stands: Case, search: Search, shown: int) -> Improvement | None:
    """Return what it takes to reach the best category below the one asked for that changes can bring about."""
    now = asked.before[asked.question].range
    for category in reversed(tuple(stands.rulebook.scale)):
        if now is not None and now.low < category < asked.wanted:
            reached = search.cheapest(asked.question, category.id)
            if reached is not None:
                less = Improvement(asked.question, category, asked.basis, asked.before)
                return _told(less, stands, search, reached, shown)
    return None


def _told(asked: Improvement, stands: Case, search: Search, reached: Reached, shown: int) -> Improvement:
    ways = []
    for chosen in islice(reached.chosen(), shown):
        choices = tuple(sorted((_choice(search.ground, *one) for one in chosen), key=lambda one: one.items))
        ways.append(Way(stands, choices))
    ways.sort(key=lambda way: [choice.items for choice in way.choices])
    return replace(asked, effort=reached.effort, ways=tuple(ways), more=reached.ways - len(ways))


def _choice(ground: Ground, options: tuple[int, ...], amount: int) -> Choice:
    alike = [ground.options[number] for number in options]
    what: WHAT = "remedied" if alike[0].what == "remedied" else "extended" if alike[0].what == "extended" else "met"
    return Choice(what, amount, alike[0].cost, tuple(sorted(item for option in alike for item in option.items)))


# --- the inspection as it stands --------------------------------------------------------------------------------------


def as_it_stands(case: Case, question: str, result: Result) -> tuple[Change, ...]:
    """Return the changes by which an inspection is taken as it stands; none where a question is settled for good.

    All fieldwork on the question and below it is taken as complete, the minimum of evidence as waived, and questions on
    which nothing was found yet as not inspected.
    """
    judgment = result[question]
    if judgment.range is None or (judgment.range.settled and not judgment.in_progress):
        return ()
    rulebook = case.rulebook
    now = fieldwork_statuses(case.inspection.record, rulebook)
    left_out: set[str | None] = set()
    for part in rulebook.questions[question].walk():
        # people have to judge what they are asked about, with or without evidence
        nothing = _nothing_found(case, result, part) and not (part.id == question and part.by_people)
        idle = nothing and (part.graded or rulebook.parents[part.id] in left_out)
        if idle or now[part.id] == "not_inspected":
            left_out.add(part.id)
    wanted: dict[str, FieldworkStatus] = {
        name: "not_inspected" if name in left_out else "complete" for name in rulebook.below[question]
    }
    steps: list[Change] = [*statuses(case, {**now, **wanted})]
    waiver = case.inspection.record.waiver
    if waiver is None or waiver.questions:
        named = (*(waiver.questions if waiver else ()), question)
        steps.append(SetRecord({"waiver": Waiver(reason="Taken as it stands.", questions=named)}))
    return tuple(steps)


def _nothing_found(case: Case, result: Result, part: Question) -> bool:
    inside = case.rulebook.below[part.id] - {part.id}
    return not result[part.id].found and not any(result[name].from_outside for name in inside)


# --- what can be changed ----------------------------------------------------------------------------------------------


def _ground(stands: Case, before: Result, question: str, declared: Improvements) -> Ground:
    counted = set(before[question].evidence)
    alike: dict[tuple[Coding, str, int], list[Finding | Recommendation]] = {}
    for item in stands.inspection.items:
        if item.id in counted and not isinstance(item, Metric):
            for what, cost in _possible(item, declared):
                alike.setdefault((coding(item.kind, vars(item)), what, cost), []).append(item)
    options: list[Option] = []
    for (kind, what, cost), items in alike.items():
        after = None
        if what != "remedied":
            update = EXTENDED if what == "extended" else {"status": "met"}
            after = coding(items[0].kind, {**vars(items[0]), **update})
        options.append(Option(items[0].question, what, cost, kind, after, tuple(item.id for item in items)))
    return Ground(stands, before, tuple(options))


def _possible(item: Finding | Recommendation, declared: Improvements) -> Iterator[tuple[str, int]]:
    """Yield what can be done about an item, and what it costs."""
    match item:
        case Finding(shows="weakness"):
            by_extent = getattr(declared.weakness_remedied, item.weight)
            yield "remedied", getattr(by_extent, item.extent)
        case Finding(extent="isolated" | "partial"):
            yield "extended", getattr(declared.practice_extended, item.extent)
        case Recommendation(status="open" | "in_progress"):
            for met in declared.recommendation_met:
                if met.type == item.type:
                    yield "met", met.cost
        case _:
            return
