"""Items counted by DuckDB or Spark, by the same expressions: into a table of sums, which is then judged as any other.

What they sum up is sorted by inspection and written to the disk, so that it need not fit in memory; nor need the items.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import narwhals as nw
import numpy as np
import polars as pl

from peelgrade import extras
from peelgrade.batch import layout, parts, rows, sources
from peelgrade.batch.counting import TWICE, Counted, Reject, reasons_of, said
from peelgrade.batch.faults import Fault, bad, faults
from peelgrade.batch.layout import Column, Layout
from peelgrade.batch.packing import Packing
from peelgrade.batch.parts import Plan
from peelgrade.batch.selecting import Selecting
from peelgrade.batch.sources import Files, Table, Unread
from peelgrade.batch.tallies import tally
from peelgrade.grading.selections import Selection
from peelgrade.problems import Unreadable, shown
from peelgrade.rulebook import Rulebook

Elsewhere = Literal["duckdb", "spark"]
Rows = nw.LazyFrame[Any]

_CELL = ["inspection", "question"]
_TWICE = Fault(Column("id", "name"), nw.col("/twice"), "twice")
_NO_FIGURE = nw.lit(float("inf"))  # not a number would be as large as itself to DuckDB
_BAD, _WRITTEN, _REJECTED, _ITEMS = "/bad", "/written/", "/rejected", "/items"


@dataclass(frozen=True)
class Sums:
    """Items counted by another engine, in parts."""

    engine: Elsewhere
    files: Files
    rulebook: Rulebook
    selections: tuple[Selection, ...]
    size: int
    work: Path

    @property
    def unread(self) -> Unread:
        """The columns of the table that are not read."""
        return Unread.of(self._table.schema, self._known)

    @cached_property
    def plan(self) -> Plan:
        """The parts that there are."""
        if self._table.rows and not self._sums.rows:
            raise parts.nameless(self._table)
        return parts.plan(self._sums, self._sums_layout, self.size)

    def count(self, number: int) -> Counted:
        """Count the items of a part."""
        part = self.plan.parts[number]
        sums = self._sums.slice(part.start, part.rows, list(self._sums.schema))
        ids, known = sums["inspection"], list(self.rulebook.questions)
        starts = np.concatenate(([0], (ids != ids.shift()).arg_true().to_numpy()))
        place = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(ids)))
        question = sums["question"].cast(pl.Enum(known)).to_physical().fill_null(0).to_numpy().astype(np.int64)
        adds = [sums[name].to_numpy() for name in self._packing.numbers]
        tallies = tally(self._packing, tuple(known), len(starts), question * len(starts) + place, adds)
        rejected = np.bincount(place, weights=sums[_REJECTED].to_numpy(), minlength=len(starts)).astype(np.int64)
        return Counted(ids.gather(starts), tallies, rejected, self._rejects_of(number))

    def _rejects_of(self, number: int) -> Sequence[Reject]:
        """Return the rejected rows of a part; those without an inspection go with the first."""
        firsts = [str(part.first) for part in self.plan.parts]
        if not self._rejects:
            return ()
        places = self.plan.firsts.search_sorted(
            pl.Series([one.inspection or firsts[0] for one in self._rejects]).cast(self.plan.firsts.dtype), side="right"
        )
        return tuple(one for one, place in zip(self._rejects, places, strict=True) if max(place - 1, 0) == number)

    # --- what the engine does

    @cached_property
    def _known(self) -> Layout:
        return layout.items(self.rulebook, self.selections)

    @cached_property
    def _table(self) -> Table:
        return Table.of(self.files, self._known, self.work)

    @cached_property
    def _layout(self) -> Layout:
        return rows.of(self._known, self._table.schema)

    @cached_property
    def _faults(self) -> tuple[Fault, ...]:
        return faults(self._layout)

    @cached_property
    def _rows(self) -> Rows:
        """The rows, each with whether it is bad."""
        listed = isinstance(self._table.schema.get("at_risk"), pl.List)
        if listed and "at_risk" in self._layout.names:
            raise Unreadable(
                f"at_risk of {self.files.paths[0]} is a list",
                "write its words with blanks between them, or use --engine polars",
            )
        scanned = _scan(self.engine, self._table.paths, self.work)
        schema = self._table.schema
        there = [column for column in self._layout.columns if column.name in schema]
        written = (_named(self.engine, column).alias(f"{_WRITTEN}{column.key}") for column in there)
        columns = (
            _typed(column, _named(self.engine, column), schema.get(column.name)) for column in self._layout.columns
        )
        typed = scanned.select(*columns, *written)
        found: tuple[Fault, ...] = self._faults
        same = self._same_ids(typed)
        if same is not None:
            typed = typed.join(same, on=["inspection", "id"], how="left")
            typed = typed.with_columns(nw.col("/twice").fill_null(value=False))
            found = (*found, _TWICE)
        return typed.with_columns(bad(found).alias(_BAD))

    def _same_ids(self, typed: Rows) -> Rows | None:
        """Return inspections with the ids that several rows of them have; None if there are none."""
        if "id" not in self._layout.names:
            return None
        named = typed.filter(~nw.col("id").is_null() & ~nw.col("inspection").is_null())
        same = named.group_by("inspection", "id").agg(nw.len().alias(_ITEMS)).filter(nw.col(_ITEMS) > 1)
        if not self._collected(same.select("id").head(1), "same_ids").height:
            return None
        return same.select("inspection", "id", nw.lit(value=True).alias("/twice"))

    @cached_property
    def _packing(self) -> Packing:
        items = self._rows.filter(~nw.col(_BAD)).group_by(*_CELL).agg(nw.len().alias(_ITEMS))
        most = self._collected(items.select(nw.col(_ITEMS).max()), "most_items").item()
        return Packing.of(self.selections, int(most or 0))

    @cached_property
    def _rejects(self) -> tuple[Reject, ...]:
        wrong = self._collected(self._rows.filter(nw.col(_BAD)), "wrong_items")
        if not wrong.height:
            return ()
        reasons = reasons_of(nw.from_native(wrong.lazy()), (*self._faults, TWICE))
        written = {column.name: f"{_WRITTEN}{column.key}" for column in self._layout.columns}
        told = wrong.select(**{name: pl.col(own) for name, own in written.items() if own in wrong.columns})
        found = []
        for row, fault in zip(told.iter_rows(named=True), reasons, strict=True):
            named = said(row, "inspection"), said(row, "id")
            found.append(Reject("items", "", None, named[0], named[1], fault.told(row)))
        return tuple(sorted(found, key=lambda one: (one.inspection, one.id, one.reason)))

    def _collected(self, asked: Rows, name: str) -> pl.DataFrame:
        """Return what the engine finds, by way of the disk: so it takes no library more."""
        path = self.work / f"{name}.parquet"
        shutil.rmtree(path, ignore_errors=True)
        path.unlink(missing_ok=True)
        sink(self.engine, asked, path)
        return pl.read_parquet(path / "*.parquet" if path.is_dir() else path)

    @cached_property
    def _sums_layout(self) -> Layout:
        return Layout("items", (Column("inspection", "name"),), ())

    @cached_property
    def _sums(self) -> Table:
        """The sums by inspection and question, sorted."""
        folder = self.work / "sums"
        if not (folder / "done").exists():
            self._write(folder)
        paths = tuple(sorted(path for path in folder.rglob("*.parquet") if path.is_file()))
        lengths = tuple(sources.read(path, sources.length) for path in paths)
        return Table(self.files, paths, lengths, pl.read_parquet_schema(paths[0]))

    def _write(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        selecting = Selecting(self.rulebook, self._layout)
        nothing = nw.lit(0, nw.Int64())
        sound = ~nw.col(_BAD)
        adds = [
            nw.when(sound).then(one).otherwise(nothing).alias(name)
            for name, one in zip(self._packing.numbers, self._packing.adds(selecting), strict=True)
        ]
        question = nw.when(sound).then(nw.col("question")).alias("question")
        rejected = nw.when(sound).then(nothing).otherwise(nw.lit(1, nw.Int64())).alias(_REJECTED)
        counted = selecting.prepared(self._rows, self.selections).select("inspection", question, *adds, rejected)
        numbers = (*self._packing.numbers, _REJECTED)
        named = counted.filter(~nw.col("inspection").is_null())
        sums = named.group_by(*_CELL).agg(*(nw.col(name).sum().cast(nw.Int64()) for name in numbers))
        sink(self.engine, sums.sort("inspection"), folder / "sums.parquet")
        (folder / "done").touch()


def _scan(engine: Elsewhere, paths: Sequence[Path], work: Path) -> Rows:
    """Open Parquet files with an engine. Raises Unreadable where its library is missing."""
    names = [str(extras.openable(path.resolve())) for path in paths]
    if engine == "duckdb":
        with extras.imported_for("--engine duckdb needs"):
            import duckdb  # noqa: PLC0415  # an extra
        connection = duckdb.connect(config={"temp_directory": str((work / "duckdb").resolve())})
        return nw.from_native(connection.read_parquet(names))
    with extras.imported_for("--engine spark needs"):
        from pyspark.errors import PySparkException  # noqa: PLC0415  # as above
        from pyspark.sql import SparkSession  # noqa: PLC0415  # an extra, and large
    try:
        session = SparkSession.builder.appName("peelgrade").config("spark.ui.enabled", "false").getOrCreate()
    except PySparkException as error:
        raise Unreadable(
            f"Spark does not start: {shown(error)}", "install Java 17 or later, or use --engine duckdb"
        ) from None
    return nw.from_native(session.read.parquet(*names))


def sink(engine: Elsewhere, asked: Rows, path: Path) -> None:
    """Have an engine write what it finds. Raises Unreadable where it cannot: a file is damaged, or there is no room."""
    try:
        asked.sink_parquet(str(path))
    except RuntimeError as error:
        if "interrupted" in str(error):  # DuckDB's way to say that somebody pressed Ctrl-C
            raise KeyboardInterrupt from None
        raise
    except _errors(engine) as error:
        lines = str(error).splitlines() or [type(error).__name__]
        said = next((line.lstrip(": ") for line in lines if "Exception" in line), lines[0])  # Java's is the second line
        raise Unreadable(
            f"{engine} cannot count the items: {shown(said)}",
            "look whether the tables are whole and the disk and memory have room; --engine polars says which file is damaged",
        ) from None


def _errors(engine: Elsewhere) -> tuple[type[Exception], ...]:
    if engine == "duckdb":
        import duckdb  # noqa: PLC0415  # an extra

        return (duckdb.Error,)
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]  # noqa: PLC0415  # an extra
    from pyspark.errors import PySparkException  # noqa: PLC0415  # as above

    return PySparkException, Py4JError


def _named(engine: Elsewhere, column: Column) -> nw.Expr:
    """Return a column as it was written; Spark takes a dot for a path unless the name is quoted."""
    return nw.col(f"`{column.name}`" if engine == "spark" else column.name)


def _typed(column: Column, raw: nw.Expr, dtype: pl.DataType | None) -> nw.Expr:
    """Return a column as what it holds; see `rows.read`."""
    name = column.key
    if dtype is None:
        return nw.lit(None, nw.Float64() if column.holds == "figure" else nw.String()).alias(name)
    if column.holds == "figure" and dtype.is_numeric() and dtype != pl.Float32:
        figure = raw.cast(nw.Float64())
        return (nw.when(figure.is_nan()).then(_NO_FIGURE).otherwise(figure) if dtype.is_float() else figure).alias(name)
    if column.holds == "name" and rows.is_fraction(dtype):
        figure = raw.cast(nw.Float64())
        figure = nw.when(~figure.is_nan()).then(figure)
        whole = nw.when(figure.abs() < rows.WHOLE).then(figure).otherwise(0.5).cast(nw.Int64())
        written = nw.when(whole.cast(nw.Float64()) == figure).then(whole.cast(nw.String()))
        return (written if column.is_key else written.otherwise(figure.cast(nw.String()))).alias(name)
    if column.holds == "name" and rows.is_number(dtype):
        return raw.cast(nw.Int64()).alias(name)
    text = raw.cast(nw.String())
    filled = nw.when(text != "").then(text)
    if column.is_key and rows.is_text(dtype):
        filled = nw.when((text != "") & ~text.str.contains(rows.UNFIT)).then(text)
    if column.holds != "figure":
        return filled.alias(name)
    figure = nw.when(text.str.contains(rows.FIGURE)).then(text).cast(nw.Float64())
    return nw.when(~filled.is_null() & figure.is_null()).then(_NO_FIGURE).otherwise(figure).alias(name)
