"""Very many inspections as tables: the same judgments as grading, whatever counts them and however the tables lie."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings

from peelgrade import batch, pipeline, writing
from peelgrade.batch import engines, judging, layout, sources
from peelgrade.batch.manifest import Manifest
from peelgrade.evidence import Comparator, Inspection, QuestionRecord
from peelgrade.grading import grade
from peelgrade.problems import Unreadable
from peelgrade.rendering import rejects
from peelgrade.rulebook import All, Findings, FindingsCount, Metrics, MetricsCount, Question, Rulebook
from peelgrade.trace import Judgment, Range
from tests import strategies
from tests.conftest import KENT, Run, read_kent
from tests.properties import QUICK, THOROUGH
from tests.strategies import Case, cases, finding, metric

Peelgrade = Callable[..., tuple[int, str]]
PEEL = "peel-effectiveness-2015"
HEAD = "inspection,id,kind,question,shows,weight,extent,standing,ground,type,status"


@cache
def shipped() -> Rulebook:
    """Return the framework that ships."""
    rulebook = pipeline.read_rulebook(*pipeline.named_rules(PEEL), pipeline.Reading())
    assert rulebook is not None
    return rulebook


def judge(folder: Path, out: Path, rulebook: Rulebook, **asked: Any) -> batch.Ended:
    """Judge the tables of a folder."""
    wanted = batch.Asked(folder, out, "0", "0", **asked)
    return batch.Run(wanted, rulebook, rejects.listed, lambda _done, _of: None).run()


def judged(out: Path) -> pl.DataFrame:
    """Return the judgments in a folder, in the order of its parts."""
    return pl.concat(pl.read_parquet(path) for path in sorted((out / "judgments").glob("*.parquet")))


@pytest.fixture
def peelgrade(run: Run) -> Callable[..., tuple[int, str]]:
    """Return what runs a command in the checkout, and returns its exit code and what it says."""

    def command(*args: object) -> tuple[int, str]:
        ran = run(*map(str, args))
        return ran.code, ran.out + ran.err

    return command


# --- the same as grading ---------------------------------------------------------------------------------------------


def _row(judgment: Judgment) -> tuple[Any, ...]:
    def ends(found: Range | None) -> tuple[str | None, str | None]:
        return (None, None) if found is None else (found.low.id, found.high.id)

    stands = None if judgment.as_it_stands is None else judgment.as_it_stands.id
    category = None if judgment.category is None else judgment.category.id
    decided_by = [one.rule for one in judgment.reasons if one.rule is not None and one.kind != "open"]
    assert tuple(decided_by) == judgment.decided_by
    return (
        judgment.question,
        judgment.status,
        category,
        *ends(judgment.range),
        stands,
        *ends(judgment.computed),
        " ".join(decided_by) or None,
    )


def _agree(inspection: Inspection, rulebook: Rulebook, folder: Path, **asked: Any) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    batch.write_tables(folder / "tables", [inspection], rulebook)
    ended = judge(folder / "tables", folder / "out", rulebook, **asked)
    assert 0 == ended.rejected
    expected = [_row(judgment) for judgment in grade(inspection, rulebook).judgments] if ended.inspections else []
    assert expected == ([row[1:-1] for row in judged(folder / "out").rows()] if ended.inspections else [])


@pytest.mark.slow
@settings(THOROUGH, max_examples=min(THOROUGH.max_examples, 1_000))
@given(case=cases())
def test_batch_judges_as_grade_does_on_many_inspections(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Alone as well, and on enough inspections to meet rare constellations."""
    _agree(case.inspection, case.rulebook, tmp_path_factory.mktemp("batch"))


@settings(QUICK, max_examples=max(1, QUICK.max_examples // 2))
@given(drawn=strategies.many_cases())
def test_batch_judges_as_grade_does(
    drawn: tuple[list[Inspection], Rulebook], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Status, ranges, how it stands and the deciding rules of every question are those of `grade`, whoever is beside."""
    _agree_together(*drawn, tmp_path_factory.mktemp("batch"))


def _agree_together(inspections: list[Inspection], rulebook: Rulebook, folder: Path) -> None:
    """Judge inspections together, and hold each that has an item against grading it alone."""
    there = batch.write_tables(folder / "tables", inspections, rulebook)
    ended = judge(folder / "tables", folder / "out", rulebook)
    assert len(there) == ended.inspections
    assert (len(there) < len(inspections)) >= (
        ended.rejected > 0
    )  # what is said of one that has no item, and nothing else
    found = judged(folder / "out").partition_by("inspection", as_dict=True) if there else {}
    expected = {one.record.id: [_row(known) for known in grade(one, rulebook).judgments] for one in inspections}
    assert {(name,): expected[name] for name in there} == {
        name: [row[1:-1] for row in rows.rows()] for name, rows in found.items()
    }


FIGURES = [
    ("0.3", "0.1", "exact"),  # their difference is not 0.2 among binary fractions
    ("10.5", "10", "exact"),
    ("10.5001", "10", "exact"),
    ("9.4999", "10", "exact"),
    ("9999999999.9", "9999999999.4", "exact"),
    ("-0.0001", "0", "exact"),
    ("12.34567", "12", "exact"),  # too many places for a table
    ("10", "10.5", "more_than"),
    ("10", "10.5", "less_than"),
    ("10.5", "10", "more_than"),
    ("9.5", "10", "less_than"),
    ("120", "100", "about"),
    ("120", "109.5", "about"),
    ("120", "109.4999", "about"),
    ("0", "1", "about"),  # how near nought, a table cannot say
    ("0.05", "0.57", "about"),
]
MEASURES = ("crime", "satisfaction", "recorded")


def test_figures_stand_to_each_other_as_decimals(tmp_path: Path) -> None:
    """Figures on the edge of a tolerance come out as among decimals, also where binary fractions would not."""
    question = Question(id="q", title="q", graded=True)
    rules = [
        strategies.rule(
            f"{measure}.{stands}",
            "q",
            All(
                all=(
                    Findings(findings=FindingsCount(shows="strength" if good else "weakness", at_least=1)),
                    Metrics(metrics=MetricsCount(measure=(measure,), comparator="peers", stands=(stands,), at_least=1)),
                )
            ),
            **({"supports": "c3"} if good else {"limits_to": "c0"}),
        )
        for measure in MEASURES
        for stands, good in (("better", True), ("worse", False))
    ]
    rulebook = Rulebook.of(strategies.framework(question, minimum=1), rules)
    inspections = []
    for n, ((value, beside, bound), measure) in enumerate(product(FIGURES, MEASURES)):
        compared = Comparator(comparator="peers", value=Decimal(beside))
        own = metric("M1", "q", measure=measure, value=Decimal(value), bound=bound, comparators=(compared,))
        record = strategies.record(id=f"i{n:02}", questions=(QuestionRecord(question="q", status="complete"),))
        items = [own, finding("F1", "q"), finding("F2", "q", shows="weakness")]
        inspections.append(Inspection.of(record, items))
    _agree_together(inspections, rulebook, tmp_path)


# --- however the tables lie ------------------------------------------------------------------------------------------


@cache
def generated(inspections: int, seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return tables of drawn inspections by the framework that ships."""
    draw = random.Random(seed)  # noqa: S311  # drawn inspections are no secrets
    rulebook = shipped()
    questions = [name for name, one in rulebook.questions.items() if not one.parts]
    items: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for n in range(inspections):
        name, good = f"force-{n:05}", draw.random()
        said.append(
            {"inspection": name, "question": "effectiveness", "status": draw.choice(["complete"] * 3 + ["in_progress"])}
        )
        if draw.random() < 0.2:
            said.append(
                {"inspection": name, "question": draw.choice(questions), "status": "not_inspected", "waived": "true"}
            )
        if draw.random() < 0.1:
            said.append({"inspection": name, "question": "q2", "decided": draw.choice(["good", "inadequate"])})
        for item in range(draw.randrange(1, 40)):
            row = {"inspection": name, "id": f"E{item:03}", "question": draw.choice(questions)}
            match draw.randrange(8):
                case 0:
                    kind = draw.choice(["cause_of_concern", "area_for_improvement"])
                    row |= {"kind": "recommendation", "type": kind, "status": draw.choice(["open", "met"])}
                case 1:
                    value = None if draw.random() < 0.1 else draw.randrange(1, 900) / 10
                    bound = draw.choice(["exact", "exact", "about", "more_than", "less_than"])
                    row |= {"kind": "metric", "measure": "victim_satisfaction", "value": value, "bound": bound}
                    if draw.random() < 0.2:
                        row |= {"stated.england_and_wales": draw.choice(["lower", "similar", "similar_or_higher"])}
                    elif draw.random() < 0.8:
                        row |= {"beside.england_and_wales": draw.randrange(900) / 10}
                case _:
                    weight = draw.choice(["minor", "moderate", "major"])
                    row |= {
                        "kind": "finding",
                        "shows": "strength" if draw.random() < good else "weakness",
                        "weight": weight,
                    }
                    row |= {"extent": draw.choice(["isolated", "partial", "widespread"]), "standing": "observed"}
                    row |= {"ground": draw.choice(["core", "serious_harm"]) if weight == "major" else None}
            items.append(row)
    return pl.DataFrame(items, infer_schema_length=None), pl.DataFrame(said, infer_schema_length=None)


def put(folder: Path, items: pl.DataFrame, said: pl.DataFrame, format_: str = "parquet") -> Path:
    """Write tables into a folder."""
    folder.mkdir(parents=True)
    for name, table in (("items", items), ("questions", said)):
        match format_:
            case "csv" | "semicolons" | "tabs":
                marks = {"csv": ",", "semicolons": ";", "tabs": "\t"}
                table.write_csv(folder / f"{name}.csv", separator=marks[format_])
            case "arrow":
                table.write_ipc(folder / f"{name}.arrow")
            case _:
                table.write_parquet(folder / f"{name}.parquet")
    return folder


def contents(out: Path) -> dict[str, bytes]:
    """Return the files of judgments with their bytes."""
    return {path.name: path.read_bytes() for path in sorted((out / "judgments").iterdir())}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of judgments of nine inspections, in two parts."""
    folder = tmp_path_factory.mktemp("expected")
    judge(put(folder / "plain", *generated(9)), folder / "out", shipped(), size=5)
    return contents(folder / "out")


@pytest.mark.parametrize(
    "how", ["shuffled", "csv", "semicolons", "tabs", "arrow", "categorical", "several files", "shuffled csv"]
)
def test_the_same_rows_give_the_same_bytes(how: str, expected: dict[str, bytes], tmp_path: Path) -> None:
    """Order of rows, format and number of files change nothing."""
    items, said = generated(9)
    lies = tmp_path / "lies"
    match how:
        case "shuffled" | "shuffled csv":
            other = items.sample(fraction=1, shuffle=True, seed=1), said.sample(fraction=1, shuffle=True, seed=2)
            put(lies, *other, "csv" if how.endswith("csv") else "parquet")
        case "csv" | "semicolons" | "tabs" | "arrow":
            put(lies, items, said, how)
        case "categorical":
            put(lies, items.with_columns(pl.col("shows", "kind", "question").cast(pl.Categorical)), said)
        case _:
            put(lies, items, said)
            (lies / "items").mkdir()
            each = items.height // 3 + 1
            for n in range(3):
                items.slice(n * each, each).write_parquet(lies / "items" / f"{n}.parquet")
            (lies / "items.parquet").unlink()
    judge(lies, tmp_path / "out", shipped(), size=5)
    assert ["part-00000.parquet", "part-00001.parquet"] == list(expected)
    assert expected == contents(tmp_path / "out")


def test_where_there_is_little_room_the_same_is_judged(
    expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ways to stand are then told apart by sorting them."""
    monkeypatch.setattr(judging, "ROOM", 0)
    judge(put(tmp_path / "in", *generated(9)), tmp_path / "out", shipped(), size=5)
    assert expected == contents(tmp_path / "out")


def test_duckdb_gives_the_same_bytes(tmp_path: Path) -> None:
    """DuckDB counts what Polars counts, also where rows are rejected."""
    items, said = generated(20)
    wrong = items.with_columns(
        pl.when(pl.col("id") == "E007").then(pl.lit("E006")).otherwise("id").alias("id"),
        pl.when(pl.col("id") == "E009").then(pl.lit("12x")).otherwise(pl.col("value").cast(pl.String)).alias("value"),
    )
    tables = put(tmp_path / "in", wrong, said)
    ended = [judge(tables, tmp_path / engine, shipped(), engine=engine, size=12) for engine in ("polars", "duckdb")]
    assert ended[0].rejected > 0
    assert ended[0] == ended[1]
    assert contents(tmp_path / "polars") == contents(tmp_path / "duckdb")


@pytest.mark.parametrize(("tables", "out"), [(b"in", b"out\xff"), (b"in\xff", b"out")])
def test_a_path_that_libraries_would_not_find_is_refused(
    tables: bytes, out: bytes, tmp_path: Path, peelgrade: Peelgrade
) -> None:
    """Libraries take the letters of a path as UTF-8: where they are not, that is said before anything is written."""
    lies = put(tmp_path / "in", *generated(1)).rename(tmp_path / os.fsdecode(tables))
    code, told = peelgrade("batch", lies, "-o", tmp_path / os.fsdecode(out), "--framework", PEEL)
    assert 2 == code
    assert "\\udcff" in told
    assert "are not UTF-8 here" in told
    assert [lies] == list(tmp_path.iterdir())


@pytest.mark.parametrize(("tables", "out"), [("in[1]", "out"), ("in", "out[1]"), ("~", "out"), ("in", "o*t")])
def test_a_name_that_libraries_would_take_for_a_pattern_is_refused(
    tables: str, out: str, tmp_path: Path, peelgrade: Peelgrade, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would read what lies beside it, as if that had been named; nothing is read or written."""
    monkeypatch.chdir(tmp_path)
    put(Path("in1"), *generated(1))
    put(Path("elsewhere"), *generated(2)).rename(tables)
    before = sorted(tmp_path.iterdir())
    code, told = peelgrade("batch", tables, "-o", out, "--framework", PEEL)
    assert 2 == code
    assert "and libraries that read and write tables would look for other names" in told
    assert before == sorted(tmp_path.iterdir())


def test_a_file_whose_name_is_a_pattern_is_refused(tmp_path: Path) -> None:
    """Among the files of a folder as well: the one that it fits would be read twice."""
    items, said = generated(1)
    tables = put(tmp_path / "in", items, said)
    (tables / "items").mkdir()
    (tables / "items.parquet").rename(tables / "items" / "a1.parquet")
    items.write_parquet(tables / "items" / "a[1].parquet")
    with pytest.raises(Unreadable, match=r"has a '\[' in its name"):
        judge(tables, tmp_path / "out", shipped())


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_pattern_above_the_working_folder_matters_to_engines_that_are_told_of_it(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Polars is given paths as they are named; others are given whole ones, so that these are held to the same."""
    put(tmp_path / "w[1]" / "in", *generated(1))
    monkeypatch.chdir(tmp_path / "w[1]")
    with (
        contextlib.nullcontext()
        if engine == "polars"
        else pytest.raises(Unreadable, match="would look for other names")
    ):
        judge(Path("in"), Path("out"), shipped(), engine=engine)
    assert (engine == "polars") == Path("out").exists()


class Cluster:
    """What stands in for Spark: it is asked by the names that Spark takes, and Polars answers."""

    def __init__(self, fails: str = "") -> None:
        self.fails = fails
        self.builder = self.read = self

    def config(self, _name: str, _value: str) -> Cluster:
        """Take a setting."""
        return self

    appName = lambda self, _: self  # noqa: E731, N815  # Spark's own name

    def getOrCreate(self) -> Cluster:  # noqa: N802  # as above
        """Begin a session."""
        if self.fails:
            raise ClusterError(self.fails)
        return self

    def parquet(self, *names: str) -> pl.LazyFrame:
        """Open files; names with dots are to be quoted."""
        found = pl.scan_parquet(list(names))
        return found.rename({name: f"`{name}`" for name in found.collect_schema().names()})


class ClusterError(Exception):
    """What goes wrong in the stand-in."""


def cluster(monkeypatch: pytest.MonkeyPatch, fails: str = "") -> None:
    """Have a stand-in for Spark, which needs Java and much time."""
    errors = SimpleNamespace(PySparkException=ClusterError)
    for name, module in {
        "pyspark": SimpleNamespace(errors=errors),
        "pyspark.errors": errors,
        "pyspark.sql": SimpleNamespace(SparkSession=Cluster(fails)),
        "py4j": SimpleNamespace(),
        "py4j.protocol": SimpleNamespace(Py4JError=ClusterError),
    }.items():
        monkeypatch.setitem(sys.modules, name, module)


def test_spark_is_asked_by_names_that_it_takes(
    expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it counts is judged as what Polars counts; a slow test asks Spark itself."""
    cluster(monkeypatch)
    judge(put(tmp_path / "in", *generated(9)), tmp_path / "out", shipped(), engine="spark", size=5)
    assert expected == contents(tmp_path / "out")


def test_spark_that_does_not_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what it needs, or what does without."""
    cluster(monkeypatch, "Java gateway process exited")
    with pytest.raises(Unreadable) as refused:
        judge(put(tmp_path / "in", *generated(2)), tmp_path / "out", shipped(), engine="spark")
    assert (
        "Spark does not start: Java gateway process exited",
        "install Java 17 or later, or use --engine duckdb",
    ) == (refused.value.reasons[0])


class Failing:
    """What an engine is asked, and what it raises."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def sink_parquet(self, _: str) -> None:
        """Fail."""
        raise self.error


def test_what_an_engine_raises_is_told_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of Java's, the line that names what happened; an interrupt is one, and a bug stays a bug."""
    cluster(monkeypatch)
    java = "An error occurred while calling o42.parquet.\n: java.io.IOException: No space left\n\tat Main.main"
    with pytest.raises(Unreadable, match=r"spark cannot count the items: java\.io\.IOException: No space left$"):
        engines.sink("spark", Failing(ClusterError(java)), Path("x"))
    with pytest.raises(KeyboardInterrupt):
        engines.sink("duckdb", Failing(RuntimeError("Query interrupted")), Path("x"))
    with pytest.raises(RuntimeError, match="another"):
        engines.sink("duckdb", Failing(RuntimeError("another")), Path("x"))


@pytest.mark.slow
@pytest.mark.longest
def test_three_engines_give_the_same_bytes_on_10_000_inspections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB and Spark give byte for byte the judgments that Polars gives."""
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", "--conf spark.sql.shuffle.partitions=2 pyspark-shell")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    tables = put(tmp_path / "in", *generated(10_000))
    for engine in ("polars", "duckdb", "spark"):
        judge(tables, tmp_path / engine, shipped(), engine=engine)
    assert contents(tmp_path / "polars") == contents(tmp_path / "duckdb")
    assert contents(tmp_path / "polars") == contents(tmp_path / "spark")


def test_what_is_said_of_no_inspection_is_said_of_all(tmp_path: Path) -> None:
    """A row of questions without an inspection is about all, and one with goes before it."""
    items, _ = generated(3)
    statuses = {"force-00000": "complete", "force-00001": "not_inspected", "force-00002": "complete"}
    own = pl.DataFrame(
        [{"inspection": name, "question": "effectiveness", "status": one} for name, one in statuses.items()]
    )
    of_all = own.with_columns(pl.when(pl.col("status") != "complete").then("inspection").alias("inspection")).head(2)
    judge(put(tmp_path / "own", items, own), tmp_path / "expected", shipped())
    judge(put(tmp_path / "of all", items, of_all), tmp_path / "out", shipped())
    assert contents(tmp_path / "expected") == contents(tmp_path / "out")


def test_inspections_may_be_numbers(tmp_path: Path) -> None:
    """They are then sorted as numbers, also where the other table has them as text."""
    items, said = generated(12)
    number = pl.col("inspection").str.strip_prefix("force-").cast(pl.Int64)
    tables = put(tmp_path / "in", items.with_columns(number), said.with_columns(number.cast(pl.String)))
    assert 0 == judge(tables, tmp_path / "out", shipped(), size=5).rejected
    judge(put(tmp_path / "text", items, said), tmp_path / "expected", shipped(), size=5)
    found, expected = judged(tmp_path / "out"), judged(tmp_path / "expected")
    assert list(range(12)) == found["inspection"].unique(maintain_order=True).to_list()
    assert expected.drop("inspection").equals(found.drop("inspection"))


@pytest.mark.parametrize("link", ["items.parquet", "items/a.parquet", "items"])
def test_a_table_that_is_a_link_out_of_its_folder_is_refused(link: str, tmp_path: Path) -> None:
    """What lies elsewhere is not read, or told of; a link that stays inside is a table like others."""
    tables, (items, said) = tmp_path / "in", generated(2)
    put(tmp_path / "elsewhere", items, said)
    put(tables, items, said)
    (tables / "items.parquet").rename(tables / "all.parquet")
    path = tables / link
    if path.parent != tables:
        path.parent.mkdir()
        (tables / "all.parquet").rename(path.parent / "all.txt")
    path.symlink_to(tmp_path / "elsewhere" / ("" if link == "items" else "items.parquet"))
    with pytest.raises(Unreadable, match=r"is a link that leads out of its folder"):
        judge(tables, tmp_path / "out", shipped())
    path.unlink()
    path.symlink_to("all.txt" if path.parent != tables else "all.parquet")
    if path.suffix:
        assert 2 == judge(tables, tmp_path / "out", shipped()).inspections


UNFIT = [
    "=HYPERLINK(0)",
    "+1",
    "-1",
    "@a",
    "a\nb",
    "a\rb",
    "a\tb",
    "\x1b[31m",
    "a\x00",
    "\u202ea",
    "a\U000e0041",
    "\ufeffa",
]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("type_", [pl.String, pl.Categorical])
def test_a_name_that_is_no_plain_text_names_no_inspection(engine: str, type_: Any, tmp_path: Path) -> None:
    """A spreadsheet would take it for a formula, or nobody sees what it is: its rows are left out, and nothing else."""
    items, said = generated(2)
    first = items.filter(pl.col("inspection") == items["inspection"][0])
    wrong = pl.concat(first.with_columns(pl.lit(name).alias("inspection")) for name in UNFIT)
    both = pl.concat([items, wrong]).sort("inspection", maintain_order=True)
    names = pl.col("inspection").cast(type_)
    judge(put(tmp_path / "in", items, said), tmp_path / "expected", shipped())
    ended = judge(put(tmp_path / "both", both.with_columns(names), said), tmp_path / "out", shipped(), engine=engine)
    assert (2, len(wrong)) == (ended.inspections, ended.rejected)
    assert judged(tmp_path / "expected").equals(judged(tmp_path / "out").cast({"inspection": pl.String}))
    assert len(wrong) == len(reasons := {one["reason"] for one in rejected(tmp_path / "out")}) * len(first)
    assert (
        "inspection '=HYPERLINK(0)' is no name: it begins with =, +, - or @, or has a character that cannot be seen"
        in reasons
    )


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("type_", [pl.Float64, pl.Float32, pl.Decimal(18, 2)])
def test_a_fraction_names_no_inspection(engine: str, type_: Any, tmp_path: Path) -> None:
    """Whole numbers that became fractions do; others are no names, and the first ones may have been others."""
    items, said = generated(3)
    number = pl.col("inspection").rank("dense").cast(pl.Int64)
    items, said = items.with_columns(number), said.clear().with_columns(number)
    put(tmp_path / "in", items.with_columns(pl.col("inspection").cast(type_) / 2).cast({"inspection": type_}), said)
    whole = items.filter(pl.col("inspection") == 2).with_columns(pl.lit(1).alias("inspection"))
    judge(put(tmp_path / "whole", whole, said), tmp_path / "expected", shipped())
    ended = judge(tmp_path / "in", tmp_path / "out", shipped(), engine=engine)
    assert (1, items.height - whole.height) == (ended.inspections, ended.rejected)
    assert (
        judged(tmp_path / "expected").rows()
        == judged(tmp_path / "out").with_columns(pl.lit(1).alias("inspection")).rows()
    )
    told = {one["reason"].replace(".50 ", ".5 ") for one in rejected(tmp_path / "out")}
    least = "a name is text, or a whole number below 9,007,199,254,740,992"
    assert {f"inspection {half} is no name: {least}" for half in (0.5, 1.5)} == told


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["", "=a"], r"items.parquet, row 2: '=a' is no name: it begins with"),
        ([None, "a\nb"], r"items.parquet, row 2: 'a.*b' is no name: .* has a character that cannot be seen"),
        ([float("nan"), 1.5], r"items.parquet, row 2: 1.5 is no name: a name is text, or a whole number"),
        ([None, ""], r"no row of .*items.parquet names an inspection$"),
    ],
)
def test_where_no_row_names_an_inspection_it_is_told_why(
    engine: str, names: list[Any], told: str, tmp_path: Path
) -> None:
    """Whoever filled the column in is not told to fill it in."""
    items, said = generated(1)
    put(tmp_path / "in", items[:2].with_columns(pl.Series("inspection", names)), said)
    with pytest.raises(Unreadable, match=told) as refused:
        judge(tmp_path / "in", tmp_path / "out", shipped(), engine=engine)
    assert ("give inspections other names" in refused.value.help) == ("row 2" in told)


def test_a_number_below_nought_names_an_inspection(tmp_path: Path) -> None:
    """It is a number, and no formula, wherever it is shown."""
    items, said = generated(2)
    number = (-1 - pl.col("inspection").rank("dense").cast(pl.Int64)).alias("inspection")
    tables = put(tmp_path / "in", items.with_columns(number).sort("inspection"), said.clear().with_columns(number))
    ended = judge(tables, tmp_path / "out", shipped())
    assert (2, 0) == (ended.inspections, ended.rejected)


def test_a_row_that_names_no_inspection_takes_no_id_from_another(tmp_path: Path) -> None:
    """An id stands twice only where two rows of one inspection have it."""
    good = "a,F1,finding,q4.response,strength,moderate,widespread,observed,,,"
    (tmp_path / "in").mkdir()
    rows = [HEAD, good, good.removeprefix("a"), good.replace("a,", "=a,", 1), ""]
    (tmp_path / "in" / "items.csv").write_text("\n".join(rows), encoding="utf-8")
    judge(tmp_path / "in", tmp_path / "out", shipped())
    assert ["no inspection", "inspection '=a' is no name"] == [one["reason"][:26] for one in rejected(tmp_path / "out")]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_columns_may_be_of_other_types(engine: str, tmp_path: Path) -> None:
    """Whole numbers that became fractions beside empty cells, short fractions and columns of nothing say the same."""
    items, said = generated(12)
    number = pl.col("inspection").str.strip_prefix("force-").cast(pl.Int64)
    items, said = items.with_columns(number), said.with_columns(number)
    nothing = [pl.lit(float("nan")).alias("part_of"), pl.lit(None, pl.Float64).alias("topic")]
    other = items.with_columns(
        *nothing, pl.col("value").cast(pl.Float32), pl.col("beside.england_and_wales").cast(pl.Decimal(18, 4))
    )
    judge(put(tmp_path / "plain", items, said), tmp_path / "expected", shipped())
    tables = put(tmp_path / "other", other, said.with_columns(pl.col("inspection").cast(pl.Float64)))
    assert 0 == judge(tables, tmp_path / "out", shipped(), engine=engine).rejected
    assert contents(tmp_path / "expected") == contents(tmp_path / "out")


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_items_may_have_no_ids(engine: str, tmp_path: Path) -> None:
    """Then none is taken for another, however alike they are, and the judgments are the same."""
    items, said = generated(9)
    judge(put(tmp_path / "with", items, said), tmp_path / "expected", shipped())
    ended = judge(put(tmp_path / "in", items.drop("id"), said), tmp_path / "out", shipped(), engine=engine)
    assert 0 == ended.rejected
    assert contents(tmp_path / "expected") == contents(tmp_path / "out")


def test_a_column_that_there_is_none_of_is_no_end_of_anything() -> None:
    """Whoever asks for one while going through others gets the name of what is missing."""
    known = layout.questions(shipped())
    with pytest.raises(KeyError, match="nowhere"):
        tuple(known[name] for name in ("status", "nowhere"))
    assert list(known.columns) == [known[column.name] for column in known.columns]


def test_a_needed_column_that_is_not_there_is_told_of_each_row(tmp_path: Path) -> None:
    """By DuckDB as by Polars."""
    items, said = generated(2)
    tables = put(tmp_path / "in", items.drop("weight", "at_risk", strict=False), said)
    told = [judge(tables, tmp_path / engine, shipped(), engine=engine).rejected for engine in ("polars", "duckdb")]
    assert told == [(items["kind"] == "finding").sum()] * 2


def test_who_is_at_risk_may_be_a_list(tmp_path: Path) -> None:
    """To Polars it says what words with blanks between them say; DuckDB is told to be given those."""
    question = Question(id="q", title="q", graded=True)
    when = Findings(findings=FindingsCount(shows="weakness", at_risk=("children",), at_least=1))
    rulebook = Rulebook.of(strategies.framework(question, minimum=1), [strategies.rule("r", "q", when, limits_to="c0")])
    risks = [("adults", "children"), ("adults",), ()]
    items = [
        finding(f"F{n}", "q", shows="weakness", weight="major", ground="serious_harm", at_risk=one)
        for n, one in enumerate(risks)
    ]
    known = strategies.record(questions=(QuestionRecord(question="q", status="complete"),))
    batch.write_tables(tmp_path / "in", [Inspection.of(known, items)], rulebook)
    judge(tmp_path / "in", tmp_path / "expected", rulebook)
    path = tmp_path / "in" / "items.parquet"
    pl.read_parquet(path).with_columns(pl.col("at_risk").str.split(" ")).write_parquet(path)
    judge(tmp_path / "in", tmp_path / "out", rulebook)
    assert contents(tmp_path / "expected") == contents(tmp_path / "out")
    with pytest.raises(Unreadable, match=r"at_risk of .* is a list"):
        judge(tmp_path / "in", tmp_path / "duckdb", rulebook, engine="duckdb")


def test_large_whole_numbers_may_be_ids(tmp_path: Path) -> None:
    """Ids beyond what is counted with are read as text."""
    items, said = generated(3)
    large = (pl.col("inspection").str.strip_prefix("force-").cast(pl.UInt64) + 2**63).alias("inspection")
    tables = put(tmp_path / "in", items.with_columns(large), said.with_columns(large))
    for engine in ("polars", "duckdb"):
        assert 0 == judge(tables, tmp_path / engine, shipped(), engine=engine).rejected
        assert {str(2**63 + n) for n in range(3)} == set(judged(tmp_path / engine)["inspection"])


# --- rejects ---------------------------------------------------------------------------------------------------------


WRONG = [
    (",F2,finding,q4.response,strength,moderate,widespread,observed,,,", "no inspection"),
    ("a,,finding,q4.response,strength,moderate,widespread,observed,,,", "no id"),
    ("a,F2,,q4.response,strength,moderate,widespread,observed,,,", "no kind"),
    (
        "a,F2,finding,q4.respons,strength,moderate,widespread,observed,,,",
        "question 'q4.respons' is not known: did you mean",
    ),
    (
        "a,F2,finding,q4.response,strenght,moderate,widespread,observed,,,",
        "shows 'strenght' is not known: did you mean 'strength'?",
    ),
    ("a,F2,finding,q4.response,strength,,widespread,observed,,,", "no weight; a finding needs it"),
    ("a,F2,finding,q4.response,strength,major,widespread,observed,cor,,", "ground 'cor' is not known"),
    ("a,F2,recommendation,q4.response,,,,,,,open", "no type; a recommendation needs it"),
    ("a,F1,finding,q4.response,strength,moderate,widespread,observed,,,", "id 'F1' stands twice in the inspection"),
    ("a,=1+1,finding,q4.response,\x1b[31m,moderate,widespread,observed,,,", "shows '"),
]
WRONG_OF_QUESTIONS = [
    ("a,q9,complete,,,", "question 'q9' is not known"),
    ("a,q4,done,,,", "status 'done' is not known"),
    ("a,q4,,,excellent,", "decided 'excellent' is not known"),
    ("b,q4,complete,,,", "no item is of the inspection 'b'"),
    ("a,effectiveness,in_progress,,,", "question 'effectiveness' stands twice in the inspection"),
]


def rejected(out: Path) -> list[dict[str, str]]:
    """Return the rows that were rejected in the first part."""
    with (out / "rejects" / "part-00000.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_wrong_row_is_left_out_with_its_reason(tmp_path: Path) -> None:
    """It is listed with file, row and reason, and the judgments say how many rows of an inspection are missing."""
    good = "a,F1,finding,q4.response,strength,moderate,widespread,observed,,,"
    tables, out = tmp_path / "in", tmp_path / "out"
    tables.mkdir()
    pairs = [row.replace("a,", f"a{n},", 1) for n, (wrong, _) in enumerate(WRONG) for row in (good, wrong)]
    (tables / "items.csv").write_text("\n".join([HEAD, *pairs, ""]), encoding="utf-8")
    judge(tables, out, shipped())
    told = {int(one["row"]): one for one in rejected(out)}
    missing = {name: numbers["rejected_rows"].unique().to_list() for (name,), numbers in _by_inspection(out).items()}
    for n, (row, reason) in enumerate(WRONG):
        one = told.pop(2 * n + 3)
        assert one["reason"].startswith(reason)
        assert ("items", "items.csv", "" if row.startswith(",") else f"a{n}") == (
            one["table"],
            one["file"],
            one["inspection"],
        )
        both = told.pop(2 * n + 2, None) is not None  # of two rows that have one id
        assert both == ("stands twice" in reason)
        assert [0 if row.startswith(",") else 1 + both] == missing[f"a{n}"]
    assert {} == told
    assert not any(cell.startswith(("=", "\x1b")) for one in rejected(out) for cell in one.values())


def _by_inspection(out: Path) -> dict[tuple[Any, ...], pl.DataFrame]:
    return judged(out).partition_by("inspection", as_dict=True)


def test_a_wrong_row_of_questions_is_left_out_with_its_reason(tmp_path: Path) -> None:
    """So are rows about questions: unknown words, unknown inspections, and what is said twice."""
    good = "{},F1,finding,q4.response,strength,moderate,widespread,observed,,,"
    tables, out = tmp_path / "in", tmp_path / "out"
    tables.mkdir()
    names = [f"a{n}" for n in range(len(WRONG_OF_QUESTIONS))]
    (tables / "items.csv").write_text("\n".join([HEAD, *map(good.format, names), ""]), encoding="utf-8")
    head = ["inspection,question,status,waived,decided,carried_over"]
    complete = [f"{name},effectiveness,complete,,," for name in names]
    wrong = [row.replace("a,", f"{name},", 1) for name, (row, _) in zip(names, WRONG_OF_QUESTIONS, strict=True)]
    (tables / "questions.csv").write_text("\n".join([*head, *complete, *wrong, ""]), encoding="utf-8")
    judge(tables, out, shipped())
    told = {int(one["row"]): one["reason"] for one in rejected(out)}
    for n, (_, reason) in enumerate(WRONG_OF_QUESTIONS, 2 + len(names)):
        assert told[n].startswith(reason)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_what_is_not_a_number_is_no_figure(engine: str, tmp_path: Path) -> None:
    """Binary fractions that are no number are rejected by every engine, whatever it thinks of their size."""
    items, said = generated(9)
    wrong = items.with_columns(pl.when(pl.col("kind") == "metric").then(pl.lit(float("nan"))).alias("value"))
    ended = judge(put(tmp_path / "in", wrong, said), tmp_path / "out", shipped(), engine=engine)
    assert ended.rejected == (items["kind"] == "metric").sum() > 0
    assert {"value 'nan' is no figure of at most 4 decimal places below 10,000,000,000"} == {
        row["reason"] for row in rejected(tmp_path / "out")
    }


def test_a_run_with_rejected_rows_ends_with_1(tmp_path: Path, peelgrade: Peelgrade) -> None:
    """The answer is then no, unless rejected rows are allowed; the judgments are there either way."""
    (tmp_path / "in").mkdir()
    row = "a,F1,finding,q4.response,strength,moderate,widespread,observed,,,"
    (tmp_path / "in" / "items.csv").write_text(f"{HEAD}\n{row}\n{row}\n", encoding="utf-8")
    command = ("batch", tmp_path / "in", "-o", tmp_path / "out", "--framework", PEEL)
    code, said = peelgrade(*command)
    assert 1 == code
    assert "2 rows were rejected, each with its reason" in said
    assert 0 == peelgrade(*command, "--allow-rejects")[0]
    assert 20 == judged(tmp_path / "out").height


def test_a_wrong_row_about_all_inspections_is_refused(tmp_path: Path, peelgrade: Peelgrade) -> None:
    """What is about all cannot be left out of one."""
    items, _ = generated(1)
    said = pl.DataFrame([{"inspection": None, "question": "effectiveness", "status": "done"}])
    put(tmp_path / "in", items, said.cast({"inspection": pl.String}))
    code, told = peelgrade("batch", tmp_path / "in", "-o", tmp_path / "out", "--framework", PEEL)
    assert 2 == code
    assert "status 'done' is not known" in told


# --- what is asked wrongly -------------------------------------------------------------------------------------------


def test_a_column_that_is_misspelt_is_told(tmp_path: Path, peelgrade: Peelgrade) -> None:
    """A column that is not read is told where one that is read looks like it."""
    items, said = generated(1)
    put(tmp_path / "in", items.rename({"weight": "wieght"}), said)
    code, told = peelgrade("batch", tmp_path / "in", "-o", tmp_path / "out", "--framework", PEEL)
    assert 1 == code
    assert "items: the column 'wieght' is not read; did you mean 'weight'?" in told


@pytest.mark.parametrize(
    ("files", "options", "code", "told"),
    [
        ({}, (), 2, "has no table of items"),
        ({"items.csv": f"{HEAD},shows\n"}, (), 2, "has two columns 'shows'"),
        ({"items.csv": f"{HEAD}\n,F1,finding,q4.response,,,,,,,\n"}, (), 2, "names an inspection"),
        (
            {
                "items.csv": f"{HEAD}\na,F1,finding,q4.response,,,,,,,\n",
                "questions.csv": "inspection,question,status\n,q4,complete\n,q4,in_progress\n",
            },
            (),
            2,
            "questions.csv, row 2: question 'q4' stands twice",
        ),
        ({"items.csv": "a;b\n1;2\n"}, (), 2, "has no column 'inspection'; its columns are 'a', 'b'\nhelp: add it"),
        ({"items.csv": "inspektion,kind,question\na,b,c\n"}, (), 2, "help: did you mean 'inspektion'?"),
        ({"items.csv": ",".join(f"c{n}" for n in range(14)) + "\n"}, (), 2, "'c10', 'c11' and 2 more\n"),
        ({"items.csv": "a\0b\n1,2\n"}, (), 2, "is not UTF-8"),
        (
            {"items.csv": f'{HEAD}\n"a\nb",F1\na,F1,finding,q4.response,strength,major,partial,,,,,too,many\n'},
            (),
            2,
            "items.csv:4 has 13 cells, and the first row names 11 columns",
        ),
        (
            {"items.csv": f'{HEAD}\na,F1\na,"F2,finding\na,F3\n'},
            (),
            2,
            "items.csv:3 is not CSV: unexpected end of data",
        ),
        ({"items.csv": f'{HEAD}\na,"F2"x,finding\n'}, (), 2, "items.csv:2 is not CSV: ',' expected"),
        ({"items.csv": f'{HEAD}\na,F"2,finding\n'}, (), 2, "help: look for a quote that stands inside a cell"),
        ({"items.csv": f"{HEAD}\n"}, (), 1, "has no items"),
        ({"items.parquet": "no Parquet"}, (), 2, "is no Parquet that can be read"),
        ({"items.csv": "", "items.parquet": ""}, (), 2, "leave one of them"),
        ({"items.csv": "", "items/a.csv": ""}, (), 2, "has items.csv and a folder items"),
        ({"items/a.csv": "", "items/b.parquet": ""}, (), 2, "has files of more than one format"),
        ({"items.csv": f"{HEAD}\n,F1,finding,q4.response,,,,,,,\n"}, ("--engine", "duckdb"), 2, "names an inspection"),
        ({"items.csv": f"{HEAD}\n"}, ("--rules", "nowhere"), 2, "--framework or --rules, not both"),
    ],
)
def test_what_cannot_be_used_is_refused(
    files: dict[str, str], options: tuple[str, ...], code: int, told: str, tmp_path: Path, peelgrade: Peelgrade
) -> None:
    """Tables that are not there or cannot be read end it with what to do, and nothing is written."""
    (tmp_path / "in").mkdir()
    for name, text in files.items():
        (tmp_path / "in" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    found, said = peelgrade("batch", tmp_path / "in", "-o", tmp_path / "out", "--framework", PEEL, *options)
    assert code == found
    assert told in said
    assert not list((tmp_path / "out").glob("judgments/*"))


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (pl.struct("shows").alias("shows"), "has Struct({'shows': String}) in 'shows', which is of words"),
        (pl.lit(value=True).alias("value"), "has Boolean in 'value', which is of figures"),
        (pl.lit("2030-01-01").str.to_date().alias("value"), "has Date in 'value', which is of figures"),
        (pl.lit("2030-01-01").str.to_date().alias("inspection"), "has Date in 'inspection', which is of text"),
        (pl.lit(b"a").alias("id"), "has Binary in 'id', which is of text or whole numbers"),
    ],
)
def test_a_column_of_a_type_that_cannot_be_read_is_refused(column: pl.Expr, told: str, tmp_path: Path) -> None:
    """A column that holds something else altogether is told by its type, before anything is judged."""
    items, said = generated(2)
    tables = put(tmp_path / "in", items.with_columns(column), said)
    for engine in ("polars", "duckdb"):
        with pytest.raises(Unreadable) as refused:
            judge(tables, tmp_path / "out", shipped(), engine=engine)
        assert told in refused.value.reasons[0][0]
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda table: table.select(sorted(table.columns)), "its columns in another order"),
        (lambda table: table.with_columns(pl.col("shows").cast(pl.Categorical)), "another type in 'shows'"),
        (lambda table: table.drop("shows"), "other columns"),
    ],
)
def test_files_of_a_table_are_alike(change: Callable[[pl.DataFrame], pl.DataFrame], told: str, tmp_path: Path) -> None:
    """Where they are not, it is said how they differ."""
    items, _ = generated(2)
    (tmp_path / "in" / "items").mkdir(parents=True)
    items.write_parquet(tmp_path / "in" / "items" / "a.parquet")
    change(items).write_parquet(tmp_path / "in" / "items" / "b.parquet")
    with pytest.raises(Unreadable, match=told):
        judge(tmp_path / "in", tmp_path / "out", shipped())


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("table", ["items", "questions"])
def test_a_damaged_table_is_told(table: str, engine: str, tmp_path: Path) -> None:
    """Pages of Parquet that are damaged are found when they are read; nothing is left, so that a mended table goes."""
    tables = put(tmp_path / "in", *generated(60))
    path = tables / f"{table}.parquet"
    sound = path.read_bytes()
    path.write_bytes(sound[:10] + b"\xff" * 190 + sound[200:])
    with pytest.raises(Unreadable, match=r"no Parquet that can be read|duckdb cannot count the items"):
        judge(tables, tmp_path / "out", shipped(), engine=engine)
    assert not (tmp_path / "out").exists()
    path.write_bytes(sound)
    assert 60 == judge(tables, tmp_path / "out", shipped(), engine=engine).inspections


def test_a_folder_that_may_not_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system says of it is handed on, and nothing is begun."""
    tables = put(tmp_path / "in", *generated(1))

    def shut(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", shut)
    with pytest.raises(Unreadable, match="in cannot be read: Permission denied"):
        judge(tables, tmp_path / "out", shipped())
    assert not (tmp_path / "out").exists()


def test_a_folder_of_something_else_is_not_written_into(tmp_path: Path, peelgrade: Peelgrade) -> None:
    """A folder that holds anything but judgments of an earlier run is left alone, also with --anew."""
    tables = put(tmp_path / "in", *generated(1))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    for more in ((), ("--anew",)):
        code, told = peelgrade("batch", tables, "-o", tmp_path / "out", "--framework", PEEL, *more)
        assert 2 == code
        assert "holds no judgments of 'batch'" in told
    assert ["notes.txt"] == [path.name for path in (tmp_path / "out").iterdir()]


# --- going on --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", ["judgments", "rejects", ".work", "batch.json", "judgments/part-00001.parquet"])
@pytest.mark.parametrize("more", [(), ("--anew",)])
def test_a_link_in_the_folder_leads_nowhere(
    link: str, more: tuple[str, ...], tmp_path: Path, peelgrade: Peelgrade
) -> None:
    """Whatever it leads to, nothing is taken out there and nothing written."""
    tables, out, elsewhere = put(tmp_path / "in", *generated(2)), tmp_path / "out", tmp_path / "elsewhere"
    judge(tables, out, shipped())
    elsewhere.mkdir()
    (elsewhere / "part-00000.parquet").write_text("precious", encoding="utf-8")
    if (out / link).is_dir():
        shutil.rmtree(out / link)
    (out / link).unlink(missing_ok=True)
    (out / link).symlink_to(elsewhere / "part-00000.parquet" if "." in link[1:] else elsewhere)
    code, told = peelgrade("batch", tables, "-o", out, "--framework", PEEL, *more)
    assert (2, True) == (code, f"{out / link} is a link" in told.replace("\n", ""))
    assert ["part-00000.parquet"] == [path.name for path in elsewhere.iterdir()]
    assert "precious" == (elsewhere / "part-00000.parquet").read_text(encoding="utf-8")


def test_a_run_goes_on_only_with_the_same_tables(tmp_path: Path, peelgrade: Peelgrade) -> None:
    """With other tables it is refused, unless it is told to begin anew."""
    items, said = generated(4)
    tables = put(tmp_path / "in", items, said)
    command = ("batch", tables, "-o", tmp_path / "out", "--framework", PEEL, "--part", 2)
    assert 0 == peelgrade(*command)[0]
    assert "2 parts, 2 parts of them finished before" in peelgrade(*command)[1]
    for name, table in (("items", items), ("questions", said)):
        table.filter(pl.col("inspection") != "force-00003").write_parquet(tables / f"{name}.parquet")
    code, told = peelgrade(*command)
    assert 2 == code
    assert "was begun with other tables" in told
    assert 0 == peelgrade(*command, "--anew")[0]
    assert 3 == judged(tmp_path / "out")["inspection"].n_unique()


def test_a_run_that_is_ended_goes_on_where_it_was(tmp_path: Path) -> None:
    """What an earlier run finished is taken over, and the whole is what it would have been at once."""
    items, said = generated(6)
    wrong = items.with_columns(pl.when(pl.col("id") == "E002").then(pl.lit("E001")).otherwise("id").alias("id"))
    tables, out = put(tmp_path / "in", wrong, said), tmp_path / "out"

    def ends(done: int, _of: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    wanted = batch.Asked(tables, out, "0", "0", size=2)
    with pytest.raises(KeyboardInterrupt):
        batch.Run(wanted, shipped(), rejects.listed, ends).run()
    assert ["part-00000.parquet", "part-00001.parquet"] == list(contents(out))
    ended, at_once = judge(tables, out, shipped(), size=2), judge(tables, tmp_path / "at once", shipped(), size=2)
    assert 2 == ended.taken_over
    assert (at_once.inspections, at_once.rejected, at_once.parts) == (ended.inspections, ended.rejected, ended.parts)
    assert contents(tmp_path / "at once") == contents(out)


def test_what_a_killed_run_made_of_other_tables_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows in parts of a run that was killed before its first part are taken out: the tables may be others since."""
    (items, said), (others, _) = generated(8), generated(8, seed=2)
    tables, out = put(tmp_path / "in", items.sample(fraction=1, shuffle=True, seed=1), said), tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr(Manifest, "write", _ends)
        patched.setattr(shutil, "rmtree", lambda *_args, **_more: None)  # whoever is killed tidies nothing
        with pytest.raises(KeyboardInterrupt):
            judge(tables, out, shipped(), size=4)
    assert (out / ".work" / "items" / "done").exists()
    shuffled = others.sample(fraction=1, shuffle=True, seed=1)
    shuffled.write_parquet(tables / "items.parquet")
    judge(tables, out, shipped(), size=4)
    judge(put(tmp_path / "fresh", shuffled, said), tmp_path / "expected", shipped(), size=4)
    assert contents(tmp_path / "expected") == contents(out)


def _ends(*_: object) -> None:
    raise KeyboardInterrupt


def test_two_runs_do_not_write_into_one_folder(tmp_path: Path, peelgrade: Peelgrade) -> None:
    """The second is refused, also where it would begin anew."""
    tables = put(tmp_path / "in", *generated(2))
    command = ("batch", tables, "-o", tmp_path / "out", "--framework", PEEL)
    assert 0 == peelgrade(*command)[0]
    before = contents(tmp_path / "out")
    with writing.locked(tmp_path / "out"):
        for more in ((), ("--anew",)):
            code, told = peelgrade(*command, *more)
            assert 2 == code
            assert "another command is writing into" in told
    assert before == contents(tmp_path / "out")


def test_a_disk_that_is_full_while_a_table_is_read_is_told_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not as a table that is damaged: what is full is where its parts are put."""

    def full(_: Path) -> None:
        raise pl.exceptions.ComputeError("No space left on device (os error 28)")

    monkeypatch.setattr(sources, "length", full)
    with pytest.raises(Unreadable, match="cannot be written: No space left on device"):
        judge(put(tmp_path / "in", *generated(2)), tmp_path / "out", shipped())


def test_a_table_that_is_gone_is_told(tmp_path: Path) -> None:
    """As one that a link leads to, which leads nowhere now."""
    tables = put(tmp_path / "in", *generated(2))
    (tables / "questions.parquet").rename(tmp_path / "kept.parquet")
    (tables / "questions.parquet").symlink_to("gone.parquet")
    with pytest.raises(Unreadable, match=r"questions\.parquet cannot be read: No such file"):
        judge(tables, tmp_path / "out", shipped())


def test_what_duckdb_counted_before_a_run_was_killed_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once its sums are whole, they are counted no more."""
    tables, out = put(tmp_path / "in", *generated(4)), tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", lambda *_args, **_more: None)  # whoever is killed tidies nothing
        judge(tables, out, shipped(), engine="duckdb", size=2)
        expected = contents(out)
        (out / "batch.json").unlink()
        (out / "judgments").rename(tmp_path / "judged before")
        patched.setattr(engines.Sums, "_write", _ends)  # it is not done again
        judge(tables, out, shipped(), engine="duckdb", size=2)
    assert expected == contents(out)


def test_a_full_disk_is_told_and_what_is_finished_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a library says of it in its own way is said as of any disk, and the run goes on once there is room."""
    tables, out = put(tmp_path / "in", *generated(3)), tmp_path / "out"
    with monkeypatch.context() as patched:
        written = Manifest.write

        def full(manifest: Manifest, folder: Path) -> None:
            written(manifest, folder)
            if len(manifest.parts) == 2:
                raise pl.exceptions.ComputeError("parquet: underlying IO error: No space left on device (os error 28)")

        patched.setattr(Manifest, "write", full)
        with pytest.raises(Unreadable, match="cannot be written: No space left on device"):
            judge(tables, out, shipped(), size=1)
    assert 2 == judge(tables, out, shipped(), size=1).taken_over


def test_who_interrupts_is_told_what_stays(
    tmp_path: Path, peelgrade: Peelgrade, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not so that nothing was changed, as elsewhere."""
    tables = put(tmp_path / "in", *generated(2))
    monkeypatch.setattr(Manifest, "write", _ends)
    code, told = peelgrade("batch", tables, "-o", tmp_path / "out", "--framework", PEEL)
    assert (130, "Interrupted. Parts that are finished stay: the same command goes on from there.\n") == (code, told)


def test_a_part_that_was_taken_away_is_judged_again(tmp_path: Path) -> None:
    """A part counts as finished only where its file is there still."""
    tables, out = put(tmp_path / "in", *generated(3)), tmp_path / "out"
    judge(tables, out, shipped(), size=1)
    before = contents(out)
    (out / "judgments" / "part-00002.parquet").unlink()
    assert 2 == judge(tables, out, shipped(), size=1).taken_over
    assert before == contents(out)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        "[" * 100_000,
        '{"schema": "other"}',
        '{"schema": "peelgrade/batch/v1", "parts": [["inspections", "rejected"]]}',
        None,
    ],
    ids=lambda text: str(text)[:9],
)
def test_a_list_of_parts_that_somebody_changed_is_told(text: str | None, tmp_path: Path) -> None:
    """A file 'batch.json' that is none is told, not taken for a bug."""
    tables, out = put(tmp_path / "in", *generated(2)), tmp_path / "out"
    judge(tables, out, shipped())
    path = out / "batch.json"
    changed = path.read_text(encoding="utf-8").replace('"rejected": 0', '"rejected": "0"')
    path.write_text(text or changed, encoding="utf-8")
    with pytest.raises(Unreadable, match=r"batch\.json (cannot be read as|is of another version|is nested)"):
        judge(tables, out, shipped())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_for_a_list_of_parts_is_not_waited_for(tmp_path: Path) -> None:
    """Nobody writes into it."""
    tables, out = put(tmp_path / "in", *generated(2)), tmp_path / "out"
    out.mkdir()
    os.mkfifo(out / "batch.json")
    with pytest.raises(Unreadable, match=r"batch\.json is not a file"):
        judge(tables, out, shipped())


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path: Path, peelgrade: Peelgrade) -> None:
    """Parts that were finished stay as they are, none is there by half, and the rest is judged."""
    tables = put(tmp_path / "in", *generated(40))
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "peelgrade",
        "batch",
        str(tables),
        "-o",
        str(out),
        "--framework",
        PEEL,
        "--part",
        "2",
    ]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while process.poll() is None and len(list(out.glob("judgments/part-*"))) < 3:
        time.sleep(0)  # for it is done soon
    process.send_signal(signal.SIGKILL)
    process.wait()
    known = len(json.loads((out / "batch.json").read_text(encoding="utf-8"))["parts"])
    finished = {path.name: path.stat().st_mtime_ns for path in sorted(out.glob("judgments/part-*"))[:known]}
    assert known == len(finished) >= 2
    assert len(list(out.glob("judgments/part-*"))) < 20
    assert 0 == peelgrade(*command[3:])[0]
    assert finished == {name: (out / "judgments" / name).stat().st_mtime_ns for name in finished}
    assert not (out / ".work").exists()
    judge(tables, tmp_path / "at once", shipped(), size=2)
    assert contents(tmp_path / "at once") == contents(out)


# --- inspections as tables -------------------------------------------------------------------------------------------


def test_kent_as_tables_is_judged_as_kent(tmp_path: Path, peelgrade: Peelgrade) -> None:
    """The inspection that ships is judged from its tables as from its folder."""
    code, told = peelgrade("batch", KENT, "--as-tables", "-o", tmp_path / "tables")
    assert 0 == code
    assert "1 inspection written as tables" in told
    assert (
        0 == peelgrade("batch", tmp_path / "tables", "-o", tmp_path / "out", "--framework", PEEL, "--format", "csv")[0]
    )
    read = read_kent()
    expected = [_row(one) for one in grade(read.inspection, read.rulebook).judgments]
    with (tmp_path / "out" / "judgments" / "part-00000.csv").open(encoding="utf-8", newline="") as file:
        rows = [tuple(cell or None for cell in row) for row in list(csv.reader(file))[1:]]
    assert [tuple(cell or None for cell in row) for row in expected] == [row[1:-1] for row in rows]


def test_an_inspection_without_items_is_told(tmp_path: Path, peelgrade: Peelgrade) -> None:
    """Tables hold inspections that have items, so others are named when tables are written."""
    folder = tmp_path / "kent-2015"
    folder.mkdir()
    shutil.copy(KENT / "inspection.yaml", folder)
    code, told = peelgrade("batch", folder, "--as-tables", "-o", tmp_path / "my tables")
    assert 0 == code
    assert "kent-2015 has no item that can count, so 'batch' does not judge it" in told
    assert f"peelgrade batch '{tmp_path}/my tables' -o judgments" in told


def test_two_inspections_of_one_name_are_no_tables(tmp_path: Path, peelgrade: Peelgrade) -> None:
    """Inspections in one table have names of their own."""
    shutil.copytree(KENT, tmp_path / "kent-2015")
    code, told = peelgrade("batch", KENT, tmp_path, "--as-tables", "-o", tmp_path / "tables")
    assert 2 == code
    assert "both called kent-2015" in told
