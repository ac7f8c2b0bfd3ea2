"""What `peelgrade new` takes."""

from __future__ import annotations

from typing import Any

import click

from peelgrade.cli import options


@options.command("new")
@click.argument("kind", type=click.Choice(["finding", "metric", "recommendation"]))
@options.INSPECTION
@click.option("--id", "id_", metavar="ID", help="Id of the item; else the next that is free.")
@click.option("--question", metavar="QUESTION", help="Question that it bears on.")
@click.option("--topic", metavar="ID", help="Finer heading inside the question.")
@click.option("--statement", metavar="TEXT", help="What was found, or should be done, in your own words.")
@click.option("--document", metavar="ID", help="Document that it rests on, as inspection.yaml lists it.")
@click.option("--section", metavar="TEXT", help="Heading in the document.")
@click.option("--paragraph", type=click.IntRange(min=1), help="Paragraph below the heading.")
@click.option("--shows", metavar="WORD", help="Of a finding: strength or weakness.")
@click.option("--weight", metavar="WORD", help="Of a finding: minor, moderate or major.")
@click.option("--ground", metavar="WORD", help="Of a major finding: serious_harm or core.")
@click.option("--extent", metavar="WORD", help="Of a finding: isolated, partial or widespread.")
@click.option("--standing", metavar="WORD", help="Of a finding: observed, reported, force_claim or expected.")
@click.option("--part-of", metavar="ID", help="Of a finding: the main finding that it belongs to.")
@click.option("--measure", metavar="ID", help="Of a metric: what is measured.")
@click.option("--value", metavar="NUMBER", help="Of a metric: the figure, as printed.")
@click.option("--bound", metavar="WORD", help="Of a metric: exact, about, more_than or less_than.")
@click.option("--as-at", metavar="DATE", help="Of a metric: the day that it is as at, as in 2015-06-30.")
@click.option("--type", metavar="ID", help="Of a recommendation: what the inspectorate calls it.")
@click.option("--status", metavar="WORD", help="Of a recommendation: open, in_progress or met.")
@click.option("--file", "file_", metavar="NAME", help="File in the inspection to add it to.")
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Add a finding, metric or recommendation to INSPECTION.

    What is not given is asked for. The item goes after the last one of the right file, and nothing else in the file
    is changed; it is checked with the whole inspection before anything is written.
    """
    from peelgrade.cli.new import run

    run(**given)
