"""peelgrade rules sensitivity."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from peelgrade import ruletests
from peelgrade.cli import history, printing, subjects
from peelgrade.cli.rules import naming
from peelgrade.problems import Unreadable, shown
from peelgrade.rendering import steps
from peelgrade.rendering.steps import Stepped
from peelgrade.rulebook import Rulebook
from peelgrade.ruletests import BoundMoved


def run(framework: str | None, over: Path, questions: tuple[str, ...], format_: str) -> None:
    """Show which bounds of a rulebook decide much over many inspections."""
    found, unknown = naming.find(framework, None, "Nothing was tried")
    if unknown is not None:
        message = f"there is no framework {shown(unknown)}"
        raise Unreadable(message, "name a folder, or one that ships; a question goes with --question")
    questions = subjects.questions(questions, found.rulebook)
    if not history.holds_tables(over):
        remedy = "name a folder with a table 'items'; 'peelgrade batch --as-tables' writes inspections as tables"
        raise Unreadable(f"{over} holds no tables of inspections", remedy)
    stepped = _stepped(found.rulebook, over, tuple(_moved(found.rulebook, questions)))
    printing.tell(stepped, format_, data=steps.as_data, text=steps.text, markdown=steps.markdown)
    sys.exit(1 if stepped.found.rejected or not stepped.found.inspections else 0)


def _moved(rulebook: Rulebook, questions: tuple[str, ...]) -> Iterator[BoundMoved]:
    """Yield each bound a step off, of all rules or of those about some questions and what is below these."""
    within = frozenset().union(*(rulebook.below[one] for one in questions or (rulebook.framework.questions.id,)))
    for question in rulebook.questions:
        for rule in rulebook.rules_of(question) if question in within else ():
            yield from ruletests.bounds_moved(rule, rulebook)


def _stepped(rulebook: Rulebook, over: Path, moved: tuple[BoundMoved, ...]) -> Stepped:
    with history.opened(over, rulebook) as (inspections, at):
        from peelgrade import batch  # noqa: PLC0415  # it needs libraries of an extra

        variants = [batch.Variant(one.rule.question, _with(rulebook, one)) for one in moved]
        found = batch.sensitivity(inspections, variants, at)
    history.say_unread(found.unread)
    return Stepped(rulebook, over.as_posix(), moved, found)


def _with(rulebook: Rulebook, moved: BoundMoved) -> Rulebook:
    rules = (moved.rule if rule.id == moved.rule.id else rule for rule in rulebook.rules)
    return Rulebook.of(rulebook.framework, rules)
