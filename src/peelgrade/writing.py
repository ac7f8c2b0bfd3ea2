"""Writing evidence: an item appended to a file that stays as it was, and new files, whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import re
import shlex
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from peelgrade.problems import Unreadable

_WIDTH = 110
_WRITABLE = 0o222  # of the mode of a file: by anybody
_OPEN = 0o666  # the mode of a new file, less what the umask takes from it
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)  # of disks without hard links
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Plain(str):
    """Text that is written without quotes: a figure or a date, as it was given."""

    __slots__ = ()


class Flow(dict[str, Any]):
    """A mapping that is written on one line, in braces, with everything inside it."""


class FlowList(list[Any]):
    """A list that is written on one line, in brackets."""


class _Dumper(yaml.SafeDumper):
    """Writes lists inside mappings with an indent, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  # PyYAML's signature
        super().increase_indent(flow=flow, indentless=False)


def _plain(dumper: _Dumper, text: Plain) -> yaml.ScalarNode:
    tag = dumper.resolve(yaml.ScalarNode, str(text), (True, False))  # type: ignore[no-untyped-call]
    return dumper.represent_scalar(tag, str(text))


def _flow(dumper: _Dumper, data: Flow) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)


def _flow_list(dumper: _Dumper, data: FlowList) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)


_Dumper.add_representer(Plain, _plain)
_Dumper.add_representer(Flow, _flow)
_Dumper.add_representer(FlowList, _flow_list)


def as_yaml(data: Mapping[str, Any] | Sequence[Any], *, compact: bool = False, width: int = _WIDTH) -> str:
    """Return data of mappings, lists and text as YAML, in its order; compact, with what is innermost in brackets.

    Lines are broken near the width.
    """
    style = None if compact else False
    text: str = yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=width, default_flow_style=style
    )
    return text


def as_scalar(value: object) -> str:
    """Return one value as YAML on one line."""
    text = str(value)
    if re.search(r"[\r\n]", text):
        return json.dumps(text, ensure_ascii=False)
    written: str = yaml.dump(
        [value if isinstance(value, str | bool | int) else Plain(text)], Dumper=_Dumper, allow_unicode=True, width=10**9
    )
    return written.removeprefix("- ").removesuffix("\n")


def appended(text: str, item: Mapping[str, Any], column: int, *, compact: bool = False) -> str:
    """Return the text of a file that is a list with an item after the last one; nothing before it is changed.

    `column` is where the items of the file start, counted from 1.
    """
    indent = " " * (column - 1)
    added = "".join(
        f"{indent}{line}\n" if line else "\n" for line in as_yaml([dict(item)], compact=compact).splitlines()
    )
    return text + ("" if text.endswith("\n") or not text else "\n") + added


@contextlib.contextmanager
def locked(folder: Path, *, waits: bool = True, make: bool = False) -> Iterator[None]:
    """Keep other writers of peelgrade out of a folder meanwhile, waiting for one that is there, or else refusing.

    With `make` it need not be there; what was made of it is taken away again where what is done meanwhile fails. Raises
    Unreadable if it cannot be made or opened, or if another one is there and this one does not wait.
    """
    with contextlib.ExitStack() as held:
        is_there = False
        while not is_there:  # whoever had it before may have taken away the folder that was waited for
            if make:
                held.enter_context(_made(folder))
            with _opening(folder):
                handle = os.open(folder, os.O_RDONLY)
            held.callback(os.close, handle)
            _lock(handle, folder, waits=waits)
            with _opening(folder):
                is_there = _is_there(folder, handle)
        yield


@contextlib.contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Have a folder there, and where what is done meanwhile fails, take away again what was made of it."""
    made: list[Path] = []
    try:
        for one in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
            with undisturbed():
                if _make(one):
                    made.append(one)
        yield
    except BaseException:
        with undisturbed(), contextlib.suppress(OSError):
            for one in reversed(made):
                _take_away(one)
        raise


def _make(folder: Path) -> bool:
    """Make a folder; return whether it is of our making: another command may make it at the same time."""
    try:
        folder.mkdir()
    except OSError as error:
        if folder.is_dir():
            return False
        raise Unreadable(f"{folder} cannot be made: {error.strerror}", "choose another folder") from None
    return True


def _take_away(folder: Path) -> None:
    """Take away an empty folder, unless another command has it locked, and is at work in it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        if not _is_in_use(handle):
            folder.rmdir()
    finally:
        os.close(handle)


def _is_in_use(handle: int) -> bool:
    """Lock a folder; return whether another command has it locked, which none has where a disk has no locks."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return isinstance(error, BlockingIOError)
    return False


def _is_there(folder: Path, handle: int) -> bool:
    """Whether a folder is the one that is open."""
    try:
        return os.path.samestat(os.fstat(handle), folder.stat())
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def _opening(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unreadable(f"{folder} cannot be opened: {error.strerror}", "check its permissions") from None


def _lock(handle: int, folder: Path, *, waits: bool) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        message = f"another command is writing into {folder}"
        raise Unreadable(message, "wait until it has ended, or name another folder") from None
    except OSError as error:
        message = f"{folder} cannot be locked: {error.strerror}"
        raise Unreadable(message, "use a folder on a disk that can be; nothing was changed") from None


def write(path: Path, text: str | bytes, *, new: bool = False) -> None:
    """Put text, or bytes, into a file: the old one or the new one is there, whole, whatever happens meanwhile.

    The folder is made if it is not there. Raises Unreadable where that cannot be done, for what is no regular file such
    as a device or a pipe, for a file that is write-protected, and with `new` where the file is there already.
    """
    write_together({path: text}, new=(path,) if new else ())


def write_together(
    files: Mapping[Path, str | bytes], *, new: Collection[Path] = (), gone: Collection[Path] = ()
) -> None:
    """Put texts, or bytes, into files that belong together, and take away those that are to be `gone`: all of it or nothing.

    As with `write`; those that are `new` must not be there. None is put in place before all are on the disk. That is done
    in their order; where one cannot be, those before it are put back. Raises Unreadable; then all files are as they were.
    """
    with undisturbed(), _together() as parts:
        for path, text in files.items():
            with _told(path):
                parts.begin(path, new=path in new).write(_encoded(text))
        for path in gone:
            with _told(path):
                parts.take_away(path)


@contextlib.contextmanager
def pieces(path: Path, *, new: bool = False) -> Iterator[Callable[[str | bytes], object]]:
    """Hand out what puts text into a file piece by piece; as with `write`, the file is there whole at the end or not at all.

    What goes wrong in between leaves the file as it was.
    """
    with _together() as parts:
        with _told(path):
            file = parts.begin(path, new=new)

        def put(piece: str | bytes) -> None:
            with _told(path):
                file.write(_encoded(piece))

        yield put


def _encoded(piece: str | bytes) -> bytes:
    return piece.encode("utf-8") if isinstance(piece, str) else piece


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back what would end the program from outside, until what must not be left half done is done.

    A mask would not do: it is of one thread, and Python handles in the first one what reached any other.
    """
    held = _Held()
    try:
        held.begin()
        yield
    finally:
        held.end()


class _Held:
    """What handles the signals that end a program is put aside, and what came meanwhile comes at the end.

    A signal may come between any two steps of this too. So what stands in only holds back from when all of it stands to
    when it is over, and else passes on what comes; it harms nothing where it is left.
    """

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._came: dict[int, None] = {}
        self._holds = False

    def begin(self) -> None:
        """Hold back, in the first thread; signals come in no other, and are not set from there."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in _ENDING:
            before = signal.getsignal(number)
            if before not in (None, signal.SIG_IGN):  # None where it is not Python that handles it
                self._before[number] = before
                signal.signal(number, self._take)
        self._holds = True

    def end(self) -> None:
        """Hold back nothing any longer, and have come what came, in that order, each whatever the others do."""
        self._holds = False
        with contextlib.ExitStack() as last_first:
            for number in reversed(self._came):
                last_first.callback(signal.raise_signal, number)
            for number, before in self._before.items():
                last_first.callback(signal.signal, number, before)

    def _take(self, number: int, _: object) -> None:
        if self._holds:
            self._came[number] = None
        else:
            signal.signal(number, self._before[number])
            signal.raise_signal(number)


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Hand out a folder for what is needed only meanwhile. Raises Unreadable where there is no room for one."""
    made = None
    try:
        with undisturbed():
            made = _scratch()
        yield made
    finally:
        if made is not None:
            with undisturbed():
                shutil.rmtree(made, ignore_errors=True)


def _scratch() -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="peelgrade-"))
    except OSError as error:
        message = f"no folder can be made in {tempfile.gettempdir()}: {error.strerror}"
        raise Unreadable(message, "make room there, or name another with TMPDIR") from None


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Raise Unreadable for what the system refuses of a file."""
    try:
        yield
    except NotADirectoryError:
        raise Unreadable(f"{path} cannot be written: {path.parent} is no folder", "choose another folder") from None
    except FileExistsError:
        raise Unreadable(f"{path} is there already", "choose another folder, or delete it first") from None
    except OSError as error:
        raise Unreadable(
            f"{path} cannot be written: {error.strerror}", "check the folder and its permissions; nothing was changed"
        ) from None


@contextlib.contextmanager
def _together() -> Iterator[_Parts]:
    """Hand out what takes in files, and put them in place at the end; where anything fails, leave nothing of them."""
    with contextlib.ExitStack() as folders:
        parts = _Parts(folders)
        try:
            yield parts
            parts.put()
        finally:
            parts.tidy()


@dataclass
class _Part:
    """A file beside the one that it is to replace; `old` is a copy of that one, from when it may have to be put back.

    Without a `file` it is where one is moved that is to be gone.
    """

    path: Path
    target: Path
    part: Path
    file: BinaryIO | None = None
    new: bool = False
    old: Path | None = None
    placed: bool = False

    def finish(self) -> None:
        """Have it on the disk, where what there is no room for fails before anything is in place."""
        if self.file is not None:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            if self.target.exists():
                self.part.chmod(_mode(self.target))

    def place(self) -> None:
        """Put it in place."""
        if self.file is None:
            self.target.replace(self.part)
        elif not self.new or not self._link():
            self.part.replace(self.target)
        self.placed = True

    def _link(self) -> bool:
        """Put it in place by a link: unlike a rename, that fails where a file is there already.

        Where the disk has no links, an empty file holds the place, which only a file that is not there yet can.
        """
        try:
            self.target.hardlink_to(self.part)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            handle = os.open(self.target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OPEN)
            self.placed = True  # from here on it is to be taken away again where anything fails
            os.close(handle)
            return False
        return True

    @property
    def held(self) -> Path | None:
        """Where what the target held is, once this is in place; None where there was nothing."""
        return self.part if self.file is None else self.old

    def put_back(self) -> None:
        """Have the target as it was before, where this is in place."""
        if not self.placed:
            return
        if self.held is not None:
            self.held.replace(self.target)
        else:
            self.target.unlink()


class _Parts:
    """Files that are to be put in place together, in folders that are made for them."""

    def __init__(self, folders: contextlib.ExitStack) -> None:
        self._folders = folders
        self._parts: list[_Part] = []
        self._beside: list[Path] = []  # what is to be taken away whatever happens

    def begin(self, path: Path, *, new: bool) -> BinaryIO:
        """Return a file beside one, that is to take its place. Raises Unreadable for one that cannot be replaced."""
        _refuse(path)
        self._folders.enter_context(_made(path.parent))
        target = path.resolve()
        with undisturbed():
            handle, part = self._made_beside(target, _mode(target) if target.exists() else _OPEN)
            file = os.fdopen(handle, "wb")
            self._parts.append(_Part(path, target, part, file, new))
        return file

    def take_away(self, path: Path) -> None:
        """Take in a file that is to be gone."""
        handle, part = self._made_beside(path, _OPEN)
        os.close(handle)
        self._parts.append(_Part(path, path, part))

    def put(self) -> None:
        """Put every file in place, or none."""
        for part in self._parts:
            with _told(part.path):
                part.finish()
        for part in self._parts[:-1]:  # nothing comes after the last one
            with _told(part.path):
                self._keep(part)
        with undisturbed():
            try:
                for part in self._parts:
                    with _told(part.path):
                        part.place()
            except BaseException as failed:
                self._put_back(failed)
                raise

    def _put_back(self, failed: BaseException) -> None:
        """Have all as it was, the last one first; raise Unreadable where that fails too, with where the only copy is."""
        others = []
        for part in reversed(self._parts[:-1] + [one for one in self._parts[-1:] if one.new]):
            try:
                part.put_back()
            except OSError as error:
                others.append(self._spared(part, error))
        if others:
            message = str(failed) or repr(failed)
            raise Unreadable(message, "look after the disk; not all could be put back as it was", others) from failed

    def _spared(self, part: _Part, error: OSError) -> tuple[str, str]:
        """Keep what a file held that could not be put back, and return what to do."""
        if part.held is None:
            return f"{part.path} could not be taken away again: {error.strerror}", "delete it"
        self._beside.remove(part.held)
        return f"{part.path} could not be put back: {error.strerror}", f"what it held is in {part.held}; move it back"

    def tidy(self) -> None:
        """Take away what lies beside the files."""
        with undisturbed():
            for part in self._parts:
                with contextlib.suppress(OSError):  # what could not be written cannot be closed without trying again
                    _ = part.file is None or part.file.close()
            for path in self._beside:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _made_beside(self, target: Path, mode: int) -> tuple[int, Path]:
        """Make a file beside one, of a mode less what the umask takes from it: so nobody reads it meanwhile who is not to."""
        while True:
            path = target.with_name(f".{target.name}.{os.urandom(4).hex()}.part")
            with contextlib.suppress(FileExistsError):
                handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
                self._beside.append(path)
                return handle, path

    def _keep(self, part: _Part) -> None:
        """Copy what a part replaces."""
        if part.file is None or part.new or not part.target.exists():
            return
        mode = _mode(part.target)
        handle, part.old = self._made_beside(part.target, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(part.target.read_bytes())
            file.flush()
            os.fsync(file.fileno())
        part.old.chmod(mode)


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def _refuse(path: Path) -> None:
    """Raise Unreadable for what is no regular file, and for one that is write-protected."""
    if not path.exists():
        return
    if not path.is_file():
        raise Unreadable(f"{path} cannot be written: it is no regular file", "name a file, or leave it out to print")
    if not path.stat().st_mode & _WRITABLE:  # a new file in its place would be let through
        raise Unreadable(f"{path} is write-protected", f"take the protection off: chmod u+w {shlex.quote(str(path))}")
