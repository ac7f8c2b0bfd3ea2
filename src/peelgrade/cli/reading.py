"""What the commands share: reading an inspection for them, printing, and ending with the right code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console, RenderableType

from peelgrade.pipeline import Read, Reading, read_inspection
from peelgrade.problems import InvalidInput, Problem, Unreadable
from peelgrade.rendering import listing
from peelgrade.rendering.escaping import terminal

INSPECTION = click.argument("inspection", type=click.Path(path_type=Path))
RULES = click.option(
    "--rules",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Rules to grade by, instead of the framework that the inspection names.",
)
IN_PROGRESS = click.option(
    "--in-progress",
    multiple=True,
    metavar="QUESTION",
    help="Take fieldwork on a question as in progress; may be given again.",
)
WIDTH_OFF_TERMINAL = 120


def read(inspection: Path, rules: Path | None) -> Read:
    """Read an inspection; print its problems and exit 1 if it has any, 2 if it cannot be read."""
    reading = Reading()
    try:
        return read_inspection(inspection, rules, reading)
    except InvalidInput as invalid:
        refuse(invalid.problems, reading)
    except Unreadable as unreadable:
        fail(unreadable)


def refuse(problems: Sequence[Problem], reading: Reading, *, outcome: str = "Nothing was graded") -> NoReturn:
    """Print problems on standard error, with what did not happen because of them, and exit 1."""
    listed = listing.in_order(problems, reading.places.line)
    click.echo(listing.full(listed, reading.places.line, lines_of(reading)), err=True, nl=False)
    click.echo(f"{listing.summary(listed)}. {outcome}.", err=True)
    sys.exit(1)


def lines_of(reading: Reading) -> listing.Lines:
    """Return a function from the name of a file to its lines; none for a file that could not be read."""
    return lambda name: reading.sources[name].lines if name in reading.sources else ()


def fail(unreadable: Unreadable) -> NoReturn:
    """Print why a path cannot be used, and exit 2."""
    click.echo(f"Error: {terminal(unreadable.message)}", err=True)
    if unreadable.help:
        click.echo(f"help: {terminal(unreadable.help)}", err=True)
    sys.exit(2)


def write(text: str) -> None:
    """Write data for programs: the same bytes whatever the locale and the system."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def show(renderable: RenderableType) -> None:
    """Print to the terminal: in its width, and without colour where that is not wanted."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDTH_OFF_TERMINAL
    console = Console(highlight=False, markup=False, emoji=False, width=width)
    console.print(renderable)
