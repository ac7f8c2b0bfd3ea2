"""From files to data with places: YAML read event by event, within limits, every scalar kept as it was written.

Scalars stay text: whether `1.10` is a number or a word is for the schema to say. What YAML offers beyond plain data
(aliases, anchors, tags, merge keys, several documents) is refused, because it hides what a reader would look for.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, NoReturn

import yaml

from peelgrade.problems import InvalidInput, Locator, Problem, Related, Unreadable, shown

MAX_BYTES = 8_000_000
MAX_FILES = 2_000
MAX_VALUES = 500_000
MAX_DEPTH = 40
MAX_TEXT = 100_000
MAX_REFUSED = 100

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Controls, line separators that editors do not count as lines, marks of text direction, tag characters, and what is no
# character at all. Joiners (U+200C, U+200D) stay: names and emoji need them.
_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff"
    "\U000e0000-\U000e007f"
)
_IN_FILE = re.compile(f"[{_UNSEEN}]")
_IN_TEXT = re.compile(f"[{_UNSEEN}\r]")  # in a file, a carriage return ends a line; in a text it only comes from '\r'
_CONFLICT = re.compile(r"^(<{7}|>{7})( |\r?$)", re.MULTILINE)
_NOT_YAML = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"{\\rtf", "a Rich Text document"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"version https://git-lfs", "a Git LFS pointer, and the file itself was not fetched"),
)
_OTHER_UNICODE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class Quoted(str):
    """A scalar that stood in quotes or in a block: text, whatever it looks like."""

    __slots__ = ()


@dataclass(slots=True)
class Span:
    """Where a value starts, and its key if it has one; line and column count from 1."""

    line: int
    column: int
    key_line: int = 0
    key_column: int = 0
    inside: dict[str, Span] | list[Span] | None = None


@dataclass(frozen=True)
class Source:
    """One file as read: its data (mappings, lists and text), the place of every value, and its lines.

    `whole` says whether the data is all that was written; where something was refused, it is not.
    """

    name: str
    data: Any
    span: Span
    lines: tuple[str, ...]
    whole: bool = True

    def place(self, locator: Locator) -> tuple[int, int]:
        """Return line and column of a locator in this file; of the nearest thing around it where it is not written."""
        if locator.line is not None:
            return locator.line, locator.column or 1
        span, at_key = self.span, False
        for step in locator.path:
            inside = span.inside
            if isinstance(inside, dict) and step in inside:
                span, at_key = inside[str(step)], True
            elif isinstance(inside, list) and isinstance(step, int) and 0 <= step < len(inside):
                span, at_key = inside[step], False
            else:
                return span.line, span.column
        if locator.of_key and at_key:
            return span.key_line, span.key_column
        return span.line, span.column


def folder_files(folder: FilePath) -> list[FilePath]:
    """Return the YAML files directly in a folder, sorted by name; Unreadable if it cannot be listed or has too many."""
    try:
        listed = sorted(path for path in folder.iterdir() if _is_yaml(path.name))
    except NotADirectoryError:
        raise Unreadable(f"{folder} is a file", "name the folder that holds it") from None
    except FileNotFoundError:
        raise Unreadable(f"there is no folder {folder}", "check the spelling, and the folder that you are in") from None
    except OSError as error:
        raise Unreadable(f"{folder} cannot be read: {error.strerror}", "check its permissions") from None
    if len(listed) > MAX_FILES:
        message = f"{folder} holds {len(listed):,} YAML files, and the limit is {MAX_FILES:,}"
        raise Unreadable(message, "split the inspection, or join small files")
    for path in listed:
        if not path.name.isprintable():
            message = f"the name of the file '{shown(path.name)}' has characters that cannot be shown"
            raise Unreadable(message, "rename it")
    return listed


def _is_yaml(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml")) and not name.startswith(".")


def read_file(path: FilePath, name: str) -> tuple[Source, list[Problem]]:
    """Read one YAML file inside a folder; `name` is what the user is shown.

    Returns the source and what was refused in it. Raises InvalidInput where nothing can be made of it.
    """
    return read_bytes(_bytes_of(path, name), name)


def read_bytes(raw: bytes, name: str) -> tuple[Source, list[Problem]]:
    """Read YAML from bytes, as `read_file` does."""
    text = _text_of(raw, name)
    reader = _Reader(name)
    try:
        data, span = reader.document(text)
    except yaml.YAMLError as error:
        raise InvalidInput([*reader.problems, _syntax(error, name, text)]) from None
    except ValueError:  # the parser in Python, used where that in C is missing, meets characters that cannot be
        problem = Problem("PG110", "an escape stands for a character that does not exist", Locator(name), "take it out")
        raise InvalidInput([*reader.problems, problem]) from None
    return Source(name, data, span, tuple(text.splitlines()), reader.whole), reader.problems


# --- from a path to text ---------------------------------------------------------------------------------------------


def _refusal(name: str, code: str, message: str, remedy: str, place: tuple[int, int] | None = None) -> InvalidInput:
    at = Locator(name, line=place[0], column=place[1]) if place else Locator(name)
    return InvalidInput([Problem(code, message, at, remedy)])


def _bytes_of(path: FilePath, name: str) -> bytes:
    try:
        inside = os.path.realpath(path.parent)
        if path.is_symlink() and not FilePath(os.path.realpath(path)).is_relative_to(inside):
            raise _refusal(name, "PG101", "this is a link that leads out of its folder", "put the file itself there")
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            remedy = "put a YAML file there, or rename what is there"
            raise _refusal(name, "PG102", "this is not a regular file", remedy)
        if found.st_size > MAX_BYTES:
            message = f"the file has {found.st_size:,} bytes, and the limit is {MAX_BYTES:,}"
            remedy = "split it into several files; all of them in the folder are read"
            raise _refusal(name, "PG103", message, remedy)
        return path.read_bytes()
    except OSError as error:
        remedy = "check that it is there and that you may read it"
        raise _refusal(name, "PG104", f"the file cannot be read: {error.strerror}", remedy) from None


def _text_of(raw: bytes, name: str) -> str:
    text = _decoded(raw, name)
    unseen = _IN_FILE.search(text)
    if unseen:
        message = f"there is a character here that cannot be seen: {_named(unseen[0])}"
        raise _refusal(name, "PG107", message, "delete it; it may come from copying", _line_of(text, unseen.start()))
    conflict = _CONFLICT.search(text)
    if conflict:
        remedy = "keep one version, and delete the lines with <<<<<<<, ======= and >>>>>>>"
        place = _line_of(text, conflict.start())
        raise _refusal(name, "PG108", "there is an unresolved merge conflict here", remedy, place)
    return text


def _decoded(raw: bytes, name: str) -> str:
    start = raw[:64].removeprefix(b"\xef\xbb\xbf").lower()
    for mark, what in _NOT_YAML:
        if start.startswith(mark.lower()):
            raise _refusal(name, "PG105", f"this is {what}, not YAML", "put the YAML file there", (1, 1))
    if raw.startswith(_OTHER_UNICODE) or 0 in raw[:4]:
        message = "the file is saved as UTF-16 or UTF-32, or it is no text"
        raise _refusal(name, "PG106", message, "save it as UTF-8", (1, 1))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")  # without the mark, as the error counts
        message = f"byte {error.start + 1} is not UTF-8: the file was saved in another encoding"
        remedy = "save it as UTF-8; in Excel and Notepad that is a choice under 'Save as'"
        raise _refusal(name, "PG106", message, remedy, _line_of(before, len(before))) from None


def _named(character: str) -> str:
    return f"{unicodedata.name(character, 'control character').lower()} (U+{ord(character):04X})"


def _line_of(text: str, offset: int) -> tuple[int, int]:
    lines = re.split(r"\r\n|\r|\n", text[:offset])
    return len(lines), len(lines[-1]) + 1


# --- from text to data -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read, with the key whose value comes next."""

    data: dict[str, Any] | list[Any]
    span: Span
    key: str | None = None
    key_line: int = 0
    key_column: int = 0
    skip: bool = False

    @property
    def wants_key(self) -> bool:
        """Whether a key comes next."""
        return self.key is None and isinstance(self.data, dict)


@dataclass
class _Reader:
    """Builds data and places from events, within limits."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True
    values: int = 0
    stack: list[_Open] = field(default_factory=lambda: [_Open([], Span(1, 1, inside=[]))])

    def document(self, text: str) -> tuple[Any, Span]:
        """Read the one document of a file."""
        top = self.stack[0]
        for event in _events(text):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._start(event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.stack.pop()
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.DocumentStartEvent and isinstance(top.span.inside, list) and top.span.inside:
                self._second_document(event, top.span.inside[0])
        return self._root(top)

    def _root(self, top: _Open) -> tuple[Any, Span]:
        if isinstance(top.data, list) and isinstance(top.span.inside, list) and top.data:
            data, span = top.data[0], top.span.inside[0]
            if data != "" or isinstance(data, Quoted):
                return data, span
        if self.problems:
            raise InvalidInput(self.problems)
        raise _refusal(self.name, "PG109", "the file is empty", "write its contents, or delete it", (1, 1))

    def _second_document(self, event: Any, first: Span) -> NoReturn:  # noqa: ANN401  # PyYAML's events have no types
        remedy = "take the line '---' or '...' out, or put what follows into a file of its own"
        before = Related(Locator(self.name, line=first.line, column=first.column), "the first document starts here")
        message = "a second document starts here, and a file holds one"
        self._stop("PG115", message, event.start_mark, remedy, related=(before,))

    def _alias(self, event: Any) -> None:  # noqa: ANN401  # PyYAML's events have no types
        message = f"'*{shown(event.anchor)}' is an alias, and evidence and rules have none"
        remedy = "write the value out in full, also where a program wrote the alias; text that starts with '*' goes in quotes"
        self.whole = False
        self._refuse("PG111", message, event.start_mark, remedy)
        if self.stack[-1].wants_key:
            raise InvalidInput(self.problems)
        self.stack[-1].key = None

    def _start(self, event: Any) -> None:  # noqa: ANN401  # PyYAML's events have no types
        if event.anchor or not event.implicit:
            self._only_plain(event, tagged=not event.implicit)
        mark, parent = event.start_mark, self.stack[-1]
        if len(self.stack) > MAX_DEPTH:
            remedy = "evidence and rules are never so deep; look for a stray bracket or indent"
            self._stop("PG116", f"this is nested more than {MAX_DEPTH} deep", mark, remedy)
        if parent.wants_key:
            remedy = "write a word as the key; text that starts with '[', '{' or '?' goes in quotes"
            self._stop("PG113", "a mapping or list cannot be a key", mark, remedy)
        is_map = type(event) is yaml.MappingStartEvent
        opened = _Open({} if is_map else [], Span(mark.line + 1, mark.column + 1, inside={} if is_map else []))
        self._put(parent, opened.data, opened.span)
        self.stack.append(opened)

    def _scalar(self, event: Any) -> None:  # noqa: ANN401  # PyYAML's events have no types
        plain, text, mark = not event.style, event.value, event.start_mark
        tagged = not event.implicit[0 if plain else 1]
        if event.anchor or tagged:
            self._only_plain(event, tagged=tagged)
        if len(text) > MAX_TEXT or not text.isprintable():
            text = self._fit(text, mark)
        parent, line, column = self.stack[-1], mark.line + 1, mark.column + 1
        if parent.wants_key:
            self._key(parent, text, mark, plain=plain)
        else:
            self._put(parent, text if plain else Quoted(text), Span(line, column))

    def _fit(self, text: str, mark: Any) -> str:  # noqa: ANN401  # PyYAML's marks have no types
        """Refuse a text that is too long, and escapes for what cannot be seen; return the text without."""
        if len(text) > MAX_TEXT:
            message = f"this text has {len(text):,} characters, and the limit is {MAX_TEXT:,}"
            self.whole = False
            self._refuse("PG117", message, mark, "shorten it; a quote that is not closed makes one text of many lines")
            return text[:10]
        unseen = _IN_TEXT.search(text)
        if unseen:
            message = f"an escape stands for a character that cannot be seen: {_named(unseen[0])}"
            self.whole = False
            self._refuse("PG107", message, mark, "take it out, or write two backslashes where one is meant")
        return _IN_TEXT.sub("", text)

    def _key(self, parent: _Open, text: str, mark: Any, *, plain: bool) -> None:  # noqa: ANN401  # PyYAML's marks have no types
        parent.key, parent.skip = text, False
        parent.key_line, parent.key_column = mark.line + 1, mark.column + 1
        inside = parent.span.inside
        if text == "<<" and plain:
            self.whole, parent.skip = False, True
            message = "'<<' is a merge key, and evidence and rules have none"
            self._refuse("PG114", message, mark, "write the keys out in full")
        elif isinstance(inside, dict) and text in inside:
            parent.skip = True
            first = Locator(self.name, line=inside[text].key_line, column=inside[text].key_column)
            related = (Related(first, "it stands here first"),)
            message = f"the key '{shown(text)}' stands twice in one mapping"
            self._refuse("PG112", message, mark, "keep one of the two", related=related)

    def _put(self, parent: _Open, value: Any, span: Span) -> None:  # noqa: ANN401  # data of any shape
        self.values += 1
        if self.values > MAX_VALUES:
            message = f"the file holds more than {MAX_VALUES:,} values"
            too_many = _refusal(self.name, "PG118", message, "split it into several files", (span.line, span.column))
            raise InvalidInput([*self.problems, *too_many.problems])
        data, inside = parent.data, parent.span.inside
        if isinstance(data, list) and isinstance(inside, list):
            data.append(value)
            inside.append(span)
        elif isinstance(data, dict) and isinstance(inside, dict) and parent.key is not None and not parent.skip:
            span.key_line, span.key_column = parent.key_line, parent.key_column
            data[parent.key] = value
            inside[parent.key] = span
        parent.key = None

    def _only_plain(self, event: Any, *, tagged: bool) -> None:  # noqa: ANN401  # PyYAML's events have no types
        if event.anchor:
            name = shown(event.anchor)
            message = f"'&{name}' is an anchor, and evidence and rules have none"
            remedy = f"take '&{name}' out, and write the value out wherever it is meant; text that starts with '&' goes in quotes"
            self._refuse("PG111", message, event.start_mark, remedy)
        if tagged:
            tag = shown(event.tag.replace("tag:yaml.org,2002:", "!!"))
            message = f"'{tag}' is a tag, and evidence and rules have none"
            remedy = "take the tag out; text that starts with '!' goes in quotes"
            self._refuse("PG119", message, event.start_mark, remedy)

    def _refuse(self, code: str, message: str, mark: Any, remedy: str, *, related: tuple[Related, ...] = ()) -> None:  # noqa: ANN401  # PyYAML's marks have no types
        at = Locator(self.name, line=mark.line + 1, column=mark.column + 1)
        self.problems.append(Problem(code, message, at, remedy, related))
        if len(self.problems) >= MAX_REFUSED:
            raise InvalidInput(self.problems)

    def _stop(self, code: str, message: str, mark: Any, remedy: str, *, related: tuple[Related, ...] = ()) -> NoReturn:  # noqa: ANN401  # PyYAML's marks have no types
        self._refuse(code, message, mark, remedy, related=related)
        raise InvalidInput(self.problems)


def _events(text: str) -> Iterator[Any]:
    loader = _LOADER(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


# --- words for what is not YAML --------------------------------------------------------------------------------------

# What the two parsers of PyYAML say, what it means, and what to do
_IN_PLAIN_WORDS = (
    ("mapping values are not allowed", "there is a second colon here, or a colon too far to the right", "if this is text with a colon in it, put the whole text in quotes; else check the indent of this line"),
    ("sequence entries are not allowed", "an entry of a list cannot start here", "put '- ' on a line of its own, below the key; text that starts with '- ' goes in quotes"),
    ("mapping keys are not allowed", "a key cannot start here", "text that starts with '? ' goes in quotes; else check the indent of this line"),
    ("cannot start any token", "a value cannot start with this character", "if this is text, put it in quotes"),
    ("could not find expected ':'", "this line is neither 'key: value' nor an entry of a list", "write the colon and a space after the key, or indent the line as part of the text above"),
    ("escape", "a backslash in double quotes stands before a character that it cannot stand before", "write two backslashes, or use single quotes"),
    ("hexdecimal", "a backslash in double quotes stands before a character that it cannot stand before", "write two backslashes, or use single quotes"),
    ("document indicator", "a quote is opened here and not closed", "close it; a quote inside a text is doubled, or the text stands in quotes of the other kind"),
    ("end of stream", "a quote is opened here and not closed", "close it; a quote inside a text is doubled, or the text stands in quotes of the other kind"),
    ("alphabetic or numeric character", "'&' and '*' cannot start a text", "put the text in quotes"),
    ("line break", "nothing may follow '|' or '>' on its line", "begin the text on the next line, indented; text that starts with '|' or '>' goes in quotes"),
    ("chomping", "nothing may follow '|' or '>' on its line", "begin the text on the next line, indented; text that starts with '|' or '>' goes in quotes"),
    ("',' or ']'", "a bracket '[' is not closed, or a comma is missing before this", "close it with ']', or put commas between the entries"),
    ("',' or '}'", "a bracket '{' is not closed, or a comma is missing before this", "close it with '}', or put commas between the entries"),
    ("'-' indicator", "this does not line up with the list above", "start every entry of a list with '- ' in one column"),
    ("expected key", "this does not line up with the lines above, or more follows a text in quotes", "start the keys of one mapping in one column; put the whole of a text in quotes, not a part"),
    ("expected <block end>", "this does not line up with the lines above, or more follows a text in quotes", "start the keys of one mapping, and the entries of one list, in one column; put the whole of a text in quotes, not a part"),
    ("node content", "a value is wanted here", "write a value; text that starts with a bracket, a comma or another mark goes in quotes"),
    ("document start", "something stands after the end of the data", "a file is one list or one mapping; check the indent of this line, and closing brackets"),
    ("directive", "a line that starts with '%' is an instruction to the reader of the file", "take the line out; text that starts with '%' goes in quotes"),
    ("incompatible YAML document", "the line '%YAML' names a version that there is none of", "take the line out"),
    ("tag", "text that starts with '!' goes in quotes", "put it in quotes"),
    ("URI", "text that starts with '!' goes in quotes", "put it in quotes"),
)  # fmt: skip  # one kind of error to a line
_OPENED = ("end of stream", "document indicator")  # found at the end of the file; what matters is where it was opened


def _syntax(error: yaml.YAMLError, name: str, text: str) -> Problem:
    said = str(getattr(error, "problem", None) or error)
    context = getattr(error, "context_mark", None)
    mark = getattr(error, "problem_mark", None) or context
    if mark is None:
        return Problem("PG110", "this is not valid YAML", Locator(name), "check quotes, colons and indents")
    tab = _tab_before(text.splitlines(), context.line if context else mark.line, mark.line)
    if tab is not None:
        remedy = "YAML is indented with spaces only; most editors can turn tabs into spaces"
        return Problem("PG110", "this line is indented with a tab", Locator(name, line=tab + 1, column=1), remedy)
    found = ((message, remedy) for words, message, remedy in _IN_PLAIN_WORDS if words in said)
    message, remedy = next(found, ("this is not valid YAML", "check quotes, colons and indents around here"))
    related: tuple[Related, ...] = ()
    if context is not None and any(words in said for words in _OPENED):
        mark = context
    elif context is not None and context.line < mark.line:
        start = Locator(name, line=context.line + 1, column=context.column + 1)
        related = (Related(start, "what it belongs to starts here"),)
    return Problem("PG110", message, Locator(name, line=mark.line + 1, column=mark.column + 1), remedy, related)


def _tab_before(lines: list[str], first: int, last: int) -> int | None:
    """Return the first line, counted from 0, that is indented with a tab, from the one named to the last."""
    for number in range(first, min(last + 1, len(lines))):
        if "\t" in lines[number][: len(lines[number]) - len(lines[number].lstrip())]:
            return number
    return None
