"""What people name when they work on rules: a framework that ships, a folder, or the folder that they are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from peelgrade import bundled
from peelgrade.cases import RuleCase
from peelgrade.cli import reading
from peelgrade.pipeline import FRAMEWORK, Places, Reading, named_rules, read_cases, read_rulebook
from peelgrade.problems import Unreadable, shown, suggest
from peelgrade.rulebook import Rulebook


@dataclass(frozen=True)
class Found:
    """A sound rulebook with its test cases, the folder that they were read from, what the user is shown for that, and where things stand."""

    rulebook: Rulebook
    cases: tuple[RuleCase, ...]
    folder: Path
    place: str
    places: Places


def inner(folder: Path) -> list[Path]:
    """Return the folders right below a framework that hold another: as when it is copied to a folder that is there."""
    return sorted(path.parent for path in folder.glob(f"*/{FRAMEWORK}"))


def find(framework: str | None, subject: str | None, outcome: str = "Nothing was shown") -> tuple[Found, str | None]:
    """Read the framework that is named, or that of the folder one is in; return it with what is asked about in it.

    One word alone may be that: a question or rule of the framework that one is in. Prints every problem and exits 1
    where there are errors; raises Unreadable where there is no such framework.
    """
    here = (Path() / FRAMEWORK).exists()
    if framework is None or (here and subject is None and not _is_framework(framework)):
        if not here:
            listed = ", ".join(bundled.frameworks())
            raise Unreadable(
                "no framework is named, and the folder that you are in is none", f"name a folder, or one of {listed}"
            )
        return read(Path(), ".", outcome), framework
    return read(*_named(framework), outcome), subject


def read(folder: Path, place: str, outcome: str, instead: Mapping[Path, bytes] | None = None) -> Found:
    """Read the framework in a folder, shown as `place`, and its test cases, with contents to take for files.

    Prints every problem and exits 1 where there are errors.
    """
    known = Reading(instead=instead or {})
    rulebook = read_rulebook(folder, place, known)
    cases = read_cases(folder, place, known, rulebook)
    problems, _ = known.standing()
    if rulebook is None or any(problem.severity == "error" for problem in problems):
        reading.refuse(problems, known, outcome=outcome)
    return Found(rulebook, tuple(case.value for case in cases), folder, place, known.places)


def _is_framework(name: str) -> bool:
    return Path(name).exists() or name in bundled.frameworks()


def _named(name: str) -> tuple[Path, str]:
    path = Path(name)
    if path.name == FRAMEWORK and path.is_file():
        path = path.parent
    if path.is_dir():
        return path, path.as_posix()
    if path.exists():
        raise Unreadable(f"{shown(name)} is not a framework", f"name a folder that holds a {FRAMEWORK}")
    if name not in bundled.frameworks():
        remedy = (
            f"name a folder that holds a {FRAMEWORK}, or a framework that ships; {suggest(name, bundled.frameworks())}"
        )
        shipped = "" if len(path.parts) > 1 else ", and no framework of that name ships with peelgrade"
        raise Unreadable(f"there is no file or folder {shown(name)}{shipped}", remedy)
    return named_rules(name)
