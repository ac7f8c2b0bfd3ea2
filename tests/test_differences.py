"""What moved a judgment is what grading again with one cause at a time gives, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from peelgrade.changes import Case
from peelgrade.comparison import Cause, Move, Standing, between, caused, causes, difference, differences
from peelgrade.evidence import Document, Inspection, Waiver
from peelgrade.grading import grade, regrade
from tests import strategies
from tests.properties import QUICK, THOROUGH

UNSHRUNK = settings(QUICK, phases=[Phase.explicit, Phase.generate])  # to shrink a pair of cases takes minutes
Pair = tuple[strategies.Case, strategies.Case]


def as_cases(pair: Pair) -> tuple[Case, Case]:
    """Return a generated pair as cases."""
    old, new = pair
    return Case(old.inspection, old.rulebook), Case(new.inspection, new.rulebook)


Standings = dict[str, Standing]


def standings(case: Case, chosen: Iterable[Cause]) -> Standings:
    """Return how every question stands with some causes: graded anew, the framework first."""
    ordered = sorted(chosen, key=lambda one: one.kind != "framework")
    return differences.standings(regrade(case, [change for one in ordered for change in one.changes]))


def all_causes_give_the_new_result(pair: Pair) -> None:
    """Make every cause in the old case, and hold its result against that of the new, with all traces."""
    old, new = as_cases(pair)
    ordered = sorted(between(old, new), key=lambda one: one.kind != "framework")
    given_all = regrade(old, [change for one in ordered for change in one.changes])
    assert grade(new.inspection, new.rulebook) == given_all


def is_moved(was: Standing | None, now: Standing | None) -> bool:
    """Whether a question stands otherwise: one that a side does not have moves only where the other side judges it."""
    if was is None or now is None:
        there = was or now
        return there is not None and there.status not in {"not_inspected", "ungraded"}
    return was != now


def effects_are_what_grading_again_gives(pair: Pair) -> None:
    """Hold every cause at every judgment against grading again with it alone, and with all but it."""
    old, new = as_cases(pair)
    found = difference(old, new)
    every = list(found.causes)
    before, after = standings(old, ()), standings(old, every)
    assert after == differences.standings(grade(new.inspection, new.rulebook))
    moved = {move.question: move for move in found.moves}
    assert {name for name in {*before, *after} if is_moved(before.get(name), after.get(name))} == set(moved)
    if not moved:
        return
    tried = [(one, standings(old, [one]), standings(old, [x for x in every if x is not one])) for one in every]
    for question, move in moved.items():
        was, now = before.get(question), after.get(question)
        assert (was, now) == (move.before, move.after)
        told = {(one.cause.kind, one.cause.subject): one for one in move.effects}
        for cause, with_it, without_it in tried:
            alone, without = with_it.get(question), without_it.get(question)
            effect = told.get((cause.kind, cause.subject))
            if effect is None:
                assert move.like(was, alone), (question, cause.subject)
                assert move.like(now, without), (question, cause.subject)
            else:
                assert (alone, without) == (effect.alone, effect.without)
                assert (move.like(alone, now), move.like(without, was)) == (effect.sufficient, effect.necessary)
        together_is_enough_and_no_more(old, move)


def together_is_enough_and_no_more(old: Case, move: Move) -> None:
    """Hold the causes that are named together against what they give, and what they give with any one of them less."""
    kept = list(move.together)
    assert kept
    assert move.like(move.after, standings(old, kept).get(move.question))
    for one in kept:
        less = standings(old, [other for other in kept if other is not one])
        assert not move.like(move.after, less.get(move.question))
    assert move.is_interaction == (not any(effect.sufficient for effect in move.effects))


PROPERTIES = (all_causes_give_the_new_result, effects_are_what_grading_again_gives)


@pytest.mark.parametrize(
    ("holds", "examples"), [(all_causes_give_the_new_result, 40), (effects_are_what_grading_again_gives, 8)]
)
def test_attribution_sums_up(holds: Callable[[Pair], None], examples: int) -> None:
    """All causes give the new result, each effect is what grading again gives, and joint causes are a smallest set."""
    settings(UNSHRUNK, max_examples=examples)(given(strategies.pairs())(holds))()


@pytest.mark.slow
@pytest.mark.parametrize("holds", PROPERTIES)
def test_attribution_sums_up_thoroughly(holds: Callable[[Pair], None]) -> None:
    """The same, on many more pairs of cases."""
    settings(UNSHRUNK, max_examples=THOROUGH.max_examples)(given(strategies.pairs())(holds))()


def all_of_them(given_: Any, _: Any) -> Any:
    """Give the whole set in place of a smallest."""
    return tuple(given_)


WRONG: dict[str, tuple[Callable[[Pair], None], Any, str, Any]] = {
    "the record is forgotten": (all_causes_give_the_new_result, causes, "_record", lambda *_: ()),
    "rules are forgotten": (all_causes_give_the_new_result, causes, "_rules", lambda *_: ()),
    "a cause bears on its own question alone": (
        effects_are_what_grading_again_gives,
        causes.Cause,
        "bears_on",
        lambda cause, question, _: question in (cause.at or ()),
    ),
    "all causes are named together": (effects_are_what_grading_again_gives, differences, "_smallest", all_of_them),
}


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_attribution_is_caught(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each property fails where attribution has a fault that breaks it."""
    holds, module, name, fault = WRONG[wrong]
    monkeypatch.setattr(module, name, fault)
    tried = settings(UNSHRUNK, max_examples=400, derandomize=True, database=None)
    with pytest.raises((AssertionError, KeyError)):
        tried(given(strategies.pairs())(holds))()


def test_a_case_is_no_different_from_itself() -> None:
    """Nothing differs, and nothing moved."""

    def holds(case: strategies.Case) -> None:
        one = Case(case.inspection, case.rulebook)
        assert () == between(one, one)
        assert () == caused(one, ()).moves

    settings(QUICK, max_examples=15)(given(strategies.cases())(holds))()


def test_the_order_of_a_record_is_no_difference() -> None:
    """Its documents, questions, waived questions and published judgments are the same in whatever order they stand."""
    names = ("documents", "questions", "carried_over", "challenges", "published")

    def holds(case: strategies.Case) -> None:
        graded = [name for name, question in case.rulebook.questions.items() if question.graded]
        listed = {
            "documents": tuple(Document(id=name, title="Notes") for name in ("notes", "more")),
            "published": tuple(strategies.published(name, case.rulebook.framework.scale[0].id) for name in graded),
            "waiver": Waiver(questions=tuple(graded), reason="x"),
        }
        record = case.inspection.record.model_copy(update=listed)
        turned = {name: getattr(record, name)[::-1] for name in names}
        other = record.model_copy(update={**turned, "waiver": Waiver(questions=tuple(graded[::-1]), reason="x")})
        one, two = (Case(Inspection.of(said, case.inspection.items), case.rulebook) for said in (record, other))
        assert () == between(one, two)

    settings(QUICK, max_examples=15)(given(strategies.cases())(holds))()


def test_what_is_assumed_on_one_side_alone_is_a_cause() -> None:
    """It is told as any other, and given back makes the one case the other."""
    question = strategies.Question(id="q", title="q", graded=True)
    book = strategies.Rulebook.of(strategies.framework(question, minimum=1), [])
    known = strategies.record(questions=(strategies.QuestionRecord(question="q", status="complete"),))
    old = Case(strategies.Inspection.of(known, [strategies.finding("F1", "q")]), book)
    new = replace(old, assumed={"q": "c3"})
    (cause,) = between(old, new)
    assert ("assumed", "q") == (cause.kind, cause.subject)
    assert regrade(new) == regrade(old, cause.changes)
