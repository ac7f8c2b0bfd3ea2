"""peelgrade rules test."""

from __future__ import annotations

import dataclasses
import os
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

import click

from peelgrade import configuration, ruletests
from peelgrade.cli import printing, progress, reading, subjects
from peelgrade.pipeline import FRAMEWORK, Reading, read_tests, unread
from peelgrade.problems import Unreadable, meant, nearest, shown, suggest
from peelgrade.rendering import prose
from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.ruletests import Limits, Tried, as_data, junit, report
from peelgrade.rulebook import Rulebook
from peelgrade.ruletests import Outcome
from peelgrade.targets import Target, find

_OF_FILES = {"PG616", "PG617"}


def run(
    paths: tuple[Path, ...],
    name: str | None,
    questions: tuple[str, ...],
    coverage: bool,
    mutants: bool,
    fail_under_coverage: float | None,
    fail_under_mutants: float | None,
    format_: str,
) -> None:  # click hands options over so
    """Run the test cases of rules."""
    limits = Limits(fail_under_coverage, fail_under_mutants)
    measured = (coverage or limits.coverage is not None, mutants or limits.mutants is not None)
    passed_over = _passed_over()
    sought = find(paths, (FRAMEWORK,), passed_over=passed_over)
    if sought.left_out:
        raise sought.left_out[0]
    if any(measured) and (name is not None or any(target.files for target in sought.targets)):
        message = "coverage and mutants are of all cases of a framework together: name its folder, and take -k out"
        raise click.UsageError(message)
    started = time.monotonic()
    every = _run(sought.targets, passed_over)
    _refuse_unknown(questions, every)
    chosen = [_chosen(tried, target, name, questions) for tried, target in zip(every, sought.targets, strict=True)]
    if questions:  # of several frameworks, those that have none of the questions are left alone
        every, chosen = _having(questions, every, chosen)
    untested = _untested(chosen, every, name, questions)
    found = [
        _measured(tried, [outcome for _, outcome in whole.outcomes], questions, *measured)
        for tried, whole in zip(chosen, every, strict=True)
        if tried.outcomes
    ]
    _tell(found, limits, format_)
    if sys.stderr.isatty():
        click.echo(f"{time.monotonic() - started:.1f} s", err=True)
    sys.exit(1 if untested or not all(_is_enough(tried, limits) for tried in found) else 0)


def _passed_over() -> Callable[[Path], bool]:
    """Return which folders the configuration leaves out of searches, as for `validate`."""
    path = configuration.find(Path.cwd())
    if path is None:
        return lambda _: False
    settings, root = configuration.read(path, os.path.relpath(path)), path.absolute().parent
    return lambda folder: configuration.excludes(settings, root, folder)


def _run(targets: Iterable[Target], passed_over: Callable[[Path], bool]) -> list[Tried]:
    """Read every framework and run its cases; exit 1 with every problem where there are errors in any."""
    found = Reading()
    read = []
    for target in progress.over(targets, "frameworks read"):
        name = target.folder.as_posix()
        read.append((name, read_tests(target.folder, name, found)))
        if target.files is None:
            found.problems += unread(target.folder, name, passed_over)
    problems, _ = found.standing()
    if any(problem.severity == "error" for problem in problems):
        reading.refuse(problems, found, outcome="Nothing was tested")
    for one in problems:
        if one.code in _OF_FILES:  # of cases that nobody reads, nobody else would hear
            told = f"{one.at.file}: {one.severity} {one.code}: {one.message}; {one.help}"
            click.echo(terminal(told), err=True)
    return [
        Tried(
            name,
            tests.rulebook,
            tuple((case, ruletests.run(case.value, tests.rulebook)) for case in progress.over(tests.cases, "cases")),
            tests.rules,
            found.places.line,
        )
        for name, tests in read
        if tests is not None
    ]


def _refuse_unknown(questions: Iterable[str], every: Iterable[Tried]) -> None:
    """Raise Unreadable where no framework has a question that is named."""
    rulebooks = [tried.rulebook for tried in every]
    for question in questions:
        if not any(_within((question,), rulebook) for rulebook in rulebooks):
            near = list(dict.fromkeys(one for rulebook in rulebooks for one in subjects.near(question, rulebook)))
            known = list(dict.fromkeys(one for rulebook in rulebooks for one in rulebook.questions))
            remedy = meant(near[:3]) if near else suggest(question, known)
            raise Unreadable(f"there is no question '{shown(question)}'", remedy)


def _having(questions: Collection[str], *listed: list[Tried]) -> Iterator[list[Tried]]:
    return ([one for one in found if _within(questions, one.rulebook)] for found in listed)


def _within(questions: Iterable[str], rulebook: Rulebook) -> frozenset[str]:
    """Return questions, by id or name, with all that is below them; none for those that a rulebook does not have."""
    ids = (subjects.named(question, rulebook) for question in questions)
    return frozenset().union(*(rulebook.below.get(question, frozenset()) for question in ids))


def _chosen(tried: Tried, target: Target, name: str | None, questions: Collection[str]) -> Tried:
    """Return the tests of a framework that were named: by their files, what their ids have in them, and their questions."""
    files = None if target.files is None else {file.as_posix() for file in target.files}
    within = _within(questions, tried.rulebook)
    kept = (
        (case, outcome)
        for case, outcome in tried.outcomes
        if (files is None or case.file in files)
        and (name is None or name in case.value.id)
        and (not questions or not within.isdisjoint(case.value.expect))
    )
    return dataclasses.replace(tried, outcomes=tuple(kept))


def _untested(found: Collection[Tried], every: Iterable[Tried], name: str | None, questions: Collection[str]) -> bool:
    """Say where no case was found, and return whether that is so: rules that nothing tests have not passed."""
    if name is not None and not any(tried.outcomes for tried in found):
        ids = [case.value.id for tried in every for case, _ in tried.outcomes]
        near = (
            suggest(name, nearest(name, ids)) if nearest(name, ids) else f"looked at {prose.number(len(ids), 'case')}"
        )
        click.echo(f"No case was found: none has '{terminal(name)}' in its id; {near}", err=True)
        return True
    empty = [tried.folder for tried in found if not tried.outcomes and name is None]
    about = f" that expects something of {' or '.join(questions)}" if questions else ""
    for folder in empty:
        click.echo(f"No case{about} was found in {terminal(folder)}/tests.", err=True)
    if not found:
        click.echo("No case was found: there is no framework here.", err=True)
    if empty or not found:
        click.echo("help: write cases as docs/testing-rules.md tells; rules that nothing tests do not pass", err=True)
    return bool(empty) or not found


def _measured(
    tried: Tried, outcomes: Collection[Outcome], questions: Collection[str], coverage: bool, mutants: bool
) -> Tried:
    """Return the tests with what was asked for: what all the outcomes of the framework try and catch."""
    within = _within(questions, tried.rulebook) if questions else None
    covered = caught = None
    if coverage:
        with progress.during("looking at what is tried"):
            covered = ruletests.covered(tried.rulebook, outcomes, within)
    if mutants:
        with progress.during("questions with mistakes put in") as task:
            caught = ruletests.caught(tried.rulebook, outcomes, within, task.at)
    return dataclasses.replace(tried, coverage=covered, caught=caught)


def _tell(found: Collection[Tried], limits: Limits, format_: str) -> None:
    match format_:
        case "json":
            printing.write_json(as_data(found))
        case "junit":
            printing.write(junit(found))
        case _:
            for tried in found:
                printing.show(report(tried, limits))


def _is_enough(tried: Tried, limits: Limits) -> bool:
    """Whether every case came out as expected, and as much is tried and caught as is asked."""
    shares = ((tried.coverage, limits.coverage), (tried.caught, limits.mutants))
    enough = all(of is None or limit is None or of.share * 100 >= limit for of, limit in shares)
    return enough and not any(tried.failed)
