"""A column mapping against the framework that it is for: the questions that it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from peelgrade.problems import Locator, Problem, suggest
from peelgrade.rulebook import Rulebook

if TYPE_CHECKING:  # an inspection is checked without them
    from peelgrade.columnmapping import Columns


def check_columns(mapping: Columns, file: str, rulebook: Rulebook) -> Iterator[Problem]:
    """Yield what is wrong with a mapping under a framework."""
    overall = rulebook.framework.questions
    named = mapping.questions or {} if mapping.rows == "judgments" else dict.fromkeys(mapping.parts or {})
    key = "questions" if mapping.rows == "judgments" else "parts"
    if not overall.graded or (mapping.rows == "judgments" and overall.id not in named.values()):
        message = "the framework has no overall judgment" if not overall.graded else f"no word stands for {overall.id}"
        remedy = "without a published overall judgment there is nothing that a roll-up can be held against"
        yield Problem("PG663", message, Locator(file, (key,), of_key=True), remedy)
    graded = [name for name, question in rulebook.questions.items() if question.graded and name != overall.id]
    for name in mapping.parts or {}:
        if name not in graded:
            message = f"'{name}' is no part that the framework judges"
            remedy = (
                "write the column of the overall judgment under 'overall'"
                if name == overall.id
                else suggest(name, graded)
            )
            yield Problem("PG662", message, Locator(file, ("parts", name), of_key=True), remedy)
    parts = [name for name in (named.values() if mapping.rows == "judgments" else named) if name in graded]
    for n, name in enumerate(mapping.optional):
        if name not in parts:
            message = f"'{name}' is optional, and no column is mapped to it"
            yield Problem("PG662", message, Locator(file, ("optional", n)), suggest(name, parts))
