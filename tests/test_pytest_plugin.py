"""The plugin of pytest: cases as tests, and nothing at all where there are none."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from peelgrade import limits, pytest_plugin
from tests.conftest import ROOT
from tests.test_ruletests import CASES, GOOD, write

QUIET = ("-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", ".")


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder, with this plugin alone."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "peelgrade.pytest_plugin", *QUIET, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def pytest_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Return what runs pytest in the scratch folder, in this process, with this plugin alone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.delenv(limits.VARIABLE, raising=False)

    def ran(*arguments: str) -> tuple[int, str]:
        code = pytest.main(["-p", "peelgrade.pytest_plugin", *QUIET, *arguments])
        limits.allow("")  # what this run was allowed is for no other
        told = capsys.readouterr()
        return int(code), told.out + told.err

    return ran


def test_each_case_is_a_test_and_a_failure_tells_why(
    tmp_path: Path, pytest_here: Callable[..., tuple[int, str]]
) -> None:
    """One case fails with what decided instead, and no traceback; the other passes."""
    write(tmp_path / "small", CASES.replace("expect: {calls: fair}", "expect: {calls: good}"))
    code, told = pytest_here("-W", "error", "--import-mode=importlib")
    assert 1 == code, told
    assert "1 failed, 1 passed" in told
    assert "calls is fair, and expected to be good  small/tests/calls.yaml:12\n" in told
    assert "strengths (moderate or major): 1, at least 2 needed" in told
    assert "FAILED small/tests/calls.yaml::one_strength" in told
    assert "Traceback" not in told


def test_what_cannot_be_read_is_an_error_with_its_place(
    tmp_path: Path, pytest_here: Callable[..., tuple[int, str]]
) -> None:
    """A case that is not sound is no case that passes."""
    write(tmp_path / "small", CASES.replace("{calls: good}", "{calls: god}"))
    code, told = pytest_here()
    assert 2 == code
    assert "small/tests/calls.yaml:6:19: error PG204" in told
    assert "did you mean 'good'?" in told


def test_what_is_let_through_is_let_through_here_too(
    tmp_path: Path, pytest_here: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the message of a limit says helps; a limit that is none is an error with the reason, and no traceback."""
    because = "x" * (limits.TEXT.usual + 1)
    write(tmp_path / "small", CASES, GOOD.replace("two strengths that carry weight were found", because))
    code, told = pytest_here()
    assert 2 == code
    helps = re.search(rf"{limits.VARIABLE}=(\S+)", told)
    assert helps is not None, told
    monkeypatch.setenv(limits.VARIABLE, helps[1])
    code, told = pytest_here()
    assert 0 == code, told
    monkeypatch.setenv(limits.VARIABLE, "texts=9")
    code, told = pytest_here()
    assert 2 == code
    assert "PEELGRADE_LIMITS names a limit 'texts', and there is none\nhelp: did you mean 'text'?" in told
    assert "Traceback" not in told


@pytest.mark.slow
def test_other_yaml_is_left_alone_and_nothing_is_imported(tmp_path: Path) -> None:
    """Where no framework lies beside a folder of tests, the plugin costs next to nothing."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "framework.yaml").write_text("routes: []\n", encoding="utf-8")  # of some other program
    (tmp_path / "tests" / "other.yaml").write_text("{not: [closed\n", encoding="utf-8")
    (tmp_path / "tests" / "test_one.py").write_text(
        "import sys\n\n\ndef test_one():\n"
        "    heavy = {'pydantic', 'rich', 'jsonschema', 'yaml', 'click', 'jinja2'} & set(sys.modules)\n"
        "    ours = {name for name in sys.modules if name.startswith('peelgrade')}\n"
        "    assert (set(), {'peelgrade', 'peelgrade.version', 'peelgrade.pytest_plugin'}) == (heavy, ours)\n",
        encoding="utf-8",
    )
    ran = pytest_in(tmp_path)
    assert 0 == ran.returncode, ran.stdout + ran.stderr
    assert "1 passed" in ran.stdout


@pytest.mark.slow
def test_workers_share_the_cases(tmp_path: Path) -> None:
    """Workers of xdist collect the same cases in the same order."""
    write(tmp_path / "small", CASES)
    ran = pytest_in(tmp_path, "-p", "xdist", "-n", "2", "-k", "two_strengths or one_strength")
    assert 0 == ran.returncode, ran.stdout + ran.stderr
    assert "2 passed" in ran.stdout


def test_a_framework_in_braces_is_one(tmp_path: Path) -> None:
    """JSON is YAML as well; a file of some other program in JSON is left alone."""
    folder = tmp_path / "framework.yaml"
    for text in (
        '{"id": "small", "scale": []}',
        "# ours\n---\n{id: small,\n baseline: fair}\n",
        '"scale":\n  - {id: a}\n',
    ):
        folder.write_text(text, encoding="utf-8")
        assert pytest_plugin.is_framework(tmp_path), text
    for text in ('{"routes": [], "title": "scale: 1"}', "routes: []\n"):
        folder.write_text(text, encoding="utf-8")
        assert not pytest_plugin.is_framework(tmp_path), text
    assert not pytest_plugin.is_framework(tmp_path / "nowhere")
