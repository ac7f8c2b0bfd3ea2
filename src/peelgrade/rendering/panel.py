"""The work of the panel in words: decisions beside what is computed, and challenges with what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from peelgrade.evidence import Decision
from peelgrade.explanation import Moved, Taken
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.reasons import View
from peelgrade.rulebook import Rule

DECISIONS = "peelgrade/decisions/v1"
_OUTCOMES = {"changed": "changed to ", "confirmed": "confirmed as ", "referred_back": "referred back"}
_BINDING = {"presumptive": "people may depart from it with a reason", "strict": "strict: nobody can depart from it"}


def moved(listed: Iterable[Moved], view: View) -> RenderableType:
    """Return judgments before and after, one a line; one that stays is said to."""
    table = Table.grid(padding=(0, 2, 0, 2))
    for one in listed:
        asked = view.rulebook.questions[one.before.question]
        before, after = (prose.standing(side, view.rulebook) for side in (one.before, one.after))
        told = f"{before} → {after[:1].lower()}{after[1:]}" if one.moves else f"{after}, as before"
        overall = view.rulebook.parents[asked.id] is None
        name = "Overall" if overall else f"{asked.id}  {escaping.terminal(asked.name)}"
        table.add_row(Text(name), Text(told, style="bold" if one.moves else ""))
    return table


def limit(rule: Rule, view: View) -> str:
    """Return a limit in one line: its rule, what it limits to, what it rests on and where it stands."""
    basis = f"{prose.basis(rule)} ({rule.basis.source})"
    return escaping.terminal(
        f"{rule.id}, {view.words.effect(rule)}; {_BINDING[rule.binding]}; {basis}  {view.where(rule.id)}"
    )


def decided(taken: Decision, view: View) -> str:
    """Return what was decided, where, when and by whom."""
    category = view.words.category(taken.judgment) if taken.judgment else ""
    stage = f"at the stage '{taken.stage.replace('_', ' ')}' on {taken.date} by {', '.join(taken.people)}"
    return escaping.terminal(f"{_OUTCOMES[taken.outcome]}{category} {stage}")


def standing(taken: Taken, view: View) -> str:
    """Return what a decision does now, with the computed judgment beside it."""
    computed = prose.reached(taken.judgment.computed).lower() or "nothing"
    if not taken.counts:
        return f"computed now: {computed}; another decision on {taken.decision.question} counts"
    if taken.stale:
        return f"computed now: {computed}; {prose.stale(taken.judgment, view.rulebook)}"
    if taken.decision.outcome == "changed" and not taken.judgment.decision_applies:
        return f"computed now: {computed}; it does not apply: a strict limit below it holds"
    return f"computed now: {computed}, as when it was taken" if taken.decision.judgment else f"computed now: {computed}"


def decisions(listed: tuple[Taken, ...], view: View) -> RenderableType:
    """Return every decision with what is computed now, and which of them are to be looked at again."""
    if not listed:
        return Text("No decision is recorded.")
    trees = []
    for one in listed:
        asked = view.rulebook.questions[one.decision.question]
        root = Tree(
            Text.assemble((f"{asked.id}  {escaping.terminal(asked.name)}  ", "bold"), decided(one.decision, view)),
            guide_style="dim",
        )
        root.add(Text(escaping.terminal(f"reason: {one.decision.reason}")))
        if one.decision.evidence:
            root.add(Text(f"rests on {', '.join(one.decision.evidence)}", style="dim"))
        if one.decision.compared_with:
            root.add(Text(escaping.terminal(f"compared with {', '.join(one.decision.compared_with)}"), style="dim"))
        root.add(Text(standing(one, view), style="bold" if one.stale else "dim"))
        trees.append(root)
    return Group(*trees)


def decisions_as_data(listed: tuple[Taken, ...]) -> dict[str, Any]:
    """Return every decision as data, with what is computed now."""
    return {
        "schema": DECISIONS,
        "decisions": [
            {
                **one.decision.model_dump(mode="json", exclude_none=True),
                "counts": one.counts,
                "applies": one.counts and one.judgment.decision_applies,
                "stale": one.stale,
                "computed": one.judgment.computed.low.id
                if one.judgment.computed is not None and one.judgment.computed.settled
                else None,
            }
            for one in listed
        ],
    }
