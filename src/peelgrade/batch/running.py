"""A run over two tables: part by part into a folder, each part whole or not at all, and going on where it ended."""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import polars as pl

from peelgrade import writing
from peelgrade.batch import layout, parts, rows, sources
from peelgrade.batch.circumstances import Circumstances
from peelgrade.batch.counting import Counted, Counting, Reject
from peelgrade.batch.engines import Sums
from peelgrade.batch.judging import Judging
from peelgrade.batch.judgments import judgments
from peelgrade.batch.manifest import NAME, WORK, Finished, Input, Manifest, check, cleared
from peelgrade.batch.parts import Part, Plan
from peelgrade.batch.saying import Said, Saying
from peelgrade.batch.sources import Files, Table, Unread
from peelgrade.grading.program import Program
from peelgrade.grading.selections import Selection
from peelgrade.problems import Unreadable
from peelgrade.rulebook import Rulebook

Engine = Literal["polars", "duckdb", "spark"]
Format = Literal["parquet", "csv"]
At = Callable[[int, int], None]

SIZE = 50_000  # inspections of a part
JUDGMENTS, REJECTS = "judgments", "rejects"


@dataclass(frozen=True)
class Asked:
    """How a run is asked for: the folder of the tables, the one to write into, and how.

    `version` is that of peelgrade; `rules_sha256` tells one rulebook from another.
    """

    folder: Path
    out: Path
    version: str
    rules_sha256: str
    engine: Engine = "polars"
    format: Format = "parquet"
    size: int = SIZE


@dataclass(frozen=True)
class Ended:
    """What came of a run: inspections and rows left out in all its parts, of which an earlier run had finished some."""

    inspections: int
    rejected: int
    parts: int
    taken_over: int
    unread: tuple[Unread, ...]


class Source(Protocol):
    """Items counted by parts, whatever counts them."""

    @property
    def plan(self) -> Plan:
        """The parts that there are."""

    @property
    def unread(self) -> Unread:
        """The columns of the table that are not read."""

    def count(self, number: int) -> Counted:
        """Count the items of a part."""


def is_folder_of_tables(folder: Path) -> bool:
    """Whether a folder has a table of items. Raises Unreadable where it has several."""
    return sources.find(folder, "items") is not None


def tables(folder: Path) -> tuple[Files, Files | None]:
    """Find the table of items in a folder, and that of questions if there is one. Raises Unreadable without items."""
    if not folder.is_dir():
        raise Unreadable(f"{folder} is no folder", "name the folder that holds the tables 'items' and 'questions'")
    items = sources.find(folder, "items")
    if items is None:
        message = f"{folder} has no table of items"
        raise Unreadable(
            message, "put items.parquet, items.csv or items.arrow there, or a folder 'items' of such files"
        )
    return items, sources.find(folder, "questions")


@dataclass(frozen=True)
class Run:
    """A run: what is asked, by which rules, what writes rejected rows as text, and what is told how far it is."""

    asked: Asked
    rulebook: Rulebook
    listed: Callable[[Iterable[Reject]], str]
    at: At

    def run(self, *, anew: bool = False) -> Ended:
        """Judge what is not judged yet; `anew`, all of it, and take out what an earlier run left.

        Raises Unreadable for what cannot be used, and where another run writes there; then nothing is left of a new run.
        """
        out, asked = self.asked.out, self._manifest
        check(out, (JUDGMENTS, REJECTS))
        with writing.locked(out, waits=False, make=True), self._tidied():
            if anew:
                cleared(out, (JUDGMENTS, REJECTS))
            began = self._there(asked.resumed(out))
            if not (out / NAME).exists():  # what lies there may be made from other tables
                shutil.rmtree(self._work, ignore_errors=True)
            self._work.mkdir(exist_ok=True)
            manifest = self._judge_parts(began)
            shutil.rmtree(self._work, ignore_errors=True)
        unread = [one for one in (self._source.unread, self._questions.unread) if one is not None]
        inspections, rejected = (
            sum(one.inspections for one in manifest.parts),
            sum(one.rejected for one in manifest.parts),
        )
        return Ended(inspections, rejected, len(manifest.parts), len(began.parts), tuple(unread))

    @contextlib.contextmanager
    def _tidied(self) -> Iterator[None]:
        """Leave nothing where nothing was finished, and say so where the disk is full."""
        try:
            yield
        except Exception as error:
            self._take_out_what_is_unfinished()
            if sources.FULL in str(error):
                raise Unreadable(
                    f"{self.asked.out} cannot be written: {sources.FULL}",
                    "make room: the same command goes on from what is finished",
                ) from None
            raise
        finally:
            if not (self.asked.out / NAME).exists():
                shutil.rmtree(self._work, ignore_errors=True)
                with contextlib.suppress(OSError):
                    self.asked.out.rmdir()

    def _take_out_what_is_unfinished(self) -> None:
        with contextlib.suppress(Unreadable):
            if not self._manifest.resumed(self.asked.out).parts:
                cleared(self.asked.out, (JUDGMENTS, REJECTS))

    def _judge_parts(self, manifest: Manifest) -> Manifest:
        plan, judging = self._source.plan, Judging(Program.of(self.rulebook))
        self._questions.check()
        manifest.write(self.asked.out)
        for number, part in list(enumerate(plan.parts))[len(manifest.parts) :]:
            self.at(sum(one.inspections for one in plan.parts[:number]), plan.inspections)
            manifest = manifest.with_part(self._judge(number, part, judging))
            manifest.write(self.asked.out)
        return manifest

    def _judge(self, number: int, part: Part, judging: Judging) -> Finished:
        counted = self._source.count(number)
        said = self._questions.said(number, counted.inspections)
        judged = judging.judge(counted.tallies, said.circumstances).outcomes
        rejected = counted.rejected + said.rejected
        table = judgments(counted.inspections, judged, judging.outcomes, rejected, self.rulebook)
        rejects = (*counted.rejects, *said.rejects)
        if rejects:
            writing.write(self.asked.out / REJECTS / f"part-{number:05}.csv", self.listed(rejects))
        writing.write(self._path(number), _written(table, self.asked.format))
        return Finished(part.inspections, len(rejects))

    def _path(self, number: int) -> Path:
        return self.asked.out / JUDGMENTS / f"part-{number:05}.{self.asked.format}"

    def _there(self, manifest: Manifest) -> Manifest:
        """Return it with the finished parts up to the first whose file somebody took away."""
        there = takewhile(lambda known: self._path(known[0]).exists(), enumerate(manifest.parts))
        return replace(manifest, parts=tuple(part for _, part in there))

    @property
    def _work(self) -> Path:
        return self.asked.out / WORK

    @cached_property
    def _found(self) -> tuple[Files, Files | None]:
        return tables(self.asked.folder)

    @cached_property
    def _manifest(self) -> Manifest:
        asked, framework = self.asked, self.rulebook.framework
        paths = [path for files in self._found if files is not None for path in files.paths]
        inputs = tuple(Input.of(path, asked.folder) for path in paths)
        return Manifest(
            asked.version, framework.id, framework.version, asked.rules_sha256, inputs, asked.size, asked.format
        )

    @cached_property
    def _source(self) -> Source:
        items, _ = self._found
        selections = layout.selections([Program.of(self.rulebook)])
        if self.asked.engine != "polars":
            return Sums(self.asked.engine, items, self.rulebook, selections, self.asked.size, self._work)
        return OwnRows(items, self.rulebook, selections, self.asked.size, self._work)

    @cached_property
    def _questions(self) -> Questions:
        return Questions(self.rulebook, self._found[1], self._source.plan, self._work)


@dataclass(frozen=True)
class OwnRows:
    """Items counted here: rows sorted by inspection are read as they lie, others are put in parts on the disk first.

    What is about questions `elsewhere`, which another edition of the framework has, is sound and counts for nothing.
    """

    files: Files
    rulebook: Rulebook
    selections: tuple[Selection, ...]
    size: int
    work: Path
    elsewhere: tuple[str, ...] = ()

    @cached_property
    def _table(self) -> Table:
        return Table.of(self.files, self._known, self.work)

    @cached_property
    def _known(self) -> layout.Layout:
        return layout.items(self.rulebook, self.selections).widened("question", self.elsewhere)

    @cached_property
    def _layout(self) -> layout.Layout:
        return rows.of(self._known, self._table.schema)

    @property
    def unread(self) -> Unread:
        """The columns of the table that are not read."""
        return Unread.of(self._table.schema, self._known)

    @cached_property
    def plan(self) -> Plan:
        """The parts that there are."""
        found = parts.plan(self._table, self._layout, self.size)
        if not found.is_sorted:
            parts.split_once(self._table, self._layout, found.firsts, self.work / "items")
        return found

    def read(self, number: int) -> pl.DataFrame:
        """Return the rows of a part, as they stand in the table."""
        if self.plan.is_sorted:
            return parts.of_sorted(self._table, self._layout, self.plan.parts[number])
        return parts.of_split(self._table, self._layout, self.work / "items", number)

    @cached_property
    def counting(self) -> Counting:
        """What counts the rows of a part."""
        return Counting(self.rulebook, self.selections, self._table, self._layout)

    def count(self, number: int) -> Counted:
        """Count the items of a part."""
        return self.counting.count(self.read(number))


@dataclass(frozen=True)
class Questions:
    """What is said of questions, by the parts of the items; `elsewhere` as of `OwnRows`."""

    rulebook: Rulebook
    files: Files | None
    plan: Plan
    work: Path
    elsewhere: tuple[str, ...] = ()

    @cached_property
    def _known(self) -> layout.Layout:
        return layout.questions(self.rulebook).widened("question", self.elsewhere)

    @cached_property
    def _saying(self) -> Saying | None:
        if self.files is None:
            return None
        table = Table.of(self.files, self._known, self.work)
        return Saying(self.rulebook, table, rows.of(self._known, table.schema))

    @property
    def unread(self) -> Unread | None:
        """The columns of the table that are not read; None where there is no table."""
        return None if self._saying is None else Unread.of(self._saying.table.schema, self._known)

    def check(self) -> None:
        """Raise Unreadable where what is said of all inspections is wrong."""
        if self._saying is not None:
            self._saying.check()

    def said(self, number: int, inspections: pl.Series) -> Said:
        """Return what is said of the inspections of a part."""
        saying = self._saying
        if saying is None:
            return _nothing(self.rulebook, len(inspections))
        parts.split_once(saying.table, saying.layout, self.plan.firsts, self.work / "questions")
        part = parts.of_split(saying.table, saying.layout, self.work / "questions", number)
        return saying.read(part, inspections)


def _nothing(rulebook: Rulebook, many: int) -> Said:
    """Return that nothing is said of any question of so many inspections."""
    question = pl.Enum(list(rulebook.questions))
    empty = pl.DataFrame(schema={"question": question, "place": pl.Int64()})
    return Said(Circumstances.of(rulebook, empty, many), np.zeros(many, np.int64), ())


def _written(table: pl.DataFrame, format_: Format) -> bytes:
    into = io.BytesIO()
    if format_ == "csv":
        table.write_csv(into)
    else:
        table.write_parquet(into, compression="zstd", compression_level=1)
    return into.getvalue()
