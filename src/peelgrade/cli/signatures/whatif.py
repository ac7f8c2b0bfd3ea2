"""What `peelgrade whatif` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options


@options.command("whatif")
@options.INSPECTION
@click.option("--without", multiple=True, metavar="ITEM", help="Leave an item of evidence out.")
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="ITEM.ATTRIBUTE=VALUE",
    help="Give an attribute of an item another value, or none with nothing after '='.",
)
@click.option("--assume", multiple=True, metavar="QUESTION=CATEGORY", help="Take a question as judged so.")
@click.option("--in-progress", multiple=True, metavar="QUESTION", help="Take fieldwork on a question as in progress.")
@click.option("--complete", multiple=True, metavar="QUESTION", help="Take fieldwork on a question as complete.")
@click.option("--not-inspected", multiple=True, metavar="QUESTION", help="Take a question as not inspected.")
@click.option(
    "--rules", type=click.Path(path_type=Path), metavar="FOLDER", help="Judge by other rules of the same framework."
)
@click.option(
    "--own-rules",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Rules that it is judged by now, instead of the framework that the inspection names.",
)
@options.printed("text", "json")
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Show which judgments of INSPECTION would move if something were otherwise, and why. Nothing is written.

    Every option may be given again. Values for one item are set together: a major finding needs its ground.
    """
    from peelgrade.cli.whatif import run

    run(**given)
