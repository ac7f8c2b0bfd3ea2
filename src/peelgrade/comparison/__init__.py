"""What can be asked of two results or more: what differs between them, and why."""

from peelgrade.comparison.causes import Cause, Detail, between, between_rules
from peelgrade.comparison.comparability import Apart, Comparable, Pair, comparable
from peelgrade.comparison.differences import Difference, Effect, Move, Side, Standing, Turned, caused, difference, moves
from peelgrade.comparison.receipts import Changed, Named, changed
from peelgrade.comparison.recorded import RecordedDifference, RecordedMove, recorded
from peelgrade.comparison.suppositions import Supposition, supposed

__all__ = [
    "Apart",
    "Cause",
    "Changed",
    "Comparable",
    "Detail",
    "Difference",
    "Effect",
    "Move",
    "Named",
    "Pair",
    "RecordedDifference",
    "RecordedMove",
    "Side",
    "Standing",
    "Supposition",
    "Turned",
    "between",
    "between_rules",
    "caused",
    "changed",
    "comparable",
    "difference",
    "moves",
    "recorded",
    "supposed",
]
