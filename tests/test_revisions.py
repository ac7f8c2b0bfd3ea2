"""What a change of rules moves over inspections and tables: told, attributed, and held as a gate."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import textwrap
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from peelgrade.batch import Reject, Revised, Stands, TableMove
from peelgrade.changes import Case
from peelgrade.comparison import Revision, difference, revision
from peelgrade.comparison import revisions as module
from peelgrade.published import LeftOut, Published
from peelgrade.rendering import revisions as rendering
from peelgrade.rendering.differences import Told
from peelgrade.rendering.histories import HistoryRead
from peelgrade.rulebook import Rulebook
from tests import small
from tests.conftest import KENT, ROOT, Run, replace
from tests.homes import FRAMEWORK, PARTS, WORDS, rulebook
from tests.small import RULEBOOK, RULES, case, finding, findings, shown
from tests.strategies import rule

HOMES = ROOT / "docs" / "examples" / "homes.csv"
COLUMNS = ROOT / "docs" / "examples" / "homes.yaml"
PEEL = ROOT / "rules" / "peel-effectiveness-2015"
OLD = rulebook()


def without(*rules: str) -> Rulebook:
    """Return the rules of the framework without some."""
    return Rulebook.of(OLD.framework, (rule for rule in OLD.rules if rule.id not in rules))


def published(line: str, number: int = 2) -> Published:
    """Return an inspection from the letters of its parts and, after a blank, of the overall judgment."""
    parts, overall = line.split()
    return Published(number, f"unit {number}", "", WORDS[overall], tuple(WORDS[part] for part in parts))


def revised(*lines: str, new: Rulebook) -> Revision:
    """Return what new rules do to inspections."""
    return revision([published(line, n) for n, line in enumerate(lines, 2)], OLD, new, PARTS)


class TestOverATable:
    def test_inspections_that_move_are_gathered_by_pattern_with_the_rule_that_moves_them(self) -> None:
        """Unchanged ones are counted, and agreement is told before and after."""
        found = revised("GGGGG G", "RGGGR G", "RGGGR R", "IGGGG R", new=without("overall.two_below_good"))
        assert (4, 2) == (found.taken, found.moving)
        (pattern,) = found.moved
        assert (2, {"good": 1, "requires_improvement": 1}) == (pattern.amount, dict(pattern.published))
        (move,) = pattern.found.moves
        assert ("overall", ["overall.two_below_good"]) == (move.question, [one.subject for one in move.together])
        assert (("requires_improvement",) * 2, ("good",) * 2) == (move.before.reached, move.after.reached)
        assert (3, 3) == found.agreed

    def test_a_move_that_needs_two_rules_names_both(self) -> None:
        """Neither alone makes it."""
        found = revised("RIGGG R", new=without("overall.two_below_good", "overall.one_inadequate"))
        (move,) = found.moved[0].found.moves
        assert {"overall.two_below_good", "overall.one_inadequate"} == {one.subject for one in move.together}

    def test_of_very_many_alike_the_first_three_are_named(self) -> None:
        """All are counted, and whoever looks one up begins with the first of the table."""
        (pattern,) = revised(*["RGGGR G"] * 5, new=without("overall.two_below_good")).moved
        assert (5, {"good": 5}) == (pattern.amount, dict(pattern.published))
        assert [2, 3, 4] == [one.number for one in pattern.examples]

    def test_equal_rules_move_nothing(self) -> None:
        """Whatever is published."""
        found = revised("RGGGR G", "IIIII O", new=OLD)
        assert (0, ()) == (found.moving, found.moved)

    def test_patterns_beyond_those_that_are_kept_are_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """And rows that are left out, by reason."""
        monkeypatch.setattr(module, "MOST_PATTERNS", 1)
        rows = [published("RGGGR G"), published("RRGGG G"), LeftOut(4, "ragged")]
        found = revision(rows, OLD, without("overall.two_below_good"), PARTS)
        assert (1, 1, 2) == (len(found.moved), found.untold, found.moving)
        assert {"ragged": 1} == found.left_out


@pytest.fixture
def editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of PEEL's rules in a scratch folder, beside a changed edition and a body of inspections."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PEEL, "old")
    shutil.copytree(PEEL, "new")
    shutil.copytree(KENT, Path("body", "kent-2015"))
    shutil.copytree(KENT, Path("body", "second"))
    replace(Path("body", "second", "inspection.yaml"), "id: kent-2015", "id: second")
    replace(Path("new", "roll-up.yaml"), "share_at_least: 0.75", "share_at_least: 0.8")
    return Path("new")


RURAL = """\
        - id: q1.rural
          title: How well does the force police rural places?
          short: Rural crime
          graded: true
          working_view: true
        - id: q1.partnership
"""
RURAL_GOOD = """
- id: q1.rural.good
  question: q1.rural
  supports: good
  because: there are strengths
  basis: {kind: project, source: Workshop}
  when:
    findings: {shows: strength, at_least: 2}
"""
MARKED = "questions:\n  - {question: q1.rural, status: not_inspected}"


def add_rural() -> None:
    """Give the new edition a question more, with a rule, and else the rules of the old one."""
    shutil.copy(Path("old", "roll-up.yaml"), Path("new", "roll-up.yaml"))
    replace(Path("new", "framework.yaml"), "        - id: q1.partnership\n", RURAL)
    path = Path("new", "q1-prevention.yaml")
    path.write_text(path.read_text(encoding="utf-8") + RURAL_GOOD, encoding="utf-8")


@pytest.mark.usefixtures("editions")
class TestOverInspections:
    def test_each_judgment_that_moves_is_told_with_its_rule(self, run: Run) -> None:
        """As a table in the terminal, for a pull request, and as data."""
        ran = run("diff", "old", "new", "--over", "body")
        assert (0, "") == (ran.code, ran.err)
        assert "2 of 34 judgments of 2 inspections move, in 2 inspections." in ran.out
        assert "the rule effectiveness.good" in ran.out
        out = run("diff", "old", "new", "--over", "body", "--format", "markdown").out
        assert "| second | effectiveness Overall | good | requires improvement | the rule effectiveness.good |" in out
        data = json.loads(run("diff", "old", "new", "--over", "body", "--format", "json").out)
        assert ("peelgrade/revision/v1", 2, 34) == (data["schema"], data["inspections"], data["judgments"])
        assert {"kent-2015", "second"} == {one["inspection"] for one in data["moved"]}
        first = data["moved"][0]
        assert ("effectiveness", "good", "requires_improvement") == (
            first["question"],
            first["before"]["low"],
            first["after"]["low"],
        )
        assert [{"kind": "rule_altered", "subject": "effectiveness.good"}] == first["moved_by"]

    @pytest.mark.slow
    def test_a_gate_ends_with_1_where_something_moves(self, run: Run) -> None:
        """And with 0 where nothing does."""
        assert 1 == run("diff", "old", "new", "--over", "body", "--fail-on-change").code
        same = run("diff", "old", "old", "--over", "body", "--fail-on-change")
        assert 0 == same.code
        assert "None of 34 judgments of 2 inspections moves." in same.out

    @pytest.mark.slow
    def test_an_inspection_that_cannot_be_judged_is_told_and_ends_with_1(self, run: Run) -> None:
        """The others are judged all the same."""
        replace(Path("body", "second", "q4-serious-organised-crime.yaml"), "weight: ", "wieght: ")
        ran = run("diff", "old", "new", "--over", "body")
        assert 1 == ran.code
        assert "of 17 judgments of 1 inspection" in ran.out
        assert "not judged: body/second: by old, body/second/q4-serious-organised-crime.yaml:" in ran.out
        assert "PG202 unknown key 'wieght'" in " ".join(ran.out.split())

    @pytest.mark.slow
    def test_inspections_of_another_framework_are_counted_apart(self, run: Run) -> None:
        """They are no fault."""
        replace(Path("body", "second", "inspection.yaml"), "framework: peel-effectiveness-2015", "framework: other")
        ran = run("diff", "old", "new", "--over", "body")
        assert 0 == ran.code
        assert "1 inspection judged by another framework: left out." in ran.out

    @pytest.mark.slow
    def test_a_new_question_is_named_as_what_moves(self, run: Run) -> None:
        """Nothing is said of fieldwork that nobody marked, and the old rules do not have the question."""
        add_rural()
        told = " ".join(run("diff", "old", "new", "--over", "body").out.split())
        assert "the new question q1.rural with its rules: these cannot be told apart" in told
        assert "fieldwork" not in told
        lines = run("diff", "old", "new", "--over", "body", "--format", "markdown").out.splitlines()
        expected = (
            "| second | q1.rural Rural crime | not in the old rules | nothing found yet; requires improvement to good "
            "| the new question q1.rural with its rules |"
        )
        assert expected in lines
        told = " ".join(run("diff", "new", "old", "--over", "body").out.split())
        assert "the former question q1.rural with its rules" in told
        told = run("diff", "old", "new", "--inspection", "body/second").out
        assert "q1.rural Rural crime *: not in the old rules → nothing found yet" in told

    @pytest.mark.slow
    def test_old_rules_judge_what_says_that_a_new_question_was_not_inspected(self, run: Run) -> None:
        """A lead who marks old inspections so sees that nothing moves; a slip in the id is still a problem."""
        add_rural()
        for name in ("kent-2015", "second"):
            replace(Path("body", name, "inspection.yaml"), "questions:", MARKED)
        ran = run("diff", "old", "new", "--over", "body", "--fail-on-change")
        assert (0, True) == (ran.code, "None of 34 judgments of 2 inspections moves." in ran.out)
        assert "No judgment moved." in run("diff", "old", "new", "--inspection", "body/second").out
        for name in ("kent-2015", "second"):
            replace(Path("body", name, "inspection.yaml"), "q1.rural,", "q1.rurale,")
        ran = run("diff", "old", "new", "--over", "body")
        assert 1 == ran.code
        assert "no inspection could be judged by both rulebooks; below stands why." in ran.out
        assert "PG204 'question': 'q1.rurale'" in " ".join(ran.out.split())
        assert "None of" not in ran.out

    @pytest.mark.slow
    def test_tables_and_inspections_go_together(self, run: Run) -> None:
        """A table is rolled up by both."""
        replace(
            Path("new", "roll-up.yaml"),
            "judgments: {of: parts, below: good, at_least: 2}",
            "judgments: {of: parts, below: good, at_least: 3}",
        )
        replace(Path("new", "roll-up.yaml"), "share_at_least: 0.8", "share_at_least: 0.5")
        lines = ["year,force,question_id,grade"]
        for force, grades in (("Ash", "GGRR G"), ("Elm", "GGGG G")):
            parts, overall = grades.split()
            named = dict(zip(("q1", "q2", "q3", "q4", "overall"), (*parts, overall), strict=True))
            lines += [f"2015,{force},{name},{WORDS[letter]}" for name, letter in named.items()]
        Path("grades.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        ran = run("diff", "old", "new", "--over", "body", "--over", "grades.csv", "--fail-on-change")
        assert 1 == ran.code
        assert "grades.csv: 1 of 2 inspections moves." in ran.out
        assert "was reached for 1 of 2 (50.0 %), and is for 2 of 2 (100.0 %)" in ran.out
        data = json.loads(run("diff", "old", "new", "--over", "grades.csv", "--format", "json").out)
        (table,) = data["tables"]
        assert {"before": 1, "after": 2} == table["agreed"]
        moved_by = table["patterns"][0]["moved"][0]["moved_by"]
        assert {"effectiveness.divided", "effectiveness.good"} == {one["subject"] for one in moved_by}
        assert "| 1 |" in run("diff", "old", "new", "--over", "grades.csv", "--format", "markdown").out

    @pytest.mark.slow
    def test_where_nothing_was_compared_it_ends_with_1(self, run: Run) -> None:
        """That nothing moved shows nothing then: a table of a header alone, rows that are all rejected, other frameworks."""
        head = "year,force,question_id,grade\n"
        for name, rows in (("header.csv", ""), ("rejected.csv", "2015,Ash,q9,good\n")):
            Path(name).write_text(head + rows, encoding="utf-8")
            for gate in ((), ("--fail-on-change",)):
                ran = run("diff", "old", "old", "--over", name, *gate)
                assert 1 == ran.code
                assert f"{name}: nothing was compared." in ran.out
        assert "nothing was compared" in run("diff", "old", "old", "--over", "header.csv", "--format", "markdown").out
        data = json.loads(run("diff", "old", "old", "--over", "header.csv", "--format", "json").out)
        assert 0 == data["compared"]
        for name in ("kent-2015", "second"):
            replace(Path("body", name, "inspection.yaml"), "framework: peel-effectiveness-2015", "framework: other")
        ran = run("diff", "old", "new", "--over", "body", "--fail-on-change")
        assert 1 == ran.code
        assert "Nothing was compared" in ran.out

    @pytest.mark.slow
    def test_a_question_that_only_one_edition_has_moves_nothing_in_a_table(self, run: Run) -> None:
        """It is named once; what moves at questions of both is counted."""
        path = Path("new", "framework.yaml")
        head, q4, tail = re.split(r"(?ms)^(?=    - id: q4$)|^(?=methods:$)", path.read_text(encoding="utf-8"))
        q5 = "    - id: q5\n      title: Crime\n      short: Crime\n      graded: true\n      judged_by: people\n      parts:\n"
        path.write_text(head + q5 + textwrap.indent(q4, "    ") + tail, encoding="utf-8")
        lines = ["year,force,question_id,grade"]
        for force in ("Ash", "Elm"):
            lines += [f"2015,{force},{name},good" for name in ("overall", "q1", "q2", "q3", "q4")]
        Path("grades.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        ran = run("diff", "old", "new", "--over", "grades.csv")
        assert (0, 1) == (ran.code, ran.out.count("q5 is a question of the new rules alone: no move there is counted."))
        (table,) = json.loads(run("diff", "old", "new", "--over", "grades.csv", "--format", "json").out)["tables"]
        assert ["q5"] == table["questions_added"]
        assert [["effectiveness"]] == [[move["question"] for move in one["moved"]] for one in table["patterns"]]

    def test_a_mapping_must_fit_both_editions(self, run: Run) -> None:
        """It is read by either."""
        replace(Path("old", "framework.yaml"), "id: q4\n", "id: q5\n")
        ran = run("diff", "old", "new", "--over", HOMES, "--columns", COLUMNS)
        assert 1 == ran.code

    @pytest.mark.sampled(4)
    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (("old", "new", "--fail-on-change"), "go with --over"),
            (("old", "new", "--over", "body", "--inspection", "body/second"), "not with --inspection"),
            (("body/second", "body/kent-2015", "--over", "body"), "goes with two rulebooks"),
            (("old", "new", "--over", "body", "--rules", "old"), "go with two inspections"),
            (("old", "new", "--over", "body", "--old-rules", "old"), "go with two inspections"),
            (("old", "new", "--over", "body", "--new-rules", "old"), "go with two inspections"),
            (("old", "new", "--over", "nothing"), "there is no file or folder nothing"),
            (("old", "new", "--over", "new"), "holds no inspection"),
            (("old", ROOT / "rules" / FRAMEWORK, "--over", "body"), "two editions of one framework"),
            (("old", "new", "--over", "nothing.csv"), "there is no file nothing.csv"),
        ],
    )
    def test_wrong_usage_ends_with_2(self, arguments: tuple[str | Path, ...], told: str, run: Run) -> None:
        """With advice."""
        ran = run("diff", *arguments)
        assert (2, "") == (ran.code, ran.out)
        assert told in ran.err


STRICTER = Rulebook.of(
    small.framework(version="2"),
    [one.model_copy(update={"limits_to": "inadequate"}) if one.id == "calls.harm" else one for one in RULES]
    + [rule("calls.poor", "calls", findings("weakness", share_at_least=Decimal("0.5")), limits_to="inadequate")],
)
HARM = finding("F1", "calls", shows="weakness", weight="major", ground="serious_harm", at_risk=("children",))


def over(
    inspections: int = 0, judged: int = 0, old: Rulebook = RULEBOOK, new: Rulebook = STRICTER, **found: Any
) -> rendering.Over:
    """Return what a change of rules moves, with what was found over inspections and tables."""
    rules = Told(difference(case(rulebook=old), case(rulebook=new)), "{}.yaml:1".format, attributed=True)
    known: dict[str, Any] = {"lines": (), "tables": (), "unread": (), "others": 0}
    return rendering.Over(rules, inspections, judged, **(known | found))


def moving(*inspections: str, new: Rulebook = STRICTER) -> tuple[rendering.Line, ...]:
    """Return the judgments that move in inspections with a child at risk."""
    found = difference(case(HARM, rulebook=RULEBOOK), case(HARM, rulebook=new))
    return tuple(line for name in inspections for line in rendering.lines(found, name))


def table(*lines: str, new: Rulebook, **given: Any) -> rendering.TableRead:
    """Return a table of published judgments that was rolled up by both rulebooks."""
    return rendering.TableRead("homes.csv", dataclasses.replace(revised(*lines, new=new), **given))


def body(*moves: TableMove, inspections: int = 9, **given: Any) -> HistoryRead:
    """Return tables of items and questions that were judged by both rulebooks."""
    known: dict[str, Any] = {"added": (), "removed": (), "rejected": 0, "rejects": (), "unread": ()}
    moving = sum(one.amount for one in moves)
    return HistoryRead("body", Revised(inspections, 3 * inspections, moving, moves, **(known | given)))


def settled(category: str, computed: str | None = None) -> Stands:
    """Return how a question stands where it is judged."""
    return Stands("settled", (category, category), category, (computed or category, computed or category))


class TestTold:
    """What a change of rules moves, as whoever changes them is told."""

    def test_each_judgment_with_what_moves_it(self) -> None:
        """Two rules that are needed together are named together; of very many judgments the first are told."""
        found = over(
            31,
            93,
            lines=moving(*(f"i{n}" for n in range(31))),
            others=1,
            unread=(rendering.Unread("body/x", "by new, no such file"),),
        )
        told = shown(rendering.text(found))
        assert [
            "Town, version 1 → 2: what the change of rules moves",
            "What differs",
            "├── rule calls.harm altered: limits to requires improvement → inadequate",
            "│   └── calls.harm.yaml:1",
            "├── rule calls.poor added: limits to inadequate, it is so",
            "│   └── calls.poor.yaml:1",
            "└── differs in words alone, and bears on no judgment: the framework's version",
            "31 of 93 judgments of 31 inspections move, in 31 inspections.",
            "Inspection                           Question     Before                After       Moved by",
            "i29                                  calls Calls  requires improvement  inadequate  the rule calls.harm",
            "and 1 more; --format json tells all",
            "not judged: body/x: by new, no such file",
            "1 inspection judged by another framework: left out.",
        ] == [*told[:9], *told[-4:]]
        assert [
            "**Town, version 1 → 2: what the change of rules moves**",
            "",
            "- rule calls.harm altered: limits to requires improvement → inadequate",
            "- rule calls.poor added: limits to inadequate, it is so",
            "",
            "1 of 3 judgments of 1 inspection moves, in 1 inspection.",
            "",
            "| Inspection | Question | Before | After | Moved by |",
            "| --- | --- | --- | --- | --- |",
            "| i1 | calls Calls | requires improvement | inadequate | the rule calls.harm |",
        ] == rendering.markdown(over(1, 3, lines=moving("i1"))).splitlines()

    def test_one_and_none(self) -> None:
        """In the singular; and where no inspection could be judged, that is said instead of that none moves."""
        only = Rulebook.of(small.framework(), [one for one in RULES if not one.id.startswith("calls.")])
        weak = case(finding("F1", "calls"), finding("F2", "calls", shows="weakness"), finding("F3", "visits"))
        (line, _) = rendering.lines(difference(weak, Case(weak.inspection, only)), "i1")
        assert [
            "Town, version 1: what the change of rules moves",
            "What differs",
            "├── rule calls.good removed: supports good, it is so",
            "│   └── calls.good.yaml:1",
            "├── rule calls.harm removed: limits to requires improvement, it is so",
            "│   └── calls.harm.yaml:1",
            "└── rule calls.outstanding removed: supports outstanding, it is so",
            "    └── calls.outstanding.yaml:1",
            "1 of 1 judgment of 1 inspection moves, in 1 inspection.",
            "Inspection  Question         Before                                           After                 Moved by",
            "i1          overall Overall  good as it stands; requires improvement to good  requires improvement  the rule calls.good",
        ] == shown(rendering.text(over(1, 1, lines=(line,), new=only)))
        assert ["None of 6 judgments of 2 inspections moves."] == shown(rendering.text(over(2, 6)))[-1:]
        unread = (rendering.Unread("body/x", "by new, no such file"),)
        assert [
            "Nothing was compared: no inspection could be judged by both rulebooks; below stands why.",
            "not judged: body/x: by new, no such file",
        ] == shown(rendering.text(over(unread=unread)))[-2:]
        link = (rendering.Unread("", "a/b is a link that leads out of a", "name the folder that it leads to"),)
        told = "not judged: a/b is a link that leads out of a; name the folder that it leads to"
        assert told == shown(rendering.text(over(unread=link)))[-1]
        assert [
            "**Town, version 1: what the change of rules moves**",
            "",
            "Nothing differs that is graded.",
            "",
            "Nothing was compared: no inspection could be judged by both rulebooks; below stands why.",
            "",
            "- not judged: body/x: by new, no such file",
            "- 2 inspections judged by another framework: left out.",
        ] == rendering.markdown(over(new=RULEBOOK, unread=unread, others=2)).splitlines()

    def test_a_table_with_patterns(self) -> None:
        """Rows that move alike stand in one line, with what was published; what is left out is counted."""
        new = without("overall.two_below_good")
        found = table(
            "RGGGR G",
            "RGGGR R",
            "IGGGG R",
            "GGGGG G",
            new=new,
            untold=2,
            added=("new",),
            removed=("a", "b"),
            left_out={"ragged": 1},
        )
        told = over(tables=(found,), old=OLD, new=new)
        assert [
            "    └── overall.two_below_good.yaml:1",
            "homes.csv: 4 of 4 inspections move.",
            "Inspections  Judgments of parts                                                                         Before                After  Published                           Moved by",
            "2            Safe requires improvement, Effective good, Caring good, Responsive good, Well-led          requires improvement  good   good (1), requires improvement (1)  the rule overall.two_below_good",
            "             requires improvement",
            "and 2 more",
            "more than 1 pattern; those met first are told",
            "The published overall judgment was reached for 3 of 4 (75.0 %), and is for 3 of 4 (75.0 %).",
            "new is a question of the new rules alone: no move there is counted.",
            "a and b are questions of the old rules alone: no move there is counted.",
            "1 row left out; 'peelgrade backtest' says why.",
        ] == shown(rendering.text(told))[3:]
        assert [
            "homes.csv: 4 of 4 inspections move.",
            "",
            "| Inspections | Judgments of parts | Before | After | Published | Moved by |",
            "| --- | --- | --- | --- | --- | --- |",
            "| 2 | Safe requires improvement, Effective good, Caring good, Responsive good, Well-led requires improvement | requires improvement | good | good \\(1\\), requires improvement \\(1\\) | the rule overall.two\\_below\\_good |",
            "",
            "The published overall judgment was reached for 3 of 4 \\(75.0 %\\), and is for 3 of 4 \\(75.0 %\\).",
            "new is a question of the new rules alone: no move there is counted.",
            "a and b are questions of the old rules alone: no move there is counted.",
            "1 row left out; 'peelgrade backtest' says why.",
        ] == rendering.markdown(told).splitlines()[4:]
        assert [
            {
                "table": "homes.csv",
                "inspections": 4,
                "moving": 4,
                "questions_added": ["new"],
                "questions_removed": ["a", "b"],
                "agreed": {"before": 3, "after": 3},
                "left_out": {"ragged": 1},
                "patterns": [
                    {
                        "parts": {
                            "safe": "requires_improvement",
                            "effective": "good",
                            "caring": "good",
                            "responsive": "good",
                            "well_led": "requires_improvement",
                        },
                        "inspections": 2,
                        "published": {"good": 1, "requires_improvement": 1},
                        "moved": [
                            {
                                "question": "overall",
                                "before": {
                                    "status": "settled",
                                    "low": "requires_improvement",
                                    "high": "requires_improvement",
                                    "as_it_stands": "requires_improvement",
                                    "computed": {"low": "requires_improvement", "high": "requires_improvement"},
                                    "outside": None,
                                    "stale": False,
                                },
                                "after": {
                                    "status": "settled",
                                    "low": "good",
                                    "high": "good",
                                    "as_it_stands": "good",
                                    "computed": {"low": "good", "high": "good"},
                                    "outside": None,
                                    "stale": False,
                                },
                                "moved_by": [{"kind": "rule_removed", "subject": "overall.two_below_good"}],
                            }
                        ],
                        "examples": [
                            {"row": 2, "unit": "unit 2", "day": None},
                            {"row": 3, "unit": "unit 3", "day": None},
                        ],
                    }
                ],
                "moving_in_other_patterns": 2,
            }
        ] == rendering.as_data(told)["tables"]

    def test_two_rules_that_move_one_together(self) -> None:
        """Both are named."""
        found = table("RIGGG R", new=without("overall.two_below_good", "overall.one_inadequate"))
        (told,) = (line for line in rendering.markdown(over(tables=(found,))).splitlines() if line.startswith("| 1 |"))
        assert (
            "| 1 | Safe requires improvement, Effective inadequate, Caring good, Responsive good, Well-led good | requires improvement | good | requires improvement \\(1\\) | the rule overall.one\\_inadequate and the rule overall.two\\_below\\_good together |"
            == told
        )

    def test_a_table_in_which_nothing_or_one_moves(self) -> None:
        """And one of which nothing was read."""
        new = without("overall.two_below_good")
        tables = (table("GGGGG G", new=new), table("RGGGR G", "GGGGG G", new=new), table(new=new))
        assert [
            "homes.csv: none of 1 inspection moves.",
            "The published overall judgment was reached for 1 of 1 (100.0 %), and is for 1 of 1 (100.0 %).",
            "homes.csv: 1 of 2 inspections moves.",
            "The published overall judgment was reached for 1 of 2 (50.0 %), and is for 2 of 2 (100.0 %).",
            "homes.csv: nothing was compared.",
        ] == [
            line
            for line in shown(rendering.text(over(tables=tables, old=OLD, new=new)))
            if line.startswith(("homes", "The"))
        ]
        assert ["homes.csv: nothing was compared."] == rendering.markdown(
            over(tables=tables[2:], old=OLD, new=new)
        ).splitlines()[-1:]

    def test_very_many_patterns(self) -> None:
        """Those that are most frequent are told, and how many inspections the others are."""
        found = table("RGGGR G", "RGGGR R", new=without("overall.two_below_good"))
        many = dataclasses.replace(found.found, moved=found.found.moved * 31)
        told = shown(rendering.text(over(tables=(rendering.TableRead("homes.csv", many),))))
        assert "and 2 more" == told[-2]

    def test_tables_of_inspections(self) -> None:
        """How much moves at each question and which way, from what to what, and which rows are wrong."""
        moves = (
            TableMove(
                "overall",
                settled("good"),
                settled("inadequate"),
                "down",
                2,
                ["a", "b"],
                (Counter({"r": 2}), Counter({"r s": 1, "t": 1})),
            ),
            TableMove(
                "calls",
                settled("good"),
                settled("good", "inadequate"),
                "otherwise",
                1,
                ["a"],
                (Counter({"": 1}), Counter({"r": 1})),
            ),
        )
        rejects = (
            Reject("items", "items.csv", 3, "a", "F1", "no such question"),
            Reject("items", "items.csv", None, "b", "", "twice"),
        )
        found = body(*moves, rejected=2, rejects=rejects, added=("late",))
        assert [
            "├── rule calls.poor added: limits to inadequate, it is so",
            "│   └── calls.poor.yaml:1",
            "└── differs in words alone, and bears on no judgment: the framework's version",
            "body: 3 of 27 judgments of 9 inspections move, in 3 inspections: 2 down, 1 otherwise.",
            "Question         Judgments that move  Which way",
            "overall Overall  2                    2 down",
            "calls Calls      1                    1 otherwise",
            "Question  Inspections  Way        Before              After                     Decided before  Decided after  Such as",
            "overall   2            down       good                inadequate                r               r and 1 more   a, b",
            "calls     1            otherwise  good (rules: good)  good (rules: inadequate)  no rule         r              a",
            "late is a question of the new rules alone: no move there is counted.",
            "2 rows are wrong and left out; 'peelgrade batch' lists all. The first:",
            "items.csv, row 3: a F1: no such question",
            "items.csv: b: twice",
        ] == shown(rendering.text(over(histories=(found,))))[4:]
        assert [
            "body: 3 of 27 judgments of 9 inspections move, in 3 inspections: 2 down, 1 otherwise.",
            "",
            "| Question | Judgments that move | Which way |",
            "| --- | --- | --- |",
            "| overall Overall | 2 | 2 down |",
            "| calls Calls | 1 | 1 otherwise |",
            "",
            "| Question | Inspections | Way | Before | After | Decided before | Decided after | Such as |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            "| overall | 2 | down | good | inadequate | r | r and 1 more | a, b |",
            "| calls | 1 | otherwise | good \\(rules: good\\) | good \\(rules: inadequate\\) | no rule | r | a |",
            "",
            "- late is a question of the new rules alone: no move there is counted.",
            "- 2 rows are wrong and left out; 'peelgrade batch' lists all. The first:",
            "- items.csv, row 3: a F1: no such question",
            "- items.csv: b: twice",
        ] == rendering.markdown(over(histories=(found,))).splitlines()[5:]
        (data,) = rendering.as_data(over(histories=(found,)))["histories"]
        assert {
            "question": "calls",
            "inspections": 1,
            "direction": "otherwise",
            "before": {
                "status": "settled",
                "low": "good",
                "high": "good",
                "as_it_stands": "good",
                "computed": {"low": "good", "high": "good"},
            },
            "after": {
                "status": "settled",
                "low": "good",
                "high": "good",
                "as_it_stands": "good",
                "computed": {"low": "inadequate", "high": "inadequate"},
            },
            "decided_before": [{"rules": [], "inspections": 1}],
            "decided_after": [{"rules": ["r"], "inspections": 1}],
            "examples": ["a"],
        } == data["moves"][1]
        assert [
            "body: none of 27 judgments of 9 inspections moves.",
            "body: nothing was compared, for there are no items.",
        ] == shown(rendering.text(over(histories=(body(), body(inspections=0)))))[-2:]

    def test_tables_with_very_many_moves(self) -> None:
        """The most frequent are told."""
        known = (Counter({"r": 1}), Counter({"r": 1}))
        moves = tuple(
            TableMove("calls", settled("good"), settled("inadequate"), "down", n, [f"i{n}"], known)
            for n in range(31, 0, -1)
        )
        told = shown(rendering.text(over(histories=(body(*moves),))))
        assert ["├── rule calls.poor added: limits to inadequate, it is so", "and 1 more; --format json tells all"] == [
            told[4],
            told[-1],
        ]
        assert (
            "and 1 more; --format json tells all"
            == rendering.markdown(over(histories=(body(*moves),))).splitlines()[-1]
        )
