"""The rows of a table, read by a metric mapping: the figures in them, what does not count, and what cannot be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from peelgrade.columnmapping import DateColumn, Written, listed
from peelgrade.evidence import Period
from peelgrade.measurement.figures import Key, Measured, Place
from peelgrade.measurement.numerals import NotRead, figure_of
from peelgrade.measurement.periods import EXAMPLES, period_of
from peelgrade.metricmapping import BreakdownColumn, FigureColumn, MeasureColumn, MetricMapping, Numbers, SubjectColumn
from peelgrade.problems import Unreadable, shown, suggest
from peelgrade.published import day_of, refuse_unknown
from peelgrade.rulebook import Rulebook

MAX_WRONG = 200  # different things that are told; nobody reads more
_SEEN = 1_000  # words of a column that are remembered, to suggest one that is meant

Cells = tuple[int, tuple[str, ...] | None]  # the number of a row, and its cells; None where there are too many or few


@dataclass(frozen=True)
class Wrong:
    """What cannot be read: the first cell of it, None for the table as a whole, and how many more are alike."""

    at: Place | None
    message: str
    help: str
    more: int = 0


@dataclass(frozen=True)
class Measurement:
    """What a table holds for an inspection.

    Beside the figures stand how many cells are suppressed, by what they hold; how many rows are about others than the
    force and the comparators; how many rows do not count by `where`; and what cannot be read.
    """

    figures: tuple[Measured, ...]
    suppressed: Mapping[str, int]
    others: int
    not_selected: int
    wrong: tuple[Wrong, ...]


def wanted(mapping: MetricMapping, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a mapping takes; Unreadable tells every one that the table does not have, or has twice."""
    found = tuple(dict.fromkeys(_named(mapping)))
    try:
        refuse_unknown(found, columns)
    except Unreadable as unknown:
        if mapping.header is None and not set(found).intersection(columns):
            why = "the first row of the table that is not blank has none of the columns of the mapping"
            remedy = "if another row names them, say which in the mapping, as in 'header: 3'"
            raise Unreadable.of([(why, remedy), *unknown.reasons]) from None
        raise
    return found


def measure(
    rows: Iterable[Cells], mapping: MetricMapping, taken: Sequence[str], force: str, rulebook: Rulebook
) -> Measurement:
    """Return what the rows hold on a force and on the comparators of the framework; `taken` names their cells."""
    reader = _Reader(mapping, force, rulebook)
    for number, cells in rows:
        if cells is None:
            remedy = "give the row as many cells as there are columns"
            reader.refuse(Place(number), "ragged", "it has more or fewer cells than there are columns", remedy)
        else:
            reader.row(number, dict(zip(taken, cells, strict=True)))
    reader.end()
    return reader.measurement()


def _named(mapping: MetricMapping) -> Iterator[str]:
    yield from mapping.where
    if isinstance(mapping.subject, SubjectColumn):
        yield mapping.subject.column
    if mapping.period_from is not None:
        yield from mapping.period_from.columns
    if mapping.as_at_from is not None:
        yield mapping.as_at_from.column
    for figure in mapping.figures:
        if isinstance(figure.measure, MeasureColumn):
            yield figure.measure.column
        yield from (part.column for part in figure.breakdown if isinstance(part, BreakdownColumn))
        yield figure.column


class _Refused(Exception):  # noqa: N818  # it ends the reading of one figure; the others are read on
    """Something of a row cannot be read, and was told of."""


@dataclass
class _Reader:
    """Reads row after row, and remembers what it found."""

    mapping: MetricMapping
    force: str
    rulebook: Rulebook
    figures: dict[Key, Measured] = field(default_factory=dict)
    suppressed: Counter[str] = field(default_factory=Counter)
    others: int = 0
    not_selected: int = 0
    wrong: dict[tuple[str, str], Wrong] = field(default_factory=dict)
    untold: int = 0
    seen: dict[str, dict[str, None]] = field(default_factory=dict)  # words of the columns that rows are chosen by

    def measurement(self) -> Measurement:
        """Return what was found."""
        told = list(self.wrong.values())
        if self.untold:
            told.append(Wrong(None, f"{self.untold:,} more cells cannot be read", "mend these, and run it again"))
        return Measurement(tuple(self.figures.values()), self.suppressed, self.others, self.not_selected, tuple(told))

    def refuse(self, at: Place, kind: str, message: str, remedy: str) -> None:
        """Remember what cannot be read; what is alike in one column is told once, and counted."""
        known = self.wrong.get((at.column, kind))
        if known is not None:
            self.wrong[at.column, kind] = replace(known, more=known.more + 1)
        elif len(self.wrong) < MAX_WRONG:
            self.wrong[at.column, kind] = Wrong(at, message, remedy)
        else:
            self.untold += 1

    def row(self, number: int, cells: Mapping[str, str]) -> None:
        """Read one row."""
        for column, words in self.mapping.where.items():
            self._remember(column, cells[column])
            if cells[column] not in listed(words):
                self.not_selected += 1
                return
        subject = self._subject(cells)
        if subject != self.force and subject not in self.rulebook.comparators:
            self.others += 1
            return
        for figure in self.mapping.figures:
            try:
                self._keep(self._measured(number, cells, figure, subject))
            except _Refused:
                continue

    def _subject(self, cells: Mapping[str, str]) -> str:
        named = self.mapping.subject
        if isinstance(named, str):
            return named
        word = cells[named.column]
        self._remember(named.column, word)
        return named.words.get(word, "") if named.words else word

    def _remember(self, column: str, word: str) -> None:
        seen = self.seen.setdefault(column, {})
        if len(seen) < _SEEN:
            seen[word] = None

    def _measured(self, number: int, cells: Mapping[str, str], figure: FigureColumn, subject: str) -> Measured | None:
        """Return the figure of a column; None where it is suppressed."""
        at = Place(number, figure.column)
        text = cells[figure.column]
        if text in self.mapping.suppressed:
            self.suppressed[text] += 1
            return None
        measure = self._measure(number, cells, figure)
        breakdown = tuple(one for part in figure.breakdown if (one := self._part(number, cells, part)))
        time = figure.period or figure.as_at or self._time(number, cells)
        try:
            value = figure_of(text, self.mapping.numbers or Numbers(), figure)
        except NotRead as refused:
            held = f"'{shown(text)}' {refused.message}" if text else "the cell is empty"
            remedy = refused.help if text else "add '\"\"' under 'suppressed' if empty cells are meant"
            self.refuse(at, remedy, held, remedy)
            raise _Refused from None
        unit = self.rulebook.measures[measure].unit
        return Measured(measure, subject, breakdown, time, value, unit, figure.bound, figure.statement, at)

    def _measure(self, number: int, cells: Mapping[str, str], figure: FigureColumn) -> str:
        if isinstance(figure.measure, str):
            return figure.measure
        words, word = figure.measure.words, cells[figure.measure.column]
        measure = words.get(word) if words else word
        if measure is None or measure not in self.rulebook.measures:
            self._unknown(Place(number, figure.measure.column), word, list(words or self.rulebook.measures))
        return measure or ""

    def _part(self, number: int, cells: Mapping[str, str], part: str | BreakdownColumn) -> str:
        if isinstance(part, str):
            return part
        word = cells[part.column]
        if part.words and word not in part.words:
            self._unknown(Place(number, part.column), word, list(part.words))
        return part.words[word].strip() if part.words else word

    def _unknown(self, at: Place, word: str, known: Sequence[str]) -> None:
        remedy = f"{suggest(word, known)} Or add the word to the mapping, or choose other rows with 'where'"
        self.refuse(at, f"word {word}", f"'{shown(word)}' is no word of the mapping", remedy)
        raise _Refused

    def _time(self, number: int, cells: Mapping[str, str]) -> date | Period:
        """Return the time of the figures of a row, where that is not said of their column."""
        fixed = self.mapping.period or self.mapping.as_at
        if fixed is not None:
            return fixed
        if self.mapping.as_at_from is not None:
            return self._day(number, cells, self.mapping.as_at_from)
        of_column = self.mapping.period_from
        if of_column is None:  # pragma: unreached - a mapping says the time in one of these ways
            raise _Refused
        if of_column.written in ("year_first", "day_first"):
            return self._span(number, cells, of_column.columns, of_column.written)
        text = cells[of_column.column]
        found = period_of(text, of_column.written)
        if found is None:
            remedy = f"by 'written: {of_column.written}' it is written as in '{EXAMPLES[of_column.written]}'"
            message = f"'{shown(text)}' is no period as the mapping has them"
            self.refuse(Place(number, of_column.column), f"period {text}", message, remedy)
            raise _Refused
        return found

    def _span(self, number: int, cells: Mapping[str, str], columns: Sequence[str], written: Written) -> Period:
        first, last = (self._day(number, cells, DateColumn(column=one, written=written)) for one in columns)
        if last < first:
            message = f"the period ends ({last}) before it starts ({first})"
            self.refuse(Place(number, columns[-1]), f"ends {first} {last}", message, "correct the cell that is wrong")
            raise _Refused
        return Period(start=first, end=last)

    def _day(self, number: int, cells: Mapping[str, str], column: DateColumn) -> date:
        text = cells[column.column]
        found = day_of(text, day_first=column.written == "day_first")
        if found is None:
            message = f"'{shown(text)}' is no day as the mapping has them"
            remedy = f"by 'written: {column.written}' it is written as in '{EXAMPLES[column.written]}'"
            self.refuse(Place(number, column.column), f"day {text}", message, remedy)
            raise _Refused
        return found

    def _keep(self, found: Measured | None) -> None:
        """Keep a figure, unless there is one for the same already."""
        if found is None:
            return
        first = self.figures.setdefault(found.key, found)
        if first is not found:
            where = f"row {first.at.row}, {first.at.column}"
            message = f"it is about the same as {where}: measure, subject, breakdown and time are alike"
            remedy = "choose rows with 'where', or tell the two apart by 'breakdown'"
            self.refuse(found.at, "twice", message, remedy)

    def end(self) -> None:
        """Tell of words of the mapping that no row has: nothing may be left out for a slip."""
        for column, words in self.mapping.where.items():
            self._missing(column, listed(words), "where")
        subject = self.mapping.subject
        if isinstance(subject, SubjectColumn):
            meant = subject.words or {name: name for name in (self.force, *self.mapping.comparators)}
            for name in () if self.wrong else (self.force, *self.mapping.comparators):
                meanings = [word for word, one in meant.items() if one == name]
                self._missing(subject.column, meanings, "subject")
            if self.force not in meant.values():
                remedy = f"add the word that stands for {self.force} under 'subject'"
                self.wrong["", "force"] = Wrong(None, f"no word of the mapping stands for {self.force}", remedy)
        elif subject != self.force:
            remedy = f"write 'subject: {self.force}', or the column that says whom a row is about"
            self.wrong["", "force"] = Wrong(
                None, f"the mapping is about {subject}, and the force is {self.force}", remedy
            )
        if not self.figures and not self.wrong:
            remedy = "look at 'where', 'subject' and 'suppressed' of the mapping"
            self.wrong["", "none"] = Wrong(None, "there is no figure in the table for this inspection", remedy)

    def _missing(self, column: str, words: Sequence[str], key: str) -> None:
        """Tell where none of the words that are meant was seen in a column."""
        seen = self.seen.get(column, {})
        if words and len(seen) < _SEEN and not seen.keys() & set(words):
            message = f"no row has {' or '.join(repr(shown(word)) for word in words)} in '{shown(column)}'"
            remedy = f"{suggest(words[0], [one for one in seen if one])} It stands under '{key}' of the mapping"
            self.wrong[column, f"missing {words[0]}"] = Wrong(None, message, remedy)
