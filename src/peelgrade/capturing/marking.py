"""Problems of a workbook as marks in its cells, for the copy that is handed back."""

from __future__ import annotations

from collections.abc import Mapping

from peelgrade.capturing.checking import Checked
from peelgrade.capturing.drawing import Mark
from peelgrade.problemcodes import CODES, SEVERITIES


def marks(found: Checked) -> tuple[Mark, ...]:
    """Return a mark for each problem, the worst first; those that no cell has to do with name the file instead."""
    sheets = {f"{name}": one for name, one in found.places.matching.sheets.items()}
    made = []
    for problem in dict.fromkeys(found.problems):
        at = problem.at
        name = found.places.sheet_of(at) or at.file
        row, column = (at.line or 1) - 1, (at.column or 1) - 1
        made.append(Mark(name, row, column, problem.severity, problem.code, problem.message, problem.help))
    order = list(sheets)
    return tuple(
        sorted(
            made,
            key=lambda mark: (
                SEVERITIES.index(mark.severity),
                not CODES[mark.code].leads,
                order.index(mark.sheet) if mark.sheet in order else len(order),
                mark.row,
                mark.column,
            ),
        )
    )


def heads(found: Checked) -> Mapping[str, int]:
    """Return the rows of the heads by the names of the sheets, counted from nought."""
    return {one.grid.name: one.head for one in found.places.matching.sheets.values()}
