"""No report tells its readers what is not for them: every string of it is read, and what it may not hang on is altered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import islice, zip_longest
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelgrade import changes
from peelgrade.evidence import EXTENTS, WEIGHTS, Finding, Inspection
from peelgrade.grading import grade, regrade
from peelgrade.rendering import prose
from peelgrade.rendering.report.building import built
from peelgrade.rendering.report.content import Audience, Question, Report, Told
from peelgrade.rendering.report.facts import Basis
from peelgrade.rendering.views import View
from peelgrade.rulebook import (
    ByExtent,
    Extensions,
    Improvements,
    JudgmentsCount,
    MetRecommendation,
    Remedies,
    Rulebook,
    counts,
)
from peelgrade.rulebook import Question as Asked
from peelgrade.scale import Category
from tests import strategies
from tests.properties import QUICK, THOROUGH

OUTSIDE: tuple[Audience, ...] = ("debrief", "force", "public")
WITHOUT_JUDGING: tuple[Audience, ...] = ("debrief", "public")  # what they are told hangs on no rule and no coding
BASIS = Basis(rules_from="rules/peel-effectiveness-2015")
CODES = re.compile(r"\b(minor|moderate|major|isolated|partial|widespread)\b")


def strings(value: Any) -> Iterator[str]:
    """Yield every string in a report, however deep it stands."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from strings(one)
    elif isinstance(value, Category):
        yield value.title
    elif is_dataclass(value):
        for one in fields(value):
            yield from strings(getattr(value, one.name))


def walked(question: Question) -> Iterator[Question]:
    """Yield a question of a report and everything below it."""
    yield question
    for part in question.parts:
        yield from walked(part)


def named(told: Iterable[str], names: Iterable[str]) -> set[str]:
    """Return which names some text holds as words of their own."""
    any_of = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return set(re.findall(rf"(?<![\w.-])(?:{any_of})(?![\w-]|\.\w)", "\n".join(told))) if any_of else set()


def differing(one: Report, other: Report) -> set[str]:
    """Return a few strings that stand elsewhere in one report than in another; nothing where they are equal."""
    if one == other:
        return set()
    pairs = zip_longest(strings(one), strings(other))
    return set(islice((f"{old} | {new}" for old, new in pairs if old != new), 3)) or {"what is no text"}


@pytest.fixture(scope="module")
def panel(kent_view: View) -> Report:
    """Return the report on Kent that holds everything."""
    return built(kent_view, "panel", BASIS)


# --- Kent ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", OUTSIDE)
def test_nobody_outside_is_told_files_rules_codings_or_what_is_computed(kent_view: View, audience: Audience) -> None:
    """A report for a debrief, a force or the public names no file and no rule, and holds no coding and no note."""
    told = list(strings(built(kent_view, audience, BASIS)))
    rules = [rule.id for rule in kent_view.rulebook.rules]
    codings = [prose.item_line(item, kent_view.rulebook, kent_view.items) for item in kent_view.inspection.findings]
    notes = [item.note for item in kent_view.inspection.items if item.note]
    text = "\n".join(told)
    assert set() == named(told, rules)
    assert [] == re.findall(r"\S*\.yaml\S*|\S*(?:evidence|rules)/\S*", text)
    assert [] == [one for one in (*codings, *notes) if one in text]
    assert [] == re.findall(r"(?i)working view|computed|as it stands|in doubt|not counted|sha-256", text)


def _items_told(question: Question) -> Iterator[Told]:
    """Yield the lines of a question that hold the words of the evidence: findings that decided, with their places."""
    for one in (*question.in_short, *(part for each in question.to_improve for part in each.parts)):
        if re.search(r"\bF\d+\b", one.text):
            yield one
            yield from one.parts


def test_a_force_is_told_no_judgment_below_the_core_questions_in_any_word(kent_view: View) -> None:
    """No sub-question that has a working view is named at all in what a force is shown, by its id or by its name."""
    told = list(strings(built(kent_view, "force", BASIS)))
    views = [asked for asked in kent_view.rulebook.questions.values() if asked.working_view]
    found = {one.text for asked in walked(built(kent_view, "force").overall) for one in _items_told(asked)}
    assert set() == named(told, [asked.id for asked in views])
    titles = [each.title.lower() for each in kent_view.rulebook.scale]
    judging = [one.lower() for one in told if any(title in one.lower() for title in titles) and one not in found]
    assert [] == [(asked.name, one) for asked in views for one in judging if asked.name.lower() in one]


def test_a_force_is_told_three_deciding_reasons_with_places_for_each_core_question(kent_view: View) -> None:
    """Under each core question stand three findings that it comes down to, each with where it is said."""
    report = built(kent_view, "force")
    for asked in report.overall.parts:
        reasons = [one for one in asked.in_short if one.weight == "plain"]
        assert (asked.id, 3) == (asked.id, len(reasons))
        assert set() == {name for one in asked.advice for name in one.arises_from}  # they are not told there
        assert all(any("paragraph" in place.text for place in one.parts) for one in reasons)
    (vulnerability,) = (one for one in report.overall.parts if one.id == "q3")
    assert "(F320)" in vulnerability.in_short[0].text


def test_what_a_force_must_improve_is_told_in_findings(kent_view: View) -> None:
    """What would have to improve names findings and what becomes of them, with their places."""
    (vulnerability,) = (one for one in built(kent_view, "force").overall.parts if one.id == "q3")
    head, after = vulnerability.to_improve
    assert "To be judged good, at least" == head.text
    assert head.parts[0].text.startswith("F320, put right: Frontline constables")
    assert after.text.startswith("These are changes of what the force does")


def test_a_debrief_tells_no_judgment(kent_view: View) -> None:
    """A debrief holds no category, and no name of one outside the words of what was found."""
    report = built(kent_view, "debrief")
    found = {item.statement for item in (*kent_view.inspection.findings, *kent_view.inspection.recommendations)}
    places = {str(source) for item in kent_view.inspection.items for source in item.sources}
    rest = [one for one in strings(report) if one not in found and one not in places]
    assert () == report.scale
    assert [None] == list({asked.judged for asked in walked(report.overall)})
    assert [] == [one for one in rest for each in kent_view.rulebook.scale if each.title.lower() in one.lower()]


def test_the_public_is_told_what_is_published_and_where_nothing_is(kent_view: View) -> None:
    """The public sees the published judgments of the overall and core questions, and is told where there is none."""
    told = {asked.id: asked.judged.words for asked in walked(built(kent_view, "public").overall) if asked.judged}
    assert kent_view.inspection.published.keys() == told.keys()
    assert "Requires improvement" == told["q3"]
    left = [one for one in kent_view.inspection.record.published if one.question != "q3"]
    record = kent_view.inspection.record.model_copy(update={"published": tuple(left)})
    report = built(replace(kent_view, inspection=replace(kent_view.inspection, record=record)), "public")
    assert "No judgment is published" == next(one for one in report.overall.parts if one.id == "q3").judged.words
    assert "For the public. Not published yet: judgments of Vulnerability." == report.standing
    none = kent_view.inspection.record.model_copy(update={"published": ()})
    unpublished = built(replace(kent_view, inspection=replace(kent_view.inspection, record=none)), "public")
    assert "Not published: HMIC has published no judgment" in unpublished.standing


def test_what_is_computed_moves_nothing_that_is_told_without_it(kent_view: View, panel: Report) -> None:
    """With every graded question judged otherwise, what the public and a debrief are told is the same."""
    case = changes.Case(kent_view.inspection, kent_view.rulebook)
    worst = kent_view.rulebook.scale.worst.id
    assumed = [changes.Assume(name, worst) for name, asked in kent_view.rulebook.questions.items() if asked.graded]
    otherwise = replace(kent_view, result=regrade(case, assumed))
    assert set() != differing(panel, built(otherwise, "panel", BASIS))
    for audience in WITHOUT_JUDGING:
        assert set() == differing(built(kent_view, audience), built(otherwise, audience))


def recoded(inspection: Inspection) -> Inspection:
    """Return an inspection in which every finding has another weight and extent, and no doubt or note."""
    items = []
    for item in inspection.items:
        if isinstance(item, Finding):
            weight = WEIGHTS[(WEIGHTS.index(item.weight) + 1) % len(WEIGHTS)]
            ground = "core" if weight == "major" else None
            extent = EXTENTS[(EXTENTS.index(item.extent) + 1) % len(EXTENTS)]
            plain = {"or_weight": None, "or_extent": None, "at_risk": (), "note": None}
            items.append(item.model_copy(update={"weight": weight, "ground": ground, "extent": extent, **plain}))
        else:
            items.append(item.model_copy(update={"note": None}))
    return Inspection.of(inspection.record, items)


def test_codings_move_nothing_that_is_told_without_them(kent_view: View, panel: Report) -> None:
    """With every finding coded otherwise, what the public and a debrief are told is the same, in the same order."""
    inspection = recoded(kent_view.inspection)
    otherwise = replace(kent_view, inspection=inspection, result=grade(inspection, kent_view.rulebook))
    assert set() != differing(panel, built(otherwise, "panel", BASIS))
    for audience in WITHOUT_JUDGING:
        assert set() == differing(built(kent_view, audience), built(otherwise, audience))


@pytest.mark.parametrize("audience", OUTSIDE)
def test_what_was_taken_back_is_told_to_nobody_outside(kent_view: View, audience: Audience) -> None:
    """What was withdrawn, or only claimed by the force, is not told outside; nor is an earlier recommendation."""
    update = {"F320": {"withdrawn": True}, "F315": {"standing": "force_claim"}}
    update |= {"M101": {"withdrawn": True}, "R101": {"withdrawn": True}}
    items = [item.model_copy(update=update.get(item.id, {})) for item in kent_view.inspection.items]
    inspection = Inspection.of(kent_view.inspection.record, items)
    view = replace(kent_view, inspection=inspection, result=grade(inspection, kent_view.rulebook))
    said = [kent_view.items["F320"].statement, kent_view.items["F315"].statement]  # type: ignore[union-attr]
    told = list(strings(built(view, audience)))
    assert [] == [one for one in told if any(each in one for each in said)]
    assert set() == named(told, ["M101", "R101"])
    assert said[0] in list(strings(built(kent_view, "public")))


def test_what_is_not_published_stands_on_every_report(kent_view: View, panel: Report) -> None:
    """Each report says for whom it is, and what of it is not published."""
    told = {audience: built(kent_view, audience).standing for audience in OUTSIDE} | {"panel": panel.standing}
    assert "For the moderation panel. Not published: working views" in told["panel"]
    assert (
        "For the debrief of Kent Police. Not published: what was found so far. No judgment is given here."
        == told["debrief"]
    )
    assert told["force"].startswith("For Kent Police, to check the facts. Not published: this draft")
    assert "For the public. Judgments are those that HMIC published; nothing else is judged here." == told["public"]


# --- generated -------------------------------------------------------------------------------------------------------

_BY_EXTENT = ByExtent(isolated=1, partial=2, widespread=3)
_IMPROVEMENTS = Improvements(
    weakness_remedied=Remedies(minor=_BY_EXTENT, moderate=_BY_EXTENT, major=_BY_EXTENT),
    practice_extended=Extensions(isolated=3, partial=2),
    recommendation_met=(MetRecommendation(type="cause_of_concern", cost=8),),
)


def _planted(asked: Asked, depth: int = 0) -> Asked:
    """Return a question whose sub-questions are working views, with a name of each that stands nowhere else."""
    parts = tuple(_planted(part, depth + 1) for part in asked.parts)
    view = depth > 1 and asked.graded
    named = {"title": f"Title <{asked.id}>", "short": f"View <{asked.id}>" if view else f"Core <{asked.id}>"}
    return asked.model_copy(update={"parts": parts, "working_view": view, **named})


def planted(case: strategies.Case) -> View:
    """Return a case graded, with a name, a reason or a place in everything that can be told, so that it is known again."""
    known = case.rulebook.framework
    scale = tuple(one.model_copy(update={"title": f"Grade <{one.id}>"}) for one in known.scale)
    framework = known.model_copy(
        update={"questions": _planted(known.questions), "scale": scale, "improvements": _IMPROVEMENTS}
    )
    rules = [
        one.model_copy(update={"id": f"rule-{one.id}", "because": f"because <{one.id}>"}) for one in case.rulebook.rules
    ]
    rulebook = Rulebook.of(framework, rules)
    items = []
    for item in case.inspection.items:
        said = {} if item.kind == "metric" else {"statement": f"said <{item.id}>"}
        items.append(item.model_copy(update={"note": f"note <{item.id}>", **said}))
    decisions = tuple(
        one.model_copy(update={"reason": "secret reason", "people": ("secret person",)})
        for one in case.inspection.record.decisions
    )
    record = case.inspection.record.model_copy(update={"decisions": decisions})
    inspection = Inspection.of(record, items)
    return View(grade(inspection, rulebook), inspection, rulebook, lambda name: f"secret/{name}.yaml:1")


def _check(view: View) -> None:
    for audience in OUTSIDE:
        _check_outside(built(view, audience, Basis(rules_from="secret/rules")), view)


def _check_outside(report: Report, view: View) -> None:
    told = list(strings(report))
    text = "\n".join(told)
    assert [] == re.findall(r"secret|note <|rule-|\.yaml|working view|computed|as it stands", text)
    assert [] == [one for one in told if CODES.search(one)]
    assert not (set(re.findall(r"because <([^>]+)>", text)) - _tellable(view))
    match report.audience:
        case "force":
            views = {asked.id for asked in view.rulebook.questions.values() if asked.working_view}
            assert [] == re.findall(r"View <", text)
            assert set() == named(told, views)
        case "public":
            assert "because <" not in text
            published = {view.rulebook.scale[name].title for name in view.inspection.published.values()}
            judged = [asked.judged for asked in walked(report.overall) if asked.judged is not None]
            assert {one.words for one in judged} <= {*published, "No judgment is published", "Not inspected"}
        case _:
            assert [] == re.findall(r"Grade <|because <", text)


def _tellable(view: View) -> set[str]:
    """Return the rules whose reasons a force may be told: of core questions, and limits below, about evidence alone."""
    questions = view.rulebook.questions
    found = set()
    for rule in view.rulebook.rules:
        judging = (count for count in counts(rule.when) if isinstance(count, JudgmentsCount))
        counted = {name for count in judging for name in view.rulebook.counted_of(rule.question, count)}
        lifts = rule.effect == "supports" and questions[rule.question].working_view
        if not lifts and not any(questions[name].working_view for name in counted):
            found.add(rule.id.removeprefix("rule-"))
    return found


@given(case=strategies.cases())
@QUICK
def test_no_report_leaks(case: strategies.Case) -> None:
    """Whatever is inspected by whatever rules, nobody outside is told what is not for them."""
    _check(planted(case))


@pytest.mark.slow
@given(case=st.one_of(strategies.cases(), strategies.cases_to_improve(), strategies.dated()))
@THOROUGH
def test_no_report_leaks_thoroughly(case: strategies.Case) -> None:
    """The same over very many inspections."""
    _check(planted(case))
