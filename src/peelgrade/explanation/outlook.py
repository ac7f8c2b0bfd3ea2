"""What to look at next: what is still unknown, by how much of the range of a judgment it decides.

For each unknown, every way that it can come out is tried alone: the case is graded again with that taken as so. An open
question comes out at each category of its range, with its fieldwork over and the evidence that there is. What then
remains of the range of the judgment asked about says how much the unknown decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from peelgrade.changes import Assume, Case, Change, Set
from peelgrade.evidence import Comparator, FieldworkStatus, Metric, Stated
from peelgrade.explanation.chronology import statuses
from peelgrade.figures import comparator_of, comparisons
from peelgrade.grading import regrade
from peelgrade.rulebook import MetricsCount, fieldwork_statuses
from peelgrade.scale import Scale
from peelgrade.trace import UNKNOWN, Applied, Judgment, Range, Result, leaves, tree

Kind = Literal["question", "comparison"]
_COMPLETE: FieldworkStatus = "complete"
_STATED: tuple[Stated, ...] = ("lower", "similar", "higher")


@dataclass(frozen=True)
class Outcome:
    """One way that an unknown can come out, the changes that say so, and the range of the judgment that then remains."""

    comes_out: str
    changes: tuple[Change, ...]
    range: Range


@dataclass(frozen=True)
class Unknown:
    """Something that is not known yet: a question that is open, or how a metric stands to a comparator.

    `subject` is the id of the question or the metric; `question` the one that it is on. The outcomes of a question are
    the categories of its range, worst first; those of a comparison are lower, similar and higher.
    """

    kind: Kind
    subject: str
    comparator: str | None
    question: str
    outcomes: tuple[Outcome, ...]

    def narrows(self, now: Range) -> bool:
        """Whether any outcome alone makes a range another."""
        return any(outcome.range != now for outcome in self.outcomes)


@dataclass(frozen=True)
class Outlook:
    """What is unknown about a judgment: what decides most of its range first, and the rules of its own that are open."""

    judgment: Judgment
    unknowns: tuple[Unknown, ...]
    rules: tuple[Applied, ...]

    @property
    def deciding(self) -> tuple[Unknown, ...]:
        """Those that can narrow the range alone."""
        return tuple(one for one in self.unknowns if self._decides(one))

    @property
    def others(self) -> tuple[Unknown, ...]:
        """Those that cannot narrow the range alone."""
        return tuple(one for one in self.unknowns if not self._decides(one))

    def _decides(self, one: Unknown) -> bool:
        now = self.judgment.range
        return now is not None and one.narrows(now)


def outlook(case: Case, question: str, known: Result | None = None) -> Outlook:
    """Return what is unknown below a question, and its own open rules; nothing where it is settled or not judged.

    `known` is the result of the case, where it is there: what is laid out of it for one question serves the next.
    First comes what can leave the narrowest range; of several, what leaves the narrowest over all its outcomes taken
    alike; of several, what stands first in the tree.
    """
    result = known or regrade(case)
    judgment = result[question]
    if judgment.status != "open":
        return Outlook(judgment, (), ())
    found = [
        _tried(case, question, one, result)
        for one in (*_questions(case, result, question), *_comparisons(case, result, question))
    ]
    ranked = sorted((one for one in found if one.outcomes), key=_remaining)  # a stable sort: the tree breaks ties
    return Outlook(judgment, tuple(ranked), _open_rules(judgment, case.rulebook.scale))


def _remaining(unknown: Unknown) -> tuple[int, Fraction]:
    widths = [outcome.range.high.rank - outcome.range.low.rank for outcome in unknown.outcomes]
    return min(widths), Fraction(sum(widths), len(widths))


@dataclass(frozen=True)
class _Open:
    """An unknown with the ways that it can come out, which are not tried yet."""

    kind: Kind
    subject: str
    comparator: str | None
    question: str
    ways: tuple[tuple[str, tuple[Change, ...]], ...]


def _tried(case: Case, question: str, one: _Open, result: Result) -> Unknown:
    tried = ((word, changes, regrade(case, changes, result).ranges[question]) for word, changes in one.ways)
    outcomes = tuple(Outcome(word, changes, remains) for word, changes, remains in tried if remains is not None)
    return Unknown(one.kind, one.subject, one.comparator, one.question, outcomes)


def _questions(case: Case, result: Result, question: str) -> Iterator[_Open]:
    """Yield the open questions below one that are open for what is found on them: none of their parts is."""
    below = case.rulebook.below[question] - {question}
    for name in (name for name in case.rulebook.questions if name in below):
        judgment, parts = result[name], case.rulebook.questions[name].graded_parts
        if judgment.status == "open" and not any(result[part.id].status == "open" for part in parts):
            found = judgment.range
            over = _over(case, name)
            ways = tuple(
                (one.id, (Assume(name, one.id), *over)) for one in case.rulebook.scale if found and one in found
            )
            yield _Open("question", name, None, name, ways)


def _over(case: Case, question: str) -> tuple[Change, ...]:
    """Return the changes that end the fieldwork on a question and all below it, where it is in progress."""
    known = fieldwork_statuses(case.inspection.record, case.rulebook)
    ended = {name: known[name] for name in case.rulebook.below[question] if known[name] != "in_progress"}
    below = dict.fromkeys(case.rulebook.below[question], _COMPLETE)
    wanted: dict[str, FieldworkStatus] = {**known, **below, **ended}
    return statuses(case, wanted)


def _comparisons(case: Case, result: Result, question: str) -> Iterator[_Open]:
    """Yield the metrics below a question whose standing to a comparator that a rule asks for is not known."""
    metrics = case.inspection.figures
    asked: dict[tuple[str, str], None] = {}
    for name in case.rulebook.questions:
        if name in case.rulebook.below[question] and result[name].status == "open":
            for applied in result[name].applied:
                asked.update(dict.fromkeys(_missing(applied)))
    for subject, comparator in asked:
        metric = metrics[subject]
        known = comparator_of(metric, comparator)
        may_be = comparisons(metric, known, case.rulebook, metrics)
        ways = tuple((word, (_stands(metric, comparator, word),)) for word in _STATED if word in may_be)
        yield _Open("comparison", subject, comparator, metric.question, ways)


def _missing(applied: Applied) -> Iterator[tuple[str, str]]:
    for node in leaves(tree(applied)):
        if isinstance(node.count, MetricsCount) and node.observed is not None and node.truth == UNKNOWN:
            for name in node.observed.maybe:
                yield name, node.count.comparator


def _stands(metric: Metric, comparator: str, word: Stated) -> Set:
    """Return the change that has a metric say how it stands to a comparator."""
    others = tuple(one for one in metric.comparators if one.comparator != comparator)
    return Set(metric.id, {"comparators": (*others, Comparator(comparator=comparator, stated=word))})


def _open_rules(judgment: Judgment, scale: Scale) -> tuple[Applied, ...]:
    """Return the open rules that could move either end of the range: limits, worst first, then what lifts, best first."""
    named = {reason.rule for reason in judgment.reasons if reason.kind == "open"}
    found = [one for one in judgment.applied if one.rule.id in named]
    limits = [one for one in found if one.rule.effect == "limits_to"]
    lifts = [one for one in found if one.rule.effect == "supports"]
    rank = {category.id: category.rank for category in scale}
    limits.sort(key=lambda one: rank[one.rule.category])
    lifts.sort(key=lambda one: -rank[one.rule.category])
    return (*limits, *lifts)
