"""peelgrade schema."""

from __future__ import annotations

from pathlib import Path

import click

from peelgrade import bundled, formats, writing
from peelgrade.cli import reading
from peelgrade.rulebook import Framework


@click.command("schema")
@click.argument("name", type=click.Choice(formats.FORMATS), required=False)
@click.option("--framework", metavar="ID", help="Fill the vocabulary of a framework in.")
@click.option(
    "--rules",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Fill the vocabulary of the framework in a folder in.",
)
@click.option(
    "--write", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help="Write every schema into a folder."
)
def command(name: formats.Format | None, framework: str | None, rules: Path | None, folder: Path | None) -> None:
    """Print the JSON Schema (2020-12) of a file format, or write all of them.

    With a framework, its questions, topics, measures and other words are filled in, so that an editor completes them.
    Without one, --write also writes the schemas of each framework that ships, in a folder of its own.
    """
    if (name is None) == (folder is None):
        raise click.UsageError("name a format, or give --write FOLDER")
    if framework is not None and rules is not None:
        raise click.UsageError("give --framework or --rules, not both")
    filled = None if framework is None and rules is None else _framework(framework, rules)
    if folder is not None:
        _write(folder, filled)
    elif name is not None:
        schema = formats.generate(name)
        reading.write(formats.text(schema if filled is None else formats.for_framework(schema, filled)))


def _write(folder: Path, framework: Framework | None) -> None:
    if framework is None:
        texts = formats.files(_framework(one, None) for one in bundled.frameworks())
    else:
        texts = formats.files_of(framework)
    for name, text in texts.items():
        writing.write(folder / name, text)
        click.echo((folder / name).as_posix())


def _framework(name: str | None, rules: Path | None) -> Framework:
    return reading.rulebook(name, rules, outcome="Nothing was written").framework
