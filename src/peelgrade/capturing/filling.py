"""An inspection as rows of text: a row for each record, with what stands in each column by its head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from peelgrade.capturing import cells
from peelgrade.capturing.layout import FILE, IGNORED, NONE, PLACE, Column, Layout, Sheet
from peelgrade.evidence import InspectionRecord, Item
from peelgrade.problems import Unreadable

Row = Mapping[str, str]  # what the cells say, by the heads of their columns
Rows = Mapping[str, Sequence[Row]]  # by the names of sheets
_NAMED = 10  # texts that are told of one by one


@dataclass(frozen=True)
class Files:
    """An inspection by its files: the record, and the items of each file of evidence in their order.

    `ignored` holds, by the id of an item, what comments ignore there: codes and the reason in each entry.
    """

    record: InspectionRecord
    items: Mapping[str, Sequence[Item]]
    ignored: Mapping[str, Sequence[str]] = field(default_factory=dict)


def told(value: Any) -> Any:  # noqa: ANN401  # data of any shape
    """Return what a model says as mappings, lists and text, as a file has it; what it does not say is left out."""
    match value:
        case BaseModel():
            said = ((name, getattr(value, name), about.default) for name, about in type(value).model_fields.items())
            return {name: told(one) for name, one, default in said if one != default}
        case list() | tuple():
            return [told(one) for one in value]
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def filled(layout: Layout, files: Files) -> Rows:
    """Return the rows of each sheet. Raises Unreadable where a text is longer than a cell can hold."""
    record = told(files.record)
    rows: dict[str, list[Row]] = {sheet.name: [] for sheet in layout.sheets}
    for sheet in layout.sheets:
        if sheet.upright:
            rows[sheet.name].append(_row(sheet.columns, record))
        for entry in record.get(sheet.listed, ()) if sheet.listed else ():
            _add(layout, sheet, entry, {}, rows)
    by_kind = {sheet.kind: sheet for sheet in layout.sheets if sheet.kind}
    for name, items in files.items.items():
        for place, item in enumerate(items, start=1):
            more = {FILE: name, PLACE: str(place)}
            if item.id in files.ignored:
                more[IGNORED] = cells.joined(files.ignored[item.id], "texts")
            _add(layout, by_kind[item.kind], told(item), more, rows)
    _refuse_too_long(layout, rows)
    return rows


def _add(layout: Layout, sheet: Sheet, record: Mapping[str, Any], more: Row, rows: dict[str, list[Row]]) -> None:
    """Add the row of a record, and the rows that go on with its lists in other sheets."""
    rows[sheet.name].append({**_row(sheet.columns, record), **more})
    key = record[str(sheet.key.steps[0])]
    for further in layout.continued(sheet):
        for entry in record.get(further.inside, [])[1:]:
            rows[further.name].append({further.key.title: key, **_row(further.columns[1:], entry)})


def _row(columns: Iterable[Column], record: Mapping[str, Any]) -> Row:
    found = ((column.title, _cell(column, record)) for column in columns)
    return {title: text for title, text in found if text}


def _cell(column: Column, record: Mapping[str, Any]) -> str:
    at: Any = record
    for n, step in enumerate(column.steps):
        if isinstance(at, list):
            at = at[int(step)] if int(step) < len(at) else None
        elif n and not at and column.form == "words":
            return NONE  # what is around it is there and empty: else nothing would say so
        else:
            at = at.get(step)
        if at is None:
            return ""
    return cells.joined(at, column.form) if isinstance(at, list) else str(at)


def _refuse_too_long(layout: Layout, rows: Rows) -> None:
    found = list(_too_long(layout, rows))
    if found:
        more = [(f"and {len(found) - _NAMED:,} more texts are too long", "shorten them")] if len(found) > _NAMED else []
        raise Unreadable.of([*found[:_NAMED], *more])


def _too_long(layout: Layout, rows: Rows) -> Iterator[tuple[str, str]]:
    for sheet in layout.sheets:
        for row in rows[sheet.name]:
            for title, text in row.items():
                if (length := cells.units(text)) > cells.LONGEST:
                    name = row.get(sheet.key.title, "")
                    yield (
                        f"'{title}' of '{name}' has {length:,} characters, and a cell of a workbook holds {cells.LONGEST:,}",
                        "shorten it, or leave this inspection in YAML",
                    )
