"""The command backtest, as a methodology lead uses it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from peelgrade.backtesting import record
from tests.conftest import ROOT, Run, replace
from tests.homes import FRAMEWORK, HEAD, cells, csv_file

HOMES = ROOT / "docs" / "examples" / "homes.csv"
COLUMNS = ROOT / "docs" / "examples" / "homes.yaml"
ON_HOMES = ("backtest", FRAMEWORK, HOMES, "--columns", COLUMNS)
LOCATIONS = "location_id,publication_date,safe,effective,caring,responsive,well_led,overall\n"


@pytest.fixture(autouse=True)
def _scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class TestTelling:
    def test_it_tells_agreement_kappa_confusion_and_exceptions(self, run: Run) -> None:
        """All that is asked of a record stands on one page."""
        ran = run(*ON_HOMES)
        assert (0, "") == (ran.code, ran.err)
        for told in (
            "13 inspections of 8 units (home).",
            "1 inspection left out: incomplete, the first judgment that is missing being that of overall (1)",
            "1 row left out: rejected: 'Requires Improvement' in 'well_led' is no word of the column mapping",
            "did you mean 'Requires improvement'?",
            "All 13 inspections",
            "Those whose parts differ (9)",
            "Each unit counted once (8)",
            "always good",
            "the worst part",
            "the median part",
            "Published (down) and by the rules (across)",
            "2 exceptions",
            "published good; by the rules requires improvement",
            "(overall.two_below_good)",
            "Hazel View, 2019-07-22 (row 11)",
        ):
            assert told in " ".join(ran.out.replace("│", " ").split())

    def test_json_has_every_figure(self, run: Run) -> None:
        """It has a schema of its own, and the same bytes on a rerun."""
        first, again = run(*ON_HOMES, "--format", "json"), run(*ON_HOMES, "--format", "json")
        assert first == again
        data = json.loads(first.out)
        assert "peelgrade/backtest/v1" == data["schema"]
        assert 13 == data["inspections"]
        assert {"by": ["home"], "number": 8, "sampled": False} == data["units"]
        rules = next(one for one in data["measures"] if (one["inspections"], one["judged_by"]) == ("all", "rules"))
        assert pytest.approx(11 / 13, abs=1e-6) == rules["agreement"]
        low, high = rules["agreement_interval"]
        assert low < rules["agreement"] < high
        assert 12 == len(data["measures"])
        assert 1 == data["confusion"]["requires_improvement"]["good"]
        assert {"good", "requires_improvement"} == {one["published"] for one in data["patterns"]}

    def test_markdown_is_a_table_for_a_page(self, run: Run) -> None:
        """With the exceptions below."""
        out = run(*ON_HOMES, "--format", "markdown").out
        assert "| All 13 inspections | these rules | 84.6 % (" in out
        assert "2 exceptions." in out
        assert (
            "| Safe | Effective | Caring | Responsive | Well-led | Published | By the rules | Inspections | Because |"
            in out
        )

    def test_the_list_of_exceptions_is_complete(self, run: Run) -> None:
        """Each with its row, its judgments, and what decided."""
        ran = run(*ON_HOMES, "--exceptions", "missed.csv")
        assert "missed.csv is written, with 2 exceptions.\n" == ran.err
        with Path("missed.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert ["11", "16"] == [row["row"] for row in rows]
        assert "Hazel View" == rows[0]["unit"]
        assert ("good", "requires_improvement") == (rows[0]["published"], rows[0]["by_the_rules"])
        assert "overall.two_below_good" in rows[0]["decided_by"]

    def test_without_exceptions_it_says_how_much_that_shows(self, run: Run) -> None:
        """No exception among few is no proof."""
        out = run(*ON_HOMES, "--where", "home=Ash House", "--where", "home=Elm Grove").out
        assert "No exceptions." in out
        assert "by the rule of three, up to 100 % may still be missed" in " ".join(out.split())

    def test_a_rejected_word_is_told_with_its_first_row_and_as_it_is(self, run: Run) -> None:
        """What was cut says so, and a line break is seen."""
        rows = ["a,2020-01-01,Good,Good,Good,Good,Good,Good"]
        rows += [f'a,2020-01-01,"Go\nod{"x" * 50}",Good,Good,Good,Good,Good'] * 2
        rows += ["a,2020-01-01,good,Good,Good,Good,Good,Good"]
        Path("t.csv").write_text(LOCATIONS + "\n".join(rows) + "\n", encoding="utf-8")
        out = " ".join(run("backtest", FRAMEWORK, "t.csv").out.split())
        assert f"rejected: 'Go\\u000aod{'x' * 34}…' in 'safe' is no word of the column mapping (first in row 3)" in out
        assert "did you mean 'Good'? (row 7)" in out
        markdown = run("backtest", FRAMEWORK, "t.csv", "--format", "markdown").out
        assert "\\(first in row 3\\)" in markdown
        assert "x…'" in markdown
        data = json.loads(run("backtest", FRAMEWORK, "t.csv", "--format", "json").out)
        assert [(2, 3), (1, 7)] == [(one["rows"], one["first_row"]) for one in data["left_out"]]

    def test_where_patterns_are_too_many_it_says_so(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """Their number is not known then."""
        monkeypatch.setattr(record, "MOST_PATTERNS", 1)
        told = "2 exceptions in more than 1 patterns; those met first are told"
        assert told in run(*ON_HOMES).out
        assert told in run(*ON_HOMES, "--format", "markdown").out

    def test_hostile_text_stays_text(self, run: Run) -> None:
        """Words of a table are shown, and do nothing."""
        nasty = "\x1b[31m=cmd|'x'!A1 `<b>`"
        Path("t.csv").write_text(
            LOCATIONS + f'"{nasty}","=1+1",Good,Good,Good,Good,Good,Requires improvement\n'
            f'a,b,"{nasty}",Good,Good,Good,Good,Good\n',
            encoding="utf-8",
        )
        for format_ in ("text", "json", "markdown"):
            ran = run("backtest", FRAMEWORK, "t.csv", "--format", format_, "--exceptions", "x.csv")
            assert 0 == ran.code
            assert "\x1b" not in ran.out
        assert "<b>" not in ran.out
        with Path("x.csv").open(encoding="utf-8", newline="") as file:
            (row,) = csv.DictReader(file)
        assert "'=1+1" == row["day"]


class TestChoosing:
    def test_days_and_words_choose_rows(self, run: Run) -> None:
        """What is left out is told."""
        out = run(*ON_HOMES, "--from", "2019-01-01", "--to", "2019-12-31", "--where", "home=Ash House").out
        assert "1 inspection of 1 unit (home)." in out
        assert "left out: before or after the days that were asked for" in out
        assert "left out: other words in 'home' than those that count" in out

    def test_the_mapping_of_the_framework_is_taken_where_it_has_one(self, run: Run) -> None:
        """Without --columns."""
        row = ",".join(["a", "2020-01-01", *["Good"] * 6])
        Path("t.csv").write_text(f"{LOCATIONS}{row}\n", encoding="utf-8")
        ran = run("backtest", FRAMEWORK, "t.csv")
        assert 0 == ran.code
        assert f"columns by rules/{FRAMEWORK}/tables/locations.yaml" in ran.out

    def test_a_mapping_can_be_named_by_its_name(self, run: Run) -> None:
        """One that lies with the framework."""
        row = ",".join(["a", "2020-01-01", *["Good"] * 6])
        Path("t.csv").write_text(f"{LOCATIONS}{row}\n", encoding="utf-8")
        assert 0 == run("backtest", FRAMEWORK, "t.csv", "--columns", "locations").code
        ran = run("backtest", FRAMEWORK, "t.csv", "--columns", "location")
        assert 2 == ran.code
        assert "did you mean 'locations'?" in ran.err

    def test_a_framework_without_a_mapping_says_so(self, run: Run) -> None:
        """And how to give one."""
        ran = run("backtest", "cqc-quality-statements-2023", HOMES)
        assert 2 == ran.code
        assert "has no column mapping of its own" in ran.err

    def test_of_several_mappings_one_must_be_named(self, run: Run, tmp_path: Path) -> None:
        """The message lists them."""
        folder = tmp_path / "rules"
        folder.mkdir()
        for path in (ROOT / "rules" / FRAMEWORK).glob("*.yaml"):
            (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        (folder / "tables").mkdir()
        for name in ("one", "two"):
            (folder / "tables" / f"{name}.yaml").write_text(COLUMNS.read_text(encoding="utf-8"), encoding="utf-8")
        ran = run("backtest", "rules", HOMES)
        assert 2 == ran.code
        assert "say which with --columns: one, two" in ran.err
        assert 0 == run("backtest", "rules", HOMES, "--columns", "two").code

    def test_parquet_gives_what_csv_gives(self, run: Run) -> None:
        """Byte for byte, but for the name of the table."""
        pl.read_csv(HOMES).write_parquet("homes.parquet")
        found = [
            json.loads(run("backtest", FRAMEWORK, table, "--columns", COLUMNS, "--format", "json").out)
            for table in (HOMES, "homes.parquet")
        ]
        assert {"homes.csv", "homes.parquet"} == {one.pop("table") for one in found}
        assert found[0] == found[1]


class TestEnding:
    def test_it_fails_under_what_is_asked_for(self, run: Run) -> None:
        """Agreement here is 11 of 13."""
        assert 0 == run(*ON_HOMES, "--fail-under", "0.84").code
        assert 1 == run(*ON_HOMES, "--fail-under", "0.85").code
        assert 0 == run(*ON_HOMES, "--fail-under-kappa", "0.8").code
        assert 1 == run(*ON_HOMES, "--fail-under-kappa", "0.95").code

    def test_a_kappa_that_is_undefined_does_not_pass(self, run: Run) -> None:
        """Nothing was shown."""
        only = (*ON_HOMES, "--where", "home=Larch Place")
        assert 0 == run(*only).code
        assert 1 == run(*only, "--fail-under-kappa", "-1").code

    def test_where_nothing_could_be_compared_it_ends_with_1(self, run: Run) -> None:
        """And says so."""
        ran = run(*ON_HOMES, "--where", "home=Nowhere")
        assert 1 == ran.code
        assert "No inspection could be held against what was published." in ran.out
        assert 1 == run(*ON_HOMES, "--where", "home=Nowhere", "--format", "json").code
        assert 1 == run(*ON_HOMES, "--where", "home=Nowhere", "--format", "markdown").code

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (("cqc-key-question-2018", HOMES), "did you mean 'cqc-key-questions-2018'"),
            ((FRAMEWORK, "homse.csv"), "there is no file homse.csv"),
            ((FRAMEWORK, HOMES), "the table has no column 'location_id'"),
            ((FRAMEWORK, HOMES, "--columns", "nothing.yaml"), "there is no column mapping nothing.yaml"),
            ((FRAMEWORK, HOMES, "--columns", COLUMNS, "--where", "region=x"), "the table has no column 'region'"),
            ((FRAMEWORK, HOMES, "--columns", COLUMNS, "--where", "region"), "write COLUMN=WORD"),
            ((FRAMEWORK, HOMES, "--columns", COLUMNS, "--from", "2020-13-01"), "is no day"),
            (
                (FRAMEWORK, HOMES, "--columns", COLUMNS, "--from", "2020-02-01", "--to", "2020-01-01"),
                "--from is after --to",
            ),
            ((FRAMEWORK, HOMES, "--columns", COLUMNS, "--sheet", "one"), "has no sheets"),
            ((FRAMEWORK, HOMES, "--columns", COLUMNS, "--exceptions", "x.txt"), "end its name in .csv"),
            ((FRAMEWORK, HOMES, "--columns", COLUMNS, "--exceptions", HOMES), "cannot be the list of exceptions"),
            (
                (FRAMEWORK, HOMES, "--columns", COLUMNS, "--exceptions", "nope/x.csv"),
                "nope/x.csv cannot be written: there is no folder nope",
            ),
        ],
    )
    def test_wrong_usage_ends_with_2_and_advice(self, arguments: tuple[str | Path, ...], told: str, run: Run) -> None:
        """No traceback, and nothing on standard output."""
        ran = run("backtest", *arguments)
        assert (2, "") == (ran.code, ran.out)
        assert told in ran.err
        assert not Path("nope").exists()

    def test_a_table_that_may_not_be_read_is_told(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """With its name, apart from why."""
        opened = Path.open

        def refuse(path: Path, *given: Any, **more: Any) -> Any:
            if path.suffix == ".csv":
                raise PermissionError(13, "Permission denied", str(path))
            return opened(path, *given, **more)

        monkeypatch.setattr(Path, "open", refuse)
        ran = run(*ON_HOMES)
        assert 2 == ran.code
        assert "homes.csv cannot be read: Permission denied" in ran.err

    def test_a_wrong_mapping_ends_with_1_and_its_place(self, run: Run) -> None:
        """As any other file that is wrong."""
        Path("columns.yaml").write_text(COLUMNS.read_text(encoding="utf-8"), encoding="utf-8")
        replace(Path("columns.yaml"), "Good: good", "Good: godo")
        replace(Path("columns.yaml"), "  safe: safe", "  saef: safe")
        ran = run("backtest", FRAMEWORK, HOMES, "--columns", "columns.yaml")
        assert (1, "") == (ran.code, ran.out)
        assert "PG204" in ran.err
        assert "did you mean 'good'?" in ran.err
        assert "did you mean 'safe'?" in ran.err
        assert "Nothing was held against anything." in ran.err


_MEASURE = r"""
import re, sys
from pathlib import Path
from peelgrade import cli
try:
    cli.main(["backtest", *sys.argv[1:], "--format", "json"])
except SystemExit as ended:
    assert not ended.code
# not ru_maxrss, which a process has from the one that started it
print(re.search(r"VmHWM:\s*([0-9]+)", Path("/proc/self/status").read_text())[1], file=sys.stderr)
"""


def _table(path: Path, rows: int) -> Path:
    """Write a table of very many rows, of very many units, and of all patterns of two parts."""
    words = ("I", "R", "G", "O")
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(HEAD) + "\n")
        for n in range(rows):
            parts = (words[n % 4], words[n // 4 % 4], "G", "G", words[n // 16 % 4])
            file.write(f"home {n // 2},2020-01-{1 + n % 28:02},{','.join(parts)},{words[n // 64 % 4]}\n")
    return path


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux")
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_ten_times_as_many_rows_take_no_more_memory(suffix: str, tmp_path: Path) -> None:
    """Peak memory may grow by 15 MB at most from 50,000 rows to 500,000, for 250,000 units as well as for all rows."""
    columns = tmp_path / "columns.yaml"
    columns.write_text(
        "title: Homes\nsource: made up\nunit: home\ndate: day\n"
        "judgments: {I: inadequate, R: requires_improvement, G: good, O: outstanding}\noverall: overall\n"
        "parts: {safe: safe, effective: effective, caring: caring, responsive: responsive, well_led: well_led}\n",
        encoding="utf-8",
    )
    peaks = []
    for rows in (50_000, 500_000):
        table = _table(tmp_path / f"{rows}.csv", rows)
        if suffix == "parquet":
            pl.scan_csv(table).sink_parquet(tmp_path / f"{rows}.parquet", row_group_size=50_000)
            table = tmp_path / f"{rows}.parquet"
        ran = subprocess.run(
            [sys.executable, "-c", _MEASURE, FRAMEWORK, str(table), "--columns", str(columns)],
            capture_output=True,
            text=True,
            check=True,
        )
        data = json.loads(ran.stdout)
        assert rows == data["inspections"]
        assert data["units"]["sampled"]
        peaks.append(int(ran.stderr.split()[-1]) / 1024)
    assert peaks[1] < peaks[0] + 15, peaks


def test_the_rows_of_tests_are_those_of_the_command(run: Run, tmp_path: Path) -> None:
    """The small table of other tests is read by the command too."""
    table = csv_file(tmp_path / "t.csv", [cells("GGGGG G"), cells("RGGGR R")])
    Path("columns.yaml").write_text(
        "title: Homes\nsource: made up\nunit: home\n"
        "judgments: {I: inadequate, R: requires_improvement, G: good, O: outstanding}\noverall: overall\n"
        "parts: {safe: safe, effective: effective, caring: caring, responsive: responsive, well_led: well_led}\n",
        encoding="utf-8",
    )
    ran = run("backtest", FRAMEWORK, table, "--columns", "columns.yaml", "--fail-under", "1")
    assert 0 == ran.code
