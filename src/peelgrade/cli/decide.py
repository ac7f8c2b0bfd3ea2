"""peelgrade decide."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import click

from peelgrade import editing, explanation, writing
from peelgrade.cli import asking, reading, recording
from peelgrade.evidence import OUTCOME, STAGE, Inspection
from peelgrade.grading import grade
from peelgrade.pipeline import RECORD, Read
from peelgrade.problems import Locator, Unreadable, nearest, suggest
from peelgrade.rendering import panel, prose
from peelgrade.rendering.escaping import json_text, terminal
from peelgrade.rendering.reasons import View
from peelgrade.trace import Result


@click.command("decide")
@reading.INSPECTION
@click.argument("question", required=False)
@click.option("--stage", metavar="WORD", help="Where it is decided: team, inspector, panel, factual_accuracy or final.")
@click.option("--outcome", metavar="WORD", help="What is decided: confirmed, changed, judged or referred_back.")
@click.option("--judgment", metavar="CATEGORY", help="The judgment that it is changed to, or that people reach.")
@click.option("--people", multiple=True, metavar="TEXT", help="Who decides, with the role; may be given again.")
@click.option("--date", "day", metavar="DATE", help="Day of the decision, as in 2015-12-10; today if not given.")
@click.option("--reason", metavar="TEXT", help="Why it is decided so.")
@click.option("--evidence", multiple=True, metavar="ID", help="Item that it rests on; may be given again.")
@click.option("--compared-with", multiple=True, metavar="TEXT", help="Inspection compared with; may be given again.")
@click.option("--check", is_flag=True, help="Without a question: exit 1 if a decision is to be looked at again.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to list the decisions."
)
@reading.RULES
def command(
    inspection: Path,
    question: str | None,
    check: bool,
    format_: str,
    rules: Path | None,
    **given: Any,  # noqa: ANN401  # click hands options over so
) -> None:
    """Record what people decide on a QUESTION of INSPECTION, or list what was decided.

    What is not given is asked for. The decision goes after the last one in inspection.yaml, and nothing else there is
    changed. Nobody can depart from a strict limit; from any other, people may with their reason. Without a question,
    every decision is listed with what is computed now.
    """
    found = reading.read(inspection, rules)
    if question is None:
        if any(given.values()):
            raise click.UsageError("name the question that is decided, as in: peelgrade decide INSPECTION q3")
        _list(found, check=check, format_=format_)
        return
    if check or format_ != "text":
        raise click.UsageError("--check and --format are for the list of decisions: leave the question out")
    _refuse_question(question, found, inspection)
    answers = _asked(question, given, found)
    path = inspection / RECORD
    with writing.locked(inspection):
        now = recording.valid(inspection, rules)  # it may have been changed while the questions were answered
        before = recording.content(path)
        entry = _entry(question, answers, now, before=grade(now.inspection, now.rulebook))
        text = editing.edited(before, path.as_posix(), editing.Append("decisions", entry))
        after = recording.record(inspection, rules, {path: before}, {path: text})
    line = after.places.extent(Locator(path.as_posix(), ("decisions", len(after.inspection.record.decisions) - 1)))[0]
    click.echo(f"The decision on {question} is recorded: {terminal(path.as_posix())}:{line}")
    recording.mention(after, now, inspection, rules)
    _show_effect(question, now, after)
    shown = terminal(shlex.quote(inspection.as_posix()))
    click.echo(f"Next: peelgrade grade {shown}, or: peelgrade explain {shown} {question}")


def _list(found: Read, *, check: bool, format_: str) -> None:
    result = grade(found.inspection, found.rulebook)
    listed = explanation.decisions(found.inspection, result)
    if format_ == "json":
        reading.write(json_text(panel.decisions_as_data(listed)) + "\n")
    else:
        reading.show(panel.decisions(listed, _view(result, found)))
    if check and any(one.stale for one in listed):
        sys.exit(1)


def _view(result: Result, found: Read) -> View:
    return View(result, found.inspection, found.rulebook, found.places.of)


def _refuse_question(question: str, found: Read, folder: Path) -> None:
    """Refuse what is no question, and a question that nobody judges."""
    known = found.rulebook.questions
    if question not in known:
        near = nearest(question, known)
        remedy = suggest(question, near) if near else f"the questions are {', '.join(known)}"
        raise Unreadable(f"'{question}' is no question of {folder}", remedy)
    if not known[question].graded:
        raise Unreadable(f"{question} is not graded", "name a graded question")


def _asked(question: str, given: dict[str, Any], found: Read) -> dict[str, Any]:
    """Return every answer: as given, or asked for. Whoever gives the stage is not asked for what may be left out."""
    ask = given["stage"] is None
    answers: dict[str, Any] = {"stage": asking.choose("Stage", STAGE, given["stage"])}
    other = "changed" if found.rulebook.questions[question].by_people else "judged"
    outcomes = {word: told for word, told in OUTCOME.items() if word != other or given["outcome"] is not None}
    answers["outcome"] = asking.choose("Outcome", outcomes, given["outcome"])
    categories = {category.id: category.title for category in found.rulebook.scale}
    if answers["outcome"] in {"changed", "judged"} or given["judgment"] is not None:
        answers["judgment"] = asking.choose("Judgment", categories, given["judgment"])
    answers["people"] = asking.several("People who decide, with their roles", given["people"])
    answers["date"] = asking.day(given["day"])
    answers["reason"] = asking.text("Reason", given["reason"])
    answers["evidence"] = asking.several("Items that it rests on", given["evidence"], optional=True, ask=ask)
    answers["compared_with"] = asking.several(
        "Inspections compared with", given["compared_with"], optional=True, ask=ask
    )
    _refuse_evidence(answers["evidence"], found.inspection)
    return answers


def _refuse_evidence(named: list[str], inspection: Inspection) -> None:
    known = [item.id for item in inspection.items]
    for name in named:
        if name not in known:
            near = nearest(name, known)
            remedy = suggest(name, near) if near else "write the id of an item of evidence"
            raise Unreadable(f"there is no item '{name}'", remedy)


def _entry(question: str, answers: dict[str, Any], found: Read, before: Result) -> dict[str, Any]:
    """Return the decision as it is written; end with exit code 1 where it cannot be taken."""
    judgment, rulebook = before[question], found.rulebook
    if judgment.computed is None:
        raise Unreadable(f"{question} was not inspected, so there is nothing to decide", "record its fieldwork first")
    stands = judgment.category
    entry: dict[str, Any] = {"question": question, "stage": answers["stage"], "outcome": answers["outcome"]}
    wanted = answers.get("judgment")
    deciding = "judged" if judgment.by_people else "changed"
    match answers["outcome"]:
        case "confirmed":
            if stands is None:
                now = prose.standing(judgment, rulebook).lower()
                later = "record the outcome 'judged'" if judgment.by_people else "decide once it is settled"
                recording.refuse(f"{question} is still open: {now}", f"refer it back, or {later}")
            if wanted not in {None, stands.id}:
                recording.refuse(
                    f"{question} stands at {stands.title.lower()}", f"confirm that, or record the outcome '{deciding}'"
                )
            entry["judgment"] = stands.id
        case "referred_back" if wanted is not None:
            recording.refuse(
                "what is referred back has no judgment yet", f"leave --judgment out, or record the outcome '{deciding}'"
            )
        case "judged" if not judgment.by_people:
            recording.refuse(f"the rules judge {question}", "record the outcome 'changed' or 'confirmed'")
        case "changed" if judgment.by_people:
            recording.refuse(
                f"people judge {question}, so there is no computed judgment to depart from",
                "record the outcome 'judged'",
            )
        case "judged":
            entry["judgment"] = str(wanted)
        case "changed":
            entry |= _change(question, str(wanted), _view(before, found))
    entry["people"] = answers["people"]
    entry["date"] = writing.Plain(answers["date"])
    entry["reason"] = answers["reason"]
    return entry | {key: answers[key] for key in ("compared_with", "evidence") if answers[key]}


def _change(question: str, wanted: str, view: View) -> dict[str, str]:
    """Return what a change writes: its judgment, and the computed one that it departs from."""
    judgment, category = view.result[question], view.rulebook.scale[wanted]
    computed = judgment.computed
    strict = [one for one in explanation.limits_above(judgment, category, view.rulebook) if one.binding == "strict"]
    if strict:
        limits = "\n".join(f"  {line}" for one in strict for line in panel.limit(one, view))
        recording.refuse(
            f"{question} cannot be {category.title.lower()}: a strict limit holds\n{limits}",
            f"see what holds it: peelgrade explain INSPECTION {strict[0].id}",
        )
    if computed is None or not computed.settled:
        now = prose.standing(judgment, view.rulebook).lower()
        message = f"{question} is still open: {now}; there is no judgment to depart from yet"
        recording.refuse(message, "refer it back, or decide once it is settled")
    if judgment.category == category and not judgment.stale:
        whose = "computed" if computed.low == category else "standing"
        recording.refuse(
            f"{question} is {category.title.lower()} as {whose}, so nothing is changed",
            "record the outcome 'confirmed'",
        )
    return {"judgment": wanted, "departs_from": computed.low.id}


def _show_effect(question: str, now: Read, after: Read) -> None:
    """Print what the decision departs from, and the judgments before and after at the question and all above."""
    before, result = (grade(one.inspection, one.rulebook) for one in (now, after))
    view = _view(result, after)
    taken = after.inspection.record.decisions[-1]
    if taken.outcome == "changed" and taken.judgment is not None:
        wanted = after.rulebook.scale[taken.judgment]
        for one in explanation.limits_above(result[question], wanted, after.rulebook):
            click.echo(f"It departs from {one.id}; recorded with the reason")
            for line in panel.limit(one, view):
                click.echo(f"  {line}")
    click.echo(f"Computed: {prose.by_rules(result[question])}. What it makes of the judgments:")
    reading.show(panel.moved(explanation.moves(before, result, after.rulebook.above(question)), view))
    if result[question].stale:
        click.echo(f"Still to be looked at: {prose.stale(result[question], after.rulebook)}")
