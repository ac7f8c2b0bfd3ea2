"""What can be asked of a result. Every answer is a consequence of the trace, or of grading again with a change made."""

from peelgrade.explanation.improvement import Improvement, improvement
from peelgrade.explanation.sensitivity import Move, Sensitivity, sensitivity
from peelgrade.explanation.support import rests_on
from peelgrade.explanation.uses import Use, uses

__all__ = ["Improvement", "Move", "Sensitivity", "Use", "improvement", "rests_on", "sensitivity", "uses"]
