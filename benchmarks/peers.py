"""The peers: other engines in a folder of their own, with their workload and their oracle, where a command line names it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Peers:
    """The folder of the peers, and a Python that has their libraries."""

    folder: Path
    python: str

    def write(self, number: int, path: Path) -> None:
        """Write so many of their inspections, with what is right for each, into a file."""
        self._run("--write", str(number), str(path))

    def command(self, name: str) -> tuple[str, ...]:
        """Return the command that has an adapter take part."""
        return (self.python, str(HERE / "peer_worker.py"), str(self.folder), name)

    def _run(self, *words: str) -> None:
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run([*self.command(words[0]), *words[1:]], check=True, env=environment)


def add_peers(parser: argparse.ArgumentParser) -> None:
    """Let a command line name the peers."""
    parser.add_argument("--peers", type=_folder, help="folder of the peers: workload, oracle and adapters")
    parser.add_argument("--peers-python", default=sys.executable, help="a Python that has the peers' libraries")


def _folder(text: str) -> Path:
    folder = Path(text).resolve()
    missing = [name for name in ("gen.py", "oracle.py", "adapters") if not (folder / name).exists()]
    if missing:
        raise argparse.ArgumentTypeError(f"{text} is no folder of peers: it has no {missing[0]}")
    return folder


def peers_of(asked: argparse.Namespace) -> Peers | None:
    """Return the peers that a command line names, if it does."""
    return None if asked.peers is None else Peers(asked.peers, asked.peers_python)
