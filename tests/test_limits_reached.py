"""What the limits let through: how much memory the biggest file takes, and that time grows in step with what is read."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from peelgrade import limits
from peelgrade.grading import grade
from peelgrade.pipeline import Reading, examine, read_inspection
from tests.conftest import ROOT
from tests.test_hostile import EVIDENCE, FILES, RECORD

FINDING = EVIDENCE[: EVIDENCE.index("- id: F2")]
METRIC = EVIDENCE[EVIDENCE.index("- id: M1") : EVIDENCE.index("- id: R1")]
ADVICE = EVIDENCE[EVIDENCE.index("- id: R1") :].replace("F2", "F1")
WORDS = [
    f"{word}{number}" for word in ("patrol", "call", "officer", "victim", "house", "street") for number in range(700)
]


def statement(chance: random.Random) -> str:
    """Return a statement of twenty words, which no other says."""
    return " ".join(chance.choices(WORDS, k=20))


def findings(amount: int) -> str:
    """Return findings of which each says something else."""
    chance = random.Random(amount)  # noqa: S311  # it keeps no secret
    made = (
        FINDING.replace("id: F1", f"id: B{n}").replace("Calls are answered at once.", statement(chance))
        for n in range(amount)
    )
    return "".join(made)


# Evidence that has many pairs of what may be held against each other
SHAPES: Mapping[str, Callable[[int], str]] = {
    "findings": findings,
    "findings that say the same": lambda n: "".join(FINDING.replace("id: F1", f"id: B{one}") for one in range(n)),
    "findings of a few words": lambda n: "".join(
        FINDING.replace("id: F1", f"id: B{one}").replace("Calls are answered at once.", f"patrol0 call0 officer0 {WORDS[one % 4_200]}")
        for one in range(n)
    ),
    "parts of one finding": lambda n: FINDING
    + "".join(FINDING.replace("id: F1", f"id: B{one}").replace("  observed:", "  part_of: F1\n  observed:") for one in range(n)),
    "advice on one finding": lambda n: FINDING
    + "".join(ADVICE.replace("id: R1", f"id: A{one}").replace("Answer in", f"{WORDS[one % 4_200]} in") for one in range(n)),
    "figures of one measure": lambda n: "".join(
        METRIC.replace("id: M1", f"id: M{one}").replace("at night", f"at night {one}") for one in range(n)
    ),
    "figures that are one": lambda n: "".join(METRIC.replace("id: M1", f"id: M{one}") for one in range(n)),
    "ids that are one": lambda n: FINDING * n,
    "unknown findings": lambda n: "".join(ADVICE.replace("id: R1", f"id: A{one}").replace("- F1", f"- X{one}") for one in range(n)),
}  # fmt: skip  # a shape to a line or two


def seconds(folder: Path, text: str) -> float:
    """Return the time of a processor that checking an inspection takes, and grading it where it is sound."""
    for name, plain in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(plain, encoding="utf-8")
    (folder / "town" / "evidence.yaml").write_text(text, encoding="utf-8")
    start = time.process_time()
    reading = Reading()
    examine(folder / "town", folder / "rules", reading)
    if not any(problem.severity == "error" for problem in reading.problems):
        read = read_inspection(folder / "town", folder / "rules")
        grade(read.inspection, read.rulebook)
    return time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_time_grows_in_step_with_what_is_read(tmp_path: Path, shape: Callable[[int], str]) -> None:
    """Four times as much takes about four times as long, whatever can be held against whatever else: never sixteen times."""
    seconds(tmp_path, shape(50))
    few = min(seconds(tmp_path, shape(400)) for _ in range(2))
    many = seconds(tmp_path, shape(1_600))
    assert many < 8 * few, (few, many)


@pytest.mark.slow
def test_the_biggest_file_takes_half_a_gigabyte_at_most(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Some seventeen thousand findings in eight million bytes are read within the memory of the smallest machine of CI."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(RECORD if name.endswith("inspection.yaml") else text, encoding="utf-8")
    text = findings(17_000)
    text += f"# {'x' * (limits.FILE_BYTES.usual - len(text) - 3)}\n"
    assert len(text) == limits.FILE_BYTES.usual
    (tmp_path / "town" / "evidence.yaml").write_text(text, encoding="utf-8")
    # what the system notes of a process (ru_maxrss) begins with what the one that started it had; this begins anew
    code = "import sys; from peelgrade import cli\ntry: cli.main(sys.argv[1:])\nfinally: print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')), file=sys.stderr)"
    ran = subprocess.run(
        [sys.executable, "-c", code, "grade", "town", "--rules", "rules", "--format", "json"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    most = int(ran.stderr.split()[-1]) // 1024
    assert most < 512
    record_property("megabytes that the biggest file takes", most)
