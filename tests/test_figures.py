"""Metrics become figures with what they are set beside, and charts of figures that belong together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from peelgrade.evidence import Comparator, Inspection, Metric, Period, Source
from peelgrade.grading import grade
from peelgrade.rendering.report import dates, figures
from peelgrade.rendering.report.content import Chart, Figure, Question
from peelgrade.rendering.views import View
from tests.conftest import read_kent

YEAR = Period(start=date(2014, 7, 1), end=date(2015, 6, 30))
BEFORE = Period(start=date(2013, 7, 1), end=date(2014, 6, 30))


@cache
def kent() -> View:
    """Return Kent's inspection with its result."""
    read = read_kent()
    return View(grade(read.inspection, read.rulebook), read.inspection, read.rulebook, lambda name: f"kent.yaml:{name}")


def metric(name: str, value: str | None, *comparators: Comparator, **values: Any) -> Metric:
    """Return a metric of question 1: victim-based crime of Kent in a year, unless it is said otherwise."""
    given = {
        "id": name,
        "kind": "metric",
        "question": "q1.levels",
        "measure": "victim_based_crime_rate",
        "subject": "kent",
        "unit": "per_1000_population",
        "period": None if "as_at" in values else YEAR,
        "sources": (Source(document="hmic-2015-kent-effectiveness"),),
    }
    return Metric(**{**given, **values, "value": None if value is None else Decimal(value), "comparators": comparators})


def seen(*metrics: Metric) -> View:
    """Return Kent's record with these metrics alone."""
    inspection = Inspection.of(kent().inspection.record, metrics)
    return View(kent().result, inspection, kent().rulebook, lambda name: f"file:{name}")


def figures_of(*metrics: Metric) -> tuple[Figure, ...]:
    """Return the figures that metrics of question 1 make."""
    return figures.figures(seen(*metrics), "q1.levels")


def charts_of(*metrics: Metric) -> tuple[Chart, ...]:
    """Return the charts that metrics of question 1 make."""
    return figures.charts(seen(*metrics), "q1.levels")


def beside(value: str, name: str = "england_and_wales") -> Comparator:
    """Return a comparator with a figure."""
    return Comparator(comparator=name, value=Decimal(value))


def test_every_metric_of_kent_is_told() -> None:
    """Each of Kent's 83 metrics is a figure, a mark of a chart, or a number in the table beside one."""
    view = kent()
    told = set()
    for question in view.rulebook.questions:
        drawn = figures.charts(view, question)
        told |= {one.id for one in figures.figures(view, question)} | {one for chart in drawn for one in chart.figures}
    beside_figures = {one.metric for metric in view.inspection.metrics for one in metric.comparators}
    assert {metric.id for metric in view.inspection.metrics} == told | (beside_figures - {None})


def test_kent_has_charts_that_belong_together() -> None:
    """Levels, changes and outcomes are a chart each; what has no fellow of its unit stands alone."""
    drawn = [chart for name in kent().rulebook.questions for chart in figures.charts(kent(), name)]
    assert [
        ("q1.levels-1", "Levels of crime", 5),
        ("q1.levels-2", "Burglary in a dwelling", 1),
        ("q1.levels-3", "Levels of crime: changes", 4),
        ("q2.justice-1", "Outcomes for each 100 offences recorded", 10),
        ("q2.investigation-1", "Victims satisfied with their whole experience", 1),
        ("q4.scale-1", "Share of organised crime groups whose main crime is drugs", 1),
    ] == [(chart.id, chart.title, len(chart.rows)) for chart in drawn]


def test_outcomes_stand_as_in_the_report() -> None:
    """Types of outcome stand below their groups as in figure 4, with the numbers that the rates rest on."""
    (chart,) = figures.charts(kent(), "q2.justice")
    assert ("Kent Police", "England and Wales") == chart.series
    assert ("Outcomes recorded, Kent Police", "Outcomes recorded, England and Wales") == chart.further
    assert [
        (0, "Charged or summonsed", ("13.9", "16.0"), ("15,116", "577,678")),
        (0, "Taken into consideration", ("0.3", "0.6"), ("346", "21,318")),
        (0, "Out of court, formal", ("3.8", "4.6"), ("4,158", "165,384")),
        (1, "Caution of youths", ("0.7", "0.5"), ("725", "19,703")),
        (1, "Caution of adults", ("2.3", "3.2"), ("2,540", "115,000")),
        (1, "Penalty notices for disorder", ("0.8", "0.8"), ("893", "30,681")),
        (0, "Out of court, informal", ("2.6", "4.4"), ("2,823", "159,915")),
        (1, "Cannabis or khat warning", ("0.6", "1.2"), ("701", "41,964")),
        (1, "Community resolution", ("1.9", "3.3"), ("2,122", "117,951")),
        (0, "All four groups", ("20.6", "25.6"), ("", "")),
    ] == [(row.depth, row.label, tuple(mark.text for mark in row.marks), row.further) for row in chart.rows]


def test_a_number_that_few_rates_rest_on_has_no_column() -> None:
    """One incident count beside five levels is told among the other figures, and does not widen their table."""
    levels, *_ = figures.charts(kent(), "q1.levels")
    assert () == levels.further
    assert "49,177" in [one.text for one in levels_of_crime().undrawn]


def test_charts_can_be_headed_otherwise() -> None:
    """Where the name of a question is not told, figures of several measures are called as the one that they are told at."""
    titles = [one.title for one in figures.charts(kent(), "q1.levels", "Prevention")]
    assert ["Prevention", "Burglary in a dwelling", "Prevention: changes"] == titles


def test_directions_are_plain() -> None:
    """A chart says which way is better, and for which of its figures neither is."""
    levels, burglary, _ = figures.charts(kent(), "q1.levels")
    (satisfied,) = figures.charts(kent(), "q2.investigation")
    (outcomes,) = figures.charts(kent(), "q2.justice")
    assert "lower is better, but for sexual offences, where neither is in itself" == levels.direction
    assert "lower is better" == burglary.direction
    assert "higher is better" == satisfied.direction
    assert "neither lower nor higher is better in itself" == outcomes.direction


def test_what_is_only_stated_is_told_and_never_drawn() -> None:
    """A comparison without a figure is words in the row, and a metric without one is in no chart."""
    (satisfied,) = figures.charts(kent(), "q2.investigation")
    (row,) = satisfied.rows
    assert ["Kent Police", "England and Wales"] == [mark.series for mark in row.marks]
    assert (
        "similar to England and Wales; worse than the year before (a significant difference); "
        "worse than four years before (a significant difference)"
    ) == row.told
    told = {one.id: one for one in figures.figures(kent(), "q1.prevention")}
    assert () == figures.charts(kent(), "q1.prevention")
    assert (None, "no figure") == (told["M123"].value, told["M123"].text)
    (others,) = told["M123"].beside
    assert ("All forces", None, "higher, 3rd from the highest", "better") == (
        others.name,
        others.value,
        others.text,
        others.stands,
    )


def test_an_extreme_rank_says_it_all() -> None:
    """The lowest of all is not also called lower."""
    told = {one.id: one for one in figures.figures(kent(), "q3.specific_groups")}
    assert ["the lowest"] == [one.text for one in told["M301"].beside]


def test_figures_of_others_are_told_where_they_stand_alone() -> None:
    """A figure of all forces that nothing is set beside is told with whose it is."""
    told = {one.id: one for one in figures.figures(kent(), "q1.levels")}
    assert "Share of forces whose recorded crime rose (All forces)" == told["M101"].label
    assert "more than 66.7 per cent" == told["M101"].text
    assert "M103" not in told


@pytest.mark.parametrize(
    ("values", "low", "high", "text"),
    [
        ({}, Decimal("56.95"), Decimal("57.05"), "57.0"),
        ({"bound": "about"}, Decimal(56), Decimal(58), "about 57.0"),
        ({"bound": "more_than"}, Decimal(57), None, "more than 57.0"),
        ({"bound": "less_than"}, None, Decimal(57), "less than 57.0"),
    ],
)
def test_bands_are_what_a_figure_may_stand_for(
    values: dict[str, Any], low: Decimal | None, high: Decimal | None, text: str
) -> None:
    """Rounded, about, more than and less than are bands; the last two are open at one end."""
    (chart,) = charts_of(metric("M1", "57.0", beside("56.0"), **values))
    own, other = chart.rows[0].marks
    assert (low, high, text) == (own.low, own.high, own.text)
    assert (None, None) == (other.low, other.high)


def test_a_counted_figure_has_no_band() -> None:
    """A count is exact as it is printed."""
    given = metric("M1", "40", beside("39"), measure="anti_social_behaviour_incidents", unit="count")
    (chart,) = charts_of(given)
    assert (None, None) == (chart.rows[0].marks[0].low, chart.rows[0].marks[0].high)


@pytest.mark.parametrize(
    ("value", "bound", "stands", "told"),
    [
        ("54.9", "exact", "better", "better than England and Wales"),
        ("55.0", "exact", "similar", "similar to England and Wales"),
        ("57.1", "exact", "worse", "worse than England and Wales"),
        ("56", "about", "similar", "similar to England and Wales"),
        ("54", "about", "open", "similar to England and Wales or better"),
        ("40", "more_than", "open", "how it stands to England and Wales is open"),
        ("90", "more_than", "worse", "worse than England and Wales"),
    ],
)
def test_how_a_figure_stands_is_told_within_the_tolerance(value: str, bound: Any, stands: str, told: str) -> None:
    """A lower rate of crime is better, up to 1 apart is similar, and what the figures do not say is open."""
    given = metric("M1", value, beside("56.0"), bound=bound)
    assert [stands] == [one.stands for one in figures_of(given)[0].beside]
    assert told == charts_of(given)[0].rows[0].told


def test_two_periods_are_a_change_over_time() -> None:
    """Two figures of the force for two years as long as each other are drawn as a change, the later first."""
    (chart,) = charts_of(metric("M1", "57.0"), metric("M2", "60.5", period=BEFORE))
    assert "change" == chart.drawn
    assert ("12 months to 30 June 2015", "12 months to 30 June 2014") == chart.series
    assert ["57.0", "60.5"] == [mark.text for mark in chart.rows[0].marks]
    assert "better than before" == chart.rows[0].told
    assert ("M1", "M2") == chart.figures


def test_periods_that_differ_in_length_are_not_set_beside_each_other() -> None:
    """A year and four months are no change over time."""
    short = Period(start=date(2014, 3, 1), end=date(2014, 6, 30))
    assert () == charts_of(metric("M1", "57.0"), metric("M2", "20.5", period=short))
    assert () == charts_of(metric("M1", "57.0"), metric("M2", "20.5", as_at=date(2014, 6, 30)))


def test_a_figure_of_the_year_before_is_a_change_over_time() -> None:
    """What a comparator says of the force's own earlier time is drawn over time and not beside other forces."""
    both = metric("M1", "57.0", beside("56.0"), beside("56.5", "previous_year"))
    other, change = charts_of(both)
    assert (("Kent Police", "England and Wales"), "bars") == (other.series, other.drawn)
    assert (("12 months to 30 June 2015", "The year before"), "change") == (change.series, change.drawn)
    linked = metric("M1", "57.0", Comparator(comparator="previous_year", metric="M2"))
    (chart,) = charts_of(linked, metric("M2", "60.5", period=BEFORE))
    assert ("12 months to 30 June 2015", "12 months to 30 June 2014") == chart.series


def test_a_comparator_whose_metric_is_missing_is_open() -> None:
    """Where the figure of a comparator is not among the evidence, that is said and nothing drawn."""
    given = metric("M1", "57.0", Comparator(comparator="england_and_wales", metric="M9"))
    assert () == charts_of(given)
    (one,) = figures_of(given)[0].beside
    assert (None, "its figure is not among the evidence", "open") == (one.value, one.text, one.stands)


def test_what_is_withdrawn_is_not_told() -> None:
    """A figure that was taken back after a challenge is neither told nor drawn."""
    given = metric("M1", "57.0", beside("56.0"), withdrawn=True)
    assert ((), ()) == (figures_of(given), charts_of(given))


def test_rows_go_on_from_each_other_at_any_depth() -> None:
    """A breakdown that goes on from another is set in below it, also where a step between is missing."""
    ways = [("a",), ("a", "b", "c"), ("a", "b", "c", "d"), ("z",)]
    given = [metric(f"M{n}", "1.0", beside("2.0"), breakdown=way) for n, way in enumerate(reversed(ways))]
    (chart,) = charts_of(*given)
    assert [(0, "Z"), (0, "A"), (1, "B, c"), (2, "D")] == [(row.depth, row.label) for row in chart.rows]


@pytest.mark.parametrize(
    ("value", "is_change", "written"),
    [
        ("49177", False, "49,177"),
        ("-3", True, "\u22123"),
        ("4", True, "+4"),
        ("0.50", False, "0.50"),
        ("1E+3", False, "1,000"),
    ],
)
def test_figures_are_written_as_readers_write_them(value: str, is_change: bool, written: str) -> None:  # noqa: FBT001  # a case
    """Decimals stay as printed, thousands are set apart, and changes have a sign."""
    assert written == figures.number(Decimal(value), is_change=is_change)


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (date(2014, 7, 1), date(2015, 6, 30), "12 months to 30 June 2015"),
        (date(2015, 3, 1), date(2015, 3, 31), "1 March 2015 to 31 March 2015"),
        (date(2015, 3, 1), date(2015, 6, 15), "1 March 2015 to 15 June 2015"),
        (date(9999, 1, 1), date(9999, 12, 31), "1 January 9999 to 31 December 9999"),
    ],
)
def test_periods_are_told_in_words(start: date, end: date, told: str) -> None:
    """Whole months are counted, other spans told by their days."""
    assert told == dates.days(metric("M1", "1", period=Period(start=start, end=end)))


def test_figures_that_no_chart_holds_are_apart() -> None:
    """What a chart or its table holds needs no other table."""
    assert ["M120", "M101"] == [one.id for one in levels_of_crime().undrawn]


def levels_of_crime() -> Question:
    """Return the question on how much crime there is in Kent, with its figures and charts."""
    name = "q1.levels"
    return Question(
        name,
        "Levels",
        "Levels",
        2,
        graded=False,
        working_view=True,
        figures=figures.figures(kent(), name),
        charts=figures.charts(kent(), name),
    )
