"""A report from a result: every part that the audience is shown, and nothing else.

What a reader is not to see is left out here, so that no writer of pages or documents can let it slip.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from peelgrade.evidence import Recommendation
from peelgrade.rendering import reasons
from peelgrade.rendering.report import deciding, facts, figures, hanging, items, judging, proceedings
from peelgrade.rendering.report.content import Advice, Audience, Chart, Question, Report
from peelgrade.rendering.report.facts import Basis
from peelgrade.rendering.report.matrix import matrix
from peelgrade.rendering.report.telling import Telling, in_folder
from peelgrade.rendering.report.trees import told
from peelgrade.rendering.views import View
from peelgrade.rulebook import Question as Asked


def built(view: View, audience: Audience, basis: Basis | None = None) -> Report:
    """Return the report of an inspection for an audience; `basis` says how the inspection was taken when it was graded."""
    telling = Telling(replace(view, where=lambda name: in_folder(view.where(name))), audience)
    basis = basis or Basis()
    return Report(
        audience=audience,
        force=view.inspection.record.force.name,
        title=view.rulebook.framework.questions.title,
        framework=view.rulebook.framework.title,
        standing=facts.standing(telling),
        about=facts.about(telling, basis),
        scale=tuple(view.rulebook.scale) if telling.tells("judgments") else (),
        overall=_question(view.rulebook.framework.questions, telling, 0),
        earlier=items.advice(_earlier(telling), telling) if telling.tells("earlier") else (),
        matrix=matrix(telling),
        comparability=proceedings.comparability(telling, basis.others),
        decisions=proceedings.decisions(telling),
        challenges=proceedings.challenges(telling),
        receipt=facts.receipt(telling, basis),
        documents=facts.documents(telling),
        challenges_open=telling.tells("challenge_form"),
    )


def _earlier(telling: Telling) -> Iterable[Recommendation]:
    """Yield the recommendations of earlier inspections: those that others took the place of as well, for they were made."""
    listed = (one for one in telling.view.inspection.recommendations if one.issued_in is not None)
    return (one for one in listed if telling.tells("codings") or not telling.taken_back(one))


def _question(asked: Asked, telling: Telling, depth: int) -> Question:
    """Return a question with what the audience is told of it, and those of its parts that it is told of."""
    parts = [part for part in asked.parts if telling.told_alone(part.id)]
    own = _own(asked, telling, parts)
    drawn = own if telling.tells("figures") else ()
    return Question(
        id=asked.id,
        title=asked.title,
        name=asked.name if asked.short or depth else "Overall",
        depth=depth,
        graded=asked.graded,
        working_view=asked.working_view and telling.tells("working_views"),
        judged=judging.judged(asked, telling),
        origin=facts.origin(asked.id, telling),
        in_short=deciding.in_short(asked.id, telling),
        reasons=told(reasons.trace(telling.view, asked.id)) if telling.tells("reasons") else (),
        strengths=items.findings(own, "strength", telling) if telling.tells("findings") else (),
        weaknesses=items.findings(own, "weakness", telling) if telling.tells("findings") else (),
        advice=_advice(own, asked, telling) if telling.tells("advice") else (),
        figures=tuple(one for name in drawn for one in figures.figures(telling.shown, name)),
        charts=_charts(drawn, asked, telling),
        hangs_on=hanging.hangs_on(asked.id, telling),
        to_improve=hanging.to_improve(asked.id, telling),
        next=hanging.next_(asked.id, telling),
        parts=tuple(_question(part, telling, depth + 1) for part in parts),
    )


def _own(asked: Asked, telling: Telling, parts: Iterable[Asked]) -> tuple[str, ...]:
    """Return the questions whose evidence is told with one: itself, and those below it that are not told alone."""
    alone = frozenset().union(*(telling.view.rulebook.below[part.id] for part in parts))
    return tuple(one.id for one in asked.walk() if one.id not in alone)


def _charts(drawn: Iterable[str], asked: Asked, telling: Telling) -> tuple[Chart, ...]:
    """Return the charts that are drawn at a question, numbered there; none is headed by a working view that is not told."""
    headings = {name: None if telling.names(name) else asked.name for name in drawn}
    made = (one for name, heading in headings.items() for one in figures.charts(telling.shown, name, heading))
    return tuple(replace(one, id=f"{asked.id}-{n}") for n, one in enumerate(made, 1))


def _advice(own: Iterable[str], asked: Asked, telling: Telling) -> tuple[Advice, ...]:
    listed = [item for name in own for item in telling.own[name] if isinstance(item, Recommendation)]
    told_here = [item for item in listed if item.issued_in is None or not telling.tells("earlier")]
    return items.advice(told_here, telling, asked.id)
