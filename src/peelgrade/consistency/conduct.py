"""How the inspection was carried out: what was inspected when, what is still missing, and what people decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from peelgrade.consistency.dossier import MAX_RELATED, Dossier, Placed
from peelgrade.evidence import Item, Metric, Period, Recommendation
from peelgrade.problems import Locator, Problem, Related
from peelgrade.rulebook import fieldwork_statuses


def _not_inspected(dossier: Dossier) -> Iterator[Problem]:
    if dossier.record is None:
        return
    status = fieldwork_statuses(dossier.record, dossier.rulebook)
    by_question: dict[str, list[Placed[Item]]] = defaultdict(list)
    for placed, item in dossier.evidence:
        if status[item.question] == "not_inspected":
            by_question[item.question].append(placed)
    for question, (first, *others) in by_question.items():
        message = f"there is evidence on {question}, and {dossier.record_file} says that it was not inspected"
        remedy = "correct the question here, or its status there"
        elsewhere = (Related(other.at("question"), "and here") for other in others[:MAX_RELATED])
        related = (Related(_status_place(question, dossier), "its status stands here"), *elsewhere)
        yield Problem("PG512", message, first.at("question"), remedy, related)


def _status_place(question: str, dossier: Dossier) -> Locator:
    """Return where the status that holds for a question is recorded: for itself, or the nearest question above."""
    places = {one.question: n for n, one in enumerate(dossier.record.questions if dossier.record else ()) if one.status}
    above: str | None = question
    while above is not None and above not in places:
        above = dossier.rulebook.parents[above]
    return Locator(dossier.record_file, ("questions", places[above], "status") if above else ("questions",))


def _outside_fieldwork(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each item that was observed when nobody was there; figures and older reports may be of any time."""
    if dossier.record is None:
        return
    windows = _windows(dossier)
    for placed, item in dossier.evidence:
        if item.observed is None or item.question not in windows:
            continue
        window, where = windows[item.question]
        if not window.start <= item.observed <= window.end:
            message = f"{item.id} was observed on {item.observed}, and fieldwork on {item.question} was from {window.start} to {window.end}"
            related = (Related(where, "fieldwork is recorded here"),)
            yield Problem("PG531", message, placed.at("observed"), "correct the day here, or fieldwork there", related)


def _windows(dossier: Dossier) -> dict[str, tuple[Period, Locator]]:
    """Return the fieldwork of each question that has any: its own, else that of the nearest question above."""
    found: dict[str, tuple[Period, Locator]] = {}
    for n, record in enumerate(dossier.record.questions if dossier.record else ()):
        if record.fieldwork is not None:
            found[record.question] = record.fieldwork, Locator(dossier.record_file, ("questions", n, "fieldwork"))
    return dossier.rulebook.inherited(found)


def _without_evidence(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each graded question that is said to be complete, and on which nothing is counted."""
    if dossier.record is None or not dossier.whole or len(dossier.items) < len(dossier.written):
        return  # what could not be read may be the evidence
    status = fieldwork_statuses(dossier.record, dossier.rulebook)
    carried = {one.question for one in dossier.record.carried_over}
    covered = {item.question for placed, item in dossier.evidence if not placed.sound or _is_counted(item)}
    for question in dossier.rulebook.questions.values():
        if not question.graded or question.by_people or question.graded_parts or status[question.id] != "complete":
            continue
        if carried.intersection(dossier.rulebook.above(question.id)) or dossier.rulebook.below[question.id] & covered:
            continue
        message = f"{question.id} is graded and its fieldwork complete, and no evidence on it is counted"
        remedy = "add the evidence, or record that it is in progress or was not inspected"
        yield Problem("PG532", message, _status_place(question.id, dossier), remedy)


def _is_counted(item: Item) -> bool:
    return not isinstance(item, Metric) and item.counted and not item.withdrawn


def _concerns(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each recommendation without what its type asks for; older ones stand in other reports."""
    types = dossier.rulebook.recommendation_types
    addressed: dict[str, set[str]] = defaultdict(set)
    for _, item in dossier.evidence:
        if isinstance(item, Recommendation) and item.counted:
            for name in item.addresses:
                addressed[name].add(item.type)
    for placed, item in dossier.recommendations.values():
        if item.issued_in is not None or item.status == "met" or not item.counted:
            continue
        kind = types[item.type]
        title = kind.title.lower()
        if kind.rests_on_findings and not item.arises_from:
            remedy = "name the findings under 'arises_from'"
            yield Problem("PG533", f"{item.id} is a {title} that arises from no finding", placed.at("type"), remedy)
        if kind.addressed_by is not None and kind.addressed_by not in addressed[item.id] and dossier.whole:
            wanted = types[kind.addressed_by].title.lower()
            remedy = f"add a {wanted} with 'addresses: [{item.id}]'"
            message = f"{item.id} is a {title}, and no {wanted} says how to address it"
            yield Problem("PG534", message, placed.at("type"), remedy)


def _who_judges(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each decision on a question that the rules judge as if people did, and the other way round."""
    standing = {one.question for one in dossier.record.carried_over} if dossier.record else set()
    for n, taken in enumerate(dossier.record.decisions if dossier.record else ()):
        at = Locator(dossier.record_file, ("decisions", n, "outcome"))
        name, people = taken.question, dossier.rulebook.questions[taken.question].by_people
        if taken.outcome == "judged" and not people:
            message = f"the rules judge {name}, so a judgment of people departs from theirs or confirms it"
            yield Problem("PG519", message, at, "write 'outcome: changed' with 'departs_from', or 'outcome: confirmed'")
        elif taken.outcome == "changed" and people:
            message = f"people judge {name}, and there is no computed judgment to depart from"
            yield Problem("PG519", message, at, "write 'outcome: judged', and take 'departs_from' out")
        elif taken.outcome == "confirmed" and people and name not in standing:
            message = f"people judge {name}, and there is no judgment yet to confirm"
            yield Problem("PG519", message, at, "write 'outcome: judged' for the first judgment")
        standing |= {name} if taken.decides else set()


def _order_of_time(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each decision dated before the one above it, and each status from before the issue."""
    latest: dict[str, tuple[date, Locator]] = {}
    for n, decision in enumerate(dossier.record.decisions if dossier.record else ()):
        at = Locator(dossier.record_file, ("decisions", n, "date"))
        before = latest.get(decision.question)
        if before is not None and decision.date < before[0]:
            related = (Related(before[1], f"the decision above is of {before[0]}"),)
            message = f"this decision on {decision.question} is of {decision.date}, and stands below a later one"
            yield Problem("PG537", message, at, "list decisions in the order in which they were taken", related)
        latest[decision.question] = decision.date, at
    for placed, item in dossier.recommendations.values():
        if item.issued is not None and item.as_of is not None and item.as_of < item.issued:
            message = f"{item.id} was assessed on {item.as_of}, before it was issued on {item.issued}"
            related = (Related(placed.at("issued"), "it was issued then"),)
            yield Problem("PG538", message, placed.at("as_of"), "correct the day that is wrong", related)


def _before_it_was_found(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each decision and challenge that is dated before an item which it rests on or is about."""
    windows = _windows(dossier)
    known = {
        item.id: told for placed, item in dossier.evidence if placed.sound and (told := _found(placed, item, windows))
    }
    for what, at, day, items in _dated(dossier):
        for name in items:
            if name in known and day < known[name][0]:
                found, words, where = known[name]
                message = f"{what} is of {day}, and {name} {words.format(day=found)}"
                yield Problem("PG543", message, at, "correct the day that is wrong", (Related(where, "see here"),))


def _dated(dossier: Dossier) -> Iterator[tuple[str, Locator, date, tuple[str, ...]]]:
    """Yield each decision and challenge: what it is called, where its day stands, the day, and its items."""
    if dossier.record is None:
        return
    for n, decision in enumerate(dossier.record.decisions):
        at = Locator(dossier.record_file, ("decisions", n, "date"))
        yield f"this decision on {decision.question}", at, decision.date, decision.evidence
    for n, challenge in enumerate(dossier.record.challenges):
        at = Locator(dossier.record_file, ("challenges", n, "made"))
        yield challenge.id, at, challenge.made, (challenge.item,) if challenge.item else ()


def _found(
    placed: Placed[Item], item: Item, windows: Mapping[str, tuple[Period, Locator]]
) -> tuple[date, str, Locator] | None:
    """Return the day before which an item cannot have been known, in words, and where it stands; None where none is told."""
    if item.observed is not None:
        return item.observed, "was observed on {day}", placed.at("observed")
    if isinstance(item, Metric):
        return None if item.as_at is None else (item.as_at, "is as at {day}", placed.at("as_at"))
    if isinstance(item, Recommendation):
        return None if item.issued is None else (item.issued, "was issued on {day}", placed.at("issued"))
    if item.question not in windows:
        return None
    window, where = windows[item.question]
    return window.start, "was found in fieldwork that began on {day}", where


CHECKS = (
    _not_inspected,
    _outside_fieldwork,
    _without_evidence,
    _concerns,
    _who_judges,
    _order_of_time,
    _before_it_was_found,
)
