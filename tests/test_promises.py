"""The page of promises names tests that there are."""

from __future__ import annotations

import ast
import re

from tests.conftest import ROOT

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
    """Every row has a number; of vulnerabilities it may say that nobody could look."""
    rows = re.findall(r"(?m)^\| (.+?) \| (.*)\|$", PAGE.partition("## Figures")[2].partition("| --- |")[2])
    without = [name for name, figure in rows if not re.search("[0-9]", figure)]
    assert [] == [name for name in without if name != "vulnerabilities"]
    assert len(rows) > 10
