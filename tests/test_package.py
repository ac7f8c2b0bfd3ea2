"""The wheel: complete, the same bytes wherever it is built, and enough to grade anywhere."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from dataclasses import asdict
from pathlib import Path

import pytest
from hatchling.build import build_wheel

import peelgrade
from tests.conftest import ROOT
from tests.machines import OTHERWISE, PLAIN, Machine

SHIPPED = {"rules": "peelgrade/rules", "schemas": "peelgrade/schemas", "docs/problems": "peelgrade/docs/problems"}
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "dist", "build")
METADATA = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of the project."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(ROOT)
        folder = tmp_path_factory.mktemp("dist")
        return folder / build_wheel(str(folder))


def inside(folder: Path) -> set[str]:
    """Return the paths of files in a folder of the project, but for what Python keeps there."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix() for path in paths}


def test_the_wheel_holds_what_ships_and_nothing_else(wheel: Path) -> None:
    """The package, rules, schemas and pages of problems, every file of each as it is here, and what wheels have."""
    expected = {f"peelgrade/{name}": ROOT / "src" / "peelgrade" / name for name in inside(ROOT / "src" / "peelgrade")}
    for folder, place in SHIPPED.items():
        expected |= {f"{place}/{name}": ROOT / folder / name for name in inside(ROOT / folder)}
    with zipfile.ZipFile(wheel) as archive:
        own = f"peelgrade-{peelgrade.__version__}.dist-info"
        assert expected.keys() | {f"{own}/{name}" for name in METADATA} == set(archive.namelist())
        assert [] == [name for name, path in expected.items() if archive.read(name) != path.read_bytes()]
        recorded = list(csv.reader(io.StringIO(archive.read(f"{own}/RECORD").decode())))
        for name, told, _ in recorded:
            found = base64.urlsafe_b64encode(hashlib.sha256(archive.read(name)).digest()).rstrip(b"=").decode()
            assert told in {f"sha256={found}", ""}
        assert set(archive.namelist()) == {name for name, _, _ in recorded}


def built(folder: Path, machine: Machine) -> dict[str, bytes]:
    """Return the wheel and the sdist of a copy of the project in a folder, as a machine builds them."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    for name in (".ci", ".pre-commit-hooks.yaml", ".gitignore"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    for path in folder.rglob("*"):
        os.utime(path, (1e9 + machine.ahead, 1e9 + machine.ahead))
        path.chmod((0o777 if path.is_dir() else 0o666) & ~machine.umask)
    code = (
        "import json, os, sys; sys.path[:0] = [sys.argv[2]]; import machines; told = json.loads(sys.argv[1]); "
        "os.umask(told['umask']); told['listing'] is None or machines.list_otherwise(told['listing']); "
        "machines.put_clock_ahead(told['ahead']); from hatchling import build; "
        "build.build_wheel('dist'); build.build_sdist('dist')"
    )
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ran = subprocess.run(
        [sys.executable, "-c", code, json.dumps(asdict(machine)), ROOT / "tests"],
        cwd=folder,
        env={**environment, **machine.environment},
        check=False,
        capture_output=True,
    )
    assert 0 == ran.returncode, ran.stderr.decode()
    return {path.name: path.read_bytes() for path in (folder / "dist").iterdir()}


@pytest.mark.slow
def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    """Wheel and sdist, whatever the folder, the mask, the time, the zone, the locale and how folders are listed."""
    first = built(tmp_path / "one", PLAIN)
    assert first == built(tmp_path / "another one" / "further down", OTHERWISE)
    assert [f"peelgrade-{peelgrade.__version__}{end}" for end in ("-py3-none-any.whl", ".tar.gz")] == sorted(first)
    with tarfile.open(fileobj=io.BytesIO(first[f"peelgrade-{peelgrade.__version__}.tar.gz"])) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {"SECURITY.md", "LICENSE", "scripts/supply.py", ".ci/lock", "tests/test_package.py"} <= names


@pytest.mark.slow
def test_the_wheel_grades_evidence_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Installed in a clean environment, the wheel grades a copy of the evidence by the framework's name."""
    venv.create(tmp_path / "venv", with_pip=True)
    binaries = tmp_path / "venv" / "bin"
    subprocess.run(
        [binaries / "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", str(wheel)],
        check=True,
        capture_output=True,
    )
    shutil.copytree(ROOT / "evidence" / "kent-2015", tmp_path / "elsewhere" / "kent-2015")
    ran = subprocess.run(
        [binaries / "peelgrade", "grade", "kent-2015"],
        cwd=tmp_path / "elsewhere",
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": str(binaries), "LC_ALL": "C.UTF-8"},
    )
    assert 0 == ran.returncode, ran.stderr
    assert 5 == ran.stdout.count("(agrees)")
    assert "rules from rules/peel-effectiveness-2015" in ran.stdout
