"""Which items of two codings of one inspection are the same one, found without reading any code that was given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import count
from typing import Literal

from peelgrade.evidence import Finding, Inspection, Item, Metric, Recommendation

How = Literal["id", "place"]

LEAST_ALIKE = Fraction(1, 8)  # of the words of two statements, what they must share to be paired by their place
_WORD = re.compile(r"\w{4,}")  # shorter words stand in every statement


@dataclass(frozen=True)
class Pair:
    """One item as both coders have it, and by what they were paired.

    `likeness` is the share of words that the two statements have in common, of all that stand in either.
    """

    first: Item
    second: Item
    how: How
    likeness: Fraction


@dataclass(frozen=True)
class Pairing:
    """The pairs of two codings, by the id of the first, and the items that one coder alone has."""

    pairs: tuple[Pair, ...]
    only_first: tuple[Item, ...]
    only_second: tuple[Item, ...]

    def by(self, how: How) -> int:
        """Return how many pairs were made in one way."""
        return sum(pair.how == how for pair in self.pairs)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What each item of the second coding is called among those of the first.

        An item that the first has not keeps its id, unless that stands for another one there.
        """
        known = {pair.second.id: pair.first.id for pair in self.pairs}
        taken = {*known.values(), *(item.id for item in self.only_first)}
        for item in self.only_second:
            numbered = (f"{item.id[:56]}.{n}" for n in count(2))
            name = item.id if item.id not in taken else next(one for one in numbered if one not in taken)
            taken.add(name)
            known[item.id] = name
        return known


def pairing(first: Inspection, second: Inspection) -> Pairing:
    """Return which items of two codings are the same one.

    Two items of one kind are paired by their id where both codings have it and the items share a place in a source or
    their whole statement. Of those left, the pairs of one kind that share a place and at least an eighth of the words
    of four letters or more in their statements are made, those most alike first; each item is in one pair at most.
    """
    left, right = dict(first.by_id), dict(second.by_id)  # those that are left are taken out of it
    pairs = [
        Pair(item, right[name], "id", _likeness(item, right[name]))
        for name, item in left.items()
        if name in right and _is_same(item, right[name])
    ]
    for pair in pairs:
        del left[pair.first.id], right[pair.second.id]
    for pair in _by_place(left.values(), right.values()):
        if pair.first.id in left and pair.second.id in right:
            pairs.append(pair)
            del left[pair.first.id], right[pair.second.id]
    return Pairing(
        tuple(sorted(pairs, key=lambda pair: pair.first.id)),
        tuple(sorted(left.values(), key=lambda item: item.id)),
        tuple(sorted(right.values(), key=lambda item: item.id)),
    )


def _is_same(one: Item, other: Item) -> bool:
    return one.kind == other.kind and (one.statement == other.statement or not _places(one).isdisjoint(_places(other)))


def _by_place(first: Iterable[Item], second: Iterable[Item]) -> list[Pair]:
    """Return every pair that could be made by place, those most alike first; the order is the same either way round."""
    at: dict[object, list[Item]] = {}
    for item in second:
        for place in _places(item):
            at.setdefault((item.kind, place), []).append(item)
    found = []
    for item in first:
        near = {other.id: other for place in _places(item) for other in at.get((item.kind, place), ())}
        found += [Pair(item, other, "place", _likeness(item, other)) for other in near.values()]
    alike = (pair for pair in found if pair.likeness >= LEAST_ALIKE)
    return sorted(alike, key=lambda pair: (-pair.likeness, *sorted((pair.first.id, pair.second.id)), pair.first.id))


def _places(item: Item) -> frozenset[tuple[str, str | int | None, int | None]]:
    """Return the places that an item rests on: document, section and paragraph, else the figure or the page."""
    return frozenset(
        (source.document, source.section, source.paragraph)
        if source.section is not None or source.paragraph is not None
        else (source.document, source.figure or source.page, None)
        for source in item.sources
    )


def _likeness(one: Item, other: Item) -> Fraction:
    words, others = _words(one), _words(other)
    return Fraction(len(words & others), len(words | others) or 1)


def _words(item: Item) -> frozenset[str]:
    match item:
        case Finding() | Recommendation():
            return frozenset(_WORD.findall(item.statement.lower()))
        case Metric():
            # two figures are the same one where they measure the same of the same on the same days
            return frozenset(map(str, ("measure", item.measure, item.subject, item.days, *item.breakdown)))
