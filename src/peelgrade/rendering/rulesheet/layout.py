"""What a reader of rules is shown and in which order: text as it was written, which each kind of output escapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from peelgrade.rendering import prose
from peelgrade.rulebook import Framework, Question, Rule, Rulebook, counts
from peelgrade.scale import Category
from peelgrade.tabulation import Column as Drawn
from peelgrade.tabulation import Row, Table, tabulate
from peelgrade.trace import Applied, Judgment, ReasonKind, Result, Truth, all_of

TRUTHS = {Truth.TRUE: "holds", Truth.FALSE: "does not hold", Truth.UNKNOWN: "is open"}
DECIDES = "decides"
_ROLES: Mapping[ReasonKind, str] = {
    "supports": DECIDES,
    "limits": DECIDES,
    "not_reached": "not reached",
    "held_off": "held off",
    "open": "may decide",
}
NOT_ASKED = "\u2013"  # what stands in a cell of which nothing is asked: a dash
_NAMED = 8  # ids of what a rule matched are named up to so many
_TOLD = (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE)
_STRICT = "A strict limit: people cannot depart from it."


# --- the decision table in words -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """What one column asks of one line: nothing where `asked` is empty. The truth is there where evidence is held against it."""

    asked: str = ""
    truth: Truth | None = None


@dataclass(frozen=True)
class Line:
    """What is counted, what was observed of it where evidence is held against the table, and what each column asks."""

    label: str
    observed: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """One rule, or one alternative of it: its label, what the rule does, and how it came out and what it did there."""

    label: str
    rule: Rule
    effect: str
    in_words: bool
    truth: Truth | None = None
    role: str = ""

    @property
    def told(self) -> str:
        """What the rule does, and where to read when, if no cell says it."""
        return f"{self.effect} (see its sentence)" if self.in_words else self.effect


@dataclass(frozen=True)
class Grid:
    """A decision table in words. `lit` says whether evidence is held against it."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    lit: bool = False

    def part(self, start: int, stop: int) -> Grid:
        """Return some of the columns, with the lines of which they ask something."""
        lines = (replace(line, cells=line.cells[start:stop]) for line in self.lines)
        return Grid(self.columns[start:stop], tuple(one for one in lines if any(c.asked for c in one.cells)), self.lit)


def grid(table: Table, words: prose.Words, judgment: Judgment | None = None) -> Grid:
    """Return a decision table in words; with the judgment of its question, lit up by what was observed."""
    applied = {one.rule.id: one for one in judgment.applied} if judgment is not None else {}
    roles = {reason.rule: _ROLES.get(reason.kind, "") for reason in judgment.reasons} if judgment is not None else {}
    columns = []
    for column in table.columns:
        one = applied.get(column.rule.id)
        truth = _truth(column, one)
        role = roles.get(column.rule.id, "") if one is not None and truth == one.truth else ""
        effect = words.effect(column.rule)
        columns.append(Column(column.label, column.rule, effect, column.cells is None, truth, role))
    lines = tuple(_line(row, table, words, applied) for row in table.rows)
    return Grid(tuple(columns), lines, lit=bool(applied))


def _truth(column: Drawn, applied: Applied | None) -> Truth | None:
    """Return how a column came out: a rule that is told in words as a whole, any other by its cells."""
    if applied is None or column.cells is None:
        return None if applied is None else applied.truth
    return all_of(applied.observed[cell.place].truth for cell in column.cells.values())


def _line(row: Row, table: Table, words: prose.Words, applied: Mapping[str, Applied]) -> Line:
    cells, observed = [], ""
    for column in table.columns:
        cell = (column.cells or {}).get(row.subject)
        one = applied.get(column.rule.id)
        if cell is None:
            cells.append(Cell())
        elif one is None:
            cells.append(Cell(words.bound(cell.bound)))
        else:
            seen = one.observed[cell.place]
            cells.append(Cell(words.bound(cell.bound), seen.truth))
            # all cells of a row count the same at the same question, so that the first stands for all
            observed = observed or words.observed(tuple(counts(one.rule.when))[cell.place], seen)
    return Line(words.measured(row.count), observed, tuple(cells))


# --- the rules of a question -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tried:
    """Evidence that the rules were applied to: a test or an inspection, by its name, and the questions that it is about."""

    name: str
    result: Result
    questions: frozenset[str]
    is_test: bool = False


@dataclass(frozen=True)
class Exercise:
    """How a rule came out on some evidence: its truth, what it did there, and the ids of what its counts matched."""

    name: str
    truth: Truth
    role: str
    matched: tuple[str, ...]

    @property
    def told(self) -> str:
        """How it came out, in a few words."""
        role = f" and {self.role}" if self.role == DECIDES else f" ({self.role})" if self.role else ""
        return TRUTHS[self.truth] + role

    @property
    def told_with_matches(self) -> str:
        """How it came out, with what its counts matched."""
        return f"{self.told}; matches {_some(self.matched) or 'nothing'}"


@dataclass(frozen=True)
class Entry:
    """One rule: its number in the table, its sentence and what goes with it, and what exercised it."""

    number: int
    rule: Rule
    sentence: str
    basis: str
    strict: str
    place: str
    tested: str = ""
    inspections: tuple[Exercise, ...] = ()


@dataclass(frozen=True)
class Section:
    """One question with its rules. `note` says why there are none, or what else is to be known of it."""

    question: Question
    note: str
    entries: tuple[Entry, ...]
    grid: Grid


@dataclass(frozen=True)
class Branch:
    """One question of the tree: how far it stands in, how it is judged, and whether a section shows its rules."""

    question: Question
    depth: int
    told: str
    shown: bool = True


@dataclass(frozen=True)
class Sheet:
    """A framework, or part of it, as a reader of rules is shown it. `whole` says whether it is all of the framework."""

    framework: Framework
    rules_from: str
    scale: tuple[Category, ...]
    starts: str
    branches: tuple[Branch, ...]
    sections: tuple[Section, ...]
    tests: int
    inspections: tuple[str, ...]
    whole: bool

    @property
    def scale_line(self) -> str:
        """The scale in a sentence."""
        return f"Scale, worst first: {', '.join(category.title.lower() for category in self.scale)}."

    @property
    def tried_on(self) -> str:
        """What the rules, or those of the one question that is shown, were tried on; nothing where it is nothing."""
        tests = [prose.number(self.tests, "test")] if self.tests else []
        named = [*tests, *self.inspections]
        told = "Tried on" if self.whole else f"{self.sections[0].question.id} is tried on"
        return f"{told} {', '.join(named)}." if named else ""


@dataclass(frozen=True)
class Shown:
    """What is shown of a rulebook: where rules stand, what they were tried on, and the question or rule that is asked about."""

    rulebook: Rulebook
    rules_from: str
    where: Callable[[str], str]
    tried: tuple[Tried, ...] = ()
    subject: str | None = None


def sheet(shown: Shown) -> Sheet:
    """Return the layout of a framework, or of the question or rule that is asked about."""
    rulebook = shown.rulebook
    known = rulebook.framework
    rule = next((one for one in rulebook.rules if one.id == shown.subject), None)
    asked = rule.question if rule is not None else shown.subject
    named = list(rulebook.questions) if asked is None else [asked]
    branches = _branches(rulebook, known.questions, 0)
    if asked is not None:
        near = {asked, *(part.id for part in rulebook.questions[asked].parts), *rulebook.above(asked)}
        branches = [replace(one, shown=one.question.id == asked) for one in branches if one.question.id in near]
    return Sheet(
        known,
        shown.rules_from,
        tuple(rulebook.scale),
        starts(rulebook),
        tuple(branches),
        tuple(_section(name, shown, rule) for name in named),
        sum(one.is_test for one in shown.tried),
        tuple(one.name for one in shown.tried if not one.is_test),
        whole=asked is None,
    )


def starts(rulebook: Rulebook) -> str:
    """Return in sentences where a question starts, and how much evidence it needs."""
    told = (
        f"A question starts from {rulebook.baseline.title.lower()}. Rules that support lift it, and rules that limit "
        f"hold it down; people may depart from a limit with a reason, unless it is strict."
    )
    if not any(one.graded and not one.graded_parts and not one.by_people for one in rulebook.questions.values()):
        return told
    least = rulebook.framework.minimum_evidence
    many = (
        "1 finding or recommendation that counts" if least == 1 else f"{least} findings or recommendations that count"
    )
    return f"{told} A question with no parts below it needs at least {many} to be settled."


def judged_how(question: Question) -> str:
    """Return how a question is judged, where it is not by rules alone; nothing where it is."""
    if not question.graded:
        return "context, not graded: no rule is about it"
    if question.by_people:
        return "judged by people: no rule is about it"
    return ""


def _branches(rulebook: Rulebook, question: Question, depth: int) -> list[Branch]:
    rules = len(rulebook.rules_of(question.id))
    view = ", working view" if question.working_view and question.graded else ""
    told = judged_how(question).partition(":")[0] or prose.number(rules, "rule")
    below = [one for part in question.parts for one in _branches(rulebook, part, depth + 1)]
    return [Branch(question, depth, told + view), *below]


def _section(name: str, shown: Shown, rule: Rule | None) -> Section:
    question = shown.rulebook.questions[name]
    words = prose.Words(shown.rulebook)
    table = tabulate(name, shown.rulebook)
    table = table if rule is None else table.of_rule(rule.id)
    note = judged_how(question) or ("a working view: it is not published" if question.working_view else "")
    entries = tuple(_entry(number, one, words, shown) for number, one in table.rules.items())
    return Section(question, note, entries, grid(table, words))


def _entry(number: int, rule: Rule, words: prose.Words, shown: Shown) -> Entry:
    about = [one for one in shown.tried if rule.question in one.questions]
    tests = [found for one in about if one.is_test for found in _exercised(rule, one)]
    any_test = any(one.is_test for one in shown.tried)
    inspections = [found for one in about if not one.is_test for found in _exercised(rule, one)]
    return Entry(
        number,
        rule,
        words.rule(rule),
        f"{prose.basis(rule)} ({rule.basis.source})",
        _STRICT if rule.binding == "strict" else "",
        shown.where(rule.id),
        _tested(tests) if any_test else "",
        tuple(inspections),
    )


def _tested(tests: Iterable[Exercise]) -> str:
    """Return in a sentence how a rule comes out in the test cases that are about its question, what decides first."""
    grouped: dict[str, list[Exercise]] = {}
    for one in sorted(tests, key=lambda one: (_TOLD.index(one.truth), one.role != DECIDES, not one.role)):
        grouped.setdefault(one.told, []).append(one)
    told = []
    for how, those in grouped.items():
        # where a rule neither holds nor is a reason, the cases are about others
        idle = those[0].truth == Truth.FALSE and not those[0].role
        told.append(f"{how} in {prose.number(len(those), 'other') if idle else _some([one.name for one in those])}")
    return f"Tests: {'; '.join(told)}." if told else "Tests: none is about its question."


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _exercised(rule: Rule, tried: Tried) -> Iterable[Exercise]:
    """Yield how a rule came out, if its question was inspected at all."""
    judgment = tried.result[rule.question]
    for applied in judgment.applied:
        if applied.rule.id == rule.id:
            role = next((_ROLES.get(one.kind, "") for one in judgment.reasons if one.rule == rule.id), "")
            matched = dict.fromkeys(name for seen in applied.observed for name in seen.matched)
            yield Exercise(tried.name, applied.truth, role, tuple(matched))
