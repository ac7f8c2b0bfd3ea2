"""How a judgment was reached, laid out when somebody asks: the truths that grading recorded, with the ids behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from peelgrade.evidence import Inspection, Item, Metric
from peelgrade.grading.gauges import (
    NO,
    OPEN,
    TRUTHS,
    YES,
    Gauge,
    JudgmentsGauge,
    NumberGauge,
    Seen,
    ShareGauge,
    support,
)
from peelgrade.grading.program import CompiledRule, Reached
from peelgrade.rulebook import MetricsCount
from peelgrade.trace import Applied, Observed, Reason, ReasonKind

Ids = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class View:
    """How the judgment of one question was reached.

    `tallies` are those of the selections of the question. `items` are those that are counted at the question and below, sorted by id; `ids` gives the ids behind a tally.
    """

    reached: Reached
    tallies: Sequence[int]
    inspection: Callable[[], Inspection]
    items: Callable[[], tuple[Item, ...]]
    ids: Callable[[int], Ids]

    @cached_property
    def _seen(self) -> Seen:
        return self.reached.seen._replace(tallies=self.tallies)

    @property
    def evidence(self) -> Ids:
        """Ids of all that is counted at the question and below, sorted."""
        return tuple(item.id for item in self.items())

    @property
    def found(self) -> Ids:
        """Ids of what of it the minimum counts: findings and recommendations."""
        return tuple(item.id for item in self.items() if not isinstance(item, Metric))

    @cached_property
    def applied(self) -> tuple[Applied, ...]:
        """Each rule about the question, with what its counts observed."""
        pairs = zip(self.reached.program.rules, self.reached.truths, strict=False)  # no truths where nothing is judged
        return tuple(self._applied(rule, holds, inside) for rule, (holds, inside) in pairs)

    def _applied(self, rule: CompiledRule, holds: int, inside: tuple[int, ...]) -> Applied:
        gauges = zip(rule.gauges, inside, strict=True)
        observed = tuple(self._observed(gauge, truth) for gauge, truth in gauges)
        if any(isinstance(count, MetricsCount) for count in rule.counts):
            listed = zip(rule.counts, observed, strict=True)
            observed = tuple(self._beside(seen) if isinstance(count, MetricsCount) else seen for count, seen in listed)
        return Applied(rule.rule, TRUTHS[holds], observed)

    def _observed(self, gauge: Gauge, truth: int) -> Observed:
        match gauge:
            case NumberGauge():
                return self._number(gauge, truth)
            case ShareGauge():
                certain, possible = gauge.interval(self._seen)
                matched, alike = self._ids(gauge.certain), self._ids(gauge.alike)
                return Observed(TRUTHS[truth], certain, possible, matched, (), alike)
            case JudgmentsGauge():
                return self._judgments(gauge, truth)

    def _ids(self, place: int | None) -> Ids:
        return () if place is None else self.ids(place)

    def _number(self, gauge: NumberGauge, truth: int) -> Observed:
        certain, possible = gauge.interval(self._seen)
        bounded = None if possible is None else Fraction(possible)
        matched, maybe = self._ids(gauge.certain), self._ids(gauge.maybe)
        rests_on = _rests_on(truth, matched, maybe, from_below=gauge.from_below)
        return Observed(TRUTHS[truth], Fraction(certain), bounded, matched, maybe, rests_on)

    def _judgments(self, gauge: JudgmentsGauge, truth: int) -> Observed:
        seen, names = self._seen, self.reached.program.below
        certain, possible = gauge.interval(seen)
        found = gauge.found(seen)
        matched = tuple(names[place] for place, counts, _ in found if counts)
        maybe = tuple(names[place] for place, _, may in found if may)
        judged = tuple(names[place] for place, *_ in found)
        rests_on = judged
        if gauge.bound.of_number:
            rests_on = _rests_on(truth, matched, maybe, from_below=gauge.bound.from_below)
        return Observed(TRUTHS[truth], certain, possible, matched, maybe, rests_on)

    def _beside(self, observed: Observed) -> Observed:
        """Add the metrics that hold the figures of others: a metric is nothing without the figures that it is set beside."""
        metrics = self.inspection().figures
        beside = (one.metric for name in observed.support for one in metrics[name].comparators)
        figures = (name for name in beside if name is not None and name in metrics)
        together = tuple(dict.fromkeys((*observed.support, *figures)))
        return Observed(observed.truth, observed.certain, observed.possible, observed.matched, observed.maybe, together)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What decided the judgment: what stands from outside, then what decided the computed one."""
        computed = tuple(self._reason(kind, n) for kind, n in self.reached.reasons)
        return computed if self.reached.stands_by is None else (Reason(self.reached.stands_by), *computed)

    @property
    def decided_by(self) -> Ids:
        """Ids of the rules that decided, in the order of the reasons."""
        return self.reached.decided_by

    def _reason(self, kind: ReasonKind, place: int | None) -> Reason:
        if place is None:
            return Reason(kind)
        rule, (_, inside) = self.reached.program.rules[place], self.reached.truths[place]
        observed = self.applied[place].observed
        return Reason(kind, rule.rule.id, support(rule.condition, inside, lambda n: observed[n].support))


def _rests_on(truth: int, matched: Ids, maybe: Ids, *, from_below: bool) -> Ids:
    """Return the ids that the truth of a bound on a number rests on."""
    if truth == OPEN:
        return matched + maybe
    return matched if truth == (YES if from_below else NO) else ()
