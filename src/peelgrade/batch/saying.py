"""The rows of the table of questions, as circumstances of the inspections of a part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import narwhals as nw
import numpy as np
import polars as pl

from peelgrade.batch import rows
from peelgrade.batch.circumstances import Circumstances
from peelgrade.batch.counting import Reject, reasons_of, rejected, wrong_of
from peelgrade.batch.faults import Fault, faults
from peelgrade.batch.layout import Column, Layout
from peelgrade.batch.parts import ROW
from peelgrade.batch.sources import Table
from peelgrade.batch.tallies import Numbers
from peelgrade.problems import Unreadable
from peelgrade.rulebook import Rulebook

_TWICE = Fault(Column("question", "word"), nw.col("/twice"), "twice")
_MORE = (Fault(Column("inspection", "name"), nw.col("/strange"), "strange"), _TWICE)


@dataclass(frozen=True)
class Said:
    """What is said of the questions of several inspections, and how many rows of each were left out."""

    circumstances: Circumstances
    rejected: Numbers
    rejects: Sequence[Reject]


@dataclass(frozen=True)
class Saying:
    """Reads what is said of questions."""

    rulebook: Rulebook
    table: Table
    layout: Layout

    def check(self) -> None:
        """Raise Unreadable where a row that is about all inspections is wrong."""
        _ = self._of_all

    def read(self, part: pl.DataFrame, inspections: pl.Series) -> Said:
        """Read rows with their numbers in `ROW`, and what is said of all inspections before them."""
        typed = self._typed(part)
        named = typed["inspection"].is_not_null()
        part, typed = part.filter(named), typed.filter(named)
        places = pl.DataFrame({"inspection": inspections}).with_row_index("place")
        typed = typed.with_columns(pl.col("inspection").cast(inspections.dtype, strict=False)).join(
            places, on="inspection", how="left", maintain_order="left"
        )
        twice = typed.select("inspection", "question").is_duplicated()
        typed = typed.with_columns(
            pl.col("place").cast(pl.Int64), pl.col("place").is_null().alias("/strange"), twice.alias("/twice")
        )
        found = (*faults(self.layout), *_MORE)
        wrong = wrong_of(typed, found)
        of_all = self._of_all.with_columns(pl.lit(None, pl.Int64).alias("place")).drop("inspection")
        sound = pl.concat([of_all, typed.filter(~wrong).select(of_all.columns)])
        own = pl.col("question").to_physical() < len(self.rulebook.questions)  # the words may be more
        circumstances = Circumstances.of(self.rulebook, sound.filter(own), len(inspections))
        rejected_of = np.bincount(typed["place"].filter(wrong).drop_nulls().to_numpy(), minlength=len(inspections))
        return Said(circumstances, rejected_of, tuple(self._rejects(part.filter(wrong), typed.filter(wrong), found)))

    def _typed(self, part: pl.DataFrame) -> pl.DataFrame:
        return rows.read(part.lazy(), self.layout, self.table.schema).collect()

    def _rejects(self, part: pl.DataFrame, typed: pl.DataFrame, found: Sequence[Fault]) -> Iterator[Reject]:
        reasons = reasons_of(nw.from_native(typed.lazy()), found)
        for row, fault in zip(part.iter_rows(named=True), reasons, strict=True):
            yield rejected(self.table, row, fault)

    @cached_property
    def _of_all(self) -> pl.DataFrame:
        """What rows say that name no inspection: it is so of all. Raises Unreadable where one of them is wrong."""
        kept = []
        names = [name for name in self.table.schema if name in self.layout.names]
        for first, frame in self.table.slices(names):
            part = frame.with_row_index(ROW, first)
            typed = self._typed(part)
            kept.append(part.filter(typed["inspection"].is_null()))
        part = (
            pl.concat(kept)
            if kept
            else pl.DataFrame(schema={ROW: pl.UInt32(), **{name: self.table.schema[name] for name in names}})
        )
        typed = self._typed(part)
        typed = typed.with_columns(typed["question"].is_duplicated().alias("/twice"))
        found = (*faults(self.layout), _TWICE)
        wrong = wrong_of(typed, found)
        for one in self._rejects(part.filter(wrong), typed.filter(wrong), found):
            raise Unreadable(
                f"{one.file}, row {one.row}: {one.reason}",
                "correct it: a row that names no inspection is about all of them",
            )
        return typed.drop("/twice")
