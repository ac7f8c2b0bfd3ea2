"""peelgrade explain."""

from __future__ import annotations

from pathlib import Path

import click

from peelgrade import __version__
from peelgrade.cli import hanging, reading
from peelgrade.cli.grade import with_fieldwork
from peelgrade.grading import grade
from peelgrade.problems import Unreadable, nearest, suggest
from peelgrade.rendering import reasons
from peelgrade.rendering.escaping import json_text
from peelgrade.result import document


@click.command("explain")
@reading.INSPECTION
@click.argument("subject", required=False, metavar="[QUESTION, RULE or ITEM]")
@click.option("--full", is_flag=True, help="Every rule of the question, with what was observed and what is needed.")
@hanging.WHY_NOT
@hanging.SENSITIVITY
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to print the explanation."
)
@reading.IN_PROGRESS
@reading.RULES
def command(
    inspection: Path,
    subject: str | None,
    full: bool,
    why_not: str | None,
    sensitivity: bool,
    format_: str,
    in_progress: tuple[str, ...],
    rules: Path | None,
) -> None:  # click hands options over so
    """Show why INSPECTION is judged as it is.

    Without a subject, the overall judgment is explained; else a question such as q3, a rule such as
    q3.part_below_good, or where an item of evidence such as F302 is used.
    """
    if sensitivity and (full or why_not is not None):
        raise click.UsageError("--sensitivity goes with no other question: ask one of them")
    found = reading.read(inspection, rules)
    case = with_fieldwork(found.inspection, in_progress, found.rulebook)
    result = grade(case, found.rulebook)
    view = reasons.View(result, case, found.rulebook, found.places.of)
    if sensitivity:
        hanging.tell_sensitivity(view, subject, format_)
        return
    if why_not is not None:
        hanging.tell_why_not(view, subject, why_not, format_, full=full)
        return
    subject = subject or found.rulebook.framework.questions.id
    rule_ids = {rule.id for rule in found.rulebook.rules}
    if subject not in result.by_question and subject not in view.items and subject not in rule_ids:
        near = nearest(subject, [*found.rulebook.questions, *sorted(rule_ids), *sorted(view.items)])
        remedy = suggest(subject, near) if near else f"the questions are {', '.join(found.rulebook.questions)}"
        raise Unreadable(f"'{subject}' is no question, rule or item of {inspection}", remedy)
    if format_ == "json":
        data = reasons.as_data(view, document(result, case, found.rulebook, __version__), subject)
        reading.write(json_text(data) + "\n")
    elif subject in result.by_question:
        reading.show(reasons.question(view, subject, full=full))
    elif subject in rule_ids:
        reading.show(reasons.rule(view, subject))
    else:
        reading.show(reasons.item(view, subject))
