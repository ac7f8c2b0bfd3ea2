"""The commands as a person meets them: what they print, their exit codes, and what they do to files."""

from __future__ import annotations

import csv
import io
import json
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from peelgrade import cli, formats
from peelgrade.cli import subjects
from peelgrade.pipeline import Reading, named_rules, read_rulebook
from peelgrade.rulebook import Rulebook
from tests.conftest import ENVIRONMENT, PROGRAM, ROOT, Run, new_finding, replace
from tests.folders import contents

COMMANDS = tuple(cli.COMMANDS)


class TestGrade:
    def test_prints_every_question_with_judgment_and_published_judgment(self, run: Run, kent: Path) -> None:
        """The table names each question, its judgment, and whether the published one agrees."""
        ran = run("grade", kent)
        assert ran.code == 0
        lines = [line.split() for line in ran.out.splitlines()]
        assert ["Overall", "Good"] in [line[:2] for line in lines]
        assert 5 == ran.out.count("(agrees)")
        assert "working view" in ran.out
        assert "rules/peel-effectiveness-2015" in ran.out

    def test_json_is_valid_and_the_same_on_a_rerun(self, run: Run, kent: Path) -> None:
        """The result is valid by its own schema, byte-identical on a rerun, and holds no place in a file."""
        first, second = run("grade", kent, "--format", "json"), run("grade", kent, "--format", "json")
        assert first == second
        Draft202012Validator(formats.read("result")).validate(json.loads(first.out))
        assert ".yaml" not in first.out
        assert str(Path.cwd()) not in first.out

    def test_csv_has_one_row_a_question(self, run: Run, kent: Path) -> None:
        """Every question is a row, and published judgments stand beside the computed ones."""
        rows = list(csv.DictReader(io.StringIO(run("grade", kent, "--format", "csv").out)))
        assert 20 == len(rows)
        published = {
            row["question"]: (row["judgment"], row["published"], row["agrees"]) for row in rows if row["published"]
        }
        assert ("requires_improvement", "requires_improvement", "yes") == published["q3"]

    def test_markdown_is_one_table(self, run: Run, kent: Path) -> None:
        """Every row of the table has the same number of cells."""
        lines = [line for line in run("grade", kent, "--format", "markdown").out.splitlines() if line.startswith("|")]
        assert 22 == len(lines)
        assert {5} == {line.count("|") - line.count("\\|") for line in lines}

    def test_in_progress_opens_a_question_and_what_is_above(self, run: Run, kent: Path) -> None:
        """With fieldwork in progress, a question shows its range and how it stands; others stay as they are."""
        data = json.loads(run("grade", kent, "--in-progress", "q3", "--format", "json").out)
        by_question = {judgment["question"]: judgment for judgment in data["judgments"]}
        assert ("open", "inadequate", "requires_improvement", "requires_improvement") == tuple(
            by_question["q3"][key] for key in ("status", "low", "high", "as_it_stands")
        )
        assert "good" == by_question["q1"]["judgment"]
        assert "within the range" in run("grade", kent, "--in-progress", "q3").out

    def test_published_judgments_change_nothing(self, run: Run, kent: Path) -> None:
        """Without the published judgments, the same five judgments come out, and the same hashes."""
        with_published = json.loads(run("grade", kent, "--format", "json").out)
        text = (kent / "inspection.yaml").read_text(encoding="utf-8")
        (kent / "inspection.yaml").write_text(text[: text.index("published:\n  - question")], encoding="utf-8")
        without = json.loads(run("grade", kent, "--format", "json").out)
        assert [None] * 20 == [judgment["published"] for judgment in without["judgments"]]
        for judgment in [*with_published["judgments"], *without["judgments"]]:
            del judgment["published"]
        assert with_published == without

    def test_rules_folder_is_named(self, run: Run, kent: Path) -> None:
        """Rules from a folder are used, and the output says which."""
        shutil.copytree(ROOT / "rules" / "peel-effectiveness-2015", "my-rules")
        replace(Path("my-rules/framework.yaml"), "baseline: requires_improvement", "baseline: inadequate")
        ran = run("grade", kent, "--rules", "my-rules")
        assert 0 == ran.code
        assert "rules from my-rules" in ran.out

    @pytest.mark.slow
    def test_a_terminal_that_knows_no_unicode_still_shows_everything(self, kent: Path) -> None:
        """Where a letter cannot be shown, its code is."""
        environment = {**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}
        command = [*PROGRAM, "explain", str(kent), "q3"]
        ran = subprocess.run(command, capture_output=True, check=False, env=environment)
        assert 0 == ran.returncode
        assert b"q3.part_below_good" in ran.stdout


class TestExplain:
    def test_question_shows_the_reason_down_to_the_page(self, run: Run, kent: Path) -> None:
        """The weakness that decided question 3 is there, with file, line, section, paragraph and page."""
        ran = run("explain", kent, "q3")
        assert 0 == ran.code
        assert "q3.part_below_good" in ran.out
        assert "F320 weakness, major, serious harm, widespread" in ran.out
        number = (kent / "q3-vulnerability.yaml").read_text(encoding="utf-8")[
            : (kent / "q3-vulnerability.yaml").read_text(encoding="utf-8").index("- id: F320")
        ].count("\n") + 1
        assert f"kent/q3-vulnerability.yaml:{number}  “Summary of findings”, paragraph 4, page 31" in ran.out

    @pytest.mark.sampled(2)
    @pytest.mark.parametrize("subject", ["", "q1", "q2", "q4", "q1.levels", "q2.investigation"])
    def test_every_kind_of_question_is_explained(self, run: Run, kent: Path, subject: str) -> None:
        """The overall question, core questions, sub-questions and context are each explained."""
        ran = run("explain", kent, *([subject] if subject else []))
        assert 0 == ran.code
        assert (subject or "effectiveness") in ran.out

    def test_full_names_every_rule(self, run: Run, kent: Path) -> None:
        """With --full, every rule of the question is there with what was observed and what is needed."""
        out = run("explain", kent, "q2.investigation", "--full").out
        for rule in ("good", "outstanding", "major_weakness", "concern", "inadequate"):
            assert f"q2.investigation.{rule}" in out
        assert "at least 66 % needed" in out

    def test_rule_shows_conditions_and_place(self, run: Run, kent: Path) -> None:
        """A rule is explained with its basis, its place and what it observed."""
        out = run("explain", kent, "q2.investigation.major_weakness").out
        assert "does not hold" in out
        assert "rules/peel-effectiveness-2015/q2-investigation.yaml:" in out
        assert "F238" in out

    def test_item_shows_every_use(self, run: Run, kent: Path) -> None:
        """An item is shown with its sources and the rules that it bears on; a part says that it is not counted alone."""
        out = " ".join(run("explain", kent, "F320").out.replace("│", " ").split())
        assert "q3.specific_groups.serious_weakness" in out
        assert "is among what decided" in out
        assert "it is part of F178" in run("explain", kent, "F163").out

    def test_json_carries_places(self, run: Run, kent: Path) -> None:
        """As data, the explanation of a question has its record and the evidence with places."""
        data = json.loads(run("explain", kent, "q3.specific_groups", "--format", "json").out)
        assert "requires_improvement" == data["judgment"]["judgment"]
        assert "F320" in {item["id"] for item in data["evidence"]}
        assert all(item["place"].startswith("kent/") for item in data["evidence"])

    @pytest.mark.parametrize("more", [(), ("--table",), ("--next",), ("--why-not", "good"), ("--sensitivity",)])
    def test_a_question_is_named_by_its_short_title_too(self, run: Run, kent: Path, more: tuple[str, ...]) -> None:
        """What `grade` prints can be asked about, whatever its case, in every way that a question is asked about."""
        expected = run("explain", kent, "q3.specific_groups", *more)
        assert 0 == expected.code
        assert expected == run("explain", kent, "specific  Groups", *more)
        assert run("explain", kent, "effectiveness", *more) == run("explain", kent, "overall", *more)

    @pytest.mark.parametrize("more", [(), ("--table",), ("--sensitivity",)])
    def test_a_name_that_is_near_a_short_title_is_told_by_the_id(
        self, run: Run, kent: Path, more: tuple[str, ...]
    ) -> None:
        """Where a name is not known, short titles are looked at as well, and the advice is an id."""
        ran = run("explain", kent, "Specific grups", *more)
        assert 2 == ran.code
        assert "did you mean 'q3.specific_groups'" in " ".join(ran.err.replace("│", " ").split())

    def test_rules_and_forces_are_shown_by_the_short_title_of_a_question(self, run: Run, kent: Path) -> None:
        """Other commands that are about one question take the same names, and give the same advice."""
        rules = "peel-effectiveness-2015"
        assert run("rules", "show", rules, "q3").out == run("rules", "show", rules, "vulnerability").out
        assert "did you mean 'q3'" in run("rules", "show", rules, "vulnerabilities").err
        shutil.copytree(kent, "essex")
        replace(Path("essex/inspection.yaml"), "id: kent-2015", "id: essex-2015")
        assert run("compare", "q3", kent, "essex").out == run("compare", "Vulnerability", kent, "essex").out != ""
        assert "did you mean 'q3'" in run("compare", "vulnerabilities", kent, "essex").err
        assert "did you mean 'q3'" in run("grade", kent, "--in-progress", "vulnerabilities").err

    @pytest.mark.parametrize(
        "command",
        [
            "grade {kent} --in-progress {question} --format json",
            "explain {kent} --in-progress {question} --format json",
            "report {kent} --in-progress {question} -o -",
            "whatif {kent} --assume {question}=inadequate",
            "whatif {kent} --complete {question}",
            "whatif {kent} --in-progress {question}",
            "whatif {kent} --not-inspected {question}",
            "rules test {rules} --question {question}",
        ],
    )
    def test_whatever_is_asked_about_a_question_takes_its_short_title(self, run: Run, kent: Path, command: str) -> None:
        """And says of it, with its id, what it says where the id is given; what is no question is told."""
        by_id, by_title, near = (
            run(
                *(
                    word.format(kent=kent, rules=ROOT / "rules" / "peel-effectiveness-2015", question=name)
                    for word in command.split()
                )
            )
            for name in ("q3", "VULNERABILITY", "vulnerable")
        )
        assert by_id.out
        assert by_id[:2] == by_title[:2]
        assert 2 == near.code
        assert "there is no question 'vulnerable'" in near.err
        assert "did you mean 'q3'" in near.err

    @pytest.mark.parametrize(
        "command",
        [
            "decide {kent} {question} --stage panel --outcome confirmed --people Chair --date 2016-01-10 --reason So.",
            "challenge {kent} --question {question} --ground disputes_judgment --statement No. --date 2016-01-11",
            (
                "new recommendation {kent} --question {question} --type area_for_improvement --statement Better."
                " --document hmic-2015-kent-effectiveness --section Safeguarding --paragraph 1 --status open"
            ),
        ],
    )
    def test_what_is_recorded_of_a_question_has_its_id(self, run: Run, kent: Path, command: str) -> None:
        """Also where its short title was given."""
        before = {path: path.read_bytes() for path in kent.rglob("*.yaml")}
        written = []
        for name in ("q3.safeguarding", "safeguarding"):
            for path, raw in before.items():
                path.write_bytes(raw)
            ran = run(
                *(
                    word.format(kent=kent, rules=ROOT / "rules" / "peel-effectiveness-2015", question=name)
                    for word in command.split()
                )
            )
            assert (0, "") == (ran.code, ran.err)
            written.append({path: path.read_bytes() for path in kent.rglob("*.yaml")})
        assert written[0] == written[1] != before

    def test_a_short_title_of_two_questions_names_neither(self) -> None:
        """Both are told by their ids, and an id goes before a title."""
        rulebook = read_rulebook(*named_rules("peel-effectiveness-2015"), Reading())
        assert rulebook is not None
        top = rulebook.framework.questions
        first, second, *others = top.parts
        alike = top.model_copy(update={"parts": (first, second.model_copy(update={"short": "prevention"}), *others)})
        twice = Rulebook.of(rulebook.framework.model_copy(update={"questions": alike}), rulebook.rules)
        assert "prevention" == subjects.named("prevention", twice)
        assert ["q1", "q2"] == subjects.near("prevention", twice)
        assert "q1" == subjects.named("prevention", rulebook)
        assert "Prevention" == subjects.named("Prevention", rulebook, ("Prevention",))

    @pytest.mark.parametrize(
        ("subject", "told"),
        [
            ("F9999", "250 ids are of this form, from F101 to F455"),
            ("C9999", "did you mean 'C1'?"),
            ("q9999", "the questions are effectiveness, q1"),
            ("nothing", "the questions are effectiveness, q1"),
        ],
    )
    def test_an_id_of_the_form_of_items_is_told_from_a_question(
        self, run: Run, kent: Path, subject: str, told: str
    ) -> None:
        """Whoever asks about an item is not told the questions."""
        entry = "challenges:\n  - {id: C1, item: F320, ground: error, made: 2016-01-11, statement: It had.}\n"
        replace(kent / "inspection.yaml", "published:\n", f"{entry}published:\n")
        ran = run("explain", kent, subject)
        assert (2, True) == (ran.code, f"help: {told}" in ran.err)

    def test_unknown_subject_is_wrong_usage_with_near_matches(self, run: Run, kent: Path) -> None:
        """A subject that is nothing here exits 2 and suggests what is near."""
        ran = run("explain", kent, "q3.specific_group")
        assert 2 == ran.code
        assert "q3.specific_groups" in ran.err


class TestExitCodes:
    def test_what_does_not_stand_in_the_way_is_counted_and_not_shown(self, run: Run, kent: Path) -> None:
        """Kent has a note as well, of which `validate` tells: whoever grades is told of the error."""
        replace(kent / "q1-prevention.yaml", "shows: strength", "shows: strenght")
        ran = run("grade", kent)
        assert 1 == ran.err.count("PG")
        assert ran.err.endswith("1 error in 1 file. Nothing was graded. 'peelgrade validate' shows 1 note besides.\n")
        assert 2 == run("validate", kent).out.count(" PG")

    @pytest.mark.parametrize("command", ["grade", "explain", "validate"])
    def test_invalid_evidence_exits_1_and_prints_no_judgment(self, run: Run, kent: Path, command: str) -> None:
        """Wrong evidence exits 1 with a message that names file and line; nothing is half done."""
        replace(kent / "q1-prevention.yaml", "weight: moderate", "weigth: moderate")
        ran = run(command, kent)
        assert 1 == ran.code
        assert "kent/q1-prevention.yaml:" in ran.out + ran.err
        assert "Overall" not in ran.out

    @pytest.mark.parametrize("command", ["grade", "explain", "validate"])
    def test_a_path_that_is_not_there_exits_2(self, run: Run, kent: Path, command: str) -> None:
        """A folder that is not there exits 2 and says so."""
        ran = run(command, kent / "nowhere")
        assert 2 == ran.code
        assert "nowhere" in ran.err

    @pytest.mark.parametrize("command", COMMANDS)
    def test_wrong_options_exit_2(self, run: Run, command: str) -> None:
        """An option that is not there exits 2 without a traceback."""
        ran = run(command, "--no-such-option")
        assert 2 == ran.code
        assert "Traceback" not in ran.err

    @pytest.mark.parametrize("first", ["", "elsewhere"])
    def test_only_the_working_folder_is_taken_from_where_modules_are_looked_for(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], first: str
    ) -> None:
        """Python puts it first; with -P it does not, and what stands first then is somebody's to keep."""
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "path", [first, *sys.path])
        monkeypatch.setattr(sys, "argv", ["peelgrade", "--version"])
        with pytest.raises(SystemExit) as ended:
            runpy.run_module("peelgrade", run_name="__main__")
        assert (0, True) == (ended.value.code or 0, capsys.readouterr().out.startswith("peelgrade"))
        assert (first == "elsewhere") == (sys.path[0] == first)

    def test_a_mistyped_command_is_suggested(self, run: Run) -> None:
        """A mistyped command exits 2 and names the one that was meant."""
        ran = run("grad")
        assert 2 == ran.code
        assert "did you mean 'grade'" in ran.err

    def test_a_bug_exits_3_and_says_so(self, run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A bug is told from wrong input, without a traceback."""
        monkeypatch.setattr("peelgrade.cli.grade.grade", lambda *_: 1 / 0)
        ran = run("grade", kent)
        assert 3 == ran.code
        assert "bug in peelgrade" in ran.err
        assert "Traceback" not in ran.err

    @pytest.mark.parametrize("command", COMMANDS)
    def test_help_is_there_for_every_command(self, run: Run, command: str) -> None:
        """Every command explains itself."""
        ran = run(command, "--help")
        assert 0 == ran.code
        assert cli.COMMANDS[command][0].startswith("peelgrade.cli.")
        assert "Usage: peelgrade" in ran.out

    @pytest.mark.slow
    @pytest.mark.usefixtures("kent")
    def test_a_closed_pipe_is_quiet(self) -> None:
        """Output that nobody reads to its end makes no noise."""
        command = f"{sys.executable} -m peelgrade explain kent q2.investigation --full | head -1"
        ran = subprocess.run(
            ["/bin/sh", "-c", command],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert "" == ran.stderr
        assert ran.stdout.startswith("q2.investigation")


class TestWriting:
    def start(self, run: Run) -> Path:
        """Start an inspection in the working folder."""
        assert (
            0
            == run(
                "init",
                "new-one",
                "--framework",
                "peel-effectiveness-2015",
                "--force-id",
                "essex",
                "--force-name",
                "Essex Police",
            ).code
        )
        return Path("new-one")

    def test_day_one(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An inspector starts an inspection, adds findings, and sees how the question stands."""
        monkeypatch.chdir(tmp_path)
        folder = self.start(run)
        assert 0 == run(*new_finding(folder)).code
        assert 0 == run(*new_finding(folder, "--paragraph", "3", "--section", "Talks")).code
        assert 0 == run("validate", folder).code
        data = json.loads(run("grade", folder, "--format", "json").out)
        judgment = next(judgment for judgment in data["judgments"] if judgment["question"] == "q4.response")
        assert ("open", "requires_improvement") == (judgment["status"], judgment["as_it_stands"])
        assert "F402" in run("explain", folder, "F402").out

    def test_every_kind_can_be_added(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A metric and a recommendation go into the file of their core question."""
        monkeypatch.chdir(tmp_path)
        folder = self.start(run)
        metric = [
            "new",
            "metric",
            folder,
            "--question",
            "q4.scale",
            "--measure",
            "organised_crime_groups",
            "--value",
            "73",
            "--as-at",
            "2015-06-30",
            "--document",
            "notes",
        ]
        assert 0 == run(*metric).code
        recommendation = [
            "new",
            "recommendation",
            folder,
            "--question",
            "q4.response",
            "--type",
            "cause_of_concern",
            "--status",
            "open",
            "--statement",
            "Do",
            "--document",
            "notes",
        ]
        assert 0 == run(*recommendation).code
        text = (folder / "q4-serious-and-organised-crime.yaml").read_text(encoding="utf-8")
        assert "value: 73\n" in text
        assert "as_at: 2015-06-30\n" in text
        assert 0 == run("validate", folder).code

    def test_what_is_there_is_not_disturbed(self, run: Run, kent: Path) -> None:
        """Appending leaves every byte before as it was, comments and order included."""
        before = (kent / "q4-serious-organised-crime.yaml").read_bytes()
        assert 0 == run(*new_finding(kent, "--document", "hmic-2015-kent-effectiveness")).code
        after = (kent / "q4-serious-organised-crime.yaml").read_bytes()
        assert after.startswith(before)
        assert b"- id: F456\n" == after[len(before) :].splitlines(keepends=True)[0]

    def test_an_item_that_is_not_valid_is_not_written(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What would make the inspection invalid exits 1 and leaves the files as they were."""
        monkeypatch.chdir(tmp_path)
        folder = self.start(run)
        assert 0 == run(*new_finding(folder)).code
        before = {path.name: path.read_bytes() for path in folder.glob("*.yaml")}
        ran = run(*new_finding(folder, "--id", "f401"))
        assert 1 == ran.code
        assert "used twice" in ran.err
        assert before == {path.name: path.read_bytes() for path in folder.glob("*.yaml")}

    @pytest.mark.parametrize(
        ("option", "value", "told"),
        [
            ("--weight", "mdoerate", "'moderate'"),
            ("--question", "q4.respons", "'q4.response'"),
            ("--document", "note", "'notes'"),
            (
                "--statement",
                "at\u202eonce",
                "own words: 'at\\u202eonce' cannot stand here; take out what cannot be seen",
            ),
            ("--section", "\ufeffTalks", "zero width no-break space (U+FEFF)"),
            ("--id", "F\u202e1", "'id' has a character in it that cannot be seen: right-to-left override (U+202E)"),
        ],
    )
    def test_a_word_or_text_that_cannot_stand_is_refused(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str, value: str, told: str
    ) -> None:
        """A mistyped word names what is near, and what was pasted and cannot be seen is told of as what it is."""
        monkeypatch.chdir(tmp_path)
        folder = self.start(run)
        before = contents(folder)
        ran = run(*new_finding(folder, option, value))
        assert (2, True) == (ran.code, told in ran.err)
        assert before == contents(folder)
        assert ["inspection.yaml"] == [path.name for path in folder.glob("[!.]*")]

    @pytest.mark.slow
    def test_questions_are_asked_one_by_one(self, tmp_path: Path) -> None:
        """Without options, everything is asked for, by number or by name."""

        def talk(arguments: list[str], answers: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [*PROGRAM, *arguments],
                input=answers,
                capture_output=True,
                text=True,
                check=False,
                cwd=tmp_path,
                env=ENVIRONMENT,
            )

        assert 0 == talk(["init", "one"], "peel-effectiveness-2015\nessex\nEssex Police\n").returncode
        ran = talk(["new", "finding", "one"], "q4.response\n\nstrenth\nstrength\n3\nserious_harm\n3\n1\nIt works\n\n")
        assert 0 == ran.returncode, ran.stderr
        assert "did you mean 'strength'" in ran.stderr
        assert "ground: serious_harm" in (tmp_path / "one" / "q4-serious-and-organised-crime.yaml").read_text(
            encoding="utf-8"
        )

    @pytest.mark.sampled(3)
    @pytest.mark.parametrize(
        ("option", "value", "told"),
        [
            ("--value", "85%", "write 85"),
            ("--value", "", "write something"),
            ("--as-at", "30/06/2015", "2015-06-30"),
            ("--as-at", "2015-06-31", "June 2015 has 30 days"),
        ],
    )
    def test_a_figure_or_day_that_cannot_stand_is_refused_at_once(
        self, run: Run, kent: Path, option: str, value: str, told: str
    ) -> None:
        """Nobody answers ten questions to learn at the end that the second answer was wrong."""
        given = {"--measure": "outcomes", "--value": "85", "--as-at": "2015-06-30", option: value}
        pairs = [word for pair in given.items() for word in pair]
        ran = run("new", "metric", kent, "--question", "q2.justice", *pairs)
        assert 2 == ran.code
        assert told in ran.err

    def test_a_short_name_that_is_no_id_is_asked_for_again(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever starts an inspection is not sent back to the beginning for a blank, or for a name without an end."""
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("sys.stdin", io.StringIO(f"Essex Police\n{'e' * 65}\nessex\nEssex\u202e\nEssex Police\n"))
        ran = run("init", "x", "--framework", "peel-effectiveness-2015")
        assert 0 == ran.code, ran.err
        assert "'Essex Police' cannot stand here; an id starts with a letter or digit" in ran.err
        assert "an id has at most 64 characters" in ran.err
        assert "take out what cannot be seen in it: right-to-left override (U+202E)" in ran.err
        assert "{'id': 'essex', 'name': 'Essex Police'}" in str(Reading().load(Path("x/inspection.yaml"), "x").data)

    @pytest.mark.slow
    def test_an_answer_that_cannot_stand_is_asked_for_again(self, tmp_path: Path) -> None:
        """The advice stands above the prompt, and what was answered before is kept."""
        start = [
            *PROGRAM,
            "init",
            "one",
            "--framework",
            "peel-effectiveness-2015",
            "--force-id",
            "essex",
            "--force-name",
            "E",
        ]
        subprocess.run(start, cwd=tmp_path, env=ENVIRONMENT, check=True, capture_output=True)
        ran = subprocess.run(
            [*PROGRAM, "new", "metric", "one", "--question", "q2.justice", "--measure", "outcomes"],
            input="12,480\n12480\n1 May 2015\n2015-05-01\n",
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=ENVIRONMENT,
        )
        assert 0 == ran.returncode, ran.stderr
        assert "write 12480" in ran.stderr
        assert "2015-05-01" in ran.stderr

    @pytest.mark.slow
    def test_a_warning_that_an_item_brings_is_mentioned(self, run: Run, kent: Path) -> None:
        """A finding that nearly repeats another is added, and whoever added it hears of that at once."""
        said = "Many frontline officers know little about the organised crime groups that work in their area"
        finding = [
            *("new", "finding", kent, "--question", "q4.response", "--shows", "weakness", "--weight", "moderate"),
            *("--extent", "partial", "--standing", "observed", "--document", "hmic-2015-kent-effectiveness"),
        ]
        assert "warning" not in run(*finding, "--statement", said).err
        ran = run(*finding, "--statement", f"{said} today")
        assert (0, True) == (ran.code, "1 warning; for more: peelgrade validate kent" in ran.err)

    def test_init_does_not_overwrite(self, run: Run, kent: Path) -> None:
        """An inspection that is there is left alone, and the exit code is 2."""
        before = (kent / "inspection.yaml").read_bytes()
        assert (
            2
            == run(
                "init", kent, "--framework", "peel-effectiveness-2015", "--force-id", "kent", "--force-name", "Kent"
            ).code
        )
        assert before == (kent / "inspection.yaml").read_bytes()

    def test_init_with_an_answer_that_cannot_stand_leaves_nothing(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An id with blanks in it is refused, and no file stays behind."""
        monkeypatch.chdir(tmp_path)
        assert (
            2
            == run(
                "init", "x", "--framework", "peel-effectiveness-2015", "--force-id", "not an id", "--force-name", "N"
            ).code
        )
        assert not Path("x").exists()


class TestNames:
    def test_an_item_cannot_have_the_id_of_a_question_or_rule(self, run: Run, kent: Path) -> None:
        """What explain is asked for must be one thing."""
        replace(kent / "q4-serious-organised-crime.yaml", "- id: M401", "- id: q4.good")
        ran = run("validate", kent, "--format", "concise")
        assert 1 == ran.code
        assert "PG517" in ran.out


class TestSchema:
    def test_prints_a_schema_with_a_vocabulary(self, run: Run) -> None:
        """With a framework, its questions are filled in."""
        schema = json.loads(run("schema", "evidence", "--framework", "peel-effectiveness-2015").out)
        assert "q4.response" in schema["$defs"]["Finding"]["properties"]["question"]["enum"]

    @pytest.mark.slow
    def test_writes_every_schema(self, run: Run, tmp_path: Path) -> None:
        """All schemas are written, and equal those that ship."""
        assert 0 == run("schema", "--write", tmp_path).code
        written = {path.relative_to(tmp_path): path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.json")}
        shipped = {
            path.relative_to(ROOT / "schemas"): path.read_text(encoding="utf-8")
            for path in (ROOT / "schemas").rglob("*.json")
        }
        assert shipped == written


class TestTogether:
    @pytest.mark.slow
    def test_writers_at_once_lose_nothing(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Findings that several people add at the same moment are all there, each with an id of its own."""
        monkeypatch.chdir(tmp_path)
        folder = TestWriting().start(run)
        command = [*PROGRAM, *new_finding(folder)]
        started = [subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tmp_path) for _ in range(6)]
        assert [0] * 6 == [writer.wait() for writer in started]
        assert 0 == run("validate", folder).code
        text = (folder / "q4-serious-and-organised-crime.yaml").read_text(encoding="utf-8")
        assert [f"- id: F{number}" for number in range(401, 407)] == [
            line for line in text.splitlines() if "- id" in line
        ]

    @pytest.mark.sampled(6)
    @pytest.mark.parametrize(
        "name", [".hidden.yaml", "framework.yaml", "inspection.yaml", "a/b.yaml", "a\nb.yaml", "x.txt"]
    )
    def test_a_file_that_would_not_be_read_is_refused(self, run: Run, kent: Path, name: str) -> None:
        """An item is never put where it is not read, or where it breaks the folder."""
        before = contents(kent)
        given = new_finding(kent, "--document", "hmic-2015-kent-effectiveness", "--file", name)
        assert 2 == run(*given).code
        assert before == contents(kent)
