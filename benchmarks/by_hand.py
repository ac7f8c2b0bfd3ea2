"""The workload in Polars, written by hand: what can be done with the same columns by one who knows the rules.

    python benchmarks/by_hand.py FOLDER OUT.parquet [--by-file]

FOLDER has the items as `tables` writes them. Rules and roll-up are those of `workload`; out come the categories of every
sub-question, question and of the whole, one row an inspection: no ranges, no rule that decided, no row is checked. With
--by-file, it goes by what is known of the files besides: inspections are whole in each, and sorted. Nothing of
peelgrade is imported.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl

import workload
from naive import RANKS
from workload import BASELINE, CATEGORIES, OVERALL, Count, Workload

WEIGHTS = ("minor", "moderate", "major")
BESIDE = "beside.similar_forces"


def judged(items: pl.LazyFrame, of: Workload) -> pl.LazyFrame:
    """Return one row an inspection, with the category of every question."""
    counts = {_name(count): count for rules in of.rules.values() for step in rules for count in step.counts}
    counted = items.group_by("inspection", "question").agg(
        **{name: _taken(count).sum().cast(pl.UInt8) for name, count in counts.items()}
    )
    reached = counted.select("inspection", "question", category=_by_part(of))
    # a sub-question without any item has no row
    parts = {part: pl.col("category").filter(pl.col("question") == part).first() for part in of.rules}
    wide = reached.group_by("inspection").agg(**parts).with_columns(pl.col(*parts).fill_null(RANKS[BASELINE]))
    wide = wide.with_columns(**{name: _together(below) for name, below in of.questions.items()})
    wide = wide.with_columns(_together(tuple(of.questions)).alias(OVERALL))
    named = pl.exclude("inspection").replace_strict(dict(enumerate(CATEGORIES)), return_dtype=pl.Enum(CATEGORIES))
    return wide.with_columns(named)


def _name(count: Count) -> str:
    return " ".join((count.kind, *count.attributes.values(), str(count.weight_from), str(count.stands)))


def _taken(count: Count) -> pl.Expr:
    """Return whether an item is one that a count takes in."""
    taken = pl.col("kind") == count.kind
    for name, wanted in count.attributes.items():
        taken &= pl.col(name) == wanted
    if count.weight_from:
        taken &= pl.col("weight").is_in(WEIGHTS[count.weight_from - 1 :])
    if count.stands is not None:
        better = (pl.col("value") > pl.col(BESIDE)) ^ (pl.col("measure") == "less_is_better")
        wanted_way = better if count.stands == "better" else ~better
        taken &= wanted_way & (pl.col("value") != pl.col(BESIDE))
    return taken.fill_null(value=False)


def _by_part(of: Workload) -> pl.Expr:
    """Return the rank that the rules of its sub-question give a row of counts."""
    told = pl.lit(RANKS[BASELINE], pl.Int8)
    for part, rules in of.rules.items():
        first = pl.lit(RANKS[BASELINE], pl.Int8)
        for step in reversed(rules):
            holds = pl.all_horizontal(_holds(count) for count in step.counts)
            first = pl.when(holds).then(pl.lit(RANKS[step.category], pl.Int8)).otherwise(first)
        told = pl.when(pl.col("question") == part).then(first).otherwise(told)
    return told


def _holds(count: Count) -> pl.Expr:
    found = pl.col(_name(count))
    return found >= count.number if count.at_least else found <= count.number


def _together(parts: Sequence[str]) -> pl.Expr:
    """Return the lower median of ranks, at most the baseline where one is the worst."""
    most = len(parts) // 2 + 1
    reaching = [pl.sum_horizontal((pl.col(part) >= rank).cast(pl.Int8) for part in parts) for rank in (1, 2, 3)]
    median = pl.sum_horizontal((number >= most).cast(pl.Int8) for number in reaching)
    worst = pl.min_horizontal(*parts) == 0
    return pl.when(worst).then(pl.min_horizontal(median, pl.lit(RANKS[BASELINE], pl.Int8))).otherwise(median)


def judged_by_file(paths: Sequence[Path], of: Workload) -> pl.DataFrame:
    """Return the same of files in each of which inspections are whole and sorted: by numbers in place of their names."""
    found = []
    for path in paths:
        items = pl.scan_parquet(path)
        names = items.select(pl.col("inspection").rle().struct.field("value")).collect().to_series()
        numbered = items.with_columns(pl.col("inspection").rle_id())
        found.append(judged(numbered, of).collect().sort("inspection").with_columns(names.alias("inspection")))
    return pl.concat(found)


def main(folder: Path, out: Path, *, by_file: bool) -> None:
    """Judge the inspections of a folder, and write them."""
    paths = sorted((folder / "items").glob("*.parquet"))
    own = workload.own()
    frame = judged_by_file(paths, own) if by_file else judged(pl.scan_parquet(paths), own).collect()
    frame.write_parquet(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), by_file="--by-file" in sys.argv[3:])
