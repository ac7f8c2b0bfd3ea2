"""What the commands share: reading an inspection or rules for them, and ending with the right code."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from peelgrade import changes
from peelgrade.cli import progress
from peelgrade.evidence import Inspection
from peelgrade.pipeline import Read, Reading, named_rules, read_inspection, read_rulebook
from peelgrade.problems import InvalidInput, Problem
from peelgrade.rendering.escaping import terminal
from peelgrade.rulebook import Rulebook


def read(inspection: Path, rules: Path | None, elsewhere: frozenset[str] = frozenset()) -> Read:
    """Read an inspection; print its problems and exit 1 if it has any, 2 if it cannot be read.

    `elsewhere` are questions of other rules by which it is also judged: that they were not inspected is left out.
    """
    reading = Reading(elsewhere=elsewhere)
    try:
        with progress.during("reading the evidence"):
            found = read_inspection(inspection, rules, reading)
    except InvalidInput as invalid:
        refuse(invalid.problems, reading)
    mention(found, inspection, rules)
    return found


def mention(found: Read, inspection: Path, rules: Path | None, *, before: int = 0) -> None:
    """Say on standard error that there are more warnings than before, and errors that comments forgive."""
    if found.warnings <= before and not found.forgiven:
        return
    from peelgrade.rendering.problems.report import counted  # noqa: PLC0415  # slow to import, and seldom needed

    said = counted([(found.warnings - before, "warning")]) if found.warnings > before else ""
    forgiven = counted([(found.forgiven, "error")])
    what = ", ".join(part for part in (said, forgiven and f"{forgiven} that a comment forgives") if part)
    more = ["--rules", rules.as_posix()] if rules is not None else []
    command = shlex.join(["peelgrade", "validate", inspection.as_posix(), *more])
    progress.say(f"{what}; for more: {terminal(command)}")


def with_rules(rules: Path | None) -> str:
    """Return what a command that is told of needs in order to go by the same rules; nothing where none were named."""
    return "" if rules is None else f" --rules {terminal(shlex.quote(rules.as_posix()))}"


def rulebook(framework: str | None, rules: Path | None, *, outcome: str) -> Rulebook:
    """Read the rules of a folder, else of a framework that ships; exit 1 with every problem if there are errors."""
    reading = Reading()
    place = (rules, rules.as_posix()) if rules is not None else named_rules(framework or "")
    found = read_rulebook(*place, reading)
    problems, _ = reading.standing()
    if found is None or any(problem.severity == "error" for problem in problems):
        refuse(problems, reading, outcome=outcome)
    return found


def refuse(problems: Sequence[Problem], reading: Reading, *, outcome: str = "Nothing was graded") -> NoReturn:
    """Print errors on standard error, with what did not happen because of them, and exit 1; what else there is, is counted."""
    from peelgrade.rendering.problems import text  # noqa: PLC0415  # most inspections have none
    from peelgrade.rendering.problems.report import Report, tally  # noqa: PLC0415  # as above

    progress.end()
    whole = Report.of(problems, (), reading.places, root=Path.cwd().as_posix())
    report = replace(whole, told=tuple(one for one in whole.told if one.severity == "error"))
    others = tally([one for one in whole.told if one.severity != "error"])
    more = f" 'peelgrade validate' shows {others} besides." if others else ""
    click.echo(text.full(report), err=True, nl=False)
    click.echo(f"{report.summary()}. {outcome}.{more}", err=True)
    sys.exit(1)


def with_fieldwork(
    inspection: Inspection, in_progress: tuple[str, ...], rulebook: Rulebook, as_of: date | None = None
) -> Inspection:
    """Return the inspection as of a day, and as it would stand with fieldwork on the named questions in progress."""
    case = changes.Case(inspection, rulebook)
    steps: list[changes.Change] = [changes.SetStatus(question, "in_progress") for question in in_progress]
    if as_of is not None:
        from peelgrade import explanation  # noqa: PLC0415  # slow to import

        steps = [*explanation.as_of(case, as_of), *steps]
    return changes.apply(case, steps).inspection
