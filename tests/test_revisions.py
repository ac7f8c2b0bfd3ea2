"""What a change of rules moves over inspections and tables: told, attributed, and held as a gate."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from pathlib import Path

import pytest

from peelgrade.comparison import Revision, revision
from peelgrade.comparison import revisions as module
from peelgrade.published import LeftOut, Published
from peelgrade.rulebook import Rulebook
from tests.conftest import KENT, ROOT, Run, replace
from tests.homes import FRAMEWORK, PARTS, WORDS, rulebook

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
