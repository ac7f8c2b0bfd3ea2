"""Every way to alter a case, and the one way to apply it. Nothing is changed in place or on disk.

What-if, what would need to improve, coding sensitivity, an inspection as of a date and the causes of a difference are
all told in these changes, and answered by grading again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from peelgrade.evidence import FieldworkStatus, Inspection, Item, QuestionRecord
from peelgrade.rulebook import Rulebook


@dataclass(frozen=True)
class Case:
    """What is graded: an inspection, the rules that it is judged by, and judgments that are assumed, by question."""

    inspection: Inspection
    rulebook: Rulebook
    assumed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Add:
    """Add an item of evidence."""

    item: Item


@dataclass(frozen=True)
class Remove:
    """Leave an item of evidence out."""

    item: str


@dataclass(frozen=True)
class Set:
    """Give attributes of an item other values: all of them at once, for some go together."""

    item: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Assume:
    """Take a question as judged so, whatever its evidence, its decisions and its limits say."""

    question: str
    judgment: str


@dataclass(frozen=True)
class SetStatus:
    """Take a question, and everything below it, as having this fieldwork status."""

    question: str
    status: FieldworkStatus


@dataclass(frozen=True)
class SetRecord:
    """Give fields of the record of the inspection other values, such as its decisions or its waiver."""

    values: Mapping[str, Any]


@dataclass(frozen=True)
class UseRules:
    """Judge by another rulebook."""

    rulebook: Rulebook


Change = Add | Remove | Set | Assume | SetStatus | SetRecord | UseRules


def apply(case: Case, changes: Iterable[Change]) -> Case:
    """Return the case with the changes made, in their order.

    Raises KeyError where an item to remove or set is not there or one to add is, and pydantic's ValidationError where
    an item or the record cannot have the values that are set.
    """
    changes = tuple(changes)
    if not changes:
        return case
    items = {item.id: item for item in case.inspection.items}
    record, rulebook, assumed = case.inspection.record, case.rulebook, dict(case.assumed)
    for change in changes:
        match change:
            case Add() | Remove() | Set():
                _change_item(items, change)
            case Assume(question, judgment):
                assumed[question] = judgment
            case SetStatus(question, status):
                questions = _with_status(record.questions, question, status, rulebook.below[question])
                record = record.model_copy(update={"questions": questions})
            case SetRecord(values):
                record = record.model_copy(update=values)
            case UseRules(other):
                rulebook = other
    return replace(case, inspection=Inspection.of(record, items.values()), rulebook=rulebook, assumed=assumed)


def _change_item(items: dict[str, Item], change: Add | Remove | Set) -> None:
    match change:
        case Add(item) if item.id in items:
            raise KeyError(item.id)
        case Add(item):
            items[item.id] = item
        case Remove(name):
            del items[name]
        case Set(name, values):
            items[name] = items[name].model_copy(update=values)


def _with_status(
    known: Iterable[QuestionRecord], question: str, status: FieldworkStatus, below: frozenset[str]
) -> tuple[QuestionRecord, ...]:
    """Return what is known of the questions, with one status for a question and everything below it."""
    kept = [one.model_copy(update={"status": None}) if one.question in below else one for one in known]
    own = next((one for one in kept if one.question == question), QuestionRecord(question=question))
    others = (one for one in kept if one.question != question)
    return (*others, own.model_copy(update={"status": status}))
