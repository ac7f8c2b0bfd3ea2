"""Checked data becomes models, and what a record says against itself becomes problems."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from peelgrade import parsing
from peelgrade.evidence import Finding, Metric, Recommendation

SOURCES = [{"document": "report", "page": 3}]
FINDING = {
    "id": "F1", "kind": "finding", "question": "q", "shows": "weakness", "weight": "moderate", "extent": "isolated",
    "standing": "observed", "statement": "No.", "sources": SOURCES,
}  # fmt: skip  # shorter than the formatter would have it
METRIC = {
    "id": "M1", "kind": "metric", "question": "q", "measure": "m", "subject": "kent", "value": Decimal("1.10"),
    "unit": "percent", "as_at": "2015-06-30", "sources": SOURCES,
}  # fmt: skip
RECOMMENDATION = {
    "id": "R1", "kind": "recommendation", "question": "q", "type": "area", "status": "open", "statement": "Do it.",
    "sources": SOURCES,
}  # fmt: skip
RULE = {
    "id": "q.good", "question": "q", "supports": "good", "because": "so", "basis": {"kind": "project", "source": "s"},
    "when": {"all": [{"findings": {"shows": "strength", "at_least": 1}}]},
}  # fmt: skip


def problems_of(data: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    """Return code and path of what is wrong with an item of evidence."""
    value, problems = parsing.item(data, "file.yaml", (4,))
    assert (value is None) == bool(problems)
    assert all(problem.help for problem in problems)
    return [(problem.code, problem.at.path) for problem in problems]


@pytest.mark.parametrize(("data", "model"), [(FINDING, Finding), (METRIC, Metric), (RECOMMENDATION, Recommendation)])
def test_an_item_becomes_the_model_of_its_kind(data: dict[str, Any], model: type) -> None:
    """The kind says which model an item is."""
    value, problems = parsing.item(data, "file.yaml", (0,))

    assert (model, []) == (type(value), problems)


def test_decimals_and_days_come_out_as_written() -> None:
    """A figure keeps its noughts, and a day is a day."""
    value, _ = parsing.item(METRIC, "file.yaml", (0,))

    assert isinstance(value, Metric)
    assert ("1.10", date(2015, 6, 30)) == (str(value.value), value.as_at)


def test_words_and_lists_of_words_come_out_alike() -> None:
    """A rule that names one weight says the same as one that lists it."""
    count = {"shows": "strength", "at_least": 1}
    one, _ = parsing.rule({**RULE, "when": {"findings": {**count, "weight": "major"}}}, "file.yaml", (0,))
    several, _ = parsing.rule({**RULE, "when": {"findings": {**count, "weight": ["major"]}}}, "file.yaml", (0,))

    assert one is not None
    assert one == several


@pytest.mark.parametrize(
    ("data", "code", "path"),
    [
        ({**FINDING, "weight": "major"}, "PG301", (4, "weight")),
        ({**FINDING, "ground": "core"}, "PG302", (4, "ground")),
        ({**FINDING, "at_risk": ["children"]}, "PG303", (4, "at_risk")),
        ({**FINDING, "or_extent": "isolated"}, "PG304", (4, "or_extent")),
        ({**FINDING, "or_weight": "moderate"}, "PG304", (4, "or_weight")),
        ({**FINDING, "part_of": "F1"}, "PG305", (4, "part_of")),
        ({**METRIC, "period": {"start": "2015-01-01", "end": "2015-02-01"}}, "PG309", (4, "period")),
        ({**METRIC, "comparators": [{"comparator": "n"}]}, "PG307", (4, "comparators", 0)),
        ({**METRIC, "comparators": [{"comparator": "n", "stated": "lower", "rank": 1}]}, "PG308", (4, "comparators", 0, "rank")),
        ({**METRIC, "comparators": [{"comparator": "n", "stated": "lower"}] * 2}, "PG310", (4, "comparators")),
        ({**RECOMMENDATION, "superseded_by": "R1"}, "PG311", (4, "superseded_by")),
    ],
)  # fmt: skip  # a fault to a line
def test_a_fault_of_a_record_is_told_at_the_key_that_it_is_about(
    data: dict[str, Any], code: str, path: tuple[str | int, ...]
) -> None:
    """What a record says against itself is found inside it, not at its first line."""
    assert [(code, path)] == [(found, where[: len(path)]) for found, where in problems_of(data)]


def test_a_fault_inside_a_condition_is_told_where_it_stands() -> None:
    """The place of a count is found through the branches of conditions."""
    when = {"all": [{"any": [{"findings": {"shows": "strength"}}]}]}
    value, (problem,) = parsing.rule({**RULE, "when": when}, "file.yaml", (2,))

    assert value is None
    assert ("PG401", (2, "when", "all", 0, "any", 0, "findings")) == (problem.code, problem.at.path)


def test_what_the_schema_should_have_refused_is_told_without_words_of_a_library() -> None:
    """Should a schema and its model ever part, the reader is told in plain words, at the place."""
    value, (problem,) = parsing.item({**FINDING, "shows": "neither"}, "file.yaml", (1,))

    assert value is None
    assert ("PG299", (1, "shows")) == (problem.code, problem.at.path)
    assert "pydantic" not in problem.message
    assert "Input" not in problem.message


def test_a_record_and_a_framework_are_parsed_as_wholes() -> None:
    """Faults of inspection.yaml and framework.yaml have paths from the top of the file."""
    record = {
        "id": "i", "force": {"id": "f", "name": "F"}, "framework": "x", "documents": [{"id": "d", "title": "D"}],
        "questions": [{"question": "q", "fieldwork": {"start": "2015-02-01", "end": "2015-01-01"}}],
    }  # fmt: skip  # shorter than the formatter would have it
    value, (problem,) = parsing.inspection(record, "inspection.yaml")
    framework, problems = parsing.framework({}, "framework.yaml")

    assert (None, None) == (value, framework)
    assert ("PG306", ("questions", 0, "fieldwork", "end")) == (problem.code, problem.at.path)
    assert {"PG299"} == {problem.code for problem in problems}
