"""The files of a table: found in a folder, brought into Parquet where they are not, and read in slices of rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

import polars as pl

from peelgrade import extras, loading, tables
from peelgrade.batch.layout import Layout
from peelgrade.batch.rows import Schema, can_hold
from peelgrade.problems import Unreadable, listed, meant, nearest, shown

FORMATS = {".parquet": "Parquet", ".csv": "CSV", ".arrow": "Arrow", ".feather": "Arrow", ".ipc": "Arrow"}
T = TypeVar("T")
SLICE = 2_000_000  # rows that are looked at in one go
FULL = "No space left on device"


@dataclass(frozen=True)
class Files:
    """The files of one table as they were found, all of one format, sorted by name."""

    table: str
    paths: tuple[Path, ...]

    @property
    def format(self) -> str:
        """Parquet, CSV or Arrow."""
        return FORMATS[self.paths[0].suffix.lower()]


def find(folder: Path, table: str) -> Files | None:
    """Return the files of a table: one that is called so, or all of a folder that is; None where there are none.

    Raises Unreadable where there are several tables of the name, files of two formats, links that lead out of their
    folder, or names that cannot be opened.
    """
    named = [path for path in _tables(folder) if path.name.startswith(f"{table}.")]
    inside = folder / table
    if inside.is_dir():
        parts = [path for path in _tables(inside) if path.is_file()]
        named = [*named, inside] if named else parts
        if named and inside in named:
            raise Unreadable(f"{folder} has {named[0].name} and a folder {table}", "leave one of them")
    elif len(named) > 1:
        raise Unreadable(f"{folder} has {named[0].name} and {named[1].name}", "leave one of them")
    if len({FORMATS[path.suffix.lower()] for path in named}) > 1:
        raise Unreadable(f"{inside} has files of more than one format", "write all of a table as Parquet, CSV or Arrow")
    for path in (inside, *named):
        loading.refuse_link_out(path, "table")
    return Files(table, tuple(extras.openable(path) for path in named)) if named else None


def _tables(folder: Path) -> list[Path]:
    """Return what is called as a table in a folder, sorted. Raises Unreadable where it cannot be listed."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() in FORMATS)
    except OSError as error:
        raise Unreadable(f"{folder} cannot be read: {error.strerror}", "check its permissions") from None


@dataclass(frozen=True)
class Table:
    """A table in Parquet files, with the number of rows of each and the files that they are told as."""

    files: Files
    paths: tuple[Path, ...]
    lengths: tuple[int, ...]
    schema: Schema

    @classmethod
    def of(cls, files: Files, layout: Layout, work: Path) -> Table:
        """Open the files of a table; what is CSV or Arrow is written into a folder as Parquet first.

        Raises Unreadable for what cannot be read, where files have other columns, or where essential ones are missing.
        """
        paths = files.paths if files.format == "Parquet" else tuple(_as_parquet(files, work))
        schemas = [read(path, pl.read_parquet_schema) for path in paths]
        for path, schema in zip(files.paths, schemas, strict=True):
            if schema != schemas[0]:
                raise Unreadable(
                    f"{path} has {_apart(schema, schemas[0])} than {files.paths[0]}",
                    "write all files of a table with the same columns, in one order and each of one type",
                )
            _check(path, schema, layout)
        return cls(files, paths, tuple(read(path, length) for path in paths), schemas[0])

    @property
    def rows(self) -> int:
        """The number of rows."""
        return sum(self.lengths)

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        return tuple(accumulate(self.lengths))

    def slice(self, first: int, many: int, names: Sequence[str]) -> pl.DataFrame:
        """Return columns of rows from one on, counted from 0 over all files. Raises Unreadable for what is damaged."""
        found: list[pl.DataFrame] = []
        last = first + many
        for path, end, own in zip(self.paths, self._ends, self.lengths, strict=True):
            start = end - own
            low, high = max(first, start), min(last, end)
            if low < high:
                rows = pl.scan_parquet(path).slice(low - start, high - low).select(names)
                found.append(read(path, lambda _, rows=rows: rows.collect()))  # type: ignore[misc]
        return pl.concat(found) if found else pl.DataFrame(schema={name: self.schema[name] for name in names})

    def slices(self, names: Sequence[str]) -> Iterator[tuple[int, pl.DataFrame]]:
        """Yield columns of all rows, slice by slice, each with the number of its first row."""
        for first in range(0, self.rows, SLICE):
            yield first, self.slice(first, SLICE, names)

    def place(self, row: int) -> tuple[str, int]:
        """Return the file that holds a row, and its number there as people count: the first line of CSV is a heading."""
        n = bisect_right(self._ends, row)
        heading = 1 if self.files.format == "CSV" else 0
        return self.files.paths[n].name, row - self._ends[n] + self.lengths[n] + 1 + heading


def read(path: Path, how: Callable[[Path], T]) -> T:
    """Read a file in some way. Raises Unreadable where it cannot be read."""
    try:
        with extras.contained():
            return how(path)
    except (pl.exceptions.PolarsError, extras.Panicked, OSError) as error:
        if FULL in str(error):  # the disk is, for what is made of it
            raise
        said = str(error).splitlines() or [type(error).__name__]
        kind, remedy = FORMATS[path.suffix.lower()], "write it again, or take it out"
        if kind == "CSV":
            tables.refuse_too_wide(path)
            remedy = "look for a quote that stands inside a cell and is not doubled; else write it again"
        raise Unreadable(f"{path} is no {kind} that can be read: {shown(said[0])}", remedy) from None


def length(path: Path) -> int:
    """Return the number of rows of a Parquet file."""
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())


def _as_parquet(files: Files, work: Path) -> Iterator[Path]:
    work.mkdir(parents=True, exist_ok=True)
    for n, path in enumerate(files.paths):
        into = work / f"{files.table}-{n:05}.parquet"

        def written(path: Path, into: Path = into) -> None:
            scan = _scan_csv(path) if files.format == "CSV" else pl.scan_ipc(path)
            scan.sink_parquet(into, compression="lz4")

        read(path, written)
        yield into


def _scan_csv(path: Path) -> pl.LazyFrame:
    """Read CSV with every cell as text: what it means says the layout. Raises Unreadable for two columns of one name."""
    mark = tables.delimiter(path)
    heads = pl.read_csv(path, separator=mark, has_header=False, n_rows=1, infer_schema=False).row(0)
    twice = [head for n, head in enumerate(heads) if head is not None and head in heads[:n]]
    if twice:
        raise Unreadable(f"{path} has two columns '{shown(twice[0])}'", "leave one of them")
    return pl.scan_csv(path, separator=mark, infer_schema=False)


def _check(path: Path, schema: Schema, layout: Layout) -> None:
    lacking = [name for name in layout.essential if name not in schema]
    if lacking:
        near = nearest(lacking[0], [name for name in schema if name not in layout.names])
        raise Unreadable(
            f"{path} has no column '{lacking[0]}'; its columns are {listed(tuple(schema))}",
            meant(near) if near else "add it",
        )
    for column in layout.columns:
        dtype = schema.get(column.name)
        if dtype is not None and not can_hold(column, dtype):
            holds = {"figure": "figures", "name": "text or whole numbers"}.get(column.holds, "words")
            raise Unreadable(f"{path} has {dtype} in '{column.name}', which is of {holds}", "write it as such a column")


def _apart(schema: Schema, first: Schema) -> str:
    """Return what of the columns of a file is not as in the first one."""
    if set(schema) != set(first):
        return "other columns"
    other = [name for name, dtype in schema.items() if dtype != first[name]]
    return f"another type in '{shown(other[0])}' ({schema[other[0]]})" if other else "its columns in another order"


@dataclass(frozen=True)
class Unread:
    """The columns of a table that are not read, and those that would be."""

    table: str
    columns: tuple[str, ...]
    known: tuple[str, ...]

    @classmethod
    def of(cls, schema: Schema, layout: Layout) -> Unread:
        """Hold the columns of a table against those that are read."""
        known = tuple(column.name for column in layout.columns)
        return cls(layout.table, tuple(name for name in schema if name not in known), known)
