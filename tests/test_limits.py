"""Limits: so much is read and no more, each told with its figure, with what is there, and with how more is let through."""

from __future__ import annotations

import json
import re
import shlex
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import xlsxwriter
import yaml

from peelgrade import archives, cellerrors, cellnames, configuration, limits, pipeline, tables
from peelgrade.limits import Limit
from peelgrade.serving import address, guard
from peelgrade.serving import decisions as entering
from tests.conftest import ROOT, Ran, Run
from tests.test_exit_codes import a_workbook, figures, file_result
from tests.test_hostile import ARGUMENTS, EVIDENCE, FILES, instead

DOCS = ROOT / "docs" / "limits.md"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small inspection in the working folder, with its rules beside it."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    return Path("town")


# --- what is there, counted without the program ----------------------------------------------------------------------


def values(text: str) -> int:
    """Return how many values a file holds, lists and mappings among them."""

    def counted(data: object) -> int:
        inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
        return 1 + sum(map(counted, inside))

    return counted(yaml.safe_load(text))


def sheets(path: Path) -> Iterator[tuple[int, int, int]]:
    """Yield of each sheet of a workbook how far down and how far to the right it reaches, and how much text is in it."""
    with zipfile.ZipFile(path) as archive:
        shared = ["".join(one.itertext()) for one in ET.fromstring(archive.read("xl/sharedStrings.xml"))]  # noqa: S314  # our own
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                cells = [one for one in ET.fromstring(archive.read(name)).iter() if one.tag.endswith("}c") and len(one)]  # noqa: S314  # as above
                places = [cellnames.place(one.get("r"), (0, 0)) for one in cells]
                texts = [shared[int("".join(one.itertext()))] for one in cells if one.get("t") == "s"]
                yield (
                    max((row + 1 for row, _ in places), default=0),
                    max((column + 1 for _, column in places), default=0),
                    sum(map(len, texts)),
                )


LONG = f"{EVIDENCE}# {'x' * 5_000}\n"  # longer than any other file


def _file(_: pytest.MonkeyPatch) -> int:
    Path("town/evidence.yaml").write_text(LONG, encoding="utf-8")
    return len(LONG)


def _standard_input(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(LONG.encode())))
    return len(LONG)


def _result(monkeypatch: pytest.MonkeyPatch) -> int:
    file_result(monkeypatch)
    return Path("r.json").stat().st_size


def _folder(_: pytest.MonkeyPatch) -> int:
    return sum(path.stat().st_size for path in Path("town").iterdir())


def _listed(_: pytest.MonkeyPatch) -> int:
    for number in range(8):
        text = EVIDENCE[EVIDENCE.index("- id: R1") :].replace("id: R1", f"id: A{number}")
        Path(f"town/r{number}.yaml").write_text(text, encoding="utf-8")
    Path("town/notes.txt").write_text("x", encoding="utf-8")
    return 10


def _values(_: pytest.MonkeyPatch) -> int:
    text = instead("    - at night", "    - at night\n" * 500)
    Path("town/evidence.yaml").write_text(text, encoding="utf-8")
    return values(text)


def _all_values(_: pytest.MonkeyPatch) -> int:
    return sum(
        values(path.read_text(encoding="utf-8")) for place in ("rules", "town") for path in Path(place).rglob("*.yaml")
    )


def _text(_: pytest.MonkeyPatch) -> int:
    text = "A text that is longer than any other in all files of this inspection, and of its rules as well, by far."
    Path("town/evidence.yaml").write_text(instead("Calls are answered at once.", text), encoding="utf-8")
    return len(text)


WORKBOOK: list[bytes] = []  # drawn once: it takes longer than reading it


def a_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the workbook of the inspection there."""
    if not WORKBOOK:
        a_workbook(monkeypatch)
        WORKBOOK.append(Path("w.xlsx").read_bytes())
    Path("w.xlsx").write_bytes(WORKBOOK[0])


def _packed(monkeypatch: pytest.MonkeyPatch) -> int:
    a_book(monkeypatch)
    return Path("w.xlsx").stat().st_size


def _unpacked(monkeypatch: pytest.MonkeyPatch) -> int:
    a_book(monkeypatch)
    with zipfile.ZipFile("w.xlsx") as archive:
        return sum(one.file_size for one in archive.infolist())


def _of_sheets(count: Callable[[list[tuple[int, int, int]]], int]) -> Callable[[pytest.MonkeyPatch], int]:
    def counted(monkeypatch: pytest.MonkeyPatch) -> int:
        a_book(monkeypatch)
        return count([*sheets(Path("w.xlsx"))])

    return counted


def _hollow(monkeypatch: pytest.MonkeyPatch) -> int:
    figures(monkeypatch)
    with xlsxwriter.Workbook("f.xlsx") as made:
        sheet = made.add_worksheet("Figures")
        for row, cells in enumerate((("who", "calls"), ("town", 7), ("nation", 900))):
            sheet.write_row(row, 0, cells)
        sheet.write(999, 9, "far out")
    return 10_000


def _table_unpacked(monkeypatch: pytest.MonkeyPatch) -> int:
    _hollow(monkeypatch)
    with zipfile.ZipFile("f.xlsx") as archive:
        return sum(one.file_size for one in archive.infolist())


FRAMEWORK, RULES = (yaml.safe_load(FILES[f"rules/{name}.yaml"]) for name in ("framework", "rules"))


def _questions(_: pytest.MonkeyPatch) -> int:
    def counted(question: Any) -> int:
        return 1 + sum(map(counted, question.get("parts", ())))

    return counted(FRAMEWORK["questions"])


def _categories(_: pytest.MonkeyPatch) -> int:
    return len(FRAMEWORK["scale"])


def _rules(_: pytest.MonkeyPatch) -> int:
    return len(RULES)


def _conditions(_: pytest.MonkeyPatch) -> int:
    def counted(condition: Any) -> int:
        return 1 + sum(map(counted, (*condition.get("all", ()), *condition.get("any", ()))))

    return sum(counted(rule["when"]) for rule in RULES)


@dataclass(frozen=True)
class Held:
    """How a limit is met: what prepares files and says how much there is, the command, and the code of a refusal."""

    name: str
    limit: Limit
    prepare: Callable[[pytest.MonkeyPatch], int]
    command: tuple[str, ...]
    code: int
    is_known: bool = True  # whether a message can say how much there is


VALIDATE = ("validate", *ARGUMENTS)
IMPORT = ("import", "w.xlsx", "--rules", "rules")
AS_FILE = ("validate", "-", "--stdin-filename", "town/evidence.yaml", "--rules", "rules")
METRICS = ("metrics", "town", "f.xlsx", "--by", "f.yaml", "--rules", "rules")

HELD = (
    Held("a file", limits.FILE_BYTES, _file, VALIDATE, 1),
    Held("a file that is graded", limits.FILE_BYTES, _file, ("grade", *ARGUMENTS), 1),
    Held("standard input", limits.FILE_BYTES, _standard_input, AS_FILE, 1),
    Held("a result", limits.FILE_BYTES, _result, ("verify", "r.json", *ARGUMENTS), 2),
    Held("files", limits.FILES, _listed, VALIDATE, 2),
    Held("a folder", limits.FOLDER_BYTES, _folder, VALIDATE, 2),
    Held("values", limits.VALUES, _values, VALIDATE, 1, is_known=False),
    Held("values of all files", limits.ALL_VALUES, _all_values, VALIDATE, 1),
    Held("a text", limits.TEXT, _text, VALIDATE, 1),
    Held("a workbook", limits.WORKBOOK_BYTES, _packed, IMPORT, 2),
    Held("unpacked", limits.WORKBOOK_UNPACKED, _unpacked, IMPORT, 2, is_known=False),
    Held("rows", limits.WORKBOOK_ROWS, _of_sheets(lambda all_: max(one[0] for one in all_)), IMPORT, 2),
    Held("columns", limits.WORKBOOK_COLUMNS, _of_sheets(lambda all_: max(one[1] for one in all_)), IMPORT, 2),
    Held("cells", limits.WORKBOOK_CELLS, _of_sheets(lambda all_: sum(one[0] * one[1] for one in all_)), IMPORT, 2, is_known=False),
    Held("characters", limits.WORKBOOK_TEXT, _of_sheets(lambda all_: sum(one[2] for one in all_)), IMPORT, 2, is_known=False),
    Held("a table unpacked", limits.TABLE_UNPACKED, _table_unpacked, METRICS, 2, is_known=False),
    Held("a hollow table", limits.TABLE_CELLS, _hollow, METRICS, 2),
    Held("questions", limits.QUESTIONS, _questions, VALIDATE, 1),
    Held("categories", limits.CATEGORIES, _categories, VALIDATE, 1),
    Held("rules", limits.RULES, _rules, VALIDATE, 1),
    Held("conditions", limits.CONDITIONS, _conditions, ("rules", "check", "rules"), 1),
)  # fmt: skip  # a row to a line


def test_every_limit_is_held_to() -> None:
    """Who adds a limit says here how it is met."""
    assert {*limits.LIMITS} == {one.limit for one in HELD}
    assert len(limits.LIMITS) == len({limit.name for limit in limits.LIMITS})


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.name)
@pytest.mark.usefixtures("town")
def test_so_much_is_read_and_not_one_more(run: Run, monkeypatch: pytest.MonkeyPatch, held: Held) -> None:
    """At the limit it is read; one past it is refused with the limit, what is there, and what to set, which then helps."""
    there = held.prepare(monkeypatch)

    def ran(most: int) -> Ran:
        monkeypatch.setenv(limits.VARIABLE, f"{held.limit.name}={most}")
        if held.prepare is _standard_input:
            held.prepare(monkeypatch)
        return run(*held.command)

    assert 0 == ran(there).code
    refused = ran(there - 1)
    said = " ".join((refused.out + refused.err).split())
    assert held.code == refused.code
    assert f"{there - 1:,}" in said
    assert not held.is_known or f"{there:,}" in said
    assert "Traceback" not in said
    told = re.search(rf"{limits.VARIABLE}={held.limit.name}=([0-9]+)", said)
    assert told is not None, said
    assert 0 == ran(int(told[1])).code


@pytest.mark.usefixtures("town")
def test_a_limit_may_be_raised_as_far_as_one_likes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more memory is asked for than there is to read."""
    monkeypatch.setenv(limits.VARIABLE, f"file-bytes={10**15 - 1}")
    assert 0 == run(*VALIDATE).code
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(EVIDENCE.encode())))
    assert 0 == run(*AS_FILE).code


def _configuration(size: int) -> str:
    lines = "#\n" * (size // 2 - 10)
    return f"{lines}# {'x' * (size - len(lines) - 3)}\n"


def _deep(levels: int) -> str:
    return instead("Calls are answered at once.", "[" * (levels - 2) + "]" * (levels - 2))


def _named(characters: int) -> str:
    """Return a record in which every name is of so many characters."""
    record = yaml.safe_load(FILES["town/inspection.yaml"])
    name = "K" * characters
    record["force"]["name"] = name
    record["documents"] = [{**one, "title": name, "publisher": name} for one in record["documents"]]
    return json.dumps(record, default=str)


@dataclass(frozen=True)
class Fixed:
    """A limit that nothing raises: how much, the file, what makes it of so much, and what is said one past it."""

    name: str  # as the page has it
    most: int
    file: str
    make: Callable[[int], str]
    says: str
    code: int = 2
    at: int = 0  # the code at the limit
    command: tuple[str, ...] = VALIDATE


FIXED = (
    Fixed("bytes of a configuration", 65_536, configuration.FILE, _configuration, "more than 65,536 bytes"),
    Fixed("characters of a line of a configuration", 2_000, configuration.FILE, lambda n: f"# {'x' * (n - 2)}\n", "2,001 characters, and the limit is 2,000"),
    Fixed("characters of a pattern in a configuration", 200, configuration.FILE, lambda n: f"exclude = ['{'x' * n}']\n", "more than 200 characters"),
    Fixed("lists and mappings inside each other", 40, "town/evidence.yaml", _deep, "nested more than 40 deep", 1, 1),
    Fixed("digits of a figure", 15, "town/evidence.yaml", lambda n: instead("66.7", f"0.{'1' * (n - 1)}"), "at most 15 digits", 1),
    Fixed("characters of an id", 64, "town/evidence.yaml", lambda n: instead("- id: R1", f"- id: {'R' * n}"), "65 characters, and the limit is 64", 1),
    Fixed("characters of a name: of a title, a heading, a person", 500, "town/inspection.yaml", _named, "'name': this has 501 characters, and the limit is 500", 1),
    Fixed("problems that are told of the structure of one file", 2_000, "town/evidence.yaml", lambda n: "- x\n" * n, "there are very many problems in this file", 1, 1, (*VALIDATE, "--format", "jsonl")),
)  # fmt: skip  # a row to a line

# What of the page is met elsewhere: the first two below, forms in test_serving.py, tables and workbooks in test_tables.py,
# problems in test_hostile.py and test_pipeline.py
OTHERWISE = {
    "characters of an address of the live page": address.LONGEST,
    "changes that an address of the live page supposes": address.MOST,
    "characters of a field of a form of the live page": entering.LONGEST,
    "bytes of a form of the live page": guard.MOST,
    "characters of a row of a table in text, such as CSV": tables.LONGEST,
    "bytes of the list of sheets of a workbook, and of its styles": archives.LARGEST,
    "elements of XML in one cell of a workbook, or one row of ODS": archives.FULLEST,
    "cells of a sheet given as a table with an error, such as #N/A": cellerrors.MOST,
    "problems of all files that are read together": pipeline.MOST_PROBLEMS,
    "bytes of the problems that `validate` tells in the terminal": 20_000,
}


@pytest.mark.parametrize("fixed", FIXED, ids=lambda fixed: fixed.name)
@pytest.mark.usefixtures("town")
def test_what_cannot_be_raised_is_held_to_as_well(run: Run, fixed: Fixed) -> None:
    """At the limit it is read, or refused for something else; one past it is refused with the limit."""
    Path(fixed.file).write_text(fixed.make(fixed.most), encoding="utf-8")
    at = run(*fixed.command)
    Path(fixed.file).write_text(fixed.make(fixed.most + 1), encoding="utf-8")
    past = run(*fixed.command)
    assert (fixed.at, fixed.code) == (at.code, past.code)
    assert fixed.says not in at.out + at.err
    assert fixed.says in " ".join((past.out + past.err).split())


def _long(characters: int) -> str:
    """Return an address of so many characters that supposes few things."""
    each, last = divmod(characters, 160)
    ids = ["F" * (151 + (last if one == 0 else 0)) for one in range(each)]  # with 'without=' and '&', 160
    return "&".join(f"without={one}" for one in ids) + "&"


def test_an_address_of_the_live_page_has_its_limits() -> None:
    """So many characters and suppositions are taken, and one more is refused."""
    for most, made in (
        (address.LONGEST, _long),
        (address.MOST, lambda n: "&".join(f"without=F{one}" for one in range(n))),
    ):
        address.read(made(most))
        with pytest.raises(address.Malformed, match=f"more than {most:,}|longer than {most:,}"):
            address.read(made(most + 1))


@pytest.fixture
def _as_usual() -> Iterator[None]:
    """Set all limits to what is usual again, whatever a test did."""
    yield
    limits.allow("")


@pytest.mark.usefixtures("town", "_as_usual")
def test_a_limit_that_is_set_holds_for_one_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was set for one command means nothing to the next, and what is not set is as usual."""
    limits.allow("files=1, text=200000")
    assert [(limits.FILES, 1), (limits.TEXT, 200_000)] == [
        (limit, limit.most) for limit in limits.LIMITS if limit.usual != limit.most
    ]
    monkeypatch.setenv(limits.VARIABLE, "files=1")
    assert 2 == run(*VALIDATE).code
    monkeypatch.delenv(limits.VARIABLE)
    assert 0 == run(*VALIDATE).code
    assert all(limit.usual == limit.most for limit in limits.LIMITS)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("file=1", "did you mean 'files'?"),
        ("everything=1", "the limits are file-bytes, files"),
        ("files", "a whole number is wanted"),
        ("files=", "a whole number is wanted"),
        ("files=0", "a whole number is wanted"),
        ("files=-1", "a whole number is wanted"),
        ("files=2,000", "names a limit '000'"),
        ("files=1e9", "PEELGRADE_LIMITS=files=2000"),
        ("files=\u0661", "a whole number is wanted"),
        (f"files={'9' * 5_000}", "a whole number is wanted"),
        ("\x1b[2J=1", "\\x1b[2J"),
    ],
)
@pytest.mark.usefixtures("town")
def test_what_is_no_limit_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch, asked: str, says: str) -> None:
    """A name or a number that is none ends with 2, and nothing is read by limits that nobody meant."""
    monkeypatch.setenv(limits.VARIABLE, asked)
    ran = run("grade", *ARGUMENTS)
    assert (2, "") == (ran.code, ran.out)
    assert says in ran.err
    assert len(ran.err) < 500


@pytest.mark.usefixtures("town")
def test_what_comes_with_the_evidence_raises_no_limit(run: Run) -> None:
    """Neither the configuration nor a file of the environment in the folder is asked; only who runs the program is."""
    Path(".env").write_text("PEELGRADE_LIMITS=text=200000\n", encoding="utf-8")
    text = instead("Calls are answered at once.", "x" * (limits.TEXT.usual + 1))
    Path("town/evidence.yaml").write_text(text, encoding="utf-8")
    assert 1 == run(*VALIDATE).code
    for key in ("limits", "text", "PEELGRADE_LIMITS"):
        Path(configuration.FILE).write_text(f"{key} = {{text = 200000}}\n", encoding="utf-8")
        ran = run(*VALIDATE)
        assert (2, True) == (ran.code, "unknown key" in ran.err)


def test_the_page_lists_every_limit() -> None:
    """The table in the docs has each limit that can be raised, with its figure and what it is of."""
    rows = re.findall(r"^\| `([a-z-]+)` \| ([0-9,]+) \| (.+?) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(one.name, f"{one.usual:,}", one.about) for one in limits.LIMITS] == rows


def test_the_page_lists_every_limit_that_cannot_be_raised() -> None:
    """The second table has each with its figure, and nothing that no test meets."""
    _, _, told = DOCS.read_text(encoding="utf-8").partition("## Those that cannot")
    rows = re.findall(r"^\| (.+?) \| ([0-9,]*[0-9]).* \| .+ \|$", told, re.MULTILINE)
    most = {**{one.name: one.most for one in FIXED}, **OTHERWISE}
    assert {name: f"{figure:,}" for name, figure in most.items()} == dict(rows)


def test_help_tells_how_a_limit_is_raised(run: Run) -> None:
    """Whoever is told of none finds it where all else is told of the program."""
    told = re.search(rf'{limits.VARIABLE}="([^"]+)"', " ".join(run("--help").out.split()))
    assert told is not None
    assert {word.partition("=")[0] for word in told[1].split()} <= {limit.name for limit in limits.LIMITS}


def test_a_limit_is_told_in_one_line_of_the_shell() -> None:
    """What a message says to set can be put before a command as it stands."""
    for limit in limits.LIMITS:
        assert [f"{limits.VARIABLE}={limit.name}=7"] == shlex.split(limit.raised(7).partition("set ")[2])
