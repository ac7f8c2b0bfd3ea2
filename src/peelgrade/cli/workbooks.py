"""What the commands share that write workbooks: where they go, and never over work that is there."""

from __future__ import annotations

from pathlib import Path

import click

from peelgrade.problems import Unreadable

OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help="Workbook to write, in XLSX."
)
FORCE = click.option("--force", is_flag=True, help="Write over a file that is there.")


def refuse_taken(path: Path, *, force: bool, remedy: str = "give another name, or --force to write over it") -> None:
    """Refuse a file that is no workbook by its name, and one that is there. Raises Unreadable."""
    if path.suffix.lower() != ".xlsx":
        raise Unreadable(f"{path} is not the name of a workbook", "give a name that ends in .xlsx")
    if path.exists() and not force:
        raise Unreadable(f"{path} is there already", remedy)
