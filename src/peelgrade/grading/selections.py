"""What a count takes in, without the bound that it is held against: counts that take in the same share one selection.

A selection looks at codes: the attributes of an item by name. So items that are coded alike are looked at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peelgrade.codings import Coding, coding
from peelgrade.evidence import Item, Metric, Shows
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
        case FindingsCount():
            taken = _findings(count, rulebook, count.shows)
            return (taken,) if count.bound.of_number else (taken, _findings(count, rulebook, None))
        case RecommendationsCount():
            return (RecommendationsSelection(count.type, count.status),)
        case MetricsCount():
            named = (count.measure, count.comparator, frozenset(count.stands))
            return tuple(MetricsSelection(*named, certain=certain) for certain in (True, False))
        case JudgmentsCount():
            return ()


def _findings(count: FindingsCount, rulebook: Rulebook, shows: Shows | None) -> FindingsSelection:
    named = None if count.question is None else frozenset().union(*(rulebook.below[one] for one in count.question))
    return FindingsSelection(shows, count.weight, count.extent, count.ground, count.at_risk, count.topic, named)


def selects(count: FindingsCount | RecommendationsCount, item: Item, rulebook: Rulebook) -> bool:
    """Whether a count takes an item in, whatever a finding shows, if the question of the count sees it at all."""
    return not isinstance(item, Metric) and takes(count, coding(item.kind, vars(item)), rulebook)


def takes(count: FindingsCount | RecommendationsCount, code: Coding, rulebook: Rulebook) -> bool:
    """Whether a count takes in what is coded so, whatever a finding shows; see `selects`."""
    match count:
        case FindingsCount():
            return admits(_findings(count, rulebook, None), code)
        case RecommendationsCount():
            return admits(RecommendationsSelection(count.type, count.status), code)
