"""Which items of evidence no rule tells apart.

The judgments see an item only through what the counts at its own question, and at those above it, select. Two findings
on one question that each count takes as the same may stand for each other: what one of them does, the other does. So
what is true of one change is true of every change that looks the same to the counts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from peelgrade.changes import Case
from peelgrade.codings import Coding, coding
from peelgrade.evidence import Item, Metric
from peelgrade.grading import Taken, Taking, taking
from peelgrade.rulebook import JudgmentsCount, MetricsCount, Rulebook, counts


@dataclass(frozen=True, order=True)
class Look:
    """What the counts see of an item that is counted: equal where they cannot tell two apart.

    `kind` is finding, recommendation, or the id of a metric, for no two metrics are taken to be alike. `seen` are the
    counts that take it in, each by its question, its number there and what it takes it as.
    """

    kind: str
    seen: tuple[tuple[str, int, Taken], ...]

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
        return replace(self, seen=seen) if seen or self.is_figure else Look("", ())


@dataclass(frozen=True)
class Likeness:
    """What the rules can tell of the items of one case."""

    case: Case

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook that judges the case."""
        return self.case.rulebook

    @cached_property
    def seen_by(self) -> Mapping[str, tuple[tuple[str, int, MetricsCount | Taking], ...]]:
        """For each question what the counts of evidence of it and of those above it take in.

        Each with the question that it is of and its number.
        """
        found: dict[str, tuple[tuple[str, int, MetricsCount | Taking], ...]] = {}
        for question, parent in self.rulebook.parents.items():
            own = (count for rule in self.rulebook.rules_of(question) for count in counts(rule.when))
            listed = tuple(
                (question, n, count if isinstance(count, MetricsCount) else taking(count, self.rulebook))
                for n, count in enumerate(own)
                if not isinstance(count, JudgmentsCount)
            )
            found[question] = listed + (found[parent] if parent is not None else ())
        return found

    @cached_property
    def _looks(self) -> dict[Coding, Look]:
        return {}

    def look(self, item: Item) -> Look:
        """Return what the counts see of an item that is counted."""
        if not isinstance(item, Metric):
            return self.look_of(coding(item.kind, vars(item)))
        seen = ((of, n, one) for of, n, one in self.seen_by[item.question] if isinstance(one, MetricsCount))
        return Look(item.id, tuple((of, n, "selected") for of, n, one in seen if item.measure in one.measure))

    def look_of(self, coded: Coding) -> Look:
        """Return what the counts see of a finding or recommendation that is counted and coded so."""
        if coded not in self._looks:
            self._looks[coded] = self._look_of(coded)
        return self._looks[coded]

    def _look_of(self, coded: Coding) -> Look:
        listed = self.seen_by[coded.codes["question"]]
        taken = ((of, n, one.taken_as(coded)) for of, n, one in listed if isinstance(one, Taking))
        seen = tuple((of, n, way) for of, n, way in taken if way is not None)
        return Look(coded.kind, seen) if seen else Look("", ())
