"""From evidence and rules to judgments (part 4 of the design): pure, and the same for every question of the tree.

A question starts from the baseline of its framework. Rules that support lift it, rules that limit hold it down, and
while evidence may still come both ends of a range are kept. Published judgments are never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from peelgrade.changes import (
    Add,
    AddRule,
    Assume,
    CarryOver,
    Case,
    Change,
    Remove,
    RemoveRule,
    Set,
    SetDecisions,
    SetOwnStatus,
    SetStatus,
    apply,
)
from peelgrade.evidence import (
    CarriedOver,
    Decision,
    FieldworkStatus,
    Finding,
    Inspection,
    Item,
    Metric,
    Recommendation,
)
from peelgrade.figures import standing
from peelgrade.rulebook import (
    All,
    Any_,
    Bound,
    Condition,
    Count,
    FindingsCount,
    JudgmentsCount,
    MetricsCount,
    Question,
    RecommendationsCount,
    Rule,
    Rulebook,
    count_of,
    fieldwork_statuses,
    waived_questions,
)
from peelgrade.scale import Category
from peelgrade.trace import (
    FALSE,
    TRUE,
    UNKNOWN,
    Applied,
    Judgment,
    Observed,
    Range,
    Reason,
    ReasonKind,
    Result,
    Status,
    Truth,
    all_of,
    any_of,
    support,
    tree,
)


def grade(inspection: Inspection, rulebook: Rulebook) -> Result:
    """Return the judgment of every question with its trace; the same inputs give the same result.

    The inspection and the rulebook are taken to be valid: every id that they name is declared.
    """
    return regrade(Case(inspection, rulebook))


def regrade(case: Case, changes: Iterable[Change] = (), known: Result | None = None) -> Result:
    """Return what `grade` does of a case with changes made; a judgment that is assumed stands whatever is found.

    `known` is the result of the case as it is: judgments that the changes cannot move are taken from it, so that the
    answer is the same and comes sooner. Raises KeyError and ValidationError as `changes.apply` does.
    """
    changes = tuple(changes)
    after = apply(case, changes)
    kept: Mapping[str, Judgment] = {}
    moved = _may_move(case, after, changes) if known is not None else None
    if known is not None and moved is not None:
        kept = {question: known[question] for question in case.rulebook.questions if question not in moved}
    return _laid_out(after, kept).result


@dataclass(frozen=True)
class Graded:
    """A case with its result, laid out so that it can be judged again and again by rulebooks that differ little."""

    result: Result
    _scopes: Mapping[str, _Scope]

    @classmethod
    def of(cls, case: Case, asked: Iterable[str] | None = None) -> Graded:
        """Grade a case; where only some questions are asked, these and all below, and the others are not judged."""
        rulebook = case.rulebook
        if asked is None:
            return _laid_out(case, {})
        needed = frozenset().union(*(rulebook.below[question] for question in asked))
        return _laid_out(case, {name: _not_asked(name) for name in rulebook.questions if name not in needed})

    def moved(self, question: str, rulebook: Rulebook) -> dict[str, Judgment]:
        """Return the judgments that a rulebook may move which differs in the rules about one question alone.

        They are those of the question and, where its judgment is another, of all above; every other stays as it is.
        """
        found: dict[str, Judgment] = {}
        reached = self.result.by_question
        for name in rulebook.above(question):
            before, scope = reached[name], self._scopes[name]
            below = {**reached, **found} if found else reached
            scope = replace(scope, case=replace(scope.case, rulebook=rulebook), below=below)
            after = _judgment(scope, judged=before.computed is not None, short=before.short)
            found[name] = after
            if name == question and (after.range, after.as_it_stands) == (before.range, before.as_it_stands):
                break
        return found


def _not_asked(question: str) -> Judgment:
    """Return the judgment of a question that is not judged."""
    nothing: dict[str, Any] = dict.fromkeys(("range", "computed", "as_it_stands"))
    none: dict[str, Any] = dict.fromkeys(("evidence", "found", "applied", "reasons"), ())
    return Judgment(question, "not_inspected", **nothing, in_progress=False, short=False, **none)


def _laid_out(case: Case, kept: Mapping[str, Judgment]) -> Graded:
    layout = _Layout.of(case)
    reached: dict[str, Judgment] = {}
    scopes: dict[str, _Scope] = {}
    _judge(layout.rulebook.framework.questions, layout, reached, kept, scopes)
    return Graded(Result(tuple(reached[question] for question in layout.rulebook.questions)), scopes)


def _may_move(before: Case, after: Case, changes: Iterable[Change]) -> set[str] | None:
    """Return the questions that changes may move, with all above them; None where that may be any."""
    rulebook = before.rulebook
    rules = {rule.id: rule.question for rule in rulebook.rules}  # one that is put in its place may be about another
    questions: set[str] = set()
    of_items = False
    for change in changes:
        match change:
            case Add() | Remove() | Set():
                of_items = True
            case Assume(question) | SetDecisions(question) | CarryOver(question):
                questions.add(question)
            case SetStatus(question) | SetOwnStatus(question):
                questions |= rulebook.below[question]
            case AddRule(rule):
                questions.add(rule.question)
            case RemoveRule(name) if name in rules:
                questions.add(rules[name])
            case _:
                return None
    if of_items:
        questions |= _of_other_items(before, after)
    return {above for question in questions for above in rulebook.above(question)}


def _of_other_items(before: Case, after: Case) -> set[str]:
    """Return the questions that items are on which are others in two cases, before and after."""
    sides = [{item.id: item for item in case.inspection.items} for case in (before, after)]
    named = [name for name in {**sides[0], **sides[1]} if sides[0].get(name) is not sides[1].get(name)]
    questions = {side[name].question for side in sides for name in named if name in side}
    # the figure of one metric may be what another is set beside
    changed = frozenset(named)
    for case in (before, after):
        for metric in case.inspection.metrics:
            if any(one.metric in changed for one in metric.comparators):
                questions.add(metric.question)
    return questions


@dataclass(frozen=True)
class _Layout:
    """An inspection laid out by question for one rulebook, with the judgments that are assumed."""

    rulebook: Rulebook
    metrics: Mapping[str, Metric]
    evidence: Mapping[str, tuple[Item, ...]]
    status: Mapping[str, FieldworkStatus]
    waived: frozenset[str]
    decisions: Mapping[str, tuple[Decision, ...]]
    carried_over: Mapping[str, CarriedOver]
    assumed: Mapping[str, str]

    @classmethod
    def of(cls, case: Case) -> _Layout:
        inspection, rulebook = case.inspection, case.rulebook
        record = inspection.record
        status = fieldwork_statuses(record, rulebook)
        evidence: dict[str, list[Item]] = {question: [] for question in rulebook.questions}
        for item in inspection.items:
            if inspection.counts(item) and status[item.question] != "not_inspected":
                evidence[item.question].append(item)
        decisions: dict[str, tuple[Decision, ...]] = {}
        for decision in record.decisions:
            decisions[decision.question] = (*decisions.get(decision.question, ()), decision)
        return cls(
            rulebook,
            {metric.id: metric for metric in inspection.metrics},
            {question: tuple(items) for question, items in evidence.items()},
            status,
            waived_questions(record, rulebook),
            decisions,
            {carried.question: carried for carried in record.carried_over},
            case.assumed,
        )


@dataclass(frozen=True)
class _Scope:
    """What one question is judged on: its evidence with all below it, and the judgments below it.

    `more` says whether more evidence may come anywhere in it. With `as_it_stands`, nothing more is expected.
    """

    case: _Layout
    question: Question
    evidence: tuple[Item, ...]
    more: bool
    below: Mapping[str, Judgment]
    as_it_stands: bool = False
    selected: dict[tuple[object, ...], tuple[Finding, ...]] = field(default_factory=dict)

    def alike(self, count: FindingsCount) -> tuple[Finding, ...]:
        """Return the findings that a count selects, whatever they show; counts that select alike share the answer."""
        wanted = (count.weight, count.extent, count.ground, count.at_risk, count.topic, count.question)
        if wanted not in self.selected:
            below = self.case.rulebook.below
            named = None if count.question is None else frozenset().union(*(below[one] for one in count.question))
            findings = (item for item in self.evidence if isinstance(item, Finding))
            self.selected[wanted] = tuple(item for item in findings if _alike(count, item, named))
        return self.selected[wanted]

    @property
    def empty(self) -> bool:
        """Whether nothing was found in it: no finding, no recommendation, and no judgment from outside below it."""
        found = any(not isinstance(item, Metric) for item in self.evidence)
        inside = self.case.rulebook.below[self.question.id] - {self.question.id}
        return not found and not any(self.below[name].from_outside for name in inside)

    def ranges(self, named: Iterable[str]) -> dict[str, Range]:
        """Return the range of each named question that is judged."""
        found: dict[str, Range] = {}
        for name in named:
            judgment = self.below[name]
            if self.as_it_stands and judgment.as_it_stands is not None:
                found[name] = Range(judgment.as_it_stands, judgment.as_it_stands)
            elif not self.as_it_stands and judgment.range is not None:
                found[name] = judgment.range
        return found


def _judge(
    question: Question,
    case: _Layout,
    reached: dict[str, Judgment],
    kept: Mapping[str, Judgment],
    scopes: dict[str, _Scope],
) -> _Scope:
    """Judge a question after everything below it, unless its judgment is kept; they are put into `reached`.

    What each question is judged on is put into `scopes`.
    """
    below = [_judge(part, case, reached, kept, scopes) for part in question.parts]
    own = case.evidence[question.id]
    evidence = tuple(sorted((*own, *(item for scope in below for item in scope.evidence)), key=lambda item: item.id))
    if question.id in kept:
        reached[question.id] = kept[question.id]
        scopes[question.id] = _Scope(case, question, evidence, kept[question.id].in_progress, reached)
        return scopes[question.id]
    status = case.status[question.id]
    judged = question.graded and status != "not_inspected"
    more = status == "in_progress" or any(scope.more for scope in below)
    scope = _Scope(case, question, evidence, more, reached)
    short = judged and _short(scope)
    scopes[question.id] = replace(scope, more=more or short)
    reached[question.id] = _judgment(scopes[question.id], judged=judged, short=short)
    return scopes[question.id]


def _short(scope: _Scope) -> bool:
    """Whether a question has less than the rules need: of a sub-question the minimum, above graded parts anything."""
    if scope.question.by_people:
        return False  # people judge it when they have seen enough
    if scope.question.graded_parts:
        return scope.empty
    minimum = 1 if scope.question.id in scope.case.waived else scope.case.rulebook.framework.minimum_evidence
    return sum(not isinstance(item, Metric) for item in scope.evidence) < minimum


def _judgment(scope: _Scope, *, judged: bool, short: bool) -> Judgment:
    question, case = scope.question, scope.case
    applied = tuple(_apply(rule, scope) for rule in case.rulebook.rules_of(question.id)) if judged else ()
    computed = _computed(question, applied, case.rulebook) if judged else None
    outside = _outside(question, case, computed, applied)
    final = Range(outside.judgment, outside.judgment) if outside.judgment is not None else computed
    return Judgment(
        question=question.id,
        status=_status(question, final),
        range=final,
        computed=computed,
        as_it_stands=outside.judgment if outside.judgment is not None else _as_it_stands(scope, computed),
        in_progress=scope.more,
        short=short,
        evidence=tuple(item.id for item in scope.evidence),
        found=tuple(item.id for item in scope.evidence if not isinstance(item, Metric)),
        applied=applied,
        reasons=_outside_reasons(outside) + (_reasons(applied, computed, scope) if computed else ()),
        decision=outside.decision,
        decision_applies=outside.applies,
        stale=outside.stale,
        carried_over=outside.carried_over,
        assumed=outside.assumed,
        by_people=judged and question.by_people,
    )


def _computed(question: Question, applied: Iterable[Applied], rulebook: Rulebook) -> Range:
    """Return what the rules give; where no rule judges, anything is possible until people do."""
    if question.by_people:
        return Range(rulebook.scale.worst, rulebook.scale.best)
    return _range(applied, rulebook)


def _status(question: Question, final: Range | None) -> Status:
    if not question.graded:
        return "ungraded"
    if final is None:
        return "not_inspected"
    return "settled" if final.settled else "open"


def _as_it_stands(scope: _Scope, computed: Range | None) -> Category | None:
    """Return the judgment that the same evidence gives if nothing more were found, brought within the range."""
    if computed is None or scope.question.by_people or scope.empty:
        return None
    if computed.settled:
        return computed.low
    closed = replace(scope, more=False, as_it_stands=True)
    applied = tuple(_apply(rule, closed) for rule in scope.case.rulebook.rules_of(scope.question.id))
    return computed.clamp(_range(applied, scope.case.rulebook).low)


# --- from rules to a range -------------------------------------------------------------------------------------------


def _range(applied: Iterable[Applied], rulebook: Rulebook) -> Range:
    scale, baseline = rulebook.scale, rulebook.baseline
    supported_low = supported_high = baseline
    limit_low = limit_high = scale.best
    for one in applied:
        category = scale[one.rule.category]
        if one.rule.effect == "supports":
            supported_low = max(supported_low, category) if one.truth == TRUE else supported_low
            supported_high = max(supported_high, category) if one.truth != FALSE else supported_high
        else:
            limit_low = min(limit_low, category) if one.truth != FALSE else limit_low
            limit_high = min(limit_high, category) if one.truth == TRUE else limit_high
    return Range(min(supported_low, limit_low), min(supported_high, limit_high))


def _apply(rule: Rule, scope: _Scope) -> Applied:
    observed: list[Observed] = []
    truth = _truth(rule.when, scope, observed)
    return Applied(rule, truth, tuple(observed))


def _truth(condition: Condition, scope: _Scope, observed: list[Observed]) -> Truth:
    match condition:
        case All():
            return all_of([_truth(part, scope, observed) for part in condition.all])
        case Any_():
            return any_of([_truth(part, scope, observed) for part in condition.any])
        case _:
            observed.append(_observe(count_of(condition), scope))
            return observed[-1].truth


# --- counts ----------------------------------------------------------------------------------------------------------


def _observe(count: Count, scope: _Scope) -> Observed:
    match count:
        case FindingsCount():
            return _findings(count, scope)
        case MetricsCount():
            return _metrics(count, scope)
        case RecommendationsCount():
            return _recommendations(count, scope)
        case JudgmentsCount():
            return _judgments(count, scope)


def _held_against(bound: Bound, certain: Fraction, possible: Fraction | None) -> Truth:
    if bound.from_below:
        if certain >= bound.value:
            return TRUE
        return FALSE if possible is not None and possible < bound.value else UNKNOWN
    if possible is not None and possible <= bound.value:
        return TRUE
    return FALSE if certain > bound.value else UNKNOWN


def _number(bound: Bound, matched: tuple[str, ...], maybe: tuple[str, ...], *, more: bool) -> Observed:
    """Observe a number of items: those matched are certain, and without end possible if more may come."""
    certain = Fraction(len(matched))
    possible = None if more else certain + len(maybe)
    truth = _held_against(bound, certain, possible)
    rests = matched if (truth == TRUE) == bound.from_below else ()
    return Observed(truth, certain, possible, matched, maybe, matched + maybe if truth == UNKNOWN else rests)


def _among(value: str | None, wanted: tuple[str, ...] | None) -> bool:
    return wanted is None or value in wanted


def _findings(count: FindingsCount, scope: _Scope) -> Observed:
    alike = scope.alike(count)
    matched = tuple(item.id for item in alike if item.shows == count.shows)
    if count.bound.of_number:
        return _number(count.bound, matched, (), more=scope.more)
    share = Fraction(len(matched), len(alike)) if alike else Fraction(0)
    certain, possible = (Fraction(0), Fraction(1)) if scope.more else (share, share)
    truth = _held_against(count.bound, certain, possible)
    return Observed(truth, certain, possible, matched, (), tuple(item.id for item in alike))


def _alike(count: FindingsCount, item: Finding, questions: frozenset[str] | None) -> bool:
    # the ground and the groups at risk are those of a major finding; beside a doubt they are only a note
    ground, at_risk = (item.ground, item.at_risk) if item.weight == "major" else (None, ())
    return (
        _among(item.weight, count.weight)
        and _among(item.extent, count.extent)
        and _among(ground, count.ground)
        and _among(item.topic, count.topic)
        and (questions is None or item.question in questions)
        and (count.at_risk is None or not set(count.at_risk).isdisjoint(at_risk))
    )


def selects(count: FindingsCount | RecommendationsCount, item: Item, rulebook: Rulebook) -> bool:
    """Whether a count takes an item in, whatever a finding shows, if the question of the count sees it at all."""
    match count, item:
        case FindingsCount(), Finding():
            named = count.question
            return _alike(count, item, None) and (
                named is None or any(item.question in rulebook.below[question] for question in named)
            )
        case RecommendationsCount(), Recommendation():
            return _among(item.type, count.type) and item.status in count.status
        case _:
            return False


def _recommendations(count: RecommendationsCount, scope: _Scope) -> Observed:
    matched = tuple(item.id for item in scope.evidence if selects(count, item, scope.case.rulebook))
    return _number(count.bound, matched, (), more=scope.more)


def _metrics(count: MetricsCount, scope: _Scope) -> Observed:
    matched: list[str] = []
    maybe: list[str] = []
    wanted = set(count.stands)
    for item in scope.evidence:
        if isinstance(item, Metric) and item.measure in count.measure:
            stands = standing(item, count.comparator, scope.case.rulebook, scope.case.metrics)
            if stands <= wanted:
                matched.append(item.id)
            elif stands & wanted and not scope.as_it_stands:
                maybe.append(item.id)
    observed = _number(count.bound, tuple(matched), tuple(maybe), more=scope.more)
    # a metric is nothing without the figures that it is set beside, also those that another rule asks for
    metrics = scope.case.metrics
    beside = (one.metric for name in observed.support for one in metrics[name].comparators)
    figures = (name for name in beside if name is not None and name in metrics)
    return replace(observed, support=tuple(dict.fromkeys((*observed.support, *figures))))


def _judgments(count: JudgmentsCount, scope: _Scope) -> Observed:
    rulebook = scope.case.rulebook
    judged = scope.ranges(rulebook.counted_of(scope.question.id, count))
    scale = rulebook.scale
    if count.reaching is not None:
        wanted = scale[count.reaching]
        matched = tuple(part for part, found in judged.items() if found.low >= wanted)
        maybe = tuple(part for part, found in judged.items() if found.low < wanted <= found.high)
    elif count.below is not None:
        wanted = scale[count.below]
        matched = tuple(part for part, found in judged.items() if found.high < wanted)
        maybe = tuple(part for part, found in judged.items() if found.low < wanted <= found.high)
    else:
        return _points(count.bound, judged, scale.best)
    if count.bound.of_number:
        return _number(count.bound, matched, maybe, more=False)
    total = len(judged) or 1
    certain, possible = Fraction(len(matched), total), Fraction(len(matched) + len(maybe), total)
    return Observed(_held_against(count.bound, certain, possible), certain, possible, matched, maybe, tuple(judged))


def _points(bound: Bound, judged: Mapping[str, Range], best: Category) -> Observed:
    most = len(judged) * best.points or Fraction(1)
    certain = sum((found.low.points for found in judged.values()), Fraction(0)) / most
    possible = sum((found.high.points for found in judged.values()), Fraction(0)) / most
    settled = tuple(part for part, found in judged.items() if found.settled)
    maybe = tuple(part for part in judged if part not in settled)
    return Observed(_held_against(bound, certain, possible), certain, possible, settled, maybe, tuple(judged))


# --- judgments from outside ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Outside:
    """A judgment that people decided or that is carried over, if any stands."""

    judgment: Category | None = None
    decision: Decision | None = None
    applies: bool = False
    stale: bool = False
    carried_over: CarriedOver | None = None
    assumed: bool = False


def _outside(question: Question, case: _Layout, computed: Range | None, applied: tuple[Applied, ...]) -> _Outside:
    carried = case.carried_over.get(question.id)
    stands = case.rulebook.scale[carried.judgment] if carried else None
    if question.id in case.assumed:
        return _Outside(case.rulebook.scale[case.assumed[question.id]], assumed=True)
    taken = case.decisions.get(question.id, ())
    if not taken:
        return _Outside(stands, carried_over=carried)
    changed = next((decision for decision in reversed(taken) if decision.decides), None)
    shown = changed or taken[-1]
    # a change departs from the computed judgment, a confirmation upholds what stood; either is stale once it is another
    reached = computed.low if computed is not None and computed.settled else None
    upheld = reached if changed or stands is None else stands
    held = shown.departs_from or shown.judgment
    stale = not question.by_people and held is not None and (upheld is None or held != upheld.id)
    if changed is None or changed.judgment is None:
        return _Outside(stands, shown, applies=False, stale=stale, carried_over=carried)
    judgment = case.rulebook.scale[changed.judgment]
    strict = [
        case.rulebook.scale[one.rule.category] for one in applied if one.rule.binding == "strict" and one.truth == TRUE
    ]
    applies = all(judgment <= limit for limit in strict)
    return _Outside(judgment if applies else stands, shown, applies=applies, stale=stale, carried_over=carried)


def _outside_reasons(outside: _Outside) -> tuple[Reason, ...]:
    if outside.judgment is None:
        return ()
    return (Reason("assumed" if outside.assumed else "decided" if outside.applies else "carried_over"),)


# --- reasons ---------------------------------------------------------------------------------------------------------


def _reasons(applied: tuple[Applied, ...], computed: Range, scope: _Scope) -> tuple[Reason, ...]:
    """Return what decided a computed judgment; what is open besides, where it is a range."""
    if scope.question.by_people:
        return (Reason("by_people"),)
    if computed.settled:
        return _deciding(applied, computed.low, scope)
    ends = (*_deciding(applied, computed.low, scope), *_deciding(applied, computed.high, scope))
    held = (reason for reason in ends if reason.kind in {"supports", "limits"})
    undecided = (_reason("open", one) for one in applied if one.truth == UNKNOWN and _moves(one.rule, computed, scope))
    return tuple(dict.fromkeys((*held, *undecided)))


def _moves(rule: Rule, computed: Range, scope: _Scope) -> bool:
    """Whether the truth of a rule could move either end of a range."""
    category = scope.case.rulebook.scale[rule.category]
    return computed.low < category if rule.effect == "supports" else category < computed.high


def _deciding(applied: tuple[Applied, ...], reached: Category, scope: _Scope) -> tuple[Reason, ...]:
    rulebook = scope.case.rulebook
    scale, baseline = rulebook.scale, rulebook.baseline
    supports = [(scale[one.rule.category], one) for one in applied if one.rule.effect == "supports"]
    limits = [(scale[one.rule.category], one) for one in applied if one.rule.effect == "limits_to"]
    could_be_better = baseline > reached or any(category > reached for category, _ in supports)
    lifted = [one for category, one in supports if one.truth == TRUE and category >= reached > baseline]
    binding = [one for category, one in limits if one.truth == TRUE and category == reached and could_be_better]
    failed = [] if binding else [one for category, one in supports if one.truth == FALSE and category > reached]
    held_off = [one for category, one in limits if one.truth == FALSE and category < reached]
    reasons = [
        *_nearest(lifted, reached),
        *sorted((_reason("limits", one) for one in binding), key=lambda reason: len(reason.support)),
        *(_reason("not_reached", one) for one in failed),
        *(reason for reason in (_reason("held_off", one) for one in held_off) if reason.support),
    ]
    if not lifted and not binding and reached == baseline:
        reasons.insert(0, Reason("baseline"))
    return tuple(reasons)


def _nearest(lifted: list[Applied], reached: Category) -> list[Reason]:
    """Give the rules that support the category itself, or else those that support a better one."""
    exact = [one for one in lifted if one.rule.category == reached.id]
    return [_reason("supports", one) for one in exact or lifted]


def _reason(kind: ReasonKind, one: Applied) -> Reason:
    return Reason(kind, one.rule.id, support(tree(one)))
