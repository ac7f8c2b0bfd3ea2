"""Where an item of evidence is used: every rule that it bears on."""

from __future__ import annotations

from dataclasses import dataclass

from peelgrade.trace import Applied, Node, Observed, Result, leaves, tree


@dataclass(frozen=True)
class Use:
    """One rule that an item bears on: the counts that hold it, and whether the rule is among the reasons."""

    question: str
    applied: Applied
    counts: tuple[Node, ...]
    decisive: bool


def uses(result: Result, item: str) -> tuple[Use, ...]:
    """Return every rule that an item bears on, in tree order; none for an item that is not counted."""
    found = []
    for judgment in result.judgments:
        for applied in judgment.applied:
            holding = tuple(node for node in leaves(tree(applied)) if node.observed and _holds(node.observed, item))
            if holding:
                decisive = any(r.rule == applied.rule.id and item in r.support for r in judgment.reasons)
                found.append(Use(judgment.question, applied, holding, decisive))
    return tuple(found)


def _holds(observed: Observed, item: str) -> bool:
    return item in observed.matched or item in observed.maybe or item in observed.support
