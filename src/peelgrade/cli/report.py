"""peelgrade report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from peelgrade.cli import reading, reportfiles, sidebyside
from peelgrade.cli.taking import Asking
from peelgrade.rendering.report.content import Audience

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
    type=click.Choice(list(reportfiles.FORMATS)),
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

    Where INSPECTION is a folder of several, they are set side by side in the order of the forces' names. Where FILE is a
    folder as well, the report of each is written beside that page.
    """
    asking = Asking(audience, in_progress, as_of, rules)
    if sidebyside.holds(inspection):
        sidebyside.write(inspection, output, format_, asking)
        return
    way = reportfiles.way(output, format_)
    taken = asking.take(inspection)
    way.refuse_input(taken.found.places.sources)
    way.write(asking.report(taken), f"{taken.force}, for {READERS[audience]}")
