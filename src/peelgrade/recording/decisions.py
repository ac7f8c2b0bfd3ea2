"""What people decide on a question: whether it can be taken, and the entry that records it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peelgrade import editing, explanation, writing
from peelgrade.evidence import OUTCOME, STAGE, Inspection
from peelgrade.pipeline import Read
from peelgrade.problems import Unreadable, nearest, suggest
from peelgrade.rendering import panel, prose
from peelgrade.rendering.views import View
from peelgrade.trace import Result


class Refused(Exception):  # noqa: N818  # named for what the user sees
    """A decision that cannot be taken, with what to do instead; the message may have several lines."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.help = remedy


@dataclass(frozen=True)
class Answers:
    """What is said of a decision, in the words of the files; `judgment` may be left out where the outcome has none."""

    stage: str
    outcome: str
    judgment: str | None
    people: tuple[str, ...]
    day: str
    reason: str
    evidence: tuple[str, ...] = ()
    compared_with: tuple[str, ...] = ()


def outcomes(question: str, found: Read) -> dict[str, str]:
    """Return the outcomes that there are at a question, with what each means: the rules judge it, or people do."""
    other = "changed" if found.rulebook.questions[question].by_people else "judged"
    return {word: told for word, told in OUTCOME.items() if word != other}


def stages() -> dict[str, str]:
    """Return the stages at which something is decided, with what each means."""
    return dict(STAGE)


def refuse_question(question: str, found: Read, of: str) -> None:
    """Raise Unreadable for what is no question of an inspection, and for a question that nobody judges."""
    known = found.rulebook.questions
    if question not in known:
        near = nearest(question, known)
        remedy = suggest(question, near) if near else f"the questions are {', '.join(known)}"
        raise Unreadable(f"'{question}' is no question of {of}", remedy)
    if not known[question].graded:
        raise Unreadable(f"{question} is not graded", "name a graded question")


def refuse_evidence(named: tuple[str, ...], inspection: Inspection) -> None:
    """Raise Unreadable where an item that a decision rests on is not there."""
    for name in named:
        advice = advice_on_item(name, inspection)
        if advice:
            raise Unreadable(f"there is no item '{name}'", advice)


def advice_on_item(name: str, inspection: Inspection) -> str:
    """Return what to write instead of the id of an item that is not there; nothing where it is."""
    known = [item.id for item in inspection.items]
    near = nearest(name, known)
    return "" if name in known else suggest(name, near) if near else "write the id of an item of evidence"


def appended(raw: bytes, name: str, entry: dict[str, Any]) -> bytes:
    """Return the contents of the record of an inspection with a decision after the last one; nothing else is changed."""
    return editing.edited(raw, name, editing.Append("decisions", entry))


def entry(question: str, answers: Answers, found: Read, before: Result) -> dict[str, Any]:
    """Return a decision as it is written.

    Raises Refused where it cannot be taken, and Unreadable where there is nothing to decide.
    """
    judgment = before[question]
    if judgment.computed is None:
        raise Unreadable(f"{question} was not inspected, so there is nothing to decide", "record its fieldwork first")
    view = View(before, found.inspection, found.rulebook, found.places.of)
    taken: dict[str, Any] = {"question": question, "stage": answers.stage, "outcome": answers.outcome}
    taken |= _judged(question, answers, view)
    taken["people"] = list(answers.people)
    taken["date"] = writing.Plain(answers.day)
    taken["reason"] = answers.reason
    others = {"compared_with": list(answers.compared_with), "evidence": list(answers.evidence)}
    return taken | {key: value for key, value in others.items() if value}


def _judged(question: str, answers: Answers, view: View) -> dict[str, str]:
    """Return the judgment that an outcome writes, with the one that it departs from."""
    by_people = view.result[question].by_people
    deciding = "judged" if by_people else "changed"
    match answers.outcome:
        case "confirmed":
            return {"judgment": _confirmed(question, answers.judgment, deciding, view)}
        case "referred_back" if answers.judgment is not None:
            raise Refused(
                "what is referred back has no judgment yet",
                f"leave the judgment out, or record the outcome '{deciding}'",
            )
        case "judged" if not by_people:
            raise Refused(f"the rules judge {question}", "record the outcome 'changed' or 'confirmed'")
        case "changed" if by_people:
            message = f"people judge {question}, so there is no computed judgment to depart from"
            raise Refused(message, "record the outcome 'judged'")
        case "judged":
            return {"judgment": str(answers.judgment)}
        case "changed":
            return _changed(question, str(answers.judgment), view)
        case _:
            return {}


def _confirmed(question: str, wanted: str | None, deciding: str, view: View) -> str:
    judgment = view.result[question]
    stands = judgment.category
    if stands is None:
        now = prose.standing(judgment, view.rulebook).lower()
        later = "record the outcome 'judged'" if judgment.by_people else "decide once it is settled"
        raise Refused(f"{question} is still open: {now}", f"refer it back, or {later}")
    if wanted not in {None, stands.id}:
        message = f"{question} stands at {stands.title.lower()}"
        raise Refused(message, f"confirm that, or record the outcome '{deciding}'")
    return stands.id


def _changed(question: str, wanted: str, view: View) -> dict[str, str]:
    """Return what a change writes: its judgment, and the computed one that it departs from."""
    judgment, category = view.result[question], view.rulebook.scale[wanted]
    computed = judgment.computed
    strict = [one for one in explanation.limits_above(judgment, category, view.rulebook) if one.binding == "strict"]
    if strict:
        limits = "\n".join(f"  {line}" for one in strict for line in panel.limit(one, view))
        raise Refused(
            f"{question} cannot be {category.title.lower()}: a strict limit holds\n{limits}",
            f"see what holds it: peelgrade explain INSPECTION {strict[0].id}",
        )
    if computed is None or not computed.settled:
        now = prose.standing(judgment, view.rulebook).lower()
        message = f"{question} is still open: {now}; there is no judgment to depart from yet"
        raise Refused(message, "refer it back, or decide once it is settled")
    if judgment.category == category and not judgment.stale:
        whose = "computed" if computed.low == category else "standing"
        message = f"{question} is {category.title.lower()} as {whose}, so nothing is changed"
        raise Refused(message, "record the outcome 'confirmed'")
    return {"judgment": wanted, "departs_from": computed.low.id}


def departures(question: str, after: Read, result: Result) -> list[tuple[str, tuple[str, str, str]]]:
    """Return the limits that the last decision departs from, by the id of the rule, each in three lines."""
    taken = after.inspection.record.decisions[-1]
    if taken.outcome != "changed" or taken.judgment is None:
        return []
    wanted = after.rulebook.scale[taken.judgment]
    view = View(result, after.inspection, after.rulebook, after.places.of)
    limits = explanation.limits_above(result[question], wanted, after.rulebook)
    return [(one.id, panel.limit(one, view)) for one in limits]
