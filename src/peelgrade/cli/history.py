"""Tables of inspections for commands that regrade them: which folders hold them, and what is told on the way."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from peelgrade import extras, writing
from peelgrade.cli import progress
from peelgrade.pipeline import RECORD
from peelgrade.problems import nearest, shown
from peelgrade.rendering.escaping import terminal
from peelgrade.rulebook import Rulebook

if TYPE_CHECKING:
    from peelgrade.batch import History
    from peelgrade.batch.sources import Unread

_ITEMS = "items"
_NEEDS = "tables of inspections need"
At = Callable[[int, int], None]


def holds_tables(folder: Path) -> bool:
    """Whether a folder holds the tables that `batch` takes, rather than inspections."""
    if (folder / RECORD).exists() or (folder / _ITEMS / RECORD).exists() or not _has_items(folder):
        return False
    with extras.imported_for(_NEEDS, "batch"):
        from peelgrade import batch  # noqa: PLC0415  # it needs libraries of an extra
    return batch.is_folder_of_tables(folder)


def _has_items(folder: Path) -> bool:
    """Whether anything in a folder may be a table of items; YAML is evidence."""
    return folder.is_dir() and any(
        one.stem == _ITEMS and one.suffix.lower() not in {".yaml", ".yml"} for one in folder.iterdir()
    )


@contextlib.contextmanager
def opened(folder: Path, *rulebooks: Rulebook) -> Iterator[tuple[History, At]]:
    """Hand out the tables of a folder for rulebooks, and what is told how far it is."""
    with extras.imported_for(_NEEDS, "batch"):
        from peelgrade import batch  # noqa: PLC0415  # as above
    with (
        writing.scratch() as work,
        progress.during("inspections", timed=True) as task,
    ):
        yield batch.History(folder, rulebooks, extras.openable(work)), task.reached


def say_unread(unread: Iterable[Unread]) -> None:
    """Say which columns are not read and are nearly called as one that would be."""
    for table in unread:
        for column in table.columns:
            near = nearest(column, table.known)
            if near:
                name = terminal(shown(column))
                progress.say(f"{table.table}: the column '{name}' is not read; did you mean '{near[0]}'?")
