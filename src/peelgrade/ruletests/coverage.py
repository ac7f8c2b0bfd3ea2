"""What of the rules the cases try: every rule decisive, every condition both ways, every category reached.

A case tries the questions of which it expects something, and no others: what nobody looks at could be anything.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from peelgrade.rulebook import Rule, Rulebook, Steps, conditions
from peelgrade.ruletests.running import Outcome
from peelgrade.trace import FALSE, TRUE, Applied, Node, Truth, tree

Kind = Literal["rule", "condition", "category"]
KINDS: tuple[Kind, ...] = ("rule", "condition", "category")


@dataclass(frozen=True)
class Gap:
    """Something that the cases should try: a rule, a condition of one with a truth, or a category at a question.

    Of a condition, `steps` lead to it in the rule and `truth` is what it must come to.
    """

    kind: Kind
    question: str
    rule: str | None = None
    steps: Steps = ()
    truth: Truth | None = None
    category: str | None = None


@dataclass(frozen=True)
class Coverage:
    """All that the cases should try, and what of it they do not."""

    wanted: tuple[Gap, ...]
    gaps: tuple[Gap, ...]

    @property
    def share(self) -> float:
        """The part that is tried, from 0 to 1; all of nothing is 1."""
        return 1 - len(self.gaps) / len(self.wanted) if self.wanted else 1.0

    @cached_property
    def by_kind(self) -> dict[Kind, tuple[int, int]]:
        """How many of each kind are tried, and of how many."""
        of = {kind: sum(one.kind == kind for one in self.wanted) for kind in KINDS}
        return {kind: (of[kind] - sum(one.kind == kind for one in self.gaps), of[kind]) for kind in KINDS}


def covered(rulebook: Rulebook, outcomes: Iterable[Outcome], questions: Container[str] | None = None) -> Coverage:
    """Return what of a rulebook, or of some of its questions, the cases try, in the order of questions and rules."""
    tried = {one for outcome in outcomes for one in _tried(outcome)}
    asked = (question for question in rulebook.questions if questions is None or question in questions)
    wanted = tuple(one for question in asked for one in _wanted(question, rulebook))
    return Coverage(wanted, tuple(one for one in wanted if one not in tried))


def _wanted(question: str, rulebook: Rulebook) -> Iterator[Gap]:
    rules = rulebook.rules_of(question)
    for rule in rules:
        yield Gap("rule", question, rule.id)
        for _, steps in conditions(rule.when):
            yield from (Gap("condition", question, rule.id, steps, truth) for truth in (TRUE, FALSE))
    for category in _within_reach(rules, rulebook):
        yield Gap("category", question, category=category)


def _within_reach(rules: Iterable[Rule], rulebook: Rulebook) -> list[str]:
    """Return the categories that some rule leads to, with the baseline, worst first; none where there are no rules."""
    named = {rule.category for rule in rules}
    return [one.id for one in rulebook.scale if one.id in named or (named and one == rulebook.baseline)]


def _tried(outcome: Outcome) -> Iterator[Gap]:
    for question in outcome.case.expect:
        judgment = outcome.run.result[question]
        for reason in judgment.reasons:
            if reason.kind in {"supports", "limits"}:
                yield Gap("rule", question, reason.rule)
        for applied in judgment.applied:
            yield from _truths(question, applied)
        if judgment.category is not None and not judgment.from_outside:
            yield Gap("category", question, category=judgment.category.id)


def _truths(question: str, applied: Applied) -> Iterator[Gap]:
    places = (steps for _, steps in conditions(applied.rule.when))
    for node, steps in zip(_nodes(tree(applied)), places, strict=True):
        yield Gap("condition", question, applied.rule.id, steps, node.truth)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _nodes(part)
