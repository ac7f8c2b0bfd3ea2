"""How far two codings agree, and where they part: for the terminal, as data, and as a worksheet to settle it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from peelgrade.comparison.agreement import Agreement, Difference, Parting
from peelgrade.comparison.reliability import Reliability
from peelgrade.evidence import Finding, Item
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.console import dim, plain_table
from peelgrade.rendering.views import View
from peelgrade.trace import Truth

VERSION = "peelgrade/agreement/v1"
MARK = Fraction(8, 10)  # the mark of the coding manual
COLUMNS = (
    *("first id", "second id", "question", "place", "first statement", "second statement", "first code", "second code"),
    *("differs in", "moves", "settled code", "reason"),
)
_RECORD = {"questions": "fieldwork", "cut_off": "cut-off"}  # parts of the record that readers know by other words
_TRUTHS = {Truth.TRUE: "holds", Truth.FALSE: "does not hold", Truth.UNKNOWN: "is open", None: "is not applied"}


def text(found: Agreement, first: View, second: View) -> RenderableType:
    """Return the agreement for the terminal: how items were paired, the figures, and where the codings part."""
    made, record = found.pairing, first.inspection.record
    lines = [
        f"In both: {prose.number(len(made.pairs), 'item')}, {made.by('id')} paired by id, {made.by('place')} by place and statement.",
        f"In the first alone: {_ids(made.only_first)}. In the second alone: {_ids(made.only_second)}.",
    ]
    head = f"{escaping.terminal(record.force.name)}  {escaping.terminal(first.rulebook.framework.title)}: two codings"
    same = found.judged - len(found.partings)
    judged = f"Judgments: {same} of {found.judged} computed alike."
    shown: list[RenderableType] = [Text(head, style="bold"), *map(Text, lines), Text(), _figures(found), Text()]
    shown.append(Text(judged, style="bold"))
    seen: set[str] = set()
    shown += [_parting(one, first, second, seen) for one in found.partings]
    if found.differences:
        settle = "--settle FILE writes a worksheet with a row for each."
        shown.append(dim(f"{prose.number(len(found.differences), 'difference')} in all; {settle}"))
    return Group(*shown)


def _ids(items: tuple[Item, ...]) -> str:
    return ", ".join(item.id for item in items) or "none"


def _figures(found: Agreement) -> Table:
    table = plain_table("Code", "Findings", "Alike", "Alpha", "")
    for name, one in found.codes.items():
        table.add_row(name, str(one.units), str(one.alike), _alpha(one), remark(one))
    return table


def _alpha(one: Reliability) -> str:
    return "none" if one.alpha is None else f"{float(one.alpha):.2f}"


def remark(one: Reliability) -> str:
    """Return what to make of a figure: whether it is below the mark of the manual, or why there is none."""
    if not one.units:
        return "no main finding stands in both codings"
    if one.alpha is None:
        return "undefined: all have one code, so that nothing varies"
    if one.alpha < MARK:
        return "below 0.8: settle it before grading, and add a boundary to the manual"
    return ""


def _parting(one: Parting, first: View, second: View, seen: set[str]) -> Tree:
    asked = first.rulebook.questions[one.question]
    reached = [prose.reached(judgment.computed).lower() or "nothing" for judgment in (one.first, one.second)]
    head = Text.assemble(
        (f"{one.question} {escaping.terminal(asked.name)}: ", "bold"),
        f"{reached[0]} in the first, {reached[1]} in the second",
    )
    root = Tree(head, guide_style="dim")
    if asked.working_view:
        root.add(dim(prose.WORKING_VIEW))
    root.add(Text(f"comes from {', '.join(one.below)} below" if one.below else "the difference arises here"))
    for rule in one.rules:
        root.add(Text(f"{rule.rule} {_TRUTHS[rule.first]} in the first, {_TRUTHS[rule.second]} in the second"))
    settling = one.alone or one.together
    each = "this alone" if len(one.alone) == 1 else "each of these alone"
    told = f"{each} would settle it" if one.alone else "these would settle it only together"
    branch = root.add(Text(told, style="bold"))
    for difference in settling:
        if difference.name in seen:
            branch.add(dim(f"{_called(difference)}, shown above"))
        else:
            seen.add(difference.name)
            _difference(difference, first, second, branch)
    others = [difference for difference in one.bearing if difference not in settling]
    if others and not one.below:
        names = ", ".join(map(_called, others))
        root.add(dim(f"these differ too, and do not settle it: {names}"))
    return root


def _difference(one: Difference, first: View, second: View, under: Tree) -> None:
    item = one.first or one.second
    if item is None:
        under.add(Text(f"the record: {_called(one)}"))
        return
    branch = under.add(Text.assemble((one.name, "bold"), f" {_codes(one)}"))
    for word, view, said in (("first", first, one.first), ("second", second, one.second)):
        if said is not None:
            line = escaping.terminal(prose.item_line(said, view.rulebook, view.items))
            branch.add(Text(f"{word}: {line}"))
            branch.add(dim(f"{view.place(said.id)}  {escaping.terminal(prose.place_of(said))}"))


def _called(one: Difference) -> str:
    """Return the id of the item that is coded otherwise, or a word for the part of the record."""
    return _RECORD.get(one.name, one.name.replace("_", " ")) if one.first is one.second else one.name


def _codes(one: Difference) -> str:
    return ", ".join(_RECORD.get(code, code.replace("_", " ")) for code in one.codes)


# --- worksheet -------------------------------------------------------------------------------------------------------


def _rows(found: Agreement) -> Iterator[list[str]]:
    for one in found.differences:
        item = one.first or one.second
        moves = "; ".join(
            f"{name}: {prose.reached(found.first[name].computed).lower()} → {prose.reached(now).lower()}"
            for name, now in one.moved
        )
        sides = [one.first, one.second]
        questions = dict.fromkeys(side.question for side in sides if side is not None)
        yield [
            *(side.id if side else "" for side in sides),
            " or ".join(questions),
            prose.place_of(item) if item else "inspection.yaml",
            *((side.statement or "") if side else "" for side in sides),
            *(_code(side) if side else "" for side in sides),
            _codes(one),
            moves or "no judgment alone",
            "",
            "",
        ]


def _code(item: Item) -> str:
    if isinstance(item, Finding):
        parts = [item.shows, item.weight, item.ground, *item.at_risk, item.extent, item.standing]
        parts += [f"part of {item.part_of}" if item.part_of else None, "withdrawn" if item.withdrawn else None]
        return ", ".join(part.replace("_", " ") for part in parts if part)
    told = item.model_dump(mode="json", exclude_none=True, include={"measure", "subject", "value", "type", "status"})
    return ", ".join(f"{value}".replace("_", " ") for value in told.values())


def csv_text(found: Agreement, first: View) -> str:  # noqa: ARG001  # as the other form of the worksheet
    """Return the worksheet as CSV: no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([escaping.csv_cell(cell) for cell in row] for row in _rows(found))
    return out.getvalue()


def markdown(found: Agreement, first: View) -> str:
    """Return the worksheet as a Markdown table."""
    lines = [
        f"# {escaping.markdown(first.inspection.record.force.name)}: what two coders have to settle",
        "",
        *escaping.markdown_head(COLUMNS),
        *map(escaping.markdown_row, _rows(found)),
    ]
    return "\n".join(lines) + "\n"


# --- data ------------------------------------------------------------------------------------------------------------


def as_data(found: Agreement, first: View) -> dict[str, Any]:
    """Return the agreement as data; alpha is exact, written as in "2/3", and null where it is undefined."""
    made = found.pairing
    return {
        "schema": VERSION,
        "framework": first.rulebook.framework.id,
        "force": first.inspection.record.force.name,
        "pairs": [
            {"first": pair.first.id, "second": pair.second.id, "by": pair.how, "words_shared": str(pair.likeness)}
            for pair in made.pairs
        ],
        "only_first": [item.id for item in made.only_first],
        "only_second": [item.id for item in made.only_second],
        "coding": {
            name: {
                "metric": one.metric,
                "findings": one.units,
                "alike": one.alike,
                "alpha": None if one.alpha is None else str(one.alpha),
                "remark": remark(one) or None,
            }
            for name, one in found.codes.items()
        },
        "judgments": {"judged": found.judged, "alike": found.judged - len(found.partings)},
        "differences": [
            {
                "first": one.first.id if one.first else None,
                "second": one.second.id if one.second else None,
                "differs_in": list(one.codes),
                "moves": [{"question": name, "computed": prose.ends(now)} for name, now in one.moved],
            }
            for one in found.differences
        ],
        "partings": [
            {
                "question": one.question,
                "first": prose.ends(one.first.computed),
                "second": prose.ends(one.second.computed),
                "below": list(one.below),
                "rules": [
                    {
                        "rule": rule.rule,
                        "first": rule.first.value if rule.first else None,
                        "second": rule.second.value if rule.second else None,
                    }
                    for rule in one.rules
                ],
                "bearing": [other.name for other in one.bearing],
                "settled_alone_by": [other.name for other in one.alone],
                "settled_together_by": [other.name for other in one.together],
            }
            for one in found.partings
        ],
    }
