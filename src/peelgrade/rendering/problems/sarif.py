"""Problems as SARIF 2.1.0, the format of OASIS for what tools find."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from peelgrade.problemcodes import CODES, Code
from peelgrade.rendering.escaping import json_text
from peelgrade.rendering.problems.report import Place, Report, Told, tally
from peelgrade.rendering.problems.text import said, short
from peelgrade.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_RESULTS = 5_000  # code scanning on GitHub keeps so many of a run
ROOT = "%SRCROOT%"  # what a relative path is relative to, by convention the root of the repository


def sarif(report: Report) -> str:
    """Return one run: the codes that occur, and the worst problems first, up to the limit; what is left out is told."""
    codes = sorted({told.code for told in report.told})
    worst = report.by_severity()
    results = [_result(told, codes.index(told.code)) for told in worst[:MAX_RESULTS]]
    driver = {"name": "peelgrade", "semanticVersion": __version__, "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(worst[MAX_RESULTS:])],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _rule(code: str) -> dict[str, Any]:
    kind = CODES[code]
    title = kind.title[0].upper() + kind.title[1:]
    words = "".join(letter if letter.isalnum() else " " for letter in kind.title).split()
    stops = "An error stops grading." if kind.stops_grading else _goes_on(kind)
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in words),
        "shortDescription": {"text": f"{title}."},
        "fullDescription": {"text": f"{title}. {stops}"},
        "help": {"text": f"'peelgrade problem {code}' says what it means, with examples."},
        "defaultConfiguration": {"level": kind.severity},
    }


def _goes_on(kind: Code) -> str:
    return (
        "What is proved of rules does not stop grading." if kind.proved else f"A {kind.severity} does not stop grading."
    )


def _result(told: Told, rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": told.code,
        "ruleIndex": rule,
        "level": told.severity,
        "message": _message(said(told)),
        "locations": [{"physicalLocation": _physical(told.place)}],
        "partialFingerprints": {"peelgrade/v1": told.fingerprint},
    }
    if told.others:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(other.place), "message": _message(short(other.label))}
            for number, other in enumerate(told.others, 1)
        ]
    if told.example:
        result["properties"] = {"example": told.example}
    return result


def _message(text: str) -> dict[str, str]:
    """Return a message; what looks like a link in it, as in '[text](address)', is none."""
    return {"text": text.replace("](", "] (")}


def _physical(place: Place) -> dict[str, Any]:
    path = quote(place.file, errors="replace")
    absolute = place.file.startswith("/")
    return {
        "artifactLocation": {"uri": f"file://{path}"} if absolute else {"uri": path, "uriBaseId": ROOT},
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endColumn": max(place.end, place.column),
        },
    }


def _invocation(left_out: list[Told]) -> dict[str, Any]:
    if not left_out:
        return {"executionSuccessful": True}
    verb = "is" if len(left_out) == 1 else "are"
    text = f"{tally(left_out)} more {verb} left out: a run holds {MAX_RESULTS:,} results, the worst first."
    notification = {"level": "warning", "message": {"text": text}}
    return {"executionSuccessful": True, "toolExecutionNotifications": [notification]}
