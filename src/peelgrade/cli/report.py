"""peelgrade report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from peelgrade.cli import reportfiles, sidebyside
from peelgrade.cli.taking import Asking
from peelgrade.rendering.report.audiences import waits_for_judgments
from peelgrade.rendering.report.content import Audience

READERS = {
    "team": "the inspection team",
    "debrief": "the debrief of the force",
    "panel": "the moderation panel",
    "force": "the force, to check the facts",
    "public": "the public",
}
_WAITS = (
    "No judgment is certain yet, so this report has no judgments and no findings. "
    "While fieldwork goes on, --for debrief shows findings."
)


def run(
    inspection: Path,
    output: Path,
    audience: Audience,
    format_: str | None,
    in_progress: tuple[str, ...],
    as_of: date | None,
    rules: Path | None,
) -> None:  # click hands options over so
    """Write a report that people look at: a page, pictures, Word or PDF."""
    asking = Asking(audience, in_progress, as_of, rules)
    if sidebyside.holds(inspection):
        sidebyside.write(inspection, output, format_, asking)
        return
    way = reportfiles.way(output, format_)
    taken = asking.take(inspection)
    way.refuse_input(taken.found.places.sources)
    report = asking.report(taken)
    way.write(report, f"{taken.force}, for {READERS[audience]}")
    if waits_for_judgments(report):
        click.echo(_WAITS, err=True)
