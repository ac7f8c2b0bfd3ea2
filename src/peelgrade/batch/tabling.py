"""Inspections as the two tables: what `batch` judges as `grade` judges them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from peelgrade import writing
from peelgrade.batch import layout
from peelgrade.batch.layout import BESIDE, FLAG, STANDS, STATED, Layout
from peelgrade.batch.selecting import MOST, PLACES
from peelgrade.evidence import Comparator, Finding, Inspection, InspectionRecord, Item, Metric
from peelgrade.figures import comparisons
from peelgrade.rulebook import Rulebook

_WAYS = {ways: word for word, ways in STANDS.items()}
Row = dict[str, Any]


def tables(inspections: Iterable[Inspection], rulebook: Rulebook) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the items of inspections, and what is said of their questions, each sorted by inspection.

    What can never count is left out: figures of others, and what came after the cut-off. A comparison that a figure of
    the table cannot say is said in words.
    """
    ordered = sorted(inspections, key=lambda inspection: inspection.record.id)
    items = [row for inspection in ordered for row in _items(inspection, rulebook)]
    said = [row for inspection in ordered for row in _questions(inspection.record, rulebook)]
    return _frame(items, layout.all_items(rulebook)), _frame(said, layout.questions(rulebook))


def write_tables(folder: Path, inspections: Iterable[Inspection], rulebook: Rulebook) -> frozenset[str]:
    """Write the tables of inspections into a folder, as Parquet, together or not at all.

    Returns the ids of those that have items there, which are those that can be judged from it.
    """
    items, said = tables(inspections, rulebook)
    writing.write_together({folder / "items.parquet": _parquet(items), folder / "questions.parquet": _parquet(said)})
    return frozenset(items["inspection"])


def _parquet(table: pl.DataFrame) -> bytes:
    into = io.BytesIO()
    table.write_parquet(into)
    return into.getvalue()


def _frame(rows: list[Row], known: Layout) -> pl.DataFrame:
    schema: dict[str, pl.DataType] = {}
    for column in known.columns:
        types = {"word": pl.Enum(column.words), "figure": pl.Float64()}
        schema[column.name] = types.get(column.holds, pl.String())
    return pl.DataFrame(rows, schema=schema)


def _items(inspection: Inspection, rulebook: Rulebook) -> Iterator[Row]:
    force = inspection.record.force.id
    for item in sorted(inspection.items, key=lambda item: item.id):
        if inspection.is_late(item) or (isinstance(item, Metric) and item.subject != force):
            continue
        row: Row = {"inspection": inspection.record.id, "id": item.id, "kind": item.kind, "question": item.question}
        yield row | {"withdrawn": FLAG[0 if item.withdrawn else 1]} | _of_kind(item, inspection, rulebook)


def _of_kind(item: Item, inspection: Inspection, rulebook: Rulebook) -> Row:
    match item:
        case Finding():
            named = ("topic", "shows", "weight", "extent", "ground", "standing", "part_of")
            return {name: getattr(item, name) for name in named} | {
                "at_risk": layout.SEPARATOR.join(item.at_risk) or None
            }
        case Metric():
            return _metric(item, inspection.figures, rulebook)
        case _:
            return {name: getattr(item, name) for name in ("type", "status", "superseded_by")}


def _metric(metric: Metric, figures: Mapping[str, Metric], rulebook: Rulebook) -> Row:
    said = metric.value is not None and _sayable(metric.value) and (metric.bound != "about" or metric.value != 0)
    row: Row = {"measure": metric.measure}
    if said:
        row |= {"value": float(metric.value or 0), "bound": metric.bound}
    for beside in metric.comparators:
        if said and beside.value is not None and _sayable(beside.value):
            row[f"{BESIDE}{beside.comparator}"] = float(beside.value)
        else:
            row[f"{STATED}{beside.comparator}"] = _stated(metric, beside, rulebook, figures)
    return row


def _stated(metric: Metric, beside: Comparator, rulebook: Rulebook, figures: Mapping[str, Metric]) -> str | None:
    """Return how a metric stands in a word; None where it may stand in any way."""
    return _WAYS.get(frozenset(comparisons(metric, beside, rulebook, figures)))


def _sayable(value: Decimal) -> bool:
    """Whether a figure of the table can be this one."""
    return abs(value) < Decimal(MOST) and value == round(value, PLACES)


def _questions(record: InspectionRecord, rulebook: Rulebook) -> Iterator[Row]:
    """Yield what a record says of questions: each as far as something is said of it itself."""
    waived = () if record.waiver is None else record.waiver.questions or (rulebook.framework.questions.id,)
    said: dict[str, dict[str, str]] = {
        "status": {known.question: known.status for known in record.questions if known.status is not None},
        "waived": dict.fromkeys(waived, FLAG[0]),
        "decided": {one.question: one.judgment for one in record.decisions if one.decides and one.judgment is not None},
        "carried_over": {one.question: one.judgment for one in record.carried_over},
    }
    for question in rulebook.questions:
        own = {name: known[question] for name, known in said.items() if question in known}
        if own:
            yield {"inspection": record.id, "question": question} | own
