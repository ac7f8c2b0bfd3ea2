"""The result as a document: what `peelgrade grade --format json` writes, versioned by its own schema.

It holds no clock times, no places in files and no absolute paths, so the same inputs give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date as Day  # noqa: N812  # as in evidence: a field may be named date
from fractions import Fraction
from typing import Annotated, Any, Literal

import rfc8785
from pydantic import Field

from peelgrade.evidence import Decision, Inspection, Model, field
from peelgrade.rulebook import (
    All,
    BasisKind,
    Binding,
    Bound,
    JudgedBy,
    Rulebook,
    counted,
)
from peelgrade.trace import Applied, Judgment, Node, Range, ReasonKind, Result, Status, tree

VERSION: Literal["peelgrade/result/v1"] = "peelgrade/result/v1"

TruthWord = Literal["true", "false", "unknown"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_CATEGORY = "good"
_RANGE = {"judgment": "good", "low": "good", "high": "good"}
_COUNT = {
    "kind": "findings",
    "truth": "true",
    "certain": 3,
    "possible": 3,
    "required": {"at_least": 2},
    "where": {"shows": "strength"},
    "matched": ["F401"],
    "maybe": [],
    "support": ["F401"],
}


class EngineRecord(Model):
    """The program that graded."""

    version: str = field("Version of peelgrade.", "0.1.0")


class FrameworkRecord(Model):
    """The framework and its rules."""

    id: str = field("Id of the framework.", "peel-effectiveness-2015")
    version: str = field("Version that it states.", "1.0")
    sha256: Sha256 = field("SHA-256 of framework and rules as canonical JSON (RFC 8785).", "0" * 64)


class GradedInspection(Model):
    """The inspection and its evidence."""

    id: str = field("Id of the inspection.", "kent-2015")
    force: str = field("Name of the force.", "Kent Police")
    sha256: Sha256 = field(
        "SHA-256 of record and evidence as canonical JSON (RFC 8785), without the published judgments.", "0" * 64
    )
    forgiven: int = field("How many errors in its files a comment forgives, each with its reason.", 0)


class Receipt(Model):
    """Hashes of everything that the result was reached from, each of canonical JSON (RFC 8785).

    Whoever grades again sees by them whether anything is another, and what.
    """

    framework: Sha256 = field("SHA-256 of the framework without its rules.", "0" * 64)
    rules: dict[str, Sha256] = field("SHA-256 of each rule, by its id.", {"q4.response.good": "0" * 64})
    record: Sha256 = field("SHA-256 of the record, without the published judgments.", "0" * 64)
    evidence: dict[str, Sha256] = field("SHA-256 of each item of evidence, by its id.", {"F401": "0" * 64})


class Asked(Model):
    """What the inspection was taken as when it was graded, beside what its files say; to be done again to verify."""

    in_progress: tuple[str, ...] = field("Questions whose fieldwork was taken as in progress.", [], default=())
    as_of: Day | None = field(
        "Day that the inspection was taken back to; null where it was taken as it is.", "2015-09-30", default=None
    )


class Reached(Model):
    """What the rules give: a judgment, or the range that it lies in."""

    judgment: str | None = field("The category, where both ends agree.", _CATEGORY)
    low: str = field("Lower end of the range.", _CATEGORY)
    high: str = field("Upper end of the range.", _CATEGORY)


class DecisionRecord(Model):
    """What people decided."""

    stage: str = field("Where it was decided.", "panel")
    outcome: str = field("What was decided.", "changed")
    judgment: str | None = field("Judgment that was confirmed, changed to or reached.", _CATEGORY)
    departs_from: str | None = field("Computed judgment that a change departs from.", "requires_improvement")
    people: tuple[str, ...] = field("Who decided, with their roles.", ["C. Chair, moderation panel"])
    date: str = field("Day of the decision.", "2015-12-10")
    reason: str = field("Why.", "The panel weighed the scale of the challenge differently.")
    compared_with: tuple[str, ...] = field("Other inspections that were compared.", ["essex-2015"])
    evidence: tuple[str, ...] = field("Items that the decision rests on.", ["F301"])
    counts: bool = field(
        "Whether it is the one that counts: the latest change, or where there is none the latest.", True
    )
    applies: bool = field("Whether it stands in the place of the computed judgment.", True)
    stale: bool = field("Whether the computed judgment is no longer the one that it was taken on.", False)


class CarriedOverRecord(Model):
    """A judgment that stands from an earlier inspection."""

    judgment: str = field("The judgment.", _CATEGORY)
    inspection: str = field("Inspection that reached it.", "PEEL effectiveness 2014")
    date: str = field("Day on which it was reached or published.", "2014-11-27")


class BasisRecord(Model):
    """What a rule rests on."""

    kind: BasisKind = field("How the rule came about.", "inferred")
    source: str = field("Where from.", "Annex A")


class CountRecord(Model):
    """A count with its truth. A number is whole, or where it is a share or points a fraction, written as in "2/3"."""

    kind: Literal["findings", "metrics", "recommendations", "judgments"] = field("What is counted.", "findings")
    truth: TruthWord = field("Whether it holds.", "true")
    certain: int | str = field("Least that the count can be.", 3)
    possible: int | str | None = field("Most that the count can be; null where nothing bounds it.", 3)
    required: dict[str, int | str] = field("What the count is held against.", {"at_least": 2})
    where: dict[str, str | tuple[str, ...]] = field("What the count selects by.", {"shows": "strength"})
    matched: tuple[str, ...] = field("Items or questions that count certainly.", ["F401"])
    maybe: tuple[str, ...] = field("Items or questions that may count.", [])
    support: tuple[str, ...] = field(
        "Items or questions that the truth rests on; of a share, its whole denominator.", ["F401"]
    )


class JoinRecord(Model):
    """Conditions joined by 'all' or 'any', with the truth of the whole."""

    kind: Literal["all", "any"] = field("How the conditions are joined.", "all")
    truth: TruthWord = field("Whether it holds.", "true")
    conditions: tuple[ConditionRecord, ...] = field("The conditions inside.", [_COUNT])


ConditionRecord = Annotated[CountRecord | JoinRecord, Field(discriminator="kind")]


class RuleRecord(Model):
    """A rule as applied."""

    rule: str = field("Id of the rule.", "q4.response.good")
    effect: Literal["supports", "limits_to"] = field("Whether it supports the category or limits to it.", "supports")
    category: str = field("The category.", _CATEGORY)
    binding: Binding = field("Whether people may depart from it.", "presumptive")
    truth: TruthWord = field("Whether its condition holds.", "true")
    because: str = field("Why the rule is there.", "the force disrupts organised crime groups")
    basis: BasisRecord = field("What the rule rests on.", {"kind": "project", "source": "Annex A"})
    condition: ConditionRecord = field("The condition with what was observed.", _COUNT)


class ReasonRecord(Model):
    """One thing that decided a judgment."""

    kind: ReasonKind = field("What it did.", "supports")
    rule: str | None = field("Id of the rule, where it is one.", "q4.response.good")
    support: tuple[str, ...] = field("Items and questions that it rests on.", ["F401"])


class JudgmentRecord(Model):
    """What was reached at one question, and how."""

    question: str = field("Id of the question.", "q4.response")
    title: str = field(
        "The question as it is asked.", "How effectively does the force respond to serious and organised crime?"
    )
    parent: str | None = field("Question above it.", "q4")
    status: Status = field("Whether it is judged, and whether for good.", "settled")
    judged_by: JudgedBy | None = field(
        "Whether the rules judge it, or people alone; null where it is not graded.", "rules", default="rules"
    )
    working_view: bool = field("Whether it is a working view that the inspectorate does not publish.", True)
    judgment: str | None = field("The judgment, where it is settled.", _CATEGORY)
    low: str | None = field("Lower end of the range.", _CATEGORY)
    high: str | None = field("Upper end of the range.", _CATEGORY)
    as_it_stands: str | None = field("Judgment if nothing more were found.", _CATEGORY)
    in_progress: bool = field("Whether more evidence may come.", False)
    short_of_minimum: bool = field("Whether there is less evidence than the framework's minimum.", False)
    computed: Reached | None = field("What the rules give, before any judgment from outside.", _RANGE)
    decision: DecisionRecord | None = field("What people decided: the decision that counts.", None)
    decisions: tuple[DecisionRecord, ...] = field("Every decision on it, in the order in which they were taken.", [])
    carried_over: CarriedOverRecord | None = field("Judgment carried over from an earlier inspection.", None)
    published: str | None = field("Judgment that the inspectorate published; for comparison only.", _CATEGORY)
    decided_by: tuple[str, ...] = field("Ids of the rules that decided, weightiest first.", ["q4.response.good"])
    reasons: tuple[ReasonRecord, ...] = field(
        "What decided.", [{"kind": "supports", "rule": "q4.response.good", "support": ["F401"]}]
    )
    rules: tuple[RuleRecord, ...] = field("Every rule of the question as applied.", [])


class ResultDocument(Model):
    """The judgments of one inspection, with their traces."""

    schema_: Literal["peelgrade/result/v1"] = Field(
        VERSION, alias="schema", description="Version of this format.", examples=[VERSION]
    )
    engine: EngineRecord = field("The program that graded.", {"version": "0.1.0"})
    framework: FrameworkRecord = field(
        "The framework and its rules.", {"id": "peel-effectiveness-2015", "version": "1.0", "sha256": "0" * 64}
    )
    inspection: GradedInspection = field(
        "The inspection and its evidence.",
        {"id": "kent-2015", "force": "Kent Police", "sha256": "0" * 64, "forgiven": 0},
    )
    receipt: Receipt = field(
        "Hashes of everything that the result was reached from.",
        {"framework": "0" * 64, "rules": {}, "record": "0" * 64, "evidence": {}},
    )
    asked: Asked = field(
        "What the inspection was taken as, beside what its files say.",
        {"in_progress": [], "as_of": None},
        default=Asked(),
    )
    judgments: tuple[JudgmentRecord, ...] = field("Judgments in tree order, parents first.", [])


def document(
    result: Result,
    inspection: Inspection,
    rulebook: Rulebook,
    version: str,
    forgiven: int = 0,
    asked: Asked | None = None,
) -> ResultDocument:
    """Return a result as a document.

    `version` is that of the program, `forgiven` how many errors comments forgive, and `asked` what the inspection was
    taken as beside what its files say.
    """
    return ResultDocument(
        schema=VERSION,
        engine=EngineRecord(version=version),
        framework=FrameworkRecord(
            id=rulebook.framework.id, version=rulebook.framework.version, sha256=rulebook_sha256(rulebook)
        ),
        inspection=GradedInspection(
            id=inspection.record.id,
            force=inspection.record.force.name,
            sha256=inspection_sha256(inspection),
            forgiven=forgiven,
        ),
        receipt=receipt(inspection, rulebook),
        asked=asked or Asked(),
        judgments=tuple(_judgment(judgment, rulebook, inspection) for judgment in result.judgments),
    )


def receipt(inspection: Inspection, rulebook: Rulebook) -> Receipt:
    """Return the hashes of everything that a result is reached from."""
    return Receipt(
        framework=_sha256(rulebook.framework.model_dump(mode="json")),
        rules={rule.id: _sha256(rule.model_dump(mode="json")) for rule in rulebook.rules},
        record=_sha256(_record(inspection)),
        evidence={item.id: _sha256(item.model_dump(mode="json")) for item in inspection.items},
    )


def inspection_sha256(inspection: Inspection) -> str:
    """Return the SHA-256 of an inspection, whatever the order of its items and of what is known of questions."""
    items = [item.model_dump(mode="json") for item in inspection.items]
    return _sha256({"record": _record(inspection), "items": items})


def _record(inspection: Inspection) -> dict[str, Any]:
    """Return the record as data, whatever the order that it is written in; published judgments do not enter."""
    return inspection.record.in_one_order.model_dump(mode="json", exclude={"published"})


def rulebook_sha256(rulebook: Rulebook) -> str:
    """Return the SHA-256 of a framework with its rules, whatever the order of the rules."""
    rules = [rule.model_dump(mode="json") for rule in rulebook.rules]
    return _sha256({"framework": rulebook.framework.model_dump(mode="json"), "rules": rules})


def _sha256(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(rfc8785.dumps(dict(value))).hexdigest()


def _judgment(judgment: Judgment, rulebook: Rulebook, inspection: Inspection) -> JudgmentRecord:
    question = rulebook.questions[judgment.question]
    reached = judgment.range
    counting = inspection.record.counting(judgment.decision)
    taken = tuple(
        _decision(one, judgment, counts=n == counting)
        for n, one in enumerate(inspection.record.decisions)
        if one.question == question.id
    )
    return JudgmentRecord(
        question=question.id,
        title=question.title,
        parent=rulebook.parents[question.id],
        status=judgment.status,
        judged_by=question.judged_by if question.graded else None,
        working_view=question.working_view,
        judgment=judgment.category.id if judgment.category else None,
        low=reached.low.id if reached else None,
        high=reached.high.id if reached else None,
        as_it_stands=judgment.as_it_stands.id if judgment.as_it_stands else None,
        in_progress=judgment.in_progress,
        short_of_minimum=judgment.short,
        computed=_reached(judgment.computed) if judgment.computed else None,
        decision=next((one for one in taken if one.counts), None),
        decisions=taken,
        carried_over=_carried_over(judgment),
        published=inspection.published.get(question.id),
        decided_by=judgment.decided_by,
        reasons=tuple(ReasonRecord(kind=one.kind, rule=one.rule, support=one.support) for one in judgment.reasons),
        rules=tuple(_rule(one) for one in judgment.applied),
    )


def _reached(reached: Range) -> Reached:
    return Reached(judgment=reached.low.id if reached.settled else None, low=reached.low.id, high=reached.high.id)


def _decision(taken: Decision, judgment: Judgment, *, counts: bool) -> DecisionRecord:
    return DecisionRecord(
        stage=taken.stage,
        outcome=taken.outcome,
        judgment=taken.judgment,
        departs_from=taken.departs_from,
        people=taken.people,
        date=taken.date.isoformat(),
        reason=taken.reason,
        compared_with=taken.compared_with,
        evidence=taken.evidence,
        counts=counts,
        applies=counts and judgment.decision_applies,
        stale=counts and judgment.stale,
    )


def _carried_over(judgment: Judgment) -> CarriedOverRecord | None:
    carried = judgment.carried_over
    if carried is None:
        return None
    return CarriedOverRecord(judgment=carried.judgment, inspection=carried.inspection, date=carried.date.isoformat())


def _rule(applied: Applied) -> RuleRecord:
    rule = applied.rule
    return RuleRecord(
        rule=rule.id,
        effect=rule.effect,
        category=rule.category,
        binding=rule.binding,
        truth=applied.truth.value,
        because=rule.because,
        basis=BasisRecord(kind=rule.basis.kind, source=rule.basis.source),
        condition=condition_record(tree(applied)),
    )


def condition_record(node: Node) -> CountRecord | JoinRecord:
    """Return a condition with what was observed as a result holds it; a count alone is a CountRecord."""
    count, observed = node.count, node.observed
    if count is None or observed is None:
        kind: Literal["all", "any"] = "all" if isinstance(node.condition, All) else "any"
        return JoinRecord(
            kind=kind, truth=node.truth.value, conditions=tuple(condition_record(part) for part in node.parts)
        )
    return CountRecord(
        kind=counted(count),
        truth=node.truth.value,
        certain=_number(observed.certain, count.bound),
        possible=None if observed.possible is None else _number(observed.possible, count.bound),
        required={count.bound.name: _number(count.bound.value, count.bound)},
        where=dict(count.where),
        matched=observed.matched,
        maybe=observed.maybe,
        support=observed.support,
    )


def _number(value: Fraction, bound: Bound) -> int | str:
    return int(value) if bound.of_number else str(value)
