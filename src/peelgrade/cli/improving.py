"""What `peelgrade explain --to` prints."""

from __future__ import annotations

from peelgrade import explanation
from peelgrade.changes import Case
from peelgrade.cli import reading
from peelgrade.evidence import Inspection
from peelgrade.pipeline import Read
from peelgrade.problems import Unreadable, suggest
from peelgrade.rendering import improvement, reasons
from peelgrade.rendering.escaping import json_text


def tell(found: Read, inspection: Inspection, question: str | None, category: str, format_: str) -> None:
    """Print what would need to improve for a question, or the overall one, to reach a category.

    Raises Unreadable where there is no such question or category, it is not graded, or no improvements are declared.
    """
    rulebook = found.rulebook
    name = question or rulebook.framework.questions.id
    graded = [one.id for one in rulebook.questions.values() if one.graded]
    categories = [one.id for one in rulebook.scale]
    if name not in rulebook.questions:
        raise Unreadable(f"'{name}' is no question of {rulebook.framework.title}", suggest(name, graded))
    if name not in graded:
        message = f"'{name}' is context and not graded: there is no category that it could reach"
        raise Unreadable(message, suggest("", graded))
    if category not in categories:
        raise Unreadable(f"'{category}' is no category of {rulebook.framework.title}", suggest(category, categories))
    if rulebook.framework.improvements is None:
        message = f"{rulebook.framework.title} does not declare what a force can improve, and what it costs"
        raise Unreadable(message, "write 'improvements' in its framework.yaml")
    told = explanation.improvement(Case(inspection, rulebook), name, category)
    view = reasons.View(told.before, inspection, rulebook, found.places.of)
    if format_ == "json":
        reading.write(json_text(improvement.as_data(view, told)) + "\n")
    else:
        reading.show(improvement.improvement(view, told))
