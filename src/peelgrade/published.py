"""Published judgments of inspections, read from the rows of a table by a column mapping: pure, one row at a time.

Nothing is dropped silently: a row that is not taken comes out with the reason.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from peelgrade.changes import Case
from peelgrade.columnmapping import Columns, listed
from peelgrade.evidence import Document, Force, Inspection, InspectionRecord, QuestionRecord
from peelgrade.problems import Unreadable, shown, suggest
from peelgrade.rulebook import Rulebook

REMEMBERED = 100_000  # inspections of a table with one row a judgment among which one that comes again is found
_MEMO = 20_000  # rows of different words whose meaning is remembered

Cells = tuple[int, tuple[str, ...] | None]  # the number of a row, and its cells; None where there are too many or few
Why = Literal[
    "not_selected",  # by `where` of the mapping or of who asks
    "other_days",  # before or after the days that were asked for
    "incomplete",  # the overall judgment, or one of a part that is not optional, is missing
    "unknown_word",  # a judgment in a word that the mapping does not have
    "unknown_question",  # a judgment of a question that the mapping does not have
    "unknown_day",  # no day, or none that can be read, where days were asked for
    "no_unit",  # nothing says what the inspection is of
    "ragged",  # more or fewer cells than columns
    "judged_twice",  # two judgments of one question in one inspection
]
REJECTED: frozenset[Why] = frozenset(
    {"unknown_word", "unknown_question", "unknown_day", "no_unit", "ragged", "judged_twice"}
)


class Day(str):
    """What a cell holds that is a day and no text, written year first: a mapping says how days are written as text."""

    __slots__ = ()


class Number(str):
    """What a cell holds that is a number and no text, written with a point: a mapping says how numbers are written as text."""

    __slots__ = ()


class Published(NamedTuple):
    """The published judgments of one inspection: categories of the framework by id.

    `number` is its row, `unit` what it is of, `parts` are in the order of the questions of the reader; None where a part
    is not judged.
    """

    number: int
    unit: str
    day: str
    overall: str
    parts: tuple[str | None, ...]


class LeftOut(NamedTuple):
    """A row, or an inspection that starts there, that is not taken: why, and the column and word that it lies at."""

    number: int
    why: Why
    column: str = ""
    word: str = ""


@dataclass(frozen=True)
class Selection:
    """The inspections that are asked for: from one day to another, both included, and by words in columns."""

    since: date | None = None
    until: date | None = None
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def by_day(self) -> bool:
        """Whether days are asked for."""
        return self.since is not None or self.until is not None


@dataclass(frozen=True)
class Reader:
    """Reads inspections from the rows of a table. `wanted` are the columns whose cells it takes, in their order."""

    mapping: Columns
    overall: str
    questions: tuple[str, ...]
    selection: Selection
    wanted: tuple[str, ...]

    @property
    def compared(self) -> tuple[bool, ...]:
        """Whether each question is judged on the whole scale: its words reach every category that the overall's reach.

        A judgment in words such as yes and no cannot be set beside the others, or called the worst of them.
        """
        whole = set(self.mapping.judgments.values())
        return tuple(whole <= set(self.mapping.words_of(question).values()) for question in self.questions)

    def read(self, rows: Iterable[Cells]) -> Iterator[Published | LeftOut]:
        """Yield what each row, or each run of rows of one inspection, holds.

        Raises Unreadable where rows of one inspection do not stand together.
        """
        return _judgments(self, rows) if self.mapping.rows == "judgments" else _inspections(self, rows)


def reader(mapping: Columns, rulebook: Rulebook, columns: Sequence[str], selection: Selection) -> Reader:
    """Return what reads a table of these columns; Unreadable tells every column that the mapping names in vain."""
    overall = rulebook.framework.questions.id
    named = set((mapping.questions or {}).values()) if mapping.rows == "judgments" else set(mapping.parts or {})
    questions = tuple(name for name in rulebook.questions if name in named and name != overall)
    if selection.by_day and mapping.day is None:
        raise Unreadable("the column mapping names no date", "take --from and --to out, or add 'date' to the mapping")
    wanted = (
        *_filters(mapping, selection),
        *mapping.units,
        *_day(mapping),
        *mapping.keys,
        *_judged(mapping, questions),
    )
    refuse_unknown(dict.fromkeys(wanted), columns)
    return Reader(mapping, overall, questions, selection, wanted)


def case(rulebook: Rulebook, judgments: Mapping[str, str]) -> Case:
    """Return the case that some questions are judged so, that nothing else was found, and that others are not inspected.

    Questions above those that are judged are inspected to the end: they are rolled up.
    """
    framework = rulebook.framework
    rolled_up = {above for name in judgments for above in rulebook.above(name)} - judgments.keys()
    record = InspectionRecord(
        id="published",
        force=Force(id="published", name="Published judgments"),
        framework=framework.id,
        documents=(Document(id="table", title="Table of published judgments"),),
        questions=tuple(
            QuestionRecord(question=name, status="complete" if name in rolled_up else "not_inspected")
            for name in rulebook.questions
        ),
    )
    return Case(Inspection.of(record, ()), rulebook, dict(judgments))


# --- columns ---------------------------------------------------------------------------------------------------------


def _filters(mapping: Columns, selection: Selection) -> tuple[str, ...]:
    return (*mapping.where, *selection.where)


def _day(mapping: Columns) -> tuple[str, ...]:
    return () if mapping.day is None else (mapping.day.column,)


def _judged(mapping: Columns, questions: Iterable[str]) -> tuple[str, ...]:
    if mapping.rows == "judgments":
        return mapping.question or "", mapping.judgment or ""
    return (mapping.overall or "", *map(mapping.column_of, questions))


def refuse_unknown(wanted: Iterable[str], columns: Sequence[str]) -> None:
    """Raise Unreadable with every column that a mapping names and that the table does not have, or has twice."""
    reasons = []
    for name in wanted:
        if name not in columns:
            told = suggest(name, [column for column in dict.fromkeys(columns) if column])
            reasons.append((f"the table has no column '{shown(name)}'", told))
        elif columns.count(name) > 1:
            times = "twice" if columns.count(name) == 2 else f"{columns.count(name)} times"  # noqa: PLR2004  # as it says
            remedy = f"'{shown(name)}' stands {times} in its first row: give each column a name of its own"
            reasons.append((f"the table has several columns '{shown(name)}'", remedy))
    if reasons:
        raise Unreadable.of(reasons)


# --- rows ------------------------------------------------------------------------------------------------------------

_TIME = (
    r"(?:[T ](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:Z|[AP]M|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}}){_TIME}", re.ASCII | re.IGNORECASE)
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})([/.-])([0-9]{{1,2}})\2([0-9]{{4}}){_TIME}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class _Head:
    """What the first cells of a row say: whether it is taken, what it is of, and its day.

    Cells stand in the order of `Reader.wanted`: those to select by, the unit, the day.
    """

    words: tuple[tuple[str, frozenset[str]], ...]
    unit_columns: int
    day: str
    day_at: int
    day_first: bool
    selection: Selection

    @classmethod
    def of(cls, reader: Reader) -> _Head:
        mapping, selection = reader.mapping, reader.selection
        own = ((column, frozenset(listed(words))) for column, words in mapping.where.items())
        words = (*own, *selection.where.items())
        end = len(words) + len(mapping.units)
        day = mapping.day
        day_first = day is not None and day.written == "day_first"
        return cls(words, len(mapping.units), day.column if day else "", end if day else -1, day_first, selection)

    @property
    def length(self) -> int:
        """How many cells it takes."""
        return len(self.words) + self.unit_columns + (self.day_at >= 0)

    def refused(self, number: int, cells: tuple[str, ...]) -> LeftOut | None:
        """Return why a row is not taken; None if it is."""
        for at, (column, words) in enumerate(self.words):
            if cells[at] not in words:
                return LeftOut(number, "not_selected", column, cells[at])
        if self.selection.by_day:
            day = day_of(cells[self.day_at], day_first=self.day_first)
            if day is None:
                return LeftOut(number, "unknown_day", self.day, cells[self.day_at])
            if not (self.selection.since or day) <= day <= (self.selection.until or day):
                return LeftOut(number, "other_days")
        return None if all(self._units(cells)) else LeftOut(number, "no_unit")

    def unit(self, cells: tuple[str, ...]) -> str:
        """Return what a row is of."""
        return ", ".join(self._units(cells))

    def _units(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        return cells[len(self.words) : len(self.words) + self.unit_columns]

    def written_day(self, cells: tuple[str, ...]) -> str:
        """Return the day of a row as it is written; nothing where the table has none."""
        return cells[self.day_at] if self.day_at >= 0 else ""


def day_of(text: str, *, day_first: bool) -> date | None:
    """Return the day that a cell says; a time after it is passed over. None where it says none."""
    try:
        if day_first and not isinstance(text, Day):
            found = _DAY_FIRST.fullmatch(text)
            return date(int(found[4]), int(found[3]), int(found[1])) if found else None
        found = _YEAR_FIRST.fullmatch(text)
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


_Meaning = tuple[str, tuple[str | None, ...]]  # the overall judgment, and those of the parts, by ids of categories
_Meant = _Meaning | LeftOut


@dataclass(frozen=True)
class _Words:
    """What the words of a row mean: those of the overall judgment, then those of each part. What was met is remembered."""

    columns: tuple[str, ...]
    meanings: tuple[Mapping[str, str], ...]
    needed: tuple[bool, ...]
    nothing: frozenset[str]

    @classmethod
    def of(cls, reader: Reader) -> _Words:
        mapping, asked = reader.mapping, (reader.overall, *reader.questions)
        long = mapping.rows == "judgments"
        columns = asked if long else (mapping.overall or "", *map(mapping.column_of, reader.questions))
        meanings = tuple(mapping.words_of(question) for question in asked)
        needed = tuple(question not in mapping.optional for question in asked)
        return cls(columns, meanings, needed, frozenset({"", *mapping.not_judged}))

    @cached_property
    def mean(self) -> Callable[[tuple[str, ...]], _Meant]:
        """What words mean, or why they mean nothing that can be used."""
        return lru_cache(_MEMO)(self._meaning)

    def _meaning(self, words: tuple[str, ...]) -> _Meant:
        for column, word, meanings in zip(self.columns, words, self.meanings, strict=True):
            if word not in meanings and word not in self.nothing:
                return LeftOut(0, "unknown_word", column, word)
        found = [meanings.get(word) for word, meanings in zip(words, self.meanings, strict=True)]
        for column, one, needed in zip(self.columns, found, self.needed, strict=True):
            if one is None and needed:
                return LeftOut(0, "incomplete", column)
        overall, *parts = found
        if overall is None or all(one is None for one in parts):
            return LeftOut(0, "incomplete", self.columns[0] if overall is None else self.columns[1])
        return overall, tuple(parts)


def _inspections(reader: Reader, rows: Iterable[Cells]) -> Iterator[Published | LeftOut]:
    """Read a table in which a row is an inspection."""
    head, words = _Head.of(reader), _Words.of(reader)
    start = head.length
    for number, cells in rows:
        if cells is None:
            yield LeftOut(number, "ragged")
            continue
        refused = head.refused(number, cells)
        if refused is not None:
            yield refused
            continue
        meant = words.mean(cells[start:])
        if isinstance(meant, LeftOut):
            yield meant._replace(number=number)
        else:
            yield Published(number, head.unit(cells), head.written_day(cells), *meant)


@dataclass
class _Run:
    """The rows of one inspection, as far as they were read: where it starts, what it is of, and a word for each question."""

    key: tuple[str, ...]
    number: int
    unit: str
    day: str
    words: dict[str, str] = field(default_factory=dict)
    twice: LeftOut | None = None


def _judgments(reader: Reader, rows: Iterable[Cells]) -> Iterator[Published | LeftOut]:
    """Read a table in which a row is a judgment, and those of one inspection stand together."""
    mapping, head, words = reader.mapping, _Head.of(reader), _Words.of(reader)
    keys = slice(head.length, head.length + len(mapping.keys))
    again = _Again(mapping.keys)
    run: _Run | None = None
    for number, cells in rows:
        refused = LeftOut(number, "ragged") if cells is None else head.refused(number, cells)
        if cells is None or refused is not None:
            yield refused or LeftOut(number, "ragged")
            continue
        if run is None or run.key != cells[keys]:
            yield from _ended(run, reader, words)
            again.refuse(cells[keys], number)
            run = _Run(cells[keys], number, head.unit(cells), head.written_day(cells))
        yield from _joined(run, number, cells[keys.stop :], mapping)
    yield from _ended(run, reader, words)


def _joined(run: _Run, number: int, cells: tuple[str, ...], mapping: Columns) -> Iterator[LeftOut]:
    """Add a judgment, its question and word, to the inspection that it is of; yield it where its question is not known."""
    question, word = cells
    meant = (mapping.questions or {}).get(question)
    if meant is None:
        yield LeftOut(number, "unknown_question", mapping.question or "", question)
    elif run.words.setdefault(meant, word) != word:
        run.twice = LeftOut(run.number, "judged_twice", question, word)


def _ended(run: _Run | None, reader: Reader, words: _Words) -> Iterator[Published | LeftOut]:
    if run is None:
        return
    if run.twice is not None:
        yield run.twice
        return
    meant = words.mean(tuple(run.words.get(question, "") for question in (reader.overall, *reader.questions)))
    if isinstance(meant, LeftOut):
        yield meant._replace(number=run.number)
    else:
        yield Published(run.number, run.unit, run.day, *meant)


@dataclass
class _Again:
    """Finds an inspection that comes again, among the last so many: a longer memory would grow with the table."""

    columns: tuple[str, ...]
    seen: OrderedDict[bytes, int] = field(default_factory=OrderedDict)

    def refuse(self, key: tuple[str, ...], number: int) -> None:
        """Remember where an inspection starts; Unreadable if it started before."""
        mark = hashlib.blake2b("\0".join(key).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        first = self.seen.setdefault(mark, number)
        if first != number:
            message = f"rows {first:,} and {number:,} are both of {shown(', '.join(key))}, and other rows stand between"
            raise Unreadable(
                message, f"sort the table by {', '.join(self.columns)}: rows of one inspection stand together"
            )
        if len(self.seen) > REMEMBERED:
            self.seen.popitem(last=False)
