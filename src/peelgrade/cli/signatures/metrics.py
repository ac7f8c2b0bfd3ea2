"""What `peelgrade metrics` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options


@options.command("metrics")
@options.INSPECTION
@click.argument("table", type=click.Path(path_type=Path))
@click.option(
    "--by",
    "by",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="Metric mapping, by its file or by the name of one that lies with the framework.",
)
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook, in place of that of the mapping.")
@click.option("--file", "file_", metavar="NAME", help="File in the inspection to write to; else named as the mapping.")
@click.option("--prune", is_flag=True, help="Take metrics out that the table no longer has.")
@click.option("--print", "print_", is_flag=True, help="Print the file of the metrics, and write nothing.")
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Take metrics for INSPECTION from TABLE, a table of open data in CSV, XLSX, ODS or Parquet.

    What its rows, columns and words mean says a metric mapping, which also says who published it and under which
    licence. Each metric names its cell. Run again, it changes what is otherwise in the table, and nothing else; what the
    table no longer has is told, and stays unless --prune is given.
    """
    from peelgrade.cli.metrics import run

    run(**given)
