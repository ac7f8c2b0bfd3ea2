"""A backtest: kappa and its intervals are right, each unit can count once, and what is published is only compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelgrade import backtesting
from peelgrade.backtesting import Backtest, Miss, RollUp, backtest, record, resampling, tally
from peelgrade.backtesting.measures import Counted, kappa
from peelgrade.backtesting.resampling import Interval, intervals
from peelgrade.backtesting.tally import Cell, Tally
from peelgrade.published import LeftOut, Published, Selection, reader
from peelgrade.rendering import backtests as rendering
from peelgrade.rulebook import Rulebook
from peelgrade.trace import Range
from tests import small
from tests.homes import HEAD, MAPPING, PARTS, WORDS, mapping, rulebook
from tests.properties import QUICK
from tests.strategies import rule

RULES = rulebook()
RANKS = st.integers(0, 3)


def roll_up() -> RollUp:
    """Return a roll-up by the rules of the key questions of CQC."""
    return RollUp(RULES, PARTS, (True,) * len(PARTS))


def inspection(line: str, unit: str = "Ash", number: int = 2) -> Published:
    """Return an inspection from the letters of its parts and, after a blank, of the overall judgment."""
    parts, overall = line.split()
    return Published(number, unit, "", WORDS[overall], tuple(WORDS.get(part) for part in parts))


def held(*lines: str, units: Iterable[str] = ()) -> Backtest:
    """Return the backtest of inspections, each of a unit of its own where none are named."""
    named = list(units) or [f"unit {n}" for n, _ in enumerate(lines)]
    return backtest(
        (inspection(line, unit, n) for n, (line, unit) in enumerate(zip(lines, named, strict=True), 2)), roll_up()
    )


class TestKappa:
    @pytest.mark.parametrize(
        ("matrix", "expected"),
        [
            ([[2, 1], [1, 2]], Fraction(1, 3)),  # 4 of 6 alike, half by chance: (4/6 - 1/2) / (1 - 1/2)
            ([[5, 2, 0], [1, 4, 1], [0, 1, 6]], Fraction(22, 27)),  # 5 of disagreement, where chance gives 540/20 = 27
            ([[0, 1], [1, 0]], Fraction(-1)),
            ([[3, 0, 0], [0, 0, 0], [0, 0, 4]], Fraction(1)),
            ([[0, 3], [0, 4]], Fraction(0)),  # always the same category: no better than chance
        ],
    )
    def test_it_is_what_it_is_by_hand(self, matrix: list[list[int]], expected: Fraction) -> None:
        """Figures that were worked out on paper."""
        assert pytest.approx(float(expected)) == kappa(matrix)

    @pytest.mark.parametrize("matrix", [[[4, 0], [0, 0]], [[0, 0], [0, 0]]])
    def test_where_nothing_varies_there_is_none(self, matrix: list[list[int]]) -> None:
        """Chance would agree as well."""
        assert kappa(matrix) is None

    @QUICK
    @given(st.lists(st.tuples(RANKS, RANKS), min_size=1, max_size=40))
    def test_it_is_the_coefficient_of_concordance(self, pairs: list[tuple[int, int]]) -> None:
        """With quadratic weights it is 2 cov / (var + var + squared difference of means), another way to work it out."""
        n = len(pairs)
        left, right = ([Fraction(pair[side]) for pair in pairs] for side in (0, 1))
        means = sum(left) / n, sum(right) / n
        cov = sum((a - means[0]) * (b - means[1]) for a, b in zip(left, right, strict=True)) / n
        spread = sum((a - means[0]) ** 2 for a in left) / n + sum((b - means[1]) ** 2 for b in right) / n
        below = spread + (means[0] - means[1]) ** 2
        counted = Counted.of(((a, b, 1.0) for a, b in pairs), 4)
        if below == 0:
            assert counted.kappa is None
        else:
            assert pytest.approx(float(2 * cov / below)) == counted.kappa
        assert pytest.approx(sum(a == b for a, b in pairs) / n) == counted.agreement

    def test_what_is_open_does_not_agree_and_is_not_in_kappa(self) -> None:
        """A range is no judgment."""
        counted = Counted.of([(0, 0, 1), (1, 1, 1), (1, -1, 2)], 2)
        assert (0.5, 1.0) == (counted.agreement, counted.kappa)


class TestIntervals:
    def test_they_are_the_same_every_time_and_in_whatever_order_units_come(self) -> None:
        """The seed is fixed."""
        units = [{(n % 3, (n * n) % 3): 1.0 + n % 2} for n in range(30)]
        assert intervals(units, 3) == intervals(list(reversed(units)), 3)

    def test_they_are_as_wide_as_the_binomial_says(self) -> None:
        """For independent rows the spread of a share is known: 1.96 standard errors on each side."""
        units = [{(0, 0): 1.0}] * 80 + [{(0, 1): 1.0}] * 20
        agreed, _ = intervals(units, 2)
        assert agreed is not None
        error = (0.8 * 0.2 / 100) ** 0.5
        assert pytest.approx(0.8 - 1.96 * error, abs=0.015) == agreed.low
        assert pytest.approx(0.8 + 1.96 * error, abs=0.015) == agreed.high

    def test_rows_of_one_unit_stay_together(self) -> None:
        """Repeated inspections that come out alike tell less than as many of different units."""
        apart = [{(0, 0): 1.0}] * 80 + [{(0, 1): 1.0}] * 20
        together = [{(0, 0): 10.0}] * 8 + [{(0, 1): 10.0}] * 2
        width = {}
        for name, units in (("apart", apart), ("together", together)):
            agreed, _ = intervals(units, 2)
            assert agreed is not None
            width[name] = agreed.high - agreed.low
        assert width["together"] > 2.5 * width["apart"]  # by the root of ten

    def test_of_one_unit_there_is_none(self) -> None:
        """Every resampling would be alike."""
        assert (None, None) == intervals([{(0, 0): 9.0}], 2)

    def test_where_all_agree_both_ends_are_one(self) -> None:
        """Of agreement and of kappa."""
        units = [{(n % 2, n % 2): 1.0} for n in range(40)]
        assert (Interval(1, 1), Interval(1, 1)) == intervals(units, 2)


class TestTally:
    def cell(self, n: int) -> Cell:
        """Return one of a few ways in which a row can come out."""
        return Cell(n % 2, n % 3, n % 3, 0, 0, differing=n % 2 == 0)

    def rows(self, units: int, each: int) -> list[tuple[str, Cell]]:
        """Return rows of units, in turn."""
        return [(f"unit {n}", self.cell(n + turn)) for turn in range(each) for n in range(units)]

    def test_few_units_are_all_kept(self) -> None:
        """Each with all its rows."""
        found = Tally()
        for unit, cell in self.rows(50, 3):
            found.add(unit, cell)
        assert not found.sampled
        assert [3] * 50 == [cells.total() for cells in found.units.values()]
        assert 50 == len(list(found.clusters()))

    def test_of_many_units_a_sample_is_kept_with_all_their_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Also the rows that came before the sample was first thinned out, and nothing is lost from the total."""
        monkeypatch.setattr(tally, "MOST_UNITS", 40)
        monkeypatch.setattr(tally, "GROUPS", 16)
        found = Tally()
        for unit, cell in self.rows(500, 3):
            found.add(unit, cell)
        assert found.sampled
        assert 10 < len(found.units) <= 40
        assert {3} == {cells.total() for cells in found.units.values()}
        groups = list(found.clusters())
        assert len(groups) <= 16
        assert found.total == sum((Counter(cells) for cells in groups), Counter())
        assert 1500 == found.total.total()

    def test_the_order_of_rows_does_not_choose_the_sample(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Only the units do."""
        monkeypatch.setattr(tally, "MOST_UNITS", 40)
        kept = []
        for rows in (self.rows(300, 2), list(reversed(self.rows(300, 2)))):
            found = Tally()
            for unit, cell in rows:
                found.add(unit, cell)
            kept.append({mark: cells for mark, cells in found.units.items() if mark < found.bound})
        smaller, larger = sorted(kept, key=len)
        assert smaller.items() <= larger.items()


class TestBacktest:
    def test_the_rules_and_plain_ways_are_set_side_by_side(self) -> None:
        """Counted by hand: of eight, the rules miss the last, and the median part two that require improvement."""
        alike, one_below, two_below, three_below = "GGGGG G", "RGGGG G", "RGGGR R", "RRRGG R"
        found = held(*[alike] * 3, *[one_below] * 2, two_below, three_below, "GGOOG R")
        agreed = {one.method: one.agreement for one in found.view("all").methods}
        assert {"rules": 7 / 8, "mode": 5 / 8, "worst": 5 / 8, "median": 6 / 8} == agreed
        assert "good" == found.mode.id

    def test_the_median_of_an_even_number_is_the_lower_one(self) -> None:
        """Between two middle parts it takes the worse."""
        verdict = roll_up().verdict(inspection("IRGO- G").parts)
        assert "requires_improvement" == verdict.median.id
        assert "inadequate" == verdict.worst.id

    def test_rows_whose_parts_are_alike_are_left_out_of_the_second_view(self) -> None:
        """They are the easy ones."""
        found = held("GGGGG G", "RGGGG G", "GGOOG R")
        view = found.view("differing")
        assert (2, 0.5) == (view.amount, view.rules.agreement)

    def test_each_unit_counts_once_in_the_third_view(self) -> None:
        """Nine agreeing inspections of one place weigh as much as one that misses at another."""
        found = held(*["GGGGG G"] * 9, "GGOOG R", units=["Ash"] * 9 + ["Elm"])
        assert pytest.approx(0.9) == found.view("all").rules.agreement
        assert (2, 0.5) == (found.view("by_unit").amount, found.view("by_unit").rules.agreement)

    def test_a_unit_with_both_weighs_by_share(self) -> None:
        """One of its two inspections agrees: half of it does."""
        found = held("GGGGG G", "GGOOG R", "GGGGG G", units=["Ash", "Ash", "Elm"])
        assert pytest.approx(0.75) == found.view("by_unit").rules.agreement

    def test_the_published_overall_judgment_is_never_read(self) -> None:
        """Whatever was published, the rules give the same."""
        for overall in "IRGO":
            found = held(f"RGGGR {overall}")
            reached = [n for row in found.matrix for n, amount in enumerate(row) if amount]
            assert [1] == reached

    def test_exceptions_are_gathered_by_pattern_with_examples(self) -> None:
        """The most frequent first; each is handed on as it comes."""
        handed: list[Miss] = []
        lines = ["GGOOG R", "RGGGR G", "RGGGR G", "GGGGG G", *["RGGGR G"] * 3]
        rows = [inspection(line, f"unit {n}", n) for n, line in enumerate(lines)]
        found = backtest(rows, roll_up(), handed.append)
        assert [(5, "good"), (1, "requires_improvement")] == [(one.amount, one.overall) for one in found.missed]
        assert [1, 2, 4] == [row.number for row in found.missed[0].examples]
        assert [0, 1, 2, 4, 5, 6] == [miss.published.number for miss in handed]
        assert 6 == found.exceptions
        assert ("overall.two_below_good",) == found.missed[0].verdict.judgment.decided_by[:1]

    def test_patterns_beyond_those_that_are_kept_are_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """So that their number is right."""
        monkeypatch.setattr(record, "MOST_PATTERNS", 1)
        found = held("GGOOG R", "RGGGR G", "GGOOG R")
        assert (1, 1, 3) == (len(found.missed), found.untold, found.exceptions)

    def test_an_open_result_within_its_range_is_no_exception(self) -> None:
        """It is counted apart, and does not agree."""
        rolled = roll_up()
        row = inspection("RGGGG G")
        judged, scale = rolled.verdict, RULES.scale
        opened = replace(judged(row.parts).judgment, range=Range(scale["requires_improvement"], scale["good"]))
        vars(rolled)["verdict"] = lambda parts: (
            replace(judged(parts), judgment=opened) if parts == row.parts else judged(parts)
        )
        found = backtest([row, row._replace(overall="outstanding"), inspection("GGGGG G")], rolled)
        assert (1, 1, 1) == (found.open_within, found.open_outside, found.exceptions)
        assert pytest.approx(1 / 3) == found.view("all").rules.agreement

    def test_what_is_left_out_is_counted_by_reason(self) -> None:
        """Words that were not asked for are not told one by one; those that are wrong are."""
        rows = [
            LeftOut(2, "not_selected", "home", "Ash"),
            LeftOut(3, "not_selected", "home", "Elm"),
            LeftOut(4, "unknown_word", "safe", "X"),
        ]
        found = backtest(rows, roll_up())
        told = {key: (rows.amount, rows.first) for key, rows in found.left_out.items()}
        assert {("not_selected", "home", ""): (2, 2), ("unknown_word", "safe", "X"): (1, 4)} == told
        assert (0, 1, None) == (found.taken, found.rejected, found.mode)

    def test_reasons_are_kept_in_bounded_memory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A column of a million different words is not remembered word by word."""
        monkeypatch.setattr(record, "MOST_WORDS", 3)
        found = backtest((LeftOut(n, "unknown_word", "safe", str(n)) for n in range(9)), roll_up())
        assert (6, 3) == (found.left_out["unknown_word", "", ""].amount, found.left_out["unknown_word", "", ""].first)

    def test_every_pattern_of_parts_is_rolled_up(self) -> None:
        """There is a judgment for each, and the rules do no worse than their principles: never above the best part."""
        rolled = roll_up()
        for parts in product(WORDS.values(), repeat=3):
            verdict = rolled.verdict((*parts, "good", "good"))
            assert verdict.reached is not None
            best = max([RULES.scale[part] for part in parts] + [RULES.scale["good"]])
            assert verdict.reached <= best

    def test_parts_in_words_of_their_own_are_left_out_of_plain_ways(self) -> None:
        """Yes and no are not on the scale."""
        own = {"column": "safe", "judgments": {"yes": "good", "no": "inadequate"}}
        mapped = mapping(MAPPING, parts={**MAPPING["parts"], "safe": own})
        compared = reader(mapped, RULES, HEAD, Selection()).compared
        verdict = RollUp(RULES, PARTS, compared).verdict(("good", *["outstanding"] * 4))
        assert not verdict.differing
        assert "outstanding" == verdict.worst.id

    def test_one_face_names_what_the_package_offers(self) -> None:
        """Each name is there."""
        assert all(hasattr(backtesting, name) for name in backtesting.__all__)
        assert 1968 == resampling.SEED


class TestTold:
    """What a backtest tells of inspections that stay open, of the baseline, and of very many reasons to leave rows out."""

    LOW = Rulebook.of(
        small.framework(),
        [
            *(one for one in small.RULES if one.id == "overall.good"),
            rule(
                "overall.half",
                "overall",
                small.judgments(below="good", share_at_least=Decimal("0.8")),
                limits_to="requires_improvement",
            ),
        ],
    )

    def told(self, *rows: Published | LeftOut) -> rendering.Told:
        """Return a backtest of the small framework with rows of published judgments."""
        columns = mapping(MAPPING, parts={"calls": "calls", "visits": "visits", "leaders": "leaders"})
        rolled = RollUp(self.LOW, ("calls", "visits", "leaders"), (True, True, True))
        return rendering.Told(backtest(rows, rolled), columns, "towns.csv", "towns.yaml")

    def row(self, letters: str, overall: str, number: int = 2) -> Published:
        """Return a row from the letters of its parts; a dot stands where nothing is published."""
        parts = tuple(WORDS.get(one) for one in letters)
        return Published(number, f"Town {number}", "", WORDS[overall], parts)

    def test_what_stays_open_is_told_below_the_matrix(self) -> None:
        """In the singular and the plural, and what made it so."""
        one = self.told(self.row("...", "G"), self.row("GGG", "G", 3))
        expected = (
            "1 inspection stays open by the rules: the published judgment is within the range of 0. "
            "It counts as not agreeing, and not in kappa."
        )
        assert expected in " ".join(" ".join(small.shown(rendering.text(one))).split())
        two = self.told(self.row("...", "G"), self.row("...", "O", 3))
        assert [
            "2 inspections stay open by the rules: the published judgment is within the range of 0. They count as not agreeing, and not in kappa."
        ] == [line for line in rendering.markdown(two).splitlines() if "open" in line or line.startswith("| |")]
        low = self.told(self.row("RRR", "G"), self.row("IGG", "O", 3), self.row("RRG", "G", 4))
        assert [
            "3 exceptions",
            "├── 1: Calls requires improvement, Visits requires improvement, Leaders requires improvement",
            "│   ├── published good; by the rules requires improvement",
            "│   ├── limited to requires improvement: it is so (overall.half)",
            "│   └── Town 2 (row 2)",
            "├── 1: Calls inadequate, Visits good, Leaders good",
            "│   ├── published outstanding; by the rules good",
            "│   ├── good is supported: it is so (overall.good)",
            "│   └── Town 3 (row 3)",
            "└── 1: Calls requires improvement, Visits requires improvement, Leaders good",
            "    ├── published good; by the rules requires improvement",
            "    ├── requires improvement is where every question starts, and no rule lifted it",
            "    ├── good is not reached: it is not so that it is so (overall.good)",
            "    └── Town 4 (row 4)",
        ] == small.shown(rendering.text(low))[-14:]

    def test_of_very_many_reasons_the_first_are_told(self) -> None:
        """The others are counted."""
        left = [LeftOut(n, "unknown_word", "overall", f"word {n}") for n in range(2, 40)]
        told = small.shown(rendering.text(self.told(self.row("GGG", "G"), *left)))
        assert ["  and 28 more reasons; --format json tells them all"] == [line for line in told if "more" in line]
