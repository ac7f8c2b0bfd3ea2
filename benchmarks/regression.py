"""Say whether grading got slower, by how its time stands to that of the plain oracle in the same run.

    python benchmarks/regression.py [--renew]

Each ratio is held against the one in recorded.json. It ends with 1, and says what got slower, where one is worse by
half or more. --renew records the ratios as they are now.

Times on a shared machine jump; ratios within one run do so less. Both sides are timed in turn, many times, and of each
side the best time counts: nothing but other work on the machine makes one longer than it need be. Where a ratio is too bad
all the same, everything is timed again, twice at most, and the best of each ratio counts.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from math import inf
from pathlib import Path
from statistics import median

import contest
import engine
import naive
import workload
from peelgrade.rulebook import Rulebook
from workload import Item, Workload

RECORDED = Path(__file__).resolve().parent / "recorded.json"
SEED = 7
AT_ONCE = 10  # inspections in one sample of either side: short ones, so that one falls where nothing else runs
ROUNDS = 40
TRIES = 3
WORSE_BY = 0.5


@dataclass(frozen=True)
class Slower:
    """A ratio that is too much worse than what is recorded."""

    what: str
    recorded: float
    now: float

    def __str__(self) -> str:
        by = self.now / self.recorded - 1
        return (
            f"{self.what} got slower: it takes {self.now:.3g} times the time of the plain oracle, and {self.recorded:.3g} is "
            f"recorded; that is {by:.0%} more, and less than {WORSE_BY:.0%} is let pass"
        )


def ratios(rounds: int = ROUNDS) -> dict[str, float]:
    """Return how the times of grading stand to those of the oracle on the same inspections, by what is graded."""
    own = workload.own()
    rules = engine.compiled(own)
    endless = workload.inspections(own, SEED)
    best: dict[str, tuple[float, float]] = {}
    for _ in range(rounds):
        for what, (ours, oracles) in JOBS.items():
            listed = tuple(islice(endless, AT_ONCE))  # others for each job: nothing can be known of them
            prepared = partial(ours, listed, own, rules)
            taken = [contest.sample(prepare) for prepare in (prepared, partial(partial, oracles, listed, own))]
            seconds = [one.seconds / one.inspections for one in taken]
            known = best.get(what, (inf, inf))
            best[what] = (min(known[0], seconds[0]), min(known[1], seconds[1]))
    return {what: own_time / oracle_time for what, (own_time, oracle_time) in best.items()}


Listed = Sequence[tuple[Item, ...]]


def _graded(listed: Listed, own: Workload, rules: Rulebook) -> Callable[[], int]:
    return partial(engine.grade_all, engine.fresh(listed, own), rules)


def _laid_out(listed: Listed, own: Workload, rules: Rulebook) -> Callable[[], int]:
    return partial(engine.lay_out_all, engine.told(listed, own), rules)


def _recorded(listed: Listed, own: Workload, rules: Rulebook) -> Callable[[], int]:
    return partial(engine.record_all, engine.fresh(listed, own), rules)


def _changed(listed: Listed, own: Workload, rules: Rulebook) -> Callable[[], int]:
    return partial(engine.regrade_all, engine.known(engine.fresh(listed, own), rules))


JOBS: Mapping[str, tuple[Callable[..., Callable[[], int]], Callable[..., int]]] = {
    "one inspection": (_graded, naive.grade_all),
    "one inspection, made of its items as well": (_laid_out, naive.grade_all),
    "one inspection with the full trace": (_recorded, naive.trace_all),
    "one inspection of which one item was changed": (_changed, naive.grade_all),
}


def slower(recorded: Mapping[str, float], now: Mapping[str, float]) -> list[Slower]:
    """Return the ratios that are worse by half or more than recorded. Raises KeyError where one is not recorded."""
    return [
        Slower(what, recorded[what], ratio) for what, ratio in now.items() if ratio >= recorded[what] * (1 + WORSE_BY)
    ]


def best_of(tries: int, measure: Callable[[], Mapping[str, float]], recorded: Mapping[str, float]) -> dict[str, float]:
    """Measure until nothing is too slow, so many times at most; return the best of each ratio."""
    best = dict(measure())
    for _ in range(tries - 1):
        if not slower(recorded, best):
            break
        again = measure()
        best = {what: min(ratio, again[what]) for what, ratio in best.items()}
    return best


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="Say whether grading got slower beside the plain oracle.")
    parser.add_argument("--renew", action="store_true", help="record the ratios as they are now")
    if parser.parse_args().renew:
        measured = [ratios() for _ in range(TRIES)]
        renewed = {what: float(f"{median(one[what] for one in measured):.3g}") for what in JOBS}
        RECORDED.write_text(json.dumps(renewed, indent=2) + "\n", encoding="utf-8")
        print(f"recorded in {RECORDED.name}: {renewed}")
        return
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    now = best_of(TRIES, ratios, recorded)
    for what, ratio in now.items():
        print(f"{what}: {ratio:.3g} times the time of the plain oracle; recorded: {recorded[what]:.3g}")
    found = slower(recorded, now)
    for one in found:
        print(f"error: {one}", file=sys.stderr)
    if found:
        print(
            "help: find what made it slower; if it is meant, run 'python benchmarks/regression.py --renew'",
            file=sys.stderr,
        )
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
