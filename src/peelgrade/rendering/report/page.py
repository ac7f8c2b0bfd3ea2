"""A report as one page that stands alone: it can be read with scripts off, printed, and sent by post."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from peelgrade.rendering import pages, palette, pictures
from peelgrade.rendering.escaping import page_text
from peelgrade.rendering.pictures import Table
from peelgrade.rendering.report.content import (
    Advice,
    Chart,
    Figure,
    Finding,
    Judged,
    Matrix,
    Place,
    Question,
    Report,
)
from peelgrade.rendering.report.outline import Outline

if TYPE_CHECKING:
    from peelgrade.rendering.report.live import Live

_HERE = "report/templates"
_NAMED = re.compile(r"(?<![\w.-])[A-Za-z0-9][\w.-]*[\w]")
_SECTION = re.compile("“[^”]*”")


class Entry(NamedTuple):
    """A line of the table of contents: the anchor, its words, how it is judged, and what stands below."""

    anchor: str
    text: str
    judged: Judged | None = None
    parts: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Document:
    """A document that places are in: its number in the list of documents, and its address where it may be followed."""

    number: int
    title: str
    url: str


class Cited(NamedTuple):
    """A place as it is cited: the number of its document, and where in that."""

    number: int
    where: str


class Charted(NamedTuple):
    """A chart as it stands on the page: its picture, and the table beside it."""

    svg: Markup
    table: Table


def shown(report: Report, live: Live | None = None) -> str:
    """Return a report as a page; `live` is what a live page adds to it."""
    report = replace(report, overall=_telling(report.overall))
    look = pages.Look(_style(report), pages.read(_HERE, "report.js"), served=live is not None)
    questions = tuple(report.overall.walk())
    findings = [finding for asked in questions for finding in asked.findings]
    anchors, documents = _anchors(report), _documents(report)
    folder = _folder(report)
    values = {
        "report": report,
        "live": live,
        "questions": questions,
        "tells_overall": _tells_something(replace(report.overall, parts=())),
        "searched": bool(findings),
        "weighed": any(finding.weight for finding in findings),
        "first_columns": _first_columns(report.matrix),
        "documents": documents,
        "contents": _contents(report),
        "ids": report.audience != "public",
        "concerns": _CONCERNS.get(report.audience, "Weaknesses"),
        "shades": {category: shade.name for category, shade in palette.shades(report.scale).items()},
        "charted": {chart.id: _charted(chart) for asked in questions for chart in asked.charts},
        "citing": partial(_citing, documents=documents),
        "folder": folder,
        "in_folder": lambda file: file.removeprefix(folder),
        "linked": partial(_linked, anchors=anchors),
        "outline": Outline(anchors, next(iter(documents), "")).of,
    }
    return pages.written(_HERE, "report.html", look, **values)


_CONCERNS: Mapping[str, str] = {"debrief": "Concerns"}


def _style(report: Report) -> str:
    """Return the style sheet; what stands at the edges of every printed page is part of it."""
    edges = pages.edges(report.force, report.framework, report.standing)
    return palette.style() + pages.read(_HERE, "report.css") + edges


def _telling(question: Question) -> Question:
    """Return a question without those below it of which nothing is told: a heading alone tells nothing."""
    parts = tuple(_telling(part) for part in question.parts)
    return replace(question, parts=tuple(part for part in parts if _tells_something(part)))


def _tells_something(question: Question) -> bool:
    told = (
        question.judged, question.in_short, question.reasons, question.strengths, question.weaknesses, question.advice,
        question.figures, question.charts, question.hangs_on, question.to_improve, question.next, question.parts,
    )  # fmt: skip
    return any(told)


def _items(report: Report) -> Iterator[Finding | Advice | Figure]:
    """Yield everything with an id that a page shows, in its order."""
    for question in report.overall.walk():
        for finding in question.findings:
            yield from finding.walk()
        yield from question.advice
        yield from question.figures
    yield from report.earlier


def _anchors(report: Report) -> Mapping[str, str]:
    """Return the anchor of each question and item; ids of files begin with a letter or figure, those of parts do not."""
    names = [question.id for question in report.overall.walk()]
    names += [item.id for item in _items(report)]
    return {name: name for name in names if _NAMED.fullmatch(name)}


def _linked(text: str, anchors: Mapping[str, str], but: str = "") -> Markup:
    """Return text in which ids of what the page shows lead there; `but` is the id of what the text itself is about."""
    plain = page_text(text)
    parts, at = [], 0
    for found in _NAMED.finditer(plain):
        name = found.group()
        if name != but and name in anchors and _tells(name):
            parts += [escape(plain[at : found.start()]), Markup('<a href="#{0}">{0}</a>').format(name)]
            at = found.end()
    return Markup().join([*parts, escape(plain[at:])])


def _tells(name: str) -> bool:
    """Whether a word is an id and no word of the language that happens to be one too, such as 'effectiveness'."""
    return any(one.isdigit() or one in "._" for one in name)


def _documents(report: Report) -> Mapping[str, Document]:
    """Return the documents that places are in, by title, numbered: the one that most are in first, then as they come."""
    found: dict[str, str] = dict.fromkeys(report.documents, "")
    places = [place for item in _items(report) for place in item.places]
    for place in places:
        found[place.document] = found.get(place.document) or pages.address(place.url)
    often = Counter(place.document for place in places)
    first = max(found, key=lambda title: often[title], default="")
    ordered = sorted(found.items(), key=lambda one: one[0] != first)
    return {title: Document(number, title, url) for number, (title, url) in enumerate(ordered, 1)}


def _citing(places: Sequence[Place], above: Sequence[Place], documents: Mapping[str, Document]) -> tuple[Cited, ...]:
    """Return places as they are cited: a section once, and not again where the main finding above cites it first."""
    cited: list[Cited] = []
    before = _section(above[0]) if above else None
    for place in places:
        section = _section(place)
        rest = place.where.removeprefix(section[1]).removeprefix(", ")
        same = section == before and bool(section[1])
        head = "same section, " if same and not cited else ""
        where = f"{head}{rest}" if same and rest else place.where or "the document as a whole"
        cited.append(Cited(documents[place.document].number, where))
        before = section
    return tuple(cited)


def _charted(chart: Chart) -> Charted:
    """Return a chart with its table; narrow, so that it stands beside that, and on a small screen above it."""
    svg = Markup(pictures.chart(chart, f"_chart-{chart.id}", narrow=True).svg)  # noqa: S704  # pictures escape their text
    return Charted(svg, pictures.table(chart))


def _section(place: Place) -> tuple[str, str]:
    """Return the document of a place and the section inside it, in its quotation marks; none where it names none."""
    found = _SECTION.match(place.where)
    return place.document, found.group() if found else ""


def _folder(report: Report) -> str:
    """Return the folder that all files of evidence lie in, with a stroke at its end; nothing if there is none."""
    folders = {place.file.rpartition("/")[0] for item in _items(report) for place in item.places if place.file}
    return f"{next(iter(folders))}/" if len(folders) == 1 and folders != {""} else ""


def _first_columns(matrix: Matrix | None) -> frozenset[int]:
    """Return which columns of a matrix are the first below their head."""
    sizes = [len(columns) for _, columns in matrix.groups] if matrix else []
    return frozenset(accumulate([0, *sizes[:-1]]))


def _contents(report: Report) -> tuple[Entry, ...]:
    """Return the table of contents: the questions, then what is told of the whole inspection, if anything."""
    top = report.overall
    entries = [Entry(top.id, "Overall", top.judged)] if top.judged else []
    entries += [_entry(part) for part in top.parts]
    rest = {
        "_earlier": ("Earlier recommendations", report.earlier),
        "_matrix": ("Matrix of evidence", report.matrix),
        "_comparability": ("Comparability", report.comparability),
        "_decisions": ("Decisions", report.decisions),
        "_challenges": ("Challenges", report.challenges),
        "_documents": ("Documents", _documents(report)),
        "_receipt": ("Receipt", report.receipt),
        "_form": ("Challenge a fact", report.challenges_open),
    }
    return (*entries, *(Entry(anchor, title) for anchor, (title, there) in rest.items() if there))


def _entry(question: Question) -> Entry:
    return Entry(question.id, question.name, question.judged, tuple(_entry(part) for part in question.parts))
