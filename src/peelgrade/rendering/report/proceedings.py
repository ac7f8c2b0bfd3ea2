"""Decisions and challenges as they are recorded, and what can be set beside this inspection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.tree import Tree

from peelgrade import explanation
from peelgrade.comparison.comparability import Comparable, comparable
from peelgrade.explanation import Effect
from peelgrade.rendering import panel
from peelgrade.rendering.report.content import Comparability, Decided, Told
from peelgrade.rendering.report.telling import Telling
from peelgrade.rendering.report.trees import told
from peelgrade.rulebook import Comparability as Declared
from peelgrade.rulebook import Framework, Question


def decisions(telling: Telling) -> tuple[Decided, ...]:
    """Return every decision with its reason, what it rests on, and what is computed now."""
    if not telling.tells("decisions"):
        return ()
    taken = explanation.decisions(telling.view.inspection, telling.view.result)
    return tuple(_decided(panel.decision(one, telling.view)) for one in taken)


def challenges(telling: Telling) -> tuple[Decided, ...]:
    """Return every challenge with what was answered, and which judgments moved by it."""
    if not telling.tells("challenges"):
        return ()
    return tuple(_challenge(one, telling) for one in explanation.effects(telling.case))


def _challenge(one: Effect, telling: Telling) -> Decided:
    made = _decided(panel.challenge_alone(one, telling.view))
    moved = tuple(": ".join(panel.shift(each, telling.view)) for each in one.moved)
    return Decided(made.head, (*made.lines, *moved))


def _decided(tree: Tree) -> Decided:
    (whole,) = told((tree,))
    return Decided(whole.text, tuple(_lines(whole.parts)))


def _lines(parts: Iterable[Told]) -> Iterator[str]:
    for part in parts:
        yield part.text
        yield from _lines(part.parts)


def comparability(telling: Telling, others: Sequence[Framework]) -> tuple[Comparability, ...]:
    """Return what of other frameworks can be set beside this one: those that it names, and others that name it."""
    if not telling.tells("comparability"):
        return ()
    own = telling.view.rulebook.framework
    known = {one.id: one for one in others if one.id != own.id}
    named = [one for one in own.comparability if one.framework not in known]
    beside = [(one, comparable(one, own)) for one in known.values()]
    found = [_declared(one, telling) for one in named]
    return (*found, *(_both(other, found, telling) for other, found in beside if found.sources or found.pairs))


def _declared(one: Declared, telling: Telling) -> Comparability:
    """Return what the framework says of another that is not at hand: its questions are named by their ids."""
    pairs = (
        f"{_name(pair.question, telling)} beside {pair.beside.replace('_', ' ')}{_note(pair.note)}"
        for pair in one.comparable
    )
    apart = (f"{_name(each.question, telling)}: {each.reason}" for each in one.not_comparable)
    return Comparability(one.title, tuple(pairs), tuple(apart), one.source or "")


def _both(other: Framework, found: Comparable, telling: Telling) -> Comparability:
    theirs = {one.id: _called(one, whole=one.id == other.questions.id) for one in other.questions.walk()}
    pairs = (f"{_name(one.new, telling)} beside {theirs.get(one.old, one.old)}{_note(one.note)}" for one in found.pairs)
    apart = []
    for one in found.apart:
        if one.reason is not None:
            here = one.framework == telling.view.rulebook.framework.id
            name = _name(one.question, telling) if here else theirs.get(one.question, one.question)
            apart.append(f"{name}{'' if here else f' ({other.title})'}: {one.reason}")
    return Comparability(other.title, tuple(pairs), tuple(apart), "; ".join(found.sources))


def _note(note: str | None) -> str:
    return f": {note}" if note else ""


def _name(question: str, telling: Telling) -> str:
    asked = telling.view.rulebook.questions.get(question)
    return question if asked is None else _called(asked, whole=asked.id == telling.view.rulebook.framework.questions.id)


def _called(asked: Question, *, whole: bool) -> str:
    return "Overall" if whole else asked.short or asked.title
