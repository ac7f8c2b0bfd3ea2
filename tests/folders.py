"""Folders as tests look at them: what their files hold, and a disk that has no room for more of them."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest


def contents(folder: Path = Path()) -> dict[str, bytes]:
    """Return what every file below a folder holds, by its path from there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fill_disk(monkeypatch: pytest.MonkeyPatch, room: int = 0) -> None:
    """Have room on the disk for so many more files."""
    fsync = os.fsync

    def full(handle: int) -> None:
        nonlocal room
        if not room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        room -= 1
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full)
