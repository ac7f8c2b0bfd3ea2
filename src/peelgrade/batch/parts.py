"""Rows in parts: all rows of so many inspections together, inspections in the order of their ids."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from peelgrade.batch.faults import unfit
from peelgrade.batch.layout import Layout
from peelgrade.batch.rows import read
from peelgrade.batch.sources import Table
from peelgrade.problems import Unreadable

ROW = "/row"  # of a table, counted from 0 over all its files
_DONE = "done"


@dataclass(frozen=True)
class Part:
    """The rows of some inspections: `first` is the id of the first one. `start` and `rows` say where in the table."""

    first: Any
    inspections: int
    start: int = 0
    rows: int = 0


@dataclass(frozen=True)
class Plan:
    """The parts of a table; `is_sorted` says whether its rows are sorted by inspection as they are."""

    parts: tuple[Part, ...]
    is_sorted: bool

    @property
    def inspections(self) -> int:
        """The number of inspections."""
        return sum(part.inspections for part in self.parts)

    @property
    def firsts(self) -> pl.Series:
        """The id of the first inspection of each part."""
        return pl.Series([part.first for part in self.parts])


def _inspections(table: Table, layout: Layout, rows: pl.DataFrame) -> pl.Series:
    """Return the inspection of each row; null where it says none."""
    return read(rows.lazy(), layout.present(["inspection"]), table.schema).collect()["inspection"]


def with_those_before(ids: pl.Series) -> pl.Series:
    """Return the inspection of each row; one that says none goes with the row before it."""
    return ids.fill_null(strategy="forward").fill_null(strategy="backward") if ids.null_count() else ids


def plan(table: Table, layout: Layout, size: int) -> Plan:
    """Look through the inspections of a table, and return parts of `size` inspections each."""
    runs: list[pl.DataFrame] = []
    unsorted: pl.Series | None = None
    for first, rows in table.slices(["inspection"]):
        ids = _inspections(table, layout, rows)
        if ids.null_count() == len(ids):
            continue
        own = _runs(with_those_before(ids), first)
        if unsorted is None and not _goes_on(runs, own):
            unsorted = pl.concat([one["head"] for one in (*runs, own)])
        if unsorted is not None:
            unsorted = pl.concat([unsorted, own["head"]]).unique()
        else:
            runs.append(own)
    if unsorted is not None:
        ids = unsorted.drop_nulls().sort()
        return Plan(tuple(Part(ids[n], min(size, len(ids) - n)) for n in range(0, len(ids), size)), is_sorted=False)
    if not runs and table.rows:
        raise nameless(table)
    return Plan(tuple(_parts(pl.concat(runs), size, table.rows)) if runs else (), is_sorted=True)


def nameless(table: Table) -> Unreadable:
    """Return that no row of a table names an inspection; where it is filled in, why the first one was refused."""
    message = f"no row of {table.files.paths[0]} names an inspection"
    for first, rows in table.slices(["inspection"]):
        for row, written in rows.with_row_index(ROW, first).drop_nulls().iter_rows():
            if why := unfit(written):
                file, number = table.place(row)
                return Unreadable(f"{message}; {file}, row {number:,}: {why}", "give inspections other names")
    return Unreadable(message, "fill in the column 'inspection'")


def _runs(ids: pl.Series, first: int) -> pl.DataFrame:
    """Return where rows of another inspection begin, and which."""
    changes = (ids != ids.shift()).arg_true()
    at = pl.concat([pl.Series([0], dtype=changes.dtype), changes])
    return pl.DataFrame({"head": ids.gather(at), "start": at.cast(pl.Int64) + first})


def _goes_on(runs: Sequence[pl.DataFrame], own: pl.DataFrame) -> bool:
    """Whether inspections are in the order of their ids, also after those before; one may go on in the next slice."""
    heads = own["head"]
    last = runs[-1]["head"][-1] if runs else None
    return bool((heads > heads.shift())[1:].all()) and (last is None or heads[0] is None or heads[0] >= last)


def _parts(runs: pl.DataFrame, size: int, rows: int) -> Iterator[Part]:
    begun = runs.filter((pl.col("head") != pl.col("head").shift()).fill_null(value=True)).drop_nulls("head")
    firsts = begun.gather_every(size)
    bounds = [0, *firsts["start"].to_list()[1:], rows]
    for n, (head, low, high) in enumerate(zip(firsts["head"], bounds[:-1], bounds[1:], strict=True)):
        yield Part(head, min(size, begun.height - n * size), low, high - low)


def split_once(table: Table, layout: Layout, firsts: pl.Series, folder: Path) -> None:
    """Write the rows of a table into folders by part, each with its number, unless that was done already.

    A part takes what comes from its first inspection on; the first also what comes before, and rows that name none.
    """
    if (folder / _DONE).exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    for n in range(len(firsts)):
        (folder / f"{n:05}").mkdir(parents=True)
    names = [name for name in table.schema if name in layout.names]
    for first, frame in table.slices(names):
        rows = frame.with_row_index(ROW, first)
        ids = _inspections(table, layout, rows)
        part = firsts.search_sorted(ids.cast(firsts.dtype, strict=False), side="right").cast(pl.Int64) - 1
        rows = rows.with_columns(part.clip(0).fill_null(0).alias("/part"))
        for (number,), own in rows.partition_by("/part", as_dict=True, include_key=False).items():
            own.write_parquet(folder / f"{number:05}" / f"{first:012}.parquet", compression="lz4")
    (folder / _DONE).touch()


def of_split(table: Table, layout: Layout, folder: Path, number: int) -> pl.DataFrame:
    """Return the rows of a part that was written by `split`, sorted by inspection, with their numbers."""
    paths = sorted((folder / f"{number:05}").glob("*.parquet"))
    names = [name for name in table.schema if name in layout.names]
    if not paths:
        schema = {ROW: pl.UInt32(), **{name: table.schema[name] for name in names}}
        return pl.DataFrame(schema=schema)
    rows = pl.concat(pl.read_parquet(path) for path in paths)
    ids = _inspections(table, layout, rows)
    return rows.with_columns(ids.alias("/inspection")).sort("/inspection", ROW).drop("/inspection")


def of_sorted(table: Table, layout: Layout, part: Part) -> pl.DataFrame:
    """Return the rows of a part of a table that is sorted, with their numbers."""
    names = [name for name in table.schema if name in layout.names]
    return table.slice(part.start, part.rows, names).with_row_index(ROW, part.start)
