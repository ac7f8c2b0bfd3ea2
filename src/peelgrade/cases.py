"""Test cases of rules: evidence in short form, and what it must lead to.

A case stands in ``rules/<framework>/tests/``. It is laid out as an inspection of its own, in which fieldwork is
complete wherever nothing else is said, so that it is graded like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date as Day  # noqa: N812  # as in the module of the evidence
from decimal import Decimal
from itertools import count
from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema
from pydantic.config import JsonDict

from peelgrade.changes import Case
from peelgrade.evidence import (
    Comparator,
    Document,
    Extent,
    Fault,
    FieldworkStatus,
    Finding,
    Force,
    Ground,
    Id,
    Inspection,
    InspectionRecord,
    Item,
    Metric,
    Model,
    QuestionRecord,
    Recommendation,
    RecommendationStatus,
    Source,
    Stated,
    Text,
    Waiver,
    Weight,
    field,
)
from peelgrade.keys import bars, exactly_one, has, holds, says, stated, together
from peelgrade.rulebook import Ids, Rulebook, Stands

KINDS = ("strength", "weakness", "recommendation", "metric")
MOST_TIMES = 1000

# editors read true and false without quotes as truth values, and the loader as the words that they are here
TruthWord = Annotated[
    Literal["true", "false", "unknown"], WithJsonSchema({"enum": ["true", "false", "unknown", True, False]})
]
Judged = Annotated[Id, Field(json_schema_extra={"x-vocabulary": "categories"})]
Named = tuple[Id, ...]

_NAME = "case"  # of the inspection and the force, which a case does not have
_DAY = Day(2000, 1, 1)
_OF_FINDINGS = ("extent", "ground", "at_risk")
_GOES_WITH: Mapping[str, tuple[str, ...]] = {
    "strength": _OF_FINDINGS,
    "weakness": _OF_FINDINGS,
    "recommendation": ("status",),
    "metric": ("stands", "comparator"),
}
_NOT_EMPTY: JsonDict = {"minProperties": 1, "errorMessage": "this expects nothing"}
_OF_ONE_KIND = (*_OF_FINDINGS, "status", "stands", "comparator")


def _strange(kind: str) -> tuple[str, ...]:
    """Return the keys that an entry of a kind does not have."""
    return tuple(key for key in _OF_ONE_KIND if key not in _GOES_WITH[kind])


class Given(Model):
    """An item of evidence in short form: a finding by its weight, a recommendation by its type, a metric by its measure."""

    model_config = stated(
        exactly_one(*KINDS),
        (bars(*_strange(kind), when=has(kind)) for kind in KINDS),
        (bars("ground", "at_risk", when=says(kind, "minor", "moderate")) for kind in ("strength", "weakness")),
        bars("at_risk", when=says("ground", "core")),
        together("stands", "comparator"),
        holds("times", {"maximum": 1}, "several items cannot share one id", when=has("id")),
    )

    id: Id | None = field("Short name; g1, g2 and so on where none is given.", "w1", default=None)
    question: Id = field("Question that it bears on.", "q1.prevention", vocabulary="questions")
    strength: Weight | None = field("A finding that shows a strength, of this weight.", "moderate", default=None)
    weakness: Weight | None = field("A finding that shows a weakness, of this weight.", "major", default=None)
    recommendation: Id | None = field(
        "A recommendation of this type.", "cause_of_concern", vocabulary="recommendation_types", default=None
    )
    metric: Id | None = field("A metric of this measure.", "victim_satisfaction", vocabulary="measures", default=None)
    times: Annotated[int, Field(ge=1, le=MOST_TIMES)] = field("How many of it there are.", 3, default=1)
    extent: Extent | None = field(
        "How far a finding reaches; widespread where nothing is said.", "partial", default=None
    )
    ground: Ground | None = field(
        "Ground of a major finding; where nothing is said, serious_harm if somebody is at risk, else core.",
        "serious_harm",
        default=None,
    )
    at_risk: Ids | None = field(
        "Groups at risk, of a major finding.", ["children"], vocabulary="groups_at_risk", default=None
    )
    topic: Id | None = field("Topic of the question.", "frontline_awareness", vocabulary="topics", default=None)
    status: RecommendationStatus | None = field(
        "What became of a recommendation; open where nothing is said.", "met", default=None
    )
    stands: Stands | None = field("How a metric stands to the comparator.", "worse", default=None)
    comparator: Id | None = field(
        "What a metric is set beside; one without it may yet stand in any way.",
        "england_and_wales",
        vocabulary="comparators",
        default=None,
    )

    @property
    def kinds(self) -> tuple[str, ...]:
        """The keys that say what it is: one, where it is sound."""
        return tuple(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def weight(self) -> Weight | None:
        """The weight of a finding."""
        return self.strength or self.weakness

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if len(self.kinds) != 1:
            told = " and ".join(f"'{kind}'" for kind in self.kinds) or "nothing"
            yield Fault(
                "PG450",
                f"what is given is one of {', '.join(KINDS)}, and here is {told}",
                "write one of them, and an entry of its own for another",
                self.kinds[-1] if self.kinds else "question",
            )
            return
        (kind,) = self.kinds
        for key in (key for key in _strange(kind) if getattr(self, key) is not None):
            goes = " and ".join(f"'{one}'" for one in KINDS if key in _GOES_WITH[one])
            yield Fault("PG451", f"'{key}' does not go with '{kind}'", f"take it out; it goes with {goes}", key)
        yield from self._faults_of_ground()
        if (self.stands is None) != (self.comparator is None):
            yield Fault(
                "PG452",
                "'stands' and 'comparator' go together",
                "write both, or neither: a metric without a comparator may yet stand in any way",
                "stands" if self.comparator is None else "comparator",
            )
        if self.id is not None and self.times > 1:
            yield Fault("PG453", f"{self.times} items cannot share one id", "take 'id' out, or 'times'", "id")

    def _faults_of_ground(self) -> Iterator[Fault]:
        """Yield what is wrong with the ground and the people at risk: those of a major finding alone."""
        if self.weight is None:
            return
        for key in (key for key in ("ground", "at_risk") if self.weight != "major" and getattr(self, key)):
            yield Fault("PG302", f"only a major finding has '{key}'", "take it out, or make the weight major", key)
        if self.weight == "major" and self.at_risk and self.ground == "core":
            yield Fault(
                "PG303",
                "'at_risk' goes with the ground serious_harm",
                "take 'at_risk' out, or write 'ground: serious_harm'",
                "at_risk",
            )


class Reasons(Model):
    """The rules among the reasons of a judgment, by what they did; a kind that is left out is not looked at."""

    supports: Named | None = field("Rules that support the judgment.", ["q1.good"], default=None)
    limits: Named | None = field("Limits that bind.", ["q1.concern"], default=None)
    not_reached: Named | None = field("Rules for better judgments that failed.", ["q1.outstanding"], default=None)
    held_off: Named | None = field("Limits that evidence kept off.", ["q1.inadequate_part"], default=None)
    open: Named | None = field("Rules whose truth is open.", ["q1.good"], default=None)

    @property
    def named(self) -> Mapping[str, Named]:
        """The kinds of reasons that are looked at, with the rules that must be there, and no others."""
        given = ((kind, getattr(self, kind)) for kind in type(self).model_fields)
        return {kind: rules for kind, rules in given if rules is not None}


class Expected(Model):
    """What a question must come to, as far as it is said."""

    model_config = stated(
        bars("low", "high", when=has("judgment")),
        _NOT_EMPTY,
    )

    judgment: Judged | None = field("It is settled at this.", "good", vocabulary="categories", default=None)
    low: Judged | None = field("Low end of its range.", "requires_improvement", vocabulary="categories", default=None)
    high: Judged | None = field("High end of its range.", "good", vocabulary="categories", default=None)
    as_it_stands: Judged | None = field(
        "The judgment if nothing more were found.", "good", vocabulary="categories", default=None
    )
    decided_by: Named | None = field("The rules that decide, all of them, in any order.", ["q1.good"], default=None)
    reasons: Reasons | None = field(
        "The rules among the reasons, by what they did.", {"limits": ["q1.concern"]}, default=None
    )
    rules: Annotated[
        Mapping[str, TruthWord],
        Field(
            description="The truth of single rules, by id: true, false or unknown.",
            examples=[{"q1.concern": "unknown"}],
        ),
    ] = {}

    @property
    def named_rules(self) -> Iterator[tuple[str, tuple[str | int, ...]]]:
        """Every rule that is named, with the steps to the place."""
        for n, rule in enumerate(self.decided_by or ()):
            yield rule, ("decided_by", n)
        for kind, rules in (self.reasons.named if self.reasons else {}).items():
            for n, rule in enumerate(rules):
                yield rule, ("reasons", kind, n)
        for rule in self.rules:
            yield rule, ("rules", rule)

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if self.judgment is not None and (self.low is not None or self.high is not None):
            yield Fault(
                "PG454",
                "'judgment' says both ends of the range, and so do 'low' and 'high'",
                "write 'judgment' where it is settled, and 'low' and 'high' where it is open",
                "judgment",
            )
        if not self.model_fields_set:
            remedy = "write a category, or 'low', 'high', 'decided_by' and what else must be so"
            yield Fault("PG454", "nothing is expected of the question", remedy)


class RuleCase(Model):
    """A test case of rules: what is given, and what is expected of the questions."""

    model_config = stated(holds("expect", {"minProperties": 1}, "this expects nothing"))

    id: Id = field("Short name, unique in the framework.", "prevention_two_in_three")
    because: Text = field(
        "Why this must come out so, in plain words.", "two strengths against one weakness are just enough"
    )
    given: tuple[Given, ...] = field(
        "Evidence in short form.", [{"question": "q1.prevention", "strength": "moderate", "times": 2}], default=()
    )
    judged: Annotated[
        Mapping[str, Judged],
        Field(
            description="Questions that are taken as judged so, whatever is given; nothing more is to come of them.",
            examples=[{"q1": "good"}],
            json_schema_extra={"x-keys": "graded_questions"},
        ),
    ] = {}
    in_progress: tuple[Id, ...] = field(
        "Questions where fieldwork is in progress, with everything below; elsewhere it is complete.",
        ["q4"],
        vocabulary="questions",
        default=(),
    )
    not_inspected: tuple[Id, ...] = field(
        "Questions that are not inspected, with everything below.", ["q3"], vocabulary="questions", default=()
    )
    waived: bool = field("Whether the minimum of evidence is waived.", True, default=False)
    expect: Annotated[
        Mapping[str, Judged | Expected],
        Field(
            description="What each question must come to: a category, where it is settled, or more.",
            examples=[{"q1": "good"}],
            json_schema_extra={"x-keys": "graded_questions"},
        ),
    ]

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if not self.expect:
            yield Fault("PG454", "nothing is expected", "name a question and the category that it must reach", "expect")

    @property
    def expected(self) -> Mapping[str, Expected]:
        """What is expected of each question, a category alone as one that is settled."""
        return {
            question: one if isinstance(one, Expected) else Expected(judgment=one)
            for question, one in self.expect.items()
        }

    @property
    def entries(self) -> Mapping[str, int]:
        """The id of every item that is given, with the index of its entry."""
        taken = {one.id for one in self.given}
        free = (name for name in (f"g{n}" for n in count(1)) if name not in taken)
        return {
            one.id if one.id is not None else next(free): n
            for n, one in enumerate(self.given)
            for _ in range(one.times)
        }


CaseFile = tuple[RuleCase, ...]


def laid_out(case: RuleCase, rulebook: Rulebook) -> Case:
    """Return a case as it is graded: an inspection, the rules, and the judgments that are assumed.

    The case is taken to be valid in the framework: every question, measure and type that it names is declared.
    """
    items = (_item(case.given[n], name, case.id, rulebook) for name, n in case.entries.items())
    return Case(Inspection.of(_record(case, rulebook), items), rulebook, dict(case.judged))


def _record(case: RuleCase, rulebook: Rulebook) -> InspectionRecord:
    root = rulebook.framework.questions.id
    status: dict[str, FieldworkStatus] = {root: "complete"}
    status.update((question, "in_progress") for question in case.in_progress)
    status.update((question, "not_inspected") for question in case.not_inspected)
    complete = {question for question, known in rulebook.inherited(status).items() if known == "complete"}
    below = frozenset().union(*(rulebook.below[question] for question in case.judged))
    # of what is taken as judged, nothing more is to come, however little of it is given
    status.update((question, "not_inspected") for question in below & complete - _spoken_of(case, rulebook))
    waived = (root,) if case.waived else tuple(question for question in rulebook.questions if question in below)
    return InspectionRecord(
        id=_NAME,
        force=Force(id=_NAME, name=case.id),
        framework=rulebook.framework.id,
        documents=(Document(id=case.id, title=case.id),),
        questions=tuple(QuestionRecord(question=question, status=known) for question, known in status.items()),
        waiver=Waiver(questions=waived, reason=case.because) if waived else None,
    )


def _spoken_of(case: RuleCase, rulebook: Rulebook) -> frozenset[str]:
    """Return the questions of which something is given or expected, with all above."""
    named = {*(one.question for one in case.given), *case.expect}
    return frozenset(above for question in named for above in rulebook.above(question))


def _item(given: Given, name: str, case: str, rulebook: Rulebook) -> Item:
    common: dict[str, Any] = {
        "id": name,
        "question": given.question,
        "topic": given.topic,
        "sources": (Source(document=case),),
    }
    if given.recommendation is not None:
        status = given.status or "open"
        return Recommendation(
            kind="recommendation", type=given.recommendation, status=status, statement="as given", **common
        )
    if given.metric is not None:
        return _metric(given, given.metric, rulebook, common)
    weight = given.weight or "moderate"
    return Finding(
        kind="finding",
        shows="weakness" if given.strength is None else "strength",
        weight=weight,
        extent=given.extent or "widespread",
        ground=(given.ground or ("serious_harm" if given.at_risk else "core")) if weight == "major" else None,
        at_risk=given.at_risk or (),
        standing="observed",
        statement="as given",
        **common,
    )


def _metric(given: Given, measure: str, rulebook: Rulebook, common: Mapping[str, Any]) -> Metric:
    beside: tuple[Comparator, ...] = ()
    if given.stands is not None and given.comparator is not None:
        beside = (Comparator(comparator=given.comparator, stated=_compared(given.stands, measure, rulebook)),)
    return Metric(
        kind="metric",
        measure=measure,
        subject=_NAME,
        value=None if beside else Decimal(0),
        unit=rulebook.measures[measure].unit,
        as_at=_DAY,
        comparators=beside,
        **common,
    )


def _compared(stands: Stands, measure: str, rulebook: Rulebook) -> Stated:
    """Return how a figure is to its comparator for the metric to stand so: by which way is better for its measure."""
    if stands == "similar":
        return "similar"
    return "lower" if (stands == "better") == (rulebook.measures[measure].better == "lower") else "higher"
