"""Faults: every command, with every operation on its files failing in every way, one after the other, as SQLite is tested.

Whatever fails and wherever, the command says so in words and by the name of the file, ends with 1 or 2 (130 where it was
interrupted), and leaves what it reads byte for byte, and what it writes as it was or whole, with nothing beside it.
"""

from __future__ import annotations

import errno
import functools
import io
import itertools
import json
import os
import re
import resource
import signal
import socket
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from peelgrade import cli, formats, limits
from tests import faults, shipped
from tests import test_exit_codes as exits
from tests.conftest import ENVIRONMENT, PROGRAM, Ran, Run
from tests.faults import ERRORS, EVERY, INTERRUPT, NO_MEMORY, Fault, Operation
from tests.test_bad_input import FILES, write
from tests.test_exit_codes import SMALL
from tests.test_writing import refuse_links

State = dict[str, bytes | None]  # of every file what it holds, of every folder nothing


@dataclass(frozen=True)
class Job:
    """A command that reads or writes files: its arguments, and what is done before.

    What it writes belongs together, all of it or nothing, unless it goes on `by_parts`.
    """

    command: str
    arguments: tuple[str, ...] = ()
    before: Callable[[pytest.MonkeyPatch], object] = exits.nothing
    by_parts: bool = False
    says_in: str = ""  # a file that it tells in what it found; it is whole as long as it can be read

    def __str__(self) -> str:
        return " ".join([self.command, *(one for one in self.arguments if one not in SMALL)])[:60]


def both(*steps: Callable[[pytest.MonkeyPatch], object]) -> Callable[[pytest.MonkeyPatch], object]:
    """Return what takes several steps."""

    def taken(monkeypatch: pytest.MonkeyPatch) -> None:
        for step in steps:
            step(monkeypatch)

    return taken


def old(*names: str) -> Callable[[pytest.MonkeyPatch], object]:
    """Return what writes files that are to be replaced."""

    def written(_: pytest.MonkeyPatch) -> None:
        for name in names:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text("old\n", encoding="utf-8")

    return written


def two_files(_: pytest.MonkeyPatch) -> None:
    """Have a second file of evidence, so that one workbook is written as two."""
    text = Path("town/evidence.yaml").read_text(encoding="utf-8")
    Path("town/more.yaml").write_text(text[: text.index("- id: F2")].replace("F1", "F9"), encoding="utf-8")


def a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a test case of the rules."""
    exits.case_that("fair")(monkeypatch)


def configured(_: pytest.MonkeyPatch) -> None:
    """Write a configuration that matters to nothing here."""
    Path("peelgrade.toml").write_text('fail-on = "error"\n', encoding="utf-8")


def summarised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have GitHub collect a summary in a file."""
    Path("summary.md").write_text("# before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")


OTHER_QUESTION = (
    *("rules", "--question", "overall.care", "--title", "How good is its care?", "--under", "overall"),
    *("--supports", "good", "--because", "B", "--basis-kind", "project", "--basis-source", "S", "--strengths", "9"),
)

JOBS = (
    Job("grade", ("town", *SMALL)),
    Job("grade", ("town", *SMALL, "--format", "prov")),
    Job("explain", ("town", "F1", *SMALL)),
    Job("explain", ("town", "--timeline", *SMALL)),
    Job("report", ("town", *SMALL, "-o", "t.html"), old("t.html")),
    Job("report", ("town", *SMALL, "-o", "deep/er/t.docx")),
    Job("report", ("town", *SMALL, "-o", "pictures", "--format", "svg"), old("pictures/overview.svg")),
    Job("report", (".", *SMALL, "-o", "both"), both(exits.another, old("both/index.html"))),
    Job("whatif", ("town", *exits.SMALL_WITHOUT)),
    Job("serve", ("town", "--port", "0", *SMALL), exits.served),
    Job("diff", ("town", "town", *SMALL)),
    Job("diff", ("rules", "rules", "--inspection", "town")),
    Job("diff", ("rules", "rules", "--over", "t.csv"), exits.a_table),
    Job("diff", ("rules", "rules", "--over", "tables"), exits.evidence_in_rows),
    Job("verify", ("r.json", "town", *SMALL), exits.file_result),
    Job("validate", ("town", "rules", *SMALL), both(configured, a_case)),
    Job("validate", ("--output-file", "found.json", "--format", "json"), both(exits.misspell_rules, old("found.json")), says_in="found.json"),
    Job("validate", ("town", *SMALL, "--format", "github"), both(exits.warn, summarised), says_in="summary.md"),
    Job("rules check", ("rules", "--no-proofs"), a_case),
    Job("rules check", ("--output-file", "found.txt", "--no-proofs", "rules"), says_in="found.txt"),
    Job("rules test", ("rules",), a_case),
    Job("rules show", ("rules", "-o", "rules.html", "--evidence", "town"), old("rules.html")),
    Job("rules new", exits.NEW_RULE),
    Job("rules new", OTHER_QUESTION, a_case),
    Job("rules sensitivity", ("rules", "--over", "tables"), exits.evidence_in_rows),
    Job("problem", ("PG204",)),
    Job("init", exits.START),
    Job("init", exits.START, refuse_links),
    Job("init", ("there", *exits.START[1:]), old("there/.vscode/settings.json")),
    Job("new", exits.FINDING),
    Job("new", (*exits.FINDING, "--file", "fresh.yaml")),
    Job("metrics", ("town", "f.csv", "--by", "f.yaml", *SMALL), exits.figures),
    Job("template", (*SMALL, "-o", "t.xlsx")),
    Job("export", ("town", *SMALL, "-o", "t.xlsx", "--force"), old("t.xlsx")),
    Job("import", ("w.xlsx", *SMALL, "-o", "fresh"), exits.a_workbook),
    Job("import", ("w.xlsx", *SMALL, "-o", "fresh"), both(exits.a_workbook, refuse_links)),
    Job("import", ("w.xlsx", *SMALL, "-o", "town", "--replace"), both(exits.a_workbook_and_other_evidence, two_files)),
    Job("import", ("w.xlsx", *SMALL, "--annotated", "marked.xlsx"), exits.a_wrong_workbook, says_in="marked.xlsx"),
    Job("decide", exits.CONFIRM),
    Job("decide", ("town", *SMALL)),
    Job("challenge", exits.CHALLENGE),
    Job("challenge", exits.AMEND, exits.challenged),
    Job("compare", ("overall", "town", "other", *SMALL), exits.another),
    Job("agreement", ("town", "other", *SMALL, "--settle", "sheet.md"), exits.code_again),
    Job("backtest", ("rules", "t.csv", "--exceptions", "missed.csv"), both(exits.a_table, old("missed.csv"))),
    Job("batch", ("tables", "-o", "out", "--part", "1", *SMALL), exits.evidence_in_rows, by_parts=True),
    Job("batch", ("town", "other", "-o", "out", "--as-tables", *SMALL), exits.another),
    Job("schema", ("evidence", *SMALL)),
    Job("schema", ("--write", "out", *SMALL), old("out/evidence.schema.json")),
)  # fmt: skip  # a command to a line


@dataclass(frozen=True)
class Outcome:
    """What a command did: how it ended, what it said, and what is there afterwards."""

    ran: Ran
    after: State


_PORT = re.compile(r":[0-9]+/")


class World:
    """A folder that a command works in, with one for what is temporary beside it; all is put back before every run."""

    def __init__(self, root: Path, run: Run, job: Job) -> None:
        self.root, self.run, self._job = root, run, job
        self.before = _state(root)
        self._again()  # what is imported and kept is not looked for on the disk again
        self.right = self._again()
        self.operations = self.disk.seen  # that can fail
        self.tried = 0

    def _again(self, ways: Sequence[Fault] = EVERY, at: int = 0, turn: int = 0) -> Outcome:
        with faults.failing(self.root, ways, at, turn) as self.disk:
            ran = self.run(*self._job.command.split(), *self._job.arguments)
        after = _state(self.root)
        _put_back(self.root, self.before, after)
        return Outcome(Ran(ran.code, ran.out, _PORT.sub(":N/", ran.err)), after)

    def each(
        self, numbers: Iterable[int], turn: int = 0, ways: Sequence[Fault] = EVERY
    ) -> Iterator[tuple[int, Fault, Operation, Outcome]]:
        """Yield what becomes of it where these operations fail: number, fault, what failed, and the outcome.

        It ends with the first run in which nothing fails.
        """
        for at in numbers:
            outcome = self._again(ways, at, turn)
            if self.disk.met is None:
                assert self.right == outcome  # nothing failed
                return
            self.tried += 1
            yield at, *self.disk.met, outcome

    def all_broken(self, numbers: Iterable[int], turn: int = 0) -> list[str]:
        """Return which promises are broken by the operations that fail, each with what it was."""
        return [
            f"{at}: {fault} at {operation}: {told} ({outcome.ran})"
            for at, fault, operation, outcome in self.each(numbers, turn)
            for told in self.broken(fault, operation, outcome)
        ]

    def broken(self, fault: Fault, operation: Operation, outcome: Outcome) -> list[str]:
        """Return which promises are broken."""
        ran, right = outcome.ran, self.right.ran
        report = outcome.after.get(f"work/{self._job.says_in}")
        said = ran.out + ran.err + _text_of(report)
        kept, was, is_right = (self._lasting(one) for one in (outcome.after, self.before, self.right.after))
        found = []
        if "Traceback" in said or (fault is not NO_MEMORY and (ran.code == 3 or "bug in peelgrade" in said)):
            found.append("it is told as a bug")
        if (ran.code, ran.out, kept, report) != (
            *right[:2],
            is_right,
            self.right.after.get(f"work/{self._job.says_in}"),
        ):
            spared = {right.code} if "summary stays as it is" in said else set()  # that is beside the answer
            found += _untold(fault, operation, ran.code if ran.code not in spared else 1, said)
        left = [
            name for name in outcome.after if name.startswith("tmp/") or (name.endswith(".part") and name not in was)
        ]
        if left and not (fault is not INTERRUPT and operation.takes_away):  # what cannot be taken away stays
            found.append(f"something temporary is left: {left}")
        parts = [name for name in _changed(was, kept) if kept.get(name, 0) != is_right.get(name, 0)]
        if self._job.by_parts:
            parts = [name for name in parts if kept.get(name, 0) != was.get(name, 0)]
        if parts and kept != was:
            found.append(f"what is there is neither as it was nor whole: {parts}")
        if not _is_whole(self._job.says_in, report):
            found.append(f"{self._job.says_in} is not whole")
        if _changed(self.before, outcome.after) and "othing was changed" in said and ran.code != right.code:
            found.append("it says that nothing was changed")
        return found

    def _lasting(self, state: State) -> State:
        """Return what is there without what is temporary, and without what says what was found."""
        passing = f"work/{self._job.says_in}", "work/out/.work", "work/out/batch.json"
        return {
            name: held
            for name, held in state.items()
            if not name.startswith(("tmp/", *passing[1:])) and name != passing[0] and not name.endswith(".part")
        }


def _untold(fault: Fault, operation: Operation, code: int, said: str) -> list[str]:
    """Return what is missing from how a command says that something went wrong."""
    found = [] if code in _codes(fault) else [f"exit code {code}, and the outcome is another"]
    if fault in ERRORS and not _tells(operation, said):
        found.append("the message does not name the file")
    if fault in ERRORS and not re.search(_words(fault), said):
        found.append("the message does not say what is wrong")
    return found


def _text_of(report: bytes | None) -> str:
    return (report or b"").decode("utf-8", "replace")


def _is_whole(name: str, report: bytes | None) -> bool:
    if not report:
        return True
    if name.endswith(".json"):
        return report == b"old\n" or bool(json.loads(report))
    return zipfile.ZipFile(io.BytesIO(report)).testzip() is None if name.endswith(".xlsx") else report.endswith(b"\n")


def _codes(fault: Fault) -> set[int]:
    return {130} if fault is INTERRUPT else {3} if fault is NO_MEMORY else {1, 2}


def _words(fault: Fault) -> str:
    words = re.escape(os.strerror(getattr(errno, fault.name)))
    return rf"{words}|there is no|is not there" if fault.name == "ENOENT" else words


def _tells(operation: Operation, said: str) -> bool:
    """Whether a message names the file, or what a temporary file was to become, or the folder that it lies in."""
    names = [re.sub(r"^\.(.*)\.[a-z0-9_]{8}\.part$", r"\1", Path(path).name) for path in operation.paths]
    names += [path for path in map(os.path.dirname, operation.paths) if Path(path).name == "tmp"]
    full = "out cannot be written: No space left on device"  # a run over tables speaks of its folder
    return any(name in said for name in (*names, full)) or any(name in {"work", "tmp"} for name in names)


def _changed(before: State, after: State) -> list[str]:
    return sorted(name for name in {*before, *after} if before.get(name, 0) != after.get(name, 0))


def _state(root: Path) -> State:
    found: State = {}
    for folder, inside, names in os.walk(root):
        at = Path(folder).relative_to(root).as_posix()
        found |= {f"{at}/{name}": None for name in inside}
        found |= {f"{at}/{name}": (Path(folder) / name).read_bytes() for name in names}
    return {name.removeprefix("./"): held for name, held in found.items()}


def _put_back(root: Path, before: State, after: State) -> None:
    for name in sorted(after, reverse=True):
        if name not in before:
            path = root / name
            path.rmdir() if path.is_dir() else path.unlink()
    for name, held in before.items():
        if held != after.get(name, 0):
            (root / name).mkdir() if held is None else (root / name).write_bytes(held)


_generated = functools.cache(formats.generate)  # slow, and of no file


@pytest.fixture
def world(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[Job], World]:
    """Return what sets up a folder for a command."""

    def made(job: Job) -> World:
        (tmp_path / "work").mkdir()
        (tmp_path / "tmp").mkdir()
        write(tmp_path / "work", FILES)
        monkeypatch.chdir(tmp_path / "work")
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
        monkeypatch.setattr(shipped, "content", lambda *_: None)  # files are read as users have them read
        monkeypatch.setattr(cli, "_close_quietly", lambda _: None)  # of this process
        monkeypatch.setattr(formats, "generate", _generated)
        monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
        monkeypatch.delenv("PEELGRADE_TRACEBACK", raising=False)
        job.before(monkeypatch)
        return World(tmp_path, run, job)

    return made


def test_every_command_is_tried() -> None:
    """Who adds a command adds it to the table; a group of commands only holds others."""
    assert {*exits.commands()} - {"rules"} == {job.command for job in JOBS}


NAMED = [pytest.param(number, job, id=f"{number} {job}") for number, job in enumerate(JOBS)]
# of the ways in which an operation can fail, how many are tried; with a half, every other operation fails
TURNS = float(os.environ.get("PEELGRADE_FAULTS", "1"))


READ_NOTHING = {"problem"}  # below the folder that it works in
TOGETHER = {"import", "init", "challenge", "rules new"}  # they write files that belong together


@pytest.mark.parametrize(("number", "job"), NAMED)
def test_an_operation_that_fails_is_told_and_leaves_files_whole(
    world: Callable[[Job], World], number: int, job: Job
) -> None:
    """An early and a late operation of every command that has some, each failing in another way."""
    made = world(job)
    assert (job.command in READ_NOTHING) == (made.operations == 0)
    early, late = 1 + number % (made.operations or 1), made.operations - number % 12
    assert [] == made.all_broken((early, late), turn=number)
    assert made.tried == (2 if made.operations else 0)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "job"), NAMED)
def test_every_operation_that_fails_is_told_and_leaves_files_whole(
    world: Callable[[Job], World], number: int, job: Job
) -> None:
    """Every operation of every command, each failing in the way whose turn it is; PEELGRADE_FAULTS=9 tries all ways."""
    made, step = world(job), max(1, round(1 / TURNS))
    for turn in range(number, number + max(1, round(TURNS))):
        assert [] == made.all_broken(itertools.count(1 + number % step, step), turn)
    assert (job.command in READ_NOTHING) == (made.tried == 0)


@pytest.mark.slow
@pytest.mark.parametrize("job", {job.command: job for job in JOBS if job.command in TOGETHER}.values(), ids=str)
def test_even_a_bug_leaves_files_whole(world: Callable[[Job], World], job: Job) -> None:
    """Where memory runs out at any operation, that is no answer, and files that belong together are all written or none."""
    made = world(job)
    for _, fault, operation, outcome in made.each(itertools.count(1), ways=(NO_MEMORY,)):
        assert [] == made.broken(fault, operation, outcome)


# --- what changes meanwhile ------------------------------------------------------------------------------------------

OUTSIDE = "- id: OUTSIDE\n"


def leads_out(path: Path) -> None:
    """Be a link to what lies outside."""
    path.symlink_to(path.parents[1] / "secret.yaml")


def grows(path: Path) -> None:
    """Be far too long."""
    path.write_bytes(b"# x\n" * (limits.FILE_BYTES.most // 4 + 1))


def is_a_device(path: Path) -> None:
    """Never end."""
    path.symlink_to("/dev/zero")


BECOMES: tuple[tuple[str, Callable[[Path], object]], ...] = (
    ("nothing", lambda _: None),
    ("a folder", Path.mkdir),
    ("a pipe", os.mkfifo),
    ("a socket", lambda path: socket.socket(socket.AF_UNIX).bind(os.path.relpath(path))),
    ("a link out", leads_out),
    ("a link to a device", is_a_device),
    ("too long", grows),
)


@pytest.mark.parametrize(("name", "become"), BECOMES, ids=[name for name, _ in BECOMES])
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_file_that_becomes_another_while_it_is_read_is_never_what_it_was_not(
    world: Callable[[Job], World], name: str, become: Callable[[Path], object]
) -> None:
    """Between any two questions about a file: it is read as it was, or refused by name; nothing outside is told, nothing waits."""
    made = world(Job("validate", ("town", "--isolated", "--format", "concise", *SMALL)))
    path = made.root / "work/town/evidence.yaml"
    (made.root / "work/secret.yaml").write_text(OUTSIDE, encoding="utf-8")

    def becomes(_: Operation) -> None:
        path.unlink(missing_ok=True)
        become(path)

    way = Fault(name, becomes, lambda one: str(path) in one.paths)
    before, tried = path.read_bytes(), 0
    for tried in itertools.count(1):  # how many there were is asked below
        with faults.failing(made.root, (way,), tried) as disk:
            ran = made.run("validate", "town", "--isolated", "--format", "concise", *SMALL)
        if path.is_dir():
            path.rmdir()
        path.unlink(missing_ok=True)
        path.write_bytes(before)
        if disk.met is None:
            break
        assert ran.code in {0, 1}, ran
        assert ran.code == 0 or "town/evidence.yaml:1:1: error PG10" in ran.out
        assert "OUTSIDE" not in ran.out + ran.err
    assert tried > 4


@pytest.mark.skipif(os.geteuid() != 0, reason="who may read anything becomes somebody who may not")
def test_what_may_not_be_read_or_written_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """As somebody else than the owner: the file is named, with the reason, and nothing is written."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.chdir(folder)
        write(Path(), FILES)
        for path in (Path(), *Path().rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        validate = ("validate", "town", "--format", "concise", *SMALL)
        assert (0, 0) == (run(*validate).code, run("schema", "evidence", *SMALL).code)  # all is imported
        Path("town/evidence.yaml").chmod(0o000)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        monkeypatch.setattr(shipped, "content", lambda *_: None)
        monkeypatch.setattr(cli, "_close_quietly", lambda _: None)
        os.seteuid(65534)
        try:
            unread, unwritten = run(*validate), run("new", *exits.FINDING)
            refused = run("schema", "--write", "fresh", *SMALL)
        finally:
            os.seteuid(0)
        assert 1 == unread.code
        assert "town/evidence.yaml:1:1: error PG104 the file cannot be read: Permission denied" in unread.out
        assert (1, True) == (unwritten.code, "evidence.yaml" in unwritten.err)
        assert (2, "Error: fresh cannot be made: Permission denied\nhelp: choose another folder\n") == (
            refused.code,
            refused.err,
        )
        assert not Path("fresh").exists()


# --- the program itself ----------------------------------------------------------------------------------------------


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for what is temporary, beside the working folder with a small inspection."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work").mkdir()
    (tmp_path / "tmp").mkdir()
    write(tmp_path / "work", FILES)
    monkeypatch.chdir("work")
    return tmp_path / "tmp"


def began(*arguments: str, tmp: Path, **options: Any) -> subprocess.Popen[bytes]:
    """Begin to run the program."""
    environment = {**ENVIRONMENT, "TMPDIR": str(tmp)}
    return subprocess.Popen(
        [*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, **options
    )


TABLES = ("batch", "town", "other", "-o", "fresh", "--as-tables", *SMALL)  # it reads them with threads of a library


@pytest.mark.slow
@pytest.mark.parametrize("command", [("init", *exits.START), TABLES], ids=["init", "batch"])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_any_moment_leaves_all_or_nothing(
    town: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], sent: signal.Signals
) -> None:
    """Files that belong together are all there or none, with nothing beside them, whenever it is ended."""
    exits.another(monkeypatch)
    before, codes = _state(town.parent), []
    with began(*command, tmp=town) as whole:
        assert 0 == whole.wait()
    after = _state(town.parent)
    for step in [*range(6)] * 5:
        _put_back(town.parent, before, _state(town.parent))
        with began(*command, tmp=town) as ended:
            while not Path("fresh").exists() and ended.poll() is None:
                time.sleep(0)
            time.sleep(step * 0.02)  # while it writes, and at last when it has written
            ended.send_signal(sent)
            _, told = ended.communicate(timeout=60)
        codes.append(ended.returncode)
        assert b"Traceback" not in told
        assert _state(town.parent) in (before, after)
        if step == 5 and 128 + sent in codes:  # it was not quicker than the signal each time
            break
    assert 128 + sent in codes
    assert {*codes} <= {0, 128 + sent, -sent}  # the last of them when the program is no longer there to answer


@pytest.mark.slow
@pytest.mark.parametrize("most", [1, 512, 4_096])
def test_where_files_may_not_be_so_long_the_old_ones_stay(town: Path, most: int) -> None:
    """As on a full disk: what could not be written whole is not there, and the file is named."""
    Path("t.html").write_text("old", encoding="utf-8")
    before = _state(town.parent)
    for command in (("report", "town", *SMALL, "-o", "t.html"), ("schema", "--write", "schemas", *SMALL)):
        with began(
            *command, tmp=town, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        ) as limited:
            _, told = limited.communicate(timeout=60)
        assert 2 == limited.returncode
        assert re.search(rb"(t\.html|schema\.json) cannot be written: File too large", told), told
        assert before == _state(town.parent)


@pytest.mark.slow
@pytest.mark.parametrize("line", ['"$@" 2>&-', '"$@" 2>/dev/full', '"$@" <&- >&- 2>&-', '"$@" 2>&1 >&- | true'])
def test_what_is_told_to_nobody_is_done_all_the_same(town: Path, line: str) -> None:
    """Where nobody reads what is said, a decision is recorded as it is where somebody does."""
    right = Path("town/inspection.yaml")
    before = right.read_bytes()
    with began("decide", *exits.CONFIRM, tmp=town) as told:
        assert 0 == told.wait()
    after = right.read_bytes()
    assert before != after
    right.write_bytes(before)
    subprocess.run(
        ["/bin/sh", "-c", line, "sh", *PROGRAM, "decide", *exits.CONFIRM],
        env=ENVIRONMENT,
        check=False,
        stdout=subprocess.DEVNULL,
    )
    assert after == right.read_bytes()


@pytest.mark.slow
def test_eight_writers_at_once_each_add_their_item(town: Path) -> None:
    """Each waits for the others: eight findings are there at the end, and the inspection is sound."""
    started = [began("new", *exits.FINDING, tmp=town) for _ in range(8)]
    assert [0] * 8 == [one.wait(timeout=120) for one in started]
    for one in started:
        one.communicate()
    text = Path("town/evidence.yaml").read_text(encoding="utf-8")
    assert 8 == text.count("statement: A call was lost.")
    assert len(set(re.findall(r"^- id: (\w+)", text, re.MULTILINE))) == text.count("- id: ")
    assert [] == list(Path().rglob(".*.part"))
