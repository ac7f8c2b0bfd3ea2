"""Test cases for a new rule: the least that makes it hold, and one step less, both as grading finds them.

Those of a limit have something to hold down, where a rule of the question lifts it above: without it, the limit could
be taken out and nobody would notice. What is drawn up is tried by grading; where nothing is found that makes the rule just hold, no case is made up.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations_with_replacement, islice, product
from math import ceil, floor
from typing import Any

from peelgrade.cases import MOST_TIMES, RuleCase, laid_out
from peelgrade.grading import Taken, regrade
from peelgrade.rulebook import (
    Bound,
    Count,
    FindingsCount,
    JudgmentsCount,
    MetricsCount,
    Question,
    RecommendationsCount,
    Rule,
    Rulebook,
    counts,
)
from peelgrade.scale import Category
from peelgrade.tabulation import alternatives
from peelgrade.trace import FALSE, TRUE, Judgment, Truth

_LARGEST = 20  # findings of which a share is drawn
_NEAR = Fraction(1, 50)  # how far above a share the least that reaches it may be
_MOST_JUDGED = 400  # ways of judging the parts that are tried
_MOST_ALIKE = 60  # ways of making a rule hold that are tried for one where the judgment is another without it
_BESIDE = (0, 1, 2, 3, 4, 6, 8, 12, 16)  # strengths more than the least, to outweigh what limits
_FIRST = 3  # ways of making a limit hold that are set beside strengths

Entry = dict[str, Any]
EvidenceCount = FindingsCount | MetricsCount | RecommendationsCount


@dataclass(frozen=True)
class Sketch:
    """What a case gives: entries of evidence, how questions are judged, which are not inspected, and whether it is waived."""

    given: tuple[Entry, ...] = ()
    judged: tuple[tuple[str, str], ...] = ()
    not_inspected: tuple[str, ...] = ()
    waived: bool = False

    @property
    def data(self) -> dict[str, Any]:
        """The keys of the case that are not empty."""
        told: dict[str, Any] = {
            "given": [dict(entry) for entry in self.given],
            "judged": dict(self.judged),
            "not_inspected": list(self.not_inspected),
            "waived": self.waived,
        }
        return {key: value for key, value in told.items() if value}


def cases(rule: Rule, rulebook: Rulebook, taken: Iterable[str] = ()) -> tuple[dict[str, Any], ...]:
    """Return test cases for a rule of a rulebook, as a file of cases holds them: it just holds, and it just does not.

    `taken` are the ids of other cases. There is one where no single step takes the rule away, and none where nothing
    was found that makes the rule hold.
    """
    found = _pair(rule, rulebook)
    if found is None:
        return ()
    name = rule.id.replace(".", "_")
    just, short = found
    because = f"the least that makes {rule.id} hold{_otherwise(just, rule, rulebook)}"
    made = [_case(f"{name}_just_holds", because, just, rule, rulebook)]
    if short is not None:
        made.append(_case(f"{name}_just_fails", f"one step less, and {rule.id} does not hold", short, rule, rulebook))
    known = set(taken)
    return tuple({**one, "id": _free(one["id"], known)} for one in made)


def _free(name: str, taken: set[str]) -> str:
    found, n = name, 2
    while found in taken:
        found, n = f"{name}_{n}", n + 1
    return found


def _case(name: str, because: str, sketch: Sketch, rule: Rule, rulebook: Rulebook) -> dict[str, Any]:
    judgment = _graded(sketch, rule, rulebook)
    reached = judgment.computed
    ends: dict[str, Any] = {}
    if reached is not None:  # pragma: no branch - the question of a rule is inspected in every case
        ends = {"judgment": reached.low.id} if reached.settled else {"low": reached.low.id, "high": reached.high.id}
    expected = {**ends, "rules": {rule.id: _truth(judgment, rule).value}}
    return {"id": name, "because": because, **sketch.data, "expect": {rule.question: expected}}


def _pair(rule: Rule, rulebook: Rulebook) -> tuple[Sketch, Sketch | None] | None:
    """Return what makes a rule hold and, if there is such a step, what is one step less and makes it fail.

    Those come first of which the one is judged otherwise than the other.
    """
    first: Sketch | None = None
    alike: tuple[Sketch, Sketch] | None = None
    tried = 0
    for drawn in filter(_can_be_held, chain(_opposed(rule, rulebook), _candidates(rule, rulebook))):
        for sketch in _holding(drawn, rule, rulebook):
            first = first or sketch
            held = _graded(sketch, rule, rulebook)
            for less in filter(_can_be_held, _weaker(sketch, rule, rulebook)):
                judged = _graded(less, rule, rulebook)
                if _truth(judged, rule) != FALSE:
                    continue
                if judged.computed != held.computed:
                    return sketch, less
                alike = alike or (sketch, less)
            tried += 1
            if alike is not None and tried >= _MOST_ALIKE:
                return alike
    return alike or ((first, None) if first is not None else None)


def _can_be_held(sketch: Sketch) -> bool:
    """Whether a case can hold so much of each kind."""
    return all(entry.get("times", 1) <= MOST_TIMES for entry in sketch.given)


def _holding(drawn: Sketch, rule: Rule, rulebook: Rulebook) -> Iterator[Sketch]:
    """Yield a sketch with each fieldwork in which the rule holds; those first in which the judgment is settled."""
    others: list[Sketch] = []
    for not_inspected, waived in product(dict.fromkeys(((), _idle(drawn.given, rule, rulebook))), (False, True)):
        sketch = replace(drawn, not_inspected=not_inspected, waived=waived)
        judgment = _graded(sketch, rule, rulebook)
        if _truth(judgment, rule) != TRUE:
            continue
        if judgment.computed is not None and judgment.computed.settled:
            yield sketch
        else:
            others.append(sketch)
    yield from others


def _graded(sketch: Sketch, rule: Rule, rulebook: Rulebook) -> Judgment:
    data = {"id": "case", "because": "it is tried", **sketch.data, "expect": {rule.question: rulebook.scale.best.id}}
    case = laid_out(RuleCase.model_validate_json(json.dumps(data)), rulebook)
    return regrade(case)[rule.question]


def _otherwise(sketch: Sketch, rule: Rule, rulebook: Rulebook) -> str:
    """Say of a limit what the question would be without it, where that is better; nothing else."""
    better = _without(sketch, rule, rulebook)
    return f", where the question would be {better.title.lower()} without it" if better is not None else ""


def _without(sketch: Sketch, rule: Rule, rulebook: Rulebook) -> Category | None:
    """Return what the question would be without a limit; None where that is no better, or open."""
    if rule.effect == "supports":
        return None
    others = Rulebook.of(rulebook.framework, (one for one in rulebook.rules if one.id != rule.id))
    reached = _graded(sketch, rule, others).computed
    is_better = reached is not None and reached.settled and reached.low > rulebook.scale[rule.category]
    return reached.low if reached is not None and is_better else None


def _truth(judgment: Judgment, rule: Rule) -> Truth:
    return next(one.truth for one in judgment.applied if one.rule.id == rule.id)


# --- the least that makes a rule hold --------------------------------------------------------------------------------


def _candidates(rule: Rule, rulebook: Rulebook) -> Iterator[Sketch]:
    """Yield what may make a rule hold, that which is at its bounds first."""
    listed = tuple(counts(rule.when))
    for cells in alternatives(rule.when) or ():
        asked = tuple(listed[cell.place] for cell in cells.values())
        for judged, filled in product(_judged(asked, rule, rulebook), (True, False)):
            yield Sketch(_given(asked, rule, rulebook, filled=filled), judged)


def _opposed(rule: Rule, rulebook: Rulebook) -> Iterator[Sketch]:
    """Yield what may make a limit hold beside what lifts the question above it, the nearest category first."""
    if rule.effect == "supports":
        return
    limit = rulebook.scale[rule.category]
    lifting = [one for one in rulebook.rules_of(rule.question) if one.effect == "supports"]
    lifting = sorted(
        (one for one in lifting if rulebook.scale[one.category] > limit),
        key=lambda one: rulebook.scale[one.category].rank,
    )
    for other in lifting:
        for drawn in islice(_candidates(rule, rulebook), _FIRST):
            beside = (_beside(drawn, other, more, rulebook) for more in _BESIDE)
            found = next((one for one in beside if _without(one, rule, rulebook) is not None), None)
            if found is not None:
                yield found


def _beside(drawn: Sketch, other: Rule, more: int, rulebook: Rulebook) -> Sketch:
    """Return a sketch with what lifts the question by another rule, and so many strengths more; no weakness comes with it."""
    asked = tuple(counts(other.when))
    good = [entry for entry in _given(asked, other, rulebook, filled=False) if "weakness" not in entry]
    strength = next((entry for entry in good if "strength" in entry), None) or _strength(other.question)
    added = [{**strength, "times": more}] if more else []
    about = [count for count in asked if isinstance(count, JudgmentsCount)]
    judged = {name: other.category for count in about for name in rulebook.counted_of(other.question, count)}
    given = _gathered((*drawn.given, *good, *added))
    return replace(drawn, given=given, judged=drawn.judged or tuple(judged.items()))


def _strength(question: str) -> Entry:
    return {"question": question, "strength": "moderate"}


def _idle(given: Sequence[Entry], rule: Rule, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the questions below that of a rule of which nothing is given, the topmost alone: they would stay open."""
    used = {above for entry in given for above in rulebook.above(entry["question"])}
    return tuple(_unused(rulebook.questions[rule.question], used))


def _unused(question: Question, used: Container[str]) -> Iterator[str]:
    for part in question.parts:
        if part.id in used:
            yield from _unused(part, used)
        elif part.graded:
            yield part.id


def _judged(asked: Sequence[Count], rule: Rule, rulebook: Rulebook) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield ways in which the questions may be judged that counts are about; one that is empty where there are none."""
    about = [count for count in asked if isinstance(count, JudgmentsCount)]
    named = dict.fromkeys(name for count in about for name in rulebook.counted_of(rule.question, count))
    categories = [category.id for category in rulebook.scale]
    if rule.effect == "limits_to":
        categories.reverse()
    ways = combinations_with_replacement(categories, len(named))  # the worst for a rule that supports first
    for way, _ in zip(ways, range(_MOST_JUDGED), strict=False):
        yield tuple(zip(named, reversed(way), strict=True))


def _given(asked: Sequence[Count], rule: Rule, rulebook: Rulebook, *, filled: bool) -> tuple[Entry, ...]:
    """Return evidence that is at the bounds of counts; with `filled`, also as much as an upper bound allows."""
    found: list[Entry] = []
    evidence = [one for one in asked if not isinstance(one, JudgmentsCount)]
    for count in (one for one in evidence if one.bound.of_number):
        times = int(count.bound.value)
        if times and (count.bound.from_below or filled):
            found.append({**_entry(count, rule, rulebook), "times": times})
    for count in (one for one in evidence if one.is_share_of_evidence):
        found += _shared(count, found, rule, rulebook)
    # what only forbids needs something else that was found, or more would be taken to be on its way
    aside = {"question": rule.question, "strength": "minor", "extent": "isolated"}
    judged = any(isinstance(count, JudgmentsCount) for count in asked)
    return _gathered(found if found or judged else [aside])


def _gathered(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return entries with those that are alike as one; once is not said."""
    times: dict[str, tuple[Entry, int]] = {}
    for entry in found:
        once = {key: value for key, value in entry.items() if key != "times"}
        _, before = times.get(json.dumps(once), (once, 0))
        times[json.dumps(once)] = (once, before + entry.get("times", 1))
    return tuple({**once, "times": many} if many > 1 else once for once, many in times.values())


def _entry(count: EvidenceCount, rule: Rule, rulebook: Rulebook) -> Entry:
    """Return an entry of evidence that a count selects."""
    match count:
        case FindingsCount():
            return _finding(count, rule, rulebook)
        case RecommendationsCount():
            kind = (count.type or tuple(rulebook.recommendation_types))[0]
            return {"question": rule.question, "recommendation": kind, "status": count.status[0]}
        case MetricsCount():
            one = {"metric": count.measure[0], "stands": count.stands[0], "comparator": count.comparator}
            return {"question": rule.question, **one}


def _finding(count: FindingsCount, rule: Rule, rulebook: Rulebook) -> Entry:
    weights = count.weight or ("moderate",)
    major = count.ground is not None or count.at_risk is not None
    weight = "major" if major else "moderate" if "moderate" in weights else weights[0]
    entry: Entry = {"question": _home(count, rule, rulebook), count.shows: weight}
    if count.extent and "widespread" not in count.extent:
        entry["extent"] = count.extent[0]
    if count.ground and not count.at_risk:
        entry["ground"] = count.ground[0]
    if count.at_risk:
        entry["at_risk"] = [count.at_risk[0]]
    if count.topic:
        entry["topic"] = count.topic[0]
    return entry


def _home(count: FindingsCount, rule: Rule, rulebook: Rulebook) -> str:
    """Return the question for a finding: that of its topic, the first that is named, or that of the rule."""
    named = count.question or (rule.question,)
    inside = (question for name in named for question in rulebook.questions[name].walk())
    wanted = count.topic[0] if count.topic else None
    return next((one.id for one in inside if any(topic.id == wanted for topic in one.topics)), named[0])


def _shared(count: EvidenceCount, known: Sequence[Entry], rule: Rule, rulebook: Rulebook) -> Iterator[Entry]:
    """Yield what brings a share to its bound, beside the evidence that is there."""
    entry = _entry(count, rule, rulebook)
    taken = [(one["times"], _taken_as(one, count)) for one in known]
    there = sum(n for n, way in taken if way == "selected"), sum(n for n, way in taken if way == "alike")
    for made, wanted, has in zip((entry, _swapped(entry)), _least_share(count.bound, *there), there, strict=True):
        if wanted > has:
            yield {**made, "times": wanted - has}


def _taken_as(entry: Entry, count: EvidenceCount) -> Taken | None:
    """Return how a share takes an entry, as far as weight and extent tell; None where it does not."""
    match count, entry:
        case FindingsCount(), {"strength": weight} | {"weakness": weight}:
            extent = entry.get("extent", "widespread")
            told = count.weight is None or weight in count.weight, count.extent is None or extent in count.extent
            return ("selected" if count.shows in entry else "alike") if all(told) else None
        case _:
            return None


def _least_share(bound: Bound, selected: int, others: int) -> tuple[int, int]:
    """Return how many that are selected, and how many others, come just to a bound, no fewer than there are."""
    for total in range(max(1, selected + others), _LARGEST + 1):
        wanted = ceil(bound.value * total) if bound.from_below else floor(bound.value * total)
        near = abs(Fraction(wanted, total) - bound.value) <= _NEAR
        if near and wanted >= selected and total - wanted >= others:
            return wanted, total - wanted
    return max(selected, 1), others


# --- one step less ---------------------------------------------------------------------------------------------------


def _weaker(sketch: Sketch, rule: Rule, rulebook: Rulebook) -> Iterator[Sketch]:
    """Yield what is one step away: an item less, an item otherwise, an item more, a part judged one category otherwise."""
    for n, entry in enumerate(sketch.given):
        rest = (*sketch.given[:n], *_once_less(entry), *sketch.given[n + 1 :])
        once = {key: value for key, value in entry.items() if key != "times"}
        yield replace(sketch, given=rest)
        yield replace(sketch, given=_gathered((*rest, _swapped(once))))
    for count in counts(rule.when):
        if not isinstance(count, JudgmentsCount):
            more = _entry(count, rule, rulebook)
            more = _swapped(more) if count.bound.from_below else more
            yield replace(sketch, given=_gathered((*sketch.given, more)))
    ids = [category.id for category in rulebook.scale]
    for n, (name, judgment) in enumerate(sketch.judged):
        rank = ids.index(judgment) + (-1 if rule.effect == "supports" else 1)
        if 0 <= rank < len(ids):
            yield replace(sketch, judged=(*sketch.judged[:n], (name, ids[rank]), *sketch.judged[n + 1 :]))


def _once_less(entry: Entry) -> Iterator[Entry]:
    times = entry.get("times", 1)
    if times > 1:
        yield from _gathered([{**entry, "times": times - 1}])


def _swapped(entry: Entry) -> Entry:
    """Return the same on the other side: a weakness for a strength, met for open, better for worse."""
    keys = {"strength": "weakness", "weakness": "strength"}
    words = {"open": "met", "in_progress": "met", "met": "open", "better": "worse", "worse": "better"}
    return {
        keys.get(key, key): words.get(value, value) if key in {"status", "stands"} else value
        for key, value in entry.items()
    }
