"""The benchmarks: peelgrade grades their workload as the plain oracle does, and what got slower is told."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from peelgrade.grading import grade
from peelgrade.pipeline import read_inspection
from tests.conftest import ROOT, Run

BENCHMARKS = ROOT / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))  # the scripts import each other so
(
    batch,
    batch_worker,
    by_hand,
    commands,
    contest,
    engine,
    figures,
    grading,
    inputs,
    naive,
    regression,
    tables,
    translation,
    workload,
) = (
    importlib.import_module(name)
    for name in (
        "batch",
        "batch_worker",
        "by_hand",
        "commands",
        "contest",
        "engine",
        "figures",
        "grading",
        "inputs",
        "naive",
        "regression",
        "tables",
        "translation",
        "workload",
    )
)
sys.path.remove(str(BENCHMARKS))

OWN = workload.own()
RULES = translation.rulebook_of(OWN)


def inspections(number: int) -> list[Any]:
    """Return so many inspections of the workload, as plain items."""
    return list(islice(workload.inspections(OWN, 3), number))


# --- the workload ----------------------------------------------------------------------------------------------------


def test_the_workload_is_of_the_size_that_is_said() -> None:
    """14 sub-questions under 4 questions, 84 rules, 60 items; all categories are reached."""
    listed = inspections(60)
    reached = {category for items in listed for category in naive.grade(items, OWN).parts.values()}
    assert (4, 14) == (len(OWN.questions), sum(map(len, OWN.questions.values())))
    assert 84 == sum(map(len, OWN.rules.values()))
    assert {60} == {len(items) for items in listed}
    assert set(workload.CATEGORIES) == reached


def test_an_inspection_is_the_same_wherever_one_begins() -> None:
    """The inspection of a number does not depend on those before it."""
    assert inspections(5)[4] == next(workload.inspections(OWN, 3, 4))


def test_every_grade_is_that_of_the_oracle() -> None:
    """Of 200 inspections, each sub-question, each question and the whole are judged as the plain oracle has it."""
    found = grading.check(inputs.Inputs.own(), 200)
    assert ((), 200, 200 * 19) == (found.wrong, found.inspections, found.grades)


@pytest.mark.slow
def test_every_grade_of_many_is_that_of_the_oracle() -> None:
    """The same of 1,000 inspections."""
    assert () == grading.check(inputs.Inputs.own(), 1000).wrong


def test_a_grade_that_is_otherwise_is_told() -> None:
    """Where the oracle has another grade, the inspection, the question and both grades are named."""
    items = inspections(1)[0]
    right = naive.grade(items, OWN)
    part, category = next(iter(right.parts.items()))
    other = next(one for one in workload.CATEGORIES if one != category)
    wrong = workload.Grades({**right.parts, part: other}, right.questions, right.overall)
    found = grading.check(inputs.Inputs(OWN, iter([(items, lambda: wrong)])), 10)
    assert (f"inspection 0: {part} is {category}, and by the oracle {other}",) == found.wrong
    assert "1 inspections, 19 grades: 1 otherwise than the oracle" == str(found)


def test_the_trace_holds_what_that_of_the_oracle_holds() -> None:
    """For every rule that the oracle comes to, its truth, and of each count the truth, the number and the items."""
    for items in inspections(40):
        result = grade(translation.inspection_of("one", items, OWN), RULES)
        for part, told in naive.grade_with_trace(items, OWN).trace.items():
            applied = {one.rule.id: one for one in result[part].applied}
            for rule in told:
                seen = applied[rule["rule"]]
                assert ("true" if rule["holds"] else "false") == seen.truth
                wanted = [(one["holds"], one["found"], sorted(one["items"])) for one in rule["counts"]]
                assert wanted == [(one.truth == "true", one.certain, sorted(one.matched)) for one in seen.observed]


def test_what_is_written_is_read_and_found_right(tmp_path: Path, run: Run) -> None:
    """The rulebook and an inspection, written as files, pass every check and are read as they were."""
    grading.write(tmp_path)
    ran = run("validate", str(tmp_path / "inspection"), "--rules", str(tmp_path / "rules"), "--fail-on", "warning")
    assert 0 == ran.code, ran.err
    read = read_inspection(tmp_path / "inspection", tmp_path / "rules")
    items = next(workload.inspections(OWN, inputs.SEED))
    assert RULES == read.rulebook
    assert translation.inspection_of("inspection", items, OWN) == read.inspection


@pytest.mark.slow
def test_the_proofs_object_to_nothing_that_is_not_meant(tmp_path: Path, run: Run) -> None:
    """The rulebook of the workload passes the proofs, but for what the workload has so."""
    grading.write(tmp_path)
    ran = run("rules", "check", str(tmp_path / "rules"), "--proofs", "--fail-on", "warning")
    assert 0 == ran.code, ran.err


@pytest.mark.parametrize(
    ("disturb", "told"),
    [
        (lambda steps: (steps[2], *steps[:2], *steps[3:]), "do not limit first, worst first"),
        (lambda steps: (*steps[:3], steps[4], steps[3], steps[5]), "and support then, best first"),
        (lambda steps: (*steps[:5], workload.Step("x", "inadequate", steps[5].counts)), "not about the baseline"),
    ],
)
def test_rules_that_are_no_supports_and_limits_are_refused(
    disturb: Callable[[tuple[Any, ...]], tuple[Any, ...]], told: str
) -> None:
    """Where the first rule that holds is not what supports and limits give, no rulebook is made."""
    rules = {part: disturb(steps) for part, steps in OWN.rules.items()}
    with pytest.raises(ValueError, match=told):
        translation.rulebook_of(workload.Workload(OWN.questions, rules))


def test_what_the_peers_write_is_read_in_our_words(tmp_path: Path) -> None:
    """A workload, inspection and grades in the words of the peers come out as if they were made here."""
    counts = [
        ({"kind": "finding", "polarity": "weakness", "breadth": "force_wide", "severity_min": 2}, ">=", 2),
        ({"kind": "recommendation", "rec_kind": "afi"}, "<=", 0),
        ({"kind": "metric", "state": "better"}, ">=", 1),
    ]
    told = [{"count": count, "op": op, "k": k} for count, op, k in counts]
    head = {
        "grades_worst_to_best": list(workload.CATEGORIES),
        "questions": {"Q1": ["1.1"]},
        "default": {"grade": workload.BASELINE},
        "rules": [{"sub_question": "1.1", "priority": 1, "grade": "good", "all": told}],
    }
    items = [
        {
            "id": "a",
            "kind": "finding",
            "sub_question": "1.1",
            "polarity": "weakness",
            "severity": 3,
            "breadth": "local",
        },
        {"id": "b", "kind": "metric", "sub_question": "1.1", "value": 2.5, "comparator": 3.0, "direction": "lower"},
        {"id": "c", "kind": "recommendation", "sub_question": "1.1", "rec_kind": "afi"},
    ]
    right = {"sub": {"1.1": "good"}, "q": {"Q1": "good"}, "overall": "good", "id": "one"}
    path = tmp_path / "inspections.jsonl"
    path.write_text(f"{json.dumps(head)}\n{json.dumps({'inspection': {'items': items}, 'right': right})}\n", "utf-8")

    read = inputs.Inputs.of_peers(path)
    findings = workload.Count("finding", {"shows": "weakness", "extent": "widespread"}, 2, at_least=True, weight_from=2)
    recommendations = workload.Count("recommendation", {"type": "area_for_improvement"}, 0, at_least=False)
    metrics = workload.Count("metric", {}, 1, at_least=True, stands="better")
    step = workload.Step("1.1.r1", "good", (findings, recommendations, metrics))
    assert workload.Workload({"Q1": ("1.1",)}, {"1.1": (step,)}) == read.workload
    ((found, right_of),) = read.pairs
    assert ["partial", None, None] == [item.get("extent") for item in found]
    assert "better" == naive.stands(found[1])
    assert "area_for_improvement" == found[2]["type"]
    assert workload.Grades({"1.1": "good"}, {"Q1": "good"}, "good") == right_of()


# --- timing ----------------------------------------------------------------------------------------------------------

SERVE = "import contest, time; contest.serve(contest.Ready(3, 0), lambda: lambda: sum(range({work})) and 2)"
ABSENT = "import contest; contest.say(contest.Ready(0, 0, 'not installed: engine'))"


def test_contestants_are_timed_in_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has a time for each round, one that cannot take part has none, and ten times the work takes longer."""
    monkeypatch.setenv("PYTHONPATH", str(BENCHMARKS))
    programs = {"slow": SERVE.format(work=1_000_000), "quick": SERVE.format(work=100_000), "absent": ABSENT}
    contestants = [contest.Contestant(name, (sys.executable, "-c", text)) for name, text in programs.items()]
    told: list[str] = []
    measured = contest.run(contestants, 3, told.append)
    assert [3, 3, 0] == [len(one.rounds) for one in measured.values()]
    assert "not installed: engine" == measured["absent"].ready.note
    assert measured["quick"].times(measured["slow"]) > 2
    assert "round 3 of 3" == told[-1]


def test_ratios_are_told_in_two_figures_or_as_whole_numbers() -> None:
    """No ratio is told as a power of ten, and none with figures that say nothing."""
    told = [contest.times(ratio) for ratio in (0.0123, 0.52, 1.0, 9.96, 10.4, 1234.5)]
    assert ["0.012 times", "0.52 times", "1 times", "10 times", "10 times", "1,234 times"] == told


def test_a_contestant_that_stops_is_named() -> None:
    """One that ends without a word is an error that names it."""
    with pytest.raises(ChildProcessError, match="silent stopped"):
        contest.run([contest.Contestant("silent", (sys.executable, "-c", ""))], 1, lambda _: None)


# --- what got slower -------------------------------------------------------------------------------------------------


def test_a_ratio_is_recorded_for_each_job() -> None:
    """The file in the repository has a ratio for each thing that is timed, and for nothing else."""
    assert set(regression.JOBS) == set(json.loads(regression.RECORDED.read_text(encoding="utf-8")))


def test_worse_by_half_is_too_much_and_less_is_not() -> None:
    """Of a ratio that is recorded as 2, 3 is too slow and 2.99 is not."""
    assert ["a"] == [one.what for one in regression.slower({"a": 2.0, "b": 2.0}, {"a": 3.0, "b": 2.99})]


def test_what_is_too_slow_is_measured_again_and_the_best_counts() -> None:
    """A bad time that is gone when everything is timed again is nobody's fault; one that stays is found."""
    measured = iter([{"a": 9.0, "b": 9.0}, {"a": 2.0, "b": 9.0}, {"a": 9.0, "b": 8.0}])
    best = regression.best_of(3, lambda: next(measured), {"a": 2.0, "b": 2.0})
    assert {"a": 2.0, "b": 8.0} == best


@pytest.mark.parametrize(("now", "code"), [(0.14, 0), (0.16, 1)])
def test_the_check_fails_where_grading_got_slower(
    now: float,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It ends with 1, and says what got slower, by how much, and what to do."""
    path = tmp_path / "recorded.json"
    path.write_text(json.dumps({"one inspection": 0.1}), encoding="utf-8")
    monkeypatch.setattr(regression, "RECORDED", path)
    monkeypatch.setattr(regression, "ratios", lambda: {"one inspection": now})
    monkeypatch.setattr(sys, "argv", ["regression.py"])
    with pytest.raises(SystemExit) as ended:
        regression.main()
    told = capsys.readouterr()
    assert code == ended.value.code
    assert f"one inspection: {now} times the time of the plain oracle; recorded: 0.1\n" == told.out
    wanted = "error: one inspection got slower: it takes 0.16 times the time of the plain oracle, and 0.1 is recorded"
    assert bool(code) == (wanted in told.err)
    assert bool(code) == ("regression.py --renew" in told.err)


def test_the_engine_is_really_timed() -> None:
    """A round of every job gives a ratio above nought."""
    assert all(0 < ratio < 100 for ratio in regression.ratios(rounds=1).values())


@pytest.mark.slow
def test_the_script_checks_and_times_without_the_peers() -> None:
    """Alone, the script ends with 0, and its table sets peelgrade beside the plain oracle."""
    command = [sys.executable, str(BENCHMARKS / "grading.py"), "--checked", "20", "--rounds", "1", "--before", "0"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 0 == ran.returncode, ran.stderr
    assert "Checked: 20 inspections, 380 grades: none otherwise than the oracle." == ran.stdout.splitlines()[0]
    assert 2 == ran.stdout.count("| plain Python, a loop for each count | ")


# --- many inspections, and commands ----------------------------------------------------------------------------------


def test_polars_by_hand_judges_as_the_oracle_does(tmp_path: Path) -> None:
    """Of 300 inspections in tables, written and read again, every category is that of the plain oracle."""
    tables.write(OWN, 300, tmp_path)
    items = pl.read_parquet(tmp_path / "items" / "*.parquet")
    judged = by_hand.judged(items.lazy(), OWN).collect().sort("inspection")
    assert judged.equals(by_hand.judged_by_file(sorted((tmp_path / "items").iterdir()), OWN))
    assert 300 == judged.height
    for (name,), own in items.group_by(["inspection"]):
        right = naive.grade(tables.plain(own), OWN)
        row = judged.row(int(str(name)), named=True)
        assert {"inspection": name, **right.parts, **right.questions, "overall": right.overall} == row


def test_inspections_in_tables_are_the_same_however_many_are_made(tmp_path: Path) -> None:
    """The first 50 are those of 1,200, and each has 60 items and one for each sub-question without any."""
    for number in (50, 1200):
        tables.write(OWN, number, tmp_path / str(number))
    few, many = (pl.read_parquet(tmp_path / str(number) / "items" / "*.parquet") for number in (50, 1200))
    assert few.equals(many.filter(pl.col("inspection") < "00000050"))
    found = many.filter(pl.col("kind") != "metric").group_by("inspection").agg(pl.col("question").n_unique())
    assert {14} == set(found["question"])
    assert 60 == many.filter(pl.col("id") <= "060").group_by("inspection").len()["len"].unique().item()


def test_tables_that_differ_are_counted(tmp_path: Path) -> None:
    """Of three inspections, one that is judged otherwise and one that is missing are two."""
    (tmp_path / "ours").mkdir()
    by_hand_of = pl.DataFrame({"inspection": ["a", "b", "c"], "1.1": ["good", "good", "good"]})
    by_hand_of.write_parquet(tmp_path / "by-hand.parquet")
    own = pl.DataFrame({"inspection": ["a", "b"], "question": ["1.1", "1.1"], "judgment": ["good", None]})
    own.write_parquet(tmp_path / "ours" / "part.parquet")
    assert 2 == tables.otherwise(tmp_path / "ours", tmp_path / "by-hand.parquet")


def test_commands_are_told_beside_what_they_are_held_against() -> None:
    """The table has the middle of the rounds, and ratios within each round."""
    listed = (commands.Command("a", ()), commands.Command("b", (), "a"))
    lines = list(commands.table(listed, {"a": (0.1, 0.2, 0.3), "b": (0.4, 0.6, 0.6)}))
    assert ["| a | 200 |  |", "| b | 600 | 3 times a |"] == lines[2:]


def test_figures_go_into_their_place_in_the_page() -> None:
    """What stands between the marks of a part is replaced, and nothing else; each part has its place."""
    page = "a\n<!-- batch -->\nold\n<!-- /batch -->\nb\n"
    assert "a\n<!-- batch -->\nnew \\1\n<!-- /batch -->\nb\n" == figures.put(page, "batch", ["new \\1"])
    with pytest.raises(ValueError, match="no place for the figures of grading"):
        figures.put(page, "grading", [])
    for name in figures.PARTS:
        figures.put(figures.PAGE.read_text(encoding="utf-8"), name, [])


def test_from_memory_each_judges_every_part_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both get all inspections, in the same parts."""
    monkeypatch.setattr(tables, "IN_FILE", 40)
    monkeypatch.setattr(batch_worker, "SIZE", 40)
    tables.write(OWN, 100, tmp_path / "tables")
    (tmp_path / "work").mkdir()
    samples = (batch_worker.ours(tmp_path / "tables", tmp_path / "work"), batch_worker.others(tmp_path / "tables"))
    assert [[40, 40, 20], [40, 40, 20]] == [[judge() for judge in judges] for judges in samples]
