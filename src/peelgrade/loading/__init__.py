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

from peelgrade.loading import syntax
from peelgrade.problems import Comment, InvalidInput, Locator, Problem, Related, Unreadable, shown

MAX_BYTES = 8_000_000
MAX_FILES = 2_000
MAX_VALUES = 500_000
MAX_DEPTH = 40
MAX_TEXT = 100_000
MAX_REFUSED = 100
MAX_NOT_YAML = 10  # entries of one file that are left out; each is read around anew

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Controls, line separators that editors do not count as lines, marks of text direction, tag characters, and what is no
# character at all. Joiners (U+200C, U+200D) stay: names and emoji need them.
_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff"
    "\U000e0000-\U000e007f"
)
_IN_FILE = re.compile(f"[{_UNSEEN}]")
_IN_TEXT = re.compile(f"[{_UNSEEN}\r]")  # in a file, a carriage return ends a line; in a text it only comes from '\r'
_LINE_END = re.compile(r"\r\n|\r|\n")
_LAST_END = re.compile(r"(\r\n|\r|\n)\Z")
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
    """Where a value stands, and its key if it has one; line and column count from 1.

    `end` is the column after the last character, where that is on the same line; else nought.
    """

    line: int
    column: int
    end: int = 0
    key_line: int = 0
    key_column: int = 0
    key_end: int = 0
    inside: dict[str, Span] | list[Span] | None = None


@dataclass(frozen=True)
class Source:
    """One file as read: its data (mappings, lists and text), the place of every value, and its lines.

    `whole` says whether the data is as it was written; where something was refused, it is not. `complete` says whether
    every entry of a list is in it; those that are not YAML are left out.
    """

    name: str
    data: Any
    span: Span
    lines: tuple[str, ...]
    whole: bool = True
    complete: bool = True

    def place(self, locator: Locator) -> tuple[int, int]:
        """Return line and column of a locator in this file; of the nearest thing around it where it is not written."""
        return self.extent(locator)[:2]

    def extent(self, locator: Locator) -> tuple[int, int, int]:
        """Return line, column and the column after the end of a locator in this file, as `place` does.

        A mapping ends with its first key and value. What goes on over several lines has an end one column on.
        """
        if locator.line is not None:
            column = locator.column or 1
            return locator.line, column, column + 1
        span, at_key = self.span, False
        for step in locator.path:
            inside = span.inside
            if isinstance(inside, dict) and step in inside:
                span, at_key = inside[str(step)], True
            elif isinstance(inside, list) and isinstance(step, int) and 0 <= step < len(inside):
                span, at_key = inside[step], False
            else:
                return _extent(span)
        if locator.of_key and at_key:
            return span.key_line, span.key_column, max(span.key_end, span.key_column + 1)
        return _extent(span)


def _extent(span: Span) -> tuple[int, int, int]:
    """Return line, column and end of a value; of a mapping, those of the key and value that it begins with."""
    first = next(iter(span.inside.values()), span) if isinstance(span.inside, dict) else span
    end = first.end if first.line == span.line else 0
    return span.line, span.column, max(end, span.column + 1)


def folder_files(folder: FilePath) -> list[FilePath]:
    """Return the YAML files directly in a folder, sorted by name; Unreadable if it cannot be listed or has too many."""
    try:
        listed = sorted(path for path in folder.iterdir() if is_yaml(path.name))
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


def is_yaml(name: str) -> bool:
    """Whether a file of this name is read: YAML, and not hidden."""
    return name.lower().endswith((".yaml", ".yml")) and not name.startswith(".")


def read_file(path: FilePath, name: str) -> tuple[Source, list[Problem]]:
    """Read one YAML file inside a folder; `name` is what the user is shown.

    Returns the source and what was refused in it. Raises InvalidInput where nothing can be made of it.
    """
    return read_bytes(_bytes_of(path, name), name)


def read_bytes(raw: bytes, name: str) -> tuple[Source, list[Problem]]:
    """Read YAML from bytes, as `read_file` does."""
    text = _decoded(raw, name)
    lines = tuple(_LINE_END.split(_LAST_END.sub("", text)))
    try:
        _refuse_what_hides(text, name)
        return _read(text, lines, name)
    except InvalidInput as refused:
        raise InvalidInput(refused.problems, lines) from None


def _read(text: str, lines: tuple[str, ...], name: str) -> tuple[Source, list[Problem]]:
    """Read a text. An entry of its list that is not YAML is told of and left out, so that the others are read."""
    problems: list[Problem] = []
    while True:
        reader = _Reader(name)
        try:
            data, span = reader.document(text)
        except yaml.YAMLError as error:
            problems.append(syntax.problem(error, name, lines))
            text = _without_entry(text, problems)
        except ValueError:  # the parser in Python, used where that in C is missing, meets characters that cannot be
            wrong = "an escape stands for a character that does not exist"
            raise InvalidInput([*problems, Problem("PG110", wrong, Locator(name), "take it out")]) from None
        except InvalidInput as refused:
            raise InvalidInput([*problems, *refused.problems]) from None
        else:
            source = Source(name, data, span, lines, reader.whole, complete=not problems)
            return source, [*problems, *reader.problems, *_cut_short(span, lines, name)]


def _without_entry(text: str, problems: list[Problem]) -> str:
    """Return a text with nothing in the lines of the entry that the last problem is in.

    Raises InvalidInput with the problems where the text is no list of entries, or too many of them are wrong.
    """
    lines = _LINE_END.split(text)
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    entry = re.compile(re.escape(first[: len(first) - len(first.lstrip())]) + r"-(\s|$)")
    starts = [number for number, line in enumerate(lines, 1) if entry.match(line)]
    at = problems[-1].at.line or 0
    begin = max((number for number in starts if number <= at), default=None)
    if begin is None or len(starts) == 1 or len(problems) >= MAX_NOT_YAML:
        raise InvalidInput(problems)
    end = min((number for number in starts if number > begin), default=len(lines) + 1)
    return "\n".join([*lines[: begin - 1], *[""] * (end - begin), *lines[end - 1 :]])


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


def _refuse_what_hides(text: str, name: str) -> None:
    unseen = _IN_FILE.search(text)
    if unseen:
        message = f"there is a character here that cannot be seen: {_named(unseen[0])}"
        raise _refusal(name, "PG107", message, "delete it; it may come from copying", _line_of(text, unseen.start()))
    conflict = _CONFLICT.search(text)
    if conflict:
        remedy = "keep one version, and delete the lines with <<<<<<<, ======= and >>>>>>>"
        place = _line_of(text, conflict.start())
        raise _refusal(name, "PG108", "there is an unresolved merge conflict here", remedy, place)


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
    lines = _LINE_END.split(text[:offset])
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
    key_end: int = 0
    skip: bool = False
    ran_on: bool = False

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
        ended = event.end_mark
        end = ended.column + 1 if ended.line == mark.line else 0
        parent = self.stack[-1]
        if parent.wants_key:
            self._key(parent, text, mark, end, plain=plain)
        else:
            self._put(parent, text if plain else Quoted(text), Span(mark.line + 1, mark.column + 1, end))

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

    def _key(self, parent: _Open, text: str, mark: Any, end: int, *, plain: bool) -> None:  # noqa: ANN401  # PyYAML's marks have no types
        parent.key, parent.skip = text, False
        parent.key_line, parent.key_column, parent.key_end = mark.line + 1, mark.column + 1, end
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
            remedy = "keep one of the two"
            if text == "id":  # the keys of a whole item follow, and one problem says it all
                parent.ran_on = True
                remedy = "where another item begins here, write '- ' before it; else keep one of the two"
            if text == "id" or not parent.ran_on:
                self._refuse("PG112", message, mark, remedy, related=related)

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
            span.key_line, span.key_column, span.key_end = parent.key_line, parent.key_column, parent.key_end
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


# --- comments --------------------------------------------------------------------------------------------------------

_NOT_A_COMMENT = re.compile(r"(?<=\S) #[^\s#!].*")  # one blank, and no blank after it: '#' was meant as text


def comments(source: Source, holding: str) -> list[Comment]:
    """Return the comments of a file that hold a text; what stands inside a value is none.

    A comment is about its line; one that stands alone on its line is about the next line that is no such comment.
    """
    lines = {number for number, line in enumerate(source.lines, 1) if holding in line}
    if not lines:
        return []
    inside: dict[int, list[tuple[int, int]]] = {}  # per line, the columns of the values on it
    for event in _events("\n".join(source.lines)):
        if type(event) is yaml.ScalarEvent:
            start: Any = event.start_mark
            end: Any = event.end_mark
            for line in lines.intersection(range(start.line + 1, end.line + 2)):
                first = start.column if line == start.line + 1 else 0
                last = end.column if line == end.line + 1 else len(source.lines[line - 1])
                inside.setdefault(line, []).append((first, last))
    found = []
    for line in sorted(lines):
        text = source.lines[line - 1]
        marks = (mark.start() for mark in re.finditer(r"(?:^|(?<=[ \t]))#", text))
        at = next((m for m in marks if not any(first <= m < last for first, last in inside.get(line, []))), None)
        if at is not None and holding in text[at:]:
            about = line if text[:at].strip() else _next_line(source.lines, line)
            found.append(Comment(text[at + 1 :].strip(), Locator(source.name, line=line, column=at + 1), (about,)))
    return found


def _next_line(lines: tuple[str, ...], line: int) -> int:
    """Return the number of the first line after one that holds more than a comment."""
    following = (number for number, text in enumerate(lines[line:], line + 1) if text.strip()[:1] not in {"", "#"})
    return next(following, line)


def _cut_short(span: Span, lines: tuple[str, ...], name: str) -> Iterator[Problem]:
    """Yield a problem for each text that ends where ' #' makes the rest of its line a comment, as in 'unit #4'."""
    ends = {
        (number, mark.start() + 1): mark[0].strip()
        for number, line in enumerate(lines, 1)
        if " #" in line
        for mark in _NOT_A_COMMENT.finditer(line)
    }
    waiting = [span] if ends else []
    while waiting:
        one = waiting.pop()
        if one.inside is not None:
            waiting += one.inside.values() if isinstance(one.inside, dict) else one.inside
        elif (rest := ends.get((one.line, one.end))) is not None and lines[one.line - 1][one.column - 1] not in "'\"":
            message = f"the text ends here: YAML takes '{shown(rest)}' for a comment"
            remedy = "put the whole text in quotes; if a comment is meant, write a blank after '#'"
            yield Problem("PG120", message, Locator(name, line=one.line, column=one.end + 1), remedy)
