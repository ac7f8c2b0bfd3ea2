"""What init, new and schema write for editors."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from peelgrade import bundled
from peelgrade.formats import FORMATS
from tests.conftest import ROOT, Ran, Run, new_finding, replace

NAMES = (
    ".peelgrade/evidence.schema.json",
    ".peelgrade/inspection.schema.json",
    ".vscode/extensions.json",
    ".vscode/settings.json",
    "inspection.yaml",
)
ONE = Path("one")
FRAMEWORK = "peel-effectiveness-2015"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def start(run: Run, *by: str) -> Ran:
    """Start an inspection in a folder."""
    return run("init", ONE, *(by or ("--framework", FRAMEWORK)), "--force-id", "essex", "--force-name", "Essex Police")


def add(run: Run) -> Ran:
    """Add a finding to it."""
    return run(*new_finding(ONE))


def files() -> tuple[str, ...]:
    """Return every file and empty folder of the inspection."""
    there = sorted(ONE.rglob("*"))
    return tuple(path.relative_to(ONE).as_posix() for path in there if path.is_file() or not any(path.iterdir()))


def test_init_writes_schemas_with_the_words_of_the_framework(run: Run) -> None:
    """The schemas that ship for it, the settings that lead to them, and a first line that does."""
    assert 0 == start(run).code
    assert NAMES == files()
    for name in ("evidence", "inspection"):
        shipped = ROOT / "schemas" / FRAMEWORK / f"{name}.schema.json"
        assert shipped.read_bytes() == (ONE / ".peelgrade" / shipped.name).read_bytes()
    first = (ONE / "inspection.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert "# yaml-language-server: $schema=.peelgrade/inspection.schema.json" == first
    settings = json.loads((ONE / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert 2 == len(settings["yaml.schemas"])
    assert all((ONE / schema).is_file() for schema in settings["yaml.schemas"])
    extensions = json.loads((ONE / ".vscode" / "extensions.json").read_text(encoding="utf-8"))
    assert ["redhat.vscode-yaml"] == extensions["recommendations"]
    assert 0 == run("validate", ONE).code


def test_init_leaves_settings_that_are_there(run: Run) -> None:
    """They may hold anything; what is to be added is said in one line."""
    (ONE / ".vscode").mkdir(parents=True)
    (ONE / ".vscode" / "settings.json").write_text("// mine\n", encoding="utf-8")
    ran = start(run)
    assert 0 == ran.code
    (line,) = ran.err.splitlines()
    assert '"yaml.schemas": {".peelgrade/inspection.schema.json": "inspection.yaml"' in line
    assert "// mine\n" == (ONE / ".vscode" / "settings.json").read_text(encoding="utf-8")
    assert NAMES == files()


@pytest.mark.slow
def test_new_names_the_schema_in_a_file_that_it_begins(run: Run) -> None:
    """Once, and only where the inspection has the schemas."""
    start(run)
    assert 0 == add(run).code
    assert 0 == add(run).code
    path = ONE / "q4-serious-and-organised-crime.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert "# yaml-language-server: $schema=.peelgrade/evidence.schema.json" == lines[0]
    assert 1 == sum("yaml-language-server" in line for line in lines)
    assert 0 == run("validate", ONE).code

    path.unlink()
    shutil.rmtree(ONE / ".peelgrade")
    assert 0 == add(run).code
    assert path.read_text(encoding="utf-8").startswith("- id: F401\n")


def test_a_framework_that_does_not_ship_fills_schemas_as_well(run: Run) -> None:
    """Given the folder of its rules, init and schema fill its words in, and --write writes its schemas alone."""
    shutil.copytree(ROOT / "rules" / FRAMEWORK, "rules")
    replace(Path("rules/framework.yaml"), f"id: {FRAMEWORK}", "id: own")
    replace(Path("rules/framework.yaml"), "id: focus_group,", "id: walkabout,")
    assert 0 == start(run, "--rules", "rules").code
    schema = (ONE / ".peelgrade" / "evidence.schema.json").read_text(encoding="utf-8")
    assert "urn:peelgrade:evidence:own" == json.loads(schema)["$id"]
    assert '"walkabout"' in schema
    assert schema == run("schema", "evidence", "--rules", "rules").out
    assert 0 == run("schema", "--write", "all", "--rules", "rules").code
    assert schema == Path("all/evidence.schema.json").read_text(encoding="utf-8")
    assert {f"{name}.schema.json" for name in FORMATS} == {path.name for path in Path("all").rglob("*")}


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("evidence", "--write", "all"),
        ("evidence", "--rules", "rules", "--framework", FRAMEWORK),
        ("evidence", "--rules", "nowhere"),
        ("evidence", "--framework", "none"),
    ],
)
def test_schema_says_what_it_cannot_do(run: Run, arguments: tuple[str, ...]) -> None:
    """Nothing named, two things named, or what is not there: wrong usage."""
    ran = run("schema", *arguments)
    assert 2 == ran.code
    assert ran.err
    assert [] == list(Path().iterdir())


def test_what_comes_next_goes_by_the_same_rules(run: Run) -> None:
    """Rules in a folder are named again in every command that is told of; as a framework they are no id."""
    shutil.copytree(bundled.rules_folder() / FRAMEWORK, "my-rules", ignore=shutil.ignore_patterns("tests"))
    made = start(run, "--rules", "my-rules")
    assert (
        f"Next: peelgrade new finding {ONE} --rules my-rules\nThen: peelgrade grade {ONE} --rules my-rules\n"
        in made.out
    )
    refused = run("init", "two", "--framework", "my-rules", "--force-id", "essex", "--force-name", "Essex Police")
    assert 2 == refused.code
    assert "--rules my-rules" in refused.err
