"""A figure of a table: what is measured, of whom, over which time, and in which cell it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from peelgrade import cellnames
from peelgrade.evidence import Bound, Metric, Period


class Place(NamedTuple):
    """A cell of a table: the number of its row, and the name of its column; none for the whole row."""

    row: int
    column: str = ""


class Key(NamedTuple):
    """What tells a figure from others: two figures with the same key are about the same thing."""

    measure: str
    subject: str
    breakdown: tuple[str, ...]
    first: date
    last: date

    @classmethod
    def of(cls, metric: Metric) -> Key:
        """Return the key of a metric of an inspection; each has its days."""
        first, last = metric.days or (date.min, date.max)
        return cls(metric.measure, metric.subject, metric.breakdown, first, last)

    def before(self, years: int) -> Key:
        """Return the key of the same figure some years before."""
        return self._replace(first=_earlier(self.first, years), last=_earlier(self.last, years))


@dataclass(frozen=True)
class Measured:
    """A figure of a table, with the decimals that are printed."""

    measure: str
    subject: str
    breakdown: tuple[str, ...]
    time: date | Period
    value: Decimal
    unit: str
    bound: Bound
    statement: str | None
    at: Place

    @property
    def key(self) -> Key:
        """What tells it from others."""
        first, last = (self.time.start, self.time.end) if isinstance(self.time, Period) else (self.time, self.time)
        return Key(self.measure, self.subject, self.breakdown, first, last)


@dataclass(frozen=True)
class Layout:
    """How the cells of a table are named: by the letters of a sheet, or in text by row and name of the column.

    `first` is the column of the sheet, from nought, in which the table starts.
    """

    columns: Sequence[str]
    sheet: str = ""
    first: int = 0

    def cell(self, at: Place) -> str:
        """Return what a cell is called inside its table: 'cell D7', or 'row 7, Rate'."""
        if not at.column:
            return f"row {at.row}"
        if not self.sheet:
            return f"row {at.row}, {at.column}"
        return f"cell {cellnames.letters(self.first + self.columns.index(at.column))}{at.row}"


def _earlier(day: date, years: int) -> date:
    """Return the same day some years before; the last day of February stays that."""
    year = day.year - years
    if (day.month, day.day) in {(2, 28), (2, 29)}:
        following = date(day.year, 3, 1).toordinal()
        if day.toordinal() + 1 == following:
            return date.fromordinal(date(year, 3, 1).toordinal() - 1)
    return day.replace(year=year)
