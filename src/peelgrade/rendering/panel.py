"""The work of the panel in words: decisions beside what is computed, and challenges with what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from peelgrade.evidence import Decision
from peelgrade.explanation import Effect, Shift, Taken
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.console import dim
from peelgrade.rendering.views import View
from peelgrade.rulebook import Rule

DECISIONS = "peelgrade/decisions/v1"
CHALLENGES = "peelgrade/challenges/v1"
_BINDING = {"presumptive": "people may depart from it with a reason", "strict": "strict: nobody can depart from it"}


def moved(listed: Iterable[Shift], view: View) -> RenderableType:
    """Return judgments before and after, one a line; one that stays is said to."""
    table = Table.grid(padding=(0, 2, 0, 2))
    for one in listed:
        name, told = shift(one, view)
        table.add_row(Text(name), Text(told, style="bold" if one.moves else ""))
    return table


def shift(one: Shift, view: View) -> tuple[str, str]:
    """Return a question, and its judgment before and after."""
    asked = view.rulebook.questions[one.before.question]
    before, after = (prose.standing(side, view.rulebook) for side in (one.before, one.after))
    told = f"{before} → {after[:1].lower()}{after[1:]}" if one.moves else f"{after}, as before"
    overall = view.rulebook.parents[asked.id] is None
    return "Overall" if overall else f"{asked.id}  {escaping.terminal(asked.name)}", told


def limit(rule: Rule, view: View) -> tuple[str, str, str]:
    """Return a limit in three lines: its rule and what it does, what it rests on, and where it stands."""
    return (
        escaping.terminal(f"{rule.id} {view.words.effect(rule)}; {_BINDING[rule.binding]}"),
        escaping.terminal(f"basis: {prose.basis(rule)} ({rule.basis.source})"),
        view.place(rule.id),
    )


def decided(taken: Decision, view: View) -> str:
    """Return what was decided, where, when and by whom."""
    category = view.words.category(taken.judgment) if taken.judgment else ""
    stage = f"at the stage '{taken.stage.replace('_', ' ')}' on {taken.date} by {', '.join(taken.people)}"
    return escaping.terminal(f"{prose.OUTCOMES[taken.outcome]}{category} {stage}")


def standing(taken: Taken, view: View) -> str:
    """Return what a decision does now, with the computed judgment beside it."""
    if taken.judgment.by_people:
        return "no rule judges it" if taken.counts else f"another decision on {taken.decision.question} counts"
    computed = prose.by_rules(taken.judgment)
    if not taken.counts:
        return f"computed now: {computed}; another decision on {taken.decision.question} counts"
    if taken.stale:
        return f"computed now: {computed}; {prose.stale(taken.judgment, view.rulebook)}"
    if taken.decision.decides and not taken.judgment.decision_applies:
        return f"computed now: {computed}; it does not apply: a strict limit below it holds"
    return f"computed now: {computed}, as when it was taken" if taken.decision.judgment else f"computed now: {computed}"


def decisions(listed: tuple[Taken, ...], view: View) -> RenderableType:
    """Return every decision with what is computed now, and which of them are to be looked at again."""
    if not listed:
        return Text("No decision is recorded.")
    return Group(*(decision(one, view) for one in listed))


def decision(one: Taken, view: View) -> Tree:
    """Return a decision: its reason, what it rests on, and what is computed now."""
    asked = view.rulebook.questions[one.decision.question]
    root = Tree(
        Text.assemble((f"{asked.id}  {escaping.terminal(asked.name)}  ", "bold"), decided(one.decision, view)),
        guide_style="dim",
    )
    root.add(Text(escaping.terminal(f"reason: {one.decision.reason}")))
    if one.decision.evidence:
        root.add(dim(f"rests on {', '.join(one.decision.evidence)}"))
    if one.decision.compared_with:
        root.add(dim(escaping.terminal(f"compared with {', '.join(one.decision.compared_with)}")))
    root.add(Text(standing(one, view), style="bold" if one.stale else "dim"))
    return root


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


def challenge(one: Effect, view: View) -> Tree:
    """Return a challenge: what the force says, what was answered, what the item said before, and what it moved."""
    root = challenge_alone(one, view)
    if one.moved:
        root.children[-1].add(moved(one.moved, view))
    return root


def challenge_alone(one: Effect, view: View) -> Tree:
    """Return the same without the judgments that moved; whether any did is said last."""
    made = one.challenge
    head = Text.assemble((f"{made.id}  ", "bold"), escaping.terminal(prose.challenge_line(made)))
    root = Tree(head, guide_style="dim")
    root.add(Text(escaping.terminal(f"the force says: {made.statement}")))
    if made.offered:
        root.add(dim(escaping.terminal(f"it offers: {'; '.join(made.offered)}")))
    if made.reason:
        root.add(Text(escaping.terminal(f"the answer: {made.reason}")))
    if made.item is not None:
        _item(made.item, made.earlier is not None, prose.earlier(made), root, view)
    if made.accepted and made.item is not None:
        root.add(Text(effect_line(one), style="bold"))
    elif made.accepted:
        root.add(dim("what follows for the judgment is for a decision: peelgrade decide"))
    return root


def _item(name: str, amended: bool, was: str, root: Tree, view: View) -> None:  # noqa: FBT001  # a fact of the item
    item = view.items[name]
    if amended:
        root.add(Text(escaping.terminal(f"{name} said before: {was}")))
    state = " (withdrawn)" if item.withdrawn else ""
    line = prose.item_line(item, view.rulebook, view.items)
    root.add(dim(escaping.terminal(f"{name} says now{state}: {line}  {view.where(name)}")))


def effect_line(one: Effect) -> str:
    """Return in a sentence whether accepting a challenge moved a judgment."""
    if not one.moved:
        return "no judgment moves"
    return f"{prose.number(len(one.moved), 'judgment')} moved by it"


def challenges(listed: tuple[Effect, ...], view: View) -> RenderableType:
    """Return every challenge, with what became of it and what it moved."""
    if not listed:
        return Text("No challenge is recorded.")
    return Group(*(challenge(one, view) for one in listed))


def challenges_as_data(listed: tuple[Effect, ...]) -> dict[str, Any]:
    """Return challenges as data, with the judgments before and after: the category, or null while it is open."""
    return {
        "schema": CHALLENGES,
        "challenges": [
            {
                **one.challenge.model_dump(mode="json", exclude_none=True),
                "moved": [
                    {
                        "question": each.before.question,
                        "before": each.before.category.id if each.before.category else None,
                        "after": each.after.category.id if each.after.category else None,
                    }
                    for each in one.moved
                ],
            }
            for one in listed
        ],
    }
