"""The table of judgments: one row for each question of each inspection."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from peelgrade.batch.judging import Outcome
from peelgrade.batch.tallies import Numbers
from peelgrade.rulebook import Rulebook

STATUSES = ("settled", "open", "ungraded", "not_inspected")


def judgments(
    inspections: pl.Series, judged: Numbers, outcomes: Sequence[Outcome], rejected: Numbers, rulebook: Rulebook
) -> pl.DataFrame:
    """Return outcomes, by the numbers that questions by inspections have, as rows: inspections as given, questions in tree order.

    `rejected` is the number of rows of each inspection that were left out.
    """
    categories = pl.Enum([category.id for category in rulebook.scale])
    types: dict[str, pl.DataType] = dict.fromkeys(Outcome.__annotations__, categories)
    types |= {"status": pl.Enum(STATUSES), "decided_by": pl.String()}
    known = pl.DataFrame([vars(one) for one in outcomes], schema=types)
    questions, many = len(rulebook.questions), len(inspections)
    ids = pl.Series("question", list(rulebook.questions), dtype=pl.Enum(list(rulebook.questions)))
    return pl.DataFrame(
        [
            inspections.gather(np.repeat(np.arange(many), questions)).alias("inspection"),
            ids.gather(np.tile(np.arange(questions), many)),
            *known[judged.T.ravel()].get_columns(),
            pl.Series("rejected_rows", np.repeat(rejected.astype(np.int32), questions)),
        ]
    )
