"""Challenges: what an accepted one did to the judgments, found by grading again with the item as it was before."""

from __future__ import annotations

from dataclasses import dataclass

from peelgrade.changes import Case, Set
from peelgrade.evidence import Challenge
from peelgrade.explanation.decisions import Shift, moves
from peelgrade.grading import regrade


@dataclass(frozen=True)
class Effect:
    """A challenge, and the judgments that are another because it was accepted; none where it was not."""

    challenge: Challenge
    moved: tuple[Shift, ...]


def before(challenge: Challenge) -> Set:
    """Return the change that puts the item of an accepted challenge back as it was before."""
    return Set(challenge.item or "", challenge.before)


def effect(case: Case, challenge: Challenge) -> Effect:
    """Return what accepting a challenge did: the item before it and after it, whatever later ones amended."""
    if not challenge.accepted or challenge.item is None:
        return Effect(challenge, ())
    accepted = case.inspection.record.accepted(challenge.item)
    later = [before(one) for one in reversed(accepted[accepted.index(challenge) + 1 :])]
    return Effect(challenge, moves(regrade(case, [*later, before(challenge)]), regrade(case, later)))


def effects(case: Case) -> tuple[Effect, ...]:
    """Return every challenge with its effect, in the order of the record."""
    return tuple(effect(case, one) for one in case.inspection.record.challenges)
