"""peelgrade challenge."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from peelgrade import editing, explanation, writing
from peelgrade.changes import Case
from peelgrade.cli import asking, printing, reading, recording, subjects
from peelgrade.evidence import CHALLENGE, EXTENT, GROUND, SHOWS, STANDING, STATUS, WEIGHT, Challenge, Earlier, Item
from peelgrade.grading import grade
from peelgrade.pipeline import RECORD, Read
from peelgrade.problems import Locator, Unreadable, nearest, suggest
from peelgrade.recording.files import content
from peelgrade.rendering import panel, prose
from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.views import View
from peelgrade.rulebook import Rulebook
from peelgrade.validation.words import advice_on_figure

_WORDS: Mapping[str, Mapping[str, str]] = {
    "shows": SHOWS,
    "weight": WEIGHT,
    "or_weight": WEIGHT,
    "ground": GROUND,
    "extent": EXTENT,
    "or_extent": EXTENT,
    "standing": STANDING,
    "status": STATUS,
}
_ANSWERS = {"accept": "accepted", "partly": "partly_accepted", "reject": "rejected", "withdraw": "accepted"}


def run(inspection: Path, challenge: str | None, format_: str, rules: Path | None, **given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Record what a force challenges and the answer, or show challenges."""
    makes = given["item"] or given["question"]
    others = any(value for value in given.values())
    if challenge is None and makes and not given["answers"] and not given["set_"]:
        _make(inspection, rules, given)
    elif challenge is not None and given["answers"] and not makes:
        _answer(inspection, rules, challenge, given)
    elif others:
        raise click.UsageError(
            "to make a challenge give --item or --question; to answer one give its id and --accept, --partly, "
            "--withdraw or --reject"
        )
    else:
        _show(reading.read(inspection, rules), challenge, format_)


def _show(found: Read, name: str | None, format_: str) -> None:
    case = Case(found.inspection, found.rulebook)
    listed = explanation.effects(case) if name is None else (explanation.effect(case, _known(name, found)),)
    if format_ == "json":
        printing.write_json(panel.challenges_as_data(listed))
    else:
        printing.show(panel.challenges(listed, _view(found)))


def _view(found: Read) -> View:
    return View(grade(found.inspection, found.rulebook), found.inspection, found.rulebook, found.places.of)


def _known(name: str, found: Read) -> Challenge:
    known = {one.id: one for one in found.inspection.record.challenges}
    if name not in known:
        remedy = suggest(name, list(known)) if known else "none is recorded: make one with --item or --question"
        raise Unreadable(f"there is no challenge '{name}'", remedy)
    return known[name]


# --- making one ------------------------------------------------------------------------------------------------------


def _make(folder: Path, rules: Path | None, given: Mapping[str, Any]) -> None:
    answering = [f"--{name}" for name in ("people", "reason") if given[name]]
    if answering:
        raise click.UsageError(f"{' and '.join(answering)} go with an answer: make the challenge first, then answer it")
    found = reading.read(folder, rules)
    entry = _about(given, found)
    grounds = CHALLENGE if given["item"] else {"disputes_judgment": CHALLENGE["disputes_judgment"]}
    ground = given["ground"] or (None if given["item"] else "disputes_judgment")
    entry["ground"] = asking.choose("What the force says is wrong", grounds, ground)
    entry["made"] = writing.Plain(asking.day(given["day"]))
    entry["statement"] = asking.text("What it says, in your own words", given["statement"])
    offered = asking.several("Evidence that it offers", given["offered"], optional=True, ask=given["statement"] is None)
    entry |= {"offered": offered} if offered else {}
    path = folder / RECORD
    with writing.locked(folder):
        now = recording.valid(folder, rules)
        before = content(path)
        entry = {"id": _next_id(now), **entry}
        text = editing.edited(before, path.as_posix(), editing.Append("challenges", entry))
        after = recording.record(folder, rules, {path: before}, {path: text})
    _say_where(entry["id"], "is recorded", after, path)
    recording.mention(after, now, folder, rules)
    shown = terminal(shlex.quote(folder.as_posix()))
    click.echo(f"Next: peelgrade challenge {shown} {entry['id']} with --accept, --partly, --withdraw or --reject")


def _about(given: Mapping[str, Any], found: Read) -> dict[str, Any]:
    """Return what a challenge is about; refuse what is not there."""
    if given["item"] and given["question"]:
        raise click.UsageError("a challenge is about an item or a question: give --item or --question, not both")
    items = {item.id: "" for item in found.inspection.items}
    questions = {one.id: "" for one in found.rulebook.questions.values() if one.graded}
    key, known = ("item", items) if given["item"] else ("question", questions)
    name = given[key] if key == "item" else subjects.named(given[key], found.rulebook)
    if name not in known:
        near = nearest(name, known)
        remedy = (
            suggest(name, near) if near else f"write the id of {'an item' if key == 'item' else 'a graded question'}"
        )
        raise Unreadable(f"there is no {key} '{name}' to be challenged", remedy)
    return {key: name}


def _next_id(found: Read) -> str:
    taken = {one.id for one in found.inspection.record.challenges} | {item.id for item in found.inspection.items}
    number = 1
    while f"C{number}" in taken:
        number += 1
    return f"C{number}"


def _say_where(name: str, what: str, found: Read, path: Path) -> None:
    index = [one.id for one in found.inspection.record.challenges].index(name)
    line = found.places.extent(Locator(path.as_posix(), ("challenges", index)))[0]
    click.echo(f"{name} {what}: {terminal(path.as_posix())}:{line}")


# --- answering one ---------------------------------------------------------------------------------------------------


def _answer(folder: Path, rules: Path | None, name: str, given: Mapping[str, Any]) -> None:
    found = reading.read(folder, rules)
    _amended(_known(name, found), found, given)  # before anything is asked
    answer: dict[str, Any] = {"response": _ANSWERS[given["answers"]]}
    answer["reason"] = asking.text("Why it is answered so", given["reason"])
    answer["people"] = asking.several("People who answer, with their roles", given["people"])
    answer["date"] = writing.Plain(asking.day(given["day"]))
    path = folder / RECORD
    with writing.locked(folder):
        now = recording.valid(folder, rules)
        one = _known(name, now)
        values = _amended(one, now, given)
        before = {path: content(path)}
        after = {path: _answered(before[path], path, one, now, answer, values)}
        if one.item is not None and values:
            # The record first: if the evidence is not written after it, validate says of the challenge that what it
            # accepts was not done (PG518, PG542). The other way round, an amended item would tell of nothing.
            at = now.places.ids[one.item]
            evidence = folder / Path(at.file).name
            order = tuple(type(_item(one, now)).model_fields)
            before[evidence] = content(evidence)
            after[evidence] = editing.edited(before[evidence], at.file, editing.Put(at.path, values, order))
        result = recording.record(folder, rules, before, after)
    recording.mention(result, now, folder, rules)
    _say_where(name, f"is {prose.response(_known(name, result))}", result, path)
    if one.item is not None and values:
        what = "is withdrawn" if given["answers"] == "withdraw" else "is amended"
        click.echo(f"{one.item} {what}: {terminal(result.places.of(one.item))}")
    printing.show(
        panel.challenge(
            explanation.effect(Case(result.inspection, result.rulebook), _known(name, result)), _view(result)
        )
    )


def _item(one: Challenge, found: Read) -> Item:
    return next(item for item in found.inspection.items if item.id == one.item)


def _answered(
    before: bytes, path: Path, one: Challenge, found: Read, answer: Mapping[str, Any], values: Mapping[str, Any]
) -> bytes:
    """Return the record with the answer, and with what the item said before."""
    written = dict(answer)
    changed = [name for name in values if name != "withdrawn"]
    if changed:
        item = _item(one, found)
        had = {name: getattr(item, name) for name in changed}
        earlier: dict[str, Any] = {name: _written(value) for name, value in had.items() if value not in {None, ()}}
        without = [name for name, value in had.items() if value in {None, ()}]
        written["earlier"] = earlier | ({"without": without} if without else {})
    index = [each.id for each in found.inspection.record.challenges].index(one.id)
    edit = editing.Put(("challenges", index), written, tuple(Challenge.model_fields))
    return editing.edited(before, path.as_posix(), edit)


def _written(value: Any) -> Any:  # noqa: ANN401  # the value of any attribute
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str) else writing.Plain(str(value))


def _amended(one: Challenge, found: Read, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the item of a challenge says once it is answered: None for what is taken out; nothing if it stands."""
    if one.response != "open":
        recording.refuse(
            f"{one.id} is answered: {prose.challenge_line(one)}", "if the force has more to say, make another"
        )
    sets, answers = given["set_"], given["answers"]
    if sets and (answers not in {"accept", "partly"} or one.item is None):
        raise click.UsageError("--set goes with --accept or --partly of a challenge of an item")
    if one.item is None:
        if answers == "withdraw":
            raise click.UsageError(
                f"--withdraw takes an item back, and {one.id} is about the judgment of {one.question}"
            )
        return {}
    if answers == "withdraw":
        return {"withdrawn": True}
    if answers == "reject":
        return {}
    if not sets:
        raise click.UsageError(
            "say what the item says now, as in --set weight=moderate, or take it back with --withdraw"
        )
    item = _item(one, found)
    values: dict[str, Any] = {}
    for name, value in (_value(text, item, found.rulebook) for text in sets):
        if values.setdefault(name, value) != value:
            raise click.UsageError(f"--set: two values are given for {item.id}.{name}; give one of them")
    return _with_what_goes_along(item, values, found.rulebook)


def _value(text: str, item: Item, rulebook: Rulebook) -> tuple[str, Any]:
    """Return the name and value of a --set; raises UsageError for what cannot stand."""
    name, equals, value = text.partition("=")
    known = [field for field in Earlier.model_fields if field in type(item).model_fields]
    if not equals or name not in known:
        remedy = suggest(name, known)
        raise click.UsageError(f"--set: '{text}' amends nothing of the {item.kind} {item.id}; {remedy}")
    words = _WORDS.get(name) or (dict.fromkeys(rulebook.questions, "") if name == "question" else None)
    now = getattr(item, name)
    if not value:
        return name, None
    if words is not None:
        asking.choose(f"--set {name}", words, value)
    if name == "value":
        asking.text("--set value", value, advice=advice_on_figure)
    if value == (",".join(now) if isinstance(now, tuple) else str(now)):
        raise click.UsageError(f"--set: {item.id} says {name}={value} already")
    if name == "at_risk":
        return name, [one.strip() for one in value.split(",")]
    return name, writing.Plain(value) if name == "value" else value


def _with_what_goes_along(item: Item, values: dict[str, Any], rulebook: Rulebook) -> dict[str, Any]:
    """Add what cannot stay beside the new values: a ground without a major weight, a doubt that is the code now."""
    said = {**item.model_dump(), **values}
    gone: list[str] = []
    gone += [name for name in ("or_weight", "or_extent") if said.get(name) and said[name] == said[name[3:]]]
    major = "major" in {said.get("weight"), None if "or_weight" in gone else said.get("or_weight")}
    gone += [] if major else ["ground", "at_risk"]
    gone += ["at_risk"] if said.get("ground") != "serious_harm" else []
    topics = {topic.id for topic in rulebook.questions[said["question"]].topics}
    gone += ["topic"] if said.get("topic") not in topics else []
    values |= {name: None for name in gone if said.get(name) and name not in values}
    return {name: value for name, value in values.items() if value is not None or said.get(name) or getattr(item, name)}
