"""Problems read the same in every format, and text from a file stays text in each."""

from __future__ import annotations

import json
import posixpath
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sarif_kit.validate import validation_errors

from peelgrade import __version__
from peelgrade.problems import Locator, Problem, Related, shown
from peelgrade.rendering import escaping
from peelgrade.rendering.problems import FORMATS, github, markdown, sarif, text
from peelgrade.rendering.problems.report import Report

HOSTILE = (
    "::error::x",
    " ::add-mask::x",
    "%0A::error::x",
    "\n::error::x\r\n::stop-commands::y",
    "##[error]x ##vso[task.complete]y ##teamcity[z]",
    "a | b || c",
    "<script>alert(1)</script><!-- x --><img src=x>",
    "</testcase></testsuite>",
    "]]><![CDATA[ &lt; &amp; &#64;all",
    "\x1b[31mred\x1b]0;title\x07 \x9b31m",
    "\u202egnp\u2066\u200e\u061c",
    "\U000e0041\U000e007f\U000e0100\u2028\u2029\ufeff\ufffe\u00ad\u2060\u3164",
    "@everyone, a@example.org, org/name#12, GH-12, !3, ~bug",
    "`x` ``y`` *b* _i_ ~~s~~ # h",
    "${{ secrets.TOKEN }} $(x) {0}",
    "[a](https://example.org) ![b](//c) https://example.org www.example.org mailto:a@b.example :smile:",
    "nul \x00, half \ud800 and \udc80",
    "long " * 5_000,
)
NAME = 200  # characters of the name of a file
CODES = ("PG202", "PG535", "PG536")  # an error, a warning, a note


@dataclass(frozen=True)
class Written:
    """Files as they stand: a place is where its locator says, and four characters long."""

    files: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def extent(self, at: Locator) -> tuple[int, int, int]:
        """Return line, column and the column after the end."""
        column = at.column or 1
        return at.line or 1, column, column + 4

    def item(self, at: Locator) -> str:
        """Return the id of the item: the second step is one."""
        return "F1" if at.path else ""

    def path(self, at: Locator) -> tuple[str | int, ...]:
        """Return the steps to a place."""
        return at.path

    def lines(self, file: str) -> Sequence[str]:
        """Return the lines of a file."""
        return self.files.get(file, ())


def write(name: str, report: Report) -> str:
    """Return a report in a format."""
    return FORMATS[name].write(report)


def report_of(*problems: Problem, files: Mapping[str, Sequence[str]] | None = None, ignored: int = 0) -> Report:
    """Return a report on problems in files with these lines."""
    written = files or {}
    return Report.of(problems, written, Written(written), ignored=ignored)


def at(line: int, column: int = 1, file: str = "a.yaml", path: tuple[str | int, ...] = ()) -> Locator:
    """Return a place."""
    return Locator(file, path, line=line, column=column)


def many(number: int, code: str = "PG202") -> list[Problem]:
    """Return problems of one code on lines that follow each other."""
    return [Problem(code, f"there is no key 'k{line}'", at(line), "take it out") for line in range(1, number + 1)]


def hostile(words: str) -> Report:
    """Return a report in which every text is hostile, of each severity."""
    file = words[:NAME]
    problems = [
        Problem(code, words, at(1, 2, file), words, (Related(at(1, 1, file), words), Related(at(9, 1, "b"), words)))
        for code in CODES
    ]
    return report_of(*problems, files={file: (words, words)})


def parsed(document: str) -> ET.Element:
    """Return XML as it is read."""
    return ET.fromstring(document)  # noqa: S314  # it was just written


PLAIN = report_of(
    Problem("PG202", "there is no key 'vlaue'", at(3, 3, path=(0, "vlaue")), "did you mean 'value'?"),
    Problem("PG535", "nearly the same text as F9", at(2, 3, "b c/50%.yaml", path=(0, "sources", 1, "note"))),
    Problem("PG501", "the id 'F1' is used twice", at(3, 7, path=(1, "id")), "give one another", (Related(at(1, 7), "first"),)),
    files={"a.yaml": ("- id: F1", "  kind: metric", "  vlaue: 3"), "b c/50%.yaml": ("", "", ""), "c.yaml": ("x",)},
    ignored=2,
)  # fmt: skip
EMPTY = report_of(files={"a.yaml": ("- id: F1",)})


# --- what holds for each of them -------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words[:20]))
@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_is_inert(name: str, words: str) -> None:
    """Nothing that cannot be seen gets out, nothing that a pipeline takes for a command, and all of it is UTF-8."""
    written = write(name, hostile(words))
    assert written.encode().endswith(b"\n")
    for one in set(written) - {"\n"}:
        assert unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not re.search(r"##\w*\[", written)
    commands = [line for line in written.splitlines() if line.lstrip().startswith("::")]
    assert len(commands) == (3 if name == "github" else 0)


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_of_problems_does_not_matter(name: str) -> None:
    """The same problems are told the same way, however they were found."""
    problems = [*many(5), *many(5, "PG535"), *many(3, "PG536")]
    assert write(name, report_of(*problems)) == write(name, report_of(*reversed(problems)))


@pytest.mark.parametrize("name", FORMATS)
def test_no_problems_are_a_document_of_the_format(name: str) -> None:
    """Without a problem there is nothing to print for people, and an empty document for programs."""
    written = write(name, EMPTY)
    if name in {"full", "concise", "jsonl", "github"}:
        assert not written
    elif name == "markdown":
        assert "No problems.\n" == written
    elif name == "junit":
        assert ["a.yaml"] == [suite.get("name") for suite in parsed(written)]
        assert not parsed(written).findall(".//failure")
    else:
        document = json.loads(written)
        assert (
            []
            == {"json": lambda: document["problems"], "sarif": lambda: document["runs"][0]["results"]}.get(
                name, lambda: document
            )()
        )


# --- for people ------------------------------------------------------------------------------------------------------


def test_full_shows_the_line_and_the_one_before() -> None:
    """A problem stands under its file, with its line, carets under all of what is wrong, and what to do."""
    assert (
        "a.yaml: 2 errors\n"
        "\n"
        "a.yaml:3:3: error PG202: there is no key 'vlaue'\n"
        "  2 |   kind: metric\n"
        "  3 |   vlaue: 3\n"
        "    |   ^^^^\n"
        "  help: did you mean 'value'?\n"
        "\n"
        "a.yaml:3:7: error PG501: the id 'F1' is used twice\n"
        "  1 | - id: F1\n"
        "    |       ^^ first\n"
        "  2 |   kind: metric\n"
        "  3 |   vlaue: 3\n"
        "    |       ^^^^\n"
        "  help: give one another\n"
        "\n"
        "b c/50%.yaml: 1 warning\n"
        "\n"
        "b c/50%.yaml:2:3: warning PG535: nearly the same text as F9\n"
        "  2 |\n"
        "    | ^\n"
        "\n"
    ) == write("full", PLAIN)


def test_another_place_far_off_has_its_own_frame() -> None:
    """A place in another file, or far from the problem, is named and shown by itself."""
    lines = [f"- id: F{number}" for number in range(20)]
    related = (
        Related(at(2, 7, "b.yaml"), "used here"),
        Related(at(1, 7), "and here"),
        Related(at(9, 7, "c.yaml"), "gone"),
    )
    problem = Problem("PG501", "twice", at(12, 7), related=related)
    assert (
        "  11 | - id: F10\n"
        "  12 | - id: F11\n"
        "     |       ^^^\n"
        "  b.yaml:2:7: used here\n"
        "  1 | - id: F0\n"
        "  2 | - id: F1\n"
        "    |       ^^\n"
        "  a.yaml:1:7: and here\n"
        "  1 | - id: F0\n"
        "    |       ^^\n"
        "  c.yaml:9:7: gone\n"
        "\n"
    ) == write("full", report_of(problem, files={"a.yaml": lines, "b.yaml": lines})).split("twice\n")[1]


def test_many_other_places_are_counted() -> None:
    """Of very many other places, the first are named."""
    related = tuple(Related(at(line, 1, "b.yaml"), "here") for line in range(1, 31))
    report = report_of(Problem("PG501", "twice", at(1), related=related))
    for name in ("full", "github", "markdown"):
        written = write(name, report)
        assert 9 == written.count("b.yaml")
        assert "and 21 more places" in written


@pytest.mark.parametrize(
    ("line", "column", "frame"),
    [
        ("\tkey: x", 2, "      key: x\n      ^^^^"),
        ("日本 text", 4, "日本 text\n       ^^^^"),
        ("日本語 x", 1, "日本語 x\n  ^^^^^^^"),
        ("cafe\u0301 text", 7, "cafe\u0301 text\n       ^^^^"),
        ("x\u202ey text", 2, "x\\u202ey text\n   ^^^^^^^^^"),
        ("👩\u200d🚒 text", 5, "👩\u200d🚒 text\n       ^^^^"),
        ("short", 4, "short\n     ^^"),
        ("short", 99, "short\n       ^"),
        ("", 1, "\n  ^"),
    ],
)
def test_carets_stand_under_what_is_wrong(line: str, column: int, frame: str) -> None:
    """Tabs, wide characters, marks, and what is shown as a code do not move the carets off their place."""
    written = write("full", report_of(Problem("PG202", "m", at(1, column)), files={"a.yaml": (line,)}))
    below, carets = frame.removeprefix("  ").split("\n")
    expected = f"  1 | {below}".rstrip() + f"\n    | {carets.removeprefix('  ')}\n"
    assert expected == written.split(": m\n")[1].removesuffix("\n")


def test_a_long_line_is_cut_around_the_problem() -> None:
    """Of a line that is too long, what is around the problem is shown, with the carets in the right place."""
    line = "a" * 500 + "here" + "b" * 500
    written = write("full", report_of(Problem("PG202", "m", at(1, 501)), files={"a.yaml": (line,)}))
    shown_line, carets = written.split("\n")[3:5]
    assert "here" == shown_line[carets.index("^") : carets.rindex("^") + 1]
    assert shown_line[6] == shown_line[-1] == "…"
    assert len(shown_line) < 120


@pytest.mark.parametrize("line", ["x" * 8_000_000, "e" + "\u0301" * 100_000, "\u202e" * 100_000])
def test_a_huge_line_stays_small(line: str) -> None:
    """Whatever a line is made of, a frame is small."""
    written = write("full", report_of(Problem("PG202", "m", at(1, len(line) // 2)), files={"a.yaml": (line,)}))
    assert len(written) < 2_000


def test_colour_is_put_around_words_of_ours() -> None:
    """With colour, the same is printed; codes are around severity, carets and margins, and text gets none in."""
    report = hostile("\x1b[31mred")
    coloured = text.full(report, colour=True)
    assert "\x1b[1;31merror\x1b[0m" in coloured
    assert write("full", report) == re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    for painted in re.findall(r"\x1b\[(?!0m)[0-9;]*m(.*?)\x1b\[0m", coloured):
        assert re.fullmatch(r"error|warning|note|\^+|[ \d]+\|", painted)


@pytest.mark.parametrize("name", ["full", "concise"])
@pytest.mark.parametrize("number", [1, 1_234])
def test_output_for_people_is_limited(name: str, number: int) -> None:
    """At most 20 KB are printed, and then how many more there are."""
    written = write(name, report_of(*many(number)))
    told = len(re.findall(r"^a\.yaml:\d+:1: error", written, re.MULTILINE))
    assert len(written.encode()) <= text.MAX_BYTES + 100
    assert (f"… and {number - told:,} more\n" in written) == (told < number)


def test_concise_is_one_line_each() -> None:
    """Each problem stands on one line that editors and grep can use."""
    assert (
        "a.yaml:3:3: error PG202 there is no key 'vlaue' (did you mean 'value'?)\n"
        "a.yaml:3:7: error PG501 the id 'F1' is used twice (give one another); see a.yaml:1:7: first\n"
        "b c/50%.yaml:2:3: warning PG535 nearly the same text as F9\n"
    ) == write("concise", PLAIN)


# --- for programs ----------------------------------------------------------------------------------------------------


def test_json_holds_all_that_is_known() -> None:
    """The document says what it is, how much there is, and of each problem everything."""
    document = json.loads(write("json", PLAIN))
    assert "peelgrade/problems/v1" == document["schema"]
    assert {"errors": 2, "warnings": 1, "notes": 0, "files": 3, "ignored": 2, "incomplete": []} == document["summary"]
    assert {
        "code": "PG501",
        "severity": "error",
        "title": "an id is used twice",
        "message": "the id 'F1' is used twice",
        "help": "give one another",
        "file": "a.yaml",
        "line": 3,
        "column": 7,
        "end_column": 11,
        "item": "F1",
        "field": "id",
        "related": [{"file": "a.yaml", "line": 1, "column": 7, "end_column": 11, "label": "first"}],
        "fingerprint": PLAIN.told[1].fingerprint,
    } == document["problems"][1]
    assert "sources[1].note" == document["problems"][2]["field"]
    assert write("json", PLAIN).startswith('{\n  "schema": "peelgrade/problems/v1",\n')


def test_json_lines_are_the_problems_of_the_document() -> None:
    """One problem per line, and nothing else."""
    lines = write("jsonl", PLAIN).splitlines()
    assert json.loads(write("json", PLAIN))["problems"] == [json.loads(line) for line in lines]


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_json_gives_text_back(words: str) -> None:
    """Text reads as it was written, but for halves of characters, which are shown as their code."""
    whole = re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", words)
    assert whole == json.loads(escaping.json_text([words]).encode())[0]


def test_json_leaves_letters_alone() -> None:
    """Names are readable in the file itself."""
    assert '"Zoë Łuczak 日本"' == escaping.json_text("Zoë Łuczak 日本")


# --- GitHub ----------------------------------------------------------------------------------------------------------


def commands(written: str) -> list[tuple[str, dict[str, str], str]]:
    """Return workflow commands as a runner reads them: the command, its properties, and the message."""
    found = []
    for line in written.splitlines():
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert match
        properties = dict(one.split("=", 1) for one in match[2].split(","))
        found.append((match[1], {name: unquote(value) for name, value in properties.items()}, unquote(match[3])))
    return found


def test_github_annotates_the_place() -> None:
    """A command names the place and the code, and its message has help and the other places."""
    first, second, third = commands(write("github", PLAIN))
    place = {
        "file": "a.yaml",
        "line": "3",
        "endLine": "3",
        "col": "3",
        "endColumn": "7",
        "title": "PG202 an unknown key",
    }
    assert ("error", place, "there is no key 'vlaue'\nhelp: did you mean 'value'?") == first
    assert "the id 'F1' is used twice\nhelp: give one another\nsee a.yaml:1:7: first" == second[2]
    assert ("warning", "b c/50%.yaml") == (third[0], third[1]["file"])


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words[:20]))
def test_github_keeps_text_inside_its_message(words: str) -> None:
    """A runner reads the same words, in the message and in the name of the file."""
    for _, properties, message in commands(write("github", hostile(words))):
        assert escaping.visible(posixpath.normpath(words[:NAME])) == properties["file"]
        assert message.startswith(f"{text.short(words)}\nhelp: {text.short(words)}\nsee ")
        assert 3 == message.count("\n")


def test_github_shows_the_worst_nine_of_each_kind() -> None:
    """No more are printed than GitHub shows; a last notice says how many are left."""
    found = commands(write("github", report_of(*many(30), *many(9, "PG535"), *many(10, "PG536"))))
    assert ["error"] * 9 + ["warning"] * 9 + ["notice"] * 10 == [kind for kind, _, _ in found]
    assert "And 21 errors, 1 note more: the summary of the job lists them." == found[-1][2]
    assert 9 == len(commands(write("github", report_of(*many(9)))))


def test_the_summary_of_a_job_stays_within_its_limit() -> None:
    """It lists what fits, and says how many problems do not."""
    assert "| error | PG202 | a.yaml:3:3 |" in github.summary(PLAIN)
    written = github.summary(report_of(*many(20_000)))
    assert 900_000 < len(written.encode()) <= github.MAX_SUMMARY
    assert f"… and {20_000 - written.count('| error |'):,} more" in written


# --- GitLab ----------------------------------------------------------------------------------------------------------


def test_gitlab_has_what_its_report_needs() -> None:
    """Each problem has the fields that GitLab documents, with its own words for severity, and a fingerprint alone."""
    listed = json.loads(write("gitlab", report_of(*many(3), *many(3, "PG535"), *many(1, "PG536"))))
    for one in listed:
        assert {"description", "check_name", "fingerprint", "severity", "location"} == set(one)
        assert {"path": "a.yaml", "lines": {"begin": one["location"]["lines"]["begin"]}} == one["location"]
        assert re.fullmatch("[0-9a-f]{64}", one["fingerprint"])
    assert {"major", "minor", "info"} == {one["severity"] for one in listed}
    assert "there is no key 'k1' (take it out)" == listed[0]["description"]
    assert len(listed) == len({one["fingerprint"] for one in listed})


def test_fingerprints_hold_no_lines() -> None:
    """When lines are added above, a problem is known again; two that are alike are told apart."""

    def fingerprints(first: int) -> list[str]:
        alike = [Problem("PG535", "nearly the same", at(line, path=(line - first,))) for line in (first, first + 4)]
        return [one["fingerprint"] for one in json.loads(write("gitlab", report_of(*alike)))]

    assert fingerprints(1) == fingerprints(30)
    assert 2 == len(set(fingerprints(1)))


# --- SARIF -----------------------------------------------------------------------------------------------------------


def run_of(report: Report) -> dict[str, Any]:
    """Return the one run of a report in SARIF, which fits the schema of OASIS."""
    document = json.loads(write("sarif", report))
    assert [] == validation_errors(document)
    assert "2.1.0" == document["version"]
    (run,) = document["runs"]
    for result in run["results"]:
        assert result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
    return dict(run)


def test_sarif_has_rules_and_places() -> None:
    """Codes that occur are the rules, worst results come first, and places are relative to the root of the sources."""
    run = run_of(PLAIN)
    driver = run["tool"]["driver"]
    assert ("peelgrade", __version__) == (driver["name"], driver["semanticVersion"])
    assert ["PG202", "PG501", "PG535"] == [rule["id"] for rule in driver["rules"]]
    assert "AnUnknownKey" == driver["rules"][0]["name"]
    assert "unicodeCodePoints" == run["columnKind"]
    assert ["error", "error", "warning"] == [result["level"] for result in run["results"]]
    last = run["results"][2]["locations"][0]["physicalLocation"]
    assert {"uri": "b%20c/50%25.yaml", "uriBaseId": "%SRCROOT%"} == last["artifactLocation"]
    assert {"startLine": 2, "startColumn": 3, "endColumn": 7} == last["region"]
    (related,) = run["results"][1]["relatedLocations"]
    assert (1, "first") == (related["id"], related["message"]["text"])
    assert {"peelgrade/v1": PLAIN.told[0].fingerprint} == run["results"][0]["partialFingerprints"]


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words[:20]))
def test_sarif_fits_its_schema_whatever_text_holds(words: str) -> None:
    """Hostile text leaves the document sound, its addresses are plain ASCII, and nothing in it is a link."""
    for result in run_of(hostile(words))["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9_.\-~/%]*", uri)
        assert "](" not in result["message"]["text"]


def test_sarif_of_a_file_outside_has_a_whole_address() -> None:
    """A path that could not be made relative is no path below the root."""
    (result,) = run_of(report_of(Problem("PG202", "m", at(1, 1, "/tmp/a b.yaml"))))["results"]  # noqa: S108  # no file is made
    assert {"uri": "file:///tmp/a%20b.yaml"} == result["locations"][0]["physicalLocation"]["artifactLocation"]


def test_sarif_keeps_the_worst_results(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run holds so many results as are read of it; what is left out is told."""
    assert 5_000 == sarif.MAX_RESULTS
    monkeypatch.setattr(sarif, "MAX_RESULTS", 3)
    for left_out, told in ((1, "1 warning more is left out"), (2, "2 warnings more are left out")):
        run = run_of(report_of(*many(1 + left_out, "PG535"), *many(2)))
        assert ["error", "error", "warning"] == [result["level"] for result in run["results"]]
        (said,) = run["invocations"][0]["toolExecutionNotifications"]
        assert said["message"]["text"].startswith(f"{told}: a run holds 3 results")
    assert "toolExecutionNotifications" not in run_of(PLAIN)["invocations"][0]


# --- JUnit -----------------------------------------------------------------------------------------------------------


def test_junit_fails_for_errors_alone() -> None:
    """Every file is a suite; an error fails, and a file with none passes, whatever is printed of it."""
    root = parsed(write("junit", PLAIN))
    assert {"name": "peelgrade", "tests": "4", "failures": "2", "errors": "0"} == root.attrib
    first, second, third = root
    assert ("a.yaml", "2", "2") == (first.get("name"), first.get("tests"), first.get("failures"))
    failure = first.find("testcase/failure")
    assert failure is not None
    assert "PG202" == failure.get("type")
    assert "there is no key 'vlaue'" == failure.get("message")
    assert "a.yaml:3:3: error PG202: there is no key 'vlaue'\nhelp: did you mean 'value'?" == failure.text
    assert ["PG202 F1 vlaue", "PG501 F1 id"] == [case.get("name") for case in first.iter("testcase")]
    assert [] == second.findall(".//failure")
    assert "b c/50%.yaml:2:3: warning PG535 nearly the same text as F9" == second.findtext("system-out")
    assert [("c.yaml", "no errors")] == [(case.get("classname"), case.get("name")) for case in third]


# What readers of JUnit's XML know: the attributes of each element, and what may stand in it
JUNIT = {
    "testsuites": ({"name", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors"}, {"testcase", "system-out"}),
    "testcase": ({"classname", "name", "file", "line"}, {"failure"}),
    "failure": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}


@pytest.mark.parametrize("report", [EMPTY, PLAIN, *map(hostile, HOSTILE)])
def test_junit_holds_only_what_readers_know(report: Report) -> None:
    """Elements and attributes are those that are known, and the counts are those of the cases."""
    root = parsed(write("junit", report))
    assert "testsuites" == root.tag
    for element in root.iter():
        attributes, children = JUNIT[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
        if element.tag in {"testsuites", "testsuite"}:
            assert element.get("tests") == str(len(list(element.iter("testcase"))))
            assert element.get("failures") == str(len(list(element.iter("failure"))))


def test_junit_keeps_words() -> None:
    """What has a meaning in XML is read back as it was; what XML cannot hold is shown as its code."""
    case = parsed(write("junit", report_of(Problem("PG202", "</testcase>]]>&lt;\x00\ud800", at(1))))).find(".//failure")
    assert case is not None
    assert "</testcase>]]>&lt;\\u0000\\ud800" == case.get("message")


# --- Markdown --------------------------------------------------------------------------------------------------------


def test_markdown_is_a_table_with_the_worst_first() -> None:
    """A comment says how many there are, and lists them."""
    assert (
        "### peelgrade: 2 errors, 1 warning in 2 files (2 ignored)\n"
        "\n"
        "| Severity | Code | Place | Problem | What to do |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| error | PG202 | a.yaml:3:3 | there is no key 'vlaue' | did you mean 'value'? |\n"
        "| error | PG501 | a.yaml:3:7 | the id 'F1' is used twice (see a.yaml:1:7: first) | give one another |\n"
        "| warning | PG535 | b c/50%.yaml:2:3 | nearly the same text as F9 |  |\n"
    ) == write("markdown", PLAIN)


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words[:20]))
def test_markdown_keeps_text_in_its_cell(words: str) -> None:
    """A reader of Markdown finds one table of plain text: no markup, link, picture or name that would be told."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(write("markdown", hostile(words)))
    assert {"heading", "table", "thead", "tbody", "tr", "th", "td", "inline"} == {
        token.type.removesuffix("_open").removesuffix("_close") for token in tokens
    }
    inside = [token.children or [] for token in tokens if token.type == "inline"]
    assert {"text"} >= {one.type for children in inside for one in children} - {"text_special"}
    cells = ["".join(one.content for one in children) for children in inside][6:]
    assert 15 == len(cells)
    for cell in cells:
        assert not re.search(r"@\w|\w#\d|[#!~]\d|~\w|://|www\.|:smile:|GH-\d", cell)
    assert text.short(words) == cells[4].replace("\u200b", "")


def test_markdown_stays_within_a_comment() -> None:
    """A comment holds what fits, the worst first, and says how many more there are."""
    written = write("markdown", report_of(*many(3_000), *many(5, "PG536")))
    assert 50_000 < len(written.encode()) <= markdown.MAX_BYTES
    assert f"\n… and {3_005 - written.count('| error |'):,} more, not listed here.\n" in written


# --- what cannot be seen ---------------------------------------------------------------------------------------------


def test_what_messages_show_as_escapes_outputs_show_as_codes() -> None:
    """There is nothing that a message shows as an escape and an output would print."""
    points = [*range(0x3100), *range(0xD800, 0xE000), *range(0xF900, 0x10000), *range(0xE0000, 0xE0200)]
    for one in map(chr, points):
        if shown(one) != one and unicodedata.category(one) != "Zs":
            assert escaping.visible(one).isascii()
            assert escaping.visible(one).startswith("\\")


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("Zoë Łuczak\u00a0日本", "Zoë Łuczak\u00a0日本"),
        ("👩\u200d🚒 ❤\ufe0f\u200d🔥", "👩\u200d🚒 ❤\ufe0f\u200d🔥"),
        ("بب\u200cبب", "بب\u200cبب"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("ad\u200cmin", "ad\\u200cmin"),
        ("a\u200d", "a\\u200d"),
        ("\u200d👩", "\\u200d👩"),
        ("a\tb\nc", "a\\u0009b\\u000ac"),
        ("flag\U000e0067", "flag\\U000e0067"),
        ("blank\u3164", "blank\\u3164"),
        ("##[group]x # [y] ##z", "#\\u0023[group]x # [y] ##z"),
    ],
)
def test_visible(words: str, seen: str) -> None:
    """Joiners stay where scripts and emoji need them; what has no ink, or is a command of a pipeline, is a code."""
    assert seen == escaping.visible(words)


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_what_is_seen_is_seen_again(words: str) -> None:
    """What was made visible stays as it is, and the pieces of a text are the whole."""
    assert escaping.visible(words) == escaping.visible(escaping.visible(words))
    assert escaping.visible(words) == "".join(escaping.pieces(words, 0, len(words)))
    assert escaping.terminal(words) == escaping.terminal(escaping.terminal(words))


def test_a_report_may_name_files_without_lines() -> None:
    """A problem of a file that could not be read has no frame, and its other places are still named."""
    problem = Problem("PG105", "it is a PDF", at(1), related=(Related(at(2), "near it"),))
    assert "a.yaml: 1 error\n\na.yaml:1:1: error PG105: it is a PDF\n  a.yaml:2:1: near it\n\n" == write(
        "full", replace(report_of(problem), sources={})
    )
