"""What `peelgrade template` takes."""

from __future__ import annotations

from typing import Any

import click

from peelgrade.cli import options, workbooks


@options.command("template")
@click.argument("framework", required=False)
@workbooks.OUTPUT
@workbooks.FORCE
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Write an empty workbook for the evidence of an inspection by FRAMEWORK.

    It has a sheet for each kind of record, with lists of the framework's words to choose from, and hints. Once it is
    filled in, 'peelgrade import' checks it and turns it into an inspection.
    """
    from peelgrade.cli.template import run

    run(**given)
