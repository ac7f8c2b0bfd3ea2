"""Why a judgment was reached, as a tree for the terminal and as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from rich.text import Text
from rich.tree import Tree

from peelgrade.changes import Case
from peelgrade.evidence import Finding, Item
from peelgrade.explanation import Bearing, Use, WhereUsed, lack, where_used
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.console import dim
from peelgrade.rendering.views import View
from peelgrade.result import ResultDocument
from peelgrade.rulebook import JudgmentsCount, Question, Rule, Rulebook
from peelgrade.trace import Applied, Judgment, Node, Reason, Truth, deciding_counts, sides, tree

VERSION = "peelgrade/explanation/v1"
_HEADS = {
    "supports": "{category} is supported: {because}",
    "limits": "limited to {lower}: {because}",
    "not_reached": "{category} is not reached",
    "held_off": "a limit to {lower} did not take hold: {because}",
    "open": "still open, {effect}: {because}",
    "held": "open, but held by a limit, {effect}: {because}",
}
_TRUTHS = {Truth.TRUE: "holds", Truth.FALSE: "does not hold", Truth.UNKNOWN: "is open"}


def question(view: View, name: str, *, full: bool = False) -> Tree:
    """Return why a question stands as it does: what decided it, or every rule with `full`."""
    judgment = view.result[name]
    asked = view.rulebook.questions[name]
    root = Tree(_head(view, judgment, asked), guide_style="dim")
    _under_head(view, judgment, asked, root)
    if judgment.status in {"ungraded", "not_inspected"}:
        _outside(view, judgment, root)
        _context(view, asked, root)
    else:
        _why(view, judgment, asked, root, full=full)
    return root


def trace(view: View, name: str) -> tuple[Tree, ...]:
    """Return what decided how a question stands, without what `question` says above that.

    Items are told without their places, for a page on which each item stands with its own.
    """
    judgment, asked = view.result[name], view.rulebook.questions[name]
    if judgment.status in {"ungraded", "not_inspected"}:
        return ()
    root = Tree("")
    if judgment.assumed:
        root.add(Text(f"it is assumed; computed: {prose.by_rules(judgment)}"))
    _why_open(judgment, asked, root)
    _why(replace(view, placed=False), judgment, asked, root, full=False)
    return tuple(root.children)


def _why(view: View, judgment: Judgment, asked: Question, root: Tree, *, full: bool) -> None:
    """Add what stands in the place of the rules, and then what decided or, in full, every rule."""
    _outside(view, judgment, root)
    seen: set[str] = set()
    if full:
        for applied in judgment.applied:
            _rule(view, applied, root, seen)
        return
    for reason in judgment.reasons:
        _reason(view, judgment, reason, root, seen)
    _other_parts(view, judgment, asked, root)


def heads(view: View, name: str) -> tuple[tuple[Rule | None, str], ...]:
    """Return in a line each what lifted, held or left a judgment where it is, with the rule that did where one did."""
    judgment = view.result[name]
    rules = {applied.rule.id: applied.rule for applied in judgment.applied}
    told: list[tuple[Rule | None, str]] = []
    for reason in judgment.reasons:
        if reason.kind == "baseline":
            told.append((None, _baseline(view)))
        elif reason.rule is not None and reason.kind in {"supports", "limits"}:
            told.append((rules[reason.rule], _reason_head(view, reason.kind, rules[reason.rule])))
    return tuple(told)


def rule(view: View, name: str) -> Tree:
    """Return how a rule came out: every condition with what was observed and what is needed, and the evidence."""
    found = next(one for one in view.rulebook.rules if one.id == name)
    judgment = view.result[found.question]
    applied = next((one for one in judgment.applied if one.rule.id == name), None)
    root = Tree(Text(f"{name}  {view.words.effect(found)}", style="bold"), guide_style="dim")
    root.add(Text(escaping.terminal(found.because)))
    root.add(dim(_rule_line(view, found)))
    if found.effect == "limits_to":
        root.add(
            dim(
                "people may depart from this limit with a reason"
                if found.binding == "presumptive"
                else "a strict limit: people cannot depart from it"
            )
        )
    if applied is None:
        root.add(dim(f"not applied: {found.question} was not inspected"))
        return root
    told = root.add(Text.assemble("the rule ", (_TRUTHS[applied.truth], "bold")))
    _conditions(view, tree(applied), told, set(), limiting=found.effect == "limits_to")
    by = next((reason.kind for reason in judgment.reasons if reason.rule == name), None)
    root.add(
        Text(
            f"{found.question}: {prose.standing(judgment, view.rulebook).lower()}; this rule is {'' if by else 'not '}among what decided it"
        )
    )
    return root


def item(view: View, name: str) -> Tree:
    """Return one item of evidence: what it says, where it stands, and every rule and judgment that it bears on."""
    found = view.items[name]
    root = Tree(
        Text.assemble((f"{name}  ", "bold"), escaping.terminal(prose.item_line(found, view.rulebook, view.items))),
        guide_style="dim",
    )
    _about(view, found, root)
    why = prose.why_not_counted(found, view.inspection)
    used = _where_used(view, name)
    if why:
        root.add(Text(escaping.terminal(why)))
    direct = [use for use in used.uses if any(not isinstance(node.count, JudgmentsCount) for node in use.counts)]
    if not direct and not why:
        root.add(Text("no rule counts it"))
    for use in direct:
        _use(view, use, root)
    if used.bearings:
        branch = root.add(Text("the judgments that it bears on", style="bold"))
        for one in used.bearings:
            _bearing(view, one, used, branch)
    return root


def _about(view: View, found: Item, root: Tree) -> None:
    """Add where an item stands, what the coder said of it, what became of it, and what goes with it."""
    root.add(
        dim(
            f"{found.question}, {escaping.terminal(view.rulebook.questions[found.question].name)}"
            + (f", {found.topic.replace('_', ' ')}" if found.topic else "")
        )
    )
    root.add(dim(view.place(found.id)))
    for source in found.sources:
        title = next(
            (document.title for document in view.inspection.record.documents if document.id == source.document),
            source.document,
        )
        root.add(dim(escaping.terminal(f"{title}: {source}")))
    if found.note:
        root.add(dim(escaping.terminal(f"coder's note: {found.note}")))
    if isinstance(found, Finding) and (found.or_weight or found.or_extent):
        root.add(dim(prose.doubts([word for word in (found.or_weight, found.or_extent) if word])))
    for challenge in (one for one in view.inspection.record.challenges if one.item == found.id):
        told = root.add(Text(escaping.terminal(f"{challenge.id}: {prose.challenge_line(challenge)}")))
        was = prose.earlier(challenge)
        if was:
            told.add(dim(escaping.terminal(f"before, it said: {was}")))
    for other in _related(view, found.id):
        root.add(dim(escaping.terminal(other)))


def _where_used(view: View, name: str) -> WhereUsed:
    return where_used(Case(view.inspection, view.rulebook), view.result, name)


def _bearing(view: View, one: Bearing, used: WhereUsed, under: Tree) -> None:
    """Add one judgment that an item bears on: whether it is decisive there, and what would be without it."""
    name = one.judgment.question
    asked = view.rulebook.questions[name]
    line = Text.assemble((name, "bold"), f" {escaping.terminal(asked.short)}: " if asked.short else ": ")
    line.append(prose.standing(one.judgment, view.rulebook).lower(), style="bold")
    line.append(", and it is among the reasons" if one.decisive else "")
    after = one.without.after if one.without is not None else None
    least = "; without it there is too little evidence, here or below" if one.needed else ""
    line.append(
        f"; {prose.span(after, view.rulebook)} without it" if after is not None else f"{least}; the same without it"
    )
    branch = under.add(line)
    through = [use for use in used.uses if use.question == name and use.through]
    if through:
        below = dict.fromkeys(part for use in through for part in use.through)
        branch.add(dim(f"through {', '.join(below)}, by {', '.join(use.applied.rule.id for use in through)}"))


def _related(view: View, name: str) -> Iterable[str]:
    for other in view.inspection.findings:
        if other.part_of == name:
            yield f"its part {other.id}: {other.statement}"
    for recommendation in view.inspection.recommendations:
        if name in recommendation.arises_from:
            yield f"{recommendation.id} arises from it: {recommendation.statement}"


def _use(view: View, use: Use, under: Tree) -> None:
    rule = use.applied.rule
    decisive = ", and is among what decided" if use.decisive else ""
    line = Text.assemble(
        f"{use.question}: ", (rule.id, "bold"), f" {view.words.effect(rule)}; it {_TRUTHS[use.applied.truth]}{decisive}"
    )
    branch = under.add(line)
    for node in (node for node in use.counts if not isinstance(node.count, JudgmentsCount)):
        branch.add(dim(view.words.sentence(node, limiting=rule.effect == "limits_to")))


def as_data(view: View, document: ResultDocument, subject: str) -> dict[str, Any]:
    """Return the explanation of a question, rule or item as data, with places."""
    records = {record.question: record.model_dump(mode="json", by_alias=True) for record in document.judgments}
    data: dict[str, Any] = {
        "schema": VERSION,
        "subject": subject,
        "as_of": document.asked.model_dump(mode="json")["as_of"],
    }
    if subject in records:
        data["judgment"] = records[subject]
        cited = {name for reason in records[subject]["reasons"] for name in reason["support"]}
    elif subject in view.items:
        used = _where_used(view, subject)
        data["uses"] = [
            {
                "question": use.question,
                "rule": use.applied.rule.id,
                "truth": use.applied.truth.value,
                "through": list(use.through),
                "decisive": use.decisive,
            }
            for use in used.uses
        ]
        challenges = (one for one in view.inspection.record.challenges if one.item == subject)
        data["challenges"] = [one.model_dump(mode="json", exclude_none=True) for one in challenges]
        data["bears_on"] = [_bearing_data(one) for one in used.bearings]
        cited = {subject}
    else:
        applied = [entry for record in records.values() for entry in record["rules"] if entry["rule"] == subject]
        data["rule"] = applied[0] if applied else None
        data["place"] = view.where(subject)
        cited = set(_ids_in(data["rule"]))
    data["judgments_below"] = [records[name] for name in records if name in cited]
    data["evidence"] = [
        {**view.items[name].model_dump(mode="json", exclude_none=True), "place": view.where(name)}
        for name in sorted(cited)
        if name in view.items
    ]
    return data


def _bearing_data(one: Bearing) -> dict[str, Any]:
    after = one.without.after if one.without is not None else one.judgment.range
    return {
        "question": one.judgment.question,
        "decisive": one.decisive,
        "needed_for_minimum": one.needed,
        "low_without": after.low.id if after is not None else None,
        "high_without": after.high.id if after is not None else None,
    }


def _ids_in(record: Any) -> Iterable[str]:  # noqa: ANN401  # JSON of any shape
    if isinstance(record, dict):
        yield from record.get("matched") or ()
        for value in record.get("conditions") or ():
            yield from _ids_in(value)
        yield from _ids_in(record.get("condition"))


# --- parts of the tree -----------------------------------------------------------------------------------------------


def _head(view: View, judgment: Judgment, asked: Question) -> Text:
    return Text.assemble(
        (f"{asked.id}  {escaping.terminal(asked.name)}  ", "bold"),
        (prose.standing(judgment, view.rulebook).upper(), "bold reverse"),
        _beside(judgment),
    )


def _beside(judgment: Judgment) -> str:
    """Return what is computed, to stand beside a judgment that comes from outside."""
    if not judgment.from_outside:
        return ""
    whose = "assumed" if judgment.assumed else "decided" if judgment.decision_applies else "carried over"
    if judgment.by_people:
        return f"  {whose}"
    return f"  {whose}; computed: {prose.by_rules(judgment)}"


def _under_head(view: View, judgment: Judgment, asked: Question, root: Tree) -> None:
    if asked.short:
        root.add(dim(escaping.terminal(asked.title)))
    if asked.working_view:
        root.add(dim(prose.WORKING_VIEW))
    agreed = prose.agreement(judgment, view.inspection.published.get(asked.id), view.rulebook)
    if agreed:
        root.add(dim(f"published: {agreed}"))
    _why_open(judgment, asked, root)


def _why_open(judgment: Judgment, asked: Question, root: Tree) -> None:
    """Add why a judgment is open, where it is."""
    if asked.by_people:
        root.add(dim(prose.BY_PEOPLE))
    elif judgment.short:
        root.add(dim("less evidence than the minimum: more is taken to be on its way"))
    elif judgment.status == "open":
        root.add(dim("more evidence may come: the range is what it could still make of the question"))


def _outside(view: View, judgment: Judgment, root: Tree) -> None:
    carried = judgment.carried_over
    for taken in (one for one in view.inspection.record.decisions if one.question == judgment.question):
        category = view.words.category(taken.judgment) if taken.judgment else ""
        words = prose.OUTCOMES[taken.outcome]
        stage = f"at the stage '{taken.stage.replace('_', ' ')}' on {taken.date} by {', '.join(taken.people)}"
        root.add(Text(escaping.terminal(f"{words}{category} {stage}: {taken.reason}")))
    if judgment.decision is not None and judgment.decision.decides and not judgment.decision_applies:
        root.add(Text("the change does not apply: it is above a strict limit that holds", style="bold"))
    if carried is not None:
        stands = "" if not judgment.decision_applies else "; the decision stands in its place"
        told = (
            f"carried over from {carried.inspection}, {carried.date}: {view.words.category(carried.judgment)}{stands}"
        )
        root.add(Text(escaping.terminal(told)))
    if not judgment.by_people and (judgment.decision is not None or carried is not None):
        stale = f"; {prose.stale(judgment, view.rulebook)}" if judgment.stale else ""
        root.add(dim(f"computed: {prose.by_rules(judgment)}, for the reasons below{stale}"))


def _context(view: View, asked: Question, root: Tree) -> None:
    for part in asked.graded_parts:
        root.add(_part_line(view, part.id))
    shown = [entry for entry in view.inspection.items if entry.question == asked.id]
    for entry in shown:
        _item(view, entry.id, root, set())
    if not shown and not asked.graded_parts:
        root.add(dim("no evidence"))


def _reason(view: View, judgment: Judgment, reason: Reason, under: Tree, seen: set[str]) -> None:
    """Add one reason with what was observed and, where it lifted or held the judgment, what it rests on."""
    if reason.kind in {"decided", "carried_over", "assumed", "by_people"}:
        return
    if reason.kind == "baseline":
        under.add(Text(_baseline(view)))
        return
    applied = next(one for one in judgment.applied if one.rule.id == reason.rule)
    rule = applied.rule
    kind = "held" if reason.kind == "open" and is_held(judgment, rule, view.rulebook) else reason.kind
    head = _reason_head(view, kind, rule)
    branch = under.add(Text(head, style="bold" if reason.kind in {"supports", "limits"} else ""))
    branch.add(dim(_rule_line(view, rule)))
    nodes = list(deciding_counts(tree(applied)))
    for node in nodes:
        told = branch.add(Text(_telling(view, reason, node, limiting=rule.effect == "limits_to")))
        if reason.kind in {"supports", "limits"} and not _cited_by_another(node, nodes):
            _cited(view, node, told, seen, limiting=reason.kind == "limits")


def _baseline(view: View) -> str:
    return f"{view.words.category(view.rulebook.baseline.id)} is where every question starts, and no rule lifted it"


def is_held(judgment: Judgment, rule: Rule, rulebook: Rulebook) -> bool:
    """Whether a rule cannot lift a judgment to its category, should it hold: a limit ends the range below that."""
    computed = judgment.computed
    return rule.effect == "supports" and computed is not None and computed.high < rulebook.scale[rule.category]


def _reason_head(view: View, kind: str, rule: Rule) -> str:
    return _HEADS[kind].format(
        category=view.rulebook.scale[rule.category].title,
        lower=view.words.category(rule.category),
        because=escaping.terminal(rule.because),
        effect=view.words.effect(rule),
    )


def _telling(view: View, reason: Reason, node: Node, *, limiting: bool) -> str:
    """Say what a count observed; of a rule that failed, also what is lacking, and the ids of what speaks against it."""
    sentence = view.words.sentence(node, limiting=limiting)
    if reason.kind != "not_reached":
        return sentence
    _, against = sides(*node.counted)
    names, more = view.few(against)
    told = f" ({', '.join(names)}{f' and {more} more' if more else ''})" if against else ""
    return f"{prose.LACKS[lack(*node.counted)]}: {sentence}{told}"


def _ids(node: Node) -> set[str]:
    count, observed = node.counted
    return set(observed.support if isinstance(count, JudgmentsCount) else observed.matched)


def _cited_by_another(node: Node, nodes: list[Node]) -> bool:
    """Whether another count of the rule cites all of this one's evidence, so that it is shown there."""
    own, place = _ids(node), nodes.index(node)
    return any(
        own < _ids(other) or (own == _ids(other) and nodes.index(other) > place) for other in nodes if other is not node
    )


def _cited(view: View, node: Node, under: Tree, seen: set[str], *, limiting: bool) -> None:
    """Add what a count rests on: the items that it matched, or the judgments below."""
    count, observed = node.counted
    if not isinstance(count, JudgmentsCount):
        _items(view, observed.matched, under, seen)
        if count.is_share_of_evidence:
            _cite_other_side(view, node, under, seen)
        return
    for name in observed.support or observed.matched:
        branch = under.add(_part_line(view, name))
        if limiting and name not in seen:
            seen.add(name)
            for reason in view.result[name].reasons:
                if reason.kind in {"limits", "baseline"}:
                    _reason(view, view.result[name], reason, branch, seen)
            _shortfall(view, view.result[name], branch, seen)


def _cite_other_side(view: View, node: Node, under: Tree, seen: set[str]) -> None:
    """Add those that are alike and not selected: of a share, both sides make it what it is."""
    count, observed = node.counted
    good, bad = zip(sides(count, observed), prose.nouns(count), strict=True)
    others, noun = bad if count.good else good
    if others:
        branch = under.add(Text(f"on the other side: {prose.number(len(others), noun)}"))
        _items(view, others, branch, seen)


def _shortfall(view: View, judgment: Judgment, under: Tree, seen: set[str]) -> None:
    """Where nothing lifted a part from the baseline, add what it lacked."""
    if any(reason.kind == "baseline" for reason in judgment.reasons):
        for reason in judgment.reasons:
            if reason.kind == "not_reached":
                _reason(view, judgment, reason, under, seen)


def _other_parts(view: View, judgment: Judgment, asked: Question, root: Tree) -> None:
    """Where some parts decided, add the others, so that nobody asks whether they were seen."""
    cited = {name for reason in judgment.reasons for name in reason.support}
    others = [part.id for part in asked.graded_parts if part.id not in cited and view.result[part.id].range is not None]
    if cited & set(view.result.by_question) and others:
        branch = root.add(Text("the other parts"))
        for name in others:
            branch.add(_part_line(view, name))


def _part_line(view: View, name: str) -> Text:
    judgment, asked = view.result[name], view.rulebook.questions[name]
    line = Text.assemble(
        (f"{name} ", "bold"),
        f"{escaping.terminal(asked.name)}: ",
        (prose.standing(judgment, view.rulebook).lower(), "bold"),
    )
    told = prose.because(judgment, view.rulebook)
    return line.append(f"{', working view' if asked.working_view else ''}{'; ' + told if told else ''}", style="dim")


def _items(view: View, names: Sequence[str], under: Tree, seen: set[str]) -> None:
    told, more = view.few(names)
    for name in told:
        _item(view, name, under, seen)
    if more:
        under.add(dim(f"and {more} more"))


def _item(view: View, name: str, under: Tree, seen: set[str]) -> None:
    if name in seen:
        under.add(dim(f"{name}, shown above"))
        return
    seen.add(name)
    found = view.items[name]
    branch = under.add(
        Text.assemble((f"{name} ", "bold"), escaping.terminal(prose.item_line(found, view.rulebook, view.items)))
    )
    if view.placed:
        branch.add(dim(f"{view.place(name)}  {escaping.terminal(prose.place_of(found))}"))


def _rule(view: View, applied: Applied, under: Tree, seen: set[str]) -> None:
    line = Text.assemble(
        (applied.rule.id, "bold"), f" {view.words.effect(applied.rule)}; it ", (_TRUTHS[applied.truth], "bold")
    )
    branch = under.add(line)
    branch.add(dim(f"{escaping.terminal(applied.rule.because)}  {_rule_line(view, applied.rule)}"))
    _conditions(view, tree(applied), branch, seen, limiting=applied.rule.effect == "limits_to")


def _conditions(view: View, node: Node, under: Tree, seen: set[str], *, limiting: bool) -> None:
    if node.observed is None:
        word = "all of these" if "all" in type(node.condition).model_fields else "one of these"
        inside = under.add(Text(f"{word}: {_TRUTHS[node.truth]}")) if len(node.parts) > 1 else under
        for part in node.parts:
            _conditions(view, part, inside, seen, limiting=limiting)
        return
    branch = under.add(Text(f"{view.words.sentence(node, limiting=limiting)}: {_TRUTHS[node.truth]}"))
    if isinstance(node.count, JudgmentsCount):
        for name in node.observed.matched:
            branch.add(_part_line(view, name))
    else:
        _items(view, node.observed.matched, branch, seen)


def _rule_line(view: View, rule: Rule) -> str:
    return f"{rule.id}, {prose.basis(rule)} ({escaping.terminal(rule.basis.source)})  {view.place(rule.id)}"
