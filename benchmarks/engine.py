"""What is timed of peelgrade: one inspection, with and without its trace, and again after one item was changed."""

from __future__ import annotations

from collections.abc import Sequence

import translation
from peelgrade import evidence
from peelgrade.changes import Case, Set
from peelgrade.evidence import Inspection, InspectionRecord
from peelgrade.grading import grade, regrade
from peelgrade.grading.runs import Run
from peelgrade.rulebook import Rulebook
from peelgrade.trace import Range, Result
from workload import Item, Workload

Told = tuple[InspectionRecord, list[evidence.Item]]


def fresh(listed: Sequence[tuple[Item, ...]], workload: Workload) -> list[Inspection]:
    """Return inspections that nothing was ever asked of, so that nothing can be known of them from before."""
    return [translation.inspection_of(f"i{n}", items, workload) for n, items in enumerate(listed)]


def told(listed: Sequence[tuple[Item, ...]], workload: Workload) -> list[Told]:
    """Return records with their items, as they are read, before an inspection is made of them."""
    return [translation.told(f"i{n}", items, workload) for n, items in enumerate(listed)]


def lay_out_all(listed: Sequence[Told], rules: Rulebook) -> int:
    """Make inspections of records and items, and grade them; return how many there were."""
    for record, items in listed:
        _looked_at(grade(Inspection.of(record, items), rules))
    return len(listed)


def grade_all(inspections: Sequence[Inspection], rules: Rulebook) -> int:
    """Grade inspections, and look at each judgment; return how many there were."""
    for inspection in inspections:
        _looked_at(grade(inspection, rules))
    return len(inspections)


def record_all(inspections: Sequence[Inspection], rules: Rulebook) -> int:
    """Grade inspections with all that their traces are laid out from; return how many there were.

    That is the truth of every rule and of every condition, the numbers that it is held against, and the ids behind them.
    """
    for inspection in inspections:
        result = grade(inspection, rules)
        _looked_at(result)
        run = result.judging
        assert isinstance(run, Run)  # noqa: S101  # what grading gives
        _ = (run.reached, run.tallies, run.ids)
    return len(inspections)


def trace_all(inspections: Sequence[Inspection], rules: Rulebook) -> int:
    """Grade inspections, and lay out every rule with its truth, and every condition with truth, numbers and items."""
    for inspection in inspections:
        result = grade(inspection, rules)
        _looked_at(result)
        for judgment in result.judgments:
            for applied in judgment.applied:
                _ = applied.truth
                for observed in applied.observed:
                    _ = (observed.truth, observed.certain, observed.possible, observed.matched)
    return len(inspections)


def compiled(workload: Workload) -> Rulebook:
    """Return the rules of a workload ready for use: they have graded one inspection, in which nothing was found."""
    rules = translation.rulebook_of(workload)
    grade_all([translation.inspection_of("nothing", (), workload)], rules)
    return rules


def grade_first(pairs: Sequence[tuple[Inspection, Rulebook]]) -> int:
    """Grade inspections, each by rules of its own, so that nothing is known from others; return how many there were."""
    for inspection, rules in pairs:
        _looked_at(grade(inspection, rules))
    return len(pairs)


def known(inspections: Sequence[Inspection], rules: Rulebook) -> list[tuple[Case, Result, Set]]:
    """Return inspections as cases with their results, and with each another extent of one of its findings."""
    found = []
    for inspection in inspections:
        one = inspection.findings[len(inspection.findings) // 2]
        change = Set(one.id, {"extent": "isolated" if one.extent == "widespread" else "widespread"})
        found.append((Case(inspection, rules), grade(inspection, rules), change))
    return found


def regrade_all(cases: Sequence[tuple[Case, Result, Set]]) -> int:
    """Grade inspections again of which one item is another, from what is known of them; return how many there were."""
    for case, result, change in cases:
        _looked_at(regrade(case, (change,), result))
    return len(cases)


def _looked_at(result: Result) -> list[Range | None]:
    return list(result.ranges.values())
