"""What `peelgrade rules test` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import numbers, options


@options.command("test")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("-k", "name", metavar="NAME", help="Run only the cases that have this in their id.")
@click.option(
    "--question",
    "questions",
    multiple=True,
    metavar="QUESTION",
    help="Only of a question and what is below it: the cases, and what is measured of the rules. May be given again.",
)
@click.option("--coverage", is_flag=True, help="Show what of the rules no case tries.")
@click.option("--mutants", is_flag=True, help="Put small mistakes into the rules, and show which no case catches.")
@click.option("--fail-under-coverage", type=numbers.PERCENT, metavar="N", help="Fail if less than N per cent is tried.")
@click.option(
    "--fail-under-mutants", type=numbers.PERCENT, metavar="N", help="Fail if less than N per cent are caught."
)
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "junit"]), default="text", help="How to tell the results."
)
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Run the test cases of frameworks: whether evidence leads to the judgments that it must lead to.

    PATH is the folder of a framework, a file of its test cases, or a folder that holds several frameworks at any depth;
    without one, the folder that you are in. The cases of a framework stand in its folder 'tests'.
    """
    from peelgrade.cli.rules.test import run

    run(**given)
