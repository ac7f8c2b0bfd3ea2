"""Problems as text for a terminal: with the lines they are in, or on one line each."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from peelgrade.problemcodes import Severity
from peelgrade.rendering import escaping
from peelgrade.rendering.problems.report import Other, Place, Report, Told, tally

MAX_BYTES = 19_500  # of all problems together: with what is said of them in all, below 20,000
LONGEST = 1_000  # characters of one message
PLACES = 9  # other places of one problem

SHOWN = "shown by this evidence, which grading confirms"

_WIDTH = 100  # columns of a line that are shown
_BEFORE = 60  # columns of those before an extent
_REACH = 400  # characters looked at to either side: some have no width
_NEAR = 4  # lines apart that share a frame
_TAB = " " * 4
_TAB_CODE = escaping.visible("\t")
_STYLES: dict[Severity, str] = {"error": "1;31", "warning": "1;33", "note": "1;36"}
_DIM = "2"

Paint = Callable[[str, str], str]  # a style and a word of ours: never text from a file


def full(report: Report, *, colour: bool = False) -> str:
    """Return every problem by file, with a frame of its lines, as far as the limit on output allows."""
    return _capped(_by_file(report, _painted if colour else _plain), len(report.told))


def concise(report: Report) -> str:
    """Return every problem on one line, as far as the limit on output allows."""
    return _capped((f"{line(told)}\n" for told in report.told), len(report.told))


def line(told: Told) -> str:
    """Return one problem on one line: where, how bad, which, what, and what to do."""
    return f"{where(told.place)}: {told.severity} {told.code} {said(told)}{elsewhere(told)}"


def elsewhere(told: Told) -> str:
    """Return the other places of a problem on the same line: nothing where there are none."""
    places = [f"{where(one.place)}: {short(one.label)}" for one in told.others[:PLACES]]
    more = f"; and {len(told.others) - PLACES:,} more places" if len(told.others) > PLACES else ""
    return f"; see {'; '.join(places)}{more}" if places else ""


def said(told: Told) -> str:
    """Return on one line what is wrong, and what to do."""
    return f"{short(told.message)} ({short(told.help)})" if told.help else short(told.message)


def where(place: Place) -> str:
    """Return a place as editors find it; in a workbook, as spreadsheets do."""
    if place.cell:
        return f"{_path(place.file)} {escaping.visible(place.cell)}"
    return f"{_path(place.file)}:{place.line}:{place.column}"


def short(text: str) -> str:
    """Return text of a problem for one line, cut where it is far too long."""
    return escaping.terminal(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def _path(file: str) -> str:
    """Return a path that can begin a line: in the log of a pipeline, '::' there would be a command."""
    path = escaping.visible(file)
    return f"./{path}" if path.lstrip().startswith("::") else path


def _capped(parts: Iterable[str], total: int) -> str:
    """Join what is told of each problem up to the limit, the first in any case; say how many more there are."""
    out: list[str] = []
    size = 0
    for part in parts:
        size += len(part.encode())
        if out and size > MAX_BYTES:
            out.append(f"… and {total - len(out):,} more\n")
            break
        out.append(part)
    return "".join(out)


def _by_file(report: Report, paint: Paint) -> Iterator[str]:
    files: dict[str, list[Told]] = {}
    for told in report.told:
        files.setdefault(told.place.file, []).append(told)
    for file, found in files.items():
        heading = f"{_path(file)}: {tally(found)}\n\n"
        for told in found:
            yield heading + "\n".join(_full(told, report, paint)) + "\n\n"
            heading = ""


def _full(told: Told, report: Report, paint: Paint) -> list[str]:
    style = _STYLES[told.severity]
    near: dict[int, Other] = {}
    for other in told.others:
        apart = abs(other.place.line - told.place.line) if other.place.file == told.place.file else 0
        if 0 < apart <= _NEAR:
            near.setdefault(other.place.line, other)
    apart_from_it = [other for other in told.others if other not in near.values()]
    framed = {told.place.line: Other(told.place, ""), **near}
    frame = _frame(report.sources.get(told.place.file, ()), framed, style, paint)
    if not frame:  # the file could not be read: each place stands for itself
        apart_from_it = list(told.others)
    out = [f"{where(told.place)}: {paint(style, told.severity)} {told.code}: {short(told.message)}", *frame]
    if told.help:
        out.append(f"  help: {short(told.help)}")
    for other in apart_from_it[:PLACES]:
        out.append(f"  {where(other.place)}: {short(other.label)}")
        marked = {other.place.line: Other(other.place, "")}
        out += _frame(report.sources.get(other.place.file, ()), marked, style, paint)
    if len(apart_from_it) > PLACES:
        out.append(f"  … and {len(apart_from_it) - PLACES:,} more places")
    if told.example:
        out.append(f"  {SHOWN}:")
        out += [f"    {one}".rstrip() for one in example(told)]
    return out


def framed(told: Told, report: Report) -> list[str]:
    """Return the lines of the file around a problem, with what is marked in them; none where it could not be read."""
    return _frame(report.sources.get(told.place.file, ()), {told.place.line: Other(told.place, "")}, "", _plain)


def block(told: Told) -> str:
    """Return the example of a problem as a block of Markdown: nothing in it ends the block."""
    lines = [one.replace("`", "'") for one in example(told)]
    return "\n".join(["```yaml", *lines, "```"])


def example(told: Told) -> list[str]:
    """Return the lines of the example of a problem, indented as YAML wants it; none where there is none."""
    return [escaping.visible(one) for one in told.example.splitlines()]


def _frame(lines: Sequence[str], marked: dict[int, Other], style: str, paint: Paint) -> list[str]:
    """Return lines of a file with carets and labels under what is marked, and the line before them."""
    first, last = min(marked), max(marked)
    if first < 1 or last > len(lines):
        return []
    if first > 1 and lines[first - 2].strip():
        first -= 1
    digits = len(str(last))
    out = []
    for number in range(first, last + 1):
        mark = marked.get(number)
        at, stop = (mark.place.column - 1, mark.place.end - 1) if mark else (0, 0)
        shown, start, end = _cut(lines[number - 1], at, stop)
        out.append(f"{paint(_DIM, f'  {number:>{digits}} |')} {shown}".rstrip())
        if mark:
            margin = paint(_DIM, f"  {' ' * digits} |")
            carets = paint(style, "^" * max(1, end - start))
            out.append(f"{margin} {' ' * start}{carets} {short(mark.label)}".rstrip())
    return out


def _cut(source: str, at: int, stop: int) -> tuple[str, int, int]:
    """Return what a frame shows of a line around an extent, and the columns there where the extent starts and ends."""
    at = min(max(0, at), len(source))
    before = _fitting(_cells(source, at - _REACH, at)[::-1], _BEFORE)[::-1]
    after = _fitting(_cells(source, at, at + _REACH), _WIDTH - _width(before))
    lead = "…" if len(before) < at else ""
    rest = "…" if at + len(after) < len(source) else ""
    start = len(lead) + _width(before)
    shown = "".join(piece for piece, _ in before + after)
    return f"{lead}{shown}{rest}", start, start + _width(after[: max(0, stop - at)])


def _cells(source: str, start: int, stop: int) -> list[tuple[str, int]]:
    """Return each character of a part of a line as it is shown, with its width in columns."""
    shown = escaping.pieces(source, start, stop)
    return [(_TAB, len(_TAB)) if piece == _TAB_CODE else (piece, _columns(piece)) for piece in shown]


def _columns(piece: str) -> int:
    """Return the width of a character as it is shown: marks and joiners stand with the one before, some take two."""
    if len(piece) > 1:
        return len(piece)
    if unicodedata.category(piece) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(piece) in {"W", "F"} else 1


def _fitting(cells: Sequence[tuple[str, int]], room: int) -> list[tuple[str, int]]:
    """Return as many cells from the first on as there is room for."""
    used = 0
    for number, (_, width) in enumerate(cells):
        used += width
        if used > room:
            return list(cells[:number])
    return list(cells)


def _width(cells: Iterable[tuple[str, int]]) -> int:
    return sum(width for _, width in cells)


def _plain(_style: str, word: str) -> str:
    return word


def _painted(style: str, word: str) -> str:
    return f"\x1b[{style}m{word}\x1b[0m"
