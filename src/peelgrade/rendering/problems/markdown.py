"""Problems as a table in Markdown, for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from peelgrade.rendering import escaping
from peelgrade.rendering.problems.report import Place, Report, Told
from peelgrade.rendering.problems.text import PLACES, SHOWN, block, short

MAX_BYTES = 60_000  # GitHub takes 65,536 characters in a comment

_HEAD = "\n".join((*escaping.markdown_head(("Severity", "Code", "Place", "Problem", "What to do")), ""))


def markdown(report: Report) -> str:
    """Return a table of the problems, worst first, within what a comment may hold."""
    return table(report, MAX_BYTES)


def table(report: Report, limit: int) -> str:
    """Return a table of the problems, worst first, in so many bytes; where not all fit, say how many are left out."""
    if not report.told:
        return f"{report.summary()}.\n"
    heading = f"### peelgrade: {report.summary()}\n"
    rows: list[str] = []
    room = limit - len(heading) - len(_HEAD) - 100  # for the last line
    for told in report.by_severity():
        row = _row(told)
        room -= len(row.encode())
        if room < 0:
            break
        rows.append(row)
    left = len(report.told) - len(rows)
    rest = f"\n… and {left:,} more, not listed here.\n" if left else ""
    return f"{heading}\n{_HEAD}{''.join(rows)}{rest}{_examples(report.by_severity()[: len(rows)], room)}"


def _examples(listed: Sequence[Told], room: int) -> str:
    """Return the examples of the problems that are listed, folded, as far as there is room."""
    folded: list[str] = []
    for told in listed:
        if told.example:
            title = f"{told.code} {_where(told.place)}: {SHOWN}"
            one = f"\n<details><summary>{title}</summary>\n\n{block(told)}\n\n</details>\n"
            room -= len(one.encode())
            folded += [one] if room >= 0 else []
    return "".join(folded)


def _row(told: Told) -> str:
    message = _cell(told.message)
    if told.others:
        places = [f"{_where(other.place)}: {_cell(other.label)}" for other in told.others[:PLACES]]
        if len(told.others) > PLACES:
            places.append(f"and {len(told.others) - PLACES:,} more places")
        message += f" (see {'; '.join(places)})"
    return f"| {told.severity} | {told.code} | {_where(told.place)} | {message} | {_cell(told.help)} |\n"


def _where(place: Place) -> str:
    return f"{escaping.markdown(place.file)}:{place.line}:{place.column}"


def _cell(text: str) -> str:
    return escaping.markdown(short(text))
