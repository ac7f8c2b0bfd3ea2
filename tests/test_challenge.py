"""Challenges are recorded and answered in place, and their effect is what grading again gives."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given

from peelgrade import writing
from peelgrade.changes import Case, Set
from peelgrade.evidence import Challenge, Earlier, Finding
from peelgrade.explanation import challenges, effect, effects
from peelgrade.grading import regrade
from peelgrade.pipeline import Reading, examine, read_inspection
from peelgrade.rendering import panel
from peelgrade.trace import Result
from tests import small, strategies
from tests.conftest import Run, otherwise, replace
from tests.folders import contents
from tests.properties import QUICK, THOROUGH
from tests.strategies import DAY, cases

MAKE = ("--ground", "error", "--statement", "It had.", "--offered", "Records", "--date", "2016-01-11")
ANSWER = ("--reason", "So.", "--people", "C. Chair, panel", "--date", "2016-01-20")
Q3 = "q3-vulnerability.yaml"


def codes(folder: Path) -> list[str]:
    """Return the codes of what is wrong with an inspection, notes aside."""
    reading = Reading()
    examine(folder, None, reading)
    return [problem.code for problem in reading.standing()[0] if problem.severity != "note"]


def test_an_amended_item_keeps_what_it_said(run: Run, kent: Path) -> None:
    """Only the new values are others in its file; what goes with a major weight goes with it, and is kept in the record."""
    before = (kent / Q3).read_text(encoding="utf-8")
    assert "C1 is recorded" in run("challenge", kent, "--item", "F320", *MAKE).out

    ran = run("challenge", kent, "C1", "--accept", "--set", "weight=minor", "--set", "statement=Now: so.", *ANSWER)

    assert (0, "") == (ran.code, ran.err)
    start = before.index("- id: F320")
    item = before[start:]
    item = re.sub(
        r"  weight: major\n  ground: serious_harm\n  at_risk:\n    - .*\n", "  weight: minor\n", item, count=1
    )
    item = re.sub(r"  statement: .*\n", "  statement: 'Now: so.'\n", item, count=1)
    assert before[:start] + item == (kent / Q3).read_text(encoding="utf-8")
    found = read_inspection(kent).inspection
    (one,) = found.record.challenges
    assert one.earlier is not None
    now = next(item for item in found.findings if item.id == "F320")
    assert ("minor", None, ()) == (now.weight, now.ground, now.at_risk)
    assert ("major", "serious_harm", ("children_at_risk_of_exploitation",)) == (
        one.earlier.weight,
        one.earlier.ground,
        one.earlier.at_risk,
    )
    assert "q3  Vulnerability" in ran.out
    assert "Requires improvement → good" in ran.out
    assert [] == codes(kent)
    explained = " ".join(run("explain", kent, "F320").out.split())
    assert "C1: F320 challenged on 2016-01-11, as an error: accepted" in explained
    assert "before, it said: weight: major; ground: serious harm" in explained.replace("│ ", "")
    data = json.loads(run("explain", kent, "C1", "--format", "json").out)
    assert ["q3", "q3.specific_groups"] == [each["question"] for each in data["challenges"][0]["moved"]]


@pytest.mark.slow
def test_what_an_item_did_not_have_is_known(run: Run, kent: Path) -> None:
    """A ground that is added is one that the item was without."""
    run("challenge", kent, "--item", "F310", *MAKE)
    name = next(one.id for one in read_inspection(kent).inspection.findings if one.weight == "moderate")
    run("challenge", kent, "--item", name, *MAKE)
    ran = run("challenge", kent, "C2", "--partly", "--set", "weight=major", "--set", "ground=core", *ANSWER)
    assert 0 == ran.code, ran.err
    earlier = read_inspection(kent).inspection.record.challenges[1].earlier
    assert Earlier(weight="moderate", without=("ground",)) == earlier


@pytest.mark.slow
def test_a_withdrawn_item_is_recorded_and_not_counted(run: Run, kent: Path) -> None:
    """It says so itself, and the judgments go on without it."""
    run("challenge", kent, "--item", "F320", *MAKE)
    ran = run("challenge", kent, "C1", "--withdraw", *ANSWER)
    assert 0 == ran.code, ran.err
    assert "F320 is withdrawn" in ran.out
    assert "Requires improvement → good" in ran.out
    assert "it was withdrawn after a challenge" in run("explain", kent, "F320").out
    assert [] == codes(kent)


@pytest.mark.slow
def test_a_rejected_challenge_changes_nothing(run: Run, kent: Path) -> None:
    """The evidence is the same, byte for byte."""
    before = (kent / Q3).read_bytes()
    run("challenge", kent, "--item", "F320", *MAKE)
    assert "C1 is rejected" in run("challenge", kent, "C1", "--reject", *ANSWER).out
    assert before == (kent / Q3).read_bytes()
    assert 1 == run("challenge", kent, "C1", "--reject", *ANSWER).code


@pytest.mark.slow
def test_a_judgment_is_disputed_and_left_to_a_decision(run: Run, kent: Path) -> None:
    """No item is amended, and the reader is told what follows."""
    assert 0 == run("challenge", kent, "--question", "q3", "--statement", "Good.", "--date", "2016-01-11").code
    ran = run("challenge", kent, "C1", "--accept", *ANSWER)
    assert 0 == ran.code, ran.err
    assert "is for a decision" in ran.out


@pytest.mark.sampled(6)
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--item", "F3200", *MAKE), 2, "no item 'F3200'"),
        (("--question", "q1.levels", *MAKE), 2, "no question 'q1.levels'"),
        (("--item", "F310", "--question", "q3", *MAKE), 2, "not both"),
        (("--item", "F310", *otherwise(MAKE, "--ground", "eror")), 2, "did you mean 'error'"),
        (("--question", "q3", *MAKE), 2, "'error' cannot stand here"),
        (("--item", "F310", *otherwise(MAKE, "--date", "9999-12-31")), 2, "is still to come"),
        (("C2", "--reject", *ANSWER), 2, "write one of: C1"),
        (("C1", "--accept", *ANSWER), 2, "say what the item says now"),
        (("C1", "--accept", "--set", "weight=hugh", *ANSWER), 2, "'hugh' cannot stand here"),
        (("C1", "--accept", "--set", "status=met", *ANSWER), 2, "amends nothing of the finding"),
        (("C1", "--accept", "--set", "weight=major", *ANSWER), 2, "already"),
        (
            ("C1", "--accept", "--set", "extent=partial", "--set", "extent=isolated", *ANSWER),
            2,
            "two values are given for F320.extent",
        ),
        (
            ("C1", "--accept", "--set", "statement=a\u202eb", *ANSWER),
            2,
            "'statement' has a character in it that cannot",
        ),
        (("C1", "--accept", "--reject", *ANSWER), 2, "--accept and --reject contradict each other"),
        (("C1", "--reject", "--set", "weight=minor", *ANSWER), 2, "--set goes with"),
        (("C1", "--reject"), 2, "nobody to ask"),
        (("--reason", "So."), 2, "to make a challenge"),
        (("C1", "--reject", *ANSWER[:-1], "2016-01-01"), 1, "PG319"),
    ],
)
def test_what_cannot_be_recorded_is_refused(
    run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """Each is told with what to do, and nothing is written."""
    entry = "  - id: C1\n    item: F320\n    ground: error\n    made: 2016-01-11\n    statement: It had.\n"
    replace(kent / "inspection.yaml", "published:\n", f"challenges:\n{entry}published:\n")
    before = contents(kent)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    ran = run("challenge", kent, *arguments)
    assert (code, "") == (ran.code, ran.out)
    assert said in ran.err
    assert before == contents(kent)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "code"), [(("--accept", "--set", "weight=minor"), "PG518"), (("--withdraw",), "PG542")]
)
def test_writing_that_is_cut_short_is_told_of(
    run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch, answer: tuple[str, ...], code: str
) -> None:
    """Where the record is written and the evidence is not, as when the power fails, validate says so."""
    run("challenge", kent, "--item", "F320", *MAKE)

    together = writing.write_together

    def cut_short(files: Mapping[Path, bytes], **_: object) -> None:
        for path, raw in files.items():
            if path.name == Q3:
                raise KeyboardInterrupt
            together({path: raw})

    monkeypatch.setattr(writing, "write_together", cut_short)
    assert 130 == run("challenge", kent, "C1", *answer, *ANSWER).code
    assert code in codes(kent)


def test_later_evidence_is_recorded_and_not_counted(run: Run, kent: Path) -> None:
    """What was observed after the cut-off is shown with the reason, and moves nothing."""
    replace(kent / "inspection.yaml", "published:\n", "cut_off: 2015-11-30\npublished:\n")
    replace(kent / Q3, "- id: F320\n  kind: finding\n", "- id: F320\n  kind: finding\n  observed: 2015-12-01\n")
    assert "observed on 2015-12-01, after the cut-off of 2015-11-30" in run("explain", kent, "F320").out
    assert "q3 Vulnerability                Good" in run("grade", kent).out


ENTRY = "  - {{id: {id}, item: {item}, ground: error, made: 2016-01-11, statement: It had.}}\n"


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("challenges", "expected"),
    [
        ((("C1", "F320"), ("C1", "F320")), ["PG513"]),
        ((("F320", "F320"),), ["PG517"]),
        ((("q3", "F320"),), ["PG517"]),
        ((("q3.part_below_good", "F320"),), ["PG517"]),
        ((("C1", "F32O"),), ["PG504"]),
        ((("C1", "F320"), ("C2", "F320")), []),
    ],
)
def test_names_in_challenges_are_checked(
    kent: Path, challenges: tuple[tuple[str, str], ...], expected: list[str]
) -> None:
    """An id is its own alone, and the item is there."""
    listed = "".join(ENTRY.format(id=name, item=item) for name, item in challenges)
    replace(kent / "inspection.yaml", "published:\n", f"challenges:\n{listed}published:\n")
    assert expected == codes(kent)


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        ("{status: met}", "has no 'status'"),
        ("{weight: major}", "still says"),
        ("{weight: minor}", "cannot have said this"),
        ("{weight: minor, without: [ground, at_risk]}", ""),
    ],
)
def test_an_earlier_version_must_be_one_that_can_have_been(kent: Path, earlier: str, said: str) -> None:
    """It fits the kind of the item, differs from what is said now, and is sound."""
    rest = f"response: accepted, reason: So., people: [C], date: 2016-01-20, earlier: {earlier}}}"
    listed = ENTRY.format(id="C1", item="F320").replace("}", f", {rest}")
    replace(kent / "inspection.yaml", "published:\n", f"challenges:\n{listed}published:\n")
    reading = Reading()
    examine(kent, None, reading)
    found = [problem for problem in reading.standing()[0] if problem.severity == "error"]
    assert ["PG518"] * bool(said) == [problem.code for problem in found]
    assert all(said in problem.message for problem in found)


# --- the effect, on generated inspections ----------------------------------------------------------------------------


def amended(case: strategies.Case) -> tuple[Case, Case, tuple[Challenge, ...]]:
    """Return a case, what it is once two challenges of its first main finding are accepted, and these."""
    inspection = case.inspection
    found = Case(inspection, case.rulebook)
    item = next((one for one in inspection.findings if one.counted), None)
    if item is None:
        return found, found, ()
    other = "weakness" if item.shows == "strength" else "strength"
    plain = {"weight": "minor", "ground": None, "at_risk": (), "or_weight": None}
    said = {name: getattr(item, name) for name in plain}
    stated = {name: value for name, value in said.items() if value not in {None, ()}}
    without = tuple(name for name, value in said.items() if value in {None, ()})
    answer = {"response": "accepted", "reason": "So.", "people": ("C. Chair",), "date": DAY, "made": DAY}
    known = {"item": item.id, "ground": "error", "statement": "Not so.", **answer}
    listed = (
        Challenge(id="C1", earlier=Earlier(**stated, without=without), **known),
        Challenge(id="C2", earlier=Earlier(shows=item.shows), **known),
    )
    items = [one.model_copy(update={**plain, "shows": other}) if one is item else one for one in inspection.items]
    record = inspection.record.model_copy(update={"challenges": listed})
    return found, Case(type(inspection).of(record, items), case.rulebook), listed


def test_a_challenge_that_is_not_accepted_moved_nothing() -> None:
    """What the force asked and was not given has no effect on any judgment, whatever it would have had."""
    case = strategies.case(25)
    known = {"id": "C1", "item": case.inspection.items[0].id, "ground": "error", "statement": "Not so.", "made": DAY}
    answer = {"response": "rejected", "reason": "It is so.", "people": ("C. Chair",), "date": DAY}
    for asked in (Challenge(**known), Challenge(**known, **answer)):
        assert () == effect(Case(case.inspection, case.rulebook), asked).moved


def test_all_challenges_are_told_in_the_order_of_the_record() -> None:
    """Each with the effect that it has when it is asked for alone."""
    _, after, listed = next(one for one in map(amended, map(strategies.case, range(50))) if one[2])
    assert tuple(effect(after, one) for one in listed) == effects(after)


def the_effects_are_exact(case: strategies.Case) -> None:
    """Hold that both effects, one after the other, lead from the judgments as they were to those that are now."""
    before, after, listed = amended(case)
    if not listed:
        return
    first, second = (effect(after, one) for one in listed)
    was, now = regrade(before), regrade(after)
    assert _with(was, *first.moved) == {one.question: one.range for one in _between(after, listed).judgments}
    assert _with(_between(after, listed), *second.moved) == {one.question: one.range for one in now.judgments}
    assert all(one.moves for one in (*first.moved, *second.moved))


def _between(after: Case, listed: tuple[Challenge, ...]) -> Result:
    return regrade(after, [Set(listed[1].item or "", listed[1].before)])


def _with(result: Result, *moved: challenges.Moved) -> dict[str, object]:
    assert all(result[one.before.question].range == one.before.range for one in moved)
    return {one.question: one.range for one in result.judgments} | {
        one.after.question: one.after.range for one in moved
    }


@QUICK
@given(cases())
def test_the_effects_are_exact(case: strategies.Case) -> None:
    """On generated inspections."""
    the_effects_are_exact(case)


@pytest.mark.slow
@THOROUGH
@given(cases())
def test_the_effects_are_exact_thoroughly(case: strategies.Case) -> None:
    """On many more."""
    the_effects_are_exact(case)


def test_a_wrong_effect_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """If later challenges were not undone first, the effects would not lead from one to the other."""
    question = strategies.Question(id="q", title="q", graded=True)
    when = strategies.Findings(findings=strategies.FindingsCount(shows="strength", weight=("major",), at_least=1))
    book = strategies.Rulebook.of(
        strategies.framework(question, minimum=1), [strategies.rule("r", "q", when, supports="c3")]
    )
    item: Finding = strategies.finding("F1", "q", weight="major")
    record = strategies.record(questions=(strategies.QuestionRecord(question="q", status="complete"),))
    case = strategies.Case(strategies.Inspection.of(record, [item]), book)
    the_effects_are_exact(case)
    monkeypatch.setattr(challenges, "before", lambda one: Set(one.item, {}))
    with pytest.raises(AssertionError):
        the_effects_are_exact(case)


class TestListed:
    """Every challenge with what became of it, as the team reads them."""

    def challenge(self, name: str, **given: object) -> Challenge:
        """Return a challenge that was accepted, unless something else is given."""
        answered = {
            "response": "accepted",
            "reason": "The records bear it out.",
            "people": ("C. Chair, panel",),
            "date": DAY,
        }
        known = {
            "id": name,
            "item": name.replace("C", "F"),
            "ground": "error",
            "made": DAY,
            "statement": "It was not so.",
        }
        return Challenge(**(known | answered | given))

    def test_each_says_what_it_moved(self) -> None:
        """An item that is withdrawn, one that is amended and moves nothing, a judgment, and one that waits for an answer."""
        waits = {"response": "open", "reason": None, "people": (), "date": None}
        town = small.case(
            small.finding("F1", "calls", withdrawn=True),
            small.finding("F2", "calls", extent="isolated"),
            small.finding("F3", "visits"),
            challenges=(
                self.challenge("C1", ground="incomplete"),
                self.challenge("C2", earlier=Earlier(extent="widespread"), response="partly_accepted"),
                self.challenge("C3", ground="out_of_date", offered=("Records", "A list"), **waits),
                self.challenge("C4", item=None, question="visits", ground="disputes_judgment"),
                self.challenge("C5", item=None, question="calls", ground="disputes_judgment", response="rejected"),
            ),
        )
        case = Case(town.inspection, town.rulebook)
        listed = tuple(effect(case, one) for one in town.inspection.record.challenges)
        assert [
            "C1  F1 challenged on 2015-06-30, as incomplete: accepted on 2015-06-30 by C. Chair, panel",
            "├── the force says: It was not so.",
            "├── the answer: The records bear it out.",
            "├── F1 says now (withdrawn): strength, moderate, widespread: Statement of F1. F1.yaml:1",
            "└── no judgment moves",
            "C2  F2 challenged on 2015-06-30, as an error: accepted in part on 2015-06-30 by C. Chair, panel",
            "├── the force says: It was not so.",
            "├── the answer: The records bear it out.",
            "├── F2 said before: extent: widespread",
            "├── F2 says now: strength, moderate, isolated: Statement of F2. F2.yaml:1",
            "└── no judgment moves",
            "C3  F3 challenged on 2015-06-30, as out of date: not answered yet",
            "├── the force says: It was not so.",
            "├── it offers: Records; A list",
            "└── F3 says now: strength, moderate, widespread: Statement of F3. F3.yaml:1",
            "C4  visits challenged on 2015-06-30, disputing the judgment: accepted on 2015-06-30 by C. Chair, panel",
            "├── the force says: It was not so.",
            "├── the answer: The records bear it out.",
            "└── what follows for the judgment is for a decision: peelgrade decide",
            "C5  calls challenged on 2015-06-30, disputing the judgment: rejected on 2015-06-30 by C. Chair, panel",
            "├── the force says: It was not so.",
            "└── the answer: The records bear it out.",
        ] == small.shown(panel.challenges(listed, small.view(town)))
        moved = [[each["question"] for each in one["moved"]] for one in panel.challenges_as_data(listed)["challenges"]]
        assert [[], [], [], [], []] == moved

    def test_what_a_withdrawn_item_moved_stands_below_it(self) -> None:
        """With the judgments before and after."""
        town = small.case(
            small.finding("F1", "calls", withdrawn=True),
            small.finding("F2", "calls", shows="weakness"),
            challenges=(self.challenge("C1"),),
        )
        listed = (effect(Case(town.inspection, town.rulebook), town.inspection.record.challenges[0]),)
        assert [
            "├── F1 says now (withdrawn): strength, moderate, widespread: Statement of F1. F1.yaml:1",
            "└── 2 judgments moved by it",
            "    └── Overall       Good as it stands; requires improvement to good → requires improvement as it stands; requires improvement to good",
            "        calls  Calls  Good → requires improvement",
        ] == small.shown(panel.challenges(listed, small.view(town)))[-4:]

    def test_there_may_be_none(self) -> None:
        """That is said."""
        assert ["No challenge is recorded."] == small.shown(panel.challenges((), small.view(small.case())))
