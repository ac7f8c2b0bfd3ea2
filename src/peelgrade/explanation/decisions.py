"""Decisions beside what is computed: what may be decided on a question, and what each decision does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from peelgrade.evidence import Decision, Inspection
from peelgrade.rulebook import Rule, Rulebook
from peelgrade.scale import Category
from peelgrade.trace import TRUE, Judgment, Result


@dataclass(frozen=True)
class Shift:
    """A question with its judgment before and after."""

    before: Judgment
    after: Judgment

    @property
    def moves(self) -> bool:
        """Whether what stands is another, or how it stands."""
        return (self.before.range, self.before.as_it_stands) != (self.after.range, self.after.as_it_stands)


def moves(before: Result, after: Result, questions: Iterable[str] | None = None) -> tuple[Shift, ...]:
    """Return the judgments that are another after a change, in tree order; of the named questions, also those that stay."""
    both = (Shift(one, two) for one, two in zip(before.judgments, after.judgments, strict=True))
    if questions is None:
        return tuple(one for one in both if one.moves)
    named = frozenset(questions)
    return tuple(one for one in both if one.before.question in named)


def limits_above(judgment: Judgment, wanted: Category, rulebook: Rulebook) -> tuple[Rule, ...]:
    """Return the limits that hold and that a judgment of this category would depart from; a strict one bars it."""
    return tuple(
        one.rule
        for one in judgment.applied
        if one.rule.effect == "limits_to" and one.truth == TRUE and rulebook.scale[one.rule.category] < wanted
    )


@dataclass(frozen=True)
class Taken:
    """A decision with the judgment that it is about; `counts` says whether it is the one that counts there."""

    decision: Decision
    judgment: Judgment
    counts: bool

    @property
    def stale(self) -> bool:
        """Whether it was taken on a judgment that is another now."""
        return self.counts and self.judgment.stale


def decisions(inspection: Inspection, result: Result) -> tuple[Taken, ...]:
    """Return every decision in the order in which they were taken."""
    listed = inspection.record.decisions
    judged = {one.question: result[one.question] for one in listed}
    counting = {inspection.record.counting(judgment.decision) for judgment in judged.values()}
    return tuple(Taken(one, judged[one.question], n in counting) for n, one in enumerate(listed))
