"""What the table of questions says: fieldwork, waivers and judgments from outside, of every question by inspection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from peelgrade.batch.layout import questions as layout_of
from peelgrade.evidence import FieldworkStatus
from peelgrade.grading.program import Circumstance, circumstance
from peelgrade.rulebook import Rulebook

Codes: TypeAlias = npt.NDArray[np.int8]

STATUSES: tuple[FieldworkStatus, ...] = ("complete", "in_progress", "not_inspected")
_COLUMNS = ("status", "waived", "decided", "carried_over")
_SAID_OF_ALL = -1


@dataclass(frozen=True)
class Circumstances:
    """Arrays of questions, in tree order, by inspections.

    `status` is the place among `STATUSES`; `decided` and `carried_over` the rank of a category, -1 where there is none.
    """

    rulebook: Rulebook
    status: Codes
    waived: Codes
    decided: Codes
    carried_over: Codes

    @classmethod
    def of(cls, rulebook: Rulebook, said: pl.DataFrame, inspections: int) -> Circumstances:
        """Lay out what rows say: `place` is that of the inspection, null for all; later rows of a cell go before."""
        questions = tuple(rulebook.questions)
        arrays = {name: np.full((len(questions), inspections), -1, np.int8) for name in _COLUMNS}
        where = said["question"].to_physical().cast(pl.Int64).to_numpy()
        at = said["place"].fill_null(_SAID_OF_ALL).to_numpy()
        for name in (column for column in _COLUMNS if column in said.columns):
            codes = said[name].to_physical().cast(pl.Int8).fill_null(-1).to_numpy()
            for question, code in zip(
                *(one[(at == _SAID_OF_ALL) & (codes >= 0)] for one in (where, codes)), strict=True
            ):
                arrays[name][question, :] = code
            own = (at != _SAID_OF_ALL) & (codes >= 0)
            arrays[name][where[own], at[own]] = codes[own]
        _inherit(rulebook, arrays["status"], STATUSES.index("in_progress"))
        waived = _waived(rulebook, arrays["waived"])
        return cls(rulebook, arrays["status"], waived, arrays["decided"], arrays["carried_over"])

    @property
    def inspected(self) -> npt.NDArray[np.bool_]:
        """Whether each question was inspected."""
        found: npt.NDArray[np.bool_] = self.status != STATUSES.index("not_inspected")
        return found

    def at_rows(self, rows: npt.NDArray[np.int64]) -> Circumstances:
        """Return those of some inspections, by their places."""
        said = (one[:, rows] for one in (self.status, self.waived, self.decided, self.carried_over))
        return Circumstances(self.rulebook, *said)

    def code(self, question: int) -> tuple[npt.NDArray[np.int64], int]:
        """Return the circumstances of a question as one number by inspection, and how many there may be."""
        size = len(self.rulebook.scale.categories) + 1
        code = self.status[question].astype(np.int64) * 2 + self.waived[question]
        code = (code * size + self.decided[question] + 1) * size + self.carried_over[question] + 1
        return code, len(STATUSES) * 2 * size * size

    def at(self, question: int, place: int) -> Circumstance:
        """Return the circumstances of a question of one inspection."""
        return circumstance(
            STATUSES[self.status[question, place]],
            waived=bool(self.waived[question, place]),
            decided=self._category(self.decided[question, place]),
            carried_over=self._category(self.carried_over[question, place]),
        )

    def _category(self, rank: np.int8) -> str | None:
        return None if rank < 0 else self.rulebook.scale.categories[rank].id


def _inherit(rulebook: Rulebook, own: Codes, top: int) -> None:
    """Fill in what each question has from the nearest question above; the one at the top has `top` if nothing is said."""
    places = {question: n for n, question in enumerate(rulebook.questions)}
    for question, above in rulebook.parents.items():  # parents first
        known = own[places[question]]
        known[known < 0] = top if above is None else own[places[above]][known < 0]


def _waived(rulebook: Rulebook, own: Codes) -> Codes:
    """Return what is waived: a waiver covers everything below."""
    places = {question: n for n, question in enumerate(rulebook.questions)}
    waived: Codes = (own == layout_of(rulebook)["waived"].words.index("true")).astype(np.int8)
    for question, above in rulebook.parents.items():
        if above is not None:
            waived[places[question]] |= waived[places[above]]
    return waived
