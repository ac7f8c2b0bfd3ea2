"""Generated inspections that say everything that the models allow, with texts that spreadsheets like to change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar, get_args

from hypothesis import strategies as st

from peelgrade.capturing.filling import Files
from peelgrade.evidence import (
    CHALLENGE,
    EXTENTS,
    FIELDWORK,
    OUTCOME,
    RESPONSE,
    STAGE,
    STANDING,
    STATUS,
    WEIGHTS,
    Amendable,
    CarriedOver,
    Challenge,
    Checks,
    Comparator,
    Decision,
    Document,
    Earlier,
    Finding,
    Force,
    InspectionRecord,
    Item,
    Metric,
    Period,
    Published,
    QuestionRecord,
    Recommendation,
    Refers,
    SameBase,
    ShareOf,
    Source,
    Waiver,
)
from peelgrade.loading.files import UNSEEN
from tests.strategies import Chance

T = TypeVar("T")

ODD = (
    "Found.",
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+44 20 7946 0000",
    "-5",
    "@SUM(A1)",
    '=HYPERLINK("https://example.org")',
    "'quoted",
    "1.10",
    "007",
    "1E5",
    "2015-06-30",
    "30/06/2015",
    "TRUE",
    "null",
    "~",
    "(none)",
    "e.g. one",
    "#N/A",
    "  leads and trails  ",
    "\ttab",
    "two\nlines",
    "\nbegins and ends\n",
    "a\n\n  b\n",
    "\u21b3 goes on\n\u2022 entry\n\u21b3 ",
    "\u2022 entry",
    "one, two; three",
    "_x0041__x000D_",
    "_x005F_x0041_x0042_",
    "<r>not rich</r>",
    "<r><t>a</t></r>",
    "a: b # c",
    "- a",
    '""',
    "]]>&amp;<!--",
    "naïve café ☃ 😀 \u200b\u00a0end\u00a0",
    "\u05e9\u05dc\u05d5\u05dd",
    "x" * 300,
)
IDS = ("F", "010.", "1.10-", "TRUE", "2015-06-30", "e.g.", "1E", "null", "x_")


def _ranges() -> list[tuple[str, str]]:
    """Return the characters that files refuse, as ranges."""
    found, at = [], 0
    while at < len(UNSEEN):
        if at + 2 < len(UNSEEN) and UNSEEN[at + 1] == "-":
            found.append((UNSEEN[at], UNSEEN[at + 2]))
            at += 3
        else:
            found.append((UNSEEN[at], UNSEEN[at]))
            at += 1
    return found


RANGES = _ranges()
DAYS = (
    *(date(2014, 7, 1) + timedelta(n) for n in range(0, 500, 7)),
    *(date.min, date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date.max),
)
FIGURES = tuple(
    map(
        Decimal,
        [
            "0",
            "1.10",
            "-0.0",
            "73",
            "12.50",
            "0.0000001",
            "100",
            "123456789012345",
            "-3",
            "0.1",
            "1.000",
            "25.6",
            "0.30",
            "0.000",
        ],
    )
)


class _Draws:
    """Draws of what the models hold; what may be left out is, half of the time."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._names = 0

    def of(self, options: Sequence[T]) -> T:
        return self._chance.of(options)

    def maybe(self, make: Callable[[], T]) -> T | None:
        return make() if self.truth() else None

    def some(self, make: Callable[[], T], least: int = 0, most: int = 3) -> tuple[T, ...]:
        return tuple(make() for _ in range(least + self._chance.upto(most - least)))

    def text(self) -> str:
        """Draw a text that can be seen."""
        upto = self._chance.upto
        if upto(2):
            return self.of(ODD)
        letters = [chr(upto(self.of((0x7E, 0xFFFF, 0x1FFFF)))) for _ in range(upto(30))]
        seen = "".join(one for one in letters if one != "\r" and not any(low <= one <= high for low, high in RANGES))
        return seen if seen.strip() else "Found."

    def id_(self) -> str:
        """Draw an id that is none of those before."""
        self._names += 1
        return f"{self.of(IDS)}{self._names}"

    def name(self) -> str:
        """Draw an id that others may have as well."""
        return f"{self.of(IDS)}z"

    def day(self) -> date:
        return self.of(DAYS)

    def figure(self) -> Decimal:
        return self.of(FIGURES)

    def whole(self) -> int:
        return self.of((1, 6, 31, 1000, 12345))

    def truth(self) -> bool:
        return bool(self._chance.upto(1))

    def period(self) -> Period:
        start, end = sorted((self.day(), self.day()))
        return Period(start=start, end=end)

    # --- evidence ----------------------------------------------------------------------------------------------------

    def source(self) -> Source:
        maybe = self.maybe
        return Source(
            document=self.name(),
            section=maybe(self.text),
            paragraph=maybe(self.whole),
            page=maybe(self.whole),
            figure=maybe(self.text),
        )

    def shared(self) -> dict[str, Any]:
        maybe = self.maybe
        return {
            "id": self.id_(),
            "question": self.name(),
            "topic": maybe(self.name),
            "sources": self.some(self.source, least=1),
            "methods": self.some(self.name),
            "observed": maybe(self.day),
            "coded_by": maybe(self.text),
            "checked_by": maybe(self.text),
            "note": maybe(self.text),
            "withdrawn": self.truth(),
        }

    def finding(self) -> Finding:
        weight, extent = self.of(WEIGHTS), self.of(EXTENTS)
        or_weight = self.maybe(lambda: self.of([one for one in WEIGHTS if one != weight]))
        at_risk = self.some(self.name)
        major = "major" in {weight, or_weight}
        ground = self.of(("core", "serious_harm")) if weight == "major" else None
        return Finding(
            **self.shared(),
            kind="finding",
            shows=self.of(("strength", "weakness")),
            weight=weight,
            or_weight=or_weight,
            ground="serious_harm" if major and at_risk else ground,
            at_risk=at_risk if major else (),
            extent=extent,
            or_extent=self.maybe(lambda: self.of([one for one in EXTENTS if one != extent])),
            standing=self.of(tuple(STANDING)),
            statement=self.text(),
            attribution=self.maybe(lambda: self.of(("inspectorate", "force", "staff", "partners"))),
            part_of=self.maybe(self.name),
            qualifies=self.maybe(self.name),
            refers=self.some(self.refers),
        )

    def refers(self) -> Refers:
        return Refers(metric=self.name(), says=self.of(("lower", "similar", "higher")), comparator=self.name())

    def comparator(self, name: str, kind: str) -> Comparator:
        makers: dict[str, Callable[[], Any]] = {
            "value": self.figure,
            "metric": self.name,
            "stated": lambda: self.of(("lower", "similar", "higher")),
        }
        rank = {"rank": self.whole(), "ranked_from": self.of(("lowest", "highest"))} if self.truth() else {}
        return Comparator(comparator=name, significant=self.maybe(self.truth), **{kind: makers[kind]()}, **rank)

    def metric(self) -> Metric:
        value = self.maybe(self.figure)
        kinds = self.some(lambda: self.of(("value", "metric", "stated")))
        if value is None and "stated" not in kinds:
            kinds = (*kinds, "stated")
        return Metric(
            **self.shared(),
            kind="metric",
            measure=self.name(),
            subject=self.name(),
            value=value,
            bound=self.of(("exact", "about", "more_than", "less_than")),
            unit=self.name(),
            breakdown=self.some(self.text),
            **({"as_at": self.day()} if self.truth() else {"period": self.period()}),
            comparators=tuple(self.comparator(f"c{n}", kind) for n, kind in enumerate(kinds)),
            statement=self.maybe(self.text),
            checks=self.maybe(self.checks),
        )

    def checks(self) -> Checks:
        return Checks(
            sum_of=self.some(self.name),
            same_base=self.maybe(lambda: SameBase(count=self.maybe(self.name), base=self.name())),
            share_of=self.maybe(lambda: ShareOf(whole=self.name(), part=self.maybe(self.name))),
        )

    def recommendation(self) -> Recommendation:
        return Recommendation(
            **self.shared(),
            kind="recommendation",
            type=self.name(),
            status=self.of(tuple(STATUS)),
            as_of=self.maybe(self.day),
            assessed_by=self.maybe(self.text),
            issued_in=self.maybe(self.name),
            issued=self.maybe(self.day),
            statement=self.text(),
            arises_from=self.some(self.name),
            addresses=self.some(self.name),
            superseded_by=self.maybe(self.name),
        )

    def item(self) -> Item:
        return self.of((self.finding, self.metric, self.recommendation))()

    # --- the record --------------------------------------------------------------------------------------------------

    def record(self) -> InspectionRecord:
        return InspectionRecord(
            id=self.name(),
            force=Force(id=self.name(), name=self.text()),
            framework=self.name(),
            documents=self.some(self.document, least=1),
            questions=self.some(self.question, least=1),
            waiver=self.maybe(self.waiver),
            carried_over=self.some(self.carried_over),
            decisions=self.some(self.decision),
            challenges=self.some(self.challenge),
            cut_off=self.maybe(self.day),
            published=self.some(lambda: Published(question=self.id_(), judgment=self.name(), sources=self.some(self.source, least=1))),
        )  # fmt: skip

    def document(self) -> Document:
        return Document(
            id=self.id_(),
            title=self.text(),
            publisher=self.maybe(self.text),
            published=self.maybe(lambda: self.of(("2015", "2015-12", "2015-12-01", "December 2015"))),
            url=self.maybe(lambda: self.of(("https://www.example.org/a?b=c&d", "http://example.org/%20"))),
            licence=self.maybe(self.text),
        )

    def question(self) -> QuestionRecord:
        return QuestionRecord(
            question=self.id_(),
            status=self.maybe(lambda: self.of(tuple(FIELDWORK))),
            fieldwork=self.maybe(self.period),
            origin=self.maybe(lambda: self.of(("this_report", "component_report", "earlier_cycle"))),
            coverage=self.maybe(lambda: self.of(("full", "summary"))),
            document=self.maybe(self.name),
            note=self.maybe(self.text),
        )

    def waiver(self) -> Waiver:
        return Waiver(
            questions=self.some(self.name), reason=self.text(), by=self.maybe(self.text), date=self.maybe(self.day)
        )

    def carried_over(self) -> CarriedOver:
        return CarriedOver(
            question=self.name(),
            judgment=self.name(),
            inspection=self.text(),
            date=self.day(),
            reason=self.maybe(self.text),
        )

    def decision(self) -> Decision:
        outcome = self.of(tuple(OUTCOME))
        return Decision(
            question=self.name(),
            stage=self.of(tuple(STAGE)),
            outcome=outcome,
            judgment=None if outcome == "referred_back" else self.name(),
            departs_from=self.name() if outcome == "changed" else None,
            people=self.some(self.text, least=1),
            date=self.day(),
            reason=self.text(),
            compared_with=self.some(self.text),
            evidence=self.some(self.name),
        )

    def challenge(self) -> Challenge:
        response = self.of(tuple(RESPONSE))
        made, answered = sorted((self.day(), self.day()))
        of_item = self.truth()
        about: dict[str, Any] = {"item": self.name(), "ground": self.of(tuple(CHALLENGE))}
        if not of_item:
            about = {"question": self.name(), "ground": "disputes_judgment"}
        answer: dict[str, Any] = {}
        if response != "open":
            answer = {"reason": self.text(), "people": self.some(self.text, least=1), "date": answered}
        if response in {"accepted", "partly_accepted"} and of_item:
            answer["earlier"] = self.maybe(self.earlier)
        return Challenge(
            id=self.id_(),
            made=made,
            statement=self.text(),
            offered=self.some(self.text),
            response=response,
            **about,
            **answer,
        )

    def earlier(self) -> Earlier:
        return Earlier(
            question=self.maybe(self.name),
            topic=self.maybe(self.name),
            shows=self.maybe(lambda: self.of(("strength", "weakness"))),
            weight=self.of(WEIGHTS),
            or_weight=self.maybe(lambda: self.of(WEIGHTS)),
            ground=self.maybe(lambda: self.of(("core", "serious_harm"))),
            at_risk=self.maybe(lambda: self.some(self.name)),
            extent=self.maybe(lambda: self.of(EXTENTS)),
            or_extent=self.maybe(lambda: self.of(EXTENTS)),
            standing=self.maybe(lambda: self.of(tuple(STANDING))),
            status=self.maybe(lambda: self.of(tuple(STATUS))),
            value=self.maybe(self.figure),
            statement=self.maybe(self.text),
            without=self.some(lambda: self.of(get_args(Amendable))),
        )


def drawn(chance: Chance) -> Files:
    """Draw an inspection by its files: up to three, each with some items in any order."""
    draws = _Draws(chance)
    names = ("q1-prevention.yaml", "notes.yml", "Übriges b.yaml")[: draws.of((1, 2, 3))]
    return Files(draws.record(), {name: draws.some(draws.item, least=1, most=3) for name in names})


@st.composite
def files(draw: st.DrawFn) -> Files:
    """Draw an inspection by its files."""
    return drawn(Chance.drawn(draw))
