"""One grading: the tallies of a case, and what is reached at each question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

from peelgrade.changes import Add, Case, Change, Remove, Set, apply, changed_items
from peelgrade.evidence import Counted, Inspection, Item, Metric
from peelgrade.grading.circumstances import Circumstances, standing
from peelgrade.grading.counting import Counter, LaidOut
from peelgrade.grading.program import Program, Reached, unpacked
from peelgrade.grading.views import View
from peelgrade.rulebook import Rulebook
from peelgrade.trace import Judgment, Range, Result


@dataclass(frozen=True, eq=False)
class Run:
    """A case graded: what is reached at each question. Called with a question, it lays its judgment out.

    The case is the one that is given with changes made; it is made when somebody asks.
    """

    counter: Counter
    circumstances: Circumstances
    tallies: int
    reached: Mapping[str, Reached]
    given: Case
    changes: tuple[Change, ...] = ()

    @classmethod
    def of(cls, case: Case, like: Program | None = None) -> Self:
        """Grade a case; questions about which a program that is known has the same rules are not compiled again."""
        program = Program.of(case.rulebook, like)
        circumstances = Circumstances.of(case, program)
        counted = case.inspection.counted.without(circumstances.left_out)
        counter = Counter.of(program, counted.size)
        tallies = counter.tallies(counted, case.inspection)
        reached: dict[str, Any] = dict(program.places)  # as long as it will be: to grow it takes an eighth of the time
        _judge(reached, zip(counter.laid_out[circumstances], counter.marked(tallies), strict=True))
        return cls(counter, circumstances, tallies, reached, case)

    def __reduce__(self) -> tuple[Callable[[Case], Self], tuple[Case]]:
        """Pickle the case alone: it is graded again where it is read."""
        return type(self).of, (self.case,)

    @cached_property
    def case(self) -> Case:
        """The case that is graded."""
        return apply(self.given, self.changes)

    @property
    def result(self) -> Result:
        """The judgment of every question."""
        return Result(self.counter.program.tree_order, self)

    def ranges(self) -> Mapping[str, Range | None]:
        """Return the range of every question, in tree order; None where it is not judged."""
        reached = self.reached
        return {question: reached[question].range for question in self.counter.program.tree_order}

    # --- laying out

    def __call__(self, question: str) -> Judgment:
        """Return the judgment of a question."""
        reached, first = self.reached[question], self.counter.starts[question]
        traced = View(
            reached,
            unpacked(self._split[self.counter.program.places[question]], self.counter.width),
            self._inspection,
            lambda: self._items(question),
            lambda place: tuple(self.ids[first + place]),
        )
        outside = standing(question, self.case, reached)
        return Judgment(
            question=question,
            status=reached.status,
            range=reached.range,
            computed=reached.computed,
            as_it_stands=reached.as_it_stands,
            in_progress=reached.passed.more,
            short=reached.short,
            traced=traced,
            decision=outside.decision,
            decision_applies=reached.stands_by == "decided",
            stale=outside.stale,
            carried_over=outside.carried_over,
            assumed=reached.stands_by == "assumed",
            by_people=reached.computed is not None and reached.program.question.by_people,
        )

    @cached_property
    def _split(self) -> tuple[bytes, ...]:
        return self.counter.split(self.tallies)

    @cached_property
    def _marked(self) -> tuple[bytes, ...]:
        return self.counter.marked(self.tallies)

    def _inspection(self) -> Inspection:
        return self.case.inspection

    @cached_property
    def _counted(self) -> Counted:
        return self._inspection().counted.without(self.circumstances.left_out)

    @cached_property
    def ids(self) -> Sequence[Sequence[str]]:
        """The ids behind each tally, by its place among all (`Counter.starts`).

        With `reached`, which has the truth of every rule and of every count, and `tallies`, this is all that a trace is
        laid out from.
        """
        return self.counter.ids(self._counted, self._inspection())

    @cached_property
    def _by_question(self) -> Mapping[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item in (*self._counted.items, *self._counted.metrics):
            found.setdefault(item.question, []).append(item)
        return found

    def _items(self, question: str) -> tuple[Item, ...]:
        below = self.counter.program.rulebook.below[question]
        found = (item for name in below for item in self._by_question.get(name, ()))
        return tuple(sorted(found, key=lambda item: item.id))

    # --- with changes

    def changed(self, changes: Iterable[Change]) -> Run:
        """Grade the case with changes made; what they do not bear on is not counted again."""
        changes = tuple(changes)
        of_items = [change for change in changes if isinstance(change, Add | Remove | Set)]
        if len(of_items) == len(changes):
            touched = changed_items(self.case.inspection, of_items)
            fits = self.counter.fits(self._counted.size + len(touched))
            if fits and not _figures_of_others(self.case.inspection, touched):
                return self._with_items(changes, touched)
        made = apply(self.case, changes)
        if made.rulebook is self.case.rulebook and _counted_alike(self.case.inspection, made.inspection):
            circumstances = Circumstances.of(made, self.counter.program)
            if circumstances.left_out == self.circumstances.left_out:
                pairs = zip(self.circumstances.of_question.items(), circumstances.of_question.values(), strict=True)
                others = [name for (name, before), after in pairs if before is not after]
                return self._rejudged(others, self.tallies, circumstances, made, ())
        return self.of(made, self.counter.program)

    def _with_items(self, changes: tuple[Change, ...], touched: Mapping[str, Item | None]) -> Run:
        inspection = self.case.inspection
        before = [inspection.by_id[name] for name in touched if name in inspection.by_id]
        after = [item for item in touched.values() if item is not None]
        tallies = self.tallies - self._counts(inspection, before) + self._counts(inspection, after)
        moved = {item.question for item in (*before, *after)}
        return self._rejudged(moved, tallies, self.circumstances, self.case, changes)

    def _rejudged(
        self,
        questions: Iterable[str],
        tallies: int,
        circumstances: Circumstances,
        given: Case,
        changes: tuple[Change, ...],
    ) -> Run:
        """Judge some questions again, and all above them; what is reached at the others stays."""
        program = self.counter.program
        moved = {above for question in questions for above in program.rulebook.above(question)}
        reached = dict(self.reached)
        laid_out, marked = self.counter.laid_out[circumstances], self.counter.marked(tallies)
        places = sorted(program.places[name] for name in moved)
        _judge(reached, ((laid_out[place], marked[place]) for place in places))
        return Run(self.counter, circumstances, tallies, reached, given, changes)

    def _counts(self, inspection: Inspection, items: Iterable[Item]) -> int:
        counted = Inspection.of(inspection.record, items).counted.without(self.circumstances.left_out)
        return self.counter.tallies(counted, inspection)

    def moved(self, question: str, rulebook: Rulebook) -> dict[str, Judgment]:
        """Return the judgments that a rulebook may move which differs in the rules about one question alone."""
        found: dict[str, Judgment] = {}
        reached = dict(self.reached)
        counter = Counter.of(Program.about(rulebook, question), self._counted.size)
        tallies = counter.tallies(self._counted, self.case.inspection)
        run, marked = replace(self, counter=counter, tallies=tallies, reached=reached), counter.marked(tallies)
        above = replace(self, reached=reached)
        for name in rulebook.above(question):
            place = run.counter.program.places[name]
            laid_out = run.counter.laid_out[self.circumstances][place]
            _, below, _ = laid_out
            if name == question or any(reached[one].passed is not self.reached[one].passed for one in below):
                _judge(reached, [(laid_out, marked[place])])
                found[name] = run(name)
            run, marked = above, self._marked
        return found


def _judge(reached: dict[str, Reached], questions: Iterable[tuple[LaidOut, bytes]]) -> None:
    """Judge questions with their marks, those below before what is above them; put what is reached beside what is known."""
    for (question, below, ways), marks in questions:
        # to look up is to judge: `ways` judges a question where none has stood so before, and keeps what it reached
        reached[question] = ways[(marks, tuple([reached[one].passed for one in below])) if below else marks]


def _counted_alike(before: Inspection, after: Inspection) -> bool:
    """Whether an inspection with another record counts the same evidence, on whatever questions it is."""
    kinds = ("findings", "metrics", "recommendations")
    same = all(getattr(before, kind) is getattr(after, kind) for kind in kinds)
    one, two = ((record.force.id, record.cut_off) for record in (before.record, after.record))
    return same and one == two


def _figures_of_others(inspection: Inspection, touched: Mapping[str, Item | None]) -> bool:
    """Whether the figure of an item that is touched may be what a metric is set beside."""
    metrics = (item for item in touched.values() if isinstance(item, Metric))
    beside = {one.metric for metric in metrics for one in metric.comparators}
    return not (inspection.set_beside | beside).isdisjoint(touched)
