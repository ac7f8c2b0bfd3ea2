"""Options and arguments that several commands take. Nothing heavy is imported here: help and completion need it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Command(click.Command):
    """A command that takes one answer to what it asks once: no option silently stands in place of another."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what was typed; raises UsageError for an option given twice that takes one value, and for two that contradict."""
        if not ctx.resilient_parsing:  # as in completion
            _, _, order = self.make_parser(ctx).parse_args(args=list(args))
            _refuse_second_answers(order, ctx)
        return super().parse_args(ctx, args)


def command(name: str) -> Callable[[Callable[..., Any]], Command]:
    """Return what makes a function a command of that name."""
    return click.command(name, cls=Command)


def _refuse_second_answers(order: list[click.Parameter], ctx: click.Context) -> None:
    """Raise UsageError where one thing is answered twice; `order` has a parameter as often as it was typed."""
    for one, times in Counter(order).items():
        if not isinstance(one, click.Option) or one.multiple:
            continue
        beside = [other for other in dict.fromkeys(order) if other.name == one.name]
        if len(beside) > 1:
            named = " and ".join(other.opts[0] for other in beside)
            raise click.UsageError(f"{named} contradict each other; give one of them", ctx)
        if times > 1 and not (one.is_flag and not one.secondary_opts):
            named = " or ".join((one.opts[-1], *one.secondary_opts))
            raise click.UsageError(f"{named} is given twice; give it once", ctx)


class _Day(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # later clicks have it generic
    """A day of the calendar, written as in the files."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or say how to write the one that was meant."""
        from peelgrade.rendering.escaping import terminal
        from peelgrade.validation.words import advice_on_day

        advice = advice_on_day(value)
        if advice:
            self.fail(f"'{terminal(value)}' is no day; {advice}", param, ctx)
        return date.fromisoformat(value)


DAY = _Day()
INSPECTION = click.argument("inspection", type=click.Path(path_type=Path))
RULES = click.option(
    "--rules",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Rules to grade by, instead of the framework that the inspection names.",
)
IN_PROGRESS = click.option(
    "--in-progress",
    multiple=True,
    metavar="QUESTION",
    help="Take fieldwork on a question as in progress; may be given again.",
)
AS_OF = click.option(
    "--as-of",
    type=DAY,
    metavar="DAY",
    help="Take the inspection as it was at the end of a day, such as 2015-09-30.",
)
COLUMNS = click.option(
    "--columns",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Column mapping, by its file or by the name of one that lies with the framework; else its only one.",
)
SHEET = click.option("--sheet", metavar="NAME", help="Sheet of a workbook; else its first.")


def printed(*formats: str) -> Callable[[F], F]:
    """Return the option that says in which of several formats a command prints; the first unless another is named."""
    return click.option("--format", "format_", type=click.Choice(formats), default=formats[0], help="How to print it.")
