"""Promises of speed and memory: against the parser of PyYAML on the same file, in one run."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

ITEMS = 5_000
QUESTIONS = ("q1.prevention", "q2.investigation", "q2.offenders", "q4.response", "q4.national", "q4.understanding")
RECORD = """\
id: town-2015
force: {id: town, name: Town Police}
framework: peel-effectiveness-2015
documents: [{id: notes, title: Field notes}]
questions: [{question: effectiveness, status: in_progress}]
"""
ITEM = """\
- id: F{n}
  kind: finding
  question: {question}
  shows: {shows}
  weight: {weight}
  extent: partial
  standing: observed
  statement: {statement}
  sources:
    - {{document: notes, section: "What was seen and heard in the districts, week by week", paragraph: {paragraph}}}
"""
MEASURE = """\
import gc, json, re, sys, time
from pathlib import Path
import yaml
from peelgrade.pipeline import Reading, examine
folder = Path(sys.argv[1])
text = (folder / "evidence.yaml").read_text()
theirs, ours = [], []
while len(ours) < 5 or (len(ours) < 15 and min(ours) > min(theirs)):  # what else the machine does falls on either
    start = time.perf_counter()
    reading = Reading()
    examine(folder, None, reading)
    problems, _ = reading.standing()
    ours.append(time.perf_counter() - start)
    # of this program alone: what the system tells of a process may be the peak of the one that started it
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
    count = len(problems)
    del reading, problems  # what lies about would slow the other down
    gc.collect()
    start = time.perf_counter()
    yaml.load(text, Loader=yaml.CSafeLoader)
    theirs.append(time.perf_counter() - start)
print(json.dumps({"ours": min(ours), "theirs": min(theirs), "peak": peak, "problems": count}))
"""


@pytest.mark.slow
def test_loading_and_checking_takes_less_than_the_parser_alone(tmp_path: Path) -> None:
    """5,000 items in over 1.7 MB are read and checked in less time than yaml.load takes, and in less than 300 MB."""
    chance = random.Random(5)  # noqa: S311  # the same words every time
    words = ["".join(chance.choices("abcdefghilmnoprstu", k=chance.randint(2, 9))) for _ in range(4_000)]
    items = (
        ITEM.format(
            n=n,
            question=chance.choice(QUESTIONS),
            shows=chance.choice(("strength", "weakness")),
            weight=chance.choice(("minor", "moderate")),
            statement=" ".join(chance.choices(words, k=14)),
            paragraph=n % 40 + 1,
        )
        for n in range(1, ITEMS + 1)
    )
    (tmp_path / "inspection.yaml").write_text(RECORD, encoding="utf-8")
    size = (tmp_path / "evidence.yaml").write_text("".join(items), encoding="utf-8")
    run = subprocess.run([sys.executable, "-c", MEASURE, tmp_path], capture_output=True, text=True, check=True)
    measured = json.loads(run.stdout)

    assert size > 1_700_000
    assert 0 == measured["problems"]
    assert measured["ours"] < measured["theirs"], measured
    assert measured["peak"] < 300_000, measured
