"""Rules and decision tables as one page that stands alone: no script, nothing fetched, and readable in print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peelgrade.rendering import pages
from peelgrade.rendering.rulesheet.layout import Branch, Sheet
from peelgrade.scale import Category

_HERE = "rulesheet"
_SHADES = 5  # of the palette, from best to worst; its style sheet says which


def shown(sheet: Sheet) -> str:
    """Return a framework, or part of it, with its rules, as a page."""
    look = pages.Look(pages.read(_HERE, "page.css"))
    return pages.written(
        _HERE, "page.html", look, sheet=sheet, tree=_nested(sheet.branches), shades=_shades(sheet.scale)
    )


@dataclass(frozen=True)
class _Node:
    """A question of the tree with those below it."""

    branch: Branch
    parts: tuple[_Node, ...]


def _nested(branches: Sequence[Branch]) -> tuple[_Node, ...]:
    """Return branches, which come parents first, as trees."""
    tops = [n for n, branch in enumerate(branches) if branch.depth == branches[0].depth]
    ends = [*tops[1:], len(branches)] if tops else []
    return tuple(_Node(branches[top], _nested(branches[top + 1 : end])) for top, end in zip(tops, ends, strict=True))


def _shades(scale: Sequence[Category]) -> Mapping[str, str]:
    """Return the shade of each category: the best has the darkest, the worst the last, and the others lie between."""
    last = max(1, len(scale) - 1)
    return {category.id: f"shade{round((_SHADES - 1) * (last - category.rank) / last)}" for category in scale}
