"""Exit codes of every command: 0 done, 1 the answer is no, 2 wrong usage or what cannot be read, 3 a bug of peelgrade.

Each command has a row for each code: what provokes it, or why it cannot be.
"""

from __future__ import annotations

import contextlib
import errno
import io
import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import click
import pytest

from peelgrade import __version__, cli
from peelgrade.capturing import drawing, filling, gathering
from peelgrade.capturing.layout import layout
from peelgrade.grading import grade
from peelgrade.pipeline import read_inspection
from peelgrade.recording.files import content
from peelgrade.result import document
from tests.conftest import ENVIRONMENT, PROGRAM, ROOT, Ran, Run, otherwise, replace
from tests.folders import contents, fill_disk
from tests.test_bad_input import FILES, write

NEVER = "peelgrade"  # what a row that cannot be provoked says instead begins with this

DONE, NO, WRONG, BUG = 0, 1, 2, 3
SMALL = ("--rules", "rules")
OWN = ("--own-rules", "rules")
NEW_RULE = (
    *("rules", "--question", "overall.response", "--supports", "good", "--because", "B", "--basis-kind", "project"),
    *("--basis-source", "S", "--strengths", "9"),
)
PARTS_REACH = (
    *("rules", "--question", "overall", "--supports", "good", "--because", "B", "--basis-kind", "project"),
    *("--basis-source", "S", "--parts", "1", "--reaching", "good"),
)
SMALL_WITHOUT = (*OWN, "--without", "F2")


@dataclass(frozen=True)
class Row:
    """How a command comes to end with a code: the arguments, and what is done before."""

    command: str
    code: int
    name: str
    arguments: Sequence[str] = ()
    before: Callable[[pytest.MonkeyPatch], object] | None = None
    says: str = ""  # words on either stream


def nothing(_: pytest.MonkeyPatch) -> None:
    """Leave all as it is."""


def misspell(_: pytest.MonkeyPatch) -> None:
    """Misspell a word of the evidence."""
    replace(Path("town/evidence.yaml"), "weight: moderate", "weight: modrate")


def misspell_rules(_: pytest.MonkeyPatch) -> None:
    """Misspell a word of the rules."""
    replace(Path("rules/rules.yaml"), "supports: good", "supports: god")


def misspell_framework(_: pytest.MonkeyPatch) -> None:
    """Misspell a key of the framework."""
    replace(Path("rules/framework.yaml"), "baseline:", "baselin:")


def case_that(expected: str) -> Callable[[pytest.MonkeyPatch], object]:
    """Return what writes a test case of the rules that expects an overall judgment."""

    def written(_: pytest.MonkeyPatch) -> None:
        Path("rules/tests").mkdir()
        judged = "{overall.response: poor}"
        text = f"- {{id: c1, because: B, judged: {judged}, expect: {{overall: {expected}}}}}\n"
        Path("rules/tests/cases.yaml").write_text(text, encoding="utf-8")

    return written


def a_case(given: str) -> Callable[[pytest.MonkeyPatch], object]:
    """Return what writes a test case of the rules on an item."""

    def written(_: pytest.MonkeyPatch) -> None:
        Path("rules/tests").mkdir()
        text = f"- {{id: c1, because: B, given: [{given}], expect: {{overall.response: fair}}}}\n"
        Path("rules/tests/cases.yaml").write_text(text, encoding="utf-8")

    return written


def bug_in_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have running a case break."""
    case_that("fair")(monkeypatch)
    breaks("peelgrade.ruletests.run")(monkeypatch)


def warn(_: pytest.MonkeyPatch) -> None:
    """Give cause for a warning, and for no error."""
    replace(Path("town/evidence.yaml"), "  statement: Calls", "  statement: Calls #4")


def silence(_: pytest.MonkeyPatch) -> None:
    """Have the configuration ignore what there is a warning of."""
    warn(_)
    Path("peelgrade.toml").write_text('ignore = ["PG120"]\nfail-on = "warning"\n', encoding="utf-8")


def no_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the summary of the job inside a file."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "rules/rules.yaml/where.md")


def misconfigure(_: pytest.MonkeyPatch) -> None:
    """Write a configuration that cannot be."""
    Path("peelgrade.toml").write_text('ignore = ["PG204"]\n', encoding="utf-8")


def unname(_: pytest.MonkeyPatch) -> None:
    """Name a framework that does not ship."""
    replace(Path("town/inspection.yaml"), "framework: small", "framework: smal")


def no_record(_: pytest.MonkeyPatch) -> None:
    """Take the record away."""
    Path("town/inspection.yaml").unlink()


def no_framework(_: pytest.MonkeyPatch) -> None:
    """Take the framework away."""
    Path("rules/framework.yaml").unlink()


def cost(_: pytest.MonkeyPatch) -> None:
    """Declare what changes cost."""
    extents = "{isolated: 1, partial: 1, widespread: 1}"
    weights = f"{{minor: {extents}, moderate: {extents}, major: {extents}}}"
    declared = f"improvements:\n  weakness_remedied: {weights}\n  practice_extended: {{isolated: 1, partial: 1}}\n"
    path = Path("rules/framework.yaml")
    path.write_text(path.read_text(encoding="utf-8") + declared, encoding="utf-8")


def a_file(_: pytest.MonkeyPatch) -> None:
    """Put a file where a folder is wanted."""
    Path("taken").write_text("x", encoding="utf-8")


def a_result(_: pytest.MonkeyPatch) -> None:
    """Put a file where results are compared that is none."""
    Path("x.json").write_text("{", encoding="utf-8")


def a_workbook(_: pytest.MonkeyPatch) -> None:
    """Export the inspection as a workbook."""
    Path("w.xlsx").write_bytes(exported())


_WORKBOOKS: dict[frozenset[tuple[str, bytes]], bytes] = {}


def exported() -> bytes:
    """Return the inspection as a workbook, written once for what is in its files: that is the same in nearly every row."""
    held = frozenset(contents(Path("town")).items())
    if held not in _WORKBOOKS:
        found = read_inspection(Path("town"), Path("rules"))
        _WORKBOOKS[held] = drawing.written(layout(), filling.filled(layout(), gathering.gathered(Path("town"), found)))
    return _WORKBOOKS[held]


def a_wrong_workbook(_: pytest.MonkeyPatch) -> None:
    """Write a workbook in which nothing is filled in but the framework."""
    Path("w.xlsx").write_bytes(drawing.written(layout(), {"Inspection": [{"Framework": "small"}]}))


def a_workbook_and_other_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Export the inspection, and change it afterwards."""
    a_workbook(monkeypatch)
    replace(Path("town/evidence.yaml"), "weight: moderate", "weight: minor")


def bug_after_a_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have checking a workbook break."""
    a_workbook(monkeypatch)
    breaks("peelgrade.cli.import_.checked")(monkeypatch)


def no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nothing that writes workbooks."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)


def no_library_that_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a workbook, and nothing that reads it."""
    a_workbook(monkeypatch)
    monkeypatch.setitem(sys.modules, "python_calamine", None)


def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nobody there to answer."""
    monkeypatch.setattr("sys.stdin", io.StringIO())


def challenged(_: pytest.MonkeyPatch) -> None:
    """Have a force challenge an item."""
    made = "id: C1\n    item: F1\n    ground: error\n    made: 2016-01-11\n    statement: Not so."
    replace(Path("town/inspection.yaml"), "published:", f"challenges:\n  - {made}\npublished:")


def a_sheet(_: pytest.MonkeyPatch) -> None:
    """Put a file where a worksheet is wanted."""
    Path("taken.md").write_text("x", encoding="utf-8")


def code_again(_: pytest.MonkeyPatch) -> None:
    """Code the inspection again, the other way round."""
    shutil.copytree("town", "other")
    replace(Path("other/evidence.yaml"), "shows: strength", "shows: weakness")


def breaks(where: str) -> Callable[[pytest.MonkeyPatch], object]:
    """Return what makes a function raise an error that nobody expects."""

    def broken(*_: object, **__: object) -> NoReturn:
        raise ZeroDivisionError("division by zero")

    return lambda monkeypatch: monkeypatch.setattr(where, broken)


def file_result(_: pytest.MonkeyPatch) -> None:
    """File the result of the inspection."""
    filed("r.json", "rules")


def filed(name: str, rules: str, inspection: str = "town") -> None:
    """File the result of an inspection by rules."""
    read = read_inspection(Path(inspection), Path(rules))
    made = document(grade(read.inspection, read.rulebook), read.inspection, read.rulebook, __version__)
    Path(name).write_text(made.model_dump_json(by_alias=True), encoding="utf-8")


def after_filing(then: Callable[[pytest.MonkeyPatch], object]) -> Callable[[pytest.MonkeyPatch], object]:
    """Return what files the result of the inspection, and does something else then."""

    def both(monkeypatch: pytest.MonkeyPatch) -> None:
        file_result(monkeypatch)
        then(monkeypatch)

    return both


def another(_: pytest.MonkeyPatch) -> None:
    """Add the inspection of another force."""
    code_again(_)
    replace(Path("other/inspection.yaml"), "id: town-2015", "id: other-2015")


def a_table(_: pytest.MonkeyPatch) -> None:
    """Write a table of published judgments, and the mapping of its columns."""
    Path("t.csv").write_text("town,response,overall\nA,good,good\nB,fair,good\n", encoding="utf-8")
    Path("rules/tables").mkdir()
    words = "judgments: {poor: poor, fair: fair, good: good}\noverall: overall\nparts: {overall.response: response}\n"
    Path("rules/tables/t.yaml").write_text(f"title: T\nsource: S\nunit: town\n{words}", encoding="utf-8")


def evidence_in_rows(_: pytest.MonkeyPatch) -> None:
    """Write tables with one item of evidence."""
    Path("tables").mkdir()
    head = "inspection,id,kind,question,shows,weight,extent,standing"
    row = "a,F1,finding,overall.response,strength,moderate,widespread,observed"
    Path("tables/items.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")


def a_wrong_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write tables with an item that shows neither."""
    evidence_in_rows(monkeypatch)
    replace(Path("tables/items.csv"), "strength", "strenght")


def bug_after_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write tables, and have judging fail."""
    evidence_in_rows(monkeypatch)
    breaks("peelgrade.batch.running.Judging")(monkeypatch)


def bug_over_tables(where: str) -> Callable[[pytest.MonkeyPatch], object]:
    """Return what writes tables, and makes a function fail."""

    def both(monkeypatch: pytest.MonkeyPatch) -> None:
        evidence_in_rows(monkeypatch)
        breaks(where)(monkeypatch)

    return both


def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have room for one of what is remembered of rows that are alike."""
    for room in ("backtesting.record", "backtesting.rollup", "comparison.revisions"):
        monkeypatch.setattr(f"peelgrade.{room}._MEMO", 1)


def a_wrong_mapping(_: pytest.MonkeyPatch) -> None:
    """Write the table with a mapping that misspells a question."""
    a_table(_)
    replace(Path("rules/tables/t.yaml"), "overall.response", "overall.respons")


def bug_after_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the table, and have the roll-up fail."""
    a_table(monkeypatch)
    breaks("peelgrade.cli.backtest.backtest")(monkeypatch)


def figures(_: pytest.MonkeyPatch) -> None:
    """Write a table of figures, and the mapping that they are taken by."""
    Path("f.csv").write_text("who,calls\ntown,7\nnation,900\n", encoding="utf-8")
    Path("f.yaml").write_text(
        "document: {id: calls, title: Calls, publisher: P, licence: L}\nprefix: C-\nquestion: overall.response\n"
        "subject: {column: who}\nas_at: 2015-06-30\nfigures: [{column: calls, measure: calls_answered}]\n"
        "comparators: [nation]\n",
        encoding="utf-8",
    )


def taken(_: pytest.MonkeyPatch) -> None:
    """Take the figures of the table into the inspection."""
    with pytest.raises(SystemExit) as ended, contextlib.redirect_stdout(io.StringIO()):
        cli.main(["metrics", "town", "f.csv", "--by", "f.yaml", *SMALL])
    assert DONE == ended.value.code


def parted(_: pytest.MonkeyPatch) -> None:
    """Have the figures in two files."""
    first, dash, second = Path("town/f.yaml").read_text(encoding="utf-8").rpartition("\n- ")
    Path("town/f.yaml").write_text(first + "\n", encoding="utf-8")
    Path("town/g.yaml").write_text(dash.strip("\n") + second, encoding="utf-8")


def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the table with a word for a figure."""
    figures(monkeypatch)
    replace(Path("f.csv"), "7", "seven")


def bug_after_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the table, and have the reading of it fail."""
    figures(monkeypatch)
    breaks("peelgrade.measurement.measure")(monkeypatch)


def bug_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the inspection of another force, and break the comparison."""
    another(monkeypatch)
    breaks("peelgrade.cli.compare.compare")(monkeypatch)


def served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the server end as soon as it listens."""

    def ended(_: object, sockets: Sequence[socket.socket], ready: Callable[[], None]) -> None:
        ready()
        for one in sockets:
            one.close()

    monkeypatch.setattr("peelgrade.serving.server.run", ended)


def misspelt_and_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Misspell a word of the evidence, and have the server end as soon as it listens."""
    misspell(monkeypatch)
    served(monkeypatch)


def and_then(*steps: Callable[[pytest.MonkeyPatch], object]) -> Callable[[pytest.MonkeyPatch], object]:
    """Return what does one thing after the other."""

    def each(monkeypatch: pytest.MonkeyPatch) -> None:
        for one in steps:
            one(monkeypatch)

    return each


def alters(path: str, old: str, new: str) -> Callable[[pytest.MonkeyPatch], object]:
    """Return what puts one text in the place of another in a file."""
    return lambda _: replace(Path(path), old, new)


def only_one_ships(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a single framework that ships."""
    monkeypatch.setattr("peelgrade.bundled.frameworks", lambda: ["ofsted-social-care-2017"])


def of_another_force(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add an inspection of another force by the same id."""
    code_again(monkeypatch)
    replace(Path("other/inspection.yaml"), "  id: town\n  name: Town", "  id: city\n  name: City")
    evidence = Path("other/evidence.yaml")
    evidence.write_text(
        evidence.read_text(encoding="utf-8").replace("subject: town", "subject: city"), encoding="utf-8"
    )


def by_frameworks_that_ship(*names: str) -> Callable[[pytest.MonkeyPatch], object]:
    """Return what writes inspections without evidence, each by a framework that ships and called by its number."""

    def written(_: pytest.MonkeyPatch) -> None:
        for n, name in enumerate(names, 1):
            overall = "overall" if name.startswith("ofsted") else "effectiveness"
            told = f"id: i{n}\nforce: {{id: town, name: Town}}\nframework: {name}\ndocuments: [{{id: d, title: D}}]\n"
            Path(f"i{n}").mkdir()
            Path(f"i{n}/inspection.yaml").write_text(
                f"{told}questions: [{{question: {overall}, status: in_progress}}]\n", encoding="utf-8"
            )

    return written


def challenged_is(what: str, ground: str = "error", **rest: str) -> Callable[[pytest.MonkeyPatch], object]:
    """Return what has a force challenge an item or a judgment, with more of the challenge."""
    keys = {"ground": ground, "made": "2016-01-11", "statement": "Not so.", **rest}
    told = "".join(f"    {key}: {value}\n" for key, value in keys.items())
    return alters("town/inspection.yaml", "published:", f"challenges:\n  - id: C1\n    {what}\n{told}published:")


ANSWERED = {"response": "rejected", "reason": "So.", "people": "[C. Chair]", "date": "2016-01-20"}


def decided(day: str, departs_from: str = "fair") -> Callable[[pytest.MonkeyPatch], object]:
    """Return what has the panel change the overall judgment on a day."""
    entry = (
        "{question: overall, stage: panel, outcome: changed, judgment: good, people: [C. Chair], "
        f"date: {day}, reason: Weighed., departs_from: {departs_from}}}"
    )
    return alters("town/inspection.yaml", "published:", f"decisions:\n  - {entry}\npublished:")


def a_limit(_: pytest.MonkeyPatch) -> None:
    """Have a rule that holds the response at fair, for one office does not answer."""
    path = Path("rules/rules.yaml")
    limit = """\
- id: response.limit
  question: overall.response
  limits_to: fair
  because: an office does not answer
  basis: {kind: project, source: This test}
  when:
    recommendations: {type: area_for_improvement, status: [open, in_progress], at_least: 1}
"""
    path.write_text(path.read_text(encoding="utf-8") + limit, encoding="utf-8")


def another_framework(_: pytest.MonkeyPatch) -> None:
    """Add the rules by another name."""
    shutil.copytree("rules", "others")
    replace(Path("others/framework.yaml"), "id: small", "id: others")


def file_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """File the result by the framework by another name."""
    another_framework(monkeypatch)
    replace(Path("town/inspection.yaml"), "framework: small", "framework: others")
    filed("s.json", "others")


def links(_: pytest.MonkeyPatch) -> None:
    """Put a link to the inspection into a folder of its own."""
    Path("links").mkdir()
    Path("links/town").symlink_to("../town")


def more_evidence(_: pytest.MonkeyPatch) -> None:
    """Add a file of evidence."""
    item = "id: F9, kind: finding, question: overall.response, shows: weakness, weight: minor, extent: isolated"
    told = "standing: observed, statement: A call was lost., sources: [{document: report}]"
    Path("town/more.yaml").write_text(f"- {{{item}, {told}}}\n", encoding="utf-8")


def of_context(_: pytest.MonkeyPatch) -> None:
    """Add a finding on another question, with the id that would be next."""
    item = "id: F3, kind: finding, question: overall.context, shows: weakness, weight: minor, extent: isolated"
    told = "standing: observed, statement: Calls are many., sources: [{document: report}]"
    Path("town/more.yaml").write_text(f"- {{{item}, {told}}}\n", encoding="utf-8")


def of_a_report_on_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have something that draws on paper, for what does needs more than Python."""
    drawn = types.ModuleType("paper")
    drawn.shown = lambda report: f"%PDF of {report.force}".encode()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "peelgrade.rendering.report.paper", drawn)


def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no room on the disk for the record."""
    fill_disk(monkeypatch)


def schemas_there(_: pytest.MonkeyPatch) -> None:
    """Have a schema in the folder already."""
    Path("fresh/.peelgrade").mkdir(parents=True)
    Path("fresh/.peelgrade/evidence.schema.json").write_text("{}", encoding="utf-8")


def changed_meanwhile(where: str) -> Callable[[pytest.MonkeyPatch], object]:
    """Return what has files be others whenever a function reads them."""
    times = itertools.count(1)
    return lambda monkeypatch: monkeypatch.setattr(where, lambda path: content(path) + b"\n" * next(times))


def names_taken(_: pytest.MonkeyPatch) -> None:
    """Have rules by the names that a new one would have."""
    replace(Path("rules/rules.yaml"), "id: response.good", "id: overall.response.good")
    replace(Path("rules/rules.yaml"), "id: overall.good", "id: overall.response.strength")


def no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have fewer files in an inspection than there are."""
    monkeypatch.setenv("PEELGRADE_LIMITS", "files=2")
    Path("town/more.yaml").write_text("[]\n", encoding="utf-8")


def twice_at_risk(_: pytest.MonkeyPatch) -> None:
    """Have a rule on major findings that do serious harm, whoever is at risk: it is another than one on children."""
    replace(
        Path("rules/rules.yaml"),
        "findings: {shows: strength, weight: [moderate, major], at_least: 1}",
        "findings: {shows: strength, at_risk: [children], at_least: 2}",
    )


def one_question_more(_: pytest.MonkeyPatch) -> None:
    """Add the rules with one question more, and have the inspection say that it was not inspected."""
    shutil.copytree("rules", "others")
    replace(
        Path("others/framework.yaml"),
        "    - id: overall.context",
        "    - {id: overall.streets, title: How well does it know its streets?, graded: true, judged_by: people}\n    - id: overall.context",
    )
    replace(
        Path("town/inspection.yaml"),
        "published:",
        "  - question: overall.streets\n    status: not_inspected\npublished:",
    )


def another_kind(_: pytest.MonkeyPatch) -> None:
    """Code the inspection again, with a finding where there was a recommendation."""
    shutil.copytree("town", "other")
    evidence = Path("other/evidence.yaml")
    text = evidence.read_text(encoding="utf-8")
    start = text.index("- id: R1")
    item = "kind: finding, question: overall.response, shows: weakness, weight: minor, extent: isolated"
    told = "standing: observed, statement: A call was lost., sources: [{document: report}]"
    evidence.write_text(f"{text[:start]}- {{id: R1, {item}, {told}}}\n", encoding="utf-8")


def of_an_odd_name(_: pytest.MonkeyPatch) -> None:
    """Have a folder that is called as a framework that ships, with a file whose name cannot be shown."""
    Path("rules/ofsted-social-care-2017").mkdir()
    Path("rules/ofsted-social-care-2017/a\x01.yaml").write_text("x", encoding="utf-8")


def inside_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be in the folder of the rules."""
    monkeypatch.chdir("rules")


def looked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have somebody look on at a terminal."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")


def file_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """File the result, and once more with another item and another rule."""
    file_result(monkeypatch)
    replace(Path("town/evidence.yaml"), "weight: moderate", "weight: minor")
    replace(Path("rules/rules.yaml"), "because: strengths outweigh", "because: strengths weigh more")
    replace(Path("rules/rules.yaml"), "weight: major, at_most: 0", "weight: major, at_most: 1")
    filed("s.json", "rules")


def file_of_another_force(monkeypatch: pytest.MonkeyPatch) -> None:
    """File the result, and that of another force that is coded the other way round."""
    file_result(monkeypatch)
    of_another_force(monkeypatch)
    filed("s.json", "rules", "other")


def file_carried_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """File the result, and once more where an earlier judgment stands in place of it."""
    file_result(monkeypatch)
    carried = "carried_over:\n  - {question: overall, judgment: poor, inspection: Earlier, date: 2014-01-01}\n"
    replace(Path("town/inspection.yaml"), "published:", f"{carried}published:")
    filed("s.json", "rules")


def cases_of_overall(more: str = "") -> Callable[[pytest.MonkeyPatch], object]:
    """Return what writes test cases that judge the whole by its response, and a file of further ones."""

    def written(_: pytest.MonkeyPatch) -> None:
        told = "- id: whole{}\n  because: B\n  judged: {{overall.response: good}}\n  expect: {{overall: good}}\n"
        Path("rules/tests").mkdir()
        Path("rules/tests/whole.yaml").write_text("".join(told.format(n) for n in range(5)), encoding="utf-8")
        if more:
            Path("rules/tests/more.yaml").write_text(more, encoding="utf-8")

    return written


IN_BRACKETS = "[{id: tight, because: B, judged: {overall.response: poor}, expect: {overall: fair}}]\n"
GOES_ON = (
    "- {id: open, because: B, in_progress: [overall], judged: {overall.response: good}, expect: {overall: good}}\n"
)
OF_CALLS = "- id: calls\n  because: B\n  given: [{question: overall.response, strength: major}]\n  expect: {overall.response: good}\n"


class Somebody(io.StringIO):
    """What a person types at a terminal."""

    def isatty(self) -> bool:
        """Say that somebody sits there."""
        return True


def typed(*answers: str) -> Callable[[pytest.MonkeyPatch], object]:
    """Return what has a person at a terminal give answers."""
    return lambda monkeypatch: monkeypatch.setattr("sys.stdin", Somebody("".join(f"{one}\n" for one in answers)))


def no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nothing that proves."""
    monkeypatch.setattr("peelgrade.rulechecks.available", lambda: False)


def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no browser that opens, and see that it is tried at once."""
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    monkeypatch.setattr("threading.Thread.start", lambda thread: thread.run())


def a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a browser that opens."""
    monkeypatch.setattr("webbrowser.open", lambda _: True)


def closed_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a folder that may not be read: to whoever runs tests as root, none is closed."""
    monkeypatch.setattr(os, "access", lambda *_: False)


def another_name(_: pytest.MonkeyPatch) -> None:
    """Give a record another name."""
    Path("other/inspection.yaml").rename("other/inspection.yml")


def a_closed_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a report that may not be read beside the page."""
    Path("town-2015.html").write_text("x", encoding="utf-8")
    read_bytes = Path.read_bytes

    def read(path: Path) -> bytes:
        if path.name == "town-2015.html" and next(times):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return read_bytes(path)

    times = itertools.count()  # the first time, it is looked at by the test
    monkeypatch.setattr(Path, "read_bytes", read)


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print where somebody looks on."""
    monkeypatch.setattr("rich.console.Console.is_terminal", True)


FINDING = ("finding", "town", *SMALL, "--question", "overall.response", "--shows", "weakness", "--weight", "minor")
FINDING += ("--extent", "isolated", "--standing", "observed", "--statement", "A call was lost.", "--document", "report")
METRIC = (
    "metric",
    "town",
    *SMALL,
    "--question",
    "overall.response",
    "--measure",
    "calls_answered",
    "--document",
    "report",
)
ADVICE = (
    "recommendation",
    "town",
    *SMALL,
    "--question",
    "overall.response",
    "--document",
    "report",
    "--statement",
    "Do.",
)
DECIDED = ("--stage", "panel", "--people", "C. Chair", "--date", "2015-12-10", "--reason", "Weighed.")
CONFIRM = ("town", "overall.response", *SMALL, *DECIDED, "--outcome", "confirmed")
CHALLENGE = ("town", *SMALL, "--item", "F1", "--ground", "error", "--statement", "Not so.", "--date", "2016-01-11")
AMEND = (
    "town",
    "C1",
    *SMALL,
    "--accept",
    "--set",
    "extent=partial",
    "--reason",
    "So.",
    "--people",
    "C. Chair",
    "--date",
    "2016-01-20",
)
STREETS = ("rules", "--question", "overall.streets", "--title", "How well does it know its streets?", *NEW_RULE[3:])
WHOLE = ("rules", "--question", "overall", "--limits-to", "poor", "--strengths", "1", *NEW_RULE[5:-2])
AT_RISK = "{findings: {shows: strength, weight: major, at_risk: [children], at_least: 1}}"
SO = ("--reason", "So.", "--people", "C. Chair", "--date", "2016-01-20")
EVERY_WEIGHT = (
    "--weight",
    "minor",
    "--weight",
    "moderate",
    "--weight",
    "major",
    "--extent",
    "isolated",
    "--extent",
    "partial",
)
START = ("fresh", *SMALL, "--force-id", "town", "--force-name", "Town Police")

ROWS = (
    Row("grade", DONE, "a sound inspection", ("town", *SMALL)),
    Row("grade", DONE, "warnings alone", ("town", *SMALL), warn, "1 warning"),
    Row("grade", DONE, "beside a folder called as a framework, that cannot be compared", ("i1",), and_then(by_frameworks_that_ship("ofsted-social-care-2017"), of_an_odd_name), "ofsted-social-care-2017"),
    Row("grade", NO, "evidence that is wrong", ("town", *SMALL), misspell, "Nothing was graded"),
    Row("grade", NO, "rules that are wrong", ("town", *SMALL), misspell_rules, "Nothing was graded"),
    Row("grade", NO, "a framework that does not ship", ("town",), unname, "PG514"),
    Row("grade", WRONG, "no inspection named", (), says="Missing argument"),
    Row("grade", WRONG, "two inspections named", ("town", "town"), says="unexpected extra argument"),
    Row("grade", WRONG, "a folder that is not there", ("nowhere",), says="no folder nowhere"),
    Row("grade", WRONG, "a file for a folder", ("town/evidence.yaml",), says="is a file"),
    Row("grade", WRONG, "a folder without a record", ("town", *SMALL), no_record, "not an inspection"),
    Row("grade", WRONG, "rules that are not there", ("town", "--rules", "nowhere"), says="no folder nowhere"),
    Row("grade", WRONG, "rules without a framework", ("town", *SMALL), no_framework, "not a framework"),
    Row("grade", WRONG, "a format that is none", ("town", "--format", "prose"), says="'prose'"),
    Row("grade", WRONG, "a question that is none", ("town", *SMALL, "--in-progress", "q9"), says="no question 'q9'"),
    Row("grade", DONE, "as of a day", ("town", *SMALL, "--as-of", "2015-06-30"), says="as of 30 June 2015"),
    Row("grade", WRONG, "a day that is none", ("town", *SMALL, "--as-of", "30.6.2015"), says="2015-06-30"),
    Row("grade", BUG, "a bug in grading", ("town", *SMALL), breaks("peelgrade.cli.grade.grade")),
    Row("explain", DONE, "a question", ("town", "overall", *SMALL)),
    Row("explain", DONE, "an item", ("town", "F1", *SMALL)),
    Row("explain", DONE, "a rule", ("town", "response.good", *SMALL)),
    Row("explain", DONE, "the table of a rule", ("town", "response.good", "--table", *SMALL), says="response.good"),
    Row("explain", DONE, "at a terminal", ("town", *SMALL), at_a_terminal, "overall"),
    Row("explain", DONE, "a challenge", ("town", "C1", *SMALL), challenged, "F1 challenged"),
    Row("explain", DONE, "what the judgments hang on", ("town", "--sensitivity", *SMALL)),
    Row("explain", DONE, "as of a day", ("town", *SMALL, "--as-of", "2015-06-30"), says="As of 30 June 2015"),
    Row("explain", DONE, "day by day", ("town", "--timeline", *SMALL), says="certain"),
    Row("explain", DONE, "what to look at next", ("town", "--next", *SMALL), says="look at next"),
    Row("explain", NO, "evidence that is wrong", ("town", "F1", *SMALL), misspell, "Nothing was graded"),
    Row("explain", WRONG, "a subject that is none", ("town", "F9", *SMALL), says="'F9' is no question"),
    Row("explain", WRONG, "a subject that is none, as of a day", ("town", "F9", *SMALL, "--as-of", "2015-09-30"), says="'F9'"),
    Row("explain", WRONG, "a folder that is not there", ("nowhere", "F1"), says="no folder nowhere"),
    Row("explain", DONE, "what one judgment hangs on", ("town", "overall.response", "--sensitivity", *SMALL)),
    Row("explain", DONE, "why not another judgment", ("town", "--why-not", "good", *SMALL)),
    Row("explain", WRONG, "options that do not go together", ("town", "--full", "--sensitivity", *SMALL), says="--sensitivity"),
    Row("explain", WRONG, "what an item hangs on", ("town", "F1", "--sensitivity", *SMALL), says="'F1' is none"),
    Row("explain", WRONG, "why an item is not good", ("town", "F1", "--why-not", "good", *SMALL), says="'F1' is none"),
    Row("explain", WRONG, "a category that is none", ("town", "--why-not", "fine", *SMALL), says="no category 'fine'"),
    Row("explain", WRONG, "a format that is none", ("town", "--format", "csv"), says="'csv'"),
    Row("explain", WRONG, "a day that is none", ("town", *SMALL, "--as-of", "2015-02-30"), says="28 days"),
    Row("explain", WRONG, "what to look at next for an item", ("town", "F1", "--next", *SMALL), says="'F1' is none"),
    Row("explain", WRONG, "two questions at once", ("town", "--next", "--timeline", *SMALL), says="ask one"),
    Row("explain", DONE, "what would need to improve", ("town", "--to", "good", *SMALL), cost, "already"),
    Row("explain", NO, "what would improve wrong evidence", ("town", "--to", "good", *SMALL), misspell, "PG204"),
    Row("explain", WRONG, "what would improve, with no costs", ("town", "--to", "good", *SMALL), says="'improvements'"),
    Row("explain", WRONG, "to a category that is none", ("town", "--to", "fine", *SMALL), says="no category 'fine'"),
    Row("explain", WRONG, "what an item would improve to", ("town", "F1", "--to", "good", *SMALL), says="'F1' is none"),
    Row("explain", WRONG, "what would improve context", ("town", "overall.context", "--to", "good", *SMALL), says="context"),
    Row("explain", WRONG, "two questions of one", ("town", "--to", "good", "--why-not", "good", *SMALL), says="ask one"),
    Row("explain", BUG, "a bug in explaining", ("town", *SMALL), breaks("peelgrade.rendering.reasons.question")),
    Row("report", DONE, "a page", ("town", *SMALL, "-o", "t.html"), says="t.html is written"),
    Row("report", DONE, "printed", ("town", *SMALL, "-o", "-"), says="<!doctype html>"),
    Row("report", DONE, "side by side, beside one that may not be read", (".", *SMALL, "-o", "all.html"), a_closed_report, "all.html is written"),
    Row("report", WRONG, "side by side, one with a record by another name", (".", *SMALL, "-o", "all.html"), and_then(code_again, another_name), "rename inspection.yml to inspection.yaml"),
    Row("report", WRONG, "side by side, one that is called as the page is", (".", *SMALL, "-o", "all"), alters("town/inspection.yaml", "id: town-2015", "id: index"), "'index'"),
    Row("report", DONE, "in Word", ("town", *SMALL, "-o", "t.docx"), says="t.docx is written"),
    Row("report", DONE, "on paper", ("town", *SMALL, "-o", "t.pdf"), of_a_report_on_paper, "t.pdf is written"),
    Row("report", NO, "evidence that is wrong", ("town", *SMALL, "-o", "t.html"), misspell, "Nothing was graded"),
    Row("report", WRONG, "no file named", ("town", *SMALL), says="'-o'"),
    Row("report", WRONG, "a file that says no format", ("town", *SMALL, "-o", "t.txt"), says=".html"),
    Row("report", WRONG, "a folder for a file", ("town", *SMALL, "-o", "rules", "--format", "html"), says="is a folder"),
    Row("report", WRONG, "a file for a folder", ("town", *SMALL, "-o", "taken", "--format", "svg"), a_file, "is a file"),
    Row("report", WRONG, "over what is read", ("town", *SMALL, "-o", "town/evidence.yaml", "--format", "html"), says="read"),
    Row("report", WRONG, "a reader that is none", ("town", *SMALL, "-o", "t.html", "--for", "press"), says="'press'"),
    Row("report", WRONG, "a name of another format", ("town", *SMALL, "-o", "t.htm", "--format", "pdf"), says="write -o t.pdf, or --format html"),
    Row("report", WRONG, "a folder by the name of a page", ("town", *SMALL, "-o", "t.html", "--format", "svg"), says="write -o t, or --format html"),
    Row("report", WRONG, "a format that is none", ("town", *SMALL, "-o", "t.html", "--format", "odt"), says="'odt'"),
    Row("report", WRONG, "a folder that is not there", ("nowhere", "-o", "t.html"), says="no folder nowhere"),
    Row("report", WRONG, "a day that is none", ("town", *SMALL, "-o", "-", "--as-of", "30.6.2015"), says="2015-06-30"),
    Row("report", BUG, "a bug in building", ("town", *SMALL, "-o", "t.html"), breaks("peelgrade.cli.taking.built")),
    Row("serve", DONE, "until it is ended", ("town", "--port", "0", *SMALL), served, "http://127.0.0.1:"),
    Row("serve", DONE, "files that are wrong", ("town", "--port", "0", *SMALL), misspelt_and_served, "the page lists them"),
    Row("serve", NO, f"{NEVER}: what is wrong with the files is told in the page, which is there until they are mended"),
    Row("serve", WRONG, "a folder that is not there", ("nowhere", *SMALL), says="no folder nowhere"),
    Row("serve", WRONG, "a port that is none", ("town", "--port", "70000", *SMALL), says="70000"),
    Row("serve", WRONG, "rules beside that are not there", ("town", "--beside", "nowhere", *SMALL), says="--beside"),
    Row("serve", DONE, "in a browser", ("town", "--port", "0", "--open", "--allow-save", *SMALL), and_then(no_browser, served), "No browser could be opened; open the address in one."),
    Row("serve", DONE, "in a browser that opens", ("town", "--port", "0", "--open", *SMALL), and_then(no_browser, a_browser, served), "is at http://127.0.0.1:"),
    Row("serve", BUG, "a bug in listening", ("town", *SMALL), breaks("peelgrade.serving.server.listening")),
    Row("whatif", DONE, "an item left out", ("town", *SMALL_WITHOUT), says="if"),
    Row("whatif", DONE, "a judgment that is assumed", ("town", *OWN, "--assume", "overall.response=poor", "--format", "json"), says='"assumed"'),
    Row("whatif", DONE, "who is at risk", ("town", *OWN, "--set", "F2.ground=serious_harm", "--set", "F2.at_risk=children"), says="F2"),
    Row("whatif", WRONG, "values of an item that is none", ("town", *OWN, "--set", "F9.weight=minor"), says="no item 'F9'"),
    Row("whatif", WRONG, "people at risk of what is core", ("town", *OWN, "--set", "F2.at_risk=children"), says="F2.at_risk= (nothing after '=' clears it), or --set F2.ground=serious_harm"),
    Row("whatif", WRONG, "a doubt that repeats the code", ("town", *OWN, "--set", "F1.or_weight=moderate"), says="add --set F1.or_weight="),
    Row("whatif", WRONG, "a metric without its figure", ("town", *OWN, "--set", "M2.value="), says="no comparator of it says how it compares"),
    Row("whatif", WRONG, "a finding that is part of itself", ("town", *OWN, "--set", "F1.part_of=F1"), says="cannot be part of itself"),
    Row("whatif", WRONG, "nothing supposed of nothing", ("town", *OWN, "--assume", "x"), says="is not QUESTION=CATEGORY"),
    Row("whatif", NO, "evidence that is wrong", ("town", *SMALL_WITHOUT), misspell, "Nothing was graded"),
    Row("whatif", WRONG, "nothing supposed", ("town",), says="nothing is supposed"),
    Row("whatif", WRONG, "an item that is none", ("town", *OWN, "--without", "F9"), says="no item 'F9'"),
    Row("whatif", WRONG, "no value", ("town", "--set", "F1.weight"), says="is not ITEM.attribute=value"),
    Row("whatif", WRONG, "no category", ("town", "--assume", "overall"), says="is not QUESTION=CATEGORY"),
    Row("whatif", WRONG, "a combination that cannot be", ("town", *OWN, "--set", "F1.weight=major"), says="F1.ground=core"),
    Row("whatif", WRONG, "a finding that names itself", ("town", *OWN, "--set", "F1.qualifies=F1"), says="names itself"),
    Row("whatif", WRONG, "a folder that is not there", ("nowhere", *SMALL_WITHOUT), says="no folder nowhere"),
    Row("whatif", WRONG, "a format that is none", ("town", *SMALL_WITHOUT, "--format", "csv"), says="'csv'"),
    Row("whatif", BUG, "a bug in comparing", ("town", *SMALL_WITHOUT), breaks("peelgrade.cli.whatif.caused")),
    Row("diff", DONE, "two inspections", ("town", "town", *SMALL), says="No judgment moved"),
    Row("diff", DONE, "two rulebooks", ("rules", "rules"), says="Nothing differs"),
    Row("diff", DONE, "an inspection by two rulebooks", ("rules", "rules", "--inspection", "town"), says="No judgment moved"),
    Row("diff", NO, "evidence that is wrong", ("town", "town", *SMALL), misspell, "Nothing was graded"),
    Row("diff", NO, "rules that are wrong", ("rules", "rules"), misspell_rules, "Nothing was compared"),
    Row("diff", DONE, "two rulebooks over a table", ("rules", "rules", "--over", "t.csv"), a_table, "none of 2 inspections moves"),
    Row("diff", DONE, "two rulebooks over a table, with little memory", ("rules", "rules", "--over", "t.csv"), and_then(a_table, forgetful), "none of 2 inspections moves"),
    Row("diff", DONE, "rulebooks of which one has a question more", ("rules", "others", "--inspection", "town"), one_question_more, "overall.streets"),
    Row("diff", DONE, "an item that is another kind of item now", ("town", "other", *SMALL), another_kind, "R1"),
    Row("diff", NO, "evidence that cannot be judged by both", ("rules", "rules", "--over", "town"), misspell, "not judged"),
    Row("diff", NO, "a link that leads out of what is judged by both", ("rules", "rules", "--over", "links"), links, "not judged: links/town is a link that leads out of links; name the folder that it leads to"),
    Row("diff", DONE, "two rulebooks over tables of items", ("rules", "rules", "--over", "tables"), evidence_in_rows, "none of 2 judgments"),
    Row("diff", NO, "tables with rows that are wrong", ("rules", "rules", "--over", "tables"), a_wrong_row, "left out"),
    Row("diff", WRONG, "a gate over nothing", ("rules", "rules", "--fail-on-change"), says="--over"),
    Row("diff", DONE, "two inspections as data", ("town", "town", *SMALL, "--format", "json"), says='"schema"'),
    Row("diff", DONE, "two rulebooks as data", ("rules", "rules", "--format", "json"), says='"schema"'),
    Row("diff", DONE, "two inspections of one force", ("town", "other", *SMALL), another, "town-2015 and other-2015: items are matched by their ids"),
    Row("diff", DONE, "two results", ("r.json", "r.json"), file_result, "No judgment"),
    Row("diff", DONE, "two results as data", ("r.json", "r.json", "--format", "json"), file_result, '"schema"'),
    Row("diff", DONE, "results of two forces", ("r.json", "s.json"), file_of_another_force, "two forces"),
    Row("diff", WRONG, "a result and an inspection by another framework", ("r.json", "i1"), and_then(file_result, by_frameworks_that_ship("ofsted-social-care-2017")), "judged by small"),
    Row("diff", DONE, "two results of which one has other evidence and other rules", ("r.json", "s.json"), file_changed, "response.good"),
    Row("diff", DONE, "two results of which one has a judgment from earlier", ("r.json", "s.json"), file_carried_over, "carried over"),
    Row("diff", NO, "two rulebooks over what cannot be read", ("rules", "rules", "--over", "town"), no_room, "town holds 3 YAML files"),
    Row("diff", WRONG, "two results as Markdown", ("r.json", "r.json", "--format", "markdown"), file_result, "--format markdown is for two inspections"),
    Row("diff", WRONG, "results by two frameworks", ("r.json", "s.json"), after_filing(file_by_another), "judged by small"),
    Row("diff", NO, "a result and an inspection that is by a framework that does not ship", ("r.json", "town"), file_result, "Nothing was graded"),
    Row("diff", WRONG, "a rulebook and an inspection over a table", ("town", "rules", "--over", "t.csv"), a_table, "two rulebooks"),
    Row("diff", NO, "an inspection by another framework", ("rules", "others", "--inspection", "town"), another_framework, "PG515"),
    Row("diff", NO, "inspections of which one names a framework that does not ship", ("rules", "rules", "--over", "town"), alters("town/inspection.yaml", "framework: small", "framework: other"), "by another framework"),
    Row("diff", WRONG, "one alone", ("town",), says="Missing argument"),
    Row("diff", WRONG, "two that are not of a kind", ("town", "rules"), says="two of a kind"),
    Row("diff", WRONG, "a folder that is not there", ("town", "nowhere"), says="nowhere"),
    Row("diff", WRONG, "a folder that is neither", ("town", "empty"), lambda _: Path("empty").mkdir(), "no rulebook"),
    Row("diff", WRONG, "a file that is no result", ("x.json", "x.json"), a_result, "not JSON"),
    Row("diff", WRONG, "a file of a folder", ("town", "town/inspection.yaml"), says="give the folder"),
    Row("diff", WRONG, "an inspection for inspections", ("town", "town", "--inspection", "town"), says="--inspection"),
    Row("diff", WRONG, "rules for rulebooks", ("rules", "rules", *SMALL), says="--rules"),
    Row("diff", WRONG, "a format that is none", ("town", "town", "--format", "csv"), says="'csv'"),
    Row("diff", WRONG, "a table of rules", ("rules", "rules", "--format", "markdown"), says="markdown"),
    Row("diff", BUG, "a bug in comparing", ("town", "town", *SMALL), breaks("peelgrade.cli.diff.caused")),
    Row("verify", DONE, "a result that holds", ("r.json", "town", *SMALL), file_result, "holds"),
    Row("verify", DONE, "the inspection beside the result", ("town/r.json", *SMALL), and_then(file_result, lambda _: Path("r.json").rename("town/r.json")), "holds"),
    Row("verify", WRONG, "fieldwork on what the rules do not have", ("r.json", "town", *SMALL), after_filing(alters("r.json", '"in_progress":[]', '"in_progress":["overall.respons"]')), "did you mean 'overall.response'"),
    Row("verify", NO, "other evidence", ("r.json", "town", *SMALL), after_filing(warn), "does not hold"),
    Row("verify", NO, "fieldwork that was not asked about", ("r.json", "town", *SMALL), after_filing(alters("r.json", '"in_progress":[]', '"in_progress":["overall"]')), "does not hold"),
    Row("verify", NO, "evidence that is wrong", ("r.json", "town", *SMALL), after_filing(misspell), "Nothing was graded"),
    Row("verify", WRONG, "a result that is not there", ("r.json",), says="no file r.json"),
    Row("verify", WRONG, "what is no result", ("town/evidence.yaml",), says="is not JSON"),
    Row("verify", WRONG, "an inspection that is not there", ("r.json", *SMALL), after_filing(no_record), "neither here"),
    Row("verify", WRONG, "a format that is none", ("r.json", "--format", "prose"), says="'prose'"),
    Row("verify", BUG, "a bug in comparing", ("r.json", "town", *SMALL), after_filing(breaks("peelgrade.cli.verify.verify"))),
    Row("validate", DONE, "a sound inspection", ("town", *SMALL)),
    Row("validate", DONE, "warnings alone", ("town", *SMALL), warn, "PG120"),
    Row("validate", DONE, "what is ignored", ("town", *SMALL), silence, "(1 ignored)"),
    Row("validate", DONE, "a summary that cannot be written", ("town", *SMALL, "--format", "github"), no_summary, "The job summary stays as it is: rules/rules.yaml"),
    Row("validate", DONE, "an inspection and its rules", ("town", "rules", *SMALL)),
    Row("validate", NO, "an error", ("town", *SMALL), misspell, "PG204"),
    Row("validate", NO, "a warning that is to fail", ("town", *SMALL, "--fail-on", "warning"), warn, "PG120"),
    Row("validate", NO, "an error in the rules", ("rules",), misspell_rules, "PG204"),
    Row("validate", WRONG, "a path that is not there", ("nowhere",), says="nowhere"),
    Row("validate", WRONG, "a workbook", ("w.xlsx",), a_workbook, "w.xlsx is a workbook\nhelp: turn it into an inspection first: peelgrade import w.xlsx -o FOLDER"),
    Row("validate", WRONG, "a workbook in an inspection", ("town/w.xlsx",), and_then(a_workbook, lambda _: Path("w.xlsx").rename("town/w.xlsx")), "peelgrade import town/w.xlsx"),
    Row("validate", WRONG, "a pattern that matches nothing", ("n*.yaml",), says="nothing matches"),
    Row("validate", WRONG, "a pattern of what is not read", ("*.txt",), lambda _: Path("x.txt").write_text("x", encoding="utf-8"), "name .yaml files, or folders"),
    Row("validate", WRONG, "a folder that may not be read", (), closed_folder, "check its permissions"),
    Row("validate", WRONG, "a configuration and none", ("town", "--config", "x.toml", "--isolated"), says="do not go together"),
    Row("validate", WRONG, "a folder with nothing to check", ("empty",), lambda _: Path("empty").mkdir(), "no inspection"),
    Row("validate", WRONG, "a code that is none", ("town", *SMALL, "--select", "XX"), says="'XX'"),
    Row("validate", WRONG, "an error to be ignored", ("town", *SMALL, "--ignore", "PG204"), says="PG204"),
    Row("validate", WRONG, "a configuration that cannot be", ("town", *SMALL), misconfigure, "peelgrade.toml:1"),
    Row("validate", WRONG, "a configuration that is not there", ("town", "--config", "x.toml"), says="x.toml"),
    Row("validate", WRONG, "standard input without a name", ("-",), says="standard input"),
    Row("validate", WRONG, "a report that cannot be written", ("town", *SMALL, "--output-file", "taken/x"), a_file, "taken/x"),
    Row("validate", WRONG, "a report over the evidence", ("town", *SMALL, "--output-file", "town/evidence.yaml"), says="choose another"),
    Row("validate", BUG, "a bug in checking", ("town", *SMALL), breaks("peelgrade.targets.examine")),
    Row("rules check", DONE, "sound rules", ("rules",)),
    Row("rules check", DONE, "without the solver", ("rules",), no_solver, "No proofs were made: the solver z3 is not installed"),
    Row("rules check", WRONG, "proofs without the solver", ("rules", "--proofs"), no_solver, "peelgrade[proofs]"),
    Row("rules check", WRONG, "a workbook", ("w.xlsx",), a_workbook, "w.xlsx is in no framework"),
    Row("rules check", NO, "rules that are wrong", ("rules",), misspell_rules, "PG204"),
    Row("rules check", NO, "a word where a list may be", ("rules", "--no-proofs", "--format", "json"), alters("rules/rules.yaml", "findings: {shows: weakness, weight: major,", "findings: {shows: weakness, question: overall.context, weight: major,"), "PG606"),
    Row("rules check", NO, "a framework that is wrong", ("rules",), misspell_framework, "PG202"),
    Row("rules check", WRONG, "a folder that is not there", ("nowhere",), says="nowhere"),
    Row("rules check", WRONG, "an inspection", ("town",), says="no framework"),
    Row("rules check", WRONG, "a format that is none", ("rules", "--format", "prose"), says="'prose'"),
    Row("rules check", WRONG, "a time that is none", ("rules", "--seconds", "nan"), says="no number"),
    Row("rules check", BUG, "a bug in checking", ("rules",), breaks("peelgrade.targets.read_tests")),
    Row("rules test", DONE, "cases that come out as expected", ("rules",), case_that("fair"), "as expected"),
    Row("rules test", DONE, "mistakes in what parts reach", ("rules", "--mutants"), and_then(case_that("fair"), alters("rules/rules.yaml", "reaching: good", "reaching: fair")), "'reaching: fair' becomes 'good'"),
    Row("rules test", DONE, "mistakes in points", ("rules", "--mutants"), and_then(case_that("fair"), alters("rules/rules.yaml", "reaching: good, at_least: 1", "points_at_least: 0.9")), "'points_at_least: 0.9' becomes"),
    Row("rules test", NO, "how a metric stands, beside nothing", ("rules",), a_case("{question: overall.response, metric: calls_answered, stands: better}"), "PG452"),
    Row("rules test", NO, "people at risk of what is core", ("rules",), a_case("{question: overall.response, weakness: major, ground: core, at_risk: [children]}"), "PG303"),
    Row("rules test", DONE, "while somebody looks on", ("rules",), and_then(case_that("fair"), looked_on), " s\n"),
    Row("rules test", NO, "a case that comes out otherwise", ("rules",), case_that("poor"), "expected to be poor"),
    Row("rules test", NO, "a case that names what is not there", ("rules",), case_that("god"), "PG204"),
    Row("rules test", NO, "no case", ("rules",), says="No case was found"),
    Row("rules test", NO, "rules that are wrong", ("rules",), misspell_rules, "PG204"),
    Row("rules test", WRONG, "a folder that is not there", ("nowhere",), says="nowhere"),
    Row("rules test", WRONG, "coverage of some cases", ("rules", "-k", "c", "--coverage"), says="-k"),
    Row("rules test", WRONG, "a limit that is none", ("rules", "--fail-under-coverage", "nan"), says="no number"),
    Row("rules test", WRONG, "another limit that is none", ("rules", "--fail-under-mutants", "-inf"), says="no number"),
    Row("rules test", BUG, "a bug in running a case", ("rules",), bug_in_a_case),
    Row("rules sensitivity", DONE, "tables", ("rules", "--over", "tables"), evidence_in_rows, "of 1 inspection"),
    Row("rules sensitivity", NO, "rows that are wrong", ("rules", "--over", "tables"), a_wrong_row, "left out"),
    Row("rules sensitivity", WRONG, "no tables", ("rules", "--over", "town"), says="no tables of inspections"),
    Row("rules sensitivity", WRONG, "a folder that is not there", ("rules", "--over", "nowhere"), says="nowhere"),
    Row("rules sensitivity", WRONG, "a framework that is none", ("nowhere", "--over", "tables"), evidence_in_rows, "nowhere"),
    Row("rules sensitivity", WRONG, "a question for a framework", ("overall", "--over", "../tables"), and_then(evidence_in_rows, inside_rules), "a question goes with --question"),
    Row("rules sensitivity", WRONG, "a question that is not there", ("rules", "--over", "tables", "--question", "overal"), evidence_in_rows, "there is no question 'overal'"),
    Row("rules sensitivity", WRONG, "what is neither", ("overall.response", "--over", "tables"), evidence_in_rows, "there is no"),
    Row("rules sensitivity", WRONG, "a question that is none", ("rules", "--over", "t", "--question", "overal"), says="'overall'"),
    Row("rules sensitivity", BUG, "a bug in trying", ("rules", "--over", "tables"), bug_over_tables("peelgrade.batch.sensitivity")),
    Row("rules show", DONE, "sound rules", ("rules",), says="supports good"),
    Row("rules show", DONE, "by the file of the framework", ("rules/framework.yaml",), says="supports good"),
    Row("rules show", WRONG, "a file of rules", ("rules/rules.yaml",), says="rules/rules.yaml is not a framework"),
    Row("rules show", DONE, "a page", ("rules", "-o", "rules.html"), says="is written"),
    Row("rules show", NO, "rules that are wrong", ("rules",), misspell_rules, "Nothing was shown"),
    Row("rules show", NO, "evidence that is wrong", ("rules", "--evidence", "town"), misspell, "PG204"),
    Row("rules show", WRONG, "a framework that is none", ("nowhere",), says="nowhere"),
    Row("rules show", WRONG, "a question that is none", ("rules", "overal"), says="'overall'"),
    Row("rules show", WRONG, "a file that cannot be", ("rules", "-o", "taken/x.md"), a_file, "taken"),
    Row("rules show", BUG, "a bug in layout", ("rules",), breaks("peelgrade.rendering.rulesheet.layout.sheet")),
    Row("rules new", DONE, "a rule", NEW_RULE, says="is written"),
    Row("rules new", DONE, "on people at risk", (*NEW_RULE[:-2], "--when", AT_RISK), twice_at_risk, "is written"),
    Row("rules new", DONE, "a question that a case leaves open anyway", STREETS, cases_of_overall(GOES_ON), "5 test cases of what is above it"),
    Row("rules new", DONE, "a rule below what cases assume", NEW_RULE, cases_of_overall(), "is written"),
    Row("rules new", DONE, "a rule that is all said, at a terminal", NEW_RULE, typed(), "is written"),
    Row("rules new", DONE, "a question that cases leave out", STREETS, cases_of_overall(OF_CALLS), "5 test cases of what is above it leave it out now (not_inspected): whole0, whole1"),
    Row("rules new", DONE, "a question that a case cannot leave out", STREETS, cases_of_overall(IN_BRACKETS), "Not as expected any more: 1 test case: tight"),
    Row("rules new", DONE, "a rule that moves cases", WHOLE, cases_of_overall(OF_CALLS), "Not as expected any more: 5 test cases: whole0"),
    Row("rules new", DONE, "a rule of names that are taken", NEW_RULE, names_taken, "overall.response.good_2 is written"),
    Row("rules new", DONE, "by the file of the framework", ("rules/framework.yaml", *NEW_RULE[1:]), says="is written"),
    Row("rules new", WRONG, "a rule that lifts and limits", (*NEW_RULE, "--limits-to", "fair"), says="give --supports or --limits-to"),
    Row("rules new", WRONG, "a rule that changes nothing", ("rules", "--question", "overall.response", "--supports", "poor"), says="a question starts from fair"),
    Row("rules new", WRONG, "a limit that changes nothing", ("rules", "--question", "overall.response", "--limits-to", "good"), says="nothing is better"),
    Row("rules new", WRONG, "a question that is context", ("rules", "--question", "overall.context"), says="it is not graded"),
    Row("rules new", WRONG, "a question under none", ("rules", "--question", "x.y", "--title", "How?", "--under", "x"), says="there is no such question"),
    Row("rules new", WRONG, "a file that would not be read", (*NEW_RULE, "--file", "../x.yaml"), says="is not the name of a rule file"),
    Row("rules new", WRONG, "a condition in two ways", (*NEW_RULE, "--when", "{}"), says="--when is the whole condition"),
    Row("rules new", WRONG, "a condition that is no YAML", (*NEW_RULE[:-2], "--when", "{a: "), says="--when: "),
    Row("rules new", WRONG, "a condition that is a word", (*NEW_RULE[:-2], "--when", "good"), says="it is no mapping"),
    Row("rules new", WRONG, "a rule that says what another says", PARTS_REACH, says="says the same already"),
    Row("rules new", WRONG, "parts that reach nothing", (*NEW_RULE[:-2], "--parts", "1"), says="--parts goes with one of"),
    Row("rules new", WRONG, "what parts reach, of none", (*NEW_RULE[:-2], "--reaching", "good"), says="go with --parts"),
    Row("rules new", WRONG, "a share that is a word", (*NEW_RULE[:-2], "--share", "most"), says="such as 66"),
    Row("rules new", DONE, "on findings of every weight", (*NEW_RULE, *EVERY_WEIGHT), says="is written"),
    Row("rules new", WRONG, "files that are changed meanwhile", NEW_RULE, changed_meanwhile("peelgrade.cli.rules.drafting.content"), "was changed meanwhile"),
    Row("rules new", NO, "rules that are wrong", NEW_RULE, misspell_rules, "Nothing was written"),
    Row("rules new", NO, "a condition that cannot be", (*NEW_RULE[:-2], "--when", "{findings: {shows: strength}}"), says="PG401"),
    Row("rules new", WRONG, "a folder that is none", ("nowhere",), says="not a framework"),
    Row("rules new", WRONG, "a question that is none", ("rules", "--question", "q9"), says="'q9'"),
    Row("rules new", WRONG, "a share that is none", ("rules", "--share", "NaN"), says="such as 66"),
    Row("rules new", WRONG, "an answer that is missing", ("rules", "--question", "overall"), nobody, "nobody to ask"),
    Row("rules new", BUG, "a bug in writing", NEW_RULE, breaks("peelgrade.writing.appended")),
    Row("rules", DONE, "asked for help", ("--help",), says="check"),
    Row("rules", NO, f"{NEVER}: it only holds other commands, and answers nothing itself"),
    Row("rules", WRONG, "nothing to do", (), says="Usage"),
    Row("rules", WRONG, "a command that is none", ("chek",), says="chek"),
    Row("rules", BUG, f"{NEVER}: it only holds other commands, and does nothing itself"),
    Row("problem", DONE, "a code", ("PG204",), says="PG204"),
    Row("problem", DONE, "every code", (), says="PG101"),
    Row("problem", NO, f"{NEVER}: it judges nothing; a code that there is none of is wrong usage"),
    Row("problem", WRONG, "a code that is none", ("PG999",), says="PG999"),
    Row("problem", WRONG, "two codes", ("PG204", "PG205"), says="unexpected extra argument"),
    Row("problem", BUG, "a bug in showing", ("PG204",), breaks("peelgrade.cli.problem.styled")),
    Row("init", DONE, "all that is asked for", START, says="fresh/inspection.yaml"),
    Row("init", WRONG, "a folder inside a file", ("taken/fresh", *START[1:]), a_file, "taken/fresh cannot be made"),
    Row("init", WRONG, "a disk that is full", START, full_disk, "No space left"),
    Row("init", DONE, "where schemas are already", START, schemas_there, "fresh/inspection.yaml"),
    Row("init", WRONG, "an id that is none", otherwise(START, "--force-id", "not an id"), says="an id starts with"),
    Row("init", NO, "rules that are wrong", START, misspell_rules, "Nothing was written"),
    Row("init", NO, "a name that is too long", otherwise(START, "--force-name", "x" * 501), says="PG210"),
    Row("init", WRONG, "an inspection that is there", ("town", *START[1:]), says="already"),
    Row("init", WRONG, "no folder named", (), says="Missing argument"),
    Row("init", WRONG, "a framework that does not ship", ("fresh", "--framework", "x"), says="'x'"),
    Row("init", WRONG, "rules that are not there", ("fresh", "--rules", "nowhere"), says="no folder nowhere"),
    Row("init", WRONG, "a file for a folder", ("taken", *START[1:]), a_file, "taken"),
    Row("init", BUG, "a bug in writing", START, breaks("peelgrade.writing.as_yaml")),
    Row("new", DONE, "a finding", FINDING, says="is written"),
    Row("new", DONE, "a major finding that is part of another", otherwise(FINDING, "--weight", "major", "--ground", "core", "--part-of", "F1", "--file", "more.yaml"), says="town/more.yaml"),
    Row("new", DONE, "beside ids that are taken elsewhere", FINDING, of_context, "F4 is written"),
    Row("new", WRONG, "a file that is changed meanwhile", FINDING, changed_meanwhile("peelgrade.recording.files.content"), "was changed meanwhile"),
    Row("new", DONE, "a metric", (*METRIC, "--value", "7", "--as-at", "2015-06-30"), says="is written"),
    Row("new", DONE, "a recommendation", (*ADVICE, "--type", "area_for_improvement", "--status", "open"), says="is written"),
    Row("new", NO, "evidence that is wrong already", FINDING, misspell, "Nothing was"),
    Row("new", NO, "an id that is taken", (*FINDING, "--id", "F1"), says="Nothing was written"),
    Row("new", WRONG, "a figure that is none", (*METRIC, "--value", "many", "--as-at", "2015-06-30"), says="'many'"),
    Row("new", WRONG, "a day that is none", (*METRIC, "--value", "7", "--as-at", "2015-02-30"), says="2015-02-30"),
    Row("new", WRONG, "a kind that is none", ("remark", "town"), says="'remark'"),
    Row("new", WRONG, "a folder that is not there", ("finding", "nowhere"), says="no folder nowhere"),
    Row("new", WRONG, "a word that is none", otherwise(FINDING, "--weight", "huge"), says="'huge'"),
    Row("new", WRONG, "options of another kind", (*METRIC, "--value", "7", "--as-at", "2015-06-30", "--shows", "strength", "--part-of", "F1"), says="a metric has no --shows and no --part-of"),
    Row("new", WRONG, "a statement of a metric", (*METRIC, "--value", "7", "--as-at", "2015-06-30", "--statement", "S"), says="a metric has no --statement"),
    Row("new", WRONG, "a ground that is not major", (*FINDING, "--ground", "core"), says="--ground goes with --weight major"),
    Row("new", WRONG, "a topic where there is none", (*FINDING, "--topic", "x"), says="Topic: 'x' cannot stand here"),
    Row("new", WRONG, "a file that would not be read", (*FINDING, "--file", "x.txt"), says="x.txt"),
    Row("new", WRONG, "a paragraph before the first", (*FINDING, "--paragraph", "0"), says="0"),
    Row("new", BUG, "a bug in writing", FINDING, breaks("peelgrade.writing.appended")),
    Row("template", DONE, "a framework", ("cqc-key-questions-2018", "-o", "t.xlsx"), says="is written"),
    Row("template", DONE, "rules in a folder", (*SMALL, "-o", "t.xlsx"), says="--rules rules"),
    Row("template", NO, "rules that are wrong", (*SMALL, "-o", "t.xlsx"), misspell_framework, "Nothing was written"),
    Row("template", WRONG, "no framework", ("-o", "t.xlsx"), says="name a framework"),
    Row("template", WRONG, "a framework that does not ship", ("x", "-o", "t.xlsx"), says="'x'"),
    Row("template", WRONG, "a name of no workbook", (*SMALL, "-o", "t.csv"), says=".xlsx"),
    Row("template", WRONG, "a file that is there", (*SMALL, "-o", "w.xlsx"), a_workbook, "--force"),
    Row("template", WRONG, "without the library", (*SMALL, "-o", "t.xlsx"), no_library, "peelgrade[workbooks]"),
    Row("template", BUG, "a bug in drawing", (*SMALL, "-o", "t.xlsx"), breaks("peelgrade.capturing.drawing.written")),
    Row("export", DONE, "an inspection", ("town", *SMALL, "-o", "t.xlsx"), says="6 items"),
    Row("export", NO, "evidence that is wrong", ("town", *SMALL, "-o", "t.xlsx"), misspell, "Nothing was"),
    Row("export", WRONG, "a folder that is not there", ("nowhere", *SMALL, "-o", "t.xlsx"), says="no folder nowhere"),
    Row("export", WRONG, "a file that is there", ("town", *SMALL, "-o", "w.xlsx"), a_workbook, "--force"),
    Row("export", WRONG, "without the library", ("town", *SMALL, "-o", "t.xlsx"), no_library, "peelgrade[workbooks]"),
    Row("export", BUG, "a bug in drawing", ("town", *SMALL, "-o", "t.xlsx"), breaks("peelgrade.capturing.drawing.written")),
    Row("import", DONE, "a workbook", ("w.xlsx", *SMALL, "-o", "fresh"), a_workbook, "fresh/inspection.yaml"),
    Row("import", DONE, "only to check it", ("w.xlsx", *SMALL), a_workbook, "can be imported"),
    Row("import", DONE, "where it is already", ("w.xlsx", *SMALL, "-o", "town"), a_workbook, "already"),
    Row("import", DONE, "in place of other evidence", ("w.xlsx", *SMALL, "-o", "town", "--replace"), a_workbook_and_other_evidence, "are written"),
    Row("import", DONE, "in place of more evidence", ("w.xlsx", *SMALL, "-o", "town", "--replace"), and_then(a_workbook, more_evidence), "more.yaml is deleted"),
    Row("import", DONE, "with a copy of what is wrong", ("w.xlsx", *SMALL, "--annotated", "told.xlsx"), a_workbook, "no problems in it"),
    Row("import", WRONG, "where a file is", ("w.xlsx", *SMALL, "-o", "taken"), and_then(a_workbook, a_file), "taken is a file"),
    Row("import", NO, "what is wrong", ("w.xlsx", *SMALL, "-o", "fresh"), a_wrong_workbook, "Nothing was written"),
    Row("import", WRONG, "no workbook", ("nowhere.xlsx", *SMALL), says="no file nowhere.xlsx"),
    Row("import", WRONG, "a file that is none", ("town/evidence.yaml", *SMALL), says="is no workbook"),
    Row("import", WRONG, "a folder", ("town", *SMALL), says="peelgrade export"),
    Row("import", WRONG, "rules that are not there", ("w.xlsx", "--rules", "nowhere"), a_workbook, "no folder nowhere"),
    Row("import", WRONG, "over other evidence", ("w.xlsx", *SMALL, "-o", "town"), a_workbook_and_other_evidence, "F1 has another weight"),
    Row("import", WRONG, "over another inspection", ("w.xlsx", *SMALL, "-o", "town"), and_then(a_workbook, alters("town/inspection.yaml", "id: town-2015", "id: city-2015")), "town holds another inspection: its id is 'city-2015', and that of the workbook 'town-2015'"),
    Row("import", WRONG, "in place of another inspection", ("w.xlsx", *SMALL, "-o", "town", "--replace"), and_then(a_workbook, alters("town/inspection.yaml", "id: town-2015", "id: city-2015")), "give another folder"),
    Row("import", WRONG, "in place of that of another force", ("w.xlsx", *SMALL, "-o", "town", "--replace"), and_then(a_workbook, alters("town/inspection.yaml", "  id: town\n", "  id: city\n")), "its force is 'city', and that of the workbook 'town'"),
    Row("import", WRONG, "over rules", ("w.xlsx", *SMALL, "-o", "rules", "--replace"), a_workbook, "rules is a framework"),
    Row("import", WRONG, "a copy over itself", ("w.xlsx", *SMALL, "--annotated", "w.xlsx"), a_workbook, "the workbook itself"),
    Row("import", WRONG, "without the library", ("w.xlsx", *SMALL), no_library_that_reads, "peelgrade[workbooks]"),
    Row("import", BUG, "a bug in checking", ("w.xlsx", *SMALL), bug_after_a_workbook),
    Row("decide", DONE, "a confirmation", CONFIRM, says="is recorded"),
    Row("decide", DONE, "the list", ("town", *SMALL), says="No decision"),
    Row("decide", DONE, "people that are asked for", (*CONFIRM[:6], *CONFIRM[8:]), typed("C. Chair; B. Other"), "is recorded"),
    Row("decide", DONE, "the list as data", ("town", *SMALL, "--format", "json"), decided("2015-12-01"), '"overall"'),
    Row("decide", DONE, "a change that departs from a limit", ("town", "overall.response", *SMALL, *DECIDED, "--outcome", "changed", "--judgment", "good"), a_limit, "It departs from response.limit"),
    Row("decide", DONE, "one that is dated before the last", ("town", "overall", *SMALL, *DECIDED, "--outcome", "confirmed"), decided("2015-12-20"), "1 warning"),
    Row("decide", NO, "a list with one that is stale", ("town", *SMALL, "--check"), decided("2015-12-01", "poor"), "stale"),
    Row("decide", WRONG, "no question", ("town", *SMALL, *DECIDED), says="name the question"),
    Row("decide", NO, "evidence that is wrong", CONFIRM, misspell, "Nothing was"),
    Row("decide", NO, "another judgment than stands", (*CONFIRM, "--judgment", "poor"), says="Nothing was written"),
    Row("decide", WRONG, "a question that is none", ("town", "q9", *SMALL), says="'q9'"),
    Row("decide", WRONG, "an answer that is missing", ("town", "overall", *SMALL, "--stage", "panel"), nobody, "nobody to ask"),
    Row("decide", WRONG, "a list of a question", ("town", "overall", *SMALL, "--check"), says="--check"),
    Row("decide", BUG, "a bug in writing", CONFIRM, breaks("peelgrade.writing.as_yaml")),
    Row("challenge", DONE, "one that is made", CHALLENGE, says="C1 is recorded"),
    Row("challenge", DONE, "one that is answered", AMEND, challenged, "F1 is amended"),
    Row("challenge", DONE, "the list", ("town", *SMALL), says="No challenge"),
    Row("challenge", DONE, "the list as data", ("town", *SMALL, "--format", "json"), challenged, '"C1"'),
    Row("challenge", DONE, "one that is open", ("town", "C1", *SMALL), challenged, "F1 challenged on 2016-01-11"),
    Row("challenge", DONE, "a second one", CHALLENGE, challenged, "C2 is recorded"),
    Row("challenge", DONE, "a judgment that is accepted as disputed", ("town", "C1", *SMALL, "--accept", *SO), challenged_is("question: overall", "disputes_judgment"), "is for a decision"),
    Row("challenge", DONE, "one that is rejected", ("town", "C1", *SMALL, "--reject", *SO), challenged, "C1 is rejected"),
    Row("challenge", DONE, "an item that is withdrawn", ("town", "C1", *SMALL, "--withdraw", *SO), challenged_is("item: R1"), "R1 is withdrawn"),
    Row("challenge", DONE, "a value that is taken out", ("town", "C1", *SMALL, "--accept", "--set", "topic=", *SO), challenged, "F1 is amended"),
    Row("challenge", DONE, "who is at risk", ("town", "C1", *SMALL, "--accept", "--set", "ground=serious_harm", "--set", "at_risk=children", *SO), challenged_is("item: F2"), "F2 is amended"),
    Row("challenge", NO, "an answer to one that is answered", AMEND, challenged_is("item: F1", **ANSWERED), "C1 is answered"),
    Row("challenge", WRONG, "an item and a question", (*CHALLENGE, "--question", "overall"), says="not both"),
    Row("challenge", WRONG, "neither one that is made nor one that is answered", ("town", "--reason", "So.", *SMALL), says="to make a challenge"),
    Row("challenge", WRONG, "two values", ("town", "C1", *SMALL, "--accept", "--set", "weight=minor", "--set", "weight=major", *SO), challenged, "two values are given for F1.weight"),
    Row("challenge", WRONG, "a value of what stands", ("town", "C1", *SMALL, "--reject", "--set", "weight=minor", *SO), challenged, "--set goes with"),
    Row("challenge", WRONG, "a judgment that is withdrawn", ("town", "C1", *SMALL, "--withdraw", *SO), challenged_is("question: overall", "disputes_judgment"), "takes an item back"),
    Row("challenge", WRONG, "an acceptance that says nothing", ("town", "C1", *SMALL, "--accept", *SO), challenged, "what the item says now"),
    Row("challenge", WRONG, "a value without a name", ("town", "C1", *SMALL, "--accept", "--set", "weight", *SO), challenged, "amends nothing"),
    Row("challenge", WRONG, "a value that it has", ("town", "C1", *SMALL, "--accept", "--set", "weight=moderate", *SO), challenged, "already"),
    Row("challenge", WRONG, "a figure that is none", ("town", "C1", *SMALL, "--accept", "--set", "value=many", *SO), challenged_is("item: M2"), "'many'"),
    Row("challenge", NO, "evidence that is wrong", CHALLENGE, misspell, "Nothing was"),
    Row("challenge", NO, "an answer that does not fit", (*AMEND, "--set", "weight=major"), challenged, "Nothing was written"),
    Row("challenge", WRONG, "an item that is none", ("town", "--item", "F9", *SMALL), says="'F9'"),
    Row("challenge", WRONG, "a challenge that is none", AMEND, says="no challenge 'C1'"),
    Row("challenge", WRONG, "an attribute that is none", (*AMEND, "--set", "wieght=minor"), challenged, "'weight'"),
    Row("challenge", WRONG, "an answer that is missing", ("town", "--item", "F1", *SMALL), nobody, "nobody to ask"),
    Row("challenge", WRONG, "an answer to none yet", ("town", "--item", "F1", "--people", "C. Chair", *SMALL), says="--people"),
    Row("challenge", BUG, "a bug in writing", CHALLENGE, breaks("peelgrade.writing.as_yaml")),
    Row("compare", DONE, "two forces", ("overall", "town", "other", *SMALL), another, "judged otherwise"),
    Row("compare", NO, "evidence that is wrong", ("overall", "town", "town", *SMALL), misspell, "Nothing was graded"),
    Row("compare", WRONG, "one force", ("overall", "town", *SMALL), says="two or more"),
    Row("compare", WRONG, "one force twice", ("overall", "town", "town", *SMALL), says="same id"),
    Row("compare", WRONG, "a question that is none", ("overal", "town", "town", *SMALL), says="'overall'"),
    Row("compare", WRONG, "a force that is not there", ("overall", "town", "other", "--of", "x", *SMALL), another, "'x'"),
    Row("compare", DONE, "as data, from one of them", ("overall", "town", "other", *SMALL, "--of", "other-2015", "--format", "json"), another, '"schema"'),
    Row("compare", WRONG, "two frameworks of which one knows the other", ("effectiveness", "i1", "i2"), by_frameworks_that_ship("peel-effectiveness-2015", "peel-effectiveness-2016"), "beside"),
    Row("compare", WRONG, "two frameworks that know nothing of each other", ("effectiveness", "i1", "i2"), by_frameworks_that_ship("peel-effectiveness-2015", "ofsted-social-care-2017"), "judged by one framework"),
    Row("compare", BUG, "a bug in comparing", ("overall", "town", "other", *SMALL), bug_after_another),
    Row("agreement", DONE, "two codings", ("town", "town", *SMALL), says="computed alike"),
    Row("agreement", DONE, "a worksheet", ("town", "town", *SMALL, "--settle", "sheet.md"), says="is written"),
    Row("agreement", NO, "evidence that is wrong", ("town", "town", *SMALL), misspell, "Nothing was graded"),
    Row("agreement", NO, "coders who disagree", ("town", "other", *SMALL, "--fail-under", "0.8"), code_again, "below 0.8"),
    Row("agreement", WRONG, "one coding", ("town", *SMALL), says="Missing argument"),
    Row("agreement", WRONG, "a folder that is not there", ("town", "nowhere", *SMALL), says="no folder nowhere"),
    Row("agreement", WRONG, "an alpha that cannot be", ("town", "town", *SMALL, "--fail-under", "2"), says="--fail-under"),
    Row("agreement", WRONG, "an alpha that is none", ("town", "town", *SMALL, "--fail-under", "nan"), says="no number"),
    Row("agreement", WRONG, "an alpha that is a word", ("town", "town", *SMALL, "--fail-under", "much"), says="'much' is not a valid"),
    Row("agreement", WRONG, "a worksheet of no form", ("town", "town", *SMALL, "--settle", "sheet"), says=".md or .csv"),
    Row("agreement", WRONG, "a worksheet that is there", ("town", "town", *SMALL, "--settle", "taken.md"), a_sheet, "there already"),
    Row("agreement", WRONG, "a worksheet in no folder", ("town", "town", *SMALL, "--settle", "no/where.md"), says="no folder no"),
    Row("agreement", WRONG, "codings of two forces", ("town", "other", *SMALL), of_another_force, "City Police"),
    Row("agreement", WRONG, "codings by two frameworks", ("i1", "i2"), by_frameworks_that_ship("peel-effectiveness-2015", "peel-effectiveness-2016"), "judged by the same rules"),
    Row("agreement", DONE, "as data", ("town", "town", *SMALL, "--format", "json"), says='"schema"'),
    Row("agreement", BUG, "a bug in comparing", ("town", "town", *SMALL), breaks("peelgrade.cli.agreement.agreement")),
    Row("schema", DONE, "a format", ("evidence",), says="$schema"),
    Row("schema", DONE, "a format with a vocabulary", ("evidence", *SMALL), says="overall.response"),
    Row("metrics", DONE, "a table", ("town", "f.csv", "--by", "f.yaml", *SMALL), figures, "2 metrics are new, C-1 to C-2"),
    Row("metrics", DONE, "into a file that is named", ("town", "f.csv", "--by", "f.yaml", "--file", "calls.yaml", *SMALL), figures, "town/calls.yaml"),
    Row("metrics", DONE, "figures that are others now", ("town", "f.csv", "--by", "f.yaml", *SMALL), and_then(figures, taken, alters("f.csv", "town,7", "town,8")), "C-1: 7 → 8 (calls_answered, town, 2015-06-30)"),
    Row("metrics", DONE, "figures that are others in a word", ("town", "f.csv", "--by", "f.yaml", *SMALL), and_then(figures, taken, alters("f.yaml", "measure: calls_answered", "measure: calls_answered, bound: about")), "2 metrics differ in bound, and not in the figure"),
    Row("metrics", DONE, "figures that are gone", ("town", "f.csv", "--by", "f.yaml", *SMALL), and_then(figures, taken, alters("f.csv", "nation,900\n", ""), alters("f.yaml", "comparators: [nation]\n", "")), "no longer in the table: C-2; left as before; --prune takes out"),
    Row("metrics", WRONG, "figures in two files", ("town", "f.csv", "--by", "f.yaml", *SMALL), and_then(figures, taken, parted), "into one file; nothing was changed"),
    Row("metrics", WRONG, "a folder for a mapping", ("town", "f.csv", "--by", "rules", *SMALL), figures, "rules is a folder"),
    Row("metrics", NO, "a word for a figure", ("town", "f.csv", "--by", "f.yaml", *SMALL), no_figures, "'seven' is no number"),
    Row("metrics", NO, "a mapping that is no YAML", ("town", "f.csv", "--by", "f.yaml", *SMALL), and_then(figures, alters("f.yaml", "document:", "\tdocument:")), "PG110"),
    Row("metrics", WRONG, "a table that is not there", ("town", "u.csv", "--by", "f.yaml", *SMALL), figures, "u.csv"),
    Row("metrics", WRONG, "a mapping that is not there", ("town", "f.csv", "--by", "g.yaml", *SMALL), figures, "g.yaml"),
    Row("metrics", WRONG, "no mapping", ("town", "f.csv"), figures, "--by"),
    Row("metrics", BUG, "a bug in reading", ("town", "f.csv", "--by", "f.yaml", *SMALL), bug_after_figures),
    Row("backtest", DONE, "a table", ("rules", "t.csv"), a_table, "2 inspections of 2 units"),
    Row("backtest", DONE, "a table, with little memory", ("rules", "t.csv"), and_then(a_table, forgetful), "2 inspections of 2 units"),
    Row("backtest", NO, "too little agreement", ("rules", "t.csv", "--fail-under", "1"), a_table, "2 inspections"),
    Row("backtest", NO, "nothing that counts", ("rules", "t.csv", "--where", "town=C"), a_table, "No inspection"),
    Row("backtest", NO, "a mapping that is wrong", ("rules", "t.csv"), a_wrong_mapping, "Nothing was held against anything"),
    Row("backtest", WRONG, "a framework without a mapping", ("rules", "t.csv"), says="no column mapping"),
    Row("backtest", WRONG, "a folder without a framework", ("town", "t.csv"), a_table, "town is not a framework"),
    Row("backtest", WRONG, "a share that is none", ("rules", "t.csv", "--fail-under", "nan"), says="no number"),
    Row("backtest", WRONG, "a kappa that is none", ("rules", "t.csv", "--fail-under-kappa", "inf"), says="no number"),
    Row("backtest", WRONG, "a table that is not there", ("rules", "u.csv"), a_table, "u.csv"),
    Row("backtest", BUG, "a bug in rolling up", ("rules", "t.csv"), bug_after_a_table),
    Row("batch", DONE, "tables", ("tables", "-o", "out", *SMALL), evidence_in_rows, "1 inspection judged"),
    Row("batch", NO, "a row that is wrong", ("tables", "-o", "out", *SMALL), a_wrong_row, "1 row was rejected"),
    Row("batch", WRONG, "no table of items", ("town", "-o", "out", *SMALL), says="no table of items"),
    Row("batch", WRONG, "no rules", ("tables", "-o", "out"), evidence_in_rows, "--framework"),
    Row("batch", WRONG, "two folders", ("tables", "town", "-o", "out", *SMALL), evidence_in_rows, "give one folder of tables"),
    Row("batch", WRONG, "a folder that is not there", ("nowhere", "-o", "out", *SMALL), says="nowhere is no folder"),
    Row("batch", WRONG, "tables of a framework that is named twice", ("town", "--as-tables", "-o", "out", "--framework", "x"), says="inspections name their framework"),
    Row("batch", WRONG, "tables of no inspection", ("town", "--as-tables", "-o", "out"), no_record, "holds evidence (evidence.yaml) and no inspection.yaml"),
    Row("batch", WRONG, "tables by two frameworks", ("i1", "i2", "--as-tables", "-o", "out"), by_frameworks_that_ship("peel-effectiveness-2015", "peel-effectiveness-2016"), "tables of their own"),
    Row("batch", WRONG, "a framework that does not ship", ("town", "-o", "out", "--framework", "x"), says="'x'"),
    Row("batch", BUG, "a bug in judging", ("tables", "-o", "out", *SMALL), bug_after_rows),
    Row("schema", DONE, "every format", ("--write", "out"), only_one_ships, "out/ofsted-social-care-2017/cases.schema.json"),
    Row("schema", DONE, "all formats of a framework", ("--write", "out", *SMALL), says="out/evidence.schema.json"),
    Row("schema", NO, "a framework that is wrong", ("evidence", *SMALL), misspell_framework, "Nothing was written"),
    Row("schema", WRONG, "nothing named", (), says="name a format"),
    Row("schema", WRONG, "a format that is none", ("report",), says="'report'"),
    Row("schema", WRONG, "a framework that does not ship", ("evidence", "--framework", "x"), says="'x'"),
    Row("schema", WRONG, "two frameworks", ("evidence", "--framework", "x", *SMALL), says="not both"),
    Row("schema", WRONG, "a folder that cannot be", ("--write", "taken", *SMALL), a_file, "taken"),
    Row("schema", BUG, "a bug in writing", ("evidence",), breaks("peelgrade.formats.text")),
)  # fmt: skip  # a row to a line


def commands() -> list[str]:
    """Return every command, with those inside groups."""
    context = click.Context(cli.commands)
    found = []
    for name in cli.COMMANDS:
        command = cli.commands.get_command(context, name)
        found.append(name)
        if isinstance(command, click.Group):
            found += [f"{name} {inside}" for inside in command.list_commands(context)]
    return found


def of_one_value(name: str) -> list[str]:
    """Return the options of a command, or of a group, that take one value."""
    command, context = cli.commands, click.Context(cli.commands)
    for word in name.split():
        command = command.get_command(context, word)
    options = [one for one in command.params if isinstance(one, click.Option) and not (one.multiple or one.is_flag)]
    return [one.opts[-1] for one in options]


@pytest.mark.parametrize("name", commands())
def test_an_option_of_one_value_that_is_given_twice_is_wrong_usage(run: Run, name: str) -> None:
    """No command lets the last one stand in silence."""
    for option in of_one_value(name):
        ran = run(*name.split(), option, "a", option, "b")
        assert (WRONG, "") == (ran.code, ran.out)
        assert f"{option} is given twice; give it once" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("challenge", "kent", "C1", "--accept", "--reject"), "--accept and --reject contradict each other"),
        (("rules", "check", "--proofs", "--no-proofs"), "--proofs or --no-proofs is given twice"),
    ],
)
def test_flags_that_contradict_each_other_are_wrong_usage(run: Run, arguments: Sequence[str], said: str) -> None:
    """Neither stands in silence in place of the other."""
    ran = run(*arguments)
    assert (WRONG, "") == (ran.code, ran.out)
    assert said in ran.err


def test_a_flag_that_is_given_twice_means_the_same(run: Run) -> None:
    """Nothing is answered twice, so that nothing can be meant otherwise."""
    arguments = ("explain", ROOT / "evidence" / "kent-2015", "q3", "--full")
    assert run(*arguments) == run(*arguments, "--full")


def test_every_command_has_a_row_for_every_code() -> None:
    """Who adds a command says how it ends."""
    for command in commands():
        assert {DONE, NO, WRONG, BUG} == {row.code for row in ROWS if row.command == command}, command
    assert set(commands()) == {row.command for row in ROWS}


@pytest.mark.parametrize(
    "row",
    [pytest.param(row, id=f"{row.command} {row.code} {row.name}") for row in ROWS if not row.name.startswith(NEVER)],
)
def test_each_code_is_provoked(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: Row) -> None:
    """The code is the one that is promised; without success nothing is changed, and no traceback is shown.

    Only `batch` writes what it could judge, and says what it could not.
    """
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PEELGRADE_TRACEBACK", raising=False)
    (row.before or nothing)(monkeypatch)
    before = contents()

    ran = run(*row.command.split(), *row.arguments)

    assert row.code == ran.code, ran
    said = ran.out + ran.err
    assert row.says in said
    assert "Traceback" not in said
    if row.code != DONE and (row.command, row.code) != ("batch", NO):
        assert before == contents()
    if row.code == WRONG:
        assert "" == ran.out
        assert "bug in peelgrade" not in said
    if row.code == BUG:
        assert "This is a bug in peelgrade" in ran.err
        assert "ZeroDivisionError: division by zero" in ran.err
        assert "PEELGRADE_TRACEBACK=1" in ran.err


class TestTheProgramItself:
    @pytest.mark.parametrize(
        "arguments", [["--help"], ["-h"], ["--version"], *([name, "--help"] for name in commands())]
    )
    def test_help_and_version_end_with_0(self, run: Run, arguments: list[str]) -> None:
        """What is asked about the program is answered on standard output."""
        ran = run(*" ".join(arguments).split())
        assert (DONE, "") == (ran.code, ran.err)
        assert ran.out

    @pytest.mark.parametrize(
        "arguments", [[], ["gradee"], ["--nope"], ["-x"], [""], ["GRADE"], ["--", "nope"], ["--", "-x"]]
    )
    def test_no_command_ends_with_2(self, run: Run, arguments: list[str]) -> None:
        """Nothing, a misspelt command and an unknown option are wrong usage."""
        ran = run(*arguments)
        assert (WRONG, "") == (ran.code, ran.out)
        assert "Usage" in ran.err

    @pytest.mark.parametrize("command", commands())
    def test_an_unknown_option_ends_with_2(self, run: Run, command: str) -> None:
        """An option that a command has not is wrong usage."""
        ran = run(*command.split(), "--no-such-option")
        assert (WRONG, "") == (ran.code, ran.out)
        assert "--no-such-option" in ran.err

    @pytest.mark.parametrize("arguments", [(), ("--help",), ("init", "town"), ("grade", "town")])
    def test_where_files_cannot_be_locked_it_says_where_it_runs(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
    ) -> None:
        """As on Windows: whatever is asked, and nothing else is told."""
        monkeypatch.setitem(sys.modules, "fcntl", None)
        said = "Error: peelgrade runs on Linux and macOS only\nhelp: on Windows, install it in WSL, and run it there\n"
        assert Ran(WRONG, "", said) == run(*arguments)

    def test_where_files_cannot_be_locked_nothing_fails_before_it_says_so(self) -> None:
        """In a program that has just started, where nothing is there that only Linux and macOS have."""
        lacks = "import signal, sys; sys.modules['fcntl'] = None; del signal.SIGHUP, signal.SIGPIPE"
        starts = (sys.executable, "-c", f"{lacks}; from peelgrade.cli import main; main(['init', 'town'])")
        ran = subprocess.run(starts, capture_output=True, text=True, check=False, env=ENVIRONMENT)
        assert (WRONG, "") == (ran.returncode, ran.stdout)
        assert ran.stderr.startswith("Error: peelgrade runs on Linux and macOS only\n")
        assert 2 == len(ran.stderr.splitlines())

    def test_the_trace_of_a_bug_is_shown_where_it_is_asked_for(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With PEELGRADE_TRACEBACK, whoever mends it sees where it is."""
        write(tmp_path, FILES)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PEELGRADE_TRACEBACK", "1")
        breaks("peelgrade.cli.grade.grade")(monkeypatch)
        ran = run("grade", "town", *SMALL)
        assert BUG == ran.code
        assert "Traceback (most recent call last)" in ran.err

    @pytest.mark.parametrize(
        "error", [RecursionError("too deep"), MemoryError("too much"), KeyError("x"), ValueError("\x1b[2J")]
    )
    def test_any_error_that_nobody_expects_is_a_bug(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        """Even where it says nothing, or what a terminal should not see."""
        write(tmp_path, FILES)
        monkeypatch.chdir(tmp_path)

        def broken(*_: object) -> NoReturn:
            raise error

        monkeypatch.setattr("peelgrade.cli.grade.grade", broken)
        ran = run("grade", "town", *SMALL)
        assert (BUG, "") == (ran.code, ran.out)
        assert type(error).__name__ in ran.err
        assert "\x1b" not in ran.err

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (KeyboardInterrupt(), 130),
            (OSError(28, "No space left on device"), WRONG),
            (PermissionError(13, "Permission denied", "x"), WRONG),
            (BrokenPipeError(32, "Broken pipe"), 141),
        ],
    )
    def test_what_the_system_does_is_no_bug(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
    ) -> None:
        """An interrupt, a full disk, what may not be read and a reader that has gone have codes of their own."""
        write(tmp_path, FILES)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(cli, "_close_quietly", lambda _: None)

        def broken(*_: object) -> NoReturn:
            raise error

        monkeypatch.setattr("peelgrade.cli.grade.grade", broken)
        ran = run("grade", "town", *SMALL)
        assert (code, "") == (ran.code, ran.out)
        assert "bug in peelgrade" not in ran.err

    def test_a_module_of_our_own_that_is_missing_is_a_bug(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """No extra brings it, so that none is named."""
        monkeypatch.setitem(sys.modules, "peelgrade.serving.application", None)
        monkeypatch.delattr("peelgrade.serving.application", raising=False)
        ran = run("serve", "town")
        assert (BUG, "") == (ran.code, ran.out)
        assert "ModuleNotFoundError" in ran.err
        assert "pip install" not in ran.err

    def test_a_person_who_ends_the_input_has_interrupted(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """At a terminal, where somebody could have answered."""
        write(tmp_path, FILES)
        monkeypatch.chdir(tmp_path)
        typed()(monkeypatch)
        ran = run("decide", "town", "overall", *SMALL)
        assert (130, "") == (ran.code, ran.out)
        assert ran.err.endswith("Interrupted; no file is left half written.\n")

    @pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
    def test_who_ends_it_from_outside_is_answered_by_the_signal(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: signal.Signals
    ) -> None:
        """Wherever it is at that moment: what it began is taken away on the way out, nothing is told, and none of it stays."""
        write(tmp_path, FILES)
        monkeypatch.chdir(tmp_path)
        ended = signal.signal(sent, signal.SIG_DFL)
        monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
        monkeypatch.setattr("peelgrade.cli.grade.grade", lambda *_: signal.raise_signal(sent))
        try:
            assert Ran(128 + sent, "", "") == run("grade", "town", *SMALL)
            assert (signal.SIG_DFL, sys.__unraisablehook__) == (signal.getsignal(sent), sys.unraisablehook)
        finally:
            signal.signal(sent, ended)

    @pytest.mark.parametrize(
        "arguments",
        [
            ("decide", "town", *SMALL),
            ("validate", "town", *SMALL),
            ("grade", "town", *SMALL),
            ("--help",),
            ("--version",),
        ],
        ids=lambda told: told[0],
    )
    def test_a_reader_that_goes_away_is_no_answer(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
    ) -> None:
        """What is printed meets a closed pipe: it ends as by that signal, says nothing, and Python has nothing left to write."""
        write(tmp_path, FILES)
        monkeypatch.chdir(tmp_path)
        reads, writes = os.pipe()
        os.close(reads)
        with os.fdopen(writes, "w", encoding="utf-8") as gone, monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", gone)
            with pytest.raises(SystemExit) as ended:
                cli.main(list(arguments))
            assert 128 + signal.SIGPIPE == ended.value.code
            gone.flush()

    def test_what_is_wrong_is_wrong_though_nobody_reads_it(self, tmp_path: Path) -> None:
        """The code says it alone."""
        reads, writes = os.pipe()
        os.close(reads)
        with os.fdopen(writes, "wb") as gone:
            ran = subprocess.run(
                [*PROGRAM, "grade", "nowhere"], stderr=gone, check=False, env=ENVIRONMENT, cwd=tmp_path
            )
        assert WRONG == ran.returncode

    @pytest.mark.parametrize(
        ("lost", "sent"), [(SystemExit(143), signal.SIGTERM), (KeyboardInterrupt(), signal.SIGINT)]
    )
    def test_a_signal_that_a_library_lets_go_comes_again(self, lost: BaseException, sent: signal.Signals) -> None:
        """It may come in a callback, out of which no exception leads."""
        came: list[int] = []
        before = signal.signal(sent, lambda number, _: came.append(number))
        try:
            cli._come_again(SimpleNamespace(exc_value=lost))  # noqa: SLF001  # what Python calls
            for _ in range(500):
                time.sleep(0.01)
                if came:
                    break
        finally:
            signal.signal(sent, before)
        assert [sent] == came

    @pytest.mark.parametrize(
        "error", [ValueError("x"), SystemExit(1), SystemExit(128), SystemExit(300), SystemExit("x")], ids=repr
    )
    def test_what_else_a_library_lets_go_is_told(self, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
        """As Python tells it; a code that no signal ends with is none."""
        told: list[object] = []
        monkeypatch.setattr(sys, "__unraisablehook__", told.append)
        lost = SimpleNamespace(exc_value=error)
        cli._come_again(lost)  # noqa: SLF001  # as above
        assert [lost] == told

    def test_the_codes_are_told_where_help_is(self, run: Run) -> None:
        """Whoever writes a script finds what each code means."""
        told = " ".join(run("--help").out.split())
        page = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
        signals = ("128 and the number of a signal", "130", "141")
        for code in ("0 done", "1 the answer is no", "2 wrong usage", "3 a bug", *signals):
            assert code in told
            assert code in page
