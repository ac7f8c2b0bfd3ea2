"""What `peelgrade report` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options


@options.command("report")
@options.INSPECTION
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
    type=click.Choice(["team", "debrief", "panel", "force", "public"]),
    default="panel",
    show_default=True,
    help="Whom it is for: each is shown what concerns them, and no more.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["html", "svg", "docx", "pdf"]),
    help="How to write it; by default as the name of FILE ends.",
)
@options.IN_PROGRESS
@options.AS_OF
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Write a report on INSPECTION that people look at, in the order of the inspectorate's own.

    For the team and the panel it holds everything: judgments with their reasons and evidence, what they hang on, and
    what would need to improve. A debrief has no judgments, a force no working views, and the public what is published.

    Where INSPECTION is a folder of several, they are set side by side in the order of the forces' names. Where FILE is a
    folder as well, the report of each is written beside that page.
    """
    from peelgrade.cli.report import run

    run(**given)
