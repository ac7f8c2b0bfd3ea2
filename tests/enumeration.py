"""Small rulebooks made at random, and every body of evidence that a few kinds of items make: graded one by one.

What proofs say of all evidence is held against what grading does with each. Nothing here knows formulas, classes of
items or a solver; rules that break the rules of direction are made as well, which files cannot hold.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations_with_replacement, product
from typing import Any

from peelgrade.changes import Case, Item
from peelgrade.evidence import Comparator, Finding, Inspection, Metric, QuestionRecord, Recommendation, Waiver
from peelgrade.grading import regrade
from peelgrade.rulebook import (
    All,
    Any_,
    Basis,
    Condition,
    Count,
    Findings,
    FindingsCount,
    Judgments,
    JudgmentsCount,
    Metrics,
    MetricsCount,
    Question,
    Recommendations,
    RecommendationsCount,
    Rule,
    Rulebook,
    counts,
)
from peelgrade.trace import FALSE, TRUE, Result, Truth, tree
from tests import strategies

Key = tuple[Any, ...]  # kind of objection, question, and the rule, steps, category or mover that it is about
SHARES = ("0", "0.25", "0.5", "0.66", "1")


def unchecked(name: str, question: str, when: Condition, effect: str, category: str) -> Rule:
    """Return a rule that is held to nothing, so that it may break what files are refused for."""
    return Rule.model_construct(
        id=name,
        question=question,
        supports=category if effect == "supports" else None,
        limits_to=category if effect == "limits_to" else None,
        binding="presumptive",
        because="it is so",
        basis=Basis(kind="project", source="test"),
        when=when,
    )


# --- rulebooks at random ----------------------------------------------------------------------------------------------


@dataclass
class Maker:
    """Makes small rulebooks and kinds of items from a seed; `odd` rules may be bounded from the wrong side."""

    chance: random.Random
    odd: bool = False

    def rulebook(self) -> Rulebook:
        """Return a rulebook of one to three questions below the top one, or of the top one alone."""
        size = self.chance.choice((2, 3, 4, 4))
        parts = tuple(self._question(f"q{letter}") for letter in "ab"[: self.chance.choice((0, 1, 2, 2))])
        top = Question(id="q", title="q", graded=True, topics=strategies.words(*strategies.TOPICS), parts=parts)
        points = sorted(self.chance.sample(range(6), size))
        known = strategies.framework(top, size, self.chance.randrange(size), 1, points)
        categories = [category.id for category in known.scale]
        rules = [
            self._rule(f"{question.id}.{n}", question, categories)
            for question in top.walk()
            if question.graded and not question.by_people
            for n in range(self.chance.randint(1, 3))
        ]
        return Rulebook.of(known, rules)

    def _question(self, name: str) -> Question:
        parts = (self._question(f"{name}x"),) if name != "qb" and len(name) == 2 and self.chance.random() < 0.15 else ()  # noqa: PLR2004
        graded = self.chance.random() < 0.85  # noqa: PLR2004
        people = graded and self.chance.random() < 0.15  # noqa: PLR2004
        return Question(
            id=name,
            title=name,
            graded=graded,
            judged_by="people" if people else "rules",
            topics=strategies.words(*strategies.TOPICS),
            parts=parts,
        )

    def _rule(self, name: str, question: Question, categories: Sequence[str]) -> Rule:
        supports = self.chance.random() < 0.5  # noqa: PLR2004
        when = self._condition(question, categories, supports=supports, depth=0)
        return unchecked(name, question.id, when, "supports" if supports else "limits_to", self.chance.choice(categories))

    def _condition(self, question: Question, categories: Sequence[str], *, supports: bool, depth: int) -> Condition:
        if depth < 2 and self.chance.random() < (0.6, 0.25)[depth]:  # noqa: PLR2004
            made = [
                self._condition(question, categories, supports=supports, depth=depth + 1)
                for _ in range(self.chance.randint(1, 3))
            ]
            return All(all=tuple(made)) if self.chance.random() < 0.6 else Any_(any=tuple(made))  # noqa: PLR2004
        kinds = ["findings"] * 3 + ["recommendations", "metrics"]
        inside = [part.id for part in question.walk() if part.graded and part is not question]
        kinds += ["judgments"] * (4 if inside else 0)
        match self.chance.choice(kinds):
            case "findings":
                return Findings(findings=self._findings(question, supports=supports))
            case "recommendations":
                return Recommendations(recommendations=self._recommendations(supports=supports))
            case "metrics":
                return Metrics(metrics=self._metrics(supports=supports))
            case _:
                return Judgments(judgments=self._judgments(question, inside, categories, supports=supports))

    def _bound(self, *, good: bool, supports: bool, families: Sequence[str]) -> dict[str, Any]:
        below = good == supports
        if self.odd and self.chance.random() < 0.3:  # noqa: PLR2004
            below = not below
        family = self.chance.choice(families)
        value = strategies.Decimal(self.chance.choice(SHARES)) if family else self.chance.choice((0, 1, 1, 2, 2, 3))
        return {f"{family}{'at_least' if below else 'at_most'}": value}

    def _findings(self, question: Question, *, supports: bool) -> FindingsCount:
        shows = self.chance.choice(("strength", "weakness"))
        given: dict[str, Any] = {}
        for name, words, often in (
            ("weight", ("minor", "moderate", "major"), 0.5),
            ("extent", ("isolated", "partial", "widespread"), 0.2),
            ("ground", ("serious_harm", "core"), 0.15),
            ("at_risk", strategies.GROUPS, 0.15),
            ("topic", strategies.TOPICS, 0.15),
            ("question", [one.id for one in question.walk()], 0.15),
        ):
            if self.chance.random() < often:
                given[name] = tuple(self.chance.sample(words, self.chance.randint(1, min(2, len(words)))))
        bound = self._bound(good=shows == "strength", supports=supports, families=("", "", "share_"))
        return FindingsCount(shows=shows, **given, **bound)  # type: ignore[arg-type]

    def _recommendations(self, *, supports: bool) -> RecommendationsCount:
        status = self.chance.choice((("open", "in_progress"), ("open",), ("met",)))
        kind = None if self.chance.random() < 0.5 else (self.chance.choice(strategies.TYPES),)  # noqa: PLR2004
        bound = self._bound(good=status == ("met",), supports=supports, families=("",))
        return RecommendationsCount(type=kind, status=status, **bound)  # type: ignore[arg-type]

    def _metrics(self, *, supports: bool) -> MetricsCount:
        stands = self.chance.choice((("better",), ("worse",), ("better", "similar"), ("similar", "worse")))
        measure = tuple(self.chance.sample([one.id for one in strategies.MEASURES], self.chance.randint(1, 2)))
        comparator = self.chance.choice(strategies.COMPARATORS)
        bound = self._bound(good="worse" not in stands, supports=supports, families=("",))
        return MetricsCount(measure=measure, comparator=comparator, stands=stands, **bound)  # type: ignore[arg-type]

    def _judgments(
        self, question: Question, inside: Sequence[str], categories: Sequence[str], *, supports: bool
    ) -> JudgmentsCount:
        of: Any = "parts" if question.graded_parts and self.chance.random() < 0.7 else tuple(  # noqa: PLR2004
            self.chance.sample(inside, self.chance.randint(1, min(2, len(inside))))
        )
        selects = self.chance.choice(("reaching", "below", "points"))
        families = ("points_",) if selects == "points" else ("", "share_")
        bound = self._bound(good=selects != "below", supports=supports, families=families)
        category = {} if selects == "points" else {selects: self.chance.choice(categories)}
        return JudgmentsCount(of=of, **category, **bound)

    def kinds(self, rulebook: Rulebook, most: int) -> Mapping[str, tuple[Item, ...]]:
        """Return a few kinds of items on each question, no more than so many in all."""
        each = max(2, most // len(rulebook.questions))
        asked = [count for rule in rulebook.rules for count in counts(rule.when)]
        return {
            name: tuple(self._aimed(self._item(name), asked) for _ in range(each)) for name in rulebook.questions
        }

    def _aimed(self, item: Item, asked: Sequence[Count]) -> Item:
        """Return an item coded, mostly, as some count asks for: at random, few would be counted."""
        if not isinstance(item, Finding) or self.chance.random() < 0.2:  # noqa: PLR2004
            return item
        aims = [count for count in asked if isinstance(count, FindingsCount)]
        if not aims:
            return item
        aim = self.chance.choice(aims)
        coded: dict[str, Any] = {"shows": self.chance.choice((aim.shows, aim.shows, item.shows))}
        for name in ("weight", "extent", "topic"):
            wanted = getattr(aim, name)
            if wanted is not None:
                coded[name] = self.chance.choice(wanted)
        if aim.ground or aim.at_risk:
            ground = "serious_harm" if aim.at_risk else self.chance.choice(aim.ground or ())
            coded |= {"weight": "major", "ground": ground, "at_risk": aim.at_risk or ()}
        elif coded.get("weight", item.weight) == "major":
            coded |= {"ground": "core", "at_risk": ()}
        else:
            coded |= {"ground": None, "at_risk": ()}
        return item.model_copy(update=coded)

    def _item(self, question: str) -> Item:
        match self.chance.choice(("finding", "finding", "finding", "recommendation", "metric")):
            case "finding":
                given: dict[str, Any] = {
                    "shows": self.chance.choice(("strength", "weakness")),
                    "weight": self.chance.choice(("minor", "moderate", "major")),
                    "extent": self.chance.choice(("isolated", "partial", "widespread")),
                    "topic": self.chance.choice((None, *strategies.TOPICS)),
                }
                if given["weight"] == "major" and self.chance.random() < 0.6:  # noqa: PLR2004
                    risk = tuple(self.chance.sample(strategies.GROUPS, self.chance.randint(0, 2)))
                    given |= {"ground": "serious_harm", "at_risk": risk}
                return strategies.finding("item", question, **given)
            case "recommendation":
                kind, status = self.chance.choice(strategies.TYPES), self.chance.choice(("open", "in_progress", "met"))
                return strategies.recommendation("item", question, type=kind, status=status)
            case _:
                beside = tuple(
                    Comparator(comparator=name, stated=self.chance.choice(("lower", "similar", "higher")))
                    for name in strategies.COMPARATORS
                )
                measure = self.chance.choice(strategies.MEASURES).id
                return strategies.metric("item", question, measure=measure, value=None, comparators=beside, subject="example")


# --- every body of evidence -------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Graded:
    """A body of evidence, the judgments of people, and what grading makes of it."""

    items: tuple[Item, ...]
    judged: Mapping[str, str]
    result: Result

    def rank(self, question: str) -> int:
        """Return the rank of the judgment of a question; -1 where it is not judged."""
        category = self.result[question].category
        return -1 if category is None else category.rank


@dataclass(frozen=True, eq=False)
class Enumeration:
    """Every settled body of evidence of a question, with up to so many items of a few kinds."""

    rulebook: Rulebook
    kinds: Mapping[str, tuple[Item, ...]]
    question: str
    most: int
    _known: dict[Any, Graded | None] = field(default_factory=dict)
    _others: dict[Any, Rulebook] = field(default_factory=dict)
    _named: dict[Any, Item] = field(default_factory=dict)
    _records: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def inside(self) -> tuple[str, ...]:
        """The question and everything below it, in tree order."""
        return tuple(name for name in self.rulebook.questions if name in self.rulebook.below[self.question])

    @cached_property
    def all(self) -> tuple[Graded, ...]:
        """Every body of evidence with which the question is judged and everything in it is settled."""
        kinds = [item for name in self.inside for item in self.kinds[name]]
        found = (
            self.graded(items, judged)
            for size in range(self.most + 1)
            for items in combinations_with_replacement(kinds, size)
            for judged in self._by_people()
        )
        return tuple(one for one in found if one is not None)

    def _by_people(self) -> Iterator[Mapping[str, str]]:
        people = [name for name in self.inside if self.rulebook.questions[name].by_people]
        ids = [None, *(category.id for category in self.rulebook.scale)]
        for chosen in product(ids, repeat=len(people)):
            yield {name: one for name, one in zip(people, chosen, strict=True) if one is not None}

    def graded(self, items: Sequence[Item], judged: Mapping[str, str], rulebook: Rulebook | None = None) -> Graded | None:
        """Grade evidence; None where the question is not judged, or something in it is open."""
        key = (tuple(map(id, items)), tuple(judged.items()), id(rulebook))
        if key not in self._known:
            self._known[key] = self._graded(items, judged, rulebook or self.rulebook)
        return self._known[key]

    def _graded(self, items: Sequence[Item], judged: Mapping[str, str], rulebook: Rulebook) -> Graded | None:
        statuses = [QuestionRecord(question=self.rulebook.framework.questions.id, status="complete")]
        idle: list[str] = []
        for name, question in self.rulebook.questions.items():
            below = self.rulebook.below[name]
            has_some = any(item.question in below for item in items) or any(one in below for one in judged)
            if question.graded and not has_some and not set(idle).intersection(self.rulebook.above(name)):
                idle.append(name)
                statuses.append(QuestionRecord(question=name, status="not_inspected"))
        key = tuple(idle)
        if key not in self._records:
            force = strategies.Force(id="example", name="Example")
            waiver = Waiver(reason="small")
            self._records[key] = strategies.record(questions=tuple(statuses), waiver=waiver, force=force)
        record = self._records[key]
        named = [self._as(item, f"g{n}") for n, item in enumerate(items)]
        result = regrade(Case(Inspection.of(record, named), rulebook, dict(judged)))
        for name in self.inside:
            if result[name].status == "open" or result[name].in_progress:  # all evidence is in
                return None
        return None if result[self.question].category is None else Graded(tuple(items), judged, result)

    def _as(self, item: Item, name: str) -> Item:
        key = (id(item), name)
        if key not in self._named:
            self._named[key] = item.model_copy(update={"id": name})
        return self._named[key]

    # --- what is objected to ------------------------------------------------------------------------------------------

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of the question."""
        return self.rulebook.rules_of(self.question)

    def instead(self, rule: Rule, when: Condition | None) -> Rulebook:
        """Return the rulebook with another condition of a rule, or without the rule; kept, for results are kept by it."""
        key = (rule.id, when)
        if key not in self._others:
            self._others[key] = self._instead(rule, when)
        return self._others[key]

    def _instead(self, rule: Rule, when: Condition | None) -> Rulebook:
        others = [one for one in self.rulebook.rules if one.id != rule.id]
        changed = [] if when is None else [unchecked(rule.id, rule.question, when, rule.effect, rule.category)]
        return Rulebook.of(self.rulebook.framework, [*others, *changed])

    def truth(self, one: Graded, rule: Rule, steps: tuple[str | int, ...] = ("when",)) -> Truth:
        """Return how a condition of a rule came out."""
        node = next(tree(applied) for applied in one.result[self.question].applied if applied.rule.id == rule.id)
        for step in steps:
            node = node.parts[step] if isinstance(step, int) else node
        return node.truth

    def objections(self) -> set[Key]:
        """Return everything that there is to object to at the question, but for how many items show it."""
        found: set[Key] = set()
        for rule in self.rules:
            fixed = {
                holds: {
                    steps
                    for steps, _ in places(rule.when)
                    if all(self.truth(one, rule, steps) == (TRUE if holds else FALSE) for one in self.all)
                }
                for holds in (False, True)
            }
            for holds, kind in ((False, "never_holds"), (True, "always_holds")):
                found |= {(kind, self.question, rule.id, steps) for steps in innermost(fixed[holds])}
            found |= self._never_decides(rule)
            found |= self._redundant(rule, fixed[False] | fixed[True])
            found |= self._metrics_alone(rule)
            found |= self._wordy(rule)
        reached = {one.rank(self.question) for one in self.all}
        found |= {
            ("unreachable", self.question, category.id)
            for category in self.rulebook.scale
            if category.rank not in reached
        }
        return found | self._jumps() | self._backwards()

    def _never_decides(self, rule: Rule) -> set[Key]:
        category, scale = self.rulebook.scale[rule.category], self.rulebook.scale
        idle = category <= self.rulebook.baseline if rule.supports else category == scale.best
        holding = [one for one in self.all if self.truth(one, rule) == TRUE]
        without = self.instead(rule, None)
        if idle or not holding or self._differ(holding, without):
            return set()
        return {("never_decides", self.question, rule.id)}

    def _differ(self, bodies: Sequence[Graded], rulebook: Rulebook) -> bool:
        for one in bodies:
            other = self.graded(one.items, one.judged, rulebook)
            if other is None or other.rank(self.question) != one.rank(self.question):
                return True
        return False

    def _redundant(self, rule: Rule, fixed: set[tuple[str | int, ...]]) -> set[Key]:
        if ("when",) in fixed or not isinstance(rule.when, All | Any_):
            return set()
        found: set[Key] = set()
        dropped: set[tuple[str | int, ...]] = set()
        for steps, _ in reversed(list(places(rule.when))):
            if steps in fixed or steps == ("when",):
                continue
            fewer = reduced(rule.when, ("when",), dropped | {steps})
            if fewer is not None:
                other = self.instead(rule, fewer)
                if all(
                    self.truth(one, rule) == self.truth(self._regraded(one, other), rule) for one in self.all
                ):
                    dropped.add(steps)
                    found.add(("redundant", self.question, rule.id, steps))
        return found

    def _regraded(self, one: Graded, rulebook: Rulebook) -> Graded:
        other = self.graded(one.items, one.judged, rulebook)
        assert other is not None
        return other

    def _metrics_alone(self, rule: Rule) -> set[Key]:
        if not any(isinstance(count, MetricsCount) for count in counts(rule.when)):
            return set()
        for one in self.all:
            without = self.graded([item for item in one.items if not isinstance(item, Metric)], one.judged)
            if (
                without is not None
                and without.rank(self.question) != one.rank(self.question)
                and self.truth(one, rule) == TRUE
                and self._in_vain(one, rule)
            ):
                return {("metrics_alone", self.question, rule.id)}
        return set()

    def _in_vain(self, one: Graded, rule: Rule) -> bool:
        """Whether nothing is there of what the counts of a rule ask for, apart from metrics."""
        supports, best = rule.effect == "supports", self.rulebook.scale.best.rank
        applied = next(known for known in one.result[self.question].applied if known.rule.id == rule.id)
        for count, seen in zip(counts(rule.when), applied.observed, strict=True):
            if isinstance(count, MetricsCount) or count.good != supports:
                continue
            if isinstance(count, JudgmentsCount):
                ranks = [one.rank(part) for part in self.rulebook.counted_of(self.question, count)]
                if any(rank > 0 if supports else 0 <= rank < best for rank in ranks):
                    return False
            elif seen.matched:
                return False
        return True

    def _jumps(self) -> set[Key]:
        found: set[Key] = set()
        for one in self.all:
            for name in self.inside:
                graded = next(up for up in self.rulebook.above(name) if self.rulebook.questions[up].graded)
                for item in self.kinds[name] if graded == self.question else ():
                    other = self.graded([*one.items, item], one.judged)
                    if other is not None and abs(other.rank(self.question) - one.rank(self.question)) >= 2:  # noqa: PLR2004
                        found.add(("jump", self.question, mover(item)))
        return found

    def _wordy(self, rule: Rule) -> set[Key]:
        always = {True: self.instead(rule, ALWAYS), False: self.instead(rule, NEVER)}
        for one in self.all:
            twice = [item for item in one.items for _ in range(2 if isinstance(item, Finding) else 1)]
            other = self.graded(twice, one.judged)
            if other is None or other.rank(self.question) == one.rank(self.question):
                continue
            if any(one.rank(name) != other.rank(name) for name in self.inside if name != self.question):
                continue
            truth = self.truth(one, rule)
            if truth == self.truth(other, rule):
                continue
            held = self.graded(twice, one.judged, always[truth == TRUE])
            if held is not None and held.rank(self.question) != other.rank(self.question):
                return {("wordy", self.question, rule.id)}
        return set()

    def _backwards(self) -> set[Key]:
        found: set[Key] = set()
        for one in self.all:
            for name in self.inside:
                for item in self.kinds[name]:
                    other = self.graded([*one.items, item], one.judged)
                    if other is not None and self._goes_back(one, other, speaks(item)):
                        found.add(("backwards", self.question, mover(item)))
            for name, category in one.judged.items():
                rank = self.rulebook.scale[category].rank
                for better in self.rulebook.scale.categories[rank + 1 : rank + 2]:
                    other = self.graded(one.items, {**one.judged, name: better.id})
                    if other is not None and self._goes_back(one, other, 1):
                        found.add(("backwards", self.question, "judgment"))
        return found

    def _goes_back(self, one: Graded, other: Graded, sign: int) -> bool:
        moves = {name: (one.rank(name), other.rank(name)) for name in self.inside if self.rulebook.questions[name].graded}
        if any((before < 0) != (after < 0) for before, after in moves.values()):
            return False  # the first item of a question changes what counts, and not how it stands
        lower = {name: (after - before) * sign < 0 for name, (before, after) in moves.items()}
        return lower.pop(self.question) and not any(lower.values())


ALWAYS = Any_.model_construct(any=(Findings(findings=FindingsCount(shows="strength", at_least=0)),))
NEVER = Any_.model_construct(any=(Findings(findings=FindingsCount(shows="strength", at_least=10**6)),))


def mover(item: Item) -> str:
    """Return what an item is called that moves a judgment."""
    return item.shows if isinstance(item, Finding) else item.kind


def speaks(item: Item) -> int:
    """Return whether an item speaks for the force, 1, or against it, -1; 0 of a metric."""
    match item:
        case Finding():
            return 1 if item.shows == "strength" else -1
        case Recommendation():
            return 1 if item.status == "met" else -1
        case _:
            return 0


def places(condition: Condition, steps: tuple[str | int, ...] = ("when",)) -> Iterator[tuple[tuple[str | int, ...], Condition]]:
    """Yield a condition and all inside it, the outer ones first, each after the steps to it."""
    yield steps, condition
    if isinstance(condition, All | Any_):
        name = "all" if isinstance(condition, All) else "any"
        for n, part in enumerate(getattr(condition, name)):
            yield from places(part, (*steps, name, n))


def innermost(found: set[tuple[str | int, ...]]) -> set[tuple[str | int, ...]]:
    """Return the places that no other lies inside of."""
    return {one for one in found if not any(len(other) > len(one) and other[: len(one)] == one for other in found)}


def reduced(
    condition: Condition, steps: tuple[str | int, ...], dropped: set[tuple[str | int, ...]]
) -> Condition | None:
    """Return a condition without those inside it at some places; None where nothing is left."""
    if not isinstance(condition, All | Any_):
        return condition
    name = "all" if isinstance(condition, All) else "any"
    kept = [
        reduced(part, (*steps, name, n), dropped)
        for n, part in enumerate(getattr(condition, name))
        if (*steps, name, n) not in dropped
    ]
    left = tuple(part for part in kept if part is not None)
    if not left:
        return None
    return All(all=left) if name == "all" else Any_(any=left)
