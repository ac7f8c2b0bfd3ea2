"""How far two codings of one inspection agree, where in the tree they part, and what would settle it.

Everything that differs is told as changes that make the first coding say what the second says. All of them together
turn the one into the other, so every difference of judgment comes of at least one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peelgrade.changes import Add, Case, Change, Remove, Set, SetRecord
from peelgrade.comparison.pairs import Pair, Pairing, pairing
from peelgrade.comparison.reliability import Reliability, reliability
from peelgrade.evidence import EXTENTS, WEIGHTS, Finding, Inspection, InspectionRecord, Item, Metric
from peelgrade.grading import regrade
from peelgrade.rulebook import Rulebook, fieldwork_statuses
from peelgrade.trace import Judgment, Range, Result, Truth

_CODES = {
    "finding": (
        *("question", "topic", "shows", "weight", "ground", "at_risk", "extent"),
        *("standing", "part_of", "withdrawn", "observed"),
    ),
    "recommendation": ("question", "type", "status", "superseded_by", "withdrawn", "observed"),
    "metric": ("question", "measure", "subject", "value", "bound", "unit", "comparators", "withdrawn", "observed"),
}
_REFERENCES = ("part_of", "superseded_by")
_RECORD = ("questions", "waiver", "decisions", "carried_over", "cut_off")


@dataclass(frozen=True)
class Difference:
    """One thing that the codings have otherwise: the codes of a pair, an item of one coder alone, or part of the record.

    `codes` are the names of what differs; `moved` the questions whose computed judgment is another where the first
    coding takes over this alone, with what it then is.
    """

    first: Item | None
    second: Item | None
    codes: tuple[str, ...]
    changes: tuple[Change, ...]
    moved: tuple[tuple[str, Range | None], ...] = ()

    @property
    def name(self) -> str:
        """What it is called: the id of the item, that of the first coding where it has one, or the part of the record."""
        item = self.first or self.second
        return item.id if item is not None else self.codes[0]


@dataclass(frozen=True)
class RuleParts:
    """A rule that comes out differently in the two codings; None where it was not applied."""

    rule: str
    first: Truth | None
    second: Truth | None


@dataclass(frozen=True)
class Parting:
    """One question whose computed judgment differs.

    `below` are its parts that differ as well; where there is none, the difference arises here. `bearing` are the
    differences on the question or below it, `alone` those of which each would settle it, `together` where none does
    the differences that settle it jointly, none of which can be left out.
    """

    question: str
    first: Judgment
    second: Judgment
    below: tuple[str, ...]
    rules: tuple[RuleParts, ...]
    bearing: tuple[Difference, ...]
    alone: tuple[Difference, ...]
    together: tuple[Difference, ...]


@dataclass(frozen=True)
class Agreement:
    """How far two codings agree."""

    pairing: Pairing
    codes: Mapping[str, Reliability]
    first: Result
    second: Result
    differences: tuple[Difference, ...]
    partings: tuple[Parting, ...]

    @property
    def judged(self) -> int:
        """How many questions the rules judge in either coding."""
        pairs = zip(self.first.judgments, self.second.judgments, strict=True)
        return sum(not one.by_people for one, other in pairs if one.computed is not None or other.computed is not None)


def agreement(first: Inspection, second: Inspection, rulebook: Rulebook) -> Agreement:
    """Return how far two codings agree; both are judged by the one rulebook."""
    made = pairing(first, second)
    case = Case(first, rulebook)
    before, after = regrade(case), regrade(Case(second, rulebook))
    differences = tuple(_tried(one, case, before) for one in _differences(made, first, second, rulebook))
    return Agreement(made, coding(made), before, after, differences, tuple(_partings(case, before, after, differences)))


def coding(made: Pairing) -> dict[str, Reliability]:
    """Return how far the coders agree on each code, over the findings that both hold to be main ones."""
    main = [
        (pair.first, pair.second)
        for pair in made.pairs
        if isinstance(pair.first, Finding)
        and isinstance(pair.second, Finding)
        and pair.first.part_of is None
        and pair.second.part_of is None
    ]
    return {
        "shows": reliability([(one.shows, other.shows) for one, other in main], ("weakness", "strength"), "nominal"),
        "weight": reliability([(one.weight, other.weight) for one, other in main], WEIGHTS, "ordinal"),
        "extent": reliability([(one.extent, other.extent) for one, other in main], EXTENTS, "ordinal"),
    }


# --- what differs ----------------------------------------------------------------------------------------------------


def _differences(made: Pairing, first: Inspection, second: Inspection, rulebook: Rulebook) -> Iterable[Difference]:
    names = made.names
    for pair in made.pairs:
        values = _renamed(pair.second, names)
        codes = _differing(pair, values)
        if codes:
            yield Difference(pair.first, pair.second, codes, (Set(pair.first.id, values),))
    for item in made.only_first:
        yield Difference(item, None, ("only in the first",), (Remove(item.id),))
    for item in made.only_second:
        added = item.model_copy(update={**_renamed(item, names), "id": names[item.id]})
        yield Difference(None, item, ("only in the second",), (Add(added),))
    for part in _RECORD:
        if _told(part, first.record, rulebook) != _told(part, second.record, rulebook):
            yield Difference(None, None, (part,), (SetRecord({part: getattr(second.record, part)}),))


def _renamed(item: Item, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what an item of the second coding says, with the items that it names called as in the first."""
    values = {name: getattr(item, name) for name in type(item).model_fields if name != "id"}
    for name in _REFERENCES:
        if values.get(name) is not None:
            values[name] = names.get(values[name], values[name])
    if isinstance(item, Metric):
        values["comparators"] = tuple(
            one.model_copy(update={"metric": names.get(one.metric, one.metric)}) if one.metric else one
            for one in item.comparators
        )
    return values


def _differing(pair: Pair, values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in _CODES[pair.first.kind] if _plain(getattr(pair.first, name)) != _plain(values[name]))


def _plain(value: Any) -> Any:  # noqa: ANN401  # a code of any kind
    return sorted(map(str, value)) if isinstance(value, tuple) else value


def _told(part: str, record: InspectionRecord, rulebook: Rulebook) -> object:
    """Return a part of the record as grading reads it."""
    if part == "questions":
        return fieldwork_statuses(record, rulebook)
    if part == "waiver":
        return None if record.waiver is None else sorted(record.waiver.questions)
    if part == "carried_over":
        return sorted((one.question, one.judgment) for one in record.carried_over)
    if part == "decisions":
        taken = [(one.question, one.outcome, one.judgment) for one in record.decisions]
        return sorted(taken, key=lambda one: one[0])  # a stable sort: decisions on one question stay in their order
    return record.cut_off


def _tried(one: Difference, case: Case, before: Result) -> Difference:
    after = regrade(case, one.changes, before)
    moved = tuple(
        (other.question, other.computed)
        for was, other in zip(before.judgments, after.judgments, strict=True)
        if was.computed != other.computed
    )
    return Difference(one.first, one.second, one.codes, one.changes, moved)


# --- where they part -------------------------------------------------------------------------------------------------


def _partings(case: Case, before: Result, after: Result, differences: tuple[Difference, ...]) -> Iterable[Parting]:
    rulebook = case.rulebook
    apart = {name for name in rulebook.questions if before[name].computed != after[name].computed}
    for name in (question for question in rulebook.questions if question in apart):
        bearing = tuple(one for one in differences if _bears(one, rulebook.below[name]))
        wanted = after[name].computed
        alone = tuple(one for one in differences if (name, wanted) in one.moved)
        together = () if alone else _fewest(case, before, name, wanted, bearing, differences)
        yield Parting(
            name,
            before[name],
            after[name],
            tuple(part.id for part in rulebook.questions[name].parts if part.id in apart),
            tuple(rules_apart(before[name], after[name])),
            bearing,
            alone,
            together,
        )


def _bears(one: Difference, below: frozenset[str]) -> bool:
    items = [item for item in (one.first, one.second) if item is not None]
    return not items or any(item.question in below for item in items)


def _fewest(
    case: Case,
    before: Result,
    question: str,
    wanted: Range | None,
    bearing: Sequence[Difference],
    everything: Sequence[Difference],
) -> tuple[Difference, ...]:
    """Return differences that settle a question jointly, so that it would stay apart without any one of them."""

    def settle(some: Sequence[Difference]) -> bool:
        return regrade(case, [change for one in some for change in one.changes], before)[question].computed == wanted

    # a figure that is a comparator may stand on a question elsewhere
    kept = list(bearing if settle(bearing) else everything)
    shorter = True
    while shorter:
        shorter = False
        for one in tuple(kept):
            less = [other for other in kept if other is not one]
            if settle(less):
                kept, shorter = less, True
    return tuple(kept)


def rules_apart(first: Judgment, second: Judgment) -> Iterable[RuleParts]:
    """Yield the rules of a question that come out differently in two judgments of it."""
    truths = [{one.rule.id: one.truth for one in judgment.applied} for judgment in (first, second)]
    for name in dict.fromkeys((*truths[0], *truths[1])):
        one, other = truths[0].get(name), truths[1].get(name)
        if one != other:
            yield RuleParts(name, one, other)
