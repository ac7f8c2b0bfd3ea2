"""From text to data with places: YAML read event by event, within limits, every scalar kept as it was written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import yaml

from peelgrade import limits
from peelgrade.loading import files, syntax
from peelgrade.loading.comments import cut_short
from peelgrade.loading.events import events
from peelgrade.loading.files import LINE_END
from peelgrade.loading.source import Quoted, Source, Span
from peelgrade.problems import InvalidInput, Locator, Problem, Related, shown

MAX_REFUSED = 100
MAX_NOT_YAML = 10  # entries of one file that are left out; each is read around anew

# in a file, a carriage return ends a line; in a text it only comes from '\r'
_LAST_END = re.compile(r"(\r\n|\r|\n)\Z")


def read_file(path: Path, name: str) -> tuple[Source, list[Problem]]:
    """Read one YAML file inside a folder; `name` is what the user is shown.

    Returns the source and what was refused in it. Raises InvalidInput where nothing can be made of it.
    """
    return read_bytes(files.bytes_of(path, name), name)


def read_bytes(raw: bytes, name: str) -> tuple[Source, list[Problem]]:
    """Read YAML from bytes, as `read_file` does."""
    files.refuse_too_big(len(raw), name)
    text = files.decoded(raw, name)
    lines = _lines(text)
    try:
        files.refuse_what_hides(text, name)
        return _read(text, lines, name)
    except InvalidInput as refused:
        raise InvalidInput(refused.problems, lines) from None


def _read(text: str, lines: tuple[str, ...], name: str) -> tuple[Source, list[Problem]]:
    """Read a text. An entry of its list that is not YAML is told of and left out, so that the others are read."""
    problems: list[Problem] = []
    cut = cut_short(lines)
    while True:
        reader = _Reader(name, lines, cut)
        try:
            data, span = reader.document(text)
        except yaml.YAMLError as error:
            problems.append(syntax.problem(error, name, lines))
            text = _without_entry(text, problems)
        except (ValueError, OverflowError):  # of the parser in Python, used where that in C is missing
            wrong = "an escape stands for a character that does not exist, or the number after '%YAML' is too long"
            raise InvalidInput([*problems, Problem("PG110", wrong, Locator(name), "take it out")]) from None
        except InvalidInput as refused:
            raise InvalidInput([*problems, *refused.problems]) from None
        else:
            read = _lines(text) if problems else lines
            source = Source(
                name, data, span, lines, reader.whole, complete=not problems, read=read, values=reader.values
            )
            return source, [*problems, *reader.problems, *reader.warnings]


def _lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text; a line end at its end begins no other."""
    return tuple(LINE_END.split(_LAST_END.sub("", text)))


def _without_entry(text: str, problems: list[Problem]) -> str:
    """Return a text with nothing in the lines of the entry that the last problem is in.

    Raises InvalidInput with the problems where the text is no list of entries, or too many of them are wrong.
    """
    lines = LINE_END.split(text)
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    entry = re.compile(re.escape(first[: len(first) - len(first.lstrip())]) + r"-(\s|$)")
    starts = [number for number, line in enumerate(lines, 1) if entry.match(line)]
    at = problems[-1].at.line or 0
    begin = max((number for number in starts if number <= at), default=None)
    if begin is None or len(starts) == 1 or len(problems) >= MAX_NOT_YAML:
        raise InvalidInput(problems)
    end = min((number for number in starts if number > begin), default=len(lines) + 1)
    return "\n".join([*lines[: begin - 1], *[""] * (end - begin), *lines[end - 1 :]])


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
    lines: Sequence[str]
    cut: Mapping[tuple[int, int], str]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    whole: bool = True
    values: int = 0
    most_values: int = field(default_factory=lambda: limits.VALUES.most)
    longest: int = field(default_factory=lambda: limits.TEXT.most)
    stack: list[_Open] = field(default_factory=lambda: [_Open([], Span(1, 1, inside=[]))])

    def document(self, text: str) -> tuple[Any, Span]:
        """Read the one document of a file."""
        top = self.stack[0]
        for event in events(text):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._start(event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._end(event)
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.DocumentStartEvent and isinstance(top.span.inside, list) and top.span.inside:
                self._second_document(event, top.span.inside[0])
        return self._root(top)

    def _end(self, event: Any) -> None:  # noqa: ANN401  # PyYAML's events have no types
        span, start, end = self.stack.pop().span, event.start_mark, event.end_mark
        if end.index > start.index:  # a bracket ends it
            span.stopped = end.line + 1, end.column + 1

    def _root(self, top: _Open) -> tuple[Any, Span]:
        if isinstance(top.data, list) and isinstance(top.span.inside, list) and top.data:
            data, span = top.data[0], top.span.inside[0]
            if data != "" or isinstance(data, Quoted):
                return data, span
        if self.problems:
            raise InvalidInput(self.problems)
        raise files.refusal(self.name, "PG109", "the file is empty", "write its contents, or delete it", (1, 1))

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
        if event.anchor or event.tag is not None:
            self._only_plain(event, tagged=event.tag is not None)
        mark, parent = event.start_mark, self.stack[-1]
        if len(self.stack) > syntax.MAX_DEPTH:
            code, message, remedy = syntax.TOO_DEEP
            self._stop(code, message, mark, remedy)
        if parent.wants_key:
            remedy = "write a word as the key; text that starts with '[', '{' or '?' goes in quotes"
            self._stop("PG113", "a mapping or list cannot be a key", mark, remedy)
        is_map = type(event) is yaml.MappingStartEvent
        opened = _Open({} if is_map else [], Span(mark.line + 1, mark.column + 1, inside={} if is_map else []))
        self._put(parent, opened.data, opened.span)
        self.stack.append(opened)

    def _scalar(self, event: Any) -> None:  # noqa: ANN401  # PyYAML's events have no types
        plain, text, mark = not event.style, event.value, event.start_mark
        tagged = event.tag is not None
        if event.anchor or tagged:
            self._only_plain(event, tagged=tagged)
        if len(text) > self.longest or not text.isprintable():
            text = self._fit(text, mark)
        ended = event.end_mark
        end = ended.column + 1 if ended.line == mark.line else 0
        if plain and self.cut:
            self._cut_short(ended.line + 1, ended.column + 1)
        parent = self.stack[-1]
        if parent.wants_key:
            self._key(parent, text, mark, end, plain=plain)
        else:
            line, column = mark.line + 1, mark.column + 1
            if line > len(self.lines):  # nothing, at the end of the text: it stands at the end of its last line
                line = len(self.lines)
                column = end = len(self.lines[-1]) + 1
            span = Span(line, column, end)
            if not end:
                span.stopped = ended.line + 1, ended.column + 1
            self._put(parent, text if plain else Quoted(text), span)

    def _cut_short(self, line: int, column: int) -> None:
        """Tell of a text that ends where ' #' makes the rest of its line a comment."""
        rest = self.cut.get((line, column))
        if rest is not None:
            message = f"the text ends here: YAML takes '{shown(rest)}' for a comment"
            remedy = "put the whole text in quotes; if a comment is meant, write a blank after '#'"
            self.warnings.append(Problem("PG120", message, Locator(self.name, line=line, column=column + 1), remedy))

    def _fit(self, text: str, mark: Any) -> str:  # noqa: ANN401  # PyYAML's marks have no types
        """Refuse a text that is too long, and escapes for what cannot be seen; return the text without."""
        if len(text) > self.longest:
            message = f"this text has {len(text):,} characters, and the limit is {self.longest:,}"
            remedy = "shorten it; a quote that is not closed makes one text of many lines"
            self.whole = False
            self._refuse("PG117", message, mark, f"{remedy}; {limits.TEXT.raised(len(text))}")
            return text[:10]
        unseen = files.unseen(text)
        if unseen:
            message = f"an escape stands for a character that cannot be seen: {unseen}"
            self.whole = False
            self._refuse("PG107", message, mark, "take it out, or write two backslashes where one is meant")
        return files.visible(text)

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
        if self.values > self.most_values:
            message = f"the file holds more than {self.most_values:,} values, the limit"
            remedy = f"split it into several files; {limits.VALUES.raised()}"
            too_many = files.refusal(self.name, "PG118", message, remedy, (span.line, span.column))
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
