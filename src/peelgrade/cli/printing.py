"""What commands print: data for programs, and what is drawn for the terminal."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from peelgrade.rendering.escaping import json_text, printed

if TYPE_CHECKING:  # validating needs no rich
    from rich.console import RenderableType

WIDTH_OFF_TERMINAL = 120
Found = TypeVar("Found")


def tell(
    found: Found,
    format_: str,
    *,
    data: Callable[[Found], object],
    text: Callable[[Found], RenderableType],
    markdown: Callable[[Found], str] | None = None,
) -> None:
    """Print what was found in the format that is asked for: as JSON, as Markdown where there is that, or to be read."""
    match format_:
        case "json":
            write_json(data(found))
        case "markdown" if markdown is not None:
            write(markdown(found))
        case _:
            show(text(found))


def write(data: str | bytes) -> None:
    """Write data for programs: the same bytes whatever the locale and the system."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data.encode("utf-8") if isinstance(data, str) else data)
    sys.stdout.buffer.flush()


def write_json(document: object) -> None:
    """Write a document as JSON, with nothing in it unseen."""
    write(json_text(document) + "\n")


def show(renderable: RenderableType) -> None:
    """Print to the terminal: in its width, without colour where that is not wanted, and elsewhere without blanks at the end."""
    from rich.console import Console  # noqa: PLC0415  # slow to import

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDTH_OFF_TERMINAL
    console = Console(highlight=False, markup=False, emoji=False, width=width)
    with console.capture() as captured:
        console.print(renderable)
    told = printed(captured.get())
    sys.stdout.write(told if console.is_terminal else _without_blanks(told))


def drawn(renderable: RenderableType) -> str:
    """Return what `show` prints off a terminal, for a file."""
    from rich.console import Console  # noqa: PLC0415  # as above

    file = io.StringIO()
    Console(file=file, highlight=False, markup=False, emoji=False, width=WIDTH_OFF_TERMINAL).print(renderable)
    return _without_blanks(printed(file.getvalue()))


def _without_blanks(told: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in told.splitlines())
