"""Judgments as tiles: the overall one large, the core questions below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from peelgrade.rendering import palette
from peelgrade.rendering.pictures import tags
from peelgrade.rendering.pictures.svg import Face, Picture, block, picture, rectangle, shape
from peelgrade.rendering.report.content import Judged, Question, Report

WIDE, NARROW = 720.0, 340.0
_MANY = 5  # tiles beside each other, on a wide picture
_MANY_NARROW = 2
_GAP = 10.0
_PAD = 12.0
_OPEN_SIZE = 15.0  # of the font of a judgment that is still open, which takes more words
_SMALLEST = 12.0
_HEAD = Face(16, bold=True)
_SAID = Face(12, ink=palette.FAINT)


@dataclass(frozen=True)
class _Tile:
    """A tile laid out: lines of its name, of its judgment, and of what is said below; how wide and high it is."""

    width: float
    shade: palette.Shade | None
    reach: tuple[palette.Shade, ...]
    name: tuple[str, ...]
    words: tuple[str, ...]
    said: tuple[str, ...]
    size: float  # of the font of the judgment

    @property
    def ink(self) -> str:
        return self.shade.ink if self.shade else palette.INK

    @property
    def faces(self) -> tuple[Face, Face, Face]:
        """The faces of name, judgment and what is said below."""
        return (Face(13, ink=self.ink), Face(self.size, bold=True, ink=self.ink), Face(12, ink=self.ink))

    @property
    def height(self) -> float:
        name, words, said = self.faces
        text = len(self.name) * name.line + len(self.words) * words.line + len(self.said) * said.line
        return text + 2 * _PAD + 4 + (20 if self.reach else 0)


def tiles(report: Report, prefix: str = "", *, narrow: bool = False) -> Picture:
    """Return the overall judgment and those of the core questions, 720 units wide, or 340 for a small screen."""
    width = NARROW if narrow else WIDE
    scale, core = tags.Scale.of(report.scale), [part for part in report.overall.parts if part.graded]
    title = _HEAD.wrapped(report.force, width, most=3)
    under = _SAID.wrapped(report.framework, width, most=2)
    parts = [block(0, 4, title, _HEAD), block(0, 6 + len(title) * _HEAD.line, under, _SAID)]
    top = 6 + len(title) * _HEAD.line + len(under) * _SAID.line + 8
    if report.overall.graded:
        large = _tile(report.overall, report.title, width, scale, 26)
        parts.append(_drawn(large, 1, top, large.height))
        top += large.height + _GAP
    grid, top = _grid(core, width, scale, top, narrow=narrow)
    key, top = tags.key(scale, width, 0, top) if _judged(report) else ("", top)
    said = _SAID.wrapped(report.standing, width, most=6)
    parts += [grid, key, block(0, top + 4, said, _SAID)]
    told = ". ".join(_told(one) for one in (report.overall, *core) if one.graded)
    return picture((width, top + len(said) * _SAID.line + 10), f"{report.force}: judgments", told, parts, prefix)


def _judged(report: Report) -> bool:
    return any(one.judged and one.judged.low for one in (report.overall, *report.overall.parts))


def _told(question: Question) -> str:
    judged = question.judged
    if judged is None:
        return f"{question.name}: no judgment is shown"
    return f"{question.name}: {judged.words}" + (f" ({said})" if (said := _beside(judged)) else "")


def _beside(judged: Judged) -> str:
    """Return what is told beside a judgment: the published one, where that is another."""
    return f"published: {judged.published.lower()}" if judged.differs and judged.published else ""


def _grid(core: Sequence[Question], width: float, scale: tags.Scale, top: float, *, narrow: bool) -> tuple[str, float]:
    """Return tiles in rows, all of a row as high as the highest, and where they end."""
    rows = ceil(len(core) / (_MANY_NARROW if narrow else _MANY)) or 1
    many = ceil(len(core) / rows) or 1  # as many in each row, so that none stands alone
    wide = (width - _GAP * (many - 1)) / many
    laid = [_tile(question, question.name, wide, scale, 17) for question in core]
    parts = []
    for first in range(0, len(laid), many):
        row = laid[first : first + many]
        height = max(one.height for one in row)
        parts += [_drawn(one, 1 + n * (wide + _GAP), top, height) for n, one in enumerate(row)]
        top += height + _GAP
    return "".join(parts), top


def _tile(question: Question, name: str, width: float, scale: tags.Scale, size: float) -> _Tile:
    judged = question.judged
    shade = scale.shade(judged) if judged else None
    room = width - 2 * _PAD - 2
    size = _fitting(judged.words if judged else "", room, size if shade else min(size, _OPEN_SIZE))
    words = Face(size, bold=True)
    line = [_beside(judged).capitalize()] if judged and _beside(judged) else []
    line += ["Working view"] if question.working_view else []
    return _Tile(
        width - 2,
        shade,
        scale.reach(judged) if judged else (),
        Face(13).wrapped(name, room - (size * 1.4 if shade else 0), most=5),
        words.wrapped(judged.words if judged else "", room, most=5),
        tuple(one for said in line for one in Face(12).wrapped(said, room, most=2)),
        size,
    )


def _fitting(text: str, room: float, size: float) -> float:
    """Return the size of font, at most what is asked for, at which no word of a judgment has to be broken."""
    widest = max((Face(size, bold=True).width(word) for word in text.split()), default=0)
    return max(_SMALLEST, min(size, floor(2 * size * room / widest) / 2)) if widest > room else size


def _drawn(tile: _Tile, x: float, top: float, height: float) -> str:
    """Return a tile: its name above, the judgment below with its shape, what is said last."""
    name, words, said = tile.faces
    shade = tile.shade
    fill, edge = (shade.background, shade.edge) if shade else (palette.PAPER, palette.LINE)
    dashed: dict[str, str | float] = {} if shade else {"stroke_dasharray": "5 3"}
    base = top + height - _PAD - len(tile.said) * said.line
    strip = base - (18 if tile.reach else 0)
    parts = [
        rectangle(x, top + 1, tile.width, height - 2, rx=4, fill=fill, stroke=edge, **dashed),
        block(x + _PAD, top + _PAD, tile.name, name),
        block(x + _PAD, strip - len(tile.words) * words.line, tile.words, words),
        tags.signs(tile.reach, x + _PAD + 6, base - 6, 13),
        block(x + _PAD, base, tile.said, said),
    ]
    if shade:
        radius = tile.size * 0.5
        parts.append(shape(shade.shape, x + tile.width - _PAD - radius, top + _PAD + radius, radius, fill=tile.ink))
    return "".join(parts)
