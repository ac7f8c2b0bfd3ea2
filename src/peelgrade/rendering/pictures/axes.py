"""Scales of charts: round numbers that figures are read against."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from peelgrade.rendering.report.figures import MINUS


@dataclass(frozen=True)
class Axis:
    """A line of numbers from left to right: positions in units of the picture, values in the unit of the figures.

    `ticks` are round values, the first and the last at its ends.
    """

    left: float
    right: float
    ticks: tuple[Decimal, ...]

    def at(self, value: Decimal) -> float:
        """Return where a value is, at the nearest end where it is beyond."""
        low, high = self.ticks[0], self.ticks[-1]
        share = float((min(max(value, low), high) - low) / (high - low))
        return self.left + share * (self.right - self.left)

    def written(self, tick: Decimal) -> str:
        """Return a tick in words, with as many decimals as all of them take."""
        decimals = max(0, *(-int(one.as_tuple().exponent) for one in self.ticks))
        return f"{MINUS if tick < 0 else ''}{abs(tick):,.{decimals}f}"


def axis(span: tuple[float, float], values: Sequence[Decimal], wide: Callable[[str], float], *, zero: bool) -> Axis:
    """Return the axis for values over a span, with as many ticks as have room beside each other.

    It holds nought where that is asked for, or where the values are not far from it against how far they lie apart.
    """
    low, high = min(values), max(values)
    if zero or high - low > abs(high) / 2 or low < 0 < high:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    for many in (6, 5, 4, 3, 2, 1):
        found = Axis(*span, _ticks(low, high, many))
        room = (span[1] - span[0]) / (len(found.ticks) - 1)
        if all(wide(found.written(tick)) + 10 <= room for tick in found.ticks):
            return found
    return found


def _ticks(low: Decimal, high: Decimal, many: int) -> tuple[Decimal, ...]:
    """Return about so many round values from below the lowest to above the highest."""
    apart = (high - low) or abs(high) or Decimal(1)
    step = _round_up(apart / many)
    first = math.floor(low / step)
    last = max(math.ceil(high / step), first + 1)
    return tuple(_plain(step * n) for n in range(first, last + 1))


def _round_up(step: Decimal) -> Decimal:
    """Return the next of 1, 2, 5, 10, 20, 50 and so on."""
    unit = Decimal(10) ** step.adjusted()
    return next(unit * n for n in (1, 2, 5, 10) if unit * n >= step)


def _plain(value: Decimal) -> Decimal:
    """Return a value without noughts behind the point, and never as a power."""
    whole = value.normalize()
    return whole.quantize(Decimal(1)) if whole == whole.to_integral_value() else whole
