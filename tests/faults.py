"""A file system that fails: the nth operation on files below a folder goes wrong, for whatever runs meanwhile.

Operations are counted where Python hands them to the system: what `os` offers, and the raw files below `open`. Libraries
that read files by themselves, without Python, are not among them.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import fcntl
import io
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

_realpath, _readlink, _link_to_open = os.path.realpath, os.readlink, "/proc/self/fd/{}"

# what works on one path, and on two; the last ones take the number of an open file
_ON_ONE = ("stat", "lstat", "scandir", "listdir", "mkdir", "rmdir", "unlink", "remove", "chmod", "utime", "readlink")
_ON_TWO = ("rename", "replace", "link", "symlink")
_ON_OPEN = ("fsync", "fdatasync", "fchmod", "ftruncate", "fstat")

_READS = frozenset({"open to read", "read", "stat", "lstat", "fstat", "scandir", "listdir", "readlink", "flock"})
_SEEKS = frozenset({"open to read", "lstat", "stat", "fstat", "scandir", "listdir"})
_FILLS = frozenset({"open to write", "write", "fsync", "mkdir", "link", "symlink"})  # takes room on the disk


class Operation(NamedTuple):
    """What is asked of the system: what it is called, and the paths that it is about."""

    name: str
    paths: tuple[str, ...]

    @property
    def reads(self) -> bool:
        """Whether it leaves the disk as it is."""
        return self.name in _READS

    @property
    def takes_away(self) -> bool:
        """Whether it takes away what was only there meanwhile, or looks for it."""
        return self.name in {"unlink", "rmdir"} or (self.name in _SEEKS and "/peelgrade-" in self.paths[0])


Act = Callable[[Operation], None]


class Fault(NamedTuple):
    """How operations fail: what it is called, what happens in the place of one, and which ones it can happen to.

    One that `stays` happens to every such operation from then on. One that is `half` happens after half of the writing.
    """

    name: str
    act: Act
    can_be: Callable[[Operation], bool]
    stays: bool = False
    half: bool = False

    def __str__(self) -> str:
        return self.name


def _fails(number: int) -> Act:
    def act(operation: Operation) -> None:
        raise OSError(number, os.strerror(number), *(operation.paths[:1] if _names(operation) else ()))

    return act


def _names(operation: Operation) -> bool:
    """Whether Python says the path with the error: not where it knows no more than the number of an open file."""
    return operation.name not in {"read", "write", "close", "flock", *_ON_OPEN}


def _interrupt(_: Operation) -> None:
    signal.raise_signal(signal.SIGINT)


def _runs_out(_: Operation) -> None:
    raise MemoryError


def _of(number: int, *names: str) -> Fault:
    return Fault(errno.errorcode[number], _fails(number), lambda one: one.name in names)


_OPENS = ("open to read", "open to write")
_LOOKS = ("stat", "lstat", "scandir", "listdir")
_CHANGES = ("mkdir", "rmdir", "unlink", "remove", "chmod", "fchmod", "rename", "replace", "link", "open to write")

ERRORS = (
    _of(errno.ENOENT, "open to read", "scandir", "listdir", "rename", "replace", "link", "chmod"),
    _of(errno.EACCES, *_OPENS, *_LOOKS, *_CHANGES, "flock"),
    _of(errno.EIO, *_OPENS, *_LOOKS, *_CHANGES, "read", "write", "fsync", "close", "flock"),
    Fault("ENOSPC", _fails(errno.ENOSPC), lambda one: one.name in _FILLS, stays=True, half=True),
    _of(errno.EROFS, *_CHANGES),
    _of(errno.EISDIR, *_OPENS, "read"),
    _of(errno.EMFILE, *_OPENS, "scandir", "listdir"),
    _of(errno.EPERM, *_CHANGES),
)
INTERRUPT = Fault("interrupt", _interrupt, lambda _: True)
NO_MEMORY = Fault("no memory", _runs_out, lambda _: True)


EVERY = (*ERRORS, INTERRUPT)


class Disk:
    """Counts what is asked of the files below a folder, and has the nth operation fail; the first one is the first.

    Of the ways in which that one can fail it takes the one whose `turn` it is.
    """

    def __init__(self, root: Path, ways: Sequence[Fault] = EVERY, at: int = 0, turn: int = 0) -> None:
        self._root = _realpath(root)
        self._ways, self._at, self._turn = ways, at, turn
        self.seen = 0  # operations that can fail
        self.met: tuple[Fault, Operation] | None = None

    def ask(self, name: str, *paths: str | None) -> bool:
        """Take in an operation; what fails, fails here. Returns whether it is to fail after half of it."""
        below = tuple(path for path in paths if path is not None)
        if not below:
            return False
        operation = Operation(name, below)
        if self.met is not None:
            return self.met[0].stays and self.met[0].can_be(operation) and self._fail(self.met[0], operation)
        possible = [way for way in self._ways if way.can_be(operation)]
        self.seen += bool(possible)
        if not possible or self.seen != self._at:
            return False
        self.met = possible[(self._at + self._turn) % len(possible)], operation
        return self._fail(self.met[0], operation)

    def _fail(self, fault: Fault, operation: Operation) -> bool:
        if fault.half and operation.name == "write":
            return True
        fault.act(operation)
        return False

    def fail(self, name: str, path: str) -> None:
        """Fail after half of something."""
        assert self.met is not None
        self.met[0].act(Operation(name, (path,)))

    def path_of(self, of: Any, folder: int | None = None) -> str | None:
        """Return the path of what a function of `os` was given, where it lies below the root; `folder` is one that is open."""
        if isinstance(of, int):
            try:
                of = _readlink(_link_to_open.format(of)).removesuffix(" (deleted)")
            except OSError:
                return None
        try:
            within = "" if folder is None else _readlink(_link_to_open.format(folder))
            path = os.path.abspath(os.path.join(within, os.fsdecode(of)))  # noqa: PTH100, PTH118  # no question to the disk
        except (TypeError, ValueError):
            return None
        return path if path == self._root or path.startswith(f"{self._root}{os.sep}") else None


class _Raw(io.FileIO):
    """A file whose reading, writing and closing are counted."""

    def __init__(self, disk: Disk, path: str, file: Any, mode: str, closefd: bool, opener: Any) -> None:  # noqa: FBT001
        self._disk, self._path = disk, path
        super().__init__(file, mode, closefd, opener)

    def readinto(self, buffer: Any) -> int | None:
        self._disk.ask("read", self._path)
        return super().readinto(buffer)

    def readall(self) -> bytes:
        self._disk.ask("read", self._path)
        return super().readall()

    def read(self, size: int | None = -1) -> bytes:
        self._disk.ask("read", self._path)
        return super().read(-1 if size is None else size)

    def write(self, data: Any) -> int:
        if self._disk.ask("write", self._path):
            super().write(memoryview(data)[: len(data) // 2])
            self._disk.fail("write", self._path)
        return super().write(data)

    def close(self) -> None:
        if self.closed:
            return
        writes = self.writable()
        super().close()
        if writes:
            self._disk.ask("close", self._path)


def _opening(disk: Disk, plain: Callable[..., Any]) -> Callable[..., Any]:
    def opened(  # noqa: PLR0913, PLR0917
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,  # noqa: FBT001, FBT002
        opener: Any = None,
    ) -> Any:
        path = disk.path_of(file)
        if path is None:
            return plain(file, mode, buffering, encoding, errors, newline, closefd, opener)
        if not isinstance(file, int):
            disk.ask("open to read" if mode.startswith("r") and "+" not in mode else "open to write", path)
        raw = _Raw(disk, path, file, mode.replace("b", "").replace("t", ""), closefd, opener)
        if buffering == 0:
            return raw
        kind = io.BufferedRandom if "+" in mode else io.BufferedReader if mode.startswith("r") else io.BufferedWriter
        buffered: Any = kind(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)

    return opened


def _asking(disk: Disk, name: str, plain: Callable[..., Any], paths: int) -> Callable[..., Any]:
    def asked(*arguments: Any, **named: Any) -> Any:
        given = arguments[:paths] or ((".",) if paths else ())
        disk.ask(name, *(disk.path_of(one, named.get("dir_fd")) for one in given))
        return plain(*arguments, **named)

    return asked


def _opening_by_number(disk: Disk, plain: Callable[..., int]) -> Callable[..., int]:
    def opened(path: Any, flags: int, *more: Any, **named: Any) -> int:
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        disk.ask("open to write" if writes else "open to read", disk.path_of(path, named.get("dir_fd")))
        return plain(path, flags, *more, **named)

    return opened


@contextlib.contextmanager
def failing(root: Path, ways: Sequence[Fault] = EVERY, at: int = 0, turn: int = 0) -> Iterator[Disk]:
    """Have the nth operation below a folder fail, of those that can fail in one of these ways; with 0, none."""
    disk = Disk(root, ways, at, turn)
    with pytest.MonkeyPatch.context() as patched:
        for names, paths in ((_ON_ONE, 1), (_ON_TWO, 2), (_ON_OPEN, 1)):
            for name in names:
                patched.setattr(os, name, _asking(disk, name, getattr(os, name), paths))
        patched.setattr(fcntl, "flock", _asking(disk, "flock", fcntl.flock, 1))
        patched.setattr(os, "open", _opening_by_number(disk, os.open))
        opened = _opening(disk, io.open)
        patched.setattr(io, "open", opened)
        patched.setattr(builtins, "open", opened)
        yield disk
