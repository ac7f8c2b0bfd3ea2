"""peelgrade batch."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from peelgrade import extras
from peelgrade.cli import history, progress, reading
from peelgrade.pipeline import RECORD
from peelgrade.problems import Unreadable
from peelgrade.rendering import prose, rejects
from peelgrade.rendering.escaping import terminal
from peelgrade.result import rulebook_sha256
from peelgrade.rulebook import Rulebook
from peelgrade.targets import find
from peelgrade.version import __version__

if TYPE_CHECKING:
    from peelgrade.batch import Asked, Ended
    from peelgrade.evidence import Inspection


def run(
    paths: tuple[Path, ...],
    out: Path,
    framework: str | None,
    rules: Path | None,
    engine: str,
    format_: str,
    size: int,
    anew: bool,
    allow_rejects: bool,
    as_tables: bool,
) -> None:  # click hands options over so
    """Judge the inspections of tables, or write inspections as tables."""
    if framework is not None and rules is not None:
        raise click.UsageError("give --framework or --rules, not both")
    with extras.imported_for("batch needs", "batch"):
        from peelgrade import batch  # noqa: PLC0415  # it needs libraries of an extra
    if as_tables:
        _write_tables(paths, out, framework, rules)
        return
    if len(paths) != 1:
        raise click.UsageError("give one folder of tables; only with --as-tables there may be several")
    if framework is None and rules is None:
        raise click.UsageError("give --framework with the name of one that ships, or --rules with a folder")
    rulebook = reading.rulebook(framework, rules, outcome="Nothing was judged")
    asked = batch.Asked(paths[0], out, __version__, rulebook_sha256(rulebook), engine, format_, size)  # type: ignore[arg-type]
    ended = _run(asked, rulebook, anew=anew)
    _tell(ended, asked)
    sys.exit(1 if (ended.rejected and not allow_rejects) or not ended.inspections else 0)


def _run(asked: Asked, rulebook: Rulebook, *, anew: bool) -> Ended:
    from peelgrade import batch  # noqa: PLC0415  # it needs libraries of an extra

    try:
        with progress.during("inspections", timed=True) as task:
            return batch.Run(asked, rulebook, rejects.listed, task.reached).run(anew=anew)
    except KeyboardInterrupt:
        progress.say("Interrupted. Parts that are finished stay: the same command goes on from there.")
        sys.exit(130)


def _tell(ended: Ended, asked: Asked) -> None:
    """Say on standard error what came of it."""
    history.say_unread(ended.unread)
    out = terminal(asked.out.as_posix())
    if not ended.inspections:
        progress.say(f"Nothing was judged: {terminal(asked.folder.as_posix())} has no items.")
        return
    taken_over = f", {prose.number(ended.taken_over, 'part')} of them finished before" if ended.taken_over else ""
    judged = (
        f"{prose.number(ended.inspections, 'inspection')} judged, in {prose.number(ended.parts, 'part')}{taken_over}"
    )
    progress.say(f"{judged}: {out}/judgments")
    if ended.rejected:
        rows = "1 row was" if ended.rejected == 1 else f"{ended.rejected:,} rows were"
        progress.say(f"{rows} rejected, each with its reason: {out}/rejects")


def _write_tables(paths: Sequence[Path], out: Path, framework: str | None, rules: Path | None) -> None:
    """Write inspections as tables, all by one rulebook."""
    from peelgrade import batch  # noqa: PLC0415  # it needs libraries of an extra

    if framework is not None:
        raise click.UsageError(
            "with --as-tables, inspections name their framework; --rules gives another folder of rules"
        )
    books: dict[str, Rulebook] = {}
    taken: dict[str, tuple[Inspection, Path]] = {}
    sought = find(paths, (RECORD,))
    if sought.left_out:
        raise sought.left_out[0]
    for target in progress.over(sought.targets, "inspections"):
        found = reading.read(target.folder, rules)
        name = found.inspection.record.id
        books.setdefault(found.rulebook.framework.id, found.rulebook)
        if len(books) > 1:
            first, other = books
            message = f"{target.folder} is judged by {other}, and others by {first}"
            raise Unreadable(message, "write the inspections of each framework into tables of their own")
        if name in taken:
            raise Unreadable(f"{target.folder} and {taken[name][1]} are both called {name}", "leave one of them out")
        taken[name] = found.inspection, target.folder
    (rulebook,) = books.values()
    there = batch.write_tables(out, (inspection for inspection, _ in taken.values()), rulebook)
    by = f"--rules {shlex.quote(rules.as_posix())}" if rules is not None else f"--framework {rulebook.framework.id}"
    told = terminal(shlex.quote(out.as_posix()))
    progress.say(f"{prose.number(len(taken), 'inspection')} written as tables: {terminal(out.as_posix())}")
    for name in sorted(set(taken) - there):
        progress.say(
            f"{terminal(name)} has no item that can count, so 'batch' does not judge it: 'peelgrade grade' does."
        )
    progress.say(f"Next: peelgrade batch {told} -o judgments {terminal(by)}")
