"""What `peelgrade rules show` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options


@options.command("show")
@click.argument("framework", required=False, metavar="[FRAMEWORK or FOLDER]")
@click.argument("subject", required=False, metavar="[QUESTION or RULE]")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "markdown", "html"]),
    help="How to write it: as text, unless the name of the file says otherwise.",
)
@click.option(
    "-o", "--output-file", "output", type=click.Path(path_type=Path), metavar="FILE", help="Write it to a file."
)
@click.option(
    "--evidence",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="INSPECTION",
    help="Say how each rule comes out on an inspection, and what it matches there; may be given again.",
)
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Show rules as sentences and as decision tables.

    FRAMEWORK is one that ships with peelgrade, FOLDER one that holds a framework.yaml; without either, the folder that
    you are in. With a question such as q3 or a rule such as q3.good, only that is shown.
    """
    from peelgrade.cli.rules.show import run

    run(**given)
