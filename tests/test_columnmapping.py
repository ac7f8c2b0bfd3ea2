"""Column mappings are files like any other: what is wrong with one is told with file, line and what to write instead."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from peelgrade import bundled
from peelgrade.columnmapping import Columns, DateColumn
from peelgrade.pipeline import Reading, named_rules, read_columns, read_rulebook, tables_of
from tests.conftest import ROOT, Run, replace
from tests.homes import LONG, MAPPING, mapping

TABLE = Path("rules", "tables", "locations.yaml")


@pytest.fixture(autouse=True)
def _copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "rules" / "cqc-key-questions-2018", tmp_path / "rules")
    monkeypatch.chdir(tmp_path)


def test_a_mapping_says_what_it_leaves_out() -> None:
    """Columns can be one or several, and words of a part stand for those of the whole table."""
    own = {"column": "safe", "judgments": {"yes": "good", "no": "inadequate"}}
    wide = mapping(MAPPING, unit=["home", "day"], parts={"safe": own, "caring": {"column": "kind"}})
    assert (("home", "day"), DateColumn(column="day")) == (wide.units, wide.day)
    assert ({"yes": "good", "no": "inadequate"}, MAPPING["judgments"]) == (
        wide.words_of("safe"),
        wide.words_of("caring"),
    )
    assert ("safe", "kind") == (wide.column_of("safe"), wide.column_of("caring"))
    long = mapping(LONG)
    assert (("home", "year"), None) == (long.keys, long.day)


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("  safe: safe", "  saef: safe", "PG202", "did you mean 'safe'?"),
        ("  Good: good", "  Good: godo", "PG204", "did you mean 'good'?"),
        ("unit: location_id\n", "", "PG203", "must have 'unit'"),
        ("overall: overall\n", "", "PG661", "add 'overall', or write 'rows: judgments'"),
        ("overall: overall\n", "overall: overall\nquestion: q\n", "PG661", "goes with rows that are judgments"),
        ("  safe: safe\n", "  overall: overall\n", "PG662", "write the column of the overall judgment under 'overall'"),
        ("  safe: safe\n", "  safe: {colum: safe}\n", "PG20", "column"),
        ("  well_led: well_led", "optional: [well_led]", "PG662", "no column is mapped to it"),
        ("date: publication_date", "date: {column: d, written: us}", "PG204", "year_first, day_first"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(old: str, new: str, code: str, told: str, run: Run) -> None:
    """By validate and by rules check, with the line."""
    replace(TABLE, old, new)
    for command in (("validate", "rules"), ("validate", TABLE), ("rules", "check", "rules")):
        ran = run(*command)
        assert 1 == ran.code
        assert f"error {code}" in ran.out
        assert "rules/tables/locations.yaml:" in ran.out
        assert told in ran.out


def test_a_framework_without_an_overall_judgment_has_nothing_to_be_held_against(run: Run) -> None:
    """A mapping for it says so."""
    replace(Path("rules", "framework.yaml"), "graded: true", "graded: false")
    Path("rules", "roll-up.yaml").unlink()
    ran = run("validate", TABLE)
    assert "PG663" in ran.out
    assert "the framework has no overall judgment" in ran.out


def test_a_long_table_needs_a_word_for_the_overall_judgment(run: Run) -> None:
    """Without one nothing could be compared."""
    TABLE.write_text(
        "title: T\nsource: S\nrows: judgments\nunit: a\njudgments: {G: good}\ninspection: a\nquestion: q\njudgment: g\n"
        "questions: {s: safe}\n",
        encoding="utf-8",
    )
    assert "PG663" in run("validate", TABLE).out


@pytest.mark.parametrize("name", bundled.frameworks())
def test_every_mapping_that_ships_fits_its_framework(name: str) -> None:
    """And says who published its table."""
    folder, shown = named_rules(name)
    reading = Reading()
    rulebook = read_rulebook(folder, shown, reading)
    assert rulebook is not None
    for path in tables_of(folder, reading):
        found = read_columns(path, path.name, rulebook, reading)
        assert isinstance(found, Columns), reading.problems
        assert "Open Government Licence" in found.source
