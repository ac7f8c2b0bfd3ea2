"""Scalars: the type that a schema wants of a text, and what has the form of a number or day."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from peelgrade.evidence import ID_PATTERN
from peelgrade.validation.branches import Schema

MAX_DIGITS = 15
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})

_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def typed(text: str, schema: Schema) -> Any:  # noqa: ANN401  # text, number or truth value
    """Return a text that stood without quotes as the type that the schema wants, where it has the form of it."""
    wanted = schema.get("type")
    # text stays as it is written, but for ids: what other readers take for a number or a truth value is no name
    is_id = schema.get("pattern") == ID_PATTERN
    if (wanted == "boolean" or is_id) and text in _BOOLEANS:
        return _BOOLEANS[text]
    if (wanted in {"number", "integer"} or is_id) and NUMBER.fullmatch(text) and digits(text) <= MAX_DIGITS:
        return Decimal(text) if wanted == "number" or "." in text else int(text)
    return text


def digits(text: str) -> int:
    """Return how many digits a text has."""
    return sum(map(str.isdigit, text))


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written as in 2015-06-30."""
    try:
        return DAY.fullmatch(text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False
