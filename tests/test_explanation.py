"""Answers about a result are exact consequences of the trace, or of grading again."""

from __future__ import annotations

from pathlib import Path

import pytest

from peelgrade import explanation
from peelgrade.changes import Case, Remove, SetRecord
from peelgrade.evidence import Waiver
from peelgrade.grading import grade, regrade
from peelgrade.pipeline import Read, read_inspection

KENT = Path(__file__).resolve().parents[1] / "evidence" / "kent-2015"


@pytest.fixture(scope="module")
def kent() -> Read:
    """Return Kent's inspection as read."""
    return read_inspection(KENT)


@pytest.mark.parametrize(
    "question", ["effectiveness", "q1", "q2", "q3", "q4", "q2.investigation", "q3.specific_groups", "q4.response"]
)
def test_what_a_judgment_rests_on_keeps_it(kent: Read, question: str) -> None:
    """With everything else taken away and the minimum waived, the judgment is the same."""
    result = grade(kent.inspection, kent.rulebook)
    kept = explanation.rests_on(result, kent.rulebook, question)
    assert len(kept) < len(kent.inspection.items)
    removed = [Remove(item.id) for item in kent.inspection.items if item.id not in kept]
    alone = regrade(Case(kent.inspection, kent.rulebook), [*removed, SetRecord({"waiver": Waiver(reason="r")})])
    assert result[question].category == alone[question].category


def test_uses_name_every_rule_that_an_item_bears_on(kent: Read) -> None:
    """The weakness on child sexual exploitation bears on its own question and on question 3, and decides the first."""
    found = explanation.uses(grade(kent.inspection, kent.rulebook), "F320")
    assert {"q3", "q3.specific_groups"} == {use.question for use in found}
    assert {"q3.specific_groups.serious_weakness", "q3.specific_groups.major_weakness"} == {
        use.applied.rule.id for use in found if use.decisive
    }


def test_an_item_that_is_not_counted_has_no_use(kent: Read) -> None:
    """Parts of a main finding bear on no rule."""
    part = next(finding.id for finding in kent.inspection.findings if finding.part_of)
    assert () == explanation.uses(grade(kent.inspection, kent.rulebook), part)


def test_moves_are_what_grading_again_gives(kent: Read) -> None:
    """Each move that is named comes out when the change is made, and the inspection itself is left as it was."""
    before = grade(kent.inspection, kent.rulebook)
    found = explanation.sensitivity(kent.inspection, kent.rulebook)
    assert before == grade(kent.inspection, kent.rulebook)
    for move in found.moves:
        if move.what == "taken away":
            after = regrade(Case(kent.inspection, kent.rulebook), [Remove(move.item)])
            for question, was, now in move.moved:
                assert (was, now) == tuple(
                    category.id if category else None
                    for category in (before[question].category, after[question].category)
                )
