"""What differs and what moved, in words: for the terminal, for Markdown, and as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from peelgrade.comparison import Cause, Detail, Difference, Effect, Move, Side, Standing, Turned
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.console import dim
from peelgrade.trace import leaves, tree

VERSION = "peelgrade/difference/v1"
Where = Callable[[str], str]
OUTSIDE = {"decided": "decided by people", "carried_over": "carried over", "assumed": "assumed"}
_TRUTH = {"true": "holds", "false": "does not hold", "unknown": "is open"}
_FEW = 3  # differences inside a value that are told one by one
_MANY = 12  # causes that are listed before the rest is only counted


@dataclass(frozen=True)
class Told:
    """A difference with what to call its two sides; `where` gives 'file:line' of an item or rule.

    `supposed` says whether it is what would be, and not what was; `notes` are lines on what is compared.
    """

    found: Difference
    where: Where
    supposed: bool = False
    notes: tuple[str, ...] = ()
    attributed: bool = True


def text(told: Told) -> RenderableType:
    """Return a difference for the terminal: what differs, and each judgment that moved with why before and after."""
    found = told.found
    shown: list[RenderableType] = [_head(told), *(dim(escaping.terminal(note)) for note in told.notes)]
    if told.attributed:
        shown += [Text(), causes(told)]
    shown.append(Text())
    names = {side.case.rulebook.framework.id for side in (found.old, found.new)}
    if not found.moves:
        shown += _nothing_moved(told)
        return Group(*shown)
    judged = sum(one.range is not None for one in found.new.result.judgments)
    verb = ("moves" if told.supposed else "moved") if len(found.moves) == 1 else "move" if told.supposed else "moved"
    head = f"{prose.number(len(found.moves), 'judgment')} of {judged} {verb}" if len(names) == 1 else "side by side"
    shown.append(Text(head, style="bold"))
    shown += [_move(told, move) for move in found.moves]
    return Group(*shown, *_legend(told))


def _head(told: Told) -> Text:
    old, new = told.found.old.case, told.found.new.case
    force, framework = new.inspection.record.force.name, new.rulebook.framework.title
    other = old.inspection.record.force.name
    name = force if other == force else f"{other} and {force}"
    line = Text.assemble((escaping.terminal(name), "bold"), f"  {escaping.terminal(framework)}")
    return line.append("  what if; nothing is written" if told.supposed else "", style="dim")


def _legend(told: Told) -> Iterator[RenderableType]:
    questions = told.found.new.case.rulebook.questions
    if any(move.question in questions and questions[move.question].working_view for move in told.found.moves):
        yield Text()
        yield dim("* working view: the inspectorate publishes no judgment at this level.")


def causes(told: Told) -> Tree:
    """Return what differs, one cause a line."""
    listed = told.found.causes
    head = "Supposed" if told.supposed else "What differs" if listed else "Nothing differs that is graded"
    root = Tree(Text(head, style="bold"), guide_style="dim")
    bearing = [one for one in listed if one.bears]
    for cause in (bearing, listed)[told.supposed][:_MANY]:
        branch = root.add(Text(cause_line(told, cause)))
        place = escaping.terminal(told.where(_placed(cause)))
        if place:
            branch.add(dim(place))
        for inside in cause.inside[:_MANY]:
            branch.add(dim(cause_line(told, inside)))
    if len(bearing) > _MANY:
        root.add(dim(f"and {len(bearing) - _MANY} more; --format json lists them all"))
    idle = [label(one) for one in listed if not one.bears]
    if idle and not told.supposed:
        named = ", ".join(idle[:_MANY]) + (f" and {len(idle) - _MANY} more" if len(idle) > _MANY else "")
        root.add(dim(f"differs in words alone, and bears on no judgment: {named}"))
    return root


def _placed(cause: Cause) -> str:
    return cause.item or (cause.subject if cause.kind.startswith("rule") else "")


def _nothing_moved(told: Told) -> list[RenderableType]:
    """Say that nothing moved, and what came nearest: a rule that turned, or one that still holds on other counts."""
    root = Tree(Text("No judgment moves." if told.supposed else "No judgment moved.", style="bold"), guide_style="dim")
    turned = [one for one in told.found.turned if one.truth_changed] or list(told.found.turned)
    for one in turned[:_MANY]:
        root.add(dim(turned_line(told, one)))
    if not turned and told.found.causes:
        root.add(dim("No rule came out otherwise, and none among the reasons counts otherwise."))
    return [root]


def turned_line(told: Told, one: Turned) -> str:
    """Return a rule that came out otherwise, with what was counted before and now."""
    words = prose.Words(told.found.new.case.rulebook)
    rule = one.after.rule
    now = list(leaves(tree(one.after)))
    was = list(leaves(tree(one.before)))
    changed = [(a, b) for a, b in zip(was, now, strict=True) if a.observed != b.observed]
    counted = "; ".join(
        f"{words.measured(b.count)}: {words.observed(a.count, a.observed)} → {words.observed(b.count, b.observed)}, "
        + (words.enough(b.count.bound) if rule.effect == "limits_to" else words.required(b.count.bound))
        for a, b in changed[:2]
        if a.count and b.count and a.observed and b.observed
    )
    truth = f"now {_TRUTH[one.after.truth]}" if one.truth_changed else f"still {_TRUTH[one.after.truth]}"
    return escaping.terminal(f"{rule.id} ({words.effect(rule)}) {truth}" + (f": {counted}" if counted else ""))


def _move(told: Told, move: Move) -> Tree:
    new = told.found.new.case.rulebook
    question = new.questions.get(move.question) or told.found.old.case.rulebook.questions[move.question]
    before, after = stood_and_stands(told.found, move.question)
    name = "Overall" if new.parents.get(move.question, "") is None else question.name
    line = Text.assemble((move.question, "bold"), f" {escaping.terminal(name)}")
    line.append(" *: " if question.working_view else ": ")
    line.append(f"{before} → {after}", style="bold")
    root = Tree(line, guide_style="dim")
    for word, reason in zip(("was", "now"), reasons(told.found, move.question), strict=True):
        if reason:
            root.add(dim(f"{word}: {escaping.terminal(reason)}"))
    for sentence in attribution(told, move):
        root.add(Text(sentence))
    return root


def standing(side: Side, question: str) -> str:
    """Return how a question of its rules stands on one side, and whether that comes from outside."""
    judgment = side.result[question]
    stands = Standing.of(judgment)
    told = prose.standing(judgment, side.case.rulebook).lower()
    more = [OUTSIDE[stands.outside]] if stands.outside else []
    if stands.stale:
        more.append("the decision is stale")
    return told + (f" ({', '.join(more)})" if more else "")


def stood_and_stands(found: Difference, question: str) -> tuple[str, str]:
    """Return how a question stands on both sides, and which rules do not have it."""
    sides = zip((found.old, found.new), ("old", "new"), strict=True)
    before, after = (
        standing(side, question) if question in side.case.rulebook.questions else f"not in the {which} rules"
        for side, which in sides
    )
    return before, after


def reasons(found: Difference, question: str) -> tuple[str, str]:
    """Return in a few words what decided a question on both sides."""
    judgments = [(side.result.by_question.get(question), side.case.rulebook) for side in (found.old, found.new)]
    before, after = ("" if judgment is None else prose.because(judgment, book) for judgment, book in judgments)
    return before, after


# --- what moved it ---------------------------------------------------------------------------------------------------


def attribution(told: Told, move: Move) -> Iterator[str]:
    """Yield what moved a judgment, in sentences; nothing where only one thing differs."""
    if len(told.found.causes) <= 1 or not told.attributed:
        return
    alone = [one for one in move.effects if one.sufficient]
    if len(alone) == 1 and alone[0].necessary:
        yield f"moved by {label(alone[0].cause)}"
    elif len(alone) == 1:
        yield f"{label(alone[0].cause)} alone moves it so, and taking it away does not bring it back"
    elif alone:
        yield f"each of these alone moves it so: {_labels(one.cause for one in alone)}"
        if not any(one.necessary for one in alone):
            yield "taking one of them away does not bring it back"
    else:
        yield f"moved by an interaction: {_labels(move.together)} together, and none of them alone"
    others = [one for one in move.effects if not one.sufficient]
    yield from (_part(told, move, one) for one in others[:_MANY])
    if len(others) > _MANY:
        yield f"and {len(others) - _MANY} more bear on it; --format json lists them all"


def _part(told: Told, move: Move, effect: Effect) -> str:
    name = label(effect.cause)
    if effect.necessary:
        return f"{name}: without it, it would not have moved"
    said = []  # the questions are one cause: one that is not there with others alone was not there before, or is not now
    if effect.alone is not None and not move.like(effect.alone, move.before):
        said.append(f"alone it would make it {brief(effect.alone, told)}")
    if effect.without is not None and not move.like(effect.without, move.after):
        said.append(f"without it, it would be {brief(effect.without, told)}")
    return f"{name}: {'; '.join(said)}"


def brief(stands: Standing, told: Told) -> str:
    """Return how a question stands in a few words, from the ids of categories."""
    if stands.reached is None:
        return stands.status.replace("_", " ")
    titles = {
        one.id: one.title.lower() for side in (told.found.old, told.found.new) for one in side.case.rulebook.scale
    }
    low, high = (titles.get(one, one) for one in stands.reached)
    outside = f" ({OUTSIDE[stands.outside]})" if stands.outside else ""
    now = f", {titles.get(stands.as_it_stands, '')} as it stands" if stands.as_it_stands and low != high else ""
    stale = ", with a stale decision" if stands.stale else ""
    return (low if low == high else f"{low} to {high}{now}") + outside + stale


def _labels(causes: Iterable[Cause]) -> str:
    names = list(dict.fromkeys(label(one) for one in causes))
    more = len(names) - _MANY
    shown = [*names[:_MANY], f"{more} more"] if more > 0 else names
    return prose.joined(shown)


_LABELS: dict[str, str] = {
    "challenge": "challenge {subject} ({item})",
    "rule_added": "the rule {subject}",
    "rule_removed": "the rule {subject}",
    "rule_altered": "the rule {subject}",
    "decisions": "the decision on {subject}",
    "carried_over": "the judgment carried over for {subject}",
    "fieldwork": "fieldwork on {subject}",
    "assumed": "the assumption on {subject}",
    "record": "other entries of the record",
    "waiver": "the waiver",
    "cut_off": "the cut-off",
}


def label(cause: Cause) -> str:
    """Return a short name of a cause, to stand in a sentence."""
    if cause.kind == "framework":
        return _framework_label(cause)
    named = {"subject": cause.subject, "item": cause.item, "words": cause.subject.replace("_", " ")}
    return _LABELS.get(cause.kind, "{subject}").format(**named)


def cause_line(told: Told, cause: Cause) -> str:
    """Return a cause in one line: what differs, from what to what."""
    line = _LINES.get(cause.kind, _other_line)(told, cause, ", ".join(detail(one) for one in cause.details))
    return escaping.terminal(line)


def _item_line(told: Told, cause: Cause, changed: str) -> str:
    match cause.kind:
        case "item_added":
            return f"{cause.subject} added: {_item(told.found.new, cause.subject)}"
        case "item_removed":
            return f"{cause.subject} left out: {_item(told.found.old, cause.subject)}"
        case _:
            return f"{cause.subject} altered: {changed}"


def _challenge_line(_: Told, cause: Cause, changed: str) -> str:
    answer = cause.challenge.response.replace("_", " ") if cause.challenge else ""
    return f"{cause.item} amended after challenge {cause.subject} ({answer}): {changed}"


def _rule_line(told: Told, cause: Cause, changed: str) -> str:
    word = cause.kind.removeprefix("rule_")
    return f"rule {cause.subject} {word}: {changed if word == 'altered' else _rule(told, cause)}"


def _record_line(told: Told, cause: Cause, changed: str) -> str:
    before, after = cause.details[0].before, cause.details[0].after
    match cause.kind:
        case "assumed":
            return f"{cause.subject} taken as judged {prose.Words(told.found.new.case.rulebook).category(after)}"
        case "fieldwork":
            alike = f"{str(after).replace('_', ' ')} already" if before == after else changed.removeprefix("status ")
            return f"fieldwork on {cause.subject}: {alike}"
        case "decisions":
            return f"decision on {cause.subject}: {_turned_to(_decided(before), _decided(after))}"
        case _:
            was, now = ((one or {}).get("judgment", "none").replace("_", " ") for one in (before, after))
            return f"carried over for {cause.subject}: {_turned_to(was, now)}"


def _turned_to(was: str, now: str) -> str:
    return f"{was}, another of its entries altered" if was == now else f"{was} → {now}"


def _other_line(_: Told, cause: Cause, changed: str) -> str:
    if cause.inside:
        return f"{label(cause)}: these cannot be told apart"
    named = _named_words(cause) if cause.kind == "framework" else []
    return f"framework: {prose.joined(named) or changed}" if cause.kind == "framework" else changed


def _framework_label(cause: Cause) -> str:
    """Return a short name of what differs in a framework: the words that are new, gone or altered, with what uses them."""
    parts = cause.inside or (cause,)
    named = [word for one in parts if one.kind == "framework" for word in _named_words(one)]
    what = prose.joined(named) or f"the framework's {cause.subject.replace('_', ' ')}"
    with_rules = any(one.kind.startswith("rule") for one in cause.inside)
    others = any(not one.kind.startswith("rule") and one.kind != "framework" for one in cause.inside)
    used = " and ".join([*(["rules"] if with_rules else []), *(["evidence"] if others else [])])
    whose = "its" if len(named) == 1 and " and " not in named[0] else "their"
    return what + (f" with {whose} {used}" if used else "")


_NOUN_OF = {
    "scale": ("category", "categories"),
    "questions": ("question", "questions"),
    "methods": ("method", "methods"),
    "groups_at_risk": ("group at risk", "groups at risk"),
    "recommendation_types": ("type of recommendation", "types of recommendation"),
    "comparators": ("comparator", "comparators"),
    "units": ("unit", "units"),
    "measures": ("measure", "measures"),
}


def _named_words(cause: Cause) -> list[str]:
    """Return the words of a vocabulary of the framework that are new, gone or altered, as in 'the new question q1.rural'."""
    nouns = _NOUN_OF.get(cause.subject)
    if nouns is None or len(cause.details) != 1:
        return []
    was, now = (dict(_words_in(value, None)) for value in (cause.details[0].before, cause.details[0].after))
    sets = (
        ("the new {}", [name for name in now if name not in was]),
        ("the former {}", [name for name in was if name not in now]),
        ("the altered {}", [name for name in now if name in was and now[name] != was[name]]),
    )
    return [
        f"{words.format(nouns[len(names) > 1])} {prose.joined(names[:_MANY] + _more(names))}"
        for words, names in sets
        if names
    ]


def _more(names: list[str]) -> list[str]:
    return [f"{len(names) - _MANY} more"] if len(names) > _MANY else []


def _words_in(value: Any, above: str | None) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # a JSON value
    """Yield the id of every word in a vocabulary with what else is said of it; of a question, with the one above."""
    for one in value if isinstance(value, list) else [value] if isinstance(value, dict) else ():
        yield one["id"], (above, {key: told for key, told in one.items() if key != "parts"})
        yield from _words_in(one.get("parts"), one["id"])


_LINES: dict[str, Callable[[Told, Cause, str], str]] = {
    "item_added": _item_line,
    "item_removed": _item_line,
    "item_altered": _item_line,
    "challenge": _challenge_line,
    "rule_added": _rule_line,
    "rule_removed": _rule_line,
    "rule_altered": _rule_line,
    "assumed": _record_line,
    "fieldwork": _record_line,
    "decisions": _record_line,
    "carried_over": _record_line,
}


def _item(side: Side, name: str) -> str:
    items = side.case.inspection.by_id
    return prose.item_line(items[name], side.case.rulebook, items) if name in items else ""


def _rule(told: Told, cause: Cause) -> str:
    side = told.found.old if cause.kind == "rule_removed" else told.found.new
    rule = next((one for one in side.case.rulebook.rules if one.id == cause.subject), None)
    return f"{prose.Words(side.case.rulebook).effect(rule)}, {rule.because}" if rule else ""


def detail(one: Detail) -> str:
    """Return one attribute that is another: from what to what where that is short."""
    name = one.attribute.replace("_", "-" if one.attribute == "cut_off" else " ")
    if _is_short(one.before) and _is_short(one.after):
        return f"{name} {_value(one.before)} → {_value(one.after)}"
    if one.before is None or one.after is None:
        return f"{name} {'added' if one.before is None else 'taken away'}"
    inside = list(_inside(one.before, one.after, name))
    if 0 < len(inside) <= _FEW and all(_is_short(was) and _is_short(now) for _, was, now in inside):
        return ", ".join(f"{word.replace('_', ' ')} {_value(was)} → {_value(now)}" for word, was, now in inside)
    return f"{name} altered"


def _inside(before: Any, after: Any, name: str) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401  # JSON values
    """Yield what differs inside two values that are built alike: the last key on the way to it, before, after."""
    match before, after:
        case dict(), dict() if before.keys() == after.keys():
            for key in before:
                yield from _inside(before[key], after[key], str(key))
        case list(), list() if len(before) == len(after) and not (_is_short(before) and _is_short(after)):
            for was, now in zip(before, after, strict=True):
                yield from _inside(was, now, name)
        case _ if before != after:
            yield name, before, after


def _is_short(value: Any) -> bool:  # noqa: ANN401  # a JSON value
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return value is None or (isinstance(value, str | int | float) and len(str(value)) <= 40)  # noqa: PLR2004  # what reads well in a line


def _value(value: Any) -> str:  # noqa: ANN401  # a JSON value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value).replace("_", " ") or "none"
    return "none" if value is None else str(value).replace("_", " ")


def _decided(decisions: Any) -> str:  # noqa: ANN401  # a JSON value
    if not decisions:
        return "none"
    last = decisions[-1]
    return f"{prose.OUTCOMES[last['outcome']]}{(last['judgment'] or '').replace('_', ' ')} at the stage '{last['stage'].replace('_', ' ')}'"


# --- data and Markdown -----------------------------------------------------------------------------------------------


def as_data(told: Told) -> dict[str, Any]:
    """Return a difference as data."""
    found = told.found
    return {
        "schema": VERSION,
        "kind": "what_if" if told.supposed else "difference",
        "old": _side(found.old),
        "new": _side(found.new),
        "notes": list(told.notes),
        "causes": [_cause(one) for one in found.causes],
        "moved": [_moved(told, one) for one in found.moves],
        "rules_turned": [
            {
                "rule": one.after.rule.id,
                "question": one.question,
                "before": one.before.truth.value,
                "after": one.after.truth.value,
            }
            for one in found.turned
        ],
    }


def _side(side: Side) -> dict[str, str]:
    record, framework = side.case.inspection.record, side.case.rulebook.framework
    return {
        "inspection": record.id,
        "force": record.force.name,
        "framework": framework.id,
        "version": framework.version,
    }


def _cause(cause: Cause) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": cause.kind, "subject": cause.subject, "bears": cause.bears}
    if cause.item is not None:
        data["item"] = cause.item
    data["details"] = [asdict(one) for one in cause.details]
    if cause.inside:
        data["inside"] = [_cause(one) for one in cause.inside]
    return data


def _moved(told: Told, move: Move) -> dict[str, Any]:
    was, now = reasons(told.found, move.question)
    return {
        "question": move.question,
        "before": stood(move.before),
        "after": stood(move.after),
        "because_before": was,
        "because_after": now,
        "interaction": move.is_interaction,
        "together": [_named(one) for one in move.together],
        "effects": [
            {
                **_named(one.cause),
                "sufficient": one.sufficient,
                "necessary": one.necessary,
                "alone": stood(one.alone),
                "without": stood(one.without),
            }
            for one in move.effects
        ],
    }


def _named(cause: Cause) -> dict[str, str]:
    return {"kind": cause.kind, "subject": cause.subject}


def stood(stands: Standing | None) -> dict[str, Any] | None:
    """Return how a question stands as data."""
    if stands is None:
        return None
    low, high = stands.reached or (None, None)
    computed = stands.computed and {"low": stands.computed[0], "high": stands.computed[1]}
    return {
        "status": stands.status,
        "low": low,
        "high": high,
        "as_it_stands": stands.as_it_stands,
        "computed": computed,
        "outside": stands.outside,
        "stale": stands.stale,
    }


def markdown(told: Told) -> str:
    """Return the judgments that moved as a Markdown table, as for a pull request."""
    found = told.found
    lines = [f"{prose.number(len(found.moves), 'judgment').capitalize()} moved.", ""]
    lines += [f"{escaping.markdown(note)}\n" for note in told.notes]
    if found.moves:
        lines += escaping.markdown_head(("Question", "Before", "After", "Because", "Moved by"))
    for move in found.moves:
        before, after = stood_and_stands(found, move.question)
        was, now = reasons(found, move.question)
        by = _labels(move.together) if move.together else ""
        cells = (move.question, before, after, f"{was or 'open'} → {now or 'open'}", by)
        lines.append(escaping.markdown_row(cells))
    return "\n".join(lines) + "\n"
