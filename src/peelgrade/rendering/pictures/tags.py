"""How judgments are told in pictures: the word first, then its colour, and its shape.

A range has no colour of its own: its words stand on paper, above a shape for each category that it may still end in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from peelgrade.rendering import palette
from peelgrade.rendering.pictures.svg import Face, block, rectangle, shape
from peelgrade.rendering.report.content import Judged
from peelgrade.scale import Category

_PAD = 8.0
_OPEN = palette.Shade("open", palette.PAPER, palette.INK, palette.INK, "disc")


@dataclass(frozen=True)
class Tag:
    """A judgment laid out: its lines, how wide and high it is, and what it is drawn in; `reach` is a range, worst to best."""

    lines: tuple[str, ...]
    face: Face
    width: float
    height: float
    shade: palette.Shade
    settled: bool
    reach: tuple[palette.Shade, ...] = ()


@dataclass(frozen=True)
class Scale:
    """The categories of a report, worst to best, with their shades."""

    categories: tuple[Category, ...]
    shades: Mapping[str, palette.Shade]

    @classmethod
    def of(cls, categories: Iterable[Category]) -> Scale:
        """Return the scale of some categories, worst to best; of none, judgments are told in words alone."""
        listed = tuple(categories)
        return cls(listed, palette.shades(listed))

    def shade(self, judged: Judged) -> palette.Shade | None:
        """Return the shade of a judgment; None where nothing is judged, or it is still open between several."""
        return None if judged.settled is None else self.shades.get(judged.settled.id)

    def reach(self, judged: Judged) -> tuple[palette.Shade, ...]:
        """Return the shades of the categories that a judgment may still end in, worst to best; none if it is settled."""
        low, high = judged.low, judged.high
        if low is None or high is None or low == high:
            return ()
        return tuple(self.shades[one.id] for one in self.categories if low.rank <= one.rank <= high.rank)


def tag(judged: Judged, scale: Scale, room: float, size: float = 14) -> Tag:
    """Lay a judgment out in a width."""
    shade, reach = scale.shade(judged), scale.reach(judged)
    drawn = shade or _OPEN
    face = Face(size, bold=True, ink=drawn.ink)
    sign = size * 1.4 if shade else 0
    lines = face.wrapped(judged.words, room - 2 * _PAD - sign, most=6)
    wide = max(map(face.width, lines), default=0) + 2 * _PAD + sign
    strip = size * 1.3 if reach else 0
    wide = max(wide, len(reach) * size * 1.3 + 2 * _PAD)
    return Tag(lines, face, min(wide, room), len(lines) * face.line + _PAD + strip, drawn, shade is not None, reach)


def drawn(laid: Tag, x: float, top: float) -> str:
    """Return a judgment that is laid out, as a box with its top left corner at a place."""
    shade, size = laid.shade, laid.face.size
    box = rectangle(x, top, laid.width, laid.height, rx=3, fill=shade.background, stroke=shade.edge)
    words = block(x + _PAD, top + _PAD / 2, laid.lines, laid.face)
    sign = ""
    if laid.settled:
        sign = shape(
            shade.shape, x + laid.width - _PAD - size * 0.45, top + laid.height / 2, size * 0.45, fill=shade.ink
        )
    middle = top + laid.height - _PAD / 2 - size * 0.55
    return box + words + sign + signs(laid.reach, x + _PAD + size * 0.5, middle, size)


def signs(shades: Sequence[palette.Shade], x: float, middle: float, size: float) -> str:
    """Return the shapes of categories in a line, in their colours."""
    return "".join(
        shape(one.shape, x + n * size * 1.3, middle, size * 0.5, fill=one.background, stroke=one.edge)
        for n, one in enumerate(shades)
    )


def key(scale: Scale, room: float, x: float, top: float) -> tuple[str, float]:
    """Return the categories with their shapes, best to worst, and where that ends: as many in a line as fit."""
    face, at = Face(12, ink=palette.FAINT), x
    parts: list[str] = []
    for category in reversed(scale.categories):
        (title, *_) = face.wrapped(category.title, room - 20, most=1) or ("",)
        wide = face.width(title) + 20
        if at > x and at + wide > x + room:
            at, top = x, top + face.line + 3
        shade = scale.shades[category.id]
        parts += [signs((shade,), at + 6, top + 8, 11), block(at + 17, top + 1, (title,), face)]
        at += wide + 14
    return "".join(parts), top + (face.line + 3 if scale.categories else 0)
