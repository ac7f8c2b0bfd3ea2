"""Checks across the items and files of an inspection, and across a rulebook: what no schema can say.

Each check takes parsed values with the places that they came from and yields problems. Words of a vocabulary are
checked by the schema of the framework.
"""

from peelgrade.consistency import arithmetic, challenges, conduct, copies, figures, references
from peelgrade.consistency.cases import check_case_ids, check_cases
from peelgrade.consistency.columns import check_columns
from peelgrade.consistency.dossier import Dossier, Placed
from peelgrade.consistency.metrics import check_metrics
from peelgrade.consistency.rules import (
    check_covered,
    check_declared,
    check_framework,
    check_rule_ids,
    check_rules,
    check_size,
    misplaced,
    question_places,
)
from peelgrade.problems import Problem

__all__ = [
    "Dossier",
    "Placed",
    "check_case_ids",
    "check_cases",
    "check_columns",
    "check_covered",
    "check_declared",
    "check_framework",
    "check_inspection",
    "check_metrics",
    "check_rule_ids",
    "check_rules",
    "check_size",
    "misplaced",
    "question_places",
]

_CHECKS = (*references.CHECKS, *figures.CHECKS, *arithmetic.CHECKS, *conduct.CHECKS, *copies.CHECKS, *challenges.CHECKS)


def check_inspection(dossier: Dossier) -> list[Problem]:
    """Return what is wrong across the items and files of an inspection."""
    return [problem for check in _CHECKS for problem in check(dossier)]
