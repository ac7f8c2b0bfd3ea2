"""Tables of published judgments as people name them, with the column mappings that they are read by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from peelgrade import bundled
from peelgrade.cli import reading
from peelgrade.columnmapping import Columns
from peelgrade.pipeline import FRAMEWORK, TABLES, Reading, named_rules, read_columns, tables_of
from peelgrade.problems import Unreadable, nearest, shown, suggest
from peelgrade.rulebook import Rulebook


@dataclass(frozen=True)
class Framework:
    """The rules of a framework, the folder that they lie in, and what that is called."""

    rulebook: Rulebook
    folder: Path
    name: str


def framework(named: str, *, outcome: str) -> Framework:
    """Return a framework by its folder or by the id of one that ships; exit 1 with its problems if it has any."""
    folder = Path(named)
    if (folder / FRAMEWORK).exists():
        name = folder.as_posix().rstrip("/")
        return Framework(reading.rulebook(None, folder, outcome=outcome), folder, name)
    if folder.is_dir():
        raise Unreadable(f"{named} is not a framework: it has no {FRAMEWORK}", "give a folder that has one")
    if named not in bundled.frameworks():
        remedy = f"{suggest(named, bundled.frameworks())} Or give the folder of its rules instead"
        raise Unreadable(f"no framework '{shown(named)}' ships with peelgrade", remedy)
    folder, name = named_rules(named)
    return Framework(reading.rulebook(named, None, outcome=outcome), folder, name)


def columns(named: Path | None, of: Framework, rulebooks: Sequence[Rulebook], *, outcome: str) -> tuple[Columns, str]:
    """Return the column mapping that is named, else the only one of a framework, with what it is called.

    It must fit every rulebook; exit 1 with what is wrong with it if it does not.
    """
    path, name = _which(named, of)
    fitting = [_fitting(path, name, rulebook, outcome) for rulebook in rulebooks]
    return fitting[0], name


def _fitting(path: Path, name: str, rulebook: Rulebook, outcome: str) -> Columns:
    read = Reading()
    mapping = read_columns(path, name, rulebook, read)
    problems, _ = read.standing()
    if mapping is None or any(problem.severity == "error" for problem in problems):
        reading.refuse(problems, read, outcome=outcome)
    return mapping


def _which(asked: Path | None, of: Framework) -> tuple[Path, str]:
    shipped = {path.stem: path for path in tables_of(of.folder, Reading())}
    if asked is not None and asked.exists():
        return named(asked, shipped, "column mapping"), asked.as_posix()
    if asked is None and len(shipped) != 1:
        raise _not_one(of, list(shipped))
    path = next(iter(shipped.values())) if asked is None else named(asked, shipped, "column mapping")
    return path, f"{of.name}/{TABLES}/{path.name}"


def named(asked: Path, shipped: Mapping[str, Path], what: str) -> Path:
    """Return the file of a mapping: the one that is named, else that of this name among those that lie with a framework.

    Raises Unreadable where there is none.
    """
    if asked.is_dir():
        raise Unreadable(f"{asked} is a folder", f"give the file of a {what}")
    if asked.exists():
        return asked
    if asked.name not in shipped:
        near = nearest(asked.name, shipped)
        remedy = suggest(asked.name, list(shipped)) if near or shipped else "check the spelling"
        raise Unreadable(f"there is no {what} {asked}", remedy)
    return shipped[asked.name]


def _not_one(of: Framework, shipped: Sequence[str]) -> Unreadable:
    if not shipped:
        remedy = "write one, and give it with --columns; docs/backtesting.md shows how"
        return Unreadable(f"{of.name} has no column mapping of its own", remedy)
    remedy = f"say which with --columns: {', '.join(shipped)}"
    return Unreadable(f"{of.name} has {len(shipped)} column mappings", remedy)
