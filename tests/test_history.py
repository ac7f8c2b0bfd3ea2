"""Many inspections regraded: what a change of rules moves over tables, and which bounds of a rulebook decide much."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peelgrade import batch
from peelgrade.batch import Sensitivity, Stands
from peelgrade.batch.moves import direction
from peelgrade.evidence import Inspection, QuestionRecord
from peelgrade.grading import grade
from peelgrade.rendering import steps as steps_told
from peelgrade.rendering.steps import Stepped
from peelgrade.rulebook import Findings, FindingsCount, Judgments, JudgmentsCount, Question, Rulebook
from peelgrade.ruletests import BoundMoved, bounds_moved, mutants
from peelgrade.trace import Judgment, Range
from tests import small
from tests.conftest import Run, replace
from tests.properties import QUICK, THOROUGH
from tests.strategies import Case, cases, finding, framework, record, rule
from tests.test_bad_input import FILES, write

Moves = Mapping[tuple[str, Stands, Stands], Sequence[str]]


# --- the same as grading each ----------------------------------------------------------------------------------------


def _several(case: Case, chance: random.Random, many: int = 6) -> list[Inspection]:
    """Return inspections that each have some of the evidence of a case."""
    questions, found = list(case.rulebook.questions), []
    for n in range(many):
        record = case.inspection.record.model_copy(update={"id": f"i{n:02}"})
        if chance.random() < 0.5:
            status = chance.choice(["complete", "in_progress", "not_inspected"])
            named = QuestionRecord(question=chance.choice(questions[: 1 + n % len(questions)]), status=status)
            others = (one for one in record.questions if one.question != named.question)
            record = record.model_copy(update={"questions": (*others, named)})
        kept = [item for item in case.inspection.items if chance.random() < 0.7]
        found.append(Inspection.of(record, kept))
    return found


def _changed(rulebook: Rulebook, chance: random.Random) -> Rulebook:
    """Return a rulebook of which some rules have a mistake put in, and one may be left out."""
    rules = [
        chance.choice([one.rule for one in mutants(rule, rulebook)] or [rule]) if chance.random() < 0.5 else rule
        for rule in rulebook.rules
    ]
    return Rulebook.of(rulebook.framework, rules[1:] if rules and chance.random() < 0.2 else rules)


def _stands(judgment: Judgment, *, seen: bool = False) -> Stands:
    stands = None if judgment.as_it_stands is None else judgment.as_it_stands.id
    computed = None if seen else _ends(judgment.computed)
    return Stands(judgment.status, _ends(judgment.range), stands, computed)


def _ends(found: Range | None) -> tuple[str, str] | None:
    return None if found is None else (found.low.id, found.high.id)


def _graded(inspections: Sequence[Inspection], old: Rulebook, new: Rulebook, *, seen: bool = False) -> Moves:
    """Grade every inspection by both rulebooks, and return which move at each question."""
    moves: dict[tuple[str, Stands, Stands], list[str]] = {}
    listed = batch.tables(inspections, old)[0]["inspection"].to_list()
    for inspection in inspections:
        if inspection.record.id not in listed:  # of its items none stands in the tables
            continue
        before, after = (grade(inspection, rulebook).by_question for rulebook in (old, new))
        for question in new.questions:
            if question in old.questions:
                was, now = (_stands(judgments[question], seen=seen) for judgments in (before, after))
                if was != now:
                    moves.setdefault((question, was, now), []).append(inspection.record.id)
    return moves


def _history(folder: Path, inspections: Sequence[Inspection], *rulebooks: Rulebook, size: int = 4) -> batch.History:
    batch.write_tables(folder / "tables", inspections, rulebooks[0])
    return batch.History(folder / "tables", rulebooks, folder / "work", size)


def _nowhere(_done: int, _of: int) -> None:
    pass


def _hold_revision(case: Case, chance: random.Random, folder: Path) -> None:
    inspections, new = _several(case, chance), _changed(case.rulebook, chance)
    expected = _graded(inspections, case.rulebook, new)
    found = batch.revised(_history(folder, inspections, case.rulebook, new), _nowhere)
    told = {(one.question, one.before, one.after): one for one in found.moves}
    assert {key: len(names) for key, names in expected.items()} == {key: one.amount for key, one in told.items()}
    assert {key: names[:3] for key, names in expected.items()} == {key: one.examples for key, one in told.items()}
    assert len({name for names in expected.values() for name in names}) == found.moving


@settings(QUICK, max_examples=3)  # each is a dozen runs
@given(case=cases(), seed=st.integers(0, 1000))
def test_a_change_of_rules_moves_in_tables_what_it_moves_in_inspections(
    case: Case, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every inspection graded by both rulebooks moves as is told, as often, and those named are among them."""
    _hold_revision(case, random.Random(seed), tmp_path_factory.mktemp("history"))  # noqa: S311  # drawn cases are no secrets


def _hold_sensitivity(case: Case, chance: random.Random, folder: Path) -> None:
    inspections, rulebook = _several(case, chance), case.rulebook
    steps = [one for rule in rulebook.rules for one in bounds_moved(rule, rulebook)]
    variants = [batch.Variant(one.rule.question, _with(rulebook, one)) for one in steps]
    found = batch.sensitivity(_history(folder, inspections, rulebook), variants, _nowhere)
    for variant, effects in zip(variants, found.effects, strict=True):
        expected: Counter[str] = Counter()
        for (question, *_), names in _graded(inspections, rulebook, variant.rulebook, seen=True).items():
            expected[question] += len(names)
        assert dict(expected) == {name: sum(ways.values()) for name, ways in effects.items() if sum(ways.values())}


def _with(rulebook: Rulebook, step: BoundMoved) -> Rulebook:
    rules = (step.rule if rule.id == step.rule.id else rule for rule in rulebook.rules)
    return Rulebook.of(rulebook.framework, rules)


@settings(QUICK, max_examples=3)  # each is a dozen runs
@given(case=cases(), seed=st.integers(0, 1000))
def test_bounds_a_step_off_move_what_they_move_in_inspections(
    case: Case, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every inspection graded with one bound a step off moves at each question as often as is told."""
    _hold_sensitivity(case, random.Random(seed), tmp_path_factory.mktemp("history"))  # noqa: S311  # as above


def test_shares_a_step_off_move_what_they_move_in_inspections(tmp_path: Path) -> None:
    """Where half of the findings are strengths, a share of a half is met, and one just above it is not."""
    question = Question(id="q", title="q", graded=True)
    when = Findings(findings=FindingsCount(shows="strength", share_at_least=Decimal("0.5")))
    rulebook = Rulebook.of(framework(question, minimum=1), [rule("r", "q", when, supports="c3")])
    known = record(questions=(QuestionRecord(question="q", status="complete"),))
    items = [finding("F1", "q"), finding("F2", "q", shows="weakness")]
    _hold_sensitivity(Case(Inspection.of(known, items), rulebook), random.Random(1), tmp_path)  # noqa: S311  # as above


@pytest.mark.slow
@settings(THOROUGH, max_examples=min(THOROUGH.max_examples, 10))
@given(case=cases(), seed=st.integers(0, 1000))
def test_both_hold_on_many_rulebooks(case: Case, seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same, on enough rulebooks to meet rare constellations."""
    _hold_revision(case, random.Random(seed), tmp_path_factory.mktemp("history"))  # noqa: S311  # as above
    _hold_sensitivity(case, random.Random(seed), tmp_path_factory.mktemp("history"))  # noqa: S311  # as above


# --- which way, and by which step ------------------------------------------------------------------------------------

RANK = {"poor": 0, "fair": 1, "good": 2, "fine": 3}


def _ranged(words: str) -> Stands:
    low, high, stands, computed = words.split()
    return Stands("open", (low, high), stands, (computed, computed))


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        ("fair fair fair fair", "good good good good", "up"),
        ("good good good good", "fair fair fair fair", "down"),
        ("poor good fair fair", "fair good fair fair", "up"),
        ("poor good fair fair", "poor fair fair fair", "down"),
        ("poor fine fair fair", "fair good fair fair", "narrower"),
        ("fair good fair fair", "poor fine fair fair", "wider"),
        ("poor good fair fair", "poor good good fair", "up"),
        ("good good good fair", "good good good poor", "down"),
        ("good good good fair", "odd odd odd odd", "otherwise"),
    ],
)
def test_a_move_goes_up_or_down_by_what_is_seen_first(before: str, after: str, way: str) -> None:
    """By the range, else by how it stands, else by what is computed underneath; a category that is none is neither."""
    assert way == direction(_ranged(before), _ranged(after), RANK)


def test_a_question_that_one_side_alone_judges_moves_otherwise() -> None:
    """Neither up nor down."""
    assert "otherwise" == direction(Stands("not_inspected", None, None, None), _ranged("fair fair fair fair"), RANK)
    assert "otherwise" == direction(
        Stands("not_inspected", None, None, None), Stands("ungraded", None, None, None), RANK
    )


def _steps(**bound: object) -> list[tuple[object, bool]]:
    """Return the other bounds of a count of strengths, and whether each is tighter."""
    question = Question(id="q", title="q", graded=True)
    shows = "strength" if "least" in next(iter(bound)) else "weakness"
    when = Findings(findings=FindingsCount(shows=shows, **bound))
    rulebook = Rulebook.of(framework(question), [rule("r", "q", when, supports="c3")])
    found = bounds_moved(rulebook.rules[0], rulebook)
    return [(getattr(one.moved, one.moved.bound.name), one.is_tighter) for one in found]


def test_numbers_are_moved_by_one_and_shares_to_the_next_that_there_can_be() -> None:
    """Not to a bound that anything meets, nor below nought or above all."""
    assert [(1, False), (3, True)] == _steps(at_least=2)
    assert [(2, True)] == _steps(at_least=1)
    assert [(1, False)] == _steps(at_most=0)
    assert [(Decimal("0.71"), False), (Decimal("0.77"), True)] == _steps(share_at_least=Decimal("0.75"))
    assert [(Decimal("0.9"), False)] == _steps(share_at_least=Decimal(1))


def test_points_are_moved_to_the_next_that_there_can_be() -> None:
    """Of two parts on a scale of three: a quarter less, and more than what passes just so."""
    top = Question(
        id="q", title="q", graded=True, parts=tuple(Question(id=name, title=name, graded=True) for name in ("p", "r"))
    )
    when = Judgments(judgments=JudgmentsCount(points_at_least=Decimal("0.5")))
    rulebook = Rulebook.of(framework(top, 3, points=(0, 1, 2)), [rule("q.r", "q", when, supports="c2")])
    moved = [one.moved for one in bounds_moved(rulebook.rules[0], rulebook)]
    assert [Decimal("0.2"), Decimal("0.7")] == [one.points_at_least for one in moved if isinstance(one, JudgmentsCount)]


# --- as a user has it ------------------------------------------------------------------------------------------------

HEAD = "inspection,id,kind,question,shows,weight,extent,standing,type,status"
ODD = "ash[31m|x"


def _row(name: str, number: int, *, shows: str = "strength", weight: str = "moderate") -> str:
    return f"{name},F{number},finding,overall.response,{shows},{weight},widespread,observed,,"


ROWS = (
    _row("ash", 1),
    _row("ash", 2, shows="weakness", weight="major"),
    _row("elm", 1),
    _row(ODD, 1),
    _row(ODD, 2, shows="weakness", weight="major"),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder to work in, with two editions of rules and tables: the new one bears a major weakness."""
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    shutil.copytree("rules", "new")
    replace(Path("new/rules.yaml"), "weight: major, at_most: 0", "weight: major, at_most: 1")
    tables(*ROWS)
    return tmp_path


def tables(*rows: str) -> None:
    """Write tables of inspections, all complete."""
    Path("tables").mkdir(exist_ok=True)
    Path("tables/items.csv").write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    Path("tables/questions.csv").write_text("inspection,question,status\n,overall,complete\n", encoding="utf-8")


@pytest.mark.usefixtures("home")
class TestDiff:
    def test_moves_are_counted_with_what_decided_and_a_few_inspections(self, run: Run) -> None:
        """At each question, from what to what, as many as there are; a gate over them ends with 1."""
        ran = run("diff", "rules", "new", "--over", "tables", "--fail-on-change")
        assert 1 == ran.code
        assert "tables: 4 of 6 judgments of 3 inspections move, in 2 inspections: 4 up." in ran.out
        assert 0 == run("diff", "rules", "new", "--over", "tables").code

    def test_the_same_is_told_as_data_and_as_markdown(self, run: Run) -> None:
        """Names from tables are told as they are, or so that they cannot be taken for anything else."""
        data = json.loads(run("diff", "rules", "new", "--over", "tables", "--format", "json").out)
        (history,) = data["histories"]
        assert (3, 6, 2) == (history["inspections"], history["judgments"], history["moving"])
        assert {"overall", "overall.response"} == set(history["questions"])
        first, second = history["moves"]
        assert ["up", "up"] == [first["direction"], second["direction"]]
        assert ["overall", "overall.response"] == [first["question"], second["question"]]
        assert ["ash", ODD] == first["examples"]
        assert [{"rules": ["response.good"], "inspections": 2}] == second["decided_after"]
        assert ("fair", "good") == (second["before"]["low"], second["after"]["low"])
        told = run("diff", "rules", "new", "--over", "tables", "--format", "markdown").out
        assert "\\|x" in told

    def test_equal_rules_move_nothing(self, run: Run) -> None:
        """Also where a gate is set."""
        ran = run("diff", "rules", "rules", "--over", "tables", "--fail-on-change")
        assert 0 == ran.code
        assert "tables: none of 6 judgments of 3 inspections moves." in ran.out

    def test_tables_without_rows_show_nothing(self, run: Run) -> None:
        """It ends with 1: that nothing moves says nothing then."""
        tables()
        ran = run("diff", "rules", "new", "--over", "tables")
        assert (1, True) == (ran.code, "tables: nothing was compared" in ran.out)

    def test_rows_that_are_wrong_are_told(self, run: Run) -> None:
        """It ends with 1 also where nothing moves, and says how many and which first."""
        tables(*ROWS, "elm,F9,finding,overall.respons\x1b,strength,moderate,widespread,observed,,", "elm,F2,find")
        for way in ("text", "json", "markdown"):
            ran = run("diff", "rules", "rules", "--over", "tables", "--format", way)
            assert 1 == ran.code
            assert "'overall.respons" in ran.out
            assert "\x1b" not in ran.out
        assert (
            2
            == json.loads(run("diff", "rules", "rules", "--over", "tables", "--format", "json").out)["histories"][0][
                "rows_left_out"
            ]
        )

    def test_an_edition_with_another_question_counts_moves_at_those_of_both(self, run: Run) -> None:
        """Evidence on the new question is sound for both, and the old rules pass it over."""
        other = "    - id: overall.more\n      title: How much more?\n      graded: true\n      judged_by: people\n"
        replace(Path("new/framework.yaml"), "  parts:\n", f"  parts:\n{other}")
        tables(*ROWS, _row("elm", 3).replace("overall.response", "overall.more"))
        data = json.loads(run("diff", "rules", "new", "--over", "tables", "--format", "json").out)
        (history,) = data["histories"]
        assert (0, ["overall.more"]) == (history["rows_left_out"], history["questions_added"])
        (moved,) = [one for one in history["moves"] if one["question"] == "overall.response"]
        assert (2, "up") == (moved["inspections"], moved["direction"])

    def test_inspections_and_tables_are_told_beside_each_other(self, run: Run) -> None:
        """An inspection whose evidence is called items.yaml is no table."""
        shutil.move("town/evidence.yaml", "town/items.yaml")
        ran = run("diff", "rules", "new", "--over", "town", "--over", "tables")
        assert 0 == ran.code
        assert "2 judgments of 1 inspection" in ran.out
        assert "tables: 4 of 6 judgments" in ran.out


@pytest.mark.usefixtures("home")
class TestSensitivity:
    def test_bounds_that_move_most_come_first(self, run: Run) -> None:
        """For each step it is told what moves at the question and above it; nothing is told for the same place twice."""
        data = json.loads(run("rules", "sensitivity", "rules", "--over", "tables", "--format", "json").out)
        told = [(one["rule"], one["bound"], one["written"], one["moved"], one["direction"]) for one in data["steps"]]
        assert ("response.good", "at_most", 0, 1, "looser") in told[:2]
        moved = next(one for one in data["steps"] if one["bound"] == "at_most")["judgments"]
        nothing = {"down": 0, "narrower": 0, "wider": 0, "otherwise": 0}
        assert {"overall": {"up": 2, **nothing}, "overall.response": {"up": 2, **nothing}} == moved

    def test_it_is_told_in_a_table(self, run: Run) -> None:
        """In the terminal and as Markdown."""
        ran = run("rules", "sensitivity", "rules", "--over", "tables")
        assert 0 == ran.code
        assert "of 3 steps move a judgment of 3 inspections." in ran.out
        told = run("rules", "sensitivity", "rules", "--over", "tables", "--format", "markdown").out
        assert "| response.good | there is no weakness \\(major\\) | at most 1 \\(looser\\) | 2 up | 2 up |" in told

    def test_it_keeps_to_a_question(self, run: Run) -> None:
        """And to what is below it."""
        asked = (
            "rules",
            "sensitivity",
            "rules",
            "--over",
            "tables",
            "--question",
            "overall.response",
            "--format",
            "json",
        )
        assert {"response.good"} == {one["rule"] for one in json.loads(run(*asked).out)["steps"]}

    def test_rows_that_are_wrong_and_tables_without_any_end_with_1(self, run: Run) -> None:
        """And say so."""
        tables(*ROWS, "elm,F2,find")
        ran = run("rules", "sensitivity", "rules", "--over", "tables")
        assert (1, True) == (ran.code, "1 row is wrong and left out" in ran.out)
        tables()
        ran = run("rules", "sensitivity", "rules", "--over", "tables")
        assert (1, True) == (ran.code, "nothing was tried" in ran.out)


def stepped(rules: int, amount: int) -> Stepped:
    """Return the steps of many rules of a question, of which the first so many move the judgments below and above."""
    many = [
        rule(f"calls.r{n}", "calls", small.findings("strength", at_least=n), supports="good")
        for n in range(2, 2 + rules)
    ]
    rulebook = Rulebook.of(small.framework(), many)
    steps = tuple(one for rule in many for one in bounds_moved(rule, rulebook))
    effects = [
        {"calls": {"up": n + 1}, "overall": {"up": 1, "down": 2}} if n < amount else {} for n in range(len(steps))
    ]
    return Stepped(rulebook, "body", steps, Sensitivity(9, tuple(effects), 0, (), ()))


def test_steps_beyond_those_that_are_told_are_counted() -> None:
    """And where none moves a judgment there is no table."""
    many = small.shown(steps_told.text(stepped(20, 31)))
    assert [
        "Town, version 1: what moves with each bound a step off",
        "body: 31 of 40 steps move a judgment of 9 inspections.",
        "Rule       Bound                            Step                   Overall       Core question  Question",
        "calls.r17  there are at least 17 strengths  at least 16 (looser)   1 up, 2 down  31 up",
        "and 1 more; --format json tells all",
        "9 steps move no judgment.",
    ] == [*many[:4], *many[-2:]]
    none = stepped(1, 0)
    assert [
        "Town, version 1: what moves with each bound a step off",
        "body: 0 of 2 steps move a judgment of 9 inspections.",
        "2 steps move no judgment.",
    ] == small.shown(steps_told.text(none))
    assert [
        "**Town, version 1: what moves with each bound a step off**",
        "",
        "body: 0 of 2 steps move a judgment of 9 inspections.",
        "",
        "2 steps move no judgment.",
    ] == steps_told.markdown(none).splitlines()
