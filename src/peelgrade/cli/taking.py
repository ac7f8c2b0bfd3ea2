"""Reads and grades an inspection for a report, as the options of the command ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from peelgrade import explanation, pipeline
from peelgrade.changes import Case
from peelgrade.cli import progress, reading, subjects
from peelgrade.cli.reading import with_fieldwork
from peelgrade.grading import grade
from peelgrade.pipeline import Read
from peelgrade.rendering.report.building import built
from peelgrade.rendering.report.content import Audience, Report
from peelgrade.rendering.report.facts import Basis
from peelgrade.rendering.views import View
from peelgrade.result import Asked


@dataclass(frozen=True)
class Taken:
    """An inspection as it was read, and as it is taken: with its fieldwork, as of a day, as was `asked`, and graded."""

    found: Read
    view: View
    asked: Asked

    @property
    def id(self) -> str:
        """The id of the inspection."""
        return self.view.inspection.record.id

    @property
    def force(self) -> str:
        """The name of the force."""
        return self.view.inspection.record.force.name


@dataclass(frozen=True)
class Asking:
    """For whom a report is, how fieldwork is taken, and by which rules it is graded."""

    audience: Audience
    in_progress: tuple[str, ...] = ()
    as_of: date | None = None
    rules: Path | None = None

    def take(self, inspection: Path) -> Taken:
        """Read an inspection and grade it; its problems are printed, and end the command."""
        found = reading.read(inspection, self.rules)
        asked = Asked(in_progress=subjects.questions(self.in_progress, found.rulebook), as_of=self.as_of)
        case = with_fieldwork(found.inspection, asked.in_progress, found.rulebook, asked.as_of)
        with progress.during("grading"):
            return Taken(found, View(grade(case, found.rulebook), case, found.rulebook, found.places.of), asked)

    def report(self, taken: Taken) -> Report:
        """Return the report on an inspection."""
        found = taken.found
        lacking = None
        if self.as_of is not None:
            lacking = explanation.lacking(Case(found.inspection, found.rulebook), self.as_of)
        basis = Basis(
            rules_from=found.rules_from,
            forgiven=found.forgiven,
            asked=taken.asked,
            lacking=lacking,
            others=pipeline.beside(found.rulebook.framework),
        )
        with progress.during("putting the report together"):
            return built(taken.view, self.audience, basis)
