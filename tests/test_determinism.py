"""The same inputs give the same bytes: on any machine, in any order, under any Python that is supported."""

from __future__ import annotations

import importlib.metadata
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace as replaced
from pathlib import Path

import pytest
import yaml
from hatchling.build import build_wheel

import peelgrade
from tests import machines
from tests.conftest import KENT, ROOT, Run, replace
from tests.folders import contents
from tests.machines import DATA, FEW, HOUR, OTHERWISE, PLAIN, WORDS, WRITING, Machine
from tests.sandbox import formats
from tests.scripts import script

supply = script("supply")
SOURCE = str(Path(peelgrade.__file__).parents[1])
# the answer is no: there are mistakes, also in the tables
NO = {
    *(
        command
        for command in DATA + WORDS
        if command.startswith(("validate broken", "validate kent broken", "batch past"))
    ),
    "diff mine theirs --over past --format json",
    "rules sensitivity mine --over past --question q4 --format json",
}


def prepared(folder: Path) -> Path:
    """Write what commands are run on: a part of Kent's inspection, others that differ, rules and tables."""
    kent = folder / "kent"
    shutil.copytree(KENT, kent, ignore=shutil.ignore_patterns("q1-*", "q2-*"))
    replace(kent / "inspection.yaml", "name: Kent Police", "name: Kënt Pólice İıßŋ “北”")
    for name in ("later", "other", "broken"):
        shutil.copytree(kent, folder / name)
    later = folder / "later" / "q3-vulnerability.yaml"
    before, _, of_it = later.read_text(encoding="utf-8").partition("- id: F320")
    later.write_text(
        f"{before}- id: F320{of_it.replace('extent: widespread', 'extent: isolated', 1)}", encoding="utf-8"
    )
    replace(folder / "other" / "inspection.yaml", "id: kent-2015", "id: other-2015")
    for old, new in (("weight: moderate", "weight: mödrate"), ("extent: partial", "extnt: partial"), ("F302", "F301")):
        replace(folder / "broken" / "q3-vulnerability.yaml", old, new)
    for name in ("mine", "theirs"):
        shutil.copytree(ROOT / "rules" / "peel-effectiveness-2015", folder / name)
    replace(folder / "theirs" / "roll-up.yaml", "share_at_least: 0.75", "share_at_least: 0.8")
    shutil.copytree(ROOT / "rules" / "peel-effectiveness-2017", folder / "rollup")
    for name in ("kent", "other"):
        shutil.copytree(folder / name, folder / "forces" / name)
    shutil.copytree(ROOT / "docs" / "examples" / "inspections", folder / "past")
    for path in (ROOT / "docs" / "examples").glob("*.*"):
        shutil.copy(path, folder / "past")
    return folder


def done(machine: Machine, given: Path, commands: tuple[str, ...], python: str = sys.executable) -> dict[str, bytes]:
    """Run commands on a machine, on a copy of what is given, and return every file that is there then."""
    folder = given.parent / "machines" / machine.folder
    shutil.copytree(given, folder)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
    source = {"PYTHONPATH": SOURCE} if python == sys.executable else {}
    ran = subprocess.run(
        [python, *machines.started_as(machine, commands)],
        cwd=folder,
        env={**kept, **source, **machine.environment},
        check=False,
        capture_output=True,
    )
    assert 0 == ran.returncode, ran.stderr.decode(errors="replace")
    return contents(folder)


def differing(first: Mapping[str, bytes], second: Mapping[str, bytes], commands: tuple[str, ...]) -> list[str]:
    """Return which of the commands, and which files, came out otherwise, each with the first line that differs."""
    return [
        f"{machines.command_of(name, commands)}: {_first_difference(first.get(name), second.get(name))}"
        for name in sorted(first.keys() | second.keys())
        if first.get(name) != second.get(name) and machines.command_of(name, commands)
    ]


def _first_difference(first: bytes | None, second: bytes | None) -> str:
    if first is None or second is None:
        return "only on one of them"
    pairs = zip([*first.splitlines(), b"(end)"], [*second.splitlines(), b"(end)"], strict=False)
    return next((f"{one[:200]!r} and {other[:200]!r}" for one, other in pairs if one != other), "ends of lines")


def codes(found: Mapping[str, bytes], commands: tuple[str, ...]) -> dict[str, int]:
    """Return the exit code of each command that was not done."""
    told = {machines.command_of(name, commands): int(text) for name, text in found.items() if name.endswith(".code")}
    return {command: code for command, code in told.items() if code}


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """Return a folder of inputs."""
    (tmp_path / "given").mkdir()
    return prepared(tmp_path / "given")


def test_nothing_of_the_machine_reaches_a_result(given: Path) -> None:
    """Hash seed, locale, zone, clock, folder, width, cores and order of listing are all others, and the bytes the same."""
    with ThreadPoolExecutor() as pool:
        with_letters = replaced(OTHERWISE, folder="Ånother folder")
        first, second = pool.map(lambda machine: done(machine, given, FEW), (PLAIN, with_letters))
    assert [] == differing(first, second, FEW)
    assert {"validate broken --format sarif": 1} == codes(first, FEW)


# with letters or widths of their own, machines show people what they show otherwise
ELSEWHERE = (
    OTHERWISE,
    Machine(
        "Turkish letters, and listed otherwise",
        "t",
        {
            "PYTHONHASHSEED": "1",
            "LC_ALL": "tr_TR.ISO-8859-9",
            "PYTHONUTF8": "0",
            "PYTHONOPTIMIZE": "1",
            "TZ": "Asia/Tokyo",
        },
        umask=0o077,
        listing=1,
        ahead=13 * HOUR,
        cores=1,
    ),
    Machine(
        "the same for people",
        "Ånother\u0131 folder/a b'c\"d",
        {
            "PYTHONHASHSEED": "random",
            "LANG": "C",
            "PYTHONUTF8": "1",
            "TZ": "Pacific/Kiritimati",
            "POLARS_MAX_THREADS": "3",
            "PYTHONDEVMODE": "1",
        },
        umask=0o002,
        listing=3,
        ahead=-20 * 365 * 24 * HOUR,
        cores=1,
    ),
)


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """Return a folder with a locale that hardly a machine has, where this one can make it."""
    localedef = shutil.which("localedef")
    if localedef is None:
        pytest.skip("locales cannot be made here; install what brings 'localedef' and its sources, such as 'locales'")
    folder = tmp_path / "locales"
    folder.mkdir()
    made = folder / "tr_TR.ISO-8859-9"
    subprocess.run([localedef, "-i", "tr_TR", "-f", "ISO-8859-9", made], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize(
    "command",
    ["grade", "explain", "diff", "compare", "agreement", "whatif", "validate", "rules test", "rules show"],
)
def test_every_format_is_printed_on_every_machine(command: str) -> None:
    """A format that is offered is held to the same bytes everywhere; the first is laid out for people."""
    lines = [line for line in DATA if line.startswith(f"{command} ")]
    printed = {line.partition(" --format ")[2].partition(" ")[0] for line in lines}
    assert set() == {*formats(command)[1:]} - printed


@pytest.mark.slow
@pytest.mark.longest
def test_no_result_of_any_command_depends_on_the_machine(given: Path, locales: Path) -> None:
    """What is data is the same bytes everywhere; what is laid out for people is, where letters and widths are the same."""
    everything = DATA + WRITING + WORDS
    alike = ELSEWHERE[-1]

    def found(machine: Machine) -> dict[str, bytes]:
        there = replaced(machine, environment={**machine.environment, "LOCPATH": str(locales)})
        return done(there, given, everything if machine in (PLAIN, alike) else DATA + WRITING)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        expected, *others = pool.map(found, (PLAIN, *ELSEWHERE))
    for machine, other in zip(ELSEWHERE, others, strict=True):
        commands = everything if machine is alike else DATA
        assert [] == differing(expected, other, commands), machine.name
    assert NO & set(everything) == set(codes(expected, everything))


# --- versions of Python ------------------------------------------------------------------------------------------------

PYTHONS = "PEELGRADE_PYTHONS"
VERSIONS = os.environ.get("PEELGRADE_VERSIONS", "3.11 3.12 3.13").split()


def python_of(version: str) -> str | None:
    """Return the interpreter of a version, on the path, among PEELGRADE_PYTHONS or those of pyenv."""
    named = (path for path in os.environ.get(PYTHONS, "").split(os.pathsep) if path)
    kept = (Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python")
    for path in filter(None, (shutil.which(f"python{version}"), *named, *map(str, sorted(kept)))):
        told = "import sys; print(*sys.version_info[:2], sep='.')"
        ran = subprocess.run([path, "-c", told], capture_output=True, text=True, check=False)
        if ran.stdout.strip() == version:
            return path
    return None


def installed(python: str, wheel: Path, folder: Path) -> str:
    """Return the Python of a new environment with a wheel of the project, and the libraries that the lock has for it."""
    lock = folder.with_suffix(".lock")
    known = supply.locked()
    lock.write_text("".join(f"{known[name].lines}\n" for name in supply.used(("all",))), encoding="utf-8")
    subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True, capture_output=True)
    made = folder / "bin" / "python"
    # what CI has pip hold to has no hashes, and pip then asks for some
    environment = {name: value for name, value in os.environ.items() if name not in {"PIP_CONSTRAINT", "PYTHONPATH"}}
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", made]
    for asked in (
        ["install", "--quiet", "--no-compile", "--no-deps", "--require-hashes", "--requirement", lock],
        ["install", "--quiet", "--no-compile", "--no-deps", "--no-index", wheel],
        ["check"],
    ):
        ran = subprocess.run([*pip, *asked], env=environment, capture_output=True, text=True, check=False)
        assert 0 == ran.returncode, ran.stdout + ran.stderr
    return str(made)


@pytest.mark.slow
@pytest.mark.longest
def test_no_result_depends_on_the_version_of_python(
    given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every version that is supported gives the bytes that this one gives, by the same versions of libraries."""
    behind = {
        name for name, one in supply.locked().items() if name in supply.used(("all",)) and is_other(name, one.version)
    }
    if behind:
        pytest.skip(f"other libraries are installed than are locked: {', '.join(sorted(behind))}")
    others = [version for version in VERSIONS if version != f"{sys.version_info.major}.{sys.version_info.minor}"]
    pythons = {version: path for version in others if (path := python_of(version)) is not None}
    commands = DATA + WRITING + WORDS
    monkeypatch.chdir(ROOT)
    wheel = tmp_path / build_wheel(str(tmp_path))

    def found(version: str | None) -> dict[str, bytes]:
        if version is None:
            return done(PLAIN, given, commands)
        python = installed(pythons[version], wheel, tmp_path / f"python{version}")
        return done(replaced(PLAIN, folder=version), given, commands, python)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        expected, *of_others = pool.map(found, (None, *pythons))
    for version, of_other in zip(pythons, of_others, strict=True):
        assert [] == differing(expected, of_other, commands), version
    for version in others:
        if version not in pythons:
            told = f"install it, with python{version} on the path or its path in {PYTHONS}; the others give the same"
            pytest.skip(f"there is no Python {version}; {told}")


def is_other(name: str, version: str) -> bool:
    """Whether another version of a library is installed than one."""
    return importlib.metadata.version(name) != version


# --- order -----------------------------------------------------------------------------------------------------------

PLACE = re.compile(rb"[^\s\"'<>()]*\.ya?ml(?::\d+)*")
# only what holds no place in a file: those are elsewhere then
WITHOUT_PLACES = (
    "grade kent --rules mine --format json",
    "diff kent later --rules mine --format json",
)
ON_FEW_OR_OTHER_FILES = ("validate", "export", "template", "import", "schema", "batch past", "backtest", "rules check")
SLOW = ("report kent -o kent.docx", "report kent -o public.pdf --for public")


def compose(path: Path) -> yaml.Node:
    """Return a file as nodes, which keep how scalars are written."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    assert node is not None
    return node


def write(path: Path, node: yaml.Node) -> None:
    """Write nodes into a file."""
    path.write_text(yaml.serialize(node, allow_unicode=True, width=10_000), encoding="utf-8")


def mix_keys(node: yaml.Node, chance: random.Random) -> None:
    """Put the keys of every mapping into another order."""
    if isinstance(node, yaml.MappingNode):
        chance.shuffle(node.value)
        for _, value in node.value:
            mix_keys(value, chance)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            mix_keys(value, chance)


def disorder(folder: Path, head: str, chance: random.Random) -> None:
    """Deal the entries of all files of a folder out to others, in any order, with keys and what its record lists in any."""
    paths = sorted(path for path in folder.glob("*.yaml") if path.name != head)
    entries = [entry for path in paths for entry in compose(path).value]
    chance.shuffle(entries)
    for path in paths:
        path.unlink()
    names = chance.sample(["z.yml", "A.yaml", "m-1.yaml", "ä.yaml"], 3)
    for n, name in enumerate(names):
        dealt = yaml.SequenceNode("tag:yaml.org,2002:seq", entries[n :: len(names)])
        mix_keys(dealt, chance)
        write(folder / name, dealt)
    record = compose(folder / head)
    for key, value in record.value:
        if key.value == "published" or (key.value == "questions" and head == "inspection.yaml"):
            chance.shuffle(value.value)
    mix_keys(record, chance)
    write(folder / head, record)


def disordered(given: Path, seed: int) -> Path:
    """Return a folder of the same inputs in another order."""
    other = given.parent / f"disordered {seed}"
    shutil.copytree(given, other)
    chance = random.Random(seed)  # noqa: S311  # a shuffle, no secret
    for name in ("kent", "later", "other", "forces/kent", "forces/other"):
        disorder(other / name, "inspection.yaml", chance)
    for name in ("mine", "theirs", "rollup"):
        disorder(other / name, "framework.yaml", chance)
    return other


def test_nothing_depends_on_the_order_of_files_items_rules_or_keys(
    given: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Evidence and rules dealt out to other files, in another order, with keys in another, give the same bytes."""
    found = []
    for folder in (given, disordered(given, 1)):
        monkeypatch.chdir(folder)
        found.append(run(*WITHOUT_PLACES[0].split()))
    assert 0 == found[0].code
    assert found[0].out == found[1].out


@pytest.mark.slow
@pytest.mark.longest
def test_no_result_depends_on_the_order_of_files_items_rules_or_keys(given: Path) -> None:
    """The same of all that is printed or written, but for the places in files that are told."""
    asked = [command for command in DATA if not command.startswith(ON_FEW_OR_OTHER_FILES) and command not in SLOW]
    commands = (*WITHOUT_PLACES, *asked)

    def found(folder: Path) -> dict[str, bytes]:
        there = done(replaced(PLAIN, folder=folder.name), folder, commands)
        return {name: PLACE.sub(b"FILE", text) for name, text in there.items() if not (folder / name).exists()}

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        first, *others = pool.map(found, (given, *(disordered(given, seed) for seed in range(2))))
    for other in others:
        assert [] == differing(first, other, commands)
