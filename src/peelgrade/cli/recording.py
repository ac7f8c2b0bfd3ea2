"""What the commands share that write into an inspection: check the whole of it first, and write nothing that is not valid."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click

from peelgrade import pipeline, writing
from peelgrade.cli import progress, reading
from peelgrade.pipeline import Read
from peelgrade.problems import InvalidInput, Unreadable


def content(path: Path) -> bytes:
    """Return what a file holds, nothing where it is not there; Unreadable where it cannot be read."""
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise Unreadable(
            f"{path} cannot be read: {error.strerror}", "check its permissions; nothing was changed"
        ) from None


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
    found = valid(folder, rules, after)
    for path, old in before.items():
        if content(path) != old:
            raise Unreadable(f"{path} was changed meanwhile", "run the command again; nothing was changed")
    for path, new in after.items():
        writing.write(path, new.decode("utf-8"))
    return found


def put(before: Mapping[Path, bytes], after: Mapping[Path, bytes]) -> None:
    """Write files in their order; where one fails, those before it are put back as they were, or taken away."""
    with contextlib.ExitStack() as undone:
        for path, new in after.items():
            if not path.parent.exists():
                undone.callback(_take_away, path.parent)
            is_new = not path.exists()
            writing.write(path, new.decode("utf-8"), new=is_new)
            if is_new:
                undone.callback(_take_away, path)
            else:
                undone.callback(writing.write, path, before[path].decode("utf-8"))
        undone.pop_all()


def _take_away(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.rmdir() if path.is_dir() else path.unlink()


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
