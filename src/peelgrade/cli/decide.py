"""peelgrade decide."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from peelgrade import explanation, writing
from peelgrade.cli import asking, printing, reading, recording, subjects
from peelgrade.evidence import OUTCOME
from peelgrade.grading import grade
from peelgrade.pipeline import RECORD, Read
from peelgrade.problems import Locator
from peelgrade.recording import decisions
from peelgrade.recording.files import content
from peelgrade.rendering import panel, prose
from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.views import View
from peelgrade.trace import Result


def run(
    inspection: Path,
    question: str | None,
    check: bool,
    format_: str,
    rules: Path | None,
    **given: Any,  # noqa: ANN401  # click hands options over so
) -> None:
    """Record what people decide on a question, or list the decisions."""
    found = reading.read(inspection, rules)
    if question is None:
        if any(given.values()):
            raise click.UsageError("name the question that is decided, as in: peelgrade decide INSPECTION q3")
        _list(found, check=check, format_=format_)
        return
    if check or format_ != "text":
        raise click.UsageError("--check and --format are for the list of decisions: leave the question out")
    question = subjects.named(question, found.rulebook)
    decisions.refuse_question(question, found, str(inspection))
    answers = _asked(question, given, found)
    path = inspection / RECORD
    with writing.locked(inspection):
        now = recording.valid(inspection, rules)  # it may have been changed while the questions were answered
        before = content(path)
        entry = _entry(question, answers, now)
        text = decisions.appended(before, path.as_posix(), entry)
        after = recording.record(inspection, rules, {path: before}, {path: text})
    line = after.places.extent(Locator(path.as_posix(), ("decisions", len(after.inspection.record.decisions) - 1)))[0]
    click.echo(f"The decision on {question} is recorded: {terminal(path.as_posix())}:{line}")
    recording.mention(after, now, inspection, rules)
    _show_effect(question, now, after)
    shown = terminal(shlex.quote(inspection.as_posix()))
    click.echo(f"Next: peelgrade grade {shown}, or: peelgrade explain {shown} {question}")


def _entry(question: str, answers: decisions.Answers, found: Read) -> dict[str, Any]:
    """Return a decision as it is written; say why, and exit 1, where it cannot be taken."""
    try:
        return decisions.entry(question, answers, found, before=grade(found.inspection, found.rulebook))
    except decisions.Refused as refused:
        recording.refuse(refused.message, refused.help)


def _list(found: Read, *, check: bool, format_: str) -> None:
    result = grade(found.inspection, found.rulebook)
    listed = explanation.decisions(found.inspection, result)
    if format_ == "json":
        printing.write_json(panel.decisions_as_data(listed))
    else:
        printing.show(panel.decisions(listed, _view(result, found)))
    if check and any(one.stale for one in listed):
        sys.exit(1)


def _view(result: Result, found: Read) -> View:
    return View(result, found.inspection, found.rulebook, found.places.of)


def _asked(question: str, given: dict[str, Any], found: Read) -> decisions.Answers:
    """Return every answer: as given, or asked for. Whoever gives the stage is not asked for what may be left out."""
    ask = given["stage"] is None
    decisions.refuse_evidence(given["evidence"], found.inspection)
    day = asking.day(given["day"])
    stage = asking.choose("Stage", decisions.stages(), given["stage"])
    listed = decisions.outcomes(question, found) if given["outcome"] is None else OUTCOME
    outcome = asking.choose("Outcome", listed, given["outcome"])
    judgment = None
    if outcome in {"changed", "judged"} or given["judgment"] is not None:
        categories = {category.id: category.title for category in found.rulebook.scale}
        judgment = asking.choose("Judgment", categories, given["judgment"])
    begun = decisions.Answers(stage or "", outcome or "", judgment, (), day, "")
    _entry(question, begun, found)  # before more is asked
    return replace(
        begun,
        people=tuple(asking.several("People who decide, with their roles", given["people"])),
        reason=asking.text("Reason", given["reason"]) or "",
        evidence=tuple(
            asking.several(
                "Items that it rests on",
                given["evidence"],
                optional=True,
                ask=ask,
                advice=lambda name: decisions.advice_on_item(name, found.inspection),
            )
        ),
        compared_with=tuple(
            asking.several("Inspections compared with", given["compared_with"], optional=True, ask=ask)
        ),
    )


def _show_effect(question: str, now: Read, after: Read) -> None:
    """Print what the decision departs from, and the judgments before and after at the question and all above."""
    before, result = (grade(one.inspection, one.rulebook) for one in (now, after))
    view = _view(result, after)
    for name, lines in decisions.departures(question, after, result):
        click.echo(f"It departs from {name}; recorded with the reason")
        for line in lines:
            click.echo(f"  {line}")
    click.echo(terminal(f"Computed: {prose.by_rules(result[question])}. What it makes of the judgments:"))
    printing.show(panel.moved(explanation.moves(before, result, after.rulebook.above(question)), view))
    if result[question].stale:
        click.echo(terminal(f"Still to be looked at: {prose.stale(result[question], after.rulebook)}"))
