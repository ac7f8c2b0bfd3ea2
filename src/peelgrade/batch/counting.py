"""The rows of a part counted: what of them is sound, and what its selections take in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from peelgrade.batch import rows
from peelgrade.batch.faults import Fault, bad, faults
from peelgrade.batch.layout import Column, Layout
from peelgrade.batch.packing import Packing
from peelgrade.batch.parts import ROW, with_those_before
from peelgrade.batch.selecting import Selecting
from peelgrade.batch.sources import Table
from peelgrade.batch.tallies import Numbers, Tallies, tally
from peelgrade.grading.selections import Selection
from peelgrade.rulebook import Rulebook

TWICE = Fault(Column("id", "name"), nw.lit(value=True), "twice")  # what is wrong with a row where nothing else is


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
        typed = rows.read(part.lazy(), self.layout, self.table.schema).collect()
        ids = with_those_before(typed["inspection"])
        starts = np.concatenate(([0], (ids != ids.shift()).arg_true().to_numpy()))
        place = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(ids)))
        wrong = self._wrong(typed) | self._twice(typed, place)
        cells = typed["question"].to_physical().fill_null(0).to_numpy().astype(np.int64) * len(starts) + place
        if wrong.any():
            cells, counted = cells[~wrong], typed.filter(~wrong)
        else:
            counted = typed
        tallies = self._tallies(counted, cells, len(starts))
        rejected_of = np.bincount(place[wrong & typed["inspection"].is_not_null().to_numpy()], minlength=len(starts))
        return Counted(ids.gather(starts), tallies, rejected_of, tuple(self._rejects(part, np.flatnonzero(wrong))))

    def _tallies(self, counted: pl.DataFrame, cells: Numbers, inspections: int) -> Tallies:
        words = self.layout["question"].words
        most = np.bincount(cells).max(initial=0)
        packing, selecting = Packing.of(self.selections, int(most)), Selecting(self.rulebook, self.layout)
        frame = selecting.prepared(nw.from_native(counted.lazy()), self.selections)
        adds = frame.select(*packing.adds(selecting)).collect().to_native()
        found = tally(packing, words, inspections, cells, [adds[name].to_numpy() for name in packing.numbers])
        return found.on(tuple(self.rulebook.questions))  # the words may be more: see `OwnRows.elsewhere`

    @cached_property
    def _faults(self) -> tuple[Fault, ...]:
        schema = self.table.schema
        known = {column.name for column in self.layout.columns if rows.is_known(column, schema.get(column.name))}
        return faults(self.layout, known)

    def _wrong(self, typed: pl.DataFrame) -> npt.NDArray[np.bool_]:
        """Return which rows have a fault."""
        wrong: npt.NDArray[np.bool_] = wrong_of(typed, self._faults).to_numpy()
        return wrong

    def _twice(self, typed: pl.DataFrame, place: Numbers) -> npt.NDArray[np.bool_] | bool:
        """Return which rows have the id of another one of the inspection."""
        if "id" not in self.layout.names:
            return False
        ids = typed.select(pl.when(pl.col("inspection").is_not_null()).then("id"))["id"]
        follows = (
            np.concatenate(([True], place[1:] != place[:-1])) | (ids > ids.shift()).fill_null(value=False).to_numpy()
        )
        if follows.all():
            return False
        named = pl.DataFrame({"place": place, "id": ids})
        return (named.is_duplicated() & ids.is_not_null()).to_numpy()

    def _rejects(self, part: pl.DataFrame, wrong: Numbers) -> Iterator[Reject]:
        if not len(wrong):
            return
        raw = part[wrong]
        typed = nw.from_native(rows.read(raw.lazy(), self.layout, self.table.schema))
        reasons = reasons_of(typed, (*self._faults, TWICE))
        for row, fault in zip(raw.iter_rows(named=True), reasons, strict=True):
            yield rejected(self.table, row, fault)


def wrong_of(typed: pl.DataFrame, found: tuple[Fault, ...]) -> pl.Series:
    """Return whether each row has one of the faults."""
    told = nw.from_native(typed.lazy()).select(bad(found).alias("bad")).collect().to_native()
    wrong: pl.Series = told["bad"]
    return wrong


def reasons_of(typed: nw.LazyFrame[Any], found: Sequence[Fault]) -> Iterator[Fault]:
    """Yield the first fault of every row."""
    told = typed.select(*(fault.found.alias(str(n)) for n, fault in enumerate(found))).collect().to_native()
    for row in told.iter_rows():
        yield found[row.index(True)]


def rejected(table: Table, row: Mapping[str, Any], fault: Fault) -> Reject:
    """Return a row that is left out for a fault."""
    file, number = table.place(row[ROW])
    return Reject(table.files.table, file, number, said(row, "inspection"), said(row, "id"), fault.told(row))


def said(row: Mapping[str, Any], name: str) -> str:
    """Return what a row says in a column, as text; empty where it says nothing or has none."""
    return "" if row.get(name) is None else str(row[name])
