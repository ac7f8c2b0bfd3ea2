"""Grading in plain Python: for every rule, a loop over all items for every count. What is right, and what is compared with.

It is written to be read, not to be fast, and does nothing that a rule does not ask for. With a trace, it also gives for
every rule that it comes to what each count was held against, what it found, and in which items.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from workload import BASELINE, CATEGORIES, Count, Grades, Item, Workload

RANKS = {category: rank for rank, category in enumerate(CATEGORIES)}


def grade(items: Sequence[Item], workload: Workload) -> Grades:
    """Return the grades of one inspection."""
    parts = {part: _first(items, part, workload) for part in workload.rules}
    return _graded(parts, workload)


def grade_all(listed: Sequence[Sequence[Item]], workload: Workload) -> int:
    """Grade inspections one by one; return how many there were."""
    for items in listed:
        grade(items, workload)
    return len(listed)


def trace_all(listed: Sequence[Sequence[Item]], workload: Workload) -> int:
    """Grade inspections one by one with their traces; return how many there were."""
    for items in listed:
        grade_with_trace(items, workload)
    return len(listed)


def _first(items: Sequence[Item], part: str, workload: Workload) -> str:
    for step in workload.rules[part]:
        if all(_holds(count, sum(1 for item in items if _taken(item, part, count))) for count in step.counts):
            return step.category
    return BASELINE


def grade_with_trace(items: Sequence[Item], workload: Workload) -> Grades:
    """Return the grades of one inspection, with what every rule that was come to found in which items."""
    parts: dict[str, str] = {}
    trace: dict[str, Any] = {}
    for part, rules in workload.rules.items():
        parts[part], trace[part] = BASELINE, []
        for step in rules:
            counted = [_counted(items, part, count) for count in step.counts]
            holds = all(one["holds"] for one in counted)
            trace[part].append({"rule": step.id, "category": step.category, "holds": holds, "counts": counted})
            if holds:
                parts[part] = step.category
                break
    return _graded(parts, workload, trace)


def _counted(items: Sequence[Item], part: str, count: Count) -> dict[str, Any]:
    found = [item["id"] for item in items if _taken(item, part, count)]
    return {"count": count, "found": len(found), "holds": _holds(count, len(found)), "items": found}


def _graded(parts: dict[str, str], workload: Workload, trace: dict[str, Any] | None = None) -> Grades:
    questions = {name: together(parts[part] for part in below) for name, below in workload.questions.items()}
    return Grades(parts, questions, together(questions.values()), trace or {})


def _taken(item: Item, part: str, count: Count) -> bool:
    if item["question"] != part or item["kind"] != count.kind:
        return False
    for name, wanted in count.attributes.items():
        if item[name] != wanted:
            return False
    if count.weight_from and item["weight"] < count.weight_from:
        return False
    return count.stands is None or stands(item) == count.stands


def _holds(count: Count, found: int) -> bool:
    return found >= count.number if count.at_least else found <= count.number


def stands(metric: Item) -> str:
    """Return how a metric stands to what it is set beside: better, worse or similar."""
    if metric["value"] == metric["beside"]:
        return "similar"
    return "better" if (metric["value"] > metric["beside"]) == (metric["better"] == "higher") else "worse"


def together(categories: Iterable[str]) -> str:
    """Return the lower median of categories, at most requires improvement where one is inadequate."""
    ranks = sorted(RANKS[category] for category in categories)
    median = ranks[(len(ranks) - 1) // 2]
    return CATEGORIES[min(median, RANKS[BASELINE]) if ranks[0] == 0 else median]
