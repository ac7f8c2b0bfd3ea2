"""How a question stands, as far as an audience is told."""

from __future__ import annotations

from peelgrade.rendering import prose
from peelgrade.rendering.report.content import Judged
from peelgrade.rendering.report.telling import Telling
from peelgrade.rulebook import Question
from peelgrade.trace import Judgment


def judged(asked: Question, telling: Telling) -> Judged | None:
    """Return how a question stands in words: None where nothing is judged there, or the audience is not told."""
    if not telling.judged(asked):
        return None
    judgment = telling.view.result[asked.id]
    if telling.audience == "public":
        return _published(asked, judgment, telling)
    if telling.tells("computed"):
        return _in_full(asked, judgment, telling)
    return _stands(asked, judgment, telling)


def _published(asked: Question, judgment: Judgment, telling: Telling) -> Judged | None:
    """Return the published judgment alone, and where none is published that this is so."""
    known = telling.view.inspection.published.get(asked.id)
    if known is None:
        return Judged("Not inspected" if judgment.status == "not_inspected" else "No judgment is published")
    category = telling.view.rulebook.scale[known]
    return Judged(category.title, category, category, published=category.title)


def _stands(asked: Question, judgment: Judgment, telling: Telling) -> Judged | None:
    """Return the judgment that stands where it is settled: what is still open is for those who judge."""
    if judgment.category is None:
        return Judged("Not inspected" if judgment.status == "not_inspected" else "No judgment yet")
    return Judged(
        judgment.category.title,
        judgment.category,
        judgment.category,
        published=_title(asked, telling),
        differs=_differs(asked, judgment, telling),
    )


def _in_full(asked: Question, judgment: Judgment, telling: Telling) -> Judged | None:
    rulebook = telling.view.rulebook
    words = prose.standing(judgment, rulebook)
    if judgment.range is None:
        return Judged(prose.capital(words))
    return Judged(
        words,
        judgment.range.low,
        judgment.range.high,
        computed=prose.computed(judgment, rulebook),
        decided="Assumed" if judgment.assumed else prose.outside(judgment, rulebook),
        published=_title(asked, telling),
        differs=_differs(asked, judgment, telling),
        stale=prose.stale(judgment, rulebook),
    )


def _title(asked: Question, telling: Telling) -> str:
    known = telling.view.inspection.published.get(asked.id)
    return "" if known is None else telling.view.rulebook.scale[known].title


def _differs(asked: Question, judgment: Judgment, telling: Telling) -> bool:
    known = telling.view.inspection.published.get(asked.id)
    found = judgment.range
    return known is not None and (found is None or telling.view.rulebook.scale[known] not in found)
