"""Whether a result still holds, in words and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.text import Text
from rich.tree import Tree

from peelgrade.comparison import Moved, Named, Verification
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.views import View
from peelgrade.result import JudgmentRecord

VERSION = "peelgrade/verification/v1"
_STATUS = {"ungraded": "not graded", "not_inspected": "not inspected"}


def verification(found: Verification, view: View) -> Tree:
    """Return whether a result holds, and if not what changed, with places of what is there."""
    force = escaping.terminal(view.inspection.record.force.name)
    if found.holds:
        root = Tree(Text(f"The result holds: {force}", style="bold"), guide_style="dim")
        root.add(Text("every judgment, every reason and every hash is the same"))
        return root
    root = Tree(Text(f"The result does not hold: {force}", style="bold"), guide_style="dim")
    root.add(Text(_summary(found)))
    if found.engine:
        old, new = map(escaping.terminal, found.engine)
        root.add(Text(f"peelgrade was {old} and is {new}"))
    if found.changed.framework:
        root.add(Text("the framework is another: its questions, scale or words"))
    if found.changed.record:
        root.add(Text("inspection.yaml is another, or was taken in another way"))
    _named(root, "rule", found.changed.rules, view)
    _named(root, "item", found.changed.items, view)
    if found.forgiven:
        old_number, new_number = found.forgiven
        root.add(
            Text(
                f"comments forgave {prose.number(old_number, 'error')}, and forgive {prose.number(new_number, 'error')} now"
            )
        )
    if found.head and not found.changed:
        root.add(Text(f"what the result says at its head is another: {', '.join(found.head)}"))
    for one in found.moved:
        root.add(Text(f"{escaping.terminal(one.question)}: {_move(one, view)}"))
    return root


def _summary(found: Verification) -> str:
    judged = sum(one.judged_otherwise for one in found.moved)
    if found.unexplained:
        return "nothing that it was reached from changed, so the file was altered, or made by another engine"
    if judged:
        return f"{prose.number(judged, 'question')} judged otherwise now"
    if found.changed:
        return "the judgments are the same, and rest on other evidence, rules or records"
    return f"the judgments are the same, and {'peelgrade' if found.engine else 'what is forgiven'} is another"


def _named(root: Tree, noun: str, named: Named, view: View) -> None:
    for how, names in (("added", named.added), ("removed", named.removed), ("altered", named.altered)):
        if names:
            branch = root.add(Text(f"{prose.number(len(names), noun)} {how}"))
            for name in names:
                branch.add(Text(f"{escaping.terminal(name)}  {view.place(name)}".rstrip()))


def _move(one: Moved, view: View) -> str:
    if one.old is None or one.new is None:
        return "is a question now, and was none" if one.old is None else "is no question any more"
    was, now = (_stands(side, view) for side in (one.old, one.new))
    if was != now:
        return f"the result says {was}, and grading again gives {now}"
    if one.judged_otherwise:
        return f"still {now}; what is computed or decided is another"
    return f"still {now}, for other reasons"


def _stands(one: JudgmentRecord, view: View) -> str:
    if one.low is None or one.high is None:
        return _STATUS.get(one.status, one.status)
    low, high = (_title(name, view) for name in (one.low, one.high))
    return low if low == high else f"{low} to {high}"


def _title(name: str, view: View) -> str:
    known = {category.id: category.title.lower() for category in view.rulebook.scale}
    return known.get(name, f"'{escaping.terminal(name)}'")


def as_data(found: Verification) -> dict[str, Any]:
    """Return whether a result holds, and what changed, as data."""
    changed = found.changed
    return {
        "schema": VERSION,
        "holds": found.holds,
        "altered": found.unexplained,
        "engine": found.engine and {"old": found.engine[0], "new": found.engine[1]},
        "forgiven": found.forgiven and {"old": found.forgiven[0], "new": found.forgiven[1]},
        "framework": changed.framework,
        "record": changed.record,
        "rules": _lists(changed.rules),
        "items": _lists(changed.items),
        "head": list(found.head),
        "judgments": list(_moves(found)),
    }


def _lists(named: Named) -> dict[str, list[str]]:
    return {"added": list(named.added), "removed": list(named.removed), "altered": list(named.altered)}


def _moves(found: Verification) -> Iterator[dict[str, Any]]:
    for one in found.moved:
        sides = {
            side: record and record.model_dump(mode="json", exclude={"rules", "published", "title", "parent"})
            for side, record in (("old", one.old), ("new", one.new))
        }
        yield {"question": one.question, "judged_otherwise": one.judged_otherwise, **sides}
