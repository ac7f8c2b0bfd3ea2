"""What ships is read once: files of rules and evidence that hold what those of this repository hold.

Most tests run commands on Kent's inspection, by the rules that ship, and reading both takes longer than all that is
asked of them. Here, reading a file is remembered by everything that goes into it: its content, what it is called, the
schema that it is held against and what its entries are. A file that holds anything else is read as ever, and so is all
that tests of reading, damage and hostile files write.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from peelgrade import pipeline
from peelgrade.pipeline import Reading

ROOT = Path(__file__).resolve().parents[1]

MOST = 400  # readings that are remembered: files are called by many names

Read = tuple[Any, Reading]  # what was made of a file, and the reading that it was read in


@cache
def contents() -> frozenset[bytes]:
    """Return what the files of rules and evidence hold that ship."""
    return frozenset(path.read_bytes() for folder in ("rules", "evidence") for path in (ROOT / folder).rglob("*.yaml"))


def content(path: Path, reading: Reading) -> bytes | None:
    """Return what a file holds, or what is given instead, if that ships; None for anything else, and where it is no file."""
    given = reading.instead.get(path)
    if given is None and path.is_file() and not path.is_symlink():
        given = path.read_bytes()
    return given if given in contents() else None


def add(found: Reading, reading: Reading) -> None:
    """Add to a reading what reading one file brought."""
    reading.sources |= found.sources
    reading.problems += found.problems
    for name, at in found.ids.items():
        reading.ids.setdefault(name, at)


def room_in(known: dict[Any, Any]) -> None:
    """Forget everything where there is no room for one more."""
    if len(known) >= MOST:
        known.clear()


def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have files that ship read once."""
    for name in ("_entries", "_framework"):
        monkeypatch.setattr(pipeline, name, _remembering(getattr(pipeline, name)))


def _remembering(read: Callable[..., Any]) -> Callable[..., Any]:
    """Return what reads a file as `read` does, which takes its path first and the reading last."""
    known: dict[tuple[Any, ...], Read] = {}

    def remembered(path: Path, name: str, *asked: Any) -> Any:
        *how, reading = asked
        held = content(path, reading)
        if held is None:
            return read(path, name, *asked)
        key = (held, name, *how)
        if key not in known:
            room_in(known)
            alone = Reading(instead={path: held})
            known[key] = read(path, name, *how, alone), alone
        found, alone = known[key]
        add(alone, reading)
        return found

    return remembered
