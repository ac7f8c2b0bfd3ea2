"""What stands in a cell, and what it says: texts of a record to and from cells, without loss.

A record says text, and so does a cell, but for days. Of what people and programs put there instead, a number becomes the
text that is shown, and a day the text of a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from peelgrade import cellnames
from peelgrade.capturing.layout import NONE, Form
from peelgrade.figures import rounded

LONGEST = 32_767  # characters of a cell, as Excel counts them
_GOES_ON = "↳ "  # a line that goes on with the entry of the line above
_ENTRY = "• "  # an entry whose first line would be taken for something else
_FIRST_DAY = date(1900, 3, 1)  # before it, days of Excel are one off
_NOUGHT = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)  # days of 1954 to 2119, as spreadsheets count them
_SIGNIFICANT = 15  # digits that a spreadsheet keeps


# --- lists in one cell -----------------------------------------------------------------------------------------------


def joined(entries: Sequence[str], form: Form) -> str:
    """Return a list as the text of a cell: words with commas between, texts with each on a line of its own."""
    if not entries:
        return NONE
    if form == "words":
        return ", ".join(entries)
    return "\n".join(_as_entry(one) for one in entries)


def parted(text: str, form: Form) -> list[str]:
    """Return the entries that the text of a cell lists."""
    if text.strip() == NONE:
        return []
    if form == "words":
        return [word for part in re.split(r"[,;\n]", text) if (word := part.strip())]
    found: list[str] = []
    for line in text.split("\n"):
        if line.startswith(_GOES_ON) and found:
            found[-1] += f"\n{line.removeprefix(_GOES_ON)}"
        elif line.startswith(_ENTRY) or line.strip():
            found.append(line.removeprefix(_ENTRY))
    return found


def _as_entry(entry: str) -> str:
    first, *others = entry.split("\n")
    mistakable = not first.strip() or first.strip() == NONE or first.startswith((_GOES_ON, _ENTRY))
    return "\n".join([f"{_ENTRY}{first}" if mistakable else first, *(f"{_GOES_ON}{line}" for line in others)])


def units(text: str) -> int:
    """Return how many characters a text has as Excel counts them: those beyond the first plane twice."""
    return len(text) + sum(one > "\uffff" for one in text)


# --- out -------------------------------------------------------------------------------------------------------------


def day_of(text: str) -> date | None:
    """Return the day that a cell can hold as such; None where it has to be text."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY and day.isoformat() == text else None


# --- in --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """What a cell says, as text; empty where it says nothing. `doubt` is what may have been meant otherwise."""

    text: str
    doubt: str = ""


def said(value: Any, form: Form, shown_as: str = "") -> Said:  # noqa: ANN401  # whatever a cell holds
    """Return what a cell says in a column of a form; `shown_as` is the format of a number."""
    match value:
        case None:
            return Said("")
        case bool():
            return Said("true" if value else "false")
        case float() | int():
            return _number(float(value), form, shown_as)
        case datetime():
            return _day(value if _has_time(value) else value.date(), form)
        case date():
            return _day(value, form)
        case _:
            return Said(_text(str(value), form))


def _text(text: str, form: Form) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if form in {"text", "texts"}:
        return plain if plain.strip() else ""
    tidy = plain.strip()
    return tidy.lower() if form == "truth" else tidy


def _has_time(value: datetime) -> bool:
    return bool(value.hour or value.minute or value.second or value.microsecond)


def _day(value: date, form: Form) -> Said:
    text = value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    if form == "day":
        return Said(text)
    return Said(text, "the spreadsheet made a day of what was typed here")


def _number(value: float, form: Form, shown_as: str) -> Said:
    if form == "day" and value.is_integer() and int(value) in _SERIALS:
        day = (_NOUGHT + timedelta(days=int(value))).isoformat()
        return Said(day, f"{int(value)} is a day as spreadsheets count them, and is read as {day}")
    if form in {"number", "whole"} and shown_as.endswith("%"):
        text = _plain(value * 100, _decimals(shown_as))
        return Said(text, f"this is shown as {text}%, and is read as {text}")
    if value.is_integer() and not _decimals(shown_as):
        return Said(str(int(value)))
    return Said(_plain(value, _decimals(shown_as)))


def _decimals(shown_as: str) -> int | None:
    """Return how many decimals a format shows, where it shows a plain number with a fixed number of them."""
    found = re.fullmatch(r"[#0,]*0(?:\.(0+))?%?", shown_as)
    return None if found is None else len(found[1] or "")


def _plain(value: float, decimals: int | None) -> str:
    if decimals is not None:
        return f"{rounded(Decimal(f'{value:.{_SIGNIFICANT}g}'), decimals):f}"
    text = f"{value:.{_SIGNIFICANT}g}"
    return text if "e" not in text else f"{value:.{_SIGNIFICANT}f}".rstrip("0").rstrip(".")


def address(sheet: str, row: int, column: int) -> str:
    """Return a cell as people name it, such as Findings!F12; row and column count from nought."""
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", sheet)
    name = sheet if plain else "'" + sheet.replace("'", "''") + "'"
    return f"{name}!{cellnames.letters(column)}{row + 1}"


def sheet_of(cell: str) -> str:
    """Return the name of the sheet that the address of a cell begins with."""
    name = cell.rpartition("!")[0]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def are_blank(values: Iterable[Any]) -> bool:
    """Whether no cell of a row holds anything that can be seen."""
    return all(value is None or (isinstance(value, str) and not value.strip()) for value in values)
