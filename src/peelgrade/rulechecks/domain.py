"""What evidence there can be, as far as rules tell items apart.

Rules see an item only through what their counts select. Items on one question that each count takes as the same, and
that show the same, are one class: any of them may stand for any other, so that a body of evidence is, to the rules, how
many items of each class it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, combinations, product
from typing import Any, Literal

from peelgrade.codings import coding
from peelgrade.evidence import EXTENTS, WEIGHTS, Comparator, Finding, Item, Metric, Recommendation, Source
from peelgrade.figures import standing
from peelgrade.grading import Taken, Taking, taking
from peelgrade.rulebook import Count, FindingsCount, MetricsCount, RecommendationsCount, Rulebook
from peelgrade.rulechecks.deadline import Deadline

Group = Literal["strength", "weakness", "standing", "met", "metric"]
Kinds = Mapping[str, Sequence[Item]]  # by question: one item of each kind that there can be

FORCE = "example"
SOURCES = (Source(document="example"),)
DAY = date(2020, 1, 1)
MOST_KINDS = 20_000  # of items on one question
MOST_SEEN = 200_000  # times that a count takes in a class of items, in all that is looked at: each takes memory


class TooManyKinds(Exception):  # noqa: N818  # it says that a question is too big, not that something is wrong
    """The rules tell more kinds of items apart than can be looked through."""


@dataclass(frozen=True, eq=False)
class Sort:
    """A class of items on one question that rules do not tell apart: an item that stands for them, and who takes it in.

    `seen` are the numbers of the counts, among those of the questions that are looked at, that take it in, each with
    what it takes it as.
    """

    question: str
    group: Group
    item: Item
    seen: frozenset[tuple[int, Taken]]

    @property
    def found(self) -> bool:
        """Whether the minimum of evidence counts it: a finding or a recommendation."""
        return self.group != "metric"

    @property
    def is_finding(self) -> bool:
        """Whether it is a finding."""
        return self.group in {"strength", "weakness"}


def group_of(item: Item) -> Group:
    """Return what an item is to the rules: what a finding shows, whether a recommendation still stands, or a figure."""
    match item:
        case Finding():
            return item.shows
        case Recommendation():
            return "met" if item.status == "met" else "standing"
        case Metric():
            return "metric"


@dataclass(eq=False)
class Domain:
    """Every item that there can be under a rulebook, or those of the kinds that are given instead, as long as time is left.

    `seen` is how often counts take in the classes that were made of them.
    """

    rulebook: Rulebook
    kinds: Kinds | None
    deadline: Deadline
    seen: int = 0
    _made: dict[tuple[object, ...], tuple[Item, ...]] = field(default_factory=dict)

    def sorts(self, question: str, counts: Sequence[tuple[int, Count]]) -> list[Sort]:
        """Return the classes of items on a question, given the numbered counts that look at them.

        Raises TooManyKinds where the counts tell more kinds apart than can be looked through, here or with all that was
        looked at before, and Undecided where the time is over.
        """
        found: dict[tuple[Group, frozenset[tuple[int, Taken]]], Sort] = {}
        seeing = [(number, self._seeing(count)) for number, count in counts]
        for item in self._items(question, [count for _, count in counts]):
            self.deadline.look()
            taken = ((number, self._taken_as(count, item)) for number, count in seeing)
            seen = frozenset((number, way) for number, way in taken if way is not None)
            group = group_of(item)
            if (group != "metric" or seen) and (group, seen) not in found:
                found[group, seen] = Sort(question, group, item, seen)
                self.seen += len(seen)
            if self.seen > MOST_SEEN:
                raise TooManyKinds(question)
        return list(found.values())

    def _seeing(self, count: Count) -> Count | Taking:
        return taking(count, self.rulebook) if isinstance(count, FindingsCount | RecommendationsCount) else count

    def _taken_as(self, count: Count | Taking, item: Item) -> Taken | None:
        """Return how a count takes an item in; None where it does not."""
        match count, item:
            case MetricsCount(), Metric():
                selected = item.measure in count.measure and standing(item, count.comparator, self.rulebook, {}) <= set(
                    count.stands
                )
                return "selected" if selected else None
            case Taking(), Finding() | Recommendation():
                return count.taken_as(coding(item.kind, vars(item)))
            case _:
                return None

    def _items(self, question: str, counts: Sequence[Count]) -> Iterable[Item]:
        if self.kinds is not None:
            return self.kinds.get(question, ())
        findings = [count for count in counts if isinstance(count, FindingsCount)]
        return chain(
            self._findings(question, findings),
            self._recommendations(question),
            self._metrics(question, [count for count in counts if isinstance(count, MetricsCount)]),
        )

    def _findings(self, question: str, counts: Sequence[FindingsCount]) -> tuple[Item, ...]:
        """Return a finding of every kind that the counts could tell apart, the plainest first."""
        known = [topic.id for topic in self.rulebook.questions[question].topics]
        named = {topic for count in counts for topic in count.topic or ()}
        topics = (None, *(topic for topic in known if topic in named))
        groups = tuple(_subsets(_atoms(counts)))
        by_ground = any(count.ground or count.at_risk for count in counts)
        key = ("findings", question, topics, groups, by_ground)
        if key not in self._made:
            if len(topics) * (len(groups) + 1) * len(WEIGHTS) * len(EXTENTS) > MOST_KINDS:
                raise TooManyKinds(question)
            grounds: list[dict[str, Any]] = [{"ground": "core"}]
            grounds += [{"ground": "serious_harm", "at_risk": risk} for risk in groups] if by_ground else []
            if sum(map(len, self._made.values())) > MOST_KINDS:
                self._made.clear()
            self._made[key] = tuple(
                _finding(question, shows=shows, weight=weight, extent=extent, topic=topic, **ground)
                for topic, shows, weight, extent in product(topics, ("strength", "weakness"), WEIGHTS, EXTENTS)
                for ground in (grounds if weight == "major" else ({},))
            )
        return self._made[key]

    def _recommendations(self, question: str) -> Iterator[Item]:
        for kind, status in product(self.rulebook.recommendation_types, ("open", "in_progress", "met")):
            yield Recommendation.model_validate(
                {
                    "id": "item",
                    "kind": "recommendation",
                    "question": question,
                    "sources": SOURCES,
                    "type": kind,
                    "status": status,
                    "statement": "Something that the force should do.",
                }
            )

    def _metrics(self, question: str, counts: Sequence[MetricsCount]) -> Iterator[Item]:
        """Yield a metric of every measure that is counted, standing in every way to every comparator it is set beside."""
        for measure in dict.fromkeys(name for count in counts for name in count.measure):
            beside = sorted({count.comparator for count in counts if measure in count.measure})
            if 3 ** len(beside) > MOST_KINDS:
                raise TooManyKinds(question)
            for stated in product(("lower", "similar", "higher"), repeat=len(beside)):
                yield Metric.model_validate(
                    {
                        "id": "item",
                        "kind": "metric",
                        "question": question,
                        "sources": SOURCES,
                        "measure": measure,
                        "subject": FORCE,
                        "unit": self.rulebook.measures[measure].unit,
                        "as_at": DAY,
                        "comparators": tuple(
                            Comparator.model_validate({"comparator": name, "stated": word})
                            for name, word in zip(beside, stated, strict=True)
                        ),
                    }
                )


def _finding(question: str, **coded: Any) -> Finding:  # noqa: ANN401  # the attributes of a finding
    known = {"id": "item", "kind": "finding", "question": question, "sources": SOURCES, "standing": "observed"}
    return Finding.model_validate({**known, "statement": "Something that was found.", **coded})


def _atoms(counts: Sequence[FindingsCount]) -> list[str]:
    """Return one group at risk of each lot that the counts never tell apart."""
    groups = dict.fromkeys(group for count in counts for group in count.at_risk or ())
    lots: dict[tuple[bool, ...], str] = {}
    for group in groups:
        lots.setdefault(tuple(group in (count.at_risk or ()) for count in counts), group)
    return list(lots.values())


def _subsets(groups: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every choice of groups, none first: a finding may leave several at risk."""
    if 2 ** len(groups) > MOST_KINDS:
        raise TooManyKinds
    return chain.from_iterable(combinations(groups, size) for size in range(len(groups) + 1))
