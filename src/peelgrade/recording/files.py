"""Writing into an inspection: the whole of it is checked first, and nothing is written that is not valid."""

from __future__ import annotations

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
    """Write files of an inspection, all or none, once all of them together are checked; return what it is now.

    `reading` is one with nothing read yet, that takes those files as they are to be. Nothing is written if the
    inspection is not valid with them, which raises InvalidInput, or if one is no longer what it was before. A file that
    is not there yet is never put in the place of one that comes meanwhile.
    """
    found = pipeline.read_inspection(folder, rules, reading)
    for path, old in before.items():
        if content(path) != old:
            raise Unreadable(f"{path} was changed meanwhile", "run the command again; nothing was changed")
    writing.write_together(after, new=[path for path in after if not path.exists()])
    return found
