"""Try all that is promised as hard as it is promised, and write the figures into docs/promises.md.

    python scripts/prove.py [--only tests slow mutation supply]

It needs what `pip install '.[test,mutation]'` installs, and pip-audit on the path. On two cores it takes some two hours.
`.ci/run` tries the same but for mutation, and properties on fewer examples, in twenty minutes. A test that measures
something records it (`record_property`); what several tests record by one name is added up. Each figure goes into the
row of the page that has its name. The exit code is 1 where something that is promised does not hold; the figures of
that part then stay as they were.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "promises.md"
Figures = dict[str, str]


def tests() -> Figures:
    """Run what every run of the tests runs, and measure what of src/ it reaches."""
    with tempfile.TemporaryDirectory() as scratch:
        into = {"COVERAGE_FILE": str(Path(scratch, "reached")), "CI": "true"}  # what is drawn is the same every time
        found = pytest("tests with every run", {**into, "COVERAGE_PROCESS_START": str(ROOT / "pyproject.toml")})
        run("coverage", "combine", "--quiet", **into)
        total = run("coverage", "report", **into).splitlines()[-1]
    return {**found, "branch coverage of `src/`": total.split()[-1]}


def slow() -> Figures:
    """Run the slow tests, on as many examples as are promised, each operation failing in every way."""
    return pytest("slow tests", {"PEELGRADE_FAULTS": "9"}, "-m", "slow")


def mutation() -> Figures:
    """Let mistakes be made in grading, explanation and validation, and see whether a test fails."""
    told = run(sys.executable, "scripts/mutation.py")
    packages = re.findall(r"(?m)^(\w+) +([\d,]+) mutants: +(\S+) noticed", told)
    return {f"mistakes in {name} that are noticed": f"{rate} of {number}" for name, number, rate in packages}


def supply() -> Figures:
    """Look up whether a vulnerability is known of what the program is made of."""
    told = run(sys.executable, "scripts/supply.py", "audit", "--if-reachable")
    return {"vulnerabilities": told.splitlines()[-1].lower()}


PARTS: Mapping[str, Callable[[], Figures]] = {"tests": tests, "slow": slow, "mutation": mutation, "supply": supply}


def run(*command: str, **more: str) -> str:
    """Return what a command prints, which is shown as well. Raises CalledProcessError where it fails."""
    print("$", *command, file=sys.stderr)
    said = []
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **more}, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as running:
        for line in running.stdout or ():
            sys.stderr.write(line)
            said.append(line)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    return "".join(said)


def pytest(name: str, more: Mapping[str, str], *options: str) -> Figures:
    """Run tests, and return how many there were, how long they took, and what they recorded."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch, "report.xml")
        run(sys.executable, "-m", "pytest", "-q", *options, f"--junitxml={report}", **more)
        suite = next(ET.parse(report).iter("testsuite"))  # noqa: S314  # pytest wrote it just now
    recorded: dict[str, int] = {}
    for one in suite.iter("property"):
        recorded[one.attrib["name"]] = recorded.get(one.attrib["name"], 0) + int(one.attrib["value"])
    passed = int(suite.attrib["tests"]) - int(suite.attrib["skipped"])
    skipped = f", {suite.attrib['skipped']} skipped" if suite.attrib["skipped"] != "0" else ""
    told = f"{passed:,} passed{skipped} in {float(suite.attrib['time']):.0f} s"
    return {name: told, **{key: f"{value:,}" for key, value in recorded.items()}}


def put(page: str, figures: Figures) -> str:
    """Return the page with figures in their rows. Raises KeyError where it has no row of that name."""
    for name, figure in figures.items():
        page, places = re.subn(rf"(?m)^\| {re.escape(name)} \|.*$", lambda _: f"| {name} | {figure} |", page)  # noqa: B023  # called at once
        if places != 1:
            raise KeyError(name)
    return page


def main() -> int:
    """Try what the command line asks for."""
    parser = argparse.ArgumentParser(description="Try all that is promised, and write the figures into the page.")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=tuple(PARTS), help="only these parts")
    failed = []
    for name in parser.parse_args().only:
        try:
            figures = PARTS[name]()
        except subprocess.CalledProcessError as error:
            failed.append(f"{name}: {error}")
            continue
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")
    for line in failed:
        print(line, file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
