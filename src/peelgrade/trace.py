"""How each judgment was reached: what grading returns.

Plain frozen values without places in files: the same inputs give the same trace. Grading records, for each rule, its
truth and what each of its counts observed, in the order in which the counts are written; the tree of conditions with
their truths is a view that `tree` makes on demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Literal, Protocol, cast

from peelgrade.evidence import CarriedOver, Decision
from peelgrade.rulebook import All, Any_, Condition, Count, Rule, count_of
from peelgrade.scale import Category

Status = Literal["settled", "open", "ungraded", "not_inspected"]
ReasonKind = Literal[
    "supports",
    "limits",
    "not_reached",
    "held_off",
    "baseline",
    "open",
    "by_people",
    "decided",
    "carried_over",
    "assumed",
]


class Truth(StrEnum):
    """True, false or unknown, joined by strong Kleene logic."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def all_of(truths: Iterable[Truth]) -> Truth:
    """Join by 'and': false if any is false, else unknown if any is unknown, else true."""
    found = set(truths)
    return FALSE if FALSE in found else UNKNOWN if UNKNOWN in found else TRUE


def any_of(truths: Iterable[Truth]) -> Truth:
    """Join by 'or': true if any is true, else unknown if any is unknown, else false."""
    found = set(truths)
    return TRUE if TRUE in found else UNKNOWN if UNKNOWN in found else FALSE


@dataclass(frozen=True)
class Range:
    """The categories that a judgment lies between, both included."""

    low: Category
    high: Category

    @property
    def settled(self) -> bool:
        """Whether both ends agree."""
        return self.low is self.high or self.low == self.high

    def __contains__(self, category: Category) -> bool:
        return self.low <= category <= self.high

    def clamp(self, category: Category) -> Category:
        """Return the category of the range that is nearest."""
        return min(max(category, self.low), self.high)


@dataclass(frozen=True)
class Observed:
    """What one count found.

    `certain` and `possible` bound the number, share or points; `possible` is None where nothing bounds it. `matched`
    are the ids of items or questions that count certainly, `maybe` those that may yet count. `support` are the ids
    that the truth rests on: the matched ones of a true lower or false upper bound, the whole denominator of a share
    or of points, the metrics that hold the figures of comparators; none where it rests on the absence of any.
    """

    truth: Truth
    certain: Fraction
    possible: Fraction | None
    matched: tuple[str, ...]
    maybe: tuple[str, ...]
    support: tuple[str, ...]


def sides(count: Count, seen: Observed) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of what a count took in that speaks for the force, and of what speaks against it.

    Of a share of evidence that is also what is alike and not selected.
    """
    if not count.is_share_of_evidence:
        return (seen.matched, ()) if count.good else ((), seen.matched)
    selected = set(seen.matched)
    others = tuple(name for name in seen.support if name not in selected)
    return (seen.matched, others) if count.good else (others, seen.matched)


@dataclass(frozen=True)
class Applied:
    """One rule with its truth and what its counts observed, in the order in which they are written."""

    rule: Rule
    truth: Truth
    observed: tuple[Observed, ...]


@dataclass(frozen=True)
class Node:
    """A condition with its truth: a count with what it observed, or 'all' or 'any' with the conditions inside."""

    condition: Condition
    truth: Truth
    observed: Observed | None = None
    parts: tuple[Node, ...] = ()

    @property
    def count(self) -> Count | None:
        """The count of a counting condition."""
        return None if isinstance(self.condition, All | Any_) else count_of(self.condition)

    @property
    def counted(self) -> tuple[Count, Observed]:
        """The count with what it observed; only of a condition that joins no others."""
        return cast("tuple[Count, Observed]", (self.count, self.observed))


def tree(applied: Applied) -> Node:
    """Return the condition of a rule as a tree with truths."""
    return _node(applied.rule.when, iter(applied.observed))


def _node(condition: Condition, observed: Iterator[Observed]) -> Node:
    match condition:
        case All():
            parts = tuple(_node(part, observed) for part in condition.all)
            return Node(condition, all_of(part.truth for part in parts), parts=parts)
        case Any_():
            parts = tuple(_node(part, observed) for part in condition.any)
            return Node(condition, any_of(part.truth for part in parts), parts=parts)
        case _:
            seen = next(observed)
            return Node(condition, seen.truth, seen)


def leaves(node: Node) -> Iterator[Node]:
    """Yield the counts of a condition, in the order in which they are written."""
    if not node.parts:
        yield node
    for part in node.parts:
        yield from leaves(part)


def deciding_counts(node: Node) -> Iterator[Node]:
    """Yield the counts that make the condition what it is: those inside whose truth is that of the whole."""
    if not node.parts:
        yield node
    for part in node.parts:
        if part.truth == node.truth:
            yield from deciding_counts(part)


@dataclass(frozen=True)
class Reason:
    """One thing that decided a judgment.

    A rule that supports the category, a limit that binds, a rule for a better category that failed (not_reached), a
    limit that evidence kept off (held_off), the baseline, a rule whose truth is open, that no rule judges the question (by_people), people, or what is assumed. `support` are the
    ids of items and questions that it rests on.
    """

    kind: ReasonKind
    rule: str | None = None
    support: tuple[str, ...] = ()


class Traced(Protocol):
    """What lays out how one judgment was reached, when somebody asks for it."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of all that is counted at the question and below, sorted."""

    @property
    def found(self) -> tuple[str, ...]:
        """Ids of what of it the minimum counts: findings and recommendations."""

    @property
    def applied(self) -> tuple[Applied, ...]:
        """Each rule about the question, with what its counts observed."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What decided, weightiest first."""

    @property
    def decided_by(self) -> tuple[str, ...]:
        """Ids of the rules that decided, in the order of the reasons."""


@dataclass(frozen=True, eq=False)
class Judgment:
    """What was reached at one question, and how.

    `range` is what stands, with any judgment from outside; `computed` is what the rules give. Both are None where
    nothing is judged. `as_it_stands` is the judgment if nothing more were found; None where nothing was found yet.
    `in_progress` says whether more evidence may come; `short` that there is less of it than the minimum. With
    `by_people` it is judged, and no rule does: what is computed is the whole scale. How it was reached is laid out when
    it is first asked for.
    """

    question: str
    status: Status
    range: Range | None
    computed: Range | None
    as_it_stands: Category | None
    in_progress: bool
    short: bool
    traced: Traced = field(repr=False)
    decision: Decision | None = None
    decision_applies: bool = False
    stale: bool = False
    carried_over: CarriedOver | None = None
    assumed: bool = False
    by_people: bool = False

    @cached_property
    def evidence(self) -> tuple[str, ...]:
        """Ids of all that is counted here and below, sorted."""
        return self.traced.evidence

    @cached_property
    def found(self) -> tuple[str, ...]:
        """Ids of what of the evidence the minimum counts: findings and recommendations."""
        return self.traced.found

    @cached_property
    def applied(self) -> tuple[Applied, ...]:
        """Each rule about the question, sorted by id, with what its counts observed."""
        return self.traced.applied

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """What decided, weightiest first."""
        return self.traced.reasons

    @property
    def category(self) -> Category | None:
        """The judgment, where it is settled."""
        return self.range.low if self.range is not None and self.range.settled else None

    @property
    def from_outside(self) -> bool:
        """Whether the judgment that stands was decided by people, carried over or assumed."""
        return self.decision_applies or self.carried_over is not None or self.assumed

    @property
    def decided_by(self) -> tuple[str, ...]:
        """Ids of the rules that decided, weightiest first; a rule whose truth is open has decided nothing yet."""
        return self.traced.decided_by

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Judgment) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash((self.question, self.range, self.computed, self.as_it_stands))

    def _values(self) -> tuple[object, ...]:
        own = (getattr(self, one.name) for one in fields(self) if one.name != "traced")
        return (*own, self.evidence, self.found, self.applied, self.reasons)


class Judging(Protocol):
    """What lays judgments out, when somebody asks for one; it knows every range."""

    def __call__(self, question: str) -> Judgment:
        """Return the judgment of a question."""

    def ranges(self) -> Mapping[str, Range | None]:
        """Return the range of every question, in tree order; None where it is not judged."""


@dataclass(frozen=True, eq=False)
class Result:
    """The judgments of one inspection under one framework, in tree order, parents first; each made when asked for."""

    questions: tuple[str, ...]
    judging: Judging = field(repr=False)

    def __reduce__(self) -> tuple[type[Result], tuple[object, ...]]:
        """Pickle what lays judgments out, and none that is laid out."""
        return type(self), (self.questions, self.judging)

    @cached_property
    def _judged(self) -> dict[str, Judgment]:
        return {}

    def __getitem__(self, question: str) -> Judgment:
        """Return the judgment of a question; KeyError where there is no such question."""
        found = self._judged.get(question)
        if found is None:
            found = self._judged[question] = self.judging(question)
        return found

    @property
    def ranges(self) -> Mapping[str, Range | None]:
        """The range of every question, None where it is not judged: `[question].range`, and nothing is laid out."""
        return self.judging.ranges()

    @cached_property
    def judgments(self) -> tuple[Judgment, ...]:
        """Every judgment."""
        return tuple(self[question] for question in self.questions)

    @cached_property
    def by_question(self) -> Mapping[str, Judgment]:
        """Every judgment by the id of its question."""
        return {judgment.question: judgment for judgment in self.judgments}

    @property
    def overall(self) -> Judgment:
        """The judgment of the question at the top."""
        return self[self.questions[0]]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Result) and self.judgments == other.judgments

    def __hash__(self) -> int:
        return hash(self.judgments)
