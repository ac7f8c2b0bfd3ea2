"""A small framework in words, and inspections of it by hand: for tests of what a reader is told."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from rich.console import Console, RenderableType

from peelgrade.changes import Case, Item
from peelgrade.evidence import Finding, Inspection
from peelgrade.grading import grade
from peelgrade.rendering.views import View
from peelgrade.rulebook import (
    All,
    Findings,
    FindingsCount,
    Framework,
    Judgments,
    JudgmentsCount,
    Question,
    RecommendationType,
    Rulebook,
    ScaleCategory,
)
from tests import strategies

TITLES = ("Inadequate", "Requires improvement", "Good", "Outstanding")
CALLS = Question(
    id="calls",
    title="How well does it answer calls?",
    short="Calls",
    graded=True,
    parts=(Question(id="levels", title="How many calls are there?", short="Levels", graded=False),),
)
VISITS = Question(id="visits", title="How well does it visit victims?", short="Visits", graded=True, working_view=True)
LEADERS = Question(id="leaders", title="How well is it led?", short="Leaders", graded=True, judged_by="people")
OVERALL = Question(id="overall", title="How safe is the town?", graded=True, parts=(CALLS, VISITS, LEADERS))


def framework(questions: Question = OVERALL, **given: Any) -> Framework:
    """Return the framework: four categories, of which the second is where every question starts, and one item enough."""
    known = strategies.framework(questions, minimum=1)
    scale = tuple(
        ScaleCategory(id=title.lower().replace(" ", "_"), title=title, points=Decimal(rank))
        for rank, title in enumerate(TITLES)
    )
    types = tuple(RecommendationType(id=name, title=name.replace("_", " ").capitalize()) for name in strategies.TYPES)
    named = {"title": "Town", "scale": scale, "baseline": "requires_improvement", "recommendation_types": types}
    return known.model_copy(update=named | given)


def findings(shows: str, **given: Any) -> Findings:
    """Return a count of findings."""
    return Findings(findings=FindingsCount(shows=shows, **given))


def judgments(**given: Any) -> Judgments:
    """Return a count of the judgments of the parts, unless others are given."""
    return Judgments(judgments=JudgmentsCount(**({"of": "parts"} | given)))


RULES = (
    strategies.rule(
        "calls.good",
        "calls",
        All(all=(findings("strength", at_least=1), findings("weakness", at_most=1))),
        supports="good",
    ),
    strategies.rule(
        "calls.outstanding", "calls", findings("strength", share_at_least=Decimal("0.8")), supports="outstanding"
    ),
    strategies.rule(
        "calls.harm",
        "calls",
        findings("weakness", ground=("serious_harm",), at_least=1),
        limits_to="requires_improvement",
        binding="strict",
    ),
    strategies.rule("visits.good", "visits", findings("strength", at_least=2), supports="good"),
    strategies.rule(
        "overall.good", "overall", judgments(reaching="good", share_at_least=Decimal("0.5")), supports="good"
    ),
    strategies.rule(
        "overall.weak",
        "overall",
        judgments(below="good", at_least=2),
        limits_to="requires_improvement",
        binding="presumptive",
    ),
)
RULEBOOK = Rulebook.of(framework(), RULES)


def finding(name: str, question: str, **given: Any) -> Finding:
    """Return a strength, moderate and widespread, unless something else is given."""
    return strategies.finding(name, question, **given).model_copy(
        update={"statement": given.get("statement", f"Statement of {name}.")}
    )


def inspected(*items: Item, **record: Any) -> Inspection:
    """Return an inspection of Kent with items and, of its record, what is given; fieldwork is complete."""
    known = {"questions": ({"question": "overall", "status": "complete"},)}
    return Inspection.of(strategies.record(**(known | record)), items)


def case(*items: Item, rulebook: Rulebook = RULEBOOK, **record: Any) -> Case:
    """Return an inspection with what judges it."""
    return Case(inspected(*items, **record), rulebook)


def view(one: Case) -> View:
    """Return the result of a case with what it was reached from; an item or rule stands in a file of its name."""
    return View(grade(one.inspection, one.rulebook), one.inspection, one.rulebook, "{}.yaml:1".format)


def shown(told: RenderableType, width: int = 200) -> list[str]:
    """Return the lines that the terminal shows, but for empty ones, without blanks at their ends."""
    console = Console(width=width, file=io.StringIO(), record=True)
    console.print(told)
    return [line.rstrip() for line in console.export_text().splitlines() if line.strip()]


__all__ = ["CALLS", "LEADERS", "OVERALL", "RULEBOOK", "RULES", "VISITS", "case", "finding", "findings", "framework"]
__all__ += ["inspected", "judgments", "shown", "view"]
