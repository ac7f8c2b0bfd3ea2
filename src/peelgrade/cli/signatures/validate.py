"""What `peelgrade validate` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options, telling


@options.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--stdin-filename",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Path that the text on standard input belongs to, where PATH is '-'.",
)
@options.RULES
@telling.options
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Check evidence, rules or frameworks: every problem of every file at once.

    PATH is the folder of an inspection or framework, a file in one, a folder that holds several at any depth, a
    pattern such as 'evidence/*/q4*.yaml', or '-' for standard input; without one, the folder that you are in. A file
    is checked with all of its inspection: its own problems are told, and errors between files wherever they come to
    light.
    """
    from peelgrade.cli.validate import run

    run(**given)
