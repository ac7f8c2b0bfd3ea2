"""peelgrade schema."""

from __future__ import annotations

from pathlib import Path

import click

from peelgrade import bundled, formats, pipeline, writing
from peelgrade.cli import reading
from peelgrade.problems import Unreadable
from peelgrade.rulebook import Framework


@click.command("schema")
@click.argument("name", type=click.Choice(formats.FORMATS), required=False)
@click.option("--framework", metavar="ID", help="Fill the vocabulary of a framework in.")
@click.option(
    "--write", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help="Write every schema into a folder."
)
def command(name: formats.Format | None, framework: str | None, folder: Path | None) -> None:
    """Print the JSON Schema (2020-12) of a file format, or write all of them.

    With a framework, its questions, topics, measures and other words are filled in, so that an editor completes them.
    """
    if folder is not None:
        _write(folder)
        return
    if name is None:
        raise click.UsageError("name a format, or give --write FOLDER")
    schema = formats.generate(name)
    if framework is not None:
        schema = formats.for_framework(schema, _framework(framework))
    reading.write(formats.text(schema))


def _write(folder: Path) -> None:
    try:
        for name, text in formats.files({one: _framework(one) for one in bundled.frameworks()}).items():
            writing.write(folder / name, text)
            click.echo((folder / name).as_posix())
    except Unreadable as unreadable:
        reading.fail(unreadable)


def _framework(name: str) -> Framework:
    found = pipeline.Reading()
    try:
        rulebook = pipeline.read_rulebook(*pipeline.named_rules(name), found)
    except Unreadable as unreadable:
        reading.fail(unreadable)
    if rulebook is None:
        reading.refuse(found.problems, found)
    return rulebook.framework
