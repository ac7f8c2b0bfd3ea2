"""peelgrade problem."""

from __future__ import annotations

import click

from peelgrade import bundled
from peelgrade.problemcodes import CODES
from peelgrade.problems import nearest, shown, suggest


def run(code: str | None) -> None:
    """Show what a problem code means, or list the codes."""
    if code is None:
        click.echo(_listed(), nl=False)
    else:
        page = bundled.problem_pages() / f"{_known(code)}.md"
        click.echo(styled(page.read_text(encoding="utf-8")), nl=False)


def _listed() -> str:
    return "".join(f"{click.style(code, bold=True)}  {one.severity:<7}  {one.title}\n" for code, one in CODES.items())


def _known(written: str) -> str:
    """Return the code that is meant: in any case, with or without its letters."""
    code = f"PG{written.strip().upper().removeprefix('PG')}"
    if code not in CODES:
        advice = suggest(code, list(CODES)) if nearest(code, CODES) else "'peelgrade problem' lists them all"
        raise click.UsageError(f"there is no problem '{shown(written)}'; {advice}")
    return code


def styled(page: str) -> str:
    """Return a page with its headings in bold; click takes that out again where it is not for a terminal."""
    lines, in_block = [], False
    for line in page.splitlines():
        in_block ^= line.startswith("```")
        lines.append(click.style(line, bold=True) if line.startswith("#") and not in_block else line)
    return "\n".join(lines) + "\n"
