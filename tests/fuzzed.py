"""What must hold of any file whatever: two targets that take bytes, and how files are altered with an eye to their lines.

`tests/fuzzing.py` makes bytes up with an eye to what they reach in the program; `tests/test_fuzzing.py` gives these targets
a few that are drawn at random with every run. What breaks is raised as an AssertionError.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from peelgrade import cli, loading
from peelgrade.loading import Source, events
from peelgrade.problemcodes import CODES
from peelgrade.problems import InvalidInput, Locator, Problem
from peelgrade.rendering.problems import FORMATS
from tests import test_hostile
from tests.conftest import ROOT, Ran
from tests.folders import contents
from tests.test_hostile import HEAD, ITEMS, RULEBOOK, SMALL, assert_inert, assert_plain, strict

NAME = "x.yaml"
FINDINGS = ROOT / "tests" / "findings"
LONGEST = 6_000  # bytes of a file that is made up

# --- loading ---------------------------------------------------------------------------------------------------------


def load(raw: bytes) -> None:
    """Read any bytes as a file of YAML: they are a document or have problems with code and place, twice the same.

    Both parsers of PyYAML are held to it. A document that nothing was refused in is what the loader of YAML's own library makes of it, kept as text; and what is
    written of it is read back as it was.
    """
    _load(raw, yaml.CBaseLoader)
    if not sum(raw) % 4:  # it is slow, and used only where that in C is missing
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(events, "LOADER", yaml.SafeLoader)
            _load(raw, yaml.BaseLoader)


def _load(raw: bytes, beside: Any) -> None:
    read = _loaded(raw)
    assert read == _loaded(raw)
    source, problems, lines = read
    assert source is not None or problems
    for problem in problems:
        _assert_told(problem, lines)
    if source is None:
        return
    assert bool(problems) or (source.whole and source.complete)
    for path, _ in _values(source.data):
        _assert_inside(source.extent(Locator(NAME, path)), source.lines)
    for comment in loading.comments(source, "peelgrade"):
        assert "peelgrade" in source.lines[(comment.at.line or 0) - 1].lower()
        assert 1 <= comment.about <= len(source.lines)
    if not problems:
        text = raw.decode("utf-8-sig")
        assert yaml.load(text, Loader=beside) == source.data  # noqa: S506  # it makes text of all scalars
        again, refused = loading.read_bytes(json.dumps(source.data, ensure_ascii=False).encode(), NAME)  # JSON is YAML
        assert ([], source.data) == (refused, again.data)


def _loaded(raw: bytes) -> tuple[Source | None, list[Problem], Sequence[str]]:
    try:
        source, problems = loading.read_bytes(raw, NAME)
    except InvalidInput as refused:
        return None, list(refused.problems), refused.lines
    return source, problems, source.lines


def _assert_told(problem: Problem, lines: Sequence[str]) -> None:
    assert problem.code in CODES
    assert problem.message
    assert problem.help
    assert_plain(problem.message + problem.help)
    for at in (problem.at, *(related.at for related in problem.related)):
        assert NAME == at.file
        if lines:
            _assert_inside((at.line or 1, at.column or 1, (at.column or 1) + 1), lines)


def _assert_inside(extent: tuple[int, int, int], lines: Sequence[str]) -> None:
    line, column, end = extent
    assert 1 <= line <= len(lines)
    assert 1 <= column < end <= len(lines[line - 1]) + 2


def _values(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield path, data
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in inside:
        yield from _values(value, (*path, step))


# --- validating ------------------------------------------------------------------------------------------------------

CASES = "rules/tests/response.yaml"
FILES = {
    **test_hostile.FILES,
    CASES: """\
- id: good_with_a_strength
  because: one strength is enough
  given:
    - {question: overall.response, strength: moderate}
  expect: {overall.response: good}
""",
}
NAMES = tuple(FILES)
FORMAT_NAMES = tuple(FORMATS)
WAYS: tuple[tuple[str, ...], ...] = (("town",), ("town", "rules"), ("rules",), (".",), (ITEMS,), (HEAD,), (RULEBOOK,))
PREFIX = 3  # bytes before the file: which it is, the format, and what is named to validate


def given(name: str, raw: bytes, format_: str = "json", way: int = 0) -> bytes:
    """Return the input of `validate` that puts bytes in the place of a file of the small inspection."""
    return bytes([NAMES.index(name), FORMAT_NAMES.index(format_), way]) + raw


@cache
def ground() -> Path:
    """Return a folder with the small inspection and its rules in it."""
    folder = Path(tempfile.mkdtemp(prefix="fuzzing-"))
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def validate(given: bytes) -> None:
    """Validate the small inspection with one of its files altered: it is told what is wrong, and nothing else happens.

    It ends with 0, 1 or 2; what is printed is of its format and steers nobody; no file is touched. What is sound can be
    graded, twice to the same bytes.
    """
    head, raw = given[:PREFIX].ljust(PREFIX, b"\0"), given[PREFIX:]
    name, format_ = NAMES[head[0] % len(NAMES)], FORMAT_NAMES[head[1] % len(FORMAT_NAMES)]
    named = WAYS[head[2] % len(WAYS)]
    with _put(name, raw):
        before = contents()
        ran = _run("validate", *named, "--isolated", "--rules", "rules", "--format", format_)
        _assert_said(ran, format_)
        if 0 == ran.code and "town" in named:
            graded = _run("grade", "town", "--rules", "rules", "--format", "json")
            assert 0 == graded.code, graded
            strict(graded.out)
            assert graded == _run("grade", "town", "--rules", "rules", "--format", "json")
        assert before == contents()


def told(name: str, raw: bytes) -> str:
    """Return what validate tells of the small inspection with bytes in the place of one of its files."""
    with _put(name, raw):
        return _run("validate", "town", "rules", "--isolated", "--rules", "rules", "--format", "concise").out


@contextlib.contextmanager
def _put(name: str, raw: bytes) -> Iterator[None]:
    with contextlib.chdir(ground()):
        Path(name).write_bytes(raw)
        try:
            yield
        finally:
            Path(name).write_text(FILES[name], encoding="utf-8")


def _run(*arguments: str) -> Ran:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main(list(arguments))
        except SystemExit as ended:
            code = int(ended.code or 0)
    for stream in (out, err):
        stream.flush()
    return Ran(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]


_OURS = re.compile(r"^::(error|warning|notice) (file=(town|rules)/|title=peelgrade::)", re.MULTILINE)


def _assert_said(ran: Ran, format_: str) -> None:
    said = ran.out + ran.err
    assert ran.code in {0, 1, 2}, said
    assert "Traceback" not in said
    assert ran.code != 2 or ran.err.startswith("Error: "), said
    assert_plain(said)
    if format_ in READ:
        assert READ[format_](ran.out) is not None
    else:
        assert_inert(_OURS.sub("", ran.out))
    assert ran.out or ran.code != 1 or format_ == "github", said  # where it is no, it is said why


READ: dict[str, Callable[[str], Any]] = {  # formats for programs, as strict readers take them
    "json": strict,
    "jsonl": lambda out: [strict(line) for line in out.splitlines()],
    "gitlab": strict,
    "sarif": strict,
    "junit": ET.fromstring,  # our own
}

# --- files to begin with ---------------------------------------------------------------------------------------------


@cache
def shipped_pieces() -> tuple[tuple[str, bytes], ...]:
    """Return the entries of what ships, each with the file of the small inspection that it may stand in for."""
    found = []
    kinds = {"framework.yaml": SMALL, "inspection.yaml": HEAD}
    for path in sorted([*(ROOT / "rules").rglob("*.yaml"), *(ROOT / "evidence").rglob("*.yaml")]):
        kind = kinds.get(path.name) or (CASES if path.parent.name == "tests" else "")
        kind = kind or (RULEBOOK if path.is_relative_to(ROOT / "rules") else ITEMS)
        text = path.read_text(encoding="utf-8")
        entries = [text[:LONGEST]] if kind in {SMALL, HEAD} else re.split(r"^(?=- )", text, flags=re.MULTILINE)
        found += [(kind, entry.encode()) for entry in entries if len(entry) <= LONGEST]
    return tuple(found)


@cache
def hostile_files() -> tuple[tuple[str, bytes], ...]:
    """Return the hostile files that other tests hold to what is said of each, but for the big ones."""
    of = test_hostile
    kinds = (of.bytes_and_encodings, of.other_ways_to_write_it, of.structure, of.scalars, of.ids_and_references)
    cases = [case for kind in (*kinds, of.shapes, of.comments, of.other_files) for case in kind()]
    return tuple((case.file, case.raw) for case in cases if len(case.raw) <= LONGEST)


@dataclass(frozen=True)
class Finding:
    """A file that broke something once, the file of the small inspection that it is put for, and what is said of it."""

    name: str
    file: str
    code: str
    words: str
    line: int

    @property
    def raw(self) -> bytes:
        """What the file holds."""
        return (FINDINGS / self.name).read_bytes()


FOUND = (
    # a comment after an entry that is left out was about a line past the end of the file
    Finding("comment-at-the-end.yaml", ITEMS, "PG110", "more follows a text in double quotes", 5),
    # a bracket that is never closed was told on the line after the last, and so was a key of nothing
    Finding("bracket-at-the-end.yaml", ITEMS, "PG110", "a value is wanted here", 2),
    Finding("key-of-nothing-at-the-end.yaml", ITEMS, "PG202", "unknown key ''", 3),
    # the key was looked for in sources that had been left out already, for the one that is empty
    Finding("unknown-key-beside-an-empty-one.yaml", ITEMS, "PG202", "unknown key 'pag'", 12),
)


def seeds(target: str) -> Iterator[bytes]:
    """Yield the inputs that fuzzing a target begins with: whole files, pieces of what ships, what is hostile, and findings."""
    whole = tuple((name, text.encode()) for name, text in FILES.items())
    found = tuple((one.file, one.raw) for one in FOUND)
    for number, (name, raw) in enumerate((*whole, *found, *hostile_files()[::4], *shipped_pieces()[::16])):
        yield (
            raw if target == "load" else given(name, raw, FORMAT_NAMES[number % len(FORMAT_NAMES)], number % len(WAYS))
        )


# --- altering ---------------------------------------------------------------------------------------------------------

_VALUE = re.compile(r"^(?P<key>\s*(?:- )*[\w.'\"]+:)(?P<value> .*|)$")
_WORD = re.compile(r"[\w.]+")
_MARKS = ("[", "]", "{", "}", ",", ":", ": ", "-", "- ", "#", " #", "&a ", "*a", "!x ", "!!str ", "|", ">", "|-\n", "'", '"', "%", "---\n", "...\n",
    "?", "? ", "<<: ", "\t", "\r", "\n", "\n\n", "\x85", "\u2028", "\ufeff", "\u202e", "\0", "\\", '"\\x00"', '"\\ud800"', "\U0010ffff", "\u00a0", "é", "~")  # fmt: skip


@cache
def vocabulary() -> tuple[str, ...]:
    """Return every key and word that the formats know, and values that readers of YAML stumble over."""
    known: set[str] = set()
    for path in sorted((ROOT / "schemas").glob("*.json")):
        known |= set(_words_of(json.loads(path.read_text(encoding="utf-8"))))
    of = test_hostile
    short = (word for word in (*of.NO_NUMBERS, *of.NO_DAYS, *of.TRAPS) if len(word) < 60)  # a line
    texts = (of.quoted(text) for text in of.PAYLOADS.values())
    return (*sorted(known), *short, *texts, "''", "[]", "{}", "0", "1", "-1", "0.5", "1/3", "50%")


def _words_of(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties") or ()
        yield from (word for word in schema.get("enum") or () if isinstance(word, str))
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _words_of(part)


def altered(text: str, chance: Random) -> str:
    """Return a text of YAML with some of its lines, values or signs altered."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        text = chance.choice(ALTERATIONS)(text, chance)[:LONGEST]
    return text


def _of_lines(change: Callable[[list[str], Random], None]) -> Callable[[str, Random], str]:
    """Return what alters a text by its lines."""

    def change_lines(text: str, chance: Random) -> str:
        lines = text.split("\n")
        change(lines, chance)
        return "\n".join(lines)

    return change_lines


def _some(lines: Sequence[str], chance: Random) -> slice:
    start = chance.randrange(len(lines))
    return slice(start, start + chance.choice((1, 1, 1, 2, 5, 12)))


def _cut(lines: list[str], chance: Random) -> None:
    del lines[_some(lines, chance)]


def _repeat(lines: list[str], chance: Random) -> None:
    at = chance.randrange(len(lines) + 1)
    lines[at:at] = lines[_some(lines, chance)]


def _swap(lines: list[str], chance: Random) -> None:
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _indent(lines: list[str], chance: Random) -> None:
    where, by = _some(lines, chance), chance.choice((-4, -2, -1, 1, 2, 4))
    lines[where] = [" " * by + line if by > 0 else line[-by:] for line in lines[where]]


def _splice(lines: list[str], chance: Random) -> None:
    _, piece = chance.choice(chance.choice((shipped_pieces(), hostile_files())))
    taken = piece.decode("utf-8", "replace").split("\n")
    at = chance.randrange(len(lines) + 1)
    lines[at:at] = taken[_some(taken, chance)]


def _revalue(lines: list[str], chance: Random) -> None:
    """Give one key another value: that of another key, a word that is known, or more or less of what it has."""
    valued = [number for number, line in enumerate(lines) if _VALUE.match(line)]
    if not valued:
        return
    found = _VALUE.match(lines[chance.choice(valued)])
    number = chance.choice(valued)
    value = chance.choice((found["value"] if found else "", f" {chance.choice(vocabulary())}"))
    old = _VALUE.match(lines[number])
    if old:
        wrapped = chance.choice(
            (value, value, value, f" [{old['value']}, {value}]", f" {{x: {value}}}", f" '{value}'", "")
        )
        lines[number] = old["key"] + wrapped


def _add_key(lines: list[str], chance: Random) -> None:
    """Add a key that is known beside another."""
    at = chance.randrange(len(lines))
    indent = len(lines[at]) - len(lines[at].lstrip(" -"))
    lines.insert(at + 1, f"{' ' * indent}{chance.choice(vocabulary())}: {chance.choice(vocabulary())}")


def _reword(text: str, chance: Random) -> str:
    """Put another word in the place of one: of the same text, or one that is known."""
    words = list(_WORD.finditer(text))
    if not words:
        return text
    old, other = chance.choice(words), chance.choice((chance.choice(words)[0], chance.choice(vocabulary())))
    return text[: old.start()] + other + text[old.end() :]


def _mark(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(_MARKS) + text[at + chance.choice((0, 0, 1)) :]


ALTERATIONS: tuple[Callable[[str, Random], str], ...] = (
    *map(_of_lines, (_cut, _repeat, _swap, _indent, _splice, _revalue, _revalue, _add_key)),
    _reword,
    _reword,
    _mark,
)


def altered_input(target: str, given: bytes, chance: Random) -> bytes:
    """Return an input of a target altered: mostly as YAML, at times as bytes, and seldom in what stands before the file."""
    prefix = PREFIX if target == "validate" else 0
    head, raw = bytearray(given[:prefix].ljust(prefix, b"\0")), given[prefix:]
    if prefix and not chance.randrange(4):
        head[chance.randrange(1, prefix)] = chance.randrange(256)  # another format, or more or less that is named
    if chance.randrange(8):
        # a byte that is no UTF-8 comes through as it is
        raw = altered(raw.decode("utf-8", "surrogateescape"), chance).encode("utf-8", "surrogateescape")
    else:
        at, gone = chance.randrange(len(raw) + 1), chance.choice((0, 0, 1, 1, 4))
        raw = raw[:at] + chance.randbytes(chance.choice((0, 1, 1, 2, 4))) + raw[at + gone :]
    return bytes(head) + raw
