"""What can be asked of a result. Every answer is a consequence of the trace, or of grading again with a change made."""

from peelgrade.explanation.challenges import Effect, effect, effects
from peelgrade.explanation.chronology import AsOf, Certain, Step, Timeline, as_of, lacking, timeline
from peelgrade.explanation.decisions import Shift, Taken, decisions, limits_above, moves
from peelgrade.explanation.improvement import Improvement, improvement
from peelgrade.explanation.margins import Margin
from peelgrade.explanation.obstacles import Block, Gap, Obstacle, Ways, WhyNot, gaps, lack, why_not
from peelgrade.explanation.outlook import Outcome, Outlook, Unknown, outlook
from peelgrade.explanation.sensitivity import Move, Moved, Recoding, Sensitivity, sensitivity
from peelgrade.explanation.sensitivity import at as sensitivity_at
from peelgrade.explanation.sustaining import Choice, Sustained, sustaining
from peelgrade.explanation.uses import Bearing, Use, WhereUsed, where_used

__all__ = [
    "AsOf",
    "Bearing",
    "Block",
    "Certain",
    "Choice",
    "Effect",
    "Gap",
    "Improvement",
    "Margin",
    "Move",
    "Moved",
    "Obstacle",
    "Outcome",
    "Outlook",
    "Recoding",
    "Sensitivity",
    "Shift",
    "Step",
    "Sustained",
    "Taken",
    "Timeline",
    "Unknown",
    "Use",
    "Ways",
    "WhereUsed",
    "WhyNot",
    "as_of",
    "decisions",
    "effect",
    "effects",
    "gaps",
    "improvement",
    "lack",
    "lacking",
    "limits_above",
    "moves",
    "outlook",
    "sensitivity",
    "sensitivity_at",
    "sustaining",
    "timeline",
    "where_used",
    "why_not",
]
