"""What a change of rules moves over the inspections of two tables: each judged by both rulebooks, counted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from peelgrade.batch.counting import Reject
from peelgrade.batch.history import EXAMPLES, History, Lot
from peelgrade.batch.judging import Judging
from peelgrade.batch.moves import WAYS, Direction, Stands, direction, ranks
from peelgrade.batch.running import At
from peelgrade.batch.sources import Unread
from peelgrade.batch.tallies import Numbers
from peelgrade.grading.program import Program


@dataclass
class TableMove:
    """Judgments at one question that move alike: how they stood and stand, how many, and a few of their inspections.

    `decided` counts, before and after, by the rules that decided: their ids with blanks between them.
    """

    question: str
    before: Stands
    after: Stands
    direction: Direction
    amount: int = 0
    examples: list[str] = field(default_factory=list)
    decided: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))


@dataclass(frozen=True)
class Revised:
    """What a change of rules moves. `judged` are the judgments by the new rules, `moving` the inspections with a move.

    `moves` are the most frequent first. `added` and `removed` are questions that only
    the new and only the old rules have: no move is counted there. `rejects` are the first rows that were left out.
    """

    inspections: int
    judged: int
    moving: int
    moves: tuple[TableMove, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    rejected: int
    rejects: tuple[Reject, ...]
    unread: tuple[Unread, ...]

    @property
    def amount(self) -> int:
        """How many judgments move."""
        return sum(one.amount for one in self.moves)

    def ways(self, question: str | None = None) -> dict[Direction, int]:
        """Return how many judgments move which way, in all or at one question."""
        found: dict[Direction, int] = dict.fromkeys(WAYS, 0)
        for one in self.moves:
            if question in {None, one.question}:
                found[one.direction] += one.amount
        return found


def revised(history: History, at: At) -> Revised:
    """Judge all inspections by the two rulebooks of a history, the old one first. Raises Unreadable as `History.lots`."""
    both = _Both.of(history)
    for lot in history.lots(at):
        both.take(lot)
    return both.found(history.unread)


@dataclass
class _Both:
    """What came of the parts so far."""

    judging: tuple[Judging, Judging]
    rank: Mapping[str, int]
    inspections: int = 0
    judged: int = 0
    moving: int = 0
    moves: dict[tuple[str, Stands, Stands], TableMove] = field(default_factory=dict)
    rejected: int = 0
    rejects: list[Reject] = field(default_factory=list)

    @classmethod
    def of(cls, history: History) -> _Both:
        old, new = history.rulebooks
        judging = Judging(Program.of(old)), Judging(Program.of(new, like=Program.of(old)))
        return cls(judging, ranks(new))

    @property
    def _orders(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        old, new = (tuple(one.program.rulebook.questions) for one in self.judging)
        return old, new

    def take(self, lot: Lot) -> None:
        """Judge a part by both, and count what moves."""
        pairs = zip(self.judging, lot.views, strict=True)
        before, after = (judging.judge(view.tallies, view.circumstances).outcomes for judging, view in pairs)
        stood, stands = _common(*([Stands.of(one) for one in judging.outcomes] for judging in self.judging))
        is_judged = np.array([one.low is not None for one in self.judging[1].outcomes], bool)
        old, new = self._orders
        moves = np.zeros(len(lot.inspections), bool)
        for place, question in enumerate(new):
            if question in old:
                was, now = before[old.index(question)], after[place]
                differs = stood[was] != stands[now]
                moves |= differs
                self._count(question, np.flatnonzero(differs), was, now, lot.inspections)
        self.inspections += len(lot.inspections)
        self.judged += int(is_judged[after].sum())
        self.moving += int(moves.sum())
        self.rejected += len(lot.rejects)
        self.rejects += lot.rejects[: EXAMPLES - len(self.rejects)]

    def _count(self, question: str, rows: Numbers, was: Numbers, now: Numbers, ids: pl.Series) -> None:
        """Count what moves at a question: rows by their outcomes before and after."""
        rows_of: dict[tuple[str, Stands, Stands], list[Numbers]] = {}
        for one in _alike(rows, was, now):
            outcomes = self.judging[0].outcomes[was[one[0]]], self.judging[1].outcomes[now[one[0]]]
            before, after = (Stands.of(outcome) for outcome in outcomes)
            key = (question, before, after)
            move = self.moves.setdefault(key, TableMove(*key, direction(before, after, self.rank)))
            move.amount += len(one)
            rows_of.setdefault(key, []).append(one)
            for decided, outcome in zip(move.decided, outcomes, strict=True):
                decided[outcome.decided_by or ""] += len(one)
        for key, listed in rows_of.items():
            examples = self.moves[key].examples  # in the order of inspections, whatever rules decided
            first = np.sort(np.concatenate(listed))[: EXAMPLES - len(examples)]
            examples += [str(name) for name in ids.gather(first)]

    def found(self, unread: tuple[Unread, ...]) -> Revised:
        """Return what came of all."""
        old, new = self._orders
        moves = sorted(self.moves.values(), key=lambda one: (-one.amount, new.index(one.question), str(one)))
        return Revised(
            self.inspections,
            self.judged,
            self.moving,
            tuple(moves),
            tuple(name for name in new if name not in old),
            tuple(name for name in old if name not in new),
            self.rejected,
            tuple(self.rejects),
            unread,
        )


def _common(*sides: Sequence[Stands]) -> list[Numbers]:
    """Return for each side the numbers of how it stands, in which those that are equal have one."""
    known: dict[Stands, int] = {}
    return [np.array([known.setdefault(one, len(known)) for one in side], np.int64) for side in sides]


def _alike(rows: Numbers, was: Numbers, now: Numbers) -> Iterator[Numbers]:
    """Yield rows with the same outcomes together."""
    if not len(rows):
        return
    key = was[rows] * (int(now.max()) + 1) + now[rows]
    order = np.argsort(key, kind="stable")
    ends = np.flatnonzero(np.diff(key[order])) + 1
    yield from np.split(rows[order], ends)
