"""The commands. Each is imported only when it runs, so that help and completion start at once."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from _thread import interrupt_main
from collections.abc import Iterator
from threading import Timer
from typing import Any, NoReturn

import click

from peelgrade.cli.lazy import LazyGroup
from peelgrade.version import __version__

_BY_SIGNAL = 128  # and its number: the exit code of what a signal ended

# name of the command: the module that holds it and one line of help
COMMANDS = {
    "grade": ("peelgrade.cli.signatures.grade", "Show the judgments that the evidence supports."),
    "explain": ("peelgrade.cli.signatures.explain", "Show why a judgment was reached, or where an item is used."),
    "report": ("peelgrade.cli.signatures.report", "Write a report that people look at: a page, pictures, Word or PDF."),
    "whatif": ("peelgrade.cli.signatures.whatif", "Show which judgments would move if something were otherwise."),
    "serve": ("peelgrade.cli.signatures.serve", "Show the report as a live page in the browser, to try things on."),
    "diff": (
        "peelgrade.cli.signatures.diff",
        "Show what differs between two inspections, results or rulebooks, and what it moved.",
    ),
    "verify": ("peelgrade.cli.signatures.verify", "Grade again, and say whether a result still holds."),
    "validate": (
        "peelgrade.cli.signatures.validate",
        "Check evidence, rules or frameworks, and say what is wrong and where.",
    ),
    "problem": ("peelgrade.cli.signatures.problem", "Show what a problem code means, or list the codes."),
    "rules": ("peelgrade.cli.signatures.rules", "Work on frameworks and their rules."),
    "init": ("peelgrade.cli.signatures.init", "Start an inspection from a framework."),
    "new": ("peelgrade.cli.signatures.new", "Add a finding, metric or recommendation to an inspection."),
    "metrics": ("peelgrade.cli.signatures.metrics", "Take metrics for an inspection from a table of open data."),
    "template": ("peelgrade.cli.signatures.template", "Write an empty workbook for evidence."),
    "import": (
        "peelgrade.cli.signatures.import_",
        "Turn a workbook into an inspection, or say what is wrong by sheet and cell.",
    ),
    "export": ("peelgrade.cli.signatures.export", "Write an inspection as a workbook."),
    "decide": ("peelgrade.cli.signatures.decide", "Record what people decide on a question, or list the decisions."),
    "challenge": (
        "peelgrade.cli.signatures.challenge",
        "Record what a force challenges and the answer, or show challenges.",
    ),
    "compare": ("peelgrade.cli.signatures.compare", "Set the reasons of several forces at a question side by side."),
    "agreement": (
        "peelgrade.cli.signatures.agreement",
        "Show how far two codings of one inspection agree, and where they part.",
    ),
    "backtest": (
        "peelgrade.cli.signatures.backtest",
        "Hold a framework's roll-up against published overall judgments.",
    ),
    "batch": ("peelgrade.cli.signatures.batch", "Judge very many inspections at once, from tables into tables."),
    "schema": ("peelgrade.cli.signatures.schema", "Print or write the JSON Schemas of the file formats."),
}


class _Commands(LazyGroup):
    """The commands, which say why where something cannot be used at all."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's signature
        """Run a command; what cannot be used at all ends it with every reason, and exit code 2."""
        from peelgrade import limits
        from peelgrade.problems import Unreadable

        try:
            limits.allow(os.environ.get(limits.VARIABLE, ""))
            return self._invoke(ctx)
        except Unreadable as unreadable:
            for message, remedy in unreadable.reasons:
                _say(f"Error: {_shown(message)}\nhelp: {_shown(remedy)}")
            ctx.exit(2)
        except BrokenPipeError:
            ctx.exit(_unread())

    def make_context(self, *args: Any, **settings: Any) -> click.Context:  # noqa: ANN401  # click's signature
        """Read what was typed, and answer where that is all, as with --help."""
        try:
            return super().make_context(*args, **settings)
        except BrokenPipeError:
            raise click.exceptions.Exit(_unread()) from None

    def _invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's signature
        from peelgrade.cli import progress

        try:
            return super().invoke(ctx)
        finally:
            progress.end()


@click.group(
    cls=_Commands,
    listed=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="peelgrade")
def commands() -> None:
    """Say which judgment a body of inspection evidence supports, and why.

    peelgrade proposes; a named person decides. INSPECTION is a folder with inspection.yaml and files of evidence.

    Exit codes: 0 done; 1 the answer is no, such as invalid evidence; 2 wrong usage or a path that cannot be read;
    3 a bug in peelgrade; 128 and the number of a signal where one ended it, as 130 with Ctrl-C, and 141 where whoever
    reads its output went away.

    So much is read and no more; whoever means more says so, as in PEELGRADE_LIMITS="files=4000 text=200000".
    """


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command and exit with its code; a bug is told from wrong input, and neither shows a traceback."""
    _stand_in_for_closed_streams()
    _refuse_elsewhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter shows its code
    with _tidying_up():
        _run(arguments)


def _run(arguments: list[str] | None) -> NoReturn:
    try:
        code = commands.main(args=arguments, prog_name="peelgrade", standalone_mode=False)
        sys.stdout.flush()
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as wrong:
        with contextlib.suppress(OSError):
            wrong.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        _say("Interrupted; no file is left half written.")
        sys.exit(_BY_SIGNAL + signal.SIGINT)
    except BrokenPipeError:
        _close_quietly(sys.stdout)
        sys.exit(_unread())
    except OSError as error:
        what = f"{_shown(str(error.filename))}: " if error.filename else ""
        _say(f"Error: {what}{error.strerror or error}")
        _say("help: check that it is there, that you may use it, and that the disk has room")
        _close_quietly(sys.stdout)
        sys.exit(2)
    except Exception as error:  # noqa: BLE001  # the one place where a bug is caught: to say that it is one
        _report_bug(error)
        sys.exit(3)


def _unread() -> int:
    """Return the code that tells that nobody reads the answer on, so that it is taken for none."""
    return _BY_SIGNAL + signal.SIGPIPE  # which Python itself ignores


def _shown(text: str) -> str:
    """Return text from elsewhere for one line of the terminal."""
    from peelgrade.rendering.escaping import terminal

    return terminal(text)


def _say(text: str) -> None:
    """Tell on standard error how it ended; where that cannot be written to, the exit code says it alone."""
    with contextlib.suppress(OSError):
        click.echo(text, err=True)


def _stand_in_for_closed_streams() -> None:
    """Put the null device in the place of a stream that was closed before the start."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115  # it stays open to the end
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  # open to the end
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  # as above


def _refuse_elsewhere() -> None:
    """End with 2 where files cannot be locked as here, and signals are others: on Windows."""
    try:
        import fcntl  # noqa: F401  # whether it is there says where this is
    except ImportError:
        _say("Error: peelgrade runs on Linux and macOS only\nhelp: on Windows, install it in WSL, and run it there")
        sys.exit(2)


@contextlib.contextmanager
def _tidying_up() -> Iterator[None]:
    """Have a command that is ended from outside, or whose terminal is closed, take away what it has written by half."""
    with contextlib.ExitStack() as before:
        for number in (signal.SIGTERM, signal.SIGHUP):
            with contextlib.suppress(ValueError):  # another thread than the first one is sent no signals
                if signal.getsignal(number) is signal.SIG_DFL:
                    before.callback(signal.signal, number, signal.signal(number, _end))
        if sys.unraisablehook is sys.__unraisablehook__:
            before.callback(setattr, sys, "unraisablehook", sys.__unraisablehook__)
            sys.unraisablehook = _come_again
        yield


def _end(number: int, _: object) -> NoReturn:
    sys.exit(_BY_SIGNAL + number)


def _come_again(lost: Any) -> None:  # noqa: ANN401  # as sys.unraisablehook has it
    """Have a signal come again a moment later, where it came in a callback of a library, which lets no exception through."""
    match lost.exc_value:
        case KeyboardInterrupt():
            number: int = signal.SIGINT
        case SystemExit(code=int(code)) if code - _BY_SIGNAL in signal.valid_signals():
            number = code - _BY_SIGNAL
        case _:
            sys.__unraisablehook__(lost)
            return
    later = Timer(0.01, interrupt_main, (number,))
    later.daemon = True
    later.start()


def _close_quietly(stream: Any) -> None:  # noqa: ANN401  # any stream
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _report_bug(error: Exception) -> None:
    if os.environ.get("PEELGRADE_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
    _say(f"This is a bug in peelgrade {__version__}: {type(error).__name__}: {_shown(str(error))}")
    _say("Please report it, with what PEELGRADE_TRACEBACK=1 shows.")
