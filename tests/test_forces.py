"""Forces side by side: the nearest evidence that was judged otherwise, and what parts them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given

from peelgrade.comparison.forces import compare, distance
from peelgrade.evidence import Inspection
from peelgrade.grading import grade
from tests.properties import QUICK
from tests.strategies import Case, cases, published


def renamed(inspection: Inspection, name: str, **update: object) -> Inspection:
    """Return the inspection under another id."""
    return replace(inspection, record=inspection.record.model_copy(update={"id": name, **update}))


def test_the_distance_is_how_many_items_would_have_to_change() -> None:
    """What both have does not count; what one has more often counts once for each."""
    one, other = Counter({("a",): 2, ("b",): 1}), Counter({("a",): 1, ("c",): 3})
    assert (5, 5, 0) == (distance(one, other), distance(other, one), distance(one, one))


@QUICK
@given(cases())
def test_the_nearest_is_judged_otherwise_and_none_is_nearer(case: Case) -> None:
    """It has another settled judgment, no other such evidence is nearer, and published judgments change nothing."""
    rulebook, question = case.rulebook, case.rulebook.framework.questions.id
    half = Inspection.of(case.inspection.record, case.inspection.items[::2])
    none = Inspection.of(case.inspection.record, ())
    known = [renamed(one, name) for one, name in ((case.inspection, "b"), (half, "a"), (none, "c"))]
    found = compare(question, known, rulebook)
    assert ["a", "b", "c"] == [one.inspection.record.id for one in found.standings]
    own = grade(case.inspection, rulebook)[question].category
    others = [one for one in found.standings if one is not found.of]
    otherwise = [one for one in others if own and one.judgment.category not in {None, own}]
    assert bool(otherwise) == (found.nearest is not None)
    if found.nearest is not None:
        assert found.nearest.distance == min(distance(found.of.profile, one.profile) for one in otherwise)
    said = (published(question, "c0"),)
    again = compare(question, [renamed(one, one.record.id, published=said) for one in known], rulebook)
    assert (found.nearest and found.nearest.distance) == (again.nearest and again.nearest.distance)
