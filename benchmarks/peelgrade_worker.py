"""A contestant: peelgrade or the plain oracle, on inspections of this project or of the peers.

    python benchmarks/peelgrade_worker.py NAME [INSPECTIONS.jsonl]

NAME is one of CONTESTANTS. It speaks lines of JSON, as `contest` has it; `grading.py` starts it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import contest
import engine
import naive
import translation
from inputs import Inputs
from peelgrade.grading import grade
from workload import Item

POOL = 1000  # inspections that samples are taken from
AT_ONCE = 200  # inspections in one sample: it takes longer to make them than to grade them
CHECKED = 200

Samples = Iterator[Sequence[tuple[Item, ...]]]


def _untraced(inputs: Inputs, samples: Samples) -> contest.Prepare:
    rules = translation.rulebook_of(inputs.workload)
    return lambda: partial(engine.grade_all, engine.fresh(next(samples), inputs.workload), rules)


def _traced(inputs: Inputs, samples: Samples) -> contest.Prepare:
    rules = translation.rulebook_of(inputs.workload)
    return lambda: partial(engine.trace_all, engine.fresh(next(samples), inputs.workload), rules)


def _again(inputs: Inputs, samples: Samples) -> contest.Prepare:
    rules = translation.rulebook_of(inputs.workload)
    inspections = engine.fresh(next(samples), inputs.workload)
    engine.grade_all(inspections, rules)
    return lambda: partial(engine.grade_all, inspections, rules)


def _changed(inputs: Inputs, samples: Samples) -> contest.Prepare:
    rules = translation.rulebook_of(inputs.workload)
    return lambda: partial(engine.regrade_all, engine.known(engine.fresh(next(samples), inputs.workload), rules))


def _oracle(inputs: Inputs, samples: Samples) -> contest.Prepare:
    return lambda: partial(naive.grade_all, next(samples), inputs.workload)


def _oracle_traced(inputs: Inputs, samples: Samples) -> contest.Prepare:
    return lambda: partial(naive.trace_all, next(samples), inputs.workload)


CONTESTANTS: Mapping[str, Callable[[Inputs, Samples], contest.Prepare]] = {
    "untraced": _untraced,
    "traced": _traced,
    "again": _again,
    "changed": _changed,
    "oracle": _oracle,
    "oracle-traced": _oracle_traced,
}


def main(name: str, path: Path | None = None) -> None:
    """Be a contestant."""
    inputs = Inputs.own(POOL, CHECKED) if path is None else Inputs.of_peers(path, POOL, CHECKED)
    endless = cycle(inputs.listed)
    prepare = CONTESTANTS[name](inputs, iter(lambda: tuple(islice(endless, AT_ONCE)), ()))
    contest.serve(contest.Ready(len(inputs.right), _wrong(inputs, oracle=name.startswith("oracle"))), prepare)


def _wrong(inputs: Inputs, *, oracle: bool) -> int:
    """Return how many of the inspections whose grades are known are graded otherwise."""
    listed = inputs.listed[: len(inputs.right)]
    if oracle:
        found = [naive.grade_with_trace(items, inputs.workload) for items in listed]
    else:
        rules = translation.rulebook_of(inputs.workload)
        inspections = engine.fresh(listed, inputs.workload)
        found = [translation.grades_of(grade(one, rules), inputs.workload) for one in inspections]
    return sum(one != right for one, right in zip(found, inputs.right, strict=True))


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))
