"""From paths to a checked inspection with its rulebook: load, validate, parse, check across files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peelgrade import bundled, consistency, formats, loading, parsing
from peelgrade.consistency import Dossier, Placed
from peelgrade.evidence import Inspection, InspectionRecord
from peelgrade.loading import Quoted, Source
from peelgrade.problems import InvalidInput, Locator, Problem, Unreadable, shown, suggest
from peelgrade.rulebook import Framework, Rulebook
from peelgrade.validation import Checker

RECORD = "inspection.yaml"
FRAMEWORK = "framework.yaml"


@dataclass(frozen=True)
class Places:
    """Where things stand in files: turns symbolic locators into lines, and ids of items and rules into locators."""

    sources: Mapping[str, Source]
    ids: Mapping[str, Locator]

    def line(self, locator: Locator) -> tuple[int, int]:
        """Return line and column of a locator, counted from 1."""
        source = self.sources.get(locator.file)
        if source is None:
            return locator.line or 1, locator.column or 1
        return source.place(locator)

    def of(self, name: str) -> str:
        """Return 'file:line' of an item or rule; nothing if it is not known."""
        locator = self.ids.get(name)
        return f"{locator.file}:{self.line(locator)[0]}" if locator else ""


@dataclass
class Reading:
    """What was read so far: sources by name, problems, and where ids stand.

    `instead` holds contents to take for files, in place of what they hold or before they are there.
    """

    instead: Mapping[Path, bytes] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    ids: dict[str, Locator] = field(default_factory=dict)

    @property
    def places(self) -> Places:
        """Where things stand."""
        return Places(self.sources, self.ids)

    def load(self, path: Path, name: str) -> Source | None:
        """Load one file; keep its problems, and return it if its data is whole."""
        try:
            if path in self.instead:
                source, problems = loading.read_bytes(self.instead[path], name)
            else:
                source, problems = loading.read_file(path, name)
        except InvalidInput as refused:
            self.problems += refused.problems
            return None
        self.sources[name] = source
        self.problems += problems
        return source if source.whole else None

    def check(self, source: Source, checker: Checker) -> tuple[Any, list[Problem]]:
        """Check a source against a schema; keep the problems, and return them with the typed data."""
        typed, problems = checker.check(source.data, source.name, Quoted)
        self.problems += problems
        return typed, problems

    def parse(self, parsed: tuple[Any, list[Problem]]) -> Any:  # noqa: ANN401  # any model
        """Keep the problems of a parse and return its value, or None."""
        value, problems = parsed
        self.problems += problems
        return value


@dataclass(frozen=True)
class Read:
    """A valid inspection with its rulebook and the places of both."""

    inspection: Inspection
    rulebook: Rulebook
    places: Places
    rules_from: str


def named_rules(named: str) -> tuple[Path, str]:
    """Return the folder of a framework that ships with peelgrade, and what it is called; Unreadable if none is so named."""
    if named not in bundled.frameworks():
        raise Unreadable(
            f"no framework '{named}' ships with peelgrade",
            suggest(named, bundled.frameworks()) + " Or give the folder of its rules with --rules.",
        )
    return bundled.rules_folder() / named, f"rules/{named}"


def read_rulebook(folder: Path, shown: str, reading: Reading) -> Rulebook | None:
    """Read a framework and its rules; None where the framework itself is not sound.

    `shown` is what the user sees for the folder. Raises Unreadable if the folder is no framework.
    """
    before = len(reading.problems)
    files = loading.folder_files(folder)
    if folder / FRAMEWORK not in files:
        raise Unreadable(f"{shown} is not a framework: it has no {FRAMEWORK}", "give a folder that has one")
    framework = _framework(folder / FRAMEWORK, f"{shown}/{FRAMEWORK}", reading)
    if framework is None:
        return None
    checker = _checker("rules", framework)
    rules: list[Placed] = []
    for path in files:
        if path.name != FRAMEWORK:
            rules += _rules(path, f"{shown}/{path.name}", checker, reading)
    reading.problems += consistency.check_rules(rules, framework)
    rulebook = Rulebook.of(framework, (placed.value for placed in rules))  # type: ignore[misc]  # only rules are placed
    if len(reading.problems) == before:  # a rule that could not be read is no missing rule
        reading.problems += consistency.check_covered(framework, f"{shown}/{FRAMEWORK}", rulebook.rules)
    return rulebook


def _framework(path: Path, name: str, reading: Reading) -> Framework | None:
    source = reading.load(path, name)
    if source is None:
        return None
    typed, problems = reading.check(source, _checker("framework"))
    if problems:
        return None
    framework: Framework | None = reading.parse(parsing.framework(typed, name))
    found = consistency.check_framework(framework, name) if framework else []
    reading.problems += found
    return None if found else framework


def _rules(path: Path, name: str, checker: Checker, reading: Reading) -> list[Placed]:
    source = reading.load(path, name)
    if source is None:
        return []
    typed, problems = reading.check(source, checker)
    rules = []
    for index, data in _sound(typed, problems):
        rule = reading.parse(parsing.rule(data, name, (index,)))
        if rule is not None:
            rules.append(Placed(rule, name, (index,)))
            reading.ids.setdefault(rule.id, Locator(name, (index,)))
    return rules


def _sound(typed: Any, problems: Iterable[Problem]) -> list[tuple[int, Any]]:  # noqa: ANN401  # data of any shape
    """Return the entries of a list that no problem is about, with their indices."""
    if not isinstance(typed, list):
        return []
    faulty = {problem.at.path[0] for problem in problems if problem.at.path}
    return [(index, entry) for index, entry in enumerate(typed) if index not in faulty]


def read_inspection(folder: Path, rules: Path | None = None, reading: Reading | None = None) -> Read:
    """Read an inspection and the framework that it names, or that of the folder `rules`.

    Raises InvalidInput with every problem of every file, and Unreadable if a path cannot be used at all.
    """
    reading = reading or Reading()
    found = examine(folder, rules, reading)
    if found is None or reading.problems:
        raise InvalidInput(reading.problems)
    return found


def examine(folder: Path, rules: Path | None, reading: Reading) -> Read | None:
    """Read an inspection and gather every problem; None where it cannot be graded.

    Where no framework can be had, the files are still checked, against the general schemas.
    """
    files = sorted({*loading.folder_files(folder), *reading.instead})
    if folder / RECORD not in files:
        raise Unreadable(
            f"{folder} is not an inspection: it has no {RECORD}",
            "give the folder of an inspection, or start one with 'peelgrade init'",
        )
    name = (folder / RECORD).as_posix()
    source = reading.load(folder / RECORD, name)
    rulebook, place = _rulebook_for(source, rules, reading)
    record = _record(source, rulebook, reading) if source else None
    checker = _checker("evidence", rulebook.framework if rulebook else None)
    found = [_evidence(folder / path.name, checker, reading) for path in files if path.name != RECORD]
    if rulebook is None:
        return None
    items = tuple(item for file in found for item in file.items)
    written = tuple(one for file in found for one in file.written)
    complete = all(file.complete for file in found)
    dossier = Dossier(record, name, items, written, rulebook, complete)
    reading.problems += consistency.check_inspection(dossier)
    if record is None:
        return None
    inspection = Inspection.of(record, (placed.value for placed in items))  # type: ignore[misc]  # only items are placed
    return Read(inspection, rulebook, reading.places, place)


def _rulebook_for(record: Source | None, rules: Path | None, reading: Reading) -> tuple[Rulebook | None, str]:
    """Read the rulebook of an inspection: from the folder that was given, else the one that the record names."""
    if rules is not None:
        return read_rulebook(rules, rules.as_posix().rstrip("/"), reading), rules.as_posix()
    named = record.data.get("framework") if record is not None and isinstance(record.data, dict) else None
    if not isinstance(named, str):
        return None, ""
    if record is not None and named not in bundled.frameworks():
        remedy = suggest(named, bundled.frameworks()) + " Or give the folder of its rules with --rules."
        message = f"no framework '{shown(named)}' ships with peelgrade"
        reading.problems.append(Problem("PG514", message, Locator(record.name, ("framework",)), remedy))
        return None, ""
    folder, place = named_rules(named)
    return read_rulebook(folder, place, reading), place


def _checker(name: formats.Format, framework: Framework | None = None) -> Checker:
    """Return what checks files of a format: all of one kind share it. Without a framework, any word is admitted."""
    general = formats.read(name)
    return Checker(general if framework is None else formats.for_framework(general, framework))


def _record(source: Source, rulebook: Rulebook | None, reading: Reading) -> InspectionRecord | None:
    typed, problems = reading.check(source, _checker("inspection", rulebook.framework if rulebook else None))
    record: InspectionRecord | None = None if problems else reading.parse(parsing.inspection(typed, source.name))
    if record is not None and rulebook is not None and record.framework != rulebook.framework.id:
        message = f"the inspection is judged by '{record.framework}', and these rules are '{rulebook.framework.id}'"
        remedy = "give the rules of the framework that it names, or correct the name"
        reading.problems.append(Problem("PG515", message, Locator(source.name, ("framework",)), remedy))
    return record


@dataclass(frozen=True)
class _EvidenceFile:
    """One evidence file: its sound items, every id that is written in it, and whether all ids could be seen."""

    items: tuple[Placed, ...] = ()
    written: tuple[tuple[str, Locator], ...] = ()
    complete: bool = False


def _evidence(path: Path, checker: Checker, reading: Reading) -> _EvidenceFile:
    name = path.as_posix()
    source = reading.load(path, name)
    if source is None:
        return _EvidenceFile()
    typed, problems = reading.check(source, checker)
    entries = typed if isinstance(typed, list) else []
    written = []
    for index, data in enumerate(entries):
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            written.append((data["id"], Locator(name, (index, "id"))))
            reading.ids.setdefault(data["id"], Locator(name, (index,)))
    items = []
    for index, data in _sound(typed, problems):
        item = reading.parse(parsing.item(data, name, (index,)))
        if item is not None:
            items.append(Placed(item, name, (index,)))
    complete = isinstance(typed, list) and len(written) == len(entries)
    return _EvidenceFile(tuple(items), tuple(written), complete)
