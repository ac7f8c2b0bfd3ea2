"""Changes to a case make a new one, and leave the old one alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from peelgrade.changes import (
    Add,
    AddRule,
    Assume,
    Case,
    Change,
    Remove,
    RemoveRule,
    Set,
    SetRecord,
    SetStatus,
    UseRules,
    apply,
)
from peelgrade.evidence import Comparator, Inspection, QuestionRecord
from peelgrade.grading import regrade
from peelgrade.rulebook import (
    All,
    Findings,
    FindingsCount,
    Metrics,
    MetricsCount,
    Question,
    Rulebook,
    fieldwork_statuses,
)
from tests import strategies
from tests.properties import THOROUGH


def test_add_remove_and_set(kent_case: Case) -> None:
    """An item can be taken away, put back, and given other values."""
    item = kent_case.inspection.findings[0]
    without = apply(kent_case, [Remove(item.id)])
    assert item.id not in {one.id for one in without.inspection.items}
    assert kent_case == apply(without, [Add(item)])
    other = apply(kent_case, [Set(item.id, {"statement": "Other words."})])
    assert item.model_copy(update={"statement": "Other words."}) in other.inspection.findings
    assert item in kent_case.inspection.findings


@pytest.mark.parametrize("change", [Remove("F999"), Set("F999", {"statement": "Other."})])
def test_what_is_not_there_cannot_be_changed(kent_case: Case, change: Change) -> None:
    """To remove or set what is not there is an error."""
    with pytest.raises(KeyError):
        apply(kent_case, [change])


def test_what_is_there_cannot_be_added(kent_case: Case) -> None:
    """To add what is there is an error."""
    with pytest.raises(KeyError):
        apply(kent_case, [Add(kent_case.inspection.findings[0])])
    with pytest.raises(KeyError):
        apply(kent_case, [AddRule(kent_case.rulebook.rules[0])])


def test_an_item_is_held_to_the_same_rules_as_in_a_file(kent_case: Case) -> None:
    """A finding that is set to major without its ground is refused; with its ground, both are set."""
    item = next(one for one in kent_case.inspection.findings if one.weight == "moderate" and one.or_weight is None)
    with pytest.raises(ValidationError):
        apply(kent_case, [Set(item.id, {"weight": "major"})])
    apply(kent_case, [Set(item.id, {"weight": "major", "ground": "core"})])


def test_a_status_covers_what_is_below(kent_case: Case) -> None:
    """A question put in progress is so with everything below, also where a part had a status of its own."""
    part, whole = SetStatus("q3.safeguarding", "not_inspected"), SetStatus("q3", "in_progress")
    found = fieldwork_statuses(apply(kent_case, [part, whole]).inspection.record, kent_case.rulebook)
    assert {"in_progress"} == {found[name] for name in kent_case.rulebook.below["q3"]}
    assert "complete" == found["q4"]
    only = fieldwork_statuses(apply(kent_case, [part]).inspection.record, kent_case.rulebook)
    assert ("complete", "not_inspected") == (only["q3.identification"], only["q3.safeguarding"])


def test_an_assumed_judgment_stands_whatever_was_found(kent_case: Case) -> None:
    """A question takes the judgment that is assumed, says so, and the questions above use it."""
    result = regrade(kent_case, [Assume("q1", "inadequate"), Assume("q2", "inadequate")])
    assert "inadequate" == result["q1"].range.low.id == result["q1"].range.high.id  # type: ignore[union-attr]
    assert "assumed" == result["q1"].reasons[0].kind
    assert "good" == result["q1"].computed.low.id  # type: ignore[union-attr]
    assert "inadequate" == result.overall.range.low.id  # type: ignore[union-attr]


def test_the_record_and_the_rules_can_be_others(kent_case: Case) -> None:
    """Without the waiver, what rests on one item is open; by a rulebook without rules, everything is at the baseline."""
    assert regrade(kent_case)["q3.identification"].category is not None
    assert regrade(kent_case, [SetRecord({"waiver": None})])["q3.identification"].category is None
    bare = Rulebook.of(kent_case.rulebook.framework, ())
    assert {"requires_improvement"} == {
        judgment.computed.high.id for judgment in regrade(kent_case, [UseRules(bare)]).judgments if judgment.computed
    }


def test_a_rule_moved_to_another_question_is_taken_from_its_own(kent_case: Case) -> None:
    """A rule that is put in the place of one by its id moves the question that the first was about as well."""
    old = next(rule for rule in kent_case.rulebook.rules if rule.id == "q3.specific_groups.serious_weakness")
    moved = old.model_copy(update={"question": "q3.safeguarding"})
    known = regrade(kent_case)
    changes = [RemoveRule(old.id), AddRule(moved)]
    assert known["q3.specific_groups"] != regrade(kent_case, changes)["q3.specific_groups"]
    assert regrade(kent_case, changes) == regrade(kent_case, changes, known)


def test_a_figure_that_another_is_set_beside_moves_the_judgment_of_the_other() -> None:
    """Also where the changed metric itself is of another subject, and counted nowhere."""
    better = MetricsCount(measure="crime", comparator="peers", stands="better", at_least=1)
    found = FindingsCount(shows="strength", at_least=1)
    rules = [strategies.rule("r", "q", All(all=(Metrics(metrics=better), Findings(findings=found))), supports="c2")]
    own = strategies.metric("M1", "q", value=Decimal(5), comparators=(Comparator(comparator="peers", metric="M2"),))
    items = [strategies.finding("F1", "q"), own, strategies.metric("M2", "q", subject="peers", value=Decimal(10))]
    known = strategies.record(questions=(QuestionRecord(question="q", status="complete"),))
    tree = strategies.framework(Question(id="q", title="q", graded=True), minimum=1)
    case = Case(Inspection.of(known, items), Rulebook.of(tree, rules))
    before, after = regrade(case), regrade(case, [Set("M2", {"value": Decimal(2)})], regrade(case))
    assert ("c2", "c1") == tuple(one["q"].category.id for one in (before, after))


def grading_again_comes_to_the_same(seed: int) -> None:
    """Change some cases, and hold grading with what is known against grading without."""
    for case in strategies.seeded_cases(seed, 4):
        changes = strategies.seeded_changes(seed, case)
        known = Case(case.inspection, case.rulebook)
        assert regrade(known, changes) == regrade(known, changes, regrade(known))


def test_what_is_known_changes_no_answer() -> None:
    """Judgments that changes cannot move may be taken from the result that is known already."""
    for seed in range(25):
        grading_again_comes_to_the_same(seed)


@pytest.mark.slow
def test_what_is_known_changes_no_answer_of_very_many() -> None:
    """The same, on 20,000 generated inspections."""
    for seed in range(THOROUGH.max_examples):
        grading_again_comes_to_the_same(1_000 + seed)
