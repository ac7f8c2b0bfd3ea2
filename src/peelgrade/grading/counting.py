"""Evidence counted in one pass: what each item adds to the tallies of every question that sees it.

What an item adds depends on its coding alone, so it is worked out once for all items that are coded alike. The tallies
of all questions stand beside each other in one number, and the pass is a sum. Which ids stand behind a tally is laid
out when somebody asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from itertools import accumulate
from typing import NamedTuple

from peelgrade.codings import Coding
from peelgrade.evidence import Counted, Metric
from peelgrade.figures import HIGHER, LOWER, SIMILAR, Yardstick, comparator_of
from peelgrade.grading.kept import Kept
from peelgrade.grading.program import Packed, Program, QuestionProgram, Reached
from peelgrade.grading.selections import FoundSelection, MetricsSelection, Selection, admits

NARROW, WIDE = 8, 24  # bits of one tally: one of an inspection with more items would run into the next
KEPT = 100_000  # codings of which it is kept what they add

Figures = Mapping[str, Metric]  # every metric by its id, also those that others are set beside
LaidOut = tuple[QuestionProgram, Kept[Packed, Reached], int, int]  # see `Counter.laid_out`


class Adds(NamedTuple):
    """What is added: to the tallies as one number, and to which of them an id is."""

    tallies: int
    places: tuple[int, ...]


class Comparison(NamedTuple):
    """What metrics of one measure on one question are set beside: how they are read, and what they add by how they stand.

    A figure that is more than `over` above the other is higher, one that is more than that below it, `under`, lower.
    """

    comparator: str
    yardstick: Yardstick
    over: Decimal
    under: Decimal
    adds: Kept[frozenset[str], Adds]


@dataclass(frozen=True, eq=False)
class Counter:
    """What counts evidence for one program; the tallies of its questions stand in its order, each `bits` wide."""

    program: Program
    bits: int

    @classmethod
    def of(cls, program: Program, items: int) -> Counter:
        """Return what counts so many items for a program; it is made once. Raises ValueError where they are too many."""
        if items >= 1 << WIDE:
            raise ValueError(f"an inspection can have fewer than {1 << WIDE:,} items")
        bits = NARROW if items < 1 << NARROW else WIDE
        found = program.counters.get(bits)
        if not isinstance(found, cls):
            found = program.counters[bits] = cls(program, bits)
        return found

    def fits(self, items: int) -> bool:
        """Whether it can count so many items."""
        return items < 1 << self.bits

    @cached_property
    def starts(self) -> Mapping[str, int]:
        """For each question the place of its first tally among all."""
        ids, widths = zip(*((one.id, len(one.selections)) for one in self.program.questions), strict=True)
        return dict(zip(ids, accumulate(widths, initial=0), strict=False))

    @cached_property
    def laid_out(self) -> tuple[LaidOut, ...]:
        """Each question with what is reached by tallies of this width, the bit at which its own start, a mask for them."""
        return tuple(
            (one, one.packed(self.bits), self.bits * self.starts[one.id], (1 << self.bits * len(one.selections)) - 1)
            for one in self.program.questions
        )

    def tallies(self, counted: Counted, figures: Figures) -> int:
        """Return the tallies of all questions as one number."""
        found = sum([adds.tallies for adds in map(self._codings.__getitem__, counted.codings)])
        return found + (sum([adds.tallies for _, adds in self._metrics(counted, figures)]) if self._yardsticks else 0)

    def ids(self, counted: Counted, figures: Figures) -> dict[int, list[str]]:
        """Return the ids behind each tally that is not nought, sorted; behind that of all that was found, none."""
        found: dict[int, list[str]] = defaultdict(list)
        codings = self._codings
        for name, coding in zip(counted.ids, counted.codings, strict=True):
            for place in codings[coding].places:
                found[place].append(name)
        for metric, adds in self._metrics(counted, figures):
            for place in adds.places:
                found[place].append(metric.id)
        return found

    def _added(self, question: str, takes: Callable[[Selection], bool]) -> Adds:
        """Return what an item on a question adds, at the question and at all above, to what takes it in."""
        tallies, places = 0, []
        above = (name for name in self.program.rulebook.above(question) if name in self.program.places)
        for one in (self.program.questions[self.program.places[name]] for name in above):
            for place, selection in enumerate(one.selections, self.starts[one.id]):
                if takes(selection):
                    tallies += 1 << self.bits * place
                    places += [] if isinstance(selection, FoundSelection) else [place]
        return Adds(tallies, tuple(places))

    @cached_property
    def _codings(self) -> Kept[Coding, Adds]:
        return Kept(self._of_coding, KEPT)

    def _of_coding(self, coding: Coding) -> Adds:
        return self._added(coding.codes["question"], lambda selection: admits(selection, coding))

    @cached_property
    def _yardsticks(self) -> Mapping[str, Mapping[str, Yardstick]]:
        """For each measure that rules look at, the comparators that they set it beside, and how its figures are read."""
        found: dict[str, dict[str, Yardstick]] = {}
        for one in (one for question in self.program.questions for one in question.selections):
            if isinstance(one, MetricsSelection):
                for measure in one.measure:
                    yardstick = Yardstick.of(self.program.rulebook.measures[measure])
                    found.setdefault(measure, {})[one.comparator] = yardstick
        return found

    @cached_property
    def _comparisons(self) -> Kept[tuple[str, str], tuple[Comparison, ...]]:
        return Kept(lambda asked: tuple(self._compared(*asked)), KEPT)

    def _compared(self, question: str, measure: str) -> Iterator[Comparison]:
        for comparator, yardstick in self._yardsticks.get(measure, {}).items():
            adds = Kept(partial(self._of_comparison, question, measure, comparator), KEPT)
            yield Comparison(comparator, yardstick, yardstick.tolerance, yardstick.tolerance.copy_negate(), adds)

    def _metrics(self, counted: Counted, figures: Figures) -> Iterator[tuple[Metric, Adds]]:
        """Yield metrics with what each adds, for every comparator that rules set it beside."""
        comparisons = self._comparisons
        for metric, (asked, differences) in zip(counted.metrics, counted.figures, strict=True):
            for comparator, yardstick, over, under, adds in comparisons[asked]:
                apart = differences.get(comparator)
                if apart is None:
                    stands = yardstick.comparison(metric, comparator_of(metric, comparator), figures)
                else:
                    stands = HIGHER if apart > over else LOWER if apart < under else SIMILAR
                yield metric, adds[stands]

    def _of_comparison(self, question: str, measure: str, comparator: str, stands: frozenset[str]) -> Adds:
        meant = self._yardsticks[measure][comparator].words[stands]

        def takes(selection: Selection) -> bool:
            return (
                isinstance(selection, MetricsSelection)
                and comparator == selection.comparator
                and measure in selection.measure
                and selection.takes(meant)
            )

        return self._added(question, takes)
