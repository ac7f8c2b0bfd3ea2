"""Text from evidence stays text in every output, and counts are told in words."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from peelgrade import changes
from peelgrade.grading import grade
from peelgrade.pipeline import Read, read_inspection
from peelgrade.rendering import escaping, grades, prose, reasons
from peelgrade.rulebook import Bound, JudgmentsCount
from peelgrade.trace import Observed, Truth

KENT = Path(__file__).resolve().parents[1] / "evidence" / "kent-2015"
HOSTILE = "[/x][link=https://example.org]a[/link] \x1b[31mred\x1b[0m \u202egnp | <script>alert(1)</script> `x` *b* ::error::x%0A\r\n=1+1"


@pytest.fixture(scope="module")
def kent() -> Read:
    """Return Kent's inspection as read."""
    return read_inspection(KENT)


def printed(renderable: RenderableType) -> str:
    """Return what a renderable prints on a terminal without colour."""
    console = Console(file=io.StringIO(), width=200, highlight=False, markup=False, emoji=False, force_terminal=False)
    console.print(renderable)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return text


def hostile(kent: Read) -> reasons.View:
    """Return a view of Kent's inspection in which names, statements and notes are hostile text."""
    findings = [changes.Set(one.id, {"statement": HOSTILE, "note": HOSTILE}) for one in kent.inspection.findings]
    force = kent.inspection.record.force.model_copy(update={"name": HOSTILE})
    known = changes.Case(kent.inspection, kent.rulebook)
    case = changes.apply(known, [*findings, changes.SetRecord({"force": force})]).inspection
    return reasons.View(grade(case, kent.rulebook), case, kent.rulebook, kent.places.of)


@pytest.mark.parametrize("subject", ["effectiveness", "q3", "q2.investigation"])
def test_hostile_text_is_inert_in_explanations(kent: Read, subject: str) -> None:
    """Markup of the terminal and control characters do nothing; the words are still there."""
    view = hostile(kent)
    for tree in (
        reasons.question(view, subject),
        reasons.question(view, subject, full=True),
        reasons.item(view, "F320"),
    ):
        text = printed(tree)
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "[/x][link=https://example.org]a[/link]" in " ".join(printed(reasons.item(view, "F320")).split())


def test_hostile_text_is_inert_in_tables(kent: Read) -> None:
    """A name cannot break a table, run a formula or steer a terminal."""
    view = hostile(kent)
    arguments = (view.result, view.inspection, view.rulebook)
    assert "\x1b" not in printed(grades.table(*arguments, "rules"))
    markdown = grades.markdown(*arguments, "rules")
    assert "<script>" not in markdown.replace("\\<script\\>", "")
    assert "\x1b" not in markdown
    for row in csv.reader(io.StringIO(grades.csv_text(*arguments))):
        assert not any(cell[:1] in {"=", "+", "-", "@"} for cell in row if cell)


@pytest.mark.parametrize(
    ("text", "terminal", "markdown", "cell"),
    [
        ("plain words", "plain words", "plain words", "plain words"),
        ("two\nlines\tand tabs", "two lines and tabs", "two lines and tabs", "two lines and tabs"),
        ("\x1b[31mred", "\\u001b[31mred", "\\\\u001b\\[31mred", "\\u001b[31mred"),
        ("a|b<c>", "a|b<c>", "a\\|b\\<c\\>", "a|b<c>"),
        ("=SUM(A1)", "=SUM(A1)", "=SUM\\(A1\\)", "'=SUM(A1)"),
        ("\u202eabc", "\\u202eabc", "\\\\u202eabc", "\\u202eabc"),
    ],
)
def test_escapes(text: str, terminal: str, markdown: str, cell: str) -> None:
    """Each kind of output has one escape, which leaves plain words alone."""
    assert terminal == escaping.terminal(text)
    assert markdown == escaping.markdown(text)
    assert cell == escaping.csv_cell(text)


@pytest.mark.parametrize("name", ["q3", "q4", "q2.investigation", "effectiveness"])
def test_no_explanation_shows_an_item_twice(kent: Read, name: str) -> None:
    """An item is told once; where it decides again, it is named as shown above."""
    view = reasons.View(grade(kent.inspection, kent.rulebook), kent.inspection, kent.rulebook, kent.places.of)
    text = printed(reasons.question(view, name))
    for item in view.items.values():
        assert text.count(f"{item.id} strength") + text.count(f"{item.id} weakness") <= 1


@pytest.mark.slow
def test_every_rule_and_item_can_be_explained(kent: Read) -> None:
    """Nothing that an inspection or rulebook holds is without an explanation."""
    view = reasons.View(grade(kent.inspection, kent.rulebook), kent.inspection, kent.rulebook, kent.places.of)
    for rule in kent.rulebook.rules:
        assert rule.id in printed(reasons.rule(view, rule.id))
    for item in view.items:
        assert item in printed(reasons.item(view, item))
    for question in kent.rulebook.questions:
        assert question in printed(reasons.question(view, question, full=True))


def test_a_share_just_under_its_bound_is_told_from_it() -> None:
    """A share that misses its bound is never printed as the same percentage."""
    bound = Bound("share_at_least", Fraction(66, 100))
    share = Fraction(31, 47) + Fraction(1, 10000)
    seen = Observed(Truth.FALSE, share, share, (), (), ())
    count = JudgmentsCount(share_at_least=Decimal("0.66"), reaching="good")
    kent = read_inspection(KENT)
    assert bound == count.bound
    assert "66 %" not in prose.Words(kent.rulebook).observed(count, seen)
