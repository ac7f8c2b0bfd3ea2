"""Very many inspections of the workload as the two tables that `peelgrade batch` reads, made from a seed with NumPy.

    python benchmarks/tables.py make NUMBER FOLDER
    python benchmarks/tables.py compare JUDGMENTS BY_HAND.parquet

Items has a row for each item of evidence; what is no code of its kind is empty there. Questions has one row: fieldwork is
complete everywhere. As in `translation`, a sub-question on which nothing was found has one item more.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

import workload
from by_hand import BESIDE, WEIGHTS
from translation import MEASURES
from workload import EXTENTS, FINDINGS, METRICS, OVERALL, RECOMMENDATIONS, TYPES, Item, Workload

SEED = 7
CHUNK = 1000  # inspections that are made at once: one is the same however many are asked for
IN_FILE = 100_000  # inspections in one file
KINDS = ("finding", "metric", "recommendation")
SHOWS = ("strength", "weakness")
BETTER = ("higher", "lower")
METRIC, RECOMMENDATION, NONE = 1, 2, -1  # codes of kinds, and of what an item does not have
SIZES = (FINDINGS, METRICS, RECOMMENDATIONS)

Codes = npt.NDArray[Any]


def write(workload: Workload, number: int, folder: Path) -> None:
    """Write the tables of so many inspections into a folder, as Parquet: the items in files of 100,000 inspections."""
    (folder / "items").mkdir(parents=True, exist_ok=True)
    for start in range(0, number, IN_FILE):
        stop = min(start + IN_FILE, number)
        path = folder / "items" / f"part-{start // IN_FILE:03}.parquet"
        pl.concat(
            [_chunk(workload, first, min(first + CHUNK, stop)) for first in range(start, stop, CHUNK)]
        ).write_parquet(path)
    said = {"inspection": [None], "question": [OVERALL], "status": ["complete"]}
    pl.DataFrame(said, schema=dict.fromkeys(said, pl.String)).write_parquet(folder / "questions.parquet")


def _chunk(workload: Workload, start: int, stop: int) -> pl.DataFrame:
    """Return the items of inspections by number, sorted by inspection; they lie in one chunk."""
    parts = tuple(workload.rules)
    codes = _codes(np.random.default_rng([SEED, start // CHUNK]), len(parts))
    made = pl.DataFrame({name: column[: stop - start].ravel() for name, column in codes.items()})
    settling = _settling(made, len(parts))
    return pl.concat([made, settling]).sort("inspection", "id").select(*_told(start, parts))


def _settling(made: pl.DataFrame, parts: int) -> pl.DataFrame:
    """Return the items that stand for the sub-questions of which nothing was found."""
    everywhere = made.select(pl.col("inspection").unique()).join(pl.DataFrame({"question": range(parts)}), how="cross")
    missing = everywhere.join(made.filter(pl.col("kind") != METRIC), on=("inspection", "question"), how="anti")
    own = {"id": pl.col("question") + sum(SIZES), "kind": pl.lit(RECOMMENDATION), "type": pl.lit(0)}
    names = ("inspection", "question", *own)
    none = {name: pl.lit(NONE) for name in made.columns if name not in names}
    return missing.with_columns(**own, **none).select(pl.col(name).cast(type_) for name, type_ in made.schema.items())


def _told(start: int, parts: tuple[str, ...]) -> Iterator[pl.Expr]:
    """Yield the columns of items, from codes."""
    yield (pl.col("inspection") + start).cast(pl.String).str.zfill(8)
    yield (pl.col("id") + 1).cast(pl.String).str.zfill(3)
    measures = tuple(MEASURES[one] for one in BETTER)
    words = {"kind": KINDS, "question": parts, "shows": SHOWS, "weight": WEIGHTS, "extent": EXTENTS, "type": TYPES}
    for name, vocabulary in {**words, "measure": measures}.items():
        told = dict(enumerate(vocabulary))
        yield pl.col(name).replace_strict(told, default=None, return_dtype=pl.Enum(vocabulary))
    for name, kind, word in (("standing", 0, "observed"), ("status", RECOMMENDATION, "open")):
        yield pl.when(pl.col("kind") == kind).then(pl.lit(word, pl.Enum([word]))).alias(name)
    for name in ("value", BESIDE):
        yield pl.when(pl.col("kind") == METRIC).then(pl.col(name))


def _codes(chance: np.random.Generator, parts: int) -> Mapping[str, Codes]:
    """Return the codes of a chunk, inspections by items: places in vocabularies, and figures; -1 where there is none."""
    quality = np.clip(chance.beta(0.9, 0.7, (CHUNK, 1)) + chance.normal(0, 0.15, (CHUNK, parts)), 0, 1)
    question = chance.integers(0, parts, (CHUNK, sum(SIZES)))
    works = np.take_along_axis(quality, question[:, :FINDINGS], axis=1)
    beside = np.round(chance.uniform(20, 100, (CHUNK, METRICS)), 1)
    return {
        "inspection": np.broadcast_to(np.arange(CHUNK)[:, None], question.shape),
        "id": np.broadcast_to(np.arange(sum(SIZES)), question.shape),
        "kind": np.broadcast_to(np.repeat(np.arange(len(SIZES)), SIZES), question.shape),
        "question": question,
        "shows": _among(0, (chance.random((CHUNK, FINDINGS)) >= works).astype(np.int64)),
        "weight": _among(0, chance.choice(3, (CHUNK, FINDINGS), p=[0.2, 0.45, 0.35])),
        "extent": _among(0, chance.integers(0, 3, (CHUNK, FINDINGS))),
        "measure": _among(METRIC, chance.integers(0, 2, (CHUNK, METRICS))),
        BESIDE: _among(METRIC, beside),
        "value": _among(METRIC, np.round(beside * chance.uniform(0.8, 1.2, (CHUNK, METRICS)), 1)),
        "type": _among(RECOMMENDATION, chance.choice(3, (CHUNK, RECOMMENDATIONS), p=[0.4, 0.35, 0.25])),
    }


def _among(kind: int, own: Codes) -> Codes:
    """Return the codes of one kind of items with -1 for the items of the others before and after."""
    before, after = sum(SIZES[:kind]), sum(SIZES[kind + 1 :])
    return np.pad(own, ((0, 0), (before, after)), constant_values=NONE)


def plain(items: pl.DataFrame) -> tuple[Item, ...]:
    """Return the items of one inspection as plain values, as the plain oracle is given them."""
    return tuple(_plain(row) for row in items.iter_rows(named=True))


def _plain(row: Mapping[str, Any]) -> Item:
    shared = {name: row[name] for name in ("id", "kind", "question")}
    match row["kind"]:
        case "finding":
            return {
                **shared,
                "shows": row["shows"],
                "weight": WEIGHTS.index(row["weight"]) + 1,
                "extent": row["extent"],
            }
        case "metric":
            better = BETTER[tuple(MEASURES.values()).index(row["measure"])]
            return {**shared, "value": row["value"], "beside": row[BESIDE], "better": better}
        case _:
            return {**shared, "type": row["type"]}


def otherwise(ours: Path, by_hand: Path) -> int:
    """Return how many inspections two tables of judgments have otherwise, or one of them not at all."""
    theirs = pl.scan_parquet(by_hand)
    questions = [name for name in theirs.collect_schema().names() if name != "inspection"]
    long = theirs.unpivot(questions, index="inspection", variable_name="question", value_name="theirs")
    own = pl.scan_parquet(ours / "*.parquet").select("inspection", "question", "judgment")
    text = [pl.all().cast(pl.String)]
    both = own.select(text).join(long.select(text), on=("inspection", "question"), how="full", coalesce=True)
    wrong = both.filter(pl.col("judgment").ne_missing(pl.col("theirs"))).select(pl.col("inspection").n_unique())
    found: int = wrong.collect(engine="streaming").item()
    return found


def main(*words: str) -> None:
    """Do what the words say."""
    match words:
        case ("make", number, folder):
            write(workload.own(), int(number), Path(folder))
        case ("compare", ours, by_hand):
            print(otherwise(Path(ours), Path(by_hand)))
        case _:
            sys.exit(f"what is {words}?")


if __name__ == "__main__":
    main(*sys.argv[1:])
