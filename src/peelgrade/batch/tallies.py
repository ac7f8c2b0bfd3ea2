"""How many items each selection takes in, of every question of several inspections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from peelgrade.batch.packing import Packing
from peelgrade.grading.selections import Selection

Numbers: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tallies:
    """Packed tallies of the items on each question itself: one array for each number, questions by inspections.

    Questions stand in the order of `questions`.
    """

    packing: Packing
    questions: tuple[str, ...]
    packed: tuple[Numbers, ...]

    def without(self, left_out: npt.NDArray[np.bool_]) -> Tallies:
        """Return them without the evidence on some questions of some inspections."""
        if not left_out.any():
            return self
        return Tallies(self.packing, self.questions, tuple(np.where(left_out, 0, one) for one in self.packed))

    def on(self, questions: tuple[str, ...]) -> Tallies:
        """Return those on the first questions, which these are."""
        if questions == self.questions:
            return self
        return Tallies(self.packing, questions, tuple(one[: len(questions)] for one in self.packed))

    def at(self, rows: Numbers) -> Tallies:
        """Return those of some inspections, by their places."""
        return Tallies(self.packing, self.questions, tuple(one[:, rows] for one in self.packed))

    def taken(self, places: Sequence[int], selection: Selection) -> Numbers:
        """Return how many items a selection takes in on some questions together, by inspection."""
        number, bit = self.packing.fields[selection]
        mask = (1 << self.packing.bits) - 1
        first, *others = (self.packed[number][place] >> bit & mask for place in places)
        taken: Numbers = sum(others, start=first)
        return taken


def tally(
    packing: Packing, questions: tuple[str, ...], inspections: int, cells: Numbers, adds: Sequence[Numbers]
) -> Tallies:
    """Sum up what rows add: `cells` is the place of the question of each row, times `inspections`, plus that of its inspection."""
    size = len(questions) * inspections
    sums = (np.bincount(cells, weights=one, minlength=size).astype(np.int64) for one in adds)
    return Tallies(packing, questions, tuple(one.reshape(len(questions), inspections) for one in sums))
