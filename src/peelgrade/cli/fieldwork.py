"""What a team asks while fieldwork goes on: how it stood day by day, and what to look at next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from rich.console import RenderableType

from peelgrade import explanation
from peelgrade.changes import Case
from peelgrade.cli import printing, progress, subjects
from peelgrade.explanation import AsOf
from peelgrade.problems import Unreadable
from peelgrade.rendering import chronology, outlook
from peelgrade.rendering.views import View
from peelgrade.rulebook import Rulebook


def alone(**flags: bool) -> None:
    """Raise UsageError where more than one thing is asked at once."""
    given = [f"--{name}" for name, is_given in flags.items() if is_given]
    if len(given) > 1:
        raise click.UsageError(f"{' and '.join(given)} are different questions: ask one of them")


def tell_timeline(case: Case, question: str | None, format_: str, lacking: AsOf | None) -> None:
    """Print how a question, or the overall judgment, and its parts stood day by day, as of the day of what is lacking."""
    about = asked(question, case.rulebook, "--timeline")
    with progress.during("grading day by day"):
        found = explanation.timeline(case, about)
    tell(format_, lacking, lambda: chronology.timeline_data(found), lambda: chronology.timeline(found, case.rulebook))


def tell_next(view: View, question: str | None, format_: str, lacking: AsOf | None) -> None:
    """Print what is still unknown about a question, or the overall judgment: what decides most of it first."""
    about = asked(question, view.rulebook, "--next")
    with progress.during("trying what could still be found"):
        found = explanation.outlook(Case(view.inspection, view.rulebook), about)
    tell(format_, lacking, lambda: outlook.outlook_data(found, view), lambda: outlook.outlook(found, view))


def asked(question: str | None, rulebook: Rulebook, option: str) -> str:
    """Return the question that is asked about: the one named, else the overall one; raises Unreadable for any other."""
    if question is not None and question not in rulebook.questions:
        message = f"{option} is told of a question, and '{question}' is none"
        raise Unreadable(message, subjects.advice(question, rulebook))
    return question or rulebook.framework.questions.id


def tell_day(lacking: AsOf | None) -> None:
    """Print as of which day an inspection is taken, if it is."""
    if lacking is not None:
        printing.show(chronology.day_line(lacking))


def tell(
    format_: str, lacking: AsOf | None, data: Callable[[], dict[str, Any]], text: Callable[[], RenderableType]
) -> None:
    """Print what was found, with the day as of which the inspection is taken, if it is."""
    if format_ == "json":
        told = data()
        day = lacking.day.isoformat() if lacking is not None else None
        printing.write_json({"schema": told.pop("schema"), "as_of": day, **told})
    else:
        tell_day(lacking)
        printing.show(text())
