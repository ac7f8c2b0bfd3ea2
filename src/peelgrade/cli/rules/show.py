"""peelgrade rules show."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from peelgrade import writing
from peelgrade.cases import RuleCase, laid_out
from peelgrade.cli import outputs, printing, reading, subjects
from peelgrade.cli.rules import naming
from peelgrade.grading import grade, regrade
from peelgrade.pipeline import Read
from peelgrade.problems import Unreadable
from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.rulesheet import layout, markdown, text
from peelgrade.rulebook import Rulebook

Format = Literal["text", "markdown", "html"]
_SUFFIXES: dict[str, Format] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".txt": "text",
    "": "text",
}


def run(
    framework: str | None,
    subject: str | None,
    format_: Format | None,
    output: Path | None,
    evidence: tuple[Path, ...],
) -> None:
    """Show rules as sentences and as decision tables."""
    format_ = format_ or _format_of(output)
    found, subject = naming.find(framework, subject)
    subject = _asked(subject, found.rulebook)
    known = [reading.read(folder, found.folder) for folder in evidence]
    if output is not None:
        outputs.refuse_input(
            output, [name for places in (found.places, *(one.places for one in known)) for name in places.sources]
        )
    cases = [case for case in found.cases if _is_about(case, subject, found.rulebook)]
    tried = [*(_tested(case, found) for case in cases), *(_tried(one, found) for one in known)]
    made = layout.sheet(
        layout.Shown(found.rulebook, found.place, found.places.of, tuple(tried), subject),
    )
    _write(made, format_, output)


def _format_of(output: Path | None) -> Format:
    """Return the format that the name of a file asks for; raises UsageError where it asks for none that there is."""
    if output is None:
        return "text"
    if output.suffix.lower() not in _SUFFIXES:
        remedy = "name it .html, .md or .txt, or say with --format what to write"
        raise click.UsageError(f"-o: '{terminal(output.name)}' does not say which format it is to have; {remedy}")
    return _SUFFIXES[output.suffix.lower()]


def _asked(subject: str | None, rulebook: Rulebook) -> str | None:
    """Return the id of what is asked about; raises Unreadable, with what looks like it, where there is no such thing."""
    if subject is None:
        return None
    rules = [rule.id for rule in rulebook.rules]
    name = subjects.named(subject, rulebook, rules)
    if name not in rulebook.questions and name not in rules:
        message = f"'{subject}' is no question or rule of {rulebook.framework.id}"
        raise Unreadable(message, subjects.other_advice(subject, rulebook, rules))
    return name


def _is_about(case: RuleCase, subject: str | None, rulebook: Rulebook) -> bool:
    """Whether a test case expects something of the question, or of that of the rule, that is asked about."""
    rule = next((one for one in rulebook.rules if one.id == subject), None)
    return subject is None or (subject if rule is None else rule.question) in case.expect


def _tested(case: RuleCase, found: naming.Found) -> layout.Tried:
    """Return how the rules come out on a test case."""
    return layout.Tried(case.id, regrade(laid_out(case, found.rulebook)), frozenset(case.expect), is_test=True)


def _tried(known: Read, found: naming.Found) -> layout.Tried:
    """Return how the rules come out on an inspection."""
    name = known.inspection.record.id
    return layout.Tried(name, grade(known.inspection, found.rulebook), frozenset(found.rulebook.questions))


def _write(made: layout.Sheet, format_: Format, output: Path | None) -> None:
    """Print it, or write it to a file and say so."""
    if format_ == "text" and output is None:
        printing.show(text.shown(made))
        return
    match format_:
        case "text":
            written = printing.drawn(text.shown(made))
        case "markdown":
            written = markdown.shown(made)
        case "html":
            from peelgrade.rendering.rulesheet import page  # noqa: PLC0415  # templates are for pages alone

            written = page.shown(made)
    if output is None:
        printing.write(written)
    else:
        writing.write(output, written)
        click.echo(f"{terminal(output.as_posix())} is written.", err=True)
