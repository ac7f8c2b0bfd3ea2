"""Measure everything, and write the figures into docs/speed.md.

    python benchmarks/figures.py [--peers FOLDER [--peers-python PYTHON]] [--only grading batch commands]

It takes some minutes, and longer with the peers. What is not measured stays in the page as it was.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import batch
import commands
import grading
from command_line import tell, told_shortly
from peelgrade import __version__
from peers import Peers, add_peers, peers_of

PAGE = Path(__file__).resolve().parents[1] / "docs" / "speed.md"
ROUNDS = 9


PARTS: Mapping[str, Callable[[Peers | None], list[str]]] = {
    "grading": lambda peers: grading.report(peers, grading.Asked(), tell)[0],
    "batch": lambda peers: batch.report(batch.SIZES, peers, tell)[0],
    "commands": lambda _: commands.report(ROUNDS, tell),
}


def put(page: str, name: str, lines: list[str]) -> str:
    """Return a page with the figures of a part in their place. Raises ValueError where it has no such place."""
    between = re.compile(rf"(?s)(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)")
    if between.search(page) is None:
        raise ValueError(f"{PAGE.name} has no place for the figures of {name}")
    text = "\n".join(lines) + "\n"
    return between.sub(lambda _: text, page)


def machine() -> str:
    """Say what it was measured with."""
    return f"Measured with peelgrade {__version__}, Python {platform.python_version()}, on a machine with {os.cpu_count()} cores."


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="Measure everything, and write the figures into docs/speed.md.")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=tuple(PARTS), help="only these parts")
    add_peers(parser)
    asked = parser.parse_args()
    for name in asked.only:
        with told_shortly():
            lines = [machine(), "", *PARTS[name](peers_of(asked))]
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), name, lines), encoding="utf-8")


if __name__ == "__main__":
    main()
