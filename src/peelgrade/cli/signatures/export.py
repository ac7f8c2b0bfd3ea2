"""What `peelgrade export` takes."""

from __future__ import annotations

from typing import Any

from peelgrade.cli import options, workbooks


@options.command("export")
@options.INSPECTION
@workbooks.OUTPUT
@workbooks.FORCE
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Write INSPECTION as a workbook that 'peelgrade import' reads.

    Nothing of the evidence is lost on the way there and back. Of comments, those that ignore a problem of an item are
    carried over.
    """
    from peelgrade.cli.export import run

    run(**given)
