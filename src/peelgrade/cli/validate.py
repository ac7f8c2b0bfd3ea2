"""peelgrade validate."""

from __future__ import annotations

from pathlib import Path

import click

from peelgrade.cli import checking, reading, targets


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--stdin-filename",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Path that the text on standard input belongs to, where PATH is '-'.",
)
@reading.RULES
@checking.options
def command(
    paths: tuple[Path, ...], stdin_filename: Path | None, rules: Path | None, options: checking.Options
) -> None:
    """Check evidence, rules or frameworks: every problem of every file at once.

    PATH is the folder of an inspection or framework, a file in one, a folder that holds several at any depth, a
    pattern such as 'evidence/*/q4*.yaml', or '-' for standard input; without one, the folder that you are in. A file
    is checked with all of its inspection: its own problems are told, and errors between files wherever they come to
    light.
    """
    instead = targets.standard_input(paths, stdin_filename)
    named = [path for path in paths if path != targets.STDIN]
    checking.check([*named, *instead], options, rules=rules, instead=instead)
