"""Paths as people give them: the inspections and frameworks that they stand for, read, or with all that is wrong in them."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from peelgrade import loading
from peelgrade.configuration import is_there
from peelgrade.pipeline import (
    FRAMEWORK,
    INSIDE,
    RECORD,
    Read,
    Reading,
    RulesRead,
    examine,
    read_inspection,
    read_tables,
    read_tests,
    unread,
)
from peelgrade.problems import InvalidInput, Problem, Unreadable, nearest, shown, suggest

STDIN = Path("-")


@dataclass
class Target:
    """A folder to check; with `files`, only what concerns these is told."""

    folder: Path
    files: set[Path] | None = None

    @property
    def is_framework(self) -> bool:
        """Whether the folder has a framework in it."""
        return is_there(self.folder / FRAMEWORK)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folder itself and, in a framework, those of its test cases and mappings: what lies directly in these is read."""
        inside = INSIDE if self.is_framework else ()
        return (self.folder, *(self.folder / name for name in inside))

    def holds(self, file: Path) -> bool:
        """Whether a file is one of those that are read for the folder."""
        return file.parent in self.folders


@dataclass
class Found:
    """What paths stand for: the folders to check, and why some were left out."""

    targets: list[Target]
    left_out: list[Unreadable]


def find(
    paths: Collection[Path],
    kinds: tuple[str, ...] = (RECORD, FRAMEWORK),
    given: Container[Path] = (),
    passed_over: Callable[[Path], bool] = lambda _: False,
) -> Found:
    """Return what paths stand for, each folder once, in the order in which they were named.

    A folder stands for the inspections and frameworks in it and below it, a file for itself in its folder, and what
    has '*', '?' or '[' in it and is not there for what it matches. `kinds` are the files that make a folder one, what
    is `given` need not be there, and folders that are `passed_over` are not searched. Without a path, it is all below
    the working folder, if anything. Raises Unreadable for what is not there and for what holds nothing of the kind.
    """
    search = _Search(kinds, passed_over)
    if not paths:
        once = {os.path.realpath(folder): Target(folder) for folder in reversed(search.below(Path()))}
        return Found(sorted(once.values(), key=lambda target: target.folder), search.left_out)
    found: dict[str, Target] = {}
    for path in _expanded(paths):
        if path not in given:
            _refuse_unusable(path, kinds)
        if path not in given and path.is_dir():
            folders = search.below(_framework_of(path) or path)
            if not folders and not search.left_out:
                remedy = f"give a folder with {_named(kinds)} in it, or one above it"
                raise Unreadable(f"{path} holds no {_kind(kinds)}", remedy)
            for folder in folders:
                found.setdefault(os.path.realpath(folder), Target(folder)).files = None
        else:
            above = _framework_of(path.parent)
            target = found.setdefault(os.path.realpath(above or path.parent), Target(above or path.parent, set()))
            if target.files is not None:
                home = target.folder / _own_name(path.parent) if above else target.folder
                target.files.add(home / path.name)
    for target in found.values():
        of_it = target.files or ()
        if not _is_one(target.folder, kinds) and not any(one in given and one.name in kinds for one in of_it):
            named = next(iter(of_it), target.folder)
            raise Unreadable(f"{named} is in no {_kind(kinds)}", f"name a file in a folder that has {_named(kinds)}")
    return Found(list(found.values()), search.left_out)


def read(folder: str | os.PathLike[str], rules: str | os.PathLike[str] | None = None) -> Read:
    """Read an inspection with the rulebook of the framework that it names, or with that of the folder `rules`.

    `folder` is one with `inspection.yaml` and files of evidence. Warnings stop nothing: `validate` tells them.
    Raises InvalidInput with every problem of every file where one is an error, each with its line, and Unreadable where
    a folder is not there or is no inspection. The formats are those of `schemas/`; the checks are those that
    docs/validation.md lists.
    """
    reading = Reading()
    try:
        return read_inspection(_given(folder), None if rules is None else _given(rules), reading)
    except InvalidInput as invalid:
        raise InvalidInput(reading.places.placed(invalid.problems)) from None


def validate(path: str | os.PathLike[str], rules: str | os.PathLike[str] | None = None) -> tuple[Problem, ...]:
    """Return everything that is wrong with evidence or rules, by file and line: errors, warnings and notes.

    `path` is that of an inspection or framework, of a folder above some, or of one of their files; what concerns others
    is then left out. `rules` is a folder of rules, to be taken instead of those that an inspection names. What a comment
    in a file silences is left out as well, and no configuration is read: the problems are those that `peelgrade validate
    --isolated` tells. Raises Unreadable for what cannot be checked, with every reason. docs/problems has a page for each
    code.
    """
    sought, reading = find([_given(path)]), Reading()
    by = None if rules is None else _given(rules)
    if sought.left_out:
        raise Unreadable.of(reason for one in sought.left_out for reason in one.reasons)
    for target in sought.targets:
        examine_rules(target, reading)
        examine_evidence(target, by, reading)
    problems, _ = reading.standing()
    return reading.places.placed(one for one in problems if concerns(one, sought.targets))


def _given(path: str | os.PathLike[str]) -> Path:
    """Return a path that a program made up, and no shell; Unreadable where nothing can be called so."""
    name = os.fspath(path)
    try:
        possible = b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        possible = False
    if not possible:
        raise Unreadable(f"nothing can be called '{shown(name)}'", "give a path without such characters")
    return Path(name)


def examine_rules(
    target: Target, reading: Reading, passed_over: Callable[[Path], bool] = lambda _: False
) -> RulesRead | None:
    """Read the framework of a target, if it has one, with its test cases and mappings; gather every problem.

    None where there is none, or where it is not sound. Folders in it that are `passed_over` may hold what nobody reads.
    """
    if not target.is_framework:
        return None
    name = target.folder.as_posix()
    found = read_tests(target.folder, name, reading)
    read_tables(target.folder, name, reading, None if found is None else found.rulebook)
    if target.files is None:
        reading.problems += unread(target.folder, name, passed_over)
    return found


def examine_evidence(target: Target, rules: Path | None, reading: Reading) -> None:
    """Read the inspection of a target, if it is to have one; gather every problem.

    Raises Unreadable where a file that was named is none that is read, of the inspection or of the framework.
    """
    if is_there(target.folder / RECORD) or not target.is_framework:
        examine(target.folder, rules, reading)
    names = {path.as_posix() for path in target.files or ()}
    for name in sorted(names - set(reading.files)):
        raise Unreadable(f"{name} is not a file that is read", "name a .yaml file of an inspection or framework")


def concerns(problem: Problem, targets: Iterable[Target]) -> bool:
    """Whether a problem concerns what was named.

    A file stands for its inspection: told are its own problems, errors between files wherever they come to light,
    warnings between files that have to do with it, and the problems of what it is checked by, the record and the rules.
    """
    file = Path(problem.at.file)
    for target in targets:
        if target.holds(file) and target.files is not None:
            between_files = problem.code.startswith(("PG5", "PG6")) and problem.severity == "error"
            beside = any(Path(one.at.file) in target.files for one in problem.related)
            return file in target.files or between_files or beside or file.name in {RECORD, FRAMEWORK}
    return True


def _expanded(paths: Iterable[Path]) -> Iterator[Path]:
    for path in dict.fromkeys(paths):
        if path == STDIN:
            raise Unreadable("'-' is for 'peelgrade validate' alone", "name files or folders")
        if not is_there(path) and glob.has_magic(str(path)):
            matched = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207  # as the shell does, also from the root
            if not matched:
                raise Unreadable(f"nothing matches {path}", "check the spelling, and the folder that you are in")
            of_use = [Path(one) for one in matched if Path(one).is_dir() or loading.is_yaml(Path(one).name)]
            if not of_use:
                raise Unreadable(f"nothing that {path} matches is read", "name .yaml files, or folders")
            yield from map(tidy, of_use)
        else:
            yield tidy(path)


def _refuse_unusable(path: Path, kinds: tuple[str, ...]) -> None:
    """Raise Unreadable for what is not there, and for a workbook where inspections are sought."""
    if not is_there(path):
        raise _missing(path)
    if RECORD in kinds and not path.is_dir():
        loading.refuse_workbook(path.as_posix())


def _missing(path: Path) -> Unreadable:
    beside = sorted(one.name for one in path.parent.iterdir()) if path.parent.is_dir() else []
    near = nearest(path.name, beside)
    remedy = suggest(path.name, near) if near else "check the spelling, and the folder that you are in"
    return Unreadable(f"there is no file or folder {path}", remedy)


def _framework_of(folder: Path) -> Path | None:
    """Return the folder of the framework whose test cases or mappings a folder holds; None where it holds none."""
    above = folder.parent if folder.name in INSIDE else tidy(folder / os.pardir)
    return above if _own_name(folder) in INSIDE and is_there(above / FRAMEWORK) else None


def _own_name(folder: Path) -> str:
    """Return the name of a folder, also where it is '.'."""
    return os.path.basename(os.path.realpath(folder))  # noqa: PTH119  # as the other paths here


def tidy(path: Path) -> Path:
    """Return a path without steps that lead nowhere, such as '.'."""
    return Path(os.path.normpath(path))


def _is_one(folder: Path, kinds: tuple[str, ...]) -> bool:
    return any(is_there(folder / kind) for kind in kinds)


def _is_inside_one(folder: Path, top: Path) -> bool:
    """Whether a folder lies in a framework, or in an inspection that is searched for below the top, which tells of it."""
    return any(
        is_there(above / FRAMEWORK) or (above.is_relative_to(top) and is_there(above / RECORD))
        for above in folder.parents
    )


@dataclass
class _Search:
    """Looks for the folders of the wanted kinds, and remembers what cannot be checked."""

    kinds: tuple[str, ...]
    passed_over: Callable[[Path], bool]
    left_out: list[Unreadable] = field(default_factory=list)

    def below(self, path: Path) -> list[Path]:
        """Return the folders of the wanted kinds that a folder is or holds, at any depth, sorted."""
        if not os.access(path, os.R_OK | os.X_OK):
            raise Unreadable(f"{path} cannot be read", "check its permissions")
        found: list[Path] = []
        for folder, inside, files in os.walk(path, onerror=self._unlisted):
            try:
                found += self._within(Path(folder), inside, files, path)
                found += self._linked(Path(folder), inside, path)
            except Unreadable as unreadable:
                self.left_out.append(unreadable)
                inside.clear()
        return sorted(found)

    def _within(self, here: Path, inside: list[str], files: Iterable[str], top: Path) -> list[Path]:
        """Return of a folder what is one of the wanted kinds, and leave of those inside it what is to be searched."""
        found = []
        if _is_one(here, self.kinds):
            found.append(here)
        elif RECORD in self.kinds and not _is_inside_one(here, top):
            self._evidence_without_record(here, files)
        inside[:] = sorted(name for name in inside if self._is_searched(here / name))
        return found

    def _linked(self, here: Path, inside: Iterable[str], top: Path) -> Iterator[Path]:
        """Yield links in a folder to what is one of the wanted kinds; one that leads out of what is searched is left out."""
        for link in sorted(here / name for name in inside if (here / name).is_symlink()):
            if _is_one(link, self.kinds) and not self.passed_over(link):
                if loading.leads_out(link, top):
                    message = f"{link} is a link that leads out of {'this folder' if top == Path() else top}"
                    self.left_out.append(Unreadable(message, "name the folder that it leads to, to have that checked"))
                else:
                    yield link

    def _unlisted(self, error: OSError) -> None:
        """Remember a folder that cannot be looked into."""
        self.left_out.append(Unreadable(f"{error.filename} cannot be read: {error.strerror}", "check its permissions"))

    def _is_searched(self, folder: Path) -> bool:
        """Whether to look into a folder. What holds evidence or rules is never passed over for what else lies in it."""
        if self.passed_over(folder):
            return False
        if _is_one(folder, self.kinds):
            return True
        return not loading.is_foreign(folder)

    def _evidence_without_record(self, folder: Path, files: Iterable[str]) -> None:
        """Remember a folder of evidence whose record is gone."""
        name = loading.evidence_among(folder, files)
        if name:
            self.left_out.append(_without_record(folder, name))


def _without_record(folder: Path, name: str) -> Unreadable:
    message = f"{folder} holds evidence ({name}) and no {RECORD}, so that it was not checked"
    above = next((one for one in folder.parents if (one / RECORD).exists()), None)
    if above is not None:
        return Unreadable(message, f"of an inspection, only what lies beside its {RECORD} is read: move it to {above}")
    other = next((one for one in ("inspection.yml", "Inspection.yaml") if (folder / one).exists()), None)
    if other is not None:
        return Unreadable(message, f"rename {other} to {RECORD}")
    return Unreadable(
        message,
        f"put {RECORD} there, start one with 'peelgrade init', or leave the folder out with 'exclude' in the configuration",
    )


def _kind(kinds: tuple[str, ...]) -> str:
    words = {RECORD: "inspection", FRAMEWORK: "framework"}
    return " and no ".join(words[kind] for kind in kinds)


def _named(kinds: tuple[str, ...]) -> str:
    return " or ".join(kinds)
