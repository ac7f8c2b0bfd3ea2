"""peelgrade explain."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from peelgrade import __version__, explanation
from peelgrade.changes import Case
from peelgrade.cli import fieldwork, reading
from peelgrade.cli.reading import with_fieldwork
from peelgrade.grading import grade
from peelgrade.problems import Unreadable, nearest, suggest
from peelgrade.rendering import panel, reasons
from peelgrade.rendering.escaping import json_text
from peelgrade.result import Asked, document


@click.command("explain")
@reading.INSPECTION
@click.argument("subject", required=False, metavar="[QUESTION, RULE, ITEM or CHALLENGE]")
@click.option("--full", is_flag=True, help="Every rule of the question, with what was observed and what is needed.")
@click.option("--sensitivity", is_flag=True, help="Which codings the judgments hang on: for the team and the panel.")
@fieldwork.TIMELINE
@fieldwork.NEXT
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to print the explanation."
)
@reading.IN_PROGRESS
@reading.AS_OF
@reading.RULES
def command(
    inspection: Path,
    subject: str | None,
    full: bool,
    sensitivity: bool,
    timeline: bool,
    next_: bool,
    format_: str,
    in_progress: tuple[str, ...],
    as_of: date | None,
    rules: Path | None,
) -> None:  # click hands options over so
    """Show why INSPECTION is judged as it is.

    Without a subject, the overall judgment is explained; else a question such as q3, a rule such as
    q3.part_below_good, where an item of evidence such as F302 is used, or a challenge such as C1 with what it moved.
    """
    if sensitivity and (subject or full or format_ != "text"):
        raise click.UsageError(
            "--sensitivity is told of the whole inspection, as text: give no subject and no other form"
        )
    fieldwork.alone(timeline=timeline, next=next_, full=full, sensitivity=sensitivity)
    found = reading.read(inspection, rules)
    case = with_fieldwork(found.inspection, in_progress, found.rulebook, as_of)
    lacking = explanation.lacking(Case(found.inspection, found.rulebook), as_of) if as_of is not None else None
    if timeline:
        fieldwork.tell_timeline(Case(case, found.rulebook), subject, format_, lacking)
        return
    result = grade(case, found.rulebook)
    view = reasons.View(result, case, found.rulebook, found.places.of)
    if next_:
        fieldwork.tell_next(view, subject, format_, lacking)
        return
    if sensitivity:
        fieldwork.tell_day(lacking)
        reading.show(reasons.sensitivity(explanation.sensitivity(case, found.rulebook), view))
        return
    subject = subject or found.rulebook.framework.questions.id
    rule_ids = {rule.id for rule in found.rulebook.rules}
    challenges = {one.id: one for one in case.record.challenges}
    if subject in challenges:
        told = (explanation.effect(Case(case, found.rulebook), challenges[subject]),)
        if format_ == "json":
            reading.write(json_text(panel.challenges_as_data(told)) + "\n")
        else:
            reading.show(panel.challenges(told, view))
        return
    if subject not in result.by_question and subject not in view.items and subject not in rule_ids:
        near = nearest(subject, [*found.rulebook.questions, *sorted(rule_ids), *sorted(view.items), *challenges])
        remedy = suggest(subject, near) if near else f"the questions are {', '.join(found.rulebook.questions)}"
        raise Unreadable(f"'{subject}' is no question, rule or item of {inspection}", remedy)
    if format_ == "json":
        data = reasons.as_data(
            view,
            document(
                result, case, found.rulebook, __version__, found.forgiven, Asked(in_progress=in_progress, as_of=as_of)
            ),
            subject,
        )
        reading.write(json_text(data) + "\n")
        return
    fieldwork.tell_day(lacking)
    if subject in result.by_question:
        reading.show(reasons.question(view, subject, full=full))
    elif subject in rule_ids:
        reading.show(reasons.rule(view, subject))
    else:
        reading.show(reasons.item(view, subject))
