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
from peelgrade.comparison import Supposition, caused, comparable, difference, supposed
from peelgrade.evidence import Challenge, Inspection
from peelgrade.grading import regrade
from peelgrade.pipeline import Read, read_inspection
from peelgrade.problems import Unreadable
from peelgrade.rendering import differences as rendering
from peelgrade.rulebook import Comparability, ComparedQuestion, NotCompared, Question
from tests.conftest import KENT, Run, replace
from tests.strategies import decision, framework
from tests.test_bad_input import FILES, write


@pytest.fixture(scope="module")
def read() -> Read:
    """Return Kent's inspection as read."""
    return read_inspection(KENT)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_what_if_is_grading_again(read: Read) -> None:
    """What is told to move is what grading the changed case gives; the case itself stays as it is."""
    case = Case(read.inspection, read.rulebook)
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


def test_what_moves_is_told_with_its_reasons(read: Read) -> None:
    """Without the weakness that decided, question 3 would be good; what does not move is not told."""
    out = told(read, without=["F320"])
    assert "q3 Vulnerability: requires improvement → good" in out
    assert "was: q3.specific_groups below good" in out
    assert "q3-vulnerability.yaml:310" in out
    assert "q4" not in out


def test_where_nothing_moves_the_nearest_is_named(read: Read) -> None:
    """A rule that still holds on fewer findings is told, with the counts."""
    out = told(read, without=["F401"])
    assert "No judgment moves." in out
    assert "q4.understanding.good (supports good) still holds" in out


def test_values_of_one_item_are_set_together(read: Read) -> None:
    """A finding becomes major with its ground, and is moderate again once that is cleared."""
    case = Case(read.inspection, read.rulebook)
    assert supposed(case, Supposition(**setting("F310.weight=major", "F310.ground=core")))
    given = setting("F320.weight=moderate", "F320.ground=", "F320.at_risk=")
    (cause,) = supposed(case, Supposition(**given))
    assert {"weight", "ground", "at_risk"} == {one.attribute for one in cause.details}


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
        (setting("F320.question=q4.response"), "not a topic of q4.response", "--set F320.topic="),
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
def test_what_cannot_be_supposed(read: Read, given: dict[str, Any], says: str, remedy: str) -> None:
    """Each is told with what to write instead."""
    with pytest.raises(Unreadable) as refused:
        supposed(Case(read.inspection, read.rulebook), Supposition(**given))
    assert says in refused.value.message
    assert remedy in refused.value.help


def test_a_wider_question_does_not_undo_a_narrower_one(read: Read) -> None:
    """In whichever order they are given, the status of a part holds against that of the whole."""
    case = Case(read.inspection, read.rulebook)
    given = Supposition(statuses=[("q4.response", "complete"), ("q4", "in_progress")])
    found = caused(case, supposed(case, given))
    assert not found.new.result["q4.response"].in_progress
    assert found.new.result["q4.national"].in_progress


def causes_of(read: Read, new: Inspection) -> dict[str, str]:
    """Return kind by subject of what differs from Kent."""
    found = difference(Case(read.inspection, read.rulebook), Case(new, read.rulebook))
    return {one.subject: one.kind for one in found.causes}


def test_an_item_that_a_challenge_amended_is_told_by_the_challenge(read: Read) -> None:
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
        item.model_copy(update={"withdrawn": True}) if item.id == "F320" else item for item in read.inspection.items
    ]
    new = Inspection.of(read.inspection.record.model_copy(update={"challenges": (challenge,)}), amended)
    assert {"C1": "challenge", "record": "record"} == causes_of(read, new)
    rejected = challenge.model_copy(update={"response": "rejected"})
    other = Inspection.of(read.inspection.record.model_copy(update={"challenges": (rejected,)}), amended)
    assert "item_altered" == causes_of(read, other)["F320"]


def test_entries_of_the_record_are_causes(read: Read) -> None:
    """A decision moves its question, and the waiver that is taken away opens what rests on one item."""
    taken = decision("q3", "good", "requires_improvement")
    known = read.inspection.record.model_copy(update={"decisions": (taken,), "waiver": None})
    new = Inspection.of(known, read.inspection.items)
    found = difference(Case(read.inspection, read.rulebook), Case(new, read.rulebook))
    assert {("decisions", "q3"), ("waiver", "waiver")} == {(one.kind, one.subject) for one in found.causes}
    by = {move.question: [one.subject for one in move.together] for move in found.moves}
    assert ["q3"] == by["q3"]
    assert ["waiver"] == by["q3.identification"]


def test_an_interaction_is_said_to_be_one(read: Read) -> None:
    """What two do together and neither alone is told as that."""
    out = told(read, assumed=[("q1", "requires_improvement"), ("q4", "requires_improvement")], without=["F320"])
    assert "each of these alone moves it so: the assumption on q1 and the assumption on q4" in out
    limits = told(read, assumed=[("q1", "inadequate"), ("q2", "inadequate")])
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
