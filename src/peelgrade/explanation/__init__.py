"""What can be asked of a result. Every answer is a consequence of the trace, or of grading again with a change made."""

from peelgrade.explanation.challenges import Effect, effect, effects
from peelgrade.explanation.decisions import Moved, Taken, decisions, limits_above, moves, upwards
from peelgrade.explanation.sensitivity import Move, Sensitivity, sensitivity
from peelgrade.explanation.support import rests_on
from peelgrade.explanation.uses import Use, uses

__all__ = [
    "Effect",
    "Move",
    "Moved",
    "Sensitivity",
    "Taken",
    "Use",
    "decisions",
    "effect",
    "effects",
    "limits_above",
    "moves",
    "rests_on",
    "sensitivity",
    "upwards",
    "uses",
]
