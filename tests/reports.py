"""Made-up reports, with something in every field that their reader is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from peelgrade.rendering.report.audiences import SHOWN
from peelgrade.rendering.report.content import (
    Advice,
    Audience,
    Beside,
    Chart,
    ChartRow,
    Comparability,
    Decided,
    Figure,
    Finding,
    Judged,
    Mark,
    Matrix,
    Place,
    Question,
    Report,
    Told,
)
from peelgrade.scale import Category

TITLES = ("Inadequate", "Requires improvement", "Good", "Outstanding")
SCALE = tuple(
    Category("town", rank, title.lower().replace(" ", "_"), title, Fraction(rank, 3))
    for rank, title in enumerate(TITLES)
)
INADEQUATE, REQUIRES, GOOD, OUTSTANDING = SCALE
BOOK = "The inspection of Town Police 2015"


def place(paragraph: int, file: str = "evidence/town/q1.yaml:12") -> Place:
    """Return a place in the one document that there is."""
    return Place(BOOK, f"“How it answers calls”, paragraph {paragraph}", "https://www.example.org/town.pdf", file)


def finding(name: str, *, strength: bool = True, illustrations: tuple[Finding, ...] = ()) -> Finding:
    """Return a finding with something in every field."""
    return Finding(
        name,
        "strength" if strength else "weakness",
        "moderate" if strength else "major",
        "widespread",
        f"What was seen for {name}: calls are {'answered' if strength else 'left'} in every office of the town.",
        (place(3), place(4)),
        "Calls",
        ("on the ground of serious harm",),
        methods=("interviews",),
        note=f"A note on {name}, which softens F101.",
        illustrations=illustrations,
    )


ADVICE = Advice(
    "R101", "q1.calls", "Area for improvement", "Answer every call within ten minutes.", "open as of 1 March 2016", False,
    (place(5),), arises_from=("F103",),
)  # fmt: skip
EARLIER = replace(
    ADVICE, id="R900", statement="Train all staff.", status="met", closed=True, issued="Town 2013, May 2013"
)
FIGURE = Figure(
    "M101", "Calls answered within ten minutes", Decimal("81.5"), "81.5 %", "year to June 2015",
    (Beside("England and Wales", Decimal("84.0"), "84.0 %", "worse"), Beside("the year before", None, "not given", "open")),
    (place(6),), "Of all calls that came in.",
)  # fmt: skip
CHART = Chart(
    "calls", "Calls answered within ten minutes", "percent", "higher is better", "bars", ("Town Police", "England and Wales"),
    (
        ChartRow("By day", (Mark("Town Police", Decimal("81.5"), "81.5 %"), Mark("England and Wales", Decimal(84), "84.0 %"))),
        ChartRow("By night", (Mark("Town Police", Decimal("7.25"), "7.25 %"),)),
    ),
    "Figures are rounded.",
)  # fmt: skip
TRACE = (
    Told(
        "supports good: the force answers its calls",
        "strong",
        (
            Told(
                "strengths: 2, at least 1 needed",
                parts=(
                    Told(
                        "F101 strength, moderate, widespread: What was seen for F101",
                        parts=(Told("q1.yaml:12", "faint"),),
                    ),
                ),
            ),
        ),
    ),
)
SUB = Question(
    "q1.calls", "How well does the force answer calls?", "Calls", 2, True, True,
    Judged("Good", GOOD, GOOD, computed="Good"),
    in_short=(Told("2 strengths to 1 weakness (F103)"),), reasons=TRACE,
    strengths=(finding("F101", illustrations=(finding("F110"),)), finding("F102")),
    weaknesses=(finding("F103", strength=False),),
    advice=(ADVICE,), figures=(FIGURE,), charts=(CHART,),
    hangs_on=(Told("F103: were it minor, q1.calls would be outstanding"),),
    to_improve=(Told("R101 met and F103 remedied"),), next=(Told("see the control room at night"),),
)  # fmt: skip
CONTEXT = Question("q1.levels", "How many calls are there?", "Levels", 2, False, False)
CORE = Question(
    "q1", "How effective is the force at answering?", "Answering", 1, True, False,
    Judged("Good", GOOD, GOOD, "Good", "Good, by the panel", "Requires improvement", True, "The decision is stale."),
    "by this inspection", (Told("no part below good", parts=(Told("q1.calls: good"),)),), TRACE, parts=(CONTEXT, SUB),
)  # fmt: skip
OPEN = Question(
    "q2", "How effective is the force at listening?", "Listening", 1, True, False,
    Judged("Requires improvement to good", REQUIRES, GOOD), "fieldwork in progress",
)  # fmt: skip
TOWN = Report(
    "panel", "Town Police", "How effective is the force at keeping people safe?", "PEEL effectiveness 2015", "Not published. For the panel.",
    ("Fieldwork June to August 2015", "5 items of evidence"), SCALE,
    Question(
        "effectiveness", "How effective is the force at keeping people safe?", "Overall", 0, True, False,
        Judged("Good", GOOD, GOOD, "Good", "", "Good"), "", (Told("at least half of the core questions are good"),), TRACE,
        parts=(CORE, OPEN),
    ),
    (EARLIER,), Matrix((("Shows", ("strength", "weakness")), ("Weight", ("major",))), (("q1.calls", (3, 1, 0)),), "Main findings."),
    (Comparability("PEEL effectiveness 2016", ("q1 beside q1",), ("q2: asked otherwise",), "Annex A"),),
    (Decided("q1: confirmed good", ("C. Chair, 1 March 2016", "The panel weighed F103.")),),
    (Decided("C1 on F103", ("refused",)),), (("framework", "sha256 0123456789abcdef"),), (BOOK,),
)  # fmt: skip


def town(audience: Audience) -> Report:
    """Return the report on the town for one kind of reader, with what that reader is shown."""
    kept = SHOWN[audience]
    empty = {
        name: type(getattr(TOWN, name))() if name != "matrix" else None
        for name in ("matrix", "comparability", "decisions", "challenges", "receipt", "earlier")
        if name not in kept
    }
    scale = SCALE if "judgments" in kept else ()
    return replace(
        TOWN, audience=audience, overall=_question(TOWN.overall, kept), scale=scale,
        challenges_open="challenge_form" in kept, **empty,
    )  # fmt: skip


def _question(asked: Question, kept: frozenset[str]) -> Question:
    """Return a question with what one kind of reader is shown."""
    names = ("in_short", "reasons", "advice", "figures", "hangs_on", "to_improve", "next")
    fields = {name: () for name in names if name not in kept}
    judged = asked.judged if "judgments" in kept and ("working_views" in kept or not asked.working_view) else None
    findings = (asked.strengths, asked.weaknesses) if "findings" in kept else ((), ())
    strengths, weaknesses = (tuple(_coded(one, kept) for one in part) for part in findings)
    parts = tuple(_question(one, kept) for one in asked.parts)
    charts = asked.charts if "figures" in kept else ()
    return replace(
        asked, judged=judged, strengths=strengths, weaknesses=weaknesses, charts=charts, parts=parts, **fields
    )  # fmt: skip


def _coded(one: Finding, kept: frozenset[str]) -> Finding:
    illustrations = tuple(_coded(part, kept) for part in one.illustrations)
    if "codings" in kept:
        return replace(one, illustrations=illustrations)
    return replace(one, weight=None, extent=None, note="", illustrations=illustrations)


def walked(asked: Question) -> Iterable[Question]:
    """Yield a question and all that are below it."""
    yield asked
    for part in asked.parts:
        yield from walked(part)
