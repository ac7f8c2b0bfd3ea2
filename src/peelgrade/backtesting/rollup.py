"""From published judgments of parts to the overall judgment by the rules. The published overall one is never read here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from peelgrade.grading import regrade
from peelgrade.published import case
from peelgrade.rulebook import Rulebook
from peelgrade.scale import Category
from peelgrade.trace import Judgment

Parts = tuple[str | None, ...]
_MEMO = 5_000  # patterns of judgments whose verdict is remembered


@dataclass(frozen=True)
class Verdict:
    """What the rules make of judgments of parts, and what plain ways of rolling up would.

    `worst` and `median` (of an even number the lower one) are of the parts that are judged on the whole scale; None
    where there is none. `differing` says whether those are not all alike.
    """

    judgment: Judgment
    worst: Category | None
    median: Category | None
    differing: bool

    @property
    def reached(self) -> Category | None:
        """The overall judgment by the rules; None where it is open."""
        return self.judgment.category

    def misses(self, published: Category) -> bool:
        """Whether the published judgment is another, or outside the range."""
        return self.judgment.range is None or published not in self.judgment.range


@dataclass(frozen=True)
class RollUp:
    """Rolls judgments of some questions up to the overall one; equal judgments are rolled up once.

    `compared` says of each question whether it is judged on the whole scale, so that it can be set beside the others.
    """

    rulebook: Rulebook
    questions: tuple[str, ...]
    compared: tuple[bool, ...]

    @cached_property
    def verdict(self) -> Callable[[Parts], Verdict]:
        """What the rules make of judgments, in the order of the questions; None where one is not judged."""
        return lru_cache(_MEMO)(self._verdict)

    def _verdict(self, parts: Parts) -> Verdict:
        judged = {name: one for name, one in zip(self.questions, parts, strict=True) if one is not None}
        scale = self.rulebook.scale
        beside = [one for one, compared in zip(parts, self.compared, strict=True) if compared and one is not None]
        ordered = sorted(scale[one] for one in beside)
        return Verdict(
            regrade(case(self.rulebook, judged)).overall,
            ordered[0] if ordered else None,
            _lower_median(ordered) if ordered else None,
            differing=len(set(beside)) > 1,
        )


def _lower_median(ordered: Sequence[Category]) -> Category:
    return ordered[(len(ordered) - 1) // 2]
