"""Comments: those that speak to peelgrade, and those that nobody meant to write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from peelgrade.loading.events import events
from peelgrade.loading.source import Source, Span
from peelgrade.problems import Comment, Locator, Problem, shown

_NOT_A_COMMENT = re.compile(r"(?<=\S) #[^\s#!].*")  # one blank, and no blank after it: '#' was meant as text


def comments(source: Source, holding: str) -> list[Comment]:
    """Return the comments of a file that hold a text; what stands inside a value is none.

    A comment is about its line; one that stands alone on its line is about the next line that is no such comment.
    """
    lines = {number for number, line in enumerate(source.read, 1) if holding in line}
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
                inside.setdefault(line, []).append((first, last))
    found = []
    for line in sorted(lines):
        text = source.read[line - 1]
        marks = (mark.start() for mark in re.finditer(r"(?:^|(?<=[ \t]))#", text))
        at = next((m for m in marks if not any(first <= m < last for first, last in inside.get(line, []))), None)
        if at is not None and holding in text[at:]:
            about = line if text[:at].strip() else _next_line(source.read, line)
            found.append(Comment(text[at + 1 :].strip(), Locator(source.name, line=line, column=at + 1), (about,)))
    return found


def _next_line(lines: tuple[str, ...], line: int) -> int:
    """Return the number of the first line after one that holds more than a comment."""
    following = (number for number, text in enumerate(lines[line:], line + 1) if text.strip()[:1] not in {"", "#"})
    return next(following, line)


def cut_short(span: Span, lines: tuple[str, ...], name: str) -> Iterator[Problem]:
    """Yield a problem for each text that ends where ' #' makes the rest of its line a comment, as in 'unit #4'."""
    ends = {
        (number, mark.start() + 1): mark[0].strip()
        for number, line in enumerate(lines, 1)
        if " #" in line
        for mark in _NOT_A_COMMENT.finditer(line)
    }
    waiting = [span] if ends else []
    while waiting:
        one = waiting.pop()
        if one.inside is not None:
            waiting += one.inside.values() if isinstance(one.inside, dict) else one.inside
        elif (rest := ends.get((one.line, one.end))) is not None and lines[one.line - 1][one.column - 1] not in "'\"":
            message = f"the text ends here: YAML takes '{shown(rest)}' for a comment"
            remedy = "put the whole text in quotes; if a comment is meant, write a blank after '#'"
            yield Problem("PG120", message, Locator(name, line=one.line, column=one.end + 1), remedy)
