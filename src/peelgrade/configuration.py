"""The configuration: which warnings and notes a project does not want to see, and what counts as a failure.

A configuration is data alone. It cannot name code, rules, plugins, or files outside its folder, and it cannot silence an
error, so that nobody can change a judgment with it.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from fnmatch import fnmatchcase
from itertools import islice, pairwise
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, StringConstraints

from peelgrade import codeselection
from peelgrade.evidence import Model, field
from peelgrade.problemcodes import SEVERITIES, Severity
from peelgrade.problems import Unreadable, nearest, shown, suggest

FILE = "peelgrade.toml"
SHARED = "pyproject.toml"
TABLE = ("tool", "peelgrade")  # where the keys stand in the shared file

MAX_BYTES = 65_536
MAX_LINE = 2_000  # characters; the time that Python's reader takes for one key grows with the square of its dots
MAX_PATTERN = 200
MAX_MISTAKES = 50

_NOT_IN_PATTERN = r"\\:\[\]{}"

Prefix = Annotated[str, StringConstraints(pattern=codeselection.PREFIX)]
Pattern = Annotated[
    str,
    StringConstraints(pattern=f"^[^/!{_NOT_IN_PATTERN}][^{_NOT_IN_PATTERN}]*$", max_length=MAX_PATTERN),
]


class Configuration(Model):
    """The keys of peelgrade.toml, or of the table [tool.peelgrade] in pyproject.toml."""

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"), validate_by_name=True)

    ignore: tuple[Prefix, ...] = field(
        "Codes of warnings and notes that are not shown, or how such codes begin.", ["PG536"], default=()
    )
    per_file_ignores: Mapping[Pattern, tuple[Prefix, ...]] = field(
        "The same for some files: their paths from the folder of the configuration, with '/' between folders; '*' stands "
        "for any characters of a name, '?' for one, and '**' for any folders.",
        {"evidence/old-*/*": ["PG535"]},
        default={},
    )
    exclude: tuple[Pattern, ...] = field(
        "Folders that are not searched for inspections and frameworks: patterns as under 'per-file-ignores'.",
        ["tests/data"],
        default=(),
    )
    fail_on: Severity = field("The least severity that makes validation fail.", "warning", default="error")


KEYS = tuple(about.alias or name for name, about in Configuration.model_fields.items())


_NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}

# --- which file ------------------------------------------------------------------------------------------------------


def find(start: Path) -> Path | None:
    """Return the configuration of the nearest folder that has one, from `start` up to the root; None if there is none.

    A folder has one if it holds peelgrade.toml, or pyproject.toml with the table [tool.peelgrade]; where it holds both,
    peelgrade.toml wins. Raises Unreadable for a pyproject.toml that may hold the table and cannot be read.
    """
    nearest_folder = Path(os.path.realpath(start))
    for folder in (nearest_folder, *nearest_folder.parents):
        if not os.access(folder, os.X_OK):
            continue  # one may not search it
        if is_there(folder / FILE):
            return folder / FILE
        if _has_table(folder / SHARED):
            return folder / SHARED
    return None


def is_there(path: Path) -> bool:
    """Whether something is there by a path, whatever it is. Raises Unreadable where the system does not say."""
    try:
        os.lstat(path)
    except OSError as error:
        if error.errno in _NOT_THERE:
            return False
        raise Unreadable(f"{path} cannot be read: {error.strerror}", "check the permissions of its folder") from None
    return True


def _has_table(path: Path) -> bool:
    if not path.is_file():
        return False
    name = path.as_posix()
    raw = _bytes(path, name)
    if TABLE[1].encode() not in raw:  # whatever may be wrong with it is for others to say
        return False
    tool = _data(raw, name).get(TABLE[0])
    return isinstance(tool, dict) and TABLE[1] in tool


# --- from a file to a configuration ----------------------------------------------------------------------------------


def read(path: Path, name: str | None = None) -> Configuration:
    """Read a configuration; `name` is what the user is shown. Raises Unreadable with every mistake in it."""
    name = name or path.as_posix()
    raw = _bytes(path, name)
    if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(path.parent)):
        raise _refusal(name, "this is a link that leads out of its folder", "put the file itself there")
    table, home = _table(_data(raw, name), path, name)
    found = list(islice(_mistakes(table, is_own=not home), MAX_MISTAKES + 1))
    if found:
        lines = _Lines(raw)
        told = [_placed(name, message, remedy, lines.of((*home, *steps))) for steps, message, remedy in found]
        if len(told) > MAX_MISTAKES:
            told[-1] = _placed(name, "there are more mistakes", "correct these first")
        raise Unreadable.of(dict.fromkeys(told))
    return Configuration.model_validate_json(json.dumps(table))


def _placed(name: str, message: str, remedy: str, line: int | None = None) -> tuple[str, str]:
    return f"{name}:{line}: {message}" if line else f"{name}: {message}", remedy


def _refusal(name: str, message: str, remedy: str, line: int | None = None) -> Unreadable:
    return Unreadable(*_placed(name, message, remedy, line))


def _bytes(path: Path, name: str) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for ever
            raise _refusal(name, "this is not a regular file", "put a TOML file there, or rename what is there")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        remedy = "check that it is there and that you may read it"
        raise _refusal(name, f"the configuration cannot be read: {error.strerror}", remedy) from None
    if len(raw) > MAX_BYTES:
        remedy = f"shorten it, or put the configuration into a file {FILE}"
        raise _refusal(name, f"the file has more than {MAX_BYTES:,} bytes, the limit for a configuration", remedy)
    return raw


def _data(raw: bytes, name: str) -> dict[str, Any]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _refusal(name, "the file is not saved as UTF-8, or it is no text", "save it as UTF-8", line) from None
    for line, written in enumerate(text.split("\n"), start=1):
        if len(written) > MAX_LINE:
            message = f"this line has {len(written):,} characters, and the limit is {MAX_LINE:,}"
            raise _refusal(name, message, "break it; a list may go on over several lines", line)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said, _, place = str(error).rpartition(" (at ")
        number = re.match(r"line ([0-9]+)", place)
        remedy = "keys stand before '=', texts in quotes, lists in brackets, as in ignore = [\"PG536\"]"
        message = f"this is not valid TOML: {shown(said[:1].lower() + said[1:])}"
        raise _refusal(name, message, remedy, int(number[1]) if number else None) from None
    except (RecursionError, ValueError):
        message = "this is nested too deep, or a number in it is too long"
        raise _refusal(name, message, "a configuration has lists of codes and one table") from None


def _table(data: dict[str, Any], path: Path, name: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the table that holds the keys, and the keys that lead to it."""
    if path.name != SHARED:
        return data, ()
    tool = data.get(TABLE[0])
    if not isinstance(tool, dict) or TABLE[1] not in tool:
        raise _refusal(name, "there is no table [tool.peelgrade] in it", "add the line '[tool.peelgrade]'")
    table = tool[TABLE[1]]
    if not isinstance(table, dict):
        message = f"'tool.peelgrade' is {_kind(table)}, and a table is wanted"
        raise _refusal(name, message, "write the line '[tool.peelgrade]', with the keys below it")
    return table, TABLE


class _Lines:
    """On which line a key or a text of a file stands, as near as a look at its words can tell."""

    _WORD = re.compile(  # texts of the four kinds, comments, keys and numbers
        r'"""(?:[^\\]|\\.)*?"{3,5}'
        r"|'''.*?'{3,5}"
        r'|"(?:[^"\\\n]|\\.)*"'
        r"|'[^'\n]*'"
        r"|#[^\n]*"
        r"|[A-Za-z0-9_-]+",
        re.DOTALL,
    )

    def __init__(self, raw: bytes) -> None:
        text = raw.decode("utf-8-sig")
        self._words: list[tuple[str, int]] = []
        line, counted = 1, 0
        for found in self._WORD.finditer(text):
            line += text.count("\n", counted, found.start())
            counted = found.start()
            word = found[0]
            if word[0] in "\"'":
                word = tomllib.loads(f"text = {word}")["text"]
            elif word[0] == "#":
                continue
            self._words.append((word, line))

    def of(self, steps: Sequence[str]) -> int | None:
        """Return the line of what the steps lead to, or of the last step that can be found."""
        words = [word for word, _ in self._words]
        at, line = 0, None
        if tuple(steps[: len(TABLE)]) == TABLE:
            at = next((index for index, pair in enumerate(pairwise(words)) if pair == TABLE), len(words))
        for step in steps:
            if step not in words[at:]:
                break
            at = words.index(step, at)
            line = self._words[at][1]
            at += 1
        return line


# --- what can be wrong with the keys ---------------------------------------------------------------------------------

_Wrong = tuple[tuple[str, ...], str, str]  # the keys that lead there, what is wrong, what to write instead


def _mistakes(table: Mapping[str, Any], *, is_own: bool) -> Iterator[_Wrong]:
    for key, value in table.items():
        match key:
            case "ignore":
                yield from _wrong_codes(value, (key,))
            case "per-file-ignores":
                yield from _wrong_patterns(value, key)
            case "exclude":
                yield from _wrong_folders(value, key)
            case "fail-on":
                yield from _wrong_severity(value, key)
            case "tool" if is_own and isinstance(value, dict) and TABLE[1] in value:
                remedy = f"here the keys stand at the top: take '[tool.peelgrade]' out, or rename the file to {SHARED}"
                yield (key,), f"[tool.peelgrade] is for {SHARED}", remedy
            case _:
                yield (key,), f"unknown key '{shown(key)}'", _instead(key, table)


def _instead(key: str, table: Mapping[str, Any]) -> str:
    free = [one for one in KEYS if one not in table]
    near = nearest(key, KEYS)
    if near and near[0] not in free:
        return f"'{near[0]}' is there already; take '{shown(key)}' out"
    return suggest(key, free if near else KEYS)


def _wrong_severity(value: Any, key: str) -> Iterator[_Wrong]:  # noqa: ANN401  # a value of TOML
    if not isinstance(value, str):
        yield (key,), f"'{key}' is {_kind(value)}, and a text is wanted", 'write fail-on = "warning"'
    elif value not in SEVERITIES:
        yield (key, value), f"'{key}' cannot be '{shown(value)}'", suggest(value, SEVERITIES)


def _wrong_patterns(value: Any, key: str) -> Iterator[_Wrong]:  # noqa: ANN401  # a value of TOML
    if not isinstance(value, dict):
        remedy = 'write per-file-ignores = { "evidence/old-*/*" = ["PG535"] }'
        yield (key,), f"'{key}' is {_kind(value)}, and a table is wanted", remedy
        return
    for pattern, codes in value.items():
        if pattern in KEYS:
            message = f"'{pattern}' stands below the line of 'per-file-ignores', and so is taken for a pattern"
            yield (key, pattern), message, "put it above that line"
            continue
        wrong = _wrong_pattern(pattern)
        if wrong is not None:
            message, remedy = wrong
            yield (key, pattern), f"the pattern '{shown(pattern)}' {message}", remedy
        yield from _wrong_codes(codes, (key, pattern))


def _wrong_folders(value: Any, key: str) -> Iterator[_Wrong]:  # noqa: ANN401  # a value of TOML
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        yield (key,), f"'{key}' is {_kind(value)}, and a list of texts is wanted", 'write exclude = ["tests/data"]'
        return
    for pattern in value:
        wrong = _wrong_pattern(pattern)
        if wrong is not None:
            message, remedy = wrong
            yield (key, pattern), f"the pattern '{shown(pattern)}' {message}", remedy


def _wrong_pattern(pattern: str) -> tuple[str, str] | None:
    """Return what is wrong with a pattern, and what to do."""
    parts = pattern.split("/")
    absolute = pattern.startswith("/") or re.match("[A-Za-z]:", pattern)
    strange = re.search(f"[{_NOT_IN_PATTERN}]", pattern)
    checks = (
        (not pattern, "is empty", "write a path from the folder of this file, as in evidence/old-*/*"),
        (len(pattern) > MAX_PATTERN, f"has more than {MAX_PATTERN} characters", "shorten it with '*' or '**'"),
        (not pattern.isprintable(), "has a character that cannot be seen", "take it out, or write '?' for it"),
        ("\\" in pattern, "has a backslash", "write '/' between folders, on every system"),
        (absolute, "is an absolute path", "write the path from the folder of this file"),
        (".." in parts, "leads out of its folder", "put a configuration into the folder that is meant"),
        (pattern[:1] == "!", "starts with '!'", "name the files in which the codes are ignored; there is no 'all but'"),
        (strange, f"has '{strange and strange[0]}'", "write '?' for it: only '*', '?' and '**' stand for others"),
        ("." in parts, "has a step '.'", "take './' out"),
        ("" in parts, "has an empty step", "take out '//' inside, and '/' at the end"),
        (re.search(r"[^/]\*\*|\*\*[^/]", pattern), "has '**' beside others", "let '**' stand alone, or write '*'"),
    )
    return next(((message, remedy) for wrong, message, remedy in checks if wrong), None)


def _wrong_codes(value: Any, steps: tuple[str, ...]) -> Iterator[_Wrong]:  # noqa: ANN401  # a value of TOML
    name = shown(steps[-1])
    if not isinstance(value, list):
        yield steps, f"'{name}' is {_kind(value)}, and a list of codes is wanted", 'put codes in brackets: ["PG536"]'
        return
    for number, word in enumerate(value, start=1):
        if not isinstance(word, str):
            message = f"entry {number} of '{name}' is {_kind(word)}, and a code is wanted"
            yield steps, message, 'write the code in quotes: ["PG536"]'
            continue
        wrong = codeselection.wrong_to_ignore(word)
        if wrong is not None:
            yield (*steps, word), wrong[0], wrong[1]


def _kind(value: Any) -> str:  # noqa: ANN401  # a value of TOML
    match value:
        case str():
            return "a text"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case date() | time():
            return "a date or a time"
        case list():
            return "a list"
        case _:
            return "a table"


# --- what is ignored in a file ---------------------------------------------------------------------------------------


def ignores(configuration: Configuration, root: Path, file: Path) -> frozenset[str]:
    """Return the codes that are ignored in a file; `root` is the folder of the configuration."""
    steps = _steps(root, file)
    words = list(configuration.ignore)
    for pattern, prefixes in configuration.per_file_ignores.items():
        if _matches(steps, pattern):
            words += prefixes
    return codeselection.beginning(words, codeselection.IGNORABLE)


def excludes(configuration: Configuration, root: Path, folder: Path) -> bool:
    """Whether a folder is not searched; `root` is the folder of the configuration."""
    steps = _steps(root, folder)
    return any(_matches(steps, pattern) for pattern in configuration.exclude)


def _steps(root: Path, file: Path) -> tuple[str, ...]:
    """Return the names that lead from a folder to a file: as they are written, else behind links; none from outside."""
    for full in (os.path.abspath, os.path.realpath):
        top, below = Path(full(root)), Path(full(file))
        if below.is_relative_to(top):
            return below.relative_to(top).parts
    return ()


def _matches(steps: Sequence[str], pattern: str) -> bool:
    """Whether names match a pattern, by how many of them its parts so far can have taken."""
    parts = pattern.split("/")
    if parts[-1] == "**":
        parts.append("*")  # what is in the folders, not the folder above them
    taken = {0}
    for part in parts:
        if part == "**":
            taken = set(range(min(taken, default=len(steps) + 1), len(steps) + 1))
        else:
            taken = {number + 1 for number in taken if number < len(steps) and fnmatchcase(steps[number], part)}
    return len(steps) in taken
