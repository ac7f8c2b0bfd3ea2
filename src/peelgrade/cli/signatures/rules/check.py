"""What `peelgrade rules check` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import numbers, options, telling


@options.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--proofs/--no-proofs",
    default=None,
    help="Whether to prove what the rules can do over all evidence; they are proved if the solver is installed.",
)
@click.option(
    "--seconds",
    type=numbers.Number(min=0, min_open=True, max=86_400),
    default=300.0,
    show_default=True,
    metavar="N",
    help="How long all proofs together may take; those that have not ended by then are told.",
)
@telling.options
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Check frameworks and rules: every problem of every file, and what the rules cannot do whatever is found.

    PATH is the folder of a framework, a file in one, or a folder that holds several at any depth; without one, the
    folder that you are in. Where the structure is sound, proofs over all evidence follow: conditions that never or
    always hold, rules that never decide, categories out of reach, single items that decide. Each objection comes with a
    smallest piece of evidence that shows it. What is meant is declared in framework.yaml under 'intended'.
    """
    from peelgrade.cli.rules.check import run

    run(**given)
