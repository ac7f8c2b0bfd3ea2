"""peelgrade serve."""

from __future__ import annotations

import os
import threading
import traceback
import webbrowser
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from peelgrade import extras
from peelgrade.problems import Unreadable
from peelgrade.rendering.escaping import terminal
from peelgrade.version import __version__

if TYPE_CHECKING:
    from peelgrade.serving.versions import Faults


def run(
    inspection: Path, port: int, open_: bool, beside: Path | None, allow_save: bool, rules: Path | None
) -> None:  # click hands options over so
    """Show the report as a live page in the browser, to try things on."""
    with extras.imported_for("the live page needs"):
        from peelgrade.serving import application, calls, server, versions  # noqa: PLC0415  # they need what may not be there
    kept = versions.Versions(versions.Sources(inspection, rules, beside))
    now = kept.now()
    if isinstance(now, versions.Broken):
        _tell_faults(now.faults)
    elif isinstance(now.beside, versions.Faults):
        message, remedy = now.beside.first
        raise Unreadable(f"the rules of --beside cannot be used: {message}", remedy)
    sockets = server.listening(port)
    free = sockets[0].getsockname()[1]
    at = f"http://127.0.0.1:{free}/"
    setting = calls.Setting(kept, free, allow_save, today=date.today, failed=_tell_bug)  # the day where the people are

    def ready() -> None:
        saves = "; decisions can be recorded" if allow_save else ""
        click.echo(f"{terminal(inspection.as_posix())} is at {at}{saves}. Ctrl-C ends it.", err=True)
        if open_:  # apart from the server, which a browser in the terminal would hold up
            threading.Thread(target=_open, args=(at,), daemon=True).start()

    server.run(application.application(setting), sockets, ready)


def _tell_faults(faults: Faults) -> None:
    """Say that the page will list problems; raise Unreadable where the files cannot be read at all."""
    if faults.problems is None:
        raise Unreadable.of(faults.reasons)
    click.echo(f"{faults.problems.summary()}; the page lists them, and recovers once they are mended.", err=True)


def _open(at: str) -> None:
    if not webbrowser.open(at):
        click.echo("No browser could be opened; open the address in one.", err=True)


def _tell_bug(error: Exception) -> None:
    """Say on standard error that there is a bug; the server goes on."""
    if os.environ.get("PEELGRADE_TRACEBACK"):
        traceback.print_exception(error)
    click.echo(f"This is a bug in peelgrade {__version__}: {type(error).__name__}: {terminal(str(error))}", err=True)
    click.echo("The server goes on. Please report it, with what PEELGRADE_TRACEBACK=1 shows.", err=True)
