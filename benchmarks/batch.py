"""Time very many inspections at once: `peelgrade batch` beside Polars written by hand, from the same tables.

    python benchmarks/batch.py [--sizes N ...] [--peers FOLDER [--peers-python PYTHON]]

Each is a process of its own on one core, from Parquet to Parquet, its start included. What they judge is compared,
inspection by inspection. With the peers' folder, the best of those that judge one by one and those that judge columns
in memory are timed in the same run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import contest
import translation
import workload
from command_line import positive, tell, told_shortly
from peers import Peers, add_peers, peers_of

HERE = Path(__file__).resolve().parent
SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 3
BY_DUCKDB = "peelgrade batch, counted by DuckDB"
OURS, BY_HAND, BY_FILE = "**peelgrade batch**", "Polars by hand", "Polars by hand, file by file and by numbers"
IN_MEMORY = {"ours": "**peelgrade batch**, 100,000 at once", "by-hand": "Polars by hand, from the same columns"}
PEERS = {
    "zen_expr": "ZEN, expressions, one by one",
    "polars_columns": "Polars of the peers, from columns of codes in memory",
    "numpy_columns": "NumPy of the peers, likewise",
    "numba_packed": "Numba of the peers, likewise",
}


@dataclass(frozen=True)
class Took:
    """What a process took: CPU seconds, seconds on the clock, and at most so many megabytes of memory."""

    cpu: float
    wall: float
    megabytes: float


def run(command: Sequence[str]) -> Took:
    """Run a command on one core to its end. Raises CalledProcessError where it fails."""
    environment = {**os.environ, **contest.ONE_THREAD}
    start = time.perf_counter()
    with subprocess.Popen([*contest.on_one_core(), *command], stdout=subprocess.DEVNULL, env=environment) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Took(used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss * 1024 / 1e6)


def commands(folder: Path, rules: Path, scratch: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the commands that judge the inspections of a folder, each with the place that it writes to."""
    by_hand = (sys.executable, str(HERE / "by_hand.py"), str(folder))
    ours = (sys.executable, "-m", "peelgrade", "batch", str(folder), "--rules", str(rules))
    by_duckdb = {BY_DUCKDB: (*ours, "--engine", "duckdb", "-o", str(scratch / "by-duckdb"))}
    return {
        OURS: (*ours, "-o", str(scratch / "ours")),
        **(by_duckdb if find_spec("duckdb") is not None else {}),
        BY_HAND: (*by_hand, str(scratch / "by-hand.parquet")),
        BY_FILE: (*by_hand, str(scratch / "by-file.parquet"), "--by-file"),
    }


# --- measuring -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measured:
    """What each command took for so many inspections, in each round, and how many inspections are judged otherwise."""

    inspections: int
    took: Mapping[str, tuple[Took, ...]]
    otherwise: int

    def median(self, name: str) -> Took:
        """Return the middle of the rounds of a command; of memory the most."""
        rounds = sorted(self.took[name], key=lambda one: one.cpu)
        middle = rounds[len(rounds) // 2]
        return Took(middle.cpu, middle.wall, max(one.megabytes for one in rounds))

    def ratio(self, name: str) -> float:
        """Return how many times as long as peelgrade a command takes, compared within each round."""
        pairs = zip(self.took[name], self.took[OURS], strict=True)
        return statistics.median(one.cpu / ours.cpu for one, ours in pairs)


def measure(number: int, rounds: int, scratch: Path, tell: Callable[[str], None]) -> Measured:
    """Make so many inspections, judge them by every command in turn, and compare what they say."""
    tell(f"making {number:,} inspections")
    _tables("make", str(number), str(scratch / "tables"))
    rules = scratch / "rules"
    translation.write_rulebook(translation.rulebook_of(workload.own()), rules)
    taken: dict[str, list[Took]] = {}
    for one in range(1, rounds + 1):
        for name in ("ours", "by-duckdb"):  # a run that is finished would not be run again
            shutil.rmtree(scratch / name, ignore_errors=True)
        for name, command in commands(scratch / "tables", rules, scratch).items():
            tell(f"{number:,} inspections, round {one} of {rounds}: {name}")
            taken.setdefault(name, []).append(run(command))
    took = {name: tuple(listed) for name, listed in taken.items()}
    ours = str(scratch / "ours" / "judgments")
    told = [_tables("compare", ours, str(scratch / theirs)) for theirs in ("by-hand.parquet", "by-file.parquet")]
    return Measured(number, took, sum(map(int, told)))


def _tables(*words: str) -> str:
    """Have tables made or compared in a process of its own: a process is charged with the memory of the one before it."""
    command = [sys.executable, str(HERE / "tables.py"), *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def table(found: Sequence[Measured]) -> Iterator[str]:
    """Yield the lines of a table in Markdown: what each took for how many inspections."""
    yield "| inspections | what | CPU time, s | inspections a second | µs an inspection | most memory, MB | as long as `peelgrade batch` |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: | ---: |"
    for one in found:
        for name in one.took:
            took = one.median(name)
            times = "" if name == OURS else contest.times(one.ratio(name))
            each = f"{one.inspections / took.cpu:,.0f} | {took.cpu / one.inspections * 1e6:,.1f}"
            yield f"| {one.inspections:,} | {name} | {took.cpu:,.1f} | {each} | {took.megabytes:,.0f} | {times} |"


def _in_memory(peers: Peers | None, tell: Callable[[str], None]) -> Iterator[str]:
    """Yield the lines of a table in Markdown: how many inspections each judges from what is in memory."""
    yield "| from what is in memory | inspections a second | `peelgrade batch` is faster |"
    yield "| --- | ---: | ---: |"
    own = [contest.Contestant(name, (sys.executable, str(HERE / "batch_worker.py"), name)) for name in IN_MEMORY]
    others = [] if peers is None else [contest.Contestant(name, peers.command(name)) for name in PEERS]
    found = contest.run([*own, *others], ROUNDS, tell)
    for name, title in {**IN_MEMORY, **PEERS}.items():
        if name in found:
            one = found[name]
            times = "" if name == "ours" or one.ready.note else contest.times(found["ours"].times(one))
            yield f"| {title} | {one.ready.note or f'{one.rate:,.0f}'} | {times} |"


def report(sizes: Sequence[int], peers: Peers | None, tell: Callable[[str], None]) -> tuple[list[str], bool]:
    """Measure; return what was found as lines of Markdown, and whether all inspections were judged alike."""
    lines = [*_in_memory(peers, tell), ""]
    found = []
    for number in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            found.append(measure(number, ROUNDS if number < max(SIZES) else 1, Path(scratch), tell))
    wrong = sum(one.otherwise for one in found)
    checked = f"Checked: {sum(one.inspections for one in found):,} inspections, {wrong or 'none'} judged otherwise."
    return [checked, "", *lines, *table(found)], not wrong


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="Time very many inspections at once beside Polars written by hand.")
    parser.add_argument("--sizes", type=positive, nargs="+", default=SIZES, help="numbers of inspections")
    add_peers(parser)
    asked = parser.parse_args()
    with told_shortly():
        lines, right = report(asked.sizes, peers_of(asked), tell)
    print("\n".join(lines))
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
