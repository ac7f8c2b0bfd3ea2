"""peelgrade rules new: a rule with its test cases, and a question with its first rule, all written or nothing."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from peelgrade import bundled
from peelgrade.cli.rules import drafting
from peelgrade.pipeline import Reading, read_cases, read_rulebook
from tests.conftest import Ran, Run, replace
from tests.folders import contents

PEEL = "peel-effectiveness-2015"
BASIS = ("--basis-kind", "project", "--basis-source", "Annex A")
GOOD = ("--supports", "good", "--strengths", "2", "--share", "66", "--because", "most of it is good", *BASIS)
NEW = ("--question", "q1.streets", "--title", "How well does it know its streets?", "--short", "Streets")


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the framework that ships, in the working folder."""
    shutil.copytree(bundled.rules_folder() / PEEL, tmp_path / "my-rules", ignore=shutil.ignore_patterns("tests"))
    monkeypatch.chdir(tmp_path)
    return Path("my-rules")


def refused(done: Ran, code: int, told: str, rules: Path, before: dict[str, bytes]) -> None:
    """Hold that a command said why, on standard error alone, and changed nothing."""
    assert (code, "") == (done.code, done.out)
    assert told in " ".join(done.err.split())
    assert before == contents(rules)


def test_a_rule_goes_to_the_end_of_the_right_file_with_its_cases(run: Run, rules: Path) -> None:
    """All that was there stays byte for byte, and what is new is read as it was meant."""
    before = contents(rules)
    done = run("rules", "new", rules, "--question", "q4.response", *GOOD, "--id", "q4.response.extra")
    assert 0 == done.code, done.err
    after = contents(rules)
    name = "q4-serious-organised-crime.yaml"
    assert after[name].startswith(before[name])
    assert {name, f"tests/{name}"} == {key for key in after if after[key] != before.get(key)}
    reading = Reading()
    rulebook = read_rulebook(rules, "my-rules", reading)
    assert rulebook is not None
    cases = read_cases(rules, "my-rules", reading, rulebook)
    assert [] == reading.problems
    assert "q4.response.extra" in {rule.id for rule in rulebook.rules}
    assert ["q4_response_extra_just_holds", "q4_response_extra_just_fails"] == [case.value.id for case in cases]
    assert "at least 66 % of the findings" in done.out
    assert "Next: peelgrade rules test my-rules, and: peelgrade rules check my-rules" in done.out


def test_a_file_that_appears_at_the_last_moment_is_not_replaced(
    run: Run, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it was not there yet when it was last looked at: what another command wrote is in it."""
    path, content, write = rules / "tests" / "q4-serious-organised-crime.yaml", drafting.content, drafting.Draft.write
    before = contents(rules)

    def appears(asked: Path) -> bytes:
        found = content(asked)
        if asked == path:
            path.parent.mkdir(exist_ok=True)
            path.write_text("another\n", encoding="utf-8")
        return found

    def late(draft: drafting.Draft) -> None:
        monkeypatch.setattr(drafting, "content", appears)
        write(draft)

    monkeypatch.setattr(drafting.Draft, "write", late)
    done = run("rules", "new", rules, "--question", "q4.response", *GOOD, "--id", "q4.response.extra")
    assert (2, "") == (done.code, done.out)
    assert f"{path.name} is there already" in done.err
    assert {**before, f"tests/{path.name}": b"another\n"} == contents(rules)


def test_a_question_that_is_not_there_is_added_with_its_first_rule(run: Run, rules: Path) -> None:
    """Under the question that its id begins with, as a working view like those beside it."""
    done = run("rules", "new", rules, *NEW, *GOOD)
    assert 0 == done.code, done.err
    rulebook = read_rulebook(rules, "my-rules", Reading())
    assert rulebook is not None
    assert "q1" == rulebook.parents["q1.streets"]
    assert "Streets" == rulebook.questions["q1.streets"].name
    assert rulebook.questions["q1.streets"].working_view
    assert ["q1.streets.good"] == [rule.id for rule in rulebook.rules_of("q1.streets")]
    again = run("rules", "new", rules, *NEW, *GOOD)
    assert (2, "") == (again.code, again.out)
    assert "is there already" in again.err


@pytest.mark.slow
def test_a_question_can_go_below_one_that_has_no_parts_yet(run: Run, rules: Path) -> None:
    """The parts are made; what is above it says so."""
    done = run(
        "rules", "new", rules, *NEW, *GOOD, "--under", "q4.response", "--file", "q4-serious-organised-crime.yaml"
    )
    assert 0 == done.code, done.err
    rulebook = read_rulebook(rules, "my-rules", Reading())
    assert rulebook is not None
    assert "q4.response" == rulebook.parents["q1.streets"]


BOTH = ("--question", "q1", "--supports", "good", "--parts", "2", "--reaching", "good", "--because", "both are", *BASIS)


@pytest.mark.slow
def test_test_cases_leave_a_new_question_out_where_they_say_nothing_of_it(run: Run, rules: Path) -> None:
    """A new part would leave what is above it open: a case that was about the others stays so."""
    assert 0 == run("rules", "new", rules, *BOTH, "--id", "q1.both").code
    done = run("rules", "new", rules, *NEW, *GOOD)
    assert 0 == done.code, done.err
    assert "leave it out now (not_inspected): q1_both_just_holds" in done.out
    assert "Not as expected" not in done.err
    reading = Reading()
    rulebook = read_rulebook(rules, "my-rules", reading)
    spared = {case.value.id: case.value for case in read_cases(rules, "my-rules", reading, rulebook)}
    assert "q1.streets" in spared["q1_both_just_holds"].not_inspected


@pytest.mark.slow
def test_test_cases_that_come_out_otherwise_are_named(run: Run, rules: Path) -> None:
    """Whoever adds a rule learns which cases it moves."""
    assert 0 == run("rules", "new", rules, *BOTH, "--id", "q1.both").code
    limit = ("--limits-to", "requires_improvement", "--parts", "1", "--below", "outstanding", "--because", "x", *BASIS)
    done = run("rules", "new", rules, "--question", "q1", *limit, "--id", "q1.strict")
    assert 0 == done.code
    assert "Not as expected any more" in done.err
    assert "q1_both_just_holds" in done.err


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--question", "q1.streets", *GOOD), 2, "To add the question with this rule, give its --title; or write it in my-rules/framework.yaml, under 'parts' of q1: - {id: q1.streets"),
        (("--question", "q1.prevntion", *GOOD), 2, "did you mean 'q1.prevention'"),
        (("--question", "q1.levels", *GOOD), 2, "it is not graded"),
        (("--question", "q1.prevention", *GOOD, "--id", "q1.prevention.good"), 2, "there is a rule 'q1.prevention.good' already give another --id"),
        (("--question", "q1.prevention", *GOOD, "--limits-to", "good"), 2, "give --supports or --limits-to"),
        (("--question", "q1.prevention", "--supports", "inadequate", "--strengths", "1", "--because", "x", *BASIS), 2, "changes nothing: a question starts from requires_improvement"),
        (("--question", "q1.prevention", "--supports", "god", "--strengths", "1", "--because", "x", *BASIS), 2, "did you mean 'good'"),
        (("--question", "q1.prevention", "--supports", "good", "--parts", "1", "--because", "x", *BASIS), 2, "--parts goes with one of"),
        (("--question", "q1.prevention", "--supports", "good", "--when", "{findings: [", "--because", "x", *BASIS), 2, "--when:"),
        (("--question", "q1.prevention", "--supports", "good", "--when", "{findings: {shows: strength, at_most: 2}}", "--because", "x", *BASIS), 1, "PG408"),
        (("--question", "q1.prevention", "--supports", "good", "--when", "!!python/object:os.system {}", "--because", "x", *BASIS), 2, "--when:"),
        (("--question", "q1.prevention", "--supports", "good", "--parts", "1", "--reaching", "good", "--because", "x", *BASIS), 1, "PG608"),
        (("--question", "q1 x", "--title", "x", "--under", "q1", *GOOD), 1, "Nothing was written"),
        (("--question", "q1.x", "--title", "x", "--under", "q9", *GOOD), 2, "there is no such question"),
        (("--question", "q1.prevention", *GOOD, "--file", "../x.yaml"), 2, "is not the name of a rule file"),
        (("--question", "q1.prevention", "--supports", "good", "--share", "0.66", "--because", "x", *BASIS), 2, "for 66 per cent write 66"),
        (("--question", "q1.prevention", "--supports", "good", "--strengths", "1"), 2, "there is nobody to ask"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused_and_nothing_is_written(
    run: Run, rules: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], code: int, told: str
) -> None:
    """Wrong names, directions, YAML and places: each says what to do instead."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    before = contents(rules)
    done = run("rules", "new", rules, *options)
    refused(done, code, told.replace(" give another", " help: give another"), rules, before)


def test_a_framework_that_ships_is_not_changed(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever names one is told how to copy it."""
    monkeypatch.chdir(tmp_path)
    done = run("rules", "new", PEEL, "--question", "q1", *GOOD)
    assert (2, "") == (done.code, done.out)
    assert "cp -r" in done.err


def test_a_layout_that_is_not_understood_is_left_alone(run: Run, rules: Path) -> None:
    """A list in brackets takes no entry, and the framework is not changed either."""
    replace(rules / "framework.yaml", "        - id: q4.national", "        - id: q4.national")
    (rules / "q1-more.yaml").write_text("[]\n", encoding="utf-8")
    before = contents(rules)
    done = run("rules", "new", rules, *NEW, *GOOD, "--file", "q1-more.yaml")
    refused(done, 2, "is written in a way that an item cannot be added to", rules, before)


def test_whoever_gives_nothing_is_asked(run: Run, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By name or by number; a number that is none is asked for again."""
    answers = "q2.offenders\n2\ngood\nweaknesses\nmany\n1\nrecommendations\n1\n\nit is so\nproject\nAnnex A\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    monkeypatch.chdir(rules)
    done = run("rules", "new")
    assert 0 == done.code, done.err
    assert "q2.offenders.weakness is written" in done.out  # and not 'good', which would look like what lifts it there
    assert "Limits to good when there is at least 1 weakness" in done.out
    assert "'many' cannot stand here" in done.err


class Terminal(io.StringIO):
    """What a person types at a terminal."""

    def isatty(self) -> bool:
        """Say that somebody sits there."""
        return True


def types(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Have a person at a terminal give answers, one after the other."""
    monkeypatch.setattr("sys.stdin", Terminal("".join(f"{answer}\n" for answer in answers)))


ASKED = ("supports", "good", "strengths", "2", "share", "0.66", "66%", "", "most of it is good.", "project", "Annex A")


def test_a_person_can_add_a_question_without_any_option(run: Run, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Title, short name and the question above are asked for, and the rule is shown before it is written."""
    types(
        monkeypatch,
        "q1.partnershop",
        "streets",
        "+",
        "q1.streets",
        "How well does it know its streets?",
        "",
        "",
        *ASKED,
        "y",
    )
    done = run("rules", "new", rules)
    assert 0 == done.code, done.err
    assert "q1.streets.good  Supports good when there are at least 2 strengths" in done.err
    assert "for 66 per cent write 66" in done.err
    last = next(line.split()[0] for line in done.err.splitlines() if line.endswith("a new question"))
    for answer, told in (("q1.partnershop", "did you mean 'q1.partnership'?"), ("streets", "q2.investigation.")):
        refused = next(line for line in done.err.splitlines() if f"'{answer}' cannot stand here" in line)
        assert told in refused
        assert refused.endswith(f"{told[-1]} For a new question choose {last}, the last of the list")
    rulebook = read_rulebook(rules, "my-rules", Reading())
    assert rulebook is not None
    assert ("q1", None) == (rulebook.parents["q1.streets"], rulebook.questions["q1.streets"].short)
    assert ["most of it is good"] == [rule.because for rule in rulebook.rules_of("q1.streets")]


def test_whoever_has_said_everything_is_asked_for_no_other_count(
    run: Run, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no part could be judged there are four, and the next thing that is asked for is the reason."""
    counts = ("strengths", "2", "weaknesses", "0", "share", "66", "recommendations", "0")
    answers = ("q2.offenders", "supports", "good", *counts, "most of it is good", "project", "Annex A")
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{one}\n" for one in answers)))
    done = run("rules", "new", rules)
    assert 0 == done.code, done.err
    assert 3 == done.err.count("And it counts")
    for told in ("at least 2 strengths", "no weakness", "at least 66 %", "no recommendation"):
        assert told in done.out


def test_a_person_who_does_not_agree_changes_nothing(run: Run, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was taken keeps its number, and the sentence is there to be read before."""
    before = contents(rules)
    types(monkeypatch, "q2.offenders", "supports", "good", "1", "2", "1", "2", "0", "", "so it is", "project", "x", "n")
    done = run("rules", "new", rules)
    refused(done, 1, "'strengths' cannot stand here; it is there already", rules, before)
    assert "there is no weakness" in done.err
    assert "Nothing was written" in done.err


def test_the_same_rule_is_not_written_twice(run: Run, rules: Path) -> None:
    """Whatever its id and its reason, and in whatever order its conditions stand."""
    assert 0 == run("rules", "new", rules, *NEW, *GOOD).code
    before = contents(rules)
    count = "{{findings: {{shows: strength, weight: [moderate, major], extent: [partial, widespread], {}}}}}"
    when = f"{{all: [{count.format('share_at_least: 0.66')}, {count.format('at_least: 2')}]}}"
    again = ("--question", "q1.streets", "--supports", "good", "--when", when, "--because", "again", *BASIS)
    done = run("rules", "new", rules, *again)
    refused(done, 2, "'q1.streets.good' says the same already: my-rules/q1-prevention.yaml:131", rules, before)


def test_a_framework_that_ships_is_changed_in_place_only_when_that_is_asked(
    run: Run, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named by its folder it is refused like by its id, from inside as well; whoever maintains it says so."""
    monkeypatch.setattr(bundled, "rules_folder", lambda: rules.parent)
    before = contents(rules)
    refused(run("rules", "new", rules, *NEW, *GOOD), 2, "cp -r my-rules my-rules", rules, before)
    assert 0 == run("rules", "new", rules, *NEW, *GOOD, "--in-place").code


def test_rules_that_count_the_parts_are_to_be_read_again(run: Run, rules: Path) -> None:
    """With their places and reasons, and a framework that lies inside is told of."""
    shutil.copytree(rules, rules / "copied")
    done = run("rules", "new", rules, *NEW, *GOOD)
    assert "q1.good  my-rules/q1-prevention.yaml:5" in done.out
    assert "Because both prevention and work with partners are at least good." in done.out
    assert "q1.concern" not in done.out
    assert "my-rules/copied is another framework inside my-rules" in done.err


def test_a_question_goes_below_the_one_that_is_named_by_its_id(run: Run, rules: Path) -> None:
    """Also where that is not the first."""
    done = run("rules", "new", rules, "--question", "q3.streets", *NEW[2:], *GOOD)
    assert 0 == done.code, done.err
    rulebook = read_rulebook(rules, "my-rules", Reading())
    assert rulebook is not None
    assert "q3" == rulebook.parents["q3.streets"]


def test_a_question_without_a_dot_is_said_to_be_a_core_question(run: Run, rules: Path) -> None:
    """Its rules go into a file of their own."""
    done = run("rules", "new", rules, "--question", "q5", "--title", "How good are its dogs?", *GOOD)
    assert 0 == done.code, done.err
    assert "under effectiveness: a core question, with a file of rules of its own" in done.out
    assert (rules / "q5-how-good-are-its-dogs.yaml").exists()


def test_a_bound_that_no_case_can_hold_gives_a_rule_without_cases(run: Run, rules: Path) -> None:
    """It is said, and the rule is there."""
    asked = ("--question", "q4.response", "--supports", "good", "--because", "B", *BASIS, "--id", "q4.response.extra")
    done = run("rules", "new", rules, *asked, "--strengths", "1001")
    assert 0 == done.code, done.err
    assert "with at most 1000 items of a kind" in done.err
    assert not (rules / "tests").exists()
    assert b"at_least: 1001" in contents(rules)["q4-serious-organised-crime.yaml"]
