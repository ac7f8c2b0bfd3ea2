"""peelgrade backtest."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import click

from peelgrade import tables, writing
from peelgrade.backtesting import Backtest, Miss, RollUp, backtest
from peelgrade.cli import mapping, printing, progress
from peelgrade.problems import Unreadable
from peelgrade.published import Selection, reader
from peelgrade.rendering import backtests, prose
from peelgrade.rendering.escaping import terminal

_OUTCOME = "Nothing was held against anything"


def run(
    framework: str,
    table: Path,
    columns: Path | None,
    sheet: str | None,
    since: date | None,
    until: date | None,
    where: tuple[tuple[str, str], ...],
    exceptions: Path | None,
    fail_under: float | None,
    fail_under_kappa: float | None,
    format_: str,
) -> None:  # click hands options over so
    """Hold a framework's roll-up against published overall judgments."""
    if since is not None and until is not None and since > until:
        raise click.UsageError("--from is after --to")
    of = mapping.framework(framework, outcome=_OUTCOME)
    mapped, mapped_by = mapping.columns(columns, of, [of.rulebook], outcome=_OUTCOME)
    opened = tables.open_table(table, sheet)
    chosen: dict[str, frozenset[str]] = {}
    for column, word in where:
        chosen[column] = chosen.get(column, frozenset()) | {word}
    read = reader(mapped, of.rulebook, opened.columns, Selection(since, until, chosen))
    roll_up = RollUp(of.rulebook, read.questions, read.compared)
    with _listing(exceptions, table, roll_up) as listed:
        rows = progress.over(opened.rows(read.wanted), "rows")
        with progress.during("holding against the rules"):
            found = backtest(read.read(rows), roll_up, listed)
    if exceptions is not None:
        click.echo(
            f"{terminal(exceptions.as_posix())} is written, with {prose.number(found.exceptions, 'exception')}.",
            err=True,
        )
    printing.tell(
        backtests.Told(found, mapped, opened.name, mapped_by),
        format_,
        data=backtests.as_data,
        text=backtests.text,
        markdown=backtests.markdown,
    )
    sys.exit(0 if _reaches(found, fail_under, fail_under_kappa) else 1)


@contextlib.contextmanager
def _listing(path: Path | None, table: Path, roll_up: RollUp) -> Iterator[Callable[[Miss], None]]:
    """Hand out what takes each exception: into a file where one is named."""
    if path is None:
        yield lambda _: None
        return
    if path.suffix.lower() != ".csv" or os.path.realpath(path) == os.path.realpath(table):
        raise Unreadable(f"{path} cannot be the list of exceptions", "name another file, and end its name in .csv")
    if not path.parent.is_dir():
        raise Unreadable(
            f"{path} cannot be written: there is no folder {path.parent}", "make the folder first, or name another"
        )
    with writing.pieces(path) as put:
        put(backtests.exceptions_head(roll_up.questions))

        def listed(miss: Miss) -> None:
            put(backtests.exception_row(miss, roll_up.rulebook))

        yield listed


def _reaches(found: Backtest, share: float | None, kappa: float | None) -> bool:
    rules = found.view("all").rules
    least = ((rules.agreement, share), (rules.kappa, kappa))
    return found.taken > 0 and all(bound is None or (one is not None and one >= bound) for one, bound in least)
