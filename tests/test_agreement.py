"""Two codings of one inspection: how far they agree, where they part, and what settles it."""

from __future__ import annotations

import importlib
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from peelgrade import changes, evidence
from peelgrade.comparison.agreement import agreement
from peelgrade.comparison.pairs import pairing
from peelgrade.comparison.reliability import Metric, reliability
from peelgrade.evidence import EXTENTS, Finding, Inspection, InspectionRecord, QuestionRecord, Source, Waiver
from peelgrade.grading import grade, regrade
from peelgrade.rendering import agreement as rendering
from peelgrade.rulebook import Findings, FindingsCount, Question, Rulebook
from tests import small
from tests.properties import QUICK, THOROUGH
from tests.strategies import DAY, Case, cases, decision, finding, framework, metric, recommendation, record, rule


def units(*coders: str) -> list[list[str]]:
    """Return what each unit was given; a dot stands where a coder gave nothing."""
    return [[value for value in given if value != "."] for given in zip(*coders, strict=True)]


FOUR_CODERS = [
    given.replace(".", "")
    for given in ["11.1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", ".555", "..11", "..3."]
]
THREE_CODERS = units(".....3412113 3.3".replace(" ", ""), "1.213343.......", "..21344.2113 3.4".replace(" ", ""))


@pytest.mark.parametrize(
    ("table", "order", "metric", "expected"),
    [
        (units("0100000010", "1110010000"), "01", "nominal", "0.095"),
        (units("aabbdcccedda", "babbbccceddd"), "abcde", "nominal", "0.692"),
        (FOUR_CODERS, "12345", "nominal", "0.743"),
        (FOUR_CODERS, "12345", "ordinal", "0.815"),
        (THREE_CODERS, "1234", "nominal", "0.691"),
    ],
)
def test_alpha_of_published_examples(table: list[list[str]], order: str, metric: Metric, expected: str) -> None:
    """Alpha is what is published for two, three and four coders, with values missing, nominal and ordinal."""
    alpha = reliability(table, order, metric).alpha
    assert alpha is not None
    assert expected == f"{float(alpha):.3f}"


def test_alpha_by_hand() -> None:
    """Of two units, one minor and moderate and one major twice, alpha is worked out by hand.

    Four values are given: minor once, moderate once, major twice. Minor and moderate lie 1 apart, minor and major 2.5,
    moderate and major 1.5; squared and by how often: 1 + 2 x 6.25 + 2 x 2.25 = 18. Seen is 1, by three: 1 - 3/18.
    """
    found = reliability([("minor", "moderate"), ("major", "major")], ("minor", "moderate", "major"), "ordinal")
    assert (2, 1, Fraction(5, 6)) == (found.units, found.alike, found.alpha)


@pytest.mark.parametrize("table", [[], [("partial",)], [("partial", "partial"), ("partial", "partial")]])
def test_alpha_is_undefined_where_nothing_varies(table: list[tuple[str, ...]]) -> None:
    """Where all have one code, or nothing is in both, there is no figure."""
    assert reliability(table, EXTENTS, "ordinal").alpha is None


def at(name: str, statement: str, paragraph: int, **codes: object) -> Finding:
    """Return a finding at a paragraph."""
    place = (Source(document="notes", section="Response", paragraph=paragraph),)
    return finding(name, "q", **codes).model_copy(update={"statement": statement, "sources": place})


def test_items_are_paired_by_id_and_else_by_place_and_statement() -> None:
    """An id that stands for two things does not pair them; what shares a paragraph and words is paired, best first."""
    first = [at("F1", "Calls are answered at once", 1), at("F2", "Victims wait long for visits", 2)]
    second = [
        at("F1", "Detectives carry too many cases", 9),
        at("F5", "Calls from the public are answered at once", 1),
        at("F6", "Calls of victims", 1),
        at("F2", "Victims have to wait", 2),
    ]
    known = record(questions=({"question": "q"},))
    made = pairing(Inspection.of(known, first), Inspection.of(known, second))
    assert [("F1", "F5", "place"), ("F2", "F2", "id")] == [(one.first.id, one.second.id, one.how) for one in made.pairs]
    assert ((), ["F1", "F6"]) == (made.only_first, [item.id for item in made.only_second])
    assert {"F5": "F1", "F2": "F2", "F1": "F1.2", "F6": "F6"} == made.names


def coded_again(case: Case, seed: int) -> Inspection:
    """Return a second coding: items left out, items coded as others are, and one part of the record otherwise."""
    items = []
    for n, item in enumerate(case.inspection.items):
        match (seed >> 2 * n) % 4:
            case 0 if isinstance(item, Finding):
                items.append(
                    item.model_copy(update={"extent": EXTENTS[(EXTENTS.index(item.extent) + 1) % 3], "or_extent": None})
                )
            case 1 if isinstance(item, Finding):
                items.append(item.model_copy(update={"shows": "weakness" if item.shows == "strength" else "strength"}))
            case 1 if isinstance(item, evidence.Metric) and item.value is not None:
                items.append(item.model_copy(update={"value": item.value + 1}))
            case 2:
                pass
            case _:
                items.append(item)
    return Inspection.of(recorded_again(case, seed >> 30), items)


def recorded_again(case: Case, seed: int) -> InspectionRecord:
    """Return the record of a second coding, with one part otherwise or none."""
    known = case.inspection.record
    questions = list(case.rulebook.questions)
    others = [one for one in known.questions if one.question != questions[seed % len(questions)]]
    status = ("in_progress", "complete", "not_inspected")[seed // 7 % 3]
    parts: list[dict[str, Any]] = [
        {"decisions": ()},
        {"waiver": None if known.waiver else Waiver(reason="A summary.")},
        {"questions": (*others, QuestionRecord(question=questions[seed % len(questions)], status=status))},
        {"carried_over": ()},
        {"cut_off": None if known.cut_off else DAY},
        {},
    ]
    return known.model_copy(update=parts[seed % len(parts)])


def differences_account_for_all(case: Case, seed: int) -> None:
    """Take over every difference, then those that are said to settle a question, one by one or together."""
    first, second = case.inspection, coded_again(case, seed)
    found = agreement(first, second, case.rulebook)
    known = changes.Case(first, case.rulebook)
    wanted = grade(second, case.rulebook)
    everything = regrade(known, [change for one in found.differences for change in one.changes])
    assert [one.computed for one in wanted.judgments] == [one.computed for one in everything.judgments]
    apart = [
        one.question
        for one, two in zip(grade(first, case.rulebook).judgments, wanted.judgments, strict=True)
        if one.computed != two.computed
    ]
    assert apart == [one.question for one in found.partings]
    for parting in found.partings:
        assert parting.alone or parting.together
        name, reached = parting.question, wanted[parting.question].computed
        for one in parting.alone:
            assert reached == regrade(known, one.changes)[name].computed
        if parting.together:
            jointly = [change for one in parting.together for change in one.changes]
            assert reached == regrade(known, jointly)[name].computed
            for left_out in parting.together:
                fewer = [change for one in parting.together if one is not left_out for change in one.changes]
                assert reached != regrade(known, fewer)[name].computed
        assert all(one in found.differences for one in parting.alone + parting.together)


def agreement_is_symmetric(case: Case, seed: int) -> None:
    """Hold two codings against each other both ways round."""
    first, second = case.inspection, coded_again(case, seed)
    one, other = agreement(first, second, case.rulebook), agreement(second, first, case.rulebook)
    assert one.codes == other.codes
    assert {(p.first.id, p.second.id) for p in one.pairing.pairs} == {
        (p.second.id, p.first.id) for p in other.pairing.pairs
    }
    assert [p.question for p in one.partings] == [p.question for p in other.partings]


def agrees_with_itself(case: Case, _: int) -> None:
    """Hold a coding against itself."""
    found = agreement(case.inspection, case.inspection, case.rulebook)
    assert ((), ()) == (found.differences, found.partings)
    assert all(one.alpha in {None, 1} and one.alike == one.units for one in found.codes.values())


def holds(case: Case, seed: int) -> None:
    """Hold all of these on one case, for a case costs more to draw than to grade."""
    differences_account_for_all(case, seed)
    agreement_is_symmetric(case, seed)
    agrees_with_itself(case, seed)


def test_of_what_settles_jointly_the_fewest_are_named() -> None:
    """Of three findings that were coded otherwise, any two would do: none that is not needed is among them."""
    question = Question(id="q", title="q", graded=True)
    when = Findings(findings=FindingsCount(shows="strength", weight=("moderate",), at_least=2))
    book = Rulebook.of(framework(question, minimum=1), [rule("r", "q", when, supports="c3")])
    known = record(questions=(QuestionRecord(question="q", status="complete"),))
    codings = [
        Inspection.of(known, [finding(f"F{n}", "q", weight=weight) for n in range(3)])
        for weight in ("minor", "moderate")
    ]
    (parting,) = agreement(*codings, book).partings
    assert ((), 2) == (parting.alone, len(parting.together))


CODED_TWICE = given(cases(), st.integers(0, 2**40))


@QUICK
@CODED_TWICE
def test_properties(case: Case, seed: int) -> None:
    """Every difference of judgment is traced, what settles settles, and neither coder comes first."""
    holds(case, seed)


@pytest.mark.slow
@THOROUGH
@CODED_TWICE
def test_properties_thoroughly(case: Case, seed: int) -> None:
    """The same on many more."""
    holds(case, seed)


@pytest.mark.slow
def test_an_agreement_that_overlooks_the_record_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Differences of waiver, fieldwork and cut-off count among what parts two codings."""
    monkeypatch.setattr(importlib.import_module("peelgrade.comparison.agreement"), "_RECORD", ())
    drawn = settings(QUICK, max_examples=400, phases=[Phase.generate], derandomize=True, database=None)
    with pytest.raises(AssertionError):
        drawn(CODED_TWICE(differences_account_for_all))()


class TestTold:
    """What two coders are told of their codings, and the worksheet on which they settle them."""

    FIRST = small.case(
        at("F1", "Calls are answered at once", 1).model_copy(update={"question": "calls"}),
        at("F2", "Victims wait long", 2, shows="weakness").model_copy(update={"question": "visits"}),
        at("F3", "Staff know victims", 3).model_copy(update={"question": "visits"}),
        recommendation("R1", "calls", type="area_for_improvement"),
        metric("M1", "visits"),
    )
    SECOND = small.case(
        at("F1", "Calls are answered at once", 1, weight="minor").model_copy(update={"question": "calls"}),
        at("F2", "Victims wait long", 2).model_copy(update={"question": "visits"}),
        at("F3", "Staff know victims", 3).model_copy(update={"question": "visits"}),
        at("F4", "Children were left alone", 4, shows="weakness", weight="major", ground="serious_harm",
           at_risk=("children",)).model_copy(update={"question": "calls", "withdrawn": False}),
        at("F5", "=A room was empty", 5, shows="weakness", weight="minor", part_of="F4").model_copy(update={"question": "calls"}),
        recommendation("R1", "calls", type="area_for_improvement", status="met"),
        metric("M1", "visits", value=Decimal(11)),
        waiver=Waiver(reason="A summary."),
    )  # fmt: skip

    def test_the_reader_sees_what_parts_the_codings(self) -> None:
        """The figures with what to make of them, and each question with what settles it, each difference once."""
        found = agreement(self.FIRST.inspection, self.SECOND.inspection, small.RULEBOOK)
        assert [
            "Kent  Town: two codings",
            "In both: 5 items, 5 paired by id, 0 by place and statement.",
            "In the first alone: none. In the second alone: F4, F5.",
            "Code    Findings  Alike  Alpha",
            "shows   3         2      0.00   below 0.8: settle it before grading, and add a boundary to the manual",
            "weight  3         2      0.00   below 0.8: settle it before grading, and add a boundary to the manual",
            "extent  3         3      none   undefined: all have one code, so that nothing varies",
            "Judgments: 1 of 3 computed alike.",
            "calls Calls: outstanding in the first, requires improvement in the second",
            "├── the difference arises here",
            "├── calls.harm does not hold in the first, holds in the second",
            "├── calls.outstanding holds in the first, does not hold in the second",
            "├── this alone would settle it",
            "│   └── F4 only in the second",
            "│       ├── second: weakness, major, serious harm, widespread: Children were left alone",
            "│       └── F4.yaml:1  “Response”, paragraph 4",
            "└── these differ too, and do not settle it: F1, R1, F5, waiver",
            "visits Visits: requires improvement in the first, good in the second",
            "├── a working view: the inspectorate publishes no judgment of this question",
            "├── the difference arises here",
            "├── visits.good does not hold in the first, holds in the second",
            "├── this alone would settle it",
            "│   └── F2 shows",
            "│       ├── first: weakness, moderate, widespread: Victims wait long",
            "│       ├── F2.yaml:1  “Response”, paragraph 2",
            "│       ├── second: strength, moderate, widespread: Victims wait long",
            "│       └── F2.yaml:1  “Response”, paragraph 2",
            "└── these differ too, and do not settle it: M1, waiver",
            "7 differences in all; --settle FILE writes a worksheet with a row for each.",
        ] == small.shown(rendering.text(found, small.view(self.FIRST), small.view(self.SECOND)))

    def test_a_difference_of_the_record_can_be_what_settles(self) -> None:
        """It has no place but the record, and is told once; what comes from below is said to."""
        items = finding("F1", "calls"), finding("F2", "calls", shows="weakness", weight="minor")
        led = {"decisions": (decision("leaders", "good", outcome="judged"),)}
        first = small.case(*items, **led)
        second = small.case(*items, **led, questions=({"question": "overall", "status": "in_progress"},))
        found = agreement(first.inspection, second.inspection, small.RULEBOOK)
        assert [
            "Kent  Town: two codings",
            "In both: 2 items, 2 paired by id, 0 by place and statement.",
            "In the first alone: none. In the second alone: none.",
            "Code    Findings  Alike  Alpha",
            "shows   2         2      1.00",
            "weight  2         2      1.00",
            "extent  2         2      none   undefined: all have one code, so that nothing varies",
            "Judgments: 1 of 3 computed alike.",
            "overall How safe is the town?: good in the first, requires improvement to good in the second",
            "├── comes from calls below",
            "├── overall.good holds in the first, is open in the second",
            "├── overall.weak does not hold in the first, is open in the second",
            "└── this alone would settle it",
            "    └── the record: fieldwork",
            "calls Calls: good in the first, requires improvement to outstanding in the second",
            "├── the difference arises here",
            "├── calls.good holds in the first, is open in the second",
            "├── calls.harm does not hold in the first, is open in the second",
            "├── calls.outstanding does not hold in the first, is open in the second",
            "└── this alone would settle it",
            "    └── fieldwork, shown above",
            "1 difference in all; --settle FILE writes a worksheet with a row for each.",
        ] == small.shown(rendering.text(found, small.view(first), small.view(second)))

    def test_where_no_finding_is_in_both_there_is_no_figure(self) -> None:
        """Nor does anything part there."""
        one = small.case(recommendation("R1", "calls"))
        found = agreement(one.inspection, one.inspection, small.RULEBOOK)
        assert [
            "Kent  Town: two codings",
            "In both: 1 item, 1 paired by id, 0 by place and statement.",
            "In the first alone: none. In the second alone: none.",
            "Code    Findings  Alike  Alpha",
            "shows   0         0      none   no main finding stands in both codings",
            "weight  0         0      none   no main finding stands in both codings",
            "extent  0         0      none   no main finding stands in both codings",
            "Judgments: 3 of 3 computed alike.",
        ] == small.shown(rendering.text(found, small.view(one), small.view(one)))

    def test_the_worksheet_has_a_row_for_each_difference(self) -> None:
        """As CSV, in which no cell is a formula, and as Markdown."""
        found = agreement(self.FIRST.inspection, self.SECOND.inspection, small.RULEBOOK)
        assert [
            "first id,second id,question,place,first statement,second statement,first code,second code,differs in,moves,settled code,reason",
            'F1,F1,calls,"“Response”, paragraph 1",Calls are answered at once,Calls are answered at once,"strength, moderate, widespread, observed","strength, minor, widespread, observed",weight,no judgment alone,,',
            'F2,F2,visits,"“Response”, paragraph 2",Victims wait long,Victims wait long,"weakness, moderate, widespread, observed","strength, moderate, widespread, observed",shows,overall: requires improvement to good → good; visits: requires improvement → good,,',
            'M1,M1,visits,notes,,,"crime, kent, 10","crime, kent, 11",value,no judgment alone,,',
            'R1,R1,calls,notes,Do.,Do.,"area for improvement, open","area for improvement, met",status,no judgment alone,,',
            ',F4,calls,"“Response”, paragraph 4",,Children were left alone,,"weakness, major, serious harm, children, widespread, observed",only in the second,overall: requires improvement to good → requires improvement; calls: outstanding → requires improvement,,',
            ',F5,calls,"“Response”, paragraph 5",,\'=A room was empty,,"weakness, minor, widespread, observed, part of F4",only in the second,no judgment alone,,',
            ",,,inspection.yaml,,,,,waiver,no judgment alone,,",
        ] == rendering.csv_text(found, small.view(self.FIRST)).splitlines()
        assert [
            "# Kent: what two coders have to settle",
            "",
            "| first id | second id | question | place | first statement | second statement | first code | second code | differs in | moves | settled code | reason |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            "| F1 | F1 | calls | “Response”, paragraph 1 | Calls are answered at once | Calls are answered at once | strength, moderate, widespread, observed | strength, minor, widespread, observed | weight | no judgment alone |  |  |",
        ] == rendering.markdown(found, small.view(self.FIRST)).splitlines()[:5]

    def test_as_data(self) -> None:
        """With alpha as a fraction, and null where it is undefined."""
        found = agreement(self.FIRST.inspection, self.SECOND.inspection, small.RULEBOOK)
        data = rendering.as_data(found, small.view(self.FIRST))
        assert {
            "schema": "peelgrade/agreement/v1",
            "framework": "framework",
            "force": "Kent",
            "pairs": [
                {"first": "F1", "second": "F1", "by": "id", "words_shared": "1"},
                {"first": "F2", "second": "F2", "by": "id", "words_shared": "1"},
                {"first": "F3", "second": "F3", "by": "id", "words_shared": "1"},
                {"first": "M1", "second": "M1", "by": "id", "words_shared": "1"},
                {"first": "R1", "second": "R1", "by": "id", "words_shared": "0"},
            ],
            "only_first": [],
            "only_second": ["F4", "F5"],
            "coding": {
                "shows": {
                    "metric": "nominal",
                    "findings": 3,
                    "alike": 2,
                    "alpha": "0",
                    "remark": "below 0.8: settle it before grading, and add a boundary to the manual",
                },
                "weight": {
                    "metric": "ordinal",
                    "findings": 3,
                    "alike": 2,
                    "alpha": "0",
                    "remark": "below 0.8: settle it before grading, and add a boundary to the manual",
                },
                "extent": {
                    "metric": "ordinal",
                    "findings": 3,
                    "alike": 3,
                    "alpha": None,
                    "remark": "undefined: all have one code, so that nothing varies",
                },
            },
            "judgments": {"judged": 3, "alike": 1},
        } == {key: data[key] for key in data if key not in {"differences", "partings"}}
        assert {"first": "F1", "second": "F1", "differs_in": ["weight"], "moves": []} == data["differences"][0]
        assert {
            "question": "calls",
            "first": {"low": "outstanding", "high": "outstanding"},
            "second": {"low": "requires_improvement", "high": "requires_improvement"},
            "below": [],
            "rules": [
                {"rule": "calls.harm", "first": "false", "second": "true"},
                {"rule": "calls.outstanding", "first": "true", "second": "false"},
            ],
            "bearing": ["F1", "R1", "F4", "F5", "waiver"],
            "settled_alone_by": ["F4"],
            "settled_together_by": [],
        } == data["partings"][0]
