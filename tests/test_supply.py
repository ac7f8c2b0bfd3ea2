"""What peelgrade is made of: few libraries, all locked, listed for whoever asks, and looked up where that can be done."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.scripts import script

supply = script("supply")

SCRIPT = ROOT / "scripts" / "supply.py"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CHOSEN = (ROOT / "docs" / "decisions" / "0008-dependencies.md").read_text(encoding="utf-8")
TODAY = date(2026, 1, 31)
ENTRY = """
[[accepted]]
id = "CVE-2026-1"
library = "Jinja2"
reason = "no template comes from a file"
until = 2026-01-31
"""


def names(cell: str) -> set[str]:
    """Return the libraries that a cell names, as packages are called."""
    return {name.strip().lower() for name in cell.split(",")}


def rows(table: str) -> list[list[str]]:
    """Return the cells of a table in Markdown, without its head."""
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def needed(requirements: list[str]) -> set[str]:
    """Return the names in a list of requirements."""
    return {re.split(r"[\[><=;\s]", one)[0].lower() for one in requirements}


class TestFewLibraries:
    """What is installed with peelgrade."""

    def test_everyday_work_needs_those_that_were_chosen_and_no_other(self) -> None:
        """Every library has its reason in the decision on dependencies; another one needs another decision."""
        everyday, _, _ = CHOSEN.partition("None of these is an extra")
        expected = set().union(*(names(row[0]) for row in rows(everyday)))
        assert expected == needed(PROJECT["project"]["dependencies"])

    def test_so_do_extras(self) -> None:
        """The same of each extra."""
        _, _, told = CHOSEN.partition("None of these is an extra")
        extras = PROJECT["project"]["optional-dependencies"]
        expected = {row[0].strip("`"): names(row[1]) for row in rows(told)}
        found = {name: needed(listed) for name, listed in extras.items() if name in expected}
        found["spark"] -= {"peelgrade"}
        assert expected == found
        assert set(expected) - {"spark"} == set(re.findall(r"\w+", extras["all"][0].partition("[")[2]))

    def test_all_of_it_is_locked_with_hashes(self) -> None:
        """Every library that CI installs has a version and the SHA-256 of every file that it may come from."""
        for lock, extras in zip(supply.LOCKS, (("all", "spark", "test", "lint"), ("supply",)), strict=True):
            locked, text = supply.locked(lock), lock.read_text(encoding="utf-8")
            asked = PROJECT["project"]["optional-dependencies"]["supply"] if extras == ("supply",) else ()
            assert (needed(asked) if asked else set(supply.direct(extras))) <= locked.keys()
            assert [] == [name for name, one in locked.items() if not one.hashes]
            assert len(re.findall(r"^\w.*==", text, re.MULTILINE)) == len(locked)
            assert text.count("--hash=sha256:") == sum(len(one.hashes) for one in locked.values())

    def test_nothing_makes_reading_slower_for_being_there(self) -> None:
        """The library jsonschema imports parsers of web addresses where it finds them, and then takes two seconds to import."""
        assert {"rfc3987-syntax", "rfc3987", "lark"}.isdisjoint(supply.locked())


# --- known vulnerabilities --------------------------------------------------------------------------------------------


@pytest.fixture
def nowhere() -> Iterator[str]:
    """Return an address at which nothing answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody else answers there meanwhile
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """Return a list of what is accepted, with one entry."""
    path = tmp_path / "accepted.toml"
    path.write_text(ENTRY, encoding="utf-8")
    return path


class TestAudit:
    """Locked libraries, looked up in a database of known vulnerabilities."""

    @pytest.mark.parametrize(("if_reachable", "expected"), [(False, 2), (True, 0)])
    def test_where_nobody_looked_it_says_so(
        self, nowhere: str, *, if_reachable: bool, expected: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """It never reads as if all was well: the words are the same, and success has to be asked for."""
        code = supply.audit(supply.LOCKS, supply.ACCEPTED, nowhere, TODAY, if_reachable=if_reachable)
        assert expected == code
        assert capsys.readouterr().out.startswith("NOT LOOKED UP: ")

    def test_what_is_accepted_has_a_reason_and_a_day(self, known: Path) -> None:
        """An entry without one is refused, and with both it is read."""
        assert (supply.Accepted("CVE-2026-1", "jinja2", "no template comes from a file", TODAY),) == supply.accepted(
            known
        )
        for left_out in ("reason", "until"):
            lines = [line for line in ENTRY.splitlines() if not line.startswith(left_out)]
            known.write_text("\n".join(lines), encoding="utf-8")
            with pytest.raises(supply.Unusable, match="give id, library, reason and until"):
                supply.accepted(known)

    def test_what_is_accepted_and_not_known_any_more_is_of_a_library_that_was_looked_up(self, known: Path) -> None:
        """Of a library that nobody looked up it is not said that nothing is known of it."""
        listed = supply.accepted(known)
        assert listed == supply.Audit(("click", "jinja2"), (), listed).idle
        assert () == supply.Audit(("click",), (), listed).idle

    def test_the_list_of_the_project_can_be_read(self) -> None:
        """Each entry names a locked library."""
        every = {name for lock in supply.LOCKS for name in supply.locked(lock)}
        assert {one.library for one in supply.accepted(supply.ACCEPTED)} <= every


class Database(BaseHTTPRequestHandler):
    """Answers as a database of vulnerabilities does: it knows one of jinja2."""

    def do_POST(self) -> None:
        """Answer what is asked, and refuse an empty question."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        found: dict[str, Any] = {}
        if asked and asked["package"]["name"] == "jinja2":
            package = {"name": "jinja2", "ecosystem": "PyPI"}
            ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.1"}]}]
            affected = [{"package": package, "ranges": ranges}]
            found = {"vulns": [{"id": "GHSA-1", "aliases": ["CVE-2026-1"], "summary": "x", "affected": affected}]}
        told = json.dumps(found).encode()
        self.send_response(200 if asked else 400)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_told: object) -> None:
        """Print nothing."""


def beside(program: str) -> Path:
    """Return the folder of a program that looks after libraries; skip without it."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not on the path; an environment of its own can have it from .ci/lock.supply")
    return Path(found).parent


@pytest.fixture
def database() -> Iterator[str]:
    """Return the address of a database of vulnerabilities on this machine."""
    beside("pip-audit")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Database)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_a_known_vulnerability_fails_until_it_is_accepted_and_after_that_is_over(
    database: str, known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every locked library is looked up; what is known of one is told with the version that mends it."""
    nothing = tmp_path / "nothing.toml"
    nothing.touch()
    lock = tmp_path / "lock"
    lock.write_text("\n".join(supply.locked()[name].lines for name in ("click", "jinja2")) + "\n", encoding="utf-8")
    assert 1 == supply.audit([lock], nothing, database, TODAY, if_reachable=True)
    told = capsys.readouterr().out
    assert f"known: jinja2 {supply.locked()['jinja2'].version}: " in told
    assert "mended in 99.1" in told
    assert "2 libraries looked up: 1 known and not accepted" in told
    assert 0 == supply.audit([lock], known, database, TODAY, if_reachable=True)
    assert "accepted until 2026-01-31: jinja2 CVE-2026-1, no template comes from a file" in capsys.readouterr().out
    assert 1 == supply.audit([lock], known, database, date(2026, 2, 1), if_reachable=True)
    assert "which is over: jinja2 CVE-2026-1" in capsys.readouterr().out
    lock.write_text(supply.locked()["click"].lines + "\n", encoding="utf-8")
    assert 0 == supply.audit([lock], known, database, TODAY, if_reachable=False)
    assert "take it out" not in capsys.readouterr().out  # nobody looked jinja2 up


@pytest.mark.slow
def test_the_whole_lock_is_looked_up_by_one_command(database: str) -> None:
    """What CI runs takes the lock as it is; the code says that something is known."""
    command = [sys.executable, SCRIPT, "audit", "--database", database]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 1 == ran.returncode, ran.stderr
    every = {name for lock in supply.LOCKS for name in supply.locked(lock)}
    assert f"{len(every)} libraries looked up: 1 known" in ran.stdout


@pytest.mark.slow
def test_a_library_that_was_not_looked_up_is_no_success(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that leaves a locked library out is refused."""
    lock = tmp_path / "lock"
    lock.write_text(supply.locked()["click"].lines + "\n", encoding="utf-8")
    both = supply.locked()
    monkeypatch.setattr(supply, "locked", lambda _lock: {name: both[name] for name in ("click", "jinja2")})
    with pytest.raises(supply.Unusable, match="not looked up: jinja2"):
        supply.look([lock], database)


# --- a list of it -----------------------------------------------------------------------------------------------------


def listed(seed: str, zone: str) -> str:
    """Return the list that a process of its own makes."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
    ran = subprocess.run([sys.executable, SCRIPT, "sbom"], capture_output=True, check=False, env=environment)
    if ran.returncode == 2 and b"install what is locked" in ran.stderr:
        pytest.skip("other libraries are installed than are locked; pip install -r .ci/lock installs those")
    assert 0 == ran.returncode, ran.stderr.decode()
    return ran.stdout.decode()


@pytest.mark.slow
def test_every_library_that_runs_is_listed_with_version_licence_and_hashes() -> None:
    """The list names what is needed, by whom, with what the lock has; it is valid, and the same bytes come again."""
    text = listed("1", "UTC")
    assert text == listed("2", "Asia/Tokyo")
    whole = json.loads(text)
    locked = supply.locked()
    components = {one["name"]: one for one in whole["components"]}
    assert set(supply.direct()) <= components.keys()
    for name, one in components.items():
        assert locked[name].version == one["version"]
        assert one["licenses"][0].get("expression") or one["licenses"][0]["license"]["name"]
        assert list(locked[name].hashes) == [found["content"] for found in one["externalReferences"][0]["hashes"]]
    everyday = needed(PROJECT["project"]["dependencies"])
    assert everyday <= {name for name, one in components.items() if one["scope"] == "required"}
    assert "optional" == components["weasyprint"]["scope"]
    references = {one["bom-ref"] for one in whole["components"]}
    assert references == {need for one in whole["dependencies"] for need in one["dependsOn"]}
    assert {"pytest", "mypy", "ruff", "pip-audit"}.isdisjoint(components)


@pytest.mark.slow
def test_the_list_is_valid_by_the_schema_of_its_format() -> None:
    """CycloneDX's own schema takes it."""
    code = (
        "import sys; from cyclonedx.schema import SchemaVersion; from cyclonedx.validation.json import JsonStrictValidator; "
        "sys.exit(JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read()))"
    )
    ran = subprocess.run(
        [beside("cyclonedx-py") / "python", "-c", code],
        input=listed("1", "UTC"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == ran.returncode, ran.stderr
