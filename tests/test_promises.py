"""The page of promises names tests that there are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")


def test_what_holds_a_promise_is_a_test() -> None:
    """Each is named with its file, and a class where it stands in one."""
    named = re.findall(r"`(tests/\w+\.py)::(?:\w+::)?(\w+)`", PAGE)
    assert len(named) > 50
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        known = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.ClassDef)}
        assert name in known, f"{file}::{name}"


def test_every_figure_was_measured() -> None:
    """No row of the figures is empty."""
    rows = re.findall(r"(?m)^\| (.+?) \| (.*)\|$", PAGE.partition("## Figures")[2])
    assert [] == [name for name, figure in rows if not figure.strip()]
