"""Many inspections regraded: what a change of rules moves over tables, and which bounds of a rulebook decide much."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peelgrade import batch
from peelgrade.batch import Stands
from peelgrade.evidence import Inspection, QuestionRecord
from peelgrade.grading import grade
from peelgrade.rulebook import Rulebook
from peelgrade.ruletests import BoundMoved, bounds_moved, mutants
from peelgrade.trace import Judgment, Range
from tests.properties import QUICK, THOROUGH
from tests.strategies import Case, cases

Moves = Mapping[tuple[str, Stands, Stands], Sequence[str]]


# --- the same as grading each ----------------------------------------------------------------------------------------


def _several(case: Case, chance: random.Random, many: int = 6) -> list[Inspection]:
    """Return inspections that each have some of the evidence of a case."""
    questions, found = list(case.rulebook.questions), []
    for n in range(many):
        record = case.inspection.record.model_copy(update={"id": f"i{n:02}"})
        if chance.random() < 0.5:
            status = chance.choice(["complete", "in_progress", "not_inspected"])
            named = QuestionRecord(question=chance.choice(questions[: 1 + n % len(questions)]), status=status)
            others = (one for one in record.questions if one.question != named.question)
            record = record.model_copy(update={"questions": (*others, named)})
        kept = [item for item in case.inspection.items if chance.random() < 0.7]
        found.append(Inspection.of(record, kept))
    return found


def _changed(rulebook: Rulebook, chance: random.Random) -> Rulebook:
    """Return a rulebook of which some rules have a mistake put in, and one may be left out."""
    rules = [
        chance.choice([one.rule for one in mutants(rule, rulebook)] or [rule]) if chance.random() < 0.5 else rule
        for rule in rulebook.rules
    ]
    return Rulebook.of(rulebook.framework, rules[1:] if rules and chance.random() < 0.2 else rules)


def _stands(judgment: Judgment, *, seen: bool = False) -> Stands:
    stands = None if judgment.as_it_stands is None else judgment.as_it_stands.id
    computed = None if seen else _ends(judgment.computed)
    return Stands(judgment.status, _ends(judgment.range), stands, computed)


def _ends(found: Range | None) -> tuple[str, str] | None:
    return None if found is None else (found.low.id, found.high.id)


def _graded(inspections: Sequence[Inspection], old: Rulebook, new: Rulebook, *, seen: bool = False) -> Moves:
    """Grade every inspection by both rulebooks, and return which move at each question."""
    moves: dict[tuple[str, Stands, Stands], list[str]] = {}
    listed = batch.tables(inspections, old)[0]["inspection"].to_list()
    for inspection in inspections:
        if inspection.record.id not in listed:  # of its items none stands in the tables
            continue
        before, after = (grade(inspection, rulebook).by_question for rulebook in (old, new))
        for question in new.questions:
            if question in old.questions:
                was, now = (_stands(judgments[question], seen=seen) for judgments in (before, after))
                if was != now:
                    moves.setdefault((question, was, now), []).append(inspection.record.id)
    return moves


def _history(folder: Path, inspections: Sequence[Inspection], *rulebooks: Rulebook, size: int = 4) -> batch.History:
    batch.write_tables(folder / "tables", inspections, rulebooks[0])
    return batch.History(folder / "tables", rulebooks, folder / "work", size)


def _nowhere(_done: int, _of: int) -> None:
    pass


def _hold_revision(case: Case, chance: random.Random, folder: Path) -> None:
    inspections, new = _several(case, chance), _changed(case.rulebook, chance)
    expected = _graded(inspections, case.rulebook, new)
    found = batch.revised(_history(folder, inspections, case.rulebook, new), _nowhere)
    told = {(one.question, one.before, one.after): one for one in found.moves}
    assert {key: len(names) for key, names in expected.items()} == {key: one.amount for key, one in told.items()}
    assert {key: names[:3] for key, names in expected.items()} == {key: one.examples for key, one in told.items()}
    assert len({name for names in expected.values() for name in names}) == found.moving


@settings(QUICK, max_examples=3)  # each is a dozen runs
@given(case=cases(), seed=st.integers(0, 1000))
def test_a_change_of_rules_moves_in_tables_what_it_moves_in_inspections(
    case: Case, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every inspection graded by both rulebooks moves as is told, as often, and those named are among them."""
    _hold_revision(case, random.Random(seed), tmp_path_factory.mktemp("history"))  # noqa: S311  # drawn cases are no secrets


def _hold_sensitivity(case: Case, chance: random.Random, folder: Path) -> None:
    inspections, rulebook = _several(case, chance), case.rulebook
    steps = [one for rule in rulebook.rules for one in bounds_moved(rule, rulebook)]
    variants = [batch.Variant(one.rule.question, _with(rulebook, one)) for one in steps]
    found = batch.sensitivity(_history(folder, inspections, rulebook), variants, _nowhere)
    for variant, effects in zip(variants, found.effects, strict=True):
        expected: Counter[str] = Counter()
        for (question, *_), names in _graded(inspections, rulebook, variant.rulebook, seen=True).items():
            expected[question] += len(names)
        assert dict(expected) == {name: sum(ways.values()) for name, ways in effects.items() if sum(ways.values())}


def _with(rulebook: Rulebook, step: BoundMoved) -> Rulebook:
    rules = (step.rule if rule.id == step.rule.id else rule for rule in rulebook.rules)
    return Rulebook.of(rulebook.framework, rules)


@settings(QUICK, max_examples=3)  # each is a dozen runs
@given(case=cases(), seed=st.integers(0, 1000))
def test_bounds_a_step_off_move_what_they_move_in_inspections(
    case: Case, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every inspection graded with one bound a step off moves at each question as often as is told."""
    _hold_sensitivity(case, random.Random(seed), tmp_path_factory.mktemp("history"))  # noqa: S311  # as above


@pytest.mark.slow
@settings(THOROUGH, max_examples=min(THOROUGH.max_examples, 10))
@given(case=cases(), seed=st.integers(0, 1000))
def test_both_hold_on_many_rulebooks(case: Case, seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same, on enough rulebooks to meet rare constellations."""
    _hold_revision(case, random.Random(seed), tmp_path_factory.mktemp("history"))  # noqa: S311  # as above
    _hold_sensitivity(case, random.Random(seed), tmp_path_factory.mktemp("history"))  # noqa: S311  # as above
