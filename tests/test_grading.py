"""How a judgment is reached, one behaviour at a time."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from peelgrade.evidence import Comparator, Inspection, QuestionRecord, Waiver
from peelgrade.grading import grade
from peelgrade.rulebook import (
    All,
    Any_,
    Findings,
    FindingsCount,
    Judgments,
    JudgmentsCount,
    Metrics,
    MetricsCount,
    Question,
    Recommendations,
    RecommendationsCount,
    Rule,
    Rulebook,
)
from peelgrade.trace import FALSE, TRUE, UNKNOWN, Judgment, Observed, Result, all_of, any_of
from tests.strategies import carried_over, decision, finding, framework, metric, recommendation, record, rule

INADEQUATE, REQUIRES_IMPROVEMENT, GOOD, OUTSTANDING = "c0", "c1", "c2", "c3"
STRENGTH = Findings(findings=FindingsCount(shows="strength", at_least=1))
NO_WEAKNESS = Findings(findings=FindingsCount(shows="weakness", at_most=0))
WEAKNESS = Findings(findings=FindingsCount(shows="weakness", at_least=1))
CONCERN = Recommendations(
    recommendations=RecommendationsCount(type="cause_of_concern", status=("open", "in_progress"), at_least=1)
)


def question(name: str, *parts: Question, graded: bool = True) -> Question:
    """Return a question with its parts."""
    return Question(id=name, title=name, graded=graded, parts=parts)


def judged(
    *items: Any, rules: tuple[Rule, ...] = (), status: str | dict[str, str] = "complete", **given: Any
) -> Result:
    """Grade items under rules; 'q' is judged on parts 'qa' and 'qb' unless `tree` is given."""
    tree = given.pop("tree", question("q", question("qa"), question("qb")))
    known = framework(tree, minimum=given.pop("minimum", 1))
    statuses = {"q": status} if isinstance(status, str) else status
    questions = tuple(QuestionRecord(question=name, status=said) for name, said in statuses.items())
    return grade(Inspection.of(record(questions=questions, **given), items), Rulebook.of(known, rules))


def alone(
    *items: Any, when: Any, supports: bool = True, status: str = "complete", minimum: int = 1, **given: Any
) -> Judgment:
    """Judge one question without parts by one rule: it supports good, or limits to inadequate."""
    effect = {"supports": GOOD} if supports else {"limits_to": INADEQUATE}
    return judged(
        *items, rules=(rule("r", "q", when, **effect),), tree=question("q"), status=status, minimum=minimum, **given
    )["q"]


def ends(judgment: Judgment) -> tuple[str, str] | None:
    """Return the range that stands."""
    return None if judgment.range is None else (judgment.range.low.id, judgment.range.high.id)


def seen(judgment: Judgment) -> Observed:
    """Return what the only count of the only rule observed."""
    return judgment.applied[0].observed[0]


def strengths(many: int, **given: Any) -> list[Any]:
    """Return so many strengths on 'q'."""
    return [finding(f"S{n}", "q", **given) for n in range(many)]


def weaknesses(many: int, **given: Any) -> list[Any]:
    """Return so many weaknesses on 'q'."""
    return [finding(f"W{n}", "q", shows="weakness", **given) for n in range(many)]


def reasons(judgment: Judgment) -> list[tuple[str, str | None, tuple[str, ...]]]:
    """Return kind, rule and support of every reason."""
    return [(reason.kind, reason.rule, reason.support) for reason in judgment.reasons]


# --- truth ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other"), list(product((TRUE, UNKNOWN, FALSE), repeat=2)))
def test_all_and_any_follow_kleene(one: Any, other: Any) -> None:
    """With false below unknown below true, 'all' is the least and 'any' the greatest."""
    order = (FALSE, UNKNOWN, TRUE)
    assert min(one, other, key=order.index) == all_of((one, other))
    assert max(one, other, key=order.index) == any_of((one, other))


def test_all_of_nothing_holds_and_any_of_nothing_does_not() -> None:
    """Nothing can fail in an empty 'all', and nothing can hold in an empty 'any'."""
    assert TRUE == all_of(())
    assert FALSE == any_of(())


@pytest.mark.parametrize(
    ("when", "truth"),
    [
        (All(all=(STRENGTH, NO_WEAKNESS)), FALSE),
        (Any_(any=(STRENGTH, NO_WEAKNESS)), TRUE),
        (All(all=(STRENGTH, Any_(any=(NO_WEAKNESS, STRENGTH)))), TRUE),
        (Any_(any=(NO_WEAKNESS, All(all=(STRENGTH, NO_WEAKNESS)))), FALSE),
    ],
)
def test_conditions_nest(when: Any, truth: Any) -> None:
    """With a strength and a weakness, 'all' and 'any' hold what their parts say, at any depth."""
    assert truth == alone(*strengths(1), *weaknesses(1), when=when).applied[0].truth


# --- counts, at their bounds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("found", "truth"), [(1, FALSE), (2, TRUE), (3, TRUE)])
def test_findings_at_least(found: int, truth: Any) -> None:
    """'at_least: 2' fails on one finding and holds on two and more."""
    when = Findings(findings=FindingsCount(shows="strength", at_least=2))
    assert truth == seen(alone(*strengths(found), when=when)).truth


@pytest.mark.parametrize(("found", "truth"), [(1, TRUE), (2, TRUE), (3, FALSE)])
def test_findings_at_most(found: int, truth: Any) -> None:
    """'at_most: 2' holds on one and two findings and fails on three."""
    when = Findings(findings=FindingsCount(shows="weakness", at_most=2))
    assert truth == seen(alone(*weaknesses(found), when=when)).truth


@pytest.mark.parametrize(("good", "bad", "truth"), [(2, 3, FALSE), (1, 1, TRUE), (3, 2, TRUE), (0, 1, FALSE)])
def test_findings_share_at_least(good: int, bad: int, truth: Any) -> None:
    """A share of strengths is held against its bound exactly."""
    when = Findings(findings=FindingsCount(shows="strength", share_at_least=Decimal("0.5")))
    assert truth == seen(alone(*strengths(good), *weaknesses(bad), when=when)).truth


@pytest.mark.parametrize(("good", "bad", "truth"), [(4, 0, TRUE), (3, 1, TRUE), (5, 2, FALSE), (0, 1, FALSE)])
def test_findings_share_at_most(good: int, bad: int, truth: Any) -> None:
    """A share of weaknesses is held against its bound exactly."""
    when = Findings(findings=FindingsCount(shows="weakness", share_at_most=Decimal("0.25")))
    assert truth == seen(alone(*strengths(good), *weaknesses(bad), when=when)).truth


def test_a_share_is_of_those_with_the_same_other_attributes() -> None:
    """Findings of another weight are not in the denominator of a share, and the whole denominator is cited."""
    when = Findings(findings=FindingsCount(shows="strength", weight="major", share_at_least=Decimal("0.5")))
    observed = seen(
        alone(
            *strengths(1, weight="major"), *weaknesses(1, weight="major"), finding("X", "q", weight="minor"), when=when
        )
    )
    assert (Decimal("0.5"), ("S0", "W0")) == (observed.certain, observed.support)


def test_a_share_of_nothing_is_nought() -> None:
    """Where nothing is alike, a share is nought: no bound from below but nought is reached."""
    share = FindingsCount(shows="strength", weight="major", share_at_least=Decimal("0.2"))
    assert FALSE == seen(alone(*strengths(1), when=Findings(findings=share))).truth


@pytest.mark.parametrize(
    "selected",
    [
        {"weight": "major"},
        {"extent": ("partial", "widespread")},
        {"ground": "serious_harm"},
        {"at_risk": "children"},
        {"topic": "patrol"},
        {"question": "q"},
    ],
)
def test_findings_are_selected_by_each_attribute(selected: dict[str, Any]) -> None:
    """A finding with the attribute is counted and one with another is not."""
    when = Findings(findings=FindingsCount(shows="strength", at_least=1, **selected))
    has = {
        "weight": "major",
        "extent": "partial",
        "ground": "serious_harm",
        "at_risk": ("children", "adults"),
        "topic": "patrol",
    }
    other = {"weight": "minor", "extent": "isolated", "topic": "awareness"}
    rules = (rule("r", "q", when, supports=GOOD),)
    result = judged(finding("A", "q", **has), finding("B", "q", **other), rules=rules, tree=question("q"))
    assert (("A", "B") if "question" in selected else ("A",)) == seen(result["q"]).matched


def test_a_question_selects_what_is_below_it() -> None:
    """A count of findings on a named question takes in what is below that question, and nothing beside it."""
    tree = question("q", question("qa", question("qaa")), question("qb"))
    when = Findings(findings=FindingsCount(shows="strength", question="qa", at_least=1))
    items = [finding(name.upper(), name) for name in ("q", "qa", "qaa", "qb")]
    result = judged(*items, rules=(rule("r", "q", when, supports=GOOD),), tree=tree)
    assert ("QA", "QAA") == seen(result["q"]).matched


@pytest.mark.parametrize("selected", [{"ground": "serious_harm"}, {"at_risk": "children"}])
def test_a_ground_selects_only_major_findings(selected: dict[str, Any]) -> None:
    """A finding that may be major has a ground and groups at risk and is not major, so counts by these leave it out."""
    when = Findings(findings=FindingsCount(shows="weakness", at_least=1, **selected))
    doubtful = {"weight": "moderate", "or_weight": "major", "ground": "serious_harm", "at_risk": ("children",)}
    found = (
        finding("V", "q", shows="weakness", **doubtful),
        finding("W", "q", shows="weakness", **(doubtful | {"weight": "major", "or_weight": None})),
    )
    assert ("W",) == seen(alone(*found, when=when, supports=False)).matched


@pytest.mark.parametrize("uncounted", [{"part_of": "S"}, {"standing": "force_claim"}, {"standing": "expected"}])
def test_parts_and_claims_are_not_counted(uncounted: dict[str, Any]) -> None:
    """Only main findings that were observed or reported are counted."""
    items = (finding("S", "q", standing="reported"), finding("T", "q", **uncounted))
    assert ("S",) == seen(alone(*items, when=STRENGTH)).matched


@pytest.mark.parametrize(("found", "truth"), [(0, FALSE), (1, TRUE), (2, TRUE)])
def test_recommendations_at_least(found: int, truth: Any) -> None:
    """Recommendations are counted by type and by status, and those that are superseded are not."""
    items = [recommendation(f"R{n}", "q", status=("open", "in_progress")[n]) for n in range(found)]
    others = (
        recommendation("X", "q", status="met"),
        recommendation("Y", "q", type="area_for_improvement"),
        recommendation("Z", "q", superseded_by="X"),
    )
    assert truth == seen(alone(*items, *others, when=CONCERN, supports=False)).truth


@pytest.mark.parametrize(("found", "truth"), [(1, TRUE), (2, TRUE), (3, FALSE)])
def test_recommendations_at_most(found: int, truth: Any) -> None:
    """'at_most: 2' fails on the third recommendation that stands."""
    when = Recommendations(recommendations=RecommendationsCount(status="open", at_most=2))
    assert truth == seen(alone(*(recommendation(f"R{n}", "q") for n in range(found)), when=when)).truth


# --- metrics ----------------------------------------------------------------------------------------------------------


def stands(*items: Any, stand: Any = "better", measure: str = "crime", bound: str = "at_least") -> Observed:
    """Return what a count of metrics beside their peers observed; the force has a strength, too."""
    count = MetricsCount(measure=measure, comparator="peers", stands=stand, **{bound: 1})
    supports = ("worse" in count.stands) != (bound == "at_least")
    anchor = STRENGTH if supports else WEAKNESS
    when = All(all=(Metrics(metrics=count), anchor))
    return seen(alone(*items, *strengths(1), when=when, supports=supports))


def beside(value: str, peers: str | None = "10", **given: Any) -> Any:
    """Return a metric of crime (lower is better, similar within 1) beside its peers."""
    comparators = (Comparator(comparator="peers", value=Decimal(peers)),) if peers else ()
    return metric("M", "q", value=Decimal(value), comparators=comparators, **given)


@pytest.mark.parametrize(
    ("value", "stand"),
    [("8.9", "better"), ("9", "similar"), ("10", "similar"), ("11", "similar"), ("11.1", "worse")],
)
def test_a_metric_is_similar_up_to_the_tolerance(value: str, stand: str) -> None:
    """A difference of the tolerance itself is similar, and one step more is better or worse."""
    expected = {"better": stand == "better", "worse": stand == "worse"}
    actual = {word: stands(beside(value), stand=word).matched == ("M",) for word in expected}
    assert expected == actual


def test_figures_are_compared_to_their_last_digit() -> None:
    """A difference of hardly more than the tolerance is a difference, on either side, however many digits it has."""
    assert ("M",) == stands(beside("8." + "9" * 36), stand="better").matched
    assert ("M",) == stands(beside("11." + "0" * 35 + "1"), stand="worse").matched


def test_higher_can_be_better() -> None:
    """Where more is better, a figure above its comparator is better."""
    better = metric(
        "M",
        "q",
        measure="satisfaction",
        value=Decimal(11),
        comparators=(Comparator(comparator="peers", value=Decimal(10)),),
    )
    assert ("M",) == stands(better, measure="satisfaction").matched


@pytest.mark.parametrize("value", ["9", "11"])
def test_where_neither_way_is_better_a_difference_is_neither(value: str) -> None:
    """A measure of which neither way is better is similar or it is not; it is never better or worse."""
    one = beside(value, measure="recorded")
    for stand in ("better", "worse", ("better", "similar"), ("worse", "similar")):
        observed = stands(one, stand=stand, measure="recorded")
        assert ((), ()) == (observed.matched, observed.maybe)


@pytest.mark.parametrize(("stated", "matched"), [("lower", ("M",)), ("similar", ()), ("higher", ())])
def test_a_comparison_may_be_stated(stated: Any, matched: tuple[str, ...]) -> None:
    """A stated comparison counts without figures."""
    one = metric("M", "q", value=None, comparators=(Comparator(comparator="peers", stated=stated),))
    assert matched == stands(one).matched


def test_a_comparator_may_be_a_metric() -> None:
    """The figure of a comparator can be another metric, which is not counted where its subject is not the force."""
    own = metric("M", "q", value=Decimal(8), comparators=(Comparator(comparator="peers", metric="P"),))
    peers = metric("P", "q", subject="peers", value=Decimal(10))
    assert ("M",) == stands(own, peers).matched


@pytest.mark.parametrize(
    "unknown",
    [
        beside("8", None),
        metric("M", "q", value=Decimal(8), comparators=(Comparator(comparator="year_before", value=Decimal(10)),)),
        metric("M", "q", value=Decimal(8), comparators=(Comparator(comparator="peers", metric="GONE"),)),
    ],
    ids=["none", "another", "a metric that is not there"],
)
def test_a_metric_without_the_comparator_is_only_possible(unknown: Any) -> None:
    """Such a metric may count and does not count certainly, so a bound that it could reach is unknown."""
    observed = stands(unknown)
    assert (UNKNOWN, 0, 1, ("M",)) == (observed.truth, observed.certain, observed.possible, observed.maybe)
    assert ("M",) == observed.support  # and on no metric that is not there


@pytest.mark.parametrize(
    ("value", "bound", "certain", "possible"),
    [("10.5", "more_than", 0, 1), ("11.5", "more_than", 1, 1), ("8.5", "less_than", 0, 0), ("12", "less_than", 0, 1)],
)
def test_an_open_ended_figure_may_stand_several_ways(value: str, bound: Any, certain: int, possible: int) -> None:
    """'More than' is certainly worse only where all that it can be is worse."""
    observed = stands(beside(value, bound=bound), stand="worse")
    assert (certain, possible) == (observed.certain, observed.possible)


@pytest.mark.parametrize(("value", "bound", "stand"), [("11", "more_than", "worse"), ("9", "less_than", "better")])
def test_more_than_the_tolerance_is_a_difference(value: str, bound: Any, stand: str) -> None:
    """'More than 11' beside 10, similar within 1, is worse and cannot be similar; 'less than 9' likewise is better."""
    assert ("M",) == stands(beside(value, bound=bound), stand=stand).matched


# --- judgments --------------------------------------------------------------------------------------------------------


def roll_up(parts: dict[str, tuple[str, str] | str | None], supports: bool = True, **count: Any) -> Observed:  # noqa: FBT001, FBT002
    """Return what a count of judgments observed, over parts that are settled, good at best while open, or not inspected."""
    tree = question("q", *(question(name) for name in parts))
    effect = {"supports": GOOD} if supports else {"limits_to": INADEQUATE}
    rules = [rule("r", "q", Judgments(judgments=JudgmentsCount(**count)), **effect)]
    rules += [rule(f"r.{name}", name, STRENGTH, supports=GOOD) for name in parts]
    statuses = {"q": "complete"}
    for name, judgment in parts.items():
        statuses[name] = "not_inspected" if judgment is None else "in_progress"
    known = tuple(carried_over(name, judgment) for name, judgment in parts.items() if isinstance(judgment, str))
    return seen(judged(rules=tuple(rules), tree=tree, status=statuses, carried_over=known)["q"])


OPEN = (REQUIRES_IMPROVEMENT, GOOD)


@pytest.mark.parametrize(
    ("reached", "truth"), [((GOOD,), FALSE), ((GOOD, GOOD), TRUE), ((GOOD, OUTSTANDING, GOOD), TRUE)]
)
def test_judgments_reaching_at_least(reached: tuple[str, ...], truth: Any) -> None:
    """A part at the category or above it reaches it."""
    parts = dict(zip("abc", (*reached, REQUIRES_IMPROVEMENT, REQUIRES_IMPROVEMENT), strict=False))
    assert truth == roll_up(parts, reaching=GOOD, at_least=2).truth


@pytest.mark.parametrize(("below", "truth"), [(0, TRUE), (1, TRUE), (2, FALSE)])
def test_judgments_below_at_most(below: int, truth: Any) -> None:
    """A part under the category is below it, and one at it is not."""
    parts = {name: REQUIRES_IMPROVEMENT if n < below else GOOD for n, name in enumerate("abc")}
    assert truth == roll_up(parts, below=GOOD, at_most=1).truth


@pytest.mark.parametrize(("reaching", "truth"), [(2, FALSE), (3, TRUE), (4, TRUE)])
def test_judgments_share_at_least(reaching: int, truth: Any) -> None:
    """Three parts of four are a share of three quarters."""
    parts = {name: GOOD if n < reaching else INADEQUATE for n, name in enumerate("abcd")}
    assert truth == roll_up(parts, reaching=GOOD, share_at_least=Decimal("0.75")).truth


@pytest.mark.parametrize(("below", "truth"), [(0, TRUE), (1, TRUE), (2, FALSE)])
def test_judgments_share_at_most(below: int, truth: Any) -> None:
    """One part of four is a share of one quarter."""
    parts = {name: INADEQUATE if n < below else GOOD for n, name in enumerate("abcd")}
    assert truth == roll_up(parts, below=GOOD, share_at_most=Decimal("0.25")).truth


@pytest.mark.parametrize(("category", "truth"), [(REQUIRES_IMPROVEMENT, FALSE), (GOOD, TRUE), (OUTSTANDING, TRUE)])
def test_points_at_least(category: str, truth: Any) -> None:
    """Points are those of the judged parts as a fraction of the most they could have: here 3 and 3 of 8 are 0.75."""
    assert truth == roll_up({"a": category, "b": GOOD}, points_at_least=Decimal("0.75")).truth


@pytest.mark.parametrize(("category", "truth"), [(INADEQUATE, TRUE), (REQUIRES_IMPROVEMENT, TRUE), (GOOD, FALSE)])
def test_points_at_most(category: str, truth: Any) -> None:
    """Points at the bound do not pass it: here 2 and 2 of 8 are 0.5."""
    assert (
        truth
        == roll_up({"a": category, "b": REQUIRES_IMPROVEMENT}, supports=False, points_at_most=Decimal("0.5")).truth
    )


def test_points_and_shares_of_no_judgment_are_nought() -> None:
    """Where no part is judged, points and shares are nought."""
    assert (0, 0) == (
        roll_up({"a": None}, points_at_least=Decimal(1)).certain,
        roll_up({"a": None}, reaching=GOOD, share_at_least=Decimal(1)).certain,
    )


def test_points_of_an_open_part_lie_between_its_ends() -> None:
    """A part between requires improvement and good has two or three points of four."""
    observed = roll_up({"a": OPEN}, points_at_least=Decimal("0.6"))
    assert (UNKNOWN, Decimal("0.5"), Decimal("0.75")) == (observed.truth, observed.certain, observed.possible)


def test_points_are_certain_of_parts_that_are_settled() -> None:
    """Those are matched, and a part that is open may yet have more points; the points rest on both."""
    observed = roll_up({"a": GOOD, "b": OPEN, "c": None}, points_at_least=Decimal("0.7"))
    assert (("a",), ("b",), ("a", "b")) == (observed.matched, observed.maybe, observed.support)


def test_an_open_part_counts_possibly() -> None:
    """A part whose range reaches the category in part is possible, and a part that is not judged is not counted."""
    observed = roll_up({"a": GOOD, "b": OPEN, "c": None}, reaching=GOOD, share_at_least=Decimal("0.9"))
    assert (UNKNOWN, Decimal("0.5"), 1, ("a",), ("b",)) == (
        observed.truth,
        observed.certain,
        observed.possible,
        observed.matched,
        observed.maybe,
    )


def test_ungraded_parts_are_not_counted() -> None:
    """An ungraded part is context: it has no judgment, is in no share, and its evidence counts above."""
    tree = question("q", question("qa"), question("qx", graded=False))
    rules = (
        rule(
            "r",
            "q",
            Judgments(judgments=JudgmentsCount(reaching=REQUIRES_IMPROVEMENT, share_at_least=Decimal(1))),
            supports=GOOD,
        ),
    )
    result = judged(finding("S", "qa"), finding("X", "qx"), rules=rules, tree=tree)
    assert ("ungraded", None, ("qa",)) == (result["qx"].status, result["qx"].range, seen(result["q"]).support)
    assert ("S", "X") == result["q"].evidence


def test_judgments_of_named_questions_below() -> None:
    """A count can name questions anywhere below."""
    tree = question("q", question("qa", question("qaa")), question("qb"))
    count = JudgmentsCount(of=("qaa",), reaching=GOOD, at_least=1)
    result = judged(
        rules=(rule("r", "q", Judgments(judgments=count), supports=GOOD),),
        tree=tree,
        carried_over=(carried_over("qaa", GOOD),),
    )
    assert ("qaa",) == seen(result["q"]).matched


def test_a_judgment_that_a_count_names_twice_counts_once() -> None:
    """It is one judgment."""
    count = JudgmentsCount(of=("qa", "qa"), reaching=GOOD, at_least=2)
    result = judged(
        rules=(rule("r", "q", Judgments(judgments=count), supports=GOOD),), carried_over=(carried_over("qa", GOOD),)
    )
    assert (FALSE, 1, ("qa",)) == (seen(result["q"]).truth, seen(result["q"]).certain, seen(result["q"]).matched)


# --- from rules to a range --------------------------------------------------------------------------------------------


def test_the_best_supported_category_is_reached() -> None:
    """Of two rules that hold, the one for the better category counts; one that supports less than the baseline, nothing."""
    rules = tuple(rule(category, "q", STRENGTH, supports=category) for category in (GOOD, OUTSTANDING, INADEQUATE))
    assert (OUTSTANDING, OUTSTANDING) == ends(judged(*strengths(1), rules=rules, tree=question("q"))["q"])


def test_the_worst_limit_holds_what_is_supported() -> None:
    """Of two limits that hold, the worse one counts, below the baseline too."""
    rules = (
        rule("s", "q", STRENGTH, supports=OUTSTANDING),
        *(rule(category, "q", WEAKNESS, limits_to=category) for category in (GOOD, INADEQUATE)),
    )
    result = judged(*strengths(1), *weaknesses(1), rules=rules, tree=question("q"))
    assert (INADEQUATE, INADEQUATE) == ends(result["q"])


def test_a_question_starts_from_the_baseline() -> None:
    """With nothing supported and nothing limited, the baseline is reached."""
    assert (REQUIRES_IMPROVEMENT, REQUIRES_IMPROVEMENT) == ends(alone(*weaknesses(1), when=STRENGTH))


def test_a_limit_above_what_is_supported_changes_nothing() -> None:
    """A limit that holds does not lift."""
    rules = (rule("l", "q", WEAKNESS, limits_to=OUTSTANDING),)
    assert (REQUIRES_IMPROVEMENT, REQUIRES_IMPROVEMENT) == ends(
        judged(*weaknesses(1), rules=rules, tree=question("q"))["q"]
    )


# --- fieldwork --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "supports", "truth"),
    [
        (STRENGTH, True, TRUE),
        (Findings(findings=FindingsCount(shows="strength", at_least=2)), True, UNKNOWN),
        (Findings(findings=FindingsCount(shows="weakness", at_most=1)), True, UNKNOWN),
        (NO_WEAKNESS, True, FALSE),
        (Findings(findings=FindingsCount(shows="strength", share_at_least=Decimal("0.1"))), True, UNKNOWN),
        (Findings(findings=FindingsCount(shows="strength", share_at_least=Decimal(0))), True, TRUE),
        (Findings(findings=FindingsCount(shows="weakness", share_at_most=Decimal(1))), True, TRUE),
        (CONCERN, False, UNKNOWN),
    ],
)
def test_while_more_may_come(when: Any, supports: bool, truth: Any) -> None:  # noqa: FBT001  # a parameter of the test
    """While fieldwork goes on, a number has no upper end and a share may be anything; only what is certain is decided."""
    observed = alone(*strengths(1), *weaknesses(1), when=when, supports=supports, status="in_progress")
    assert truth == seen(observed).truth


def test_open_truths_leave_a_range() -> None:
    """Support that may yet come lifts the upper end, and a limit that may yet come lowers the lower end."""
    rules = (rule("s", "q", STRENGTH, supports=GOOD), rule("l", "q", WEAKNESS, limits_to=INADEQUATE))
    result = judged(rules=rules, tree=question("q"), status="in_progress")["q"]
    assert ((INADEQUATE, GOOD), "open", None) == (ends(result), result.status, result.category)


def test_fieldwork_anywhere_below_keeps_a_question_open() -> None:
    """A question whose part is in progress may yet see more evidence."""
    result = judged(
        finding("S", "qa"),
        finding("T", "qb"),
        rules=(rule("l", "q", WEAKNESS, limits_to=INADEQUATE),),
        status={"q": "complete", "qb": "in_progress"},
    )
    assert (True, False, UNKNOWN) == (result["q"].in_progress, result["qa"].in_progress, result["q"].applied[0].truth)


def test_a_status_covers_what_is_below_unless_it_has_its_own() -> None:
    """A question takes the status of the nearest question above that has one; where none has, it is in progress."""
    rules = tuple(rule(f"l{name}", name, WEAKNESS, limits_to=INADEQUATE) for name in ("qa", "qb"))
    items = (finding("S", "qa"), finding("T", "qb"))
    result = judged(*items, rules=rules, status={"q": "in_progress", "qb": "complete"})
    assert ("open", "settled") == (result["qa"].status, result["qb"].status)
    assert "open" == judged(*items, rules=rules, status={"qb": "complete"})["qa"].status


def test_a_question_that_was_not_inspected_has_no_judgment() -> None:
    """It has no range, its evidence is counted nowhere, and it keeps nothing open above."""
    rules = (rule("s", "q", STRENGTH, supports=GOOD),)
    result = judged(
        finding("S", "qa"),
        finding("T", "qb", shows="weakness"),
        rules=rules,
        status={"q": "complete", "qa": "not_inspected"},
    )
    assert ("not_inspected", None, None) == (result["qa"].status, result["qa"].range, result["qa"].as_it_stands)
    assert (FALSE, ("T",)) == (result["q"].applied[0].truth, result["q"].evidence)


# --- minimum ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("found", "short"), [(1, True), (2, False), (3, False)])
def test_a_sub_question_short_of_the_minimum_is_in_progress(found: int, short: bool) -> None:  # noqa: FBT001  # expected
    """One item below the minimum leaves a sub-question open, and the minimum itself settles it."""
    result = alone(*strengths(found), when=NO_WEAKNESS, minimum=2)
    assert (short, short, "open" if short else "settled") == (result.short, result.in_progress, result.status)


def test_recommendations_count_towards_the_minimum_and_metrics_do_not() -> None:
    """A finding and a recommendation are two; a finding and a metric are one."""
    assert not alone(*strengths(1), recommendation("R", "q"), when=NO_WEAKNESS, minimum=2).short
    assert alone(*strengths(1), metric("M", "q"), when=NO_WEAKNESS, minimum=2).short


def test_a_sub_question_short_of_the_minimum_is_settled_where_nothing_could_change_it() -> None:
    """A limit to the worst category holds whatever may come."""
    assert "settled" == alone(*weaknesses(1), when=WEAKNESS, supports=False, minimum=2).status


@pytest.mark.parametrize(
    ("questions", "short"),
    [((), (False, False)), (("q",), (False, False)), (("qa",), (False, True)), (("qb",), (True, False))],
)
def test_a_waiver_lowers_the_minimum_to_one(questions: tuple[str, ...], short: tuple[bool, bool]) -> None:
    """It covers every sub-question, or those that it names with all below."""
    result = judged(
        finding("S", "qa"), finding("T", "qb"), minimum=2, waiver=Waiver(reason="A summary.", questions=questions)
    )
    assert short == (result["qa"].short, result["qb"].short)


def test_a_waiver_does_not_lower_the_minimum_to_none() -> None:
    """A sub-question with nothing stays open."""
    result = alone(when=STRENGTH, minimum=2, waiver=Waiver(reason="A summary."))
    assert (True, "open", None) == (result.short, result.status, result.as_it_stands)


def test_a_question_with_parts_needs_one_item_anywhere() -> None:
    """The minimum is for sub-questions: one item on either part is enough above, and none is not."""
    assert not judged(finding("S", "qa"), minimum=2)["q"].short
    assert judged(metric("M", "qa"), minimum=2)["q"].short


def test_a_judgment_from_outside_below_is_something_found() -> None:
    """A question with parts is not empty where a judgment of one of them is carried over."""
    assert not judged(carried_over=(carried_over("qa", GOOD),))["q"].short


def test_a_sub_question_that_is_short_keeps_the_question_above_open() -> None:
    """More may come below, so more may come above; a part that was not inspected is not short."""
    rules = (rule("l", "q", WEAKNESS, limits_to=INADEQUATE),)
    assert "open" == judged(finding("S", "qa"), rules=rules)["q"].status
    assert (
        "settled"
        == judged(finding("S", "qa"), rules=rules, status={"q": "complete", "qb": "not_inspected"})["q"].status
    )


# --- as it stands -----------------------------------------------------------------------------------------------------


def test_as_it_stands_takes_fieldwork_as_complete_and_the_minimum_as_waived() -> None:
    """Beside an open range stands the judgment that the same evidence gives if nothing more were found."""
    result = alone(*strengths(1), when=All(all=(STRENGTH, NO_WEAKNESS)), status="in_progress", minimum=3)
    assert ((REQUIRES_IMPROVEMENT, GOOD), GOOD) == (ends(result), result.as_it_stands and result.as_it_stands.id)


def test_as_it_stands_leaves_out_what_has_nothing_yet() -> None:
    """A part with nothing is not counted as it stands, and its range is counted otherwise."""
    rules = (
        rule("r", "q", Judgments(judgments=JudgmentsCount(reaching=GOOD, share_at_least=Decimal(1))), supports=GOOD),
        *(rule(name, name, STRENGTH, supports=GOOD) for name in ("qa", "qb")),
    )
    result = judged(finding("S", "qa"), rules=rules, status="in_progress")
    assert (None, GOOD) == (result["qb"].as_it_stands, result["q"].as_it_stands and result["q"].as_it_stands.id)
    assert (REQUIRES_IMPROVEMENT, GOOD) == ends(result["q"])


def test_as_it_stands_a_metric_without_comparator_does_not_count() -> None:
    """What is only possible is taken as not so."""
    worse = Metrics(metrics=MetricsCount(measure="crime", comparator="peers", stands="worse", at_most=0))
    result = alone(beside("8", None), *strengths(1), when=All(all=(worse, STRENGTH)))
    assert ((REQUIRES_IMPROVEMENT, GOOD), GOOD) == (ends(result), result.as_it_stands and result.as_it_stands.id)


def test_as_it_stands_lies_within_the_range() -> None:
    """A part left out as it stands could lift a judgment out of its range, and is brought back."""
    rules = (
        rule("r", "q", Judgments(judgments=JudgmentsCount(below=GOOD, at_most=0)), supports=GOOD),
        rule("a", "qa", STRENGTH, supports=GOOD),
    )
    result = judged(finding("S", "qa"), rules=rules)["q"]
    assert ((REQUIRES_IMPROVEMENT,) * 2, REQUIRES_IMPROVEMENT) == (
        ends(result),
        result.as_it_stands and result.as_it_stands.id,
    )


# --- judgments from outside -------------------------------------------------------------------------------------------


def test_a_changed_decision_stands_and_the_computed_judgment_is_kept() -> None:
    """What people decided is final, with the computed judgment beside it."""
    result = alone(*strengths(1), when=STRENGTH, decisions=(decision("q", OUTSTANDING, GOOD),))
    assert (("c3", "c3"), "c2", False) == (ends(result), result.computed and result.computed.low.id, result.stale)
    assert (OUTSTANDING, True, "decided") == (
        result.as_it_stands and result.as_it_stands.id,
        result.decision_applies,
        result.reasons[0].kind,
    )


@pytest.mark.parametrize(
    ("taken", "stale"),
    [
        (decision("q", OUTSTANDING, GOOD), False),
        (decision("q", OUTSTANDING, INADEQUATE), True),
        (decision("q", INADEQUATE, outcome="confirmed"), False),
        (decision("q", GOOD, outcome="confirmed"), True),
    ],
)
def test_beside_a_judgment_carried_over_a_change_departs_from_what_is_computed(taken: Any, stale: bool) -> None:  # noqa: FBT001  # expected
    """A confirmation upholds what was carried over, a change departs from what the rules give."""
    result = alone(*strengths(1), when=STRENGTH, decisions=(taken,), carried_over=(carried_over("q", INADEQUATE),))
    assert (stale, taken) == (result.stale, result.decision)


def test_a_change_is_shown_whatever_was_decided_after_it() -> None:
    """A confirmation or a referral that follows takes nothing back."""
    change, later = decision("q", OUTSTANDING, GOOD), decision("q", OUTSTANDING, outcome="confirmed")
    assert change == alone(*strengths(1), when=STRENGTH, decisions=(change, later)).decision


def test_the_latest_changed_decision_stands() -> None:
    """A later change takes the place of an earlier one; a later confirmation or referral does not undo it."""
    decisions = (
        decision("q", INADEQUATE, GOOD),
        decision("q", OUTSTANDING, GOOD),
        decision("q", None, outcome="referred_back"),
    )
    assert (OUTSTANDING, OUTSTANDING) == ends(alone(*strengths(1), when=STRENGTH, decisions=decisions))


@pytest.mark.parametrize(("outcome", "judgment"), [("confirmed", OUTSTANDING), ("referred_back", None)])
def test_a_confirmation_or_referral_changes_nothing(outcome: Any, judgment: str | None) -> None:
    """Only a changed decision stands in place of the computed judgment."""
    result = alone(*strengths(1), when=STRENGTH, decisions=(decision("q", judgment, outcome=outcome),))
    assert ((GOOD, GOOD), False) == (ends(result), result.decision_applies)


@pytest.mark.parametrize(
    ("departs_from", "status", "stale"),
    [(GOOD, "complete", False), (INADEQUATE, "complete", True), (GOOD, "in_progress", True)],
)
def test_a_decision_is_stale_where_the_computed_judgment_is_another(
    departs_from: str,
    status: str,
    stale: bool,  # noqa: FBT001  # expected
) -> None:
    """A change departs from a computed judgment, and is stale once that is another or open."""
    result = alone(
        *strengths(1),
        when=All(all=(STRENGTH, NO_WEAKNESS)),
        status=status,
        decisions=(decision("q", OUTSTANDING, departs_from),),
    )
    assert (stale, (OUTSTANDING, OUTSTANDING)) == (result.stale, ends(result))


@pytest.mark.parametrize(
    ("decided", "binding", "applies"),
    [
        (GOOD, "strict", False),
        (REQUIRES_IMPROVEMENT, "strict", True),
        (INADEQUATE, "strict", True),
        (GOOD, "presumptive", True),
    ],
)
def test_a_decision_above_a_strict_limit_does_not_apply(decided: str, binding: Any, applies: bool) -> None:  # noqa: FBT001  # expected
    """Decisions may depart from a presumptive limit, up to a strict one and never beyond it."""
    rules = (rule("l", "q", WEAKNESS, limits_to=REQUIRES_IMPROVEMENT, binding=binding),)
    result = judged(
        *weaknesses(1), rules=rules, tree=question("q"), decisions=(decision("q", decided, REQUIRES_IMPROVEMENT),)
    )["q"]
    assert (applies, decided if applies else REQUIRES_IMPROVEMENT) == (
        result.decision_applies,
        result.category and result.category.id,
    )


def test_a_strict_limit_that_is_open_does_not_hold_a_decision() -> None:
    """Only a limit that is true keeps a decision off."""
    rules = (rule("l", "q", WEAKNESS, limits_to=REQUIRES_IMPROVEMENT, binding="strict"),)
    result = judged(
        rules=rules, tree=question("q"), status="in_progress", decisions=(decision("q", GOOD, REQUIRES_IMPROVEMENT),)
    )["q"]
    assert (UNKNOWN, True) == (result.applied[0].truth, result.decision_applies)


def test_no_limit_holds_a_decision_on_a_question_that_was_not_inspected() -> None:
    """Its rules are not looked at, whatever was found below it."""
    rules = (rule("l", "q", WEAKNESS, limits_to=REQUIRES_IMPROVEMENT, binding="strict"),)
    result = judged(
        finding("W", "qa", shows="weakness"),
        rules=rules,
        status={"q": "not_inspected", "qa": "complete"},
        decisions=(decision("q", GOOD, outcome="judged"),),
    )["q"]
    assert (None, True, (GOOD, GOOD)) == (result.computed, result.decision_applies, ends(result))


def test_a_decision_wins_over_a_carried_over_judgment() -> None:
    """A carried-over judgment stands only where no decision applies."""
    rules = (rule("l", "q", WEAKNESS, limits_to=REQUIRES_IMPROVEMENT, binding="strict"),)
    given = {"rules": rules, "tree": question("q"), "carried_over": (carried_over("q", INADEQUATE),)}
    applied = judged(*strengths(1), decisions=(decision("q", GOOD, REQUIRES_IMPROVEMENT),), **given)["q"]
    barred = judged(*weaknesses(1), decisions=(decision("q", GOOD, REQUIRES_IMPROVEMENT),), **given)["q"]
    assert ((GOOD, GOOD), (INADEQUATE, INADEQUATE)) == (ends(applied), ends(barred))
    assert ("decided", "carried_over") == (applied.reasons[0].kind, barred.reasons[0].kind)


def test_a_judgment_from_outside_stands_on_a_question_that_was_not_inspected() -> None:
    """It is carried over, settled, and used above."""
    rules = (rule("r", "q", Judgments(judgments=JudgmentsCount(reaching=GOOD, at_least=1)), supports=GOOD),)
    result = judged(
        rules=rules, status={"q": "complete", "qa": "not_inspected"}, carried_over=(carried_over("qa", GOOD),)
    )
    assert ("settled", (GOOD, GOOD), None) == (result["qa"].status, ends(result["qa"]), result["qa"].computed)
    assert (("qa",), (GOOD, GOOD)) == (seen(result["q"]).matched, ends(result["q"]))


# --- what decided -----------------------------------------------------------------------------------------------------


def test_rules_that_support_the_judgment_decide_it_with_those_that_failed_above() -> None:
    """The reasons for good are the rule that holds, with what it matched, and the rule for outstanding that failed."""
    rules = (rule("good", "q", STRENGTH, supports=GOOD), rule("outstanding", "q", NO_WEAKNESS, supports=OUTSTANDING))
    result = judged(*strengths(2), *weaknesses(1), rules=rules, tree=question("q"))["q"]
    assert [("supports", "good", ("S0", "S1")), ("not_reached", "outstanding", ("W0",))] == reasons(result)
    assert ("good", "outstanding") == result.decided_by


def test_a_limit_that_binds_decides_and_excludes_what_is_above() -> None:
    """Rules for better categories that failed say nothing where a limit excludes them anyway."""
    rules = (
        rule("limit", "q", WEAKNESS, limits_to=INADEQUATE),
        rule("good", "q", Findings(findings=FindingsCount(shows="strength", at_least=2)), supports=GOOD),
    )
    result = judged(*strengths(1), *weaknesses(1), rules=rules, tree=question("q"))["q"]
    assert [("limits", "limit", ("W0",))] == reasons(result)


def test_a_limit_that_evidence_kept_off_is_a_reason() -> None:
    """A limit that strengths kept from holding rests on them, and on the whole denominator of its share."""
    share = Findings(findings=FindingsCount(shows="strength", share_at_most=Decimal("0.2")))
    result = judged(
        *strengths(1), *weaknesses(1), rules=(rule("limit", "q", share, limits_to=INADEQUATE),), tree=question("q")
    )["q"]
    assert ("held_off", "limit", ("S0", "W0")) in reasons(result)


@pytest.mark.parametrize(("anywhere", "kept_off"), [(GOOD, True), (None, False)])
def test_judgments_below_that_keep_a_limit_off_are_a_reason(anywhere: str | None, kept_off: bool) -> None:  # noqa: FBT001  # expected
    """A limit by the share of judgments below is kept off by those that there are, and by nothing where there are none."""
    share = Judgments(judgments=JudgmentsCount(below=GOOD, share_at_least=Decimal("0.5")))
    known = () if anywhere is None else (carried_over("qa", anywhere), carried_over("qb", anywhere))
    status = {"q": "complete"} if anywhere else {"q": "complete", "qa": "not_inspected", "qb": "not_inspected"}
    limit = rule("limit", "q", share, limits_to=INADEQUATE)
    result = judged(finding("S", "q"), rules=(limit,), status=status, carried_over=known)["q"]
    assert kept_off == (("held_off", "limit", ("qa", "qb")) in reasons(result))
    assert kept_off == ("held_off" in {kind for kind, *_ in reasons(result)})


def test_of_a_limit_by_any_of_several_the_evidence_is_a_reason() -> None:
    """It is kept off by what one of them rests on, though the other fails for the absence of anything."""
    both = Any_(any=(WEAKNESS, Findings(findings=FindingsCount(shows="strength", at_most=0))))
    assert ("held_off", "r", ("S0",)) in reasons(alone(*strengths(1), when=both, supports=False))


def test_a_limit_by_all_of_several_is_kept_off_by_nothing_where_one_of_them_is_absent() -> None:
    """Without what else the other fails for, it would not hold either."""
    both = All(all=(WEAKNESS, Findings(findings=FindingsCount(shows="strength", at_most=0))))
    result = alone(*strengths(1), when=both, supports=False)
    assert "held_off" not in {kind for kind, *_ in reasons(result)}


def test_a_limit_that_would_lower_nothing_is_no_reason() -> None:
    """Neither one that holds where nothing better is in reach, nor one at the judgment itself that does not hold."""
    at_the_baseline = rule("l", "q", WEAKNESS, limits_to=REQUIRES_IMPROVEMENT)
    result = judged(*weaknesses(1), rules=(at_the_baseline,), tree=question("q"))["q"]
    assert [("baseline", None, ())] == reasons(result)
    rules = (rule("s", "q", STRENGTH, supports=GOOD), rule("l", "q", WEAKNESS, limits_to=GOOD))
    result = judged(*strengths(1), *weaknesses(1), rules=rules, tree=question("q"))["q"]
    assert [("supports", "s", ("S0",))] == reasons(result)
    worse = rule("w", "q", STRENGTH, supports=REQUIRES_IMPROVEMENT)
    result = judged(*strengths(1), *weaknesses(1), rules=(worse, at_the_baseline), tree=question("q"))["q"]
    assert [("baseline", None, ())] == reasons(result)
    share = Findings(findings=FindingsCount(shows="strength", share_at_most=Decimal("0.2")))
    held = rule("l", "q", share, limits_to=REQUIRES_IMPROVEMENT)
    result = judged(*strengths(1), *weaknesses(1), rules=(held,), tree=question("q"))["q"]
    assert [("baseline", None, ())] == reasons(result)


@pytest.mark.parametrize(("own", "deciding"), [(True, "good"), (False, "outstanding")])
def test_below_a_limit_the_rule_for_the_judgment_itself_decides(own: bool, deciding: str) -> None:  # noqa: FBT001  # a parameter
    """One for a better judgment supports it only where none of its own does; the limit decides beside it."""
    rules = (
        rule("limit", "q", WEAKNESS, limits_to=GOOD),
        rule("outstanding", "q", STRENGTH, supports=OUTSTANDING),
        *((rule("good", "q", STRENGTH, supports=GOOD),) if own else ()),
    )
    result = judged(*strengths(1), *weaknesses(1), rules=rules, tree=question("q"))["q"]
    assert [("supports", deciding, ("S0",)), ("limits", "limit", ("W0",))] == reasons(result)


def test_of_limits_that_bind_the_one_that_takes_least_stands_first() -> None:
    """Whatever they are called and whatever was found: one item, or few strengths, before two or both of two counts."""
    one, two = (Findings(findings=FindingsCount(shows="weakness", at_least=n)) for n in (1, 2))
    share = Findings(findings=FindingsCount(shows="weakness", share_at_least=Decimal("0.25")))
    few = Findings(findings=FindingsCount(shows="strength", at_most=3))
    conditions = (All(all=(two, share)), two, share, Any_(any=(two, All(all=(few, one)))), few)
    rules = [rule(name, "q", when, limits_to=INADEQUATE) for name, when in zip("abcde", conditions, strict=True)]
    result = judged(*weaknesses(2), rules=rules, tree=question("q"))["q"]
    assert ["e", "c", "d", "b", "a"] == [reason.rule for reason in result.reasons]
    assert ("e", "c", "d", "b", "a") == result.decided_by


def test_of_several_parts_that_are_enough_a_rule_rests_on_the_one_that_needs_fewest() -> None:
    """Whatever the items are called: a false 'all' on one major weakness, and a true 'any' on one major strength."""
    major, any_ = {"weight": "major"}, {}
    failed = [Findings(findings=FindingsCount(shows="weakness", at_most=0, **one)) for one in (any_, major)]
    held = [Findings(findings=FindingsCount(shows="strength", at_least=1, **one)) for one in (any_, major)]
    rules = (
        rule("good", "q", Any_(any=tuple(held)), supports=GOOD),
        rule("best", "q", All(all=tuple(failed)), supports=OUTSTANDING),
    )
    grave, great = (finding(name, "q", shows=shows, **major) for name, shows in (("X", "weakness"), ("Y", "strength")))
    result = judged(*strengths(2), *weaknesses(2), grave, great, rules=rules, tree=question("q"))["q"]
    assert [("supports", "good", ("Y",)), ("not_reached", "best", ("X",))] == reasons(result)


def test_what_holds_at_an_end_of_a_range_is_a_reason() -> None:
    """A rule that supports one end, or a limit that binds it, stands before those that are open, and has decided."""
    one, many = (Findings(findings=FindingsCount(shows="strength", at_least=n)) for n in (1, 2))
    rules = (rule("good", "q", one, supports=GOOD), rule("more", "q", many, supports=OUTSTANDING))
    lifted = judged(*strengths(1), rules=rules, tree=question("q"), status="in_progress")
    assert [("supports", "good", ("S0",)), ("open", "more", ("S0",))] == reasons(lifted["q"])
    bad, worse = (Findings(findings=FindingsCount(shows="weakness", at_least=n)) for n in (1, 2))
    limits = (rule("bad", "q", bad, limits_to=REQUIRES_IMPROVEMENT), rule("worse", "q", worse, limits_to=INADEQUATE))
    held = judged(*strengths(1), *weaknesses(1), rules=(*rules[:1], *limits), tree=question("q"), status="in_progress")
    assert [("limits", "bad", ("W0",)), ("open", "worse", ("W0",))] == reasons(held["q"])
    for result, decided in ((lifted, ("good",)), (held, ("bad",))):
        assert decided == result["q"].decided_by == result.judging.reached["q"].decided_by  # type: ignore[attr-defined]  # a run


def test_the_baseline_decides_where_nothing_else_does() -> None:
    """The baseline is a reason where no rule supports and no limit binds, beside the rule that was not reached."""
    result = alone(*weaknesses(1), when=STRENGTH)
    assert [("baseline", None, ()), ("not_reached", "r", ())] == reasons(result)


def test_what_is_open_is_a_reason_of_a_range() -> None:
    """A judgment that is open names every rule that is unknown."""
    result = alone(when=STRENGTH, status="in_progress")
    assert ("open", "r", ()) in reasons(result)
