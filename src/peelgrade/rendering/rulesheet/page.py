"""Rules and decision tables as one page that stands alone: no script, nothing fetched, and readable in print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peelgrade.rendering import pages, palette
from peelgrade.rendering.rulesheet.layout import Branch, Sheet

_HERE = "rulesheet"


def shown(sheet: Sheet) -> str:
    """Return a framework, or part of it, with its rules, as a page."""
    look = pages.Look(palette.style() + pages.read(_HERE, "page.css"))
    shades = {category: shade.name for category, shade in palette.shades(sheet.scale).items()}
    return pages.written(_HERE, "page.html", look, sheet=sheet, tree=_nested(sheet.branches), shades=shades)


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
