"""How the columns of a table of published judgments map to the questions and categories of a framework.

A mapping is a YAML file beside the rules. A table has one row an inspection, with a column for each judgment, or one
row a judgment, where those of one inspection stand together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from peelgrade.evidence import Fault, Id, Model, Name, Text, field

Category = Annotated[Id, Field(json_schema_extra={"x-vocabulary": "categories"})]
Graded = Annotated[Id, Field(json_schema_extra={"x-vocabulary": "graded_questions"})]
Several = Text | Annotated[tuple[Text, ...], Field(min_length=1)]
Rows = Literal["inspections", "judgments"]
Written = Literal["year_first", "day_first"]

_KEYS: Mapping[Rows, tuple[str, ...]] = {
    "inspections": ("overall", "parts"),
    "judgments": ("inspection", "question", "judgment", "questions"),
}


class PartColumn(Model):
    """A column of judgments in words of its own."""

    column: Text = field("Name of the column.", "safeguarding")
    judgments: Mapping[str, Category] | None = field(
        "Its words, and the category that each stands for; else those of the whole table.",
        {"Yes": "good", "No": "inadequate"},
        default=None,
    )


class DateColumn(Model):
    """A column of days that are not written year first."""

    column: Text = field("Name of the column.", "publication_date")
    written: Written = field(
        "How a day is written: 2018-10-31 (year_first) or 31/10/2018 (day_first).",
        "day_first",
        default="year_first",
    )


class Columns(Model):
    """A column mapping: what the columns and words of a table of published judgments mean under a framework."""

    title: Name = field("What the table holds.", "Judgments of PEEL effectiveness by force")
    source: Text = field(
        "Who published it, under which title and licence.", "HMIC, PEEL 2015, Open Government Licence v3"
    )
    rows: Rows = field(
        "What a row is: an inspection with a column for each judgment, or one judgment.",
        "judgments",
        default="inspections",
    )
    unit: Several = field("Column, or columns, that name what repeated inspections are of.", "force")
    date: Text | DateColumn | None = field("Column of the day of each inspection.", "inspection_date", default=None)
    where: Mapping[str, Several] = field(
        "Rows that count: those with one of these words in each of these columns.", {"year": ["2015"]}, default={}
    )
    judgments: Mapping[str, Category] = field(
        "The words of the table, and the category that each stands for.", {"Requires improvement": "good"}
    )
    not_judged: tuple[Text, ...] = field(
        "Words that say that there is no judgment, as an empty cell does.", ["Not judged"], default=()
    )
    overall: Text | None = field("Column of the published overall judgment.", "overall", default=None)
    parts: Mapping[str, Text | PartColumn] | None = Field(
        None,
        description="Questions, and the column of the published judgment of each.",
        examples=[{"q1": "prevention"}],
        json_schema_extra={"x-keys": "graded_questions"},
    )
    optional: tuple[Id, ...] = field(
        "Questions that need not be judged in every inspection; without any other judgment, a row is incomplete.",
        ["q4"],
        vocabulary="graded_questions",
        default=(),
    )
    inspection: Several | None = field(
        "Where a row is a judgment: columns that tell inspections apart.", ["year", "force"], default=None
    )
    question: Text | None = field("Where a row is a judgment: column of its question.", "question_id", default=None)
    judgment: Text | None = field("Where a row is a judgment: column of the judgment.", "grade", default=None)
    questions: Mapping[str, Graded] | None = field(
        "Where a row is a judgment: words of the column of questions, and the question that each stands for.",
        {"overall": "effectiveness"},
        default=None,
    )

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong inside it."""
        other: Rows = "judgments" if self.rows == "inspections" else "inspections"
        what = "an inspection" if self.rows == "inspections" else "a judgment"
        for key in _KEYS[self.rows]:
            if not getattr(self, key):
                remedy = f"add '{key}'" + ("" if self.rows == "judgments" else ", or write 'rows: judgments'")
                yield Fault("PG661", f"a row is {what}, and '{key}' is missing", remedy, "rows")
        for key in _KEYS[other]:
            if getattr(self, key) is not None:
                remedy = f"take it out, or write 'rows: {other}'"
                yield Fault("PG661", f"a row is {what}, and '{key}' goes with rows that are {other}", remedy, key)

    @property
    def units(self) -> tuple[str, ...]:
        """The columns that name what repeated inspections are of."""
        return listed(self.unit)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell inspections apart; none where a row is one."""
        return () if self.inspection is None else listed(self.inspection)

    @property
    def day(self) -> DateColumn | None:
        """The column of the day of an inspection, and how it is written."""
        return DateColumn(column=self.date) if isinstance(self.date, str) else self.date

    def words_of(self, question: str) -> Mapping[str, str]:
        """Return the words for the judgments of a question, and the category that each stands for."""
        part = (self.parts or {}).get(question)
        return part.judgments if isinstance(part, PartColumn) and part.judgments is not None else self.judgments

    def column_of(self, question: str) -> str:
        """Return the column of the judgment of a question, where a row is an inspection."""
        part = (self.parts or {})[question]
        return part if isinstance(part, str) else part.column


def listed(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return one word, or several, as several."""
    return (value,) if isinstance(value, str) else value
