"""Counts of a backtest, kept in bounded memory however many rows there are.

For each unit it is kept how its rows came out. With more than `MOST_UNITS` units that would grow with the table, and two
things stand in for it: groups of units, into which a hash of the unit puts each, are resampled instead of units; and
what is said of units is said of a sample of them, those whose hash is below a bound that falls as more come. A unit that
is in the sample at the end was in it from its first row, so that none of its rows is missed.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_UNITS = 5_000
GROUPS = 1_000
_HASHES = 2**64


class Cell(NamedTuple):
    """How a row came out, by ranks: as published, the ends of what the rules give, what plain ways give, and whether its parts differ.

    Plain ways give OPEN where no part can be compared.
    """

    published: int
    low: int
    high: int
    worst: int
    median: int
    differing: bool


Cells = Counter[Cell]


def _counters() -> defaultdict[int, Cells]:
    return defaultdict(Counter)


@dataclass
class Tally:
    """Rows counted by how they came out, in all and by unit."""

    total: Cells = field(default_factory=Counter)
    units: defaultdict[int, Cells] = field(default_factory=_counters)
    groups: defaultdict[int, Cells] | None = None
    bound: int = _HASHES

    @property
    def sampled(self) -> bool:
        """Whether there are so many units that `units` holds a sample of them."""
        return self.groups is not None

    def add(self, unit: str, cell: Cell) -> None:
        """Count a row of a unit."""
        self.total[cell] += 1
        mark = int.from_bytes(hashlib.blake2b(unit.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
        if self.groups is not None:
            self.groups[mark % GROUPS][cell] += 1
        if mark < self.bound:
            self.units[mark][cell] += 1
            if len(self.units) > MOST_UNITS:
                self._thin()

    def _thin(self) -> None:
        if self.groups is None:
            self.groups = _counters()
            for mark, cells in self.units.items():
                self.groups[mark % GROUPS].update(cells)
        self.bound //= 2
        self.units = defaultdict(Counter, {mark: cells for mark, cells in self.units.items() if mark < self.bound})

    def clusters(self) -> Iterable[Mapping[Cell, int]]:
        """Return what is resampled: units, or groups of them."""
        return (self.groups if self.groups is not None else self.units).values()
