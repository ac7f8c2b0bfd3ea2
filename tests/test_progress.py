"""Progress: one line on standard error after a second, at a terminal alone, and nothing of it left at the end."""

from __future__ import annotations

import io
import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from peelgrade.cli import progress
from tests.conftest import KENT, ROOT, Run

ERASE = "\r\x1b[2K"
SLOW = """
import threading, time
from peelgrade.cli import progress
progress.AFTER, progress.EVERY = 0.001, 0.001

def until_shown(text):  # however quick the machine is, and however busy
    text_is_there = threading.Event()
    write = progress._write
    def written(told):
        write(told)
        if text in told:
            text_is_there.set()
    progress._write = written
    return lambda: text_is_there.wait(60)
"""


def begun(arguments: list[str], **others: str) -> tuple[subprocess.Popen[bytes], int]:
    """Start Python with standard error on a terminal, and return it with the other end of that."""
    there, here = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(ROOT / "src"), **others}
    started = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=here, cwd=ROOT, env=environment
    )
    os.close(here)
    return started, there


def ended(started: subprocess.Popen[bytes], there: int) -> tuple[int, str, str]:
    """Return its exit code, what it printed, and what came to the terminal."""
    told = b""
    while True:
        try:
            piece = os.read(there, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        told += piece
    os.close(there)
    printed = started.communicate(timeout=60)[0]
    return started.returncode, printed.decode(), told.decode()


def ran(code: str, environment: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Run some code, with the second shortened; `until_shown(text)` there returns what waits until a text is shown."""
    return ended(*begun(["-c", SLOW + code], **(environment or {})))


def seen(told: str) -> str:
    """Return what is on the last line of a terminal after this."""
    return told.rpartition(ERASE)[2]


class Terminal(io.StringIO):
    """A terminal that somebody looks at, and that does not say how wide it is."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True

    def wait(self, text: str) -> None:
        """Wait until a text is on it."""
        until = time.monotonic() + 10
        while text not in self.getvalue() and time.monotonic() < until:
            time.sleep(0.002)


def looked_at(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Have standard error be a terminal, with the second shortened."""
    made = Terminal()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "AFTER", 0.01)
    monkeypatch.setattr(progress, "EVERY", 0.002)
    return made


class Watched:
    """A lock that says when a thread other than the first has to wait for it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.waits = threading.Event()

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            if threading.current_thread() is not threading.main_thread():
                self.waits.set()
            self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def drawing() -> list[threading.Thread]:
    """Return the threads that would draw."""
    return [one for one in threading.enumerate() if one.name.startswith("progress")]


def test_a_terminal_that_does_not_say_its_width_is_taken_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would not fit in a line is cut."""
    terminal = looked_at(monkeypatch)
    with progress.during("p" * 100):
        terminal.wait("…")
    assert terminal.getvalue().startswith(f"{ERASE}{'p' * 78}…{ERASE}")


def test_a_narrow_terminal_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no room for a line."""
    terminal = looked_at(monkeypatch)
    looks = threading.Semaphore(0)

    def narrow() -> int:
        looks.release()
        return 19

    monkeypatch.setattr(progress, "_width", narrow)
    with progress.during("proving"):
        assert [True, True] == [looks.acquire(timeout=60) for _ in range(2)]  # then the first look is over
    assert "" == terminal.getvalue()


def test_what_is_timed_says_how_many_in_a_second_and_how_long_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were done before it began took no time of it."""
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    task = progress.Task("parts", timed=True)
    task.reached(10, 50)
    assert "10 of 50 parts" == task.told()
    now = 104.0
    task.reached(30, 50)
    assert "30 of 50 parts, 5 a second, 4 s left" == task.told()


def test_what_is_slow_is_counted_on_a_terminal_and_leaves_nothing_there() -> None:
    """How many of how many, redrawn in place; standard output has the result alone."""
    wait = "wait = until_shown('2 of 4 folders')\n"
    code, out, told = ran(f"{wait}for n in progress.over(range(4), 'folders'): n == 2 and wait()\nprint('done')")
    assert (0, "done\n") == (code, out)
    assert re.search(rf"{re.escape(ERASE)}2 of 4 folders, \d+ s", told)
    assert told.endswith(ERASE)
    assert "" == seen(told)


def test_what_is_within_another_is_told_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wider first."""
    terminal = looked_at(monkeypatch)
    for _ in progress.over(iter("ab"), "inspections"):
        with progress.during("reading") as task:
            task.at("q1", 3, 17)
            terminal.wait("reading")
    told = terminal.getvalue()
    assert "0 inspections, " not in told
    assert "inspections, 2 of 17 reading, 0 s" in told


def test_one_of_one_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes on inside it says more."""
    terminal = looked_at(monkeypatch)
    for _ in progress.over([1], "folders"):
        with progress.during("proving"):
            terminal.wait("proving")
    assert f"{ERASE}proving, 0 s" in terminal.getvalue()
    assert "folders" not in terminal.getvalue()


def test_what_is_said_meanwhile_stands_on_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line makes room for it."""
    terminal = looked_at(monkeypatch)
    with progress.during("proving"):
        terminal.wait("proving")
        progress.say("Look here.")
        terminal.wait("here.\n" + ERASE)
    assert f"{ERASE}Look here.\n{ERASE}proving" in terminal.getvalue()
    assert "" == seen(terminal.getvalue())


def test_nothing_is_drawn_before_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it takes to say it, it does not stand behind the line: what would be drawn has to wait."""
    terminal, echo, lock = looked_at(monkeypatch), progress.click.echo, Watched()
    monkeypatch.setattr(progress._LINE, "_lock", lock)  # noqa: SLF001  # nothing else tells that it waits

    def slowly(text: str, *, err: bool) -> None:
        assert lock.waits.wait(60)
        echo(text, err=err)

    with progress.during("proving"):
        terminal.wait("proving")
        monkeypatch.setattr(progress.click, "echo", slowly)
        lock.waits.clear()
        progress.say("Look here.")
    assert f"{ERASE}Look here.\n" in terminal.getvalue()


def test_what_is_quick_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even an erased line, then or later."""
    terminal = looked_at(monkeypatch)
    monkeypatch.setattr(progress, "AFTER", 60.0)
    with progress.during("proving"):
        pass
    assert [] == drawing()
    assert "" == terminal.getvalue()


def test_a_terminal_that_cannot_erase_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be filled with lines; so nothing is there that would draw, as there is on others."""
    terminal = looked_at(monkeypatch)
    with progress.during("proving"):
        assert 1 == len(drawing())
    terminal.truncate(0)
    monkeypatch.setenv("TERM", "dumb")
    with progress.during("proving"):
        assert [] == drawing()
    assert "" == terminal.getvalue()


def test_nothing_of_it_is_coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    """On any terminal: it erases, and nothing else."""
    terminal = looked_at(monkeypatch)
    with progress.during("proving"):
        terminal.wait("proving")
    assert "\x1b[" not in terminal.getvalue().replace(ERASE, "")


def test_off_a_terminal_there_is_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it takes: nothing is there that would draw."""
    monkeypatch.setenv("TERM", "xterm")
    assert [[], [], []] == [drawing() for _ in progress.over(range(3), "files")]
    assert ("", "") == capsys.readouterr()


def test_an_interrupted_command_leaves_a_clean_terminal() -> None:
    """Also where it is stopped between two steps: the line goes before anything is said."""
    body = (
        "import click\nfrom peelgrade import cli\n"
        "@click.command('slow')\ndef command():\n"
        "  for n in progress.over(range(1000), 'steps'):\n    time.sleep(0.05)\n"
        "import sys\nsys.modules['slow'] = sys.modules['__main__']\n"
        "cli.commands.listed = {'slow': ('slow', '')}\ncli.main(['slow'])\n"
    )
    started, there = begun(["-c", SLOW + body])
    first = os.read(there, 4096)  # it is shown now
    started.send_signal(signal.SIGINT)
    code, _, told = ended(started, there)
    assert 130 == code
    assert b"of 1,000 steps" in first
    assert f"{ERASE}\r\nInterrupted; no file is left half written.\r\n" == told[told.rindex(ERASE) :]


def _command(what: str, *arguments: str | Path) -> tuple[int, str, str]:
    """Run a command that does not go on from one thing before it is shown, as it would be if that took long."""
    body = f"""
wait, finish = until_shown({what!r}), progress._LINE.finish
progress._LINE.finish = lambda task: (task.what == {what!r} and wait(), finish(task))
from peelgrade import cli
cli.main({[str(one) for one in arguments]})
"""
    return ran(body)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("validate", ROOT / "rules", KENT), "folders, checking"),
        (("rules", "check", ROOT / "rules" / "ofsted-social-care-2017"), "questions proved"),
        (("rules", "test", "--mutants", ROOT / "rules" / "ofsted-social-care-2017"), "questions with mistakes put in"),
        (("explain", KENT, "q2", "--to", "outstanding"), "looking for the cheapest changes"),
        (("explain", KENT, "q3", "--sensitivity"), "trying each coding otherwise"),
        (("grade", KENT), "reading the evidence"),
    ],
    ids=lambda one: one if isinstance(one, str) else str(one[0]),
)
def test_commands_show_how_far_they_are(arguments: tuple[str, ...], what: str, run: Run) -> None:
    """And print what they print without a terminal, and leave nothing on one."""
    code, out, told = _command(what, *arguments)
    assert what in told
    assert "" == seen(told).strip("\r\n") or "\x1b" not in seen(told)
    quiet = run(*arguments)
    assert (quiet.code, quiet.out) == (code, out)


def test_a_command_that_is_quick_shows_nothing() -> None:
    """Which most are."""
    code, out, told = ended(*begun(["-m", "peelgrade", "problem", "PG664"]))
    assert (0, "") == (code, told)
    assert "PG664" in out
