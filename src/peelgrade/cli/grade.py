"""peelgrade grade."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from peelgrade import extras
from peelgrade.changes import Case
from peelgrade.cli import progress, reading
from peelgrade.cli.reading import with_fieldwork
from peelgrade.evidence import Inspection
from peelgrade.grading import grade
from peelgrade.pipeline import Read
from peelgrade.rendering import grades
from peelgrade.rendering.escaping import json_escaped
from peelgrade.trace import Result
from peelgrade.version import __version__

if TYPE_CHECKING:  # the table needs neither
    from peelgrade.explanation import AsOf
    from peelgrade.result import ResultDocument


def run(
    inspection: Path, format_: str, in_progress: tuple[str, ...], as_of: date | None, rules: Path | None
) -> None:  # click hands options over so
    """Show the judgments that the evidence supports."""
    found = reading.read(inspection, rules)
    case = with_fieldwork(found.inspection, in_progress, found.rulebook, as_of)
    lacking = _lacking(found, as_of) if as_of is not None else None
    with progress.during("grading"):
        result = grade(case, found.rulebook)
    match format_:
        case "json":
            made = _document(found, case, result, in_progress, as_of)
            reading.write(json_escaped(made.model_dump_json(indent=2, by_alias=True)) + "\n")
        case "prov":
            reading.write(_prov_json(_document(found, case, result, in_progress, as_of), case))
        case "csv":
            reading.write(grades.csv_text(result, case, found.rulebook, as_of))
        case "markdown":
            reading.write(grades.markdown(result, case, found.rulebook, found.rules_from, lacking))
        case _:
            reading.show(grades.table(result, case, found.rulebook, found.rules_from, lacking))


def _lacking(found: Read, as_of: date) -> AsOf:
    from peelgrade import explanation  # noqa: PLC0415  # slow to import

    return explanation.lacking(Case(found.inspection, found.rulebook), as_of)


def _document(
    found: Read, case: Inspection, result: Result, in_progress: tuple[str, ...], as_of: date | None
) -> ResultDocument:
    from peelgrade.result import Asked, document  # noqa: PLC0415  # as above

    asked = Asked(in_progress=in_progress, as_of=as_of)
    return document(result, case, found.rulebook, __version__, found.forgiven, asked)


def _prov_json(made: ResultDocument, inspection: Inspection) -> str:
    """Return a result as W3C PROV; Unreadable where the library for it is not installed."""
    with extras.imported_for("W3C PROV needs"):
        from peelgrade.rendering.provenance import prov_json  # noqa: PLC0415  # an extra, and slow to import
    return prov_json(made, inspection)
