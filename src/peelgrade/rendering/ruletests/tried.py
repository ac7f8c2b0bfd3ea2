"""A framework whose test cases were run, with the places of all that is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from peelgrade.cases import RuleCase
from peelgrade.consistency import Placed
from peelgrade.problems import Locator
from peelgrade.rendering.views import View
from peelgrade.rulebook import Rulebook, Steps
from peelgrade.ruletests import Caught, Coverage, Outcome

_LISTED = 6  # items of a count that are told one by one: a case may give a thousand


@dataclass(frozen=True)
class Tried:
    """A framework with the outcomes of its cases, in the order of the files.

    `rules` are the places of the rules by id, and `place` gives 'file:line' of a locator.
    """

    folder: str
    rulebook: Rulebook
    outcomes: tuple[tuple[Placed[RuleCase], Outcome], ...]
    rules: Mapping[str, Locator]
    place: Callable[[Locator], str]
    coverage: Coverage | None = None
    caught: Caught | None = None

    @property
    def failed(self) -> Iterator[tuple[Placed[RuleCase], Outcome]]:
        """The cases that came out otherwise."""
        return ((placed, outcome) for placed, outcome in self.outcomes if not outcome.passed)

    def of_rule(self, name: str | None, steps: Steps = ()) -> str:
        """Return 'file:line' of a rule, or of something in it."""
        at = self.rules.get(name or "")
        return "" if at is None else self.place(at.to(*steps))

    def of_question(self, name: str) -> str:
        """Return 'file:line' of the first rule about a question."""
        return next((self.of_rule(rule.id) for rule in self.rulebook.rules_of(name)), "")

    def view(self, placed: Placed[RuleCase], outcome: Outcome) -> View:
        """Return the result of a case as reasons are told of it: what is given stands in the file of the case."""
        entries = outcome.case.entries

        def where(name: str) -> str:
            return self.place(placed.at("given", entries[name])) if name in entries else self.of_rule(name)

        return View(outcome.run.result, outcome.graded.inspection, self.rulebook, where, _LISTED)
