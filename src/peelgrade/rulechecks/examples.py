"""From amounts to evidence: test cases that anybody can paste and grade, tried by grading before they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from peelgrade.cases import MOST_TIMES, RuleCase, laid_out
from peelgrade.changes import Case
from peelgrade.evidence import (
    Document,
    Finding,
    Force,
    Inspection,
    InspectionRecord,
    Item,
    Metric,
    QuestionRecord,
    Recommendation,
    Waiver,
)
from peelgrade.figures import standing
from peelgrade.grading import regrade
from peelgrade.rulebook import Rulebook, Steps
from peelgrade.rulechecks.domain import FORCE
from peelgrade.trace import FALSE, TRUE, Node, Result, Truth, tree

MOST_ITEMS = 2_000
LONGEST_ID = 64


class Unconfirmed(Exception):  # noqa: N818  # it names what went wrong
    """Grading does not bear out what was proved: a bug in the proofs or in grading, never a fault of the rules."""


@dataclass(frozen=True)
class Body:
    """A body of evidence, and the judgments of questions that people judge."""

    items: tuple[Item, ...]
    judged: Mapping[str, str]


@dataclass(frozen=True)
class Claim:
    """What is said of a body of evidence: that a question is settled at a category, and how conditions of rules are.

    `truths` are by rule and the steps to the condition, `when` first.
    """

    id: str
    because: str
    body: Body
    question: str
    category: str
    truths: tuple[tuple[str, Steps, bool], ...] = ()


def confirmed(claim: Claim, rulebook: Rulebook) -> Mapping[str, Any]:
    """Return a claim as a test case, once grading has borne it out; raises Unconfirmed if it does not."""
    data = _case(claim, rulebook)
    graded = _graded(data, claim, rulebook)
    judgment = graded[claim.question]
    if judgment.category is None or judgment.category.id != claim.category:
        reached = judgment.category.id if judgment.category else judgment.status
        raise Unconfirmed(f"{claim.id}: {claim.question} is {reached}, and {claim.category} was proved; {data}")
    for rule, steps, holds in claim.truths:
        if truth_of(graded, claim.question, rule, steps) != (TRUE if holds else FALSE):
            raise Unconfirmed(f"{claim.id}: {rule} at {steps} is not {holds}; {data}")
    return data


def _graded(data: Mapping[str, Any], claim: Claim, rulebook: Rulebook) -> Result:
    if "given" in data:
        return regrade(laid_out(RuleCase.model_validate(_strictly(data)), rulebook))
    return regrade(case_of(claim.body, rulebook))


def _strictly(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a case with tuples for lists, as the models want them."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()} | {
        "given": tuple(
            {key: tuple(value) if isinstance(value, list) else value for key, value in one.items()}
            for one in data["given"]
        )
    }


def truth_of(result: Result, question: str, rule: str, steps: Steps) -> Truth:
    """Return how a condition of a rule came out, by the steps to it; of the whole rule where they are 'when' alone."""
    node: Node = next(tree(one) for one in result[question].applied if one.rule.id == rule)
    for step in steps:
        if isinstance(step, int):
            node = node.parts[step]
    return node.truth


def case_of(body: Body, rulebook: Rulebook) -> Case:
    """Return a body of evidence as it is graded: fieldwork complete or not done, and the minimum waived."""
    idle = not_inspected(body, rulebook)
    top = rulebook.framework.questions.id
    record = InspectionRecord(
        id=FORCE,
        force=Force(id=FORCE, name="Example"),
        framework=rulebook.framework.id,
        documents=(Document(id=FORCE, title="Example"),),
        questions=(
            QuestionRecord(question=top, status="complete"),
            *(QuestionRecord(question=name, status="not_inspected") for name in idle),
        ),
        waiver=Waiver(reason="An example shows as little as it can."),
    )
    named = (item.model_copy(update={"id": f"g{n}"}) for n, item in enumerate(body.items, 1))
    return Case(Inspection.of(record, named), rulebook, dict(body.judged))


def not_inspected(body: Body, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the graded questions in which nothing is found and nobody judged, without those below them."""
    holding = {name for item in body.items for name in rulebook.above(item.question)}
    holding |= {name for judged in body.judged for name in rulebook.above(judged)}
    idle: list[str] = []
    for name, question in rulebook.questions.items():  # parents first
        if question.graded and name not in holding and not set(rulebook.above(name)).intersection(idle):
            idle.append(name)
    return tuple(idle)


# --- the short form ---------------------------------------------------------------------------------------------------


def _case(claim: Claim, rulebook: Rulebook) -> Mapping[str, Any]:
    """Return a claim as the data of a test case, or with its evidence in full where the short form cannot say it."""
    given = [given_of(item, rulebook) for item in claim.body.items]
    idle = not_inspected(claim.body, rulebook)
    case: dict[str, Any] = {"id": _short(claim.id), "because": claim.because}
    if any(one is None for one in given):
        case["evidence"] = [_in_full(item, n) for n, item in enumerate(claim.body.items, 1)]
    else:
        case["given"] = _counted([one for one in given if one is not None])
    if claim.body.judged:
        case["judged"] = dict(claim.body.judged)
    if idle:
        case["not_inspected"] = list(idle)
    truths = {rule: "true" if holds else "false" for rule, steps, holds in claim.truths if steps == ("when",)}
    expected = {"judgment": claim.category, "rules": truths} if truths else claim.category
    return {**case, "waived": True, "expect": {claim.question: expected}}


def _short(name: str) -> str:
    """Return the id of a case, cut before its last word where it is longer than ids may be."""
    about, _, word = name.rpartition(".")
    return f"{about[: LONGEST_ID - len(word) - 1]}.{word}"


def _counted(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return entries that are alike as one, with how many there are."""
    found = []
    for entry, alike in groupby(given):
        times = len(list(alike))
        while times > 0:
            part = min(times, MOST_TIMES)
            found.append({**entry, "times": part} if part > 1 else dict(entry))
            times -= part
    return found


def given_of(item: Item, rulebook: Rulebook) -> Mapping[str, Any] | None:
    """Return an item of evidence in the short form of test cases; None where that cannot say it."""
    match item:
        case Finding():
            coded: dict[str, Any] = {"question": item.question, item.shows: item.weight, "extent": item.extent}
            coded |= {"ground": item.ground} if item.ground else {}
            coded |= {"at_risk": list(item.at_risk)} if item.at_risk else {}
            return coded | ({"topic": item.topic} if item.topic else {})
        case Recommendation():
            return {"question": item.question, "recommendation": item.type, "status": item.status}
        case Metric():
            if len(item.comparators) != 1:
                return None
            beside = item.comparators[0].comparator
            (stands,) = standing(item, beside, rulebook, {})
            return {"question": item.question, "metric": item.measure, "stands": stands, "comparator": beside}


def _in_full(item: Item, number: int) -> dict[str, Any]:
    """Return an item as evidence files hold it."""
    written: dict[str, Any] = item.model_copy(update={"id": f"g{number}"}).model_dump(
        mode="json", exclude_defaults=True
    )
    return written
