"""What the judgments hang on, in words and as data: for the team and the panel, never as a way to a grade.

No figure sums it up: it would be quoted. What was tried is counted, and what moves a judgment is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from rich.text import Text
from rich.tree import Tree

from peelgrade.explanation import Choice, Move, Recoding, Sensitivity, Sustained
from peelgrade.explanation.sensitivity import KINDS, Kind
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.console import dim
from peelgrade.rendering.views import View

if TYPE_CHECKING:
    from peelgrade.evidence import Finding

VERSION = "peelgrade/sensitivity/v1"
_HEADS = {
    "doubt": "where the coder was in doubt, the other code",
    "step": "another step of weight or extent",
    "removal": "an item taken away",
}
_WHY_NONE = {
    "open": "not looked for: the judgment, or one below it, is still open",
    "from_outside": "not looked for: the judgment does not come from the evidence",
    "too_long": "not found: there are too many sets to try",
}
_WAYS_SHOWN = 5


def sensitivity(found: Sensitivity, sustained: Sequence[Sustained], view: View, question: str | None = None) -> Tree:
    """Return which codings the judgments, or that of one question, hang on, and what alone sustains them."""
    asked = view.rulebook.questions[question] if question is not None else None
    what = f"{asked.id} {escaping.terminal(asked.name)} hangs" if asked is not None else "the judgments hang"
    root = Tree(Text(f"What {what} on: for the team and the panel, and never a way to a grade", style="bold"))
    root.guide_style = "dim"
    root.add(dim(f"each change alone; {found.counted:,} of {len(found.tried):,} are to evidence that is counted"))
    if question is not None and view.result[question].from_outside:
        root.add(Text("the judgment that stands does not come from the evidence, so no coding moves it"))
    for kind in KINDS:
        _tried(found, kind, view, root, question)
    if sustained:
        branch = root.add(Text("the least evidence that alone sustains a judgment and those below it", style="bold"))
        branch.add(dim("all else that is counted left out, with fieldwork as it is and the minimum waived"))
        for one in sustained:
            _sustained(one, view, branch)
    return root


def _tried(found: Sensitivity, kind: Kind, view: View, root: Tree, question: str | None) -> None:
    """Add the changes of one kind that move a judgment: a published one first."""
    moves = [move for move in found.moves if move.recoding.kind == kind]
    tried = found.of(kind)
    if not tried:
        root.add(Text.assemble((_HEADS[kind], "bold"), ": there is none"))
        return
    number = f"{len(moves):,}" if moves else "none"
    which = question if question is not None else "a judgment"
    said = f": {tried:,} tried, {number} {'move' if len(moves) > 1 else 'moves'} {which}"
    branch = root.add(Text.assemble((_HEADS[kind], "bold"), said))
    published = {one.id for one in view.rulebook.questions.values() if one.graded and not one.working_view}
    above = [move for move in moves if move.reaches(published)]
    below = [move for move in moves if move not in above]
    if above:
        _moves(above, view, branch)
    if below:
        inside = branch.add(Text("a working view alone")) if question is None else branch
        _moves(below, view, inside)


def _moves(moves: Iterable[Move], view: View, under: Tree) -> None:
    """Add changes, those together that are the same change with the same effect."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for move in moves:
        key = (_what(move.recoding, view), _moved(move, view))
        grouped.setdefault(key, []).append(move.recoding.item)
    for (what, told), names in grouped.items():
        line = Text.assemble((prose.either(names), "bold"), f" {what}: ")
        under.add(line.append(told, style="dim"))


def _what(recoding: Recoding, view: View) -> str:
    """Return a change in words, with the code that it is instead of."""
    if recoding.kind == "removal":
        return "taken away"
    item = cast("Finding", view.items[recoding.item])  # only findings are coded so
    weight = f"weight {recoding.weight} instead of {item.weight}" if recoding.weight else ""
    extent = f"extent {recoding.extent} instead of {item.extent}" if recoding.extent else ""
    return " and ".join(word for word in (weight, extent) if word)


def _moved(move: Move, view: View) -> str:
    """Return the judgments that move, from the bottom of the tree up."""
    return ", ".join(
        f"{one.question} {prose.span(one.before, view.rulebook)} → {prose.span(one.after, view.rulebook)}"
        for one in reversed(move.moved)
    )


def _sustained(one: Sustained, view: View, under: Tree) -> None:
    asked = view.rulebook.questions[one.question]
    judgment = prose.standing(view.result[one.question], view.rulebook).lower()
    head = Text.assemble((f"{one.question} ", "bold"), f"{escaping.terminal(asked.name)}: {judgment}; ")
    if one.why_none is not None:
        under.add(head.append(_WHY_NONE[one.why_none]))
        return
    if one.size == 0:
        under.add(head.append("no item is needed"))
        return
    branch = under.add(head.append(f"{prose.number(one.size, 'item')} {'is' if one.size == 1 else 'are'} enough"))
    ways = one.alternatives[:_WAYS_SHOWN]
    for n, alternative in enumerate(ways):
        inside = branch.add(Text("these" if n == 0 else "or these")) if len(ways) > 1 else branch
        for choice in sorted(alternative, key=lambda one: _places(one, view)):
            inside.add(dim(_choice(choice, view)))
    if one.more or len(one.alternatives) > _WAYS_SHOWN:
        branch.add(dim("and other sets of as many items"))


def _places(choice: Choice, view: View) -> tuple[list[int], tuple[str, ...]]:
    order = list(view.rulebook.questions)
    return [order.index(view.items[name].question) for name in choice.items], choice.items


def _choice(choice: Choice, view: View) -> str:
    where = ", ".join(dict.fromkeys(view.items[name].question for name in choice.items))
    if choice.number == len(choice.items):
        return f"{', '.join(choice.items)} ({where})"
    return f"any {choice.number} of {', '.join(choice.items)} ({where})"


def as_data(found: Sensitivity, sustained: Sequence[Sustained], question: str | None = None) -> dict[str, Any]:
    """Return what the judgments hang on as data: what was tried, what moves a judgment, and what sustains it."""
    return {
        "schema": VERSION,
        "question": question,
        "tried": {kind: found.of(kind) for kind in KINDS},
        "tried_on_counted": found.counted,
        "moves": [
            {
                "item": move.recoding.item,
                "kind": move.recoding.kind,
                "weight": move.recoding.weight,
                "extent": move.recoding.extent,
                "moved": [
                    {"question": one.question, "before": prose.ends(one.before), "after": prose.ends(one.after)}
                    for one in move.moved
                ],
            }
            for move in found.moves
        ],
        "sustained_by": [
            {
                "question": one.question,
                "why_none": one.why_none,
                "size": one.size if one.why_none is None else None,
                "sets": [
                    [{"number": choice.number, "of": list(choice.items)} for choice in alternative]
                    for alternative in one.alternatives
                ],
                "more": one.more,
            }
            for one in sustained
        ],
    }
