"""What starting costs: which modules each command may import, and how long the shortest and the most usual one take."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence

import pytest

from peelgrade import cli
from peelgrade.cli import reportfiles, telling
from peelgrade.cli.lazy import LazyGroup
from peelgrade.cli.report import READERS
from peelgrade.cli.signatures import schema
from peelgrade.formats import FORMATS as OF_FILES
from peelgrade.rendering.problems import FORMATS as OF_PROBLEMS
from tests.conftest import KENT, ROOT

# What comes with a library, and is not counted for itself
_WITH_IT = {
    "annotated_types", "attr", "attrs", "cython_runtime", "jsonschema_specifications", "markupsafe", "pydantic_core",
    "referencing", "rpds", "typing_extensions", "typing_inspection",
}  # fmt: skip  # a word each would fill a page

FILES = {"click", "pydantic", "yaml"}  # reading files of evidence and rules
DRAWN = FILES | {"rich"}  # and drawing tables and trees
FILED = DRAWN | {"rfc8785"}  # and results as documents, with their hashes

# What each command may have imported when it begins its work: libraries, and rooms that are slow to import
ROWS: Mapping[str, set[str]] = {
    "grade": DRAWN,
    "explain": FILED | {"explanation"},
    "report": FILED | {"comparison", "explanation"},
    "whatif": FILED | {"comparison"},
    "serve": {"click"},
    "diff": FILED | {"comparison", "tables"},
    "verify": FILED | {"comparison"},
    "validate": FILES,
    "problem": {"click"},
    "rules check": FILES,
    "rules test": FILED | {"explanation", "ruletests"},
    "rules sensitivity": FILED | {"comparison", "ruletests"},
    "rules show": DRAWN,
    "rules new": FILES | {"ruletests"},
    "init": FILES,
    "new": FILES,
    "metrics": FILES | {"tables"},
    "template": FILES | {"capturing", "tables"},
    "import": FILES | {"capturing", "tables"},
    "export": FILES | {"capturing", "tables"},
    "decide": DRAWN | {"explanation"},
    "challenge": DRAWN | {"explanation"},
    "compare": FILED | {"comparison"},
    "agreement": FILED | {"comparison"},
    "backtest": DRAWN | {"backtesting", "tables"},
    "batch": FILES | {"rfc8785"},
    "schema": FILES,
}
_ROOMS = {
    "backtesting",
    "batch",
    "capturing",
    "comparison",
    "explanation",
    "rulechecks",
    "ruletests",
    "serving",
    "tables",
}

# Modules of Python that take long to import and that help has no use for
_SLOW_OF_PYTHON = {
    "asyncio", "concurrent", "csv", "difflib", "email", "hashlib", "html", "http", "importlib.metadata",
    "importlib.resources", "logging", "multiprocessing", "pickle", "pydoc", "socket", "sqlite3", "ssl", "subprocess",
    "tempfile", "unittest", "urllib.request", "xml", "zipfile",
}  # fmt: skip  # as above

# what the installation of Python itself brings is not counted
_TELLING = """\
import atexit, json, sys
before = {*sys.modules}
atexit.register(lambda: print(json.dumps([name for name in sys.modules if name not in before]), file=sys.stderr))
"""


# modules are compiled once, as where programs are installed
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def imported(program: str, **environment: str) -> list[str]:
    """Return the names of the modules that a program has imported when it ends."""
    ran = subprocess.run(
        [sys.executable, "-c", _TELLING + program],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=ENVIRONMENT | environment,
    )
    found: list[str] = json.loads(ran.stderr.splitlines()[-1])
    return found


def weighty(names: Sequence[str]) -> set[str]:
    """Return the libraries among modules, and the rooms that are slow to import."""
    tops = {name.partition(".")[0] for name in names} - {*sys.stdlib_module_names, *_WITH_IT, "peelgrade"}
    libraries = {top for top in tops if not top.startswith("_")}
    return libraries | {name for name in _ROOMS if f"peelgrade.{name}" in names}


def commands(group: LazyGroup, above: str = "") -> dict[str, str]:
    """Return the module of every command that does something, by its whole name."""
    found = {}
    for name, (module, _) in group.listed.items():
        command = group.get_command(None, name)  # type: ignore[arg-type]  # it needs none
        found |= commands(command, f"{name} ") if isinstance(command, LazyGroup) else {above + name: module}
    return found


COMMANDS = commands(cli.commands)  # type: ignore[arg-type]  # a decorator of click made it


def test_every_command_has_its_row() -> None:
    """A new command says here what it may import."""
    assert [*COMMANDS] == [*ROWS]


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.sampled(8)) for name in ROWS])
def test_a_command_has_imported_what_its_row_says_when_it_begins(name: str) -> None:
    """It is neither more, which would make it slow, nor less, so that the rows are true."""
    module = COMMANDS[name].replace(".signatures.", ".")
    assert ROWS[name] == weighty(imported(f"import click, {module}"))


def test_help_of_every_command_imports_click_alone() -> None:
    """Whichever command is asked: no model, nothing that draws or reads, and nothing else that is slow."""
    asked = [[], ["rules"], *(name.split() for name in COMMANDS)]
    program = (
        "import contextlib, io; from peelgrade import cli\n"
        f"for one in {asked!r}:\n"
        "    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit): cli.main([*one, '--help'])"
    )
    found = imported(program)
    assert {"click"} == weighty(found)
    assert set() == _SLOW_OF_PYTHON.intersection(found)
    assert {name.replace("peelgrade.cli.signatures.", "peelgrade.cli.") for name in COMMANDS.values()}.isdisjoint(found)


@pytest.mark.parametrize("typed", ["peelgrade ", "peelgrade grade --", "peelgrade rules "])
def test_completion_imports_click_alone(typed: str) -> None:
    """What a shell asks for at each press of the key loads nothing that is slow."""
    at = str(typed.count(" "))
    asked = {"_PEELGRADE_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": at}
    found = imported("from peelgrade import cli; cli.main()", **asked)
    assert "click.shell_completion" in found
    assert {"click"} == weighty(found)


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [(["problem", "PG204"], {"click"}), (["grade", str(KENT)], DRAWN), (["validate", str(KENT)], FILES)],
    ids=["problem", "grade", "validate"],
)
def test_what_is_asked_most_needs_no_more_until_its_end(arguments: list[str], needed: set[str]) -> None:
    """A page of a code needs no models, evidence that fits needs no jsonschema, and checking draws nothing."""
    assert needed == weighty(imported(f"from peelgrade import cli; cli.main({arguments!r})"))


def test_the_words_that_options_take_are_those_that_there_are() -> None:
    """They are listed where help finds them at once, apart from what each of them stands for."""
    assert [*OF_PROBLEMS] == [*telling.FORMATS]
    assert [*OF_FILES] == [*schema.FORMATS]
    choices = {option.name: getattr(option.type, "choices", ()) for option in _options("report")}
    assert [*reportfiles.FORMATS] == [*choices["format_"]]
    assert [*READERS] == [*choices["audience"]]


def _options(name: str) -> list[object]:
    command = cli.commands.get_command(None, name)  # type: ignore[arg-type]  # it needs none
    assert command is not None
    return [*command.params]


# --- how long it takes -----------------------------------------------------------------------------------------------


def cheapest(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """Return the least time of a processor in seconds that each command took, in turn, after a first round."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=ROOT, env=ENVIRONMENT)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            taken[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {name: min(times[1:]) for name, times in taken.items()}


@pytest.mark.slow
def test_help_takes_at_most_eight_times_as_long_as_python_itself() -> None:
    """Of which click alone takes four or more."""
    took = cheapest({"pass": ["-c", "pass"], "help": ["-m", "peelgrade", "--help"]}, 9)
    assert took["help"] < 8 * took["pass"], took


@pytest.mark.slow
def test_grading_kent_takes_at_most_twice_as_long_as_check_jsonschema_on_the_same_files() -> None:
    """Each file of evidence against its schema is what the other does; here it is checked, graded and drawn as well."""
    schema_file = str(ROOT / "schemas" / "peel-effectiveness-2015" / "evidence.schema.json")
    files = [str(path) for path in sorted(KENT.glob("q*.yaml"))]
    both = {
        "theirs": ["-m", "check_jsonschema", "--schemafile", schema_file, *files],
        "ours": ["-m", "peelgrade", "grade", str(KENT)],
    }
    took = cheapest(both, 3)
    assert took["ours"] < 2 * took["theirs"], took
