"""What can be asked of a result. Every answer is a consequence of the trace, or of grading again with a change made."""

from peelgrade.explanation.chronology import AsOf, Certain, Step, Timeline, as_of, lacking, timeline
from peelgrade.explanation.outlook import Outcome, Outlook, Unknown, outlook
from peelgrade.explanation.sensitivity import Move, Sensitivity, sensitivity
from peelgrade.explanation.support import rests_on
from peelgrade.explanation.uses import Use, uses

__all__ = [
    "AsOf",
    "Certain",
    "Move",
    "Outcome",
    "Outlook",
    "Sensitivity",
    "Step",
    "Timeline",
    "Unknown",
    "Use",
    "as_of",
    "lacking",
    "outlook",
    "rests_on",
    "sensitivity",
    "timeline",
    "uses",
]
