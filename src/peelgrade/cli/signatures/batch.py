"""What `peelgrade batch` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options


@options.command("batch")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="TABLES")
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder to write into.",
)
@click.option("--framework", metavar="NAME", help="Framework that ships, by whose rules to judge.")
@options.RULES
@click.option(
    "--engine",
    type=click.Choice(["polars", "duckdb", "spark"]),
    default="polars",
    help="What counts the items: Polars, DuckDB where they do not fit in memory, or Spark.",
)
@click.option(
    "--format", "format_", type=click.Choice(["parquet", "csv"]), default="parquet", help="How to write the judgments."
)
@click.option(
    "--part",
    "size",
    type=click.IntRange(1, 1_000_000),
    default=50_000,
    show_default=True,
    metavar="NUMBER",
    help="Inspections of one part: more need more memory.",
)
@click.option("--anew", is_flag=True, help="Begin anew, where an earlier run wrote into the folder.")
@click.option("--allow-rejects", is_flag=True, help="End with 0 also where rows were rejected.")
@click.option("--as-tables", is_flag=True, help="Take inspections, and write them as tables instead of judging them.")
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Judge very many inspections at once: TABLES is a folder with a table of items and one of questions.

    Each table is a file or a folder of files, as Parquet, CSV or Arrow: items, with one row for each item of evidence, and
    questions, with fieldwork, waivers and judgments from outside. The judgments are those of 'grade', one row for each
    question. A run that was ended goes on where it was when the same command is given again.

    Rows that are wrong are left out and listed with the reason, and it ends with 1; the judgments are written all the
    same, and say how many rows of the inspection were left out.
    """
    from peelgrade.cli import batch

    batch.run(**given)
