"""How a table of open data maps to metrics: whom its rows are about, what its columns measure, and over which time.

A metric mapping is a YAML file. Columns are described as in a mapping of published judgments; see `columns`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date as Day  # noqa: N812  # as in evidence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from peelgrade.columnmapping import DateColumn, Several, Written
from peelgrade.evidence import Bound, Document, Fault, Id, Model, Name, Period, Text, field
from peelgrade.keys import bars, has, holds, needs, says, stated

Measure = Annotated[Id, Field(json_schema_extra={"x-vocabulary": "measures"})]
Prefix = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]([A-Za-z0-9_.-]*[A-Za-z_.-])?$", max_length=24)]
Months = Literal["year", "financial_year", "year_to_month", "month", "quarter", "months"]
PeriodWritten = Literal[Months, Written]
Mark = Literal[".", ",", " ", "'"]
_DAYS = ("year_first", "day_first")


class TableDocument(Document):
    """The document that a table is: who published it, and under which licence its figures are used."""

    publisher: Name = field("Who published it.", "Home Office")
    licence: Name = field("Licence under which its figures are used.", "Open Government Licence v3.0")


class SubjectColumn(Model):
    """A column that says whom a row is about."""

    column: Text = field("Name of the column.", "Force")
    words: Mapping[str, Id] = field(
        "Its words, and the subject that each stands for: a force, or a comparator; else they are ids as they stand.",
        {"Kent": "kent", "England and Wales": "england_and_wales"},
        default={},
    )


class MeasureColumn(Model):
    """A column that says what a row measures."""

    column: Text = field("Name of the column.", "Offence group")
    words: Mapping[str, Measure] = field(
        "Its words, and the measure that each stands for; else they are ids as they stand.",
        {"All offences": "recorded_crime_rate"},
        default={},
    )


class BreakdownColumn(Model):
    """A column that says which part of the measure a row covers."""

    column: Text = field("Name of the column.", "Outcome")
    words: Mapping[str, str] = field(
        "Its words, and what each is called in the evidence; nothing for the whole. Else they are taken as they stand.",
        {"Charge/Summons": "charged or summonsed", "All": ""},
        default={},
    )


class PeriodColumn(Model):
    """A column that says which days a row covers."""

    model_config = stated(
        needs("last", when=says("written", *_DAYS)),
        bars("last", when={"not": says("written", *_DAYS)}, told="this goes with days in two columns"),
    )

    column: Text = field("Name of the column; of the first day, where there is one for the last day.", "Year")
    written: PeriodWritten = field(
        "How it is written: 2015 (year), 2014/15 (financial_year, from April to March), 'year ending June 2015' "
        "(year_to_month), June 2015 (month), 2015 Q2 (quarter), 'Jul 2014 to Jun 2015' (months), or days in two columns, "
        "2015-06-30 (year_first) or 30/06/2015 (day_first).",
        "financial_year",
        default="year",
    )
    last: Text | None = field("Column of the last day, where days stand in two columns.", "To", default=None)

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if (self.written in _DAYS) != (self.last is not None):
            yield Fault(
                "PG664",
                "'last' goes with days in two columns, and with nothing else",
                "for days, write 'written: year_first' or 'day_first' and the column of the last day under 'last'",
                "written",
            )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it takes."""
        return (self.column,) if self.last is None else (self.column, self.last)


class Numbers(Model):
    """How figures are written in the table, where they are not plain."""

    model_config = stated(
        holds("thousands", {"enum": [",", " ", "'"]}, "this is the decimal mark", when={"not": says("decimal", ",")}),
        holds("thousands", {"enum": [".", " ", "'"]}, "this is the decimal mark", when=says("decimal", ",")),
    )

    thousands: Mark | None = field("What parts thousands.", ",", default=None)
    decimal: Literal[".", ","] = field("What stands before decimals.", ",", default=".")
    percent_sign: bool = field("Whether a per cent sign may follow a figure.", True, default=False)
    footnotes: tuple[Text, ...] = field("Marks of footnotes that may follow a figure.", ["[r]", "*"], default=())

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if self.thousands == self.decimal:
            remedy = "name the two marks as the table has them, or take 'thousands' out"
            yield Fault("PG664", "thousands and decimals have the same mark", remedy, "thousands")


class FigureColumn(Model):
    """A column of figures: what they measure, and how they are to be read."""

    model_config = stated(bars("as_at", when=has("period")))

    column: Text = field("Name of the column.", "Rate per 1,000 population")
    measure: Measure | MeasureColumn = field(
        "What it measures, or the column that says so.", "recorded_crime_rate", {"column": "Offence group"}
    )
    unit: Id | None = field(
        "Unit of the figures; it is that of the measure, and said to make sure.",
        "per_1000_population",
        vocabulary="units",
        default=None,
    )
    breakdown: tuple[Text | BreakdownColumn, ...] = field(
        "Part of the measure that the figures cover, from the widest to the narrowest: words, or columns that say so.",
        [{"column": "Outcome"}],
        default=(),
    )
    period: Period | None = field(
        "Days that the figures of this column cover, in place of what is said for all.",
        {"start": "2014-07-01", "end": "2015-06-30"},
        default=None,
    )
    as_at: Day | None = field(
        "Day that the figures of this column are as at, in place of what is said for all.", "2015-06-30", default=None
    )
    times: Literal[10, 100, 1000, 1000000] | None = field(
        "What the figures are to be multiplied by: 1000 where they are in thousands, 100 where 0.25 stands for 25 %.",
        1000,
        default=None,
    )
    decimals: Annotated[int, Field(ge=0, le=9)] | None = field(
        "How many decimals the table shows; a workbook may hold more of them, or none where there are noughts.",
        1,
        default=None,
    )
    bound: Bound = field("How to read the figures.", "about", default="exact")
    statement: Text | None = field(
        "What the figures are, in your own words, where the measure does not say it.",
        "Recorded crime without fraud.",
        default=None,
    )

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        if self.period is not None and self.as_at is not None:
            remedy = "keep the days that it covers, or the one day that it is as at"
            yield Fault("PG664", "a column of figures has 'period' or 'as_at', not both", remedy, "as_at")


Times = ("period", "period_from", "as_at", "as_at_from")


class MetricMapping(Model):
    """A metric mapping: what the rows, columns and words of a table of open data mean as metrics of a framework."""

    document: TableDocument = field(
        "The table as a document; it is listed in inspection.yaml.",
        {"id": "recorded-crime-2015", "title": "Recorded crime", "publisher": "ONS", "licence": "OGL v3.0"},
    )
    prefix: Prefix = field("What the ids of its metrics begin with; a number follows.", "RC")
    question: Id = field("Question that the metrics bear on.", "q1.levels", vocabulary="questions")
    topic: Id | None = field("Finer heading inside the question.", "recorded_crime", vocabulary="topics", default=None)
    methods: tuple[Id, ...] = field(
        "How the figures were gathered.", ["published_statistics"], vocabulary="methods", default=()
    )
    sheet: Text | None = field("Sheet of a workbook; else its first.", "Table 1", default=None)
    header: Annotated[int, Field(ge=1)] | None = field(
        "Number of the row that names the columns; else the first that is not blank.", 6, default=None
    )
    where: Mapping[str, Several] = field(
        "Rows that count: those with one of these words in each of these columns.",
        {"Offence": ["All offences"]},
        default={},
    )
    subject: Id | SubjectColumn = field(
        "Whom the figures are about, or the column that says so.", {"column": "Force"}, "kent"
    )
    period: Period | None = field(
        "Days that all figures cover.", {"start": "2014-07-01", "end": "2015-06-30"}, default=None
    )
    period_from: PeriodColumn | None = field(
        "Column, or columns, of the days that the figures of a row cover.", {"column": "Year"}, default=None
    )
    as_at: Day | None = field("Day that all figures are as at.", "2015-06-30", default=None)
    as_at_from: DateColumn | None = field(
        "Column of the day that the figures of a row are as at.", {"column": "Date"}, default=None
    )
    figures: Annotated[tuple[FigureColumn, ...], Field(min_length=1)] = field(
        "The columns of figures.", [{"column": "Rate", "measure": "recorded_crime_rate"}]
    )
    numbers: Numbers | None = field(
        "How figures are written, where they are not plain.", {"thousands": ","}, default=None
    )
    suppressed: tuple[str, ...] = field(
        "What stands where there is no figure; an empty text for an empty cell.", ["..", "[c]", ""], default=()
    )
    comparators: tuple[Id, ...] = field(
        "Subjects of the table beside whose figures those of the force are set.",
        ["england_and_wales"],
        vocabulary="comparators",
        default=(),
    )
    earlier: Mapping[str, Annotated[int, Field(ge=1)]] = Field(
        {},
        description="Comparators that are the force itself at an earlier time, and how many years earlier.",
        examples=[{"previous_year": 1}],
        json_schema_extra={"x-keys": "comparators"},
    )

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        said = [key for key in Times if getattr(self, key) is not None]
        if len(said) > 1:
            message = f"'{said[0]}' and '{said[1]}' both say the time of the figures"
            yield Fault("PG664", message, "keep the one that is so", said[1])
        for n, figure in enumerate(self.figures):
            if not said and figure.period is None and figure.as_at is None:
                remedy = f"add one of {', '.join(Times)} for all, or 'period' or 'as_at' here"
                yield Fault("PG664", "nothing says the time of these figures", remedy, ("figures", n, "column"))
