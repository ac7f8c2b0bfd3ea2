"""What it takes for a question to reach a category: a condition over tallies of evidence and of judgments below.

The conditions of rules are turned, for the changes that a force can really make, into thresholds on sums: each change
adds a fixed amount to a tally, and so does each judgment below that reaches a category. Whether a question reaches a
category is then all, either or not of such thresholds, without looking at an item again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, lcm

from peelgrade.changes import Case
from peelgrade.codings import Coding, coding
from peelgrade.evidence import Decision, Metric
from peelgrade.grading import Taken, taking
from peelgrade.rulebook import (
    All,
    Any_,
    Condition,
    Count,
    FindingsCount,
    JudgmentsCount,
    MetricsCount,
    Question,
    RecommendationsCount,
    Rule,
    count_of,
    fieldwork_statuses,
    waived_questions,
)
from peelgrade.scale import Category
from peelgrade.trace import Result, leaves, tree

Output = tuple[str, str, str]  # question, what is asked of it (low, high, closed, outside), category


@dataclass(frozen=True)
class Option:
    """One change that can be made to any of some items alike: they are on one question and coded alike."""

    question: str
    what: str
    cost: int
    before: Coding
    after: Coding | None
    items: tuple[str, ...]


@dataclass(eq=False)
class Tally:
    """A sum that evidence and judgments below add to; the more, the better.

    `options` says what one change of each option adds, `outputs` what each answer of a question below adds where it is
    yes (a category more never takes points away), `worth` what one item of each kind adds. `low` and `high` are the least and the most that it can come to.
    """

    owner: str
    base: int
    worth: Mapping[Coding, int] = field(default_factory=dict)
    options: Mapping[int, int] = field(default_factory=dict)
    outputs: Mapping[Output, int] = field(default_factory=dict)
    low: int = 0
    high: int = 0
    reaching: tuple[tuple[str, ...], int] | None = None


@dataclass(frozen=True)
class AtLeast:
    """A tally comes to this or more."""

    tally: Tally
    least: int


@dataclass(frozen=True)
class Every:
    """All of these hold."""

    parts: tuple[Demand, ...]


@dataclass(frozen=True)
class Either:
    """One of these holds."""

    parts: tuple[Demand, ...]


@dataclass(frozen=True)
class Not:
    """This does not hold."""

    part: Demand


Demand = bool | AtLeast | Every | Either | Not


def every(parts: Iterable[Demand]) -> Demand:
    """Join by 'and'."""
    return _joined(parts, Every, nothing=True)


def either(parts: Iterable[Demand]) -> Demand:
    """Join by 'or', leaving out what only holds where another holds anyway."""
    joined = _joined(parts, Either, nothing=False)
    if not isinstance(joined, Either):
        return joined
    kept: list[Demand] = []
    for place, part in enumerate(joined.parts):
        if not any(implies(part, other) for other in (*kept, *joined.parts[place + 1 :])):
            kept.append(part)
    return kept[0] if len(kept) == 1 else Either(tuple(kept))


def _joined(parts: Iterable[Demand], join: type[Every | Either], *, nothing: bool) -> Demand:
    flat: dict[Demand, None] = {}
    for part in parts:
        if isinstance(part, bool):
            if part != nothing:
                return part
        elif isinstance(part, join):
            flat.update(dict.fromkeys(part.parts))
        else:
            flat[part] = None
    if not flat:
        return nothing
    return next(iter(flat)) if len(flat) == 1 else join(tuple(flat))


def opposite(part: Demand) -> Demand:
    """Return what holds where this does not."""
    return not part if isinstance(part, bool) else part.part if isinstance(part, Not) else Not(part)


def implies(one: Demand, other: Demand) -> bool:
    """Whether it is plain that one demand never holds without the other."""
    if one == other:
        return True
    match one, other:
        case Either(parts), _:
            found = all(implies(part, other) for part in parts)
        case _, Every(parts):
            found = all(implies(one, part) for part in parts)
        case Every(parts), _:
            found = any(implies(part, other) for part in parts)
        case _, Either(parts):
            found = any(implies(one, part) for part in parts)
        case AtLeast(), AtLeast():
            found = _stronger(one, other)
        case _:
            found = False
    return found


def _stronger(one: AtLeast, other: AtLeast) -> bool:
    """Whether one threshold is out of reach without the other: some multiple of one tally never passes the other.

    Both are of one question: what is demanded of another is asked by its name.
    """
    first, second = one.tally, other.tally
    if first is second:
        return one.least >= other.least
    if first.reaching and second.reaching:
        alike = first.reaching[0] == second.reaching[0]
        return alike and first.reaching[1] >= second.reaching[1] and one.least >= other.least
    if first.outputs or second.outputs:
        return False
    pairs = [(first.worth.get(kind, 0), second.worth.get(kind, 0)) for kind in {*first.worth, *second.worth}]
    return _has_multiple([*pairs, (-one.least, -other.least)])


def _has_multiple(pairs: Iterable[tuple[int, int]]) -> bool:
    """Whether some multiple, nought or more, of each first number is at most its second."""
    least, most = Fraction(0), None
    for first, second in pairs:
        if first == 0:
            if second < 0:
                return False
        elif first > 0:
            bound = Fraction(second, first)
            most = bound if most is None else min(most, bound)
        else:
            least = max(least, Fraction(second, first))
    return most is None or least <= most


class Ground:
    """An inspection laid out for its options: the kinds of items on each question, and what counts see in each."""

    def __init__(self, case: Case, result: Result, options: tuple[Option, ...]) -> None:
        self.rulebook = case.rulebook
        self.result = result
        self.options = options
        self.record = case.inspection.record
        self.assumed = case.assumed
        self.status = fieldwork_statuses(self.record, case.rulebook)
        self.amount: dict[str, Counter[Coding]] = {name: Counter() for name in case.rulebook.questions}
        for item in case.inspection.items:
            inspected = self.status[item.question] != "not_inspected"
            if inspected and case.inspection.counts(item) and not isinstance(item, Metric):
                self.amount[item.question][coding(item.kind, vars(item))] += 1
        self.options_on: dict[str, list[int]] = {name: [] for name in case.rulebook.questions}
        for number, option in enumerate(options):
            self.options_on[option.question].append(number)
        self._weighed: dict[object, _Weighed] = {}

    @cached_property
    def waived(self) -> frozenset[str]:
        """The questions for which the minimum of evidence is waived."""
        return waived_questions(self.record, self.rulebook)

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """The latest decision whose judgment is to stand, by question."""
        return {one.question: one for one in self.record.decisions if one.decides and one.judgment}

    @cached_property
    def carried(self) -> Mapping[str, str]:
        """The judgment that is carried over, by question."""
        return {one.question: one.judgment for one in self.record.carried_over}

    @cached_property
    def inside(self) -> Mapping[str, tuple[str, ...]]:
        """Each question and everything below it, in tree order."""
        return {name: tuple(part.id for part in one.walk()) for name, one in self.rulebook.questions.items()}

    def judged(self, question: str) -> bool:
        """Whether a question is judged, if no judgment comes from outside by the rules or by people."""
        return self.rulebook.questions[question].graded and self.status[question] != "not_inspected"

    def has_range(self, question: str) -> bool:
        """Whether a judgment stands at a question, whoever made it."""
        return self.judged(question) or question in {*self.carried, *self.decisions, *self.assumed}

    def metrics(self, count: MetricsCount, rule: Rule) -> tuple[int, int]:
        """Return how many metrics a count certainly holds, and how many at most if no more come."""
        applied = next(one for one in self.result[rule.question].applied if one.rule.id == rule.id)
        _, seen = next(node.counted for node in leaves(tree(applied)) if node.count is count)
        return len(seen.matched), len(seen.matched) + len(seen.maybe)

    def weighed(self, key: object, owner: str, worth: Callable[[Coding], int]) -> _Weighed:
        """Return what each kind below a question is worth, what they come to, and what each option adds."""
        if (key, owner) not in self._weighed:
            worths: dict[Coding, int] = {}
            base, adds = 0, {}
            for name in self.inside[owner]:
                for kind, amount in self.amount[name].items():
                    worths[kind] = worth(kind)
                    base += worths[kind] * amount
                for number in self.options_on[name]:
                    option = self.options[number]
                    after = 0
                    if option.after is not None:
                        after = worths[option.after] = worth(option.after)
                    adds[number] = after - worths[option.before]
            told = {kind: value for kind, value in worths.items() if value}
            changing = {number: add for number, add in adds.items() if add}
            self._weighed[key, owner] = _Weighed(told, base, changing, (owner, frozenset(told.items())))
        return self._weighed[key, owner]


@dataclass(frozen=True)
class _Weighed:
    """What each kind of item is worth to a tally, what they come to, what each option adds, and what tells it apart."""

    worth: Mapping[Coding, int]
    base: int
    adds: Mapping[int, int]
    name: object


class Demands:
    """What is demanded of each question, where the options that are `live` may be chosen."""

    def __init__(self, ground: Ground, live: frozenset[int]) -> None:
        self.ground = ground
        self.live = live
        self.scale = ground.rulebook.scale
        self._outputs: dict[Output, Demand] = {}
        self._tallies: dict[object, Tally] = {}

    def output(self, asked: Output) -> Demand:
        """Return what it takes for the answer to be yes."""
        if asked not in self._outputs:
            question, what, category = asked
            match what:
                case "closed":
                    self._outputs[asked] = self._closed(question)
                case "outside":
                    self._outputs[asked] = self._outside(question)
                case _:
                    self._outputs[asked] = self._reaches(question, self.scale[category], low=what == "low")
        return self._outputs[asked]

    # --- what stands at a question -----------------------------------------------------------------------------------

    def _reaches(self, question: str, wanted: Category, *, low: bool) -> Demand:
        ground = self.ground
        if question in ground.assumed:
            return self.scale[ground.assumed[question]] >= wanted
        carried = ground.carried.get(question)
        stands: bool | None = None if carried is None else self.scale[carried] >= wanted
        decision = ground.decisions.get(question)
        if decision is None:
            return self.computed(question, wanted, low=low) if stands is None else stands
        decided = self.scale[decision.judgment or ""] >= wanted
        applies = self._applies(question)
        if stands is not None:
            return either((every((applies, decided)), every((opposite(applies), stands))))
        # where a decision is held off, the strict limit that does so lies below it: nothing better is computed either
        return either((applies, self.computed(question, wanted, low=low))) if decided else False

    def _outside(self, question: str) -> Demand:
        if question in self.ground.assumed or question in self.ground.carried:
            return True
        return question in self.ground.decisions and self._applies(question)

    def _applies(self, question: str) -> Demand:
        """Return what it takes for a decision to apply: no true strict limit below it."""
        if not self.ground.judged(question):
            return True
        judgment = self.scale[self.ground.decisions[question].judgment or ""]
        rules = self.ground.rulebook.rules_of(question)
        strict = [rule for rule in rules if rule.binding == "strict" and self.scale[rule.category] < judgment]
        return every(self.condition(rule.when, rule, low=False) for rule in strict)

    def computed(self, question: str, wanted: Category, *, low: bool) -> Demand:
        """Return what it takes for the rules to give a category or a better one at one end of the range."""
        if not self.ground.judged(question):
            return False
        if self.ground.rulebook.questions[question].by_people:
            return not low or wanted == self.scale.worst
        rules = self.ground.rulebook.rules_of(question)
        limits = [rule for rule in rules if rule.effect == "limits_to" and self.scale[rule.category] < wanted]
        kept_off = every(self.condition(rule.when, rule, low=low) for rule in limits)
        if self.ground.rulebook.baseline >= wanted or kept_off is False:
            return kept_off
        lifting = [rule for rule in rules if rule.effect == "supports" and self.scale[rule.category] >= wanted]
        return every((kept_off, either(self.condition(rule.when, rule, low=low) for rule in lifting)))

    def _closed(self, question: str) -> Demand:
        """Return what it takes that no more evidence is expected at a question or below it, where fieldwork is over."""
        asked = self.ground.rulebook.questions[question]
        parts = [self.output((part.id, "closed", "")) for part in asked.parts]
        open_parts = [part.id for part, demand in zip(asked.parts, parts, strict=True) if demand is not True]
        closed = self._answers(question, [(name, "closed", "") for name in open_parts], len(open_parts))
        return every((closed, self._enough(asked)))

    def _enough(self, asked: Question) -> Demand:
        """Return what it takes that a question has what it needs: the minimum, or above graded parts anything."""
        ground = self.ground
        if not ground.judged(asked.id) or asked.by_people:
            return True
        least = 1 if asked.graded_parts or asked.id in ground.waived else ground.rulebook.framework.minimum_evidence
        found = self._evidence("found", asked.id, lambda _: 1)
        if not asked.graded_parts:
            return self._at_least(found, least)
        outside = [(name, "outside", "") for name in ground.inside[asked.id] if name != asked.id]
        return either((self._at_least(found, least), self._answers(asked.id, outside, 1)))

    # --- conditions --------------------------------------------------------------------------------------------------

    def condition(self, condition: Condition, rule: Rule, *, low: bool) -> Demand:
        """Return what it takes that a rule speaks for the force: that a condition holds, or does not where it limits.

        At the low end of a range this must be certain, at the high end it must be possible.
        """
        limits = rule.effect == "limits_to"
        match condition:
            case All() | Any_():
                parts = condition.all if isinstance(condition, All) else condition.any
                inside = (self.condition(part, rule, low=low) for part in parts)
                return every(inside) if isinstance(condition, All) != limits else either(inside)
            case _:
                return self._count(count_of(condition), rule, low=low)

    def _count(self, count: Count, rule: Rule, *, low: bool) -> Demand:
        limits = rule.effect == "limits_to"
        match count:
            case MetricsCount():
                certain, possible = self.ground.metrics(count, rule)
                number = certain if low == count.good else possible
                right = _reached(number if count.good else -number, count, limits=limits)
                return right if low == count.good else self._expected(rule.question, right, low=low)
            case JudgmentsCount():
                return self._judgments(count, rule.question, limits=limits, low=low)
            case FindingsCount() | RecommendationsCount() if count.is_share_of_evidence:
                return self._share(count, rule.question, limits=limits, low=low)
            case FindingsCount() | RecommendationsCount():
                least = _least(count.bound.value, good=count.good, limits=limits)
                enough = self._at_least(self._number(count, rule.question), least)
                return enough if low == count.good else self._expected(rule.question, enough, low=low)

    def closest(self, count: Count, rule: Rule) -> int | None:
        """Return the number that changes can bring a count of findings or recommendations to at best."""
        if isinstance(count, MetricsCount | JudgmentsCount) or not count.bound.of_number:
            return None
        tally = self._number(count, rule.question)
        return tally.high if count.good else -tally.high

    def _number(self, count: FindingsCount | RecommendationsCount, question: str) -> Tally:
        good, taken = 1 if count.good else -1, self._taken(count)
        return self._evidence((count, "number"), question, lambda kind: good * (taken(kind) == "selected"))

    def _expected(self, question: str, enough: Demand, *, low: bool) -> Demand:
        """Return a demand on evidence to which more may come: at the low end nothing may, at the high end it helps."""
        closed = self.output((question, "closed", ""))
        return every((closed, enough)) if low else either((opposite(closed), enough))

    def _taken(self, count: FindingsCount | RecommendationsCount) -> Callable[[Coding], Taken | None]:
        return taking(count, self.ground.rulebook).taken_as

    def _share(self, count: FindingsCount | RecommendationsCount, question: str, *, limits: bool, low: bool) -> Demand:
        """Return what it takes that a share is right: parts of it in the whole of it, and the case of none in all."""
        bound = Fraction(count.bound.value)
        if (bound == 0 and count.bound.from_below) or (bound == 1 and not count.bound.from_below):
            return not limits
        good, taken = 1 if count.good else -1, self._taken(count)

        def slack(kind: Coding) -> int:
            way = taken(kind)
            return good * (bound.denominator * (way == "selected") - bound.numerator * (way is not None))

        tally = self._evidence((count, "slack"), question, slack)
        right = self._at_least(tally, 1 if limits else 0)
        if count.bound.from_below:  # the share of none in none is nought
            number = self._number(count, question)
            right = either((right, self._at_least(number, 0))) if limits else every((right, self._at_least(number, 1)))
        return self._expected(question, right, low=low)

    def _judgments(self, count: JudgmentsCount, question: str, *, limits: bool, low: bool) -> Demand:
        listed = self.ground.rulebook.counted_of(question, count)
        names = [name for name in dict.fromkeys(listed) if self.ground.has_range(name)]
        end = "low" if low else "high"
        value = Fraction(count.bound.value)
        if count.reaching is None and count.below is None:
            return self._points(question, names, end, value, limits=limits)
        total = Fraction(len(names))
        if not count.bound.of_number:
            value *= total or 1
        wanted = count.reaching or count.below or ""
        if count.reaching:
            least = floor(value) + 1 if limits else ceil(value)
        else:
            least = floor(total - value) + 1 if limits else ceil(total - value)
        return self._answers(question, [(name, end, wanted) for name in names], least)

    def _points(self, question: str, names: list[str], end: str, value: Fraction, *, limits: bool) -> Demand:
        points = [category.points for category in self.scale]
        most = len(names) * self.scale.best.points or Fraction(1)
        unit = lcm(*(one.denominator for one in points), (value * most).denominator)
        base = int(unit * points[0]) * len(names)
        rises = zip(points, points[1:], list(self.scale)[1:], strict=False)
        worth = {
            (name, end, category.id): int(unit * (after - before))
            for before, after, category in rises
            for name in names
        }
        return self._at_least(self._of_answers(question, worth, base), int(unit * value * most) + (1 if limits else 0))

    # --- tallies -----------------------------------------------------------------------------------------------------

    def _at_least(self, tally: Tally, least: int) -> Demand:
        return True if tally.low >= least else False if tally.high < least else AtLeast(tally, least)

    def _evidence(self, key: object, owner: str, worth: Callable[[Coding], int]) -> Tally:
        key = (id(key[0]), key[1]) if isinstance(key, tuple) else key
        if (key, owner) not in self._tallies:
            seen = self.ground.weighed(key, owner, worth)
            if seen.name not in self._tallies:
                adds = {number: add for number, add in seen.adds.items() if number in self.live}
                whole = [add * len(self.ground.options[number].items) for number, add in adds.items()]
                low, high = seen.base + sum(min(add, 0) for add in whole), seen.base + sum(max(add, 0) for add in whole)
                self._tallies[seen.name] = Tally(owner, seen.base, seen.worth, adds, low=low, high=high)
            self._tallies[key, owner] = self._tallies[seen.name]
        return self._tallies[key, owner]

    def _answers(self, owner: str, asked: Iterable[Output], least: int) -> Demand:
        """Return that at least so many answers of questions below are yes."""
        asked = tuple(asked)
        if least <= 0:
            return True
        if least > len(asked):
            return False
        tally = self._of_answers(owner, dict.fromkeys(asked, 1), 0)
        if asked[0][1] == "low":
            tally.reaching = (tuple(name for name, _, _ in asked), self.scale[asked[0][2]].rank)
        return self._at_least(tally, least)

    def _of_answers(self, owner: str, worth: Mapping[Output, int], base: int) -> Tally:
        by = (owner, tuple(worth.items()), base)
        if by not in self._tallies:
            outputs = {}
            for asked, adds in worth.items():
                answer = self.output(asked)
                if answer is True:
                    base += adds
                elif answer is not False and adds:
                    outputs[asked] = adds
            high = base + sum(outputs.values())
            self._tallies[by] = Tally(owner, base, outputs=outputs, low=base, high=high)
        return self._tallies[by]

    # --- what matters to a goal --------------------------------------------------------------------------------------

    def signs(self, goal: Demand) -> dict[Tally, frozenset[int]]:
        """Return every tally that a goal hangs on, and whether more of it helps (1), harms (-1) or either."""
        found: dict[Tally, set[int]] = {}
        pending = list(thresholds(goal, 1))
        while pending:
            threshold, sign = pending.pop()
            tally = threshold.tally
            if sign in found.setdefault(tally, set()):
                continue
            found[tally].add(sign)
            for asked in tally.outputs:
                pending += thresholds(self.output(asked), sign)
        return {tally: frozenset(signs) for tally, signs in found.items()}


def thresholds(demand: Demand, sign: int) -> Iterator[tuple[AtLeast, int]]:
    """Yield every threshold that a demand hangs on, with its sign: the other where it must not be reached."""
    match demand:
        case AtLeast():
            yield demand, sign
        case Every(parts) | Either(parts):
            for part in parts:
                yield from thresholds(part, sign)
        case Not(part):
            yield from thresholds(part, -sign)
        case bool():
            pass  # held already, whatever is found


def _least(value: Fraction, *, good: bool, limits: bool) -> int:
    """Return the least that the tally of a number must come to; what is bad counts below nought."""
    if good:
        return floor(value) + 1 if limits else ceil(value)
    return 1 - ceil(value) if limits else -floor(value)


def _reached(number: int, count: Count, *, limits: bool) -> bool:
    return number >= _least(count.bound.value, good=count.good, limits=limits)
