"""The judgments of an inspection: as a table for the terminal, CSV and Markdown, and whole as JSON."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.text import Text

from peelgrade.evidence import Inspection
from peelgrade.rendering import chronology, escaping, prose
from peelgrade.rendering.console import dim, plain_table
from peelgrade.rulebook import Question, Rulebook
from peelgrade.trace import Judgment, Result
from peelgrade.version import __version__

if TYPE_CHECKING:  # reading what does not need them is to be quick
    from peelgrade.explanation import AsOf
    from peelgrade.result import Asked

_CORE = 1  # depth of the core questions in the tree
_GAP = 2  # cells between columns of the table

COLUMNS = (
    "question",
    "title",
    "status",
    "working_view",
    "judgment",
    "low",
    "high",
    "as_it_stands",
    "computed",
    "decided",
    "outcome",
    "stage",
    "stale",
    "decided_by",
    "published",
    "agrees",
)


@dataclass(frozen=True)
class Row:
    """One question of the table."""

    question: Question
    depth: int
    judgment: Judgment
    stands: str
    computed: str
    outside: str
    decided: str
    published: str


def rows(result: Result, inspection: Inspection, rulebook: Rulebook) -> tuple[Row, ...]:
    """Return the questions in tree order with their judgments in words."""
    published = inspection.published
    found = []
    for judgment in result.judgments:
        question = rulebook.questions[judgment.question]
        agreed = prose.agreement(judgment, published.get(question.id), rulebook)
        found.append(
            Row(
                question,
                _depth(question.id, rulebook),
                judgment,
                prose.standing(judgment, rulebook),
                prose.computed(judgment, rulebook),
                prose.outside(judgment, rulebook),
                _decided_by(judgment, rulebook),
                agreed,
            )
        )
    return tuple(found)


def _decided_by(judgment: Judgment, rulebook: Rulebook) -> str:
    """Return what decided; of a decision no more than that, for the stage and what is computed stand beside it."""
    decided = judgment.decision_applies and not judgment.assumed
    return "people" if decided else prose.because(judgment, rulebook)


def _depth(question: str, rulebook: Rulebook) -> int:
    parent = rulebook.parents[question]
    return 0 if parent is None else 1 + _depth(parent, rulebook)


def table(
    result: Result, inspection: Inspection, rulebook: Rulebook, rules_from: str, lacking: AsOf | None = None
) -> RenderableType:
    """Return the table for the terminal, with what was graded by what, and as of when, above it and a legend below."""
    listed = rows(result, inspection, rulebook)
    head = Text.assemble(
        (escaping.terminal(inspection.record.force.name), "bold"), f"  {escaping.terminal(rulebook.framework.title)}"
    )
    under = dim(
        f"{prose.number(len(inspection.items), 'item')} of evidence; rules from {rules_from}, version {escaping.terminal(rulebook.framework.version)}"
    )
    if lacking is not None:
        under = Text("\n").join([under, Text(chronology.as_of(lacking))])
    outside = any(row.outside for row in listed)
    titles = ["Question", *(("Computed", "Decided") if outside else ("Judgment",)), "Decided by"]
    titles += ["Published"] if inspection.record.published else []
    shown = _Columns(tuple(titles), tuple(_cells(row, outside=outside)[: len(titles)] for row in listed))
    return Group(
        head,
        under,
        Text(),
        shown,
        *(Padding(dim(line), (1, 0, 0, 0)) for line in _legend(listed, rulebook)),
    )


@dataclass(frozen=True)
class _Columns:
    """Rows under titles, in whatever width there is: what does not fit is wrapped, between words as long as they fit."""

    titles: tuple[str, ...]
    rows: tuple[tuple[tuple[int, Text], ...], ...]  # of each cell, how far it is indented

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the table."""
        shown = plain_table(gap=_GAP)
        for title, width in zip(self.titles, self._widths(options.max_width), strict=True):
            shown.add_column(title, overflow="fold", width=width)
        for row in self.rows:
            shown.add_row(*(Padding(cell, (0, 0, 0, indent)) if indent else cell for indent, cell in row))
        yield shown

    def _widths(self, available: int) -> list[int]:
        """Return widths that fit: the widest column gives way first, and none below its longest word before the others."""
        wide, words = [], []
        for n, title in enumerate(self.titles):
            column = [(0, Text(title)), *(row[n] for row in self.rows)]
            wide.append(max(indent + cell.cell_len for indent, cell in column))
            words.append(max(indent + _longest_word(cell) for indent, cell in column))
        least = [
            min(one, 1 + max(indent for indent, _ in column))
            for one, column in zip(wide, zip(*self.rows, strict=True), strict=True)
        ]
        for floor in (words, least):
            while sum(wide) + _GAP * len(wide) > available and any(a > b for a, b in zip(wide, floor, strict=True)):
                _, n = max((width, -n) for n, width in enumerate(wide) if width > floor[n])
                wide[-n] -= 1
        return wide


def _longest_word(cell: Text) -> int:
    return max((Text(word).cell_len for word in cell.plain.split()), default=0)


def _cells(row: Row, *, outside: bool) -> tuple[tuple[int, Text], ...]:
    """Return the cells of a question, each with how far it is indented."""
    decided = Text(escaping.terminal(row.decided), style="" if row.depth <= _CORE else "dim")
    published = Text(row.published, style="bold" if "differs" in row.published else "")
    cells = (*(_beside(row) if outside else (_judgment(row),)), decided, published)
    return ((2 * row.depth, _name(row)), *((0, cell) for cell in cells))


def _sentence(text: str) -> str:
    return f"{prose.capital(text)}."


def _name(row: Row) -> Text:
    style = "bold" if row.depth == 0 else "" if row.depth == 1 else "dim"
    label = (
        "Overall"
        if row.depth == 0
        else f"{row.question.id} {escaping.terminal(row.question.name)}"
        if row.depth == 1
        else escaping.terminal(row.question.name)
    )
    return Text(label, style=style)


def _beside(row: Row) -> tuple[Text, Text]:
    """Return what is computed and what people decided; what stands is in bold."""
    if not row.outside:
        return _judgment(row), Text()
    view = " *" if row.question.working_view else ""
    stands = "bold" if row.judgment.from_outside else ""
    return Text(row.computed + view), Text(escaping.terminal(row.outside), style=stands)


def _judgment(row: Row) -> Text:
    if row.judgment.status in {"ungraded", "not_inspected"}:
        return dim(row.stands)
    view = " *" if row.question.working_view else ""
    return Text(row.stands + view, style="bold" if row.depth <= _CORE else "")


def _legend(listed: tuple[Row, ...], rulebook: Rulebook) -> list[str]:
    lines = []
    if any(row.question.working_view for row in listed):
        lines.append(
            "* working view: the inspectorate publishes no judgment at this level. The engine proposes; a named person decides."
        )
    if any(row.judgment.status == "open" for row in listed):
        lines.append(
            "A range is what further evidence could still make of a question; 'as it stands' is what there is so far."
        )
    if any(row.outside for row in listed):
        lines.append(
            "What people changed, or what is carried over, stands in the place of what is computed, and counts above it."
        )
    lines += [f"{row.question.id}: {prose.stale(row.judgment, rulebook)}." for row in listed if row.judgment.stale]
    overruled = [
        row
        for row in listed
        if row.judgment.decision is not None and row.judgment.decision.decides and not row.judgment.decision_applies
    ]
    lines += [
        f"The decision on {row.question.id} does not apply: it is above a strict limit that holds." for row in overruled
    ]
    return lines


def csv_text(result: Result, inspection: Inspection, rulebook: Rulebook, as_of: date | None = None) -> str:
    """Return the judgments as CSV, one row a question; in a last column the day, where they are as of one."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, *(["as_of"] if as_of is not None else [])])
    published = inspection.published
    for row in rows(result, inspection, rulebook):
        judgment, said = row.judgment, published.get(row.question.id)
        writer.writerow(
            [
                row.question.id,
                escaping.csv_cell(row.question.title),
                judgment.status,
                "yes" if row.question.working_view else "no",
                judgment.category.id if judgment.category else "",
                judgment.range.low.id if judgment.range else "",
                judgment.range.high.id if judgment.range else "",
                judgment.as_it_stands.id if judgment.as_it_stands else "",
                judgment.computed.low.id if judgment.computed and judgment.computed.settled else "",
                *_decision_cells(judgment),
                " ".join(judgment.decided_by),
                said or "",
                "" if said is None or judgment.category is None else "yes" if judgment.category.id == said else "no",
                *([as_of.isoformat()] if as_of is not None else []),
            ]
        )
    return out.getvalue()


def _decision_cells(judgment: Judgment) -> tuple[str, str, str, str]:
    """Return the judgment from outside, the outcome and stage of the decision that counts, and whether it is stale."""
    taken, carried = judgment.decision, judgment.carried_over
    if taken is None:
        return (carried.judgment, "carried_over", "", "") if carried else ("", "", "", "")
    return taken.judgment or "", taken.outcome, taken.stage, "yes" if judgment.stale else "no"


def as_json(
    result: Result, inspection: Inspection, rulebook: Rulebook, forgiven: int, asked: Asked | None = None
) -> str:
    """Return a result as JSON that ends with a line end: what `peelgrade grade --format json` writes, to the byte.

    Its shape is that of schemas/result.schema.json: each judgment with its reasons, its rules and what they counted, and
    the hashes of everything that it was reached from, by which `peelgrade verify` checks it. `forgiven` is how many
    errors comments in the files forgive, as in Read; `asked` is what options of the command took the inspection as.
    """
    from peelgrade.result import document  # noqa: PLC0415  # slow to import

    made = document(result, inspection, rulebook, __version__, forgiven, asked)
    return escaping.json_escaped(made.model_dump_json(indent=2, by_alias=True)) + "\n"


def markdown(
    result: Result, inspection: Inspection, rulebook: Rulebook, rules_from: str, lacking: AsOf | None = None
) -> str:
    """Return the judgments as a Markdown table."""
    lines = [
        f"# {escaping.markdown(inspection.record.force.name)}: {escaping.markdown(rulebook.framework.title)}",
        "",
        f"{prose.number(len(inspection.items), 'item')} of evidence; rules from `{rules_from}`, version {escaping.markdown(rulebook.framework.version)}.",
        *(["", escaping.markdown(_sentence(chronology.as_of(lacking)))] if lacking is not None else []),
        "",
    ]
    listed = rows(result, inspection, rulebook)
    outside = any(row.outside for row in listed)
    titles = ["Question", *(("Computed", "Decided") if outside else ("Judgment",)), "Decided by", "Published"]
    lines += escaping.markdown_head(titles)
    for row in listed:
        view = " (working view)" if row.question.working_view and row.judgment.range else ""
        name = f"{'&emsp;' * row.depth}{row.question.id} {escaping.markdown(row.question.name)}"
        beside = [row.computed if row.outside else row.stands, row.outside] if outside else [row.stands]
        beside[0] += view
        cells = [name, *map(escaping.markdown, (*beside, row.decided, row.published))]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, *("\n" + escaping.markdown(line) for line in _legend(listed, rulebook))]) + "\n"
