"""Metrics from tables of open data: each figure with its place, nothing guessed, and a second run changes nothing."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from peelgrade.evidence import Period
from peelgrade.pipeline import read_inspection
from tests.conftest import ROOT, Ran, Run, replace

EXAMPLES = ROOT / "docs" / "examples"
TABLE, MAPPING = Path("recorded-crime.csv"), Path("recorded-crime.yaml")
FORCE = "ashshire"


RECORD = """id: new
force: {id: ashshire, name: Ashshire Police}
framework: peel-effectiveness-2015
documents:
  - {id: notes, title: Field notes}
questions:
  - {question: effectiveness, status: in_progress}
"""


@pytest.fixture(autouse=True)
def _inspection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (TABLE, MAPPING):
        shutil.copy(EXAMPLES / name, name)
    Path("new").mkdir()
    Path("new", "inspection.yaml").write_text(RECORD, encoding="utf-8")


def take(run: Run, *options: str, table: Path = TABLE) -> Ran:
    """Take metrics from a table by the mapping of the example."""
    return run("metrics", "new", table, "--by", MAPPING, *options)


def metrics() -> dict[str, tuple[str, str, str]]:
    """Return the metrics of the inspection: by id, subject, figure and the year in which the period ends."""
    found = read_inspection(Path("new")).inspection.metrics
    return {one.id: (one.subject, str(one.value), str(one.period and one.period.end.year)) for one in found}


def everything() -> dict[str, bytes]:
    """Return the contents of every file of the inspection."""
    return {path.name: path.read_bytes() for path in Path("new").glob("*.yaml")}


EXPECTED = {
    "RC1": (FORCE, "60.4", "2014"),
    "RC2": (FORCE, "62.0", "2015"),
    "RC3": ("england_and_wales", "62.5", "2015"),
}


class TestTaking:
    def test_each_figure_comes_with_its_source_its_period_and_what_it_is_set_beside(self, run: Run) -> None:
        """Decimals stay as printed; the document of the table is listed with its licence."""
        ran = take(run)
        assert 0 == ran.code, ran.err
        assert EXPECTED == metrics()
        found = read_inspection(Path("new")).inspection
        first, second, _ = found.metrics
        assert Period(start=date(2014, 7, 1), end=date(2015, 6, 30)) == second.period
        assert [("england_and_wales", "RC3"), ("previous_year", "RC1")] == [
            (one.comparator, one.metric) for one in second.comparators
        ]
        assert () == first.comparators
        assert ("recorded-crime-2015", None, "row 5, Rate") == (
            second.sources[0].document,
            second.sources[0].section,
            second.sources[0].figure,
        )
        document = found.record.documents[-1]
        assert ("recorded-crime-2015", "Public domain") == (document.id, document.licence)
        assert (
            "1 suppressed cell (1 '..'); 2 rows about neither ashshire nor a comparator; 2 rows by 'where'" in ran.out
        )

    def test_a_second_run_changes_nothing(self, run: Run) -> None:
        """The same ids, and every file byte for byte."""
        replace(TABLE, ",60.4", ",0.0")  # nought is a figure like any other
        take(run)
        before = everything()
        ran = take(run)
        assert 0 == ran.code
        assert "0.0" == metrics()["RC1"][1]
        assert "Nothing is to be changed." in ran.out
        assert before == everything()

    def test_a_sheet_is_of_workbooks_alone(self, run: Run) -> None:
        """The same mapping serves a table that is published in text as well; a sheet that is asked for is not passed over."""
        replace(MAPPING, "header: 3", "sheet: Table 1\nheader: 3")
        assert 0 == take(run).code
        assert "has no sheets" in take(run, "--sheet", "Table 1").err

    def test_printing_writes_nothing(self, run: Run) -> None:
        """The file goes to standard output, and what is told to standard error."""
        before = everything()
        ran = take(run, "--print")
        assert before == everything()
        assert ran.out.startswith("# Figures from “Recorded crime")
        assert "3 metrics are new, RC1 to RC3" in ran.err
        take(run)
        assert ran.out == Path("new", "recorded-crime.yaml").read_text(encoding="utf-8")

    @pytest.mark.slow
    def test_a_newer_table_changes_what_is_otherwise_and_keeps_what_people_added(self, run: Run) -> None:
        """Ids stay, a note stays, a figure that moved is told with its line."""
        take(run)
        file = Path("new", "recorded-crime.yaml")
        replace(file, "  value: 62.0\n", "  value: 62.0\n  note: Looked at by two.  # kept\n")
        replace(TABLE, ",62.0", ",62.3")
        replace(
            TABLE,
            "Ashshire,All offences,June 2014",
            'Ashshire,All offences,June 2013,"38,000",59.9\nAshshire,All offences,June 2014',
        )
        ran = take(run)
        assert 0 == ran.code, ran.err
        assert (
            "new/recorded-crime.yaml:17: RC2: 62.0 → 62.3 (recorded_crime_rate, ashshire, 2014-07-01 to 2015-06-30)"
            in ran.out
        )
        assert EXPECTED | {"RC2": (FORCE, "62.3", "2015"), "RC4": (FORCE, "59.9", "2013")} == metrics()
        assert "  note: Looked at by two.  # kept\n" in file.read_text(encoding="utf-8")
        assert "Nothing is to be changed." in take(run).out

    @pytest.mark.slow
    def test_what_the_table_no_longer_has_stays_until_it_is_pruned(self, run: Run) -> None:
        """It is told by its id, and figures are set beside it as long as it is there."""
        take(run)
        replace(TABLE, 'Ashshire,All offences,June 2014,"38,412",60.4\n', "")
        ran = take(run)
        assert "no longer in the table: RC1; left as before" in ran.out
        assert EXPECTED == metrics()
        assert "taken out" in take(run, "--prune").out
        assert EXPECTED.keys() - {"RC1"} == metrics().keys()
        assert ["RC3"] == [one.metric for one in read_inspection(Path("new")).inspection.metrics[0].comparators]

    def test_what_something_refers_to_is_not_pruned(self, run: Run) -> None:
        """The whole inspection is checked before anything is written."""
        take(run)
        Path("new", "more.yaml").write_text(
            "- {id: F1, kind: finding, question: q1.levels, shows: weakness, weight: minor, extent: partial, standing: observed, "
            "statement: Crime is up., refers: [{metric: RC1, says: lower, comparator: england_and_wales}], "
            "sources: [{document: notes}]}\n",
            encoding="utf-8",
        )
        replace(TABLE, 'Ashshire,All offences,June 2014,"38,412",60.4\n', "")
        before = everything()
        ran = take(run, "--prune")
        assert 1 == ran.code
        assert "there is no item 'RC1'" in ran.err
        assert before == everything()

    def test_a_document_that_says_otherwise_now_is_told_and_changed(self, run: Run) -> None:
        """With its line in inspection.yaml."""
        take(run)
        replace(MAPPING, '"2015-10"', '"2016-10"')
        ran = take(run)
        assert "the document recorded-crime-2015 is otherwise: published 2015-10 → 2016-10" in ran.out
        assert "2016-10" == read_inspection(Path("new")).inspection.record.documents[-1].published

    def test_metrics_that_people_coded_are_left_alone(self, run: Run) -> None:
        """Also where their ids begin alike: what is the table's names its document."""
        Path("new", "recorded-crime.yaml").write_text(
            "- {id: RC7, kind: metric, question: q1.levels, measure: recorded_crime_rate, subject: ashshire, value: 1, "
            "unit: per_1000_population, as_at: 2015-06-30, sources: [{document: notes}]}\n",
            encoding="utf-8",
        )
        ran = take(run, "--prune")
        assert "3 metrics are new, RC8 to RC10" in ran.out
        assert {"RC7", "RC8", "RC9", "RC10"} == metrics().keys()

    def test_a_mapping_that_lies_with_the_framework_is_named(self, run: Run) -> None:
        """In its folder 'metrics', where validate checks it."""
        shutil.copytree(ROOT / "rules" / "peel-effectiveness-2015", "rules")
        Path("rules", "metrics").mkdir()
        shutil.copy(MAPPING, Path("rules", "metrics"))
        assert 0 == run("metrics", "new", TABLE, "--by", "recorded-crime", "--rules", "rules").code
        assert EXPECTED == metrics()
        replace(Path("rules", "metrics", MAPPING), "recorded_crime_rate", "recorded_crime_rat")
        ran = run("validate", "rules")
        assert "rules/metrics/recorded-crime.yaml:21:14: error PG204" in ran.out
        assert "did you mean 'recorded_crime_rate'" in ran.out


# --- workbooks and Parquet -------------------------------------------------------------------------------------------


ROWS: Sequence[Sequence[str | float]] = (
    ("Ashshire", "All offences", "June 2014", 60.4),
    ("Ashshire", "All offences", "June 2015", 62.0),
    ("England and Wales", "All offences", "June 2015", 62.5),
)
HEAD = ("Force", "Offence", "Year\nending", "Rate")


def xlsx(path: Path, rows: Iterable[Sequence[str | float]] = ROWS) -> Path:
    """Write a workbook whose second sheet has the table from C3 on, below a title."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cover").write(0, 0, "Made up")
        sheet = book.add_worksheet("Table 1")
        sheet.write(0, 2, "Recorded crime")
        for n, row in enumerate((HEAD, *rows), 2):
            sheet.write_row(n, 2, row)
    return path


def ods(path: Path) -> Path:
    """Write the least that is an OpenDocument sheet with numbers."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )

    def cell(value: str | float) -> str:
        kind = "string" if isinstance(value, str) else "float"
        held = "" if isinstance(value, str) else f' office:value="{value}"'
        text = str(value).replace("\n", " ")
        return f'<table:table-cell office:value-type="{kind}"{held}><text:p>{text}</text:p></table:table-cell>'

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in (HEAD, *ROWS))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="Table 1">'
            f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


@pytest.fixture
def _of_sheet() -> None:
    replace(MAPPING, "header: 3\n", "sheet: Table 1\n")
    replace(MAPPING, "    unit: per_1000_population\n", "    decimals: 1\n")


@pytest.mark.usefixtures("_of_sheet")
class TestWorkbooks:
    def test_a_workbook_gives_the_same_with_its_cells(self, run: Run) -> None:
        """The table may start anywhere in its sheet, and noughts that the sheet shows are kept by 'decimals'."""
        replace(MAPPING, "sheet: Table 1\n", "sheet: Table 1\nheader: 3\n")
        ran = take(run, table=xlsx(Path("t.xlsx")))
        assert 0 == ran.code, ran.err
        assert EXPECTED == metrics()
        source = read_inspection(Path("new")).inspection.metrics[1].sources[0]
        assert ("Table 1", "cell F5") == (source.section, source.figure)

    def test_an_opendocument_sheet_gives_the_same(self, run: Run) -> None:
        """By the cells of its sheet."""
        assert 0 == take(run, table=ods(Path("t.ods"))).code
        assert EXPECTED == metrics()
        assert "cell D3" == read_inspection(Path("new")).inspection.metrics[1].sources[0].figure

    def test_a_parquet_file_gives_the_same(self, run: Run) -> None:
        """By row and column."""
        replace(MAPPING, "sheet: Table 1\n", "")
        pl.DataFrame(ROWS, schema=["Force", "Offence", "Year ending", "Rate"], orient="row").write_parquet("t.parquet")
        assert 0 == take(run, table=Path("t.parquet")).code
        assert EXPECTED == metrics()

    def test_each_cell_that_cannot_be_read_is_told_by_its_sheet_and_letters(self, run: Run) -> None:
        """All at once, what is alike together, with what to do; nothing is written."""
        replace(MAPPING, "sheet: Table 1\n", "sheet: Table 1\nheader: 3\n")
        rows = [
            *ROWS,
            ("Ashshire", "All offences", "June 2013", "n/a"),
            ("Ashshire", "All offences", "June 2012", "n/a"),
            ("Ashshire", "All offences", "Juni 2011", 1.5),
            ("Ashshire", "All offences", "June 2010", 0.3 / 7),
            ("Ashshire", "All offences", "June 2009", "12.3 %"),
            ("Ashshire", "All offences", "June 2008", "12.3 (p)"),
            ("Ashshire", "All offences", "June 2015", 62.0),
            ("Ashshire", "All offences", "June 2007", ""),
        ]
        replace(MAPPING, "    decimals: 1\n", "")
        before = everything()
        ran = take(run, table=xlsx(Path("t.xlsx"), rows))
        assert 1 == ran.code
        told = dict(re.findall(r"^t\.xlsx, sheet 'Table 1', cell (\w+): (.*)$", ran.err, re.MULTILINE))
        assert {
            "F7": "'n/a' is no number as the mapping has them (and 1 more like it)",
            "E9": "'Juni 2011' is no period as the mapping has them",
            "F10": "'0.04285714285714286' has more decimals than a table shows",
            "F11": "'12.3 %' is no number as the mapping has them",
            "F12": "'12.3 (p)' is no number as the mapping has them",
            "F13": "it is about the same as row 5, Rate: measure, subject, breakdown and time are alike",
            "F14": "the cell is empty",
        } == told
        assert "8 problems in t.xlsx. Nothing was written." in ran.err
        assert before == everything()


# --- what cannot be --------------------------------------------------------------------------------------------------


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Offence: All offences", "Offence: All ofences", "no row has 'All ofences' in 'Offence'"),
        ("{Ashshire: ashshire,", "{Ashire: ashshire,", "no row has 'Ashire' in 'Force'"),
        ("Ashshire: ashshire, ", "", "no word of the mapping stands for ashshire"),
        ('suppressed: [".."]\n', "", "'..' is no number as the mapping has them"),
        ('thousands: ",", ', "", None),
        ("column: Rate\n", "column: Offences\n", None),
        ("column: Rate\n", "column: Rates\n", "the table has no column 'Rates'"),
        ("header: 3\n", "", "the table has no column 'Offence'"),
        ("header: 3\n", "", "say which in the mapping, as in 'header: 3'"),
        ("header: 3\n", "header: 99\n", "has nothing in row 99"),
        ("year_to_month", "financial_year", "'June 2014' is no period as the mapping has them"),
        ("per_1000_population", "percent", "the measure recorded_crime_rate is in per_1000_population"),
        ("topic: recorded_crime", "topic: crime_outcomes", "is not a topic of the question q1.levels"),
        ("[england_and_wales]", "[all_forces]", "no word of the table stands for 'all_forces'"),
        ("[england_and_wales]", "[previous_year]", "say under 'earlier' how many years before"),
        ("previous_year: 1", "all_forces: 1", "'all_forces' is not an earlier time"),
        ("period_from: {column: Year ending, written: year_to_month}\n", "", "nothing says the time of these figures"),
        ("written: year_to_month}", "written: day_first}", "'last' goes with days in two columns"),
        ('thousands: ","', 'thousands: "."', "thousands and decimals have the same mark"),
        ("  licence: Public domain\n", "", "must have 'licence'"),
        ("prefix: RC", "prefix: R1", "prefix"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(old: str, new: str, told: str | None, run: Run) -> None:
    """In the mapping with its line, in the table with its cell, each with what to do."""
    replace(MAPPING, old, new)
    before = everything()
    ran = take(run)
    if told is None:  # what is not declared and not there does no harm
        assert 0 == ran.code, ran.err
        return
    assert ran.code in {1, 2}
    assert told in ran.err
    assert "help: " in ran.err
    assert before == everything()


def test_a_file_name_that_cannot_be_is_refused(run: Run) -> None:
    """Such as a folder above."""
    for name in ("../x.yaml", "inspection.yaml", "x.txt"):
        assert 2 == take(run, "--file", name).code


def test_a_table_of_other_shape_is_read_by_its_words(run: Run) -> None:
    """Measures and breakdowns by columns, figures multiplied, the time by columns of days."""
    TABLE.write_text(
        "what;part;from;to;n\nOutcomes;Charged;01/07/2014;30/06/2015;1,5\nOutcomes;All;01/07/2014;30/06/2015;5\n",
        encoding="utf-8",
    )
    MAPPING.write_text(
        "document: {id: t, title: T, publisher: P, licence: L}\nprefix: OC-\nquestion: q2.justice\nsubject: ashshire\n"
        "period_from: {column: from, last: to, written: day_first}\nnumbers: {decimal: ','}\n"
        "figures:\n  - column: n\n    measure: {column: what, words: {Outcomes: outcomes}}\n"
        "    breakdown: [{column: part, words: {Charged: charged or summonsed, All: ''}}]\n    times: 1000\n    bound: about\n",
        encoding="utf-8",
    )
    ran = take(run)
    assert 0 == ran.code, ran.err
    found = read_inspection(Path("new")).inspection.metrics
    assert [("OC-1", "1500", ("charged or summonsed",), "about"), ("OC-2", "5000", (), "about")] == [
        (one.id, str(one.value), one.breakdown, one.bound) for one in found
    ]
    assert Period(start=date(2014, 7, 1), end=date(2015, 6, 30)) == found[0].period
