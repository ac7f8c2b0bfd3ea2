"""Numbers that options take: finite ones in a range."""

from __future__ import annotations

import math

import click

from peelgrade.rendering.escaping import terminal


class Number(click.FloatRange):
    """A finite number in a range; 'nan' is in every range for click, and compares with nothing."""

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or say which numbers are meant."""
        try:
            finite = math.isfinite(float(value))
        except ValueError:
            finite = True  # it is no number at all, which click says
        if not finite:
            self.fail(f"'{terminal(str(value))}' is no number; write one in {self._describe_range()}", param, ctx)
        return float(super().convert(value, param, ctx))  # type: ignore[arg-type, unused-ignore]  # it takes text as well


SHARE = Number(0, 1)
PERCENT = Number(0, 100)
CORRELATION = Number(-1, 1)  # kappa and alpha
