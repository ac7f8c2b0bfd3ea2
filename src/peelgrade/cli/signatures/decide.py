"""What `peelgrade decide` takes."""

from __future__ import annotations

from typing import Any

import click

from peelgrade.cli import options


@options.command("decide")
@options.INSPECTION
@click.argument("question", required=False)
@click.option("--stage", metavar="WORD", help="Where it is decided: team, inspector, panel, factual_accuracy or final.")
@click.option("--outcome", metavar="WORD", help="What is decided: confirmed, changed, judged or referred_back.")
@click.option("--judgment", metavar="CATEGORY", help="The judgment that it is changed to, or that people reach.")
@click.option("--people", multiple=True, metavar="TEXT", help="Who decides, with the role; may be given again.")
@click.option("--date", "day", metavar="DATE", help="Day of the decision, as in 2015-12-10; today if not given.")
@click.option("--reason", metavar="TEXT", help="Why it is decided so.")
@click.option("--evidence", multiple=True, metavar="ID", help="Item that it rests on; may be given again.")
@click.option("--compared-with", multiple=True, metavar="TEXT", help="Inspection compared with; may be given again.")
@click.option("--check", is_flag=True, help="Without a question: exit 1 if a decision is to be looked at again.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to list the decisions."
)
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Record what people decide on a QUESTION of INSPECTION, or list what was decided.

    What is not given is asked for. The decision goes after the last one in inspection.yaml, and nothing else there is
    changed. Nobody can depart from a strict limit; from any other, people may with their reason. Without a question,
    every decision is listed with what is computed now.
    """
    from peelgrade.cli.decide import run

    run(**given)
