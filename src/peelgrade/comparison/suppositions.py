"""What is supposed of a case, in the words of the files, as causes: for what-if, and for whatever asks it.

Every word is held to the vocabulary and the rules of the files, and refused with what to write instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from peelgrade.changes import Case, SetStatus, apply
from peelgrade.comparison import causes
from peelgrade.comparison.causes import Cause
from peelgrade.comparison.differences import Difference, caused
from peelgrade.consistency import Dossier, Placed, check_inspection
from peelgrade.evidence import FIELDWORK, Fault, FieldworkStatus, Finding, Inspection, Item, Metric, Recommendation
from peelgrade.problemcodes import CODES
from peelgrade.problems import Unreadable, shown, suggest
from peelgrade.rulebook import Rulebook, fieldwork_statuses, vocabulary
from peelgrade.validation.words import advice_on_figure

Wrong = tuple[str, str]
_STRUCTURED = frozenset({"id", "kind", "sources", "comparators", "period", "checks", "refers"})
_REFERENCES: Mapping[str, type[Item]] = {
    "part_of": Finding,
    "qualifies": Finding,
    "arises_from": Finding,
    "superseded_by": Recommendation,
    "addresses": Recommendation,
}
# what of an item is held to the item itself alone, and to nothing beside it
_OF_ITSELF = frozenset({"weight", "or_weight", "ground", "at_risk", "extent", "or_extent"})
_CLEAR = "(nothing after '=' clears it)"
_YES, _NO = frozenset({"true", "yes"}), frozenset({"false", "no"})


@dataclass(frozen=True)
class Supposition:
    """What is supposed, as text: items left out, values by item and attribute, judgments and statuses by question."""

    without: Sequence[str] = ()
    values: Sequence[tuple[str, str, str]] = ()
    assumed: Sequence[tuple[str, str]] = ()
    statuses: Sequence[tuple[str, FieldworkStatus]] = ()


def setting(text: str, mark: str = "=") -> tuple[str, str, str] | None:
    """Return item, attribute and value of 'ITEM.attribute=value', or None; an id may itself have dots in it.

    `mark` is what stands before the value.
    """
    name, found, value = text.partition(mark)
    item, dot, attribute = name.rpartition(".")
    if not found or not dot or not item.strip() or not attribute.strip():
        return None
    return item.strip(), attribute.strip(), value.strip()


def assumption(text: str, mark: str = "=") -> tuple[str, str] | None:
    """Return question and category of 'QUESTION=CATEGORY', or None."""
    question, found, category = (part.strip() for part in text.partition(mark))
    return (question, category) if found and question and category else None


def what_if(
    inspection: Inspection,
    rulebook: Rulebook,
    *,
    without: Iterable[str] = (),
    values: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    assumed: Mapping[str, str] = MappingProxyType({}),
    statuses: Mapping[str, FieldworkStatus] = MappingProxyType({}),
) -> Difference:
    """Return which judgments would move if something were otherwise, and what moves each; nothing is changed.

    `without` are ids of items to leave out, `values` other values by item and attribute, as text and as the files write
    them (nothing clears one), `assumed` categories by question, and `statuses` the state of fieldwork by question, for
    all that is below it: complete, in_progress or not_inspected. They are held to what `peelgrade whatif` holds them
    to: raises Unreadable with everything that cannot be, where an id or a word is not known or an item could not be so.
    A move tells categories by their ids.
    """
    supposition = Supposition(
        without=tuple(without),
        values=[(item, name, text) for item, named in values.items() for name, text in named.items()],
        assumed=[*assumed.items()],
        statuses=[*statuses.items()],
    )
    case = Case(inspection, rulebook)
    return caused(case, supposed(case, supposition))


def supposed(case: Case, supposition: Supposition) -> tuple[Cause, ...]:
    """Return what is supposed of a case as causes: one for each item, judgment and status.

    Raises Unreadable with everything that cannot be.
    """
    suppose = _Suppose(case)
    found = (
        *suppose.removals(supposition.without),
        *suppose.settings(supposition.values, frozenset(supposition.without)),
        *suppose.statuses(supposition.statuses),
        *suppose.assumptions(supposition.assumed),
    )
    wrong = suppose.wrong or _at_odds(case, [one for one in found if one.kind == "item_altered"])
    if wrong:
        raise Unreadable.of(dict.fromkeys(wrong))
    return found


def _at_odds(case: Case, altered: Sequence[Cause]) -> list[Wrong]:
    """Return what no files could say once items are altered: what stands between items that cannot.

    Figures that do not add up are no obstacle: to try another one is what is asked.
    """
    if all(one.attribute in _OF_ITSELF for cause in altered for one in cause.details):
        return []
    before = _errors(case)
    after = _errors(apply(case, [change for one in altered for change in one.changes]))
    return [(f"this cannot be so: {message}", remedy) for message, remedy in after if (message, remedy) not in before]


def _errors(case: Case) -> list[Wrong]:
    """Return the errors between items; what is left out may be named all the same."""
    items = tuple(Placed(item, "", (n,)) for n, item in enumerate(case.inspection.items))
    written = tuple((one.value.id, one.at("id")) for one in items)
    dossier = Dossier(case.inspection.record, "", items, written, case.rulebook, complete=False, whole=False)
    found = (one for one in check_inspection(dossier) if one.severity == "error")
    return [(one.message, one.help) for one in found if not CODES[one.code].forgivable]


class _Suppose:
    """Turns words into causes, and gathers what is wrong with them."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.items = case.inspection.by_id
        self.words = vocabulary(case.rulebook.framework)
        self.wrong: list[Wrong] = []

    def _item(self, name: str) -> Item | None:
        found = self.items.get(name)
        if found is None:
            self.wrong.append((f"there is no item '{shown(name)}' in this inspection", suggest(name, list(self.items))))
        return found

    def _known(self, word: str, what: str, known: Sequence[str]) -> bool:
        if word in known:
            return True
        self.wrong.append((f"there is no {what} '{shown(word)}'", suggest(word, known)))
        return False

    def removals(self, names: Sequence[str]) -> Iterator[Cause]:
        for name in dict.fromkeys(names):
            item = self._item(name)
            if item is not None:
                yield causes.removed(item, self.case.inspection)

    def statuses(self, given: Sequence[tuple[str, FieldworkStatus]]) -> Iterator[Cause]:
        rulebook = self.case.rulebook
        said: dict[str, FieldworkStatus] = {}
        for question, status in given:
            known = self._known(question, "question", list(rulebook.questions))
            if not (self._known(status, "fieldwork status", list(FIELDWORK)) and known):
                continue
            if said.setdefault(question, status) != status:
                self.wrong.append((f"two fieldwork statuses are given for {question}", "give one of them"))
        before = fieldwork_statuses(self.case.inspection.record, rulebook)
        # the wider question first, so that one below it keeps what is said of it
        for question in (name for name in rulebook.questions if name in said):
            yield causes.fieldwork(SetStatus(question, said[question]), before[question])

    def assumptions(self, given: Sequence[tuple[str, str]]) -> Iterator[Cause]:
        said: dict[str, str] = {}
        graded, categories = list(self.words["graded_questions"]), list(self.words["categories"])
        for question, judgment in given:
            if question in self.words["questions"] and question not in graded:
                self.wrong.append(
                    (f"the question {question} is context and is not judged", "assume a judgment of another question")
                )
                continue
            known = self._known(question, "question", graded)
            known = self._known(judgment, "category", categories) and known
            if known and said.setdefault(question, judgment) != judgment:
                self.wrong.append((f"two judgments are assumed of {question}", "give one of them"))
        for question, judgment in said.items():
            yield causes.assumed(question, judgment)

    def settings(self, given: Sequence[tuple[str, str, str]], left_out: frozenset[str]) -> Iterator[Cause]:
        by_item: dict[str, dict[str, str]] = {}
        for name, attribute, text in given:
            values = by_item.setdefault(name, {})
            if values.setdefault(attribute, text) != text:
                self.wrong.append((f"two values are given for {name}.{attribute}", "give one of them"))
        for name, values in by_item.items():
            item = self._item(name)
            if item is not None and name in left_out:
                self.wrong.append((f"the item {name} is left out and is given values", "do one of the two"))
            elif item is not None:
                yield from self._set(item, values)

    def _set(self, item: Item, values: Mapping[str, str]) -> Iterator[Cause]:
        before = len(self.wrong)
        data = item.model_dump(mode="json")
        for attribute, text in values.items():
            if self._is_settable(item, attribute):
                data[attribute] = self._value(item, attribute, text)
        if len(self.wrong) > before:
            return
        try:
            made = type(item).model_validate_json(json.dumps(data))
        except ValidationError as error:
            self.wrong += (reason for one in error.errors() for reason in _reasons(item, one))
            return
        self.wrong += self._misplaced(made)
        if made != item:
            yield causes.altered(item, made, self.case.inspection)
        else:
            told = ", ".join(f"{name}={text}" for name, text in values.items())
            self.wrong.append((f"the item {item.id} has {told} already", "give another value, or take it out"))

    def _is_settable(self, item: Item, attribute: str) -> bool:
        fields = type(item).model_fields
        known = [name for name in fields if name not in _STRUCTURED]
        if attribute in known:
            return True
        if attribute in fields:
            why, remedy = f"'{attribute}' of a {item.kind} cannot be set here", f"write one of: {', '.join(known)}"
        else:
            why = f"a {item.kind} such as {item.id} has no attribute '{shown(attribute)}'"
            remedy = suggest(attribute, known)
        self.wrong.append((why, remedy))
        return False

    def _value(self, item: Item, attribute: str, text: str) -> Any:  # noqa: ANN401  # a JSON value
        about = type(item).model_fields[attribute]
        several = any(get_origin(one) is tuple for one in _kinds(about.annotation))
        if not text:
            if about.is_required():
                message = f"the item {item.id} must have a value for '{attribute}'"
                self.wrong.append(
                    (message, f"write it after '=', as in {item.id}.{attribute}={(about.examples or ['…'])[0]}")
                )
            return about.get_default()
        if bool in _kinds(about.annotation):
            return self._truth(item, attribute, text)
        if Decimal in _kinds(about.annotation) and advice_on_figure(text):
            self.wrong.append((f"'{shown(text)}' is no figure for {item.id}.{attribute}", advice_on_figure(text)))
            return None
        words = [word.strip() for word in text.split(",")] if several else [text]
        for word in words:
            self._check_word(item, attribute, word, about)
        return words if several else text

    def _truth(self, item: Item, attribute: str, text: str) -> bool | None:
        if text.lower() not in _YES | _NO:
            self.wrong.append((f"'{shown(text)}' is no value of {item.id}.{attribute}", "write yes or no"))
        return text.lower() in _YES

    def _check_word(self, item: Item, attribute: str, word: str, about: FieldInfo) -> None:
        extra = about.json_schema_extra
        named = extra.get("x-vocabulary") if isinstance(extra, dict) else None
        known = list(self.words[str(named)]) if named is not None else _choices(about.annotation)
        if attribute in _REFERENCES:
            known = [name for name, one in self.items.items() if isinstance(one, _REFERENCES[attribute])]
        if known and word not in known:
            message = f"'{shown(word)}' is no value of {attribute} for {item.id}"
            self.wrong.append((message, suggest(word, known)))

    def _misplaced(self, item: Item) -> Iterator[Wrong]:
        question = self.case.rulebook.questions[item.question]
        topics = [topic.id for topic in question.topics]
        if item.topic is not None and item.topic not in topics:
            message = f"'{item.topic}' is not a topic of {item.question}, where {item.id} would stand"
            others = ", ".join(f"--set {item.id}.topic={topic}" for topic in topics)
            yield message, f"add {others}{' or ' if others else ''}--set {item.id}.topic= {_CLEAR}"


def _kinds(annotation: Any) -> Iterator[Any]:  # noqa: ANN401  # an annotation
    """Yield the types that an annotation is made of, without looking into tuples."""
    yield annotation
    if get_origin(annotation) is not tuple:
        for one in get_args(annotation):
            yield from _kinds(one)


def _choices(annotation: Any) -> list[str]:  # noqa: ANN401  # an annotation
    return [one for one in _kinds(annotation) if isinstance(one, str)]


def _reasons(item: Item, error: Any) -> Iterator[Wrong]:  # noqa: ANN401  # pydantic's error details
    faults: Sequence[Fault] = error.get("ctx", {}).get("faults", ())
    for fault in faults:
        yield f"the item {item.id} cannot be so: {fault.message}", _to_add(item, fault)
    if not faults:
        attribute = ".".join(str(step) for step in error["loc"])
        held = shown(error.get("input", ""))
        told = str(error["msg"])
        yield f"'{held}' is no value of {attribute} for {item.id}", f"{told[:1].lower()}{told[1:]}"


def _to_add(item: Item, fault: Fault) -> str:
    """Return what to set besides, where that mends the fault."""
    match fault.code:
        case "PG301":
            return f"add --set {item.id}.ground=serious_harm or --set {item.id}.ground=core"
        case "PG302":
            at_risk = f" and --set {item.id}.at_risk=" if isinstance(item, Finding) and item.at_risk else ""
            return f"add --set {item.id}.ground={at_risk} {_CLEAR}"
        case "PG303":
            return f"add --set {item.id}.at_risk= {_CLEAR}, or --set {item.id}.ground=serious_harm"
        case "PG304":
            return f"add --set {item.id}.{fault.key}= {_CLEAR}"
        case "PG315" if isinstance(item, Metric):
            return "keep a figure: no comparator of it says how it compares"
        case _:
            return fault.help
