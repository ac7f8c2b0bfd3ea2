"""A case that came out otherwise: what was expected and what was found, and how it was reached."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.text import Text

from peelgrade.cases import RuleCase
from peelgrade.consistency import Placed
from peelgrade.rendering import reasons
from peelgrade.rendering.escaping import printed, terminal
from peelgrade.rendering.prose import Words
from peelgrade.rendering.ruletests.tried import Tried
from peelgrade.rulebook import Rulebook
from peelgrade.ruletests import Mismatch, Outcome

WIDTH = 120  # of what is no terminal
_HOLDS = {"true": "holds", "false": "does not hold", "unknown": "is open"}
_TO_HOLD = {"true": "to hold", "false": "not to hold", "unknown": "to be open"}
_KINDS = {
    "supports": "supported by",
    "limits": "limited by",
    "not_reached": "not lifted higher by",
    "held_off": "not limited by",
    "open": "left open by",
}


def failure(tried: Tried, placed: Placed[RuleCase], outcome: Outcome, *, headed: bool = True) -> RenderableType:
    """Return what a case expected and did not find, each with its place, and why each question came out as it did.

    Where it is not headed, what tells of it names the case already.
    """
    case = outcome.case
    told: list[RenderableType] = []
    if headed:
        told.append(Text.assemble((case.id, "bold red"), "  ", (terminal(tried.place(placed.at())), "dim")))
        told.append(Text(f"  {terminal(case.because)}", style="italic"))
    for mismatch in outcome.mismatches:
        at = tried.place(placed.at("expect", mismatch.question, *_written(mismatch, outcome)))
        words = sentence(mismatch, tried.rulebook)
        line = ("  " if headed else "", (words, "red"), "  ", (terminal(at), "dim"))
        told.append(Text.assemble(*line))
    if not headed:
        told.append(Text(f"the case says: {terminal(case.because)}"))
    told += _traces(tried, placed, outcome)
    return Group(*told)


def plain(renderable: RenderableType, width: int = WIDTH) -> str:
    """Return what would be printed, as text without colours."""
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, markup=False, emoji=False, color_system=None).print(renderable)
    return "".join(f"{line.rstrip()}\n" for line in printed(out.getvalue()).splitlines())


def sentence(mismatch: Mismatch, rulebook: Rulebook) -> str:
    """Return what was found and what was expected, in a sentence."""
    words = Words(rulebook)
    found, expected = mismatch.found, mismatch.expected
    name = mismatch.question
    match mismatch.steps:
        case ("judgment",):
            return f"{name} {_judged(found, words)}, and expected to be {words.category(expected[0])}"
        case ("low" | "high" as end,):
            start = f"the range of {name} {'starts' if end == 'low' else 'ends'} at"
            reached = words.category(found[0]) if found else "nothing"
            return f"{start} {reached}, and is expected to at {words.category(expected[0])}"
        case ("as_it_stands",):
            reached = words.category(found[0]) if found else "nothing"
            return f"as it stands, {name} is {reached}, and expected to be {words.category(expected[0])}"
        case ("rules", rule):
            holds = _HOLDS[found[0]] if found else "is not applied"
            return f"{rule} {holds}, and is expected {_TO_HOLD[expected[0]]}"
        case ("reasons", kind):
            return f"{name} is {_KINDS[kind]} {_rules(found)}, and expected to be by {_rules(expected)}"
        case _:
            return f"{name} is decided by {_rules(found)}, and expected to be by {_rules(expected)}"


def _judged(found: Sequence[str], words: Words) -> str:
    if not found:
        return "is not judged"
    if len(found) == 1:
        return f"is {words.category(found[0])}"
    return f"is still open, {words.category(found[0])} to {words.category(found[1])}"


def _rules(names: Sequence[str]) -> str:
    return ", ".join(names) or "no rule"


def _written(mismatch: Mismatch, outcome: Outcome) -> tuple[str, ...]:
    """Return the steps to what was not met, as it is written: a category may stand for the whole expectation."""
    return () if isinstance(outcome.case.expect[mismatch.question], str) else mismatch.steps


def _traces(tried: Tried, placed: Placed[RuleCase], outcome: Outcome) -> Iterator[RenderableType]:
    """Yield why each question came out as it did, and how each rule did that was expected to do otherwise."""
    view = tried.view(placed, outcome)
    questions = dict.fromkeys(one.question for one in outcome.mismatches)
    for question in questions:
        yield reasons.question(view, question)
        told = outcome.run.result[question].decided_by
        for rule in dict.fromkeys(_rules_of(outcome, question)):
            if rule not in told:
                yield reasons.rule(view, rule)


def _rules_of(outcome: Outcome, question: str) -> Iterator[str]:
    """Yield the rules that were expected to do something at a question."""
    for one in outcome.mismatches:
        if one.question == question and one.steps[0] == "rules":
            yield one.steps[1]
        elif one.question == question and one.steps[0] in {"reasons", "decided_by"}:
            yield from (rule for rule in one.expected if rule not in one.found)
