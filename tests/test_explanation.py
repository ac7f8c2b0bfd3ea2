"""Answers about a result are exact consequences of the trace, or of grading again."""

from __future__ import annotations

import pytest

from peelgrade.changes import Case, Remove, SetRecord
from peelgrade.evidence import Inspection, QuestionRecord, Waiver
from peelgrade.explanation import limits_above, moves
from peelgrade.grading import grade, regrade
from peelgrade.pipeline import Read
from peelgrade.rulebook import Findings, FindingsCount, Question, Rulebook
from tests.resting import rests_on
from tests.strategies import carried_over, case, finding, framework, record, rule


@pytest.mark.parametrize(
    "question", ["effectiveness", "q1", "q2", "q3", "q4", "q2.investigation", "q3.specific_groups", "q4.response"]
)
def test_what_a_judgment_rests_on_keeps_it(kent_read: Read, question: str) -> None:
    """With everything else taken away and the minimum waived, the judgment is the same."""
    result = grade(kent_read.inspection, kent_read.rulebook)
    kept = rests_on(result, kent_read.rulebook, question)
    assert len(kept) < len(kent_read.inspection.items)
    removed = [Remove(item.id) for item in kent_read.inspection.items if item.id not in kept]
    alone = regrade(
        Case(kent_read.inspection, kent_read.rulebook), [*removed, SetRecord({"waiver": Waiver(reason="r")})]
    )
    assert result[question].category == alone[question].category


@pytest.mark.parametrize("outside", [True, False])
def test_a_judgment_that_is_open_or_from_outside_rests_on_all_its_evidence(outside: bool) -> None:  # noqa: FBT001  # a parameter
    """What decides it is not known yet, or is not the evidence."""
    strength = Findings(findings=FindingsCount(shows="strength", at_least=1 if outside else 2))
    rulebook = Rulebook.of(
        framework(Question(id="q", title="Q", graded=True), minimum=1), [rule("good", "q", strength, supports="c2")]
    )
    known = record(
        questions=(QuestionRecord(question="q", status="complete" if outside else "in_progress"),),
        carried_over=(carried_over("q", "c0"),) if outside else (),
    )
    result = grade(Inspection.of(known, [finding("F1", "q"), finding("F2", "q", shows="weakness")]), rulebook)
    assert {"F1", "F2"} == rests_on(result, rulebook, "q")


def test_the_limits_above_a_judgment_are_those_that_it_would_depart_from() -> None:
    """A limit to a worse category is departed from, one to the same category is not, nor is one that does not hold."""
    weakness = Findings(findings=FindingsCount(shows="weakness", at_least=1))
    many = Findings(findings=FindingsCount(shows="weakness", at_least=9))
    rules = [
        rule("low", "q", weakness, limits_to="c0"),
        rule("middle", "q", weakness, limits_to="c1"),
        rule("never", "q", many, limits_to="c0"),
        rule("good", "q", Findings(findings=FindingsCount(shows="weakness", at_most=9)), supports="c2"),
    ]
    asked = framework(Question(id="q", title="Q", graded=True), minimum=1)
    known = record(questions=(QuestionRecord(question="q", status="complete"),))
    rulebook = Rulebook.of(asked, rules)
    result = grade(Inspection.of(known, [finding("F1", "q", shows="weakness")]), rulebook)
    for wanted, expected in (("c0", []), ("c1", ["low"]), ("c2", ["low", "middle"])):
        assert expected == [one.id for one in limits_above(result["q"], rulebook.scale[wanted], rulebook)]


def test_of_the_questions_named_those_that_stay_are_told_as_well() -> None:
    """Without names only what moves is told, with names all of them and no other, in tree order."""
    drawn = case(25)
    result = grade(drawn.inspection, drawn.rulebook)
    assert () == moves(result, result)
    names = list(drawn.rulebook.questions)[:2]
    assert names == [one.before.question for one in moves(result, result, reversed(names))]
