"""How questions were inspected, and what people said of them: what beside the evidence a judgment depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peelgrade.changes import Case
from peelgrade.evidence import CarriedOver, Decision, FieldworkStatus, InspectionRecord
from peelgrade.grading.program import Circumstance, Program, Reached, circumstance
from peelgrade.rulebook import fieldwork_statuses, waived_questions

KEPT = 1_000  # ways in which all questions of a rulebook may be inspected that are kept


@dataclass(frozen=True, eq=False)
class Circumstances:
    """How the questions were inspected, by id, and those that were not: evidence on them is not counted."""

    of_question: Mapping[str, Circumstance]
    left_out: frozenset[str]

    @classmethod
    def of(cls, case: Case, program: Program) -> Circumstances:
        """Read them off the record of an inspection, with judgments that are assumed."""
        kept, fieldwork = program.circumstances, case.inspection.fieldwork
        read = cls._read(case) if case.assumed or fieldwork is None else None
        # most are alike: what is laid out for them is found again
        known = fieldwork if read is None else tuple(read.of_question.values())
        found = kept.get(known)
        if not isinstance(found, cls):
            if len(kept) >= KEPT:
                kept.clear()
            found = kept[known] = read or cls._read(case)
        return found

    @classmethod
    def _read(cls, case: Case) -> Circumstances:
        record, rulebook = case.inspection.record, case.rulebook
        waived = waived_questions(record, rulebook)
        status = fieldwork_statuses(record, rulebook)
        found = {name: _circumstance(name, case, status[name], waived=name in waived) for name in rulebook.questions}
        return cls(found, frozenset(name for name, given in status.items() if given == "not_inspected"))


def _circumstance(question: str, case: Case, status: FieldworkStatus, *, waived: bool) -> Circumstance:
    record = case.inspection.record
    changed, carried = changed_decision(record, question), carried_over(record, question)
    return circumstance(
        status,
        waived=waived,
        assumed=case.assumed.get(question),
        decided=None if changed is None else changed.judgment,
        carried_over=None if carried is None else carried.judgment,
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
