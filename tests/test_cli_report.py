"""The command 'report' writes what its reader is shown, whole or not at all, and says what it wrote."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.folders import contents, fill_disk

DEBRIEF = ("--for", "debrief")  # what is built soonest


def test_a_page_is_written_by_the_end_of_its_name(run: Run, kent: Path) -> None:
    """A file that ends in .html is a page, for the panel unless another reader is named; nothing is printed but that."""
    done = run("report", kent, "-o", "kent.html", *DEBRIEF)
    assert (0, "", "kent.html is written: Kent Police, for the debrief of the force.\n") == done
    assert Path("kent.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_same_page_comes_again(run: Run, kent: Path) -> None:
    """Two runs over the same inspection write the same bytes, printed or in a file."""
    run("report", kent, "-o", "one.htm", *DEBRIEF)
    printed = run("report", kent, "-o", "-", *DEBRIEF)
    assert Path("one.htm").read_text(encoding="utf-8") == printed.out
    assert "" == printed.err


def test_pictures_are_written_into_a_folder(run: Run, kent: Path) -> None:
    """Each picture is a file of its own, and how many there are is said."""
    done = run("report", kent, "-o", "pictures", "--format", "svg", "--for", "public")
    names = sorted(path.name for path in Path("pictures").iterdir())
    assert f"{len(names)} pictures written into pictures: Kent Police, for the public.\n" == done.err
    assert "tiles.svg" in names
    assert all("<svg" in path.read_text(encoding="utf-8")[:200] for path in Path("pictures").iterdir())


def test_pictures_of_another_report_in_the_folder_are_told(run: Run, kent: Path) -> None:
    """Where a folder holds pictures that were made for other readers, they are named, and none is taken away."""
    Path("pictures").mkdir()
    Path("pictures/reasons-q1.svg").write_text("<svg/>", encoding="utf-8")
    done = run("report", kent, "-o", "pictures", "--format", "svg", "--for", "public")
    assert 0 == done.code
    assert "holds 1 picture that is not of this report, and may be for other readers: reasons-q1.svg" in done.err
    names = {path.name for path in Path("pictures").iterdir()}
    assert {"reasons-q1.svg", "tiles.svg"} <= names


def test_as_of_a_day_and_in_progress_are_told(run: Run, kent: Path) -> None:
    """A report can be of an inspection as it was, as the table of judgments can."""
    printed = run("report", kent, "-o", "-", *DEBRIEF, "--as-of", "2015-08-31", "--in-progress", "q3").out
    assert "As of 31 August 2015" in printed
    assert "Fieldwork taken as in progress: Vulnerability" in printed


def test_why_a_report_for_the_force_is_empty_is_told(run: Run, kent: Path) -> None:
    """While no judgment is certain, the report for the force has none of what it is for, and it is said who has more."""
    asked = ("report", kent, "-o", "kent.html", "--in-progress", "effectiveness")
    done = run(*asked, "--for", "force")
    written = "kent.html is written: Kent Police, for the force, to check the facts.\n"
    assert (
        f"{written}No judgment is certain yet, so this report has no judgments and no findings. "
        "While fieldwork goes on, --for debrief shows findings.\n"
    ) == done.err
    assert "No judgment yet" in Path("kent.html").read_text(encoding="utf-8")
    assert written == run("report", kent, "-o", "kent.html", "--for", "force").err
    assert ["kent.html is written: Kent Police, for the debrief of the force."] == run(
        *asked, *DEBRIEF
    ).err.splitlines()


@pytest.mark.parametrize(
    ("output", "more", "said"),
    [
        ("kent.txt", (), "the name of kent.txt does not say how to write it"),
        ("kent", (), "give --format"),
        (".", (), ". is a folder"),
        (".", ("--format", "pdf"), "name a file in it: -o report.pdf"),
        ("kent.svg", (), "name a folder: -o pictures --format svg"),
        ("-", ("--format", "svg"), "standard output cannot hold several pictures"),
        ("there.html", ("--format", "svg"), "there.html is a file, and cannot hold several pictures"),
        (
            "pictures",
            ("--format", "svg"),
            "this report has no pictures: its reader is told neither judgments nor figures",
        ),
        ("kent/inspection.yaml", ("--format", "html"), "one of the files that are read"),
        ("kent/new.yaml", ("--format", "html"), "choose another file for -o"),
        ("there.html/kent.html", (), "cannot be written"),
    ],
)
def test_what_cannot_be_written_is_refused(run: Run, kent: Path, output: str, more: tuple[str, ...], said: str) -> None:
    """Where a report cannot go, the command says why and what to write instead, and changes nothing."""
    Path("there.html").write_text("as it was", encoding="utf-8")
    before = contents()
    done = run("report", kent, "-o", output, *more, *DEBRIEF)
    assert 2 == done.code
    assert said in done.err
    assert before == contents()


def test_the_old_file_stays_where_writing_fails(run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was there stays as it was where something breaks on the way."""
    Path("kent.html").write_text("as it was", encoding="utf-8")
    fill_disk(monkeypatch)
    done = run("report", kent, "-o", "kent.html", *DEBRIEF)
    assert (2, True) == (done.code, "cannot be written: No space left on device" in done.err)
    assert "as it was" == Path("kent.html").read_text(encoding="utf-8")
    assert ["kent", "kent.html"] == sorted(path.name for path in Path().iterdir())


@pytest.mark.parametrize(("name", "library", "extra"), [("k.docx", "docx", "word"), ("k.pdf", "weasyprint", "pdf")])
def test_a_library_that_is_missing_is_named_with_its_extra(
    run: Run, kent: Path, monkeypatch: pytest.MonkeyPatch, name: str, library: str, extra: str
) -> None:
    """Without the library of a format, the command says which extra to install, and nothing is written."""
    known = builtins.__import__

    def importing(wanted: str, *more: Any) -> Any:
        if wanted.split(".", maxsplit=1)[0] == library:
            raise ModuleNotFoundError(f"No module named '{library}'", name=library)
        return known(wanted, *more)

    module = f"peelgrade.rendering.report.{'word' if library == 'docx' else 'paper'}"
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setattr(builtins, "__import__", importing)
    done = run("report", kent, "-o", name, *DEBRIEF)
    assert 2 == done.code
    assert f"pip install 'peelgrade[{extra}]'" in done.err
    assert not Path(name).exists()
