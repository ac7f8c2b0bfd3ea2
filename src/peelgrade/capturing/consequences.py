"""What only follows from a sheet that is missing, or from one without its first column: the cause is told in its place."""

from __future__ import annotations

from collections.abc import Iterable

from peelgrade.capturing import cells
from peelgrade.capturing.contents import Contents
from peelgrade.capturing.layout import Layout, Steps
from peelgrade.capturing.matching import Matching
from peelgrade.consistency.dossier import MAX_RELATED
from peelgrade.problems import Locator, Problem, Related

_NAMES = ("PG504", "PG905")  # codes of what is named and is not there
_NAMED_IN = {  # the sheet of what a key names; other keys may name items of every kind
    **dict.fromkeys(("part_of", "qualifies", "arises_from"), "Findings"),
    **dict.fromkeys(("metric", "sum_of", "count", "whole", "part"), "Metrics"),
    **dict.fromkeys(("addresses", "superseded_by"), "Recommendations"),
}


def left_out(problems: Iterable[tuple[Problem, Steps]], contents: Contents, layout: Layout) -> list[Problem]:
    """Return the problems of a workbook, each given with its path in a file, without those that may only follow.

    Of a sheet that is not there, and that is not told of, it is told where other sheets name what would stand in it.
    """
    found = contents.matching
    absent = {sheet.name for sheet in layout.sheets} - found.lost - set(found.sheets)
    begun = {_beginning(str(item.data.get("id", ""))) for item in contents.items}
    placed = [(problem, _homes(problem, path, found, layout)) for problem, path in problems]
    placed = [(problem, homes) for problem, homes in placed if not found.lost.intersection(homes)]
    astray: dict[tuple[str, ...], list[Problem]] = {}
    for problem, homes in placed:
        missing = tuple(name for name in homes if name in absent)
        if (
            missing
            and problem.code in _NAMES
            and (missing == homes or not begun.intersection(_beginnings(problem, found)))
        ):
            astray.setdefault(missing, []).append(problem)
    told: set[str] = set().union(*astray)
    kept = [problem for problem, homes in placed if not told.intersection(homes)]
    return [*(_cause(missing, some, found.file) for missing, some in astray.items()), *kept]


def _homes(problem: Problem, path: Steps, found: Matching, layout: Layout) -> tuple[str, ...]:
    """Return the sheets in which that would stand of which a problem says that it is not there."""
    items = tuple(sheet.name for sheet in layout.sheets if sheet.kind)
    match problem.code:
        case "PG905":
            return _parents(problem.at, found)
        case "PG504":
            key = next((step for step in reversed(path) if isinstance(step, str)), "")
            return (_NAMED_IN[key],) if key in _NAMED_IN else items
        case "PG532":  # no evidence on a question is counted
            return items
        case "PG203":
            return tuple(sheet.name for sheet in layout.sheets if path and sheet.listed == path[0])
        case _:
            return ()


def _parents(at: Locator, found: Matching) -> tuple[str, ...]:
    """Return the sheets that a row goes on with; none where it does not say with what."""
    one = found.holding(at)
    return one.sheet.parents if one is not None and _said(at, found) else ()


def _said(at: Locator, found: Matching) -> str:
    one = found.holding(at)
    return "" if one is None else str(one.grid.at((at.line or 1) - 1, (at.column or 1) - 1)).strip()


def _beginnings(problem: Problem, found: Matching) -> set[str]:
    return {_beginning(name) for name in cells.parted(_said(problem.at, found), "words")}


def _beginning(name: str) -> str:
    """Return what an id has before its number: one that begins as others do is a slip, and of no sheet that is missing."""
    return name.rstrip("0123456789").casefold()


def _cause(missing: tuple[str, ...], told: list[Problem], file: str) -> Problem:
    sheets = " or ".join(f"'{name}'" for name in missing)
    naming = "1 cell names" if len(told) == 1 else f"{len(told):,} cells name"
    message = f"there is no sheet {sheets}, and {naming} what is in no other"
    remedy = "if it was renamed or deleted, put it back under its name; else correct what names it"
    related = tuple(Related(problem.at, problem.message) for problem in told[:MAX_RELATED])
    return Problem("PG901", message, Locator(file), remedy, related)
