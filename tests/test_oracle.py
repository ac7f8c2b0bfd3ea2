# ruff: noqa: SLF001  # faults are put into the engine where it works
from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations_with_replacement, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel

from peelgrade import batch, changes, grading, pipeline
from peelgrade.batch.circumstances import Circumstances as BatchCircumstances
from peelgrade.batch.tallies import Tallies
from peelgrade.changes import (
    Add,
    AddRule,
    Assume,
    CarryOver,
    Change,
    Item,
    Remove,
    RemoveRule,
    Set,
    SetDecisions,
    SetFramework,
    SetOwnStatus,
    SetRecord,
    SetStatus,
    UseRules,
)
from peelgrade.evidence import Comparator, Inspection, Metric, QuestionRecord
from peelgrade.figures import Yardstick
from peelgrade.grading import circumstances, gauges, program, runs
from peelgrade.grading.gauges import NumberGauge, Seen
from peelgrade.grading.program import QuestionProgram
from peelgrade.grading.runs import Run
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
from peelgrade.trace import Judgment, Range, Result
from tests import strategies
from tests.oracle import Data, Verdict, verdicts
from tests.properties import ORACLE
from tests.strategies import Case, cases
from tests.test_batch import judge
from tests.test_batch import judged as judged_in_bulk

QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck))
PARTS = 20  # of a hundred thousand inspections, so that several workers share them
NOTHING = (None, None)
COLUMNS = ("inspection", "question", "status", "low", "high", "as_it_stands", "computed_low", "computed_high")


# --- grading, what-if and batch, beside the page ---------------------------------------------------------------------


@dataclass(frozen=True)
class Plain:
    """A case as the plain data that the oracle reads."""

    record: Data
    items: tuple[Data, ...]
    framework: Data
    rules: tuple[Data, ...]
    assumed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, inspection: Inspection, rulebook: Rulebook) -> Plain:
        """Return the data of an inspection and a rulebook."""
        return cls({}, (), plain(rulebook.framework), tuple(map(plain, rulebook.rules))).about(inspection)

    def about(self, inspection: Inspection) -> Plain:
        """Return another inspection beside the same rulebook."""
        return replace(self, record=plain(inspection.record), items=tuple(map(plain, inspection.items)))

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """What the page says."""
        return verdicts(self.record, self.items, self.framework, self.rules, self.assumed)


class Disagreement(AssertionError):  # noqa: N818  # no error of the tests, but what they look for
    """Grading, what-if or batch says something else than the page."""


def expect(said: object, found: object, of: object) -> None:
    """Raise Disagreement where what the page says is not what was found."""
    try:
        assert said == found, of
    except AssertionError as told:
        raise Disagreement(*told.args) from None


def plain(model: BaseModel) -> Data:
    """Return a model as the data that a file would hold, which says nothing of what goes without saying."""
    return model.model_dump(mode="json", exclude_defaults=True)


def graded(judgment: Judgment) -> Verdict:
    """Return a judgment in the words of the oracle."""

    def named(found: Range | None) -> tuple[str, str] | None:
        return None if found is None else (found.low.id, found.high.id)

    stands = None if judgment.as_it_stands is None else judgment.as_it_stands.id
    truths = {applied.rule.id: applied.truth.value for applied in judgment.applied}
    return Verdict(judgment.status, named(judgment.computed), named(judgment.range), stands, truths)


def told(result: Result) -> dict[str, Verdict]:
    """Return a result in the words of the oracle."""
    return {judgment.question: graded(judgment) for judgment in result.judgments}


def agree(inspection: Inspection, rulebook: Rulebook) -> dict[str, Verdict]:
    """Hold grading against the oracle, and return what both say."""
    expected = Plain.of(inspection, rulebook).verdicts
    expect(expected, told(grading.grade(inspection, rulebook)), inspection)
    return expected


def changed(data: Plain, change: Change) -> Plain:
    """Make one change to plain data, as somebody would who edits the files."""
    match change:
        case Add() | Remove() | Set():
            return replace(data, items=changed_items(data.items, change))
        case UseRules() | SetFramework() | AddRule() | RemoveRule():
            return changed_rules(data, change)
        case Assume(question, judgment):
            return replace(data, assumed={**data.assumed, question: judgment})
        case _:
            return replace(data, record={**data.record, **changed_record(data, change)})


def changed_items(items: tuple[Data, ...], change: Add | Remove | Set) -> tuple[Data, ...]:
    """Make a change to the items of an inspection."""
    match change:
        case Add(item):
            return (*items, plain(item))
        case Remove(name):
            return tuple(item for item in items if item["id"] != name)
        case Set(name, values):
            said = {**values, **({"value": str(values["value"])} if "value" in values else {})}
            return tuple({**item, **said} if item["id"] == name else item for item in items)


def changed_rules(data: Plain, change: UseRules | SetFramework | AddRule | RemoveRule) -> Plain:
    """Make a change to the framework or its rules."""
    match change:
        case UseRules(rulebook):
            return replace(data, framework=plain(rulebook.framework), rules=tuple(map(plain, rulebook.rules)))
        case SetFramework(values):
            return replace(data, framework={**data.framework, **values})
        case AddRule(rule):
            return replace(data, rules=(*data.rules, plain(rule)))
        case RemoveRule(name):
            return replace(data, rules=tuple(rule for rule in data.rules if rule["id"] != name))


def changed_record(data: Plain, change: SetStatus | SetOwnStatus | SetDecisions | CarryOver | SetRecord) -> Data:
    """Return what a change puts into the record of an inspection."""

    def others(entries: str, *questions: str) -> list[Data]:
        return [one for one in data.record.get(entries, ()) if one["question"] not in questions]

    match change:
        case SetStatus(question, status):
            inside = below(data.framework["questions"], question)
            return {"questions": [*others("questions", *inside), {"question": question, "status": status}]}
        case SetOwnStatus(question, own):
            return {"questions": [*others("questions", question), {"question": question, "status": own}]}
        case SetDecisions(question, decisions):
            return {"decisions": [*others("decisions", question), *map(plain, decisions)]}
        case CarryOver(question, carried):
            return {"carried_over": [*others("carried_over", question), *([plain(carried)] if carried else [])]}
        case SetRecord(values):
            return {"waiver": values["waiver"] and plain(values["waiver"]), "cut_off": day(values["cut_off"])}


def day(given: date | None) -> str | None:
    """Return a day as a file would hold it."""
    return given and given.isoformat()


def below(question: Data, name: str, *, inside: bool = False) -> set[str]:
    """Return a question and everything below it."""
    inside = inside or question["id"] == name
    found = {question["id"]} if inside else set()
    return found.union(*(below(part, name, inside=inside) for part in question.get("parts", ())))


def what_if_agrees(case: Case, seed: int) -> None:
    """Hold what a few changes would make of a case against the oracle, which is told of the changed data."""
    asked = strategies.seeded_changes(seed, case)
    data = Plain.of(case.inspection, case.rulebook)
    for change in asked:
        data = changed(data, change)
    known = changes.Case(case.inspection, case.rulebook)
    expect(data.verdicts, told(grading.regrade(known, asked, grading.regrade(known))), asked)


def batch_agrees(cases: Sequence[Case], folder: Path) -> None:
    """Hold what batch makes of several inspections of one rulebook against the oracle; it tells no truths.

    An inspection of which no item is counted has no row, and is told not to be judged.
    """
    rulebook, data = cases[0].rulebook, Plain.of(cases[0].inspection, cases[0].rulebook)
    known = {f"i{n}": one.inspection for n, one in enumerate(cases)}
    named = [Inspection.of(one.record.model_copy(update={"id": name}), one.items) for name, one in known.items()]
    batch.write_tables(folder / "tables", named, rulebook)
    judge(folder / "tables", folder / "out", rulebook)
    found: dict[str, list[tuple[Any, ...]]] = {}
    for name, *row in judged_in_bulk(folder / "out").select(COLUMNS).rows():
        found.setdefault(name, []).append(tuple(row))
    for name, rows in found.items():
        expected = {
            (question, said.status, *(said.final or NOTHING), said.as_it_stands, *(said.computed or NOTHING))
            for question, said in data.about(known[name]).verdicts.items()
        }
        expect(expected, set(rows), name)
    assert {name for name, one in known.items() if one.counted.items} <= found.keys()


def batch_agrees_from(first: int, rulebooks: int, inspections: int, folder: Path) -> None:
    """Hold batch against the page on so many inspections of each rulebook."""
    for seed in range(first, first + rulebooks):
        batch_agrees(tuple(strategies.seeded_cases(seed, inspections)), folder / str(seed))


def agree_from(first: int, rulebooks: int) -> None:
    """Hold grading against the page on ten inspections of each rulebook, and what-if on two of them."""
    for seed in range(first, first + rulebooks):
        known = tuple(strategies.seeded_cases(seed, 10))
        data = Plain.of(known[0].inspection, known[0].rulebook)
        for case in known:
            expect(data.about(case.inspection).verdicts, told(grading.grade(case.inspection, case.rulebook)), case)
        for case in known[:2]:
            what_if_agrees(case, seed)


@pytest.mark.parametrize("part", range(4))
def test_grading_and_what_if_say_what_the_page_says(part: int) -> None:
    """Status, ranges, how it stands and the truth of every rule are those of a naive reading: a thousand inspections."""
    agree_from(part * 25, 25)


def test_every_bound_of_every_count_is_drawn() -> None:
    """So that one which is added is held against the page, and with it what is built on grading."""
    rules = (rule for number in range(100) for rule in strategies.case(number).rulebook.rules)
    assert set(strategies.BOUNDS) == {(type(one), one.bound.name) for rule in rules for one in counts(rule.when)}


@settings(QUICK, max_examples=50)
@given(cases())
def test_grading_says_what_the_page_says(case: Case) -> None:
    """The same on examples that hypothesis draws, and shrinks where they fail."""
    agree(case.inspection, case.rulebook)


@pytest.mark.parametrize("seed", range(10))
def test_batch_says_what_the_page_says(seed: int, tmp_path: Path) -> None:
    """What is judged in bulk is what a naive reading gives of each inspection: a hundred of ten rulebooks."""
    batch_agrees_from(seed, 1, 10, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_batch_says_what_the_page_says_of_very_many(
    part: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """The same, on one in ten as many inspections as grading is tried on."""
    rulebooks = max(1, ORACLE // PARTS // 1_000)
    each = ORACLE // PARTS // 10 // rulebooks
    assert each > 0
    batch_agrees_from(2_000_000 + part * 1_000, rulebooks, each, tmp_path)
    record_property("inspections judged in bulk as the naive reading judges them", each * rulebooks)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_grading_and_what_if_say_what_the_page_says_on_very_many(
    part: int, record_property: Callable[[str, object], None]
) -> None:
    """The same on 100,000 inspections, enough to meet rare constellations."""
    rulebooks = ORACLE // PARTS // 10
    agree_from(1_000_000 + part * rulebooks, rulebooks)
    record_property("inspections graded as a naive reading of the design grades them", 10 * rulebooks)
    record_property("of them changed, and graded again", 2 * rulebooks)


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
    for reached in combinations_with_replacement(near, len(parts)):
        yield dict(zip(parts, reached, strict=True))


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
        for reached in judgments_below(rule):
            said = agree(inspected(rule, zip(held, steps, strict=True), reached), shipped())
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
CODE = BatchCircumstances.code
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
    with pytest.raises(Disagreement):
        agree_from(0, 100)


def own_question_alone(run: Run, questions: Iterable[str], *more: Any) -> Run:
    """Leave what was reached above a question as it was."""
    own = set(questions)
    made = REJUDGED(run, own, *more)
    return replace(made, reached={name: (made if name in own else run).reached[name] for name in made.reached})


REJUDGED = Run._rejudged
WRONG_WITH_CHANGES: dict[str, tuple[Any, str, Any]] = {
    "a change moves its own question alone": (Run, "_rejudged", own_question_alone),
    "another cut-off counts the same": (runs, "_counted_alike", lambda *_: True),
    "evidence that is taken away is still counted": (Run, "_counts", lambda run, _, items: run.tallies if items else 0),
}


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG_WITH_CHANGES)
def test_what_if_that_is_wrong_disagrees_with_the_page(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in grading again is told apart as well, though grading anew is right."""
    monkeypatch.setattr(*WRONG_WITH_CHANGES[wrong])
    for seed in range(20):
        (case,) = strategies.seeded_cases(seed, 1)
        agree(case.inspection, case.rulebook)
    with pytest.raises(Disagreement):
        agree_from(0, 100)


WRONG_IN_BULK: dict[str, tuple[Any, str, Any]] = {
    "circumstances do not tell inspections apart": (BatchCircumstances, "code", lambda one, place: (0 * CODE(one, place)[0], 1)),
    "what was not inspected is counted": (Tallies, "without", lambda tallies, _: tallies),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG_IN_BULK)
def test_batch_that_is_wrong_disagrees_with_the_page(
    wrong: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A fault in judging in bulk is told apart, though grading one by one is right."""
    monkeypatch.setattr(*WRONG_IN_BULK[wrong])
    with pytest.raises(Disagreement):
        batch_agrees_from(0, 100, 10, tmp_path)
