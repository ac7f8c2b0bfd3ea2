"""peelgrade rules check."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import click

from peelgrade import codeselection, extras
from peelgrade.cli import checking, progress
from peelgrade.cli.telling import Options
from peelgrade.pipeline import FRAMEWORK, RulesRead
from peelgrade.problems import Problem
from peelgrade.rulebook import ObjectionKind

_SOLVER = extras.LIBRARIES["z3"]


def run(
    paths: tuple[Path, ...], proofs: bool | None, seconds: float, options: Options
) -> None:  # click hands options over so
    """Check frameworks and rules, and prove what they cannot do."""
    kinds = _kinds(options) if _wanted(proofs) else ()
    prover = _Prover(kinds, seconds) if kinds else None
    checking.check(paths, options, kinds=(FRAMEWORK,), prove=prover)


def _wanted(proofs: bool | None) -> bool:
    """Whether to make proofs: as asked, else if the solver is there."""
    from peelgrade import rulechecks  # noqa: PLC0415  # only where it is needed

    if proofs is False or rulechecks.available():
        return proofs is not False
    if proofs:
        raise extras.not_installed("proofs need", _SOLVER)
    remedy = f"{extras.installing(_SOLVER.extra)} installs it"
    click.echo(f"No proofs were made: the solver z3 is not installed. {remedy}.", err=True)
    return False


def _kinds(options: Options) -> tuple[ObjectionKind, ...]:
    """Return the kinds of proofs that are to be told: all, or those of the codes that are selected."""
    from peelgrade.rendering.objections import CODE_OF, IDLE, UNDECIDED  # noqa: PLC0415  # slow to import

    chosen = codeselection.chosen(options.select) if options.select else frozenset({*CODE_OF.values(), UNDECIDED, IDLE})
    every = not chosen.isdisjoint({UNDECIDED, IDLE})
    return tuple(kind for kind, code in CODE_OF.items() if every or code in chosen)


class _Prover:
    """Makes the proofs of one framework after another."""

    def __init__(self, kinds: Iterable[ObjectionKind], seconds: float) -> None:
        self._kinds = tuple(kinds)
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self.proved = 0

    def __call__(self, folder: Path, read: RulesRead) -> list[Problem]:
        """Return what the proofs object to in a rulebook that is sound."""
        from peelgrade import rulechecks  # noqa: PLC0415  # as above
        from peelgrade.rendering import objections  # noqa: PLC0415  # as above

        limits = rulechecks.Limits(seconds=self._end - time.monotonic())
        with progress.during("questions proved") as task:
            report = rulechecks.check(read.rulebook, self._kinds, limits, task.at)
        self.proved += len(read.rulebook.rules)
        placing = objections.Placing(read.rulebook, (folder / FRAMEWORK).as_posix(), read.rules)
        return objections.problems(report, placing, self._seconds)
