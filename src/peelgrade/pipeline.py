"""From paths to a checked inspection with its rulebook: load, validate, parse, check across files."""

from __future__ import annotations

import contextlib
import filecmp
import gc
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from peelgrade import bundled, consistency, formats, ignoring, limits, loading, parsing
from peelgrade.consistency import Dossier, Placed
from peelgrade.evidence import Inspection, InspectionRecord, Item
from peelgrade.loading import Quoted, Source
from peelgrade.problems import InvalidInput, Locator, Problem, Related, Unreadable, follow, nearest, shown, suggest
from peelgrade.rulebook import Framework, Rulebook
from peelgrade.validation import Checker

if TYPE_CHECKING:  # an inspection is read without them
    from peelgrade.cases import RuleCase
    from peelgrade.columnmapping import Columns
    from peelgrade.metricmapping import MetricMapping
    from peelgrade.result import ResultDocument

V = TypeVar("V")

RECORD = "inspection.yaml"
FRAMEWORK = "framework.yaml"
CASES = "tests"  # in a framework: the folder of the test cases of its rules
TABLES = "tables"  # in a framework: the folder of its column mappings
METRICS = "metrics"  # in a framework: the folder of its metric mappings
MOST_PROBLEMS = 10_000  # of files that are read together; nobody reads more, and each takes memory
_TELLING = 3  # questions named in an inspection, from which on they tell which framework it is of
INSIDE = (CASES, TABLES, METRICS)  # folders of a framework that are read with it
_HOMES = f"test cases in '{CASES}', column mappings in '{TABLES}', metric mappings in '{METRICS}'"
_FOREIGN = frozenset({"schemas", "node_modules", "__pycache__", "site-packages"})  # in those of it, YAML is of others


@dataclass(frozen=True)
class Places:
    """Where things stand in files: turns symbolic locators into lines, and ids of items and rules into locators."""

    sources: Mapping[str, Source]
    ids: Mapping[str, Locator]
    unparsed: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def extent(self, at: Locator) -> tuple[int, int, int]:
        """Return line, column and the column after the end of a locator, counted from 1."""
        source = self.sources.get(at.file)
        if source is None:
            column = at.column or 1
            return at.line or 1, column, column + 1
        return source.extent(at)

    def lines(self, file: str) -> Sequence[str]:
        """Return the lines of a file; none where it could not be read as text."""
        source = self.sources.get(file)
        return self.unparsed.get(file, ()) if source is None else source.lines

    def item(self, at: Locator) -> str:
        """Return the id of the item or rule that a locator leads into; nothing where it leads into none."""
        source = self.sources.get(at.file)
        data = source.data if source is not None else None
        index = at.path[0] if at.path else None
        if not isinstance(data, list) or not isinstance(index, int) or index >= len(data):
            return ""
        name = data[index].get("id") if isinstance(data[index], dict) else None
        return name if isinstance(name, str) else ""

    def path(self, at: Locator) -> tuple[str | int, ...]:
        """Return the path of a locator as far as there is something in the file: where a list may be one word, to that."""
        source = self.sources.get(at.file)
        steps = at.path
        while source is not None and steps and isinstance(steps[-1], int) and follow(steps, source.data)[0] != steps:
            steps = steps[:-1]
        return steps

    def of(self, name: str) -> str:
        """Return 'file:line' of an item or rule; nothing if it is not known."""
        locator = self.ids.get(name)
        return self.line(locator) if locator else ""

    def line(self, at: Locator) -> str:
        """Return 'file:line' of a locator."""
        return f"{at.file}:{self.extent(at)[0]}"

    def placed(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return problems with their lines and columns, each once, by file and line: for whoever has no places."""
        found = [self._placed(one) for one in dict.fromkeys(problems)]
        return tuple(sorted(found, key=lambda one: (one.at.file, one.at.line, one.at.column, one.code, one.message)))

    def _placed(self, problem: Problem) -> Problem:
        related = tuple(Related(self._to_line(one.at), one.label) for one in problem.related)
        return replace(problem, at=self._to_line(problem.at), related=related)

    def _to_line(self, at: Locator) -> Locator:
        line, column, _ = self.extent(at)
        return replace(at, line=line, column=column)


@dataclass
class Reading:
    """What was read so far: sources by name, problems, and where ids stand.

    `instead` holds contents to take for files, in place of what they hold or before they are there. Where the record
    of an inspection says of a question `elsewhere` that it was not inspected, that is left out.
    """

    instead: Mapping[Path, bytes] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    unparsed: dict[str, Sequence[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    ids: dict[str, Locator] = field(default_factory=dict)
    rulebooks: dict[Path, Rulebook | None] = field(default_factory=dict)
    values: int = 0  # in the files that were read
    elsewhere: frozenset[str] = frozenset()  # questions of other rules by which an inspection is also judged
    written_rules: dict[Path, frozenset[str] | None] = field(default_factory=dict)  # ids; None where one may be unknown

    @property
    def places(self) -> Places:
        """Where things stand."""
        return Places(self.sources, self.ids, self.unparsed)

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all files that were read, or could not be."""
        return (*self.sources, *self.unparsed)

    def files_of(self, folder: Path) -> list[Path]:
        """Return the YAML files directly in a folder, with those that are given instead, sorted."""
        return sorted({*loading.folder_files(folder), *(path for path in self.instead if path.parent == folder)})

    def files_in(self, folder: Path) -> list[Path]:
        """Return the same of a folder inside another that need not be there; Unreadable for a link that leads out."""
        loading.refuse_link_out(folder)
        return self.files_of(folder) if folder.is_dir() else [path for path in self.instead if path.parent == folder]

    def load(self, path: Path, name: str) -> Source | None:
        """Load one file; keep its problems, and return it if its data is whole."""
        try:
            self._refuse_after_many(name)
            if path in self.instead:
                source, problems = loading.read_bytes(self.instead[path], name)
            else:
                source, problems = loading.read_file(path, name)
            self._count(source)
        except InvalidInput as refused:
            self.problems += refused.problems
            self.unparsed[name] = refused.lines
            return None
        self.sources[name] = source
        self.problems += problems
        return source if source.whole else None

    def _refuse_after_many(self, name: str) -> None:
        """Raise InvalidInput instead of reading a file where so much is wrong with others that nobody reads on."""
        if len(self.problems) >= MOST_PROBLEMS:
            message = "there are very many problems in other files; this one was not looked at"
            remedy = "mend those that are told, and check again"
            raise InvalidInput([Problem("PG299", message, Locator(name), remedy)])

    def _count(self, source: Source) -> None:
        """Count the values of a file; raises InvalidInput for one that has too many beside those of the others."""
        self.values += source.values
        if self.values > limits.ALL_VALUES.most:
            message = f"with this file there are {self.values:,} values in all files, and the limit is {limits.ALL_VALUES.most:,}"
            remedy = f"split the inspection; {limits.ALL_VALUES.raised(self.values)}"
            raise InvalidInput([Problem("PG118", message, Locator(source.name), remedy)], source.lines)

    def check(self, source: Source, checker: Checker) -> tuple[Any, list[Problem]]:
        """Check a source against a schema; keep the problems, and return them with the typed data."""
        typed, problems = checker.check(source.data, source.name, Quoted)
        self.problems += problems
        return typed, problems

    def keep(self, parsed: tuple[V | None, list[Problem]]) -> V | None:
        """Keep the problems of a parse and return its value, or None."""
        value, problems = parsed
        self.problems += problems
        return value

    def standing(self) -> tuple[list[Problem], list[Problem]]:
        """Return the problems that no comment in a file silences, and those that one does."""
        comments = [one for source in self.sources.values() for one in loading.comments(source, ignoring.MARK)]
        places = self.places
        return ignoring.apply(self.problems, comments, lambda at: places.extent(at)[0])


@dataclass(frozen=True)
class Read:
    """A valid inspection with its rulebook and the places of both.

    `rules_from` is what the folder of the rules is called, and `places.of(id)` 'file:line' of an item or rule. Beside it,
    how many warnings there are, and how many errors comments forgive, each with its reason.
    """

    inspection: Inspection
    rulebook: Rulebook
    places: Places
    rules_from: str
    warnings: int = 0
    forgiven: int = 0


def named_rules(named: str) -> tuple[Path, str]:
    """Return the folder of a framework that ships with peelgrade, and what it is called; Unreadable if none is so named."""
    shipped = bundled.frameworks()
    if named not in shipped:
        near = f"{suggest(named, shipped)} Or" if nearest(named, shipped) else f"write one of {', '.join(shipped)}, or"
        remedy = f"{near} give the folder of its rules with --rules"
        raise Unreadable(f"no framework '{shown(named)}' ships with peelgrade", remedy)
    folder, place = bundled.rules_folder() / named, f"rules/{named}"
    return folder, f"peelgrade/{place}" if _is_another_edition(Path(place), folder) else place


def _is_another_edition(here: Path, shipped: Path) -> bool:
    """Whether a folder by the name of a shipped framework is there, and holds something else: its lines are others."""
    if not here.is_dir():
        return False
    try:
        mine, theirs = ({path.name: path for path in loading.folder_files(folder)} for folder in (here, shipped))
        for path in (here, *mine.values()):
            loading.refuse_link_out(path)
        return mine.keys() != theirs.keys() or not all(
            filecmp.cmp(path, theirs[name], shallow=False) for name, path in mine.items()
        )
    except (OSError, Unreadable):
        return True


def read_rulebook(folder: Path, shown: str, reading: Reading) -> Rulebook | None:
    """Read a framework and its rules, once in a reading; None where the framework itself is not sound.

    `shown` is what the user sees for the folder. Raises Unreadable if the folder is no framework.
    """
    if folder not in reading.rulebooks:
        reading.rulebooks[folder] = _read_rulebook(folder, shown, reading)
    return reading.rulebooks[folder]


def _read_rulebook(folder: Path, shown: str, reading: Reading) -> Rulebook | None:
    files = reading.files_of(folder)
    if folder / FRAMEWORK not in files:
        raise Unreadable(f"{shown} is not a framework: it has no {FRAMEWORK}", "give a folder that has one")

    def named(file: str) -> str:
        return (Path(shown) / file).as_posix()

    before = _errors(reading.problems)
    framework = _framework(folder / FRAMEWORK, named(FRAMEWORK), reading)
    checker = _checker("rules", framework)
    found = [
        _entries(path, named(path.name), checker, parsing.rule, reading) for path in files if path.name != FRAMEWORK
    ]
    rules = tuple(rule for file in found for rule in file.entries if rule.sound)
    reading.written_rules[folder] = _every_id(found)
    reading.problems += consistency.check_rule_ids(one for file in found for one in file.written)
    if framework is None:
        return None
    reading.problems += consistency.check_size(rules)
    rulebook = Rulebook.of(framework, (placed.value for placed in rules))
    reading.problems += consistency.check_rules(rules, rulebook)
    whole = _errors(reading.problems) == before
    reading.problems += consistency.check_declared(framework, named(FRAMEWORK), rulebook.rules if whole else None)
    if whole:  # a rule that could not be read is no missing rule
        reading.problems += consistency.check_covered(framework, named(FRAMEWORK), rulebook.rules)
    return rulebook


def _every_id(files: Iterable[_File[Any]]) -> frozenset[str] | None:
    """Return every id that is written in files; None where one of them could not be read far enough to tell."""
    files = tuple(files)
    if not all(file.complete and (file.whole or file.written) for file in files):
        return None
    return frozenset().union(*(file.mentioned.union(name for name, _ in file.written) for file in files))


def unread(folder: Path, shown: str, passed_over: Callable[[Path], bool] = lambda _: False) -> list[Problem]:
    """Return a warning for each folder in that of a framework whose YAML files nobody reads, and a note for each framework.

    Hidden folders, those of programs and of schemas, and folders that are inspections or frameworks of their own are
    left alone, and so is what is `passed_over`. Of a folder that cannot be listed whoever searched for frameworks has told.
    """
    found = []
    for here, inside, names in os.walk(folder):
        at = Path(here)
        steps = at.relative_to(folder).parts
        files = sorted(filter(loading.is_yaml, names))
        place = Path(shown, *steps)
        if steps and FRAMEWORK in names:
            message = f"{place.as_posix()} is a framework of its own inside that of {shown}"
            remedy = "leave it where it is if it is meant: it is checked by itself; else move it beside the other"
            found.append(Problem("PG617", message, Locator((place / FRAMEWORK).as_posix()), remedy))
        if steps and (FRAMEWORK in names or RECORD in names):
            inside.clear()
            continue
        if files and steps and steps not in {(one,) for one in INSIDE}:
            found.append(_unread(place, steps, files))
        inside[:] = sorted(name for name in inside if _may_be_meant(name) and not passed_over(at / name))
    return found


def _may_be_meant(name: str) -> bool:
    """Whether YAML files in a folder of this name inside a framework may be meant to be read."""
    return not name.startswith(".") and name not in _FOREIGN


def _unread(place: Path, steps: Sequence[str], files: Sequence[str]) -> Problem:
    more = f", nor {len(files) - 1} more beside it" if len(files) > 1 else ""
    near = nearest(steps[0], INSIDE)
    if len(steps) > 1 and steps[0] in INSIDE:
        remedy = f"move it up into the folder '{steps[0]}': folders in that are not searched"
    elif len(steps) == 1 and near:
        remedy = f"{_HOMES}: rename the folder to '{near[0]}'"
    else:
        remedy = f"rules stand beside {FRAMEWORK}, {_HOMES}; move it there"
    message = f"nothing reads this file{more}: of a framework, only its own folder, '{CASES}', '{TABLES}' and '{METRICS}' are read"
    return Problem("PG616", message, Locator((place / files[0]).as_posix()), remedy)


def elsewhere(folder: Path) -> Iterator[Problem]:
    """Yield an error for each folder in that of an inspection whose evidence nobody reads, and for each link out of it.

    Folders that are hidden or of programs, and those that are inspections or frameworks of their own, are left alone.
    """
    for here, inside, names in os.walk(folder):
        at = Path(here)
        if at != folder and (name := loading.evidence_among(at, names)):
            message = f"nothing reads this evidence: of an inspection, only what lies beside its {RECORD} is read"
            remedy = f"move it to {folder.as_posix()}; or elsewhere, if it is not to count"
            yield Problem("PG121", message, Locator((at / name).as_posix()), remedy)
        inside[:] = sorted(one for one in inside if not (loading.is_foreign(at / one) or _is_of_its_own(at / one)))
        for link in (at / one for one in inside if loading.leads_out(at / one, folder)):
            yield loading.refused_link(link.as_posix(), "folder")


def _is_of_its_own(folder: Path) -> bool:
    return any((folder / name).exists() for name in (RECORD, FRAMEWORK))


def tables_of(folder: Path, reading: Reading) -> list[Path]:
    """Return the column mappings that lie with a framework, sorted."""
    return reading.files_in(folder / TABLES)


def metrics_of(folder: Path, reading: Reading) -> list[Path]:
    """Return the metric mappings that lie with a framework, sorted."""
    return reading.files_in(folder / METRICS)


def read_tables(folder: Path, shown: str, reading: Reading, rulebook: Rulebook | None) -> None:
    """Read the mappings of tables that lie with a framework, and keep their problems; `shown` is what its folder is called."""
    if rulebook is not None:
        for path in tables_of(folder, reading):
            read_columns(path, (Path(shown) / TABLES / path.name).as_posix(), rulebook, reading)
        for path in metrics_of(folder, reading):
            read_metrics(path, (Path(shown) / METRICS / path.name).as_posix(), rulebook, reading)


def read_columns(path: Path, name: str, rulebook: Rulebook, reading: Reading) -> Columns | None:
    """Read a column mapping for a framework; keep its problems, and return it where there are none."""
    return _mapping(path, name, rulebook, reading, _Kind("columns", parsing.columns, consistency.check_columns))


def read_metrics(path: Path, name: str, rulebook: Rulebook, reading: Reading) -> MetricMapping | None:
    """Read a metric mapping for a framework; keep its problems, and return it where there are none."""
    return _mapping(path, name, rulebook, reading, _Kind("metrics", parsing.metrics, consistency.check_metrics))


class _Kind(NamedTuple, Generic[V]):
    """A kind of mapping: its format, what parses it, and what checks it against a framework."""

    format_: formats.Format
    parse: Callable[[Any, str], tuple[V | None, list[Problem]]]
    check: Callable[[V, str, Rulebook], Iterable[Problem]]


def _mapping(path: Path, name: str, rulebook: Rulebook, reading: Reading, kind: _Kind[V]) -> V | None:
    source = reading.load(path, name)
    if source is None:
        return None
    typed, problems = reading.check(source, _checker(kind.format_, rulebook.framework))
    mapping = None if problems else reading.keep(kind.parse(typed, name))
    found = [] if mapping is None else list(kind.check(mapping, name, rulebook))
    reading.problems += found
    return None if found else mapping


def read_cases(folder: Path, shown: str, reading: Reading, rulebook: Rulebook | None) -> tuple[Placed[RuleCase], ...]:
    """Read the test cases of a framework, in the order of the files; none where it has no folder of tests.

    `shown` is what the user sees for the folder of the framework. Without a rulebook they are checked as far as can be.
    """
    files = reading.files_in(folder / CASES)
    checker = _checker("cases", rulebook.framework if rulebook else None) if files else None
    found = [
        _entries(path, (Path(shown) / CASES / path.name).as_posix(), checker, parsing.case, reading)
        for path in files
        if checker is not None
    ]
    reading.problems += consistency.check_case_ids(one for file in found for one in file.written)
    cases = tuple(case for file in found for case in file.entries)
    if rulebook is not None:
        reading.problems += consistency.check_cases(cases, rulebook, reading.written_rules.get(folder, ()))
    return tuple(case for case in cases if case.sound)


@dataclass(frozen=True)
class RulesRead:
    """A rulebook with its test cases, and where its rules stand, by id."""

    rulebook: Rulebook
    cases: tuple[Placed[RuleCase], ...]
    rules: Mapping[str, Locator]


def read_tests(folder: Path, shown: str, reading: Reading) -> RulesRead | None:
    """Read a framework with its test cases; None where the framework itself is not sound.

    The problems are in the reading: where one is an error, nothing is to be tested. Raises Unreadable if the folder is
    no framework.
    """
    before = reading.ids
    reading.ids = {}  # frameworks that are read together may have rules of one name, and a case may have that of a rule
    rulebook = read_rulebook(folder, shown, reading)
    rules = dict(reading.ids)
    cases = read_cases(folder, shown, reading, rulebook)
    reading.ids = before
    return None if rulebook is None else RulesRead(rulebook, cases, rules)


def _errors(problems: Iterable[Problem]) -> int:
    return sum(problem.severity == "error" for problem in problems)


def _framework(path: Path, name: str, reading: Reading) -> Framework | None:
    source = reading.load(path, name)
    if source is None:
        return None
    typed, problems = reading.check(source, _checker("framework"))
    if problems:
        return None
    framework = reading.keep(parsing.framework(typed, name))
    found = consistency.check_framework(framework, name) if framework else []
    reading.problems += found
    return None if found else framework


def _shipped() -> Iterator[Framework]:
    """Yield the frameworks that ship with peelgrade."""
    for name in bundled.frameworks():
        found = _framework(bundled.rules_folder() / name / FRAMEWORK, f"rules/{name}/{FRAMEWORK}", Reading())
        yield from () if found is None else (found,)


def beside(framework: Framework) -> tuple[Framework, ...]:
    """Return the frameworks that ship with peelgrade and that this one, or they themselves, set beside each other."""
    named = {one.framework for one in framework.comparability}
    found = []
    for name in bundled.frameworks():
        path = bundled.rules_folder() / name / FRAMEWORK
        mentioned = f"framework: {framework.id}" in path.read_text(encoding="utf-8")
        if name != framework.id and (name in named or mentioned):
            other = _framework(path, f"rules/{name}/{FRAMEWORK}", Reading())
            found += [other] if other is not None else []
    return tuple(found)


@dataclass(frozen=True)
class _File(Generic[V]):
    """One file of evidence or rules: its entries, and every id that is written in it.

    `mentioned` are ids that stand where nothing could be read, as far as a search for them tells. `complete` says
    whether no id can have been missed, and `whole` whether every entry could be read.
    """

    entries: tuple[Placed[V], ...] = ()
    written: tuple[tuple[str, Locator], ...] = ()
    mentioned: frozenset[str] = frozenset()
    complete: bool = False
    whole: bool = False


def _entries(path: Path, name: str, checker: Checker, parse: parsing.Parse[V], reading: Reading) -> _File[V]:
    """Read a file that is a list of items or rules. An entry with problems is kept where the rest of it makes sense."""
    source = reading.load(path, name)
    lines = reading.places.lines(name)
    if source is None:
        return _File(mentioned=_mentioned(lines), complete=bool(lines))
    typed, problems = checker.check(source.data, source.name, Quoted)
    listed = typed if isinstance(typed, list) else []
    of_rules = parse is not parsing.item
    misplaced = consistency.misplaced(listed, name, among_cases=parse is parsing.case) if of_rules else {}
    problems = [one for one in problems if not one.at.path or one.at.path[0] not in misplaced] + [*misplaced.values()]
    reading.problems += problems
    faulty: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.at.path and isinstance(problem.at.path[0], int):
            faulty[problem.at.path[0]].append(problem)
    written: list[tuple[str, Locator]] = []
    entries: list[Placed[V]] = []
    for index, data in enumerate(listed):
        if index in misplaced:
            continue
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            written.append((data["id"], Locator(name, (index, "id"))))
            reading.ids.setdefault(data["id"], Locator(name, (index,)))
        if index not in faulty:
            entry = reading.keep(parse(data, name, (index,)))
            entries += [] if entry is None else [Placed(entry, name, (index,))]
        elif (mended := checker.mended(data, faulty[index])) is not None:
            entry, _ = parse(mended[0], name, (index,))
            entries += [] if entry is None else [Placed(entry, name, (index,), sound=False, made_up=mended[1])]
    checked = isinstance(typed, list) and len(typed) == len(source.data)
    complete = checked and len(written) == len(listed)
    mentioned = frozenset() if source.complete else _mentioned(lines)
    whole = source.complete and checked
    return _File(tuple(entries), tuple(written), mentioned, complete, whole)


def _mentioned(lines: Iterable[str]) -> frozenset[str]:
    """Return what looks like the id of an entry in lines that are not YAML."""
    return frozenset(found[1] for line in lines for found in re.finditer(r"\bid:\s*[\"']?([A-Za-z0-9][\w.-]*)", line))


def read_inspection(folder: Path, rules: Path | None = None, reading: Reading | None = None) -> Read:
    """Read an inspection and the framework that it names, or that of the folder `rules`.

    Raises InvalidInput with every problem of every file where one is an error, and Unreadable if a path cannot be used
    at all. Warnings and notes stop nothing.
    """
    reading = reading or Reading()
    found = examine(folder, rules, reading)
    problems, silenced = reading.standing()
    if found is None or _errors(problems):
        raise InvalidInput(problems)
    warnings = sum(problem.severity == "warning" for problem in problems)
    return replace(found, warnings=warnings, forgiven=_errors(silenced))


def read_result(path: Path, raw: bytes | None = None) -> ResultDocument:
    """Read a result from a JSON file, or from bytes that are given instead of what the file holds.

    Raises Unreadable for what is not there, is not JSON, or is no result of this version.
    """
    name = path.as_posix()
    return parsing.result(loading.read_json(path) if raw is None else loading.json_of(raw, name), name)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for cycles meanwhile: very many values are made, and none of them is in one."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_uncollected()
def examine(folder: Path, rules: Path | None, reading: Reading) -> Read | None:
    """Read an inspection and gather every problem; None where it cannot be graded.

    Where no framework can be had, the files are still checked, against the general schemas.
    """
    files = reading.files_of(folder)
    if folder / RECORD not in files:
        raise Unreadable(
            f"{folder} is not an inspection: it has no {RECORD}",
            "give the folder of an inspection, or start one with 'peelgrade init'",
        )
    reading.problems += elsewhere(folder)
    name = (folder / RECORD).as_posix()
    source = reading.load(folder / RECORD, name)
    rulebook, place = _rulebook_for(source, rules, reading)
    record = _record(source, rulebook, reading) if source else None
    checker = _checker("evidence", rulebook.framework if rulebook else None)
    found: list[_File[Item]] = [
        _entries(path, path.as_posix(), checker, parsing.item, reading) for path in files if path.name != RECORD
    ]
    if rulebook is None or _is_of_another_framework([path.as_posix() for path in files], name, rulebook, reading):
        return None
    items = tuple(item for file in found for item in file.entries)
    written = tuple(one for file in found for one in file.written)
    complete = all(file.complete for file in found)
    mentioned = frozenset().union(*(file.mentioned for file in found))
    whole = all(file.whole for file in found)
    dossier = Dossier(record, name, items, written, rulebook, complete, whole, mentioned)
    reading.problems += consistency.check_inspection(dossier)
    if record is None:
        return None
    inspection = Inspection.of(record, (placed.value for placed in items))
    return Read(inspection, rulebook, reading.places, place)


def _rulebook_for(record: Source | None, rules: Path | None, reading: Reading) -> tuple[Rulebook | None, str]:
    """Read the rulebook of an inspection: from the folder that was given, else the one that the record names."""
    if rules is not None:
        return _rulebook_of(rules, record, reading), rules.as_posix()
    named = record.data.get("framework") if record is not None and isinstance(record.data, dict) else None
    if record is None or not isinstance(named, str):
        return None, ""
    try:
        folder, place = named_rules(named)
    except Unreadable as unknown:
        reading.problems.append(Problem("PG514", unknown.message, Locator(record.name, ("framework",)), unknown.help))
        return None, ""
    return read_rulebook(folder, place, reading), place


def _rulebook_of(folder: Path, record: Source | None, reading: Reading) -> Rulebook | None:
    """Read the rulebook in a folder; None, with a problem, where the inspection is judged by another framework.

    By the words of another framework nearly all of it would seem wrong.
    """
    rulebook = read_rulebook(folder, folder.as_posix().rstrip("/"), reading)
    named = record.data.get("framework") if record is not None and isinstance(record.data, dict) else None
    if rulebook is None or record is None or not isinstance(named, str) or named == rulebook.framework.id:
        return rulebook
    message = f"the inspection is judged by '{shown(named)}', and these rules are '{rulebook.framework.id}'"
    remedy = "give the rules of the framework that it names, or correct the name"
    reading.problems.append(Problem("PG515", message, Locator(record.name, ("framework",)), remedy))
    return None


def _is_of_another_framework(files: Sequence[str], record: str, rulebook: Rulebook, reading: Reading) -> bool:
    """Whether most questions that files of an inspection name are those of another framework that ships.

    By the words of the one that the record names nearly all of it would seem wrong: one problem stands instead of those.
    """
    named = frozenset(
        one for file in files if file in reading.sources for one in _questions_named(reading.sources[file].data)
    )
    known = len(named & rulebook.questions.keys())
    if len(named) < _TELLING or 2 * known >= len(named):
        return False
    having = {framework.id: len(named & {one.id for one in framework.questions.walk()}) for framework in _shipped()}
    most = max(having.values())
    if 2 * most <= len(named):
        return False
    reading.problems = [one for one in reading.problems if one.code != "PG204" or one.at.file not in files]
    message = f"of the {len(named)} questions that are named here and in the evidence, '{rulebook.framework.id}' has {known or 'none'}"
    having_most = " or ".join(f"'framework: {one}'" for one, many in having.items() if many == most)
    remedy = f"write {having_most}, which has {most}; what else is wrong is told then"
    reading.problems.append(Problem("PG515", message, Locator(record, ("framework",)), remedy))
    return True


def _questions_named(data: Any) -> Iterator[str]:  # noqa: ANN401  # data of any shape
    """Yield the questions that the entries of a file of evidence, or of a record, are about."""
    listed = data.get("questions") if isinstance(data, dict) else data
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and isinstance(one.get("question"), str):
            yield one["question"]


@lru_cache(maxsize=32)  # far longer made than found again, and wanted for each of many inspections
def _checker(name: formats.Format, framework: Framework | None = None) -> Checker:
    """Return what checks files of a format: all of one kind share it. Without a framework, any word is admitted."""
    general = formats.read(name)
    return Checker(general if framework is None else formats.for_framework(general, framework))


def _record(source: Source, rulebook: Rulebook | None, reading: Reading) -> InspectionRecord | None:
    typed, problems = _checker("inspection", rulebook.framework if rulebook else None).check(
        source.data, source.name, Quoted
    )
    left_out = _of_elsewhere(typed, reading.elsewhere)
    problems = [one for one in problems if one.at.path not in {("questions", n, "question") for n in left_out}]
    reading.problems += problems
    if left_out:
        kept = [one for n, one in enumerate(typed["questions"]) if n not in left_out]
        typed = {key: value for key, value in typed.items() if key != "questions"} | (
            {"questions": kept} if kept else {}
        )
    return None if problems else reading.keep(parsing.inspection(typed, source.name))


def _of_elsewhere(typed: Any, elsewhere: frozenset[str]) -> frozenset[int]:  # noqa: ANN401  # data of any shape
    """Return which entries only say that a question of other rules was not inspected."""
    entries = typed.get("questions") if isinstance(typed, dict) else None
    return frozenset(
        n
        for n, one in enumerate(entries if elsewhere and isinstance(entries, list) else ())
        if isinstance(one, dict)
        and one.keys() == {"question", "status"}
        and one["question"] in elsewhere
        and one["status"] == "not_inspected"
    )
