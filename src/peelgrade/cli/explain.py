"""peelgrade explain."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from peelgrade import explanation
from peelgrade.changes import Case
from peelgrade.cli import fieldwork, hanging, improving, lighting, printing, progress, reading, subjects
from peelgrade.cli.reading import with_fieldwork
from peelgrade.evidence import Inspection
from peelgrade.grading import grade
from peelgrade.problems import Unreadable
from peelgrade.rendering import panel, reasons
from peelgrade.rendering.views import View
from peelgrade.result import Asked, ResultDocument, document
from peelgrade.rulebook import Rulebook
from peelgrade.version import __version__


def run(
    inspection: Path,
    subject: str | None,
    full: bool,
    table: bool,
    why_not: str | None,
    to: str | None,
    sensitivity: bool,
    timeline: bool,
    next_: bool,
    format_: str,
    in_progress: tuple[str, ...],
    as_of: date | None,
    rules: Path | None,
) -> None:  # click hands options over so
    """Show why a judgment was reached, or where an item is used."""
    asked = {
        "table": table,
        "why-not": why_not is not None,
        "to": to is not None,
        "sensitivity": sensitivity,
        "timeline": timeline,
        "next": next_,
    }
    fieldwork.alone(**asked, full=full and why_not is None)
    found = reading.read(inspection, rules)
    if subject is not None:
        subject = subjects.named(subject, found.rulebook, _others(found.inspection, found.rulebook))
    in_progress = subjects.questions(in_progress, found.rulebook)
    known = with_fieldwork(found.inspection, in_progress, found.rulebook, as_of)
    case = Case(known, found.rulebook)
    lacking = explanation.lacking(Case(found.inspection, found.rulebook), as_of) if as_of is not None else None
    if to is not None:
        improving.tell(case, found.places.of, subject, to, format_, lacking)
        return
    if timeline:
        fieldwork.tell_timeline(case, subject, format_, lacking)
        return
    with progress.during("grading"):
        result = grade(known, found.rulebook)
    view = View(result, known, found.rulebook, found.places.of)
    if next_:
        fieldwork.tell_next(view, subject, format_, lacking)
        return
    if table:
        lighting.tell_table(view, subject, format_, lacking)
    elif sensitivity:
        hanging.tell_sensitivity(view, subject, format_, lacking)
    elif why_not is not None:
        hanging.tell_why_not(view, subject, why_not, format_, lacking, full=full)
    else:
        subject = _known(view, subject or found.rulebook.framework.questions.id)
        fieldwork.tell_day(lacking if format_ == "text" else None)
        made = None
        if format_ == "json":
            taken = Asked(in_progress=in_progress, as_of=as_of)
            made = document(result, known, found.rulebook, __version__, found.forgiven, taken)
        _tell(view, subject, made, full=full)


def _others(inspection: Inspection, rulebook: Rulebook) -> list[str]:
    """Return the ids of what can be asked about besides questions."""
    rules = sorted(rule.id for rule in rulebook.rules)
    return [*rules, *sorted(inspection.by_id), *(one.id for one in inspection.record.challenges)]


def _known(view: View, subject: str) -> str:
    """Return what is asked about; raises Unreadable, with what looks like it, where there is no such thing."""
    others = _others(view.inspection, view.rulebook)
    if subject not in view.rulebook.questions and subject not in others:
        message = f"'{subject}' is no question, rule, item or challenge of the inspection"
        raise Unreadable(message, subjects.other_advice(subject, view.rulebook, others))
    return subject


def _tell(view: View, subject: str, made: ResultDocument | None, *, full: bool) -> None:
    """Print why a question, rule, item or challenge is what it is; as data where the result is given as a document."""
    rules = {rule.id for rule in view.rulebook.rules}
    challenges = {one.id: one for one in view.inspection.record.challenges}
    if subject in challenges:
        told = (explanation.effect(Case(view.inspection, view.rulebook), challenges[subject]),)
        if made is not None:
            printing.write_json(panel.challenges_as_data(told))
        else:
            printing.show(panel.challenges(told, view))
    elif made is not None:
        printing.write_json(reasons.as_data(view, made, subject))
    elif subject in view.result.by_question:
        printing.show(reasons.question(view, subject, full=full))
    else:
        printing.show(reasons.rule(view, subject) if subject in rules else reasons.item(view, subject))
