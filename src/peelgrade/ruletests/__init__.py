"""Tests of rules as data: whether cases come out as they must, what they leave untried, which mistakes they miss."""

from peelgrade.ruletests.coverage import Coverage, Gap, covered
from peelgrade.ruletests.meaning import meaning
from peelgrade.ruletests.mutants import BoundMoved, Mutant, bounds_moved, mutants
from peelgrade.ruletests.mutation import Caught, caught
from peelgrade.ruletests.running import Mismatch, Outcome, run

__all__ = [
    "BoundMoved",
    "Caught",
    "Coverage",
    "Gap",
    "Mismatch",
    "Mutant",
    "Outcome",
    "bounds_moved",
    "caught",
    "covered",
    "meaning",
    "mutants",
    "run",
]
