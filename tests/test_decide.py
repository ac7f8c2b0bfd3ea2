"""Decisions are recorded where they can be taken, and stand beside what is computed in every output."""

from __future__ import annotations

import io
import json
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from peelgrade import __version__, changes, explanation, writing
from peelgrade.grading import grade
from peelgrade.pipeline import Reading, read_inspection
from peelgrade.problems import Unreadable
from peelgrade.recording import decisions, files
from peelgrade.recording.decisions import Answers, Refused
from peelgrade.rendering import panel
from peelgrade.result import document
from tests import small
from tests.conftest import KENT, Run, otherwise, read_kent, replace
from tests.small import finding
from tests.strategies import decision
from tests.test_bad_input import FILES, write

GIVEN = ("--stage", "panel", "--people", "C. Chair, panel", "--date", "2015-12-10", "--reason", "Weighed.")
CHANGED = ("--outcome", "changed", "--judgment", "good", *GIVEN)
CONFIRMED = ("--outcome", "confirmed", *GIVEN)
RULES = ("--rules", "rules")


@pytest.mark.slow
def test_a_change_names_the_limit_that_it_departs_from(run: Run, kent: Path) -> None:
    """The record says what was computed, all old lines stay, and the effect is shown up to the overall judgment."""
    before = (kent / "inspection.yaml").read_text(encoding="utf-8")

    ran = run("decide", kent, "q3", *CHANGED, "--evidence", "F320", "--compared-with", "essex-2015")

    assert (0, "") == (ran.code, ran.err)
    assert "departs from q3.part_below_good; recorded with the reason" in ran.out
    assert "Requires improvement → good" in ran.out
    assert "Good, as before" in ran.out
    assert (kent / "inspection.yaml").read_text(encoding="utf-8").startswith(before)
    (taken,) = read_inspection(kent).inspection.record.decisions
    assert ("changed", "good", "requires_improvement") == (taken.outcome, taken.judgment, taken.departs_from)
    assert (("F320",), ("essex-2015",)) == (taken.evidence, taken.compared_with)


@pytest.mark.slow
def test_a_confirmation_takes_the_judgment_that_stands(run: Run, kent: Path) -> None:
    """What is confirmed is what is computed, or what was decided before."""
    assert 0 == run("decide", kent, "q3", *CONFIRMED).code
    assert 0 == run("decide", kent, "q3", *CHANGED).code
    assert 0 == run("decide", kent, "q3", *CONFIRMED).code
    decisions = read_inspection(kent).inspection.record.decisions
    assert ["requires_improvement", "good", "good"] == [one.judgment for one in decisions]


def test_an_item_that_is_not_there_is_asked_for_again(run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who decides answers six questions once, and a list without anything in it is no answer."""
    answers = ("panel", "confirmed", ";", "C. Chair; D. Deputy", "Weighed.", "F320; F3210", "F320; F310", "")
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{one}\n" for one in answers)))
    ran = run("decide", kent, "q3")
    assert 0 == ran.code, ran.err
    assert "';' cannot stand here; write something" in ran.err
    assert "'F320; F3210' cannot stand here; did you mean 'F321'" in ran.err
    decision = read_inspection(kent).inspection.record.decisions[-1]
    assert (("C. Chair", "D. Deputy"), ("F320", "F310")) == (decision.people, decision.evidence)


@pytest.mark.parametrize(
    ("answers", "given", "said"),
    [
        (("panel", "changed", "requires_improvement"), (), "nothing is changed"),
        ((), ("--evidence", "F9999"), "no item 'F9999'"),
        ((), ("--date", "2015-13-40"), "months are 01 to 12"),
        ((), ("--date", "9999-12-31"), "is still to come"),
    ],
)
def test_what_cannot_be_decided_is_told_before_more_is_asked(
    run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch, answers: tuple[str, ...], given: tuple[str, ...], said: str
) -> None:
    """Nobody gives names and a reason that are lost."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{one}\n" for one in answers)))
    ran = run("decide", kent, "q3", *given)
    assert (True, True) == (ran.code > 0, said in ran.err)
    assert "People" not in ran.err


@pytest.mark.slow
def test_a_decision_dated_before_the_last_is_warned_of(run: Run, kent: Path) -> None:
    """It is recorded, and the warning that it gives cause for is named."""
    assert 0 == run("decide", kent, "q3", *CONFIRMED).code
    ran = run("decide", kent, "q3", *otherwise(CONFIRMED, "--date", "2015-12-01"))
    assert 0 == ran.code
    assert "1 warning" in ran.err


def test_what_is_dated_before_its_evidence_was_found_is_warned_of(run: Run, kent: Path) -> None:
    """The year is mostly a slip, and `--as-of` would go by it; decisions and challenges alike are told of."""
    ran = run("decide", kent, "q3", *otherwise(CONFIRMED, "--date", "2014-12-10", "--evidence", "F320"))
    assert (0, True) == (ran.code, "1 warning" in ran.err)
    ran = run("challenge", kent, "--item", "F320", "--ground", "error", "--statement", "No.", "--date", "1999-01-11")
    assert (0, True) == (ran.code, "1 warning" in ran.err)
    assert 2 == run("validate", kent, "--select", "PG543", "--format", "concise").out.count("PG543")


@pytest.mark.slow
def test_what_is_referred_back_has_no_judgment(run: Run, kent: Path) -> None:
    """More work is asked for."""
    assert 0 == run("decide", kent, "q3", "--outcome", "referred_back", *GIVEN).code
    assert read_inspection(kent).inspection.record.decisions[0].judgment is None


@pytest.mark.sampled(6)
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("q5", *CHANGED), 2, "'q5' is no question"),
        (("q3.specific_group", *CHANGED), 2, "did you mean 'q3.specific_groups'"),
        (("q1.levels", *CHANGED), 2, "not graded"),
        (("q3", *otherwise(CHANGED, "--judgment", "god")), 2, "did you mean 'good'"),
        (("q3", *otherwise(CHANGED, "--judgment", "requires_improvement")), 1, "nothing is changed"),
        (("q3", *CONFIRMED, "--judgment", "good"), 1, "stands at requires improvement"),
        (("q3", *CHANGED, "--evidence", "F9999"), 2, "no item 'F9999'"),
        (("q3", *otherwise(CHANGED, "--date", "2015-13-40")), 2, "2015-13-40"),
        (("q3", "--outcome", "referred_back", "--judgment", "good", *GIVEN), 1, "no judgment yet"),
        (("q3", "--stage", "panel"), 2, "nobody to ask"),
        (GIVEN, 2, "name the question"),
        (("q3", *CHANGED, "--check"), 2, "--check"),
    ],
)
def test_what_cannot_be_decided_is_refused(
    run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """Each is told with what to do, and nothing is written."""
    before = (kent / "inspection.yaml").read_bytes()
    monkeypatch.setattr("sys.stdin", io.StringIO())
    ran = run("decide", kent, *arguments)
    assert (code, "") == (ran.code, ran.out)
    assert said in ran.err
    assert before == (kent / "inspection.yaml").read_bytes()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("outcome", [CHANGED, CONFIRMED])
def test_an_open_judgment_is_neither_confirmed_nor_departed_from(
    run: Run, kent: Path, outcome: tuple[str, ...]
) -> None:
    """While evidence may come, there is nothing to uphold or to leave."""
    replace(
        kent / "inspection.yaml", "  - question: q3\n    status: complete", "  - question: q3\n    status: in_progress"
    )
    ran = run("decide", kent, "q3", *outcome)
    assert 1 == ran.code
    assert "still open" in ran.err


def strict(folder: Path) -> None:
    """Write the small inspection, with a strict limit that holds."""
    write(folder, FILES)
    path = folder / "rules/rules.yaml"
    limit = """\
- id: response.strict
  question: overall.response
  limits_to: fair
  binding: strict
  because: an office does not answer
  basis: {kind: published, source: The law}
  when:
    findings: {shows: strength, at_most: 9}
"""
    path.write_text(
        path.read_text(encoding="utf-8") + limit.replace("shows: strength, at_most: 9", "shows: weakness, at_least: 1"),
        encoding="utf-8",
    )
    replace(folder / "town/evidence.yaml", "  part_of: F1\n", "")


def test_nobody_departs_from_a_strict_limit(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal names the rule, what it rests on and where it stands."""
    strict(tmp_path)
    monkeypatch.chdir(tmp_path)
    ran = run("decide", "town", "overall.response", *CHANGED, *RULES)
    assert (1, "") == (ran.code, ran.out)
    for said in ("response.strict", "strict: nobody can depart from it", "published (The law)", "rules/rules.yaml:"):
        assert said in ran.err
    assert "Nothing was written" in ran.err


def stale(run: Run, kent: Path) -> None:
    """Record a change, and have the computed judgment become another."""
    assert 0 == run("decide", kent, "q3", *CHANGED).code
    replace(
        kent / "q3-vulnerability.yaml",
        "  weight: major\n  ground: serious_harm\n  at_risk:\n    - children_at_risk_of_exploitation\n",
        "  weight: minor\n",
    )


@pytest.mark.slow
def test_stale_decisions_are_found(run: Run, kent: Path) -> None:
    """The list, the table and the explanation name them, with what they were taken on and what is computed now."""
    assert "No decision" in run("decide", kent).out
    assert 0 == run("decide", kent, "--check").code
    stale(run, kent)
    listed = run("decide", kent, "--check")
    assert 1 == listed.code
    assert "computed now: good; the decision is stale, for it was taken on requires improvement" in listed.out
    assert "Good (panel, stale)" in run("grade", kent).out
    assert "taken on requires improvement" in " ".join(run("explain", kent, "q3").out.split())
    (one,) = json.loads(run("decide", kent, "--format", "json").out)["decisions"]
    assert (True, "good") == (one["stale"], one["computed"])


@pytest.mark.slow
def test_a_stale_change_can_be_made_again(run: Run, kent: Path) -> None:
    """It then departs from what is computed now, and is stale no more."""
    stale(run, kent)
    assert 0 == run("decide", kent, "q3", *CHANGED).code
    assert 0 == run("decide", kent, "--check").code


@pytest.mark.slow
def test_every_output_has_computed_and_decided_side_by_side(run: Run, kent: Path) -> None:
    """Table, CSV, Markdown, explanation and JSON, and none of it where nothing was decided."""
    assert "Decided  " not in run("grade", kent).out.replace("Decided by", "")
    assert 0 == run("decide", kent, "q3", *CONFIRMED).code
    assert 0 == run("decide", kent, "q3", *CHANGED).code

    row = next(line for line in run("grade", kent).out.splitlines() if "q3 Vuln" in line)
    assert ["Requires improvement", "Good (panel)"] == [cell.strip() for cell in row.split("  ") if cell.strip()][1:3]
    assert "| Requires improvement | Good \\(panel\\) |" in run("grade", kent, "--format", "markdown").out
    csv = next(line for line in run("grade", kent, "--format", "csv").out.splitlines() if line.startswith("q3,"))
    assert ",requires_improvement,good,changed,panel,no," in csv
    assert "GOOD  decided; computed: requires improvement" in run("explain", kent, "q3").out
    document = json.loads(run("grade", kent, "--format", "json").out)
    judged = next(one for one in document["judgments"] if one["question"] == "q3")
    assert ["confirmed", "changed"] == [one["outcome"] for one in judged["decisions"]]
    assert judged["decision"] == judged["decisions"][1]
    assert 0 == document["inspection"]["forgiven"]


def test_a_judgment_carried_over_stands_beside_what_is_computed(run: Run, kent: Path) -> None:
    """The table says where it comes from."""
    replace(
        kent / "inspection.yaml",
        "published:\n",
        "carried_over:\n  - {question: q3, judgment: good, inspection: Earlier, date: 2014-01-01}\npublished:\n",
    )
    assert "Good (carried over)" in run("grade", kent).out


def test_evidence_that_somebody_breaks_meanwhile_keeps_a_decision_from_being_recorded(
    run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is recorded is checked with the inspection as it is once a command is alone with it."""
    locked, before = writing.locked, (kent / "inspection.yaml").read_bytes()

    def late(folder: Path) -> AbstractContextManager[None]:
        replace(kent / "q1-prevention.yaml", "shows: strength", "shows: strenght")
        return locked(folder)

    monkeypatch.setattr(writing, "locked", late)
    ran = run("decide", kent, "q3", *CONFIRMED)
    assert (1, True) == (ran.code, "PG204" in ran.err)
    assert before == (kent / "inspection.yaml").read_bytes()


class TestListed:
    """Every decision beside what is computed now, as a panel reads them."""

    HARM = finding("F1", "calls", shows="weakness", weight="major", ground="serious_harm", at_risk=("children",))

    def test_each_says_what_it_does_now(self) -> None:
        """One that another counts before, one that is stale, one that a strict limit bars, and those of people."""
        town = small.case(
            self.HARM,
            finding("F2", "visits"),
            decisions=(
                decision("visits", "good", "inadequate", compared_with=("Essex 2015",), evidence=("F2",)),
                decision("calls", "good", "requires_improvement"),
                decision("overall", None, outcome="referred_back", stage="factual_accuracy"),
                decision("overall", "requires_improvement", outcome="confirmed"),
                decision("leaders", "good", outcome="judged", people=("A. Reader, chief", "B. Writer, lead")),
                decision("leaders", "inadequate", outcome="judged"),
            ),
        )
        view = small.view(town)
        listed = explanation.decisions(town.inspection, view.result)
        assert [
            "visits  Visits  changed to good at the stage 'panel' on 2015-06-30 by C. Chair, panel",
            "├── reason: Weighed.",
            "├── rests on F2",
            "├── compared with Essex 2015",
            "└── computed now: requires improvement; the decision is stale, for it was taken on inadequate; look at it again",
            "calls  Calls  changed to good at the stage 'panel' on 2015-06-30 by C. Chair, panel",
            "├── reason: Weighed.",
            "└── computed now: requires improvement; it does not apply: a strict limit below it holds",
            "overall  How safe is the town?  referred back at the stage 'factual accuracy' on 2015-06-30 by C. Chair, panel",
            "├── reason: Weighed.",
            "└── computed now: requires improvement; another decision on overall counts",
            "overall  How safe is the town?  confirmed as requires improvement at the stage 'panel' on 2015-06-30 by C. Chair, panel",
            "├── reason: Weighed.",
            "└── computed now: requires improvement, as when it was taken",
            "leaders  Leaders  judged good at the stage 'panel' on 2015-06-30 by A. Reader, chief, B. Writer, lead",
            "├── reason: Weighed.",
            "└── another decision on leaders counts",
            "leaders  Leaders  judged inadequate at the stage 'panel' on 2015-06-30 by C. Chair, panel",
            "├── reason: Weighed.",
            "└── no rule judges it",
        ] == small.shown(panel.decisions(listed, view))
        data = panel.decisions_as_data(listed)["decisions"]
        assert [
            ("visits", True, True, True, "requires_improvement"),
            ("calls", True, False, False, "requires_improvement"),
            ("overall", False, False, False, "requires_improvement"),
            ("overall", True, False, False, "requires_improvement"),
            ("leaders", False, False, False, None),
            ("leaders", True, True, False, None),
        ] == [(one["question"], one["counts"], one["applies"], one["stale"], one["computed"]) for one in data]

    def test_of_two_that_say_the_same_the_last_counts(self) -> None:
        """Also where another was taken between them."""
        good, poor = (decision("leaders", name, outcome="judged") for name in ("good", "inadequate"))
        town = small.case(decisions=(good, poor, good))
        view = small.view(town)
        assert [False, False, True] == [one.counts for one in explanation.decisions(town.inspection, view.result)]
        made = document(view.result, town.inspection, town.rulebook, __version__)
        (leaders,) = [one for one in made.judgments if one.question == "leaders"]
        assert [False, False, True] == [one.counts for one in leaders.decisions]
        assert leaders.decision == leaders.decisions[2]

    def test_there_may_be_none(self) -> None:
        """That is said."""
        assert ["No decision is recorded."] == small.shown(panel.decisions((), small.view(small.case())))


def test_what_cannot_be_taken_is_refused_before_it_is_drawn_up() -> None:
    """The outcome goes with whoever judges the question, and what is referred back has no judgment."""
    found = read_kent()
    before = grade(found.inspection, found.rulebook)

    def refused(outcome: str, judgment: str | None) -> str:
        answers = Answers("panel", outcome, judgment, ("C. Chair",), "2015-12-10", "So.")
        with pytest.raises(Refused) as told:
            decisions.entry("q3", answers, found, before)
        return told.value.message

    assert "what is referred back has no judgment yet" == refused("referred_back", "good")
    assert "the rules judge q3" == refused("judged", "good")
    answers = Answers("panel", "referred_back", None, ("C. Chair",), "2015-12-10", "So.")
    assert "judgment" not in decisions.entry("q3", answers, found, before)


def test_what_was_not_inspected_is_not_decided() -> None:
    """There is no judgment that a decision could uphold or depart from, so fieldwork comes first."""
    found = read_kent()
    case = changes.Case(found.inspection, found.rulebook)
    left = changes.apply(case, [changes.SetStatus("q4", "not_inspected")])
    answers = Answers("panel", "confirmed", None, ("C. Chair",), "2015-12-10", "So.")
    with pytest.raises(Unreadable, match="q4 was not inspected") as told:
        decisions.entry("q4", answers, found, grade(left.inspection, left.rulebook))
    assert "record its fieldwork first" == told.value.help


def test_a_file_that_cannot_be_read_or_was_changed_meanwhile_is_not_written(tmp_path: Path) -> None:
    """What stood there is left, and whoever asked is told to look."""
    with pytest.raises(Unreadable, match="cannot be read: Is a directory"):
        files.content(tmp_path)
    path = KENT / "inspection.yaml"
    raw = path.read_bytes()
    with pytest.raises(Unreadable, match="was changed meanwhile"):
        files.record(KENT, None, {path: b"old"}, {path: b"new"}, Reading())
    assert raw == path.read_bytes()
