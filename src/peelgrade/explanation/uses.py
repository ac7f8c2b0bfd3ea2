"""Where an item of evidence is used: every rule that it bears on, every judgment, and what would move without it.

A rule sees an item where a count of it takes the item in, and where it counts the judgment of a question that the item
bears on. So an item bears on its own question and on those above it, and on no other; the figure that a metric is set
beside bears on what that metric does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from peelgrade.changes import Case, Remove
from peelgrade.evidence import Metric
from peelgrade.explanation.sensitivity import Moved, moved
from peelgrade.grading import regrade
from peelgrade.rulebook import JudgmentsCount, MetricsCount, Rulebook
from peelgrade.trace import Applied, Judgment, Node, Result, leaves, tree


@dataclass(frozen=True)
class Use:
    """One rule that an item bears on: the counts that take it in, or that count a judgment that it bears on.

    `through` are those judgments. `decisive` says whether the rule is among the reasons and rests on the item, or on
    a judgment below that rests on it.
    """

    question: str
    applied: Applied
    counts: tuple[Node, ...]
    through: tuple[str, ...]
    decisive: bool


@dataclass(frozen=True)
class Bearing:
    """A judgment that an item bears on: whether it rests on the item, and what it would be without the item.

    Of a judgment that people decided, or that is carried over or assumed, no item is decisive.
    `needed` says that without the item there is less than the minimum, here or below, so that more is taken to come.
    """

    judgment: Judgment
    decisive: bool
    needed: bool
    without: Moved | None


@dataclass(frozen=True)
class WhereUsed:
    """Where one item is used: rules in tree order, and judgments from its own question up."""

    item: str
    uses: tuple[Use, ...]
    bearings: tuple[Bearing, ...]

    @property
    def moves(self) -> tuple[Moved, ...]:
        """The judgments that would be another without it, from the bottom up."""
        return tuple(one.without for one in self.bearings if one.without is not None)


def where_used(case: Case, result: Result, item: str) -> WhereUsed:
    """Return every rule and judgment that an item bears on; none where it is recorded and not counted."""
    path = _path(case, result, item)
    used = tuple(_uses(case, result, item, path))
    after = regrade(case, [Remove(item)], result)
    without = {one.question: one for one in moved(result, after)}
    decisive = {use.question for use in used if use.decisive}
    bearings = (
        Bearing(
            result[question],
            question in decisive and not result[question].from_outside,
            after[question].in_progress and not result[question].in_progress,
            without.get(question),
        )
        for question in reversed([name for name in case.rulebook.questions if name in path])
        if result[question].range is not None
    )
    return WhereUsed(item, used, tuple(bearings))


def _beside(case: Case, item: str) -> dict[str, frozenset[str]]:
    """Return the metrics that are set beside the figure that an item holds, each with the comparators that it is."""
    found: dict[str, frozenset[str]] = {}
    for metric in case.inspection.metrics:
        names = frozenset(one.comparator for one in metric.comparators if one.metric == item)
        if names:
            found[metric.id] = names
    return found


def _path(case: Case, result: Result, item: str) -> frozenset[str]:
    """Return the questions whose evidence has the item, or a metric that is set beside its figure."""
    names = {item, *_beside(case, item)}
    return frozenset(one.question for one in result.judgments if not names.isdisjoint(one.evidence))


def _uses(case: Case, result: Result, item: str, path: frozenset[str]) -> Iterator[Use]:
    beside = _beside(case, item)
    # what people judge is theirs to weigh: no item moves it, and nothing above it through it
    judged = frozenset(name for name in path if result[name].range is not None and not result[name].by_people)
    decisive: set[str] = set()
    found: list[Use] = []
    # from the bottom up, for whether a judgment rests on the item decides it for the rules that count that judgment
    for judgment in reversed([one for one in result.judgments if one.question in path]):
        own = [metric for metric in case.inspection.metrics if metric.id in judgment.evidence]
        for applied in judgment.applied:
            counts: list[Node] = []
            through: list[str] = []
            for node in leaves(tree(applied)):
                named = [name for name in _named(node, judgment.question, case.rulebook) if name in judged]
                if named or _takes_in(node, item) or _sets_beside(node, own, beside):
                    counts.append(node)
                    through += named
            if counts:
                names = {item, *beside, *(name for name in through if name in decisive)}
                supports = (reason.support for reason in judgment.reasons if reason.rule == applied.rule.id)
                rests = any(not names.isdisjoint(support) for support in supports)
                found.append(Use(judgment.question, applied, tuple(counts), tuple(dict.fromkeys(through)), rests))
        rests_here = any(use.decisive for use in found if use.question == judgment.question)
        decisive |= {judgment.question} if rests_here and not judgment.from_outside else set()
    order = list(case.rulebook.questions)
    yield from sorted(found, key=lambda use: (order.index(use.question), use.applied.rule.id))


def _takes_in(node: Node, item: str) -> bool:
    """Whether a count takes an item in: certainly, possibly, or as part of what it is a share of."""
    seen = node.observed
    return seen is not None and item in {*seen.matched, *seen.maybe, *seen.support}


def _sets_beside(node: Node, metrics: Iterable[Metric], beside: Mapping[str, frozenset[str]]) -> bool:
    """Whether a count asks how a metric stands to the figure that the item holds, however it stands."""
    count = node.count
    return isinstance(count, MetricsCount) and any(
        metric.measure in count.measure and count.comparator in beside.get(metric.id, ()) for metric in metrics
    )


def _named(node: Node, question: str, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the questions whose judgments a count is about."""
    return rulebook.counted_of(question, node.count) if isinstance(node.count, JudgmentsCount) else ()
