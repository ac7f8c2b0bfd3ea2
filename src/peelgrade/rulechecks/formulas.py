"""What is asked of all evidence at once: conditions over unknown amounts, as values that anything can look at.

A formula is true or false once every unknown has an amount; `holds` says which. The solver takes the same formulas and
looks for amounts, so that what it finds can always be tried here, without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm


@dataclass(frozen=True, eq=False)
class Unknown:
    """A whole number that is not known: `least` or more, and `most` or less where there is an end."""

    name: str
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, eq=False)
class AtLeast:
    """A sum comes to this or more: each term is so many times an unknown, or so many where a formula is true."""

    terms: tuple[tuple[int, Unknown | Formula], ...]
    least: int


@dataclass(frozen=True, eq=False)
class Every:
    """All of these hold."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, eq=False)
class Either:
    """One of these holds, or more."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, eq=False)
class Not:
    """This does not hold."""

    part: Formula


Formula = bool | AtLeast | Every | Either | Not
Term = tuple[int | Fraction, Unknown | Formula]
Amounts = Mapping[Unknown, int]


def at_least(terms: Iterable[Term], least: int | Fraction) -> Formula:
    """Say that a sum comes to this or more; fractions are taken to whole numbers, so that nothing is rounded."""
    merged: dict[Unknown | Formula, Fraction] = {}
    for times, what in terms:
        if isinstance(what, bool):
            least -= times if what else 0
        else:
            merged[what] = merged.get(what, Fraction(0)) + times
    counted = {what: times for what, times in merged.items() if times}
    bound = Fraction(least)
    if not counted:
        return bound <= 0
    if bound <= 0 and all(times > 0 and _never_below_nought(what) for what, times in counted.items()):
        return True
    scale = lcm(bound.denominator, *(times.denominator for times in counted.values()))
    return AtLeast(tuple((int(times * scale), what) for what, times in counted.items()), int(bound * scale))


def _never_below_nought(what: Unknown | Formula) -> bool:
    return not isinstance(what, Unknown) or what.least >= 0


def at_most(terms: Iterable[Term], most: int | Fraction) -> Formula:
    """Say that a sum comes to this or less."""
    return at_least([(-times, what) for times, what in terms], -most)


def every(parts: Iterable[Formula]) -> Formula:
    """Join by 'and'."""
    return _joined(parts, Every, nothing=True)


def either(parts: Iterable[Formula]) -> Formula:
    """Join by 'or'."""
    return _joined(parts, Either, nothing=False)


def _joined(parts: Iterable[Formula], join: type[Every | Either], *, nothing: bool) -> Formula:
    kept: dict[Formula, None] = {}
    for part in parts:
        if isinstance(part, bool):
            if part != nothing:
                return part
        else:
            kept[part] = None
    if not kept:
        return nothing
    return next(iter(kept)) if len(kept) == 1 else join(tuple(kept))


def opposite(part: Formula) -> Formula:
    """Return what holds where this does not."""
    return not part if isinstance(part, bool) else part.part if isinstance(part, Not) else Not(part)


def same(one: Formula, other: Formula) -> Formula:
    """Say that both hold or neither does."""
    return either([every([one, other]), every([opposite(one), opposite(other)])])


def differ(one: Formula, other: Formula) -> Formula:
    """Say that one of the two holds and the other does not."""
    return either([every([one, opposite(other)]), every([opposite(one), other])])


class Trial:
    """Amounts to try formulas on; what a formula comes to is kept, for formulas share their parts."""

    def __init__(self, amounts: Amounts) -> None:
        self.amounts = amounts
        self._known: dict[Formula, bool] = {}

    def holds(self, formula: Formula) -> bool:
        """Whether a formula is true of the amounts."""
        if isinstance(formula, bool):
            return formula
        if formula not in self._known:
            self._known[formula] = self._holds(formula)
        return self._known[formula]

    def _holds(self, formula: AtLeast | Every | Either | Not) -> bool:
        match formula:
            case AtLeast(terms, least):
                return sum(times * self._worth(what) for times, what in terms) >= least
            case Every(parts):
                return all(self.holds(part) for part in parts)
            case Either(parts):
                return any(self.holds(part) for part in parts)
            case Not(part):
                return not self.holds(part)

    def _worth(self, what: Unknown | Formula) -> int:
        return self.amounts[what] if isinstance(what, Unknown) else int(self.holds(what))
