"""A workbook checked as files are: everything that is wrong, by sheet and cell, and the files that it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from peelgrade import pipeline, writing
from peelgrade.capturing import cells, consequences, filing, matching, silencing
from peelgrade.capturing.contents import Spots, taken
from peelgrade.capturing.layout import Steps, layout
from peelgrade.capturing.matching import Matching
from peelgrade.pipeline import Places, Read, Reading
from peelgrade.problems import Locator, Problem, Related, Unreadable
from peelgrade.rulebook import Rulebook
from peelgrade.tables import Grid


@dataclass(frozen=True)
class Checked:
    """What came of a workbook: the text of each file, what is wrong by cell, and the inspection where it is sound."""

    texts: Mapping[str, str]
    problems: tuple[Problem, ...]
    read: Read | None
    rulebook: Rulebook | None
    places: Cells

    @property
    def sound(self) -> bool:
        """Whether there is no error."""
        return self.read is not None and not any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True)
class Cells:
    """Where things stand: in the sheets of a workbook, and in the files of the rules."""

    files: Places
    matching: Matching

    def extent(self, at: Locator) -> tuple[int, int, int]:
        """Return row, column and the column after it; of what stands in a file, its line and columns."""
        if at.file != self.matching.file:
            return self.files.extent(at)
        return at.line or 1, at.column or 1, (at.column or 1) + 1

    def item(self, at: Locator) -> str:
        """Return what the first column of its row says, where that is an id."""
        one = self.matching.holding(at)
        if one is None or one.sheet.upright or at.line is None or at.line - 1 <= one.head:
            return ""
        place = one.place(at.line - 1, one.sheet.key.title)
        return str(one.grid.at(*place)).strip() if place is not None else ""

    def path(self, at: Locator) -> tuple[str | int, ...]:
        """Return the id of its row and the head of its column, as far as there are such."""
        one = self.matching.holding(at)
        if one is None:
            return self.files.path(at)
        position = at.line if one.sheet.upright else at.column
        title = next((title for title, n in one.at.items() if n + 1 == position), "")
        return tuple(part for part in (self.item(at), title) if part)

    def lines(self, file: str) -> Sequence[str]:
        """Return the lines of a file; a workbook has none."""
        return () if file == self.matching.file else self.files.lines(file)

    def sheet_of(self, at: Locator) -> str:
        """Return the name of the sheet of the workbook that a cell is in; nothing for other places."""
        return cells.sheet_of(at.cell) if at.file == self.matching.file else ""


def checked(grids: Sequence[Grid], file: str, rules: Path | None = None) -> Checked:
    """Check the sheets of a workbook; `file` is what it is called, `rules` a folder of rules instead of those it names.

    Raises Unreadable where the rules cannot be read.
    """
    general = layout()
    found = matching.matched(grids, general, file)
    contents = taken(found, general)
    reading = Reading()
    rulebook = _rulebook(contents.record.data.get("framework"), rules, reading)
    files = filing.divided(contents.items, rulebook)
    spots = Spots.of(contents, files)
    texts = filing.texts(contents.record.data, files, general, for_editors=True)
    read, problems, lines = _examined(texts, rules, reading)
    asked = silencing.asked(files)
    if asked:
        texts, spots.comments = silencing.commented(texts, asked, [*zip(problems, lines, strict=True)])
        reading = Reading()
        read, problems, lines = _examined(texts, rules, reading)
    told = [*((one, ()) for one in contents.problems), *_in_cells(problems, spots)]
    causes = consequences.left_out(told, contents, general)
    return Checked(texts, tuple(dict.fromkeys(causes)), read, rulebook, Cells(reading.places, found))


def _rulebook(named: object, rules: Path | None, reading: Reading) -> Rulebook | None:
    if rules is None and not isinstance(named, str):
        return None
    try:
        folder, shown = (rules, rules.as_posix()) if rules is not None else pipeline.named_rules(str(named))
    except Unreadable:
        return None  # told of when the record is read
    return pipeline.read_rulebook(folder, shown, reading)


def _examined(
    texts: Mapping[str, str], rules: Path | None, reading: Reading
) -> tuple[Read | None, list[Problem], list[int]]:
    """Check files as `validate` does, before they are anywhere; return also the lines that the problems stand in.

    The names in what is told are those of the files.
    """
    with writing.scratch() as folder:
        reading.instead = {folder / file: text.encode() for file, text in texts.items()}
        read = pipeline.examine(folder, rules, reading)
        problems, _ = reading.standing()
        lines = [reading.places.extent(one.at)[0] for one in problems]
        return read, [_without(folder.as_posix(), one) for one in problems], lines


def _without(folder: str, problem: Problem) -> Problem:
    """Return a problem that speaks of a file by its name alone."""

    def named(at: Locator) -> Locator:
        return replace(at, file=at.file.removeprefix(f"{folder}/"))

    def said(text: str) -> str:
        return text.replace(f"{folder}/", "")

    related = tuple(Related(named(one.at), said(one.label)) for one in problem.related)
    return replace(
        problem, message=said(problem.message), help=said(problem.help), at=named(problem.at), related=related
    )


def _in_cells(problems: Sequence[Problem], spots: Spots) -> Iterator[tuple[Problem, Steps]]:
    """Yield problems of files by the cells that they come from, each with its path there; not those of cells told of."""
    names = {file for file, _ in spots.spots}
    for problem in problems:
        if problem.at.file not in names:
            yield problem, ()
            continue
        at, is_there = spots.cell(problem.at)
        if at.cell in spots.contents.broken or (not is_there and problem.code == "PG203"):
            continue  # the cell, or the missing column, is told of
        related = tuple(Related(_cell_of(one, spots), one.label) for one in problem.related)
        yield replace(_reworded(problem), at=at, related=related), problem.at.path


def _cell_of(related: Related, spots: Spots) -> Locator:
    known = any(file == related.at.file for file, _ in spots.spots)
    return spots.cell(related.at)[0] if known else related.at


def _reworded(problem: Problem) -> Problem:
    """Return a problem whose advice is for cells: a key is a column, and to take it out is to empty the cell."""
    help_, message = problem.help, problem.message
    for pattern, words in _WORDS_OF_CELLS:
        help_ = pattern.sub(words, help_)
    for pattern, words in _NOUNS_OF_CELLS:
        message = pattern.sub(words, message)
    return replace(problem, message=message, help=help_)


_WORDS_OF_CELLS = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"^add '\w+:' with one of: ", "write one of: "),
        (r"^add '\w+', as in '\w+: (.*)': (.*)", r"fill it in: \2, such as '\1'"),
        (r"^add '\w+': ", "fill it in: "),
        (r"end the line with '# peelgrade: ignore\[(\w+)\] ([^']*)'", r"write '\1 \2' under Ignored"),
        (r"as in '# peelgrade: ignore\[(\w+)\] ([^']*)'", r"as in '\1 \2'"),
        (r"write it after the bracket", "write it after the code"),
        (r"take it out, or put it on the line of the problem or just above", "take it out"),
        (r"take the line out", "empty the cell"),
        (r"take '(\w+)' out", r"empty '\1'"),
        (r"and 'bound: (\w+)' on a line of its own", r"and \1 under Bound"),
        (r"'(\w+): ([\w-]+)'", r"'\2' under '\1'"),
        (r"'(\w+):'", r"'\1'"),
        (r", without quotes$", ""),
        (r"that inspection.yaml lists", "that the sheet Documents lists"),
        (r"ist it there under 'documents'", "ist it there"),
    )
)
_NOUNS_OF_CELLS = (
    (re.compile("^the file must have"), "the workbook must have"),
    (re.compile(r"^(what stands under '\w+'|this entry) must have"), "this row must have"),
    (re.compile(r"is not among the documents of inspection\.yaml$"), "is not among those on the sheet Documents"),
    (re.compile(r"and inspection\.yaml says that"), "and the sheet Questions says that"),
)
