"""Changing a file in place: an entry more in a list, or other values of a mapping, and all else byte for byte as it was.

What a change leads to is read again, and refused where that is not exactly what was meant: a layout that is not
understood is never written.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from peelgrade import writing
from peelgrade.loading import Source, Span, read_bytes, unseen
from peelgrade.problems import InvalidInput, Locator, Unreadable

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_BLOCK = re.compile(r"[|>][-+0-9]*")
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Append:
    """Add an entry to the list under a key, which is made if it is not there: of the file, or of a mapping inside it."""

    key: str
    entry: Mapping[str, Any]
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class Put:
    """Give keys of a mapping other values; None takes a key out. A new key goes after the last that is before it in `order`."""

    path: tuple[str | int, ...]
    values: Mapping[str, Any]
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remove:
    """Take entries out of a file that is a list, with their lines; at least one is left."""

    entries: frozenset[int]


Edit = Append | Put | Remove


def edited(raw: bytes, name: str, *edits: Edit) -> bytes:
    """Return the contents of a file with changes made; `name` is what the user is shown.

    Several changes are told in terms of the file as it is; none is inside another. Entries are removed alone.

    Raises Unreadable for a layout in which the change cannot be made and for a text with what cannot be seen, and
    InvalidInput for a file that cannot be read.
    """
    _refuse_unseen(
        [one.entry if isinstance(one, Append) else one.values for one in edits if not isinstance(one, Remove)]
    )
    source, problems = read_bytes(raw, name)
    text = raw.removeprefix(_MARK).decode("utf-8")
    made = _Text(text, source)
    changes = [change for edit in edits for change in _changes(made, edit)]
    for start, stop, new in sorted(changes, key=lambda one: one[:2], reverse=True):
        text = text[:start] + new + text[stop:]
    result = (_MARK if raw.startswith(_MARK) else b"") + text.encode("utf-8", "surrogatepass")
    # where the last line of a file was not ended, a block of text that is its last value ends with a line end now
    ended, _ = read_bytes(raw + made.newline.encode(), name)
    _refuse_if_not(result, (_meant(source.data, edits), _meant(ended.data, edits)), source, len(problems))
    return result


def extended(
    raw: bytes, name: str, entries: Sequence[Mapping[str, Any]], start: str = "", *, compact: bool = False
) -> bytes:
    """Return the contents of a file that is a list, with entries after the last one; `start` is what a new file begins with.

    Compact entries have what is innermost in brackets, as rules are mostly written. Raises Unreadable for a layout that
    entries cannot follow, such as a list in brackets or one that is ended by '...', and for a text with what cannot be
    seen, and InvalidInput for a file that cannot be read.
    """
    _refuse_unseen(entries)
    before, column = _listed(raw, name)
    text = raw.decode("utf-8") or start
    for entry in entries:
        text = writing.appended(text, entry, column, compact=compact)
    try:
        source, _ = read_bytes(text.encode("utf-8", "surrogatepass"), name)
        fits = isinstance(source.data, list) and source.data[: -len(entries)] == before
    except InvalidInput:
        fits = False
    if not fits:
        message = f"{name} is written in a way that an item cannot be added to"
        raise Unreadable(message, "write its items as a list with '- ' at the start of each; nothing was changed")
    return text.encode("utf-8", "surrogatepass")


def _refuse_unseen(value: Any, key: str = "") -> None:  # noqa: ANN401  # data of any shape
    """Raise Unreadable for a text to be written that has a character which cannot be seen: no file that is read may."""
    if isinstance(value, Mapping):
        for inside in value:
            _refuse_unseen(value[inside], inside)
    elif isinstance(value, list | tuple):
        for one in value:
            _refuse_unseen(one, key)
    elif hidden := unseen(str(value)):
        message = f"'{key}' has a character in it that cannot be seen: {hidden}"
        raise Unreadable(message, "take it out; it may come from copying. Nothing was changed")


def _listed(raw: bytes, name: str) -> tuple[list[Any], int]:
    """Return the entries that a file holds and the column at which they start; none at the first column for a new file."""
    if not raw.strip():
        return [], 1
    source, _ = read_bytes(raw, name)
    entries: list[Any] = source.data if isinstance(source.data, list) else []
    return entries, max(1, source.extent(Locator(source.name, (0,)))[1] - 2) if entries else 1


def _refuse_if_not(raw: bytes, meant: tuple[Any, ...], source: Source, problems: int) -> None:
    try:
        now, found = read_bytes(raw, source.name)
        fits = now.data in meant and now.whole and now.complete and len(found) <= problems
    except InvalidInput as invalid:
        fits, found = False, list(invalid.problems)
    told = {problem.code: problem for problem in found}
    if len(found) > problems and (long := told.get("PG117")):
        raise Unreadable(f"what is to be written cannot stand: {long.message}", f"{long.help}; nothing was changed")
    if not fits:
        raise _refusal(source)


def _refusal(source: Source) -> Unreadable:
    return Unreadable(
        f"{source.name} is written in a way that it cannot be added to",
        "write lists with '- ' at the start of each entry, and each key on a line of its own; nothing was changed",
    )


def _changes(made: _Text, edit: Edit) -> Iterator[tuple[int, int, str]]:
    match edit:
        case Append():
            return _appending(made, edit)
        case Put():
            return _putting(made, edit)
        case Remove():
            return _removing(made, edit)


def _meant(data: Any, edits: Iterable[Edit]) -> Any:  # noqa: ANN401  # data of any shape
    """Return the data that is to be read after changes."""
    meant = copy.deepcopy(data)
    for edit in edits:
        if isinstance(edit, Remove):
            meant = [one for n, one in enumerate(meant) if n not in edit.entries]
        else:
            _change(meant, edit)
    return meant


def _change(meant: Any, edit: Append | Put) -> None:  # noqa: ANN401  # data of any shape
    inside = meant
    for step in edit.path:
        inside = inside[step]
    if isinstance(edit, Append):
        inside[edit.key] = [*(inside.get(edit.key) or []), _as_read(edit.entry)]
        return
    for key, value in edit.values.items():
        inside.pop(key, None)
        inside.update({} if value is None else {key: _as_read(value)})


def _as_read(value: Any) -> Any:  # noqa: ANN401  # data of any shape
    if isinstance(value, Mapping):
        return {key: _as_read(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_as_read(inside) for inside in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Text:
    """The text of a file by lines, with places turned into offsets."""

    def __init__(self, text: str, source: Source) -> None:
        self.text = text
        self.source = source
        self.lines = [line for line in _LINE.findall(text) if line]
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))
        ending = re.search(r"\r\n|\r|\n", text)
        self.newline = ending[0] if ending else "\n"

    def at(self, line: int, column: int) -> int:
        """Return the offset of a place; lines and columns count from 1."""
        return min(self.starts[min(line, len(self.starts)) - 1] + column - 1, len(self.text))

    def after(self, line: int) -> int:
        """Return the offset after a line and its end."""
        return self.starts[min(line, len(self.lines))]

    def rest(self, line: int, column: int) -> str:
        """Return what stands on a line from a column on, without its end."""
        return self.lines[line - 1].rstrip("\r\n")[column - 1 :] if line <= len(self.lines) else ""

    def block(self, lines: Sequence[str], offset: int) -> str:
        """Return lines to insert at the start of a line, or at the end of a file that does not end its last one."""
        begun = offset > 0 and self.text[offset - 1] not in "\r\n"
        return (self.newline if begun else "") + "".join(f"{line}{self.newline}" for line in lines)


def _inside(source: Source, path: tuple[str | int, ...]) -> Span:
    """Return the span of what a path leads to, which is that of something read."""
    span = source.span
    for step in path:
        span = span.inside[step]  # type: ignore[index]  # the path is that of something read
    return span


def _last_line(span: Span) -> int:
    """Return the last line of a value. What ends before the first column of a line ends with the line above."""
    if span.stop != (0, 0):
        return span.stop[0] - (1 if span.stop[1] == 1 and span.stop[0] > span.line else 0)
    inside = list(span.inside.values() if isinstance(span.inside, dict) else span.inside or ())
    return max([span.line, *(_last_line(one) for one in inside)])


def _dumped(value: Any, indent: int) -> list[str]:  # noqa: ANN401  # data of any shape
    return [" " * indent + line if line else "" for line in writing.as_yaml(value).splitlines()]


# --- an entry more ---------------------------------------------------------------------------------------------------


def _appending(made: _Text, edit: Append) -> Iterator[tuple[int, int, str]]:
    root = _inside(made.source, edit.path)
    if not isinstance(root.inside, dict) or root.stop != (0, 0) or not root.inside:
        raise _refusal(made.source)
    listed = root.inside.get(edit.key)
    indent = root.column - 1
    offset = indent + _usual_offset(root)
    if listed is None:
        end = made.after(_last_line(root)) if edit.path else len(made.text)
        yield end, end, made.block([f"{' ' * indent}{edit.key}:", *_dumped([edit.entry], offset)], end)
    elif listed.stop == (0, 0) and isinstance(listed.inside, list) and listed.inside:
        line = _last_line(listed)
        while re.match(rf" {{{listed.column},}}#", made.rest(line + 1, 1)):  # a remark on the entry above
            line += 1
        end = made.after(line)
        yield end, end, made.block(_dumped([edit.entry], listed.column - 1), end)
    elif (
        listed.inside == [] and not made.text[made.at(listed.line, listed.column) : made.at(*listed.stop)][1:-1].strip()
    ):
        begin, end = made.at(listed.line, listed.column), made.at(*listed.stop)
        after = made.after(listed.stop[0])
        blank = len(made.text[:begin]) - len(made.text[:begin].rstrip(" \t"))
        yield begin - blank, end, ""
        yield after, after, made.block(_dumped([edit.entry], offset), after)
    else:
        message = f"'{edit.key}' in {made.source.name} is written in brackets, and nothing can be added there"
        raise Unreadable(message, "write it as a list, with '- ' at the start of each entry; nothing was changed")


def _usual_offset(root: Span) -> int:
    """Return how far lists of the file stand in from their keys; two, where it has none."""
    inside = root.inside.values() if isinstance(root.inside, dict) else ()
    lists = (one for one in inside if isinstance(one.inside, list) and one.inside and one.stop == (0, 0))
    return next((one.column - one.key_column for one in lists), 2)


# --- entries less ----------------------------------------------------------------------------------------------------


def _removing(made: _Text, edit: Remove) -> Iterator[tuple[int, int, str]]:
    root = made.source.span
    if not isinstance(root.inside, list) or root.stop != (0, 0) or len(root.inside) <= len(edit.entries):
        raise _refusal(made.source)
    for n in edit.entries:
        entry = root.inside[n]
        last = _last_line(entry)
        while re.match(rf" {{{entry.column - 1},}}#", made.rest(last + 1, 1)):  # a remark on the entry above
            last += 1
        yield made.at(entry.line, 1), made.after(last), ""


# --- other values ----------------------------------------------------------------------------------------------------


def _putting(made: _Text, edit: Put) -> Iterator[tuple[int, int, str]]:
    span = _inside(made.source, edit.path)
    if not isinstance(span.inside, dict) or span.stop != (0, 0):
        raise _refusal(made.source)
    added: dict[int, list[str]] = {}
    for key, value in edit.values.items():
        old = span.inside.get(key)
        if old is None and value is not None:
            line = _line_before(key, span.inside, edit.order)
            added.setdefault(line, []).extend(_dumped({key: value}, span.column - 1))
        elif old is not None and value is None:
            yield _removed(made, old)
        elif old is not None and isinstance(value, str | Decimal | int) and old.inside is None:
            yield from _replaced(made, old, value)
        elif old is not None:
            yield _removed(made, old)
            added.setdefault(_last_line(old), []).extend(_dumped({key: value}, span.column - 1))
    for line, lines in added.items():
        end = made.after(line)
        yield end, end, made.block(lines, end)


def _line_before(key: str, inside: Mapping[str, Span], order: Sequence[str]) -> int:
    """Return the last line of the key after which a new one goes."""
    earlier = [known for known in inside if known in order and key in order and order.index(known) < order.index(key)]
    nearest = max(earlier, key=order.index) if earlier else list(inside)[-1]
    return _last_line(inside[nearest])


def _removed(made: _Text, old: Span) -> tuple[int, int, str]:
    """Take a key and its value out, with their lines; a remark at the end of the line stays."""
    if made.rest(old.key_line, 1)[: old.key_column - 1].strip():
        raise _refusal(made.source)  # it is the first of its entry, after '- '
    last = _last_line(old)
    remark = made.rest(*old.stop) if old.stop[1] > 1 else ""
    kept = f"{' ' * (old.key_column - 1)}{remark.strip()}{made.newline}" if remark.strip() else ""
    return made.at(old.key_line, 1), made.after(last), kept


def _replaced(made: _Text, old: Span, value: Any) -> Iterator[tuple[int, int, str]]:  # noqa: ANN401  # a scalar
    begin = made.at(old.line, old.column)
    mark = _BLOCK.match(made.text, begin)
    if mark is None or old.stop[0] == old.line:
        yield begin, made.at(*old.stop), writing.as_scalar(value)
        return
    yield begin, mark.end(), writing.as_scalar(value)
    last = _last_line(old)
    while last > old.line and not made.rest(last, 1).strip():
        last -= 1
    yield made.after(old.line), made.after(last), ""
