"""The figures of a table beside the metrics that came from it before: what is new, what changed, and what is gone.

A metric keeps its id as long as it is about the same thing: measure, subject, breakdown and time. What people added to
it, such as a note or who checked it, stays; what the table and its mapping say is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from peelgrade.evidence import Metric, Period
from peelgrade.measurement.figures import Key, Layout, Measured
from peelgrade.metricmapping import MetricMapping

Data = Mapping[str, Any]

# In the order in which they are written. The last three belong to the mapping only where it says something of them.
_KEYS = ("question", "topic", "measure", "subject", "value", "bound", "unit", "breakdown", "as_at", "period")
ORDER = ("id", "kind", *_KEYS, "comparators", "statement", "methods", "sources")
_SAID = ("topic", "statement", "methods")


@dataclass(frozen=True)
class Change:
    """What is otherwise with a metric: its keys with their new values, None for what is taken out, and the old figure."""

    id: str
    values: Data
    old: str
    new: str

    @property
    def moved(self) -> bool:
        """Whether the figure is another."""
        return self.old != self.new


@dataclass(frozen=True)
class Merged:
    """Metrics to add, as data in the order of their keys; what changed; ids of what the table no longer has; and what stays."""

    new: tuple[Data, ...]
    changed: tuple[Change, ...]
    gone: tuple[str, ...]
    same: int


def number_of(name: str, prefix: str) -> int | None:
    """Return the number in an id that is a prefix and a number; None for any other id."""
    digits = name.removeprefix(prefix)
    return int(digits) if name.startswith(prefix) and re.fullmatch(r"[1-9][0-9]{0,8}", digits) else None


@dataclass(frozen=True)
class Terms:
    """How figures become metrics: by which mapping, from which cells, of which force; ids go on after the number `last`.

    With `prune`, what was taken from the table before and is no longer in it goes.
    """

    mapping: MetricMapping
    layout: Layout
    force: str
    last: int
    prune: bool = False


def merged(figures: Sequence[Measured], before: Sequence[tuple[Metric, Data]], terms: Terms) -> Merged:
    """Return what the figures make of the metrics that came from the table before, each with its data as written.

    Figures are set beside those of before as well, unless these are pruned. New ones are numbered in the order of the
    table. Data is as it is read from a file: text, lists and mappings.
    """
    known = {Key.of(metric): metric.id for metric, _ in reversed(before)}
    here = {one.key for one in figures}
    ids = {key: name for key, name in known.items() if key in here or not terms.prune}
    fresh = [one for one in figures if one.key not in known]
    ids |= {one.key: f"{terms.mapping.prefix}{terms.last + n}" for n, one in enumerate(fresh, 1)}
    written = {metric.id: data for metric, data in before}
    made = {ids[one.key]: _data(one, ids, terms) for one in figures}
    changed = []
    for one in figures:
        name = ids[one.key]
        values = _otherwise(written[name], made[name], terms.mapping) if name in written else {}
        if values:
            changed.append(Change(name, values, str(written[name].get("value", "")), f"{one.value:f}"))
    added = tuple(made[ids[one.key]] for one in fresh)
    gone = tuple(metric.id for metric, _ in before if metric.id not in made)
    return Merged(added, tuple(changed), gone, len(figures) - len(added) - len(changed))


def _data(one: Measured, ids: Mapping[Key, str], terms: Terms) -> Data:
    """Return a figure as a metric: what a file is to say, in the order of its keys."""
    mapping, layout = terms.mapping, terms.layout
    period = one.time if isinstance(one.time, Period) else None
    beside = list(_beside(one, ids, mapping)) if one.subject == terms.force else []
    place = {"document": mapping.document.id, "section": layout.sheet, "figure": layout.cell(one.at)}
    said: dict[str, Any] = {
        "id": ids[one.key],
        "kind": "metric",
        "question": mapping.question,
        "topic": mapping.topic,
        "measure": one.measure,
        "subject": one.subject,
        "value": one.value,
        "bound": None if one.bound == "exact" else one.bound,
        "unit": one.unit,
        "breakdown": list(one.breakdown),
        "as_at": one.time if period is None else None,
        "period": None if period is None else {"start": period.start, "end": period.end},
        "comparators": beside,
        "statement": one.statement,
        "methods": list(mapping.methods),
        "sources": [{key: value for key, value in place.items() if value}],
    }
    return {key: value for key, value in said.items() if value not in (None, [])}


def _beside(one: Measured, ids: Mapping[Key, str], mapping: MetricMapping) -> Iterator[Data]:
    """Yield the comparators of a figure of the force: figures of the same table that there are."""
    named = [(name, one.key._replace(subject=name)) for name in mapping.comparators]
    named += [(name, one.key.before(years)) for name, years in mapping.earlier.items()]
    for name, key in named:
        if key in ids:
            yield {"comparator": name, "metric": ids[key]}


def _otherwise(old: Data, new: Data, mapping: MetricMapping) -> Data:
    """Return what a file is to say otherwise of a metric that it has; None takes a key out."""
    wanted = {
        **{key: new.get(key) for key in _KEYS if key not in _SAID or key in new},
        **{key: new[key] for key in _SAID if key in new},
        "comparators": _comparators(old.get("comparators", []), new.get("comparators", []), mapping),
        "sources": _sources(old.get("sources", []), new["sources"]),
    }
    told = {key: None if value == [] else value for key, value in wanted.items()}
    return {key: value for key, value in told.items() if _as_read(value) != (old.get(key) or None)}


def _comparators(old: Iterable[Data], new: Iterable[Data], mapping: MetricMapping) -> list[Data]:
    """Return comparators with those that the mapping names as they are now, and others as people wrote them."""
    ours = {*mapping.comparators, *mapping.earlier}
    left = {one["comparator"]: one for one in new}
    kept = []
    for one in old:
        name = one.get("comparator")
        if name not in ours:
            kept.append(one)
        elif name in left:
            kept.append({**one, **left.pop(name)})
    return [*kept, *left.values()]


def _sources(old: Sequence[Data], new: Sequence[Data]) -> list[Data]:
    """Return the place in the table, and beside it the places in other documents that people added."""
    ours = new[0]["document"]
    return [*new, *(one for one in old if one.get("document") != ours)]


def _as_read(value: Any) -> Any:  # noqa: ANN401  # data of any shape
    """Return data as it is read from a file, where every scalar is text."""
    if isinstance(value, Mapping):
        return {key: _as_read(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_as_read(inside) for inside in value]
    return f"{value:f}" if isinstance(value, Decimal) else None if value is None else str(value)
