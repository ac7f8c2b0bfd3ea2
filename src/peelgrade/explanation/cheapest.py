"""The cheapest changes that give a question a category: exact, through the whole tree.

Questions are taken from the bottom up. Of each, the states are kept that its options can bring about: what the tallies
above it get, at the least effort and with every way to it. A state is dropped where another leaves nothing worse at
less effort, or where the goal is out of reach within the effort that is allowed, which grows until an answer is found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from peelgrade.explanation.demands import (
    AtLeast,
    Demand,
    Demands,
    Either,
    Every,
    Ground,
    Not,
    Output,
    Tally,
    thresholds,
)

Chosen = tuple[tuple[tuple[int, ...], int], ...]  # of each group of options alike, how many changes
State = tuple[int, ...]
NEVER = 1 << 60


@dataclass(eq=False, slots=True)
class Reached:
    """How a state is reached: the effort, in how many ways, and each way as a step from an earlier state.

    A step adds changes of one group of options, or the way in which a question below was brought into its state.
    """

    effort: int
    ways: int
    steps: list[tuple[Reached, Reached | tuple[tuple[int, ...], int] | None]]

    def chosen(self) -> Iterator[Chosen]:
        """Yield every way: which groups of options, and how many changes of each."""
        if not self.steps:
            yield ()
        for before, step in self.steps:
            for way in before.chosen():
                if isinstance(step, Reached):
                    yield from ((*way, *other) for other in step.chosen())
                else:
                    yield way if step is None else (*way, step)


States = dict[State, Reached]


@dataclass(frozen=True)
class _Pool:
    """Options of one effort that add the same to every tally that matters: changes of any of them are alike."""

    options: tuple[int, ...]
    amount: int
    cost: int
    adds: Mapping[Tally, int]


class Search:
    """Finds the cheapest changes on one ground; what was found for a question is kept for those above it."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._found: dict[tuple[str, str], Reached | None] = {}
        self.all = Demands(ground, frozenset(range(len(ground.options))))

    def cheapest(self, question: str, category: str) -> Reached | None:
        """Return the cheapest ways for the low end of a question to reach a category; None where there is none."""
        key = (question, category)
        if key not in self._found:
            self._found[key] = self._search(question, category)
        return self._found[key]

    def _search(self, question: str, category: str) -> Reached | None:
        problem = _Problem.of(self.all, question, category)
        if isinstance(problem.goal, bool):
            return Reached(0, 1, []) if problem.goal else None
        return _Fold(problem, self).solution()


@dataclass(frozen=True)
class _Problem:
    """A goal with the options and the tallies that matter to it."""

    ground: Ground
    question: str
    demands: Demands
    goal: Demand
    signs: Mapping[Tally, frozenset[int]]
    live: frozenset[int]

    @classmethod
    def of(cls, demands: Demands, question: str, category: str) -> _Problem:
        """Leave out the options that cannot help, until all that are left may."""
        ground = demands.ground
        live = frozenset(number for name in ground.inside[question] for number in ground.options_on[name])
        while True:
            goal = demands.output((question, "low", category))
            signs = demands.signs(goal)
            useful = frozenset(
                number
                for tally, ways in signs.items()
                for number, adds in tally.options.items()
                if (1 if adds > 0 else -1) in ways
            )
            if useful == live or isinstance(goal, bool):
                return cls(ground, question, demands, goal, signs, live)
            live = useful
            demands = Demands(ground, live)

    def amount(self, number: int) -> int:
        """How many changes an option has."""
        return len(self.ground.options[number].items)

    @cached_property
    def depth(self) -> dict[str, int]:
        """How far below the question each question lies."""
        parents = self.ground.rulebook.parents
        found = {self.question: 0}
        for name in self.ground.inside[self.question][1:]:
            found[name] = found[parents[name] or ""] + 1
        return found

    @cached_property
    def pools(self) -> dict[str, list[_Pool]]:
        """The options by the lowest question at which they matter, those that are alike together."""
        adds: dict[int, dict[Tally, int]] = {number: {} for number in sorted(self.live)}
        for tally in self.signs:
            for number, one in tally.options.items():
                adds[number][tally] = one
        grouped: dict[str, dict[object, list[int]]] = {}
        for number, each in adds.items():
            option = self.ground.options[number]
            place = max((tally.owner for tally in each), key=self.depth.__getitem__)
            key = (option.what, option.cost, frozenset(each.items()))
            grouped.setdefault(place, {}).setdefault(key, []).append(number)
        return {
            place: [self._pool(group, adds[group[0]]) for group in kept.values()] for place, kept in grouped.items()
        }

    def _pool(self, group: list[int], adds: Mapping[Tally, int]) -> _Pool:
        options = [self.ground.options[number] for number in group]
        return _Pool(tuple(group), sum(len(option.items) for option in options), options[0].cost, adds)

    @cached_property
    def dims(self) -> dict[str, tuple[Tally, ...]]:
        """The tallies that something at or below each question adds to, of itself and of the questions above it."""
        parents = self.ground.rulebook.parents
        found: dict[str, dict[Tally, None]] = {name: {} for name in self.depth}
        for tally in self.signs:
            starts = [place for place, pools in self.pools.items() for pool in pools if tally in pool.adds]
            for start in (*starts, *(name for name, _, _ in tally.outputs)):
                name = start
                while tally not in found[name]:
                    found[name][tally] = None
                    if name == tally.owner:
                        break
                    name = parents[name] or ""
        return {name: tuple(tallies) for name, tallies in found.items()}

    @cached_property
    def answers(self) -> dict[str, dict[Output, list[tuple[Tally, int]]]]:
        """The answers of each question that matter, with what each adds to which tallies."""
        found: dict[str, dict[Output, list[tuple[Tally, int]]]] = {}
        for tally in self.signs:
            for asked, adds in tally.outputs.items():
                found.setdefault(asked[0], {}).setdefault(asked, []).append((tally, adds))
        return found

    @cached_property
    def spans(self) -> dict[str, dict[Tally, tuple[int, int]]]:
        """The least and the most that all at and below a question adds to each tally, its answers among it."""
        found: dict[str, dict[Tally, tuple[int, int]]] = {}
        for name in reversed(self.ground.inside[self.question]):
            own: dict[Tally, tuple[int, int]] = {}
            for part in self.ground.rulebook.questions[name].parts:
                for tally, span in found[part.id].items():
                    own[tally] = _sum(own.get(tally, (0, 0)), span)
            for pool in self.pools.get(name, ()):
                for tally in pool.adds:
                    own[tally] = _sum(own.get(tally, (0, 0)), _span(pool, tally))
            for added in self.answers.get(name, {}).values():
                for tally, adds in added:
                    own[tally] = _sum(own.get(tally, (0, 0)), (0, adds))
            found[name] = own
        return found

    @cached_property
    def edges(self) -> dict[Tally, tuple[int, int]]:
        """The lowest and the highest threshold of each tally."""
        found: dict[Tally, list[int]] = {}
        asked = [self.goal, *(self.demands.output(one) for answers in self.answers.values() for one in answers)]
        for demand in asked:
            for threshold, _ in thresholds(demand, 1):
                found.setdefault(threshold.tally, []).append(threshold.least)
        return {tally: (min(given), max(given)) for tally, given in found.items()}

    def falls(self, child: str) -> bool:
        """Whether a question bears on those above it by the category that it reaches alone, the better the better."""
        inside = set(self.ground.inside[child])
        for tally in self.dims[child]:
            if tally.owner in inside:
                continue
            by_answers = all(name == child and what == "low" for name, what, _ in tally.outputs if name in inside)
            adds = any(tally in pool.adds for name in inside for pool in self.pools.get(name, ()))
            if adds or not by_answers or self.signs[tally] != {1}:
                return False
        return True


def _span(pool: _Pool, tally: Tally) -> tuple[int, int]:
    whole = pool.adds[tally] * pool.amount
    return min(whole, 0), max(whole, 0)


def _sum(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


class _Fold:
    """Folds a problem from the bottom up."""

    def __init__(self, problem: _Problem, search: Search) -> None:
        self.problem = problem
        self.search = search

    def solution(self) -> Reached | None:
        """Return the cheapest ways to the goal, sought within a limit of effort that grows until there are some."""
        problem = self.problem
        dims, stages, windows = self._stages(problem.question)
        bounds = _Bounds(problem.goal, dims, stages)
        most = sum(problem.ground.options[number].cost * problem.amount(number) for number in problem.live)
        limit, gap = bounds.least((0,) * len(dims), 0), 1
        while limit <= most:
            states = self._folded(dims, stages, windows, bounds, limit)
            wanted = [one for state, one in states.items() if holds(problem.goal, dict(zip(dims, state, strict=True)))]
            if wanted:
                effort = min(one.effort for one in wanted)
                cheapest = [one for one in wanted if one.effort == effort]
                return Reached(effort, sum(one.ways for one in cheapest), [(one, None) for one in cheapest])
            if limit == most:
                return None
            limit, gap = min(most, limit + gap), 2 * gap
        return None

    def _stages(self, question: str) -> tuple[tuple[Tally, ...], list[list[_Choice]], list[_Windows]]:
        """Return the tallies that a question adds to, and the steps by which it does: each question below, each pool.

        With each step goes between which values each tally can still make a difference after it.
        """
        problem = self.problem
        dims = problem.dims[question]
        stages: list[list[_Choice]] = []
        spans: list[Mapping[Tally, tuple[int, int]]] = []
        for part in problem.ground.rulebook.questions[question].parts:
            states, above = self._given(part.id)
            if states:
                stages.append(_child_stage(dims, states, above))
                spans.append(problem.spans[part.id])
        for pool in problem.pools.get(question, ()):
            adds = [pool.adds.get(tally, 0) for tally in dims]
            several = range(pool.amount + 1)
            stages.append([(tuple(add * k for add in adds), pool.cost * k, (pool.options, k)) for k in several])
            spans.append({tally: _span(pool, tally) for tally in pool.adds})
        done: dict[Tally, tuple[int, int]] = {}
        windows = []
        for added in spans:
            for tally, span in added.items():
                done[tally] = _sum(done.get(tally, (0, 0)), span)
            windows.append(self._windows(dims, done))
        return dims, stages, windows

    def _folded(
        self,
        dims: tuple[Tally, ...],
        stages: list[list[_Choice]],
        windows: list[_Windows],
        bounds: _Bounds | None = None,
        limit: int = NEVER,
    ) -> States:
        """Return the states that the stages lead to."""
        states: States = {(0,) * len(dims): Reached(0, 1, [])}
        for place, stage in enumerate(stages):
            if bounds is None:
                states = _step(states, stage, windows[place], lambda _: 0, limit)
            else:
                states = _step(states, stage, windows[place], bounds.after(place + 1), limit)
            states = self._kept(states, dims)
        return states

    def _windows(self, dims: tuple[Tally, ...], done: Mapping[Tally, tuple[int, int]]) -> _Windows:
        """Return between which values each tally can still make a difference, after what is done."""
        windows = []
        for tally in dims:
            least, most = self.problem.edges[tally]
            low, high = done.get(tally, (0, 0))
            rest_low, rest_high = tally.low - tally.base - low, tally.high - tally.base - high
            windows.append((least - 1 - tally.base - rest_high, most - tally.base - rest_low))
        return windows

    def _kept(self, states: States, dims: tuple[Tally, ...]) -> States:
        """Drop the states that another is nowhere worse than, at less effort."""
        if len(states) == 1:
            return states
        signs = [self.problem.signs[tally] for tally in dims]
        same = [place for place, sign in enumerate(signs) if len(sign) != 1]
        ranked = [(place, next(iter(sign))) for place, sign in enumerate(signs) if len(sign) == 1]
        groups: dict[State, list[tuple[int, State, State]]] = {}
        for state, one in states.items():
            key = tuple(state[place] for place in same)
            groups.setdefault(key, []).append((one.effort, tuple(state[place] * sign for place, sign in ranked), state))
        kept: States = {}
        for group in groups.values():
            group.sort(key=lambda entry: entry[0])
            for state in _undominated(group):
                kept[state] = states[state]
        return kept

    def _given(self, question: str) -> tuple[States, tuple[Tally, ...]]:
        """Return the states of a question after its answers are given, for the tallies of the questions above."""
        problem = self.problem
        inside = set(problem.ground.inside[question])
        above = tuple(tally for tally in problem.dims[question] if tally.owner not in inside)
        if not above:
            return {}, above
        if problem.falls(question):
            prices = self._prices(question, above)
            if prices is not None:
                return prices, above
        dims, stages, windows = self._stages(question)
        states: States = {}
        for state, one in self._folded(dims, stages, windows).items():
            values = dict(zip(dims, state, strict=True))
            added = dict.fromkeys(above, 0)
            for asked, adds in problem.answers.get(question, {}).items():
                if holds(problem.demands.output(asked), values):
                    for tally, worth in adds:
                        added[tally] += worth
            after = tuple(values[tally] + added[tally] for tally in above)
            _merge(states, after, one.effort, one, None)
        return self._kept(states, above), above

    def _prices(self, question: str, above: tuple[Tally, ...]) -> States | None:
        """Return what each category of a question takes by itself; None where two take the same, which is no list."""
        problem = self.problem
        rank = problem.demands.scale
        asked = sorted(problem.answers[question].items(), key=lambda entry: rank[entry[0][2]])
        values = dict.fromkeys(above, 0)
        states: States = {}
        last = Reached(0, 1, [])
        for (_, _, category), adds in asked:
            found = self.search.cheapest(question, category)
            if found is None:
                break
            if found.effort:
                if found.effort == last.effort:
                    return None
                states[tuple(values.values())] = last
                last = found
            for tally, worth in adds:
                values[tally] += worth
        states[tuple(values.values())] = last
        return states


_Choice = tuple[State, int, Reached | tuple[tuple[int, ...], int] | None]
_Windows = list[tuple[int, int]]


def _step(states: States, stage: list[_Choice], windows: _Windows, least: Callable[[State], int], limit: int) -> States:
    """Combine every state with every choice of a stage, within a limit of effort.

    `least` says how much a state takes at least until the goal.
    """
    touched = sorted({place for adds, _, _ in stage for place, added in enumerate(adds) if added})
    moves = [([(place, adds[place], *windows[place]) for place in touched], cost, step) for adds, cost, step in stage]
    found: States = {}
    for state, before in states.items():
        for adds, cost, step in moves:
            effort = before.effort + cost
            if effort > limit:
                continue
            values = list(state)
            for place, added, low, high in adds:
                value = values[place] + added
                values[place] = value if low <= value <= high else low if value < low else high
            after = tuple(values)
            if effort + least(after) <= limit:
                _merge(found, after, effort, before, step)
    return found


def _child_stage(dims: tuple[Tally, ...], states: States, above: tuple[Tally, ...]) -> list[_Choice]:
    places = {tally: place for place, tally in enumerate(above)}
    order = [places.get(tally) for tally in dims]
    return [
        (tuple(0 if place is None else state[place] for place in order), one.effort, one)
        for state, one in states.items()
    ]


def _merge(
    states: States, state: State, effort: int, before: Reached, step: Reached | tuple[tuple[int, ...], int] | None
) -> None:
    """Enter a way into a state, if none into it takes less effort."""
    ways = before.ways * (step.ways if isinstance(step, Reached) else 1)
    if isinstance(step, tuple) and step[1] == 0:
        step = None
    known = states.get(state)
    if known is None or effort < known.effort:
        states[state] = Reached(effort, ways, [(before, step)])
    elif effort == known.effort:
        known.ways += ways
        known.steps.append((before, step))


def _undominated(group: Iterable[tuple[int, State, State]]) -> Iterator[State]:
    """Yield the states of a group, cheapest first, that no cheaper one is at least as good as throughout."""
    front: list[State] = []
    waiting: list[State] = []
    last = -1
    for effort, ranks, state in group:
        if effort != last:
            for new in waiting:
                front = [old for old in front if not all(a <= b for a, b in zip(old, new, strict=True))]
                front.append(new)
            waiting, last = [], effort
        if not any(all(a >= b for a, b in zip(old, ranks, strict=True)) for old in front):
            waiting.append(ranks)
            yield state


class _Bounds:
    """What is still to be done at least, after each stage: each tally by itself, as if changes could be divided."""

    def __init__(self, goal: Demand, dims: tuple[Tally, ...], stages: list[list[_Choice]]) -> None:
        self.goal = goal
        self.place = {tally: place for place, tally in enumerate(dims)}
        self.base = [tally.base for tally in dims]
        # for each place in the stages and each tally: what is gained at no cost, and the steps after, cheapest first
        self.rest: list[list[tuple[int, list[int], list[int]]]] = []
        free = [0] * len(dims)
        steps: list[list[tuple[int, int]]] = [[] for _ in dims]
        self.rest.append([_running(0, []) for _ in dims])
        for stage in reversed(stages):
            for place in range(len(dims)):
                start, more = _hull([(adds[place], cost) for adds, cost, _ in stage])
                free[place] += start
                steps[place] += more
            self.rest.append([_running(free[place], steps[place]) for place in range(len(dims))])
        self.rest.reverse()

    def after(self, stage: int) -> Callable[[State], int]:
        """Return what says how much a state takes at least after so many stages."""
        known: dict[State, int] = {}

        def least(state: State) -> int:
            if state not in known:
                known[state] = self.least(state, stage)
            return known[state]

        return least

    def least(self, state: State, stage: int) -> int:
        """Return what the goal takes at least from a state, after so many stages."""
        return self._least(self.goal, state, self.rest[stage])

    def _least(self, demand: Demand, state: State, rest: list[tuple[int, list[int], list[int]]]) -> int:
        match demand:
            case AtLeast(tally, wanted):
                place = self.place[tally]
                free, gains, costs = rest[place]
                return _divided(wanted - self.base[place] - state[place] - free, gains, costs)
            case Every(parts):
                return max(self._least(part, state, rest) for part in parts)
            case Either(parts):
                return min(self._least(part, state, rest) for part in parts)
            case Not() | bool():
                return 0  # it may hold already


def _hull(choices: list[tuple[int, int]]) -> tuple[int, list[tuple[int, int]]]:
    """Return the most that is gained at no cost, and steps of gain and cost, none of which gets dearer than the next."""
    best: dict[int, int] = {}
    for gain, cost in choices:
        best[cost] = max(gain, best.get(cost, gain))
    points = sorted((cost, gain) for cost, gain in best.items())
    hull: list[tuple[int, int]] = []
    for cost, gain in points:
        if hull and gain <= hull[-1][1]:
            continue
        while len(hull) > 1 and (hull[-1][1] - hull[-2][1]) * (cost - hull[-1][0]) <= (gain - hull[-1][1]) * (
            hull[-1][0] - hull[-2][0]
        ):
            hull.pop()
        hull.append((cost, gain))
    steps = [(after[1] - before[1], after[0] - before[0]) for before, after in pairwise(hull)]
    return hull[0][1], steps


def _running(free: int, steps: list[tuple[int, int]]) -> tuple[int, list[int], list[int]]:
    ordered = sorted(steps, key=lambda step: step[1] / step[0])
    return (
        free,
        list(accumulate((gain for gain, _ in ordered), initial=0)),
        list(accumulate((c for _, c in ordered), initial=0)),
    )


def _divided(need: int, gains: list[int], costs: list[int]) -> int:
    if need <= 0:
        return 0
    place = bisect_left(gains, need)
    if place == len(gains):
        return NEVER
    gain, cost = gains[place] - gains[place - 1], costs[place] - costs[place - 1]
    return costs[place - 1] - (-(need - gains[place - 1]) * cost // gain)


def holds(demand: Demand, values: Mapping[Tally, int]) -> bool:
    """Whether a demand holds where each tally has got so much more."""
    match demand:
        case AtLeast(tally, least):
            return tally.base + values[tally] >= least
        case Every(parts):
            return all(holds(part, values) for part in parts)
        case Either(parts):
            return any(holds(part, values) for part in parts)
        case Not(part):
            return not holds(part, values)
        case bool():  # pragma: unreached - what is plain is settled before anything is searched
            return demand
