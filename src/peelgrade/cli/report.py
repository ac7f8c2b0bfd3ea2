"""peelgrade report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from peelgrade import explanation, pipeline
from peelgrade.changes import Case
from peelgrade.cli import reading, written
from peelgrade.cli.reading import with_fieldwork
from peelgrade.grading import grade
from peelgrade.rendering.reasons import View
from peelgrade.rendering.report.building import built
from peelgrade.rendering.report.content import Audience
from peelgrade.rendering.report.facts import Basis
from peelgrade.result import Asked

READERS = {
    "team": "the inspection team",
    "debrief": "the debrief of the force",
    "panel": "the moderation panel",
    "force": "the force, to check the facts",
    "public": "the public",
}


@click.command("report")
@reading.INSPECTION
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    required=True,
    metavar="FILE",
    help="File to write, or the folder for --format svg; '-' prints it.",
)
@click.option(
    "--for",
    "audience",
    type=click.Choice(list(READERS)),
    default="panel",
    show_default=True,
    help="Whom it is for: each is shown what concerns them, and no more.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(written.FORMATS)),
    help="How to write it; by default as the name of FILE ends.",
)
@reading.IN_PROGRESS
@reading.AS_OF
@reading.RULES
def command(
    inspection: Path,
    output: Path,
    audience: Audience,
    format_: str | None,
    in_progress: tuple[str, ...],
    as_of: date | None,
    rules: Path | None,
) -> None:  # click hands options over so
    """Write a report on INSPECTION that people look at, in the order of the inspectorate's own.

    For the team and the panel it holds everything: judgments with their reasons and evidence, what they hang on, and
    what would need to improve. A debrief has no judgments, a force no working views, and the public what is published.
    """
    way = written.way(output, format_)
    found = reading.read(inspection, rules)
    way.refuse_input(found.places.sources)
    case = with_fieldwork(found.inspection, in_progress, found.rulebook, as_of)
    lacking = explanation.lacking(Case(found.inspection, found.rulebook), as_of) if as_of is not None else None
    basis = Basis(
        rules_from=found.rules_from,
        forgiven=found.forgiven,
        asked=Asked(in_progress=in_progress, as_of=as_of),
        lacking=lacking,
        others=pipeline.beside(found.rulebook.framework),
    )
    view = View(grade(case, found.rulebook), case, found.rulebook, found.places.of)
    way.write(built(view, audience, basis), f"{case.record.force.name}, for {READERS[audience]}")
