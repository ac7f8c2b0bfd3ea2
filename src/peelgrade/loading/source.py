"""A file as read: its data, and where everything in it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peelgrade.problems import Locator


class Quoted(str):
    """A scalar that stood in quotes or in a block: text, whatever it looks like."""

    __slots__ = ()


@dataclass(slots=True)
class Span:
    """Where a value stands, and its key if it has one; line and column count from 1.

    `end` is the column after the last character, where that is on the same line; else nought. `stopped` is where a
    scalar of several lines, and what stands in brackets, ends.
    """

    line: int
    column: int
    end: int = 0
    key_line: int = 0
    key_column: int = 0
    key_end: int = 0
    inside: dict[str, Span] | list[Span] | None = None
    stopped: tuple[int, int] | None = None

    @property
    def stop(self) -> tuple[int, int]:
        """Line and column after the last character; nought for what is told by its indent."""
        return self.stopped or ((self.line, self.end) if self.end else (0, 0))


@dataclass(frozen=True)
class Source:
    """One file as read: its data (mappings, lists and text), the place of every value, and its lines.

    `whole` says whether the data is as it was written; where something was refused, it is not. `complete` says whether
    every entry of a list is in it; those that are not YAML are left out, and blank in the lines that were `read`.
    `values` is how many there are, lists and mappings among them.
    """

    name: str
    data: Any
    span: Span
    lines: tuple[str, ...]
    whole: bool = True
    complete: bool = True
    read: tuple[str, ...] = ()
    values: int = 0

    def extent(self, locator: Locator) -> tuple[int, int, int]:
        """Return line, column and the column after the end of a locator in this file.

        Where it is not written, the nearest thing around it is meant. A mapping ends with its first key and value. What
        goes on over several lines has an end one column on.
        """
        if locator.line is not None:
            column = locator.column or 1
            return locator.line, column, column + 1
        span, at_key = self.span, False
        for step in locator.path:
            inside = span.inside
            if isinstance(inside, dict) and step in inside:
                span, at_key = inside[str(step)], True
            elif isinstance(inside, list) and isinstance(step, int) and 0 <= step < len(inside):
                span, at_key = inside[step], False
            else:
                return _extent(span)
        if locator.of_key and at_key:
            return span.key_line, span.key_column, max(span.key_end, span.key_column + 1)
        return _extent(span)


def _extent(span: Span) -> tuple[int, int, int]:
    """Return line, column and end of a value; of a mapping, those of the key and value that it begins with."""
    first = next(iter(span.inside.values()), span) if isinstance(span.inside, dict) else span
    end = first.end if first.line == span.line else 0
    return span.line, span.column, max(end, span.column + 1)
