"""From evidence and rules to judgments: pure, and the same for every question of the tree.

It implements docs/how-judgments-are-reached.md, part 1; tests/oracle.py puts that page into code a second time.

A question starts from the baseline of its framework. Rules that support lift it, rules that limit hold it down, and
while evidence may still come both ends of a range are kept. Published judgments are never read.

A rulebook is compiled once (`program`). An inspection is counted in one pass (`counting`), and each question is judged
from its tallies, its circumstances and what is passed up from below; how it was reached is laid out when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from peelgrade.changes import Case, Change, apply
from peelgrade.evidence import Inspection
from peelgrade.grading.program import Program
from peelgrade.grading.runs import Run
from peelgrade.grading.selections import Taken, Taking, taking
from peelgrade.rulebook import Rulebook
from peelgrade.trace import Judgment, Result

__all__ = ["Graded", "Taken", "Taking", "grade", "regrade", "taking"]


def grade(inspection: Inspection, rulebook: Rulebook) -> Result:
    """Return the judgment of every question with its trace, as docs/how-judgments-are-reached.md says.

    Pure: it reads no file, no clock and no published judgment, and the same inputs give the same result. The inspection
    and the rulebook are taken to be valid, as reading them makes sure: every id that they name is declared.
    """
    return Run.of(Case(inspection, rulebook)).result


def regrade(case: Case, changes: Iterable[Change] = (), known: Result | None = None) -> Result:
    """Return what `grade` does of a case with changes made; a judgment that is assumed stands whatever is found.

    `known` is the result of the case as it is: what the changes cannot move is taken from it, so that the answer is the
    same and comes sooner. Raises KeyError and ValidationError as `changes.apply` does.
    """
    if known is not None and isinstance(known.judging, Run):
        return known.judging.changed(changes).result
    made = apply(case, changes)
    return Run.of(made, None if made.rulebook is case.rulebook else Program.of(case.rulebook)).result


@dataclass(frozen=True)
class Graded:
    """A case with its result, so that it can be judged again and again by rulebooks that differ little."""

    result: Result
    _run: Run

    @classmethod
    def of(cls, case: Case) -> Graded:
        """Grade a case."""
        run = Run.of(case)
        return cls(run.result, run)

    def moved(self, question: str, rulebook: Rulebook) -> dict[str, Judgment]:
        """Return the judgments that a rulebook may move which differs in the rules about one question alone.

        They are those of the question and, where its judgment is another, of all above; every other stays as it is.
        """
        return self._run.moved(question, rulebook)
