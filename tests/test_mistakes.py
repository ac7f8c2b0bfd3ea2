"""Wrong files as people write them, each with one mistake: what is told of it, where, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from peelgrade import pipeline
from tests.scripts import script

comparison = script("compare_with_check_jsonschema")
MISTAKES = comparison.mistakes()


@pytest.mark.sampled(8)
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.path.stem)
def test_a_mistake_is_told_once_in_its_place_with_what_to_write_instead(mistake: Any) -> None:
    """Line, column, code and field are what a person would want, the words say what helps, and nothing else is told."""
    told = comparison.told_by_peelgrade(mistake)

    expected = [(one.line, one.column, one.code, one.field) for one in mistake.expected]
    found = [(one.place.line, one.place.column, one.code, one.field) for one in told]
    assert expected == found, [f"{one.message}; {one.help}" for one in told]
    for one, problem in zip(mistake.expected, told, strict=True):
        assert [] == [word for word in one.words if word not in f"{problem.message} {problem.help}"], problem
        assert problem.place.file.endswith(mistake.file)


def test_what_the_mistakes_are_made_in_is_right() -> None:
    """The inspection and the framework have no problem, nor a warning, without the mistakes."""
    reading = pipeline.Reading()
    pipeline.examine(comparison.BASE, None, reading)
    pipeline.read_rulebook(comparison.BASE / "rules", "rules", reading)
    assert [] == reading.problems


def test_there_are_many_mistakes_and_no_two_are_the_same() -> None:
    """Each file says in its own words what is wrong, and what must be said of it."""
    assert 48 <= len(MISTAKES)
    assert len(MISTAKES) == len({mistake.what for mistake in MISTAKES})
    assert all(mistake.expected and all(one.words for one in mistake.expected) for mistake in MISTAKES)
    assert set(comparison.IN_PLACE) == {mistake.file for mistake in MISTAKES}


@pytest.mark.slow
def test_the_comparison_with_check_jsonschema_is_up_to_date() -> None:
    """The tables in docs/validation.md are what both tools say now."""
    pytest.importorskip("check_jsonschema")
    ran = subprocess.run([sys.executable, comparison.__file__, "--check"], capture_output=True, text=True, check=False)
    assert 0 == ran.returncode, ran.stderr
