"""What `validate` and `rules check` share: their options, and telling what was found."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Collection, Container, Iterable, Mapping
from pathlib import Path
from typing import NoReturn, Protocol

import click

from peelgrade import codeselection, configuration, writing
from peelgrade.cli import outputs, printing, progress
from peelgrade.cli.telling import Options
from peelgrade.configuration import Configuration, excludes
from peelgrade.pipeline import FRAMEWORK, RECORD, Reading, RulesRead
from peelgrade.problemcodes import CODES, SEVERITIES
from peelgrade.problems import Problem, Unreadable
from peelgrade.recording.files import content
from peelgrade.rendering import prose
from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.problems import FORMATS, github
from peelgrade.rendering.problems.report import Report
from peelgrade.rendering.problems.text import full
from peelgrade.targets import Target, concerns, examine_evidence, examine_rules, find


class Prove(Protocol):
    """Proves what the rules of one framework after another can do; `proved` counts the rules so far."""

    proved: int

    def __call__(self, folder: Path, read: RulesRead) -> Iterable[Problem]:
        """Return what is objected to in a rulebook that is sound."""


_KINDS = {RECORD: "inspection", FRAMEWORK: "framework"}


def check(
    paths: Collection[Path],
    options: Options,
    *,
    kinds: tuple[str, ...] = (RECORD, FRAMEWORK),
    rules: Path | None = None,
    instead: Mapping[Path, bytes] | None = None,
    prove: Prove | None = None,
) -> NoReturn:
    """Check what was named, tell the problems, and exit.

    `prove` gives what is told besides of a rulebook whose structure is sound.

    With 1 where one is as severe as asked, with 2 where something could not be checked, else with 0. `instead` are
    contents to take for files, and `kinds` the files that make a folder one to check.
    """
    settings, root = _configuration(options)
    selected, silent = _choice(options, settings, root)

    def passed_over(folder: Path) -> bool:
        return root is not None and excludes(settings, root, folder)

    sought = find(paths, kinds, instead or {}, passed_over)
    targets = sought.targets
    found = Reading(instead={_as_named(path, targets): raw for path, raw in (instead or {}).items()})
    if not targets and not sought.left_out:
        missing = " and ".join(f"no {_KINDS[kind]}" for kind in kinds)
        click.echo(f"Nothing to check: there is {missing} here.", err=True)
    for target in progress.over(targets, "folders, checking"):
        try:
            _examine(target, rules, found, prove, passed_over)
        except Unreadable as unreadable:  # the others are checked all the same
            if len(targets) == 1:
                raise
            sought.left_out.append(unreadable)
    problems, silenced = found.standing()
    concerned = [problem for problem in problems if concerns(problem, targets)]
    wanted = [problem for problem in concerned if problem.code in selected]
    _warn_of_errors(set(concerned).difference(wanted))
    told = [problem for problem in wanted if not silent(problem)]
    ignored = len(silenced) + len(wanted) - len(told)
    top = _top() if FORMATS[options.format_].from_top else Path.cwd()
    files = [name for name in found.files if any(target.holds(Path(name)) for target in targets)]
    report = Report.of(told, files, found.places, root=top.as_posix(), here=Path.cwd().as_posix(), ignored=ignored)
    _tell(report, options, found, len(targets), 0 if prove is None else prove.proved)
    for one in sought.left_out:
        click.echo(f"Error: {terminal(one.message)}\nhelp: {terminal(one.help)}", err=True)
    if sought.left_out:
        sys.exit(2)
    if not targets and RECORD not in kinds:
        sys.exit(1)  # as for `rules test`: where there are no rules, none have passed
    worst = SEVERITIES.index(options.fail_on or settings.fail_on)
    sys.exit(1 if any(SEVERITIES.index(problem.severity) <= worst for problem in told) else 0)


def _as_named(path: Path, targets: Iterable[Target]) -> Path:
    """Return the path of a file by the name under which its folder is checked."""
    folder = os.path.realpath(path.parent)
    known = (inside / path.name for one in targets for inside in one.folders if os.path.realpath(inside) == folder)
    return next(known, path)


def _top() -> Path:
    """Return the top of the repository that one is in: what CI says it is, else where .git lies; else this folder."""
    here = Path.cwd()
    named = (os.environ.get(name) for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"))
    tops = [Path(name) for name in named if name]
    tops += [folder for folder in (here, *here.parents) if (folder / ".git").exists()]
    return next((top for top in tops if here.is_relative_to(top)), here)


def _choice(
    options: Options, settings: Configuration, root: Path | None
) -> tuple[Container[str], Callable[[Problem], bool]]:
    """Return the codes to tell, and whether a problem is ignored by an option or the configuration."""
    selected = codeselection.chosen(options.select) if options.select else CODES
    ignored = codeselection.ignorable(options.ignore) if options.ignore else frozenset()

    @functools.cache
    def of_file(file: str) -> frozenset[str]:
        return ignored if root is None else ignored | configuration.ignores(settings, root, Path(file))

    return selected, lambda problem: problem.code in of_file(problem.at.file)


def _configuration(options: Options) -> tuple[Configuration, Path | None]:
    """Return the configuration and the folder that its patterns start from; say on standard error which it is."""
    if options.isolated:
        if options.config is not None:
            raise Unreadable("--config and --isolated do not go together", "take one of them out")
        return Configuration(), None
    path = options.config or configuration.find(Path.cwd())
    if path is None:
        return Configuration(), None
    name = os.path.relpath(path)
    settings = configuration.read(path, name)
    click.echo(f"Configuration: {terminal(name)}", err=True)
    return settings, path.absolute().parent


def _examine(
    target: Target, rules: Path | None, found: Reading, prove: Prove | None, passed_over: Callable[[Path], bool]
) -> None:
    read = examine_rules(target, found, passed_over)
    if target.is_framework and prove is not None:
        sound = not any(one.severity == "error" and target.holds(Path(one.at.file)) for one in found.problems)
        if read is not None and sound:
            found.problems += prove(target.folder, read)
        else:
            name = terminal(target.folder.as_posix())
            progress.say(f"No proofs were made of {name}: first its structure has to be sound.")
    examine_evidence(target, rules, found)


def _tell(report: Report, options: Options, found: Reading, folders: int, proved: int) -> None:
    format_ = FORMATS[options.format_]
    coloured = options.format_ == "full" and options.output_file is None and _wants_colour()
    text = full(report, colour=True) if coloured else format_.write(report)
    summary = _summary(report, found, folders, proved)
    if options.output_file is not None:
        outputs.refuse_input(options.output_file, found.files)
        writing.write(options.output_file, text)
    else:
        printing.write(text)
    if options.format_ == "github":
        _add_to_job_summary(report)
    if not folders and not report.told:
        return  # it was said that there is nothing
    sound_and_said_to_people = not report.told and (format_.for_people or options.output_file is not None)
    click.echo(summary, err=not sound_and_said_to_people)


def _add_to_job_summary(report: Report) -> None:
    """Add every problem to the summary of the job, where GitHub says where it is; what is told already stays told."""
    path = Path(os.environ.get("GITHUB_STEP_SUMMARY") or os.devnull)
    if path.exists() and not path.is_file():
        return
    try:
        writing.write(path, content(path) + github.summary(report).encode())
    except Unreadable as unreadable:
        click.echo(f"The job summary stays as it is: {terminal(unreadable.message)}", err=True)


def _warn_of_errors(left_out: Iterable[Problem]) -> None:
    """Say that there are errors which were not selected: what is left is not sound for that."""
    errors = sum(problem.severity == "error" for problem in left_out)
    if errors:
        click.echo(f"Not selected: {prose.number(errors, 'error')}, which stop grading.", err=True)


def _summary(report: Report, found: Reading, folders: int, proved: int) -> str:
    proofs = f"; proofs were made of {prose.number(proved, 'rule')}" if proved else ""
    if not report.told:
        read = f"{prose.number(len(found.files), 'file')} read in {prose.number(folders, 'folder')}"
        return f"{report.summary()}: {read}{proofs}."
    code = report.by_severity()[0].code if len({told.code for told in report.told}) == 1 else "CODE"
    return f"{report.summary()}{proofs}. 'peelgrade problem {code}' tells more."


def _wants_colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
