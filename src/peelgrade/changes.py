"""Every way to alter a case, and the one way to apply it. Nothing is changed in place or on disk.

What-if, what would need to improve, coding sensitivity, an inspection as of a date and the causes of a difference are
all told in these changes, and answered by grading again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from peelgrade.evidence import (
    CarriedOver,
    Decision,
    FieldworkStatus,
    Inspection,
    InspectionRecord,
    Item,
    QuestionRecord,
)
from peelgrade.rulebook import Rule, Rulebook


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
class SetOwnStatus:
    """Give a question alone another fieldwork status of its own, or none, so that the one above it holds."""

    question: str
    status: FieldworkStatus | None


@dataclass(frozen=True)
class SetDecisions:
    """Take a question as decided so, in this order, whatever was decided of it."""

    question: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class CarryOver:
    """Carry another judgment of a question over from an earlier inspection, or none."""

    question: str
    carried_over: CarriedOver | None


@dataclass(frozen=True)
class SetRecord:
    """Give fields of the record of the inspection other values, such as its decisions or its waiver."""

    values: Mapping[str, Any]


@dataclass(frozen=True)
class UseRules:
    """Judge by another rulebook."""

    rulebook: Rulebook


@dataclass(frozen=True)
class SetFramework:
    """Give fields of the framework other values, such as its baseline."""

    values: Mapping[str, Any]


@dataclass(frozen=True)
class AddRule:
    """Judge by one rule more."""

    rule: Rule


@dataclass(frozen=True)
class RemoveRule:
    """Judge by one rule less."""

    rule: str


_ItemChange = Add | Remove | Set
_RecordChange = SetStatus | SetOwnStatus | SetDecisions | CarryOver | SetRecord
_RulesChange = UseRules | SetFramework | AddRule | RemoveRule
Change = _ItemChange | _RecordChange | _RulesChange | Assume


def apply(case: Case, changes: Iterable[Change]) -> Case:
    """Return the case with the changes made, in their order.

    Raises KeyError where an item or rule to remove or set is not there or one to add is, and pydantic's ValidationError
    where an item, the record or the framework cannot have the values that are set.
    """
    changes = tuple(changes)
    touched = changed_items(case.inspection, (one for one in changes if isinstance(one, Add | Remove | Set)))
    record, rulebook, assumed = case.inspection.record, case.rulebook, dict(case.assumed)
    for change in changes:
        match change:
            case Add() | Remove() | Set():
                pass
            case Assume(question, judgment):
                assumed[question] = judgment
            case UseRules() | SetFramework() | AddRule() | RemoveRule():
                rulebook = _changed_rules(rulebook, change)
            case _:
                record = _changed_record(record, change, rulebook)
    return Case(_inspection(case.inspection, record, touched), rulebook, assumed)


def changed_items(inspection: Inspection, changes: Iterable[_ItemChange]) -> dict[str, Item | None]:
    """Return the items that changes touch as they are after them; None for one that is left out.

    Raises KeyError and ValidationError as `apply` does.
    """
    touched: dict[str, Item | None] = {}
    for change in changes:
        name = change.item.id if isinstance(change, Add) else change.item
        now = touched[name] if name in touched else inspection.by_id.get(name)
        if (now is None) != isinstance(change, Add):
            raise KeyError(name)
        match change:
            case Add(item):
                touched[name] = item
            case Remove():
                touched[name] = None
            case Set(_, values):
                touched[name] = None if now is None else now.model_copy(update=values)
    return touched


def _inspection(before: Inspection, record: InspectionRecord, touched: Mapping[str, Item | None]) -> Inspection:
    """Return an inspection with another record, and other items in the places of those that are touched."""
    if not touched:
        return before if record is before.record else replace(before, record=record)
    items = {**before.by_id, **touched}
    return Inspection.of(record, (item for item in items.values() if item is not None))


def _changed_record(record: InspectionRecord, change: _RecordChange, rulebook: Rulebook) -> InspectionRecord:
    match change:
        case SetStatus(question, status):
            known = _with_status(record.questions, question, status, rulebook.below[question])
            return record.model_copy(update={"questions": known})
        case SetOwnStatus(question, own):
            return record.model_copy(update={"questions": _with_status(record.questions, question, own, frozenset())})
        case SetDecisions(question, decisions):
            taken = (one for one in record.decisions if one.question != question)
            return record.model_copy(update={"decisions": (*taken, *decisions)})
        case CarryOver(question, carried_over):
            carried = tuple(one for one in record.carried_over if one.question != question)
            more = () if carried_over is None else (carried_over,)
            return record.model_copy(update={"carried_over": (*carried, *more)})
        case SetRecord(values):
            return record.model_copy(update=values)


def _changed_rules(rulebook: Rulebook, change: _RulesChange) -> Rulebook:
    known = {rule.id: rule for rule in rulebook.rules}
    match change:
        case UseRules(other):
            return other
        case SetFramework(values):
            return Rulebook.of(rulebook.framework.model_copy(update=values), rulebook.rules)
        case AddRule(rule) if rule.id in known:
            raise KeyError(rule.id)
        case AddRule(rule):
            return Rulebook.of(rulebook.framework, (*rulebook.rules, rule))
        case RemoveRule(name):
            del known[name]
            return Rulebook.of(rulebook.framework, known.values())


def _with_status(
    known: Iterable[QuestionRecord], question: str, status: FieldworkStatus | None, below: frozenset[str]
) -> tuple[QuestionRecord, ...]:
    """Return what is known of the questions, with one status for a question and everything below it."""
    kept = [one.model_copy(update={"status": None}) if one.question in below else one for one in known]
    own = next((one for one in kept if one.question == question), QuestionRecord(question=question))
    others = (one for one in kept if one.question != question)
    return (*others, own.model_copy(update={"status": status}))
