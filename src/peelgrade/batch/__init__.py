"""Very many inspections, as two tables: the same judgments as `grading` reaches, counted and judged in bulk."""

from peelgrade.batch.counting import Reject
from peelgrade.batch.history import History
from peelgrade.batch.moves import Direction, Stands
from peelgrade.batch.revising import Revised, TableMove, revised
from peelgrade.batch.running import Asked, Ended, Run, is_folder_of_tables
from peelgrade.batch.sensitivity import Sensitivity, Variant, sensitivity
from peelgrade.batch.tabling import tables, write_tables

__all__ = [
    "Asked",
    "Direction",
    "Ended",
    "History",
    "Reject",
    "Revised",
    "Run",
    "Sensitivity",
    "Stands",
    "TableMove",
    "Variant",
    "is_folder_of_tables",
    "revised",
    "sensitivity",
    "tables",
    "write_tables",
]
