"""Forces side by side: the nearest evidence that was judged otherwise, and what parts them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given

from peelgrade import changes
from peelgrade.changes import Item
from peelgrade.comparison.forces import compare, distance
from peelgrade.evidence import Inspection
from peelgrade.grading import grade
from peelgrade.rendering import forces as rendering
from peelgrade.rulebook import Rulebook
from tests.properties import QUICK
from tests.small import RULEBOOK, finding, inspected, shown, view
from tests.strategies import Case, cases, decision, published, recommendation


def renamed(inspection: Inspection, name: str, **update: object) -> Inspection:
    """Return the inspection under another id."""
    return replace(inspection, record=inspection.record.model_copy(update={"id": name, **update}))


def test_the_distance_is_how_many_items_would_have_to_change() -> None:
    """What both have does not count; what one has more often counts once for each."""
    one, other = Counter({("a",): 2, ("b",): 1}), Counter({("a",): 1, ("c",): 3})
    assert (5, 5, 0) == (distance(one, other), distance(other, one), distance(one, one))


@QUICK
@given(cases())
def test_the_nearest_is_judged_otherwise_and_none_is_nearer(case: Case) -> None:
    """It has another settled judgment, no other such evidence is nearer, and published judgments change nothing."""
    rulebook, question = case.rulebook, case.rulebook.framework.questions.id
    half = Inspection.of(case.inspection.record, case.inspection.items[::2])
    none = Inspection.of(case.inspection.record, ())
    known = [renamed(one, name) for one, name in ((case.inspection, "b"), (half, "a"), (none, "c"))]
    found = compare(question, known, rulebook)
    assert ["a", "b", "c"] == [one.inspection.record.id for one in found.standings]
    own = grade(case.inspection, rulebook)[question].category
    others = [one for one in found.standings if one is not found.of]
    otherwise = [one for one in others if own and one.judgment.category not in {None, own}]
    assert bool(otherwise) == (found.nearest is not None)
    if found.nearest is not None:
        assert found.nearest.distance == min(distance(found.of.profile, one.profile) for one in otherwise)
    said = (published(question, "c0"),)
    again = compare(question, [renamed(one, one.record.id, published=said) for one in known], rulebook)
    assert (found.nearest and found.nearest.distance) == (again.nearest and again.nearest.distance)


def of_force(name: str, *items: Item, **record: object) -> Inspection:
    """Return an inspection of a force, named as given."""
    return inspected(*items, id=f"{name.lower()}-2015", force={"id": name.lower(), "name": name}, **record)


def told(question: str, *inspections: Inspection, rulebook: Rulebook = RULEBOOK) -> list[str]:
    """Return what is told of forces side by side at a question, of the first among others."""
    found = compare(question, inspections, rulebook)
    views = {one.record.id: view(changes.Case(one, rulebook)) for one in inspections}
    return shown(rendering.text(found, views), width=170)


CALLS = (finding("F1", "calls"), recommendation("R1", "calls"))
HARM = finding("F2", "calls", shows="weakness", weight="major", ground="serious_harm", at_risk=("children",))


class TestTold:
    def test_the_nearest_that_is_judged_otherwise_is_told_with_what_parts_them(self) -> None:
        """Reasons with their places, what each has more of, and the rules that come out otherwise."""
        kent = of_force("Kent", *CALLS, published=(published("calls", "good"),))
        advised = [recommendation(f"R{n}", "calls", status="met", type="area_for_improvement") for n in (2, 3)]
        essex = of_force("Essex", finding("F1", "calls"), HARM, recommendation("R1", "calls"), *advised)
        assert [
            "calls  How well does it answer calls?",
            "In the order of their names; it is no ranking.",
            "Force               Judgment              Computed              Published  Strengths   Weaknesses  Still standing",
            "Essex (essex-2015)  Requires improvement  Requires improvement  none       1 moderate  1 major     cause of concern: 1",
            "Kent (kent-2015)    Outstanding           Outstanding           good       1 moderate  none        cause of concern: 1",
            "Essex (essex-2015): requires improvement",
            "├── 1 weakness (F2)",
            "├── limits: calls.harm  calls.harm.yaml:1",
            "└── it rests on 1 item",
            "    └── F2 weakness, major, serious harm, widespread: Statement of F2.",
            "        └── F2.yaml:1  notes",
            "Kent (kent-2015): outstanding",
            "├── 1 strength to no weaknesses",
            "├── supports: calls.outstanding  calls.outstanding.yaml:1",
            "└── it rests on 1 item",
            "    └── F1 strength, moderate, widespread: Statement of F1.",
            "        └── F1.yaml:1  notes",
            "Nearest to Kent (kent-2015) and judged otherwise: Essex (essex-2015), requires improvement",
            "├── 2 items coded alike; 3 items would have to be added or taken away for the evidence to be coded the same",
            "├── 2 more in Essex (essex-2015): area for improvement, met",
            "├── 1 more in Essex (essex-2015): weakness, major, widespread, serious harm",
            "├── calls.harm does not hold in Kent (kent-2015), holds in Essex (essex-2015)",
            "└── calls.outstanding holds in Kent (kent-2015), does not hold in Essex (essex-2015)",
        ] == told("calls", kent, essex)

    def test_at_a_working_view_and_where_none_is_judged_otherwise(self) -> None:
        """It is said that nothing of it is published, and that there is no other judgment."""
        kent, essex = (of_force(name, finding("F1", "visits")) for name in ("Kent", "Essex"))
        assert [
            "visits  How well does it visit victims?",
            "a working view: the inspectorate publishes no judgment of this question",
            "In the order of their names; it is no ranking.",
            "Force               Judgment              Computed              Published  Strengths   Weaknesses  Still standing",
            "Essex (essex-2015)  Requires improvement  Requires improvement  none       1 moderate  none        nothing",
            "Kent (kent-2015)    Requires improvement  Requires improvement  none       1 moderate  none        nothing",
            "Essex (essex-2015): requires improvement",
            "├── nothing lifted it from where it starts",
            "└── not reached: visits.good  visits.good.yaml:1",
            "Kent (kent-2015): requires improvement",
            "├── nothing lifted it from where it starts",
            "└── not reached: visits.good  visits.good.yaml:1",
            "None of the others has a settled judgment other than that of Kent (kent-2015).",
        ] == told("visits", kent, essex)

    def test_parts_that_are_judged_otherwise_are_named(self) -> None:
        """At a question with parts, beside the rules of the question itself."""
        led = (decision("leaders", "good", outcome="judged"),)
        visits = finding("V1", "visits"), finding("V2", "visits")
        kent = of_force("Kent", *CALLS, *visits, decisions=led)
        essex = of_force("Essex", HARM, visits[0], decisions=led)
        assert [
            "├── 1 item coded alike; 4 items would have to be added or taken away for the evidence to be coded the same",
            "├── 1 more in Kent (kent-2015): cause of concern, open",
            "├── 2 more in Kent (kent-2015): strength, moderate, widespread",
            "├── 1 more in Essex (essex-2015): weakness, major, widespread, serious harm",
            "├── overall.good holds in Kent (kent-2015), does not hold in Essex (essex-2015)",
            "├── overall.weak does not hold in Kent (kent-2015), holds in Essex (essex-2015)",
            "└── judged otherwise below: calls, visits",
        ] == told("overall", kent, essex)[-7:]

    def test_where_people_part_two_forces_that_is_said(self) -> None:
        """By a decision that departs from rules, and at a question that people judge."""
        changed = (decision("calls", "good", "outstanding"),)
        kent, essex = of_force("Kent", *CALLS, decisions=changed), of_force("Essex", *CALLS)
        assert [
            "calls  How well does it answer calls?",
            "In the order of their names; it is no ranking.",
            "Force               Judgment     Computed     Published  Strengths   Weaknesses  Still standing",
            "Essex (essex-2015)  Outstanding  Outstanding  none       1 moderate  none        cause of concern: 1",
            "Kent (kent-2015)    Good         Outstanding  none       1 moderate  none        cause of concern: 1",
            "Essex (essex-2015): outstanding",
            "├── 1 strength to no weaknesses",
            "├── supports: calls.outstanding  calls.outstanding.yaml:1",
            "└── it rests on 1 item",
            "    └── F1 strength, moderate, widespread: Statement of F1.",
            "        └── F1.yaml:1  notes",
            "Kent (kent-2015): good",
            "├── people, at the stage 'panel'; computed: outstanding",
            "├── supports: calls.outstanding  calls.outstanding.yaml:1",
            "└── it rests on 1 item",
            "    └── F1 strength, moderate, widespread: Statement of F1.",
            "        └── F1.yaml:1  notes",
            "Nearest to Kent (kent-2015) and judged otherwise: Essex (essex-2015), outstanding",
            "├── 2 items coded alike; no items would have to be added or taken away for the evidence to be coded the same",
            "└── By the rules both are the same: what people decided, or an earlier judgment, parts them.",
        ] == told("calls", kent, essex)
        judged = [(decision("leaders", name, outcome="judged"),) for name in ("good", "inadequate")]
        kent, essex = (of_force(name, decisions=one) for name, one in zip(("Kent", "Essex"), judged, strict=True))
        assert [
            "leaders  How well is it led?",
            "In the order of their names; it is no ranking.",
            "Force               Judgment    Computed          Published  Strengths  Weaknesses  Still standing",
            "Essex (essex-2015)  Inadequate  Judged by people  none       none       none        nothing",
            "Kent (kent-2015)    Good        Judged by people  none       none       none        nothing",
            "Essex (essex-2015): inadequate",
            "└── people, at the stage 'panel'",
            "Kent (kent-2015): good",
            "└── people, at the stage 'panel'",
            "Nearest to Kent (kent-2015) and judged otherwise: Essex (essex-2015), inadequate",
            "├── no items coded alike; no items would have to be added or taken away for the evidence to be coded the same",
            "└── People judge this question, and no rule does: what parts the two is theirs to say.",
        ] == told("leaders", kent, essex)

    def test_an_open_judgment_is_near_to_nothing(self) -> None:
        """Nothing is judged otherwise than what is still open."""
        kent = of_force("Kent", questions=({"question": "overall", "status": "in_progress"},))
        assert [
            "Essex (essex-2015): outstanding",
            "├── 1 strength to no weaknesses",
            "├── supports: calls.outstanding  calls.outstanding.yaml:1",
            "└── it rests on 1 item",
            "    └── F1 strength, moderate, widespread: Statement of F1.",
            "        └── F1.yaml:1  notes",
            "Kent (kent-2015): nothing found yet; requires improvement to outstanding",
            "├── open: calls.good  calls.good.yaml:1",
            "├── open: calls.harm  calls.harm.yaml:1",
            "└── open: calls.outstanding  calls.outstanding.yaml:1",
            "Kent (kent-2015) has no settled judgment here (nothing found yet; requires improvement to outstanding), so nothing is judged otherwise.",
        ] == told("calls", kent, of_force("Essex", *CALLS))[5:]

    def test_as_data(self) -> None:
        """Each force with its evidence by code and the places that it rests on, and the nearest with what parts them."""
        kent, essex = of_force("Kent", *CALLS), of_force("Essex", *CALLS, HARM)
        views = {one.record.id: view(changes.Case(one, RULEBOOK)) for one in (kent, essex)}
        data = rendering.as_data(compare("calls", (kent, essex), RULEBOOK), views)
        assert {
            "force": "Essex",
            "inspection": "essex-2015",
            "status": "settled",
            "judgment": "requires_improvement",
            "as_it_stands": "requires_improvement",
            "computed": {"low": "requires_improvement", "high": "requires_improvement"},
            "decided": False,
            "published": None,
            "evidence": [
                {"code": ["cause_of_concern", "open"], "number": 1},
                {"code": ["strength", "moderate", "widespread"], "number": 1},
                {"code": ["weakness", "major", "widespread", "serious_harm"], "number": 1},
            ],
            "decided_by": ["calls.harm"],
            "rests_on": [{"item": "F2", "place": "F2.yaml:1"}],
        } == data["forces"][0]
        assert {
            "inspection": "essex-2015",
            "distance": 1,
            "alike": 2,
            "more": [{"code": ["weakness", "major", "widespread", "serious_harm"], "by": -1}],
            "rules": [
                {"rule": "calls.harm", "here": "false", "there": "true"},
                {"rule": "calls.outstanding", "here": "true", "there": "false"},
            ],
            "parts": [],
        } == data["nearest"]
        assert rendering.as_data(compare("calls", (kent, kent), RULEBOOK), views)["nearest"] is None
