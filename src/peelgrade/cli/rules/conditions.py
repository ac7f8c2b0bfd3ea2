"""The options that say when a rule holds. Nothing heavy is imported here: help needs it all."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

import click

from peelgrade.rendering.escaping import terminal

F = TypeVar("F", bound=Callable[..., None])

_MOST = 100  # per cent


def advice_on_share(answer: str) -> str:
    """Return what to write instead of what is no share in per cent, or nothing where it is one."""
    figure = answer.strip().removesuffix("%").strip()
    if not (figure.isascii() and figure.replace(".", "", 1).isdecimal()) or Decimal(figure) > _MOST:
        return "write a share in per cent, such as 66"
    if 0 < Decimal(figure) < 1:
        return f"it is in per cent: for {(Decimal(figure) * _MOST).normalize():f} per cent write {(Decimal(figure) * _MOST).normalize():f}"
    return ""


class _Percent(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # later clicks have it generic
    """A share in per cent: 66 or 66%, and never the fraction 0.66."""

    name = "percent"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Return the share in per cent, or say how to write the one that was meant."""
        advice = advice_on_share(value)
        if advice:
            self.fail(f"'{terminal(value)}' cannot stand here; {advice}", param, ctx)
        return as_percent(value)


def as_percent(answer: str) -> Decimal:
    """Return the share in per cent that an answer is."""
    return Decimal(answer.strip().removesuffix("%").strip())


_OPTIONS = (
    click.option("--strengths", type=click.IntRange(min=0), metavar="NUMBER", help="So many strengths."),
    click.option("--weaknesses", type=click.IntRange(min=0), metavar="NUMBER", help="So many weaknesses."),
    click.option(
        "--share",
        type=_Percent(),
        metavar="PERCENT",
        help="So large a share of strengths among findings.",
    ),
    click.option(
        "--weight",
        multiple=True,
        metavar="WORD",
        help="Of findings, in every count of them: only this weight; else moderate and major. May be given again.",
    ),
    click.option(
        "--extent",
        multiple=True,
        metavar="WORD",
        help="Of findings, in every count of them: only this extent; else partial and widespread. May be given again.",
    ),
    click.option(
        "--recommendations", type=click.IntRange(min=0), metavar="NUMBER", help="So many recommendations that stand."
    ),
    click.option("--type", multiple=True, metavar="ID", help="Of recommendations: only this type; else any."),
    click.option("--parts", type=click.IntRange(min=0), metavar="NUMBER", help="So many parts, as judged:"),
    click.option("--reaching", metavar="CATEGORY", help="at this category or better."),
    click.option("--below", metavar="CATEGORY", help="below this category."),
    click.option(
        "--when",
        metavar="YAML",
        help="The whole condition instead, as in '{findings: {shows: strength, at_least: 2}}'.",
    ),
)


def options(command: F) -> F:
    """Add the options that say when a rule holds."""
    for option in reversed(_OPTIONS):
        option(command)
    return command
