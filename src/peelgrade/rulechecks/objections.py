"""What proofs object to in a rulebook, and the evidence that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peelgrade.evidence import Extent, Ground, Weight
from peelgrade.rulebook import Intended, Mover, ObjectionKind, Rulebook, Steps


@dataclass(frozen=True)
class Subject:
    """What an objection is about: a question, a rule of it, a condition inside the rule by the steps that lead to it.

    `category` is the one that is out of reach, and `by` what moves a judgment, where the kind of objection names them.
    """

    question: str
    rule: str | None = None
    steps: Steps = ()
    category: str | None = None
    by: Mover | None = None


@dataclass(frozen=True)
class Coded:
    """How an item was coded: what it is, and what of it rules can ask."""

    kind: Mover
    question: str
    weight: Weight | None = None
    extent: Extent | None = None
    ground: Ground | None = None
    type: str | None = None
    met: bool = False


@dataclass(frozen=True)
class Example:
    """A smallest piece of evidence that shows an objection, which grading has confirmed.

    `cases` are test cases as data, one or two of them. Where the short form of cases cannot say it, they hold the items
    of evidence in full. `told` is why nothing is shown, where there is nothing or too much.
    """

    cases: tuple[Mapping[str, Any], ...] = ()
    told: str = ""


@dataclass(frozen=True)
class Objection:
    """One thing that proofs object to, with its example; none where it is declared as meant.

    `before` and `after` are the categories that a judgment moves between, or `before` the one that comes nearest.
    `rules` are other rules that have to do with it: those that make a rule idle, or that lead to a category. `so` says
    that a whole rule is concerned and not its condition alone; of a rule that never decides, that the others never hold
    where it does. `moved` is the item that moves a judgment.
    """

    kind: ObjectionKind
    subject: Subject
    before: str | None = None
    after: str | None = None
    rules: tuple[str, ...] = ()
    so: bool = False
    moved: Coded | None = None
    example: Example | None = None
    intended: Intended | None = None


@dataclass(frozen=True)
class Undecided:
    """A proof that the solver did not come to an end with in its time, or that is too big to be tried."""

    kind: ObjectionKind
    subject: Subject
    too_big: bool = False


@dataclass(frozen=True)
class Report:
    """What the proofs about one rulebook came to.

    `objections` are in the order of the questions and hold those that are declared; `idle` are the indices of the
    declarations that silence none; `asked` is how often the solver was asked.
    """

    objections: tuple[Objection, ...]
    undecided: tuple[Undecided, ...]
    idle: tuple[int, ...]
    asked: int

    @property
    def standing(self) -> tuple[Objection, ...]:
        """The objections that no declaration silences."""
        return tuple(one for one in self.objections if one.intended is None)


def covering(kind: ObjectionKind, subject: Subject, rulebook: Rulebook) -> Intended | None:
    """Return the first declaration that silences an objection, if one does."""
    return next((one for one in rulebook.framework.intended if covers(one, kind, subject, rulebook)), None)


def covers(declared: Intended, kind: ObjectionKind, subject: Subject, rulebook: Rulebook) -> bool:
    """Whether a declaration is about an objection."""
    if declared.objection != kind:
        return False
    if declared.category not in {None, subject.category} or declared.by not in {None, subject.by}:
        return False
    if declared.question is None:
        return declared.rule == subject.rule
    within = rulebook.below[declared.question] if declared.and_below else {declared.question}
    return subject.question in within
