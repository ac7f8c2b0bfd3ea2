"""Metrics as figures with what they are set beside, and as charts of figures that belong together.

Figures are drawn together where they have one unit, are about the same days, are set beside the same, and tell a
reader the same way round which end is better. What the evidence only states, without a figure, is told and not drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from peelgrade import figures as standings
from peelgrade.evidence import READ, Comparator, Metric
from peelgrade.rendering import prose
from peelgrade.rendering.report import dates, items
from peelgrade.rendering.report.content import Beside, Chart, ChartRow, Figure, Mark, Stands
from peelgrade.rendering.views import View
from peelgrade.rulebook import Measure

MINUS = "\u2212"
_OWN_CHART = 3  # so many figures of one measure have a chart of their own
_STANDS: Mapping[frozenset[str], Stands] = {
    frozenset({"better"}): "better",
    frozenset({"similar"}): "similar",
    frozenset({"worse"}): "worse",
    frozenset({"lower"}): "lower",
    frozenset({"higher"}): "higher",
}
_DIRECTIONS = {
    "lower": "lower is better",
    "higher": "higher is better",
    "neither": "neither lower nor higher is better in itself",
}


def figures(view: View, question: str) -> tuple[Figure, ...]:
    """Return the figures of a question itself, not of those below: the force's own first, then others that stand alone."""
    seen = _Metrics(view, question)
    return tuple(_figure(seen, metric) for metric in (*seen.own, *seen.context))


def charts(view: View, question: str, heading: str | None = None) -> tuple[Chart, ...]:
    """Return the charts of a question itself: its own figures beside others, then over time.

    `heading` is what figures of several measures are called together; the name of the question where it is None.
    """
    seen = _Metrics(view, question, heading)
    drawn = [_beside_chart(seen, key[4], metrics) for key, metrics in _ordered(_beside_groups(seen))]
    drawn += [_change_chart(seen, key[4], pairs) for key, pairs in _change_groups(seen).items()]
    return tuple(replace(chart, id=f"{question}-{n}") for n, chart in enumerate(drawn, 1))


def number(value: Decimal, *, is_change: bool = False) -> str:
    """Return a figure as readers write it, with the decimals that were printed: '49,177', and of a change '+4'."""
    sign = MINUS if value < 0 else "+" if is_change and value > 0 else ""
    return f"{sign}{abs(value):,f}"


@dataclass(frozen=True)
class _Metrics:
    """The metrics that bear on a question, and the vocabulary that they are told in."""

    view: View
    question: str
    heading: str | None = None

    @property
    def all(self) -> Mapping[str, Metric]:
        return self.view.inspection.figures

    @cached_property
    def here(self) -> tuple[Metric, ...]:
        return tuple(one for one in self.view.inspection.metrics if one.question == self.question and not one.withdrawn)

    @cached_property
    def own(self) -> tuple[Metric, ...]:
        return tuple(one for one in self.here if self.is_own(one))

    @cached_property
    def counted(self) -> tuple[Metric, ...]:
        """The force's own figures that rules count: what is drawn."""
        return tuple(one for one in self.own if self.view.inspection.counts(one) and one.value is not None)

    @cached_property
    def context(self) -> tuple[Metric, ...]:
        """Figures of others that no figure is set beside and no arithmetic needs."""
        needed = {name for one in self.all.values() for name in _needed(one)}
        return tuple(one for one in self.here if not self.is_own(one) and one.id not in needed)

    def is_own(self, metric: Metric) -> bool:
        return metric.subject == self.view.inspection.record.force.id

    def measure(self, metric: Metric) -> Measure:
        return self.view.rulebook.measures[metric.measure]

    def named(self, subject: str) -> str:
        """Return the name of whom a figure is about."""
        record = self.view.inspection.record
        if subject == record.force.id:
            return record.force.name
        word = self.view.rulebook.comparators.get(subject)
        return word.title if word else subject.replace("_", " ")

    def value_of(self, beside: Comparator) -> Metric | Decimal | None:
        """Return what a comparator is drawn from: the metric that holds its figure, or the figure; None where neither."""
        found = self.all.get(beside.metric or "")
        return beside.value if beside.metric is None else found if found and found.value is not None else None

    def earlier(self, beside: Comparator) -> bool:
        return self.view.rulebook.comparators[beside.comparator].earlier

    def drawn_beside(self, metric: Metric) -> tuple[Comparator, ...]:
        """Return the comparators with a figure that are not the force itself at an earlier time."""
        return tuple(one for one, _ in self.beside(metric))

    def beside(self, metric: Metric) -> Iterator[tuple[Comparator, Metric | Decimal]]:
        """Yield the same with what each is drawn from."""
        for one in metric.comparators:
            value = self.value_of(one)
            if value is not None and not self.earlier(one):
                yield one, value

    def comparisons(self, metric: Metric, beside: Comparator | None) -> frozenset[str]:
        """Return how a metric may stand to a comparator: better, similar, worse; lower, higher where neither is better."""
        raw = standings.comparisons(metric, beside, self.view.rulebook, self.all)
        match self.measure(metric).better:
            case "lower":
                words = {"lower": "better", "similar": "similar", "higher": "worse"}
            case "higher":
                words = {"lower": "worse", "similar": "similar", "higher": "better"}
            case "neither":
                words = {"lower": "lower", "similar": "similar", "higher": "higher"}
        return frozenset(words[one] for one in raw)


def _needed(metric: Metric) -> Iterable[str | None]:
    """Yield the ids of metrics that a metric is set beside or reckoned from."""
    yield from (one.metric for one in metric.comparators)
    if metric.checks:
        yield from metric.checks.sum_of
        yield metric.checks.same_base.count if metric.checks.same_base else None
        yield from (metric.checks.share_of.whole, metric.checks.share_of.part) if metric.checks.share_of else ()


def _figure(seen: _Metrics, metric: Metric) -> Figure:
    whose = "" if seen.is_own(metric) else f" ({seen.named(metric.subject)})"
    why_not = prose.why_not_counted(metric, seen.view.inspection) if seen.is_own(metric) else ""
    said = [metric.statement or "", f"{prose.capital(why_not)}." if why_not else ""]
    return Figure(
        metric.id,
        _label((seen.measure(metric).title, *metric.breakdown)) + whose,
        metric.value,
        _text(seen, metric),
        dates.days(metric),
        tuple(_beside(seen, metric, one) for one in metric.comparators),
        items.places(metric, seen.view),
        " ".join(one for one in said if one),
    )


def _text(seen: _Metrics, metric: Metric) -> str:
    """Return a figure with its unit; a bare count goes without, for its measure says what is counted."""
    if metric.value is None:
        return "no figure"
    unit = seen.view.rulebook.units[metric.unit]
    return f"{_bare(seen, metric)} {unit.title}" if unit.id != "count" else _bare(seen, metric)


def _bare(seen: _Metrics, metric: Metric) -> str:
    value = metric.value if metric.value is not None else Decimal(0)
    return READ[metric.bound] + number(value, is_change=seen.measure(metric).is_change)


def _beside(seen: _Metrics, metric: Metric, beside: Comparator) -> Beside:
    name = seen.view.rulebook.comparators[beside.comparator].title
    stands = _STANDS.get(seen.comparisons(metric, beside), "open")
    match seen.value_of(beside):
        case Metric() as other:
            return Beside(name, other.value, _bare(seen, other), stands)
        case Decimal() as value:
            return Beside(name, value, number(value, is_change=seen.measure(metric).is_change), stands)
        case None if beside.stated is None:
            return Beside(name, None, "its figure is not among the evidence", "open")
        case None:
            return Beside(name, None, _stated(beside), stands)


def _stated(beside: Comparator) -> str:
    """Return what a source says of a comparison without a figure: 'lower, a significant difference', or 'the lowest'."""
    extreme = beside.rank == 1 and (beside.stated, beside.ranked_from) in {("lower", "lowest"), ("higher", "highest")}
    return ", ".join((*([] if extreme else [beside.stated or ""]), *_details(beside)))


def _details(beside: Comparator) -> Iterable[str]:
    """Yield what a source says of a comparison besides: a rank, and whether it calls the difference significant."""
    if beside.rank:
        yield (
            f"{_ordinal(beside.rank)} from the {beside.ranked_from}" if beside.rank > 1 else f"the {beside.ranked_from}"
        )
    if beside.significant is not None:
        yield "a significant difference" if beside.significant else "no significant difference"


def _ordinal(rank: int) -> str:
    ending = "th" if rank % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending}"


def _label(path: Sequence[str]) -> str:
    """Return what a figure covers, from the widest to the narrowest, as a line that begins with a capital letter."""
    head, rest = path[0], ", ".join(path[1:])
    line = f"{head}: {rest}" if rest else head
    return prose.capital(line)


# Figures beside those of others

_BesideKey = tuple[str, str, bool, bool, tuple[str, ...], str]  # measure, unit, change, higher is better, beside, days


def _beside_groups(seen: _Metrics) -> Mapping[_BesideKey, list[Metric]]:
    """Return the figures that are drawn together: a measure with many of its own, others by unit."""
    grouped: dict[_BesideKey, list[Metric]] = {}
    for metric in seen.counted:
        beside = tuple(one.comparator for one in seen.drawn_beside(metric))
        if beside:
            measure = seen.measure(metric)
            key = (measure.id, metric.unit, measure.is_change, measure.better == "higher", beside, dates.days(metric))
            grouped.setdefault(key, []).append(metric)
    joined: dict[_BesideKey, list[Metric]] = {}
    for key, metrics in grouped.items():
        joined.setdefault(key if len(metrics) >= _OWN_CHART else ("", *key[1:]), []).extend(metrics)
    return {key: sorted(metrics, key=_by_id) for key, metrics in joined.items()}


def _ordered(groups: Mapping[_BesideKey, list[Metric]]) -> list[tuple[_BesideKey, list[Metric]]]:
    """Return groups in the order of their figures, levels before changes."""
    return sorted(groups.items(), key=lambda one: (one[0][2], one[1][0].id))


def _by_id(metric: Metric) -> str:
    return metric.id


def _beside_chart(seen: _Metrics, beside: Sequence[str], metrics: Sequence[Metric]) -> Chart:
    first, ordered = metrics[0], _tree(seen, metrics)
    series = (seen.named(first.subject), *(seen.view.rulebook.comparators[name].title for name in beside))
    heads, cells, counts = _numbers(seen, [metric for metric, *_ in ordered], series)
    rows = [_beside_row(seen, *row, further) for row, further in zip(ordered, cells, strict=True)]
    return Chart(
        "",
        _title(seen, metrics),
        seen.view.rulebook.units[first.unit].title,
        _direction(seen, metrics),
        "dots" if seen.measure(first).is_change else "bars",
        series,
        tuple(rows),
        dates.days(first),
        heads,
        (*(metric.id for metric in metrics), *counts),
    )


def _beside_row(seen: _Metrics, metric: Metric, label: str, depth: int, further: tuple[str, ...]) -> ChartRow:
    marks = [_mark(seen, seen.named(metric.subject), metric)]
    for beside, value in seen.beside(metric):
        name = seen.view.rulebook.comparators[beside.comparator].title
        match value:
            case Metric() as other:
                marks.append(_mark(seen, name, other))
            case Decimal():
                marks.append(Mark(name, value, number(value, is_change=seen.measure(metric).is_change)))
    told = "; ".join(_told(seen, metric, one) for one in metric.comparators)
    return ChartRow(label, tuple(marks), told, depth, further)


def _mark(seen: _Metrics, series: str, metric: Metric) -> Mark:
    """Return a figure as a mark; a counted one that is exact has no band."""
    value = metric.value if metric.value is not None else Decimal(0)
    counted = seen.view.rulebook.units[metric.unit].counted
    span = metric.interval(counted=counted)
    exact = span.low == span.high
    low, high = (None, None) if exact else (_decimal(span.low), _decimal(span.high))
    return Mark(series, value, _bare(seen, metric), low, high)


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


def _told(seen: _Metrics, metric: Metric, beside: Comparator) -> str:
    """Return how a figure stands to what it is set beside, in a few words."""
    name = _inside(seen.view.rulebook.comparators[beside.comparator].title)
    return _standing(seen.comparisons(metric, beside), name, ", ".join(_details(beside)))


def _standing(stands: frozenset[str], name: str, details: str) -> str:
    after = f" ({details})" if details else ""
    only = _STANDS.get(stands)
    if only:
        return f"{only} {'to' if only == 'similar' else 'than'} {name}{after}"
    if len(stands) == 2 and "similar" in stands:  # noqa: PLR2004  # similar, and one way from it
        (other,) = stands - {"similar"}
        return f"similar to {name} or {other}{after}"
    return f"how it stands to {name} is open{after}"


def _inside(title: str) -> str:
    """Return the title of a comparator as it stands inside a sentence: 'the year before', but 'England and Wales'."""
    first, _, rest = title.partition(" ")
    return f"{first.lower()} {rest}" if rest and rest == rest.lower() else title


def _tree(seen: _Metrics, metrics: Sequence[Metric]) -> list[tuple[Metric, str, int]]:
    """Return figures with label and depth: one whose breakdown goes on from another's stands below that."""
    many = len({metric.measure for metric in metrics}) > 1
    paths = {metric.id: (*([seen.measure(metric).title] if many else []), *metric.breakdown) for metric in metrics}
    known = {path for path in paths.values() if path}
    above = {path: next((path[:n] for n in range(len(path) - 1, 0, -1) if path[:n] in known), ()) for path in known}
    below: dict[tuple[str, ...], list[Metric]] = {}
    for metric in metrics:
        below.setdefault(above.get(paths[metric.id], ()), []).append(metric)
    rows: list[tuple[Metric, str, int]] = []
    waiting = [(metric, 0) for metric in reversed(below.pop((), []))]
    while waiting:
        metric, depth = waiting.pop()
        path = paths[metric.id]
        rest = ", ".join(path[len(above.get(path, ())) :]) or seen.measure(metric).title
        rows.append((metric, _label((rest,)), depth))
        waiting += [(one, depth + 1) for one in reversed(below.pop(path, []))]
    return rows


def _title(seen: _Metrics, metrics: Sequence[Metric]) -> str:
    titles = {seen.measure(metric).title for metric in metrics}
    if len(titles) == 1:
        return titles.pop()
    name = seen.view.rulebook.questions[seen.question].name if seen.heading is None else seen.heading
    return f"{name}: changes" if seen.measure(metrics[0]).is_change else name


def _direction(seen: _Metrics, metrics: Sequence[Metric]) -> str:
    """Return which way is better, and for which figures that is otherwise."""
    ways = {metric.measure: seen.measure(metric).better for metric in metrics}
    kinds = set(ways.values())
    if len(kinds) == 1:
        return _DIRECTIONS[kinds.pop()]
    neither = [seen.view.rulebook.measures[name].title for name, way in ways.items() if way == "neither"]
    (way,) = kinds - {"neither"}
    return f"{way} is better, but for {', '.join(_inside(one) for one in neither)}, where neither is in itself"


def _numbers(
    seen: _Metrics, metrics: Sequence[Metric], series: Sequence[str]
) -> tuple[tuple[str, ...], list[tuple[str, ...]], tuple[str, ...]]:
    """Return the numbers that rates rest on: heads of columns, a cell of each for every row, and the figures used up.

    The force's own have no column where most rows would be empty: they stand among its other figures.
    """
    table = [_counts(seen, metric) for metric in metrics]
    columns = {n: [one for row in table if n < len(row) and (one := row[n])] for n in range(len(series))}
    used = [n for n, found in columns.items() if found and (n or len(found) * 2 > len(table))]
    counts = {one.id: one for n in used for one in columns[n]}
    titles = {seen.measure(one).title for one in counts.values()}
    head = titles.pop() if len(titles) == 1 else "Number"
    heads = tuple(f"{head}, {series[n]}" for n in used)
    cells = [tuple(_bare(seen, one) if n < len(row) and (one := row[n]) else "" for n in used) for row in table]
    return heads, cells, tuple(one.id for one in counts.values() if not one.comparators)


def _counts(seen: _Metrics, metric: Metric) -> list[Metric | None]:
    """Return the number behind a figure, and those behind what it is set beside."""
    others = [seen.value_of(one) for one in seen.drawn_beside(metric)]
    return [_count_of(seen, one) if isinstance(one, Metric) else None for one in (metric, *others)]


def _count_of(seen: _Metrics, metric: Metric) -> Metric | None:
    base = metric.checks.same_base if metric.checks else None
    found = seen.all.get(base.count or "") if base else None
    return found if found is not None and found.value is not None and not found.withdrawn else None


# Figures over time


@dataclass(frozen=True)
class _Pair:
    """A figure of the force and an earlier one: a metric, or what a comparator says."""

    later: Metric
    earlier: Metric | Decimal
    told: str


_ChangeKey = tuple[str, bool, bool, str, str]  # unit, change, higher is better, later days, earlier days


def _change_groups(seen: _Metrics) -> Mapping[_ChangeKey, list[_Pair]]:
    grouped: dict[_ChangeKey, list[_Pair]] = {}
    for name, pair in (*_told_pairs(seen), *_found_pairs(seen)):
        measure = seen.measure(pair.later)
        key = (pair.later.unit, measure.is_change, measure.better == "higher", dates.days(pair.later), name)
        grouped.setdefault(key, []).append(pair)
    return grouped


def _told_pairs(seen: _Metrics) -> Iterable[tuple[str, _Pair]]:
    """Yield figures that are set beside the force's own earlier one, with the name of that time."""
    for metric in seen.counted:
        for beside in metric.comparators:
            value = seen.value_of(beside)
            if seen.earlier(beside) and value is not None:
                named = dates.days(value) if isinstance(value, Metric) else ""
                name = named or seen.view.rulebook.comparators[beside.comparator].title
                yield name, _Pair(metric, value, _told(seen, metric, beside))


def _found_pairs(seen: _Metrics) -> Iterable[tuple[str, _Pair]]:
    """Yield figures of one measure for two times as long as each other, where none is said to be beside the other."""
    beside = {one.metric for metric in seen.counted for one in metric.comparators}
    alike: dict[tuple[str, tuple[str, ...], str], list[Metric]] = {}
    for metric in seen.counted:
        if metric.id not in beside and not any(seen.earlier(one) for one in metric.comparators if not one.stated):
            alike.setdefault((metric.measure, metric.breakdown, metric.unit), []).append(metric)
    for metrics in alike.values():
        ordered = sorted(metrics, key=lambda one: (dates.last(one), one.id))
        for earlier, later in pairwise(ordered):
            if dates.alike(earlier, later):
                yield dates.days(earlier), _Pair(later, earlier, _since(seen, later, earlier))


def _since(seen: _Metrics, later: Metric, earlier: Metric) -> str:
    beside = Comparator(comparator=later.subject, metric=earlier.id)
    return _standing(seen.comparisons(later, beside), "before", "")


def _change_chart(seen: _Metrics, before: str, pairs: Sequence[_Pair]) -> Chart:
    metrics = [pair.later for pair in pairs]
    series = (dates.days(metrics[0]) or "now", before)
    told = {pair.later.id: pair for pair in pairs}
    rows = [_change_row(seen, told[metric.id], series, label, depth) for metric, label, depth in _tree(seen, metrics)]
    return Chart(
        "",
        f"{_title(seen, metrics)}, over time",
        seen.view.rulebook.units[metrics[0].unit].title,
        _direction(seen, metrics),
        "change",
        series,
        tuple(rows),
        seen.named(metrics[0].subject),
        figures=tuple(name for pair in pairs for name in _both(pair)),
    )


def _both(pair: _Pair) -> Iterable[str]:
    yield pair.later.id
    if isinstance(pair.earlier, Metric):
        yield pair.earlier.id


def _change_row(seen: _Metrics, pair: _Pair, series: Sequence[str], label: str, depth: int) -> ChartRow:
    change = seen.measure(pair.later).is_change
    before = (
        _mark(seen, series[1], pair.earlier)
        if isinstance(pair.earlier, Metric)
        else Mark(series[1], pair.earlier, number(pair.earlier, is_change=change))
    )
    return ChartRow(label, (_mark(seen, series[0], pair.later), before), pair.told, depth)
