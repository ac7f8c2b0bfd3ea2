"""The tests of a framework as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.text import Text

from peelgrade.rendering import prose
from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.ruletests.failure import failure
from peelgrade.rendering.ruletests.tried import Tried
from peelgrade.rulebook import All, Any_, Condition, count_of
from peelgrade.ruletests import Gap

__all__ = ["Limits", "Tried", "report"]

_TRIED = {"rule": "rules decisive", "condition": "conditions true and false", "category": "categories reached"}


@dataclass(frozen=True)
class Limits:
    """How much must be tried and caught, in per cent; None where nothing is asked."""

    coverage: float | None = None
    mutants: float | None = None


def report(tried: Tried, limits: Limits) -> RenderableType:
    """Return what came of the tests of a framework: its files, each failure with its reasons, and what was measured."""
    told: list[RenderableType] = [*_files(tried)]
    for placed, outcome in tried.failed:
        told += [Text(), failure(tried, placed, outcome)]
    measured = [*_coverage(tried, limits), *_mutants(tried, limits)]
    told += [Text(), _summary(tried)] if measured or any(tried.failed) else [_summary(tried)]
    return Group(*told, *measured)


def percent(share: float) -> str:
    """Return a share in per cent, never rounded up to all."""
    return f"{int(share * 1000) / 10:g} %"


def _files(tried: Tried) -> Iterator[Text]:
    files: dict[str, list[bool]] = {}
    for placed, outcome in tried.outcomes:
        files.setdefault(placed.file, []).append(outcome.passed)
    wide = max(map(len, files), default=0)
    for file, passed in files.items():
        some = "" if all(passed) else f"{sum(passed):,} of "
        told = (f"{some}{prose.number(len(passed), 'case')} as expected", "bold red" if some else "green")
        yield Text.assemble(f"{terminal(file):<{wide}}  ", told)


def _summary(tried: Tried) -> Text:
    failed = sum(1 for _ in tried.failed)
    cases = prose.number(len(tried.outcomes), "case")
    name = terminal(tried.rulebook.framework.title)
    if not failed:
        return Text.assemble(f"{name}: ", (f"{cases}, all as expected", "green"))
    return Text.assemble(
        f"{name}: ", (f"{failed:,} of {cases} {'comes' if failed == 1 else 'come'} out otherwise", "bold red")
    )


def _coverage(tried: Tried, limits: Limits) -> Iterator[Text]:
    coverage = tried.coverage
    if coverage is None:
        return
    by_kind = (f"{_TRIED[kind]} {some:,} of {of:,}" for kind, (some, of) in coverage.by_kind.items())
    yield _measured("Coverage", coverage.share, limits.coverage, ", ".join(by_kind))
    yield from _by_place(
        ((_place_of(tried, gap), gap.rule or gap.question), gap_sentence(tried, gap)) for gap in coverage.gaps
    )


def _measured(what: str, share: float, limit: float | None, detail: str) -> Text:
    short = limit is not None and share * 100 < limit
    asked = f", and at least {limit:g} % is asked" if short else ""
    return Text.assemble(f"{what}: ", (f"{percent(share)}{asked}", "bold red" if short else ""), f" ({detail})")


def gap_sentence(tried: Tried, gap: Gap) -> str:
    """Return what no case tries."""
    if gap.kind == "rule":
        return "it decides no case"
    if gap.kind == "category":
        words = prose.Words(tried.rulebook)
        return f"it is {words.category(gap.category or '')} in no case"
    return f"{_condition(tried, gap)} is {gap.truth} in no case"


def _condition(tried: Tried, gap: Gap) -> str:
    """Return a condition in words: how conditions are joined, or what a count selects and what it is held against."""
    condition: Condition = next(rule for rule in tried.rulebook.rules if rule.id == gap.rule).when
    for name, n in zip(gap.steps[1::2], gap.steps[2::2], strict=True):
        condition = getattr(condition, str(name))[n]
    if isinstance(condition, All | Any_):
        return "'all' of its conditions" if isinstance(condition, All) else "'any' of its conditions"
    count = count_of(condition)
    words = prose.Words(tried.rulebook)
    return f"“{words.measured(count)}, {words.required(count.bound)}”"


def _place_of(tried: Tried, gap: Gap) -> str:
    return tried.of_rule(gap.rule, gap.steps) if gap.rule is not None else tried.of_question(gap.question)


def _mutants(tried: Tried, limits: Limits) -> Iterator[Text]:
    caught = tried.caught
    if caught is None:
        return
    detail = f"{caught.tried - len(caught.survivors):,} of {caught.tried:,} mistakes in rules"
    yield _measured("Caught", caught.share, limits.mutants, detail)
    yield from _by_place(
        ((tried.of_rule(one.rule.id, one.steps), one.rule.id), f"no case fails if {one.change}: try {one.tried_by}")
        for one in caught.survivors
    )


def _by_place(told: Iterable[tuple[tuple[str, str], str]]) -> Iterator[Text]:
    """Return what is told of each place under it, the places in their order."""
    places: dict[tuple[str, str], list[str]] = {}
    for at, sentence in told:
        places.setdefault(at, []).append(sentence)
    for (place, name), sentences in places.items():
        yield Text.assemble("  ", (name, "bold"), "  ", (terminal(place), "dim"))
        yield from (Text(f"    {one}") for one in sentences)
