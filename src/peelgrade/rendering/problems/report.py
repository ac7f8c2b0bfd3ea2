"""Problems as they are told: each with its place in lines and columns, in order, and what identifies it from run to run."""

from __future__ import annotations

import hashlib
import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from peelgrade.problemcodes import CODES, SEVERITIES, Severity
from peelgrade.problems import Locator, Problem
from peelgrade.rendering.escaping import visible


class Sources(Protocol):
    """What is known of the files: where things stand in them."""

    def extent(self, at: Locator) -> tuple[int, int, int]:
        """Return line, column and the column after the end, counted from 1."""

    def item(self, at: Locator) -> str:
        """Return the id of the item or rule that a place is in; nothing if it is in none."""

    def path(self, at: Locator) -> tuple[str | int, ...]:
        """Return the keys and indices that lead to a place."""

    def lines(self, file: str) -> Sequence[str]:
        """Return the lines of a file; none where it could not be read."""


@dataclass(frozen=True)
class Place:
    """A place in a file, with a path that is relative wherever that can be; `end` is the column after the last.

    In a workbook, line and column are those of the cell in its sheet, and `cell` names both, such as Findings!F12.
    """

    file: str
    line: int
    column: int
    end: int
    cell: str = ""

    @property
    def sheet(self) -> str:
        """The sheet of a workbook that it is in."""
        return self.cell.rpartition("!")[0]


@dataclass(frozen=True)
class Other:
    """Another place that has to do with a problem, and how."""

    place: Place
    label: str


@dataclass(frozen=True)
class Told:
    """One problem with its places.

    `item` is the id of the item or rule it is in, and `field` the path to what is wrong inside it, as in
    'sources[0].paragraph'; either may be empty. `fingerprint` stays the same when lines are added above. `example` is
    evidence in YAML that shows it, where there is some.
    """

    code: str
    message: str
    help: str
    place: Place
    others: tuple[Other, ...]
    item: str
    field: str
    fingerprint: str
    example: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return CODES[self.code].severity

    @property
    def title(self) -> str:
        """What its code is called."""
        return CODES[self.code].title


@dataclass(frozen=True)
class Report:
    """Every problem by file and line, with the files that were read, and how many problems were ignored on purpose.

    In each file those come first that others may only follow from.
    """

    told: tuple[Told, ...]
    files: tuple[str, ...]
    ignored: int
    sources: dict[str, Sequence[str]]

    @classmethod
    def of(
        cls,
        problems: Iterable[Problem],
        files: Iterable[str],
        sources: Sources,
        *,
        root: str = "",
        here: str = "",
        ignored: int = 0,
    ) -> Report:
        """Place problems, each told once.

        Paths below the folder `root` become relative to it; relative ones start from `here`, where that is given.
        """

        def paths(file: str) -> str:
            return _relative(file, root, here)

        placed = [(problem, _place(problem.at, sources, paths)) for problem in dict.fromkeys(problems)]
        placed.sort(key=_order)
        seen: Counter[tuple[str, ...]] = Counter()
        told = []
        for problem, place in placed:
            item = sources.item(problem.at)
            field = _field(sources.path(problem.at)[1 if item else 0 :])
            identity = (problem.code, place.file, item, field, problem.message)
            seen[identity] += 1
            told.append(
                Told(
                    problem.code,
                    problem.message,
                    problem.help,
                    place,
                    tuple(Other(_place(one.at, sources, paths), one.label) for one in problem.related),
                    item,
                    field,
                    hashlib.sha256("\0".join((*identity, str(seen[identity]))).encode("utf-8", "replace")).hexdigest(),
                    problem.example,
                )
            )
        named = {paths(one): one for one in files}
        named.update({paths(one.file): one.file for problem, _ in placed for one in _locators(problem)})
        return cls(tuple(told), tuple(sorted(named)), ignored, {name: sources.lines(named[name]) for name in named})

    def by_severity(self) -> list[Told]:
        """Return the problems worst first, and in order within each severity."""
        return sorted(self.told, key=lambda one: SEVERITIES.index(one.severity))

    def count(self, severity: Severity) -> int:
        """Return how many problems have a severity."""
        return sum(one.severity == severity for one in self.told)

    @property
    def unread(self) -> tuple[str, ...]:
        """The files that could not be read as a whole: what stands in them was not all checked."""
        return tuple(
            dict.fromkeys(one.place.file for one in self.told if one.code.startswith("PG1") and one.severity == "error")
        )

    def summary(self) -> str:
        """Return how many problems there are, of which severity, in how many files, in one line without an end."""
        files = counted([(len({one.place.file for one in self.told}), "file")])
        where = f" in {files}" if files else ""
        ignored = f" ({self.ignored:,} ignored)" if self.ignored else ""
        unread = self.unread[0] if len(self.unread) == 1 else counted([(len(self.unread), "file")])
        more = f"; more may appear once {visible(unread)} can be read" if unread else ""
        return f"{tally(self.told) or 'No problems'}{where}{ignored}{more}"


def counted(counts: Iterable[tuple[int, str]]) -> str:
    """Return amounts with their nouns, without those that are nought, as in '2 errors, 1 note'."""
    return ", ".join(f"{amount:,} {noun}{'s' if amount != 1 else ''}" for amount, noun in counts if amount)


def tally(told: Sequence[Told]) -> str:
    """Return how many problems there are of each severity, worst first, as in '2 errors, 1 note'."""
    return counted((sum(one.severity == severity for one in told), severity) for severity in SEVERITIES)


def _locators(problem: Problem) -> list[Locator]:
    return [problem.at, *(one.at for one in problem.related)]


def _place(at: Locator, sources: Sources, paths: Callable[[str], str]) -> Place:
    return Place(paths(at.file), *sources.extent(at), at.cell)


def _order(one: tuple[Problem, Place]) -> tuple[str, bool, str, int, int, str, str]:
    problem, at = one
    return at.file, not CODES[problem.code].leads, at.sheet, at.line, at.column, problem.code, problem.message


def _relative(file: str, root: str, here: str) -> str:
    tidy = posixpath.normpath(posixpath.join(here, file))
    below = tidy.removeprefix(f"{root.rstrip('/')}/") if root else tidy
    return below if below != tidy else posixpath.normpath(file)


def _field(steps: Iterable[str | int]) -> str:
    """Return a path as people write it, as in 'sources[0].paragraph'."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")
