"""Arithmetic that ties figures together, within rounding: sums, rates over one base, shares of a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from peelgrade.consistency.dossier import MAX_RELATED, Dossier, Placed
from peelgrade.evidence import Interval, Item, Metric, SameBase, ShareOf
from peelgrade.problems import Problem, Related
from peelgrade.rulebook import Rulebook

MAX_COMPARED = 500  # other rates that one is held against to name some that differ

_UNEXPLAINED = (
    "rounding does not explain the difference; where the source prints it so, end the line with"
    " '# peelgrade: ignore[{}] so in the source'"
)


def _sums(dossier: Dossier) -> Iterator[Problem]:
    for placed, metric in dossier.metrics.values():
        named = metric.checks.sum_of if metric.checks else ()
        parts = [dossier.metrics[name][1] for name in named if name in dossier.metrics]
        if not parts or len(parts) < len(named) or metric.id in named:
            continue
        total = Interval(Fraction(0), Fraction(0))
        for part in parts:
            total += _interval(part, dossier.rulebook)
        if _interval(metric, dossier.rulebook).meets(total) is None:
            yield _off(placed, metric, parts, dossier)


def _off(placed: Placed[Item], metric: Metric, parts: Sequence[Metric], dossier: Dossier) -> Problem:
    added = sum((Fraction(part.value or 0) for part in parts), start=Fraction(0))
    off = added - Fraction(metric.value or 0)
    by = f": {decimal_of(abs(off))} {'more' if off > 0 else 'less'}" if off else ""
    told = f"{metric.id} is {metric.printed}, and its parts add up to {decimal_of(added)}{by}"
    related = tuple(Related(dossier.metrics[part.id][0].at("value"), f"{part.id} is {part.printed}") for part in parts)
    remedy = f"correct the figure that is wrong; {_UNEXPLAINED.format('PG520')}"
    return Problem("PG520", told, placed.at("value"), remedy, related)


def _bases(dossier: Dossier) -> Iterator[Problem]:
    by_base: dict[str, list[tuple[Placed[Item], Metric, Interval]]] = defaultdict(list)
    for placed, metric in dossier.metrics.values():
        same = metric.checks.same_base if metric.checks else None
        size = _base(metric, same, dossier) if same else None
        if same and size is not None:
            by_base[same.base].append((placed, metric, size))
    for base, rates in by_base.items():
        common = Interval(None, None)
        for index, (placed, metric, size) in enumerate(rates):
            met = common.meets(size)
            if met is None:
                apart = (rate for rate in islice(rates, min(index, MAX_COMPARED)) if rate[2].meets(size) is None)
                yield _other_base(base, placed, metric, size, list(islice(apart, MAX_RELATED)) or rates[:1])
            common = met or common


def _other_base(
    base: str,
    placed: Placed[Item],
    metric: Metric,
    size: Interval,
    others: Sequence[tuple[Placed[Item], Metric, Interval]],
) -> Problem:
    related = tuple(
        Related(other.at("value"), f"{known.id} ({known.value}) means a base of {_span(wanted)}")
        for other, known, wanted in others
    )
    apart = max((_apart(size, wanted) for *_, wanted in others), default=Fraction(0))
    message = (
        f"{metric.id} ({metric.value}) means a base '{base}' of {_span(size)};"
        f" other rates mean one that is {f'{float(apart):,.0f}' if apart >= 1 else 'less than 1'} away"
    )
    remedy = f"correct the rate or the count that is wrong; {_UNEXPLAINED.format('PG521')}"
    return Problem("PG521", message, placed.at("value"), remedy, related)


def _apart(one: Interval, other: Interval) -> Fraction:
    """Return how far two intervals are from each other; nought where they meet or an end is open."""
    if one.low is not None and other.high is not None and one.low > other.high:
        return one.low - other.high
    if one.high is not None and other.low is not None and other.low > one.high:
        return other.low - one.high
    return Fraction(0)


def _base(metric: Metric, same: SameBase, dossier: Dossier) -> Interval | None:
    """Return the sizes of the base that a rate and its count allow; None where that cannot be said."""
    own = _interval(metric, dossier.rulebook)
    if same.count is None:
        return own
    if same.count not in dossier.metrics or own.low is None or own.high is None or own.low <= 0:
        return None
    count = _interval(dossier.metrics[same.count][1], dossier.rulebook)
    per = dossier.rulebook.units[metric.unit].per or 1
    low = None if count.low is None else count.low * per / own.high
    high = None if count.high is None else count.high * per / own.low
    return Interval(low, high, count.above, count.below)


def _shares(dossier: Dossier) -> Iterator[Problem]:
    for placed, metric in dossier.metrics.values():
        share = metric.checks.share_of if metric.checks else None
        if share is None or share.whole not in dossier.metrics:
            continue
        whole = dossier.metrics[share.whole][1]
        per = dossier.rulebook.units[metric.unit].per or 1
        own = _interval(metric, dossier.rulebook)
        if _is_share(own, whole, share, dossier, per) is False:
            related = (Related(dossier.metrics[share.whole][0].at("value"), f"the whole is {whole.value}"),)
            told = f"no whole number of {share.whole} ({whole.value}) is that share{_nearest(metric, whole, per)}"
            if share.part is not None:
                part = dossier.metrics[share.part][1]
                told = f"{part.value} ({part.id}) of {whole.value} ({whole.id}) is another share"
            yield Problem(
                "PG522",
                f"{metric.id} is {metric.value} {dossier.rulebook.units[metric.unit].title}, and {told}",
                placed.at("value"),
                f"correct the share{', the part' if share.part else ''} or the whole; {_UNEXPLAINED.format('PG522')}",
                related,
            )


def _nearest(metric: Metric, whole: Metric, per: int) -> str:
    """Return the shares that are nearest to the one printed, with the whole numbers that they come from."""
    size = Fraction(whole.value or 0)
    if metric.value is None or size <= 0:
        return ""
    places = Decimal(1).scaleb(int(metric.value.as_tuple().exponent))
    below = int(Fraction(metric.value) * size // per)
    found = [(n, Decimal(n * per) / Decimal(str(whole.value))) for n in (below, below + 1) if 0 <= n <= size]
    return "; the nearest are " + " and ".join(f"{share.quantize(places)} ({n})" for n, share in found)


def _is_share(own: Interval, whole: Metric, share: ShareOf, dossier: Dossier, per: int) -> bool | None:
    """Whether the part, or some whole number, is that share of the whole; None where that cannot be said."""
    if whole.value is None or whole.bound != "exact" or own.low is None or own.high is None:
        return None
    size = Fraction(whole.value)
    low, high = own.low * size / per, own.high * size / per
    if share.part is None:
        return -(-low // 1) <= high
    if share.part not in dossier.metrics:
        return None
    return Interval(low, high).meets(_interval(dossier.metrics[share.part][1], dossier.rulebook)) is not None


def _interval(metric: Metric, rulebook: Rulebook) -> Interval:
    return metric.interval(counted=rulebook.units[metric.unit].counted)


def decimal_of(value: Fraction) -> str:
    """Return a sum or difference of figures as it is written: figures are decimals, and so are these."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.normalize():f}"


def _span(interval: Interval) -> str:
    ends = [f"{float(end):,.0f}" if end is not None else "any" for end in (interval.low, interval.high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


CHECKS = (_sums, _bases, _shares)
