"""Text from evidence stays text in every output, and counts are told in words."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from peelgrade import changes, explanation
from peelgrade.evidence import Challenge, Earlier, Inspection, QuestionRecord
from peelgrade.explanation import AsOf
from peelgrade.grading import grade, regrade
from peelgrade.pipeline import Read
from peelgrade.rendering import escaping, grades, obstacles, outlook, prose, reasons
from peelgrade.rendering.views import View
from peelgrade.result import document
from peelgrade.rulebook import (
    Bound,
    BoundName,
    Count,
    FindingsCount,
    JudgmentsCount,
    Recommendations,
    RecommendationsCount,
    Rulebook,
    counts,
)
from peelgrade.trace import Observed, Truth
from tests import small, strategies
from tests.conftest import read_kent
from tests.strategies import DAY, carried_over, decision, metric, published, recommendation
from tests.test_obstacles import DEEP

SHARES = [(kind, name) for kind, name in strategies.BOUNDS if name not in {"at_least", "at_most"}]
HOSTILE = "[/x][link=https://example.org]a[/link] \x1b[31mred\x1b[0m \u202egnp | <script>alert(1)</script> `x` *b* ::error::x%0A\r\n=1+1"


def printed(renderable: RenderableType) -> str:
    """Return what a renderable prints on a terminal without colour."""
    console = Console(file=io.StringIO(), width=200, highlight=False, markup=False, emoji=False, force_terminal=False)
    console.print(renderable)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return text


def hostile(kent: Read) -> View:
    """Return a view of Kent's inspection in which names, statements and notes are hostile text."""
    findings = [changes.Set(one.id, {"statement": HOSTILE, "note": HOSTILE}) for one in kent.inspection.findings]
    force = kent.inspection.record.force.model_copy(update={"name": HOSTILE})
    known = changes.Case(kent.inspection, kent.rulebook)
    case = changes.apply(known, [*findings, changes.SetRecord({"force": force})]).inspection
    return View(grade(case, kent.rulebook), case, kent.rulebook, kent.places.of)


@pytest.mark.parametrize("subject", ["effectiveness", "q3", "q2.investigation"])
def test_hostile_text_is_inert_in_explanations(kent_read: Read, subject: str) -> None:
    """Markup of the terminal and control characters do nothing; the words are still there."""
    view = hostile(kent_read)
    for tree in (
        reasons.question(view, subject),
        reasons.question(view, subject, full=True),
        reasons.item(view, "F320"),
    ):
        text = printed(tree)
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "[/x][link=https://example.org]a[/link]" in " ".join(printed(reasons.item(view, "F320")).split())


def test_hostile_text_is_inert_in_tables(kent_read: Read) -> None:
    """A name cannot break a table, run a formula or steer a terminal."""
    view = hostile(kent_read)
    arguments = (view.result, view.inspection, view.rulebook)
    assert "\x1b" not in printed(grades.table(*arguments, "rules"))
    markdown = grades.markdown(*arguments, "rules")
    assert "<script>" not in markdown.replace("\\<script\\>", "")
    assert "\x1b" not in markdown
    for row in csv.reader(io.StringIO(grades.csv_text(*arguments))):
        assert not any(cell[:1] in {"=", "+", "-", "@"} for cell in row if cell)


@pytest.mark.parametrize(
    ("text", "terminal", "markdown", "cell"),
    [
        ("plain words", "plain words", "plain words", "plain words"),
        ("two\nlines\tand tabs", "two lines and tabs", "two lines and tabs", "two lines and tabs"),
        ("\x1b[31mred", "\\u001b[31mred", "\\\\u001b\\[31mred", "\\u001b[31mred"),
        ("a|b<c>", "a|b<c>", "a\\|b\\<c\\>", "a|b<c>"),
        ("=SUM(A1)", "=SUM(A1)", "=SUM\\(A1\\)", "'=SUM(A1)"),
        ("\u202eabc", "\\u202eabc", "\\\\u202eabc", "\\u202eabc"),
    ],
)
def test_escapes(text: str, terminal: str, markdown: str, cell: str) -> None:
    """Each kind of output has one escape, which leaves plain words alone."""
    assert terminal == escaping.terminal(text)
    assert markdown == escaping.markdown(text)
    assert cell == escaping.csv_cell(text)


@pytest.mark.parametrize("name", ["q3", "q4", "q2.investigation", "effectiveness"])
def test_no_explanation_shows_an_item_twice(kent_read: Read, name: str) -> None:
    """An item is told once; where it decides again, it is named as shown above."""
    view = View(
        grade(kent_read.inspection, kent_read.rulebook), kent_read.inspection, kent_read.rulebook, kent_read.places.of
    )
    text = printed(reasons.question(view, name))
    for item in view.items.values():
        assert text.count(f"{item.id} strength") + text.count(f"{item.id} weakness") <= 1


@pytest.mark.slow
def test_every_rule_and_item_can_be_explained(kent_read: Read) -> None:
    """Nothing that an inspection or rulebook holds is without an explanation."""
    view = View(
        grade(kent_read.inspection, kent_read.rulebook), kent_read.inspection, kent_read.rulebook, kent_read.places.of
    )
    for rule in kent_read.rulebook.rules:
        assert rule.id in printed(reasons.rule(view, rule.id))
    for item in view.items:
        assert item in printed(reasons.item(view, item))
    for question in kent_read.rulebook.questions:
        assert question in printed(reasons.question(view, question, full=True))


def test_a_share_just_under_its_bound_is_told_from_it() -> None:
    """A share that misses its bound is never printed as the same percentage."""
    bound = Bound("share_at_least", Fraction(66, 100))
    share = Fraction(31, 47) + Fraction(1, 10000)
    seen = Observed(Truth.FALSE, share, share, (), (), ())
    count = JudgmentsCount(share_at_least=Decimal("0.66"), reaching="good")
    kent = read_kent()
    assert bound == count.bound
    assert "66 %" not in prose.Words(kent.rulebook).observed(count, seen)


@pytest.mark.parametrize(
    ("written", "bound", "told"),
    [
        ("0.66", "66 %", "33.3 %"),
        ("0.3334", "33.34 %", "33.3 %"),
        ("0.33333", "33.333 %", "33.3333 %"),
        ("0.3333333333", "33.33333333 %", "33.333333333 %"),
        ("1", "100 %", "33.3 %"),
        ("0.000001", "0.0001 %", "33.3 %"),
    ],
)
def test_a_bound_is_told_as_it_is_written(written: str, bound: str, told: str) -> None:
    """With every digit, and the share beside it with as many as it takes to lie to it as it does."""
    count = FindingsCount(shows="strength", share_at_least=Decimal(written))
    share = Fraction(1, 3)
    seen = Observed(Truth.TRUE, share, share, ("F1",), (), ("F1", "F2", "F3"))
    words = prose.Words(small.RULEBOOK)
    assert f"1 of 3 ({told})" == words.observed(count, seen)
    assert f"at least {bound} needed" == words.required(count.bound)
    assert f"at least {bound} of the findings are strengths" == words.clause(count)


@given(st.fractions(0, 1, max_denominator=500), st.decimals(0, 1, places=6, allow_nan=False))
def test_what_is_told_of_a_share_and_its_bound_is_compared_as_they_are(share: Fraction, written: Decimal) -> None:
    """Whoever compares the two percentages that are printed comes to what the rule came to."""
    count = JudgmentsCount(share_at_least=written, reaching="good")
    seen = Observed(Truth.TRUE, share, share, (), (), ())
    words = prose.Words(small.RULEBOOK)
    told, bound = (
        Fraction(re.search(r"([0-9.]+) %", text)[1]) / 100  # type: ignore[index]  # there is one
        for text in (words.observed(count, seen), words.required(count.bound))
    )
    assert (share < written, share > written) == (told < bound, told > bound)
    assert bound == Fraction(written)


def recommended(**given: Any) -> Recommendations:
    """Return a count of recommendations."""
    return Recommendations(recommendations=RecommendationsCount(**given))


class TestWords:
    """Rules and what they count, in the words of an explanation and of the page of rules."""

    WORDS = prose.Words(small.RULEBOOK)

    def test_conditions(self) -> None:
        """What is asked of recommendations: none of them, one and several."""
        concern = {"type": ("cause_of_concern",), "status": ("met",)}
        asked = (
            recommended(status=("open",), at_most=0),
            recommended(**concern, at_most=0),
            recommended(**concern, at_least=1),
            recommended(**concern, at_least=2),
            recommended(status=("open", "in_progress"), at_most=3),
        )
        assert [
            "no recommendation of any type is open",
            "no cause of concern is met",
            "at least 1 cause of concern is met",
            "at least 2 recommendations of the type cause of concern are met",
            "at most 3 recommendations of any type are open or in progress",
        ] == [self.WORDS.condition(one) for one in asked]

    @pytest.mark.parametrize(("kind", "name"), SHARES)
    def test_every_share_says_of_what(self, kind: type[Count], name: BoundName) -> None:
        """A share, or points, is told in per cent of something."""
        known = Rulebook.of(strategies.framework(small.OVERALL), ())
        condition = strategies.plainest(kind, **{name: Decimal("0.5")})
        assert re.search(r"^(the parts have )?at (least|most) 50 % of the ", prose.Words(known).condition(condition))

    def test_the_sides_of_every_share_of_evidence_have_words_of_their_own(self) -> None:
        """What speaks for the force, and what against it, is told otherwise for each kind of evidence."""
        shares = [next(counts(strategies.plainest(kind, **{name: Decimal(1)}))) for kind, name in SHARES]
        kinds = {type(count): prose.nouns(count) for count in shares if count.is_share_of_evidence}
        assert len(kinds) == len(set(kinds.values()))


class TestExplained:
    """Why a question stands as it does, where people, another inspection or nobody judged it."""

    HARM = small.finding("F1", "calls", shows="weakness", weight="major", ground="serious_harm", at_risk=("children",))
    TOWN = small.case(
        HARM,
        small.finding("F2", "calls", or_weight="minor", or_extent="partial", note="Seen once."),
        small.finding("F3", "visits"),
        small.finding("F4", "calls", shows="weakness", part_of="F2"),
        recommendation("R1", "calls", arises_from=("F1", "F2")),
        challenges=(
            Challenge(id="C1", item="F2", ground="error", made=DAY, statement="It was not so."),
            Challenge(
                id="C2",
                item="F1",
                ground="incomplete",
                made=DAY,
                statement="It was worse.",
                response="accepted",
                reason="It was.",
                people=("C. Chair, panel",),
                date=DAY,
                earlier=Earlier(weight="moderate", statement="Children waited.", without=("ground", "at_risk")),
            ),
        ),
        decisions=(
            decision("calls", "good", "requires_improvement"),
            decision("overall", "requires_improvement", outcome="confirmed"),
            decision("leaders", "good", outcome="judged"),
        ),
        carried_over=(carried_over("visits", "good"), carried_over("overall", "good")),
        published=(published("calls", "good"), published("overall", "good")),
    )
    PART = small.case(
        small.finding("F3", "visits"),
        questions=(
            {"question": "overall", "status": "in_progress"},
            {"question": "calls", "status": "not_inspected"},
        ),
        published=(published("overall", "good"), published("visits", "inadequate")),
    )

    def question(self, of: changes.Case, name: str, *, full: bool = False) -> list[str]:
        """Return why a question stands as it does, as it is told."""
        return small.shown(reasons.question(small.view(of), name, full=full))

    def test_what_did_not_come_from_rules(self) -> None:
        """A change that does not apply, what is carried over, what people judged, and a stale confirmation."""
        assert [
            "calls  Calls  REQUIRES IMPROVEMENT",
            "├── How well does it answer calls?",
            "├── published: good (differs)",
            "├── changed to good at the stage 'panel' on 2015-06-30 by C. Chair, panel: Weighed.",
            "├── the change does not apply: it is above a strict limit that holds",
            "├── computed: requires improvement, for the reasons below",
            "└── limited to requires improvement: it is so",
            "    ├── calls.harm, published (Annex A)  calls.harm.yaml:1",
            "    └── weaknesses (on the ground of serious harm): 1, one is enough",
            "        └── F1 weakness, major, serious harm, widespread: Statement of F1.",
            "            └── F1.yaml:1  notes",
        ] == self.question(self.TOWN, "calls")
        assert [
            "visits  Visits  GOOD  carried over; computed: requires improvement",
            "├── How well does it visit victims?",
            "├── a working view: the inspectorate publishes no judgment of this question",
            "├── carried over from Earlier, 2015-06-30: good",
            "├── computed: requires improvement, for the reasons below",
            "├── requires improvement is where every question starts, and no rule lifted it",
            "└── Good is not reached",
            "    ├── visits.good, published (Annex A)  visits.good.yaml:1",
            "    └── not shown: strengths: 1, at least 2 needed",
        ] == self.question(self.TOWN, "visits")
        assert [
            "leaders  Leaders  GOOD  decided",
            "├── How well is it led?",
            "├── judged by people: no rule of this framework judges it",
            "└── judged good at the stage 'panel' on 2015-06-30 by C. Chair, panel: Weighed.",
        ] == self.question(self.TOWN, "leaders")
        assert [
            "overall  How safe is the town?  GOOD  carried over; computed: good",
            "├── published: good (agrees)",
            "├── confirmed as requires improvement at the stage 'panel' on 2015-06-30 by C. Chair, panel: Weighed.",
            "├── carried over from Earlier, 2015-06-30: good",
            "├── computed: good, for the reasons below; the decision is stale, for it was taken on requires improvement; look at it again",
            "└── Good is supported: it is so",
            "    ├── overall.good, published (Annex A)  overall.good.yaml:1",
            "    └── share of parts judged good or better: 2 of 3 (66.7 %), at least 50 % needed",
            "        ├── calls Calls: requires improvement; 1 weakness (F1)",
            "        ├── visits Visits: good, working view; carried over from Earlier",
            "        └── leaders Leaders: good; people, at the stage 'panel'",
        ] == self.question(self.TOWN, "overall")
        assert [
            "levels  Levels  CONTEXT, NOT GRADED",
            "├── How many calls are there?",
            "└── no evidence",
        ] == self.question(self.TOWN, "levels")

    def test_a_decision_stands_in_the_place_of_what_was_carried_over(self) -> None:
        """Both are told."""
        both = small.case(
            small.finding("F3", "visits"),
            decisions=(decision("visits", "inadequate", "requires_improvement"),),
            carried_over=(carried_over("visits", "good"),),
        )
        assert [
            "├── changed to inadequate at the stage 'panel' on 2015-06-30 by C. Chair, panel: Weighed.",
            "├── carried over from Earlier, 2015-06-30: good; the decision stands in its place",
            "├── computed: requires improvement, for the reasons below",
        ] == self.question(both, "visits")[3:6]

    def test_a_share_and_a_number_of_the_same_are_told_apart(self) -> None:
        """Both are of strengths: what is held against per cent is called their share, wherever a count is told."""
        told = self.question(self.TOWN, "calls", full=True)
        held = [line.lstrip("│ ├└─") for line in told if "strengths" in line]
        assert [
            "strengths: 1, at least 1 needed: holds",
            "share of strengths: 1 of 2 (50 %), at least 80 % needed: does not hold",
        ] == held

    def test_an_open_rule_that_a_limit_holds_is_told_as_held(self) -> None:
        """Where the range ends below its category, it cannot be reached by it; with the limit gone, it is open."""
        rulebook = Rulebook.of(small.framework(baseline="inadequate"), small.RULES)
        going = ({"question": "overall", "status": "in_progress"},)
        held = small.case(self.HARM, rulebook=rulebook, questions=going)
        assert [
            "├── limited to requires improvement: it is so",
            "├── open, but held by a limit, supports good: it is so",
            "└── open, but held by a limit, supports outstanding: it is so",
        ] == [line for line in self.question(held, "calls")[3:] if line[:1] in "├└"]
        told = small.shown(outlook.outlook(explanation.outlook(held, "calls"), small.view(held)))
        assert [
            "├── supports outstanding, but held by a limit: it is so",
            "└── supports good, but held by a limit: it is so",
        ] == [line for line in told if line[:1] in "├└"]
        free = small.case(small.finding("F1", "calls", shows="weakness"), rulebook=rulebook, questions=going)
        assert "├── still open, supports good: it is so" in self.question(free, "calls")

    def test_what_is_open_or_was_not_inspected(self) -> None:
        """With what may still come, and how what is published lies to it."""
        assert [
            "overall  How safe is the town?  REQUIRES IMPROVEMENT AS IT STANDS; REQUIRES IMPROVEMENT TO GOOD",
            "├── published: good (within the range)",
            "├── more evidence may come: the range is what it could still make of the question",
            "├── still open, supports good: it is so",
            "│   ├── overall.good, published (Annex A)  overall.good.yaml:1",
            "│   └── share of parts judged good or better: 0 % to 100 %, at least 50 % needed",
            "└── still open, limits to requires improvement: it is so",
            "    ├── overall.weak, published (Annex A)  overall.weak.yaml:1",
            "    └── parts judged below good: 0 to 2, 2 are enough",
        ] == self.question(self.PART, "overall")
        assert [
            "├── published: inadequate (differs)",
            "├── more evidence may come: the range is what it could still make of the question",
        ] == self.question(self.PART, "visits")[3:5]
        assert [
            "calls  Calls  NOT INSPECTED",
            "├── How well does it answer calls?",
            "└── no evidence",
        ] == self.question(self.PART, "calls")
        assert [
            "leaders  Leaders  TO BE JUDGED BY PEOPLE",
            "├── How well is it led?",
            "└── judged by people: no rule of this framework judges it",
        ] == self.question(self.PART, "leaders")
        assert [
            "calls.good  supports good",
            "├── it is so",
            "├── calls.good, published (Annex A)  calls.good.yaml:1",
            "└── not applied: calls was not inspected",
        ] == small.shown(reasons.rule(small.view(self.PART), "calls.good"))
        short = small.case(rulebook=Rulebook.of(small.framework(), small.RULES))
        assert ["├── less evidence than the minimum: more is taken to be on its way"] == self.question(short, "visits")[
            3:4
        ]

    def test_what_was_found_against_a_part_is_told_from_what_was_not_shown(self) -> None:
        """Below a limit by judgments, with what each part lacked."""
        weak = [small.finding(f"F{n}", "calls", shows="weakness") for n in (1, 2)]
        town = small.case(
            *weak, small.finding("F3", "visits"), decisions=(decision("leaders", "good", outcome="judged"),)
        )
        assert [
            "overall  How safe is the town?  REQUIRES IMPROVEMENT",
            "├── limited to requires improvement: it is so",
            "│   ├── overall.weak, published (Annex A)  overall.weak.yaml:1",
            "│   └── parts judged below good: 2, 2 are enough",
            "│       ├── calls Calls: requires improvement; nothing lifted it from where it starts",
            "│       │   ├── requires improvement is where every question starts, and no rule lifted it",
            "│       │   ├── Good is not reached",
            "│       │   │   ├── calls.good, published (Annex A)  calls.good.yaml:1",
            "│       │   │   ├── not shown: strengths: 0, at least 1 needed",
            "│       │   │   └── found against it: weaknesses: 2, at most 1 allowed (F1, F2)",
            "│       │   └── Outstanding is not reached",
            "│       │       ├── calls.outstanding, published (Annex A)  calls.outstanding.yaml:1",
            "│       │       └── found against it: share of strengths: 0 of 2 (0 %), at least 80 % needed (F1, F2)",
            "│       └── visits Visits: requires improvement, working view; nothing lifted it from where it starts",
            "│           ├── requires improvement is where every question starts, and no rule lifted it",
            "│           └── Good is not reached",
            "│               ├── visits.good, published (Annex A)  visits.good.yaml:1",
            "│               └── not shown: strengths: 1, at least 2 needed",
            "└── the other parts",
            "    └── leaders Leaders: good; people, at the stage 'panel'",
        ] == self.question(town, "overall")

    @pytest.mark.parametrize(
        ("items", "told"),
        [
            (
                [small.finding(f"F{n}", "calls", shows="weakness") for n in (1, 2, 3)],
                "found against it: share of strengths: 0 of 3 (0 %), at least 80 % needed (F1, F2, F3)",
            ),
            (
                [small.finding("F1", "calls"), small.finding("F2", "calls", shows="weakness")],
                "outweighed: share of strengths: 1 of 2 (50 %), at least 80 % needed (F2)",
            ),
            (
                [strategies.recommendation("R1", "calls")],
                "not shown: share of strengths: none of none, at least 80 % needed",
            ),
        ],
    )
    def test_what_a_failed_rule_lacked_is_told_alike_in_both_answers(
        self, items: list[changes.Item], told: str
    ) -> None:
        """Why it is so and why it is not so use the same words: against it, outweighed, or not shown."""
        of = small.case(*items)
        assert f"    └── {told}" == self.question(of, "calls")[-1]
        view = small.view(of)
        asked = explanation.why_not(view.result, of.rulebook, "calls", of.rulebook.scale["outstanding"])
        (lacked,) = [line for line in small.shown(obstacles.obstacles(asked, view)) if "share of strengths" in line]
        assert lacked.startswith(f"    └── {told.partition(' needed')[0]} needed; ")

    def test_of_a_failed_rule_about_judgments_parts_fall_short(self) -> None:
        """Nothing was shown or found there: the parts say why, and those that speak against it are named."""
        rules = [
            strategies.rule("best", "overall", small.judgments(below="good", at_most=0), supports="outstanding"),
            strategies.rule("better", "overall", small.judgments(reaching="good", at_least=2), supports="good"),
        ]
        judged = (decision("leaders", "good", outcome="judged"),)
        weak = [small.finding(f"F{n}", "calls", shows="weakness") for n in (1, 2)]
        found = (*weak, small.finding("F3", "visits"))
        of = small.case(*found, rulebook=Rulebook.of(small.framework(), rules), decisions=judged)
        assert [
            "parts fall short: parts judged below good: 2, none allowed (calls, visits)",
            "parts fall short: parts judged good or better: 1, at least 2 needed",
        ] == [line.lstrip("│ ├└─") for line in self.question(of, "overall") if "fall short" in line]

    def test_an_item_with_all_that_is_said_of_it(self) -> None:
        """Doubts, the coder's note, challenges, its parts, what arises from it and what it bears on."""
        view = small.view(self.TOWN)
        assert [
            "F2  strength, moderate, widespread: Statement of F2.",
            "├── calls, Calls",
            "├── F2.yaml:1",
            "├── Notes: notes",
            "├── coder's note: Seen once.",
            "├── the coder was in doubt: minor and partial",
            "├── C1: F2 challenged on 2015-06-30, as an error: not answered yet",
            "├── its part F4: Statement of F4.",
            "├── R1 arises from it: Do.",
            "├── calls: calls.good supports good; it holds",
            "│   └── strengths: 1, at least 1 needed",
            "├── calls: calls.outstanding supports outstanding; it does not hold",
            "│   └── share of strengths: 1 of 2 (50 %), at least 80 % needed",
            "└── the judgments that it bears on",
            "    ├── calls Calls: requires improvement; the same without it",
            "    └── overall: good; the same without it",
            "        └── through calls, by overall.good, overall.weak",
        ] == small.shown(reasons.item(view, "F2"))
        assert [
            "│   └── before, it said: weight: moderate; “Children waited.”; ground: none; at risk: none",
            "├── R1 arises from it: Do.",
        ] == small.shown(reasons.item(view, "F1"))[5:7]

    def test_limits_say_whether_people_may_depart_from_them(self) -> None:
        """And whether they are among what decided."""
        view = small.view(self.TOWN)
        assert [
            "calls.harm  limits to requires improvement",
            "├── it is so",
            "├── calls.harm, published (Annex A)  calls.harm.yaml:1",
            "├── a strict limit: people cannot depart from it",
            "├── the rule holds",
            "│   └── weaknesses (on the ground of serious harm): 1, one is enough: holds",
            "│       └── F1 weakness, major, serious harm, widespread: Statement of F1.",
            "│           └── F1.yaml:1  notes",
            "└── calls: requires improvement; this rule is among what decided it",
        ] == small.shown(reasons.rule(view, "calls.harm"))
        assert [
            "├── people may depart from this limit with a reason",
            "├── the rule does not hold",
            "│   └── parts judged below good: 1, 2 are enough: does not hold",
            "│       └── calls Calls: requires improvement; 1 weakness (F1)",
            "└── overall: good; this rule is not among what decided it",
        ] == small.shown(reasons.rule(view, "overall.weak"))[3:]

    def test_a_rule_as_data(self) -> None:
        """With what it cites; a rule that was not applied has none."""
        view = small.view(self.PART)
        result = document(view.result, self.PART.inspection, self.PART.rulebook, "1")
        told = reasons.as_data(view, result, "visits.good")
        assert ("visits.good", "unknown", ["F3"]) == (
            told["rule"]["rule"],
            told["rule"]["truth"],
            told["rule"]["condition"]["matched"],
        )
        assert ["F3"] == [one["id"] for one in told["evidence"]]
        assert reasons.as_data(view, result, "calls.good")["rule"] is None
        view = small.view(self.TOWN)
        result = document(view.result, self.TOWN.inspection, self.TOWN.rulebook, "1")
        assert ["F1", "F2"] == [one["id"] for one in reasons.as_data(view, result, "calls.good")["evidence"]]

    def test_every_kind_of_count_is_told_in_few_words(self) -> None:
        """Metrics, recommendations and points beside findings, where they decide and where they are in the way."""
        better = metric("M1", "calls", comparators=({"comparator": "peers", "value": Decimal(12)},))
        seen = [small.finding(f"F{n}", "calls") for n in (1, 2)]
        town = small.case(*seen, better, small.finding("F3", "visits"), rulebook=DEEP)
        assert [
            "area  Area  GOOD",
            "├── How is the area?",
            "├── Good is supported: it is so",
            "│   ├── area.good, published (Annex A)  area.good.yaml:1",
            "│   └── parts judged good or better: 2, at least 2 needed",
            "│       ├── calls Calls: good; 1 metric better",
            "│       └── visits Visits: outstanding, working view; no weaknesses",
            "└── a limit to inadequate did not take hold: it is so",
            "    ├── area.poor, published (Annex A)  area.poor.yaml:1",
            "    └── share of parts judged below good: 0 of 2 (0 %), 100 % is enough",
        ] == self.question(town, "area")
        assert [
            "calls  Calls  GOOD",
            "├── How well does it answer calls?",
            "├── Good is supported: it is so",
            "│   ├── calls.good, published (Annex A)  calls.good.yaml:1",
            "│   ├── strengths: 2, at least 2 needed",
            "│   │   ├── F1 strength, moderate, widespread: Statement of F1.",
            "│   │   │   └── F1.yaml:1  notes",
            "│   │   └── F2 strength, moderate, widespread: Statement of F2.",
            "│   │       └── F2.yaml:1  notes",
            "│   ├── cause of concern (open): 0, none allowed",
            "│   └── Crime: better beside peers: 1, at least 1 needed",
            "│       └── M1 Crime: 10 count, beside peers 12",
            "│           └── M1.yaml:1  notes",
            "└── a limit to inadequate did not take hold: it is so",
            "    ├── calls.harm, published (Annex A)  calls.harm.yaml:1",
            "    └── share of weaknesses: 0 of 2 (0 %), 20 % is enough",
        ] == self.question(town, "calls")
        advised = small.case(*seen, better, recommendation("R1", "calls"), rulebook=DEEP)
        assert [
            "calls  Calls  REQUIRES IMPROVEMENT",
            "├── How well does it answer calls?",
            "├── calls.good supports good; it does not hold",
            "│   ├── it is so  calls.good, published (Annex A)  calls.good.yaml:1",
            "│   └── all of these: does not hold",
            "│       ├── strengths: 2, at least 2 needed: holds",
            "│       │   ├── F1 strength, moderate, widespread: Statement of F1.",
            "│       │   │   └── F1.yaml:1  notes",
            "│       │   └── F2 strength, moderate, widespread: Statement of F2.",
            "│       │       └── F2.yaml:1  notes",
            "│       ├── cause of concern (open): 1, none allowed: does not hold",
            "│       │   └── R1 cause of concern, open: Do.",
            "│       │       └── R1.yaml:1  notes",
            "│       └── Crime: better beside peers: 1, at least 1 needed: holds",
            "│           └── M1 Crime: 10 count, beside peers 12",
            "│               └── M1.yaml:1  notes",
            "└── calls.harm limits to inadequate; it does not hold",
            "    ├── it is so  calls.harm, published (Annex A)  calls.harm.yaml:1",
            "    └── share of weaknesses: 0 of 2 (0 %), 20 % is enough: does not hold",
        ] == self.question(advised, "calls", full=True)
        weak = small.case(*seen, small.finding("F3", "calls", shows="weakness"), rulebook=DEEP)
        assert [
            "        ├── F3 weakness, moderate, widespread: Statement of F3.",
            "        │   └── F3.yaml:1  notes",
            "        └── on the other side: 2 strengths",
            "            ├── F1 strength, moderate, widespread: Statement of F1.",
            "            │   └── F1.yaml:1  notes",
            "            └── F2 strength, moderate, widespread: Statement of F2.",
            "                └── F2.yaml:1  notes",
        ] == self.question(weak, "calls")[-7:]
        best = changes.apply(town, [changes.Assume(name, "outstanding") for name in ("area", "money", "leaders")])
        assert "100 % of the points" == prose.because(regrade(best)["overall"], DEEP)


def test_a_table_of_judgments_says_as_of_which_day_it_is() -> None:
    """And how much of the evidence was there."""
    view = TestExplained.PART
    made = small.view(view)
    lacking = AsOf(DAY, 2, ("F9",), (), None)
    told = small.shown(grades.table(made.result, view.inspection, view.rulebook, "rules/town", lacking))
    assert [
        "Kent  Town",
        "1 item of evidence; rules from rules/town, version 1",
        "as of 30 June 2015: 1 of 2 items was there",
    ] == told[:3]


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        ("expected", "recorded and not counted: it is expected of a plan"),
        ("force_claim", "recorded and not counted: it is a claim of the force"),
        ("observed", ""),
    ],
)
def test_why_a_finding_is_not_counted_is_told(standing: str, told: str) -> None:
    """What inspectors did not see themselves, and nobody reported to them, is recorded alone."""
    item = strategies.finding("F1", "q", standing=standing)
    record = strategies.record(questions=(QuestionRecord(question="q"),))
    assert told == prose.why_not_counted(item, Inspection.of(record, [item]))


def test_that_a_finding_was_withdrawn_is_told() -> None:
    """Whatever else it is: it stays in the record, and nothing counts it."""
    item = strategies.finding("F1", "q", withdrawn=True)
    record = strategies.record(questions=(QuestionRecord(question="q"),))
    told = "recorded and not counted: it was withdrawn after a challenge"
    assert told == prose.why_not_counted(item, Inspection.of(record, [item]))
