"""Changes to a case make a new one, and leave the old one alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from peelgrade.changes import (
    Add,
    AddRule,
    Assume,
    CarryOver,
    Case,
    Change,
    Remove,
    RemoveRule,
    Set,
    SetDecisions,
    SetOwnStatus,
    SetRecord,
    SetStatus,
    UseRules,
    apply,
)
from peelgrade.grading import regrade
from peelgrade.pipeline import read_inspection
from peelgrade.rulebook import Findings, FindingsCount, Rule, Rulebook, fieldwork_statuses
from tests import strategies
from tests.properties import QUICK, THOROUGH

KENT = Path(__file__).resolve().parents[1] / "evidence" / "kent-2015"


@pytest.fixture(scope="module")
def case() -> Case:
    """Return Kent's inspection and its rulebook."""
    found = read_inspection(KENT)
    return Case(found.inspection, found.rulebook)


def test_add_remove_and_set(case: Case) -> None:
    """An item can be taken away, put back, and given other values."""
    item = case.inspection.findings[0]
    without = apply(case, [Remove(item.id)])
    assert item.id not in {one.id for one in without.inspection.items}
    assert case == apply(without, [Add(item)])
    other = apply(case, [Set(item.id, {"statement": "Other words."})])
    assert item.model_copy(update={"statement": "Other words."}) in other.inspection.findings
    assert item in case.inspection.findings


@pytest.mark.parametrize("change", [Remove("F999"), Set("F999", {"statement": "Other."})])
def test_what_is_not_there_cannot_be_changed(case: Case, change: Change) -> None:
    """To remove or set what is not there is an error."""
    with pytest.raises(KeyError):
        apply(case, [change])


def test_what_is_there_cannot_be_added(case: Case) -> None:
    """To add what is there is an error."""
    with pytest.raises(KeyError):
        apply(case, [Add(case.inspection.findings[0])])


def test_an_item_is_held_to_the_same_rules_as_in_a_file(case: Case) -> None:
    """A finding that is set to major without its ground is refused; with its ground, both are set."""
    item = next(one for one in case.inspection.findings if one.weight == "moderate" and one.or_weight is None)
    with pytest.raises(ValidationError):
        apply(case, [Set(item.id, {"weight": "major"})])
    apply(case, [Set(item.id, {"weight": "major", "ground": "core"})])


def test_a_status_covers_what_is_below(case: Case) -> None:
    """A question put in progress is so with everything below, also where a part had a status of its own."""
    part, whole = SetStatus("q3.safeguarding", "not_inspected"), SetStatus("q3", "in_progress")
    found = fieldwork_statuses(apply(case, [part, whole]).inspection.record, case.rulebook)
    assert {"in_progress"} == {found[name] for name in case.rulebook.below["q3"]}
    assert "complete" == found["q4"]
    only = fieldwork_statuses(apply(case, [part]).inspection.record, case.rulebook)
    assert ("complete", "not_inspected") == (only["q3.identification"], only["q3.safeguarding"])


def test_an_assumed_judgment_stands_whatever_was_found(case: Case) -> None:
    """A question takes the judgment that is assumed, says so, and the questions above use it."""
    result = regrade(case, [Assume("q1", "inadequate"), Assume("q2", "inadequate")])
    assert "inadequate" == result["q1"].range.low.id == result["q1"].range.high.id  # type: ignore[union-attr]
    assert "assumed" == result["q1"].reasons[0].kind
    assert "good" == result["q1"].computed.low.id  # type: ignore[union-attr]
    assert "inadequate" == result.overall.range.low.id  # type: ignore[union-attr]


def test_the_record_and_the_rules_can_be_others(case: Case) -> None:
    """Without the waiver, what rests on one item is open; by a rulebook without rules, everything is at the baseline."""
    assert regrade(case)["q3.identification"].category is not None
    assert regrade(case, [SetRecord({"waiver": None})])["q3.identification"].category is None
    bare = Rulebook.of(case.rulebook.framework, ())
    assert {"requires_improvement"} == {
        judgment.computed.high.id for judgment in regrade(case, [UseRules(bare)]).judgments if judgment.computed
    }


def test_a_rule_moved_to_another_question_is_taken_from_its_own(case: Case) -> None:
    """A rule that is put in the place of one by its id moves the question that the first was about as well."""
    old = next(rule for rule in case.rulebook.rules if rule.id == "q3.specific_groups.serious_weakness")
    moved = old.model_copy(update={"question": "q3.safeguarding"})
    known = regrade(case)
    changes = [RemoveRule(old.id), AddRule(moved)]
    assert known["q3.specific_groups"] != regrade(case, changes)["q3.specific_groups"]
    assert regrade(case, changes) == regrade(case, changes, known)


def about_another(rule: Rule, case: Case, drawn: int) -> Rule:
    """Return a rule by the same id about any question that is graded, which needs one finding."""
    graded = [name for name, asked in case.rulebook.questions.items() if asked.graded]
    count = FindingsCount(shows="strength" if rule.effect == "supports" else "weakness", at_least=1)
    return rule.model_copy(update={"question": graded[drawn // 7 % len(graded)], "when": Findings(findings=count)})


def grading_again_comes_to_the_same(given_case: strategies.Case, drawn: int) -> None:
    """Change some items of a case, and hold grading with what is known against grading without."""
    case = Case(given_case.inspection, given_case.rulebook)
    items = case.inspection.items
    questions = list(case.rulebook.questions)
    changes: list[Change] = [Add(given_case.more[0])]
    if items:
        item = items[drawn % len(items)]
        changes.append(Remove(item.id) if drawn % 2 else Set(item.id, {"question": questions[drawn % len(questions)]}))
    question = questions[drawn % len(questions)]
    others: list[Change] = [SetStatus(question, "in_progress"), SetOwnStatus(question, "not_inspected")]
    others += [SetDecisions(question, ()), CarryOver(question, None)]
    if case.rulebook.questions[question].graded:
        others.append(Assume(question, case.rulebook.scale.worst.id))
    if case.rulebook.rules:
        rule = case.rulebook.rules[drawn % len(case.rulebook.rules)]
        others += [RemoveRule(rule.id), AddRule([rule, about_another(rule, case, drawn)][drawn // 2 % 2])][
            : 1 + drawn % 2
        ]
    for some in (changes, changes[:1], changes[1:], [*changes, others[0]], *([one] for one in others[:-1]), others):
        assert regrade(case, some) == regrade(case, some, regrade(case))


@QUICK
@given(strategies.cases_with_more(), st.integers(0, 2**16))
def test_what_is_known_changes_no_answer(case: strategies.Case, drawn: int) -> None:
    """Judgments that changes cannot move may be taken from the result that is known already."""
    grading_again_comes_to_the_same(case, drawn)


@pytest.mark.slow
@THOROUGH
@given(strategies.cases_with_more(), st.integers(0, 2**16))
def test_what_is_known_changes_no_answer_of_very_many(case: strategies.Case, drawn: int) -> None:
    """The same, on 5,000 generated inspections."""
    grading_again_comes_to_the_same(case, drawn)
