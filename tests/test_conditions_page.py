"""The page of conditions: what it shows can be written, on the side that it says, and nothing is left out."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest

from peelgrade import bundled
from peelgrade.pipeline import Reading, read_rulebook
from peelgrade.rulebook import BoundName, FindingsCount, JudgmentsCount, MetricsCount, RecommendationsCount
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "conditions.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml ?(\w*)\n(.*?)```", PAGE, re.DOTALL)
LINES = [(kind, line) for kind, block in BLOCKS if kind != "rule" for line in block.splitlines()]
PEEL = "peel-effectiveness-2015"


def read(rules: str) -> list[str]:
    """Return what is wrong with rules when they stand in the framework that the page is about."""
    folder = bundled.rules_folder() / PEEL
    reading = Reading(instead={folder / "example.yaml": rules.encode()})
    read_rulebook(folder, PEEL, reading)
    return [problem.code for problem in reading.problems]


def rule(kind: str, condition: str, n: int) -> str:
    """Return a rule about the overall question with a condition of the page."""
    effect = "limits_to: inadequate" if kind == "limits" else "supports: good"
    basis = "{kind: project, source: x}"
    return (
        f"- id: r{n}\n  question: effectiveness\n  {effect}\n  because: x\n  basis: {basis}\n  when:\n    {condition}\n"
    )


def test_every_condition_on_the_page_can_stand_in_a_rule_of_its_kind() -> None:
    """All of them together make a rule file of PEEL 2015 without a problem."""
    assert len(LINES) > 25
    assert [] == read("".join(rule(kind, line, n) for n, (kind, line) in enumerate(LINES)))


@pytest.mark.parametrize("side", ["supports", "limits"])
def test_no_condition_that_is_said_to_be_of_one_side_can_stand_on_the_other(side: str) -> None:
    """So the page tells the sides right: each is refused there for its direction."""
    listed = [(kind, line) for kind, line in LINES if kind == side]
    other = "limits" if side == "supports" else "supports"
    found = read("".join(rule(other, line, n) for n, (_, line) in enumerate(listed)))
    assert len(listed) <= found.count("PG408")


def test_the_whole_rule_can_be_written() -> None:
    """It is read with the framework as it stands."""
    (whole,) = (block for kind, block in BLOCKS if kind == "rule")
    assert [] == read(whole)


@pytest.mark.parametrize("count", [FindingsCount, MetricsCount, RecommendationsCount, JudgmentsCount])
def test_every_key_of_every_count_is_shown(count: Any) -> None:
    """A key that is added to a count is added to the page."""
    kind = count.__name__.removesuffix("Count").lower()
    shown = [inside for _, line in LINES for inside in re.findall(rf"{kind}: {{([^}}]*)}}", line)]
    assert shown
    assert set() == {name for name in count.model_fields if not any(f"{name}:" in one for one in shown)}
    assert set(get_args(BoundName)) >= {one for one in count.model_fields if one.endswith(("_least", "_most"))}
