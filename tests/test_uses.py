"""Where an item is used is complete: what changes when it is taken away was named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from peelgrade.changes import Case, Remove
from peelgrade.evidence import Comparator, Inspection, Item, QuestionRecord
from peelgrade.explanation import WhereUsed, where_used
from peelgrade.grading import grade, regrade
from peelgrade.pipeline import Read
from peelgrade.rendering import prose
from peelgrade.rulebook import (
    All,
    Findings,
    FindingsCount,
    Judgments,
    JudgmentsCount,
    Metrics,
    MetricsCount,
    Question,
    Rule,
    Rulebook,
)
from peelgrade.trace import Result, leaves, tree
from tests import small, strategies
from tests.properties import QUICK, THOROUGH


def where_used_is_complete(drawn: strategies.Case, ask: Callable[[Case, Result, str], WhereUsed] = where_used) -> None:
    """Take each item away, and hold what changes then against what was named."""
    case = Case(drawn.inspection, drawn.rulebook)
    before = regrade(case)
    figures = {one.metric for metric in drawn.inspection.metrics for one in metric.comparators}
    for item in drawn.inspection.items:
        found = ask(case, before, item.id)
        named = {use.applied.rule.id for use in found.uses}
        bears = {one.judgment.question: one for one in found.bearings}
        after = regrade(case, [Remove(item.id)])
        for one, other in zip(before.judgments, after.judgments, strict=True):
            assert one.range == other.range or one.question in bears
            without = bears[one.question].without if one.question in bears else None
            assert (one.range != other.range) == (without is not None)
            assert without is None or (one.range, other.range) == (without.before, without.after)
            if one.in_progress == other.in_progress:
                seen = {applied.rule.id: applied.observed for applied in other.applied}
                changed = {applied.rule.id for applied in one.applied if applied.observed != seen[applied.rule.id]}
                assert changed <= named, item.id
            else:
                assert one.range is None or bears[one.question].needed
        if prose.why_not_counted(item, drawn.inspection) and item.id not in figures:
            assert ((), ()) == (found.uses, found.bearings)
        names_only_what_sees_it(found, item.id, figures)


def names_only_what_sees_it(found: WhereUsed, item: str, figures: set[str | None]) -> None:
    """Hold that each rule that is named takes the item in, or counts a judgment that it bears on."""
    bears = {one.judgment.question for one in found.bearings}
    for use in found.uses:
        assert set(use.through) <= bears
        assert {node.count for node in use.counts} <= {node.count for node in leaves(tree(use.applied))}
        matched = [node.observed for node in use.counts if node.observed is not None]
        taken_in = any(item in seen.matched + seen.maybe + seen.support for seen in matched)
        beside = item in figures and any(isinstance(node.count, MetricsCount) for node in use.counts)
        assert use.through or taken_in or beside
    assert {use.question for use in found.uses if use.decisive} >= {
        one.judgment.question for one in found.bearings if one.decisive
    }


@settings(QUICK, max_examples=40)
@given(strategies.cases())
def test_where_used_is_complete(case: strategies.Case) -> None:
    """A rule that observes something else without an item, and a judgment that moves, were named."""
    where_used_is_complete(case)


@pytest.mark.slow
@THOROUGH
@given(strategies.cases())
def test_where_used_is_complete_thoroughly(case: strategies.Case) -> None:
    """The same, on many more cases."""
    where_used_is_complete(case)


def test_rules_that_count_judgments_are_missed_where_only_evidence_is_looked_at() -> None:
    """A version that forgets the rules that see an item through a judgment below does not pass."""

    def wrong(case: Case, result: Result, item: str) -> WhereUsed:
        found = where_used(case, result, item)
        return replace(found, uses=tuple(use for use in found.uses if not use.through))

    part = Question(id="p", title="p", graded=True)
    strength = Findings(findings=FindingsCount(shows="strength", at_least=1))
    reached = Judgments(judgments=JudgmentsCount(reaching="c2", at_least=1))
    rules = [
        strategies.rule("p.good", "p", strength, supports="c2"),
        strategies.rule("q.good", "q", reached, supports="c2"),
    ]
    asked = strategies.framework(Question(id="q", title="q", graded=True, parts=(part,)), minimum=1)
    known = strategies.record(questions=(QuestionRecord(question="q", status="complete"),))
    case = strategies.Case(Inspection.of(known, [strategies.finding("F1", "p")]), Rulebook.of(asked, rules))
    where_used_is_complete(case)
    with pytest.raises(AssertionError):
        where_used_is_complete(case, wrong)


def test_a_figure_bears_on_what_asks_how_another_stands_to_it() -> None:
    """A rule that asks for better figures sees the comparator also where the metric is not better than it."""
    better = Metrics(metrics=MetricsCount(measure="crime", comparator="peers", stands="better", at_least=1))
    strength = Findings(findings=FindingsCount(shows="strength", at_least=1))
    rules = [strategies.rule("good", "q", All(all=(better, strength)), supports="c2")]
    own = strategies.metric("M1", "q", value=Decimal(20), comparators=(Comparator(comparator="peers", metric="M2"),))
    items = (strategies.finding("F1", "q"), own, strategies.metric("M2", "q", subject="peers"))
    known = strategies.record(questions=(QuestionRecord(question="q", status="complete"),))
    asked = strategies.framework(Question(id="q", title="q", graded=True), minimum=1)
    case = Case(Inspection.of(known, items), Rulebook.of(asked, rules))
    assert ["good"] == [use.applied.rule.id for use in where_used(case, regrade(case), "M2").uses]
    where_used_is_complete(strategies.Case(case.inspection, case.rulebook))


def test_an_item_is_told_through_the_roll_up(kent_read: Read) -> None:
    """The weakness on child sexual exploitation bears on its question, on question 3 and on the overall judgment."""
    case = Case(kent_read.inspection, kent_read.rulebook)
    found = where_used(case, grade(kent_read.inspection, kent_read.rulebook), "F320")
    assert ["q3.specific_groups", "q3", "effectiveness"] == [one.judgment.question for one in found.bearings]
    assert ["q3.specific_groups", "q3"] == [one.question for one in found.moves]
    through = {use.applied.rule.id: use.through for use in found.uses if use.through}
    assert ("q3.specific_groups",) == through["q3.part_below_good"]
    direct = {use.applied.rule.id for use in found.uses if use.decisive and not use.through}
    assert {"q3.specific_groups.serious_weakness", "q3.specific_groups.major_weakness"} == direct
    assert ("F320", [False] * 3) == (found.item, [one.needed for one in found.bearings])


REACHED = JudgmentsCount(reaching="c2", at_least=1)
STRENGTH = Findings(findings=FindingsCount(shows="strength", at_least=1))


def reached_by(*names: str) -> JudgmentsCount:
    """Return a count of judgments of named questions."""
    return REACHED.model_copy(update={"of": names})


def chain(*rules: Rule) -> Rulebook:
    """Return rules about a question with a part, which has a part."""
    tree = Question(id="qaa", title="qaa", graded=True)
    for name in ("qa", "q"):
        tree = Question(id=name, title=name, graded=True, parts=(tree,))
    return Rulebook.of(strategies.framework(tree, minimum=1), rules)


def used(rulebook: Rulebook, item: str, *items: Item) -> list[tuple[str, tuple[str, ...], bool]]:
    """Return the rules that an item bears on: through which judgments, and whether it is decisive."""
    known = strategies.record(questions=(QuestionRecord(question=rulebook.framework.questions.id, status="complete"),))
    case = Case(Inspection.of(known, items), rulebook)
    return [(one.applied.rule.id, one.through, one.decisive) for one in where_used(case, regrade(case), item).uses]


def test_a_rule_may_see_an_item_through_several_judgments_and_by_itself() -> None:
    """It is told through all of them, whatever else of the rule sees the item."""
    named = [Judgments(judgments=reached_by(name)) for name in ("qaa", "qa")]
    rules = (
        strategies.rule("a", "qaa", STRENGTH, supports="c2"),
        strategies.rule("b", "q", All(all=(*named, STRENGTH)), supports="c2"),
    )
    assert [("b", ("qaa", "qa"), False), ("a", (), True)] == used(chain(*rules), "F1", strategies.finding("F1", "qaa"))


def test_an_item_decides_through_a_judgment_far_below() -> None:
    """Also where it decides nothing of the judgment between; an item that does not decide below does not decide above."""
    rules = (
        strategies.rule("a", "qaa", STRENGTH, supports="c2"),
        strategies.rule("b", "q", Judgments(judgments=reached_by("qaa")), supports="c2"),
    )
    items = (strategies.finding("F1", "qaa"), strategies.finding("F2", "qaa", shows="weakness"))
    assert [("b", ("qaa",), True), ("a", (), True)] == used(chain(*rules), "F1", *items)
    assert [("b", ("qaa",), False)] == used(chain(*rules), "F2", *items)


def test_nothing_is_seen_through_what_people_judge() -> None:
    """No item moves their judgment, and so nothing above it through it."""
    assert [] == used(small.RULEBOOK, "F1", small.finding("F1", "leaders"))


def test_an_item_that_is_not_counted_bears_on_nothing(kent_read: Read) -> None:
    """Parts of a main finding bear on no rule and no judgment."""
    case = Case(kent_read.inspection, kent_read.rulebook)
    part = next(finding.id for finding in kent_read.inspection.findings if finding.part_of)
    assert WhereUsed(part, (), ()) == where_used(case, regrade(case), part)
