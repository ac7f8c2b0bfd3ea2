"""What a report says to one kind of reader, as plain values: the page, the Word document and paper show the same.

Everything is in words already, and nothing is escaped yet: whoever writes a page or a document does that. What a reader
is not to see is not in the report at all, so that no writer of it can let it slip.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from peelgrade.evidence import Extent, Shows, Weight
from peelgrade.scale import Category

Audience = Literal["team", "debrief", "panel", "force", "public"]
Stands = Literal["better", "similar", "worse", "lower", "higher", "open"]
"""How a figure stands to another: lower and higher where neither is better, open where the figures do not say it."""


@dataclass(frozen=True)
class Told:
    """A line of an explanation, how strongly it is said, and what is told under it."""

    text: str
    weight: Literal["strong", "plain", "faint"] = "plain"
    parts: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where something is said: the title of a document, the place inside, and its address in the web where it has one.

    `file` is where it stands among the files of evidence, as in 'kent-2015/q4.yaml:88', with the first place of
    an item; empty for readers who do not work with them.
    """

    document: str
    where: str
    url: str = ""
    file: str = ""


@dataclass(frozen=True)
class Judged:
    """How a question stands, in words and as the categories that it lies between (None: nothing is judged).

    `computed`, `decided` and `published` are in words, and empty where there is nothing to say: of a question that only
    the rules judge, `decided` is. `differs` says whether what is published is another judgment than what stands.
    """

    words: str
    low: Category | None = None
    high: Category | None = None
    computed: str = ""
    decided: str = ""
    published: str = ""
    differs: bool = False
    stale: str = ""

    @property
    def settled(self) -> Category | None:
        """The one category that it is; None where nothing is judged, or it is still open between several."""
        return self.low if self.low == self.high else None


@dataclass(frozen=True)
class Finding:
    """A finding. `not_counted` is why rules do not count it; empty where they do.

    `weight` and `extent` are None for readers who are shown no codings.

    `about` are further words on it: its ground, who is at risk, its standing where it was not observed, doubts of the
    coders, challenges and what came of them. `illustrations` are findings that are part of it.
    """

    id: str
    shows: Shows
    weight: Weight | None
    extent: Extent | None
    statement: str
    places: tuple[Place, ...]
    topic: str = ""
    about: tuple[str, ...] = ()
    not_counted: str = ""
    methods: tuple[str, ...] = ()
    note: str = ""
    illustrations: tuple[Finding, ...] = ()

    def walk(self) -> Iterator[Finding]:
        """Yield the finding and all that are part of it, in order."""
        yield self
        for part in self.illustrations:
            yield from part.walk()


@dataclass(frozen=True)
class Advice:
    """An area for improvement, a recommendation or a cause of concern, and what became of it.

    `kind` is its title in the framework, `status` open, in progress or met in words with the day and who assessed it,
    `issued` where and when it was issued, where that was an earlier inspection.
    """

    id: str
    question: str
    kind: str
    statement: str
    status: str
    closed: bool
    places: tuple[Place, ...]
    issued: str = ""
    not_counted: str = ""
    arises_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Beside:
    """What a figure is set beside: whose, the value as it is drawn (None: none is given), in words, and how it stands."""

    name: str
    value: Decimal | None
    text: str
    stands: Stands


@dataclass(frozen=True)
class Figure:
    """One figure of the force. `text` is the figure with its unit; `days` the day or period that it is about."""

    id: str
    label: str
    value: Decimal | None
    text: str
    days: str
    beside: tuple[Beside, ...] = ()
    places: tuple[Place, ...] = ()
    statement: str = ""


@dataclass(frozen=True)
class Mark:
    """One value in a row of a chart: whose it is, the value, between what it may lie (a band), and in words."""

    series: str
    value: Decimal
    text: str
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class ChartRow:
    """A row of a chart: what it is about, its marks in the order of the series, and how the force's own stands.

    `depth` is 1 for a row that is part of the one above it, and so on down. `further` are words for the further columns
    of the table beside the picture, empty where there is nothing to say.
    """

    label: str
    marks: tuple[Mark, ...]
    told: str = ""
    depth: int = 0
    further: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """Figures that are drawn together, in one unit.

    The first of the `series` is the force itself, or its later period. `direction` is in words what is better: 'lower
    is better', or that neither is. `drawn` is how: bars, dots on a line, or a change between two periods. `further` are
    the heads of further columns of the table beside the picture, such as the numbers that rates rest on, and `figures`
    the ids of the figures that need no other table.
    """

    id: str
    title: str
    unit: str
    direction: str
    drawn: Literal["bars", "dots", "change"]
    series: tuple[str, ...]
    rows: tuple[ChartRow, ...]
    note: str = ""
    further: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question, what was reached, and everything that is told of it; what a reader is not to see is empty.

    `depth` is 0 at the top, 1 for a core question. `reasons` are the full trace of the judgment, `in_short` the few
    things that decided it, each with places. `hangs_on` says which codings and which evidence the judgment hangs on,
    `to_improve` what would need to improve to reach the next category, `next` what to look at next during fieldwork.
    `parts` are the questions below, in order.
    """

    id: str
    title: str
    name: str
    depth: int
    graded: bool
    working_view: bool
    judged: Judged | None = None
    origin: str = ""
    in_short: tuple[Told, ...] = ()
    reasons: tuple[Told, ...] = ()
    strengths: tuple[Finding, ...] = ()
    weaknesses: tuple[Finding, ...] = ()
    advice: tuple[Advice, ...] = ()
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    hangs_on: tuple[Told, ...] = ()
    to_improve: tuple[Told, ...] = ()
    next: tuple[Told, ...] = ()
    parts: tuple[Question, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The main findings on it: strengths, then weaknesses."""
        return (*self.strengths, *self.weaknesses)

    @property
    def undrawn(self) -> tuple[Figure, ...]:
        """The figures that no chart and no table beside a chart holds."""
        drawn = {name for chart in self.charts for name in chart.figures}
        return tuple(one for one in self.figures if one.id not in drawn)

    def walk(self) -> Iterator[Question]:
        """Yield the question and all that are below it, in order."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True)
class Matrix:
    """How many items of evidence there are by question, in columns under two or more heads, such as methods and weight.

    `groups` are the heads with the columns below each; `rows` are questions with a number for every column.
    """

    groups: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    note: str = ""


@dataclass(frozen=True)
class Comparability:
    """What of another framework can be set beside this one and what cannot, as the frameworks declare it."""

    framework: str
    comparable: tuple[str, ...]
    not_comparable: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True)
class Decided:
    """A decision or challenge as it is recorded: a head, and lines under it."""

    head: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """A report on one inspection for one audience.

    `standing` says on every page what of it is not published and whom it is for; `about` are facts at the top: dates of
    fieldwork, evidence, rules. `overall` is the question at the top, with the core questions among its parts.
    `scale` is empty for readers who are shown no judgment. `challenges_open` says whether it ends with a form on which
    a force can challenge facts.
    """

    audience: Audience
    force: str
    title: str
    framework: str
    standing: str
    about: tuple[str, ...]
    scale: tuple[Category, ...]
    overall: Question
    earlier: tuple[Advice, ...] = ()
    matrix: Matrix | None = None
    comparability: tuple[Comparability, ...] = ()
    decisions: tuple[Decided, ...] = ()
    challenges: tuple[Decided, ...] = ()
    receipt: tuple[tuple[str, str], ...] = ()
    documents: tuple[str, ...] = ()
    challenges_open: bool = False
