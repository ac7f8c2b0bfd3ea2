"""The rows of a part counted: what of them is sound, and what its selections take in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from peelgrade.batch import rows
from peelgrade.batch.faults import Fault, bad, faults
from peelgrade.batch.layout import Column, Layout
from peelgrade.batch.packing import Packing
from peelgrade.batch.parts import ROW
from peelgrade.batch.selecting import Selecting
from peelgrade.batch.sources import Table
from peelgrade.batch.tallies import Numbers, Tallies, tally
from peelgrade.grading.selections import Selection
from peelgrade.rulebook import Rulebook


@dataclass(frozen=True)
class Reject:
    """A row that was left out: where it stands, as far as that is known, and why."""

    table: str
    file: str
    row: int | None
    inspection: str
    id: str
    reason: str


@dataclass(frozen=True)
class Counted:
    """What the items of several inspections come to: their ids, sorted, and how many rows of each were left out."""

    inspections: pl.Series
    tallies: Tallies
    rejected: Numbers
    rejects: Sequence[Reject]


@dataclass(frozen=True)
class Counting:
    """Counts items by some selections."""

    rulebook: Rulebook
    selections: tuple[Selection, ...]
    table: Table
    layout: Layout

    def count(self, part: pl.DataFrame) -> Counted:
        """Count the rows of a part: at least one, sorted by inspection, with their numbers in `ROW`."""
        typed = rows.read(part.lazy(), self.layout, self.table.schema)
        known = {column.name for column in self.layout.columns if rows.is_known(column, self.table.schema.get(column.name))}
        found = faults(self.layout, known)
        ids = typed.select("inspection").collect()["inspection"]
        ids = ids.fill_null(strategy="forward").fill_null(strategy="backward")
        starts = np.concatenate(([0], (ids != ids.shift()).arg_true().to_numpy()))
        place = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(ids)))
        frame = nw.from_native(typed)
        wrong = frame.select(bad(found).alias("bad")).collect().to_native()["bad"].to_numpy()
        wrong = wrong | self._twice(typed, place)
        question = typed.select(pl.col("question").to_physical().fill_null(0)).collect()["question"].to_numpy()
        question = np.where(wrong, 0, question) if wrong.any() else question
        packing = self._packing(question, place, len(starts))
        selecting = Selecting(self.rulebook, self.layout)
        added = selecting.prepared(frame, self.selections).select(*packing.adds(selecting)).collect().to_native()
        adds = [np.where(wrong, 0, one) if wrong.any() else one for one in (added[name].to_numpy() for name in packing.numbers)]
        tallies = tally(packing, tuple(self.rulebook.questions), len(starts), (question, place), adds)
        rejected = np.bincount(place[wrong], minlength=len(starts))
        rejects = tuple(self._rejects(part, found, np.flatnonzero(wrong)))
        return Counted(ids.gather(starts), tallies, rejected, rejects)

    def _packing(self, question: Numbers, place: Numbers, inspections: int) -> Packing:
        cells = question.astype(np.int64) * inspections + place
        return Packing.of(self.selections, int(np.bincount(cells).max()))

    def _twice(self, typed: pl.LazyFrame, place: Numbers) -> npt.NDArray[np.bool_] | bool:
        """Return which rows have the id of another one of the inspection."""
        if "id" not in self.layout.names:
            return False
        ids = typed.select("id").collect()["id"]
        follows = np.concatenate(([True], place[1:] != place[:-1])) | (ids > ids.shift()).fill_null(value=False).to_numpy()
        if follows.all():
            return False
        named = pl.DataFrame({"place": place, "id": ids})
        return (named.is_duplicated() & ids.is_not_null()).to_numpy()

    def _rejects(self, part: pl.DataFrame, found: Sequence[Fault], wrong: Numbers) -> Iterator[Reject]:
        if not len(wrong):
            return
        raw = part[wrong]
        typed = nw.from_native(rows.read(raw.lazy(), self.layout, self.table.schema))
        twice = Fault(Column("id", "name"), nw.lit(value=True), "twice")
        reasons = reasons_of(typed, (*found, twice))
        for row, fault in zip(raw.iter_rows(named=True), reasons, strict=True):
            yield rejected(self.table, row, fault)


def reasons_of(typed: nw.LazyFrame[Any], found: Sequence[Fault]) -> Iterator[Fault]:
    """Yield the first fault of every row."""
    told = typed.select(*(fault.found.alias(str(n)) for n, fault in enumerate(found))).collect().to_native()
    for row in told.iter_rows():
        yield found[row.index(True)]


def rejected(table: Table, row: Mapping[str, Any], fault: Fault) -> Reject:
    """Return a row that is left out for a fault."""
    file, number = table.place(row[ROW])
    said = ("" if row.get(name) is None else str(row[name]) for name in ("inspection", "id"))
    return Reject(table.files.table, file, number, *said, fault.told(row))
