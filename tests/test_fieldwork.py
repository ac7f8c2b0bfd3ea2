"""What a team asks while fieldwork goes on: as of a day, day by day, and what to look at next."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelgrade import explanation
from peelgrade.changes import Assume, Case, SetRecord, SetStatus, apply
from peelgrade.evidence import (
    Challenge,
    Comparator,
    Finding,
    Inspection,
    Metric,
    Period,
    QuestionRecord,
    Recommendation,
    Waiver,
)
from peelgrade.explanation import chronology
from peelgrade.grading import regrade, runs
from peelgrade.rendering import chronology as days
from peelgrade.rendering import outlook as rendering
from peelgrade.rendering.report.building import built
from peelgrade.rulebook import (
    All,
    Findings,
    FindingsCount,
    Metrics,
    MetricsCount,
    Question,
    Rulebook,
    fieldwork_statuses,
)
from tests import small as by_hand
from tests import strategies
from tests.conftest import KENT, Run
from tests.properties import QUICK, THOROUGH
from tests.strategies import DAY, dated, decision, finding, framework, metric, recommendation, record, rule
from tests.test_bad_input import FILES, write
from tests.test_obstacles import DEEP


def small(*items: Finding | Recommendation | Metric, **known: object) -> Case:
    """Return a case of one question with fieldwork in June 2015, good with one strength unless a weakness stands."""
    given = {"questions": (QuestionRecord(question="q", status="complete", fieldwork=JUNE),)} | known
    lifts = All(
        all=(
            Findings(findings=FindingsCount(shows="strength", at_least=1)),
            Findings(findings=FindingsCount(shows="weakness", at_most=0)),
        )
    )
    rules = (rule("q.good", "q", lifts, supports="c2"),)
    asked = framework(Question(id="q", title="q", graded=True), categories=3, minimum=1)
    return Case(Inspection.of(record(**given), items), Rulebook.of(asked, rules))


JUNE = Period(start=date(2015, 6, 1), end=date(2015, 6, 30))


def there(case: Case, day: date) -> list[str]:
    """Return the items that are there as of a day."""
    return [item.id for item in apply(case, explanation.as_of(case, day)).inspection.items]


class TestAsOf:
    def test_an_item_is_there_from_the_day_on_which_it_was_observed(self) -> None:
        """Not the day before, and on the day itself."""
        given = small(finding("F1", "q", observed=date(2015, 6, 10)))
        assert ([], ["F1"]) == (there(given, date(2015, 6, 9)), there(given, date(2015, 6, 10)))

    def test_an_item_without_a_day_is_there_from_the_last_of_fieldwork(self) -> None:
        """Nobody invents days, so it comes with the end of the window."""
        given = small(finding("F1", "q"))
        assert ([], ["F1"]) == (there(given, date(2015, 6, 29)), there(given, date(2015, 6, 30)))

    @pytest.mark.parametrize(
        ("dates", "first"),
        [
            ({"as_of": date(2015, 6, 5), "issued": date(2015, 6, 2)}, date(2015, 6, 5)),
            ({"issued": date(2015, 6, 2)}, date(2015, 6, 2)),
            ({"issued": date(2014, 11, 27)}, date(2015, 6, 1)),
            ({"issued": date(2015, 6, 2), "status": "met"}, date(2015, 6, 30)),
        ],
    )
    def test_a_recommendation_is_dated_by_its_status_else_its_issue(
        self, dates: dict[str, object], first: date
    ) -> None:
        """The issue dates one that is still open; and nothing is there before fieldwork began."""
        given = small(recommendation("R1", "q", **dates))
        assert ([], ["R1"]) == (there(given, first - timedelta(1)), there(given, first))

    def test_without_a_day_or_fieldwork_an_item_is_there_from_the_start_and_told_of(self) -> None:
        """What nothing dates cannot come later."""
        given = small(finding("F1", "q"), questions=(QuestionRecord(question="q", status="complete"),))
        assert ["F1"] == there(given, date(1990, 1, 1))
        assert ("F1",) == explanation.lacking(given, date(1990, 1, 1)).undated

    def test_fieldwork_is_in_progress_until_its_last_day(self) -> None:
        """On the last day it is over; what is in progress now, or was not inspected, stays so."""
        given = small(finding("F1", "q"))
        before, after = (
            apply(given, explanation.as_of(given, day)).inspection.record
            for day in (date(2015, 6, 29), date(2015, 6, 30))
        )
        assert "in_progress" == fieldwork_statuses(before, given.rulebook)["q"]
        assert "complete" == fieldwork_statuses(after, given.rulebook)["q"]
        going = apply(given, [SetStatus("q", "in_progress")])
        late = apply(going, explanation.as_of(going, date(2016, 1, 1)))
        assert "in_progress" == fieldwork_statuses(late.inspection.record, given.rulebook)["q"]

    def test_fieldwork_lasts_until_the_last_item(self) -> None:
        """An item from after the window keeps the question open until it is there."""
        given = small(finding("F1", "q", observed=date(2015, 7, 4)))
        assert "open" == regrade(given, explanation.as_of(given, date(2015, 7, 3)))["q"].status
        assert "settled" == regrade(given, explanation.as_of(given, date(2015, 7, 4)))["q"].status

    def test_what_people_decided_later_is_not_there_yet(self) -> None:
        """Decisions and carried-over judgments come with their date, and the waiver is there all the time."""
        taken = strategies.decision("q", "c0", "c1", date=date(2015, 7, 10))
        given = small(finding("F1", "q"), decisions=(taken,), carried_over=(strategies.carried_over("q", "c0"),))
        then = apply(given, explanation.as_of(given, date(2015, 7, 9))).inspection.record
        assert ((), 1) == (then.decisions, len(then.carried_over))
        assert () == apply(given, explanation.as_of(given, DAY - timedelta(1))).inspection.record.carried_over
        assert (taken,) == apply(given, explanation.as_of(given, date(2015, 7, 10))).inspection.record.decisions

    def test_an_answer_to_a_challenge_is_not_there_before_its_day(self) -> None:
        """The challenge is there from the day on which it was made, without the answer; before, it is not."""
        answer = {
            "response": "rejected",
            "reason": "It stands.",
            "people": ("C. Chair, panel",),
            "date": date(2015, 7, 9),
        }
        made = Challenge(id="C1", item="F1", ground="error", made=date(2015, 7, 1), statement="Not so.", **answer)
        given = small(finding("F1", "q"), challenges=(made,))

        def known(day: date) -> list[str]:
            return [one.response for one in apply(given, explanation.as_of(given, day)).inspection.record.challenges]

        assert [] == known(date(2015, 6, 30))
        assert ["open"] == known(date(2015, 7, 1)) == known(date(2015, 7, 8))
        assert ["rejected"] == known(date(2015, 7, 9))

    def test_what_an_inspection_lacks_as_of_a_day_is_told(self) -> None:
        """What was not there yet, what nothing dates, and a waiver of a later day; one of the day itself is there."""
        day = date(2015, 6, 19)
        items = (finding("F1", "q", observed=date(2015, 6, 10)), finding("F2", "q", observed=date(2015, 6, 20)))
        for waived, later in ((date(2015, 6, 20),) * 2, (day, None), (None, None)):
            given = small(*items, waiver=Waiver(reason="A summary.", date=waived))
            assert explanation.AsOf(day, 2, ("F2",), (), later) == explanation.lacking(given, day)
        assert explanation.AsOf(day, 2, ("F2",), (), None) == explanation.lacking(small(*items), day)

    def test_no_status_is_set_that_follows_from_another(self) -> None:
        """That of a question is that of all below it which has to be another as well."""
        given = by_hand.case(questions=({"question": "overall", "status": "complete"},))
        going = dict.fromkeys(given.rulebook.questions, "in_progress")
        assert (SetStatus("overall", "in_progress"),) == chronology.statuses(given, going)
        assert (SetStatus("overall", "in_progress"), SetStatus("visits", "complete")) == chronology.statuses(
            given, going | {"visits": "complete"}
        )

    def test_after_the_last_day_nothing_is_taken_back(self, kent_case: Case) -> None:
        """As of a late day, an inspection is as it is."""
        assert () == explanation.as_of(kent_case, date(2015, 11, 30))


def narrows_with_the_day(given: Case, one: date, other: date) -> None:
    """Hold every range that rules give as of a day against that of an earlier one.

    Excluded: decisions and carried-over judgments, which are no range of the rules and may depart from any.
    """
    undecided = SetRecord({"decisions": (), "carried_over": ()})
    case = apply(Case(given.inspection, given.rulebook), [undecided])
    before = regrade(case, explanation.as_of(case, min(one, other)))
    after = regrade(case, explanation.as_of(case, max(one, other)))
    for early, late in zip(before.judgments, after.judgments, strict=True):
        assert (early.computed is None) == (late.computed is None)
        if early.computed is not None and late.computed is not None:
            assert late.computed.low in early.computed, early.question
            assert late.computed.high in early.computed, early.question


def timeline_is_regrading(given: Case, day: date) -> None:
    """Hold steps of a timeline, any day between them, and when a question became certain, against grading as of a day."""
    case = Case(given.inspection, given.rulebook)
    found = explanation.timeline(case, case.rulebook.framework.questions.id)
    final = regrade(case)
    for step in found.steps:
        result = regrade(case, explanation.as_of(case, step.day or date.min))
        assert all(result[name] == judgment for name, judgment in step.judgments.items())
    last = [step for step in found.steps if step.day is None or step.day <= day][-1]
    for name, judgment in last.judgments.items():
        then = regrade(case, explanation.as_of(case, day))[name]
        assert (then.range, then.as_it_stands) == (judgment.range, judgment.as_it_stands)
    for one in found.certain:
        settled = final[one.question].range is not None and final[one.question].range.settled  # type: ignore[union-attr]
        if found.steps[-1].judgments[one.question].range == final[one.question].range:
            assert settled == (one.since is not None or one.from_start)
        if one.since is not None:
            before = regrade(case, explanation.as_of(case, one.since - timedelta(1)))[one.question].range
            since = regrade(case, explanation.as_of(case, one.since))[one.question].range
            assert since == one.judgment.range != before


def outlook_is_regrading(given: Case) -> None:
    """Hold every outcome against plain regrading, inside the range as it is; what is settled has nothing to look at."""
    case = Case(given.inspection, given.rulebook)
    result = regrade(case)
    for judgment in result.judgments:
        found = explanation.outlook(case, judgment.question)
        if judgment.status != "open":
            assert ((), ()) == (found.unknowns, found.rules)
            continue
        widths = []
        for unknown in found.unknowns:
            assert unknown.question in case.rulebook.below[judgment.question]
            for outcome in unknown.outcomes:
                assert outcome.range == regrade(case, outcome.changes)[judgment.question].range
            widths.append(min(one.range.high.rank - one.range.low.rank for one in unknown.outcomes))
        assert sorted(widths) == widths
        inside = [result[name] for name in case.rulebook.below[judgment.question] if name != judgment.question]
        waiting = {one.question for one in inside if one.status == "open"}
        parts = {name: {part.id for part in case.rulebook.questions[name].graded_parts} for name in waiting}
        told = [one.subject for one in found.unknowns if one.kind == "question"]
        assert sorted(name for name in waiting if not parts[name] & waiting) == sorted(told)
        rank = case.rulebook.scale
        limits = [rank[one.rule.category] for one in found.rules if one.rule.effect == "limits_to"]
        lifts = [rank[one.rule.category] for one in found.rules if one.rule.effect == "supports"]
        assert [*sorted(limits), *sorted(lifts, reverse=True)] == [rank[one.rule.category] for one in found.rules]


OPEN = (104, 172, 549, 600, 744)  # numbers of cases with questions, comparisons and rules of each sort that are open
DAYS = st.sampled_from([DAY + timedelta(days) for days in range(-4, 5)])


@QUICK
@given(dated(), DAYS, DAYS)
def test_ranges_narrow_with_the_day(given: Case, one: date, other: date) -> None:
    """A range as of a later day lies inside that of an earlier one."""
    narrows_with_the_day(given, one, other)


@QUICK
@given(dated(), DAYS)
def test_a_timeline_is_regrading(given: Case, day: date) -> None:
    """Every step is what grading as of its day gives, nothing changes between, and certain is as is said."""
    timeline_is_regrading(given, day)


@QUICK
@given(dated())
def test_an_outlook_is_regrading(given: Case) -> None:
    """Every outcome is what grading with it gives; what narrows most comes first; what is settled has none."""
    outlook_is_regrading(given)


@pytest.mark.parametrize("number", range(12))
def test_a_timeline_is_regrading_always(number: int) -> None:
    """The same, on inspections that stay the same, on the days about which most happens in them."""
    given = strategies.dated_case(number)
    for off in (-1, 0, 2):
        timeline_is_regrading(given, DAY + timedelta(off))
        narrows_with_the_day(given, DAY, DAY + timedelta(off))


@pytest.mark.parametrize("number", OPEN)
def test_an_outlook_is_regrading_always(number: int) -> None:
    """The same, on inspections with much that is open."""
    outlook_is_regrading(strategies.case(number))


@pytest.mark.slow
@THOROUGH
@given(dated(), DAYS, DAYS)
def test_ranges_narrow_with_the_day_thoroughly(given: Case, one: date, other: date) -> None:
    """As above, on very many inspections."""
    narrows_with_the_day(given, one, other)


@pytest.mark.slow
@THOROUGH
@given(dated(), DAYS)
def test_a_timeline_is_regrading_thoroughly(given: Case, day: date) -> None:
    """As above, on very many inspections."""
    timeline_is_regrading(given, day)


@pytest.mark.slow
@THOROUGH
@given(dated())
def test_an_outlook_is_regrading_thoroughly(given: Case) -> None:
    """As above, on very many inspections."""
    outlook_is_regrading(given)


def test_a_meaning_that_does_not_narrow_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were fieldwork over with its window whatever came later, the property would fail."""

    def over(self: chronology._Dates, question: str, _day: date) -> str:
        return self.status[question]

    monkeypatch.setattr(chronology._Dates, "status_on", over)  # noqa: SLF001  # the fault is put where it works
    given = small(
        finding("F1", "q", observed=date(2015, 6, 10)), finding("F2", "q", observed=date(2015, 6, 11), shows="weakness")
    )
    with pytest.raises(AssertionError):
        narrows_with_the_day(given, date(2015, 6, 10), date(2015, 6, 11))  # type: ignore[arg-type]


class TestKent:
    def test_question_3_became_certain_months_before_the_others(self, kent_case: Case) -> None:
        """Its fieldwork ended in August; until November the overall judgment could not be outstanding any more."""
        found = {one.question: one for one in explanation.timeline(kent_case, "effectiveness").certain}
        assert date(2015, 8, 31) == found["q3"].since
        assert {date(2015, 11, 30)} == {found[name].since for name in ("effectiveness", "q1", "q2", "q4")}
        assert ((date(2015, 8, 31), ("outstanding",)),) == found["effectiveness"].ruled_out

    def test_what_would_settle_the_overall_judgment(self, kent_case: Case) -> None:
        """With one part of question 4 open, only an inadequate would bring the overall judgment down."""
        going = apply(kent_case, [SetStatus("q4.response", "in_progress")])
        (unknown,) = explanation.outlook(going, "effectiveness").unknowns
        left = {one.comes_out: (one.range.low.id, one.range.high.id) for one in unknown.outcomes}
        assert ("requires_improvement", "requires_improvement") == left["inadequate"]
        assert ("good", "good") == left["good"] == left["outstanding"]

    def test_what_the_open_rules_want_is_told(self, run: Run) -> None:
        """Inside one question: how many more, of what, and how many there are."""
        out = " ".join(run("explain", KENT, "q4.response", "--in-progress", "q4.response", "--next").out.split())
        assert "at least 3 more: strengths (major, widespread); none so far" in out


def test_a_comparison_without_its_figure_is_something_to_look_at() -> None:
    """Each way that the metric may stand is graded; the evidence is left as it is."""
    lifts = All(
        all=(
            Metrics(metrics=MetricsCount(measure="crime", comparator="peers", stands=("better",), at_least=1)),
            Findings(findings=FindingsCount(shows="strength", at_least=1)),
        )
    )
    asked = framework(Question(id="q", title="q", graded=True), categories=3, minimum=1)
    known = record(questions=(QuestionRecord(question="q", status="complete"),))
    given = Case(
        Inspection.of(known, (finding("F1", "q"), metric("M1", "q"))),
        Rulebook.of(asked, (rule("q.good", "q", lifts, supports="c2"),)),
    )
    (unknown,) = explanation.outlook(given, "q").unknowns
    assert ("comparison", "M1", "peers") == (unknown.kind, unknown.subject, unknown.comparator)
    assert {"lower": "c2", "similar": "c1", "higher": "c1"} == {
        one.comes_out: one.range.low.id for one in unknown.outcomes
    }
    peers = Comparator(comparator="peers", value=Decimal(10))
    fewer = metric("M1", "q", value=Decimal(10), bound="less_than", comparators=(peers,))
    given = Case(Inspection.of(known, (finding("F1", "q"), fewer)), given.rulebook)
    (unknown,) = explanation.outlook(given, "q").unknowns
    assert ["lower", "similar"] == [one.comes_out for one in unknown.outcomes]  # it cannot be higher


def test_a_report_lays_out_no_judgment_again_for_every_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """With four times as many open questions it lays out four times as many judgments, and not sixteen times."""
    laid_out: list[str] = []
    lay_out = runs.Run.__call__
    monkeypatch.setattr(runs.Run, "__call__", lambda self, name: (laid_out.append(name), lay_out(self, name))[1])

    def laid(parts: int) -> int:
        asked = tuple(Question(id=f"p{n}", title=f"p{n}", graded=True) for n in range(parts))
        known = by_hand.framework(Question(id="overall", title="overall", graded=True, parts=asked))
        rules = [
            rule(f"{one.id}.good", one.id, by_hand.findings("strength", at_least=1), supports="good") for one in asked
        ]
        going = {"questions": ({"question": "overall", "status": "in_progress"},)}
        laid_out.clear()
        built(by_hand.view(by_hand.case(rulebook=Rulebook.of(known, rules), **going)), "panel")
        return len(laid_out)

    assert 5 * laid(5) > laid(20)


def test_each_outcome_of_a_question_says_what_makes_it_so() -> None:
    """Its judgment, and that fieldwork on it and below it is over; elsewhere that stays as it is."""
    going = {"questions": ({"question": "overall", "status": "in_progress"},)}
    calls = explanation.outlook(by_hand.case(**going), "overall").unknowns[0]
    assert ("calls", ["requires_improvement", "good", "outstanding"]) == (
        calls.subject,
        [one.comes_out for one in calls.outcomes],
    )
    assert [(Assume("calls", one.comes_out), SetStatus("calls", "complete")) for one in calls.outcomes] == [
        one.changes for one in calls.outcomes
    ]


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Return what names a small inspection with its rules in the working folder."""
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    return "town", "--rules", "rules"


@pytest.mark.parametrize("option", ["--timeline", "--next"])
def test_answers_can_be_had_as_data(run: Run, town: tuple[str, ...], option: str) -> None:
    """Each is JSON that names its format, the same on a rerun."""
    ran = run("explain", *town, option, "--format", "json", "--as-of", "2015-09-30")
    assert ran == run("explain", *town, option, "--format", "json", "--as-of", "2015-09-30")
    told = json.loads(ran.out)
    assert told["schema"].startswith("peelgrade/")
    assert "2015-09-30" == told["as_of"]


def test_every_form_says_as_of_which_day_it_is(run: Run, town: tuple[str, ...]) -> None:
    """In words, in the data and in the columns."""
    assert '"as_of": "2015-09-30"' in run("grade", *town, "--as-of", "2015-09-30", "--format", "json").out
    assert '"as_of": null' in run("grade", *town, "--format", "json").out
    assert ",2015-09-30\n" in run("grade", *town, "--as-of", "2015-09-30", "--format", "csv").out
    assert "As of 30 September 2015" in run("grade", *town, "--as-of", "2015-09-30", "--format", "markdown").out
    assert '"as_of": "2015-09-30"' in run("explain", *town, "--as-of", "2015-09-30", "--format", "json").out


class TestTold:
    """What is told of days and of what to look at next."""

    LATER = Period(start=date(2015, 7, 1), end=date(2015, 7, 10))
    ITEMS = (
        by_hand.finding("F1", "calls", observed=date(2015, 6, 9)),
        by_hand.finding("F2", "calls", shows="weakness", observed=date(2015, 6, 20)),
        by_hand.finding("F3", "visits"),
        by_hand.finding("F4", "visits", observed=date(2015, 7, 9)),
    )

    def timeline(self, of: Case, question: str) -> list[str]:
        """Return what is told of when a question became certain."""
        return by_hand.shown(days.timeline(explanation.timeline(of, question), of.rulebook))

    def next(self, of: Case, question: str) -> list[str]:
        """Return what is told of what to look at next."""
        return by_hand.shown(rendering.outlook(explanation.outlook(of, question), by_hand.view(of)))

    def test_when_each_judgment_became_certain(self) -> None:
        """Fieldwork of its own, days of decisions, and what could no longer be before it was certain."""
        town = by_hand.case(
            *self.ITEMS,
            decisions=(decision("leaders", "good", outcome="judged", date=date(2015, 8, 1)),),
            questions=(
                {"question": "overall", "status": "complete", "fieldwork": JUNE},
                {"question": "visits", "fieldwork": self.LATER},
            ),
            waiver={"reason": "A summary.", "date": date(2015, 9, 1)},
        )
        assert [
            "When the overall judgment and its parts became certain",
            "fieldwork on all questions that have none of their own below: 1 June 2015 to 30 June 2015",
            "fieldwork on visits Visits: 1 July 2015 to 10 July 2015",
            "the waiver of the minimum, of 1 September 2015, is taken to hold from the start",
            "                                                                        leaders",
            "As of      What came       Overall        calls Calls    visits Visits  Leaders",
            "before                     requires       requires       requires       all still open",
            "                           improvement to improvement to improvement to",
            "                           good           outstanding    good",
            "2015-06-09 1 item          requires       requires       requires       all still open",
            "                           improvement to improvement to improvement to",
            "                           good; good as  outstanding;   good",
            "                           it stands      outstanding as",
            "                                          it stands",
            "2015-06-20 1 item          requires       requires       requires       all still open",
            "                           improvement to improvement to improvement to",
            "                           good; good as  outstanding;   good",
            "                           it stands      good as it",
            "                                          stands",
            "2015-06-30 fieldwork over  requires       Good           requires       all still open",
            "                           improvement to                improvement to",
            "                           good; good as                 good",
            "                           it stands",
            "2015-07-09 1 item          requires       Good           requires       all still open",
            "                           improvement to                improvement to",
            "                           good; good as                 good; requires",
            "                           it stands                     improvement as",
            "                                                         it stands",
            "2015-07-10 1 item;         Good           Good           Good           all still open",
            "           fieldwork over",
            "           on visits",
            "2015-08-01 decided:        Good           Good           Good           Good",
            "           leaders",
            "The overall judgment became certain on 10 July 2015: good.",
            "calls Calls became certain on 30 June 2015: good.",
            "visits Visits became certain on 10 July 2015: good.",
            "leaders Leaders became certain on 1 August 2015: good.",
        ] == self.timeline(town, "overall")
        assert [
            "When visits Visits became certain",
            "fieldwork on visits Visits: 1 July 2015 to 10 July 2015",
            "the waiver of the minimum, of 1 September 2015, is taken to hold from the start",
            "As of      What came       visits Visits",
            "before                     requires",
            "                           improvement to",
            "                           good",
            "2015-07-09 1 item          requires",
            "                           improvement to",
            "                           good; requires",
            "                           improvement as",
            "                           it stands",
            "2015-07-10 1 item;         Good",
            "           fieldwork over",
            "visits Visits became certain on 10 July 2015: good.",
        ] == self.timeline(town, "visits")

    def test_a_step_says_what_people_decided_and_what_was_carried_over(self) -> None:
        """Both, where they came on one day."""
        town = by_hand.case(
            decisions=(decision("leaders", "good", outcome="judged", date=DAY),),
            carried_over=(strategies.carried_over("visits", "good"),),
        )
        before, step = explanation.timeline(town, "overall").steps
        assert ((None, ()), (DAY, ("visits", "leaders"))) == ((before.day, before.decided), (step.day, step.decided))

    def test_all_that_a_day_ruled_out_is_told(self) -> None:
        """Several categories may fall on one day, long before the question is certain."""
        weak = by_hand.findings("weakness", at_least=1)
        capped = rule("calls.capped", "calls", weak, limits_to="requires_improvement", binding="presumptive")
        worse = by_hand.findings("weakness", at_least=2)
        poor = rule("calls.poor", "calls", worse, limits_to="inadequate", binding="presumptive")
        town = by_hand.case(
            *self.ITEMS[:2],
            rulebook=Rulebook.of(by_hand.framework(), [*by_hand.RULES, capped, poor]),
            questions=({"question": "calls", "status": "complete", "fieldwork": JUNE},),
        )
        (certain,) = explanation.timeline(town, "calls").certain
        assert (date(2015, 6, 30), ((date(2015, 6, 20), ("good", "outstanding")),)) == (
            certain.since,
            certain.ruled_out,
        )

    def test_days_that_are_not_known(self) -> None:
        """Items without a day, questions without fieldwork, one that is open and one that was not inspected."""
        town = by_hand.case(
            *self.ITEMS,
            questions=(
                {"question": "overall", "status": "complete"},
                {"question": "calls", "status": "not_inspected"},
            ),
        )
        assert [
            "When the overall judgment and its parts became certain",
            "1 item without a day, on questions without fieldwork: taken to be there from the start",
            "                                                                       leaders",
            "As of      What came       Overall        calls Calls   visits Visits  Leaders",
            "before                     requires       not inspected requires       all still open",
            "                           improvement to               improvement to",
            "                           good; requires               good; requires",
            "                           improvement as               improvement as",
            "                           it stands                    it stands",
            "2015-07-09 3 items;        Good           not inspected Good           all still open",
            "           fieldwork over",
            "           on visits",
            "The overall judgment became certain on 9 July 2015: good.",
            "calls Calls is not inspected.",
            "visits Visits became certain on 9 July 2015: good.",
            "leaders Leaders is still open: inadequate to outstanding.",
        ] == self.timeline(town, "overall")

    def test_what_is_unknown_is_told_by_what_it_would_leave(self) -> None:
        """Questions in a table, what decides most in a sentence, and what the open rules still want."""
        town = by_hand.case(*self.ITEMS, questions=({"question": "overall", "status": "in_progress"},))
        assert [
            "What to look at next for the overall judgment: good as it stands; requires improvement to good",
            "                                                  if requires",
            "Look at         As it stands        if inadequate improvement       if good if outstanding",
            "calls Calls     Good                              no change         good    good",
            "leaders Leaders for people to judge no change     no change         good    good",
            "How calls Calls comes out: if requires improvement, the overall judgment stays as open as it is; if good or outstanding, the overall judgment is settled at good.",
            "What the open rules of overall still want",
            "├── limits to requires improvement: it is so",
            "│   ├── overall.weak  overall.weak.yaml:1",
            "│   └── at least 2 more: parts judged below good; none so far, 2 possible",
            "└── supports good: it is so",
            "    ├── overall.good  overall.good.yaml:1",
            "    └── share of parts judged good or better: 33.3 % to 100 % possible, at least 50 % needed",
        ] == self.next(town, "overall")
        assert [
            "What to look at next for calls Calls: good as it stands; requires improvement to outstanding",
            "What the open rules of calls still want",
            "├── limits to requires improvement: it is so",
            "│   ├── calls.harm  calls.harm.yaml:1",
            "│   └── at least 1 more: weaknesses (on the ground of serious harm); none so far",
            "├── supports outstanding: it is so",
            "│   ├── calls.outstanding  calls.outstanding.yaml:1",
            "│   └── share of strengths: 0 % to 100 % possible, at least 80 % needed; 1 of 2 so far",
            "└── supports good: it is so",
            "    ├── calls.good  calls.good.yaml:1",
            "    └── no more: weaknesses; 1 so far",
        ] == self.next(town, "calls")

    def test_what_does_not_narrow_alone_is_named_last(self) -> None:
        """Beside what does, or alone."""
        counted = by_hand.judgments(reaching="good", at_least=2)
        led = by_hand.judgments(of=("leaders",), below="requires_improvement", at_least=1)
        two = rule("overall.two", "overall", counted, supports="good")
        limit = rule("overall.led", "overall", led, limits_to="inadequate", binding="presumptive")
        others = [one for one in by_hand.RULES if one.question != "overall"]
        going = {"questions": ({"question": "overall", "status": "in_progress"},)}
        both = by_hand.case(rulebook=Rulebook.of(by_hand.framework(), [two, limit, *others]), **going)
        assert [
            "                                                  if requires",
            "Look at         As it stands        if inadequate improvement       if good           if outstanding",
            "leaders Leaders for people to judge inadequate    requires          requires          requires",
            "                                                  improvement to    improvement to    improvement to",
            "                                                  good              good              good",
            "How leaders Leaders comes out: if inadequate, the overall judgment is settled at inadequate; if requires improvement, good or outstanding, the overall judgment is requires improvement to good.",
        ] == self.next(both, "overall")[1:7]
        alone = by_hand.case(rulebook=Rulebook.of(by_hand.framework(), [two, *others]), **going)
        assert [
            "What to look at next for the overall judgment: nothing found yet; requires improvement to good",
            "Open, and none of them alone changes the range of the overall judgment: calls, visits, leaders.",
            "What the open rules of overall still want",
        ] == self.next(alone, "overall")[:3]
        told = rendering.lines(explanation.outlook(both, "overall"), by_hand.view(both))
        assert [
            "How leaders Leaders comes out: if inadequate, the overall judgment is settled at inadequate; if requires improvement, good or outstanding, the overall judgment is requires improvement to good.",
            "Also open, and none of them alone changes the range of the overall judgment: calls, visits.",
            "What the open rules of overall still want",
        ] == [by_hand.shown(one)[0] for one in told]

    def test_a_comparison_that_is_missing_is_told_with_each_outcome(self) -> None:
        """Where it stands, and what each way leaves of the judgment."""
        seen = [by_hand.finding(f"F{n}", "calls") for n in (1, 2)]
        town = by_hand.case(*seen, metric("M1", "calls"), by_hand.finding("F3", "visits"), rulebook=DEEP)
        assert [
            "What to look at next for area Area: requires improvement as it stands; requires improvement to good",
            "                                               if requires",
            "Look at     As it stands         if inadequate improvement       if good if outstanding",
            "calls Calls Requires improvement               requires          good",
            "                                               improvement",
            "How calls Calls comes out: if requires improvement, area Area is settled at requires improvement; if good, area Area is settled at good.",
            "How M1 (Crime: 10 count; M1.yaml:1) beside peers: if lower, area Area is settled at good; if similar or higher, area Area is settled at requires improvement.",
            "What the open rules of area still want",
            "└── supports good: it is so",
            "    ├── area.good  area.good.yaml:1",
            "    └── at least 1 more: parts judged good or better; 1 so far, 2 possible",
        ] == self.next(town, "area")
        (wanted,) = rendering.outlook_data(explanation.outlook(town, "area"), by_hand.view(town))["rules"]
        assert {
            "rule": "area.good",
            "effect": "supports",
            "category": "good",
            "place": "area.good.yaml:1",
            "wants": ["at least 1 more: parts judged good or better; 1 so far, 2 possible"],
        } == wanted

    def test_what_was_certain_from_the_start_and_what_was_ruled_out(self) -> None:
        """A weakness bars the best before fieldwork is over."""
        cap = by_hand.findings("weakness", at_least=1)
        capped = rule("calls.capped", "calls", cap, limits_to="good", binding="presumptive")
        given = {
            "rulebook": Rulebook.of(by_hand.framework(), [*by_hand.RULES, capped]),
            "questions": (
                {"question": "overall", "status": "complete"},
                {"question": "calls", "status": "complete", "fieldwork": JUNE},
            ),
        }
        town = by_hand.case(*self.ITEMS[:3], by_hand.finding("F5", "visits"), **given)
        assert [
            "The overall judgment became certain on 30 June 2015: good.",
            "calls Calls became certain on 30 June 2015: good. From 20 June 2015 on it could no longer be outstanding.",
            "visits Visits was certain from the start: good.",
            "leaders Leaders is still open: inadequate to outstanding.",
        ] == self.timeline(town, "overall")[-4:]

    def test_where_there_is_nothing_to_look_at(self) -> None:
        """People judge it, it is settled, or it is not judged."""
        town = by_hand.case(*self.ITEMS)
        assert [
            "its evidence: no rule of this framework judges it, so people do",
            "nothing: whatever else is found, the judgment stays",
            "nothing: it is not judged; ask of a question that is",
        ] == [self.next(town, name)[1] for name in ("leaders", "calls", "levels")]
        assert () == rendering.lines(explanation.outlook(town, "calls"), by_hand.view(town))
