"""The laws of the design (4.4), each as a property, and for each an engine with a fault that the law must catch."""

# ruff: noqa: SLF001  # faults are put into the engine where it works
from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, combinations_with_replacement
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from peelgrade import changes, evidence, grading
from peelgrade import rulebook as rulebooks
from peelgrade.evidence import Comparator, FieldworkStatus, Finding, Inspection, Item, Metric, QuestionRecord, Waiver
from peelgrade.grading import gauges, program, runs, views
from peelgrade.grading.counting import Adds, Counter
from peelgrade.grading.gauges import NumberGauge, Seen
from peelgrade.grading.program import QuestionProgram
from peelgrade.grading.selections import FindingsSelection
from peelgrade.rulebook import (
    All,
    Count,
    Findings,
    FindingsCount,
    Metrics,
    MetricsCount,
    Question,
    Recommendations,
    RecommendationsCount,
    Rulebook,
    counts,
    fieldwork_statuses,
)
from peelgrade.trace import FALSE, TRUE, UNKNOWN, Judgment, Range, Result, tree
from tests.resting import rests_on
from tests.strategies import (
    BOUNDS,
    Case,
    carried_over,
    cases,
    cases_with_more,
    counting,
    finding,
    framework,
    metric,
    plainest,
    published,
    recommendation,
    record,
    rule,
)

COMPLETE = record(questions=(QuestionRecord(question="q", status="complete"),))
LAW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def with_record(inspection: Inspection, **update: Any) -> Inspection:
    """Return the inspection with some of its record replaced."""
    return replace(inspection, record=inspection.record.model_copy(update=update))


# --- 1: order ---------------------------------------------------------------------------------------------------------


def order_means_nothing(case: Case, seed: int) -> None:
    """Hold the result against that of the same inputs, shuffled; the order of decisions on one question has meaning."""
    inspection, rulebook = case.inspection, case.rulebook
    chance = random.Random(seed)  # noqa: S311  # a shuffle, no secret

    def shuffled(given: Any) -> tuple[Any, ...]:
        return tuple(chance.sample(list(given), len(given)))

    record = inspection.record
    waiver = (
        record.waiver.model_copy(update={"questions": shuffled(record.waiver.questions)}) if record.waiver else None
    )
    other = record.model_copy(
        update={
            "questions": shuffled(record.questions),
            "carried_over": shuffled(record.carried_over),
            "decisions": tuple(sorted(record.decisions, key=lambda decision: decision.question)),
            "waiver": waiver,
        }
    )
    again = grading.grade(
        Inspection.of(other, shuffled(inspection.items)), Rulebook.of(rulebook.framework, shuffled(rulebook.rules))
    )
    first = grading.grade(Inspection.of(record, inspection.items), Rulebook.of(rulebook.framework, rulebook.rules))
    assert first == again


@LAW
@given(cases(), st.integers(0, 2**16))
def test_law_1_order_means_nothing(case: Case, seed: int) -> None:
    """The order of items, rules and entries of the record changes nothing, not even in the trace."""
    order_means_nothing(case, seed)


# --- 2: every judgment says what decided it ---------------------------------------------------------------------------


def says_what_decided(case: Case) -> None:
    """Hold the reasons of every judgment against the rules that were applied."""
    inspection, rulebook = case.inspection, case.rulebook
    result = grading.grade(inspection, rulebook)
    for judgment in result.judgments:
        kinds = [reason.kind for reason in judgment.reasons]
        assert bool(kinds) == (judgment.range is not None)
        assert ("decided" in kinds) == judgment.decision_applies
        assert ("carried_over" in kinds) == (judgment.carried_over is not None and not judgment.decision_applies)
        if judgment.computed is not None:
            beside = {one.metric for metric in inspection.metrics for one in metric.comparators if one.metric}
            holds_the_reasons(judgment, result, rulebook, beside)


def holds_the_reasons(judgment: Judgment, result: Result, rulebook: Rulebook, beside: set[str]) -> None:
    """Hold the reasons of a computed judgment against the truth of its rules; `beside` holds figures of comparators."""
    computed = judgment.computed
    assert computed is not None
    applied = {one.rule.id: one for one in judgment.applied}
    category = {name: rulebook.scale[one.rule.category] for name, one in applied.items()}
    by_kind: dict[str, set[str | None]] = {}
    known = set(result.by_question) | set(judgment.evidence) | beside
    for reason in judgment.reasons:
        by_kind.setdefault(reason.kind, set()).add(reason.rule)
        assert set(reason.support) <= known
        assert len(set(reason.support)) == len(reason.support)
    for name, one in applied.items():
        assert tree(one).truth == one.truth
        expected = {
            "supports": one.truth == TRUE and one.rule.supports,
            "limits": one.truth == TRUE and one.rule.limits_to,
        }
        expected |= {"not_reached": one.truth == FALSE and one.rule.supports, "open": one.truth == UNKNOWN}
        expected |= {"held_off": one.truth == FALSE and one.rule.limits_to}
        for kind, may in expected.items():
            assert may or name not in by_kind.get(kind, set()), (name, kind)
    assert all(category[str(name)] in computed for name in by_kind.get("limits", ()))
    assert all(category[str(name)] >= computed.low for name in by_kind.get("supports", ()))
    assert all(category[str(name)] > computed.low for name in by_kind.get("not_reached", ()))
    assert ("by_people" in by_kind) == (rulebook.questions[judgment.question].judged_by == "people")
    if not computed.settled:
        # a rule that could move neither end decides nothing, whatever becomes of it
        lifts = {name for name, one in applied.items() if one.rule.supports and category[name] > computed.low}
        lowers = {name for name, one in applied.items() if one.rule.limits_to and category[name] < computed.high}
        assert by_kind.get("open", set()) == {name for name in lifts | lowers if applied[name].truth == UNKNOWN}
        return
    reached = computed.low
    assert "open" not in by_kind
    if reached > rulebook.baseline:
        assert by_kind.get("supports")
    if reached < rulebook.baseline:
        assert by_kind.get("limits")
    if "limits" not in by_kind:
        failed = {
            name
            for name, one in applied.items()
            if one.rule.supports and one.truth == FALSE and category[name] > reached
        }
        assert by_kind.get("not_reached", set()) == failed
    assert bool(by_kind.get("baseline")) == (
        reached == rulebook.baseline and "limits" not in by_kind and "supports" not in by_kind
    )
    for reason in judgment.reasons:
        # what is true because enough was found names what was found
        bounds = [count.bound for count in counts(applied[reason.rule].rule.when)] if reason.rule else []
        if reason.kind in {"supports", "limits"} and all(bound.from_below and bound.value > 0 for bound in bounds):
            assert reason.support


@LAW
@given(cases())
def test_law_2_every_judgment_says_what_decided_it(case: Case) -> None:
    """Reasons are there for every judgment, complete, and of the truth that their kind says."""
    says_what_decided(case)


# --- 3: evidence stays on its branch ----------------------------------------------------------------------------------


def moves_only_what_is_above(case: Case) -> None:
    """Add an item and hold every judgment that is not above its question against what it was.

    Excluded: a metric whose figure another metric names as its comparator. It is then part of that other one.
    """
    inspection, rulebook, item = case.inspection, case.rulebook, case.more[0]
    before = grading.grade(inspection, rulebook)
    after = grading.regrade(changes.Case(inspection, rulebook), [changes.Add(item)])
    for one, other in zip(before.judgments, after.judgments, strict=True):
        assert one.question in rulebook.above(item.question) or one == other


@LAW
@given(cases_with_more())
def test_law_3_evidence_moves_only_what_is_above_it(case: Case) -> None:
    """An item on one question changes nothing at a question that is not above it; no item here is another's comparator."""
    moves_only_what_is_above(case)


# --- 4: the support is enough -----------------------------------------------------------------------------------------


def kept_support(inspection: Inspection, rulebook: Rulebook, question: str) -> Result:
    """Return what is reached where only the support of one judgment is kept, and the minimum waived."""
    kept = rests_on(grading.grade(inspection, rulebook), rulebook, question)
    less = Inspection.of(inspection.record, (item for item in inspection.items if item.id in kept))
    return grading.grade(with_record(less, waiver=Waiver(reason="Only what decided is kept.")), rulebook)


def support_is_enough(case: Case) -> None:
    """Keep only what a settled judgment rests on, minimum waived and fieldwork as it is, and grade again.

    Excluded: a waiver that makes a strict limit true and so undoes a decision.
    """
    inspection, rulebook = case.inspection, case.rulebook
    before = grading.grade(inspection, rulebook)
    for judgment in before.judgments:
        if judgment.status == "settled":
            after = kept_support(inspection, rulebook, judgment.question)
            pairs = [(before[name], after[name]) for name in rulebook.below[judgment.question]]
            undone = any(other.decision_applies != one.decision_applies for one, other in pairs)
            assert undone or judgment.range == after[judgment.question].range, judgment.question


@LAW
@given(cases())
def test_law_4_the_support_is_enough(case: Case) -> None:
    """A settled judgment stays where everything but its support is taken away."""
    support_is_enough(case)


def test_law_4_the_support_keeps_every_sub_question_from_being_empty() -> None:
    """A judgment that counts evidence of several sub-questions stays where one of them has nothing that decided."""
    tree_of_questions = Question(
        id="q", title="q", graded=True, parts=tuple(Question(id=name, title=name, graded=True) for name in ("qa", "qb"))
    )
    concern = RecommendationsCount(type="cause_of_concern", status=("open",), at_least=1)
    strength = FindingsCount(shows="strength", at_least=1)
    rules = (
        rule("q.good", "q", Findings(findings=strength), supports="c2"),
        rule("q.concern", "q", Recommendations(recommendations=concern), limits_to="c0"),
    )
    known = record(questions=(QuestionRecord(question="q", status="complete"),))
    items = (finding("F1", "qa"), finding("F2", "qb", shows="weakness", weight="minor"))
    inspection, rulebook = Inspection.of(known, items), Rulebook.of(framework(tree_of_questions, minimum=1), rules)
    assert grading.grade(inspection, rulebook)["q"].range == kept_support(inspection, rulebook, "q")["q"].range


def test_law_4_the_support_of_a_metric_takes_in_its_comparator() -> None:
    """A judgment that rests on a metric rests on the metric that holds the figure of its comparator."""
    better = MetricsCount(measure="crime", comparator="peers", stands="better", at_least=1)
    strength = FindingsCount(shows="strength", at_least=1)
    rules = (rule("q.good", "q", All(all=(Metrics(metrics=better), Findings(findings=strength))), supports="c2"),)
    known = record(questions=(QuestionRecord(question="q", status="complete"),))
    own = metric("M1", "q", value=Decimal(5), comparators=(Comparator(comparator="peers", metric="M2"),))
    items = (finding("F1", "q"), own, metric("M2", "q", subject="peers", value=Decimal(10)))
    tree_of_questions = Question(id="q", title="q", graded=True)
    inspection, rulebook = Inspection.of(known, items), Rulebook.of(framework(tree_of_questions, minimum=1), rules)
    assert grading.grade(inspection, rulebook)["q"].range == kept_support(inspection, rulebook, "q")["q"].range


def test_law_4_the_baseline_needs_no_metric_without_its_comparator() -> None:
    """A limit that metrics and findings make together stays where the judgment was decided by the baseline."""
    worse = MetricsCount(measure="crime", comparator="peers", stands="worse", at_least=1)
    weakness = FindingsCount(shows="weakness", at_least=1)
    rules = (rule("q.low", "q", All(all=(Metrics(metrics=worse), Findings(findings=weakness))), limits_to="c0"),)
    known = record(questions=(QuestionRecord(question="q", status="complete"),))
    own = metric("M1", "q", value=Decimal(5), comparators=(Comparator(comparator="peers", metric="M2"),))
    items = (finding("F1", "q", shows="weakness"), own, metric("M2", "q", subject="peers", value=Decimal(10)))
    tree_of_questions = Question(id="q", title="q", graded=True)
    inspection, rulebook = Inspection.of(known, items), Rulebook.of(framework(tree_of_questions, minimum=1), rules)
    assert grading.grade(inspection, rulebook)["q"].range == kept_support(inspection, rulebook, "q")["q"].range


# --- 5: ranges only narrow --------------------------------------------------------------------------------------------


def narrower(one: Range | None, other: Range | None) -> bool:
    """Whether the second range lies inside the first; nothing judged stays nothing judged."""
    if one is None or other is None:
        return one is other
    return other.low in one and other.high in one


def while_on(case: Case, question: str, status: FieldworkStatus) -> Inspection:
    """Return the inspection with one question at this status, and every other at the one that it had."""
    known = fieldwork_statuses(case.inspection.record, case.rulebook) | {question: status}
    own = tuple(QuestionRecord(question=name, status=said) for name, said in known.items())
    return with_record(case.inspection, questions=own)


def narrows_with_evidence(case: Case) -> None:
    """Add an item where fieldwork is in progress.

    Excluded: an item that makes a strict limit true and so undoes a decision, which was no range of the rules.
    """
    (item,) = case.more
    going = while_on(case, item.question, "in_progress")
    before = grading.grade(going, case.rulebook)
    after = grading.regrade(changes.Case(going, case.rulebook), [changes.Add(item)])
    holds_narrower(before, after)


def narrows_as_fieldwork_ends(case: Case) -> None:
    """End the fieldwork of one question, with what is below it as it is.

    Excluded: an end that makes a strict limit true and so undoes a decision, which was no range of the rules.
    """
    (item,) = case.more
    before = grading.grade(while_on(case, item.question, "in_progress"), case.rulebook)
    after = grading.grade(while_on(case, item.question, "complete"), case.rulebook)
    holds_narrower(before, after)


def holds_narrower(before: Result, after: Result) -> None:
    """Hold every range against the one before, unless a decision was undone."""
    pairs = list(zip(before.judgments, after.judgments, strict=True))
    assume(all(one.decision_applies == other.decision_applies for one, other in pairs))
    for one, other in pairs:
        assert narrower(one.range, other.range), one.question


@LAW
@given(cases_with_more())
def test_law_5_ranges_narrow_as_evidence_comes_in(case: Case) -> None:
    """While more may come on its question, an item of evidence only narrows ranges."""
    narrows_with_evidence(case)


@LAW
@given(cases_with_more())
def test_law_5_ranges_narrow_as_fieldwork_ends(case: Case) -> None:
    """Ranges only narrow where fieldwork ends on a question."""
    narrows_as_fieldwork_ends(case)


# --- 6: more of the good is never worse -------------------------------------------------------------------------------


def more_good_is_never_worse(case: Case) -> None:
    """Add a strength, a weakness, or a recommendation, and hold both ends of every range.

    Excluded, as the law says: an item that changes whether a minimum is met. Also a question where a decision and a
    carried-over judgment both stand: a strict limit that undoes the decision lets the other stand, which may be better.
    """
    inspection, rulebook, item = case.inspection, case.rulebook, case.more[0]
    assume(not isinstance(item, Metric))
    carried = {known.question for known in inspection.record.carried_over}
    assume(not any(known.question in carried for known in inspection.record.decisions))
    before = grading.grade(inspection, rulebook)
    after = grading.regrade(changes.Case(inspection, rulebook), [changes.Add(item)])
    assume(all(one.short == other.short for one, other in zip(before.judgments, after.judgments, strict=True)))
    moves_the_right_way(before, after, item)


def moves_the_right_way(before: Result, after: Result, item: Item) -> None:
    """Hold both ends of every range against what an item that was added says of the force."""
    good = item.shows == "strength" if isinstance(item, Finding) else item.status == "met"
    for one, other in zip(before.judgments, after.judgments, strict=True):
        if one.range is not None and other.range is not None:
            worse, better = (one, other) if good else (other, one)
            assert worse.range.low <= better.range.low, one.question
            assert worse.range.high <= better.range.high, one.question


@LAW
@given(cases_with_more())
def test_law_6_more_of_the_good_is_never_worse(case: Case) -> None:
    """A strength never lowers a judgment; a weakness or a recommendation that stands never raises one."""
    more_good_is_never_worse(case)


SELECTIONS: dict[type[Count], list[dict[str, Any]]] = {
    FindingsCount: [{"shows": "strength"}, {"shows": "weakness"}],
    RecommendationsCount: [
        {"status": some} for n in (1, 2) for some in combinations(("open", "in_progress", "met"), n)
    ],
}
ITEMS = (
    *(finding("F", "q", shows=shows) for shows in ("strength", "weakness")),
    *(recommendation("R", "q", status=status) for status in ("open", "in_progress", "met")),
)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, name in BOUNDS if kind in SELECTIONS])
def test_law_6_holds_of_every_count(kind: type[Count], name: str) -> None:
    """Whatever it selects and is held against: each item more, beside any one or two, moves the judgment the right way."""
    plain = next(counts(plainest(kind, **{name: 1 if name in {"at_least", "at_most"} else Decimal("0.5")})))
    for selected in SELECTIONS[kind]:
        try:
            count = plain.model_copy(update=selected)
        except ValidationError:  # such a count is refused
            continue
        effect = {"supports": "c2"} if count.good == count.bound.from_below else {"limits_to": "c0"}
        rules = [rule("r", "q", counting(count), **effect)]
        rulebook = Rulebook.of(framework(Question(id="q", title="q", graded=True), minimum=1), rules)
        for body in (body for n in (1, 2) for body in combinations_with_replacement(ITEMS, n)):
            items = [one.model_copy(update={"id": f"{one.id}{n}"}) for n, one in enumerate(body)]
            case = changes.Case(Inspection.of(COMPLETE, items), rulebook)
            for more in ITEMS:
                moves_the_right_way(grading.regrade(case), grading.regrade(case, [changes.Add(more)]), more)


# --- 7: metrics alone decide nothing ----------------------------------------------------------------------------------


def metrics_alone_decide_nothing(case: Case) -> None:
    """Take findings, recommendations and judgments away; for a judgment below, by not inspecting what is below."""
    inspection, rulebook = case.inspection, case.rulebook
    for known in rulebook.rules:
        if not any(isinstance(count, MetricsCount) for count in counts(known.when)):
            continue
        below = rulebook.below[known.question] - {known.question}
        metrics = [metric.model_copy(update={"question": known.question}) for metric in inspection.metrics]
        questions = (
            QuestionRecord(question=known.question, status="complete"),
            *(QuestionRecord(question=name, status="not_inspected") for name in sorted(below)),
        )
        alone = Inspection.of(
            inspection.record.model_copy(update={"questions": questions, "decisions": (), "carried_over": ()}), metrics
        )
        judgment = grading.grade(alone, rulebook)[known.question]
        (applied,) = (one for one in judgment.applied if one.rule.id == known.id)
        assert applied.truth != TRUE, known.id


@LAW
@given(cases())
def test_law_7_metrics_alone_decide_nothing(case: Case) -> None:
    """No rule that counts metrics is true where there are only metrics."""
    metrics_alone_decide_nothing(case)


# --- 8: published judgments change nothing ----------------------------------------------------------------------------


def published_judgments_change_nothing(case: Case, judgment: str) -> None:
    """Publish another judgment for every question."""
    inspection, rulebook = case.inspection, case.rulebook
    graded = [question.id for question in rulebook.questions.values() if question.graded]
    other = with_record(inspection, published=tuple(published(question, judgment) for question in graded))
    assert grading.grade(inspection, rulebook) == grading.grade(other, rulebook)


@LAW
@given(cases(), st.sampled_from(("c0", "c1")))
def test_law_8_published_judgments_change_nothing(case: Case, judgment: str) -> None:
    """Whatever was published, the result is the same."""
    published_judgments_change_nothing(case, judgment)


# --- an engine with a fault is caught ---------------------------------------------------------------------------------

GRADE = grading.grade
TRUTH = NumberGauge.truth
COMPUTED = QuestionProgram._computed
DECIDING = program._deciding
TAKES = FindingsSelection.takes
SUPPORT = views.support


def in_given_order(items: Any, key: object = None) -> list[Any]:  # noqa: ARG001  # stands in for sorted
    """Keep the order in which things were given."""
    return list(items)


def off_its_branch(counter: Counter, _question: str, takes: Any) -> Adds:
    """Count what is found wherever it is."""
    listed = ((counter.starts[one.id], one.selections) for one in counter.program.questions)
    places = tuple(place for start, taken in listed for place, one in enumerate(taken, start) if takes(one))
    return Adds(sum(1 << counter.bits * place for place in places), places)


def lower_end(compiled: QuestionProgram, truths: Any) -> Range:
    """Take the lower end of a range for both."""
    found = COMPUTED(compiled, truths)
    return Range(found.low, found.low)


def either_way(selection: FindingsSelection, codes: Any) -> bool:
    """Take weaknesses for strengths, and strengths for weaknesses."""
    return TAKES(selection, {**codes, "shows": "weakness" if codes["shows"] == "strength" else "strength"})


def reading_published(inspection: Inspection, rulebook: Rulebook) -> Result:
    """Read the published judgments as if they were carried over."""
    known = tuple(carried_over(one.question, one.judgment) for one in inspection.record.published)
    return GRADE(with_record(inspection, carried_over=known), rulebook)


def nearly_enough(gauge: NumberGauge, seen: Seen) -> int:
    """Take one too few for enough."""
    short_by_one = gauge.from_below and gauge.interval(seen)[0] + 1 == gauge.least
    return gauges.YES if short_by_one else TRUTH(gauge, seen)


def law_1(case: Case) -> None:
    """Hold the first law with one shuffle."""
    order_means_nothing(case, 1)


def law_8(case: Case) -> None:
    """Publish the worst category."""
    published_judgments_change_nothing(case, "c0")


Faults = list[tuple[Any, str, Any]]
WRONG: dict[str, tuple[Callable[[Case], None], Faults]] = {
    "1: items are taken as they come": (
        law_1,
        [(evidence, "sorted", in_given_order), (runs, "sorted", in_given_order)],
    ),
    "1: rules are taken as they come": (law_1, [(rulebooks, "sorted", in_given_order)]),
    "2: no reason is given": (says_what_decided, [(views.View, "reasons", ())]),
    "2: what supports is not said": (
        says_what_decided,
        [(program, "_deciding", lambda *asked: (one for one in DECIDING(*asked) if one[0] != "supports"))],
    ),
    "2: reasons cite nothing": (says_what_decided, [(views, "support", lambda *_: ())]),
    "2: the range is not that of the rules": (says_what_decided, [(QuestionProgram, "_computed", lower_end)]),
    "3: findings are counted wherever they are": (moves_only_what_is_above, [(Counter, "_added", off_its_branch)]),
    "4: reasons cite one item": (support_is_enough, [(views, "support", lambda *asked: SUPPORT(*asked)[:1])]),
    "5: unknown is false": (narrows_with_evidence, [(gauges, "OPEN", gauges.NO)]),
    "5: fieldwork in progress is taken as complete": (
        narrows_with_evidence,
        [(NumberGauge, "truth", lambda gauge, seen: TRUTH(gauge, seen._replace(more=False)))],
    ),
    "5: unknown is false as fieldwork ends": (narrows_as_fieldwork_ends, [(gauges, "OPEN", gauges.NO)]),
    "6: strengths and weaknesses are mixed up": (more_good_is_never_worse, [(FindingsSelection, "takes", either_way)]),
    "7: one too few is enough": (metrics_alone_decide_nothing, [(NumberGauge, "truth", nearly_enough)]),
    "7: 'all' is read as 'any'": (metrics_alone_decide_nothing, [(gauges, "min", max)]),
    "8: published judgments are read": (law_8, [(grading, "grade", reading_published)]),
}


@pytest.mark.slow
@pytest.mark.parametrize("law", dict.fromkeys(law for law, _ in WRONG.values()), ids=lambda law: law.__name__)
def test_each_law_holds_of_many(law: Callable[[Case], None]) -> None:
    """Of four times as many cases as are tried with every run."""
    settings(LAW, max_examples=120)(given(cases_with_more())(law))()


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG)
def test_an_engine_that_breaks_a_law_is_caught(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each law fails on an engine with a fault that breaks it, so that none of them holds of everything."""
    law, faults = WRONG[wrong]
    for module, name, fault in faults:
        monkeypatch.setattr(module, name, fault, raising=name not in {"sorted", "min"})
    drawn = cases_with_more()
    held = settings(LAW, max_examples=600, phases=[Phase.generate], derandomize=True, database=None)(given(drawn)(law))
    with pytest.raises(AssertionError):
        held()
