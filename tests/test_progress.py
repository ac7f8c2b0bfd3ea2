"""Progress: one line on standard error after a second, at a terminal alone, and nothing of it left at the end."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import KENT, ROOT, Run

ERASE = "\r\x1b[2K"
SLOW = "import time\nfrom peelgrade.cli import progress\nprogress.AFTER, progress.EVERY = 0.2, 0.05\n"


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
    """Run some code, with the second shortened."""
    return ended(*begun(["-c", SLOW + code], **(environment or {})))


def seen(told: str) -> str:
    """Return what is on the last line of a terminal after this."""
    return told.rpartition(ERASE)[2]


def test_what_is_slow_is_counted_on_a_terminal_and_leaves_nothing_there() -> None:
    """How many of how many, redrawn in place; standard output has the result alone."""
    code, out, told = ran("for n in progress.over(range(4), 'folders'): time.sleep(0.2)\nprint('done')")
    assert (0, "done\n") == (code, out)
    assert f"{ERASE}2 of 4 folders, 0 s" in told
    assert told.endswith(ERASE)
    assert "" == seen(told)


def test_what_is_within_another_is_told_beside_it() -> None:
    """The wider first."""
    inner = "with progress.during('reading') as task:\n  task.at('q1', 3, 17)\n  time.sleep(0.4)\n"
    _, _, told = ran(f"for n in progress.over(iter('ab'), 'inspections'):\n {inner}".replace("\n  ", "\n   "))
    assert "0 inspections, " not in told
    assert "inspections, 2 of 17 reading, 0 s" in told


def test_one_of_one_is_not_counted() -> None:
    """What goes on inside it says more."""
    _, _, told = ran("for n in progress.over([1], 'folders'):\n with progress.during('proving'):\n  time.sleep(0.4)")
    assert f"{ERASE}proving, 0 s" in told
    assert "folders" not in told


def test_what_is_said_meanwhile_stands_on_a_line_of_its_own() -> None:
    """The line makes room for it."""
    _, _, told = ran(
        "with progress.during('proving'):\n time.sleep(0.4)\n progress.say('Look here.')\n time.sleep(0.2)"
    )
    assert f"{ERASE}Look here.\r\n{ERASE}proving" in told
    assert "" == seen(told)


@pytest.mark.parametrize("code", ["", "time.sleep(0.01)"], ids=["at once", "soon"])
def test_what_is_quick_shows_nothing(code: str) -> None:
    """Not even an erased line."""
    assert (0, "", "") == ran(f"with progress.during('proving'):\n pass\n{code}")


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}])
def test_a_terminal_that_cannot_erase_is_left_alone(environment: dict[str, str]) -> None:
    """It would be filled with lines."""
    assert (0, "", "") == ran("with progress.during('proving'): time.sleep(0.4)", environment)


def test_nothing_of_it_is_coloured() -> None:
    """With NO_COLOR or without."""
    _, _, told = ran("with progress.during('proving'): time.sleep(0.4)", {"NO_COLOR": "1"})
    assert "proving" in told
    assert "\x1b[" not in told.replace(ERASE, "")


def test_off_a_terminal_there_is_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it takes."""
    from peelgrade.cli import progress  # noqa: PLC0415

    monkeypatch.setattr(progress, "AFTER", 0.01)
    for _ in progress.over(range(3), "files"):
        time.sleep(0.03)
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
    assert f"{ERASE}\r\nInterrupted; nothing was changed.\r\n" == told[told.rindex(ERASE) :]


def _command(*arguments: str | Path) -> tuple[int, str, str]:
    return ran(f"from peelgrade import cli\nprogress.AFTER = 0.001\ncli.main({[str(one) for one in arguments]})")


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
    code, out, told = _command(*arguments)
    assert what in told
    assert "" == seen(told).strip("\r\n") or "\x1b" not in seen(told)
    quiet = run(*arguments)
    assert (quiet.code, quiet.out) == (code, out)


def test_a_command_that_is_quick_shows_nothing() -> None:
    """Which most are."""
    code, out, told = ended(*begun(["-m", "peelgrade", "problem", "PG664"]))
    assert (0, "") == (code, told)
    assert "PG664" in out
