"""Findings and recommendations as a report tells them, with their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from peelgrade.evidence import EXTENTS, WEIGHTS, Item, Shows
from peelgrade.evidence import Finding as Coded
from peelgrade.evidence import Recommendation as Issued
from peelgrade.rendering import prose
from peelgrade.rendering.chronology import day
from peelgrade.rendering.report.content import Advice, Finding, Place
from peelgrade.rendering.report.telling import Telling
from peelgrade.rendering.views import View, naturally

_STANDING = {
    "reported": "reported by staff or partners",
    "force_claim": "the force says so",
    "expected": "expected of a plan",
}
_SAID_BY = {"inspectorate": "", "force": "said by the force", "staff": "said by staff", "partners": "said by partners"}


def places(item: Item, view: View) -> tuple[Place, ...]:
    """Return where an item stands: in its documents, and with the first place, for those who work with them, in the files."""
    documents = {one.id: one for one in view.inspection.record.documents}
    file = view.where(item.id)
    found = []
    for n, source in enumerate(item.sources):
        document = documents.get(source.document)
        where = "" if str(source) == source.document else str(source)
        title = source.document if document is None else document.title
        found.append(Place(title, where, (document and document.url) or "", "" if n else file))
    return tuple(found)


def places_told(item: Item, telling: Telling) -> tuple[str, ...]:
    """Return where an item stands in a line for each document: its title, and every place inside."""
    inside: dict[str, list[str]] = {}
    for place in places(item, telling.shown):
        inside.setdefault(place.document, []).extend([place.where] if place.where else [])
    return tuple(f"{title}: {'; '.join(listed)}" if listed else title for title, listed in inside.items())


def findings(questions: Iterable[str], shows: Shows, telling: Telling) -> tuple[Finding, ...]:
    """Return the main findings on questions that show one thing, each with its parts.

    The weightiest and widest come first; for readers who are shown no codings, not even their order tells of them.
    """
    inside = telling.parts_of
    listed = [
        item
        for name in questions
        for item in telling.own[name]
        if isinstance(item, Coded) and item.shows == shows and item.id in inside
    ]
    return tuple(_finding(item, inside[item.id], telling) for item in _sorted(listed, telling))


def _sorted(listed: Iterable[Coded], telling: Telling) -> list[Coded]:
    by_id = sorted(listed, key=lambda item: naturally(item.id))
    return sorted(by_id, key=_weightiest) if telling.tells("codings") else by_id


def _weightiest(item: Coded) -> tuple[int, int]:
    return -WEIGHTS.index(item.weight), -EXTENTS.index(item.extent)


def _finding(item: Coded, parts: Iterable[Coded], telling: Telling) -> Finding:
    coded = telling.tells("codings")
    methods = {word.id: word.title for word in telling.view.rulebook.framework.methods}
    return Finding(
        id=item.id,
        shows=item.shows,
        weight=item.weight if coded else None,
        extent=item.extent if coded else None,
        statement=item.statement,
        places=places(item, telling.shown),
        topic=topic(item, telling),
        about=tuple(_about(item, telling)),
        not_counted=prose.why_not_counted(item, telling.view.inspection) if coded else "",
        methods=tuple(methods.get(name, name) for name in item.methods),
        note=(item.note or "") if coded else "",
        illustrations=tuple(_finding(one, (), telling) for one in _sorted(parts, telling)),
    )


def topic(item: Item, telling: Telling) -> str:
    """Return the finer heading of an item, as readers see it; nothing where it has none."""
    topics = telling.view.rulebook.questions[item.question].topics
    return next((word.title for word in topics if word.id == item.topic), "")


def _about(item: Coded, telling: Telling) -> Iterator[str]:
    """Yield what else is to be said of a finding."""
    yield from (told for told in (_STANDING.get(item.standing), _SAID_BY.get(item.attribution or "")) if told)
    if not telling.tells("codings"):
        return
    groups = {word.id: prose.inside(word.title) for word in telling.view.rulebook.framework.groups_at_risk}
    if item.ground and item.weight == "major":
        yield f"on the ground of {item.ground.replace('_', ' ')}"
    if item.at_risk:
        yield f"at risk: {prose.joined([groups.get(name, name) for name in item.at_risk])}"
    doubts = [word for word in (item.or_weight, item.or_extent) if word]
    if doubts:
        yield prose.doubts(doubts)
    if item.qualifies:
        yield f"softens {item.qualifies}"
    for challenge in (one for one in telling.view.inspection.record.challenges if one.item == item.id):
        yield f"{challenge.id}: {prose.challenge_line(challenge)}"


def advice(items: Iterable[Item], telling: Telling, under: str | None = None) -> tuple[Advice, ...]:
    """Return the recommendations among items, causes of concern first and then by their ids.

    `under` is the question that they are told under, where that is another than their own.
    """
    issued = sorted((item for item in items if isinstance(item, Issued)), key=lambda item: _gravest(item, telling))
    return tuple(_advice(item, under or item.question, telling) for item in issued)


def _gravest(item: Issued, telling: Telling) -> tuple[bool, bool, object]:
    rests = telling.view.rulebook.recommendation_types[item.type].rests_on_findings
    return item.status == "met", not rests, naturally(item.id)


def _advice(item: Issued, question: str, telling: Telling) -> Advice:
    coded = telling.tells("codings")
    since = f" as of {day(item.as_of)}" if item.as_of else ""
    by = f", assessed by {item.assessed_by}" if item.assessed_by else ""
    listed = telling.view.inspection.findings if telling.tells("findings") else ()
    told = {one.id for one in listed if telling.may_tell(one)}
    return Advice(
        id=item.id,
        question=question,
        kind=telling.view.rulebook.recommendation_types[item.type].title,
        statement=item.statement,
        status=f"{prose.status(item)}{since}{by}",
        closed=item.status == "met",
        places=places(item, telling.shown),
        issued=_issued(item, telling),
        not_counted=prose.why_not_counted(item, telling.view.inspection) if coded else "",
        arises_from=tuple(name for name in item.arises_from if name in told),
    )


def _issued(item: Issued, telling: Telling) -> str:
    """Return in which earlier document a recommendation was issued, and when; nothing where it is this inspection's."""
    if item.issued_in is None:
        return ""
    documents = {one.id: one.title for one in telling.view.inspection.record.documents}
    when = f", {day(item.issued)}" if item.issued else ""
    return f"{documents.get(item.issued_in, item.issued_in)}{when}"
