"""Published judgments are read from rows by a mapping, and no row is dropped without a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pytest

from peelgrade import grading, published
from peelgrade.columnmapping import Columns
from peelgrade.problems import Unreadable
from peelgrade.published import Day, LeftOut, Published, Selection, case, reader
from tests.homes import HEAD, LONG, MAPPING, cells, mapping, rulebook

RULES = rulebook()
SCHOOLS = rulebook("ofsted-schools-2019")


def read(
    rows: Iterable[Sequence[str]], mapped: Columns, columns: Sequence[str] = HEAD, **asked: object
) -> list[Published | LeftOut]:
    """Read rows; each has the cells of all columns, and is numbered from 2."""
    found = reader(mapped, RULES, columns, Selection(**asked))
    at = [columns.index(name) for name in found.wanted]
    numbered = enumerate(rows, start=2)
    return list(
        found.read(
            (
                n,
                tuple(row[i] if isinstance(row[i], Day) else row[i].strip() for i in at)
                if len(row) == len(columns)
                else None,
            )
            for n, row in numbered
        )
    )


class TestOneRowAnInspection:
    def test_a_row_gives_the_judgments_by_category(self) -> None:
        """Words become categories, in the order of the questions, beside unit and day."""
        expected = Published(
            2, "Ash", "2020-01-31", "good", ("good", "good", "outstanding", "good", "requires_improvement")
        )
        assert [expected] == read([cells("GGOGR G")], mapping(MAPPING))

    def test_a_part_that_is_missing_makes_a_row_incomplete_unless_it_is_optional(self) -> None:
        """What may be absent says the mapping."""
        row = cells("GG-GR G")
        assert [LeftOut(2, "incomplete", "caring")] == read([row], mapping(MAPPING))
        (taken,) = read([row], mapping(MAPPING, optional=["caring"]))
        assert isinstance(taken, Published)
        assert ("good", "good", None, "good", "requires_improvement") == taken.parts

    def test_without_any_part_a_row_is_incomplete(self) -> None:
        """Where all parts are optional, one must be there."""
        optional = mapping(MAPPING, optional=["safe", "effective", "caring", "responsive", "well_led"])
        assert [LeftOut(2, "incomplete", "safe")] == read([cells("----- G")], optional)

    def test_a_word_that_says_that_nothing_was_judged_is_as_an_empty_cell(self) -> None:
        """Such words stand in the mapping."""
        told = mapping(MAPPING, not_judged=["9"])
        assert [LeftOut(2, "incomplete", "overall")] == read([cells("GGGGG 9")], told)

    @pytest.mark.parametrize(
        ("row", "expected"),
        [
            (cells("GXGGG G"), LeftOut(2, "unknown_word", "effective", "X")),
            (cells("GGGGG g"), LeftOut(2, "unknown_word", "overall", "g")),
            (cells("GGGGG G", home=""), LeftOut(2, "no_unit")),
            (("Ash", "2020-01-31"), LeftOut(2, "ragged")),
        ],
    )
    def test_a_row_that_cannot_be_used_says_why(self, row: Sequence[str], expected: LeftOut) -> None:
        """The column and the word are told, and others are read on."""
        found = read([row, cells("GGGGG G")], mapping(MAPPING))
        assert expected == found[0]
        assert isinstance(found[1], Published)

    def test_a_part_can_have_words_of_its_own(self) -> None:
        """Such a part is not compared with the others where its words do not reach the whole scale."""
        own = {"column": "safe", "judgments": {"yes": "good", "no": "inadequate"}}
        mapped = mapping(MAPPING, parts={**MAPPING["parts"], "safe": own})
        (found,) = read([("Ash", "", "no", "G", "G", "G", "G", "I")], mapped)
        assert isinstance(found, Published)
        assert "inadequate" == found.parts[0]
        assert (False, True, True, True, True) == reader(mapped, RULES, HEAD, Selection()).compared

    def test_several_columns_can_name_the_unit(self) -> None:
        """All must be there."""
        (found,) = read([cells("GGGGG G")], mapping(MAPPING, unit=["home", "day"]))
        assert isinstance(found, Published)
        assert "Ash, 2020-01-31" == found.unit


class TestChoosing:
    def test_rows_are_chosen_by_words_of_the_mapping_and_of_who_asks(self) -> None:
        """Both must be met; of several words of one column, one."""
        rows = [cells("GGGGG G", home=home) for home in ("Ash", "Elm", "Oak")]
        mapped = mapping(MAPPING, where={"home": ["Ash", "Elm"]})
        found = read(rows, mapped, where={"home": frozenset({"Elm", "Oak"})})
        assert ["not_selected", "Elm", "not_selected"] == [
            one.why if isinstance(one, LeftOut) else one.unit for one in found
        ]

    def test_days_are_chosen_with_both_ends(self) -> None:
        """A row without a day that can be read is rejected, and told."""
        days = ("2019-12-31", "2020-01-01", "2020-12-31 10:00", "2021-01-01", "", "soon")
        rows = [cells("GGGGG G", day=day) for day in days]
        found = read(rows, mapping(MAPPING), since=date(2020, 1, 1), until=date(2020, 12, 31))
        expected = ["other_days", None, None, "other_days", "unknown_day", "unknown_day"]
        assert expected == [one.why if isinstance(one, LeftOut) else None for one in found]

    @pytest.mark.parametrize(
        "day",
        ["2020-01-01garbage", "2020-01-011", "2020-W01-1", "20200101", "2020-01-01T", "2020-01-01 25:00"],
    )
    def test_what_only_begins_like_a_day_is_none(self, day: str) -> None:
        """A row is not chosen by the first ten characters of something else."""
        assert ["unknown_day"] == [
            one.why for one in read([cells("GGGGG G", day=day)], mapping(MAPPING), until=date(2020, 2, 1))
        ]

    @pytest.mark.parametrize("day", ["1-1-20201", "1/1-2020", "1/1/20", "1/1/2020x"])
    def test_what_only_looks_day_first_is_no_day(self, day: str) -> None:
        """One kind of separator, and a year of four digits."""
        mapped = mapping(MAPPING, date={"column": "day", "written": "day_first"})
        assert ["unknown_day"] == [one.why for one in read([cells("GGGGG G", day=day)], mapped, until=date(2020, 2, 1))]

    @pytest.mark.parametrize("day", ["2020-01-01T10:30", "2020-01-01 10:30:00.5", "2020-01-01T10:30:00+01:00"])
    def test_a_time_after_a_day_is_passed_over(self, day: str) -> None:
        """After a blank or a T."""
        assert [Published] == [
            type(one) for one in read([cells("GGGGG G", day=day)], mapping(MAPPING), until=date(2020, 2, 1))
        ]

    def test_a_cell_that_holds_a_date_is_a_day_however_text_is_written(self) -> None:
        """The mapping speaks of text."""
        mapped = mapping(MAPPING, date={"column": "day", "written": "day_first"})
        rows = [cells("GGGGG G", day=Day("2020-01-31")), cells("GGGGG G", day=Day("2020-02-01T09:00:00"))]
        found = read(rows, mapped, until=date(2020, 1, 31))
        assert [None, "other_days"] == [one.why if isinstance(one, LeftOut) else None for one in found]

    def test_days_may_be_written_day_first(self) -> None:
        """The mapping says so."""
        mapped = mapping(MAPPING, date={"column": "day", "written": "day_first"})
        rows = [cells("GGGGG G", day=day) for day in ("31/01/2020", "1.2.2020", "2020-02-03", "32/01/2020")]
        found = read(rows, mapped, until=date(2020, 1, 31))
        expected = [None, "other_days", "unknown_day", "unknown_day"]
        assert expected == [one.why if isinstance(one, LeftOut) else None for one in found]

    def test_days_cannot_be_chosen_where_the_mapping_names_none(self) -> None:
        """It says what to do."""
        with pytest.raises(Unreadable, match="names no date"):
            reader(mapping(MAPPING, date=None), RULES, HEAD, Selection(since=date(2020, 1, 1)))

    def test_every_unknown_column_is_told_with_near_matches(self) -> None:
        """Not only the first."""
        columns = [*HEAD[:2], "Safe", "effectiv", *HEAD[4:], "home"]
        with pytest.raises(Unreadable) as caught:
            reader(mapping(MAPPING), RULES, columns, Selection(where={"region": frozenset({"x"})}))
        told = dict(caught.value.reasons)
        assert "did you mean 'Safe'?" == told["the table has no column 'safe'"]
        assert "did you mean 'effectiv'?" == told["the table has no column 'effective'"]
        assert {"the table has no column 'region'", "the table has several columns 'home'"} < told.keys()
        assert "'home' stands twice in its first row" in told["the table has several columns 'home'"]


class TestOneRowAJudgment:
    columns = ("home", "year", "asked", "grade")

    def rows(self, *lines: str) -> list[list[str]]:
        """Return rows from lines."""
        return [line.split() for line in lines]

    def test_rows_that_stand_together_are_one_inspection(self) -> None:
        """In whatever order its judgments stand."""
        rows = self.rows("Ash 1 s G", "Ash 1 all G", "Ash 1 c O", "Ash 2 all R", "Ash 2 s R", "Ash 2 c G")
        expected = [
            Published(2, "Ash", "", "good", ("good", "outstanding")),
            Published(5, "Ash", "", "requires_improvement", ("requires_improvement", "good")),
        ]
        assert expected == read(rows, mapping(LONG), self.columns)

    def test_a_missing_judgment_makes_it_incomplete(self) -> None:
        """Told at the row where it starts, by its question."""
        rows = self.rows("Ash 1 s G", "Ash 1 all G", "Elm 1 s G", "Elm 1 c G")
        expected = [LeftOut(2, "incomplete", "caring"), LeftOut(4, "incomplete", "overall")]
        assert expected == read(rows, mapping(LONG), self.columns)

    def test_a_question_that_is_not_mapped_is_told(self) -> None:
        """The inspection is read all the same."""
        found = read(self.rows("Ash 1 s G", "Ash 1 x G", "Ash 1 c G", "Ash 1 all G"), mapping(LONG), self.columns)
        assert [
            LeftOut(3, "unknown_question", "asked", "x"),
            Published(2, "Ash", "", "good", ("good", "good")),
        ] == found

    def test_two_judgments_of_one_question_cannot_both_be(self) -> None:
        """The same one twice does no harm."""
        rows = self.rows("Ash 1 s G", "Ash 1 s O", "Ash 1 c G", "Ash 1 all G")
        assert [LeftOut(2, "judged_twice", "s", "O")] == read(rows, mapping(LONG), self.columns)
        rows[1][3] = "G"
        assert [Published(2, "Ash", "", "good", ("good", "good"))] == read(rows, mapping(LONG), self.columns)

    def test_an_inspection_that_comes_again_is_an_error_with_both_rows(self) -> None:
        """Its judgments would be taken for those of two."""
        rows = self.rows("Ash 1 s G", "Elm 1 s G", "Ash 1 c G")
        with pytest.raises(Unreadable, match="rows 2 and 4 are both of Ash, 1") as caught:
            read(rows, mapping(LONG), self.columns)
        assert "sort the table by home, year" in caught.value.help

    def test_a_row_that_cannot_be_read_is_left_out_alone(self) -> None:
        """One with too few cells, or of a day that cannot be one, is told, and those around it are one inspection."""
        rows = self.rows("Ash 1 s G", "Ash 1 c", "Ash 1 c G", "Ash 1 all G")
        found = read(rows, mapping(LONG), self.columns)
        assert [LeftOut(3, "ragged"), Published(2, "Ash", "", "good", ("good", "good"))] == found
        dated = mapping(LONG, date="day")
        rows = self.rows("Ash 1 s G 2020-01-31", "Ash 1 c G soon", "Ash 1 c G 2020-01-31", "Ash 1 all G 2020-01-31")
        found = read(rows, dated, (*self.columns, "day"), since=date(2020, 1, 1))
        assert ["unknown_day", None] == [one.why if isinstance(one, LeftOut) else None for one in found]

    def test_what_words_mean_is_forgotten_and_found_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A table of very many different rows is read as a short one is."""
        monkeypatch.setattr(published, "_MEMO", 1)
        rows = [cells(line) for line in ("GGGGG G", "RGGGG G", "GGGGG G")]
        found = read(rows, mapping(MAPPING))
        assert ["good", "requires_improvement", "good"] == [one.parts[0] for one in found if isinstance(one, Published)]

    def test_the_memory_for_what_came_before_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Only the last so many inspections are remembered."""
        monkeypatch.setattr(published, "REMEMBERED", 2)
        rows = self.rows("Ash 1 s G", "Elm 1 s G", "Oak 1 s G", "Fir 1 s G", "Ash 1 c G")
        assert 5 == len(read(rows, mapping(LONG), self.columns))


class TestCase:
    def test_questions_that_are_not_judged_are_not_inspected(self) -> None:
        """So a part that is absent counts neither way."""
        judged = {"quality_of_education": "good", "behaviour_and_attitudes": "good"}
        result = grading.regrade(case(SCHOOLS, judged))
        assert "good" == result.overall.category.id
        assert "not_inspected" == result["sixth_form"].status

    def test_questions_in_between_are_rolled_up(self) -> None:
        """Judgments far below reach the overall one through what stands between."""
        peel = rulebook("peel-effectiveness-2015")
        below = [part.id for one in peel.framework.questions.graded_parts for part in one.graded_parts]
        result = grading.regrade(case(peel, dict.fromkeys(below, "good")))
        assert "settled" == result["q1"].status
        assert "good" == result.overall.category.id
