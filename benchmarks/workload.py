"""The grading workload: what is asked, by which rules, and inspections made from a seed. Nothing here is of peelgrade.

14 sub-questions under 4 questions, 6 rules for each, 60 items of evidence an inspection. Of the rules of a sub-question the
first that holds decides; where none does, the judgment is the baseline. A question is judged by the lower median of
its parts, and no better than requires improvement where one of them is inadequate; the whole likewise by the questions.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Item = Mapping[str, Any]  # one item of evidence in plain values, as other engines are given it

CATEGORIES = ("inadequate", "requires_improvement", "good", "outstanding")  # worst first
BASELINE = "requires_improvement"
OVERALL = "overall"
FINDINGS, METRICS, RECOMMENDATIONS = 40, 14, 6  # of each inspection
EXTENTS = ("isolated", "partial", "widespread")
TYPES = ("area_for_improvement", "recommendation", "cause_of_concern")

# Of each sub-question, the numbers that its rules ask for, in the order of `_rules`
_NUMBERS = {
    "1.1": (2, 2, 1, 2, 2, 2, 2),
    "1.2": (1, 2, 1, 2, 1, 2, 2),
    "1.3": (2, 2, 0, 2, 1, 1, 1),
    "1.4": (1, 2, 0, 3, 2, 2, 2),
    "2.1": (1, 2, 1, 3, 1, 1, 2),
    "2.2": (1, 2, 1, 2, 1, 1, 2),
    "2.3": (2, 2, 1, 2, 2, 2, 2),
    "2.4": (1, 3, 1, 3, 2, 1, 1),
    "3.1": (2, 3, 0, 2, 2, 2, 1),
    "3.2": (2, 2, 1, 2, 1, 1, 2),
    "3.3": (1, 3, 1, 2, 1, 1, 2),
    "4.1": (1, 2, 1, 3, 1, 1, 1),
    "4.2": (1, 2, 1, 3, 2, 1, 1),
    "4.3": (1, 2, 0, 3, 2, 1, 1),
}


@dataclass(frozen=True)
class Count:
    """How many items of a sub-question there are with these attributes, held against a number.

    `weight_from` is the least weight (1 to 3) of findings, 0 for any; `stands` is how metrics stand to what they are
    set beside: better or worse, None for either.
    """

    kind: str
    attributes: Mapping[str, str]
    number: int
    at_least: bool
    weight_from: int = 0
    stands: str | None = None


@dataclass(frozen=True)
class Step:
    """A rule: the category of a sub-question whose every count holds, if no rule before it decided."""

    id: str
    category: str
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Workload:
    """Questions with their sub-questions, and the rules of each sub-question, first to last."""

    questions: Mapping[str, tuple[str, ...]]
    rules: Mapping[str, tuple[Step, ...]]


@dataclass(frozen=True)
class Grades:
    """The category of every sub-question, of every question and of the whole."""

    parts: Mapping[str, str]
    questions: Mapping[str, str]
    overall: str
    trace: Mapping[str, Any] = field(default_factory=dict, compare=False)


def own() -> Workload:
    """Return the workload of this project."""
    questions: dict[str, tuple[str, ...]] = {}
    for part in _NUMBERS:
        question = f"Q{part[0]}"
        questions[question] = (*questions.get(question, ()), part)
    return Workload(questions, {part: _rules(part, numbers) for part, numbers in _NUMBERS.items()})


def _rules(part: str, numbers: tuple[int, ...]) -> tuple[Step, ...]:
    """Return the rules of a sub-question; what its numbers mean is said by their names here."""
    heavy, broad, few_strengths, wide, outstanding, good, any_at_all = numbers
    concern, no_concern = _recommendations("cause_of_concern", 1), _recommendations("cause_of_concern", 0, most=True)
    told: tuple[tuple[str, tuple[Count, ...]], ...] = (
        ("inadequate", (concern, _findings("weakness", heavy, weight_from=3))),
        (
            "inadequate",
            (
                _findings("weakness", broad, weight_from=2, extent="widespread"),
                _findings("strength", few_strengths, most=True, weight_from=2),
            ),
        ),
        ("requires_improvement", (_findings("weakness", wide, extent="widespread"),)),
        (
            "outstanding",
            (
                _findings("strength", outstanding, weight_from=2),
                no_concern,
                _findings("weakness", 0, most=True, weight_from=2),
                Count("metric", {}, 1, at_least=True, stands="better"),
            ),
        ),
        (
            "good",
            (
                _findings("strength", good, weight_from=2),
                no_concern,
                Count("metric", {}, 2, at_least=False, stands="worse"),
            ),
        ),
        ("requires_improvement", (_findings("weakness", any_at_all),)),
    )
    return tuple(Step(f"{part}.r{n}", category, counts) for n, (category, counts) in enumerate(told, 1))


def _findings(shows: str, number: int, *, most: bool = False, weight_from: int = 0, extent: str | None = None) -> Count:
    attributes = {"shows": shows} if extent is None else {"shows": shows, "extent": extent}
    return Count("finding", attributes, number, at_least=not most, weight_from=weight_from)


def _recommendations(type_: str, number: int, *, most: bool = False) -> Count:
    return Count("recommendation", {"type": type_}, number, at_least=not most)


# --- inspections -----------------------------------------------------------------------------------------------------


def inspections(workload: Workload, seed: int, start: int = 0) -> Iterator[tuple[Item, ...]]:
    """Yield the items of inspections from a number on, without end; each is the same wherever one begins."""
    parts = tuple(workload.rules)
    for number in count(start):
        chance = random.Random(f"{seed} {number}")  # noqa: S311  # made up, and the same every time
        yield tuple(_items(chance, parts))


def _items(chance: random.Random, parts: tuple[str, ...]) -> Iterator[Item]:
    # a force is good or bad on the whole, and at each sub-question a little better or worse than that
    quality = chance.betavariate(0.9, 0.7)
    works = {part: quality + chance.gauss(0, 0.15) for part in parts}
    for n in range(1, FINDINGS + METRICS + RECOMMENDATIONS + 1):
        part = chance.choice(parts)
        item = {"id": f"E{n:03}", "question": part}
        if n <= FINDINGS:
            shows = "strength" if chance.random() < works[part] else "weakness"
            weight = chance.choices((1, 2, 3), (20, 45, 35))[0]
            yield {**item, "kind": "finding", "shows": shows, "weight": weight, "extent": chance.choice(EXTENTS)}
        elif n <= FINDINGS + METRICS:
            beside = chance.randint(200, 1000)
            figures = {"value": round(beside * chance.uniform(0.8, 1.2)) / 10, "beside": beside / 10}
            yield {**item, "kind": "metric", **figures, "better": chance.choice(("higher", "lower"))}
        else:
            yield {**item, "kind": "recommendation", "type": chance.choices(TYPES, (40, 35, 25))[0]}
