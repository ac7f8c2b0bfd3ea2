"""The few things that decided a judgment: the findings that it comes down to, through the judgments below.

Readers who are shown no working view are told the findings and the reasons of rules about evidence alone, for what a
rule says of the parts of a question is a working view in a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from peelgrade.evidence import EXTENTS, WEIGHTS, Finding, Item, Metric, Recommendation
from peelgrade.rendering import prose, reasons
from peelgrade.rendering.report import items
from peelgrade.rendering.report.content import Told
from peelgrade.rendering.report.telling import Telling
from peelgrade.rendering.views import naturally
from peelgrade.rulebook import JudgmentsCount, Rule, Rulebook, counts
from peelgrade.trace import Applied, Judgment, Observed, deciding_counts, tree

MOST = 3
_LEADING = 2  # of those, so many speak for the side that decided, where there are as many
Side = Literal["for", "against"]


@dataclass(frozen=True)
class Cited:
    """An item that a judgment comes down to: which way it speaks, whether it decided, and the reason of its rule."""

    item: Item
    side: Side
    decided: bool
    because: str = ""


def in_short(question: str, telling: Telling) -> tuple[Told, ...]:
    """Return what decided a judgment in a few lines; nothing where nothing is judged or the audience is not told."""
    view = telling.view
    judgment, asked = view.result[question], view.rulebook.questions[question]
    told = telling.judged(asked) and judgment.range is not None and (telling.tells("computed") or judgment.category)
    if not told or not telling.tells("in_short"):
        return ()
    heads = tuple(Told(prose.capital(line), "strong") for line in _heads(judgment, telling))
    if view.rulebook.parents[question] is None and asked.graded_parts:
        return (*heads, *_parts(question, telling))
    said: set[str] = set()
    return (*heads, *(_told(one, telling, said) for one in deciding(question, telling)))


def _heads(judgment: Judgment, telling: Telling) -> Iterator[str]:
    """Yield in a line each where the judgment comes from: people, or the rules that decided."""
    if judgment.from_outside:
        yield from _outside(judgment, telling)
        return
    for rule, line in reasons.heads(telling.view, judgment.question):
        if telling.tells("working_views") or (rule is not None and not _of_working_views(rule, telling.view.rulebook)):
            yield line


def _outside(judgment: Judgment, telling: Telling) -> Iterator[str]:
    carried = judgment.carried_over is not None and not judgment.decision_applies
    if telling.tells("computed") or carried:
        yield prose.because(judgment, telling.view.rulebook)


def _may_say(rule: Rule, side: Side, telling: Telling) -> bool:
    """Whether an audience is told why a rule is there: what lifts a working view would tell of it."""
    if telling.tells("working_views"):
        return True
    lifts = side == "for" and telling.view.rulebook.questions[rule.question].working_view
    return not lifts and not _of_working_views(rule, telling.view.rulebook)


def _of_working_views(rule: Rule, rulebook: Rulebook) -> bool:
    """Whether a rule counts judgments that the inspectorate does not publish."""
    counted = (
        name
        for count in counts(rule.when)
        if isinstance(count, JudgmentsCount)
        for name in rulebook.counted_of(rule.question, count)
    )
    return any(rulebook.questions[name].working_view for name in counted)


def _parts(question: str, telling: Telling) -> Iterator[Told]:
    """Yield the judgments of the parts of the overall question."""
    view = telling.view
    for part in view.rulebook.questions[question].graded_parts:
        judgment = view.result[part.id]
        if telling.judged(part) and (telling.tells("computed") or judgment.category is not None):
            because = prose.because(judgment, view.rulebook) if telling.tells("computed") else ""
            under = (Told(because, "faint"),) if because else ()
            yield Told(f"{part.name}: {prose.standing(judgment, view.rulebook).lower()}", parts=under)


def _told(one: Cited, telling: Telling, said: set[str]) -> Told:
    """Return an item with the reason of the rule that it decided through, said once, and the places where it stands."""
    item = one.item
    if telling.tells("codings"):
        line = f"{item.id} {prose.item_line(item, telling.view.rulebook, telling.view.items)}"
    else:
        line = f"{_kind(item, telling)}: {getattr(item, 'statement', '')} ({item.id})"
    because = (Told(prose.capital(one.because)),) if one.because and one.because not in said else ()
    said.add(one.because)
    return Told(line, parts=(*because, *(Told(place, "faint") for place in items.places_told(item, telling))))


def _kind(item: Item, telling: Telling) -> str:
    if isinstance(item, Recommendation):
        return telling.view.rulebook.recommendation_types[item.type].title
    return prose.capital(item.shows) if isinstance(item, Finding) else ""


# --- which they are --------------------------------------------------------------------------------------------------


def deciding(question: str, telling: Telling) -> tuple[Cited, ...]:
    """Return the three items that a judgment comes down to, or fewer where there are no more.

    Two speak for what it is and one against it, the weightiest and widest first: for a judgment that was held down or
    not lifted, causes of concern and weaknesses lead; for any other, strengths.
    """
    judgment = telling.view.result[question]
    cited = _ranked(_cited(judgment, telling), telling)
    others = _ranked(_others(judgment, telling, {one.item.id for one in cited}), telling)
    lead: Side = "against" if _held(judgment) else "for"
    leading = [one for one in (*cited, *others) if one.side == lead]
    rest = [one for one in (*cited, *others) if one.side != lead]
    first = leading[: max(_LEADING, MOST - len(rest))]
    chosen = (*first, *rest[: MOST - len(first)])
    return tuple(chosen[:MOST])


def _held(judgment: Judgment) -> bool:
    """Whether a judgment was held down or not lifted: by rules, or by people who judge it worse than is computed."""
    if judgment.from_outside:
        stands, computed = judgment.range, judgment.computed
        return stands is not None and computed is not None and stands.low < computed.low
    return any(reason.kind in {"limits", "baseline"} for reason in judgment.reasons)


def _ranked(cited: Iterable[Cited], telling: Telling) -> list[Cited]:
    """Sort what decided before what did not, then by weight and extent; of those alike, one of each question first."""

    def rank(one: Cited) -> tuple[bool, int, int]:
        return not one.decided, *_weight(one.item, telling)

    alike: Counter[object] = Counter()
    placed = []
    for one in sorted(cited, key=lambda one: naturally(one.item.id)):
        placed.append((rank(one), alike[rank(one), one.side, one.item.question], one))
        alike[rank(one), one.side, one.item.question] += 1
    return [one for *_, one in sorted(placed, key=lambda entry: entry[:2])]


def _weight(item: Item, telling: Telling) -> tuple[int, int]:
    """Return what sorts items by weight and extent, the weightiest and widest first; a cause of concern before all."""
    if isinstance(item, Finding):
        return -WEIGHTS.index(item.weight), -EXTENTS.index(item.extent)
    if isinstance(item, Recommendation) and telling.view.rulebook.recommendation_types[item.type].rests_on_findings:
        return -len(WEIGHTS), 0
    return 0, 0


def _cited(judgment: Judgment, telling: Telling) -> list[Cited]:
    """Return the items that a judgment rests on, and those that kept it from better, each once."""
    found: dict[str, Cited] = {}
    if judgment.decision_applies and judgment.decision is not None:
        named = (telling.view.items[name] for name in judgment.decision.evidence if name in telling.view.items)
        listed = [Cited(item, _side(item), decided=True) for item in named if _may_cite(item, telling)]
    elif judgment.from_outside:
        listed = []
    else:
        listed = [*_walk(judgment, telling, frozenset({"for", "against"}), set())]
    for one in listed:
        found.setdefault(one.item.id, one)
    return list(found.values())


def _others(judgment: Judgment, telling: Telling, known: set[str]) -> Iterator[Cited]:
    """Yield the rest of what counts below a question, to be told where fewer items decided than are told."""
    for name in judgment.evidence:
        item = telling.view.items[name]
        if name not in known and _may_cite(item, telling):
            yield Cited(item, _side(item), decided=False)


def _may_cite(item: Item, telling: Telling) -> bool:
    closed = isinstance(item, Recommendation) and item.status == "met"
    return not isinstance(item, Metric) and not closed and telling.may_tell(item)


def _side(item: Item) -> Side:
    return "for" if isinstance(item, Finding) and item.shows == "strength" else "against"


def _walk(judgment: Judgment, telling: Telling, sides: frozenset[Side], seen: set[str]) -> Iterator[Cited]:
    """Yield the items that the reasons of a judgment come down to, on the sides that are asked about."""
    if judgment.question in seen or judgment.from_outside:
        return
    seen.add(judgment.question)
    rules: Mapping[str, Applied] = {applied.rule.id: applied for applied in judgment.applied}
    for reason in judgment.reasons:
        side: Side = "for" if reason.kind == "supports" else "against"
        if reason.rule is None or reason.kind not in {"supports", "limits", "not_reached"} or side not in sides:
            continue
        applied = rules[reason.rule]
        for count, observed in (node.counted for node in deciding_counts(tree(applied))):
            if isinstance(count, JudgmentsCount):
                for name in _parts_cited(count, observed, judgment.question, side, telling.view.rulebook):
                    yield from _walk(telling.view.result[name], telling, frozenset({side}), seen - {name})
            else:
                yield from _items(observed, applied.rule, side, reason.kind != "not_reached", telling)


def _parts_cited(
    count: JudgmentsCount, observed: Observed, question: str, side: Side, rulebook: Rulebook
) -> Iterable[str]:
    """Return the parts that a count comes down to: those that reach a category, or those that fall short of it."""
    if (side == "for") == count.good:
        return observed.matched
    if not count.good:
        return rulebook.counted_of(question, count)
    return tuple(name for name in rulebook.counted_of(question, count) if name not in observed.matched)


def _items(observed: Observed, rule: Rule, side: Side, decided: bool, telling: Telling) -> Iterator[Cited]:  # noqa: FBT001  # a fact of the reason
    """Yield the items of a count that speak for one side."""
    because = rule.because if decided and _may_say(rule, side, telling) else ""
    for name in dict.fromkeys((*observed.matched, *observed.support)):
        item = telling.view.items.get(name)
        if item is not None and _side(item) == side and _may_cite(item, telling):
            yield Cited(item, side, decided, because)
