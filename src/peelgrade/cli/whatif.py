"""peelgrade whatif."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from peelgrade.changes import Case
from peelgrade.cli import printing, progress, reading, subjects
from peelgrade.comparison import Cause, Supposition, assumption, between, caused, setting, supposed
from peelgrade.evidence import FieldworkStatus
from peelgrade.pipeline import Read
from peelgrade.rendering import differences
from peelgrade.rulebook import Rulebook

_STATUSES: tuple[FieldworkStatus, ...] = ("complete", "in_progress", "not_inspected")


def run(
    inspection: Path,
    without: tuple[str, ...],
    values: tuple[str, ...],
    assume: tuple[str, ...],
    in_progress: tuple[str, ...],
    complete: tuple[str, ...],
    not_inspected: tuple[str, ...],
    rules: Path | None,
    own_rules: Path | None,
    format_: str,
) -> None:  # click hands options over so
    """Show which judgments would move if something were otherwise."""
    statuses = tuple(zip(_STATUSES, (complete, in_progress, not_inspected), strict=True))
    supposition = Supposition(
        without=without,
        values=[_setting(one) for one in values],
        assumed=[_assumption(one) for one in assume],
        statuses=[(question, status) for status, named in statuses for question in named],
    )
    if supposition == Supposition((), [], [], []) and rules is None:
        raise click.UsageError(
            "nothing is supposed: give --without, --set, --assume, --in-progress, --complete, --not-inspected or --rules"
        )
    found = reading.read(inspection, own_rules)
    supposition = _by_ids(supposition, found.rulebook)
    case = Case(found.inspection, found.rulebook)
    other = None if rules is None else reading.read(inspection, rules)
    causes = supposed(case if other is None else Case(found.inspection, other.rulebook), supposition)
    if other is not None:
        causes = (*between(case, Case(found.inspection, other.rulebook)), *causes)
    with progress.during("grading with each change alone"):
        moved = caused(case, causes)
    told = differences.Told(moved, _places(found, other), supposed=True, notes=_notes(causes, rules))
    printing.tell(told, format_, data=differences.as_data, text=differences.text)


def _places(found: Read, other: Read | None) -> differences.Where:
    return lambda name: (other.places.of(name) if other is not None else "") or found.places.of(name)


def _notes(causes: tuple[Cause, ...], rules: Path | None) -> tuple[str, ...]:
    if rules is None:
        return ()
    same = "" if any(one.kind.startswith(("rule", "framework")) for one in causes) else ", which are the same"
    return (f"judged by the rules in {rules.as_posix()}{same}",)


def _by_ids(supposition: Supposition, rulebook: Rulebook) -> Supposition:
    """Return a supposition with the ids of questions that were given by name."""
    return replace(
        supposition,
        assumed=[(subjects.question(question, rulebook), judgment) for question, judgment in supposition.assumed],
        statuses=[(subjects.question(question, rulebook), status) for question, status in supposition.statuses],
    )


def _setting(text: str) -> tuple[str, str, str]:
    found = setting(text)
    if found is None:
        raise click.BadParameter(
            f"'{text}' is not ITEM.attribute=value, as in F320.weight=moderate", param_hint="--set"
        )
    return found


def _assumption(text: str) -> tuple[str, str]:
    found = assumption(text)
    if found is None:
        raise click.BadParameter(f"'{text}' is not QUESTION=CATEGORY, as in q3=good", param_hint="--assume")
    return found
