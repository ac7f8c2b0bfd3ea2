"""What an inspection is made of: findings, metrics, recommendations, and the record around them.

These models are the one source of the file formats: they generate the JSON Schemas in ``schemas/`` and parse the
files. Words that a framework declares (questions, topics, measures and so on) are plain text here; the schema of a
framework fills its vocabulary in where a field carries ``x-vocabulary``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  # fields are named 'date'
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from peelgrade.codings import Coding, coding, difference
from peelgrade.keys import bars, exactly_one, has, holds, needs, says, some, stated, together

# What the words mean to the coder: shown where they are asked for, and by editors.
SHOWS = {"strength": "it speaks for the force", "weakness": "it speaks against the force"}
WEIGHT = {
    "minor": "only hoped for, a side matter, level with others, or already put right",
    "moderate": "neither minor nor major",
    "major": "people protected from serious harm or left open to it, or it alone answers the question",
}
GROUND = {
    "serious_harm": "people protected from serious harm, or left open to it",
    "core": "it alone answers the question",
}
EXTENT = {
    "isolated": "few, one place, operation or case",
    "partial": "some, not yet consistent, one category among several",
    "widespread": "all or most, or one system, unit or policy for the whole force",
}
STANDING = {
    "observed": "by inspectors, in cases or in data",
    "reported": "by staff or partners",
    "force_claim": "the force says so (recorded, not counted)",
    "expected": "expected of a plan (recorded, not counted)",
}
STATUS = {"open": "nothing done yet, or not known", "in_progress": "work has begun", "met": "done"}
BOUND = {
    "exact": "as printed",
    "about": "rounded by the source",
    "more_than": "the figure is higher than this",
    "less_than": "the figure is lower than this",
}
READ = {"exact": "", "about": "about ", "more_than": "more than ", "less_than": "less than "}  # before a figure
FIELDWORK = {
    "complete": "every item that there will be is here",
    "in_progress": "more evidence may come, so judgments may still move",
    "not_inspected": "it is not judged, and can have no evidence",
}
STAGE = {
    "team": "the team that inspected",
    "inspector": "the inspector who answers for it",
    "panel": "the moderation panel",
    "factual_accuracy": "after the force has checked the draft",
    "final": "the last word before it is published",
}
OUTCOME = {
    "confirmed": "the computed judgment stands",
    "changed": "people depart from the computed judgment",
    "judged": "people judge a question that no rule judges",
    "referred_back": "no judgment yet: more work is asked for",
}
CHALLENGE = {
    "error": "what is said is wrong",
    "incomplete": "something that matters is left out",
    "out_of_date": "it was so, and was not so any more at the time of fieldwork",
    "disputes_judgment": "the judgment is disputed, not a fact",
}
RESPONSE = {
    "open": "not answered yet",
    "accepted": "the item was amended or withdrawn as the force asks",
    "partly_accepted": "the item was amended, and not all that the force asks",
    "rejected": "the item stands as it is",
}


@dataclass(frozen=True, eq=False)
class Means:
    """Has the schema say what each word of a choice means."""

    words: Mapping[str, str]

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        made = handler(core)
        return {**made, "enumDescriptions": [self.words[word] for word in made["enum"]]}


Shows = Annotated[Literal["strength", "weakness"], Means(SHOWS)]
Weight = Annotated[Literal["minor", "moderate", "major"], Means(WEIGHT)]
Extent = Annotated[Literal["isolated", "partial", "widespread"], Means(EXTENT)]
Standing = Annotated[Literal["observed", "reported", "force_claim", "expected"], Means(STANDING)]
Ground = Annotated[Literal["serious_harm", "core"], Means(GROUND)]
Attribution = Literal["inspectorate", "force", "staff", "partners"]
Bound = Annotated[Literal["exact", "about", "more_than", "less_than"], Means(BOUND)]
Stated = Literal["lower", "similar", "higher"]
RecommendationStatus = Annotated[Literal["open", "in_progress", "met"], Means(STATUS)]
FieldworkStatus = Annotated[Literal["complete", "in_progress", "not_inspected"], Means(FIELDWORK)]
Stage = Annotated[Literal["team", "inspector", "panel", "factual_accuracy", "final"], Means(STAGE)]
Outcome = Annotated[Literal["confirmed", "changed", "judged", "referred_back"], Means(OUTCOME)]
ChallengeGround = Annotated[Literal["error", "incomplete", "out_of_date", "disputes_judgment"], Means(CHALLENGE)]
Response = Annotated[Literal["open", "accepted", "partly_accepted", "rejected"], Means(RESPONSE)]

WEIGHTS: tuple[Weight, ...] = ("minor", "moderate", "major")
EXTENTS: tuple[Extent, ...] = ("isolated", "partial", "widespread")
COUNTED_STANDINGS: frozenset[Standing] = frozenset({"observed", "reported"})

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
LONGEST_ID = 64  # characters
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=LONGEST_ID)]
Text = Annotated[str, StringConstraints(pattern=r"\S")]
Name = Annotated[str, StringConstraints(pattern=r"\S", max_length=500)]  # such as a title or a heading
Figure = Annotated[Decimal, WithJsonSchema({"type": "number"})]


def _title(name: str, _info: object) -> str:
    return name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Fault:
    """Something wrong inside a record: problem code, what is wrong, what to write instead, and where to show it.

    `key` is a key of the record, or the steps that lead to one further inside.
    """

    code: str
    message: str
    help: str
    key: str | tuple[str | int, ...] = ""

    @property
    def steps(self) -> tuple[str | int, ...]:
        """The keys and indices that lead to the place."""
        return (self.key,) if isinstance(self.key, str) else self.key


class Model(BaseModel):
    """A frozen value that refuses unknown fields and silent conversions."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", field_title_generator=_title, defer_build=True)

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it, beyond what a schema can say."""
        yield from ()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:  # noqa: ARG002  # pydantic's signature; everything inside is frozen
        """Return a copy with other values, held to the same rules as what a file says."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate({**fields, **(update or {})})

    @model_validator(mode="after")
    def _sound(self) -> Self:
        found = tuple(self.faults())
        if found:
            # one error carries them all, so that a record with two faults is told of both
            raise PydanticCustomError(
                "faults", "{told}", {"told": "; ".join(one.message for one in found), "faults": found}
            )
        return self


def field(description: str, *examples: Any, vocabulary: str | None = None, default: Any = ...) -> Any:  # noqa: ANN401  # a pydantic field stands for a value of any type
    """Describe a field for the schema, with examples and, where a framework declares its words, their vocabulary."""
    extra: JsonDict | None = {"x-vocabulary": vocabulary} if vocabulary else None
    info: FieldInfo = Field(default, description=description, examples=list(examples), json_schema_extra=extra)
    return info


class Source(Model):
    """Where a statement or figure stands: document, section heading, paragraph."""

    document: Id = field("Id of a document that inspection.yaml lists.", "hmic-2015-kent-effectiveness")
    section: Name | None = field("Heading under which it stands, as the document has it.", "Introduction", default=None)
    paragraph: Annotated[int, Field(ge=1)] | None = field(
        "Number of the paragraph below that heading, counted from 1; a list item counts as its paragraph.",
        6,
        default=None,
    )
    page: Annotated[int, Field(ge=1)] | None = field("Page number, where the document has pages.", 31, default=None)
    figure: Name | None = field(
        "Figure or table that holds it, where it is not in a paragraph.", "Figure 4", default=None
    )

    def __str__(self) -> str:
        parts = [self.section and f"“{self.section}”", self.figure, self.paragraph and f"paragraph {self.paragraph}"]
        parts.append(self.page and f"page {self.page}")
        return ", ".join(str(part) for part in parts if part) or self.document


Sources = Annotated[tuple[Source, ...], Field(min_length=1)]


class _Item(Model):
    """What every item of evidence has."""

    id: Id = field("Short name of the item, unique in the whole inspection.", "F401")
    question: Id = field(
        "Question that the item bears on; the sub-question where it is known.", "q4.response", vocabulary="questions"
    )
    topic: Id | None = field(
        "Finer heading inside the question.", "frontline_awareness", vocabulary="topics", default=None
    )
    sources: Sources = field(
        "Places that the item rests on; one is enough, every place is better.", [{"document": "notes", "paragraph": 6}]
    )
    methods: tuple[Id, ...] = field(
        "How the evidence was gathered, where the source says so; leave it out otherwise.",
        ["interview"],
        vocabulary="methods",
        default=(),
    )
    observed: Day | None = field("Day on which inspectors saw or heard it.", "2015-10-14", default=None)
    coded_by: Name | None = field("Person who coded the item.", "A. Inspector", default=None)
    checked_by: Name | None = field("Person who checked the coding.", "B. Inspector", default=None)
    note: Text | None = field(
        "Remark of the coder on a doubt or a choice; never read by the engine.", "Heading is ambiguous.", default=None
    )
    withdrawn: bool = field(
        "Whether it was taken back after a challenge; it stays recorded and is not counted.", True, default=False
    )


class Refers(Model):
    """What a finding says of a metric, so that words and figures can be held against each other."""

    metric: Id = field("Id of the metric that the finding speaks of.", "M203")
    says: Stated = field("How the finding says that the figure stands to the comparator.", "similar")
    comparator: Id = field("Comparator that the finding names or means.", "england_and_wales", vocabulary="comparators")


_SOME_AT_RISK: JsonDict = {**has("at_risk"), "properties": {"at_risk": {"minItems": 1}}}


def _differs(doubt: str, key: str, words: Sequence[str]) -> Iterator[JsonDict]:
    for word in words:
        others: JsonDict = {"enum": [other for other in words if other != word]}
        yield holds(doubt, others, f"this repeats '{key}'", when=says(key, word))


class Finding(_Item):
    """One statement of what inspectors found: one practice, one group, one direction."""

    model_config = stated(
        needs("ground", when=says("weight", "major")),
        bars("ground", when=says("weight", "minor", "moderate", or_weight=("minor", "moderate"))),
        needs("ground", when=_SOME_AT_RISK),
        holds("ground", {"const": "serious_harm"}, "'at_risk' goes with serious_harm", when=_SOME_AT_RISK),
        _differs("or_weight", "weight", WEIGHTS),
        _differs("or_extent", "extent", EXTENTS),
    )

    kind: Literal["finding"] = field("A finding.", "finding")
    shows: Shows = field("Whether the statement speaks for the force or against it.", "weakness")
    weight: Weight = field("What follows if it is so, by the coding manual; never the tone.", "moderate")
    or_weight: Weight | None = field("Other weight that the coder was in doubt about.", "minor", default=None)
    ground: Ground | None = field(
        "Why a finding is major: serious harm to people, or it alone answers the question.",
        "serious_harm",
        default=None,
    )
    at_risk: tuple[Id, ...] = field(
        "Groups that are protected from serious harm, or left open to it.",
        ["children"],
        vocabulary="groups_at_risk",
        default=(),
    )
    extent: Extent = field("How much of the group that it could have been about is covered.", "widespread")
    or_extent: Extent | None = field("Other extent that the coder was in doubt about.", "partial", default=None)
    standing: Standing = field(
        "Whether it was observed (by inspectors, or in cases and data) or reported (by staff or partners), or is a claim of the force "
        "or expected of a plan; the last two are recorded and not counted.",
        "observed",
    )
    statement: Text = field(
        "What was found, in your own words.", "Many frontline officers know little of the groups in their area."
    )
    attribution: Attribution | None = field("Who says so, where the source names them.", "partners", default=None)
    part_of: Id | None = field(
        "Main finding that this one illustrates, repeats or remedies; a part is recorded and not counted alone.",
        "F401",
        default=None,
    )
    qualifies: Id | None = field("Finding that this one softens or limits.", "F410", default=None)
    refers: tuple[Refers, ...] = field(
        "Metrics that the statement speaks of.",
        [{"metric": "M203", "says": "similar", "comparator": "england_and_wales"}],
        default=(),
    )

    @property
    def counted(self) -> bool:
        """Whether rules count it: a main finding that was observed or reported."""
        return self.part_of is None and self.standing in COUNTED_STANDINGS

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if self.weight == "major" and self.ground is None:
            yield Fault(
                "PG301",
                "a major finding must say its ground",
                "add 'ground: serious_harm' or 'ground: core'; if neither is so, the weight is moderate",
                "weight",
            )
        if self.ground is not None and "major" not in {self.weight, self.or_weight}:
            yield Fault(
                "PG302", "only a major finding has a ground", "take 'ground' out, or make the weight major", "ground"
            )
        if self.at_risk and self.ground != "serious_harm":
            yield Fault(
                "PG303",
                "'at_risk' goes with the ground serious_harm",
                "take 'at_risk' out, or write 'ground: serious_harm'",
                "at_risk",
            )
        for name, given, doubt in (
            ("or_weight", self.weight, self.or_weight),
            ("or_extent", self.extent, self.or_extent),
        ):
            if doubt == given:
                yield Fault(
                    "PG304",
                    f"'{name}' repeats the code that was given",
                    f"take '{name}' out, or write the other code that was in doubt",
                    name,
                )
        if self.part_of == self.id:
            yield Fault(
                "PG305",
                "a finding cannot be part of itself",
                "name the main finding that it belongs to, or take 'part_of' out",
                "part_of",
            )


class Period(Model):
    """A span of days, both included."""

    start: Day = field("First day.", "2014-07-01")
    end: Day = field("Last day.", "2015-06-30")

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if self.end < self.start:
            yield Fault(
                "PG306",
                f"the period ends ({self.end}) before it starts ({self.start})",
                "swap the two dates, or correct the wrong one",
                "end",
            )


class Comparator(Model):
    """What a figure is set beside: a value, another metric, or a comparison stated in words."""

    model_config = stated(
        exactly_one("value", "metric", "stated"),
        together("rank", "ranked_from"),
    )

    comparator: Id = field("Name of the comparator.", "england_and_wales", vocabulary="comparators")
    value: Figure | None = field("Its figure, in the unit of the metric.", 25.6, default=None)
    metric: Id | None = field("Id of the metric that holds its figure.", "M214", default=None)
    stated: Stated | None = field(
        "How the metric stands to it, where the source gives no figure.", "lower", default=None
    )
    significant: bool | None = field("Whether the source calls the difference significant.", True, default=None)
    rank: Annotated[int, Field(ge=1)] | None = field(
        "Rank of the metric among those compared, counted from 'ranked_from'.", 1, default=None
    )
    ranked_from: Literal["lowest", "highest"] | None = field(
        "End from which the rank is counted.", "lowest", default=None
    )

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if sum(given is not None for given in (self.value, self.metric, self.stated)) != 1:
            yield Fault(
                "PG307",
                "a comparator has exactly one of 'value', 'metric' and 'stated'",
                "give its figure, or the id of the metric that holds it, or lower, similar or higher",
                "comparator",
            )
        if (self.rank is None) != (self.ranked_from is None):
            yield Fault(
                "PG308",
                "'rank' and 'ranked_from' go together",
                "write both, as in 'rank: 1' and 'ranked_from: lowest'",
                "rank",
            )


class SameBase(Model):
    """A rate and its count: all metrics that name one base must be explained by one size of it."""

    count: Id | None = field(
        "Id of the metric that holds the count; leave it out where the metric is the base itself.", "M210", default=None
    )
    base: Id = field("Name of the base that the counts are divided by.", "kent-offences")


class ShareOf(Model):
    """A percentage of a whole: some whole number of its members must explain it."""

    whole: Id = field("Id of the metric that holds the whole.", "M401")
    part: Id | None = field("Id of the metric that holds the part, where it is known.", "M402", default=None)


class Checks(Model):
    """Arithmetic that must hold within rounding."""

    sum_of: tuple[Id, ...] = field("Metrics that add up to this one.", ["M211", "M212"], default=())
    same_base: SameBase | None = field(
        "Count and base that give this rate.", {"count": "M210", "base": "kent-offences"}, default=None
    )
    share_of: ShareOf | None = field(
        "Whole, and part where known, that give this percentage.", {"whole": "M401"}, default=None
    )


@dataclass(frozen=True)
class Interval:
    """Values that a printed figure may stand for: low to high, either end boundless where None.

    `above` says that it is only above its low end, and `below` that it is only below its high one: neither belongs to it.
    """

    low: Fraction | None
    high: Fraction | None
    above: bool = False
    below: bool = False

    def __add__(self, other: Interval) -> Interval:
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(low, high, self.above or other.above, self.below or other.below)

    def meets(self, other: Interval) -> Interval | None:
        """Return what both intervals hold, or None if they have no value in common."""
        lows = [(one.low, one.above) for one in (self, other) if one.low is not None]
        highs = [(one.high, not one.below) for one in (self, other) if one.high is not None]
        low, above = max(lows, default=(None, False))
        high, reached = min(highs, default=(None, True))
        if low is not None and high is not None and (low > high or (low == high and (above or not reached))):
            return None
        return Interval(low, high, above, not reached)


class Metric(_Item):
    """One measured figure with its subject, unit, period, comparators and source."""

    model_config = stated(
        exactly_one("as_at", "period"),
        some("value", "comparators"),
        holds(
            "comparators",
            {"contains": has("stated")},
            "where there is no figure, one comparator says 'stated'",
            when={"not": has("value")},
        ),
    )

    kind: Literal["metric"] = field("A metric.", "metric")
    measure: Id = field("What is measured.", "organised_crime_groups", vocabulary="measures")
    subject: Id = field("Whom the figure is about: the id of the force, or a comparator.", "kent")
    value: Figure | None = field(
        "The figure, with the decimals that the source prints; left out where the source only compares.",
        73,
        default=None,
    )
    bound: Bound = field(
        "How to read the figure: exact (as printed), about, more than, less than.", "about", default="exact"
    )
    unit: Id = field("Unit of the figure.", "count", vocabulary="units")
    breakdown: tuple[Text, ...] = field(
        "Part of the measure that the figure covers, from the widest to the narrowest.",
        ["out of court", "formal"],
        default=(),
    )
    as_at: Day | None = field(
        "Day that the figure is as at; a metric has this or 'period'.", "2015-06-30", default=None
    )
    period: Period | None = field(
        "Days that the figure covers; a metric has this or 'as_at'.",
        {"start": "2014-07-01", "end": "2015-06-30"},
        default=None,
    )
    comparators: tuple[Comparator, ...] = field(
        "What the figure is set beside.", [{"comparator": "england_and_wales", "value": 63.0}], default=()
    )
    statement: Text | None = field(
        "What the figure is, in your own words, where the measure does not say it.",
        "Groups being disrupted, investigated or monitored.",
        default=None,
    )
    checks: Checks | None = field(
        "Arithmetic that ties the figure to others.", {"sum_of": ["M211", "M212"]}, default=None
    )

    @property
    def printed(self) -> str:
        """The figure with how to read it, such as 'about 73'; nothing where there is none."""
        return "" if self.value is None else f"{READ[self.bound]}{self.value}"

    @property
    def days(self) -> tuple[Day, Day] | None:
        """First and last day that the figure is about; None where neither is said."""
        if self.as_at is not None:
            return self.as_at, self.as_at
        return None if self.period is None else (self.period.start, self.period.end)

    def measured(self) -> tuple[Coding, tuple[int, ...]]:
        """Return its coding, and by how much the figure is above that of each comparator in it.

        The coding names each comparator with the power of ten that the number counts; None, and 0, where either figure
        is not exact or none is given.
        """
        exact = self.value if self.bound == "exact" else None
        pairs = ((exact, one.value) for one in self.comparators)
        apart = [None if own is None or other is None else difference(own, other) for own, other in pairs]
        powers = (None if one is None else one[1] for one in apart)
        beside = tuple(zip((one.comparator for one in self.comparators), powers, strict=True))
        known = {"question": self.question, "measure": self.measure, "beside": beside}
        return coding("metric", known), tuple(0 if one is None else one[0] for one in apart)

    def interval(self, *, counted: bool) -> Interval:
        """Return the values that the figure may stand for, in its unit; a metric without a figure may be anything.

        A counted figure is exact as printed; any other stands for half a unit of its last place either side; 'about'
        for one unit of its last digit that is not nought; 'more than' and 'less than' are open at one end.
        """
        if self.value is None:
            return Interval(None, None)
        value = Fraction(self.value)
        written = self.value.as_tuple()
        place = Fraction(10) ** int(written.exponent)
        match self.bound:
            case "more_than":
                return Interval(value, None, above=True)
            case "less_than":
                return Interval(None, value, below=True)
            case "about":
                digits = "".join(map(str, written.digits))
                step = place * 10 ** (len(digits) - len(digits.rstrip("0") or "0"))
                return Interval(value - step, value + step)
            case "exact":
                half = Fraction(0) if counted else place / 2
                return Interval(value - half, value + half)

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if (self.as_at is None) == (self.period is None):
            yield Fault(
                "PG309",
                "a metric has either 'as_at' or 'period'",
                "write the one day that it is as at, or the start and end of its period",
                "period",
            )
        if self.value is None and not any(comparator.stated for comparator in self.comparators):
            yield Fault(
                "PG315",
                "a metric without a figure must say how it compares",
                "add 'value:', or a comparator with 'stated: lower', 'similar' or 'higher'",
                "measure",
            )
        names = [comparator.comparator for comparator in self.comparators]
        for n, name in enumerate(names):
            if name in names[:n]:
                message = f"the comparator '{name}' is named twice"
                yield Fault("PG310", message, "keep one entry for each comparator", ("comparators", n, "comparator"))


class Recommendation(_Item):
    """An area for improvement, a recommendation or a cause of concern, and what became of it."""

    kind: Literal["recommendation"] = field("A recommendation of any type.", "recommendation")
    type: Id = field("What the inspectorate calls it.", "area_for_improvement", vocabulary="recommendation_types")
    status: RecommendationStatus = field("What became of it.", "open")
    as_of: Day | None = field("Day on which the status was so.", "2015-11-30", default=None)
    assessed_by: Name | None = field("Who assessed the status.", "HMIC", default=None)
    issued_in: Id | None = field(
        "Id of the document that issued it, where that is not the inspection's own report.",
        "hmic-2014-kent-crime",
        default=None,
    )
    issued: Day | None = field("Day on which it was issued.", "2014-11-27", default=None)
    statement: Text = field(
        "What the force should do, or what concerns the inspectorate, in your own words.",
        "Make neighbourhood teams better aware of organised crime groups.",
    )
    arises_from: tuple[Id, ...] = field("Findings that it arises from.", ["F401"], default=())
    addresses: tuple[Id, ...] = field(
        "Recommendations of another type, such as causes of concern, that it says how to address.",
        ["R402"],
        default=(),
    )
    superseded_by: Id | None = field(
        "Recommendation that stands in its place; a superseded one is recorded and not counted.", "R102", default=None
    )

    @property
    def counted(self) -> bool:
        """Whether rules count it: no later recommendation stands in its place."""
        return self.superseded_by is None

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if self.superseded_by == self.id:
            yield Fault(
                "PG311",
                "a recommendation cannot supersede itself",
                "name the later recommendation, or take 'superseded_by' out",
                "superseded_by",
            )


Item = Finding | Metric | Recommendation
EvidenceFile = tuple[Annotated[Item, Field(discriminator="kind")], ...]


class Force(Model):
    """The police force, or other body, that is inspected."""

    id: Id = field("Short name, used as the subject of its metrics.", "kent")
    name: Name = field("Its name.", "Kent Police")


class Document(Model):
    """A report or set of notes that evidence rests on."""

    id: Id = field("Short name, used by sources.", "hmic-2015-kent-effectiveness")
    title: Name = field("Its title.", "PEEL: Police effectiveness 2015 (Kent)")
    publisher: Name | None = field("Who published it.", "HMIC", default=None)
    published: Name | None = field("When it was published: a year, a month or a day.", "2015-12", default=None)
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = field(
        "Where it can be read.", "https://www.example.org/report", default=None
    )
    licence: Name | None = field(
        "Licence under which its facts are used.", "Open Government Licence v3.0", default=None
    )


class QuestionRecord(Model):
    """How one question was inspected; it holds for everything below unless a record there says otherwise."""

    question: Id = field("The question.", "q3", vocabulary="questions")
    status: FieldworkStatus | None = field(
        "Whether fieldwork is complete, in progress, or the question was not inspected.", "complete", default=None
    )
    fieldwork: Period | None = field(
        "First and last day of fieldwork.", {"start": "2015-06-01", "end": "2015-08-31"}, default=None
    )
    origin: Literal["this_report", "component_report", "earlier_cycle"] | None = field(
        "Where the inspection of this question was first reported.", "component_report", default=None
    )
    coverage: Literal["full", "summary"] | None = field(
        "Whether the sources here hold the whole of it or a summary.", "summary", default=None
    )
    document: Id | None = field(
        "Id of the document that reports it in full.", "hmic-2015-kent-vulnerability", default=None
    )
    note: Text | None = field("Remark for the reader.", "Only summarised in this report.", default=None)


class Waiver(Model):
    """Lowers the minimum of evidence to one item, for every sub-question or those below the named questions."""

    questions: tuple[Id, ...] = field(
        "Questions that it covers with everything below them; all where it names none.",
        ["q3"],
        vocabulary="questions",
        default=(),
    )

    reason: Text = field("Why fewer items are enough.", "The source is a summary.")
    by: Name | None = field("Person who decided it, with the role.", "A. Inspector, lead", default=None)
    date: Day | None = field("Day of the decision.", "2015-12-01", default=None)


class CarriedOver(Model):
    """A judgment that stands from an earlier inspection."""

    question: Id = field("The question.", "q3", vocabulary="graded_questions")
    judgment: Id = field("The judgment that stands.", "good", vocabulary="categories")
    inspection: Name = field("Inspection that reached it.", "PEEL effectiveness 2016")
    date: Day = field("Day on which it was reached or published.", "2017-03-02")
    reason: Text | None = field("Why it is carried over.", "The question was not inspected this year.", default=None)


class Decision(Model):
    """What people decided about a question at a stage."""

    model_config = stated(
        needs("judgment", when=says("outcome", "confirmed", "changed", "judged")),
        bars("judgment", when=says("outcome", "referred_back")),
        needs("departs_from", when=says("outcome", "changed")),
        bars("departs_from", when=says("outcome", "confirmed", "judged", "referred_back")),
    )

    question: Id = field("The question.", "q3", vocabulary="graded_questions")
    stage: Stage = field("Where it was decided.", "panel")
    outcome: Outcome = field("What was decided.", "changed")
    judgment: Id | None = field(
        "Judgment that was confirmed, changed to or reached.", "good", vocabulary="categories", default=None
    )
    departs_from: Id | None = field(
        "Computed judgment that a change departs from; the decision is stale when it is no longer that.",
        "requires_improvement",
        vocabulary="categories",
        default=None,
    )
    people: Annotated[tuple[Name, ...], Field(min_length=1)] = field(
        "Who decided, with their roles.", ["C. Chair, moderation panel"]
    )
    date: Day = field("Day of the decision.", "2015-12-10")
    reason: Text = field("Why.", "The panel weighed the scale of the challenge differently.")
    compared_with: tuple[Name, ...] = field("Other inspections that were compared.", ["essex-2015"], default=())
    evidence: tuple[Id, ...] = field("Items that the decision rests on.", ["F301"], default=())

    @property
    def decides(self) -> bool:
        """Whether its judgment is to stand: people depart from what is computed, or judge what no rule judges."""
        return self.outcome in {"changed", "judged"}

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if self.outcome == "referred_back" and self.judgment is not None:
            yield Fault(
                "PG312",
                "a question that is referred back has no judgment yet",
                "take 'judgment' out, or write 'outcome: changed'",
                "judgment",
            )
        if self.outcome != "referred_back" and self.judgment is None:
            yield Fault(
                "PG313",
                f"a decision with the outcome '{self.outcome}' must say the judgment",
                "add 'judgment:' with a category of the framework",
                "outcome",
            )
        if (self.outcome == "changed") != (self.departs_from is not None):
            yield Fault(
                "PG314",
                "'departs_from' goes with the outcome 'changed', and with no other",
                "for a change, add 'departs_from:' with the computed judgment that was departed from",
                "departs_from",
            )


Amendable = Literal["topic", "or_weight", "ground", "at_risk", "or_extent", "value", "statement"]


class Earlier(Model):
    """What an amended item said before: the attributes that were changed, as they were. The others stand in the item."""

    question: Id | None = field(
        "Question that it was coded under.", "q2.offenders", vocabulary="questions", default=None
    )
    topic: Id | None = field("Its topic.", "frontline_awareness", vocabulary="topics", default=None)
    shows: Shows | None = field("What it showed.", "weakness", default=None)
    weight: Weight | None = field("Its weight.", "major", default=None)
    or_weight: Weight | None = field("Other weight that was in doubt.", "moderate", default=None)
    ground: Ground | None = field("Its ground, where it was major.", "serious_harm", default=None)
    at_risk: tuple[Id, ...] | None = field("Groups at risk.", ["children"], vocabulary="groups_at_risk", default=None)
    extent: Extent | None = field("Its extent.", "widespread", default=None)
    or_extent: Extent | None = field("Other extent that was in doubt.", "partial", default=None)
    standing: Standing | None = field("Its standing.", "observed", default=None)
    status: RecommendationStatus | None = field("Status of a recommendation.", "open", default=None)
    value: Figure | None = field("Figure of a metric.", 6, default=None)
    statement: Text | None = field("Its statement.", "Few officers know of the scheme.", default=None)
    without: tuple[Amendable, ...] = field("Attributes that it did not have.", ["ground"], default=())

    @property
    def values(self) -> Mapping[str, Any]:
        """The attributes as they were; those that it did not have are empty."""
        said = {name: getattr(self, name) for name in type(self).model_fields if name != "without"}
        gone = {name: () if name == "at_risk" else None for name in self.without}
        return {name: value for name, value in said.items() if value is not None} | gone


_ANSWERED = says("response", "accepted", "partly_accepted", "rejected")
_NOT_ANSWERED: JsonDict = {"not": _ANSWERED}
_NOT_ACCEPTED: JsonDict = {"not": says("response", "accepted", "partly_accepted")}


class Challenge(Model):
    """What a force says is wrong with an item or a judgment when it checks the draft, and what came of it."""

    model_config = stated(
        exactly_one("item", "question"),
        bars("question", when=says("ground", "error", "incomplete", "out_of_date")),
        (needs(key, when=_ANSWERED) for key in ("reason", "people", "date")),
        bars("reason", "people", "date", when=_NOT_ANSWERED, told="an answer says 'response' as well"),
        bars("earlier", when=_NOT_ACCEPTED, told="only what was accepted amends an item"),
        bars("earlier", when=has("question")),
    )

    id: Id = field("Short name of the challenge, unique in the inspection.", "C1")
    item: Id | None = field("Item of evidence that is challenged.", "F320", default=None)
    question: Id | None = field(
        "Question whose judgment is disputed.", "q3", vocabulary="graded_questions", default=None
    )
    ground: ChallengeGround = field("What the force says is wrong.", "error")
    made: Day = field("Day on which it was made.", "2016-01-11")
    statement: Text = field(
        "What the force says, in your own words.", "The training had reached every team by October."
    )
    offered: tuple[Text, ...] = field("Evidence that the force offers.", ["Training records, October 2015"], default=())
    response: Response = field("What came of it.", "accepted", default="open")
    reason: Text | None = field("Why it was answered so.", "The records bear it out.", default=None)
    people: tuple[Name, ...] = field("Who decided, with their roles.", ["C. Chair, moderation panel"], default=())
    date: Day | None = field("Day of the answer.", "2016-01-20", default=None)
    earlier: Earlier | None = field(
        "What the item said before it was amended.", {"weight": "major", "ground": "serious_harm"}, default=None
    )

    @property
    def accepted(self) -> bool:
        """Whether the item was amended or withdrawn, as the force asks or in part."""
        return self.response in {"accepted", "partly_accepted"}

    @property
    def before(self) -> Mapping[str, Any]:
        """What was otherwise with the item before it was accepted: its earlier attributes, or that it was counted."""
        return {"withdrawn": False} if self.earlier is None else self.earlier.values

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if (self.item is None) == (self.question is None):
            help_ = "name the item of evidence, or for a judgment that is disputed the question"
            yield Fault("PG316", "a challenge is about one item or one question", help_, "ground")
        elif self.question is not None and self.ground != "disputes_judgment":
            help_ = "name the item that is wrong, or write 'ground: disputes_judgment'"
            yield Fault("PG316", "a fact that is challenged stands in an item, not in a question", help_, "question")
        yield from self._faults_of_answer()
        if self.earlier is not None and (not self.accepted or self.item is None):
            help_ = "take 'earlier' out, or write what was accepted of the item"
            yield Fault("PG318", "'earlier' goes with an item that was amended, and with no other", help_, "earlier")
        elif self.earlier is not None and not self.earlier.values:
            yield Fault("PG318", "'earlier' says nothing", "write what the item said before", "earlier")
        if self.date is not None and self.date < self.made:
            message = f"the answer is of {self.date}, before the challenge was made on {self.made}"
            yield Fault("PG319", message, "correct the day that is wrong", "date")

    def _faults_of_answer(self) -> Iterator[Fault]:
        given = {"reason": self.reason is not None, "people": bool(self.people), "date": self.date is not None}
        if self.response == "open":
            for key in (key for key, there in given.items() if there):
                help_ = "write 'response: accepted', 'partly_accepted' or 'rejected', or take the answer out"
                yield Fault("PG317", f"'{key}' is part of an answer, and the challenge is open", help_, key)
        else:
            for key in (key for key, there in given.items() if not there):
                help_ = f"add '{key}:', so that the force can be told who answered, when and why"
                yield Fault("PG317", f"an answer needs '{key}'", help_, "response")


class Published(Model):
    """A judgment that the inspectorate published; for comparison only, never read by the engine."""

    question: Id = field("The question.", "q1", vocabulary="graded_questions")
    judgment: Id = field("The published judgment.", "good", vocabulary="categories")
    sources: Sources = field(
        "Where it is published.", [{"document": "hmic-2015-kent-effectiveness", "section": "Summary of findings"}]
    )


class InspectionRecord(Model):
    """The file inspection.yaml: which force, framework, documents and fieldwork, and what people decided."""

    id: Id = field("Short name of the inspection; the name of its folder.", "kent-2015")
    force: Force = field("Force that is inspected.", {"id": "kent", "name": "Kent Police"})
    framework: Id = field("Framework by which it is judged.", "peel-effectiveness-2015")
    documents: Annotated[tuple[Document, ...], Field(min_length=1)] = field(
        "Documents that the evidence rests on.", [{"id": "notes", "title": "Field notes"}]
    )
    questions: Annotated[tuple[QuestionRecord, ...], Field(min_length=1)] = field(
        "How the questions were inspected; at least the overall one.",
        [{"question": "effectiveness", "status": "complete"}],
    )
    waiver: Waiver | None = field(
        "Waiver of the minimum of evidence.", {"reason": "The source is a summary."}, default=None
    )
    carried_over: tuple[CarriedOver, ...] = field("Judgments that stand from earlier inspections.", [], default=())
    decisions: tuple[Decision, ...] = field("Decisions, in the order in which they were taken.", [], default=())
    challenges: tuple[Challenge, ...] = field(
        "Challenges of the force to the factual accuracy of the draft.", [], default=()
    )
    cut_off: Day | None = field(
        "Last day of evidence: an item observed after it is recorded and not counted.", "2015-11-30", default=None
    )
    published: tuple[Published, ...] = field("Published judgments, for comparison only.", [], default=())

    @property
    def in_one_order(self) -> InspectionRecord:
        """The record with its entries in one order, whatever the order that they are written in.

        Decisions on one question stay in theirs, since the latest stands.
        """
        lists: dict[str, list[Any]] = {
            name: sorted(getattr(self, name), key=lambda one: one.id) for name in ("documents", "challenges")
        }
        for name in ("questions", "carried_over", "decisions", "published"):
            lists[name] = sorted(getattr(self, name), key=lambda one: one.question)  # a stable sort
        waiver = self.waiver and self.waiver.model_copy(update={"questions": tuple(sorted(self.waiver.questions))})
        return self.model_copy(update={"waiver": waiver, **{name: tuple(one) for name, one in lists.items()}})

    def counting(self, decision: Decision | None) -> int | None:
        """Return the position of a decision that counts, if one does: the last of those that say the same."""
        return max((n for n, one in enumerate(self.decisions) if one == decision), default=None)

    def accepted(self, item: str) -> tuple[Challenge, ...]:
        """Return the challenges of an item that were accepted, in their order."""
        return tuple(one for one in self.challenges if one.item == item and one.accepted)


@dataclass(frozen=True, eq=False)
class Counted:
    """The evidence that rules count: findings and recommendations with their codings, metrics with theirs and figures.

    Each kind is sorted by id. `ids` are those of the items. `figures` and `apart` have an entry for each metric (see
    `Metric.measured`).
    """

    items: tuple[Finding | Recommendation, ...]
    codings: tuple[Coding, ...]
    ids: tuple[str, ...]
    metrics: tuple[Metric, ...]
    figures: tuple[Coding, ...]
    apart: tuple[tuple[int, ...], ...]

    @property
    def size(self) -> int:
        """The number of items and metrics."""
        return len(self.codings) + len(self.figures)

    def without(self, questions: frozenset[str]) -> Counted:
        """Return the evidence that is not on the questions."""
        if not questions:
            return self
        items = [
            one for one in zip(self.items, self.codings, self.ids, strict=True) if one[0].question not in questions
        ]
        triples = zip(self.metrics, self.figures, self.apart, strict=True)
        metrics = [one for one in triples if one[0].question not in questions]
        findings, codings, ids = zip(*items, strict=True) if items else ((), (), ())
        figured, figures, apart = zip(*metrics, strict=True) if metrics else ((), (), ())
        return Counted(findings, codings, ids, figured, figures, apart)


@dataclass(frozen=True)
class Inspection:
    """One inspection with its evidence. The order of the items carries no meaning; they are kept sorted by id."""

    record: InspectionRecord
    findings: tuple[Finding, ...]
    metrics: tuple[Metric, ...]
    recommendations: tuple[Recommendation, ...]

    @classmethod
    def of(cls, record: InspectionRecord, items: Iterable[Item]) -> Self:
        """Sort the items by kind and id around the record."""
        ordered = sorted(items, key=lambda item: item.id)
        made = cls(
            record,
            tuple(item for item in ordered if isinstance(item, Finding)),
            tuple(item for item in ordered if isinstance(item, Metric)),
            tuple(item for item in ordered if isinstance(item, Recommendation)),
        )
        _ = made.counted, made.fieldwork  # laid out here, once, so that grading has only to count
        return made

    def counts(self, item: Item) -> bool:
        """Whether rules count an item: not what was withdrawn or came after the cut-off, nor figures of others."""
        own = item.subject == self.record.force.id if isinstance(item, Metric) else item.counted
        return own and not item.withdrawn and not self.is_late(item)

    def is_late(self, item: Item) -> bool:
        """Whether an item was observed after the cut-off."""
        cut_off = self.record.cut_off
        return cut_off is not None and item.observed is not None and item.observed > cut_off

    @property
    def published(self) -> Mapping[str, str]:
        """The published judgment of each question that has one: for comparison only, grading never reads it."""
        return {one.question: one.judgment for one in self.record.published}

    @cached_property
    def counted(self) -> Counted:
        """The evidence that rules count."""
        findings = tuple(item for item in self.findings if self.counts(item))
        recommendations = tuple(item for item in self.recommendations if self.counts(item))
        metrics = tuple(item for item in self.metrics if self.counts(item))
        coded = (
            *(coding("finding", vars(item)) for item in findings),
            *(coding("recommendation", vars(item)) for item in recommendations),
        )
        items: tuple[Finding | Recommendation, ...] = (*findings, *recommendations)
        measured = [metric.measured() for metric in metrics]
        figures, apart = zip(*measured, strict=True) if measured else ((), ())
        return Counted(items, coded, tuple(item.id for item in items), metrics, figures, apart)

    @cached_property
    def fieldwork(self) -> tuple[tuple[str, FieldworkStatus | None], ...] | None:
        """What the record says of each question, where it says nothing but how the fieldwork stands; else None."""
        record = self.record
        if record.waiver is not None or record.carried_over or record.decisions:
            return None
        return tuple((one.question, one.status) for one in record.questions)

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Every item by its id."""
        return {item.id: item for item in self.items}

    @cached_property
    def figures(self) -> Mapping[str, Metric]:
        """Every metric by its id."""
        return {metric.id: metric for metric in self.metrics}

    @cached_property
    def set_beside(self) -> frozenset[str]:
        """The ids of the metrics that hold figures which others are set beside."""
        named = (one.metric for metric in self.metrics for one in metric.comparators)
        return frozenset(name for name in named if name is not None)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item: findings, then metrics, then recommendations, each sorted by id."""
        return (*self.findings, *self.metrics, *self.recommendations)
