"""peelgrade import."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from peelgrade import formats, loading, tables, writing
from peelgrade.capturing import differing, drawing, marking
from peelgrade.capturing.checking import Checked, checked
from peelgrade.capturing.layout import layout
from peelgrade.cli import printing, progress, reading, workbooks
from peelgrade.evidence import Inspection
from peelgrade.pipeline import FRAMEWORK, RECORD, Read
from peelgrade.problems import Unreadable
from peelgrade.rendering import prose
from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.problems import FORMATS
from peelgrade.rendering.problems.report import Report
from peelgrade.rulebook import Framework
from peelgrade.tables import Grid

_SHOWN = 20  # lines of what differs
_OF_ANOTHER = (
    f"give another folder; if it is the same inspection, correct the workbook, or {RECORD} in the folder, first"
)


def run(
    workbook: Path, rules: Path | None, output: Path | None, annotated: Path | None, replace: bool, format_: str
) -> None:
    """Turn a workbook into an inspection, or say what is wrong by sheet and cell."""
    if annotated is not None:
        _refuse_annotated(annotated, workbook)
    with progress.during("checking the workbook"):
        grids = tables.sheets(workbook, drawing.EXTRA)
        found = checked(grids, workbook.as_posix(), rules)
    if annotated is not None:
        _annotate(annotated, grids, found)
    _tell(found, workbook, format_)
    read = found.read if found.sound else None
    if read is None:
        sys.exit(1)
    for line in _done(found, read, workbook, output, rules, replace=replace):
        click.echo(line, err=not FORMATS[format_].for_people)  # what programs read stands alone on standard output


def _done(
    found: Checked, read: Read, workbook: Path, output: Path | None, rules: Path | None, *, replace: bool
) -> Iterator[str]:
    """Write the inspection where that is asked for; yield what was done, and what comes next."""
    if output is None:
        yield terminal(f"{workbook.as_posix()} can be imported: {_counted(read.inspection)}.")
        shown = terminal(shlex.quote(workbook.as_posix()))
        yield f"Next: peelgrade import {shown} -o FOLDER{reading.with_rules(rules)}"
        return
    yield _write(output, found, read, rules, replace=replace)
    shown = terminal(shlex.quote(output.as_posix()))
    yield f"Next: peelgrade grade {shown}{reading.with_rules(rules)}"


def _refuse_annotated(path: Path, workbook: Path) -> None:
    if path.resolve() == workbook.resolve():
        raise Unreadable(f"{path} is the workbook itself", "give another name to the copy")
    workbooks.refuse_taken(path, force=False, remedy="give another name: somebody may have corrected mistakes in it")


def _annotate(path: Path, grids: Sequence[Grid], found: Checked) -> None:
    marks = marking.marks(found)
    framework = found.rulebook.framework if found.rulebook is not None else None
    writing.write(path, drawing.annotated(layout(framework), grids, marking.heads(found), marks))
    click.echo(
        terminal(f"{path.as_posix()} is written: a copy with {prose.number(len(marks), 'problem')} in it."), err=True
    )


def _tell(found: Checked, workbook: Path, format_: str) -> None:
    report = Report.of(found.problems, (workbook.as_posix(),), found.places, root=Path.cwd().as_posix())
    text = FORMATS[format_].write(report)
    if report.told or not FORMATS[format_].for_people:
        printing.write(text)
    if report.told:
        click.echo(f"{report.summary()}.{'' if found.sound else ' Nothing was written.'}", err=True)


def _counted(inspection: Inspection) -> str:
    counts = (
        (len(inspection.findings), "finding"),
        (len(inspection.metrics), "metric"),
        (len(inspection.recommendations), "recommendation"),
    )
    return ", ".join(prose.number(count, noun) for count, noun in counts)


def _write(folder: Path, found: Checked, read: Read, rules: Path | None, *, replace: bool) -> str:
    """Write the files, where that replaces nothing else; return what there was or what there is."""
    is_new = not folder.exists()
    if not is_new and not folder.is_dir():
        raise Unreadable(f"{folder} is a file", "give a folder")
    old = {} if is_new else differing.files_of(folder)
    if old and (RECORD not in old or FRAMEWORK in old):
        what = "is a framework" if FRAMEWORK in old else "holds YAML files, and is no inspection"
        raise Unreadable(f"{folder} {what}", "give another folder")
    another = differing.another(old[RECORD], read.inspection) if old else ""
    if another:
        raise Unreadable(f"{folder} holds another inspection: {another}", _OF_ANOTHER)
    if old and not replace:
        differs = differing.told(folder, old, found, rules)
        if not differs:
            return terminal(f"{folder.as_posix()} holds this inspection already; nothing was written.")
        raise Unreadable.of([_other_evidence(folder, differs)])
    with writing.locked(folder, make=True):
        loading.refuse_link_out(folder / formats.FOLDER)
        gone = [folder / name for name in sorted(set(old) - set(found.texts))]
        writing.write_together(_files(folder, found.texts, read.rulebook.framework), gone=gone)
    for path in gone:
        click.echo(terminal(f"{path.as_posix()} is deleted: the workbook has nothing for it."), err=True)
    files = prose.number(len(found.texts) - 1, "file")
    return terminal(f"{(folder / RECORD).as_posix()} and {files} of evidence are written: {_counted(read.inspection)}.")


def _files(folder: Path, texts: Mapping[str, str], framework: Framework) -> Mapping[Path, str]:
    """Return what is written, by path: the record comes last, for it makes the folder an inspection."""
    schemas = formats.files_of(framework, ("inspection", "evidence"))
    made = {folder / formats.FOLDER / name: text for name, text in schemas.items()}
    return made | {folder / name: text for name, text in texts.items()}


def _other_evidence(folder: Path, differs: Sequence[str]) -> tuple[str, str]:
    more = [f"and {len(differs) - _SHOWN:,} more"] if len(differs) > _SHOWN else []
    listed = "; ".join([*differs[:_SHOWN], *more])
    return (
        f"{folder} holds other evidence, which differs from the workbook: {listed}",
        "give another folder, or --replace to put the workbook in its place; comments in the files would be lost",
    )
