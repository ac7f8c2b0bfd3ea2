"""peelgrade diff."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from peelgrade.changes import Case
from peelgrade.cli import printing, progress, reading
from peelgrade.cli.over import Options, elsewhere, tell
from peelgrade.comparison import Difference, Side, alike, between, caused, comparable, moves, recorded
from peelgrade.grading import grade
from peelgrade.pipeline import FRAMEWORK, RECORD, Read, read_result
from peelgrade.problems import Unreadable
from peelgrade.rendering import beside, differences
from peelgrade.rendering import recorded as recorded_words
from peelgrade.result import ResultDocument, document
from peelgrade.version import __version__

Kind = Literal["result", "inspection", "rules"]
_ALONE = "grading with each cause alone"
_NOUNS: dict[Kind, str] = {"result": "a result", "inspection": "an inspection", "rules": "a rulebook"}


def run(
    old: Path,
    new: Path,
    inspection: Path | None,
    over: tuple[Path, ...],
    columns: Path | None,
    sheet: str | None,
    fail_on_change: bool,
    rules: Path | None,
    old_rules: Path | None,
    new_rules: Path | None,
    format_: str,
) -> None:  # click hands options over so
    """Show what differs between two inspections, results or rulebooks, and what it moved."""
    kinds = _kind(old), _kind(new)
    if not over and (columns or sheet or fail_on_change):
        raise click.UsageError("--columns, --sheet and --fail-on-change go with --over")
    if over:
        if kinds != ("rules", "rules") or inspection is not None:
            raise click.UsageError("--over goes with two rulebooks, and not with --inspection")
        _refuse_rules(rules, old_rules, new_rules)
        tell(old, new, over, Options(columns, sheet, fail_on_change, format_))
    if ("rules" in kinds) and kinds[0] != kinds[1]:
        raise Unreadable(
            f"{old} is {_NOUNS[kinds[0]]} and {new} is {_NOUNS[kinds[1]]}", "give two of a kind, to set side by side"
        )
    if inspection is not None and kinds[0] != "rules":
        raise click.UsageError("--inspection goes with two rulebooks")
    if kinds != ("inspection", "inspection"):
        _refuse_rules(rules, old_rules, new_rules)
    if "result" in kinds:
        _results(old, new, format_)
    elif kinds[0] == "rules" and inspection is None:
        _rulebooks(old, new, format_)
    elif kinds[0] == "rules":
        _by_both(inspection or Path(), old, new, format_)
    else:
        _inspections(reading.read(old, old_rules or rules), reading.read(new, new_rules or rules), format_)


def _refuse_rules(*named: Path | None) -> None:
    if any(named):
        raise click.UsageError("--rules, --old-rules and --new-rules go with two inspections")


def _kind(path: Path) -> Kind:
    if path.is_file():
        if path.name in {RECORD, FRAMEWORK}:
            raise Unreadable(f"{path} is a file of a folder", f"give the folder, {path.parent}")
        return "result"
    if not path.is_dir():
        raise Unreadable(f"there is no file or folder {path}", "check the spelling, and the folder that you are in")
    if (path / RECORD).exists():
        return "inspection"
    if (path / FRAMEWORK).exists():
        return "rules"
    message = f"{path} is no inspection and no rulebook: it has no {RECORD} and no {FRAMEWORK}"
    raise Unreadable(message, "give a folder with one of them, or a result that 'grade --format json' wrote")


def _inspections(old: Read, new: Read, format_: str) -> None:
    frameworks = old.rulebook.framework, new.rulebook.framework
    if frameworks[0].id != frameworks[1].id:
        sides = (
            Side.of(Case(old.inspection, old.rulebook)),
            Side.of(Case(new.inspection, new.rulebook)),
        )
        _side_by_side(beside.Beside(*sides, comparable(*frameworks)), format_)
        return
    _show(_told(old, new), format_)


def _by_both(folder: Path, old: Path, new: Path, format_: str) -> None:
    """Judge one inspection by two rulebooks, and tell what that moves."""
    books = [reading.rulebook(None, one, outcome="Nothing was compared") for one in (old, new)]
    before = reading.read(folder, old, elsewhere(books[0], books[1]))
    after = reading.read(folder, new, elsewhere(books[1], books[0]))
    cases = alike(*(Case(one.inspection, one.rulebook) for one in (before, after)))
    with progress.during(_ALONE):
        moved = caused(cases[0], between(*cases))
    _show(differences.Told(moved, lambda name: after.places.of(name) or before.places.of(name)), format_)


def _told(old: Read, new: Read) -> differences.Told:
    cases = Case(old.inspection, old.rulebook), Case(new.inspection, new.rulebook)
    was, now = old.inspection.record, new.inspection.record

    def where(name: str) -> str:
        return new.places.of(name) or old.places.of(name)

    if was.force.id != now.force.id:
        note = "This is a difference between two forces: their evidence differs throughout, and nothing is attributed to it."
        sides = Side.of(cases[0]), Side.of(cases[1])
        found = Difference(*sides, (), moves(sides[0].result, sides[1].result), ())
        return differences.Told(found, where, notes=(note,), attributed=False)
    notes: tuple[str, ...] = ()
    if was.id != now.id:
        notes = (f"{was.id} and {now.id}: items are matched by their ids",)
    with progress.during(_ALONE):
        moved = caused(cases[0], between(*cases))
    return differences.Told(moved, where, notes=notes)


def _show(told: differences.Told, format_: str) -> None:
    printing.tell(told, format_, data=differences.as_data, text=differences.text, markdown=differences.markdown)


def _side_by_side(found: beside.Beside, format_: str) -> None:
    _only_text_or_json(format_)
    printing.tell(found, format_, data=beside.as_data, text=beside.text)


def _only_text_or_json(format_: str) -> None:
    if format_ == "markdown":
        raise click.UsageError("--format markdown is for two inspections or rulebooks that are judged alike")


def _results(old: Path, new: Path, format_: str) -> None:
    _only_text_or_json(format_)
    found = recorded(_document(old), _document(new))
    if found.old.framework.id != found.new.framework.id:
        message = f"{old} is judged by {found.old.framework.id} and {new} by {found.new.framework.id}"
        raise Unreadable(
            message, "give the folders of the inspections: what can be compared stands in their frameworks"
        )
    printing.tell(found, format_, data=recorded_words.as_data, text=recorded_words.text)


def _document(path: Path) -> ResultDocument:
    if path.is_file():
        return read_result(path)
    found = reading.read(path, None)
    return document(grade(found.inspection, found.rulebook), found.inspection, found.rulebook, __version__)


def _rulebooks(old: Path, new: Path, format_: str) -> None:
    books = [reading.rulebook(None, one, outcome="Nothing was compared") for one in (old, new)]
    _only_text_or_json(format_)
    found = beside.Books(books[0], books[1])
    printing.tell(found, format_, data=beside.books_data, text=beside.books_text)
