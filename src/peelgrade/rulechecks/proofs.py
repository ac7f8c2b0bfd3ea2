"""The proofs, one for each kind of objection: what is asked of all evidence, and what shows the answer.

Each goes through the units that it is about (conditions, rules, categories, items) and asks the search one thing of
each. What a declaration silences is found all the same, and not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import combinations, islice

from peelgrade.rulebook import (
    WHEN,
    All,
    Any_,
    Condition,
    Count,
    FindingsCount,
    JudgmentsCount,
    Mover,
    ObjectionKind,
    Rule,
    Rulebook,
    Steps,
    conditions,
    count_of,
    count_places,
)
from peelgrade.rulechecks.bench import Bench, TooBig, coded, mover
from peelgrade.rulechecks.deadline import Undecided as GaveUp
from peelgrade.rulechecks.domain import Sort, TooManyKinds
from peelgrade.rulechecks.encoding import Applied, Encoding, metrics_in, others_in
from peelgrade.rulechecks.examples import Claim, confirmed
from peelgrade.rulechecks.formulas import (
    Amounts,
    Formula,
    Term,
    Trial,
    Unknown,
    at_least,
    at_most,
    differ,
    either,
    every,
    opposite,
    same,
)
from peelgrade.rulechecks.objections import Example, Objection, Subject, Undecided

MOST_SETS = 300  # sets of rules that are tried for the smallest that makes a rule idle
LOWEST_TRIED = 20  # numbers below a bound that are tried for the nearest

Ask = Callable[[], Iterator[Objection]]
Unit = tuple[Subject, Ask]  # what a proof is about, and the proof
MOVERS: tuple[Mover, ...] = ("strength", "weakness", "recommendation", "metric")


def prove(kind: ObjectionKind, bench: Bench) -> Iterator[Objection | Undecided]:
    """Yield what the proofs of one kind object to at a question, and what they did not come to an end with."""
    for subject, ask in PROOFS[kind](bench):
        try:
            bench.benches.deadline.look()
            yield from ask()
        except GaveUp:
            yield Undecided(kind, subject)
        except TooManyKinds:
            yield Undecided(kind, subject, too_big=True)


def _shown(bench: Bench, made: Objection, show: Callable[[], Objection]) -> Objection:
    """Return an objection with what shows it, or as it is where it is declared."""
    if bench.silent(made.kind, made.subject):
        return made
    try:
        return show()
    except TooBig:
        return replace(made, example=Example(told="the smallest evidence that shows it has too many items to print"))


def _claim(bench: Bench, name: str, because: str, amounts: Amounts, *truths: tuple[str, Steps, bool]) -> Claim:
    return Claim(name, because, bench.body(amounts), bench.question, bench.judgment(amounts).id, truths)


# --- conditions that never or always hold -----------------------------------------------------------------------------


def _never_holds(bench: Bench) -> Iterator[Unit]:
    for rule in bench.rules:
        yield Subject(bench.question, rule.id), partial(_fixed, bench, rule, holds=False)


def _always_holds(bench: Bench) -> Iterator[Unit]:
    for rule in bench.rules:
        yield Subject(bench.question, rule.id), partial(_fixed, bench, rule, holds=True)


def _fixed(bench: Bench, rule: Rule, *, holds: bool) -> Iterator[Objection]:
    """Yield the innermost conditions of a rule that hold always, or never."""
    kind: ObjectionKind = "always_holds" if holds else "never_holds"
    fixed = {steps: condition for condition, steps in conditions(rule.when) if _is_fixed(bench, condition, holds=holds)}
    for steps, condition in fixed.items():
        if any(len(other) > len(steps) and other[: len(steps)] == steps for other in fixed):
            continue
        made = Objection(kind, Subject(bench.question, rule.id, steps), so=WHEN in fixed)
        show = partial(_show_fixed, bench, made, rule, condition, holds=holds)
        yield _shown(bench, made, show)


def _is_fixed(bench: Bench, condition: Condition, *, holds: bool) -> bool:
    formula = bench.plain.holds(bench.question, condition)
    return bench.find(opposite(formula) if holds else formula) is None


def _show_fixed(bench: Bench, made: Objection, rule: Rule, condition: Condition, *, holds: bool) -> Objection:
    near = True if holds else _nearest(bench, condition)
    amounts = bench.smallest(near)
    steps = made.subject.steps
    truths = [(rule.id, steps, holds)]
    because = "the condition holds, and there is next to nothing" if holds else "nearer to holding it does not come"
    case = confirmed(_claim(bench, f"{rule.id}.{made.kind}", because, amounts, *truths), bench.rulebook)
    return replace(made, before=bench.judgment(amounts).id, example=Example((case,)))


def _nearest(bench: Bench, condition: Condition) -> Formula:
    """Say what comes nearest to a condition that never holds: as many of its parts as hold together, or of its number."""
    match condition:
        case All() | Any_():
            parts = condition.all if isinstance(condition, All) else condition.any
            together: Formula = True
            for part in parts:
                wider = every([together, bench.plain.holds(bench.question, part)])
                together = wider if bench.find(wider) is not None else together
            return together
        case _:
            count = count_of(condition)
            return _highest(bench, count) if count.bound.of_number and count.bound.from_below else True


def _highest(bench: Bench, count: Count) -> Formula:
    selected = bench.plain.selected(bench.question, count)
    top = int(count.bound.value)
    for number in range(top - 1, max(0, top - LOWEST_TRIED), -1):
        wanted = at_least(selected, number)
        if bench.find(wanted) is not None:
            return wanted
    return True


# --- rules that never decide ------------------------------------------------------------------------------------------


def _never_decides(bench: Bench) -> Iterator[Unit]:
    for rule in bench.rules:
        if not _without_effect(rule, bench):  # the structure of the rules says so already
            yield Subject(bench.question, rule.id), partial(_idle, bench, rule)


def _without_effect(rule: Rule, bench: Bench) -> bool:
    category, scale = bench.rulebook.scale[rule.category], bench.rulebook.scale
    return category <= bench.rulebook.baseline if rule.effect == "supports" else category == scale.best


def _idle(bench: Bench, rule: Rule) -> Iterator[Objection]:
    applied = bench.plain.applied(bench.question)
    own = next(one for one in applied if one[0].id == rule.id)
    others = [one for one in applied if one[0].id != rule.id]
    if bench.find(own[1]) is None or bench.find(_decides(bench, own, others)) is not None:
        return
    made = Objection("never_decides", Subject(bench.question, rule.id))

    def show() -> Objection:
        by = _smallest_idling(bench, own, others)
        amounts = bench.smallest(own[1])
        truths = [(rule.id, WHEN, True)]
        because = "the rule holds, and the judgment is the same without it"
        claim = _claim(bench, f"{rule.id}.never_decides", because, amounts, *truths)
        case = confirmed(claim, bench.rulebook)
        confirmed(replace(claim, truths=()), _without(bench, rule))
        names = tuple(one.id for one, _ in by)
        excluded = () if names else tuple(one.id for one, _ in others if _lifts_above(bench, one, rule))
        return replace(made, before=claim.category, rules=names or excluded, so=not names, example=Example((case,)))

    yield _shown(bench, made, show)


def _lifts_above(bench: Bench, one: Rule, limit: Rule) -> bool:
    scale = bench.rulebook.scale
    return one.effect == "supports" and scale[one.category] > scale[limit.category]


def _without(bench: Bench, rule: Rule) -> Rulebook:
    return Rulebook.of(bench.rulebook.framework, (one for one in bench.rulebook.rules if one.id != rule.id))


def _decides(bench: Bench, rule: Applied, others: Sequence[Applied]) -> Formula:
    """Say that the judgment would be another without a rule, if only it and some others were there."""
    lifted = bench.plain.lifted
    return either(differ(lifted([*others, rule], rank), lifted(others, rank)) for rank in bench.ranks)


def _smallest_idling(bench: Bench, rule: Applied, others: Sequence[Applied]) -> Sequence[Applied]:
    """Return the fewest other rules that leave a rule nothing to decide; of those that are as few, the first.

    What lifts a question gives a limit something to hold down, so beside a limit all support stays. None are returned
    where a limit holds only where nothing lifts the question above it.
    """
    given = [one for one in others if rule[0].effect == "limits_to" and one[0].effect == "supports"]
    open_ = [one for one in others if one not in given]
    sets = (chosen for size in range(len(open_) + 1) for chosen in combinations(open_, size))
    for chosen in islice(sets, MOST_SETS):
        if bench.find(_decides(bench, rule, [*given, *chosen])) is None:
            return chosen
    kept = list(open_)  # too many to try every set: leave out what can be left out, one after another
    for one in open_:
        fewer = [other for other in kept if other is not one]
        if bench.find(_decides(bench, rule, [*given, *fewer])) is None:
            kept = fewer
    return kept


# --- conditions that add nothing --------------------------------------------------------------------------------------


def _redundant(bench: Bench) -> Iterator[Unit]:
    for rule in bench.rules:
        if isinstance(rule.when, All | Any_):
            yield Subject(bench.question, rule.id), partial(_needless, bench, rule)


def _needless(bench: Bench, rule: Rule) -> Iterator[Objection]:
    whole = bench.plain.holds(bench.question, rule.when)
    if bench.find(whole) is None or bench.find(opposite(whole)) is None:
        return
    dropped: set[Steps] = set()
    inside = [(condition, steps) for condition, steps in conditions(rule.when) if steps != WHEN]
    for condition, steps in reversed(inside):
        if any(_is_fixed(bench, condition, holds=holds) for holds in (True, False)):
            continue
        fewer = _leaving_out(bench, rule.when, WHEN, dropped | {steps})
        if fewer is None or bench.find(differ(whole, fewer)) is not None:
            continue
        dropped.add(steps)
        made = Objection("redundant", Subject(bench.question, rule.id, steps))
        in_any = steps[-2] == "any"
        yield _shown(bench, made, partial(_show_needless, bench, made, rule, condition, holds=in_any))


def _leaving_out(bench: Bench, condition: Condition, steps: Steps, dropped: set[Steps]) -> Formula | None:
    """Return a condition without some of those inside it; None where nothing of it is left."""
    match condition:
        case All() | Any_():
            name = "all" if isinstance(condition, All) else "any"
            parts = getattr(condition, name)
            kept = [
                _leaving_out(bench, part, (*steps, name, n), dropped)
                for n, part in enumerate(parts)
                if (*steps, name, n) not in dropped
            ]
            left = [part for part in kept if part is not None]
            return None if not left else every(left) if name == "all" else either(left)
        case _:
            return bench.plain.holds(bench.question, condition)


def _show_needless(bench: Bench, made: Objection, rule: Rule, condition: Condition, *, holds: bool) -> Objection:
    formula = bench.plain.holds(bench.question, condition)
    amounts = bench.smallest(formula if holds else opposite(formula))
    whole = Trial(amounts).holds(bench.plain.holds(bench.question, rule.when))
    truths = [(rule.id, made.subject.steps, holds), (rule.id, WHEN, whole)]
    because = f"the condition {'holds' if holds else 'fails'}, and the rule is as it would be without it"
    case = confirmed(_claim(bench, f"{rule.id}.redundant", because, amounts, *truths), bench.rulebook)
    return replace(made, before=bench.judgment(amounts).id, example=Example((case,)))


# --- categories that no evidence reaches ------------------------------------------------------------------------------


def _unreachable(bench: Bench) -> Iterator[Unit]:
    for category in bench.rulebook.scale:
        yield Subject(bench.question, category=category.id), partial(_out_of_reach, bench, category.rank)


def _out_of_reach(bench: Bench, rank: int) -> Iterator[Objection]:
    categories = bench.rulebook.scale.categories
    category = categories[rank]
    if bench.reached(category):
        return
    leading = [rule for rule in bench.rules if rule.category == category.id and not _without_effect(rule, bench)]
    made = Objection(
        "unreachable",
        Subject(bench.question, category=category.id),
        rules=tuple(rule.id for rule in leading),
    )

    def show() -> Objection:
        nearest = next(
            one
            for one in sorted(categories, key=lambda one: (abs(one.rank - rank), one.rank))
            if one.rank != rank and bench.reached(one)
        )
        wanted, truths = bench.at(nearest), []
        for rule in leading:  # best shown where a rule that leads there holds, and is not enough
            holding = every([wanted, bench.plain.holds(bench.question, rule.when)])
            if bench.find(holding) is not None:
                wanted, truths = holding, [(rule.id, WHEN, True)]
                break
        because = f"nearer to {category.id} it does not come"
        claim = _claim(bench, f"{bench.question}.{category.id}.nearest", because, bench.smallest(wanted), *truths)
        return replace(made, before=nearest.id, example=Example((confirmed(claim, bench.rulebook),)))

    yield _shown(bench, made, show)


# --- metrics alone ----------------------------------------------------------------------------------------------------


def _metrics_alone(bench: Bench) -> Iterator[Unit]:
    for rule in bench.rules:
        if metrics_in(rule):
            yield Subject(bench.question, rule.id), partial(_by_metrics, bench, rule)


def _by_metrics(bench: Bench, rule: Rule) -> Iterator[Objection]:
    """Object where a rule moves a judgment by its metrics, and nothing else that it asks for is there."""
    none = Encoding(bench.plan, times={amount: 0 for sort, amount in bench.plan.amounts.items() if not sort.found})
    wanted = every(
        [
            bench.plain.holds(bench.question, rule.when),
            *(_asks_in_vain(bench, rule, count) for count in others_in(rule)),
            bench.moved(bench.plain, none),
        ]
    )
    if bench.find(wanted) is None:
        return
    made = Objection("metrics_alone", Subject(bench.question, rule.id))

    def show() -> Objection:
        amounts = bench.smallest(wanted)
        claim = _claim(bench, f"{rule.id}.metrics", "nothing but metrics speaks for it", amounts, (rule.id, WHEN, True))
        body = bench.body(amounts, none.times)
        before = bench.judgment(amounts, none).id
        without = Claim(f"{rule.id}.no_metrics", "the same without metrics", body, bench.question, before)
        cases = tuple(confirmed(one, bench.rulebook) for one in (without, claim))
        return replace(made, before=before, after=claim.category, example=Example(cases))

    yield _shown(bench, made, show)


def _asks_in_vain(bench: Bench, rule: Rule, count: Count) -> Formula:
    """Say that nothing is there of what a count of a rule asks for, be it for the force or against it.

    Of judgments that is so where no part is better, or worse, than it is at its least.
    """
    supports = rule.effect == "supports"
    if count.good != supports:
        return True  # it asks that something be not there
    if not isinstance(count, JudgmentsCount):
        return at_most(bench.plain.selected(bench.question, count), 0)
    by_least: dict[int, list[str]] = {}
    for part in bench.plain.counted(bench.question, count):
        reached = bench.benches.reached(part)
        by_least.setdefault((min if supports else max)(reached, default=0), []).append(part)
    return every(
        at_most(bench.plain.judgments(parts, partial(_is_beyond, least, supports=supports)), 0)
        for least, parts in by_least.items()
    )


def _is_beyond(least: int, rank: int, *, supports: bool) -> int:
    return int(rank > least if supports else rank < least)


# --- single items that move a judgment far ----------------------------------------------------------------------------


def _jump(bench: Bench) -> Iterator[Unit]:
    for by in MOVERS:
        yield Subject(bench.question, by=by), partial(_jumps, bench, by)


def _jumps(bench: Bench, by: Mover) -> Iterator[Objection]:
    sorts = [sort for sort in bench.plan.amounts if mover(sort) == by and _own(bench, sort)]
    added = {sort: Unknown(f"+{bench.plan.amounts[sort].name}", 0, 1) for sort in sorts}
    if not added or bench.rulebook.scale.best.rank < 2:  # noqa: PLR2004  # two categories can only be one apart
        return
    then = _with(bench, added)
    more = list(added.values())
    made = Objection("jump", Subject(bench.question, by=by))
    silent = bench.silent("jump", made.subject)
    apart = [2] if silent else range(bench.rulebook.scale.best.rank, 1, -1)
    for distance in apart:
        wanted = every([_one(more), _apart(bench, then, distance)])
        if bench.find(wanted, more) is not None:
            yield _shown(bench, made, partial(_show_added, bench, made, added, then, wanted))
            return


def _with(bench: Bench, added: Mapping[Sort, Unknown]) -> Encoding:
    """Return the formulas of evidence with some items more."""
    return Encoding(bench.plan, more={bench.plan.amounts[sort]: (1, unknown) for sort, unknown in added.items()})


def _own(bench: Bench, sort: Sort) -> bool:
    """Whether an item is on the question itself, or on one below that is not graded and stands for it."""
    graded = (name for name in bench.rulebook.above(sort.question) if bench.rulebook.questions[name].graded)
    return next(graded, None) == bench.question


def _one(more: Sequence[Unknown]) -> Formula:
    terms = [(1, one) for one in more]
    return every([at_least(terms, 1), at_most(terms, 1)])


def _apart(bench: Bench, then: Encoding, distance: int) -> Formula:
    """Say that the question is judged so many categories better or worse by another reading of the evidence."""
    top = bench.rulebook.scale.best.rank
    now, question = bench.plain, bench.question
    pairs = [(low, low + distance) for low in range(top - distance + 1)]
    return either(
        every(
            [low_of.reaches(question, 0), opposite(low_of.reaches(question, low + 1)), high_of.reaches(question, high)]
        )
        for low, high in pairs
        for low_of, high_of in ((now, then), (then, now))
    )


def _show_added(
    bench: Bench, made: Objection, added: Mapping[Sort, Unknown], then: Encoding, wanted: Formula
) -> Objection:
    """Show what one item more does: the evidence before it and with it."""
    amounts = bench.smallest(wanted, list(added.values()))
    sort = next(sort for sort, unknown in added.items() if amounts[unknown])
    body = bench.body(amounts)
    before, after = bench.judgment(amounts), bench.judgment(amounts, then)
    name = f"{bench.question}.{made.kind}"
    with_it = replace(body, items=(*body.items, sort.item))
    claims = (
        Claim(f"{name}.before", "before the last item of the next case", body, bench.question, before.id),
        Claim(f"{name}.after", "with one item more", with_it, bench.question, after.id),
    )
    cases = tuple(confirmed(claim, bench.rulebook) for claim in claims)
    return replace(made, before=before.id, after=after.id, moved=coded(sort.item), example=Example(cases))


# --- wordy codings ----------------------------------------------------------------------------------------------------


def _wordy(bench: Bench) -> Iterator[Unit]:
    for rule in bench.rules:
        if any(_counts_heads(count) for count, _ in count_places(rule.when)):
            yield Subject(bench.question, rule.id), partial(_by_words, bench, rule)


def _counts_heads(count: Count) -> bool:
    """Whether a count is of a number of findings that differs between a coding and one that says all twice."""
    bound = count.bound
    return isinstance(count, FindingsCount) and bound.of_number and bound.value > (1 if bound.from_below else 0)


def _by_words(bench: Bench, rule: Rule) -> Iterator[Objection]:
    """Object where findings written out twice have a rule hold, or not, and so move the judgment of the question."""
    question, twice = bench.question, bench.twice
    now, then = bench.plain.holds(question, rule.when), twice.holds(question, rule.when)
    doubled = twice.applied(question)
    held = [(one, now if one.id == rule.id else truth) for one, truth in doubled]
    parts = (name for name in bench.plan.opened if name != question and bench.rulebook.questions[name].graded)
    wanted = every(
        [
            differ(now, then),
            bench.moved(bench.plain, twice),
            either(differ(twice.lifted(doubled, rank), twice.lifted(held, rank)) for rank in bench.ranks),
            *(
                same(bench.plain.reaches(part, rank), twice.reaches(part, rank))
                for part in parts
                for rank in bench.ranks
            ),
        ]
    )
    found = bench.find(wanted)
    if found is None:
        return
    made = Objection("wordy", Subject(question, rule.id, _changed(bench, rule, found)))
    yield _shown(bench, made, partial(_show_words, bench, made, rule, wanted))


def _changed(bench: Bench, rule: Rule, amounts: Amounts) -> Steps:
    """Return the steps to the first count of heads that comes out otherwise when findings are written out twice."""
    trial = Trial(amounts)

    def differs(condition: Condition) -> bool:
        now, then = (trial.holds(one.holds(bench.question, condition)) for one in (bench.plain, bench.twice))
        return now != then

    return next(
        steps
        for condition, steps in conditions(rule.when)
        if not isinstance(condition, All | Any_) and _counts_heads(count_of(condition)) and differs(condition)
    )


def _show_words(bench: Bench, made: Objection, rule: Rule, wanted: Formula) -> Objection:
    amounts, twice = bench.smallest(wanted), bench.twice
    subject = replace(made.subject, steps=_changed(bench, rule, amounts))
    before, after = bench.judgment(amounts), bench.judgment(amounts, twice)
    held = Trial(amounts).holds(bench.plain.holds(bench.question, rule.when))
    once = Claim(
        f"{rule.id}.once",
        "each thing coded once",
        bench.body(amounts),
        bench.question,
        before.id,
        ((rule.id, WHEN, held),),
    )
    again = Claim(
        f"{rule.id}.twice",
        "the same findings, each written out as two",
        bench.body(amounts, twice.times),
        bench.question,
        after.id,
        ((rule.id, WHEN, not held),),
    )
    cases = tuple(confirmed(claim, bench.rulebook) for claim in (once, again))
    return replace(made, subject=subject, before=before.id, after=after.id, example=Example(cases))


# --- strengths that lower, weaknesses that raise ----------------------------------------------------------------------


def _backwards(bench: Bench) -> Iterator[Unit]:
    could = cache(partial(_could_go_back, bench.benches.of(bench.question, local=True)))
    for by in ("strength", "weakness", "recommendation"):
        yield Subject(bench.question, by=by), partial(_goes_back, bench, by, could)
    below = bench.rulebook.below[bench.question]
    if any(bench.rulebook.questions[name].by_people for name in below):
        yield Subject(bench.question, by="judgment"), partial(_judged_back, bench)


def _goes_back(bench: Bench, by: Mover, could: Callable[[bool], bool]) -> Iterator[Objection]:
    """Object where an item moves the question against what it says of the force.

    Asked first is whether one could by the rules of the question alone, if what they count of judgments below moved any
    way that fits. That none can, for this question and those below it, proves it for all evidence. Only if one could is
    all evidence below looked at.
    """
    made = Objection("backwards", Subject(bench.question, by=by))
    for up in (True, False):
        if not could(up):
            continue
        opened = bench.benches.of(bench.question, closing=False)
        added = {sort: one for sort, one in _added(opened, up=up).items() if mover(sort) == by}
        then = _with(opened, added)
        more = list(added.values())
        wanted = every([_one(more), *_moved_back(opened, then, up=up)])
        if more and opened.find(wanted, more) is not None:
            yield _shown(bench, made, partial(_show_added, opened, made, added, then, wanted))
            return


def _added(bench: Bench, *, up: bool) -> dict[Sort, Unknown]:
    """Return one unknown more for each class of items that speaks for the force, or against it."""
    groups = ("strength", "met") if up else ("weakness", "standing")
    sorts = (sort for sort in bench.plan.amounts if sort.group in groups)
    return {sort: Unknown(f"+{bench.plan.amounts[sort].name}", 0, 1) for sort in sorts}


def _could_go_back(local: Bench, up: bool) -> bool:  # noqa: FBT001  # it is all that differs
    """Whether an item could move the question backwards by its own rules alone, with what it moves of judgments below."""
    added = _added(local, up=up)
    moved, more, on_scale = _pushed(local, up=up)
    read = moved | {local.plan.amounts[sort]: (1, unknown) for sort, unknown in added.items()}
    few = at_most([(1, one) for one in added.values()], 1)
    then = Encoding(local.plan, more=read)
    unknowns = [*added.values(), *more]
    wanted = every([few, *on_scale, *_moved_back(local, then, up=up)])
    return bool(unknowns) and local.find(wanted, unknowns) is not None


def _pushed(local: Bench, *, up: bool) -> tuple[dict[Unknown, Term], list[Unknown], list[Formula]]:
    """Return how judgments below by rules may all move one way: what is read, by how much, and that it stays on the scale."""
    top = local.rulebook.scale.best.rank
    ranks = {name: rank for name, rank in local.plan.ranks.items() if not local.rulebook.questions[name].by_people}
    shifts = {rank: Unknown(f"~{name}", 0 if up else -top, top if up else 0) for name, rank in ranks.items()}
    on_scale = [at_most([(1, rank), (1, shift)], top) for rank, shift in shifts.items()]
    return {rank: (1, shift) for rank, shift in shifts.items()}, list(shifts.values()), on_scale


def _moved_back(bench: Bench, then: Encoding, *, up: bool) -> Iterator[Formula]:
    """Say that the question moves backwards, no question below does, and what is judged before is judged after.

    That a question below moves backwards is told of it, and not of those above.
    """
    worse, better = (bench.plain, then) if up else (then, bench.plain)
    opened = () if bench.plan.local else bench.plan.opened
    graded = [name for name in opened if bench.rulebook.questions[name].graded]
    for name in dict.fromkeys((bench.question, *graded, *bench.plan.ranks)):
        yield same(bench.plain.judged(name), then.judged(name))
        held = [either([opposite(worse.reaches(name, rank)), better.reaches(name, rank)]) for rank in bench.ranks]
        yield opposite(every(held)) if name == bench.question else every(held)


def _judged_back(bench: Bench) -> Iterator[Objection]:
    """Object where a better judgment of a question that people judge moves the question down."""
    made = Objection("backwards", Subject(bench.question, by="judgment"))
    local = bench.benches.of(bench.question, local=True)
    if not any(_could_be_judged_back(local, read, possible) for read, possible in _better_judgments(local)):
        return
    opened = bench.benches.of(bench.question, closing=False)
    for read, possible in _better_judgments(opened):
        then = Encoding(opened.plan, more=read)
        wanted = every([possible, *_moved_back(opened, then, up=True)])
        if opened.find(wanted) is not None:
            yield _shown(bench, made, partial(_show_judged, opened, made, then, wanted))
            return


def _could_be_judged_back(local: Bench, read: Mapping[Unknown, Term], possible: Formula) -> bool:
    moved, more, on_scale = _pushed(local, up=True)
    then = Encoding(local.plan, more={**read, **moved})
    return local.find(every([possible, *on_scale, *_moved_back(local, then, up=True)]), more) is not None


def _better_judgments(bench: Bench) -> Iterator[tuple[Mapping[Unknown, Term], Formula]]:
    """Yield one judgment by people that is one category better, and where there is one to be better.

    Of a question whose own rules alone are looked at, one may also lie below those that they count.
    """
    plan, top = bench.plan, bench.rulebook.scale.best.rank
    for name, rank in plan.ranks.items():
        if bench.rulebook.questions[name].by_people:
            yield {rank: (1, True)}, every([at_least([(1, rank)], 0), at_most([(1, rank)], top - 1)])
    for lot, low in plan.numbers_judged:
        if low < top:
            fewer, more = plan.numbers_judged[lot, low], plan.numbers_judged[lot, low + 1]
            yield {fewer: (-1, True), more: (1, True)}, at_least([(1, fewer)], 1)
    if plan.local:
        yield {}, True


def _show_judged(bench: Bench, made: Objection, then: Encoding, wanted: Formula) -> Objection:
    """Show what a better judgment does: the judgments before it and with it."""
    amounts = bench.smallest(wanted)
    moved = {one: amounts[one] + int(times) for one, (times, _) in then.more.items()}
    before, after = bench.judgment(amounts), bench.judgment(amounts, then)
    name = f"{bench.question}.backwards"
    bodies = (bench.body(amounts), bench.body({**amounts, **moved}))
    claims = (
        Claim(f"{name}.before", "before one judgment of the next case is better", bodies[0], bench.question, before.id),
        Claim(f"{name}.after", "with one judgment better", bodies[1], bench.question, after.id),
    )
    cases = tuple(confirmed(claim, bench.rulebook) for claim in claims)
    return replace(made, before=before.id, after=after.id, example=Example(cases))


Units = Callable[[Bench], Iterable[Unit]]

PROOFS: Mapping[ObjectionKind, Units] = {
    "never_holds": _never_holds,
    "always_holds": _always_holds,
    "never_decides": _never_decides,
    "redundant": _redundant,
    "unreachable": _unreachable,
    "metrics_alone": _metrics_alone,
    "jump": _jump,
    "wordy": _wordy,
    "backwards": _backwards,
}
