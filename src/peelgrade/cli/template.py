"""peelgrade template."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from peelgrade import writing
from peelgrade.capturing import drawing
from peelgrade.capturing.layout import layout
from peelgrade.cli import reading, workbooks
from peelgrade.rendering.escaping import terminal


def run(framework: str | None, rules: Path | None, output: Path, force: bool) -> None:
    """Write an empty workbook for evidence."""
    if (framework is None) == (rules is None):
        raise click.UsageError("name a framework that ships with peelgrade, or the folder of its rules with --rules")
    workbooks.refuse_taken(output, force=force)
    rulebook = reading.rulebook(framework, rules, outcome="Nothing was written")
    made = layout(rulebook.framework)
    rows = {"Inspection": [{"Framework": rulebook.framework.id}]}
    writing.write(output, drawing.written(made, rows, examples=True))
    shown = terminal(shlex.quote(output.as_posix()))
    click.echo(f"{terminal(output.as_posix())} is written: a workbook for {terminal(rulebook.framework.title)}.")
    click.echo(f"Once it is filled in: peelgrade import {shown} -o FOLDER{reading.with_rules(rules)}")
