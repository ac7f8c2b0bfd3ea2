"""peelgrade grade."""

from __future__ import annotations

from pathlib import Path

import click

from peelgrade import __version__, changes
from peelgrade.cli import reading
from peelgrade.evidence import Inspection
from peelgrade.grading import grade
from peelgrade.problems import Unreadable, suggest
from peelgrade.rendering import grades
from peelgrade.rendering.escaping import json_escaped
from peelgrade.result import Asked, ResultDocument, document
from peelgrade.rulebook import Rulebook


@click.command("grade")
@reading.INSPECTION
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "csv", "markdown", "prov"]),
    default="table",
    help="How to print the judgments.",
)
@reading.IN_PROGRESS
@reading.RULES
def command(inspection: Path, format_: str, in_progress: tuple[str, ...], rules: Path | None) -> None:
    """Show the judgments that the evidence of INSPECTION supports.

    For each question: its judgment, or while fieldwork goes on the range that it lies in and how it stands; what
    decided it; and the published judgment, where there is one, which never influences the grade.
    """
    found = reading.read(inspection, rules)
    case = with_fieldwork(found.inspection, in_progress, found.rulebook)
    result = grade(case, found.rulebook)
    match format_:
        case "json":
            made = document(result, case, found.rulebook, __version__, Asked(in_progress=in_progress))
            reading.write(json_escaped(made.model_dump_json(indent=2, by_alias=True)) + "\n")
        case "prov":
            made = document(result, case, found.rulebook, __version__, Asked(in_progress=in_progress))
            reading.write(_prov_json(made, case))
        case "csv":
            reading.write(grades.csv_text(result, case, found.rulebook))
        case "markdown":
            reading.write(grades.markdown(result, case, found.rulebook, found.rules_from))
        case _:
            reading.show(grades.table(result, case, found.rulebook, found.rules_from))


def _prov_json(made: ResultDocument, inspection: Inspection) -> str:
    """Return a result as W3C PROV; Unreadable where the library for it is not installed."""
    try:
        from peelgrade.rendering.provenance import prov_json  # noqa: PLC0415  # an extra, and slow to import
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] != "prov":
            raise
        remedy = "install it with: pip install 'peelgrade[provenance]'"
        raise Unreadable("W3C PROV needs the library prov, which is not installed", remedy) from None
    return prov_json(made, inspection)


def with_fieldwork(inspection: Inspection, in_progress: tuple[str, ...], rulebook: Rulebook) -> Inspection:
    """Return the inspection as it would stand with fieldwork on the named questions in progress."""
    for question in in_progress:
        if question not in rulebook.questions:
            raise click.BadParameter(
                f"there is no question '{question}': {suggest(question, list(rulebook.questions))}",
                param_hint="--in-progress",
            )
    steps = [changes.SetStatus(question, "in_progress") for question in in_progress]
    return changes.apply(changes.Case(inspection, rulebook), steps).inspection
