"""Rows that a batch run rejected, as CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from peelgrade.rendering.escaping import csv_cell

if TYPE_CHECKING:
    from peelgrade.batch.counting import Reject

HEAD = ("table", "file", "row", "inspection", "id", "reason")


def listed(rejected: Iterable[Reject]) -> str:
    """Return rows of CSV under their heads."""
    into = io.StringIO()
    writer = csv.writer(into, lineterminator="\n")
    writer.writerow(HEAD)
    for one in rejected:
        row = "" if one.row is None else str(one.row)
        writer.writerow([csv_cell(cell) for cell in (one.table, one.file, row, one.inspection, one.id, one.reason)])
    return into.getvalue()
