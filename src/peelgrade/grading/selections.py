"""What a count takes in, without the bound that it is held against: counts that take in the same share one selection.

A selection looks at codes: the attributes of an item by name. So items that are coded alike are looked at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from peelgrade.codings import Coding
from peelgrade.evidence import Shows
from peelgrade.rulebook import (
    Count,
    FindingsCount,
    JudgmentsCount,
    MetricsCount,
    RecommendationsCount,
    Rulebook,
)

Codes = Mapping[str, Any]
Words = tuple[str, ...] | None  # None takes in every word
Taken = Literal["selected", "alike"]  # alike is what a share counts beside what is selected


@dataclass(frozen=True)
class FindingsSelection:
    """Findings by what they show and how they are coded; None takes in all. `questions` are those that they may be on."""

    shows: Shows | None
    weight: Words
    extent: Words
    ground: Words
    at_risk: Words
    topic: Words
    questions: frozenset[str] | None

    @property
    def codes(self) -> frozenset[str]:
        """The names of the codes that it looks at."""
        named = ("shows", "weight", "extent", "ground", "at_risk", "topic")
        used = {name for name in named if getattr(self, name) is not None}
        return frozenset(used | {"weight"} if used & {"ground", "at_risk"} else used)

    def takes(self, codes: Codes) -> bool:
        """Whether it takes in a finding that is coded so."""
        # the ground and the groups at risk are those of a major finding; beside a doubt they are only a note
        noted = codes.get("weight") == "major"
        return (
            (self.shows is None or codes["shows"] == self.shows)
            and (self.weight is None or codes["weight"] in self.weight)
            and (self.extent is None or codes["extent"] in self.extent)
            and (self.topic is None or codes["topic"] in self.topic)
            and (self.ground is None or (noted and codes["ground"] in self.ground))
            and (self.at_risk is None or (noted and not set(self.at_risk).isdisjoint(codes["at_risk"])))
            and (self.questions is None or codes["question"] in self.questions)
        )


@dataclass(frozen=True)
class RecommendationsSelection:
    """Recommendations by type (None takes in all) and status."""

    type: Words
    status: tuple[str, ...]

    def takes(self, codes: Codes) -> bool:
        """Whether it takes in a recommendation that is coded so."""
        return (self.type is None or codes["type"] in self.type) and codes["status"] in self.status


@dataclass(frozen=True)
class MetricsSelection:
    """Metrics by measure and by how they stand to a comparator.

    If `certain`, those that stand so whatever their figures round to; else those that may, and may not.
    """

    measure: tuple[str, ...]
    comparator: str
    stands: frozenset[str]
    certain: bool

    def takes(self, standing: frozenset[str]) -> bool:
        """Whether it takes in a metric of its measures that may stand in these ways to its comparator."""
        return standing <= self.stands if self.certain else bool(standing & self.stands) and not standing <= self.stands


@dataclass(frozen=True)
class FoundSelection:
    """Every finding and every recommendation: what the minimum of evidence counts."""


Selection = FindingsSelection | RecommendationsSelection | MetricsSelection | FoundSelection


def admits(selection: Selection, code: Coding) -> bool:
    """Whether a selection takes in a finding or recommendation that is coded so."""
    match selection:
        case FoundSelection():
            return True
        case FindingsSelection():
            return code.kind == "finding" and selection.takes(code.codes)
        case RecommendationsSelection():
            return code.kind == "recommendation" and selection.takes(code.codes)
        case MetricsSelection():
            return False


def selections(count: Count, rulebook: Rulebook) -> tuple[Selection, ...]:
    """Return what a count takes in: of a share also all alike, of metrics also those that may be; nothing of judgments."""
    match count:
        case FindingsCount() | RecommendationsCount():
            taken = taking(count, rulebook)
            return (taken.selected, taken.alike) if count.is_share_of_evidence else (taken.selected,)
        case MetricsCount():
            named = (count.measure, count.comparator, frozenset(count.stands))
            return tuple(MetricsSelection(*named, certain=certain) for certain in (True, False))
        case JudgmentsCount():
            return ()


@dataclass(frozen=True)
class Taking:
    """What a count selects, and all that is alike: what a share of it is a share of."""

    selected: Selection
    alike: Selection

    def taken_as(self, code: Coding) -> Taken | None:
        """Return as what it takes in an item that is coded so, if its question sees it at all; None where it does not."""
        if not admits(self.alike, code):
            return None
        return "selected" if admits(self.selected, code) else "alike"


def taking(count: FindingsCount | RecommendationsCount, rulebook: Rulebook) -> Taking:
    """Return what a count takes in: findings are alike whatever they show."""
    match count:
        case FindingsCount(question=named):
            inside = None if named is None else frozenset().union(*(rulebook.below[one] for one in named))
            words = (count.weight, count.extent, count.ground, count.at_risk, count.topic, inside)
            return Taking(FindingsSelection(count.shows, *words), FindingsSelection(None, *words))
        case RecommendationsCount():
            selected = RecommendationsSelection(count.type, count.status)
            return Taking(selected, selected)
