"""peelgrade init."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click

from peelgrade import bundled, formats, loading, pipeline, writing
from peelgrade.cli import asking, reading
from peelgrade.problems import InvalidInput, Unreadable
from peelgrade.rendering.escaping import terminal
from peelgrade.rulebook import Framework
from peelgrade.validation.words import advice_on_id

_SCHEMAS = {  # of Visual Studio Code; other editors go by the first line of each file
    f"{formats.FOLDER}/{formats.file_name('inspection')}": pipeline.RECORD,
    f"{formats.FOLDER}/{formats.file_name('evidence')}": ["*.yaml", "*.yml", f"!{pipeline.RECORD}"],
}
_VSCODE = ".vscode"
_SETTINGS = f"{_VSCODE}/settings.json"
_EXTENSIONS = f"{_VSCODE}/extensions.json"
_HEAD = "# The record of the inspection: force, documents, fieldwork, decisions. See 'peelgrade schema inspection'.\n"


def run(folder: Path, framework: str | None, force_id: str | None, name: str | None, rules: Path | None) -> None:
    """Start an inspection from a framework."""
    if (folder / pipeline.RECORD).exists():
        remedy = "add evidence to it with 'peelgrade new', or choose another folder"
        raise Unreadable(f"{folder} has an {pipeline.RECORD} already", remedy)
    if rules is None and framework is not None and (Path(framework) / pipeline.FRAMEWORK).exists():
        named = f"--rules {terminal(shlex.quote(framework))}"
        raise click.UsageError(
            f"--framework is for those that ship with peelgrade; for the rules in a folder write {named}"
        )
    if rules is None:
        framework = asking.choose("Framework", dict.fromkeys(bundled.frameworks(), ""), framework)
    rulebook = reading.rulebook(framework, rules, outcome="Nothing was written")
    force_id = asking.text("Short name of the force (one word)", force_id, advice=advice_on_id) or "force"
    name = asking.text("Name of the force", name) or force_id
    record = {
        "id": re.sub(r"[^A-Za-z0-9_.-]+", "-", folder.resolve().name).strip("-.") or "inspection",
        "force": {"id": force_id, "name": name},
        "framework": rulebook.framework.id,
        "documents": [{"id": "notes", "title": "Field notes"}],
        "questions": [{"question": rulebook.framework.questions.id, "status": "in_progress"}],
    }
    text = formats.modeline("inspection") + _HEAD + writing.as_yaml(record)
    with writing.locked(folder, make=True):
        _check(folder, text, rules)
        for inside in (formats.FOLDER, _VSCODE):
            loading.refuse_link_out(folder / inside)
        # the record comes last: until it is there, there is no inspection
        texts = {**_for_editors(folder, rulebook.framework), pipeline.RECORD: text}
        files = {folder / name: written for name, written in texts.items()}
        writing.write_together(files, new=(folder / pipeline.RECORD,))
    shown = terminal(shlex.quote(folder.as_posix()))
    click.echo(terminal(f"{(folder / pipeline.RECORD).as_posix()} is written: {name}, by {rulebook.framework.title}."))
    click.echo(f"{shown}/{formats.FOLDER} and .vscode have editors complete and check it as one types.")
    more = reading.with_rules(rules)
    click.echo(f"Next: peelgrade new finding {shown}{more}")
    click.echo(f"Then: peelgrade grade {shown}{more}")


def _for_editors(folder: Path, framework: Framework) -> dict[str, str]:
    """Return the files that editors complete and check the inspection by; settings that are there stay as they are."""
    schemas = formats.files_of(framework, ("inspection", "evidence"))
    texts = {f"{formats.FOLDER}/{name}": text for name, text in schemas.items()}
    settings = {"yaml.schemas": _SCHEMAS}
    for name, data in ((_SETTINGS, settings), (_EXTENSIONS, {"recommendations": ["redhat.vscode-yaml"]})):
        if not (folder / name).exists():
            texts[name] = json.dumps(data, indent=2) + "\n"
    if _SETTINGS not in texts:
        shown = terminal((folder / _SETTINGS).as_posix())
        added = json.dumps(settings).removeprefix("{").removesuffix("}")
        click.echo(f"{shown} is there already and stays as it is; to have it check the files, add: {added}", err=True)
    return texts


def _check(folder: Path, text: str, rules: Path | None) -> None:
    """Refuse what was answered where it does not make a valid record, such as an id with blanks in it."""
    found = pipeline.Reading(instead={folder / pipeline.RECORD: text.encode()})
    try:
        pipeline.read_inspection(folder, rules, found)
    except InvalidInput as invalid:
        reading.refuse(invalid.problems, found, outcome="Nothing was written")
