"""The colours of everything that is looked at, in one place: five shades of judgment, and what charts are drawn in.

The shades are ordered by how light they are from both ends to the middle, so that readers who see colours otherwise can
tell any two apart (decision 0028 has the distances). Colour never stands alone: the word comes first, and each shade
has a shape beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from peelgrade.scale import Category

Shape = Literal["star", "disc", "diamond", "triangle", "square"]

PAPER = "#ffffff"
INK = "#1b1f24"
FAINT = "#4a525c"  # words that are said less strongly
LINE = "#6b7580"  # edges and connectors, which must be seen
GRID = "#c9d1da"  # lines that only guide the eye

OWN = "#0f385c"  # the force's own mark in a chart, filled
OTHERS = ("#cfe4dc", PAPER, "#f7996a")  # what it is set beside: told apart from it by being light, with an edge


@dataclass(frozen=True)
class Shade:
    """What a category is drawn in: its name in style sheets, colours as '#rrggbb', and its shape.

    `edge` is what it is edged with, so that a pale one is seen on white; `ink` is for text on the background.
    """

    name: str
    background: str
    ink: str
    edge: str
    shape: Shape


SHADES = (
    Shade("shade0", "#0f385c", PAPER, "#0f385c", "star"),
    Shade("shade1", "#158187", PAPER, "#158187", "disc"),
    Shade("shade2", "#cfe4dc", INK, LINE, "diamond"),
    Shade("shade3", "#f7996a", INK, "#a8552b", "triangle"),
    Shade("shade4", "#982828", PAPER, "#982828", "square"),
)
"""The five shades, best to worst."""


def shades(scale: Iterable[Category]) -> Mapping[str, Shade]:
    """Return the shade of each category of a scale, worst to best as scales are, by its id.

    The best has the first shade, the worst the last, and the others lie between; of more than five, some share one.
    """
    categories = tuple(scale)
    last = max(1, len(categories) - 1)
    return {one.id: SHADES[round((len(SHADES) - 1) * (last - rank) / last)] for rank, one in enumerate(categories)}


def style() -> str:
    """Return the style sheet of the shades: one class for each, by its name."""
    return "".join(
        f".{one.name} {{ background: {one.background}; color: {one.ink}; border-color: {one.edge}; }}\n"
        for one in SHADES
    )
