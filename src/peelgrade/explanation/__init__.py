"""What can be asked of a result. Every answer is a consequence of the trace, or of grading again with a change made."""

from peelgrade.explanation.challenges import Effect, effect, effects
from peelgrade.explanation.chronology import AsOf, Certain, Step, Timeline, as_of, lacking, timeline
from peelgrade.explanation.decisions import Moved, Taken, decisions, limits_above, moves, upwards
from peelgrade.explanation.outlook import Outcome, Outlook, Unknown, outlook
from peelgrade.explanation.sensitivity import Move, Sensitivity, sensitivity
from peelgrade.explanation.support import rests_on
from peelgrade.explanation.uses import Use, uses

__all__ = [
    "AsOf",
    "Certain",
    "Effect",
    "Move",
    "Moved",
    "Outcome",
    "Outlook",
    "Sensitivity",
    "Step",
    "Taken",
    "Timeline",
    "Unknown",
    "Use",
    "as_of",
    "decisions",
    "effect",
    "effects",
    "lacking",
    "limits_above",
    "moves",
    "outlook",
    "rests_on",
    "sensitivity",
    "timeline",
    "upwards",
    "uses",
]
