"""Names: ids that are used twice or taken, and references to what is not there, or is of another kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from peelgrade.consistency.dossier import MAX_RELATED, Dossier, repeated, twice
from peelgrade.evidence import Finding, InspectionRecord, Item, Metric, Recommendation
from peelgrade.problems import LISTED, Locator, Path, Problem, Related, nearest, shown, suggest

MAX_SUGGESTED = 20


def _duplicate_ids(dossier: Dossier) -> Iterator[Problem]:
    for name, at, differs, first in repeated(dossier.written):
        remedy = "give one of the two another id, and correct what names it"
        yield Problem("PG501", f"the id '{name}' is used twice{differs}", at, remedy, (first,))


def _names_taken(dossier: Dossier) -> Iterator[Problem]:
    """Refuse an id that is a question or a rule as well: nobody could ask about the item."""
    rules = {rule.id for rule in dossier.rulebook.rules}
    for name, at in dossier.written:
        noun = "question" if name in dossier.rulebook.questions else "rule" if name in rules else ""
        if noun:
            yield Problem("PG517", f"'{name}' is the id of a {noun} of the framework", at, "give the item another id")


def _topics(dossier: Dossier) -> Iterator[Problem]:
    for placed, item in dossier.evidence:
        known = [topic.id for topic in dossier.rulebook.questions[item.question].topics]
        if item.topic is not None and item.topic not in known:
            remedy = suggest(item.topic, known) if known else "take 'topic' out: that question has none"
            homes = [one.id for one in dossier.rulebook.questions.values() if item.topic in {t.id for t in one.topics}]
            if homes:
                remedy = f"{remedy}; or if the item belongs to {' or '.join(homes)}, correct the question"
            yield Problem(
                "PG502", f"'{item.topic}' is not a topic of the question {item.question}", placed.at("topic"), remedy
            )


def _documents(dossier: Dossier) -> Iterator[Problem]:
    if dossier.record is None:
        return
    known = {document.id: None for document in dossier.record.documents}  # looked up often, and kept in order
    listed = (*_documents_of_items(dossier), *_documents_of_record(dossier.record, dossier.record_file))
    for n, (document, at) in enumerate((name, at) for name, at in listed if name not in known):
        message = f"'{document}' is not among the documents of {dossier.record_file}"
        yield Problem("PG503", message, at, _document_meant(document, known if n < MAX_SUGGESTED else ()))


def _document_meant(document: str, known: Iterable[str]) -> str:
    near = nearest(document, known)
    if near:
        return f"{suggest(document, near)} Or list it there under 'documents'."
    others = f", or name one of these: {', '.join(list(known)[:LISTED])}" if known else ""
    return f"list it there under 'documents'{others}"


def _documents_of_items(dossier: Dossier) -> Iterator[tuple[str, Locator]]:
    for placed, item in dossier.evidence:
        for n, source in enumerate(() if "sources" in placed.made_up else item.sources):
            yield source.document, placed.at("sources", n, "document")
        if isinstance(item, Recommendation) and item.issued_in:
            yield item.issued_in, placed.at("issued_in")


def _documents_of_record(record: InspectionRecord, file: str) -> Iterator[tuple[str, Locator]]:
    for n, question in enumerate(record.questions):
        if question.document:
            yield question.document, Locator(file, ("questions", n, "document"))
    for n, published in enumerate(record.published):
        for m, source in enumerate(published.sources):
            yield source.document, Locator(file, ("published", n, "sources", m, "document"))


def _references(dossier: Dossier) -> Iterator[Problem]:
    by_kind: Mapping[str, Mapping[str, object]] = {
        "finding": dossier.findings,
        "metric": dossier.metrics,
        "recommendation": dossier.recommendations,
    }
    known = {kind: sorted(group) for kind, group in by_kind.items()}
    sound = {name for group in by_kind.values() for name in group}
    unknown = []
    for placed, item in dossier.evidence:
        for name, kind, steps in _named(item):
            at = placed.at(*steps)
            if name == item.id:
                yield Problem("PG516", f"'{name}' names itself", at, f"name another {kind}, or take it out")
            elif name not in dossier.ids:
                unknown.append((name, at, known[kind]))
            elif name in sound and name not in by_kind[kind]:
                yield Problem("PG505", f"'{name}' is not a {kind}", at, f"name a {kind}")
    yield from _unknown_items(dossier, unknown)


def _unknown_items(dossier: Dossier, unknown: Iterable[tuple[str, Locator, Sequence[str]]]) -> Iterator[Problem]:
    """Yield a problem for each id that no item has, given with its place and the ids that could be meant."""
    twice = Counter(one for one, _ in dossier.written)
    doubled = [one for one, times in twice.items() if times > 1]
    for n, (name, at, known) in enumerate(unknown if dossier.complete else ()):
        # to look for near matches among thousands of ids takes long, and whoever sees so many needs no more advice
        remedy = _meant(name, known, doubled) if n < MAX_SUGGESTED else "write the id of the item that is meant"
        yield Problem("PG504", f"there is no item '{name}'", at, remedy)


def _meant(name: str, known: Iterable[str], doubled: Iterable[str]) -> str:
    """Return advice for an id that no item has.

    Numbers that are near are other items, and no slip: only what differs by its letters, or by a character too many or
    too few, is offered.
    """
    near = [one for one in known if _is_slip(name, one)]
    if near:
        return suggest(name, near)
    beside = [one for one in doubled if one[:1] == name[:1] and abs(_number(one) - _number(name, -9)) <= 1]
    if beside:
        return f"'{beside[0]}' is used twice, and one of the two may be '{name}'; else write the id of the item that is meant"
    return "write the id of the item that is meant"


def _is_slip(written: str, meant: str) -> bool:
    one, other = (text.lower().replace("o", "0").replace("l", "1").replace("i", "1") for text in (written, meant))
    longer, shorter = sorted((one, other), key=len, reverse=True)
    dropped = len(longer) == len(shorter) + 1 and any(
        longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer))
    )
    return one == other or (dropped and len(shorter) > 1)


def _number(name: str, default: int = 0) -> int:
    digits = re.search(r"[0-9]{1,9}$", name)
    return int(digits[0]) if digits else default


def _named(item: Item) -> Iterator[tuple[str, str, Path]]:
    """Yield each id that an item names, the kind that it must be, and the steps to it."""
    match item:
        case Finding():
            yield from _optional(item.part_of, "finding", "part_of")
            yield from _optional(item.qualifies, "finding", "qualifies")
            for n, refers in enumerate(item.refers):
                yield refers.metric, "metric", ("refers", n, "metric")
        case Metric():
            for n, beside in enumerate(item.comparators):
                yield from _optional(beside.metric, "metric", "comparators", n, "metric")
            yield from _named_in_checks(item)
        case Recommendation():
            for n, finding in enumerate(item.arises_from):
                yield finding, "finding", ("arises_from", n)
            for n, addressed in enumerate(item.addresses):
                yield addressed, "recommendation", ("addresses", n)
            yield from _optional(item.superseded_by, "recommendation", "superseded_by")


def _optional(name: str | None, kind: str, *steps: str | int) -> Iterator[tuple[str, str, Path]]:
    if name is not None:
        yield name, kind, steps


def _named_in_checks(metric: Metric) -> Iterator[tuple[str, str, Path]]:
    checks = metric.checks
    if checks is None:
        return
    for n, part in enumerate(checks.sum_of):
        yield part, "metric", ("checks", "sum_of", n)
    if checks.same_base:
        yield from _optional(checks.same_base.count, "metric", "checks", "same_base", "count")
    if checks.share_of:
        yield checks.share_of.whole, "metric", ("checks", "share_of", "whole")
        yield from _optional(checks.share_of.part, "metric", "checks", "share_of", "part")


def _parts(dossier: Dossier) -> Iterator[Problem]:
    for placed, finding in dossier.findings.values():
        main = dossier.findings.get(finding.part_of or "")
        if main is not None and main[1].part_of == finding.id:
            if finding.id < main[1].id:  # said once, and not of each
                related = (Related(main[0].at("part_of"), f"{main[1].id} is part of {finding.id}"),)
                message = f"{finding.id} and {main[1].id} are part of each other"
                remedy = "take 'part_of' out of the one that is the main finding"
                yield Problem("PG506", message, placed.at("part_of"), remedy, related)
        elif main is not None and main[1].part_of is not None and main[1].part_of != main[1].id:
            related = (Related(main[0].at("part_of"), f"{main[1].id} is itself part of {main[1].part_of}"),)
            yield Problem(
                "PG506",
                f"{finding.id} is part of {main[1].id}, which is not a main finding",
                placed.at("part_of"),
                f"name {main[1].part_of}, or make {main[1].id} a main finding",
                related,
            )


def _parts_elsewhere(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each part whose main finding bears on another core question: a slip in an id looks so."""
    core = dossier.rulebook.core
    for placed, finding in dossier.findings.values():
        where, main = dossier.findings.get(finding.part_of or "", (placed, finding))
        if core(finding.question) != core(main.question):
            message = f"{finding.id} is on {finding.question}, and part of {main.id}, which is on {main.question}"
            related = (Related(where.at("question"), f"{main.id}: {shown(main.statement)}"),)
            remedy = "correct the id or the question; what bears on both is coded as a finding for each"
            yield Problem("PG539", message, placed.at("part_of"), remedy, related)


def _supersession(dossier: Dossier) -> Iterator[Problem]:
    known: set[str] = set()  # recommendations whose steps have been followed to their end
    for start in dossier.recommendations:
        chain: dict[str, None] = {}  # in order, and looked up often
        later: str | None = start
        while later is not None and later in dossier.recommendations and later not in known and later not in chain:
            chain[later] = None
            later = dossier.recommendations[later][1].superseded_by
        known.update(chain)
        if later in chain:
            steps = list(chain)
            yield _superseded_in_a_circle(steps[steps.index(later) :], dossier)


def _superseded_in_a_circle(circle: Sequence[str], dossier: Dossier) -> Problem:
    first, *others = (dossier.recommendations[name][0].at("superseded_by") for name in circle)
    related = tuple(
        Related(at, f"{name} is superseded by {dossier.recommendations[name][1].superseded_by}")
        for name, at in zip(circle[1 : MAX_RELATED + 1], others, strict=False)
    )
    message = f"{circle[0]} is superseded, step by step, by itself"
    return Problem("PG507", message, first, "one of them must be the last that stands", related)


def _record(dossier: Dossier) -> Iterator[Problem]:
    if dossier.record is None:
        return
    for name in ("documents", "questions", "carried_over", "published"):
        entries = getattr(dossier.record, name)
        keys = [entry.id if name == "documents" else entry.question for entry in entries]
        yield from twice(keys, dossier.record_file, (name,))
    unknown = [
        (item, Locator(dossier.record_file, ("decisions", n, "evidence", m)), tuple(dossier.ids))
        for n, decision in enumerate(dossier.record.decisions)
        for m, item in enumerate(decision.evidence)
        if item not in dossier.ids
    ]
    yield from _unknown_items(dossier, unknown)


CHECKS = (
    _duplicate_ids,
    _names_taken,
    _topics,
    _documents,
    _references,
    _parts,
    _parts_elsewhere,
    _supersession,
    _record,
)
