"""What a change of coding moves, and what alone sustains a judgment, hold against grading again and against trying all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from itertools import combinations
from math import comb
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from peelgrade.changes import Case, Remove, Set, SetRecord
from peelgrade.evidence import EXTENTS, WEIGHTS, Comparator, Inspection, Item, QuestionRecord, Waiver
from peelgrade.explanation import Choice, Sustained, sensitivity, sensitivity_at, sustaining
from peelgrade.explanation.likeness import Likeness, Look
from peelgrade.explanation.sensitivity import Recoding, change, moved, recodings
from peelgrade.grading import regrade
from peelgrade.pipeline import Read
from peelgrade.rendering import sensitivity as rendering
from peelgrade.rulebook import (
    All,
    Findings,
    FindingsCount,
    Metrics,
    MetricsCount,
    Question,
    Recommendations,
    RecommendationsCount,
    Rulebook,
)
from tests import small, strategies
from tests.properties import QUICK, THOROUGH
from tests.strategies import carried_over, decision

BROKEN = settings(QUICK, max_examples=2_000, phases=[Phase.generate], report_multiple_bugs=False, database=None)
FEW = 6  # items of which every set is tried
SEARCH: Any = import_module("peelgrade.explanation.sustaining")  # the function has its name


# --- changes of one coding --------------------------------------------------------------------------------------------


def moves_are_exact(drawn: strategies.Case) -> None:
    """Hold what is said of every change against grading again with that change alone."""
    case = Case(drawn.inspection, drawn.rulebook)
    before = regrade(case)
    found = sensitivity(case)
    said = {move.recoding: move.moved for move in found.moves}
    tried = [(item, recoding) for item in drawn.inspection.items for recoding in recodings(item)]
    assert {recoding for _, recoding in tried} == set(found.tried)
    for item, recoding in tried:
        assert moved(before, regrade(case, [change(item, recoding)])) == said.get(recoding, ()), recoding


@settings(QUICK, max_examples=25)
@given(strategies.cases())
def test_items_move_what_they_are_said_to_move_and_no_others_do(case: strategies.Case) -> None:
    """Every change of one coding moves exactly the judgments that are said, and those that are not named move none."""
    moves_are_exact(case)


@pytest.mark.slow
@THOROUGH
@given(strategies.cases())
def test_items_move_what_they_are_said_to_move_thoroughly(case: strategies.Case) -> None:
    """The same, on many more cases."""
    moves_are_exact(case)


@pytest.mark.slow
def test_skipping_too_much_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that skips changes that the rules do see does not pass."""
    monkeypatch.setattr(Likeness, "look", lambda *_: Look("", ()))
    with pytest.raises(AssertionError):
        BROKEN(given(strategies.cases())(moves_are_exact))()


def test_a_figure_that_another_is_set_beside_moves_what_the_other_moves() -> None:
    """Without the metric of the comparator, a limit on how the force stands to it is open, though nobody counts it."""
    worse = MetricsCount(measure="crime", comparator="peers", stands="worse", at_least=1)
    weakness = Findings(findings=FindingsCount(shows="weakness", at_least=1))
    rules = [strategies.rule("low", "q", All(all=(Metrics(metrics=worse), weakness)), limits_to="c0")]
    own = strategies.metric("M1", "q", value=Decimal(20), comparators=(Comparator(comparator="peers", metric="M2"),))
    items = (strategies.finding("F1", "q", shows="weakness"), own, strategies.metric("M2", "q", subject="peers"))
    known = strategies.record(questions=(QuestionRecord(question="q", status="complete"),))
    asked = strategies.framework(Question(id="q", title="q", graded=True), minimum=1)
    case = strategies.Case(Inspection.of(known, items), Rulebook.of(asked, rules))
    moves_are_exact(case)
    found = sensitivity(Case(case.inspection, case.rulebook))
    assert {"F1", "M1", "M2"} == {move.recoding.item for move in found.moves if move.recoding.kind == "removal"}


def test_a_question_is_told_what_moves_it_and_the_doubts_of_the_coder_come_first(kent_read: Read) -> None:
    """With a question, the changes are told that move it, all of them; doubts are tried before anything else."""
    case = Case(kent_read.inspection, kent_read.rulebook)
    found = sensitivity(case)
    for question in ("q3.specific_groups", "q4.response"):
        assert found.moving([question]) == sensitivity(case, question).moves
    assert "doubt" == found.moves[0].recoding.kind
    doubted = [one for one in kent_read.inspection.findings if one.or_weight or one.or_extent]
    both = sum(one.or_weight is not None and one.or_extent is not None for one in doubted)
    assert found.of("doubt") == both + sum((one.or_weight is not None) + (one.or_extent is not None) for one in doubted)
    assert len(set(found.tried)) == len(found.tried)


def test_the_changes_that_are_tried_of_a_finding() -> None:
    """What its coder was in doubt about, alone and together, other steps, and without it; of anything else the last."""
    doubted = strategies.finding(
        "F1", "q", weight="moderate", or_weight="minor", extent="partial", or_extent="isolated"
    )
    assert [
        Recoding("F1", "doubt", "minor"),
        Recoding("F1", "doubt", None, "isolated"),
        Recoding("F1", "doubt", "minor", "isolated"),
        Recoding("F1", "step", "major"),
        Recoding("F1", "step", None, "widespread"),
        Recoding("F1", "removal"),
    ] == list(recodings(doubted))
    assert [Recoding("M1", "removal")] == list(recodings(strategies.metric("M1", "q")))


@settings(QUICK, max_examples=25)
@given(strategies.cases())
def test_of_what_was_found_for_all_a_question_is_told_the_same_as_alone(drawn: strategies.Case) -> None:
    """The report asks once for all questions, and then for each."""
    case = Case(drawn.inspection, drawn.rulebook)
    found, result = sensitivity(case), regrade(case)
    for question in case.rulebook.questions:
        assert sensitivity(case, question) == sensitivity_at(found, case, question, result)


def test_a_finding_that_becomes_major_keeps_its_ground_and_who_is_at_risk_of_serious_harm() -> None:
    """Else the ground is serious harm; who is at risk goes with it, and what was in doubt is settled."""
    doubted = strategies.finding(
        "F1", "q", weight="moderate", or_weight="major", extent="partial", or_extent="isolated"
    )
    for known, ground, at_risk in (
        ({}, "serious_harm", ()),
        ({"ground": "serious_harm", "at_risk": ("children",)}, "serious_harm", ("children",)),
        ({"ground": "core"}, "core", ()),
    ):
        item = doubted.model_copy(update=known)
        made = change(item, Recoding("F1", "doubt", weight="major"))
        weighed = {"weight": "major", "or_weight": None, "ground": ground, "at_risk": at_risk}
        assert Set("F1", weighed) == made
        made = change(item, Recoding("F1", "doubt", weight="major", extent="isolated"))
        assert Set("F1", {"extent": "isolated", "or_extent": None, **weighed}) == made
    grave = strategies.finding("F1", "q", weight="major", ground="serious_harm", at_risk=("children",))
    lighter = {"weight": "moderate", "or_weight": None, "ground": None, "at_risk": ()}
    assert Set("F1", lighter) == change(grave, Recoding("F1", "step", weight="moderate"))


# --- what alone sustains a judgment -----------------------------------------------------------------------------------


def sets_of(alternatives: tuple[tuple[Choice, ...], ...]) -> Iterator[frozenset[str]]:
    """Yield every set of items that ways to choose describe."""

    def chosen(choices: tuple[Choice, ...]) -> Iterator[frozenset[str]]:
        if not choices:
            yield frozenset()
            return
        for names in combinations(choices[0].items, choices[0].number):
            yield from (frozenset(names) | others for others in chosen(choices[1:]))

    for one in alternatives:
        yield from chosen(one)


def sets_are_smallest(drawn: strategies.Case) -> None:
    """Hold the sets that sustain each judgment against trying every set of its evidence, where it is not much."""
    case = Case(drawn.inspection, drawn.rulebook)
    before = regrade(case)
    metrics = drawn.inspection.metrics
    figures = {one.metric for metric in metrics for one in metric.comparators}
    waived = SetRecord({"waiver": Waiver(reason="Only some evidence is kept.")})
    for judgment in before.judgments:
        found = sustaining(case, judgment.question)
        below = [name for name in drawn.rulebook.questions if name in drawn.rulebook.below[judgment.question]]
        settled = judgment.status == "settled" and all(before[name].status != "open" for name in below)
        free = [name for name in judgment.evidence if name not in figures]
        # only where there is very much to try may the search give up, and then it says so
        gave_up = found.why_none == "too_long" and len(free) > FEW
        assert (found.why_none is None or gave_up) == (settled and not judgment.from_outside)
        if found.why_none is not None or len(free) > FEW:
            continue
        smallest: list[frozenset[str]] = []
        for size in range(len(free) + 1):
            for kept in combinations(free, size):
                after = regrade(case, [waived, *(Remove(name) for name in free if name not in kept)])
                if all(after[name].range == before[name].range for name in below):
                    smallest.append(frozenset(kept))
            if smallest:
                break
        listed = list(sets_of(found.alternatives))
        assert set(smallest) == set(listed), judgment.question
        assert len(set(listed)) == len(listed)
        assert all(found.size == len(one) for one in listed)


@settings(QUICK, max_examples=20)
@given(strategies.cases())
def test_the_smallest_sets_are_found(case: strategies.Case) -> None:
    """The sets that are told sustain the judgment, are the smallest, and are all of them."""
    sets_are_smallest(case)


@pytest.mark.parametrize("number", [25, 610, 825])
def test_the_smallest_sets_are_found_where_more_looks_alike_from_above(number: int) -> None:
    """The same, on cases in which sets of several sizes are one to the questions above."""
    sets_are_smallest(strategies.case(number))


def test_what_serves_equally_well_is_one_choice() -> None:
    """Items that rules tell apart, and of which any one is enough, are told as one choice and not as several."""
    weights = ("minor", "moderate", "major")
    counts = [Findings(findings=FindingsCount(shows="strength", weight=one, at_least=1)) for one in weights]
    rules = [strategies.rule(f"r{n}", "q", one, supports="c2") for n, one in enumerate(counts)]
    items = [strategies.finding(f"F{n}", "q", weight=one) for n, one in enumerate((*weights, "minor"))]
    known = strategies.record(questions=(QuestionRecord(question="q", status="complete"),))
    asked = strategies.framework(Question(id="q", title="q", graded=True), minimum=1)
    found = sustaining(Case(Inspection.of(known, items), Rulebook.of(asked, rules)), "q")
    assert (1, ((Choice(1, ("F0", "F1", "F2", "F3")),),), False) == (found.size, found.alternatives, found.more)


@pytest.mark.parametrize("item", [strategies.finding("F1", "a"), strategies.recommendation("R1", "a", status="met")])
def test_evidence_that_only_rules_above_see_may_be_needed(item: Item) -> None:
    """A question on which nothing is found is open, and no rule of its own need see what is."""
    seen = (
        Findings(findings=FindingsCount(shows="strength", at_least=9)),
        Recommendations(recommendations=RecommendationsCount(status=("met",), at_least=9)),
    )
    rare = Findings(findings=FindingsCount(shows="strength", weight="major", at_least=1))
    rules = [strategies.rule(f"r{n}", "top", one, supports="c2") for n, one in enumerate(seen)]
    rules.append(strategies.rule("rare", "a", rare, supports="c2"))
    parts = (Question(id="a", title="A", graded=True),)
    asked = strategies.framework(Question(id="top", title="Top", graded=True, parts=parts), minimum=1)
    known = strategies.record(questions=(QuestionRecord(question="top", status="complete"),))
    found = sustaining(Case(Inspection.of(known, [item]), Rulebook.of(asked, rules)), "a")
    assert (1, ((Choice(1, (item.id,)),),)) == (found.size, found.alternatives)


def test_a_search_that_would_take_too_long_is_given_up_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where more would have to be graded than is worth it, that is the answer, and no set is told."""
    drawn = strategies.case(825)
    case = Case(drawn.inspection, drawn.rulebook)
    graded: list[Any] = []
    monkeypatch.setattr(SEARCH, "regrade", lambda *given: graded.append(given) or regrade(*given))
    whole = sustaining(case, "q")
    tried = len(graded) - 2  # the case itself, and without evidence
    assert whole.why_none is None
    assert 1 < tried
    monkeypatch.setattr(SEARCH, "MOST_TRIED", tried)
    assert whole == sustaining(case, "q")
    monkeypatch.setattr(SEARCH, "MOST_TRIED", tried - 1)
    assert Sustained("q", why_none="too_long") == sustaining(case, "q")


def sharing_a_need(parts: int) -> Case:
    """Return a case of parts that need two strengths each, any, below a question that needs one of every coding."""
    codings = [{"weight": weight, "extent": extent} for weight in WEIGHTS for extent in EXTENTS]
    below = tuple(Question(id=f"q{n}", title=f"Part {n}", graded=True) for n in range(parts))
    two = Findings(findings=FindingsCount(shows="strength", at_least=2))
    each = [Findings(findings=FindingsCount(shows="strength", at_least=1, **one)) for one in codings]
    rules = [strategies.rule(part.id, part.id, two, supports="c2") for part in below]
    rules.append(strategies.rule("top", "top", All(all=tuple(each)), supports="c2"))
    asked = strategies.framework(Question(id="top", title="Top", graded=True, parts=below), minimum=1)
    known = strategies.record(questions=(QuestionRecord(question="top", status="complete"),))
    spread = [(part.id, n, one) for part in below for n, one in enumerate(codings * 2)]
    items = [strategies.finding(f"F{part}{n}", part, **one) for part, n, one in spread]
    return Case(Inspection.of(known, items), Rulebook.of(asked, rules))


def test_what_is_put_together_has_an_end_before_any_of_it_is_graded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four parts with 45 sets each come to four million, of which there is not room for: that is said after some work."""
    pairs = SEARCH._Search._pairs  # noqa: SLF001  # how much is made is hard to see from outside
    made: list[Any] = []

    def watched(*given: Any) -> Iterator[Any]:
        for one in pairs(*given):
            made.append(one)
            assert len(made) <= SEARCH.MOST_JOINED
            yield one

    monkeypatch.setattr(SEARCH._Search, "_pairs", watched)  # noqa: SLF001  # the same
    assert Sustained("top", why_none="too_long") == sustaining(sharing_a_need(4), "top")
    assert made


def put_together(case: Case, question: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how much one search puts together: the least that it has to be allowed, so that it finds what it does."""
    whole = sustaining(case, question)
    for most in range(1_000):
        monkeypatch.setattr(SEARCH, "MOST_JOINED", most)
        found = sustaining(case, question)
        if found == whole:
            return most
        assert Sustained(question, why_none="too_long") == found
    raise AssertionError


def test_what_is_put_together_is_counted_set_by_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """One for each set, and one for each choice in it: of two codings, of nothing and then of either.

    Above a part, of its two sets again, and of each with the one set of no item from the question itself.
    """
    looks = ({"weight": "minor"}, {"weight": "major"})
    case = any_one_of(*looks)
    own = 1 + 2 * (1 + 1)
    assert own == put_together(case, "q", monkeypatch)
    monkeypatch.undo()
    top = Question(id="top", title="Top", graded=True, parts=(Question(id="q", title="q", graded=True),))
    rulebook = Rulebook.of(strategies.framework(top, minimum=1), case.rulebook.rules)
    of_nothing, of_both = 1, 1 + 1
    assert own + of_nothing + of_both == put_together(Case(case.inspection, rulebook), "top", monkeypatch)


def test_very_many_parts_that_need_nothing_are_no_matter() -> None:
    """More of them than calls may stand inside each other, each carried over."""
    parts = tuple(Question(id=f"q{n}", title=f"Part {n}", graded=True) for n in range(990))
    asked = strategies.framework(Question(id="top", title="Top", graded=True, parts=parts), minimum=1)
    carried = tuple(carried_over(part.id, "c2") for part in parts)
    known = strategies.record(questions=(QuestionRecord(question="top", status="complete"),), carried_over=carried)
    assert Sustained("top", 0, ((),)) == sustaining(Case(Inspection.of(known, []), Rulebook.of(asked, [])), "top")


def any_one_of(*codings: dict[str, Any], at_least: int = 1, each: int = 1) -> Case:
    """Return a case in which so many findings of any one coding are enough, and so many of each are there."""
    counts = [Findings(findings=FindingsCount(shows="strength", at_least=at_least, **one)) for one in codings]
    rules = [strategies.rule(f"r{n}", "q", one, supports="c2") for n, one in enumerate(counts)]
    items = [strategies.finding(f"F{n:02}{m}", "q", **one) for n, one in enumerate(codings) for m in range(each)]
    known = strategies.record(questions=(QuestionRecord(question="q", status="complete"),))
    asked = strategies.framework(Question(id="q", title="q", graded=True), minimum=1)
    return Case(Inspection.of(known, items), Rulebook.of(asked, rules))


def test_several_of_some_or_several_of_others_are_two_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of these or two of those are not two of all; where fewer ways are told than there are, that is said."""
    case = any_one_of({"weight": "minor"}, {"weight": "major"}, at_least=2, each=2)
    ways = ((Choice(2, ("F000", "F001")),), (Choice(2, ("F010", "F011")),))
    for most, told, more in ((2, ways, False), (1, ways[:1], True)):
        monkeypatch.setattr(SEARCH, "MOST_TOLD", most)
        assert Sustained("q", 2, told, more) == sustaining(case, "q")


@pytest.mark.parametrize(("looks", "more"), [(2, False), (10, False), (11, True)])
def test_of_very_many_ways_the_first_are_put_together(looks: int, more: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001  # expected
    """Ten times as many as are told; with one more there may be others."""
    monkeypatch.setattr(SEARCH, "MOST_TOLD", 1)
    codings = [
        {"weight": weight, "extent": extent, "topic": topic}
        for weight in WEIGHTS
        for extent in EXTENTS
        for topic in ("patrol", "awareness")
    ]
    names = tuple(sorted(f"F{n:02}0" for n in range(looks)))
    found = sustaining(any_one_of(*codings[:looks]), "q")
    assert (1, 1, more) == (found.size, len(found.alternatives), found.more)
    assert min(looks, 10) == len(found.alternatives[0][0].items)
    assert set(found.alternatives[0][0].items) <= set(names)


def test_ways_are_put_together_until_none_go_together() -> None:
    """Each with the first that it goes with, wherever that stands, and what comes of it again."""
    several = (Choice(2, ("s", "t")),)
    one, two, three = ((Choice(1, (name,)), Choice(1, ("z",))) for name in "abc")
    both = [(Choice(1, (left,)), Choice(1, (right,))) for left in "ab" for right in "pq"]
    for ways, expected in (
        ([one, two], [(Choice(1, ("a", "b")), Choice(1, ("z",)))]),
        ([several, one, two], [(Choice(1, ("a", "b")), Choice(1, ("z",))), several]),
        ([one, several, two, three], [(Choice(1, ("a", "b", "c")), Choice(1, ("z",))), several]),
        (both, [(Choice(1, ("a", "b")), Choice(1, ("p", "q")))]),
    ):
        assert expected == SEARCH._merge(ways)  # noqa: SLF001  # what it makes is hard to see from outside


def test_as_many_items_may_be_shared_out_among_the_parts_in_several_ways() -> None:
    """Each of which sustains the judgment: two here and one there, or the other way round."""
    strengths = [Findings(findings=FindingsCount(shows="strength", at_least=n)) for n in (1, 3)]
    parts = [Question(id=name, title=name, graded=True) for name in ("qa", "qb")]
    rules = [strategies.rule(part.id, part.id, strengths[0], supports="c2") for part in parts]
    rules.append(strategies.rule("q", "q", strengths[1], supports="c2"))
    asked = strategies.framework(Question(id="q", title="q", graded=True, parts=tuple(parts)), minimum=1)
    known = strategies.record(questions=(QuestionRecord(question="q", status="complete"),))
    items = [strategies.finding(name, f"q{name[0]}") for name in ("a1", "a2", "b1", "b2")]
    found = sustaining(Case(Inspection.of(known, items), Rulebook.of(asked, rules)), "q")
    one, two = ({name: Choice(n, (f"{name}1", f"{name}2")) for name in "ab"} for n in (1, 2))
    assert Sustained("q", 3, ((one["a"], two["b"]), (one["b"], two["a"]))) == found


@pytest.mark.slow
@THOROUGH
@given(strategies.cases())
def test_the_smallest_sets_are_found_thoroughly(case: strategies.Case) -> None:
    """The same, on many more cases."""
    sets_are_smallest(case)


def test_sets_that_hold_too_much_to_be_alike_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that takes all items on a question for each other does not pass."""
    monkeypatch.setattr(Likeness, "look", lambda *_: Look("", ()))
    with pytest.raises(AssertionError):
        BROKEN(given(strategies.cases())(sets_are_smallest))()


def test_what_sustains_kents_questions(kent_read: Read) -> None:
    """One strength in each part sustains question 1; question 3 needs an item in each of its four parts."""
    case = Case(kent_read.inspection, kent_read.rulebook)
    assert {"q1": 2, "q2": 2, "q3": 4, "q4": 4} == {
        name: sustaining(case, name).size for name in ("q1", "q2", "q3", "q4")
    }
    (ways,) = sustaining(case, "q1").alternatives
    assert [(1, 16), (1, 13)] == [(choice.number, len(choice.items)) for choice in ways]
    assert 16 * 13 == sum(1 for _ in sets_of((ways,))) == comb(16, 1) * comb(13, 1)


class TestTold:
    TOWN = small.case(
        small.finding("F1", "calls", or_weight="minor", or_extent="partial"),
        small.finding("F2", "calls"),
        small.finding("F3", "visits"),
        small.finding("F4", "calls", shows="weakness", weight="major", ground="serious_harm", at_risk=("children",)),
        decisions=(decision("leaders", "good", outcome="judged"),),
    )

    def test_what_the_judgments_hang_on(self) -> None:
        """Changes that move one, and for each question the least that alone sustains it, which may be nothing."""
        view = small.view(self.TOWN)
        found = sensitivity(self.TOWN)
        sustained = [sustaining(self.TOWN, name) for name in ("overall", "calls", "visits", "leaders")]
        assert [
            "What the judgments hang on: for the team and the panel, and never a way to a grade",
            "├── each change alone; 16 of 16 are to evidence that is counted",
            "├── where the coder was in doubt, the other code: 3 tried, none moves a judgment",
            "├── another step of weight or extent: 9 tried, 1 moves a judgment",
            "│   └── F4 weight moderate instead of major: calls requires improvement → good, overall requires improvement → good",
            "├── an item taken away: 4 tried, 2 move a judgment",
            "│   ├── F3 taken away: visits requires improvement → requires improvement to good, overall requires improvement → requires improvement to good",
            "│   └── F4 taken away: calls requires improvement → outstanding, overall requires improvement → good",
            "└── the least evidence that alone sustains a judgment and those below it",
            "    ├── all else that is counted left out, with fieldwork as it is and the minimum waived",
            "    ├── overall How safe is the town?: requires improvement; 2 items are enough",
            "    │   ├── F4 (calls)",
            "    │   └── F3 (visits)",
            "    ├── calls Calls: requires improvement; 1 item is enough",
            "    │   └── F4 (calls)",
            "    ├── visits Visits: requires improvement; 1 item is enough",
            "    │   └── F3 (visits)",
            "    └── leaders Leaders: good; not looked for: the judgment does not come from the evidence",
        ] == small.shown(rendering.sensitivity(found, sustained, view))

    def test_of_very_many_sets_it_is_said_that_there_are_others(self) -> None:
        """Of one question, of which a working view is no matter."""
        view = small.view(self.TOWN)
        (one,) = sustaining(self.TOWN, "calls").alternatives
        many = Sustained("calls", 1, (one,), more=True)
        found = sensitivity(self.TOWN, "calls")
        assert [
            "What calls Calls hangs on: for the team and the panel, and never a way to a grade",
            "├── each change alone; 12 of 12 are to evidence that is counted",
            "├── where the coder was in doubt, the other code: 3 tried, none moves calls",
            "├── another step of weight or extent: 6 tried, 1 moves calls",
            "│   └── F4 weight moderate instead of major: calls requires improvement → good, overall requires improvement → good",
            "├── an item taken away: 3 tried, 1 moves calls",
            "│   └── F4 taken away: calls requires improvement → outstanding, overall requires improvement → good",
            "└── the least evidence that alone sustains a judgment and those below it",
            "    ├── all else that is counted left out, with fieldwork as it is and the minimum waived",
            "    └── calls Calls: requires improvement; 1 item is enough",
            "        ├── F4 (calls)",
            "        └── and other sets of as many items",
        ] == small.shown(rendering.sensitivity(found, (many,), view, "calls"))

    def test_a_judgment_may_need_no_item(self) -> None:
        """Where what is below it comes from outside."""
        outside = tuple(carried_over(name, "good") for name in ("calls", "visits"))
        led = decision("leaders", "good", outcome="judged")
        town = small.case(small.finding("F1", "calls"), carried_over=outside, decisions=(led,))
        told = small.shown(rendering.sensitivity(sensitivity(town), (sustaining(town, "overall"),), small.view(town)))
        assert "    └── overall How safe is the town?: good; no item is needed" == told[-1]
