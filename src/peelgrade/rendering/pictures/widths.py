"""How wide text is drawn, estimated so that it is rarely wider: SVG does not wrap lines, and no font is at hand.

The advance widths are those of Arial and of the faces made to the same measure, in thousandths of the size of the
font. What is not listed is taken to be wide.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

_REGULAR: Mapping[int, str] = {
    191: "'",
    223: "ijl‘’",
    260: "|¦",
    278: " !,./:;I[\\]ft·\u00a0",
    334: "()-`r{}¡¨²³´¸¹“”",
    356: '"•',
    400: "*°ºª",
    500: "Jckvsxyz^çýÿ¶",
    557: "#$0123456789?L_abdeghnopqu¢£¤¥§«»µþ¯±÷–†€≤≥",
    611: "+<=>~¬×−FTZ¿ßøð",
    667: "&ABEKPSVXYÞ",
    737: "CDHNRUwÐ©®",
    778: "GOQØ",
    834: "Mm¼½¾",
    944: "%æW",
    1016: "@ÆŒœ—…→←",
}
_BOLD: Mapping[int, str] = {
    238: "'",
    278: " ,./I\\ijl·‘’\u00a0",
    334: "!()-:;[]`ft|¦¡¨²³´¸¹",
    400: "*r{}°ºª•",
    500: '"z“”',
    557: "#$0123456789J_aceksvxy¢£¤¥§«»¶µ¯±÷–†€≤≥çýÿ",
    611: "?FLTZbdghnopqu¿ßðøþ+<=>^~¬×−",
    667: "EPSVXYÞ",
    737: "&ABCDHKNRUÐ©®",
    778: "GOQwØ",
    890: "M%mæ¼½¾",
    1016: "W@ÆŒœ—…→←",
}
_ACCENT = 100  # a letter with an accent may be wider than without
_WIDE = 1050  # letters of other writing, at most about as wide as high
_PICTURE = 1400
_SLACK = 1.04  # the next best face of a system is a little wider


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a line of text is at a size of font, in its unit."""
    return sum(_advance(one, bold=bold) for one in text) * size * _SLACK / 1000


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 40) -> tuple[str, ...]:
    """Return text as lines that fit into a width: broken at blanks, and inside words that alone are too wide.

    Of more than `most` lines, the last ends in '…'.
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(text, room, size, bold=bold):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size, bold=bold) > room:
            lines.append(line)
            line = word
            if len(lines) > most:
                break
        else:
            line = longer
    lines += [line] if line else []
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], _cut(lines[most - 1], room, size, bold=bold))


def _pieces(text: str, room: float, size: float, *, bold: bool) -> Iterator[str]:
    """Yield the words of a text; of one that is too wide, parts that are not."""
    for word in text.split():
        part, taken = "", 0.0
        for one in word:
            more = width(one, size, bold=bold)
            if part and taken + more > room:
                yield part
                part, taken = "", 0.0
            part, taken = part + one, taken + more
        yield part


def _cut(line: str, room: float, size: float, *, bold: bool) -> str:
    while line and width(f"{line}…", size, bold=bold) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"


@lru_cache(maxsize=4096)
def _advance(one: str, *, bold: bool) -> int:
    known = _widths(bold=bold).get(one)
    if known is not None:
        return known
    if unicodedata.category(one) in {"Mn", "Me"}:
        return 0
    parts = unicodedata.normalize("NFD", one)
    if len(parts) > 1 and parts[0] in _widths(bold=bold):
        return _advance(parts[0], bold=bold) + _ACCENT
    return _PICTURE if ord(one) >= 0x1F000 else _WIDE  # noqa: PLR2004  # where pictures begin


@lru_cache(maxsize=2)
def _widths(*, bold: bool) -> Mapping[str, int]:
    return {one: wide for wide, all_ in (_BOLD if bold else _REGULAR).items() for one in all_}
