"""peelgrade validate and rules check: what is checked, what is told of it, and how it ends."""

from __future__ import annotations

import io
import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from peelgrade.rendering import problems
from tests.conftest import ROOT, Run, replace

COMMANDS = (["validate"], ["rules", "check", "--no-proofs"])
MISSPELT = ("weight: moderate", "weigth: moderate")


@pytest.fixture
def rules(kent: Path) -> Path:
    """Return a copy of the rules beside Kent's inspection."""
    shutil.copytree(ROOT / "rules" / "peel-effectiveness-2015", kent.parent / "rules")
    return kent.parent / "rules"


@pytest.fixture
def without_notes(kent: Path) -> Path:
    """Return Kent's inspection without the finding whose words the figures do not bear out."""
    replace(kent / "q2-investigation.yaml", "{metric: M239, says: similar,", "{metric: M239, says: lower,")
    return kent


class TestWhatIsTold:
    def test_shipped_rules_and_evidence_are_valid(self, run: Run) -> None:
        """What ships has no errors and no warnings, and one note: a sentence that the report's figures do not bear out."""
        ran = run("validate", ROOT / "rules", ROOT / "evidence", "--format", "json", "--fail-on", "warning")
        found = json.loads(ran.out)["problems"]
        assert 0 == ran.code
        assert [("PG536", "F202", "refers[0].says")] == [(one["code"], one["item"], one["field"]) for one in found]
        assert "20.6" in found[0]["message"]
        assert "25.6" in found[0]["message"]

    def test_every_problem_of_every_file_at_once(self, run: Run, without_notes: Path) -> None:
        """Mistakes in several files are all told, each with file, line and column, and the exit code is 1."""
        replace(without_notes / "q1-prevention.yaml", *MISSPELT)
        replace(without_notes / "q2-investigation.yaml", "shows: weakness", "shows: weaknes")
        replace(without_notes / "inspection.yaml", "status: complete", "status: completed")
        ran = run("validate", without_notes, "--format", "concise")
        assert 1 == ran.code
        lines = ran.out.splitlines()
        assert 3 == len(lines)
        for name, word in (("inspection", "complete"), ("q1-prevention", "weight"), ("q2-investigation", "weakness")):
            assert any(line.startswith(f"kent/{name}.yaml:") and f"did you mean '{word}'" in line for line in lines)
        assert "3 errors in 3 files. 'peelgrade problem CODE' tells more." in ran.err

    def test_an_item_with_a_problem_is_checked_for_others_as_well(self, run: Run, kent: Path) -> None:
        """A misspelt key, a word that cannot stand and a reference that leads nowhere are told at once."""
        replace(kent / "q1-prevention.yaml", "  extent: ", "  extnt: ")
        (kent / "more.yaml").write_text(
            "- {id: F900, kind: finding, question: q4.response, topic: digital_evidence, shows: weaknes, weight: minor,\n"
            "   extent: partial, standing: observed, part_of: F999, statement: A few leads were lost,\n"
            "   sources: [{document: nowhere, paragraf: 3}]}\n",
            encoding="utf-8",
        )
        found = json.loads(run("validate", kent / "more.yaml", "--format", "json").out)["problems"]
        told = {(one["code"], one["field"]) for one in found if one["item"] == "F900"}
        expected = {("PG502", "topic"), ("PG204", "shows"), ("PG504", "part_of"), ("PG202", "sources[0].paragraf")}
        assert {*expected, ("PG503", "sources[0].document")} == told

    def test_one_problem_in_a_framework_hides_none_in_its_rules(self, run: Run, rules: Path) -> None:
        """Rules are checked as far as that goes without the framework's words."""
        replace(rules / "framework.yaml", "baseline:", "baselin:")
        replace(rules / "q1-prevention.yaml", "because:", "becuase:")
        out = run("rules", "check", rules, "--format", "concise").out
        assert "'baseline'" in out
        assert "'because'" in out

    def test_full_shows_the_line_with_carets(self, run: Run, kent: Path) -> None:
        """The line stands in the message, with carets below the whole word."""
        replace(kent / "q1-prevention.yaml", *MISSPELT)
        lines = run("validate", kent / "q1-prevention.yaml").out.splitlines()
        code = next(number for number, line in enumerate(lines) if "weigth: moderate" in line)
        assert lines[code].index("weigth") == lines[code + 1].index("^")
        assert "^" * len("weigth") in lines[code + 1]

    def test_a_file_that_is_no_yaml_is_shown_all_the_same(self, run: Run, kent: Path) -> None:
        """The line where reading stopped stands in the message."""
        (kent / "more.yaml").write_text("- id: F900\n  statement: one: two\n", encoding="utf-8")
        out = run("validate", kent / "more.yaml").out
        assert "  2 |   statement: one: two" in out

    @pytest.mark.sampled(3)
    @pytest.mark.parametrize("format_", problems.FORMATS)
    def test_every_format_names_the_place_and_what_to_do(self, run: Run, kent: Path, format_: str) -> None:
        """Whoever has only the log of one format finds the file, the line, the mistake and its remedy there."""
        replace(kent / "q1-prevention.yaml", *MISSPELT)
        ran = run("validate", kent / "q1-prevention.yaml", "--format", format_)
        line = (kent / "q1-prevention.yaml").read_text(encoding="utf-8").split("weigth")[0].count("\n") + 1
        assert 1 == ran.code
        for word in ("q1-prevention.yaml", str(line), "PG202", "weigth", "weight"):
            assert word in ran.out, word

    def test_paths_below_the_working_folder_are_relative(self, run: Run, kent: Path) -> None:
        """However a path is written, programs get the one from the working folder."""
        replace(kent / "q1-prevention.yaml", *MISSPELT)
        for path in (kent.absolute(), Path("./kent/../kent"), Path(f"{kent}/")):
            found = json.loads(run("validate", path, "--format", "json").out)["problems"]
            assert "kent/q1-prevention.yaml" == found[0]["file"]

    @pytest.mark.parametrize("format_", ["github", "gitlab", "sarif"])
    def test_paths_in_ci_start_at_the_top_of_the_repository(
        self, run: Run, kent: Path, format_: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """CI finds a file by its path in the repository, wherever in it the command was run."""
        replace(kent / "q1-prevention.yaml", *MISSPELT)
        monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
        monkeypatch.delenv("CI_PROJECT_DIR", raising=False)
        Path(".git").mkdir()
        monkeypatch.chdir(kent)
        assert "kent/q1-prevention.yaml" in run("validate", "--format", format_).out
        monkeypatch.setenv("GITHUB_WORKSPACE", str(Path.cwd()))
        assert "kent/q1-prevention.yaml" not in run("validate", "--format", format_).out

    def test_github_gets_a_job_summary(self, run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The summary is added to the file that GitHub names, and says everything."""
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
        Path("summary.md").write_text("before\n", encoding="utf-8")
        for name in ("q1-prevention.yaml", "q2-investigation.yaml"):
            text = (kent / name).read_text(encoding="utf-8").replace("extent: partial", "extent: partly")
            (kent / name).write_text(text, encoding="utf-8")
        ran = run("validate", kent, "--format", "github")
        summary = Path("summary.md").read_text(encoding="utf-8")
        assert summary.startswith("before\n")
        assert 9 == ran.out.count("::error ")
        assert summary.count("PG204") == int(ran.err.split()[0].replace(",", ""))


class TestPaths:
    def test_a_whole_repository_is_searched(self, run: Run, kent: Path, rules: Path) -> None:
        """Inspections and frameworks are found at any depth; hidden and foreign folders are passed over."""
        deep = Path("a/b/c")
        shutil.copytree(kent, deep / "kent")
        for foreign in (".hidden", "node_modules", "venv"):
            shutil.copytree(kent, Path("a") / foreign / "kent")
            replace(Path("a") / foreign / "kent" / "q1-prevention.yaml", *MISSPELT)
        Path("a/venv/pyvenv.cfg").touch()
        replace(deep / "kent" / "q1-prevention.yaml", *MISSPELT)
        replace(rules / "q1-prevention.yaml", "because:", "becuase:")
        ran = run("validate", "--format", "jsonl", "--select", "PG202")
        assert ["a/b/c/kent/q1-prevention.yaml", "rules/q1-prevention.yaml"] == [
            json.loads(line)["file"] for line in ran.out.splitlines()
        ]

    def test_patterns_are_expanded_where_the_shell_did_not(self, run: Run, kent: Path) -> None:
        """A pattern in quotes means the files that it matches."""
        replace(kent / "q1-prevention.yaml", *MISSPELT)
        assert 1 == run("validate", "k*/q1*.yaml").code
        assert 0 == run("validate", "**/q4*.yaml").code
        ran = run("validate", "k*/q9*.yaml")
        assert (2, "nothing matches k*/q9*.yaml") == (ran.code, ran.err.splitlines()[0].removeprefix("Error: "))

    def test_a_file_shows_its_own_problems_and_is_checked_with_the_others(self, run: Run, kent: Path) -> None:
        """Of one file, only its problems are shown, and its references into other files are still known."""
        replace(kent / "q1-prevention.yaml", *MISSPELT)
        assert 0 == run("validate", kent / "q4-serious-organised-crime.yaml").code
        assert 1 == run("validate", kent / "q1-prevention.yaml").code

    def test_what_a_changed_file_breaks_in_another_is_told(self, run: Run, kent: Path) -> None:
        """A finding that is gone is told where something refers to it, though that file did not change."""
        (kent / "more.yaml").write_text(
            "- {id: R900, kind: recommendation, question: q1.prevention, type: recommendation, status: open,\n"
            "   statement: Do it, arises_from: [F401], sources: [{document: hmic-2015-kent-effectiveness}]}\n",
            encoding="utf-8",
        )
        changed = kent / "q4-serious-organised-crime.yaml"
        assert 0 == run("validate", changed).code
        replace(changed, "- id: F401\n", "- id: F409a\n")
        ran = run("validate", changed, "--format", "concise")
        assert 1 == ran.code
        assert "kent/more.yaml:2:" in ran.out

    def test_standard_input_stands_for_a_file(self, run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What an editor has not saved yet is checked in the place of the file, or of one that is not there yet."""
        text = (kent / "q1-prevention.yaml").read_text(encoding="utf-8").replace(*MISSPELT, 1)

        def given(raw: bytes) -> None:
            monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))

        given(text.encode())
        ran = run("validate", "-", "--stdin-filename", kent / "q1-prevention.yaml", "--format", "concise")
        assert (1, True) == (ran.code, "did you mean 'weight'" in ran.out)
        for folder, name in (
            (kent.absolute(), "kent/q1-prevention.yaml"),
            ("kent", kent.absolute() / "q1-prevention.yaml"),
        ):
            given(text.encode())  # the folder by another name
            assert 1 == run("validate", folder, "-", "--stdin-filename", name).code
        given(b"- id: F1\n")
        ran = run("validate", "-", "--stdin-filename", kent / "new.yaml", "--format", "concise")
        assert (1, True) == (ran.code, ran.out.startswith("kent/new.yaml:1:3"))
        for wrong in (
            ["-"],
            [kent, "--stdin-filename", "x.yaml"],
            ["-", "--stdin-filename", "elsewhere/x.yaml"],
            ["-", "--stdin-filename", "kent/x.txt"],
        ):
            given(b"- id: F1\n")
            assert 2 == run("validate", *wrong).code, wrong

    @pytest.mark.parametrize(
        ("path", "says"),
        [
            ("knet", "did you mean 'kent'?"),
            ("kent/q1-prevntion.yaml", "did you mean 'q1-prevention.yaml'"),
            ("empty", "holds no inspection and no framework"),
            ("alone.yaml", "is in no inspection and no framework"),
            ("kent/notes.txt", "is not a file that is read"),
        ],
    )
    def test_what_cannot_be_checked_exits_2(self, run: Run, kent: Path, path: str, says: str) -> None:
        """A path that is not there, or stands for nothing that is read, must not seem sound."""
        Path("empty").mkdir()
        Path("alone.yaml").touch()
        (kent / "notes.txt").touch()
        ran = run("validate", path)
        assert 2 == ran.code
        assert says in ran.err

    def test_nothing_to_check_is_said_and_is_no_failure(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A repository may have no evidence yet; where a path is named, there must be something."""
        monkeypatch.chdir(tmp_path)
        ran = run("validate")
        assert (0, "", "Nothing to check: there is no inspection and no framework here.\n") == (
            ran.code,
            ran.out,
            ran.err,
        )
        assert 2 == run("validate", ".").code

    def test_rules_that_are_not_there_do_not_pass(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever checks rules in a folder without any hears so, as from `rules test`, and it is no success."""
        monkeypatch.chdir(tmp_path)
        ran = run("rules", "check", "--no-proofs")
        assert (1, "", "Nothing to check: there is no framework here.\n") == (ran.code, ran.out, ran.err)
        assert 1 == run("rules", "test").code

    def test_evidence_without_its_record_is_not_passed_over(self, run: Run, kent: Path) -> None:
        """An inspection that has lost its record is told of, and the others are checked all the same."""
        shutil.copytree(kent, "other")
        replace(Path("other/q1-prevention.yaml"), *MISSPELT)
        (kent / "inspection.yaml").unlink()
        ran = run("validate", "--format", "concise")
        assert (2, True) == (ran.code, "kent holds evidence (q1-prevention.yaml) and no inspection.yaml" in ran.err)
        assert "other/q1-prevention.yaml" in ran.out
        Path("peelgrade.toml").write_text('exclude = ["kent"]', encoding="utf-8")
        assert 1 == run("validate").code

    def test_where_one_stands_makes_no_difference(self, run: Run, kent: Path) -> None:
        """An inspection inside another, and evidence in a folder below one, are found from above and from beside."""
        shutil.copytree(kent, kent / "inside")
        replace(kent / "inside" / "q1-prevention.yaml", *MISSPELT)
        assert 1 == run("validate", kent).code
        assert 1 == run("validate", ".").code
        (kent / "inside" / "inspection.yaml").unlink()
        ran = run("validate", kent)
        assert (1, "", True) == (ran.code, ran.err.partition("1 error")[0], "move it to kent" in ran.out)
        ran = run("validate", kent / "inside")
        assert (2, True) == (ran.code, "move it to kent" in ran.err)

    @pytest.mark.parametrize("command", ["validate", "grade"])
    def test_evidence_below_an_inspection_is_told_instead_of_missed(self, run: Run, kent: Path, command: str) -> None:
        """What somebody put into a folder inside is told of, at any depth, and nothing is graded without it."""
        (kent / "notes" / "march").mkdir(parents=True)
        (kent / "q3-vulnerability.yaml").rename(kent / "notes" / "march" / "q3.yaml")
        ran = run(command, kent)
        assert 1 == ran.code
        assert "kent/notes/march/q3.yaml:1:1: error PG121: nothing reads this evidence" in ran.out + ran.err
        assert "move it to kent;" in ran.out + ran.err

    @pytest.mark.parametrize("command", ["validate", "grade"])
    def test_a_folder_that_is_a_link_out_of_an_inspection_is_told(self, run: Run, kent: Path, command: str) -> None:
        """As with a file that is one, nothing is graded, and what it leads to is not looked into."""
        Path("outside").mkdir()
        (kent / "q3-vulnerability.yaml").rename("outside/q3.yaml")
        (kent / "notes").mkdir()
        (kent / "notes" / "sub").symlink_to(Path("outside").absolute())
        ran = run(command, kent)
        assert 1 == ran.code
        assert "kent/notes/sub:1:1: error PG101: this is a link that leads out of its folder" in ran.out + ran.err
        assert "put the folder itself there" in ran.out + ran.err
        assert "q3.yaml" not in ran.out + ran.err

    def test_folders_inside_that_hold_nothing_for_it_are_left_alone(self, run: Run, kent: Path) -> None:
        """They are hidden, of programs, without evidence, links to what is read anyway, or inspections of their own.

        A file in one that is a link out of it is not looked into.
        """
        finding = "- {id: F1, kind: finding}\n"
        Path("outside.yaml").write_text(finding, encoding="utf-8")
        for name in (".hidden", "node_modules", "pictures", "own"):
            (kent / name).mkdir()
            (kent / name / "a.yaml").write_text("- a\n" if name == "pictures" else finding, encoding="utf-8")
        (kent / "own" / "inspection.yaml").touch()
        shutil.copytree(kent, "beside")
        (kent / "pictures" / "link").symlink_to("..")
        (kent / "pictures" / "b.yaml").symlink_to("../../outside.yaml")
        (kent / "link").symlink_to("../beside")
        ran = run("grade", kent)
        assert (0, "") == (ran.code, ran.err)

    def test_nothing_that_lies_in_a_folder_keeps_it_from_being_checked(self, run: Run, kent: Path) -> None:
        """A file that looks like an environment of Python, or a link to the folder, does not."""
        replace(kent / "q1-prevention.yaml", *MISSPELT)
        (kent / "pyvenv.cfg").touch()
        Path("here").mkdir()
        Path("here/link").symlink_to(kent.absolute())
        assert 1 == run("validate").code
        shutil.move(kent, "here/.kent")
        Path("here/link").unlink()
        Path("here/link").symlink_to(".kent")
        assert 1 == run("validate", "here").code

    def test_a_link_that_leads_out_of_what_was_named_is_told_and_not_followed(self, run: Run, kent: Path) -> None:
        """What lies elsewhere is not read because a link in the folder says so; that it was not is no success."""
        Path("here").mkdir()
        Path("here/link").symlink_to(kent.absolute())
        ran = run("validate", "here")
        assert (2, "") == (ran.code, ran.out)
        assert "here/link is a link that leads out of here" in ran.err
        assert 0 == run("validate", "here/link", "--fail-on", "warning", "--ignore", "PG5").code
        os.chdir("here")
        assert "link is a link that leads out of this folder" in run("validate").err

    def test_one_folder_that_cannot_be_used_does_not_hide_the_others(self, run: Run, kent: Path) -> None:
        """A link that leads nowhere is a problem of its file, and a pipe that nobody writes to is not waited for."""
        replace(kent / "q1-prevention.yaml", *MISSPELT)
        Path("broken").mkdir()
        Path("broken/framework.yaml").symlink_to("nowhere")
        os.mkfifo("pipe.yaml")
        ran = run("validate", "--format", "concise")
        assert 1 == ran.code
        assert "PG104" in ran.out
        assert "PG202" in ran.out

    def test_one_folder_by_two_names_is_checked_once(self, run: Run, kent: Path) -> None:
        """Each problem is told once."""
        replace(kent / "q1-prevention.yaml", *MISSPELT)
        ran = run("validate", kent, kent.absolute(), "--format", "concise", "--select", "PG202")
        assert 1 == len(ran.out.splitlines())

    def test_warnings_that_have_to_do_with_a_changed_file_are_told(self, run: Run, kent: Path) -> None:
        """A copy in another file of a statement in the changed one is told, and other warnings there are not."""
        source = "sources: [{document: hmic-2015-kent-effectiveness}]"
        item = f"kind: finding, question: q4.response, shows: strength, weight: minor, extent: partial, standing: observed, {source}"
        said = "statement: Teams meet each week and share what they have learned"
        (kent / "a-changed.yaml").write_text(f"- {{id: F900, {item}, {said}}}\n", encoding="utf-8")
        (kent / "b-other.yaml").write_text(f"- {{id: F901, {item}, {said}}}\n", encoding="utf-8")
        ran = run("validate", kent / "a-changed.yaml", "--format", "concise", "--fail-on", "warning")
        assert (1, True) == (ran.code, ran.out.startswith("kent/b-other.yaml:1:"))
        assert 0 == run("validate", kent / "q4-serious-organised-crime.yaml", "--fail-on", "warning").code

    @pytest.mark.slow
    def test_another_edition_of_the_shipped_rules_keeps_its_lines(self, run: Run, kent: Path) -> None:
        """A folder of rules by the name of those that ship is told of by its own lines, whatever was read before."""
        edition = Path("rules/peel-effectiveness-2015")
        shutil.copytree(ROOT / edition, edition)
        text = (edition / "roll-up.yaml").read_text(encoding="utf-8")
        (edition / "roll-up.yaml").write_text(
            "# one\n# two\n" + text.replace("because:", "becuase:", 1), encoding="utf-8"
        )
        line = text.split("because:")[0].count("\n") + 3
        for paths in ((kent, "rules"), ("rules", kent)):
            out = run("validate", *paths, "--format", "concise", "--select", "PG202").out
            assert out.startswith(f"rules/peel-effectiveness-2015/roll-up.yaml:{line}:")

    def test_rules_of_another_framework_are_one_problem(self, run: Run, kent: Path, rules: Path) -> None:
        """By the words of another framework nearly everything would seem wrong."""
        replace(rules / "framework.yaml", "id: peel-effectiveness-2015", "id: another")
        ran = run("validate", kent, "--rules", rules, "--format", "concise")
        assert ["PG515"] == [line.split()[2] for line in ran.out.splitlines()]

    @pytest.mark.parametrize("command", ["validate", "grade"])
    def test_evidence_of_another_framework_is_one_problem(self, run: Run, kent: Path, command: str) -> None:
        """It names the framework that was meant, and not each word that this one does not have."""
        replace(kent / "inspection.yaml", "framework: peel-effectiveness-2015", "framework: cqc-key-questions-2018")
        ran = run(command, kent)
        said = ran.out + ran.err
        assert (1, 1, 0) == (ran.code, said.count("error PG"), said.count("PG204"))
        assert "of the 17 questions that are named here and in the evidence, 'cqc-key-questions-2018' has none" in said
        assert "write 'framework: peel-effectiveness-2015', which has 17" in said

    def test_words_that_no_framework_has_are_told_one_by_one(self, run: Run, kent: Path) -> None:
        """Where no framework that ships has most of them, they are mistakes, however many there are."""
        text = (kent / "inspection.yaml").read_text(encoding="utf-8")
        (kent / "inspection.yaml").write_text(text.replace("question: q", "question: k"), encoding="utf-8")
        for path in kent.glob("q*.yaml"):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("question: q", "question: k"), encoding="utf-8")
        ran = run("validate", kent, "--format", "concise")
        assert (1, 0) == (ran.code, ran.out.count("PG515"))
        assert "'k1.levels' is not one of the words" in ran.out

    def test_a_report_is_written_where_there_is_nothing_to_check(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What CI takes up next is there, and says that there are no problems."""
        monkeypatch.chdir(tmp_path)
        assert 0 == run("validate", "--format", "gitlab", "--output-file", "report.json").code
        assert [] == json.loads(Path("report.json").read_text(encoding="utf-8"))

    def test_a_rule_file_shows_what_it_breaks_in_others(self, run: Run, rules: Path) -> None:
        """An id that a changed file takes from another file is told, though that one did not change."""
        taken = (rules / "q1-prevention.yaml").read_text(encoding="utf-8").split("- id: ")[1].splitlines()[0]
        (rules / "a.yaml").write_text(
            f"- id: {taken}\n  question: q1\n  supports: good\n  because: so\n  basis: {{kind: project, source: us}}\n"
            "  when: {findings: {shows: strength, at_least: 3}}\n",
            encoding="utf-8",
        )
        ran = run("rules", "check", rules / "a.yaml", "--format", "concise")
        assert (1, True) == (ran.code, f"PG605 the rule '{taken}' stands twice" in ran.out)

    def test_rules_check_reads_frameworks_alone(self, run: Run, kent: Path, rules: Path) -> None:
        """An inspection is no framework; a file of rules stands for its framework."""
        assert 2 == run("rules", "check", kent).code
        assert 2 == run("rules", "check", "-").code
        assert 0 == run("rules", "check", "--no-proofs").code
        replace(rules / "roll-up.yaml", "because:", "becuase:")
        assert 1 == run("rules", "check", rules / "roll-up.yaml").code


class TestChoosing:
    @pytest.mark.slow
    def test_severity_decides_the_exit_code(self, run: Run, kent: Path) -> None:
        """Errors fail; warnings and notes do where that is asked for."""
        for least, code in (("error", 0), ("warning", 0), ("note", 1)):
            assert code == run("validate", kent, "--fail-on", least).code

    def test_selected_and_ignored(self, run: Run, kent: Path) -> None:
        """Codes or how they begin, with commas between, in any case; what is left out is counted."""
        replace(kent / "q1-prevention.yaml", *MISSPELT)
        ran = run("validate", kent, "--select", "pg53, PG520", "--format", "concise")
        assert ["PG536"] == [line.split()[2] for line in ran.out.splitlines()]
        assert (0, False) == (ran.code, "ignored" in ran.err)  # what was not asked for was not ignored
        assert "Not selected: 2 errors, which stop grading." in ran.err or "Not selected: 1 error" in ran.err
        assert "PG536" not in run("validate", kent, "--ignore", "PG5").out

    @pytest.mark.parametrize("option", ["--ignore", "--select"])
    def test_a_code_that_is_none_exits_2(self, run: Run, kent: Path, option: str) -> None:
        """What begins no code is told, with a remedy."""
        ran = run("validate", kent, option, "XX1")
        assert 2 == ran.code
        assert "'XX1' is no code" in ran.err

    def test_an_error_is_not_ignored(self, run: Run, kent: Path) -> None:
        """Neither by an option nor by a configuration: it stops grading."""
        assert 2 == run("validate", kent, "--ignore", "PG202").code
        Path("peelgrade.toml").write_text('ignore = ["PG202"]', encoding="utf-8")
        ran = run("validate", kent)
        assert 2 == ran.code
        assert "peelgrade.toml:1: 'PG202' is an error" in ran.err

    @pytest.mark.slow
    def test_the_nearest_configuration_holds_and_is_named(
        self, run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It ignores for some files, and says what fails; --isolated and --config stand above it."""
        Path("pyproject.toml").write_text('[tool.peelgrade]\nfail-on = "note"\n', encoding="utf-8")
        Path("other.toml").write_text('[per-file-ignores]\n"kent/q2*" = ["PG536"]\n', encoding="utf-8")
        monkeypatch.chdir(kent)
        ran = run("validate")
        assert (1, "Configuration: ../pyproject.toml") == (ran.code, ran.err.splitlines()[0])
        assert 0 == run("validate", "--isolated").code
        assert 0 == run("validate", "--fail-on", "warning").code
        ran = run("validate", "--config", "../other.toml", "--fail-on", "note")
        assert (0, "Configuration: ../other.toml") == (ran.code, ran.err.splitlines()[0])
        assert 2 == run("validate", "--config", "../other.toml", "--isolated").code

    def test_every_mistake_in_a_configuration_is_told(self, run: Run, kent: Path) -> None:
        """Each has its line, and near words where there are any."""
        Path("peelgrade.toml").write_text('ignroe = []\nfail-on = "eror"\n', encoding="utf-8")
        ran = run("validate", kent)
        assert 2 == ran.code
        assert "peelgrade.toml:1: " in ran.err
        assert "did you mean 'ignore'?" in ran.err
        assert "peelgrade.toml:2: " in ran.err
        assert "did you mean 'error'?" in ran.err


class TestIgnoringInline:
    def ignore(self, kent: Path, comment: str) -> None:
        """Put a comment on the line whose words the figures do not bear out."""
        line = "    - {metric: M239, says: similar, comparator: most_forces}"
        replace(kent / "q2-investigation.yaml", line, f"{line}  # {comment}")

    def codes(self, run: Run, kent: Path) -> list[str]:
        """Return the codes that are told."""
        return [one["code"] for one in json.loads(run("validate", kent, "--format", "json").out)["problems"]]

    def test_a_comment_with_a_reason_silences_its_line(self, run: Run, kent: Path) -> None:
        """The problem is not told, and counted as ignored."""
        self.ignore(kent, "peelgrade: ignore[PG536] the report words it so")
        ran = run("validate", kent, "--fail-on", "note")
        assert (0, "No problems (1 ignored): ") == (ran.code, ran.out[:25])

    def test_a_comment_above_silences_the_line_below(self, run: Run, kent: Path) -> None:
        """Alone on its line, it is about the next one that holds anything."""
        line = "    - {metric: M239, says: similar, comparator: most_forces}"
        comment = "    # peelgrade: ignore[PG536] the report words it so\n    # another remark\n"
        replace(kent / "q2-investigation.yaml", line, f"{comment}\n{line}")
        assert [] == self.codes(run, kent)

    @pytest.mark.sampled(3)
    @pytest.mark.parametrize(
        ("comment", "codes"),
        [
            ("peelgrade: ignore[PG536]", ["PG702", "PG536"]),
            ("peelgrade: ignore[PG536] ...", ["PG702", "PG536"]),
            ("peelgrade: ignore[PG504] it will come", ["PG703", "PG536"]),
            ("peelgrade: ignore[PG999] no such code", ["PG703", "PG536"]),
            ("peelgrade: ignore the report words it so", ["PG703", "PG536"]),
            ("peelgrade: ingore[PG536] the report words it so", ["PG703", "PG536"]),
            ("Peelgrade: ignore[PG536] the report words it so", ["PG703", "PG536"]),
            ("peelgrade ignore[PG536] the report words it so", ["PG703", "PG536"]),
            ("coded with peelgrade: see the manual", ["PG536"]),
            ("peelgrade: see the manual", ["PG536"]),
            ("peelgrade ignores what stands here", ["PG536"]),
            ("peelgrade: ignore[PG535,PG536] the report words it so", ["PG701"]),
        ],
    )
    def test_a_comment_that_does_not_hold_is_told(self, run: Run, kent: Path, comment: str, codes: list[str]) -> None:
        """Without a reason, for an error, for no code, misspelt, or not needed."""
        self.ignore(kent, comment)
        assert sorted(codes) == sorted(self.codes(run, kent))

    def test_text_that_looks_like_a_comment_is_text(self, run: Run, kent: Path) -> None:
        """Inside quotes it silences nothing, and nobody is told off for it."""
        replace(
            kent / "q2-investigation.yaml", "statement: ", "coded_by: 'x # peelgrade: ignore[PG536] y'\n  statement: "
        )
        assert ["PG536"] == self.codes(run, kent)

    @pytest.mark.slow
    def test_a_figure_that_the_source_has_wrong_can_be_graded(self, run: Run, kent: Path) -> None:
        """Sums that do not add up stop grading, until a comment beside them says why they do not."""
        file = kent / "q4-serious-organised-crime.yaml"
        replace(file, "  value: 73\n", "  value: 74\n")
        broken = json.loads(run("validate", file, "--format", "json").out)["problems"]
        assert 1 == run("grade", kent).code
        lines = file.read_text(encoding="utf-8").splitlines()
        for one in broken:
            lines[one["line"] - 1] += f"  # peelgrade: ignore[{one['code']}] so in the source"
        file.write_text("\n".join(lines), encoding="utf-8")
        assert broken
        ran = run("grade", kent)
        assert (0, True) == (ran.code, "that a comment forgives; for more: peelgrade validate kent" in ran.err)

    def test_nothing_is_called_needless_while_there_are_errors(self, run: Run, kent: Path) -> None:
        """What a comment is for may not have been looked at yet."""
        self.ignore(kent, "peelgrade: ignore[PG535,PG536] the report words it so")
        replace(kent / "inspection.yaml", "id: kent-2015", "idd: kent-2015")
        assert "PG701" not in self.codes(run, kent)


class TestOutputFile:
    @pytest.mark.sampled(6)
    @pytest.mark.parametrize("format_", problems.FORMATS)
    def test_holds_what_would_have_been_printed(self, run: Run, kent: Path, format_: str) -> None:
        """Nothing is printed then but the summary."""
        replace(kent / "q1-prevention.yaml", *MISSPELT)
        printed = run("validate", kent, "--format", format_).out
        ran = run("validate", kent, "--format", format_, "--output-file", "out/problems")
        assert (1, "") == (ran.code, ran.out)
        assert printed == Path("out/problems").read_text(encoding="utf-8")

    @pytest.mark.slow
    def test_never_stands_over_an_input(self, run: Run, kent: Path) -> None:
        """Evidence is not lost to a slip in the command, by another name either."""
        Path("link.yaml").symlink_to(kent / "q1-prevention.yaml")
        before = (kent / "q1-prevention.yaml").read_bytes()
        Path("peelgrade.toml").touch()
        names = (
            "kent/q1-prevention.yaml",
            "link.yaml",
            "kent/../kent/q1-prevention.yaml",
            "kent/new.yaml",
            "peelgrade.toml",
        )
        for name in names:
            assert 2 == run("validate", kent, "--output-file", name).code, name
        assert before == (kent / "q1-prevention.yaml").read_bytes()

    def test_cannot_be_a_folder(self, run: Run, kent: Path) -> None:
        """What cannot be written is told, and exits 2."""
        Path("out").mkdir()
        ran = run("validate", kent, "--output-file", "out")
        assert 2 == ran.code
        assert "out cannot be written" in ran.err


class TestExitCodes:
    @pytest.mark.sampled(3)
    @pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
    def test_each(self, run: Run, kent: Path, rules: Path, command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """0 where all is well, 1 for errors, 2 for what cannot be used, 3 for a bug of peelgrade."""
        path, file = (kent, "q1-prevention.yaml") if command == ["validate"] else (rules, "roll-up.yaml")
        assert 0 == run(*command, path).code
        replace(path / file, "question:", "qestion:")
        assert 1 == run(*command, path).code
        assert 2 == run(*command, "nowhere").code
        assert 2 == run(*command, path, "--format", "prose").code
        monkeypatch.setattr("peelgrade.cli.checking.Report.of", lambda *_, **__: 1 // 0)
        ran = run(*command, path)
        assert 3 == ran.code
        assert "This is a bug in peelgrade" in ran.err

    @pytest.mark.slow
    def test_warnings_do_not_stop_grading_and_are_mentioned(self, run: Run, kent: Path) -> None:
        """Standard error says that there are some; the judgments are the same."""
        before = run("grade", kent)
        window = "fieldwork: {start: 2015-06-01, end: 2015-08-31}"
        replace(kent / "inspection.yaml", window, "fieldwork: {start: 2015-06-01, end: 2015-08-31}")
        replace(kent / "q3-vulnerability.yaml", "  statement: ", "  observed: 2014-01-01\n  statement: ")
        after = run("grade", kent)
        assert (0, before.out) == (after.code, after.out)
        assert "1 warning; for more: peelgrade validate kent" in after.err

    def test_nothing_is_left_behind(self, run: Run, kent: Path) -> None:
        """Checking writes nothing."""
        before = sorted(kent.iterdir())
        run("validate", kent)
        assert before == sorted(kent.iterdir())


def test_what_cannot_be_read_does_not_keep_the_others_from_being_checked(
    run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their problems are told, and that one of the folders was not checked: it ends with 2."""
    Path("many").mkdir()
    for name in ("inspection", *"abcdefghijklmnop"):
        Path("many", f"{name}.yaml").write_text("[]\n", encoding="utf-8")
    monkeypatch.setenv("PEELGRADE_LIMITS", "files=16")
    ran = run("validate", "many", kent)
    assert 2 == ran.code
    assert "PG536" in ran.out
    assert "Error: many holds 17 YAML files, and the limit is 16" in ran.err


class TestRules:
    def test_a_file_in_the_folder_one_is_in_is_checked(
        self, run: Run, rules: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A rule file that is named without its folder is checked all the same."""
        replace(rules / "q1-prevention.yaml", "supports: good", "supports: god")
        monkeypatch.chdir(rules)
        assert 1 == run("validate", "q1-prevention.yaml").code

    def test_a_graded_question_without_a_rule_is_refused(self, run: Run, rules: Path) -> None:
        """It would stand at the baseline, and pull down what is above it, without anybody having said why."""
        replace(
            rules / "framework.yaml",
            "        - id: q1.partnership\n",
            "        - {id: q1.new, title: New, graded: true}\n        - id: q1.partnership\n",
        )
        ran = run("validate", rules, "--format", "concise")
        assert 1 == ran.code
        assert "PG609 the question 'q1.new' is graded, and no rule is about it" in ran.out

    def test_problems_of_one_folder_hide_none_of_another(self, run: Run, rules: Path, kent: Path) -> None:
        """A question without a rule is told also where the folder that was checked before has problems."""
        new = "        - {id: q1.new, title: New, graded: true}\n        - id: q1.partnership\n"
        replace(rules / "framework.yaml", "        - id: q1.partnership\n", new)
        replace(kent / "q1-prevention.yaml", "weight: moderate", "weigth: moderate")
        out = run("validate", kent, rules, "--format", "concise").out
        assert "PG202" in out
        assert "PG609" in out

    def test_a_share_that_is_a_percentage_is_told_so(self, run: Run, rules: Path) -> None:
        """The likeliest mistake in a share names the range in which it lies."""
        replace(rules / "q1-prevention.yaml", "share_at_least: 0.66", "share_at_least: 66")
        ran = run("validate", rules, "--format", "concise")
        assert "PG209" in ran.out
        assert "at most 1" in ran.out

    def test_a_file_that_is_not_read_is_not_called_sound(self, run: Run, kent: Path) -> None:
        """What is no YAML file of an inspection exits 2."""
        (kent / "notes.txt").write_text("x", encoding="utf-8")
        assert 2 == run("validate", kent / "notes.txt").code
