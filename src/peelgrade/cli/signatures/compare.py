"""What `peelgrade compare` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options


@options.command("compare")
@click.argument("question")
@click.argument("inspections", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="INSPECTION...")
@click.option(
    "--of", "of", metavar="FORCE", help="Force to look for the nearest of; otherwise the first that is named."
)
@options.printed("text", "json")
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Set the reasons of several forces at QUESTION side by side.

    For one of them it also shows the nearest evidence elsewhere that was judged otherwise, and what parts the two. All
    inspections must be judged by one framework. Published judgments are shown, and never enter the comparison.
    """
    from peelgrade.cli.compare import run

    run(**given)
