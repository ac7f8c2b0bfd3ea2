"""Problems for GitHub: annotations by workflow commands, and the summary of a job."""

from __future__ import annotations

from itertools import islice

from peelgrade.problemcodes import SEVERITIES, Severity
from peelgrade.rendering.escaping import github as data
from peelgrade.rendering.escaping import github_line as block_line
from peelgrade.rendering.escaping import github_property
from peelgrade.rendering.problems.markdown import table
from peelgrade.rendering.problems.report import Report, Told, counted
from peelgrade.rendering.problems.text import PLACES, example, short, where

MAX_SHOWN = 9  # of each kind: GitHub shows ten of each from a step, and the last notice is for what is left out
MAX_SUMMARY = 1_000_000  # bytes: GitHub takes 1,048,576 from a step

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def github(report: Report) -> str:
    """Return the worst problems as workflow commands, as many of each kind as GitHub shows; the last says what is left."""
    commands = [
        _command(told)
        for severity in SEVERITIES
        for told in islice((one for one in report.told if one.severity == severity), MAX_SHOWN)
    ]
    left = counted((max(0, report.count(severity) - MAX_SHOWN), severity) for severity in SEVERITIES)
    if left:
        commands.append(f"::notice title=peelgrade::And {data(left)} more: the summary of the job lists them.")
    return "".join(f"{command}\n" for command in commands)


def summary(report: Report) -> str:
    """Return every problem as Markdown for the summary of a job, within what GitHub takes."""
    return table(report, MAX_SUMMARY)


def _command(told: Told) -> str:
    place = told.place
    properties = {
        "file": place.file,
        "line": place.line,
        "endLine": place.line,
        "col": place.column,
        "endColumn": max(place.end, place.column),
        "title": f"{told.code} {told.title}",
    }
    listed = ",".join(f"{name}={github_property(str(value))}" for name, value in properties.items())
    lines = [short(told.message)]
    if told.help:
        lines.append(f"help: {short(told.help)}")
    lines += [f"see {where(one.place)}: {short(one.label)}" for one in told.others[:PLACES]]
    if len(told.others) > PLACES:
        lines.append(f"and {len(told.others) - PLACES:,} more places")
    block = "".join(f"%0A{one}" for one in map(block_line, example(told)))
    return f"::{_COMMANDS[told.severity]} {listed}::{data(*lines)}{block}"
