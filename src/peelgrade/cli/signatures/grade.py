"""What `peelgrade grade` takes."""

from __future__ import annotations

from typing import Any

import click

from peelgrade.cli import options


@options.command("grade")
@options.INSPECTION
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "csv", "markdown", "prov"]),
    default="table",
    help="How to print the judgments.",
)
@options.IN_PROGRESS
@options.AS_OF
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Show the judgments that the evidence of INSPECTION supports.

    For each question: its judgment, or while fieldwork goes on the range that it lies in and how it stands; what
    decided it; and the published judgment, where there is one, which never influences the grade.
    """
    from peelgrade.cli.grade import run

    run(**given)
