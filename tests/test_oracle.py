# ruff: noqa: SLF001  # faults are put into the engine where it works
from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import combinations_with_replacement, product
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from peelgrade import grading, pipeline
from peelgrade.changes import Item
from peelgrade.evidence import Comparator, Inspection, Metric, QuestionRecord
from peelgrade.figures import Yardstick
from peelgrade.grading import circumstances, gauges, program
from peelgrade.grading.gauges import NumberGauge, Seen
from peelgrade.grading.program import QuestionProgram
from peelgrade.grading.selections import FindingsSelection
from peelgrade.rulebook import (
    Count,
    FindingsCount,
    JudgmentsCount,
    MetricsCount,
    RecommendationsCount,
    Rule,
    Rulebook,
    counts,
)
from peelgrade.trace import Judgment, Range
from tests import strategies
from tests.oracle import Verdict, verdicts
from tests.properties import THOROUGH
from tests.strategies import Case, cases

QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck))


def graded(judgment: Judgment) -> Verdict:
    """Return a judgment in the words of the oracle."""

    def named(found: Range | None) -> tuple[str, str] | None:
        return None if found is None else (found.low.id, found.high.id)

    stands = None if judgment.as_it_stands is None else judgment.as_it_stands.id
    truths = {applied.rule.id: applied.truth.value for applied in judgment.applied}
    return Verdict(judgment.status, named(judgment.computed), named(judgment.range), stands, truths)


def agree(inspection: Inspection, rulebook: Rulebook) -> dict[str, Verdict]:
    """Hold grading against the oracle, and return what both say."""
    expected = verdicts(inspection, rulebook)
    assert expected == {
        judgment.question: graded(judgment) for judgment in grading.grade(inspection, rulebook).judgments
    }
    return expected


@settings(QUICK, max_examples=200)
@given(cases())
def test_grading_says_what_the_page_says(case: Case) -> None:
    """Status, ranges, how it stands and the truth of every rule are those that a naive reading of the page gives."""
    agree(case.inspection, case.rulebook)


@pytest.mark.slow
@settings(THOROUGH, max_examples=max(1_000, 4 * THOROUGH.max_examples))
@given(cases())
def test_grading_says_what_the_page_says_on_very_many_inspections(case: Case) -> None:
    """The same, on enough inspections to meet rare constellations."""
    agree(case.inspection, case.rulebook)


# --- one below, at and one above every bound of the shipped framework ------------------------------------------------


@cache
def shipped() -> Rulebook:
    """Return the framework that ships, which must be read without a problem."""
    reading = pipeline.Reading()
    rulebook = pipeline.read_rulebook(*pipeline.named_rules("peel-effectiveness-2015"), reading)
    assert rulebook is not None
    assert reading.problems == []
    return rulebook


def numbers(count: Count) -> tuple[tuple[int, int], ...]:
    """Return (selected, others) that put a count of evidence one below, at and one above its bound."""
    value = count.bound.value
    if count.bound.of_number:
        return tuple((int(value) + near, 0) for near in (-1, 0, 1) if int(value) + near >= 0)
    exactly, among = value.numerator, value.denominator
    return tuple((exactly + near, among - exactly - near) for near in (-1, 0, 1) if 0 <= exactly + near <= among)


def judgments_below(rule: Rule) -> Iterator[dict[str, str]]:
    """Yield judgments of the questions that a rule counts, on either side of every category that it names."""
    categories = [category.id for category in shipped().scale]
    held = [count for count in counts(rule.when) if isinstance(count, JudgmentsCount)]
    wanted = {categories.index(count.reaching or count.below or categories[-1]) for count in held}
    near = [
        categories[rank]
        for rank in sorted(wanted | {rank - 1 for rank in wanted} | {rank + 1 for rank in wanted})
        if 0 <= rank < len(categories)
    ]
    graded_parts = [part.id for part in shipped().questions[rule.question].graded_parts]
    parts = sorted({part for count in held for part in (graded_parts if isinstance(count.of, str) else count.of)})
    for judged in combinations_with_replacement(near, len(parts)):
        yield dict(zip(parts, judged, strict=True))


def evidence_on(count: Count, question: str, selected: int, others: int) -> Iterator[Item]:
    """Yield items of which a count selects so many, and so many that are alike and show the opposite."""
    name = f"{len(repr(count))}.{zlib.crc32(repr(count).encode())}"
    match count:
        case FindingsCount():
            opposite = "strength" if count.shows == "weakness" else "weakness"
            given = {"weight": (count.weight or ("major",))[0], "extent": (count.extent or ("widespread",))[-1]}
            given |= {"ground": count.ground[0]} if count.ground else {}
            given |= {"ground": "serious_harm", "at_risk": count.at_risk[:1]} if count.at_risk else {}
            for n, shows in enumerate((count.shows,) * selected + (opposite,) * others):
                yield strategies.finding(
                    f"F{name}.{n}", question, shows=shows, topic=(count.topic or (None,))[0], **given
                )
        case RecommendationsCount():
            kind = (count.type or ("cause_of_concern",))[0]
            for n in range(selected):
                yield strategies.recommendation(f"R{name}.{n}", question, type=kind, status=count.status[0])
        case MetricsCount():
            better = shipped().measures[count.measure[0]].better
            stated = {"similar": "similar", "better": better, "worse": "lower" if better == "higher" else "higher"}
            beside = (Comparator(comparator=count.comparator, stated=stated[count.stands[0]]),)
            for n in range(selected):
                yield strategies.metric(f"M{name}.{n}", question, measure=count.measure[0], comparators=beside)


def inspected(rule: Rule, steps: Iterable[tuple[Count, tuple[int, int]]], judged: Mapping[str, str]) -> Inspection:
    """Return a complete inspection in which the counts of a rule select so many, and every sub-question has enough."""
    rulebook = shipped()
    leaves = [part.id for part in rulebook.questions.values() if part.graded and not part.graded_parts]
    items = [
        strategies.recommendation(f"R.{leaf}.{n}", leaf, type="area_for_improvement", status="met")
        for leaf in leaves
        for n in range(rulebook.framework.minimum_evidence)
    ]
    place = next(leaf for leaf in leaves if leaf in rulebook.below[rule.question])
    for count, (selected, others) in steps:
        items += evidence_on(count, place, selected, others)
    given = tuple(strategies.carried_over(part, category) for part, category in judged.items())
    known = (QuestionRecord(question=rulebook.framework.questions.id, status="complete"),)
    return Inspection.of(
        strategies.record(questions=known, carried_over=given), {item.id: item for item in items}.values()
    )


@pytest.mark.slow
@pytest.mark.parametrize("rule", shipped().rules, ids=lambda rule: rule.id)
def test_every_bound_of_the_shipped_framework(rule: Rule) -> None:
    """One below, at and one above every bound of a rule, in every combination, grading agrees with the page."""
    held = [count for count in counts(rule.when) if not isinstance(count, JudgmentsCount)]
    truths = set()
    for steps in product(*map(numbers, held)):
        for judged in judgments_below(rule):
            said = agree(inspected(rule, zip(held, steps, strict=True), judged), shipped())
            truths.add(said[rule.question].truths[rule.id])
    assert {"true", "false"} <= truths


# --- an engine that is wrong is caught -------------------------------------------------------------------------------


def off_by_one(gauge: NumberGauge, seen: Seen) -> int:
    """Miss a bound from below by one."""
    certain, possible = gauge.interval(seen)
    missed = gauge.from_below and certain <= gauge.least == possible and gauge.least > 0
    return gauges.NO if missed else TRUTH(gauge, seen)


def passes_by_one(gauge: NumberGauge, seen: Seen) -> int:
    """Take a bound from above as 'less than'."""
    return gauges.NO if not gauge.from_below and gauge.interval(seen)[0] == gauge.least else TRUTH(gauge, seen)


def whatever_became_of_it(inspection: Inspection, item: Item) -> bool:
    """Count what was withdrawn, and what came after the cut-off."""
    return item.subject == inspection.record.force.id if isinstance(item, Metric) else item.counted


TRUTH = NumberGauge.truth
OUTSIDE = QuestionProgram._outside
YARDSTICK = Yardstick.of
MARKS = QuestionProgram.marks.func
WRONG: dict[str, tuple[Any, str, Any]] = {
    "a bound from below is missed by one": (NumberGauge, "truth", off_by_one),
    "a bound from above is missed by one": (NumberGauge, "truth", passes_by_one),
    "unknown is false": (gauges, "OPEN", gauges.NO),
    "unknown is true": (gauges, "OPEN", gauges.YES),
    "'all' is read as 'any'": (gauges, "min", max),
    "'any' is read as 'all'": (gauges, "max", min),
    "parts of findings, claims and what is superseded are counted": (Inspection, "counts", lambda *_: True),
    "what is withdrawn or late is counted": (Inspection, "counts", whatever_became_of_it),
    "the minimum is not asked for": (QuestionProgram, "_short", lambda *_, **__: False),
    "a waiver is not read": (circumstances, "waived_questions", lambda *_: frozenset()),
    "strict limits do not hold decisions": (
        QuestionProgram,
        "_outside",
        lambda program, outside, _: OUTSIDE(program, outside, ()),
    ),
    "the edge of a tolerance is a difference": (
        Yardstick,
        "of",
        lambda measure: replace(YARDSTICK(measure), tolerance=measure.similar_within - Decimal("0.01")),
    ),
    "the attributes of a finding are not looked at": (
        FindingsSelection,
        "takes",
        lambda selection, codes: selection.shows in {None, codes["shows"]},
    ),
    "the worst supported category wins": (program, "max", min),
    "how it stands is the lower end": (QuestionProgram, "_closed", lambda _, computed, *__: computed.low),
    "a tally is taken for the one before": (
        QuestionProgram,
        "marks",
        property(
            lambda program: tuple(marks and tuple(mark + (mark > 1) for mark in marks) for marks in MARKS(program))
        ),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_engine_disagrees_with_the_page(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine with one fault put into it is told apart from the page within a thousand inspections."""
    monkeypatch.setattr(*WRONG[wrong], raising=WRONG[wrong][1] not in {"min", "max"})
    compare = settings(QUICK, max_examples=1000, phases=[Phase.generate], derandomize=True, database=None)(
        given(cases())(agree_on)
    )
    with pytest.raises(AssertionError):
        compare()


def agree_on(case: Case) -> None:
    """Hold grading against the oracle on a case."""
    agree(case.inspection, case.rulebook)
