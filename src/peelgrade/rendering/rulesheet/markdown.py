"""Rules and decision tables as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from peelgrade.rendering.escaping import markdown, markdown_head
from peelgrade.rendering.rulesheet.layout import NOT_ASKED, Branch, Entry, Grid, Section, Sheet


def shown(sheet: Sheet) -> str:
    """Return a framework, or part of it, with its rules, as Markdown."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    known = sheet.framework
    yield f"# {markdown(known.title)}, version {markdown(known.version)}"
    yield ""
    yield f"{markdown(known.inspectorate)}; rules from {markdown(sheet.rules_from)}. {markdown(sheet.scale_line)}"
    yield markdown(sheet.starts)
    if sheet.tried_on:
        yield markdown(sheet.tried_on)
    yield ""
    yield from map(_branch, sheet.branches)
    for section in sheet.sections:
        yield from _section(section)


def _branch(branch: Branch) -> str:
    question = branch.question
    return f"{'  ' * branch.depth}- **{markdown(question.id)}** {markdown(question.name)}: {branch.told}"


def _section(section: Section) -> Iterator[str]:
    question = section.question
    yield ""
    yield f"## {markdown(question.id)}: {markdown(question.name)}"
    yield ""
    if question.short:
        yield markdown(question.title)
        yield ""
    if section.note:
        yield f"*{section.note}*"
        yield ""
    for entry in section.entries:
        yield from _entry(entry)
    if section.grid.columns:
        yield ""
        yield from _table(section.grid)


def _entry(entry: Entry) -> Iterator[str]:
    place = f" ({markdown(entry.place)})" if entry.place else ""
    yield f"{entry.number}. **{markdown(entry.rule.id)}**{place}: {markdown(entry.sentence)}"
    told = [f"Because {entry.rule.because}.", f"Basis: {entry.basis}."]
    told += [entry.strict] if entry.strict else []
    told += [entry.tested] if entry.tested else []
    told += [f"{one.name}: {one.told_with_matches}." for one in entry.inspections]
    for line in told:
        yield f"   - {markdown(line)}"


def _table(grid: Grid) -> Iterator[str]:
    yield from markdown_head(["what is counted", *(column.label for column in grid.columns)])
    for line in grid.lines:
        yield f"| {markdown(line.label)} | {' | '.join(markdown(cell.asked or NOT_ASKED) for cell in line.cells)} |"
    yield f"| **then the rule** | {' | '.join(f'**{markdown(column.told)}**' for column in grid.columns)} |"
