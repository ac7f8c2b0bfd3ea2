"""Every way to alter an inspection, and the one way to apply it. Nothing is changed in place or on disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from peelgrade.evidence import FieldworkStatus, Inspection, Item, QuestionRecord


@dataclass(frozen=True)
class Add:
    """Add an item of evidence."""

    item: Item


@dataclass(frozen=True)
class Remove:
    """Leave an item of evidence out."""

    item: str


@dataclass(frozen=True)
class Replace:
    """Put another version of an item in its place; the two have one id."""

    item: Item


@dataclass(frozen=True)
class SetStatus:
    """Take a question, and everything below it, as having this fieldwork status."""

    question: str
    status: FieldworkStatus
    below: tuple[str, ...] = ()


Change = Add | Remove | Replace | SetStatus


def apply(inspection: Inspection, changes: Iterable[Change]) -> Inspection:
    """Return the inspection with the changes made, in their order.

    Raises KeyError where an item to remove or replace is not there.
    """
    for change in changes:
        inspection = _apply(inspection, change)
    return inspection


def _apply(inspection: Inspection, change: Change) -> Inspection:
    items = {item.id: item for item in inspection.items}
    match change:
        case Add(item) if item.id in items:
            raise KeyError(item.id)
        case Add(item):
            items[item.id] = item
        case Remove(name):
            del items[name]
        case Replace(item):
            items[item.id]  # the item must be there
            items[item.id] = item
        case SetStatus(question, status, below):
            return _with_status(inspection, question, status, below)
    return Inspection.of(inspection.record, items.values())


def _with_status(inspection: Inspection, question: str, status: FieldworkStatus, below: tuple[str, ...]) -> Inspection:
    kept = [
        known.model_copy(update={"status": None}) if known.question in below else known
        for known in inspection.record.questions
        if known.question != question
    ]
    own = next((known for known in inspection.record.questions if known.question == question), None)
    changed = own.model_copy(update={"status": status}) if own else QuestionRecord(question=question, status=status)
    return replace(inspection, record=inspection.record.model_copy(update={"questions": (*kept, changed)}))
