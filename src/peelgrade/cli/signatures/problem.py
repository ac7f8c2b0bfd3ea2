"""What `peelgrade problem` takes."""

from __future__ import annotations

from typing import Any

import click

from peelgrade.cli import options


@options.command("problem")
@click.argument("code", required=False)
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Show what a problem code such as PG204 means, why it matters, and an example of it with the same file mended.

    Without a code, every code is listed.
    """
    from peelgrade.cli.problem import run

    run(**given)
