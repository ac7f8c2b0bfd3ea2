"""What peelgrade is made of: whether a vulnerability of it is known, and a list of it for whoever asks.

    python scripts/supply.py audit                 # every locked library, by a database of vulnerabilities
    python scripts/supply.py sbom -o peelgrade.cdx.json   # what runs, as CycloneDX 1.6

`audit` goes by .ci/lock and .ci/lock.supply, and `sbom` by the first. pip-audit is found on the path: it is installed by
.ci/lock.supply in an environment of its own, since its libraries make others slower that find them. `audit` ends with 1 where a vulnerability is known that .ci/accepted.toml does not accept, and with 2
where nobody looked: with --if-reachable, it then says so and ends with 0. `sbom` is run where the locked libraries are
installed, since licences stand in what is installed; the same lock gives the same bytes.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK, ACCEPTED, PROJECT = ROOT / ".ci" / "lock", ROOT / ".ci" / "accepted.toml", ROOT / "pyproject.toml"
LOCKS = (LOCK, ROOT / ".ci" / "lock.supply")
DATABASE = "https://api.osv.dev/v1/query"
EXTRAS = ("all", "spark")  # everything that a user can install; the others are for whoever works on peelgrade
SECONDS = 20
_ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\\n]+)(?:.*\n)(?:[ \t].*\n?)*", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class Unusable(Exception):  # noqa: N818  # what is said of it is all that there is
    """What is wrong with the files or the installation that all of this goes by."""


@dataclass(frozen=True)
class Locked:
    """A library as the lock has it: SHA-256 of every file that it may be installed from, and its lines in the lock."""

    name: str
    version: str
    hashes: tuple[str, ...]
    lines: str


@dataclass(frozen=True)
class Used:
    """A library that runs: whether everyday work needs it, and the names of those that it needs itself."""

    name: str
    required: bool
    needs: tuple[str, ...]


def locked(lock: Path = LOCK) -> dict[str, Locked]:
    """Return every library of a lock by its name."""
    found = (
        Locked(
            canonicalize_name(entry["name"]),
            entry["version"],
            tuple(sorted(_HASH.findall(entry[0]))),
            entry[0].rstrip(),
        )
        for entry in _ENTRY.finditer(lock.read_text(encoding="utf-8"))
    )
    return {one.name: one for one in found}


# --- what runs --------------------------------------------------------------------------------------------------------


def used(extras: Sequence[str] = EXTRAS) -> dict[str, Used]:
    """Return what peelgrade needs with extras, and what that needs, on this machine; read from what is installed."""
    project = _project()
    everyday = [Requirement(one) for one in project["dependencies"]]
    required = _needed(everyday, project)
    everything = _needed([*everyday, Requirement(f"{project['name']}[{','.join(extras)}]")], project)
    return {name: Used(name, name in required, needs) for name, needs in sorted(everything.items())}


def direct(extras: Sequence[str] = EXTRAS) -> tuple[str, ...]:
    """Return the libraries that peelgrade itself needs with extras, by name."""
    project = _project()
    asked = [*project["dependencies"], f"{project['name']}[{','.join(extras)}]"]
    return tuple(sorted({canonicalize_name(one.name) for one in _flat(map(Requirement, asked), project)}))


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return project


def _flat(requirements: Iterable[Requirement], project: Mapping[str, Any]) -> Iterable[Requirement]:
    """Yield requirements, with the project's own extras in place of their names."""
    for one in requirements:
        if one.name != project["name"]:
            yield one
            continue
        for extra in sorted(one.extras):
            yield from _flat(map(Requirement, project["optional-dependencies"][extra]), project)


def _needed(requirements: Iterable[Requirement], project: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return each library that requirements lead to, with those that it needs."""
    found: dict[str, set[str]] = {}
    seen: set[tuple[str, str]] = set()
    left = [one for one in _flat(requirements, project) if one.marker is None or one.marker.evaluate()]
    while left:
        one = left.pop()
        name = canonicalize_name(one.name)
        for extra in ("", *sorted(one.extras)):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            needs = [
                need
                for need in map(Requirement, _installed(name).requires or ())
                if need.marker is None or need.marker.evaluate({"extra": extra})
            ]
            found.setdefault(name, set()).update(canonicalize_name(need.name) for need in needs)
            left += needs
    return {name: tuple(sorted(needs)) for name, needs in found.items()}


def _installed(name: str) -> importlib.metadata.Distribution:
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        raise Unusable(f"{name} is not installed; run this where the libraries of {LOCK.name} are") from None


# --- a list of it -----------------------------------------------------------------------------------------------------


def bill(lock: Path = LOCK) -> str:
    """Return what runs as CycloneDX JSON: name, version, licence and hashes of each library, and what needs what."""
    known, running = locked(lock), used()
    project, version = _project(), re.search(r'__version__ = "(.+)"', (ROOT / "src/peelgrade/version.py").read_text())
    own = f"{project['name']}@{version[1] if version else ''}"
    references = {name: _purl(known, name) for name in running}
    whole = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": own.partition("@")[2],
                "description": project["description"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": [_component(known[name], one, references[name]) for name, one in running.items()],
        "dependencies": [
            {"ref": own, "dependsOn": [references[name] for name in direct()]},
            *(
                {"ref": references[name], "dependsOn": [references[need] for need in one.needs]}
                for name, one in running.items()
            ),
        ],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _purl(known: Mapping[str, Locked], name: str) -> str:
    """Return what a library is called in the list. Raises Unusable where another is installed than the lock has."""
    if name not in known:
        raise Unusable(f"{name} runs and is not in the lock; make the lock anew")
    there = _installed(name).version
    if there != known[name].version:
        raise Unusable(f"{name} {there} is installed, and {known[name].version} is locked; install what is locked")
    return f"pkg:pypi/{name}@{known[name].version}"


def _component(one: Locked, running: Used, reference: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": reference,
        "name": one.name,
        "version": one.version,
        "scope": "required" if running.required else "optional",
        "licenses": [_licence(_installed(one.name).metadata.json)],
        "purl": reference,
        "externalReferences": [
            {
                "type": "distribution",
                "url": reference,
                "comment": "every file that the lock lets it be installed from",
                "hashes": [{"alg": "SHA-256", "content": found} for found in one.hashes],
            }
        ],
    }


def _licence(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the licence of a library as it says itself: an SPDX expression, or a name."""
    if "license_expression" in told:
        return {"expression": told["license_expression"]}
    classified = [one.rpartition(" :: ")[2] for one in told.get("classifier", ()) if one.startswith("License ::")]
    named = ", ".join(classified) or str(told.get("license", "")).strip().partition("\n")[0]
    if not named:
        raise Unusable(f"{told['name']} does not say by which licence it may be used")
    return {"license": {"name": named}}


# --- known vulnerabilities --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Accepted:
    """A vulnerability that is known and lived with for now, why, and until when."""

    id: str
    library: str
    reason: str
    until: date


@dataclass(frozen=True)
class Known:
    """A vulnerability of a locked library: its names, and the versions that mend it."""

    library: str
    version: str
    ids: tuple[str, ...]
    mended: tuple[str, ...]

    def __str__(self) -> str:
        """Return it as one line."""
        mended = f"mended in {' and '.join(self.mended)}" if self.mended else "mended in no version"
        return f"{self.library} {self.version}: {', '.join(self.ids)}; {mended}"


@dataclass(frozen=True)
class Audit:
    """What an audit found: libraries that were looked up, what is known of them, and which of these are accepted."""

    looked: tuple[str, ...]
    known: tuple[Known, ...]
    accepted: tuple[Accepted, ...] = field(default=())

    @property
    def wrong(self) -> tuple[Known, ...]:
        """What is known and not accepted."""
        pairs = {(one.library, one.id) for one in self.accepted}
        return tuple(one for one in self.known if not any((one.library, name) in pairs for name in one.ids))

    @property
    def idle(self) -> tuple[Accepted, ...]:
        """What is accepted of a library that was looked up, and not known any more."""
        pairs = {(one.library, name) for one in self.known for name in one.ids}
        return tuple(one for one in self.accepted if one.library in self.looked and (one.library, one.id) not in pairs)


def accepted(path: Path) -> tuple[Accepted, ...]:
    """Read what is accepted. Raises Unusable where an entry has no reason or no day."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
    for entry in entries:
        if (
            entry.keys() != {"id", "library", "reason", "until"}
            or not entry["reason"]
            or type(entry["until"]) is not date
        ):
            raise Unusable(f"{path}: give id, library, reason and until, a day, and nothing else: {entry}")
    return tuple(
        Accepted(entry["id"], canonicalize_name(entry["library"]), entry["reason"], entry["until"]) for entry in entries
    )


def is_reachable(database: str) -> bool:
    """Whether a database of vulnerabilities answers: it refuses an empty question, and anything else is no such answer."""
    asked = urllib.request.Request(database, data=b"{}", headers={"Content-Type": "application/json"})  # noqa: S310  # as below
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS):  # noqa: S310  # the address is ours, or given
            return True
    except urllib.error.HTTPError as error:
        return error.code == 400  # noqa: PLR2004  # bad request
    except OSError:
        return False


def look(locks: Sequence[Path], database: str) -> Audit:
    """Look every library of locks up. Raises Unusable where one was not."""
    program = shutil.which("pip-audit")
    if program is None:
        raise Unusable("pip-audit is not on the path; .ci/lock.supply has it, for an environment of its own")
    with tempfile.TemporaryDirectory() as scratch:
        command = [program, "--disable-pip", "--require-hashes"]
        command += [word for lock in locks for word in ("--requirement", str(lock))]
        command += ["--vulnerability-service", "osv", "--osv-url", database, "--cache-dir", scratch]
        command += [
            "--format",
            "json",
            "--progress-spinner",
            "off",
            "--timeout",
            str(SECONDS),
            "--output",
            f"{scratch}/found",
        ]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        found = Path(scratch, "found")
        if not found.exists():
            raise Unusable(f"pip-audit told nothing; it ended with {ran.returncode}: {ran.stderr.strip()[-500:]}")
        told = json.loads(found.read_text(encoding="utf-8"))["dependencies"]
    looked = {canonicalize_name(one["name"]): one for one in told if "skip_reason" not in one}
    missing = sorted({name for lock in locks for name in locked(lock)} - looked.keys())
    if missing:
        raise Unusable(f"not looked up: {', '.join(missing)}")
    known = (
        Known(name, one["version"], (vuln["id"], *vuln["aliases"]), tuple(vuln["fix_versions"]))
        for name, one in sorted(looked.items())
        for vuln in one["vulns"]
    )
    return Audit(tuple(sorted(looked)), tuple(known))


def audit(locks: Sequence[Path], path: Path, database: str, today: date, *, if_reachable: bool) -> int:
    """Look every library of locks up, print what is known, and return the exit code."""
    known = accepted(path)
    over = [one for one in known if one.until < today]
    if not is_reachable(database):
        print(
            "NOT LOOKED UP: the database of vulnerabilities cannot be reached from here, so this says nothing of any."
        )
        return 0 if if_reachable else 2
    found = look(locks, database)
    found = Audit(found.looked, found.known, tuple(one for one in known if one not in over))
    for wrong in found.wrong:
        print(f"known: {wrong}")
    for one in over:
        print(f"accepted until {one.until}, which is over: {one.library} {one.id}")
    for one in found.accepted:
        told = "accepted, and not known any more: take it out" if one in found.idle else f"accepted until {one.until}"
        print(f"{told}: {one.library} {one.id}, {one.reason}")
    print(f"{len(found.looked)} libraries looked up: {len(found.wrong) or 'no'} known and not accepted")
    return 1 if found.wrong else 0


# --- the command ------------------------------------------------------------------------------------------------------


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="What peelgrade is made of.")
    commands = parser.add_subparsers(dest="command", required=True)
    auditing = commands.add_parser("audit", help="look locked libraries up in a database of known vulnerabilities")
    auditing.add_argument("--lock", type=Path, action="append", help="file to go by; may be given again")
    auditing.add_argument("--accepted", type=Path, default=ACCEPTED, help="what is known and accepted")
    auditing.add_argument("--database", default=DATABASE, help="address that answers as OSV does")
    auditing.add_argument(
        "--if-reachable", action="store_true", help="end with 0 where it cannot be reached, and say so"
    )
    listing = commands.add_parser("sbom", help="list what runs, as CycloneDX JSON")
    listing.add_argument("-o", "--output", type=Path, help="file to write; else it is printed")
    told = parser.parse_args()
    try:
        if told.command == "audit":
            today = datetime.now(UTC).date()
            return audit(told.lock or LOCKS, told.accepted, told.database, today, if_reachable=told.if_reachable)
        text = bill()
    except (Unusable, OSError, ValueError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    if told.output:
        told.output.write_text(text, encoding="utf-8", newline="\n")
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
