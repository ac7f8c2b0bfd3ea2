"""A framework and its rules: structure, and names that must lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from peelgrade import limits
from peelgrade.consistency.dossier import Placed, repeated, twice
from peelgrade.limits import Limit
from peelgrade.problems import Locator, Path, Problem, Related, nearest, suggest
from peelgrade.rulebook import (
    Count,
    FindingsCount,
    Framework,
    JudgmentsCount,
    MetricsCount,
    Question,
    RecommendationsCount,
    Rule,
    Rulebook,
    Steps,
    conditions,
    count_places,
)


def check_framework(framework: Framework, file: str) -> list[Problem]:
    """Return what is wrong inside a framework: ids used twice, a baseline or unit that is not there, points."""
    return list(_framework(framework, file))


def _framework(framework: Framework, file: str) -> Iterator[Problem]:
    questions = sum(1 for _ in framework.questions.walk())
    yield from _too_many(limits.QUESTIONS, questions, Locator(file, ("questions",), of_key=True))
    yield from _too_many(limits.CATEGORIES, len(framework.scale), Locator(file, ("scale",), of_key=True))
    yield from _questions(framework, file)
    for vocabulary in (
        "scale",
        "methods",
        "groups_at_risk",
        "recommendation_types",
        "comparators",
        "units",
        "measures",
    ):
        yield from twice([word.id for word in getattr(framework, vocabulary)], file, (vocabulary,))
    categories = [category.id for category in framework.scale]
    if framework.baseline not in categories:
        message = f"the baseline '{framework.baseline}' is not a category of the scale"
        yield Problem("PG602", message, Locator(file, ("baseline",)), suggest(framework.baseline, categories))
    for n, (worse, better) in enumerate(pairwise(framework.scale)):
        if worse.points >= better.points:
            message = f"'{better.id}' has no more points than '{worse.id}', which is worse"
            remedy = "list the categories worst first, with more points for a better one"
            yield Problem("PG603", message, Locator(file, ("scale", n + 1, "points")), remedy)
            break  # where the whole scale is upside down, one problem says it
    yield from _words(framework, file)
    units = [unit.id for unit in framework.units]
    for n, measure in enumerate(framework.measures):
        if measure.unit not in units:
            message = f"'{measure.unit}' is not a unit of the framework"
            yield Problem("PG604", message, Locator(file, ("measures", n, "unit")), suggest(measure.unit, units))


def _too_many(limit: Limit, amount: int, at: Locator) -> Iterator[Problem]:
    if amount > limit.most:
        message = f"the framework has {amount:,} {limit.name}, and the limit is {limit.most:,}"
        yield Problem("PG619", message, at, f"take out what nobody needs; {limit.raised(amount)}")


def _words(framework: Framework, file: str) -> Iterator[Problem]:
    """Yield a problem for each word of a vocabulary that names another which is not there, or itself."""
    for vocabulary, key in (("comparators", "nearest"), ("recommendation_types", "addressed_by")):
        words = getattr(framework, vocabulary)
        for n, word in enumerate(words):
            named = getattr(word, key)
            others = [other.id for other in words if other.id != word.id]
            if named is not None and named not in others:
                message = f"'{named}' is not declared under '{vocabulary}'"
                if named == word.id:
                    message = f"'{named}' names itself"
                remedy = suggest(named, others) if nearest(named, others) else "add it there, or name another word"
                yield Problem("PG613", message, Locator(file, (vocabulary, n, key)), remedy)


def check_declared(framework: Framework, file: str, rules: Iterable[Rule] | None) -> list[Problem]:
    """Return a problem for each question, category or rule that a declaration names and that is not there.

    Without rules, because some could not be read, any rule is taken to be there.
    """
    known = {
        "question": [question.id for question in framework.questions.walk()],
        "category": [category.id for category in framework.scale],
        **({} if rules is None else {"rule": [rule.id for rule in rules]}),
    }
    found = []
    for n, declared in enumerate(framework.intended):
        for key, words in known.items():
            named = getattr(declared, key)
            if named is not None and named not in words:
                at = Locator(file, ("intended", n, key))
                message = f"there is no {key} '{named}' in the framework"
                found.append(Problem("PG615", message, at, suggest(named, words)))
    return found


def _questions(framework: Framework, file: str) -> Iterator[Problem]:
    seen: dict[str, Path] = {}
    for question, path in question_places(framework):
        if seen.setdefault(question.id, path) != path:
            related = (Related(Locator(file, (*seen[question.id], "id")), "it is used here first"),)
            at = Locator(file, (*path, "id"))
            message = f"the question '{question.id}' stands twice"
            yield Problem("PG601", message, at, "give one of the two another id", related)
        yield from twice([topic.id for topic in question.topics], file, (*path, "topics"))


def question_places(framework: Framework) -> Iterator[tuple[Question, Path]]:
    """Yield every question of a framework with the path to it in framework.yaml, level by level."""
    waiting: list[tuple[Question, Path]] = [(framework.questions, ("questions",))]
    while waiting:
        question, path = waiting.pop(0)
        yield question, path
        waiting += [(part, (*path, "parts", n)) for n, part in enumerate(question.parts)]


def check_covered(framework: Framework, file: str, rules: Iterable[Rule]) -> list[Problem]:
    """Return a problem for each graded question without a rule: it would be settled at the baseline, unseen."""
    ruled = {rule.question for rule in rules}
    return [
        Problem(
            "PG609",
            f"the question '{question.id}' is graded, and no rule is about it",
            Locator(file, (*path, "id")),
            "write its rules, 'judged_by: people' where people judge it, or 'graded: false' where it is context only",
        )
        for question, path in question_places(framework)
        if question.graded and not question.by_people and question.id not in ruled
    ]


def misplaced(entries: Sequence[Any], file: str, *, among_cases: bool) -> dict[int, Problem]:
    """Return a problem for each test case in a file of rules, or each rule in one of test cases, by its index."""
    found = {}
    for n, entry in enumerate(entries):
        keys = entry if isinstance(entry, dict) else {}
        is_case, is_rule = "expect" in keys or "given" in keys, "when" in keys
        if is_case in {is_rule, among_cases}:
            continue
        if is_case:
            key = "expect" if "expect" in keys else "given"
            message = f"this is a test case ('{key}'), and the file is one of rules"
            remedy = "move it into a file in the folder 'tests' of the framework"
        else:
            key, message = "when", "this is a rule ('when'), and the file is one of test cases"
            remedy = "move it into a file of rules, which lies beside framework.yaml"
        found[n] = Problem("PG618", message, Locator(file, (n, key), of_key=True), remedy)
    return found


def check_rule_ids(written: Iterable[tuple[str, Locator]]) -> list[Problem]:
    """Return a problem for each rule whose id stands before, also where only the size of its letters differs."""
    remedy = "give one of the two another id"
    return [
        Problem("PG605", f"the rule '{name}' stands twice{differs}", at, remedy, (first,))
        for name, at, differs, first in repeated(written)
    ]


def check_size(rules: Sequence[Placed[Rule]]) -> list[Problem]:
    """Return a problem where a framework has more rules, or more conditions in all of them, than is allowed."""
    if not rules:
        return []
    sizes = [sum(1 for _ in conditions(placed.value.when)) for placed in rules]
    longest = rules[sizes.index(max(sizes))]
    return [
        *_too_many(limits.RULES, len(rules), rules[-1].at("id")),
        *_too_many(limits.CONDITIONS, sum(sizes), longest.at("when", of_key=True)),
    ]


def check_rules(rules: Iterable[Placed[Rule]], rulebook: Rulebook) -> Iterator[Problem]:
    """Yield what is wrong with rules in their framework: questions and topics that are not below, and no effect."""
    for placed in rules:
        rule = placed.value
        yield from _of_people(rule, placed, rulebook)
        yield from _without_effect(rule, placed, rulebook)
        for count, steps in count_places(rule.when):
            yield from _named_questions(rule, count, placed, steps, rulebook)
            yield from _named_measures(count, placed, steps, rulebook)
            yield from _always_holding(rule, count, placed, steps, rulebook)


def _of_people(rule: Rule, placed: Placed[Rule], rulebook: Rulebook) -> Iterator[Problem]:
    if rulebook.questions[rule.question].by_people:
        message = f"{rule.id} is about {rule.question}, which people judge: the rule would never be applied"
        remedy = "take the rule out, or take 'judged_by: people' out of framework.yaml so that rules judge the question"
        yield Problem("PG614", message, placed.at("question"), remedy)


def _without_effect(rule: Rule, placed: Placed[Rule], rulebook: Rulebook) -> Iterator[Problem]:
    category = rulebook.scale[rule.category]
    if rule.supports is not None and category <= rulebook.baseline:
        message = f"{rule.id} supports {category.id}, and a question starts from {rulebook.baseline.id}"
        yield Problem("PG611", message, placed.at("supports"), "support a better category, or limit to this one")
    if rule.limits_to is not None and category == rulebook.scale.best:
        message = f"{rule.id} limits to {category.id}, and nothing is better"
        yield Problem("PG611", message, placed.at("limits_to"), "limit to a worse category, or take the rule out")


def _named_questions(
    rule: Rule, count: Count, placed: Placed[Rule], steps: Steps, rulebook: Rulebook
) -> Iterator[Problem]:
    below = rulebook.below[rule.question]
    match count:
        case FindingsCount(question=named):
            yield from _outside(rule, named or (), below, placed.at(*steps, "question"))
            within = frozenset().union(*(rulebook.below[one] for one in named)) if named else below
            yield from _topics(count, within, placed.at(*steps, "topic"), rulebook)
        case JudgmentsCount(of="parts"):
            if not rulebook.questions[rule.question].graded_parts:
                message = f"{rule.question} has no graded parts whose judgments could be counted"
                yield Problem("PG608", message, placed.at(*steps), "count findings, or name the question above")
        case JudgmentsCount(of=named):
            yield from _outside(rule, named, below, placed.at(*steps, "of"))
            if rule.question in named:
                message = f"the rule counts the judgment of {rule.question} for itself"
                at = placed.at(*steps, "of", named.index(rule.question))
                yield Problem("PG607", message, at, "name questions below it")
        case MetricsCount() | RecommendationsCount():
            pass  # they name none


def _outside(rule: Rule, named: Iterable[str], below: frozenset[str], at: Locator) -> Iterator[Problem]:
    for n, name in enumerate(named):
        if name not in below:
            remedy = "name " + (", ".join(sorted(below - {rule.question})) or "no question: there are none below")
            message = f"the rule is about {rule.question}, and '{name}' is not below it"
            yield Problem("PG606", message, at.to(n), remedy)


def _topics(count: FindingsCount, within: frozenset[str], at: Locator, rulebook: Rulebook) -> Iterator[Problem]:
    known = [topic.id for name in rulebook.questions if name in within for topic in rulebook.questions[name].topics]
    for n, topic in enumerate(count.topic or ()):
        if topic not in known:
            remedy = suggest(topic, known) if known else "take 'topic' out: these questions have none"
            yield Problem(
                "PG610", f"'{topic}' is no topic of the questions whose findings are counted", at.to(n), remedy
            )


def _named_measures(count: Count, placed: Placed[Rule], steps: Steps, rulebook: Rulebook) -> Iterator[Problem]:
    if isinstance(count, MetricsCount) and "similar" not in count.stands:
        for measure in count.measure:
            if rulebook.measures[measure].better == "neither":
                message = f"the framework says of {measure} that neither side is better, so that it is never selected"
                remedy = "count another measure, or say in framework.yaml which side is better"
                yield Problem("PG612", message, placed.at(*steps, "measure"), remedy)


def _always_holding(
    rule: Rule, count: Count, placed: Placed[Rule], steps: Steps, rulebook: Rulebook
) -> Iterator[Problem]:
    """Yield a problem where a bound bounds nothing: what is counted cannot come to less, or to more."""
    bound, most = count.bound, _most(rule, count, rulebook)
    if bound.from_below and bound.value == 0:
        beyond, wanted = "less than 0", "more than 0"
    elif not bound.from_below and most is not None and bound.value >= most:
        beyond, wanted = f"more than {most}", f"less than {most}"
    else:
        return
    written = f"{bound.name}: {getattr(count, bound.name)}"
    message = f"in {rule.id}, '{written}' always holds, whatever is found: nothing comes to {beyond}"
    remedy = f"write the number that is meant, {wanted}, or take the condition out"
    yield Problem("PG620", message, placed.at(*steps, bound.name), remedy)


def _most(rule: Rule, count: Count, rulebook: Rulebook) -> int | None:
    """Return the most that a count can come to; None where there is no end, or nothing to be counted."""
    if not count.bound.of_number:
        return 1  # as a share
    return len(rulebook.counted_of(rule.question, count)) or None if isinstance(count, JudgmentsCount) else None
