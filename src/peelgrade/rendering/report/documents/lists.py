"""What a document lists: told lines, findings, advice, and what is recorded, each with the places that it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from peelgrade.rendering.report.content import Advice, Decided, Finding, Place, Question, Report, Told
from peelgrade.rendering.report.documents.blocks import Block, Entries, Entry, Line, Run, faint, filled, plain


@dataclass(frozen=True)
class Known:
    """What a document says once, so that it need not be said again at every entry.

    `main` is the document that most places lie in, `items` the ids of what the document lists elsewhere, `urls` where
    documents can be read, by title.
    """

    main: str = ""
    items: frozenset[str] = frozenset()
    urls: dict[str, str] = field(default_factory=dict)


def known(report: Report) -> Known:
    """Return what the document of a report says once."""
    places = [place for question in walked(report.overall) for place in _places_of(question)]
    named = Counter(place.document for place in places).most_common(1)
    items = frozenset(one.id for question in walked(report.overall) for one in _items_of(question))
    urls = {place.document: place.url for place in places if place.url}
    return Known(named[0][0] if named and named[0][1] > 1 else "", items, urls)


def walked(question: Question) -> Iterator[Question]:
    """Yield a question and all that are below it, in order."""
    yield question
    for part in question.parts:
        yield from walked(part)


def told(lines: Iterable[Told]) -> tuple[Block, ...]:
    """Return told lines as a list, if there are any."""
    return _listed(_told(one) for one in lines)


def reasons(lines: Iterable[Told], known: Known) -> tuple[Block, ...]:
    """Return the trace of a judgment as a list; items that the document lists with their places are named by their ids."""
    return _listed(_reason(one, known) for one in lines)


def findings(listed: Iterable[Finding], known: Known) -> tuple[Block, ...]:
    """Return findings as a list, with those that are part of them below."""
    return _listed(_finding(one, known) for one in listed)


def advice(listed: Iterable[Advice], known: Known) -> tuple[Block, ...]:
    """Return areas for improvement, recommendations and causes of concern as a list."""
    return _listed(_advised(one, known) for one in listed)


def recorded(listed: Iterable[Decided]) -> tuple[Block, ...]:
    """Return decisions or challenges as a list."""
    return _listed(Entry((Run(one.head, "strong"),), tuple(map(plain, one.lines))) for one in listed)


def documents(titles: Iterable[str], known: Known) -> tuple[Block, ...]:
    """Return the documents that evidence rests on as a list, with their addresses."""
    return _listed(Entry(plain(one), filled([_address(one, known)])) for one in titles)


def places(listed: Iterable[Place], known: Known) -> Line:
    """Return places as one line; the main document is not named, and a file once for those that follow each other in it."""
    runs = []
    before = Place(known.main, "")
    for place in listed:
        titled = place.document if place.document != before.document else ""
        file = place.file if place.file != before.file else ""
        runs.append(", ".join(word for word in (titled, place.where, file) if word))
        before = place
    return faint("; ".join(runs))


def _listed(entries: Iterable[Entry]) -> tuple[Block, ...]:
    made = tuple(entries)
    return (Entries(made),) if made else ()


def _told(one: Told) -> Entry:
    """Return a told line as an entry; faint lines with nothing under them, such as places, stand in the same entry."""
    small = [part for part in one.parts if part.weight == "faint" and not part.parts]
    below = tuple(_told(part) for part in one.parts if part not in small)
    return Entry((Run(one.text, one.weight),), tuple(faint(part.text) for part in small), below)


def _reason(one: Told, known: Known) -> Entry:
    named = [part for part in one.parts if _item(part) in known.items]
    entry = _told(Told(one.text, one.weight, tuple(part for part in one.parts if part not in named and not part.parts)))
    items = [plain(", ".join(dict.fromkeys(map(_item, named))))] if named else []
    below = {id(part): part for part in one.parts if part not in named and part.parts}
    parts = (*entry.parts, *(_reason(part, known) for part in below.values()))
    return Entry(entry.line, (*entry.under, *items), parts)


def _item(line: Told) -> str:
    """Return what may be the id of an item: the first word of a line."""
    return line.text.partition(" ")[0].rstrip(",")


def _finding(one: Finding, known: Known) -> Entry:
    coded = ", ".join(word for word in (one.weight, one.extent) if word)
    about = (coded, *one.about, one.topic, ", ".join(one.methods))
    lines = [faint("; ".join(word for word in about if word)), places(one.places, known)]
    lines += [faint(f"Not counted: {one.not_counted}")] if one.not_counted else []
    lines += [faint(f"Note: {one.note}")] if one.note else []
    name = (Run(f"{one.id}  ", "faint"),) if one.weight is not None else ()
    return Entry((*name, Run(one.statement)), filled(lines), tuple(_finding(part, known) for part in one.illustrations))


def _advised(one: Advice, known: Known) -> Entry:
    status = "; ".join(word for word in (one.status, one.issued, one.not_counted) if word)
    arises = f"Arises from {', '.join(one.arises_from)}" if one.arises_from else ""
    lines = (faint(status), faint(arises), places(one.places, known))
    return Entry((Run(f"{one.kind}: ", "strong"), Run(one.statement)), filled(lines))


def _address(document: str, known: Known) -> Line:
    url = next((url for title, url in known.urls.items() if document.startswith(title)), "")
    return (Run(url, "faint", url),)


def _items_of(question: Question) -> Iterator[Finding | Advice]:
    for finding in (*question.strengths, *question.weaknesses):
        yield from _with_parts(finding)
    yield from question.advice


def _with_parts(finding: Finding) -> Iterator[Finding]:
    yield finding
    for part in finding.illustrations:
        yield from _with_parts(part)


def _places_of(question: Question) -> Iterator[Place]:
    for one in (*_items_of(question), *question.figures):
        yield from one.places
