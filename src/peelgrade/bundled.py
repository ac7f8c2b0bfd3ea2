"""Where the rules, schemas and pages that ship with peelgrade are: the one module that knows."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    """Return the folder that holds rules/, schemas/ and docs/: the package when installed, the checkout when developing."""
    package = Path(__file__).parent
    return package if (package / "rules").is_dir() else package.parents[1]


def rules_folder() -> Path:
    """Return the folder of the frameworks that ship with peelgrade."""
    return _root() / "rules"


def schemas_folder() -> Path:
    """Return the folder of the JSON Schemas that ship with peelgrade."""
    return _root() / "schemas"


def problem_pages() -> Path:
    """Return the folder of the pages of the problem codes, each named after its code."""
    return _root() / "docs" / "problems"


def frameworks() -> tuple[str, ...]:
    """Return the ids of the frameworks that ship with peelgrade, sorted."""
    return tuple(sorted(path.parent.name for path in rules_folder().glob("*/framework.yaml")))
