"""Why not, and what a judgment hangs on, as they are told: words that an inspector reads, and data."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Run

DECISION = """
  - question: {question}
    stage: panel
    outcome: changed
    judgment: {judgment}
    departs_from: {departs_from}
    people: ["C. Chair, moderation panel"]
    date: 2015-12-10
    reason: It was weighed differently.
"""


def told(run: Run, *arguments: str | Path) -> str:
    """Return what is explained of Kent, on one line."""
    ran = run("explain", *arguments)
    assert 0 == ran.code, ran
    return " ".join(re.sub(r"[│├└─]", " ", ran.out).split())


def decide(kent: Path, question: str, judgment: str, departs_from: str) -> None:
    """Record a decision of the panel."""
    path = kent / "inspection.yaml"
    made = DECISION.format(question=question, judgment=judgment, departs_from=departs_from)
    path.write_text(f"{path.read_text(encoding='utf-8')}\ndecisions:{made}", encoding="utf-8")


def test_what_was_not_shown_is_told_from_what_was_found_against_it(run: Run, kent: Path) -> None:
    """Too few strengths are not shown; weaknesses are found against it; some of both are outweighed."""
    said = told(run, kent, "q3.specific_groups", "--why-not", "outstanding")
    assert "not shown: strengths (major, widespread): 0, at least 3 needed; 3 short" in said
    assert "found against it: weaknesses (major): 1, none allowed; 1 too many" in said
    assert "2 of 4 (50 %), at least 90 % needed; 16 strengths more or 2 weaknesses fewer would meet it" in said


def test_a_limit_says_what_holds_it_and_where_that_stands(run: Run, kent: Path) -> None:
    """The weakness that leaves children at risk is told with its place, through the judgment of the part."""
    said = told(run, kent, "q3", "--why-not", "Good")
    assert "one limit below it holds" in said
    assert "parts judged below good: 1, one is enough; 1 fewer would lift it" in said
    assert "F320 weakness, major, serious harm" in said
    assert "kent/q3-vulnerability.yaml:310" in said
    assert "Outstanding would do too" in said
    assert "q3.outstanding rules/" in told(run, kent, "q3", "--why-not", "good", "--full")


def test_what_is_reached_says_what_carried_it(run: Run, kent: Path) -> None:
    """At the category or better nothing is in the way."""
    assert "it is good already: nothing stands in the way carried by: both" in told(
        run, kent, "q1", "--why-not", "good"
    )
    better = told(run, kent, "q1", "--why-not", "requires_improvement")
    assert "it is better than requires improvement already" in better


def test_the_baseline_carries_without_a_rule(run: Run, kent: Path) -> None:
    """A question that no limit holds lower is where every question starts."""
    said = told(run, kent, "q3.specific_groups", "--why-not", "requires-improvement")
    assert "every question starts there, and no limit holds it lower" in said


def test_context_and_what_was_not_inspected_are_said_to_be_so(run: Run, kent: Path) -> None:
    """There is nothing to explain of what is not judged."""
    assert "not graded, so it can be no category" in told(run, kent, "q4.scale", "--why-not", "good")


def test_what_people_decided_is_told_before_what_the_rules_say(run: Run, kent: Path) -> None:
    """Of a decided question the decision comes first, then why the rules say otherwise."""
    decide(kent, "q3", "good", "requires_improvement")
    said = told(run, kent, "q3", "--why-not", "good")
    assert "people decided good on 2015-12-10 (C. Chair, moderation panel): It was weighed differently." in said
    assert "by the rules it is requires improvement; good is not reached: one limit below it holds" in said
    assert "no coding moves it" in told(run, kent, "q3", "--sensitivity")


def test_a_decision_below_what_the_rules_give_is_what_stands_in_the_way(run: Run, kent: Path) -> None:
    """Where people decided lower, the rules are said to give the category."""
    decide(kent, "q1", "requires_improvement", "good")
    said = told(run, kent, "q1", "--why-not", "good")
    assert "people decided requires improvement" in said
    assert "by the rules it is good: nothing stands in the way" in said


def test_what_is_unknown_is_open_and_not_failed(run: Run, kent: Path) -> None:
    """While fieldwork goes on, a condition that more evidence may decide is open."""
    said = told(run, kent, "q4.national", "--why-not", "good", "--in-progress", "q4.national")
    assert (
        "good is not certain yet: three limits below it may yet hold, and what would support it is still open" in said
    )
    assert "open, not shown: share of strengths (" in said
    assert "met as it stands" in said


def test_why_not_as_data(run: Run, kent: Path) -> None:
    """The data hold the same: rules, conditions, margins, judgments below, places."""
    data = json.loads(run("explain", kent, "q3", "--why-not", "good", "--format", "json").out)
    assert ("peelgrade/why-not/v1", "q3", "good", False) == (
        data["schema"],
        data["question"],
        data["category"],
        data["reached"],
    )
    (limit,) = data["limits"]
    assert ("q3.part_below_good", 1, ["q3.specific_groups"]) == (
        limit["rule"],
        limit["conditions"]["fewer"],
        limit["conditions"]["parts"],
    )
    assert ["q3.specific_groups"] == [below["question"] for below in data["below"] if below["category"] == "good"]
    assert "kent/q3-vulnerability.yaml:310" == data["places"]["F320"]


@pytest.mark.slow
def test_sensitivity_gives_no_figure_that_could_be_quoted(run: Run, kent: Path) -> None:
    """No share and no percentage is told; the doubts of the coder come first."""
    said = told(run, kent, "--sensitivity")
    assert "%" not in said
    assert "never a way to a grade" in said
    assert said.index("where the coder was in doubt") < said.index("another step") < said.index("an item taken away")


def test_changes_with_the_same_effect_stand_together(run: Run, kent: Path) -> None:
    """Items that do the same are named in one line, and evidence that sustains a judgment as any one of a list."""
    said = told(run, kent, "q4.response", "--sensitivity")
    assert "F412, F413, F414, F415, F423 or F427 taken away: q4.response good → requires improvement" in said
    assert "1 item is enough any 1 of F412, F413, F414, F415, F423, F427 (q4.response)" in said


def test_what_is_open_is_not_searched(run: Run, kent: Path) -> None:
    """Where a judgment is open there is nothing yet to sustain."""
    said = told(run, kent, "q3", "--sensitivity", "--in-progress", "q3")
    assert "not looked for: the judgment, or one below it, is still open" in said


def test_sensitivity_as_data(run: Run, kent: Path) -> None:
    """The data hold what was tried, every move, and what sustains the judgment."""
    data = json.loads(run("explain", kent, "q4.response", "--sensitivity", "--format", "json").out)
    assert "peelgrade/sensitivity/v1" == data["schema"]
    assert {"doubt", "step", "removal"} == set(data["tried"])
    moved = {(move["item"], move["kind"]) for move in data["moves"]}
    assert {("F430", "doubt"), ("F412", "removal"), ("F417", "step")} <= moved
    assert [("q4.response", 1)] == [(one["question"], one["size"]) for one in data["sustained_by"]]


def test_an_item_as_data_says_what_would_be_without_it(run: Run, kent: Path) -> None:
    """The data of an item hold each judgment that it bears on, and what it would be without the item."""
    data = json.loads(run("explain", kent, "F320", "--format", "json").out)
    assert ["q3.specific_groups", "q3", "effectiveness"] == [one["question"] for one in data["bears_on"]]
    assert ["good", "good", "good"] == [one["low_without"] for one in data["bears_on"]]
    through = {use["rule"]: use["through"] for use in data["uses"]}
    assert ["q3.specific_groups"] == through["q3.part_below_good"]


def test_the_bottom_of_the_scale_says_what_leads_there(run: Run, kent: Path) -> None:
    """Where questions start elsewhere, nobody is told that they start at the bottom."""
    for more in ((), ("--in-progress", "q3")):
        said = told(run, kent, "q3", "--why-not", "inadequate", *more)
        assert "inadequate is the bottom of the scale" in said
        assert "led there by: a part is inadequate q3.inadequate_part" in said
        assert "starts there" not in said
        assert "inadequate already" not in said
