"""peelgrade verify."""

from __future__ import annotations

import sys
from pathlib import Path

from peelgrade import loading
from peelgrade.cli import printing, progress, reading
from peelgrade.cli.reading import with_fieldwork
from peelgrade.comparison import verify
from peelgrade.grading import grade
from peelgrade.pipeline import RECORD, read_result
from peelgrade.problems import Unreadable, shown, suggest
from peelgrade.rendering import receipts
from peelgrade.rendering.views import View
from peelgrade.result import ResultDocument, document
from peelgrade.rulebook import Rulebook
from peelgrade.version import __version__

STDIN = Path("-")


def run(result: Path, inspection: Path | None, format_: str, rules: Path | None) -> None:
    """Grade again, and say whether a result still holds."""
    raw = loading.read_up_to_limit(sys.stdin.buffer) if result == STDIN else None
    filed = read_result(Path("standard input") if result == STDIN else result, raw)
    found = reading.read(inspection or _looked_for(filed, result), rules)
    _refuse_unknown(filed, found.rulebook)
    case = with_fieldwork(found.inspection, filed.asked.in_progress, found.rulebook, filed.asked.as_of)
    with progress.during("grading"):
        graded = grade(case, found.rulebook)
    told = verify(filed, document(graded, case, found.rulebook, __version__, found.forgiven, filed.asked))
    if format_ == "json":
        printing.write_json(receipts.as_data(told))
    else:
        printing.show(receipts.verification(told, View(graded, case, found.rulebook, found.places.of)))
    if not told.holds:
        sys.exit(1)


def _looked_for(filed: ResultDocument, result: Path) -> Path:
    """Return the folder of the inspection that a result names; Unreadable where it is in none of the usual places."""
    name = filed.inspection.id
    if name == Path(name).name and name not in {"", ".", ".."}:
        beside = [] if result == STDIN else [result.parent / name, result.parent]
        for folder in (Path(name), Path("evidence", name), *beside):
            if (folder / RECORD).is_file():
                return folder
    raise Unreadable(
        f"the inspection '{shown(name)}' is neither here, nor in evidence, nor beside the result",
        "give its folder after the result",
    )


def _refuse_unknown(filed: ResultDocument, rulebook: Rulebook) -> None:
    for question in filed.asked.in_progress:
        if question not in rulebook.questions:
            message = f"the result takes '{shown(question)}' as in progress, and the rules have no such question"
            raise Unreadable(message, suggest(question, list(rulebook.questions)))
