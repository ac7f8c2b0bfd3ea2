"""An inspection as of a day, and how it stood day by day, in words and as data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day  # noqa: N812  # as in the formats
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from peelgrade.evidence import Period
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.console import dim, plain_table
from peelgrade.rulebook import Rulebook
from peelgrade.trace import Judgment

if TYPE_CHECKING:  # reading what does not need them is to be quick
    from peelgrade.explanation import AsOf, Certain, Step, Timeline

VERSION = "peelgrade/timeline/v1"


def day(given: Day) -> str:
    """Return a day in words: 31 August 2015."""
    return f"{given.day} {_MONTHS[given.month - 1]} {given.year}"


def month(given: str) -> str:
    """Return a year, a month or a day, as in 2015-12, in words; any other text as it is."""
    parts = given.split("-")
    if len(parts) == 1 or not all(part.isdecimal() for part in parts):
        return given
    named = _MONTHS[int(parts[1]) - 1] if 0 < int(parts[1]) <= len(_MONTHS) else parts[1]
    return " ".join([*(str(int(part)) for part in parts[2:]), named, parts[0]])


_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905  # one line for a year
)


def as_of(found: AsOf) -> str:
    """Return in a line or two as of which day an inspection is taken, and what of it was there."""
    there = found.items - len(found.not_yet)
    told = f"as of {day(found.day)}: {there} of {prose.number(found.items, 'item')} {'was' if there == 1 else 'were'} there"
    if found.undated:
        told += f", of them {len(found.undated)} without a day or fieldwork to date them"
    if found.waived_later is not None:
        told += f"; the waiver of the minimum, of {day(found.waived_later)}, is taken to hold already"
    return told


def day_line(found: AsOf) -> Text:
    """Return `as_of` as a line for the terminal, above what is told."""
    told = as_of(found)
    return dim(prose.capital(told))


def timeline(found: Timeline, rulebook: Rulebook) -> RenderableType:
    """Return the days on which anything changed as a table, and when each question became certain in sentences."""
    shown = plain_table(gap=1)
    shown.add_column("As of", no_wrap=True)
    shown.add_column("What came", max_width=15, overflow="fold")
    for question in found.steps[0].judgments:
        shown.add_column(_heading(question, rulebook), max_width=14, overflow="fold")
    for step in found.steps:
        shown.add_row(*_cells(step, found.question, rulebook))
    head = Text(f"When {name(found.question, rulebook)} and its parts became certain", style="bold")
    if len(found.steps[0].judgments) == 1:
        head = Text(f"When {name(found.question, rulebook)} became certain", style="bold")
    notes = [*_fieldwork(found.fieldwork, rulebook), *_notes(found)]
    return Group(
        head,
        *(dim(line) for line in notes),
        Text(),
        shown,
        Text(),
        *(Text(line) for one in found.certain for line in _sentences(one, rulebook)),
    )


def name(question: str, rulebook: Rulebook) -> str:
    """Return a question as the table of judgments has it: below the core questions, without its id."""
    above = rulebook.parents[question]
    if above is None:
        return "the overall judgment"
    told = escaping.terminal(rulebook.questions[question].name)
    return f"{question} {told}" if rulebook.parents[above] is None else told


def _heading(question: str, rulebook: Rulebook) -> str:
    return "Overall" if rulebook.parents[question] is None else name(question, rulebook)


def _cells(step: Step, asked: str, rulebook: Rulebook) -> list[Text]:
    when = "before" if step.day is None else step.day.isoformat()
    return [
        Text(when, style="bold"),
        dim(_came(step, asked)),
        *(_cell(judgment, rulebook) for judgment in step.judgments.values()),
    ]


def _came(step: Step, asked: str) -> str:
    told = [prose.number(len(step.came_in), "item")] if step.came_in else []
    if step.ended:
        told.append("fieldwork over" if asked in step.ended else f"fieldwork over on {', '.join(step.ended)}")
    told += [f"decided: {', '.join(step.decided)}"] if step.decided else []
    return "; ".join(told)


def _cell(judgment: Judgment, rulebook: Rulebook) -> Text:
    """Return how a question stands in few words: what it is, or its range with how it stands below."""
    if judgment.range is None:
        return dim(prose.standing(judgment, rulebook))
    if judgment.range.settled:
        return Text(prose.reached(judgment.range), style="bold")
    whole = (judgment.range.low, judgment.range.high) == (rulebook.scale.worst, rulebook.scale.best)
    span = "all still open" if whole else prose.reached(judgment.range).lower()
    now = judgment.as_it_stands
    return Text(f"{span}; {now.title.lower()} as it stands" if now else span)


def _fieldwork(windows: Sequence[tuple[str, Period]], rulebook: Rulebook) -> list[str]:
    """Return a line for each fieldwork: of the question asked about, and of those below it that had their own."""
    lines = []
    for n, (question, window) in enumerate(windows):
        what = name(question, rulebook) if n or rulebook.parents[question] is not None else "all questions"
        but = " that have none of their own below" if not n and len(windows) > 1 else ""
        lines.append(f"fieldwork on {what}{but}: {day(window.start)} to {day(window.end)}")
    return lines


def _notes(found: Timeline) -> list[str]:
    lines = []
    if found.undated:
        lines.append(
            f"{prose.number(len(found.undated), 'item')} without a day, on questions without fieldwork: taken to be there from the start"
        )
    if found.waived is not None:
        lines.append(f"the waiver of the minimum, of {day(found.waived)}, is taken to hold from the start")
    return lines


def _sentences(one: Certain, rulebook: Rulebook) -> list[str]:
    asked = name(one.question, rulebook)
    asked = prose.capital(asked) if asked.startswith("the ") else asked
    reached = prose.reached(one.judgment.range).lower()
    if one.judgment.range is None:
        return [f"{asked} is {prose.standing(one.judgment, rulebook)}."]
    if one.from_start:
        told = f"{asked} was certain from the start: {reached}."
    elif one.since is not None:
        told = f"{asked} became certain on {day(one.since)}: {reached}."
    else:
        told = f"{asked} is still open: {reached}."
    for then, categories in one.ruled_out:
        titles = prose.either([rulebook.scale[category].title.lower() for category in categories])
        told += f" From {day(then)} on it could no longer be {titles}."
    return [told]


def timeline_data(found: Timeline) -> dict[str, Any]:
    """Return a timeline as data: every step with how each question stands, and when each became certain."""
    return {
        "schema": VERSION,
        "question": found.question,
        "fieldwork": [
            {"question": name, "start": window.start.isoformat(), "end": window.end.isoformat()}
            for name, window in found.fieldwork
        ],
        "steps": [
            {
                "day": step.day.isoformat() if step.day else None,
                "came_in": list(step.came_in),
                "fieldwork_over": list(step.ended),
                "decided": list(step.decided),
                "judgments": [standing_data(one) for one in step.judgments.values()],
            }
            for step in found.steps
        ],
        "certain": [
            {
                "question": one.question,
                "since": one.since.isoformat() if one.since else None,
                "from_start": one.from_start,
                "ruled_out": [
                    {"since": then.isoformat(), "categories": list(categories)} for then, categories in one.ruled_out
                ],
            }
            for one in found.certain
        ],
        "undated": list(found.undated),
        "waiver": found.waived.isoformat() if found.waived else None,
    }


def standing_data(judgment: Judgment) -> dict[str, Any]:
    """Return how a question stands as data: status, range, and the judgment if nothing more were found."""
    return {
        "question": judgment.question,
        "status": judgment.status,
        "low": judgment.range.low.id if judgment.range else None,
        "high": judgment.range.high.id if judgment.range else None,
        "as_it_stands": judgment.as_it_stands.id if judgment.as_it_stands else None,
    }
