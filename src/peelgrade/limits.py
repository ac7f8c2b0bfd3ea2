"""How much is read at most: every limit that can be raised, in one table, and the one place that raises them.

A file from a stranger must not take the memory or the time of whoever reads it, so there are limits; and whoever means
more says so in the environment variable PEELGRADE_LIMITS, as in ``files=4000 text=200000``. It stands nowhere else: what
comes with the evidence, the configuration of the project included, cannot raise what it is held to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from peelgrade.problems import Unreadable, nearest, shown

VARIABLE = "PEELGRADE_LIMITS"

_ASKED = re.compile(r"[,\s]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,14}")


@dataclass(slots=True, eq=False)
class Limit:
    """How much of something is read: its name, so much as a rule, of what, and so much as is allowed now."""

    name: str
    usual: int
    about: str
    most: int = field(init=False)

    def __post_init__(self) -> None:
        self.most = self.usual

    def raised(self, wanted: int | None = None) -> str:
        """Return how so much is let through, or twice as much as now where it is not known how much there is."""
        return f"to let so much through, set {VARIABLE}={self.name}={wanted or 2 * self.most}"


FILE_BYTES = Limit("file-bytes", 8_000_000, "bytes of a file of evidence or rules, or of a result")
FILES = Limit("files", 2_000, "YAML files in a folder")
FOLDER_BYTES = Limit("folder-bytes", 32_000_000, "bytes of all YAML files in a folder")
VALUES = Limit("values", 500_000, "values in a file")
ALL_VALUES = Limit("all-values", 2_500_000, "values in all files that are read together")
TEXT = Limit("text", 100_000, "characters of a text")
WORKBOOK_BYTES = Limit("workbook-bytes", 30_000_000, "bytes of a workbook of evidence")
WORKBOOK_UNPACKED = Limit("workbook-unpacked", 150_000_000, "bytes that a workbook unpacks to")
WORKBOOK_ROWS = Limit("workbook-rows", 50_000, "rows of a sheet, to the last that holds something")
WORKBOOK_COLUMNS = Limit("workbook-columns", 1_000, "columns of a sheet, to the last that holds something")
WORKBOOK_CELLS = Limit("workbook-cells", 2_000_000, "cells of all sheets, empty ones between others included")
WORKBOOK_TEXT = Limit("workbook-text", 50_000_000, "characters in all cells of a workbook")
TABLE_UNPACKED = Limit("table-unpacked", 500_000_000, "bytes that a workbook given as a table unpacks to")
TABLE_CELLS = Limit("table-cells", 30_000_000, "cells of a table in a workbook that is nearly empty")
QUESTIONS = Limit("questions", 300, "questions of a framework, on all levels")
CATEGORIES = Limit("categories", 20, "judgment categories of a framework")
RULES = Limit("rules", 1_000, "rules of a framework")
CONDITIONS = Limit("conditions", 3_000, "conditions in all rules of a framework, `all` and `any` among them")

LIMITS = (
    FILE_BYTES,
    FILES,
    FOLDER_BYTES,
    VALUES,
    ALL_VALUES,
    TEXT,
    WORKBOOK_BYTES,
    WORKBOOK_UNPACKED,
    WORKBOOK_ROWS,
    WORKBOOK_COLUMNS,
    WORKBOOK_CELLS,
    WORKBOOK_TEXT,
    TABLE_UNPACKED,
    TABLE_CELLS,
    QUESTIONS,
    CATEGORIES,
    RULES,
    CONDITIONS,
)


def allow(asked: str) -> None:
    """Set every limit to what is asked for, as in ``files=4000 text=200000``, and all others to what is usual.

    Raises Unreadable for a name or a number that is none; then every limit is as it was.
    """
    known = {limit.name: limit for limit in LIMITS}
    wanted: dict[str, int] = {}
    for word in filter(None, _ASKED.split(asked)):
        name, _, number = word.partition("=")
        if name not in known:
            near = nearest(name, known)
            remedy = f"did you mean '{near[0]}'?" if near else f"the limits are {', '.join(known)}"
            raise Unreadable(f"{VARIABLE} names a limit '{shown(name)}', and there is none", remedy)
        if not _NUMBER.fullmatch(number):
            remedy = f"write it as in {VARIABLE}={name}={known[name].usual}, without commas"
            raise Unreadable(f"{VARIABLE} sets '{name}' to '{shown(number)}', and a whole number is wanted", remedy)
        wanted[name] = int(number)
    for limit in LIMITS:
        limit.most = wanted.get(limit.name, limit.usual)
