"""What the command lines of the benchmarks share: numbers, saying what is being done, and ending in a line of words."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def tell(what: str) -> None:
    """Say what is being done."""
    print(what, file=sys.stderr)


def positive(text: str) -> int:
    """Return a number of one or more from a command line."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on")
    return int(text)


@contextmanager
def told_shortly() -> Iterator[None]:
    """End with a line of words where a program that was started does not do what it should; it has said more itself."""
    try:
        yield
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"error: {error}")
