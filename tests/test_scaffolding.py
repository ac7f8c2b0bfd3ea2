"""Test cases that are drawn up for a rule are true of it, and stand at its bound."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import event, given, settings

from peelgrade import bundled, scaffolding
from peelgrade.cases import RuleCase, laid_out
from peelgrade.grading import regrade
from peelgrade.pipeline import Reading, read_rulebook
from peelgrade.rulebook import (
    All,
    Count,
    Findings,
    FindingsCount,
    JudgmentsCount,
    Question,
    RecommendationsCount,
    Rule,
    Rulebook,
)
from tests.properties import QUICK
from tests.strategies import BOUNDS, Case, cases, framework, plainest, rule

PEEL = "peel-effectiveness-2015"
SOME = (
    "effectiveness.good",
    "q1.prevention.good",
    "q2.concern",
    "q3.outstanding",
    "q3.specific_groups.serious_weakness",
)


def read(name: str) -> Rulebook:
    """Return a framework that ships."""
    found = read_rulebook(bundled.rules_folder() / name, name, Reading())
    assert found is not None
    return found


def truth(case: dict[str, Any], one: Rule, rulebook: Rulebook) -> str:
    """Return how a rule comes out on a case, once the case is parsed and graded."""
    judgment = regrade(laid_out(RuleCase.model_validate_json(json.dumps(case)), rulebook))[one.question]
    return next(applied.truth.value for applied in judgment.applied if applied.rule.id == one.id)


@pytest.mark.parametrize("name", SOME)
def test_one_case_makes_a_rule_just_hold_and_one_just_fail(name: str) -> None:
    """Of shares, of judgments, of recommendations, and of all together."""
    rulebook = read(PEEL)
    one = next(one for one in rulebook.rules if one.id == name)
    made = scaffolding.cases(one, rulebook)
    assert ["true", "false"] == [truth(case, one, rulebook) for case in made]
    assert ["true", "false"] == [case["expect"][one.question]["rules"][name] for case in made]


@pytest.mark.slow
@pytest.mark.parametrize("framework", bundled.frameworks())
def test_every_rule_that_ships_can_be_given_its_cases(framework: str) -> None:
    """Whoever changes one finds cases for it."""
    rulebook = read(framework)
    for one in rulebook.rules:
        assert ["true", "false"] == [truth(case, one, rulebook) for case in scaffolding.cases(one, rulebook)], one.id


@settings(QUICK, max_examples=15)
@given(cases())
def test_what_is_drawn_up_is_true_of_any_rule(case: Case) -> None:
    """Where cases are found at all, the first holds, and the second fails."""
    for one in case.rulebook.rules[:3]:
        made = scaffolding.cases(one, case.rulebook)
        event(f"{len(made)} cases")
        assert ["true", "false"][: len(made)] == [truth(drawn, one, case.rulebook) for drawn in made]


def test_ids_that_are_taken_are_passed_over() -> None:
    """A case never takes the id of another."""
    counted = Findings(findings=FindingsCount(shows="strength", at_least=1))
    one = rule("q.good", "q", counted, supports="c2")
    rulebook = Rulebook.of(framework(Question(id="q", title="q", graded=True)), [one])
    ids = [case["id"] for case in scaffolding.cases(one, rulebook, {"q_good_just_holds"})]
    assert ["q_good_just_holds_2", "q_good_just_fails"] == ids


@pytest.mark.parametrize("name", ["q1.prevention.major_weakness", "q1.prevention.concern", "q1.concern"])
def test_cases_of_a_limit_have_something_to_hold_down(name: str) -> None:
    """Without the limit the first would be better, and the two are judged apart."""
    rulebook = read(PEEL)
    one = next(one for one in rulebook.rules if one.id == name)
    made = scaffolding.cases(one, rulebook)
    held, free = (case["expect"][one.question]["judgment"] for case in made)
    assert one.category == held
    assert rulebook.scale[held] < rulebook.scale[free]
    assert "where the question would be good without it" in made[0]["because"]


TREE = Question(
    id="q",
    title="q",
    graded=True,
    parts=(
        Question(
            id="a", title="a", graded=True, parts=tuple(Question(id=n, title=n, graded=True) for n in ("a1", "a2"))
        ),
        Question(id="b", title="b", graded=True),
    ),
)


def findings(shows: Literal["strength", "weakness"], **counted: Any) -> Findings:
    """Return a count of findings."""
    return Findings(findings=FindingsCount(shows=shows, **counted))


@pytest.mark.parametrize(
    ("when", "effect", "given", "idle"),
    [
        (findings("strength", question=("a1",), at_least=1), {"supports": "c2"}, [{"question": "a1", "strength": "moderate"}], ["a2", "b"]),
        (findings("strength", at_risk=("children",), at_least=1), {"supports": "c2"}, [{"question": "q", "strength": "major", "at_risk": ["children"]}], ["a", "b"]),
        (findings("strength", share_at_least=Decimal("0.123")), {"supports": "c2"}, [{"question": "q", "strength": "moderate"}, {"question": "q", "weakness": "moderate", "times": 6}], ["a", "b"]),
        (findings("weakness", at_least=1), {"limits_to": "c1"}, [{"question": "q", "weakness": "moderate"}], ["a", "b"]),
    ],
)  # fmt: skip  # a rule to a line
def test_a_case_gives_what_the_rule_selects_and_leaves_out_what_would_stay_open(
    when: Findings, effect: dict[str, str], given: list[dict[str, Any]], idle: list[str]
) -> None:
    """Evidence stands where it is counted, at the share; a limit that no other rule can lift beside is drawn alone."""
    one = rule("r", "q", when, **effect)
    lifting = rule("lift", "q", findings("weakness", at_most=0), supports="c3")
    made = scaffolding.cases(one, Rulebook.of(framework(TREE), [one, lifting]))

    assert (given, idle) == (made[0]["given"], made[0]["not_inspected"])
    assert ["true", "false"] == [case["expect"]["q"]["rules"]["r"] for case in made]


@pytest.mark.parametrize("kind", [kind for kind, name in BOUNDS if name == "share_at_least" and kind != JudgmentsCount])
def test_a_share_is_drawn_beside_a_number_of_the_same(kind: type[Count]) -> None:
    """Three of five are just 60 per cent, and the two that are asked for as well are among the three."""
    asked = All(all=(plainest(kind, at_least=2), plainest(kind, share_at_least=Decimal("0.6"))))
    one = rule("r", "q", asked, supports="c2")
    rulebook = Rulebook.of(framework(TREE), [one])
    just = RuleCase.model_validate_json(json.dumps(scaffolding.cases(one, rulebook)[0]))
    _, share = regrade(laid_out(just, rulebook))["q"].applied[0].observed
    assert (3, 5) == (len(share.matched), len(share.support))


def test_a_share_of_findings_is_drawn_beside_what_is_none() -> None:
    """A recommendation that is asked for as well is neither among those that are selected nor among those alike."""
    share = plainest(FindingsCount, share_at_least=Decimal("0.6"))
    one = rule("r", "q", All(all=(plainest(RecommendationsCount, at_least=2), share)), supports="c2")
    rulebook = Rulebook.of(framework(TREE), [one])
    just = RuleCase.model_validate_json(json.dumps(scaffolding.cases(one, rulebook)[0]))
    recommended, found = regrade(laid_out(just, rulebook))["q"].applied[0].observed
    assert (2, 3, 5) == (len(recommended.matched), len(found.matched), len(found.support))


def test_what_has_no_share_near_it_is_drawn_as_far_as_it_goes() -> None:
    """Of a share that no small number of findings comes near, more is drawn than it takes, and the case is true."""
    one = rule("r", "q", findings("strength", share_at_least=Decimal("0.01")), supports="c2")
    made = scaffolding.cases(one, Rulebook.of(framework(TREE), [one]))
    assert [{"question": "q", "strength": "moderate"}] == made[0]["given"]
    assert "true" == made[0]["expect"]["q"]["rules"]["r"]


def test_where_many_ways_are_judged_alike_the_search_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first way that is there is taken, though without the rule it would be judged the same."""
    monkeypatch.setattr(scaffolding, "_MOST_ALIKE", 1)
    better = rule("better", "q", findings("weakness", at_most=9), supports="c3")
    one = rule("r", "q", findings("strength", at_least=1), supports="c2")
    made = scaffolding.cases(one, Rulebook.of(framework(TREE), [one, better]))
    assert ["true", "false"] == [case["expect"]["q"]["rules"]["r"] for case in made]
    assert made[0]["expect"]["q"]["judgment"] == made[1]["expect"]["q"]["judgment"]
