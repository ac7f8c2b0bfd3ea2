"""The decision table of a question, lit up by what was observed: in the terminal and as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from peelgrade.rendering import prose
from peelgrade.rendering.console import dim
from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.rulesheet import layout
from peelgrade.rendering.rulesheet.text import Drawn
from peelgrade.rendering.views import View
from peelgrade.result import condition_record
from peelgrade.tabulation import Column, Subject, Table, tabulate
from peelgrade.trace import Judgment, leaves, tree

VERSION = "peelgrade/decision-table/v1"


@dataclass(frozen=True)
class Lit:
    """The table of a question, or of one rule, with its judgment; the same in words as `grid`."""

    table: Table
    judgment: Judgment
    grid: layout.Grid


def table(view: View, subject: str) -> Lit:
    """Return the table of a question or of one rule, lit up by what was observed there."""
    rule = next((one for one in view.rulebook.rules if one.id == subject), None)
    question = subject if rule is None else rule.question
    found = tabulate(question, view.rulebook)
    found = found if rule is None else found.of_rule(rule.id)
    judgment = view.result[question]
    return Lit(found, judgment, layout.grid(found, view.words, judgment))


def drawn(lit: Lit, view: View) -> RenderableType:
    """Return it for the terminal, with how the question stands and which rule each number is."""
    asked = view.rulebook.questions[lit.table.question]
    standing = prose.standing(lit.judgment, view.rulebook)
    head = Text.assemble((f"{asked.id}  {terminal(asked.name)}  ", "bold"), (standing.upper(), "bold reverse"))
    told: list[RenderableType] = [head]
    note = layout.judged_how(asked) or _from_outside(lit.judgment)
    if note:
        told.append(dim(note))
    if not lit.table.columns:
        return Group(*told, *([] if note else [Text("no rule is about it")]))
    for number, rule in lit.table.rules.items():
        because = terminal(rule.because)
        told.append(
            Text.assemble((f"{number}  {rule.id}", "bold"), f"  {because}", (f"  {view.place(rule.id)}", "dim"))
        )
    told.append(Drawn(lit.grid))
    if not lit.judgment.applied:
        told.append(Text("No rule was applied: the question was not inspected."))
    return Group(*told)


def _from_outside(judgment: Judgment) -> str:
    """Say where the judgment that stands is not that of the rules."""
    if not judgment.from_outside:
        return ""
    whose = "assumed" if judgment.assumed else "decided by people" if judgment.decision_applies else "carried over"
    return f"what stands is {whose}; the rules give {prose.by_rules(judgment)}"


def as_data(lit: Lit, day: str | None) -> dict[str, Any]:
    """Return it as data: columns are rules or alternatives of rules, rows what is counted, cells what was observed.

    A cell is null where its column does not ask; else it is a count as a result holds it. `role` is the kind of reason
    that a rule is for the judgment.
    """
    roles = {reason.rule: reason.kind for reason in lit.judgment.reasons}
    reached = lit.judgment.range
    return {
        "schema": VERSION,
        "as_of": day,
        "question": lit.table.question,
        "status": lit.judgment.status,
        "low": reached.low.id if reached is not None else None,
        "high": reached.high.id if reached is not None else None,
        "columns": [
            {
                "label": column.label,
                "rule": column.rule.id,
                "effect": column.rule.effect,
                "category": column.rule.category,
                "in_words": column.cells is None,
                "truth": told.truth.value if told.truth is not None else None,
                "role": roles.get(column.rule.id) if told.role else None,
            }
            for column, told in zip(lit.table.columns, lit.grid.columns, strict=True)
        ],
        "rows": [
            {"counted": line.label, "cells": [_cell(column, row.subject, lit.judgment) for column in lit.table.columns]}
            for row, line in zip(lit.table.rows, lit.grid.lines, strict=True)
        ],
    }


def _cell(column: Column, subject: Subject, judgment: Judgment) -> dict[str, Any] | None:
    cell = (column.cells or {}).get(subject)
    applied = next((one for one in judgment.applied if one.rule.id == column.rule.id), None)
    if cell is None or applied is None:
        return None
    return condition_record(tuple(leaves(tree(applied)))[cell.place]).model_dump(mode="json")
