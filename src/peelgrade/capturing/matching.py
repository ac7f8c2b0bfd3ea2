"""Which sheets and columns of a workbook are which: found by their names, wherever they stand."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from peelgrade.capturing import cells
from peelgrade.capturing.layout import ASIDE, INSPECTION, Column, Layout, Sheet
from peelgrade.problems import Locator, Problem, nearest, shown
from peelgrade.tables import Grid

_LOOKED_AT = 20  # rows from the first that holds something, among which the heads are looked for
_SURE = 0.75  # how much alike a head is to one that is missing for it to be a slip, and not something else


@dataclass
class Found:
    """A sheet that is there: its cells, the row of its heads, and where each column stands; places count from nought.

    In an upright sheet, `at` holds the row of each column, and `values` the column of what they say.
    """

    sheet: Sheet
    grid: Grid
    head: int = 0
    at: dict[str, int] = field(default_factory=dict)
    values: int = 0

    def place(self, row: int, title: str) -> tuple[int, int] | None:
        """Return the cell of a column in a row; None where the column is not there."""
        position = self.at.get(title)
        if position is None:
            return None
        return (position, self.values) if self.sheet.upright else (row, position)

    def missing(self) -> list[Column]:
        """Return the columns that are not there."""
        return [column for column in self.sheet.columns if column.title not in self.at]


@dataclass
class Matching:
    """The sheets of a workbook that are known, and what is wrong with how they are laid out; `file` is what it is called.

    `lost` are those that have another name, or no first column, and of which that is told: what their rows are is not
    known.
    """

    file: str
    sheets: dict[str, Found] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def holding(self, at: Locator) -> Found | None:
        """Return the sheet that a cell is in; None for other places."""
        name = cells.sheet_of(at.cell) if at.file == self.file else ""
        return next((one for one in self.sheets.values() if one.grid.name == name), None)

    def tell(self, code: str, message: str, remedy: str, sheet: str, at: tuple[int, int] = (0, 0)) -> None:
        """Note a problem at a cell."""
        self.problems.append(Problem(code, message, locator(self.file, sheet, *at), remedy))


def locator(file: str, sheet: str, row: int, column: int) -> Locator:
    """Return the locator of a cell; row and column count from nought."""
    return Locator(file, (), line=row + 1, column=column + 1, cell=cells.address(sheet, row, column))


def matched(grids: Sequence[Grid], layout: Layout, file: str) -> Matching:
    """Find the sheets and columns of a layout among those of a workbook."""
    found = Matching(file)
    known = {_folded(name): sheet for name, sheet in layout.by_name.items()}
    names = {_folded(grid.name) for grid in grids}
    absent = [sheet for folded, sheet in known.items() if folded not in names]
    for grid in grids:
        sheet = known.get(_folded(grid.name))
        if sheet is not None and sheet.name in found.sheets:
            message = f"two sheets are called '{shown(grid.name)}'"
            found.tell(
                "PG901", message, "put what belongs together into one, and rename or delete the other", grid.name
            )
        elif sheet is not None:
            found.sheets[sheet.name] = _laid_out(found, Found(sheet, grid))
        elif _folded(grid.name) not in map(_folded, ASIDE):
            _unknown(found, grid, absent)
    if INSPECTION not in found.sheets:
        message = f"there is no sheet '{INSPECTION}': nothing says which force is inspected, and by which framework"
        remedy = "copy the sheet from a workbook that 'peelgrade template' writes"
        found.problems.append(Problem("PG901", message, Locator(file), remedy))
    return found


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _unknown(found: Matching, grid: Grid, absent: Sequence[Sheet]) -> None:
    """Tell of a sheet that is not known: an error where one that is missing may be meant by it."""
    if all(cells.are_blank(row) for row in grid.rows):
        return
    near = _slip(grid.name, [sheet.name for sheet in absent])
    alike = near or _by_heads(grid, absent)
    if alike:
        found.lost.add(alike)
        message = f"the sheet '{shown(grid.name)}' is not known, and '{alike}' is missing"
        remedy = f"rename it to '{alike}', if that is meant"
        more = "" if near else ": it has its heads; if it is for yourself, give it heads of your own"
        found.tell("PG901", message, remedy + more, grid.name)
    else:
        message = f"the sheet '{shown(grid.name)}' is not read"
        found.tell(
            "PG903", message, "put evidence into the sheets that there are; leave it, if it is for yourself", grid.name
        )


def _by_heads(grid: Grid, missing: Iterable[Sheet]) -> str:
    """Return the missing sheet that a grid is by its heads: each that has to be there, and few others; nothing else."""
    known: dict[str, int] = {}
    for sheet in missing:
        titles = {_title(column.title): column for column in sheet.columns}
        heads = [_title(cell) for cell in grid.rows[_row_of_heads(grid, titles)] if not cells.are_blank([cell])]
        needed = {_title(column.title) for column in sheet.columns if column.needed}
        count = sum(head in titles for head in heads)
        if not sheet.upright and needed <= set(heads) and 2 * count > len(heads):
            known[sheet.name] = count
    return max(known, key=lambda name: known[name], default="")


def _row_of_heads(grid: Grid, titles: Mapping[str, Column]) -> int:
    """Return the row with the most heads that are known, among the first ones that hold something."""
    first = next(n for n, row in enumerate(grid.rows) if not cells.are_blank(row))
    looked_at = range(first, min(first + _LOOKED_AT, len(grid.rows)))
    return max(looked_at, key=lambda n: (sum(_title(cell) in titles for cell in grid.rows[n]), -n))


def _slip(written: str, missing: Iterable[str]) -> str:
    """Return what is missing that was meant by what is written, where that is as good as sure; nothing else."""
    by_fold = {_folded(one): one for one in missing}
    near = difflib.get_close_matches(_folded(written)[:100], by_fold, n=1, cutoff=_SURE)
    return by_fold[near[0]] if near else ""


# --- columns ---------------------------------------------------------------------------------------------------------


def _laid_out(found: Matching, one: Found) -> Found:
    rows = one.grid.rows
    if all(cells.are_blank(row) for row in rows):
        return one
    if one.sheet.upright:
        _find_upright(found, one)
    else:
        _find_heads(found, one)
    return one


def _title(value: Any) -> str:  # noqa: ANN401  # whatever a cell holds
    return re.sub(r"\s*\*\s*$", "", " ".join(str(value).split())).casefold() if isinstance(value, str) else ""


def _find_heads(found: Matching, one: Found) -> None:
    titles = {_title(column.title): column for column in one.sheet.columns}
    one.head = _row_of_heads(one.grid, titles)
    heads = {n: cell for n, cell in enumerate(one.grid.rows[one.head]) if not cells.are_blank([cell])}
    if not any(_title(cell) in titles for cell in heads.values()):
        one.at.clear()
        found.lost.add(one.sheet.name)
        remedy = (
            f"its first row names the columns: {', '.join(column.title for column in one.sheet.columns[:6])} and so on"
        )
        found.tell("PG902", f"no column of '{one.sheet.name}' is known", remedy, one.grid.name, (one.head, 0))
        return
    _take_heads(found, one, titles, {n: (one.head, n) for n in heads}, heads)
    for column in one.missing():
        if column.needed and any(_rows_below(one)):
            message = f"the column '{column.title}' is missing"
            at = (one.head, min(heads))
            found.tell("PG902", message, f"add it: {_lowered(column.about)}", one.grid.name, at)
            if column is one.sheet.key:
                found.lost.add(one.sheet.name)
    _headless(found, one, heads)


def _find_upright(found: Matching, one: Found) -> None:
    titles = {_title(column.title): column for column in one.sheet.columns}
    width = max(map(len, one.grid.rows))
    labels = max(
        range(width),
        key=lambda n: (sum(_title(one.grid.at(row, n)) in titles for row in range(len(one.grid.rows))), -n),
    )
    one.values = labels + 1
    heads = {
        n: one.grid.at(n, labels)
        for n in range(len(one.grid.rows))
        if not cells.are_blank([one.grid.at(n, labels)])
        and (_title(one.grid.at(n, labels)) in titles or (n and not cells.are_blank([one.grid.at(n, labels + 1)])))
    }
    _take_heads(found, one, titles, {n: (n, labels) for n in heads}, heads)
    for column in one.missing():
        if column.needed:
            message = f"the row '{column.title}' is missing"
            found.tell("PG902", message, f"add it: {_lowered(column.about)}", one.grid.name, (0, labels))


def _take_heads(found: Matching, one: Found, titles: Mapping[str, Column], places: Mapping[int, tuple[int, int]], heads: Mapping[int, Any]) -> None:  # fmt: skip
    """Note where each column stands that is known, and tell of the others."""
    strange: dict[int, str] = {}
    for n, cell in heads.items():
        column = titles.get(_title(cell))
        if column is None:
            strange[n] = " ".join(str(cell).split())
        elif column.title in one.at:
            message = f"'{column.title}' stands twice among the heads"
            found.tell("PG902", message, "keep one of the two", one.grid.name, places[n])
        else:
            one.at[column.title] = n
    for n, written in strange.items():
        missing = [column.title for column in one.missing()]
        near = _slip(written, missing)
        if near:
            message = f"'{shown(written)}' is not a head that is known, and '{near}' is missing"
            found.tell("PG902", message, f"did you mean '{near}'?", one.grid.name, places[n])
            one.at[near] = n
        else:
            close = nearest(written, [title.lower() for title in missing])
            remedy = (
                f"rename it if '{close[0]}' is meant; else leave it: nobody reads it"
                if close
                else "leave it, if it is for yourself"
            )
            found.tell("PG903", f"what stands under '{shown(written)}' is not read", remedy, one.grid.name, places[n])


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _rows_below(one: Found) -> Iterator[int]:
    for n in range(one.head + 1, len(one.grid.rows)):
        if not cells.are_blank(one.grid.rows[n]):
            yield n


def _headless(found: Matching, one: Found, heads: Mapping[int, Any]) -> None:
    """Tell of the first cell that stands in a column without a head."""
    for row in _rows_below(one):
        for n, value in enumerate(one.grid.rows[row]):
            if n not in heads and not cells.are_blank([value]):
                message = "this stands in a column without a head, and is not read"
                found.tell(
                    "PG903", message, "give the column its head, or delete what stands in it", one.grid.name, (row, n)
                )
                return
