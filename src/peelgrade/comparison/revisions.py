"""What a change of rules moves over a table of published judgments: judgments of parts, rolled up by both rulebooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from peelgrade.changes import Case
from peelgrade.comparison.differences import Difference, difference
from peelgrade.evidence import Inspection
from peelgrade.published import LeftOut, Published, Why, case
from peelgrade.rulebook import Rulebook

Parts = tuple[str | None, ...]
MOST_PATTERNS = 2_000  # that move and are told one by one
EXAMPLES = 3  # inspections that are named for each pattern
_MEMO = 2_000  # patterns of judgments of which it is remembered what becomes of them


@dataclass
class Pattern:
    """Inspections with the same judgments of parts, whose judgment moves."""

    parts: Parts
    found: Difference
    amount: int = 0
    published: Counter[str] = field(default_factory=Counter)
    examples: list[Published] = field(default_factory=list)


@dataclass(frozen=True)
class Revision:
    """What a change of rules does to a table. `moved` has the patterns that move, the most frequent first.

    `untold` inspections that move are of patterns beyond those that are kept. `agreed` says how many overall judgments
    were the published ones by the old rules, and how many are by the new ones. `added` and `removed` are questions that
    only the new and only the old rules have: a table has no judgments there, and they do not move.
    """

    questions: tuple[str, ...]
    taken: int
    moved: tuple[Pattern, ...]
    untold: int
    agreed: tuple[int, int]
    left_out: Mapping[Why, int]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def moving(self) -> int:
        """How many inspections have a judgment that moves."""
        return sum(one.amount for one in self.moved) + self.untold


def revision(rows: Iterable[Published | LeftOut], old: Rulebook, new: Rulebook, questions: tuple[str, ...]) -> Revision:
    """Roll up every inspection by both rulebooks, which are of one framework."""
    both = _Both(old, new, questions)
    patterns: dict[Parts, Pattern] = {}
    left_out = Counter[Why]()
    taken = untold = 0
    agreed = [0, 0]
    for row in rows:
        if isinstance(row, LeftOut):
            left_out[row.why] += 1
            continue
        taken += 1
        reached, found = both.outcome(row.parts)
        for n, category in enumerate(reached):
            agreed[n] += category == row.overall
        if found is None:
            continue
        if row.parts not in patterns and len(patterns) >= MOST_PATTERNS:
            untold += 1
            continue
        _add(patterns.setdefault(row.parts, Pattern(row.parts, found)), row)
    ordered = sorted(patterns.values(), key=lambda one: (-one.amount, one.examples[0].number))
    return Revision(
        questions,
        taken,
        tuple(ordered),
        untold,
        (agreed[0], agreed[1]),
        dict(left_out.most_common()),
        tuple(name for name in new.questions if name not in old.questions),
        tuple(name for name in old.questions if name not in new.questions),
    )


def _add(pattern: Pattern, row: Published) -> None:
    pattern.amount += 1
    pattern.published[row.overall] += 1
    if len(pattern.examples) < EXAMPLES:
        pattern.examples.append(row)


def unsaid(old: Rulebook, new: Rulebook) -> Difference:
    """Return the difference between two rulebooks where nothing was inspected: what differs in them, and no move of note."""
    return difference(*alike(case(old, {}), case(new, {})))


def alike(old: Case, new: Case) -> tuple[Case, Case]:
    """Return one inspection under two rulebooks as the same for both: what is known of the questions of either holds."""
    records = [one.inspection.record for one in (old, new)]
    named = {one.question: one for record in records for one in record.questions}
    record = records[1].model_copy(update={"questions": tuple(named.values())})
    before, after = (replace(one, inspection=Inspection.of(record, one.inspection.items)) for one in (old, new))
    return before, after


_Outcome = tuple[tuple[str | None, ...], Difference | None]  # overall by either, and the difference if anything moves


@dataclass(frozen=True)
class _Both:
    old: Rulebook
    new: Rulebook
    questions: tuple[str, ...]

    @cached_property
    def outcome(self) -> Callable[[Parts], _Outcome]:
        """What becomes of judgments of parts; equal ones are rolled up once."""
        return lru_cache(_MEMO)(self._outcome)

    def _outcome(self, parts: Parts) -> _Outcome:
        judged = {name: one for name, one in zip(self.questions, parts, strict=True) if one is not None}
        sides = alike(case(self.old, judged), case(self.new, judged))
        made = self._shared(difference(*sides))
        reached = [side.result.overall.category for side in (made.old, made.new)]
        ends = tuple(one.id if one is not None else None for one in reached)
        return ends, made if made.moves else None

    def _shared(self, found: Difference) -> Difference:
        """Leave out moves of questions that one rulebook alone has: they would be as many as the rows."""
        shared = self.old.questions.keys() & self.new.questions.keys()
        return replace(found, moves=tuple(move for move in found.moves if move.question in shared))
