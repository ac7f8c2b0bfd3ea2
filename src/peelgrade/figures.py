"""How a figure stands to another, within rounding and the tolerance of its measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import Self

from peelgrade.evidence import Comparator, Interval, Metric
from peelgrade.rulebook import Measure, Rulebook

_EXACT = Context(prec=60, traps=[Inexact])
_LOWER, _SIMILAR, _HIGHER = frozenset({"lower"}), frozenset({"similar"}), frozenset({"higher"})
_ANY = _LOWER | _SIMILAR | _HIGHER


def comparator_of(metric: Metric, name: str) -> Comparator | None:
    """Return the entry of a metric for a comparator; None where it has none."""
    return next((one for one in metric.comparators if one.comparator == name), None)


@dataclass(frozen=True)
class Yardstick:
    """How figures of one measure are read: the tolerance, in its unit, and what it means to be lower or higher."""

    tolerance: Decimal
    words: Mapping[frozenset[str], frozenset[str]]

    @classmethod
    def of(cls, measure: Measure) -> Self:
        """Lay out what each way to stand means for a measure."""
        lower, higher = {
            "lower": ("better", "worse"),
            "higher": ("worse", "better"),
            "neither": ("neither", "neither"),
        }[measure.better]
        meaning = {"lower": lower, "similar": "similar", "higher": higher}
        ways = (_LOWER, _SIMILAR, _HIGHER, _LOWER | _SIMILAR, _SIMILAR | _HIGHER, _LOWER | _HIGHER, _ANY)
        return cls(measure.similar_within, {way: frozenset(meaning[word] for word in way) for way in ways})

    def standing(self, metric: Metric, beside: Comparator | None, metrics: Mapping[str, Metric]) -> frozenset[str]:
        """Return how a metric may stand to what it is set beside: better, similar, worse; see `standing`."""
        return self.words[self.comparison(metric, beside, metrics)]

    def comparison(self, metric: Metric, beside: Comparator | None, metrics: Mapping[str, Metric]) -> frozenset[str]:
        """Return how a metric may stand to what it is set beside: lower, similar, higher; see `comparisons`."""
        if beside is None:
            return _ANY
        said, own = vars(beside), vars(metric)
        if said["stated"] is not None:
            return frozenset({said["stated"]})
        if said["value"] is not None and own["bound"] == "exact" and own["value"] is not None:
            try:
                return self._of_points(own["value"], said["value"])
            except Inexact:
                pass  # more digits than are reckoned with here
        other = figure_of(beside, metrics)
        return _ANY if other is None else _differences(metric.interval(counted=True), other, Fraction(self.tolerance))

    def _of_points(self, own: Decimal, other: Decimal) -> frozenset[str]:
        difference = _EXACT.subtract(own, other)
        if difference > self.tolerance:
            return _HIGHER
        return _LOWER if _EXACT.minus(difference) > self.tolerance else _SIMILAR


def standing(metric: Metric, comparator: str, rulebook: Rulebook, metrics: Mapping[str, Metric]) -> frozenset[str]:
    """Return how a metric may stand to a comparator: better, similar, worse; 'neither' where no way is better.

    One word where the figures say it; several where a figure is open at one end or the comparator is not there.
    """
    return Yardstick.of(rulebook.measures[metric.measure]).standing(metric, comparator_of(metric, comparator), metrics)


def comparisons(
    metric: Metric, beside: Comparator | None, rulebook: Rulebook, metrics: Mapping[str, Metric]
) -> frozenset[str]:
    """Return how a metric may stand to what it is set beside: lower, similar, higher; any of them where nothing is said."""
    return Yardstick.of(rulebook.measures[metric.measure]).comparison(metric, beside, metrics)


def figure_of(beside: Comparator, metrics: Mapping[str, Metric]) -> Interval | None:
    """Return the figure of a comparator; None where the metric that holds it is not among the evidence."""
    if beside.metric is not None:
        return metrics[beside.metric].interval(counted=True) if beside.metric in metrics else None
    value = Fraction(beside.value or 0)
    return Interval(value, value)


def _differences(own: Interval, other: Interval, tolerance: Fraction) -> frozenset[str]:
    """Return how figures in one interval may stand to figures in another: lower, similar, higher."""
    least = None if own.low is None or other.high is None else own.low - other.high
    most = None if own.high is None or other.low is None else own.high - other.low
    found: frozenset[str] = frozenset()
    if least is None or least < -tolerance:
        found |= _LOWER
    # a figure that is only bounded never takes the value of its bound
    touching = own.closed and other.closed
    if (least is None or _within(least, tolerance, touching=touching)) and (
        most is None or _within(-most, tolerance, touching=touching)
    ):
        found |= _SIMILAR
    if most is None or most > tolerance:
        found |= _HIGHER
    return found


def _within(distance: Fraction, tolerance: Fraction, *, touching: bool) -> bool:
    return distance < tolerance or (touching and distance == tolerance)
