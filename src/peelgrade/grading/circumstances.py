"""How questions were inspected, and what people said of them: what beside the evidence a judgment depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peelgrade.changes import Case
from peelgrade.evidence import CarriedOver, Decision, FieldworkStatus, InspectionRecord
from peelgrade.grading.program import Outside, Reached
from peelgrade.rulebook import fieldwork_statuses, waived_questions


@dataclass(frozen=True)
class Circumstances:
    """For each question in tree order: its fieldwork status, whether its minimum is waived, judgments from outside."""

    status: Mapping[str, FieldworkStatus]
    waived: frozenset[str]
    outside: Mapping[str, Outside]

    @classmethod
    def of(cls, case: Case) -> Circumstances:
        """Read them off the record of an inspection, with judgments that are assumed."""
        record, rulebook = case.inspection.record, case.rulebook
        named = {
            *case.assumed,
            *(one.question for one in record.carried_over),
            *(one.question for one in record.decisions),
        }
        outside = {question: _outside(question, case) for question in named}
        return cls(fieldwork_statuses(record, rulebook), waived_questions(record, rulebook), outside)

    @property
    def left_out(self) -> frozenset[str]:
        """The questions that were not inspected: evidence on them is not counted."""
        return frozenset(question for question, status in self.status.items() if status == "not_inspected")


def _outside(question: str, case: Case) -> Outside:
    record = case.inspection.record
    changed, carried = changed_decision(record, question), carried_over(record, question)
    return Outside(
        case.assumed.get(question),
        None if changed is None else changed.judgment,
        None if carried is None else carried.judgment,
    )


def changed_decision(record: InspectionRecord, question: str) -> Decision | None:
    """Return the latest decision on a question that gives it a judgment; None where there is none."""
    taken = (one for one in reversed(record.decisions) if one.question == question)
    return next((decision for decision in taken if decision.decides), None)


def carried_over(record: InspectionRecord, question: str) -> CarriedOver | None:
    """Return the judgment of a question that is carried over from an earlier inspection; None where there is none."""
    return next((one for one in reversed(record.carried_over) if one.question == question), None)


@dataclass(frozen=True)
class Standing:
    """What stands of the judgments of one question from outside: the decision to show, and whether it is stale."""

    decision: Decision | None = None
    stale: bool = False
    carried_over: CarriedOver | None = None


def standing(question: str, case: Case, reached: Reached) -> Standing:
    """Return what stands of a question's judgments from outside, beside what is reached."""
    record = case.inspection.record
    if question in case.assumed:
        return Standing()
    carried = carried_over(record, question)
    latest = next((one for one in reversed(record.decisions) if one.question == question), None)
    if latest is None:
        return Standing(carried_over=carried)
    changed = changed_decision(record, question)
    shown = changed or latest
    # a change departs from the computed judgment, a confirmation upholds what stood; either is stale once it is another
    computed = reached.computed
    now = computed.low.id if computed is not None and computed.settled else None
    upheld = now if changed is not None or carried is None else carried.judgment
    held = shown.departs_from or shown.judgment
    by_people = case.rulebook.questions[question].by_people
    return Standing(shown, not by_people and held is not None and held != upheld, carried)
