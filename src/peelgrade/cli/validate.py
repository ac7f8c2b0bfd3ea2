"""peelgrade validate."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from peelgrade import loading
from peelgrade.cli import checking
from peelgrade.cli.telling import Options
from peelgrade.problems import Unreadable
from peelgrade.targets import STDIN, tidy


def run(paths: tuple[Path, ...], stdin_filename: Path | None, rules: Path | None, options: Options) -> None:
    """Check evidence, rules or frameworks, and say what is wrong and where."""
    instead = _standard_input(paths, stdin_filename)
    named = [path for path in paths if path != STDIN]
    checking.check([*named, *instead], options, rules=rules, instead=instead)


def _standard_input(paths: Iterable[Path], name: Path | None) -> dict[Path, bytes]:
    """Return what stands on standard input, under the name that it goes by, where '-' is among the paths."""
    if STDIN not in paths:
        if name is not None:
            raise Unreadable("--stdin-filename goes with the path '-'", "add '-' to the paths, or take it out")
        return {}
    if name is None:
        remedy = "add --stdin-filename with the path that the text belongs to"
        raise Unreadable("'-' reads standard input, and nothing says which file it is", remedy)
    if not loading.is_yaml(name.name):
        raise Unreadable(f"{name} is not a file that is read", "name a .yaml file of an inspection or framework")
    raw = loading.read_up_to_limit(sys.stdin.buffer) if hasattr(sys.stdin, "buffer") else b""
    return {tidy(name): raw}
