"""Proofs about rules: a planted flaw of each kind is found, with evidence that grading confirms, and nothing else is."""

from __future__ import annotations

import gc
import itertools
import json
import random
import sys
import weakref
from collections.abc import Iterable, Mapping
from decimal import Decimal
from time import process_time
from typing import Any

import pytest
import z3

from peelgrade import bundled, grading, rulechecks
from peelgrade.cases import RuleCase, laid_out
from peelgrade.grading import regrade
from peelgrade.pipeline import Reading, read_rulebook
from peelgrade.rulebook import (
    All,
    Any_,
    Condition,
    Findings,
    FindingsCount,
    Intended,
    Judgments,
    JudgmentsCount,
    Metrics,
    MetricsCount,
    Question,
    Recommendations,
    RecommendationsCount,
    Rule,
    Rulebook,
    counts,
)
from peelgrade.rulechecks import (
    KINDS,
    Limits,
    Objection,
    Report,
    Subject,
    Unconfirmed,
    deadline,
    domain,
    proofs,
    search,
)
from peelgrade.rulechecks.bench import Benches
from peelgrade.rulechecks.examples import Body, Claim, confirmed
from tests import strategies
from tests.enumeration import Enumeration, Key, Maker, unchecked

OPEN = ("open", "in_progress")
PYTHON = [sys.executable, "-W", "error"]


def findings(shows: str, **given: Any) -> Findings:
    """Return a count of findings."""
    return Findings(findings=FindingsCount(shows=shows, **given))  # type: ignore[arg-type]


def judgments(**given: Any) -> Judgments:
    """Return a count of judgments."""
    return Judgments(judgments=JudgmentsCount(**given))


def recommendations(**given: Any) -> Recommendations:
    """Return a count of causes of concern that still stand."""
    known = {"type": ("cause_of_concern",), "status": OPEN, "at_least": 1} | given
    return Recommendations(recommendations=RecommendationsCount(**known))


def metrics(**given: Any) -> Metrics:
    """Return a count of figures of crime that are better than those of peers."""
    known = {"measure": ("crime",), "comparator": "peers", "stands": ("better",), "at_least": 1} | given
    return Metrics(metrics=MetricsCount(**known))


def share(shows: str, at_least: str) -> Findings:
    """Return a count of the share of findings that show something."""
    return findings(shows, share_at_least=Decimal(at_least))


def question(name: str, *parts: Question, **given: Any) -> Question:
    """Return a graded question."""
    known = {"graded": True, "topics": strategies.words(*strategies.TOPICS)} | given
    return Question(id=name, title=name, parts=parts, **known)


def supports(name: str, when: Condition, category: str = "c2") -> Rule:
    """Return a rule that supports a category at the question that its name begins with."""
    return unchecked(name, name.split(".", maxsplit=1)[0], when, "supports", category)


def limits(name: str, when: Condition, category: str = "c0") -> Rule:
    """Return a rule that limits to a category at the question that its name begins with."""
    return unchecked(name, name.split(".", maxsplit=1)[0], when, "limits_to", category)


SOUND = (  # every category is reached by shares, one step at a time
    supports("q.good", share("strength", "0.6")),
    limits("q.poor", share("weakness", "0.8")),
)


def rulebook(
    *rules: Rule, top: Question | None = None, categories: int = 3, intended: Iterable[Intended] = ()
) -> Rulebook:
    """Return a rulebook with the middle of three categories as its baseline."""
    known = strategies.framework(top or question("q"), categories, 1, 1)
    return Rulebook.of(known.model_copy(update={"intended": tuple(intended)}), rules)


def check(book: Rulebook, *kinds: str, **limits: Any) -> Report:
    """Make the proofs of some kinds, or all; none may be left without an end."""
    report = rulechecks.check(book, kinds or KINDS, Limits(**limits))  # type: ignore[arg-type]
    assert () == report.undecided
    return report


def only(book: Rulebook, kind: str) -> Objection:
    """Return the one objection of a kind, having graded each of its cases to what it expects."""
    (found,) = check(book, kind).objections
    assert kind == found.kind
    assert graded(found, book)
    return found


def graded(found: Objection, book: Rulebook) -> list[tuple[RuleCase, grading.Result]]:
    """Grade the cases of an objection as anybody would who pastes them; each must come to what it expects."""
    assert found.example is not None
    out = []
    for data in found.example.cases:
        case = RuleCase.model_validate_json(json.dumps(data))
        result = regrade(laid_out(case, book))
        for name, expected in case.expected.items():
            category = result[name].category
            assert category is not None
            assert expected.judgment == category.id
            truths = {one.rule.id: str(one.truth) for one in result[name].applied}
            assert expected.rules.items() <= truths.items()
        out.append((case, result))
    return out


def test_sound_rules_meet_no_objection() -> None:
    """Where shares lead to every category and nothing overlaps, there is nothing to tell."""
    assert () == check(rulebook(*SOUND)).objections


# --- a planted flaw of each kind --------------------------------------------------------------------------------------


def test_a_condition_that_never_holds_is_found_with_what_comes_nearest() -> None:
    """Nobody is at risk of a finding that is minor; shown is evidence that has the rest of the rule."""
    flaw = findings("weakness", weight=("minor",), at_risk=("children",), at_least=1)
    book = rulebook(*SOUND, limits("q.flaw", All(all=(findings("weakness", at_least=1), flaw))))
    found = only(book, "never_holds")
    assert Subject("q", "q.flaw", ("when", "all", 1)) == found.subject
    assert found.so
    assert [] == [case.expected["q"].rules for case, _ in graded(found, book) if case.expected["q"].rules]


def test_conditions_that_exclude_each_other_are_found_as_one() -> None:
    """Each of two shares can be reached and both cannot: the smallest evidence shows one of them."""
    both = All(all=(share("strength", "0.7"), share("weakness", "0.7")))
    found = only(rulebook(*SOUND, unchecked("q.flaw", "q", both, "supports", "c2")), "never_holds")
    assert Subject("q", "q.flaw", ("when",)) == found.subject


def test_a_condition_that_always_holds_is_found() -> None:
    """A share of nothing or more is no condition."""
    flaw = Any_(any=(findings("strength", at_least=2), share("strength", "0")))
    book = rulebook(*SOUND, supports("q.flaw", flaw))
    found = only(book, "always_holds")
    assert Subject("q", "q.flaw", ("when", "any", 1)) == found.subject
    assert found.so
    ((case, _),) = graded(found, book)
    assert 1 == sum(one.times for one in case.given)


def test_a_rule_that_never_decides_is_found_with_the_rule_that_makes_it_so() -> None:
    """A better share supports the same category, so what asks for more adds nothing; the others are not blamed."""
    book = rulebook(*SOUND, supports("q.flaw", share("strength", "0.9")), limits("q.other", recommendations()))
    found = only(book, "never_decides")
    assert ("q.flaw", ("q.good",), False) == (found.subject.rule, found.rules, found.so)
    ((case, result),) = graded(found, book)
    without = Rulebook.of(book.framework, [rule for rule in book.rules if rule.id != "q.flaw"])
    assert result["q"].category == regrade(laid_out(case, without))["q"].category


def test_a_limit_that_never_decides_is_found_with_the_rules_that_never_hold_where_it_does() -> None:
    """Good needs three in five to be strengths, so where half are weaknesses nothing is held down."""
    book = rulebook(*SOUND, limits("q.flaw", share("weakness", "0.5"), "c1"))
    found = only(book, "never_decides")
    assert ("q.flaw", ("q.good",), True) == (found.subject.rule, found.rules, found.so)


def test_two_rules_that_only_together_make_a_third_idle_are_both_named() -> None:
    """What one of two weights has is what either of their rules needs; each of the two needs only the first."""
    rules = [
        supports("q.flaw", findings("strength", weight=("moderate", "major"), at_least=1)),
        supports("q.major", findings("strength", weight=("major",), at_least=1)),
        supports("q.moderate", findings("strength", weight=("moderate",), at_least=1)),
        supports("q.many", findings("strength", at_least=5)),
    ]
    idle = {one.subject.rule: one.rules for one in check(rulebook(*rules), "never_decides").objections}
    assert ("q.major", "q.moderate") == idle["q.flaw"]
    assert (("q.flaw",), ("q.flaw",)) == (idle["q.major"], idle["q.moderate"])


def test_of_very_many_rules_those_that_make_another_idle_are_found_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where there are too many sets of rules to try, what can be left out is left out."""
    monkeypatch.setattr(proofs, "MOST_SETS", 0)
    test_two_rules_that_only_together_make_a_third_idle_are_both_named()


def test_a_condition_inside_that_always_holds_is_told_once() -> None:
    """As one that always holds, and not as one that could be left out as well."""
    book = rulebook(supports("q.flaw", All(all=(findings("strength", at_least=2), share("strength", "0")))), SOUND[1])
    assert ("always_holds",) == tuple(one.kind for one in check(book, "always_holds", "redundant").objections)


def test_points_of_judgments_are_proved_as_well() -> None:
    """Of two parts that people judge, all points need both at the best: one rule asks for more than there can be."""
    parts = [question(f"p{n}", judged_by="people") for n in range(2)]
    book = rulebook(
        supports("q.good", judgments(points_at_least=Decimal("0.75"))),
        limits("q.poor", judgments(points_at_most=Decimal("0.2"))),
        supports("q.flaw", judgments(points_at_least=Decimal(1))),
        top=question("q", *parts),
    )
    assert ("q.flaw", ("q.good",)) == (
        (found := only(book, "never_decides")).subject.rule,
        found.rules,
    )


def test_a_condition_that_adds_nothing_is_found() -> None:
    """A share that is no share of nothing needs a strength already."""
    flaw = All(all=(findings("strength", at_least=1), share("strength", "0.5")))
    book = rulebook(supports("q.flaw", flaw), SOUND[1])
    found = only(book, "redundant")
    assert Subject("q", "q.flaw", ("when", "all", 0)) == found.subject
    ((case, _),) = graded(found, book)
    assert {"q.flaw": "false"} == case.expected["q"].rules


def test_a_category_that_no_evidence_reaches_is_found_with_the_nearest() -> None:
    """What supports the best category is held down by a limit that always holds with it."""
    rules = [
        *SOUND,
        supports("q.best", share("strength", "0.9"), "c3"),
        limits("q.flaw", share("strength", "0.8"), "c2"),
    ]
    found = only(rulebook(*rules, categories=4), "unreachable")
    assert (Subject("q", category="c3"), "c2", ("q.best",)) == (found.subject, found.before, found.rules)
    ((case, _),) = graded(found, rulebook(*rules, categories=4))
    assert {"q.best": "true"} == case.expected["q"].rules


def test_the_nearest_to_a_category_is_shown_by_a_rule_that_can_hold_there() -> None:
    """Of two rules that lead there, one asks for what excludes itself: the other is what holds, and is not enough."""
    never = All(all=(share("strength", "0.9"), share("weakness", "0.9")))
    rules = [
        *SOUND,
        supports("q.a_never", never, "c3"),
        supports("q.best", share("strength", "0.9"), "c3"),
        limits("q.flaw", share("strength", "0.8"), "c2"),
    ]
    found = only(rulebook(*rules, categories=4), "unreachable")
    ((case, _),) = graded(found, rulebook(*rules, categories=4))
    assert {"q.best": "true"} == case.expected["q"].rules


def test_metrics_that_decide_alone_are_found() -> None:
    """That a part reaches the worst category says nothing: the metric decides whatever is found."""
    flaw = All(all=(metrics(), judgments(reaching="c0", at_least=1)))
    book = rulebook(
        supports("q.flaw", flaw), limits("p.poor", share("weakness", "0.5")), top=question("q", question("p"))
    )
    found = only(book, "metrics_alone")
    assert ("q.flaw", "c1", "c2") == (found.subject.rule, found.before, found.after)
    (without, _), (with_, _) = graded(found, book)
    assert {"metric"} == {one.kinds[0] for one in with_.given if one not in without.given}
    assert Rule.model_validate(dict(flaw_as_written(book))).id == "q.flaw"


def flaw_as_written(book: Rulebook) -> Mapping[str, Any]:
    """Return the planted rule as a file would hold it."""
    rule = next(rule for rule in book.rules if rule.id == "q.flaw")
    return {name: getattr(rule, name) for name in Rule.model_fields if getattr(rule, name) is not None}


def test_metrics_beside_what_is_not_to_be_there_decide_alone() -> None:
    """That there is no weakness is nothing that was found."""
    book = rulebook(*SOUND, supports("q.flaw", All(all=(metrics(), findings("weakness", at_most=0)))))
    assert "q.flaw" == only(book, "metrics_alone").subject.rule


def test_a_metric_that_moves_a_judgment_far_is_found() -> None:
    """It is told what it measures."""
    worse = metrics(stands=("worse",))
    found = next(one for one in check(rulebook(*SOUND, limits("q.flaw", worse)), "jump").objections)
    assert (Subject("q", by="metric"), "c2", "c0") == (found.subject, found.before, found.after)
    assert found.moved is not None
    assert ("metric", "crime") == (found.moved.kind, found.moved.type)


def test_metrics_with_nothing_beside_them_are_found() -> None:
    """What the syntax of rules refuses is found without it as well."""
    book = rulebook(*SOUND, supports("q.flaw", metrics()))
    assert "q.flaw" == only(book, "metrics_alone").subject.rule


def test_a_single_item_that_moves_a_judgment_far_is_found() -> None:
    """One cause of concern takes the question from the best category to the worst: no smaller evidence shows it."""
    book = rulebook(*SOUND, limits("q.flaw", recommendations()))
    found = only(book, "jump")
    assert (Subject("q", by="recommendation"), "c2", "c0") == (found.subject, found.before, found.after)
    (before, _), (after, _) = graded(found, book)
    assert [("strength", 1)] == [(one.kinds[0], one.times) for one in before.given]
    assert (before.given, "cause_of_concern") == (after.given[:-1], after.given[-1].recommendation)


def test_a_bound_that_a_wordy_coding_passes_is_found() -> None:
    """Two strengths are three or more once each is written out as two."""
    book = rulebook(supports("q.flaw", findings("strength", at_least=3)), SOUND[1])
    found = only(book, "wordy")
    assert (Subject("q", "q.flaw", ("when",)), "c1", "c2") == (found.subject, found.before, found.after)
    (once, _), (twice, _) = graded(found, book)
    assert (2, 4) == tuple(sum(one.times for one in case.given) for case in (once, twice))


def test_a_strength_that_lowers_a_judgment_is_found() -> None:
    """A rule that supports with few strengths is refused in files; the proof does not lean on that."""
    book = rulebook(SOUND[1], supports("q.flaw", findings("strength", at_most=1)))
    found = only(book, "backwards")
    assert (Subject("q", by="strength"), "c2", "c1") == (found.subject, found.before, found.after)
    (before, _), (after, _) = graded(found, book)
    assert sum(one.times for one in before.given) + 1 == sum(one.times for one in after.given)


def test_what_works_backwards_through_the_parts_is_found_by_evidence_on_the_part() -> None:
    """That a part gets better lowers the whole: shown is a strength of the part, where the whole sees judgments alone."""
    top = question("q", question("p"))
    book = rulebook(
        supports("q.flaw", judgments(reaching="c2", at_most=0)), supports("p.good", share("strength", "0.6")), top=top
    )
    found = check(book, "backwards").objections
    assert [Subject("q", by="strength"), Subject("q", by="weakness")] == [one.subject for one in found]
    for one in found:
        assert {"p"} == {given.question for case, _ in graded(one, book) for given in case.given}


@pytest.mark.parametrize("number", [1, 3])
def test_a_better_judgment_by_people_that_lowers_the_whole_is_found(number: int) -> None:
    """Of one part, or of several that are all counted alike: shown are the judgments before and with it."""
    parts = [question(f"p{n}", judged_by="people") for n in range(number)]
    book = rulebook(limits("q.flaw", judgments(reaching="c2", at_least=1)), top=question("q", *parts))
    found = only(book, "backwards")
    assert (Subject("q", by="judgment"), "c1", "c0") == (found.subject, found.before, found.after)
    (before, _), (after, _) = graded(found, book)
    assert 1 == sum(before.judged[name] != after.judged[name] for name in before.judged)


def test_a_better_judgment_by_people_that_lowers_nothing_is_not_told() -> None:
    """Neither where rules lift with it, nor where what it lowers lies below and is held up beside it."""
    parts = [question(f"p{n}", judged_by="people") for n in range(2)]
    rules = [
        supports("q.good", judgments(reaching="c2", at_least=1)),
        limits("q.poor", judgments(below="c1", at_least=2)),
    ]
    assert () == check(rulebook(*rules, top=question("q", *parts)), "backwards").objections
    hidden = [
        limits("p.flaw", judgments(reaching="c2", at_least=1)),
        supports("q.good", judgments(of=("p", "r"), reaching="c0", at_least=1)),
    ]
    top = question("q", question("p", parts[0]), question("r", judged_by="people"))
    subjects = [one.subject for one in check(rulebook(*hidden, top=top), "backwards").objections]
    assert [Subject("p", by="judgment")] == subjects


def test_a_judgment_by_people_that_no_rule_counts_moves_nothing_above() -> None:
    """What would lower the whole is that its part gets better, and no judgment by people makes it so."""
    top = question("q", question("p", question("p0", judged_by="people")))
    book = rulebook(
        supports("p.good", share("strength", "0.6")),
        limits("q.flaw", judgments(reaching="c2", at_least=1)),
        top=top,
    )
    assert {"strength", "weakness"} == {one.subject.by for one in check(book, "backwards").objections}


def test_judgments_that_are_seen_alone_are_shown_with_evidence_that_leads_to_them() -> None:
    """Of two parts that rules judge, and of which the whole sees judgments alone, every item is counted on its part."""
    top = question("q", question("p"), question("r"))
    book = rulebook(
        supports("p.good", share("strength", "0.6")),
        supports("r.good", findings("strength", at_least=2)),
        supports("q.good", judgments(reaching="c2", at_least=2)),
        supports("q.flaw", judgments(reaching="c2", at_least=3)),
        limits("q.both", judgments(of=("p", "r"), below="c1", at_least=1)),
        top=top,
    )
    found = [one for one in check(book, "never_holds").objections if one.subject.rule == "q.flaw"]
    ((case, _),) = graded(found[0], book)
    assert {"p": 1, "r": 2} == {one.question: one.times for one in case.given}


def test_evidence_that_the_whole_counts_on_a_part_is_looked_at() -> None:
    """A rule that counts findings on named questions sees into those, and not into the others."""
    top = question("q", question("p", question("p1")), question("r"))
    seen = findings("strength", question=("p",), at_least=2)
    book = rulebook(
        supports("q.good", All(all=(seen, judgments(of=("p1",), reaching="c2", at_least=1)))),
        supports("p1.good", findings("strength", at_least=3)),
        supports("r.good", share("strength", "0.6")),
        top=top,
    )
    found = {one.subject.question: one for one in check(book, "redundant", "wordy").objections}
    assert Subject("q", "q.good", ("when", "all", 0)) == found["q"].subject  # three on p1 are two below p
    assert graded(found["q"], book)


# --- what is meant ----------------------------------------------------------------------------------------------------


def intend(objection: str, **given: Any) -> Intended:
    """Return a declaration."""
    return Intended(objection=objection, reason="it is meant", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "declared",
    [
        intend("jump", question="q"),
        intend("jump", question="q", by="recommendation"),
        intend("jump", question="q", and_below=True),
    ],
)
def test_what_is_declared_is_silent(declared: Intended) -> None:
    """An objection that is meant is kept with its declaration, and is not among those that stand."""
    report = check(rulebook(*SOUND, limits("q.flaw", recommendations()), intended=[declared]))
    assert ((), ()) == (report.standing, report.idle)
    assert [declared] == [one.intended for one in report.objections]


@pytest.mark.parametrize(
    "declared",
    [
        intend("jump", question="q", by="weakness"),
        intend("jump", question="p"),
        intend("wordy", question="q"),
        intend("jump", rule="q.flaw"),
        intend("unreachable", question="q", category="c2"),
    ],
)
def test_a_declaration_that_silences_nothing_is_told(declared: Intended) -> None:
    """What is declared of another kind, item, question or category leaves the objection standing."""
    top = question("q", question("p", graded=False))
    book = rulebook(*SOUND, limits("q.flaw", recommendations()), top=top, intended=[declared])
    report = check(book)
    assert (["jump"], (0,)) == ([one.kind for one in report.standing], report.idle)


def test_a_declaration_covers_what_lies_below_only_where_it_says_so() -> None:
    """Declared of the question above, the objection to a part is silent with 'and_below' and stands without."""
    top = question("q", question("p"))
    rules = [
        supports("q.good", All(all=(judgments(reaching="c2", at_least=1), judgments(below="c1", at_most=0)))),
        supports("p.good", findings("strength", at_least=2)),
    ]
    for below, standing in ((True, []), (False, ["p"])):
        book = rulebook(*rules, top=top, intended=[intend("wordy", question="q", and_below=below)])
        assert standing == [one.subject.question for one in check(book, "wordy").standing]


# --- every body of evidence -------------------------------------------------------------------------------------------


def key(one: Objection) -> Key:
    """Return what an objection is about, as enumeration tells it."""
    subject = one.subject
    match one.kind:
        case "never_holds" | "always_holds" | "redundant":
            return one.kind, subject.question, subject.rule, subject.steps
        case "unreachable":
            return one.kind, subject.question, subject.category
        case "jump" | "backwards":
            return one.kind, subject.question, subject.by
        case _:
            return one.kind, subject.question, subject.rule


def agrees_with_every_body_of_evidence(seed: int) -> int:
    """Hold the proofs about a rulebook made from a seed against all evidence of two or three items.

    Return how many objections there are.
    """
    maker = Maker(random.Random(seed), odd=seed % 4 == 0)  # noqa: S311  # the same each time, on purpose
    book = maker.rulebook()
    kinds = maker.kinds(book, 6)
    people = sum(one.by_people for one in book.questions.values())  # of three items, each makes it five times as many
    most = 3 if seed % 8 == 0 and people < 2 else 2
    expected: set[Key] = set()
    for name, one in book.questions.items():
        if one.graded and not one.by_people:
            listed = Enumeration(book, kinds, name, most)
            expected |= listed.objections() if listed.all else set()
    assert expected == {key(one) for one in check(book, items=most, kinds=kinds).objections}, seed
    return len(expected)


def test_every_bound_of_every_count_is_proved_of() -> None:
    """So that proofs of one which is added are held against all evidence."""
    books = (Maker(random.Random(seed)).rulebook() for seed in range(1000, 1100))  # noqa: S311
    asked = (count for book in books for rule in book.rules for count in counts(rule.when))
    assert set(strategies.BOUNDS) == {(type(count), count.bound.name) for count in asked}


@pytest.mark.parametrize("seed", range(2))
def test_proofs_agree_with_every_body_of_evidence(seed: int) -> None:
    """A few rulebooks with every run; two hundred where tests are slow."""
    agrees_with_every_body_of_evidence(seed)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_two_hundred_rulebooks_agree_with_every_body_of_evidence(part: int) -> None:
    """What the solver finds in small domains is what trying each body of evidence finds, and the other way round."""
    found = sum(agrees_with_every_body_of_evidence(seed) for seed in range(1000 + 50 * part, 1050 + 50 * part))
    assert found > 100


@pytest.mark.slow
def test_looking_at_judgments_alone_changes_nothing() -> None:
    """Questions below that only their judgment is seen of are proved as if all their evidence were looked at."""
    shut = 0
    for seed in range(25):
        book = Maker(random.Random(seed)).rulebook()  # noqa: S311
        benches = Benches(book)
        shut += sum(bool(benches.of(name).plan.closed) for name in book.questions)
        closed, opened = check(book), check(book, closing=False)
        assert [key(one) for one in opened.objections] == [key(one) for one in closed.objections], seed
    assert shut >= 5


# --- what is odd ------------------------------------------------------------------------------------------------------


def test_a_proof_that_finds_no_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the solver gives up, no objection is made up or left out: every proof is among those without an end."""
    monkeypatch.setattr("z3.Solver.check", lambda _: z3.unknown)
    top = question("q", question("p"))
    report = rulechecks.check(rulebook(*SOUND, supports("p.good", share("strength", "0.6")), top=top))
    assert () == report.objections
    assert {"q", "p"} == {one.subject.question for one in report.undecided}
    assert {"q.good", "q.poor", "p.good", None} == {one.subject.rule for one in report.undecided}


TWO = rulebook(*SOUND, supports("p.good", share("strength", "0.6")), top=question("q", question("p")))


def test_without_time_every_proof_is_told_as_not_ended() -> None:
    """Nothing is asked of the solver, each proof is told by what it is about, and no declaration is called needless."""
    meant = Intended(objection="never_decides", rule="q.good", reason="It is meant.")
    known = TWO.framework.model_copy(update={"intended": (meant,)})
    report = rulechecks.check(Rulebook.of(known, TWO.rules), limits=Limits(seconds=0))
    assert ((), (), 0) == (report.objections, report.idle, report.asked)
    whole = {(one.kind, one.subject) for one in report.undecided}
    assert {*KINDS} - {"redundant", "metrics_alone", "wordy"} == {kind for kind, _ in whole}
    assert ("never_decides", Subject("p", "p.good")) in whole


def test_the_time_is_that_of_all_proofs_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that goes on by a second whenever it is looked at, no more is asked than there are seconds."""
    often = rulechecks.check(TWO).asked
    assert often > 10
    monkeypatch.setattr(deadline.time, "monotonic", itertools.count().__next__)
    found = rulechecks.check(TWO, limits=Limits(seconds=60))
    assert 0 < found.asked < often
    assert found.undecided


def test_the_solver_has_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked of it, it gives up by the end of all."""
    clock = iter([100.0, *itertools.repeat(107.0, 10_000)])
    monkeypatch.setattr(deadline.time, "monotonic", clock.__next__)
    given = []
    set_ = z3.Solver.set
    monkeypatch.setattr(z3.Solver, "set", lambda self, *what: (given.append(what), set_(self, *what)))
    rulechecks.check(TWO, ["unreachable"], Limits(seconds=10))
    assert {("timeout", 3_000), ("random_seed", 0)} == set(given)


def test_time_passes_while_proofs_are_drawn_up_as_well() -> None:
    """Kinds of items, conditions and what the solver is told are made in time, or not at all."""
    over = Benches(TWO, Limits(seconds=0))
    (rule, *_) = TWO.rules_of("q")
    made = Benches(TWO)
    formula = made.of("q").plain.holds("q", rule.when)
    for drawn in (
        lambda: over.domain.sorts("q", ()),
        lambda: over.of("q").plain.holds("q", rule.when),
        lambda: search.Search(made.of("q").plan.unknowns, [formula], over.deadline, over.room).find(formula),
    ):
        with pytest.raises(deadline.Undecided):
            drawn()


def test_what_was_drawn_up_for_a_question_alone_is_given_up_with_it() -> None:
    """The solvers of very many questions would take much memory; what questions above build on is kept."""
    benches = Benches(TWO)
    kept, local = benches.of("p"), weakref.ref(benches.of("p", local=True))
    assert kept.find(True) is not None  # noqa: FBT003  # a formula
    gc.disable()  # so that it goes at once, and not whenever cycles are looked for
    try:
        benches.clear("p")
        assert local() is None
    finally:
        gc.enable()
    assert kept is benches.of("p")


def test_where_nothing_smaller_is_found_in_time_what_was_found_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is evidence all the same, which grading bears out."""
    ask = vars(search.Search)["_ask"]

    def once(self: search.Search, wanted: Iterable[Any], more: Any) -> Any:
        listed = list(wanted)
        if len(listed) > 1:  # what is to hold, of less than is known already
            raise deadline.Undecided
        return ask(self, listed, more)

    monkeypatch.setattr(search.Search, "_ask", once)
    only(rulebook(supports("q.flaw", findings("strength", at_least=3)), SOUND[1]), "wordy")


def test_what_grading_does_not_bear_out_is_shown_to_nobody() -> None:
    """Neither another judgment than was proved, nor a condition that does not hold: both would be bugs of proofs."""
    book = rulebook(*SOUND)
    body = Body((strategies.finding("F1", "q"),), {})
    assert confirmed(Claim("q.c.d", "because", body, "q", "c2", (("q.good", ("when",), True),)), book)
    for wrong in (
        Claim("q.c.d", "because", body, "q", "c0"),
        Claim("q.c.d", "because", Body((), {}), "q", "c2"),
        Claim("q.c.d", "because", body, "q", "c2", (("q.good", ("when",), False),)),
    ):
        with pytest.raises(Unconfirmed, match=r"q\.c\.d: q"):
            confirmed(wrong, book)


@pytest.mark.parametrize(
    "counts",
    [
        [findings("weakness", at_risk=(f"group{n}",), at_least=1) for n in range(12)],
        [metrics(comparator=f"beside{n}", stands=("worse",)) for n in range(10)],
    ],
    ids=["groups at risk", "comparators"],
)
def test_kinds_of_items_that_are_too_many_together_are_not_tried(counts: list[Condition]) -> None:
    """Also where each thing that is told apart is few by itself."""
    known = strategies.framework(question("q"), 3, 1, 1)
    others = [word.model_copy(update={"id": f"beside{n}"}) for n, word in enumerate(known.comparators[:1] * 10)]
    known = known.model_copy(
        update={"groups_at_risk": strategies.words(*(f"group{n}" for n in range(12))), "comparators": tuple(others)}
    )
    report = rulechecks.check(Rulebook.of(known, [*SOUND, limits("q.many", Any_(any=tuple(counts)))]))
    assert ((), {True}) == (report.objections, {one.too_big for one in report.undecided})


def test_rules_that_tell_too_much_apart_are_not_tried() -> None:
    """Fifteen groups at risk, each asked for alone, make more kinds of findings than can be looked through."""
    groups = [f"group{n}" for n in range(15)]
    counts = tuple(findings("weakness", at_risk=(group,), at_least=1) for group in groups)
    known = strategies.framework(question("q"), 3, 1, 1).model_copy(
        update={"groups_at_risk": strategies.words(*groups)}
    )
    report = rulechecks.check(Rulebook.of(known, [*SOUND, limits("q.many", Any_(any=counts))]))
    assert ((), {True}) == (report.objections, {one.too_big for one in report.undecided})


def test_kinds_of_items_that_are_too_many_in_all_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where each question has few, and all together take more memory than is wanted."""
    first = rulechecks.check(rulebook(*SOUND))
    monkeypatch.setattr(domain, "MOST_SEEN", 8)
    assert first == rulechecks.check(rulebook(*SOUND))
    assert {True} == {one.too_big for one in rulechecks.check(TWO).undecided}


def test_items_that_are_no_longer_looked_at_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more of them are kept than one question may have, and nothing comes out otherwise."""
    parts = [supports(f"{name}.good", share("strength", "0.6")) for name in ("p", "r")]
    book = rulebook(*SOUND, *parts, top=question("q", question("p"), question("r")))
    first = rulechecks.check(book)
    monkeypatch.setattr(domain, "MOST_KINDS", 18)
    assert first == rulechecks.check(book)


def test_what_takes_very_many_items_to_show_is_told_without_them() -> None:
    """A million strengths are not written down: the objection stands, and says why nothing is shown."""
    book = rulebook(SOUND[1], supports("q.flaw", findings("strength", at_least=1_000_000)))
    (found,) = check(book, "wordy").objections
    assert found.example is not None
    assert ((), True) == (found.example.cases, "too many items" in found.example.told)


def test_metrics_set_beside_two_comparators_are_shown_in_full() -> None:
    """The short form of cases has one comparator; what needs two is shown as items of evidence."""
    beside = [metrics(), metrics(comparator="year_before"), findings("strength", at_least=0)]
    (found,) = check(rulebook(*SOUND, supports("q.flaw", All(all=tuple(beside)))), "metrics_alone").objections
    assert found.example is not None
    assert [2] == [len(one["comparators"]) for one in found.example.cases[1]["evidence"] if one["kind"] == "metric"]


def test_questions_that_people_judge_may_have_any_judgment() -> None:
    """What they count to is shown by judgments, and not by evidence."""
    parts = [question(f"p{n}", judged_by="people") for n in range(3)]
    book = rulebook(
        supports("q.good", judgments(reaching="c2", at_least=2)),
        limits("q.poor", judgments(below="c1", at_least=2)),
        supports("q.flaw", judgments(reaching="c2", at_least=4)),
        top=question("q", *parts),
    )
    found = only(book, "never_holds")
    assert ("q.flaw", "c2") == (found.subject.rule, found.before)
    ((case, _),) = graded(found, book)
    assert ((), {"p0": "c2", "p1": "c2", "p2": "c2"}) == (case.given, case.judged)


def test_questions_that_people_judge_are_told_apart_by_the_rules_that_count_them() -> None:
    """Two of four count for the one rule, the other two for another: what the first needs is shown of its own two."""
    parts = [question(name, judged_by="people") for name in ("a0", "a1", "b0", "b1")]
    book = rulebook(
        supports("q.good", judgments(of=("a0", "a1"), reaching="c2", at_least=2)),
        limits("q.poor", judgments(of=("b0", "b1"), below="c1", at_least=1)),
        supports("q.flaw", judgments(of=("a0", "a1"), reaching="c2", at_least=3)),
        top=question("q", *parts),
    )
    found = only(book, "never_holds")
    ((case, _),) = graded(found, book)
    assert ("q.flaw", {"a0": "c2", "a1": "c2"}) == (
        found.subject.rule,
        {name: one for name, one in case.judged.items() if name.startswith("a")},
    )


def test_a_scale_of_two_and_a_question_alone_are_no_trouble() -> None:
    """The smallest framework that there can be is proved like any other."""
    book = rulebook(supports("q.met", share("strength", "0.5"), "c1"), categories=2)
    book = Rulebook.of(book.framework.model_copy(update={"baseline": "c0"}), book.rules)
    assert () == check(book).objections


def test_the_same_rules_give_the_same_report() -> None:
    """Whatever was proved before, and in whatever order the rules come, nothing differs."""
    book = Maker(random.Random(7)).rulebook()  # noqa: S311  # the same each time, on purpose
    shuffled = Rulebook.of(book.framework, reversed(book.rules))
    assert check(book) == check(shuffled)


def test_rules_with_the_longest_ids_are_shown_all_the_same() -> None:
    """An id of 64 characters leaves none for what a case is about, and is cut."""
    name = f"q.{'x' * 62}"
    book = rulebook(supports(name, findings("strength", at_least=3)), SOUND[1])
    cases = [case for case, _ in graded(only(book, "wordy"), book)]
    assert ["once", "twice"] == [case.id.rpartition(".")[2] for case in cases]


# --- the frameworks that ship -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", bundled.frameworks())
def test_a_framework_that_ships_is_clean_in_ten_seconds(name: str) -> None:
    """Nothing stands, nothing is open, no declaration is idle; seconds of the processor, for others may be at work."""
    folder = bundled.rules_folder() / name
    book = read_rulebook(folder, name, Reading())
    assert book is not None
    started = process_time()
    report = check(book)
    assert process_time() - started < 10
    assert ((), ()) == (report.standing, report.idle)
