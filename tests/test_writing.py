"""Files are written whole or not at all, and what was in them stays."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import itertools
import os
import re
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from peelgrade import loading, writing
from peelgrade.problems import Unreadable
from tests import faults
from tests.folders import fill_disk

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
    fill_disk(monkeypatch)
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
    names = ("b.yaml", "a.yaml", "c.yaml")
    files = {tmp_path / name: f"new {name}" for name in names}
    for path in files:
        path.write_text("old", encoding="utf-8")
    with monkeypatch.context() as patched:
        fill_disk(patched, room=2)
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


@pytest.mark.parametrize("umask", [0o077, 0o027, 0o022, 0o002, 0o000])
def test_the_umask_says_who_may_read_what_is_new(tmp_path: Path, umask: int) -> None:
    """Files and folders are as the shell makes them, however they are written; what is replaced keeps its mode."""
    old = tmp_path / "old"
    old.write_text("old", encoding="utf-8")
    old.chmod(0o664)
    before = os.umask(umask)
    try:
        writing.write_together(
            {tmp_path / "a/one": "new", tmp_path / "a/two": "new", old: "new"}, new=(tmp_path / "a/one",)
        )
        writing.write(tmp_path / "b/three", "new")
        with writing.pieces(tmp_path / "c/four") as put:
            put("new")
        (tmp_path / "plain").touch()
    finally:
        os.umask(before)
    modes = {path.relative_to(tmp_path).as_posix(): path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    files, folders = ("a/one", "a/two", "b/three", "c/four", "plain"), ("a", "b", "c")
    assert {"old": 0o664, **dict.fromkeys(files, 0o666 & ~umask), **dict.fromkeys(folders, 0o777 & ~umask)} == modes


def test_what_is_beside_a_file_meanwhile_is_no_more_open_than_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the new content nor the old one, which is kept until the others are in place."""
    paths = [tmp_path / "private", tmp_path / "other"]
    for path in paths:
        path.write_text("old", encoding="utf-8")
        path.chmod(0o600)
    seen: list[int] = []
    fsync = os.fsync

    def looks(handle: int) -> None:
        seen.extend(path.stat().st_mode & 0o777 for path in tmp_path.iterdir())
        fsync(handle)

    monkeypatch.setattr(os, "fsync", looks)
    writing.write_together(dict.fromkeys(paths, "new"))
    assert [0o600] * (4 + 4 + 5) == seen  # both files, with what is new beside them, and at last what is old


def test_a_file_beside_is_of_a_name_that_no_other_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody else left there is not written into."""
    names = [bytes(4), bytes(4), b"1234"]
    monkeypatch.setattr(os, "urandom", lambda _: names.pop(0))
    left = tmp_path / ".a.00000000.part"
    left.write_text("theirs", encoding="utf-8")
    writing.write(tmp_path / "a", "new")
    assert [] == names
    assert {"a": "new", left.name: "theirs"} == {
        path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()
    }


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


@pytest.fixture(params=[errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK])
def no_links(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Have a disk that has no hard links, as FAT, and as some that are reached over a network."""
    refuse_links(monkeypatch, request.param)


def refuse_links(monkeypatch: pytest.MonkeyPatch, number: int = errno.EPERM) -> None:
    """Have the system answer so when it is asked for a hard link."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refused)


@pytest.mark.usefixtures("no_links")
def test_new_files_are_written_where_the_disk_has_no_links(tmp_path: Path) -> None:
    """With the mode that they have elsewhere, and nothing beside them."""
    new = [tmp_path / name for name in ("a", "b")]
    writing.write_together(dict.fromkeys(new, "new"), new=new)
    assert {"a": "new", "b": "new"} == {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    (tmp_path / "plain").touch()
    assert 1 == len({path.stat().st_mode for path in tmp_path.iterdir()})


def test_without_links_what_came_meanwhile_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Just before the new file would be put in place: it is refused, and those that were written with it are not there."""
    path = tmp_path / "a"

    def comes(*_: object, **__: object) -> None:
        path.write_text("theirs", encoding="utf-8")
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", comes)
    with pytest.raises(Unreadable, match="there already"):
        writing.write_together({tmp_path / "first": "new", path: "new"}, new=(path,))
    assert {"a": "theirs"} == {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}


@pytest.mark.parametrize("stays", [False, True])
def test_a_place_that_was_held_is_free_again_where_nothing_comes_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, stays: bool
) -> None:
    """Without links; where even that cannot be done, the message says what to delete."""
    refuse_links(monkeypatch)
    path = tmp_path / "a"
    with (
        faults.failing(tmp_path, (_gone_wrong("replace", *(["unlink"] if stays else [])),), 1),
        pytest.raises(Unreadable, match="cannot be written: Input/output error") as told,
    ):
        writing.write(path, "new", new=True)
    assert stays == path.exists()
    assert stays == ((f"{path} could not be taken away again: Input/output error", "delete it") in told.value.reasons)
    assert stays != ("nothing was changed" in told.value.reasons[0][1])


def test_what_else_keeps_a_link_from_being_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails is not tried in another way."""
    refuse_links(monkeypatch, errno.EIO)
    with pytest.raises(Unreadable, match="a cannot be written: Input/output error"):
        writing.write(tmp_path / "a", "new", new=True)
    assert [] == list(tmp_path.iterdir())


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


ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture
def another_thread() -> Iterator[None]:
    """Have a second thread, as there is wherever progress is drawn or tables are read."""
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    yield
    over.set()
    thread.join()


@pytest.fixture
def ended() -> Iterator[None]:
    """Have a signal end the program as a command has it: on the way out, with its number."""

    def end(number: int, _: object) -> None:
        sys.exit(128 + number)

    before = handlers()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    yield
    for number, handler in zip(ENDING, before, strict=True):
        signal.signal(number, handler)


def handlers() -> list[Any]:
    """Return what handles the signals that end a program."""
    return [signal.getsignal(number) for number in ENDING]


@pytest.mark.usefixtures("another_thread", "ended")
@pytest.mark.parametrize("sent", ENDING)
def test_a_signal_waits_until_what_must_not_be_half_done_is_done(sent: signal.Signals) -> None:
    """Also one to the whole process, which may reach another thread; it comes at once afterwards, and nothing is held any longer."""
    done, before = [], handlers()
    with pytest.raises((KeyboardInterrupt, SystemExit)), writing.undisturbed():  # noqa: PT012  # what comes after is the point
        os.kill(os.getpid(), sent)
        done.append("all of it")
    assert ["all of it"] == done
    assert before == handlers()


@pytest.mark.usefixtures("another_thread", "ended")
def test_of_several_signals_that_waited_none_is_lost() -> None:
    """Each comes though the first ends it, one that came twice once; what is inside another such section waits for that to end."""
    done, came = [], []
    signal.signal(signal.SIGHUP, lambda number, _: came.append(number))
    with pytest.raises(SystemExit, match="143"), writing.undisturbed():  # noqa: PT012  # as above
        with writing.undisturbed():
            for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGHUP):
                os.kill(os.getpid(), number)
        done.append("all of it")
    assert (["all of it"], [signal.SIGHUP]) == (done, came)


@pytest.mark.usefixtures("another_thread", "ended")
def test_a_signal_before_all_is_held_back_comes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is begun then, and what handled signals does so again."""
    before, getsignal, asked = handlers(), signal.getsignal, []

    def asks(number: int) -> Any:
        asked.append(number)
        if len(asked) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return getsignal(number)

    monkeypatch.setattr(signal, "getsignal", asks)
    with pytest.raises(KeyboardInterrupt), writing.undisturbed():
        pytest.fail("it was begun")
    monkeypatch.undo()
    assert before == handlers()


def test_a_signal_that_is_ignored_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """As below nohup; and one that no Python handles is left to what does."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with writing.undisturbed():
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.SIG_IGN is signal.getsignal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    monkeypatch.setattr(signal, "getsignal", lambda _: None)
    monkeypatch.setattr(signal, "signal", lambda *_: pytest.fail("it was touched"))
    with writing.undisturbed():
        pass


def test_another_thread_holds_nothing_back() -> None:
    """Signals come in the first thread alone, and no other may say what handles them."""
    found: list[object] = []

    def held() -> None:
        with writing.undisturbed():
            found.append(handlers())

    thread = threading.Thread(target=held)
    thread.start()
    thread.join()
    assert [handlers()] == found


@pytest.mark.usefixtures("another_thread", "ended")
@pytest.mark.parametrize("links", [True, False])
def test_a_signal_at_every_line_of_writing_leaves_all_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    """Sent to the process before each line in turn: files that belong together are all old or all new, with nothing beside them.

    On a disk with hard links, and on one without.
    """
    monkeypatch.setattr(os, "fsync", lambda _: None)  # it takes long
    if not links:
        refuse_links(monkeypatch)
    files = {tmp_path / name: "new" for name in ("a", "deep/b")}
    old, new = {"a": "old", "gone": "old"}, {"a": "new", "deep": None, "deep/b": "new"}
    seen = []
    for at in itertools.count(1):
        for path in sorted(tmp_path.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        for name, text in old.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        with contextlib.suppress(SystemExit), _signal_at_line(at) as lines:
            writing.write_together(files, new=(tmp_path / "deep/b",), gone=(tmp_path / "gone",))
        found = {
            path.relative_to(tmp_path).as_posix(): None if path.is_dir() else path.read_text(encoding="utf-8")
            for path in tmp_path.rglob("*")
        }
        assert found in (old, new), lines[-1]
        seen.append(found)
        if len(lines) < at:
            break
    assert (old, new) == (seen[0], seen[-1])


@contextlib.contextmanager
def _signal_at_line(number: int) -> Iterator[list[int]]:
    """Send a signal to the process before the nth line that runs of the module; hand out the lines that ran."""
    lines: list[int] = []

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename != writing.__file__:
            return None
        if event == "line":
            lines.append(frame.f_lineno)
            if len(lines) == number:
                os.kill(os.getpid(), signal.SIGTERM)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield lines
    finally:
        sys.settrace(before)


def _gone_wrong(*names: str) -> faults.Fault:
    """Return a disk on which operations of these names fail from one on."""

    def fail(_: faults.Operation) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    return faults.Fault("EIO", fail, lambda one: one.name in names, stays=True)


@pytest.mark.parametrize("names", [("replace",), ("replace", "unlink")])
def test_what_cannot_be_put_back_is_kept_and_named(tmp_path: Path, names: tuple[str, ...]) -> None:
    """Where the disk fails and goes on failing: what each file held is in it, or in one that the message names."""
    old = {"a": "old a", "gone": "old gone", "gone too": "old gone too"}
    for at in itertools.count(1):
        for path in tmp_path.iterdir():
            path.unlink()
        for name, text in old.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        paths = [tmp_path / name for name in ("fresh", "a", "gone", "gone too")]
        with faults.failing(tmp_path, (_gone_wrong(*names),), at) as disk:
            told: tuple[tuple[str, str], ...] = ()
            try:
                writing.write_together(dict.fromkeys(paths[:2], "new"), gone=paths[2:])
            except Unreadable as unreadable:
                told = unreadable.reasons
        if not told:
            break
        found = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
        said = dict(told[1:])
        for name, text in old.items():
            message = f"{tmp_path / name} could not be put back: Input/output error"
            kept = re.search(r"it held is in .*/(\..*\.part)", said.get(message, ""))
            assert text == found[kept[1] if kept else name], (at, told)
        fresh = f"{tmp_path / 'fresh'} could not be taken away again: Input/output error"
        assert ("delete it" == said.get(fresh)) == ("fresh" in found)
        assert bool(said) != ("nothing was changed" in told[0][1])
        assert disk.met is not None
        assert said or old.keys() <= found.keys()
    assert at == 5


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


def test_who_waits_for_a_folder_that_is_taken_away_begins_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is in the folder that is there, alone; where it does not make one, it says that there is none."""
    folder, waits, within, flock = tmp_path / "a" / "b", threading.Event(), [], fcntl.flock

    def tells(handle: int, how: int) -> None:
        try:
            flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if how & fcntl.LOCK_NB:
                raise
            waits.set()
            flock(handle, how)

    monkeypatch.setattr(fcntl, "flock", tells)

    def second(*, make: bool) -> None:
        try:
            with writing.locked(folder, make=make):
                (folder / "second").touch()
                try:
                    with writing.locked(folder, waits=False):
                        within.append("two at once")
                except Unreadable as refused:
                    within.append(refused.message)
        except Unreadable as refused:
            within.append(refused.message)

    for make in (True, False):
        waits.clear()
        waiter = threading.Thread(target=second, kwargs={"make": make})
        with contextlib.suppress(ZeroDivisionError), writing.locked(folder, make=True):
            waiter.start()
            assert waits.wait(60)  # it has opened the folder, and another one has it
            (folder / "second").unlink(missing_ok=True)
            folder.rmdir()  # as a command does that made it and fails
            raise ZeroDivisionError
        waiter.join()
        if make:
            assert (folder / "second").exists()
            (folder / "second").unlink()
            folder.rmdir()
    assert [
        f"another command is writing into {folder}",
        f"{folder} cannot be opened: No such file or directory",
    ] == within


@pytest.mark.parametrize("raised", [None, BlockingIOError(), KeyboardInterrupt()])
def test_a_folder_in_which_another_command_is_at_work_is_not_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: BaseException | None
) -> None:
    """Though it was made here: whether this one is refused, interrupted while it waits, or fails; nor one that another made."""
    folder, flock = tmp_path / "a", fcntl.flock
    with contextlib.ExitStack() as theirs:

        def locks(handle: int, how: int) -> None:
            monkeypatch.setattr(fcntl, "flock", flock)
            theirs.enter_context(writing.locked(folder))
            if raised is not None:
                raise raised
            theirs.close()
            flock(handle, how)

        monkeypatch.setattr(fcntl, "flock", locks)
        with pytest.raises((Unreadable, KeyboardInterrupt, ZeroDivisionError)), writing.locked(folder, make=True):  # noqa: PT012  # as above
            monkeypatch.setattr(fcntl, "flock", flock)
            raise ZeroDivisionError
        assert folder.exists() == (raised is not None)


def test_a_folder_that_another_command_made_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken for one that was made here."""
    folder, mkdir = tmp_path / "a", Path.mkdir

    def makes(path: Path, *arguments: Any, **named: Any) -> None:
        os.mkdir(path)  # noqa: PTH102  # another command
        mkdir(path, *arguments, **named)

    monkeypatch.setattr(Path, "mkdir", makes)
    with pytest.raises(ZeroDivisionError), writing.locked(folder, make=True):
        raise ZeroDivisionError
    assert folder.is_dir()


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
