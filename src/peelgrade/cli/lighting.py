"""The decision table of a question, lit up by what was observed."""

from __future__ import annotations

from peelgrade.cli import fieldwork, printing
from peelgrade.explanation import AsOf
from peelgrade.rendering.rulesheet import lit
from peelgrade.rendering.views import View


def tell_table(view: View, subject: str | None, format_: str, lacking: AsOf | None) -> None:
    """Print the decision table of a question, or of the overall judgment or one rule, with what was observed."""
    rule = next((one for one in view.rulebook.rules if one.id == subject), None)
    if rule is None:
        fieldwork.asked(subject, view.rulebook, "--table")
    told = lit.table(view, subject or view.rulebook.framework.questions.id)
    if format_ == "json":
        day = lacking.day.isoformat() if lacking is not None else None
        printing.write_json(lit.as_data(told, day))
    else:
        fieldwork.tell_day(lacking)
        printing.show(lit.drawn(told, view))
