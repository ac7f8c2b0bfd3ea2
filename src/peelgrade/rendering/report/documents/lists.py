"""What a document lists: told lines, findings, advice, and what is recorded, each with the places that it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from peelgrade.rendering import prose
from peelgrade.rendering.report.content import Advice, Decided, Finding, Place, Question, Report, Told
from peelgrade.rendering.report.documents.blocks import Block, Entries, Entry, Line, Run, faint, filled, plain


@dataclass(frozen=True)
class Known:
    """What a document says once, so that it need not be said again at every entry.

    `main` is the document that most places lie in, `items` the ids of what the document lists elsewhere, `urls` where
    documents can be read, by title. `ids` is whether its reader is told the ids of items, as on the page.
    """

    main: str = ""
    items: frozenset[str] = frozenset()
    urls: dict[str, str] = field(default_factory=dict)
    ids: bool = True


def known(report: Report) -> Known:
    """Return what the document of a report says once."""
    places = [place for question in report.overall.walk() for place in _places_of(question)]
    places += [place for one in report.earlier for place in one.places]
    named = Counter(place.document for place in places).most_common(1)
    items = frozenset(one.id for question in report.overall.walk() for one in _items_of(question))
    urls = {place.document: place.url for place in places if place.url}
    return Known(named[0][0] if named and named[0][1] > 1 else "", items, urls, report.audience != "public")


def told(lines: Iterable[Told], known: Known) -> tuple[Block, ...]:
    """Return told lines as a list, if there are any."""
    return _listed(_told(one, known) for one in lines)


def reasons(lines: Iterable[Told], known: Known) -> tuple[Block, ...]:
    """Return the trace of a judgment as a list; items that the document lists with their places are named by their ids."""
    return _listed((_reason(one, known) for one in lines), dense=True)


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


def _listed(entries: Iterable[Entry], *, dense: bool = False) -> tuple[Block, ...]:
    made = tuple(entries)
    return (Entries(made, dense),) if made else ()


def _told(one: Told, known: Known) -> Entry:
    """Return a told line as an entry; faint lines with nothing under them, such as places, stand in the same entry."""
    small = [part for part in one.parts if part.weight == "faint" and not part.parts]
    below = tuple(_told(part, known) for part in one.parts if part not in small)
    main = f"{known.main}: "
    return Entry((Run(one.text, one.weight),), tuple(faint(part.text.removeprefix(main)) for part in small), below)


def _reason(one: Told, known: Known) -> Entry:
    items = [part for part in one.parts if _item(part) in known.items]
    small = [part for part in one.parts if part.weight == "faint" and not part.parts and part not in items]
    named = plain(", ".join(dict.fromkeys(map(_item, items))))
    below = tuple(_reason(part, known) for part in one.parts if part not in items and part not in small)
    return Entry((Run(one.text, one.weight),), filled((*(faint(part.text) for part in small), named)), below)


def _item(line: Told) -> str:
    """Return what may be the id of an item: the first word of a line."""
    return line.text.partition(" ")[0].rstrip(",")


def _finding(one: Finding, known: Known, within: str = "") -> Entry:
    """Return a finding as an entry; of one that is part of another, nothing is said that where it stands says."""
    coded = ", ".join(word for word in (one.weight, one.extent) if word)
    about = "; ".join(word for word in (coded, *one.about, one.topic, ", ".join(one.methods)) if word)
    lines = [_about(about, one.places, known)]
    lines += [faint(prose.capital(one.not_counted))] if not within or within not in one.not_counted else []
    lines += [faint(f"Note: {one.note}")] if one.note else []
    name = (Run(f"{one.id}  ", "faint"),) if known.ids else ()
    parts = tuple(_finding(part, known, one.id) for part in one.illustrations)
    return Entry((*name, Run(one.statement)), filled(lines), parts)


def _advised(one: Advice, known: Known) -> Entry:
    arises = f"arises from {', '.join(one.arises_from)}" if one.arises_from and known.ids else ""
    about = "; ".join(word for word in (one.status, one.issued, one.not_counted, arises) if word)
    line = _about(prose.capital(about), one.places, known)
    return Entry((Run(f"{one.kind}: ", "strong"), Run(one.statement)), filled([line]))


def _about(words: str, listed: tuple[Place, ...], known: Known) -> Line:
    """Return what is said about an item, and where it stands, as one line."""
    return (*faint(f"{words}. " if words and listed else words), *places(listed, known))


def _address(document: str, known: Known) -> Line:
    url = next((url for title, url in known.urls.items() if document.startswith(title)), "")
    return (Run(url, "faint", url),)


def _items_of(question: Question) -> Iterator[Finding | Advice]:
    for finding in question.findings:
        yield from finding.walk()
    yield from question.advice


def _places_of(question: Question) -> Iterator[Place]:
    for one in (*_items_of(question), *question.figures):
        yield from one.places
