"""The test cases of rules as tests of pytest: one item for each case in ``tests/*.yaml`` beside a framework.yaml.

pytest loads this module in every run, also where there is no framework; hence nothing is imported here until a file
of cases is found.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from peelgrade.cases import RuleCase
    from peelgrade.consistency import Placed
    from peelgrade.rendering.ruletests import Tried

_ENDINGS = {".yaml", ".yml"}
_KEY = rb"""["']?(?:scale|questions|baseline)["']?\s*:"""
_OF_A_FRAMEWORK = re.compile(rb"^" + _KEY, re.MULTILINE)
_IN_BRACES = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|---|[#%][^\n]*\n)*\{")  # JSON, and YAML that is written like it
_OF_A_FRAMEWORK_IN_BRACES = re.compile(rb"[{,]\s*" + _KEY)
_KNOWN: pytest.StashKey[dict[Path, Any]] = pytest.StashKey()


class Failed(Exception):  # noqa: N818  # it carries a text to the report; nothing went wrong in the program
    """A case that came out otherwise, or files that cannot be read: the text is all that there is to tell."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    """Collect a file of test cases; any other file is left alone."""
    if file_path.suffix.lower() not in _ENDINGS or file_path.parent.name != "tests" or file_path.name.startswith("."):
        return None
    return CaseFile.from_parent(parent, path=file_path) if is_framework(file_path.parents[1]) else None


def is_framework(folder: Path) -> bool:
    """Whether a folder holds a framework of peelgrade, and not a file of some other program by that name."""
    try:
        raw = (folder / "framework.yaml").read_bytes()
    except OSError:
        return False
    wanted = _OF_A_FRAMEWORK_IN_BRACES if _IN_BRACES.match(raw) else _OF_A_FRAMEWORK
    return wanted.search(raw) is not None


class CaseFile(pytest.File):
    """A file of test cases of rules."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each case of the file; what is wrong with the framework or its cases is an error."""
        tried, cases = _read(self.path.parents[1], self.config)
        for placed in cases:
            if Path(placed.file).name == self.path.name:
                yield CaseItem.from_parent(self, name=placed.value.id, tried=tried, placed=placed)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:  # type: ignore[override]  # noqa: ANN401  # pytest's own collectors have it so
        """Tell what could not be read, without a traceback."""
        return str(excinfo.value) if isinstance(excinfo.value, Failed) else super().repr_failure(excinfo)


class CaseItem(pytest.Item):
    """A test case of rules."""

    def __init__(self, *, tried: Tried, placed: Placed[RuleCase], **settings: Any) -> None:  # noqa: ANN401  # what pytest hands on
        super().__init__(**settings)
        self._tried = tried
        self._placed = placed

    def runtest(self) -> None:
        """Run the case; raise what came out otherwise."""
        from peelgrade import ruletests
        from peelgrade.rendering.ruletests import failure, plain

        outcome = ruletests.run(self._placed.value, self._tried.rulebook)
        if not outcome.passed:
            raise Failed(plain(failure(self._tried, self._placed, outcome, headed=False)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401  # pytest's signature
        """Tell what came out otherwise and why, without a traceback."""
        return str(excinfo.value) if isinstance(excinfo.value, Failed) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the case stands: lines count from 0 here."""
        line = self._tried.place(self._placed.at()).rpartition(":")[2]
        return self.path, int(line) - 1, self.name


def _read(folder: Path, config: pytest.Config) -> tuple[Tried, tuple[Placed[RuleCase], ...]]:
    """Read a framework with its cases, once in a run; raises Failed with every problem where one is an error."""
    from peelgrade.problems import Unreadable

    known = config.stash.setdefault(_KNOWN, {})
    if folder not in known:
        try:
            known[folder] = _read_now(folder, _shown(folder, config.invocation_params.dir))
        except Unreadable as unreadable:
            known[folder] = Failed("\n".join(f"{said}\nhelp: {remedy}" for said, remedy in unreadable.reasons))
    found = known[folder]
    if isinstance(found, Failed):
        raise found
    return found  # type: ignore[no-any-return]  # what was kept of it


def _shown(folder: Path, here: Path) -> str:
    return folder.relative_to(here).as_posix() if folder.is_relative_to(here) else folder.as_posix()


def _read_now(folder: Path, name: str) -> tuple[Tried, tuple[Placed[RuleCase], ...]] | Failed:
    from peelgrade import limits
    from peelgrade.pipeline import Reading, read_tests
    from peelgrade.rendering.problems.report import Report
    from peelgrade.rendering.problems.text import full
    from peelgrade.rendering.ruletests import Tried

    limits.allow(os.environ.get(limits.VARIABLE, ""))
    reading = Reading()
    found = read_tests(folder, name, reading)
    problems, _ = reading.standing()
    if found is None or any(problem.severity == "error" for problem in problems):
        return Failed(full(Report.of(problems, (), reading.places, root=Path.cwd().as_posix())))
    return Tried(name, found.rulebook, (), found.rules, reading.places.line), found.cases
