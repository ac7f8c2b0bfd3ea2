"""What `peelgrade import` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options, telling


@options.command("import")
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder for the inspection; without it, the workbook is only checked.",
)
@click.option(
    "--annotated",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a copy of the workbook with a comment in each cell that has a problem, and a list of them.",
)
@click.option("--replace", is_flag=True, help="Replace the inspection that the folder holds by that of the workbook.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(telling.FORMATS),
    default="full",
    show_default=True,
    help="How problems are told.",
)
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Turn WORKBOOK into the files of an inspection, once nothing in it is wrong.

    It is checked like the files themselves; everything that is wrong is told at once, by sheet and cell. Nothing is
    written where there is an error, and no other evidence is replaced unless --replace says so; that of another
    inspection never is.
    """
    from peelgrade.cli.import_ import run

    run(**given)
