"""A contestant: peelgrade or the plain oracle, on inspections of this project or of the peers.

    python benchmarks/peelgrade_worker.py NAME [INSPECTIONS.jsonl]

NAME is one of CONTESTANTS. It speaks lines of JSON, as `contest` has it; `grading.py` starts it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import contest
import engine
import naive
import translation
from inputs import Inputs
from peelgrade.grading import grade
from peelgrade.rulebook import Rulebook
from workload import Grades, Item, Workload

AT_ONCE = 100  # inspections in one sample: it takes longer to make them than to grade them
BEFORE = 1000  # other inspections that rules have graded before, where nothing else is said
FIRST = 20  # of them, where each has rules of its own: to compile those takes longest
CHECKED = 100

Samples = Iterator[Sequence[tuple[Item, ...]]]


def _used(inputs: Inputs, samples: Samples) -> Rulebook:
    """Return rules that have graded other inspections before."""
    rules = translation.rulebook_of(inputs.workload)
    for listed in islice(samples, BEFORE // AT_ONCE):
        engine.grade_all(engine.fresh(listed, inputs.workload), rules)
    return rules


def _untraced(inputs: Inputs, samples: Samples) -> contest.Prepare:
    rules = _used(inputs, samples)
    return lambda: partial(engine.grade_all, engine.fresh(next(samples), inputs.workload), rules)


def _laid_out(inputs: Inputs, samples: Samples) -> contest.Prepare:
    rules = _used(inputs, samples)
    return lambda: partial(engine.lay_out_all, engine.told(next(samples), inputs.workload), rules)


def _traced(inputs: Inputs, samples: Samples) -> contest.Prepare:
    rules = _used(inputs, samples)
    return lambda: partial(engine.trace_all, engine.fresh(next(samples), inputs.workload), rules)


def _again(inputs: Inputs, samples: Samples) -> contest.Prepare:
    rules = translation.rulebook_of(inputs.workload)
    inspections = engine.fresh(next(samples), inputs.workload)
    engine.grade_all(inspections, rules)
    return lambda: partial(engine.grade_all, inspections, rules)


def _changed(inputs: Inputs, samples: Samples) -> contest.Prepare:
    rules = _used(inputs, samples)
    return lambda: partial(engine.regrade_all, engine.known(engine.fresh(next(samples), inputs.workload), rules))


def _first(inputs: Inputs, samples: Samples) -> contest.Prepare:
    def prepare() -> Callable[[], int]:
        inspections = engine.fresh(next(samples)[:FIRST], inputs.workload)
        return partial(engine.grade_first, [(one, engine.compiled(inputs.workload)) for one in inspections])

    return prepare


def _oracle(inputs: Inputs, samples: Samples) -> contest.Prepare:
    return lambda: partial(naive.grade_all, next(samples), inputs.workload)


def _oracle_traced(inputs: Inputs, samples: Samples) -> contest.Prepare:
    return lambda: partial(naive.trace_all, next(samples), inputs.workload)


CONTESTANTS: Mapping[str, Callable[[Inputs, Samples], contest.Prepare]] = {
    "untraced": _untraced,
    "laid-out": _laid_out,
    "traced": _traced,
    "again": _again,
    "first": _first,
    "changed": _changed,
    "oracle": _oracle,
    "oracle-traced": _oracle_traced,
}


def main(name: str, path: Path | None = None) -> None:
    """Be a contestant."""
    inputs = Inputs.own() if path is None else Inputs.of_peers(path)
    some = tuple(islice(inputs.pairs, CHECKED))
    samples = iter(lambda: tuple(items for items, _ in islice(inputs.pairs, AT_ONCE)), ())
    prepare = CONTESTANTS[name](inputs, samples)
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
    main(sys.argv[1], *map(Path, sys.argv[2:]))
