"""Problems in every format that `validate` prints: for people, for programs and for CI."""

from __future__ import annotations

import importlib

from peelgrade.rendering.problems.report import Report

# name of the format: the module that writes it, imported when it is asked for
FORMATS = {
    "full": "text",
    "concise": "text",
    "json": "data",
    "jsonl": "data",
    "github": "github",
    "gitlab": "gitlab",
    "sarif": "sarif",
    "junit": "junit",
    "markdown": "markdown",
}


def write(name: str, report: Report, *, colour: bool = False) -> str:
    """Return a report in a format: text that ends with a line end, or nothing. `colour` is for `full` alone."""
    module = importlib.import_module(f"peelgrade.rendering.problems.{FORMATS[name]}")
    text: str = getattr(module, name)(report, **({"colour": True} if colour and name == "full" else {}))
    return text
