"""What can be asked of a result. Every answer is a consequence of the trace, or of grading again with a change made."""

from peelgrade.explanation.margins import Margin
from peelgrade.explanation.obstacles import Block, Gap, Obstacle, Ways, WhyNot, gaps, why_not
from peelgrade.explanation.sensitivity import Move, Moved, Recoding, Sensitivity, sensitivity
from peelgrade.explanation.support import rests_on
from peelgrade.explanation.sustaining import Choice, Sustained, sustaining
from peelgrade.explanation.uses import Bearing, Use, WhereUsed, uses, where_used

__all__ = [
    "Bearing",
    "Block",
    "Choice",
    "Gap",
    "Margin",
    "Move",
    "Moved",
    "Obstacle",
    "Recoding",
    "Sensitivity",
    "Sustained",
    "Use",
    "Ways",
    "WhereUsed",
    "WhyNot",
    "gaps",
    "rests_on",
    "sensitivity",
    "sustaining",
    "uses",
    "where_used",
    "why_not",
]
