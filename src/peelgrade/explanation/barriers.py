"""What stands in the way of a category that no real change can bring about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from peelgrade.explanation.demands import Demands, Ground
from peelgrade.rulebook import JudgmentsCount, Rule
from peelgrade.trace import Node, leaves, tree

Why = Literal["assumed", "decided", "carried_over", "by_people", "no_rule", "limit", "rule"]


@dataclass(frozen=True)
class Unmet:
    """A count that no change can make right: what it observes now, and the parts that stay short of it, with why.

    `closest` is the number that changes can bring it to at best, where it holds a number of findings or
    recommendations against its bound.
    """

    node: Node
    closest: int | None
    parts: tuple[Barrier, ...]


@dataclass(frozen=True)
class Barrier:
    """What keeps a question from a category: people, an earlier judgment, the lack of a rule, a limit, or a rule.

    Of the rules that could lift it, the one that comes nearest is named, by how many of its counts no change can make
    right. With none of them, changes can make each count right and not all at once.
    """

    question: str
    category: str
    why: Why
    rule: Rule | None = None
    unmet: tuple[Unmet, ...] = ()


def barriers(demands: Demands, question: str, category: str) -> tuple[Barrier, ...]:
    """Return what keeps a question from a category, whatever is changed."""
    ground = demands.ground
    wanted = demands.scale[category]
    outside = _from_outside(ground, question)
    if outside is not None:
        return (Barrier(question, category, outside),)
    rules = ground.rulebook.rules_of(question)
    limits = [rule for rule in rules if rule.effect == "limits_to" and demands.scale[rule.category] < wanted]
    stuck = [rule for rule in limits if demands.condition(rule.when, rule, low=True) is False]
    found = [_by_rule(demands, question, category, rule) for rule in stuck]
    if ground.rulebook.baseline >= wanted:
        return tuple(found)
    lifting = [rule for rule in rules if rule.effect == "supports" and demands.scale[rule.category] >= wanted]
    if not lifting:
        return (*found, Barrier(question, category, "no_rule"))
    near = min((_by_rule(demands, question, category, rule) for rule in lifting), key=lambda one: len(one.unmet))
    return (*found, near) if near.unmet or not found else tuple(found)


def _from_outside(ground: Ground, question: str) -> Why | None:
    judgment = ground.result[question]
    if judgment.assumed:
        return "assumed"
    if judgment.decision_applies:
        return "decided"
    if judgment.carried_over is not None:
        return "carried_over"
    return "by_people" if judgment.by_people else None


def _by_rule(demands: Demands, question: str, category: str, rule: Rule) -> Barrier:
    return Barrier(
        question, category, "limit" if rule.effect == "limits_to" else "rule", rule, tuple(_unmet(demands, rule))
    )


def _unmet(demands: Demands, rule: Rule) -> Iterator[Unmet]:
    """Yield the counts of a rule that no change can make right."""
    applied = next(one for one in demands.ground.result[rule.question].applied if one.rule.id == rule.id)
    for node in leaves(tree(applied)):
        count = node.count
        if count is None or demands.condition(node.condition, rule, low=True) is not False:
            continue
        parts: tuple[Barrier, ...] = ()
        if isinstance(count, JudgmentsCount) and (wanted := count.reaching or count.below):
            names = demands.ground.rulebook.counted_of(rule.question, count)
            short = [name for name in names if demands.ground.has_range(name)]
            short = [name for name in short if demands.output((name, "low", wanted)) is False]
            parts = tuple(one for name in short for one in barriers(demands, name, wanted))
        yield Unmet(node, demands.closest(count, rule), parts)
