"""The pages of the problem codes: one for each code, of one form, with examples that are what they say they are."""

from __future__ import annotations

import csv
import re
import subprocess
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

import pytest
import xlsxwriter

from peelgrade import bundled, configuration, rulechecks, tables
from peelgrade.capturing import drawing, filling
from peelgrade.capturing.checking import checked
from peelgrade.capturing.layout import layout
from peelgrade.pipeline import FRAMEWORK, Reading, examine, read_inspection, read_tables, read_tests, unread
from peelgrade.problemcodes import CODES
from peelgrade.rendering import objections

PAGES = bundled.problem_pages()
README = PAGES / "README.md"
# the net below all other checks, and below what is refused anyway: no file is known that gives these; nor is there a
# short one that keeps a solver from its end; and what is hidden in a workbook cannot be shown as text
WITHOUT_EXAMPLES = {"PG299", "PG809", "PG810", "PG907"}
HEADINGS = ("Why it matters", "Wrong", "Right", "How to mend it")  # the last may be left out
SEVERITIES = {"error": "An error.", "warning": "A warning.", "note": "A note."}
FORGIVABLE = "It can be ignored beside the place, with a reason."

BLOCK = re.compile(
    r"^```(?:yaml (?P<file>(?:(?:tests|tables|metrics|test|old)/)?[\w-]+\.yaml)|csv (?P<sheet>[\w ]+)|sh)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Example:
    """What stands under a heading: the contents of files, and commands that make files."""

    files: dict[str, str]
    commands: tuple[str, ...]
    sheets: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Example:
        """Read the blocks of a text."""
        blocks = list(BLOCK.finditer(text))
        return cls(
            {block["file"]: block["text"] for block in blocks if block["file"]},
            tuple(block["text"] for block in blocks if not block["file"] and not block["sheet"]),
            {block["sheet"]: block["text"] for block in blocks if block["sheet"]},
        )


BASE = Example.of(README.read_text(encoding="utf-8")).files
RULES = frozenset(BASE) - {"inspection.yaml"} | {
    "tests/cases.yaml",
    "tables/columns.yaml",
    "metrics/mapping.yaml",
    "test/cases.yaml",
    "old/framework.yaml",
    "more-rules.yaml",
}  # files of the small framework


def page(code: str) -> str:
    """Return the page of a code."""
    return (PAGES / f"{code}.md").read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """Return what stands under each heading of a page, in order; that of the page itself is ''."""
    title, *rest = re.split(r"^## ", text, flags=re.MULTILINE)
    return {"": title, **{heading: body for heading, _, body in (part.partition("\n") for part in rest)}}


def found(folder: Path, example: Example, code: str = "") -> list[str]:
    """Write an example into the base of all examples, and return the code of every problem that it has.

    Where it is one of rules or of a framework alone, only those are read; for a code of what is proved, that is proved.
    """
    if example.sheets:
        return found_in_workbook(folder, example)
    inspection, rules = folder / "town-2015", folder / "small"
    for name, text in {**BASE, **example.files}.items():
        path = (rules if name in RULES else inspection) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    of_rules = RULES.intersection(example.files)
    of_rules_alone = bool(of_rules) and of_rules.issuperset(example.files)
    for commands in example.commands:
        home = rules if of_rules_alone else inspection
        subprocess.run(["/bin/sh", "-e", "-c", commands], cwd=home, check=True, timeout=20)
    reading = Reading()
    if of_rules_alone:
        read = read_tests(rules, "small", reading)
        read_tables(rules, "small", reading, read.rulebook if read is not None else None)
        reading.problems += unread(rules, "small")
        if code.startswith("PG8") and read is not None:
            kinds = [kind for kind, told in objections.CODE_OF.items() if told == code]
            kinds += [one.objection for one in read.rulebook.framework.intended]
            report = rulechecks.check(read.rulebook, kinds)
            placing = objections.Placing(read.rulebook, f"small/{FRAMEWORK}", read.rules)
            reading.problems += objections.problems(report, placing, 10)
    else:
        examine(inspection, rules if of_rules else None, reading)
    return [problem.code for problem in reading.standing()[0]]


def found_in_workbook(folder: Path, example: Example) -> list[str]:
    """Write the record of the base of all examples and the sheets of an example as a workbook, and return its problems.

    A cell of digits holds a number, and one that shows an error has a formula that gave it.
    """
    record = folder / "record"
    record.mkdir()
    (record / "inspection.yaml").write_text(BASE["inspection.yaml"], encoding="utf-8")
    read = read_inspection(record)
    known = filling.filled(layout(), filling.Files(read.inspection.record, {}))
    (folder / "base.xlsx").write_bytes(drawing.written(layout(), known))
    grids = {grid.name: [list(row) for row in grid.rows] for grid in tables.sheets(folder / "base.xlsx")}
    kept = {name: rows for name, rows in grids.items() if name in {"Inspection", "Documents", "Questions"}}
    sheets = kept | {name: list(csv.reader(text.splitlines())) for name, text in example.sheets.items()}
    book = xlsxwriter.Workbook(folder / "example.xlsx")
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for n, row in enumerate(rows):
            for m, text in enumerate(row):
                if text.startswith("#"):
                    sheet.write_formula(n, m, "=NA()", None, text)
                elif text.isdigit():
                    sheet.write_number(n, m, int(text))
                else:
                    sheet.write_string(n, m, text)
    book.close()
    return [one.code for one in checked(tables.sheets(folder / "example.xlsx"), "example.xlsx").problems]


EXECUTABLE = [code for code in CODES if code not in WITHOUT_EXAMPLES]


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    """A page is named after its code, and there is nothing else beside the overview."""
    expected = sorted([*(f"{code}.md" for code in CODES), "README.md"])
    assert expected == sorted(path.name for path in PAGES.iterdir())


def test_the_overview_lists_every_code_as_it_is() -> None:
    """The index names each code once, in order, with its severity and title."""
    expected = [f"| [{code}]({code}.md) | {known.severity} | {known.title} |" for code, known in CODES.items()]
    assert expected == [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("| [PG")]


def test_the_base_of_the_examples_has_no_problem(tmp_path: Path) -> None:
    """Whatever an example has, it has of itself."""
    assert {"inspection.yaml", FRAMEWORK, "rules.yaml"} <= set(BASE)
    assert [] == found(tmp_path, Example({"rules.yaml": BASE["rules.yaml"]}, ()))
    (tmp_path / "again").mkdir()
    assert [] == found(tmp_path / "again", Example({}, ()))


def test_the_configuration_in_the_overview_is_valid(tmp_path: Path) -> None:
    """What the overview shows of a configuration can be read."""
    (block,) = re.findall(r"^```toml\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "peelgrade.toml").write_text(block, encoding="utf-8")
    assert ("PG536",) == configuration.read(tmp_path / "peelgrade.toml").ignore


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_what_the_code_says_and_in_the_usual_order(code: str) -> None:
    """Heading, severity, meaning and the sections stand as on every page, and every block is one that is run."""
    text = page(code)
    parts = sections(text)
    known = CODES[code]

    severity = f"{SEVERITIES[known.severity]} {FORGIVABLE}" if known.forgivable else SEVERITIES[known.severity]
    heading, said, meaning, *_ = parts.pop("").split("\n\n")
    assert f"# {code}: {known.title}" == heading
    assert severity == said
    assert meaning.strip()
    expected = [one for one in HEADINGS if code not in WITHOUT_EXAMPLES or one not in {"Wrong", "Right"}]
    assert list(parts) in (expected, expected[:-1])
    assert text.count("```") == 2 * len(BLOCK.findall(text))
    assert all(body.strip() for body in parts.values())


@pytest.mark.sampled(8)
@pytest.mark.parametrize("code", EXECUTABLE)
def test_the_wrong_example_has_the_problem_of_its_page_and_no_other(code: str, tmp_path: Path) -> None:
    """What a page calls wrong gives its code, and nothing else that would draw the reader away."""
    wrong = Example.of(sections(page(code))["Wrong"])
    assert {code} == set(found(tmp_path, wrong, code))


@pytest.mark.sampled(8)
@pytest.mark.parametrize("code", EXECUTABLE)
def test_the_right_example_has_no_problem(code: str, tmp_path: Path) -> None:
    """What a page calls right is; a file that was wrong and is not shown again stays as it was."""
    parts = sections(page(code))
    wrong, right = Example.of(parts["Wrong"]), Example.of(parts["Right"])
    assert right.files or right.commands or right.sheets
    sheets = {name: text for name, text in wrong.sheets.items() if name in {*right.sheets, "Findings"}} | right.sheets
    assert [] == found(tmp_path, Example({**wrong.files, **right.files}, right.commands, sheets), code)


@pytest.mark.parametrize("code", EXECUTABLE)
def test_a_page_is_short(code: str) -> None:
    """The answer is found in half a minute: what a page says before its examples fits on half a screen."""
    before = list(takewhile(lambda line: line != "## Wrong", page(code).splitlines()))
    assert len(before) <= 20
