"""What `peelgrade serve` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options


@options.command("serve")
@options.INSPECTION
@click.option(
    "--port", type=click.IntRange(0, 65535), default=7335, show_default=True, help="Port of loopback; 0: any free one."
)
@click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--beside",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Other rules of the same framework, by which the page can judge as well.",
)
@click.option(
    "--allow-save", is_flag=True, help="Let the page record decisions in inspection.yaml, each after a preview."
)
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Show the report of INSPECTION as a page in the browser, live, to try things on.

    Change a weight, leave a finding out, assume a judgment, take fieldwork as in progress: the page says at once which
    judgments would move, and why. What is supposed stands in the address of the page; nothing is written, except
    decisions with --allow-save. The page is for this computer alone. Ctrl-C ends it.
    """
    from peelgrade.cli.serve import run

    run(**given)
