"""peelgrade compare."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from peelgrade.cli import printing, progress, reading, subjects
from peelgrade.comparison.forces import compare
from peelgrade.pipeline import Read
from peelgrade.problems import Unreadable, suggest
from peelgrade.rendering import forces
from peelgrade.rendering.views import View
from peelgrade.rulebook import Rulebook


def run(question: str, inspections: tuple[Path, ...], of: str | None, format_: str, rules: Path | None) -> None:
    """Set the reasons of several forces at a question side by side."""
    if len(inspections) == 1:
        raise click.UsageError("one inspection is not compared with anything: name two or more")
    found = [reading.read(path, rules) for path in progress.over(inspections, "inspections")]
    rulebook = found[0].rulebook
    for path, one in zip(inspections, found, strict=True):
        if one.rulebook != rulebook:
            raise _not_comparable(inspections[0], path, rulebook, one.rulebook)
    question = subjects.question(question, rulebook)
    ids = [one.inspection.record.id for one in found]
    if len(set(ids)) < len(ids):
        raise Unreadable("two of the inspections have the same id", "name each inspection once")
    which = _which(of, found)
    with progress.during("looking for the nearest evidence"):
        made = compare(question, [one.inspection for one in found], rulebook, which)
    by_id = {one.inspection.record.id: one for one in found}
    views = {
        one.inspection.record.id: View(one.result, one.inspection, rulebook, by_id[one.inspection.record.id].places.of)
        for one in made.standings
    }
    if format_ == "json":
        printing.write_json(forces.as_data(made, views))
    else:
        printing.show(forces.text(made, views))


def _which(of: str | None, found: Sequence[Read]) -> int:
    """Return which inspection a force stands for: by its name, its id or that of the inspection."""
    if of is None:
        return 0
    records = [one.inspection.record for one in found]
    for n, record in enumerate(records):
        if of in {record.id, record.force.id, record.force.name}:
            return n
    raise Unreadable(f"no inspection is of '{of}'", suggest(of, [record.force.id for record in records]))


def _not_comparable(first: Path, other: Path, one: Rulebook, two: Rulebook) -> Unreadable:
    message = f"{first} is judged by {one.framework.id}, and {other} by {two.framework.id}"
    for book, beside in ((one, two), (two, one)):
        for known in book.framework.comparability:
            if known.framework == beside.framework.id:
                pairs = ", ".join(f"{pair.question} beside {pair.beside}" for pair in known.comparable) or "nothing"
                return Unreadable(message, f"by what {book.framework.id} declares, one can set {pairs}; by hand")
    return Unreadable(message, "name inspections that are judged by one framework")
