"""How much evidence there is: by question, kind, weight and method."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from peelgrade.evidence import WEIGHTS, Finding, Item, Metric, Recommendation
from peelgrade.rendering.report.content import Matrix
from peelgrade.rendering.report.telling import Telling
from peelgrade.rulebook import Question, Word

_NOTE = (
    "What is counted: main findings, the force's own figures, and recommendations. Weight and methods are those of the "
    "findings; one that names several methods stands under each."
)
Column = tuple[str, Callable[[Item], bool]]


def matrix(telling: Telling) -> Matrix | None:
    """Return the number of items by question, with one row for each question that may hold evidence, and one for all."""
    if not telling.tells("matrix"):
        return None
    view = telling.view
    counted = [item for item in view.inspection.items if view.inspection.counts(item)]
    groups = tuple(_groups(counted, view.rulebook.framework.methods))
    columns = [test for _, listed in groups for _, test in listed]
    rows = []
    for asked in view.rulebook.questions.values():
        own = [item for item in counted if item.question == asked.id]
        if own or not asked.parts:
            rows.append((_label(asked), tuple(sum(map(test, own)) for test in columns)))
    rows.append(("All questions", tuple(sum(map(test, counted)) for test in columns)))
    return Matrix(tuple((head, tuple(name for name, _ in listed)) for head, listed in groups), tuple(rows), _NOTE)


def _label(asked: Question) -> str:
    return f"{asked.id} {asked.name}"


def _groups(counted: list[Item], methods: tuple[Word, ...]) -> Iterator[tuple[str, tuple[Column, ...]]]:
    yield (
        "Kind",
        (
            ("Strengths", lambda item: isinstance(item, Finding) and item.shows == "strength"),
            ("Weaknesses", lambda item: isinstance(item, Finding) and item.shows == "weakness"),
            ("Figures", lambda item: isinstance(item, Metric)),
            ("Recommendations", lambda item: isinstance(item, Recommendation)),
        ),
    )
    yield "Weight", tuple((weight.capitalize(), _weighs(weight)) for weight in reversed(WEIGHTS))
    named = {method for item in counted if isinstance(item, Finding) for method in item.methods}
    listed = [(word.title, _gathered(word.id)) for word in methods if word.id in named]
    none = ("None named", lambda item: isinstance(item, Finding) and not item.methods)
    yield "Method", (*listed, none)


def _weighs(weight: str) -> Callable[[Item], bool]:
    return lambda item: isinstance(item, Finding) and item.weight == weight


def _gathered(method: str) -> Callable[[Item], bool]:
    return lambda item: isinstance(item, Finding) and method in item.methods
