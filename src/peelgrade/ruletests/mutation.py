"""Which mistakes in rules the cases would catch: each mistake is put into the rulebook, and the cases are run again."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from peelgrade.rulebook import Rulebook
from peelgrade.ruletests.mutants import Mutant, mutants
from peelgrade.ruletests.running import Outcome, mismatches

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Caught:
    """How many mistakes were tried, and those with which every case comes out as before."""

    tried: int
    survivors: tuple[Mutant, ...]

    @property
    def share(self) -> float:
        """The part that is caught, from 0 to 1; all of nothing is 1."""
        return 1 - len(self.survivors) / self.tried if self.tried else 1.0


def caught(
    rulebook: Rulebook,
    outcomes: Iterable[Outcome],
    questions: Container[str] | None = None,
    progress: Progress = lambda _question, _number, _of: None,
) -> Caught:
    """Return which mistakes in the rules, or in those about some questions, the cases catch: with them, one that passed fails.

    A mistake in a rule can only move the judgment of its question and of those above, so only the cases that expect
    something of these are run, and no further than to the first that fails. `progress` is told of each question, its
    number from 1, and how many there are.
    """
    passed = tuple(outcome for outcome in outcomes if outcome.passed)
    survivors: list[Mutant] = []
    tried = 0
    asked = [one for one in rulebook.questions if questions is None or one in questions]
    for number, question in enumerate(asked, 1):
        progress(question, number, len(asked))
        above = rulebook.above(question)
        looking = [one for one in passed if not one.case.expect.keys().isdisjoint(above)]
        looking.sort(key=lambda one: question not in one.case.expect)  # those that look at the question itself first
        for mutant in _of(question, rulebook):
            tried += 1
            if not _is_caught(mutant, rulebook, looking):
                survivors.append(mutant)
    return Caught(tried, tuple(survivors))


def _of(question: str, rulebook: Rulebook) -> Iterator[Mutant]:
    return (mutant for rule in rulebook.rules_of(question) for mutant in mutants(rule, rulebook))


def _is_caught(mutant: Mutant, rulebook: Rulebook, looking: Sequence[Outcome]) -> bool:
    rules = (mutant.rule if rule.id == mutant.rule.id else rule for rule in rulebook.rules)
    changed = Rulebook.of(rulebook.framework, rules)
    return any(_fails(outcome, mutant, changed) for outcome in looking)


def _fails(outcome: Outcome, mutant: Mutant, changed: Rulebook) -> bool:
    moved = outcome.run.moved(mutant.rule.question, changed)
    return any(
        next(mismatches(outcome.expected[question], judgment), None) is not None
        for question, judgment in moved.items()
        if question in outcome.expected
    )
