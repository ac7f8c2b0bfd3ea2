"""What `peelgrade diff` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options


@options.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--inspection",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Inspection to judge by both, where OLD and NEW are rulebooks.",
)
@click.option(
    "--over",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="Folder of inspections, table of published judgments, or folder of the two tables that 'batch' takes, to judge by both rulebooks; may be given again.",
)
@options.COLUMNS
@options.SHEET
@click.option(
    "--fail-on-change", is_flag=True, help="With --over: end with exit code 1 where a judgment or a range moves."
)
@options.RULES
@click.option("--old-rules", type=click.Path(path_type=Path), metavar="FOLDER", help="Rules to judge OLD alone by.")
@click.option("--new-rules", type=click.Path(path_type=Path), metavar="FOLDER", help="Rules to judge NEW alone by.")
@options.printed("text", "json", "markdown")
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Show what differs between OLD and NEW, which judgments moved, and what moved each.

    OLD and NEW are two inspections, two results that 'grade --format json' wrote, or two rulebooks. What moved a
    judgment is found by grading again with one cause at a time. It ends with 0 also where there are differences.

    With --over, two rulebooks are set side by side over many inspections: which judgments the change would move, and
    which changed rule moves each; over the tables of 'batch', which rules decided before and after. It ends with 1 where
    an inspection cannot be judged or a row of tables was left out, where nothing could be compared, or with --fail-on-change where a judgment moves.
    """
    from peelgrade.cli.diff import run

    run(**given)
