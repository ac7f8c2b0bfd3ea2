"""Tests of rules as data: cases that fail, what is not tried, and mistakes that no case catches."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from peelgrade import pipeline, ruletests
from peelgrade.grading import Graded, regrade
from peelgrade.pipeline import Reading, RulesRead
from peelgrade.rendering.ruletests.failure import failure, plain
from peelgrade.rendering.ruletests.tried import Tried
from peelgrade.rulebook import (
    All,
    Findings,
    FindingsCount,
    Metrics,
    MetricsCount,
    Question,
    Rule,
    Rulebook,
)
from tests import strategies
from tests.conftest import ROOT, Ran, Run, replace

RULES = ROOT / "rules" / "peel-effectiveness-2015"

FRAMEWORK = """\
id: small
title: A small framework
inspectorate: The inspectorate
version: "1.0"
scale:
  - {id: poor, title: Poor, points: 1}
  - {id: fair, title: Fair, points: 2}
  - {id: good, title: Good, points: 3}
baseline: fair
minimum_evidence: 1
questions:
  id: calls
  title: How well does the force answer calls?
  graded: true
groups_at_risk:
  - {id: children, title: Children}
recommendation_types:
  - {id: concern, title: Concern}
"""
GOOD = """\
- id: calls.good
  question: calls
  supports: good
  because: two strengths that carry weight were found
  basis: {kind: project, source: Workshop}
  when:
    all:
      - findings: {shows: strength, weight: [moderate, major], at_least: 2}
      - findings: {shows: weakness, weight: major, at_most: 0}
"""
CONCERN = """\
- id: calls.concern
  question: calls
  limits_to: poor
  because: a concern stands
  basis: {kind: project, source: Workshop}
  when:
    recommendations: {type: concern, status: [open, in_progress], at_least: 1}
"""
CASES = """\
- id: two_strengths
  because: two strengths are enough
  given:
    - {question: calls, strength: moderate}
    - {question: calls, strength: major}
  expect: {calls: good}
- id: one_strength
  because: one is not
  given:
    - {question: calls, strength: moderate}
    - {question: calls, strength: minor}
  expect: {calls: fair}
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small framework with its cases, in the working folder."""
    write(tmp_path / "small", CASES)
    monkeypatch.chdir(tmp_path)
    return Path("small")


def write(folder: Path, cases: str, rules: str = GOOD) -> None:
    """Write a small framework with these rules and cases."""
    (folder / "tests").mkdir(parents=True)
    (folder / "framework.yaml").write_text(FRAMEWORK, encoding="utf-8")
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    (folder / "tests" / "calls.yaml").write_text(cases, encoding="utf-8")


def read(folder: Path) -> RulesRead:
    """Read a framework that has no problem, with its cases."""
    reading = Reading()
    found = pipeline.read_tests(folder, folder.name, reading)
    assert [] == reading.problems
    assert found is not None
    return found


def outcomes(found: RulesRead) -> list[ruletests.Outcome]:
    """Run the cases of a framework."""
    return [ruletests.run(placed.value, found.rulebook) for placed in found.cases]


@pytest.fixture(scope="module")
def peel() -> RulesRead:
    """Return the rules of PEEL effectiveness 2015 with their cases."""
    return read(RULES)


# --- what ships ------------------------------------------------------------------------------------------------------


def test_the_cases_of_peel_try_everything(peel: RulesRead) -> None:
    """Every rule decides some case, every condition comes out both ways, every category is reached."""
    found = outcomes(peel)
    assert [] == [one.case.id for one in found if not one.passed]
    coverage = ruletests.covered(peel.rulebook, found)
    assert () == coverage.gaps
    assert 1.0 == coverage.share


@pytest.mark.slow
def test_the_cases_of_peel_catch_mistakes_and_soon(peel: RulesRead) -> None:
    """At least 95 in 100 mistakes in the rules are caught, in far less than half a minute."""
    found = outcomes(peel)
    started = time.process_time()
    caught = ruletests.caught(peel.rulebook, found)
    assert 1_000 < caught.tried
    assert 0.95 <= caught.share
    assert time.process_time() - started < 20


# --- cases -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ("{calls: fair}", "calls is good, and expected to be fair"),
        ("{calls: {low: fair}}", "the range of calls starts at good, and is expected to at fair"),
        ("{calls: {high: fair}}", "the range of calls ends at good, and is expected to at fair"),
        ("{calls: {as_it_stands: fair}}", "as it stands, calls is good, and expected to be fair"),
        ("{calls: {decided_by: []}}", "calls is decided by calls.good, and expected to be by no rule"),
        ("{calls: {reasons: {supports: []}}}", "calls is supported by calls.good, and expected to be by no rule"),
        (
            "{calls: {reasons: {not_reached: [calls.good]}}}",
            "calls is not lifted higher by no rule, and expected to be by calls.good",
        ),
        ("{calls: {rules: {calls.good: false}}}", "calls.good holds, and is expected not to hold"),
        ("{calls: {rules: {calls.good: unknown}}}", "calls.good holds, and is expected to be open"),
    ],
)
def test_whatever_comes_out_otherwise_fails(small: Path, run: Run, expect: str, told: str) -> None:
    """Each thing that can be expected is told where it stands, with what was found instead, and the exit code is 1."""
    replace(small / "tests" / "calls.yaml", "{calls: good}", expect)
    ran = run("rules", "test", "small")
    assert 1 == ran.code
    assert f"  {told}  small/tests/calls.yaml:6\n" in ran.out
    assert "1 of 2 cases comes out otherwise" in ran.out


def test_a_failure_shows_what_decided_down_to_what_was_given(small: Path, run: Run) -> None:
    """The reasons of the question are told with the lines of the rules and of the case."""
    replace(small / "rules.yaml", "at_least: 2", "at_least: 3")
    ran = run("rules", "test", "small", "-k", "two_")
    assert 1 == ran.code
    for line in (
        "two_strengths  small/tests/calls.yaml:1",
        "two strengths are enough",
        "calls is fair, and expected to be good",
        "strengths (moderate or major): 2, at least 3 needed",
        "small/rules.yaml:1",
    ):
        assert line in ran.out


def test_what_is_expected_of_rules_passes_where_it_is_so(small: Path, run: Run) -> None:
    """A case that says much of a question passes where all of it is so."""
    much = "{calls: {judgment: good, decided_by: [calls.good], reasons: {limits: []}, rules: {calls.good: true}}}"
    replace(small / "tests" / "calls.yaml", "{calls: good}", much)
    expected = "small/tests/calls.yaml  2 cases as expected\nA small framework: 2 cases, all as expected\n"
    assert Ran(0, expected, "") == run("rules", "test", "small")


def test_an_id_that_is_misspelt_is_an_error_and_nothing_is_run(small: Path, run: Run) -> None:
    """The near match is named, and the exit code is that of a failure."""
    replace(small / "tests" / "calls.yaml", "{calls: good}", "{calls: {decided_by: [calls.god]}}")
    ran = run("rules", "test", "small")
    assert (1, "") == (ran.code, ran.out)
    assert "did you mean 'calls.good'?" in ran.err
    assert ran.err.endswith("Nothing was tested.\n")


@pytest.mark.parametrize("left", ["nothing", "an empty folder"])
def test_no_case_is_a_failure(small: Path, run: Run, left: str) -> None:
    """Rules that nothing tests have not passed."""
    shutil.rmtree(small / "tests")
    if left != "nothing":
        (small / "tests").mkdir()
    ran = run("rules", "test", "small")
    assert (1, "") == (ran.code, ran.out)
    assert ran.err.startswith("No case was found in small/tests.\nhelp: ")


def test_files_that_nobody_reads_are_told_beside_the_results(small: Path, run: Run) -> None:
    """In a folder by a near name, or too deep; what is hidden, schemas and what is a framework of its own are not."""
    for folder in ("test", "tests/sub", "other", ".hidden", "schemas", "before"):
        (small / folder).mkdir()
        (small / folder / "x.yaml").write_text(CASES, encoding="utf-8")
    (small / "before" / "framework.yaml").write_text(FRAMEWORK, encoding="utf-8")
    ran = run("rules", "test", small / "tests" / "calls.yaml")
    assert (0, "") == (ran.code, ran.err)
    found = pipeline.unread(small, "small")
    assert [
        ("PG616", "small/other/x.yaml"),
        ("PG616", "small/test/x.yaml"),
        ("PG616", "small/tests/sub/x.yaml"),
        ("PG617", "small/before/framework.yaml"),
    ] == sorted((one.code, one.at.file) for one in found)
    shutil.rmtree(small / "before")
    ran = run("rules", "test", small)
    assert 0 == ran.code
    assert "small/test/x.yaml: warning PG616: nothing reads this file" in ran.err
    assert "rename the folder to 'tests'" in ran.err
    assert "move it up into the folder 'tests'" in ran.err
    assert [] == pipeline.unread(small, "small", lambda folder: folder.name in {"test", "sub", "other"})


def not_listed(monkeypatch: pytest.MonkeyPatch, shut: Path) -> None:
    """Make a folder that the system lets nobody look into."""
    shut.mkdir()
    scan = os.scandir

    def refuse(path: str | Path = ".") -> Any:
        if os.path.realpath(path) == os.path.realpath(shut):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)


@pytest.mark.parametrize("shut", ["small/other", "elsewhere"])
def test_a_folder_that_cannot_be_looked_into_is_told(
    small: Path, run: Run, monkeypatch: pytest.MonkeyPatch, shut: str
) -> None:
    """Inside a framework or beside it: what may lie there is not taken for nothing."""
    not_listed(monkeypatch, Path(shut))
    ran = run("rules", "test", *([small] if shut.startswith("small") else []))
    assert (2, "") == (ran.code, ran.out)
    assert f"{shut} cannot be read: Permission denied\nhelp: check its permissions" in ran.err


@pytest.mark.parametrize("others", [0, 1])
def test_a_folder_that_cannot_be_looked_into_hides_nothing_beside_it(
    small: Path, run: Run, monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    """Validating tells of it once, and of whatever is wrong in what can be read, however many are validated."""
    replace(small / "rules.yaml", "supports: good", "supports: fair")
    for n in range(others):
        write(Path(f"other{n}"), CASES)
    not_listed(monkeypatch, small / "shut")
    ran = run("validate", ".")
    assert 2 == ran.code
    assert "warning PG611" in ran.out
    assert 1 == ran.err.count("small/shut cannot be read: Permission denied")


def test_a_warning_about_rules_is_for_validate(small: Path, run: Run) -> None:
    """What is not wrong with the files of cases stands beside no result of theirs."""
    replace(small / "rules.yaml", "supports: good", "supports: fair")
    assert "warning PG611" in run("validate", small).out
    ran = run("rules", "test", small)
    assert "two_strengths" in ran.out
    assert "PG611" not in ran.out + ran.err


def test_an_entry_in_the_wrong_kind_of_file_is_told_once(small: Path, run: Run) -> None:
    """A case among the rules, and a rule among the cases."""
    rules, cases = (small / name for name in ("rules.yaml", "tests/calls.yaml"))
    written = rules.read_text(encoding="utf-8"), cases.read_text(encoding="utf-8")
    rules.write_text("".join(written), encoding="utf-8")
    cases.write_text("".join(reversed(written)), encoding="utf-8")
    ran = run("validate", small, "--format", "concise")
    assert 1 == ran.code
    assert {"PG618"} == set(re.findall(r"error (PG[0-9]+)", ran.out))


def test_a_rule_with_an_error_is_not_missed_by_the_cases(small: Path, run: Run) -> None:
    """Its id is written; where a file of rules cannot be read, nothing is said of rules."""
    case = "- {id: c, because: B, expect: {calls: {rules: {calls.good: true, calls.god: true}}}}\n"
    (small / "tests" / "calls.yaml").write_text(case, encoding="utf-8")
    rules = small / "rules.yaml"
    good = rules.read_text(encoding="utf-8")

    def told() -> list[str]:
        out = run("validate", small, "--format", "concise").out
        return [line.split(" error ")[0] for line in out.splitlines() if "PG651" in line]

    place = f"small/tests/calls.yaml:1:{case.index('calls.god:') + 1}:"
    assert [place] == told()
    rules.write_text(good.replace("supports:", "suports:"), encoding="utf-8")
    assert [place] == told()
    rules.write_text(good + "\n  ]broken: [\n", encoding="utf-8")
    assert [] == told()


def test_no_framework_is_a_failure(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be tested, nothing has passed."""
    monkeypatch.chdir(tmp_path)
    ran = run("rules", "test")
    assert 1 == ran.code
    assert ran.err.startswith("No case was found: there is no framework here.")


def test_a_name_that_no_case_has_is_a_failure(small: Path, run: Run) -> None:
    """A case that looks like it is named."""
    ran = run("rules", "test", small.as_posix(), "-k", "two_stregnths")
    assert (1, "") == (ran.code, ran.out)
    assert ran.err.startswith("No case was found: none has 'two_stregnths' in its id; did you mean 'two_strengths'")


def test_a_file_stands_for_its_cases(small: Path, run: Run) -> None:
    """Only what stands in the file is run."""
    other = CASES.replace("two_", "three_").replace("one_", "four_")
    (small / "tests" / "other.yaml").write_text(other, encoding="utf-8")
    ran = run("rules", "test", "small/tests/other.yaml")
    assert 0 == ran.code
    assert "calls.yaml" not in ran.out
    assert 2 == run("rules", "test", "small/tests/other.yaml", "--coverage").code


def test_what_the_configuration_leaves_out_is_not_looked_for(small: Path, run: Run) -> None:
    """A framework that is wrong on purpose, among test data, needs no cases."""
    write(Path("data") / "wrong", CASES.replace("{calls: fair}", "{calls: poor}"))
    assert 1 == run("rules", "test").code
    Path("peelgrade.toml").write_text('exclude = ["data"]\n', encoding="utf-8")
    ran = run("rules", "test")
    assert 0 == ran.code
    assert f"{small}/tests/calls.yaml" in ran.out


def test_other_formats_hold_the_same(small: Path, run: Run) -> None:
    """JSON and JUnit say which case failed and why, and are the same for the same files."""
    replace(small / "rules.yaml", "at_least: 2", "at_least: 3")
    ran = run("rules", "test", "small", "--format", "json", "--coverage", "--mutants")
    assert 1 == ran.code
    (found,) = json.loads(ran.out)["frameworks"]
    assert [False, True] == [one["passed"] for one in found["cases"]]
    assert ["small/tests/calls.yaml:1", "small/tests/calls.yaml:7"] == [one["place"] for one in found["cases"]]
    expected = {"question": "calls", "what": "judgment", "expected": ["good"], "found": ["fair"]}
    assert [expected] == found["cases"][0]["mismatches"]
    assert found["coverage"]["gaps"]
    assert found["mutants"]["survivors"]
    assert ran == run("rules", "test", "small", "--format", "json", "--coverage", "--mutants")

    root = ET.fromstring(run("rules", "test", "small", "--format", "junit").out)  # noqa: S314  # of our own making
    assert ("2", "1") == (root.get("tests"), root.get("failures"))
    failed = root.find("./testsuite/testcase[@name='two_strengths']/failure")
    assert failed is not None
    assert "calls is fair, and expected to be good" == failed.get("message")
    assert "at least 3 needed" in (failed.text or "")


# --- coverage --------------------------------------------------------------------------------------------------------


def test_what_no_case_tries_is_told(small: Path) -> None:
    """A condition that is never false is a gap, with its place; without it there is none."""
    found = read(small)
    coverage = ruletests.covered(found.rulebook, outcomes(found))
    assert [("condition", "calls.good", ("when", "all", 1), "false")] == [
        (gap.kind, gap.rule, gap.steps, gap.truth) for gap in coverage.gaps
    ]
    assert {"rule": (1, 1), "condition": (5, 6), "category": (2, 2)} == coverage.by_kind


def test_a_rule_that_decides_nothing_is_a_gap(tmp_path: Path) -> None:
    """So are its conditions and the category that it alone leads to; a question that no case looks at is not tried."""
    write(tmp_path / "small", CASES, GOOD + CONCERN)
    found = read(tmp_path / "small")
    gaps = ruletests.covered(found.rulebook, outcomes(found)).gaps
    assert ("rule", "calls.concern", None) in [(gap.kind, gap.rule, gap.category) for gap in gaps]
    assert ("category", None, "poor") in [(gap.kind, gap.rule, gap.category) for gap in gaps]


def test_a_question_without_rules_is_asked_nothing(small: Path) -> None:
    """What people judge has no rules, and so no category that they lead to."""
    found = read(small)
    bare = Rulebook.of(found.rulebook.framework, ())
    assert () == ruletests.covered(bare, ()).wanted


@pytest.mark.parametrize(("least", "code"), [("85", 0), ("90", 1)])
def test_too_little_tried_fails_where_it_is_asked(small: Path, run: Run, least: str, code: int) -> None:
    """The share is held against the number, and what is missing is told."""
    ran = run("rules", "test", small.as_posix(), "--fail-under-coverage", least)
    assert code == ran.code
    assert "  calls.good  small/rules.yaml:9\n    “weaknesses (major), none allowed” is false in no case\n" in ran.out


def test_a_share_that_no_case_misses_is_told_as_a_share(small: Path, run: Run) -> None:
    """What a condition measures is said as in all other views."""
    replace(small / "rules.yaml", "at_most: 0", "share_at_most: 0.5")
    ran = run("rules", "test", small.as_posix(), "--fail-under-coverage", "100")
    assert "    “share of weaknesses (major), at most 50 % allowed” is false in no case\n" in ran.out


# --- mistakes in rules -----------------------------------------------------------------------------------------------


def changes(rule: Rule, rulebook: Rulebook) -> list[str]:
    """Return the mistakes that could stand in a rule, as they are told."""
    return [mutant.change for mutant in ruletests.mutants(rule, rulebook)]


def test_a_rule_is_changed_in_one_thing_at_a_time(small: Path) -> None:
    """Bounds, words, attributes, conditions and effect are changed, and what means the same is not."""
    rulebook = read(small).rulebook
    (rule,) = rulebook.rules
    expected = [
        "'supports: good' becomes 'limits_to'",
        "'at_least: 2' becomes 1",
        "'at_least: 2' becomes 3",
        "'weight' is left out",
        "'weight' loses 'moderate'",
        "'weight' loses 'major'",
        "'at_most: 0' becomes 1",
        "'weight' is left out",
        "the condition is left out",
        "the condition is left out",
        "'all' becomes 'any'",
    ]
    assert expected == changes(rule, rulebook)
    assert all(mutant.rule != rule for mutant in ruletests.mutants(rule, rulebook))


def test_a_mistake_that_would_be_refused_is_none() -> None:
    """Metrics alone decide nothing, and none is selected for being neither better nor worse: nobody could write that."""
    better = MetricsCount(measure="crime", comparator="peers", stands=("better", "similar"), at_least=1)
    found = FindingsCount(shows="strength", at_least=1)
    both = All(all=(Metrics(metrics=better), Findings(findings=found)))
    made = strategies.rule("r", "q", both, supports="c2")
    rulebook = Rulebook.of(strategies.framework(Question(id="q", title="q", graded=True)), [made])
    expected = [
        "'supports: c2' becomes 'limits_to'",
        "'supports: c2' becomes 'c3'",
        "'at_least: 1' becomes 0",  # of metrics: the findings alone are left
        "'at_least: 1' becomes 2",
        "'stands' loses 'similar'",
        "'at_least: 1' becomes 2",
    ]
    assert expected == changes(made, rulebook)


def test_a_share_is_moved_past_the_nearest_that_there_can_be(peel: RulesRead) -> None:
    """With one bound two thirds no longer pass, with the other five eighths do; parts have fewer shares."""
    rules = {rule.id: rule for rule in peel.rulebook.rules}
    found = changes(rules["q1.prevention.good"], peel.rulebook)
    assert ["'share_at_least: 0.66' becomes 0.62", "'share_at_least: 0.66' becomes 0.7"] == [
        one for one in found if "share" in one
    ]
    found = changes(rules["effectiveness.good"], peel.rulebook)
    assert ["'share_at_least: 0.75' becomes 0.6", "'share_at_least: 0.75' becomes 1"] == [
        one for one in found if "share" in one
    ]


def test_a_rule_that_would_be_refused_is_no_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no part is graded the judgments of parts cannot be counted: those that are named must stay named."""
    speed = "{id: speed, title: How fast is it?, graded: true}"
    parts = f"  parts: [{{id: handling, title: How are calls handled?, graded: false, parts: [{speed}]}}]\n"
    framework = FRAMEWORK.replace("  graded: true\n", f"  graded: true\n{parts}")
    rule = GOOD.split("  when:", maxsplit=1)[0] + "  when: {judgments: {of: [speed], reaching: good, at_least: 1}}\n"
    write(tmp_path / "small", CASES, rule)
    (tmp_path / "small" / "framework.yaml").write_text(framework, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    rulebook = pipeline.read_rulebook(Path("small"), "small", Reading())
    assert rulebook is not None
    assert "'at_least: 1' becomes 2" in changes(rulebook.rules[0], rulebook)
    assert "'of' is left out" not in changes(rulebook.rules[0], rulebook)


def test_what_means_the_same_is_no_mistake(peel: RulesRead) -> None:
    """A count that a share implies is not left out, and a weight beside a ground not either."""
    rules = {rule.id: rule for rule in peel.rulebook.rules}
    good = list(ruletests.mutants(rules["q1.prevention.good"], peel.rulebook))
    assert ("when", "all", 0) not in [one.steps for one in good if one.change == "the condition is left out"]
    serious = changes(rules["q3.safeguarding.serious_weakness"], peel.rulebook)
    assert "'weight' is left out" not in serious
    assert "'ground' is left out" in serious


def test_what_a_higher_count_implies_is_no_mistake(small: Path) -> None:
    """Of two counts of strengths, the lower one decides nothing where the higher one selects no more."""
    lower, higher = "{shows: strength, at_least: 2}", "{shows: strength, weight: major, at_least: 3}"
    head = GOOD.split("    all:", maxsplit=1)[0]
    (small / "rules.yaml").write_text(
        f"{head}    all: [{{findings: {lower}}}, {{findings: {higher}}}]\n", encoding="utf-8"
    )
    rulebook = read(small).rulebook
    left_out = [
        one.steps for one in ruletests.mutants(rulebook.rules[0], rulebook) if one.change == "the condition is left out"
    ]
    assert [("when", "all", 1)] == left_out


def test_a_mistake_that_no_case_catches_is_told(small: Path, run: Run) -> None:
    """It stands there with its place; a case more, and it is caught."""
    hint = "try a case with just 1 of what is counted"
    survivor = f"  calls.good  small/rules.yaml:9\n    no case fails if 'at_most: 0' becomes 1: {hint}\n"
    ran = run("rules", "test", "small", "--mutants")
    assert 0 == ran.code
    assert survivor in ran.out
    assert 1 == run("rules", "test", "small", "--fail-under-mutants", "90").code

    more = "- id: w\n  because: B\n  given: [{question: calls, strength: major, times: 2}, {question: calls, weakness: major}]\n  expect: {calls: fair}\n"
    (small / "tests" / "more.yaml").write_text(more, encoding="utf-8")
    assert survivor not in run("rules", "test", "small", "--mutants").out


@pytest.mark.slow
def test_one_question_can_be_tested_alone(run: Run) -> None:
    """Its cases are run and its rules measured, with those below; what other cases catch in them counts as caught."""
    ran = run("rules", "test", RULES, "--question", "q1", "--coverage", "--mutants", "--format", "json")
    assert 0 == ran.code
    (data,) = json.loads(ran.out)["frameworks"]
    assert {"q1"} == {case["id"].partition("_")[0] for case in data["cases"]}
    assert data["coverage"]["rule"]["tried"] == data["coverage"]["rule"]["of"] == 14
    whole = json.loads(run("rules", "test", RULES, "--mutants", "--format", "json").out)["frameworks"][0]
    expected = [one for one in whole["mutants"]["survivors"] if one["rule"].startswith("q1.")]
    assert expected == data["mutants"]["survivors"]
    assert all(one["tried_by"].startswith("a case ") for one in expected)


def test_a_question_that_is_not_there_cannot_be_tested(run: Run) -> None:
    """What looks like it is named; one without cases has not passed."""
    ran = run("rules", "test", RULES, "--question", "q1.prevntion")
    assert (2, "") == (ran.code, ran.out)
    assert "did you mean 'q1.prevention'" in ran.err
    none = run("rules", "test", RULES, "--question", "q1.levels")
    assert 1 == none.code
    assert "No case that expects something of q1.levels was found" in none.err


def test_a_framework_inside_another_is_told_of(small: Path, run: Run) -> None:
    """As it comes about by copying to a folder that is there already."""
    shutil.copytree(small, small.parent / "copied")
    shutil.copytree(small.parent / "copied", small / "copied")
    assert "small/copied is a framework of its own inside that of small" in run("rules", "test", "small").err


def test_a_mistake_is_caught_wherever_grading_the_whole_again_shows_it(peel: RulesRead) -> None:
    """Judging again only what a rule may move gives what grading everything gives."""
    rules = peel.rulebook.rules[::9]
    changed = [mutant.rule for rule in rules for mutant in list(ruletests.mutants(rule, peel.rulebook))[::4]]
    for n, rule in enumerate(changed):
        outcome = ruletests.run(peel.cases[(n * 5) % len(peel.cases)].value, peel.rulebook)
        others = (one for one in peel.rulebook.rules if one.id != rule.id)
        book = Rulebook.of(peel.rulebook.framework, (*others, rule))
        whole = regrade(ruletests.run(outcome.case, book).graded)
        moved = Graded.of(outcome.graded).moved(rule.question, book)
        known = {**regrade(outcome.graded).by_question, **moved}
        assert {name: one.range for name, one in known.items()} == {
            name: one.range for name, one in whole.by_question.items()
        }
        assert whole[rule.question] == moved[rule.question]


def test_a_case_of_a_thousand_items_names_the_first_few(run: Run, tmp_path: Path) -> None:
    """In the order in which people count; of the others, how many there are."""
    many = "{question: calls, strength: major, extent: widespread, times: 1000}"
    write(tmp_path / "small", f"- id: many\n  because: b\n  given: [{many}]\n  expect: {{calls: poor}}\n")
    told = run("rules", "test", tmp_path / "small").out
    assert len(told.splitlines()) < 40
    assert ["g1", "g2", "g3", "g4", "g5", "g6"] == re.findall(r"g[0-9]+(?= strength)", told)
    assert "and 994 more" in told


def test_what_is_not_judged_or_still_open_is_told_as_that(small: Path, run: Run) -> None:
    """And of a rule that was expected to decide, how it came out."""
    (small / "rules.yaml").write_text(GOOD + CONCERN, encoding="utf-8")
    cases = """\
- id: unseen
  because: nothing was looked at
  not_inspected: [calls]
  expect: {calls: good}
- id: going
  because: more may come
  in_progress: [calls]
  given:
    - {question: calls, strength: moderate}
  expect: {calls: good}
- id: calm
  because: a concern stands
  given:
    - {question: calls, strength: moderate}
  expect: {calls: {decided_by: [calls.concern]}}
"""
    (small / "tests" / "calls.yaml").write_text(cases, encoding="utf-8")
    ran = run("rules", "test", "small", "--coverage")
    assert 1 == ran.code
    assert [
        "small/tests/calls.yaml  0 of 3 cases as expected",
        "  calls is not judged, and expected to be good  small/tests/calls.yaml:4",
        "  calls is still open, poor to good, and expected to be good  small/tests/calls.yaml:10",
        "├── still open, limits to poor: a concern stands",
        "│   ├── calls.concern, set by this project (Workshop)  small/rules.yaml:10",
        "│   └── concern (open or in progress): 0 so far, one is enough",
        "  a concern stands",
        "  calls is decided by calls.good, and expected to be by calls.concern  small/tests/calls.yaml:15",
        "calls.concern  limits to poor",
        "├── a concern stands",
        "├── calls.concern, set by this project (Workshop)  small/rules.yaml:10",
        "│   └── concern (open or in progress): 0, one is enough: does not hold",
        "  calls.concern  small/rules.yaml:10",
        "  calls.concern  small/rules.yaml:16",
        "    “concern (open or in progress), at least 1 needed” is true in no case",
    ] == [line for line in ran.out.splitlines() if "expected" in line or "concern" in line]
    told = json.loads(run("rules", "test", "small", "--format", "json").out)["frameworks"][0]
    assert not {"coverage", "mutants"} & set(told)


def test_a_failure_names_its_case_only_where_nothing_else_does(small: Path) -> None:
    """What runs the cases as tests names them itself."""
    replace(small / "rules.yaml", "at_least: 2", "at_least: 3")
    found = read(small)
    ((placed, outcome), *_) = zip(found.cases, outcomes(found), strict=True)
    tried = Tried("small", found.rulebook, ((placed, outcome),), {}, lambda at: at.file)
    assert [
        "two_strengths  small/tests/calls.yaml",
        "  two strengths are enough",
        "  calls is fair, and expected to be good  small/tests/calls.yaml",
    ] == plain(failure(tried, placed, outcome)).splitlines()[:3]
    assert [
        "calls is fair, and expected to be good  small/tests/calls.yaml",
        "the case says: two strengths are enough",
    ] == plain(failure(tried, placed, outcome, headed=False)).splitlines()[:2]
