"""What `peelgrade challenge` takes."""

from __future__ import annotations

from typing import Any

import click

from peelgrade.cli import options


@options.command("challenge")
@options.INSPECTION
@click.argument("challenge", required=False)
@click.option("--item", metavar="ID", help="To make one: the item of evidence that is challenged.")
@click.option("--question", metavar="QUESTION", help="To make one: the question whose judgment is disputed.")
@click.option("--ground", metavar="WORD", help="error, incomplete, out_of_date or disputes_judgment.")
@click.option("--statement", metavar="TEXT", help="What the force says, in your own words.")
@click.option("--offered", multiple=True, metavar="TEXT", help="Evidence that it offers; may be given again.")
@click.option(
    "--accept", "answers", flag_value="accept", help="To answer one: accept it, and amend the item with --set."
)
@click.option("--partly", "answers", flag_value="partly", help="Accept it in part, and amend the item with --set.")
@click.option("--withdraw", "answers", flag_value="withdraw", help="Accept it, and take the item back.")
@click.option("--reject", "answers", flag_value="reject", help="Reject it: the item stands.")
@click.option("--set", "set_", multiple=True, metavar="NAME=VALUE", help="What the item says now; may be given again.")
@click.option("--reason", metavar="TEXT", help="Why it is answered so.")
@click.option("--people", multiple=True, metavar="TEXT", help="Who answers, with the role; may be given again.")
@click.option("--date", "day", metavar="DATE", help="Day on which it is made or answered; today if not given.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to show challenges."
)
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Record what a force challenges when it checks the draft, and the answer.

    With --item or --question, a challenge is made and gets the next id, such as C1. With that id and --accept,
    --partly, --withdraw or --reject, it is answered: an item that is amended keeps what it said before. With an id
    alone, the challenge is shown with what it moved; without one, all of them are.
    """
    from peelgrade.cli.challenge import run

    run(**given)
