"""Very many inspections, as two tables: the same judgments as `grading` reaches, counted and judged in bulk."""

from peelgrade.batch.counting import Reject
from peelgrade.batch.running import Asked, Ended, Run
from peelgrade.batch.tabling import tables, write_tables

__all__ = ["Asked", "Ended", "Reject", "Run", "tables", "write_tables"]
