"""The difference between two results that were written, in words and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from peelgrade.comparison import Changed, Named, RecordedDifference, RecordedMove, Standing
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.console import dim
from peelgrade.rendering.differences import OUTSIDE, VERSION, stood
from peelgrade.result import JudgmentRecord, ResultDocument

_WITHOUT_RULE = {
    "decided": "people decided it",
    "carried_over": "it is carried over",
    "assumed": "it is assumed",
    "baseline": "nothing lifted it from where it starts",
    "by_people": "no rule judges it",
    "open": "something may still be found",
}
_ONLY = "What moved which judgment cannot be told from results alone: give the folders of the inspections for that."


def text(found: RecordedDifference) -> RenderableType:
    """Return a difference between two results for the terminal."""
    name = found.new.inspection.force
    if found.old.inspection.force != name:
        name = f"{found.old.inspection.force} and {name}"
    head = Text.assemble((escaping.terminal(name), "bold"), f"  {escaping.terminal(found.new.framework.id)}")
    shown: list[RenderableType] = [head, Text(), _changed(found.changed), Text()]
    if not found.moves:
        return Group(*shown, Text("No judgment moved.", style="bold"))
    shown.append(Text(f"{prose.number(len(found.moves), 'judgment')} moved", style="bold"))
    shown += [_move(one, found) for one in found.moves]
    return Group(*shown, Text(), dim(_ONLY))


def _changed(changed: Changed | None) -> Tree:
    if changed is None:
        told = "These are two forces: their evidence differs throughout, and nothing is attributed to it."
        return Tree(Text(told), guide_style="dim")
    root = Tree(
        Text("What changed, by the receipts" if changed else "Nothing changed", style="bold"), guide_style="dim"
    )
    for line in _lines(changed):
        root.add(Text(escaping.terminal(line)))
    return root


def _lines(changed: Changed) -> Iterator[str]:
    if changed.framework:
        yield "the framework without its rules"
    if changed.record:
        yield "the record: decisions, fieldwork, waiver or another of its entries"
    for noun, named in (("rules", changed.rules), ("evidence", changed.items)):
        for word, names in _words(named):
            yield f"{noun} {word}: {', '.join(names)}"


def _words(named: Named) -> Iterator[tuple[str, tuple[str, ...]]]:
    for word, names in (("added", named.added), ("left out", named.removed), ("altered", named.altered)):
        if names:
            yield word, names


def _move(one: RecordedMove, found: RecordedDifference) -> Tree:
    before, after = (_record(side, one.move.question) for side in (found.old, found.new))
    line = Text.assemble((one.move.question, "bold"), ": ")
    line.append(f"{_brief(one.move.before, before)} → {_brief(one.move.after, after)}", style="bold")
    root = Tree(line, guide_style="dim")
    for word, record in (("was", before), ("now", after)):
        told = _because(record)
        if told:
            root.add(dim(f"{word}: {escaping.terminal(told)}"))
    names = (*one.items, *(f"the rule {name}" for name in one.rules))
    if names:
        root.add(Text(escaping.terminal(f"of what changed, this stands here: {', '.join(names)}")))
    return root


def _record(document: ResultDocument, question: str) -> JudgmentRecord | None:
    return next((one for one in document.judgments if one.question == question), None)


def _because(record: JudgmentRecord | None) -> str:
    if record is None or not record.reasons:
        return ""
    first = record.reasons[0]
    rule = next((one for one in record.rules if one.rule == first.rule), None)
    if rule is None:
        return _WITHOUT_RULE[first.kind]
    rests = f" ({', '.join(first.support)})" if 0 < len(first.support) <= 3 else ""  # noqa: PLR2004  # as many as read well in a line
    return f"{rule.because}{rests}"


def _brief(stands: Standing | None, record: JudgmentRecord | None) -> str:
    if stands is None or record is None:
        return "not in this result"
    if stands.status == "open" and record.judged_by == "people":
        return "to be judged by people"
    if stands.reached is None:
        return stands.status.replace("_", " ")
    low, high = (escaping.terminal(one.replace("_", " ")) for one in stands.reached)
    now = (
        f", {(stands.as_it_stands or '').replace('_', ' ')} as it stands" if stands.as_it_stands and low != high else ""
    )
    outside = f" ({OUTSIDE[stands.outside]})" if stands.outside else ""
    stale = ", with a stale decision" if stands.stale else ""
    return (low if low == high else f"{low} to {high}{escaping.terminal(now)}") + outside + stale


def as_data(found: RecordedDifference) -> dict[str, Any]:
    """Return a difference between two results as data."""
    changed = found.changed
    return {
        "schema": VERSION,
        "kind": "results",
        "old": _side(found.old),
        "new": _side(found.new),
        "changed": None
        if changed is None
        else {
            "framework": changed.framework,
            "record": changed.record,
            "rules": _named(changed.rules),
            "evidence": _named(changed.items),
        },
        "moved": [
            {
                "question": one.move.question,
                "before": stood(one.move.before),
                "after": stood(one.move.after),
                "rules_changed_here": list(one.rules),
                "evidence_changed_here": list(one.items),
            }
            for one in found.moves
        ],
    }


def _side(document: ResultDocument) -> dict[str, str]:
    return {
        "inspection": document.inspection.id,
        "force": document.inspection.force,
        "framework": document.framework.id,
        "version": document.framework.version,
    }


def _named(named: Named) -> dict[str, list[str]]:
    return {"added": list(named.added), "removed": list(named.removed), "altered": list(named.altered)}
