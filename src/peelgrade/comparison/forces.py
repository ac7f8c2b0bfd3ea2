"""The reasons of several forces side by side, and the nearest evidence that was judged otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from peelgrade.changes import Case
from peelgrade.comparison.agreement import RuleParts, rules_apart
from peelgrade.evidence import Finding, Inspection, Item, Recommendation
from peelgrade.grading import regrade
from peelgrade.rulebook import Rulebook
from peelgrade.trace import Judgment, Result

Code = tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """How one force stands at a question.

    `profile` counts its evidence there and below by code: a finding by shows, weight, extent and, where it is major,
    its ground; a recommendation by type and status. Metrics are not in it.
    """

    inspection: Inspection
    result: Result
    judgment: Judgment
    profile: Counter[Code]
    deciding: tuple[str, ...]


@dataclass(frozen=True)
class Nearest:
    """The evidence nearest to that of one force which was judged otherwise.

    `distance` is how many items would have to be added or taken away for the two profiles to be one; `alike` how many
    have a partner with the same code. `parts` are the questions directly below that are judged otherwise.
    """

    of: Standing
    other: Standing
    distance: int
    alike: int
    rules: tuple[RuleParts, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Several forces at one question, by name; `nearest` is None where none is judged otherwise, or it is open."""

    question: str
    standings: tuple[Standing, ...]
    of: Standing
    nearest: Nearest | None


def compare(question: str, inspections: Sequence[Inspection], rulebook: Rulebook, of: int = 0) -> Comparison:
    """Set forces side by side at a question; `of` says which of the inspections the nearest is looked for."""
    known = [_standing(question, inspection, rulebook) for inspection in inspections]
    ordered = sorted(known, key=lambda one: (one.inspection.record.force.name, one.inspection.record.id))
    others = [one for one in ordered if one is not known[of]]
    return Comparison(question, tuple(ordered), known[of], _nearest(known[of], others, rulebook))


def distance(one: Counter[Code], other: Counter[Code]) -> int:
    """Return how many items would have to be added or taken away for two profiles to be one."""
    return sum(abs(one[code] - other[code]) for code in {*one, *other})


def _standing(question: str, inspection: Inspection, rulebook: Rulebook) -> Standing:
    result = regrade(Case(inspection, rulebook))
    judgment = result[question]
    counted = set(judgment.evidence)
    codes = [_code(item) for item in inspection.items if item.id in counted]
    deciding = tuple(dict.fromkeys(_deciding(question, result)))
    return Standing(inspection, result, judgment, Counter(code for code in codes if code), deciding)


def _code(item: Item) -> Code:
    match item:
        case Finding():
            return (
                item.shows,
                item.weight,
                item.extent,
                *((item.ground,) if item.weight == "major" and item.ground else ()),
            )
        case Recommendation():
            return item.type, item.status
        case _:
            return ()


def _deciding(question: str, result: Result) -> list[str]:
    """Return the items that a judgment was decided by, through the judgments below that it rests on."""
    found: list[str] = []
    for reason in result[question].reasons:
        for name in reason.support:
            found += _deciding(name, result) if name in result.by_question else [name]
    return found


def _nearest(of: Standing, others: Sequence[Standing], rulebook: Rulebook) -> Nearest | None:
    own = of.judgment.category
    otherwise = [one for one in others if own is not None and one.judgment.category not in {None, own}]
    if not otherwise:
        return None
    found = min(otherwise, key=lambda one: distance(of.profile, one.profile))
    parts = rulebook.questions[of.judgment.question].graded_parts
    return Nearest(
        of,
        found,
        distance(of.profile, found.profile),
        (of.profile & found.profile).total(),
        tuple(rules_apart(of.judgment, found.judgment)),
        tuple(part.id for part in parts if of.result[part.id].range != found.result[part.id].range),
    )
