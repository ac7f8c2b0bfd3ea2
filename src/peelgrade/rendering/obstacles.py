"""Why a question is not judged at a category or better, in words and as data.

The words tell three things apart: that good was not shown, that weaknesses were found against it, and that it is only
not known yet.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from rich.text import Text
from rich.tree import Tree

from peelgrade.evidence import Item
from peelgrade.explanation import Block, Gap, Obstacle, Ways, WhyNot, gaps
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.console import dim
from peelgrade.rendering.views import View
from peelgrade.rulebook import JudgmentsCount, counted
from peelgrade.trace import FALSE, TRUE, UNKNOWN, Judgment, sides

VERSION = "peelgrade/why-not/v1"
_IN_FULL = 1  # so many levels of judgments below are told with their evidence; those further down in a line
_LEADS = {TRUE: "led there by", UNKNOWN: "may yet be led there by", FALSE: "would be led there by"}


def obstacles(found: WhyNot, view: View, *, full: bool = False) -> Tree:
    """Return what keeps a question from a category; with `full`, through every judgment below."""
    judgment = found.judgment
    asked = view.rulebook.questions[judgment.question]
    standing = prose.standing(judgment, view.rulebook)
    root = Tree(
        Text.assemble((f"{asked.id}  {escaping.terminal(asked.name)}  ", "bold"), (standing.upper(), "bold reverse")),
        guide_style="dim",
    )
    for line in _summary(found, view):
        root.add(Text(line))
    if not found.reached and found.judged:
        _Telling(view, full=full).obstacles(found, root, 0)
    elif found.judged and found.category == view.rulebook.scale.worst:
        _leading_down(found, view, root)
    elif found.judged:
        _carried(found, view, root)
    return root


# --- in a sentence or two --------------------------------------------------------------------------------------------


def _summary(found: WhyNot, view: View) -> list[str]:
    """Return what is to be said first: whether and why there is anything to explain."""
    judgment = found.judgment
    if judgment.status == "ungraded":
        asked = view.rulebook.questions[judgment.question]
        if asked.graded_parts:
            below = ", ".join(part.id for part in asked.graded_parts)
            return [f"this framework does not judge it as a whole, so it can be no category: ask of {below}"]
        return ["context only: this question is not graded, so it can be no category"]
    lines = [line for line in (_from_outside(judgment),) if line]
    if judgment.by_people:
        return [*lines, prose.BY_PEOPLE]
    if not found.judged:
        return [*lines, "it was not inspected, so the rules judge nothing"]
    computed = prose.reached(judgment.computed).lower()
    if found.reached:
        return [
            *lines,
            f"{_reached(found, worst=found.category == view.rulebook.scale.worst)}: nothing stands in the way",
        ]
    return [*lines, f"{f'by the rules it is {computed}; ' if judgment.from_outside else ''}{_how(found, view)}"]


def _reached(found: WhyNot, *, worst: bool) -> str:
    """Say what a question is by the rules, where it is the category or better; below the worst of them there is nothing."""
    judgment, computed = found.judgment, found.judgment.computed
    wanted, told = found.category.title.lower(), prose.reached(computed).lower()
    if worst:
        by = "by the rules " if judgment.from_outside else ""
        still = "still open, " if computed is not None and not computed.settled else ""
        return f"{by}it is {still}{told}; {wanted} is the bottom of the scale"
    if judgment.from_outside or computed is None:
        return f"by the rules it is {told}"
    if computed.low > found.category:
        return f"it is better than {wanted} already"
    return f"it is {wanted} {'' if computed.settled else 'or better '}already"


def _from_outside(judgment: Judgment) -> str:
    """Say where a judgment comes from that the rules did not give."""
    if not judgment.from_outside or judgment.range is None:
        return ""
    stands = judgment.range.low.title.lower()
    if judgment.assumed:
        return f"it is assumed to be {stands}"
    taken, carried = judgment.decision, judgment.carried_over
    if judgment.decision_applies and taken is not None:
        people = escaping.terminal(", ".join(taken.people))
        return f"people decided {stands} on {taken.date} ({people}): {escaping.terminal(taken.reason)}"
    return f"{stands} is carried over from {escaping.terminal(carried.inspection)}, {carried.date}" if carried else ""


def _how(found: WhyNot, view: View) -> str:
    """Say in one sentence what kind of thing is in the way."""
    wanted = found.category.title.lower()
    holding = [one for one in found.limits if not one.open]
    maybe = [one for one in found.limits if one.open]
    said = []
    if holding:
        said.append(f"{_amount(len(holding), 'limit')} below it {'holds' if len(holding) == 1 else 'hold'}")
    if maybe:
        said.append(f"{_amount(len(maybe), 'limit')} below it may yet hold")
    if found.unsupported:
        said.append(_unsupported(found, best=found.category == view.rulebook.scale.best))
    return f"{wanted} is {'not certain yet' if found.open else 'not reached'}: {', and '.join(said)}"


def _unsupported(found: WhyNot, *, best: bool) -> str:
    if not found.supports:
        return "there is no rule that could support it"
    opens = sum(one.open for one in found.supports)
    if opens == len(found.supports):
        return "what would support it is still open"
    return f"no rule that supports it{'' if best else ' or better'} holds{' so far' if opens else ''}"


def _amount(number: int, noun: str) -> str:
    return {1: "one", 2: "two", 3: "three"}.get(number, str(number)) + f" {noun}{'' if number == 1 else 's'}"


def _carried(found: WhyNot, view: View, root: Tree) -> None:
    """Add what lifted a question to the category."""
    if not found.carried:
        baseline = view.rulebook.baseline
        above = "" if baseline == found.category else f"from {baseline.title.lower()}, which is better"
        root.add(Text(f"every question starts {above or 'there'}, and no limit holds it lower"))
    for applied in found.carried:
        told = root.add(Text(f"carried by: {escaping.terminal(applied.rule.because)}"))
        told.add(dim(f"{applied.rule.id}  {view.place(applied.rule.id)}"))


def _leading_down(found: WhyNot, view: View, root: Tree) -> None:
    """Add what leads to the bottom of the scale: the baseline where it lies there, else the limits, and whether they hold."""
    if view.rulebook.baseline == found.category:
        root.add(Text("every question starts there"))
    applied = found.judgment.applied
    limits = [one for one in applied if one.rule.effect == "limits_to" and one.rule.category == found.category.id]
    for one in limits:
        told = root.add(Text(f"{_LEADS[one.truth]}: {escaping.terminal(one.rule.because)}"))
        told.add(dim(f"{one.rule.id}  {view.place(one.rule.id)}"))
    if not limits and view.rulebook.baseline != found.category:
        root.add(Text("no rule of this question leads there"))


# --- as a tree -------------------------------------------------------------------------------------------------------


class _Telling:
    """Tells obstacles once each: what was told before is only referred to."""

    def __init__(self, view: View, *, full: bool) -> None:
        self.view = view
        self.full = full
        self.seen: set[str] = set()

    def obstacles(self, found: WhyNot, under: Tree, depth: int) -> None:
        """Add the limits below the category, then the rules that could have lifted the question."""
        for one in found.limits:
            head = "may yet be limited to" if one.open else "limited to"
            lower = self.view.words.category(one.applied.rule.category)
            because = escaping.terminal(one.applied.rule.because)
            self._rule(one, Text(f"{head} {lower}: {because}", style="bold" if depth == 0 else ""), under, depth)
        asked_for = [one for one in found.supports if one.applied.rule.category == found.category.id]
        for one in found.supports:
            better = self.view.words.category(one.applied.rule.category).capitalize()
            said = "is still open" if one.open else "is not reached"
            if one in asked_for or not asked_for or self.full:
                self._rule(one, Text(f"{better} {said}", style="bold" if depth == 0 else ""), under, depth)
            elif depth == 0:
                under.add(dim(f"{better} would do too, and {said} ({one.applied.rule.id}; --full tells why)"))

    def _rule(self, one: Obstacle, head: Text, under: Tree, depth: int) -> None:
        rule = one.applied.rule
        branch = under.add(head)
        branch.add(dim(f"{rule.id}  {self.view.place(rule.id)}"))
        self._block(one.block, branch, depth, limiting=rule.effect == "limits_to")

    def _block(self, block: Block, under: Tree, depth: int, *, limiting: bool) -> None:
        match block:
            case Gap():
                self._gap(block, under, depth, limiting=limiting)
            case Ways(one_is_enough=one, parts=parts):
                what = "would lift it" if limiting else "would be enough"
                said = f"any one of these {what}" if one else "each of these would have to change"
                inside = under.add(Text(said)) if one or limiting else under
                for part in parts:
                    self._block(part, inside, depth, limiting=limiting)

    def _gap(self, gap: Gap, under: Tree, depth: int, *, limiting: bool) -> None:
        sentence = self.view.words.sentence(gap.node, limiting=limiting)
        head = "" if limiting else f"{prose.LACKS[gap.lack]}: "
        told = under.add(Text(f"{'open, ' if gap.open else ''}{head}{sentence}; {_by(gap, limiting=limiting)}"))
        if isinstance(gap.count, JudgmentsCount):
            self._parts(gap, told, depth)
        elif gap.margin.met:
            return
        elif limiting or gap.lack != "not_shown":
            self._evidence(gap, told, depth, limiting=limiting)
        elif gap.seen.matched:
            told.add(dim(f"found: {', '.join(gap.seen.matched)}"))

    def _evidence(self, gap: Gap, under: Tree, depth: int, *, limiting: bool) -> None:
        """Add what speaks against the question, and what speaks for it by its ids; what is further down by ids alone."""
        beside, against = sides(gap.count, gap.seen)
        if depth == 0 or (limiting and depth <= _IN_FULL) or self.full:
            for name in against:
                self._item(name, under)
        else:
            under.add(dim(f"against it: {', '.join(against)}"))
        if beside and (depth == 0 or self.full):
            good, _ = prose.nouns(gap.count)
            under.add(dim(f"beside {prose.number(len(beside), good)}: {', '.join(beside)}"))

    def _item(self, name: str, under: Tree) -> None:
        if name in self.seen:
            under.add(dim(f"{name}, told above"))
            return
        self.seen.add(name)
        found: Item = self.view.items[name]
        line = escaping.terminal(prose.item_line(found, self.view.rulebook, self.view.items))
        branch = under.add(Text.assemble((f"{name} ", "bold"), line))
        branch.add(dim(f"{self.view.place(name)}  {escaping.terminal(prose.place_of(found))}"))

    def _parts(self, gap: Gap, under: Tree, depth: int) -> None:
        """Add the parts that fall short, each with its own reasons; a part that was told before is only named."""
        if not gap.parts:
            for name in gap.seen.support:
                under.add(Text(f"{name}: {prose.standing(self.view.result[name], self.view.rulebook).lower()}"))
        for part in gap.parts:
            name = part.judgment.question
            asked = self.view.rulebook.questions[name]
            stands = prose.standing(part.judgment, self.view.rulebook).lower()
            line = Text.assemble((f"{name} ", "bold"), f"{escaping.terminal(asked.name)}: ", (stands, "bold"))
            key = f"{name} {part.category.id}"
            if key in self.seen:
                under.add(line.append(", told above", style="dim"))
                continue
            self.seen.add(key)
            outside = _from_outside(part.judgment)
            branch = under.add(line.append(f"; {outside}" if outside else "", style="dim"))
            if part.judgment.by_people:
                branch.add(dim(prose.BY_PEOPLE))
            elif depth < _IN_FULL or self.full:
                self.obstacles(part, branch, depth + 1)
            else:
                branch.add(dim(_brief(part, self.view)))


def _brief(found: WhyNot, view: View) -> str:
    """Return in one line what keeps a part from a category, and how to ask for more."""
    supports = [one for one in found.supports if one.applied.rule.category == found.category.id] or found.supports
    told = [view.words.brief(gap.node) for one in (*found.limits, *supports) for gap in gaps(one.block)]
    told = list(dict.fromkeys(line for line in told if line))
    return f"{'; '.join(told)} (for more: explain … {found.judgment.question} --why-not {found.category.id})"


def _by(gap: Gap, *, limiting: bool) -> str:
    """Return by how much a count misses what is wanted of it."""
    margin, by_number = gap.margin, not gap.count.is_share_of_evidence
    would = "would lift it" if limiting else "would meet it"
    if margin.met:
        return "as it stands it does not hold" if limiting else "met as it stands"
    if margin.points is not None:
        more = "more than " if margin.above else ""
        return f"{more}{_plain(margin.points)} {'point' if margin.points == 1 else 'points'} more {would}"
    if margin.out_of_reach:
        return f"no number of them {would}"
    if by_number and not limiting:
        return f"{margin.more} short" if margin.more is not None else f"{margin.fewer} too many"
    if by_number:
        return f"{margin.more} more {would}" if margin.more is not None else f"{margin.fewer} fewer {would}"
    good, bad = prose.nouns(gap.count)
    more = "" if margin.more is None else f"{prose.number(margin.more, good)} more"
    fewer = "" if margin.fewer is None else f"{prose.number(margin.fewer, bad)} fewer"
    return f"{' or '.join(word for word in (more, fewer) if word)} {would}"


def _plain(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):g}"


# --- as data ---------------------------------------------------------------------------------------------------------


def as_data(found: WhyNot, view: View) -> dict[str, Any]:
    """Return why not as data, with the places of rules and items; every judgment below that is why, once."""
    below: dict[str, dict[str, Any]] = {}
    cited: set[str] = set()
    asked = _why_not(found, below, cited)
    return {
        "schema": VERSION,
        **asked,
        "below": [below[key] for key in sorted(below)],
        "places": {name: view.where(name) for name in sorted(cited)},
    }


def _why_not(found: WhyNot, below: dict[str, dict[str, Any]], cited: set[str]) -> dict[str, Any]:
    judgment = found.judgment
    return {
        "question": judgment.question,
        "category": found.category.id,
        "status": judgment.status,
        "low": judgment.range.low.id if judgment.range else None,
        "high": judgment.range.high.id if judgment.range else None,
        "computed_low": judgment.computed.low.id if judgment.computed else None,
        "computed_high": judgment.computed.high.id if judgment.computed else None,
        "from_outside": judgment.from_outside,
        "judged_by": "people" if judgment.by_people else "rules",
        "stands": found.stands,
        "reached": found.reached,
        "open": found.open,
        "unsupported": found.unsupported,
        "carried_by": [one.rule.id for one in found.carried],
        "limits": [_obstacle(one, below, cited) for one in found.limits],
        "supports": [_obstacle(one, below, cited) for one in found.supports],
    }


def _obstacle(one: Obstacle, below: dict[str, dict[str, Any]], cited: set[str]) -> dict[str, Any]:
    rule = one.applied.rule
    cited.add(rule.id)
    return {
        "rule": rule.id,
        "effect": rule.effect,
        "category": rule.category,
        "truth": one.applied.truth.value,
        "because": rule.because,
        "conditions": _block(one.block, below, cited),
    }


def _block(block: Block, below: dict[str, dict[str, Any]], cited: set[str]) -> dict[str, Any]:
    if isinstance(block, Ways):
        kind = "one_is_enough" if block.one_is_enough else "each"
        return {"kind": kind, "conditions": [_block(part, below, cited) for part in block.parts]}
    for part in block.parts:
        key = f"{part.judgment.question} {part.category.rank}"
        if key not in below:
            below[key] = {}
            below[key] = _why_not(part, below, cited)
    if not isinstance(block.count, JudgmentsCount):
        cited.update(block.seen.matched)
    margin = block.margin
    return {
        "kind": "count",
        "lack": block.lack,
        "truth": block.node.truth.value,
        "counts": counted(block.count),
        "where": dict(block.count.where),
        "required": {block.count.bound.name: str(block.count.bound.value)},
        "certain": str(block.seen.certain),
        "possible": None if block.seen.possible is None else str(block.seen.possible),
        "matched": list(block.seen.matched),
        "maybe": list(block.seen.maybe),
        "among": list(block.seen.support),
        "met_as_it_stands": margin.met,
        "more": margin.more,
        "fewer": margin.fewer,
        "points": None if margin.points is None else str(margin.points),
        "parts": [part.judgment.question for part in block.parts],
    }
