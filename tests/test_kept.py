"""What grading keeps for the next time, and what of it goes along where rulebooks and results are copied."""

from __future__ import annotations

import copy
import pickle

from peelgrade.changes import Case, Remove
from peelgrade.evidence import Inspection, QuestionRecord
from peelgrade.grading import Graded, grade, regrade
from peelgrade.rulebook import Findings, FindingsCount, Judgments, JudgmentsCount, Question, Rule, Rulebook
from tests.strategies import finding, framework, record, rule

OWN = Question(id="qaa", title="Own?", graded=True)
TREE = Question(id="q", title="All?", graded=True, parts=(Question(id="qa", title="One?", graded=True, parts=(OWN,)),))
FRAMEWORK = framework(TREE)
FAR_BELOW = JudgmentsCount(of=("qaa",), reaching="c2", at_least=1)
NAMED_FROM_FAR_ABOVE = rule("far", "q", Judgments(judgments=FAR_BELOW), supports="c3")


def strengths(number: int) -> Rule:
    """Return a rule that so many strengths support a category."""
    return rule("own", "qaa", Findings(findings=FindingsCount(shows="strength", at_least=number)), supports="c2")


def case() -> Case:
    """Return three strengths on the lowest question, whose judgment only the topmost looks at."""
    known = (QuestionRecord(question="q", status="complete"),)
    inspection = Inspection.of(record(questions=known), [finding(f"F{n}", "qaa") for n in range(3)])
    return Case(inspection, Rulebook.of(FRAMEWORK, [strengths(1), NAMED_FROM_FAR_ABOVE]))


def test_a_judgment_that_only_a_question_far_above_looks_at_moves_it() -> None:
    """Also where the question between them stays as it is: of that one nothing is told again."""
    other = Rulebook.of(FRAMEWORK, [strengths(4), NAMED_FROM_FAR_ABOVE])
    moved = Graded.of(case()).moved("qaa", other)
    after = grade(case().inspection, other)
    assert {"qaa", "qa", "q"} == moved.keys()
    assert {name: after[name] for name in moved} == moved


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
