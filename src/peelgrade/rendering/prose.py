"""Counts, rules and judgments in words."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from peelgrade.evidence import Challenge, Comparator, Finding, Inspection, Item, Metric, Recommendation
from peelgrade.rulebook import (
    All,
    Any_,
    Bound,
    Condition,
    Count,
    FindingsCount,
    JudgmentsCount,
    MetricsCount,
    RecommendationsCount,
    Rule,
    Rulebook,
    count_of,
    counts,
    percentage,
)
from peelgrade.trace import Judgment, Node, Observed, Range, deciding_counts, sides, tree

WORKING_VIEW = "a working view: the inspectorate publishes no judgment of this question"
BY_PEOPLE = "judged by people: no rule of this framework judges it"
_PLURAL = {"strength": "strengths", "weakness": "weaknesses"}
_SIDES: Mapping[type[Count], tuple[str, str]] = {FindingsCount: ("strength", "weakness")}  # what is good, what is bad
_FEW = 2  # ids are named in a table up to so many
_BASIS = {"published": "published", "inferred": "inferred", "project": "set by this project"}
OUTCOMES = {
    "changed": "changed to ",
    "confirmed": "confirmed as ",
    "judged": "judged ",
    "referred_back": "referred back",
}
LACKS = {
    "not_shown": "not shown",
    "found_against": "found against it",
    "outweighed": "outweighed",
    "parts": "parts fall short",
}
_GROUND = {
    "error": "as an error",
    "incomplete": "as incomplete",
    "out_of_date": "as out of date",
    "disputes_judgment": "disputing the judgment",
}
_RESPONSE = {
    "open": "not answered yet",
    "accepted": "accepted",
    "partly_accepted": "accepted in part",
    "rejected": "rejected",
}
_STATUS = {"open": "open", "in_progress": "in progress", "met": "met"}


def either(words: Sequence[str]) -> str:
    """Join words as in 'one, two or three'."""
    shown = [word.replace("_", " ") for word in words]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def joined(words: Sequence[str]) -> str:
    """Join words as in 'one, two and three'; nothing where there are none."""
    return "" if not words else words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def inside(title: str) -> str:
    """Return a title as it stands inside a sentence: in lower case, but for a name of capitals such as SEND."""
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"


def reached(found: Range | None) -> str:
    """Return a judgment, or the range that it lies in, in words."""
    if found is None:
        return ""
    return found.low.title if found.settled else f"{found.low.title} to {found.high.title.lower()}"


def span(found: Range | None, rulebook: Rulebook) -> str:
    """Return a judgment or a range as it stands inside a sentence; a range over the whole scale is open."""
    whole = found is not None and (found.low, found.high) == (rulebook.scale.worst, rulebook.scale.best)
    return "open" if whole else reached(found).lower()


def ends(found: Range | None) -> dict[str, str] | None:
    """Return the ends of a range as data; None where there is none."""
    return None if found is None else {"low": found.low.id, "high": found.high.id}


def standing(judgment: Judgment, rulebook: Rulebook) -> str:
    """Return how a question stands, in words: its judgment, or its range and how it stands now."""
    match judgment.status:
        case "ungraded":
            graded_below = rulebook.questions[judgment.question].graded_parts
            return "not judged as a whole" if graded_below else "context, not graded"
        case "not_inspected":
            return "not inspected"
        case "settled":
            return reached(judgment.range)
        case "open":
            return _open(judgment, rulebook)


def _open(judgment: Judgment, rulebook: Rulebook) -> str:
    if judgment.by_people:
        return "To be judged by people"
    found = judgment.range
    whole = found is not None and (found.low, found.high) == (rulebook.scale.worst, rulebook.scale.best)
    span = "all still open" if whole else reached(found).lower()
    now = judgment.as_it_stands
    return f"{now.title} as it stands; {span}" if now else f"Nothing found yet; {span}"


def agreement(judgment: Judgment, published: str | None, rulebook: Rulebook) -> str:
    """Return the published judgment and whether the computed one agrees; nothing where none is published."""
    if published is None:
        return ""
    title = rulebook.scale[published].title.lower()
    if judgment.category is None:
        inside = judgment.range is not None and rulebook.scale[published] in judgment.range
        return f"{title} ({'within the range' if inside else 'differs'})"
    return f"{title} ({'agrees' if judgment.category.id == published else 'differs'})"


@dataclass(frozen=True)
class Words:
    """Words for the counts of one rulebook."""

    rulebook: Rulebook

    def category(self, name: str) -> str:
        """Return a category as it stands inside a sentence."""
        return self.rulebook.scale[name].title.lower()

    def effect(self, rule: Rule) -> str:
        """Return what a rule does: 'supports good', 'limits to requires improvement'."""
        return f"{'supports' if rule.effect == 'supports' else 'limits to'} {self.category(rule.category)}"

    def selection(self, count: Count) -> str:
        """Return what a count selects."""
        match count:
            case FindingsCount():
                return self._findings(count)
            case MetricsCount():
                measures = either([self.rulebook.measures[name].title for name in count.measure])
                comparator = self.rulebook.comparators[count.comparator].title
                return f"{measures}: {either(count.stands)} beside {comparator}"
            case RecommendationsCount():
                types = self.rulebook.recommendation_types
                named = [types[name].title.lower() for name in count.type or ()]
                kinds = either(named) if named else "recommendations of any type"
                return f"{kinds} ({either([_STATUS[status] for status in count.status])})"
            case JudgmentsCount():
                return self._judgments(count)

    def _findings(self, count: FindingsCount) -> str:
        return _PLURAL[count.shows] + self._kinds(count)

    def _kinds(self, count: FindingsCount) -> str:
        """Return in brackets which findings a count is about, whatever they show; nothing where it is about all."""
        kinds = [either(words) for words in (count.weight, count.extent) if words]
        if count.ground:
            kinds.append("on the ground of " + either(count.ground))
        if count.at_risk:
            kinds.append("with " + either([self._group(name) for name in count.at_risk]) + " at risk")
        if count.topic:
            kinds.append("about " + either([self._topic(name) for name in count.topic]))
        if count.question:
            kinds.append("on " + either([self.question(name) for name in count.question]))
        return f" ({', '.join(kinds)})" if kinds else ""

    def question(self, name: str) -> str:
        """Return a question as it stands inside a sentence: by its short name where it has one, else by its id."""
        asked = self.rulebook.questions.get(name)
        return name if asked is None or asked.short is None else asked.short

    def _named(self, questions: Sequence[str]) -> str:
        return ", ".join(map(self.question, questions))

    def _group(self, name: str) -> str:
        groups = self.rulebook.framework.groups_at_risk
        return inside(next((group.title for group in groups if group.id == name), name))

    def _topic(self, name: str) -> str:
        topics = (topic for question in self.rulebook.questions.values() for topic in question.topics)
        return inside(next((topic.title for topic in topics if topic.id == name), name))

    def or_better(self, category: str) -> str:
        """Return a category with all that are better, as in 'good or better'; the best of all has none."""
        told = self.category(category)
        return told if self.rulebook.scale[category] == self.rulebook.scale.best else f"{told} or better"

    def _judgments(self, count: JudgmentsCount) -> str:
        parts = "parts" if isinstance(count.of, str) else self._named(count.of)
        if count.reaching:
            return f"{parts} judged {self.or_better(count.reaching)}"
        if count.below:
            return f"{parts} judged below {self.category(count.below)}"
        return f"points of {parts}"

    def observed(self, count: Count, seen: Observed) -> str:
        """Return what a count observed: a number, or a share with what it is a share of."""
        if count.bound.of_number:
            return _between(seen.certain, seen.possible)
        low, high = _percents(seen, count.bound)
        one = seen.certain == seen.possible
        if count.is_share_of_evidence and one:
            return f"{len(seen.matched)} of {len(seen.support)} ({low})" if seen.support else "none of none"
        if isinstance(count, JudgmentsCount) and (count.reaching or count.below) and one:
            return f"{len(seen.matched)} of {len(seen.support)} ({low})"
        return low if low == high else f"{low} to {high}"

    def required(self, bound: Bound) -> str:
        """Return what a count is held against."""
        if bound.from_below:
            return f"at least {bound.told} needed"
        return "none allowed" if bound.value == 0 else f"at most {bound.told} allowed"

    def enough(self, bound: Bound) -> str:
        """Return what is enough for a limit to hold."""
        if not bound.from_below:
            return f"{bound.told} or less is enough"
        if not bound.of_number:
            return f"{bound.told} is enough"
        return "one is enough" if bound.value == 1 else f"{bound.told} are enough"

    def measured(self, count: Count) -> str:
        """Return what of a count is held against its bound: the number of what it selects, or their share."""
        selected = self.selection(count)
        return f"share of {selected}" if count.bound.name.startswith("share") else selected

    def bound(self, bound: Bound) -> str:
        """Return what a count is held against, to stand beside what is counted."""
        if bound.from_below:
            return f"at least {bound.told}" if bound.of_number else f"{bound.told} or more"
        return "none" if bound.value == 0 else f"at most {bound.told}" if bound.of_number else f"{bound.told} or less"

    def rule(self, rule: Rule) -> str:
        """Return a rule as a sentence: what it does, and when."""
        effect = self.effect(rule)
        return f"{capital(effect)} when {self.condition(rule.when)}."

    def condition(self, condition: Condition) -> str:
        """Return a condition as a clause; what is joined inside what is joined otherwise stands in brackets."""
        match condition:
            case All():
                return ", and ".join(self._inside(part, condition) for part in condition.all)
            case Any_() if len(condition.any) > 1:
                return f"either {', or '.join(self._inside(part, condition) for part in condition.any)}"
            case Any_():
                return self.condition(condition.any[0])
            case _:
                return self.clause(count_of(condition))

    def _inside(self, part: Condition, whole: Condition) -> str:
        told = self.condition(part)
        joined = isinstance(part, All | Any_) and len(tuple(counts(part))) > 1
        return f"({told})" if joined and type(part) is not type(whole) else told

    def clause(self, count: Count) -> str:
        """Return what a count asks, as a clause: 'there is no weakness (major)'."""
        match count:
            case FindingsCount() if count.bound.of_number:
                return self._there_are(count.bound, count.shows, _PLURAL[count.shows], self._kinds(count))
            case FindingsCount():
                return f"{self._amount(count.bound)} of the findings{self._kinds(count)} are {_PLURAL[count.shows]}"
            case MetricsCount():
                return self._measured(count)
            case RecommendationsCount():
                return self._recommended(count)
            case JudgmentsCount():
                return self._judged(count)

    def _measured(self, count: MetricsCount) -> str:
        """Return what a count of metrics asks: 'no figure is worse than that of England and Wales (Repeat victims)'."""
        bound, comparator = count.bound, self.rulebook.comparators[count.comparator].title
        measures = either([self.rulebook.measures[name].title for name in count.measure])
        one = bound.value == 1 or (bound.value == 0 and not bound.from_below)
        other = "that" if one else "those"
        words = {
            "better": f"better than {other} of",
            "similar": f"similar to {other} of",
            "worse": f"worse than {other} of",
        }
        stands = either([words[one] for one in count.stands])
        many = f"{self.bound(bound)} {'figure is' if one else 'figures are'}"
        return f"{'no figure is' if bound.value == 0 and one else many} {stands} {comparator} ({measures})"

    def _there_are(self, bound: Bound, one: str, many: str, kinds: str) -> str:
        if not bound.from_below and bound.value == 0:
            return f"there is no {one}{kinds}"
        verb, noun = ("is", one) if bound.value == 1 else ("are", many)
        return f"there {verb} {self.bound(bound)} {noun}{kinds}"

    def _amount(self, bound: Bound) -> str:
        return f"at least {bound.told}" if bound.from_below else "none" if bound.value == 0 else f"at most {bound.told}"

    def _recommended(self, count: RecommendationsCount) -> str:
        types = self.rulebook.recommendation_types
        kinds = either([types[name].title.lower() for name in count.type or ()] or ["recommendation of any type"])
        status = either([_STATUS[status] for status in count.status])
        if not count.bound.from_below and count.bound.value == 0:
            return f"no {kinds} is {status}"
        if count.bound.value == 1:
            return f"{self.bound(count.bound)} {kinds} is {status}"
        many = f"recommendations of the type {kinds}" if count.type else "recommendations of any type"
        return f"{self.bound(count.bound)} {many} are {status}"

    def _judged(self, count: JudgmentsCount) -> str:
        bound = count.bound
        of = "" if isinstance(count.of, str) else f" of {self._named(count.of)}"
        if not (count.reaching or count.below):
            return f"the parts{of} have {self._amount(bound)} of the points that they could have"
        category = count.reaching or count.below or ""
        judged = f"judged {self.or_better(category)}" if count.reaching else f"judged below {self.category(category)}"
        if not bound.of_number:
            return f"{self._amount(bound)} of the judged parts{of} are {judged}"
        only = self.question(count.of[0]) if len(count.of) == 1 and not isinstance(count.of, str) else None
        if bound.value == int(bound.from_below):  # at least one, or none
            told = "" if bound.from_below else "not "
            return (
                f"{only} is {told}{judged}"
                if only
                else f"{'at least 1' if bound.from_below else 'no'} part{of} is {judged}"
            )
        parts = "part" if bound.value == 1 else "parts"
        return f"{self.bound(bound)} {parts}{of} {'is' if bound.value == 1 else 'are'} {judged}"

    def sentence(self, node: Node, *, limiting: bool = False) -> str:
        """Return one count in a sentence: what is measured, what was observed, what is needed."""
        count, seen = node.counted
        bound = self.enough(count.bound) if limiting else self.required(count.bound)
        return f"{self.measured(count)}: {self.observed(count, seen)}, {bound}"

    def brief(self, node: Node) -> str:
        """Return what a count observed in a few words, with the ids where they are few."""
        count, seen = node.counted
        few = ", ".join(seen.matched) if 0 < len(seen.matched) <= _FEW and not count.good else ""
        named = f" ({few})" if few else ""
        match count:
            case _ if count.is_share_of_evidence:
                return " to ".join(
                    number(len(ids), noun) for ids, noun in zip(sides(count, seen), nouns(count), strict=True)
                )
            case FindingsCount():
                return number(len(seen.matched), count.shows) + named
            case MetricsCount():
                return f"{number(len(seen.matched), 'metric')} {either(count.stands)}{named}"
            case RecommendationsCount():
                return f"{self.selection(count)}{named}" if seen.matched else f"no {self.selection(count)}"
            case JudgmentsCount():
                return self._brief_judgments(count, seen)

    def _brief_judgments(self, count: JudgmentsCount, seen: Observed) -> str:
        if count.below:
            if not seen.matched:
                return f"no part below {self.category(count.below)}"
            return f"{', '.join(seen.matched)} below {self.category(count.below)}"
        if count.reaching and not count.bound.of_number:
            return f"{len(seen.matched)} of {len(seen.support)} parts {self.or_better(count.reaching)}"
        if count.reaching:
            return f"{number(len(seen.matched), 'part')} {self.or_better(count.reaching)}"
        return self.observed(count, seen) + " of the points"


def capital(text: str) -> str:
    """Return text with a capital at its start, and the rest as it is: the beginning of a sentence."""
    return f"{text[:1].upper()}{text[1:]}"


def cut(text: str, most: int) -> str:
    """Return text of at most so many characters, with a mark where the rest was."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def nouns(count: Count) -> tuple[str, str]:
    """Return what speaks for the force of a share of evidence and what against it, as nouns; of any count, of findings."""
    return _SIDES.get(type(count), _SIDES[FindingsCount])


def number(amount: int, noun: str) -> str:
    """Return an amount with its noun: no weaknesses, 1 weakness, 2 weaknesses."""
    plural = _PLURAL.get(noun, f"{noun}s")
    return f"no {plural}" if amount == 0 else f"1 {noun}" if amount == 1 else f"{amount:,} {plural}"


def _percents(seen: Observed, bound: Bound) -> tuple[str, str]:
    """Return both ends of a share, with as many digits as it takes for them to lie to the bound as they do."""
    ends = seen.certain, Fraction(1) if seen.possible is None else seen.possible
    digits = next(digits for digits in itertools.count(3) if all(_lies_so(end, bound.value, digits) for end in ends))
    return percentage(ends[0], digits), percentage(ends[1], digits)


def _lies_so(share: Fraction, bound: Fraction, digits: int) -> bool:
    """Whether a share that is told in so many digits is below, at or above a bound as it is itself."""
    told = Fraction(percentage(share, digits).removesuffix(" %")) / 100
    return (told < bound, told > bound) == (share < bound, share > bound)


def _between(certain: Fraction, possible: Fraction | None) -> str:
    if possible is None:
        return f"{certain} so far"
    return str(certain) if certain == possible else f"{certain} to {possible}"


def item_line(item: Item, rulebook: Rulebook, items: Mapping[str, Item]) -> str:
    """Return an item of evidence in one line: its coding and its statement."""
    match item:
        case Finding():
            weight = (
                f"{item.weight}, {item.ground.replace('_', ' ')}"
                if item.ground and item.weight == "major"
                else item.weight
            )
            return f"{item.shows}, {weight}, {item.extent}: {item.statement}"
        case Metric():
            return metric_line(item, rulebook, items)
        case Recommendation():
            kind = rulebook.recommendation_types[item.type].title.lower()
            return f"{kind}, {status(item)}: {item.statement}"


def status(item: Recommendation) -> str:
    """Return what became of a recommendation."""
    return _STATUS[item.status]


def metric_line(metric: Metric, rulebook: Rulebook, items: Mapping[str, Item]) -> str:
    """Return a metric in one line: measure, breakdown, figure, and what it is set beside."""
    measure = rulebook.measures[metric.measure].title
    detail = f" ({', '.join(metric.breakdown)})" if metric.breakdown else ""
    beside = "; ".join(_beside(one, rulebook, items) for one in metric.comparators)
    return f"{measure}{detail}: {_figure(metric, rulebook)}" + (f", beside {beside}" if beside else "")


def _figure(metric: Metric, rulebook: Rulebook) -> str:
    return f"{metric.printed} {rulebook.units[metric.unit].title}" if metric.printed else "no figure"


def _beside(one: Comparator, rulebook: Rulebook, items: Mapping[str, Item]) -> str:
    name = rulebook.comparators[one.comparator].title
    other = items.get(one.metric or "")
    if isinstance(other, Metric):
        return f"{name} {other.value} ({other.id})"
    if one.stated is None:
        return f"{name} {one.value}"
    details = [
        f"rank {one.rank} from the {one.ranked_from}" if one.rank else "",
        "a significant difference" if one.significant else "",
    ]
    told = ", ".join(detail for detail in details if detail)
    return f"{name}: {one.stated}" + (f" ({told})" if told else "")


def doubts(others: Sequence[str]) -> str:
    """Return between which other codes a coder was in doubt."""
    return f"the coder was in doubt: {' and '.join(others)}"


def challenge_line(one: Challenge) -> str:
    """Return what is challenged, when, and what came of it."""
    about = one.item or one.question
    answer = _RESPONSE[one.response] + (f" on {one.date} by {', '.join(one.people)}" if one.date else "")
    return f"{about} challenged on {one.made}, {_GROUND[one.ground]}: {answer}"


def response(one: Challenge) -> str:
    """Return what came of a challenge."""
    return _RESPONSE[one.response]


def earlier(one: Challenge) -> str:
    """Return what an item said before a challenge was accepted, in words; nothing where it was not amended."""
    if one.earlier is None:
        return ""
    return "; ".join(_said(name, value) for name, value in one.earlier.values.items())


def _said(name: str, value: object) -> str:
    return f"“{value}”" if name == "statement" else f"{name.replace('_', ' ')}: {attribute(value)}"


def attribute(value: object) -> str:
    """Return the value of an attribute in words."""
    if value in {None, ()}:
        return "none"
    words = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return words.replace("_", " ")


def basis(rule: Rule) -> str:
    """Return how a rule came about."""
    return _BASIS[rule.basis.kind]


def computed(judgment: Judgment, rulebook: Rulebook) -> str:
    """Return what the rules give, in words."""
    if judgment.by_people:
        return "Judged by people"
    return reached(judgment.computed) or standing(judgment, rulebook)


def by_rules(judgment: Judgment) -> str:
    """Return what the rules give, to be said after 'computed'."""
    if judgment.by_people:
        return "nothing, for people judge it"
    return reached(judgment.computed).lower() or "nothing"


def outside(judgment: Judgment, rulebook: Rulebook) -> str:
    """Return what people decided or what is carried over, in a few words; nothing where there is neither."""
    taken, carried = judgment.decision, judgment.carried_over
    if taken is None:
        return f"{rulebook.scale[carried.judgment].title} (carried over)" if carried is not None else ""
    title = rulebook.scale[taken.judgment].title if taken.judgment else ""
    word = {"confirmed": f"{title}, confirmed", "referred_back": "Referred back"}.get(taken.outcome, title)
    notes = [taken.stage.replace("_", " ")]
    notes += ["does not apply"] if taken.decides and not judgment.decision_applies else []
    notes += ["stale"] if judgment.stale else []
    return f"{word} ({', '.join(notes)})"


def stale(judgment: Judgment, rulebook: Rulebook) -> str:
    """Return on what another judgment the decision that counts was taken; nothing where it is not stale."""
    taken = judgment.decision
    if taken is None or not judgment.stale:
        return ""
    held = taken.departs_from or taken.judgment
    was = rulebook.scale[held].title.lower() if held else "another judgment"
    return f"the decision is stale, for it was taken on {was}; look at it again"


def place_of(item: Item) -> str:
    """Return the first place that an item rests on, and how many there are besides."""
    more = len(item.sources) - 1
    return str(item.sources[0]) + (f" (and {number(more, 'place')} more)" if more else "")


def why_not_counted(item: Item, inspection: Inspection) -> str:
    """Return why rules do not count an item; nothing if they do."""
    if item.withdrawn:
        return "recorded and not counted: it was withdrawn after a challenge"
    if inspection.is_late(item):
        cut_off = inspection.record.cut_off
        return f"recorded and not counted: it was observed on {item.observed}, after the cut-off of {cut_off}"
    return _why_never_counted(item, inspection)


def _why_never_counted(item: Item, inspection: Inspection) -> str:
    match item:
        case Finding(part_of=str() as main):
            return f"not counted alone: it is part of {main}"
        case Finding(standing="force_claim"):
            return "recorded and not counted: it is a claim of the force"
        case Finding(standing="expected"):
            return "recorded and not counted: it is expected of a plan"
        case Metric() if item.subject != inspection.record.force.id:
            return f"not counted: it is about {item.subject.replace('_', ' ')}, for comparison"
        case Recommendation(superseded_by=str() as later):
            return f"recorded and not counted: {later} stands in its place"
        case _:
            return ""


def because(judgment: Judgment, rulebook: Rulebook) -> str:
    """Return in a few words what decided a judgment: the first reason, with what was observed."""
    if not judgment.reasons or judgment.reasons[0].kind == "open":
        return ""
    first = judgment.reasons[0]
    match first.kind:
        case "decided" | "assumed":
            stage = judgment.decision.stage.replace("_", " ") if judgment.decision else ""
            by = "assumed" if judgment.assumed else f"people, at the stage '{stage}'"
            return by if judgment.by_people else f"{by}; computed: {by_rules(judgment)}"
        case "carried_over":
            return f"carried over from {judgment.carried_over.inspection}" if judgment.carried_over else ""
        case "baseline":
            return "nothing lifted it from where it starts"
        case "by_people":
            return "no rule judges it"
        case _:
            applied = next(one for one in judgment.applied if one.rule.id == first.rule)
            told = list(deciding_counts(tree(applied)))
            return Words(rulebook).brief(told[0 if applied.rule.effect == "limits_to" else -1])
