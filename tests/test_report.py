"""A report holds what its readers are shown, in order, from the inspection and its result."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from peelgrade import changes, explanation
from peelgrade.evidence import CarriedOver, Challenge, Decision, Earlier, Inspection
from peelgrade.grading import grade, regrade
from peelgrade.pipeline import Reading, beside, read_inspection
from peelgrade.rendering.chronology import month
from peelgrade.rendering.reasons import View
from peelgrade.rendering.report.building import built
from peelgrade.rendering.report.content import Question, Report, Told
from peelgrade.rendering.report.facts import Basis
from peelgrade.result import Asked
from peelgrade.scale import Category
from tests import strategies
from tests.conftest import KENT
from tests.test_report_readers import named, strings, walked


@pytest.fixture(scope="module")
def kent() -> View:
    """Return Kent's result with what it was reached from."""
    found = read_inspection(KENT, None, Reading())
    return View(grade(found.inspection, found.rulebook), found.inspection, found.rulebook, found.places.of)


@pytest.fixture(scope="module")
def panel(kent: View) -> Report:
    """Return the report on Kent for the panel."""
    return built(kent, "panel", Basis(others=beside(kent.rulebook.framework)))


def of(report: Report, question: str) -> Question:
    """Return a question of a report."""
    return next(asked for asked in walked(report.overall) if asked.id == question)


def stands(asked: Question) -> tuple[str, Category | None, Category | None, str]:
    """Return how a question stands in a report: in words, its range, and what people decided."""
    assert asked.judged is not None
    return asked.judged.words, asked.judged.low, asked.judged.high, asked.judged.decided


def text(told: tuple[Told, ...]) -> str:
    """Return all that is told, in lines."""
    return "\n".join(line for one in told for line in (one.text, text(one.parts)) if line)


def changed(view: View, **record: object) -> View:
    """Return a view of an inspection with another record, graded anew."""
    inspection = replace(view.inspection, record=view.inspection.record.model_copy(update=record))
    return replace(view, inspection=inspection, result=grade(inspection, view.rulebook))


def test_the_panel_is_shown_every_part(panel: Report) -> None:
    """Everything that there is of Kent is in the report for the panel."""
    q3 = of(panel, "q3")
    assert ("Requires improvement", "Requires improvement", "", "Requires improvement", False) == (
        q3.judged and (q3.judged.words, q3.judged.computed, q3.judged.decided, q3.judged.published, q3.judged.differs)
    )
    assert "Limited to requires improvement: one part of the protection" in q3.in_short[0].text
    assert "q3.part_below_good, inferred" in text(q3.reasons)
    assert "F320 taken away: q3.specific_groups requires improvement → good" in text(q3.hangs_on)
    assert "F320 put right (effort 6)" in text(q3.to_improve)
    assert () == q3.next
    groups = of(panel, "q3.specific_groups")
    assert (True, "F320") == (groups.working_view, groups.weaknesses[0].id)
    assert ("q1.levels-1",) == tuple(chart.id for chart in of(panel, "q1.levels").charts)[:1]
    assert {"R101", "R102", "R301", "R402"} == {one.id for one in panel.earlier}
    assert ("SHA-256 of framework and rules", 64) == (panel.receipt[2][0], len(panel.receipt[2][1]))


def test_every_item_of_evidence_stands_in_the_report_for_the_panel(kent: View, panel: Report) -> None:
    """No finding, figure of the force or recommendation of Kent is left out, wherever it stands."""
    told = [one for one in strings(panel) if " " not in one]
    own = [item.id for item in kent.inspection.items if getattr(item, "subject", "kent") == "kent"]
    assert set(own) == named(told, own)


def test_findings_come_with_their_parts_and_the_weightiest_first(panel: Report) -> None:
    """A finding that is part of another is told under it, with why it is not counted."""
    found = of(panel, "q3.specific_groups").weaknesses
    assert [("major", "widespread"), ("moderate", "widespread")] == [(one.weight, one.extent) for one in found]
    inside = {one.id: one.not_counted for one in found[0].illustrations}
    assert "not counted alone: it is part of F320" == inside["F307"]
    assert "at risk: children at risk of sexual exploitation" in found[0].about[1]


def test_the_matrix_adds_up(kent: View, panel: Report) -> None:
    """Every column of the matrix has in its last row the sum of those above, and kinds add up to what is counted."""
    assert panel.matrix is not None
    *rows, (last, whole) = panel.matrix.rows
    assert "All questions" == last
    assert whole == tuple(map(sum, zip(*(numbers for _, numbers in rows), strict=True)))
    counted = [item for item in kent.inspection.items if kent.inspection.counts(item)]
    assert len(counted) == sum(whole[:4])
    assert sum(whole[:2]) == sum(whole[4:7])
    assert len(whole) == sum(len(columns) for _, columns in panel.matrix.groups)


def test_other_years_are_set_beside_as_either_framework_declares(panel: Report) -> None:
    """What Kent's framework says of 2014 is told, and what the framework of 2016 says of it."""
    earlier, later = panel.comparability
    assert ("Crime inspection 2014", "Prevention beside reducing crime") == (earlier.framework, earlier.comparable[0])
    assert "2015 was the first year" in earlier.not_comparable[0]
    assert "PEEL effectiveness 2016" == later.framework
    assert "Overall beside Overall" == later.comparable[0]
    assert later.comparable or later.not_comparable


@pytest.mark.slow
def test_the_team_is_shown_what_the_panel_is(kent: View, panel: Report) -> None:
    """Team and panel differ in whom the report is for, and in nothing else."""
    team = built(kent, "team", Basis(others=beside(kent.rulebook.framework)))
    assert replace(team, audience="panel", standing=panel.standing) == panel
    assert team.standing.startswith("For the inspection team. Not published: ")


@pytest.mark.slow
def test_what_is_open_is_told_with_what_to_look_at_next(kent: View) -> None:
    """While fieldwork goes on, the team sees the range and what decides it, a force no judgment, a debrief what is to come."""
    case = changes.Case(kent.inspection, kent.rulebook)
    inspection = changes.apply(case, [changes.SetStatus("q3", "in_progress")]).inspection
    view = replace(kent, inspection=inspection, result=grade(inspection, kent.rulebook))
    basis = Basis(asked=Asked(in_progress=("q3",)))
    team, force, debrief = (built(view, audience, basis) for audience in ("team", "force", "debrief"))
    assert "Fieldwork taken as in progress: Vulnerability" in team.about
    scale = kent.rulebook.scale
    assert (scale["inadequate"], scale["requires_improvement"]) == stands(of(team, "q3"))[1:3]
    assert "How q3.specific_groups Specific groups comes out" in text(of(team, "q3").next)
    assert ("No judgment yet", None) == stands(of(force, "q3"))[:2]
    assert () == of(force, "q3").in_short == of(force, "q3").to_improve
    assert "fieldwork goes on, until 31 August 2015" == of(debrief, "q3.safeguarding").next[0].text
    assert () == of(debrief, "q1.prevention").next


def test_as_of_a_day_stands_at_the_top(kent: View) -> None:
    """A report as of a day says so at its top, with how much was there."""
    case = changes.Case(kent.inspection, kent.rulebook)
    day = date(2015, 8, 31)
    inspection = changes.apply(case, explanation.as_of(case, day)).inspection
    view = replace(kent, inspection=inspection, result=grade(inspection, kent.rulebook))
    report = built(view, "debrief", Basis(lacking=explanation.lacking(case, day)))
    assert any(line.startswith("As of 31 August 2015: ") for line in report.about)
    assert "fieldwork goes on, until 30 November 2015" in [one.text for one in of(report, "q1.prevention").next]
    assert "nothing is found yet" in [one.text for one in of(report, "q1.prevention").next]


def test_a_decision_stands_beside_what_is_computed(kent: View) -> None:
    """What people decided stands, with the computed judgment and the published one beside it, and in the list of decisions."""
    taken = Decision(
        question="q3",
        stage="panel",
        outcome="changed",
        judgment="good",
        departs_from="requires_improvement",
        people=("C. Chair",),
        date=date(2015, 12, 10),
        reason="Weighed otherwise.",
        evidence=("F327",),
    )
    view = changed(kent, decisions=(taken,))
    report, force = built(view, "panel"), built(view, "force")
    judged = of(report, "q3").judged
    assert judged is not None
    assert ("Good", "Requires improvement", "Good (panel)", True) == (
        judged.words,
        judged.computed,
        judged.decided,
        judged.differs,
    )
    assert (
        "q3  Vulnerability  changed to good at the stage 'panel' on 2015-12-10 by C. Chair" == report.decisions[0].head
    )
    assert ("reason: Weighed otherwise.", "rests on F327") == report.decisions[0].lines[:2]
    assert "(F327)" in of(force, "q3").in_short[0].text
    assert not [one for one in strings(force) if "Weighed otherwise" in one or "C. Chair" in one]


def test_a_judgment_that_is_carried_over_is_told_as_that(kent: View) -> None:
    """A force is told from which inspection its judgment is carried over."""
    carried = CarriedOver(question="q4", judgment="good", inspection="PEEL 2014", date=date(2014, 11, 27))
    force = built(changed(kent, carried_over=(carried,)), "force")
    assert "Carried over from PEEL 2014" == of(force, "q4").in_short[0].text


def test_challenges_are_told_with_what_they_moved(kent: View) -> None:
    """A challenge stands with its answer, what the item said before, and every judgment that moved by it."""
    made = Challenge(
        id="C1",
        item="F320",
        ground="error",
        made=date(2016, 1, 11),
        statement="It was trained.",
        response="accepted",
        reason="Borne out.",
        people=("C. Chair",),
        date=date(2016, 1, 20),
        earlier=Earlier(weight="major", ground="serious_harm"),
    )
    items = [
        item.model_copy(update={"weight": "minor", "ground": None, "at_risk": (), "or_weight": None})
        if item.id == "F320"
        else item
        for item in kent.inspection.items
    ]
    inspection = Inspection.of(kent.inspection.record.model_copy(update={"challenges": (made,)}), items)
    view = replace(kent, inspection=inspection, result=grade(inspection, kent.rulebook))
    report = built(view, "panel")
    assert (
        "C1  F320 challenged on 2016-01-11, as an error: accepted on 2016-01-20 by C. Chair"
        == report.challenges[0].head
    )
    assert "the force says: It was trained." == report.challenges[0].lines[0]
    assert "q3  Vulnerability: Requires improvement → good" in report.challenges[0].lines
    assert any("C1: F320 challenged" in line for line in of(report, "q3.specific_groups").weaknesses[-1].about)


@pytest.mark.slow
def test_what_is_assumed_is_told_and_hangs_on_no_coding(kent: View) -> None:
    """A judgment that is assumed is told as that, and what hangs on it is graded with it."""
    case = changes.Case(kent.inspection, kent.rulebook)
    view = replace(kent, result=regrade(case, [changes.Assume("q3", "inadequate")]))
    report = built(view, "panel")
    assert "Assumed" == stands(of(report, "q3"))[3]
    assert "it is assumed; computed: requires improvement" == of(report, "q3").reasons[0].text
    assert "a core question is inadequate" in text(of(report, "effectiveness").reasons)
    assert "so no coding moves it" in text(of(report, "q3").hangs_on)


@pytest.mark.slow
def test_what_one_question_hangs_on_is_what_is_found_when_it_is_asked_alone(kent: View) -> None:
    """What was found of all judgments at once is, for each, what is found of it alone."""
    case = changes.Case(kent.inspection, kent.rulebook)
    found = explanation.sensitivity(case)
    for question in ("effectiveness", "q3", "q4.response"):
        assert explanation.sensitivity(case, question) == explanation.sensitivity_at(found, case, question, kent.result)


def test_a_finding_that_is_part_of_itself_is_still_told(kent: View) -> None:
    """Findings that are parts of each other are told each for itself, though checks would refuse them."""
    items = [
        strategies.finding("F1", "q4.response", part_of="F2"),
        strategies.finding("F2", "q4.response", part_of="F1"),
        strategies.finding("F3", "q4.response", part_of="F2"),
    ]
    inspection = Inspection.of(kent.inspection.record, items)
    report = built(replace(kent, inspection=inspection, result=grade(inspection, kent.rulebook)), "public")
    assert ["F1", "F2", "F3"] == [one.id for one in of(report, "q4.response").strengths]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("2015", "2015"),
        ("2015-12", "December 2015"),
        ("2015-12-01", "1 December 2015"),
        ("2015-13", "13 2015"),
        ("winter", "winter"),
    ],
)
def test_months_are_told_in_words(given: str, told: str) -> None:
    """A month or a day is told in words; what is neither stays as it is."""
    assert told == month(given)
