"""What `peelgrade rules new` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options
from peelgrade.cli.rules import conditions


@options.command("new")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--id", "id_", metavar="ID", help="Id of the rule; else one is made of the question and what it does.")
@click.option("--question", metavar="ID", help="Question that the rule is about.")
@click.option("--title", metavar="TEXT", help="Of a question that is not there yet: it is added with its first rule.")
@click.option("--short", metavar="TEXT", help="Of a new question: a few words for tables.")
@click.option(
    "--under", metavar="ID", help="Of a new question: that above it; else what its id has before the last dot."
)
@click.option("--supports", metavar="CATEGORY", help="Category that the question reaches if the condition holds.")
@click.option("--limits-to", metavar="CATEGORY", help="Category that the question cannot pass if the condition holds.")
@click.option("--because", metavar="TEXT", help="Why, in plain words.")
@click.option("--basis-kind", metavar="WORD", help="What it rests on: published, inferred or project.")
@click.option("--basis-source", metavar="TEXT", help="Where that stands.")
@conditions.options
@click.option("--file", "file_", metavar="NAME", help="Rule file to add it to.")
@click.option(
    "--in-place", is_flag=True, help="Change a framework that ships with peelgrade: for whoever maintains it."
)
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Add a rule with its test to the framework in FOLDER, or in the folder that you are in.

    What is not given is asked for, and what is to be written is shown before. The rule goes after the last one of the right file, and its test cases into tests/:
    the least that makes the rule hold, and one step less. All is checked before anything is written. Test cases of what is
    above a new question are made to leave it out.

    Several conditions must all hold. A rule that supports bounds what is good from below and what is bad from above:
    '--strengths 2 --weaknesses 0' asks at least 2 strengths and no weakness. A rule that limits does the reverse.
    """
    from peelgrade.cli.rules.new import run

    run(**given)
