"""peelgrade new."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from peelgrade import editing, formats, pipeline, writing
from peelgrade.cli import asking, outputs, reading, recording, subjects
from peelgrade.evidence import BOUND, EXTENT, GROUND, SHOWS, STANDING, STATUS, WEIGHT, Inspection
from peelgrade.pipeline import Read
from peelgrade.problems import Locator
from peelgrade.recording.files import content
from peelgrade.rendering.escaping import terminal
from peelgrade.rulebook import Question, Rulebook, Word
from peelgrade.validation.words import advice_on_day, advice_on_figure

_OF_KIND = {  # options that only items of some kinds have
    "finding": ("statement", "shows", "weight", "ground", "extent", "standing", "part_of"),
    "metric": ("measure", "value", "bound", "as_at"),
    "recommendation": ("statement", "type", "status"),
}
_LETTERS = {"finding": "F", "metric": "M", "recommendation": "R"}


def run(kind: str, inspection: Path, rules: Path | None, **given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Add a finding, metric or recommendation to an inspection."""
    _refuse_of_others(kind, given)
    found = reading.read(inspection, rules)
    questions = {one.id: one.title for one in found.rulebook.questions.values() if not one.graded_parts}
    named = given["question"] and subjects.named(given["question"], found.rulebook)
    asked = asking.choose("Question", questions, named)
    question = found.rulebook.questions[asked or ""]
    item: dict[str, Any] = {"id": given["id_"], "kind": kind, "question": question.id}
    # whoever gives the question on the command line is not asked for what may be left out
    ask = given["question"] is None
    topic = (
        asking.choose("Topic", _titles(question.topics), given["topic"], optional=True)
        if given["topic"] or (question.topics and ask)
        else None
    )
    item.update({"topic": topic} if topic else {})
    match kind:
        case "finding":
            item.update(_finding(given))
        case "metric":
            item.update(_metric(given, found.rulebook, found.inspection))
        case _:
            item.update(_recommendation(given, found.rulebook))
    item["sources"] = [_source(given, found.inspection, ask=ask)]
    with writing.locked(inspection):
        now = recording.valid(inspection, rules)  # somebody may have added items while the questions were answered
        item["id"] = given["id_"] or _next_id(kind, question, now)
        path = _file_for(question, inspection, given["file_"], now)
        line, after = _add(path, item, inspection, rules)
    shown = terminal(shlex.quote(inspection.as_posix()))
    click.echo(f"{item['id']} is written: {terminal(path.as_posix())}:{line}")
    if after.warnings > now.warnings:
        reading.mention(after, inspection, rules, before=now.warnings)
    more = reading.with_rules(rules)
    click.echo(f"Next: peelgrade grade {shown}{more}, or: peelgrade explain {shown} {question.id}{more}")


def _refuse_of_others(kind: str, given: Mapping[str, Any]) -> None:
    """Raise UsageError for options that an item of the kind does not have, which would be lost."""
    others = dict.fromkeys(name for names in _OF_KIND.values() for name in names if name not in _OF_KIND[kind])
    lost = [f"--{name.replace('_', '-')}" for name in others if given[name] is not None]
    if lost:
        raise click.UsageError(f"a {kind} has no {' and no '.join(lost)}; leave out what it does not have")


def _titles(words: tuple[Word, ...]) -> dict[str, str]:
    return {word.id: word.title for word in words}


def _finding(given: Mapping[str, Any]) -> dict[str, Any]:
    item: dict[str, Any] = {"shows": asking.choose("It shows a", SHOWS, given["shows"])}
    item["weight"] = asking.choose("Weight: what follows if it is so", WEIGHT, given["weight"])
    if item["weight"] == "major":
        item["ground"] = asking.choose("Ground of a major finding", GROUND, given["ground"])
    elif given["ground"] is not None:
        raise click.UsageError("--ground goes with --weight major; leave it out, or correct the weight")
    item["extent"] = asking.choose("Extent: of the group that it could have been about", EXTENT, given["extent"])
    item["standing"] = asking.choose("Standing: how it is known", STANDING, given["standing"])
    if given["part_of"]:
        item["part_of"] = given["part_of"]
    item["statement"] = asking.text("Statement, in your own words", given["statement"])
    return item


def _metric(given: Mapping[str, Any], rulebook: Rulebook, inspection: Inspection) -> dict[str, Any]:
    measure = asking.choose("Measure", _titles(rulebook.framework.measures), given["measure"])
    item: dict[str, Any] = {"measure": measure, "subject": inspection.record.force.id}
    item["value"] = writing.Plain(
        asking.text(
            f"Figure ({rulebook.measures[measure or ''].unit}), as printed", given["value"], advice=advice_on_figure
        )
        or ""
    )
    bound = given["bound"] or "exact"
    item.update({"bound": asking.choose("Bound", BOUND, bound)} if bound != "exact" else {})
    item["unit"] = rulebook.measures[measure or ""].unit
    day = asking.text("Day that it is as at (year-month-day)", given["as_at"], advice=advice_on_day)
    item["as_at"] = writing.Plain(day or "")
    return item


def _recommendation(given: Mapping[str, Any], rulebook: Rulebook) -> dict[str, Any]:
    return {
        "type": asking.choose("Type", _titles(rulebook.framework.recommendation_types), given["type"]),
        "status": asking.choose("Status", STATUS, given["status"]),
        "statement": asking.text("What the force should do, or what concerns the inspectorate", given["statement"]),
    }


def _source(given: Mapping[str, Any], inspection: Inspection, *, ask: bool) -> dict[str, Any]:
    documents = {document.id: document.title for document in inspection.record.documents}
    only = next(iter(documents)) if len(documents) == 1 else None
    source: dict[str, Any] = {"document": asking.choose("Document", documents, given["document"] or only)}
    section = asking.text("Section", given["section"], optional=True) if ask or given["section"] else None
    source.update({"section": section} if section else {})
    source.update({"paragraph": given["paragraph"]} if given["paragraph"] else {})
    return source


def _next_id(kind: str, question: Question, found: Read) -> str:
    """Return the next free id: a letter for the kind, and a number that goes on from those on the same core question."""
    core = found.rulebook.core(question.id)
    below = found.rulebook.below[core]
    letter = _LETTERS[kind]
    taken = {item.id for item in found.inspection.items}
    used = [
        int(name[1:])
        for item in found.inspection.items
        if item.question in below and (name := item.id)[:1] == letter and name[1:].isdecimal()
    ]
    order = [part.id for part in found.rulebook.framework.questions.parts]
    number = max(used, default=100 * (order.index(core) + 1) if core in order else 0) + 1
    while f"{letter}{number}" in taken:
        number += 1
    return f"{letter}{number}"


def _file_for(question: Question, folder: Path, named: str | None, found: Read) -> Path:
    """Return the file for an item: the one named, else the one with most items of the core question, else a new one."""
    if named is not None:
        if not outputs.is_name(named, pipeline.RECORD, pipeline.FRAMEWORK):
            raise click.UsageError(
                f"--file: '{named}' is not the name of an evidence file; write one such as notes.yaml, without a folder"
            )
        return folder / named
    core = found.rulebook.core(question.id)
    below = found.rulebook.below[core]
    files = [found.places.ids[item.id].file for item in found.inspection.items if item.question in below]
    if files:
        return Path(max(sorted(set(files)), key=files.count))
    return folder / found.rulebook.file_of(core)


def _add(path: Path, item: Mapping[str, Any], folder: Path, rules: Path | None) -> tuple[int, Read]:
    """Append the item, once it is checked with the whole inspection; return its line, and what the inspection is now."""
    before = content(path)
    for_editors = (folder / formats.FOLDER / formats.file_name("evidence")).exists()
    text = editing.extended(before, path.as_posix(), [item], formats.modeline("evidence") if for_editors else "")
    after = recording.record(folder, rules, {path: before}, {path: text})
    last = len(after.places.sources[path.as_posix()].data) - 1
    return after.places.extent(Locator(path.as_posix(), (last,)))[0], after
