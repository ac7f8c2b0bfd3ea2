"""The files that a page is about, as they were when they were last read: read again once they are others.

Before each answer the names, sizes, times and inodes of the files are compared with those of the last reading. What
was read stays in memory, so that an answer takes no longer than grading does.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from peelgrade.changes import Case
from peelgrade.grading import grade
from peelgrade.loading import is_yaml
from peelgrade.pipeline import Read, Reading, read_inspection
from peelgrade.problems import InvalidInput, Unreadable
from peelgrade.rendering.problems.report import Report as Problems
from peelgrade.trace import Result

_KEPT = 4  # versions of the files that forms may still be about
_READINGS = 4  # of files that move while they are read, before what was read is shown all the same


@dataclass(frozen=True)
class Sources:
    """The folders that a page is about: the inspection, rules in place of those it names, and rules to set beside them."""

    inspection: Path
    rules: Path | None = None
    beside: Path | None = None


@dataclass(frozen=True)
class Faults:
    """Why files cannot be shown: problems in them, or reasons why they cannot be read at all, each with what to do."""

    problems: Problems | None = None
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def first(self) -> tuple[str, str]:
        """The first of them, with what to do."""
        if self.problems is not None and self.problems.told:
            told = next(iter(self.problems.by_severity()))
            return f"{told.place.file}:{told.place.line}: {told.message}", told.help
        return self.reasons[0]


@dataclass(frozen=True)
class Version:
    """The files as they were at one time: read, graded, and the rules that can be set beside those they are judged by."""

    id: str
    read: Read
    result: Result
    beside: Read | Faults | None = None
    made: dict[object, object] = field(default_factory=dict, compare=False)  # what was made of it, to be made once

    @property
    def case(self) -> Case:
        """What is graded."""
        return Case(self.read.inspection, self.read.rulebook)


@dataclass(frozen=True)
class Broken:
    """Files that cannot be shown as they are now."""

    id: str
    faults: Faults


class Versions:
    """What was read of some folders; every use of it is by one thread at a time."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.lock = threading.RLock()
        self.last: Version | None = None
        self._now: Version | Broken | None = None
        self._known: OrderedDict[str, Version] = OrderedDict()
        self._named: Path | None = None  # the folder of the rules that it is judged by, once that is known

    @property
    def id(self) -> str:
        """What tells the files as they are now from any others."""
        folders = (self.sources.inspection, self.sources.rules, self.sources.beside, self._named)
        told = "\0".join(one for folder in dict.fromkeys(folders) if folder is not None for one in _signed(folder))
        return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:20]

    def now(self) -> Version | Broken:
        """Return the files as they are, read again if they are others than before."""
        with self.lock:
            if self._now is None or self._now.id != self.id:
                self._now = self._read()
            if isinstance(self._now, Version):
                self.last = self._now
                self._known[self._now.id] = self._now
                while len(self._known) > _KEPT:
                    self._known.popitem(last=False)
            return self._now

    def known(self, name: str) -> Version | None:
        """Return a version that was read not long ago."""
        with self.lock:
            return self._known.get(name)

    def _read(self) -> Version | Broken:
        """Read until nothing moved meanwhile; what moves on has the id of before it was read, so that the next look reads it."""
        sources = self.sources
        for _ in range(_READINGS):
            before = self.id
            found = self._found()
            beside = _tried(sources.inspection, sources.beside) if sources.beside is not None else None
            if before == self.id:
                break
        if isinstance(found, Faults):
            return Broken(before, found)
        return Version(before, found, grade(found.inspection, found.rulebook), beside)

    def _found(self) -> Read | Faults:
        """Read the inspection, and keep where its rules are, also wrong ones: a change of them is one of what is shown."""
        reading = Reading()
        found = _tried(self.sources.inspection, self.sources.rules, reading)
        self._named = next(iter(reading.rulebooks), self._named)
        return found


def _tried(inspection: Path, rules: Path | None, reading: Reading | None = None) -> Read | Faults:
    reading = reading or Reading()
    try:
        return read_inspection(inspection, rules, reading)
    except InvalidInput as invalid:
        return Faults(Problems.of(invalid.problems, (), reading.places, root=Path.cwd().as_posix()))
    except Unreadable as unreadable:
        return Faults(reasons=unreadable.reasons)


def _signed(folder: Path) -> Iterator[str]:
    """Yield what tells the YAML files of a folder from any others, as far as it can be listed."""
    yield folder.as_posix()
    try:
        with os.scandir(folder) as listed:
            names = sorted(one.name for one in listed if is_yaml(one.name))
    except OSError as error:
        yield str(error.errno)
        return
    for name in names:
        try:
            told = (folder / name).stat()
        except OSError as error:
            yield f"{name} {error.errno}"
            continue
        yield f"{name} {told.st_size} {told.st_mtime_ns} {told.st_ino} {told.st_mode}"
