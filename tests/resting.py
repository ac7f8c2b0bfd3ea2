"""What a judgment rests on, through the judgments below it: all that has to be kept for it to stay."""

from __future__ import annotations

from peelgrade.rulebook import JudgmentsCount, Rulebook, counts
from peelgrade.trace import Judgment, Result


def rests_on(result: Result, rulebook: Rulebook, question: str) -> frozenset[str]:
    """Return the ids of the items that a judgment rests on, through the judgments below it.

    Keeping only these, with fieldwork as it is and the minimum waived, the judgment stays. An open judgment rests on
    all its evidence; of a question where absence decides, one item is kept, for with nothing found it would be open.
    """
    judgment = result[question]
    if judgment.status != "settled" or judgment.from_outside:
        return frozenset(judgment.evidence)
    named = {name for reason in judgment.reasons for name in reason.support} | _judgments_counted(judgment, rulebook)
    kept: set[str] = set()
    for name in named:
        kept |= rests_on(result, rulebook, name) if name in result.by_question else {name}
    for part in (result[name] for name in rulebook.questions if name in rulebook.below[question]):
        # a question that loses all that was found would be open, and what is above it with it
        if part.computed is not None and part.found and kept.isdisjoint(part.found):
            kept.add(part.found[0])
    return frozenset(kept)


def _judgments_counted(judgment: Judgment, rulebook: Rulebook) -> set[str]:
    """Return the questions whose judgments any rule counts: a limit that is not reached rests on them too."""
    named: set[str] = set()
    for applied in judgment.applied:
        for count in counts(applied.rule.when):
            if isinstance(count, JudgmentsCount):
                named.update(rulebook.counted_of(judgment.question, count))
    return named
