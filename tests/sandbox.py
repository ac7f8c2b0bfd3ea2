"""Runs every command on steered files in a process of its own, and tells what it wrote and what it asked the system for.

`python -m tests.sandbox STEER FOLDER FILE` does, where a test reads FILE. A hook of the interpreter hears of every socket,
program, import, compilation and opening of a file; it cannot be taken away again, hence the process.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import pytest

from peelgrade import cli
from peelgrade.problems import InvalidInput
from tests import steered
from tests.folders import contents
from tests.test_exit_codes import DONE, NO, ROWS, Row, code_again

TOKEN = re.compile(r"q[0-9]+zt")  # what every text ends with: its number in the sample


def token(number: int) -> str:
    """Return what the text of a number ends with."""
    return f"q{number}zt"


# --- which commands --------------------------------------------------------------------------------------------------

# What the rows of `test_exit_codes` do before: what the steered files hold already, and what would not fit them
HELD = {"a_table", "figures", "cost", "challenged", "case_that"}
MISFITS = {"warn", "silence", "misspelt_and_served", "of_a_report_on_paper"}

SMALL = ("--rules", "rules")
# What lies beside the files that commands are told of, and is none of their business
UNNAMED = {
    "unnamed.yaml": "- id: X1\n",
    "elsewhere/evidence.yaml": "- id: X1\n",
    "town/unnamed.txt": "x\n",
    "rules/unnamed.json": "{}\n",
    ".env": "PEELGRADE_LIMITS=text=1\n",
}
REPORTS = tuple(
    Row("report", DONE, f"{audience} as {ending}", ("town", *SMALL, "-o", f"t.{ending}", "--for", audience))
    for ending in ("html", "docx")
    for audience in ("team", "debrief", "panel", "force", "public")
)
MORE = (
    *REPORTS,
    Row("report", DONE, "pictures", ("town", *SMALL, "-o", "pictures", "--format", "svg")),
    Row("rules show", DONE, "Markdown in a file", ("rules", "-o", "rules.md")),
    *(
        Row("agreement", DONE, f"a worksheet in {name}", ("town", "other", *SMALL, "--settle", name), code_again)
        for name in ("disputed.csv", "disputed.md")
    ),
    Row("rules check", DONE, "with proofs", ("rules", "--proofs")),
)
# A row, and a format that it has not: what is recorded is told to people, and colours are for a terminal
NOT_TOGETHER = {
    ("two rulebooks", "markdown"),
    ("two results", "markdown"),
    ("at a terminal", "text"),
    *(
        (name, "json")
        for name in (
            "a confirmation",
            "one that is made",
            "one that is answered",
            "people that are asked for",
            "a change that departs from a limit",
            "one that is dated before the last",
            "a second one",
            "a judgment that is accepted as disputed",
            "one that is rejected",
            "an item that is withdrawn",
            "a value that is taken out",
            "who is at risk",
        )
    ),
}
PAPER = Row("report", DONE, "paper", ("town", *SMALL, "-o", "t.pdf"))


@dataclass(frozen=True)
class Work:
    """A command as it is run: a row, and the format that is asked for, if the row leaves it open."""

    row: Row
    format: str = ""

    @property
    def name(self) -> str:
        """What it is called in a message."""
        return " ".join(filter(None, (self.row.command, self.row.name, self.format and f"as {self.format}")))

    @property
    def arguments(self) -> tuple[str, ...]:
        """What follows the name of the program."""
        asked = ("--format", self.format) if self.format else ()
        return (*self.row.command.split(), *self.row.arguments, *asked)


def works(*, paper: bool = False) -> tuple[Work, ...]:
    """Return every command that ends well on the steered files, in each format that it can be asked for."""
    ending_well = [row for row in (*ROWS, *MORE) if row.code == DONE and _before(row) not in MISFITS]
    refused = [
        row for row in ROWS if row.command == "validate" and row.code == NO and _before(row).startswith("misspell")
    ]
    rows = [*ending_well, *refused, *([PAPER] if paper else [])]
    return tuple(work for row in rows for work in _in_every_format(row) if (row.name, work.format) not in NOT_TOGETHER)


def _in_every_format(row: Row) -> Iterator[Work]:
    found = formats(row.command)
    if "--format" in row.arguments or "-o" in row.arguments or "--settle" in row.arguments or not found:
        yield Work(row)
    else:
        yield from (Work(row, one) for one in found)


def formats(command: str) -> Sequence[str]:
    """Return the formats that a command can be asked for, from its options."""
    held: Any = cli.commands
    for name in command.split():
        held = held.get_command(click.Context(held), name)
    return next((one.type.choices for one in held.params if "--format" in one.opts), ())


def _before(row: Row) -> str:
    return row.before.__qualname__.partition(".")[0] if row.before is not None else ""


# --- what is heard ---------------------------------------------------------------------------------------------------

# Events of the interpreter that no command may cause, by how they begin
FORBIDDEN = (
    "socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.getnameinfo", "socket.sendto", "socket.sendmsg",
    "urllib.", "http.client.", "ftplib.", "smtplib.", "poplib.", "imaplib.", "nntplib.", "telnetlib.", "webbrowser.",
    "subprocess.", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.startfile", "pty.", "sqlite3.", "pickle.",
    "code.__new__", "sys.setprofile", "sys.settrace", "os.chown", "os.symlink",
)  # fmt: skip  # a word each would fill a page
LOOPBACK = {"127.0.0.1", "::1"}


@dataclass
class Ears:
    """What was heard while a command ran: what is forbidden, and which files were opened."""

    armed: bool = False
    heard: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)

    def hear(self, event: str, given: tuple[Any, ...]) -> None:
        """Note an event, if it is one of those that matter."""
        if not self.armed:
            return
        match event:
            case "open" if isinstance(given[0], str | bytes | os.PathLike):
                self.opened.add(os.path.abspath(os.fsdecode(given[0])))  # noqa: PTH100  # as the event has it
            case "compile" if given[0] is not None and TOKEN.search(_told(given[0])):
                self.heard.append(f"compiled: {_told(given[0])[:200]}")
            case "exec" if TOKEN.search(_told(given[0])):
                self.heard.append(f"executed: {_told(given[0])[:200]}")
            case "import" if TOKEN.search(given[0]):
                self.heard.append(f"imported: {given[0]}")
            case "socket.bind" if given[1][0] not in LOOPBACK:
                self.heard.append(f"listens at {given[1]}")
            case "ctypes.dlopen" if "/" in str(given[0]) and not _is_installed(os.path.abspath(given[0])):  # noqa: PTH100  # as above
                self.heard.append(f"loaded {given[0]}")
            case _ if event.startswith(FORBIDDEN):
                self.heard.append(f"{event} {given!r}"[:300])
            case _:
                pass


def _told(source: Any) -> str:
    """Return the text of what is compiled or run: a source, or the texts and names in a compiled one."""
    if hasattr(source, "co_consts"):
        if source.co_filename.startswith(INSTALLED):  # a module of what is installed, of which there are hundreds
            return ""
        return " ".join([source.co_filename, *source.co_names, *map(_told, source.co_consts)])
    return source.decode("utf-8", "replace") if isinstance(source, bytes) else source if isinstance(source, str) else ""


INSTALLED = tuple({os.path.realpath(one) for one in (sys.prefix, sys.base_prefix, Path(cli.__file__).parents[2])})


def _is_installed(path: str) -> bool:
    return os.path.realpath(path).startswith(INSTALLED)


def _pattern_ears(ears: Ears) -> None:
    """Hear of every regular expression that holds a text of a file, other than letter by letter."""
    plain: Any = re._compiler.compile  # type: ignore[attr-defined]  # noqa: SLF001  # all of `re` goes through it

    def compiled(pattern: Any, flags: int = 0) -> Any:
        if ears.armed and TOKEN.search(str(pattern)):
            ears.heard.append(f"a regular expression: {pattern!r}")
        return plain(pattern, flags)

    re._compiler.compile = compiled  # type: ignore[attr-defined]  # noqa: SLF001  # as above


# --- running ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Done:
    """What a command did: its code, what it printed, the files that it wrote, and what was heard meanwhile."""

    name: str
    command: str
    format: str
    code: int
    out: str
    err: str
    files: dict[str, bytes]
    heard: tuple[str, ...]
    opened: frozenset[str]
    imported: frozenset[str]


def _said(stream: io.TextIOWrapper) -> str:
    held: Any = stream.buffer
    return str(held.getvalue().decode("utf-8"))


def _run(work: Work, texts: dict[str, str], ears: Ears) -> Done | str:
    """Run a command on the steered files; its row alone where what that does before is made for other files."""
    for path in Path().iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, text in (texts if "." in work.row.arguments else texts | UNNAMED).items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as monkeypatch:
        if work.row.before is not None and _before(work.row) not in HELD:
            try:
                work.row.before(monkeypatch)
            except (AssertionError, FileExistsError, InvalidInput):
                return f"{work.row.command} {work.row.name}"
        before, known = contents(), {*sys.modules}
        ears.heard, ears.opened = [], set()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            ears.armed = True
            try:
                cli.main([*work.arguments])
            except SystemExit as ended:
                code = int(ended.code or 0)
            finally:
                ears.armed = False
    wrote = {name: raw for name, raw in contents().items() if before.get(name) != raw}
    new = {str(getattr(sys.modules[one], "__file__", None) or "") for one in {*sys.modules} - known}
    return Done(work.name, work.row.command, work.format, code, _said(out), _said(err), wrote, (*ears.heard,), frozenset(ears.opened), frozenset(new))  # fmt: skip  # one thing to a place


def main(asked: str, folder: str, file: str) -> None:
    """Run the commands on each of several lists of texts, with their tokens, in a folder; write what was done into a file."""
    ears = Ears()
    _pattern_ears(ears)
    sys.addaudithook(ears.hear)
    given = json.loads(asked)
    wanted = [one for one in works(paper=given["whole"]) if given["whole"] or one.name in given["names"]]
    os.chdir(folder)
    done = []
    for beginnings in given["texts"]:
        texts = steered.steered(
            lambda _, number, of=beginnings: f"{of[(number + given['turn']) % len(of)]} {token(number)}"
        )
        done.append([_run(work, texts, ears) for work in wanted])
    Path(file).write_bytes(pickle.dumps(done))


if __name__ == "__main__":
    from tests import sandbox  # what is pickled is of this name, and not of the program's

    sandbox.main(*sys.argv[1:])
