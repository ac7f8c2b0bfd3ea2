"""What differs between two cases, as causes: each a change that can be made by itself.

Every set of causes, made in the old case, gives a case that can be graded; all of them give the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Literal

from pydantic import BaseModel

from peelgrade.changes import (
    Add,
    AddRule,
    Assume,
    CarryOver,
    Case,
    Change,
    Remove,
    RemoveRule,
    Set,
    SetDecisions,
    SetFramework,
    SetOwnStatus,
    SetRecord,
    SetStatus,
)
from peelgrade.evidence import Challenge, Inspection, Item
from peelgrade.rulebook import Rulebook

CauseKind = Literal[
    "item_added",
    "item_removed",
    "item_altered",
    "challenge",
    "decisions",
    "carried_over",
    "fieldwork",
    "waiver",
    "cut_off",
    "record",
    "rule_added",
    "rule_removed",
    "rule_altered",
    "framework",
    "assumed",
]
# what the engine never reads of an item: words, people and places; two items that differ in these alone are graded alike
_NEVER_READ = frozenset(
    {
        "sources", "methods", "coded_by", "checked_by", "note", "or_weight", "or_extent", "statement", "attribution",
        "qualifies", "refers", "unit", "breakdown", "as_at", "period", "checks", "as_of", "assessed_by", "issued_in",
        "issued", "arises_from", "addresses",
    }
)  # fmt: skip
_NO_BEARING = frozenset({"documents", "force", "framework", "challenges", "id", "published"})
_GRADED_BY = ("scale", "baseline", "minimum_evidence", "questions", "measures")


@dataclass(frozen=True)
class Detail:
    """One attribute that is another: as it was, and as it is (JSON values; None where there is none)."""

    attribute: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Cause:
    """One thing that differs, with the changes that make it so.

    `subject` is the id of an item, rule, question or challenge, or the field of the record or framework. `at` are the
    questions that it is about; None if it is about all. `bears` says whether grading reads what differs. `words` are
    those of something that is no longer there.
    """

    kind: CauseKind
    subject: str
    changes: tuple[Change, ...]
    details: tuple[Detail, ...] = ()
    at: frozenset[str] | None = frozenset()
    bears: bool = True
    item: str | None = None
    challenge: Challenge | None = None
    inside: tuple[Cause, ...] = ()
    words: frozenset[str] = frozenset()

    def bears_on(self, question: str, rulebook: Rulebook) -> bool:
        """Whether it can move the judgment of a question: only on what is at or below it, or above for a status."""
        if not self.bears:
            return False
        if self.at is None or question not in rulebook.below:
            return True
        near = rulebook.below[question]
        # a question that the rulebook does not know is one of the other framework, and may be anywhere
        reach = self.at if self.kind != "fieldwork" else self.at | _below(self.at, rulebook)
        return any(one in near or one not in rulebook.below for one in reach)


def _below(questions: Iterable[str], rulebook: Rulebook) -> frozenset[str]:
    return frozenset(chain.from_iterable(rulebook.below.get(question, ()) for question in questions))


def between(old: Case, new: Case) -> tuple[Cause, ...]:
    """Return everything that differs between two cases of one force and framework, as causes in a fixed order.

    Items and rules are matched by id.
    """
    found = (
        *_items(old.inspection, new.inspection),
        *_record(old, new),
        *_rules(old.rulebook, new.rulebook),
        *_framework(old.rulebook, new.rulebook),
        *_assumed(old, new),
    )
    return _tied(found, _foreign(old.rulebook, new.rulebook))


def between_rules(old: Rulebook, new: Rulebook) -> tuple[Cause, ...]:
    """Return every rule and every field of the framework that differs between two rulebooks of one framework."""
    return (*_rules(old, new), *_framework(old, new))


# --- evidence --------------------------------------------------------------------------------------------------------


def _items(old: Inspection, new: Inspection) -> Iterator[Cause]:
    before, after = old.by_id, new.by_id
    beside = _beside((old, new))
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        at = frozenset(item.question for item in (was, now) if item is not None) | beside.get(name, frozenset())
        if now is None:
            yield Cause("item_removed", name, (Remove(name),), at=at, item=name, words=frozenset(_strings(was)))
        elif was is None:
            yield Cause("item_added", name, (Add(now),), at=at, item=name)
        else:
            yield _altered(was, now, at, _answering(name, old, new))


def _beside(inspections: Iterable[Inspection]) -> Mapping[str, frozenset[str]]:
    """Return for each metric that holds a figure of a comparator the questions of the metrics that it is set beside."""
    found: dict[str, frozenset[str]] = {}
    for metric in chain.from_iterable(one.metrics for one in inspections):
        for named in (one.metric for one in metric.comparators if one.metric is not None):
            found[named] = found.get(named, frozenset()) | {metric.question}
    return found


def _altered(was: Item, now: Item, at: frozenset[str], challenge: Challenge | None) -> Cause:
    told = _details(was, now)
    if type(was) is type(now):
        values = {one.attribute: getattr(now, one.attribute) for one in told}
        changes: tuple[Change, ...] = (Set(now.id, values),)
    else:
        changes = (Remove(was.id), Add(now))
    bears = any(one.attribute not in _NEVER_READ for one in told)
    kind: CauseKind = "item_altered" if challenge is None else "challenge"
    subject = now.id if challenge is None else challenge.id
    return Cause(kind, subject, changes, told, at, bears, item=now.id, challenge=challenge)


def _answering(item: str, old: Inspection, new: Inspection) -> Challenge | None:
    """Return the challenge to an item that was accepted, wholly or in part, since the old inspection."""
    settled = {one.id for one in old.record.challenges if one.response in {"accepted", "partly_accepted"}}
    return next(
        (
            one
            for one in new.record.challenges
            if one.item == item and one.response in {"accepted", "partly_accepted"} and one.id not in settled
        ),
        None,
    )


def _details(was: BaseModel, now: BaseModel) -> tuple[Detail, ...]:
    before, after = was.model_dump(mode="json"), now.model_dump(mode="json")
    names = dict.fromkeys((*before, *after))
    return tuple(
        Detail(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


# --- the record ------------------------------------------------------------------------------------------------------


def _record(old: Case, new: Case) -> Iterator[Cause]:
    was, now = old.inspection.record.in_one_order, new.inspection.record.in_one_order
    for question in dict.fromkeys(one.question for one in (*was.decisions, *now.decisions)):
        taken = [tuple(one for one in side.decisions if one.question == question) for side in (was, now)]
        if taken[0] != taken[1]:
            told = Detail("decisions", *([one.model_dump(mode="json") for one in side] for side in taken))
            yield Cause("decisions", question, (SetDecisions(question, taken[1]),), (told,), frozenset({question}))
    before, after = ({one.question: one for one in side.carried_over} for side in (was, now))
    for question in sorted(before.keys() | after.keys()):
        if before.get(question) != after.get(question):
            told = Detail("carried_over", _dumped(before.get(question)), _dumped(after.get(question)))
            change = CarryOver(question, after.get(question))
            yield Cause("carried_over", question, (change,), (told,), frozenset({question}))
    statuses = [{one.question: one.status for one in side.questions if one.status} for side in (was, now)]
    for question in sorted(statuses[0].keys() | statuses[1].keys()):
        first, then = statuses[0].get(question), statuses[1].get(question)
        if first != then:
            status = Detail("status", first, then)
            yield Cause("fieldwork", question, (SetOwnStatus(question, then),), (status,), frozenset({question}))
    if was.waiver != now.waiver:
        told = Detail("waiver", _dumped(was.waiver), _dumped(now.waiver))
        yield Cause("waiver", "waiver", (SetRecord({"waiver": now.waiver}),), (told,), at=None)
    if was.cut_off != now.cut_off:
        days = [one.isoformat() if one else None for one in (was.cut_off, now.cut_off)]
        yield Cause("cut_off", "cut_off", (SetRecord({"cut_off": now.cut_off}),), (Detail("cut_off", *days),), at=None)
    others = tuple(one for one in _details(was, now) if one.attribute in _NO_BEARING)
    if others:
        values = {one.attribute: getattr(now, one.attribute) for one in others}
        yield Cause("record", "record", (SetRecord(values),), others, bears=False)


def _dumped(value: BaseModel | None) -> dict[str, Any] | None:
    return None if value is None else value.model_dump(mode="json", exclude_none=True)


# --- rules and framework ---------------------------------------------------------------------------------------------


def _rules(old: Rulebook, new: Rulebook) -> Iterator[Cause]:
    before, after = ({rule.id: rule for rule in one.rules} for one in (old, new))
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        at = frozenset(rule.question for rule in (was, now) if rule is not None)
        if now is None:
            yield Cause("rule_removed", name, (RemoveRule(name),), at=at, words=frozenset(_strings(was)))
        elif was is None:
            yield Cause("rule_added", name, (AddRule(now),), at=at)
        else:
            told = _details(was, now)
            bears = any(one.attribute not in {"because", "basis"} for one in told)
            yield Cause("rule_altered", name, (RemoveRule(name), AddRule(now)), told, at, bears)


def _framework(old: Rulebook, new: Rulebook) -> Iterator[Cause]:
    for told in _details(old.framework, new.framework):
        change = SetFramework({told.attribute: getattr(new.framework, told.attribute)})
        bears = told.attribute in _GRADED_BY
        yield Cause("framework", told.attribute, (change,), (told,), at=None, bears=bears)


def _assumed(old: Case, new: Case) -> Iterator[Cause]:
    for question, judgment in sorted(new.assumed.items()):
        if old.assumed.get(question) != judgment:
            yield assumed(question, judgment, old.assumed.get(question))


def assumed(question: str, judgment: str, before: str | None = None) -> Cause:
    """Return the cause that a question is taken as judged so."""
    told = (Detail("judgment", before, judgment),)
    return Cause("assumed", question, (Assume(question, judgment),), told, frozenset({question}))


def fieldwork(change: SetStatus, before: str) -> Cause:
    """Return the cause that a question, with everything below it, has another fieldwork status."""
    told = (Detail("status", before, change.status),)
    return Cause("fieldwork", change.question, (change,), told, frozenset({change.question}))


def removed(item: Item, inspection: Inspection) -> Cause:
    """Return the cause that an item is left out."""
    at = frozenset({item.question}) | _beside((inspection,)).get(item.id, frozenset())
    return Cause("item_removed", item.id, (Remove(item.id),), at=at, item=item.id)


def altered(was: Item, now: Item, inspection: Inspection) -> Cause:
    """Return the cause that an item has other attributes."""
    at = frozenset({was.question, now.question}) | _beside((inspection,)).get(was.id, frozenset())
    return _altered(was, now, at, None)


# --- what cannot be told apart ---------------------------------------------------------------------------------------


def _foreign(old: Rulebook, new: Rulebook) -> frozenset[str]:
    """Return the words that only one of two rulebooks knows, and the questions that stand elsewhere in its tree."""
    categories = [{category.id for category in one.framework.scale} for one in (old, new)]
    measures = [set(one.measures) for one in (old, new)]
    stands = [{(q.id, one.parents[q.id], q.graded) for q in one.questions.values()} for one in (old, new)]
    moved = {name for name, _, _ in stands[0] ^ stands[1]}
    return frozenset((categories[0] ^ categories[1]) | (measures[0] ^ measures[1]) | moved)


def _tied(causes: Sequence[Cause], foreign: frozenset[str]) -> tuple[Cause, ...]:
    """Join what cannot be had one without the other: a framework's words, and the rules and items that use them."""
    if not foreign:
        return tuple(causes)
    tied = [one for one in causes if _uses(one, foreign)]
    changes = sorted((change for one in tied for change in one.changes), key=_framework_first)
    joined = Cause(
        "framework", "words of the framework", tuple(changes), at=None, inside=tuple(replace(one) for one in tied)
    )
    return (*(one for one in causes if one not in tied), joined)


def _framework_first(change: Change) -> int:
    return 0 if isinstance(change, SetFramework) else 1


def _uses(cause: Cause, foreign: frozenset[str]) -> bool:
    if cause.kind == "framework":
        return cause.subject in {"scale", "questions", "measures", "baseline"}
    return not foreign.isdisjoint((*(cause.at or ()), *cause.words, *_words(cause)))


def _words(cause: Cause) -> Iterator[str]:
    for change in cause.changes:
        for value in vars(change).values():
            yield from _strings(value)
    for told in cause.details:
        yield from _strings((told.before, told.after))


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401  # data of any shape
    match value:
        case str():
            yield value
        case BaseModel():
            yield from _strings(value.model_dump(mode="json"))
        case Mapping():
            for one in value.values():
                yield from _strings(one)
        case tuple() | list() | frozenset():
            for one in value:
                yield from _strings(one)
        case _:
            pass  # no text
