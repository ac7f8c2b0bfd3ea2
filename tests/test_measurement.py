"""Figures and periods as tables write them: read as a mapping declares, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from peelgrade import parsing
from peelgrade.evidence import Metric
from peelgrade.measurement import Layout, Place, numerals, periods, reading
from peelgrade.measurement.figures import Key
from peelgrade.measurement.merging import Terms, merged
from peelgrade.measurement.reading import Measurement, measure, wanted
from peelgrade.metricmapping import FigureColumn, Numbers
from peelgrade.problems import Unreadable
from peelgrade.published import Day, Number
from tests.test_consistency import MAPPING, metric, rulebook


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


def test_a_cell_of_a_text_is_named_by_its_row_and_column() -> None:
    """A table in text has no letters; the whole row has no column."""
    assert "row 7, b" == Layout(("a", "b")).cell(Place(7, "b"))
    assert "row 7" == Layout(("a", "b"), "s").cell(Place(7))


@pytest.mark.parametrize(
    ("first", "last", "years", "expected"),
    [
        ("2014-07-01", "2015-06-30", 1, "2013-07-01 2014-06-30"),
        ("2016-02-01", "2016-02-29", 1, "2015-02-01 2015-02-28"),
        ("2015-02-28", "2015-02-28", 3, "2012-02-29 2012-02-29"),
        ("2016-02-28", "2016-02-28", 1, "2015-02-28 2015-02-28"),
    ],
)
def test_the_same_time_of_an_earlier_year_ends_with_the_same_month(
    first: str, last: str, years: int, expected: str
) -> None:
    """The last day of February stays the last day of February."""
    key = Key("calls", "town", (), date.fromisoformat(first), date.fromisoformat(last)).before(years)
    assert expected == f"{key.first} {key.last}"


# --- rows ------------------------------------------------------------------------------------------------------------

ROWS = {"column": "n", "measure": "calls"}


def read(cells: Sequence[Mapping[str, str] | None], **changes: object) -> Measurement:
    """Return what rows hold on the town by a mapping, or the small one."""
    mapping, problems = parsing.metrics(changes or MAPPING, "mapping.yaml")
    assert mapping is not None, problems
    taken = wanted(mapping, ("n", "s", "m", "b", "t", "u"))
    rows = ((n, None if row is None else tuple(row.get(name, "") for name in taken)) for n, row in enumerate(cells, 2))
    return measure(rows, mapping, taken, "town", rulebook())


def figures(found: Measurement) -> list[str]:
    """Return figures with what they are about."""
    return [
        " ".join((one.measure, one.subject, *one.breakdown, f"{one.key.first}..{one.key.last}", str(one.value)))
        for one in found.figures
    ]


DAY = "2015-06-30..2015-06-30"


@pytest.mark.parametrize(
    ("changes", "row", "expected"),
    [
        ({}, {"n": "7"}, f"calls town {DAY} 7"),
        ({"subject": {"column": "s"}}, {"n": "7", "s": "town"}, f"calls town {DAY} 7"),
        ({"subject": {"column": "s", "words": {"Town": "town"}}}, {"n": "7", "s": "Town"}, f"calls town {DAY} 7"),
        ({"figures": [{"column": "n", "measure": {"column": "m"}}]}, {"n": "7", "m": "share"}, f"share town {DAY} 7"),
        ({"figures": [{"column": "n", "measure": {"column": "m", "words": {"Calls": "calls"}}}]}, {"n": "7", "m": "Calls"}, f"calls town {DAY} 7"),
        ({"figures": [{**ROWS, "breakdown": ["all", {"column": "b"}]}]}, {"n": "7", "b": "night"}, f"calls town all night {DAY} 7"),
        ({"figures": [{**ROWS, "breakdown": [{"column": "b", "words": {"N": "night", "A": " "}}]}]}, {"n": "7", "b": "A"}, f"calls town {DAY} 7"),
        ({"figures": [{**ROWS, "as_at": "2015-01-01"}]}, {"n": "7"}, "calls town 2015-01-01..2015-01-01 7"),
        ({"as_at": None, "as_at_from": {"column": "t", "written": "day_first"}}, {"n": "7", "t": "01/02/2015"}, "calls town 2015-02-01..2015-02-01 7"),
        ({"as_at": None, "period": {"start": "2015-01-01", "end": "2015-01-31"}}, {"n": "7"}, "calls town 2015-01-01..2015-01-31 7"),
        ({"as_at": None, "period_from": {"column": "t", "written": "quarter"}}, {"n": "7", "t": "2015 Q2"}, "calls town 2015-04-01..2015-06-30 7"),
        ({"as_at": None, "period_from": {"column": "t", "last": "u", "written": "year_first"}}, {"n": "7", "t": "2015-01-01", "u": "2015-01-31"}, "calls town 2015-01-01..2015-01-31 7"),
    ],
)  # fmt: skip  # a mapping to a line
def test_a_figure_is_of_what_the_mapping_says(changes: dict[str, object], row: dict[str, str], expected: str) -> None:
    """Whom, what, which part and when: fixed, or from a column, with words of the table or ids as they stand."""
    found = read([row], **{key: value for key, value in {**MAPPING, **changes}.items() if value is not None})
    assert ([expected], ()) == (figures(found), found.wrong)


@pytest.mark.parametrize(
    ("changes", "row", "said"),
    [
        ({}, None, "row 2: it has more or fewer cells"),
        ({}, {"n": ""}, "row 2, n: the cell is empty"),
        ({"subject": "nation"}, {"n": "7"}, "the mapping is about nation, and the force is town"),
        ({"subject": {"column": "s", "words": {"N": "nation"}}}, {"n": "7", "s": "N"}, "no word of the mapping stands for town"),
        ({"subject": {"column": "s"}}, {"n": "7", "s": "city"}, "no row has 'town' in 's'"),
        ({"subject": {"column": "s"}, "comparators": ["nation"]}, {"n": "7", "s": "town"}, "no row has 'nation' in 's'"),
        ({"where": {"b": "All"}}, {"n": "7", "b": "Some"}, "no row has 'All' in 'b'"),
        ({"suppressed": [".."]}, {"n": ".."}, "there is no figure in the table"),
        ({"figures": [{"column": "n", "measure": {"column": "m"}}]}, {"n": "7", "m": "cals"}, "row 2, m: 'cals' is no word"),
        ({"figures": [{**ROWS, "breakdown": [{"column": "b", "words": {"N": "night"}}]}]}, {"n": "7", "b": "D"}, "row 2, b: 'D' is no word"),
        ({"as_at_from": {"column": "t", "written": "day_first"}}, {"n": "7", "t": "2015-02-01"}, "row 2, t: '2015-02-01' is no day"),
        ({"period_from": {"column": "t", "written": "quarter"}}, {"n": "7", "t": "2015 Q5"}, "row 2, t: '2015 Q5' is no period"),
        ({"period_from": {"column": "t", "written": "months"}}, {"n": "7", "t": "Jul 2014"}, "row 2, t: 'Jul 2014' is no period"),
        ({"period_from": {"column": "t", "last": "u", "written": "year_first"}}, {"n": "7", "t": "2015-02-01", "u": "2015-01-31"}, "row 2, u: the period ends (2015-01-31) before"),
    ],
)  # fmt: skip  # a mistake to a line
def test_what_cannot_be_read_of_a_row_is_told(
    changes: dict[str, object], row: dict[str, str] | None, said: str
) -> None:
    """At its cell, with what to do; nothing is left out for a slip."""
    timed = {"as_at": None} if any(key.endswith("_from") for key in changes) else {}
    told = {key: value for key, value in {**MAPPING, **timed, **changes}.items() if value is not None}
    found = read([row], **told)

    places = Layout(("n", "s", "m", "b", "t", "u"))
    listed = [f"{places.cell(one.at)}: {one.message}" if one.at else one.message for one in found.wrong]
    assert any(one.startswith(said) for one in listed), listed
    assert all(one.help for one in found.wrong)


def test_what_is_wrong_alike_is_told_once_and_very_much_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells of one kind are one mistake, kinds beyond the limit a number, and one figure twice is told at the second."""
    (alike,) = read([{"n": ""}, {"n": ""}, {"n": ""}]).wrong
    assert 2 == alike.more
    (twice,) = read([{"n": "7"}, {"n": "8"}]).wrong
    assert (3, "it is about the same as row 2, n") == (
        twice.at and twice.at.row,
        twice.message.split(":")[0],
    )
    monkeypatch.setattr(reading, "MAX_WRONG", 2)
    found = read([{"n": text} for text in ("", "x y", "12%", "1.2e5")]).wrong
    assert "2 more cells cannot be read" == found[-1].message
    assert 3 == len(found)


def test_of_very_many_words_none_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many words are remembered of a column; where it has more, one that was not met may have been there."""
    monkeypatch.setattr(reading, "_SEEN", 2)
    rows = [{"n": "7", "b": f"part {n}"} for n in range(3)]
    mapped = {**MAPPING, "where": {"b": "All"}}
    assert ["there is no figure in the table for this inspection"] == [
        one.message for one in read(rows, **mapped).wrong
    ]


def test_what_people_set_beside_a_figure_stays_when_it_changes() -> None:
    """A comparator of the table is that of now, one that people wrote is as it was, and a figure that moved is told."""
    mapping, _ = parsing.metrics({**MAPPING, "comparators": ["nation"]}, "mapping.yaml")
    assert mapping is not None
    data = metric(
        "C1",
        "8",
        breakdown=[],
        comparators=[{"comparator": "peers", "value": "5"}, {"comparator": "nation", "metric": "C9"}],
    )
    before, problems = parsing.item(data, "evidence.yaml", ())
    assert isinstance(before, Metric), problems
    terms = Terms(mapping, Layout(("n",)), "town", 1)
    (same,) = read([{"n": "8"}]).figures
    (other,) = read([{"n": "9"}]).figures

    (kept,) = merged([same], [(before, data)], terms).changed
    (moved,) = merged([other], [(before, data)], terms).changed
    assert (False, True) == (kept.moved, moved.moved)
    assert [{"comparator": "peers", "value": "5"}] == moved.values["comparators"]


def test_columns_that_are_not_there_are_told_with_the_row_of_names() -> None:
    """Where none of the columns is there, another row may name them; where some are, each that is missing is told."""
    mapping, _ = parsing.metrics({**MAPPING, "subject": {"column": "s"}}, "mapping.yaml")
    assert mapping is not None
    with pytest.raises(Unreadable) as none:
        wanted(mapping, ("Table 1",))
    assert "as in 'header: 3'" in none.value.help
    with pytest.raises(Unreadable) as some:
        wanted(mapping, ("n",))
    assert "'s'" in some.value.message


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"period": {"start": "2015-01-01", "end": "2015-01-31"}}, ("as_at",)),
        ({"as_at": None}, ("figures", 0, "column")),
        ({"figures": [{**ROWS, "as_at": "2015-01-01", "period": {"start": "2015-01-01", "end": "2015-01-31"}}]}, ("figures", 0, "as_at")),
        ({"numbers": {"thousands": ","}, "as_at": "2015-06-30"}, None),
        ({"numbers": {"thousands": ".", "decimal": "."}}, ("numbers", "thousands")),
        ({"as_at": None, "period_from": {"column": "t", "written": "year_first"}}, ("period_from", "written")),
        ({"as_at": None, "period_from": {"column": "t", "last": "u", "written": "year"}}, ("period_from", "written")),
    ],
)  # fmt: skip  # a mistake to a line
def test_a_mapping_says_the_time_once_and_marks_that_differ(
    changes: dict[str, object], path: tuple[object, ...] | None
) -> None:
    """What contradicts itself in a mapping is told where it stands."""
    told = {key: value for key, value in {**MAPPING, **changes}.items() if value is not None}
    _, problems = parsing.metrics(told, "mapping.yaml")
    assert ([] if path is None else [("PG664", path)]) == [(one.code, one.at.path) for one in problems]
