"""peelgrade rules check."""

from __future__ import annotations

from pathlib import Path

import click

from peelgrade.cli import checking
from peelgrade.pipeline import FRAMEWORK


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@checking.options
def command(paths: tuple[Path, ...], options: checking.Options) -> None:
    """Check the structure of frameworks and rules: every problem of every file at once.

    PATH is the folder of a framework, a file in one, or a folder that holds several at any depth; without one, the
    folder that you are in.
    """
    checking.check(paths, options, kinds=(FRAMEWORK,))
