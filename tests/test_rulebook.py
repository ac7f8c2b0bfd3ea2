"""What is refused when rules are read: bounds on the wrong side, metrics alone, effects and limits that cannot be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from peelgrade.rulebook import Rule, counts

STRENGTHS = {"findings": {"shows": "strength", "at_least": 1}}
BETTER = {"metrics": {"measure": "m", "comparator": "c", "stands": "better", "at_least": 1}}


def rule(when: dict[str, Any], **fields: Any) -> Rule:
    """Return a rule with this condition that supports a category unless told otherwise."""
    given = {"supports": "good"} if "limits_to" not in fields else {}
    data = {
        "id": "r",
        "question": "q",
        "because": "x",
        "basis": {"kind": "project", "source": "s"},
        "when": when,
        **given,
        **fields,
    }
    return Rule.model_validate_json(json.dumps(data))


def code_of(refused: pytest.ExceptionInfo[ValidationError]) -> str:
    """Return the problem code of the first fault."""
    code: str = refused.value.errors()[0]["ctx"]["faults"][0].code
    return code


GOOD_COUNTS: list[dict[str, Any]] = [
    {"findings": {"shows": "strength"}},
    {"recommendations": {"type": "t", "status": "met"}},
    {"judgments": {"reaching": "good"}},
]
BAD_COUNTS: list[dict[str, Any]] = [
    {"findings": {"shows": "weakness"}},
    {"recommendations": {"status": ["open", "in_progress"]}},
    {"judgments": {"below": "good"}},
]


def bounded(count: dict[str, Any], bound: str) -> dict[str, Any]:
    """Return a count with a bound of one."""
    ((kind, where),) = count.items()
    return {kind: {**where, bound: 1}}


@pytest.mark.parametrize("count", GOOD_COUNTS)
def test_what_is_good_is_bounded_from_below_in_support_and_from_above_in_a_limit(count: dict[str, Any]) -> None:
    """More of what is good can only help."""
    rule(bounded(count, "at_least"))
    rule(bounded(count, "at_most"), limits_to="good")
    for when, fields in ((bounded(count, "at_most"), {}), (bounded(count, "at_least"), {"limits_to": "good"})):
        with pytest.raises(ValidationError) as refused:
            rule(when, **fields)
        assert "PG408" == code_of(refused)


@pytest.mark.parametrize("count", BAD_COUNTS)
def test_what_is_bad_is_bounded_from_above_in_support_and_from_below_in_a_limit(count: dict[str, Any]) -> None:
    """More of what is bad can only hurt."""
    rule(bounded(count, "at_most"))
    rule(bounded(count, "at_least"), limits_to="good")
    for when, fields in ((bounded(count, "at_least"), {}), (bounded(count, "at_most"), {"limits_to": "good"})):
        with pytest.raises(ValidationError) as refused:
            rule(when, **fields)
        assert "PG408" == code_of(refused)


@pytest.mark.parametrize(
    "when",
    [
        BETTER,
        {"any": [STRENGTHS, BETTER]},
        {"all": [BETTER, {"findings": {"shows": "weakness", "at_most": 0}}]},
        {"all": [BETTER, {"findings": {"shows": "strength", "at_least": 0}}]},
    ],
)
def test_metrics_alone_are_refused(when: dict[str, Any]) -> None:
    """A condition that can hold with nothing but metrics is refused."""
    with pytest.raises(ValidationError) as refused:
        rule(when)
    assert "PG409" == code_of(refused)


def test_metrics_beside_findings_are_admitted() -> None:
    """Metrics may add to findings that must be there."""
    assert "supports" == rule({"all": [BETTER, STRENGTHS]}).effect


@pytest.mark.parametrize(
    ("when", "fields", "code"),
    [
        (STRENGTHS, {"limits_to": "good", "supports": "good"}, "PG406"),
        (STRENGTHS, {"supports": None}, "PG406"),
        (bounded(BAD_COUNTS[0], "at_least"), {"limits_to": "good", "binding": "strict"}, "PG407"),
        (STRENGTHS, {"binding": "strict"}, "PG407"),
        ({"findings": {"shows": "strength"}}, {}, "PG401"),
        ({"findings": {"shows": "strength", "at_least": 1, "at_most": 3}}, {}, "PG401"),
        ({"metrics": {"measure": "m", "comparator": "c", "stands": "similar", "at_least": 1}}, {}, "PG402"),
        ({"metrics": {"measure": "m", "comparator": "c", "stands": ["better", "worse"], "at_least": 1}}, {}, "PG402"),
        ({"recommendations": {"status": ["open", "met"], "at_least": 1}}, {}, "PG403"),
        ({"judgments": {"reaching": "good", "points_at_least": "0.5"}}, {}, "PG404"),
        ({"judgments": {"at_least": 1}}, {}, "PG405"),
        ({"judgments": {"reaching": "good", "below": "good", "at_least": 1}}, {}, "PG405"),
    ],
)
def test_rules_that_cannot_be_are_refused(when: dict[str, Any], fields: dict[str, Any], code: str) -> None:
    """Each impossible rule is refused with its own code."""
    with pytest.raises(ValidationError) as refused:
        rule(when, **fields)
    assert code == code_of(refused)


def test_a_strict_limit_with_a_published_basis_is_admitted() -> None:
    """What the inspectorate published may bind strictly."""
    admitted = rule(
        bounded(BAD_COUNTS[0], "at_least"),
        limits_to="good",
        binding="strict",
        basis={"kind": "published", "source": "s"},
    )
    assert "strict" == admitted.binding


def test_a_copy_with_another_bound_counts_by_it() -> None:
    """What a count is held against follows its fields, and a copy is held to the same rules as a file."""
    (count,) = counts(rule(STRENGTHS).when)
    assert (1, 3) == (count.bound.value, count.model_copy(update={"at_least": 3}).bound.value)
    with pytest.raises(ValidationError):
        count.model_copy(update={"at_most": 3})


def test_one_word_may_stand_for_a_list() -> None:
    """A selection by one word is the same as by a list of one."""
    one = rule({"findings": {"shows": "strength", "weight": "major", "at_least": 1}})
    several = rule({"findings": {"shows": "strength", "weight": ["major"], "at_least": 1}})
    assert several == one
