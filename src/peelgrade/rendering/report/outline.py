"""Explanations as they stand on a page: what the page tells elsewhere is named, and its link leads there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from peelgrade.rendering.report.content import Told

_FEW = 3  # findings that are told one by one below a line
_CODED = re.compile(r"(?P<id>[\w.-]+) (?P<coding>(?:strength|weakness)[^:]*): .")
_ABOVE = re.compile(r"(?P<id>[\w.-]+), shown above$")


class Outline:
    """Lines of explanations without what a page tells elsewhere, so that they can be surveyed.

    `shown` are the ids of the findings that the page shows with their places; `document` is the title of the one that
    most places are in, which is left out before them.
    """

    def __init__(self, shown: Collection[str], document: str) -> None:
        self._shown, self._before = shown, f"{document}: "

    def of(self, lines: Iterable[Told]) -> tuple[Told, ...]:
        """Return the lines: each finding with its statement once, and where they are many, only their ids by coding."""
        return tuple(self._lines(lines, {}))

    def _lines(self, lines: Iterable[Told], told: dict[str, str]) -> Iterator[Told]:
        for leads, group in groupby(lines, lambda line: bool(self._finding(line))):
            if leads:
                yield from self._findings(list(group), told)
            else:
                for line in group:
                    parts = tuple(self._lines(line.parts, told))
                    yield Told(line.text.removeprefix(self._before), line.weight, parts)

    def _finding(self, line: Told) -> re.Match[str] | None:
        """Return what a line says of a finding that the page shows, if that is all it says beside places."""
        found = _CODED.match(line.text) or _ABOVE.match(line.text)
        return found if found and found["id"] in self._shown and not any(one.parts for one in line.parts) else None

    def _findings(self, lines: list[Told], told: dict[str, str]) -> Iterator[Told]:
        found = [(line, match) for line in lines if (match := self._finding(line))]
        before = set(told)
        told |= {match["id"]: match["coding"] for _, match in found if match.re is _CODED}
        if len(found) > _FEW:
            codings: dict[str, list[str]] = {}
            for _, match in found:
                codings.setdefault(told.get(match["id"], "shown above"), []).append(match["id"])
            yield from (Told(f"{coding}: {', '.join(names)}") for coding, names in codings.items())
            return
        for line, match in found:
            name = match["id"]
            again = name in before and name in told
            yield Told(f"{name} {told[name]}" if again else line.text, line.weight)
