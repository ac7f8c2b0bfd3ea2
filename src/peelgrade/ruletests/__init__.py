"""Tests of rules as data: whether cases come out as they must, what they leave untried, which mistakes they miss."""

from peelgrade.ruletests.coverage import Coverage, Gap, covered
from peelgrade.ruletests.meaning import meaning
from peelgrade.ruletests.mutants import Mutant, mutants
from peelgrade.ruletests.mutation import Caught, caught
from peelgrade.ruletests.running import Mismatch, Outcome, run

__all__ = [
    "Caught",
    "Coverage",
    "Gap",
    "Mismatch",
    "Mutant",
    "Outcome",
    "caught",
    "covered",
    "meaning",
    "mutants",
    "run",
]
