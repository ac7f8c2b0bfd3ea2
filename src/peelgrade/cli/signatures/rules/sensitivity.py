"""What `peelgrade rules sensitivity` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options


@options.command("sensitivity")
@click.argument("framework", required=False, metavar="[FRAMEWORK or FOLDER]")
@click.option(
    "--over",
    required=True,
    type=click.Path(path_type=Path),
    metavar="TABLES",
    help="Folder of the two tables that 'batch' takes.",
)
@click.option(
    "--question",
    "questions",
    multiple=True,
    metavar="QUESTION",
    help="Only bounds of rules about a question and what is below it. May be given again.",
)
@options.printed("text", "json", "markdown")
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Show which bounds decide much: what moves over many inspections with each bound a step tighter and a step looser.

    FRAMEWORK is one that ships with peelgrade, FOLDER one that holds a framework.yaml; without either, the folder that
    you are in. A number is moved by one, a share or points to the next that there can be: of up to ten findings, or of the
    judgments that are counted. For each step it is told how many inspections have another judgment overall, at the core
    question and at the question that the rule is about, and which way; those that move most overall come first.

    It is for whoever answers for the method: a bound that moves many judgments needs a good reason, and one that moves
    none may not be needed. It does not say which bound is right, and nothing of any one inspection.

    It ends with 1 where rows of the tables were left out, or where there are no items.
    """
    from peelgrade.cli.rules.sensitivity import run

    run(**given)
