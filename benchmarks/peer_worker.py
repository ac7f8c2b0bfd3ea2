"""A contestant: one of the peers' adapters, run by a Python that has its library. Nothing of peelgrade is imported.

    python benchmarks/peer_worker.py FOLDER NAME
    python benchmarks/peer_worker.py FOLDER --write NUMBER INSPECTIONS.jsonl

It speaks lines of JSON, as `contest` has it; `grading.py` starts it. With --write, it writes the peers' workload, so
many of their inspections, and what their oracle says of each.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import contest

POOL = 1000
CHECKED = 200
SECONDS = 0.25  # about how long a sample is to take
CHECKED_OF_SLOW = 10
TABLE = 20_000  # inspections that are given as columns, at once
GRADES = ("sub", "q", "overall")


def write(number: int, path: Path) -> None:
    """Write workload, inspections and what is right for them, a line each."""
    gen, oracle = importlib.import_module("gen"), importlib.import_module("oracle")
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(gen.W) + "\n")
        for start in range(0, number, POOL):
            for dossier in gen.dossiers(min(POOL, number - start), start):
                file.write(json.dumps({"inspection": dossier, "right": oracle.grade_one(dossier)}) + "\n")


def compete(name: str) -> None:
    """Be a contestant; where the library is not there, say so and stop."""
    adapter = importlib.import_module(f"adapters.{name}")
    try:
        adapter.setup()
    except ImportError as error:
        contest.say(contest.Ready(0, 0, f"not installed: {error.name}"))
        return
    kind = adapter.META["input"]
    slow = adapter.META.get("pool", POOL) < POOL
    checked = CHECKED_OF_SLOW if slow else CHECKED
    start = time.process_time()
    wrong = _wrong(adapter, kind, checked)
    rate = checked / (time.process_time() - start)
    number = TABLE if kind == "columns" else max(1, min(POOL, int(rate * SECONDS)))
    given = _given(kind, number)
    contest.serve(contest.Ready(checked, wrong), lambda: partial(_grade, adapter, given, number))


def _grade(adapter: Any, given: Any, number: int) -> int:  # noqa: ANN401  # modules and data of the peers
    adapter.grade(given)
    return number


def _given(kind: str, number: int) -> Any:  # noqa: ANN401  # each adapter takes what it says
    """Return inspections as an adapter takes them: as mappings, as counts made for it, or as columns."""
    gen, oracle = importlib.import_module("gen"), importlib.import_module("oracle")
    match kind:
        case "columns":
            return {"n": number, **gen.columns(0, number)}
        case "precounted":
            return [{"id": one["id"], "counts": oracle.precount(one)} for one in gen.dossiers(number)]
        case _:
            return gen.dossiers(number)


def _wrong(adapter: Any, kind: str, number: int) -> int:  # noqa: ANN401  # a module of the peers
    """Return how many of the first inspections an adapter grades otherwise than the oracle."""
    gen, oracle = importlib.import_module("gen"), importlib.import_module("oracle")
    found = adapter.grade(_given(kind, number))
    found = adapter.expand(found) if hasattr(adapter, "expand") else found
    right = oracle.grade(gen.dossiers(number))
    return sum(any(one[key] != other[key] for key in GRADES) for one, other in zip(found, right, strict=True))


def main(folder: str, *words: str) -> None:
    """Do what the words say, with the peers' modules at hand."""
    sys.path.insert(0, folder)
    match words:
        case ("--write", number, path):
            write(int(number), Path(path))
        case (name,):
            compete(name)
        case _:
            sys.exit(f"what is {words}?")


if __name__ == "__main__":
    main(*sys.argv[1:])
