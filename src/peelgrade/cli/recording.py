"""What the commands share that write into an inspection: check the whole of it first, and write nothing that is not valid."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click

from peelgrade import pipeline
from peelgrade.cli import progress, reading
from peelgrade.pipeline import Read
from peelgrade.problems import InvalidInput
from peelgrade.recording import files


def valid(folder: Path, rules: Path | None, instead: Mapping[Path, bytes] | None = None) -> Read:
    """Read an inspection, with contents to take for files; print its problems and exit 1 if it has any."""
    found = pipeline.Reading(instead=instead or {})
    try:
        with progress.during("checking the inspection"):
            return pipeline.read_inspection(folder, rules, found)
    except InvalidInput as invalid:
        reading.refuse(invalid.problems, found, outcome="Nothing was written")


def record(folder: Path, rules: Path | None, before: Mapping[Path, bytes], after: Mapping[Path, bytes]) -> Read:
    """Write files of an inspection, in their order, once all of them together are checked; return what it is now.

    Nothing is written if it is not valid with them, or if one is no longer what it was before.
    """
    found = pipeline.Reading(instead=after)
    try:
        with progress.during("checking the inspection"):
            return files.record(folder, rules, before, after, found)
    except InvalidInput as invalid:
        reading.refuse(invalid.problems, found, outcome="Nothing was written")


def mention(after: Read, now: Read, folder: Path, rules: Path | None) -> None:
    """Say on standard error where what was written gives cause for warnings."""
    if after.warnings > now.warnings:
        reading.mention(after, folder, rules, before=now.warnings)


def refuse(message: str, remedy: str) -> NoReturn:
    """Say on standard error why something cannot be recorded, and exit 1."""
    for line in (*message.splitlines(), f"help: {remedy}"):
        click.echo(line, err=True)
    click.echo("Nothing was written.", err=True)
    sys.exit(1)
