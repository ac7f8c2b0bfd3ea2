"""Time the grading of one inspection beside other engines, in one run on one core, and check every grade.

    python benchmarks/grading.py [--peers FOLDER [--peers-python PYTHON]] [--checked N] [--rounds N] [--before N]
    python benchmarks/grading.py --write FOLDER

Without the peers' folder, peelgrade is checked against the plain oracle of this project and timed beside it. With
it, the peers' own workload is taken: their inspections, graded by peelgrade, must have the grades that their oracle
gives, and their adapters are timed in the same run. --write writes the workload as a rulebook and one inspection of it,
for the commands of peelgrade.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import contest
import translation
import workload
from command_line import positive, tell, told_shortly
from contest import Contestant, Measured
from inputs import SEED, Inputs
from peelgrade.grading import grade
from peelgrade_worker import AT_ONCE, CHECKED
from peers import Peers, add_peers, peers_of
from workload import Grades

HERE = Path(__file__).resolve().parent
MOST_TOLD = 20  # grades that came out otherwise


@dataclass(frozen=True)
class Entry:
    """A contestant as it is told: what it is called, its name as a program, and whose it is."""

    title: str
    name: str
    ours: bool = False


@dataclass(frozen=True)
class Group:
    """Contestants that do the same job, the first of them peelgrade; those that the peers have are left out without them."""

    title: str
    entries: tuple[Entry, ...]


GROUPS = (
    Group(
        "Judgments without a trace",
        (
            Entry("**peelgrade**", "untraced", ours=True),
            Entry("peelgrade, the inspection made of its items as well", "laid-out", ours=True),
            Entry("plain Python, a loop for each count", "oracle", ours=True),
            Entry("the same of the peers", "oracle_naive"),
            Entry("plain Python, one pass over the items", "py_onepass"),
            Entry("the rules as generated Python", "py_codegen"),
            Entry("ZEN, expressions", "zen_expr"),
            Entry("ZEN, decision tables", "zen_table"),
            Entry("clingo", "clingo_asp"),
            Entry("Rego in Rust (regorus)", "rego_regorus"),
            Entry("CLIPS", "clips_full"),
            Entry("CEL in Rust", "cel_rust"),
            Entry("Rego in C++", "rego_regocpp"),
            Entry("JSON Logic", "jsonlogic_panzi"),
            Entry("rule-engine", "rule_engine_py"),
            Entry("CEL in Python", "celpy_compiled"),
        ),
    ),
    Group(
        "Judgments with the full trace",
        (
            Entry("**peelgrade**", "recorded", ours=True),
            Entry("peelgrade, the tree of every trace laid out as well", "traced", ours=True),
            Entry("plain Python, a loop for each count", "oracle-traced", ours=True),
            Entry("the same of the peers", "oracle_trace"),
            Entry("the rules as generated Python", "py_codegen_trace"),
            Entry("ZEN, decision tables", "zen_table_trace"),
        ),
    ),
    Group(
        "Judgments after one item was changed (others: all of it again)",
        (Entry("**peelgrade**, what the item bears on", "changed", ours=True),),
    ),
    Group("Judgments of inspections that were graded before", (Entry("**peelgrade**", "again", ours=True),)),
    Group("Judgments of the first inspection that rules are used for", (Entry("**peelgrade**", "first", ours=True),)),
    Group(
        "Judgments from counts that were made before, untimed",
        (
            Entry("**peelgrade**, which makes its counts", "untraced", ours=True),
            Entry("ZEN, decision tables", "zen_table_precounted"),
            Entry("durable_rules", "durable_precounted"),
            Entry("business-rules", "business_rules_py"),
            Entry("DEXiPy", "dexipy_pre"),
            Entry("experta", "experta_precounted"),
            Entry("pyDMNrules", "pydmnrules_pre"),
        ),
    ),
)


# --- what is right ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Checked:
    """Inspections that were graded, the grades in them, and the first that came out otherwise, if any."""

    inspections: int
    grades: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.inspections:,} inspections, {self.grades:,} grades: {len(self.wrong) or 'none'} otherwise than the oracle"


def check(inputs: Inputs, number: int) -> Checked:
    """Grade so many inspections, and hold every grade against the oracle."""
    rules = translation.rulebook_of(inputs.workload)
    inspections = grades = 0
    wrong: list[str] = []
    for items, right_of in islice(inputs.pairs, number):
        right = right_of()
        inspection = translation.inspection_of(f"i{inspections}", items, inputs.workload)
        found = translation.grades_of(grade(inspection, rules), inputs.workload)
        wrong += [f"inspection {inspections}: {told}" for told in _differences(found, right)]
        inspections += 1
        grades += len(right.parts) + len(right.questions) + 1
    return Checked(inspections, grades, tuple(wrong))


def _differences(found: Grades, right: Grades) -> Iterator[str]:
    reached, wanted = ({**one.parts, **one.questions, workload.OVERALL: one.overall} for one in (found, right))
    for question, category in wanted.items():
        if reached[question] != category:
            yield f"{question} is {reached[question]}, and by the oracle {category}"


# --- how long it takes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """How to measure: inspections whose every grade is checked, rounds, and how many rules have graded before."""

    checked: int = 10_000
    rounds: int = 9
    before: int = 10_000

    @property
    def inspections(self) -> int:
        """Inspections that are needed so that each sample is of new ones."""
        return max(self.checked, CHECKED + self.before + (self.rounds + 1) * AT_ONCE)


def time_all(peers: Peers | None, path: Path | None, asked: Asked, tell: Callable[[str], None]) -> dict[str, Measured]:
    """Time every contestant that there is, in one run."""
    given = (str(asked.before), *(() if path is None else (str(path),)))
    listed = {entry.name: _contestant(entry, peers, given) for group in GROUPS for entry in group.entries}
    return contest.run([one for one in listed.values() if one is not None], asked.rounds, tell)


def _contestant(entry: Entry, peers: Peers | None, given: Sequence[str]) -> Contestant | None:
    if entry.ours:
        return Contestant(entry.name, (sys.executable, str(HERE / "peelgrade_worker.py"), entry.name, *given))
    there = peers is not None and (peers.folder / "adapters" / f"{entry.name}.py").is_file()
    return Contestant(entry.name, peers.command(entry.name)) if peers is not None and there else None


def table(measured: Mapping[str, Measured]) -> Iterator[str]:
    """Yield the lines of a table in Markdown: how fast each was, and how many times as fast peelgrade was."""
    yield "| what | inspections a second | peelgrade is faster |"
    yield "| --- | ---: | ---: |"
    for group in GROUPS:
        told = [(entry, measured[entry.name]) for entry in group.entries if entry.name in measured]
        if len(told) == 1 and len(group.entries) > 1:
            continue  # nothing to compare with
        yield f"| *{group.title}* | | |"
        for entry, one in told:
            yield _row(entry, one, told[0][1])


def _row(entry: Entry, one: Measured, ours: Measured) -> str:
    if one.ready.note:
        return f"| {entry.title} | {one.ready.note} | |"
    times = "" if one is ours else contest.times(ours.times(one))
    wrong = f" ({one.ready.wrong} of {one.ready.checked} wrong)" if one.ready.wrong else ""
    return f"| {entry.title} | {one.rate:,.0f}{wrong} | {times} |"


def report(peers: Peers | None, asked: Asked, tell: Callable[[str], None]) -> tuple[list[str], bool]:
    """Check and time; return what was found as lines of Markdown, and whether every grade was right."""
    with tempfile.TemporaryDirectory() as scratch:
        path = None if peers is None else Path(scratch, "inspections.jsonl")
        if peers is not None and path is not None:
            tell("the peers write their inspections and what is right for them")
            peers.write(asked.inspections, path)
        tell(f"grading {asked.checked:,} inspections, to check every grade")
        found = check(Inputs.own() if path is None else Inputs.of_peers(path), asked.checked)
        measured = time_all(peers, path, asked, tell)
    lines = [f"Checked: {found}.", *found.wrong[:MOST_TOLD], "", *table(measured)]
    right = not found.wrong and not any(one.ready.wrong for one in measured.values())
    return lines, right


def write(folder: Path) -> None:
    """Write the workload of this project as a rulebook, and an inspection, into a folder."""
    own = workload.own()
    items = next(workload.inspections(own, SEED))
    translation.write_rulebook(translation.rulebook_of(own), folder / "rules")
    translation.write_inspection(translation.inspection_of("inspection", items, own), folder / "inspection")


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="Time the grading of one inspection beside other engines.")
    add_peers(parser)
    plain = Asked()
    parser.add_argument(
        "--checked", type=positive, default=plain.checked, help="inspections whose every grade is checked"
    )
    parser.add_argument("--rounds", type=positive, default=plain.rounds, help="rounds of timing")
    parser.add_argument("--before", type=int, default=plain.before, help="inspections that rules have graded before")
    parser.add_argument("--write", type=Path, help="write rulebook and inspection into this folder instead")
    asked = parser.parse_args()
    if asked.write is not None:
        write(asked.write)
        return
    how = Asked(asked.checked, asked.rounds, asked.before)
    with told_shortly():
        lines, right = report(peers_of(asked), how, tell)
    print("\n".join(lines))
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
