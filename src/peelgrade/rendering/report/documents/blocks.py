"""What a document is made of, whether it is Word's or paper: headings, paragraphs, lists, tables, tiles and charts.

A run of blocks is in reading order. Whoever writes a document draws each kind in one way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from peelgrade.rendering.report.content import Chart
from peelgrade.scale import Category

_SHORT = 8  # rows
Weight = Literal["strong", "plain", "faint"]


@dataclass(frozen=True)
class Run:
    """Words that are said alike, in one line; `url` is an address in the web that they lead to, or empty."""

    text: str
    weight: Weight = "plain"
    url: str = ""


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading, from level 1; `opens` says whether it begins a page, `fits` whether what it heads should fill no more."""

    text: str
    level: int
    opens: bool = False
    fits: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a notice is set off from what stands around it."""

    line: Line
    kind: Literal["plain", "notice"] = "plain"


@dataclass(frozen=True)
class Entry:
    """An entry of a list: a line, further lines that belong to it, and entries below it."""

    line: Line
    under: tuple[Line, ...] = ()
    parts: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Entries:
    """A list; a dense one is set small, for what is looked up and not read through."""

    entries: tuple[Entry, ...]
    dense: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell: lines, how many columns it spans, whether it heads its row, and whether it holds a number."""

    lines: tuple[Line, ...]
    span: int = 1
    heads: bool = False
    number: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its caption, one or more rows of heads, rows, and how wide its columns are to each other; or a dense one."""

    caption: str
    heads: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    dense: bool = False

    @property
    def short(self) -> bool:
        """Whether it is so short that it should not go over a page."""
        return len(self.rows) <= _SHORT


@dataclass(frozen=True)
class Tile:
    """A judgment as a tile: of what, in words, and the category that shades it (None: it is not shaded)."""

    name: str
    words: str
    category: Category | None = None
    note: str = ""


@dataclass(frozen=True)
class Tiles:
    """Tiles side by side, and what they show, in words for those who do not see them."""

    caption: str
    tiles: tuple[Tile, ...]
    large: bool = False


@dataclass(frozen=True)
class Drawn:
    """A chart, and what it shows, in words, for those who do not see it."""

    chart: Chart
    alt: str


@dataclass(frozen=True)
class Contents:
    """The table of contents stands here: the headings down to a level."""

    depth: int


Block = Heading | Paragraph | Entries | Table | Tiles | Drawn | Contents


@dataclass(frozen=True)
class Document:
    """A document: what it is called, its title and what stands below that, what stands on every page, and its blocks.

    `scale` has the categories that shade tiles, worst to best.
    """

    name: str
    title: str
    subtitle: str
    standing: str
    scale: tuple[Category, ...]
    blocks: tuple[Block, ...]


def plain(words: str) -> Line:
    """Return words as a line."""
    return (Run(words),)


def faint(words: str) -> Line:
    """Return words as a line that is said faintly, such as a place."""
    return (Run(words, "faint"),)


def head(words: str, span: int = 1, *, number: bool = False) -> Cell:
    """Return words as the head of a column, or of several; `number` says whether numbers stand below it."""
    return Cell(((Run(words, "strong"),),), span, heads=True, number=number)


def filled(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines that say something."""
    return tuple(line for line in lines if any(run.text for run in line))
