"""Files that commands write: how those in folders of evidence and rules may be called, and never over what is read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from peelgrade import loading
from peelgrade.pipeline import FRAMEWORK, INSIDE, RECORD
from peelgrade.problems import Unreadable


def is_name(named: str, *reserved: str) -> bool:
    """Whether a new file of evidence or rules may be called so: plainly, in no other folder, and not as what is reserved."""
    plain = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_. -]*\.ya?ml", named) is not None
    return plain and named not in reserved and not loading.DEVICE.fullmatch(named)


def refuse_input(path: Path, read: Iterable[str], option: str = "--output-file") -> None:
    """Refuse to write over what was read, over a configuration, and into a folder of evidence or rules what would be read.

    `read` are the names of the files that were read, and `option` names the file to write. Raises Unreadable.
    """
    real = Path(os.path.realpath(path))  # also where a link leads into such a folder
    if real in {Path(os.path.realpath(name)) for name in read} or _is_of_a_folder(path) or _is_of_a_folder(real):
        message = f"{path} is, or would be, one of the files that are read"
        raise Unreadable(message, f"choose another file for {option}")


def _is_of_a_folder(path: Path) -> bool:
    homes = [path.parent / RECORD, path.parent / FRAMEWORK]
    homes += [path.parent.parent / FRAMEWORK] if path.parent.name in INSIDE else []
    return path.suffix == ".toml" or (loading.is_yaml(path.name) and any(home.exists() for home in homes))
