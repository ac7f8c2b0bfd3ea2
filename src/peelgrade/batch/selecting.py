"""Selections as expressions over the columns of items: the same ones for every engine.

An expression says of every row whether a selection takes it in. Rows are sound when they come here (`faults`). Figures
are decimals with at most `PLACES` places and below `MOST`, held as the nearest binary fraction: then a difference that
is reckoned with is off by far less than half a unit of the last place, and no comparison comes out otherwise than
among decimals.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import narwhals as nw

from peelgrade.batch.layout import BESIDE, STANDS, STATED, Layout, keyed
from peelgrade.evidence import COUNTED_STANDINGS
from peelgrade.figures import Yardstick
from peelgrade.grading.selections import (
    FindingsSelection,
    FoundSelection,
    MetricsSelection,
    RecommendationsSelection,
    Selection,
)
from peelgrade.rulebook import Measure, Rulebook

PLACES = 4
MOST = 1e10
_UNIT = Decimal(1).scaleb(-PLACES)
_HALF = float(_UNIT) / 2
_DIGITS = 10 + PLACES  # of a figure, counted in units
WAYS = ("lower", "similar", "higher")


def any_of(expressions: Iterable[nw.Expr]) -> nw.Expr:
    """Join by 'or'; false where there are none."""
    listed = list(expressions)
    return functools.reduce(operator.or_, listed) if listed else nw.lit(value=False)


def among(column: str, words: Iterable[str]) -> nw.Expr:
    """Return whether a column says one of the words."""
    return any_of(nw.col(column) == word for word in words)


@dataclass(frozen=True)
class Selecting:
    """How selections look at the items of a table that has the columns of a layout."""

    rulebook: Rulebook
    layout: Layout

    def takes(self, selection: Selection) -> nw.Expr:
        """Return whether a selection takes an item in."""
        match selection:
            case FindingsSelection():
                return self._finding & self._coded(selection)
            case RecommendationsSelection():
                typed = self._recommendation & among("status", selection.status)
                return typed if selection.type is None else typed & among("type", selection.type)
            case MetricsSelection():
                return self._metric & self._compared(selection)
            case FoundSelection():
                return self._finding | self._recommendation

    # --- which items count at all

    @property
    def _stands(self) -> nw.Expr | None:
        return ~(nw.col("withdrawn") == "true").fill_null(value=False) if "withdrawn" in self.layout.keys else None

    def _counted(self, kind: str, *more: nw.Expr | None) -> nw.Expr:
        wanted = (nw.col("kind") == kind, self._stands, *more)
        return functools.reduce(operator.and_, (one for one in wanted if one is not None))

    def _empty(self, column: str) -> nw.Expr | None:
        return nw.col(column).is_null() if column in self.layout.keys else None

    @property
    def _finding(self) -> nw.Expr:
        seen = among("standing", sorted(COUNTED_STANDINGS)) if "standing" in self.layout.keys else None
        return self._counted("finding", seen, self._empty("part_of"))

    @property
    def _recommendation(self) -> nw.Expr:
        return self._counted("recommendation", self._empty("superseded_by"))

    @property
    def _metric(self) -> nw.Expr:
        return self._counted("metric")

    # --- findings

    def _coded(self, selection: FindingsSelection) -> nw.Expr:
        wanted: list[nw.Expr] = []
        if selection.shows is not None:
            wanted.append(nw.col("shows") == selection.shows)
        if selection.ground is not None or selection.at_risk is not None:
            wanted.append(nw.col("weight") == "major")
        for column in ("weight", "extent", "ground", "topic"):
            words = getattr(selection, column)
            if words is not None:
                wanted.append(among(column, words) if column in self.layout.keys else nw.lit(value=False))
        if selection.at_risk is not None:
            named = (_names(word) for word in selection.at_risk)
            wanted.append(any_of(named) if "at_risk" in self.layout.keys else nw.lit(value=False))
        if selection.questions is not None:
            wanted.append(among("question", sorted(selection.questions)))
        return functools.reduce(operator.and_, wanted) if wanted else nw.lit(value=True)

    # --- metrics

    def _compared(self, selection: MetricsSelection) -> nw.Expr:
        alike: dict[tuple[str, Decimal], list[str]] = {}
        for name in selection.measure:
            measure = self.rulebook.measures[name]
            alike.setdefault((measure.better, measure.similar_within), []).append(name)
        return any_of(
            among("measure", names) & self._stand(selection, self.rulebook.measures[names[0]])
            for names in alike.values()
        )

    def _stand(self, selection: MetricsSelection, measure: Measure) -> nw.Expr:
        """Return whether metrics of a measure stand as is selected, for certain or maybe."""
        words = Yardstick.of(measure).words
        may = _Comparison(selection.comparator, measure.similar_within)
        selected = {way: words[frozenset({way})] <= selection.stands for way in WAYS}
        wanted = any_of(nw.col(may.column(way)) for way in WAYS if selected[way])
        others = any_of(nw.col(may.column(way)) for way in WAYS if not selected[way])
        return ~others if selection.certain else wanted & others

    def prepared(self, rows: nw.LazyFrame[Any], selections: Iterable[Selection]) -> nw.LazyFrame[Any]:
        """Return rows with columns that say how figures may stand, which several selections look at."""
        compared = dict.fromkeys(
            _Comparison(one.comparator, self.rulebook.measures[name].similar_within)
            for one in selections
            if isinstance(one, MetricsSelection)
            for name in one.measure
        )
        keys = self.layout.keys
        apart = {one.beside: one.apart for one in compared if {"value", one.beside} <= keys}
        for added in ((*apart.values(), *self._steps()), [way for one in compared for way in one.ways(keys)]):
            rows = rows.with_columns(*added) if added else rows
        return rows

    def _steps(self) -> tuple[nw.Expr, ...]:
        return (_step("value").alias(_STEP),) if {"bound", "value"} <= self.layout.keys else ()


_STEP = "value/step"


@dataclass(frozen=True)
class _Comparison:
    """How figures may stand to those of a comparator within a tolerance: lower, similar, higher, each a column."""

    comparator: str
    tolerance: Decimal

    @property
    def beside(self) -> str:
        """The column of the figures of the comparator."""
        return keyed(f"{BESIDE}{self.comparator}")

    @property
    def apart(self) -> nw.Expr:
        """What lies between a figure and that of the comparator."""
        return (nw.col("value") - nw.col(self.beside)).alias(f"{self.beside}/apart")

    def column(self, way: str) -> str:
        """Return the name of the column that says whether a figure may stand in a way."""
        return keyed(f"{self.beside}/{self.tolerance}/{way}")

    def ways(self, keys: frozenset[str]) -> Iterator[nw.Expr]:
        """Yield whether a figure may be lower, similar and higher, by what a table with these columns says."""
        stated = keyed(f"{STATED}{self.comparator}")
        may: Mapping[str, nw.Expr] = dict.fromkeys(WAYS, nw.lit(value=True))
        if {"value", self.beside} <= keys:
            may = self._bounded() if "bound" in keys else self._exact()
        for way in WAYS:
            if stated in keys:
                said = among(stated, (word for word, ways in STANDS.items() if way in ways))
                yield nw.when(nw.col(stated).is_null()).then(may[way]).otherwise(said).alias(self.column(way))
            else:
                yield may[way].alias(self.column(way))

    @property
    def _within(self) -> float:
        return float(self.tolerance.quantize(_UNIT, ROUND_FLOOR)) + _HALF

    def _exact(self) -> Mapping[str, nw.Expr]:
        apart, within = nw.col(f"{self.beside}/apart"), self._within
        found = {"lower": apart < -within, "similar": apart.abs() < within, "higher": apart > within}
        return {way: one.fill_null(value=True) for way, one in found.items()}

    def _bounded(self) -> Mapping[str, nw.Expr]:
        apart, within = nw.col(f"{self.beside}/apart"), self._within
        about = (nw.col("bound") == "about").fill_null(value=False)
        least = nw.when(about).then(apart - nw.col(_STEP)).otherwise(apart)
        most = nw.when(about).then(apart + nw.col(_STEP)).otherwise(apart)
        more_than = (nw.col("bound") == "more_than").fill_null(value=False)
        less_than = (nw.col("bound") == "less_than").fill_null(value=False)
        # a figure that is only bounded never takes the value of its bound
        nearly = float(self.tolerance.quantize(_UNIT, ROUND_CEILING)) - _HALF
        reach = nw.when(more_than | less_than).then(nw.lit(nearly)).otherwise(nw.lit(within))
        found = {
            "lower": less_than | (least < -within),
            "similar": (less_than | (least < reach)) & (more_than | (most > -reach)),
            "higher": more_than | (most > within),
        }
        return {way: apart.is_null() | one for way, one in found.items()}


def _names(word: str) -> nw.Expr:
    """Return whether the words of a cell are among others this one."""
    return (
        (nw.concat_str(nw.lit(" "), nw.col("at_risk"), nw.lit(" ")))
        .str.contains(f" {word} ", literal=True)
        .fill_null(value=False)
    )


def _step(value: str) -> nw.Expr:
    """Return one unit of the last digit of a figure that is not nought."""
    figure = nw.when(nw.col(value).abs() < MOST).then(nw.col(value))  # in a row that is left out it may be none
    units = (figure * float(10**PLACES)).round(0).cast(nw.Int64())
    step = nw.when(units % 10 != 0).then(nw.lit(float(_UNIT)))
    for digit in range(1, _DIGITS):
        step = step.when(units % 10 ** (digit + 1) != 0).then(nw.lit(float(_UNIT.scaleb(digit))))
    return step.otherwise(nw.lit(0.0))
