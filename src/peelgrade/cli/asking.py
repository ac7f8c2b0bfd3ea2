"""Asking a person in the terminal, one thing at a time, with what can be answered."""

from __future__ import annotations

import sys
from collections.abc import Callable, Container, Mapping
from datetime import date

import click

from peelgrade.loading import unseen
from peelgrade.problems import shown, suggest
from peelgrade.validation.words import advice_on_day_gone


def at_terminal() -> bool:
    """Whether a person sits there: what may be left out is asked for nowhere else."""
    return sys.stdin.isatty()


def agreed(prompt: str) -> bool:
    """Return whether a person agrees; an empty answer does."""
    return click.confirm(prompt, default=True, err=True)


def choose(
    prompt: str,
    choices: Mapping[str, str],
    given: str | None,
    *,
    optional: bool = False,
    empty: str = "none",
    taken: Container[str] = (),
    otherwise: str = "",
) -> str | None:
    """Return one of the choices: the one given, or the answer to the prompt, by name or by number.

    `choices` are names with what they mean; those that are `taken` keep their numbers, and cannot be chosen again. With
    `optional`, an empty answer is None, which the prompt calls `empty`. `otherwise` is said besides of an answer that
    is none of them. Raises UsageError where the one given is not among them.
    """
    if given is not None:
        if given not in choices:
            raise click.UsageError(f"{prompt}: '{shown(given)}' cannot stand here; {suggest(given, list(choices))}")
        return given
    names = list(choices)
    for number, (name, meaning) in enumerate(choices.items(), 1):
        if name not in taken:
            click.echo(f"  {number:>2}  {name}" + (f"  {meaning}" if meaning else ""), err=True)
    left = [name for name in names if name not in taken]
    while True:
        answer = _answer(prompt, empty if optional else None)
        if not answer and optional:
            return None
        if answer.isdecimal() and answer not in choices and 0 < int(answer) <= len(names):
            answer = names[int(answer) - 1]
        if answer in left:
            return answer
        told = "it is there already" if answer in choices else suggest(answer, left)
        ended = told if told.endswith("?") or not otherwise else f"{told}."
        click.echo(f"  '{shown(answer)}' cannot stand here; {ended} {otherwise}".rstrip(), err=True)


def text(
    prompt: str, given: str | None, *, optional: bool = False, advice: Callable[[str], str] = lambda _: ""
) -> str | None:
    """Return the text given, or the answer to the prompt; with `optional`, an empty answer is None.

    `advice` says of a text that cannot stand what to write instead: the prompt comes again. Raises UsageError where the
    text that was given cannot stand.
    """
    if given is not None:
        told = _told(given, optional=optional, advice=advice)
        if told:
            raise click.UsageError(f"{prompt}: '{shown(given)}' cannot stand here; {told}")
        return given or None
    while True:
        answer = _answer(prompt, "none" if optional else None)
        told = _told(answer, optional=optional, advice=advice)
        if not told:
            return answer or None
        click.echo(f"  '{shown(answer)}' cannot stand here; {told}", err=True)


def day(given: str | None) -> str:
    """Return the day given, or today. Raises UsageError for what is no day, and for one that is still to come."""
    today = date.today()  # noqa: DTZ011  # the day where the people are
    return text("Day", given or today.isoformat(), advice=lambda day: advice_on_day_gone(day, today)) or ""


def several(
    prompt: str,
    given: tuple[str, ...],
    *,
    optional: bool = False,
    ask: bool = True,
    advice: Callable[[str], str] = lambda _: "",
) -> list[str]:
    """Return several answers: those given, or those to the prompt, parted by semicolons.

    `advice` says of one that was answered and cannot stand what to write instead: the prompt comes again.
    """
    if given or not ask:
        return [text(prompt, one) or "" for one in given]

    def advice_on_each(answer: str) -> str:
        parts = _parted(answer)
        return next(filter(None, map(advice, parts)), "") if parts else "write something"

    return _parted(text(f"{prompt}, parted by ';'", None, optional=optional, advice=advice_on_each) or "")


def _parted(answer: str) -> list[str]:
    return [one.strip() for one in answer.split(";") if one.strip()]


def _answer(prompt: str, empty: str | None) -> str:
    """Ask on standard error, and return what was answered; an empty answer may be given where it has a meaning."""
    asked = prompt if empty is None else f"{prompt} (empty: {empty})"
    try:
        answer: str = click.prompt(asked, default=None if empty is None else "", show_default=False, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise click.UsageError(f"{prompt}: there is nobody to ask; give it as an option (see --help)") from None
    return answer.strip()


def _told(answer: str, *, optional: bool, advice: Callable[[str], str]) -> str:
    if not answer.strip():
        return "" if optional else "write something"
    hidden = unseen(answer)
    return f"take out what cannot be seen in it: {hidden}" if hidden else advice(answer)
