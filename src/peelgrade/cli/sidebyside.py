"""Several inspections side by side, and the report of each beside that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from peelgrade import writing
from peelgrade.cli import outputs, printing
from peelgrade.cli.reportfiles import STDOUT, refuse_other_ending
from peelgrade.cli.taking import Asking, Taken
from peelgrade.pipeline import RECORD
from peelgrade.problems import Unreadable
from peelgrade.rendering import prose
from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.report.forces import READERS, side_by_side
from peelgrade.targets import find

_INDEX, _ENDING = "index.html", ".html"
_READER = re.compile(rb'<body class="(\w+)')  # as the page of a report says for whom it is


def holds(path: Path) -> bool:
    """Whether a path is a folder of inspections, and not itself one."""
    return path.is_dir() and not (path / RECORD).exists()


def write(folder: Path, output: Path, format_: str | None, asking: Asking) -> None:
    """Write the inspections below a folder side by side; into a folder, with the report of each beside that page.

    Raises Unreadable where they cannot be set side by side, or not written so.
    """
    whole = output != STDOUT and (output.is_dir() or not output.suffix)
    _refuse(output, format_, asking, whole=whole)
    sought = find([folder], (RECORD,))
    if sought.left_out:
        raise sought.left_out[0]
    taken = [asking.take(target.folder) for target in sought.targets]
    _refuse_twice(taken)
    home = output if whole else output.parent
    own = {one.id: home / f"{one.id}{_ENDING}" for one in taken}
    page = output / _INDEX if whole else output
    read = [name for one in taken for name in one.found.places.sources]
    for path in (page, *(own.values() if whole else ())):
        if path != STDOUT:
            outputs.refuse_input(path, read, option="-o")
    reports = _reports(taken, own, asking) if whole else {}
    beside = {name: path.name for name, path in own.items() if path in reports or _is_for(path, asking)}
    _write(taken, reports, beside, page, asking)


def _is_for(path: Path, asking: Asking) -> bool:
    """Whether a file is a report for the same readers: a page for the public leads to none that is for the panel."""
    try:
        found = _READER.search(path.read_bytes()) if path.is_file() else None
    except OSError:
        return False
    return found is not None and found[1].decode() == asking.audience


def _refuse(output: Path, format_: str | None, asking: Asking, *, whole: bool) -> None:
    if asking.audience not in READERS:
        remedy = f"give --for {prose.either(list(READERS))}, or name one inspection"
        raise Unreadable(f"a report for '{asking.audience}' is about one force, and for that one alone", remedy)
    named = format_ or ("html" if whole or output == STDOUT else output.suffix.lower().removeprefix("."))
    if named not in {"html", "htm"}:
        raise Unreadable(
            "several inspections are set side by side as a page", "end the name of FILE in .html, or name a folder"
        )
    refuse_other_ending(output, "html")


def _refuse_twice(taken: Sequence[Taken]) -> None:
    twice = [name for name, number in Counter(one.id for one in taken).items() if number > 1]
    if twice:
        raise Unreadable(
            f"two inspections have the id '{terminal(twice[0])}'", "give each an id of its own, or take one away"
        )
    if any(f"{one.id}{_ENDING}".casefold() == _INDEX for one in taken):
        raise Unreadable("an inspection has the id 'index', which is the name of the page", "give it another id")


def _reports(taken: Sequence[Taken], own: Mapping[str, Path], asking: Asking) -> dict[Path, bytes]:
    from peelgrade.rendering.report.page import shown  # noqa: PLC0415  # slow to import

    return {own[one.id]: shown(asking.report(one)).encode() for one in taken}


def _write(
    taken: Sequence[Taken], reports: Mapping[Path, bytes], beside: Mapping[str, str], page: Path, asking: Asking
) -> None:
    """Write the page that sets them side by side, together with the reports."""
    from peelgrade.rendering.report.forcespage import shown  # noqa: PLC0415  # slow to import

    made = shown(side_by_side([one.view for one in taken], asking.audience, beside))
    if page == STDOUT:
        printing.write(made)
        return
    writing.write_together({**reports, page: made.encode()})
    for path in reports:
        click.echo(f"{terminal(path.as_posix())} is written.", err=True)
    click.echo(
        f"{terminal(page.as_posix())} is written: {prose.number(len(taken), 'inspection')} side by side.", err=True
    )
