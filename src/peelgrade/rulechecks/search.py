"""Looking for amounts that make a formula true, by an SMT solver: the only place that knows z3.

What was found once is kept and tried first, for most of what is asked has an answer that is known already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from typing import Any

from peelgrade.rulechecks.deadline import Deadline, Undecided
from peelgrade.rulechecks.formulas import Amounts, AtLeast, Either, Every, Formula, Not, Term, Trial, Unknown, at_most

KEPT = 40  # trials that are kept


def available() -> bool:
    """Whether the solver is installed."""
    return find_spec("z3") is not None


class Room:
    """Where solvers work side by side: what is asked in one room never changes an answer in another.

    `asked` is how often they were asked.
    """

    def __init__(self) -> None:
        self.asked = 0

    @cached_property
    def context(self) -> Any:  # noqa: ANN401  # z3 has no types
        """The context of the solver."""
        import z3  # type: ignore[import-untyped]  # noqa: PLC0415  # an extra, and slow to import

        return z3.Context()


@dataclass
class Search:
    """Amounts of unknowns for which some formulas hold, to be looked through for one that makes another formula true.

    Whatever is asked may take until the deadline; Undecided is raised where that is not enough.
    """

    unknowns: Sequence[Unknown]
    base: Sequence[Formula]
    deadline: Deadline
    room: Room
    _trials: list[Trial] = field(default_factory=list)

    def find(self, wanted: Formula, more: Sequence[Unknown] = ()) -> Amounts | None:
        """Return amounts for which the formula holds, over further unknowns if it has any; None if there are none."""
        if wanted is False:
            return None
        if not more:
            known = next((trial.amounts for trial in self._trials if trial.holds(wanted)), None)
            if known is not None:
                return known
        return self._ask([wanted], more)

    def smallest(self, wanted: Formula, size: Sequence[Term], first: Amounts, more: Sequence[Unknown] = ()) -> Amounts:
        """Return amounts for which the formula holds and a size is least, starting from amounts for which it holds.

        Where the solver gives up on the way, they are the smallest that were found.
        """
        best, least = first, 0
        most = _sum(size, first)
        while least < most:
            middle = (least + most) // 2
            try:
                found = self._ask([wanted, at_most(size, middle)], more)
            except Undecided:
                return best
            if found is None:
                least = middle + 1
            else:
                best, most = found, _sum(size, found)
        return best

    def _ask(self, wanted: Iterable[Formula], more: Sequence[Unknown]) -> Amounts | None:
        self.room.asked += 1
        return self._solver.ask(list(wanted), more, self._keep)

    def _keep(self, amounts: Amounts) -> None:
        self._trials.insert(0, Trial(amounts))
        del self._trials[KEPT:]

    @cached_property
    def _solver(self) -> _Solver:
        return _Solver(self.unknowns, self.base, self.deadline, self.room)


def _sum(size: Iterable[Term], amounts: Amounts) -> int:
    trial = Trial(amounts)
    return sum(
        int(times) * (amounts[what] if isinstance(what, Unknown) else int(trial.holds(what))) for times, what in size
    )


class _Solver:
    """The solver itself, and how formulas and their unknowns are told to it."""

    def __init__(self, unknowns: Sequence[Unknown], base: Sequence[Formula], deadline: Deadline, room: Room) -> None:
        import z3  # noqa: PLC0415  # as above

        self._z3: Any = z3
        self._context = room.context
        self._deadline = deadline
        self._made: dict[Unknown | Formula, Any] = {}
        self._terms: dict[tuple[int, Unknown | Formula], Any] = {}
        self._nothing = z3.IntVal(0, self._context)
        self._unknowns = tuple(unknowns)
        self._solver = z3.Solver(ctx=self._context)
        self._solver.set("random_seed", 0)
        self._solver.add(*self._bounds(unknowns), *map(self._expression, base))

    def ask(self, wanted: Sequence[Formula], more: Sequence[Unknown], keep: Any) -> Amounts | None:  # noqa: ANN401  # z3 has no types
        self._solver.push()
        try:
            self._solver.add(*self._bounds(more), *map(self._expression, wanted))
            self._solver.set("timeout", max(1, int(self._deadline.left * 1000)))
            match self._solver.check():
                case self._z3.unsat:
                    return None
                case self._z3.sat:
                    model = self._solver.model()
                    asked = (*self._unknowns, *more)
                    amounts = {one: model.eval(self._variable(one), model_completion=True).as_long() for one in asked}
                    keep({one: amounts[one] for one in self._unknowns})
                    return amounts
                case _:
                    raise Undecided
        finally:
            self._solver.pop()

    def _bounds(self, unknowns: Iterable[Unknown]) -> list[Any]:
        found = []
        for one in unknowns:
            variable = self._variable(one)
            found.append(variable >= one.least)
            if one.most is not None:
                found.append(variable <= one.most)
        return found

    def _variable(self, one: Unknown) -> Any:  # noqa: ANN401  # z3 has no types
        if one not in self._made:
            self._made[one] = self._z3.Int(f"{one.name}.{len(self._made)}", self._context)
        return self._made[one]

    def _expression(self, formula: Formula) -> Any:  # noqa: ANN401  # z3 has no types
        if isinstance(formula, bool):
            return self._z3.BoolVal(formula, self._context)
        if formula not in self._made:
            self._deadline.look()
            self._made[formula] = self._translated(formula)
        return self._made[formula]

    def _translated(self, formula: AtLeast | Every | Either | Not) -> Any:  # noqa: ANN401  # z3 has no types
        match formula:
            case AtLeast(terms, least):
                return self._z3.Sum([*map(self._term, terms)]) >= least
            case Every(parts):
                return self._z3.And([self._expression(part) for part in parts])
            case Either(parts):
                return self._z3.Or([self._expression(part) for part in parts])
            case Not(part):
                return self._z3.Not(self._expression(part))

    def _term(self, term: tuple[int, Unknown | Formula]) -> Any:  # noqa: ANN401  # z3 has no types
        if term not in self._terms:  # the same terms stand in very many sums, and are slow to make
            times, what = term
            self._terms[term] = (
                times * self._variable(what)
                if isinstance(what, Unknown)
                else self._z3.If(self._expression(what), self._z3.IntVal(times, self._context), self._nothing)
            )
        return self._terms[term]
