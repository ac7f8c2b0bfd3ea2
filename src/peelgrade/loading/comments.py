"""Comments: those that speak to peelgrade, and those that nobody meant to write."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

import yaml

from peelgrade.loading.events import events
from peelgrade.loading.source import Source
from peelgrade.loading.syntax import CUT
from peelgrade.problems import Comment, Locator

_MARK = re.compile(r"(?:^|(?<=[ \t]))#")
_CUT_OFF = re.compile(f"{CUT.pattern}.*")


def comments(source: Source, holding: str) -> list[Comment]:
    """Return the comments of a file that hold a word, in whatever case; what stands inside a value is none.

    A comment is about its line; one that stands alone on its line is about the next line that is no such comment.
    """
    lines = {number for number, line in enumerate(source.read, 1) if holding in line.lower()}
    if not lines:
        return []
    inside: dict[int, list[tuple[int, int]]] = {}  # per line, the columns of the values on it
    for event in events("\n".join(source.read)):
        if type(event) is yaml.ScalarEvent:
            start: Any = event.start_mark
            end: Any = event.end_mark
            for line in lines.intersection(range(start.line + 1, end.line + 2)):
                first = start.column if line == start.line + 1 else 0
                last = end.column if line == end.line + 1 else len(source.read[line - 1])
                if line == start.line + 1 and event.style in {"|", ">"}:
                    last = first + 1  # after the mark of a block, its first line may have a comment
                inside.setdefault(line, []).append((first, last))
    return [
        Comment(text[at + 1 :].strip(), Locator(source.name, line=line, column=at + 1), about)
        for line, about in sorted(_about(source.read, lines))
        if (at := _start(text := source.read[line - 1], inside.get(line, []))) is not None
        and holding in text[at:].lower()
    ]


def _start(text: str, inside: list[tuple[int, int]]) -> int | None:
    """Return where the comment of a line starts: at the first '#' after a blank that is inside no value."""
    values = iter([*inside, (len(text) + 1, len(text) + 1)])
    first, last = next(values)
    for mark in _MARK.finditer(text):
        while last <= mark.start():
            first, last = next(values)
        if mark.start() < first:
            return mark.start()
    return None


def _about(lines: Sequence[str], wanted: Container[int]) -> Iterator[tuple[int, int]]:
    """Yield each wanted line with the line that a comment on it is about.

    That is its own, or where it holds nothing but a comment, the next that holds more.
    """
    following = len(lines)
    for number in range(len(lines), 0, -1):
        if lines[number - 1].strip()[:1] not in {"", "#"}:
            following = number
        if number in wanted:
            yield number, following


def cut_short(lines: Iterable[str]) -> dict[tuple[int, int], str]:
    """Return where a text would end because ' #' begins a comment, as in 'unit #4', with what is cut off.

    Lines count from 1, and columns to the one after the last character of the text.
    """
    return {
        (number, mark.start() + 1): mark[0].strip()
        for number, line in enumerate(lines, 1)
        if " #" in line
        for mark in _CUT_OFF.finditer(line)
    }
