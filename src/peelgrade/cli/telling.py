"""The options that say how problems are chosen and told. Nothing heavy is imported here: help needs it all."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click

from peelgrade.problemcodes import SEVERITIES, Severity

FORMATS = ("full", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "markdown")


class Options(NamedTuple):
    """How problems are chosen and told."""

    format_: str
    output_file: Path | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: Severity | None
    config: Path | None
    isolated: bool


_OPTIONS = (
    click.option(
        "--format",
        "format_",
        type=click.Choice(FORMATS),
        default="full",
        help="How to tell the problems.",
    ),
    click.option(
        "--output-file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write them into a file instead; it is there whole or not at all.",
    ),
    click.option(
        "--select", multiple=True, metavar="CODES", help="Tell only these, as in PG520,PG53; may be repeated."
    ),
    click.option("--ignore", multiple=True, metavar="CODES", help="Do not tell these warnings and notes."),
    click.option(
        "--fail-on", type=click.Choice(SEVERITIES), help="The least severity that ends in exit code 1; else error."
    ),
    click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Configuration to use."),
    click.option("--isolated", is_flag=True, help="Use no configuration, whatever file lies about."),
)


def options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say how problems are chosen and told; they are handed over as one `options`."""

    @functools.wraps(command)  # also hands on the options that it has already
    def gathered(**given: Any) -> None:  # noqa: ANN401  # click hands options over so
        own = {name: given.pop(name) for name in Options._fields}
        command(**given, options=Options(**own))

    for option in reversed(_OPTIONS):
        option(gathered)
    return gathered
