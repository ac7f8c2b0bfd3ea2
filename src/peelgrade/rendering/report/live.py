"""What the live page adds to a report: controls beside findings and questions, and a bar that says what they change.

The bar and the words beside each question are made alone as well, so that a change can be told without making the page
again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from peelgrade.comparison import Cause, Difference
from peelgrade.evidence import EXTENTS, WEIGHTS, Finding
from peelgrade.rendering import differences, pages, prose
from peelgrade.rendering.differences import Told
from peelgrade.rulebook import Rulebook

_HERE = "report/templates"
_NAMED = 3  # judgments that one sentence names
_RULES = 12  # rules that are listed before the rest is only counted
_WORDS = ("moved by ", "each of ", "taking ", "the ", "fieldwork ", "judged by ", "and ")  # that a line begins with
_GROUNDS = ("serious_harm", "core")

Wrong = tuple[str, str, str]
"""A change that cannot be: why, what to do, and the address of the page without it."""


@dataclass(frozen=True)
class Option:
    """One of the values that a control offers."""

    value: str
    text: str
    chosen: bool = False


@dataclass(frozen=True)
class Control:
    """A control: its name in the form, what it is called, the value in the files, and what it offers."""

    name: str
    label: str
    own: str
    options: tuple[Option, ...]

    @property
    def changed(self) -> bool:
        """Whether another value is chosen than that of the files."""
        return not any(one.chosen and one.value == self.own for one in self.options)


@dataclass(frozen=True)
class FindingControls:
    """The controls beside a finding; `values` are in words what the files say."""

    id: str
    controls: tuple[Control, ...]
    left_out: bool
    values: str

    @property
    def changed(self) -> bool:
        """Whether anything is chosen that the files do not say."""
        return self.left_out or any(one.changed for one in self.controls)


@dataclass(frozen=True)
class Change:
    """A change that is supposed, where what it changes stands in the files, and the address of the page without it."""

    line: str
    place: str
    back: str
    inside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moved:
    """A judgment that would move: before and after, with what decides each, and what moves it."""

    question: str
    name: str
    working_view: bool
    before: str
    after: str
    was: str
    now: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A question with its judgment as the files are and as it would be."""

    question: str
    name: str
    depth: int
    before: str
    after: str
    moves: bool


@dataclass(frozen=True)
class Now:
    """What is supposed, and what it changes: all that is new after a change.

    `summary` says it in a sentence. `turned` are rules that come out otherwise. `command` asks the same in a terminal.
    `more` says that what moved each judgment is still to be told.
    """

    summary: str
    changes: tuple[Change, ...] = ()
    moved: tuple[Moved, ...] = ()
    turned: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    command: str = ""
    more: bool = False

    @property
    def summary_only(self) -> bool:
        """Whether there is nothing more to tell than the summary."""
        return not self.changes and not self.wrong

    @property
    def would(self) -> Mapping[str, Row]:
        """The judgments that would be others, by question."""
        return {one.question: one for one in self.rows if one.moves}


@dataclass(frozen=True)
class Live:
    """What a live page adds to a report.

    `token` and `version` go with every form; `state` is what is supposed, as the query of an address, and `address` that
    of this page. `all_back` is the page as the files are, and `other` the control of the rules to judge by, where there
    are two. `notices` are told above all else; `saves` says whether decisions can be recorded.
    """

    token: str
    version: str
    state: str
    address: str
    all_back: str
    now: Now
    findings: Mapping[str, FindingControls]
    questions: Mapping[str, tuple[Control, ...]]
    other: Control | None = None
    notices: tuple[tuple[str, str, str], ...] = ()
    saves: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


def bar(now: Now, all_back: str) -> str:
    """Return the part of the bar that is new after a change."""
    return pages.part(_HERE, "live.html", "live_now", now, all_back)


def would(row: Row) -> str:
    """Return the words beside a question whose judgment would be another."""
    return pages.part(_HERE, "live.html", "live_would", row)


def style() -> str:
    """Return the style sheet of what is added."""
    return pages.read(_HERE, "live.css")


def script() -> str:
    """Return the script of what is added."""
    return pages.read(_HERE, "live.js")


# --- what it changes, in words ---------------------------------------------------------------------------------------


def now(told: Told, back: Callable[[Cause], str], command: str, wrong: Sequence[Wrong] = (), rules: str = "") -> Now:
    """Return what is supposed and what it changes, in words; `rules` is what the other rules are called, if judged by."""
    found = told.found
    causes = [one for one in found.causes if not _of_rules(one)]
    changes = [_change(told, one, back) for one in causes]
    if rules:
        changes.insert(0, _by_rules(told, rules, back))
    moved = tuple(_moved(told, one.question) for one in found.moves)
    return Now(
        summary=_summary(found, moved) if changes else _nothing(wrong),
        changes=tuple(changes),
        moved=moved,
        turned=_turned(told) if changes else (),
        rows=rows(found),
        wrong=tuple(wrong),
        command=command,
        more=not told.attributed,
    )


def _of_rules(cause: Cause) -> bool:
    return cause.kind.startswith(("rule", "framework"))


def _change(told: Told, cause: Cause, back: Callable[[Cause], str]) -> Change:
    place = told.where(cause.item) if cause.item else ""
    return Change(_sentence(differences.cause_line(told, cause)), place, back(cause))


def _by_rules(told: Told, rules: str, back: Callable[[Cause], str]) -> Change:
    differ = [one for one in told.found.causes if _of_rules(one)]
    bearing = [differences.cause_line(told, one) for one in differ if one.bears]
    more = [f"and {len(bearing) - _RULES} more"] if len(bearing) > _RULES else []
    line = (
        f"judged by the rules in {rules}: {_amount(differ)}"
        if bearing
        else f"judged by the rules in {rules}, which are the same"
    )
    return Change(_sentence(line), "", back(Cause("rule_altered", "", ())), (*bearing[:_RULES], *more))


def _sentence(line: str) -> str:
    """Return a line with a capital at its start, where that is a word and no id."""
    return prose.capital(line) if line.startswith(_WORDS) else line


def _amount(differ: Sequence[Cause]) -> str:
    """Return how many rules and entries of the framework differ, of those that bear on judgments."""
    rules = sum(one.bears and one.kind.startswith("rule") for one in differ)
    others = sum(one.bears and not one.kind.startswith("rule") for one in differ)
    said = [prose.number(rules, "rule")] if rules else []
    said += [f"{others} {'entry' if others == 1 else 'entries'} of the framework"] if others else []
    named = prose.joined(said)
    return f"{named} {'differs' if rules + others == 1 else 'differ'}"


def _moved(told: Told, question: str) -> Moved:
    move = next(one for one in told.found.moves if one.question == question)
    before, after = differences.stood_and_stands(told.found, question)
    was, reason = differences.reasons(told.found, question)
    asked = _asked(told.found, question)
    return Moved(
        question,
        _name(told.found, question),
        asked.working_view,
        before,
        after,
        was,
        reason,
        tuple(_sentence(line) for line in differences.attribution(told, move)),
    )


def _asked(found: Difference, question: str) -> Any:  # noqa: ANN401  # a question of either rulebook
    new, old = found.new.case.rulebook.questions, found.old.case.rulebook.questions
    return new.get(question) or old[question]


def _name(found: Difference, question: str) -> str:
    top = found.new.case.rulebook.framework.questions.id
    return "Overall" if question == top else str(_asked(found, question).name)


def _summary(found: Difference, moved: Sequence[Moved]) -> str:
    judged = sum(one.range is not None for one in found.new.result.judgments)
    if not moved:
        return f"None of {judged} judgments would move."
    named = " ".join(f"{one.name}: {one.before} → {one.after}." for one in moved[:_NAMED])
    more = f" And {len(moved) - _NAMED} more." if len(moved) > _NAMED else ""
    return f"{len(moved)} of {judged} judgments would move. {named}{more}"


def _nothing(wrong: Sequence[Wrong]) -> str:
    if wrong:
        return "What is asked for cannot be, so nothing is supposed."
    return "Nothing is supposed: this is what the files say."


def _turned(told: Told) -> tuple[str, ...]:
    """Return the rules that come out otherwise; where none does, those of the reasons that count otherwise."""
    turned = [one for one in told.found.turned if one.truth_changed]
    if not turned and not told.found.moves:
        turned = list(told.found.turned)
    lines = [differences.turned_line(told, one) for one in turned[:_RULES]]
    return (*lines, *([f"and {len(turned) - _RULES} more"] if len(turned) > _RULES else []))


def rows(found: Difference) -> tuple[Row, ...]:
    """Return every question that is judged on either side, with its judgment before and after, in the order of the tree."""
    moving = {one.question for one in found.moves}
    rulebook = found.new.case.rulebook
    listed = [one.question for one in found.new.result.judgments if one.status != "ungraded"]
    made = []
    for question in listed:
        before, after = differences.stood_and_stands(found, question)
        depth = len(rulebook.above(question)) - 1
        made.append(Row(question, _name(found, question), depth, before, after, question in moving))
    return tuple(made)


# --- controls --------------------------------------------------------------------------------------------------------


def finding_controls(finding: Finding, weighed: str, chosen: Mapping[str, str], *, left_out: bool) -> FindingControls:
    """Return the controls beside a finding; `weighed` is the weight of the files, `chosen` are values by control."""
    weights: list[tuple[str, str]] = [(one, one) for one in WEIGHTS if one != "major"]
    weights += [(f"major.{ground}", f"major, {ground.replace('_', ' ')}") for ground in _GROUNDS]
    controls = (
        _control(f"weight.{finding.id}", "Weight", weighed, weights, chosen),
        _control(f"extent.{finding.id}", "Extent", finding.extent, [(one, one) for one in EXTENTS], chosen),
    )
    told = dict(weights).get(weighed, weighed)
    return FindingControls(finding.id, controls, left_out, f"{told}, {finding.extent}")


def question_controls(question: str, status: str, rulebook: Rulebook, chosen: Mapping[str, str]) -> tuple[Control, ...]:
    """Return the controls beside a question: what it is taken as judged, and its fieldwork."""
    said = status.replace("_", " ")
    statuses = [("own", f"as recorded: {said}")]
    statuses += [(one, one.replace("_", " ")) for one in ("in_progress", "complete", "not_inspected")]
    controls = [_control(f"status.{question}", "Fieldwork", "own", statuses, chosen)]
    if rulebook.questions[question].graded:
        categories = [("own", "as the evidence says")]
        categories += [(one.id, one.title.lower()) for one in reversed(tuple(rulebook.scale))]
        controls.insert(0, _control(f"assume.{question}", "Assume", "own", categories, chosen))
    return tuple(controls)


def rules_control(own: str, other: str, *, by_other: bool) -> Control:
    """Return the control of the rules that it is judged by."""
    listed = [("own", f"of {own}"), ("other", f"in {other}")]
    return _control("rules", "Rules", "own", listed, {"rules": "other"} if by_other else {})


def _control(name: str, label: str, own: str, listed: Sequence[tuple[str, str]], chosen: Mapping[str, str]) -> Control:
    value = chosen.get(name, own)
    known = [one for one, _ in listed]
    options = [*listed, *((one, one.replace("_", " ")) for one in dict.fromkeys((own, value)) if one not in known)]
    return Control(name, label, own, tuple(Option(one, text, one == value) for one, text in options))
