"""Files made up at random and with guidance: whatever they hold, what `tests/fuzzed.py` says of them holds.

What was found once stands in `tests/findings`, each with what must be said of it. Guided, each target is fuzzed for five
minutes; PEELGRADE_FUZZ_SECONDS gives another number, and `python -m tests.fuzzing` runs one by hand.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelgrade import loading, targets
from peelgrade.cli import printing
from peelgrade.loading import Source
from peelgrade.problems import InvalidInput, Locator, Problem
from tests import fuzzed
from tests.conftest import ROOT
from tests.properties import QUICK
from tests.test_hostile import HEAD, ITEMS

SECONDS = int(os.environ.get("PEELGRADE_FUZZ_SECONDS", "300"))
TARGETS: dict[str, Callable[[bytes], None]] = {"load": fuzzed.load, "validate": fuzzed.validate}


@pytest.fixture(scope="module", autouse=True)
def _ground(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Have the small inspection lie where it is taken away."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(tmp_path_factory.getbasetemp()))
        fuzzed.ground()


@cache
def seeds(target: str) -> tuple[bytes, ...]:
    """Return the inputs that a target begins with."""
    return tuple(fuzzed.seeds(target))


def holds_of_altered_files(target: str, number: int, first: int, times: int) -> None:
    """Check that what must hold does for an input after each of some alterations."""
    chance, made = Random(first), seeds(target)[number % len(seeds(target))]  # noqa: S311  # no secret
    for _ in range(times):
        made = fuzzed.altered_input(target, made, chance)
        TARGETS[target](made)


ALTERED = given(st.integers(0, 2**16), st.integers(0, 2**64), st.integers(1, 4))


@pytest.mark.parametrize("target", TARGETS)
def test_what_must_hold_of_any_file_holds_of_altered_ones(target: str) -> None:
    """Whatever is altered in a file, it is read or refused in words, and nothing else happens."""
    QUICK(ALTERED(lambda number, first, times: holds_of_altered_files(target, number, first, times)))()


@QUICK
@given(st.binary(max_size=200))
def test_what_must_hold_of_any_file_holds_of_any_bytes(raw: bytes) -> None:
    """Whatever bytes a file holds, it is read or refused in words."""
    fuzzed.load(raw)


# --- what was found ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("found", fuzzed.FOUND, ids=lambda found: found.name)
def test_what_was_found_breaks_nothing_and_is_told(found: fuzzed.Finding) -> None:
    """A file that broke something once is read as it should be, or refused with its code, place and words."""
    for format_ in fuzzed.FORMAT_NAMES:
        fuzzed.validate(fuzzed.given(found.file, found.raw, format_))
    fuzzed.load(found.raw)
    told = fuzzed.told(found.file, found.raw)
    assert f"{found.file}:{found.line}:" in told
    assert found.code in told
    assert found.words in told


def test_what_is_altered_is_sound_before() -> None:
    """The small inspection and its rules have no problems, so that whatever is told is of what was altered."""
    told = fuzzed.told(fuzzed.CASES, fuzzed.FILES[fuzzed.CASES].encode())
    assert "No problems: 5 files read in 2 folders.\n" == told


def test_all_that_was_found_is_listed() -> None:
    """No file of the findings is left out."""
    assert sorted(path.name for path in fuzzed.FINDINGS.iterdir()) == sorted(found.name for found in fuzzed.FOUND)


# --- what breaks is noticed -------------------------------------------------------------------------------------------

Reader = Callable[[bytes, str], tuple[Source, list[Problem]]]
READ: Reader = loading.read_bytes
SOUND = b"- id: F1\n"


def failing(raw: bytes, name: str) -> Any:
    """Fail as readers do that look into a file before they know what it is."""
    raise KeyError(raw, name)


def silent(_raw: bytes, _name: str) -> Any:
    """Refuse a file without saying why."""
    raise InvalidInput([])


def telling(code: str, line: int) -> Reader:
    """Return a reader that has one problem with every file."""
    return lambda raw, name: (READ(raw, name)[0], [Problem(code, "wrong", Locator(name, line=line), "mend it")])


def making(data: object) -> Reader:
    """Return a reader that makes the same of every file."""
    return lambda raw, name: (replace(READ(raw, name)[0], data=data), [])


READERS: dict[str, tuple[Reader, type[Exception]]] = {
    "fails": (failing, KeyError),
    "says nothing": (silent, AssertionError),
    "tells a line that there is not": (telling("PG110", 9), AssertionError),
    "tells a code that there is not": (telling("PG999", 1), AssertionError),
    "leaves text out": (making([{"id": ""}]), AssertionError),
}


@pytest.mark.parametrize(("reader", "raised"), READERS.values(), ids=READERS)
def test_a_reader_that_breaks_is_noticed(
    reader: Reader, raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fuzzing of loading holds fails for a reader that does something else."""
    fuzzed.load(SOUND)
    monkeypatch.setattr(loading, "read_bytes", reader)
    with pytest.raises(raised):
        fuzzed.load(SOUND)


def bug(*_: object) -> None:
    """Fail as a bug does."""
    raise RuntimeError


def touch(*_: object) -> None:
    """Alter a file of the inspection."""
    Path(HEAD).write_text("gone", encoding="utf-8")


BREAKS: dict[str, tuple[object, str, Callable[..., None], str, str]] = {
    "a bug": (targets, "examine", bug, "json", ITEMS),
    "touches a file": (targets, "examine", touch, "json", ITEMS),
    "is cut off": (printing, "write", lambda text: click.echo(text[:9]), "json", ITEMS),
    "is of no schema that can be read": (printing, "write", lambda text: click.echo(text[9:]), "junit", ITEMS),
    "commands a runner": (printing, "write", lambda _: click.echo("::stop-commands::x"), "github", ITEMS),
    "steers a terminal": (printing, "write", lambda text: click.echo(f"\x9b2J{text}"), "full", "[]"),
    "says nothing": (printing, "write", lambda _: None, "concise", "[]"),
}


@pytest.mark.parametrize(("module", "name", "instead", "format_", "raw"), BREAKS.values(), ids=BREAKS)
def test_validating_that_breaks_is_noticed(
    module: object, name: str, instead: Callable[..., None], format_: str, raw: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fuzzing of validate holds fails for one that does something else."""
    given = fuzzed.given(ITEMS, fuzzed.FILES.get(raw, raw).encode(), format_)
    fuzzed.validate(given)
    monkeypatch.setattr(module, name, instead)
    with pytest.raises((AssertionError, SyntaxError, ValueError)):
        fuzzed.validate(given)


# --- guided -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.longest
@pytest.mark.skipif(find_spec("atheris") is None, reason="fuzzing takes atheris: pip install atheris (Linux on x86-64)")
@pytest.mark.parametrize("target", TARGETS)
def test_fuzzing_finds_nothing(target: str, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Guided by what it reaches, fuzzing finds no file for some minutes that breaks what must hold of any."""
    command = [sys.executable, "-m", "tests.fuzzing", target, "--seconds", str(SECONDS), "--findings", tmp_path]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    told = ran.stderr[-5_000:]
    for path in tmp_path.iterdir():
        told += f"\n{path.name}, to be kept in tests/findings: {path.read_bytes()!r}"
    assert 0 == ran.returncode, told
    done = re.search(r"(?m)^Done ([0-9]+) ", ran.stderr)
    assert done is not None, told
    record_property({"load": "files read by fuzzing", "validate": "files validated by fuzzing"}[target], done[1])
