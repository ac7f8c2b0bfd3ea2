"""What the team and the panel ask of a judgment: why it is not another, and which codings it hangs on."""

from __future__ import annotations

import click

from peelgrade import explanation
from peelgrade.changes import Case
from peelgrade.cli import fieldwork, printing, progress
from peelgrade.explanation import AsOf
from peelgrade.problems import suggest
from peelgrade.rendering import obstacles, sensitivity
from peelgrade.rendering.views import View
from peelgrade.rulebook import Rulebook
from peelgrade.scale import Category


def tell_why_not(
    view: View, subject: str | None, named: str, format_: str, lacking: AsOf | None, *, full: bool
) -> None:
    """Print what keeps a question, or the overall judgment, from a category."""
    question = fieldwork.asked(subject, view.rulebook, "--why-not")
    sought = category(named, view.rulebook)
    with progress.during("looking for what is in the way"):
        found = explanation.why_not(view.result, view.rulebook, question, sought)
    if format_ == "json":
        printing.write_json(obstacles.as_data(found, view))
    else:
        fieldwork.tell_day(lacking)
        printing.show(obstacles.obstacles(found, view, full=full))


def tell_sensitivity(view: View, subject: str | None, format_: str, lacking: AsOf | None) -> None:
    """Print which codings the judgments, or that of one question, hang on."""
    question = None if subject is None else fieldwork.asked(subject, view.rulebook, "--sensitivity")
    case = Case(view.inspection, view.rulebook)
    with progress.during("trying each coding otherwise"):
        found = explanation.sensitivity(case, question)
    root = view.rulebook.framework.questions
    asked = [question] if question is not None else [one.id for one in root.graded_parts or (root,)]
    judged = [name for name in asked if view.result[name].range is not None]
    told = progress.over(judged, "judgments, looking for what sustains them")
    sustained = [explanation.sustaining(case, name, view.result) for name in told]
    if format_ == "json":
        printing.write_json(sensitivity.as_data(found, sustained, question))
    else:
        fieldwork.tell_day(lacking)
        printing.show(sensitivity.sensitivity(found, sustained, view, question))


def category(named: str, rulebook: Rulebook, option: str = "--why-not") -> Category:
    """Return the category that is named by its id or its title; raises BadParameter for any other."""
    for one in rulebook.scale:
        if named.replace("-", "_").replace(" ", "_").lower() in {one.id.lower(), one.title.replace(" ", "_").lower()}:
            return one
    raise click.BadParameter(
        f"there is no category '{named}': {suggest(named, [one.id for one in rulebook.scale])}",
        param_hint=option,
    )
