"""Recording a decision from a page: entered in a form, shown as the change to the file, and written once confirmed.

These routes are there only where the server was started with leave to save. What is written is what `peelgrade decide`
writes, and nothing is where any file was changed since it was shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from peelgrade import explanation, writing
from peelgrade.evidence import OUTCOME
from peelgrade.grading import grade
from peelgrade.loading import unseen, visible
from peelgrade.pipeline import RECORD, Read, Reading, read_inspection
from peelgrade.problems import InvalidInput, Locator, Unreadable, shown
from peelgrade.recording import decisions, files
from peelgrade.rendering import panel, prose
from peelgrade.rendering.live import sheets
from peelgrade.rendering.live.sheets import Entered, Field, Preview
from peelgrade.rendering.views import View
from peelgrade.serving import address
from peelgrade.serving.address import Fields, Malformed
from peelgrade.serving.calls import BACK, Answering, Call, Refusal, Room, page_of
from peelgrade.serving.versions import Broken, Version
from peelgrade.trace import Result
from peelgrade.validation.words import advice_on_day_gone

LONGEST = 4_000  # characters of what is entered in one field
_LABELS = {
    "stage": "Stage",
    "outcome": "Outcome",
    "judgment": "Judgment",
    "people": "Who decides",
    "day": "Day",
    "reason": "Reason",
    "evidence": "Evidence",
    "compared_with": "Compared with",
}
_NEEDED = {"people": "say who decides, with the role", "reason": "say why it is decided so"}
_CHECKS = ("version", "digest")
Said = dict[str, str]
Wrong = tuple[tuple[str, str], ...]
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Drawn:
    """A decision as it would be written: the contents of the file before and after, and the inspection with it."""

    before: bytes
    after: bytes
    found: Read
    result: Result

    @property
    def digest(self) -> str:
        """What tells these contents from any others."""
        return hashlib.sha256(self.after).hexdigest()


def _form(call: Call) -> Response:
    """Return the form for a decision on the question of the address, or the questions to choose from."""
    found = _sound(call.room)
    named = _said(address.fields(call.query), ("question",))
    if not named:
        return page_of(sheets.choose_question(list(_to_choose(found))))
    return _entering(call.room, found, _question(named, found), {})


def _to_choose(found: Version) -> list[tuple[str, str, str]]:
    judged = [one for one in found.result.judgments if one.computed is not None]
    return [(one.question, _listed(one.question, found), _stands(one.question, found)) for one in judged]


def _again(call: Call) -> Response:
    """Return the form for a decision as it was entered."""
    said = _said(call.given, ("question", *_LABELS, *_CHECKS))
    found = _sound(call.room)
    return _entering(call.room, found, _question(said, found), said)


def _preview(call: Call) -> Response:
    """Return what would be written, and what it would make of the judgments."""
    said = _said(call.given, ("question", *_LABELS))
    found = _sound(call.room)
    question = _question(said, found)
    drawn = _drawn(call.room, found, question, said)
    if not isinstance(drawn, Drawn):
        return _entering(call.room, found, question, said, drawn)
    return page_of(sheets.preview(_shown(call.room, found, said, drawn), call.room.setting.token))


def _save(call: Call) -> Response:
    """Write a decision that was shown, where nothing is otherwise than it was then."""
    said = _said(call.given, ("question", *_LABELS, *_CHECKS))
    sources = call.room.versions.sources
    with writing.locked(sources.inspection):
        found = _sound(call.room)
        question = _question(said, found)
        drawn = _drawn(call.room, found, question, said) if said.get("version") == found.id else ()
        if not isinstance(drawn, Drawn) or drawn.digest != said.get("digest"):
            raise _changed(question)
        path = sources.inspection / RECORD
        after = {path: drawn.after}
        try:
            files.record(sources.inspection, sources.rules, {path: drawn.before}, after, Reading(instead=after))
        except InvalidInput:
            raise _changed(question) from None
    return RedirectResponse(f"/decided?question={quote(question)}", 303)


def _changed(question: str) -> Refusal:
    lines = (
        "A file of the inspection or of its rules was changed since the decision was shown to you.",
        "Nothing was written: look at it again as things are now.",
    )
    return Refusal(409, *lines, links=(("Enter it again", f"/decide?question={quote(question)}"), *BACK))


def _decided(call: Call) -> Response:
    """Return what was recorded last on a question, and where."""
    found = _sound(call.room)
    question = _question(_said(address.fields(call.query), ("question",)), found)
    record = found.read.inspection.record.decisions
    last = max((n for n, one in enumerate(record) if one.question == question), default=None)
    if last is None:
        return page_of(sheets.notice("No decision is recorded", (f"None is recorded on {question}.",), BACK))
    place = found.read.places.line(Locator(_file(call.room), ("decisions", last)))
    lines = (
        f"{prose.capital(panel.decided(record[last], _view(found)))}. It stands in {place}.",
        f"{question} stands at {_stands(question, found).lower()}.",
    )
    links = (("Back to the question", f"/#{quote(question)}"), *BACK)
    return page_of(sheets.notice(f"The decision on {_name(question, found)} is recorded", lines, links))


ROUTES: tuple[tuple[str, str, Answering], ...] = (
    ("/decide", "GET", _form),
    ("/decide/again", "POST", _again),
    ("/decide/preview", "POST", _preview),
    ("/decide/save", "POST", _save),
    ("/decided", "GET", _decided),
)
"""Paths with their methods and what answers them."""


# --- what was entered ------------------------------------------------------------------------------------------------


def _sound(room: Room) -> Version:
    found = room.version()
    if isinstance(found, Broken):
        raise Refusal(409, "The files have problems now, so nothing can be decided on them.", links=BACK)
    return found


def _said(given: Fields, known: tuple[str, ...]) -> Said:
    """Return what was entered, by field: nothing that no form of ours has.

    What no person enters is short, and can be seen; of the others, `_unfit` tells.
    """
    said: Said = {}
    for name, value in given:
        if name not in known or name in said:
            raise Malformed(f"'{shown(name)}' is no field of this form")
        lines = [" ".join(line.split()) for line in value.splitlines()]
        if name not in _LABELS and (len(value) > LONGEST or not value.isprintable()):
            raise Malformed(f"'{name}' is not as a form of ours has it")
        said[name] = "\n".join(line for line in lines if line)
    return said


def _question(said: Said, found: Version) -> str:
    question = said.get("question", "")
    try:
        decisions.refuse_question(question, found.read, found.read.inspection.record.id)
    except Unreadable as unreadable:
        raise Refusal(
            404, f"{prose.capital(unreadable.message)}.", f"{prose.capital(unreadable.help)}.", links=BACK
        ) from None
    return question


def _drawn(room: Room, found: Version, question: str, said: Said) -> Drawn | Wrong:
    """Return a decision as it would be written, or why it cannot be."""
    path = room.versions.sources.inspection / RECORD
    wrong = _lacking(said, found, room.setting.today())
    if wrong:
        return wrong
    try:
        answers = _answers(said)
        decisions.refuse_evidence(answers.evidence, found.read.inspection)
        entry = decisions.entry(question, answers, found.read, found.result)
        before = files.content(path)
        after = decisions.appended(before, path.as_posix(), entry)
        reading = Reading(instead={path: after})
        read = read_inspection(path.parent, room.versions.sources.rules, reading)
    except decisions.Refused as refused:
        return ((refused.message, refused.help),)
    except Unreadable as unreadable:
        return unreadable.reasons
    except InvalidInput as invalid:
        return tuple((one.message, one.help) for one in invalid.problems if one.severity == "error")
    return Drawn(before, after, read, grade(read.inspection, read.rulebook))


def _lacking(said: Said, found: Version, today: date) -> Wrong:
    """Return what is still to be entered, and words that stand for nothing."""
    unfit = tuple(_unfit(said))
    if unfit:
        return unfit
    categories = [one.id for one in found.read.rulebook.scale]
    choices = {"stage": list(decisions.stages()), "outcome": list(OUTCOME)}
    wrong = [(f"choose the {name}", "") for name, known in choices.items() if said.get(name) not in known]
    wrong += [(what, "") for name, what in _NEEDED.items() if not said.get(name)]
    advice = advice_on_day_gone(said.get("day", ""), today)
    wrong += [("the decision cannot be of this day", advice)] if advice else []
    judgment = said.get("judgment", "")
    if judgment and judgment not in categories:
        wrong.append((f"there is no judgment '{shown(judgment)}'", f"choose one of {', '.join(categories)}"))
    if not judgment and said.get("outcome") in {"changed", "judged"}:
        wrong.append(("choose the judgment that it is decided to be", ""))
    return tuple((prose.capital(why), help_) for why, help_ in wrong)


def _unfit(said: Said) -> Iterator[tuple[str, str]]:
    """Yield which fields hold too much, or what cannot be seen: it cannot be written."""
    for name, label in _LABELS.items():
        text = said.get(name, "")
        if len(text) > LONGEST:
            yield f"“{label}” has {len(text):,} characters, and the limit is {LONGEST:,}", "Shorten it."
        if hidden := unseen(text):
            message = f"“{label}” has a character in it that cannot be seen: {hidden}"
            yield message, "It is taken out here: look at what is left."


def _answers(said: Said) -> decisions.Answers:
    return decisions.Answers(
        stage=said["stage"],
        outcome=said["outcome"],
        judgment=said.get("judgment") or None,
        people=tuple(said["people"].split("\n")),
        day=said["day"],
        reason=" ".join(said["reason"].split()),
        evidence=tuple(dict.fromkeys(said.get("evidence", "").replace(",", " ").split())),
        compared_with=tuple(said.get("compared_with", "").split("\n")) if said.get("compared_with") else (),
    )


# --- what is shown ---------------------------------------------------------------------------------------------------


def _entering(room: Room, found: Version, question: str, said: Said, wrong: Wrong = ()) -> Response:
    outcomes = tuple(
        (word, f"{_words(word)}: {told}") for word, told in decisions.outcomes(question, found.read).items()
    )
    stages = tuple((word, f"{_words(word)}: {told}") for word, told in decisions.stages().items())
    judgments = tuple((one.id, one.title) for one in reversed(tuple(found.read.rulebook.scale)))
    entered = {"day": room.setting.today().isoformat(), **said}

    def field(name: str, hint: str = "", kind: str = "text", options: Options = (), *, required: bool = True) -> Field:
        return Field(name, _LABELS[name], hint, visible(entered.get(name, "")), kind, options, required)

    fields = (
        field("stage", "", "choice", stages),
        field("outcome", "", "choice", outcomes),
        field("judgment", _OF_JUDGMENT, "choice", judgments, required=False),
        field("people", "One person a line, each with the role.", "lines"),
        field("day", "", "date"),
        field("reason", "", "lines"),
        field("evidence", _OF_EVIDENCE, required=False),
        field("compared_with", _OF_OTHERS, "lines", required=False),
    )
    stands = f"{_name(question, found)} stands at {_stands(question, found).lower()}; computed: {_computed(question, found)}."
    page = sheets.decision(Entered(question, _name(question, found), stands, fields, wrong), room.setting.token)
    return page_of(page, 422 if wrong else 200)


_OF_JUDGMENT = "Where the outcome changes or makes a judgment; else none."
_OF_EVIDENCE = "Items that it rests on, such as F320, if any."
_OF_OTHERS = "Inspections compared with, one a line, if any."


def _shown(room: Room, found: Version, said: Said, drawn: Drawn) -> Preview:
    question, file = said["question"], _file(room)
    moves = explanation.moves(found.result, drawn.result, drawn.found.rulebook.above(question))
    departs = [
        f"It departs from {name}, which is recorded with the reason: {'; '.join(line for line in lines if line)}"
        for name, lines in decisions.departures(question, drawn.found, drawn.result)
    ]
    stale = drawn.result[question]
    return Preview(
        question=question,
        title=_name(question, found),
        file=file,
        lines=sheets.changed_lines(_text(drawn.before), _text(drawn.after), file),
        departs=tuple(departs),
        effect=tuple((_name(one.before.question, found), _effect(one, found), one.moves) for one in moves),
        notes=(f"Still to be looked at: {prose.stale(stale, drawn.found.rulebook)}",) if stale.stale else (),
        hidden=(*said.items(), ("version", found.id), ("digest", drawn.digest)),
    )


def _effect(one: explanation.Shift, found: Version) -> str:
    before, after = (prose.standing(side, found.read.rulebook) for side in (one.before, one.after))
    return f"{before} → {after.lower()}" if one.moves else f"{after}, as before"


def _view(found: Version) -> View:
    return View(found.result, found.read.inspection, found.read.rulebook, found.read.places.of)


def _name(question: str, found: Version) -> str:
    asked = found.read.rulebook.questions[question]
    return f"{question} {asked.name}" if found.read.rulebook.parents[question] is not None else "the overall question"


def _listed(question: str, found: Version) -> str:
    """Return what a question is called beside its id."""
    asked = found.read.rulebook.questions[question]
    if found.read.rulebook.parents[question] is None:
        return "Overall"
    return f"{asked.name}, a working view" if asked.working_view else asked.name


def _stands(question: str, found: Version) -> str:
    return prose.standing(found.result[question], found.read.rulebook)


def _computed(question: str, found: Version) -> str:
    return prose.by_rules(found.result[question])


def _file(room: Room) -> str:
    return (room.versions.sources.inspection / RECORD).as_posix()


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _words(word: str) -> str:
    return word.replace("_", " ")
