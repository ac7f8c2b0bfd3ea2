"""peelgrade export."""

from __future__ import annotations

from pathlib import Path

import click

from peelgrade.capturing import drawing, filling
from peelgrade.capturing.layout import layout
from peelgrade.cli import reading, workbooks
from peelgrade.evidence import Item
from peelgrade.pipeline import RECORD, Read
from peelgrade.rendering import prose
from peelgrade.rendering.escaping import terminal


@click.command("export")
@reading.INSPECTION
@workbooks.OUTPUT
@workbooks.FORCE
@reading.RULES
def command(inspection: Path, rules: Path | None, output: Path, force: bool) -> None:
    """Write INSPECTION as a workbook that 'peelgrade import' reads.

    Nothing of the evidence is lost on the way there and back; comments in the files are not carried over.
    """
    workbooks.refuse_taken(output, force=force)
    found = reading.read(inspection, rules)
    files = filling.Files(found.inspection.record, _by_file(inspection, found))
    made = layout(found.rulebook.framework)
    workbooks.put(output, drawing.written(made, filling.filled(made, files)))
    items = prose.number(len(found.inspection.items), "item")
    said = f"{output.as_posix()} is written: {items} of {inspection.as_posix()}."
    click.echo(terminal(said))
    if found.forgiven:
        message = "Comments that forgive errors are not carried over: importing it will tell of the errors again."
        click.echo(message, err=True)


def _by_file(inspection: Path, found: Read) -> dict[str, list[Item]]:
    """Return the items of each file of an inspection, in their order there."""
    items = {item.id: item for item in found.inspection.items}
    files: dict[str, list[Item]] = {}
    for name, source in found.places.sources.items():
        path = Path(name)
        if path.parent == inspection and path.name != RECORD:
            files[path.name] = [items[entry["id"]] for entry in source.data]
    return files
