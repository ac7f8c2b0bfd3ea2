"""A workbook as the data of files: the record and the items, with the cell of everything, and what is wrong with cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from peelgrade import cellnames, limits
from peelgrade.capturing import cells
from peelgrade.capturing.layout import EXAMPLE, FILE, IGNORED, INSPECTION, PLACE, Column, Layout, Sheet, Steps
from peelgrade.capturing.matching import Found, Matching, locator
from peelgrade.loading.files import DEVICE, UNSEEN, named
from peelgrade.pipeline import FRAMEWORK, RECORD
from peelgrade.problems import Locator, Problem, shown, suggest

_UNSEEN = re.compile(f"[{UNSEEN}]")
_FILE = re.compile(r"[^\W_.][\w. -]*\.ya?ml", re.IGNORECASE)
_TOLD = 12  # rows that are named one by one
_LAST = 10**9  # where an item goes whose place is not said

Data = dict[str, Any]


@dataclass
class Taken:
    """A record or item as its cells say it, with the sheet and row that it and the entries of its lists stand in."""

    data: Data
    sheet: str
    row: int
    parts: dict[Steps, tuple[str, int]] = field(default_factory=dict)
    file: str = ""
    place: tuple[int, int, int] = (_LAST, 0, 0)
    ignored: Sequence[str] = ()


@dataclass
class Contents:
    """Everything that a workbook says: the record, the items, and which cells have been told of already.

    `files` are the names of files that it says, by what they are where capitals do not count.
    """

    matching: Matching
    record: Taken
    items: list[Taken] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with how it is laid out, and with its cells."""
        return self.matching.problems


def taken(matching: Matching, layout: Layout) -> Contents:
    """Return what the sheets that were found say."""
    contents = Contents(matching, Taken({}, INSPECTION, 0))
    for sheet in layout.sheets:
        one = matching.sheets.get(sheet.name)
        if one is None or not one.at:
            continue
        _tell_of_grid(contents, one)
        if sheet.upright:
            contents.record = Taken(_record(contents, one), sheet.name, 0)
        elif sheet.kind:
            contents.items += _items(contents, one, layout)
        elif sheet.listed:
            _list(contents, one)
        else:
            _go_on(contents, one)
    return contents


# --- cells -----------------------------------------------------------------------------------------------------------


def _tell(contents: Contents, one: Found, code: str, message: str, remedy: str, at: tuple[int, int]) -> None:
    contents.matching.tell(code, message, remedy, one.grid.name, at)


def _tell_of_grid(contents: Contents, one: Found) -> None:
    """Tell of rows that cannot be seen, and of cells that are merged."""
    below = range(one.head + 1, len(one.grid.rows))
    hidden = [n for n in sorted(one.grid.survey.hidden_rows) if n in below and not cells.are_blank(one.grid.rows[n])]
    if hidden:
        more = f" and {len(hidden) - _TOLD:,} more" if len(hidden) > _TOLD else ""
        rows = ", ".join(str(n + 1) for n in hidden[:_TOLD]) + more
        told = f"row {rows} is" if len(hidden) == 1 else f"rows {rows} are"
        remedy = "show them (clear the filter) and look; delete what is not to be read"
        _tell(contents, one, "PG907", f"{told} hidden, and read like the others", remedy, (hidden[0], 0))
    if one.grid.survey.is_hidden:
        message = f"the sheet '{one.sheet.name}' is hidden, and read like the others"
        _tell(contents, one, "PG907", message, "show it, and look", (0, 0))
    for (top, left), (bottom, right) in one.grid.merged:
        columns = [n for n in one.at.values() if left <= n <= right] if not one.sheet.upright else [one.values]
        if bottom > one.head and columns and (bottom > top or len(columns) > 1):
            area = f"{cellnames.letters(left)}{top + 1}:{cellnames.letters(right)}{bottom + 1}"
            message = f"{area} is one merged cell: only the first of them says something"
            contents.broken.add(cells.address(one.grid.name, top, left))
            _tell(
                contents,
                one,
                "PG904",
                message,
                "take the merging off, and write what belongs into each cell",
                (top, left),
            )


def _said(contents: Contents, one: Found, column: Column, at: tuple[int, int]) -> str:
    """Return what a cell says in a column, as text; tell of what cannot be read, or may have been meant otherwise."""
    survey, name = one.grid.survey, one.grid.name
    if at in survey.errors:
        contents.broken.add(cells.address(name, *at))
        message = f"'{column.title}': there is the error {shown(survey.errors[at])}, and no value"
        _tell(contents, one, "PG904", message, "mend the formula, or write the value", at)
        return ""
    if at in survey.uncalculated:
        contents.broken.add(cells.address(name, *at))
        message = f"'{column.title}': there is a formula that has not been calculated"
        _tell(
            contents,
            one,
            "PG904",
            message,
            "open the workbook in Excel or LibreOffice and save it, or write the value",
            at,
        )
        return ""
    found = cells.said(one.grid.at(*at), column.form, survey.formats.get(at, ""))
    if found.doubt:
        remedy = "write what is meant as text, in a cell with the format Text"
        _tell(contents, one, "PG906", f"'{column.title}': {found.doubt}", remedy, at)
    return _visible(contents, one, found.text, at)


def _visible(contents: Contents, one: Found, text: str, at: tuple[int, int]) -> str:
    unseen = _UNSEEN.search(text)
    if unseen:
        message = f"there is a character here that cannot be seen: {named(unseen[0])}"
        _tell(contents, one, "PG107", message, "delete it; it may come from copying", at)
        text = _UNSEEN.sub("", text)
    if len(text) > limits.TEXT.most:
        message = f"this text has {len(text):,} characters, and the limit is {limits.TEXT.most:,}"
        _tell(contents, one, "PG117", message, f"shorten it; {limits.TEXT.raised(len(text))}", at)
        text = text[:10]
    return text if text.strip() else ""


def _row(contents: Contents, one: Found, row: int, columns: Sequence[Column]) -> Data:
    """Return what the cells of a row say, as a record."""
    data: Data = {}
    for column in columns:
        at = one.place(row, column.title)
        text = _said(contents, one, column, at) if at is not None else ""
        if text:
            value = cells.parted(text, column.form) if column.form in {"words", "texts"} else text
            _put(data, column.steps, value)
    return data


def _put(data: Data, steps: Steps, value: Any) -> None:  # noqa: ANN401  # text, or a list of texts
    inside: Any = data
    for step, following in pairwise(steps):
        within: Any = {} if following != 0 else [{}]
        inside = inside[0] if isinstance(inside, list) else inside.setdefault(step, within)
    (inside[0] if isinstance(inside, list) else inside)[steps[-1]] = value


def _rows(one: Found) -> Iterator[int]:
    """Yield the rows that say something, in order: not blank ones, and not those that only show how it is done."""
    columns = sorted(one.at.values())
    key = one.at.get(one.sheet.key.title)
    for row in range(one.head + 1, len(one.grid.rows)):
        first = "" if key is None else one.grid.at(row, key)
        is_example = isinstance(first, str) and first.lstrip().lower().startswith(EXAMPLE)
        marked = any((row, n) in one.grid.survey.errors or (row, n) in one.grid.survey.uncalculated for n in columns)
        if not is_example and (marked or not cells.are_blank(one.grid.at(row, n) for n in columns)):
            yield row


# --- records ---------------------------------------------------------------------------------------------------------


def _record(contents: Contents, one: Found) -> Data:
    return _row(contents, one, 0, one.sheet.columns)


def _items(contents: Contents, one: Found, layout: Layout) -> Iterator[Taken]:
    columns = [column for column in one.sheet.columns if column.title not in {FILE, PLACE, IGNORED}]
    order = [sheet.name for sheet in layout.sheets].index(one.sheet.name)
    before: dict[str, int] = {}
    for row in _rows(one):
        said = _row(contents, one, row, columns)
        name = {"id": said.pop("id")} if "id" in said else {}
        found = Taken({**name, "kind": one.sheet.kind, **said}, one.sheet.name, row)
        found.ignored = _ignored(contents, one, row)
        found.file = _file(contents, one, row)
        found.place = (_place(contents, one, row, before.get(found.file, _LAST)), order, row)
        before[found.file] = found.place[0]
        yield found


def _ignored(contents: Contents, one: Found, row: int) -> Sequence[str]:
    at = one.place(row, IGNORED)
    text = _said(contents, one, one.sheet.by_title[IGNORED.lower()], at) if at is not None else ""
    return cells.parted(text, "texts") if text else ()


def _file(contents: Contents, one: Found, row: int) -> str:
    at = one.place(row, FILE)
    text = _said(contents, one, one.sheet.by_title[FILE.lower()], at).strip() if at is not None else ""
    if at is None or not text:
        return ""
    if not _FILE.fullmatch(text) or DEVICE.fullmatch(text) or text.lower() in {RECORD, FRAMEWORK}:
        remedy = "write one such as q1-prevention.yaml, without a folder, or leave it empty"
        _tell(contents, one, "PG207", f"'{shown(text)}' is not the name of an evidence file", remedy, at)
        return ""
    before = contents.files.setdefault(text.casefold(), text)
    if before != text:
        message = f"'{shown(text)}' and '{shown(before)}' differ by capitals alone, and are one file on some computers"
        _tell(contents, one, "PG207", message, f"write '{shown(before)}' for both, or call one of them otherwise", at)
    return text


def _place(contents: Contents, one: Found, row: int, before: int) -> int:
    at = one.place(row, PLACE)
    text = _said(contents, one, one.sheet.by_title[PLACE.lower()], at) if at is not None else ""
    if at is None or not text:
        return before
    if not re.fullmatch(r"[1-9][0-9]{0,6}", text):
        _tell(
            contents,
            one,
            "PG205",
            f"'{PLACE}': '{shown(text)}' is not a whole number",
            "write digits only, or leave it empty",
            at,
        )
        return before
    return int(text)


def _list(contents: Contents, one: Found) -> None:
    for row in _rows(one):
        entries = contents.record.data.setdefault(one.sheet.listed, [])
        contents.record.parts[(one.sheet.listed, len(entries))] = (one.sheet.name, row)
        entries.append(_row(contents, one, row, one.sheet.columns))


def _go_on(contents: Contents, one: Found) -> None:
    """Add the rows of a sheet to the lists that they go on with."""
    owners = _owners(contents, one.sheet)
    for row in _rows(one):
        at = one.place(row, one.sheet.key.title)
        key = _said(contents, one, one.sheet.key, at) if at is not None else ""
        entry = _row(contents, one, row, one.sheet.columns[1:])
        if key in owners:
            data, whole, before = owners[key]
            entries = data.setdefault(one.sheet.inside, [])
            whole.parts[(*before, one.sheet.inside, len(entries))] = (one.sheet.name, row)
            entries.append(entry)
        elif at is not None and cells.address(one.grid.name, *at) not in contents.broken:
            where = " or ".join(one.sheet.parents)
            message = (
                f"there is no {one.sheet.key.title.lower()} '{shown(key)}' in {where}"
                if key
                else "this row does not say what it belongs to"
            )
            remedy = (
                suggest(key, list(owners)) if key else f"write the {one.sheet.key.title.lower()} that it goes on with"
            )
            _tell(contents, one, "PG905", message, remedy, at)


def _owners(contents: Contents, sheet: Sheet) -> Mapping[str, tuple[Data, Taken, Steps]]:
    """Return the records that rows of a sheet can go on with, by what names them; the first where two have one name."""
    found: dict[str, tuple[Data, Taken, Steps]] = {}
    for item in contents.items:
        if item.sheet in sheet.parents:
            found.setdefault(str(item.data.get("id", "")), (item.data, item, ()))
    record = contents.record
    for steps, (name, _) in record.parts.items():
        if name in sheet.parents:
            entry = record.data[str(steps[0])][int(steps[1])]
            found.setdefault(str(entry.get("question", "")), (entry, record, steps))
    found.pop("", None)
    return found


# --- places ----------------------------------------------------------------------------------------------------------


@dataclass
class Spots:
    """Where in the workbook everything stands that files are made of: turns locators of files into those of cells."""

    contents: Contents
    spots: Mapping[tuple[str, Steps], tuple[str, int]]
    comments: Mapping[tuple[str, int], tuple[str, int]] = field(default_factory=dict)  # by file and line

    @classmethod
    def of(cls, contents: Contents, files: Mapping[str, Sequence[Taken]]) -> Spots:
        """Note the places of the record and of the items by the files that they go into."""
        found: dict[tuple[str, Steps], tuple[str, int]] = {(RECORD, ()): (INSPECTION, 0)}
        found |= {(RECORD, steps): spot for steps, spot in contents.record.parts.items()}
        for file, items in files.items():
            for n, item in enumerate(items):
                found[(file, (n,))] = (item.sheet, item.row)
                found |= {(file, (n, *steps)): spot for steps, spot in item.parts.items()}
        return cls(contents, found)

    def cell(self, of_file: Locator) -> tuple[Locator, bool]:
        """Return the locator of the cell that the locator of a file leads to, and whether its sheet and column are there."""
        matching, file, path = self.contents.matching, of_file.file, of_file.path
        comment = self.comments.get((file, of_file.line or 0))
        if comment is not None:
            return self._inside(matching.sheets[comment[0]], comment[1], (IGNORED,))
        for n in range(len(path), -1, -1):
            spot = self.spots.get((file, path[:n]))
            if spot is not None and spot[0] in matching.sheets:
                return self._inside(matching.sheets[spot[0]], spot[1], path[n:])
        return Locator(matching.file), False

    def _inside(self, one: Found, row: int, rest: Steps) -> tuple[Locator, bool]:
        matching = self.contents.matching
        further = next((other for other in matching.sheets.values() if rest and other.sheet.listed == rest[0]), None)
        if one.sheet.upright and further is not None:
            return locator(matching.file, further.grid.name, further.head + 1, 0), True
        column = _column(one.sheet, rest)
        at = one.place(row, column.title)
        if at is None:
            key = one.place(row, one.sheet.key.title) or (row, 0)
            return locator(matching.file, one.grid.name, *key), False
        return locator(matching.file, one.grid.name, *at), True


def _column(sheet: Sheet, rest: Steps) -> Column:
    """Return the column that a path inside a record leads to; the first one where it leads to none."""
    columns = sheet.columns[1:] if sheet.parents else sheet.columns
    exact = [column for column in columns if column.steps and rest[: len(column.steps)] == column.steps]
    around = [column for column in columns if rest and column.steps[: len(rest)] == rest]
    return (exact or around or [sheet.key])[0]
