"""Rules and decision tables as one page that stands alone: no script, nothing fetched, and readable in print."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from peelgrade.rendering import palette
from peelgrade.rendering.escaping import page_text
from peelgrade.rendering.rulesheet.layout import Branch, Sheet


def shown(sheet: Sheet) -> str:
    """Return a framework, or part of it, with its rules, as a page."""
    style = palette.style() + _read("page.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    template = _environment().get_template("page")
    written = template.render(
        sheet=sheet,
        tree=_nested(sheet.branches),
        style=Markup(style),  # noqa: S704  # it is this package's own, and the policy names the hash of exactly these bytes
        digest=digest,
        shades={category: shade.name for category, shade in palette.shades(sheet.scale).items()},
    )
    return f"{written}\n"


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


@cache
def _environment() -> Environment:
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=DictLoader({"page": _read("page.html")}),
        finalize=_seen,
    )


def _seen(value: object) -> object:
    """Show what cannot be seen in text as its code, before it is escaped."""
    return page_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _read(name: str) -> str:
    return (files("peelgrade.rendering.rulesheet") / name).read_text(encoding="utf-8")
