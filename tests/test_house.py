"""The house in order: what the code is held to beside what ruff, mypy, coverage and the contracts of imports hold."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

import grimp
import pytest

from tests.conftest import ROOT

LONGEST, MOSTLY = 60, 30  # lines of a function: of any, and of nine in ten
ALIKE = 6  # lines that may not stand twice

# What stands twice and is meant to, by the functions that it is in, with the reason
MEANT: Mapping[frozenset[str], str] = {
    frozenset(
        f"tests/test_forces.py::{name}"
        for name in (
            "test_where_people_part_two_forces_that_is_said",
            "test_an_open_judgment_is_near_to_nothing",
        )
    ): "each test says in full what is printed",
}


def modules(*folders: str) -> list[Path]:
    """Return the modules in folders of the project."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


OWN = modules("src", "scripts", "benchmarks")


# --- imports ---------------------------------------------------------------------------------------------------------


def ring(package: str) -> list[str]:
    """Return modules of a package that import each other in a ring, also where that is for types alone; none without one."""
    graph = grimp.build_graph(package, cache_dir=None)
    try:
        TopologicalSorter({one: graph.find_modules_directly_imported_by(one) for one in graph.modules}).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def test_no_modules_import_each_other() -> None:
    """Neither rooms, which the contracts keep apart, nor modules of one room, nor a room and what is in it."""
    assert [] == ring("peelgrade")


def test_a_ring_of_imports_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package takes something from its module, which goes back to the package by another one."""
    texts = {"__init__": "from ringed.one import x", "one": "from ringed import two\nx = 1", "two": "import ringed"}
    (tmp_path / "ringed").mkdir()
    for name, text in texts.items():
        (tmp_path / "ringed" / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert {"ringed", "ringed.one", "ringed.two"} == set(ring("ringed"))


# --- functions -------------------------------------------------------------------------------------------------------


def lengths(paths: Iterable[Path]) -> dict[str, int]:
    """Return how many lines each function has, from its `def` to its end."""
    return {
        f"{path}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in paths
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def too_long(found: Mapping[str, int]) -> list[str]:
    """Return the functions that are too long: longer than any may be, or where too many are long, those that are."""
    mostly = quantiles(found.values(), n=10, method="inclusive")[-1]
    return [name for name, lines in found.items() if lines > (LONGEST if mostly <= MOSTLY else MOSTLY)]


def test_functions_are_short() -> None:
    """None is longer than a screen, and nine in ten are at most half of one."""
    assert [] == too_long(lengths(OWN))


@pytest.mark.parametrize(
    ("sizes", "expected"), [((60, *[5] * 20), []), ((61, *[5] * 20), ["f0"]), ((31, 31, 5, 5), ["f0", "f1"])]
)
def test_a_function_that_is_too_long_is_found(tmp_path: Path, sizes: tuple[int, ...], expected: list[str]) -> None:
    """One of 61 lines with its docstring, and all of more than 30 lines where they are more than one in ten."""
    path = tmp_path / "long.py"
    functions = (f'def f{n}():\n    """D."""\n' + "    x = 1\n" * (size - 2) for n, size in enumerate(sizes))
    path.write_text("\n\n".join(functions), encoding="utf-8")
    assert expected == [name.partition(" ")[2] for name in too_long(lengths([path]))]


# --- what ruff is told -----------------------------------------------------------------------------------------------

_HELD = re.compile(r"\b(?:ALL|D(?=\d|$)|ANN(?!401)|C9)")  # docstrings, annotations other than Any, complexity
_LET_OFF = re.compile(
    r"# noqa: (?P<codes>[A-Z]+\d+(?:, [A-Z]+\d+)*)  # \S.*$"
)  # of which rules a line is let off, and why


def let_off(text: str) -> list[str]:
    """Return the lines of a module that let ruff off what nothing is let off, or do not say of what and why."""
    found = ((line, _LET_OFF.search(line)) for line in text.splitlines() if "noqa" in line)
    return [line for line, said in found if said is None or _HELD.search(said["codes"])]


def test_every_public_function_is_annotated_and_documented_and_none_is_complex() -> None:
    """Ruff holds this by its rules D, ANN and C901: all are on, no file of the program is left out, and no line is let off."""
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
    assert {"line-length", "target-version", "src", "lint"} == ruff.keys()
    lint = ruff["lint"]
    assert (["ALL"], 10) == (lint["select"], lint["mccabe"]["max-complexity"])
    opposites, magic = {"D203", "D213"}, {"D105", "D107"}  # of other rules; the class says what Python calls
    assert opposites | magic == {code for code in lint["ignore"] if _HELD.match(code)}
    ours = [codes for files, codes in lint["per-file-ignores"].items() if not files.startswith("tests/")]
    assert [] == [code for codes in ours for code in codes if _HELD.match(code)]
    assert {} == {path: lines for path in OWN if (lines := let_off(path.read_text(encoding="utf-8")))}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("def said(value: Any) -> str:  # noqa: ANN401  # whatever a cell holds", False),
        ("def said(value) -> str:  # noqa: ANN001  # whatever a cell holds", True),
        ("def said(value: str) -> str:  # noqa: PLR0913, D103  # it is plain", True),
        ("def said(value: str) -> str:  # noqa: C901  # it is long", True),
        ("import z3  # noqa: PLC0415  # slow to import", False),
        ("import z3  # noqa: PLC0415", True),
        ("import z3  # noqa", True),
        ("# ruff: noqa", True),
    ],
)
def test_what_is_let_off_is_found(line: str, *, expected: bool) -> None:
    """What nothing is let off, and a line without codes or without a reason."""
    assert expected == bool(let_off(f"x = 1\n{line}\n"))


# --- what stands twice -----------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """A line of code: its number, the function that it is in, and its text as it is compared."""

    number: int
    owner: str
    text: str


class Twice(NamedTuple):
    """Where lines stand and where they stand again, and the functions that they are in."""

    first: str
    again: str
    owners: frozenset[str]


def code(path: Path, name: str) -> list[Line]:
    """Return the lines of a module that are compared, a name of a variable as another.

    Left out are imports, docstrings and remarks, of a text in several lines those after the first, and lines without a word.
    """
    text = path.read_text(encoding="utf-8")
    lines = [re.sub(r"(?:^|  )# .*", "", line.strip()) for line in text.splitlines()]
    owners = [name] * len(lines)
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
                lines[node.lineno - 1 : node.end_lineno] = [""] * ((node.end_lineno or 0) - node.lineno + 1)
            case ast.Constant() | ast.JoinedStr():
                lines[node.lineno : node.end_lineno] = [""] * ((node.end_lineno or 0) - node.lineno)
            case ast.FunctionDef() if owners[node.lineno - 1] == name:  # in no other function
                text_or_variable = re.compile(rf'("[^"]*")|(?<![\w.])(?:{"|".join(variables(node)) or "$"})\b')
                for n in range(node.lineno - 1, node.end_lineno or 0):
                    lines[n] = text_or_variable.sub(lambda found: found[1] or "_", lines[n])
                    owners[n] = f"{name}::{node.name}"
    return [Line(n, *one) for n, one in enumerate(zip(owners, lines, strict=True), 1) if re.search(r"\w", one[1])]


def variables(function: ast.FunctionDef) -> set[str]:
    """Return the names that a function gives, its parameters among them."""
    nodes = list(ast.walk(function))
    given = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return given | {node.arg for node in nodes if isinstance(node, ast.arg)}


def twice(paths: Iterable[Path], root: Path) -> Iterator[Twice]:
    """Yield each run of so many lines that stands in two places; of three places, the first with each of the others."""
    met: dict[tuple[str, ...], tuple[str, int, Line]] = {}
    for path in paths:
        name, told = path.relative_to(root).as_posix(), 0
        lines = code(path, name)
        for n, line in enumerate(lines[: len(lines) - ALIKE + 1]):
            other, at, first = met.setdefault(tuple(one.text for one in lines[n : n + ALIKE]), (name, n, line))
            if n >= told and (other != name or n - at >= ALIKE):
                told = n + ALIKE
                yield Twice(f"{other}:{first.number}", f"{name}:{line.number}", frozenset({first.owner, line.owner}))


def test_nothing_stands_twice_without_a_reason() -> None:
    """Six lines of code or more, whatever their variables are called; and a reason goes when what it is for does."""
    found = list(twice((*OWN, *modules("tests")), ROOT))
    assert [] == [one for one in found if one.owners not in MEANT]
    assert MEANT.keys() == {one.owners for one in found}


SIX = (
    "total = 0",
    "for one in many:",
    "    if one.counts:",
    "        total += one.size",
    "    total -= 1",
    "return total",
)


@pytest.mark.parametrize(("lines", "expected"), [(SIX, 1), (SIX[1:], 0)])
def test_what_stands_twice_is_found(tmp_path: Path, lines: tuple[str, ...], expected: int) -> None:
    """Six lines with other variables and other remarks, blank lines between; five are let be."""
    one = "\n    ".join(('def count(many):\n    """Count."""', *lines))
    other = re.sub(r"\btotal\b", "found", one.replace("many", "listed").replace("count(", "sum_up("))
    (tmp_path / "one.py").write_text(f"import re\n\n{one}\n", encoding="utf-8")
    (tmp_path / "other.py").write_text(other.replace("\n", "  # as above\n\n"), encoding="utf-8")
    owners = [found.owners for found in twice(sorted(tmp_path.iterdir()), tmp_path)]
    assert [frozenset({"one.py::count", "other.py::sum_up"})] * expected == owners
