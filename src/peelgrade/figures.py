"""How a figure stands to another, within rounding and the tolerance of its measure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from peelgrade.evidence import Comparator, Interval, Metric
from peelgrade.rulebook import Rulebook


def comparator_of(metric: Metric, name: str) -> Comparator | None:
    """Return the entry of a metric for a comparator; None where it has none."""
    return next((one for one in metric.comparators if one.comparator == name), None)


def standing(metric: Metric, comparator: str, rulebook: Rulebook, metrics: Mapping[str, Metric]) -> set[str]:
    """Return how a metric may stand to a comparator: better, similar, worse; 'neither' where no way is better.

    One word where the figures say it; several where a figure is open at one end or the comparator is not there.
    """
    better = rulebook.measures[metric.measure].better
    words = {"lower": "better", "similar": "similar", "higher": "worse"}
    if better == "higher":
        words = {"lower": "worse", "similar": "similar", "higher": "better"}
    elif better == "neither":
        words = {"lower": "neither", "similar": "similar", "higher": "neither"}
    set_beside = comparator_of(metric, comparator)
    return {words[word] for word in comparisons(metric, set_beside, rulebook, metrics)}


def comparisons(
    metric: Metric, beside: Comparator | None, rulebook: Rulebook, metrics: Mapping[str, Metric]
) -> set[str]:
    """Return how a metric may stand to what it is set beside: lower, similar, higher; any of them where nothing is said."""
    if beside is not None and beside.stated is not None:
        return {beside.stated}
    other = None if beside is None else figure_of(beside, metrics)
    if other is None:
        return {"lower", "similar", "higher"}
    own = metric.interval(counted=True)
    return _differences(own, other, Fraction(rulebook.measures[metric.measure].similar_within))


def figure_of(beside: Comparator, metrics: Mapping[str, Metric]) -> Interval | None:
    """Return the figure of a comparator; None where the metric that holds it is not among the evidence."""
    if beside.metric is not None:
        return metrics[beside.metric].interval(counted=True) if beside.metric in metrics else None
    value = Fraction(beside.value or 0)
    return Interval(value, value)


def _differences(own: Interval, other: Interval, tolerance: Fraction) -> set[str]:
    """Return how figures in one interval may stand to figures in another: lower, similar, higher."""
    least = None if own.low is None or other.high is None else own.low - other.high
    most = None if own.high is None or other.low is None else own.high - other.low
    found = set()
    if least is None or least < -tolerance:
        found.add("lower")
    # a figure that is only bounded never takes the value of its bound
    touching = own.closed and other.closed
    if (least is None or _within(least, tolerance, touching=touching)) and (
        most is None or _within(-most, tolerance, touching=touching)
    ):
        found.add("similar")
    if most is None or most > tolerance:
        found.add("higher")
    return found


def _within(distance: Fraction, tolerance: Fraction, *, touching: bool) -> bool:
    return distance < tolerance or (touching and distance == tolerance)
