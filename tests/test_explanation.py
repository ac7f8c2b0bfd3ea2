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
