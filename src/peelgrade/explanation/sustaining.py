"""The smallest sets of evidence that alone sustain a judgment.

Of all that is counted below a question only some items are kept, with fieldwork as it is and the minimum waived. A set
sustains the judgment where it stays, and every judgment below it. The sets with the fewest items are found exactly:
evidence on one question moves no other but those above it, so sets are put together from those of the questions below;
and items that no rule tells apart stand for each other. Figures that others are set beside are always kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement, groupby, product
from typing import Literal

from peelgrade.changes import Add, Case, Remove, SetRecord, apply
from peelgrade.evidence import Waiver
from peelgrade.explanation.likeness import Likeness, Look
from peelgrade.grading import regrade
from peelgrade.rulebook import Question
from peelgrade.trace import Judgment, Result

MOST_TRIED = 1_000  # times that one search grades again
MOST_JOINED = 100_000  # choices in all sets that one search puts together
MOST_TOLD = 40  # ways to choose that are told


@dataclass(frozen=True, order=True)
class Choice:
    """Any so many of some items."""

    number: int
    items: tuple[str, ...]


Alternative = tuple[Choice, ...]


@dataclass(frozen=True)
class Sustained:
    """The smallest sets of evidence that sustain the judgment of a question: what to keep of each of several.

    `size` is how many items each has, and `alternatives` the ways to choose them: all of them, unless there may be
    `more`. Where `why_none` is said none was looked for or found: something is still open, the judgment is not the
    rules' own, or the search would be too long.
    """

    question: str
    size: int = 0
    alternatives: tuple[Alternative, ...] = ()
    more: bool = False
    why_none: Literal["open", "from_outside", "too_long"] | None = None


class Bare:
    """A case without its evidence: what searches for several questions of it start from."""

    def __init__(self, case: Case) -> None:
        """Take a case; what is asked of it is worked out once."""
        self.case = case
        self.like = Likeness(case)
        self.items: Mapping[str, Add] = {item.id: Add(item) for item in case.inspection.items}

    @cached_property
    def bare(self) -> Case:
        """The case without evidence and with the minimum waived; figures that others are set beside stay."""
        inspection = self.case.inspection
        gone = (Remove(item.id) for item in inspection.items if item.id not in inspection.set_beside)
        return apply(self.case, (SetRecord({"waiver": Waiver(reason="Only some evidence is kept.")}), *gone))

    @cached_property
    def nothing(self) -> Result:
        """What is judged of it."""
        return regrade(self.bare)


def sustaining(case: Case, question: str, result: Result | None = None, bare: Bare | None = None) -> Sustained:
    """Return the smallest sets of evidence that alone sustain the judgment of a question and those below it.

    `result` is that of the case and `bare` the case without its evidence, where they are known already.
    """
    result = result or regrade(case)
    judgment = result[question]
    below = [result[name] for name in case.rulebook.questions if name in case.rulebook.below[question]]
    if judgment.from_outside:
        return Sustained(question, why_none="from_outside")
    if judgment.status != "settled" or any(one.status == "open" for one in below):
        return Sustained(question, why_none="open")
    search = _Search(case, result, question, bare or Bare(case))
    try:
        return search.smallest()
    except _TooLongError:
        return Sustained(question, why_none="too_long")


class _TooLongError(Exception):
    """More would have to be graded, or put together, than is worth it."""


@dataclass(frozen=True, order=True)
class _Key:
    """What the questions above see of a set: how its items look, and whether more evidence may come below them."""

    looks: tuple[Look, ...] = ()
    more: bool = False

    def with_(self, other: _Key) -> _Key:
        return _Key(tuple(sorted((*self.looks, *other.looks))), self.more or other.more)

    def by(self, questions: frozenset[str], *, more: bool) -> _Key:
        """Return what only some questions see."""
        looks = (look.by(questions) for look in self.looks)
        return _Key(tuple(sorted(look for look in looks if not look.nothing)), more)


_Table = dict[_Key, list[Alternative]]


class _Search:
    """Finds sets for one question; what is found for a question below it is kept."""

    def __init__(self, case: Case, result: Result, question: str, bare: Bare) -> None:
        self.case = case
        self.result = result
        self.asked = question
        self.bare = bare
        self.like = bare.like
        self.more = False
        self._tried = 0
        self._put_together = 0
        self._known: dict[tuple[str, _Key], Judgment] = {}
        self._ways: dict[tuple[str, int], _Table] = {}
        self._leasts: dict[str, int] = {}
        # of each question, with so many of its parts, sets by how many more items they have than the fewest that do
        self._rows: dict[str, list[list[_Table]]] = {}

    def smallest(self) -> Sustained:
        asked = self.case.rulebook.questions[self.asked]
        size = self._least(asked)
        found = [one for listed in self._table(asked, size).values() for one in listed]
        alternatives = self._merged(found)
        return Sustained(self.asked, size, tuple(alternatives), self.more)

    @cached_property
    def _own(self) -> Mapping[str, tuple[tuple[Look, tuple[str, ...]], ...]]:
        """The items on each question that may be kept, those that look the same together."""
        counted = frozenset(self.result[self.asked].evidence) - self.case.inspection.set_beside
        inside = self.case.rulebook.below[self.asked]
        grouped: dict[str, dict[Look, list[str]]] = defaultdict(lambda: defaultdict(list))
        for item in self.case.inspection.items:
            if item.id in counted:
                look = self.like.look(item).by(inside)
                if not look.nothing:
                    grouped[item.question][look].append(item.id)
        return {
            question: tuple((look, tuple(names)) for look, names in sorted(found.items()))
            for question, found in grouped.items()
        }

    @cached_property
    def _above(self) -> Mapping[str, frozenset[str]]:
        """The questions above each question, up to the one that is asked about."""
        found: dict[str, frozenset[str]] = {self.asked: frozenset()}
        for question in self.case.rulebook.questions[self.asked].walk():
            for part in question.parts:
                found[part.id] = found[question.id] | {question.id}
        return found

    def _least(self, question: Question) -> int:
        """Return the fewest items that sustain a question and everything below it."""
        if question.id not in self._leasts:
            size = sum(self._least(part) for part in question.parts)
            most = size + sum(len(names) for part in question.walk() for _, names in self._own.get(part.id, ()))
            while not self._table(question, size) and size < most:
                size += 1
            self._leasts[question.id] = size
        return self._leasts[question.id]

    def _table(self, question: Question, size: int) -> _Table:
        """Return the sets of a size that sustain a question, by what the questions above it see of them."""
        if (question.id, size) not in self._ways:
            above = self._above[question.id]
            found: dict[_Key, list[Alternative]] = defaultdict(list)
            for key, alternatives in self._joined(question, size).items():
                after = self._judged(question.id, key, alternatives[0])
                if after.range == self.result[question.id].range:
                    found[key.by(above, more=after.in_progress)] += alternatives
            self._ways[question.id, size] = {key: self._merged(listed) for key, listed in sorted(found.items())}
        return self._ways[question.id, size]

    def _joined(self, question: Question, size: int) -> _Table:
        """Return the sets of a size from a question's own items and its parts, each of which they sustain."""
        spare = size - sum(self._least(part) for part in question.parts)
        rows = self._rows.setdefault(question.id, [[] for _ in (question, *question.parts)])
        for more in range(len(rows[0]), spare + 1):
            rows[0].append(self._of_own(question, more))
            for part, some, sums in zip(question.parts, rows, rows[1:], strict=False):
                tables = (self._table(part, self._least(part) + n) for n in range(more, -1, -1))
                sums.append(self._sums(some, tables))
        return rows[-1][spare]

    def _sums(self, some: Iterable[_Table], others: Iterable[_Table]) -> _Table:
        """Return the sets that are one of the first and one of the second, of each two tables."""
        found: dict[_Key, list[Alternative]] = defaultdict(list)
        for table, other in zip(some, others, strict=True):
            for (key, alternatives), (by, more) in product(table.items(), other.items()):
                found[key.with_(by)] += self._pairs(alternatives, more)
        return {key: self._merged(listed) for key, listed in found.items()}

    def _of_own(self, question: Question, size: int) -> _Table:
        found: dict[_Key, list[Alternative]] = defaultdict(list)
        listed = self._own.get(question.id, ())
        for chosen in combinations_with_replacement(range(len(listed)), size):
            numbers = [(n, len(list(same))) for n, same in groupby(chosen)]
            self._count(1 + len(numbers))
            if all(number <= len(listed[n][1]) for n, number in numbers):
                key = _Key(tuple(sorted(listed[n][0] for n in chosen)))
                found[key].append(tuple(sorted(Choice(number, listed[n][1]) for n, number in numbers)))
        return found

    def _pairs(self, some: list[Alternative], others: list[Alternative]) -> Iterator[Alternative]:
        for one in some:
            for other in others:
                self._count(1 + len(one) + len(other))
                yield tuple(sorted((*one, *other)))

    def _count(self, choices: int) -> None:
        """Count what is put together as it is: long before it is graded there may be more of it than memory holds."""
        self._put_together += choices
        if self._put_together > MOST_JOINED:
            raise _TooLongError

    def _judged(self, question: str, key: _Key, alternative: Alternative) -> Judgment:
        """Return what a question becomes on items that look so, where what is below it stays."""
        if (question, key) not in self._known:
            self._tried += 1
            if self._tried > MOST_TRIED:
                raise _TooLongError
            kept = [name for choice in alternative for name in choice.items[: choice.number]]
            after = regrade(self.bare.bare, [self.bare.items[name] for name in kept], self.bare.nothing)
            self._known[question, key] = after[question]
        return self._known[question, key]

    def _merged(self, alternatives: Iterable[Alternative]) -> list[Alternative]:
        """Put alternatives together that differ in one choice of one item, until none do."""
        listed = sorted(dict.fromkeys(alternatives))
        found = _merge(listed[: 10 * MOST_TOLD])
        self.more = self.more or len(found) > MOST_TOLD or len(listed) > 10 * MOST_TOLD
        return found[:MOST_TOLD]


def _merge(alternatives: list[Alternative]) -> list[Alternative]:
    """Put alternatives together two by two, each with the first that it goes with, until none go together."""
    found: dict[int, Alternative] = {}
    without: dict[Alternative, int] = {}  # of what is found, by all choices but one of one item: no two have the same
    for number, given in enumerate(alternatives):
        one = given
        while (first := min((without[rest] for rest in _rests(one) if rest in without), default=None)) is not None:
            other = found.pop(first)
            for rest in _rests(other):
                del without[rest]
            one = _together(one, other)
        found[number] = one
        without |= dict.fromkeys(_rests(one), number)
    return sorted(found.values())


def _rests(one: Alternative) -> Iterator[Alternative]:
    """Yield an alternative without each of its choices of one item: two that share one differ in that choice alone."""
    return ((*one[:n], *one[n + 1 :]) for n, choice in enumerate(one) if choice.number == 1)


def _together(one: Alternative, other: Alternative) -> Alternative:
    """Return two alternatives as one that differ in one choice of one item."""
    both = {name for choice in {*one} ^ {*other} for name in choice.items}
    rest = {*one} & {*other}  # of other items: no two choices share any
    return tuple(sorted([*rest, Choice(1, tuple(sorted(both)))]))
