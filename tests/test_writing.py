"""Files are written whole or not at all, and what was in them stays."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import tempfile
from pathlib import Path

import pytest

from peelgrade import loading, writing
from peelgrade.problems import Unreadable

ITEM = {
    "id": "F1",
    "statement": "Two: words # and 'more'",
    "value": writing.Plain("57.0"),
    "as_at": writing.Plain("2015-06-30"),
    "sources": [{"document": "notes", "paragraph": 3}],
}


@pytest.mark.parametrize("before", ["", "# head\n- id: F0\n  kind: x\n", "- id: F0\n  kind: x"])
def test_an_item_is_appended_and_read_back(before: str) -> None:
    """The text before is untouched, and the item reads back as it was given."""
    text = writing.appended(before, ITEM, 1)
    assert text.startswith(before)
    source, problems = loading.read_bytes(text.encode(), "x.yaml")
    assert [] == problems
    assert {
        "id": "F1",
        "statement": "Two: words # and 'more'",
        "value": "57.0",
        "as_at": "2015-06-30",
        "sources": [{"document": "notes", "paragraph": "3"}],
    } == source.data[-1]


def test_figures_and_dates_stand_without_quotes() -> None:
    """A figure keeps its decimals, and neither it nor a date is quoted."""
    text = writing.as_yaml(ITEM)
    assert "value: 57.0\n" in text
    assert "as_at: 2015-06-30\n" in text


def test_a_value_on_one_line_stays_on_it() -> None:
    """A text of several lines is written in quotes, with its line ends as escapes."""
    assert '"a\\nb: c"' == writing.as_scalar("a\nb: c")
    read, _ = loading.read_bytes(f"x: {writing.as_scalar('a' + chr(10) + 'b: c')}".encode(), "x.yaml")
    assert {"x": "a\nb: c"} == read.data


def test_an_indented_list_keeps_its_indent() -> None:
    """Where the items of a file are indented, so is the new one."""
    text = writing.appended("  - id: F0\n", ITEM, 3)
    source, _ = loading.read_bytes(text.encode(), "x.yaml")
    assert ["F0", "F1"] == [item["id"] for item in source.data]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fails at any step, the old content is there, whole, and no other file is left."""
    path = tmp_path / "a.yaml"
    path.write_text("old", encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Unreadable, match="No space left"):
        writing.write(path, "new")
    assert "old" == path.read_text(encoding="utf-8")
    with pytest.raises(Unreadable, match="No space left"):
        writing.write(tmp_path / "b.yaml", "new", new=True)
    assert ["a.yaml"] == [found.name for found in tmp_path.iterdir()]


def test_files_that_belong_together_are_all_put_in_place_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full before the last of them, all are as they were, and no other file is left."""
    names, room, fsync = ("b.yaml", "a.yaml", "c.yaml"), 2, os.fsync
    files = {tmp_path / name: f"new {name}" for name in names}
    for path in files:
        path.write_text("old", encoding="utf-8")

    def full(handle: int) -> None:
        nonlocal room
        if not room:
            raise OSError(28, "No space left on device")
        room -= 1
        fsync(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Unreadable, match=r"yaml cannot be written: No space left"):
            writing.write_together(files)
    assert dict.fromkeys(names, "old") == {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    placed: list[str] = []
    monkeypatch.setattr(Path, "replace", lambda _, to: placed.append(to.name))
    writing.write_together(files)
    assert list(names) == placed


def test_the_mode_of_a_file_is_kept(tmp_path: Path) -> None:
    """A file that only its owner can read stays so."""
    path = tmp_path / "a.yaml"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o600)
    writing.write(path, "new")
    assert ("new", 0o600) == (path.read_text(encoding="utf-8"), path.stat().st_mode & 0o777)


def test_a_file_that_is_write_protected_stays_as_it_is(tmp_path: Path) -> None:
    """Who protected a file meant that nothing writes it, although a new one could be put in its place."""
    path = tmp_path / "a.yaml"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o444)
    with pytest.raises(Unreadable, match="is write-protected"):
        writing.write(path, "new")
    assert ["old"] == [found.read_text(encoding="utf-8") for found in tmp_path.iterdir()]


def test_a_new_file_does_not_replace_one(tmp_path: Path) -> None:
    """Where a file is there already, a new one is refused."""
    path = tmp_path / "a.yaml"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(Unreadable, match="there already"):
        writing.write(path, "new", new=True)
    assert "old" == path.read_text(encoding="utf-8")


def test_where_the_last_of_several_cannot_be_put_in_place_all_are_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those before it hold what they held, with the mode that they had; a new one, a folder and one that was gone too."""
    for name in ("a", "gone"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    (tmp_path / "a").chmod(0o600)
    replace = Path.replace

    def refused(part: Path, to: Path) -> Path:
        if to.name == "last":
            raise PermissionError(13, "Permission denied")
        return replace(part, to)

    monkeypatch.setattr(Path, "replace", refused)
    files = {tmp_path / name: "new" for name in ("a", "new", "folder/deep/new", "last")}
    with pytest.raises(Unreadable, match="last cannot be written: Permission denied"):
        writing.write_together(files, new=(tmp_path / "new",))
    assert ["a", "gone"] == sorted(path.name for path in tmp_path.rglob("*"))
    assert ("old", 0o600) == ((tmp_path / "a").read_text(encoding="utf-8"), (tmp_path / "a").stat().st_mode & 0o777)


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_to_be_gone_goes_with_the_rest_or_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    """A file is taken away where the others are written, and is put back where one after it cannot be taken away."""
    first, last = tmp_path / "first", tmp_path / "last"
    for path in (first, last):
        path.write_text("old", encoding="utf-8")
    replace = Path.replace

    def refused(path: Path, to: Path) -> Path:
        if fails and path == last:
            raise PermissionError(13, "Permission denied")
        return replace(path, to)

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(Unreadable) if fails else contextlib.nullcontext():
        writing.write_together({tmp_path / "new": "new"}, gone=(first, last))
    assert (["first", "last"] if fails else ["new"]) == sorted(path.name for path in tmp_path.iterdir())


def test_a_signal_waits_until_what_must_not_be_half_done_is_done() -> None:
    """It comes at once afterwards, and nothing is held back any longer."""
    done = []
    with pytest.raises(KeyboardInterrupt), writing.undisturbed():  # noqa: PT012  # what comes after is the point
        signal.raise_signal(signal.SIGINT)
        done.append("all of it")
    assert ["all of it"] == done
    assert set() == signal.pthread_sigmask(signal.SIG_BLOCK, ()) & {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


def test_a_folder_that_is_made_goes_again_where_nothing_comes_of_it(tmp_path: Path) -> None:
    """Also the folders above that were made for it; where something else was put there meanwhile, it stays."""
    for other in (False, True):
        folder = tmp_path / "a" / "b"
        with pytest.raises(ZeroDivisionError), writing.locked(folder, make=True):  # noqa: PT012  # as above
            assert folder.is_dir()
            if other:
                (folder / "other").touch()
            raise ZeroDivisionError
        assert other == folder.exists() == (tmp_path / "a").exists()


def test_a_folder_that_cannot_be_made_opened_or_locked_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with the reason."""
    (tmp_path / "file").touch()
    with (
        pytest.raises(Unreadable, match=r"file/a cannot be made: Not a directory"),
        writing.locked(tmp_path / "file" / "a", make=True),
    ):
        pass
    with (
        pytest.raises(Unreadable, match=r"nowhere cannot be opened: No such file"),
        writing.locked(tmp_path / "nowhere"),
    ):
        pass

    def unsupported(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    with pytest.raises(Unreadable, match="cannot be locked: No locks available"), writing.locked(tmp_path):
        pass
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(Unreadable, match=r"no folder can be made in .*nowhere: No such file"), writing.scratch():
        pass
