"""Draw the way that data takes, and the rooms of the house by who may import whom, from the import contracts.

`scripts/make_pictures.py` writes it to docs/pictures/rooms.svg, beside what needs a browser.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from peelgrade.rendering import palette
from peelgrade.rendering.pictures.svg import Face, block, picture, rectangle, stroke

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 1080.0
EDGE = 20.0
TOP = 64.0  # where boxes begin, below the heads
FLOW = 250.0  # how wide the way of data is
LEFT = 320.0  # where rooms begin
HIGH, GAP = 24.0, 6.0  # a row of rooms, and what is between rows
HEAD, NAME, NOTE = Face(15, bold=True), Face(12, bold=True), Face(11)

# what happens to files, in which room, and what comes of it
STEPS: tuple[tuple[str, str], ...] = (
    ("", "files: evidence, rules, decisions"),
    ("loading", "values, each with its line and column"),
    ("validation", "held against JSON schemas"),
    ("parsing", "models: findings, rules, conditions"),
    ("consistency", "held against each other, across files"),
    ("grading", "judgments, ranges and their trace"),
    ("explanation", "why, why not, what would have to improve"),
    ("rendering", "text, tables, data, pages, pictures"),
    ("cli", "printed, or written whole or not at all"),
)


def layers() -> list[list[str]]:
    """Return the rooms of each layer as the import contracts have them, the one that may import most first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (found,) = (one["layers"] for one in contracts if one["type"] == "layers")
    return [[room.strip() for room in layer.split("|")] for layer in found]


def rooms() -> str:
    """Return the picture as SVG."""
    listed = [row for layer in layers() for row in _rows(layer)]
    low = TOP + len(listed) * (HIGH + GAP)
    parts = [
        block(EDGE, 18, ["The way of data"], HEAD),
        block(EDGE, 38, ["each step has a room of its own"], NOTE),
        block(LEFT, 18, ["The rooms of the house"], HEAD),
        block(LEFT, 38, ["a room may import what is further down, and nothing beside it or above it"], NOTE),
        *_flow(low),
        *(part for n, row in enumerate(listed) for part in _row(row, TOP + n * (HIGH + GAP))),
    ]
    told = "; ".join(f"{room}: {what}" if room else what for room, what in STEPS)
    below = ", below it ".join(" and ".join(layer) for layer in layers())
    return picture((WIDTH, low + EDGE), "How peelgrade is built", f"{told}. From the top: {below}.", parts, "rooms").svg


def _flow(low: float) -> Iterator[str]:
    """Yield the steps below each other as far down as the rooms go, with arrows between."""
    pitch = (low - GAP - TOP + 16) / len(STEPS)
    high = pitch - 16
    for n, (room, what) in enumerate(STEPS):
        top = TOP + n * pitch
        yield _box(EDGE, top, FLOW, high, on_the_way=bool(room))
        lines = NOTE.wrapped(what, FLOW - 20)
        yield block(EDGE + 10, top + 8, [room], NAME) if room else ""
        yield block(EDGE + 10, top + (26 if room else 14), lines, NOTE)
        if n:
            middle = EDGE + FLOW / 2
            yield stroke([(middle, top - 16), (middle, top - 3)], palette.INK)
            yield stroke([(middle - 4, top - 8), (middle, top - 3), (middle + 4, top - 8)], palette.INK)


def _rows(layer: Sequence[str]) -> Iterator[list[tuple[str, float, float]]]:
    """Yield the rooms of a layer with left edge and width, in as many rows as they take."""
    row: list[tuple[str, float, float]] = []
    x = LEFT
    for room in layer:
        width = NAME.width(room) + 20
        if row and x + width > WIDTH - EDGE:
            yield row
            row, x = [], LEFT
        row.append((room, x, width))
        x += width + GAP
    yield row


def _row(row: Sequence[tuple[str, float, float]], top: float) -> Iterator[str]:
    on_the_way = {room for room, _ in STEPS}
    for room, x, width in row:
        yield _box(x, top, width, HIGH, on_the_way=room in on_the_way)
        yield block(x + 10, top + 5, [room], NAME)


def _box(x: float, top: float, width: float, high: float, *, on_the_way: bool) -> str:
    fill = palette.OTHERS[0] if on_the_way else palette.PAPER
    return rectangle(x, top, width, high, rx=3, fill=fill, stroke=palette.LINE)
