"""Cells of sheets by their names: columns by letters, A to Z, AA and so on; rows and columns counted from nought."""

from __future__ import annotations

import re

Place = tuple[int, int]  # row and column, of the sheet

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)
_LETTERS = 26
_BEFORE = ord("A") - 1


def letters(column: int) -> str:
    """Return the letters of a column."""
    found, left = "", column + 1
    while left:
        left, last = divmod(left - 1, _LETTERS)
        found = chr(_BEFORE + 1 + last) + found
    return found


def column(letters: str) -> int:
    """Return the column of letters, small or capital."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - _BEFORE
    return number - 1


def place(name: str | None, following: Place) -> Place:
    """Return where a cell is: where its name says, whatever row it is written in; else after the one before it.

    ValueError for what is no name of a cell: what reads workbooks would take it for one that is far out.
    """
    if name is None:
        return following
    found = _CELL.fullmatch(name)
    if found is None:
        raise ValueError(f"'{name[:20]}' is no cell")
    return int(found[2]) - 1, column(found[1])
