"""A report as a Word document: its structure as Word knows it, the same for all readers as elsewhere, and nothing that acts."""

# ruff: noqa: SLF001  # python-docx has no public way to the elements of tables and paragraphs
from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm

from peelgrade.rendering.report import word
from peelgrade.rendering.report.content import Audience, Comparability, Place, Report
from peelgrade.rendering.report.documents import document
from peelgrade.rendering.report.documents.blocks import Entries, Entry, Heading
from tests.conftest import KENT, Run
from tests.documents import AUDIENCES, LONG, SEEN, hostile, kent, texts, town
from tests.reports import CHART, CONTEXT, TOWN, TRACE

FIELDS = {"PAGE", "NUMPAGES", 'TOC \\o "1-2" \\n \\h \\z', 'TOC \\o "1-1" \\n \\h \\z'}


def opened(report: Report) -> Document:
    """Return a report's document as python-docx reads it."""
    return docx.Document(io.BytesIO(word.shown(report)))


@cache
def parts(report: Report) -> dict[str, str]:
    """Return the parts of a report's document, by name."""
    with zipfile.ZipFile(io.BytesIO(word.shown(report))) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def said(report: Report) -> str:
    """Return all text of a report's document, one paragraph a line."""
    read = opened(report)
    paragraphs = read.element.body.iter(qn("w:p"))
    return "\n".join(" ".join(words(one).split()) for one in paragraphs)


def words(element: Any) -> str:
    """Return the text inside an element."""
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


def styled(read: Document, prefix: str) -> list[tuple[str, str]]:
    """Return style and text of the paragraphs whose style begins so."""
    listed = ((one.style.name or "" if one.style else "", one.text) for one in read.paragraphs)
    return [(style, text) for style, text in listed if style.startswith(prefix)]


@pytest.mark.parametrize("audience", ["public", "debrief"])
def test_headings_are_headings_of_word(audience: Audience) -> None:
    """Every heading of the document has Word's style of its level, in order, and no level is skipped."""
    report = kent(audience)
    expected = [(f"Heading {one.level}", one.text) for one in document(report).blocks if isinstance(one, Heading)]
    read = opened(report)
    assert expected == styled(read, "Heading")
    assert [("Title", "Kent Police")] == styled(read, "Title")
    levels = [int(style[-1]) for style, _ in styled(read, "Heading")]
    assert 1 == levels[0]
    assert all(later <= before + 1 for before, later in pairwise(levels))


def test_headings_stay_with_what_they_head() -> None:
    """Headings and captions keep with the next paragraph; each core question begins a page."""
    read = opened(TOWN)
    for name in ("Heading 1", "Heading 2", "Heading 3", "Heading 4", "Caption"):
        assert read.styles[name].paragraph_format.keep_with_next, name
    breaks = [one.text for one in read.paragraphs if one.paragraph_format.page_break_before]
    assert {"q1 Answering", "q2 Listening"} <= {" ".join(text.split()) for text in breaks}


def test_lists_are_lists_of_word() -> None:
    """Findings, reasons and what is part of them are entries of a real list, at its levels."""
    listed = [one for one in opened(TOWN).paragraphs if one.style and one.style.name.startswith("List Bullet")]
    levels = {one.text.split()[0]: one._p.pPr.numPr.ilvl.val for one in listed if one._p.pPr.numPr is not None}
    assert (0, 1) == (levels["F101"], levels["F110"])
    assert all(one._p.pPr.numPr.numId.val == 1 for one in listed)


@pytest.mark.parametrize("audience", ["public", "force"])
def test_tables_have_heads_that_repeat_and_words_for_those_who_do_not_see(audience: Audience) -> None:
    """Every table but tiles has rows of heads that repeat; all have a caption, fixed widths and rows that stay whole."""
    tables = opened(kent(audience)).tables
    for table in tables:
        settings = table._tbl.tblPr
        assert settings.find(qn("w:tblCaption")).get(qn("w:val"))
        assert "fixed" == settings.find(qn("w:tblLayout")).get(qn("w:type"))
        rows = table._tbl.tr_lst
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        if table.style is not None and table.style.name == "Table Grid":
            assert rows[0].trPr.find(qn("w:tblHeader")) is not None
    assert any(table.style is not None and table.style.name == "Table Grid" for table in tables)


def test_what_advice_arises_from_is_named_where_findings_are() -> None:
    """An id that advice names is that of a finding in the document; the public is told none."""
    for audience, named in (("debrief", True), ("public", False)):
        listed = [
            one for block in document(kent(audience)).blocks if isinstance(block, Entries) for one in block.entries
        ]
        lines = [line for one in every(listed) for line in (one.line, *one.under)]
        told = ["".join(run.text for run in line) for line in lines]
        findings = {text.split()[0] for text in told if re.match(r"F\d+ ", text)}
        arising = {name for text in told if "rises from" in text for name in re.findall(r"F\d+", text)}
        assert named is bool(findings)
        assert named is bool(arising)
        assert arising <= findings


def every(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries with all that are below them."""
    for one in entries:
        yield one
        yield from every(one.parts)


def test_tiles_are_shaded_cells_with_the_word_first() -> None:
    """Tiles are cells that can be edited, in the shade of the category; an open judgment has none."""
    cells = {cell.text.split("\n")[0]: cell for table in opened(TOWN).tables for cell in table._cells}
    fills = {
        name: cell._tc.tcPr.find(qn("w:shd")).get(qn("w:fill"))
        for name, cell in cells.items()
        if name in ("Answering", "Listening")
    }
    assert "158187" == fills["Answering"]
    assert "EEF2F5" == fills["Listening"]
    assert "Answering\nGood\nPublished: Requires improvement" == cells["Answering"].text


def test_charts_are_charts_of_word_with_words_and_a_table() -> None:
    """A chart is Word's own, with its values in it, in words for those who do not see it, and with a table beside it."""
    made = parts(TOWN)
    chart = parse_xml(made["word/charts/chart1.xml"].encode())
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    values = [[point.text for point in series.iter(f"{space}v")] for series in chart.iter(f"{space}ser")]
    assert [
        ["Town Police", "By day", "By night", "81.5", "7.25"],
        ["England and Wales", "By day", "By night", "84"],
    ] == values
    (about,) = re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', made["word/document.xml"])
    for row in CHART.rows:
        assert all(f"{mark.series} {mark.text}" in about for mark in row.marks)
    table = next(
        one for one in opened(TOWN).tables if one._cells[0].text == "Figure" and "By day" in one._cells[3].text
    )
    assert ["By day", "81.5 %", "84.0 %"] == [cell.text for cell in table.rows[1].cells]


def test_every_page_says_what_is_not_published() -> None:
    """The standing is above and title and number below every page, which is A4."""
    read = opened(TOWN)
    (section,) = read.sections
    assert TOWN.standing == section.header.paragraphs[0].text
    assert "Town Police, PEEL effectiveness 2015\tPage 1 of 1" == section.footer.paragraphs[0].text
    assert (Mm(210).mm, Mm(297).mm) == (round(section.page_width.mm), round(section.page_height.mm))
    assert not section.different_first_page_header_footer


def test_the_file_says_what_it_is_and_not_who_or_when() -> None:
    """Title and language stand in the file; it names no author, and its times are fixed."""
    read = opened(TOWN)
    about = read.core_properties
    assert ("Town Police, PEEL effectiveness 2015", "en-GB", "") == (about.title, about.language, about.author)
    assert about.created == about.modified
    assert 1980 == about.created.year
    assert 'w:lang w:val="en-GB"' in parts(TOWN)["word/styles.xml"]


def test_contents_lead_to_headings_and_need_no_update() -> None:
    """The table of contents is complete as it is, and each line leads to the heading of its name."""
    read = opened(TOWN)
    body = read.element.body
    marks = {mark.get(qn("w:name")): words(mark.getparent()) for mark in body.iter(qn("w:bookmarkStart"))}
    links = [link for link in body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]
    listed = [words(link) for link in links]
    assert [text for style, text in styled(read, "Heading") if style <= "Heading 2"] == listed
    assert listed == [marks[link.get(qn("w:anchor"))] for link in links]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_everything_of_a_report_is_said_and_nothing_else(audience: Audience) -> None:
    """Every text of the report stands in the document; what its reader is not shown does not."""
    report = town(audience)
    own = set(texts(report))
    text = " ".join(said(report).split()).lower()
    assert [] == [one for one in sorted(own - _elsewhere(report)) if one not in text]
    hidden = {one for one in texts(TOWN) if not any(one in mine for mine in own)}
    assert [] == [
        one for one in sorted(hidden - {"good", "strength", "weakness", "major", "shows"}) if one in text
    ]  # words of headings, too


def _elsewhere(report: Report) -> set[str]:
    """Return texts that stand in the header, of items that a trace only names, and of a question with nothing to tell."""
    items = {part for trace in TRACE for line in trace.parts for part in line.parts}
    untold = [] if report.overall.judged else [report.overall.name.lower()]
    return {report.standing.lower(), *untold, *(text for one in (*items, CONTEXT) for text in texts(one))}


def test_times_and_the_order_of_parts_are_fixed() -> None:
    """Nothing in the file tells when it was written, and what readers look for first comes first."""
    with zipfile.ZipFile(io.BytesIO(word.shown(town("panel")))) as file:
        assert {(1980, 1, 1, 0, 0, 0)} == {one.date_time for one in file.infolist()}
        assert file.namelist()[:2] == ["[Content_Types].xml", "_rels/.rels"]


def test_hostile_text_stays_text() -> None:
    """No text becomes a field, link, formula or outer part; what XML cannot hold, or turns text around, is shown as its code."""
    made = parts(hostile())
    codes = {code.strip() for part in made.values() for code in re.findall(r"<w:instrText[^>]*>([^<]*)<", part)}
    assert codes <= FIELDS
    assert not any("fldSimple" in part and "&lt;w:fldSimple" not in part for part in made.values())
    assert not any('TargetMode="External"' in part for part in made.values())
    allowed = r"\[Content_Types\].xml|_rels/.rels|docProps/core.xml|word/(_rels/document.xml.rels|charts/chart\d+.xml|\w+.xml)"
    assert [] == [name for name in made if not re.fullmatch(allowed, name)]
    text = said(hostile())
    assert [] == [one for one in SEEN if one not in text]
    assert LONG in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", "".join(made.values()))


def test_addresses_lead_into_the_web_or_nowhere() -> None:
    """The address of a document is a link where it is one of the web; nothing else leads out of the file."""
    out = re.compile(r'Target="([^"]*)"[^>]*TargetMode="External"|TargetMode="External"[^>]*Target="([^"]*)"')
    found = [target for pair in out.findall(parts(TOWN)["word/_rels/document.xml.rels"]) for target in pair if target]
    assert ["https://www.example.org/town.pdf"] == found
    for url in ("javascript:alert(1)", "file:///etc/passwd", "\\\\host\\share", "http://[", "mailto:a@example.org"):
        first = TOWN.overall.parts[0].parts[1].strengths[0]
        moved = replace(first, illustrations=(), places=(Place("The inspection of Town Police 2015", "page 1", url),))
        sub = replace(TOWN.overall.parts[0].parts[1], strengths=(moved,), weaknesses=(), advice=(), figures=())
        report = replace(TOWN, earlier=(), overall=replace(TOWN.overall, parts=(sub,)))
        assert "External" not in parts(report)["word/_rels/document.xml.rels"], url


def test_without_the_library_the_command_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer names the extra, with exit code 2, and no file is written."""
    monkeypatch.setitem(sys.modules, "docx", None)
    for name in [one for one in sys.modules if one.startswith("peelgrade.rendering.report.word")]:
        monkeypatch.delitem(sys.modules, name)
    ran = run("report", KENT, "--for", "debrief", "-o", "kent.docx")
    assert 2 == ran.code
    assert "pip install 'peelgrade[word]'" in ran.err


def test_what_there_is_none_of_has_no_heading_and_a_row_of_tiles_is_filled_up() -> None:
    """Another year of which nothing can be set beside, a matrix without a note, a chart of the force alone, five tiles."""
    asked = TOWN.overall.parts[0].parts[1]
    (row, *_) = CHART.rows
    alone = replace(CHART, series=("Town Police",), rows=(replace(row, marks=row.marks[:1]),))
    five = tuple(replace(asked, id=f"q{n}", name=f"Part {n}", charts=(alone,) if n == 1 else ()) for n in range(1, 6))
    other = Comparability("PEEL effectiveness 2016", (), ("q2: asked otherwise",), "")
    assert TOWN.matrix is not None
    told = replace(
        TOWN,
        overall=replace(TOWN.overall, parts=five),
        comparability=(other,),
        matrix=replace(TOWN.matrix, note=""),
    )
    headings = [text for _, text in styled(opened(told), "Heading")]
    assert ["PEEL effectiveness 2016", "Cannot be set beside this"] == headings[headings.index("Comparability") + 1 :][
        :2
    ]
    tiles = next(one for one in opened(told).tables if one._cells[0].text.startswith("Part 1"))
    assert [4, 4] == [len(one.cells) for one in tiles.rows]
    assert ["Part 5\nGood", "", "", ""] == [cell.text for cell in tiles.rows[1].cells]
    chart = parts(told)["word/charts/chart1.xml"]
    assert (True, False) == ("<c:legend>" in parts(TOWN)["word/charts/chart1.xml"], "<c:legend>" in chart)
