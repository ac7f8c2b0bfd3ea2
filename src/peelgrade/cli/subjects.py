"""What commands are asked about: questions by their ids, or by the names that tables print; and what was meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from peelgrade.problems import Unreadable, meant, nearest, shown, suggest
from peelgrade.rulebook import Rulebook

OVERALL = "Overall"  # what tables call the question at the top


def named(subject: str, rulebook: Rulebook, others: Collection[str] = ()) -> str:
    """Return the id of the question that alone has a name, whatever its case; else what was given.

    Ids go before names: those of questions, and the `others` that can be asked about.
    """
    if subject in rulebook.questions or subject in others:
        return subject
    ids = _by_name(rulebook).get(_folded(subject), [])
    return ids[0] if len(ids) == 1 else subject


def question(subject: str, rulebook: Rulebook) -> str:
    """Return the id of a question by its id or name; raises Unreadable, with what looks like it, for any other text."""
    found = named(subject, rulebook)
    if found not in rulebook.questions:
        raise Unreadable(f"there is no question '{shown(subject)}'", advice(subject, rulebook))
    return found


def questions(subjects: Iterable[str], rulebook: Rulebook) -> tuple[str, ...]:
    """Return the ids of several questions, as `question` does for one."""
    return tuple(question(one, rulebook) for one in subjects)


def near(subject: str, rulebook: Rulebook, others: Collection[str] = ()) -> list[str]:
    """Return the ids of up to three things that look like what is asked about, by their ids or by names of questions."""
    names = _by_name(rulebook)
    known = {**{name: [name] for name in (*rulebook.questions, *others)}, **names}
    exact = names.get(_folded(subject), [])
    return exact or list(dict.fromkeys(one for found in nearest(subject, known) for one in known[found]))[:3]


def advice(subject: str, rulebook: Rulebook) -> str:
    """Return what to write in the place of what is no question."""
    found = near(subject, rulebook)
    return meant(found) if found else suggest(subject, list(rulebook.questions))


def other_advice(subject: str, rulebook: Rulebook, others: Collection[str]) -> str:
    """Return what to write in the place of what is no question and none of the `others` that can be asked about."""
    found = near(subject, rulebook, others)
    return (
        meant(found)
        if found
        else _alike(subject, rulebook, others) or f"the questions are {', '.join(rulebook.questions)}"
    )


def _alike(subject: str, rulebook: Rulebook, others: Iterable[str]) -> str:
    """Return what ids there are of the form of what is asked about, such as 'F' and a number; nothing where questions have it."""
    form = _form(subject)
    alike = sorted((one for one in others if form and _form(one) == form), key=lambda one: int(one[len(form) :]))
    if not alike or any(_form(one) == form for one in rulebook.questions):
        return ""
    return f"{len(alike)} ids are of this form, from {alike[0]} to {alike[-1]}" if alike[1:] else meant(alike)


def _form(name: str) -> str:
    """Return the letters of an id that is letters and a number; nothing for any other."""
    found = re.fullmatch(r"([A-Za-z]+)[0-9]+", name, re.ASCII)
    return found[1] if found else ""


def _by_name(rulebook: Rulebook) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for question in rulebook.questions.values():
        found.setdefault(_folded(question.name), []).append(question.id)
    found.setdefault(_folded(OVERALL), [rulebook.framework.questions.id])
    return found


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
