"""Parts of pictures as SVG that stands alone: everything that comes from files is escaped here, and styled by nothing else.

Only presentation attributes are used: no style sheet, script or font is fetched or needed, and a strict policy of a
page does not stand in the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from peelgrade.rendering import palette
from peelgrade.rendering.escaping import page_text
from peelgrade.rendering.pictures import widths

FONT = "Arial, 'Liberation Sans', Helvetica, Roboto, sans-serif"
LEADING = 1.3  # from line to line, in sizes of the font


@dataclass(frozen=True)
class Picture:
    """A picture as SVG, and what it shows in words for readers who do not see it."""

    svg: str
    alt: str


@dataclass(frozen=True)
class Face:
    """How text is set: its size in units of the picture, whether it is bold, and its colour."""

    size: float = 13
    bold: bool = False
    ink: str = palette.INK
    anchor: Literal["start", "middle", "end"] = "start"

    @property
    def line(self) -> float:
        """The height of a line."""
        return round(self.size * LEADING, 1)

    def wrapped(self, text: str, room: float, most: int = 40) -> tuple[str, ...]:
        """Return text, with what is invisible in it shown, as lines that fit into a width."""
        return widths.wrapped(page_text(text), room, self.size, bold=self.bold, most=most)

    def width(self, text: str) -> float:
        """Return about how wide text is in one line."""
        return widths.width(page_text(text), self.size, bold=self.bold)


def number(value: float) -> str:
    """Return a coordinate: with one decimal, and none that is nought."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def element(name: str, inside: str = "", /, **attributes: str | float) -> str:
    """Return an element around SVG that is made; '_' in names of attributes stands for '-'."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(value if isinstance(value, str) else number(value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def line_of_text(x: float, y: float, text: str, face: Face) -> str:
    """Return one line of text whose base line is at y."""
    styled: dict[str, str | float] = {"x": x, "y": y, "font_size": face.size}
    if face.bold:
        styled["font_weight"] = "700"
    if face.ink != palette.INK:
        styled["fill"] = face.ink
    if face.anchor != "start":
        styled["text_anchor"] = face.anchor
    return element("text", escape(page_text(text)), **styled)


def block(x: float, top: float, lines: Sequence[str], face: Face) -> str:
    """Return lines of text, one below the other from a top edge."""
    first = top + face.size * 0.95
    return "".join(line_of_text(x, first + n * face.line, one, face) for n, one in enumerate(lines))


def rectangle(x: float, y: float, width: float, height: float, **attributes: str | float) -> str:
    """Return a rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, **attributes)


def stroke(points: Iterable[tuple[float, float]], colour: str, width: float = 1, **attributes: str | float) -> str:
    """Return a line through points."""
    path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return element("path", d=path, fill="none", stroke=colour, stroke_width=width, **attributes)


def upright(at: Sequence[float], top: float, bottom: float, colour: str) -> str:
    """Return upright lines over one height as one element; nothing where there are none."""
    path = "".join(f"M{number(x)} {number(top)}V{number(bottom)}" for x in at)
    return element("path", d=path, stroke=colour) if at else ""


def shape(kind: palette.Shape, x: float, y: float, radius: float, **attributes: str | float) -> str:
    """Return one of the shapes that stand beside categories, around a centre."""
    if kind == "disc":
        return element("circle", cx=x, cy=y, r=radius * 0.9, **attributes)
    points = " ".join(f"{number(x + radius * right)},{number(y + radius * down)}" for right, down in _CORNERS[kind])
    return element("polygon", points=points, **attributes)


_CORNERS: dict[str, tuple[tuple[float, float], ...]] = {
    "star": (
        (0, -1),
        (0.25, -0.34),
        (0.95, -0.31),
        (0.4, 0.13),
        (0.59, 0.81),
        (0, 0.42),
        (-0.59, 0.81),
        (-0.4, 0.13),
        (-0.95, -0.31),
        (-0.25, -0.34),
    ),
    "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
    "triangle": ((0, -0.9), (1, 0.8), (-1, 0.8)),
    "square": ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
}


def picture(size: tuple[float, float], title: str, told: str, parts: Iterable[str], prefix: str) -> Picture:
    """Return parts as a picture of a size: its title and what it shows are said to readers who do not see it.

    The ids in it begin with the prefix, so that several pictures go into one page.
    """
    ids = re.sub(r"[^A-Za-z0-9_.-]", "-", prefix) or "picture"
    width, height = number(size[0]), number(size[1])
    said = element("title", escape(page_text(title)), id=f"{ids}-title")
    said += element("desc", escape(page_text(told)), id=f"{ids}-desc")
    paper = element("rect", width=width, height=height, fill=palette.PAPER)
    drawn = element(
        "svg",
        said + paper + "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{ids}-title {ids}-desc",
        font_family=FONT,
        fill=palette.INK,
    )
    return Picture(drawn, page_text(f"{title}. {told}"))
