"""A rulebook compiled once into what grading needs.

For each question: the selections that its counts share, each with a tally, and the one function from tallies, fieldwork
status, judgments from outside and what is passed up from below to what is reached. What is
reached depends on nothing else, so it is kept: inspections are many and the ways in which a question can stand are few.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from math import ceil
from typing import Literal, Self

from peelgrade.evidence import FieldworkStatus
from peelgrade.grading.gauges import (
    NO,
    OPEN,
    YES,
    Ends,
    Gauge,
    Joined,
    JudgmentsGauge,
    NumberGauge,
    Seen,
    ShareGauge,
    joined,
    support,
    told_apart,
    truth,
)
from peelgrade.grading.kept import Kept
from peelgrade.grading.selections import FoundSelection, Selection, selections
from peelgrade.rulebook import (
    All,
    Any_,
    Condition,
    Count,
    JudgmentsCount,
    MetricsCount,
    Question,
    Rule,
    Rulebook,
    count_of,
    counts,
)
from peelgrade.scale import Category
from peelgrade.trace import Range, ReasonKind, Status

MOST_MARKS = 8  # of a tally that more numbers may decide on, each is told from the others
KEPT = 4_096  # ways to stand that are kept of one question
FOUND = FoundSelection()

StandsBy = Literal["assumed", "decided", "carried_over"]
Truths = tuple[tuple[int, tuple[int, ...]], ...]  # of each rule: its own, and those of its counts


@dataclass(frozen=True, eq=False)
class Circumstance:
    """How one question was inspected, and its judgments from outside, as ids of categories.

    There is one of a kind (`circumstance`), so that it can be compared and looked up at once.
    """

    status: FieldworkStatus
    waived: bool
    assumed: str | None
    decided: str | None
    carried_over: str | None


@cache
def circumstance(
    status: FieldworkStatus,
    *,
    waived: bool,
    assumed: str | None = None,
    decided: str | None = None,
    carried_over: str | None = None,
) -> Circumstance:
    """Return the one circumstance of a kind."""
    return Circumstance(status, waived, assumed, decided, carried_over)


@dataclass(frozen=True, eq=False)
class Passed:
    """What a question passes up: the ends of what stands, how it stands if nothing more were found, as ranks.

    `more` says whether more evidence may come; `outside` whether a judgment from outside stands at it or below. There is
    one of a kind (`passed`), so that it can be compared and looked up at once.
    """

    ends: Ends | None
    as_it_stands: int | None
    more: bool
    outside: bool


@cache
def passed(ends: Ends | None, as_it_stands: int | None, *, more: bool, outside: bool) -> Passed:
    """Return the one of a kind that is passed up."""
    return Passed(ends, as_it_stands, more, outside)


# all that a judgment depends on in some circumstances: of each tally which mark it reached, and what is passed up
Marked = bytes | tuple[bytes, tuple[Passed, ...]]


@dataclass(frozen=True, eq=False)
class CompiledRule:
    """A rule with its counts compiled: how they are joined, and the place of each gauge among those of the question."""

    rule: Rule
    supports: bool
    category: Category
    counts: tuple[Count, ...]
    gauges: tuple[Gauge, ...]
    condition: Joined | int

    @cached_property
    def rank(self) -> int:
        """The rank of its category."""
        return self.category.rank

    @cached_property
    def takes(self) -> int:
        """How much it takes that it holds: of limits that bind, the one that takes least stands first."""
        return _takes(self.rule.when)


@dataclass(frozen=True, eq=False, slots=True)
class Reached:
    """What is reached at a question, and the truth of each of its rules and of each of their counts.

    `computed` is what the rules give, `range` what stands with any judgment from outside; None where nothing is judged.
    `stands_by` says what from outside stands, if anything does.
    `truths` has one entry for each rule: its truth, and those of its counts. `passed` is what is passed up. `seen` is
    what it was judged on. Its tallies need not be those of the case: tallies that every bound treats alike are judged
    once, and the lowest of them stands for all.
    """

    passed: Passed
    range: Range | None
    status: Status
    computed: Range | None
    as_it_stands: Category | None
    short: bool
    stands_by: StandsBy | None
    truths: Truths
    seen: Seen
    program: QuestionProgram

    @property
    def reasons(self) -> tuple[tuple[ReasonKind, int | None], ...]:
        """What decided the computed judgment, weightiest first, and what is open besides: kinds with places of rules."""
        return tuple(_reasons(self))

    @property
    def decided_by(self) -> tuple[str, ...]:
        """Ids of the rules that decided, weightiest first; a rule whose truth is open has decided nothing yet."""
        rules = self.program.rules
        return tuple(rules[n].rule.id for kind, n in self.reasons if n is not None and kind != "open")


@dataclass(frozen=True, eq=False)
class QuestionProgram:
    """The rules about one question, compiled.

    `below` are the questions whose `Passed` it is told, in this order: its parts, then others that its rules name.
    """

    question: Question
    rulebook: Rulebook
    rules: tuple[CompiledRule, ...]
    selections: tuple[Selection, ...]
    below: tuple[str, ...]

    @classmethod
    def of(cls, rulebook: Rulebook, question: Question) -> Self:
        """Compile the rules about a question."""
        rules = [(rule, tuple(counts(rule.when))) for rule in rulebook.rules_of(question.id)]
        listed = [count for _, inside in rules for count in inside]
        taken = (FOUND, *(one for count in listed for one in selections(count, rulebook)))
        tallies = {selection: place for place, selection in enumerate(dict.fromkeys(taken))}
        named = [
            name
            for count in listed
            if isinstance(count, JudgmentsCount)
            for name in rulebook.counted_of(question.id, count)
        ]
        below = tuple(dict.fromkeys((*(part.id for part in question.parts), *named)))
        compiler = _Compiler(rulebook, question, tallies, {name: place for place, name in enumerate(below)})
        return cls(question, rulebook, tuple(compiler.rule(*rule) for rule in rules), tuple(tallies), below)

    @cached_property
    def id(self) -> str:
        """The id of the question."""
        return self.question.id

    @cached_property
    def marks(self) -> tuple[tuple[int, ...] | None, ...]:
        """For each selection the numbers, 0 and up, from which on its tally may decide otherwise; None where any may.

        None also where there are more of them than can be told apart at once.
        """
        found: list[set[int] | None] = [{0} for _ in self.selections]
        found[0] = {0, 1, self.rulebook.framework.minimum_evidence}
        for gauge in (gauge for rule in self.rules for gauge in rule.gauges):
            for place, numbers in told_apart(gauge):
                known = found[place]
                some = None if numbers is None else numbers[: MOST_MARKS + 1]  # a range may be longer than can be asked
                found[place] = None if known is None or some is None else known.union(some)
        return tuple(None if one is None or len(one) > MOST_MARKS else tuple(sorted(one)) for one in found)

    def reach(self, tallies: Iterable[int], circumstance: Circumstance, below: tuple[Passed, ...]) -> Reached:
        """Return what is reached; tallies in the order of the selections, `below` in that of the attribute of that name."""
        return self._alike[tuple(map(_stand_in, self.marks, tallies)), circumstance, below]

    @cached_property
    def _alike(self) -> Kept[tuple[tuple[int, ...], Circumstance, tuple[Passed, ...]], Reached]:
        return Kept(lambda key: self._reached(*key), KEPT)

    def marked(self, width: int, circumstance: Circumstance) -> Kept[Marked, Reached]:
        """Return what is reached by marks; the number for each tally takes so many bytes, the lowest first.

        It is the place of the mark that the tally reached; where any number may decide, the tally.
        """
        return self._marked[width, circumstance]

    @cached_property
    def _marked(self) -> Kept[tuple[int, Circumstance], Kept[Marked, Reached]]:
        return Kept(lambda asked: Kept(partial(self._of_marks, *asked), KEPT), KEPT)

    def _of_marks(self, width: int, circumstance: Circumstance, key: Marked) -> Reached:
        numbers, below = (key, ()) if isinstance(key, bytes) else key
        pairs = zip(self.marks, unpacked(numbers, width), strict=True)
        return self._alike[tuple(n if marks is None else marks[n] for marks, n in pairs), circumstance, below]

    def _reached(self, tallies: tuple[int, ...], outside: Circumstance, below: tuple[Passed, ...]) -> Reached:
        question, scale = self.question, self.rulebook.scale
        parts = below[: len(question.parts)]
        outside_below = any(part.outside for part in parts)
        empty = not tallies[0] and not outside_below
        judged = question.graded and outside.status != "not_inspected"
        short = judged and self._short(tallies[0], empty=empty, waived=outside.waived)
        more = outside.status == "in_progress" or any(part.more for part in parts) or short
        seen = Seen(tallies, more, closed=False, judged=tuple(part.ends for part in below))
        truths = self._truths(seen) if judged else ()
        computed = self._computed(truths) if judged else None
        stands, stands_by = self._outside(outside, truths)
        final = computed if stands is None else Range(scale[stands], scale[stands])
        as_it_stands = scale[stands] if stands is not None else None
        if stands is None and computed is not None and not question.by_people and not empty:
            as_it_stands = computed.low if computed.settled else self._closed(computed, seen, below)
        passed_up = passed(
            None if final is None else (final.low.rank, final.high.rank),
            None if as_it_stands is None else as_it_stands.rank,
            more=more,
            outside=stands_by is not None or outside_below,
        )
        status = _status(question, final)
        return Reached(passed_up, final, status, computed, as_it_stands, short, stands_by, truths, seen, self)

    def _short(self, found: int, *, empty: bool, waived: bool) -> bool:
        """Whether there is less than the rules need: of a sub-question the minimum, above graded parts anything."""
        if self.question.by_people:
            return False  # people judge it when they have seen enough
        if self.question.graded_parts:
            return empty
        return found < (1 if waived else self.rulebook.framework.minimum_evidence)

    def _truths(self, seen: Seen) -> Truths:
        found = []
        for rule in self.rules:
            inside = tuple([gauge.truth(seen) for gauge in rule.gauges])
            found.append((truth(rule.condition, inside), inside))
        return tuple(found)

    def _computed(self, truths: Truths) -> Range:
        """Return the range that the rules give; where no rule judges, anything is possible until people do."""
        scale = self.rulebook.scale.categories
        if self.question.by_people:
            return Range(scale[0], scale[-1])
        supported_low = supported_high = self.rulebook.baseline.rank
        limit_low = limit_high = len(scale) - 1
        for rule, (holds, _) in zip(self.rules, truths, strict=True):
            if rule.supports:
                supported_low = max(supported_low, rule.rank) if holds == YES else supported_low
                supported_high = max(supported_high, rule.rank) if holds != NO else supported_high
            else:
                limit_low = min(limit_low, rule.rank) if holds != NO else limit_low
                limit_high = min(limit_high, rule.rank) if holds == YES else limit_high
        return Range(scale[min(supported_low, limit_low)], scale[min(supported_high, limit_high)])

    def _closed(self, computed: Range, seen: Seen, below: tuple[Passed, ...]) -> Category:
        """Return the judgment that the same evidence gives if nothing more were found, brought within the range."""
        stands = tuple(None if part.as_it_stands is None else (part.as_it_stands, part.as_it_stands) for part in below)
        return computed.clamp(
            self._computed(self._truths(Seen(seen.tallies, more=False, closed=True, judged=stands))).low
        )

    def _outside(self, outside: Circumstance, truths: Truths) -> tuple[str | None, StandsBy | None]:
        """Return the judgment from outside that stands, and which it is.

        A decision above a strict limit that holds does not apply.
        """
        if outside.assumed is not None:
            return outside.assumed, "assumed"
        carried: tuple[str | None, StandsBy | None] = (None, None)
        if outside.carried_over is not None:
            carried = outside.carried_over, "carried_over"
        if outside.decided is None:
            return carried
        decided = self.rulebook.scale[outside.decided]
        pairs = zip(self.rules, truths, strict=False)  # no truths where nothing is judged
        strict = (rule.category for rule, (holds, _) in pairs if rule.rule.binding == "strict" and holds == YES)
        return (outside.decided, "decided") if all(decided <= limit for limit in strict) else carried


def unpacked(numbers: bytes, width: int) -> tuple[int, ...]:
    """Return numbers that take so many bytes each, the lowest first."""
    return tuple([int.from_bytes(numbers[at : at + width], "little") for at in range(0, len(numbers), width)])


def _stand_in(marks: tuple[int, ...] | None, tally: int) -> int:
    """Return the mark that a tally has reached; itself where any number may decide."""
    return tally if marks is None else marks[bisect(marks, tally) - 1]


@dataclass(frozen=True)
class _Compiler:
    """What the counts of a question are compiled against: the places of its tallies and of the judgments below."""

    rulebook: Rulebook
    question: Question
    tallies: Mapping[Selection, int]
    below: Mapping[str, int]

    def rule(self, rule: Rule, listed: tuple[Count, ...]) -> CompiledRule:
        category = self.rulebook.scale[rule.category]
        gauges = tuple(self.gauge(count) for count in listed)
        return CompiledRule(rule, rule.effect == "supports", category, listed, gauges, joined(rule.when, []))

    def gauge(self, count: Count) -> Gauge:
        if isinstance(count, JudgmentsCount):
            return self._judgments(count)
        places = [self.tallies[selection] for selection in selections(count, self.rulebook)]
        if not count.bound.of_number:
            return ShareGauge(count.bound, *places)
        maybe = places[1] if isinstance(count, MetricsCount) else None
        return NumberGauge(places[0], maybe, int(count.bound.value), count.bound.from_below)

    def _judgments(self, count: JudgmentsCount) -> JudgmentsGauge:
        scale = self.rulebook.scale
        places = tuple(self.below[name] for name in self.rulebook.counted_of(self.question.id, count))
        reaching, below = (None if name is None else scale[name].rank for name in (count.reaching, count.below))
        return JudgmentsGauge(count.bound, places, reaching, below, tuple(category.points for category in scale))


def _takes(condition: Condition) -> int:
    """Return the least number of items and judgments with which a condition may hold; a share may be made up of one."""
    match condition:
        case All():
            return sum(map(_takes, condition.all))
        case Any_():
            return min(map(_takes, condition.any))
        case _:
            bound = count_of(condition).bound
            return ceil(bound.value) if bound.from_below else 0


def _status(question: Question, final: Range | None) -> Status:
    if not question.graded:
        return "ungraded"
    if final is None:
        return "not_inspected"
    return "settled" if final.settled else "open"


# --- what decided ----------------------------------------------------------------------------------------------------

Decided = tuple[ReasonKind, int | None]


def _reasons(reached: Reached) -> Iterator[Decided]:
    """Yield what decided a computed judgment; what is open besides, where it is a range."""
    computed, program = reached.computed, reached.program
    if computed is None:
        return
    if program.question.by_people:
        yield "by_people", None
        return
    if computed.settled:
        yield from _deciding(reached, computed.low)
        return
    ends = dict.fromkeys((*_deciding(reached, computed.low), *_deciding(reached, computed.high)))
    yield from (reason for reason in ends if reason[0] in {"supports", "limits"})
    for n, (rule, (holds, _)) in enumerate(zip(program.rules, reached.truths, strict=True)):
        if holds == OPEN and (computed.low < rule.category if rule.supports else rule.category < computed.high):
            yield "open", n


def _deciding(reached: Reached, category: Category) -> Iterator[Decided]:
    """Yield what decided one end of a computed judgment, weightiest first.

    What lifted it comes first, then what binds it, then what would have lifted it further or bound it. All that the order
    hangs on is known of rules and their truths, so that it is the same wherever items are only counted.
    """
    program = reached.program
    baseline = program.rulebook.baseline
    rules = [(n, rule, truths[0]) for n, (rule, truths) in enumerate(zip(program.rules, reached.truths, strict=True))]
    supports = [one for one in rules if one[1].supports]
    limits = [one for one in rules if not one[1].supports]
    could_be_better = baseline > category or any(rule.category > category for _, rule, _ in supports)
    lifted = [n for n, rule, holds in supports if holds == YES and rule.category >= category > baseline]
    binding = [n for n, rule, holds in limits if holds == YES and rule.category == category and could_be_better]
    if not lifted and not binding and category == baseline:
        yield "baseline", None
    exact = [n for n in lifted if program.rules[n].category == category]
    yield from (("supports", n) for n in exact or lifted)
    yield from (("limits", n) for n in sorted(binding, key=lambda n: program.rules[n].takes))
    if not binding:
        yield from (("not_reached", n) for n, rule, holds in supports if holds == NO and rule.category > category)
    for n, rule, holds in limits:
        if holds == NO and rule.category < category and not _absent(reached, n):
            yield "held_off", n


def _absent(reached: Reached, place: int) -> bool:
    """Whether a limit that does not hold rests on the absence of anything: then nothing keeps it off."""
    rule, (_, inside) = reached.program.rules[place], reached.truths[place]
    absent = [gauge.rests_on_nothing(reached.seen) for gauge in rule.gauges]
    return not support(rule.condition, inside, lambda place: () if absent[place] else (place,))


# --- all questions ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Program:
    """The questions of a rulebook, compiled; those below stand before what is above them."""

    rulebook: Rulebook
    questions: tuple[QuestionProgram, ...]
    counters: dict[int, object] = field(default_factory=dict)  # what counts for it, by width; kept for `counting`
    circumstances: dict[object, object] = field(default_factory=dict)  # those that are alike; kept for `circumstances`

    @classmethod
    def of(cls, rulebook: Rulebook, like: Program | None = None) -> Program:
        """Return the rulebook compiled; it is compiled once, and questions as in a program that is known not again."""

        def compiled() -> Iterator[QuestionProgram]:
            same = {} if like is None else like.same(rulebook)
            for one in _upwards(rulebook.framework.questions):
                yield same.get(one.id) or QuestionProgram.of(rulebook, one)

        return cls._kept(rulebook, "program", compiled)

    @classmethod
    def about(cls, rulebook: Rulebook, question: str) -> Program:
        """Return one question of a rulebook compiled, and no other; it is compiled once."""
        known = rulebook.questions[question]
        return cls._kept(rulebook, f"program of {question}", lambda: (QuestionProgram.of(rulebook, known),))

    @classmethod
    def _kept(cls, rulebook: Rulebook, name: str, questions: Callable[[], Iterable[QuestionProgram]]) -> Program:
        kept: dict[str, object] = vars(rulebook)  # beside what the rulebook itself keeps of its cached properties
        found = kept.get(name)
        if not isinstance(found, cls):
            found = kept[name] = cls(rulebook, tuple(questions()))
        return found

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each question among those of the program."""
        return {question.id: place for place, question in enumerate(self.questions)}

    @cached_property
    def tree_order(self) -> tuple[str, ...]:
        """The ids of the questions in tree order, parents first."""
        return tuple(self.rulebook.questions)

    def same(self, rulebook: Rulebook) -> dict[str, QuestionProgram]:
        """Return what is compiled of the questions about which another rulebook of the framework has the same rules."""
        if rulebook.framework is not self.rulebook.framework:
            return {}
        return {
            one.id: one
            for one in self.questions
            if [rule.rule for rule in one.rules] == list(rulebook.rules_of(one.id))
        }


def _upwards(question: Question) -> Iterator[Question]:
    for part in question.parts:
        yield from _upwards(part)
    yield question
