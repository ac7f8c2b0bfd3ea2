"""Which parts of a report each kind of reader is shown: one table, and everything that is built asks it.

A debrief tells a force at the end of fieldwork what was found, and no judgment. A force is shown what will be published
of it, so that it can check the facts. The public is shown no working view. What is computed, what it hangs on and where
codings are doubtful is for those who judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from peelgrade.rendering.report.content import Audience, Report

Part = Literal[
    "judgments",  # what stands at each question
    "working_views",  # the same below the core questions
    "computed",  # what is computed beside what is decided and what is published
    "in_short",  # what decided, in a few lines with places
    "reasons",  # the whole trace
    "findings",
    "codings",  # weight, extent, doubts and notes of the coders, and whether an item counts
    "files",  # places in the files of evidence
    "advice",
    "earlier",  # recommendations of earlier inspections
    "figures",
    "hangs_on",
    "to_improve",
    "next",  # evidence that is outstanding
    "matrix",
    "comparability",
    "decisions",
    "challenges",
    "challenge_form",
    "receipt",
]

_ALL: frozenset[Part] = frozenset(get_args(Part)) - {"challenge_form"}

SHOWN: Mapping[Audience, frozenset[Part]] = {
    "team": _ALL,
    "panel": _ALL,
    "debrief": frozenset(("findings", "advice", "next")),
    "force": frozenset(("judgments", "in_short", "advice", "figures", "to_improve", "challenge_form")),
    "public": frozenset(("judgments", "findings", "advice", "earlier", "figures", "comparability")),
}


def waits_for_judgments(report: Report) -> bool:
    """Whether a report has no findings for want of a judgment: its reader is told what decided, and nothing is yet."""
    shown = SHOWN[report.audience]
    if "judgments" not in shown or "findings" in shown:
        return False
    return not any(one.judged is not None and one.judged.settled is not None for one in report.overall.walk())
