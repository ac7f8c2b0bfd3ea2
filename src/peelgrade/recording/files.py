"""Writing into an inspection: the whole of it is checked first, and nothing is written that is not valid."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from peelgrade import pipeline, writing
from peelgrade.pipeline import Read, Reading
from peelgrade.problems import Unreadable


def content(path: Path) -> bytes:
    """Return what a file holds, nothing where it is not there; Unreadable where it cannot be read."""
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise Unreadable(
            f"{path} cannot be read: {error.strerror}", "check its permissions; nothing was changed"
        ) from None


def record(
    folder: Path, rules: Path | None, before: Mapping[Path, bytes], after: Mapping[Path, bytes], reading: Reading
) -> Read:
    """Write files of an inspection, in their order, once all of them together are checked; return what it is now.

    `reading` is one with nothing read yet, that takes those files as they are to be. Nothing is written if the
    inspection is not valid with them, which raises InvalidInput, or if one is no longer what it was before.
    """
    found = pipeline.read_inspection(folder, rules, reading)
    for path, old in before.items():
        if content(path) != old:
            raise Unreadable(f"{path} was changed meanwhile", "run the command again; nothing was changed")
    for path, new in after.items():
        writing.write(path, new.decode("utf-8"))
    return found


def put(before: Mapping[Path, bytes], after: Mapping[Path, bytes]) -> None:
    """Write files in their order; where one fails, those before it are put back as they were, or taken away."""
    with contextlib.ExitStack() as undone:
        for path, new in after.items():
            if not path.parent.exists():
                undone.callback(_take_away, path.parent)
            is_new = not path.exists()
            writing.write(path, new.decode("utf-8"), new=is_new)
            if is_new:
                undone.callback(_take_away, path)
            else:
                undone.callback(writing.write, path, before[path].decode("utf-8"))
        undone.pop_all()


def _take_away(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.rmdir() if path.is_dir() else path.unlink()
