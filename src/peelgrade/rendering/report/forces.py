"""Several inspections side by side, as plain values: by framework, forces in the order of their names, never a ranking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from peelgrade.rendering import prose
from peelgrade.rendering.report import facts, judging, proceedings
from peelgrade.rendering.report.content import Audience, Comparability, Judged
from peelgrade.rendering.report.telling import Telling
from peelgrade.rendering.views import View
from peelgrade.rulebook import Question, fieldwork_statuses
from peelgrade.scale import Category

READERS: tuple[Audience, ...] = ("team", "panel", "public")
"""For whom several forces are set side by side: a debrief and a draft are about one force, and for that one alone."""


@dataclass(frozen=True)
class Cell:
    """How one inspection stands at one question, and what to bear in mind beside it.

    `strengths` and `weaknesses` are the main findings on the question and what is below it; None where the reader is
    told of no codings.
    """

    judged: Judged | None
    cautions: tuple[str, ...] = ()
    strengths: int | None = None
    weaknesses: int | None = None


@dataclass(frozen=True)
class Standing:
    """One inspection: its id, its force, the years of fieldwork, where its own report lies, and a cell for each question."""

    id: str
    force: str
    years: str
    page: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Asked:
    """A question that forces are set side by side at; `depth` is 0 at the top, 1 for a core question.

    `notes` say how it was inspected and reported, each with the forces that this is so of.
    """

    id: str
    title: str
    name: str
    depth: int
    working_view: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """The inspections by one edition of one framework: only these are judged alike.

    `cautions` say what is not comparable among them, `beside` what can be set beside other frameworks of this page.
    """

    framework: str
    scale: tuple[Category, ...]
    questions: tuple[Asked, ...]
    standings: tuple[Standing, ...]
    cautions: tuple[str, ...] = ()
    beside: tuple[Comparability, ...] = ()


@dataclass(frozen=True)
class Forces:
    """Several inspections side by side for one kind of reader."""

    audience: Audience
    standing: str
    groups: tuple[Group, ...]


def side_by_side(views: Sequence[View], audience: Audience, pages: Mapping[str, str]) -> Forces:
    """Return inspections side by side; `pages` are the addresses of their own reports by the id of the inspection."""
    tellings = [Telling(view, audience) for view in sorted(views, key=_by_name)]
    editions: dict[tuple[str, str], list[Telling]] = {}
    for telling in tellings:
        known = telling.view.rulebook.framework
        editions.setdefault((known.title, known.version), []).append(telling)
    groups = [_group(editions[key], tellings, pages) for key in sorted(editions)]
    return Forces(audience, _standing(tellings), tuple(groups))


def _by_name(view: View) -> tuple[str, str]:
    record = view.inspection.record
    return record.force.name.casefold(), record.id


def _standing(tellings: Sequence[Telling]) -> str:
    """Return for whom this is and what is not published; by force where that differs."""
    told = {telling.view.inspection.record.force.name: facts.standing(telling) for telling in tellings}
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    return " ".join(f"{force}: {text}" for force, text in told.items())


def _group(tellings: Sequence[Telling], everyone: Sequence[Telling], pages: Mapping[str, str]) -> Group:
    first = tellings[0]
    known = first.view.rulebook.framework
    asked = [(question, depth) for question, depth in _walked(known.questions, 0) if first.judged(question)]
    others = {one.view.rulebook.framework.id: one.view.rulebook.framework for one in everyone}
    titles = {one.title for one in others.values() if one.id != known.id}
    declared = proceedings.comparability(first, tuple(others.values()))
    return Group(
        known.title,
        tuple(first.view.rulebook.scale),
        tuple(_asked(question, depth, tellings) for question, depth in asked),
        tuple(_one(telling, [question for question, _ in asked], pages) for telling in tellings),
        tuple(_cautions(tellings)),
        tuple(one for one in declared if one.framework in titles),
    )


def _asked(question: Question, depth: int, tellings: Sequence[Telling]) -> Asked:
    name = "Overall" if depth == 0 and not question.short else question.name
    said: dict[str, list[str]] = {}
    for telling in tellings:
        said.setdefault(facts.origin(question.id, telling), []).append(telling.view.inspection.record.force.name)
    notes = tuple(f"{prose.joined(forces)}: {text}" for text, forces in said.items() if text)
    return Asked(question.id, question.title, name, depth, question.working_view, notes)


def _walked(question: Question, depth: int) -> Iterator[tuple[Question, int]]:
    if question.graded:
        yield question, depth
    for part in question.parts:
        yield from _walked(part, depth + 1)


def _one(telling: Telling, asked: Sequence[Question], pages: Mapping[str, str]) -> Standing:
    record = telling.view.inspection.record
    return Standing(
        record.id,
        record.force.name,
        prose.joined([str(year) for year in sorted(set(_years(telling.view)))]),
        pages.get(record.id, ""),
        tuple(_cell(telling, question) for question in asked),
    )


def _cell(telling: Telling, question: Question) -> Cell:
    below = {one.id for one in question.walk()}
    listed = [one for one in telling.view.inspection.findings if one.question in below and telling.may_tell(one)]
    main = [one for one in listed if one.part_of is None]
    counted = telling.tells("findings")
    return Cell(
        judging.judged(question, telling),
        tuple(_to_bear_in_mind(telling, question)),
        sum(one.shows == "strength" for one in main) if counted else None,
        sum(one.shows == "weakness" for one in main) if counted else None,
    )


def _to_bear_in_mind(telling: Telling, question: Question) -> Iterator[str]:
    """Yield what makes a judgment less comparable than it looks."""
    judgment = telling.view.result[question.id]
    if judgment.carried_over is not None:
        yield f"carried over from {judgment.carried_over.date.year}"
    if telling.tells("computed"):
        if judgment.in_progress and judgment.status != "not_inspected":
            yield "less evidence than the minimum" if judgment.short else "fieldwork in progress"
        if judgment.decision_applies:
            yield "decided by people, other than by the rules alone"
        if judgment.stale:
            yield "the decision is stale"
        return
    statuses = fieldwork_statuses(telling.view.inspection.record, telling.view.rulebook)
    if any(statuses[one.id] == "in_progress" for one, _ in _walked(question, 0)):
        yield "fieldwork in progress"  # as it is recorded; that there is too little evidence is said by rules


def _cautions(tellings: Sequence[Telling]) -> Iterator[str]:
    """Yield what is not comparable among inspections by one framework."""
    years = sorted({year for telling in tellings for year in _years(telling.view)})
    if len(years) > 1:
        yield f"Fieldwork was in different years: {prose.joined([str(year) for year in years])}."
    rulebooks = [telling.view.rulebook for telling in tellings if telling.tells("computed")]
    if any(one != rulebooks[0] for one in rulebooks):
        yield "They were graded by different rules of this framework: what is computed is not comparable."


def _years(view: View) -> Iterator[int]:
    for one in view.inspection.record.questions:
        if one.fieldwork is not None:
            yield one.fieldwork.end.year
