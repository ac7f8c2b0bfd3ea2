"""The frameworks that ship: sound, told where they are from, and rolling up as their inspectorates say that they do."""

from __future__ import annotations

from functools import cache

import pytest

from peelgrade import bundled, pipeline
from peelgrade.changes import Assume, Case, Change
from peelgrade.evidence import Document, Force, Inspection, InspectionRecord, QuestionRecord, Recommendation, Source
from peelgrade.grading import regrade
from peelgrade.rulebook import Rulebook
from peelgrade.trace import Judgment
from tests.conftest import ROOT

LETTERS = {"O": "outstanding", "G": "good", "R": "requires_improvement", "I": "inadequate"}


@cache
def rulebook(name: str) -> Rulebook:
    """Return the rules of a framework that ships, which has no problem of any kind."""
    reading = pipeline.Reading()
    found = pipeline.read_rulebook(*pipeline.named_rules(name), reading)
    assert found is not None
    assert [] == reading.problems
    return found


def overall(name: str, judged: str, breach: str | None = None) -> Judgment:
    """Return the overall judgment where each part is judged by its letter, '-' not inspected and '?' not judged yet."""
    book = rulebook(name)
    top = book.framework.questions
    by_part = dict(zip((part.id for part in top.graded_parts), judged, strict=True))
    statuses = [QuestionRecord(question=top.id, status="complete")]
    statuses += [QuestionRecord(question=part, status="not_inspected") for part, told in by_part.items() if told == "-"]
    made = InspectionRecord(
        id="inspection",
        force=Force(id="force", name="Force"),
        framework=name,
        documents=(Document(id="notes", title="Notes"),),
        questions=tuple(statuses),
    )
    items = [
        Recommendation(
            id="R1",
            kind="recommendation",
            question=top.id,
            type="breach_of_regulations",
            status=breach,
            statement="A breach.",
            sources=(Source(document="notes"),),
        )
        for breach in ([breach] if breach else [])
    ]
    changes: list[Change] = [Assume(part, LETTERS[told]) for part, told in by_part.items() if told in LETTERS]
    return regrade(Case(Inspection.of(made, items), book), changes).overall


@pytest.mark.parametrize("name", bundled.frameworks())
def test_a_framework_is_sound_and_says_where_it_is_from(name: str) -> None:
    """It has no problem, tells what it covers, and names published texts with their publishers."""
    framework = rulebook(name).framework
    assert name == framework.id
    assert framework.about
    assert framework.sources
    assert all(source.publisher for source in framework.sources)
    assert all(category.considers for category in framework.scale)


@pytest.mark.parametrize("name", bundled.frameworks())
def test_nothing_that_people_judge_is_touched_by_a_rule(name: str) -> None:
    """Each graded question has rules, or people, and not both."""
    book = rulebook(name)
    ruled = {rule.question for rule in book.rules}
    for question in book.questions.values():
        if question.graded:
            assert question.by_people != (question.id in ruled), question.id


def test_what_is_compared_between_frameworks_is_there() -> None:
    """A question that can be set beside one of another framework that ships has it."""
    shipped = bundled.frameworks()
    beside = [(one, declared) for one in shipped for declared in rulebook(one).framework.comparability]
    for _, declared in beside:
        if declared.framework in shipped:
            other = rulebook(declared.framework).questions
            assert {pair.beside for pair in declared.comparable} <= set(other)
    assert 4 <= sum(declared.framework in shipped for _, declared in beside)


@pytest.mark.parametrize("year", ["2016", "2017", "2018"])
@pytest.mark.parametrize(
    ("judged", "expected"),
    [("GGGG", "G"), ("GGRG", "G"), ("GRRG", "R"), ("OOGG", "O"), ("OGGG", "G"), ("GGIG", "R"), ("RIRI", "I")],
)
def test_four_core_questions_make_the_effectiveness_of_a_force(year: str, judged: str, expected: str) -> None:
    """Three in four carry good; one inadequate limits, two decide."""
    assert LETTERS[expected] == settled(overall(f"peel-effectiveness-{year}", judged))


def settled(judgment: Judgment) -> str | None:
    """Return the category of a judgment, where it is settled."""
    return judgment.category and judgment.category.id


@pytest.mark.parametrize("year", ["2016", "2017", "2018"])
def test_specialist_capabilities_are_context(year: str) -> None:
    """They were inspected, and not graded."""
    assert not rulebook(f"peel-effectiveness-{year}").questions["specialist"].graded


@pytest.mark.parametrize(
    ("judged", "breach", "expected"),
    [
        ("GGGGG", None, "G"),
        ("OOGGG", None, "O"),
        ("OGGGG", None, "G"),
        ("OOOOR", None, "G"),
        ("RGGGG", None, "G"),
        ("RRGGG", None, "R"),
        ("IGGGG", None, "R"),
        ("IRGGG", None, "R"),
        ("IIGGG", None, "I"),
        ("OOOOO", "open", "R"),
        ("GGGGG", "met", "G"),
        ("IIGGG", "open", "I"),
    ],
)
def test_five_key_questions_make_a_rating(judged: str, breach: str | None, expected: str) -> None:
    """The principles that the Care Quality Commission publishes for its overall rating."""
    assert LETTERS[expected] == settled(overall("cqc-key-questions-2018", judged, breach))


@pytest.mark.parametrize(
    ("question", "scores", "expected"),
    [
        ("safe", "33333333", "G"),  # 75 %
        ("safe", "33332222", "G"),  # 62.5 %, which is 63
        ("safe", "33322222", "R"),  # 59 %
        ("safe", "44443333", "O"),  # 87.5 %, which is 88
        ("safe", "44433333", "G"),  # 84 %
        ("safe", "22221111", "I"),  # 37.5 %, which is 38
        ("safe", "22222111", "R"),  # 41 %
        ("safe", "44444441", "R"),  # 91 %, with a 1
        ("safe", "44444442", "G"),  # 94 %, with a 2
        ("effective", "444333", "O"),  # 87.5 %
        ("caring", "44333", "G"),  # 85 %
        ("caring", "44443", "O"),  # 95 %
        ("responsive", "2222221", "R"),  # 46 %
        ("well_led", "11111111", "I"),  # 25 %
        ("well_led", "3-------", "G"),  # only one was assessed
    ],
)
def test_scores_of_quality_statements_make_the_rating_of_a_key_question(
    question: str, scores: str, expected: str
) -> None:
    """Scores from 1 to 4 as a share of the most that they could be, and what low scores keep out."""
    book = rulebook("cqc-quality-statements-2023")
    parts = [part.id for part in book.questions[question].graded_parts]
    by_score = {str(n): category.id for n, category in enumerate(book.scale, 1)}
    known = dict(zip(parts, scores, strict=True))
    made = InspectionRecord(
        id="inspection",
        force=Force(id="force", name="Force"),
        framework=book.framework.id,
        documents=(Document(id="notes", title="Notes"),),
        questions=(
            QuestionRecord(question="overall", status="complete"),
            *(QuestionRecord(question=part, status="not_inspected") for part in parts if known[part] == "-"),
        ),
    )
    changes = [Assume(part, by_score[score]) for part, score in known.items() if score in by_score]
    result = regrade(Case(Inspection.of(made, ()), book), changes)
    assert LETTERS[expected] == settled(result[question])


def test_there_are_34_quality_statements() -> None:
    """Eight, six, five, seven and eight."""
    questions = rulebook("cqc-quality-statements-2023").framework.questions
    assert [8, 6, 5, 7, 8] == [len(key.graded_parts) for key in questions.graded_parts]


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        ("GGGG--G", "G"),
        ("GGGGGGG", "G"),
        ("RGGG--G", "R"),
        ("GRGG--G", "R"),
        ("GGGGRGG", "R"),
        ("GGGGGRG", "R"),
        ("GGGI--G", "I"),
        ("GGGGI-G", "R"),
        ("OOOO--G", "O"),
        ("OOOOG-G", "O"),
        ("OGOO--G", "G"),
        ("GOOO--G", "G"),
        ("OOOO--I", "I"),
    ],
)
def test_judgments_make_the_overall_effectiveness_of_a_school(judged: str, expected: str) -> None:
    """Quality of education, behaviour, personal development, leadership; early years, sixth form; safeguarding."""
    assert LETTERS[expected] == settled(overall("ofsted-schools-2019", judged))


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        ("GG", "G"), ("OO", "O"), ("OG", "O"), ("GO", "G"), ("GR", "G"), ("RG", "G"), ("RR", "R"),
        ("GI", "R"), ("OI", "R"), ("RI", "R"), ("IG", "I"), ("IO", "I"), ("II", "I"),
    ],
)  # fmt: skip
def test_two_judgments_make_that_of_a_social_care_setting(judged: str, expected: str) -> None:
    """How well children are helped and protected, then leaders and managers."""
    assert LETTERS[expected] == settled(overall("ofsted-social-care-2017", judged))


@pytest.mark.parametrize("name", bundled.frameworks())
def test_a_framework_ships_with_cases_and_a_row(name: str) -> None:
    """Rules that nothing tests do not ship, and the page of frameworks says what of each is judged, and by whom."""
    page = (ROOT / "docs" / "frameworks.md").read_text(encoding="utf-8")
    assert f"\n| `{name}` |" in page.partition("## Which there are")[2].partition("\n## ")[0]
    assert [*(bundled.rules_folder() / name / "tests").glob("*.yaml")]


def test_the_limits_that_ofsted_leaves_no_way_around_are_strict() -> None:
    """People cannot decide above them; from every other limit of that framework they can depart."""
    strict = {rule.id for rule in rulebook("ofsted-social-care-2017").rules if rule.binding == "strict"}
    assert {"overall.leaders_inadequate", "overall.not_protected"} == strict


@pytest.mark.parametrize(("judged", "low", "high"), [("GGG?", "R", "G"), ("OGG?", "R", "O"), ("II??", "I", "I")])
def test_what_people_have_not_judged_leaves_the_overall_judgment_open(judged: str, low: str, high: str) -> None:
    """As far as it hangs on it, and no further."""
    found = overall("peel-effectiveness-2017", judged).range
    assert found is not None
    assert (LETTERS[low], LETTERS[high]) == (found.low.id, found.high.id)
