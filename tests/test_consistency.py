"""What no schema can say: references, arithmetic, and the structure of inspections and rulebooks."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from peelgrade import consistency, parsing
from peelgrade.consistency import Dossier, Placed, arithmetic, references
from peelgrade.problems import Locator, Problem
from peelgrade.rulebook import Framework, Rulebook

FILE = "evidence.yaml"
SOURCES = [{"document": "report", "page": 3}]


def word(name: str, **more: Any) -> dict[str, Any]:
    """Return a word of a vocabulary."""
    return {"id": name, "title": name.capitalize(), **more}


FRAMEWORK: dict[str, Any] = {
    **word("small"),
    "inspectorate": "Us",
    "version": "1",
    "scale": [word("poor", points=1), word("good", points=2)],
    "baseline": "poor",
    "minimum_evidence": 1,
    "questions": word(
        "all",
        graded=True,
        parts=[word("one", graded=True, topics=[word("calls")]), word("two", graded=False, topics=[word("volume")])],
    ),
    "recommendation_types": [word("area"), word("concern", rests_on_findings=True, addressed_by="area")],
    "comparators": [word("nation"), word("peers", nearest="nation"), word("before", earlier=True)],
    "units": [word("count", counted=True), word("percent", per=100, most=100), word("rate", per=1000)],
    "measures": [
        word("calls", unit="count", better="higher", similar_within=0),
        word("share", unit="percent", better="higher", similar_within=1),
        word("calls_rate", unit="rate", better="higher", similar_within=1),
        word("share_change", unit="percent", is_change=True, better="higher", similar_within=1),
    ],
}
RECORD: dict[str, Any] = {
    "id": "town-2015",
    "force": {"id": "town", "name": "Town"},
    "framework": "small",
    "documents": [{"id": "report", "title": "Report"}],
    "questions": [{"question": "all", "status": "in_progress"}],
}


def framework(**changes: Any) -> Framework:
    """Return the small framework, changed."""
    made, problems = parsing.framework({**FRAMEWORK, **changes}, "framework.yaml")
    assert made is not None, problems
    return made


def finding(name: str, **more: Any) -> dict[str, Any]:
    """Return a finding."""
    fixed = {"question": "one", "shows": "strength", "weight": "minor", "extent": "partial", "standing": "observed"}
    return {"id": name, "kind": "finding", **fixed, "statement": "Yes.", "sources": SOURCES, **more}


def metric(name: str, value: str | None, **more: Any) -> dict[str, Any]:
    """Return a metric; a count of calls, of a part of its own where nothing else is said."""
    own = {} if {"comparators", "subject", "breakdown"} & more.keys() else {"breakdown": [name]}
    fixed = {**own, "question": "one", "measure": "calls", "subject": "town", "unit": "count", "as_at": "2015-06-30"}
    figure = {} if value is None else {"value": value}
    return {"id": name, "kind": "metric", **fixed, **figure, "sources": SOURCES, **more}


def share(name: str, value: str, **more: Any) -> dict[str, Any]:
    """Return a metric that is a percentage."""
    return metric(name, value, **{"measure": "share", "unit": "percent", **more})


def rate(name: str, value: str, count: str) -> dict[str, Any]:
    """Return a metric that is a rate of a count on the one base that all share."""
    checks = {"same_base": {"count": count, "base": "people"}}
    return metric(name, value, measure="calls_rate", unit="rate", checks=checks)


def recommendation(name: str, **more: Any) -> dict[str, Any]:
    """Return a recommendation."""
    fixed = {"question": "one", "type": "area", "status": "open", "statement": "Do it.", "sources": SOURCES}
    return {"id": name, "kind": "recommendation", **fixed, **more}


def problems_of(
    *items: dict[str, Any], record: dict[str, Any] | None = None, written: Iterable[str] = (), complete: bool = True
) -> list[Problem]:
    """Return what is wrong across items; `written` are ids of further items that have problems of their own."""
    placed = []
    for index, data in enumerate(items):
        value, problems = parsing.item(data, FILE, (index,))
        assert value is not None, problems
        placed.append(Placed(value, FILE, (index,)))
    ids = [(str(data["id"]), Locator(FILE, (index, "id"))) for index, data in enumerate(items)]
    ids += [(name, Locator(FILE, (99, "id"))) for name in written]
    made, faults = parsing.inspection({**RECORD, **(record or {})}, "inspection.yaml")
    assert made is not None, faults
    book = Rulebook.of(framework(), ())
    return consistency.check_inspection(Dossier(made, "inspection.yaml", tuple(placed), tuple(ids), book, complete))


def told(problems: list[Problem]) -> list[tuple[str, str, tuple[str | int, ...]]]:
    """Return code, file and path of problems, each of which offers help."""
    assert all(problem.help for problem in problems)
    return [(problem.code, problem.at.file, problem.at.path) for problem in problems]


def test_a_sound_inspection_has_no_problems() -> None:
    """References, sums, bases and shares that hold are passed in silence."""
    items = (
        finding("F1"),
        finding("F2", part_of="F1", topic="calls"),
        metric("M1", "90", checks={"sum_of": ["M2", "M3"]}, comparators=[{"comparator": "nation", "metric": "M4"}]),
        metric("M4", "60", subject="nation"),
        metric("M2", "60"),
        metric("M3", "30"),
        share("S1", "66.7", checks={"share_of": {"whole": "M1", "part": "M2"}}),
        rate("T1", "9.0", "M1"),
        rate("T2", "6.0", "M2"),
        recommendation("R1", arises_from=["F1"], superseded_by="R2"),
        recommendation("R2", addresses=["R3"]),
        recommendation("R3", type="concern", arises_from=["F1"]),
    )

    assert [] == problems_of(*items)


@pytest.mark.parametrize(
    ("items", "code", "path"),
    [
        ([finding("F1"), finding("F1")], "PG501", (1, "id")),
        ([finding("F1"), finding("f1")], "PG501", (1, "id")),
        ([finding("F1", topic="volume")], "PG502", (0, "topic")),
        ([finding("F1", topic="weather")], "PG502", (0, "topic")),
        ([finding("F1", sources=[{"document": "other"}])], "PG503", (0, "sources", 0, "document")),
        ([recommendation("R1", issued_in="other")], "PG503", (0, "issued_in")),
        ([finding("F1", part_of="F9")], "PG504", (0, "part_of")),
        ([finding("F1", refers=[{"metric": "M9", "says": "lower", "comparator": "nation"}])], "PG504", (0, "refers", 0, "metric")),
        ([metric("M1", "1", comparators=[{"comparator": "nation", "metric": "M9"}])], "PG504", (0, "comparators", 0, "metric")),
        ([metric("M1", "1", checks={"sum_of": ["M9"]})], "PG504", (0, "checks", "sum_of", 0)),
        ([share("S1", "1", checks={"share_of": {"whole": "M9"}})], "PG504", (0, "checks", "share_of", "whole")),
        ([recommendation("R1", arises_from=["F9"])], "PG504", (0, "arises_from", 0)),
        ([finding("F1"), recommendation("R1", superseded_by="F1")], "PG505", (1, "superseded_by")),
        ([finding("F1", qualifies="F1")], "PG516", (0, "qualifies")),
        ([finding("F1"), finding("F2", part_of="F1"), finding("F3", part_of="F2")], "PG506", (2, "part_of")),
        ([metric("M1", "1", subject="city")], "PG508", (0, "subject")),
        ([metric("M1", "1", unit="percent")], "PG509", (0, "unit")),
        ([metric("M1", "1", comparators=[{"comparator": "nation", "metric": "S1"}]), share("S1", "1")], "PG510", (0, "comparators", 0, "metric")),
        ([recommendation("R1", addresses=["R9"])], "PG504", (0, "addresses", 0)),
        ([metric("M1", "-1")], "PG511", (0, "value")),
        ([share("S1", "1", comparators=[{"comparator": "nation", "value": "101"}])], "PG511", (0, "comparators", 0, "value")),
        ([metric("M1", "1.5")], "PG511", (0, "value")),
        ([share("S1", "100.1")], "PG511", (0, "value")),
    ],
)  # fmt: skip  # a mistake to a line
def test_what_is_wrong_across_items_is_told_at_the_key(
    items: list[dict[str, Any]], code: str, path: tuple[str | int, ...]
) -> None:
    """Each mistake is told once, at the key that holds it."""
    assert [(code, FILE, path)] == told(problems_of(*items))


def test_a_change_may_be_below_nought() -> None:
    """Only measures of change go below nought or over a hundred per cent; nothing falls by more than all of it."""
    assert [] == problems_of(share("S1", "-100", measure="share_change"), share("S2", "120", measure="share_change"))
    assert ["PG511"] == [one.code for one in problems_of(share("S1", "-100.1", measure="share_change"))]


def test_an_item_with_a_problem_of_its_own_is_still_there() -> None:
    """An id that is written is known, also where its item is not sound."""
    assert [] == problems_of(recommendation("R1", arises_from=["F1"]), written=["F1"])


def test_where_not_everything_could_be_read_no_reference_is_called_wrong() -> None:
    """An id that stands in a file with a mistake of its own may well be right."""
    assert [] == problems_of(recommendation("R1", arises_from=["F1"]), complete=False)


def test_near_ids_are_offered_to_the_first_readers_only() -> None:
    """Very many unknown ids are all told, without a search for near ones for each."""
    unknown = [recommendation(f"R{n}", arises_from=["F1O"]) for n in range(references.MAX_SUGGESTED + 5)]
    problems = problems_of(finding("F10"), *unknown)

    assert references.MAX_SUGGESTED == sum("F10" in problem.help for problem in problems)
    assert references.MAX_SUGGESTED + 5 == len(problems)


@pytest.mark.parametrize(
    ("written", "there", "advice"),
    [
        ("F4O1", ["F401", "F402"], "did you mean 'F401'?"),
        ("f401", ["F401", "F402"], "did you mean 'F401'?"),
        ("F4011", ["F401", "F402"], "did you mean 'F401'?"),
        ("F41", ["F401", "F402"], "did you mean 'F401'?"),
        ("F403", ["F401", "F402"], "write the id of the item that is meant"),
        ("F403", ["F402", "F402"], "'F402' is used twice, and one of the two may be 'F403'"),
        ("F409", ["F402", "F402"], "write the id of the item that is meant"),
    ],
)
def test_only_a_slip_is_offered_for_an_id_that_no_item_has(written: str, there: list[str], advice: str) -> None:
    """The next number is another item: whoever took that advice would tie a finding to what it has no part in."""
    problems = problems_of(*map(finding, there), recommendation("R1", arises_from=[written]))
    (unknown,) = (problem for problem in problems if problem.code == "PG504")

    assert unknown.help.startswith(advice)


def test_a_part_of_a_finding_on_another_core_question_is_told() -> None:
    """A slip in an id would take a finding out of what counts."""
    (problem,) = problems_of(finding("F1"), finding("F2", question="two", part_of="F1"))

    assert ("PG539", (1, "part_of")) == (problem.code, problem.at.path)
    assert [] == problems_of(finding("F1"), finding("F2", part_of="F1"))


def test_recommendations_that_supersede_each_other_are_told_once() -> None:
    """A circle has no last recommendation that stands."""
    circle = [recommendation("R1", superseded_by="R2"), recommendation("R2", superseded_by="R1")]

    (problem,) = problems_of(*circle)
    assert ("PG507", (0, "superseded_by")) == (problem.code, problem.at.path)
    assert [(1, "superseded_by")] == [related.at.path for related in problem.related]
    assert [] == problems_of(
        *(recommendation(f"R{n}", superseded_by=f"R{n + 1}") for n in range(9)), recommendation("R9")
    )


def test_evidence_on_what_was_not_inspected_is_told_once_for_a_question() -> None:
    """One status that is wrong is one problem, with the other items beside it."""
    record = {"questions": [{"question": "all", "status": "not_inspected"}]}
    (problem,) = problems_of(finding("F1"), finding("F2"), record=record)

    assert ("PG512", (0, "question")) == (problem.code, problem.at.path)
    assert [("questions", 0, "status"), (1, "question")] == [related.at.path for related in problem.related]


@pytest.mark.parametrize(
    ("record", "code", "path"),
    [
        ({"documents": [{"id": "report", "title": "R"}] * 2}, "PG513", ("documents", 1)),
        ({"questions": [{"question": "all"}, {"question": "all"}]}, "PG513", ("questions", 1)),
        ({"questions": [{"question": "all", "document": "other"}]}, "PG503", ("questions", 0, "document")),
        ({"decisions": [{"question": "one", "stage": "team", "outcome": "judged", "judgment": "good", "people": ["A"], "date": "2015-01-01", "reason": "r"}]}, "PG519", ("decisions", 0, "outcome")),
        ({"published": [{"question": "one", "judgment": "good", "sources": [{"document": "o"}]}]}, "PG503", ("published", 0, "sources", 0, "document")),
        ({"decisions": [{"question": "one", "stage": "team", "outcome": "confirmed", "judgment": "good", "people": ["A"], "date": "2015-01-01", "reason": "r", "evidence": ["F9"]}]}, "PG504", ("decisions", 0, "evidence", 0)),
    ],
)  # fmt: skip  # a mistake to a line
def test_what_is_wrong_in_the_record_is_told_there(
    record: dict[str, Any], code: str, path: tuple[str | int, ...]
) -> None:
    """Entries that stand twice, and names of what is not there, are problems of inspection.yaml."""
    assert [(code, "inspection.yaml", path)] == told(problems_of(record=record))


# --- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "parts", "difference"),
    [
        ("90", ["60", "31"], "add up to 91: 1 more"),
        ("90", ["60", "29"], "add up to 89: 1 less"),
        ("90", ["60", "30"], None),
    ],
)
def test_a_sum_of_counts_must_be_exact(whole: str, parts: list[str], difference: str | None) -> None:
    """Counts are exact as printed, and the difference is told with every part."""
    items = [metric(f"P{n}", value) for n, value in enumerate(parts)]
    problems = problems_of(metric("M1", whole, checks={"sum_of": ["P0", "P1"]}), *items)

    assert [difference] * bool(difference) == [difference for problem in problems if str(difference) in problem.message]
    assert [["P0 is 60", f"P1 is {parts[1]}"]] * bool(difference) == [[r.label for r in p.related] for p in problems]


@pytest.mark.parametrize(
    ("whole", "bound", "second", "said"),
    [
        ("30", "more_than", "exact", "M1 is more than 30, and its parts add up to 30"),
        ("29", "more_than", "exact", None),
        ("31", "more_than", "exact", "M1 is more than 31, and its parts add up to 30: 1 less"),
        ("30", "less_than", "exact", "M1 is less than 30, and its parts add up to 30"),
        ("31", "less_than", "exact", None),
        ("30", "exact", "more_than", "M1 is 30, and its parts add up to 30"),
        ("31", "exact", "more_than", None),
        ("30", "more_than", "more_than", None),
        ("30", "less_than", "more_than", "M1 is less than 30, and its parts add up to 30"),
        ("30", "exact", "less_than", "M1 is 30, and its parts add up to 30"),
    ],
)
def test_a_figure_that_is_only_bounded_never_is_its_bound(
    whole: str, bound: str, second: str, said: str | None
) -> None:
    """More than thirty is not the sum of ten and twenty, nor is thirty that of ten and more than twenty."""
    parts = metric("P1", "10"), metric("P2", "20", bound=second)
    total = metric("M1", whole, bound=bound, checks={"sum_of": ["P1", "P2"]})

    assert [said] * bool(said) == [problem.message for problem in problems_of(total, *parts)]


@pytest.mark.parametrize(("whole", "codes"), [("99.9", []), ("100.2", []), ("99.7", ["PG520"]), ("100.3", ["PG520"])])
def test_a_sum_of_rounded_figures_may_be_off_by_their_rounding(whole: str, codes: list[str]) -> None:
    """Three figures to a tenth, with their sum to a tenth, explain a difference of two tenths and no more."""
    parts = [share(f"P{n}", value, measure="share_change") for n, value in enumerate(("33.3", "33.3", "33.4"))]
    total = share("M1", whole, measure="share_change", checks={"sum_of": ["P0", "P1", "P2"]})

    assert codes == [problem.code for problem in problems_of(total, *parts)]


@pytest.mark.parametrize(("rounded", "codes"), [("6.0", []), ("6.00", []), ("6.2", ["PG521"])])
def test_rates_of_one_base_must_be_explained_by_one_size_of_it(rounded: str, codes: list[str]) -> None:
    """Ninety at 9.0 and sixty at 6.0 for a thousand are of ten thousand people; at 6.2 they are not."""
    items = (metric("M1", "90"), metric("M2", "60"), rate("T1", "9.0", "M1"), rate("T2", rounded, "M2"))

    assert codes == [problem.code for problem in problems_of(*items)]


@pytest.mark.parametrize(
    ("percent", "whole", "part", "codes"),
    [
        ("66.7", "90", "60", []),
        ("66.6", "90", "60", ["PG522"]),
        ("52", "73", None, []),
        ("50.0", "73", None, ["PG522"]),
    ],
)
def test_a_share_must_be_one_of_its_whole(percent: str, whole: str, part: str | None, codes: list[str]) -> None:
    """A percentage is that of its part, or of some whole number where the part is not known."""
    of = {"whole": "M1"} if part is None else {"whole": "M1", "part": "M2"}
    parts = [] if part is None else [metric("M2", part)]
    problems = problems_of(share("S1", percent, checks={"share_of": of}), metric("M1", whole), *parts)

    assert codes == [problem.code for problem in problems]


def test_figures_that_are_not_known_reconcile_with_anything() -> None:
    """A part without a figure, or one that is more than it says, proves nothing wrong."""
    stated = {"comparators": [{"comparator": "nation", "stated": "lower"}]}
    total = metric("M1", "90", checks={"sum_of": ["M2", "M3"]})

    assert [] == problems_of(total, metric("M2", "60"), metric("M3", None, **stated))
    assert [] == problems_of(total, metric("M2", "60"), metric("M3", "10", bound="more_than"))


def based(name: str, value: str, **more: Any) -> dict[str, Any]:
    """Return a count that is itself the size of the base that all share."""
    return metric(name, value, checks={"same_base": {"base": "people"}}, **more)


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        (based("M1", "90"), based("M2", "60"), "one that is 30 away"),
        (based("M1", "60"), based("M2", "90"), "one that is 30 away"),
        (based("M1", "90"), based("M2", "80", bound="more_than"), None),
        (metric("M1", "90"), rate("M2", "0", "M1"), None),
        (metric("M1", "90", bound="more_than"), rate("M2", "9.0", "M1"), None),
    ],
)
def test_how_far_sizes_of_one_base_are_apart_is_told(
    one: dict[str, Any], other: dict[str, Any], says: str | None
) -> None:
    """From either side; what is more than something has no end, and a rate of nought says nothing of its base."""
    problems = problems_of(one, other)

    assert ([] if says is None else ["PG521"]) == [problem.code for problem in problems]
    assert all(str(says) in problem.message for problem in problems)


def test_of_very_many_rates_one_is_told_with_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none of those that are compared is apart from it, and all of them together are."""
    monkeypatch.setattr(arithmetic, "MAX_COMPARED", 1)
    (problem,) = problems_of(based("M1", "100", bound="about"), based("M2", "92"), based("M3", "105"))

    assert ("PG521", (2, "value")) == (problem.code, problem.at.path)
    assert ["M1 (100) means a base of 0 to 200"] == [related.label for related in problem.related]


@pytest.mark.parametrize(
    ("whole", "part", "complete"),
    [
        (metric("M1", "90", bound="about"), None, True),
        (metric("M1", None, comparators=[{"comparator": "nation", "stated": "lower"}]), None, True),
        (metric("M1", "90"), "M9", False),
    ],
)
def test_a_share_of_what_is_not_known_is_not_doubted(whole: dict[str, Any], part: str | None, complete: bool) -> None:  # noqa: FBT001  # a case
    """A whole without an exact figure, and a part that stands in a file that cannot be read, prove nothing wrong."""
    of = {"whole": "M1"} if part is None else {"whole": "M1", "part": part}

    assert [] == problems_of(share("S1", "33.4", checks={"share_of": of}), whole, complete=complete)


def test_a_share_of_less_than_nothing_is_told_without_near_ones() -> None:
    """No whole number is a share of what fell, and none is offered."""
    whole = share("M1", "-90", measure="share_change")
    problems = problems_of(share("S1", "50.0", checks={"share_of": {"whole": "M1"}}), whole)

    assert ["PG522"] == [problem.code for problem in problems]
    assert "nearest" not in problems[0].message


# --- frameworks and rules --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"questions": word("all", graded=True, parts=[word("all", graded=True)])}, "PG601", ("questions", "parts", 0, "id")),
        ({"questions": word("all", graded=True, topics=[word("a"), word("a")])}, "PG513", ("questions", "topics", 1)),
        ({"baseline": "fair"}, "PG602", ("baseline",)),
        ({"scale": [word("poor", points=2), word("good", points=2)]}, "PG603", ("scale", 1, "points")),
        ({"measures": [word("calls", unit="miles", better="lower", similar_within=1)]}, "PG604", ("measures", 0, "unit")),
        ({"comparators": [word("nation"), word("nation")]}, "PG513", ("comparators", 1)),
        ({"comparators": [word("nation", nearest="peers")]}, "PG613", ("comparators", 0, "nearest")),
        ({"recommendation_types": [word("area", addressed_by="area")]}, "PG613", ("recommendation_types", 0, "addressed_by")),
    ],
)  # fmt: skip  # a mistake to a line
def test_what_is_wrong_inside_a_framework_is_told(
    changes: dict[str, Any], code: str, path: tuple[str | int, ...]
) -> None:
    """Words used twice and words that are not there are told at their keys."""
    problems = consistency.check_framework(framework(**changes), "framework.yaml")

    assert [(code, "framework.yaml", path)] == told(problems)


@pytest.mark.parametrize(
    ("intended", "says"),
    [
        ({"question": "one"}, None),
        ({"question": "one", "rule": "r"}, "it is about a question or about a rule"),
        ({"rule": "r", "and_below": True}, "nothing lies below a rule"),
        ({"question": "one", "category": "good"}, "'category' goes with the objection 'unreachable'"),
        ({"question": "one", "by": "recommendation", "objection": "unreachable"}, "'by' goes with the objection 'jump' and 'backwards'"),
    ],
)  # fmt: skip  # a mistake to a line
def test_what_is_intended_says_what_goes_together(intended: dict[str, object], says: str | None) -> None:
    """A declaration that contradicts itself is told where it stands, also where no schema looked at it."""
    declared = {"objection": "jump", "reason": "So that it may.", **intended}
    _, problems = parsing.framework({**FRAMEWORK, "intended": [declared]}, "framework.yaml")
    assert ([] if says is None else [("PG410", says)]) == [(one.code, one.message) for one in problems]


@pytest.mark.parametrize(
    ("question", "count", "code", "steps"),
    [
        ("one", {"findings": {"shows": "strength", "question": "two", "at_least": 1}}, "PG606", ("findings", "question", 0)),
        ("one", {"judgments": {"of": ["all"], "reaching": "good", "at_least": 1}}, "PG606", ("judgments", "of", 0)),
        ("all", {"judgments": {"of": ["all"], "reaching": "good", "at_least": 1}}, "PG607", ("judgments", "of", 0)),
        ("one", {"judgments": {"of": "parts", "reaching": "good", "at_least": 1}}, "PG608", ("judgments",)),
        ("all", {"judgments": {"of": "parts", "reaching": "good", "at_least": 1}}, None, ()),
        ("all", {"findings": {"shows": "strength", "question": "two", "at_least": 1}}, None, ()),
        ("one", {"findings": {"shows": "strength", "topic": "volume", "at_least": 1}}, "PG610", ("findings", "topic", 0)),
        ("all", {"findings": {"shows": "strength", "topic": "volume", "at_least": 1}}, None, ()),
        ("all", {"findings": {"shows": "strength", "question": "one", "topic": "volume", "at_least": 1}}, "PG610", ("findings", "topic", 0)),
    ],
)  # fmt: skip  # a mistake to a line
def test_a_rule_names_what_is_below_its_question(
    question: str, count: dict[str, Any], code: str | None, steps: tuple[str | int, ...]
) -> None:
    """What a count names elsewhere is told at the count, however deep it stands."""
    basis = {"kind": "project", "source": "s"}
    when = {"any": [{"all": [count]}]}
    data = {"id": "r", "question": question, "supports": "good", "because": "so", "basis": basis, "when": when}
    rule, problems = parsing.rule(data, FILE, (0,))
    assert rule is not None, problems

    expected = [] if code is None else [(code, FILE, (0, "when", "any", 0, "all", 0, *steps))]
    assert expected == told(list(consistency.check_rules([Placed(rule, FILE, (0,))], Rulebook.of(framework(), ()))))


def test_a_rule_that_stands_twice_is_told_with_the_first() -> None:
    """The second of two rules with one id is the problem, and the first is shown beside it; case does not matter."""
    written = [
        ("r", Locator(FILE, (0, "id"))),
        ("s", Locator(FILE, (1, "id"))),
        ("R", Locator("other.yaml", (0, "id"))),
    ]
    (problem,) = consistency.check_rule_ids(written)

    assert ("PG605", "other.yaml", FILE) == (problem.code, problem.at.file, problem.related[0].at.file)
    assert "but for its letters ('r')" in problem.message


@pytest.mark.parametrize(
    ("effect", "count", "code", "path"),
    [
        ({"supports": "poor"}, {"findings": {"shows": "strength", "at_least": 1}}, "PG611", (0, "supports")),
        ({"limits_to": "good"}, {"findings": {"shows": "weakness", "at_least": 1}}, "PG611", (0, "limits_to")),
        ({"limits_to": "poor"}, {"findings": {"shows": "weakness", "at_least": 1}}, None, ()),
        (
            {"supports": "good"},
            {"all": [{"findings": {"shows": "strength", "at_least": 1}}, {"metrics": {"measure": "neutral", "comparator": "nation", "stands": "better", "at_least": 1}}]},
            "PG612",
            (0, "when", "all", 1, "metrics", "measure"),
        ),
    ],
)  # fmt: skip  # a mistake to a line
def test_a_rule_that_can_do_nothing_is_told(
    effect: dict[str, str], count: dict[str, Any], code: str | None, path: tuple[str | int, ...]
) -> None:
    """A category that is there anyway, a limit at the top, and a better side of what has none."""
    measures = [*FRAMEWORK["measures"], word("neutral", unit="count", better="neither", similar_within=0)]
    data = {"id": "r", "question": "one", **effect, "because": "so", "basis": {"kind": "project", "source": "s"}, "when": count}  # fmt: skip  # a rule
    rule, problems = parsing.rule(data, FILE, (0,))
    assert rule is not None, problems

    found = told(
        list(consistency.check_rules([Placed(rule, FILE, (0,))], Rulebook.of(framework(measures=measures), ())))
    )
    assert ([] if code is None else [(code, FILE, path)]) == found


@pytest.mark.parametrize(
    ("effect", "counted", "count", "told_of"),
    [
        ("supports", "findings", {"shows": "strength", "at_least": 0}, "'at_least: 0' always holds, whatever is found: nothing comes to less than 0; write the number that is meant, more than 0, or take the condition out"),
        ("supports", "findings", {"shows": "strength", "at_least": 1}, ""),
        ("supports", "findings", {"shows": "strength", "share_at_least": 0}, "'share_at_least: 0' always"),
        ("supports", "findings", {"shows": "strength", "share_at_least": Decimal("0.0")}, "'share_at_least: 0.0' always"),
        ("supports", "findings", {"shows": "strength", "share_at_least": Decimal("0.01")}, ""),
        ("supports", "findings", {"shows": "weakness", "share_at_most": 1}, "'share_at_most: 1' always holds, whatever is found: nothing comes to more than 1; write the number that is meant, less than 1, or"),
        ("supports", "findings", {"shows": "weakness", "share_at_most": Decimal("0.99")}, ""),
        ("supports", "findings", {"shows": "weakness", "at_most": 1_000}, ""),
        ("limits_to", "findings", {"shows": "weakness", "at_least": 0}, "'at_least: 0' always"),
        ("limits_to", "recommendations", {"status": "open", "at_least": 0}, "'at_least: 0' always"),
        ("supports", "judgments", {"reaching": "good", "at_least": 0}, "'at_least: 0' always"),
        ("supports", "judgments", {"points_at_least": 0}, "'points_at_least: 0' always"),
        ("limits_to", "judgments", {"points_at_most": 1}, "'points_at_most: 1' always"),
        ("limits_to", "judgments", {"points_at_most": Decimal("0.9")}, ""),
        ("supports", "judgments", {"below": "good", "at_most": 2}, "'at_most: 2' always holds, whatever is found: nothing comes to more than 2; write the number that is meant, less than 2, or"),
        ("supports", "judgments", {"below": "good", "at_most": 1}, ""),
        ("supports", "judgments", {"of": ["two", "two"], "below": "good", "at_most": 1}, "'at_most: 1' always"),
        ("supports", "judgments", {"of": ["two"], "below": "good", "at_most": 0}, ""),
    ],
)  # fmt: skip  # a bound to a line
def test_a_bound_that_bounds_nothing_is_told(effect: str, counted: str, count: dict[str, Any], told_of: str) -> None:
    """No number is below nought, no share above the whole, and no more judgments are counted than there are."""
    questions = word("all", graded=True, parts=[word(name, graded=name != "three") for name in ("one", "two", "three")])
    category = {"supports": "good", "limits_to": "poor"}[effect]
    basis = {"kind": "project", "source": "s"}
    data = {"id": "r", "question": "all", effect: category, "because": "so", "basis": basis, "when": {"all": [{counted: count}]}}  # fmt: skip  # a rule
    rule, problems = parsing.rule(data, FILE, (0,))
    assert rule is not None, problems

    found = list(consistency.check_rules([Placed(rule, FILE, (0,))], Rulebook.of(framework(questions=questions), ())))
    name = next(key for key in count if key.endswith(("at_least", "at_most")))
    expected = [("PG620", FILE, (0, "when", "all", 0, counted, name))] if told_of else []
    assert expected == told(found)
    assert all(f"in r, {told_of}" in f"{one.message}; {one.help}" for one in found)


def test_a_rule_about_what_people_judge_is_told() -> None:
    """It would never be applied; about a question beside it, it is."""
    questions = word("all", graded=True, parts=[word("one", graded=True), word("two", graded=True, judged_by="people")])
    rulebook = Rulebook.of(framework(questions=questions), ())
    found = {}
    for question in ("one", "two"):
        data = {"id": "r", "question": question, "supports": "good", "because": "so", "basis": {"kind": "project", "source": "s"}, "when": {"findings": {"shows": "strength", "at_least": 1}}}  # fmt: skip  # a rule
        rule, problems = parsing.rule(data, FILE, (0,))
        assert rule is not None, problems
        found[question] = told(list(consistency.check_rules([Placed(rule, FILE, (0,))], rulebook)))
    assert {"one": [], "two": [("PG614", FILE, (0, "question"))]} == found


@pytest.mark.parametrize(
    ("decided", "code", "key"),
    [
        ({"outcome": "confirmed"}, "PG313", "outcome"),
        ({"outcome": "referred_back", "judgment": "good"}, "PG312", "judgment"),
        ({"outcome": "changed", "judgment": "good"}, "PG314", None),
        ({"outcome": "confirmed", "judgment": "good"}, None, None),
    ],
)
def test_a_decision_says_what_its_outcome_needs(decided: dict[str, str], code: str | None, key: str | None) -> None:
    """Also where no schema looked at it, as in what a program makes."""
    fixed = {"question": "all", "stage": "panel", "people": ["C. Chair"], "date": "2015-12-10", "reason": "So."}
    _, problems = parsing.inspection({**RECORD, "decisions": [{**fixed, **decided}]}, "inspection.yaml")
    path = ("decisions", 0) if key is None else ("decisions", 0, key)
    assert ([] if code is None else [(code, "inspection.yaml", path)]) == told(problems)


# --- how the inspection was carried out ------------------------------------------------------------------------------

FIELDWORK = {"start": "2015-06-01", "end": "2015-08-31"}


@pytest.mark.parametrize(
    ("day", "codes"),
    [("2015-05-31", ["PG531"]), ("2015-06-01", []), ("2015-08-31", []), ("2015-09-01", ["PG531"])],
)
def test_what_was_observed_lies_within_fieldwork(day: str, codes: list[str]) -> None:
    """The fieldwork of the nearest question above holds; a metric's own time may be any."""
    record = {"questions": [{"question": "all", "status": "in_progress", "fieldwork": FIELDWORK}]}
    problems = problems_of(finding("F1", observed=day), metric("M1", "1", as_at="2010-01-01"), record=record)

    assert codes == [problem.code for problem in problems]


def test_the_fieldwork_of_the_question_itself_comes_first() -> None:
    """A part that was inspected at another time has a window of its own."""
    own = {"question": "one", "fieldwork": {"start": "2015-01-01", "end": "2015-01-31"}}
    record = {"questions": [{"question": "all", "status": "in_progress", "fieldwork": FIELDWORK}, own]}
    (problem,) = problems_of(finding("F1", observed="2015-06-15"), record=record)

    assert ("PG531", ("questions", 1, "fieldwork")) == (problem.code, problem.related[0].at.path)


@pytest.mark.parametrize(
    ("items", "record", "codes"),
    [
        ([], {}, ["PG532"]),
        ([finding("F1")], {}, []),
        ([finding("F1", standing="expected")], {}, ["PG532"]),
        ([metric("M1", "1")], {}, ["PG532"]),
        ([recommendation("R1")], {}, []),
        ([], {"questions": [{"question": "all", "status": "in_progress"}]}, []),
        ([], {"questions": [{"question": "all", "status": "not_inspected"}]}, []),
        ([], {"carried_over": [{"question": "one", "judgment": "good", "inspection": "2014", "date": "2014-01-01"}]}, []),
    ],
)  # fmt: skip  # a case to a line
def test_a_graded_question_that_is_complete_has_evidence(
    items: list[dict[str, Any]], record: dict[str, Any], codes: list[str]
) -> None:
    """Only what is counted is evidence; what goes on, was not inspected or is carried over needs none."""
    complete = {"questions": [{"question": "all", "status": "complete"}]}

    assert codes == [problem.code for problem in problems_of(*items, record={**complete, **record})]


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({}, ["PG533", "PG534"]),
        ({"arises_from": ["F1"]}, ["PG534"]),
        ({"status": "met"}, []),
        ({"issued_in": "report"}, []),
        ({"superseded_by": "R2"}, []),
    ],
)
def test_a_concern_arises_from_findings_and_is_addressed(more: dict[str, Any], codes: list[str]) -> None:
    """What a type asks for is declared by the framework; what was issued elsewhere has it there."""
    items = (finding("F1"), recommendation("R1", type="concern", **more), recommendation("R2"))

    assert codes == [problem.code for problem in problems_of(*items)]


def test_a_concern_is_addressed_by_the_right_type_only() -> None:
    """Another concern is not what addresses it."""
    concern = recommendation("R1", type="concern", arises_from=["F1"])
    other = recommendation("R2", type="concern", arises_from=["F1"], addresses=["R1"])

    assert ["PG534", "PG534"] == [problem.code for problem in problems_of(finding("F1"), concern, other)]


def test_decisions_stand_in_the_order_of_their_days() -> None:
    """The latest decision counts, so that one of an earlier day below it is a mistake; other questions do not matter."""
    taken = {"stage": "team", "outcome": "confirmed", "judgment": "good", "people": ["A"], "reason": "r"}
    days = [("one", "2015-02-01"), ("all", "2015-01-01"), ("one", "2015-01-31"), ("one", "2015-01-31")]
    record = {"decisions": [{"question": question, "date": day, **taken} for question, day in days]}
    (problem,) = problems_of(record=record)

    assert ("PG537", ("decisions", 2, "date")) == (problem.code, problem.at.path)


@pytest.mark.parametrize(
    ("item", "day", "told"),
    [
        (finding("F1", observed="2015-06-30"), "2015-06-29", "F1 was observed on 2015-06-30"),
        (finding("F1", observed="2015-06-30"), "2015-06-30", ""),
        (finding("F1"), "2015-05-31", "F1 was found in fieldwork that began on 2015-06-01"),
        (finding("F1"), "2015-06-01", ""),
        (finding("F1", question="two"), "2014-01-01", ""),
        (metric("F1", "1", as_at="2015-03-31"), "2015-03-30", "F1 is as at 2015-03-31"),
        (metric("F1", "1", as_at=None, period={"start": "2014-04-01", "end": "2015-03-31"}), "2014-01-01", ""),
        (recommendation("F1", issued="2015-02-01"), "2015-01-31", "F1 was issued on 2015-02-01"),
        (recommendation("F1"), "2014-01-01", ""),
    ],
)
def test_nothing_is_decided_or_challenged_before_its_evidence_was_found(
    item: dict[str, Any], day: str, told: str
) -> None:
    """Days that cannot be are told, of decisions and challenges alike; where an item does not say its day, nothing is."""
    item = {key: value for key, value in item.items() if value is not None}
    taken = {"stage": "team", "outcome": "referred_back", "people": ["A"], "reason": "r", "question": "one"}
    challenge = {"id": "C1", "item": "F1", "ground": "error", "statement": "s", "made": day}
    fieldwork = {"question": "one", "fieldwork": {"start": "2015-06-01", "end": "2015-08-31"}, "status": "in_progress"}
    record = {
        "decisions": [{**taken, "date": day, "evidence": ["F1"]}],
        "challenges": [challenge],
        "questions": [fieldwork],
    }
    found = [one for one in problems_of(item, record=record) if one.code != "PG531"]

    wanted = ["this decision on one is of {day}, and {told}", "C1 is of {day}, and {told}"] if told else []
    assert [one.format(day=day, told=told) for one in wanted] == [one.message for one in found]
    places = [("decisions", 0, "date"), ("challenges", 0, "made")] if told else []
    assert [("PG543", place) for place in places] == [(one.code, one.at.path) for one in found]


def test_nothing_is_assessed_before_it_was_issued() -> None:
    """A status from before the issue is of another recommendation, or a slip."""
    (problem,) = problems_of(recommendation("R1", issued="2015-02-01", as_of="2015-01-31"))

    assert ("PG538", (0, "as_of")) == (problem.code, problem.at.path)
    assert [] == problems_of(recommendation("R1", issued="2015-02-01", as_of="2015-02-01"))


# --- words and figures, and texts that repeat each other -------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "comparator", "beside", "codes"),
    [
        ("similar", "nation", {"value": "9"}, []),
        ("similar", "nation", {"value": "8.9"}, ["PG536"]),
        ("higher", "nation", {"value": "8.9"}, []),
        ("lower", "nation", {"value": "8.9"}, ["PG536"]),
        ("lower", "nation", {"stated": "lower"}, []),
        ("similar", "nation", {"stated": "lower"}, ["PG536"]),
        ("lower", "peers", {"value": "9"}, ["PG536"]),
        ("similar", "peers", {"value": "9"}, []),
        ("lower", "before", {"value": "9"}, []),
    ],
)
def test_words_about_figures_are_borne_out_by_them(
    says: str, comparator: str, beside: dict[str, str], codes: list[str]
) -> None:
    """Ten per cent beside nine is similar within one; where the comparator has no figure, the nearest one's counts."""
    known = share("S1", "10", comparators=[{"comparator": "nation", **beside}])
    spoken = finding("F1", refers=[{"metric": "S1", "says": says, "comparator": comparator}])
    problems = problems_of(known, spoken)

    assert codes == [problem.code for problem in problems]
    assert all((1, "refers", 0, "says") == problem.at.path for problem in problems)


@pytest.mark.parametrize(
    ("comparator", "own", "other", "codes"),
    [
        ("nation", {"as_at": "2015-06-30"}, {"as_at": "2015-06-30"}, []),
        ("nation", {"as_at": "2015-06-30"}, {"as_at": "2014-06-30"}, ["PG530"]),
        ("before", {"as_at": "2015-06-30"}, {"as_at": "2014-06-30"}, []),
        ("before", {"as_at": "2015-06-30"}, {"as_at": "2015-06-30"}, ["PG530"]),
    ],
)
def test_figures_beside_each_other_are_of_times_that_go_together(
    comparator: str, own: dict[str, str], other: dict[str, str], codes: list[str]
) -> None:
    """The same time, or an earlier one where the comparator is the same subject at an earlier time."""
    beside = metric("M1", "1", comparators=[{"comparator": comparator, "metric": "M2"}], **own)

    subject = "town" if comparator == "before" else comparator
    assert codes == [problem.code for problem in problems_of(beside, metric("M2", "1", subject=subject, **other))]


@pytest.mark.parametrize(
    ("comparator", "more", "says"),
    [
        ("nation", {}, "its subject is town, not nation"),
        ("before", {"subject": "nation"}, "its subject is nation, not town"),
        ("nation", {"subject": "nation", "breakdown": ["charged"]}, "its breakdown is charged, not none"),
        (
            "nation",
            {"subject": "nation", "measure": "calls_rate", "unit": "rate"},
            "its measure is calls_rate, not calls",
        ),
    ],
)
def test_only_what_is_alike_is_set_beside_each_other(comparator: str, more: dict[str, Any], says: str) -> None:
    """A figure beside a comparator is of the same thing, and of what the comparator says; one that fits is offered."""
    beside = metric("M1", "1", comparators=[{"comparator": comparator, "metric": "M2"}])
    fits = metric("M3", "1", subject="town" if comparator == "before" else "nation")
    (problem,) = problems_of(beside, metric("M2", "1", **{"subject": "town", "as_at": "2015-06-30", **more}), fits)

    assert "PG510" == problem.code
    assert says in problem.message
    assert "such as M3" in problem.help


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"breakdown": []}, ["PG540"]),
        ({"breakdown": [], "as_at": "2015-07-01"}, []),
        ({"subject": "nation"}, []),
        ({"breakdown": ["day"]}, []),
        ({"breakdown": [], "bound": "about"}, []),
        ({"breakdown": [], "value": "5.0"}, []),
    ],
)
def test_one_thing_has_one_figure(more: dict[str, Any], codes: list[str]) -> None:
    """Another figure for the same measure, subject, breakdown and time is told; one that is about the same is not."""
    assert codes == [one.code for one in problems_of(metric("M1", "5", breakdown=[]), {**metric("M2", "6"), **more})]


TEXT = "Supervisors check the quality of most investigations and record what they find"


@pytest.mark.parametrize(
    ("other", "more", "codes"),
    [
        (TEXT, {}, ["PG535"]),
        (TEXT.upper() + ".", {}, ["PG535"]),
        (TEXT.replace("most", "many"), {}, []),
        (TEXT + " carefully", {}, ["PG535"]),
        (TEXT.replace("check", "can't check"), {}, []),
        (TEXT.replace("most", "few"), {}, []),
        (f"In 2014 {TEXT}", {}, []),
        (TEXT, {"shows": "weakness"}, ["PG535"]),
        (TEXT + " carefully", {"shows": "weakness"}, []),
        (TEXT, {"part_of": "F1"}, []),
        ("Supervisors check custody records", {}, []),
        ("Supervisors rarely look at files, so that poor work on burglary goes unseen", {}, []),
    ],
)
def test_a_statement_that_repeats_another_is_told(other: str, more: dict[str, Any], codes: list[str]) -> None:
    """Nearly the same words, in any case; a figure or a word that turns the meaning, or being part of it, sets apart."""
    problems = problems_of(finding("F1", statement=TEXT), finding("F2", statement=other, **more))

    assert codes == [problem.code for problem in problems]


def test_a_recommendation_that_repeats_another_is_told_in_its_own_words() -> None:
    """It cannot be part of another; and one item that was pasted under one id is told of the id alone."""
    (problem,) = problems_of(recommendation("R1", statement=TEXT), recommendation("R2", statement=TEXT))

    assert ("PG535", "if both are one recommendation, take one out; else word what sets them apart") == (
        problem.code,
        problem.help,
    )
    pasted = [finding("F1", statement=TEXT), finding("f1", statement=TEXT)]
    assert ["PG501"] == [problem.code for problem in problems_of(*pasted)]


def test_copies_are_told_however_many_texts_share_their_words() -> None:
    """The cap on comparisons holds for texts that are alike, not for those that are the same."""
    names = [f"{one}{two}x" for one in "abcdefghijklmnopqrst" for two in "abcdefghijklmnopqrst"]
    texts = [f"all of the officers know {name}" for name in names]
    problems = problems_of(*(finding(f"F{n}", statement=text) for n, text in enumerate([*texts, *texts[-50:]])))

    assert 50 == len(problems)


WORDS = [letter * 5 for letter in "abcdefghijklmnopqrstuvwxyz"]


def test_each_of_many_copies_is_told_once() -> None:
    """Copies of one text are held against the first; looking for them takes no longer for being many."""
    problems = problems_of(*(finding(f"F{n}", statement=f"{TEXT} in {WORDS[n % 26]}") for n in range(500)))

    assert 500 - 26 == len(problems)  # a word of its own makes a text another


# --- challenges ------------------------------------------------------------------------------------------------------

CHALLENGE = {"id": "C1", "item": "F1", "ground": "error", "made": "2016-01-11", "statement": "It had."}
ACCEPTED = {**CHALLENGE, "response": "accepted", "reason": "So.", "people": ["C. Chair"], "date": "2016-01-20"}


@pytest.mark.parametrize(
    ("challenge", "item", "expected"),
    [
        (CHALLENGE, {}, None),
        ({**CHALLENGE, "item": "F2"}, {}, ("PG504", "item", "there is no item 'F2'")),
        ({**CHALLENGE, "id": "F1"}, {}, ("PG517", "id", "'F1' is the id of the item as well")),
        ({**CHALLENGE, "id": "one"}, {}, ("PG517", "id", "'one' is the id of the question as well")),
        (ACCEPTED, {}, ("PG542", "response", "F1 is neither amended nor withdrawn")),
        (ACCEPTED, {"withdrawn": True}, None),
        ({**ACCEPTED, "earlier": {"weight": "moderate"}}, {}, None),
        ({**ACCEPTED, "earlier": {"weight": "minor"}}, {}, ("PG518", "earlier.weight", "F1 still says what 'weight' says")),
        ({**ACCEPTED, "earlier": {"status": "met"}}, {}, ("PG518", "earlier.status", "F1 is a finding, which has no 'status'")),
        ({**ACCEPTED, "earlier": {"weight": "major"}}, {}, ("PG518", "earlier", "F1 cannot have said this before")),
    ],
)  # fmt: skip  # a mistake to a line
def test_an_accepted_challenge_and_its_item_tell_the_same_story(
    challenge: dict[str, Any], item: dict[str, Any], expected: tuple[str, str, str] | None
) -> None:
    """What the record says that an item said before is what it no longer says, and something that it can have said."""
    problems = problems_of(finding("F1", **item), record={"challenges": [challenge]})

    if expected is None:
        assert [] == problems
    else:
        code, path, says = expected
        (problem,) = problems
        assert (code, ("challenges", 0, *path.split("."))) == (problem.code, problem.at.path)
        assert says in problem.message
        assert problem.help


def test_challenges_are_undone_from_the_last_and_a_story_that_ends_is_told_once() -> None:
    """An item that was amended twice is taken back twice; where one cannot have been, those before it are not told of."""
    second = {**ACCEPTED, "id": "C2", "date": "2016-01-21", "earlier": {"weight": "minor"}}
    first = {**ACCEPTED, "earlier": {"weight": "moderate"}}
    sound = [first, {**second, "earlier": {"extent": "isolated"}}]

    assert [] == problems_of(finding("F1"), record={"challenges": sound})
    told = problems_of(finding("F1"), record={"challenges": [{**first, "earlier": {"status": "met"}}, second]})
    assert [("challenges", 1, "earlier", "weight")] == [problem.at.path for problem in told]


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        ({"earlier": {}}, "PG318", "'earlier' says nothing"),
        ({"date": "2016-01-10"}, "PG319", "before the challenge was made"),
    ],
)
def test_an_answer_says_something_and_comes_after_its_challenge(more: dict[str, Any], code: str, says: str) -> None:
    """What contradicts itself in a challenge is told where it stands."""
    _, problems = parsing.inspection({**RECORD, "challenges": [{**ACCEPTED, **more}]}, "inspection.yaml")
    (problem,) = problems
    assert (code, ("challenges", 0, *more)) == (problem.code, problem.at.path)
    assert says in problem.message


def test_an_item_is_withdrawn_by_an_accepted_challenge_alone() -> None:
    """A withdrawal that no challenge says why of is told at the item; one with a problem of its own is not asked."""
    (problem,) = problems_of(finding("F1", withdrawn=True))
    assert ("PG541", (0, "withdrawn")) == (problem.code, problem.at.path)


# --- test cases of rules and mappings of metrics ----------------------------------------------------------------------


def rulebook(**changes: Any) -> Rulebook:
    """Return a rulebook without rules, of the small framework with a measure of which neither side is better."""
    measures = [*FRAMEWORK["measures"], word("neutral", unit="count", better="neither", similar_within=0)]
    return Rulebook.of(framework(measures=measures, **changes), ())


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([{"id": "a", "strength": "minor"}, {"id": "A", "strength": "minor"}], [("PG501", ("given", 1, "id"))]),
        ([{"strength": "minor", "topic": "volume"}], [("PG502", ("given", 0, "topic"))]),
        ([{"strength": "minor", "topic": "calls"}], []),
        ([{"metric": "neutral", "stands": "worse", "comparator": "nation"}], [("PG654", ("given", 0, "stands"))]),
        ([{"metric": "neutral", "stands": "similar", "comparator": "nation"}], []),
        ([{"metric": "calls", "stands": "worse", "comparator": "nation"}], []),
    ],
)
def test_what_a_case_is_given_must_be_possible(
    given: list[dict[str, Any]], expected: list[tuple[str, tuple[str | int, ...]]]
) -> None:
    """Ids stand once, topics are those of the question, and a metric stands better or worse where a side is better."""
    data = {
        "id": "c",
        "because": "So.",
        "given": [{"question": "one", **entry} for entry in given],
        "expect": {"all": "poor"},
    }
    case, problems = parsing.case(data, FILE, (0,))
    assert case is not None, problems
    found = consistency.check_cases([Placed(case, FILE, (0,))], rulebook())
    assert [(code, FILE, (0, *path)) for code, path in expected] == told(list(found))


MAPPING: dict[str, Any] = {
    "document": {"id": "calls-2015", "title": "Calls", "publisher": "Us", "licence": "Open"},
    "prefix": "C",
    "question": "one",
    "subject": "town",
    "as_at": "2015-06-30",
    "figures": [{"column": "n", "measure": "calls"}],
}


@pytest.mark.parametrize(
    ("changes", "code", "path", "says"),
    [
        ({}, None, (), ""),
        ({"topic": "volume"}, "PG502", ("topic",), "write one of: calls"),
        ({"topic": "volume", "question": "all"}, "PG502", ("topic",), "take 'topic' out"),
        ({"figures": [{"column": "n", "measure": "calls", "unit": "rate"}]}, "PG509", ("figures", 0, "unit"), "write 'count'"),
        ({"figures": [{"column": "n", "measure": "calls", "unit": "count"}]}, None, (), ""),
        ({"figures": [{"column": "n", "measure": {"column": "m", "words": {"a": "share"}}, "unit": "rate"}]}, "PG509", ("figures", 0, "unit"), "write 'percent'"),
        ({"comparators": ["before"]}, "PG665", ("comparators", 0), "under 'earlier'"),
        ({"comparators": ["nation"]}, "PG665", ("comparators", 0), "add the word"),
        ({"comparators": ["nation"], "subject": {"column": "s", "words": {"E": "nation", "T": "town"}}}, None, (), ""),
        ({"earlier": {"before": 1}}, None, (), ""),
        ({"earlier": {"nation": 1}}, "PG665", ("earlier", "nation"), "under 'comparators'"),
    ],
)  # fmt: skip  # a mistake to a line
def test_a_mapping_of_metrics_goes_with_its_framework(
    changes: dict[str, Any], code: str | None, path: tuple[str | int, ...], says: str
) -> None:
    """Topics are those of the question, units those of the measures, and comparators are what rows can be about."""
    mapping, problems = parsing.metrics({**MAPPING, **changes}, FILE)
    assert mapping is not None, problems
    found = list(consistency.check_metrics(mapping, FILE, rulebook()))
    assert ([] if code is None else [(code, FILE, path)]) == told(found)
    assert all(says in problem.help for problem in found)
