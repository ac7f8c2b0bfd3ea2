"""How long proofs may still take: one end for all of them, which is looked at while they are drawn up as well."""

from __future__ import annotations

import time


class Undecided(Exception):  # noqa: N818  # time was up, or the solver gave up; nothing is wrong
    """No answer was come to in time."""


class Deadline:
    """The end of so many seconds, which begin when it is made."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """The seconds that are left; none or fewer once it is over."""
        return self._end - time.monotonic()

    def look(self) -> None:
        """Go on where time is left. Raises Undecided where none is."""
        if self.left <= 0:
            raise Undecided
