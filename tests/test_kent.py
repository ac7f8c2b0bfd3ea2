"""Kent Police 2015, the first inspection: its judgments, its figures, and how firmly it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from peelgrade import explanation
from peelgrade.changes import Case
from peelgrade.evidence import Inspection
from peelgrade.grading import grade
from peelgrade.pipeline import Read

CORE = frozenset({"effectiveness", "q1", "q2", "q3", "q4"})


def unpublished(inspection: Inspection) -> Inspection:
    """Return the inspection without its published judgments."""
    return replace(inspection, record=inspection.record.model_copy(update={"published": ()}))


def test_the_five_judgments_come_out_without_the_published_ones(kent_read: Read) -> None:
    """Computed from evidence and rules alone, the five judgments are those that HMIC published."""
    result = grade(unpublished(kent_read.inspection), kent_read.rulebook)
    expected = {"effectiveness": "good", "q1": "good", "q2": "good", "q3": "requires_improvement", "q4": "good"}
    assert expected == {name: category.id for name in CORE if (category := result[name].category)}


def test_nearly_no_single_coding_moves_a_core_judgment(kent_read: Read) -> None:
    """Of all items taken away, and findings coded one step off, at least 95 in 100 move no core or overall judgment."""
    found = explanation.sensitivity(Case(kent_read.inspection, kent_read.rulebook))
    moving = found.moving(CORE)
    assert len(found.tried) > 1000
    assert len(moving) <= 0.05 * len(found.tried)
    assert {"F302", "F320"} == {move.recoding.item for move in moving}


def test_the_coding_is_of_the_whole_report(kent_read: Read) -> None:
    """Statements stand on every part of the report, main findings and parts; figures and recommendations are there."""
    findings = Counter(finding.question.split(".")[0] for finding in kent_read.inspection.findings)
    assert findings["q1"] >= 70
    assert findings["q2"] >= 65
    assert findings["q3"] >= 20
    assert findings["q4"] >= 45
    assert 6 == len(kent_read.inspection.recommendations)
    assert len(kent_read.inspection.metrics) >= 80


def test_every_item_names_its_place_in_the_report(kent_read: Read) -> None:
    """Section and paragraph, or the figure, are given for each item."""
    for item in kent_read.inspection.items:
        for source in item.sources:
            assert source.section or source.figure, item.id
            assert source.paragraph or source.figure, item.id


@pytest.mark.parametrize(("subject", "total"), [("kent", 22443), ("england_and_wales", 924295)])
def test_the_outcome_counts_of_figure_4_are_whole(kent_read: Read, subject: str, total: int) -> None:
    """The groups of figure 4 add up: charged, taken into consideration, out of court formal and informal."""
    counts = [m for m in kent_read.inspection.metrics if m.measure == "outcomes" and m.subject == subject]
    assert 9 == len(counts)
    summed = {name for metric in counts if metric.checks for name in metric.checks.sum_of}
    assert total == sum(metric.value or 0 for metric in counts if metric.id not in summed)


def test_one_base_explains_the_nine_rates_of_kent(kent_read: Read) -> None:
    """About 108,981 offences explain all nine rates of figure 4 for Kent."""
    by_id = {metric.id: metric for metric in kent_read.inspection.metrics}
    low, high = Decimal(0), Decimal("inf")
    rates = [
        m for m in by_id.values() if m.checks and m.checks.same_base and m.checks.same_base.base == "kent-offences"
    ]
    for rate in rates:
        assert rate.checks is not None
        assert rate.checks.same_base is not None
        count = by_id[rate.checks.same_base.count or ""].value
        assert count is not None
        assert rate.value is not None
        low, high = (
            max(low, count * 100 / (rate.value + Decimal("0.05"))),
            min(high, count * 100 / (rate.value - Decimal("0.05"))),
        )
    assert 9 == len(rates)
    assert low <= 108_981 <= high
