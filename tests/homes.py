"""A small table of published judgments, and the framework and mapping that it is read by: shared by tests of backtests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from peelgrade import parsing
from peelgrade.columnmapping import Columns
from peelgrade.pipeline import Reading, named_rules, read_rulebook
from peelgrade.rulebook import Rulebook

FRAMEWORK = "cqc-key-questions-2018"
PARTS = ("safe", "effective", "caring", "responsive", "well_led")
HEAD = ("home", "day", *PARTS, "overall")
WORDS = {"I": "inadequate", "R": "requires_improvement", "G": "good", "O": "outstanding"}
MAPPING = {
    "title": "Homes",
    "source": "made up",
    "unit": "home",
    "date": "day",
    "judgments": WORDS,
    "overall": "overall",
    "parts": {part: part for part in PARTS},
}
LONG = {
    "title": "Homes",
    "source": "made up",
    "rows": "judgments",
    "unit": "home",
    "judgments": WORDS,
    "inspection": ["home", "year"],
    "question": "asked",
    "judgment": "grade",
    "questions": {"all": "overall", "s": "safe", "c": "caring"},
}


def rulebook(name: str = FRAMEWORK) -> Rulebook:
    """Return the rules of a framework that ships."""
    found = read_rulebook(*named_rules(name), Reading())
    assert found is not None
    return found


def mapping(data: dict[str, object], **others: object) -> Columns:
    """Return a mapping from what a file would say; None leaves a key out."""
    told = {key: value for key, value in {**data, **others}.items() if value is not None}
    found, problems = parsing.columns(told, "columns.yaml")
    assert found is not None, problems
    return found


def cells(line: str, home: str = "Ash", day: str = "2020-01-31") -> tuple[str, ...]:
    """Return a row of the table from the letters of its parts and, after a blank, of the overall judgment."""
    parts, overall = line.split()
    return (home, day, *parts.replace("-", " "), overall)


def csv_file(path: Path, rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD) -> Path:
    """Write a table as CSV."""
    path.write_text("".join(",".join(row).replace(" ", "") + "\n" for row in (head, *rows)), encoding="utf-8")
    return path
