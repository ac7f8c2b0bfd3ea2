"""What a change of rules moves over inspections and tables, for `diff --over`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from peelgrade import tables
from peelgrade.changes import Case
from peelgrade.cli import history, mapping, printing, progress, reading
from peelgrade.comparison import alike, difference, revision, unsaid
from peelgrade.pipeline import RECORD, Read, Reading, read_inspection
from peelgrade.problems import InvalidInput, Problem, Unreadable
from peelgrade.published import Selection, reader
from peelgrade.rendering import revisions
from peelgrade.rendering.differences import Told
from peelgrade.rendering.histories import HistoryRead
from peelgrade.rendering.revisions import Over, TableRead, Unread
from peelgrade.rulebook import Rulebook
from peelgrade.targets import find

_OUTCOME = "Nothing was compared"


@dataclass(frozen=True)
class Options:
    """How it is asked and told."""

    columns: Path | None
    sheet: str | None
    fail_on_change: bool
    format_: str


@dataclass
class _Found:
    """What came of inspections so far."""

    inspections: int = 0
    judged: int = 0
    lines: list[revisions.Line] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    others: int = 0


def tell(old: Path, new: Path, over: Sequence[Path], options: Options) -> NoReturn:
    """Judge by both rulebooks what lies in folders and tables, tell what moves, and exit.

    With 1 where an inspection could not be judged or rows of tables of items were left out, where nothing was compared,
    in all or of one table, or where something moves and nothing was to; else with 0.
    """
    sides = [(folder, reading.rulebook(None, folder, outcome=_OUTCOME)) for folder in (old, new)]
    rulebooks = [rulebook for _, rulebook in sides]
    ids = [rulebook.framework.id for rulebook in rulebooks]
    if ids[0] != ids[1]:
        message = f"{old} is {ids[0]}, and {new} is {ids[1]}"
        raise Unreadable(message, "--over sets two editions of one framework side by side")
    listed = [path for path in over if path.suffix.lower() in tables.SUFFIXES and not path.is_dir()]
    bulk = [path for path in over if history.holds_tables(path)]
    folders = [path for path in over if path not in listed and path not in bulk]
    found = _inspections(folders, sides) if folders else _Found()
    told = Over(
        Told(unsaid(*rulebooks), lambda _: ""),
        found.inspections,
        found.judged,
        tuple(found.lines),
        tuple(_tables(listed, mapping.Framework(rulebooks[1], new, new.as_posix()), rulebooks, options)),
        tuple(found.unread),
        found.others,
        tuple(_histories(bulk, *rulebooks)),
    )
    printing.tell(told, options.format_, data=revisions.as_data, text=revisions.text, markdown=revisions.markdown)
    sys.exit(1 if told.unread or told.left_out or told.lacks or (options.fail_on_change and told.moves) else 0)


def _inspections(folders: Sequence[Path], sides: Sequence[tuple[Path, Rulebook]]) -> _Found:
    sought = find(folders, (RECORD,))
    found = _Found(unread=[Unread("", *reason) for one in sought.left_out for reason in one.reasons])
    for target in progress.over(sought.targets, "inspections"):
        read: list[Read] = []
        for n, (rules, rulebook) in enumerate(sides):
            known = Reading(rulebooks={rules: rulebook}, elsewhere=elsewhere(rulebook, sides[1 - n][1]))
            try:
                read.append(read_inspection(target.folder, rules, known))
            except InvalidInput as invalid:
                if any(problem.code == "PG515" for problem in invalid.problems):
                    found.others += 1
                else:
                    reason = f"by {rules.as_posix()}, {_first(invalid.problems, known)}"
                    found.unread.append(Unread(target.folder.as_posix(), reason))
                break
            except Unreadable as unreadable:
                found.unread += [Unread(target.folder.as_posix(), *reason) for reason in unreadable.reasons]
                break
        else:
            _compare(read, found)
    return found


def _first(problems: Iterable[Problem], known: Reading) -> str:
    """Return the first error with its place, and how many there are besides."""
    errors = [problem for problem in problems if problem.severity == "error"]
    first = errors[0]
    more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
    return f"{first.at.file}:{known.places.extent(first.at)[0]} {first.code} {first.message}{more}"


def _compare(read: Sequence[Read], found: _Found) -> None:
    cases = alike(*(Case(one.inspection, one.rulebook) for one in read))
    moved = difference(*cases)
    found.inspections += 1
    found.judged += sum(one.range is not None for one in moved.new.result.judgments)
    found.lines += revisions.lines(moved, read[1].inspection.record.id)


def elsewhere(rulebook: Rulebook, other: Rulebook) -> frozenset[str]:
    """Return the questions that only the other rulebook has."""
    return frozenset(other.questions) - frozenset(rulebook.questions)


def _tables(
    listed: Sequence[Path], new: mapping.Framework, rulebooks: Sequence[Rulebook], options: Options
) -> Iterable[TableRead]:
    if not listed:
        return
    mapped, _ = mapping.columns(options.columns, new, rulebooks, outcome=_OUTCOME)
    for path in listed:
        table = tables.open_table(path, options.sheet)
        read = reader(mapped, rulebooks[1], table.columns, Selection())
        rows = read.read(progress.over(table.rows(read.wanted), "rows"))
        yield TableRead(table.name, revision(rows, rulebooks[0], rulebooks[1], read.questions))


def _histories(folders: Sequence[Path], old: Rulebook, new: Rulebook) -> Iterator[HistoryRead]:
    for folder in folders:
        with history.opened(folder, old, new) as (inspections, at):
            from peelgrade import batch  # noqa: PLC0415  # it needs libraries of an extra

            found = batch.revised(inspections, at)
        history.say_unread(found.unread)
        yield HistoryRead(folder.as_posix(), found)
