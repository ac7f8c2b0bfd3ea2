"""Questions that people judge: open until they have, and told so wherever a question is told of."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from peelgrade.changes import Assume, Case
from peelgrade.evidence import Inspection, InspectionRecord, Item, QuestionRecord
from peelgrade.grading import regrade
from peelgrade.pipeline import read_inspection
from peelgrade.rulebook import Judgments, JudgmentsCount, Question, Rulebook
from peelgrade.trace import Judgment, Reason, Result
from tests.conftest import Run, replace
from tests.strategies import carried_over, decision, framework, recommendation, record, rule

WORST, START, GOOD, BEST = "c0", "c1", "c2", "c3"
TREE = Question(
    id="q",
    title="q",
    graded=True,
    parts=(
        Question(id="people", title="people", graded=True, judged_by="people"),
        Question(id="other", title="other", graded=True, judged_by="people"),
    ),
)
RULES = (
    rule("q.good", "q", Judgments(judgments=JudgmentsCount(reaching=GOOD, at_least=1)), supports=GOOD),
    rule("q.worst", "q", Judgments(judgments=JudgmentsCount(below=START, at_least=1)), limits_to=WORST),
)
BY_PEOPLE = "judged by people: no rule of this framework judges it"
GIVEN = ("--stage", "panel", "--people", "C. Chair, panel", "--date", "2019-05-02", "--reason", "Seen.")


def judged(*items: Item, changes: tuple[Assume, ...] = (), **given: Any) -> Result:
    """Return the judgments of the tree, with fieldwork complete unless something else is given."""
    given.setdefault("questions", (QuestionRecord(question="q", status="complete"),))
    known: InspectionRecord = record(**given)
    return regrade(Case(Inspection.of(known, items), Rulebook.of(framework(TREE), RULES)), changes)


def ends(judgment: Judgment) -> tuple[str, str] | None:
    """Return the ends of the range that stands."""
    return judgment.range and (judgment.range.low.id, judgment.range.high.id)


def test_it_is_open_over_the_whole_scale_until_people_judge_it() -> None:
    """Evidence changes nothing, no minimum is asked for, and nothing stands meanwhile."""
    for items in ((), (recommendation("R1", "people"), recommendation("R2", "people"))):
        found = judged(*items)["people"]
        assert ("open", (WORST, BEST), None) == (found.status, ends(found), found.as_it_stands)
        assert (False, False, (Reason("by_people"),)) == (found.short, found.in_progress, found.reasons)


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        ({"decisions": (decision("people", GOOD, outcome="judged"),)}, ()),
        ({"carried_over": (carried_over("people", GOOD),)}, ()),
        ({}, (Assume("people", GOOD),)),
    ],
    ids=["decided", "carried over", "assumed"],
)
def test_a_judgment_from_outside_stands(given: dict[str, Any], changes: tuple[Assume, ...]) -> None:
    """A decision, an earlier judgment and a supposition each settle it, and the question above counts it."""
    result = judged(changes=(*changes, Assume("other", GOOD)), **given)
    found = result["people"]
    assert ("settled", (GOOD, GOOD), True) == (found.status, ends(found), found.from_outside)
    assert (GOOD, GOOD) == ends(result["q"])


def test_the_question_above_is_open_as_far_as_it_hangs_on_it() -> None:
    """What people have not judged counts as possible, and is left out of what stands meanwhile."""
    result = judged(recommendation("R1", "people"), changes=(Assume("other", GOOD),))
    assert ((WORST, GOOD), GOOD) == (ends(result["q"]), result["q"].as_it_stands and result["q"].as_it_stands.id)


def test_where_it_was_not_inspected_it_is_not_counted() -> None:
    """The question above is judged by the others."""
    known = (QuestionRecord(question="q", status="complete"), QuestionRecord(question="people", status="not_inspected"))
    result = judged(changes=(Assume("other", GOOD),), questions=known)
    assert ("not_inspected", None, (GOOD, GOOD)) == (result["people"].status, ends(result["people"]), ends(result["q"]))


def test_a_decision_is_never_stale() -> None:
    """Nothing is computed that it could have been taken on, also where it confirms an earlier one."""
    decisions = (
        decision("people", GOOD, outcome="judged"),
        decision("people", WORST, outcome="confirmed"),
        decision("people", BEST, outcome="judged"),
    )
    for number in (1, 2, 3):
        assert not judged(decisions=decisions[:number])["people"].stale
    assert (BEST, BEST) == ends(judged(decisions=decisions)["people"])


def test_a_rule_about_it_would_not_be_applied() -> None:
    """Where rules of an older framework still name the question, they judge nothing."""
    stray = rule("stray", "people", Judgments(judgments=JudgmentsCount(reaching=GOOD, at_most=0)), limits_to=WORST)
    book = Rulebook.of(framework(TREE), (*RULES, stray))
    assert () == book.rules_of("people")
    known = record(questions=(QuestionRecord(question="q", status="complete"),))
    assert () == regrade(Case(Inspection.of(known, ()), book))["people"].applied


# --- in the terminal -------------------------------------------------------------------------------------------------


@pytest.fixture
def home(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a new inspection by a framework in which people judge all that is rolled up."""
    monkeypatch.chdir(tmp_path)
    assert (
        0
        == run("init", "home", "--framework", "cqc-key-questions-2018", "--force-id", "elm", "--force-name", "Elm").code
    )
    replace(Path("home/inspection.yaml"), "status: in_progress", "status: complete")
    return Path("home")


def decide(run: Run, home: Path, **judgments: str) -> None:
    """Record judgments of people."""
    for question, judgment in judgments.items():
        ran = run("decide", home, question, "--outcome", "judged", "--judgment", judgment, *GIVEN)
        assert 0 == ran.code, ran.err


def test_every_view_says_that_people_judge_it(run: Run, home: Path) -> None:
    """Nobody is left to look for a rule that is not there."""
    assert "To be judged by people" in run("grade", home).out
    assert BY_PEOPLE in run("explain", home, "safe").out
    assert BY_PEOPLE in run("explain", home, "safe", "--full").out
    assert BY_PEOPLE in run("explain", home, "safe", "--why-not", "good").out
    assert BY_PEOPLE in run("explain", home, "--why-not", "good").out
    assert "people judge it, and have not yet" in run("explain", home, "safe", "--to", "good").out
    assert "no rule of this framework judges it" in run("explain", home, "safe", "--next").out
    assert "for people to judge" in run("explain", home, "--next").out


def test_what_people_judge_is_rolled_up(run: Run, home: Path) -> None:
    """Once all is judged, the overall judgment is settled, and says on what it rests."""
    decide(run, home, safe="requires_improvement", effective="good", caring="good", responsive="good", well_led="good")
    assert 0 == run("decide", home, "safe", "--outcome", "confirmed", *GIVEN).code

    table = json.loads(run("grade", home, "--format", "json").out)["judgments"]

    assert ("good", "rules") == (table[0]["judgment"], table[0]["judged_by"])
    assert ("requires_improvement", "people", False) == (
        table[1]["judgment"],
        table[1]["judged_by"],
        table[1]["decision"]["stale"],
    )
    assert "judged requires improvement at the stage 'panel'" in run("explain", home, "safe").out
    assert "parts judged good or better: 4" in run("explain", home).out
    assert 0 == run("decide", home, "--check").code


@pytest.mark.parametrize(
    ("question", "given", "told"),
    [
        ("safe", ("--outcome", "changed", "--judgment", "good"), "there is no computed judgment to depart from"),
        ("safe", ("--outcome", "confirmed"), "safe is still open: to be judged by people"),
        ("overall", ("--outcome", "judged", "--judgment", "good"), "the rules judge overall"),
    ],
)
def test_a_decision_fits_who_judges(run: Run, home: Path, question: str, given: tuple[str, ...], told: str) -> None:
    """People confirm or change what is computed, and judge what is not; nothing is written otherwise."""
    before = (home / "inspection.yaml").read_text(encoding="utf-8")
    ran = run("decide", home, question, *given, *GIVEN)
    assert 1 == ran.code
    assert told in ran.err
    assert before == (home / "inspection.yaml").read_text(encoding="utf-8")


def test_forces_are_set_side_by_side(run: Run, home: Path) -> None:
    """What parts two judgments of people is told to be theirs."""
    decide(run, home, safe="good")
    assert (
        0
        == run("init", "oak", "--framework", "cqc-key-questions-2018", "--force-id", "oak", "--force-name", "Oak").code
    )
    decide(run, Path("oak"), safe="inadequate")

    ran = run("compare", "safe", home, "oak")

    assert (0, "") == (ran.code, ran.err)
    assert "People judge this question, and no rule does" in ran.out


def test_a_decision_of_another_kind_is_refused_in_files(run: Run, home: Path) -> None:
    """A record that calls a judgment of people a change is mended before anything is graded."""
    decide(run, home, safe="good")
    replace(home / "inspection.yaml", "outcome: judged", "outcome: changed")
    replace(home / "inspection.yaml", "judgment: good", "judgment: good\n    departs_from: inadequate")
    ran = run("grade", home)
    assert 1 == ran.code
    assert "PG519" in ran.err
    replace(home / "inspection.yaml", "outcome: changed", "outcome: confirmed")
    replace(home / "inspection.yaml", "\n    departs_from: inadequate", "")
    assert "there is no judgment yet to confirm" in run("grade", home).err


# --- without an overall judgment -------------------------------------------------------------------------------------


@pytest.fixture
def parts_alone(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return an inspection and its framework, which does not judge the overall question."""
    monkeypatch.chdir(tmp_path)
    rules = Path("rules")
    rules.mkdir()
    (rules / "framework.yaml").write_text(
        """\
id: parts_alone
title: Parts alone
inspectorate: The inspectorate
version: "1.0"
scale:
  - {id: poor, title: Poor, points: 1}
  - {id: good, title: Good, points: 2}
baseline: poor
minimum_evidence: 1
questions:
  id: overall
  title: How good is the force?
  graded: false
  parts:
    - {id: calls, title: How well does it answer calls?, short: Calls, graded: true, judged_by: people}
    - {id: context, title: How many calls are there?, short: Context, graded: false}
""",
        encoding="utf-8",
    )
    assert 0 == run("init", "town", "--rules", rules, "--force-id", "town", "--force-name", "Town").code
    return Path("town"), rules


def test_a_framework_may_judge_its_parts_alone(run: Run, parts_alone: tuple[Path, Path]) -> None:
    """Where the overall question is not graded, its parts are judged, and it is said that it is not."""
    town, rules = parts_alone
    ran = run("decide", town, "calls", "--outcome", "judged", "--judgment", "good", *GIVEN, "--rules", rules)
    assert 0 == ran.code, ran.err

    graded = run("grade", town, "--rules", rules)
    explained = run("explain", town, "--rules", rules)

    assert (0, 0) == (graded.code, explained.code)
    assert "not judged as a whole" in graded.out
    assert "calls Calls: good" in explained.out
    assert "ask of calls" in run("explain", town, "--why-not", "good", "--rules", rules).out
    assert 0 == run("explain", town, "--timeline", "--rules", rules).code
    assert "it is not judged" in run("explain", town, "--next", "--rules", rules).out
    assert "name a question that is graded, such as calls" in run("explain", town, "--to", "good", "--rules", rules).err
    assert "overall is not graded" in run("decide", town, "overall", *GIVEN, "--rules", rules).err


def test_its_result_says_so_too(run: Run, parts_alone: tuple[Path, Path]) -> None:
    """A program sees that nothing is judged at the top, and who judges below."""
    town, rules = parts_alone
    told = json.loads(run("grade", town, "--rules", rules, "--format", "json").out)["judgments"]
    assert [("ungraded", None), ("open", "people"), ("ungraded", None)] == [
        (one["status"], one["judged_by"]) for one in told
    ]
    assert "calls" == read_inspection(town, rules).rulebook.questions["calls"].id


def test_what_people_judged_is_told_as_judged_and_moves_by_nothing_else(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not left out for want of evidence, and fieldwork moves nothing of it."""
    monkeypatch.chdir(tmp_path)
    given = ("--framework", "cqc-key-questions-2018", "--force-id", "elm", "--force-name", "Elm")
    assert 0 == run("init", "home", *given).code
    for question in ("safe", "caring"):
        assert 0 == run("decide", "home", question, *GIVEN, "--outcome", "judged", "--judgment", "good").code
    assert "found there yet: effective, responsive, well_led\n" in run("explain", "home", "--to", "outstanding").out
    for option in ("--not-inspected", "--in-progress"):
        assert "No judgment moves." in run("whatif", "home", option, "safe").out
    assert "fieldwork on safe: in progress already" in run("whatif", "home", "--in-progress", "safe").out


@pytest.mark.parametrize("width", [60, 80, 120])
def test_nothing_of_the_table_is_lost_in_any_width(
    width: int, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long ids of questions and what stands beside them are wrapped."""
    monkeypatch.chdir(tmp_path)
    given = ("--framework", "ofsted-schools-2019", "--force-id", "elm", "--force-name", "Elm")
    assert 0 == run("init", "school", *given).code
    named = ("leadership_and_management", "--outcome", "judged", "--judgment", "requires_improvement")
    assert 0 == run("decide", "school", *named, *GIVEN).code

    def columns(wide: int) -> list[str]:
        monkeypatch.setenv("COLUMNS", str(wide))
        blocks = re.split(r"\n *\n", run("grade", "school").out)
        lines = blocks[1].split("\n")
        starts = [lines[0].index(title) for title in ("Question", "Computed", "Decided", "Decided by")]
        starts[3] = lines[0].rindex("Decided by")
        ends = [*starts[1:], wide]
        return ["".join("".join(line[a:b] for line in lines).split()) for a, b in zip(starts, ends, strict=True)]

    assert columns(300) == columns(width)
