"""A second, naive reading of part 4 of the design: how a judgment is reached, written straight from the page.

It shares no code with peelgrade: it reads plain data as the files hold it, with plain loops, fractions, and words for
truths, and knows by itself what is meant where a file says nothing. Where it and grading differ, one of the two has
misread the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Data = Mapping[str, Any]  # what a mapping of a file holds

# What is meant where a file does not say it; what is not here is always said
ITEM: Data = {"topic": None, "observed": None, "withdrawn": False}
COUNT: Data = dict.fromkeys(("at_least", "at_most", "share_at_least", "share_at_most"))  # of which one is said
UNSAID: Mapping[str, Data] = {
    "record": {"waiver": None, "cut_off": None, "decisions": (), "carried_over": ()},
    "record of a question": {"status": None},  # that of the question above
    "waiver": {"questions": ()},  # every question
    "finding": {**ITEM, "ground": None, "at_risk": (), "part_of": None},
    "metric": {**ITEM, "value": None, "bound": "exact", "comparators": ()},
    "recommendation": {**ITEM, "superseded_by": None},
    "comparator": {"value": None, "metric": None, "stated": None},
    "question": {"judged_by": "rules", "parts": ()},
    "rule": {"supports": None, "limits_to": None, "binding": "presumptive"},
    # a count takes in whatever it does not select by
    "findings": {**COUNT, **dict.fromkeys(("weight", "extent", "ground", "at_risk", "topic", "question"))},
    "metrics": COUNT,
    "recommendations": {**COUNT, "type": None},
    "judgments": {**COUNT, **dict.fromkeys(("reaching", "below", "points_at_least", "points_at_most")), "of": "parts"},
}


def whole(kind: str, said: Data) -> Data:
    """Return what a mapping of some kind says, and what is meant by what it leaves out."""
    return {**UNSAID[kind], **said}


def whole_question(said: Data) -> Data:
    """Return the same of a question and everything below it."""
    question = whole("question", said)
    return {**question, "parts": [whole_question(part) for part in question["parts"]]}


ANY_NUMBER = None  # the upper end of a count that nothing bounds
Span = tuple[int, int]  # ranks of the scale, worst to best


@dataclass(frozen=True)
class Verdict:
    """What the page says of one question: categories by id, truths by rule."""

    status: str
    computed: tuple[str, str] | None
    final: tuple[str, str] | None
    as_it_stands: str | None
    truths: dict[str, str]


def verdicts(
    record: Data,
    items: Sequence[Data],
    framework: Data,
    rules: Sequence[Data],
    assumed: Mapping[str, str] | None = None,
) -> dict[str, Verdict]:
    """Return what the page says of every question, where some judgments may be assumed, whatever else is said of them."""
    page = _Page(record, items, framework, rules, assumed or {})
    root = whole_question(framework["questions"])
    page.read(root, "in_progress")
    page.judge(root)
    return page.verdicts


def figures(metric: Data) -> tuple[Fraction | None, Fraction | None, bool] | None:
    """Return least and most of what a figure may stand for, and whether it is more or less than the end that it has.

    An exact figure stands for itself, 'about 120' for one unit of its last digit that is not nought either way.
    """
    if metric["value"] is None:
        return None
    value = Fraction(metric["value"])
    if metric["bound"] == "more_than":
        return value, None, True
    if metric["bound"] == "less_than":
        return None, value, True
    if metric["bound"] == "exact":
        return value, value, False
    whole, _, decimals = metric["value"].removeprefix("-").partition(".")
    step = Fraction(1, 10 ** len(decimals))
    for digit in reversed(whole + decimals):
        if digit != "0" or value == 0:
            break
        step *= 10
    return value - step, value + step, False


class _Page:
    """One inspection, read question by question from the bottom of the tree."""

    def __init__(
        self, record: Data, items: Sequence[Data], framework: Data, rules: Sequence[Data], assumed: Mapping[str, str]
    ) -> None:
        self.record = whole("record", record)
        self.items = [whole(item["kind"], item) for item in items]
        self.framework = framework
        self.rules = [whole("rule", rule) for rule in rules]
        self.assumed = assumed
        self.order = [category["id"] for category in self.framework["scale"]]
        self.points = [Fraction(category["points"]) for category in self.framework["scale"]]
        self.status: dict[str, str] = {}
        self.scope: dict[str, list[str]] = {}
        self.minimum: dict[str, int] = {}
        self.in_progress: dict[str, bool] = {}
        self.final: dict[str, Span | None] = {}
        self.standing: dict[str, int | None] = {}
        self.decided_outside: set[str] = set()
        self.verdicts: dict[str, Verdict] = {}

    def read(self, question: Data, status: str, *, waived: bool = False) -> None:
        """Note status, scope and minimum of a question and everything below it."""
        for said in self.record["questions"]:
            known = whole("record of a question", said)
            if known["question"] == question["id"] and known["status"] is not None:
                status = known["status"]
        if self.record["waiver"] is not None:
            questions = whole("waiver", self.record["waiver"])["questions"]
            waived = waived or not questions or question["id"] in questions
        self.status[question["id"]] = status
        self.minimum[question["id"]] = 1 if waived else self.framework["minimum_evidence"]
        self.scope[question["id"]] = [question["id"]]
        for part in question["parts"]:
            self.read(part, status, waived=waived)
            self.scope[question["id"]] += self.scope[part["id"]]

    # --- evidence -----------------------------------------------------------------------------------------------------

    def taken(self, item: Data) -> bool:
        """Neither withdrawn after a challenge, nor observed after the cut-off."""
        last = self.record["cut_off"]
        return not item["withdrawn"] and not (last and item["observed"] and item["observed"] > last)

    def counted(self, kind: str, question: str) -> list[Data]:
        """Return what of a kind of evidence counts at a question: on it and everything below, where that is inspected."""
        found = []
        for item in self.items:
            if item["kind"] != kind or not self.taken(item):
                continue
            if kind == "finding" and (item["part_of"] is not None or item["standing"] not in ("observed", "reported")):
                continue
            if kind == "recommendation" and item["superseded_by"] is not None:
                continue
            if kind == "metric" and item["subject"] != self.record["force"]["id"]:
                continue
            if item["question"] in self.scope[question] and self.status[item["question"]] != "not_inspected":
                found.append(item)
        return found

    # --- judgments ----------------------------------------------------------------------------------------------------

    def judge(self, question: Data) -> None:
        """Judge everything below a question, then the question."""
        for part in question["parts"]:
            self.judge(part)
        name = question["id"]
        below = [other for other in self.scope[name] if other != name]
        found = len(self.counted("finding", name)) + len(self.counted("recommendation", name))
        nothing = found == 0 and not any(other in self.decided_outside for other in below)
        has_graded_parts = any(part["graded"] for part in question["parts"])
        short = nothing if has_graded_parts else found < self.minimum[name]
        by_people = question["judged_by"] == "people"
        if by_people:
            short = False
        inspected = self.status[name] != "not_inspected"
        counts_as_in_progress = self.status[name] == "in_progress" or (question["graded"] and inspected and short)
        self.in_progress[name] = counts_as_in_progress or any(self.in_progress[other] for other in below)

        if not question["graded"]:
            self.final[name] = self.standing[name] = None
            self.verdicts[name] = Verdict("ungraded", None, None, None, {})
            return

        truths: dict[str, str] = {}
        computed: Span | None = None
        standing: int | None = None
        if inspected and by_people:
            computed = (0, len(self.order) - 1)  # anything, until people say
        elif inspected:
            truths = self.truths(question, as_it_stands=False)
            computed = self.span(truths)
            if not nothing:
                at_once, _ = self.span(self.truths(question, as_it_stands=True))
                standing = min(max(at_once, computed[0]), computed[1])
        outside = self.outside(name, truths)
        final = computed
        if outside is not None:
            self.decided_outside.add(name)
            final = (outside, outside)
            standing = outside
        self.final[name] = final
        self.standing[name] = standing
        status = "not_inspected" if final is None else "settled" if final[0] == final[1] else "open"
        stands = None if standing is None else self.order[standing]
        self.verdicts[name] = Verdict(status, self.named(computed), self.named(final), stands, truths)

    def named(self, span: Span | None) -> tuple[str, str] | None:
        return None if span is None else (self.order[span[0]], self.order[span[1]])

    def outside(self, question: str, truths: dict[str, str]) -> int | None:
        """Return the judgment that is assumed, that people reached or that was carried over, if one stands."""
        if question in self.assumed:
            return self.order.index(self.assumed[question])
        latest: Data | None = None
        for decision in self.record["decisions"]:
            if decision["question"] == question and decision["outcome"] in ("changed", "judged"):
                latest = decision
        if latest is not None:
            decided = self.order.index(str(latest["judgment"]))
            barred = False
            for rule in self.rules:
                if truths.get(rule["id"]) == "true" and rule["limits_to"] is not None and rule["binding"] == "strict":
                    barred = barred or decided > self.order.index(rule["limits_to"])
            if not barred:
                return decided
        for carried in self.record["carried_over"]:
            if carried["question"] == question:
                return self.order.index(carried["judgment"])
        return None

    def span(self, truths: dict[str, str]) -> Span:
        """Return the range that rules with these truths leave (4.3)."""
        supported_low = supported_high = self.order.index(self.framework["baseline"])
        limit_low = limit_high = len(self.order) - 1
        for rule in self.rules:
            truth = truths.get(rule["id"], "false")
            if rule["supports"] is not None:
                rank = self.order.index(rule["supports"])
                if truth == "true":
                    supported_low = max(supported_low, rank)
                if truth in ("true", "unknown"):
                    supported_high = max(supported_high, rank)
            if rule["limits_to"] is not None:
                rank = self.order.index(rule["limits_to"])
                if truth in ("true", "unknown"):
                    limit_low = min(limit_low, rank)
                if truth == "true":
                    limit_high = min(limit_high, rank)
        return min(supported_low, limit_low), min(supported_high, limit_high)

    # --- truth --------------------------------------------------------------------------------------------------------

    def truths(self, question: Data, *, as_it_stands: bool) -> dict[str, str]:
        return {
            rule["id"]: self.truth(rule["when"], question, as_it_stands)
            for rule in self.rules
            if rule["question"] == question["id"]
        }

    def truth(self, condition: Data, question: Data, as_it_stands: bool) -> str:  # noqa: FBT001  # handed down
        if "all" in condition:
            worth = [self.truth(part, question, as_it_stands) for part in condition["all"]]
            return "false" if "false" in worth else "unknown" if "unknown" in worth else "true"
        if "any" in condition:
            worth = [self.truth(part, question, as_it_stands) for part in condition["any"]]
            return "true" if "true" in worth else "unknown" if "unknown" in worth else "false"
        ((kind, said),) = condition.items()
        count = whole(kind, said)
        if kind == "findings":
            certain, possible, now = self.count_findings(count, question)
        elif kind == "metrics":
            certain, possible, now = self.count_metrics(count, question)
        elif kind == "recommendations":
            certain, possible, now = self.count_recommendations(count, question)
        else:
            certain, possible, now = self.count_judgments(count, question, as_it_stands)
        return self.held(count, now, now) if as_it_stands else self.held(count, certain, possible)

    def held(self, count: Data, certain: Fraction, possible: Fraction | None) -> str:
        """Hold the ends of an interval against the one bound that the count has."""
        for name in ("at_least", "share_at_least", "points_at_least"):
            bound = count.get(name)
            if bound is not None:
                if certain >= Fraction(bound):
                    return "true"
                return "false" if possible is not ANY_NUMBER and possible < Fraction(bound) else "unknown"
        for name in ("at_most", "share_at_most", "points_at_most"):
            bound = count.get(name)
            if bound is not None:
                if certain > Fraction(bound):
                    return "false"
                return "true" if possible is not ANY_NUMBER and possible <= Fraction(bound) else "unknown"
        raise AssertionError(count)

    # Every count gives three numbers: certain, possible, and what it is if nothing more were found.

    def count_findings(self, count: Data, question: Data) -> tuple[Fraction, Fraction | None, Fraction]:
        more = self.in_progress[question["id"]]
        showing = others = 0
        for item in self.counted("finding", question["id"]):
            if count["weight"] is not None and item["weight"] not in count["weight"]:
                continue
            if count["extent"] is not None and item["extent"] not in count["extent"]:
                continue
            if count["ground"] is not None and (item["weight"] != "major" or item["ground"] not in count["ground"]):
                continue
            at_risk = item["at_risk"] if item["weight"] == "major" else ()
            if count["at_risk"] is not None and not any(group in count["at_risk"] for group in at_risk):
                continue
            if count["topic"] is not None and item["topic"] not in count["topic"]:
                continue
            if count["question"] is not None and not any(
                item["question"] in self.scope[named] for named in count["question"]
            ):
                continue
            if item["shows"] == count["shows"]:
                showing += 1
            else:
                others += 1
        if count["share_at_least"] is None and count["share_at_most"] is None:
            return Fraction(showing), ANY_NUMBER if more else Fraction(showing), Fraction(showing)
        share = Fraction(showing, showing + others) if showing + others else Fraction(0)
        return (Fraction(0), Fraction(1), share) if more else (share, share, share)

    def count_recommendations(self, count: Data, question: Data) -> tuple[Fraction, Fraction | None, Fraction]:
        selected = Fraction(0)
        for item in self.counted("recommendation", question["id"]):
            if (count["type"] is None or item["type"] in count["type"]) and item["status"] in count["status"]:
                selected += 1
        return selected, ANY_NUMBER if self.in_progress[question["id"]] else selected, selected

    def count_metrics(self, count: Data, question: Data) -> tuple[Fraction, Fraction | None, Fraction]:
        certain = possible = Fraction(0)
        for item in self.counted("metric", question["id"]):
            if item["measure"] not in count["measure"]:
                continue
            can_be = self.can_be(item, count["comparator"])
            if all(word in count["stands"] for word in can_be):
                certain += 1
            if any(word in count["stands"] for word in can_be):
                possible += 1
        return certain, ANY_NUMBER if self.in_progress[question["id"]] else possible, certain

    def can_be(self, metric: Data, comparator: str) -> list[str]:  # noqa: C901, PLR0912  # as naive as the page
        """Return how a metric can stand to a comparator: better, similar, worse, or only 'different'."""
        (measure,) = (known for known in self.framework["measures"] if known["id"] == metric["measure"])
        words = {"lower": "different", "similar": "similar", "higher": "different"}
        if measure["better"] == "lower":
            words = {"lower": "better", "similar": "similar", "higher": "worse"}
        if measure["better"] == "higher":
            words = {"lower": "worse", "similar": "similar", "higher": "better"}
        anything = [words[known] for known in ("lower", "similar", "higher")]
        beside = None
        for known in metric["comparators"]:
            if known["comparator"] == comparator:
                beside = whole("comparator", known)
        if beside is None:
            return anything
        if beside["stated"] is not None:
            return [words[beside["stated"]]]
        other = None
        if beside["value"] is not None:
            other = (Fraction(beside["value"]), Fraction(beside["value"]), False)
        for known in self.items:
            if known["kind"] == "metric" and known["id"] == beside["metric"]:
                other = figures(known)
        own = figures(metric)
        if own is None or other is None:
            return anything
        # how far the figure is above the comparator: least and most, either without end, and whether both are passed
        least = None if own[0] is None or other[1] is None else own[0] - other[1]
        most = None if own[1] is None or other[0] is None else own[1] - other[0]
        passed = own[2] or other[2]
        tolerance = Fraction(measure["similar_within"])
        found = []
        if least is None or least < -tolerance:
            found.append(words["lower"])
        above = least is not None and (least > tolerance or (passed and least == tolerance))
        beneath = most is not None and (most < -tolerance or (passed and most == -tolerance))
        if not above and not beneath:
            found.append(words["similar"])
        if most is None or most > tolerance:
            found.append(words["higher"])
        return found

    def count_judgments(
        self,
        count: Data,
        question: Data,
        as_it_stands: bool,  # noqa: FBT001  # handed down
    ) -> tuple[Fraction, Fraction | None, Fraction]:
        names = (
            [part["id"] for part in question["parts"] if part["graded"]]
            if count["of"] == "parts"
            else list(count["of"])
        )
        judged: list[Span] = []
        for name in names:
            standing = self.standing[name]
            span = self.final[name] if not as_it_stands else None if standing is None else (standing, standing)
            if span is not None:
                judged.append(span)
        if count["points_at_least"] is not None or count["points_at_most"] is not None:
            most = len(judged) * self.points[-1]
            low = sum((self.points[low] for low, _ in judged), Fraction(0)) / most if judged else Fraction(0)
            high = sum((self.points[high] for _, high in judged), Fraction(0)) / most if judged else Fraction(0)
            return low, high, low
        certain = possible = Fraction(0)
        for low, high in judged:
            if count["reaching"] is not None:
                wanted = self.order.index(count["reaching"])
                certain += low >= wanted
                possible += high >= wanted
            else:
                wanted = self.order.index(str(count["below"]))
                certain += high < wanted
                possible += low < wanted
        if count["share_at_least"] is not None or count["share_at_most"] is not None:
            of = len(judged) or 1
            return certain / of, possible / of, certain / of
        return certain, possible, certain
