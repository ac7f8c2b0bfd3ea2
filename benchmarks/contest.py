"""Timing of several contestants in one run: each in a process of its own on one core, asked in turn, by CPU time.

A contestant is a program that speaks lines of JSON. It starts with what it is (`Ready`); then, for each line that it
is sent, it handles some inspections and says how many, and in what CPU time (`Sample`). What it makes ready for that
is not timed.

The speed of a machine changes from second to second, and alike for all of them within a round. So only what was
measured in one round is compared, and of the rounds the median is taken.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import IO, Any

WHOLE_FROM = 10  # ratios that are told as whole numbers
ONE_THREAD = dict.fromkeys(("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Ready:
    """What a contestant says first: how many inspections it graded as a check, and how many of them wrongly.

    One that cannot take part says why in a note, and stops.
    """

    checked: int
    wrong: int
    note: str = ""


@dataclass(frozen=True)
class Sample:
    """Inspections handled, and the CPU time that they took in seconds."""

    inspections: int
    seconds: float


Prepare = Callable[[], Callable[[], int]]  # makes things ready, and returns what is timed


def sample(prepare: Prepare) -> Sample:
    """Return what was handled in which CPU time.

    What was there before is not gone through by the collector of garbage, in this sample and later ones.
    """
    work = prepare()
    gc.collect()
    gc.freeze()
    start = time.process_time()
    handled = work()
    seconds = time.process_time() - start
    return Sample(handled, seconds)


def serve(ready: Ready, prepare: Prepare) -> None:
    """Be a contestant: answer each line with a sample, until there are no more."""
    say(ready)
    for _ in sys.stdin:
        say(sample(prepare))


def say(what: Ready | Sample) -> None:
    """Say one thing, as a line of JSON."""
    print(json.dumps(asdict(what)), flush=True)


@dataclass(frozen=True)
class Contestant:
    """A program to be timed: what it is called, and the command that starts it."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Measured:
    """How a contestant came out: its check, and the seconds that an inspection took in each round."""

    name: str
    ready: Ready
    rounds: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Inspections a second: the median of the rounds."""
        return 1 / statistics.median(self.rounds)

    def times(self, other: Measured) -> float:
        """How many times as fast as another it is: the median of the rounds, each compared within itself."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return statistics.median(theirs / own for own, theirs in pairs)


def run(contestants: Sequence[Contestant], rounds: int, tell: Callable[[str], None]) -> dict[str, Measured]:
    """Time contestants in turn, round by round. Raises ChildProcessError where one stops."""
    with ExitStack() as stack:
        started = {one.name: stack.enter_context(_started(one)) for one in contestants}
        ready = {}
        for name, process in started.items():
            tell(f"making ready: {name}")
            ready[name] = Ready(**_heard(name, process))
        taken: dict[str, list[float]] = {name: [] for name, one in ready.items() if not one.note}
        for number in range(1, rounds + 1):
            tell(f"round {number} of {rounds}")
            for name, listed in taken.items():
                found = Sample(**_asked(name, started[name]))
                listed.append(found.seconds / found.inspections)
    return {name: Measured(name, one, tuple(taken.get(name, ()))) for name, one in ready.items()}


@contextmanager
def _started(one: Contestant) -> Iterator[subprocess.Popen[str]]:
    command = [*on_one_core(), *one.command]
    environment = {**os.environ, **ONE_THREAD, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=None, text=True, env=environment
    ) as process:
        yield process
        _there(process.stdin).close()


def on_one_core() -> tuple[str, ...]:
    """Return the beginning of a command that keeps to the last core that there is; none where the system cannot."""
    if shutil.which("taskset") is None:
        return ()
    return ("taskset", "-c", str(max(os.sched_getaffinity(0))))


def _there(stream: IO[str] | None) -> IO[str]:
    assert stream is not None  # noqa: S101  # it was asked for
    return stream


def _asked(name: str, process: subprocess.Popen[str]) -> dict[str, Any]:
    _there(process.stdin).write("\n")
    _there(process.stdin).flush()
    return _heard(name, process)


def _heard(name: str, process: subprocess.Popen[str]) -> dict[str, Any]:
    line = _there(process.stdout).readline()
    if not line:
        raise ChildProcessError(f"{name} stopped; what it said stands above")
    heard: dict[str, Any] = json.loads(line)
    return heard


def times(ratio: float) -> str:
    """Say a ratio with two figures, or as a whole number."""
    return f"{ratio:,.0f} times" if ratio >= WHOLE_FROM else f"{ratio:.2g} times"
