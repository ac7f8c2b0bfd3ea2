"""What a condition asks for, whatever way it is written: conditions of one meaning are met by the same evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, get_args

from peelgrade.evidence import EXTENTS, WEIGHTS, Ground
from peelgrade.rulebook import All, Any_, BoundName, Condition, Count, FindingsCount, JudgmentsCount, count_of
from peelgrade.scale import Scale

_ALL_WORDS = {"weight": frozenset(WEIGHTS), "extent": frozenset(EXTENTS), "ground": frozenset(get_args(Ground))}


@dataclass(frozen=True)
class Asked:
    """A count by what it selects, an attribute that admits every word left out, and by its bound."""

    kind: type[Count]
    where: frozenset[tuple[str, Any]]
    bound: BoundName
    value: Fraction

    def implies(self, other: Asked) -> bool:
        """Whether the other count is reached wherever this one is: of the same or a wider selection, and no higher."""
        if other.bound != "at_least" or self.kind != other.kind or not _within(dict(self.where), dict(other.where)):
            return False
        if self.bound == "share_at_least":
            return self.value > 0 and other.value <= 1
        return self.bound == "at_least" and self.value >= other.value


@dataclass(frozen=True)
class Joined:
    """Conditions under 'all' or 'any', without order, and without those that others imply."""

    name: str
    parts: frozenset[Asked | Joined]


def meaning(condition: Condition, scale: Scale) -> Asked | Joined:
    """Return what a condition asks for."""
    if not isinstance(condition, All | Any_):
        return _asked(count_of(condition), scale)
    name, written = ("all", condition.all) if isinstance(condition, All) else ("any", condition.any)
    parts = list(dict.fromkeys(meaning(part, scale) for part in written))
    if name == "all":
        parts = _needed(parts)
    return parts[0] if len(parts) == 1 else Joined(name, frozenset(parts))


def _needed(parts: list[Asked | Joined]) -> list[Asked | Joined]:
    """Leave out what the others imply, and what is always so; one is left in any case."""
    kept = list(parts)
    for part in parts:
        others = [one for one in kept if one != part]
        if others and isinstance(part, Asked) and (_always(part) or _implied(part, others)):
            kept = others
    return kept


def _always(part: Asked) -> bool:
    return part.bound.endswith("at_least") and part.value == 0


def _implied(part: Asked, others: Iterable[Asked | Joined]) -> bool:
    return any(isinstance(one, Asked) and one.implies(part) for one in others)


def _asked(count: Count, scale: Scale) -> Asked:
    words = {name: frozenset(value) if isinstance(value, tuple) else value for name, value in count.where.items()}
    if isinstance(count, FindingsCount):
        words = _of_findings(words)
    elif isinstance(count, JudgmentsCount):
        words = _of_judgments(words, scale)
    return Asked(type(count), frozenset(words.items()), count.bound.name, count.bound.value)


def _of_findings(words: dict[str, Any]) -> dict[str, Any]:
    """Say what goes without saying: people at risk are those of serious harm, and a ground is that of a major finding."""
    if "at_risk" in words:
        words["ground"] = words.get("ground", _ALL_WORDS["ground"]) & {"serious_harm"}
    if "ground" in words:
        words["weight"] = words.get("weight", _ALL_WORDS["weight"]) & {"major"}
    return {name: value for name, value in words.items() if value != _ALL_WORDS.get(name)}


def _of_judgments(words: dict[str, Any], scale: Scale) -> dict[str, Any]:
    """Say by which categories a judgment is counted."""
    of, reaching, below = words["of"], words.get("reaching"), words.get("below")
    least = scale.worst if reaching is None else scale[reaching]
    judged = frozenset(one.id for one in scale if one >= least and (below is None or one < scale[below]))
    return {"of": of, "judged": judged}


def _within(narrow: dict[str, Any], wide: dict[str, Any]) -> bool:
    """Whether everything that the one selects, the other selects too."""
    return all(name in narrow and _words_within(narrow[name], value) for name, value in wide.items())


def _words_within(narrow: Any, wide: Any) -> bool:  # noqa: ANN401  # one word or several, of any vocabulary
    return narrow == wide or (isinstance(narrow, frozenset) and isinstance(wide, frozenset) and narrow <= wide)
