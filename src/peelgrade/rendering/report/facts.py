"""What stands at the top and the end of a report: for whom it is, what it is about, and what it was reached from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from peelgrade.evidence import Document, QuestionRecord
from peelgrade.explanation import AsOf
from peelgrade.rendering import chronology, prose
from peelgrade.rendering.chronology import day, month
from peelgrade.rendering.report.content import Audience
from peelgrade.rendering.report.telling import Telling, in_folder
from peelgrade.result import Asked, inspection_sha256, rulebook_sha256
from peelgrade.rulebook import Framework
from peelgrade.version import __version__

NOTHING_ASKED = Asked()
_ORIGIN = {
    "this_report": "",
    "component_report": "Reported in full elsewhere",
    "earlier_cycle": "Inspected in an earlier cycle",
}
_STANDING: Mapping[Audience, str] = {
    "team": (
        "For the inspection team. Not published: working views, codings, what is computed and what it hangs on. "
        "The engine proposes; a named person decides."
    ),
    "panel": (
        "For the moderation panel. Not published: working views, codings, what is computed and what it hangs on. "
        "The engine proposes; a named person decides."
    ),
    "debrief": "For the debrief of {force}. Not published: what was found so far. No judgment is given here.",
    "force": (
        "For {force}, to check the facts. Not published: this draft, with what decided each judgment and what would have "
        "to improve."
    ),
    "public": "For the public. {published}",
}


@dataclass(frozen=True)
class Basis:
    """How an inspection was taken when it was graded, beside what its files say.

    `rules_from` is where the rules come from, `forgiven` how many errors in files a comment forgives, and `lacking`
    what was not there yet as of the day that it was taken back to. `others` are frameworks that may say what of them
    can be set beside this one.
    """

    rules_from: str = ""
    forgiven: int = 0
    asked: Asked = NOTHING_ASKED
    lacking: AsOf | None = None
    others: tuple[Framework, ...] = ()


def standing(telling: Telling) -> str:
    """Return for whom a report is, and what of it is not published."""
    view = telling.view
    by = view.rulebook.framework.inspectorate
    graded = [one.id for one in view.rulebook.questions.values() if one.graded and not one.working_view]
    left = [name for name in graded if name not in view.inspection.published]
    if not left:
        published = f"Judgments are those that {by} published; nothing else is judged here."
    elif len(left) == len(graded):
        published = f"Not published: {by} has published no judgment of this inspection yet."
    else:
        published = f"Not published yet: judgments of {prose.joined([view.words.question(name) for name in left])}."
    return _STANDING[telling.audience].format(force=view.inspection.record.force.name, published=published)


def about(telling: Telling, basis: Basis) -> tuple[str, ...]:
    """Return facts for the top of a report: fieldwork, evidence, rules."""
    return tuple(_about(telling, basis))


def _about(telling: Telling, basis: Basis) -> Iterator[str]:
    view = telling.view
    places = {name: n for n, name in enumerate(view.rulebook.questions)}
    for known in sorted(view.inspection.record.questions, key=lambda one: places.get(one.question, len(places))):
        if known.fieldwork is not None and telling.told_alone(known.question):
            whole = view.rulebook.parents.get(known.question) is None
            of = "" if whole else f" on {view.words.question(known.question)}"
            yield f"Fieldwork{of}: {day(known.fieldwork.start)} to {day(known.fieldwork.end)}"
    if telling.tells("codings"):
        yield f"{prose.number(len(view.inspection.items), 'item')} of evidence"
        rules = f" from {in_folder(basis.rules_from)}" if basis.rules_from else ""
        yield f"Rules{rules}, version {view.rulebook.framework.version}"
    if basis.lacking is not None:
        yield prose.capital(chronology.as_of(basis.lacking))
    if basis.asked.in_progress:
        taken = [name if telling.told_alone(name) else view.rulebook.core(name) for name in basis.asked.in_progress]
        yield f"Fieldwork taken as in progress: {', '.join(map(view.words.question, dict.fromkeys(taken)))}"


def origin(question: str, telling: Telling) -> str:
    """Return where the inspection of a question was reported, and what of it is here; nothing where that is as usual."""
    record = telling.view.inspection.record
    known = next((one for one in record.questions if one.question == question), None)
    return "" if known is None else " ".join(_origin(known, telling))


def _origin(known: QuestionRecord, telling: Telling) -> Iterator[str]:
    titles = {one.id: one.title for one in telling.view.inspection.record.documents}
    elsewhere = _ORIGIN.get(known.origin or "", "")
    if elsewhere:
        named = f": {titles.get(known.document, known.document)}" if known.document else ""
        yield f"{elsewhere}{named}."
    if known.coverage == "summary":
        yield "The sources here hold a summary of it."
    if known.note:
        yield known.note


def documents(telling: Telling) -> tuple[str, ...]:
    """Return the documents that the evidence rests on, each in a line."""
    return tuple(", ".join(_document(one)) for one in telling.view.inspection.record.documents)


def _document(one: Document) -> Iterator[str]:
    yield one.title
    published = one.published and month(one.published)
    yield from (told for told in (one.publisher, published, one.licence) if told)


def receipt(telling: Telling, basis: Basis) -> tuple[tuple[str, str], ...]:
    """Return what a result was reached from, so that it can be reached again: versions and hashes."""
    if not telling.tells("receipt"):
        return ()
    record, known = telling.view.inspection.record, telling.view.rulebook.framework
    listed = [
        ("peelgrade", __version__),
        ("Framework", f"{known.id}, version {known.version}"),
        ("SHA-256 of framework and rules", rulebook_sha256(telling.view.rulebook)),
        ("Inspection", record.id),
        ("SHA-256 of record and evidence", inspection_sha256(telling.view.inspection)),
    ]
    if basis.forgiven:
        listed.append(("Errors that a comment forgives", str(basis.forgiven)))
    if basis.asked.as_of is not None:
        listed.append(("As of", day(basis.asked.as_of)))
    if basis.asked.in_progress:
        listed.append(("Fieldwork taken as in progress", ", ".join(basis.asked.in_progress)))
    return tuple(listed)
