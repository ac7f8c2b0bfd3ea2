"""Problems as a Code Quality report of GitLab."""

from __future__ import annotations

from peelgrade.problemcodes import Severity
from peelgrade.rendering.escaping import json_text
from peelgrade.rendering.problems.report import Report
from peelgrade.rendering.problems.text import block, elsewhere, said

_SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "note": "info"}


def gitlab(report: Report) -> str:
    """Return every problem; GitLab knows each again by its fingerprint, which no line number is part of."""
    listed = [
        {
            "description": f"{said(told)}{elsewhere(told)}",
            "check_name": told.code,
            "fingerprint": told.fingerprint,
            "severity": _SEVERITIES[told.severity],
            "location": {"path": told.place.file, "lines": {"begin": told.place.line}},
            **({"content": {"body": block(told)}} if told.example else {}),
        }
        for told in report.told
    ]
    return json_text(listed) + "\n"
