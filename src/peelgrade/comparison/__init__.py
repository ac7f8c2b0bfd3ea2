"""What can be asked of two results or more: what differs between them, and why."""

from peelgrade.comparison.causes import Cause, Detail, between, between_rules
from peelgrade.comparison.comparability import Apart, Comparable, Pair, comparable
from peelgrade.comparison.differences import (
    Difference,
    Effect,
    Move,
    Side,
    Standing,
    Turned,
    caused,
    difference,
    moves,
    stated,
)
from peelgrade.comparison.receipts import Changed, Moved, Named, Verification, changed, verify
from peelgrade.comparison.recorded import RecordedDifference, RecordedMove, recorded
from peelgrade.comparison.revisions import Pattern, Revision, alike, revision, unsaid
from peelgrade.comparison.suppositions import Supposition, assumption, setting, supposed, what_if

__all__ = [
    "Apart",
    "Cause",
    "Changed",
    "Comparable",
    "Detail",
    "Difference",
    "Effect",
    "Move",
    "Moved",
    "Named",
    "Pair",
    "Pattern",
    "RecordedDifference",
    "RecordedMove",
    "Revision",
    "Side",
    "Standing",
    "Supposition",
    "Turned",
    "Verification",
    "alike",
    "assumption",
    "between",
    "between_rules",
    "caused",
    "changed",
    "comparable",
    "difference",
    "moves",
    "recorded",
    "revision",
    "setting",
    "stated",
    "supposed",
    "unsaid",
    "verify",
    "what_if",
]
