"""Periods as tables write them: years, financial years, months and quarters, as the first and the last day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date

from peelgrade.evidence import Period
from peelgrade.metricmapping import PeriodWritten
from peelgrade.published import Day

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = ("uary", "ruary", "ch", "il", "", "e", "y", "ust", "(?:t|tember)", "ober", "ember", "ember")
_MONTH = "(?:" + "|".join(f"{short}(?:{rest})?" for short, rest in zip(_NAMES, _FULL, strict=True)) + r")\.?"
_TO = r"\s*(?:to|-|\u2013)\s*"
_FINANCIAL = re.compile(r"(?:FY\s?)?([0-9]{4})\s*(?:[-/\u2013]|to)\s*([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_NAMED = re.compile(rf"({_MONTH})[\s-]*([0-9]{{4}})", re.IGNORECASE)
_NUMBERED = re.compile(r"([0-9]{4})-([0-9]{2})")
_ENDING = re.compile(r"(?:(?:the\s)?(?:year|12 months|twelve months)\s(?:ending|ended|to)|YE|Y/E)\s+", re.IGNORECASE)
_QUARTER = re.compile(r"([0-9]{4})\s*Q([1-4])|Q([1-4])\s*([0-9]{4})", re.IGNORECASE)
_SPAN = re.compile(rf"({_MONTH})\s*([0-9]{{4}})?{_TO}({_MONTH})\s*([0-9]{{4}})", re.IGNORECASE)

EXAMPLES: Mapping[PeriodWritten, str] = {
    "year": "2015",
    "financial_year": "2014/15",
    "year_to_month": "year ending June 2015",
    "month": "June 2015",
    "quarter": "2015 Q2",
    "months": "Jul 2014 to Jun 2015",
    "year_first": "2015-06-30",
    "day_first": "30/06/2015",
}


def period_of(text: str, written: PeriodWritten) -> Period | None:
    """Return the period that a text says in a way of writing that takes one column; None where it does not."""
    try:
        found = _READ[written](text.strip())
    except ValueError:  # a year that the calendar does not have
        return None
    return None if found is None or found[1] < found[0] else Period(start=found[0], end=found[1])


_Days = tuple[date, date] | None


def _year(text: str) -> _Days:
    year = int(text) if re.fullmatch(r"[0-9]{4}", text) else None
    return None if year is None else (date(year, 1, 1), date(year, 12, 31))


def _financial_year(text: str) -> _Days:
    found = _FINANCIAL.fullmatch(text)
    if found is None or int(found[2][-2:]) != (int(found[1]) + 1) % 100:
        return None
    year = int(found[1])
    same = len(found[2]) == 2 or int(found[2]) == year + 1  # noqa: PLR2004  # digits
    return (date(year, 4, 1), date(year + 1, 3, 31)) if same else None


def _month_named(text: str) -> tuple[int, int] | None:
    """Return year and month; of a cell that holds a day, those of the day."""
    if isinstance(text, Day) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        day = date.fromisoformat(str(text)[:10])
        return day.year, day.month
    if found := _NUMBERED.fullmatch(text):
        return int(found[1]), int(found[2])
    found = _NAMED.fullmatch(text)
    return None if found is None else (int(found[2]), _number(found[1]))


def _month(text: str) -> _Days:
    named = _month_named(text)
    return None if named is None else (date(*named, 1), _end(*named))


def _year_to_month(text: str) -> _Days:
    named = _month_named(text if isinstance(text, Day) else _ENDING.sub("", text, count=1))
    if named is None:
        return None
    last = _end(*named)
    of_calendar = last.month == len(_NAMES)
    return date(last.year, 1, 1) if of_calendar else date(last.year - 1, last.month + 1, 1), last


def _quarter(text: str) -> _Days:
    found = _QUARTER.fullmatch(text)
    if found is None:
        return None
    year, last = int(found[1] or found[4]), 3 * int(found[2] or found[3])
    return date(year, last - 2, 1), _end(year, last)


def _months(text: str) -> _Days:
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    return date(int(found[2] or found[4]), _number(found[1]), 1), _end(int(found[4]), _number(found[3]))


def _number(name: str) -> int:
    return _NAMES.index(name[:3].lower()) + 1


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


_READ: Mapping[PeriodWritten, Callable[[str], _Days]] = {
    "year": _year,
    "financial_year": _financial_year,
    "year_to_month": _year_to_month,
    "month": _month,
    "quarter": _quarter,
    "months": _months,
}
