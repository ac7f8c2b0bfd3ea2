"""The same commands on different machines: hash seed, locale, time zone, clock, folder, cores, and how folders are listed.

Run as a program, it is such a machine: what it does stands in its one argument, as JSON, and what it does it does in the
folder that it is started in. It needs nothing but peelgrade, so that it runs wherever a wheel is installed.
"""

from __future__ import annotations

import datetime as dt
import json
import locale
import os
import random
import shlex
import sys
import time
from dataclasses import asdict, dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:  # pathlib keeps how folders are listed as it is first imported
    from typing import Any, Self

PRINTED = "printed"
HOUR = 3600

# What is run on every machine, in order: results that are data, the same bytes everywhere; the first few say the most
FEW = (
    "grade kent --format json",
    "validate broken --format sarif",
)
DATA = (
    *FEW,
    "grade kent --format csv",
    "explain kent q3 --full --format json",
    "diff kent later --format json",
    "validate kent broken --format sarif",
    "whatif kent --without F320 --set F412.weight=minor --format json",
    "report kent -o public.html --for public",
    "batch past -o judged --framework peel-effectiveness-2015 --format csv",
    "grade kent --format markdown",
    "grade kent --format prov",
    "grade kent --as-of 2015-06-30 --format json",
    "grade kent --in-progress q3 --format json",
    "explain kent --format json",
    "explain kent F320 --format json",
    "explain kent q3 --table --format json",
    "explain kent q3 --why-not outstanding --format json",
    "explain kent --to outstanding --format json",
    "explain kent --sensitivity --format json",
    "explain kent --timeline --format json",
    "explain kent --next --in-progress q3 --format json",
    "diff kent later --format markdown",
    "diff mine theirs --inspection kent --format json",
    "diff mine theirs --over past --format json",
    "diff mine theirs --over kent --over other --format json",
    "compare q3 kent other --format json",
    "agreement kent later --format json",
    "agreement kent later --settle settle.csv --format json",
    "verify printed/01 kent --format json",
    "validate kent broken --format json",
    "validate kent broken --format jsonl",
    "validate kent broken --format github",
    "validate kent broken --format gitlab",
    "validate kent broken --format junit",
    "validate kent broken --format markdown",
    "validate kent broken --format concise",
    "report kent -o kent.html",
    "report forces -o forces.html --for panel",
    "report kent -o pictures --format svg",
    "report kent -o kent.docx",
    "report kent -o public.pdf --for public",
    "export kent -o kent.xlsx",
    "template peel-effectiveness-2015 -o empty.xlsx",
    "import kent.xlsx -o back",
    "batch past -o parquet --framework peel-effectiveness-2015 --part 1",
    "batch past -o duckdb --framework peel-effectiveness-2015 --engine duckdb",
    "batch kent -o tables --as-tables",
    "backtest cqc-key-questions-2018 past/homes.csv --columns past/homes.yaml --exceptions missed.csv --format json",
    "rules check rollup --format json",
    "rules check mine --no-proofs --format sarif",
    "rules test mine --question q4.response --coverage --mutants --format json",
    "rules test rollup --format junit",
    "rules show mine q4 --format markdown",
    "rules show mine q4 --format html -o rules.html --evidence kent",
    "rules sensitivity mine --over past --question q4 --format json",
    "schema evidence --framework peel-effectiveness-2015",
    "schema --write schemas",
    "challenge kent --format json",
)
# What these write is the same everywhere, and what they print is for people
WRITING = (
    "init ashshire --framework peel-effectiveness-2015 --force-id ashshire --force-name Åshire",
    "metrics ashshire past/recorded-crime.csv --by past/recorded-crime.yaml",
    # of a day that is past on each of them: none is taken of one to come
    "decide ashshire q3 --stage team --outcome referred_back --people Team --date 2001-12-10 --reason Why",
)
# What is laid out for people takes the letters and the width that a terminal has, and is the same where those are
WORDS = (
    "grade kent",
    "explain kent q3 --full",
    "whatif kent --without F320",
    "diff kent later",
    "validate kent broken",
    "agreement kent later",
    "rules show mine q4",
    "rules check mine --no-proofs",
    "rules test rollup",
    "backtest cqc-key-questions-2018 past/homes.csv --columns past/homes.yaml",
    "problem PG204",
)


@dataclass(frozen=True)
class Machine:
    """How a machine is otherwise than others; of the environment, what is not given is not there."""

    name: str
    folder: str  # that it works in
    environment: dict[str, str] = field(default_factory=dict)
    umask: int = 0o022
    listing: int | None = None  # seed of the order in which folders are listed, other than as the system does
    ahead: float = 0  # seconds that its clock is
    cores: int | None = None  # that it may use, other than all


PLAIN = Machine("plain", "plain", {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"})
# nothing is as on the plain one, down to letters and widths of the terminal
OTHERWISE = Machine(
    "otherwise",
    "elsewhere/in a folder of a longer name",
    {
        "PYTHONHASHSEED": "4294967295",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "TZ": "Asia/Kathmandu",
        "COLUMNS": "40",
        "FORCE_COLOR": "1",
        "POLARS_MAX_THREADS": "1",
    },
    umask=0o077,
    listing=1,
    ahead=11 * 365 * 24 * HOUR,
    cores=1,
)


def started_as(machine: Machine, commands: tuple[str, ...]) -> tuple[str, ...]:
    """Return the arguments that make a Python a machine that runs commands."""
    return __file__, json.dumps({**asdict(machine), "commands": commands})


def command_of(name: str, commands: tuple[str, ...]) -> str:
    """Return the command that printed a file, nothing if it is none of these, or the name of what is another file."""
    folder, _, number = name.partition("/")
    place = int(number.partition(".")[0]) - 1 if folder == PRINTED else 0
    return name if folder != PRINTED else commands[place] if place < len(commands) else ""


def main(told: dict[str, Any]) -> None:
    """Run commands as on another machine; what they print and their exit codes go into files, in their order."""
    os.umask(told["umask"])
    if told["listing"] is not None:
        list_otherwise(told["listing"])
    if told["ahead"]:
        put_clock_ahead(told["ahead"])
    if told["cores"]:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: told["cores"]])
    locale.setlocale(locale.LC_ALL, "")  # as a program does that peelgrade runs in, such as an editor

    from peelgrade import cli  # noqa: PLC0415  # not before folders are listed otherwise

    os.mkdir(PRINTED)  # noqa: PTH102  # as above
    for number, command in enumerate(told["commands"], start=1):
        with open(f"{PRINTED}/{number:02}", "wb") as file:  # noqa: PTH123  # as above
            os.dup2(file.fileno(), 1)
        code = run(cli.main, command)
        with open(f"{PRINTED}/{number:02}.code", "w", encoding="ascii") as file:  # noqa: PTH123  # as above
            file.write(f"{code}\n")


def run(entry: Any, command: str) -> object:
    """Run a command, with all that it printed written down, and return its exit code."""
    try:
        entry(shlex.split(command))
    except SystemExit as ended:
        return ended.code or 0
    finally:
        sys.stdout.flush()
    return 0


def put_clock_ahead(seconds: float) -> None:
    """Have another time: what asks `time` or `datetime` is told the one ahead.

    `date.today` and `datetime.today` ask `time` themselves. What asks the system without Python is told the true one.
    """
    now, local, universal, plain = time.time, time.localtime, time.gmtime, dt.datetime
    time.time = lambda: now() + seconds  # type: ignore[assignment]
    time.localtime = lambda at=None: local(time.time() if at is None else at)  # type: ignore[assignment]
    time.gmtime = lambda at=None: universal(time.time() if at is None else at)  # type: ignore[assignment]

    class Kind(type):
        """Takes what C makes, which is of the plain kind, for its own."""

        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, plain)

        def __subclasscheck__(cls, other: type) -> bool:
            return issubclass(other, plain)

    class Ahead(plain, metaclass=Kind):
        """A time of day as others know it, but for what is now."""

        @classmethod
        def now(cls, tz: Any = None) -> Self:
            """Return the time ahead."""
            return cls.fromtimestamp(time.time(), tz)

        @classmethod
        def utcnow(cls) -> Self:
            """Return the time ahead, at Greenwich."""
            return cls.fromtimestamp(time.time(), dt.UTC).replace(tzinfo=None)

    Ahead.__name__ = Ahead.__qualname__ = plain.__name__
    Ahead.__module__ = plain.__module__
    dt.datetime = Ahead  # type: ignore[misc]


def list_otherwise(seed: int) -> None:
    """List folders in another order, as another file system does."""
    chance, names, entries = random.Random(seed), os.listdir, os.scandir  # noqa: S311  # a shuffle, no secret

    class Listed:
        """What os.scandir returns, in another order."""

        def __init__(self, *given: Any) -> None:
            with entries(*given) as listed:
                found = sorted(listed, key=lambda entry: entry.name)
            self._left = iter(chance.sample(found, len(found)))

        def __iter__(self) -> Self:
            return self

        def __next__(self) -> Any:
            return next(self._left)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_ended: object) -> None:
            self.close()

        def close(self) -> None:
            """Close nothing: all was read."""

    def listed(*given: Any) -> list[Any]:
        found = sorted(names(*given))
        return chance.sample(found, len(found))

    os.scandir, os.listdir = Listed, listed  # type: ignore[assignment]


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
