"""A framework and its rules: the scale, the tree of questions, the vocabulary, and what supports which judgment.

A condition is ``all``, ``any`` or a count; there is no expression language and no negation. In a rule that supports,
what is good is bounded from below and what is bad from above; in a rule that limits, the reverse. Rules that break
this are refused when they are read, so that more strengths never lower a judgment and more weaknesses never raise one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

from pydantic import Discriminator, Field, GetCoreSchemaHandler, Tag, WithJsonSchema
from pydantic_core import core_schema

from peelgrade.evidence import (
    Extent,
    Fault,
    FieldworkStatus,
    Ground,
    Id,
    InspectionRecord,
    Model,
    Name,
    RecommendationStatus,
    Shows,
    Text,
    Weight,
    field,
)
from peelgrade.keys import bars, exactly_one, has, holds, says, some, stated
from peelgrade.scale import Category, Scale

V = TypeVar("V")

Stands = Literal["better", "similar", "worse"]
Binding = Literal["strict", "presumptive"]
BasisKind = Literal["published", "inferred", "project"]
JudgedBy = Literal["rules", "people"]
ObjectionKind = Literal[
    "never_holds",
    "always_holds",
    "never_decides",
    "redundant",
    "unreachable",
    "metrics_alone",
    "jump",
    "wordy",
    "backwards",
]
Mover = Literal["strength", "weakness", "recommendation", "metric", "judgment"]
BoundName = Literal["at_least", "at_most", "share_at_least", "share_at_most", "points_at_least", "points_at_most"]

Number = Annotated[int, Field(ge=0)]
Share = Annotated[Decimal, Field(ge=0, le=1), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})]
NotNegative = Annotated[Decimal, Field(ge=0), WithJsonSchema({"type": "number", "minimum": 0})]


class _OneOrMore:
    """Lets a file write one word where several can stand; the model holds a tuple either way."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:  # noqa: ANN401  # pydantic's signature
        several, one = handler(source), handler.generate_schema(get_args(source)[0])
        return core_schema.no_info_after_validator_function(_as_tuple, core_schema.union_schema([several, one]))


def _as_tuple(value: Any) -> tuple[Any, ...]:  # noqa: ANN401  # one word or several, of any vocabulary
    return value if isinstance(value, tuple) else (value,)


_Several = Field(min_length=1)
Weights = Annotated[tuple[Weight, ...], _Several, _OneOrMore()]
Extents = Annotated[tuple[Extent, ...], _Several, _OneOrMore()]
Grounds = Annotated[tuple[Ground, ...], _Several, _OneOrMore()]
Statuses = Annotated[tuple[RecommendationStatus, ...], _Several, _OneOrMore()]
Standings = Annotated[tuple[Stands, ...], _Several, _OneOrMore()]
Ids = Annotated[tuple[Id, ...], _Several, _OneOrMore()]
Parts = Annotated[tuple[Id, ...], _Several] | Literal["parts"]


@dataclass(frozen=True)
class Bound:
    """What a count is held against: a number of items, or a share or points as a fraction of one."""

    name: BoundName
    value: Fraction

    @property
    def from_below(self) -> bool:
        """Whether the count must reach the bound (else it must not pass it)."""
        return self.name.endswith("at_least")

    @property
    def of_number(self) -> bool:
        """Whether the bound is a number of items (else a fraction)."""
        return self.name in {"at_least", "at_most"}

    @property
    def told(self) -> str:
        """The number, or the fraction as a percentage with every digit that was written of it."""
        return str(self.value) if self.of_number else percentage(self.value)


def percentage(share: Fraction, digits: int | None = None) -> str:
    """Return a share as a percentage of so many significant digits; of a finite decimal all of them, if none are given."""
    with localcontext(prec=digits or share.numerator.bit_length() + share.denominator.bit_length() + 3):
        return f"{(Decimal(share.numerator * 100) / share.denominator).normalize():f} %"


class _Count(Model):
    """What every count has: a number that it is held against."""

    at_least: Number | None = field("The number is this or more.", 2, default=None)
    at_most: Number | None = field("The number is this or less.", 0, default=None)

    @cached_property
    def bound(self) -> Bound:
        """The one bound of the count."""
        (name,) = self._bounds()
        return Bound(name, Fraction(getattr(self, name)))

    @property
    def is_share_of_evidence(self) -> bool:
        """Whether it is held against a share: of all evidence alike, how much is what it selects."""
        return not self.bound.of_number

    @cached_property
    def where(self) -> Mapping[str, Any]:
        """What the count selects by: attribute to word or words, without the bound."""
        given = self.model_dump(exclude_none=True)
        return {name: value for name, value in given.items() if name != self.bound.name}

    def _bounds(self) -> tuple[BoundName, ...]:
        names: tuple[BoundName, ...] = (
            "at_least",
            "at_most",
            "share_at_least",
            "share_at_most",
            "points_at_least",
            "points_at_most",
        )
        return tuple(name for name in names if getattr(self, name, None) is not None)

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if len(self._bounds()) != 1:
            yield Fault(
                "PG401",
                f"a count has exactly one bound, and here are {len(self._bounds()) or 'none'}",
                "write one of 'at_least', 'at_most' or the bounds on shares; use 'all' for two",
            )


class FindingsCount(_Count):
    """Main findings of the question and everything below it, as selected."""

    model_config = stated(exactly_one("at_least", "at_most", "share_at_least", "share_at_most"))

    shows: Shows = field("Strengths or weaknesses.", "strength")
    weight: Weights | None = field("Only these weights.", ["moderate", "major"], default=None)
    extent: Extents | None = field("Only these extents.", "widespread", default=None)
    ground: Grounds | None = field("Only major findings on these grounds.", "serious_harm", default=None)
    at_risk: Ids | None = field(
        "Only where one of these groups is at risk.", "children", vocabulary="groups_at_risk", default=None
    )
    topic: Ids | None = field("Only these topics.", "frontline_awareness", vocabulary="topics", default=None)
    question: Ids | None = field(
        "Only on these questions below.", ["q4.response"], vocabulary="questions", default=None
    )
    share_at_least: Share | None = field(
        "Their share among those alike that show either is this or more.", 0.66, default=None
    )
    share_at_most: Share | None = field(
        "Their share among those alike that show either is this or less.", 0.2, default=None
    )

    @property
    def good(self) -> bool:
        """Whether more of what is counted speaks for the force."""
        return self.shows == "strength"


class MetricsCount(_Count):
    """Metrics of the force on the question and everything below it, by how they stand to a comparator."""

    model_config = stated(
        exactly_one("at_least", "at_most"),
        holds(
            "stands",
            {
                "anyOf": [
                    {"enum": ["better", "worse"]},
                    {"type": "array", "contains": {"const": "better"}, "items": {"enum": ["better", "similar"]}},
                    {"type": "array", "contains": {"const": "worse"}, "items": {"enum": ["worse", "similar"]}},
                ]
            },
            "this is better or worse, with or without similar",
        ),
    )

    measure: Ids = field("Only these measures.", "victim_satisfaction", vocabulary="measures")
    comparator: Id = field("Comparator that they are set beside.", "england_and_wales", vocabulary="comparators")
    stands: Standings = field("How they stand to it: better, similar (within the measure's tolerance), worse.", "worse")

    @property
    def good(self) -> bool:
        """Whether more of what is counted speaks for the force."""
        return "worse" not in self.stands

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        yield from super().faults()
        if ("better" in self.stands) == ("worse" in self.stands):
            yield Fault(
                "PG402",
                "a count of metrics selects better ones or worse ones, with or without similar ones",
                "write 'stands: better', 'stands: worse', or one of them with similar",
                "stands",
            )


class RecommendationsCount(_Count):
    """Recommendations of the question and everything below it, by type and status."""

    model_config = stated(
        exactly_one("at_least", "at_most"),
        holds(
            "status",
            {"anyOf": [{"type": "string"}, {"items": {"enum": ["open", "in_progress"]}}, {"maxItems": 1}]},
            "this is met, or open and in progress",
        ),
    )

    type: Ids | None = field("Only these types.", "cause_of_concern", vocabulary="recommendation_types", default=None)
    status: Statuses = field("Only with this status: met, or those that still stand.", ["open", "in_progress"])

    @property
    def good(self) -> bool:
        """Whether more of what is counted speaks for the force."""
        return self.status == ("met",)

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        yield from super().faults()
        if "met" in self.status and len(self.status) > 1:
            yield Fault(
                "PG403",
                "a count of recommendations selects those that are met or those that still stand",
                "write 'status: met', or 'status: [open, in_progress]'",
                "status",
            )


class JudgmentsCount(_Count):
    """Judgments of the question's parts, or of named questions below it, by the category that they reach."""

    model_config = stated(
        exactly_one("at_least", "at_most", "share_at_least", "share_at_most", "points_at_least", "points_at_most"),
        some("reaching", "below", "points_at_least", "points_at_most"),
        bars("below", when=has("reaching")),
        bars("reaching", "below", when=has("points_at_least")),
        bars("reaching", "below", when=has("points_at_most")),
    )

    of: Parts = field(
        "The question's parts, or the ids of questions below it.",
        "parts",
        vocabulary="graded_questions",
        default="parts",
    )
    reaching: Id | None = field("Judged at this category or better.", "good", vocabulary="categories", default=None)
    below: Id | None = field("Judged below this category.", "good", vocabulary="categories", default=None)
    share_at_least: Share | None = field("Their share of the judged parts is this or more.", 0.75, default=None)
    share_at_most: Share | None = field("Their share of the judged parts is this or less.", 0.25, default=None)
    points_at_least: Share | None = field(
        "The points of the judged parts, as a fraction of the most they could have, are this or more.",
        0.63,
        default=None,
    )
    points_at_most: Share | None = field(
        "The points of the judged parts, as a fraction of the most they could have, are this or less.",
        0.38,
        default=None,
    )

    @property
    def is_share_of_evidence(self) -> bool:
        """Never: its shares and points are those of judged parts."""
        return False

    @property
    def good(self) -> bool:
        """Whether more of what is counted speaks for the force."""
        return self.below is None

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        yield from super().faults()
        points = self.points_at_least is not None or self.points_at_most is not None
        if points and (self.reaching or self.below):
            yield Fault(
                "PG404",
                "points are counted over all judged parts",
                "take 'reaching' or 'below' out of this count",
                "reaching",
            )
        if not points and (self.reaching is None) == (self.below is None):
            yield Fault(
                "PG405",
                "a count of judgments selects by 'reaching' or by 'below'",
                "write one of them with a category of the scale",
                "reaching",
            )


class Findings(Model):
    """A count of findings."""

    findings: FindingsCount = field("A count of findings.", {"shows": "strength", "at_least": 2})


class Metrics(Model):
    """A count of metrics."""

    metrics: MetricsCount = field(
        "A count of metrics.",
        {"measure": "victim_satisfaction", "comparator": "england_and_wales", "stands": "worse", "at_most": 0},
    )


class Recommendations(Model):
    """A count of recommendations."""

    recommendations: RecommendationsCount = field(
        "A count of recommendations.", {"type": "cause_of_concern", "status": ["open", "in_progress"], "at_least": 1}
    )


class Judgments(Model):
    """A count of judgments."""

    judgments: JudgmentsCount = field("A count of judgments.", {"of": "parts", "below": "good", "at_most": 1})


class All(Model):
    """Every condition must hold."""

    all: Annotated[tuple[Condition, ...], Field(min_length=1)] = field(
        "Conditions that must all hold.", [{"findings": {"shows": "strength", "at_least": 2}}]
    )


class Any_(Model):  # noqa: N801  # the key in the files is 'any', and typing has Any
    """At least one condition must hold."""

    any: Annotated[tuple[Condition, ...], Field(min_length=1)] = field(
        "Conditions of which one must hold.", [{"findings": {"shows": "strength", "at_least": 2}}]
    )


def _kind_of(value: Any) -> str | None:  # noqa: ANN401  # pydantic hands over whatever the file holds
    names = value if isinstance(value, dict) else type(value).model_fields if isinstance(value, Model) else ()
    return next(iter(names), None)


Condition = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[Any_, Tag("any")]
    | Annotated[Findings, Tag("findings")]
    | Annotated[Metrics, Tag("metrics")]
    | Annotated[Recommendations, Tag("recommendations")]
    | Annotated[Judgments, Tag("judgments")],
    Discriminator(_kind_of),
]
Count = FindingsCount | MetricsCount | RecommendationsCount | JudgmentsCount
Steps = tuple[str | int, ...]
WHEN: Steps = ("when",)  # where the condition of a rule stands in it


def count_of(condition: Findings | Metrics | Recommendations | Judgments) -> Count:
    """Return the count that a counting condition holds."""
    match condition:
        case Findings():
            return condition.findings
        case Metrics():
            return condition.metrics
        case Recommendations():
            return condition.recommendations
        case Judgments():
            return condition.judgments


def counted(count: Count) -> Literal["findings", "metrics", "recommendations", "judgments"]:
    """Return what a count is of, as a condition names it."""
    match count:
        case FindingsCount():
            return "findings"
        case MetricsCount():
            return "metrics"
        case RecommendationsCount():
            return "recommendations"
        case JudgmentsCount():
            return "judgments"


def conditions(condition: Condition, steps: Steps = WHEN) -> Iterator[tuple[Condition, Steps]]:
    """Yield a condition and every condition inside it, each with the steps that lead to it, the outer ones first."""
    yield condition, steps
    if isinstance(condition, All | Any_):
        name = "all" if isinstance(condition, All) else "any"
        for n, part in enumerate(getattr(condition, name)):
            yield from conditions(part, (*steps, name, n))


def count_places(condition: Condition, steps: Steps = WHEN) -> Iterator[tuple[Count, Steps]]:
    """Yield every count of a condition with the steps that lead to it, in the order in which it is written."""
    for one, at in conditions(condition, steps):
        if not isinstance(one, All | Any_):
            (name,) = type(one).model_fields
            yield count_of(one), (*at, name)


def counts(condition: Condition) -> Iterator[Count]:
    """Yield every count of a condition, in the order in which it is written."""
    return (count for count, _ in count_places(condition))


def _holds_by_metrics_alone(condition: Condition) -> bool:
    """Whether the condition can hold with no finding, recommendation or judgment, whatever the metrics are."""
    match condition:
        case All():
            return all(_holds_by_metrics_alone(part) for part in condition.all)
        case Any_():
            return any(_holds_by_metrics_alone(part) for part in condition.any)
        case Metrics():
            return True
        case _:
            bound = count_of(condition).bound
            return bound.value == 0 or not bound.from_below


class Basis(Model):
    """What a rule rests on."""

    kind: BasisKind = field(
        "Published by the inspectorate, inferred from what it published, or set by this project.", "inferred"
    )
    source: Text = field("Where from.", "Annex A")


class Rule(Model):
    """A condition, and the category that it supports or limits to."""

    model_config = stated(
        exactly_one("supports", "limits_to"),
        bars("supports", when=says("binding", "strict")),
        holds(
            "basis",
            {"properties": {"kind": {"const": "published"}}},
            "a strict limit has a published basis",
            when=says("binding", "strict"),
        ),
    )

    id: Id = field("Short name of the rule, unique in the framework.", "q4.response.good")
    question: Id = field("Graded question that the rule is about.", "q4.response", vocabulary="graded_questions")
    supports: Id | None = field(
        "Category that the question reaches if the condition holds.", "good", vocabulary="categories", default=None
    )
    limits_to: Id | None = field(
        "Category that the question cannot pass if the condition holds.",
        "requires_improvement",
        vocabulary="categories",
        default=None,
    )
    binding: Binding = field(
        "Whether people may depart from the limit (presumptive) or never (strict, with a published basis).",
        "presumptive",
        default="presumptive",
    )
    because: Text = field("Why, in plain words; the engine adds what it observed.", "a cause of concern stands")
    basis: Basis = field("What the rule rests on.", {"kind": "project", "source": "Annex A"})
    when: Condition = field("The condition.", {"findings": {"shows": "strength", "at_least": 2}})

    @property
    def effect(self) -> Literal["supports", "limits_to"]:
        """Whether the rule supports a category or limits to it."""
        return "limits_to" if self.supports is None else "supports"

    @property
    def category(self) -> str:
        """Id of the category that the rule supports or limits to."""
        return self.supports or self.limits_to or ""

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if (self.supports is None) == (self.limits_to is None):
            yield Fault(
                "PG406",
                "a rule either supports a category or limits to one",
                "write one of 'supports' and 'limits_to'",
                "limits_to",
            )
            return
        if self.binding == "strict" and (self.supports is not None or self.basis.kind != "published"):
            yield Fault(
                "PG407",
                "only a limit with a published basis is strict",
                "write 'binding: presumptive', or name what the inspectorate published as the basis",
                "binding",
            )
        placed = list(count_places(self.when, ("when",)))
        for count, steps in placed:
            if (count.good == count.bound.from_below) != (self.effect == "supports"):
                yield Fault("PG408", *_direction(self.effect, count), (*steps, count.bound.name))
        metrics = next((steps for count, steps in placed if isinstance(count, MetricsCount)), None)
        if metrics is not None and _holds_by_metrics_alone(self.when):
            other = "a count of findings, recommendations or judgments that must be reached"
            joined = f"put the condition under 'all', and beside it {other}"
            yield Fault(
                "PG409",
                "metrics alone would decide: the condition can hold with no finding, recommendation or judgment",
                f"add to 'all' {other}" if isinstance(self.when, All) else joined,
                metrics,
            )


def _direction(effect: str, count: Count) -> tuple[str, str]:
    subject = "what is good" if count.good else "what is bad"
    rule = "a rule that supports" if effect == "supports" else "a rule that limits"
    wanted = "below" if count.good == (effect == "supports") else "above"
    other = (
        count.bound.name.replace("at_least", "at_most")
        if wanted == "above"
        else count.bound.name.replace("at_most", "at_least")
    )
    return (
        f"in {rule}, {subject} is bounded from {wanted}, and '{count.bound.name}' bounds it from the other side",
        f"write '{other}' with the number that is meant",
    )


RuleFile = tuple[Rule, ...]


class ScaleCategory(Model):
    """One judgment category of the scale."""

    id: Id = field("Short name.", "requires_improvement")
    title: Name = field("Name as readers see it.", "Requires improvement")
    points: NotNegative = field("Points for frameworks that add them up; more for a better category.", 2)
    considers: Text | None = field(
        "What the inspectorate considers in applying it, in your own words.",
        "What the force achieves has weaknesses.",
        default=None,
    )


class Word(Model):
    """One word of a vocabulary."""

    id: Id = field("Short name, used in files.", "focus_group")
    title: Name = field("Name as readers see it.", "Focus group of officers and staff")


class Unit(Word):
    """A unit of measurement."""

    per: Annotated[int, Field(ge=1)] | None = field(
        "For a rate or percentage: how many of the base it is counted on.", 1000, default=None
    )
    counted: bool = field("Whether a figure in this unit is exact as printed.", True, default=False)
    most: NotNegative | None = field(
        "Largest figure that there can be in this unit, where there is one; changes may pass it.", 100, default=None
    )


class ComparatorWord(Word):
    """Something that figures are set beside."""

    earlier: bool = field("Whether it is the same subject at an earlier time.", True, default=False)
    nearest: Id | None = field(
        "Comparator whose figure comes nearest, for words about this one where no figure of it is there.",
        "england_and_wales",
        default=None,
    )


class RecommendationType(Word):
    """What the inspectorate calls one type of its recommendations, and what must go with it."""

    rests_on_findings: bool = field("Whether each must arise from findings.", True, default=False)
    addressed_by: Id | None = field(
        "Type of recommendation of which at least one must say how each is to be addressed.",
        "recommendation",
        default=None,
    )


class Measure(Word):
    """Something that is measured."""

    unit: Id = field("Its unit.", "percent")
    is_change: bool = field(
        "Whether the figure says how much something rose or fell, and so may be below nought.", True, default=False
    )
    better: Literal["lower", "higher", "neither"] = field("Which way is better for the public, if either.", "lower")
    similar_within: NotNegative = field(
        "Difference from a comparator, in the unit, up to which the two are similar.", 1
    )


class Question(Model):
    """A question of the tree with the questions below it."""

    id: Id = field("Short name, used in files.", "q4.response")
    title: Name = field(
        "The question as the inspectorate asks it.",
        "How effectively does the force respond to serious and organised crime?",
    )
    short: Name | None = field("A few words for tables.", "Response", default=None)
    graded: bool = field("Whether it is judged; others are context only.", True)
    judged_by: JudgedBy = field(
        "Whether the rules judge it, or people alone: then no rule is about it, and it is open until they have.",
        "rules",
        default="rules",
    )
    working_view: bool = field(
        "Whether its judgment is a working view that the inspectorate does not publish.", True, default=False
    )
    topics: tuple[Word, ...] = field(
        "Finer headings inside the question.",
        [{"id": "frontline_awareness", "title": "Awareness among frontline staff"}],
        default=(),
    )
    parts: tuple[Question, ...] = field("Questions below it.", [], default=())

    @property
    def name(self) -> str:
        """A few words for tables: the short name, or the title."""
        return self.short or self.title

    @property
    def by_people(self) -> bool:
        """Whether it is judged, and by people alone."""
        return self.graded and self.judged_by == "people"

    @property
    def graded_parts(self) -> tuple[Question, ...]:
        """The graded questions directly below."""
        return tuple(part for part in self.parts if part.graded)

    def walk(self) -> Iterator[Question]:
        """Yield this question and everything below it, parents first."""
        yield self
        for part in self.parts:
            yield from part.walk()


class FrameworkSource(Model):
    """A published text that the framework is drawn from."""

    title: Name = field("Its title.", "PEEL: Police effectiveness 2015, Annex A")
    publisher: Name | None = field("Who published it.", "HMIC", default=None)
    url: Text | None = field("Where it can be read.", "https://www.example.org/annex-a", default=None)


Cost = Annotated[int, Field(ge=1)]


class ByExtent(Model):
    """What it costs to put right a weakness, by how far it reaches."""

    isolated: Cost = field("Where it is isolated.", 1)
    partial: Cost = field("Where it is partial.", 2)
    widespread: Cost = field("Where it is widespread.", 3)


class Remedies(Model):
    """What it costs to put right a weakness, by its weight."""

    minor: ByExtent = field("A minor one.", {"isolated": 1, "partial": 1, "widespread": 2})
    moderate: ByExtent = field("A moderate one.", {"isolated": 1, "partial": 2, "widespread": 3})
    major: ByExtent = field("A major one.", {"isolated": 2, "partial": 4, "widespread": 6})


class Extensions(Model):
    """What it costs to extend a practice across the force, by how far it reaches now."""

    isolated: Cost = field("From one place, operation or case.", 3)
    partial: Cost = field("From some, or one category among several.", 2)


class MetRecommendation(Model):
    """What it costs to meet a recommendation of one type."""

    type: Id = field("The type.", "cause_of_concern", vocabulary="recommendation_types")
    cost: Cost = field("What it costs.", 8)


class Improvements(Model):
    """What a force can really change, and what each change costs: units of effort, to be set against each other only.

    A type of recommendation that is not named cannot be met by the force alone.
    """

    weakness_remedied: Remedies = field(
        "A weakness is put right.",
        {
            "minor": {"isolated": 1, "partial": 1, "widespread": 2},
            "moderate": {"isolated": 1, "partial": 2, "widespread": 3},
            "major": {"isolated": 2, "partial": 4, "widespread": 6},
        },
    )
    practice_extended: Extensions = field(
        "A strength that is isolated or partial becomes widespread.", {"isolated": 3, "partial": 2}
    )
    recommendation_met: tuple[MetRecommendation, ...] = field(
        "A recommendation is met, or a cause of concern closed.", [{"type": "cause_of_concern", "cost": 8}], default=()
    )


class ComparedQuestion(Model):
    """A question of the framework beside one of another."""

    question: Id = field("The question here.", "q1", vocabulary="questions")
    beside: Id = field("The question there.", "reducing_crime")
    note: Text | None = field("What to bear in mind.", "The scope was narrower.", default=None)


class NotCompared(Model):
    """A question of the framework that nothing in another can be set beside."""

    question: Id = field("The question here.", "effectiveness", vocabulary="questions")
    reason: Text = field("Why not.", "No overall judgment was given before.")


class Comparability(Model):
    """What of the framework can be set beside another framework or an earlier year, and what cannot.

    Only what is declared can be compared; a question that is named nowhere cannot.
    """

    framework: Id = field("Id of the other framework.", "hmic-crime-inspection-2014")
    title: Name = field("Its name as readers see it.", "Crime inspection 2014")
    comparable: tuple[ComparedQuestion, ...] = field(
        "Questions that can be set beside each other.", [{"question": "q1", "beside": "reducing_crime"}], default=()
    )
    not_comparable: tuple[NotCompared, ...] = field(
        "Questions that cannot, and why.",
        [{"question": "effectiveness", "reason": "No overall judgment was given before."}],
        default=(),
    )
    source: Text | None = field("Where this is said.", "Force reports of 2015, overall judgment", default=None)


class Intended(Model):
    """An objection that the proofs about the rules raise, and that is meant to be so.

    It silences the objections of its kind to one rule, or to a question; with `and_below` also to everything below it.
    """

    model_config = stated(
        exactly_one("question", "rule"),
        holds("and_below", {"const": False}, "nothing lies below a rule", when=has("rule")),
        holds("objection", {"const": "unreachable"}, "'category' goes with unreachable", when=has("category")),
        holds("objection", {"enum": ["jump", "backwards"]}, "'by' goes with jump and backwards", when=has("by")),
    )

    objection: ObjectionKind = field("What the proofs object to.", "jump")
    question: Id | None = field("Question that it is about.", "q3.safeguarding", vocabulary="questions", default=None)
    and_below: bool = field("Whether it is also about every question below.", True, default=False)
    rule: Id | None = field("Rule that it is about.", "q3.safeguarding.concern", default=None)
    category: Id | None = field(
        "Category that is meant to be out of reach; any where none is named.",
        "outstanding",
        vocabulary="categories",
        default=None,
    )
    by: Mover | None = field("What is meant to move it so; any where none is named.", "recommendation", default=None)
    reason: Text = field("Why it is meant to be so.", "A cause of concern is to weigh more than anything beside it.")

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if (self.question is None) == (self.rule is None):
            yield Fault(
                "PG410", "it is about a question or about a rule", "write one of 'question' and 'rule'", "objection"
            )
        if self.and_below and self.question is None:
            yield Fault("PG410", "nothing lies below a rule", "take 'and_below' out, or name a question", "and_below")
        for key, kinds in (("category", ("unreachable",)), ("by", ("jump", "backwards"))):
            if getattr(self, key) is not None and self.objection not in kinds:
                told = " and ".join(f"'{kind}'" for kind in kinds)
                yield Fault("PG410", f"'{key}' goes with the objection {told}", f"take '{key}' out", key)
        if not self.reason.strip(". \u2026"):
            yield Fault(
                "PG410", f"'{self.reason}' is no reason", "say why it is meant to be so, for whoever reads it", "reason"
            )


class Framework(Model):
    """The file framework.yaml: scale, tree of questions, vocabulary."""

    id: Id = field("Short name; the name of its folder.", "peel-effectiveness-2015")
    title: Name = field("Name as readers see it.", "PEEL effectiveness 2015")
    inspectorate: Name = field("Whose methodology it is.", "HMIC")
    version: Name = field("Version of this description; put it in quotes.", "1.0")
    about: Text | None = field("What it covers, for the reader.", "How effective a police force is.", default=None)
    sources: tuple[FrameworkSource, ...] = field(
        "Published texts that it is drawn from.", [{"title": "Annex A"}], default=()
    )
    scale: Annotated[tuple[ScaleCategory, ...], Field(min_length=2)] = field(
        "Judgment categories, worst first.",
        [{"id": "not_met", "title": "Not met", "points": 1}, {"id": "met", "title": "Met", "points": 2}],
    )
    baseline: Id = field("Category from which a question starts.", "requires_improvement")
    minimum_evidence: Annotated[int, Field(ge=1)] = field(
        "Counted findings and recommendations that a sub-question needs to be settled.", 2
    )
    questions: Question = field(
        "The overall question with everything below it.",
        {"id": "effectiveness", "title": "How effective is the force?", "graded": True},
    )
    methods: tuple[Word, ...] = field(
        "Ways of gathering evidence.", [{"id": "focus_group", "title": "Focus group"}], default=()
    )
    groups_at_risk: tuple[Word, ...] = field(
        "Groups that may be at risk of serious harm.", [{"id": "children", "title": "Children"}], default=()
    )
    recommendation_types: tuple[RecommendationType, ...] = field(
        "What the inspectorate calls its recommendations.",
        [{"id": "cause_of_concern", "title": "Cause of concern"}],
        default=(),
    )
    comparators: tuple[ComparatorWord, ...] = field(
        "What figures are set beside.", [{"id": "england_and_wales", "title": "England and Wales"}], default=()
    )
    units: tuple[Unit, ...] = field(
        "Units of measurement.", [{"id": "percent", "title": "per cent", "per": 100}], default=()
    )
    measures: tuple[Measure, ...] = field(
        "What is measured.",
        [
            {
                "id": "victim_satisfaction",
                "title": "Victims satisfied",
                "unit": "percent",
                "better": "higher",
                "similar_within": 1,
            }
        ],
        default=(),
    )
    improvements: Improvements | None = field(
        "What a force can really change, and what each change costs.",
        {
            "weakness_remedied": {
                "minor": {"isolated": 1, "partial": 1, "widespread": 2},
                "moderate": {"isolated": 1, "partial": 2, "widespread": 3},
                "major": {"isolated": 2, "partial": 4, "widespread": 6},
            },
            "practice_extended": {"isolated": 3, "partial": 2},
            "recommendation_met": [{"type": "cause_of_concern", "cost": 8}],
        },
        default=None,
    )
    comparability: tuple[Comparability, ...] = field(
        "What can be set beside other frameworks and earlier years.",
        [{"framework": "hmic-crime-inspection-2014", "title": "Crime inspection 2014"}],
        default=(),
    )
    intended: tuple[Intended, ...] = field(
        "Objections of the proofs about the rules that are meant to be so, each with its reason.",
        [{"objection": "jump", "question": "q3", "reason": "A cause of concern is to weigh more than anything else."}],
        default=(),
    )


def vocabulary(framework: Framework) -> dict[str, dict[str, str]]:
    """Return the words of each vocabulary that the framework declares, in its order, with what each is called."""
    questions = tuple(framework.questions.walk())
    words: dict[str, Iterable[Question | Word | ScaleCategory]] = {
        "questions": questions,
        "graded_questions": (question for question in questions if question.graded),
        "topics": (topic for question in questions for topic in question.topics),
        "categories": framework.scale,
        "methods": framework.methods,
        "groups_at_risk": framework.groups_at_risk,
        "recommendation_types": framework.recommendation_types,
        "comparators": framework.comparators,
        "units": framework.units,
        "measures": framework.measures,
    }
    return {name: {word.id: word.title for word in listed} for name, listed in words.items()}


@dataclass(frozen=True)
class Rulebook:
    """A framework with its rules, looked up by question. The order of the rules carries no meaning."""

    framework: Framework
    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, framework: Framework, rules: Iterable[Rule]) -> Self:
        """Sort the rules by id around the framework."""
        return cls(framework, tuple(sorted(rules, key=lambda rule: rule.id)))

    def __getstate__(self) -> dict[str, object]:
        """Copy and pickle the framework and the rules; what is worked out from them is worked out again."""
        return {"framework": self.framework, "rules": self.rules}

    @cached_property
    def _by_question(self) -> Mapping[str, tuple[Rule, ...]]:
        grouped: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            grouped[rule.question] = (*grouped.get(rule.question, ()), rule)
        return grouped

    @cached_property
    def scale(self) -> Scale:
        """The judgment categories, worst to best."""
        listed = enumerate(self.framework.scale)
        return Scale(tuple(Category(self.framework.id, rank, c.id, c.title, Fraction(c.points)) for rank, c in listed))

    @cached_property
    def baseline(self) -> Category:
        """The category from which a question starts."""
        return self.scale[self.framework.baseline]

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by id, in tree order, parents first."""
        return {question.id: question for question in self.framework.questions.walk()}

    @cached_property
    def parents(self) -> Mapping[str, str | None]:
        """The id of the question above each question; None above the overall one."""
        above: dict[str, str | None] = {self.framework.questions.id: None}
        for question in self.questions.values():
            above.update({part.id: question.id for part in question.parts})
        return above

    @cached_property
    def below(self) -> Mapping[str, frozenset[str]]:
        """The ids of each question and everything below it."""
        return {question.id: frozenset(part.id for part in question.walk()) for question in self.questions.values()}

    def above(self, question: str) -> tuple[str, ...]:
        """Return a question and every question above it, from the bottom up."""
        found = [question]
        while (parent := self.parents[found[-1]]) is not None:
            found.append(parent)
        return tuple(found)

    def counted_of(self, question: str, count: JudgmentsCount) -> tuple[str, ...]:
        """Return the questions whose judgments a count at a question is about: its graded parts, or those it names."""
        if isinstance(count.of, str):
            return tuple(part.id for part in self.questions[question].graded_parts)
        return tuple(dict.fromkeys(count.of))  # a judgment that is named twice is one

    def inherited(self, own: Mapping[str, V]) -> dict[str, V]:
        """Return what each question has: its own, else that of the nearest question above; nothing where none has any."""
        found: dict[str, V] = {}
        for question, above in self.parents.items():  # parents first
            if question in own:
                found[question] = own[question]
            elif above in found:
                found[question] = found[above]
        return found

    def core(self, question: str) -> str:
        """Return the core question that a question is or lies below; of the overall question, itself."""
        above = self.parents[question]
        return question if above is None or self.parents[above] is None else self.core(above)

    def file_of(self, core: str) -> str:
        """Return the name of a file for the evidence on a core question, such as q1-prevention.yaml."""
        short = re.sub(r"[^a-z0-9]+", "-", self.questions[core].name.lower()).strip("-")[:40]
        return f"{core}-{short}.yaml"

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Every measure by id."""
        return {measure.id: measure for measure in self.framework.measures}

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """Every unit by id."""
        return {unit.id: unit for unit in self.framework.units}

    @cached_property
    def comparators(self) -> Mapping[str, ComparatorWord]:
        """Every comparator by id."""
        return {comparator.id: comparator for comparator in self.framework.comparators}

    @cached_property
    def recommendation_types(self) -> Mapping[str, RecommendationType]:
        """Every type of recommendation by id."""
        return {kind.id: kind for kind in self.framework.recommendation_types}

    def rules_of(self, question: str) -> tuple[Rule, ...]:
        """Return the rules that judge a question, sorted by id; none where people judge it."""
        return () if self.questions[question].by_people else self._by_question.get(question, ())


def fieldwork_statuses(record: InspectionRecord, rulebook: Rulebook) -> dict[str, FieldworkStatus]:
    """Return the fieldwork status of every question: its own, else that of the nearest question above that has one.

    Where nothing is said, fieldwork is in progress.
    """
    given = {known.question: known.status for known in record.questions if known.status is not None}
    return rulebook.inherited({rulebook.framework.questions.id: "in_progress", **given})


def waived_questions(record: InspectionRecord, rulebook: Rulebook) -> frozenset[str]:
    """Return the questions for which the minimum of evidence is waived."""
    if record.waiver is None:
        return frozenset()
    named = record.waiver.questions or (rulebook.framework.questions.id,)
    return frozenset(question for name in named for question in rulebook.below[name])
