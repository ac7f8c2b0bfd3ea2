"""Proofs about the rules of a framework, over all evidence that there could be, and not over samples of it.

`check` says what the rules cannot do, or do without anybody having meant it, each with a smallest piece of evidence
that grading has confirmed. It needs the solver of the extra `proofs`; `available` says whether that is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import get_args

from peelgrade.rulebook import ObjectionKind, Rulebook
from peelgrade.rulechecks.bench import Benches, Limits
from peelgrade.rulechecks.examples import Unconfirmed
from peelgrade.rulechecks.objections import (
    Coded,
    Example,
    Objection,
    Report,
    Subject,
    Undecided,
    covering,
    covers,
)
from peelgrade.rulechecks.proofs import prove
from peelgrade.rulechecks.search import available

__all__ = [
    "KINDS",
    "Coded",
    "Example",
    "Limits",
    "Objection",
    "Report",
    "Subject",
    "Unconfirmed",
    "Undecided",
    "available",
    "check",
]

NO_LIMITS = Limits()
KINDS: tuple[ObjectionKind, ...] = get_args(ObjectionKind)
Progress = Callable[[str, int, int], None]  # the question, its number from 1, and how many there are


def check(
    rulebook: Rulebook,
    kinds: Iterable[ObjectionKind] = KINDS,
    limits: Limits = NO_LIMITS,
    progress: Progress = lambda _question, _number, _of: None,
) -> Report:
    """Return what the proofs object to in a rulebook that is sound, question by question from the top.

    Questions are proved from the bottom up, for those above build on them. Raises ImportError where the solver is not
    installed, and Unconfirmed where grading does not bear out what was proved, which is a bug.
    """
    kinds = [kind for kind in KINDS if kind in set(kinds)]
    benches = Benches(rulebook, limits)
    graded = [name for name, question in rulebook.questions.items() if question.graded and not question.by_people]
    found: dict[str, list[Objection | Undecided]] = {}
    for number, question in enumerate(reversed(graded), 1):
        progress(question, number, len(graded))
        bench = benches.of(question)
        # with few kinds of items, there may be none by which a question is judged at all
        found[question] = [one for kind in kinds for one in prove(kind, bench)] if bench.can_be_judged else []
        benches.clear(question)
    told = [one for question in graded for one in found[question]]
    objections = tuple(
        replace(one, intended=covering(one.kind, one.subject, rulebook)) for one in told if isinstance(one, Objection)
    )
    undecided = tuple(one for one in told if isinstance(one, Undecided))
    return Report(objections, undecided, _idle(rulebook, kinds, objections, undecided), benches.room.asked)


def _idle(
    rulebook: Rulebook,
    kinds: Iterable[ObjectionKind],
    objections: Iterable[Objection],
    undecided: Iterable[Undecided],
) -> tuple[int, ...]:
    """Return the indices of the declarations that silence nothing, where every proof that they are about has ended."""
    known = [(one.kind, one.subject) for one in objections] + [(one.kind, one.subject) for one in undecided]
    return tuple(
        n
        for n, declared in enumerate(rulebook.framework.intended)
        if declared.objection in kinds and not any(covers(declared, kind, subject, rulebook) for kind, subject in known)
    )
