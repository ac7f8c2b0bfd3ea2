"""A decision table says exactly what the rules of its question say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import event, given, settings

from peelgrade import tabulation
from peelgrade.grading import grade
from peelgrade.rulebook import All, Any_, Bound, Findings, FindingsCount, Question, Rulebook
from peelgrade.tabulation import alternatives, tabulate
from peelgrade.trace import Applied, all_of, any_of
from tests.properties import QUICK, THOROUGH
from tests.strategies import Case, cases, framework, rule


def strengths(at_least: int, **selected: str) -> Findings:
    """Return a count of strengths."""
    return Findings(findings=FindingsCount(shows="strength", at_least=at_least, **selected))


def bounds(condition: All | Any_ | Findings) -> list[dict[str, Bound]]:
    """Return what each alternative asks, by the weight that is counted."""
    found = alternatives(condition)
    assert found is not None
    return [
        {dict(one.selected).get("weight", ("any",))[0]: cell.bound for one, cell in cells.items()} for cells in found
    ]


def table_says(case: Case) -> None:
    """Hold every column of every question against the rules: any of its alternatives, all of their cells."""
    result = grade(case.inspection, case.rulebook)
    for judgment in result.judgments:
        table = tabulate(judgment.question, case.rulebook)
        assert set(table.rules.values()) == set(case.rulebook.rules_of(judgment.question))
        for applied in judgment.applied:
            columns = [column for column in table.columns if column.rule.id == applied.rule.id]
            if columns[0].cells is None:
                event("in words")
                assert len(alternatives(applied.rule.when) or range(99)) > tabulation.MOST
                continue
            event(f"{len(columns)} alternatives")
            truths = [
                all_of(applied.observed[cell.place].truth for cell in column.cells.values()) for column in columns
            ]
            assert applied.truth == any_of(truths)
        rows_say_one_thing(table, {applied.rule.id: applied for applied in judgment.applied})


def rows_say_one_thing(table: tabulation.Table, applied: dict[str, Applied]) -> None:
    """Hold that all cells of a row observed the same, and that no row is empty."""
    for row in table.rows:
        seen = {
            (observed.certain, observed.possible, observed.matched)
            for column in table.columns
            if column.cells is not None and row.subject in column.cells and column.rule.id in applied
            for observed in [applied[column.rule.id].observed[column.cells[row.subject].place]]
        }
        assert len(seen) <= 1
        assert any(row.subject in (column.cells or {}) for column in table.columns)


@QUICK
@given(cases())
def test_a_rule_is_any_of_its_columns_and_a_column_all_of_its_cells(case: Case) -> None:
    """True, false and unknown alike, whatever the rulebook and the evidence."""
    table_says(case)


@pytest.mark.slow
@settings(THOROUGH, max_examples=THOROUGH.max_examples // 3)
@given(cases())
def test_a_rule_is_any_of_its_columns_thoroughly(case: Case) -> None:
    """The same, on very many rulebooks."""
    table_says(case)


def test_alternatives_inside_all_are_multiplied_out() -> None:
    """'all' of a count and of 'any' of two is two alternatives, and each holds the count."""
    either = Any_(any=(strengths(1, weight="minor"), strengths(2, weight="major")))
    one, two = Bound("at_least", Fraction(1)), Bound("at_least", Fraction(2))
    assert [{"any": one, "minor": one}, {"any": one, "major": two}] == bounds(All(all=(strengths(1), either)))


def test_of_two_bounds_on_the_same_the_stricter_stands() -> None:
    """'at least 2' and 'at least 3' of the same is 'at least 3'."""
    assert [{"any": Bound("at_least", Fraction(3))}] == bounds(All(all=(strengths(2), strengths(3))))


def test_an_alternative_that_asks_for_more_than_another_is_left_out() -> None:
    """Whoever has 1 strength need not be told that 2 are enough as well."""
    more = All(all=(strengths(2), strengths(1, weight="major")))
    for either in ((more, strengths(1)), (strengths(1), more)):
        assert [{"any": Bound("at_least", Fraction(1))}] == bounds(Any_(any=either))


def test_words_in_another_order_are_one_row() -> None:
    """Moderate or major is the same as major or moderate."""
    one, other = (
        Findings(findings=FindingsCount(shows="strength", weight=words, at_least=1))
        for words in (("moderate", "major"), ("major", "moderate"))
    )
    rules = [rule("a", "q", one, supports="c2"), rule("b", "q", other, supports="c3")]
    table = tabulate("q", Rulebook.of(framework(Question(id="q", title="q", graded=True)), rules))
    assert 1 == len(table.rows)


def test_columns_stand_from_the_baseline_outwards() -> None:
    """Rules that support come first, the nearest category first; then those that limit, the mildest first."""
    weak = Findings(findings=FindingsCount(shows="weakness", at_least=1))
    rules = [
        rule("a", "q", weak, limits_to="c0"),
        rule("b", "q", weak, limits_to="c1"),
        rule("c", "q", strengths(1), supports="c3"),
        rule("d", "q", strengths(1), supports="c2"),
    ]
    table = tabulate("q", Rulebook.of(framework(Question(id="q", title="q", graded=True)), rules))
    assert ["d", "c", "b", "a"] == [column.rule.id for column in table.columns]


def test_a_rule_with_very_many_alternatives_is_left_to_words() -> None:
    """Ten ways to hold are no table any more, and three times six of them are not even written out."""
    ten = Any_(any=tuple(strengths(1, topic=f"t{n}") for n in range(10)))
    many = All(all=tuple(Any_(any=tuple(strengths(1, topic=f"t{n}x{m}") for m in range(7))) for n in range(3)))
    rules = [
        rule("a", "q", ten, supports="c2"),
        rule("b", "q", many, supports="c2"),
        rule("c", "q", strengths(1), supports="c2"),
    ]
    table = tabulate("q", Rulebook.of(framework(Question(id="q", title="q", graded=True)), rules))
    assert [True, True, False] == [column.cells is None for column in table.columns]
    assert alternatives(many) is None


def test_alternatives_are_numbered_within_their_rule() -> None:
    """A rule with two alternatives is 1.1 and 1.2, and one with a single one just 2."""
    either = Any_(any=(strengths(1, weight="minor"), strengths(2, weight="major")))
    rules = [rule("a", "q", either, supports="c2"), rule("b", "q", strengths(1), supports="c3")]
    table = tabulate("q", Rulebook.of(framework(Question(id="q", title="q", graded=True)), rules))
    assert ["1.1", "1.2", "2"] == [column.label for column in table.columns]
