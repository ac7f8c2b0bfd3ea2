"""What a schema says of keys that go together is what the models say, for every way in which they can stand."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from peelgrade import cases, evidence, formats, metricmapping, rulebook
from peelgrade.evidence import EXTENTS, WEIGHTS, Model
from tests.strategies import BOUNDS

ABSENT: Any = object()
# faults that need more than one record, a comparison of values, or a look at a whole condition
BEYOND_A_SCHEMA = {"PG305", "PG306", "PG310", "PG311", "PG319", "PG408", "PG409"}

ITEM = {"id": "X1", "question": "q1", "sources": [{"document": "notes"}]}
STATED = {"comparator": "all_forces", "stated": "lower"}
VALUED = {"comparator": "previous_year", "value": 3}
NUMBERS = {"at_least": 1, "at_most": 1}
SHARES = {"share_at_least": 0.5, "share_at_most": 0.5}
POINTS = {"points_at_least": 0.5, "points_at_most": 0.5}
STANDS = ("better", "similar", "worse")
STATUSES = ("open", "in_progress", "met")


def lists_of(words: tuple[str, ...]) -> list[Any]:
    """Return every word, and every list of one, two or three of them."""
    return [*words, *([*some] for length in (1, 2, 3) for some in itertools.product(words, repeat=length))]


def optional(values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return keys that are there with this value, or not at all."""
    return {key: [ABSENT, value] for key, value in values.items()}


# model, format that describes it, what it always has, and what each other key can hold
CASES: dict[str, tuple[type[Model], formats.Format, dict[str, Any], dict[str, list[Any]]]] = {
    "Finding": (
        evidence.Finding,
        "evidence",
        {**ITEM, "kind": "finding", "shows": "weakness", "standing": "observed", "statement": "S"},
        {
            "weight": [*WEIGHTS],
            "or_weight": [ABSENT, *WEIGHTS],
            "ground": [ABSENT, "serious_harm", "core"],
            "at_risk": [ABSENT, [], ["children"]],
            "extent": [*EXTENTS],
            "or_extent": [ABSENT, *EXTENTS],
        },
    ),
    "Comparator": (
        evidence.Comparator,
        "evidence",
        {"comparator": "all_forces"},
        optional({"value": 1, "metric": "M1", "stated": "lower", "rank": 1, "ranked_from": "lowest"}),
    ),
    "Metric": (
        evidence.Metric,
        "evidence",
        {**ITEM, "kind": "metric", "measure": "crime", "subject": "kent", "unit": "count"},
        {
            **optional({"value": 1, "as_at": "2015-06-30", "period": {"start": "2015-01-01", "end": "2015-02-01"}}),
            "comparators": [ABSENT, [], [STATED], [VALUED], [VALUED, STATED]],
        },
    ),
    "Decision": (
        evidence.Decision,
        "inspection",
        {"question": "q1", "stage": "panel", "people": ["A"], "date": "2015-12-01", "reason": "R"},
        {
            "outcome": ["confirmed", "changed", "referred_back"],
            **optional({"judgment": "good", "departs_from": "good"}),
        },
    ),
    "Challenge": (
        evidence.Challenge,
        "inspection",
        {"id": "C1", "made": "2016-01-11", "statement": "S"},
        {
            "ground": ["error", "disputes_judgment"],
            "response": [ABSENT, "open", "accepted", "partly_accepted", "rejected"],
            **optional({"item": "F1", "question": "q1", "reason": "R", "people": ["A"], "date": "2016-01-20"}),
            **optional({"earlier": {"weight": "minor"}}),
        },
    ),
    "FindingsCount": (rulebook.FindingsCount, "rules", {"shows": "strength"}, optional(NUMBERS | SHARES)),
    "MetricsCount": (
        rulebook.MetricsCount,
        "rules",
        {"measure": "crime", "comparator": "all_forces"},
        {"stands": lists_of(STANDS), **optional(NUMBERS)},
    ),
    "RecommendationsCount": (
        rulebook.RecommendationsCount,
        "rules",
        {},
        {"status": lists_of(STATUSES), **optional(NUMBERS)},
    ),
    "JudgmentsCount": (
        rulebook.JudgmentsCount,
        "rules",
        {},
        optional({"reaching": "good", "below": "good", **NUMBERS, **SHARES, **POINTS}),
    ),
    "Rule": (
        rulebook.Rule,
        "rules",
        {"id": "r1", "question": "q1", "because": "B", "when": {"findings": {"shows": "strength", "at_least": 1}}},
        {
            **optional({"supports": "good", "limits_to": "good"}),
            "binding": [ABSENT, "presumptive", "strict"],
            "basis": [{"kind": kind, "source": "S"} for kind in ("published", "inferred", "project")],
        },
    ),
    "Intended": (
        rulebook.Intended,
        "framework",
        {"reason": "R"},
        {
            "objection": ["jump", "unreachable", "backwards", "wordy"],
            **optional({"question": "q1", "rule": "r1", "category": "good", "by": "weakness"}),
            "and_below": [ABSENT, True, False],
        },
    ),
    "Given": (
        cases.Given,
        "cases",
        {"question": "q1"},
        {
            "strength": [ABSENT, "moderate", "major"],
            **optional({"weakness": "major", "recommendation": "concern", "metric": "crime"}),
            **optional({"extent": "partial", "status": "open", "stands": "worse", "comparator": "all_forces"}),
            "ground": [ABSENT, "serious_harm", "core"],
            **optional({"at_risk": ["children"], "id": "g1"}),
            "times": [ABSENT, 1, 2],
        },
    ),
    "Expected": (
        cases.Expected,
        "cases",
        {},
        optional({"judgment": "good", "low": "good", "high": "good", "as_it_stands": "good", "decided_by": []}),
    ),
    "RuleCase": (
        cases.RuleCase,
        "cases",
        {"id": "c1", "because": "B"},
        {"expect": [{}, {"q1": "good"}, {"q1": {"low": "good"}}], "waived": [ABSENT, True]},
    ),
    "PeriodColumn": (
        metricmapping.PeriodColumn,
        "metrics",
        {"column": "Year"},
        {"written": [ABSENT, "year", "months", "year_first", "day_first"], "last": [ABSENT, "To"]},
    ),
    "Numbers": (
        metricmapping.Numbers,
        "metrics",
        {},
        {"thousands": [ABSENT, ".", ",", " ", "'"], "decimal": [ABSENT, ".", ","]},
    ),
    "FigureColumn": (
        metricmapping.FigureColumn,
        "metrics",
        {"column": "Rate", "measure": "crime"},
        optional({"as_at": "2015-06-30", "period": {"start": "2015-01-01", "end": "2015-02-01"}}),
    ),
}


def ways(base: dict[str, Any], choices: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Yield every record that has the base, and of the other keys one choice each."""
    for chosen in itertools.product(*choices.values()):
        given = zip(choices, chosen, strict=True)
        yield {**base, **{key: value for key, value in given if value is not ABSENT}}


def faults(model: type[Model], record: dict[str, Any]) -> set[str]:
    """Return the codes of the faults that a model finds."""
    try:
        model.model_validate_json(json.dumps(record))
    except ValidationError as error:
        found = error.errors()
        assert {"faults"} == {one["type"] for one in found}, found
        return {fault.code for one in found for fault in one["ctx"]["faults"]}
    return set()


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", CASES)
def test_the_schema_and_the_model_agree_on_keys_that_go_together(name: str) -> None:
    """Whatever keys stand together, another validator refuses what peelgrade refuses, and nothing else."""
    model, format_, base, choices = CASES[name]
    schema = formats.generate(format_)
    validator = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]})
    seen = {True: 0, False: 0}
    for record in ways(base, choices):
        sound = faults(model, record) <= BEYOND_A_SCHEMA
        assert sound == validator.is_valid(record), record
        seen[sound] += 1
    assert all(seen.values())


@pytest.mark.parametrize(("kind", "name"), BOUNDS)
def test_every_bound_is_among_the_keys_that_are_tried(kind: type[rulebook.Count], name: str) -> None:
    """One that is added to a count stands there with the others."""
    *_, choices = CASES[kind.__name__]
    assert name in choices


@pytest.mark.parametrize("name", formats.FORMATS)
def test_no_schema_says_more_than_is_held_against_its_model(name: formats.Format) -> None:
    """Wherever a schema says that keys go together, the ways in which they can stand are tried here."""
    schema = formats.generate(name)

    assert {one for one, about in schema.get("$defs", {}).items() if "allOf" in about} <= CASES.keys()
    assert "allOf" not in schema
