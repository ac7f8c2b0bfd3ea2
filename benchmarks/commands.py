"""Time commands of peelgrade, each in a fresh process, beside Python itself and beside check-jsonschema.

    python benchmarks/commands.py [--rounds N]

CPU time of the whole process, on one core, in turn; what is compared was measured in the same round, and of the rounds the
median is taken.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import contest
from command_line import positive, tell, told_shortly

ROOT = Path(__file__).resolve().parents[1]
KENT = "evidence/kent-2015"
SCHEMA = "schemas/peel-effectiveness-2015/evidence.schema.json"


@dataclass(frozen=True)
class Command:
    """A command as it is told, what it is given to Python as, and the command that it is held against, if any."""

    title: str
    words: tuple[str, ...]
    beside: str | None = None


def listed() -> tuple[Command, ...]:
    """Return the commands that are timed; check-jsonschema where it is installed."""
    python, theirs = Command("`python -c pass`", ("-c", "pass")), "`check-jsonschema` on its files of evidence"
    there = find_spec("check_jsonschema") is not None
    evidence = sorted(str(path.relative_to(ROOT)) for path in (ROOT / KENT).glob("q*.yaml"))
    checks = Command(theirs, ("-m", "check_jsonschema", "--schemafile", SCHEMA, *evidence), python.title)
    grades = Command(f"`peelgrade grade {KENT}`", ("-m", "peelgrade", "grade", KENT), theirs if there else python.title)
    return (
        python,
        Command("`python -c 'import click'`", ("-c", "import click"), python.title),
        Command("`peelgrade --help`", ("-m", "peelgrade", "--help"), python.title),
        *((checks,) if there else ()),
        grades,
    )


def measure(commands: Sequence[Command], rounds: int, tell: Callable[[str], None]) -> Mapping[str, tuple[float, ...]]:
    """Return the CPU seconds that each command took in each round; a round before the first warms the files up."""
    taken: dict[str, list[float]] = {one.title: [] for one in commands}
    for number in range(rounds + 1):
        tell(f"round {number} of {rounds}")
        for one in commands:
            taken[one.title].append(_seconds(one.words))
    return {title: tuple(seconds[1:]) for title, seconds in taken.items()}


def _seconds(words: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [*contest.on_one_core(), sys.executable, *words]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env={**os.environ, **contest.ONE_THREAD})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def table(commands: Sequence[Command], taken: Mapping[str, Sequence[float]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown: how long each takes, and how many times as long as what it is held against."""
    yield "| command | CPU time, ms | takes |"
    yield "| --- | ---: | --- |"
    for one in commands:
        milliseconds = 1000 * statistics.median(taken[one.title])
        yield f"| {one.title} | {milliseconds:,.0f} | {_ratio(one, taken)} |"


def _ratio(one: Command, taken: Mapping[str, Sequence[float]]) -> str:
    if one.beside is None:
        return ""
    pairs = zip(taken[one.title], taken[one.beside], strict=True)
    return f"{contest.times(statistics.median(own / other for own, other in pairs))} {one.beside}"


def report(rounds: int, tell: Callable[[str], None]) -> list[str]:
    """Measure, and return what was found as lines of Markdown."""
    commands = listed()
    return list(table(commands, measure(commands, rounds, tell)))


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="Time commands of peelgrade in fresh processes.")
    parser.add_argument("--rounds", type=positive, default=9, help="rounds of timing")
    asked = parser.parse_args()
    with told_shortly():
        lines = report(asked.rounds, tell)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
