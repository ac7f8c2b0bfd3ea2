"""One escape for each kind of output: evidence is text from many hands, and stays text."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence

# What may not be seen: all but plain ASCII, which `_hidden` then judges. The second '#' of '##[' or '##vso[' counts as
# well: in the log of a pipeline, what follows it would be a command.
_COMMAND = r"(?<=#)#(?=\w*\[)"
_ODD = re.compile(rf"[^ -~]|{_COMMAND}", re.IGNORECASE)
_ODD_IN_JSON = re.compile(rf"[^ -~\n]|{_COMMAND}", re.IGNORECASE)  # a line end stands there between values alone

_JOINERS = "\u200c\u200d"
# compiled where a joiner is met, for that takes long
_JOINED = "[\u0590-\u1fff\u2190-\ud7ff\uf900-\ufdff\ufe0f\ufe70-\ufefe\U00010000-\U000dffff]"
_WITHOUT_INK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"  # letters and marks that draw nothing
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)

_COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")
_FIRST_OF_A_LINE = re.compile(r"\A((?:[^\S\n]|\x1b\[[0-9;]*m)*)::")

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~])")
_LIVE = re.compile(
    r"(?<=[@#!~])(?=\\?\w)|(?<=\bGH)(?=-\d)"  # names that would be told, and numbers that would be linked
    r"|(?<=:)(?=//)|(?<=\bwww)(?=\.)"  # addresses
    r"|(?<=:)(?=[\w+\\-]+:)",  # names of pictures
    re.IGNORECASE,
)


def visible(text: str) -> str:
    """Return text with what cannot be seen shown as its code, line ends and tabs too; blanks stay as they are."""
    return _ODD.sub(lambda found: _seen(found.string, found.start()), text)


def pieces(text: str, start: int, stop: int) -> list[str]:
    """Return what `visible` makes of each character of a part of a text."""
    part = range(max(0, start), min(stop, len(text)))
    return [_seen(text, at) if _ODD.match(text, at) else text[at] for at in part]


def terminal(text: str) -> str:
    """Return text for one line of a terminal: line ends become spaces, what is invisible is shown as its code.

    Two colons that it begins with are shown as codes as well: at the start of a line in the log of a pipeline, they
    would begin a command.
    """
    line = visible(" ".join(text.split()))
    return f"\\u003a\\u003a{line[2:]}" if line.startswith("::") else line


def printed(text: str) -> str:
    """Return what is laid out for a terminal, with its colours, so that no line of it begins a command.

    Each part of it is one line of `terminal` when it is laid out; but where a long one goes on in the next line, what it
    says there may begin with two colons, and blanks before them do not count.
    """
    parts = (part if at % 2 else _seen_in_lines(part) for at, part in enumerate(_COLOUR.split(text)))
    return "\n".join(
        _FIRST_OF_A_LINE.sub(_as_codes, line, count=1) if "::" in line else line for line in "".join(parts).split("\n")
    )


def _seen_in_lines(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))


def _as_codes(found: re.Match[str]) -> str:
    return f"{found[1]}\\u003a\\u003a"


def markdown(text: str) -> str:
    """Return text for a cell or line of Markdown: nothing in it is markup, a link, or a name that would be told."""
    return _LIVE.sub("&#8203;", _MARKDOWN.sub(r"\\\1", terminal(text).replace("&", "&amp;")))


def markdown_row(cells: Iterable[str]) -> str:
    """Return cells as a row of a Markdown table."""
    return f"| {' | '.join(markdown(cell) for cell in cells)} |"


def markdown_head(titles: Sequence[str]) -> list[str]:
    """Return titles as the head of a Markdown table, with the line below it."""
    return [markdown_row(titles), f"|{' --- |' * len(titles)}"]


def page_text(text: str) -> str:
    """Return text for a page, before its template escapes the marks of HTML: in one line, and nothing in it unseen."""
    return visible(" ".join(text.split()))


def csv_cell(text: str) -> str:
    """Return text for a CSV cell that no spreadsheet takes for a formula."""
    plain = terminal(text)
    return f"'{plain}" if plain[:1] in {"=", "+", "-", "@"} else plain


def json_text(document: object, *, indent: int | None = 2) -> str:
    """Return JSON in which text stays as it is when read, and what cannot be seen is written as JSON's own escapes.

    Half of a surrogate pair is no text: it is shown as its code.
    """
    return json_escaped(json.dumps(document, ensure_ascii=False, indent=indent))


def json_escaped(written: str) -> str:
    """Return JSON with what cannot be seen in its text written as JSON's own escapes."""
    return _ODD_IN_JSON.sub(lambda found: _in_json(found.string, found.start()), written)


def github(*lines: str) -> str:
    """Return lines as the message of a workflow command of GitHub: none ends it, or begins another."""
    return "%0A".join(terminal(line).replace("%", "%25") for line in lines)


def github_line(text: str) -> str:
    """Return one more line of the message of a workflow command of GitHub, with its indent."""
    return visible(text).replace("%", "%25")


def github_property(text: str) -> str:
    """Return text as a property of a workflow command of GitHub, such as the name of a file."""
    return visible(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def _hidden(text: str, at: int) -> bool:
    """Whether a character that may not be seen indeed cannot, or is the '#' of a command; joiners where they join nothing."""
    one = text[at]
    if one in _JOINERS:
        joined = re.compile(_JOINED)
        return not (at and joined.match(text, at - 1) and joined.match(text, at + 1))
    return one == "#" or one in _WITHOUT_INK or not (one.isprintable() or unicodedata.category(one) == "Zs")


def _seen(text: str, at: int) -> str:
    one = text[at]
    if not _hidden(text, at):
        return one
    return f"\\u{ord(one):04x}" if ord(one) <= 0xFFFF else f"\\U{ord(one):08x}"  # noqa: PLR2004  # the last of four digits


def _in_json(text: str, at: int) -> str:
    one = text[at]
    if not _hidden(text, at):
        return one
    if unicodedata.category(one) == "Cs":
        return f"\\\\u{ord(one):04x}"
    return json.dumps(one)[1:-1] if one != "#" else "\\u0023"
