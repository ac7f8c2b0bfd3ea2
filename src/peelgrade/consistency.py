"""Checks across the items and files of an inspection, and across a rulebook: references, arithmetic, structure.

Each check takes parsed values with the places that they came from and yields problems. Words of a vocabulary are
checked by the schema of the framework; what is left here is what no schema can say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from peelgrade.evidence import Finding, InspectionRecord, Interval, Item, Metric, Recommendation, SameBase, ShareOf
from peelgrade.problems import Locator, Path, Problem, Related, suggest
from peelgrade.rulebook import (
    All,
    Any_,
    Condition,
    Count,
    FindingsCount,
    Framework,
    JudgmentsCount,
    Question,
    Rule,
    Rulebook,
    count_of,
    fieldwork_statuses,
)

MAX_SUGGESTED = 20
MAX_RELATED = 5


@dataclass(frozen=True)
class Placed:
    """An item or rule with the file and path that it came from."""

    value: Item | Rule
    file: str
    path: Path

    def at(self, *steps: str | int, of_key: bool = False) -> Locator:
        """Return the locator of something inside it."""
        return Locator(self.file, (*self.path, *steps), of_key)


@dataclass(frozen=True)
class Dossier:
    """An inspection as read: the record, the items that are sound, and every id that is written, sound or not.

    `complete` says whether every file and entry could be read far enough to know its id: where one could not, an id
    that is nowhere may well be there, and a reference to it is no problem of its own.
    """

    record: InspectionRecord | None
    record_file: str
    items: tuple[Placed, ...]
    written: tuple[tuple[str, Locator], ...]
    rulebook: Rulebook
    complete: bool = True

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every id that is written, also on items that have problems of their own."""
        return frozenset(name for name, _ in self.written)

    @cached_property
    def evidence(self) -> tuple[tuple[Placed, Item], ...]:
        """Sound items, each with its place."""
        return tuple((placed, placed.value) for placed in self.items if not isinstance(placed.value, Rule))

    @cached_property
    def findings(self) -> Mapping[str, tuple[Placed, Finding]]:
        """Sound findings by id."""
        return {placed.value.id: (placed, placed.value) for placed in self.items if isinstance(placed.value, Finding)}

    @cached_property
    def metrics(self) -> Mapping[str, tuple[Placed, Metric]]:
        """Sound metrics by id."""
        return {placed.value.id: (placed, placed.value) for placed in self.items if isinstance(placed.value, Metric)}

    @cached_property
    def recommendations(self) -> Mapping[str, tuple[Placed, Recommendation]]:
        """Sound recommendations by id."""
        return {p.value.id: (p, p.value) for p in self.items if isinstance(p.value, Recommendation)}


def check_inspection(dossier: Dossier) -> list[Problem]:
    """Return what is wrong across the items and files of an inspection."""
    return [problem for check in _INSPECTION_CHECKS for problem in check(dossier)]


def _duplicate_ids(dossier: Dossier) -> Iterator[Problem]:
    first: dict[str, tuple[str, Locator]] = {}
    for name, at in dossier.written:
        known = first.setdefault(name.lower(), (name, at))
        if known[1] is not at:
            differs = "" if known[0] == name else f" but for its letters ('{known[0]}')"
            yield Problem(
                "PG501",
                f"the id '{name}' is used twice{differs}",
                at,
                "give one of the two another id",
                (Related(known[1], "it is used here first"),),
            )


def _names_taken(dossier: Dossier) -> Iterator[Problem]:
    """Refuse an id that is a question or a rule as well: nobody could ask about the item."""
    rules = {rule.id for rule in dossier.rulebook.rules}
    for name, at in dossier.written:
        noun = "question" if name in dossier.rulebook.questions else "rule" if name in rules else ""
        if noun:
            yield Problem("PG517", f"'{name}' is the id of a {noun} of the framework", at, "give the item another id")


def _topics(dossier: Dossier) -> Iterator[Problem]:
    for placed, item in dossier.evidence:
        known = [topic.id for topic in dossier.rulebook.questions[item.question].topics]
        if item.topic is not None and item.topic not in known:
            remedy = suggest(item.topic, known) if known else "take 'topic' out: that question has none"
            yield Problem(
                "PG502", f"'{item.topic}' is not a topic of the question {item.question}", placed.at("topic"), remedy
            )


def _documents(dossier: Dossier) -> Iterator[Problem]:
    if dossier.record is None:
        return
    known = {document.id: None for document in dossier.record.documents}  # looked up often, and kept in order
    for document, at in (*_documents_of_items(dossier), *_documents_of_record(dossier.record, dossier.record_file)):
        if document not in known:
            message = f"'{document}' is not among the documents of {dossier.record_file}"
            remedy = f"{suggest(document, list(known))} Or list it there under 'documents'."
            yield Problem("PG503", message, at, remedy)


def _documents_of_items(dossier: Dossier) -> Iterator[tuple[str, Locator]]:
    for placed, item in dossier.evidence:
        for n, source in enumerate(item.sources):
            yield source.document, placed.at("sources", n, "document")
        if isinstance(item, Recommendation) and item.issued_in:
            yield item.issued_in, placed.at("issued_in")


def _documents_of_record(record: InspectionRecord, file: str) -> Iterator[tuple[str, Locator]]:
    for n, question in enumerate(record.questions):
        if question.document:
            yield question.document, Locator(file, ("questions", n, "document"))
    for n, published in enumerate(record.published):
        for m, source in enumerate(published.sources):
            yield source.document, Locator(file, ("published", n, "sources", m, "document"))


def _references(dossier: Dossier) -> Iterator[Problem]:
    by_kind: Mapping[str, Mapping[str, object]] = {
        "finding": dossier.findings,
        "metric": dossier.metrics,
        "recommendation": dossier.recommendations,
    }
    known = {kind: sorted(group) for kind, group in by_kind.items()}
    sound = {name for group in by_kind.values() for name in group}
    unknown = []
    for placed, item in dossier.evidence:
        for name, kind, steps in _named(item):
            at = placed.at(*steps)
            if name == item.id:
                yield Problem("PG516", f"'{name}' names itself", at, f"name another {kind}, or take it out")
            elif name not in dossier.ids:
                unknown.append((name, at, known[kind]))
            elif name in sound and name not in by_kind[kind]:
                yield Problem("PG505", f"'{name}' is not a {kind}", at, f"name a {kind}")
    yield from _unknown_items(dossier, unknown)


def _unknown_items(dossier: Dossier, unknown: Iterable[tuple[str, Locator, Sequence[str]]]) -> Iterator[Problem]:
    """Yield a problem for each id that no item has, given with its place and the ids that could be meant."""
    for n, (name, at, known) in enumerate(unknown if dossier.complete else ()):
        # to look for near matches among thousands of ids takes long, and whoever sees so many needs no more advice
        remedy = suggest(name, known) if known and n < MAX_SUGGESTED else "write the id of the item that is meant"
        yield Problem("PG504", f"there is no item '{name}'", at, remedy)


def _named(item: Item) -> Iterator[tuple[str, str, Path]]:
    """Yield each id that an item names, the kind that it must be, and the steps to it."""
    match item:
        case Finding():
            yield from _optional(item.part_of, "finding", "part_of")
            yield from _optional(item.qualifies, "finding", "qualifies")
            for n, refers in enumerate(item.refers):
                yield refers.metric, "metric", ("refers", n, "metric")
        case Metric():
            for n, beside in enumerate(item.comparators):
                yield from _optional(beside.metric, "metric", "comparators", n, "metric")
            yield from _named_in_checks(item)
        case Recommendation():
            for n, finding in enumerate(item.arises_from):
                yield finding, "finding", ("arises_from", n)
            yield from _optional(item.superseded_by, "recommendation", "superseded_by")


def _optional(name: str | None, kind: str, *steps: str | int) -> Iterator[tuple[str, str, Path]]:
    if name is not None:
        yield name, kind, steps


def _named_in_checks(metric: Metric) -> Iterator[tuple[str, str, Path]]:
    checks = metric.checks
    if checks is None:
        return
    for n, part in enumerate(checks.sum_of):
        yield part, "metric", ("checks", "sum_of", n)
    if checks.same_base:
        yield from _optional(checks.same_base.count, "metric", "checks", "same_base", "count")
    if checks.share_of:
        yield checks.share_of.whole, "metric", ("checks", "share_of", "whole")
        yield from _optional(checks.share_of.part, "metric", "checks", "share_of", "part")


def _parts(dossier: Dossier) -> Iterator[Problem]:
    for placed, finding in dossier.findings.values():
        main = dossier.findings.get(finding.part_of or "")
        if main is not None and main[1].part_of is not None:
            related = (Related(main[0].at("part_of"), f"{main[1].id} is itself part of {main[1].part_of}"),)
            yield Problem(
                "PG506",
                f"{finding.id} is part of {main[1].id}, which is not a main finding",
                placed.at("part_of"),
                f"name a main finding, or make {main[1].id} one",
                related,
            )


def _supersession(dossier: Dossier) -> Iterator[Problem]:
    ending: set[str] = set()  # recommendations from which the steps are known to end
    for placed, recommendation in dossier.recommendations.values():
        seen = {recommendation.id}
        later = recommendation.superseded_by
        while later is not None and later in dossier.recommendations and later not in seen and later not in ending:
            seen.add(later)
            later = dossier.recommendations[later][1].superseded_by
        if later == recommendation.id and len(seen) > 1:
            message = f"{recommendation.id} is superseded, step by step, by itself"
            remedy = "one of them must be the last that stands"
            yield Problem("PG507", message, placed.at("superseded_by"), remedy)
        elif later not in seen:
            ending |= seen


def _metrics(dossier: Dossier) -> Iterator[Problem]:
    comparators = [word.id for word in dossier.rulebook.framework.comparators]
    for placed, metric in dossier.metrics.values():
        if dossier.record is not None and metric.subject not in (known := [dossier.record.force.id, *comparators]):
            message = f"'{metric.subject}' is neither the force nor a comparator"
            yield Problem("PG508", message, placed.at("subject"), suggest(metric.subject, known))
        unit = dossier.rulebook.measures[metric.measure].unit
        if metric.unit != unit:
            remedy = f"write 'unit: {unit}', or the measure that is meant"
            message = f"{metric.measure} is measured in {unit}, not in {metric.unit}"
            yield Problem("PG509", message, placed.at("unit"), remedy)
        yield from _in_range(placed, metric)
        yield from _other_measures(placed, metric, dossier)


def _other_measures(placed: Placed, metric: Metric, dossier: Dossier) -> Iterator[Problem]:
    for n, beside in enumerate(metric.comparators):
        if beside.metric is None or beside.metric not in dossier.metrics:
            continue
        where, other = dossier.metrics[beside.metric]
        if other.measure != metric.measure:
            related = (Related(where.at("measure"), f"{other.id} measures {other.measure}"),)
            message = f"{metric.id} and {other.id} measure different things"
            remedy = "set it beside a metric of the same measure"
            yield Problem("PG510", message, placed.at("comparators", n, "metric"), remedy, related)


def _in_range(placed: Placed, metric: Metric) -> Iterator[Problem]:
    if metric.value is None or metric.measure.endswith(("_change", "_reduction")):
        return
    at = placed.at("value")
    if metric.value < 0:
        remedy = "check the figure; a fall belongs to a measure of change"
        yield Problem("PG511", f"{metric.value} is below nought", at, remedy)
    elif metric.unit == "percent" and metric.value > 100:  # noqa: PLR2004  # per cent
        yield Problem("PG511", f"{metric.value} per cent is more than all", at, "check the figure and its unit")
    elif metric.unit == "count" and metric.value % 1:
        yield Problem(
            "PG511", f"{metric.value} is not a whole number, and this is a count", at, "check the figure and its unit"
        )


def _not_inspected(dossier: Dossier) -> Iterator[Problem]:
    if dossier.record is None:
        return
    status = fieldwork_statuses(dossier.record, dossier.rulebook)
    by_question: dict[str, list[Placed]] = defaultdict(list)
    for placed, item in dossier.evidence:
        if status[item.question] == "not_inspected":
            by_question[item.question].append(placed)
    for question, (first, *others) in by_question.items():
        message = f"there is evidence on {question}, and {dossier.record_file} says that it was not inspected"
        remedy = "correct the question here, or its status there"
        related = tuple(Related(other.at("question"), "and here") for other in others[:MAX_RELATED])
        yield Problem("PG512", message, first.at("question"), remedy, related)


def _record(dossier: Dossier) -> Iterator[Problem]:
    if dossier.record is None:
        return
    for name in ("documents", "questions", "carried_over", "published"):
        entries = getattr(dossier.record, name)
        keys = [entry.id if name == "documents" else entry.question for entry in entries]
        yield from _twice(keys, dossier.record_file, (name,))
    unknown = [
        (item, Locator(dossier.record_file, ("decisions", n, "evidence", m)), tuple(dossier.ids))
        for n, decision in enumerate(dossier.record.decisions)
        for m, item in enumerate(decision.evidence)
        if item not in dossier.ids
    ]
    yield from _unknown_items(dossier, unknown)


def _twice(keys: Sequence[str], file: str, path: Path) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for n, key in enumerate(keys):
        if first.setdefault(key, n) != n:
            related = Related(Locator(file, (*path, first[key])), "it stands here first")
            yield Problem(
                "PG513",
                f"'{key}' stands twice under '{path[-1]}'",
                Locator(file, (*path, n)),
                "keep one entry",
                (related,),
            )


# --- arithmetic ------------------------------------------------------------------------------------------------------


def _sums(dossier: Dossier) -> Iterator[Problem]:
    for placed, metric in dossier.metrics.values():
        named = metric.checks.sum_of if metric.checks else ()
        parts = [dossier.metrics[name][1] for name in named if name in dossier.metrics]
        if not parts or len(parts) < len(named) or metric.id in named:
            continue
        total = Interval(Fraction(0), Fraction(0))
        for part in parts:
            total += _interval(part, dossier.rulebook)
        if _interval(metric, dossier.rulebook).meets(total) is None:
            yield _off(placed, metric, parts, dossier)


def _off(placed: Placed, metric: Metric, parts: Sequence[Metric], dossier: Dossier) -> Problem:
    added = sum((Fraction(part.value or 0) for part in parts), start=Fraction(0))
    off = added - Fraction(metric.value or 0)
    told = f"{metric.id} is {metric.value}, and its parts add up to {_decimal(added)}: {_decimal(abs(off))} {'more' if off > 0 else 'less'}"
    related = tuple(Related(dossier.metrics[part.id][0].at("value"), f"{part.id} is {part.value}") for part in parts)
    remedy = "correct the figure that is wrong; rounding does not explain the difference"
    return Problem("PG520", told, placed.at("value"), remedy, related)


def _bases(dossier: Dossier) -> Iterator[Problem]:
    by_base: dict[str, list[tuple[Placed, Metric, Interval]]] = defaultdict(list)
    for placed, metric in dossier.metrics.values():
        same = metric.checks.same_base if metric.checks else None
        size = _base(metric, same, dossier) if same else None
        if same and size is not None:
            by_base[same.base].append((placed, metric, size))
    for base, rates in by_base.items():
        common = Interval(None, None)
        for index, (placed, metric, size) in enumerate(rates):
            met = common.meets(size)
            if met is None:
                others = [rate for rate in rates[:index] if rate[2].meets(size) is None] or rates[:1]
                yield _other_base(base, placed, metric, size, others[:MAX_RELATED])
            common = met or common


def _other_base(
    base: str, placed: Placed, metric: Metric, size: Interval, others: Sequence[tuple[Placed, Metric, Interval]]
) -> Problem:
    related = tuple(
        Related(other.at("value"), f"{known.id} wants a base of {_span(wanted)}") for other, known, wanted in others
    )
    message = f"{metric.id} wants a base '{base}' of {_span(size)}, and the others another"
    remedy = "correct the rate or the count that is wrong; rounding does not explain the difference"
    return Problem("PG521", message, placed.at("value"), remedy, related)


def _base(metric: Metric, same: SameBase, dossier: Dossier) -> Interval | None:
    """Return the sizes of the base that a rate and its count allow; None where that cannot be said."""
    own = _interval(metric, dossier.rulebook)
    if same.count is None:
        return own
    if same.count not in dossier.metrics or own.low is None or own.high is None or own.low <= 0:
        return None
    count = _interval(dossier.metrics[same.count][1], dossier.rulebook)
    per = dossier.rulebook.units[metric.unit].per or 1
    low = None if count.low is None else count.low * per / own.high
    high = None if count.high is None else count.high * per / own.low
    return Interval(low, high)


def _shares(dossier: Dossier) -> Iterator[Problem]:
    for placed, metric in dossier.metrics.values():
        share = metric.checks.share_of if metric.checks else None
        if share is None or share.whole not in dossier.metrics:
            continue
        whole = dossier.metrics[share.whole][1]
        per = dossier.rulebook.units[metric.unit].per or 1
        own = _interval(metric, dossier.rulebook)
        if _is_share(own, whole, share, dossier, per) is False:
            related = (Related(dossier.metrics[share.whole][0].at("value"), f"the whole is {whole.value}"),)
            told = (
                f"{share.part} of {share.whole} is not that share"
                if share.part
                else f"no whole number of {whole.value} is that share"
            )
            yield Problem(
                "PG522",
                f"{metric.id} is {metric.value}, and {told}",
                placed.at("value"),
                "correct the share, the part or the whole; rounding does not explain the difference",
                related,
            )


def _is_share(own: Interval, whole: Metric, share: ShareOf, dossier: Dossier, per: int) -> bool | None:
    """Whether the part, or some whole number, is that share of the whole; None where that cannot be said."""
    if whole.value is None or whole.bound != "exact" or own.low is None or own.high is None:
        return None
    size = Fraction(whole.value)
    low, high = own.low * size / per, own.high * size / per
    if share.part is None:
        return -(-low // 1) <= high
    if share.part not in dossier.metrics:
        return None
    return Interval(low, high).meets(_interval(dossier.metrics[share.part][1], dossier.rulebook)) is not None


def _interval(metric: Metric, rulebook: Rulebook) -> Interval:
    return metric.interval(counted=rulebook.units[metric.unit].counted)


def _decimal(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)  # sums of figures, which are decimals
    return f"{exact.normalize():f}"


def _span(interval: Interval) -> str:
    ends = [f"{float(end):,.0f}" if end is not None else "any" for end in (interval.low, interval.high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


_INSPECTION_CHECKS: tuple[Callable[[Dossier], Iterator[Problem]], ...] = (
    _duplicate_ids,
    _names_taken,
    _topics,
    _documents,
    _references,
    _parts,
    _supersession,
    _metrics,
    _not_inspected,
    _record,
    _sums,
    _bases,
    _shares,
)


# --- rulebook --------------------------------------------------------------------------------------------------------


def check_framework(framework: Framework, file: str) -> list[Problem]:
    """Return what is wrong inside a framework: ids used twice, a baseline or unit that is not there, points."""
    return list(_framework(framework, file))


def _framework(framework: Framework, file: str) -> Iterator[Problem]:
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
        yield from _twice([word.id for word in getattr(framework, vocabulary)], file, (vocabulary,))
    categories = [category.id for category in framework.scale]
    if framework.baseline not in categories:
        message = f"the baseline '{framework.baseline}' is not a category of the scale"
        yield Problem("PG602", message, Locator(file, ("baseline",)), suggest(framework.baseline, categories))
    for n, (worse, better) in enumerate(pairwise(framework.scale)):
        if worse.points >= better.points:
            message = f"'{better.id}' has no more points than '{worse.id}', which is worse"
            remedy = "list the categories worst first, with more points for a better one"
            yield Problem("PG603", message, Locator(file, ("scale", n + 1, "points")), remedy)
    units = [unit.id for unit in framework.units]
    for n, measure in enumerate(framework.measures):
        if measure.unit not in units:
            message = f"'{measure.unit}' is not a unit of the framework"
            yield Problem("PG604", message, Locator(file, ("measures", n, "unit")), suggest(measure.unit, units))


def _questions(framework: Framework, file: str) -> Iterator[Problem]:
    seen: dict[str, Path] = {}
    for question, path in _question_places(framework):
        if seen.setdefault(question.id, path) != path:
            related = (Related(Locator(file, (*seen[question.id], "id")), "it is used here first"),)
            at = Locator(file, (*path, "id"))
            message = f"the question '{question.id}' stands twice"
            yield Problem("PG601", message, at, "give one of the two another id", related)
        yield from _twice([topic.id for topic in question.topics], file, (*path, "topics"))


def _question_places(framework: Framework) -> Iterator[tuple[Question, Path]]:
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
            "write its rules, or 'graded: false' where it is context only",
        )
        for question, path in _question_places(framework)
        if question.graded and question.id not in ruled
    ]


def check_rules(rules: Iterable[Placed], framework: Framework) -> list[Problem]:
    """Return what is wrong across rules: ids used twice, questions that are not below the rule's own."""
    return list(_rules(tuple(rules), Rulebook.of(framework, ())))


def _rules(rules: tuple[Placed, ...], rulebook: Rulebook) -> Iterator[Problem]:
    first: dict[str, Placed] = {}
    for placed in rules:
        rule = placed.value
        assert isinstance(rule, Rule)  # noqa: S101  # only rules are put in
        known = first.setdefault(rule.id, placed)
        if known is not placed:
            related = (Related(known.at("id"), "it stands here first"),)
            message = f"the rule '{rule.id}' stands twice"
            yield Problem("PG605", message, placed.at("id"), "give one of the two another id", related)
        for count, path in _count_places(rule.when, ("when",)):
            yield from _named_questions(rule, count, placed.at(*path), rulebook)


def _count_places(condition: Condition, path: Path) -> Iterator[tuple[Count, Path]]:
    match condition:
        case All():
            for n, part in enumerate(condition.all):
                yield from _count_places(part, (*path, "all", n))
        case Any_():
            for n, part in enumerate(condition.any):
                yield from _count_places(part, (*path, "any", n))
        case _:
            yield count_of(condition), path


def _named_questions(rule: Rule, count: Count, at: Locator, rulebook: Rulebook) -> Iterator[Problem]:
    below = rulebook.below[rule.question]
    match count:
        case FindingsCount(question=named):
            yield from _outside(rule, named or (), below, at)
        case JudgmentsCount(of="parts"):
            if not rulebook.questions[rule.question].graded_parts:
                message = f"{rule.question} has no graded parts whose judgments could be counted"
                yield Problem("PG608", message, at, "count findings, or name the question above")
        case JudgmentsCount(of=named):
            yield from _outside(rule, named, below, at)
            if rule.question in named:
                message = f"the rule counts the judgment of {rule.question} for itself"
                yield Problem("PG607", message, at, "name questions below it")


def _outside(rule: Rule, named: Iterable[str], below: frozenset[str], at: Locator) -> Iterator[Problem]:
    for name in named:
        if name not in below:
            remedy = "name " + (", ".join(sorted(below - {rule.question})) or "no question: there are none below")
            yield Problem("PG606", f"the rule is about {rule.question}, and '{name}' is not below it", at, remedy)
