"""What to look at next, in words and as data."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from peelgrade.explanation import Outlook, Unknown
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.chronology import name, standing_data
from peelgrade.rendering.console import dim, plain_table
from peelgrade.rendering.reasons import is_held
from peelgrade.rendering.views import View
from peelgrade.rulebook import All, JudgmentsCount
from peelgrade.trace import UNKNOWN, Applied, Judgment, Node, Range, leaves, tree

VERSION = "peelgrade/outlook/v1"


def outlook(found: Outlook, view: View) -> RenderableType:
    """Return what is unknown about a judgment, what decides most of it first, and what its own rules still want."""
    asked = name(found.judgment.question, view.rulebook)
    head = Text.assemble(
        (f"What to look at next for {asked}: ", "bold"),
        (prose.standing(found.judgment, view.rulebook).lower(), "bold"),
    )
    if found.judgment.status != "open" or found.judgment.by_people:
        return Group(head, Text(_nothing(found)))
    parts: list[RenderableType] = [head]
    if any(one.kind == "question" for one in found.deciding):
        parts.append(Padding(_table(found, view), (1, 0)))
    parts += map(Text, _sentences(found, view))
    if found.others:
        parts.append(Text(_no_more(found, view)))
    return Group(*parts, Text(), _rules(found, view))  # what rules judge is open by one of them at least


def lines(found: Outlook, view: View) -> tuple[Tree, ...]:
    """Return the same without the table, every unknown in a sentence; nothing where nothing is open, or rules do not judge."""
    if found.judgment.status != "open" or found.judgment.by_people:
        return ()
    told = [Tree(Text(_sentence(unknown, found, view))) for unknown in found.deciding]
    told += [Tree(dim(_no_more(found, view)))] if found.others else []
    return (*told, _rules(found, view))


def _nothing(found: Outlook) -> str:
    if found.judgment.status == "open":
        return "its evidence: no rule of this framework judges it, so people do"
    if found.judgment.status == "settled":
        return "nothing: whatever else is found, the judgment stays"
    return "nothing: it is not judged; ask of a question that is"


def _table(found: Outlook, view: View) -> Table:
    """Return the unknowns as rows, and for each way that they can come out the range that then remains."""
    shown = plain_table(gap=1)
    shown.add_column("Look at", overflow="fold", max_width=26)
    shown.add_column("As it stands", overflow="fold", max_width=20)
    for category in view.rulebook.scale:
        shown.add_column(f"if {category.title.lower()}", overflow="fold", max_width=17)
    for unknown in found.deciding:
        if unknown.kind == "question":
            remains = {outcome.comes_out: outcome.range for outcome in unknown.outcomes}
            cells = [_remains(remains.get(category.id), found) for category in view.rulebook.scale]
            shown.add_row(_subject(unknown, view), _now(view.result[unknown.subject]), *cells)
    return shown


def _now(judgment: Judgment) -> str:
    if judgment.by_people:
        return "for people to judge"
    return judgment.as_it_stands.title if judgment.as_it_stands else "nothing found yet"


def _subject(unknown: Unknown, view: View) -> str:
    return f"{unknown.subject} {escaping.terminal(view.rulebook.questions[unknown.question].name)}"


def _remains(remains: Range | None, found: Outlook) -> Text:
    """Return a cell: the range that remains, 'no change' where it stays, nothing where it cannot come out so."""
    if remains is None:
        return Text("")
    if remains == found.judgment.range:
        return dim("no change")
    return Text(prose.reached(remains).lower(), style="bold" if remains.settled else "")


def _sentences(found: Outlook, view: View) -> list[str]:
    """Say of what decides most, and of every comparison, what each outcome would leave."""
    lines = []
    for n, unknown in enumerate(found.deciding):
        if n == 0 or unknown.kind == "comparison":
            lines.append(_sentence(unknown, found, view))
    return lines


def _sentence(unknown: Unknown, found: Outlook, view: View) -> str:
    """Return an unknown in a sentence: outcomes that leave the same are told together."""
    asked = name(found.judgment.question, view.rulebook)
    together: dict[str, list[str]] = {}
    for outcome in unknown.outcomes:
        told = outcome.comes_out
        words = view.words.category(told) if unknown.kind == "question" else told
        together.setdefault(_becomes(outcome.range, found), []).append(words)
    cases = [f"if {prose.either(words)}, {asked} {becomes}" for becomes, words in together.items()]
    if unknown.kind == "question":
        what = f"{_subject(unknown, view)} comes out"
    else:
        beside = view.rulebook.comparators[str(unknown.comparator)].title
        metric = prose.item_line(view.items[unknown.subject], view.rulebook, view.items)
        what = escaping.terminal(f"{unknown.subject} ({metric}; {view.place(unknown.subject)}) beside {beside}")
    return f"How {what}: {'; '.join(cases)}."


def _becomes(remains: Range, found: Outlook) -> str:
    if remains == found.judgment.range:
        return "stays as open as it is"
    if remains.settled:
        return f"is settled at {prose.reached(remains).lower()}"
    return f"is {prose.reached(remains).lower()}"


def _no_more(found: Outlook, view: View) -> str:
    named = ", ".join(
        unknown.subject if unknown.kind == "question" else f"{unknown.subject} beside {unknown.comparator}"
        for unknown in found.others
    )
    also = "Also open" if found.deciding else "Open"
    return (
        f"{also}, and none of them alone changes the range of {name(found.judgment.question, view.rulebook)}: {named}."
    )


# --- the rules of the question itself --------------------------------------------------------------------------------


def _rules(found: Outlook, view: View) -> Tree:
    root = Tree(Text(f"What the open rules of {found.judgment.question} still want", style="bold"), guide_style="dim")
    for applied in found.rules:
        held = ", but held by a limit" if is_held(found.judgment, applied.rule, view.rulebook) else ""
        branch = root.add(Text(f"{view.words.effect(applied.rule)}{held}: {escaping.terminal(applied.rule.because)}"))
        branch.add(dim(f"{applied.rule.id}  {view.place(applied.rule.id)}"))
        _add_wants(tree(applied), branch, view, limiting=applied.rule.effect == "limits_to")
    return root


def _add_wants(node: Node, under: Tree, view: View, *, limiting: bool) -> None:
    """Add what the open conditions want, and where there are several, whether all of them are wanted or one."""
    still = [part for part in node.parts if part.truth == UNKNOWN]
    if node.observed is not None:
        under.add(Text(wants(node, view, limiting=limiting)))
    if len(still) > 1:
        under = under.add(Text("all of these:" if isinstance(node.condition, All) else "one of these:"))
    for part in still:
        _add_wants(part, under, view, limiting=limiting)


def _open_counts(applied: Applied) -> list[Node]:
    return [node for node in leaves(tree(applied)) if node.truth == UNKNOWN]


def wants(node: Node, view: View, *, limiting: bool) -> str:
    """Return what an open count wants, and what there is so far."""
    count, seen = node.counted
    selected = view.words.measured(count)
    if not count.bound.of_number:
        bound = view.words.enough(count.bound) if limiting else view.words.required(count.bound)
        return f"{selected}: {view.words.observed(count, seen)} possible, {bound}{_so_far(node)}"
    certain = seen.certain
    if count.bound.from_below:
        missing = count.bound.value - certain
        possible = "" if seen.possible is None else f", {seen.possible} possible"
        return f"at least {missing} more: {selected}; {_number(certain)} so far{possible}"
    most = count.bound.value
    if isinstance(count, JudgmentsCount):
        only = f"at most {most}" if most else "none"
    else:
        only = "no more" if certain == most else f"at most {most - certain} more"
    return f"{only}: {selected}; {_number(certain)} so far"


def _so_far(node: Node) -> str:
    count, seen = node.counted
    if count.is_share_of_evidence and seen.support:
        return f"; {len(seen.matched)} of {len(seen.support)} so far"
    return ""


def _number(certain: object) -> str:
    return "none" if certain == 0 else str(certain)


# --- as data ---------------------------------------------------------------------------------------------------------


def outlook_data(found: Outlook, view: View) -> dict[str, Any]:
    """Return the outlook as data: every unknown in order with what each outcome leaves, and the open rules."""
    return {
        "schema": VERSION,
        "judgment": standing_data(found.judgment),
        "unknowns": [
            {
                "kind": one.kind,
                "subject": one.subject,
                "comparator": one.comparator,
                "question": one.question,
                "stands": standing_data(view.result[one.question]),
                "narrows": one in found.deciding,
                "outcomes": [
                    {"comes_out": way.comes_out, "low": way.range.low.id, "high": way.range.high.id}
                    for way in one.outcomes
                ],
            }
            for one in found.unknowns
        ],
        "rules": [
            {
                "rule": applied.rule.id,
                "effect": applied.rule.effect,
                "category": applied.rule.category,
                "place": view.where(applied.rule.id),
                "wants": [
                    wants(node, view, limiting=applied.rule.effect == "limits_to") for node in _open_counts(applied)
                ],
            }
            for applied in found.rules
        ],
    }
