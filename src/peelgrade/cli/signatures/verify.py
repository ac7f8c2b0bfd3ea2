"""What `peelgrade verify` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from peelgrade.cli import options


@options.command("verify")
@click.argument("result", type=click.Path(path_type=Path))
@click.argument("inspection", type=click.Path(path_type=Path), required=False)
@options.printed("text", "json")
@options.RULES
def command(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Grade again, and say whether RESULT still holds.

    RESULT is a file that 'peelgrade grade --format json' wrote, or '-' for standard input. Without INSPECTION, its
    folder is looked for by the id in the result: here, in evidence, and beside the file. Ends with 1 where anything
    that the result was reached from, or anything that it says, is another now; published judgments apart.
    """
    from peelgrade.cli.verify import run

    run(**given)
