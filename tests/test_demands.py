"""What is demanded of a question is joined, turned round and compared as logic has it."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from peelgrade.explanation.demands import (
    AtLeast,
    Demand,
    Either,
    Every,
    Not,
    Tally,
    _has_multiple,
    either,
    every,
    implies,
    opposite,
)

ONE, OTHER = Tally("q", 0, worth={("a",): 1}), Tally("q", 0, worth={("b",): 1})
A1, A2, A3, B1 = AtLeast(ONE, 1), AtLeast(ONE, 2), AtLeast(ONE, 3), AtLeast(OTHER, 1)
MORE = Tally("q", 0, worth={("a",): 2, ("b",): 1})


def of_judgments(*names: str, rank: int) -> Tally:
    """Return a tally of how many questions reach a category."""
    return Tally("q", 0, outputs={(name, "low", "good"): 1 for name in names}, reaching=(names, rank))


GOOD, TOP, TOP_TOO, ELSEWHERE = (
    of_judgments("x", "y", rank=2),
    of_judgments("x", "y", rank=3),
    of_judgments("x", "y", rank=3),
    of_judgments("y", "z", rank=3),
)
POINTS = Tally("q", 0, outputs={("x", "low", "good"): 1})


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (A2, A1, True),
        (A2, AtLeast(ONE, 2), True),
        (A1, A2, False),
        (A2, B1, False),
        (Either((A2, A3)), A1, True),
        (Either((A2, B1)), A1, False),
        (A3, Every((A1, A2)), True),
        (A1, Every((A1, A2)), False),
        (Every((A2, B1)), A1, True),
        (Every((A1, B1)), A2, False),
        (A2, Either((A1, B1)), True),
        (A2, Either((A3, B1)), False),
        (Not(A1), Not(A1), True),
        (Not(A1), A1, False),
        (A1, Not(B1), False),
        (AtLeast(TOP, 1), AtLeast(GOOD, 1), True),
        (AtLeast(TOP, 2), AtLeast(TOP_TOO, 2), True),
        (AtLeast(GOOD, 1), AtLeast(TOP, 1), False),
        (AtLeast(TOP, 1), AtLeast(GOOD, 2), False),
        (AtLeast(ELSEWHERE, 1), AtLeast(GOOD, 1), False),
        (AtLeast(POINTS, 1), AtLeast(Tally("q", 0), 0), False),
        (AtLeast(ONE, 1), AtLeast(MORE, 2), True),
        (AtLeast(ONE, 1), AtLeast(MORE, 3), False),
        (AtLeast(MORE, 2), AtLeast(ONE, 1), False),
    ],
)
def test_it_is_seen_that_one_never_holds_without_another(one: Demand, other: Demand, expected: bool) -> None:  # noqa: FBT001  # a parameter of the test
    """Where it is plain; that some multiple of a sum never passes another is, and so is a better category."""
    assert expected is implies(one, other)


def test_a_multiple_is_found_where_there_is_one() -> None:
    """The multiples that will do are an interval: if any does, then nought, or where one of the bounds is met."""
    for firsts, seconds in product(product((-2, -1, 0, 1, 3), repeat=2), product((-3, -1, 0, 2), repeat=2)):
        pairs = list(zip(firsts, seconds, strict=True))
        tried = [Fraction(0), *(Fraction(second, first) for first, second in pairs if first)]
        right = any(n >= 0 and all(n * first <= second for first, second in pairs) for n in tried)
        assert right is _has_multiple(pairs), pairs


def test_what_is_joined_says_nothing_twice() -> None:
    """What holds anyway and what never does is settled at once; of two of which one implies the other, one is kept."""
    assert (True, False) == (every(()), either(()))
    assert (False, True) == (every((A1, False)), either((A1, True)))
    assert (A1, A1) == (every((A1, True)), either((A1, False)))
    assert Every((A1, A2, B1)) == every((A1, Every((A2, B1)), A1))
    assert Either((A1, B1)) == either((A1, B1))
    assert Either((B1, A1)) == either((A2, Either((B1, A1))))
    assert A1 == either((A1, A2)) == either((A2, A1))
    assert AtLeast(TOP_TOO, 1) == either((AtLeast(TOP, 1), AtLeast(TOP_TOO, 1)))


def test_the_opposite_of_the_opposite_is_the_same() -> None:
    """What is plain is plain the other way round."""
    assert (False, True) == (opposite(True), opposite(False))  # noqa: FBT003  # what is plain
    assert Not(A1) == opposite(A1)
    assert A1 == opposite(Not(A1))
