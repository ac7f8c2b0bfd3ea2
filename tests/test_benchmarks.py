"""The workload of the benchmarks: graded as the plain oracle has it, and what is said where grading got slower."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from peelgrade import cli
from peelgrade.grading import grade
from peelgrade.pipeline import read_inspection

ROOT = Path(__file__).resolve().parents[1]
BENCHMARKS = ROOT / "benchmarks"
RECORDED = json.loads((BENCHMARKS / "recorded.json").read_text(encoding="utf-8"))


@pytest.fixture(name="modules", autouse=True)
def modules_of_the_benchmarks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, Any]]:
    """Import the scripts as they import each other, and forget them afterwards: their names are common ones."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    names = ("workload", "naive", "contest", "translation", "engine", "inputs", "grading", "regression")
    yield {name: importlib.import_module(name) for name in names}
    for name in names:
        sys.modules.pop(name, None)


def _otherwise(modules: Mapping[str, Any], number: int) -> tuple[str, ...]:
    found: tuple[str, ...] = modules["grading"].check(modules["inputs"].Inputs.own(), number).wrong
    return found
