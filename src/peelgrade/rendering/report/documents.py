"""A report as a document, for Word and for paper: the same blocks in the same order, so that both say the same.

The judgments come first, then each core question on a page of its own. Text is made visible here, once: in one line, with
what cannot be seen shown as its code, so that no writer of documents meets a control character or a mark that turns
text around.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from peelgrade.rendering.escaping import page_text
from peelgrade.rendering.report.audiences import SHOWN
from peelgrade.rendering.report.blocks import (
    Block,
    Cell,
    Contents,
    Document,
    Drawn,
    Entries,
    Entry,
    Heading,
    Line,
    Paragraph,
    Run,
    Table,
    Tile,
    Tiles,
    Weight,
)
from peelgrade.rendering.report.content import (
    Advice,
    Beside,
    Chart,
    Decided,
    Figure,
    Finding,
    Judged,
    Place,
    Question,
    Report,
    Told,
)

_STANDS = {"similar": "about the same", "open": ""}
_FORM = ("Page or item", "What is said", "What it should say", "What shows it")
_FORM_ROWS = 6
_DEEPEST = 4  # level of headings
_WORKING = "Working view: the inspectorate publishes no judgment at this level."

Value = TypeVar("Value")


def document(report: Report) -> Document:
    """Return a report as a document."""
    made = visible(report)
    blocks = (*_front(made), *_questions(made), *_appendices(made))
    named = made.force in made.title and made.framework in made.title
    subtitle = "" if named else f"{made.force}, {made.framework}"
    return Document(made.title, subtitle, made.standing, made.scale, blocks)


def visible(value: Value) -> Value:
    """Return a value, such as a report, with every text inside it in one line, and nothing in it unseen."""
    changed: Any = value
    match value:
        case str():
            changed = page_text(value)
        case tuple():
            changed = tuple(visible(one) for one in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            changed = replace(value, **{one.name: visible(getattr(value, one.name)) for one in fields(value)})
    return changed  # type: ignore[no-any-return]  # of the type that came in


def _front(report: Report) -> Iterator[Block]:
    yield Paragraph(_plain(report.standing), "notice")
    for line in report.about:
        yield Paragraph(_plain(line))
    top = report.overall
    if top.judged is not None:
        yield Tiles(f"Judgment of {report.force}: {top.name}", (_tile(top.name, top.judged),), large=True)
    parts = tuple(_tile(part.name, part.judged) for part in top.parts if part.judged is not None)
    if parts:
        yield Tiles("Judgments by question", parts)
    yield Contents(2 if any(part.parts for part in top.parts) else 1)


def _tile(name: str, judged: Judged) -> Tile:
    one = judged.low if judged.low is not None and judged.low == judged.high else None
    return Tile(name, judged.words, one, judged.published if judged.differs else "")


def _questions(report: Report) -> Iterator[Block]:
    told = tuple(_told_of(report, report.overall, 2))
    if told:
        yield Heading(report.overall.name, 1, opens=True)
        yield from told
    for part in report.overall.parts:
        yield from _question(report, part, 1)


def _question(report: Report, question: Question, level: int) -> Iterator[Block]:
    below = tuple(block for part in question.parts for block in _question(report, part, level + 1))
    inner = tuple(_told_of(report, question, level + (2 if below else 1)))
    if level > 1 and not inner and not below and question.judged is None:
        return
    name = f"{question.id}  {question.name}" if _by_id(report) else question.name
    yield Heading(name, min(level, _DEEPEST), opens=level == 1)
    if question.title != question.name:
        yield Paragraph(_plain(question.title))
    yield from _verdict(question)
    if below and inner:
        yield Heading("The question as a whole", min(level + 1, _DEEPEST))
    yield from inner
    yield from below


def _verdict(question: Question) -> Iterator[Block]:
    judged = question.judged
    if judged is not None:
        others = (("Computed", judged.computed), ("Decided", judged.decided), ("Published", judged.published))
        tiles = (_tile("Judgment", replace(judged, differs=False)), *(Tile(*one) for one in others if one[1]))
        yield Tiles(f"Judgment of {question.name}", tiles)
        if judged.stale:
            yield Paragraph(_plain(judged.stale), "notice")
    about = [question.origin] if question.origin else []
    about += [_WORKING] if question.working_view and judged is not None else []
    about += ["Context, not graded."] if not question.graded else []
    if about:
        yield Paragraph(_faint(" ".join(about)))


def _told_of(report: Report, question: Question, level: int) -> Iterator[Block]:
    for heading, blocks in _sections(report, question):
        if blocks:
            yield Heading(heading, min(level, _DEEPEST))
            yield from blocks


def _sections(report: Report, question: Question) -> Iterator[tuple[str, Sequence[Block]]]:
    yield "What decided", _told_entries(question.in_short)
    yield "Strengths", _findings(report, question.strengths)
    yield "Weaknesses", _findings(report, question.weaknesses)
    yield "Areas for improvement and causes of concern", _advice(question.advice)
    yield "Figures", tuple(_figures(question))
    yield "What would need to improve", _told_entries(question.to_improve)
    yield "What the judgment hangs on", _told_entries(question.hangs_on)
    yield "What to look at next", _told_entries(question.next)
    yield "The reasons in full", _told_entries(question.reasons)


def _told_entries(lines: Iterable[Told]) -> tuple[Block, ...]:
    entries = tuple(_told(one) for one in lines)
    return (Entries(entries),) if entries else ()


def _told(one: Told) -> Entry:
    """Return a told line as an entry; faint lines with nothing under them, such as places, stand in the same entry."""
    small = [part for part in one.parts if part.weight == "faint" and not part.parts]
    return Entry(
        (Run(one.text, one.weight),),
        tuple(_faint(part.text) for part in small),
        tuple(_told(part) for part in one.parts if part not in small),
    )


def _findings(report: Report, findings: Iterable[Finding]) -> tuple[Block, ...]:
    entries = tuple(_finding(report, one) for one in findings)
    return (Entries(entries),) if entries else ()


def _finding(report: Report, one: Finding) -> Entry:
    codings = _by_id(report)
    coded = ", ".join((one.weight, one.extent)) if codings else ""
    about = (coded, *one.about, one.topic and f"on {one.topic}", ", ".join(one.methods))
    lines = [_faint("; ".join(word for word in about if word)), _places(one.places)]
    lines += [_plain(f"Not counted: {one.not_counted}.")] if one.not_counted else []
    lines += [_faint(f"Note: {one.note}")] if one.note else []
    name = (Run(f"{one.id}  ", "faint"),) if codings else ()
    return Entry(
        (*name, Run(one.statement)),
        tuple(line for line in lines if any(run.text for run in line)),
        tuple(_finding(report, each) for each in one.illustrations),
    )


def _advice(advice: Iterable[Advice]) -> tuple[Block, ...]:
    entries = tuple(_advised(one) for one in advice)
    return (Entries(entries),) if entries else ()


def _advised(one: Advice) -> Entry:
    status = "; ".join(word for word in (one.status, one.issued, one.not_counted) if word)
    arises = f"Arises from {', '.join(one.arises_from)}." if one.arises_from else ""
    lines = (_faint(status), _faint(arises), _places(one.places))
    return Entry(
        (Run(f"{one.kind}: ", "strong"), Run(one.statement)),
        tuple(line for line in lines if any(run.text for run in line)),
    )


def _places(places: Iterable[Place]) -> Line:
    """Return places as one line; a document is named once for those that follow each other in it."""
    runs: list[Run] = []
    before = ""
    for place in places:
        words = (place.document if place.document != before else "", place.where, place.file)
        runs += [Run("; ", "faint")] if runs else []
        runs.append(Run(", ".join(word for word in words if word), "faint", place.url))
        before = place.document
    return tuple(runs)


def _figures(question: Question) -> Iterator[Block]:
    for chart in question.charts:
        yield Drawn(chart, _alt(chart))
        yield _chart_table(chart)
    if question.figures:
        heads = ("Figure", "Value", "Of", "Set beside")
        yield Table(
            f"Figures: {question.name}",
            (tuple(_head(one) for one in heads),),
            tuple(_figure_row(one) for one in question.figures),
            (40, 14, 18, 36),
        )


def _figure_row(one: Figure) -> tuple[Cell, ...]:
    lines = [_plain(one.label), _faint(one.statement), _places(one.places)]
    shown = tuple(line for line in lines if any(run.text for run in line))
    beside = tuple(_plain(_beside(each)) for each in one.beside)
    return (Cell(shown, heads=True), Cell((_plain(one.text),), number=True), Cell((_plain(one.days),)), Cell(beside))


def _beside(one: Beside) -> str:
    stands = _STANDS.get(one.stands, one.stands)
    return f"{one.name}: {one.text}{f' ({stands})' if stands else ''}"


def _chart_table(chart: Chart) -> Table:
    told = any(row.told for row in chart.rows)
    heads = (chart.unit, *chart.series, *(("How it stands",) if told else ()))
    rows = []
    for row in chart.rows:
        marks = {mark.series: mark.text for mark in row.marks}
        cells = [Cell((_plain(marks.get(series, "–")),), number=True) for series in chart.series]
        cells += [Cell((_plain(row.told),))] if told else []
        rows.append((Cell((_plain(row.label),), heads=True), *cells))
    widths = (34, *(14 for _ in chart.series), *((24,) if told else ()))
    return Table(f"{chart.title}, as a table", (tuple(_head(one) for one in heads),), tuple(rows), widths, chart.note)


def _alt(chart: Chart) -> str:
    rows = "; ".join(f"{row.label}: {', '.join(f'{one.series} {one.text}' for one in row.marks)}" for row in chart.rows)
    return f"{chart.title} ({chart.unit}; {chart.direction}). {rows}."


def _appendices(report: Report) -> Iterator[Block]:
    for heading, blocks in _ends(report):
        if blocks:
            yield Heading(heading, 1, opens=True)
            yield from blocks


def _ends(report: Report) -> Iterator[tuple[str, Sequence[Block]]]:
    yield "Recommendations of earlier inspections", _advice(report.earlier)
    yield "Evidence by question", tuple(_matrix(report))
    yield "What can be compared with other years", tuple(_comparability(report))
    yield "Decisions", tuple(_decided(report.decisions))
    yield "Challenges to factual accuracy", tuple(_decided(report.challenges))
    yield "Form for challenges to factual accuracy", tuple(_form(report))
    yield "Sources and receipt", tuple(_receipt(report))


def _matrix(report: Report) -> Iterator[Block]:
    if report.matrix is None:
        return
    groups = (_head("Question"), *(replace(_head(name), span=len(columns)) for name, columns in report.matrix.groups))
    columns = (_head(""), *(_head(one) for _, names in report.matrix.groups for one in names))
    rows = tuple(
        (Cell((_plain(name),), heads=True), *(Cell((_plain(str(number)),), number=True) for number in numbers))
        for name, numbers in report.matrix.rows
    )
    widths = (30, *(9 for _ in columns[1:]))
    yield Table("How many items of evidence there are", (groups, columns), rows, widths, report.matrix.note)


def _comparability(report: Report) -> Iterator[Block]:
    for one in report.comparability:
        yield Heading(one.framework, 2)
        for head, lines in (("Comparable", one.comparable), ("Not comparable", one.not_comparable)):
            if lines:
                yield Paragraph((Run(head, "strong"),))
                yield Entries(tuple(Entry(_plain(line)) for line in lines))
        if one.source:
            yield Paragraph(_faint(one.source))


def _decided(recorded: Iterable[Decided]) -> Iterator[Block]:
    entries = tuple(Entry((Run(one.head, "strong"),), tuple(_plain(line) for line in one.lines)) for one in recorded)
    if entries:
        yield Entries(entries)


def _form(report: Report) -> Iterator[Block]:
    if report.challenges_open:
        words = "Please give, for each statement that you hold to be wrong in fact, where it stands and what shows it."
        yield Paragraph(_plain(words))
        blank = Cell((_plain(""),) * 4)
        rows = ((blank,) * len(_FORM),) * _FORM_ROWS
        yield Table("Challenges", (tuple(_head(one) for one in _FORM),), rows, (16, 28, 28, 28))


def _receipt(report: Report) -> Iterator[Block]:
    if report.documents:
        yield Entries(tuple(Entry(_plain(one)) for one in report.documents))
    if report.receipt:
        rows = tuple((Cell((_plain(name),), heads=True), Cell((_plain(value),))) for name, value in report.receipt)
        yield Table("What this report was made from", ((_head("What"), _head("Value")),), rows, (24, 76))


def _by_id(report: Report) -> bool:
    """Whether these readers work with codings, and with ids of questions and items."""
    return "codings" in SHOWN[report.audience]


def _head(words: str) -> Cell:
    return Cell((_said(words, "strong"),), heads=True)


def _plain(words: str) -> Line:
    return _said(words, "plain")


def _faint(words: str) -> Line:
    return _said(words, "faint")


def _said(words: str, weight: Weight) -> Line:
    return (Run(words, weight),)
