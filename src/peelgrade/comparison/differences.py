"""The difference between two cases: which judgments moved, and what moved each, by grading again with one cause at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from peelgrade.changes import Case, Change, apply
from peelgrade.comparison.causes import Cause, between
from peelgrade.grading import regrade
from peelgrade.result import JudgmentRecord
from peelgrade.trace import Applied, Judgment, Result, Status

Outside = Literal["decided", "carried_over", "assumed"]
Bounds = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """How a question stands, by ids of categories: two of these are equal where nobody would see a move."""

    status: Status
    reached: Bounds | None
    as_it_stands: str | None
    computed: Bounds | None
    outside: Outside | None = None
    stale: bool = False

    @property
    def seen(self) -> Standing:
        """What everybody sees of it: without what is computed underneath a judgment from outside."""
        return Standing(self.status, self.reached, self.as_it_stands, None, self.outside)

    @classmethod
    def of(cls, judgment: Judgment) -> Standing:
        """Return how a judgment stands."""
        found, computed = judgment.range, None if judgment.by_people else judgment.computed
        outside: Outside | None = "assumed" if judgment.assumed else "decided" if judgment.decision_applies else None
        if outside is None and judgment.carried_over is not None:
            outside = "carried_over"
        return cls(
            judgment.status,
            (found.low.id, found.high.id) if found else None,
            judgment.as_it_stands.id if judgment.as_it_stands else None,
            (computed.low.id, computed.high.id) if computed else None,
            outside,
            judgment.stale,
        )

    @classmethod
    def recorded(cls, record: JudgmentRecord) -> Standing:
        """Return how a judgment of a result that was written stands."""
        computed = None if record.judged_by == "people" else record.computed  # rules compute nothing there
        kinds = {reason.kind for reason in record.reasons}
        outside: Outside | None = "assumed" if "assumed" in kinds else "decided" if "decided" in kinds else None
        if outside is None and record.carried_over is not None:
            outside = "carried_over"
        return cls(
            record.status,
            (record.low, record.high) if record.low is not None and record.high is not None else None,
            record.as_it_stands,
            (computed.low, computed.high) if computed else None,
            outside,
            record.decision is not None and record.decision.stale,
        )


@dataclass(frozen=True)
class Effect:
    """What one cause does to a judgment that moved: how it stands with that alone, and with all but that.

    None where the question is not there.
    """

    cause: Cause
    alone: Standing | None
    without: Standing | None
    sufficient: bool
    necessary: bool


@dataclass(frozen=True)
class Move:
    """A judgment that moved, and what moved it. None where the question is not there.

    Where what everybody sees moved, causes are of that; else of what is computed underneath a judgment from outside.
    `effects` are of the causes that show one, alone or left out. `together` is a set of causes that moves it so, and
    from which none can be taken; where it holds several, the move is an interaction.
    """

    question: str
    before: Standing | None
    after: Standing | None
    effects: tuple[Effect, ...] = ()
    together: tuple[Cause, ...] = ()

    def like(self, one: Standing | None, other: Standing | None) -> bool:
        """Whether a question stands alike, in that of it which moved."""
        return self._told(one) == self._told(other)

    def _told(self, stands: Standing | None) -> Standing | None:
        if stands is None or self.before is None or self.after is None or self.before.seen == self.after.seen:
            return stands
        return stands.seen

    @property
    def is_interaction(self) -> bool:
        """Whether no cause alone makes the move."""
        return bool(self.together) and not any(effect.sufficient for effect in self.effects)


@dataclass(frozen=True)
class Side:
    """One of two that are compared: what was graded, and its result."""

    case: Case
    result: Result

    @classmethod
    def of(cls, case: Case) -> Side:
        """Grade a case."""
        return cls(case, regrade(case))


@dataclass(frozen=True)
class Turned:
    """A rule of both sides that came out otherwise: another truth, or the same with other counts."""

    question: str
    before: Applied
    after: Applied

    @property
    def truth_changed(self) -> bool:
        """Whether its truth is another."""
        return self.before.truth != self.after.truth


@dataclass(frozen=True)
class Difference:
    """The difference between two cases: what differs, and the judgments that moved, in tree order, parents first.

    `old` and `new` each have their `case` and its `result`. `turned` are the rules whose truth is another, or that among
    the reasons count otherwise.
    """

    old: Side
    new: Side
    causes: tuple[Cause, ...]
    moves: tuple[Move, ...]
    turned: tuple[Turned, ...]


def difference(old: Case, new: Case) -> Difference:
    """Return the difference between two cases of one force and one framework, with what caused each move."""
    return caused(old, between(old, new))


def caused(old: Case, causes: Sequence[Cause], known: Result | None = None) -> Difference:
    """Return the difference that causes make to a case, with what each does. Nothing is changed but in memory.

    `known` is the result of the case as it is, where it is graded already.
    """
    trial = _Trial(Side.of(old) if known is None else Side(old, known), tuple(causes))
    found = _made(trial)
    return replace(found, moves=tuple(_attributed(move, found.old, found.new, trial) for move in found.moves))


def stated(old: Case, causes: Sequence[Cause], known: Result | None = None) -> Difference:
    """Return the same without what each cause does: for an answer at once, where there are many of them."""
    return _made(_Trial(Side.of(old) if known is None else Side(old, known), tuple(causes)))


def _made(trial: _Trial) -> Difference:
    before, after = trial.before, Side(trial.case(trial.causes), trial.graded(trial.causes))
    turned = _turned(before.result, after.result)
    return Difference(before, after, trial.causes, moves(before.result, after.result), turned)


def standings(result: Result) -> dict[str, Standing]:
    """Return how every question of a result stands."""
    return {judgment.question: Standing.of(judgment) for judgment in result.judgments}


def moves(old: Result, new: Result) -> tuple[Move, ...]:
    """Return the judgments that differ between two results, without what moved them."""
    return moved(standings(old), standings(new))


def moved(old: dict[str, Standing], new: dict[str, Standing]) -> tuple[Move, ...]:
    """Return the questions that stand otherwise; those that only one side has are named after what both have.

    A question that only one side has is no move where that side does not judge it.
    """
    return tuple(
        Move(question, old.get(question), new.get(question))
        for question in dict.fromkeys((*old, *new))
        if _judged(old.get(question)) != _judged(new.get(question)) or _both(question, old, new)
    )


def _judged(stands: Standing | None) -> Standing | None:
    return None if stands is None or stands.status in {"not_inspected", "ungraded"} else stands


def _both(question: str, old: dict[str, Standing], new: dict[str, Standing]) -> bool:
    """Whether both sides have a question, and it does not stand alike."""
    return question in old and question in new and old[question] != new[question]


class _Trial:
    """Grades a case with some of the causes, each set once."""

    def __init__(self, before: Side, causes: tuple[Cause, ...]) -> None:
        self.before = before
        self.causes = causes
        self._known: dict[tuple[int, ...], Result] = {}

    def case(self, chosen: Iterable[Cause]) -> Case:
        return apply(self.before.case, self._changes(chosen))

    def graded(self, chosen: Iterable[Cause]) -> Result:
        taken = {id(one) for one in chosen}
        key = tuple(n for n, one in enumerate(self.causes) if id(one) in taken)
        if key not in self._known:
            changes = self._changes(self.causes[n] for n in key)
            self._known[key] = regrade(self.before.case, changes, self.before.result)
        return self._known[key]

    def _changes(self, chosen: Iterable[Cause]) -> list[Change]:
        return [change for one in _in_order(chosen) for change in one.changes]

    def standing(self, chosen: Iterable[Cause], question: str) -> Standing | None:
        found = self.graded(chosen).by_question.get(question)
        return None if found is None else Standing.of(found)


def _in_order(causes: Iterable[Cause]) -> list[Cause]:
    """Put what alters the framework first: what follows uses its words."""
    return sorted(causes, key=lambda one: one.kind != "framework")


def _attributed(move: Move, old: Side, new: Side, trial: _Trial) -> Move:
    def bears(one: Cause) -> bool:
        return any(one.bears_on(move.question, side.case.rulebook) for side in (old, new))

    bearing = [one for one in trial.causes if bears(one)]
    found = (_effect(one, move, trial) for one in bearing)
    effects = tuple(
        one for one in found if not (move.like(one.alone, move.before) and move.like(one.without, move.after))
    )
    together: tuple[Cause, ...] = tuple(one.cause for one in effects if one.sufficient)[:1]
    if not together:
        together = _smallest(bearing, lambda chosen: move.like(trial.standing(chosen, move.question), move.after))
    return Move(move.question, move.before, move.after, effects, together)


def _effect(cause: Cause, move: Move, trial: _Trial) -> Effect:
    alone = trial.standing((cause,), move.question)
    without = trial.standing((one for one in trial.causes if one is not cause), move.question)
    sufficient, necessary = move.like(alone, move.after), move.like(without, move.before)
    return Effect(cause, alone, without, sufficient=sufficient, necessary=necessary)


def _smallest(causes: Sequence[Cause], holds: Callable[[Sequence[Cause]], bool]) -> tuple[Cause, ...]:
    """Return a set of causes for which something holds, and for which it would not with any one of them less."""
    kept, step = list(causes), max(1, len(causes) // 2)
    while True:
        tried, n = len(kept), 0
        while n < len(kept):
            less = kept[:n] + kept[n + step :]
            if holds(less):
                kept = less
            else:
                n += step
        if step == 1 and len(kept) == tried:
            return tuple(kept)
        step = max(1, step // 2)


def _turned(old: Result, new: Result) -> tuple[Turned, ...]:
    found = []
    for after in new.judgments:
        before = old.by_question.get(after.question)
        known = {one.rule.id: one for one in before.applied} if before is not None else {}
        reasons = {*after.decided_by, *(before.decided_by if before is not None else ())}
        for now in after.applied:
            was = known.get(now.rule.id)
            if was is None or was.rule != now.rule:
                continue
            if was.truth != now.truth or (now.rule.id in reasons and was.observed != now.observed):
                found.append(Turned(after.question, was, now))
    return tuple(found)
