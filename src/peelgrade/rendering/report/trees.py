"""Trees for the terminal as lines with lines under them: the same reasons, in the same words, for every kind of page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from rich.text import Text
from rich.tree import Tree

from peelgrade.rendering.report.content import Told


def told(trees: Iterable[Tree]) -> tuple[Told, ...]:
    """Return trees as told lines: what is bold is said strongly, what is dim faintly."""
    return tuple(_told(one) for one in trees)


def _told(tree: Tree) -> Told:
    label = tree.label if isinstance(tree.label, Text) else Text(str(tree.label))
    return Told(label.plain, _weight(label), told(tree.children))


def _weight(label: Text) -> Literal["strong", "plain", "faint"]:
    styles = [str(label.style), *(str(span.style) for span in label.spans if span.start == 0)]
    return "strong" if any("bold" in one for one in styles) else "faint" if "dim" in styles else "plain"
