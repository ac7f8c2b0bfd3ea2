"""What evidence is still to come, in words that tell no judgment: for a debrief."""

from __future__ import annotations

from collections.abc import Iterator

from peelgrade import explanation
from peelgrade.rendering import prose
from peelgrade.rendering.chronology import day
from peelgrade.rendering.report.content import Told
from peelgrade.rendering.report.telling import Telling
from peelgrade.rulebook import fieldwork_statuses


def outstanding(question: str, telling: Telling) -> tuple[Told, ...]:
    """Return what is still to be looked at on a question itself; what is to come below it is told there."""
    return tuple(Told(line) for line in _lines(question, telling))


def _lines(question: str, telling: Telling) -> Iterator[str]:
    view = telling.view
    asked, judgment = view.rulebook.questions[question], view.result[question]
    if asked.parts or judgment.status == "not_inspected":
        return
    if fieldwork_statuses(view.inspection.record, view.rulebook)[question] == "in_progress":
        windows = {one.question: one.fieldwork for one in view.inspection.record.questions if one.fieldwork is not None}
        window = view.rulebook.inherited(windows).get(question)
        yield "fieldwork goes on" + (f", until {day(window.end)}" if window is not None else "")
    if asked.graded and not judgment.found:
        yield "nothing is found yet"
    elif judgment.short:
        wanted = view.rulebook.framework.minimum_evidence
        yield f"{prose.number(len(judgment.found), 'finding')} so far; at least {wanted} are wanted"
    if judgment.status == "open":
        yield from _comparisons(question, telling)


def _comparisons(question: str, telling: Telling) -> Iterator[str]:
    """Yield the figures that are still to be set beside another: nothing else is unknown where a question has no parts."""
    rulebook = telling.view.rulebook
    for unknown in explanation.outlook(telling.case, question, telling.view.result).unknowns:
        metric = telling.case.inspection.figures[unknown.subject]
        beside = rulebook.comparators[str(unknown.comparator)].title
        yield f"{rulebook.measures[metric.measure].title} ({metric.id}) is still to be set beside {beside}"
