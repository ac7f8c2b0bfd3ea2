"""Hostile text stays text in every output, and no command runs anything of a file, opens a socket or reads elsewhere.

Every command runs in each of its formats on files in which every text is hostile, and on the same files with plain letters
in the place of what is hostile. The two differ in letters alone: a mark, a cell, a line, a link or a command more or less
would be one that a text made.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import pickle
import re
import subprocess
import sys
import sysconfig
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from html.parser import HTMLParser
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest
import yaml
from markdown_it import MarkdownIt

from peelgrade import cli
from peelgrade.serving.versions import Sources
from tests import steered
from tests.conftest import ROOT
from tests.sandbox import INSTALLED, TOKEN, UNNAMED, Done, Work, token, works
from tests.test_exit_codes import NO, WRONG, commands
from tests.test_hostile import PAYLOADS, strict
from tests.test_serving import Client

OVER_LINES = (
    "x\n::error::owned",
    "x\n\n# Outstanding",
    "x\n=1+1",
    "x\n- id: F9",
    "x\n| Good |",
    "\t=1+1",
    "x\n##[error]owned",
)
SHORT = [payload.strip() for payload in (*OVER_LINES, *PAYLOADS.values()) if len(payload) < 80]
THIRD = len(SHORT) // 3
HOSTILE = [
    f"{one} {SHORT[(at + THIRD) % len(SHORT)]} {SHORT[(at + 2 * THIRD) % len(SHORT)]}" for at, one in enumerate(SHORT)
]
PLAIN = [re.sub(r"[^A-Za-z0-9 ]", "x", text) for text in HOSTILE]
TURNS = int(
    os.environ.get("PEELGRADE_TURNS", "1")
)  # so many times are all commands run, each time with texts elsewhere

# What the sample cannot have beside the rest, for it selects columns and rows of a table in another way
UNSTEERED = {
    "columns": {"DateColumn.column", "columns.date", "columns.inspection", "columns.judgment", "columns.parts", "columns.question", "columns.where"},
    "metrics": {"BreakdownColumn.column", "DateColumn.column", "MeasureColumn.column", "Numbers.footnotes", "PeriodColumn.column", "PeriodColumn.last", "metrics.sheet", "metrics.where"},
}  # fmt: skip  # a format to a line

# Rows of which what is done before is made for other files, or which ask for what these files say already
UNFIT = {
    "backtest a table, with little memory",
    "diff results of two forces",
    "diff rulebooks of which one has a question more",
    "diff two results of which one has a judgment from earlier",
    "diff two results of which one has other evidence and other rules",
    "diff two rulebooks over a table, with little memory",
    "rules new a question that a case cannot leave out",
    "rules new a question that a case leaves open anyway",
    "rules new a question that cases leave out",
    "rules new a rule below what cases assume",
    "rules new a rule that moves cases",
    "rules new on people at risk",
    "rules test mistakes in points",
    "rules test mistakes in what parts reach",
    "rules test while somebody looks on",
    "whatif who is at risk",
}


@pytest.mark.parametrize("name", steered.INPUTS)
def test_every_text_of_the_formats_is_steered(name: Any) -> None:
    """A new field of free text has its place in the sample; which there are, the models say."""
    assert UNSTEERED.get(name, set()) == steered.free(name) - steered.names()


# --- running ---------------------------------------------------------------------------------------------------------


class Pair(NamedTuple):
    """What one command did on hostile texts, and on plain ones."""

    hostile: Done
    plain: Done


class Tried(NamedTuple):
    """What commands did, those whose rows do not fit the steered files, and the only folders that they may work in."""

    pairs: list[Pair]
    unfit: set[str]
    folders: tuple[str, ...]


def tried(folder: Path, turn: int, names: Sequence[str] | None) -> Tried:
    """Run commands, or those of some names, on both kinds of texts, in a process of their own."""
    (folder / "work").mkdir(parents=True)
    (folder / "work-aside").mkdir()
    asked = {"texts": [HOSTILE, PLAIN], "turn": turn, "whole": names is None, "names": names}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.sandbox", json.dumps(asked), str(folder / "work"), str(folder / "done")],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
            "COLUMNS": "120",
            "TMPDIR": str(folder / "work-aside"),
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == ran.returncode, ran.stderr[-2_000:]
    both: list[list[Done | str]] = pickle.loads((folder / "done").read_bytes())  # noqa: S301  # our own, from a moment ago
    found = [Pair(one, other) for one, other in zip(*both, strict=True) if not isinstance(one, str) and not isinstance(other, str)]  # fmt: skip  # one thing to a line
    unfit = {one for one in chain.from_iterable(both) if isinstance(one, str)}
    unfit |= {one.hostile.name.removesuffix(f" as {one.hostile.format}") for one in found if WRONG in {one.hostile.code, one.plain.code}}  # fmt: skip  # as above
    return Tried(found, unfit, tuple(f"{folder.resolve() / one}{os.sep}" for one in ("work", "work-aside")))


def sample() -> list[str]:
    """Return the names of so few commands that every one of them and every kind of output is among them."""
    seen: set[str] = set()
    found = []
    for work in sorted(works(), key=lambda one: (_slow(one), _says_little(one))):
        kinds = {f"command {work.row.command}", f"format {work.format}", *(f"file {one}" for one in _endings(work))}
        if not kinds <= seen:
            seen |= kinds
            found.append(work.name)
    return found


def _slow(work: Work) -> bool:
    return "proofs" in work.row.name or "over" in " ".join(work.row.arguments)


def _says_little(work: Work) -> bool:
    """Whether it prints no text of a file: of what is sound there is nothing to be told."""
    return work.row.command == "validate" and work.row.code != NO


def _endings(work: Work) -> list[str]:
    """Return which kinds of files it is asked to write."""
    written = [Path(one).suffix for option, one in pairwise(work.row.arguments) if option in {"-o", "--settle"}]
    return [one for one in written if one in {".html", ".docx", ".xlsx", ".csv", ".md"}]


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    """Return what the sample of commands did."""
    return tried(tmp_path_factory.mktemp("few"), 0, sample())


# --- how each kind of output is judged -------------------------------------------------------------------------------

Parts = Counter[Any]  # what an output is made of, other than text


def of_terminal(text: str) -> Parts:
    """Return nothing: letters are all that there is. What would steer a terminal or the log of a pipeline fails."""
    hidden = {one for one in text if not one.isprintable() and one not in "\n\u00a0\u3000\u200d"}
    assert not hidden, sorted(map(ascii, hidden))
    assert not re.search(r"##\w*\[", text)
    for line in text.splitlines():
        assert not line.lstrip().startswith("::") or re.match(
            r"::(error|warning|notice) file=(town|rules)/[\w.-]+\.yaml,", line
        ), line
    return Counter()


def of_github(text: str) -> Parts:
    """Return the workflow commands, with the names of their properties."""
    of_terminal(text)
    heads = [line.split("::")[1] for line in text.splitlines() if line.startswith("::")]
    return Counter((head.split(" ")[0], *re.findall(r"(\w+)=", head.partition(" ")[2])) for head in heads)


def of_json(text: str) -> Parts:
    """Return the shape of a document."""
    of_terminal(text)
    return Counter(_shape(strict(text)))


def of_lines(text: str) -> Parts:
    """Return the shapes of JSON, a line each."""
    of_terminal(text)
    return Counter(chain.from_iterable(_shape(strict(line)) for line in text.splitlines()))


def _shape(data: Any, steps: tuple[str, ...] = ()) -> Iterable[tuple[str, ...]]:
    inside = data.items() if isinstance(data, dict) else (("", one) for one in data) if isinstance(data, list) else ()
    yield (*steps, type(data).__name__)
    for key, one in inside:
        yield from _shape(one, (*steps, TOKEN.sub("TEXT", key) if not TOKEN.search(key) else "TEXT"))


def of_csv(text: str) -> Parts:
    """Return how many cells the rows have; one that a spreadsheet would take for a formula fails."""
    of_terminal(text.replace("\r\n", "\n"))
    rows = [*csv.reader(io.StringIO(text), strict=True)]
    live = [
        cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} and not _is_number(cell)
    ]
    assert not live, live
    return Counter(map(len, rows))


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", cell) is not None


MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def of_markdown(text: str) -> Parts:
    """Return the marks; addresses, mentions and numbers of issues, which GitHub makes links of, fail."""
    of_terminal(text)
    tokens = [one for block in MARKDOWN.parse(text) for one in (block, *(block.children or ()))]
    marks = [one for one in tokens if one.type not in {"text", "text_special", "inline", "softbreak"}]
    words = " ".join(one.content for one in tokens if one.type == "text")
    live = re.findall(r"(?<!\w)@\w|\w://|www\.\w|(?<!\w)#[0-9]|\bGH-[0-9]|:[a-z+][\w+]*:", words)
    assert not live, live
    return Counter((one.type, one.tag, one.markup if one.type == "fence" else "", *sorted(one.attrs)) for one in marks)


LINES = {"text", "tspan"}  # of pictures: how many lines a label takes hangs on how wide its letters are


class _Page(HTMLParser):
    """What a page is made of: its tags with their attributes, and what a browser would run, load or follow."""

    def __init__(self, own: frozenset[str]) -> None:
        super().__init__()
        self.own = own  # files of the server that a live page loads
        self.parts: Parts = Counter()
        self.within = ""
        self.islands: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count a tag, and look at what its attributes would do."""
        if tag not in LINES:
            self.parts[tag, *sorted(name for name, _ in attrs)] += 1
        given = dict(attrs)
        assert not [name for name in given if name.startswith("on") or name in {"srcdoc", "formaction", "background"}]
        if given.get("src", given.get("href")) in self.own:
            return
        for name in {"src", "data", "poster", "xlink:href"} & set(given):
            assert (given[name] or "").startswith("#"), f"{name} loads {given[name]}"
        for name in {"href", "action"} & set(given):
            assert re.match(r"https?://www\.example\.org/|#|[\w./-]*(\?|#|$)", given[name] or ""), (
                f"{name}={given[name]}"
            )
            assert tag != "link", given
        assert "url(" not in (given.get("style") or "")
        assert "javascript" not in (given.get("style") or "").lower()
        if tag == "meta" and (given.get("http-equiv") or "").lower() == "content-security-policy":
            assert "default-src 'none'" in (given["content"] or "")
            self.parts["policy"] += 1
        self.within = f"{tag} {given.get('type', '')}".strip()

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        """Count the end of a tag."""
        self.parts["/", tag] += tag not in LINES
        self.within = ""

    def handle_comment(self, _: str) -> None:
        """Count a comment."""
        self.parts["comment"] += 1

    def handle_data(self, data: str) -> None:
        """Keep what stands in scripts and styles: no text of a file may, other than as JSON."""
        if self.within == "script application/json":
            self.islands.append(data)
        elif self.within.startswith("script"):
            assert not TOKEN.search(data), data[:200]
        elif self.within.startswith("style"):
            told = [line for line in data.splitlines() if TOKEN.search(line)]
            assert all(
                re.fullmatch(r'@(top|bottom)-\w+ \{ content: "([\w\s]|\\[0-9a-f]{6})*" \}', line) for line in told
            ), told


def of_html(text: str, own: frozenset[str] = frozenset()) -> Parts:
    """Return the tags of a page; what runs, loads or leads elsewhere fails, and so does a page without its policy."""
    page = _Page(own)
    page.feed(text)
    page.close()
    for island in page.islands:
        strict(island)
        assert not re.search(r"<[!/s]", island, re.IGNORECASE)
    assert own or page.parts["policy"] == 1  # a live page has it in its head
    return page.parts


def of_xml(text: str) -> Parts:
    """Return the elements and attributes of XML; a document type fails."""
    assert "<!DOCTYPE" not in text
    assert "<!ENTITY" not in text
    elements = [*ET.fromstring(text).iter()]  # noqa: S314  # our own, and without entities
    return Counter((one.tag, *sorted(one.attrib)) for one in elements)


def of_svg(text: str) -> Parts:
    """Return the elements of a picture; one that runs, loads or leads somewhere fails."""
    parts = of_xml(text)
    names = {part[0].rpartition("}")[2] for part in parts}
    assert not names & {"script", "foreignObject", "image", "a", "use", "iframe", "set", "animate"}, names
    assert not [name for part in parts for name in part[1:] if name.startswith("on") or name.endswith("href")]
    return Counter({part: times for part, times in parts.items() if part[0].rpartition("}")[2] not in LINES})


def of_package(raw: bytes) -> Parts:
    """Return the elements of all parts of a document or workbook; a formula, a field or a link out of the web fails."""
    parts: Parts = Counter()  # of a workbook without its styles: a text that looks like a formula has one of its own
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in archive.namelist():
            assert not name.startswith("/"), name
            assert ".." not in name, name
            if name.endswith((".xml", ".rels")):
                text = archive.read(name).decode("utf-8")
                found = of_xml(text).elements() if not name.endswith("xl/styles.xml") else ()
                parts.update(
                    (name, one[0]) if one[0].endswith("}row") else (name, *one) for one in found
                )  # or its height
                _no_live_part(name, text)
    return parts


def _no_live_part(name: str, text: str) -> None:
    for one in ET.fromstring(text).iter():  # noqa: S314  # as above
        called = one.tag.rpartition("}")[2]
        assert called not in {"oleObject", "ddeLink", "externalBook", "webPublishItem"}, called
        assert called != "f" or "worksheets" not in name, ET.tostring(one)
        if called in {"instrText", "fldSimple"}:
            assert not TOKEN.search("".join([*one.itertext(), *one.attrib.values()])), ET.tostring(one)
        if called == "Relationship" and one.get("TargetMode") == "External":
            assert re.match(r"https?://www\.example\.org/", one.get("Target", "")), one.attrib


def of_yaml(text: str) -> Parts:
    """Return the shape of a file that another run reads."""
    return Counter(_shape(json.loads(json.dumps(yaml.safe_load(text), default=str))))


Judge = Callable[[str], Parts]
JUDGES: Mapping[str, Judge] = {
    "": of_terminal,
    **dict.fromkeys(("text", "table", "full", "concise"), of_terminal),
    **dict.fromkeys(("json", "prov", "gitlab", "sarif"), of_json),
    "jsonl": of_lines,
    "csv": of_csv,
    "markdown": of_markdown,
    "github": of_github,
    "junit": of_xml,
    "html": of_html,
}
BY_ENDING: Mapping[str, Callable[[bytes], Parts]] = {
    ".html": lambda raw: of_html(raw.decode()),
    ".svg": lambda raw: of_svg(raw.decode()),
    ".md": lambda raw: of_markdown(raw.decode()),
    ".csv": lambda raw: of_csv(raw.decode()),
    ".json": lambda raw: Counter(_shape(strict(raw.decode()))),
    ".yaml": lambda raw: of_yaml(raw.decode()),
    ".docx": of_package,
    ".xlsx": of_package,
    ".parquet": lambda raw: Counter({"parquet": raw.count(b"PAR1")}),
}
PRINTED_PAGE = re.compile(r"\s*<!doctype html>", re.IGNORECASE)


def of_paper(raw: bytes) -> Parts:
    """Return the kinds of objects in a PDF; one that runs, opens or embeds something fails."""
    import pypdf  # noqa: PLC0415  # slow tests alone read paper

    read = pypdf.PdfReader(io.BytesIO(raw))
    objects = [read.get_object(number) for number in range(1, len(read.xref_objStm) + len(read.xref.get(0, {})) + 1)]
    told = " ".join(str(one) for one in objects)
    assert not re.search(r"/(JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile|SubmitForm|GoToR|RichMedia)\b", told)
    assert all(one.startswith("https://www.example.org/") for one in re.findall(r"'/URI': '([^']*)'", told))
    return Counter()


def judged(done: Done) -> dict[str, Parts]:
    """Return what each output of a command is made of; raises AssertionError where one is not what it should be."""
    of_terminal(done.err)
    printed = of_html if PRINTED_PAGE.match(done.out) else JUDGES[done.format]
    found = {"printed": printed(done.out)}
    for name, raw in done.files.items():
        found[name] = of_paper(raw) if name.endswith(".pdf") else BY_ENDING[Path(name).suffix](raw)
    return found


# --- text stays text -------------------------------------------------------------------------------------------------


def faults(pair: Pair) -> list[str]:
    """Return what is wrong with the outputs of a command."""
    told = []
    try:
        hostile, plain = judged(pair.hostile), judged(pair.plain)
    except (AssertionError, ValueError, csv.Error, ET.ParseError, zipfile.BadZipFile) as error:
        return [f"{pair.hostile.name}: {type(error).__name__}: {str(error)[:400]}"]
    if {*hostile} != {*plain}:
        told.append(f"{pair.hostile.name}: other files: {set(hostile) ^ set(plain)}")
    for name in {*hostile} & {*plain}:
        more, less = hostile[name] - plain[name], plain[name] - hostile[name]
        if more or less:
            told.append(
                f"{pair.hostile.name}, {name}: more {dict([*more.items()][:4])}, less {dict([*less.items()][:4])}"
            )
    return told


def tokens(text: str) -> set[str]:
    """Return the numbers of the texts that an output shows."""
    return {*TOKEN.findall(html.unescape(re.sub(r"[\s\u2500-\u257f]+", " ", text)))}


def said(name: str, raw: bytes) -> str:
    """Return all that a file says; of a document or a workbook, what each of its parts does."""
    if not name.endswith((".docx", ".xlsx")):
        return raw.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return " ".join(archive.read(part).decode("utf-8", "replace") for part in archive.namelist())


def vanished(pair: Pair) -> list[str]:
    """Return which texts an output shows where they are plain, and does not show where they are hostile."""
    outputs = [("printed", pair.hostile.out, pair.plain.out)]
    both = {*pair.hostile.files} & {*pair.plain.files}
    outputs += [(name, *(said(name, one.files[name]) for one in pair)) for name in sorted(both)]
    return [
        f"{pair.hostile.name}, {name}: {sorted(tokens(plain) - tokens(hostile))[:5]}"
        for name, hostile, plain in outputs
        if tokens(plain) - tokens(hostile)
    ]


def assert_told_alike(found: Sequence[Pair]) -> None:
    """Check that every command ended alike on both kinds of texts, and that text stayed text in all it wrote."""
    assert [] == [f"{one.hostile.name}: {one.hostile.code} {one.hostile.err[-300:]}" for one in found if one.hostile.code not in {0, NO, WRONG} or one.hostile.code != one.plain.code]  # fmt: skip  # so that it is seen why
    assert [] == [fault for one in found for fault in faults(one)]
    assert [] == [fault for one in found for fault in vanished(one)]


def assert_kept_to_itself(found: Tried) -> None:
    """Check that no command ran, asked for, imported or read what it has no business with."""
    unnamed = {f"{found.folders[0]}{name}" for name in UNNAMED}
    for one in chain.from_iterable(found.pairs):
        assert [] == [event for event in one.heard if not event.startswith(OF_PAPER)], one.name
        assert not [path for path in one.imported if path and not path.startswith((*INSTALLED, "<"))], one.name
        opened = {os.path.realpath(path) for path in one.opened}
        assert not unnamed & opened, one.name
        assert [] == [path for path in opened if not f"{path}{os.sep}".startswith((*found.folders, *OF_THE_PROGRAM, *READ_BY_PYTHON))], one.name  # fmt: skip  # as above


# WeasyPrint looks for its libraries by programs, and takes pictures from addresses that hold them
OF_PAPER = (
    "subprocess.Popen ('/sbin/ldconfig'",
    "subprocess.Popen ('/usr/bin/gcc'",
    "subprocess.Popen ('ld'",
    "urllib.Request ('data:image/svg+xml;",
)
READ_BY_PYTHON = ("/dev/null", "/etc/mime.types", "/proc/", "/sys/", "/usr/share/zoneinfo", "/etc/localtime", "/etc/fonts", "/usr/share/fonts", "/usr/lib", "/usr/local/lib")  # fmt: skip  # a word each would fill a page
# Modules, and what ships with the program; it lies elsewhere where it is not installed
OF_THE_PROGRAM = tuple(
    f"{os.path.realpath(one)}{os.sep}"
    for one in (
        *map(sysconfig.get_path, ("stdlib", "platstdlib", "purelib", "platlib")),
        Path(cli.__file__).parents[1],
        *(ROOT / name for name in ("rules", "schemas", "docs/problems")),
    )
)


def test_the_sample_has_every_command_and_every_kind_of_output() -> None:
    """What runs by default leaves no command out, nor a format; the whole runs where tests are slow."""
    by_name = {work.name: work for work in works()}
    found = [by_name[name] for name in sample()]
    assert {*commands()} == {work.row.command for work in found}
    assert {*JUDGES} == {work.format for work in found} | {"html"}
    assert {*JUDGES} >= {work.format for work in works()}


def test_the_sample_shows_hostile_texts_in_every_kind_of_output(few: Tried) -> None:
    """Each format, and each kind of file that is written, has some in it; and every row of the sample runs."""
    outputs = [(one.hostile.format, one.hostile.out) for one in few.pairs]
    outputs += [(Path(name).suffix, said(name, raw)) for one in few.pairs for name, raw in one.hostile.files.items()]
    assert {*JUDGES, *BY_ENDING} - {".svg", ".parquet"} == {kind for kind, text in outputs if TOKEN.search(text)}
    assert set() == few.unfit


def test_text_stays_text(few: Tried) -> None:
    """Every command tells the same of hostile texts as of plain ones, and no text is more than letters in any output."""
    assert_told_alike(few.pairs)


def test_nothing_is_run_asked_for_or_read_elsewhere(few: Tried) -> None:
    """No code, regular expression, template or import comes from a file, no socket is opened but one that listens to this computer alone, and only the files that were named are read."""
    assert_kept_to_itself(few)


@pytest.mark.slow
@pytest.mark.longest
@pytest.mark.parametrize("turn", range(1, TURNS + 1))
def test_every_row_of_every_command(tmp_path: Path, turn: int) -> None:
    """The same of all that commands can be asked for, with other texts in each place."""
    found = tried(tmp_path, turn * 7, None)
    assert UNFIT == found.unfit
    assert_told_alike(found.pairs)
    assert_kept_to_itself(found)


# --- the live page ---------------------------------------------------------------------------------------------------

ADDRESSES = ("/", "/files", "/moved?without=F2", "/?without=F2&set=F1.weight:minor&assume=overall.manners:fair", "/?rules=other", "/?without=F9", "/?no=%3Cscript%3E", "/%3Cscript%3E")  # fmt: skip  # a word each would fill a page


def _within_json(data: Any) -> list[str]:
    """Return the texts of an answer to the script of the page, which are parts of pages."""
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [data] if isinstance(data, str) else [one for part in inside for one in _within_json(part)]


def test_text_stays_text_on_the_live_page(tmp_path: Path) -> None:
    """The page, what it says of changes, and what it says where files or addresses are wrong, are tags of its own alone."""
    found: dict[str, list[Parts]] = {}
    for kind, texts in (("hostile", HOSTILE), ("plain", PLAIN)):
        folder = tmp_path / kind
        steered.write(folder, lambda _, number, of=texts: f"{of[number % len(of)]} {token(number)}")
        client = Client(Sources(folder / "town", folder / "rules", folder / "rules"), saves=True)
        for address in ADDRESSES:
            answer = client.get(address)
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
            pages = [answer.text] if answer.text.startswith("<") else _within_json(strict(answer.text))
            parts = [of_html(page, frozenset({"/live.css", "/live.js"})) for page in pages]
            found.setdefault(address, []).append(sum(parts, Counter()))
        assert [] == client.failed
    assert [] == [
        (address, hostile - plain, plain - hostile) for address, (hostile, plain) in found.items() if hostile != plain
    ]


# --- the judges and the ears -----------------------------------------------------------------------------------------

PAGE = "<!doctype html><meta http-equiv=content-security-policy content=\"default-src 'none'\"><p title='x'>y</p>"
LIVE: Mapping[str, tuple[Judge, Sequence[str]]] = {
    "terminal": (of_terminal, ("\x1b[31mx", "a\u202eb", "  ::add-mask::x", "##vso[x]y", "##[error]x", "a\rb")),
    "JSON": (of_json, ('{"a": 1, "a": 2}', "[NaN]", "[1] x")),
    "CSV": (of_csv, ("a,=1+1\n", "a,@x\n", '"a,b\n', "a,-x\n")),
    "Markdown": (of_markdown, ("see @everyone", "fixes #1", "https://x.org", ":tada:")),
    "page": (
        of_html,
        (
            PAGE.replace("title", "onclick"),
            PAGE.replace("title", "src"),
            f"{PAGE}<a href='javascript:x'>y</a>",
            f"{PAGE}<a href='data:text/html,x'>y</a>",
            f"{PAGE}<img src='https://www.example.org/x.png'>",
            f"{PAGE}<link rel=stylesheet href=x.css>",
            f"{PAGE}<script>let a = 'q7zt'</script>",
            f"{PAGE}<style>q7zt {{}}</style>",
            f'{PAGE}<script type=application/json>["</scrip", NaN]</script>',
            "<!doctype html><p>without a policy</p>",
        ),
    ),
    "XML": (of_xml, ("<a><b></a>", "<!DOCTYPE a><a/>", "<a>\x01</a>")),
    "picture": (
        of_svg,
        ("<svg><script/></svg>", "<svg><a href='x'/></svg>", "<svg onload='x'/>", "<svg><image/></svg>"),
    ),
}


@pytest.mark.parametrize(("judge", "text"), [pytest.param(judge, text, id=f"{kind} {text[-40:]!a}") for kind, (judge, texts) in LIVE.items() for text in texts])  # fmt: skip  # one to a line
def test_a_judge_finds_what_is_live(judge: Judge, text: str) -> None:
    """What each judge is there to find, it finds."""
    with pytest.raises((AssertionError, ValueError, csv.Error, ET.ParseError)):
        judge(text)


@pytest.mark.parametrize(
    ("judge", "plain", "hostile"),
    [
        (of_html, f"{PAGE}<b>x</b>", f"{PAGE}<b><i>x</i></b>"),
        (of_markdown, "| a |\n| - |\n| x |\n", "| a |\n| - |\n| *x* |\n"),
        (of_markdown, "x\n", "# x\n"),
        (of_csv, "a,b\n", "a,b,c\n"),
        (of_json, '{"a": "x"}', '{"a": ["x"]}'),
        (of_xml, "<a>x</a>", "<a><b/></a>"),
        (of_yaml, "- x\n", "- {x: y}\n"),
        (of_github, "::error file=town/a.yaml,line=1::x\n", "::error file=town/a.yaml,line=1,title=x::x\n"),
    ],
)
def test_a_judge_tells_what_is_more_than_letters(judge: Judge, plain: str, hostile: str) -> None:
    """A mark more is seen by what an output is made of."""
    assert judge(plain) == judge(plain.replace("x", "q"))
    assert judge(plain) != judge(hostile)


HEARD = {
    "a connection": "import socket; socket.create_connection(('127.0.0.1', 9), 0.1)",
    "a name that is looked up": "import socket; socket.getaddrinfo('localhost', 80)",
    "an address that is fetched": "import urllib.request; urllib.request.urlopen('file:///etc/hostname')",
    "listening to everybody": "import socket; socket.socket().bind(('0.0.0.0', 0))",
    "a program": "import subprocess; subprocess.run(['true'])",
    "a shell": "import os; os.system('true')",
    "code of a file": "exec('q7zt = 1')",
    "an expression of a file": "eval('1 # q7zt')",
    "a template of a file": "import jinja2; jinja2.Environment().from_string('{{ 7 }} q7zt')",
    "a module that a file names": "__import__('q7zt')",
    "a pattern of a file": "import re; re.compile('(a+)+q7zt')",
    "a pickle": "import pickle, decimal; pickle.loads(pickle.dumps(decimal.Decimal(1)))",
}


@pytest.mark.slow
def test_the_ears_hear_what_they_are_there_for() -> None:
    """Each thing that no command may do is heard when something does it."""
    code = (
        "import contextlib, json, sys; from tests.sandbox import Ears, _pattern_ears\n"
        "ears = Ears(); _pattern_ears(ears); sys.addaudithook(ears.hear); told = {}\n"
        f"for name, does in {HEARD!r}.items():\n"
        "    done = compile(does, 'x', 'exec'); ears.heard = []; ears.armed = True\n"
        "    with contextlib.suppress(Exception): exec(done, {})\n"
        "    ears.armed = False; told[name] = len(ears.heard)\n"
        "print(json.dumps(told))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert [] == [name for name, times in json.loads(ran.stdout).items() if not times]


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(("-m", "peelgrade"), id="module"),
        pytest.param((str(Path(sys.executable).with_name("peelgrade")),), id="script", marks=pytest.mark.slow),
    ],
)
def test_no_module_is_taken_from_the_folder_that_one_is_in(tmp_path: Path, program: tuple[str, ...]) -> None:
    """Files with the names of libraries beside the evidence are not imported, however the program is started."""
    steered.write(tmp_path, lambda called, number: f"{called} {number}")
    for name in (
        "click",
        "yaml",
        "json",
        "pydantic",
        "rich",
        "jsonschema",
        "sitecustomize",
        "usercustomize",
        "readline",
    ):
        (tmp_path / f"{name}.py").write_text("open('owned', 'w'); raise SystemExit(99)\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, *program, "grade", "town", "--rules", "rules"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == ran.returncode, ran.stderr
    assert not (tmp_path / "owned").exists()
