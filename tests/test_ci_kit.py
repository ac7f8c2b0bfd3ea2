"""The kit for CI, as pre-commit, GitHub and GitLab run it: in scratch repositories, with the scripts that it ships."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from peelgrade.rendering.problems import FORMATS
from tests.conftest import ROOT

HOOKS = ROOT / ".pre-commit-hooks.yaml"
ACTION = ROOT / "ci" / "github" / "action.yml"
TEMPLATE = ROOT / "ci" / "gitlab" / "validate.yml"
GUIDE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"(?ms)^```yaml\n(.*?)^```$", GUIDE)

SOUND = {
    "inspection.yaml": """\
id: essex-2015
force: {id: essex, name: Essex Police}
framework: peel-effectiveness-2015
documents:
  - {id: notes, title: Field notes}
questions:
  - {question: effectiveness, status: in_progress}
""",
    "findings.yaml": """\
- id: F101
  kind: finding
  question: q1.prevention
  shows: strength
  weight: moderate
  extent: widespread
  standing: observed
  statement: Officers know what troubles the places that they patrol.
  sources: [{document: notes}]
- id: F102
  kind: finding
  question: q1.prevention
  shows: weakness
  weight: minor
  extent: partial
  standing: observed
  statement: Few of the plans say who is to act on them.
  sources: [{document: notes}]
""",
    "recommendations.yaml": """\
- id: R101
  kind: recommendation
  question: q1.prevention
  type: area_for_improvement
  status: open
  statement: Name a person for each plan.
  arises_from: [F102]
  sources: [{document: notes}]
""",
}
FIRST, SECOND = re.split(r"(?m)^(?=- id: F102)", SOUND["findings.yaml"])
CONCERN = SOUND["recommendations.yaml"].replace("area_for_improvement", "cause_of_concern")  # a warning: no remedy

CONFIGURATIONS = ["none", "auto", "peelgrade.toml"]
HOSTILE = ["; touch pwned", "$(touch pwned)", '"; touch pwned; "', "--output-file=pwned", "-"]


@dataclass(frozen=True)
class Ran:
    """What a script or command did."""

    code: int
    out: str
    err: str


def ran(arguments: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> Ran:
    """Run a command to its end, without standard input."""
    done = subprocess.run(
        arguments,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Scratch:
    """A checked-out tree with evidence, and the machine that it is checked on."""

    tree: Path
    machine: Path
    environment: Mapping[str, str]

    def write(self, **texts: str) -> None:
        """Replace files of the inspection, named without their ending."""
        for name, text in texts.items():
            (self.tree / "evidence" / "essex" / f"{name}.yaml").write_text(text, encoding="utf-8")

    def action(self, inputs: Mapping[str, str] | None = None, *, install: bool = False, installed: bool = False) -> Ran:
        """Run the steps of the GitHub action that are scripts, as a runner does, until one fails.

        The step that installs is left out unless it is asked for; what an earlier run has `installed` is taken then.
        """
        action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
        values = {f"inputs.{name}": one["default"] for name, one in action["inputs"].items()}
        values |= {f"inputs.{name}": value for name, value in (inputs or {}).items()}
        values["steps.python.outputs.python-path"] = sys.executable
        steps = [step for step in action["runs"]["steps"] if "run" in step]
        if not install:
            steps = steps[1:]
        if not install and not installed:
            self._stand_in(self.machine / "peelgrade")
        runs = (self._step(step, values) for step in steps)
        return next(one for number, one in enumerate(runs, start=1) if one.code or number == len(steps))

    def _step(self, step: Mapping[str, Any], values: Mapping[str, str]) -> Ran:
        script = self.machine / "script.sh"
        script.write_text(step["run"], encoding="utf-8")
        environment = {
            name: re.sub(r"\$\{\{ (.+?) }}", lambda at: values[at[1]], text) for name, text in step["env"].items()
        }
        of_the_runner = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ACTION.parent),
            "GITHUB_STEP_SUMMARY": str(self.machine / "summary.md"),
            "GITHUB_WORKSPACE": str(self.tree),
            "RUNNER_TEMP": str(self.machine),
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        return ran(command, self.tree, {**self.environment, **of_the_runner, **environment})

    def job(self, variables: Mapping[str, str] | None = None, *, shell: str = "sh", install: bool = False) -> Ran:
        """Run the script of the GitLab job, as a runner does."""
        job = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))[".peelgrade-validate"]
        first, *others = job["script"]
        if not install:
            self._stand_in(self.machine / "peelgrade")
            first = f"peelgrade='{self.machine / 'peelgrade'}'"
        script = self.machine / "script.sh"
        script.write_text("\n".join([first, *others]), encoding="utf-8")
        environment = {**self.environment, **job["variables"], **(variables or {})}
        return ran([shell, "-e", script], self.tree, environment)

    def git(self, *arguments: str) -> Ran:
        """Run git in the tree."""
        return ran(("git", *arguments), self.tree, self.environment)

    def commit(self, *, hooks: bool = True) -> Ran:
        """Commit everything; what the hooks say is in `err`."""
        assert self.git("add", "--all").code == 0
        return self.git("commit", "--message", "A change", "--verify" if hooks else "--no-verify")

    @property
    def summary(self) -> str:
        """What the action wrote into the summary of the job."""
        return (self.machine / "summary.md").read_text(encoding="utf-8")

    def _stand_in(self, environment: Path) -> None:
        """Put this checkout where a step would have installed peelgrade: what it installs is tested in slow tests."""
        program = environment / "bin" / "peelgrade"
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\nexec '{sys.executable}' -P -m peelgrade \"$@\"\n", encoding="utf-8")
        program.chmod(0o755)


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """Return a tree with sound evidence, on a machine with nothing of this one's settings."""
    machine = tmp_path / "machine"
    machine.mkdir()
    tree = tmp_path / "tree"
    (tree / "evidence" / "essex").mkdir(parents=True)
    for name, text in SOUND.items():
        (tree / "evidence" / "essex" / name).write_text(text, encoding="utf-8")
    return Scratch(tree, machine, settings(machine))


def settings(home: Path) -> dict[str, str]:
    """Return the environment of a machine where nobody has set up anything but package indexes."""
    left_out = ("GIT", "CI_", "PRE_COMMIT", "PYTHON", "PEELGRADE", "XDG", "VIRTUAL", "COLUMNS")
    return {name: value for name, value in os.environ.items() if not name.startswith(left_out)} | {
        "HOME": str(home),
        "PIP_NO_COMPILE": "1",  # most of what is installed is never imported
        "XDG_CACHE_HOME": str(home / "cache"),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
    }


def line(text: str, words: str) -> int:
    """Return the number of the line that holds some words."""
    return next(number for number, one in enumerate(text.splitlines(), start=1) if words in one)


def check(schema: str, path: Path) -> Ran:
    """Check a file against a schema that check-jsonschema ships."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    return ran(command, path.parent, os.environ)


def hooks() -> dict[str, dict[str, Any]]:
    """Return the hooks by their ids."""
    return {hook["id"]: hook for hook in yaml.safe_load(HOOKS.read_text(encoding="utf-8"))}


# what the files hold


def test_the_hooks_are_as_pre_commit_wants_them() -> None:
    """pre-commit itself finds nothing wrong with the file of hooks."""
    assert Ran(0, "", "") == ran([sys.executable, "-m", "pre_commit", "validate-manifest", HOOKS], ROOT, os.environ)


@pytest.mark.parametrize(
    ("hook", "path", "taken"),
    [
        ("peelgrade-validate", "evidence/essex/findings.yaml", True),
        ("peelgrade-validate", "south/evidence/2015/essex/findings.yml", True),
        ("peelgrade-validate", "evidence/essex/report.pdf", False),
        ("peelgrade-validate", "my-evidence/essex/findings.yaml", False),
        ("peelgrade-validate", "rules/peel/q1.yaml", False),
        ("peelgrade-rules-check", "rules/peel/q1.yaml", True),
        ("peelgrade-rules-check", "rules/peel/tests/good.yaml", True),
        ("peelgrade-rules-check", "tests/rules/q1.yaml", False),
        ("peelgrade-rules-check", "rules/latests/q1.yaml", True),
    ],
)
def test_hooks_take_the_files_that_they_are_for(hook: str, path: str, taken: bool) -> None:  # noqa: FBT001  # a table
    """Evidence goes to one hook, rules and their test cases to the other; rules that lie in tests, and other files, to neither."""
    one = hooks()[hook]
    excluded = bool(re.search(one["exclude"], path)) if "exclude" in one else False
    assert taken == (bool(re.search(one["files"], path)) and not excluded)


def test_hooks_keep_names_and_options_apart() -> None:
    """The last argument of each hook ends the options, so that no name of a file is read as one."""
    assert all(hook["args"][-1] == "--" for hook in hooks().values())


def test_hooks_run_only_where_there_are_files() -> None:
    """A hook that always runs is kept to the stages that have files, or it would run for the message of a commit too."""
    for hook in hooks().values():
        assert {"pre-commit", "pre-merge-commit", "pre-push", "manual"} == set(hook["stages"])


@pytest.mark.parametrize(("schema", "path"), [("vendor.github-actions", ACTION), ("vendor.gitlab-ci", TEMPLATE)])
def test_the_templates_fit_their_schemas(schema: str, path: Path) -> None:
    """GitHub and GitLab read the templates."""
    result = check(schema, path)
    assert 0 == result.code, result.out


def test_no_expression_stands_in_a_script() -> None:
    """Inputs reach the scripts of the action through the environment alone: an expression would be run as code."""
    for step in yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert set(step.get("env", {})) <= set(re.findall(r"\$([A-Z_]+)", step.get("run", "")))


@pytest.mark.parametrize("text", [ACTION.read_text(encoding="utf-8"), GUIDE], ids=["action", "guide"])
def test_other_actions_are_pinned_by_commit(text: str) -> None:
    """Every action of others is named by a full commit, with its version beside it."""
    others = [one for one in re.findall(r"uses: (.+)", text) if not one.startswith(("OWNER/", "./"))]
    assert others
    for one in others:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[0-9.]+", one)


# what the guide says


def test_the_examples_of_the_guide_can_be_copied(tmp_path: Path) -> None:
    """The configuration of pre-commit, the workflow and the pipeline of the guide are valid, and name what is there."""
    config, workflow, _, pipeline = EXAMPLES
    path = tmp_path / "config.yaml"
    path.write_text(config, encoding="utf-8")
    assert 0 == ran([sys.executable, "-m", "pre_commit", "validate-config", path], tmp_path, os.environ).code
    assert list(hooks()) == [hook["id"] for hook in yaml.safe_load(config)["repos"][0]["hooks"]]
    for schema, text in (("vendor.github-workflows", workflow), ("vendor.gitlab-ci", pipeline)):
        path.write_text(text, encoding="utf-8")
        result = check(schema, path)
        assert 0 == result.code, result.out
    inputs = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["inputs"]
    assert set(yaml.safe_load(workflow)["jobs"]["validate"]["steps"][1]["with"]) <= set(inputs)
    ((name, job),) = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8")).items()
    assert name == yaml.safe_load(pipeline)["evidence"]["extends"]
    assert set(yaml.safe_load(pipeline)["evidence"]["variables"]) <= set(job["variables"])


def test_the_guide_lists_every_input_and_format() -> None:
    """The tables of the guide have the inputs of the action with their defaults, and every format."""
    inputs = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["inputs"]
    listed = dict(re.findall(r"(?m)^\| `([a-z-]+)` \| .* \| (?:`(.*)` )?\|$", GUIDE.split("## On GitLab")[0]))
    assert {name: one["default"] for name, one in inputs.items()} == listed
    formats = GUIDE.split("## Which format")[1].split("##")[0]
    rows = re.findall(r"(?m)^\| (`.*`) \|", formats)[1:]
    assert list(FORMATS) == [name for row in rows for name in re.findall(r"`([a-z]+)`", row)]


# GitHub


def test_the_action_passes_sound_evidence(scratch: Scratch) -> None:
    """Sound evidence ends in 0, without an annotation."""
    result = scratch.action()
    assert 0 == result.code, result
    assert "::error" not in result.out


def test_the_action_refuses_wrong_evidence(scratch: Scratch) -> None:
    """Wrong evidence ends in 1, with an annotation at its line, and the problem in the summary."""
    scratch.write(findings=FIRST)
    result = scratch.action({"paths": "evidence"})
    assert 1 == result.code, result
    place = f"file=evidence/essex/recommendations.yaml,line={line(SOUND['recommendations.yaml'], 'F102')}"
    assert re.search(rf"(?m)^::error .*{re.escape(place)}\b.*PG504", result.out)
    assert "PG504" in scratch.summary


@pytest.mark.slow
def test_the_action_fails_on_what_it_is_asked_to(scratch: Scratch) -> None:
    """A warning is shown and passes, unless the action is to fail on warnings."""
    scratch.write(recommendations=CONCERN)
    result = scratch.action()
    assert (0, True) == (result.code, "::warning" in result.out)
    assert 1 == scratch.action({"fail-on": "warning"}).code


@pytest.mark.slow
def test_the_action_checks_several_paths_with_blanks(scratch: Scratch) -> None:
    """Each line of the paths is one path, whatever blanks and stars it holds."""
    for name in ("north east", "south *", "south west"):
        shutil.copytree(scratch.tree / "evidence" / "essex", scratch.tree / name)
        (scratch.tree / name / "findings.yaml").write_text(FIRST, encoding="utf-8")
    result = scratch.action({"paths": "evidence\nnorth east\n\nsouth *\n"})
    assert 1 == result.code, result
    assert {"north east", "south *"} == set(re.findall(r"file=([^,/]+)/recommendations.yaml", result.out))


@pytest.mark.slow
@pytest.mark.parametrize(("findings", "code"), [(SOUND["findings.yaml"], 0), (FIRST, 1)])
def test_the_action_writes_sarif(scratch: Scratch, findings: str, code: int) -> None:
    """Asked for SARIF, the action writes it beside the annotations, and ends as it would without."""
    scratch.write(findings=findings)
    assert code == scratch.action({"sarif-file": "with blanks.sarif"}).code
    (run,) = json.loads((scratch.tree / "with blanks.sarif").read_text(encoding="utf-8"))["runs"]
    assert code == len([one for one in run["results"] if one["level"] == "error"])


@pytest.mark.slow
def test_the_action_says_that_sarif_cannot_be_written(scratch: Scratch) -> None:
    """A folder in the place of the file is a wrong call, though the evidence is sound."""
    assert 2 == scratch.action({"sarif-file": "evidence"}).code


@pytest.mark.slow
def test_the_tree_configures_nothing_unless_it_is_asked(scratch: Scratch) -> None:
    """A configuration file in the tree counts with 'auto' or by its path, and not by itself."""
    scratch.write(recommendations=CONCERN)
    (scratch.tree / "peelgrade.toml").write_text('ignore = ["PG5"]\n', encoding="utf-8")
    shown = {config: "::warning" in scratch.action({"config": config}).out for config in CONFIGURATIONS}
    assert {"none": True, "auto": False, "peelgrade.toml": False} == shown
    assert "::warning" in scratch.action().out
    (scratch.tree / "peelgrade.toml").write_text('fail-on = "warning"\n', encoding="utf-8")
    assert [0, 1] == [scratch.action({"config": config}).code for config in ("none", "auto")]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["paths", "rules", "fail-on", "config", "sarif-file"])
def test_hostile_inputs_are_only_text(scratch: Scratch, name: str) -> None:
    """No input is run, and none but a path to write to is more than a wrong call."""
    for value in HOSTILE:
        result = scratch.action({name: value})
        assert not list(scratch.tree.parent.rglob("pwned"))
        assert (0 if name == "sarif-file" else 2) == result.code, (value, result)


# GitLab


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_job_passes_sound_evidence(scratch: Scratch, shell: str) -> None:
    """Sound evidence ends in 0, with both reports and no problem in them."""
    result = scratch.job(shell=shell)
    assert 0 == result.code, result
    assert [] == [one for one in reported(scratch) if one["severity"] != "info"]
    assert [] == failures(scratch)


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_job_refuses_wrong_evidence(scratch: Scratch, shell: str) -> None:
    """Wrong evidence ends in 1, with the problem in the log and in both reports."""
    scratch.write(findings=FIRST)
    result = scratch.job({"PEELGRADE_PATHS": "evidence"}, shell=shell)
    assert 1 == result.code, result
    place = line(SOUND["recommendations.yaml"], "F102")
    assert f"evidence/essex/recommendations.yaml:{place}" in result.out
    assert ("evidence/essex/recommendations.yaml", place) in [
        (
            one["location"]["path"],
            one["location"].get("lines", {}).get("begin") or one["location"]["positions"]["begin"]["line"],
        )
        for one in reported(scratch)
    ]
    assert failures(scratch)


@pytest.mark.slow
def test_the_job_checks_several_paths_with_blanks(scratch: Scratch) -> None:
    """Each line of the paths is one path, whatever blanks and stars it holds."""
    for name in ("north east", "south *", "south west"):
        shutil.copytree(scratch.tree / "evidence" / "essex", scratch.tree / name)
        (scratch.tree / name / "findings.yaml").write_text(FIRST, encoding="utf-8")
    assert 1 == scratch.job({"PEELGRADE_PATHS": "evidence\nnorth east\n\nsouth *\n"}).code
    assert {"north east", "south *"} == {one["location"]["path"].split("/")[0] for one in reported(scratch)}


@pytest.mark.slow
def test_the_job_is_configured_by_its_variables_alone(scratch: Scratch) -> None:
    """A configuration file in the tree counts with 'auto' or by its path, and not by itself."""
    scratch.write(recommendations=CONCERN)
    (scratch.tree / "peelgrade.toml").write_text('ignore = ["PG5"]\n', encoding="utf-8")
    strict = {"PEELGRADE_FAIL_ON": "warning"}
    codes = {config: scratch.job({**strict, "PEELGRADE_CONFIG": config}).code for config in CONFIGURATIONS}
    assert {"none": 1, "auto": 0, "peelgrade.toml": 0} == codes
    assert 1 == scratch.job(strict).code


@pytest.mark.slow
@pytest.mark.parametrize("name", ["PEELGRADE_PATHS", "PEELGRADE_RULES", "PEELGRADE_FAIL_ON", "PEELGRADE_CONFIG"])
def test_hostile_variables_are_only_text(scratch: Scratch, name: str) -> None:
    """No variable is run, and each is a wrong call."""
    for value in HOSTILE:
        result = scratch.job({name: value})
        assert not list(scratch.tree.parent.rglob("pwned"))
        assert 2 == result.code, (value, result)


def test_the_job_asks_where_peelgrade_is_from(scratch: Scratch) -> None:
    """Without a source the job says what is missing, and installs nothing by guess."""
    result = scratch.job(install=True)
    assert (2, True) == (result.code, "PEELGRADE_SOURCE" in result.err)


def reported(scratch: Scratch) -> list[dict[str, Any]]:
    """Return the code quality report, which the template names, as GitLab finds it."""
    reports = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))[".peelgrade-validate"]["artifacts"]["reports"]
    report: list[dict[str, Any]] = json.loads((scratch.tree / reports["codequality"]).read_text(encoding="utf-8"))
    return report


def failures(scratch: Scratch) -> list[ET.Element]:
    """Return the failures of the report of tests, which the template names, as GitLab finds it."""
    reports = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))[".peelgrade-validate"]["artifacts"]["reports"]
    tree = ET.parse(scratch.tree / reports["junit"])  # noqa: S314  # written by the program that is tested
    return [*tree.iter("failure"), *tree.iter("error")]


# installed for real


@pytest.fixture
def hostile_tree(scratch: Scratch) -> Scratch:
    """Return a tree with modules of its own, named as those that an installation and a check import."""
    for name in ("venv", "ensurepip", "pip", "peelgrade", "click", "yaml", "json", "sitecustomize", "usercustomize"):
        (scratch.tree / f"{name}.py").write_text("open('pwned', 'w')\n", encoding="utf-8")
    (scratch.tree / "pyproject.toml").write_text("[build-system]\nrequires = ['pwned']\n", encoding="utf-8")
    (scratch.tree / "pip.conf").write_text("[global]\nindex-url = file:///pwned\n", encoding="utf-8")
    return scratch


@pytest.mark.slow
def test_the_action_installs_peelgrade_and_nothing_of_the_tree(hostile_tree: Scratch) -> None:
    """All steps in order: peelgrade comes from the action's checkout, and no module of the tree is imported."""
    assert 0 == hostile_tree.action(install=True).code
    hostile_tree.write(findings=FIRST)
    result = hostile_tree.action(installed=True)
    assert (1, True) == (result.code, "::error" in result.out)
    assert not list(hostile_tree.tree.rglob("pwned"))


@pytest.mark.slow
def test_the_job_installs_peelgrade_and_nothing_of_the_tree(hostile_tree: Scratch) -> None:
    """The whole script: peelgrade comes from the source that is named, and no module of the tree is imported."""
    source = hostile_tree.machine / "the source"
    source.symlink_to(ROOT)
    result = hostile_tree.job({"PEELGRADE_SOURCE": str(source)}, install=True)
    assert 0 == result.code, result
    assert [] == failures(hostile_tree)
    assert not list(hostile_tree.tree.rglob("pwned"))


@pytest.mark.slow
def test_hostile_sources_are_not_installed(scratch: Scratch) -> None:
    """What is no address of a package is refused by pip, and not run."""
    made = scratch.machine / "made"
    venv.create(made, with_pip=True)
    programs = scratch.machine / "programs"
    programs.mkdir()
    # an environment is made once and copied, for making one takes longer than all that is tested here
    (programs / "python3").write_text(f"#!/bin/sh\ncp -R '{made}/.' \"$4\"\n", encoding="utf-8")
    (programs / "python3").chmod(0o755)
    path = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    for value in ("; touch pwned", "$(touch pwned)", "--log=pwned"):
        result = scratch.job({**path, "PEELGRADE_SOURCE": value}, install=True)
        assert 0 != result.code, value
        assert "ERROR: " in result.err, result  # as pip says it
        assert not list(scratch.tree.parent.rglob("pwned"))


# pre-commit


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return a repository made of this checkout as it stands, and a machine whose pre-commit keeps what it installs."""
    machine = tmp_path_factory.mktemp("machine")
    kit = machine / "kit"
    left_out = shutil.ignore_patterns(".git", ".venv", "*_cache", ".hypothesis", "__pycache__", "build", "dist")
    shutil.copytree(ROOT, kit, ignore=left_out)
    repository = Scratch(kit, machine, settings(machine))
    assert repository.git("init", "--quiet").code == 0
    assert repository.commit().code == 0
    return kit, dict(repository.environment)


@pytest.fixture
def repository(kit: tuple[Path, dict[str, str]], scratch: Scratch) -> Scratch:
    """Return a repository of sound evidence whose commits go through the hook."""
    repository = Scratch(scratch.tree, scratch.machine, kit[1])
    assert repository.git("init", "--quiet").code == 0
    guard(repository, kit[0], {"id": "peelgrade-validate"})
    assert repository.commit(hooks=False).code == 0
    return repository


def guard(repository: Scratch, kit: Path, *hooks: dict[str, Any]) -> None:
    """Have the commits of a repository go through hooks of the kit, by the real pre-commit."""
    revision = ran(["git", "rev-parse", "HEAD"], kit, repository.environment).out.strip()
    config = {"repos": [{"repo": str(kit), "rev": revision, "hooks": list(hooks)}]}
    (repository.tree / ".pre-commit-config.yaml").write_text(json.dumps(config), encoding="utf-8")
    installed = ran([sys.executable, "-m", "pre_commit", "install"], repository.tree, repository.environment)
    assert 0 == installed.code, installed


@pytest.mark.slow
def test_a_commit_of_sound_evidence_passes(repository: Scratch) -> None:
    """A good change of one file is committed."""
    repository.write(findings=SOUND["findings.yaml"].replace("Few of the plans", "Hardly any plans"))
    result = repository.commit()
    assert 0 == result.code, result
    assert "Passed" in result.err


@pytest.mark.slow
def test_a_commit_that_breaks_another_file_is_stopped(repository: Scratch) -> None:
    """Taking out a finding is refused at the recommendation that arises from it, in a file that did not change."""
    repository.write(findings=FIRST)
    result = repository.commit()
    assert 1 == result.code, result
    assert f"evidence/essex/recommendations.yaml:{line(SOUND['recommendations.yaml'], 'F102')}" in result.err
    assert "PG504" in result.err
    assert "F102" in result.err


@pytest.mark.slow
def test_a_commit_that_uses_an_id_again_is_stopped_with_both_places(repository: Scratch) -> None:
    """An id of an unchanged file is refused in a changed one, and both places are shown."""
    again = SECOND.replace("F102", "R101").replace("Few of the plans", "Few of the papers")
    repository.write(findings=SOUND["findings.yaml"] + again)
    result = repository.commit()
    assert 1 == result.code, result
    assert "PG501" in result.err
    findings = repository.tree / "evidence" / "essex" / "findings.yaml"
    assert f"evidence/essex/findings.yaml:{line(findings.read_text(encoding='utf-8'), 'R101')}" in result.err
    assert f"evidence/essex/recommendations.yaml:{line(SOUND['recommendations.yaml'], 'R101')}" in result.err


@pytest.mark.slow
def test_a_warning_stops_a_commit_only_if_asked_to(repository: Scratch, kit: tuple[Path, dict[str, str]]) -> None:
    """A warning passes; with options of the repository's own, it does not."""
    repository.write(recommendations=CONCERN)
    assert 0 == repository.commit().code
    guard(repository, kit[0], {"id": "peelgrade-validate", "args": ["--fail-on", "warning", "--"]})
    repository.write(recommendations=CONCERN.replace("Name a person", "Name someone"))
    result = repository.commit()
    assert (1, True) == (result.code, "PG534" in result.err)


@pytest.mark.slow
def test_a_commit_that_only_deletes_is_checked(repository: Scratch) -> None:
    """Deleting the file with the findings is refused, though the hook is told of no file."""
    (repository.tree / "evidence" / "essex" / "findings.yaml").unlink()
    result = repository.commit()
    assert (1, True) == (result.code, "PG504" in result.err)


@pytest.mark.slow
def test_a_commit_without_evidence_passes(repository: Scratch) -> None:
    """A change of another file is not held up where the evidence is sound."""
    (repository.tree / "README.md").write_text("About the evidence\n", encoding="utf-8")
    assert 0 == repository.commit().code


@pytest.mark.slow
def test_a_repository_without_evidence_can_be_committed_to(repository: Scratch) -> None:
    """After the last of its evidence, or before the first, there is nothing to check."""
    shutil.rmtree(repository.tree / "evidence")
    assert 0 == repository.commit().code


@pytest.mark.slow
def test_evidence_whose_record_is_deleted_is_not_passed_over(repository: Scratch) -> None:
    """Without its record a folder is no inspection, and its evidence would no longer be checked by anybody."""
    next((repository.tree / "evidence").glob("*/inspection.yaml")).unlink()
    result = repository.commit()
    assert (1, True) == (result.code, "and no inspection.yaml" in result.err)


@pytest.mark.slow
def test_the_name_of_a_file_is_no_option(repository: Scratch) -> None:
    """A folder that is called as an option is a folder: nothing is written over."""
    name = "--output-file=README.md"
    shutil.copytree(repository.tree / "evidence", repository.tree / name / "evidence")
    (repository.tree / name / "evidence" / "essex" / "findings.yaml").write_text(FIRST, encoding="utf-8")
    result = repository.commit()
    assert (1, True) == (result.code, "PG504" in result.err)
    assert not (repository.tree / "README.md").exists()


@pytest.mark.slow
def test_wrong_rules_are_not_committed(repository: Scratch, kit: tuple[Path, dict[str, str]]) -> None:
    """The other hook lets sound rules pass, and stops wrong ones."""
    shutil.copytree(ROOT / "rules", repository.tree / "rules")
    guard(repository, kit[0], {"id": "peelgrade-rules-check"})
    result = repository.commit()
    assert 0 == result.code, result
    rules = repository.tree / "rules" / "peel-effectiveness-2015" / "roll-up.yaml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("supports: good", "supports: splendid"), encoding="utf-8"
    )
    result = repository.commit()
    assert (1, True) == (result.code, "splendid" in result.err)
