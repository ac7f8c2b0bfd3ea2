"""peelgrade schema."""

from __future__ import annotations

from pathlib import Path

import click

from peelgrade import bundled, formats, writing
from peelgrade.cli import printing, reading
from peelgrade.rendering import escaping
from peelgrade.rulebook import Framework


def run(name: formats.Format | None, framework: str | None, rules: Path | None, folder: Path | None) -> None:
    """Print or write the JSON Schemas of the file formats."""
    if framework is not None and rules is not None:
        raise click.UsageError("give --framework or --rules, not both")
    filled = None if framework is None and rules is None else _framework(framework, rules)
    if folder is not None and name is None:
        _write(folder, filled)
    elif name is not None and folder is None:
        schema = formats.generate(name)
        told = formats.text(schema if filled is None else formats.for_framework(schema, filled))
        printing.write(escaping.json_escaped(told))
    else:
        raise click.UsageError("name a format, or give --write FOLDER")


def _write(folder: Path, framework: Framework | None) -> None:
    if framework is None:
        texts = formats.files(_framework(one, None) for one in bundled.frameworks())
    else:
        texts = formats.files_of(framework)
    files = {folder / name: text for name, text in texts.items()}
    writing.write_together(files)
    for path in files:
        click.echo(path.as_posix())


def _framework(name: str | None, rules: Path | None) -> Framework:
    return reading.rulebook(name, rules, outcome="Nothing was written").framework
