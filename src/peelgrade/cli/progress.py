"""How far a command is, on standard error, where a person would else wonder: after a second, and gone at the end.

It is one line in the last row of a terminal; elsewhere there is nothing. The rooms below know nothing of it: what they
take or give is wrapped here. `with during('proving')` is for what cannot be counted, `over(paths, 'files')` for what can.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass, field
from typing import TypeVar

import click

T = TypeVar("T")

AFTER = 1.0  # seconds before anything is shown
EVERY = 0.2  # seconds between two looks
_ERASE = "\r\x1b[2K"
_NARROW = 20  # columns below which nothing is shown
_UNKNOWN = 80  # columns where a terminal does not say how wide it is


@dataclass
class Task:
    """Something that goes on: what it is, how many there are in all where that is known, and how many are done.

    If `timed`, it tells how many are done in a second, and how long it will take; `before` of them were done already.
    """

    what: str
    total: int | None = None
    done: int = 0
    started: float = field(default_factory=time.monotonic)
    timed: bool = False
    before: int | None = None

    def at(self, _name: str, number: int, of: int) -> None:
        """Take what rooms below call with what they come to, its number from 1, and how many there are."""
        self.done, self.total = number - 1, of

    def reached(self, done: int, of: int) -> None:
        """Take how many are done; the first time, those that were done before it began."""
        if self.before is None:
            self.before, self.started = done, time.monotonic()
        self.done, self.total = done, of

    def told(self) -> str:
        """Return it in words."""
        if self.total == 1 or (self.total is None and not self.done):
            return self.what
        counted = f"{self.done:,}" if self.total is None else f"{self.done:,} of {self.total:,}"
        return f"{counted} {self.what}{self._pace()}"

    def _pace(self) -> str:
        new, seconds = self.done - (self.before or 0), time.monotonic() - self.started
        if not self.timed or self.total is None or new <= 0 or seconds <= 0:
            return ""
        left = (self.total - self.done) * seconds / new
        return f", {new / seconds:,.0f} a second, {left:,.0f} s left"


class _Line:
    """The line on the terminal: the tasks that go on, the widest first, and a thread that draws them."""

    def __init__(self) -> None:
        self._tasks: list[Task] = []
        self._drawn = False
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, task: Task) -> None:
        """Show a task, from a second after the first one began."""
        with self._lock:
            self._tasks.append(task)
            if self._thread is None and _is_wanted():
                self._stop = threading.Event()
                self._thread = threading.Thread(target=self._draw, name="progress", args=(self._stop,), daemon=True)
                self._thread.start()

    def finish(self, task: Task) -> None:
        """Show it no longer; with the last one the line is gone."""
        with self._lock:
            self._tasks = [one for one in self._tasks if one is not task]
            if self._tasks:
                return
            thread, self._thread = self._thread, None
            self._stop.set()
        if thread is not None:
            thread.join()
        self.erase()

    def end(self) -> None:
        """Show nothing any longer, whatever was going on."""
        with self._lock:
            tasks = list(self._tasks)
        for task in tasks:
            self.finish(task)

    def erase(self) -> None:
        """Leave nothing of it on the terminal, until it is drawn again."""
        with self._lock:
            if self._drawn:
                self._drawn = False
                _write(_ERASE)

    def say(self, text: str) -> None:
        """Say something on a line of its own: it is not drawn again before that is said."""
        with self._lock:
            self.erase()
            click.echo(text, err=True)

    def _draw(self, stop: threading.Event) -> None:
        wait = AFTER
        while not stop.wait(wait):
            wait = EVERY
            with self._lock:
                if self._tasks and not stop.is_set() and (width := _width()) >= _NARROW:
                    seconds = int(time.monotonic() - self._tasks[0].started)
                    several = [
                        task for task in self._tasks if task.total != 1
                    ] or self._tasks  # one of one says nothing
                    told = f"{', '.join(task.told() for task in several)}, {seconds:,} s"
                    self._drawn = True
                    _write(_ERASE + (told if len(told) < width else f"{told[: width - 2]}…"))


_LINE = _Line()


def over(each: Iterable[T], what: str) -> Iterator[T]:
    """Hand on one after another, and show how many are done, of how many where that can be asked.

    `what` is what they are called, as in 'files'; it is no text from a file.
    """
    task = Task(what, len(each) if isinstance(each, Sized) else None)
    _LINE.begin(task)
    try:
        for one in each:
            yield one
            task.done += 1
    finally:
        _LINE.finish(task)


@contextlib.contextmanager
def during(what: str, *, timed: bool = False) -> Iterator[Task]:
    """Show what goes on meanwhile; who can count adds to `done` of the task that is handed out."""
    task = Task(what, timed=timed)
    _LINE.begin(task)
    try:
        yield task
    finally:
        _LINE.finish(task)


def say(text: str) -> None:
    """Say something on standard error while something may go on: on a line of its own."""
    _LINE.say(text)


def end() -> None:
    """Leave nothing on the terminal: what was going on has ended, as it should or not."""
    _LINE.end()


def _is_wanted() -> bool:
    """Whether a person looks on: at a terminal that can erase a line."""
    return sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _UNKNOWN
    except (OSError, ValueError):
        return _UNKNOWN


def _write(text: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # a terminal that went away meanwhile
        sys.stderr.write(text)
        sys.stderr.flush()
