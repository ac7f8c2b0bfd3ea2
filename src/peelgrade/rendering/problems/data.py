"""Problems as JSON for programs: one document, or one problem per line."""

from __future__ import annotations

from typing import Any

from peelgrade.rendering.escaping import json_text
from peelgrade.rendering.problems.report import Place, Report, Told

SCHEMA = "peelgrade/problems/v1"


def json(report: Report) -> str:
    """Return every problem as one document, with how many there are of each kind and how many files were checked."""
    summary = {
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "notes": report.count("note"),
        "files": len(report.files),
        "ignored": report.ignored,
        "incomplete": list(report.unread),
    }
    document = {"schema": SCHEMA, "summary": summary, "problems": [_problem(told) for told in report.told]}
    return json_text(document) + "\n"


def jsonl(report: Report) -> str:
    """Return every problem as JSON on a line of its own."""
    return "".join(f"{json_text(_problem(told), indent=None)}\n" for told in report.told)


def _problem(told: Told) -> dict[str, Any]:
    return {
        "code": told.code,
        "severity": told.severity,
        "title": told.title,
        "message": told.message,
        "help": told.help,
        **_place(told.place),
        "item": told.item,
        "field": told.field,
        "related": [{**_place(one.place), "label": one.label} for one in told.others],
        "fingerprint": told.fingerprint,
        **({"example": told.example} if told.example else {}),
    }


def _place(place: Place) -> dict[str, Any]:
    cell = {"cell": place.cell} if place.cell else {}
    return {"file": place.file, "line": place.line, "column": place.column, "end_column": place.end, **cell}
