"""Changes to an inspection make a new one, and leave the old one alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from peelgrade import changes
from peelgrade.evidence import Inspection
from peelgrade.pipeline import read_inspection
from peelgrade.rulebook import Rulebook, fieldwork_statuses

KENT = Path(__file__).resolve().parents[1] / "evidence" / "kent-2015"


@pytest.fixture(scope="module")
def read() -> tuple[Inspection, Rulebook]:
    """Return Kent's inspection and its rulebook."""
    found = read_inspection(KENT)
    return found.inspection, found.rulebook


def test_add_remove_and_replace(read: tuple[Inspection, Rulebook]) -> None:
    """An item can be taken away, put back, and replaced by another version of it."""
    inspection, _ = read
    item = inspection.findings[0]
    without = changes.apply(inspection, [changes.Remove(item.id)])
    assert item.id not in {one.id for one in without.items}
    assert inspection == changes.apply(without, [changes.Add(item)])
    other = item.model_copy(update={"statement": "Other words."})
    assert other in changes.apply(inspection, [changes.Replace(other)]).findings


def test_what_is_not_there_cannot_be_changed(read: tuple[Inspection, Rulebook]) -> None:
    """To remove or replace what is not there, or add what is, is an error."""
    inspection, _ = read
    item = inspection.findings[0]
    stranger = item.model_copy(update={"id": "F999"})
    for change in (changes.Remove("F999"), changes.Replace(stranger), changes.Add(item)):
        with pytest.raises(KeyError):
            changes.apply(inspection, [change])


def test_a_status_covers_what_is_below(read: tuple[Inspection, Rulebook]) -> None:
    """A question put in progress is so with everything below, also where a part had a status of its own."""
    inspection, rulebook = read
    part = changes.SetStatus("q3.safeguarding", "not_inspected")
    whole = changes.SetStatus("q3", "in_progress", tuple(rulebook.below["q3"] - {"q3"}))
    found = fieldwork_statuses(changes.apply(inspection, [part, whole]).record, rulebook)
    assert {"in_progress"} == {found[name] for name in rulebook.below["q3"]}
    assert "complete" == found["q4"]
    only = fieldwork_statuses(changes.apply(inspection, [part]).record, rulebook)
    assert ("complete", "not_inspected") == (only["q3.identification"], only["q3.safeguarding"])
