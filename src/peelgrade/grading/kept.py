"""Answers that are worked out when they are first asked for, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(dict[K, V]):
    """What a pure function gives, by what it is given; with more than `most` answers it begins anew."""

    def __init__(self, answer: Callable[[K], V], most: int) -> None:
        super().__init__()
        self._answer, self._most = answer, most

    def __missing__(self, key: K) -> V:
        if len(self) >= self._most:
            self.clear()
        found = self[key] = self._answer(key)
        return found
