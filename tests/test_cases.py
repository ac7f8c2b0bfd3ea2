"""Test cases of rules: the format, what can be wrong in it, and each as an inspection that is graded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from peelgrade import pipeline
from peelgrade.cases import RuleCase, laid_out
from peelgrade.evidence import Finding, Metric, Recommendation
from peelgrade.grading import regrade
from peelgrade.pipeline import Reading
from peelgrade.rulebook import Rulebook
from tests.conftest import ROOT, Run

RULES = ROOT / "rules" / "peel-effectiveness-2015"


@pytest.fixture(scope="module")
def peel() -> Rulebook:
    """Return the rules of PEEL effectiveness 2015."""
    rulebook = pipeline.read_rulebook(RULES, "peel", Reading())
    assert rulebook is not None
    return rulebook


def case(**keys: Any) -> RuleCase:
    """Return a case with these keys."""
    return RuleCase.model_validate_json(json.dumps({"id": "c1", "because": "B", "expect": {"q1": "good"}, **keys}))


def reached(one: RuleCase, rulebook: Rulebook, question: str) -> str:
    """Return the range that a question comes to."""
    found = regrade(laid_out(one, rulebook))[question].range
    return "" if found is None else found.low.id if found.settled else f"{found.low.id}..{found.high.id}"


def told(folder: Path, text: str) -> list[tuple[str, int, int, str]]:
    """Return code, line, column and help of the problems of one file of cases in a copy of the rules."""
    inside = folder / "fw" / "tests"
    inside.mkdir(parents=True)
    for path in RULES.glob("*.yaml"):
        (folder / "fw" / path.name).write_bytes(path.read_bytes())
    (inside / "cases.yaml").write_text(text, encoding="utf-8")
    reading = Reading()
    pipeline.read_tests(folder / "fw", "fw", reading)
    problems, _ = reading.standing()
    assert {"fw/tests/cases.yaml"} == {one.at.file for one in problems}
    return [(one.code, *reading.places.extent(one.at)[:2], one.help) for one in problems]


def test_what_is_not_said_of_a_finding_is_what_a_clear_one_has(peel: Rulebook) -> None:
    """A finding is widespread and observed; a major one is core, or of serious harm where somebody is at risk."""
    given = [
        {"question": "q1.prevention", "strength": "moderate"},
        {"question": "q1.prevention", "weakness": "major"},
        {"question": "q1.prevention", "weakness": "major", "at_risk": "children"},
    ]
    found = laid_out(case(given=given), peel).inspection.findings

    expected = [
        ("g1", "strength", "widespread", "observed", None),
        ("g2", "weakness", "widespread", "observed", "core"),
        ("g3", "weakness", "widespread", "observed", "serious_harm"),
    ]
    assert expected == [(one.id, one.shows, one.extent, one.standing, one.ground) for one in found]


def test_an_entry_stands_for_as_many_items_as_it_says(peel: Rulebook) -> None:
    """Names that are not given are g1, g2 and so on, and leave out those that are taken."""
    given = [
        {"question": "q1.prevention", "strength": "moderate", "times": 2},
        {"question": "q1.prevention", "recommendation": "cause_of_concern", "id": "g2"},
    ]
    one = case(given=given)

    assert {"g1": 0, "g3": 0, "g2": 1} == one.entries
    kinds = {item.id: type(item) for item in laid_out(one, peel).inspection.items}
    assert {"g1": Finding, "g2": Recommendation, "g3": Finding} == kinds


@pytest.mark.parametrize("stands", ["better", "similar", "worse"])
@pytest.mark.parametrize("measure", ["victim_satisfaction", "recorded_crime_rate"])
def test_a_metric_stands_as_the_case_says(peel: Rulebook, measure: str, stands: str) -> None:
    """Whichever side of a measure is better, grading sees the metric stand so, and in no other way."""
    entry = {"question": "q1", "metric": measure, "comparator": "england_and_wales", "stands": stands}
    (metric,) = laid_out(case(given=[entry]), peel).inspection.metrics

    better = peel.measures[measure].better
    seen = {"similar": "similar", better: "better"}.get(metric.comparators[0].stated or "", "worse")
    assert stands == seen
    assert isinstance(metric, Metric)


def test_fieldwork_is_complete_where_nothing_is_said(peel: Rulebook) -> None:
    """Two strengths settle a question, one does not, and one with the minimum waived does."""
    one = [{"question": "q1.prevention", "strength": "moderate"}]

    assert "good" == reached(case(given=one * 2), peel, "q1.prevention")
    assert "inadequate..outstanding" == reached(case(given=one), peel, "q1.prevention")
    assert "good" == reached(case(given=one, waived=True), peel, "q1.prevention")
    assert "inadequate..outstanding" == reached(case(given=one * 2, in_progress=["q1"]), peel, "q1.prevention")


def test_nothing_more_is_to_come_of_what_is_taken_as_judged(peel: Rulebook) -> None:
    """A core question is settled by the judgments of its parts, however little of their evidence is given."""
    parts = {"q1.prevention": "good", "q1.partnership": "good"}
    one_item = [{"question": "q1.prevention", "strength": "major"}]

    assert "good" == reached(case(judged=parts), peel, "q1")
    assert "good" == reached(case(judged=parts, given=one_item), peel, "q1")
    assert "requires_improvement..outstanding" == reached(case(judged=parts, in_progress=["q1"]), peel, "q1")


def test_a_part_that_is_not_inspected_is_left_out(peel: Rulebook) -> None:
    """The other part carries the question."""
    one = case(judged={"q1.prevention": "good"}, not_inspected=["q1.partnership"])
    assert "good" == reached(one, peel, "q1")


@pytest.mark.parametrize(
    ("keys", "code", "place", "help_"),
    [
        ("given: [{question: q1.prevntion, strength: minor}]", "PG204", (3, 22), "did you mean 'q1.prevention'"),
        ("given: [{question: q1.prevention, strenght: minor}]", "PG202", (3, 37), "did you mean 'strength'"),
        ("given: [{question: q1.prevention, strength: minr}]", "PG204", (3, 47), "did you mean 'minor'"),
        ("given: [{question: q1.prevention}]", "PG450", (3, 12), "write one of them"),
        ("given: [{question: q1.prevention, strength: minor, status: met}]", "PG451", (3, 54), "take it out"),
        ("given: [{question: q1.prevention, strength: minor, ground: core}]", "PG302", (3, 54), "take it out"),
        ("given: [{question: q1.prevention, strength: minor, at_risk: children}]", "PG302", (3, 54), "take it out"),
        ("given: [{question: q1.prevention, strength: minor, topic: mapping}]", "PG502", (3, 61), "write one of"),
        ("given: [{question: q1.prevention, strength: minor, id: a, times: 2}]", "PG453", (3, 54), "take 'id' out"),
        ("given: [{question: q4, strength: minor}]\n  not_inspected: [q4]", "PG512", (3, 22), "take it out"),
        ("in_progress: [q4]\n  not_inspected: [q4]", "PG513", (4, 19), "keep one of the two"),
        ("judged: {q1: goood}", "PG204", (3, 16), "did you mean 'good'"),
        ("judged: {q2: good}", "PG652", (4, 12), "take it out of 'judged'"),
    ],
)
def test_what_is_wrong_in_a_case_is_told_where_it_stands(
    tmp_path: Path, keys: str, code: str, place: tuple[int, int], help_: str
) -> None:
    """Each mistake is a problem with line and column, and says what to write instead."""
    found = told(tmp_path, f"- id: c1\n  because: B\n  {keys}\n  expect: {{q2: good}}\n")

    assert [(code, *place)] == [one[:3] for one in found]
    assert help_ in found[0][3]


@pytest.mark.parametrize(
    ("expect", "code", "help_"),
    [
        ("{q1.prevntion: good}", "PG202", "did you mean 'q1.prevention'"),
        ("{q1: {decided_by: [q1.godo]}}", "PG651", "did you mean 'q1.good'"),
        ("{q1: {reasons: {limits: [q2.concern]}}}", "PG651", "did you mean 'q1.concern'"),
        ("{q1: {rules: {q1.concrn: true}}}", "PG651", "did you mean 'q1.concern'"),
        ("{q1: {rules: {q1.concern: yes}}}", "PG204", "write one of: true, false, unknown"),
        ("{q1: {low: good, high: inadequate}}", "PG653", "swap"),
        ("{q1: {low: good, judgment: good}}", "PG454", "write 'judgment'"),
        ("{q1: {}}", "PG454", "write a category"),
        ("{}", "PG454", "name a question"),
        ("{q1: [good]}", "PG205", "write one word, or keys with values"),
    ],
)
def test_what_cannot_be_expected_is_a_problem(tmp_path: Path, expect: str, code: str, help_: str) -> None:
    """A case that looks for what is not there, or for nothing, is an error and no case that passes."""
    found = told(tmp_path, f"- id: c1\n  because: B\n  expect: {expect}\n")

    assert [(code, 3)] == [one[:2] for one in found]
    assert help_ in found[0][3]


def test_a_case_that_stands_twice_is_told_also_across_files(tmp_path: Path) -> None:
    """The second place is the problem, and the first is named."""
    text = "- {id: c1, because: B, expect: {q1: good}}\n"
    found = told(tmp_path, text + text.replace("c1", "C1"))
    assert [("PG650", 2, 8)] == [one[:3] for one in found]


def test_cases_are_checked_with_their_framework(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the framework, the folder of its cases or a file of them is named, and from whatever folder."""
    told(tmp_path, "- {id: c1, because: B, expect: {q1: god}}\n")
    monkeypatch.chdir(tmp_path)
    named = {"fw": "fw/tests", "fw/tests": "fw/tests", "fw/tests/cases.yaml": "fw/tests"}
    for path, shown in named.items():
        for command in (("validate",), ("rules", "check")):
            ran = run(*command, path, "--format", "concise")
            assert 1 == ran.code
            assert f"{shown}/cases.yaml:1:37: error PG204" in ran.out
    monkeypatch.chdir(tmp_path / "fw" / "tests")
    assert run("validate", "cases.yaml", "--format", "concise").out.startswith("cases.yaml:1:37: error PG204")


def test_a_case_may_say_at_length_why(peel: Rulebook) -> None:
    """What a case says is a text, which is longer than any name may be."""
    assert "good" == reached(case(because="B" * 1_000, judged={"q1": "good"}), peel, "q1")
