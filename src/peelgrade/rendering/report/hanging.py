"""What a judgment hangs on, what would need to improve, and what to look at next, as far as an audience is told."""

from __future__ import annotations

from collections.abc import Iterator

from peelgrade import explanation
from peelgrade.explanation import Improvement
from peelgrade.explanation.improvement import Choice, Way
from peelgrade.rendering import improvement, outlook, prose, sensitivity
from peelgrade.rendering.report import items, outstanding
from peelgrade.rendering.report.content import Told
from peelgrade.rendering.report.telling import Telling
from peelgrade.rendering.report.trees import told
from peelgrade.scale import Category
from peelgrade.trace import Judgment


def hangs_on(question: str, telling: Telling) -> tuple[Told, ...]:
    """Return which codings a judgment hangs on, and of one that is published what evidence alone sustains it.

    Nothing where none stands.
    """
    judgment = telling.view.result[question]
    if not telling.tells("hangs_on") or judgment.range is None or judgment.by_people:
        return ()
    found = explanation.sensitivity_at(telling.sensitivity, telling.case, question, telling.view.result)
    published = not telling.view.rulebook.questions[question].working_view
    sustained = (
        (explanation.sustaining(telling.case, question, telling.view.result, telling.bare),) if published else ()
    )
    (whole,) = told((sensitivity.sensitivity(found, sustained, telling.view, question),))
    return (Told("For the team and the panel, and never a way to a grade.", "faint"), *whole.parts)


def to_improve(question: str, telling: Telling) -> tuple[Told, ...]:
    """Return what would need to improve for a question to reach the next category; nothing where it has the best."""
    if not telling.tells("to_improve") or telling.view.rulebook.framework.improvements is None:
        return ()
    wanted = _next(telling.view.result[question], telling)
    if wanted is None:
        return ()
    found = explanation.improvement(telling.case, question, wanted.id)
    if telling.tells("working_views"):
        return told((improvement.lines(telling.view, found),))
    return tuple(_of_the_force(found, telling))


def _next(judgment: Judgment, telling: Telling) -> Category | None:
    """Return the next category above what stands, or as it stands; None where there is none or it is not told."""
    now = judgment.as_it_stands or (judgment.range.low if judgment.range else None)
    plain = not telling.tells("working_views")
    if now is None or (plain and (judgment.category is None or judgment.from_outside)):
        return None
    return next((one for one in telling.view.rulebook.scale if one > now), None)


def _of_the_force(found: Improvement, telling: Telling) -> Iterator[Told]:
    """Yield the cheapest ways in findings and places, without codings, effort or working views."""
    if not found.ways:
        told = improvement.out_of_reach(found)
        yield Told(f"{prose.capital(told)}.")
        return
    for n, way in enumerate(found.ways):
        head = f"To be judged {found.wanted.title.lower()}, at least" if n == 0 else "Or"
        yield Told(head, "strong", tuple(_way(way, telling)))
    if found.more:
        one = found.more == 1
        yield Told("There is one more way that asks as much." if one else "There are more ways that ask as much.")
    yield Told(f"{improvement.FOUND_LATER}.", "faint")


def _way(way: Way, telling: Telling) -> Iterator[Told]:
    for choice in way.choices:
        if choice.amount == len(choice.items):
            yield from (_item(name, choice, telling) for name in choice.items)
        else:
            inside = tuple(_item(name, None, telling) for name in choice.items)
            yield Told(improvement.any_of(telling.view, choice), parts=inside)


def _item(name: str, choice: Choice | None, telling: Telling) -> Told:
    item = telling.view.items[name]
    done = f", {improvement.done(telling.view, choice, name)}" if choice is not None else ""
    places = tuple(Told(place, "faint") for place in items.places_told(item, telling))
    return Told(f"{name}{done}: {getattr(item, 'statement', '')}", parts=places)


def next_(question: str, telling: Telling) -> tuple[Told, ...]:
    """Return what to look at next; where no judgment is told, what evidence is still to come."""
    judgment = telling.view.result[question]
    if not telling.tells("next"):
        return ()
    if not telling.tells("judgments"):
        return outstanding.outstanding(question, telling)
    if judgment.status != "open":
        return ()
    return told(outlook.lines(explanation.outlook(telling.case, question, telling.view.result), telling.view))
