"""peelgrade export."""

from __future__ import annotations

from pathlib import Path

import click

from peelgrade import writing
from peelgrade.capturing import drawing, filling, gathering
from peelgrade.capturing.layout import layout
from peelgrade.cli import reading, workbooks
from peelgrade.rendering import prose
from peelgrade.rendering.escaping import terminal


def run(inspection: Path, rules: Path | None, output: Path, force: bool) -> None:
    """Write an inspection as a workbook."""
    workbooks.refuse_taken(output, force=force)
    found = reading.read(inspection, rules)
    made = layout(found.rulebook.framework)
    writing.write(output, drawing.written(made, filling.filled(made, gathering.gathered(inspection, found))))
    items = prose.number(len(found.inspection.items), "item")
    said = f"{output.as_posix()} is written: {items} of {inspection.as_posix()}."
    click.echo(terminal(said))
