"""Which items of evidence no rule tells apart.

The judgments see an item only through what the counts at its own question, and at those above it, select. Two findings
on one question that the same counts select, and that show the same, may stand for each other: what one of them does,
the other does. So what is true of one change is true of every change that looks the same to the counts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from peelgrade.changes import Case
from peelgrade.evidence import Finding, Item, Metric
from peelgrade.grading import selects
from peelgrade.rulebook import Count, FindingsCount, MetricsCount, RecommendationsCount, Rulebook, counts


@dataclass(frozen=True, order=True)
class Look:
    """What the counts see of an item that is counted: equal where they cannot tell two apart.

    `kind` is finding, recommendation, or the id of a metric, for no two metrics are taken to be alike. `seen` are the
    counts that select it, each by its question and its number there.
    """

    kind: str
    shows: str
    seen: tuple[tuple[str, int], ...]

    @property
    def is_figure(self) -> bool:
        """Whether it is that of a metric."""
        return self.kind not in {"finding", "recommendation", ""}

    @property
    def nothing(self) -> bool:
        """Whether no rule would miss the item: a metric that no count asks for."""
        return self.is_figure and not self.seen

    def by(self, questions: Collection[str]) -> Look:
        """Return what the counts of some questions alone see."""
        seen = tuple(one for one in self.seen if one[0] in questions)
        return replace(self, seen=seen) if seen or self.is_figure else Look("", "", ())


@dataclass(frozen=True)
class Likeness:
    """What the rules can tell of the items of one case."""

    case: Case

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook that judges the case."""
        return self.case.rulebook

    @cached_property
    def figures(self) -> frozenset[str]:
        """Ids of the metrics that hold the figure that another metric is set beside."""
        metrics = self.case.inspection.metrics
        return frozenset(one.metric for metric in metrics for one in metric.comparators if one.metric is not None)

    @cached_property
    def seen_by(self) -> Mapping[str, tuple[tuple[str, int, Count], ...]]:
        """For each question the counts of it and of those above it, with the question that each is of and its number."""
        found: dict[str, tuple[tuple[str, int, Count], ...]] = {}
        for question, parent in self.rulebook.parents.items():
            own = (count for rule in self.rulebook.rules_of(question) for count in counts(rule.when))
            listed = tuple((question, n, count) for n, count in enumerate(own))
            found[question] = listed + (found[parent] if parent is not None else ())
        return found

    def look(self, item: Item) -> Look:
        """Return what the counts see of an item that is counted."""
        seen = tuple((of, n) for of, n, one in self.seen_by[item.question] if self._selects(one, item))
        match item:
            case Finding():
                return Look("finding", item.shows, seen) if seen else Look("", "", ())
            case Metric():
                return Look(item.id, "", seen)
            case _:
                return Look("recommendation", "", seen) if seen else Look("", "", ())

    def _selects(self, count: Count, item: Item) -> bool:
        match count:
            case FindingsCount() | RecommendationsCount():
                return selects(count, item, self.rulebook)
            case MetricsCount():
                return isinstance(item, Metric) and item.measure in count.measure
            case _:
                return False
