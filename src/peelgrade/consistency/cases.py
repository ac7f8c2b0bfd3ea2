"""Test cases of rules: names that must lead somewhere, and expectations that could not fail or could not be met."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING

from peelgrade.consistency.dossier import Placed, repeated
from peelgrade.problems import Locator, Problem, Related, nearest, suggest
from peelgrade.rulebook import Rulebook

if TYPE_CHECKING:  # an inspection is checked without them
    from peelgrade.cases import Expected, RuleCase


def check_case_ids(written: Iterable[tuple[str, Locator]]) -> list[Problem]:
    """Return a problem for each test case whose id stands before, also where only the size of its letters differs."""
    remedy = "give one of the two another id"
    return [
        Problem("PG650", f"the test case '{name}' stands twice{differs}", at, remedy, (first,))
        for name, at, differs, first in repeated(written)
    ]


def check_cases(
    cases: Iterable[Placed[RuleCase]], rulebook: Rulebook, written: Container[str] | None = ()
) -> Iterator[Problem]:
    """Yield what is wrong with test cases in their framework; of those that are not sound, with what was written.

    `written` are the ids of all rules, also of those that are not in the rulebook because they have problems of their
    own; None where not even that is known, and nothing can be said of rules.
    """
    for placed in cases:
        for check in _CHECKS:
            yield from check(placed, rulebook)
        if written is not None and "expect" not in placed.made_up:
            for question, one in placed.value.expected.items():
                yield from _named_rules(placed, question, one, rulebook, written)


def _ids(placed: Placed[RuleCase], _rulebook: Rulebook) -> Iterator[Problem]:
    named = ((one.id, placed.at("given", n, "id")) for n, one in enumerate(placed.value.given) if one.id is not None)
    for name, at, differs, first in repeated(named):
        remedy = "give one of the two another id, or take it out"
        yield Problem("PG501", f"the id '{name}' is used twice{differs}", at, remedy, (first,))


def _topics(placed: Placed[RuleCase], rulebook: Rulebook) -> Iterator[Problem]:
    for n, one in enumerate(placed.value.given):
        known = [topic.id for topic in rulebook.questions[one.question].topics]
        if one.topic is not None and one.topic not in known:
            message = f"'{one.topic}' is not a topic of the question {one.question}"
            remedy = suggest(one.topic, known) if known else "take 'topic' out: that question has none"
            yield Problem("PG502", message, placed.at("given", n, "topic"), remedy)


def _metrics(placed: Placed[RuleCase], rulebook: Rulebook) -> Iterator[Problem]:
    for n, one in enumerate(placed.value.given):
        neither = one.metric is not None and rulebook.measures[one.metric].better == "neither"
        if neither and one.stands in {"better", "worse"}:
            message = (
                f"the framework says of {one.metric} that neither side is better, so that it cannot stand {one.stands}"
            )
            remedy = "write 'stands: similar', or say in framework.yaml which side is better"
            yield Problem("PG654", message, placed.at("given", n, "stands"), remedy)


def _fieldwork(placed: Placed[RuleCase], rulebook: Rulebook) -> Iterator[Problem]:
    """Yield a problem for each question with two kinds of fieldwork, and each item where nothing was inspected."""
    case = placed.value
    for n, question in enumerate(case.not_inspected):
        if question in case.in_progress:
            related = (Related(placed.at("in_progress", case.in_progress.index(question)), "it stands here as well"),)
            message = f"'{question}' is in progress, and not inspected"
            yield Problem("PG513", message, placed.at("not_inspected", n), "keep one of the two", related)
    own = dict.fromkeys((*case.in_progress, rulebook.framework.questions.id), "inspected")
    status = rulebook.inherited({**own, **dict.fromkeys(case.not_inspected, "not_inspected")})
    for n, one in enumerate(case.given):
        if status[one.question] == "not_inspected":
            message = f"this is given of {one.question}, and the case says that it was not inspected"
            remedy = "take it out, or take the question out of 'not_inspected'"
            yield Problem("PG512", message, placed.at("given", n, "question"), remedy)


def _expected(placed: Placed[RuleCase], rulebook: Rulebook) -> Iterator[Problem]:
    for question, one in () if "expect" in placed.made_up else placed.value.expected.items():
        if question in placed.value.judged:
            related = (Related(placed.at("judged", question), "it is taken as judged here"),)
            message = f"{question} is taken as judged so, and what is expected of it says nothing of the rules"
            remedy = "take it out of 'judged' to test its rules, or out of 'expect'"
            yield Problem("PG652", message, placed.at("expect", question, of_key=True), remedy, related)
        if one.low is not None and one.high is not None and rulebook.scale[one.high] < rulebook.scale[one.low]:
            message = f"the range ends at '{one.high}', which is worse than '{one.low}', where it starts"
            yield Problem("PG653", message, placed.at("expect", question, "high"), "swap 'low' and 'high'")


def _named_rules(
    placed: Placed[RuleCase], question: str, one: Expected, rulebook: Rulebook, written: Container[str]
) -> Iterator[Problem]:
    own = [rule.id for rule in rulebook.rules_of(question)]
    homes = {rule.id: rule.question for rule in rulebook.rules}
    for name, steps in one.named_rules:
        if name in own or (name in written and name not in homes):
            continue
        message = f"there is no rule '{name}'" if name not in homes else f"the rule {name} is about {homes[name]}"
        others = f"the rules about {question} are {', '.join(own)}" if own else f"no rule is about {question}"
        remedy = suggest(name, nearest(name, own)) if nearest(name, own) else others
        yield Problem("PG651", message, placed.at("expect", question, *steps, of_key=steps[-1] == name), remedy)


_CHECKS = (_ids, _topics, _metrics, _fieldwork, _expected)
