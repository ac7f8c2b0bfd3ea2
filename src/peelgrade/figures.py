"""How a figure stands to another, within rounding and the tolerance of its measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Self

from peelgrade.evidence import Comparator, Interval, Metric
from peelgrade.rulebook import Measure, Rulebook

LOWER, SIMILAR, HIGHER = frozenset({"lower"}), frozenset({"similar"}), frozenset({"higher"})
ANY = LOWER | SIMILAR | HIGHER
_DIGITS = 400  # more than any number of a spreadsheet has


def comparator_of(metric: Metric, name: str) -> Comparator | None:
    """Return the entry of a metric for a comparator; None where it has none."""
    return next((one for one in metric.comparators if one.comparator == name), None)


def rounded(value: Decimal, places: int) -> Decimal:
    """Return a figure with so many decimals, a half rounded away from nought, as spreadsheets show it."""
    with localcontext(prec=_DIGITS):  # so that nothing else is rounded
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@dataclass(frozen=True)
class Yardstick:
    """How figures of one measure are read: the tolerance, in its unit, and what it means to be lower or higher.

    Where both figures are exact, one stands to the other by their difference alone, which metrics carry (see
    `Metric.measured`): higher if it is more than the tolerance, lower if it is less than that below nought.
    """

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
        ways = (LOWER, SIMILAR, HIGHER, LOWER | SIMILAR, SIMILAR | HIGHER, LOWER | HIGHER, ANY)
        return cls(measure.similar_within, {way: frozenset(meaning[word] for word in way) for way in ways})

    def standing(self, metric: Metric, beside: Comparator | None, metrics: Mapping[str, Metric]) -> frozenset[str]:
        """Return how a metric may stand to what it is set beside: better, similar, worse; see `standing`."""
        return self.words[self.comparison(metric, beside, metrics)]

    def comparison(self, metric: Metric, beside: Comparator | None, metrics: Mapping[str, Metric]) -> frozenset[str]:
        """Return how a metric may stand to what it is set beside: lower, similar, higher; see `comparisons`."""
        if beside is None:
            return ANY
        if beside.stated is not None:
            return frozenset({beside.stated})
        other = figure_of(beside, metrics)
        return ANY if other is None else _differences(metric.interval(counted=True), other, Fraction(self.tolerance))


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
        found |= LOWER
    # a figure that is only bounded never takes the value of its bound
    touching = not (own.above or own.below or other.above or other.below)
    if (least is None or _within(least, tolerance, touching=touching)) and (
        most is None or _within(-most, tolerance, touching=touching)
    ):
        found |= SIMILAR
    if most is None or most > tolerance:
        found |= HIGHER
    return found


def _within(distance: Fraction, tolerance: Fraction, *, touching: bool) -> bool:
    return distance < tolerance or (touching and distance == tolerance)
