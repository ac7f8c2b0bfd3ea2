"""What `peelgrade agreement` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import numbers, options


@options.command("agreement")
@click.argument("first", type=click.Path(path_type=Path), metavar="CODING_A")
@click.argument("second", type=click.Path(path_type=Path), metavar="CODING_B")
@click.option(
    "--settle",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a worksheet with a row for each difference: .md or .csv. Never over a file that is there.",
)
@click.option(
    "--fail-under",
    type=numbers.CORRELATION,
    metavar="ALPHA",
    help="End with exit code 1 if the alpha of any code is below this.",
)
@options.printed("text", "json")
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Show how far two codings of one inspection agree, and where in the tree they part.

    CODING_A and CODING_B are two folders that code one inspection: one force, one framework. Items are paired by id, or
    by their place and statement. For each judgment that differs it says which differences, alone or together, would
    settle it in CODING_A.
    """
    from peelgrade.cli.agreement import run

    run(**given)
