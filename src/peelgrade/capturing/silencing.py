"""What is ignored in a workbook: the codes and reasons under Ignored, as comments beside the places in the files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from peelgrade.capturing.contents import Taken
from peelgrade.ignoring import MARK
from peelgrade.problems import Problem

_ENTRY = re.compile(r"\s*(?P<codes>[A-Za-z]+[0-9]+(?:\s*,\s*[A-Za-z]+[0-9]+)*)\s*[:,]?\s*(?P<reason>.*)", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """One thing to be ignored: the code, as it is written, and the reason, with the item in its file."""

    item: Taken
    file: str
    index: int
    code: str
    reason: str

    @property
    def comment(self) -> str:
        """The comment that asks for it."""
        return f"# {MARK}: ignore[{self.code}] {' '.join(self.reason.split())}".rstrip()


def asked(files: Mapping[str, Sequence[Taken]]) -> list[Asked]:
    """Return everything that items of files ask to be ignored. What names no code is asked for as if it did."""
    found = []
    for file, items in files.items():
        for index, item in enumerate(items):
            for entry in item.ignored:
                read = _ENTRY.fullmatch(entry)
                codes = re.split(r"\s*,\s*", read["codes"].upper()) if read else [" ".join(entry.split())[:40]]
                found += [Asked(item, file, index, code, read["reason"] if read else "") for code in codes]
    return found


def commented(
    texts: Mapping[str, str], wanted: Iterable[Asked], problems: Iterable[tuple[Problem, int]]
) -> tuple[dict[str, str], dict[tuple[str, int], tuple[str, int]]]:
    """Return files with comments above what is ignored, and the sheet and row that each comment, by file and line, is from.

    `problems` come with the lines that they stand in. Where an item has no such problem, the comment stands above the
    item, so that it is told that there is nothing to ignore.
    """
    places: dict[tuple[str, object, str], set[int]] = {}
    for problem, line in problems:
        places.setdefault((problem.at.file, problem.at.path[:1], problem.code), set()).add(line)
    added: dict[str, list[tuple[int, Asked]]] = {}
    for one in wanted:
        starts = [n for n, text in enumerate(texts[one.file].split("\n"), start=1) if text.startswith("- ")]
        lines = places.get((one.file, (one.index,), one.code), {starts[one.index]})
        added.setdefault(one.file, []).extend((line, one) for line in sorted(lines))
    found = dict(texts)
    origins: dict[tuple[str, int], tuple[str, int]] = {}
    for file, listed in added.items():
        found[file], numbers = _with(texts[file], sorted(listed, key=lambda pair: pair[0]))
        origins |= {(file, number): (one.item.sheet, one.item.row) for number, one in numbers}
    return found, origins


def _with(text: str, added: Sequence[tuple[int, Asked]]) -> tuple[str, list[tuple[int, Asked]]]:
    """Return a text with comments above lines, and the line of each comment."""
    out: list[str] = []
    numbers = []
    for number, line in enumerate(text.split("\n"), start=1):
        indent = line[: len(line) - len(line.lstrip())]
        for _, one in (pair for pair in added if pair[0] == number):
            out.append(f"{indent}{one.comment}")
            numbers.append((len(out), one))
        out.append(line)
    return "\n".join(out), numbers
