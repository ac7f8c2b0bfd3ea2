"""Rooms at the foot of the house that one look takes in: scales, names of cells, codings and advice on words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from peelgrade import cellnames, codings
from peelgrade.capturing import cells
from peelgrade.capturing.layout import Form
from peelgrade.problems import suggest
from peelgrade.scale import Category, Scale

GOOD = Category("peel", 2, "good", "Good", Fraction(3))


def test_categories_of_two_scales_have_no_order() -> None:
    """Comparing them is a mistake in the program, and says of which scales they are."""
    other = Category("cqc", 3, "outstanding", "Outstanding", Fraction(4))
    with pytest.raises(TypeError, match="'outstanding' is a category of cqc and 'good' of peel"):
        assert other < GOOD
    assert GOOD != other


def test_a_scale_has_the_categories_that_it_has() -> None:
    """An id that is none of them is told by its name."""
    scale = Scale((Category("peel", 1, "poor", "Poor", Fraction(1)), GOOD))
    assert GOOD == scale["good"]
    with pytest.raises(KeyError, match="fair"):
        scale["fair"]


@pytest.mark.parametrize(("name", "expected"), [("A1", (0, 0)), ("b7", (6, 1)), ("AAA10", (9, 702)), (None, (4, 5))])
def test_a_cell_is_where_its_name_says(name: str | None, expected: tuple[int, int]) -> None:
    """One without a name follows the one before it."""
    assert expected == cellnames.place(name, (4, 5))


@pytest.mark.parametrize("name", ["", "1", "A", "A1B", "ABCD1", "A12345678"])
def test_what_is_no_name_of_a_cell_is_refused(name: str) -> None:
    """It would be taken for a cell that is far out."""
    with pytest.raises(ValueError, match="is no cell"):
        cellnames.place(name, (4, 5))


def test_figures_are_taken_from_each_other_exactly_or_not_at_all() -> None:
    """A difference of more digits than are reckoned with is not known."""
    apart = codings.difference(Decimal("1.50"), Decimal(1))
    assert apart is not None
    assert Fraction(1, 2) == apart[0] * Fraction(10) ** apart[1]
    assert None is codings.difference(Decimal("1e60"), Decimal("1e-60"))


@pytest.mark.parametrize(
    ("word", "known", "advice"),
    [
        ("god", ("good", "poor"), "did you mean 'good'?"),
        ("coder_note", ("id", "note", "unnoted"), "did you mean 'note'?"),
        ("coder_id", ("id", "value"), "write one of: id, value"),
        ("xyz", ("good", "poor"), "write one of: good, poor"),
        ("xyz", (), "take it out: there are none to choose from"),
        ("xyz", tuple(f"word{n}" for n in range(13)), "13 are known, the first being: word0, word1"),
    ],
)
def test_advice_on_a_word_names_those_that_there_are(word: str, known: tuple[str, ...], advice: str) -> None:
    """Near ones, or all where they are few, or how many; and where there is none to choose from, that."""
    assert suggest(word, known).startswith(advice)


# --- cells of workbooks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "form"), [([], "words"), ([], "texts"), (["a", "b"], "words"), (["a\nb", "c"], "texts")]
)
def test_a_list_comes_back_from_its_cell(entries: list[str], form: Form) -> None:
    """None at all is said in words, and a blank line between texts is nothing."""
    assert entries == cells.parted(cells.joined(entries, form), form)
    assert ["a", "c"] == cells.parted("a\n\nc", "texts")


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (None, "text", cells.Said("")),
        (datetime(2015, 7, 1, 9, 30), "day", cells.Said("2015-07-01 09:30:00")),  # noqa: DTZ001  # a cell has no zone
        (datetime(2015, 7, 1), "day", cells.Said("2015-07-01")),  # noqa: DTZ001  # as above
        (date(2015, 7, 1), "day", cells.Said("2015-07-01")),
    ],
)
def test_a_cell_says_what_it_holds(value: object, form: Form, expected: cells.Said) -> None:
    """Nothing for an empty one; a day as a day, and with its time where it has one."""
    assert expected == cells.said(value, form)


def test_a_number_that_may_be_a_day_is_doubted() -> None:
    """Spreadsheets count days, and what was meant is told beside what it is read as."""
    said = cells.said(42_185, "day")
    assert "2015-06-30" == said.text
    assert "is a day as spreadsheets count them" in said.doubt
    assert "7" == cells.said(7, "day").text
