"""What the two tables hold: their columns, and the words that each may say.

Items has one row for each item of evidence, questions one for each question of an inspection of which something is
said. Only what rules look at is read; a column that none of its rows needs may be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, get_args

from peelgrade.evidence import Bound, Extent, FieldworkStatus, Ground, RecommendationStatus, Shows, Standing, Weight
from peelgrade.grading.program import Program
from peelgrade.grading.selections import FindingsSelection, MetricsSelection, Selection
from peelgrade.rulebook import Rulebook, vocabulary

Holds = Literal["name", "word", "words", "figure"]
Kind = Literal["finding", "metric", "recommendation"]

KINDS: tuple[Kind, ...] = get_args(Kind)
FLAG = ("true", "false")
UNKNOWN = "?"  # stands for a word that is none: no id is written so
SEPARATOR = " "  # between the words of one cell
BESIDE, STATED = "beside.", "stated."  # before the id of a comparator: its figure, or how the metric stands to it

# ways in which a metric may stand to what it is set beside, as a table says them; nothing is said where it may be any
STANDS: dict[str, frozenset[str]] = {
    "lower": frozenset({"lower"}),
    "similar": frozenset({"similar"}),
    "higher": frozenset({"higher"}),
    "lower_or_similar": frozenset({"lower", "similar"}),
    "similar_or_higher": frozenset({"similar", "higher"}),
    "lower_or_higher": frozenset({"lower", "higher"}),
}


def keyed(name: str) -> str:
    """Return a name without dots; no id has a slash."""
    return name.replace(".", "/")


@dataclass(frozen=True)
class Column:
    """A column: what it holds, the words that it may say, and the kind of items that it is about; None if all.

    If `needed`, a row of that kind must say something in it.
    """

    name: str
    holds: Holds
    words: tuple[str, ...] = ()
    about: Kind | None = None
    needed: bool = False

    @property
    def key(self) -> str:
        """The name by which expressions call it: without dots, which Spark takes for paths."""
        return keyed(self.name)

    @property
    def is_key(self) -> bool:
        """Whether it names what judgments are about: then it stands in tables that are written, as it was."""
        return self.name == "inspection" and self.needed


@dataclass(frozen=True)
class Layout:
    """The columns of one table that are read, in order. Without those that are `essential` it cannot be read at all."""

    table: Literal["items", "questions"]
    columns: tuple[Column, ...]
    essential: tuple[str, ...]

    def __getitem__(self, name: str) -> Column:
        """Return a column by its name. Raises KeyError for one that there is not."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def present(self, names: Iterable[str]) -> Layout:
        """Return it with only the columns of these names."""
        kept = frozenset(names)
        return Layout(self.table, tuple(one for one in self.columns if one.name in kept), self.essential)

    def widened(self, name: str, words: Iterable[str]) -> Layout:
        """Return it with more words that a column may say, after its own."""
        columns = (replace(one, words=(*one.words, *words)) if one.name == name else one for one in self.columns)
        return replace(self, columns=tuple(columns))

    @property
    def names(self) -> frozenset[str]:
        """The names of the columns."""
        return frozenset(column.name for column in self.columns)

    @property
    def keys(self) -> frozenset[str]:
        """The names by which expressions call the columns."""
        return frozenset(column.key for column in self.columns)


def selections(programs: Iterable[Program]) -> tuple[Selection, ...]:
    """Return every selection of the programs once, in their order."""
    listed = (one for program in programs for question in program.questions for one in question.selections)
    return tuple(dict.fromkeys(listed))


def items(rulebook: Rulebook, taken: Iterable[Selection]) -> Layout:
    """Return the columns of items that the selections look at."""
    listed = tuple(taken)
    codes = frozenset(code for one in listed if isinstance(one, FindingsSelection) for code in one.codes)
    compared = sorted({one.comparator for one in listed if isinstance(one, MetricsSelection)})
    return _items(rulebook, codes, compared)


def all_items(rulebook: Rulebook) -> Layout:
    """Return every column of items that rules of a framework could look at."""
    codes = frozenset({"shows", "weight", "extent", "ground", "at_risk", "topic"})
    return _items(rulebook, codes, sorted(rulebook.comparators))


def _items(rulebook: Rulebook, codes: frozenset[str], compared: Sequence[str]) -> Layout:
    known = vocabulary(rulebook.framework)
    columns = [
        Column("inspection", "name", needed=True),
        Column("id", "name", needed=True),
        Column("kind", "word", KINDS, needed=True),
        Column("question", "word", tuple(known["questions"]), needed=True),
        Column("withdrawn", "word", FLAG),
        Column("part_of", "name", about="finding"),
        Column("standing", "word", _words(Standing), about="finding", needed=True),
        Column("superseded_by", "name", about="recommendation"),
        *(column for column in _codes(known) if column.name in codes),
        Column("type", "word", tuple(known["recommendation_types"]), "recommendation", needed=True),
        Column("status", "word", _words(RecommendationStatus), "recommendation", needed=True),
    ]
    if compared:
        columns += [
            Column("measure", "word", tuple(known["measures"]), "metric", needed=True),
            Column("value", "figure", about="metric"),
            Column("bound", "word", _words(Bound), about="metric"),
            *(Column(f"{BESIDE}{name}", "figure", about="metric") for name in compared),
            *(Column(f"{STATED}{name}", "word", tuple(STANDS), about="metric") for name in compared),
        ]
    return Layout("items", tuple(columns), ("inspection", "kind", "question"))


def _codes(known: dict[str, dict[str, str]]) -> tuple[Column, ...]:
    return (
        Column("shows", "word", _words(Shows), "finding", needed=True),
        Column("weight", "word", _words(Weight), "finding", needed=True),
        Column("extent", "word", _words(Extent), "finding", needed=True),
        Column("ground", "word", _words(Ground), "finding"),
        Column("at_risk", "words", tuple(known["groups_at_risk"]), "finding"),
        Column("topic", "word", tuple(known["topics"]), "finding"),
    )


def questions(rulebook: Rulebook) -> Layout:
    """Return the columns of questions."""
    categories = tuple(category.id for category in rulebook.scale)
    columns = (
        Column("inspection", "name"),
        Column("question", "word", tuple(rulebook.questions), needed=True),
        Column("status", "word", _words(FieldworkStatus)),
        Column("waived", "word", FLAG),
        Column("decided", "word", categories),
        Column("carried_over", "word", categories),
    )
    return Layout("questions", columns, ("inspection", "question"))


def _words(annotated: object) -> tuple[str, ...]:
    """Return the words of a vocabulary that the engine fixes."""
    literal, *_ = get_args(annotated)
    return get_args(literal)
