"""A contestant: many inspections judged from columns in memory, by `peelgrade batch` or by Polars written by hand.

    python benchmarks/batch_worker.py ours|by-hand

It speaks lines of JSON, as `contest` has it; `batch.py` starts it. Both get the same columns. Each sample is a part of
the inspections that was not judged before, and as in a run of the command, what parts before it came to is remembered.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import polars as pl

import by_hand
import contest
import tables
import translation
import workload
from peelgrade.batch import layout, running
from peelgrade.batch.judging import Judging
from peelgrade.grading.program import Program

SIZE = tables.IN_FILE  # inspections in a part
PARTS = 4

Judge = Callable[[], int]


def ours(folder: Path, work: Path) -> Iterator[Judge]:
    """Yield for each part of the inspections of a folder, read beforehand, what checks, counts and judges it."""
    rulebook = translation.rulebook_of(workload.own())
    program = Program.of(rulebook)
    items, said = running.tables(folder)
    source = running.OwnRows(items, rulebook, layout.selections([program]), SIZE, work)
    questions, judging = running.Questions(rulebook, said, source.plan, work), Judging(program)

    def judge(number: int, rows: pl.DataFrame) -> int:
        counted = source.counting.count(rows)
        judging.judge(counted.tallies, questions.said(number, counted.inspections).circumstances)
        return len(counted.inspections)

    for number in range(len(source.plan.parts)):
        yield partial(judge, number, source.read(number))


def others(folder: Path) -> Iterator[Judge]:
    """Yield for each part of the inspections of a folder, read beforehand, what judges it by hand."""

    def judge(items: pl.DataFrame) -> int:
        return by_hand.judged(items.lazy(), workload.own()).collect().height

    for path in sorted((folder / "items").iterdir()):
        yield partial(judge, pl.read_parquet(path))


def main(name: str) -> None:
    """Be a contestant."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, work = Path(scratch, "tables"), Path(scratch, "work")
        work.mkdir()
        tables.write(workload.own(), PARTS * SIZE, folder)
        samples = ours(folder, work) if name == "ours" else others(folder)
        next(samples)()  # the first part of a run finds nothing that is remembered
        contest.serve(contest.Ready(0, 0), lambda: next(samples))


if __name__ == "__main__":
    main(sys.argv[1])
