"""What of two frameworks can be set beside each other: only what one of them declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peelgrade.rulebook import Comparability, Framework


@dataclass(frozen=True)
class Pair:
    """A question of the old framework and one of the new that are declared comparable, and what to bear in mind."""

    old: str
    new: str
    note: str | None = None


@dataclass(frozen=True)
class Apart:
    """A question that nothing can be set beside: of which framework it is, and the declared reason (None: none is)."""

    framework: str
    question: str
    reason: str | None = None


@dataclass(frozen=True)
class Comparable:
    """What of two frameworks can be compared and what cannot, as they declare, and where that is said."""

    pairs: tuple[Pair, ...]
    apart: tuple[Apart, ...]
    sources: tuple[str, ...] = ()


def comparable(old: Framework, new: Framework) -> Comparable:
    """Return what of two frameworks can be set beside each other; either may declare it."""
    backward = [one for one in new.comparability if one.framework == old.id]
    forward = [one for one in old.comparability if one.framework == new.id]
    pairs = dict.fromkeys(_pairs(old, new, forward, backward))
    reasons = {(old.id, one.question): one.reason for said in forward for one in said.not_comparable}
    reasons |= {(new.id, one.question): one.reason for said in backward for one in said.not_comparable}
    used = {(old.id, pair.old) for pair in pairs} | {(new.id, pair.new) for pair in pairs}
    graded = [(one.id, question.id) for one in (old, new) for question in one.questions.walk() if question.graded]
    apart = tuple(Apart(*key, reasons.get(key)) for key in graded if key not in used)
    sources = dict.fromkeys(said.source for said in (*forward, *backward) if said.source)
    return Comparable(tuple(pairs), apart, tuple(sources))


def _pairs(
    old: Framework, new: Framework, forward: list[Comparability], backward: list[Comparability]
) -> Iterator[Pair]:
    """Yield the pairs that are declared, and are there, in the order of the old framework."""
    declared = [Pair(one.question, one.beside, one.note) for said in forward for one in said.comparable]
    declared += [Pair(one.beside, one.question, one.note) for said in backward for one in said.comparable]
    there = {question.id for question in new.questions.walk()}
    for question in old.questions.walk():
        yield from (pair for pair in declared if pair.old == question.id and pair.new in there)
