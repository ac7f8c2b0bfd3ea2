"""Charts of figures: a line for each figure with its value beside it, so that nothing has to be read off an axis alone.

Each row has its label, how it stands in words, and a bar or mark for each of the series. The force's own is filled and
bold, what it is set beside is pale with an edge: that can be told apart in black and white too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, pairwise

from peelgrade.rendering import palette, prose
from peelgrade.rendering.pictures import axes
from peelgrade.rendering.pictures.svg import (
    Face,
    Picture,
    block,
    element,
    line_of_text,
    picture,
    rectangle,
    stroke,
    upright,
)
from peelgrade.rendering.report.content import Chart, ChartRow, Mark

WIDE, NARROW = 680.0, 340.0
_TITLE = Face(15, bold=True)
_SAID = Face(13, ink=palette.FAINT)
_LABEL = Face(13)
_TOLD = Face(12, ink=palette.FAINT)
_TICK = Face(12, ink=palette.FAINT, anchor="middle")
_OWN = Face(13, bold=True, anchor="end")
_OTHER = Face(13, anchor="end")
_EDGE = 4.0  # room at the sides of the picture
_LINE = 18.0  # from one mark of a row to the next
_BAR = 11.0
_STEP = 16.0  # by which a row that is part of another is set in
_DEEP = 4  # so far
_BAND_SEEN = 9.0  # to each side: a narrower band would hide behind its mark
_LITTLE, _ARROW = Decimal("0.02"), Decimal("0.15")  # of the largest figure: rounding, and room for an arrow
_FEW_ROWS = 12  # that are told in words to who does not see the picture; a table has them all


@dataclass(frozen=True)
class _Plan:
    """Where things go in one chart: labels end, the axis, where rows begin."""

    chart: Chart
    width: float
    labels: float  # how wide the column of labels is; 0 where labels stand above their marks
    axis: axes.Axis

    @property
    def one_line(self) -> bool:
        """Whether the marks of a row share one line, with an arrow from the earlier to the later."""
        return self.chart.drawn == "change"


def chart(shown: Chart, prefix: str = "", *, narrow: bool = False) -> Picture:
    """Return a chart as a picture, 680 units wide, or 340 for a small screen or a column."""
    plan = _plan(shown, NARROW if narrow else WIDE)
    head, bottom = _head(plan)
    rows: list[str] = []
    for row in shown.rows:
        drawn, bottom = _row(plan, row, bottom)
        rows.append(drawn)
    size = (plan.width, bottom + _TICK.line + 10)
    title = f"{shown.title}, {shown.unit}"
    return picture(size, title, _told(shown), (head, *rows, _numbers(plan, bottom)), prefix or shown.id)


def _told(shown: Chart) -> str:
    """Return what a chart shows, in words."""
    rows = "; ".join(_row_told(row) for row in shown.rows[:_FEW_ROWS])
    more = len(shown.rows) - _FEW_ROWS
    told = [
        prose.capital(shown.direction),
        rows + (f"; and {more} rows more" if more > 0 else ""),
    ]
    return f"{'. '.join(told)}."


def _row_told(row: ChartRow) -> str:
    marks = ", ".join(f"{mark.series} {mark.text}" for mark in row.marks)
    return f"{row.label}: {marks}" + (f" ({row.told})" if row.told else "")


def _plan(shown: Chart, width: float) -> _Plan:
    labels = 250.0 if width == WIDE else 0.0
    values = max((_OWN.width(mark.text) for row in shown.rows for mark in row.marks), default=0)
    left = labels + _EDGE + 8
    right = max(width - _EDGE - min(values, width / 3) - 10, left + 60)
    found = axes.axis((left, right), _ends(shown), _TICK.width, zero=shown.drawn == "bars")
    return _Plan(shown, width, labels, found)


def _ends(shown: Chart) -> Sequence[Decimal]:
    """Return every value that has to have room: figures, bands but for rounding that is hardly seen, and arrows."""
    marks = [mark for row in shown.rows for mark in row.marks]
    found = [mark.value for mark in marks] or [Decimal(0)]
    little, arrow = (max(abs(one) for one in found) * share for share in (_LITTLE, _ARROW))
    bands = [
        end for mark in marks for end in (mark.low, mark.high) if end is not None and abs(end - mark.value) > little
    ]
    bands += [mark.value + arrow for mark in marks if mark.high is None and mark.low is not None]
    if shown.drawn != "bars":
        bands += [mark.value - arrow for mark in marks if mark.low is None and mark.high is not None]
    return [*found, *bands]


def _head(plan: _Plan) -> tuple[str, float]:
    """Return title, unit, direction and key, and where the rows begin."""
    shown, room = plan.chart, plan.width - 2 * _EDGE
    title = _TITLE.wrapped(shown.title, room, most=4)
    said = _SAID.wrapped(_said(plan), room, most=8)
    top = 6 + len(title) * _TITLE.line
    parts = [block(_EDGE, 6, title, _TITLE), block(_EDGE, top, said, _SAID)]
    key, bottom = _key(plan, top + len(said) * _SAID.line + 6)
    return "".join((*parts, key)), bottom + 8


def _said(plan: _Plan) -> str:
    """Return the unit, which days, which way is better, and what a reader has to know of how it is drawn."""
    shown, axis = plan.chart, plan.axis
    unit = prose.capital(shown.unit)
    banded = any(_reach(plan, mark) for row in shown.rows for mark in row.marks)
    how = "dashed bars show" if shown.drawn == "bars" else "lines through marks show"
    notes = (
        f"{how} what a figure may be" if banded else "",
        "" if axis.ticks[0] <= 0 <= axis.ticks[-1] else "the axis does not start at 0",
    )
    return "; ".join(part for part in (unit, shown.note, shown.direction, *notes) if part)


def _key(plan: _Plan, top: float) -> tuple[str, float]:
    """Return what each mark stands for, and where that ends: as many in a line as fit."""
    parts: list[str] = []
    x = _EDGE
    for n, name in enumerate(plan.chart.series):
        room = plan.width - 2 * _EDGE - 22
        lines = _LABEL.wrapped(name, room, most=2)
        wide = max(map(_LABEL.width, lines), default=0) + 22
        if x > _EDGE and x + wide > plan.width - _EDGE:
            x, top = _EDGE, top + _LINE
        parts += [_sign(plan, n, x + 7, top + 8), block(x + 22, top, lines, _LABEL)]
        x += wide + 18
        top += (len(lines) - 1) * _LABEL.line
    return "".join(parts), top + _LINE


def _sign(plan: _Plan, n: int, x: float, y: float) -> str:
    if plan.chart.drawn == "bars":
        return rectangle(x - 7, y - _BAR / 2, 14, _BAR, **_filled(n))
    return _dot(n, x, y)


def _filled(n: int) -> dict[str, str | float]:
    """Return how the mark of a series is filled and edged."""
    if n == 0:
        return {"fill": palette.OWN, "stroke": palette.OWN, "stroke_width": 1}
    return {"fill": palette.OTHERS[(n - 1) % len(palette.OTHERS)], "stroke": palette.OWN, "stroke_width": 1.2}


def _dot(n: int, x: float, y: float) -> str:
    if n == 0:
        return element("circle", cx=x, cy=y, r=5, **_filled(n))
    if n % 2:
        points = " ".join(f"{x + right:.1f},{y + down:.1f}" for right, down in ((0, -6), (6, 0), (0, 6), (-6, 0)))
        return element("polygon", points=points, **_filled(n))
    return rectangle(x - 4.5, y - 4.5, 9, 9, **_filled(n))


def _grid(plan: _Plan, top: float, bottom: float) -> str:
    """Return the lines of the axis over a height, that of nought the darkest."""
    lines = upright([plan.axis.at(one) for one in plan.axis.ticks if one != 0], top, bottom, palette.GRID)
    return lines + upright([plan.axis.at(one) for one in plan.axis.ticks if one == 0], top, bottom, palette.LINE)


def _numbers(plan: _Plan, top: float) -> str:
    """Return the numbers of the axis."""
    base = top + _TICK.size + 4
    return "".join(line_of_text(plan.axis.at(one), base, plan.axis.written(one), _TICK) for one in plan.axis.ticks)


def _row(plan: _Plan, row: ChartRow, top: float) -> tuple[str, float]:
    """Return a row that begins at a height, and where it ends."""
    inset = min(row.depth, _DEEP) * _STEP
    room = (plan.labels or plan.width - 2 * _EDGE) - inset
    alone = len(plan.chart.rows) == 1 and row.label == plan.chart.title
    label = () if alone else _LABEL.wrapped(row.label, room, most=6)
    told = _TOLD.wrapped(prose.capital(row.told), room, most=6)
    words = block(_EDGE + inset, top + 4, label, _LABEL)
    words += block(_EDGE + inset, top + 4 + len(label) * _LABEL.line, told, _TOLD)
    below_words = top + 4 + len(label) * _LABEL.line + len(told) * _TOLD.line
    marks = top + 4 if plan.labels else below_words + 4
    end = max(below_words, marks + _LINE * max(1, len(row.marks))) + 8
    drawn = _change(plan, row, marks) if plan.one_line else _marks(plan, row, marks)
    return words + _grid(plan, top if plan.labels else marks - 4, end - (0 if plan.labels else 6)) + drawn, end


def _marks(plan: _Plan, row: ChartRow, top: float) -> str:
    return "".join(_line(plan, mark, _series(plan, mark), top + n * _LINE) for n, mark in enumerate(row.marks))


def _series(plan: _Plan, mark: Mark) -> int:
    series = plan.chart.series
    return series.index(mark.series) if mark.series in series else len(series)


def _line(plan: _Plan, mark: Mark, n: int, top: float) -> str:
    """Return one figure: its bar or dot from nought, its band, and its value at the edge."""
    middle = top + _LINE / 2 - 1
    if plan.chart.drawn == "bars":
        drawn = _bar(plan, mark, n, middle)
    else:
        zero, x = plan.axis.at(Decimal(0)), plan.axis.at(mark.value)
        stalk = stroke(((zero, middle), (x, middle)), palette.LINE, 1.5)
        drawn = stalk + _band(plan, mark, middle) + _dot(n, x, middle)
    return drawn + _value(plan, mark, n, middle)


def _bar(plan: _Plan, mark: Mark, n: int, middle: float) -> str:
    """Return a bar from nought; of a figure with a band it is solid up to where it surely reaches, and dashed beyond."""
    zero, x = plan.axis.at(Decimal(0)), plan.axis.at(mark.value)
    band = _reach(plan, mark)
    if band is None:
        return rectangle(min(zero, x), middle - _BAR / 2, max(abs(x - zero), 0.5), _BAR, **_filled(n))
    sure, far = sorted(band, key=lambda end: abs(end - zero))
    dashed = {**_filled(n), "fill": palette.PAPER, "stroke_dasharray": "3 2"}
    parts = [rectangle(min(zero, far), middle - _BAR / 2, max(abs(far - zero), 0.5), _BAR, **dashed)]
    if mark.low is not None and mark.low * mark.value > 0:
        parts.append(rectangle(min(zero, sure), middle - _BAR / 2, max(abs(sure - zero), 0.5), _BAR, **_filled(n)))
    parts.append(stroke(((x, middle - _BAR / 2), (x, middle + _BAR / 2)), palette.OWN, 2.5))
    if mark.high is None:
        parts.append(stroke(_end(far - 5, middle, open_by=-4), palette.INK, 1.4))
    return "".join(parts)


def _reach(plan: _Plan, mark: Mark) -> tuple[float, float] | None:
    """Return from where to where a figure may lie, to the edge where it is open; None where that is too little to be seen."""
    if mark.low is None and mark.high is None:
        return None
    low = plan.axis.left if mark.low is None else plan.axis.at(mark.low)
    high = plan.axis.right if mark.high is None else plan.axis.at(mark.high)
    return None if high - low < 2 * _BAND_SEEN else (low, high)


def _value(plan: _Plan, mark: Mark, n: int, middle: float) -> str:
    face = _OWN if n == 0 else _OTHER
    (text,) = face.wrapped(mark.text, plan.width - plan.axis.right - 10 - _EDGE + 1, most=1) or ("",)
    return line_of_text(plan.width - _EDGE, middle + face.size * 0.36, text, face)


def _band(plan: _Plan, mark: Mark, middle: float) -> str:
    """Return between what a figure may lie, as a line with ends, or with an arrow where it is open; nothing if too small."""
    band = _reach(plan, mark)
    if band is None:
        return ""
    paths = (
        ((band[0], middle), (band[1], middle)),
        _end(band[0], middle, open_by=4 if mark.low is None else 0),
        _end(band[1], middle, open_by=-4 if mark.high is None else 0),
    )
    return "".join(stroke(path, palette.INK, 1.4) for path in paths)


def _end(x: float, middle: float, *, open_by: float) -> Sequence[tuple[float, float]]:
    return ((x + open_by, middle - 4), (x, middle), (x + open_by, middle + 4))


def _change(plan: _Plan, row: ChartRow, top: float) -> str:
    """Return figures of two times in one line, with an arrow to the later, and their values one below the other."""
    middle = top + _LINE * len(row.marks) / 2 - 1
    at = [plan.axis.at(mark.value) for mark in row.marks]
    arrows = [_arrow(before, after, middle) for after, before in pairwise(at)]
    dots = [_dot(_series(plan, mark), x, middle) for mark, x in reversed(list(zip(row.marks, at, strict=True)))]
    bands = [_band(plan, mark, middle) for mark in row.marks]
    values = [
        _value(plan, mark, _series(plan, mark), top + n * _LINE + _LINE / 2 - 1) for n, mark in enumerate(row.marks)
    ]
    return "".join(chain(arrows, bands, dots, values))


def _arrow(start: float, end: float, middle: float) -> str:
    """Return a line from one mark to another with a head at the later; without, where they are close."""
    line = stroke(((start, middle), (end, middle)), palette.LINE, 2)
    gap = 7 if end > start else -7
    if abs(end - start) < 24:  # noqa: PLR2004  # both marks and the head
        return line
    tip = end - gap
    return line + stroke(((tip - gap, middle - 5), (tip, middle), (tip - gap, middle + 5)), palette.LINE, 2)
