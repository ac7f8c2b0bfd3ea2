"""A backtest in words: for the terminal, as Markdown, as data, and its exceptions as rows of CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from peelgrade.backtesting import (
    MOST_UNITS,
    Backtest,
    Interval,
    LeftOutRows,
    Measured,
    Method,
    Miss,
    Missed,
    Rows,
    View,
)
from peelgrade.columnmapping import Columns
from peelgrade.problems import nearest
from peelgrade.published import REJECTED, Published, Why
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.console import dim, plain_table
from peelgrade.rulebook import Rulebook
from peelgrade.trace import Judgment

VERSION = "peelgrade/backtest/v1"
_FEW = 10  # patterns of exceptions, and reasons for leaving rows out, that are told before the rest is only counted
_LONGEST = 40  # a word of a table that is told whole
_SHORTEST = 1e-9  # a difference from one that is more than a matter of floating point

_HEADS = {
    "supports": "{category} is supported: {because}",
    "limits": "limited to {category}: {because}",
    "not_reached": "{category} is not reached: it is not so that {because}",
    "open": "still open, {category}: {because}",
}
_WHY: dict[Why, str] = {
    "not_selected": "other words in '{column}' than those that count",
    "other_days": "before or after the days that were asked for",
    "incomplete": "incomplete, the first judgment that is missing being that of {column}",
    "unknown_word": "rejected: '{word}' in '{column}' is no word of the column mapping",
    "unknown_question": "rejected: '{word}' in '{column}' is no question of the column mapping",
    "unknown_day": "rejected: no day can be read in '{column}': '{word}'",
    "no_unit": "rejected: nothing says what was inspected",
    "ragged": "rejected: more or fewer cells than the table has columns",
    "judged_twice": "rejected: two judgments of '{column}' in one inspection",
}


@dataclass(frozen=True)
class Told:
    """A backtest with the mapping that its table was read by, and what the table and the mapping are called."""

    found: Backtest
    mapping: Columns
    table: str
    mapped_by: str

    @property
    def rulebook(self) -> Rulebook:
        """The rules that are held against what was published."""
        return self.found.roll_up.rulebook

    @property
    def unit(self) -> str:
        """What a unit is told by."""
        return ", ".join(self.mapping.units)


# --- for the terminal ------------------------------------------------------------------------------------------------


def text(told: Told) -> RenderableType:
    """Return a backtest for the terminal."""
    found = told.found
    head = f"{told.rulebook.framework.title}: the rules held against published overall judgments"
    shown: list[RenderableType] = [
        Text(escaping.terminal(head), style="bold"),
        dim(escaping.terminal(f"{told.table}, columns by {told.mapped_by}: {told.mapping.title}")),
        Text(),
        *map(Text, _taken(told)),
    ]
    if not found.taken:
        return Group(*shown)
    shown += [Text(), _measures(told), Text(), *(dim(line) for line in _legend(told))]
    shown += [Text(), _confusion(told), Text(), _exceptions(told)]
    return Group(*shown)


def _taken(told: Told) -> Iterator[str]:
    found = told.found
    if not found.taken:
        yield "No inspection could be held against what was published."
    else:
        units = f"more than {MOST_UNITS:,} units" if found.sampled else prose.number(found.units, "unit")
        yield f"{prose.number(found.taken, 'inspection')} of {units} ({escaping.terminal(told.unit)})."
    lines = list(_left_out(told))
    yield from (f"  {line}" for line in lines[:_FEW])
    if len(lines) > _FEW:
        yield f"  and {len(lines) - _FEW} more reasons; --format json tells them all"


def _left_out(told: Told) -> Iterator[str]:
    yield from _incomplete(told)
    for (why, column, word), left in told.found.left_out.items():
        if why == "incomplete":
            continue
        rows = "row" if why in REJECTED or told.mapping.rows == "inspections" or why == "not_selected" else "inspection"
        reason = _WHY[why].format(column=escaping.terminal(column), word=_word(word))
        near = nearest(word, told.mapping.judgments) if why == "unknown_word" and word else []
        more = f"; did you mean '{escaping.terminal(near[0])}'?" if near else ""
        at = _first(left) if why in REJECTED else ""
        yield f"{prose.number(left.amount, rows)} left out: {reason}{more}{at}"


def _word(word: str) -> str:
    """Return a word of a table in one line, with its blanks and line ends as they are written, and cut where it is long."""
    return escaping.visible(prose.cut(word, _LONGEST))


def _first(left: LeftOutRows) -> str:
    return f" ({'first in ' if left.amount > 1 else ''}row {left.first:,})"


def _incomplete(told: Told) -> Iterator[str]:
    found = {column: left.amount for (why, column, _), left in told.found.left_out.items() if why == "incomplete"}
    if found:
        each = ", ".join(f"{escaping.terminal(column)} ({amount:,})" for column, amount in found.items())
        reason = _WHY["incomplete"].format(column=each)
        yield f"{prose.number(sum(found.values()), 'inspection')} left out: {reason}"


def _measures(told: Told) -> Table:
    table = plain_table("", "Agree", "Kappa", gap=3)
    for view in told.found.views:
        table.add_row(Text(_rows(told, view), style="bold"), "", "")
        for one in view.methods:
            style = "bold" if one.method == "rules" else "dim"
            cells = (f"  {_method(told, one.method)}", *_figures(one))
            table.add_row(*(Text(cell, style=style) for cell in cells))
    return table


def _rows(told: Told, view: View) -> str:
    match view.rows:
        case "all":
            return f"All {prose.number(view.amount, 'inspection')}"
        case "differing":
            return f"Those whose parts differ ({view.amount:,})"
        case "by_unit":
            sample = "a sample of " if told.found.sampled else ""
            return f"Each unit counted once ({sample}{view.amount:,})"


def _method(told: Told, method: Method) -> str:
    mode = told.found.mode
    names: dict[Method, str] = {
        "rules": "these rules",
        "mode": f"always {escaping.terminal(mode.title.lower())}" if mode else "always the same",
        "worst": "the worst part",
        "median": "the median part",
    }
    return names[method]


def _figures(one: Measured) -> tuple[str, str]:
    return (
        _share(one.agreement) + (_between(one.agreement_interval, 100, 1) if one.agreement != 1 else ""),
        _kappa(one.kappa) + (_between(one.kappa_interval, 1, 3) if one.agreement != 1 else ""),
    )


def _share(value: float | None) -> str:
    return "none" if value is None else f"{_rounded(value * 100, 1, 100)} %"


def _kappa(value: float | None) -> str:
    return "undefined" if value is None else _rounded(value, 3, 1)


def _rounded(value: float, digits: int, most: float) -> str:
    """Return a figure so that what is less than the most is never rounded up to it."""
    told = f"{round(value, digits) + 0:.{digits}f}"  # never a nought below nought
    step = 10.0**-digits
    return f"over {most - step:.{digits}f}" if float(told) >= most > value + _SHORTEST else told


def _between(interval: Interval | None, times: int, digits: int) -> str:
    if interval is None:
        return ""
    return f" ({interval.low * times:.{digits}f} to {interval.high * times:.{digits}f})"


def _legend(told: Told) -> Iterator[str]:
    sampled = told.found.sampled
    yield "Agree: the share of inspections for which the rules give the overall judgment that was published."
    yield (
        "Kappa: agreement beyond what chance would bring, where two categories apart weighs four times as much as one; "
        "1 is perfect, 0 no better than chance."
    )
    yield (
        "In brackets: the middle 95 % of what comes out when units are drawn at random again and again"
        + (", in groups, for there are many." if sampled else ", each with all its inspections.")
    )
    if told.found.view("all").rules.agreement == 1:
        yield (
            f"No exception among {prose.number(told.found.units, 'unit')} does not show that there are none: by the rule of "
            f"three, up to {min(3 / told.found.units, 1) * 100:.0f} % may still be missed."
        )
    yield "Where all parts are alike nearly any rule agrees, so the inspections whose parts differ say the most."


def _confusion(told: Told) -> Table:
    scale, found = told.rulebook.scale, told.found
    opened = found.open_within + found.open_outside
    table = Table(
        box=None, padding=(0, 3, 0, 0), show_edge=False, pad_edge=False, title_justify="left", title_style="bold",
        title="Published (down) and by the rules (across)",
    )  # fmt: skip  # how it looks on one line, what it says on the next
    table.add_column("")
    for category in scale:
        table.add_column(escaping.terminal(category.title), justify="right")
    for category, row in zip(scale, found.matrix, strict=True):
        cells = [
            Text(f"{one:,}" if one else "·", style="bold" if n == category.rank else "") for n, one in enumerate(row)
        ]
        table.add_row(escaping.terminal(category.title), *cells)
    if opened:
        table.caption = _open(found)
        table.caption_justify = "left"
    return table


def _open(found: Backtest) -> str:
    opened = found.open_within + found.open_outside
    stay, count = ("stays", "It counts") if opened == 1 else ("stay", "They count")
    return (
        f"{prose.number(opened, 'inspection')} {stay} open by the rules: the published judgment is within the range of "
        f"{found.open_within:,}. {count} as not agreeing, and not in kappa."
    )


def _exceptions(told: Told) -> RenderableType:
    found = told.found
    if not found.exceptions:
        return Text("No exceptions.", style="bold")
    root = Tree(Text(_how_many(found), style="bold"), guide_style="dim")
    for one in found.missed[:_FEW]:
        branch = root.add(
            Text(
                escaping.terminal(f"{one.amount:,}: {pattern(one, found.roll_up.questions, told.rulebook)}"),
                style="bold",
            )
        )
        branch.add(Text(escaping.terminal(_against(one, told.rulebook))))
        for line in deciding(one.verdict.judgment, told.rulebook, one.overall):
            branch.add(dim(escaping.terminal(line)))
        branch.add(dim(escaping.terminal(_examples(one))))
    rest = found.exceptions - sum(one.amount for one in found.missed[:_FEW])
    if rest:
        root.add(dim(f"and {rest:,} more; --exceptions FILE writes a list of all"))
    return root


def _how_many(found: Backtest) -> str:
    patterns = len(found.missed)
    told = prose.number(found.exceptions, "exception")
    if found.untold:
        return f"{told} in more than {patterns:,} patterns; those met first are told"
    return f"{told} in {prose.number(patterns, 'pattern')}" if patterns < found.exceptions else told


def pattern(one: Missed, questions: Sequence[str], rulebook: Rulebook) -> str:
    """Return the judgments of the parts that an exception has."""
    named = zip(questions, one.parts, strict=True)
    return ", ".join(f"{rulebook.questions[name].name} {_category(part, rulebook)}" for name, part in named)


def _category(named: str | None, rulebook: Rulebook) -> str:
    return rulebook.scale[named].title.lower() if named else "not judged"


def _against(one: Missed, rulebook: Rulebook) -> str:
    published = rulebook.scale[one.overall].title.lower()
    return f"published {published}; by the rules {prose.reached(one.verdict.judgment.range).lower() or 'nothing'}"


def _examples(one: Missed) -> str:
    named = "; ".join(f"{row.unit}{f', {row.day}' if row.day else ''} (row {row.number:,})" for row in one.examples)
    more = one.amount - len(one.examples)
    return f"{named} and {more:,} more" if more else named


def deciding(judgment: Judgment, rulebook: Rulebook, published: str) -> Iterator[str]:
    """Yield what made a judgment other than the published one: each rule with its reason.

    A rule for a category beyond the published one is no reason.
    """
    rules = {one.rule.id: one.rule for one in judgment.applied}
    for reason in judgment.reasons:
        if reason.kind == "baseline":
            yield f"{rulebook.baseline.title.lower()} is where every question starts, and no rule lifted it"
        elif reason.rule is not None and reason.kind in _HEADS:
            rule = rules[reason.rule]
            category = rulebook.scale[rule.category]
            if reason.kind != "not_reached" or category <= rulebook.scale[published]:
                head = _HEADS[reason.kind].format(category=category.title.lower(), because=rule.because)
                yield f"{head} ({rule.id})"


# --- Markdown --------------------------------------------------------------------------------------------------------


def markdown(told: Told) -> str:
    """Return a backtest as Markdown, as for a page or a pull request."""
    lines = [f"{escaping.markdown(line)}\n" for line in _taken(told)]
    if not told.found.taken:
        return "\n".join(lines)
    lines += escaping.markdown_head(("Inspections", "Judged by", "Agree", "Kappa"))
    for view in told.found.views:
        for one in view.methods:
            cells = (_rows(told, view), escaping.markdown(_method(told, one.method)), *_figures(one))
            lines.append(f"| {' | '.join(cells)} |")
    if told.found.open_within + told.found.open_outside:
        lines += ["", _open(told.found)]
    lines += ["", f"{_how_many(told.found).capitalize()}.", ""]
    if told.found.missed:
        asked = [told.rulebook.questions[name].name for name in told.found.roll_up.questions]
        head = (*asked, "Published", "By the rules", "Inspections", "Because")
        lines += escaping.markdown_head(head)
        lines += [_exception_line(one, told.rulebook) for one in told.found.missed[:_FEW]]
    return "\n".join(lines).rstrip("\n") + "\n"


def _exception_line(one: Missed, rulebook: Rulebook) -> str:
    parts = [rulebook.scale[part].title.lower() if part else "" for part in one.parts]
    reached = prose.reached(one.verdict.judgment.range).lower()
    because = "; ".join(deciding(one.verdict.judgment, rulebook, one.overall))
    cells = (*parts, rulebook.scale[one.overall].title.lower(), reached, f"{one.amount:,}", because)
    return escaping.markdown_row(cells)


# --- CSV of exceptions -----------------------------------------------------------------------------------------------


def exceptions_head(told_questions: Sequence[str]) -> str:
    """Return the first row of the list of exceptions."""
    return _csv_row(("row", "unit", "day", *told_questions, "published", "by_the_rules", "decided_by", "because"))


def exception_row(miss: Miss, rulebook: Rulebook) -> str:
    """Return one exception as a row of CSV; no cell is a formula."""
    row: Published = miss.published
    judgment = miss.verdict.judgment
    ends = prose.ends(judgment.range) or {"low": "", "high": ""}
    reached = ends["low"] if ends["low"] == ends["high"] else f"{ends['low']} to {ends['high']}"
    because = "; ".join(deciding(judgment, rulebook, row.overall))
    parts = (part or "" for part in row.parts)
    decided = ", ".join(judgment.decided_by)
    return _csv_row((str(row.number), row.unit, row.day, *parts, row.overall, reached, decided, because))


def _csv_row(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([escaping.csv_cell(cell) for cell in cells])
    return out.getvalue()


# --- data ------------------------------------------------------------------------------------------------------------


def as_data(told: Told) -> dict[str, Any]:
    """Return a backtest as data; figures are rounded to six digits, and null where they are undefined."""
    found, framework = told.found, told.rulebook.framework
    return {
        "schema": VERSION,
        "framework": {"id": framework.id, "version": framework.version},
        "table": told.table,
        "columns": told.mapped_by,
        "inspections": found.taken,
        "units": {"by": list(told.mapping.units), "number": found.units, "sampled": found.sampled},
        "left_out": [
            {"why": why, "column": column or None, "word": word or None, "rows": left.amount, "first_row": left.first}
            for (why, column, word), left in found.left_out.items()
        ],
        "most_frequent": found.mode.id if found.mode else None,
        "measures": [_measured(view, one) for view in found.views for one in view.methods] if found.taken else [],
        "confusion": {
            published.id: {reached.id: row[reached.rank] for reached in told.rulebook.scale}
            for published, row in zip(told.rulebook.scale, found.matrix, strict=True)
        },
        "open": {"within_the_range": found.open_within, "outside": found.open_outside},
        "exceptions": found.exceptions,
        "patterns": [_missed(one, told) for one in found.missed],
        "exceptions_of_other_patterns": found.untold,
    }


_VIEWS: dict[Rows, str] = {"all": "all", "differing": "parts_differ", "by_unit": "each_unit_once"}


def _measured(view: View, one: Measured) -> dict[str, Any]:
    return {
        "inspections": _VIEWS[view.rows],
        "number": view.amount,
        "judged_by": one.method,
        "agreement": _number(one.agreement),
        "agreement_interval": _ends(one.agreement_interval),
        "kappa": _number(one.kappa),
        "kappa_interval": _ends(one.kappa_interval),
    }


def _number(value: float | None) -> float | None:
    return None if value is None else round(value, 6) + 0.0  # never a nought below nought


def _ends(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [round(end, 6) for end in interval]


def _missed(one: Missed, told: Told) -> dict[str, Any]:
    judgment = one.verdict.judgment
    return {
        "parts": dict(zip(told.found.roll_up.questions, one.parts, strict=True)),
        "published": one.overall,
        "by_the_rules": prose.ends(judgment.range),
        "decided_by": list(judgment.decided_by),
        "inspections": one.amount,
        "examples": [{"row": row.number, "unit": row.unit, "day": row.day or None} for row in one.examples],
    }
