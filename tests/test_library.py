"""peelgrade as a library: its public names are those that its page tells of, typed, and as true as the commands."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import os
import pickle
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
from hatchling.build import build_wheel

import peelgrade
from peelgrade.problems import LISTED, Locator
from tests.conftest import KENT, ROOT, Run, replace
from tests.test_bad_input import FILES, ITEMS, RULEBOOK, write
from tests.test_startup import imported, weighty

PAGE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
PUBLIC = {name: getattr(peelgrade, name) for name in peelgrade.__all__ if name != "__version__"}
FUNCTIONS = {name: one for name, one in PUBLIC.items() if inspect.isfunction(one)}
TYPES = {name: one for name, one in PUBLIC.items() if inspect.isclass(one)}

# --- the names -------------------------------------------------------------------------------------------------------


def test_what_is_public_is_what_the_page_lists() -> None:
    """The table, `__all__` and what `dir` gives are the same names."""
    listed = re.findall(r"(?m)^\| `(\w+)` \|", PAGE.partition("## What is public")[2])
    assert sorted(peelgrade.__all__) == sorted(listed)
    assert sorted(peelgrade.__all__) == dir(peelgrade)
    assert PUBLIC.keys() == FUNCTIONS.keys() | TYPES.keys()


def test_each_name_is_what_whoever_checks_types_takes_it_for() -> None:
    """What is imported when a name is asked for is what the imports say that only checkers of types follow."""
    tree = ast.parse(inspect.getsource(peelgrade))
    told = {name: getattr(importlib.import_module(module), name) for module, name in _only_for_types(tree)}
    assert told == PUBLIC


def _only_for_types(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for one in tree.body:
        if isinstance(one, ast.If) and isinstance(one.test, ast.Name):
            for statement in one.body:
                assert isinstance(statement, ast.ImportFrom)
                yield from ((str(statement.module), alias.name) for alias in statement.names)


def test_other_names_are_refused_in_the_usual_words() -> None:
    """Also those of rooms that nobody has imported, and none is lent out that stands in the module for itself."""
    for name in ("graed", "_grade", "rooms"):
        with pytest.raises(AttributeError, match=f"^module 'peelgrade' has no attribute '{name}'$"):
            getattr(peelgrade, name)
    with pytest.raises(ImportError, match="cannot import name 'graed' from 'peelgrade'"):
        exec("from peelgrade import graed")  # noqa: S102  # no linter would let it stand


@pytest.mark.parametrize("name", PUBLIC)
def test_everything_public_says_what_it_is_and_has_its_types(name: str) -> None:
    """Functions, types and what is public in these: a docstring of its own, and a type for whatever goes in or comes out."""
    for where, one in (name, PUBLIC[name]), *_inside(name):
        told = inspect.getdoc(one)
        assert told, where
        assert not told.startswith(f"{name}("), where  # dataclasses put their fields in its place
    for where, function in _functions(name):
        signature = inspect.signature(function)
        given = [one for one in signature.parameters.values() if one.name not in {"self", "cls"}]
        assert [] == [one.name for one in given if one.annotation is inspect.Parameter.empty], where
        assert inspect.Signature.empty is not signature.return_annotation, where


def _inside(name: str) -> Iterator[tuple[str, Any]]:
    """Yield what is public in a type, by its name."""
    for inner, one in vars(TYPES.get(name, object)).items():
        if not inner.startswith("_") and isinstance(one, property | cached_property | classmethod | Callable):
            yield f"{name}.{inner}", one


def _functions(name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield a function, or the constructor, methods and properties of a type, as functions."""
    if name in FUNCTIONS:
        yield name, FUNCTIONS[name]
        return
    yield f"{name}.__init__", TYPES[name].__init__
    for where, one in _inside(name):
        yield where, one.fget if isinstance(one, property) else getattr(one, "func", getattr(one, "__func__", one))


# --- what it imports -------------------------------------------------------------------------------------------------


def test_importing_it_imports_next_to_nothing() -> None:
    """No pydantic, no YAML, no click; and a name brings only what it needs."""
    found = imported("import peelgrade; dir(peelgrade)")
    assert set() == weighty(found)
    assert ["peelgrade", "peelgrade.version"] == sorted(one for one in found if one.startswith("peelgrade"))
    found = imported("from peelgrade import Problem")
    assert set() == weighty(found)
    assert "peelgrade.problems" in found


def test_where_files_cannot_be_locked_it_reads_and_grades_all_the_same() -> None:
    """Only the commands write files: no name that is public needs what keeps writers apart."""
    program = f"""
import sys
sys.modules["fcntl"] = None
import peelgrade
public = [getattr(peelgrade, name) for name in peelgrade.__all__]
read = peelgrade.read({str(KENT)!r})
print(peelgrade.grade(read.inspection, read.rulebook)["q3"].category.title)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment)
    assert (0, "Requires improvement\n", "") == (ran.returncode, ran.stdout, ran.stderr)


def test_no_import_goes_in_a_circle() -> None:
    """Over all modules, the package itself among them, those that only checkers of types follow included."""
    grimp = pytest.importorskip("grimp")
    graph = grimp.build_graph("peelgrade", cache_dir=None)
    imports = {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}
    assert "peelgrade.targets" in imports["peelgrade"]
    TopologicalSorter(imports).prepare()  # which raises CycleError where there is one


@pytest.mark.slow
def test_a_typed_program_against_the_installed_package_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The examples of the page pass mypy, strict; a name that is none, a wrong type and one of another room do not."""
    pytest.importorskip("mypy")
    monkeypatch.chdir(ROOT)
    with zipfile.ZipFile(tmp_path / build_wheel(str(tmp_path))) as wheel:
        wheel.extractall(tmp_path / "installed")
    program = "\n".join(re.findall(r"(?ms)^```python\n(.*?)^```$", PAGE))
    assert (0, "Success: no issues found in 1 source file\n") == _checked(tmp_path, program)
    wrong = "import peelgrade\npeelgrade.graed\nx: int = peelgrade.read('a')\nfrom peelgrade import import_module\n"
    code, told = _checked(tmp_path, wrong)
    assert (1, ["attr-defined", "assignment", "attr-defined"]) == (code, re.findall(r"error: .*\[(.+)\]", told))


def _checked(folder: Path, program: str) -> tuple[int, str]:
    (folder / "program.py").write_text(program, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", "cache", "program.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "installed")},
        check=False,
        capture_output=True,
        text=True,
    )
    return ran.returncode, ran.stdout


# --- reading and checking --------------------------------------------------------------------------------------------


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small inspection beside its rules, in the working folder."""
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    return Path("town")


def told(run: Run, *arguments: str) -> list[tuple[object, ...]]:
    """Return what `validate` tells, without a configuration."""
    ran = run("validate", "--isolated", "--format", "json", *arguments)
    keys = ("file", "line", "column", "severity", "code", "message", "help")
    return [tuple(one[key] for key in keys) for one in json.loads(ran.out)["problems"]]


def placed(problems: tuple[peelgrade.Problem, ...]) -> list[tuple[object, ...]]:
    """Return the same of problems."""
    return [
        (one.at.file, one.at.line, one.at.column, one.severity, one.code, one.message, one.help) for one in problems
    ]


@pytest.mark.parametrize("path", ["town", "rules", ".", ITEMS, RULEBOOK])
def test_validate_tells_what_the_command_tells(run: Run, town: Path, path: str) -> None:
    """Of an inspection, a framework, a folder above both, and a file: the same problems in the same order."""
    replace(Path(ITEMS), "weight: moderate", "weight: modrate")
    replace(Path(ITEMS), "  statement: Calls", "  statement: Calls #4")
    replace(Path(ITEMS), "id: M2", "id: M3")
    replace(Path(RULEBOOK), "because: strengths outweigh", "becaus: strengths outweigh")
    Path("peelgrade.toml").write_text('exclude = ["town", "rules"]\n', encoding="utf-8")
    expected = told(run, path, "--rules", "rules")
    assert expected
    assert expected == placed(peelgrade.validate(path, "rules"))
    assert expected == placed(peelgrade.validate(Path(path), Path("rules")))
    assert [] != [one for one in peelgrade.validate(town, "rules") if one.related]
    assert all(other.at.line for one in peelgrade.validate(town, "rules") for other in one.related)


def test_validate_of_what_cannot_all_be_checked_says_every_reason(town: Path) -> None:
    """Rather than tell nothing of what was left out."""
    for name in ("one", "two"):
        Path(name).mkdir()
        (Path(name) / "evidence.yaml").write_text(FILES[ITEMS], encoding="utf-8")
    with pytest.raises(peelgrade.Unreadable) as refused:
        peelgrade.validate(".", "rules")
    assert ["one holds evidence", "two holds evidence"] == [
        message.partition(" (")[0] for message, _ in refused.value.reasons
    ]
    (town / "notes.txt").write_text("Calls", encoding="utf-8")
    with pytest.raises(peelgrade.Unreadable, match="is not a file that is read"):
        peelgrade.validate(town / "notes.txt")  # as it is none of the inspection


def test_read_refuses_errors_with_every_problem_and_its_line(town: Path) -> None:
    """They are those that `validate` tells; as text, the worst come first, and no more than can be read."""
    replace(Path(ITEMS), "  statement: Calls", "  statement: Calls #4")
    assert 1 == peelgrade.read(town, "rules").warnings
    replace(Path(ITEMS), "weight: moderate", "weight: modrate")
    with pytest.raises(peelgrade.InvalidInput) as refused:
        peelgrade.read("town", Path("rules"))
    assert peelgrade.validate(town, "rules") == refused.value.problems
    assert [
        "2 problems",
        f"{ITEMS}:6: PG204 'weight': 'modrate' is not one of the words that can stand here; did you mean 'moderate'?",
    ] == str(refused.value).splitlines()[:2]
    assert "PG120" in str(refused.value).splitlines()[2]
    assert pickle.loads(pickle.dumps(refused.value)).problems == refused.value.problems  # noqa: S301  # our own


def test_problems_as_text_are_few_and_plain() -> None:
    """Of very many the first are told; where there is no line none is, and what cannot be seen is written as escapes."""
    one = peelgrade.Problem("PG204", "a\x1b[31mb", Locator("x.yaml"))
    assert "1 problem\nx.yaml: PG204 a\\x1b[31mb" == str(peelgrade.InvalidInput([one]))
    many = str(peelgrade.InvalidInput([one] * (LISTED + 2))).splitlines()
    assert ("14 problems", LISTED + 2, "and 2 more") == (many[0], len(many), many[-1])


@pytest.mark.parametrize("path", ["a\0b", "a\ud800b"])
@pytest.mark.parametrize("reads", [peelgrade.read, peelgrade.validate])
def test_a_path_that_no_file_can_have_is_refused(town: Path, reads: Callable[..., object], path: str) -> None:
    """No shell can give one, and a program can."""
    for arguments in ((path,), (town, path)):
        with pytest.raises(peelgrade.Unreadable, match=r"^nothing can be called 'a\\.*b'$") as refused:
            reads(*arguments)
        assert refused.value.reasons == pickle.loads(pickle.dumps(refused.value)).reasons  # noqa: S301  # our own


# --- grading, and what if --------------------------------------------------------------------------------------------


def test_json_is_that_of_the_command_to_the_byte(run: Run, town: Path) -> None:
    """Also of text that is odd, and of errors that a comment forgives."""
    replace(town / "inspection.yaml", "name: Town Police", "name: Town ##[Caf\u00e9]")
    replace(Path(ITEMS), "  value: 90", "  value: 91  # peelgrade: ignore[PG520] so in the source")
    read = peelgrade.read(town, "rules")
    result = peelgrade.grade(read.inspection, read.rulebook)
    text = peelgrade.as_json(result, read.inspection, read.rulebook, read.forgiven)
    assert 1 == json.loads(text)["inspection"]["forgiven"]
    assert run("grade", town, "--rules", "rules", "--format", "json").out == text


def test_grading_reads_nothing() -> None:
    """No file is opened, and nothing is started or asked of the network, once what it needs is imported."""
    program = """\
import sys, peelgrade
read = peelgrade.read(sys.argv[1])
def all_of_it():
    result = peelgrade.grade(read.inspection, read.rulebook)
    moved = peelgrade.what_if(read.inspection, read.rulebook, without=["F320"])
    return peelgrade.as_json(result, read.inspection, read.rulebook, read.forgiven), moved
before = all_of_it()
read = peelgrade.read(sys.argv[1])
seen = []
sys.addaudithook(lambda event, _: seen.append(event))
assert before == all_of_it()
print(*sorted({one for one in seen if one.split(".")[0] in {"open", "os", "subprocess", "socket", "import"}}))
open(sys.argv[1] + "/inspection.yaml").close()
assert "open" in seen
"""
    ran = subprocess.run([sys.executable, "-c", program, KENT], check=True, capture_output=True, text=True)
    assert ("\n", "") == (ran.stdout, ran.stderr)


def test_what_if_says_what_the_command_says(run: Run) -> None:
    """Which judgments move, and how both sides stand; everything that can be supposed, at once."""
    read = peelgrade.read(KENT)
    found = peelgrade.what_if(
        read.inspection,
        read.rulebook,
        without=(one for one in ("F401", "F402")),
        values={"F320": {"weight": "moderate", "ground": "", "at_risk": ""}},
        assumed={"q1": "outstanding"},
        statuses={"q2": "in_progress"},
    )
    asked = ("--without", "F401", "--without", "F402", "--assume", "q1=outstanding", "--in-progress", "q2")
    values = (part for value in ("weight=moderate", "ground=", "at_risk=") for part in ("--set", f"F320.{value}"))
    moves = json.loads(run("whatif", KENT, *asked, *values, "--format", "json").out)["moved"]
    assert len(moves) > 2
    assert [_stands(one) for one in moves] == [
        (one.question, one.before.reached, one.after.reached) for one in found.moves
    ]
    assert peelgrade.grade(read.inspection, read.rulebook) == found.old.result
    assert ("outstanding", "open") == (found.new.result["q1"].range.low.id, found.new.result["q2"].status)
    assert found == pickle.loads(pickle.dumps(found))  # noqa: S301  # our own


def _stands(move: dict[str, Any]) -> tuple[object, ...]:
    return (move["question"], *((move[side]["low"], move[side]["high"]) for side in ("before", "after")))


def test_what_cannot_be_supposed_is_refused_with_every_reason() -> None:
    """Items, attributes and words that are not known, also those of fieldwork, which the command has options for."""
    read = peelgrade.read(KENT)
    odd: dict[str, Any] = {"q3": "finished"}
    with pytest.raises(peelgrade.Unreadable) as refused:
        peelgrade.what_if(
            read.inspection, read.rulebook, without=["F3200"], values={"F320": {"wait": "1"}}, statuses=odd
        )
    assert [
        "there is no item 'F3200' in this inspection",
        "a finding such as F320 has no attribute 'wait'",
        "there is no fieldwork status 'finished'",
    ] == [message for message, _ in refused.value.reasons]
    assert "write one of: complete, in_progress, not_inspected" == refused.value.reasons[-1][1]
