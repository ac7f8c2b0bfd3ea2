"""Inspections of two tables as one or several rulebooks see them, part by part: nothing is written, no part is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from peelgrade.batch import layout
from peelgrade.batch.circumstances import Circumstances
from peelgrade.batch.counting import Reject
from peelgrade.batch.running import SIZE, At, OwnRows, Questions, tables
from peelgrade.batch.sources import Unread
from peelgrade.batch.tallies import Tallies
from peelgrade.grading.program import Program
from peelgrade.rulebook import Rulebook

EXAMPLES = 3  # of inspections that move alike, and of rows that were left out


@dataclass(frozen=True)
class View:
    """The inspections of a part as one rulebook sees them."""

    tallies: Tallies
    circumstances: Circumstances


@dataclass(frozen=True)
class Lot:
    """The inspections of a part: their ids, how each rulebook sees them, and which rows were left out."""

    inspections: pl.Series
    views: tuple[View, ...]
    rejects: tuple[Reject, ...]


@dataclass(frozen=True)
class History:
    """The tables of a folder for several rulebooks, with a folder for what is put in order on the way.

    Items are counted once for all rulebooks that take the same for sound and measure alike. What is about questions
    that another of the rulebooks has is passed over.
    """

    folder: Path
    rulebooks: tuple[Rulebook, ...]
    work: Path
    size: int = SIZE

    def lots(self, at: At) -> Iterator[Lot]:
        """Yield part by part; `at` is told how many inspections are done, and how many there are.

        Raises Unreadable for what cannot be used.
        """
        plan = self._items[0].plan
        done = 0
        for number, part in enumerate(plan.parts):
            at(done, plan.inspections)
            yield self._lot(number)
            done += part.inspections

    @property
    def inspections(self) -> int:
        """How many there are."""
        return self._items[0].plan.inspections

    @property
    def unread(self) -> tuple[Unread, ...]:
        """The columns that are not read, by table: of items those that none of the rulebooks looks at."""
        listed = [*(one.unread for one in self._items), self._questions[0].unread]
        found = [one for one in listed if one is not None]
        common = {
            one.table: frozenset.intersection(*(frozenset(each.columns) for each in found if each.table == one.table))
            for one in found
        }
        kept = {one.table: one for one in found}
        return tuple(
            Unread(name, tuple(column for column in one.columns if column in common[name]), one.known)
            for name, one in kept.items()
        )

    def _lot(self, number: int) -> Lot:
        counted = {id(source): source.count(number) for source in self._items}
        views: list[View] = []
        rejects = [one for each in counted.values() for one in each.rejects]
        for source, questions in zip(self._items, self._questions, strict=True):
            own = counted[id(source)]
            said = questions.said(number, own.inspections)
            views.append(View(own.tallies, said.circumstances))
            rejects += said.rejects
        inspections = counted[id(self._items[0])].inspections
        return Lot(inspections, tuple(views), tuple(dict.fromkeys(rejects)))

    @cached_property
    def _items(self) -> tuple[OwnRows, ...]:
        """What counts for each rulebook; those that are alike share one."""
        items, _ = tables(self.folder)
        found: list[OwnRows] = []
        for n, rulebook in enumerate(self.rulebooks):
            same = [m for m, other in enumerate(self.rulebooks) if _are_alike(other, rulebook)]
            if same[0] < n:
                found.append(found[same[0]])
                continue
            selections = layout.selections(Program.of(self.rulebooks[m]) for m in same)
            work = self.work / f"{n}"
            found.append(OwnRows(items, rulebook, selections, self.size, work, self._elsewhere(rulebook)))
        return tuple(found)

    @cached_property
    def _questions(self) -> tuple[Questions, ...]:
        _, files = tables(self.folder)
        pairs = enumerate(zip(self.rulebooks, self._items, strict=True))
        return tuple(
            Questions(rulebook, files, source.plan, self.work / f"{n}", self._elsewhere(rulebook))
            for n, (rulebook, source) in pairs
        )

    def _elsewhere(self, rulebook: Rulebook) -> tuple[str, ...]:
        named = dict.fromkeys(question for other in self.rulebooks for question in other.questions)
        return tuple(question for question in named if question not in rulebook.questions)


def _are_alike(one: Rulebook, other: Rulebook) -> bool:
    """Whether the same rows are sound for two rulebooks, and their selections take in the same."""
    return layout.all_items(one) == layout.all_items(other) and one.measures == other.measures
