"""Which sheets and columns a workbook has: made from the schemas of the files, so that they say the same.

A record takes a row. What a record holds inside it gets columns of its own (`Period: start`); of a list of records, such
as sources, the first stands in columns, and the others in a sheet of their own, each by the id of what it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Literal

from peelgrade import formats
from peelgrade.evidence import ID_PATTERN
from peelgrade.rulebook import Framework, vocabulary

Schema = Mapping[str, Any]
Steps = tuple[str | int, ...]  # keys and indices that lead from a record to a value inside it
Form = Literal["text", "word", "number", "whole", "day", "truth", "words", "texts"]

NONE = "(none)"  # a list that is there and empty
EXAMPLE = "e.g. "  # what the first cell of a row begins with that is an example, and is not read
INSPECTION, DOCUMENTS, VOCABULARY, PROBLEMS, ABOUT = "Inspection", "Documents", "Vocabulary", "Problems", "About"
ASIDE = (ABOUT, VOCABULARY, PROBLEMS)  # sheets that hold no evidence
FILE, PLACE, IGNORED = "File", "Place", "Ignored"  # columns that no schema has


@dataclass(frozen=True)
class Column:
    """One thing that a record can say: where it stands in the record, its head, its form, and what it means.

    `words` names the list of the vocabulary sheet that it is chosen from, and `choices` holds those words with their
    meanings. `of` names the sheet in whose first column it is looked up, where it names a record.
    """

    steps: Steps
    title: str
    form: Form
    about: str = ""
    example: str = ""
    needed: bool = False
    words: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    of: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its columns, and what its rows are.

    Rows of evidence have a `kind`. Rows of the record stand in its list of the name `listed`. Rows that go on with a
    list inside other records have their sheets as `parents`, and the list as `inside`; their first column names the
    record. In an upright sheet each column is a row, and there is one record.
    """

    name: str
    columns: tuple[Column, ...]
    about: str
    kind: str = ""
    listed: str = ""
    parents: tuple[str, ...] = ()
    inside: str = ""
    upright: bool = False

    @property
    def key(self) -> Column:
        """The column that says which record a row is, or goes on with."""
        return self.columns[0]

    @cached_property
    def by_title(self) -> Mapping[str, Column]:
        """The columns by their heads, in small letters."""
        return {column.title.lower(): column for column in self.columns}


@dataclass(frozen=True)
class Layout:
    """All sheets that hold something, in order, and every list of words of the vocabulary sheet."""

    sheets: tuple[Sheet, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Sheet]:
        """The sheets by name."""
        return {sheet.name: sheet for sheet in self.sheets}

    @cached_property
    def lists(self) -> Mapping[str, Mapping[str, str]]:
        """The words to choose from, with their meanings, by the name of their list."""
        columns = (column for sheet in self.sheets for column in sheet.columns)
        return {column.words: column.choices for column in columns if column.words}

    def continued(self, sheet: Sheet) -> tuple[Sheet, ...]:
        """Return the sheets that go on with lists of the records of a sheet."""
        return tuple(one for one in self.sheets if sheet.name in one.parents)


@dataclass(frozen=True)
class _Plan:
    """How a sheet is made: which definition of a schema its rows have, and which columns come first and last."""

    name: str
    definition: str
    about: str
    format_: formats.Format = "inspection"
    first: tuple[str, ...] = ()
    kind: str = ""
    listed: str = ""


_LAST = ("sources", "methods", "observed", "coded_by", "checked_by", "note", "withdrawn")
_PLANS = (
    _Plan(DOCUMENTS, "Document", "The reports and notes that the evidence rests on.", listed="documents"),
    _Plan("Questions", "QuestionRecord", "How the questions were inspected; at least the overall one.", listed="questions"),
    _Plan("Findings", "Finding", "What inspectors found: a statement to a row.", "evidence", ("id", "question", "topic", "statement"), kind="finding"),
    _Plan("Metrics", "Metric", "Figures: one to a row, also those of other forces that it is set beside.", "evidence", ("id", "question", "topic", "measure", "breakdown", "subject", "value", "bound", "unit"), kind="metric"),
    _Plan("Recommendations", "Recommendation", "Areas for improvement, recommendations and causes of concern.", "evidence", ("id", "question", "topic", "type", "status", "statement"), kind="recommendation"),
    _Plan("Carried over", "CarriedOver", "Judgments that stand from earlier inspections.", listed="carried_over"),
    _Plan("Decisions", "Decision", "What people decided, in the order in which it was decided.", listed="decisions"),
    _Plan("Challenges", "Challenge", "What the force challenges in the draft, and what came of it.", listed="challenges"),
    _Plan("Published", "Published", "Published judgments, for comparison only.", listed="published"),
)  # fmt: skip  # a sheet to a line
_CONTINUED = {  # lists of records that go on in a sheet of their own: its name, and what its rows belong to
    ("Findings", "sources"): "More sources",
    ("Metrics", "sources"): "More sources",
    ("Recommendations", "sources"): "More sources",
    ("Findings", "refers"): "More refers",
    ("Metrics", "comparators"): "More comparators",
    ("Published", "sources"): "More published sources",
}
_ONE = {"sources": "Source", "comparators": "Comparator", "refers": "Refers"}  # what one of a list is called
_REFERS_TO = {"document": DOCUMENTS, "issued_in": DOCUMENTS}
_LETTERS = {"finding": "F", "metric": "M", "recommendation": "R"}
_RECORD = ("id", "force", "framework", "cut_off", "waiver")


def layout(framework: Framework | None = None) -> Layout:
    """Return the sheets of a workbook for a framework; without one, any word can stand where it declares words."""
    return _general() if framework is None else _made(framework)


@lru_cache(maxsize=1)
def _general() -> Layout:
    return _made(None)


def _made(framework: Framework | None) -> Layout:
    schemas = {name: _schema(name, framework) for name in ("inspection", "evidence")}
    words = vocabulary(framework) if framework is not None else {}
    known: dict[str, Mapping[str, str]] = {}
    makers = {name: _Maker(schema, words, known) for name, schema in schemas.items()}
    sheets = [_upright(makers["inspection"])]
    sheets += [_planned(plan, makers[plan.format_]) for plan in _PLANS]
    sheets += _continuations(makers)
    return Layout(tuple(sheets))


def _schema(name: Any, framework: Framework | None) -> Schema:  # noqa: ANN401  # a literal of formats
    general = formats.read(name)
    return general if framework is None else formats.for_framework(general, framework)


def _upright(maker: _Maker) -> Sheet:
    columns = tuple(column for key in _RECORD for column in maker.columns(maker.schema, key))
    return Sheet(INSPECTION, columns, "Which force is inspected, and by which framework.", upright=True)


def _planned(plan: _Plan, maker: _Maker) -> Sheet:
    about = maker.definition(plan.definition)
    keys = [key for key in about["properties"] if key != "kind"]
    last = [key for key in _LAST if plan.kind and key in keys]
    between = [key for key in keys if key not in {*plan.first, *last}]
    ordered = [*plan.first, *between, *last]
    columns = [column for key in ordered for column in maker.columns(about, key)]
    if plan.kind:
        columns[0] = replace(columns[0], example=_LETTERS[plan.kind] + columns[0].example[1:])
        columns += [
            Column((IGNORED,), IGNORED, "texts", "Problems of the item that are right as they stand: their code and the reason, each on a line.", "PG536 the report words it so"),
            Column((FILE,), FILE, "text", "File of the inspection that the item goes into; else that of its question.", "q1-prevention.yaml"),
            Column((PLACE,), PLACE, "whole", "Place of the item in its file; empty after what stands in the row above.", "1"),
        ]  # fmt: skip  # a column to a line
    return Sheet(plan.name, tuple(columns), plan.about, plan.kind, plan.listed)


def _continuations(makers: Mapping[str, _Maker]) -> Iterator[Sheet]:
    made: dict[str, list[str]] = {}
    for (parent, _), name in _CONTINUED.items():
        made.setdefault(name, []).append(parent)
    for (parent, inside), name in _CONTINUED.items():
        if made[name][0] != parent:
            continue
        plan = next(one for one in _PLANS if one.name == parent)
        maker = makers[plan.format_]
        entry = maker.resolved(maker.definition(plan.definition)["properties"][inside]["items"])
        key_title, key = ("Item", "id") if plan.kind else ("Question", "question")
        about = f"{_ONE[inside]} beyond the first: what it belongs to, and then the same columns."
        told = " or ".join(made[name])
        whose = f"What it belongs to: as in the first column of {told}."
        first = Column((key,), key_title, "word", whose, _first_example(plan, maker, key), needed=True)
        columns = [first, *(column for inner in entry["properties"] for column in maker.columns(entry, inner))]
        yield Sheet(name, tuple(columns), about, parents=tuple(made[name]), inside=inside)


def _first_example(plan: _Plan, maker: _Maker, key: str) -> str:
    """Return the example of the column that a sheet begins with: an id has the letter of what it is the id of."""
    example = _example(maker.definition(plan.definition)["properties"][key])
    return _LETTERS[plan.kind] + example[1:] if plan.kind else example


class _Maker:
    """Makes columns from the properties of a schema."""

    def __init__(self, schema: Schema, words: Mapping[str, Mapping[str, str]], known: dict[str, Mapping[str, str]]) -> None:  # fmt: skip
        self.schema = schema
        self._words = words
        self._known = known

    def definition(self, name: str) -> Schema:
        """Return a definition of the schema."""
        found: Schema = self.schema["$defs"][name]
        return found

    def resolved(self, node: Schema) -> Schema:
        """Return a node, or the definition that it refers to."""
        return self.definition(node["$ref"].removeprefix("#/$defs/")) if "$ref" in node else node

    def columns(self, about: Schema, key: str, before: Steps = (), heads: tuple[str, ...] = (), needed: bool = True) -> Iterator[Column]:  # noqa: FBT001, FBT002  # fmt: skip
        """Yield the column of a key, or those of what is inside it."""
        node = about["properties"][key]
        target = self.resolved(node)
        needed = needed and key in about.get("required", ())
        title = (*heads, node["title"])
        if "properties" in target:
            for inner in target["properties"]:
                yield from self.columns(target, inner, (*before, key), title, needed)
        elif "$ref" in node.get("items", {}):
            entry = self.resolved(node["items"])
            for inner in entry["properties"]:
                yield from self.columns(entry, inner, (*before, key, 0), (*heads, _ONE[key]), needed)
        else:
            yield self._column(node, (*before, key), title, needed=needed)

    def _column(self, node: Schema, steps: Steps, heads: tuple[str, ...], *, needed: bool) -> Column:
        own = str(steps[-1])
        vocabulary_ = node.get("x-vocabulary", "")
        inside = node.get("items", node)
        choices = dict(
            zip(inside.get("enum", ()), inside.get("enumDescriptions", inside.get("enum", ())), strict=False)
        )
        if vocabulary_ in self._words:
            choices = dict(self._words[vocabulary_])
        title = ": ".join((heads[0], *(head[:1].lower() + head[1:] for head in heads[1:])))
        return Column(
            steps,
            title,
            _form(node),
            node.get("description", "").replace("inspection.yaml", f"the sheet {DOCUMENTS}"),
            _example(node),
            needed,
            self._list(vocabulary_ or own.removeprefix("or_"), choices) if choices else "",
            choices,
            _REFERS_TO.get(own, ""),
        )

    def _list(self, name: str, choices: Mapping[str, str]) -> str:
        """Return what a list of words is called: by its own name, with a number where another list has it."""
        free, n = name, 2
        while self._known.setdefault(free, choices) != choices:
            free, n = f"{name} ({n})", n + 1
        return free


_OF_TYPE: Mapping[str, Form] = {"number": "number", "integer": "whole", "boolean": "truth"}


def _form(node: Schema) -> Form:
    match node:
        case {"type": "array", "items": items}:
            return "words" if "enum" in items or items.get("pattern") == ID_PATTERN else "texts"
        case {"type": "number" | "integer" | "boolean"}:
            return _OF_TYPE[node["type"]]
        case {"format": "date"}:
            return "day"
        case {"enum": _}:
            return "word"
        case {"pattern": pattern} if pattern == ID_PATTERN:
            return "word"
        case _:
            return "text"


def _example(node: Schema) -> str:
    examples = node.get("examples", ())
    first = examples[0] if examples else ""
    if isinstance(first, list):
        return (", " if _form(node) == "words" else "\n").join(map(str, first))
    return str(first).lower() if isinstance(first, bool) else str(first)
