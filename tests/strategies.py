"""Generated frameworks, rulebooks and inspections, aimed one below, at and one above the bounds of the rules.

Evidence drawn at random rarely meets a threshold, so most of it is drawn for a rule: as many items as a bound wants,
or one less, or one more. Around them stands evidence that is recorded and not counted.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Any, Self, TypeVar, get_args

from hypothesis import strategies as st

from peelgrade.changes import (
    Add,
    AddRule,
    Assume,
    CarryOver,
    Change,
    Item,
    Remove,
    RemoveRule,
    Set,
    SetDecisions,
    SetFramework,
    SetOwnStatus,
    SetRecord,
    SetStatus,
    UseRules,
)
from peelgrade.evidence import (
    EXTENTS,
    WEIGHTS,
    CarriedOver,
    Comparator,
    Decision,
    Document,
    Finding,
    Force,
    Inspection,
    InspectionRecord,
    Metric,
    Period,
    Published,
    QuestionRecord,
    Recommendation,
    Source,
    Waiver,
)
from peelgrade.rulebook import (
    All,
    Any_,
    Basis,
    BoundName,
    ComparatorWord,
    Count,
    Findings,
    FindingsCount,
    Framework,
    Judgments,
    JudgmentsCount,
    Measure,
    Metrics,
    MetricsCount,
    Question,
    Recommendations,
    RecommendationsCount,
    RecommendationType,
    Rule,
    Rulebook,
    ScaleCategory,
    Unit,
    Word,
    counts,
)

Condition = All | Any_ | Findings | Metrics | Recommendations | Judgments
T = TypeVar("T")

FORCE = "kent"
DAY = date(2015, 6, 30)
AFTER = date(2015, 7, 1)
SOURCES = (Source(document="notes"),)
SHARES = tuple(map(Decimal, ("0", "0.2", "0.25", "0.5", "0.66", "0.75", "1")))
TOPICS = ("patrol", "awareness")
GROUPS = ("children", "adults")
TYPES = ("cause_of_concern", "area_for_improvement")
COMPARATORS = ("peers", "year_before")
MEASURES = (
    Measure(id="crime", title="Crime", unit="count", better="lower", similar_within=Decimal(1)),
    Measure(id="satisfaction", title="Satisfaction", unit="count", better="higher", similar_within=Decimal("0.5")),
    Measure(id="recorded", title="Recorded", unit="count", better="neither", similar_within=Decimal(0)),
)
TOLERANCE = {measure.id: measure.similar_within for measure in MEASURES}
COMPARED_WITH = Decimal(10)
BOUNDS: tuple[tuple[type[Count], BoundName], ...] = tuple(
    (kind, name) for kind in get_args(Count) for name in get_args(BoundName) if name in kind.model_fields
)


class Case:
    """An inspection, the rulebook that judges it, and an item that may be added."""

    def __init__(self, inspection: Inspection, rulebook: Rulebook, *more: Item) -> None:
        self.inspection = inspection
        self.rulebook = rulebook
        self.more = more

    def __repr__(self) -> str:
        """Write only what is not a default: a failing example is to be read."""
        models = (
            self.rulebook.framework.questions,
            *self.rulebook.rules,
            self.inspection.record,
            *self.inspection.items,
        )
        told = {"title", "topics", "because", "basis", "documents", "force", "sources", "statement", "published"}
        lines = [model.model_dump_json(exclude_defaults=True, exclude=told) for model in (*models, *self.more)]
        known = self.rulebook.framework
        return "\n".join([f"baseline {known.baseline} of {len(known.scale)}, minimum {known.minimum_evidence}", *lines])


def words(*ids: str) -> tuple[Word, ...]:
    """Return a vocabulary."""
    return tuple(Word(id=name, title=name) for name in ids)


def framework(
    questions: Question,
    categories: int = 4,
    baseline: int = 1,
    minimum: int = 2,
    points: Sequence[int] = (1, 2, 3, 4, 5),
) -> Framework:
    """Return a framework over a tree, with the categories c0 (worst), c1 and so on."""
    scale = tuple(
        ScaleCategory(id=f"c{rank}", title=f"c{rank}", points=Decimal(points[rank])) for rank in range(categories)
    )
    return Framework(
        id="framework",
        title="Framework",
        inspectorate="Inspectorate",
        version="1",
        scale=scale,
        baseline=f"c{baseline}",
        minimum_evidence=minimum,
        questions=questions,
        groups_at_risk=words(*GROUPS),
        recommendation_types=tuple(RecommendationType(id=name, title=name) for name in TYPES),
        comparators=tuple(ComparatorWord(id=name, title=name) for name in COMPARATORS),
        units=(Unit(id="count", title="count", counted=True),),
        measures=MEASURES,
    )


def record(**given: Any) -> InspectionRecord:
    """Return a record of an inspection of the force, with what is given."""
    known = {
        "id": "inspection",
        "force": Force(id=FORCE, name="Kent"),
        "framework": "framework",
        "documents": (Document(id="notes", title="Notes"),),
    }
    return InspectionRecord(**(known | given))


def finding(name: str, question: str, **given: Any) -> Finding:
    """Return a counted finding, a moderate widespread strength unless something else is given."""
    known = {"shows": "strength", "weight": "moderate", "extent": "widespread", "standing": "observed"} | given
    if known["weight"] == "major":
        known.setdefault("ground", "core")
    return Finding(id=name, kind="finding", question=question, sources=SOURCES, statement="Found.", **known)


def metric(name: str, question: str, **given: Any) -> Metric:
    """Return a metric of the force, without a comparator unless one is given."""
    known = {"measure": "crime", "subject": FORCE, "value": COMPARED_WITH} | given
    return Metric(id=name, kind="metric", question=question, sources=SOURCES, unit="count", as_at=DAY, **known)


def recommendation(name: str, question: str, **given: Any) -> Recommendation:
    """Return an open cause of concern unless something else is given."""
    known = {"type": "cause_of_concern", "status": "open"} | given
    return Recommendation(id=name, kind="recommendation", question=question, sources=SOURCES, statement="Do.", **known)


def plainest(kind: type[Count], **bound: Any) -> Condition:
    """Return the plainest condition that counts what is good of a kind."""
    selects = {
        FindingsCount: {"shows": "strength"},
        MetricsCount: {"measure": ("crime",), "comparator": "peers", "stands": ("better",)},
        RecommendationsCount: {"status": ("met",)},
        JudgmentsCount: {} if any(name.startswith("points") for name in bound) else {"reaching": "c1"},
    }
    return counting(kind(**selects[kind], **bound))


def counting(count: Count) -> Condition:
    """Return the condition that holds a count."""
    name = type(count).__name__.removesuffix("Count")
    made = {"Findings": Findings, "Metrics": Metrics, "Recommendations": Recommendations, "Judgments": Judgments}[name]
    return made(**{name.lower(): count})


def decision(question: str, judgment: str | None, departs_from: str | None = None, **given: Any) -> Decision:
    """Return a decision that changed the judgment unless another outcome is given."""
    known = {"stage": "panel", "outcome": "changed", "people": ("C. Chair, panel",), "date": DAY, "reason": "Weighed."}
    return Decision(question=question, judgment=judgment, departs_from=departs_from, **(known | given))


def carried_over(question: str, judgment: str) -> CarriedOver:
    """Return a judgment that stands from an earlier inspection."""
    return CarriedOver(question=question, judgment=judgment, inspection="Earlier", date=DAY)


def published(question: str, judgment: str) -> Published:
    """Return a published judgment."""
    return Published(question=question, judgment=judgment, sources=SOURCES)


def rule(name: str, question: str, when: Condition, **effect: Any) -> Rule:
    """Return a rule that rests on something published, so that it can be strict."""
    return Rule(
        id=name,
        question=question,
        because="it is so",
        basis=Basis(kind="published", source="Annex A"),
        when=when,
        **effect,
    )


@lru_cache
def _below(end: int) -> st.SearchStrategy[int]:
    return st.integers(0, end - 1)


class Chance:
    """Choices by one whole number each, below an end: hypothesis draws and shrinks them, or a seed gives very many."""

    def __init__(self, below: Callable[[int], int]) -> None:
        self._below = below

    @classmethod
    def drawn(cls, draw: st.DrawFn) -> Self:
        """Return choices that hypothesis draws."""
        return cls(lambda end: draw(_below(end)) if end > 1 else 0)

    @classmethod
    def seeded(cls, seed: int) -> Self:
        """Return the choices of a seed, which cost little."""
        return cls(random.Random(seed).randrange)  # noqa: S311  # nothing is kept secret

    def upto(self, most: int) -> int:
        """Choose a number from nought on."""
        return self._below(most + 1)

    def of(self, options: Sequence[T]) -> T:
        """Choose one of several."""
        return options[self.upto(len(options) - 1)]

    def one_in(self, many: int) -> bool:
        """Choose what is so once in so many."""
        return self.upto(many - 1) == many - 1

    def some(self, options: Sequence[T]) -> tuple[T, ...]:
        """Return one option or two."""
        first = self.of(options)
        second = self.of(options)
        return (first,) if first == second else (first, second)


# --- frameworks and rules --------------------------------------------------------------------------------------------


def _question(chance: Chance, name: str, depth: int) -> Question:
    most = (3, 3, 2, 0)[depth]
    parts = tuple(_question(chance, f"{name}{letter}", depth + 1) for letter in "abc"[: chance.upto(most)])
    graded, judged_by = not chance.one_in(6), "people" if chance.one_in(8) else "rules"
    return Question(id=name, title=name, graded=graded, judged_by=judged_by, topics=words(*TOPICS), parts=parts)


def _framework(chance: Chance) -> Framework:
    size = 2 + chance.upto(3)
    points = [chance.upto(2)]
    while len(points) < size:
        points.append(points[-1] + 1 + chance.upto(2))
    baseline = chance.upto(size - 1)
    return framework(_question(chance, "q", 0), size, baseline, 1 + chance.upto(2), points)


def _bound(chance: Chance, *, from_below: bool, families: Sequence[str]) -> dict[str, Any]:
    family = chance.of(families)
    value = chance.of((1, 2, 1, 0, 3)) if family == "" else chance.of(SHARES)
    return {f"{family}{'at_least' if from_below else 'at_most'}": value}


def _findings(chance: Chance, question: Question, *, supports: bool) -> Findings:
    shows = chance.of(("strength", "weakness"))
    bound = _bound(chance, from_below=(shows == "strength") == supports, families=("", "", "share_"))
    selected: dict[str, Any] = {}
    for name, options in (("weight", WEIGHTS), ("extent", EXTENTS), ("topic", TOPICS)):
        if chance.one_in(3):
            selected[name] = chance.some(options)
    if chance.one_in(6):
        selected["ground"] = chance.some(("serious_harm", "core"))
    if chance.one_in(8):
        selected["at_risk"] = chance.some(GROUPS)
    if chance.one_in(5):
        selected["question"] = chance.some([part.id for part in question.walk()])
    return Findings(findings=FindingsCount(shows=shows, **selected, **bound))


def _recommendations(chance: Chance, *, supports: bool) -> Recommendations:
    status = chance.of((("open", "in_progress"), ("open",), ("met",)))
    bound = _bound(chance, from_below=(status == ("met",)) == supports, families=("",))
    kind = None if chance.one_in(3) else chance.some(TYPES)
    return Recommendations(recommendations=RecommendationsCount(type=kind, status=status, **bound))


def _metrics(chance: Chance, *, supports: bool) -> Metrics:
    stands = chance.of((("better",), ("worse",), ("better", "similar"), ("similar", "worse")))
    bound = _bound(chance, from_below=("worse" not in stands) == supports, families=("",))
    measure = chance.some([measure.id for measure in MEASURES])
    return Metrics(metrics=MetricsCount(measure=measure, comparator=chance.of(COMPARATORS), stands=stands, **bound))


def _judgments(chance: Chance, question: Question, categories: Sequence[str], *, supports: bool) -> Judgments:
    inside = [part.id for part in question.walk() if part.graded and part is not question]
    of = "parts" if question.graded_parts and not chance.one_in(4) else chance.some(inside)
    selects = chance.of(("reaching", "below", "points"))
    families = ("points_",) if selects == "points" else ("", "share_")
    bound = _bound(chance, from_below=(selects != "below") == supports, families=families)
    category = {} if selects == "points" else {selects: chance.of(categories)}
    return Judgments(judgments=JudgmentsCount(of=of, **category, **bound))


def _condition(
    chance: Chance, question: Question, categories: Sequence[str], *, supports: bool, depth: int = 0
) -> Condition:
    kinds = ["findings", "findings", "recommendations", "metrics", "metrics"]
    if any(part.graded for part in question.walk() if part is not question):
        kinds += ["judgments"] * (3 if question.graded_parts else 1)
    if depth < 2:
        kinds += ["all", "any"]
    match chance.of(kinds):
        case "findings":
            return _findings(chance, question, supports=supports)
        case "recommendations":
            return _recommendations(chance, supports=supports)
        case "metrics":
            return _metrics(chance, supports=supports)
        case "judgments":
            return _judgments(chance, question, categories, supports=supports)
        case joined:
            parts = tuple(
                _condition(chance, question, categories, supports=supports, depth=depth + 1)
                for _ in range(1 + chance.upto(2))
            )
            return All(all=parts) if joined == "all" else Any_(any=parts)


def _rule(
    chance: Chance, name: str, question: Question, categories: Sequence[str], *, supports: bool | None = None
) -> Rule:
    supports = chance.of((True, False)) if supports is None else supports
    when = _condition(chance, question, categories, supports=supports)
    if any(isinstance(count, MetricsCount) for count in counts(when)):
        # metrics alone may decide nothing, so something that must be found stands beside them
        shows = "strength" if supports else "weakness"
        when = All(all=(when, Findings(findings=FindingsCount(shows=shows, at_least=chance.of((1, 1, 1, 2))))))
    category = chance.of(categories)
    if supports:
        return rule(name, question.id, when, supports=category)
    return rule(name, question.id, when, limits_to=category, binding=chance.of(("presumptive", "strict")))


def _rulebook(chance: Chance) -> Rulebook:
    described = _framework(chance)
    categories = [category.id for category in described.scale]
    rules = []
    for question in described.questions.walk():
        if question.graded and not question.by_people:
            rules += [_rule(chance, f"r{len(rules) + n}", question, categories) for n in range(chance.upto(3))]
    return Rulebook.of(described, rules)


# --- evidence --------------------------------------------------------------------------------------------------------


def _finding(
    chance: Chance, name: str, question: str, count: FindingsCount | None = None, shows: str | None = None
) -> Finding:
    """Draw a finding; where a count is given, one that it selects, apart from what it shows."""
    wants: dict[str, Any] = count.where if count is not None else {}
    given: dict[str, Any] = {
        "shows": shows or chance.of(("strength", "weakness")),
        "weight": chance.of(wants.get("weight", WEIGHTS)),
        "extent": chance.of(wants.get("extent", EXTENTS)),
        "topic": chance.of(wants.get("topic", (None, *TOPICS))),
    }
    if given["weight"] == "major" or "ground" in wants or "at_risk" in wants:
        given["ground"] = chance.of(wants.get("ground", ("core", "serious_harm")))
        if given["weight"] != "major":
            given["or_weight"] = "major"
        if given["ground"] == "serious_harm":
            given["at_risk"] = chance.some(wants.get("at_risk", GROUPS))
    if chance.one_in(8):
        given["standing"] = chance.of(("force_claim", "expected", "reported"))
    elif chance.one_in(10):
        given["part_of"] = "F0"
    if chance.one_in(8):
        given |= chance.of(({"withdrawn": True}, {"observed": DAY}, {"observed": AFTER}))
    return finding(name, question, **given)


def _metric(
    chance: Chance, name: str, question: str, count: MetricsCount | None = None, others: Sequence[str] = ()
) -> Metric:
    """Draw a metric whose figure stands at an edge of the tolerance, one step inside it, or one outside."""
    measure = chance.of(count.measure if count else [measure.id for measure in MEASURES])
    edge, step = TOLERANCE[measure], Decimal("0.5")
    value = COMPARED_WITH + chance.of((edge, -edge, edge, -edge, edge + step, -edge - step, Decimal(0)))
    beside = count.comparator if count and not chance.one_in(6) else chance.of(COMPARATORS)
    comparators = {
        "value": lambda: (Comparator(comparator=beside, value=COMPARED_WITH),),
        "stated": lambda: (Comparator(comparator=beside, stated=chance.of(("lower", "similar", "higher"))),),
        "metric": lambda: (Comparator(comparator=beside, metric=chance.of((*others, *others, "M0"))),),
        "none": lambda: (),
    }[chance.of(("value", "value", "value", "stated", "metric", "metric", "none"))]()
    bound = chance.of(("exact", "exact", "exact", "exact", "exact", "more_than", "less_than", "about"))
    subject = COMPARATORS[0] if chance.one_in(8) else FORCE
    figure = None if comparators and comparators[0].stated and chance.one_in(2) else value
    return metric(name, question, measure=measure, subject=subject, value=figure, bound=bound, comparators=comparators)


def _recommendation(
    chance: Chance, name: str, question: str, count: RecommendationsCount | None = None
) -> Recommendation:
    kind = chance.of((count.type if count else None) or TYPES)
    status = chance.of(count.status if count else ("open", "in_progress", "met"))
    later = "R0" if chance.one_in(8) else None
    return recommendation(name, question, type=kind, status=status, superseded_by=later)


class _Evidence:
    """Items and carried-over judgments as they are drawn for one rulebook."""

    def __init__(self, chance: Chance, rulebook: Rulebook) -> None:
        self.chance = chance
        self.rulebook = rulebook
        self.items: list[Item] = []
        self.carried: dict[str, str] = {}

    def aim(self, count: Count, question: str) -> None:
        """Draw what puts a count of a question one below, at or one above its bound."""
        places = sorted(self.rulebook.below[question])
        match count:
            case FindingsCount():
                places = [*(count.question or ()), *(places if count.question is None else ())]
                selected, others = self._wanted(count)
                opposite = "weakness" if count.shows == "strength" else "strength"
                for shows in (count.shows,) * selected + (opposite,) * others:
                    self.items.append(_finding(self.chance, self._name("F"), self.chance.of(places), count, shows))
            case RecommendationsCount():
                for _ in range(self._wanted(count)[0]):
                    self.items.append(_recommendation(self.chance, self._name("R"), self.chance.of(places), count))
            case MetricsCount():
                for _ in range(self._wanted(count)[0]):
                    self.add_metric(self.chance.of(places), count)
            case JudgmentsCount():
                parts = [part.id for part in self.rulebook.questions[question].graded_parts]
                self._carry(count, parts if isinstance(count.of, str) else count.of)

    def _name(self, letter: str) -> str:
        return f"{letter}{len(self.items) + 1}"

    def _wanted(self, count: Count) -> tuple[int, int]:
        """Return how many that a count selects, and how many beside them, stand near its bound."""
        near = self.chance.of((0, -1, 1))
        if count.bound.of_number:
            return max(0, int(count.bound.value) + near), 0
        among = 1 + self.chance.upto(4)
        selected = min(max(0, floor(Fraction(count.bound.value) * among) + near), among)
        return selected, among - selected

    def _carry(self, count: JudgmentsCount, parts: Sequence[str]) -> None:
        """Carry judgments over that stand on either side of the category that a count selects by."""
        categories = [category.id for category in self.rulebook.scale]
        wanted = categories.index(count.reaching or count.below or self.chance.of(categories))
        for part in parts:
            if self.chance.one_in(3):
                self.carried[part] = categories[max(0, wanted - self.chance.upto(1))]

    def add_metric(self, question: str, count: MetricsCount | None = None) -> None:
        """Draw a metric, whose comparator may be one of those drawn before it."""
        known = [item for item in self.items if isinstance(item, Metric)]
        others = [item.id for item in known if count is None or item.measure in count.measure]
        self.items.append(_metric(self.chance, self._name("M"), question, count, others))

    def fill(self) -> None:
        """Give most sub-questions the minimum, so that more truths are settled than open."""
        minimum = self.rulebook.framework.minimum_evidence
        for question in self.rulebook.questions.values():
            if question.graded and not question.graded_parts:
                for _ in range(self.chance.of((minimum, minimum, 1))):
                    item = recommendation(
                        self._name("R"),
                        question.id,
                        type="area_for_improvement",
                        status=self.chance.of(("met", "open")),
                    )
                    self.items.append(item)

    def add_any(self, question: str) -> None:
        """Draw any item."""
        match self.chance.of("FFMR"):
            case "F":
                self.items.append(_finding(self.chance, self._name("F"), question))
            case "R":
                self.items.append(_recommendation(self.chance, self._name("R"), question))
            case _:
                self.add_metric(question)


def _decision(
    chance: Chance, question: str, categories: Sequence[str], limits: Sequence[Rule], people: Sequence[str]
) -> Decision:
    """Draw a decision, half of them on a question with a strict limit, at the limit or one above it."""
    outcome = chance.of(("changed", "changed", "confirmed", "referred_back"))
    judgment = chance.of(categories)
    if limits and chance.one_in(2):
        limit = chance.of(limits)
        question = limit.question
        judgment = categories[min(categories.index(limit.category) + chance.upto(1), len(categories) - 1)]
    if question in people and outcome == "changed":
        outcome = "judged"
    departs_from = chance.of(categories) if outcome == "changed" else None
    return decision(question, None if outcome == "referred_back" else judgment, departs_from, outcome=outcome)


def _record(chance: Chance, rulebook: Rulebook, carried: dict[str, str]) -> InspectionRecord:
    questions = list(rulebook.questions)
    graded = [question.id for question in rulebook.questions.values() if question.graded]
    categories = [category.id for category in rulebook.scale]
    statuses = ("complete", "in_progress", "not_inspected", None)
    known = [QuestionRecord(question=questions[0], status=chance.of(("complete",) * 8 + statuses))]
    known += [QuestionRecord(question=name, status=chance.of(statuses)) for name in questions[1:] if chance.one_in(6)]
    waiver = (
        Waiver(reason="A summary.", questions=chance.some(questions) if chance.one_in(2) else ())
        if chance.one_in(3)
        else None
    )
    strict = [known for known in rulebook.rules if known.binding == "strict"]
    decisions: tuple[Decision, ...] = ()
    people = [question.id for question in rulebook.questions.values() if question.by_people]
    judged = {name: chance.of(categories) for name in people if chance.one_in(2)}
    if graded and chance.one_in(3):
        number = 1 + chance.upto(2)
        decisions = tuple(_decision(chance, chance.of(graded), categories, strict, people) for _ in range(number))
        if chance.one_in(2):
            carried = carried | {decisions[0].question: chance.of(categories)}
    first = tuple(decision(name, judgment, outcome="judged") for name, judgment in judged.items())
    return record(
        questions=tuple(known),
        waiver=waiver,
        decisions=(*first, *decisions),
        cut_off=DAY if chance.one_in(2) else None,
        carried_over=tuple(carried_over(question, judgment) for question, judgment in carried.items()),
        published=tuple(published(name, chance.of(categories)) for name in graded[:1]),
    )


def _inspection(chance: Chance, rulebook: Rulebook) -> Inspection:
    evidence = _Evidence(chance, rulebook)
    if rulebook.rules:
        for _ in range(chance.upto(3)):
            aimed = chance.of(rulebook.rules)
            for count in counts(aimed.when):
                evidence.aim(count, aimed.question)
    questions = list(rulebook.questions)
    for _ in range(chance.upto(4)):
        evidence.add_any(chance.of(questions))
    if not chance.one_in(4):
        evidence.fill()
    return Inspection.of(_record(chance, rulebook, evidence.carried), evidence.items)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw an inspection and the rulebook that judges it."""
    return _case(Chance.drawn(draw))


def case(number: int) -> Case:
    """Return one of those, always the same of a number."""
    return _case(Chance.seeded(number))


def _case(chance: Chance) -> Case:
    rulebook = _rulebook(chance)
    return Case(_inspection(chance, rulebook), rulebook)


@st.composite
def many_cases(draw: st.DrawFn, most: int = 6) -> tuple[list[Inspection], Rulebook]:
    """Draw several inspections of one rulebook, some of them with the record of another and other evidence."""
    chance = Chance.drawn(draw)
    rulebook = _rulebook(chance)
    drawn = [_inspection(chance, rulebook) for _ in range(2 + chance.upto(most - 2))]
    records = [one.record if chance.one_in(2) else chance.of(drawn).record for one in drawn]
    named = [record.model_copy(update={"id": f"inspection-{n}"}) for n, record in enumerate(records)]
    return [Inspection.of(record, one.items) for record, one in zip(named, drawn, strict=True)], rulebook


def seeded_cases(seed: int, inspections: int) -> Iterator[Case]:
    """Yield so many inspections of one rulebook, always the same for a seed: a hundred times as many as can be drawn."""
    chance = Chance.seeded(seed)
    rulebook = _rulebook(chance)
    for _ in range(inspections):
        yield Case(_inspection(chance, rulebook), rulebook)


def seeded_changes(seed: int, case: Case) -> list[Change]:
    """Return one to three changes to a case, of any kind; none of them is refused."""
    chance = Chance.seeded(seed)
    kinds = list(_CHANGES)[
        : chance.of((3, len(_CHANGES)))
    ]  # half of the time items alone, which grading looks at apart
    drawn = {chance.of(kinds) for _ in range(1 + chance.upto(2))}
    made = (_CHANGES[kind](chance, case) for kind in _CHANGES if kind in drawn)
    return [one for one in made if one is not None]


def _question_of(chance: Chance, case: Case) -> str:
    return chance.of(list(case.rulebook.questions))


def _graded_of(chance: Chance, case: Case) -> Question | None:
    graded = [one for one in case.rulebook.questions.values() if one.graded]
    return chance.of(graded) if graded else None


def _category_of(chance: Chance, case: Case) -> str:
    return chance.of([category.id for category in case.rulebook.scale])


def _add(chance: Chance, case: Case) -> Add:
    more = _Evidence(chance, case.rulebook)
    more.add_any(_question_of(chance, case))
    return Add(more.items[0].model_copy(update={"id": "NEW"}))


def _remove(chance: Chance, case: Case) -> Remove | None:
    return Remove(chance.of(case.inspection.items).id) if case.inspection.items else None


def _set(chance: Chance, case: Case) -> Set | None:
    if not case.inspection.items:
        return None
    beside = [item for item in case.inspection.items if item.id in case.inspection.set_beside]
    item = chance.of(beside if beside and chance.one_in(2) else case.inspection.items)
    values: dict[str, Any] = {"question": _question_of(chance, case), "withdrawn": chance.one_in(3)}
    if isinstance(item, Finding) and chance.one_in(2):
        values |= {"shows": chance.of(("strength", "weakness")), "extent": chance.of(EXTENTS)}
    if isinstance(item, Recommendation) and chance.one_in(2):
        values["status"] = chance.of(("open", "in_progress", "met"))
    if isinstance(item, Metric):
        values["value"] = COMPARED_WITH + chance.of((Decimal(0), Decimal(2), Decimal(-2)))
    return Set(item.id, values)


def _assume(chance: Chance, case: Case) -> Assume | None:
    question = _graded_of(chance, case)
    return question and Assume(question.id, _category_of(chance, case))


def _set_status(chance: Chance, case: Case) -> SetStatus:
    return SetStatus(_question_of(chance, case), chance.of(("complete", "in_progress", "not_inspected")))


def _set_own_status(chance: Chance, case: Case) -> SetOwnStatus:
    return SetOwnStatus(_question_of(chance, case), chance.of(("complete", "in_progress", "not_inspected", None)))


def _set_decisions(chance: Chance, case: Case) -> SetDecisions | None:
    question = _graded_of(chance, case)
    if question is None or chance.one_in(2):
        return question and SetDecisions(question.id, ())
    judgment = _category_of(chance, case)
    if question.by_people:
        return SetDecisions(question.id, (decision(question.id, judgment, outcome="judged"),))
    return SetDecisions(question.id, (decision(question.id, judgment, _category_of(chance, case)),))


def _carry_over(chance: Chance, case: Case) -> CarryOver | None:
    question = _graded_of(chance, case)
    carried = question and carried_over(question.id, _category_of(chance, case))
    return question and CarryOver(question.id, carried if chance.one_in(2) else None)


def _set_record(chance: Chance, case: Case) -> SetRecord:
    other = _record(chance, case.rulebook, {})
    return SetRecord({"waiver": other.waiver, "cut_off": other.cut_off})


def _use_rules(chance: Chance, case: Case) -> UseRules:
    """Draw other rules by the same names, so that another change may name one."""
    known, categories = case.rulebook, [category.id for category in case.rulebook.scale]
    rules = [_rule(chance, one.id, known.questions[one.question], categories) for one in known.rules]
    return UseRules(Rulebook.of(known.framework, rules))


def _set_framework(chance: Chance, case: Case) -> SetFramework:
    return SetFramework({"baseline": _category_of(chance, case), "minimum_evidence": 1 + chance.upto(2)})


def _add_rule(chance: Chance, case: Case) -> AddRule | None:
    questions = [one for one in case.rulebook.questions.values() if one.graded and not one.by_people]
    categories = [category.id for category in case.rulebook.scale]
    return AddRule(_rule(chance, "NEW", chance.of(questions), categories)) if questions else None


def _remove_rule(chance: Chance, case: Case) -> RemoveRule | None:
    return RemoveRule(chance.of(case.rulebook.rules).id) if case.rulebook.rules else None


# in an order in which none of them takes away what the next is about
_CHANGES: dict[type[Change], Callable[[Chance, Case], Change | None]] = {
    Add: _add,
    Set: _set,
    Remove: _remove,
    Assume: _assume,
    SetStatus: _set_status,
    SetOwnStatus: _set_own_status,
    SetDecisions: _set_decisions,
    CarryOver: _carry_over,
    SetRecord: _set_record,
    UseRules: _use_rules,
    SetFramework: _set_framework,
    AddRule: _add_rule,
    RemoveRule: _remove_rule,
}


@st.composite
def cases_with_more(draw: st.DrawFn) -> Case:
    """Draw a case and one more item, often one that a count of some rule selects."""
    chance = Chance.drawn(draw)
    rulebook = _rulebook(chance)
    inspection = _inspection(chance, rulebook)
    question = chance.of(list(rulebook.questions))
    more = _Evidence(chance, rulebook)
    if rulebook.rules and not chance.one_in(4):
        aimed = chance.of(rulebook.rules)
        more.aim(chance.of(list(counts(aimed.when))), aimed.question)
    more.add_any(question)
    return Case(inspection, rulebook, more.items[0].model_copy(update={"id": "NEW"}))


def _rulebook_to_improve(chance: Chance) -> Rulebook:
    """Draw rules of which most lift a question above where it starts, or hold it down."""
    drawn = _framework(chance)
    categories = [category.id for category in drawn.scale]
    start = chance.upto(len(categories) - 2)
    rules: list[Rule] = []
    for question in drawn.questions.walk():
        if question.graded and not question.by_people:
            for wanted in range(1, 1 + chance.upto(3)):
                lifting = wanted == 1 or chance.one_in(2)
                rank = min(start + chance.upto(2) + 1, len(categories) - 1) if lifting else chance.upto(start)
                made = _rule(chance, f"r{len(rules)}", question, categories, supports=lifting)
                rules.append(made.model_copy(update={"supports" if lifting else "limits_to": categories[rank]}))
    return Rulebook.of(drawn.model_copy(update={"baseline": categories[start]}), rules)


def _to_improve(chance: Chance, rulebook: Rulebook, most: int) -> Inspection:
    """Draw an inspection that falls short: evidence for its rules, with as much against them and little that reaches far."""
    evidence = _Evidence(chance, rulebook)
    items: list[Item] = []
    for aimed in rulebook.rules:
        for count in counts(aimed.when):
            evidence.items.clear()
            if count.good:
                evidence.aim(count, aimed.question)
            if isinstance(count, FindingsCount):
                places = count.question or sorted(rulebook.below[aimed.question])
                for shows in ("weakness", "weakness", *("strength",) * chance.upto(2))[chance.upto(1) :]:
                    evidence.items.append(_finding(chance, "F", chance.of(places), count, shows))
            for item in evidence.items:
                extent = {"extent": chance.of(EXTENTS), "or_extent": None} if isinstance(item, Finding) else {}
                plain = {"withdrawn": False} | extent if chance.one_in(2) else {}
                items.append(item.model_copy(update=plain))
    evidence.items = [items.pop(chance.upto(len(items) - 1)) for _ in range(min(most, len(items)))]
    if not chance.one_in(3):
        evidence.fill()
    kept = [item.model_copy(update={"id": f"{item.id[0]}{n}"}) for n, item in enumerate(evidence.items, 1)]
    made = _record(chance, rulebook, evidence.carried if chance.one_in(3) else {})
    if not chance.one_in(4):
        top = rulebook.framework.questions.id
        made = made.model_copy(update={"questions": (QuestionRecord(question=top, status="complete"),)})
    return Inspection.of(made, kept)


@st.composite
def cases_to_improve(draw: st.DrawFn, most: int = 8) -> Case:
    """Draw an inspection that mostly falls short of what it could reach, and the rulebook that judges it."""
    return _case_to_improve(Chance.drawn(draw), most)


def case_to_improve(number: int, most: int) -> Case:
    """Return one of those, always the same of a number."""
    return _case_to_improve(Chance.seeded(number), most)


def _case_to_improve(chance: Chance, most: int) -> Case:
    rulebook = _rulebook_to_improve(chance)
    return Case(_to_improve(chance, rulebook, most), rulebook)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Case, Case]:
    """Draw two cases of one force: other evidence and record, and often other rules, a few with another framework."""
    chance = Chance.drawn(draw)
    old = _rulebook(chance)
    known = old.framework
    if chance.one_in(6):
        new = _rulebook(chance)
    else:
        minimum = chance.of((known.minimum_evidence, known.minimum_evidence, 1, 2))
        baseline = chance.of((known.baseline, known.baseline, known.scale[0].id))
        rules = [one for one in old.rules if not chance.one_in(5)]
        graded = [question for question in known.questions.walk() if question.graded and not question.by_people]
        if graded and chance.one_in(2):
            name = chance.of(("r0", "r90"))
            more = _rule(chance, name, chance.of(graded), [category.id for category in known.scale])
            rules = [one for one in rules if one.id != name] + [more]
        new = Rulebook.of(known.model_copy(update={"minimum_evidence": minimum, "baseline": baseline}), rules)
    first = _inspection(chance, old)
    if new.framework.questions == known.questions and new.framework.scale == known.scale and chance.one_in(3):
        kept = [item for item in first.items if not chance.one_in(4)]
        return Case(first, old), Case(Inspection.of(first.record, kept), new)
    return Case(first, old), Case(_inspection(chance, new), new)


def _with_days(chance: Chance, inspection: Inspection, rulebook: Rulebook) -> Inspection:
    """Give some questions fieldwork and some items days, near each other: before, in and after the fieldwork."""

    def near() -> date:
        return DAY + timedelta(chance.upto(6) - 3)

    known = {one.question: one for one in inspection.record.questions}
    for name in rulebook.questions:
        if chance.one_in(3):
            start, end = sorted((near(), near()))
            own = known.get(name, QuestionRecord(question=name))
            known[name] = own.model_copy(update={"fieldwork": Period(start=start, end=end)})
    items = [one.model_copy(update={"observed": near()}) if chance.one_in(3) else one for one in inspection.items]
    return Inspection.of(inspection.record.model_copy(update={"questions": tuple(known.values())}), items)


@st.composite
def dated(draw: st.DrawFn) -> Case:
    """Draw a case in which some questions have fieldwork and some items days."""
    return _dated(Chance.drawn(draw))


def dated_case(number: int) -> Case:
    """Return one of those, always the same of a number."""
    return _dated(Chance.seeded(number))


def _dated(chance: Chance) -> Case:
    rulebook = _rulebook(chance)
    return Case(_with_days(chance, _inspection(chance, rulebook), rulebook), rulebook)
