"""What an inspection in a folder says otherwise than the workbook that is to go there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from peelgrade.capturing.checking import Checked
from peelgrade.evidence import Inspection, Model
from peelgrade.loading import folder_files, read_file
from peelgrade.pipeline import read_inspection
from peelgrade.problems import InvalidInput, Unreadable, shown


def files_of(folder: Path) -> Mapping[str, Path]:
    """Return the files in a folder that are read as an inspection, by name. Raises Unreadable where it cannot be listed."""
    return {path.name: path for path in folder_files(folder)}


def another(record: Path, inspection: Inspection) -> str:
    """Return in words how the record of a folder is that of another inspection; nothing where it is not, or says nothing.

    It need not be sound: what is to be replaced may be what is wrong.
    """
    try:
        said = read_file(record, record.as_posix())[0].data
    except InvalidInput:
        return ""
    named = {
        "id": (_under(said, "id"), inspection.record.id),
        "force": (_under(_under(said, "force"), "id"), inspection.record.force.id),
    }
    return " and ".join(
        f"its {name} is '{shown(there)}', and that of the workbook '{own}'"
        for name, (there, own) in named.items()
        if isinstance(there, str) and there != own
    )


def _under(data: Any, key: str) -> Any:  # noqa: ANN401  # data of any shape
    return data.get(key) if isinstance(data, dict) else None


def told(folder: Path, old: Mapping[str, Path], found: Checked, rules: Path | None) -> list[str]:
    """Return in words what is otherwise in a folder, item by item; nothing where it says the same in the same files."""
    if found.read is None:
        return []
    try:
        there = read_inspection(folder, rules)
    except (InvalidInput, Unreadable):
        return [f"its {len(old)} files cannot be read as an inspection"]
    listed = list(_between(there.inspection, found.read.inspection))
    if not listed and set(old) != set(found.texts):
        listed.append(
            f"its files are {', '.join(sorted(old))}, and those of the workbook {', '.join(sorted(found.texts))}"
        )
    return listed


def _between(old: Inspection, new: Inspection) -> Iterator[str]:
    before, after = old.by_id, new.by_id
    for name in sorted({*before, *after}):
        if name not in after:
            yield f"{name} is not in the workbook"
        elif name not in before:
            yield f"{name} is new"
        elif changed := _changed(before[name], after[name]):
            yield f"{name} has another {', '.join(changed)}"
    if changed := _changed(old.record, new.record):
        yield f"the record of the inspection has another {', '.join(changed)}"


def _changed(old: Model, new: Model) -> list[str]:
    if type(old) is not type(new):
        return ["kind"]
    return [name for name in type(old).model_fields if repr(getattr(old, name)) != repr(getattr(new, name))]
