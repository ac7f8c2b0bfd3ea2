"""Days that figures are about, in words, and whether two spans are as long as each other."""

from __future__ import annotations

from datetime import date, timedelta

from peelgrade.evidence import Metric
from peelgrade.rendering.chronology import day

_FEW_DAYS = 3  # years and months differ by so many days


def days(metric: Metric) -> str:
    """Return what a figure is about: '12 months to 30 June 2015', 'as at 30 June 2015', or a span of days."""
    if metric.period is None:
        return f"as at {day(last(metric))}"
    start, end = metric.period.start, metric.period.end
    months = _whole_months(start, end)
    return f"{months} months to {day(end)}" if months and months > 1 else f"{day(start)} to {day(end)}"


def last(metric: Metric) -> date:
    """Return the last day that a figure is about; the first day of the calendar where none is said."""
    found = metric.days
    return date.min if found is None else found[1]


def alike(one: Metric, other: Metric) -> bool:
    """Whether two figures are about two times as long as each other: two days, or two spans that do not overlap."""
    first, second = one.days, other.days
    if first is None or second is None or (one.as_at is None) != (other.as_at is None):
        return False
    length, beside = first[1] - first[0], second[1] - second[0]
    return abs(length - beside) <= timedelta(days=_FEW_DAYS) and (first[1] < second[0] or second[1] < first[0])


def _whole_months(start: date, end: date) -> int | None:
    """Return how many months a span is long, where it is whole ones."""
    if end == date.max:
        return None
    after = end + timedelta(days=1)
    return (after.year - start.year) * 12 + after.month - start.month if after.day == start.day else None
