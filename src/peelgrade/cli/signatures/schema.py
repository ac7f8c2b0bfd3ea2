"""What `peelgrade schema` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options

FORMATS = ("evidence", "inspection", "framework", "rules", "cases", "columns", "metrics", "result", "config")


@options.command("schema")
@click.argument("name", type=click.Choice(FORMATS), required=False)
@click.option("--framework", metavar="ID", help="Fill the vocabulary of a framework in.")
@click.option(
    "--rules",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Fill the vocabulary of the framework in a folder in.",
)
@click.option(
    "--write", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help="Write every schema into a folder."
)
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Print the JSON Schema (2020-12) of a file format, or write all of them.

    With a framework, its questions, topics, measures and other words are filled in, so that an editor completes them.
    Without one, --write also writes the schemas of each framework that ships, in a folder of its own.
    """
    from peelgrade.cli.schema import run

    run(**given)
