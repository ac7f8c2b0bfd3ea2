"""What would need to improve: `peelgrade explain --to`."""

from __future__ import annotations

from collections.abc import Callable

from peelgrade import explanation
from peelgrade.changes import Case
from peelgrade.cli import fieldwork, hanging, progress
from peelgrade.explanation import AsOf
from peelgrade.problems import Unreadable
from peelgrade.rendering import improvement
from peelgrade.rendering.views import View


def tell(
    case: Case, where: Callable[[str], str], subject: str | None, named: str, format_: str, lacking: AsOf | None
) -> None:
    """Print what would need to improve for a question, or the overall judgment, to reach a category.

    Raises Unreadable where the subject is no graded question, or the framework declares nothing that can improve.
    """
    rulebook = case.rulebook
    question = fieldwork.asked(subject, rulebook, "--to")
    category = hanging.category(named, rulebook, "--to")
    if not rulebook.questions[question].graded:
        graded = next((one.id for one in rulebook.questions.values() if one.graded), None)
        message = f"'{question}' is not graded: there is no category for it to reach"
        raise Unreadable(message, f"name a question that is graded, such as {graded}" if graded else "none is graded")
    if rulebook.framework.improvements is None:
        message = (
            f"the framework '{rulebook.framework.id}' does not say what a force can improve, and what each change costs"
        )
        raise Unreadable(message, "declare 'improvements' in its framework.yaml")
    with progress.during("looking for the cheapest changes"):
        found = explanation.improvement(case, question, category.id)
    view = View(found.before, case.inspection, rulebook, where)
    fieldwork.tell(
        format_, lacking, lambda: improvement.as_data(view, found), lambda: improvement.improvement(view, found)
    )
