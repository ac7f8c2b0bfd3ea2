"""Figures and periods as tables write them: read as a mapping declares, and nothing else."""

from __future__ import annotations

import json

import pytest

from peelgrade.measurement import Layout, Place, numerals, periods
from peelgrade.metricmapping import FigureColumn, Numbers
from peelgrade.published import Day, Number


@pytest.mark.parametrize(
    ("text", "numbers", "column", "expected"),
    [
        ("63.0", {}, {}, "63.0"),
        ("-1.50", {}, {}, "-1.50"),
        ("\u22123", {}, {}, "-3"),
        ("1,234,567", {"thousands": ","}, {}, "1234567"),
        ("1\u00a0234,5", {"thousands": " ", "decimal": ","}, {}, "1234.5"),
        ("12.3 % [r]*", {"percent_sign": True, "footnotes": ["*", "[r]"]}, {}, "12.3"),
        ("0.139", {}, {"times": 100}, "13.9"),
        ("12.3", {}, {"times": 1000}, "12300"),
        ("12.25", {}, {"decimals": 1}, "12.3"),
        (Number("63"), {"decimal": ",", "thousands": "."}, {"decimals": 1}, "63.0"),
        (Number("1.234"), {"decimal": ",", "thousands": "."}, {}, "1.234"),
        ("007", {}, {}, "7"),
        (Number("0.000428571428571428"), {}, {"times": 100, "decimals": 2}, "0.04"),
        ("12345678901234567890.5", {}, {"times": 1000000, "decimals": 9}, "12345678901234567890500000.000000000"),
        ("0." + "1" * 20, {}, {}, "0." + "1" * 20),
    ],
)
def test_figures_are_read_as_declared(
    text: str, numbers: dict[str, object], column: dict[str, object], expected: str
) -> None:
    """With the decimals that are printed; a number of a workbook has no marks."""
    declared = Numbers.model_validate_json(json.dumps(numbers))
    of = FigureColumn.model_validate({"column": "n", "measure": "m", **column})
    assert expected == format(numerals.figure_of(text, declared, of), "f")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("1,234", "'thousands: \",\"'"),
        ("12,34", "how figures are written"),
        ("1.2e5", "how figures are written"),
        ("12%", "percent_sign: true"),
        ("12[r]", "add '[r]' under 'footnotes'"),
        ("12 p", "add 'p' under 'footnotes'"),
        ("..", "add '..' under 'suppressed'"),
        (Number("nan"), "add 'nan' under 'suppressed'"),
        ("9" * 50, "correct the cell"),
        ("0." + "1" * 21, "correct the cell"),
        (Number("0.000428571428571428"), "say under 'decimals'"),
        (Number("1e99"), "correct the cell"),
        ("\u0663", "under 'suppressed'"),
    ],
)
def test_figures_that_are_not_declared_are_refused(text: str, remedy: str) -> None:
    """With what to declare, where it looks like something."""
    with pytest.raises(numerals.NotRead) as refused:
        numerals.figure_of(text, Numbers(), FigureColumn(column="n", measure="m"))
    assert remedy in refused.value.help


@pytest.mark.parametrize(
    ("text", "written", "expected"),
    [
        ("2015", "year", "2015-01-01 2015-12-31"),
        ("2014/15", "financial_year", "2014-04-01 2015-03-31"),
        ("FY 2014-2015", "financial_year", "2014-04-01 2015-03-31"),
        ("1999/00", "financial_year", "1999-04-01 2000-03-31"),
        ("2014/16", "financial_year", None),
        ("June 2015", "month", "2015-06-01 2015-06-30"),
        ("2016-02", "month", "2016-02-01 2016-02-29"),
        (Day("2015-06-01"), "month", "2015-06-01 2015-06-30"),
        ("2015-13", "month", None),
        ("year ending June 2015", "year_to_month", "2014-07-01 2015-06-30"),
        ("Dec 2015", "year_to_month", "2015-01-01 2015-12-31"),
        ("Year to Junk 2015", "year_to_month", None),
        ("2015 Q2", "quarter", "2015-04-01 2015-06-30"),
        ("Q4 2015", "quarter", "2015-10-01 2015-12-31"),
        ("Jul 2014 to Jun 2015", "months", "2014-07-01 2015-06-30"),
        ("Apr \u2013 Sept 2015", "months", "2015-04-01 2015-09-30"),
        ("Jul 2016 to Jun 2015", "months", None),
        ("0000", "year", None),
    ],
)
def test_periods_are_read_as_declared(text: str, written: periods.PeriodWritten, expected: str | None) -> None:
    """The first and the last day, or nothing."""
    found = periods.period_of(text, written)
    assert expected == (found and f"{found.start} {found.end}")


@pytest.mark.parametrize(
    ("column", "first", "expected"),
    [("a", 0, "cell A7"), ("b", 24, "cell Z7"), ("b", 25, "cell AA7"), ("b", 701, "cell AAA7")],
)
def test_cells_have_letters(column: str, first: int, expected: str) -> None:
    """As sheets have them."""
    assert expected == Layout(("a", "b"), "s", first).cell(Place(7, column))
