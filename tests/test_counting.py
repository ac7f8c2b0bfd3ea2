"""Evidence as tallies: narrow and wide ones, and what tells them apart."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings

from peelgrade.changes import Add, Case, Change, Remove, SetStatus
from peelgrade.codings import coding
from peelgrade.evidence import Comparator, Finding, Inspection, QuestionRecord
from peelgrade.grading import circumstances, counting, grade, program, regrade, taking
from peelgrade.grading.circumstances import Circumstances
from peelgrade.grading.counting import Counter
from peelgrade.grading.program import Program, QuestionProgram
from peelgrade.grading.runs import Run
from peelgrade.grading.selections import FindingsSelection
from peelgrade.rulebook import (
    All,
    Condition,
    Findings,
    FindingsCount,
    Metrics,
    MetricsCount,
    Question,
    RecommendationsCount,
    Rulebook,
)
from peelgrade.trace import Result
from tests.properties import QUICK
from tests.strategies import Case as Drawn
from tests.strategies import cases, decision, finding, framework, metric, recommendation, record, rule

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
    return Inspection.of(record(questions=known), [one_of(n, one) for n, one in enumerate(shows)])


@cache
def one_of(number: int, shows: str) -> Finding:
    """Return the finding of a number; very many of them are made once, as copies of one that was checked."""
    return of_kind(shows).model_copy(update={"id": f"F{number:04}"})


@cache
def of_kind(shows: str) -> Finding:
    """Return a finding that shows something."""
    return finding("F", "q1", shows=shows)


def truth(result: Result) -> str:
    """Return the truth of the rule."""
    (applied,) = result["q1"].applied
    return applied.truth.value


@pytest.mark.parametrize("number", [126, 127, 128, 255, 256, 32_767, 32_768])
def test_a_tally_does_not_run_into_the_next(number: int) -> None:
    """As many are counted as there are, whatever they just fit into: one more is another truth."""
    there, missing = (grade(inspection(number), rulebook(strengths(at_least=n))) for n in (number, number + 1))
    assert ("true", "false") == (truth(there), truth(missing))
    assert number == len(there["q1"].applied[0].observed[0].matched)


@pytest.mark.parametrize("number", [127, 255, 32_767])
def test_adding_one_item_more_than_a_tally_holds_counts_anew(number: int) -> None:
    """What is known of as many items as fit is not taken on where there is one more, nor the other way round."""
    few = Case(inspection(number), rulebook(strengths(at_least=number + 1)))
    more = regrade(few, [Add(finding("F9", "q1", shows="strength"))], regrade(few))
    assert "true" == truth(more)
    many = Case(inspection(number + 1), few.rulebook)
    assert "false" == truth(regrade(many, [Remove("F0000")], regrade(many)))


@pytest.mark.parametrize("many", [7, 8, 9, 40])
def test_a_tally_may_be_held_against_any_number_of_bounds(many: int) -> None:
    """Whether they are told apart at once or are too many for that."""
    book = rulebook(All(all=tuple(strengths(at_least=2 * n) for n in range(1, many + 1))))
    for number in range(2 * many + 2):
        (applied,) = grade(inspection(number), book)["q1"].applied
        assert number // 2 == sum(one.truth.value == "true" for one in applied.observed)


def test_tallies_that_are_packed_otherwise_are_not_taken_for_one_another() -> None:
    """258 weaknesses make the same number as two findings of which one is a strength, and are judged by one rulebook."""
    book = rulebook(strengths(at_least=1))
    assert "true" == truth(grade(shown("strength", "weakness"), book))
    assert "false" == truth(grade(shown(*["weakness"] * 258), book))


@pytest.mark.parametrize("bound", [10**12, 10**40])
@pytest.mark.parametrize("number", [3, 300])
@pytest.mark.parametrize("compared", [False, True])
def test_a_bound_that_is_out_of_reach_costs_no_more_than_another(number: int, compared: bool, bound: int) -> None:  # noqa: FBT001  # a parameter
    """Numbers below it are not listed, so that a slip in a rule file fills no memory."""
    stand = MetricsCount(measure=("crime",), comparator="peers", stands=("better",), at_least=bound)
    when = All(all=(Metrics(metrics=stand), strengths(at_least=1))) if compared else strengths(at_least=bound)
    assert "false" == truth(grade(inspection(number), rulebook(when)))


@pytest.mark.parametrize("number", [1, 6, 7, 8, 9, 20])
def test_metrics_may_be_held_against_any_number(number: int) -> None:
    """One fewer does not reach it, however many numbers below it are told apart."""
    beside = (Comparator(comparator="peers", value=Decimal(10)),)
    better = [metric(f"M{n:02}", "q1", value=Decimal(1), comparators=beside) for n in range(number)]
    stand = MetricsCount(measure=("crime",), comparator="peers", stands=("better",), at_least=number)
    book = rulebook(All(all=(Metrics(metrics=stand), strengths(at_least=1))))
    known = record(questions=(QuestionRecord(question="all", status="complete"),))
    enough = [one_of(n, "strength") for n in range(2)]
    results = (grade(Inspection.of(known, [*enough, *some]), book) for some in (better, better[1:]))
    assert ["true", "false"] == [truth(result) for result in results]


def test_what_counts_for_a_program_is_made_once() -> None:
    """It keeps what is laid out, so that what was graded before helps; it counts as many items as its width says."""
    compiled = Program.of(rulebook(ENOUGH))
    assert Counter.of(compiled, 3) is Counter.of(compiled, 100)
    assert Counter.of(compiled, 3) is not Counter.of(compiled, 300)
    assert [True, False] == [Counter(compiled, 1).fits(n) for n in (127, 128)]
    assert [True, False] == [Counter(compiled, 2).fits(n) for n in (32_767, 32_768)]


def test_a_program_may_be_of_one_question_alone() -> None:
    """It is compiled once as well, and not taken for that of another question, nor for that of all."""
    book = rulebook(ENOUGH)
    assert [["q1"], ["all"]] == [[one.id for one in Program.about(book, name).questions] for name in ("q1", "all")]
    assert Program.about(book, "q1") is Program.about(book, "q1")
    assert ["q1", "all"] == [one.id for one in Program.of(book).questions]


@pytest.mark.parametrize(
    "change", [Remove("F0000"), Add(finding("F9", "q1", shows="strength")), SetStatus("q1", "in_progress")]
)
def test_what_a_change_cannot_move_is_not_graded_again(change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a result that is known, only what a change to items or to fieldwork bears on is judged."""
    case = Case(inspection(3), rulebook(strengths(at_least=2)))
    expected, known = regrade(case, [change]), regrade(case)
    monkeypatch.setattr(Run, "of", lambda *_: pytest.fail("graded anew"))
    assert expected == regrade(case, [change], known)


def test_a_selection_names_the_codes_that_it_looks_at() -> None:
    """The ground and the groups at risk are looked at where a finding is major, and so its weight is."""
    alone = FindingsSelection(None, None, None, None, None, ("patrol",), None)
    assert [{"topic"}, {"topic", "weight", "ground"}, {"topic", "weight", "at_risk"}] == [
        one.codes for one in (alone, replace(alone, ground=("core",)), replace(alone, at_risk=("children",)))
    ]
    assert {"shows", "weight", "extent"} == replace(alone, shows="strength", weight=(), extent=(), topic=None).codes


def test_a_count_takes_recommendations_in_by_type_and_status() -> None:
    """One of another type is not, nor one of another status."""
    count = RecommendationsCount(type="cause_of_concern", status="open", at_least=1)
    others = ({}, {"type": "area_for_improvement"}, {"status": "met"})
    items = [recommendation("R", "q1", **given) for given in others]
    taken = [taking(count, rulebook(ENOUGH)).taken_as(coding(one.kind, vars(one))) is not None for one in items]
    assert [True, False, False] == taken


COUNTER = Counter.of.__func__


@settings(QUICK, max_examples=45)
@given(case=cases())
def test_neither_how_wide_tallies_are_nor_what_is_kept_tells(case: Drawn) -> None:
    """The result is the same by narrow tallies and by wide ones, where nothing is kept and where much is from others."""
    kept = grade(case.inspection, case.rulebook)
    for items in (1 << 8, 1 << 20):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Counter, "of", classmethod(lambda cls, program, _items, n=items: COUNTER(cls, program, n)))
            assert kept == grade(case.inspection, Rulebook.of(case.rulebook.framework, case.rulebook.rules))
    with pytest.MonkeyPatch.context() as patch:
        for room in (circumstances, counting, program):
            patch.setattr(room, "KEPT", 0)
        patch.setattr(counting, "ALIKE", 0)
        assert kept == grade(case.inspection, Rulebook.of(case.rulebook.framework, case.rulebook.rules))


def test_tallies_are_told_apart_by_the_bounds_that_they_reach() -> None:
    """Between two bounds one number stands for all; of a share every number counts."""
    book = rulebook(All(all=(ENOUGH, strengths(share_at_least=Decimal("0.5")))))
    assert ((0, 1, 2), None, None) == QuestionProgram.of(book, book.questions["q1"]).marks
    book = rulebook(All(all=(ENOUGH, strengths(at_least=3))))
    assert ((0, 1, 2), (0, 3, 300)) == QuestionProgram.of(book, book.questions["q1"]).marks


def test_circumstances_that_are_alike_are_laid_out_once() -> None:
    """Also where people decided: to lay all questions out again takes longer than to judge them."""
    book, known = rulebook(ENOUGH), shown("strength", "strength")
    decided = [
        decision("q1", "c2", "c1"),
        decision("q1", "c2", "c1", reason="Weighed again."),
        decision("q1", "c3", "c1"),
    ]
    drawn = [
        Case(replace(known, record=known.record.model_copy(update={"decisions": (one,)})), book) for one in decided
    ]
    one, alike, other = (Circumstances.of(case, Program.of(book)) for case in drawn)
    assert one is alike
    assert one is not other
