"""The pages that stand in the place of a report, each complete: they work with scripts off."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from peelgrade.rendering import escaping, pages
from peelgrade.rendering.problems import text
from peelgrade.rendering.problems.report import Report as Problems
from peelgrade.rendering.problems.report import Told as Problem

_HERE = "live"
_LISTED = 200  # problems that one page tells
Reason = tuple[str, str]


@dataclass(frozen=True)
class Field:
    """A field of the form for a decision: its name, label and hint, what was entered, and how it is entered.

    `kind` is 'text', 'lines', 'date' or 'choice'; a choice has its options, each with what it means.
    """

    name: str
    label: str
    hint: str = ""
    value: str = ""
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    required: bool = True


@dataclass(frozen=True)
class Entered:
    """A decision that is being made: its question, how that stands, the fields, and why it cannot be taken as entered."""

    question: str
    title: str
    stands: str
    fields: tuple[Field, ...]
    wrong: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What a decision would write, line by line, and what it would make of the judgments.

    `lines` are those of the difference: a mark (' ', '+', '-' or '@') and the text. `hidden` is what is sent to confirm.
    """

    question: str
    title: str
    file: str
    lines: tuple[tuple[str, str], ...]
    departs: tuple[str, ...]
    effect: tuple[tuple[str, str, bool], ...]
    notes: tuple[str, ...]
    hidden: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def problems(found: Problems | None, reasons: Sequence[Reason], *, good: str, again: str, title: str) -> str:
    """Return the page of files that cannot be shown; `good` is the address of the last version that could, if any."""
    told = found.by_severity() if found is not None else []
    return _sheet(
        "problems.html",
        title=title,
        summary=found.summary() if found is not None else "",
        listed=[_problem(one, found) for one in told[:_LISTED] if found is not None],
        more=max(0, len(told) - _LISTED),
        reasons=reasons,
        good=good,
        again=again,
    )


def _problem(told: Problem, found: Problems) -> Mapping[str, object]:
    return {
        "told": told,
        "where": text.where(told.place),
        "frame": "\n".join(text.framed(told, found)),
        "others": [(text.where(one.place), one.label) for one in told.others[: text.PLACES]],
    }


def notice(title: str, lines: Sequence[str], links: Sequence[tuple[str, str]] = ()) -> str:
    """Return a page that says why something is not answered; links are words with addresses."""
    return _sheet("notice.html", title=title, lines=lines, links=links)


def decision(entered: Entered, token: str) -> str:
    """Return the form in which a decision is entered."""
    return _sheet("decision.html", title=f"Record a decision on {entered.title}", entered=entered, token=token)


def choose_question(listed: Sequence[tuple[str, str, str]]) -> str:
    """Return the page on which the question of a decision is chosen: each with its id, name and how it stands."""
    return _sheet("questions.html", title="Record a decision", listed=listed)


def preview(shown: Preview, token: str) -> str:
    """Return the page that shows what would be written, to be confirmed."""
    return _sheet("preview.html", title=f"Decision on {shown.title}: what would be written", shown=shown, token=token)


def changed_lines(before: str, after: str, name: str) -> tuple[tuple[str, str], ...]:
    """Return what differs between two texts of a file, line by line, with a few lines around."""
    told = difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm="")
    return tuple((line[:1], escaping.visible(line[1:])) for line in list(told)[2:])


def _sheet(template: str, **values: object) -> str:
    style = pages.read("report/templates", "report.css") + pages.read(_HERE, "sheet.css")
    return pages.written(_HERE, template, pages.Look(style, served=True), **values)
