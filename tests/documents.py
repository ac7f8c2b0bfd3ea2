"""What tests of Word and paper share: reports on Kent, and a report in which every text is hostile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from peelgrade.grading import grade
from peelgrade.rendering.report.building import built
from peelgrade.rendering.report.content import Audience, Report, Told
from peelgrade.rendering.views import View
from tests.conftest import read_kent
from tests.reports import TOWN, town

AUDIENCES: tuple[Audience, ...] = ("team", "debrief", "panel", "force", "public")
LONG = "x" * 10_000
HOSTILE = (
    'a\x00b\x1b[31m\x0b\ud800\ufffe\u202egnp\u2066 <script>alert(1)</script><img src="http://203.0.113.9/a.png"> & ]]> '
    "=cmd|' /C calc'!A0 { HYPERLINK \"http://203.0.113.9/b\" } DDEAUTO <w:fldSimple w:instr='INCLUDETEXT \"/etc/passwd\"'/> "
    f"<a href='javascript:alert(1)'>b</a> <link rel=attachment href=file:///etc/passwd> {{{{ 7*7 }}}} {LONG} \u05d0\u05d1"
)
SEEN = (
    "a\\u0000b\\u001b[31m",
    "\\ud800\\ufffe\\u202egnp\\u2066",
    "<script>alert(1)</script>",
    "{ HYPERLINK",
    "{{ 7*7 }}",
)

Value = TypeVar("Value")


@cache
def kent(audience: Audience) -> Report:
    """Return the report on Kent for an audience."""
    found = read_kent()
    return built(
        View(grade(found.inspection, found.rulebook), found.inspection, found.rulebook, found.places.of), audience
    )


def hostile(text: str = HOSTILE) -> Report:
    """Return a report in which every text that comes from files is hostile, and addresses lead out of the web."""
    return replace(_hostile(TOWN, text), audience="panel", scale=TOWN.scale)


def _hostile(value: Value, text: str, name: str = "") -> Value:
    changed: Any = value
    if isinstance(value, str):
        # the words that a field has a few of say how it is drawn, and come from no file
        kept = name in {"audience", "weight", "extent", "shows", "stands", "drawn"}
        changed = value if kept else "javascript:alert(1)" if name == "url" else text
    elif isinstance(value, tuple):
        changed = tuple(_hostile(one, text) for one in value)
    elif is_dataclass(value) and not isinstance(value, type) and type(value).__name__ != "Category":
        changed = replace(
            value, **{one.name: _hostile(getattr(value, one.name), text, one.name) for one in fields(value)}
        )
    return changed  # type: ignore[no-any-return]  # of the type that came in


def texts(value: object, name: str = "") -> Iterator[str]:
    """Yield the texts of a report that its reader is to find in it, in small letters."""
    if isinstance(value, str):
        if name not in {"audience", "id", "question", "url", "shows", "stands", "drawn", "unit", "series"}:
            yield " ".join(value.split()).lower()
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one, name)
    elif is_dataclass(value) and type(value).__name__ != "Category":
        for one in fields(value):
            if not (isinstance(value, Told) and one.name == "weight"):
                yield from texts(getattr(value, one.name), one.name)


__all__ = ["AUDIENCES", "HOSTILE", "LONG", "SEEN", "hostile", "kent", "texts", "town"]
