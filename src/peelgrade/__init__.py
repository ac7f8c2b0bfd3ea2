"""peelgrade: which judgment a body of inspection evidence supports, and why, down to the page.

    kent = peelgrade.read("evidence/kent-2015")
    result = peelgrade.grade(kent.inspection, kent.rulebook)

The names below are public, and docs/library.md tells what each is for; anything else may change without notice. They
stand in the rooms that they belong to, and are imported when they are first asked for: every command imports this, and
few need them all.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from peelgrade.version import __version__

if TYPE_CHECKING:
    from peelgrade.comparison import Difference, what_if
    from peelgrade.grading import grade
    from peelgrade.pipeline import Read
    from peelgrade.problems import InvalidInput, Problem, Unreadable
    from peelgrade.rendering.grades import as_json
    from peelgrade.scale import Category
    from peelgrade.targets import read, validate
    from peelgrade.trace import Judgment, Result
else:  # hidden from whoever checks types, who is to know the names above and no others

    def __getattr__(name: str) -> object:
        """Return what a public name stands for; AttributeError for any other."""
        if name not in _ROOMS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=sys.modules[__name__])
        found = globals()[name] = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
        return found


__all__ = [
    "Category",
    "Difference",
    "InvalidInput",
    "Judgment",
    "Problem",
    "Read",
    "Result",
    "Unreadable",
    "__version__",
    "as_json",
    "grade",
    "read",
    "validate",
    "what_if",
]

_ROOMS = {
    "Category": "scale",
    "Difference": "comparison",
    "InvalidInput": "problems",
    "Judgment": "trace",
    "Problem": "problems",
    "Read": "pipeline",
    "Result": "trace",
    "Unreadable": "problems",
    "as_json": "rendering.grades",
    "grade": "grading",
    "read": "targets",
    "validate": "targets",
    "what_if": "comparison",
}


def __dir__() -> list[str]:
    return __all__
