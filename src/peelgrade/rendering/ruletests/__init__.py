"""What came of the tests of rules: for people, for programs, and for CI."""

from peelgrade.rendering.ruletests.data import as_data, junit
from peelgrade.rendering.ruletests.failure import failure, plain
from peelgrade.rendering.ruletests.report import Limits, Tried, report

__all__ = ["Limits", "Tried", "as_data", "failure", "junit", "plain", "report"]
