"""What the checks look at: an inspection as read, each item with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from peelgrade.evidence import Finding, InspectionRecord, Item, Metric, Recommendation
from peelgrade.problems import Locator, Path, Problem, Related
from peelgrade.rulebook import Rulebook

V_co = TypeVar("V_co", covariant=True)

MAX_RELATED = 5  # other places that a problem names


@dataclass(frozen=True)
class Placed(Generic[V_co]):
    """An item or rule with the file and path that it came from.

    One that is not `sound` has problems of its own; what they are about was left out, and the keys in `made_up` hold
    words that nobody wrote. What the rest says is still worth checking.
    """

    value: V_co
    file: str
    path: Path
    sound: bool = True
    made_up: frozenset[str] = frozenset()

    def at(self, *steps: str | int, of_key: bool = False) -> Locator:
        """Return the locator of something inside it."""
        return Locator(self.file, (*self.path, *steps), of_key)


@dataclass(frozen=True)
class Dossier:
    """An inspection as read: the record, its items as far as they make sense, and every id that is written.

    `complete` says whether every file and entry could be read far enough to know its id: where one could not, an id
    that is nowhere may well be there, and a reference to it is no problem of its own. `whole` says whether every entry
    is among the items: where one is not, nothing can be said to be missing. `mentioned` are ids that seem to be written
    where nothing could be read.
    """

    record: InspectionRecord | None
    record_file: str
    items: tuple[Placed[Item], ...]
    written: tuple[tuple[str, Locator], ...]
    rulebook: Rulebook
    complete: bool = True
    whole: bool = True
    mentioned: frozenset[str] = frozenset()

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every id that is written, also on items that have problems of their own, and where nothing could be read."""
        return self.mentioned.union(name for name, _ in self.written)

    @cached_property
    def evidence(self) -> tuple[tuple[Placed[Item], Item], ...]:
        """Every item, each with its place; of those that are not sound, what makes sense."""
        return tuple((placed, placed.value) for placed in self.items)

    @cached_property
    def findings(self) -> Mapping[str, tuple[Placed[Item], Finding]]:
        """Sound findings by id."""
        return {p.value.id: (p, p.value) for p in self.items if isinstance(p.value, Finding) and p.sound}

    @cached_property
    def metrics(self) -> Mapping[str, tuple[Placed[Item], Metric]]:
        """Sound metrics by id."""
        return {p.value.id: (p, p.value) for p in self.items if isinstance(p.value, Metric) and p.sound}

    @cached_property
    def recommendations(self) -> Mapping[str, tuple[Placed[Item], Recommendation]]:
        """Sound recommendations by id."""
        return {p.value.id: (p, p.value) for p in self.items if isinstance(p.value, Recommendation) and p.sound}


def repeated(written: Iterable[tuple[str, Locator]]) -> Iterator[tuple[str, Locator, str, Related]]:
    """Yield each id that stands before, in whatever case: with its place, how they differ, and the first place."""
    first: dict[str, tuple[str, Locator]] = {}
    for name, at in written:
        known, where = first.setdefault(name.lower(), (name, at))
        if where is not at:
            differs = "" if known == name else f" but for its letters ('{known}')"
            yield name, at, differs, Related(where, "it is used here first")


def twice(keys: Sequence[str], file: str, path: Path) -> Iterator[Problem]:
    """Yield a problem for each entry of a list whose key stands there before."""
    first: dict[str, int] = {}
    for n, key in enumerate(keys):
        if first.setdefault(key, n) != n:
            related = Related(Locator(file, (*path, first[key])), "it stands here first")
            yield Problem(
                "PG513",
                f"'{key}' stands twice under '{path[-1]}'",
                Locator(file, (*path, n)),
                "keep one of the two, or correct what one of them names",
                (related,),
            )
