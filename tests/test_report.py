"""A report holds what its readers are shown, in order, from the inspection and its result."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from peelgrade import changes, explanation
from peelgrade.changes import Case
from peelgrade.evidence import CarriedOver, Challenge, Earlier, Inspection
from peelgrade.grading import grade, regrade
from peelgrade.pipeline import beside
from peelgrade.rendering.chronology import month
from peelgrade.rendering.report.building import built
from peelgrade.rendering.report.content import Audience, Question, Report, Told
from peelgrade.rendering.report.facts import Basis
from peelgrade.rendering.views import View
from peelgrade.result import Asked
from peelgrade.rulebook import (
    All,
    Comparability,
    ComparedQuestion,
    Metrics,
    MetricsCount,
    NotCompared,
    Recommendations,
    RecommendationsCount,
    Rulebook,
)
from peelgrade.rulebook import Question as Put
from peelgrade.scale import Category
from tests import small, strategies
from tests.strategies import decision, metric, rule
from tests.test_improvement import GOOD, many_parts
from tests.test_improvement import asked as case_of
from tests.test_obstacles import DEEP
from tests.test_report_readers import named, strings, walked


@pytest.fixture(scope="module")
def panel(kent_view: View) -> Report:
    """Return the report on Kent for the panel."""
    return built(kent_view, "panel", Basis(others=beside(kent_view.rulebook.framework)))


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


def test_every_item_of_evidence_stands_in_the_report_for_the_panel(kent_view: View, panel: Report) -> None:
    """No finding, figure of the force or recommendation of Kent is left out, wherever it stands."""
    told = [one for one in strings(panel) if " " not in one]
    own = [item.id for item in kent_view.inspection.items if getattr(item, "subject", "kent") == "kent"]
    assert set(own) == named(told, own)


def test_findings_come_with_their_parts_and_the_weightiest_first(panel: Report) -> None:
    """A finding that is part of another is told under it, with why it is not counted."""
    found = of(panel, "q3.specific_groups").weaknesses
    assert [("major", "widespread"), ("moderate", "widespread")] == [(one.weight, one.extent) for one in found]
    inside = {one.id: one.not_counted for one in found[0].illustrations}
    assert "not counted alone: it is part of F320" == inside["F307"]
    assert "at risk: children at risk of sexual exploitation" in found[0].about[1]


def test_the_matrix_adds_up(kent_view: View, panel: Report) -> None:
    """Every column of the matrix has in its last row the sum of those above, and kinds add up to what is counted."""
    assert panel.matrix is not None
    *rows, (last, whole) = panel.matrix.rows
    assert "All questions" == last
    assert whole == tuple(map(sum, zip(*(numbers for _, numbers in rows), strict=True)))
    counted = [item for item in kent_view.inspection.items if kent_view.inspection.counts(item)]
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
def test_the_team_is_shown_what_the_panel_is(kent_view: View, panel: Report) -> None:
    """Team and panel differ in whom the report is for, and in nothing else."""
    team = built(kent_view, "team", Basis(others=beside(kent_view.rulebook.framework)))
    assert replace(team, audience="panel", standing=panel.standing) == panel
    assert team.standing.startswith("For the inspection team. Not published: ")


@pytest.mark.slow
def test_what_is_open_is_told_with_what_to_look_at_next(kent_view: View) -> None:
    """While fieldwork goes on, the team sees the range and what decides it, a force no judgment, a debrief what is to come."""
    case = changes.Case(kent_view.inspection, kent_view.rulebook)
    inspection = changes.apply(case, [changes.SetStatus("q3", "in_progress")]).inspection
    view = replace(kent_view, inspection=inspection, result=grade(inspection, kent_view.rulebook))
    basis = Basis(asked=Asked(in_progress=("q3",)))
    team, force, debrief = (built(view, audience, basis) for audience in ("team", "force", "debrief"))
    assert "Fieldwork taken as in progress: Vulnerability" in team.about
    scale = kent_view.rulebook.scale
    assert (scale["inadequate"], scale["requires_improvement"]) == stands(of(team, "q3"))[1:3]
    assert "How q3.specific_groups Specific groups comes out" in text(of(team, "q3").next)
    assert ("No judgment yet", None) == stands(of(force, "q3"))[:2]
    assert () == of(force, "q3").in_short == of(force, "q3").to_improve
    assert "fieldwork goes on, until 31 August 2015" == of(debrief, "q3.safeguarding").next[0].text
    assert () == of(debrief, "q1.prevention").next


def test_as_of_a_day_stands_at_the_top(kent_view: View) -> None:
    """A report as of a day says so at its top, with how much was there."""
    case = changes.Case(kent_view.inspection, kent_view.rulebook)
    day = date(2015, 8, 31)
    inspection = changes.apply(case, explanation.as_of(case, day)).inspection
    view = replace(kent_view, inspection=inspection, result=grade(inspection, kent_view.rulebook))
    report = built(view, "debrief", Basis(lacking=explanation.lacking(case, day)))
    assert any(line.startswith("As of 31 August 2015: ") for line in report.about)
    assert "fieldwork goes on, until 30 November 2015" in [one.text for one in of(report, "q1.prevention").next]
    assert "nothing is found yet" in [one.text for one in of(report, "q1.prevention").next]


def test_a_decision_stands_beside_what_is_computed(kent_view: View) -> None:
    """What people decided stands, with the computed judgment and the published one beside it, and in the list of decisions."""
    said = {"people": ("C. Chair",), "date": date(2015, 12, 10), "reason": "Weighed otherwise.", "evidence": ("F327",)}
    taken = decision("q3", "good", "requires_improvement", **said)
    view = changed(kent_view, decisions=(taken,))
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


def test_a_judgment_that_is_carried_over_is_told_as_that(kent_view: View) -> None:
    """A force is told from which inspection its judgment is carried over."""
    carried = CarriedOver(question="q4", judgment="good", inspection="PEEL 2014", date=date(2014, 11, 27))
    force = built(changed(kent_view, carried_over=(carried,)), "force")
    assert "Carried over from PEEL 2014" == of(force, "q4").in_short[0].text


def test_challenges_are_told_with_what_they_moved(kent_view: View) -> None:
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
        for item in kent_view.inspection.items
    ]
    inspection = Inspection.of(kent_view.inspection.record.model_copy(update={"challenges": (made,)}), items)
    view = replace(kent_view, inspection=inspection, result=grade(inspection, kent_view.rulebook))
    report = built(view, "panel")
    assert (
        "C1  F320 challenged on 2016-01-11, as an error: accepted on 2016-01-20 by C. Chair"
        == report.challenges[0].head
    )
    assert "the force says: It was trained." == report.challenges[0].lines[0]
    assert "q3  Vulnerability: Requires improvement → good" in report.challenges[0].lines
    assert any("C1: F320 challenged" in line for line in of(report, "q3.specific_groups").weaknesses[-1].about)


@pytest.mark.slow
def test_what_is_assumed_is_told_and_hangs_on_no_coding(kent_view: View) -> None:
    """A judgment that is assumed is told as that, and what hangs on it is graded with it."""
    case = changes.Case(kent_view.inspection, kent_view.rulebook)
    view = replace(kent_view, result=regrade(case, [changes.Assume("q3", "inadequate")]))
    report = built(view, "panel")
    assert "Assumed" == stands(of(report, "q3"))[3]
    assert "it is assumed; computed: requires improvement" == of(report, "q3").reasons[0].text
    assert "a core question is inadequate" in text(of(report, "effectiveness").reasons)
    assert "so no coding moves it" in text(of(report, "q3").hangs_on)


@pytest.mark.slow
def test_what_one_question_hangs_on_is_what_is_found_when_it_is_asked_alone(kent_view: View) -> None:
    """What was found of all judgments at once is, for each, what is found of it alone."""
    case = changes.Case(kent_view.inspection, kent_view.rulebook)
    found = explanation.sensitivity(case)
    for question in ("effectiveness", "q3", "q4.response"):
        assert explanation.sensitivity(case, question) == explanation.sensitivity_at(
            found, case, question, kent_view.result
        )


def test_a_finding_that_is_part_of_itself_is_still_told(kent_view: View) -> None:
    """Findings that are parts of each other are told each for itself, though checks would refuse them."""
    items = [
        strategies.finding("F1", "q4.response", part_of="F2"),
        strategies.finding("F2", "q4.response", part_of="F1"),
        strategies.finding("F3", "q4.response", part_of="F2"),
    ]
    inspection = Inspection.of(kent_view.inspection.record, items)
    report = built(replace(kent_view, inspection=inspection, result=grade(inspection, kent_view.rulebook)), "public")
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


def lines(told: tuple[Told, ...], depth: int = 0) -> list[str]:
    """Return all that is told, a line for each, with what is inside it further in."""
    return [line for one in told for line in (f"{'  ' * depth}{one.text}", *lines(one.parts, depth + 1))]


def report(case: Case, audience: Audience, basis: Basis | None = None) -> Report:
    """Return the report on a small inspection."""
    return built(small.view(case), audience, *([basis] if basis else []))


class TestOfATown:
    """What readers are told of a small inspection in this state or that."""

    WATCHED = rule(
        "visits.fast",
        "visits",
        All(
            all=(
                small.findings("strength", at_least=1),
                Metrics(metrics=MetricsCount(measure="crime", comparator="peers", stands=("better",), at_least=1)),
            )
        ),
        supports="good",
    )
    GOING = (
        {
            "question": "overall",
            "status": "in_progress",
            "fieldwork": {"start": date(2015, 6, 1), "end": date(2015, 6, 30)},
        },
        {"question": "visits", "status": "complete"},
        {"question": "leaders", "status": "not_inspected"},
    )

    def test_a_debrief_says_what_evidence_is_still_to_come(self) -> None:
        """By question, without a word of judgment: fieldwork, the minimum, and figures to be set beside others."""
        asked = small.OVERALL.model_copy(
            update={
                "parts": (
                    Put(id="calls", title="Calls", graded=True),
                    small.VISITS,
                    small.LEADERS,
                    Put(id="fleet", title="Cars", graded=True),
                )
            }
        )
        rulebook = Rulebook.of(small.framework(asked, minimum_evidence=2), [*small.RULES[:3], self.WATCHED])
        town = small.case(
            small.finding("F1", "calls"),
            small.finding("F2", "visits"),
            metric("M1", "visits"),
            rulebook=rulebook,
            questions=self.GOING,
        )
        made = report(town, "debrief")
        assert {
            "overall": [],
            "calls": ["fieldwork goes on, until 30 June 2015", "1 finding so far; at least 2 are wanted"],
            "visits": ["1 finding so far; at least 2 are wanted", "Crime (M1) is still to be set beside peers"],
            "leaders": [],
            "fleet": ["fieldwork goes on, until 30 June 2015", "nothing is found yet"],
        } == {one.id: lines(one.next) for one in walked(made.overall)}

    def test_a_receipt_says_how_the_inspection_was_taken(self) -> None:
        """As of a day, with fieldwork taken to go on, and with errors that a comment forgives."""
        basis = Basis(forgiven=2, asked=Asked(as_of=date(2015, 7, 1), in_progress=("calls", "visits")))
        made = report(small.case(small.finding("F1", "calls")), "panel", basis)
        assert (
            ("Errors that a comment forgives", "2"),
            ("As of", "1 July 2015"),
            ("Fieldwork taken as in progress", "calls, visits"),
        ) == made.receipt[-3:]

    def test_a_force_is_told_what_it_could_improve(self) -> None:
        """Of many ways the first, any of several that serve alike, or that nothing leads there."""
        assert [
            "  F1b7, extended across the force: Found.",
            "    Notes",
            "  F2b7, extended across the force: Found.",
            "    Notes",
            "There are more ways that ask as much.",
            "These are changes of what the force does, which a later inspection would have to find.",
        ] == lines(report(many_parts(), "force").overall.to_improve)[-6:]
        alike = case_of([GOOD], *(strategies.finding(f"F{n}", "a", extent="partial") for n in (1, 2, 3)))
        assert [
            "To be judged c2, at least",
            "  any 2 of these 3 extended across the force",
            "    F1: Found.",
            "      Notes",
            "    F2: Found.",
            "      Notes",
            "    F3: Found.",
            "      Notes",
            "These are changes of what the force does, which a later inspection would have to find.",
        ] == lines(report(alike, "force").overall.to_improve)
        assert [
            "C2 stays out of reach: not even every weakness put right, every good practice extended and every recommendation met would lead there."
        ] == lines(report(case_of([GOOD], strategies.finding("F1", "a")), "force").overall.to_improve)

    def test_the_team_is_told_what_is_open(self) -> None:
        """With what the open rules still want."""
        town = small.case(small.finding("F1", "calls"), questions=self.GOING)
        assert [
            "What the open rules of calls still want",
            "  limits to requires improvement: it is so",
            "    calls.harm  calls.harm.yaml:1",
            "    at least 1 more: weaknesses (on the ground of serious harm); none so far",
            "  supports outstanding: it is so",
            "    calls.outstanding  calls.outstanding.yaml:1",
            "    share of strengths: 0 % to 100 % possible, at least 80 % needed; 1 of 1 so far",
            "  supports good: it is so",
            "    calls.good  calls.good.yaml:1",
            "    at most 1 more: weaknesses; none so far",
        ] == lines(of(report(town, "team"), "calls").next)

    def test_what_decided_is_told_by_weight_and_not_below_what_came_from_outside(self) -> None:
        """A cause of concern stands before findings; of a part that is carried over no item is told to decide."""
        open_ones = Recommendations(recommendations=RecommendationsCount(status=("open",), at_most=0))
        weak = small.findings("weakness", at_most=0)
        rulebook = Rulebook.of(
            small.framework(
                recommendation_types=tuple(
                    one.model_copy(update={"rests_on_findings": one.id == "cause_of_concern"})
                    for one in small.framework().recommendation_types
                )
            ),
            [
                rule(
                    "calls.calm",
                    "calls",
                    All(all=(small.findings("strength", at_least=1), weak, open_ones)),
                    supports="good",
                ),
                *small.RULES[3:],
            ],
        )
        town = small.case(
            small.finding("F1", "calls", shows="weakness"),
            small.finding("F2", "calls", shows="weakness", weight="major", ground="core"),
            small.finding("F3", "visits"),
            strategies.recommendation("R1", "calls"),
            strategies.recommendation("R2", "calls", type="area_for_improvement"),
            rulebook=rulebook,
            carried_over=(strategies.carried_over("visits", "inadequate"),),
            decisions=(decision("leaders", "good", outcome="judged"),),
        )
        assert ["Calls: requires improvement", "Leaders: good"] == lines(report(town, "force").overall.in_short)
        assert [
            "Cause of concern: Do. (R1)",
            "  Notes",
            "Weakness: Statement of F2. (F2)",
            "  Notes",
            "Weakness: Statement of F1. (F1)",
            "  Notes",
        ] == lines(of(report(town, "force"), "calls").in_short)
        made = report(town, "panel")
        assert [
            "Limited to requires improvement: it is so",
            "Calls: requires improvement",
            "  nothing lifted it from where it starts",
            "Visits: inadequate",
            "  carried over from Earlier",
            "Leaders: good",
            "  people, at the stage 'panel'",
        ] == lines(made.overall.in_short)
        assert ["Carried over from Earlier", "F3 strength, moderate, widespread: Statement of F3.", "  Notes"] == lines(
            of(made, "visits").in_short
        )

    def test_what_a_part_from_outside_rests_on_did_not_decide(self) -> None:
        """What was found below the other part stands first, and what was found there only fills up."""
        town = small.case(
            small.finding("F1", "calls", shows="weakness", weight="minor"),
            small.finding("F2", "visits", shows="weakness", weight="major", ground="core"),
            rulebook=DEEP,
            carried_over=(strategies.carried_over("visits", "inadequate"),),
        )
        assert [
            "Weakness: Statement of F1. (F1)",
            "  It is so",
            "  Notes",
            "Weakness: Statement of F2. (F2)",
            "  Notes",
        ] == lines(of(report(town, "force"), "area").in_short)

    def test_where_too_few_parts_are_good_those_that_are_not_decide(self) -> None:
        """What lifted the others is told after."""
        seen = small.finding("F1", "calls", shows="weakness", weight="minor"), small.finding("F2", "calls")
        spread = [small.finding(f"F{n}", "calls") for n in range(3, 8)]
        town = small.case(*seen, *spread, small.finding("F9", "visits"), rulebook=DEEP)
        assert [
            "Weakness: Statement of F1. (F1)",
            "  Notes",
            "Strength: Statement of F2. (F2)",
            "  Notes",
            "Strength: Statement of F9. (F9)",
            "  Notes",
        ] == lines(of(report(town, "force"), "area").in_short)

    def test_where_no_part_may_be_worse_every_part_decides(self) -> None:
        """What lifts a question there is what was found below all of them."""
        calm = rule("area.calm", "area", small.judgments(below="requires_improvement", at_most=0), supports="good")
        rulebook = Rulebook.of(DEEP.framework, [one for one in DEEP.rules if one.question != "area"] + [calm])
        seen = [small.finding(f"F{n}", name) for n, name in enumerate(("calls", "visits"), 1)]
        better = metric("M1", "calls", comparators=({"comparator": "peers", "value": Decimal(12)},))
        town = small.case(*seen, small.finding("F3", "calls"), better, rulebook=rulebook)
        assert [
            "Strength: Statement of F1. (F1)",
            "  It is so",
            "  Notes",
            "Strength: Statement of F3. (F3)",
            "  Notes",
            "Strength: Statement of F2. (F2)",
            "  Notes",
        ] == lines(of(report(town, "force"), "area").in_short)

    def test_what_other_frameworks_declare_is_told_by_whose_question_it_is(self) -> None:
        """What cannot be set beside another is of this framework, or of the other."""
        later = Put(
            id="answering",
            title="Does it answer?",
            graded=True,
            parts=(Put(id="cars", title="Has it cars?", graded=True),),
        )
        said = Comparability(
            framework="framework",
            title="Town",
            comparable=(ComparedQuestion(question="answering", beside="calls", note="Asked of all calls."),),
            not_comparable=(NotCompared(question="cars", reason="They were not asked of."),),
            source="Annex A",
        )
        own = Comparability(
            framework="later",
            title="Later",
            comparable=(),
            not_comparable=(NotCompared(question="visits", reason="Not visited."),),
        )
        other = small.framework(later, id="later", title="Later", comparability=(said,))
        rulebook = Rulebook.of(small.framework(comparability=(own,)), small.RULES)
        town = small.case(small.finding("F1", "calls"), rulebook=rulebook)
        (told,) = report(town, "panel", Basis(others=(other,))).comparability
        assert (
            "Later",
            ("Calls beside Overall: Asked of all calls.",),
            ("Has it cars? (Later): They were not asked of.", "Visits: Not visited."),
            "Annex A",
        ) == (told.framework, told.comparable, told.not_comparable, told.source)
