"""Evidence counted in one pass: what each item adds to the tallies of every question that sees it.

What an item adds depends on its coding alone, so it is worked out once for all items that are coded alike. The tallies
of all questions stand beside each other in one number, and the pass is a sum. Which ids stand behind a tally is laid
out when somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, zip_longest
from math import floor
from struct import Struct
from typing import NamedTuple

from peelgrade.codings import Coding
from peelgrade.evidence import Counted, Inspection, Metric
from peelgrade.figures import HIGHER, LOWER, SIMILAR, Yardstick, comparator_of
from peelgrade.grading.circumstances import KEPT as ALIKE
from peelgrade.grading.circumstances import Circumstances
from peelgrade.grading.kept import Kept
from peelgrade.grading.program import Marked, Program, QuestionProgram, Reached
from peelgrade.grading.selections import FoundSelection, MetricsSelection, Selection, admits

BYTE = 8
KEPT = 100_000  # codings of which it is kept what they add

LaidOut = tuple[str, tuple[str, ...], Kept[Marked, Reached]]  # see `Counter.laid_out`


class Adds(NamedTuple):
    """What is added: to the tallies as one number, and to which of them an id is."""

    tallies: int
    places: tuple[int, ...]


class Comparison(NamedTuple):
    """What metrics that are coded alike are set beside, and what they add by how they stand to it.

    A figure is higher if it is more than `over` above the other, lower if it is more than that below it, `under`; as
    numbers of the power of ten that differences count here. `place` is that of the difference; None where none is known.
    """

    place: int | None
    over: int
    under: int
    higher: Adds
    similar: Adds
    lower: Adds
    comparator: str


@dataclass(frozen=True, eq=False)
class Counter:
    """What counts evidence for one program: the tallies of its questions stand beside each other, each some bytes wide.

    The highest bit of each is left free, so that tallies can be held against numbers all at once.
    """

    program: Program
    width: int

    @classmethod
    def of(cls, program: Program, items: int) -> Counter:
        """Return what counts so many items for a program; it is made once."""
        width = items.bit_length() // BYTE + 1
        found = program.counters.get(width)
        if not isinstance(found, cls):
            found = program.counters[width] = cls(program, width)
        return found

    @property
    def bits(self) -> int:
        """Bits of one tally."""
        return BYTE * self.width

    def fits(self, items: int) -> bool:
        """Whether it can count so many items."""
        return items < 1 << self.bits - 1

    @cached_property
    def starts(self) -> Mapping[str, int]:
        """For each question the place of its first tally among all."""
        ids, widths = zip(*((one.id, len(one.selections)) for one in self._packed_in), strict=True)
        return dict(zip(ids, accumulate(widths, initial=0), strict=False))

    @cached_property
    def _packed_in(self) -> tuple[QuestionProgram, ...]:
        """The questions in the order of their tallies: those above stand first, so that most numbers are short."""
        return self.program.questions[::-1]

    @cached_property
    def laid_out(self) -> Kept[Circumstances, tuple[LaidOut, ...]]:
        """Each question in some circumstances: its id, those below, and what is reached by marks."""
        return Kept(lambda circumstances: tuple(self._laid_out(circumstances)), ALIKE)

    def _laid_out(self, circumstances: Circumstances) -> Iterator[LaidOut]:
        for one in self.program.questions:
            yield one.id, one.below, one.marked(self.width, circumstances.of_question[one.id])

    def split(self, numbers: int) -> tuple[bytes, ...]:
        """Return of all tallies, or what stands in their place, those of each question, in the order of the program."""
        layout = self._layout
        return layout.unpack(numbers.to_bytes(layout.size, "little"))[::-1]

    @cached_property
    def _layout(self) -> Struct:
        return Struct("".join(f"{self.width * len(one.selections)}s" for one in self._packed_in))

    def marked(self, tallies: int) -> tuple[bytes, ...]:
        """Return of each question for each tally the mark that it reached; where any number may decide, the tally."""
        found, tops, top = tallies & self._unmarked, self._tops, self.bits - 1
        for short_of in self._short_of:
            found += (tallies + short_of & tops) >> top  # a tally that reaches the mark runs into its highest bit
        return self.split(found)

    @cached_property
    def _tops(self) -> int:
        """The highest bit of every tally."""
        return self._packed(1 << self.bits - 1 for question in self._packed_in for _ in question.selections)

    @cached_property
    def _unmarked(self) -> int:
        """All bits of the tallies on which any number may decide."""
        full = (1 << self.bits) - 1
        return self._packed(full if marks is None else 0 for one in self._packed_in for marks in one.marks)

    @cached_property
    def _short_of(self) -> tuple[int, ...]:
        """The first mark of every tally above 0, then the second and so on: by how much it is short of the highest bit."""
        top = 1 << self.bits - 1
        listed = [(marks or ())[1:] for question in self._packed_in for marks in question.marks]
        rounds = zip_longest(*([top - mark for mark in marks if mark < top] for marks in listed), fillvalue=0)
        return tuple(self._packed(short_of) for short_of in rounds)

    def _packed(self, numbers: Iterable[int]) -> int:
        return sum(number << self.bits * place for place, number in enumerate(numbers))

    def tallies(self, counted: Counted, inspection: Inspection) -> int:
        """Return the tallies of all questions as one number."""
        found = sum(map(self._adds.__getitem__, counted.codings))
        return found + sum([adds.tallies for adds in self._figures(counted, inspection)])

    def ids(self, counted: Counted, inspection: Inspection) -> list[list[str]]:
        """Return the ids behind each tally, sorted; behind that of all that was found, none."""
        found: list[list[str]] = [[] for _ in range(self._layout.size // self.width)]
        codings = self._codings
        for name, coding in zip(counted.ids, counted.codings, strict=True):
            for place in codings[coding].places:
                found[place].append(name)
        compared = zip(counted.metrics, counted.figures, strict=True)
        names = (metric.id for metric, coding in compared for _ in self._comparisons[coding])
        for name, adds in zip(names, self._figures(counted, inspection), strict=True):
            for place in adds.places:
                found[place].append(name)
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
    def _adds(self) -> Kept[Coding, int]:
        return Kept(lambda coding: self._codings[coding].tallies, KEPT)

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
    def _comparisons(self) -> Kept[Coding, tuple[Comparison, ...]]:
        return Kept(lambda coding: tuple(self._compared(coding)), KEPT)

    def _compared(self, coding: Coding) -> Iterator[Comparison]:
        question, measure, beside = (coding.codes[name] for name in ("question", "measure", "beside"))
        known = {comparator: (place, power) for place, (comparator, power) in enumerate(beside)}
        for comparator, yardstick in self._yardsticks.get(measure, {}).items():
            place, power = known.get(comparator, (None, None))
            over = 0 if power is None else floor(Fraction(yardstick.tolerance) / Fraction(10) ** power)
            higher, similar, lower = (
                self._ways[question, measure, comparator, stands] for stands in (HIGHER, SIMILAR, LOWER)
            )
            yield Comparison(None if power is None else place, over, -over, higher, similar, lower, comparator)

    def _figures(self, counted: Counted, inspection: Inspection) -> list[Adds]:
        """Return what each metric adds, for every comparator that rules set it beside."""
        if not self._yardsticks:
            return []
        found: list[Adds] = []
        comparisons = self._comparisons
        for n, (coding, apart) in enumerate(zip(counted.figures, counted.apart, strict=True)):
            for place, over, under, higher, similar, lower, comparator in comparisons[coding]:
                if place is None:
                    found.append(self._by_hand(counted.metrics[n], comparator, inspection))
                else:
                    found.append(higher if apart[place] > over else lower if apart[place] < under else similar)
        return found

    def _by_hand(self, metric: Metric, comparator: str, inspection: Inspection) -> Adds:
        """Return what a metric adds whose difference from a comparator is not known beforehand."""
        yardstick = self._yardsticks[metric.measure][comparator]
        stands = yardstick.comparison(metric, comparator_of(metric, comparator), inspection.figures)
        return self._ways[metric.question, metric.measure, comparator, stands]

    @cached_property
    def _ways(self) -> Kept[tuple[str, str, str, frozenset[str]], Adds]:
        return Kept(lambda way: self._of_way(*way), KEPT)

    def _of_way(self, question: str, measure: str, comparator: str, stands: frozenset[str]) -> Adds:
        meant = self._yardsticks[measure][comparator].words[stands]

        def takes(selection: Selection) -> bool:
            return (
                isinstance(selection, MetricsSelection)
                and comparator == selection.comparator
                and measure in selection.measure
                and selection.takes(meant)
            )

        return self._added(question, takes)
