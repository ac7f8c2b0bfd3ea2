"""Columns of sheets by their letters: A to Z, AA and so on; counted from nought."""

from __future__ import annotations

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
