"""What would need to improve, as a tree for the terminal and as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.text import Text
from rich.tree import Tree

from peelgrade.changes import Change, SetStatus
from peelgrade.evidence import Recommendation
from peelgrade.explanation.barriers import Barrier, Unmet
from peelgrade.explanation.improvement import Choice, Improvement, Way
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.console import dim
from peelgrade.rendering.views import View
from peelgrade.rulebook import FindingsCount, JudgmentsCount, MetricsCount
from peelgrade.trace import Result

VERSION = "peelgrade/improvement/v1"
LISTED = 6  # items of a group that are told in full; of the rest, the ids
NAMED = 40  # ids that are told of a group
_DONE = {"remedied": "put right", "extended": "extended across the force", "met": "met"}
FOUND_LATER = "These are changes of what the force does, which a later inspection would have to find"
_OF_THE_FORCE = (
    f"{FOUND_LATER}; coding evidence differently is no way to a grade. Effort is counted by the framework's own table, "
    "only to set such changes against each other."
)


def improvement(view: View, found: Improvement) -> Tree:
    """Return what would need to improve, what that gives on the way, and where nothing helps what stands in the way."""
    asked = view.rulebook.questions[found.question]
    now = prose.standing(found.before[found.question], view.rulebook).upper()
    root = Tree(
        Text.assemble(
            (f"{asked.id}  {escaping.terminal(asked.name)}  ", "bold"),
            (now, "bold reverse"),
            (f"  to {found.wanted.title.lower()}", "bold"),
        ),
        guide_style="dim",
    )
    if asked.short:
        root.add(dim(escaping.terminal(asked.title)))
    if asked.working_view:
        root.add(dim(prose.WORKING_VIEW))
    _told(view, found, root)
    return root


def lines(view: View, found: Improvement) -> Tree:
    """Return the same under the category that is asked for, without what stands above it."""
    root = Tree(Text(f"To reach {found.wanted.title.lower()}", style="bold"))
    _told(view, found, root)
    return root


def _told(view: View, found: Improvement, root: Tree) -> None:
    for line in _basis(found):
        root.add(dim(line))
    if not found.judged:
        root.add(Text(_not_judged(found)))
    elif found.already:
        root.add(Text(_already(found)))
    elif found.ways:
        _ways(view, found, root)
        root.add(dim(_OF_THE_FORCE))
    else:
        _out_of_reach(view, found, root)


def _not_judged(found: Improvement) -> str:
    if any(isinstance(step, SetStatus) and step.status == "not_inspected" for step in found.basis):
        return "nothing was found here yet, so no judgment could improve"
    return "it was not inspected, so there is no judgment that could improve; its status is set in inspection.yaml"


def _already(found: Improvement) -> str:
    stands = found.before[found.question].range
    better = stands is not None and stands.low > found.wanted
    category = stands.low.title.lower() if stands is not None else ""
    if better:
        return f"nothing: it is {category} already, which is better"
    return f"nothing: it is {category} already"


def _basis(found: Improvement) -> Iterable[str]:
    """Say in words what is taken for granted about fieldwork that is not over."""
    idle = [one.question for one in found.basis if isinstance(one, SetStatus) and one.status == "not_inspected"]
    left_out = [name for name in idle if not found.before[name].from_outside]  # a decision stands without evidence
    if found.basis:
        yield "as it stands, for more evidence may come: fieldwork is taken as complete and the minimum of evidence as waived"
    if left_out:
        yield f"left out as not inspected, for nothing was found there yet: {', '.join(left_out)}"


# --- ways -------------------------------------------------------------------------------------------------------------


def _ways(view: View, found: Improvement, root: Tree) -> None:
    first, *others = found.ways
    reached = first.after[found.question].range
    better = reached is not None and reached.low > found.wanted
    head = f"what would need to improve at least, effort {found.effort}"
    if better and reached is not None:
        head += f"; it leads to {reached.low.title.lower()}"
    branch = root.add(Text(head, style="bold"))
    for choice in first.choices:
        _choice(view, choice, branch)
    _gives(view, found.before, first.after, root, found.question)
    if others:
        told = root.add(Text("or, at the same effort"))
        for way in others:
            told.add(Text(_brief(view, way, first)))
    if found.more:
        root.add(Text(f"and {prose.number(found.more, 'more way')} at the same effort"))


def _choice(view: View, choice: Choice, under: Tree) -> None:
    """Add a change, or of several that serve equally well, how many it takes and which there are."""
    if choice.amount == len(choice.items):
        for name in choice.items[:LISTED]:
            _item(view, name, f" {done(view, choice, name)} (effort {choice.cost})", under)
        if choice.items[LISTED:]:
            under.add(dim(f"likewise {_names(choice.items[LISTED:])}"))
        return
    head = any_of(view, choice)
    branch = under.add(Text.assemble((head, "bold"), f" (effort {choice.cost}{' each' if choice.amount > 1 else ''})"))
    for name in choice.items[:LISTED]:
        _item(view, name, "", branch)
    if choice.items[LISTED:]:
        branch.add(dim(f"or {_names(choice.items[LISTED:])}"))


def any_of(view: View, choice: Choice) -> str:
    """Return how many of several items that serve equally well a choice takes, and what becomes of them."""
    return f"any {choice.amount} of these {len(choice.items)} {done(view, choice, choice.items[0])}"


def done(view: View, choice: Choice, name: str) -> str:
    """Return what becomes of an item of a choice: put right, extended across the force, met or closed."""
    item = view.items[name]
    if isinstance(item, Recommendation):
        rests = view.rulebook.recommendation_types[item.type].rests_on_findings
        return "closed" if rests else "met"
    return _DONE[choice.what]


def _item(view: View, name: str, outcome: str, under: Tree) -> None:
    item = view.items[name]
    line = escaping.terminal(prose.item_line(item, view.rulebook, view.items))
    branch = under.add(Text.assemble((name, "bold"), (outcome, "bold"), f"  {line}"))
    branch.add(dim(f"{view.place(name)}  {escaping.terminal(prose.place_of(item))}"))


def _names(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - NAMED} more" if len(listed) > NAMED else ""
    return ", ".join(listed[:NAMED]) + more


def _brief(view: View, way: Way, first: Way) -> str:
    """Return a way in one line, as it differs from the first."""
    shared = [choice for choice in way.choices if choice in first.choices]
    parts = [_phrase(view, choice) for choice in way.choices if choice not in shared]
    return ("the same, but with " if shared else "") + ", ".join(parts)


def _phrase(view: View, choice: Choice) -> str:
    many = "" if choice.amount == len(choice.items) else f"any {choice.amount} of "
    return f"{many}{_names(choice.items)} {done(view, choice, choice.items[0])}"


def _gives(view: View, before: Result, after: Result, root: Tree, question: str) -> None:
    """Add the judgments that are others once the changes are made, at the question and below it, lowest first."""
    inside = view.rulebook.below[question]
    branch = root.add(Text("what that gives"))
    for judgment in reversed(before.judgments):
        name = judgment.question
        was, now = judgment.range, after[name].range
        if name in inside and was is not None and now is not None and was != now:
            asked = view.rulebook.questions[name]
            line = Text.assemble(
                (f"{name} ", "bold"),
                f"{escaping.terminal(asked.name)}: {prose.reached(was).lower()} → ",
                (prose.reached(now).lower(), "bold"),
            )
            branch.add(line.append(", working view" if asked.working_view else "", style="dim"))


# --- what cannot be reached -------------------------------------------------------------------------------------------


def out_of_reach(found: Improvement) -> str:
    """Return in a sentence that no change leads to a category."""
    wanted = found.wanted.title.lower()
    made = "every weakness put right, every good practice extended and every recommendation met"
    return f"{wanted} stays out of reach: not even {made} would lead there"


def _out_of_reach(view: View, found: Improvement, root: Tree) -> None:
    root.add(Text(out_of_reach(found), style="bold"))
    branch = root.add(Text("what stands in the way"))
    for barrier in found.barriers:
        _barrier(view, barrier, branch)
    nearest = found.nearest
    if nearest is not None:
        told = root.add(
            Text(f"what can be reached is {nearest.wanted.title.lower()}, at effort {nearest.effort}", style="bold")
        )
        for choice in nearest.ways[0].choices:
            _choice(view, choice, told)
        if len(nearest.ways) > 1:
            others = len(nearest.ways) + nearest.more - 1
            told.add(dim(f"or {prose.number(others, 'other way')}; ask --to {nearest.wanted.id} to see them"))
        root.add(dim(_OF_THE_FORCE))


def _barrier(view: View, barrier: Barrier, under: Tree, *, nested: bool = False) -> None:
    name = f"{barrier.question} {escaping.terminal(view.rulebook.questions[barrier.question].name)}: " if nested else ""
    category = view.words.category(barrier.category)
    rule = barrier.rule
    if rule is None:
        told = {
            "assumed": "its judgment is assumed",
            "decided": "people decided on its judgment, and a decision stands whatever the evidence is",
            "carried_over": "its judgment is carried over from an earlier inspection, and stands whatever the evidence is",
            "by_people": "people judge it, and have not yet; what they will say is no matter of rules",
            "no_rule": f"no rule supports {category} or better",
        }[barrier.why]
        under.add(Text(f"{name}{told}"))
        return
    if barrier.why == "limit":
        head = f"a limit to {view.words.category(rule.category)} holds: {escaping.terminal(rule.because)}"
    else:
        head = f"nearest to {category} comes: {escaping.terminal(rule.because)}"
    branch = under.add(Text(f"{name}{head}"))
    branch.add(dim(f"{rule.id}  {view.place(rule.id)}"))
    for unmet in barrier.unmet:
        _unmet(view, unmet, branch, limiting=barrier.why == "limit")
    if not barrier.unmet:
        branch.add(Text("each of its counts could be brought right, and not all of them together"))


def _unmet(view: View, unmet: Unmet, under: Tree, *, limiting: bool) -> None:
    count = unmet.node.count
    line = view.words.sentence(unmet.node, limiting=limiting)
    if isinstance(count, MetricsCount):
        line += "; figures are not what a change alters here"
    elif isinstance(count, FindingsCount) and count.good and count.bound.of_number:
        now = unmet.node.observed is not None and unmet.node.observed.certain == unmet.closest
        line += "; no change adds to them" if now else f"; changes bring them to {unmet.closest} at most"
        line += ", only new strengths would" if now else ", and more would take new strengths"
    elif unmet.closest is not None:
        line += f"; changes bring it to {unmet.closest} at best"
    branch = under.add(Text(line))
    if isinstance(count, JudgmentsCount):
        for part in unmet.parts:
            _barrier(view, part, branch, nested=True)


# --- as data ----------------------------------------------------------------------------------------------------------


def as_data(view: View, found: Improvement) -> dict[str, Any]:
    """Return what would need to improve as data, with places."""
    nearest = found.nearest
    state = (
        "not_judged"
        if not found.judged
        else "already"
        if found.already
        else "within_reach"
        if found.ways
        else "out_of_reach"
    )
    return {
        "schema": VERSION,
        "question": found.question,
        "to": found.wanted.id,
        "state": state,
        "as_it_stands": [_change(step) for step in found.basis],
        "now": _range(found.before, found.question),
        **_ways_data(view, found),
        "barriers": [_barrier_data(one) for one in found.barriers],
        "nearest": None if nearest is None else {"to": nearest.wanted.id, **_ways_data(view, nearest)},
    }


def _ways_data(view: View, found: Improvement) -> dict[str, Any]:
    ways = [
        {
            "changes": [
                {
                    "what": choice.what,
                    "amount": choice.amount,
                    "effort_each": choice.cost,
                    "any_of": [{"id": name, "place": view.where(name)} for name in choice.items],
                }
                for choice in way.choices
            ]
        }
        for way in found.ways
    ]
    gives = [
        {"question": name, "from": _range(found.before, name), "to": _range(found.ways[0].after, name)}
        for name in (judgment.question for judgment in found.before.judgments)
        if found.ways
        and name in view.rulebook.below[found.question]
        and _range(found.before, name) != _range(found.ways[0].after, name)
    ]
    return {"effort": found.effort, "ways": ways, "more_ways": found.more, "the_first_gives": gives}


def _range(result: Result, question: str) -> dict[str, str] | None:
    return prose.ends(result[question].range)


def _change(step: Change) -> dict[str, Any]:
    """Return what an inspection is taken as, as it stands: a status of fieldwork, or the minimum of evidence waived."""
    return {"question": step.question, "status": step.status} if isinstance(step, SetStatus) else {"minimum": "waived"}


def _barrier_data(barrier: Barrier) -> dict[str, Any]:
    return {
        "question": barrier.question,
        "to": barrier.category,
        "why": barrier.why,
        "rule": None if barrier.rule is None else barrier.rule.id,
        "unmet": [
            {
                "count": {} if one.node.count is None else dict(one.node.count.where),
                "required": _required(one),
                "closest": one.closest,
                "parts": [_barrier_data(part) for part in one.parts],
            }
            for one in barrier.unmet
        ],
    }


def _required(unmet: Unmet) -> dict[str, str]:
    count = unmet.node.count
    return {} if count is None else {count.bound.name: str(count.bound.value)}
