"""A backtest: published inspections one after another, rolled up by the rules and only then held against what was published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

from peelgrade.backtesting.measures import OPEN, Counted
from peelgrade.backtesting.resampling import Interval, Profile, intervals
from peelgrade.backtesting.rollup import Parts, RollUp, Verdict
from peelgrade.backtesting.tally import Cell, Tally
from peelgrade.published import REJECTED, LeftOut, Published, Why
from peelgrade.scale import Category

MOST_PATTERNS = 2_000  # of exceptions that are told one by one
MOST_WORDS = 1_000  # different reasons for leaving rows out that are told one by one
_MEMO = 5_000  # patterns of which it is remembered how they come out
EXAMPLES = 3  # inspections that are named for each pattern

Method = Literal["rules", "mode", "worst", "median"]
Rows = Literal["all", "differing", "by_unit"]
METHODS: tuple[Method, ...] = ("rules", "mode", "worst", "median")
Cells = Mapping[Cell, float]


@dataclass(frozen=True)
class Measured:
    """How far one way of judging agrees with what was published; intervals for the rules alone."""

    method: Method
    agreement: float | None
    kappa: float | None
    agreement_interval: Interval | None = None
    kappa_interval: Interval | None = None


@dataclass(frozen=True)
class View:
    """The rules and plain ways side by side on some rows: all, those whose parts differ, or each unit counted once.

    Counted by unit, each row weighs one over the number of rows of its unit.
    """

    rows: Rows
    amount: int
    methods: tuple[Measured, ...]

    @property
    def rules(self) -> Measured:
        """What the rules reach."""
        return self.methods[0]


@dataclass(frozen=True)
class Miss:
    """An inspection whose published overall judgment is not what the rules give."""

    published: Published
    verdict: Verdict


@dataclass
class Missed:
    """Inspections of one pattern, alike in every judgment of a part and in the overall one, that the rules miss."""

    parts: Parts
    overall: str
    verdict: Verdict
    amount: int = 0
    examples: list[Published] = field(default_factory=list)


Reason = tuple[Why, str, str]  # why a row was left out, and the column and word that it lies at


@dataclass
class LeftOutRows:
    """Rows that were left out for one reason: how many, and the number of the first."""

    first: int
    amount: int = 0


@dataclass(frozen=True)
class Backtest:
    """What a backtest found.

    `left_out` counts rows that were not taken by reason, column and word. `matrix` has the settled rows by rank
    published and rank reached. Of the open ones, `open_within` have the published judgment in their range. `missed` are
    the patterns of exceptions, the most frequent first; `untold` exceptions are of patterns beyond those that are kept.
    """

    roll_up: RollUp
    taken: int
    units: int
    sampled: bool
    left_out: Mapping[Reason, LeftOutRows]
    mode: Category | None
    views: tuple[View, ...]
    matrix: tuple[tuple[int, ...], ...]
    open_within: int
    open_outside: int
    missed: tuple[Missed, ...]
    untold: int

    @property
    def exceptions(self) -> int:
        """How many inspections the rules miss."""
        return sum(one.amount for one in self.missed) + self.untold

    @property
    def rejected(self) -> int:
        """How many rows could not be used for what is in them."""
        return sum(rows.amount for (why, _, _), rows in self.left_out.items() if why in REJECTED)

    def view(self, rows: Rows) -> View:
        """Return how it stands on some rows."""
        return next(view for view in self.views if view.rows == rows)


def backtest(
    rows: Iterable[Published | LeftOut], roll_up: RollUp, missed: Callable[[Miss], None] = lambda _: None
) -> Backtest:
    """Roll up every inspection and hold it against what was published; each that the rules miss is handed to `missed`."""
    book = _Book(roll_up)
    for row in rows:
        if isinstance(row, LeftOut):
            book.leave_out(row)
        elif book.take(row):
            missed(Miss(row, roll_up.verdict(row.parts)))
    return _closed(book)


@dataclass
class _Book:
    """What is counted while rows come in."""

    roll_up: RollUp
    tally: Tally = field(default_factory=Tally)
    left_out: dict[Reason, LeftOutRows] = field(default_factory=dict)
    patterns: dict[tuple[Parts, str], Missed] = field(default_factory=dict)
    untold: int = 0

    def leave_out(self, row: LeftOut) -> None:
        # what was not asked for is not told word by word
        key = (row.why, row.column, row.word if row.why in REJECTED else "")
        if key not in self.left_out and len(self.left_out) >= MOST_WORDS:
            key = (row.why, "", "")
        self.left_out.setdefault(key, LeftOutRows(row.number)).amount += 1

    def take(self, row: Published) -> bool:
        """Count an inspection, and return whether the rules miss it."""
        cell, missed = self.outcome(row.parts, row.overall)
        self.tally.add(row.unit, cell)
        if missed:
            self._miss((row.parts, row.overall), row)
        return missed

    @cached_property
    def outcome(self) -> Callable[[Parts, str], tuple[Cell, bool]]:
        """How judgments of parts come out beside a published one, and whether the rules miss that."""
        return lru_cache(_MEMO)(self._outcome)

    def _outcome(self, parts: Parts, overall: str) -> tuple[Cell, bool]:
        verdict, published = self.roll_up.verdict(parts), self.roll_up.rulebook.scale[overall]
        found = verdict.judgment.range
        cell = Cell(
            published.rank,
            found.low.rank if found else OPEN,
            found.high.rank if found else OPEN,
            _rank(verdict.worst),
            _rank(verdict.median),
            verdict.differing,
        )
        return cell, verdict.misses(published)

    def _miss(self, key: tuple[Parts, str], row: Published) -> None:
        if key not in self.patterns and len(self.patterns) >= MOST_PATTERNS:
            self.untold += 1
            return
        if key not in self.patterns:
            self.patterns[key] = Missed(row.parts, row.overall, self.roll_up.verdict(row.parts))
        pattern = self.patterns[key]
        pattern.amount += 1
        if len(pattern.examples) < EXAMPLES:
            pattern.examples.append(row)


def _rank(category: Category | None) -> int:
    return OPEN if category is None else category.rank


# --- from counts to measures -----------------------------------------------------------------------------------------


def _closed(book: _Book) -> Backtest:
    total, scale = book.tally.total, book.roll_up.rulebook.scale
    published = Counter[int]()
    for cell, amount in total.items():
        published[cell.published] += amount
    mode = min(published, key=lambda rank: (-published[rank], rank)) if published else OPEN
    ranks = len(scale.categories)
    settled = Counted.of(_pairs(total, "rules", mode), ranks)
    within = sum(n for cell, n in total.items() if _is_open(cell) and cell.low <= cell.published <= cell.high)
    ordered = sorted(book.patterns.values(), key=lambda one: (-one.amount, one.examples[0].number))
    return Backtest(
        book.roll_up,
        total.total(),
        len(book.tally.units),
        book.tally.sampled,
        dict(sorted(book.left_out.items(), key=lambda one: (-one[1].amount, one[0]))),
        scale.categories[mode] if published else None,
        tuple(_views(book.tally, mode, ranks)),
        tuple(tuple(int(one) for one in row) for row in settled.matrix),
        within,
        int(settled.open) - within,
        tuple(ordered),
        book.untold,
    )


def _views(tally: Tally, mode: int, ranks: int) -> Iterator[View]:
    differing = {cell: float(amount) for cell, amount in tally.total.items() if cell.differing}
    yield _view("all", tally.total.total(), tally.total, map(_all, tally.clusters()), mode, ranks)
    amount = int(sum(differing.values()))
    yield _view("differing", amount, differing, map(_differing, tally.clusters()), mode, ranks)
    once: dict[Cell, float] = {}
    for cells in tally.units.values():
        for cell, share in _once(cells).items():
            once[cell] = once.get(cell, 0.0) + share
    yield _view("by_unit", len(tally.units), once, map(_once, tally.units.values()), mode, ranks)


def _view(rows: Rows, amount: int, cells: Cells, units: Iterable[Cells], mode: int, ranks: int) -> View:
    agreed, kappas = intervals(map(_profile, units), ranks)
    methods = []
    for method in METHODS:
        counted = Counted.of(_pairs(cells, method, mode), ranks)
        own = (agreed, kappas) if method == "rules" else (None, None)
        methods.append(Measured(method, counted.agreement, counted.kappa, *own))
    return View(rows, amount, tuple(methods))


def _all(cells: Mapping[Cell, int]) -> Cells:
    return cells


def _differing(cells: Mapping[Cell, int]) -> Cells:
    return {cell: amount for cell, amount in cells.items() if cell.differing}


def _once(cells: Mapping[Cell, int]) -> Cells:
    """Return rows of one unit so weighed that they count as one."""
    rows = sum(cells.values())
    return {cell: amount / rows for cell, amount in cells.items()}


def _profile(cells: Cells) -> Profile:
    found: dict[tuple[int, int], float] = {}
    for published, reached, weight in _pairs(cells, "rules", OPEN):
        found[published, reached] = found.get((published, reached), 0.0) + weight
    return found


def _pairs(cells: Cells, method: Method, mode: int) -> Iterator[tuple[int, int, float]]:
    """Yield each cell as rank published, rank that a way of judging reaches, and weight."""
    for cell, weight in sorted(cells.items()):
        match method:
            case "rules":
                reached = OPEN if _is_open(cell) else cell.low
            case "mode":
                reached = mode
            case "worst":
                reached = cell.worst
            case "median":
                reached = cell.median
        yield cell.published, reached, weight


def _is_open(cell: Cell) -> bool:
    return cell.low != cell.high or cell.low == OPEN
