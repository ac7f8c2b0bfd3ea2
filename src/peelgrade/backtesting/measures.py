"""How far two ways of judging agree: the share that is alike, and Cohen's kappa with quadratic weights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Matrix = Sequence[
    Sequence[float]
]  # weight of the rows published as (first index) and reached as (second index), by rank
Pairs = Iterable[tuple[int, int, float]]  # rank published, rank reached (OPEN where none is), weight

OPEN = -1


@dataclass(frozen=True)
class Counted:
    """Weights of rows by rank published and rank reached; `open` is the weight of those for which nothing was reached."""

    matrix: Matrix
    open: float

    @classmethod
    def of(cls, pairs: Pairs, ranks: int) -> Counted:
        """Add up rows on a scale of so many categories."""
        matrix = [[0.0] * ranks for _ in range(ranks)]
        nothing = 0.0
        for published, reached, weight in pairs:
            if reached == OPEN:
                nothing += weight
            else:
                matrix[published][reached] += weight
        return cls(matrix, nothing)

    @property
    def agreement(self) -> float | None:
        """The share of rows whose judgment is the published one; an open one is not. None without rows."""
        total = sum(map(sum, self.matrix)) + self.open
        return sum(row[n] for n, row in enumerate(self.matrix)) / total if total else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa with quadratic weights over the rows that are not open; None where nothing varies."""
        return kappa(self.matrix)


def kappa(matrix: Matrix) -> float | None:
    """Return Cohen's kappa with quadratic weights: 1 less the disagreement as a share of that which chance would give.

    Disagreement is the squared distance of ranks. None where both always give one and the same category, or there are
    no rows. (J. Cohen, Weighted kappa, Psychological Bulletin 70, 1968.)
    """
    published = [sum(row) for row in matrix]
    reached = [sum(column) for column in zip(*matrix, strict=True)]
    total = sum(published)
    ranks = range(len(published))
    expected = sum((i - j) * (i - j) * published[i] * reached[j] for i in ranks for j in ranks)
    if not total or not expected:
        return None
    observed = sum((i - j) * (i - j) * matrix[i][j] for i in ranks for j in ranks)
    return float(1 - observed * total / expected)
