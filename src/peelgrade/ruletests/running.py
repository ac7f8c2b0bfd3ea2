"""Running a case: what was expected of each question against what was reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from peelgrade.cases import Expected, RuleCase, laid_out
from peelgrade.changes import Case
from peelgrade.grading import Graded
from peelgrade.rulebook import Rulebook
from peelgrade.trace import Judgment


@dataclass(frozen=True)
class Mismatch:
    """Something that came out otherwise than expected.

    `steps` lead from the expectation of the question to what was not met: none to a category alone, else as in
    ('reasons', 'limits'). `expected` and `found` are words: ids of categories or rules, or truths.
    """

    question: str
    steps: tuple[str, ...]
    expected: tuple[str, ...]
    found: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """A case that was run: how it was graded, and what came out otherwise."""

    case: RuleCase
    graded: Case
    run: Graded
    mismatches: tuple[Mismatch, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.mismatches

    @cached_property
    def expected(self) -> dict[str, Expected]:
        """What is expected of each question."""
        return dict(self.case.expected)


def run(case: RuleCase, rulebook: Rulebook) -> Outcome:
    """Grade a case, and compare what it expects with what was reached. It is taken to be valid in the framework."""
    graded = laid_out(case, rulebook)
    done = Graded.of(graded)
    found = (
        mismatch
        for question, expected in case.expected.items()
        for mismatch in mismatches(expected, done.result[question])
    )
    return Outcome(case, graded, done, tuple(found))


def mismatches(expected: Expected, judgment: Judgment) -> Iterator[Mismatch]:
    """Yield what of a judgment is otherwise than expected."""
    yield from _categories(expected, judgment)
    if expected.decided_by is not None:
        yield from _names(judgment, ("decided_by",), expected.decided_by, judgment.decided_by)
    for kind, rules in (expected.reasons.named if expected.reasons else {}).items():
        named = tuple(one.rule for one in judgment.reasons if one.kind == kind and one.rule is not None)
        yield from _names(judgment, ("reasons", kind), rules, named)
    if expected.rules:
        truths = {one.rule.id: one.truth.value for one in judgment.applied}
        for rule, truth in expected.rules.items():
            found = truths.get(rule)
            if found != truth:
                yield Mismatch(judgment.question, ("rules", rule), (truth,), (found,) if found else ())


def _categories(expected: Expected, judgment: Judgment) -> Iterator[Mismatch]:
    reached = judgment.range
    if expected.judgment is not None and (judgment.category is None or judgment.category.id != expected.judgment):
        ends = () if reached is None else tuple(dict.fromkeys((reached.low.id, reached.high.id)))
        yield Mismatch(judgment.question, ("judgment",), (expected.judgment,), ends)
    found = {
        "low": None if reached is None else reached.low,
        "high": None if reached is None else reached.high,
        "as_it_stands": judgment.as_it_stands,
    }
    for name, category in found.items():
        wanted = getattr(expected, name)
        if wanted is not None and (category is None or category.id != wanted):
            yield Mismatch(judgment.question, (name,), (wanted,), () if category is None else (category.id,))


def _names(
    judgment: Judgment, steps: tuple[str, ...], expected: tuple[str, ...], found: tuple[str, ...]
) -> Iterator[Mismatch]:
    if set(expected) != set(found):
        yield Mismatch(judgment.question, steps, tuple(sorted(expected)), tuple(sorted(found)))
