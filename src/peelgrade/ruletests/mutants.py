"""Small mistakes that could stand in a rule: each is one rule that differs from the written one in one thing.

A bound is moved past the nearest number, share or points that there can be; an attribute or a word of a selection is
left out; a category is the next one; supporting and limiting change places; a condition is left out, or 'all' and
'any' change places. What means the same as what is written is no mistake, and what the rulebook refuses is none that
could stand.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from peelgrade.rulebook import (
    WHEN,
    All,
    Any_,
    Bound,
    Condition,
    Count,
    JudgmentsCount,
    Rule,
    Rulebook,
    Steps,
    count_of,
    count_places,
    percentage,
)
from peelgrade.ruletests.meaning import meaning

MOST_FINDINGS = 10  # of which a share is made: a bound is moved past the nearest share that so many can have

_SELECTS = ("weight", "extent", "ground", "at_risk", "topic", "question", "type", "status", "stands", "measure", "of")


@dataclass(frozen=True)
class Mutant:
    """A rule with one mistake: what was changed, with the steps to the place in the rule as it is written.

    `tried_by` says which case would tell it from the rule as it is.
    """

    rule: Rule
    steps: Steps
    change: str
    tried_by: str


@dataclass(frozen=True)
class _Slip:
    """What is changed by a mistake, and which case would tell."""

    change: str
    tried_by: str


_Change = tuple[Steps, _Slip, Condition]
_DECIDES = "a case where the rule decides"


def mutants(rule: Rule, rulebook: Rulebook) -> Iterator[Mutant]:
    """Yield the mistakes that could stand in a rule, in the order in which it is written."""
    yield from _effects(rule, rulebook)
    tried = {meaning(rule.when, rulebook.scale)}
    for steps, slip, condition in _conditions(rule.when, WHEN, rule, rulebook):
        asked = meaning(condition, rulebook.scale)
        if asked in tried:
            continue
        tried.add(asked)
        try:
            yield Mutant(rule.model_copy(update={"when": condition}), steps, slip.change, slip.tried_by)
        except ValidationError:  # such a rule is refused when it is read
            continue


@dataclass(frozen=True)
class BoundMoved:
    """A rule with one bound a step off: the steps to the count, that count as written, and with the other bound."""

    rule: Rule
    steps: Steps
    written: Count
    moved: Count

    @property
    def is_tighter(self) -> bool:
        """Whether less evidence meets the bound than as it is written."""
        return (self.moved.bound.value > self.written.bound.value) == self.written.bound.from_below


def bounds_moved(rule: Rule, rulebook: Rulebook) -> Iterator[BoundMoved]:
    """Yield a rule with each of its bounds a step tighter and a step looser, in the order in which they are written.

    A step is one of a number, and of a share or points to the next that there can be. A bound that anything meets is
    none, so that no step leads there.
    """
    written = {(steps, count.bound.name): count for count, steps in count_places(rule.when)}
    for steps, _, condition in _conditions(rule.when, WHEN, rule, rulebook):
        place = steps[:-1], steps[-1]
        if place not in written:
            continue
        moved = next(count for count, at in count_places(condition) if at == steps[:-1])
        if moved.bound.from_below and not moved.bound.value:
            continue
        yield BoundMoved(rule.model_copy(update={"when": condition}), steps[:-1], written[place], moved)


# --- what a rule does ------------------------------------------------------------------------------------------------


def _effects(rule: Rule, rulebook: Rulebook) -> Iterator[Mutant]:
    other = "limits_to" if rule.effect == "supports" else "supports"
    words = {rule.effect: None, other: rule.category}
    # by its direction such a rule is refused; it is tried all the same, since without its effect nothing of it is left
    swapped = rule.model_construct(**{**dict(rule), **words, "binding": "presumptive"})
    yield Mutant(swapped, (rule.effect,), f"'{rule.effect}: {rule.category}' becomes '{other}'", _DECIDES)
    for category in _beside(rule.category, rulebook):
        does_nothing = category <= rulebook.baseline if rule.effect == "supports" else category == rulebook.scale.best
        if not does_nothing:
            changed = rule.model_copy(update={rule.effect: category.id})
            yield Mutant(changed, (rule.effect,), f"'{rule.effect}: {rule.category}' becomes '{category.id}'", _DECIDES)


def _beside(name: str, rulebook: Rulebook) -> list[Any]:
    """Return the categories next to one."""
    rank = rulebook.scale[name].rank
    return [one for one in rulebook.scale if abs(one.rank - rank) == 1]


# --- what it asks for ------------------------------------------------------------------------------------------------


def _conditions(condition: Condition, steps: Steps, rule: Rule, rulebook: Rulebook) -> Iterator[_Change]:
    if not isinstance(condition, All | Any_):
        (name,) = type(condition).model_fields
        for inside, slip, count in _counts(count_of(condition), rule, rulebook):
            yield (*steps, name, *inside), slip, condition.model_copy(update={name: count})
        return
    name, parts = ("all", condition.all) if isinstance(condition, All) else ("any", condition.any)
    for n, part in enumerate(parts):
        for inside, slip, other in _conditions(part, (*steps, name, n), rule, rulebook):
            yield inside, slip, _joined(name, (*parts[:n], other, *parts[n + 1 :]))
    if len(parts) > 1:
        alone = (
            "all the others hold and this one does not" if name == "all" else "this one holds and none of the others"
        )
        left_out = _Slip("the condition is left out", f"a case where {alone}")
        for n in range(len(parts)):
            yield (*steps, name, n), left_out, _joined(name, (*parts[:n], *parts[n + 1 :]))
        other_name = "any" if name == "all" else "all"
        some = _Slip(f"'{name}' becomes '{other_name}'", "a case where some of the conditions hold and others do not")
        yield (*steps, name), some, _joined(other_name, parts)


def _joined(name: str, parts: Iterable[Condition]) -> Condition:
    return All(all=tuple(parts)) if name == "all" else Any_(any=tuple(parts))


def _counts(count: Count, rule: Rule, rulebook: Rulebook) -> Iterator[tuple[Steps, _Slip, Count]]:
    for steps, slip, values in (*_bounds(count, rule, rulebook), *_selections(count), *_reaching(count, rulebook)):
        try:
            changed = count.model_copy(update=values)
        except ValidationError:  # a selection that is refused, such as of metrics that are neither better nor worse
            continue
        if isinstance(changed, JudgmentsCount) and not rulebook.counted_of(rule.question, changed):
            continue  # such a rule is refused too: there are no graded parts
        yield steps, slip, changed


_Values = tuple[Steps, _Slip, dict[str, Any]]


def _selections(count: Count) -> Iterator[_Values]:
    for name in (name for name in _SELECTS if name in type(count).model_fields):
        words = getattr(count, name)
        if words is None or isinstance(words, str):
            continue
        field = type(count).model_fields[name]
        if not field.is_required():
            slip = _Slip(f"'{name}' is left out", f"a case with one of another {name}, which must not count")
            yield (name,), slip, {name: field.default}
        if len(words) > 1:
            for word in words:
                slip = _Slip(f"'{name}' loses '{word}'", f"a case that turns on one with '{name}: {word}'")
                yield (name,), slip, {name: tuple(one for one in words if one != word)}


def _reaching(count: Count, rulebook: Rulebook) -> Iterator[_Values]:
    if not isinstance(count, JudgmentsCount):
        return
    for name in ("reaching", "below"):
        written = getattr(count, name)
        for category in _beside(written, rulebook) if written is not None else ():
            if category != rulebook.scale.worst:  # all reach it, and none is below
                lower = min(category, rulebook.scale[written]).id
                slip = _Slip(f"'{name}: {written}' becomes '{category.id}'", f"a case with a part judged {lower}")
                yield (name,), slip, {name: category.id}


# --- bounds ----------------------------------------------------------------------------------------------------------


def _bounds(count: Count, rule: Rule, rulebook: Rulebook) -> Iterator[_Values]:
    bound = count.bound
    moved: Iterable[Any]
    if bound.of_number:
        moved = [value for value in (int(bound.value) - 1, int(bound.value) + 1) if value >= 0]
    else:
        moved = _moved(bound, _fractions(count, rule, rulebook))
    written = getattr(count, bound.name)
    for value in moved:
        slip = _Slip(f"'{bound.name}: {written}' becomes {value}", _between(bound, Fraction(value)))
        yield (bound.name,), slip, {bound.name: value}


def _between(bound: Bound, moved: Fraction) -> str:
    """Return which case passes one of two bounds and not the other."""
    low, high = sorted((bound.value, moved))
    if bound.of_number:
        return f"a case with just {low if bound.from_below else high} of what is counted"
    what = "points" if bound.name.startswith("points") else "a share"
    percents = [percentage(value) for value in (low, high)]
    span = (
        f"from {percents[0]} to below {percents[1]}"
        if bound.from_below
        else f"above {percents[0]} and up to {percents[1]}"
    )
    return f"a case with {what} {span}"


def _fractions(count: Count, rule: Rule, rulebook: Rulebook) -> tuple[Fraction, ...]:
    """Return the shares, or points, that there can be, sorted."""
    if not isinstance(count, JudgmentsCount):  # of evidence
        return _shares(MOST_FINDINGS)
    most = len(rulebook.counted_of(rule.question, count))
    if count.reaching or count.below:
        return _shares(most)
    return _points(tuple(one.points for one in rulebook.scale), most)


@cache
def _shares(most: int) -> tuple[Fraction, ...]:
    return tuple(sorted({Fraction(n, of) for of in range(1, most + 1) for n in range(of + 1)}))


@cache
def _points(points: tuple[Fraction, ...], most: int) -> tuple[Fraction, ...]:
    found: set[Fraction] = set()
    sums = {Fraction(0)}
    for judged in range(1, most + 1):
        sums = {one + more for one in sums for more in points}
        found |= {one / (judged * (points[-1] or 1)) for one in sums}
    return tuple(sorted(found))


def _moved(bound: Bound, there: tuple[Fraction, ...]) -> Iterator[Decimal]:
    """Yield the bound moved so that the nearest of the shares that there are passes, or does not pass any more."""
    between = tuple(pairwise(there))
    if bound.from_below:
        first = bisect_left(there, bound.value)  # the least that passes
        # a bound lies above the share that fails just so, and reaches up to the next
        gaps = [between[n] for n in (first - 2, first) if 0 <= n < len(between)]
        yield from (_shortest(low, high) for low, high in gaps)
    else:
        last = bisect_right(there, bound.value) - 1  # the greatest that passes
        gaps = [between[n] for n in (last - 1, last + 1) if 0 <= n < len(between)]
        yield from (Decimal(1) - _shortest(1 - high, 1 - low) for low, high in gaps)


def _shortest(low: Fraction, high: Fraction) -> Decimal:
    """Return the figure with the fewest decimals that is above the one end and no higher than the other."""
    figures = (Decimal(math.floor(high * 10**digits)).scaleb(-digits) for digits in itertools.count())
    return next(figure for figure in figures if low < Fraction(figure))
