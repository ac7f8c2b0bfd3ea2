"""What `peelgrade backtest` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import numbers, options
from peelgrade.rendering.escaping import terminal


class _Where(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # later clicks have it generic
    """A column and a word in it."""

    name = "COLUMN=WORD"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Return the column and the word."""
        column, equals, word = value.partition("=")
        if not equals or not column.strip():
            self.fail(f"'{terminal(value)}' names no column; write COLUMN=WORD", param, ctx)
        return column.strip(), word.strip()


@options.command("backtest")
@click.argument("framework")
@click.argument("table", type=click.Path(path_type=Path))
@options.COLUMNS
@options.SHEET
@click.option("--from", "since", type=options.DAY, metavar="DAY", help="Only inspections on this day or later.")
@click.option("--to", "until", type=options.DAY, metavar="DAY", help="Only inspections on this day or earlier.")
@click.option(
    "--where",
    type=_Where(),
    multiple=True,
    metavar="COLUMN=WORD",
    help="Only rows with this word in this column; given again for the same column, either word counts.",
)
@click.option(
    "--exceptions",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write every inspection that the rules miss into a CSV file.",
)
@click.option(
    "--fail-under",
    type=numbers.SHARE,
    metavar="SHARE",
    help="End with exit code 1 if the share of inspections that agree is below this, such as 0.95.",
)
@click.option(
    "--fail-under-kappa",
    type=numbers.CORRELATION,
    metavar="KAPPA",
    help="End with exit code 1 if kappa is below this, or undefined.",
)
@options.printed("text", "json", "markdown")
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Roll published judgments of parts up by the rules of FRAMEWORK, and hold them against the published overall ones.

    FRAMEWORK is the id of a framework that ships, or the folder of one. TABLE is CSV, XLSX, ODS or Parquet; what its
    columns mean says a column mapping. The published overall judgment is only compared, never read by the rules.

    It ends with 1 where no inspection could be compared, or where --fail-under or --fail-under-kappa is not reached.
    """
    from peelgrade.cli.backtest import run

    run(**given)
