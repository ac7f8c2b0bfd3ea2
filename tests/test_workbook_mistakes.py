"""A workbook with mistakes in it: each is told by sheet and cell, all at once, and marked in the copy that is handed back."""

from __future__ import annotations

import copy
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from peelgrade import surveys, tables
from peelgrade.capturing import differing, drawing, filling, gathering, marking
from peelgrade.capturing.checking import Checked, checked
from peelgrade.capturing.layout import layout
from peelgrade.pipeline import Reading, read_inspection, read_rulebook
from peelgrade.problems import Unreadable
from peelgrade.rendering.problems.report import Report
from peelgrade.surveys import Survey
from peelgrade.tables import Grid
from tests.conftest import Run
from tests.folders import contents, fill_disk
from tests.test_bad_input import FILES, write

Rows = dict[str, list[dict[str, str]]]


def sound() -> Rows:
    """Return the rows of an inspection in which nothing is wrong."""
    finding = {
        "Question": "overall.response",
        "Topic": "calls",
        "Shows": "strength",
        "Weight": "moderate",
        "Extent": "widespread",
        "Standing": "observed",
        "Source: document": "report",
        "Source: paragraph": "6",
    }
    metric = {
        "Question": "overall.response",
        "Measure": "calls_answered",
        "Subject": "town",
        "Unit": "count",
        "As at": "2015-06-30",
        "Source: document": "report",
    }
    advice = {
        "Question": "overall.response",
        "Type": "area_for_improvement",
        "Status": "open",
        "Arises from": "F1",
        "Source: document": "report",
    }
    words = [
        "alpha",
        "bravo",
        "charlie",
        "delta",
        "echo",
        "foxtrot",
        "golf",
        "hotel",
        "india",
        "juliet",
        "kilo",
        "lima",
        "mike",
        "november",
        "oscar",
        "papa",
    ]
    said = [f"{a} {b} of the {c}" for a, b, c in zip(words * 3, words[3:] * 4, words[7:] * 5, strict=False)]
    return {
        "Inspection": [{"Id": "town-2015", "Force: id": "town", "Force: name": "Town Police", "Framework": "small"}],
        "Documents": [{"Id": "report", "Title": "The report"}, {"Id": "notes", "Title": "Notes", "Url": "https://x.org"}],
        "Questions": [{"Question": "overall", "Status": "complete"}],
        "Findings": [{"Id": f"F{n}", "Statement": said[n], **finding} for n in range(1, 22)],
        "Metrics": [
            {"Id": f"M{n}", "Breakdown": f"part {n}", "Value": str(n), **metric} for n in range(1, 8)
        ],
        "Recommendations": [{"Id": f"R{n}", "Statement": said[n + 22], **advice} for n in range(1, 5)],
        "More sources": [{"Item": "F1", "Document": "notes"}, {"Item": "M1", "Document": "notes", "Page": "3"}],
        "Published": [{"Question": "overall", "Judgment": "good", "Source: document": "report"}],
    }  # fmt: skip


@dataclass(frozen=True)
class Mistake:
    """Cells of a row that are otherwise, and where the problem is told with which code."""

    sheet: str
    row: int
    said: Mapping[str, str]
    cell: str
    code: str


PLANTED = (
    Mistake("Findings", 1, {"Weight": "modrate"}, "Findings!F2", "PG204"),
    Mistake("Findings", 2, {"Question": "overall.respons"}, "Findings!B3", "PG204"),
    Mistake("Findings", 3, {"Topic": "volume"}, "Findings!C4", "PG502"),
    Mistake("Findings", 4, {"Statement": ""}, "Findings!D5", "PG203"),
    Mistake("Findings", 5, {"Shows": "strenght"}, "Findings!E6", "PG204"),
    Mistake("Findings", 6, {"Weight": "major"}, "Findings!F7", "PG301"),
    Mistake("Findings", 7, {"Ground": "core"}, "Findings!H8", "PG302"),
    Mistake("Findings", 8, {"Or weight": "moderate"}, "Findings!G9", "PG304"),
    Mistake("Findings", 9, {"Extent": "  "}, "Findings!J10", "PG203"),
    Mistake("Findings", 10, {"Standing": "seen"}, "Findings!L11", "PG204"),
    Mistake("Findings", 11, {"Part of": "F99"}, "Findings!N12", "PG504"),
    Mistake("Findings", 12, {"Source: document": "raport"}, "Findings!S13", "PG503"),
    Mistake("Findings", 13, {"Source: paragraph": "6a"}, "Findings!U14", "PG205"),
    Mistake("Findings", 14, {"Source: page": "0"}, "Findings!V15", "PG209"),
    Mistake("Findings", 15, {"Methods": "interview, telepathy"}, "Findings!X16", "PG204"),
    Mistake("Findings", 16, {"Observed": "30/06/2015"}, "Findings!Y17", "PG206"),
    Mistake("Findings", 17, {"Withdrawn": "yes"}, "Findings!AC18", "PG205"),
    Mistake("Findings", 18, {"Id": "F 18"}, "Findings!A19", "PG207"),
    Mistake("Findings", 19, {"Id": "F20"}, "Findings!A21", "PG501"),
    Mistake("Findings", 21, {"At risk": "children", "File": "../x.yaml"}, "Findings!I22", "PG303"),
    Mistake("Findings", 21, {}, "Findings!AE22", "PG207"),
    Mistake("Metrics", 1, {"Value": "25,6"}, "Metrics!G2", "PG205"),
    Mistake("Metrics", 2, {"Unit": "percent"}, "Metrics!I3", "PG509"),
    Mistake("Metrics", 3, {"Period: start": "2015-01-01", "Period: end": "2015-06-30"}, "Metrics!K4", "PG309"),
    Mistake("Metrics", 4, {"Comparator: comparator": "nation"}, "Metrics!M5", "PG307"),
    Mistake("Metrics", 5, {"Subject": "twon"}, "Metrics!F6", "PG508"),
    Mistake("Metrics", 6, {"As at": "", "Period: start": "2015-06-30", "Period: end": "2015-01-01"}, "Metrics!L7", "PG306"),
    Mistake("Metrics", 7, {"Measure": "call_answered"}, "Metrics!D8", "PG204"),
    Mistake("Recommendations", 1, {"Type": "afi"}, "Recommendations!D2", "PG204"),
    Mistake("Recommendations", 2, {"Superseded by": "R2"}, "Recommendations!M3", "PG311"),
    Mistake("Recommendations", 3, {"Arises from": "F1, F98"}, "Recommendations!K4", "PG504"),
    Mistake("More sources", 1, {"Item": "F77"}, "'More sources'!A2", "PG905"),
    Mistake("More sources", 2, {"Document": ""}, "'More sources'!B3", "PG203"),
    Mistake("Documents", 2, {"Url": "www.example.org"}, "Documents!E3", "PG207"),
    Mistake("Questions", 1, {"Status": "done"}, "Questions!B2", "PG204"),
    Mistake("Inspection", 1, {"Force: name": ""}, "Inspection!B4", "PG203"),
    Mistake("Published", 1, {"Judgment": "excellent"}, "Published!B2", "PG204"),
)  # fmt: skip  # a mistake to a line
OF_THE_RECORD = ("Documents", "Questions", "Inspection", "Published")


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a small framework."""
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    return Path("rules")


def planted(mistakes: Sequence[Mistake]) -> Rows:
    """Return rows with mistakes in them."""
    rows = sound()
    for one in mistakes:
        row = rows[one.sheet][one.row - 1]
        row.update(one.said)
        for title in [title for title, text in row.items() if not text]:
            del row[title]
    return rows


def workbook(rows: Mapping[str, Any], path: Path, rules: Path) -> Path:
    """Write rows as a workbook for the small framework."""
    rulebook = read_rulebook(rules, rules.as_posix(), Reading())
    assert rulebook is not None
    path.write_bytes(drawing.written(layout(rulebook.framework), rows))
    return path


def examined(path: Path, rules: Path) -> Checked:
    """Check a workbook."""
    return checked(tables.sheets(path), path.as_posix(), rules)


def errors(found: Checked) -> list[tuple[str, str]]:
    """Return the cell and code of each error, and of each warning that is about the workbook itself."""
    told = [one for one in found.problems if one.severity == "error" or one.code.startswith("PG9")]
    return sorted((one.at.cell, one.code) for one in told)


def test_a_sound_workbook_has_no_problem(rules: Path) -> None:
    """Whatever a mistake leads to, it leads to alone."""
    found = examined(workbook(sound(), Path("w.xlsx"), rules), rules)
    assert [] == [(one.at.cell, one.code, one.message) for one in found.problems]
    assert found.sound


@pytest.mark.parametrize(
    "mistakes",
    [
        pytest.param([one for one in PLANTED if one.sheet not in OF_THE_RECORD], id="evidence"),
        pytest.param([one for one in PLANTED if one.sheet in OF_THE_RECORD], id="record"),
    ],
)
def test_every_mistake_is_told_at_its_cell(rules: Path, mistakes: Sequence[Mistake]) -> None:
    """A workbook with more than thirty mistakes gets as many right references, and no other."""
    found = examined(workbook(planted(mistakes), Path("w.xlsx"), rules), rules)
    assert sorted((one.cell, one.code) for one in mistakes) == errors(found)
    assert not found.sound


def test_what_is_told_names_sheets_and_no_files(rules: Path) -> None:
    """Nothing that is told speaks of the files that a workbook is checked as, or of where they lie meanwhile."""
    found = examined(workbook(planted(PLANTED[:-1]), Path("w.xlsx"), rules), rules)
    alone = examined(workbook(planted(PLANTED[11:12]), Path("x.xlsx"), rules), rules)
    told = [text for one in (*found.problems, *alone.problems) for text in (one.message, one.help)]
    assert [] == [text for text in told if "peelgrade-" in text or "inspection.yaml" in text]
    (unknown,) = [one for one in alone.problems if one.code == "PG503"]
    assert "'raport' is not among those on the sheet Documents" == unknown.message
    assert "did you mean 'report'? Or list it there." == unknown.help


def test_there_are_thirty_mistakes() -> None:
    """As many as were asked for are planted, each in a cell of its own."""
    assert 30 <= len({one.cell for one in PLANTED if one.sheet not in OF_THE_RECORD})


def test_all_mistakes_are_told_at_once(rules: Path) -> None:
    """Mistakes of record and evidence stand in one answer, each at its cell."""
    found = examined(workbook(planted(PLANTED), Path("w.xlsx"), rules), rules)
    told = set(errors(found))
    across = {"PG502", "PG503", "PG504", "PG508"}  # checks that need a record that can be read
    assert {(one.cell, one.code) for one in PLANTED if one.code not in across} <= told


def test_the_copy_that_is_handed_back_has_each_mistake_in_its_cell(rules: Path) -> None:
    """Each wrong cell has a comment, the list has a link to each, and read again it has the same mistakes."""
    found = examined(workbook(planted(PLANTED), Path("w.xlsx"), rules), rules)
    raw = drawing.annotated(layout(), tables.sheets(Path("w.xlsx")), marking.heads(found), marking.marks(found))
    Path("copy.xlsx").write_bytes(raw)

    assert errors(found) == errors(examined(Path("copy.xlsx"), rules))
    with zipfile.ZipFile("copy.xlsx") as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    comments = [
        ref for name, text in parts.items() if "comments" in name for ref in re.findall(r'<comment ref="(\w+)"', text)
    ]
    cells = {one.at.cell for one in found.problems}
    assert sorted(cell.rpartition("!")[2] for cell in cells) == sorted(comments)
    listing = parts["xl/worksheets/sheet1.xml"]
    links = re.findall(r'location="([^"]+)"', listing)
    assert sorted(one.at.cell.replace("'", "") for one in found.problems) == sorted(
        link.replace("'", "") for link in links
    )


def test_in_the_copy_every_cell_stands_as_it_stood(rules: Path) -> None:  # noqa: ARG001  # the working folder
    """Numbers, truths, days and times are no text there, each sheet has a name of its own, and one list is enough."""
    values = ["text", 2.5, True, date(2015, 12, 1), datetime(2015, 12, 1, 9, 30)]  # noqa: DTZ001  # a cell has no zone
    rows = ((*values, ""), ("", "", "", "", "", 7.0))
    name = "Remarks of the inspectors / all"
    grids = [Grid(one, rows, (), Survey(one)) for one in ("Problems", name, name.replace("/", "?"))]
    Path("copy.xlsx").write_bytes(drawing.annotated(layout(), grids, {}, []))
    listing, *copied = tables.sheets(Path("copy.xlsx"))
    assert ("Problems", "No problems") == (listing.name, listing.at(1, 0))
    assert [name.replace("/", "_"), "Remarks of the inspectors  (2)"] == [one.name for one in copied]
    assert [rows] * 2 == [one.rows for one in copied]
    assert [bool] * 2 == [type(one.at(0, 2)) for one in copied]


def test_the_same_rows_give_the_same_bytes(rules: Path) -> None:
    """Nothing of the time or the machine is in a workbook."""
    first = workbook(sound(), Path("a.xlsx"), rules).read_bytes()
    assert first == workbook(sound(), Path("b.xlsx"), rules).read_bytes()
    with zipfile.ZipFile("a.xlsx") as archive:
        assert {(1980, 1, 1, 0, 0, 0)} == {one.date_time for one in archive.infolist()}


# --- what people and programs do to workbooks ------------------------------------------------------------------------


@dataclass(frozen=True)
class Formula:
    """A formula with the value that it gave, if it was calculated."""

    text: str
    value: Any = ""


Cell = str | float | bool | datetime | Formula


class Workbook:
    """The cells of a workbook, to be changed as people do and written anew."""

    def __init__(self, path: Path) -> None:
        self.cells: dict[str, list[list[Cell]]] = {
            grid.name: [list(row) for row in grid.rows] for grid in tables.sheets(path)
        }
        self.merged: list[tuple[str, str]] = []
        self.hidden: list[tuple[str, int]] = []
        self.formats: dict[tuple[str, str], str] = {}

    def put(self, sheet: str, cell: str, value: Cell, shown_as: str = "") -> None:
        """Put a value into a cell."""
        row, column = at(cell)
        rows = self.cells[sheet]
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend("" for _ in range(column + 1 - len(rows[row])))
        rows[row][column] = value
        if shown_as:
            self.formats[(sheet, cell)] = shown_as

    def write(self, path: Path) -> Path:
        """Write it with nothing but its cells."""
        book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in self.cells.items():
            sheet = book.add_worksheet(name)
            for n, row in enumerate(rows):
                for m, value in enumerate(row):
                    address = xlsxwriter.utility.xl_rowcol_to_cell(n, m)
                    shown_as = self.formats.get((name, address))
                    style = book.add_format({"num_format": shown_as}) if shown_as else None
                    match value:
                        case Formula():
                            sheet.write_formula(n, m, value.text, style, value.value)
                        case bool():
                            sheet.write_boolean(n, m, value)
                        case float() | int():
                            sheet.write_number(n, m, value, style)
                        case str():
                            sheet.write_string(n, m, value)
                        case _:
                            sheet.write_datetime(n, m, value, day)
            for where in (area for one, area in self.merged if one == name):
                first, last = where.split(":")
                sheet.merge_range(*at(first), *at(last), self.cells[name][at(first)[0]][at(first)[1]])
            for row in (row for one, row in self.hidden if one == name):
                sheet.set_row(row - 1, None, None, {"hidden": True})
        book.close()
        return path


def at(cell: str) -> tuple[int, int]:
    """Return row and column of a cell, from nought."""
    row, column = xlsxwriter.utility.xl_cell_to_rowcol(cell)
    return int(row), int(column)


@pytest.fixture(scope="session")
def sound_book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """Return a sound workbook, made once."""
    path = tmp_path_factory.mktemp("sound") / "w.xlsx"
    path.write_bytes(drawing.written(layout(), sound()))
    return Workbook(path)


@pytest.fixture
def book(rules: Path, sound_book: Workbook) -> Workbook:  # noqa: ARG001  # the rules stand beside it
    """Return a sound workbook."""
    return copy.deepcopy(sound_book)


def told(book: Workbook, rules: Path) -> Iterator[tuple[str, str, str]]:
    """Yield cell, code and words of every problem of a workbook."""
    for one in examined(book.write(Path("changed.xlsx")), rules).problems:
        yield one.at.cell, one.code, f"{one.message}; {one.help}"


def item(book: Workbook, rules: Path, name: str) -> Any:
    """Return an item as a changed workbook has it; there may be warnings."""
    found = examined(book.write(Path("changed.xlsx")), rules)
    assert found.sound, found.problems
    assert found.read is not None
    return next(one for one in found.read.inspection.items if one.id == name)


class TestWhatIsTakenAsItIs:
    def test_columns_and_rows_stand_in_any_order_with_blanks_between(self, book: Workbook, rules: Path) -> None:
        """Heads say what a column is, and blank rows are nothing."""
        before = item(book, rules, "F3")
        rows = [row[::-1] for row in book.cells["Findings"]]
        blank: list[Cell] = ["", " "]
        book.cells["Findings"] = [blank, rows[0], blank, *reversed(rows[1:]), blank]
        assert before == item(book, rules, "F3")

    def test_numbers_days_and_truth_values_of_cells(self, book: Workbook, rules: Path) -> None:
        """What a spreadsheet makes of what is typed is read as what was typed."""
        book.put("Metrics", "G2", 12.0)
        book.put("Metrics", "J2", datetime(2015, 7, 1))  # noqa: DTZ001  # a cell has no zone
        book.put("Findings", "U2", 7.0)
        book.put("Findings", "AC2", True)  # noqa: FBT003  # what a cell holds
        metric, finding = item(book, rules, "M1"), item(book, rules, "F1")
        assert ("12", "2015-07-01") == (str(metric.value), str(metric.as_at))
        assert (7, True) == (finding.sources[0].paragraph, finding.withdrawn)

    @pytest.mark.parametrize(
        ("value", "shown_as", "expected"),
        [
            (12.5, "0.00", "12.50"),
            (12.5, "", "12.5"),
            (0.1 + 0.2, "", "0.3"),
            (1234.0, "#,##0", "1234"),
            (1e-7, "", "0.0000001"),
            (0.667, "0.0%", "66.7"),
            (85.25, "0.0", "85.3"),
            (2.5, "0", "3"),
            (1.005, "0.00", "1.01"),
            (2.675, "0.00", "2.68"),
            (0.28455, "0.00%", "28.46"),
        ],
    )
    def test_a_figure_is_read_as_it_is_shown(
        self, book: Workbook, rules: Path, value: float, shown_as: str, expected: str
    ) -> None:
        """Decimals that a cell shows are kept, and those that calculating leaves are not."""
        for cell, word in (("D2", "answered_share"), ("I2", "percent")):
            book.put("Metrics", cell, word)
        book.put("Metrics", "G2", 50.0 if value > 100 else value, shown_as)
        expected = "50" if value > 100 else expected
        assert expected == f"{item(book, rules, 'M1').value:f}"

    def test_a_figure_with_a_decimal_comma_is_told_how_to_be_written(self, book: Workbook, rules: Path) -> None:
        """A comma may be one between thousands, so nobody guesses."""
        book.put("Metrics", "G2", "25,6")
        ((cell, code, said),) = told(book, rules)
        assert ("Metrics!G2", "PG205") == (cell, code)
        assert "write 25.6" in said

    def test_a_formula_says_what_it_gave(self, book: Workbook, rules: Path) -> None:
        """The value that was calculated is read."""
        book.put("Metrics", "G2", Formula("=3+4", 7))
        assert "7" == str(item(book, rules, "M1").value)

    def test_blanks_around_words_are_nothing_and_those_of_texts_stay(self, book: Workbook, rules: Path) -> None:
        """A word with a blank behind it is that word; a text is what was written."""
        book.put("Findings", "F2", " moderate ")
        book.put("Findings", "D2", "Calls are answered. ")
        finding = item(book, rules, "F1")
        assert ("moderate", "Calls are answered. ") == (finding.weight, finding.statement)

    def test_a_row_that_is_an_example_is_passed_over(self, book: Workbook, rules: Path) -> None:
        """What shows how it is done is no evidence."""
        book.cells["Findings"].insert(1, ["e.g. F401", "nonsense"])
        assert "F1" == item(book, rules, "F1").id

    def test_a_title_above_the_heads_is_passed_over(self, book: Workbook, rules: Path) -> None:
        """People put a title above a table."""
        book.cells["Findings"].insert(0, ["Findings of the autumn"])
        assert "F1" == item(book, rules, "F1").id


class TestWhatIsTold:
    @pytest.mark.parametrize(
        ("change", "cell", "code", "words"),
        [
            (("Findings", "F2", Formula("=NA()", "#N/A")), "Findings!F2", "PG904", "#N/A"),
            (("Findings", "F2", Formula("=1+1")), "Findings!F2", "PG904", "has not been calculated"),
            (("Findings", "F1", "Wieght"), "Findings!F1", "PG902", "did you mean 'Weight'?"),
            (("Findings", "F1", "Importance"), "Findings!A1", "PG902", "the column 'Weight' is missing"),
            (("Findings", "G1", "Weight *"), "Findings!G1", "PG902", "stands twice"),
            (("Findings", "AG1", "My remarks"), "Findings!AG1", "PG903", "is not read"),
            (("Findings", "AH3", "stray"), "Findings!AH3", "PG903", "without a head"),
            (("Metrics", "J2", 42185.0), "Metrics!J2", "PG906", "2015-06-30"),
            (("Findings", "D2", datetime(2015, 12, 1)), "Findings!D2", "PG906", "made a day"),  # noqa: DTZ001  # a cell has no zone
            (("Findings", "D2", "a\u202eb"), "Findings!D2", "PG107", "U+202E"),
            (("Findings", "AF2", "first"), "Findings!AF2", "PG205", "whole number"),
            (("More sources", "A2", ""), "'More sources'!A2", "PG905", "does not say what it belongs to"),
            (("Inspection", "A5", "Framwork"), "Inspection!A5", "PG902", "did you mean 'Framework'?"),
        ],
    )
    def test_what_is_wrong_with_a_cell_or_head(
        self, book: Workbook, rules: Path, change: tuple[str, str, Cell], cell: str, code: str, words: str
    ) -> None:
        """One thing that is otherwise is told of once, at its cell."""
        book.put(*change)
        found = [one for one in told(book, rules) if one[1] == code]
        assert (cell, code) in [one[:2] for one in found]
        assert words in " ".join(said for _, _, said in found)

    def test_an_error_in_a_cell_is_told_of_alone(self, book: Workbook, rules: Path) -> None:
        """The word that is missing for it is no second mistake."""
        book.put("Findings", "F2", Formula("=NA()", "#N/A"))
        assert [("Findings!F2", "PG904")] == [one[:2] for one in told(book, rules)]

    def test_an_error_in_what_a_row_belongs_to_is_told_of_alone(self, book: Workbook, rules: Path) -> None:
        """That the row goes on with nothing is no second mistake."""
        book.put("More sources", "A2", Formula("=NA()", "#N/A"))
        assert [("'More sources'!A2", "PG904")] == [one[:2] for one in told(book, rules)]

    def test_a_column_that_is_missing_is_told_of_once(self, book: Workbook, rules: Path) -> None:
        """And not in every row."""
        for row in book.cells["Findings"]:
            del row[5]
        assert [("Findings!A1", "PG902")] == [one[:2] for one in told(book, rules)]

    def test_merged_cells(self, book: Workbook, rules: Path) -> None:
        """Only the first of them says something, and nobody guesses that the others say it too."""
        for cell in ("F3", "F4"):
            book.put("Findings", cell, "")
        book.merged.append(("Findings", "F2:F4"))
        found = [one for one in told(book, rules) if one[1] == "PG904"]
        assert ["Findings!F2"] == [cell for cell, _, _ in found]
        assert "F2:F4" in found[0][2]

    def test_what_is_merged_where_nothing_is_read_is_no_problem(self, book: Workbook, rules: Path) -> None:
        """A title above the heads, or a remark beside what is asked for, hides nothing."""
        book.cells["Findings"].insert(0, ["Findings of the autumn"])
        book.put("Inspection", "C3", "see the plan")
        book.merged += [("Findings", "A1:F1"), ("Inspection", "C3:D3")]
        assert [] == [one for one in told(book, rules) if one[1] == "PG904"]

    def test_hidden_rows_are_read_and_told_of(self, book: Workbook, rules: Path) -> None:
        """What a filter hides is evidence all the same."""
        book.hidden += [("Findings", 3), ("Findings", 5)]
        ((cell, code, said),) = told(book, rules)
        assert ("Findings!A3", "PG907") == (cell, code)
        assert "rows 3, 5 are hidden" in said

    def test_a_hidden_sheet_is_read_and_told_of(self, book: Workbook, rules: Path) -> None:
        """Nobody is surprised by evidence that is not seen when the workbook is opened."""
        path = book.write(Path("hidden.xlsx"))
        altered(path, "xl/workbook.xml", b'name="Findings"', b'name="Findings" state="hidden"')
        (problem,) = examined(path, rules).problems
        assert ("Findings!A1", "PG907") == (problem.at.cell, problem.code)
        assert "the sheet 'Findings' is hidden" in problem.message

    @pytest.mark.parametrize(
        ("name", "code", "words"),
        [("Finding", "PG901", "if that is meant"), ("Observations", "PG901", "give it heads of your own")],
    )
    def test_a_sheet_of_another_name(self, book: Workbook, rules: Path, name: str, code: str, words: str) -> None:
        """It is told alone where one that is missing is meant by its name or its heads, however much names its rows."""
        book.cells = {name if sheet == "Findings" else sheet: rows for sheet, rows in book.cells.items()}
        ((cell, found, said),) = told(book, rules)
        assert (f"{name}!A1", code) == (cell, found)
        assert "rename it to 'Findings'" in said
        assert words in said

    def test_that_there_is_no_evidence_only_follows(self, book: Workbook, rules: Path) -> None:
        """What is asked of a question that is complete may stand in the sheet that is not read."""
        book.cells = {"Observations" if sheet == "Findings" else sheet: rows for sheet, rows in book.cells.items()}
        del book.cells["Recommendations"]
        assert [("Observations!A1", "PG901")] == [one[:2] for one in told(book, rules)]
        book.cells["Observations"] = [[""]]
        del book.cells["More sources"]
        assert {"PG532"} == {one[1] for one in told(book, rules)}

    def test_a_list_of_the_record_under_another_name_is_told_alone(self, book: Workbook, rules: Path) -> None:
        """That an inspection has to have documents only follows."""
        book.cells = {"Papers" if sheet == "Documents" else sheet: rows for sheet, rows in book.cells.items()}
        assert [("Papers!A1", "PG901")] == [one[:2] for one in told(book, rules)]

    def test_a_sheet_for_oneself_is_not_taken_for_one_that_is_missing(self, book: Workbook, rules: Path) -> None:
        """A few heads in common, or an id in a long list, make no sheet of evidence."""
        del book.cells["More sources"]
        book.cells["To do"] = [["Item", "Document", "Owner", "Due", "Done"], ["F1", "report", "me", "", ""]]
        book.cells["Plan"] = [["Id", "Question", "Statement"], ["1", "when", "then"]]
        assert [("'To do'!A1", "PG903"), ("Plan!A1", "PG903")] == [one[:2] for one in told(book, rules)]

    @pytest.mark.parametrize("head", ["Reference", ""])
    def test_without_the_column_of_ids_nothing_is_looked_up_in_a_sheet(
        self, book: Workbook, rules: Path, head: str
    ) -> None:
        """What names its rows names nothing that is known, which is no mistake of its own."""
        book.put("Findings", "A1", head)
        (cause,) = [one for one in told(book, rules) if one[1] != "PG903"]
        assert ("Findings!A1" if head else "Findings!B1", "PG902") == cause[:2]
        assert "the column 'Id' is missing" in cause[2]

    def test_a_sheet_that_is_missing_and_named_is_told_once(self, book: Workbook, rules: Path) -> None:
        """The cells that name what would stand there are told with it, and nobody is sent to delete them."""
        del book.cells["Findings"]
        (problem,) = examined(book.write(Path("w.xlsx")), rules).problems
        assert ("", "PG901") == (problem.at.cell, problem.code)
        assert "there is no sheet 'Findings', and 5 cells name what is in no other" == problem.message
        named = ["'More sources'!A2", *(f"Recommendations!K{row}" for row in range(2, 6))]
        assert named == [one.at.cell for one in problem.related]

    def test_a_sheet_that_is_missing_is_no_cause_of_what_it_would_not_hold(self, book: Workbook, rules: Path) -> None:
        """Whoever needs no recommendations may delete their sheet, and a slip in the id of a finding stays one."""
        del book.cells["Recommendations"]
        book.put("Findings", "N4", "F99")
        book.put("More sources", "A2", "F77")
        book.put("More sources", "A3", "")
        found = [one[:2] for one in told(book, rules)]
        assert [("'More sources'!A2", "PG905"), ("'More sources'!A3", "PG905"), ("Findings!N4", "PG504")] == found

    def test_one_cell_that_names_what_is_nowhere(self, book: Workbook, rules: Path) -> None:
        """It may be a slip, or stand in the sheet that is not there: both are said."""
        del book.cells["Recommendations"]
        book.put("More sources", "A3", "R7")
        ((_, code, said),) = told(book, rules)
        assert "PG901" == code
        assert "'Recommendations', and 1 cell names what is in no other; if it was renamed or deleted" in said

    def test_what_is_wrong_with_sheets_and_heads_is_told_first(self, book: Workbook, rules: Path) -> None:
        """In every list, and in the copy that is handed back, the cause stands before what may follow from it."""
        book.put("Findings", "F1", "Weihgt")
        book.put("Documents", "E3", "www.example.org")
        found = examined(book.write(Path("w.xlsx")), rules)
        report = Report.of(found.problems, ("w.xlsx",), found.places)
        assert ["PG902", "PG207"] == [one.code for one in report.told]
        assert ["PG902", "PG207"] == [one.code for one in marking.marks(found)]

    def test_a_sheet_without_heads_is_told_and_a_blank_one_is_not(self, book: Workbook, rules: Path) -> None:
        """A sheet of nothing is nothing, and one without heads is told."""
        book.cells["Nothing"] = [["", " "]]
        book.cells["Recommendations"] = [["x", "y"], ["z", "w"]]
        found = [one for one in told(book, rules) if one[1].startswith("PG90")]
        assert ("Recommendations!A1", "PG902") in [one[:2] for one in found]
        assert not [one for one in found if one[0].startswith("Nothing")]

    def test_a_text_past_the_limit_is_told_at_its_cell(
        self, book: Workbook, rules: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A text has its limit in a workbook as in a file."""
        monkeypatch.setattr("peelgrade.limits.TEXT.most", 1_000)
        book.put("Findings", "D2", "word " * 201)
        assert ("Findings!D2", "PG117") in [one[:2] for one in told(book, rules)]

    def test_an_empty_sheet_of_evidence_is_none(self, book: Workbook, rules: Path) -> None:
        """Whoever has no metrics may leave their sheet blank."""
        book.cells["Metrics"] = [[""]]
        assert not [one for one in told(book, rules) if one[0].startswith("Metrics")]

    def test_a_framework_that_there_is_not_is_told_in_the_record(self, book: Workbook) -> None:
        """Without rules that are named, the workbook says which; a name that leads nowhere is told there."""
        path = book.write(Path("w.xlsx"))
        altered(path, "xl/sharedStrings.xml", b"<t>small</t>", b"<t>smaller</t>")
        found = checked(tables.sheets(path), path.as_posix())
        assert any(one.at.cell.startswith("Inspection!") for one in found.problems if "smaller" in one.message)

    def test_a_row_of_the_record_that_is_missing_is_told(self, book: Workbook, rules: Path) -> None:
        """It is what the inspection cannot be without."""
        rows = book.cells["Inspection"]
        book.cells["Inspection"] = [row for row in rows if not str(row[0]).startswith("Framework")]
        assert ("Inspection!A1", "PG902") in [one[:2] for one in told(book, rules)]

    def test_a_row_of_the_record_that_need_not_be_there_is_not_missed(self, book: Workbook, rules: Path) -> None:
        """Whoever deletes what stays empty is told nothing."""
        rows = book.cells["Inspection"]
        book.cells["Inspection"] = [row for row in rows if str(row[0]).endswith("*") or row is rows[0]]
        assert len(rows) > len(book.cells["Inspection"])
        assert [] == list(told(book, rules))

    def test_a_problem_of_the_rules_is_told_in_their_file(self, book: Workbook, rules: Path) -> None:
        """What is wrong with the rules stands in no cell."""
        path = rules / "framework.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("baseline: fair", "baseline: far"), encoding="utf-8")
        found = examined(book.write(Path("w.xlsx")), rules)
        (problem,) = [one for one in found.problems if one.code == "PG602"]
        line = path.read_text(encoding="utf-8").split("\n").index("baseline: far") + 1
        assert ("rules/framework.yaml", "") == (problem.at.file, problem.at.cell)
        assert line == found.places.extent(problem.at)[0]
        assert ("baseline",) == found.places.path(problem.at)
        assert "baseline: far" == found.places.lines(problem.at.file)[line - 1]

    def test_without_the_sheet_of_the_inspection(self, book: Workbook, rules: Path) -> None:
        """Nothing says what is inspected."""
        del book.cells["Inspection"]
        assert [("", "PG901")] == [one[:2] for one in told(book, rules)]


def test_an_import_that_the_disk_has_no_room_for_replaces_nothing(
    rules: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one of its files cannot be written, the inspection that was there is there still, whole."""
    path = workbook(sound(), Path("w.xlsx"), rules)
    assert 0 == run("import", path, "--rules", rules, "-o", "there").code
    for file in Path("there").glob("*.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace("Town", "Other"), encoding="utf-8")
    before = contents(tmp_path)
    fill_disk(monkeypatch, room=3)  # for two schemas and the evidence, and not for the record
    ran = run("import", path, "--rules", rules, "-o", "there", "--replace")
    assert (2, True) == (ran.code, "No space left" in ran.err)
    assert before == contents(tmp_path)


# --- what is ignored, and what a folder says otherwise ------------------------------------------------------------------


def test_what_is_ignored_stands_beside_its_place_and_comes_back(rules: Path) -> None:
    """Codes and a reason under Ignored are a comment in the file; one that silences nothing is told at its cell."""
    rows = sound()
    rows["Findings"][0]["Ignored"] = "PG536 so it is"
    path = workbook(rows, Path("w.xlsx"), rules)
    found = examined(path, rules)
    (problem,) = found.problems
    assert ("PG701", "Ignored") == (problem.code, found.places.path(problem.at)[-1])
    assert 1 == sum("ignore[PG536]" in text for text in found.texts.values())
    folder = Path("made")
    folder.mkdir()
    for name, made in found.texts.items():
        (folder / name).write_text(made, encoding="utf-8")
    again = gathering.gathered(folder, read_inspection(folder, rules))
    assert {rows["Findings"][0]["Id"]: ["PG536 so it is"]} == again.ignored
    told = filling.filled(layout(), again)["Findings"]
    assert ["PG536 so it is"] == [row["Ignored"] for row in told if "Ignored" in row]


def test_what_is_ignored_silences_its_problem_in_every_place(rules: Path) -> None:
    """The comment stands above the line that has the problem."""
    rows = sound()
    rows["Findings"][1]["Statement"] = rows["Findings"][0]["Statement"]
    (problem,) = examined(workbook(rows, Path("w.xlsx"), rules), rules).problems
    number = int(re.sub(r"\D", "", problem.at.cell)) - 2
    rows["Findings"][number]["Ignored"] = f"{problem.code} the report says it twice"
    found = examined(workbook(rows, Path("w.xlsx"), rules), rules)
    assert () == found.problems
    lines = [line for text in found.texts.values() for line in text.split("\n")]
    at = next(n for n, line in enumerate(lines) if f"ignore[{problem.code}]" in line)
    assert "statement:" in lines[at + 1]


def test_what_a_folder_says_otherwise_is_told_item_by_item(rules: Path) -> None:
    """New items, those that are gone or changed, another record, other files, and a folder that cannot be read."""
    found = examined(workbook(sound(), Path("w.xlsx"), rules), rules)
    folder = Path("made")
    folder.mkdir()
    for name, text in found.texts.items():
        (folder / name).write_text(text, encoding="utf-8")

    def told() -> list[str]:
        return differing.told(folder, differing.files_of(folder), found, rules)

    assert [] == told()
    items = next(folder / name for name in found.texts if "id: F3\n" in found.texts[name])
    text = items.read_text(encoding="utf-8")
    items.write_text(text.replace("id: F3\n", "id: F33\n"), encoding="utf-8")
    assert ["F3 is new", "F33 is not in the workbook"] == [one for one in told() if one.startswith("F3")]
    items.write_text(text.replace("weight: moderate", "weight: minor", 1), encoding="utf-8")
    assert ["has another weight"] == [" ".join(one.split()[1:]) for one in told()]
    items.write_text(
        text.replace("id: F20\n", "id: M\n").replace("id: M7\n", "id: F20\n").replace("id: M\n", "id: M7\n"),
        encoding="utf-8",
    )
    assert ["F20 has another kind", "M7 has another kind"] == told()
    items.write_text(text, encoding="utf-8")
    record = folder / "inspection.yaml"
    written = record.read_text(encoding="utf-8")
    record.write_text(written.replace("name: ", "name: New "), encoding="utf-8")
    assert "the record of the inspection has another force" in told()
    record.write_text(written, encoding="utf-8")
    items.rename(folder / "renamed.yaml")
    (folder / "renamed.yaml").write_text(text, encoding="utf-8")
    assert told()[0].startswith("its files are ")
    (folder / "inspection.yaml").write_text("[", encoding="utf-8")
    assert [f"its {len(found.texts)} files cannot be read as an inspection"] == told()
    unread = examined(workbook({"Findings": []}, Path("none.xlsx"), rules), rules)
    assert [] == differing.told(folder, {}, unread, rules)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("id: city-2016\nforce: {id: city}\n", ("id is 'city-2016', and", "force is 'city', and that of the workbook 'town'")),
        ("id: town-2015\nforce: town\n", ()),
        ("[id, force]\n", ()),
        ("[", ()),
    ],
)  # fmt: skip  # a record to a line
def test_a_record_of_another_inspection_is_known_also_where_it_is_not_sound(
    rules: Path, tmp_path: Path, written: str, expected: Sequence[str]
) -> None:
    """Whoever replaces what is wrong is told when it is of another inspection; what says nothing is not taken for one."""
    found = examined(workbook(sound(), Path("w.xlsx"), rules), rules)
    assert found.read is not None
    record = tmp_path / "inspection.yaml"
    record.write_text(written, encoding="utf-8")
    said = differing.another(record, found.read.inspection)
    assert bool(expected) == bool(said)
    assert [] == [words for words in expected if words not in said]


# --- files that are no workbooks, or do harm -------------------------------------------------------------------------


def refusal(path: Path) -> str:
    """Return what is said of a file that cannot be read as a workbook."""
    with pytest.raises(Unreadable) as refused:
        tables.sheets(path)
    return f"{refused.value.message}; {refused.value.help}"


class TestFiles:
    def test_two_sheets_of_one_name(self, book: Workbook, rules: Path) -> None:
        """Such a workbook is broken, and which sheet is meant is not guessed."""
        book.cells["Copy"] = [["x"]]
        path = book.write(Path("twice.xlsx"))
        altered(path, "xl/workbook.xml", b'name="Copy"', b'name="Findings"')
        found = [one for one in examined(path, rules).problems if one.code == "PG901"]
        assert ["two sheets are called 'Findings'"] == [one.message for one in found]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"Id,Question\nF1,q1\n", "is no workbook"),
            (b"PK\x03\x04 nothing else", "broken workbook"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old format of Excel"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked by a password"),
            (b"", "is no workbook"),
        ],
    )
    def test_what_is_no_workbook(self, tmp_path: Path, content: bytes, words: str) -> None:
        """Each is told what it is, whatever its name."""
        (tmp_path / "x.xlsx").write_bytes(content)
        assert words in refusal(tmp_path / "x.xlsx")

    def test_a_table_in_text_is_told_where_to_go(self, tmp_path: Path) -> None:
        """It is one sheet, and evidence has several."""
        (tmp_path / "x.csv").write_text("Id\nF1\n", encoding="utf-8")
        assert "peelgrade template" in refusal(tmp_path / "x.csv")
        assert "there is no file" in refusal(tmp_path / "y.xlsx")
        assert "is no workbook" in refusal(tmp_path)

    @pytest.mark.parametrize(
        ("part", "old", "new"),
        [
            ("xl/sharedStrings.xml", b"UTF-8", b"A0"),
            ("xl/workbook.xml", b' r:id="rId3"', b' r:ix="rId3"'),
            ("xl/worksheets/sheet5.xml", b"</sheetData>", b""),
            ("xl/worksheets/sheet5.xml", b"<v>1</v>", b"<v>999999</v>"),
            ("xl/worksheets/sheet5.xml", b' t="s"', b' t="x"'),
            ("xl/styles.xml", b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"', b'<xf numFmtId="x"'),
        ],
    )
    def test_a_part_that_is_broken(self, book: Workbook, part: str, old: bytes, new: bytes) -> None:
        """Whatever is wrong inside, it is told in words."""
        path = book.write(Path("broken.xlsx"))
        altered(path, part, old, new)
        assert "broken workbook" in refusal(path)

    def test_what_unpacks_to_too_much(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A bomb is refused before it is read, also where it lies about its size."""
        monkeypatch.setattr("peelgrade.limits.WORKBOOK_UNPACKED.most", 3_000_000)
        path = tmp_path / "bomb.xlsx"
        for lies in (False, True):
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("xl/workbook.xml", b" " * 4_000_000)
                if lies:
                    told = archive.getinfo("xl/workbook.xml")
                    told.file_size, told.CRC = 10, zlib.crc32(b" " * 10)
            assert "unpacks to more than" in refusal(path)

    @pytest.mark.parametrize("cell", ["XFD1048576", "A60000", "BBB1"])
    def test_a_cell_far_out(self, book: Workbook, cell: str) -> None:
        """A table that wide and long is never made."""
        path = book.write(Path("far.xlsx"))
        altered(path, "xl/worksheets/sheet5.xml", b'r="A2"', f'r="{cell}"'.encode())
        altered(path, "xl/worksheets/sheet5.xml", b'<row r="2"', f'<row r="{re.sub("[A-Z]", "", cell)}"'.encode())
        assert "reaches to" in refusal(path)

    @pytest.mark.parametrize(
        ("cell", "words"),
        [("B60000", "reaches to row 60,000"), ("b60000", "reaches to row 60,000"), ("AAAA2", "no cell")],
    )
    def test_a_cell_that_says_it_is_elsewhere(self, book: Workbook, cell: str, words: str) -> None:
        """What counts is the name of the cell, and not the row that it is written in; what is no name is refused."""
        path = book.write(Path("far.xlsx"))
        altered(path, "xl/worksheets/sheet5.xml", b'r="B2"', f'r="{cell}"'.encode())
        assert words in refusal(path)

    def test_more_than_the_limits_is_refused(self, book: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
        """Cells and bytes are counted before anything is made of them."""
        path = book.write(Path("big.xlsx"))
        with monkeypatch.context() as lower:
            lower.setattr("peelgrade.limits.WORKBOOK_CELLS.most", 3)
            assert "has more than 3 cells" in refusal(path)
        with monkeypatch.context() as lower:
            lower.setattr("peelgrade.limits.WORKBOOK_BYTES.most", 3)
            assert "and the limit is 3" in refusal(path)

    def test_an_archive_of_something_else_is_no_workbook(self, tmp_path: Path) -> None:
        """Nor is one that is locked, or that holds more than it says."""
        path = tmp_path / "x.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("notes.txt", "x")
        assert "is no workbook" in refusal(path)
        raw = bytearray(path.read_bytes())
        raw[raw.index(b"PK\x01\x02") + 8] |= 1  # the flag of what is encrypted
        path.write_bytes(bytes(raw))
        assert "locked by a password" in refusal(path)

    def test_a_workbook_that_cannot_be_opened_says_why(self, book: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
        """What the system says is handed on."""
        path = book.write(Path("shut.xlsx"))

        def shut(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("peelgrade.surveys.zipfile.ZipFile", shut)
        assert "cannot be read: Permission denied; check its permissions" in refusal(path)

    def test_a_workbook_needs_no_styles_and_no_shared_texts(self, tmp_path: Path) -> None:
        """Programs write texts into the cells themselves, and leave out how they look."""
        path = tmp_path / "plain.xlsx"
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as made:
            made.add_worksheet("Findings").write_row(0, 0, ["Id", 7])
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        del parts["xl/styles.xml"]
        parts.pop("xl/sharedStrings.xml", None)
        with zipfile.ZipFile(path, "w") as archive:
            for name, raw in parts.items():
                archive.writestr(name, raw)
        (found,) = surveys.survey(path)
        assert ("Findings", {}) == (found.name, found.formats)

    def test_a_text_that_is_shown_too_often(self, tmp_path: Path) -> None:
        """One long text in very many cells is more than the file that holds it."""
        path = tmp_path / "often.xlsx"
        made = xlsxwriter.Workbook(path)
        sheet = made.add_worksheet("Findings")
        for row in range(2_000):
            sheet.write_string(row, 0, "x" * 30_000)
        made.close()
        assert "characters" in refusal(path)


def altered(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Put other bytes into a part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
