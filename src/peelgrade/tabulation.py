"""The rules of a question as a decision table: what is counted down the side, the rules along the top, bounds in cells.

A rule whose condition has alternatives inside takes a column for each, by the disjunctive form of the condition: the
rule is what 'any' over its columns is, and a column what 'all' over its cells is. Both hold for true, false and unknown
alike, since strong Kleene logic distributes and absorbs. A rule with more alternatives than can be looked over has no
column: its condition is to be told in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, product
from typing import Any

from peelgrade.rulebook import (
    All,
    Any_,
    Bound,
    Condition,
    Count,
    Rule,
    Rulebook,
    count_of,
    counts,
)

MOST = 9  # alternatives of one rule that a table shows
_MOST_STEPS = 256  # of a disjunctive form on its way, before what is redundant is taken out


@dataclass(frozen=True)
class Subject:
    """What a row is about: what is selected, and whether its number, its share or its points are held against a bound."""

    kind: str
    selected: tuple[tuple[str, Any], ...]
    measured: str

    @classmethod
    def of(cls, count: Count) -> Subject:
        """Return what a count is about, without its bound; counts that differ in the order of words alone are alike."""
        where = {
            name: tuple(sorted(value)) if isinstance(value, tuple) else value for name, value in count.where.items()
        }
        measured = count.bound.name.rpartition("at_")[0].rstrip("_") or "number"
        return cls(type(count).__name__, tuple(sorted(where.items())), measured)


@dataclass(frozen=True)
class Row:
    """What is counted: `count` is the first that a rule has of it, for its words."""

    subject: Subject
    count: Count


@dataclass(frozen=True)
class Cell:
    """What a column asks of a row: the bound, and the place of its count among those of the rule, as they are written."""

    bound: Bound
    place: int


Cells = Mapping[Subject, Cell]


@dataclass(frozen=True)
class Column:
    """One rule, or one of its alternatives; without cells where it has more of them than can be looked over.

    `number` is that of the rule in its table, and `alternative` that of the column within the rule: 0 where it is the
    only one. Both count from 1.
    """

    rule: Rule
    number: int
    alternative: int = 0
    cells: Cells | None = None

    @property
    def label(self) -> str:
        """What the column is called: 3, or 3.2 for an alternative."""
        return f"{self.number}.{self.alternative}" if self.alternative else str(self.number)


@dataclass(frozen=True)
class Table:
    """The rules of one question: those that support first, each nearest to the baseline first, then those that limit."""

    question: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @cached_property
    def rules(self) -> Mapping[int, Rule]:
        """The rules by their numbers, in their order."""
        return {column.number: column.rule for column in self.columns}

    def of_rule(self, rule: str) -> Table:
        """Return the part of the table that is about one rule, with the rows that it asks about."""
        columns = tuple(column for column in self.columns if column.rule.id == rule)
        asked = {subject for column in columns for subject in column.cells or ()}
        return Table(self.question, columns, tuple(row for row in self.rows if row.subject in asked))


def tabulate(question: str, rulebook: Rulebook) -> Table:
    """Return the decision table of a question; a rule with too many alternatives is told as a whole."""
    columns: list[Column] = []
    rows: dict[Subject, Row] = {}
    for number, rule in enumerate(_sorted(rulebook.rules_of(question), rulebook), 1):
        found = alternatives(rule.when)
        if found is None or len(found) > MOST:
            columns.append(Column(rule, number))
            continue
        several = len(found) > 1
        columns += [Column(rule, number, n if several else 0, cells) for n, cells in enumerate(found, 1)]
        for counted in counts(rule.when):
            rows.setdefault(Subject.of(counted), Row(Subject.of(counted), counted))
    asked = {subject for column in columns for subject in column.cells or ()}
    kept = (row for row in rows.values() if row.subject in asked)
    return Table(question, tuple(columns), tuple(sorted(kept, key=_order)))


def _sorted(rules: Iterable[Rule], rulebook: Rulebook) -> list[Rule]:
    def order(rule: Rule) -> tuple[bool, int, str]:
        rank = rulebook.scale[rule.category].rank
        return (rule.effect == "limits_to", rank if rule.effect == "supports" else -rank, rule.id)

    return sorted(rules, key=order)


def _order(row: Row) -> tuple[int, bool, bool]:
    """Judgments come before evidence, and what is good before what is bad; else rows stay in the order of the rules."""
    kinds = ("JudgmentsCount", "FindingsCount", "RecommendationsCount", "MetricsCount")
    return kinds.index(row.subject.kind), not row.count.good, not row.count.bound.of_number


# --- disjunctive form ------------------------------------------------------------------------------------------------


def alternatives(condition: Condition) -> tuple[Cells, ...] | None:
    """Return the alternatives of which a condition asks one: what each asks of what is counted, without redundant ones.

    None where there are too many on the way.
    """
    return _disjunctive(condition, count())


def _disjunctive(condition: Condition, places: Iterator[int]) -> tuple[Cells, ...] | None:
    match condition:
        case All():
            return _all_of([_disjunctive(part, places) for part in condition.all])
        case Any_():
            parts = [_disjunctive(part, places) for part in condition.any]
            known = [part for part in parts if part is not None]
            return _without_redundant(cells for part in known for cells in part) if len(known) == len(parts) else None
        case _:
            counted = count_of(condition)
            return ({Subject.of(counted): Cell(counted.bound, next(places))},)


def _all_of(parts: Sequence[tuple[Cells, ...] | None]) -> tuple[Cells, ...] | None:
    found: tuple[Cells, ...] = ({},)
    for part in parts:
        if part is None or len(found) * len(part) > _MOST_STEPS:
            return None
        found = _without_redundant(_joined(one, other) for one, other in product(found, part))
    return found


def _joined(one: Cells, other: Cells) -> Cells:
    """Return what asks both; of two bounds on the same, the stricter one says both."""
    found = dict(one)
    for subject, cell in other.items():
        if subject not in found or not _as_strict(found[subject].bound, cell.bound):
            found[subject] = cell
    return found


def _as_strict(one: Bound, other: Bound) -> bool:
    """Whether what meets one bound meets the other: both are on the same side, since a rule bounds it from one alone."""
    return one.value >= other.value if one.from_below else one.value <= other.value


def _without_redundant(listed: Iterable[Cells]) -> tuple[Cells, ...]:
    """Leave out what asks all that another asks, and perhaps more: wherever it holds, the other does."""
    kept: list[Cells] = []
    for cells in listed:
        if any(_asks_all_of(cells, other) for other in kept):
            continue
        kept = [other for other in kept if not _asks_all_of(other, cells)]
        kept.append(cells)
    return tuple(kept)


def _asks_all_of(one: Cells, other: Cells) -> bool:
    return all(subject in one and _as_strict(one[subject].bound, cell.bound) for subject, cell in other.items())
