"""Inspections that are graded, with what is right for each: those of this project, or those of the peers.

The peers' Python writes theirs into a file of JSON lines, for it has the libraries that make them: first the workload,
then for each inspection its evidence and the grades that the peers' oracle gives. Here their words become ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import naive
import workload
from workload import Count, Grades, Item, Step, Workload

SEED = 7
_TYPES = {"afi": "area_for_improvement"}
_EXTENTS = {"isolated": "isolated", "local": "partial", "force_wide": "widespread"}


@dataclass(frozen=True)
class Inputs:
    """A workload, and inspections one by one, each with what gives its right grades; none comes twice."""

    workload: Workload
    pairs: Iterator[tuple[tuple[Item, ...], Callable[[], Grades]]]

    @classmethod
    def own(cls) -> Inputs:
        """Return those of this project, without end."""
        own = workload.own()
        return cls(own, ((items, partial(naive.grade, items, own)) for items in workload.inspections(own, SEED)))

    @classmethod
    def of_peers(cls, path: Path) -> Inputs:
        """Return those that the peers wrote into a file, as many as there are."""
        lines = _lines(path)
        told = _workload(next(lines))
        return cls(told, ((_items(line["inspection"]), partial(_grades, line["right"])) for line in lines))


def _lines(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _workload(told: Mapping[str, Any]) -> Workload:
    questions = {name: tuple(parts) for name, parts in told["questions"].items()}
    given = (tuple(told["grades_worst_to_best"]), told["default"]["grade"])
    if given != (workload.CATEGORIES, workload.BASELINE):
        raise ValueError(f"the peers' workload has other categories or another baseline: {given}")
    rules: dict[str, tuple[Step, ...]] = {part: () for parts in questions.values() for part in parts}
    for rule in sorted(told["rules"], key=lambda rule: (rule["sub_question"], rule["priority"])):
        part = rule["sub_question"]
        step = Step(f"{part}.r{rule['priority']}", rule["grade"], tuple(_count(one) for one in rule["all"]))
        rules[part] = (*rules[part], step)
    return Workload(questions, rules)


def _count(told: Mapping[str, Any]) -> Count:
    selected = dict(told["count"])
    kind = selected.pop("kind")
    weight_from, stands = selected.pop("severity_min", 0), selected.pop("state", None)
    attributes = dict(_attribute(name, value) for name, value in selected.items())
    return Count(kind, attributes, told["k"], told["op"] == ">=", weight_from, stands)


def _attribute(name: str, value: str) -> tuple[str, str]:
    match name:
        case "polarity":
            return "shows", value
        case "breadth":
            return "extent", _EXTENTS[value]
        case "rec_kind":
            return "type", _TYPES.get(value, value)
        case _:
            raise ValueError(f"the peers' workload selects by '{name}', which is not known here")


def _items(told: Mapping[str, Any]) -> tuple[Item, ...]:
    return tuple(_item(item) for item in told["items"])


def _item(told: Mapping[str, Any]) -> Item:
    shared = {"id": told["id"], "kind": told["kind"], "question": told["sub_question"]}
    match told["kind"]:
        case "finding":
            extent = _EXTENTS[told["breadth"]]
            return {**shared, "shows": told["polarity"], "weight": told["severity"], "extent": extent}
        case "metric":
            return {**shared, "value": told["value"], "beside": told["comparator"], "better": told["direction"]}
        case _:
            return {**shared, "type": _TYPES.get(told["rec_kind"], told["rec_kind"])}


def _grades(told: Mapping[str, Any]) -> Grades:
    return Grades(told["sub"], told["q"], told["overall"])
