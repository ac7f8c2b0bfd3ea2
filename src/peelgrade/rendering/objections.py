"""What proofs object to in rules, told as problems: at the place of the rule or question, with the evidence that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from peelgrade import consistency
from peelgrade.problems import Locator, Problem, Related
from peelgrade.rendering.prose import Words, number
from peelgrade.rulebook import (
    All,
    Any_,
    Condition,
    Findings,
    Intended,
    Judgments,
    Metrics,
    ObjectionKind,
    Recommendations,
    Rule,
    Rulebook,
    Steps,
    count_of,
)
from peelgrade.rulechecks import Coded, Example, Objection, Report, Subject, Undecided
from peelgrade.writing import Flow, FlowList, Plain, as_yaml

CODE_OF: Mapping[ObjectionKind, str] = {
    "never_holds": "PG801",
    "always_holds": "PG802",
    "never_decides": "PG803",
    "redundant": "PG804",
    "unreachable": "PG805",
    "metrics_alone": "PG806",
    "jump": "PG807",
    "wordy": "PG808",
    "backwards": "PG809",
}
UNDECIDED, IDLE = "PG810", "PG811"

_ASKED: Mapping[ObjectionKind, str] = {
    "never_holds": "whether a condition of it never holds",
    "always_holds": "whether a condition of it always holds",
    "never_decides": "whether it ever decides",
    "redundant": "whether each of its conditions adds something",
    "unreachable": "whether some evidence leads there",
    "metrics_alone": "whether its metrics decide alone",
    "jump": "whether one item moves it by more than one category",
    "wordy": "whether a wordy coding passes its bounds",
    "backwards": "whether an item moves it backwards",
}


@dataclass(frozen=True)
class Placing:
    """Where the rules and questions of a framework stand: the file framework.yaml, and the place of each rule."""

    rulebook: Rulebook
    file: str
    rules: Mapping[str, Locator]

    def at(self, subject: Subject) -> Locator:
        """Return the place of what an objection is about."""
        if subject.rule is None or subject.rule not in self.rules:
            return self._question(subject.question)
        place = self.rules[subject.rule]
        if not subject.steps:
            return place.to("id")
        return place.to(*subject.steps, *_to_bound(_inside(self.rule(subject.rule).when, subject.steps)))

    def rule(self, name: str) -> Rule:
        """Return the rule with this id."""
        return next(rule for rule in self.rulebook.rules if rule.id == name)

    def _question(self, name: str) -> Locator:
        places = consistency.question_places(self.rulebook.framework)
        path = next(path for question, path in places if question.id == name)
        return Locator(self.file, (*path, "id"))

    def declared(self, index: int) -> Locator:
        """Return the place of a declaration."""
        return Locator(self.file, ("intended", index, "objection"))


def _inside(condition: Condition, steps: Steps) -> Condition:
    """Return the condition that steps lead to."""
    for step in steps:
        if isinstance(step, int):
            condition = (condition.all if isinstance(condition, All) else condition.any)[step]  # type: ignore[union-attr]
    return condition


def _to_bound(condition: Condition) -> Steps:
    """Return the steps to the bound of a count; none to a condition that joins others."""
    if isinstance(condition, All | Any_):
        return ()
    (name,) = type(condition).model_fields
    return (name, count_of(condition).bound.name)


def problems(report: Report, placing: Placing, seconds: float) -> list[Problem]:
    """Return what a report objects to as problems; `seconds` are those that all proofs had together."""
    teller = _Teller(placing, Words(placing.rulebook))
    found = [teller.objection(one) for one in report.standing]
    found += [teller.undecided(one, seconds) for one in report.undecided]
    return found + [teller.idle(placing.rulebook.framework.intended[n], n) for n in report.idle]


@dataclass(frozen=True)
class _Teller:
    placing: Placing
    words: Words

    def objection(self, one: Objection) -> Problem:
        message, remedy = _TELL[one.kind](self, one)
        subject = one.subject
        target = f"rule: {subject.rule}" if subject.rule else f"question: {subject.question}"
        narrower = "".join(
            f", {key}: {value}" for key, value in (("category", subject.category), ("by", subject.by)) if value
        )
        narrower = narrower if one.kind in {"jump", "unreachable"} else ""
        declared = f"{{objection: {one.kind}, {target}{narrower}, reason: …}}"
        related = tuple(
            Related(self.placing.rules[name].to("id"), name) for name in one.rules if name in self.placing.rules
        )
        told = one.example.told if one.example else ""
        return Problem(
            CODE_OF[one.kind],
            message + (f" ({told})" if told else ""),
            self.placing.at(subject),
            f"{remedy}; or, if it is meant, {self.where_to_declare} - {declared}",
            related,
            text_of(one.example),
        )

    @property
    def where_to_declare(self) -> str:
        """Say where a line goes that declares what is meant, before the line itself."""
        if self.placing.rulebook.framework.intended:
            return "add to the list 'intended' in framework.yaml:"
        return "write 'intended:' at the end of framework.yaml, and below it"

    def undecided(self, one: Undecided, seconds: float) -> Problem:
        about = one.subject.rule or one.subject.question
        if one.subject.category:
            about = f"{about} at {self.category(one.subject.category)}"
        if one.too_big:
            message = f"{about}: {_ASKED[one.kind]} was not tried, for the rules tell too many kinds of items apart"
            remedy = "select by fewer topics, groups at risk or comparators at one question"
        else:
            message = f"{about}: {_ASKED[one.kind]} could not be decided within {seconds:g} s"
            remedy = "give the proofs longer with --seconds, or make the rules of the question simpler"
        return Problem(UNDECIDED, message, self.placing.at(one.subject), remedy)

    def idle(self, declared: Intended, index: int) -> Problem:
        about = f"the rule {declared.rule}" if declared.rule else str(declared.question)
        message = f"'{declared.objection}' is declared as meant of {about}, and nothing objects to it there"
        return Problem(IDLE, message, self.placing.declared(index), "take it out, or correct what it is about")

    # --- words --------------------------------------------------------------------------------------------------------

    def category(self, name: str | None) -> str:
        return self.words.category(name) if name else "another judgment"

    def condition(self, subject: Subject) -> str:
        """Return a condition in words: what a count selects with its bound, or how many conditions are joined."""
        condition = _inside(self.placing.rule(subject.rule or "").when, subject.steps)
        match condition:
            case All(all=parts):
                return f"“all of {number(len(parts), 'condition')}”"
            case Any_(any=parts):
                return f"“any of {number(len(parts), 'condition')}”"
            case Findings() | Metrics() | Recommendations() | Judgments():
                count = count_of(condition)
                return f"“{self.words.selection(count)}, {count.bound.name.replace('_', ' ')} {count.bound.told}”"

    def item(self, moved: Coded | None) -> str:
        """Return an item that moves a judgment in words."""
        if moved is None:
            return "one better judgment"
        rulebook = self.words.rulebook
        match moved.kind:
            case "strength" | "weakness":
                ground = f", {moved.ground.replace('_', ' ')}" if moved.ground else ""
                return f"one {moved.kind} ({moved.weight}{ground}, {moved.extent})"
            case "recommendation":
                kind = rulebook.recommendation_types[moved.type or ""].title.lower()
                return f"one {kind} ({'met' if moved.met else 'open'})"
            case _:
                return f"one metric ({rulebook.measures[moved.type or ''].title})"

    def apart(self, one: Objection) -> str:
        start = f"from {self.category(one.before)} " if one.before else ""
        return f"{start}to {self.category(one.after)}"

    # --- each kind ----------------------------------------------------------------------------------------------------

    def never_holds(self, one: Objection) -> tuple[str, str]:
        inner = bool(one.subject.steps[1:])
        rule = f", and so {one.subject.rule} never does" if inner and one.so else ""
        what = f"in {one.subject.rule}, " if inner else f"{one.subject.rule}: "
        return f"{what}{self.condition(one.subject)} never holds{rule}", "correct what it asks for, or take it out"

    def always_holds(self, one: Objection) -> tuple[str, str]:
        inner = bool(one.subject.steps[1:])
        rule = f", and so {one.subject.rule} always does" if inner and one.so else ""
        what = f"in {one.subject.rule}, " if inner else f"{one.subject.rule}: "
        message = f"{what}{self.condition(one.subject)} always holds, whatever is found{rule}"
        return message, "correct what it asks for, or take it out"

    def never_decides(self, one: Objection) -> tuple[str, str]:
        rule = one.subject.rule or ""
        effect = self.words.effect(self.placing.rule(rule))
        if one.example is None or not one.example.cases:
            why = "the judgment is the same without it"
        elif one.so:
            why = f"nothing lifts {one.subject.question} above {self.category(self.placing.rule(rule).category)} where it holds"
        else:
            why = f"where it holds, {_joined(one.rules)} {'decides' if len(one.rules) == 1 else 'decide'} as much"
        return f"{rule} ({effect}) never decides: {why}", "correct its condition or its category, or take it out"

    def redundant(self, one: Objection) -> tuple[str, str]:
        message = f"in {one.subject.rule}, {self.condition(one.subject)} adds nothing: the rule holds in the same cases without it"
        return message, "take it out, or correct what it asks for"

    def unreachable(self, one: Objection) -> tuple[str, str]:
        category = self.category(one.subject.category)
        rules = (
            f"though {_joined(one.rules)} {'leads' if len(one.rules) == 1 else 'lead'} there"
            if one.rules
            else "and no rule leads there"
        )
        nearest = f"; nearest to it comes {self.category(one.before)}" if one.before else ""
        message = f"no evidence leads {one.subject.question} to {category}, {rules}{nearest}"
        return message, "write a rule that leads there, or correct what keeps it off"

    def metrics_alone(self, one: Objection) -> tuple[str, str]:
        message = f"metrics decide alone: {one.subject.rule} moves {one.subject.question} {self.apart(one)} where nothing else that it asks for is there"
        return message, "ask beside the metrics for findings, recommendations or judgments that must be there"

    def jump(self, one: Objection) -> tuple[str, str]:
        scale = self.words.rulebook.scale
        far = abs(scale[one.after].rank - scale[one.before].rank) if one.before and one.after else 0
        apart = f" by {_NUMBERS.get(far, str(far))} categories, {self.apart(one)}" if far else ""
        message = f"{self.item(one.moved)} moves {one.subject.question}{apart}"
        return message, "let the rules of the categories between hold as well, or ask for more than one item"

    def wordy(self, one: Objection) -> tuple[str, str]:
        message = f"in {one.subject.rule}, {self.condition(one.subject)} hangs on how findings are cut: the same ones written out as twice as many move {one.subject.question} {self.apart(one)}"
        return message, "ask for a share of the findings instead of their number"

    def backwards(self, one: Objection) -> tuple[str, str]:
        message = (
            f"{self.item(one.moved)} moves {one.subject.question} {self.apart(one)}, against what it says of the force"
        )
        return (
            message,
            "bound what is good from below to support and from above to limit, and what is bad the other way",
        )


_NUMBERS = {2: "two", 3: "three", 4: "four"}
_TELL: Mapping[ObjectionKind, Callable[[_Teller, Objection], tuple[str, str]]] = {
    "never_holds": _Teller.never_holds,
    "always_holds": _Teller.always_holds,
    "never_decides": _Teller.never_decides,
    "redundant": _Teller.redundant,
    "unreachable": _Teller.unreachable,
    "metrics_alone": _Teller.metrics_alone,
    "jump": _Teller.jump,
    "wordy": _Teller.wordy,
    "backwards": _Teller.backwards,
}


def _joined(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def text_of(example: Example | None) -> str:
    """Return what shows an objection as YAML: test cases that can be pasted into a file of them."""
    if example is None or not example.cases:
        return ""
    return as_yaml([dict(_written(case)) for case in example.cases])


def _written(case: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the keys of a case with what is short on one line."""
    for key, value in case.items():
        match key:
            case "given":
                yield key, [Flow(one) for one in value]
            case "judged" | "expect":
                yield key, Flow({name: _plain(held) for name, held in value.items()})
            case "not_inspected":
                yield key, FlowList(value)
            case _:
                yield key, value


def _plain(held: Any) -> Any:  # noqa: ANN401  # a category, or what is expected besides
    if isinstance(held, Mapping) and "rules" in held:
        return {**held, "rules": {rule: Plain(truth) for rule, truth in held["rules"].items()}}
    return held
