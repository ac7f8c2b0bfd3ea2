"""How a report is written: as a page, pictures, a Word document or on paper, each by what knows how, when it is asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from peelgrade import extras, writing
from peelgrade.cli import outputs, printing, progress
from peelgrade.problems import Unreadable
from peelgrade.rendering import prose
from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.report.content import Report

STDOUT = Path("-")


@dataclass(frozen=True)
class Format:
    """A way to write a report: how its files end, what writes it, and what is said to go on meanwhile.

    `files` returns the contents: of one file under the empty name, of several under theirs.
    """

    endings: tuple[str, ...]
    files: Callable[[Report], Mapping[str, bytes]]
    meanwhile: str


def _page(report: Report) -> Mapping[str, bytes]:
    from peelgrade.rendering.report.page import shown  # noqa: PLC0415  # each is slow to import

    return {"": shown(report).encode()}


def _pictures(report: Report) -> Mapping[str, bytes]:
    from peelgrade.rendering.pictures import files  # noqa: PLC0415  # as above

    return {name: text.encode() for name, text in files(report).items()}


def _word(report: Report) -> Mapping[str, bytes]:
    from peelgrade.rendering.report.word import shown  # noqa: PLC0415  # as above, and an extra

    return {"": shown(report)}


def _paper(report: Report) -> Mapping[str, bytes]:
    from peelgrade.rendering.report.paper import shown  # noqa: PLC0415  # as above, and an extra

    return {"": shown(report)}


FORMATS: Mapping[str, Format] = {
    "html": Format((".html", ".htm"), _page, "writing the page"),
    "svg": Format((), _pictures, "drawing the pictures"),
    "docx": Format((".docx",), _word, "writing the document"),
    "pdf": Format((".pdf",), _paper, "setting the pages"),
}
_FOLDER_OF_PICTURES = "svg"


@dataclass(frozen=True)
class Way:
    """Where a report is written to, and how."""

    output: Path
    format_: str

    def refuse_input(self, read: Iterable[str]) -> None:
        """Refuse to write over what was read. Raises Unreadable."""
        if self.output != STDOUT:
            outputs.refuse_input(self.output, read, option="-o")

    def write(self, report: Report, what: str) -> None:
        """Write a report, each file whole or not at all, and tell on standard error what was written."""
        with progress.during(FORMATS[self.format_].meanwhile):
            made = _made(FORMATS[self.format_], report)
        if not made:
            remedy = f"write the report itself: {prose.either([name for name in FORMATS if name != self.format_])}"
            raise Unreadable("this report has no pictures: its reader is told neither judgments nor figures", remedy)
        if self.output == STDOUT:
            printing.write(made[""])
            return
        files = {self.output / name if name else self.output: content for name, content in made.items()}
        writing.write_together(files)
        where = self.output.as_posix()
        if self.format_ == _FOLDER_OF_PICTURES:
            told = f"{prose.number(len(made), 'picture')} written into {where}"
        else:
            told = f"{where} is written"
        click.echo(f"{terminal(told)}: {terminal(what)}.", err=True)
        if self.format_ == _FOLDER_OF_PICTURES:
            _tell_of_others(self.output, made)


def _tell_of_others(folder: Path, made: Mapping[str, bytes]) -> None:
    """Tell of pictures in a folder that are not of this report: they may be for other readers."""
    others = sorted(path.name for path in folder.glob("*.svg") if path.name not in made)
    if others:
        lie = f"{prose.number(len(others), 'picture')} that {'is' if len(others) == 1 else 'are'} not of this report"
        click.echo(
            f"{terminal(folder.as_posix())} holds {lie}, and may be for other readers: {terminal(others[0])}"
            f"{' and others' if len(others) > 1 else ''}. Take them out, or name another folder.",
            err=True,
        )


def way(output: Path, format_: str | None) -> Way:
    """Return how to write to a file; by the end of its name where no format is asked for.

    Raises Unreadable where that says none, and where what is there is not what would be written.
    """
    named = format_ or _by_name(output)
    if named == _FOLDER_OF_PICTURES and (output == STDOUT or output.is_file()):
        what = "standard output" if output == STDOUT else f"{output} is a file, and"
        raise Unreadable(f"{what} cannot hold several pictures", "name a folder: -o pictures --format svg")
    if named != _FOLDER_OF_PICTURES and (output.is_dir() or str(output).endswith(os.sep)):
        remedy = f"name a file in it: -o {terminal((output / f'report.{named}').as_posix())}"
        raise Unreadable(f"{output} is a folder", remedy)
    refuse_other_ending(output, named)
    return Way(output, named)


def refuse_other_ending(output: Path, format_: str) -> None:
    """Raise Unreadable for a name that ends as files of another format do: it would be opened as what it is not."""
    ending = output.suffix.lower()
    other = next((name for name, one in FORMATS.items() if ending in one.endings and name != format_), None)
    if other is not None:
        fitting = "".join(FORMATS[format_].endings[:1])
        remedy = f"write -o {terminal(output.with_suffix(fitting).as_posix())}, or --format {other}"
        raise Unreadable(f"{output} ends as --format {other} does, and --format {format_} is asked for", remedy)


def _by_name(output: Path) -> str:
    if output == STDOUT:
        return "html"
    found = next((name for name, one in FORMATS.items() if output.suffix.lower() in one.endings), None)
    if found is not None:
        return found
    if output.suffix.lower() == ".svg":
        raise Unreadable("a report is several pictures", "name a folder: -o pictures --format svg")
    endings = prose.either([ending for one in FORMATS.values() for ending in one.endings])
    if output.is_dir():
        raise Unreadable(f"{output} is a folder", f"name a file that ends in {endings}, or give --format svg")
    raise Unreadable(f"the name of {output} does not say how to write it", f"end it in {endings}, or give --format")


def _made(format_: Format, report: Report) -> Mapping[str, bytes]:
    """Return the contents of the files of a report. Raises Unreadable where a library for them is not installed."""
    with extras.imported_for("this format needs"):
        return format_.files(report)
