"""The list of what scripts/mutation.py makes wrong and no test notices."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator

from tests.conftest import ROOT

LISTED = tomllib.loads((ROOT / "tests" / "survivors.toml").read_text(encoding="utf-8"))
PACKAGES = ("grading", "validation", "explanation")


def functions(package: str) -> Iterator[str]:
    """Yield every function of a package, with the classes that it is in."""
    for path in sorted((ROOT / "src" / "peelgrade" / package).glob("*.py")):
        module = f"peelgrade.{package}.{path.stem}".removesuffix(".__init__")
        yield from _inside(ast.parse(path.read_text(encoding="utf-8")), module)


def _inside(node: ast.Module | ast.ClassDef, above: str) -> Iterator[str]:
    for one in node.body:
        if isinstance(one, ast.ClassDef):
            yield from _inside(one, f"{above}.{one.name}")
        elif isinstance(one, ast.FunctionDef):
            yield f"{above}.{one.name}"


def test_the_survivors_that_are_listed_are_of_functions_that_there_are() -> None:
    """An entry goes when its function does; that the line is still there, the script says."""
    known = {name for package in PACKAGES for name in functions(package)}
    assert set() == set(LISTED) - known


def test_a_survivor_is_listed_with_a_reason() -> None:
    """Each entry says the line that was, what was put in its place, and why no test has to notice."""
    for one in (one for those in LISTED.values() for one in those):
        assert {"was", "now", "why"} == set(one)
        assert all(one.values()), one
