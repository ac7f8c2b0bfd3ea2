"""peelgrade grade."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from peelgrade import extras
from peelgrade.changes import Case
from peelgrade.cli import printing, progress, reading, subjects
from peelgrade.cli.reading import with_fieldwork
from peelgrade.grading import grade
from peelgrade.pipeline import Read
from peelgrade.rendering import grades
from peelgrade.trace import Result
from peelgrade.version import __version__

if TYPE_CHECKING:  # the table needs neither
    from peelgrade.explanation import AsOf
    from peelgrade.result import Asked


def run(
    inspection: Path, format_: str, in_progress: tuple[str, ...], as_of: date | None, rules: Path | None
) -> None:  # click hands options over so
    """Show the judgments that the evidence supports."""
    found = reading.read(inspection, rules)
    in_progress = subjects.questions(in_progress, found.rulebook)
    case = with_fieldwork(found.inspection, in_progress, found.rulebook, as_of)
    lacking = _lacking(found, as_of) if as_of is not None else None
    with progress.during("grading"):
        result = grade(case, found.rulebook)
    match format_:
        case "json":
            asked = _asked(in_progress, as_of)
            printing.write(grades.as_json(result, case, found.rulebook, found.forgiven, asked))
        case "prov":
            printing.write(_prov_json(replace(found, inspection=case), result, _asked(in_progress, as_of)))
        case "csv":
            printing.write(grades.csv_text(result, case, found.rulebook, as_of))
        case "markdown":
            printing.write(grades.markdown(result, case, found.rulebook, found.rules_from, lacking))
        case _:
            printing.show(grades.table(result, case, found.rulebook, found.rules_from, lacking))


def _lacking(found: Read, as_of: date) -> AsOf:
    from peelgrade import explanation  # noqa: PLC0415  # slow to import

    return explanation.lacking(Case(found.inspection, found.rulebook), as_of)


def _asked(in_progress: tuple[str, ...], as_of: date | None) -> Asked:
    from peelgrade.result import Asked  # noqa: PLC0415  # as above

    return Asked(in_progress=in_progress, as_of=as_of)


def _prov_json(found: Read, result: Result, asked: Asked) -> str:
    """Return a result as W3C PROV; Unreadable where the library for it is not installed."""
    from peelgrade.result import document  # noqa: PLC0415  # as above

    with extras.imported_for("W3C PROV needs"):
        from peelgrade.rendering.provenance import prov_json  # noqa: PLC0415  # an extra, and slow to import
    made = document(result, found.inspection, found.rulebook, __version__, found.forgiven, asked)
    return prov_json(made, found.inspection)
