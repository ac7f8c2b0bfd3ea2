"""What `peelgrade init` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options


@options.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--framework", metavar="ID", help="Framework to inspect by.")
@click.option("--force-id", metavar="ID", help="Short name of the force, such as kent.")
@click.option("--force-name", "name", metavar="NAME", help="Name of the force, such as 'Kent Police'.")
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Start an inspection in FOLDER: every question in progress, nothing found yet.

    What is not given is asked for. Evidence is then added with 'peelgrade new', or in an editor: what editors need to
    complete and check it as one types is written as well.
    """
    from peelgrade.cli.init import run

    run(**given)
