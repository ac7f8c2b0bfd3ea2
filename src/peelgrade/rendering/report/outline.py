"""Explanations as they stand on a page: what the page tells elsewhere is named, and its link leads there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from peelgrade.rendering.report.content import Told

_FEW = 3  # findings that are told one by one below a line
_CODED = re.compile(r"(?P<id>[\w.-]+) (?P<coding>(?:strength|weakness)[^:]*): .")
_HOLDS = re.compile(r"(?P<id>[\w.-]+) (?:supports|limits to) .+; it holds$")
_FOLDERS = re.compile(r"(?<!\S)\S+/(?=[^/\s]+\.yaml:\d+)")
_ABOVE = re.compile(r"(?P<id>[\w.-]+), shown above$")


@dataclass(frozen=True)
class Line:
    """A line, and those under it. `again` says that what it names was named before, and is linked there."""

    text: str
    weight: Literal["strong", "plain", "faint"]
    parts: tuple[Line, ...] = ()
    again: bool = False


class Outline:
    """Lines of explanations without what a page tells elsewhere, so that they can be surveyed.

    `shown` are the ids of what the page shows, findings with their places among it; `document` is the title of the
    document that most places are in, which is left out before them.
    """

    def __init__(self, shown: Collection[str], document: str) -> None:
        self._shown, self._before = shown, f"{document}: "

    def of(self, lines: Iterable[Told]) -> tuple[Line, ...]:
        """Return the lines: each finding with its statement once, and where they are many, only their ids by coding."""
        return tuple(self._lines(lines, _Told()))

    def _lines(self, lines: Iterable[Told], told: _Told) -> Iterator[Line]:
        for leads, group in groupby(lines, lambda line: bool(self._finding(line))):
            if leads:
                yield from self._findings(list(group), told)
            else:
                yield from (self._line(line, told) for line in group)

    def _line(self, line: Told, told: _Told) -> Line:
        text = _FOLDERS.sub("", line.text.removeprefix(self._before))
        if line.weight == "faint" and not line.parts:
            text = told.shortened(text)
        holds = _HOLDS.match(text)
        if holds and told.rule(holds["id"]):
            return Line(f"{text}: told above", line.weight)
        return Line(text, line.weight, tuple(self._lines(line.parts, told)))

    def _finding(self, line: Told) -> re.Match[str] | None:
        """Return what a line says of a finding that the page shows, if that is all it says beside places."""
        found = _CODED.match(line.text) or _ABOVE.match(line.text)
        return found if found and found["id"] in self._shown and not any(one.parts for one in line.parts) else None

    def _findings(self, lines: list[Told], told: _Told) -> Iterator[Line]:
        found = [(line, match) for line in lines if (match := self._finding(line))]
        if len(found) > _FEW:
            yield from _by_coding([match for _, match in found], told)
            return
        for line, match in found:
            coding = told.codings.get(match["id"])
            yield Line(f"{match['id']} {coding}" if coding else line.text, line.weight, (), coding is not None)
            told.add(match)


class _Told:
    """What an outline has told so far: findings with their codings, and what is said faintly."""

    def __init__(self) -> None:
        self.codings: dict[str, str] = {}
        self._faint: list[str] = []

    def add(self, match: re.Match[str]) -> None:
        """Keep the coding of a finding."""
        if match.re is _CODED:
            self.codings[match["id"]] = match["coding"]

    def rule(self, name: str) -> bool:
        """Whether a rule was told: its basis stands under what it did, with all that was counted."""
        return any(one.startswith(f"{name}, ") for one in self._faint)

    def shortened(self, text: str) -> str:
        """Return what is said faintly without its end where that was said before."""
        before = next((one for one in self._faint if text.endswith(f" {one}")), None)
        self._faint.append(text)
        return text.removesuffix(before).rstrip() if before else text


def _by_coding(found: list[re.Match[str]], told: _Told) -> Iterator[Line]:
    """Yield the ids of findings, in a line for each coding and for those that were and were not named before."""
    lines: dict[tuple[str, bool], list[str]] = {}
    for match in found:
        again = match["id"] in told.codings
        told.add(match)
        lines.setdefault((told.codings.get(match["id"], "shown above"), again), []).append(match["id"])
    for (coding, again), names in lines.items():
        yield Line(f"{coding}: {', '.join(names)}", "plain", (), again)
