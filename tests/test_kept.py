"""What grading keeps for the next time, and what of it goes along where rulebooks and results are copied."""

from __future__ import annotations

import copy
import pickle

from hypothesis import given, settings

from peelgrade.changes import Case, Remove
from peelgrade.evidence import Inspection, QuestionRecord
from peelgrade.grading import Graded, grade, regrade
from peelgrade.rulebook import Findings, FindingsCount, Judgments, JudgmentsCount, Question, Rule, Rulebook
from tests.strategies import Case as Drawn
from tests.strategies import cases, finding, framework, record, rule
from tests.test_oracle import QUICK


def chain(first: str, *others: str) -> Question:
    """Return a question with one below, which has one below, and so on."""
    return Question(id=first, title=first, graded=True, parts=(chain(*others),) if others else ())


TREE = chain("q", "qa", "qb", "qc")
FRAMEWORK = framework(TREE)
FAR_BELOW = JudgmentsCount(of=("qc",), reaching="c2", at_least=1)
NAMED_FROM_FAR_ABOVE = rule("far", "q", Judgments(judgments=FAR_BELOW), supports="c3")


def strengths(number: int) -> Rule:
    """Return a rule that so many strengths support a category."""
    return rule("own", "qc", Findings(findings=FindingsCount(shows="strength", at_least=number)), supports="c2")


def case() -> Case:
    """Return three strengths on the lowest question, whose judgment only the topmost looks at."""
    known = (QuestionRecord(question="q", status="complete"),)
    inspection = Inspection.of(record(questions=known), [finding(f"F{n}", "qc") for n in range(3)])
    return Case(inspection, Rulebook.of(FRAMEWORK, [strengths(1), NAMED_FROM_FAR_ABOVE]))


def test_a_judgment_that_only_a_question_far_above_looks_at_moves_it() -> None:
    """Also where the questions between them stay as they are; one that is told nothing else is left out."""
    other = Rulebook.of(FRAMEWORK, [strengths(4), NAMED_FROM_FAR_ABOVE])
    moved = Graded.of(case()).moved("qc", other)
    after = grade(case().inspection, other)
    assert {"qc", "qb", "q"} == moved.keys()
    assert {name: after[name] for name in moved} == moved


@settings(QUICK, max_examples=25)
@given(cases())
def test_a_rule_less_moves_what_grading_anew_tells(drawn: Drawn) -> None:
    """Every judgment is the one that is told to move, or else the one that was."""
    known, before = drawn.rulebook, grade(drawn.inspection, drawn.rulebook)
    graded = Graded.of(Case(drawn.inspection, known))
    for gone in known.rules:
        other = Rulebook.of(known.framework, [one for one in known.rules if one is not gone])
        expected = grade(drawn.inspection, other).by_question
        assert expected == {**before.by_question, **graded.moved(gone.question, other)}


def test_rulebooks_are_copied_without_what_is_kept_of_them() -> None:
    """A pickle is no longer after grading than before, and what is read from it judges alike."""
    given = case()
    plain = pickle.dumps(Rulebook.of(FRAMEWORK, given.rulebook.rules))
    before = grade(given.inspection, given.rulebook)
    assert len(plain) == len(pickle.dumps(given.rulebook))
    read = pickle.loads(plain)  # noqa: S301  # our own
    for copied in (read, copy.copy(given.rulebook), copy.deepcopy(given.rulebook)):
        assert given.rulebook == copied
        assert before == grade(given.inspection, copied)


def test_results_can_be_pickled() -> None:
    """Also when judgments are laid out, and with changes made: what is read is the same, and can be changed again."""
    result = regrade(case(), [Remove("F0")], regrade(case()))
    before = result.judgments
    read = pickle.loads(pickle.dumps(result))  # noqa: S301  # our own
    assert (before, result) == (read.judgments, read)
    assert regrade(case(), [Remove("F0"), Remove("F1")]) == regrade(case(), [Remove("F1")], read)
