"""Evidence as tallies: narrow and wide ones, and what no tally can hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from peelgrade.changes import Add, Case, Remove
from peelgrade.evidence import Inspection, QuestionRecord
from peelgrade.grading import counting, grade, program, regrade
from peelgrade.grading.program import QuestionProgram
from peelgrade.rulebook import All, Condition, Findings, FindingsCount, Question, Rulebook
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
    known = (QuestionRecord(question="all", status="complete"),)
    return Inspection.of(record(questions=known), [finding(f"F{n:04}", "q1", shows="strength") for n in range(number)])


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


def test_more_items_than_any_tally_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than counted wrongly."""
    monkeypatch.setattr(counting, "NARROW", 3)
    monkeypatch.setattr(counting, "WIDE", 4)
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
        patch.setattr(program, "KEPT", 0)
        assert kept == grade(case.inspection, Rulebook.of(case.rulebook.framework, case.rulebook.rules))


def test_tallies_are_told_apart_as_far_as_bounds_reach() -> None:
    """Past the highest bound on it a tally is cut; of a share none is."""
    book = rulebook(All(all=(ENOUGH, strengths(share_at_least=Decimal("0.5")))))
    compiled = QuestionProgram.of(book, book.questions["q1"])
    assert (book.framework.minimum_evidence, None, None) == compiled.most
    assert (book.framework.minimum_evidence, 300) == QuestionProgram.of(rulebook(ENOUGH), book.questions["q1"]).most
