"""Tables: CSV, workbooks and Parquet come out as the same rows of text, and what cannot be read says why."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import os
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from peelgrade import archives, cellerrors, extras, limits, tables
from peelgrade.problems import Unreadable
from peelgrade.published import Day
from peelgrade.tables import BATCH, LONGEST, open_table, sheets

EXPECTED = [(2, ("Good", "2020-01-31", "3")), (3, ("", "", ""))]
WANTED = ("grade", "day", "places")


def refused(path: Path, sheet: str | None = None) -> str:
    """Return what is said of a table that cannot be read, with what to do."""
    with pytest.raises(Unreadable) as caught:
        list(open_table(path, sheet).rows(["a"]))
    return f"{caught.value.message}; {caught.value.help}"


def written(path: Path, raw: bytes) -> Path:
    """Write bytes into a file."""
    path.write_bytes(raw)
    return path


def altered(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Put other bytes in the place of some in a part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw.replace(old, new) if name == part else raw)


def workbook(path: Path) -> Path:
    """Write a workbook with two sheets."""
    with xlsxwriter.Workbook(path) as book:
        first = book.add_worksheet("first")
        first.write_row(0, 0, ["home", " grade ", "day", "places"])
        first.write_row(1, 0, ["Ash", "Good"])
        first.write_datetime(1, 2, dt.date(2020, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
        first.write_number(1, 3, 3)
        first.write_row(2, 0, ["Elm", "", "", ""])
        second = book.add_worksheet("second")
        second.write_row(0, 0, ["a", "b"])
        second.write_row(1, 0, [True, 1.5])
    return path


def ods(path: Path) -> Path:
    """Write the least that is an OpenDocument sheet."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in (("home", "grade", "day", "places"), ("Ash", "Good", "2020-01-31", "3"), ("Elm", "", "", ""))
    )
    body = f'<office:body><office:spreadsheet><table:table table:name="one">{rows}</table:table></office:spreadsheet></office:body>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        entry = 'manifest:media-type="text/xml" manifest:full-path="content.xml"'
        space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        listed = f'<manifest:manifest xmlns:manifest="{space}"><manifest:file-entry {entry}/></manifest:manifest>'
        archive.writestr("META-INF/manifest.xml", listed)
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return path


def parquet(path: Path) -> Path:
    """Write a Parquet file with a day and a number."""
    pl.DataFrame(
        {
            "home": ["Ash", "Elm"],
            "grade": ["Good", None],
            "day": [dt.date(2020, 1, 31), None],
            "places": [3, None],
        }
    ).write_parquet(path)
    return path


class TestReading:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("t.csv", "home,grade,day,places\nAsh,Good,2020-01-31,3\nElm,,,\n"),
            ("t.csv", "\ufeffhome, grade ,day,places\r\nAsh, Good ,2020-01-31,3\r\nElm,,,\r\n"),
            ("t.csv", "home;grade;day;places\nAsh;Good;2020-01-31;3\nElm;;;\n"),
            ("t.tsv", "home\tgrade\tday\tplaces\nAsh\tGood\t2020-01-31\t3\nElm\t\t\t\n"),
            ("t.csv", '"home","grade","day","places"\n"Ash","Good","2020-01-31","3"\n"Elm","","",""\n'),
        ],
    )
    def test_csv_is_read_whatever_its_dress(self, name: str, text: str, tmp_path: Path) -> None:
        """A byte order mark, ends of lines, separators, quotes and blanks around a cell change nothing."""
        table = open_table(written(tmp_path / name, text.encode()))
        assert ("home", "grade", "day", "places") == table.columns
        assert EXPECTED == list(table.rows(WANTED))

    @pytest.mark.parametrize("make", [workbook, ods, parquet])
    def test_workbooks_and_parquet_give_the_same_rows(self, make: object, tmp_path: Path) -> None:
        """Days and whole numbers come out as they would be written in CSV, and nothing as an empty cell."""
        suffix = {workbook: ".xlsx", ods: ".ods", parquet: ".parquet"}[make]
        table = open_table(make(tmp_path / f"t{suffix}"))
        assert ("home", "grade", "day", "places") == table.columns
        rows = list(table.rows(WANTED))
        assert EXPECTED == rows
        assert (make is not ods) == isinstance((rows[0].cells or ())[1], Day)  # in that one it is text

    def test_a_table_can_be_read_again(self, tmp_path: Path) -> None:
        """A second reading gives the same rows."""
        table = open_table(written(tmp_path / "t.csv", b"a,b\n1,2\n"))
        assert list(table.rows(["b"])) == list(table.rows(["b"]))

    def test_a_row_of_another_length_has_no_cells(self, tmp_path: Path) -> None:
        """It is handed on with its number, so that it can be told."""
        table = open_table(written(tmp_path / "t.csv", b"a,b\n1,2\n1\n\n1,2,3\n"))
        assert [(2, ("1",)), (3, None), (5, None)] == list(table.rows(["a"]))

    def test_a_quoted_cell_may_have_several_lines(self, tmp_path: Path) -> None:
        """The number of a row is the line that it starts in."""
        table = open_table(written(tmp_path / "t.csv", b'a,b\n"one\ntwo",2\n3,4\n'))
        assert [(2, ("2",)), (4, ("4",))] == list(table.rows(["b"]))

    @pytest.mark.parametrize(
        "text",
        [
            "\nhome;places\nAsh;3\n",
            "\ufeff\r\n;\r\nhome;places\r\n;\r\nAsh;3\r\n;\r\n",
            ",\n\nhome,places\n , \nAsh,3\n,,\n",
            '""\t""\nhome\tplaces\nAsh\t3\n',
        ],
    )
    def test_rows_of_text_without_any_are_blank(self, text: str, tmp_path: Path) -> None:
        """Above the names of columns, where nothing tells what separates cells, and anywhere below."""
        table = open_table(written(tmp_path / "t.csv", text.encode()))
        assert ("home", "places") == table.columns
        assert [("Ash", "3")] == [row.cells for row in table.rows(["home", "places"])]

    def test_blank_rows_above_the_header_are_passed_over(self, tmp_path: Path) -> None:
        """Rows keep the numbers that they have in the sheet, and columns may start anywhere."""
        with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
            sheet = book.add_worksheet()
            sheet.write_row(3, 1, ["a", "b"])
            sheet.write_row(5, 1, ["x", "y"])
        table = open_table(tmp_path / "t.xlsx")
        assert ("a", "b") == table.columns
        assert [(6, ("y",))] == list(table.rows(["b"]))

    def test_errors_in_cells_are_words(self, tmp_path: Path) -> None:
        """Calamine gives nothing for them, and they are not nothing."""
        with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
            book.add_worksheet("other").write_formula(1, 1, "=1/0", None, "#NUM!")
            sheet = book.add_worksheet("this")
            sheet.write_row(1, 1, ["a", "b", "c"])
            sheet.write_formula(2, 1, "=NA()", None, "#N/A")
            sheet.write_formula(2, 3, "=1/0", None, "#DIV/0!")
        rows = list(open_table(tmp_path / "t.xlsx", "this").rows(["a", "b", "c"]))
        assert [(3, ("#N/A", "", "#DIV/0!"))] == rows

    def test_an_error_beside_the_table_changes_nothing_in_it(self, tmp_path: Path) -> None:
        """Whatever stands left or right of the columns that are read, as programs write it that calculate nothing."""
        with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
            sheet = book.add_worksheet("this")
            sheet.write_row(1, 1, ["a", "b"])
            sheet.write_row(2, 1, ["x", "y"])
            for column in (0, 6):
                sheet.write_formula(2, column, "=NA()", None, "#N/A")
        altered(tmp_path / "t.xlsx", "xl/worksheets/sheet1.xml", b"<f>NA()</f><v>#N/A</v>", b"<f>NA()</f>")
        assert [(3, ("x", "y"))] == list(open_table(tmp_path / "t.xlsx").rows(["a", "b"]))

    def test_errors_are_words_in_the_strict_kind_of_xlsx_too(self, tmp_path: Path) -> None:
        """Its sheets are named in another namespace."""
        path = tmp_path / "t.xlsx"
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet("this").write_formula(0, 0, "=NA()", None, "#N/A")
        plain, strict = b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument"
        altered(path, "xl/workbook.xml", plain, strict)
        assert {(0, 0): "#N/A"} == cellerrors.errors(path, "this")

    def test_errors_in_opendocument_are_words(self, tmp_path: Path) -> None:
        """As LibreOffice writes them: as text that is nothing, marked as an error."""
        name = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
        marked = f'{name} office:string-value="" calcext:value-type="error"><text:p>Good<'
        path = ods(tmp_path / "t.ods")
        with zipfile.ZipFile(path) as archive:
            parts = {one: archive.read(one).decode() for one in archive.namelist()}
        parts["content.xml"] = parts["content.xml"].replace("><text:p>Good<", f" {marked}".replace("Good", "#N/A"))
        with zipfile.ZipFile(path, "w") as archive:
            for one, text in parts.items():
                archive.writestr(one, text)
        assert [(2, ("#N/A", "3")), (3, ("", ""))] == list(open_table(path).rows(["grade", "places"]))

    def test_a_sheet_is_chosen_by_name(self, tmp_path: Path) -> None:
        """What a cell of truth or of a fraction holds comes out as text."""
        assert [(2, ("TRUE", "1.5"))] == list(open_table(workbook(tmp_path / "t.xlsx"), "second").rows(["a", "b"]))

    def test_a_time_at_midnight_is_a_day(self, tmp_path: Path) -> None:
        """Programs that know no days write them so; any other time is told in full."""
        times = [dt.datetime(2020, 1, 31), dt.datetime(2020, 1, 31, 9, 30)]  # noqa: DTZ001  # a table has no zone
        pl.DataFrame({"a": times}).write_parquet(tmp_path / "t.parquet")
        rows = [row.cells[0] for row in open_table(tmp_path / "t.parquet").rows(["a"]) if row.cells]
        assert "2020-01-31" == rows[0]
        assert isinstance(rows[0], Day)
        assert "2020-01-31T09:30:00" == rows[1]

    def test_parquet_is_read_on_past_one_batch(self, tmp_path: Path) -> None:
        """Rows keep their numbers from batch to batch."""
        pl.DataFrame({"a": range(BATCH + 2)}).write_parquet(tmp_path / "t.parquet")
        rows = list(open_table(tmp_path / "t.parquet").rows(["a"]))
        assert BATCH + 2 == len(rows)
        assert (BATCH + 3, (str(BATCH + 1),)) == rows[-1]


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class TestRefusing:
    @pytest.mark.parametrize(
        ("name", "raw", "told"),
        [
            ("t.csv", b"", "is empty"),
            ("t.csv", b'a,b\n"x,1\n2,3\n', ":2 is not CSV"),
            ("t.csv", b"a,b\ncaf\xe9,1\n", "is not UTF-8"),
            ("t.csv", "a,b\n".encode("utf-16"), "is not UTF-8"),
            ("t.pdf", b"%PDF", "is no table that can be read"),
            ("t.xlsx", b"PK\x03\x04 nothing", "is a broken workbook: File is not a zip file"),
            ("t.ods", b"", "is a broken workbook: File is not a zip file"),
            ("t.xls", b"", "is in a format of Excel that is not read; open it, and save it as an Excel workbook"),
            ("t.xlsb", b"PK\x03\x04", "is in a format of Excel that is not read"),
            ("t.xlsx", OLD, "is in the old format of Excel"),
            ("t.xlsx", OLD + "EncryptedPackage".encode("utf-16-le"), "is locked by a password"),
            ("t.parquet", b"PAR1", "is no Parquet file that can be read"),
        ],
    )
    def test_what_is_no_table_says_so(self, name: str, raw: bytes, told: str, tmp_path: Path) -> None:
        """The message names the file and what is wrong with it."""
        assert f"{name}" in refused(written(tmp_path / name, raw))
        assert told in refused(tmp_path / name)

    @pytest.mark.parametrize(
        ("at", "error", "told"),
        [
            ("peelgrade.tables.errors", OSError(5, "Input/output error"), "Input/output error"),
            (
                "python_calamine.load_workbook",
                OSError("Permission denied (os error 13)"),
                "Permission denied (os error 13)",
            ),
        ],
    )
    @pytest.mark.parametrize("read", [open_table, tables.sheets])
    def test_a_workbook_on_a_disk_that_fails_is_none_that_is_broken(
        self,
        read: Callable[[Path], object],
        at: str,
        error: OSError,
        told: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """What the system says is told, whether Python or the library met it."""

        def fails(*_: object) -> None:
            raise error

        path = workbook(tmp_path / "t.xlsx")
        monkeypatch.setattr(at, fails)
        with pytest.raises(Unreadable) as caught:
            read(path)
        assert (f"{path} cannot be read: {told}", "check its permissions") == (caught.value.message, caught.value.help)

    @pytest.mark.parametrize(
        "row",
        [
            "{}\n",  # it ends nowhere, as far as anybody would read
            "{}",
            '"\n",' * 5 + "{}\n",  # over several lines, each of them short
        ],
    )
    def test_a_row_that_does_not_end(self, row: str, tmp_path: Path) -> None:
        """Up to the limit it is a row, if not of as many cells; past it, nothing more is read of it."""
        most = ",".join("x" * 99_999 for _ in range(11))[: LONGEST + 2 - len(row)]
        path = written(tmp_path / "t.csv", f"a,b\n1,2\n{row.format(most)}".encode())
        assert [(2, ("1",)), (3, None)] == list(open_table(path).rows(["a"]))
        path.write_text(f"a,b\n1,2\n{row.format(most + 'x')}", encoding="utf-8")
        assert ":3 begins a row of more than 1,000,000 characters" in refused(path)

    @pytest.mark.parametrize("before", [131_072, 2 * LONGEST])
    def test_a_cell_may_be_as_long_as_a_row(self, before: int, tmp_path: Path) -> None:
        """The limit of a cell is that of its row, whatever the process allows; what allows more is left so."""
        usual = csv.field_size_limit(before)
        try:
            cell = "x" * (LONGEST - len("1,\n"))
            path = written(tmp_path / "t.csv", f"a,b\n1,{cell}\n".encode())
            assert [(2, (cell,))] == list(open_table(path).rows(["b"]))
            assert max(before, LONGEST) == csv.field_size_limit()
        finally:
            csv.field_size_limit(usual)

    def test_what_is_no_text_at_all_is_refused_before_it_is_read(self, tmp_path: Path) -> None:
        """As a file that has been given a length and nothing else."""
        path = written(tmp_path / "t.csv", b"a,b\n1,2\n")
        os.truncate(path, 20 * LONGEST)
        table = open_table(path)
        tracemalloc.start()
        with pytest.raises(Unreadable, match=r":3 begins a row of more than"):
            list(table.rows(["a"]))
        assert tracemalloc.get_traced_memory()[1] < 10 * LONGEST
        tracemalloc.stop()

    def test_an_archive_on_a_disk_that_fails_is_none_that_is_broken(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What the system says comes out, and not what Python's archives make of it."""

        def fails(_: object) -> None:
            raise OSError(5, "Input/output error")

        path = workbook(tmp_path / "t.xlsx")
        monkeypatch.setattr(zipfile, "_EndRecData", fails)
        with pytest.raises(OSError, match="Input/output error"), archives.opened(path):
            pass

    def test_a_row_of_names_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        """Blank, or past the end; and a table that has no rows above its first needs none named."""
        path = written(tmp_path / "t.csv", b"a,b\n\n1,2\n")
        for row in (2, 9):
            with pytest.raises(Unreadable, match=f"has nothing in row {row}"):
                open_table(path, header=row)
        with pytest.raises(Unreadable, match="has no rows above its first"):
            open_table(parquet(tmp_path / "t.parquet"), header=2)

    def test_an_empty_sheet_says_so(self, tmp_path: Path) -> None:
        """There is nothing in it that could name columns."""
        with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
            book.add_worksheet("one")
        assert "is empty" in refused(tmp_path / "t.xlsx")
        altered(tmp_path / "t.xlsx", "xl/workbook.xml", b"<sheet ", b"<page ")  # as if there were no sheet at all
        assert "is empty" in refused(tmp_path / "t.xlsx")

    def test_an_empty_sheet_among_others_tells_of_these(self, tmp_path: Path) -> None:
        """Who reads the first because none is named learns that there are more, and how one is named."""
        with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
            for name in ("notes", "2014", "2015"):
                book.add_worksheet(name)
        told = "of {} is empty; name another one with --sheet: "
        path = tmp_path / "t.xlsx"
        assert "the sheet 'notes' " + told.format(path) + "'2014', '2015'" == refused(path)
        assert "the sheet '2015' " + told.format(path) + "'notes', '2014'" == refused(path, "2015")

    def test_a_parquet_file_that_is_cut_off_says_so(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What goes wrong after the columns were read is told like what goes wrong before."""
        table = open_table(parquet(tmp_path / "t.parquet"))

        def lost(*_: object, **__: object) -> None:
            raise pl.exceptions.ComputeError("unexpected end of file")

        monkeypatch.setattr(pl, "scan_parquet", lost)
        with pytest.raises(Unreadable, match="is no Parquet file that can be read: unexpected end of file"):
            list(table.rows(["grade"]))

    @pytest.mark.parametrize("name", ["t[1].parquet", "t{1}.parquet"])
    def test_a_name_that_would_be_taken_for_a_pattern_is_refused(self, tmp_path: Path, name: str) -> None:
        """What reads Parquet would read the file beside it, and say nothing."""
        parquet(tmp_path / "t1.parquet")
        assert "would look for other names; rename it" in refused(
            parquet(tmp_path / "t.parquet").rename(tmp_path / name)
        )

    def test_what_is_not_there_says_so(self, tmp_path: Path) -> None:
        """A missing file, a folder and a missing sheet are told apart."""
        assert "there is no file" in refused(tmp_path / "t.csv")
        assert "is a folder" in refused(tmp_path)
        assert "has no sheet 'secnd'; did you mean 'second'?" in refused(workbook(tmp_path / "t.xlsx"), "secnd")
        assert "has no sheets" in refused(written(tmp_path / "t.csv", b"a\n1\n"), "second")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
    def test_a_named_pipe_is_refused_at_once(self, tmp_path: Path) -> None:
        """Nobody writes into it, and a table is read more than once."""
        os.mkfifo(tmp_path / "t.csv")
        assert "is no regular file" in refused(tmp_path / "t.csv")

    @pytest.mark.parametrize(
        ("cell", "says"),
        [
            (
                "ABC60000",
                "has a sheet of 9 cells that reaches to row 60,000 and column 731",
            ),
            ("abc60000", "reaches to row 60,000"),
            ("AAAAA1", "is a broken workbook: 'AAAAA1' is no cell"),
        ],
    )
    def test_a_table_that_is_far_bigger_than_what_stands_in_it(self, tmp_path: Path, cell: str, says: str) -> None:
        """One cell far out would ask for more memory than there is; what is long and full is read."""
        path = workbook(tmp_path / "t.xlsx")
        altered(path, "xl/worksheets/sheet1.xml", b'r="A3"', f'r="{cell}"'.encode())
        assert says in refused(path)

    @pytest.mark.parametrize(
        ("part", "says"),
        [
            (b"><text:p>Elm<", "has a sheet of 12 cells that reaches to row 3 and column 2,000,000,003"),
            (b' calcext:value-type="error"><text:p>Elm<', "reaches to row 3 and column 2,000,000,003"),
        ],
    )
    def test_a_cell_that_says_that_it_is_repeated(self, tmp_path: Path, part: bytes, says: str) -> None:
        """A few bytes of OpenDocument would ask for more memory than there is, as text or as an error."""
        space = b' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
        path = ods(tmp_path / "t.ods")
        many = b' table:number-columns-repeated="2000000000"' + space + part
        altered(path, "content.xml", b"><text:p>Elm<", many)
        assert says in refused(path)

    def test_a_row_that_says_that_it_is_repeated(self, tmp_path: Path) -> None:
        """Blank rows may be as many as there are to the end of a sheet, as programs write them."""
        path = ods(tmp_path / "t.ods")
        blank = b'<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
        altered(path, "content.xml", b"</table:table>", blank + b"</table:table>")
        assert EXPECTED == list(open_table(path).rows(WANTED))
        full = (
            b'<table:table-row table:number-rows-repeated="2000000000"><table:table-cell office:value-type="string"/>'
        )
        altered(path, "content.xml", b"<table:table-row><table:table-cell", full + b"<table:table-cell")
        assert "reaches to row 6,000,000,000" in refused(path)

    def test_more_errors_than_anybody_means(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """As a row of them says that it is repeated: each would be kept with its place."""
        monkeypatch.setattr(cellerrors, "MOST", 3)
        path = ods(tmp_path / "t.ods")
        row = b'<table:table-row table:number-rows-repeated="3"><table:table-cell office:value-type="error"/></table:table-row>'
        altered(path, "content.xml", b"</table:table>", row + b"</table:table>")
        assert 3 == len(cellerrors.errors(path, "one"))
        altered(path, "content.xml", b'rows-repeated="3"', b'rows-repeated="4"')
        assert "more than 3 cells with an error" in refused(path)

    @pytest.mark.parametrize("read", [open_table, sheets])
    def test_shared_texts_that_say_they_are_more_than_their_bytes(self, read: object, tmp_path: Path) -> None:
        """Room would be made for all of them at once, and the process end where there is not so much."""
        path = workbook(tmp_path / "t.xlsx")
        altered(path, "xl/sharedStrings.xml", b'uniqueCount="', b'uniqueCount="10000000000000')
        with pytest.raises(Unreadable, match=r"is a broken workbook: 1000000000000[0-9]+ texts in [0-9]+ bytes"):
            read(path)

    def test_a_workbook_that_the_system_does_not_hand_over(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where it is looked at before it is opened, it is told as of any file."""

        def shut(*_: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

        path = workbook(tmp_path / "t.xlsx")
        monkeypatch.setattr(zipfile, "ZipFile", shut)
        assert f"{path} cannot be read: Permission denied; check its permissions" == refused(path)

    @pytest.mark.parametrize("read", [open_table, sheets])
    def test_a_list_of_sheets_that_is_no_list(self, read: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """It is taken in as a whole, and so is refused where it is longer than anybody's."""
        path = workbook(tmp_path / "t.xlsx")
        with zipfile.ZipFile(path) as archive:
            size = archive.getinfo("xl/styles.xml").file_size  # longer than the list of sheets
        monkeypatch.setattr(archives, "LARGEST", size)
        assert read(path)
        altered(path, "xl/workbook.xml", b"</workbook>", b" " * size + b"</workbook>")
        with pytest.raises(Unreadable, match=f"bytes, and the limit is {size:,}"):
            read(path)

    def test_elements_that_say_nothing_are_not_kept(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each takes twenty times the memory that it takes in the file; those of one cell or text are counted."""
        path, many = workbook(tmp_path / "t.xlsx"), 200_000
        expected = [grid.rows for grid in sheets(path)]
        altered(path, "xl/worksheets/sheet1.xml", b"</worksheet>", b"<a/>" * many + b"</worksheet>")
        altered(path, "xl/sharedStrings.xml", b"</sst>", b"<a/>" * many + b"</sst>")
        tracemalloc.start()
        assert expected == [grid.rows for grid in sheets(path)]
        assert tracemalloc.get_traced_memory()[1] < 40 * many
        tracemalloc.stop()
        monkeypatch.setattr(archives, "FULLEST", 9)
        assert expected == [grid.rows for grid in sheets(path)]
        altered(path, "xl/sharedStrings.xml", b"</t></si>", b"</t>" + b"<a/>" * 9 + b"</si>")
        with pytest.raises(Unreadable, match="more than 9 elements in one si"):
            sheets(path)

    @pytest.mark.parametrize("make", [workbook, ods])
    def test_what_unpacks_to_too_much(self, make: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A table may be bigger than a workbook of evidence, and is refused before it is opened all the same."""
        path = make(tmp_path / ("t.ods" if make is ods else "t.xlsx"))
        with zipfile.ZipFile(path) as archive:
            there = sum(one.file_size for one in archive.infolist())
        monkeypatch.setattr(limits.WORKBOOK_UNPACKED, "most", 1)
        monkeypatch.setattr(limits.TABLE_UNPACKED, "most", there)
        assert EXPECTED == list(open_table(path).rows(WANTED))
        monkeypatch.setattr(limits.TABLE_UNPACKED, "most", there - 1)
        assert f"unpacks to more than {there - 1:,} bytes" in refused(path)

    @pytest.mark.parametrize(
        ("column", "says"),
        [
            (pl.Series("a", [3_000_000]).cast(pl.Int32).cast(pl.Date), "year 10183 is out of range"),
            (pl.Series("a", [10**18]).cast(pl.Datetime("ms")), "overflowed"),
        ],
    )
    def test_parquet_of_days_that_nobody_can_write(
        self, column: pl.Series, says: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """Whether Python does not know such a day or the library breaks off, it is told once and in words."""
        pl.DataFrame([column]).write_parquet(tmp_path / "t.parquet")
        assert "is no Parquet file that can be read" in (said := refused(tmp_path / "t.parquet"))
        assert says in said
        assert ("", "") == capfd.readouterr()

    @pytest.mark.parametrize(
        ("number", "format_", "says"),
        [
            (-1e12, "[h]:mm", "TimeDelta::milliseconds out of bounds"),
            (1e20, "[h]:mm", "must have magnitude"),
            (-1e12, "yyyy-mm-dd", "TimeDelta::milliseconds out of bounds"),
        ],
    )
    def test_times_of_a_workbook_that_nobody_can_write(
        self, number: float, format_: str, says: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """Where what reads workbooks breaks off it is told as what is broken, and nothing else is said."""
        path = tmp_path / "t.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("first")
            sheet.write(0, 0, "a")
            sheet.write_number(1, 0, number, book.add_format({"num_format": format_}))
        assert "is no workbook that can be read" in (said := refused(path))
        assert says in said
        with pytest.raises(Unreadable, match=f"is a broken workbook: .*{says}"):
            sheets(path)
        assert ("", "") == capfd.readouterr()

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            (b'encoding="UTF-8"', b'encoding="none"', "unknown encoding: none"),
            (b"</sheetData>", b"</sheetdata>", "mismatched tag"),
        ],
    )
    def test_a_sheet_that_is_no_xml_is_refused(self, old: bytes, new: bytes, says: str, tmp_path: Path) -> None:
        """What reads workbooks passes over much of it; then nobody would have seen how far the sheet reaches."""
        path = workbook(tmp_path / "t.xlsx")
        altered(path, "xl/worksheets/sheet1.xml", old, new)
        assert f"is a broken workbook: {says}" in refused(path)

    def test_a_sheet_that_cannot_be_unpacked_is_refused(self, tmp_path: Path) -> None:
        """Whatever is wrong with the archive, it is the same to whoever looks for errors."""
        path = workbook(tmp_path / "t.xlsx")
        first, *parts = path.read_bytes().split(b"PK\x01\x02")  # the list of parts: each says how it is packed
        path.write_bytes(b"PK\x01\x02".join((first, *(one[:6] + b"\x09" + one[7:] for one in parts))))
        with pytest.raises(Unreadable, match="is a broken workbook: That compression method is not supported"):
            cellerrors.errors(path, "first")
        assert "is a broken workbook: That compression method is not supported" in refused(path)

    def test_what_no_library_said_is_raised_on(self) -> None:
        """Only what a library breaks off with is taken for that."""
        with pytest.raises(KeyboardInterrupt), extras.contained():
            raise KeyboardInterrupt

    def test_a_closed_standard_error_is_no_trouble(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """There is nothing to be left out then."""

        def closed(_: int) -> int:
            raise OSError(errno.EBADF, "closed")

        monkeypatch.setattr(os, "dup", closed)
        assert EXPECTED == list(open_table(parquet(tmp_path / "t.parquet")).rows(WANTED))

    @pytest.mark.parametrize("make", [workbook, ods, parquet])
    def test_damaged_files_are_read_or_refused(self, make: object, tmp_path: Path) -> None:
        """Whatever byte of one is another, nothing else happens."""
        chance = Random(1)  # noqa: S311  # it keeps no secret
        path = tmp_path / {workbook: "t.xlsx", ods: "t.ods", parquet: "t.parquet"}[make]
        raw, ends = make(path).read_bytes(), set()
        for _ in range(100):
            damaged = bytearray(raw)
            for _ in range(chance.choice((1, 1, 2, 4))):
                damaged[chance.randrange(len(raw))] = chance.choice((0, 1, 127, 128, 255, chance.randrange(256)))
            path.write_bytes(damaged)
            try:
                table = open_table(path)
                ends.add(len(list(table.rows(table.columns))))
            except Unreadable:
                ends.add(None)
        assert {None, 2} <= ends

    @pytest.mark.parametrize(("name", "library"), [("t.xlsx", "python_calamine"), ("t.parquet", "polars")])
    def test_a_missing_library_names_the_extra(
        self, name: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever lacks it is told what to install."""
        monkeypatch.setitem(sys.modules, library, None)
        assert "pip install 'peelgrade[tables]'" in refused(written(tmp_path / name, b"x"))
