"""What would need to improve is the cheapest there is: exhaustive search agrees, and applying it gives the category."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from peelgrade import changes
from peelgrade.evidence import Finding, Recommendation
from peelgrade.explanation import improvement
from peelgrade.explanation.improvement import Improvement, Way, as_it_stands, change
from peelgrade.grading import grade, regrade
from peelgrade.rulebook import ByExtent, Extensions, Improvements, MetRecommendation, Remedies, Rulebook
from tests.properties import QUICK
from tests.strategies import TYPES, Case, cases_to_improve

MOST = 8  # changes of which every subset is tried

COSTS = (
    Improvements(
        weakness_remedied=Remedies(
            minor=ByExtent(isolated=1, partial=1, widespread=2),
            moderate=ByExtent(isolated=1, partial=2, widespread=3),
            major=ByExtent(isolated=2, partial=4, widespread=6),
        ),
        practice_extended=Extensions(isolated=3, partial=2),
        recommendation_met=(
            MetRecommendation(type=TYPES[0], cost=5),
            MetRecommendation(type=TYPES[1], cost=2),
        ),
    ),
    Improvements(  # one cost for all, so that many ways are equally cheap
        weakness_remedied=Remedies(
            minor=ByExtent(isolated=1, partial=1, widespread=1),
            moderate=ByExtent(isolated=1, partial=1, widespread=1),
            major=ByExtent(isolated=1, partial=1, widespread=1),
        ),
        practice_extended=Extensions(isolated=1, partial=1),
        recommendation_met=(MetRecommendation(type=TYPES[0], cost=1),),
    ),
)


def with_costs(case: Case, costs: Improvements) -> changes.Case:
    """Return the case under a framework that declares what changes cost."""
    framework = case.rulebook.framework.model_copy(update={"improvements": costs})
    return changes.Case(case.inspection, Rulebook.of(framework, case.rulebook.rules))


def possible(case: changes.Case, question: str, costs: Improvements) -> list[tuple[int, str, str]]:
    """Return every real change below a question: its cost, what is done, and the item."""
    counted = set(grade(case.inspection, case.rulebook)[question].evidence)
    met = {one.type: one.cost for one in costs.recommendation_met}
    found = []
    for item in case.inspection.items:
        if item.id not in counted:
            continue
        if isinstance(item, Finding) and item.shows == "weakness":
            found.append((getattr(getattr(costs.weakness_remedied, item.weight), item.extent), "remedied", item.id))
        elif isinstance(item, Finding) and item.extent != "widespread":
            found.append((getattr(costs.practice_extended, item.extent), "extended", item.id))
        elif isinstance(item, Recommendation) and item.status != "met" and item.type in met:
            found.append((met[item.type], "met", item.id))
    return found


def exhaustively(
    case: changes.Case, question: str, category: str, costs: Improvements
) -> tuple[int, set[frozenset[str]]] | None:
    """Return the least cost and every set of changes that reaches a category at it, by trying every subset."""
    wanted = case.rulebook.scale[category]
    options = possible(case, question, costs)
    best, sets = None, set()
    subsets = (chosen for size in range(len(options) + 1) for chosen in combinations(options, size))
    for chosen in sorted(subsets, key=lambda chosen: sum(cost for cost, _, _ in chosen)):
        cost = sum(cost for cost, _, _ in chosen)
        if best is not None and cost > best:
            break
        found = regrade(case, [change(what, item) for _, what, item in chosen])[question].range
        if found is not None and found.low >= wanted:
            best = cost
            sets.add(frozenset(item for _, _, item in chosen))
    return None if best is None else (best, sets)


def sets_of(way: Way) -> Iterator[frozenset[str]]:
    """Yield every set of items that a way stands for."""
    for picked in product(*(combinations(choice.items, choice.amount) for choice in way.choices)):
        yield frozenset(item for items in picked for item in items)


def agrees(case: Case, costs: Improvements) -> None:
    """Hold the answer for every question and category against exhaustive search."""
    asked = with_costs(case, costs)
    for question in case.rulebook.questions.values():
        for category in case.rulebook.scale:
            if question.graded:
                agrees_on(asked, costs, question.id, category.id)


def agrees_on(asked: changes.Case, costs: Improvements, name: str, wanted: str) -> Improvement | None:
    """Hold the answer for one question and category against exhaustive search."""
    found = improvement(asked, name, wanted, shown=10_000)
    stands = changes.apply(asked, as_it_stands(asked, name, regrade(asked)))
    if not found.judged:
        assert regrade(stands)[name].range is None
        return found
    if found.already:
        stood = regrade(stands)[name].range
        assert stood is not None
        assert stood.low >= found.wanted
        return found
    if len(possible(stands, name, costs)) > (MOST if found.ways else MOST // 2):
        return None
    expected = exhaustively(stands, name, wanted, costs)
    if expected is None:
        assert not found.ways
        nearest_is_next(stands, found, costs)
    else:
        assert (expected[0], 0) == (found.effort, found.more)
        told = [items for way in found.ways for items in sets_of(way)]
        assert expected[1] == set(told)
        assert len(expected[1]) == len(told)
    return found


def nearest_is_next(stands: changes.Case, found: Improvement, costs: Improvements) -> None:
    """Hold the nearest category that can be reached against exhaustive search."""
    now = found.before[found.question].range
    assert now is not None
    reachable = [
        one.id
        for one in stands.rulebook.scale
        if now.low < one < found.wanted and exhaustively(stands, found.question, one.id, costs)
    ]
    assert reachable[-1:] == ([] if found.nearest is None else [found.nearest.wanted.id])


@QUICK
@given(cases_to_improve(), st.sampled_from(COSTS))
def test_exhaustive_search_agrees(case: Case, costs: Improvements) -> None:
    """The cheapest sets are those that trying every subset finds, no fewer and no more."""
    agrees(case, costs)
