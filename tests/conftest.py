"""What several tests share: running commands in this process, and a copy of Kent's inspection to run them on."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from peelgrade import cli, limits
from peelgrade.changes import Case
from peelgrade.grading import grade
from peelgrade.pipeline import Read, read_inspection
from peelgrade.rendering.views import View
from tests import shipped

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
KENT = ROOT / "evidence" / "kent-2015"

# the program as a process of its own, and what has it find there what is found here
PROGRAM = (sys.executable, "-m", "peelgrade")
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def pytest_configure() -> None:
    """Have Ctrl-C be heard: a shell has what it runs in the background ignore it, and tests send it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect tests without looking for cycles meanwhile, leave what was collected out of it later, and look seldom.

    It is very much, and stays: looking through it takes a quarter of the time of collecting, and a sixth of that of tests.
    """
    gc.disable()
    collected = yield
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    gc.enable()
    return collected


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take all but every nth case of a test that is sampled for slow, so that CI tries them all, and others every nth.

    What takes longest comes first, so that no worker is left alone with it at the end.
    """
    seen: Counter[str] = Counter()
    for item in items:
        sampled = item.get_closest_marker("sampled")
        name = item.nodeid.partition("[")[0]
        if sampled is not None and seen[name] % sampled.args[0]:
            item.add_marker(pytest.mark.slow)
        seen[name] += 1
    items.sort(key=lambda item: item.get_closest_marker("longest") is None)


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


class Run:
    """Runs commands in a scratch folder, in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Ran:
        """Run a command and return its code and what it printed."""
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        limits.allow("")  # what this run was allowed is for no other
        printed = self._capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)


@pytest.fixture(scope="session", autouse=True)
def _shipped_files_are_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        shipped.read_once(monkeypatch)
        yield


@cache
def read_kent() -> Read:
    """Return Kent's inspection as read, once in a run."""
    return read_inspection(KENT)


@pytest.fixture(scope="session")
def kent_read() -> Read:
    """Return Kent's inspection as read."""
    return read_kent()


@pytest.fixture(scope="session")
def kent_case(kent_read: Read) -> Case:
    """Return Kent's inspection and its rulebook."""
    return Case(kent_read.inspection, kent_read.rulebook)


@pytest.fixture(scope="session")
def kent_view(kent_read: Read) -> View:
    """Return Kent's result with what it was reached from."""
    result = grade(kent_read.inspection, kent_read.rulebook)
    return View(result, kent_read.inspection, kent_read.rulebook, kent_read.places.of)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a runner of commands, in the width that they take off a terminal."""
    monkeypatch.delenv("COLUMNS", raising=False)
    return Run(capsys)


@pytest.fixture
def kent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of Kent's inspection in the working folder."""
    shutil.copytree(KENT, tmp_path / "kent")
    monkeypatch.chdir(tmp_path)
    return Path("kent")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the browser of the machine, without a screen; tests that take it are slow, and CI installs it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # nothing else needs it

    with sync_playwright() as driver:
        made = driver.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
            chromium_sandbox=False,
        )
        yield made
        made.close()


def replace(path: Path, old: str, new: str) -> None:
    """Put one text in the place of another, once."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def otherwise(given: Sequence[str], *options: str) -> list[str]:
    """Return arguments of a command with other values of options, which come last where they are new."""
    words = list(given)
    for option, value in zip(options[::2], options[1::2], strict=True):
        if option in words:
            words[words.index(option) + 1] = value
        else:
            words += [option, value]
    return words


def new_finding(folder: Path, *more: str) -> list[str]:
    """Return the arguments that add a finding to an inspection."""
    given = {
        "question": "q4.response",
        "shows": "weakness",
        "weight": "moderate",
        "extent": "widespread",
        "standing": "observed",
        "statement": "Few: of them, know",
        "document": "notes",
    }
    options = [word for name, value in given.items() for word in (f"--{name}", value)]
    return otherwise(["new", "finding", str(folder), *options], *more)
