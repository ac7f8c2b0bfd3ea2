"""Challenges: what they are about, and whether an accepted one and the item that it amended tell the same story."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from peelgrade.consistency.dossier import Dossier, twice
from peelgrade.evidence import Challenge, Item
from peelgrade.problems import Locator, Problem, suggest


def _names(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each id that something else has, and each item that is not there."""
    challenges = dossier.record.challenges if dossier.record else ()
    yield from twice([one.id for one in challenges], dossier.record_file, ("challenges",))
    rules = {rule.id for rule in dossier.rulebook.rules}
    for n, one in enumerate(challenges):
        at = Locator(dossier.record_file, ("challenges", n))
        taken = [
            noun
            for noun, known in (("item", dossier.ids), ("question", dossier.rulebook.questions), ("rule", rules))
            if one.id in known
        ]
        if taken:
            yield Problem(
                "PG517", f"'{one.id}' is the id of the {taken[0]} as well", at.to("id"), "give the challenge another id"
            )
        if one.item is not None and dossier.complete and one.item not in dossier.ids:
            remedy = suggest(one.item, sorted(dossier.ids))
            yield Problem("PG504", f"there is no item '{one.item}'", at.to("item"), remedy)


def _amended(dossier: Dossier) -> Iterator[Problem]:
    """Yield what does not fit between accepted challenges and what their items say now.

    A challenge is answered in the record first and then in the evidence. If only the first was written, it is told here.
    """
    record = dossier.record
    if record is None:
        return
    places = {one.id: n for n, one in enumerate(record.challenges)}
    for placed, item in dossier.evidence:
        if not placed.sound:
            continue
        accepted = record.accepted(item.id)
        if item.withdrawn and all(one.earlier is not None for one in accepted):
            remedy = "record the challenge and its answer in inspection.yaml, or take 'withdrawn' out"
            message = f"{item.id} is withdrawn, and no accepted challenge says why"
            yield Problem("PG541", message, placed.at("withdrawn"), remedy)
        version: Item = item
        for one in reversed(accepted):
            at = Locator(dossier.record_file, ("challenges", places[one.id]))
            before, problems = _undone(version, one, at)
            yield from problems
            if before is None:
                break
            version = before


def _undone(version: Item, one: Challenge, at: Locator) -> tuple[Item | None, list[Problem]]:
    """Return an item as it was before a challenge was accepted, and what cannot have been; None where it cannot be told."""
    if one.earlier is None:
        if version.withdrawn:
            return version.model_copy(update={"withdrawn": False}), []
        message = f"{one.id} is accepted, and {version.id} is neither amended nor withdrawn"
        remedy = "amend the item and say under 'earlier' what it said, or withdraw it with 'withdrawn: true'"
        return version, [Problem("PG542", message, at.to("response"), remedy)]
    problems = []
    for name, value in one.earlier.values.items():
        where = at.to("earlier", name)
        if name not in type(version).model_fields:
            problems.append(
                Problem(
                    "PG518", f"{version.id} is a {version.kind}, which has no '{name}'", where, f"take '{name}' out"
                )
            )
        elif getattr(version, name) == value:
            remedy = f"amend the item, or take '{name}' out here if it was not changed"
            message = f"{version.id} still says what '{name}' says here that it said before"
            problems.append(Problem("PG518", message, where, remedy))
    if problems:
        return None, problems
    try:
        return version.model_copy(update=one.earlier.values), []
    except ValidationError as error:
        told = "; ".join(str(found["msg"]) for found in error.errors())
        message = f"{version.id} cannot have said this before: {told}"
        return None, [Problem("PG518", message, at.to("earlier"), "write every attribute that was changed")]


CHECKS = (_names, _amended)
