"""What a page says of what is asked: the report with controls, and what would change, from files in memory."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from peelgrade.changes import Case
from peelgrade.comparison import Cause, Difference, Side, Supposition, between, caused, stated, supposed
from peelgrade.pipeline import Read
from peelgrade.problems import Unreadable
from peelgrade.rendering.differences import Told
from peelgrade.rendering.report import live, page
from peelgrade.rendering.report.building import built
from peelgrade.rendering.report.content import Report
from peelgrade.rendering.report.live import Live, Now, Wrong
from peelgrade.rendering.views import View
from peelgrade.rulebook import fieldwork_statuses
from peelgrade.serving import address, form
from peelgrade.serving.address import Asked
from peelgrade.serving.versions import Faults, Sources, Version

AT_ONCE = 3  # causes up to which it is told at once what each does
_KEPT = 64  # answers of one version that are kept


@dataclass(frozen=True)
class Answer:
    """What is supposed as far as it can be, what it changes, and what of it cannot be."""

    asked: Asked
    told: Told
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True)
class Wanted:
    """What a page is made for: what is asked, by whom (the token of its forms), and whether decisions can be recorded."""

    asked: Asked
    token: str
    saves: bool = False
    notices: tuple[tuple[str, str, str], ...] = ()


def answered(version: Version, asked: Asked, *, whole: bool) -> Answer:
    """Return what is supposed and what it changes; with `whole`, what moved each judgment, however many causes there are."""
    kept = _kept(version)
    if (asked, True) in kept:
        return kept[asked, True]
    if (asked, whole) not in kept:
        found = _answered(version, asked, whole=whole)
        if len(kept) >= _KEPT:
            kept.clear()
        kept[asked, whole or found.told.attributed] = found
        return found
    return kept[asked, whole]


def _kept(version: Version) -> dict[tuple[Asked, bool], Answer]:
    return version.made.setdefault("answers", {})  # type: ignore[return-value]  # this is the only use of that key


def _answered(version: Version, asked: Asked, *, whole: bool) -> Answer:
    case, (book, wrong) = version.case, _other_rules(version, asked)
    judged = case if book is None else Case(case.inspection, book.rulebook)
    causes, possible, refused = _possible(judged, asked)
    if book is not None:
        causes = (*between(case, judged), *causes)
    told = Told(_difference(version, causes, whole=whole), _where(version.read, book), supposed=True)
    if not whole and len(causes) > AT_ONCE and told.found.moves:
        told = Told(told.found, told.where, supposed=True, attributed=False)
    return Answer(Asked(possible, book is not None, asked.last), told, (*wrong, *refused))


def _difference(version: Version, causes: tuple[Cause, ...], *, whole: bool) -> Difference:
    if not causes:
        side = Side(version.case, version.result)
        return Difference(side, side, (), (), ())
    told = caused if whole or len(causes) <= AT_ONCE else stated
    return told(version.case, causes, version.result)


def _other_rules(version: Version, asked: Asked) -> tuple[Read | None, tuple[Wrong, ...]]:
    """Return the rules to judge by instead, where that is asked and they can be."""
    if not asked.by_other:
        return None, ()
    back = address.address(Asked(asked.supposition, last=asked.last))
    match version.beside:
        case Read():
            return version.beside, ()
        case Faults():
            why, remedy = version.beside.first
            return None, ((f"the other rules cannot be used: {why}", remedy, back),)
        case _:
            remedy = "start the server with --beside and their folder"
            return None, (("there are no other rules to judge by", remedy, back),)


def _possible(case: Case, asked: Asked) -> tuple[tuple[Cause, ...], Supposition, tuple[Wrong, ...]]:
    """Return the causes of what can be supposed, what that is, and why the rest cannot be."""
    told = asked.supposition
    try:
        return supposed(case, form.completed(told, case.inspection)), told, ()
    except Unreadable as unreadable:
        reasons = unreadable.reasons
    fine: list[Supposition] = []
    wrong: list[Wrong] = []
    for one in address.each(told):
        try:
            supposed(case, form.completed(one, case.inspection))
        except Unreadable as unreadable:
            less = address.joined(other for other in address.each(told) if other != one)
            back = address.address(Asked(less, asked.by_other, asked.last))
            wrong += [(why, remedy, back) for why, remedy in unreadable.reasons]
        else:
            fine.append(one)
    possible = address.joined(fine)
    try:
        return supposed(case, form.completed(possible, case.inspection)), possible, tuple(wrong)
    except Unreadable:  # each can be, and all together cannot
        back = address.address(Asked(last=asked.last))
        return (), Supposition(), tuple((why, remedy, back) for why, remedy in reasons)


def _where(read: Read, other: Read | None) -> Callable[[str], str]:
    return lambda name: read.places.of(name) or ("" if other is None else other.places.of(name))


def told_now(version: Version, answer: Answer, sources: Sources) -> Now:
    """Return what is supposed and what it changes, in words."""
    rules = sources.beside.as_posix() if answer.asked.by_other and sources.beside is not None else ""
    return live.now(
        answer.told,
        lambda cause: address.address(address.without(answer.asked, cause)),
        _command(version, answer.asked, sources),
        answer.wrong,
        rules,
    )


def _command(version: Version, asked: Asked, sources: Sources) -> str:
    """Return the command that says the same in a terminal; nothing where nothing is supposed."""
    if asked.nothing:
        return ""
    told = form.completed(asked.supposition, version.read.inspection)
    words = ["peelgrade", "whatif", sources.inspection.as_posix()]
    words += [word for name in told.without for word in ("--without", name)]
    words += [word for item, name, value in told.values for word in ("--set", f"{item}.{name}={value}")]
    words += [word for question, category in told.assumed for word in ("--assume", f"{question}={category}")]
    words += [word for question, status in told.statuses for word in (f"--{status.replace('_', '-')}", question)]
    words += ["--rules", sources.beside.as_posix()] if asked.by_other and sources.beside is not None else []
    words += ["--own-rules", sources.rules.as_posix()] if sources.rules is not None else []
    return shlex.join(words)


def chosen(asked: Asked, version: Version) -> Mapping[str, str]:
    """Return the values of the controls that are others than the files have, by name."""
    told = asked.supposition
    findings = form.controlled(version.read.inspection)
    values = {f"out.{name}": "yes" for name in told.without}
    for name in dict.fromkeys(item for item, _, _ in told.values if item in findings):
        given = {attribute: value for item, attribute, value in told.values if item == name}
        own = findings[name]
        weight, ground = given.get("weight", own.weight), given.get("ground", own.ground)
        if {"weight", "ground"} & given.keys():
            values[f"weight.{name}"] = f"{weight}.{ground}" if weight == "major" and ground else weight
        if "extent" in given:
            values[f"extent.{name}"] = given["extent"]
    values |= {f"assume.{question}": category for question, category in told.assumed}
    values |= {f"status.{question}": status for question, status in told.statuses}
    return values | ({"rules": "other"} if asked.by_other else {})


def shown(version: Version, wanted: Wanted, sources: Sources) -> str:
    """Return the page: the report of the files as they are, with controls, and what is supposed beside it."""
    answer = answered(version, wanted.asked, whole=True)
    inspection, rulebook = version.read.inspection, version.read.rulebook
    values = chosen(answer.asked, version)
    statuses = fieldwork_statuses(inspection.record, rulebook)
    added = Live(
        token=wanted.token,
        version=version.id,
        state=address.query(answer.asked),
        address=address.address(Asked(answer.asked.supposition, answer.asked.by_other)),
        all_back=address.address(Asked(last=wanted.asked.last)),
        now=told_now(version, answer, sources),
        findings={
            name: live.finding_controls(one, form.weighed(one), values, left_out=f"out.{name}" in values)
            for name, one in form.controlled(inspection).items()
        },
        questions={name: live.question_controls(name, statuses[name], rulebook, values) for name in rulebook.questions},
        other=_rules_control(version, answer.asked, sources),
        notices=wanted.notices,
        saves=wanted.saves,
        values=values,
    )
    return page.shown(report(version), added)


def _rules_control(version: Version, asked: Asked, sources: Sources) -> live.Control | None:
    if sources.beside is None:
        return None
    own = version.read.rules_from
    return live.rules_control(own, sources.beside.as_posix(), by_other=asked.by_other)


def report(version: Version) -> Report:
    """Return the report of the files as they are, made once."""
    if "report" not in version.made:
        read = version.read
        version.made["report"] = built(View(version.result, read.inspection, read.rulebook, read.places.of), "team")
    return version.made["report"]  # type: ignore[return-value]  # it was put there above


def news(version: Version, asked: Asked, sources: Sources, *, whole: bool) -> dict[str, object]:
    """Return what is new on a page after a change: words, controls that say otherwise than the files, and the address."""
    answer = answered(version, asked, whole=whole)
    now = told_now(version, answer, sources)
    return {
        "address": address.address(answer.asked),
        "state": address.query(answer.asked),
        "version": version.id,
        "summary": now.summary,
        "bar": live.bar(now, address.address(Asked(last=asked.last))),
        "would": {name: live.would(row) for name, row in now.would.items()},
        "values": dict(chosen(answer.asked, version)),
        "more": now.more,
    }
