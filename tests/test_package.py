"""The wheel: complete, and enough to grade anywhere."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_the_wheel_grades_evidence_outside_the_checkout(tmp_path: Path) -> None:
    """Installed in a clean environment, the wheel grades a copy of the evidence by the framework's name."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "peelgrade/rules/peel-effectiveness-2015/framework.yaml" in names
    assert "peelgrade/schemas/evidence.schema.json" in names
    assert "peelgrade/docs/problems/PG204.md" in names
    assert "peelgrade/rendering/rulesheet/page.html" in names
    assert "peelgrade/rendering/rulesheet/page.css" in names
    assert "peelgrade/rendering/templates/frame.html" in names
    assert "peelgrade/rendering/report/templates/report.html" in names
    assert "peelgrade/rendering/report/templates/forces.js" in names
    assert "peelgrade/schemas/peel-effectiveness-2015/evidence.schema.json" in names

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
