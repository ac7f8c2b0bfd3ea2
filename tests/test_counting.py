"""Evidence as tallies: narrow and wide ones, and what no tally can hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from peelgrade.changes import Add, Case, Remove
from peelgrade.evidence import Inspection, QuestionRecord
from peelgrade.grading import circumstances, counting, grade, program, regrade
from peelgrade.grading.program import QuestionProgram
from peelgrade.rulebook import All, Condition, Findings, FindingsCount, Metrics, MetricsCount, Question, Rulebook
from peelgrade.trace import Result
from tests.strategies import Case as Drawn
from tests.strategies import cases, finding, framework, record, rule
from tests.test_oracle import QUICK, agree

TREE = Question(id="all", title="All?", graded=True, parts=(Question(id="q1", title="One?", graded=True),))


def strengths(**bound: Any) -> Findings:
    """Return a condition on strengths."""
    return Findings(findings=FindingsCount(shows="strength", **bound))


def rulebook(when: Condition) -> Rulebook:
    """Return one question with one rule."""
    return Rulebook.of(framework(TREE), [rule("r", "q1", when, supports="c2")])


ENOUGH = strengths(at_least=300)


def inspection(number: int) -> Inspection:
    """Return a complete inspection with so many strengths."""
    return shown(*["strength"] * number)


def shown(*shows: str) -> Inspection:
    """Return a complete inspection with findings that show this."""
    known = (QuestionRecord(question="all", status="complete"),)
    return Inspection.of(record(questions=known), [finding(f"F{n:04}", "q1", shows=one) for n, one in enumerate(shows)])


def truth(result: Result) -> str:
    """Return the truth of the rule."""
    (applied,) = result["q1"].applied
    return applied.truth.value


@pytest.mark.parametrize(("number", "expected"), [(255, "false"), (256, "false"), (299, "false"), (300, "true")])
def test_more_items_than_a_narrow_tally_holds_are_counted(number: int, expected: str) -> None:
    """A tally does not run into the next."""
    result = grade(inspection(number), rulebook(ENOUGH))
    assert expected == truth(result)
    assert number == len(result["q1"].applied[0].observed[0].matched)


def test_adding_one_item_more_than_a_narrow_tally_holds_counts_anew() -> None:
    """What is known of 255 items is not taken on where there are 256, nor the other way round."""
    few = Case(inspection(255), rulebook(strengths(at_least=256)))
    more = regrade(few, [Add(finding("F9", "q1", shows="strength"))], regrade(few))
    assert "true" == truth(more)
    many = Case(inspection(256), few.rulebook)
    assert "false" == truth(regrade(many, [Remove("F0000")], regrade(many)))


def test_tallies_that_are_packed_otherwise_are_not_taken_for_one_another() -> None:
    """258 weaknesses make the same number as two findings of which one is a strength, and are judged by one rulebook."""
    book = rulebook(strengths(at_least=1))
    assert "true" == truth(grade(shown("strength", "weakness"), book))
    assert "false" == truth(grade(shown(*["weakness"] * 258), book))


@pytest.mark.parametrize("number", [3, 300])
@pytest.mark.parametrize("compared", [False, True])
def test_a_bound_that_is_out_of_reach_costs_no_more_than_another(number: int, compared: bool) -> None:  # noqa: FBT001  # a parameter
    """Numbers below it are not listed, so that a slip in a rule file fills no memory."""
    stand = MetricsCount(measure=("crime",), comparator="peers", stands=("better",), at_least=10**12)
    when = All(all=(Metrics(metrics=stand), strengths(at_least=1))) if compared else strengths(at_least=10**12)
    assert "false" == truth(grade(inspection(number), rulebook(when)))


def test_more_items_than_any_tally_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than counted wrongly."""
    monkeypatch.setattr(counting, "WIDE", 4)
    monkeypatch.setattr(counting, "NARROW", 3)
    assert "false" == truth(grade(inspection(15), rulebook(ENOUGH)))
    with pytest.raises(ValueError, match="fewer than 16 items"):
        grade(inspection(16), rulebook(ENOUGH))


@settings(QUICK, max_examples=60)
@given(cases())
def test_wide_tallies_say_what_the_page_says(case: Drawn) -> None:
    """As narrow ones do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "NARROW", 0)
        agree(case.inspection, case.rulebook)


@settings(QUICK, max_examples=60)
@given(cases())
def test_what_is_kept_does_not_tell(case: Drawn) -> None:
    """The result is the same where nothing is kept, and where much is from other inspections."""
    kept = grade(case.inspection, case.rulebook)
    with pytest.MonkeyPatch.context() as patch:
        for room in (circumstances, counting, program):
            patch.setattr(room, "KEPT", 0)
        assert kept == grade(case.inspection, Rulebook.of(case.rulebook.framework, case.rulebook.rules))


def test_tallies_are_told_apart_by_the_bounds_that_they_reach() -> None:
    """Between two bounds one number stands for all; of a share every number counts."""
    book = rulebook(All(all=(ENOUGH, strengths(share_at_least=Decimal("0.5")))))
    assert ((0, 1, 2), None, None) == QuestionProgram.of(book, book.questions["q1"]).marks
    book = rulebook(All(all=(ENOUGH, strengths(at_least=3))))
    assert ((0, 1, 2), (0, 3, 300)) == QuestionProgram.of(book, book.questions["q1"]).marks
