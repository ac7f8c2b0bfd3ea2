"""A report laid out as a document: the judgments first, then each core question from a page of its own, then the rest.

Text is made visible here, once: in one line, with what cannot be seen shown as its code, so that no writer of documents
meets a control character or a mark that turns text around. Addresses that do not lead into the web are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from peelgrade.rendering import pages, prose
from peelgrade.rendering.escaping import page_text
from peelgrade.rendering.report.content import Judged, Place, Question, Report
from peelgrade.rendering.report.documents import lists, tables
from peelgrade.rendering.report.documents.blocks import (
    Block,
    Contents,
    Document,
    Entries,
    Entry,
    Heading,
    Paragraph,
    Run,
    Tile,
    Tiles,
    faint,
    plain,
)
from peelgrade.rendering.report.documents.lists import Known

_EDGE = 400  # characters at the edge of a page: more would leave no room for what the page says
_DEEPEST = 4  # level of headings
_WORKING = "Working view: the inspectorate publishes no judgment at this level."
_FORM = (
    "Where something in this report is wrong in fact or incomplete, say so here, and return it with the documents that "
    "show it. A challenge is about facts; it is no appeal against a judgment."
)

Value = TypeVar("Value")


def document(report: Report) -> Document:
    """Return a report as a document."""
    made = visible(report)
    known = lists.known(made)
    questions = (block for part in made.overall.parts for block in _question(made, part, 1, known))
    blocks = (*_front(made, known), *_detail(made, known), *questions, *_rest(made, known))
    name, standing = prose.cut(f"{made.force}, {made.framework}", _EDGE), prose.cut(made.standing, _EDGE)
    return Document(name, made.force, made.framework, standing, made.scale, blocks)


def visible(value: Value) -> Value:
    """Return a value, such as a report, with every text inside it in one line and nothing in it unseen."""
    changed: Any = value
    match value:
        case str():
            changed = page_text(value)
        case tuple():
            changed = tuple(visible(one) for one in value)
        case Place():
            url = pages.address(visible(value.url))
            changed = Place(visible(value.document), visible(value.where), url, visible(value.file))
        case _ if is_dataclass(value) and not isinstance(value, type):
            changed = replace(value, **{one.name: visible(getattr(value, one.name)) for one in fields(value)})
        case _:
            pass  # no text
    return changed  # type: ignore[no-any-return]  # of the type that came in


def _front(report: Report, known: Known) -> Iterator[Block]:
    yield Paragraph(plain(report.standing), "notice")
    if report.title not in (report.force, report.framework):
        yield Paragraph((Run(report.title, "strong"),))
    for line in report.about:
        yield Paragraph(plain(line))
    if known.main:
        yield Paragraph(faint(f"Places without a title are in: {known.main}"))
    top = report.overall
    if top.judged is not None:
        yield Heading(top.name, 1)
        yield from _verdict(top, large=True)
    parts = tuple(_tile(part.name, part.judged) for part in top.parts if part.judged is not None)
    if parts:
        yield Tiles("Judgments by question", parts)
    yield from _titled("What decided it", lists.told(top.in_short, known), 2)
    if not top.reasons:
        yield from _titled("What would need to improve", lists.told(top.to_improve, known), 2)
    yield Contents(2 if any(part.parts for part in top.parts) else 1)


def _tile(name: str, judged: Judged) -> Tile:
    return Tile(name, judged.words, judged.settled, f"Published: {judged.published}" if judged.differs else "")


def _detail(report: Report, known: Known) -> Iterator[Block]:
    top = report.overall
    left = replace(top, in_short=(), to_improve=top.to_improve if top.reasons else ())
    told = tuple(_told_of(report, left, 2, known))
    if told:
        yield Heading(f"{top.name}, in detail", 1, opens=True)
        yield from told


def _question(report: Report, question: Question, level: int, known: Known) -> Iterator[Block]:
    below = tuple(block for part in question.parts for block in _question(report, part, level + 1, known))
    inner = tuple(_told_of(report, question, level + (2 if below else 1), known))
    if level > 1 and not inner and not below and question.judged is None:
        return
    name = f"{question.id}  {question.name}" if report.audience in ("team", "panel") else question.name
    yield Heading(name, min(level, _DEEPEST), opens=level == 1, fits=level == 1 and _on_one_page(report))
    if question.title != question.name:
        yield Paragraph(plain(question.title))
    yield from _verdict(question)
    yield from tables.parts(question)
    if below and inner:
        yield Heading("The question as a whole", min(level + 1, _DEEPEST))
    yield from inner
    yield from below


def _verdict(question: Question, *, large: bool = False) -> Iterator[Block]:
    judged = question.judged
    if judged is not None:
        others = (("Computed", judged.computed), ("Decided", judged.decided), ("Published", judged.published))
        tiles = (_tile("Judgment", replace(judged, differs=False)), *(Tile(*one) for one in others if one[1]))
        yield Tiles("Overall judgment" if large else f"Judgment of {question.name}", tiles, large)
        if judged.stale:
            yield Paragraph(plain(judged.stale), "notice")
    about = [question.origin] if question.origin else []
    about += [_WORKING] if question.working_view and judged is not None else []
    about += ["Context, not graded."] if not question.graded and judged is None else []
    if about:
        yield Paragraph(faint(" ".join(about)))


def _told_of(report: Report, question: Question, level: int, known: Known) -> Iterator[Block]:
    for heading, blocks in _sections(report, question, known):
        yield from _titled(heading, blocks, level)


def _titled(heading: str, blocks: Sequence[Block], level: int) -> Iterator[Block]:
    """Yield blocks under a heading, if there are any."""
    if blocks:
        yield Heading(heading, min(level, _DEEPEST))
        yield from blocks


def _sections(report: Report, question: Question, known: Known) -> Iterator[tuple[str, Sequence[Block]]]:
    yield "What decided it", lists.told(question.in_short, known)
    yield "Strengths", lists.findings(question.strengths, known)
    yield "Concerns" if report.audience == "debrief" else "Weaknesses", lists.findings(question.weaknesses, known)
    yield "What the force is asked to do", lists.advice(question.advice, known)
    yield "What would need to improve", lists.told(question.to_improve, known)
    yield "Figures", tuple(tables.set_beside(question) if _on_one_page(report) else tables.figures(question, known))
    yield "What the judgment hangs on", lists.told(question.hangs_on, known)
    yield "Evidence outstanding", lists.told(question.next, known)
    yield "The reasons in full", lists.reasons(question.reasons, known)


def _on_one_page(report: Report) -> bool:
    """Whether each core question has one page: a force is shown every figure after those."""
    return report.audience == "force"


def _rest(report: Report, known: Known) -> Iterator[Block]:
    """Yield what is told of the whole inspection: from a page of its own, and the form from another."""
    opens = True
    for heading, blocks in _ends(report, known):
        if blocks:
            yield Heading(heading, 1, opens=opens)
            yield from blocks
            opens = False
    if report.challenges_open:
        yield Heading("Challenge a fact", 1, opens=True)
        yield Paragraph(plain(_FORM))
        yield tables.form()


def _ends(report: Report, known: Known) -> Iterator[tuple[str, Sequence[Block]]]:
    yield "Figures in full", tuple(_figures(report, known)) if _on_one_page(report) else ()
    yield "Earlier recommendations", lists.advice(report.earlier, known)
    yield "Matrix of evidence", tuple(tables.matrix(report.matrix))
    yield "Comparability", tuple(_comparability(report))
    yield "Decisions", lists.recorded(report.decisions)
    yield "Challenges", lists.recorded(report.challenges)
    yield "Documents", lists.documents(report.documents, known)
    yield "Receipt", tuple(tables.pairs("What this report was made from", ("What", "Value"), report.receipt))


def _figures(report: Report, known: Known) -> Iterator[Block]:
    for question in report.overall.walk():
        yield from _titled(question.name, tuple(tables.figures(question, known)), 2)


def _comparability(report: Report) -> Iterator[Block]:
    for one in report.comparability:
        yield Heading(one.framework, 2)
        titled = (("Can be set beside this", one.comparable), ("Cannot be set beside this", one.not_comparable))
        for title, lines in titled:
            if lines:
                yield Heading(title, 3)
                yield Entries(tuple(Entry(plain(line)) for line in lines))
        if one.source:
            yield Paragraph(faint(f"As declared: {one.source}"))
