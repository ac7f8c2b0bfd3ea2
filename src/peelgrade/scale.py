"""Judgment categories: an ordered type, never strings compared by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering


@total_ordering
@dataclass(frozen=True, eq=False)
class Category:
    """One judgment category of a scale; categories of one scale compare by rank, worst first.

    `id` is the word in files and results, such as requires_improvement, and `title` the one for people. Comparing categories of two scales raises TypeError: their ranks mean different things.
    """

    scale: str
    rank: int
    id: str
    title: str
    points: Fraction

    def _rank_of(self, other: Category) -> int:
        if other.scale != self.scale:
            message = f"'{self.id}' is a category of {self.scale} and '{other.id}' of {other.scale}: they have no common order"
            raise TypeError(message)
        return other.rank

    def __lt__(self, other: Category) -> bool:
        return self.rank < self._rank_of(other)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Category) and (self.scale, self.rank) == (other.scale, other.rank)

    def __hash__(self) -> int:
        return hash((self.scale, self.rank))


@dataclass(frozen=True)
class Scale:
    """The judgment categories of one framework, worst to best (at least two)."""

    categories: tuple[Category, ...]

    @property
    def worst(self) -> Category:
        """The lowest category."""
        return self.categories[0]

    @property
    def best(self) -> Category:
        """The highest category."""
        return self.categories[-1]

    def __iter__(self) -> Iterator[Category]:
        return iter(self.categories)

    def __getitem__(self, category_id: str) -> Category:
        """Return the category with this id; KeyError if the scale has none."""
        for category in self.categories:
            if category.id == category_id:
                return category
        raise KeyError(category_id)
