"""Categories of one scale have an order, and those of two have none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from peelgrade.grading import grade
from peelgrade.scale import Category, Scale
from tests import strategies


def scale(name: str) -> Scale:
    """Return a scale of three categories."""
    return Scale(tuple(Category(name, rank, f"c{rank}", f"C{rank}", Fraction(rank)) for rank in range(3)))


def test_categories_of_two_scales_cannot_be_compared() -> None:
    """To compare them is an error that names both, and they are never equal."""
    one, other = scale("one"), scale("other")
    with pytest.raises(TypeError) as raised:
        assert one.worst < other.best
    assert "'c0' is a category of one and 'c2' of other: they have no common order" == str(raised.value)
    assert one.worst != other.worst


def test_a_category_is_found_by_its_id() -> None:
    """What the scale does not have is an error that names it."""
    one = scale("one")
    assert [one.worst, one.best] == [one["c0"], one["c2"]]
    with pytest.raises(KeyError, match="c3"):
        one["c3"]


def test_what_is_equal_counts_once() -> None:
    """The same inspection graded twice gives results, judgments and categories that are one in a set."""
    case = strategies.case(25)
    results = [grade(case.inspection, case.rulebook) for _ in range(2)]
    assert 1 == len(set(results))
    assert len(results[0].judgments) == len({one for result in results for one in result.judgments})
    assert 3 == len({*scale("one"), *scale("one")})
