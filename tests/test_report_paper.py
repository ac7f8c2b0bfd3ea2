"""A report on paper: a tagged PDF that anyone can find their way in, with its standing on every page, and nothing that acts.

Paper is set with Pango, which takes seconds, and is not everywhere: all that sets some is slow.
"""

from __future__ import annotations

import io
import locale
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from peelgrade.problems import Unreadable
from peelgrade.rendering.report import paper
from peelgrade.rendering.report.content import Audience, Report
from peelgrade.rendering.report.documents import document
from peelgrade.rendering.report.documents.blocks import Document, Heading
from tests.conftest import KENT, Run
from tests.documents import HOSTILE, LONG, SEEN, hostile, kent, town
from tests.reports import CHART, FIGURE, TOWN

A4 = (595, 842)
CORE = ("Prevention", "Investigation", "Vulnerability", "Serious and organised crime")
ACTS = {
    "/JS",
    "/JavaScript",
    "/Launch",
    "/EmbeddedFiles",
    "/OpenAction",
    "/AA",
    "/GoToR",
    "/SubmitForm",
    "/AcroForm",
    "/RichMedia",
}


@cache
def opened(report: Report) -> PdfReader:
    """Return a report's PDF as pypdf reads it."""
    return PdfReader(io.BytesIO(paper.shown(report)))


SHORT = HOSTILE.replace(LONG, "x" * 200)  # the same in words that paper is set in within seconds


@cache
def long_words() -> Report:
    """Return a report with words of 10,000 characters: in the contents, a heading and a cell."""
    asked = replace(TOWN.overall.parts[1], name=LONG, judged=None, figures=(replace(FIGURE, label=LONG),))
    return replace(TOWN, overall=replace(TOWN.overall, judged=None, reasons=(), parts=(asked,)))


@cache
def hostile_small() -> Report:
    """Return a hostile report that is set within seconds: of one question, with everything that can be told of one."""
    return replace(
        hostile(SHORT), overall=hostile(SHORT).overall.parts[0].parts[1], earlier=(), comparability=(), challenges=()
    )


def flat(text: str) -> str:
    """Return text without blanks, which lines are broken at."""
    return "".join(text.split())


def said(report: Report) -> str:
    """Return all text of a report's PDF, without blanks."""
    return flat("".join(page.extract_text() for page in opened(report).pages))


def bookmarks(report: Report) -> list[tuple[str, int]]:
    """Return title and page, from 0, of every bookmark, in order."""
    read = opened(report)

    def walked(listed: list[Any]) -> Iterator[tuple[str, int]]:
        for one in listed:
            if isinstance(one, list):
                yield from walked(one)
            else:
                yield str(one.title), int(read.get_destination_page_number(one) or 0)

    return list(walked(read.outline))


def objects(report: Report) -> Iterator[DictionaryObject]:
    """Yield every dictionary of a PDF that its catalogue leads to."""
    seen: set[int] = set()
    waiting: list[Any] = [opened(report).trailer["/Root"], opened(report).trailer.get("/Info")]
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += (
                [value for name, value in one.raw_items()]
                if hasattr(one, "raw_items")
                else [dict.get(one, name) for name in one]
            )
        elif isinstance(one, ArrayObject):
            waiting += list(list.__iter__(one))


@pytest.mark.slow
def test_it_is_tagged_and_says_what_it_is() -> None:
    """Tags, language, title and the mark of PDF/UA are there; it names no author, and no time."""
    read = opened(TOWN)
    root = read.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert "en-GB" == root["/Lang"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert read.metadata is not None
    assert {"/Title": "Town Police, PEEL effectiveness 2015", "/Producer": read.metadata.producer} == dict(
        read.metadata
    )


@pytest.mark.slow
def test_tags_are_those_of_a_document() -> None:
    """Headings, lists, tables with heads and pictures with words are tagged as such."""
    tags = [one for one in objects(TOWN) if one.get("/Type") == "/StructElem"]
    kinds = {str(one["/S"]) for one in tags}
    assert {"/Document", "/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD", "/Figure"} <= kinds
    words = [str(one["/Alt"]) for one in tags if one["/S"] == "/Figure"]
    assert len(words) == 1
    assert all(f"{mark.series} {mark.text}" in words[0] for row in CHART.rows for mark in row.marks)


@pytest.mark.slow
@pytest.mark.parametrize("audience", ["panel", "force"])
def test_bookmarks_are_the_headings(audience: Audience) -> None:
    """Every heading has a bookmark, in order."""
    report = town(audience)
    expected = [flat(one.text) for one in document(report).blocks if isinstance(one, Heading)]
    found = [flat(title) for title, _ in bookmarks(report)]
    assert [flat(report.force), *expected] == [title for title in found if title != "Contents"]


@pytest.mark.slow
def test_every_page_is_a4_and_says_what_is_not_published_and_its_number() -> None:
    """The standing stands above, and title and 'page n of m' below every page."""
    pages = opened(TOWN).pages
    for number, page in enumerate(pages, 1):
        assert A4 == (round(page.mediabox.width), round(page.mediabox.height))
        text = flat(page.extract_text())
        assert flat(TOWN.standing) in text
        assert flat(f"Page {number} of {len(pages)}") in text
        assert flat("Town Police, PEEL effectiveness 2015") in text


@pytest.mark.slow
def test_nothing_is_beyond_the_margins() -> None:
    """No text begins outside the area that is printed on, however long its words are."""
    for page in (*opened(town("debrief")).pages, *opened(long_words()).pages):
        places: list[tuple[float, float]] = []

        def visit(
            text: str, cm: list[float], tm: list[float], *_: Any, found: list[tuple[float, float]] = places
        ) -> None:
            if text.strip():
                found.append((tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]))

        page.extract_text(visitor_text=visit)
        assert all(50 <= x <= A4[0] - 50 and 20 <= y <= A4[1] - 20 for x, y in places)


@pytest.mark.slow
def test_a_force_has_one_page_for_each_core_question() -> None:
    """Judgment, reasons, what to do and figures of a core question stand on one page: the next begins on the next."""
    found = dict(reversed(bookmarks(kent("force"))))  # the first of each name
    first = found[CORE[0]]
    assert list(range(first, first + 5)) == [found[name] for name in (*CORE, "Figures in full")]


@pytest.mark.slow
def test_what_does_not_fit_a_page_takes_two() -> None:
    """Where a core question is too long in the smallest size, it goes on, and nothing is left out."""
    asked = town("force").overall.parts[0]
    many = tuple(
        replace(asked.parts[1].advice[0], id=f"R{n}", statement=f"Do the thing of number {n}.") for n in range(40)
    )
    report = replace(
        town("force"), overall=replace(TOWN.overall, judged=None, parts=(replace(asked, advice=many, parts=()),))
    )
    text = said(report)
    assert all(flat(one.statement) in text for one in many)


@pytest.mark.slow
def test_fonts_are_in_the_file() -> None:
    """Every font is embedded, so that paper looks alike everywhere."""
    fonts = [one for one in objects(TOWN) if one.get("/Type") == "/FontDescriptor"]
    assert fonts
    assert all(any(name in one for name in ("/FontFile", "/FontFile2", "/FontFile3")) for one in fonts)


@pytest.mark.slow
def test_hostile_text_stays_text() -> None:
    """Nothing runs, leads out or is attached; what cannot be seen is shown as its code, and long words are broken."""
    found = list(objects(hostile_small()))
    assert set() == {name for one in found for name in one if name in ACTS}
    assert [] == [one["/URI"] for one in found if "/URI" in one]
    text = said(hostile_small())
    assert [] == [one for one in SEEN if flat(one) not in text]


@pytest.mark.slow
def test_long_words_are_broken() -> None:
    """A word of 10,000 characters goes on in the next lines, in the contents, a heading and a cell."""
    text = said(long_words())
    assert 3 * len(LONG) <= text.replace("\u200b", "").count("x")  # in the contents, a heading and a cell


@pytest.mark.slow
def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file and no address is asked for, whatever the text says; asked for, each is refused."""
    asked: list[str] = []
    fetcher = paper.press().urls.URLFetcher
    fetch = fetcher.fetch

    def noted(self: object, url: str, headers: object = None) -> object:
        asked.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(fetcher, "fetch", noted)
    paper.shown(replace(TOWN, standing=SHORT, framework=SHORT, overall=hostile(SHORT).overall.parts[0].parts[1]))
    assert {"data:image/svg+xml"} == {url.partition(";")[0] for url in asked}
    for url in ("http://127.0.0.1/a", "https://127.0.0.1/a", "file:///etc/hostname", "ftp://127.0.0.1/a"):
        with pytest.raises(ValueError, match="disallowed protocol"):
            paper.fetcher().fetch(url)


@pytest.mark.slow
def test_addresses_of_documents_can_be_followed() -> None:
    """A document with an address in the web is a link, and nothing else is."""
    assert {"https://www.example.org/town.pdf"} == {str(one["/URI"]) for one in objects(TOWN) if "/URI" in one}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "told"),
    [(OSError("libpango"), "libpango-1.0-0"), (ModuleNotFoundError("x", name="weasyprint"), "'peelgrade[pdf]'")],
)
def test_where_something_is_not_installed_the_command_says_what(
    run: Run, monkeypatch: pytest.MonkeyPatch, fault: Exception, told: str
) -> None:
    """The answer names the extra or the system's library, with exit code 2, on standard error alone."""

    class Broken:
        """Finds WeasyPrint, and fails as it would."""

        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                print("-----")  # noqa: T201  # as WeasyPrint does
                raise fault

    for name in [one for one in sys.modules if re.match(r"weasyprint\b|peelgrade\.rendering\.report\.paper", one)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    monkeypatch.delattr("peelgrade.rendering.report.paper", raising=False)
    ran = run("report", KENT, "--for", "debrief", "-o", "kent.pdf")
    assert (2, "") == (ran.code, ran.out)
    assert told in ran.err


class Press:
    """Stands in for WeasyPrint: what opens a page takes one, and what should fit one takes two in letters above a size."""

    def __init__(self, made: Document, fits: Decimal) -> None:
        self.urls = self.text = self.ffi = self.pango = self
        self.fits = fits
        self.opened = [(n, one.fits) for n, one in enumerate(made.blocks, 1) if isinstance(one, Heading) and one.opens]
        self.set: list[str] = []
        self.locale = ""
        self.fetching: list[dict[str, object]] = []

    def pango_language_get_default(self) -> None:
        """Note in which locale the language of words without one is asked for."""
        self.locale = locale.setlocale(locale.LC_CTYPE)

    def URLFetcher(self, **asked: object) -> None:  # noqa: N802  # as WeasyPrint calls it
        """Note what may be fetched."""
        self.fetching.append(asked)

    def HTML(self, string: str, url_fetcher: None) -> Press:  # noqa: ARG002, N802  # as above
        """Note what is set."""
        self.set.append(string)
        return self

    def render(self, **_: object) -> Press:
        """Lay out what is set."""
        return self

    @property
    def sizes(self) -> list[str]:
        """The sizes of text that were tried, in points."""
        return [one.partition("font-size: ")[2].partition("pt")[0] for one in self.set]

    @property
    def pages(self) -> list[SimpleNamespace]:
        """One page or two for everything that opens one."""
        large = Decimal(self.sizes[-1]) > self.fits
        pages = [
            [f"h{n}"] if first else [] for n, fits in self.opened for first in (True, False)[: 1 + (large and fits)]
        ]
        return [SimpleNamespace(anchors=anchors) for anchors in pages]

    def write_pdf(self, **_: object) -> bytes:
        """Return what was laid out."""
        return self.sizes[-1].encode()


@pytest.mark.parametrize(
    ("fits", "tried"),
    [("10", ["10"]), ("9", ["10", "9.5", "9"]), ("1", ["10", "9.5", "9", "8.5"])],
)
def test_paper_is_set_in_the_largest_size_in_which_each_question_fits_its_page(
    fits: str, tried: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else in the smallest; and nothing may be fetched but pictures that stand in the page."""
    press = Press(document(town("force")), Decimal(fits))
    monkeypatch.setitem(sys.modules, "weasyprint", press)
    assert tried[-1].encode() == paper.shown(town("force"))
    assert tried == press.sizes
    assert {"allowed_protocols": {"data"}, "allow_redirects": False, "fail_on_errors": True} == press.fetching[0]
    assert "C" == press.locale


def test_what_paper_is_made_from() -> None:
    """Long words can be broken, charts stand in the page as pictures, and a judgment has the shade of its category."""
    text = paper.written(document(long_words()))
    assert "x" * 30 + "&#8203;" + "x" * 30 in text
    text = paper.written(document(town("panel")))
    assert 'src="data:image/svg+xml;base64,' in text
    assert "background: #" in text


def test_where_pango_is_missing_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """In words for the system that there is, instead of a traceback."""

    class Broken:
        """Finds WeasyPrint, which does not find Pango."""

        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError(name)

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(Unreadable, match="Pango of the system, which is not installed") as refused:
        paper.shown(town("public"))
    assert "apt install libpango-1.0-0" in refused.value.help
