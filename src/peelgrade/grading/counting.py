"""Evidence counted in one pass: what each item adds to the tallies of every question that sees it.

What an item adds depends on its codes alone, of which there are few, so it is worked out once for all that are coded
alike and kept as one number; the pass is a sum. Which ids stand behind a tally is laid out when somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from typing import Any, NamedTuple

from peelgrade.evidence import COUNTED_STANDINGS, Finding, Inspection, Item, Metric, Recommendation
from peelgrade.figures import Yardstick, comparator_of
from peelgrade.grading.program import Program, QuestionProgram
from peelgrade.grading.selections import (
    Codes,
    FindingsSelection,
    FoundSelection,
    MetricsSelection,
    RecommendationsSelection,
    Selection,
)

NARROW, WIDE = 8, 24  # bits of one tally: one of an inspection with more items would run into the next
CODINGS = 100_000  # ways to code that are kept

Place = tuple[int, int]  # of a question in the program, and of a selection of it


class Adds(NamedTuple):
    """What items that are coded alike add: to the tallies of all questions as one number, and to which of them."""

    tallies: int
    places: tuple[Place, ...]


_NOTHING = Adds(0, ())


class _Codings(dict[tuple[Any, ...], int]):
    """What items of one kind add to the tallies, by their codes; worked out when it is first asked for."""

    def __init__(self, names: Iterable[str], adds: Callable[[Codes], Adds]) -> None:
        super().__init__()
        self.names = tuple(names)
        self.codes = itemgetter(*self.names)
        self.places: dict[tuple[Any, ...], tuple[Place, ...]] = {}
        self._adds = adds

    def __missing__(self, codes: tuple[Any, ...]) -> int:
        if len(self) >= CODINGS:
            self.clear()
            self.places.clear()
        found = self._adds(dict(zip(self.names, codes, strict=True)))
        self[codes], self.places[codes] = found
        return found.tallies

    def sum(self, items: Iterable[Item]) -> int:
        """Return what items add together."""
        return sum(map(self.__getitem__, map(self.codes, map(vars, items))))

    def places_of(self, item: Item) -> tuple[Place, ...]:
        """Return the tallies that an item adds to."""
        codes = self.codes(vars(item))
        return self.places[codes] if self[codes] else ()


@dataclass(frozen=True)
class Evidence:
    """The evidence of an inspection as it may be counted, each kind sorted by id.

    `force` is the subject whose metrics are counted; `figures` holds every metric, for those that are set beside others.
    """

    findings: tuple[Finding, ...]
    metrics: tuple[Metric, ...]
    recommendations: tuple[Recommendation, ...]
    force: str
    figures: Mapping[str, Metric]

    @classmethod
    def of(cls, inspection: Inspection, left_out: frozenset[str]) -> Evidence:
        """Take what was observed by the cut-off, on questions other than those left out."""
        record = inspection.record
        findings, metrics, recommendations = inspection.findings, inspection.metrics, inspection.recommendations
        if left_out or record.cut_off is not None:

            def counts(item: Item) -> bool:
                return item.question not in left_out and not inspection.is_late(item)

            findings = tuple(item for item in findings if counts(item))
            metrics = tuple(item for item in metrics if counts(item))
            recommendations = tuple(item for item in recommendations if counts(item))
        return cls(findings, metrics, recommendations, record.force.id, inspection.figures)


@dataclass(frozen=True, eq=False)
class Counter:
    """What counts evidence for one program.

    `bits` is the width of one tally. `places` are those of the questions in the program; `seen_by` those of the
    questions that see what is on a question: itself and all above.
    """

    program: Program
    bits: int
    places: Mapping[str, int]
    seen_by: Mapping[str, tuple[int, ...]]
    _comparisons: dict[tuple[str, str, str, frozenset[str]], Adds] = field(default_factory=dict)

    @classmethod
    def of(cls, program: Program, items: int) -> Counter:
        """Return what counts so many items for a program; it is made once. Raises ValueError where they are too many."""
        if items >= 1 << WIDE:
            raise ValueError(f"an inspection can have fewer than {1 << WIDE:,} items")
        bits = NARROW if items < 1 << NARROW else WIDE
        kept: dict[str, object] = vars(program)
        found = kept.get(f"counter of {bits}")
        if not isinstance(found, cls):
            place = {question.id: n for n, question in enumerate(program.questions)}
            rulebook = program.rulebook
            above = {
                name: tuple(place[one] for one in rulebook.above(name) if one in place) for name in rulebook.questions
            }
            found = kept[f"counter of {bits}"] = cls(program, bits, place, above)
        return found

    def fits(self, items: int) -> bool:
        """Whether it can count so many items."""
        return items < 1 << self.bits

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """For each question the bit at which its tallies start."""
        widths = (self.bits * len(question.selections) for question in self.program.questions[:-1])
        return tuple(accumulate(widths, initial=0))

    @cached_property
    def laid_out(self) -> tuple[tuple[QuestionProgram, int, int], ...]:
        """Each question with the bit at which its tallies start, and a mask for them."""
        pairs = zip(self.program.questions, self.offsets, strict=True)
        return tuple((one, offset, (1 << self.bits * len(one.selections)) - 1) for one, offset in pairs)

    def tallies(self, evidence: Evidence) -> int:
        """Return the tallies of all questions as one number."""
        found = self._findings.sum(evidence.findings) + self._recommendations.sum(evidence.recommendations)
        return found + sum(adds.tallies for metric in evidence.metrics for adds in self._of_metric(metric, evidence))

    def ids(self, evidence: Evidence) -> tuple[Mapping[int, tuple[str, ...]], ...]:
        """Return for each question the ids behind each of its tallies, sorted; a tally of nothing is left out."""
        found: tuple[dict[int, list[str]], ...] = tuple({} for _ in self.program.questions)
        for item, places in self._places(evidence):
            for question, place in places:
                found[question].setdefault(place, []).append(item.id)
        return tuple({place: tuple(names) for place, names in one.items()} for one in found)

    def _places(self, evidence: Evidence) -> Iterator[tuple[Item, Iterable[Place]]]:
        for finding in evidence.findings:
            yield finding, self._findings.places_of(finding)
        for recommendation in evidence.recommendations:
            yield recommendation, self._recommendations.places_of(recommendation)
        for metric in evidence.metrics:
            yield metric, (place for adds in self._of_metric(metric, evidence) for place in adds.places)

    # --- what items that are coded alike add

    @cached_property
    def _findings(self) -> _Codings:
        used = {code for one in self._selections(FindingsSelection) for code in one.codes}
        return _Codings(("question", "standing", "part_of", "withdrawn", *sorted(used)), self._of_finding)

    @cached_property
    def _recommendations(self) -> _Codings:
        return _Codings(("question", "type", "status", "superseded_by", "withdrawn"), self._of_recommendation)

    def _selections(self, kind: type[Any]) -> list[Any]:
        return [one for question in self.program.questions for one in question.selections if isinstance(one, kind)]

    def _of_finding(self, codes: Codes) -> Adds:
        if codes["withdrawn"] or codes["part_of"] is not None or codes["standing"] not in COUNTED_STANDINGS:
            return _NOTHING
        return self._added(codes["question"], lambda one: isinstance(one, FindingsSelection) and one.takes(codes))

    def _of_recommendation(self, codes: Codes) -> Adds:
        if codes["withdrawn"] or codes["superseded_by"] is not None:
            return _NOTHING
        return self._added(
            codes["question"], lambda one: isinstance(one, RecommendationsSelection) and one.takes(codes)
        )

    def _added(self, question: str, takes: Callable[[Selection], bool], *, found: bool = True) -> Adds:
        places = tuple(
            (above, place)
            for above in self.seen_by[question]
            for place, one in enumerate(self.program.questions[above].selections)
            if takes(one) or (found and isinstance(one, FoundSelection))
        )
        return Adds(sum(1 << self.offsets[above] + self.bits * place for above, place in places), places)

    # --- metrics: what they add depends on figures, so each is looked at

    @cached_property
    def _comparators(self) -> Mapping[str, tuple[tuple[str, Yardstick], ...]]:
        """What rules set each measure beside, and how its figures are read."""
        found: dict[str, dict[str, Yardstick]] = {}
        for one in self._selections(MetricsSelection):
            for measure in one.measure:
                yardstick = Yardstick.of(self.program.rulebook.measures[measure])
                found.setdefault(measure, {})[one.comparator] = yardstick
        return {measure: tuple(comparators.items()) for measure, comparators in found.items()}

    def _of_metric(self, metric: Metric, evidence: Evidence) -> Iterator[Adds]:
        """Yield what a metric of the force adds, for each comparator that rules set it beside."""
        codes = vars(metric)
        if codes["subject"] != evidence.force or codes["withdrawn"]:
            return
        for comparator, yardstick in self._comparators.get(codes["measure"], ()):
            stands = yardstick.standing(metric, comparator_of(metric, comparator), evidence.figures)
            key = (codes["question"], codes["measure"], comparator, stands)
            adds = self._comparisons.get(key)
            if adds is None:
                adds = self._comparisons[key] = self._added(key[0], _taking(*key[1:]), found=False)
            yield adds


def _taking(measure: str, comparator: str, stands: frozenset[str]) -> Callable[[Selection], bool]:
    """Return what says whether a selection takes in a metric that may stand in these ways to a comparator."""
    return lambda one: (
        isinstance(one, MetricsSelection)
        and measure in one.measure
        and comparator == one.comparator
        and one.takes(stands)
    )
