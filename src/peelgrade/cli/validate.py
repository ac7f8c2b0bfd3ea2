"""peelgrade validate."""

from __future__ import annotations

from pathlib import Path

from peelgrade.cli import checking, targets
from peelgrade.cli.telling import Options


def run(paths: tuple[Path, ...], stdin_filename: Path | None, rules: Path | None, options: Options) -> None:
    """Check evidence, rules or frameworks, and say what is wrong and where."""
    instead = targets.standard_input(paths, stdin_filename)
    named = [path for path in paths if path != targets.STDIN]
    checking.check([*named, *instead], options, rules=rules, instead=instead)
