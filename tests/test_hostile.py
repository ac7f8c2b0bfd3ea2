"""Hostile and broken files, a class at a time: each is refused in words, or read as if nothing had happened.

The cases are made by mutating one small inspection that is valid. What happens to the process itself (full disks,
closed streams, signals) stands at the end.
"""

from __future__ import annotations

import copy
import csv
import html
import io
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from peelgrade import limits, loading
from peelgrade.rendering import escaping, problems
from tests.conftest import ENVIRONMENT, PROGRAM, Ran, Run
from tests.folders import contents
from tests.test_bad_input import FRAMEWORK, RULES

RECORD = """\
id: town-2015
force:
  id: town
  name: Town Police
framework: small
documents:
  - id: report
    title: The report
    url: https://www.example.org/report
questions:
  - question: overall
    status: complete
    fieldwork: {start: 2015-06-01, end: 2015-08-31}
decisions:
  - question: overall
    stage: panel
    outcome: confirmed
    judgment: fair
    people: ["C. Chair, panel"]
    date: 2015-12-10
    reason: The panel weighed it.
published:
  - question: overall
    judgment: good
    sources: [{document: report, page: 3}]
"""

TEXT, NUMBER, WHOLE, DAY, FLAG = "Calls are answered at once.", "66.7", "17", "2015-06-15", "true"

EVIDENCE = f"""\
- id: F1
  kind: finding
  question: overall.response
  topic: calls
  shows: strength
  weight: moderate
  extent: widespread
  standing: observed
  statement: {TEXT}
  observed: {DAY}
  sources:
    - document: report
      section: Response
      page: {WHOLE}
- id: F2
  kind: finding
  question: overall.response
  shows: weakness
  weight: minor
  extent: isolated
  standing: reported
  statement: One office does not answer.
  part_of: F1
  sources:
    - document: report
      paragraph: 4
- id: M1
  kind: metric
  question: overall.response
  measure: answered_share
  subject: town
  value: {NUMBER}
  unit: percent
  period:
    start: 2015-01-01
    end: 2015-06-30
  breakdown:
    - at night
  comparators:
    - comparator: nation
      value: 50.5
      significant: {FLAG}
      rank: 1
      ranked_from: highest
  sources:
    - document: report
      figure: Figure 1
- id: R1
  kind: recommendation
  question: overall.response
  type: area_for_improvement
  status: open
  statement: Answer in every office.
  arises_from:
    - F2
  sources:
    - document: report
      page: 5
"""

END = EVIDENCE.count("\n") + 1  # the line after the last

ITEMS, HEAD, SMALL, RULEBOOK = "town/evidence.yaml", "town/inspection.yaml", "rules/framework.yaml", "rules/rules.yaml"
FILES = {ITEMS: EVIDENCE, HEAD: RECORD, SMALL: FRAMEWORK, RULEBOOK: RULES}
ARGUMENTS = ("town", "--rules", "rules")


@dataclass(frozen=True)
class Case:
    """A file that is put in the place of a valid one."""

    name: str
    raw: bytes
    code: str = ""  # of the problem that refuses it; none where it is read
    words: str = ""  # that the message or its help must hold
    line: int = 0  # of the problem, where it is one certain line
    file: str = ITEMS


def of(name: str, raw: str | bytes, code: str = "", words: str = "", line: int = 0, *, file: str = ITEMS) -> Case:
    """Return a case."""
    return Case(name, raw.encode() if isinstance(raw, str) else raw, code, words, line, file)


def instead(old: str, new: str, text: str = EVIDENCE) -> str:
    """Return a text with one part, which stands there once, replaced."""
    assert 1 == text.count(old), old
    return text.replace(old, new)


def line_of(part: str, text: str = EVIDENCE) -> int:
    """Return the line on which a part of a text starts."""
    return text[: text.index(part)].count("\n") + 1


def by_name(cases: Iterator[Case]) -> Any:
    """Return cases as parameters that are named."""
    listed = list(cases)
    assert len({case.name for case in listed}) == len(listed)
    return pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in listed])


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for all tests: making and deleting files takes longer than reading them."""
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture
def town(ground: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the small inspection in the working folder, with its rules beside it, as if it were new."""
    monkeypatch.chdir(ground)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    for path in sorted(Path().rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            _ = path.name in {"town", "rules"} or path.rmdir()
        elif path.as_posix() not in FILES or path.is_symlink() or not path.is_file():
            path.unlink()
    for name, text in FILES.items():
        path = Path(name)
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or path.read_bytes() != text.encode():
            path.write_text(text, encoding="utf-8")
    return Path("town")


def validated(run: Run, *more: str | Path, format_: str = "concise") -> Ran:
    """Validate the inspection."""
    return run("validate", *ARGUMENTS, "--isolated", "--format", format_, *more)


def assert_refused(run: Run, case: Case, *, graded: bool = False) -> None:
    """Check that a file is refused, that nothing is changed, and where that is asked for that it is not graded either."""
    Path(case.file).write_bytes(case.raw)
    before = contents()
    ran = validated(run)
    assert_told(ran, case)
    if case.line:
        assert f"{case.file}:{case.line}:" in ran.out
    if graded:
        ran = run("grade", *ARGUMENTS, "--format", "json")
        assert "" == ran.out
        assert_told(ran, case)
    assert before == contents()


def assert_told(ran: Ran, case: Case) -> None:
    """Check what is said of a file that is refused."""
    said = ran.out + ran.err
    assert 1 == ran.code, said
    assert "Traceback" not in said
    assert f"{case.file}:" in said
    assert case.code in said, said
    assert case.words in said, said
    assert len(said.encode()) < 20_000
    assert_plain(said)


_NOT_PRINTABLE = "\n\u00a0\u3000\u200d"  # as Python has it; blanks and joiners are shown as they are


def assert_plain(text: str) -> None:
    """Check that a text holds nothing that steers a terminal or hides."""
    strange = {one for one in text if one not in _NOT_PRINTABLE and not one.isprintable()}
    assert not strange, sorted(map(ascii, strange))


# --- bytes and encodings ---------------------------------------------------------------------------------------------

NOT_TEXT = {
    "PNG": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "JPEG": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "zip": b"PK\x03\x04\x14\0\x06\0",
    "gzip": b"\x1f\x8b\x08\0\0\0\0\0",
    "bzip2": b"BZh91AY&SY\x8e\xd5",
    "xz": b"\xfd7zXZ\0\0\x04",
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "PDF": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n",
    "rich text": b"{\\rtf1\\ansi Calls}",
    "database": b"SQLite format 3\0\x10\0",
    "ELF": b"\x7fELF\x02\x01\x01\0",
    "pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
    "web page": b"<!DOCTYPE html><title>404</title>",
    "web page in capitals": b"\xef\xbb\xbf<HTML><BODY>Not found",
}

ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")

BROKEN_UTF8 = {
    "a byte that is never UTF-8": b"\xff",
    "a start without its end": b"\xe2\x82",
    "an end without its start": b"\x80",
    "an overlong slash": b"\xc0\xaf",
    "an overlong nought in three bytes": b"\xe0\x80\x80",
    "half of a surrogate pair": b"\xed\xa0\xbd",
    "a surrogate pair": b"\xed\xa0\xbd\xed\xb8\x80",
    "past the last character": b"\xf4\x90\x80\x80",
    "a start of five bytes": b"\xf8\x88\x80\x80\x80",
}

UNSEEN = {
    "nought": "\0",
    "bell": "\a",
    "backspace": "\b",
    "vertical tab": "\v",
    "form feed": "\f",
    "shift out": "\x0e",
    "escape": "\x1b",
    "unit separator": "\x1f",
    "delete": "\x7f",
    "next line": "\x85",
    "control sequence of 8 bits": "\x9b",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "Arabic letter mark": "\u061c",
    "left-to-right mark": "\u200e",
    "right-to-left override": "\u202e",
    "end of override": "\u202c",
    "isolate": "\u2067",
    "mark of order inside": "\ufeff",
    "no character": "\uffff",
    "tag character": "\U000e0041",
    "cancel tag": "\U000e007f",
}


def bytes_and_encodings() -> Iterator[Case]:
    """Yield files that are no text, or not the text that they look like."""
    for name, raw in NOT_TEXT.items():
        yield of(f"{name} alone", raw)
        yield of(f"{name} in front", raw + EVIDENCE.encode())
    for encoding in ENCODINGS:
        yield of(f"saved as {encoding}", EVIDENCE.encode(encoding), "PG106", "UTF-8", 1)
    for encoding, text in (
        ("latin-1", "Café"),
        ("cp1252", "the town\u2019s"),
        ("shift-jis", "警察"),
        ("gb18030", "警察"),
    ):
        yield of(f"saved as {encoding}", instead(TEXT, text).encode(encoding), "PG106", "UTF-8", 9)
    for name, raw in BROKEN_UTF8.items():
        yield of(f"{name}, in a text", instead(TEXT, "Calls?").encode().replace(b"?", raw), "PG106", "byte", 9)
        yield of(f"{name}, in a comment at the end", EVIDENCE.encode() + b"# " + raw, "PG106", "byte", END)
    for name, one in UNSEEN.items():
        yield of(f"{name} in a text", instead(TEXT, f"Calls{one}?"), "PG107", f"U+{ord(one):04X}", 9)
        yield of(f"{name} in a comment", f"# calls {one}\n{EVIDENCE}", "PG107", f"U+{ord(one):04X}", 1)
        yield of(f"{name} as an escape", instead(TEXT, f'"Calls\\U{ord(one):08x}?"'), "PG107", f"U+{ord(one):04X}", 9)
    yield of("half of a pair as an escape", instead(TEXT, '"\\ud83d"'), "PG1", line=9)
    yield of("a pair as two escapes", instead(TEXT, '"\\ud83d\\ude00"'), "PG1", line=9)
    yield of("an escape past the last character", instead(TEXT, '"\\U00110000"'), "PG1", line=9)
    yield of("a carriage return as an escape", instead(TEXT, '"good\\rbad"'), "PG107", "U+000D", 9)
    for share in (3, 10, 30, 60, 95):
        cut = EVIDENCE.encode()[: len(EVIDENCE) * share // 100]
        yield of(f"the first {share} per cent", cut, "PG")
    yield of("noughts at the end", EVIDENCE.encode() + bytes(512), "PG107", "U+0000", END)


@pytest.mark.sampled(8)
@by_name(bytes_and_encodings())
@pytest.mark.usefixtures("town")
def test_bytes_that_are_no_plain_text_are_refused(run: Run, case: Case) -> None:
    """Other formats, encodings and characters that hide are refused where they stand."""
    assert_refused(run, case)


def other_ways_to_write_it() -> Iterator[Case]:
    """Yield the same evidence, written otherwise."""
    data = yaml.safe_load(EVIDENCE)
    yield of("a mark of order", b"\xef\xbb\xbf" + EVIDENCE.encode())
    yield of("line ends as on Windows", EVIDENCE.replace("\n", "\r\n"))
    yield of("line ends as on old Macs", EVIDENCE.replace("\n", "\r"))
    yield of("line ends of three kinds", EVIDENCE.replace("\n", "\r\n", 9).replace("\n  ", "\r  ", 3))
    yield of("no line end at the end", EVIDENCE.rstrip("\n"))
    yield of("many lines at the end", EVIDENCE + "\n" * 999)
    yield of("blanks at line ends", EVIDENCE.replace("\n", "   \n"))
    yield of("tabs at line ends", EVIDENCE.replace("\n", "\t\n"))
    yield of("a tab after the colon", EVIDENCE.replace(": ", ":\t"))
    yield of("comments at line ends", EVIDENCE.replace("\n", "  # remark\n"))
    yield of("comments between lines", EVIDENCE.replace("\n", "\n# remark\n"))
    yield of("marks of a document", f"---\n{EVIDENCE}...\n")
    yield of("a directive", f"%YAML 1.2\n---\n{EVIDENCE}")
    yield of("indented", "".join(f"    {line}\n" for line in EVIDENCE.splitlines()))
    yield of("JSON on one line", json.dumps(data, default=str))
    yield of("JSON with tabs", json.dumps(data, default=str, indent="\t"))
    yield of("JSON in ASCII letters", json.dumps(data, default=str, indent=1, ensure_ascii=True))
    yield of("brackets throughout", yaml.safe_dump(data, default_flow_style=True, width=60))
    yield of("keys in another order", yaml.safe_dump([dict(reversed(one.items())) for one in data]))
    yield of("items in another order", yaml.safe_dump(data[::-1], sort_keys=False))
    yield of("keys in quotes", re.sub(r"([a-z_]+): ", r"'\1': ", EVIDENCE))
    yield of("a text in single quotes", instead(TEXT, f"'{TEXT}'"))
    yield of("a text in double quotes", instead(TEXT, f'"{TEXT}"'))
    yield of("a text with escapes", instead(TEXT, '"\\x43alls are\\x20answered at \\\n    once."'))
    yield of("a text over lines", instead(TEXT, "Calls are\n    answered\n    at once."))
    yield of("a folded text", instead(TEXT, ">-\n    Calls are\n    answered at once."))
    yield of("a literal text", instead(TEXT, f"|-\n    {TEXT}"))
    yield of("a day in quotes", instead(DAY, f"'{DAY}'"))
    yield of("truth as YAML 1.2 has it", instead(FLAG, "TRUE"))
    yield of("an explicit key", instead(f"  observed: {DAY}", f"  ? observed\n  : {DAY}"))
    yield of("an empty list that says nothing", instead(f"  observed: {DAY}", f"  observed: {DAY}\n  methods: []"))


@pytest.mark.sampled(12)
@by_name(other_ways_to_write_it())
@pytest.mark.usefixtures("town")
def test_the_same_written_otherwise_is_graded_the_same(run: Run, case: Case) -> None:
    """How a file is laid out changes not one byte of the result."""
    before = run("grade", *ARGUMENTS, "--format", "json")
    Path(case.file).write_bytes(case.raw)
    assert 0 == validated(run).code
    assert before == run("grade", *ARGUMENTS, "--format", "json")
    assert 0 == before.code
    assert case.raw == Path(case.file).read_bytes()


# --- what YAML can do ------------------------------------------------------------------------------------------------


def structure() -> Iterator[Case]:
    """Yield what YAML offers beyond plain data, and what is no YAML."""
    bomb = "".join(f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]\n" for n in range(9))
    merges = "".join(f"- &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9) if n else '{k: v}'}]}}\n" for n in range(9))
    added = EVIDENCE + "- "
    yield of("lists that double and double", bomb + EVIDENCE, "PG111", line=1)
    yield of("merges that double and double", merges + EVIDENCE, "PG114", line=1)
    yield of("an anchor nobody uses", instead(TEXT, f"&t {TEXT}"), "PG111", "&t", 9)
    yield of("an anchor on an item", f"- &f\n  {EVIDENCE[2:]}", "PG111", "&f", 1)
    yield of("an anchor on a key", instead("  topic: calls", "  &k topic: calls"), "PG111", "&k", 4)
    yield of("an alias as a value", instead(TEXT, "*t"), "PG111", "*t", 9)
    yield of("an alias as a key", instead("  topic: calls", "  *t : calls"), "PG111", "*t", 4)
    yield of("an alias as an item", f"{added}*f\n", "PG111", "*f", END)
    yield of("a list inside itself", f"{added}&a [*a]\n", "PG111", line=END)
    yield of("a mapping inside itself", f"{added}&a {{a: *a}}\n", "PG111", line=END)
    yield of("a merge", instead("  topic: calls", "  <<: {topic: calls}"), "PG114", "in full", 4)
    yield of("a merge of several", instead("  topic: calls", "  <<: [{topic: calls}, {}]"), "PG114", "in full", 4)
    for tag in (
        "!!str",
        "!!binary",
        "!!timestamp",
        "!!python/object/apply:os.system",
        "!!python/name:exit",
        "!include",
        "!ENV",
        "!!js/function",
        "!<tag:yaml.org,2002:str>",
        "!",
    ):
        yield of(f"the tag {tag.replace('/', ' ')}", instead(TEXT, f"{tag} x"), "PG119", "tag", 9)
    for tag, value in (("!!set", "{a, b}"), ("!!omap", "[a: b]"), ("!!map", "{}"), ("!!python/tuple", "[a]")):
        yield of(f"the tag {tag.replace('/', ' ')}", f"{added}{tag} {value}\n", "PG119", "tag", END)
    yield of("a tag on a key", instead("  topic: calls", "  !!str topic: calls"), "PG119", "tag", 4)
    yield of("a prefix for tags", f"%TAG ! tag:yaml.org,2002:python/object/\n---\n{instead(TEXT, '!x y')}", "PG119")
    yield of("an unknown prefix for tags", instead(TEXT, "!e!x y"), "PG110", line=9)
    yield of("a version of YAML that is none", f"%YAML 3.0\n---\n{EVIDENCE}", "PG110", "%YAML")
    yield of("two directives", f"%YAML 1.2\n%YAML 1.2\n---\n{EVIDENCE}", "PG110")
    yield of("a second document", f"{EVIDENCE}---\n{EVIDENCE}", "PG115", "a file holds one")
    yield of("an empty second document", f"{EVIDENCE}---\n", "PG115", "a file holds one")
    yield of("rubbish after the end", f"{EVIDENCE}...\n]\n", "PG110")
    for name, text in (("a list", "[a, b]"), ("a mapping", "{a: b}")):
        yield of(f"{name} as a key", instead("  topic: calls", f"  ? {text}\n  : calls"), "PG113", line=4)
        yield of(f"{name} as a key on one line", instead("  topic: calls", f"  {text}: calls"), "PG113", line=4)
    yield of("a key twice", instead("  topic: calls", "  topic: calls\n  topic: calls"), "PG112", "twice", 5)
    yield of(
        "a key twice, written otherwise",
        instead("  topic: calls", '  topic: calls\n  "\\x74opic": x'),
        "PG112",
        "'topic'",
        5,
    )
    yield of("a key twice in JSON", '[{"id": "F1", "id": "F2"}]', "PG112", "'id'", 1)
    yield of(
        "a key twice deep inside",
        instead("      figure: Figure 1", "      figure: a\n      figure: b"),
        "PG112",
        "'figure'",
    )
    yield of("every item in a mapping", "items:\n" + EVIDENCE, "PG205", "list")
    yield of("one item and no list", EVIDENCE.split("- id: F2", maxsplit=1)[0].replace("- id", "  id"), "PG205", "list")
    for name, text in (
        ("a word", "evidence\n"),
        ("a number", "17\n"),
        ("a quoted text", "'- id: F1'\n"),
        ("truth", "true\n"),
    ):
        yield of(f"{name} for a file", text, "PG205", "a list is wanted", 1)
    for name, text in (
        ("nothing", ""),
        ("blanks", "  \n \n"),
        ("a remark", "# to be written"),
        ("a mark", "---\n"),
        ("marks", "---\n...\n"),
        ("null", "null\n"),
        ("a tilde", "~\n"),
    ):
        yield of(f"{name} for a file", text, "PG109", "empty", 1)
    yield of("tabs for a file", "\t\t\n", "PG1")
    for name, text, words in (
        ("a tab as indent", instead("  topic: calls", "\ttopic: calls"), "tab"),
        ("a bracket that stays open", f"{added}[a, b\n", "bracket"),
        ("a bracket of the other kind", f"{added}[a, b}}\n", ""),
        ("a bracket that was not opened", f"{added}]\n", ""),
        ("a quote that stays open", instead(TEXT, '"Calls'), "quote"),
        ("more after a quote", instead(TEXT, '"Calls" are answered'), "quotes"),
        ("a colon in a text", instead(TEXT, "Calls: answered"), "colon"),
        ("a list in a line", instead(TEXT, "- Calls"), "list"),
        ("an at sign in front", instead(TEXT, "@calls"), "quotes"),
        ("a backtick in front", instead(TEXT, "`calls`"), "quotes"),
        ("a per cent sign in front", instead(TEXT, "%80"), "quotes"),
        ("an escape that is none", instead(TEXT, '"\\c"'), "backslash"),
        ("an escape cut short", instead(TEXT, '"\\u12"'), "backslash"),
        ("words after a block sign", instead(TEXT, "| Calls"), "'|'"),
        ("an indent that is off", instead("  topic: calls", "   topic: calls"), "indent"),
        ("an item further in", instead("- id: F2", " - id: F2"), ""),
        ("commas alone", f"{added}[,,,]\n", ""),
        ("question marks", "? " * 300, ""),
        ("a key too long for YAML", f"{'k' * 1100}: x\n", ""),
    ):
        yield of(name, text, "PG1", words)
    for name, mark in (("ours", "<<<<<<< HEAD\n"), ("theirs", ">>>>>>> branch\n"), ("bare", "<<<<<<<\n")):
        yield of(f"a merge left behind, {name}", instead("- id: F2\n", f"{mark}- id: F2\n"), "PG108", "conflict", 15)
    yield of("a hundred thousand brackets", f"{added}{'[' * 100_000}", "PG116", "nested", END)
    yield of("a hundred thousand mappings", f"{added}{'{a: ' * 100_000}", "PG116", "nested", END)
    yield of("twenty thousand dashes", f"{added}{'- ' * 20_000}x\n", "PG116", "nested", END)
    yield of("a staircase", f"{added}\n" + "".join(f"{' ' * n}a:\n" for n in range(2, 400)), "PG116", "nested")
    yield of("twenty thousand anchors", f"{added}[{', '.join(f'&a{n} x' for n in range(20_000))}]\n", "PG111", "&a0")
    yield of(
        "a great many unknown keys",
        instead("  topic: calls", "\n".join(f"  key{n}: x" for n in range(5_000))),
        "PG202",
        "more keys are unknown",
    )


@pytest.mark.sampled(8)
@by_name(structure())
@pytest.mark.usefixtures("town")
def test_what_is_more_or_less_than_plain_data_is_refused(run: Run, case: Case) -> None:
    """Anchors, tags, merges, floods and torn files end in a message, at once."""
    assert_refused(run, case, graded=True)


# --- words, numbers and days -----------------------------------------------------------------------------------------

TRAPS = (
    "no", "NO", "off", "y", "N", "on", "Yes", "True", "false", "12:30", "12:30:45", "1:1", "190:20:30.15", "010", "0o10",
    "0x1F", "1_000", "0b11", "1e3", "1E+3", ".5", "5.", "+1", "-0", ".inf", "-.INF", ".NaN", "2015-01-01",
    "2001-12-14t21:59:43.10-05:00", "1.20", "007", "08", "=", "<<", "017", "1,000", "0.1e", "Infinity", "NaN",
)  # fmt: skip  # a word each would fill a page

NO_NUMBERS = (
    ".inf", "-.inf", ".nan", "NaN", "Infinity", "inf", "1e3", "1E3", "1.0e+400", "1e-400", "010", "-010", "0o10", "0x10", "0b11",
    "1_000", "12:30", "'1,5'", "1.234,5", "50%", "£5", "'50'", '"50"', "true", "no", "+5", "5.", ".5", "--5", "1/3", "½", "\u0661\u0662",
    "\uff11\uff12", "\u22125", "1'000", "'1 000'", "1\u00a0000", "5 per cent", "five", "|\n    50", "[50]", "{a: 50}", "-", "'-'", "0-5", "1..2",
    "1234567890123456", "0.1234567890123456", "9" * 5000, "0." + "1" * 5000, "1" + ":59" * 2000,
)  # fmt: skip  # a word each would fill a page

NO_DAYS = (
    "2015-02-30", "2015-02-29", "1900-02-29", "2015-13-01", "2015-00-10", "2015-06-00", "2015-06-31", "0000-01-01", "10000-01-01",
    "-2015-06-15", "2015-6-15", "15-06-2015", "20150615", "2015-W24-1", "2015-166", "15/06/2015", "06/15/2015", "15.06.2015",
    "June 2015", "2015-06", "2015", "2015-06-15T10:00:00", "2015-06-15 10:00", "2015-06-15Z", "2015-06-15+01:00", "1434326400",
    "'2015-06-15 '", "' 2015-06-15'", '"2015-06-15\\n"', "\u0662\u0660\u0661\u0665-06-15", "2015\u201006\u201015", "2015\u221206\u221215", "today", "inf", "true",
    "[2015-06-15]", "{start: 2015-06-15}", "2015-06-15, 2015-06-16",
)  # fmt: skip  # a day each would fill a page

NO_TRUTHS = (
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "1",
    "0",
    "'true'",
    '"false"',
    "tRUE",
    "t",
    "wahr",
    "[true]",
    "{}",
    "''",
)


def scalars() -> Iterator[Case]:
    """Yield values that other readers of YAML take for something else, where they cannot stand."""
    for word in NO_NUMBERS:
        yield of(
            f"the number {_id(word)}",
            instead(f"value: {NUMBER}", f"value: {word}"),
            "PG",
            line=0 if "\n" in word else line_of(NUMBER),
        )
    for word in ("0", "-1", "1.5", "4.0", "1e2", "'4'", "017", "four", "0x4", "1234567890123456"):
        yield of(f"the page {_id(word)}", instead(f"page: {WHOLE}", f"page: {word}"), "PG20", line=14)
    for word in NO_DAYS:
        yield of(f"the day {_id(word)}", instead(f"observed: {DAY}", f"observed: {word}"), "PG20", line=10)
    for word in NO_TRUTHS:
        yield of(
            f"the truth {_id(word)}",
            instead(f"significant: {FLAG}", f"significant: {word}"),
            "PG205",
            "true or false",
            line_of(f"significant: {FLAG}"),
        )
    for word in ("", "~", "null", "Null", "NULL"):
        for key, old in (
            ("text", f"statement: {TEXT}"),
            ("number", f"value: {NUMBER}"),
            ("truth", f"significant: {FLAG}"),
            ("day", f"observed: {DAY}"),
            ("word", "topic: calls"),
        ):
            yield of(f"the {key} {_id(word)}", instead(old, f"{old.split(': ')[0]}: {word}"), "PG201", "has no value")
    for word in ("''", '""', "' '", '"\\t"', '"\\n"', "'\u00a0\u3000'", ">\n\n"):
        yield of(f"the text {_id(word)}", instead(TEXT, word), "PG20")
    for word in (
        "Strength",
        "STRENGTH",
        "strength ",
        "strenght",
        "\uff53trength",
        "stren\u0261th",
        "strength\u200b",
        "str\u00e9ngth",
        "0",
        "yes",
        "strength, weakness",
    ):
        yield of(f"the word {_id(word)}", instead("shows: strength", f"shows: '{word}'"), "PG204", line=5)


def _id(word: str) -> str:
    """Return a name for a case: short, in ASCII letters, and like no other."""
    short = ascii(word)[1:-1]
    return short if len(short) < 40 else f"{short[:30]} and {len(short)} long"


@pytest.mark.sampled(8)
@by_name(scalars())
@pytest.mark.usefixtures("town")
def test_a_value_of_another_kind_is_refused(run: Run, case: Case) -> None:
    """Numbers, days and truth values have one way to be written; nothing is guessed."""
    assert_refused(run, case)


@pytest.mark.sampled(10)
@pytest.mark.parametrize("word", TRAPS)
def test_text_stays_as_it_was_written(run: Run, town: Path, word: str) -> None:
    """What YAML 1.1 takes for a truth value, a number, a time or a day is text where text is wanted."""
    (town / "evidence.yaml").write_text(instead(TEXT, word), encoding="utf-8")
    assert 0 == validated(run).code
    assert word in texts(explained(run, "F1"))


def explained(run: Run, subject: str) -> Any:
    """Return the explanation of a question, rule or item as data."""
    return json.loads(run("explain", "town", subject, "--rules", "rules", "--format", "json").out)


def texts(data: Any) -> set[str]:
    """Return every text in JSON of any shape."""
    if isinstance(data, dict):
        return set().union(*map(texts, data.values()))
    if isinstance(data, list):
        return set().union(*map(texts, data))
    return {data} if isinstance(data, str) else set()


# --- ids and references ----------------------------------------------------------------------------------------------


def ids_and_references() -> Iterator[Case]:
    """Yield ids that are none, are taken, or lead nowhere."""
    for name, written, code in (
        ("a blank inside", "R 1", "PG207"),
        ("a blank at the end", "'R1 '", "PG207"),
        ("a line end at the end", '"R1\\n"', "PG207"),
        ("a blank without a width", "'R\u200b1'", "PG207"),
        ("a joiner", "'R\u200d1'", "PG207"),
        ("a Cyrillic letter", "R1\u0430", "PG207"),
        ("wide letters", "\uff32\uff11", "PG207"),
        ("Arabic digits", "R\u0661", "PG207"),
        ("an accent beside its letter", "Re\u0301", "PG207"),
        ("a point in front", ".R1", "PG207"),
        ("a hyphen in front", "'-R1'", "PG207"),
        ("an option", "--rules=x", "PG207"),
        ("two points", "..", "PG207"),
        ("a path out", "../../R1", "PG207"),
        ("a path from the root", "/etc/R1", "PG207"),
        ("a path of Windows", "'C:\\R1'", "PG207"),
        ("a colon", "'R:1'", "PG207"),
        ("markup", "<b>R1</b>", "PG207"),
        ("a template", "'{{R1}}'", "PG207"),
        ("a bracket", "R1[0]", "PG207"),
        ("nothing in quotes", "''", "PG207"),
        ("nothing", "", "PG201"),
        ("null", "null", "PG201"),
        ("a number", "17", "PG205"),
        ("a number with a point", "1.5", "PG205"),
        ("truth", "true", "PG205"),
        ("a list", "[R1]", "PG205"),
        ("a mapping", "{R1: x}", "PG205"),
        ("65 letters", "R" * 65, "PG210"),
        ("a million letters", "R" * 1_000_000, "PG117"),
        ("the id of another", "F1", "PG501"),
        ("the id of another but for a capital", "f1", "PG501"),
        ("the id of a question", "overall.response", "PG517"),
        ("the id of a rule", "response.good", "PG517"),
    ):
        yield of(f"an id with {name}", instead("- id: R1", f"- id: {written}"), code)
    for name, written, code, words in (
        ("to nothing", "F9", "PG504", "no item 'F9'"),
        ("in the wrong case", "f2", "PG504", "'F2'"),
        ("with a blank", "'F2 '", "PG207", ""),
        ("with a homoglyph", "F2\u0430", "PG207", ""),
        ("to an item of another kind", "M1", "PG505", ""),
        ("to itself", "R1", "PG516", ""),
        ("to a question", "overall", "PG50", ""),
        ("that is a number", "17", "PG205", ""),
        ("that is a list", "[F2]", "PG205", ""),
    ):
        yield of(f"a reference {name}", instead("    - F2", f"    - {written}"), code, words)
    for key, old, code in (
        ("question", "overall.response\n  topic", "PG204"),
        ("topic", "calls\n  shows", "PG20"),
        ("measure", "answered_share", "PG204"),
        ("unit", "percent", "PG204"),
        ("subject", "town", "PG508"),
        ("comparator", "nation", "PG204"),
        ("type", "area_for_improvement", "PG204"),
        ("document", "report\n      section", "PG503"),
        ("kind", "recommendation", "PG204"),
    ):
        first, rest = re.fullmatch(r"([\w.]+)(.*)", old, re.DOTALL).groups()  # type: ignore[union-attr]
        for name, written in (("none", "nowhere"), ("a capital", first.upper()), ("one letter less", first[:-1])):
            yield of(
                f"a {key} with {name}",
                instead(f"{key}: {old}", f"{key}: {written}{rest}"),
                code if key != "document" else "PG503",
            )
        yield of(f"a {key} with a blank", instead(f"{key}: {old}", f"{key}: '{first} '{rest}"), "PG20")
    yield of("a finding that is part of itself", instead("part_of: F1", "part_of: F2"), "PG305")
    yield of(
        "findings that are part of each other", instead("  topic: calls", "  topic: calls\n  part_of: F2"), "PG506"
    )
    yield of(
        "a recommendation that supersedes itself",
        instead("  status: open", "  status: open\n  superseded_by: R1"),
        "PG311",
    )
    other = EVIDENCE[EVIDENCE.index("- id: R1") :].replace("id: R1", "id: R2\n  superseded_by: R1")
    circle = instead("  status: open", "  status: open\n  superseded_by: R2")
    yield of("recommendations that supersede each other", circle + other, "PG507")
    yield of(
        "a metric that sums itself",
        instead(f"  value: {NUMBER}", f"  value: {NUMBER}\n  checks: {{sum_of: [M1]}}"),
        "PG516",
    )
    yield of(
        "a period that runs backwards",
        instead("end: 2015-06-30", "end: 2014-06-30"),
        "PG306",
        line=line_of("end: 2015-06-30"),
    )
    yield of("a share below nought", instead(f"value: {NUMBER}", "value: -0.1"), "PG511")


@pytest.mark.sampled(8)
@by_name(ids_and_references())
@pytest.mark.usefixtures("town")
def test_an_id_that_is_none_or_leads_nowhere_is_refused(run: Run, case: Case) -> None:
    """Lookalikes, paths, markup and options are no ids; a reference must lead to one item of the right kind."""
    assert_refused(run, case)


# --- keys, mappings and lists ----------------------------------------------------------------------------------------

DATA = json.loads(json.dumps(yaml.safe_load(EVIDENCE), default=str))
MAY_BE_LEFT_OUT = {
    "topic",
    "observed",
    "section",
    "page",
    "part_of",
    "paragraph",
    "breakdown",
    "significant",
    "figure",
    "arises_from",
}


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything inside the items."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in inside:
        yield (*path, step)
        yield from places(value, (*path, step))


def changed(path: tuple[Any, ...], change: Callable[[Any, Any], None]) -> str:
    """Return the evidence as JSON after a change to what holds the last step of a path."""
    data = copy.deepcopy(DATA)
    around = data
    for step in path[:-1]:
        around = around[step]
    change(around, path[-1])
    return json.dumps(data, indent=1)


def shapes() -> Iterator[Case]:
    """Yield the evidence with every value in turn replaced by one of another shape, and every key misspelt or gone."""
    for path in places(DATA):
        name = ".".join(map(str, path))
        others: dict[str, Any] = {"a list in a list": [[]], "null": None}
        others |= {"an empty mapping": {}} if len(path) % 2 else {"a mapping": {"x": "y"}}
        is_text = path[-1] in {"statement", "section", "figure"} or path[-2:] == ("breakdown", 0)
        others |= {} if is_text else {"a text": "no such"}
        for shape, value in others.items():
            yield of(
                f"{name} is {shape}", changed(path, lambda at, step, value=value: at.__setitem__(step, value)), "PG"
            )
        if not isinstance(path[-1], str):
            continue
        if path[-1] not in MAY_BE_LEFT_OUT and path[-1] != "comparators":
            yield of(f"{name} is gone", changed(path, lambda at, step: at.pop(step)), "PG")
        for how, wrong in (
            ("in capitals", path[-1].upper()),
            ("misspelt", path[-1] + path[-1][-1]),
        ):
            yield of(
                f"{name} is {how}",
                changed(path, lambda at, step, wrong=wrong: at.__setitem__(wrong, at.pop(step))),
                "PG202",
                path[-1],
            )
    for name, key in (
        ("nothing", ""),
        ("a long word", "k" * 900),
        ("markup", "<b>"),
        ("a dunder", "__class__"),
        ("a number", "1"),
        ("truth", "yes"),
    ):
        yield of(
            f"a key that is {name}",
            changed((0, key), lambda at, step: at.__setitem__(step, "x")),
            "PG202",
            "unknown key",
        )


@pytest.mark.sampled(8)
@by_name(shapes())
@pytest.mark.usefixtures("town")
def test_every_value_and_key_out_of_place_is_refused(run: Run, case: Case) -> None:
    """Whatever is of another shape, missing or misspelt ends in a problem with its place."""
    assert_refused(run, case)


# --- text that steers what shows it ----------------------------------------------------------------------------------

PAYLOADS = {
    "a script": "<script>alert(1)</script>",
    "a handler": "<img src=x onerror=alert(1)>",
    "the end of a table": "</td></tr></table><h1>Good</h1>",
    "the end of CDATA": "]]><testcase/>",
    "an entity": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>&b;',
    "an escaped entity": "&lt;b&gt; &amp;amp; &#60;i&#62;",
    "quotes of both kinds": "\" onclick='x' \"",
    "a comment of HTML": "<!-- hidden -->",
    "a link of Markdown": "[Good](https://example.org)",
    "a picture of Markdown": "![x](https://example.org/x.png)",
    "a link by reference": "[Good]: https://example.org",
    "an address in brackets": "<https://example.org>",
    "an address": "https://example.org/grade www.example.org",
    "a cell of a table": "good | outstanding |",
    "a backslash and a bar": "good \\| outstanding",
    "a heading": "# Outstanding",
    "a fence": "``` ~~~",
    "code": "`Outstanding`",
    "emphasis": "**Outstanding** __x__ ~~Inadequate~~",
    "a mention": "@everyone look, fixes #1 and GH-2, !3 ~bug",
    "a picture by its name": ":tada: :+1:",
    "a formula": "=HYPERLINK(1)",
    "a formula with a plus": "+1+cmd|' /C calc'!A0",
    "a formula with a minus": "-2+3",
    "a formula with an at sign": "@SUM(1)",
    "a formula after a blank": " =1+1",
    "a command of GitHub": "::error file=a,line=1::owned",
    "a command that stops commands": "::stop-commands::x",
    "an encoded line end": "x%0A::error::owned %25 %0D",
    "a property": "x,line=1,title=owned",
    "a command of Azure": "##vso[task.setvariable variable=x]y",
    "a command of Azure, short": "##[error]owned",
    "an expression of a workflow": "${{ secrets.TOKEN }}",
    "a template": "{{7*7}} {% raw %}",
    "a format": "{0.__class__} {x!r:>99999}",
    "a printf": "%s%n%99999d %(x)s",
    "a variable": "$HOME ${HOME} $(touch owned) `id`",
    "a shell": "; touch owned && x | y > z",
    "markup of the terminal library": "[bold red]x[/] [link=https://example.org]y[/link]",
    "markup that ends what was not begun": "see [/foo] and [/]",
    "words in brackets": "project/[WIP] [1]",
    "a database": "'; DROP TABLE evidence; --",
    "TeX": "\\input{/etc/passwd} $x_1^2$",
    "a path": "../../../../etc/passwd",
    "an address of a file": "file:///etc/passwd",
    "a script as an address": "javascript:alert(1)",
    "an option": "--rules=elsewhere",
    "a device": "CON",
    "a prototype": "__proto__",
    "a backslash at the end": "x\\",
    "quotes as code points": "\u201cx\u201d \u00abx\u00bb",
    "joined emoji": "\U0001f469\u200d\U0001f692 \U0001f1ec\U0001f1e7",
    "marks upon marks": "Z" + "\u0301\u0323" * 40,
    "decomposed letters": "e\u0301vidence",
    "wide letters": "\uff27\uff4f\uff4f\uff44",
    "letters from right to left": "\u05d8\u05d5\u05d1 \u0637\u064a\u0628",
    "a soft hyphen": "in\u00adadequate",
    "a word joiner": "in\u2060adequate",
    "a blank without a width": "in\u200badequate",
    "a filler": "x\u3164y",
    "a variation selector": "x\ufe0f\U000e0100",
    "one long word": "W" * 3_000,
}


def quoted(text: str) -> str:
    """Return text as YAML in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def visible(text: str) -> str:
    """Return the part of a text that any output shows as it is: its longest run of plain letters."""
    return max(re.findall(r"[A-Za-z]+", text) or [""], key=len)[:50]


OURS = ("::error file=town/", "::warning file=town/", "::notice file=town/")


def assert_inert(text: str) -> None:
    """Check that nothing in an output is a command to a terminal or to a runner of CI, but for our own annotations."""
    assert_plain(text)
    assert not re.search(r"##\w*\[", text)
    for line in text.splitlines():
        assert not line.lstrip().startswith("::") or line.startswith(OURS), line


def strict(text: str) -> Any:
    """Read JSON as strict readers do: no key twice, no number that JSON has not."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({key for key, _ in pairs}) == len(pairs)
        return dict(pairs)

    def never(word: str) -> None:
        raise AssertionError(word)

    return json.loads(text, object_pairs_hook=once, parse_constant=never)


def unescaped(text: str) -> str:
    """Return the text of one cell of Markdown; what would be markup in it fails."""
    bare = re.sub(r"\\[\\`*_{}\[\]<>()#+!|~-]", "", text)
    assert not re.search(r"[<>|`*\[\]]|(?<!\w)_|://|@\w", bare.replace("&#8203;", "\0")), text
    return html.unescape(re.sub(r"\\(.)", r"\1", text.replace("&#8203;", "")))


MESSAGES: dict[str, Callable[[str], list[str]]] = {
    "full": lambda out: re.findall(r"error PG204: (.*)", out),
    "concise": lambda out: re.findall(r"error PG204 (.*)", out),
    "json": lambda out: [one["message"] for one in strict(out)["problems"]],
    "jsonl": lambda out: [strict(line)["message"] for line in out.splitlines()],
    "github": lambda out: [
        line.split("::", 2)[2].split("%0A")[0].replace("%25", "%")
        for line in out.splitlines()
        if line.startswith("::error")
    ],
    "gitlab": lambda out: [one["description"] for one in strict(out)],
    "sarif": lambda out: [one["message"]["text"].replace("] (", "](") for one in strict(out)["runs"][0]["results"]],
    "junit": lambda out: [one.get("message", "") for one in ET.fromstring(out).iter("failure")],  # noqa: S314  # our own
    "markdown": lambda out: [
        unescaped(re.split(r"(?<!\\) \| ", line)[3]) for line in out.splitlines() if line.startswith("| error")
    ],
}


def refused_at_once(listed: list[str]) -> str:
    """Return evidence with a finding for each payload, which stands where a word is wanted."""
    finding = EVIDENCE[: EVIDENCE.index("- id: F2")].replace("  topic: calls\n", "")
    return "".join(
        finding.replace("id: F1", f"id: F{number}").replace("shows: strength", f"shows: {quoted(payload)}")
        for number, payload in enumerate(listed, 1)
    )


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, len(PAYLOADS), 8))  # as many as every format shows
def test_text_is_shown_and_does_nothing_where_it_is_refused(run: Run, town: Path, first: int) -> None:
    """Every format of validate tells the same messages, quotes the text in them, and is steered by none."""
    listed = list(PAYLOADS.values())[first : first + 8]
    (town / "evidence.yaml").write_text(refused_at_once(listed), encoding="utf-8")
    outs = {}
    for format_ in problems.FORMATS:
        ran = validated(run, format_=format_)
        assert 1 == ran.code
        assert_inert(ran.out)
        assert_plain(ran.err)
        outs[format_] = MESSAGES[format_](ran.out)
    wanted = outs["json"]
    assert len(listed) == len(wanted)
    assert all(visible(payload) in message for payload, message in zip(listed, wanted, strict=True))
    for format_, messages in outs.items():
        shown = wanted if format_ in {"json", "jsonl"} else [escaping.terminal(one) for one in wanted]
        assert len(shown) == len(messages), format_
        for whole, message in zip(shown, messages, strict=True):
            assert " ".join(message.split()).startswith(" ".join(whole.split())), format_


@pytest.mark.sampled(12)
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_text_is_kept_and_does_nothing_where_it_is_accepted(run: Run, town: Path, payload: str) -> None:
    """Text of evidence comes through grading and explaining unharmed, and steers no output."""
    written, named = quoted(payload), quoted(payload[:500])  # a name is no longer
    record = RECORD.replace("Town Police", named).replace("The report\n", f"{named}\n")
    record = record.replace("The panel weighed it.", written).replace('"C. Chair, panel"', named)
    (town / "inspection.yaml").write_text(record, encoding="utf-8")
    items = EVIDENCE.replace(TEXT, written).replace("Answer in every office.", written).replace("at night", written)
    items = items.replace("Response", named).replace("Figure 1", named)
    (town / "evidence.yaml").write_text(items, encoding="utf-8")
    outs = {form: run("grade", *ARGUMENTS, "--format", form) for form in ("table", "json", "csv", "markdown")}
    outs |= {form: run("explain", "town", "F1", "--rules", "rules", "--format", form) for form in ("text", "json")}
    for ran in outs.values():
        assert (0, "") == (ran.code, ran.err)
        assert_inert(ran.out)
    assert payload in texts(strict(outs["json"].out))
    cells = [cell for row in csv.reader(io.StringIO(outs["csv"].out)) for cell in row]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t"}]
    bare = re.sub(r"\\.", "", outs["markdown"].out)
    assert 1 == len({line.count("|") for line in bare.splitlines() if line.startswith("|")})
    assert not re.search(r"<\w|<!|\]\(|!\[", bare)
    assert not Path("owned").exists()


# --- sizes -----------------------------------------------------------------------------------------------------------


def deep(levels: int) -> str:
    """Return the evidence with a value so many levels deep, counted from the list of items."""
    return instead(TEXT, "[" * (levels - 2) + "]" * (levels - 2))


def sizes() -> Iterator[Case]:
    """Yield one past every limit."""
    most = limits.TEXT.usual
    yield of("one letter too many", instead(TEXT, "x" * (most + 1)), "PG117", "100,001", 9)
    yield of(
        "one letter too many over lines",
        instead(TEXT, "|\n" + "    x\n" * (most // 2) + "    xx"),
        "PG117",
        "100,00",
        9,
    )
    yield of("a quote that swallows the rest", instead(TEXT, '"Calls') + "x " * most + '"', "PG117", "not closed", 9)
    yield of("one level too many", deep(loading.MAX_DEPTH + 1), "PG116", "40", 9)
    yield of("one digit too many", instead(NUMBER, "1234567890.123456"), "PG205", "15", line_of(NUMBER))
    yield of("one letter of an id too many", instead("- id: R1", f"- id: {'R' * 65}"), "PG210", "64")


@by_name(sizes())
@pytest.mark.usefixtures("town")
def test_one_past_a_limit_is_refused(run: Run, case: Case) -> None:
    """Every limit is told with its number."""
    assert_refused(run, case)


def at_the_limit() -> Iterator[Case]:
    """Yield what just fits."""
    yield of("a text of the longest", instead(TEXT, "x" * limits.TEXT.usual))
    yield of("a figure of the most digits", instead(NUMBER, "0.12345678901234"))
    yield of("an id of the longest", instead("- id: R1", f"- id: {'R' * 64}"))
    yield of("a long comment", f"# {'x' * 300_000}\n{EVIDENCE}")
    yield of("many lines", "\n" * 300_000 + EVIDENCE)
    yield of("many remarks", "# remark\n" * 20_000 + EVIDENCE)
    yield of("as many values as one likes", instead("    - at night", "    - at night\n" * 20_000))


@by_name(at_the_limit())
@pytest.mark.usefixtures("town")
def test_what_just_fits_is_read(run: Run, case: Case) -> None:
    """A limit is no tighter than it says."""
    Path(case.file).write_bytes(case.raw)
    assert 0 == validated(run).code
    assert 0 == run("grade", *ARGUMENTS).code


def test_the_deepest_that_is_read_is_told_what_is_wrong_with_it(run: Run, town: Path) -> None:
    """At the limit of depth the file is read; what is refused is the list in the place of a text."""
    (town / "evidence.yaml").write_text(deep(loading.MAX_DEPTH), encoding="utf-8")
    assert "PG205" in validated(run).out


@pytest.mark.slow
def test_size_of_a_file_at_its_limit_and_past_it(run: Run, town: Path) -> None:
    """Eight million bytes are read, and one more is refused before it is read."""
    room = limits.FILE_BYTES.usual - len(EVIDENCE.encode())
    (town / "evidence.yaml").write_text(EVIDENCE + "# " + "x" * (room - 3) + "\n", encoding="utf-8")
    assert limits.FILE_BYTES.usual == (town / "evidence.yaml").stat().st_size
    assert 0 == validated(run).code
    with (town / "evidence.yaml").open("a", encoding="utf-8") as file:
        file.write("\n")
    ran = validated(run)
    assert (1, True) == (ran.code, "PG103 the file has 8,000,001 bytes, and the limit is 8,000,000" in ran.out)


@pytest.mark.slow
def test_files_of_a_folder_at_their_limit_and_past_it(run: Run, town: Path) -> None:
    """Two thousand files are read, and with one more none is."""
    item = EVIDENCE[EVIDENCE.index("- id: R1") :]
    for number in range(limits.FILES.usual - 2):
        (town / f"r{number}.yaml").write_text(item.replace("id: R1", f"id: A{number}"), encoding="utf-8")
    ran = validated(run)
    assert (0, f"{limits.FILES.usual - 2:,} warnings in") == (ran.code, ran.err[:17]), ran.err  # each repeats R1
    (town / "z.yaml").write_text(item.replace("id: R1", "id: Z"), encoding="utf-8")
    ran = validated(run)
    assert (2, True) == (ran.code, "2,001 YAML files, and the limit is 2,000" in ran.err)


@pytest.mark.slow
def test_values_of_a_file_at_their_limit_and_past_it(run: Run, town: Path) -> None:
    """Half a million values are read, and one more is refused."""
    values = sum(1 for _ in places(DATA)) + 1
    for more, code in ((0, 0), (1, 1)):
        lines = "    - at night\n" * (limits.VALUES.usual - values + 1 + more)
        (town / "evidence.yaml").write_text(instead("    - at night\n", lines), encoding="utf-8")
        ran = validated(run)
        assert (code, code == 1) == (ran.code, "PG118 the file holds more than 500,000 values" in ran.out)


FLOODS = {
    "texts for items": "- x\n" * 40_000,
    "empty items": "- {}\n" * 40_000,
    "unknown references": "".join(
        EVIDENCE[EVIDENCE.index("- id: R1") :].replace("id: R1", f"id: A{n}").replace("- F2", f"- B{n}")
        for n in range(3_000)
    ),
    "one id": EVIDENCE[EVIDENCE.index("- id: R1") :] * 3_000,
    "comments that ignore": EVIDENCE + "# peelgrade: ignore[PG536] so it is\n" * 20_000,
    "comments that do not": EVIDENCE + "# peelgrade: x\n" * 20_000,
    "marks of comments in one line": EVIDENCE + "- {x: [" + "' # peelgrade:', " * 20_000 + "]}\n",
    "words that are cut short": EVIDENCE + "- a #b\n" * 20_000,
    "unknown keys": instead("  topic: calls", "\n".join(f"  key{n}: x" for n in range(100_000))),
}


@pytest.mark.slow
@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_a_flood_is_told_in_time_and_in_brief(run: Run, town: Path, flood: str) -> None:
    """However many problems a file of a legal size has, they are told within seconds and within 20 kilobytes."""
    (town / "evidence.yaml").write_text(flood, encoding="utf-8")
    start = time.process_time()
    ran = validated(run)
    assert time.process_time() - start < 5
    assert ran.code in {0, 1}
    assert len(ran.out.encode()) < 20_000


# --- comments --------------------------------------------------------------------------------------------------------


def comments() -> Iterator[Case]:
    """Yield comments that ask for what they cannot have, each with an error that must stay."""
    broken = instead("shows: strength", "shows: strenth")
    for name, comment in (
        ("an error", "peelgrade: ignore[PG204] a slip"),
        ("every code", "peelgrade: ignore[PG] all of them"),
        ("a star", "peelgrade: ignore[*] all of them"),
        ("no code", "peelgrade: ignore[] nothing"),
        ("blanks for codes", "peelgrade: ignore[ , ,] nothing"),
        ("no bracket", "peelgrade: ignore everything"),
        ("a bracket that stays open", "peelgrade: ignore[PG204"),
        ("the file", "peelgrade: ignore-file"),
        ("a switch", "peelgrade: off"),
        ("another word", "peelgrade: disable[PG204] x"),
        ("nothing", "peelgrade:"),
        ("itself", "peelgrade: ignore[PG703] so that nobody is told"),
        ("an unneeded one", "peelgrade: ignore[PG701] so that nobody is told"),
        ("ten thousand codes", f"peelgrade: ignore[{','.join(['PG536'] * 10_000)}] x"),
        ("a great many blanks", f"peelgrade:{' ' * 50_000}x"),
        ("a great many brackets", f"peelgrade: {'[' * 50_000}"),
        ("markup", "peelgrade: <script>[x] ##[error]y"),
    ):
        yield of(f"{name}, on its line", broken.replace("strenth", f"strenth  # {comment}"), "PG204", "'strength'", 5)
        yield of(
            f"{name}, above its line",
            broken.replace("  shows: strenth", f"  # {comment}\n  shows: strenth"),
            "PG204",
            line=6,
        )
    yield of("a comment before what is no text", b"# peelgrade: ignore[PG106] so it is\n\xff", "PG106", line=2)
    yield of("a comment before what is no YAML", "# peelgrade: ignore[PG110] so it is\n- [\n", "PG110")
    torn = broken.replace("topic: calls", "topic: calls: x  # peelgrade: ignore[PG110] so it is")
    yield of("a comment beside what is no YAML, with sound items after it", torn, "PG110", line=4)
    yield of("a comment before an anchor", "# peelgrade: ignore[PG111] so it is\n- &a b\n", "PG111", line=2)


@by_name(comments())
@pytest.mark.usefixtures("town")
def test_no_comment_silences_an_error(run: Run, case: Case) -> None:
    """Whatever a comment says, what stops grading is told."""
    assert_refused(run, case)


@pytest.mark.parametrize(
    "text",
    [
        "'x # peelgrade: ignore[PG204] y'",
        '"x # peelgrade: off"',
        "|-\n    # peelgrade: off",
        ">-\n    x\n    # peelgrade: ignore[]",
        "x\n    y#peelgrade:off",
        "x#peelgrade:off",
    ],
)
def test_what_only_looks_like_a_comment_is_text(run: Run, town: Path, text: str) -> None:
    """Inside a text, words that could be a comment mean nothing."""
    (town / "evidence.yaml").write_text(instead(TEXT, text), encoding="utf-8")
    ran = validated(run)
    assert (0, "No problems: ") == (ran.code, ran.out[:13])


# --- the record, the rules and the framework -------------------------------------------------------------------------


def other_files() -> Iterator[Case]:
    """Yield what is refused in any file of YAML, for each of the others, and what only they can have."""
    for file, text in ((HEAD, RECORD), (SMALL, FRAMEWORK), (RULEBOOK, RULES)):
        name = file.rpartition("/")[2]
        first, rest = text.split("\n", maxsplit=1)
        for what, raw, code in (
            ("empty", "", "PG109"),
            ("null", "~\n", "PG109"),
            ("a word", "x\n", "PG205"),
            ("a list of words", "- x\n", "PG205"),
            ("a list of lists", "- []\n", "PG20"),
            ("an empty mapping", "{}\n", "PG20"),
            ("in UTF-16", text.encode("utf-16"), "PG106"),
            ("in Latin-1", text.encode() + b"# \xe9\n", "PG106"),
            ("a web page", "<!doctype html>\n", "PG105"),
            ("torn", text[: len(text) // 2] + "\n[", "PG1"),
            ("with an escape sequence", f"{text}# \x1b[2J\n", "PG107"),
            ("with an override", f"# \u202e\n{text}", "PG107"),
            ("with a merge left behind", f"<<<<<<< HEAD\n{text}", "PG108"),
            ("with an anchor", f"{first.replace(': ', ': &a ', 1)}\n{rest}", "PG111"),
            ("with a tag", f"{first.replace(': ', ': !!str ', 1)}\n{rest}", "PG119"),
            ("with a key twice", f"{first}\n{first.replace('- ', '  ')}\n{rest}", "PG112"),
            ("with a merge key", f"{first}\n{'  ' if first[0] == '-' else ''}<<: {{}}\n{rest}", "PG114"),
            ("with an unknown key", f"{first}\n{'  ' if first[0] == '-' else ''}idd: x\n{rest}", "PG202"),
            ("with code to load", f"{first}\n{'  ' if first[0] == '-' else ''}plugins: [os]\n{rest}", "PG202"),
            ("twice", f"{text}---\n{text}", "PG115"),
            ("very deep", f"{first}\n{'  ' if first[0] == '-' else ''}x: {'[' * 50_000}", "PG116"),
        ):
            yield of(f"{name} {what}", raw, code, file=file)
        data = json.loads(json.dumps(yaml.safe_load(text), default=str))
        keys = data[0] if isinstance(data, list) else data
        for key in keys:
            for what, value in (
                ("null", None),
                ("a mapping", {"x": "y"}),
                ("a list of lists", [[]]),
            ):
                wrong = [{**keys, key: value}, *data[1:]] if isinstance(data, list) else {**data, key: value}
                yield of(f"{name} with {key} {what}", json.dumps(wrong, indent=1), "PG", file=file)
    for name, old, new, code in (
        ("a script for an address", "https://www.example.org/report", "javascript:alert(1)", "PG207"),
        ("a file for an address", "https://www.example.org/report", "file:///etc/passwd", "PG207"),
        ("data for an address", "https://www.example.org/report", "data:text/html,x", "PG207"),
        ("an address with a blank", "https://www.example.org/report", "https://www.example.org/a b", "PG207"),
        ("an address in capitals", "https://www.example.org/report", "HTTPS://www.example.org/report", "PG207"),
        ("a framework elsewhere", "framework: small", "framework: ../../elsewhere", "PG207"),
        ("a framework from the root", "framework: small", "framework: /etc", "PG207"),
        ("a framework on the web", "framework: small", "framework: https://example.org/rules", "PG207"),
        ("another framework", "framework: small", "framework: other", "PG515"),
        ("fieldwork backwards", "start: 2015-06-01", "start: 2016-06-01", "PG306"),
        ("a document twice", "  - id: report\n", "  - {id: report, title: x}\n  - id: report\n", "PG513"),
        ("a question twice", "published:", "  - question: overall\npublished:", "PG"),
        ("a decision without people", '["C. Chair, panel"]', "[]", "PG208"),
        ("a decision without a day", "    date: 2015-12-10\n", "", "PG203"),
        ("a decision without a reason", "    reason: The panel weighed it.\n", "", "PG203"),
        ("a decision for no category", "judgment: fair", "judgment: sublime", "PG204"),
        ("a change that departs from nothing", "outcome: confirmed", "outcome: changed", "PG314"),
        ("a decision on nothing", "  - question: overall\n    stage", "  - question: nowhere\n    stage", "PG204"),
    ):
        yield of(f"inspection.yaml with {name}", instead(old, new, RECORD), code, file=HEAD)
    for name, old, new, code in (
        ("a category twice", "{id: good, title: Good, points: 3}", "{id: fair, title: Good, points: 3}", "PG513"),
        ("points that fall", "points: 3", "points: 0", "PG603"),
        ("an endless baseline", "baseline: fair", "baseline: .inf", "PG207"),
        ("a negative minimum", "minimum_evidence: 1", "minimum_evidence: -1", "PG209"),
        ("a minimum that is no number", "minimum_evidence: 1", "minimum_evidence: .nan", "PG205"),
        ("a question without end", "graded: true\n  parts:", "graded: true\n  part: x\n  parts:", "PG202"),
        ("truth as YAML 1.1 has it", "graded: false", "graded: no", "PG205"),
    ):
        yield of(f"framework.yaml with {name}", instead(old, new, FRAMEWORK), code, file=SMALL)
    for name, old, new, code in (
        ("code for a condition", "    judgments: {", "    python: {", "PG205"),
        (
            "a condition of text",
            "    judgments: {of: parts, reaching: good, at_least: 1}",
            "    '__import__(\"os\")'",
            "PG205",
        ),
        ("a bound that is no number", "major], at_least: 1", "major], at_least: .nan", "PG205"),
        ("a bound below nought", "major], at_least: 1", "major], at_least: -1", "PG209"),
        ("a bound with decimals", "major], at_least: 1", "major], at_least: 0.5", "PG205"),
        ("a rule twice", "- id: overall.good", "- id: response.good", "PG605"),
        (
            "a question that is none",
            "- id: overall.good\n  question: overall",
            "- id: overall.good\n  question: nowhere",
            "PG204",
        ),
        (
            "a category that is none",
            "question: overall\n  supports: good",
            "question: overall\n  supports: sublime",
            "PG204",
        ),
    ):
        yield of(f"rules.yaml with {name}", instead(old, new, RULES), code, file=RULEBOOK)


@pytest.mark.sampled(8)
@by_name(other_files())
@pytest.mark.usefixtures("town")
def test_the_record_and_the_rules_are_held_to_the_same(run: Run, case: Case) -> None:
    """Nothing is taken on trust because it is a rule, a framework or the record."""
    assert_refused(run, case, graded=True)


# --- configuration ---------------------------------------------------------------------------------------------------

CONFIGURATIONS = {
    "no TOML": "ignore = [",
    "an unknown key": 'plugins = ["os"]',
    "rules elsewhere": 'rules = "../elsewhere"',
    "an error to ignore": 'ignore = ["PG204"]',
    "errors to ignore": 'ignore = ["PG2"]',
    "everything to ignore": 'ignore = ["*"]',
    "no code to ignore": 'ignore = [""]',
    "a text for a list": 'ignore = "PG536"',
    "a number for a code": "ignore = [536]",
    "lists in a list": 'ignore = [["PG536"]]',
    "never to fail": 'fail-on = "never"',
    "truth for a severity": "fail-on = false",
    "a path out": '[per-file-ignores]\n"../*" = ["PG536"]',
    "a path from the root": '[per-file-ignores]\n"/etc/*" = ["PG536"]',
    "a path of Windows": "[per-file-ignores]\n'C:\\*' = [\"PG536\"]",
    "a pattern that is none": '[per-file-ignores]\n"a[b" = ["PG536"]',
    "an empty pattern": '[per-file-ignores]\n"" = ["PG536"]',
    "a pattern with an escape sequence": '[per-file-ignores]\n"a\\u001b[2J" = ["PG536"]',
    "a pattern too long": f'[per-file-ignores]\n"{"*" * 300}" = ["PG536"]',
    "a key twice": "ignore = []\nignore = []",
    "a control character": "ignore = []\x07",
    "half a character": b"ignore = []  # \xe2\x82",
    "another encoding": "ignore = []".encode("utf-16"),
    "very deep": f"ignore = {'[' * 1900}",
    "a key of many dots": f"a{'.a' * 900} = 1",
    "a number too long": f"ignore = {'9' * 1900}",
    "a line too long": f"# {'x' * 3_000}",
    "too many bytes": "# x\n" * 20_000,
    "a thousand mistakes": "".join(f"key{number} = 1\n" for number in range(1_000)),
}


@pytest.mark.parametrize("raw", CONFIGURATIONS.values(), ids=CONFIGURATIONS)
@pytest.mark.usefixtures("town")
def test_a_configuration_that_asks_for_too_much_is_refused(run: Run, raw: str | bytes) -> None:
    """Configuration of whoever sends a change is data: it names no code and no path, and silences no error."""
    Path("peelgrade.toml").write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    before = contents()
    ran = run("validate", *ARGUMENTS)
    assert (2, "") == (ran.code, ran.out)
    assert "peelgrade.toml" in ran.err
    assert "Traceback" not in ran.err
    assert len(ran.err.encode()) < 20_000
    assert_plain(ran.err)
    assert before == contents()
    assert 0 == run("grade", *ARGUMENTS).code  # grading reads none


@pytest.mark.usefixtures("town")
def test_a_pipe_for_a_configuration_is_not_waited_for(run: Run) -> None:
    """What is no file is refused before it is opened."""
    os.mkfifo("peelgrade.toml")
    ran = run("validate", *ARGUMENTS)
    assert (2, True) == (ran.code, "peelgrade.toml: this is not a regular file" in ran.err)


# --- standard input --------------------------------------------------------------------------------------------------

FROM_STANDARD_INPUT = [case for case in bytes_and_encodings() if not case.name.endswith("in front")][::5]


@by_name(iter(FROM_STANDARD_INPUT))
def test_standard_input_is_held_to_the_same(run: Run, town: Path, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an editor hands over is refused as a file is, by the name that it goes by."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(case.raw)))
    before = contents()
    ran = validated(run, "-", "--stdin-filename", town / "evidence.yaml")
    assert 1 == ran.code
    assert case.code in ran.out
    assert f"{case.file}:" in ran.out
    assert_plain(ran.out + ran.err)
    assert before == contents()


TOO_MUCH = EVIDENCE.encode() + b"# " + b"x" * limits.FILE_BYTES.usual


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" \n",
        b"- x",
        TOO_MUCH,
    ],
    ids=["nothing", "a line end", "a word", "too much"],
)
def test_standard_input_has_the_limits_of_a_file(
    run: Run, town: Path, raw: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing, a word, and more than a file may hold are each a problem of the file that it stands for."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    ran = validated(run, "-", "--stdin-filename", town / "evidence.yaml")
    assert 1 == ran.code
    assert "town/evidence.yaml:" in ran.out


# --- what lies in a folder -------------------------------------------------------------------------------------------


def link(name: str, target: str | Path) -> None:
    """Put a link into the inspection."""
    (Path("town") / name).symlink_to(target)


def pipe(name: str) -> None:
    """Put a pipe into the inspection, in the place of what is there."""
    path = Path("town") / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def put(name: str, text: str = EVIDENCE) -> None:
    """Put a file into the inspection."""
    (Path("town") / name).write_text(text, encoding="utf-8")


def elsewhere() -> Path:
    """Put a file beside the inspection, and return its path from the root."""
    Path("elsewhere.yaml").write_text("- x\n", encoding="utf-8")
    return Path("elsewhere.yaml").absolute()


FOLDERS: dict[str, tuple[Callable[[], Any], int, str]] = {
    "a link out": (lambda: link("x.yaml", elsewhere()), 1, "town/x.yaml:1:1: error PG101"),
    "a link out by a path": (lambda: (elsewhere(), link("x.yaml", "../elsewhere.yaml")), 1, "PG101"),
    "a link to a password": (lambda: link("x.yaml", "/etc/passwd"), 1, "PG101"),
    "a link to a device": (lambda: link("x.yaml", "/dev/zero"), 1, "PG101"),
    "a link to a link out": (lambda: (link("x.txt", elsewhere()), link("x.yaml", "x.txt")), 1, "PG101"),
    "a link to nothing": (lambda: link("x.yaml", "nothing"), 1, "PG104"),
    "a link to itself": (lambda: link("x.yaml", "x.yaml"), 1, "PG104"),
    "links in a circle": (lambda: (link("x.yaml", "y.yaml"), link("y.yaml", "x.yaml")), 1, "PG104"),
    "a link to the folder": (lambda: link("x.yaml", "."), 1, "PG102"),
    "a link to the folder above": (lambda: link("x.yaml", ".."), 1, "PG101"),
    "the record as a link out": (
        lambda: ((Path("town") / "inspection.yaml").rename("record"), link("inspection.yaml", "../record")),
        1,
        "town/inspection.yaml:1:1: error PG101",
    ),
    "a pipe": (lambda: pipe("x.yaml"), 1, "town/x.yaml:1:1: error PG102"),
    "a pipe for the record": (lambda: pipe("inspection.yaml"), 1, "town/inspection.yaml:1:1: error PG102"),
    "a pipe for the evidence": (lambda: pipe("evidence.yaml"), 1, "town/evidence.yaml:1:1: error PG102"),
    "a folder with the name of a file": ((Path("town") / "x.yaml").mkdir, 1, "town/x.yaml:1:1: error PG102"),
    "an empty file": (lambda: put("x.yaml", ""), 1, "town/x.yaml:1:1: error PG109"),
    "the same file twice": (lambda: put("x.yaml"), 1, "PG501"),
    "a link to the same file": (lambda: link("x.yaml", "evidence.yaml"), 1, "PG501"),
    "a copy in capitals": (lambda: put("EVIDENCE.YAML"), 1, "PG501"),
    "a copy with the other ending": (lambda: put("evidence.yml"), 1, "PG501"),
    "a record with the other ending": (lambda: put("inspection.yml", RECORD), 1, "town/inspection.yml"),
    "a line end in a name": (lambda: put("x\n::error::y.yaml"), 2, "cannot be shown"),
    "an escape sequence in a name": (lambda: put("x\x1b[31m.yaml"), 2, "cannot be shown"),
    "an override in a name": (lambda: put("x\u202elmay.yaml"), 2, "cannot be shown"),
    "a name that is no UTF-8": (lambda: put("x\udcff.yaml"), 2, "cannot be shown"),
    "a name like an option": (lambda: put("--rules.yaml", "x"), 1, "town/--rules.yaml:1:1"),
    "a name with blanks": (lambda: put(" a b .yaml", "x"), 1, "town/ a b .yaml:1:1"),
    "a name with a colon": (lambda: put("a:1:2.yaml", "x"), 1, "town/a:1:2.yaml:1:1"),
    "a name with markup": (lambda: put("<b>[x](y)|`z`.yaml", "x"), 1, "town/<b>[x](y)|`z`.yaml:1:1"),
    "a name with per cent": (lambda: put("a%0A::b.yaml", "x"), 1, "town/a%0A::b.yaml:1:1"),
    "a name of a command": (lambda: put("##vso[x]y.yaml", "x"), 1, "town/#\\u0023vso[x]y.yaml"),
    "a name in other letters": (lambda: put("\u8b66\u5bdf.yaml", "x"), 1, "town/\u8b66\u5bdf.yaml:1:1"),
    "a long name": (lambda: put(f"{'x' * 250}.yaml", "x"), 1, ".yaml:1:1"),
    "no record": ((Path("town") / "inspection.yaml").unlink, 2, "inspection.yaml"),
    "no framework": (Path("rules/framework.yaml").unlink, 2, "framework.yaml"),
    "no evidence": ((Path("town") / "evidence.yaml").unlink, 1, "PG504"),
    "a hidden file": (lambda: put(".x.yaml", "x"), 0, ""),
    "a part of a file that was written": (lambda: put(".evidence.yaml.abc.part", "x"), 0, ""),
    "a copy of an editor": (lambda: put("evidence.yaml~", "x"), 0, ""),
    "a lock of an editor": (lambda: link(".#evidence.yaml", "someone@host.1:2"), 0, ""),
    "a text": (lambda: put("notes.txt", "x"), 0, ""),
    "a hidden pipe": (lambda: pipe(".x.yaml"), 0, ""),
    "a folder inside": ((Path("town") / "deeper").mkdir, 0, ""),
    "a link within": (
        lambda: ((Path("town") / "evidence.yaml").rename("town/e.txt"), link("evidence.yaml", "e.txt")),
        0,
        "",
    ),
}


@pytest.mark.sampled(12)
@pytest.mark.parametrize(("make", "code", "says"), FOLDERS.values(), ids=FOLDERS)
def test_what_lies_in_a_folder_is_read_or_refused_by_name(
    run: Run, town: Path, make: Callable[[], Any], code: int, says: str
) -> None:
    """Links out, pipes and strange names are refused at once; what is not read is passed over."""
    record = RECORD.replace("    judgment: fair\n", "    judgment: fair\n    evidence: [F1]\n")
    (town / "inspection.yaml").write_text(record, encoding="utf-8")
    make()
    for format_ in problems.FORMATS:
        ran = validated(run, format_=format_)
        assert code == ran.code, ran
        assert_inert(ran.out)
        assert_plain(ran.err)
        assert "bug in peelgrade" not in ran.err
        if format_ == "concise":
            assert says in ran.out + ran.err
    assert code == run("grade", *ARGUMENTS).code


@pytest.mark.parametrize(
    "name", ["x", "--help", "-", "a b", "a\nb", "\x1b[2J", "%n", "[/x]", "\udcff", "x" * 5_000, "~", "*", "[", "", "."]
)
def test_a_path_that_is_nothing_exits_2(run: Run, town: Path, name: str) -> None:
    """Whatever is typed for a path, what is wrong is told in one line that steers no terminal."""
    for command in (["validate"], ["grade"], ["explain"], ["rules", "check"]):
        ran = run(*command, "--", f"{town}/nowhere/{name}")
        assert (2, "") == (ran.code, ran.out)
        assert "bug in peelgrade" not in ran.err
        assert_plain(ran.err)


@pytest.mark.usefixtures("town")
def test_a_folder_of_thousands_of_files_is_refused_at_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than the limit, and none is read."""
    monkeypatch.setenv(limits.VARIABLE, "files=3")
    put("x.yaml", "[")
    assert 1 == validated(run).code
    put("y.yaml", "[")
    ran = validated(run)
    assert (2, "") == (ran.code, ran.out)
    assert "town holds 4 YAML files, and the limit is 3" in ran.err


# --- what happens to the process -------------------------------------------------------------------------------------

VALIDATE, GRADE = ("validate", *ARGUMENTS), ("grade", *ARGUMENTS)


def shell(line: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program by a line of the shell, in which "$@" is the command."""
    command = ["/bin/sh", "-c", line, "sh", *PROGRAM, *arguments]
    return subprocess.run(command, capture_output=True, check=False, env=ENVIRONMENT, timeout=60)


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
@pytest.mark.sampled(9)
@pytest.mark.parametrize(("arguments", "code"), [(VALIDATE, 1), (("problem", "PG204"), 0)])
@pytest.mark.usefixtures("town")
def test_a_closed_stream_changes_no_exit_code(arguments: tuple[str, ...], code: int, closed: str) -> None:
    """Where nobody listens, the exit code still tells."""
    put("evidence.yaml", instead("shows: strength", "shows: strenth"))
    ran = shell(f'"$@" {closed}', *arguments)
    assert (code, False) == (ran.returncode, b"Traceback" in ran.stderr)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "arguments",
    [
        VALIDATE,
        GRADE,
        ("explain", "town", "F1", *ARGUMENTS[1:]),
        ("schema", "evidence"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("town")
def test_a_full_disk_is_told_and_exits_2(arguments: tuple[str, ...]) -> None:
    """Output that could not be written whole is never called done."""
    ran = shell('"$@" > /dev/full', *arguments)
    assert 2 == ran.returncode
    assert b"No space left on device" in ran.stderr
    assert b"Traceback" not in ran.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("town")
def test_an_output_file_on_a_full_disk_stays_as_it_was() -> None:
    """The old report is there, whole, with nothing beside it."""
    tiny = Path("tiny")
    tiny.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if mount is None or unmount is None or os.geteuid() != 0:
        pytest.skip("only the administrator can make a disk that is full")
    if subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=16k", "tmpfs", tiny], check=False, capture_output=True
    ).returncode:
        pytest.skip("no disk can be made here")
    try:
        put("evidence.yaml", "- {}\n" * 500)
        (tiny / "report").write_text("old", encoding="utf-8")
        ran = shell('"$@"', *VALIDATE, "--format", "json", "--output-file", "tiny/report")
        assert 2 == ran.returncode
        assert b"tiny/report cannot be written: No space left on device" in ran.stderr
        assert ["report"] == [path.name for path in tiny.iterdir()]
        assert "old" == (tiny / "report").read_text(encoding="utf-8")
    finally:
        subprocess.run([unmount, tiny], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.usefixtures("town")
def test_a_signal_ends_it_with_its_number(sent: signal.Signals) -> None:
    """While it waits for standard input, 130 or 143 as the shell sees it, with nothing changed and no traceback."""
    before = contents()
    command = [*PROGRAM, "validate", "-", "--stdin-filename", "town/evidence.yaml", *ARGUMENTS[1:]]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as started:
        reading = Path(f"/proc/{started.pid}/wchan")
        for _ in range(100):
            time.sleep(0.05)
            if not reading.exists() or "pipe" in reading.read_text(encoding="utf-8"):
                break
        time.sleep(0.5)
        started.send_signal(sent)
        _, told = started.communicate(timeout=20)
    code = started.returncode if started.returncode >= 0 else 128 - started.returncode
    assert 128 + sent == code
    assert b"Traceback" not in told
    assert before == contents()


@pytest.mark.slow
@pytest.mark.usefixtures("town")
def test_writers_at_once_leave_one_whole_file() -> None:
    """Eight reports written to one file at the same moment end as one of them."""
    put("evidence.yaml", "- {}\n" * 300)
    command = [*PROGRAM, *VALIDATE, "--format", "json", "--output-file", "report.json"]
    started = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        for _ in range(8)
    ]
    assert [1] * 8 == [one.wait(timeout=60) for one in started]
    alone = shell('"$@"', *VALIDATE, "--format", "json").stdout
    assert alone == Path("report.json").read_bytes()
    assert ["report.json"] == [path.name for path in Path().glob("*report*")]
    assert [] == list(Path().glob(".*.part"))
