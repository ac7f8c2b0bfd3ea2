"""peelgrade problem: the page of a code, and the list of all codes."""

from __future__ import annotations

import click
import pytest

from peelgrade import bundled, cli
from peelgrade.cli.problem import styled
from peelgrade.problemcodes import CODES


def run(*arguments: str) -> int:
    """Run the command in this process and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["problem", *arguments])
    return int(ended.value.code or 0)


@pytest.mark.parametrize("written", ["PG204", "pg204", "Pg204", "204", " pg204 "])
def test_a_code_prints_its_page_as_it_is(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In any case, with or without its letters, a code prints its page, byte for byte where it is piped."""
    assert 0 == run(written)
    assert (bundled.problem_pages() / "PG204.md").read_text(encoding="utf-8") == capsys.readouterr().out


def test_without_a_code_every_code_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each code stands on a line of its own, with its severity and title."""
    assert 0 == run()
    listed = [line.split(maxsplit=2) for line in capsys.readouterr().out.splitlines()]
    assert [[code, known.severity, known.title] for code, known in CODES.items()] == listed


@pytest.mark.parametrize(("written", "near"), [("PG21", "'PG210'"), ("pg298", "'PG299'"), ("PG2O4", "'PG204'")])
def test_an_unknown_code_is_told_with_those_that_look_like_it(
    written: str, near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A code that there is none of is wrong usage; what was written and near codes are named."""
    assert 2 == run(written)
    printed = capsys.readouterr()
    assert not printed.out
    assert f"there is no problem '{written}'; did you mean" in printed.err
    assert near in printed.err


def test_what_looks_like_no_code_is_told_where_they_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Where no code is near, the list is named."""
    assert 2 == run("merge\x1b conflict")
    assert "there is no problem 'merge\\x1b conflict'; 'peelgrade problem' lists them all" in capsys.readouterr().err


def test_on_a_terminal_headings_are_bold_and_comments_in_examples_are_not() -> None:
    """A '#' that starts a line of an example is no heading."""
    text = "# PG109: an empty file\n\n## Wrong\n\n```yaml evidence.yaml\n# to be coded\n```\n"
    lines = styled(text).splitlines()
    bold = [line for line in lines if line.startswith(click.style("", bold=True, reset=False))]
    assert ["# PG109: an empty file", "## Wrong"] == [click.unstyle(line) for line in bold]
    assert text == click.unstyle(styled(text))
