"""Libraries that come with an extra of peelgrade: where one is missing or breaks off, and which paths they can take."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from peelgrade.problems import Unreadable


@dataclass(frozen=True)
class Library:
    """What a library is called, and the extra that brings it."""

    name: str
    extra: str


_STDERR = 2
_PATTERN = re.compile(r"[*?\[\]{}\\]|^~")  # what a library takes for a pattern, or for the home of whoever runs it

LIBRARIES: Mapping[str, Library] = {
    "anyio": Library("anyio", "live"),
    "duckdb": Library("DuckDB", "batch"),
    "docx": Library("python-docx", "word"),
    "h11": Library("h11", "live"),
    "narwhals": Library("Narwhals", "batch"),
    "numpy": Library("NumPy", "batch"),
    "polars": Library("polars", "tables"),
    "prov": Library("prov", "provenance"),
    "pyspark": Library("PySpark", "spark"),
    "python_calamine": Library("python-calamine", "tables"),
    "starlette": Library("starlette", "live"),
    "uvicorn": Library("uvicorn", "live"),
    "weasyprint": Library("WeasyPrint", "pdf"),
    "xlsxwriter": Library("XlsxWriter", "workbooks"),
    "z3": Library("z3-solver", "proofs"),
}
"""By the name that they are imported by."""


@contextmanager
def imported_for(what: str, extra: str = "") -> Iterator[None]:
    """Import what something needs; `what` has the verb, as in 'this format needs', `extra` is told in place of the usual.

    Raises Unreadable where a library of an extra is missing.
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        library = LIBRARIES.get((missing.name or "").partition(".")[0])
        if library is None:
            raise
        raise not_installed(what, library, extra) from None


def not_installed(what: str, library: Library, extra: str = "") -> Unreadable:
    """Return that something needs a library that is not installed."""
    remedy = f"install it with: {installing(extra or library.extra)}"
    return Unreadable(f"{what} the library {library.name}, which is not installed", remedy)


def installing(extra: str) -> str:
    """Return the command that installs an extra."""
    return f"pip install 'peelgrade[{extra}]'"


class Panicked(Exception):  # noqa: N818  # the word of these libraries
    """A library written in Rust broke off: with what it says, it is told like any other error."""


@contextmanager
def contained() -> Iterator[None]:
    """Read with a library that is written in Rust: where it panics, raise Panicked in place of an error that ends all.

    What such a library then writes on standard error itself is left out; so nothing else should be written there
    meanwhile.
    """
    with _hushed():
        try:
            yield
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # each library has a class of its own, and most show none
                raise
            raise Panicked(str(error)) from None


@contextmanager
def _hushed() -> Iterator[None]:
    """Let nothing be written on standard error, by whatever way; where that is closed, nothing is anyway."""
    try:
        kept = os.dup(_STDERR)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
        os.close(nowhere)


def openable(path: Path) -> Path:
    """Return a path that libraries open themselves, as they are given it: each takes it for what the system takes it for.

    They take its letters as UTF-8, whatever the locale says, and some marks in it for a pattern of names. Raises
    Unreadable where that would be another path, none, or several.
    """
    pattern = _PATTERN.search(path.as_posix())
    if pattern:
        message = f"{path} has a '{pattern[0]}' in its name, and libraries that read and write tables would look for other names"
        raise Unreadable(message, "rename it, or copy the tables into a folder of plain letters")
    whole = str(path.resolve())
    try:
        same = os.fsencode(whole) == whole.encode("utf-8")
    except UnicodeEncodeError:
        same = False
    if not same:
        message = f"the letters of {whole} are not UTF-8 here, and tables are read and written by libraries that take no others"
        raise Unreadable(message, "set PYTHONUTF8=1, or use a folder and names of plain letters")
    return path
