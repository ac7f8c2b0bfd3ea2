"""peelgrade init."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

from peelgrade import bundled, pipeline, writing
from peelgrade.cli import asking, reading
from peelgrade.problems import Unreadable
from peelgrade.rendering.escaping import terminal
from peelgrade.rulebook import Rulebook

_HEAD = "# The record of the inspection: force, documents, fieldwork, decisions. See 'peelgrade schema inspection'.\n"


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--framework", metavar="ID", help="Framework to inspect by.")
@click.option("--force-id", metavar="ID", help="Short name of the force, such as kent.")
@click.option("--force-name", "name", metavar="NAME", help="Name of the force, such as 'Kent Police'.")
@reading.RULES
def command(folder: Path, framework: str | None, force_id: str | None, name: str | None, rules: Path | None) -> None:
    """Start an inspection in FOLDER: every question in progress, nothing found yet.

    What is not given is asked for. Evidence is then added with 'peelgrade new'.
    """
    if (folder / pipeline.RECORD).exists():
        reading.fail(
            Unreadable(
                f"{folder} has an {pipeline.RECORD} already",
                "add evidence to it with 'peelgrade new', or choose another folder",
            )
        )
    rulebook = _rulebook(framework, rules)
    force_id = asking.text("Short name of the force (one word)", force_id) or "force"
    name = asking.text("Name of the force", name) or force_id
    record = {
        "id": re.sub(r"[^A-Za-z0-9_.-]+", "-", folder.resolve().name).strip("-.") or "inspection",
        "force": {"id": force_id, "name": name},
        "framework": rulebook.framework.id,
        "documents": [{"id": "notes", "title": "Field notes"}],
        "questions": [{"question": rulebook.framework.questions.id, "status": "in_progress"}],
    }
    text = _HEAD + writing.as_yaml(record)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _check(folder, text, rules)
        writing.write(folder / pipeline.RECORD, text, new=True)
    except OSError as error:
        reading.fail(Unreadable(f"{folder} cannot be made: {error.strerror}", "choose another folder"))
    except Unreadable as unreadable:
        reading.fail(unreadable)
    shown = terminal(shlex.quote(folder.as_posix()))
    click.echo(terminal(f"{(folder / pipeline.RECORD).as_posix()} is written: {name}, by {rulebook.framework.title}."))
    click.echo(f"Next: peelgrade new finding {shown}")
    click.echo(f"Then: peelgrade grade {shown}")


def _rulebook(framework: str | None, rules: Path | None) -> Rulebook:
    found = pipeline.Reading()
    try:
        if rules is not None:
            place = rules, rules.as_posix()
        else:
            place = pipeline.named_rules(
                asking.choose("Framework", dict.fromkeys(bundled.frameworks(), ""), framework) or ""
            )
        rulebook = pipeline.read_rulebook(*place, found)
    except Unreadable as unreadable:
        reading.fail(unreadable)
    if rulebook is None or found.problems:
        reading.refuse(found.problems, found)
    return rulebook


def _check(folder: Path, text: str, rules: Path | None) -> None:
    """Refuse what was answered where it does not make a valid record, such as an id with blanks in it."""
    found = pipeline.Reading(instead={folder / pipeline.RECORD: text.encode()})
    pipeline.examine(folder, rules, found)
    if found.problems:
        reading.refuse(found.problems, found, outcome="Nothing was written")
