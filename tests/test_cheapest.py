"""The parts of the search for what is cheapest, each against trying everything; `test_improvement.py` has the whole."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from math import ceil

import pytest

from peelgrade.explanation.cheapest import NEVER, Reached, _Bounds, _divided, _hull, _running, _step, _undominated
from peelgrade.explanation.demands import AtLeast, Either, Every, Not, Tally

SEEDS = range(300)


def choices(chance: random.Random) -> list[tuple[int, int]]:
    """Return gains and costs, one of them without cost, as every stage has one."""
    more = [(chance.randint(-3, 15), chance.randint(0, 12)) for _ in range(chance.randint(0, 9))]
    return [(chance.randint(-1, 1), 0), *more]


def divided(points: list[tuple[int, int]], need: int) -> int:
    """Return what a gain costs at least where any two choices can be taken in parts, by trying all pairs."""
    if need <= max(gain for gain, cost in points if cost == 0):
        return 0
    found = [Fraction(cost) for gain, cost in points if gain >= need]
    for (low, cheap), (high, dear) in product(points, points):
        if low < need < high:
            found.append(cheap + Fraction((need - low) * (dear - cheap), high - low))
    return ceil(min(found)) if found else NEVER


@pytest.mark.parametrize("seed", SEEDS[:120])
def test_what_is_left_to_do_costs_what_it_would_if_changes_could_be_divided(seed: int) -> None:
    """Of one stage and of two, whatever is needed: never more than it costs, and no less than the bound can say."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    one, other = choices(chance), choices(chance)
    both = [(a + b, c + d) for (a, c), (b, d) in product(one, other)]
    (free, steps), (too, more) = _hull(one), _hull(other)
    for points, start, ways in ((one, free, steps), (both, free + too, steps + more)):
        told, gains, costs = _running(start, ways)
        assert start == told
        for need in range(-4, 24):
            assert divided(points, need) == _divided(need - start, gains, costs), (points, need)


@pytest.mark.parametrize("seed", SEEDS[:60])
def test_what_a_cheaper_state_is_as_good_as_throughout_is_dropped(seed: int) -> None:
    """And nothing else: states of one effort stand beside each other."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    group = sorted(
        (
            (chance.randint(0, 3), (chance.randint(0, 3), chance.randint(0, 3)), (n,))
            for n in range(chance.randint(0, 12))
        ),
        key=lambda entry: entry[0],
    )
    kept = [
        state
        for effort, ranks, state in group
        if not any(
            cheap < effort and all(a >= b for a, b in zip(better, ranks, strict=True)) for cheap, better, _ in group
        )
    ]
    assert kept == list(_undominated(group))


def test_every_state_is_combined_with_every_choice_within_the_limit() -> None:
    """Values stay between the ends beyond which nothing differs; of several ways into a state, all at the least effort."""
    start = {(0, 1): Reached(0, 1, []), (2, 1): Reached(1, 2, [])}
    stage = [((0, 0), 0, None), ((2, 0), 1, ((0,), 1)), ((9, 0), 9, ((1,), 1)), ((-9, 0), 3, ((2,), 1))]
    windows = [(-1, 3), (5, 6)]  # no choice moves the second
    found = _step(start, stage, windows, lambda state: 2 if state == (3, 1) else 0, 4)
    told = {state: (one.effort, one.ways, len(one.steps)) for state, one in found.items()}
    assert {(0, 1): (0, 1, 1), (2, 1): (1, 3, 2), (-1, 1): (3, 1, 1), (3, 1): (2, 2, 1)} == told
    assert (3, 1) not in _step(start, stage, windows, lambda state: 3 if state == (3, 1) else 0, 4)


def test_a_demand_takes_at_least_what_its_parts_take() -> None:
    """Of all parts the dearest, of any the cheapest; of what must not hold, nothing."""
    one, other = Tally("q", 1), Tally("q", 0)
    stages = [[((0, 0), 0, None), ((1, 0), 2, None), ((0, 1), 3, None)], [((0, 0), 0, None), ((1, 0), 5, None)]]
    first, second = AtLeast(one, 3), AtLeast(other, 1)

    def least(demand: object, stage: int = 0, state: tuple[int, int] = (0, 0)) -> int:
        return _Bounds(demand, (one, other), stages).least(state, stage)  # type: ignore[arg-type]

    assert (7, 3) == (least(first), least(second))
    assert (7, 3) == (least(Every((first, second))), least(Either((first, second))))
    assert (NEVER, 5) == (least(first, 1), least(first, 1, (1, 0)))
    assert (NEVER, 0) == (least(first, 2, (1, 0)), least(first, 2, (2, 0)))
    assert 0 == least(Not(first))
