"""peelgrade agreement."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import click

from peelgrade import writing
from peelgrade.cli import printing, progress, reading
from peelgrade.comparison.agreement import Agreement, agreement
from peelgrade.pipeline import Read
from peelgrade.problems import Unreadable
from peelgrade.rendering import agreement as told
from peelgrade.rendering import prose
from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.views import View

_WORKSHEETS = {".csv": told.csv_text, ".md": told.markdown}


def run(
    first: Path, second: Path, settle: Path | None, fail_under: float | None, format_: str, rules: Path | None
) -> None:
    """Show how far two codings of one inspection agree, and where they part."""
    if settle is not None:
        _may_be_written(settle)
    one, other = reading.read(first, rules), reading.read(second, rules)
    _are_of_one_inspection(one, other, first, second)
    with progress.during("looking for what settles the codings"):
        found = agreement(one.inspection, other.inspection, one.rulebook)
    views = (
        View(found.first, one.inspection, one.rulebook, one.places.of),
        View(found.second, other.inspection, other.rulebook, other.places.of),
    )
    if settle is not None:
        writing.write(settle, _WORKSHEETS[settle.suffix](found, views[0]), new=True)
        rows = prose.number(len(found.differences), "row")
        click.echo(f"{terminal(settle.as_posix())} is written, with {rows}.", err=True)
    if format_ == "json":
        printing.write_json(told.as_data(found, views[0]))
    else:
        printing.show(told.text(found, *views))
    if fail_under is not None and not _reaches(found, Fraction(str(fail_under))):
        sys.exit(1)


def _may_be_written(path: Path) -> None:
    if path.suffix not in _WORKSHEETS:
        raise Unreadable(f"{path} is neither Markdown nor CSV", "end its name in .md or .csv")
    if path.exists():
        raise Unreadable(f"{path} is there already, and is not written over", "choose another file for --settle")
    if not path.parent.is_dir():
        raise Unreadable(f"there is no folder {path.parent}", "make it first, or correct the name after --settle")


def _are_of_one_inspection(one: Read, other: Read, first: Path, second: Path) -> None:
    frameworks = [read.rulebook.framework.id for read in (one, other)]
    if one.rulebook != other.rulebook:
        message = f"{first} is judged by {frameworks[0]}, and {second} by {frameworks[1]}"
        raise Unreadable(message, "give two codings that are judged by the same rules")
    forces = [read.inspection.record.force for read in (one, other)]
    if forces[0].id != forces[1].id:
        message = f"{first} is about {forces[0].name}, and {second} about {forces[1].name}"
        raise Unreadable(message, "give two codings of one inspection; 'peelgrade compare' sets forces side by side")


def _reaches(found: Agreement, least: Fraction) -> bool:
    """Whether no alpha is below; where nothing varies there is none, and where nothing is in both, nothing is shown."""
    return all(one.units > 0 and (one.alpha is None or one.alpha >= least) for one in found.codes.values())
