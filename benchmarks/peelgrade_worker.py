"""A contestant: peelgrade or the plain oracle, on inspections of this project or of the peers.

    python benchmarks/peelgrade_worker.py NAME BEFORE [INSPECTIONS.jsonl]

NAME is one of CONTESTANTS; its rules have graded BEFORE other inspections. It speaks lines of JSON, as `contest` has it; `grading.py` starts it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import contest
import engine
import naive
import translation
from inputs import Inputs
from peelgrade.evidence import Inspection
from peelgrade.grading import grade
from peelgrade.rulebook import Rulebook
from workload import Grades, Item, Workload

AT_ONCE = 1_000  # inspections in one sample: fewer would be over before the caches of the processor are warm
FIRST = 20  # of them, where each has rules of its own: to compile those takes longest
CHECKED = 100


@dataclass(frozen=True)
class Setting:
    """What a contestant is given: the workload, inspections by samples, and how many rules have graded before."""

    workload: Workload
    samples: Iterator[Sequence[tuple[Item, ...]]]
    before: int

    def fresh(self) -> list[Inspection]:
        """Return the inspections of the next sample, made anew."""
        return engine.fresh(next(self.samples), self.workload)

    def rules(self) -> Rulebook:
        """Return rules that have graded other inspections before."""
        rules = translation.rulebook_of(self.workload)
        for _ in range(0, self.before, AT_ONCE):
            engine.grade_all(self.fresh(), rules)
        return rules


def _untraced(given: Setting) -> contest.Prepare:
    rules = given.rules()
    return lambda: partial(engine.grade_all, given.fresh(), rules)


def _laid_out(given: Setting) -> contest.Prepare:
    rules = given.rules()
    return lambda: partial(engine.lay_out_all, engine.told(next(given.samples), given.workload), rules)


def _recorded(given: Setting) -> contest.Prepare:
    rules = given.rules()
    return lambda: partial(engine.record_all, given.fresh(), rules)


def _traced(given: Setting) -> contest.Prepare:
    rules = given.rules()
    return lambda: partial(engine.trace_all, given.fresh(), rules)


def _again(given: Setting) -> contest.Prepare:
    rules, inspections = given.rules(), given.fresh()
    engine.grade_all(inspections, rules)
    return lambda: partial(engine.grade_all, inspections, rules)


def _changed(given: Setting) -> contest.Prepare:
    rules = given.rules()
    return lambda: partial(engine.regrade_all, engine.known(given.fresh(), rules))


def _first(given: Setting) -> contest.Prepare:
    def prepare() -> Callable[[], int]:
        inspections = given.fresh()[:FIRST]
        return partial(engine.grade_first, [(one, engine.compiled(given.workload)) for one in inspections])

    return prepare


def _oracle(given: Setting) -> contest.Prepare:
    return lambda: partial(naive.grade_all, next(given.samples), given.workload)


def _oracle_traced(given: Setting) -> contest.Prepare:
    return lambda: partial(naive.trace_all, next(given.samples), given.workload)


CONTESTANTS: Mapping[str, Callable[[Setting], contest.Prepare]] = {
    "untraced": _untraced,
    "laid-out": _laid_out,
    "recorded": _recorded,
    "traced": _traced,
    "again": _again,
    "first": _first,
    "changed": _changed,
    "oracle": _oracle,
    "oracle-traced": _oracle_traced,
}


def main(name: str, before: int, path: Path | None = None) -> None:
    """Be a contestant."""
    inputs = Inputs.own() if path is None else Inputs.of_peers(path)
    some = [(items, right()) for items, right in islice(inputs.pairs, CHECKED)]
    samples = iter(lambda: tuple(items for items, _ in islice(inputs.pairs, AT_ONCE)), ())
    prepare = CONTESTANTS[name](Setting(inputs.workload, samples, before))
    contest.serve(contest.Ready(len(some), _wrong(inputs.workload, some, oracle=name.startswith("oracle"))), prepare)


def _wrong(workload: Workload, some: Sequence[tuple[tuple[Item, ...], Grades]], *, oracle: bool) -> int:
    """Return how many inspections are graded otherwise than is right."""
    listed = [items for items, _ in some]
    if oracle:
        found = [naive.grade_with_trace(items, workload) for items in listed]
    else:
        rules = translation.rulebook_of(workload)
        found = [translation.grades_of(grade(one, rules), workload) for one in engine.fresh(listed, workload)]
    return sum(one != right for one, (_, right) in zip(found, some, strict=True))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *map(Path, sys.argv[3:]))
