"""peelgrade validate."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from peelgrade import loading
from peelgrade.cli import reading
from peelgrade.pipeline import FRAMEWORK, RECORD, Reading, examine, read_rulebook
from peelgrade.problems import Problem, Unreadable
from peelgrade.rendering import listing, prose


@click.command("validate")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["full", "concise", "json"]),
    default="full",
    help="How to print the problems.",
)
@reading.RULES
def command(paths: tuple[Path, ...], format_: str, rules: Path | None) -> None:
    """Check evidence, rules or frameworks: every problem of every file at once.

    PATH is the folder of an inspection or framework, a file in one, or a folder that holds several. Of a file, only
    its own problems are shown, and what it says is still checked against the other files of its folder.
    """
    found = Reading()
    wanted: list[Problem] = []
    folders: list[Path] = []
    try:
        for path in dict.fromkeys(paths):
            own = path.parent if path.is_file() else None
            for folder in [own] if own is not None else _folders(path):
                before = len(found.problems)
                sound = _examine(folder, rules, found)
                folders.append(folder)
                # where the record or the rules are not sound, the file could not be checked by them: say so as well
                whole = own is None or not sound
                wanted += [one for one in found.problems[before:] if whole or _concerns(one, path)]
            _refuse_if_not_read(path, own, found, wanted)
    except Unreadable as unreadable:
        reading.fail(unreadable)
    line = found.places.line
    problems = listing.in_order(wanted, line)
    if format_ == "json":
        reading.write(listing.as_json(problems, line))
    elif format_ == "concise":
        click.echo(listing.concise(problems, line), nl=False)
    else:
        click.echo(listing.full(problems, line, reading.lines_of(found)), nl=False)
    if format_ != "json":
        read = f"{prose.number(len(found.sources), 'file')} read in {prose.number(len(folders), 'folder')}"
        click.echo(f"{listing.summary(problems)}." if problems else f"No problems: {read}.", err=bool(problems))
    sys.exit(1 if problems else 0)


def _refuse_if_not_read(path: Path, own: Path | None, found: Reading, problems: list[Problem]) -> None:
    """Refuse a file that is no part of an inspection or framework: it must not seem sound."""
    names = (*found.sources, *(one.at.file for one in problems))
    if own is not None and not any(Path(name) == path for name in names):
        raise Unreadable(f"{path} is not a file that is read", "name a .yaml file of an inspection or framework")


def _concerns(problem: Problem, path: Path) -> bool:
    """Whether a problem is one of the file, or of rules that stand elsewhere and that it is checked by."""
    return Path(problem.at.file) == path or Path(problem.at.file).parent != path.parent


def _folders(path: Path) -> list[Path]:
    """Return the inspections and frameworks that a folder is or holds."""
    loading.folder_files(path)
    if (path / RECORD).exists() or (path / FRAMEWORK).exists():
        return [path]
    inside = sorted(
        folder
        for folder in path.iterdir()
        if folder.is_dir() and ((folder / RECORD).exists() or (folder / FRAMEWORK).exists())
    )
    if not inside:
        raise Unreadable(
            f"{path} holds no inspection and no framework",
            f"give a folder with {RECORD} or {FRAMEWORK} in it, or one above it",
        )
    return inside


def _examine(folder: Path, rules: Path | None, found: Reading) -> bool:
    """Gather the problems of a folder; return whether its record and rules, or its framework, are sound."""
    if (folder / FRAMEWORK).exists():
        return read_rulebook(folder, folder.as_posix(), found) is not None
    return examine(folder, rules, found) is not None
