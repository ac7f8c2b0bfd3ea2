"""The condition of a new rule, from options or from answers in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import click

from peelgrade import writing
from peelgrade.cli import asking
from peelgrade.cli.rules.conditions import advice_on_share, as_percent
from peelgrade.evidence import EXTENTS, WEIGHTS
from peelgrade.loading import Quoted, read_bytes
from peelgrade.problems import InvalidInput
from peelgrade.rendering.escaping import terminal
from peelgrade.rulebook import Rulebook

Data = dict[str, Any]

_CARRIES = {
    "weight": ("moderate", "major"),
    "extent": ("partial", "widespread"),
}  # what a finding is that carries weight
_WHAT = {
    "strengths": "a number of strengths",
    "weaknesses": "a number of weaknesses",
    "share": "the share of strengths among findings",
    "recommendations": "a number of recommendations that are open or in progress",
    "reaching": "a number of parts judged at a category or better",
    "below": "a number of parts judged below a category",
}


def is_given(given: Mapping[str, Any]) -> bool:
    """Whether options say a condition, so that nobody is asked for one."""
    return any(
        given[name] is not None for name in ("strengths", "weaknesses", "share", "recommendations", "parts", "when")
    )


def condition(given: Mapping[str, Any], rulebook: Rulebook, *, supports: bool, has_parts: bool) -> Data:
    """Return the condition that options say, or answers where none says one. Several counts must all hold."""
    counts = _from_options(given, rulebook, supports=supports)
    if given["when"] is not None:
        if counts:
            raise click.UsageError("--when is the whole condition: leave the other options on it out")
        return _written(given["when"])
    if not counts:
        counts = _from_answers(given, rulebook, supports=supports, has_parts=has_parts)
    return counts[0] if len(counts) == 1 else {"all": counts}


def word(when: Data) -> str:
    """Return a word for what a condition is about, for the id of a rule."""
    (kind,) = list(when)[:1] or [""]
    inside = when[kind][0] if kind in {"all", "any"} and when[kind] else when
    count: Data = next(iter(inside.values()), {}) if isinstance(inside, dict) else {}
    names = [
        count.get("shows"),
        count.get("type"),
        count.get("below") and "part_below",
        count.get("reaching") and "parts",
    ]
    found = next((name for name in names if name), kind)
    return str(found[0] if isinstance(found, list | tuple) else found)


def _written(text: str) -> Data:
    """Return a condition that is written as YAML; raises UsageError where it is none."""
    try:
        source, problems = read_bytes(text.encode("utf-8", "surrogatepass"), "--when")
    except InvalidInput as invalid:
        source, problems = None, list(invalid.problems)
    if problems or source is None or not isinstance(source.data, dict):
        why = problems[0].message if problems else "it is no mapping"
        raise click.UsageError(
            f"--when: {terminal(why)}; write one such as '{{findings: {{shows: strength, at_least: 2}}}}'"
        )
    found: Data = _plain(source.data)
    return found


def _plain(value: Any) -> Any:  # noqa: ANN401  # data of any shape
    """Have scalars written again as they were: figures without quotes."""
    if isinstance(value, dict):
        return {key: _plain(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [_plain(inside) for inside in value]
    return value if isinstance(value, Quoted) or value is None else writing.Plain(value)


# --- counts ----------------------------------------------------------------------------------------------------------


def _from_options(given: Mapping[str, Any], rulebook: Rulebook, *, supports: bool) -> list[Data]:
    if given["parts"] is not None and (given["reaching"] is None) == (given["below"] is None):
        raise click.UsageError("--parts goes with one of --reaching and --below")
    if given["parts"] is None and (given["reaching"] or given["below"]):
        raise click.UsageError("--reaching and --below go with --parts")
    named = {
        "reaching": given["parts"] if given["reaching"] else None,
        "below": given["parts"] if given["below"] else None,
    }
    bounds = {what: named.get(what, given.get(what)) for what in _WHAT}
    return [
        _count(what, bound, given, rulebook, supports=supports) for what, bound in bounds.items() if bound is not None
    ]


def _from_answers(given: Mapping[str, Any], rulebook: Rulebook, *, supports: bool, has_parts: bool) -> list[Data]:
    """Ask for one count after the other, until there is no other."""
    choices = {what: told for what, told in _WHAT.items() if has_parts or what not in {"reaching", "below"}}
    found: dict[str, Data] = {}
    while len(found) < len(choices):
        prompt, finished = ("And it counts", "nothing else") if found else ("It counts", "none")
        what = asking.choose(prompt, choices, None, optional=bool(found), empty=finished, taken=found)
        if what is None:
            break
        side = _side(what, supports=supports).replace("_", " ").capitalize()
        bound = (
            _asked_share(f"{side} what share, in per cent") if what == "share" else _asked_number(f"{side} how many")
        )
        found[what] = _count(what, bound, given, rulebook, supports=supports)
    return list(found.values())


def _asked_number(prompt: str) -> Decimal:
    def advice(answer: str) -> str:
        return "" if answer.isascii() and answer.isdecimal() else "write a number such as 2"

    return Decimal(asking.text(prompt, None, advice=advice) or "0")


def _asked_share(prompt: str) -> Decimal:
    return as_percent(asking.text(prompt, None, advice=advice_on_share) or "0")


def _side(what: str, *, supports: bool) -> str:
    """Return on which side a rule bounds what it counts: what is good from below where it supports, and the reverse."""
    good = what in {"strengths", "share", "reaching"}
    return "at_least" if good == supports else "at_most"


def _count(what: str, bound: Any, given: Mapping[str, Any], rulebook: Rulebook, *, supports: bool) -> Data:  # noqa: ANN401  # a number of any type
    side = _side(what, supports=supports)
    amount = writing.Plain(str(bound))
    categories = {category.id: category.title for category in rulebook.scale}
    match what:
        case "strengths" | "weaknesses":
            return {
                "findings": {"shows": "strength" if what == "strengths" else "weakness", **_kinds(given), side: amount}
            }
        case "share":
            share = writing.Plain(format((Decimal(str(bound)) / 100).normalize(), "f"))
            return {"findings": {"shows": "strength", **_kinds(given), f"share_{side}": share}}
        case "recommendations":
            types = {one.id: one.title for one in rulebook.framework.recommendation_types}
            named = [asking.choose("--type", types, one) for one in given["type"]]
            kinds = {"type": named[0] if len(named) == 1 else named} if named else {}
            return {"recommendations": {**kinds, "status": ["open", "in_progress"], side: amount}}
        case _:
            category = asking.choose("Category", categories, given[what])
            return {"judgments": {"of": "parts", what: category, side: amount}}


def _kinds(given: Mapping[str, Any]) -> Data:
    """Return which findings are counted: those that carry weight, where nothing is said."""
    found: Data = {}
    for name, words in (("weight", WEIGHTS), ("extent", EXTENTS)):
        wanted = [asking.choose(f"--{name}", dict.fromkeys(words, ""), one) for one in given[name]] or list(
            _CARRIES[name]
        )
        if set(wanted) != set(words):
            found[name] = wanted[0] if len(wanted) == 1 else wanted
    return found
