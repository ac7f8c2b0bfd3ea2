"""Several forces side by side at one question: for the terminal and as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from peelgrade.comparison.forces import Code, Comparison, Nearest, Standing
from peelgrade.evidence import WEIGHTS
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.console import dim, plain_table
from peelgrade.rendering.views import View
from peelgrade.trace import Truth

VERSION = "peelgrade/comparison/v1"
_TRUTHS = {Truth.TRUE: "holds", Truth.FALSE: "does not hold", Truth.UNKNOWN: "is open", None: "is not applied"}


def text(found: Comparison, views: dict[str, View]) -> RenderableType:
    """Return the comparison for the terminal; `views` are by the id of the inspection."""
    view = next(iter(views.values()))
    asked = view.rulebook.questions[found.question]
    shown: list[RenderableType] = [Text(f"{asked.id}  {escaping.terminal(asked.title)}", style="bold")]
    if asked.working_view:
        shown.append(dim(prose.WORKING_VIEW))
    shown += [dim("In the order of their names; it is no ranking."), Text(), _table(found, view), Text()]
    shown += [_reasons(one, views[one.inspection.record.id]) for one in found.standings]
    shown += [Text(), _nearest(found, view)]
    return Group(*shown)


def _table(found: Comparison, view: View) -> Table:
    table = plain_table("Force", "Judgment", "Computed", "Published", "Strengths", "Weaknesses", "Still standing")
    for one in found.standings:
        published = one.inspection.published.get(found.question)
        table.add_row(
            Text(_name(one), style="bold"),
            Text(prose.standing(one.judgment, view.rulebook)),
            Text(prose.computed(one.judgment, view.rulebook)),
            Text(view.words.category(published) if published else "none"),
            Text(_by_weight(one, "strength")),
            Text(_by_weight(one, "weakness")),
            Text(escaping.terminal(_standing(one, view))),
        )
    return table


def _name(one: Standing) -> str:
    return escaping.terminal(f"{one.inspection.record.force.name} ({one.inspection.record.id})")


def _by_weight(one: Standing, shows: str) -> str:
    told = []
    for weight in reversed(WEIGHTS):
        amount = sum(number for code, number in one.profile.items() if code[:2] == (shows, weight))
        told += [f"{amount} {weight}"] if amount else []
    return ", ".join(told) or "none"


def _standing(one: Standing, view: View) -> str:
    told = []
    for name, kind in view.rulebook.recommendation_types.items():
        amount = sum(one.profile[name, status] for status in ("open", "in_progress"))
        told += [f"{kind.title.lower()}: {amount}"] if amount else []  # a title has no plural
    return ", ".join(told) or "nothing"


def _reasons(one: Standing, view: View) -> Tree:
    root = Tree(
        Text.assemble((f"{_name(one)}: ", "bold"), prose.standing(one.judgment, view.rulebook).lower()),
        guide_style="dim",
    )
    told = prose.because(one.judgment, view.rulebook)
    if told:
        root.add(Text(escaping.terminal(told)))
    for reason in one.judgment.reasons:
        if reason.rule is not None:
            word = reason.kind.replace("_", " ")
            root.add(dim(f"{word}: {reason.rule}  {view.place(reason.rule)}"))
    if one.deciding:
        branch = root.add(Text(f"it rests on {prose.number(len(one.deciding), 'item')}"))
        for name in one.deciding:
            item = view.items[name]
            line = escaping.terminal(prose.item_line(item, view.rulebook, view.items))
            leaf = branch.add(Text.assemble((f"{name} ", "bold"), line))
            leaf.add(dim(f"{view.place(name)}  {escaping.terminal(prose.place_of(item))}"))
    return root


def _nearest(found: Comparison, view: View) -> RenderableType:
    of, nearest = found.of, found.nearest
    if of.judgment.category is None:
        stands = prose.standing(of.judgment, view.rulebook).lower()
        return Text(f"{_name(of)} has no settled judgment here ({stands}), so nothing is judged otherwise.")
    if nearest is None:
        return Text(f"None of the others has a settled judgment other than that of {_name(of)}.")
    judged = prose.reached(nearest.other.judgment.range).lower()
    root = Tree(
        Text(f"Nearest to {_name(of)} and judged otherwise: {_name(nearest.other)}, {judged}", style="bold"),
        guide_style="dim",
    )
    away = "would have to be added or taken away for the evidence to be coded the same"
    root.add(
        Text(f"{prose.number(nearest.alike, 'item')} coded alike; {prose.number(nearest.distance, 'item')} {away}")
    )
    for code, more in _differing(nearest):
        owner = nearest.of if more > 0 else nearest.other
        root.add(Text(f"{abs(more)} more in {_name(owner)}: {_words(code, view)}"))
    for rule in nearest.rules:
        root.add(
            Text(f"{rule.rule} {_TRUTHS[rule.first]} in {_name(of)}, {_TRUTHS[rule.second]} in {_name(nearest.other)}")
        )
    if nearest.parts:
        root.add(Text(f"judged otherwise below: {', '.join(nearest.parts)}"))
    if of.judgment.by_people:
        root.add(Text("People judge this question, and no rule does: what parts the two is theirs to say."))
    elif of.judgment.computed == nearest.other.judgment.computed:
        root.add(Text("By the rules both are the same: what people decided, or an earlier judgment, parts them."))
    return root


def _differing(nearest: Nearest) -> Iterable[tuple[Code, int]]:
    one, other = nearest.of.profile, nearest.other.profile
    return [(code, one[code] - other[code]) for code in sorted({*one, *other}) if one[code] != other[code]]


def _words(code: Code, view: View) -> str:
    types = view.rulebook.recommendation_types
    named = [types[part].title.lower() if part in types else part.replace("_", " ") for part in code]
    return escaping.terminal(", ".join(named))


def as_data(found: Comparison, views: dict[str, View]) -> dict[str, Any]:
    """Return the comparison as data, with places."""
    nearest = found.nearest
    return {
        "schema": VERSION,
        "question": found.question,
        "forces": [_force(one, views[one.inspection.record.id]) for one in found.standings],
        "of": found.of.inspection.record.id,
        "nearest": None
        if nearest is None
        else {
            "inspection": nearest.other.inspection.record.id,
            "distance": nearest.distance,
            "alike": nearest.alike,
            "more": [{"code": list(code), "by": more} for code, more in _differing(nearest)],
            "rules": [
                {
                    "rule": rule.rule,
                    "here": rule.first.value if rule.first else None,
                    "there": rule.second.value if rule.second else None,
                }
                for rule in nearest.rules
            ],
            "parts": list(nearest.parts),
        },
    }


def _force(one: Standing, view: View) -> dict[str, Any]:
    judgment = one.judgment
    computed = judgment.computed
    return {
        "force": one.inspection.record.force.name,
        "inspection": one.inspection.record.id,
        "status": judgment.status,
        "judgment": judgment.category.id if judgment.category else None,
        "as_it_stands": judgment.as_it_stands.id if judgment.as_it_stands else None,
        "computed": prose.ends(computed),
        "decided": judgment.decision_applies,
        "published": one.inspection.published.get(judgment.question),
        "evidence": [{"code": list(code), "number": number} for code, number in sorted(one.profile.items())],
        "decided_by": list(judgment.decided_by),
        "rests_on": [{"item": name, "place": view.where(name)} for name in one.deciding],
    }
