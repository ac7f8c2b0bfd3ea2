"""What `peelgrade explain` takes."""

from __future__ import annotations

from typing import Any

import click

from peelgrade.cli import options


@options.command("explain")
@options.INSPECTION
@click.argument("subject", required=False, metavar="[QUESTION, RULE, ITEM or CHALLENGE]")
@click.option("--full", is_flag=True, help="Every rule of the question, with what was observed and what is needed.")
@click.option(
    "--table",
    is_flag=True,
    help="The rules of a question as a decision table: observed against needed, and what holds.",
)
@click.option(
    "--why-not", metavar="CATEGORY", help="What keeps the question from a category, such as good, and by how much."
)
@click.option(
    "--to",
    metavar="CATEGORY",
    help="What would need to improve for the question to reach a category: the cheapest real changes.",
)
@click.option("--sensitivity", is_flag=True, help="Which codings the judgments hang on: for the team and the panel.")
@click.option("--timeline", is_flag=True, help="How a question stood day by day, and when it became certain.")
@click.option(
    "--next", "next_", is_flag=True, help="What to look at next: what is open, by how much of the judgment it decides."
)
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to print the explanation."
)
@options.IN_PROGRESS
@options.AS_OF
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Show why INSPECTION is judged as it is.

    Without a subject, the overall judgment is explained; else a question such as q3 (or by its short title, such as
    Vulnerability), a rule such as q3.part_below_good, where an item of evidence such as F302 is used, or a challenge
    such as C1 with what it moved.
    """
    from peelgrade.cli.explain import run

    run(**given)
