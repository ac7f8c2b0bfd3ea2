"""One escape for each kind of output: evidence is text from many hands, and stays text."""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~])")


def terminal(text: str) -> str:
    """Return text for one line of a terminal: line ends become spaces, what is invisible is shown as its code."""
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", " ".join(text.split()))


def markdown(text: str) -> str:
    """Return text for a cell or line of Markdown: nothing in it is markup."""
    return _MARKDOWN.sub(r"\\\1", terminal(text))


def csv_cell(text: str) -> str:
    """Return text for a CSV cell that no spreadsheet takes for a formula."""
    plain = terminal(text)
    return f"'{plain}" if plain[:1] in {"=", "+", "-", "@"} else plain
