"""What keeps a question from a category is an exact consequence of the trace, and so is by how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import Phase, given, settings

from peelgrade import changes, grading
from peelgrade.codings import coding
from peelgrade.evidence import Finding, Item, Waiver
from peelgrade.explanation import Block, Gap, Margin, Ways, WhyNot, gaps, why_not
from peelgrade.explanation.margins import margin, turned
from peelgrade.rendering import obstacles as rendering
from peelgrade.rendering.views import View
from peelgrade.rulebook import (
    All,
    Any_,
    FindingsCount,
    JudgmentsCount,
    Metrics,
    MetricsCount,
    Question,
    Recommendations,
    RecommendationsCount,
    Rulebook,
)
from peelgrade.scale import Category
from peelgrade.trace import FALSE, TRUE, Applied, Node, Observed, Range, Result, Truth, all_of, any_of, leaves, tree
from tests import small
from tests.properties import QUICK, THOROUGH
from tests.small import findings, judgments
from tests.strategies import Case, carried_over, cases, finding, metric, recommendation, rule

BROKEN = settings(QUICK, max_examples=2_000, phases=[Phase.generate], report_multiple_bugs=False, database=None)

BEST = Category("scale", 3, "best", "Best", Fraction(4))

# --- complete and exact -----------------------------------------------------------------------------------------------


def truth_with(node: Node, flipped: dict[int, Truth], place: Iterator[int]) -> Truth:
    """Return the truth of a condition where some of its counts, named by their places, come out otherwise."""
    if node.observed is not None:
        return flipped.get(next(place), node.truth)
    inside = [truth_with(part, flipped, place) for part in node.parts]
    return all_of(inside) if isinstance(node.condition, All) else any_of(inside)


def places(block: Block, applied: Applied) -> list[set[int]]:
    """Return every way to mend a condition: the places of the counts that come out otherwise."""
    listed = list(leaves(tree(applied)))

    def ways(inside: Block) -> list[set[int]]:
        match inside:
            case Gap(node=node):
                return [{n for n, one in enumerate(listed) if one == node}]
            case Ways(one_is_enough=True, parts=parts):
                return [way for part in parts for way in ways(part)]
            case Ways(parts=parts):
                return [set().union(*chosen) for chosen in product(*(ways(part) for part in parts))][:40]
        raise AssertionError(inside)

    return ways(block)


def low(judgment_applied: dict[str, Truth], found: WhyNot, rulebook: Rulebook) -> bool:
    """Whether the low end of a range is the category or better, where rules come out as said."""
    scale, baseline = rulebook.scale, rulebook.baseline
    supported, limit = baseline, scale.best
    for one in found.judgment.applied:
        category = scale[one.rule.category]
        if one.rule.effect == "supports" and judgment_applied[one.rule.id] == TRUE:
            supported = max(supported, category)
        if one.rule.effect == "limits_to" and judgment_applied[one.rule.id] != FALSE:
            limit = min(limit, category)
    return min(supported, limit) >= found.category


def obstacles_are_exact(case: Case, ask: Callable[..., WhyNot] = why_not) -> None:
    """Hold the obstacles of every judged question and every category against the trace."""
    result = grading.grade(case.inspection, case.rulebook)
    for judgment in result.judgments:
        for category in case.rulebook.scale:
            found = ask(result, case.rulebook, judgment.question, category)
            if judgment.computed is None or judgment.by_people:
                assert not found.judged
                continue
            reached = judgment.computed.low >= category
            assert found.reached == reached
            assert (not reached) == bool(found.unsupported or found.limits)
            assert found.open == (not reached and judgment.computed.high >= category)
            holds_the_flips(found, case.rulebook)


def holds_the_flips(found: WhyNot, rulebook: Rulebook) -> None:
    """Flip what is listed of one rule and of every limit: the category is reached; leave one out, and it is not."""
    truths = {one.rule.id: one.truth for one in found.judgment.applied}
    mended = {}
    for wanted, listed in ((TRUE, found.supports), (FALSE, found.limits)):
        for one in listed:
            for way in places(one.block, one.applied):
                truth = truth_with(tree(one.applied), dict.fromkeys(way, wanted), iter(range(10_000)))
                assert wanted == truth
                distinct = {leaf for n, leaf in enumerate(leaves(tree(one.applied))) if n in way}
                for left_out in way if len(distinct) == len(way) else ():
                    fewer = dict.fromkeys(way - {left_out}, wanted)
                    assert wanted != truth_with(tree(one.applied), fewer, iter(range(10_000)))
            mended[one.applied.rule.id] = wanted
    limits = {one.applied.rule.id: FALSE for one in found.limits}
    if found.unsupported:
        assert not low(truths | limits, found, rulebook)
        for one in found.supports:
            assert low(truths | limits | {one.applied.rule.id: TRUE}, found, rulebook)
    elif found.limits:
        assert low(truths | limits, found, rulebook)
    for left_out in limits:
        others = {name: truth for name, truth in mended.items() if name != left_out}
        assert not low(truths | others, found, rulebook)


@QUICK
@given(cases())
def test_obstacles_are_exact(case: Case) -> None:
    """A category is not reached just where there is an obstacle, and it is reached once what is listed is mended."""
    obstacles_are_exact(case)


@pytest.mark.slow
@THOROUGH
@given(cases())
def test_obstacles_are_exact_thoroughly(case: Case) -> None:
    """The same, on many more cases."""
    obstacles_are_exact(case)


def test_obstacles_without_the_open_limits_are_caught() -> None:
    """A version that leaves out limits that may still hold does not pass."""

    def wrong(result: Result, rulebook: Rulebook, question: str, category: object) -> WhyNot:
        found = why_not(result, rulebook, question, category)  # type: ignore[arg-type]
        return replace(found, limits=tuple(one for one in found.limits if one.applied.truth == TRUE))

    @BROKEN
    @given(cases())
    def tried(case: Case) -> None:
        obstacles_are_exact(case, wrong)

    with pytest.raises(AssertionError):
        tried()


# --- by how much ------------------------------------------------------------------------------------------------------


def brute(count: FindingsCount, good: int, bad: int, *, wanted: bool) -> Margin:
    """Return the margin of a share by trying every number."""

    def comes_out(strengths: int, weaknesses: int) -> bool:
        among = strengths + weaknesses
        share = Fraction(strengths if count.good else weaknesses, among) if among else Fraction(0)
        return turned(count.bound, share, wanted=wanted)

    if comes_out(good, bad):
        return Margin(met=True)
    return Margin(
        met=False,
        more=next((n for n in range(1, 400) if comes_out(good + n, bad)), None),
        fewer=next((n for n in range(1, bad + 1) if comes_out(good, bad - n)), None),
    )


@pytest.mark.parametrize("shows", ["strength", "weakness"])
@pytest.mark.parametrize("wanted", [True, False])
def test_the_margin_of_a_share_is_exact(shows: str, wanted: bool) -> None:  # noqa: FBT001  # a parameter of the test
    """The number of strengths more, or of weaknesses fewer, is the least that turns the share."""
    for good, bad, value in product(range(7), range(7), ("0", "0.2", "0.25", "0.5", "0.66", "0.9", "1")):
        name = "share_at_least" if (shows == "strength") == wanted else "share_at_most"
        count = FindingsCount.model_validate_json(f'{{"shows": "{shows}", "{name}": {value}}}')
        strengths, weaknesses = [f"S{n}" for n in range(good)], [f"W{n}" for n in range(bad)]
        matched = tuple(strengths if count.good else weaknesses)
        seen = Observed(TRUE, Fraction(0), None, matched, (), (*strengths, *weaknesses))
        found = margin(count, seen, (), BEST, wanted=wanted)
        assert brute(count, good, bad, wanted=wanted) == found, (good, bad, count)


@pytest.mark.parametrize("shows", ["strength", "weakness"])
@pytest.mark.parametrize("wanted", [True, False])
def test_the_margin_of_a_number_is_exact(shows: str, wanted: bool) -> None:  # noqa: FBT001  # a parameter of the test
    """So many strengths more, or weaknesses fewer, are the least that turns the number."""
    for number, value in product(range(6), range(1, 5)):
        name = "at_least" if (shows == "strength") == wanted else "at_most"
        count = FindingsCount.model_validate_json(f'{{"shows": "{shows}", "{name}": {value}}}')
        seen = Observed(TRUE, Fraction(0), None, tuple(f"F{n}" for n in range(number)), (), ())
        right = [turned(count.bound, Fraction(n), wanted=wanted) for n in range(20)]
        more = next((n for n in range(1, 10) if count.good and right[number + n] and not right[number]), None)
        fewer = next((n for n in range(1, number + 1) if not count.good and right[number - n]), None)
        fewer = None if right[number] else fewer
        assert Margin(met=right[number], more=more, fewer=fewer) == margin(count, seen, (), BEST, wanted=wanted)


def test_the_margin_of_points_is_exact() -> None:
    """So many points more turn their share, and none fewer; beside no part that is judged nothing can."""
    scale = [Category("scale", rank, f"c{rank}", f"C{rank}", Fraction(rank)) for rank in range(4)]
    for low, high, wanted, value in product(scale, scale, (True, False), ("0.4", "0.5", "1")):
        name = "points_at_least" if wanted else "points_at_most"  # as in a rule that supports, and in one that limits
        count = JudgmentsCount.model_validate_json(f'{{"{name}": {value}}}')
        seen = Observed(TRUE, Fraction(0), None, (), (), ())
        have, most = low.points + high.points, 2 * BEST.points
        line = Fraction(value) * most
        short = Margin(met=False, points=line - have if wanted or line < most else None, above=not wanted)
        right = turned(count.bound, have / most, wanted=wanted)
        expected = Margin(met=True) if right else short
        assert expected == margin(count, seen, (Range(low, low), Range(high, high)), BEST, wanted=wanted)
        alone = margin(count, seen, (), BEST, wanted=wanted)
        assert (turned(count.bound, Fraction(0), wanted=wanted), None) == (alone.met, alone.points)


@pytest.mark.parametrize("selects", ["reaching", "below"])
@pytest.mark.parametrize("wanted", [True, False])
def test_the_margin_of_a_share_of_parts_is_exact(selects: str, wanted: bool) -> None:  # noqa: FBT001  # a parameter of the test
    """So many parts more, or fewer, are the least that turn it; where there is none, or too few, no number does."""
    good = Category("scale", 2, "good", "Good", Fraction(2))
    for parts, value in product(range(5), ("0.2", "0.5", "0.66", "1")):
        name = "share_at_least" if (selects == "reaching") == wanted else "share_at_most"
        count = JudgmentsCount.model_validate_json(f'{{"{selects}": "good", "{name}": {value}}}')
        right = [turned(count.bound, Fraction(n, parts or 1), wanted=wanted) for n in range(parts + 1)]
        for number in range(parts + 1):
            seen = Observed(TRUE, Fraction(0), None, tuple(f"q{n}" for n in range(number)), (), ())
            more = next((n for n in range(1, parts + 1 - number) if count.good and right[number + n]), None)
            fewer = next((n for n in range(1, number + 1) if not count.good and right[number - n]), None)
            expected = Margin(met=True) if right[number] else Margin(met=False, more=more, fewer=fewer)
            assert expected == margin(count, seen, (Range(good, good),) * parts, BEST, wanted=wanted), (number, count)


def one_like(count: object, name: str, question: str, rulebook: Rulebook) -> Item | None:
    """Return an item of evidence that is good and that a count takes in; None where no item can be so."""
    match count:
        case FindingsCount():
            made = finding(name, count.question[0] if count.question else question, **strength_of(count))
            return made if grading.taking(count, rulebook).taken_as(coding(made.kind, vars(made))) else None
        case RecommendationsCount():
            kind = count.type[0] if count.type else "area_for_improvement"
            return recommendation(name, question, type=kind, status="met")
    return None


def strength_of(count: FindingsCount) -> dict[str, object]:
    """Return the codes of a strength that a count takes in, where there can be one."""
    major = bool(count.ground or count.at_risk) if count.weight is None else "major" in count.weight
    given: dict[str, object] = {"weight": "major" if major else (count.weight or ("moderate",))[0]}
    if count.extent:
        given["extent"] = count.extent[0]
    if count.topic:
        given["topic"] = count.topic[0]
    if major and count.at_risk:
        return given | {"ground": "serious_harm", "at_risk": count.at_risk}
    return given | ({"ground": count.ground[0]} if major and count.ground else {})


def bad_of(gap: Gap, items: dict[str, Item]) -> list[str]:
    """Return the ids of what is bad among what a count takes in."""
    listed = [items[name] for name in gap.seen.support + gap.seen.matched if name in items]
    bad = [one.id for one in listed if not isinstance(one, Finding) or one.shows == "weakness"]
    return list(dict.fromkeys(bad)) if not isinstance(gap.count, MetricsCount) else list(gap.seen.matched)


def margins_are_exact(case: Case, *, off_by: int = 0) -> None:
    """Add or remove as many as each margin says and grade again: that turns the count, and one fewer does not.

    Tried where fieldwork is complete and the minimum is met, before and after, and nothing that is counted may yet come
    out otherwise, as a metric may that lacks its comparator.
    """
    inspection, rulebook = case.inspection, case.rulebook
    whole = changes.Case(inspection, rulebook)
    status: list[changes.Change] = [changes.SetStatus(rulebook.framework.questions.id, "complete")]
    whole = changes.apply(whole, [*status, changes.SetRecord({"waiver": Waiver(reason="To try counts alone.")})])
    result = grading.regrade(whole)
    items = {item.id: item for item in inspection.items}
    for judgment in result.judgments:
        for category in rulebook.scale:
            found = why_not(result, rulebook, judgment.question, category)
            for obstacle in (*found.supports, *found.limits):
                for gap in gaps(obstacle.block):
                    certain = not judgment.in_progress and not gap.seen.maybe
                    if certain and not isinstance(gap.count, JudgmentsCount):
                        holds_the_margin(whole, gap, judgment.question, items, off_by)


def holds_the_margin(case: changes.Case, gap: Gap, question: str, items: dict[str, Item], off_by: int) -> None:
    """Hold one margin against grading again."""
    wanted = TRUE if gap.count.good == gap.count.bound.from_below else FALSE
    for kind, number in (("more", gap.margin.more), ("fewer", gap.margin.fewer)):
        if number is None:
            continue
        for amount, expected in ((number + off_by, True), (number + off_by - 1, False)):
            if kind == "more":
                new = [one_like(gap.count, f"NEW{n}", question, case.rulebook) for n in range(amount)]
                tried: list[changes.Change] = [changes.Add(one) for one in new if one is not None]
            else:
                tried = [changes.Remove(name) for name in bad_of(gap, items)[:amount]]
            if len(tried) != amount:
                continue
            after = grading.regrade(case, tried)[question]
            if after.in_progress:
                continue
            truths = [
                one.truth
                for applied in after.applied
                for one in leaves(tree(applied))
                if one.count == gap.count and one.observed is not None
            ]
            assert expected == (wanted in truths), (gap.count, kind, amount)


@QUICK
@given(cases())
def test_margins_are_exact(case: Case) -> None:
    """As many more or fewer as is said turn a count, and one fewer does not."""
    margins_are_exact(case)


@pytest.mark.slow
@THOROUGH
@given(cases())
def test_margins_are_exact_thoroughly(case: Case) -> None:
    """The same, on many more cases."""
    margins_are_exact(case)


def test_margins_that_are_one_off_are_caught() -> None:
    """A version that asks for one more than it takes does not pass."""

    @BROKEN
    @given(cases())
    def tried(case: Case) -> None:
        margins_are_exact(case, off_by=1)

    with pytest.raises(AssertionError):
        tried()


# --- as it is told ----------------------------------------------------------------------------------------------------


def deep_rulebook() -> Rulebook:
    """Return rules of a tree of three levels, with every kind of count."""
    area = Question(id="area", title="How is the area?", short="Area", graded=True, parts=(small.CALLS, small.VISITS))
    money = Question(id="money", title="Is money well spent?", short="Money", graded=True)
    asked = small.OVERALL.model_copy(update={"parts": (area, money, small.LEADERS)})
    no_concern = RecommendationsCount(type=("cause_of_concern",), status=("open",), at_most=0)
    less_crime = MetricsCount(measure=("crime",), comparator="peers", stands=("better",), at_least=1)
    answered = All(
        all=(
            findings("strength", at_least=2),
            Recommendations(recommendations=no_concern),
            Metrics(metrics=less_crime),
        )
    )
    visited = Any_(any=(findings("strength", at_least=9), findings("weakness", weight=("major",), at_most=0)))
    of_money = judgments(of=("money",), below="good", at_least=1)
    presumed = {"binding": "presumptive"}
    rules = (
        rule("overall.good", "overall", judgments(reaching="good", at_least=3), supports="good"),
        rule("overall.best", "overall", judgments(points_at_least=Decimal("0.9")), supports="outstanding"),
        rule("overall.low", "overall", of_money, limits_to="requires_improvement", **presumed),
        rule("area.good", "area", judgments(reaching="good", at_least=2), supports="good"),
        rule(
            "area.poor", "area", judgments(below="good", share_at_least=Decimal(1)), limits_to="inadequate", **presumed
        ),
        rule("calls.good", "calls", answered, supports="good"),
        rule(
            "calls.harm",
            "calls",
            findings("weakness", share_at_least=Decimal("0.2")),
            limits_to="inadequate",
            **presumed,
        ),
        rule("visits.good", "visits", findings("strength", share_at_least=Decimal("0.7")), supports="good"),
        rule("visits.best", "visits", visited, supports="outstanding"),
    )
    return Rulebook.of(small.framework(asked), rules)


DEEP = deep_rulebook()
TOWN = small.case(
    small.finding("F1", "calls"),
    small.finding("F2", "calls", shows="weakness"),
    small.finding("F3", "visits"),
    recommendation("R1", "calls"),
    metric("M1", "calls"),
    rulebook=DEEP,
)
COMPLETE = {"question": "overall", "status": "complete"}


def why(of: changes.Case, question: str, category: str, *, full: bool = False) -> list[str]:
    """Return what is told of why a question is not judged at a category."""
    view = small.view(of)
    found = why_not(view.result, of.rulebook, question, of.rulebook.scale[category])
    return small.shown(rendering.obstacles(found, view, full=full))


def asked(of: changes.Case, question: str, category: str) -> WhyNot:
    """Return why a question is not judged at a category."""
    result = grading.grade(of.inspection, of.rulebook)
    return why_not(result, of.rulebook, question, of.rulebook.scale[category])


def test_what_no_rule_judges_has_no_obstacles() -> None:
    """Neither what people judge nor what is not judged: no rule could support it, and none is missing."""
    for question in ("leaders", "levels"):
        found = asked(TOWN, question, "good")
        nothing = WhyNot(found.judgment, found.category, unsupported=False, supports=(), limits=(), carried=())
        assert nothing == found


def test_a_category_stands_from_the_low_end_of_the_range_down() -> None:
    """And nowhere where nothing is judged."""
    carried = small.case(carried_over=(carried_over("visits", "good"),))
    told = [("visits", "requires_improvement"), ("visits", "good"), ("visits", "outstanding"), ("levels", "good")]
    assert [True, True, False, False] == [asked(carried, *one).stands for one in told]


@pytest.mark.parametrize(
    ("shows", "lack"),
    [
        (("weakness",), {"visits": "found_against", "calls": "found_against"}),
        (("weakness", "strength"), {"visits": "outweighed", "calls": "outweighed"}),
        ((), {"visits": "not_shown"}),
    ],
)
def test_what_a_share_lacks_is_told_by_what_there_is(shows: tuple[str, ...], lack: dict[str, str]) -> None:
    """Good that is wanted, or bad that is not: against it is only bad, beside some good it is outweighed."""
    limit = rule("calls.low", "calls", findings("weakness", share_at_least=Decimal("0.2")), limits_to="inadequate")
    good = rule("visits.good", "visits", findings("strength", share_at_least=Decimal("0.7")), supports="good")
    rulebook = Rulebook.of(small.framework(), [limit, good])
    for question, expected in lack.items():
        items = (small.finding(f"F{n}", question, shows=one) for n, one in enumerate(shows))
        found = asked(small.case(*items, rulebook=rulebook), question, "good")
        (gap,) = (one for obstacle in (*found.supports, *found.limits) for one in gaps(obstacle.block))
        assert expected == gap.lack


def test_one_condition_that_is_left_is_no_choice() -> None:
    """Of two that would have to hold, the one that does not is the obstacle, and stands by itself."""
    both = All(all=(findings("strength", at_least=1), findings("strength", at_least=2)))
    rulebook = Rulebook.of(small.framework(), [rule("calls.good", "calls", both, supports="good")])
    (obstacle,) = asked(small.case(small.finding("F1", "calls"), rulebook=rulebook), "calls", "good").supports
    assert isinstance(obstacle.block, Gap)
    assert 1 == obstacle.block.margin.more


class TestTold:
    def test_what_is_below_is_told_down_to_a_line(self) -> None:
        """A part that was told before is only named; further down a line says how to ask for more."""
        assert [
            "overall  How safe is the town?  REQUIRES IMPROVEMENT",
            "├── good is not reached: one limit below it holds, and no rule that supports it or better holds",
            "├── limited to requires improvement: it is so",
            "│   ├── overall.low  overall.low.yaml:1",
            "│   └── Money judged below good: 1, one is enough; 1 fewer would lift it",
            "│       └── money Money: requires improvement",
            "├── Outstanding would do too, and is not reached (overall.best; --full tells why)",
            "└── Good is not reached",
            "    ├── overall.good  overall.good.yaml:1",
            "    └── parts fall short: parts judged good or better: 0 to 1, at least 3 needed; 3 short",
            "        ├── area Area: requires improvement",
            "        │   └── Good is not reached",
            "        │       ├── area.good  area.good.yaml:1",
            "        │       └── parts fall short: parts judged good or better: 1, at least 2 needed; 1 short",
            "        │           └── calls Calls: inadequate",
            "        │               └── 1 strength to 1 weakness; 1 strength; cause of concern (open) (R1); no metrics better (for more: explain … calls --why-not good)",
            "        ├── money Money: requires improvement, told above",
            "        └── leaders Leaders: to be judged by people",
            "            └── judged by people: no rule of this framework judges it",
        ] == why(TOWN, "overall", "good")

    def test_what_a_part_lacks_is_told_apart(self) -> None:
        """Not shown, found against it, outweighed, and only not known yet; in full down to every item."""
        assert [
            "area  Area  REQUIRES IMPROVEMENT",
            "├── good is not reached: no rule that supports it or better holds",
            "└── Good is not reached",
            "    ├── area.good  area.good.yaml:1",
            "    └── parts fall short: parts judged good or better: 1, at least 2 needed; 1 short",
            "        └── calls Calls: inadequate",
            "            ├── limited to inadequate: it is so",
            "            │   ├── calls.harm  calls.harm.yaml:1",
            "            │   └── share of weaknesses: 1 of 2 (50 %), 20 % is enough; 4 strengths more or 1 weakness fewer would lift it",
            "            │       └── F2 weakness, moderate, widespread: Statement of F2.",
            "            │           └── F2.yaml:1  notes",
            "            └── Good is not reached",
            "                ├── calls.good  calls.good.yaml:1",
            "                ├── not shown: strengths: 1, at least 2 needed; 1 short",
            "                │   └── found: F1",
            "                ├── found against it: cause of concern (open): 1, none allowed; 1 too many",
            "                │   └── against it: R1",
            "                └── open, not shown: Crime: better beside peers: 0 to 1, at least 1 needed; 1 short",
        ] == why(TOWN, "area", "good")
        assert [
            "        │               │       ├── F2 weakness, moderate, widespread: Statement of F2.",
            "        │               │       │   └── F2.yaml:1  notes",
            "        │               │       └── beside 1 strength: F1",
            "        │               └── Good is not reached",
            "        │                   ├── calls.good  calls.good.yaml:1",
            "        │                   ├── not shown: strengths: 1, at least 2 needed; 1 short",
            "        │                   │   └── found: F1",
            "        │                   ├── found against it: cause of concern (open): 1, none allowed; 1 too many",
            "        │                   │   └── R1 cause of concern, open: Do.",
            "        │                   │       └── R1.yaml:1  notes",
            "        │                   └── open, not shown: Crime: better beside peers: 0 to 1, at least 1 needed; 1 short",
            "        ├── money Money: requires improvement, told above",
        ] == why(TOWN, "overall", "good", full=True)[-14:-2]

    def test_points_that_are_short(self) -> None:
        """With how the parts stand."""
        assert [
            "    ├── overall.best  overall.best.yaml:1",
            "    └── parts fall short: points of parts: 22.2 % to 55.6 %, at least 90 % needed; 6.1 points more would meet it",
            "        ├── area: requires improvement",
            "        ├── money: requires improvement",
            "        └── leaders: to be judged by people",
        ] == why(TOWN, "overall", "outstanding")[-5:]

    def test_where_there_is_nothing_to_be_done(self) -> None:
        """No rule, no inspection, more parts asked for than there are."""
        assert [
            "money  Money  REQUIRES IMPROVEMENT",
            "└── good is not reached: there is no rule that could support it",
        ] == why(TOWN, "money", "good")
        unseen = small.case(rulebook=DEEP, questions=(COMPLETE, {"question": "money", "status": "not_inspected"}))
        assert ["money  Money  NOT INSPECTED", "└── it was not inspected, so the rules judge nothing"] == why(
            unseen, "money", "good"
        )
        assert [
            "    └── parts fall short: parts judged good or better: 0 to 2, at least 3 needed; no number of them would meet it"
        ] == [line for line in why(unseen, "overall", "good") if "no number" in line]

    def test_a_judgment_from_outside_is_told_before_what_the_rules_say(self) -> None:
        """It is carried over, decided or assumed."""
        carried = small.case(rulebook=DEEP, carried_over=(carried_over("visits", "good"),))
        assert [
            "visits  Visits  GOOD",
            "├── good is carried over from Earlier, 2015-06-30",
            "├── by the rules it is requires improvement to outstanding; outstanding is not certain yet: what would support it is still open",
            "└── Outstanding is still open",
            "    ├── visits.best  visits.best.yaml:1",
            "    └── any one of these would be enough",
            "        ├── open, not shown: strengths: 0 so far, at least 9 needed; 9 short",
            "        └── open, found against it: weaknesses (major): 0 so far, none allowed; met as it stands",
        ] == why(carried, "visits", "outstanding")
        held = changes.apply(TOWN, [changes.Assume("visits", "inadequate")])
        view = View(grading.regrade(held), held.inspection, DEEP, "{}.yaml:1".format)
        found = why_not(view.result, DEEP, "area", DEEP.scale["outstanding"])
        assert [
            "area  Area  INADEQUATE",
            "├── outstanding is not reached: one limit below it holds, and there is no rule that could support it",
            "└── limited to inadequate: it is so",
            "    ├── area.poor  area.poor.yaml:1",
            "    └── share of parts judged below good: 2 of 2 (100 %), 100 % is enough; 1 fewer would lift it",
            "        ├── calls Calls: inadequate",
            "        │   ├── limited to inadequate: it is so",
            "        │   │   ├── calls.harm  calls.harm.yaml:1",
            "        │   │   └── share of weaknesses: 1 of 2 (50 %), 20 % is enough; 4 strengths more or 1 weakness fewer would lift it",
            "        │   │       └── F2 weakness, moderate, widespread: Statement of F2.",
            "        │   │           └── F2.yaml:1  notes",
            "        │   └── Good is not reached",
            "        │       ├── calls.good  calls.good.yaml:1",
            "        │       ├── not shown: strengths: 1, at least 2 needed; 1 short",
            "        │       │   └── found: F1",
            "        │       ├── found against it: cause of concern (open): 1, none allowed; 1 too many",
            "        │       │   └── against it: R1",
            "        │       └── open, not shown: Crime: better beside peers: 0 to 1, at least 1 needed; 1 short",
            "        └── visits Visits: inadequate; it is assumed to be inadequate",
        ] == small.shown(rendering.obstacles(found, view))
        found = why_not(view.result, DEEP, "visits", DEEP.scale["good"])
        assert [
            "visits  Visits  INADEQUATE",
            "├── it is assumed to be inadequate",
            "├── by the rules it is outstanding: nothing stands in the way",
            "├── carried by: it is so",
            "│   └── visits.best  visits.best.yaml:1",
            "└── carried by: it is so",
            "    └── visits.good  visits.good.yaml:1",
        ] == small.shown(rendering.obstacles(found, view))

    def test_the_bottom_of_the_scale_is_reached_by_what_leads_there(self) -> None:
        """A rule that would, one that did, none, or the start of every question."""
        assert [
            "area  Area  REQUIRES IMPROVEMENT",
            "├── it is requires improvement; inadequate is the bottom of the scale: nothing stands in the way",
            "└── would be led there by: it is so",
            "    └── area.poor  area.poor.yaml:1",
        ] == why(TOWN, "area", "inadequate")
        assert [
            "calls  Calls  INADEQUATE",
            "├── it is inadequate; inadequate is the bottom of the scale: nothing stands in the way",
            "└── led there by: it is so",
            "    └── calls.harm  calls.harm.yaml:1",
        ] == why(TOWN, "calls", "inadequate")
        assert [
            "money  Money  REQUIRES IMPROVEMENT",
            "├── it is requires improvement; inadequate is the bottom of the scale: nothing stands in the way",
            "└── no rule of this question leads there",
        ] == why(TOWN, "money", "inadequate")
        low = Rulebook.of(small.framework(baseline="inadequate"), small.RULES)
        assert [
            "visits  Visits  NOTHING FOUND YET; INADEQUATE TO GOOD",
            "├── it is still open, inadequate to good; inadequate is the bottom of the scale: nothing stands in the way",
            "└── every question starts there",
        ] == why(small.case(rulebook=low), "visits", "inadequate")

    def test_a_limit_alone_is_in_the_way(self) -> None:
        """Where good is supported; and what stands beside the weaknesses is told by its ids."""
        found = small.finding(
            "F1", "calls", shows="weakness", weight="major", ground="serious_harm", at_risk=("children",)
        )
        assert [
            "calls  Calls  REQUIRES IMPROVEMENT",
            "├── good is not reached: one limit below it holds",
            "└── limited to requires improvement: it is so",
            "    ├── calls.harm  calls.harm.yaml:1",
            "    └── weaknesses (on the ground of serious harm): 1, one is enough; 1 fewer would lift it",
            "        └── F1 weakness, major, serious harm, widespread: Statement of F1.",
            "            └── F1.yaml:1  notes",
        ] == why(small.case(found, small.finding("F2", "calls")), "calls", "good")

    def test_as_data(self) -> None:
        """Every count with what it is about, what it observed and by how much it misses; judgments below once each."""
        view = small.view(TOWN)
        data = rendering.as_data(why_not(view.result, DEEP, "area", DEEP.scale["good"]), view)
        assert ("peelgrade/why-not/v1", "area", "good", False) == tuple(
            data[key] for key in ("schema", "question", "category", "reached")
        )
        (calls,) = data["below"]
        counts = [calls["limits"][0]["conditions"], *calls["supports"][0]["conditions"]["conditions"]]
        assert [
            ("findings", "outweighed", "true", {"share_at_least": "1/5"}, 4, 1),
            ("findings", "not_shown", "false", {"at_least": "2"}, 1, None),
            ("recommendations", "found_against", "false", {"at_most": "0"}, None, 1),
            ("metrics", "not_shown", "unknown", {"at_least": "1"}, 1, None),
        ] == [(one["counts"], one["lack"], one["truth"], one["required"], one["more"], one["fewer"]) for one in counts]
        assert {
            "F1": "F1.yaml:1",
            "F2": "F2.yaml:1",
            "R1": "R1.yaml:1",
            "area.good": "area.good.yaml:1",
            "calls.good": "calls.good.yaml:1",
            "calls.harm": "calls.harm.yaml:1",
        } == data["places"]
