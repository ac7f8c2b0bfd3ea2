"""Why a question is not judged at a category or better: what stands in the way, and by how much.

A question reaches a category where it is supported that far, by the baseline or by a rule, and where no limit below
the category holds or may yet hold. So the obstacles are, where nothing supports it so far, every rule that could; and
every limit below it that is not false. Of each, the conditions that would have to come out otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from peelgrade.explanation.margins import Margin, margin
from peelgrade.rulebook import All, Any_, Count, JudgmentsCount, Rulebook, count_of
from peelgrade.scale import Category
from peelgrade.trace import FALSE, TRUE, UNKNOWN, Applied, Judgment, Node, Observed, Range, Result, Truth, sides, tree

Lack = Literal["not_shown", "found_against", "outweighed", "parts"]


@dataclass(frozen=True)
class Gap:
    """A count that is not as it would have to be: what it observed, what is lacking, and by how much it misses.

    Where parts fall short, `parts` says of each why not, at the category by which the count selects.
    """

    node: Node
    count: Count
    seen: Observed
    margin: Margin
    parts: tuple[WhyNot, ...] = ()

    @property
    def lack(self) -> Lack:
        """What is lacking."""
        return lack(self.count, self.seen)

    @property
    def open(self) -> bool:
        """Whether it is only unknown: what may still come decides it."""
        return self.node.truth == UNKNOWN


@dataclass(frozen=True)
class Ways:
    """Conditions that would have to come out otherwise: one of them is enough, or each has to."""

    one_is_enough: bool
    parts: tuple[Block, ...]


Block = Gap | Ways


@dataclass(frozen=True)
class Obstacle:
    """A rule for the category that does not hold, or a limit below it that is not false, and what makes it so."""

    applied: Applied
    block: Block

    @property
    def open(self) -> bool:
        """Whether it is only unknown how the rule comes out."""
        return self.applied.truth == UNKNOWN


@dataclass(frozen=True)
class WhyNot:
    """What keeps a question from a category by the rules, whatever judgment stands.

    `supports` are the rules that could have lifted it there, where none of them holds and it does not start there;
    `unsupported` says that it is not lifted so far, also where no rule could. `limits` are those below the category.
    `carried` are the rules that lift it there, if any do.
    """

    judgment: Judgment
    category: Category
    unsupported: bool
    supports: tuple[Obstacle, ...]
    limits: tuple[Obstacle, ...]
    carried: tuple[Applied, ...]

    @property
    def judged(self) -> bool:
        """Whether the question is judged by rules at all."""
        return self.judgment.computed is not None and not self.judgment.by_people

    @property
    def reached(self) -> bool:
        """Whether the rules give the category or a better one, whatever may still come."""
        return self.judged and not self.unsupported and not self.limits

    @property
    def open(self) -> bool:
        """Whether the rules may still give the category."""
        computed = self.judgment.computed
        return computed is not None and computed.low < self.category <= computed.high

    @property
    def stands(self) -> bool:
        """Whether the judgment that stands, by the rules or from outside, is the category or better."""
        return self.judgment.range is not None and self.judgment.range.low >= self.category


def why_not(result: Result, rulebook: Rulebook, question: str, category: Category) -> WhyNot:
    """Return what keeps a question from a category, followed into the judgments below where those are why."""
    return _Asker(result, rulebook).why_not(question, category)


def lack(count: Count, seen: Observed) -> Lack:
    """Return what is lacking where a count fails that would lift a question.

    Good was not shown: nothing or too little of it was found, and nothing speaks against it. Weaknesses, open
    recommendations or poor figures were found against it. It is outweighed: there is some of both. Or parts fall short.
    """
    if isinstance(count, JudgmentsCount):
        return "parts"
    if count.is_share_of_evidence:
        good, bad = sides(count, seen)
        return "not_shown" if not bad else "outweighed" if good else "found_against"
    return "not_shown" if count.good else "found_against"


def gaps(block: Block) -> Iterator[Gap]:
    """Yield the counts of a condition that would have to come out otherwise, in the order in which they are written."""
    match block:
        case Gap():
            yield block
        case Ways(parts=parts):
            for part in parts:
                yield from gaps(part)


@dataclass(frozen=True)
class _Asker:
    """Answers for one result; what was answered once is kept, for several rules may ask it."""

    result: Result
    rulebook: Rulebook
    known: dict[tuple[str, Category], WhyNot] = field(default_factory=dict)

    def why_not(self, question: str, category: Category) -> WhyNot:
        asked = (question, category)
        if asked not in self.known:
            self.known[asked] = self._why_not(self.result[question], category)
        return self.known[asked]

    def _why_not(self, judgment: Judgment, category: Category) -> WhyNot:
        if judgment.computed is None or judgment.by_people:
            return WhyNot(judgment, category, unsupported=False, supports=(), limits=(), carried=())
        scale = self.rulebook.scale
        could = [
            one for one in judgment.applied if one.rule.effect == "supports" and scale[one.rule.category] >= category
        ]
        carried = tuple(one for one in could if one.truth == TRUE)
        unsupported = not carried and self.rulebook.baseline < category
        limits = (
            one
            for one in judgment.applied
            if one.rule.effect == "limits_to" and scale[one.rule.category] < category and one.truth != FALSE
        )
        return WhyNot(
            judgment,
            category,
            unsupported,
            tuple(self._obstacle(one, judgment) for one in could) if unsupported else (),
            tuple(self._obstacle(one, judgment) for one in limits),
            carried,
        )

    def _obstacle(self, applied: Applied, judgment: Judgment) -> Obstacle:
        wanted = TRUE if applied.rule.effect == "supports" else FALSE
        return Obstacle(applied, self._block(tree(applied), judgment, wanted))

    def _block(self, node: Node, judgment: Judgment, wanted: Truth) -> Block:
        if not isinstance(node.condition, All | Any_) and node.observed is not None:
            return self._gap(node, count_of(node.condition), node.observed, judgment, wanted=wanted == TRUE)
        # to make 'all' true, or 'any' false, takes each part that is not so yet; otherwise one of them is enough
        each = isinstance(node.condition, All) == (wanted == TRUE)
        parts = tuple(self._block(part, judgment, wanted) for part in node.parts if part.truth != wanted)
        return parts[0] if len(parts) == 1 else Ways(not each, parts)

    def _gap(self, node: Node, count: Count, seen: Observed, judgment: Judgment, *, wanted: bool) -> Gap:
        best = self.rulebook.scale.best
        if not isinstance(count, JudgmentsCount):
            return Gap(node, count, seen, margin(count, seen, (), best, wanted=wanted))
        named = self.rulebook.counted_of(judgment.question, count)
        judged = {name: found for name in named if (found := self.result[name].range) is not None}
        by = margin(count, seen, judged.values(), best, wanted=wanted)
        return Gap(node, count, seen, by, tuple(self._parts(count, judged)))

    def _parts(self, count: JudgmentsCount, judged: dict[str, Range]) -> Iterator[WhyNot]:
        """Yield why not for the parts that do not certainly reach the category that a count selects by."""
        selects = count.reaching or count.below
        if selects is not None:
            category = self.rulebook.scale[selects]
            yield from (self.why_not(name, category) for name, found in judged.items() if found.low < category)
