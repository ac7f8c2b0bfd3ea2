"""What is rendered of an inspection: its result with what it was reached from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from peelgrade.evidence import Inspection, Item
from peelgrade.rendering import escaping, prose
from peelgrade.rulebook import Rulebook
from peelgrade.trace import Result


@dataclass(frozen=True)
class View:
    """A result with what it was reached from; `where` gives 'file:line' of an item or rule.

    `listed` is how many items of a count are told one by one, in natural order; all, in theirs, where it is None.
    `placed` says whether items that are cited are told with their places.
    """

    result: Result
    inspection: Inspection
    rulebook: Rulebook
    where: Callable[[str], str]
    listed: int | None = None
    placed: bool = True

    def few(self, names: Sequence[str]) -> tuple[Sequence[str], int]:
        """Return the items of a count to tell one by one, and how many more there are."""
        if self.listed is None or len(names) <= self.listed:
            return names, 0
        return sorted(names, key=naturally)[: self.listed], len(names) - self.listed

    @property
    def items(self) -> Mapping[str, Item]:
        """Every item by id."""
        return self.inspection.by_id

    def place(self, name: str) -> str:
        """Return 'file:line' of an item or rule for the terminal."""
        return escaping.terminal(self.where(name))

    @cached_property
    def words(self) -> prose.Words:
        """Words for the counts."""
        return prose.Words(self.rulebook)


def naturally(name: str) -> list[tuple[int, str]]:
    """Return what sorts ids as people do: g2 before g10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"([0-9]+)", name)]
