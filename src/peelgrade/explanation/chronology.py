"""An inspection as of a date, and when each judgment became certain: from the dates on its evidence and its fieldwork.

What moves with the day is what had been found, and what people had decided. The coding of an item, the rules, the
cut-off and a waiver of the minimum are taken as they are now. Days are taken at their end: what is dated a day is there
as of that day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  # as in the formats
from functools import partial

from peelgrade.changes import Case, Change, Remove, SetRecord, SetStatus
from peelgrade.evidence import Challenge, FieldworkStatus, InspectionRecord, Item, Period, Recommendation
from peelgrade.grading import regrade
from peelgrade.rulebook import Rulebook, fieldwork_statuses
from peelgrade.scale import Category, Scale
from peelgrade.trace import Judgment, Range, Result

_UNANSWERED = {"response": "open", "reason": None, "people": (), "date": None, "earlier": None}


@dataclass(frozen=True)
class AsOf:
    """What an inspection lacks as of a day.

    `not_yet` are the items that were not there yet; `undated` those that nothing dates, which are there from the start.
    `waived_later` is the day of the waiver, where it is a later one: it is taken to hold all the same.
    """

    day: Day
    items: int
    not_yet: tuple[str, ...]
    undated: tuple[str, ...]
    waived_later: Day | None


@dataclass(frozen=True)
class Step:
    """A day on which something changed: how the questions asked about stand since, and what came in by then.

    `day` is None for how they stood before anything did. `came_in` are items, `ended` questions whose fieldwork was
    over, each without the questions below it, `decided` questions on which people decided or that were carried over.
    """

    day: Day | None
    judgments: Mapping[str, Judgment]
    came_in: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()


@dataclass(frozen=True)
class Certain:
    """When a question became certain: since that day it is settled, and never was another.

    `since` is None where it is open to the end or is not judged. `ruled_out` are categories with the day from which
    they lay outside its range for good, without those that fell on the day on which it became certain.
    """

    question: str
    since: Day | None
    from_start: bool
    judgment: Judgment
    ruled_out: tuple[tuple[Day, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Timeline:
    """How a question and its parts stood, day by day, and when each became certain."""

    question: str
    fieldwork: tuple[tuple[str, Period], ...]
    steps: tuple[Step, ...]
    certain: tuple[Certain, ...]
    undated: tuple[str, ...]
    waived: Day | None


def as_of(case: Case, day: Day) -> tuple[Change, ...]:
    """Return the changes that take an inspection back to what it was at the end of a day.

    Ranges that rules give only narrow as the day moves on: what is not there yet is on a question whose fieldwork is
    then in progress. Fieldwork is over from its last day on, or from that of the last item on the question, if later;
    where it is in progress now it was so before, and what was not inspected stays so.
    """
    dates = _Dates.of(case)
    wanted = {question: dates.status_on(question, day) for question in case.rulebook.questions}
    record = _record_on(case.inspection.record, day)
    later = (Remove(name) for name in dates.not_yet(day))
    return (*later, *statuses(case, wanted), *((SetRecord(record),) if record else ()))


def statuses(case: Case, wanted: Mapping[str, FieldworkStatus]) -> tuple[SetStatus, ...]:
    """Return the changes that give every question the fieldwork status that is wanted of it: no more than it takes."""
    known = dict(fieldwork_statuses(case.inspection.record, case.rulebook))
    found = []
    for question in case.rulebook.questions:  # parents first
        if wanted[question] != known[question]:
            found.append(SetStatus(question, wanted[question]))
            known.update(dict.fromkeys(case.rulebook.below[question], wanted[question]))
    return tuple(found)


def lacking(case: Case, day: Day) -> AsOf:
    """Return what an inspection lacks as of a day."""
    dates = _Dates.of(case)
    waiver = case.inspection.record.waiver
    later = waiver.date if waiver is not None and waiver.date is not None and waiver.date > day else None
    return AsOf(day, len(case.inspection.items), dates.not_yet(day), dates.undated, later)


def windows(record: InspectionRecord, rulebook: Rulebook) -> dict[str, Period]:
    """Return the fieldwork of each question that has any: its own, else that of the nearest question above."""
    own = {known.question: known.fieldwork for known in record.questions if known.fieldwork is not None}
    return rulebook.inherited(own)


@dataclass(frozen=True)
class _Dates:
    """From which day each item is there (None: from the start), and from which the fieldwork on each question is over."""

    status: Mapping[str, FieldworkStatus]
    there: Mapping[str, Day | None]
    over: Mapping[str, Day]

    @classmethod
    def of(cls, case: Case) -> _Dates:
        inspection = case.inspection
        known = windows(inspection.record, case.rulebook)
        there = {item.id: _day_of(item, known.get(item.question)) for item in inspection.items}
        over = {question: window.end for question, window in known.items()}
        for item in inspection.items:
            day = there[item.id]
            if day is not None and inspection.counts(item):
                over[item.question] = max(day, over.get(item.question, day))
        return cls(fieldwork_statuses(inspection.record, case.rulebook), there, over)

    @property
    def undated(self) -> tuple[str, ...]:
        return tuple(name for name, day in self.there.items() if day is None)

    def not_yet(self, day: Day) -> tuple[str, ...]:
        return tuple(name for name, known in self.there.items() if known is not None and known > day)

    def status_on(self, question: str, day: Day) -> FieldworkStatus:
        status = self.status[question]
        return "in_progress" if status == "complete" and self.over.get(question, day) > day else status


def _day_of(item: Item, window: Period | None) -> Day | None:
    """Return the day from which an item is there: its own, but not before fieldwork began, else the last of fieldwork.

    The day of issue dates a recommendation only where it is still open: another status came about later.
    """
    day = item.observed
    if day is None and isinstance(item, Recommendation):
        day = item.as_of or (item.issued if item.status == "open" else None)
    if window is None:
        return day
    return window.end if day is None else max(day, window.start)


def _record_on(record: InspectionRecord, day: Day) -> dict[str, object]:
    """Return the fields of the record that were other at the end of a day."""
    then: dict[str, tuple[object, ...]] = {
        "decisions": tuple(one for one in record.decisions if one.date <= day),
        "carried_over": tuple(one for one in record.carried_over if one.date <= day),
        "challenges": tuple(_unanswered(one, day) for one in record.challenges if one.made <= day),
    }
    return {name: value for name, value in then.items() if value != getattr(record, name)}


def _unanswered(challenge: Challenge, day: Day) -> Challenge:
    """Return a challenge as it stood at the end of a day: without an answer that came later."""
    later = challenge.date is not None and challenge.date > day
    return challenge.model_copy(update=_UNANSWERED) if later else challenge


# --- the timeline ----------------------------------------------------------------------------------------------------


def timeline(case: Case, question: str) -> Timeline:
    """Return how a question and its graded parts stood, for each day on which any of them changed."""
    dates = _Dates.of(case)
    asked = (question, *(part.id for part in case.rulebook.questions[question].graded_parts))
    days = _days(case.inspection.record, dates)
    results: list[tuple[Day | None, Result]] = [(None, regrade(case, as_of(case, Day.min)))]
    results += [(day, regrade(case, as_of(case, day))) for day in days]
    waiver = case.inspection.record.waiver
    return Timeline(
        question,
        _fieldwork(case, question),
        _steps(case, dates, asked, results),
        tuple(_certain(name, case.rulebook.scale, results) for name in asked),
        tuple(item.id for item in _below(case, question) if dates.there[item.id] is None),
        None if waiver is None else waiver.date,
    )


def _days(record: InspectionRecord, dates: _Dates) -> list[Day]:
    """Return every day on which a judgment can change, in order."""
    decided = {decision.date for decision in record.decisions} | {carried.date for carried in record.carried_over}
    found = {day for day in dates.there.values() if day is not None} | set(dates.over.values()) | decided
    return sorted(found)


def _fieldwork(case: Case, question: str) -> tuple[tuple[str, Period], ...]:
    """Return the fieldwork of a question, and of those below it that have one of their own."""
    known = windows(case.inspection.record, case.rulebook)
    found = []
    for name in case.rulebook.questions:
        above = case.rulebook.parents[name]
        own = name in known and (name == question or known[name] != known.get(above or ""))
        if own and name in case.rulebook.below[question]:
            found.append((name, known[name]))
    return tuple(found)


def _below(case: Case, question: str) -> list[Item]:
    return [item for item in case.inspection.items if item.question in case.rulebook.below[question]]


def _steps(
    case: Case, dates: _Dates, asked: Iterable[str], results: list[tuple[Day | None, Result]]
) -> tuple[Step, ...]:
    """Return the days on which any question asked about changed, with all that happened since the one before."""
    found: list[Step] = []
    for day, result in results:
        judgments = {name: result[name] for name in asked}
        if day is None:
            found.append(Step(None, judgments))
        elif _standings(judgments) != _standings(found[-1].judgments):
            found.append(_step(case, dates, day, found[-1].day, judgments))
    return tuple(found)


def _standings(judgments: Mapping[str, Judgment]) -> list[object]:
    return [(one.range, one.as_it_stands, one.from_outside) for one in judgments.values()]


def _step(case: Case, dates: _Dates, day: Day, before: Day | None, judgments: Mapping[str, Judgment]) -> Step:
    def since(then: Day | None) -> bool:
        return then is not None and then <= day and (before is None or then > before)

    record, (top, *_) = case.inspection.record, judgments
    inside = case.rulebook.below[top]
    ended = [
        name for name in case.rulebook.questions if name in inside and _ends(dates, name) and since(dates.over[name])
    ]
    covered = {part for name in ended for part in case.rulebook.below[name] - {name}}
    taken = [one.question for one in record.carried_over if since(one.date)]
    taken += [one.question for one in record.decisions if since(one.date)]
    return Step(
        day,
        judgments,
        tuple(item.id for item in _below(case, top) if since(dates.there[item.id])),
        tuple(name for name in ended if name not in covered),
        tuple(name for name in dict.fromkeys(taken) if name in inside),
    )


def _ends(dates: _Dates, question: str) -> bool:
    return dates.status[question] == "complete" and question in dates.over


def _certain(question: str, scale: Scale, results: list[tuple[Day | None, Result]]) -> Certain:
    """Return when a question became certain, and before that, which judgments could no longer be."""
    ranges = [(day, result[question].range) for day, result in results]
    final = results[-1][1][question]
    settled = final.range is not None and final.range.settled
    certain, since = _for_good(ranges, lambda found: settled and found == final.range)
    fell: dict[Day, tuple[str, ...]] = {}
    for category in scale:
        without, day = _for_good(ranges, partial(_lies_outside, category))
        if without and day is not None and day != since:
            fell[day] = (*fell.get(day, ()), category.id)
    return Certain(question, since, certain and since is None, final, tuple(sorted(fell.items())))


def _for_good(
    ranges: list[tuple[Day | None, Range | None]], so: Callable[[Range | None], bool]
) -> tuple[bool, Day | None]:
    """Return whether something is so in the end, and the first day of those after which it always was."""
    first: tuple[bool, Day | None] = (False, None)
    for day, found in reversed(ranges):
        if not so(found):
            break
        first = (True, day)
    return first


def _lies_outside(category: Category, found: Range | None) -> bool:
    return found is not None and category not in found
