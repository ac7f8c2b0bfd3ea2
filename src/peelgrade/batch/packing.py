"""Tallies of several selections packed into one number, so that one sum counts for all of them.

Every selection has a field of bits, wide enough for all items on the question of an inspection that has most: so no
tally runs into the next. Sums stay below 2 to the power of 52, where they are exact also as binary fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import narwhals as nw

from peelgrade.batch.selecting import Selecting
from peelgrade.grading.selections import Selection

EXACT = 52  # bits


@dataclass(frozen=True)
class Packing:
    """Where the tally of each selection lies: the number that holds it, and the bit at which it starts."""

    bits: int
    fields: Mapping[Selection, tuple[int, int]]

    @classmethod
    def of(cls, selections: Sequence[Selection], most: int) -> Self:
        """Lay the tallies of selections out for questions of an inspection with at most so many items."""
        bits = max(most.bit_length(), 1)
        beside = EXACT // bits
        return cls(bits, {one: (n // beside, n % beside * bits) for n, one in enumerate(selections)})

    @property
    def numbers(self) -> tuple[str, ...]:
        """The names of the numbers that are summed up."""
        return tuple(f"tallies_{n}" for n in range(1 + max((number for number, _ in self.fields.values()), default=0)))

    def adds(self, selecting: Selecting) -> tuple[nw.Expr, ...]:
        """Return what a row that `selecting` has prepared adds to each number."""
        nothing = nw.lit(0, nw.Int64())
        sums = dict.fromkeys(self.numbers, nothing)
        for selection, (number, bit) in self.fields.items():
            one = nw.when(selecting.takes(selection)).then(nw.lit(1 << bit, nw.Int64())).otherwise(nothing)
            name = self.numbers[number]
            sums[name] = one if sums[name] is nothing else sums[name] + one
        return tuple(expression.alias(name) for name, expression in sums.items())
