"""What-if and the difference between two, as they are asked for and told."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from peelgrade.changes import Case
from peelgrade.comparison import (
    RecordedDifference,
    Side,
    Supposition,
    caused,
    comparable,
    difference,
    recorded,
    supposed,
)
from peelgrade.evidence import Challenge, Inspection
from peelgrade.grading import regrade
from peelgrade.pipeline import Read
from peelgrade.problems import Unreadable
from peelgrade.rendering import beside
from peelgrade.rendering import differences as rendering
from peelgrade.rendering import recorded as results
from peelgrade.result import ResultDocument, document
from peelgrade.rulebook import Comparability, ComparedQuestion, NotCompared, Question, Rulebook, Unit
from tests import small
from tests.conftest import KENT, Run, replace
from tests.folders import contents
from tests.small import CALLS, LEADERS, OVERALL, RULEBOOK, RULES, VISITS, case, finding, findings, shown
from tests.strategies import AFTER, DAY, carried_over, decision, framework, rule, words
from tests.test_bad_input import FILES, write


def test_what_if_is_grading_again(kent_read: Read) -> None:
    """What is told to move is what grading the changed case gives; the case itself stays as it is."""
    case = Case(kent_read.inspection, kent_read.rulebook)
    before = regrade(case)
    told = Supposition(
        without=["F320"], values=[("F315", "shows", "strength")], assumed=[("q1", "inadequate")], statuses=[("q4", "in_progress")]
    )  # fmt: skip
    causes = supposed(case, told)
    found = caused(case, causes)
    after = regrade(case, [change for one in causes for change in one.changes])
    assert after == found.new.result
    assert {"effectiveness", "q1", "q3", "q3.specific_groups"} < {move.question for move in found.moves}
    assert before == regrade(case) == found.old.result


def test_nothing_is_written(run: Run, kent: Path) -> None:
    """The inspection on disk is as it was, whatever is supposed."""
    before = contents(kent)
    ran = run("whatif", kent, "--without", "F320", "--in-progress", "q4", "--set", "F310.extent=isolated")
    assert (0, "") == (ran.code, ran.err)
    assert before == contents(kent)


def told(read: Read, **given: Any) -> str:
    """Return what is printed of a supposition, in one line."""
    case = Case(read.inspection, read.rulebook)
    found = caused(case, supposed(case, Supposition(**given)))
    console = Console(width=200, file=io.StringIO(), record=True)
    console.print(rendering.text(rendering.Told(found, read.places.of, supposed=True)))
    return console.export_text()


def test_what_moves_is_told_with_its_reasons(kent_read: Read) -> None:
    """Without the weakness that decided, question 3 would be good; what does not move is not told."""
    out = told(kent_read, without=["F320"])
    assert "q3 Vulnerability: requires improvement → good" in out
    assert "was: q3.specific_groups below good" in out
    assert "q3-vulnerability.yaml:310" in out
    assert "q4" not in out


def test_where_nothing_moves_the_nearest_is_named(kent_read: Read) -> None:
    """A rule that still holds on fewer findings is told, with the counts."""
    out = told(kent_read, without=["F401"])
    assert "No judgment moves." in out
    assert "q4.understanding.good (supports good) still holds" in out


def test_values_of_one_item_are_set_together(kent_read: Read) -> None:
    """A finding becomes major with its ground, and is moderate again once that is cleared."""
    case = Case(kent_read.inspection, kent_read.rulebook)
    assert supposed(case, Supposition(**setting("F310.weight=major", "F310.ground=core")))
    given = setting("F320.weight=moderate", "F320.ground=", "F320.at_risk=")
    (cause,) = supposed(case, Supposition(**given))
    assert {"weight", "ground", "at_risk"} == {one.attribute for one in cause.details}


def test_an_item_is_supposed_to_be_withdrawn(kent_read: Read) -> None:
    """Yes and no are said as people say them, and what is withdrawn no longer holds the question down."""
    case = Case(kent_read.inspection, kent_read.rulebook)
    changes_ = supposed(case, Supposition(**setting("F320.withdrawn=Yes")))
    assert [{"withdrawn"}] == [{one.attribute for one in cause.details} for cause in changes_]
    assert "q3" in {move.question for move in caused(case, changes_).moves}
    with pytest.raises(Unreadable, match="F320 has withdrawn=no already"):
        supposed(case, Supposition(**setting("F320.withdrawn=no")))


def setting(*texts: str) -> dict[str, object]:
    """Return values as they are set: 'ITEM.attribute=value'."""
    return {"values": [(*text.partition("=")[0].rsplit(".", 1), text.partition("=")[2]) for text in texts]}


@pytest.mark.parametrize(
    ("given", "says", "remedy"),
    [
        ({"without": ["F3200"]}, "no item 'F3200'", "'F320'"),
        (setting("F320.wieght=minor"), "no attribute 'wieght'", "'weight'"),
        (setting("F320.weight=modrate"), "'modrate'", "'moderate'"),
        (setting("F320.weight="), "must have a value", "F320.weight="),
        (setting("F320.sources=x"), "cannot be set here", "write one of: question"),
        (setting("F320.question=q3.safegarding"), "'q3.safegarding'", "'q3.safeguarding'"),
        (
            setting("F320.question=q4.scale", "F320.topic=mapping"),
            "not a topic of q4.scale",
            "add --set F320.topic=mapped_groups or --set F320.topic= (nothing after '=' clears it)",
        ),
        (
            setting("F320.question=q3.initial_response"),
            "not a topic of q3.initial_response",
            "add --set F320.topic=first_contact, --set F320.topic=attendance or --set F320.topic= (nothing after",
        ),
        (setting("F320.question=q3"), "not a topic of q3", "add --set F320.topic= (nothing after '=' clears it)"),
        (setting("F310.weight=major"), "must say its ground", "--set F310.ground=serious_harm"),
        (setting("F320.weight=moderate"), "only a major finding", "--set F320.ground= and --set F320.at_risk="),
        (setting("F320.withdrawn=perhaps"), "'perhaps'", "yes or no"),
        (setting("F320.part_of=F9999"), "'F9999'", ""),
        (setting("F320.observed=June"), "'June'", "date"),
        (setting("M401.value=many"), "'many'", ""),
        (setting("F320.weight=major"), "already", "another value"),
        (setting("F320.extent=partial", "F320.extent=isolated"), "two values", "one of them"),
        ({"without": ["F320"], **setting("F320.extent=partial")}, "left out and is given", "one of the two"),
        ({"assumed": [("q9", "good")]}, "no question 'q9'", "q"),
        ({"assumed": [("q3", "god")]}, "no category 'god'", "'good'"),
        ({"assumed": [("q1.levels", "good")]}, "is context", "another question"),
        ({"assumed": [("q3", "good"), ("q3", "outstanding")]}, "two judgments", "one of them"),
        ({"statuses": [("q4", "in_progress"), ("q4", "complete")]}, "two fieldwork statuses", "one of them"),
        ({"statuses": [("q44", "complete")]}, "no question 'q44'", "'q4'"),
    ],
)
def test_what_cannot_be_supposed(kent_read: Read, given: dict[str, Any], says: str, remedy: str) -> None:
    """Each is told with what to write instead."""
    with pytest.raises(Unreadable) as refused:
        supposed(Case(kent_read.inspection, kent_read.rulebook), Supposition(**given))
    assert says in refused.value.message
    assert remedy in refused.value.help


def test_a_wider_question_does_not_undo_a_narrower_one(kent_read: Read) -> None:
    """In whichever order they are given, the status of a part holds against that of the whole."""
    case = Case(kent_read.inspection, kent_read.rulebook)
    given = Supposition(statuses=[("q4.response", "complete"), ("q4", "in_progress")])
    found = caused(case, supposed(case, given))
    assert not found.new.result["q4.response"].in_progress
    assert found.new.result["q4.national"].in_progress


def causes_of(read: Read, new: Inspection) -> dict[str, str]:
    """Return kind by subject of what differs from Kent."""
    found = difference(Case(read.inspection, read.rulebook), Case(new, read.rulebook))
    return {one.subject: one.kind for one in found.causes}


def test_an_item_that_a_challenge_amended_is_told_by_the_challenge(kent_read: Read) -> None:
    """The cause of an amended item is the accepted challenge; a rejected one amends nothing."""
    challenge = Challenge(
        id="C1",
        item="F320",
        ground="error",
        made=date(2016, 1, 11),
        statement="Trained.",
        response="accepted",
        reason="The records bear it out.",
        people=("C. Chair, panel",),
        date=date(2016, 1, 20),
    )
    amended = [
        item.model_copy(update={"withdrawn": True}) if item.id == "F320" else item
        for item in kent_read.inspection.items
    ]
    new = Inspection.of(kent_read.inspection.record.model_copy(update={"challenges": (challenge,)}), amended)
    assert {"C1": "challenge", "record": "record"} == causes_of(kent_read, new)
    rejected = challenge.model_copy(update={"response": "rejected"})
    other = Inspection.of(kent_read.inspection.record.model_copy(update={"challenges": (rejected,)}), amended)
    assert "item_altered" == causes_of(kent_read, other)["F320"]


def test_entries_of_the_record_are_causes(kent_read: Read) -> None:
    """A decision moves its question, and the waiver that is taken away opens what rests on one item."""
    taken = decision("q3", "good", "requires_improvement")
    known = kent_read.inspection.record.model_copy(update={"decisions": (taken,), "waiver": None})
    new = Inspection.of(known, kent_read.inspection.items)
    found = difference(Case(kent_read.inspection, kent_read.rulebook), Case(new, kent_read.rulebook))
    assert {("decisions", "q3"), ("waiver", "waiver")} == {(one.kind, one.subject) for one in found.causes}
    by = {move.question: [one.subject for one in move.together] for move in found.moves}
    assert ["q3"] == by["q3"]
    assert ["waiver"] == by["q3.identification"]


def test_an_interaction_is_said_to_be_one(kent_read: Read) -> None:
    """What two do together and neither alone is told as that."""
    out = told(kent_read, assumed=[("q1", "requires_improvement"), ("q4", "requires_improvement")], without=["F320"])
    assert "each of these alone moves it so: the assumption on q1 and the assumption on q4" in out
    limits = told(kent_read, assumed=[("q1", "inadequate"), ("q2", "inadequate")])
    assert (
        "moved by an interaction: the assumption on q1 and the assumption on q2 together, and none of them alone"
        in limits
    )


def draft(kent: Path, *left_out: str) -> Path:
    """Return a copy of the inspection in which some findings are claims of the force."""
    shutil.copytree(kent, "draft")
    path = Path("draft/q3-vulnerability.yaml")
    text = path.read_text(encoding="utf-8")
    for name in left_out:
        head, _, rest = text.partition(f"- id: {name}\n")
        text = f"{head}- id: {name}\n{rest.replace('standing: observed', 'standing: expected', 1)}"
    path.write_text(text, encoding="utf-8")
    return Path("draft")


def test_two_inspections(run: Run, kent: Path) -> None:
    """What differs is told from what to what, with what it moved; a note alone bears on nothing."""
    other = draft(kent, "F320")
    ran = run("diff", kent, other)
    assert 0 == ran.code
    assert "F320 altered: standing observed → expected" in ran.out
    assert "q3 Vulnerability: requires improvement → good" in ran.out
    table = run("diff", kent, other, "--format", "markdown")
    assert "| q3 | requires improvement | good |" in table.out


@pytest.mark.slow
def test_two_results(run: Run, kent: Path) -> None:
    """Of two written results, what moved is told beside what the receipts say has changed there."""
    other = draft(kent, "F320")
    for folder in (kent, other):
        Path(f"{folder}.json").write_text(run("grade", folder, "--format", "json").out, encoding="utf-8")
    ran = run("diff", "kent.json", "draft.json")
    assert 0 == ran.code
    assert "evidence altered: F320" in ran.out
    assert "q3.specific_groups: requires improvement → good" in ran.out
    assert "Nothing changed" in run("diff", "kent.json", kent).out
    data = json.loads(run("diff", "kent.json", "draft.json", "--format", "json").out)
    assert {"F320"} == {name for move in data["moved"] for name in move["evidence_changed_here"]}


def test_two_forces_are_said_to_be_two(run: Run, kent: Path) -> None:
    """Nothing is attributed between two forces."""
    shutil.copytree(kent, "essex")
    for path in Path("essex").iterdir():
        text = path.read_text(encoding="utf-8").replace("subject: kent\n", "subject: essex\n")
        path.write_text(
            text.replace("  id: kent\n", "  id: essex\n").replace("Kent Police\n", "Essex Police\n"), "utf-8"
        )
    ran = run("diff", kent, "essex")
    assert 0 == ran.code, ran.err
    assert "difference between two forces" in ran.out
    assert "What differs" not in ran.out


def test_two_rulebooks(run: Run, kent: Path) -> None:
    """A bound that is another is told as that; with an inspection, what it moves is told."""
    shutil.copytree(KENT.parents[1] / "rules" / "peel-effectiveness-2015", "other")
    replace(Path("other/q4-serious-organised-crime.yaml"), "share_at_least: 0.66", "share_at_least: 0.67")
    shipped = KENT.parents[1] / "rules" / "peel-effectiveness-2015"
    ran = run("diff", shipped, "other")
    assert "share at least 0.66 → 0.67" in ran.out
    assert "No judgment moved" in run("diff", shipped, "other", "--inspection", kent).out
    replace(Path("other/framework.yaml"), "minimum_evidence: 2", "minimum_evidence: 9")
    moved = run("whatif", kent, "--rules", "other")
    assert "framework: minimum evidence 2 → 9" in moved.out
    assert "moved by the framework's minimum evidence" in moved.out


def test_two_frameworks_are_set_side_by_side_where_that_is_declared(run: Run, kent: Path) -> None:
    """Question 1 of Kent stands beside the crime inspection of 2014, which itself declares nothing; the rest is apart."""
    write(Path(), FILES)
    for path in (Path("rules/framework.yaml"), Path("town/inspection.yaml")):
        text = path.read_text(encoding="utf-8").replace("id: small", "id: hmic-crime-inspection-2014")
        path.write_text(text.replace("framework: small", "framework: hmic-crime-inspection-2014"), "utf-8")
    for path in (*Path("rules").iterdir(), *Path("town").iterdir()):
        text = path.read_text(encoding="utf-8").replace("overall.response", "reducing_crime")
        path.write_text(text, "utf-8")
    ran = run("diff", "town", kent, "--old-rules", "rules")
    assert 0 == ran.code, ran.err
    assert "reducing_crime How good is its response?: good | q1 Prevention: good" in ran.out
    assert "nothing is declared" in ran.out
    data = json.loads(run("diff", "town", kent, "--old-rules", "rules", "--format", "json").out)
    assert [("reducing_crime", "q1")] == [(one["old"], one["new"]) for one in data["side_by_side"]]
    assert (
        "2015 was the first year"
        in {one["question"]: one["reason"] or "" for one in data["not_comparable"]}["effectiveness"]
    )
    books = run("diff", "rules", KENT.parents[1] / "rules" / "peel-effectiveness-2015")
    assert "are two frameworks" in books.out


class TestComparability:
    """Between frameworks, only what one of them declares is set side by side."""

    def frameworks(self) -> Iterable[Question]:
        """Yield the questions of a framework."""
        yield Question(id="q1", title="Prevention", graded=True)
        yield Question(id="q2", title="Investigation", graded=True)

    def test_either_framework_may_declare_it(self) -> None:
        """A declaration holds in both directions; what is not declared, and why, is told."""
        new = framework(Question(id="q", title="Overall", graded=True, parts=tuple(self.frameworks())))
        said = Comparability(
            framework="earlier",
            title="Earlier",
            comparable=(ComparedQuestion(question="q1", beside="crime"),),
            not_comparable=(NotCompared(question="q", reason="No overall judgment was given."),),
            source="Reports",
        )
        new = new.model_copy(update={"comparability": (said,)})
        old = framework(Question(id="crime", title="Crime", graded=True)).model_copy(update={"id": "earlier"})
        for first, second, pair in ((old, new, ("crime", "q1")), (new, old, ("q1", "crime"))):
            found = comparable(first, second)
            assert [pair] == [(one.old, one.new) for one in found.pairs]
            assert {"q": "No overall judgment was given.", "q2": None} == {
                one.question: one.reason for one in found.apart
            }
            assert ("Reports",) == found.sources

    def test_without_a_declaration_nothing_is_comparable(self) -> None:
        """Two frameworks that say nothing of each other have nothing side by side."""
        one = framework(Question(id="q", title="q", graded=True))
        other = one.model_copy(update={"id": "other"})
        assert () == comparable(one, other).pairs
        assert {None} == {apart.reason for apart in comparable(one, other).apart}


@pytest.mark.parametrize(
    ("setting", "says"),
    [("F320.part_of=F307", "are part of each other"), ("M239.value=1e400", "is no figure for M239.value")],
)
def test_what_no_file_could_say_is_refused(run: Run, kent: Path, setting: str, says: str) -> None:
    """Values that validation would refuse, in the item or between items, are not supposed."""
    ran = run("whatif", kent, "--set", setting)
    assert (2, "") == (ran.code, ran.out)
    assert says in ran.err


CHILDREN = finding("F1", "calls", shows="weakness", weight="major", ground="serious_harm", at_risk=("children",))
LED = decision("leaders", "good", outcome="judged")
COMPLETE = {"question": "overall", "status": "complete"}


def compared(old: Case, new: Case) -> rendering.Told:
    """Return the difference between two cases as it is told."""
    return rendering.Told(difference(old, new), lambda name: f"{name}.yaml:1" if name else "")


def between(old: Case, new: Case) -> list[str]:
    """Return what is told of the difference between two cases."""
    return shown(rendering.text(compared(old, new)))


def two_editions() -> tuple[Case, Case]:
    """Return a draft and another, in which evidence, rules, framework and every part of the record are otherwise."""
    first = (finding("F1", "calls"), finding("F2", "calls", shows="weakness", weight="minor"))
    visits = finding("F3", "visits"), finding("F4", "visits")
    fine = rule("visits.fine", "visits", findings("strength", at_least=1), supports="good")
    rules = [*(one for one in RULES if one.id != "visits.good"), fine]
    new = case(
        first[0].model_copy(update={"extent": "isolated", "or_extent": "partial"}),
        first[1].model_copy(update={"note": "Seen twice."}),
        visits[0],
        CHILDREN.model_copy(update={"id": "F5"}),
        rulebook=Rulebook.of(small.framework(minimum_evidence=2), rules),
        decisions=(
            decision("leaders", None, outcome="referred_back"),
            decision("overall", "good", "requires_improvement"),
        ),
        carried_over=(carried_over("visits", "outstanding"),),
        questions=({"question": "overall", "status": "in_progress"},),
        cut_off=DAY,
    )
    return case(*first, *visits, decisions=(LED,)), new


def test_everything_that_can_differ_is_told_with_what_it_moved() -> None:
    """Each cause stands in a line with its place, and each judgment with what decided it before and decides it now."""
    assert [
        "Kent  Town",
        "What differs",
        "├── F1 altered: extent widespread → isolated, or extent none → partial",
        "│   └── F1.yaml:1",
        "├── F4 left out: strength, moderate, widespread: Statement of F4.",
        "│   └── F4.yaml:1",
        "├── F5 added: weakness, major, serious harm, widespread: Statement of F1.",
        "│   └── F5.yaml:1",
        "├── decision on leaders: judged good at the stage 'panel' → referred back at the stage 'panel'",
        "├── decision on overall: none → changed to good at the stage 'panel'",
        "├── carried over for visits: none → outstanding",
        "├── fieldwork on overall: complete → in progress",
        "├── cut-off none → 2015-06-30",
        "├── rule visits.fine added: supports good, it is so",
        "│   └── visits.fine.yaml:1",
        "├── rule visits.good removed: supports good, it is so",
        "│   └── visits.good.yaml:1",
        "├── framework: minimum evidence 1 → 2",
        "└── differs in words alone, and bears on no judgment: F2",
        "4 judgments of 4 moved",
        "overall Overall: good → good (decided by people, the decision is stale)",
        "├── was: 3 of 3 parts good or better",
        "├── now: people, at the stage 'panel'; computed: requires improvement to good",
        "└── the decision on overall alone moves it so, and taking it away does not bring it back",
        "calls Calls: good → requires improvement",
        "├── was: 1 weakness (F2)",
        "├── now: 1 weakness (F5)",
        "├── F5 alone moves it so, and taking it away does not bring it back",
        "└── fieldwork on overall: alone it would make it requires improvement to outstanding, good as it stands",
        "visits Visits *: good → outstanding (carried over)",
        "├── was: 2 strengths",
        "├── now: carried over from Earlier",
        "├── moved by the judgment carried over for visits",
        "├── F4: alone it would make it requires improvement",
        "└── the rule visits.good: alone it would make it requires improvement",
        "leaders Leaders: good (decided by people) → to be judged by people",
        "├── was: people, at the stage 'panel'",
        "├── now: no rule judges it",
        "└── moved by the decision on leaders",
        "* working view: the inspectorate publishes no judgment at this level.",
    ] == between(*two_editions())


def test_what_a_challenge_amended_and_what_is_only_told_otherwise() -> None:
    """The answer stands beside the item; a decision on the same judgment with other people is not told as a move."""
    challenge = Challenge(
        id="C1",
        item="F1",
        ground="error",
        made=DAY,
        statement="No child was there.",
        response="partly_accepted",
        reason="One was.",
        people=("C. Chair, panel",),
        date=AFTER,
    )
    old = case(CHILDREN, finding("F2", "calls"), carried_over=(carried_over("visits", "good"),), decisions=(LED,))
    new = case(
        CHILDREN.model_copy(update={"ground": "core", "at_risk": ()}),
        finding("F2", "calls"),
        challenges=(challenge,),
        carried_over=(carried_over("visits", "good").model_copy(update={"inspection": "Later"}),),
        decisions=(LED.model_copy(update={"people": ("A. Reader, chief inspector",)}),),
        questions=(COMPLETE, {"question": "levels", "status": "not_inspected"}),
        waiver={"reason": "A summary."},
    )
    assert [
        "Kent  Town",
        "What differs",
        "├── F1 amended after challenge C1 (partly accepted): ground serious harm → core, at risk children → none",
        "│   └── F1.yaml:1",
        "├── decision on leaders: judged good at the stage 'panel', another of its entries altered",
        "├── carried over for visits: good, another of its entries altered",
        "├── fieldwork on levels: none → not inspected",
        "├── waiver added",
        "└── differs in words alone, and bears on no judgment: other entries of the record",
        "1 judgment of 4 moved",
        "calls Calls: requires improvement → good",
        "├── was: 1 weakness (F1)",
        "├── now: 1 weakness (F1)",
        "└── moved by challenge C1 (F1)",
    ] == between(old, new)
    assert [
        "├── F1 altered: ground core → serious harm, at risk none → children",
        "│   └── F1.yaml:1",
        "├── decision on leaders: judged good at the stage 'panel', another of its entries altered",
        "├── carried over for visits: good, another of its entries altered",
        "├── fieldwork on levels: not inspected → none",
        "├── waiver taken away",
    ] == between(new, old)[2:8]


def test_of_very_many_causes_the_first_are_told_and_the_rest_counted() -> None:
    """Those that bear, those that do not, those that move a judgment together, and those that have a part in it."""
    rulebook = Rulebook.of(
        small.framework(),
        [rule("calls.many", "calls", findings("strength", at_least=14), supports="good")],
    )
    words_alone = [finding(f"W{n}", "visits") for n in range(14)]
    old = case(*words_alone, rulebook=rulebook)
    noted = [one.model_copy(update={"note": "Seen twice."}) for one in words_alone]
    new = case(*noted, *(finding(f"F{n}", "calls") for n in range(14)), rulebook=rulebook)
    told = between(old, new)
    (calls,) = (n for n, line in enumerate(told) if line.startswith("calls"))
    assert [
        "├── and 2 more; --format json lists them all",
        "└── differs in words alone, and bears on no judgment: W0, W1, W10, W11, W12, W13, W2, W3, W4, W5, W6, W7 and 2 more",
        "├── moved by an interaction: F0, F1, F10, F11, F12, F13, F2, F3, F4, F5, F6, F7 and 2 more together, and none of them alone",
        "└── and 2 more bear on it; --format json lists them all",
    ] == [line for line in told if "more" in line]
    assert [
        "calls Calls: nothing found yet; requires improvement to good → good",
        "├── now: 14 strengths",
        "├── moved by an interaction: F0, F1, F10, F11, F12, F13, F2, F3, F4, F5, F6, F7 and 2 more together, and none of them alone",
        "├── F0: alone it would make it requires improvement; without it, it would be requires improvement",
    ] == told[calls : calls + 4]


def test_what_one_of_several_does_is_told_for_each() -> None:
    """Alone it would do less, without it less would be done; one alone may do what its leaving does not undo."""
    rulebook = Rulebook.of(
        small.framework(CALLS),
        [
            rule("calls.two", "calls", findings("strength", at_least=2), supports="good"),
            rule("calls.three", "calls", findings("strength", at_least=3), supports="outstanding"),
        ],
    )
    calls = {"rulebook": rulebook, "questions": ({"question": "calls", "status": "complete"},)}
    three = [finding(f"F{n}", "calls") for n in (1, 2, 3)]
    assert [
        "├── now: 3 strengths",
        "├── moved by an interaction: F1, F2 and F3 together, and none of them alone",
        "├── F1: alone it would make it requires improvement; without it, it would be good",
        "├── F2: alone it would make it requires improvement; without it, it would be good",
        "└── F3: alone it would make it requires improvement; without it, it would be good",
    ] == between(case(**calls), case(*three, **calls))[-5:]
    each = rule("calls.one", "calls", findings("strength", at_least=1), supports="good")
    one = calls | {"rulebook": Rulebook.of(small.framework(CALLS), [each])}
    assert [
        "├── now: 2 strengths",
        "├── each of these alone moves it so: F1 and F2",
        "└── taking one of them away does not bring it back",
    ] == between(case(**one), case(*three[:2], **one))[-3:]
    visits = finding("V1", "visits"), finding("V1", "visits", withdrawn=True)
    told = between(case(three[0], visits[0], decisions=(LED,)), case(CHILDREN, visits[1], decisions=(LED,)))
    assert [
        "├── F1 altered: shows strength → weakness, weight moderate → major, ground none → serious harm, at risk none → children",
        "│   └── F1.yaml:1",
        "└── V1 altered: withdrawn no → yes",
        "    └── V1.yaml:1",
        "3 judgments of 4 moved",
        "overall Overall: good → good as it stands; requires improvement to good",
        "├── was: 2 of 3 parts good or better",
        "├── moved by an interaction: F1 and V1 together, and none of them alone",
        "├── F1: without it, it would not have moved",
        "└── V1: without it, it would be requires improvement",
        "calls Calls: outstanding → requires improvement",
    ] == told[2:13]
    weak = finding("F0", "calls", shows="weakness")
    assert [
        "calls Overall: good → requires improvement",
        "├── was: 2 strengths",
        "├── now: nothing lifted it from where it starts",
        "├── each of these alone moves it so: F1 and F2",
        "└── F3: alone it would make it outstanding",
    ] == between(case(weak, *three[:2], **calls), case(weak, three[2], **calls))[-5:]
    decided = {
        "decisions": (decision("calls", "good", "requires_improvement"),),
        "questions": (COMPLETE, {"question": "calls", "status": "not_inspected"}),
    }
    assert [
        "Kent  Town",
        "What differs",
        "├── decision on calls: none → changed to good at the stage 'panel'",
        "└── fieldwork on calls: none → not inspected",
        "1 judgment of 4 moved",
        "calls Calls: outstanding → good (decided by people, the decision is stale)",
        "├── was: 1 strength to no weaknesses",
        "├── now: people, at the stage 'panel'; computed: nothing",
        "├── the decision on calls alone moves it so, and taking it away does not bring it back",
        "└── fieldwork on calls: alone it would make it not inspected",
    ] == between(case(finding("F1", "calls")), case(finding("F1", "calls"), **decided))


def test_words_of_a_framework_are_told_with_what_uses_them() -> None:
    """New, former and altered words; a question that only one side has; and what bears on no judgment."""
    altered = CALLS.model_copy(update={"title": "How well are calls taken?"})
    fleet = Question(id="fleet", title="Has it cars?", short="Cars", graded=True)
    asked = OVERALL.model_copy(update={"parts": (altered, VISITS, LEADERS, fleet)})
    units = tuple(Unit(id=f"u{n}", title=f"u{n}", counted=True) for n in range(15))
    cars = rule("fleet.good", "fleet", findings("strength", at_least=1), supports="good")
    other = small.framework(asked, units=units, groups_at_risk=words("children"), title="Towns", measures=())
    old = case(finding("F1", "calls"))
    new = case(finding("F1", "calls"), finding("F2", "fleet"), rulebook=Rulebook.of(other, [*RULES, cars]))
    assert [
        "Kent  Towns",
        "What differs",
        "├── the new question fleet, the altered question calls and the former measures crime, satisfaction and recorded with their rules and evidence: these cannot be told apart",
        "│   ├── F2 added: strength, moderate, widespread: Statement of F2.",
        "│   ├── rule fleet.good added: supports good, it is so",
        "│   ├── framework: the new question fleet and the altered question calls",
        "│   └── framework: the former measures crime, satisfaction and recorded",
        "└── differs in words alone, and bears on no judgment: the framework's title, the former group at risk adults, the new units u0, u1, u2, u3, u4, u5, u6, u7, u8, u9, u10, u11 and 3 more and the former",
        "    unit count",
        "1 judgment of 5 moved",
        "fleet Cars: not in the old rules → good",
        "├── now: 1 strength",
        "└── moved by the new question fleet, the altered question calls and the former measures crime, satisfaction and recorded with their rules and evidence",
    ] == between(old, new)
    assert [
        "What differs",
        "├── the former question fleet, the altered question calls and the new measures crime, satisfaction and recorded with their rules and evidence: these cannot be told apart",
    ] == between(new, old)[1:3]
    question = {one["question"]: one for one in rendering.as_data(compared(old, new))["moved"]}["fleet"]
    assert (None, "good") == (question["before"], question["after"]["low"])


def test_the_difference_as_data() -> None:
    """Causes with their details and what cannot be told apart, moves with what each cause does, rules that turned."""
    data = rendering.as_data(compared(*two_editions()))
    assert ("peelgrade/difference/v1", "difference", "Kent") == (data["schema"], data["kind"], data["new"]["force"])
    assert [
        ("item_altered", "F1", True),
        ("item_altered", "F2", False),
        ("item_removed", "F4", True),
        ("item_added", "F5", True),
        ("decisions", "leaders", True),
        ("decisions", "overall", True),
        ("carried_over", "visits", True),
        ("fieldwork", "overall", True),
        ("cut_off", "cut_off", True),
        ("rule_added", "visits.fine", True),
        ("rule_removed", "visits.good", True),
        ("framework", "minimum_evidence", True),
    ] == [(one["kind"], one["subject"], one["bears"]) for one in data["causes"]]
    assert {
        "kind": "item_altered",
        "subject": "F1",
        "bears": True,
        "item": "F1",
        "details": [
            {"attribute": "extent", "before": "widespread", "after": "isolated"},
            {"attribute": "or_extent", "before": None, "after": "partial"},
        ],
    } == data["causes"][0]
    calls = {one["question"]: one for one in data["moved"]}["calls"]
    assert {
        "because_before": "1 weakness (F2)",
        "because_after": "1 weakness (F5)",
        "interaction": False,
        "together": [{"kind": "item_added", "subject": "F5"}],
    } == {key: calls[key] for key in ("because_before", "because_after", "interaction", "together")}
    assert [
        ("F5", True, False, "requires_improvement", "outstanding"),
        ("overall", False, False, "requires_improvement", "requires_improvement"),
    ] == [
        (one["subject"], one["sufficient"], one["necessary"], one["alone"]["low"], one["without"]["high"])
        for one in calls["effects"]
    ]
    assert [
        {"rule": "overall.good", "question": "overall", "before": "true", "after": "unknown"},
        {"rule": "overall.weak", "question": "overall", "before": "false", "after": "unknown"},
        {"rule": "calls.good", "question": "calls", "before": "true", "after": "false"},
        {"rule": "calls.harm", "question": "calls", "before": "false", "after": "true"},
        {"rule": "calls.outstanding", "question": "calls", "before": "false", "after": "unknown"},
    ] == data["rules_turned"]
    more = Rulebook.of(small.framework(OVERALL.model_copy(update={"parts": (CALLS, VISITS)})), RULES)
    joined = rendering.as_data(compared(case(decisions=(LED,)), case(rulebook=more)))["causes"]
    assert [[("decisions", "leaders"), ("framework", "questions")]] == [
        [(part["kind"], part["subject"]) for part in one.get("inside", ())] for one in joined
    ]


def test_nothing_that_moved_has_no_table() -> None:
    """Neither in the terminal nor for a pull request."""
    same = compared(case(finding("F1", "calls")), case(finding("F1", "calls")))
    assert ["Kent  Town", "Nothing differs that is graded", "No judgment moved."] == shown(rendering.text(same))
    assert "No judgments moved.\n\n" == rendering.markdown(same)


def written(of: Case) -> ResultDocument:
    """Return the result of a case as it is written."""
    return document(small.view(of).result, of.inspection, of.rulebook, "1")


def of_results(old: Case, new: Case) -> RecordedDifference:
    """Return the difference between the results of two cases."""
    return recorded(written(old), written(new))


class TestOfTwoResults:
    """Nothing but what was written is at hand: what moved, beside what the receipts say."""

    def test_what_moved_is_told_beside_what_changed(self) -> None:
        """With the reason on both sides, by the words of the rule or of what stood in for rules."""
        assert [
            "Kent  framework",
            "What changed, by the receipts",
            "├── the framework without its rules",
            "├── the record: decisions, fieldwork, waiver or another of its entries",
            "├── rules added: visits.fine",
            "├── rules left out: visits.good",
            "├── evidence added: F5",
            "├── evidence left out: F4",
            "└── evidence altered: F1, F2",
            "4 judgments moved",
            "overall: good → good (decided by people), with a stale decision",
            "├── was: it is so (calls, visits, leaders)",
            "├── now: people decided it",
            "└── of what changed, this stands here: F1, F2, F4, F5, the rule visits.fine, the rule visits.good",
            "calls: good → requires improvement",
            "├── was: it is so (F1)",
            "├── now: it is so (F5)",
            "└── of what changed, this stands here: F1, F2, F5",
            "visits: good → outstanding (carried over)",
            "├── was: it is so (F3, F4)",
            "├── now: it is carried over",
            "└── of what changed, this stands here: F4, the rule visits.fine, the rule visits.good",
            "leaders: good (decided by people) → to be judged by people",
            "├── was: people decided it",
            "└── now: no rule judges it",
            "What moved which judgment cannot be told from results alone: give the folders of the inspections for that.",
        ] == shown(results.text(of_results(*two_editions())))

    def test_nothing_changed(self) -> None:
        """And so nothing moved."""
        same = case(finding("F1", "calls"))
        assert ["Kent  framework", "Nothing changed", "No judgment moved."] == shown(
            results.text(of_results(same, same))
        )

    def test_two_forces(self) -> None:
        """Nothing is attributed; a question that only one result has is said to be of that one."""
        old = case(
            finding("F1", "calls"),
            rulebook=Rulebook.of(small.framework(OVERALL.model_copy(update={"parts": (CALLS, VISITS)})), RULES),
            force={"id": "essex", "name": "Essex"},
            questions=(COMPLETE, {"question": "visits", "status": "not_inspected"}),
        )
        new = case(
            finding("F1", "calls"), questions=({"question": "overall", "status": "in_progress"},), decisions=(LED,)
        )
        found = of_results(old, new)
        assert [
            "Essex and Kent  framework",
            "These are two forces: their evidence differs throughout, and nothing is attributed to it.",
            "4 judgments moved",
            "overall: good → requires improvement to good, good as it stands",
            "├── was: it is so (calls)",
            "└── now: it is so (calls, visits, leaders)",
            "calls: outstanding → requires improvement to outstanding, outstanding as it stands",
            "├── was: it is so (F1)",
            "└── now: it is so",
            "visits: not inspected → requires improvement to good",
            "└── now: it is so",
            "leaders: not in this result → good (decided by people)",
            "└── now: people decided it",
            "What moved which judgment cannot be told from results alone: give the folders of the inspections for that.",
        ] == shown(results.text(found))
        data = results.as_data(found)
        assert ("results", "Essex", "Kent", None) == (
            data["kind"],
            data["old"]["force"],
            data["new"]["force"],
            data["changed"],
        )
        assert (None, "good", "decided") == (
            data["moved"][-1]["before"],
            *(data["moved"][-1]["after"][key] for key in ("low", "outside")),
        )

    def test_as_data(self) -> None:
        """What changed by the receipts, and for each move what of it stands at the question or below."""
        data = results.as_data(of_results(*two_editions()))
        assert {
            "framework": True,
            "record": True,
            "rules": {"added": ["visits.fine"], "removed": ["visits.good"], "altered": []},
            "evidence": {"added": ["F5"], "removed": ["F4"], "altered": ["F1", "F2"]},
        } == data["changed"]
        assert [
            ("overall", ["visits.fine", "visits.good"], ["F1", "F2", "F4", "F5"]),
            ("calls", [], ["F1", "F2", "F5"]),
            ("visits", ["visits.fine", "visits.good"], ["F4"]),
            ("leaders", [], []),
        ] == [(one["question"], one["rules_changed_here"], one["evidence_changed_here"]) for one in data["moved"]]


def declaring(*pairs: ComparedQuestion, apart: Iterable[NotCompared] = (), source: str = "Annex A") -> Rulebook:
    """Return a framework of another year that declares what of it stands beside the other."""
    said = Comparability(
        framework="framework", title="Town", comparable=pairs, not_comparable=tuple(apart), source=source
    )
    listening = Question(id="listening", title="Does it listen?", graded=True)
    asked = Question(id="answering", title="Does it answer?", graded=True, parts=(listening,))
    later = small.framework(asked, id="later", title="Later", version="2", comparability=(said,))
    return Rulebook.of(later, [rule("good", "answering", findings("strength", at_least=1), supports="good")])


class TestOfTwoFrameworks:
    BESIDE = ComparedQuestion(question="answering", beside="calls", note="Asked of all calls, not of emergencies.")

    def later(self, rulebook: Rulebook, **record: Any) -> Case:
        """Return an inspection by the other framework."""
        known = {"framework": "later", "questions": ({"question": "answering", "status": "complete"},)}
        return case(finding("F1", "answering"), rulebook=rulebook, **(known | record))

    def test_what_is_declared_stands_side_by_side_with_its_note(self) -> None:
        """And what is not, with the reason where one is declared."""
        rulebook = declaring(self.BESIDE, apart=[NotCompared(question="listening", reason="It was not asked.")])
        other = self.later(rulebook, force={"id": "essex", "name": "Essex"})
        old, new = (Side.of(one) for one in (case(finding("F1", "calls")), other))
        found = beside.Beside(old, new, comparable(RULEBOOK.framework, rulebook.framework))
        assert [
            "Kent and Essex",
            "Town beside Later: only what the frameworks declare comparable is set beside",
            "Side by side",
            "└── calls Calls: outstanding | answering Does it answer?: good",
            "    └── Asked of all calls, not of emergencies.",
            "Not comparable",
            "├── listening Does it listen? (Later): It was not asked.",
            "└── overall, visits, leaders (Town): nothing is declared",
            "declared in the frameworks from: Annex A",
            "These are two forces.",
        ] == shown(beside.text(found))
        books = beside.Books(RULEBOOK, rulebook)
        assert [
            "Town and Later are two frameworks",
            "Comparable",
            "└── calls | answering: Asked of all calls, not of emergencies.",
            "Not comparable",
            "├── listening Does it listen? (Later): It was not asked.",
            "└── overall, visits, leaders (Town): nothing is declared",
            "declared in the frameworks from: Annex A",
        ] == shown(beside.books_text(books))
        data = beside.books_data(books)
        assert (
            [{"old": "calls", "new": "answering", "note": "Asked of all calls, not of emergencies."}],
            {"framework": "later", "question": "listening", "reason": "It was not asked."},
        ) == (data["comparable"], data["not_comparable"][-1])

    def test_where_all_is_declared_nothing_is_left_over(self) -> None:
        """Nor are two inspections of one force said to be of two."""
        both = ComparedQuestion(question="listening", beside="calls")
        rulebook = declaring(self.BESIDE, both)
        calls = Rulebook.of(small.framework(CALLS), ())
        old, new = Side.of(case(finding("F1", "calls"), rulebook=calls)), Side.of(self.later(rulebook))
        found = beside.Beside(old, new, comparable(calls.framework, rulebook.framework))
        assert [
            "Kent",
            "Town beside Later: only what the frameworks declare comparable is set beside",
            "Side by side",
            "├── calls Calls: requires improvement | answering Does it answer?: good",
            "│   └── Asked of all calls, not of emergencies.",
            "└── calls Calls: requires improvement | listening Does it listen?: requires improvement",
            "declared in the frameworks from: Annex A",
        ] == shown(beside.text(found))

    def test_two_editions_of_one(self) -> None:
        """Rules that are new, gone and altered, and what of the framework is another."""
        fine = rule("visits.fine", "visits", findings("strength", at_least=1), supports="good")
        strict = RULES[-1].model_copy(update={"binding": "strict"})
        later = small.framework(minimum_evidence=2, version="2")
        books = beside.Books(RULEBOOK, Rulebook.of(later, [*RULES[:3], *RULES[4:-1], strict, fine]))
        assert [
            "Town  version 1 and 2",
            "What differs",
            "├── rule overall.weak altered: binding presumptive → strict",
            "├── rule visits.fine added: supports good, it is so",
            "├── rule visits.good removed: supports good, it is so",
            "├── framework: version 1 → 2",
            "└── framework: minimum evidence 1 → 2",
            "To see which judgments move, give an inspection with --inspection.",
        ] == shown(beside.books_text(books))
        data = beside.books_data(books)
        assert ("rulebooks", "1", "2", None, None) == (
            data["kind"],
            data["old"]["version"],
            data["new"]["version"],
            data["comparable"],
            data["not_comparable"],
        )
        assert [
            ("rule_altered", "overall.weak"),
            ("rule_added", "visits.fine"),
            ("rule_removed", "visits.good"),
            ("framework", "version"),
            ("framework", "minimum_evidence"),
        ] == [(one["kind"], one["subject"]) for one in data["causes"]]
