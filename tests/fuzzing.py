"""Fuzzing, guided by what is reached in the program: `python -m tests.fuzzing validate --seconds 3600`.

The targets, the files that it begins with and the ways to alter them stand in `tests/fuzzed.py`. It stops at the first
input that breaks what must hold, tells it, and keeps the bytes in a file; `python -m tests.fuzzing validate FILE` tries
that again. What is found is mended, and kept in `tests/findings` with what must be said of it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from random import Random

TARGETS = ("load", "validate")
WARM = 40  # inputs that are tried before it is watched what they reach
SLOWEST = 60  # seconds that one input may take on a machine that does other things as well


def main() -> None:
    """Fuzz a target for some time, or try kept inputs again."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("target", choices=TARGETS)
    asked.add_argument("kept", nargs="*", type=Path, help="inputs to try again, instead of making some up")
    asked.add_argument("--seconds", type=int, default=300)
    asked.add_argument("--seed", type=int, default=0, help="nought is another one every time")
    asked.add_argument("--findings", type=Path, default=Path.cwd(), help="where inputs that break something are put")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="fuzzing-") as tempfile.tempdir:  # where all that is temporary goes
        if options.kept:
            try_again(options.target, options.kept)
        elif process := os.fork():  # fuzzing never returns, and somebody has to take the folder away
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
        else:
            fuzz(options.target, options.seconds, options.seed, options.findings.absolute())


def try_again(target: str, kept: Iterable[Path]) -> None:
    """Try inputs that are kept, as the program is without what guides."""
    from tests import fuzzed  # noqa: PLC0415  # fuzzing imports it in another way

    for path in kept:
        getattr(fuzzed, target)(path.read_bytes())


def fuzz(target: str, seconds: int, seed: int, findings: Path) -> None:
    """Make up inputs for a target until the time is over, or one of them breaks something; never returns."""
    import atheris  # noqa: PLC0415  # for one platform only

    with atheris.instrument_imports(include=["peelgrade"]):
        from tests import fuzzed  # noqa: PLC0415  # what it imports is watched

        for raw in islice(
            fuzzed.seeds(target), WARM
        ):  # what is imported late is imported here, and told of on standard error
            with contextlib.suppress(AssertionError):
                getattr(fuzzed, target)(raw)
    corpus = Path(tempfile.mkdtemp(prefix="corpus-"))
    for number, raw in enumerate(fuzzed.seeds(target)):
        (corpus / f"{number:04}").write_bytes(raw)
    settings = {
        "max_total_time": seconds,
        "seed": seed,
        "max_len": fuzzed.LONGEST,
        "timeout": SLOWEST,
        "rss_limit_mb": 2_000,
        "artifact_prefix": f"{findings}/",
        "print_final_stats": 1,
    }
    flags = [f"-{name}={value}" for name, value in settings.items()]

    def alter(given: bytes, longest: int, seed: int) -> bytes:
        return fuzzed.altered_input(target, given, Random(seed))[:longest]  # noqa: S311  # no secret

    atheris.Setup([sys.argv[0], *flags, str(corpus)], getattr(fuzzed, target), custom_mutator=alter)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
