"""peelgrade rules new."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from peelgrade import bundled, writing
from peelgrade.cases import MOST_TIMES, RuleCase
from peelgrade.cli import asking, outputs
from peelgrade.cli.rules import asked, naming
from peelgrade.cli.rules.drafting import UNWRITTEN, Draft, Subject
from peelgrade.cli.rules.naming import Found
from peelgrade.pipeline import CASES, FRAMEWORK
from peelgrade.problems import Unreadable, nearest, shown, suggest
from peelgrade.rendering.escaping import terminal
from peelgrade.rendering.prose import Words, number
from peelgrade.rulebook import Question, Rulebook

_BASES = {
    "published": "the inspectorate published it",
    "inferred": "it is inferred from what the inspectorate published",
    "project": "this project set it",
}
_ANOTHER = "+"  # no id of a question looks so
_GOOD_WORDS = {"strength", "parts", "findings", "judgments"}  # that say nothing of what is wrong where it holds
_NAMED = 6  # cases are named up to so many


def run(folder: Path | None, in_place: bool, **given: Any) -> None:  # noqa: ANN401  # click hands options over so
    """Add a rule with a test, or a question with its first rule."""
    found = _framework(folder, in_place=in_place)
    question = _question(given, found)
    rule = _rule(question, given, found.rulebook)
    if asking.at_terminal() and _was_asked(given) and not _is_agreed(_drafted(found, question, rule, given)):
        click.echo(f"{UNWRITTEN}.", err=True)
        sys.exit(1)
    with writing.locked(found.folder):
        now = naming.read(found.folder, found.place, UNWRITTEN)  # somebody may have changed it meanwhile
        draft = _drafted(now, question, rule, given)
        draft.write()
    _tell(draft)


def _drafted(now: Found, question: Subject, rule: Mapping[str, Any], given: Mapping[str, Any]) -> Draft:
    named = {**rule, "id": _id_for(rule, given["id_"], now.rulebook)}
    return Draft(now, question, _in_order(named), _file_for(question, given["file_"], now))


def _was_asked(given: Mapping[str, Any]) -> bool:
    """Whether something was asked for, so that nobody has seen the whole of it yet."""
    needed = ("question", "because", "basis_kind", "basis_source")
    effect = given["supports"] or given["limits_to"]
    short = given["title"] is not None and given["short"] is None
    return short or any(given[name] is None for name in needed) or effect is None or not asked.is_given(given)


def _is_agreed(draft: Draft) -> bool:
    """Show what is to be written, and return whether it may be."""
    if draft.question.added is not None:
        told = f"{draft.question.added['title']} (new, under {draft.question.under})"
        click.echo(f"{draft.question.id}  {terminal(told)}", err=True)
    click.echo(f"{draft.name}  {terminal(Words(draft.found.rulebook).rule(draft.rule))}", err=True)
    click.echo(f"  Because {terminal(draft.rule.because)}.", err=True)
    return asking.agreed("Write it?")


def _framework(folder: Path | None, *, in_place: bool) -> Found:
    """Read the framework to add to: one in a folder; what ships with peelgrade is not changed unless that is asked."""
    path = folder if folder is not None else Path()
    if path.name == FRAMEWORK:
        path = path.parent
    if (path / FRAMEWORK).exists():
        if path.resolve().parent == bundled.rules_folder().resolve() and not in_place:
            raise _ships(path, "; whoever maintains it writes --in-place")
        for other in naming.inner(path):
            told = f"{other.as_posix()} is another framework inside {path.as_posix()}, and stays as it is"
            click.echo(terminal(told), err=True)
        return naming.read(path, path.as_posix(), UNWRITTEN)
    if folder is not None and path.as_posix() in bundled.frameworks():
        raise _ships(path, "", source=bundled.rules_folder() / path)
    where = f"{path} is" if folder is not None else "the folder that you are in is"
    raise Unreadable(f"{where} not a framework: it has no {FRAMEWORK}", "name a folder that has one")


def _ships(path: Path, more: str, source: Path | None = None) -> Unreadable:
    copied = shlex.quote((source or (path if path.name else path.resolve())).as_posix())
    remedy = f"copy it and add to the copy: cp -r {copied} my-rules{more}"
    return Unreadable(f"{path} ships with peelgrade, and is not changed in place", remedy)


# --- the question ----------------------------------------------------------------------------------------------------


def _question(given: Mapping[str, Any], found: Found) -> Subject:
    known = {one.id: one.title for one in found.rulebook.questions.values() if one.graded and not one.by_people}
    name = given["question"]
    if given["title"] is None and name is None:
        listed = {**known, _ANOTHER: "a new question"}
        name = asking.choose(
            "Question", listed, None, otherwise=f"For a new question choose {len(listed)}, the last of the list"
        )
        return _new_question({**given, "question": None}, found) if name == _ANOTHER else Subject(name or "")
    if given["title"] is None:
        if name is not None and name not in found.rulebook.questions:
            raise _unknown(name, found)
        if name is not None and name not in known:
            remedy = f"name a question that rules judge, or change it in {found.place}/{FRAMEWORK}"
            raise Unreadable(f"no rule can be about '{name}': it is not graded, or people judge it", remedy)
        return Subject(name)
    return _new_question(given, found)


def _new_question(given: Mapping[str, Any], found: Found) -> Subject:
    """Return a question that is to be added, from options and answers."""
    name = asking.text("Id of the new question, such as q1.streets", given["question"]) or ""
    if name in found.rulebook.questions:
        raise Unreadable(f"the question '{name}' is there already", "leave --title out, or give another --question")
    title = asking.text("Title: the question in full", given["title"])
    short = given["short"]
    if short is None and asking.at_terminal():
        short = asking.text("Short: a few words for tables", None, optional=True)
    under = given["under"] or _above(name, found, asks=given["question"] is None or "." not in name)
    if under not in found.rulebook.questions:
        remedy = f"say with --under which question it belongs to; {suggest(under, list(found.rulebook.questions))}"
        raise Unreadable(f"'{shown(name)}' is to go under '{shown(under)}', and there is no such question", remedy)
    above = found.rulebook.questions[under]
    view = {"working_view": True} if _is_view(above, found.rulebook) else {}
    words = {"title": title, **({"short": short} if short else {})}
    return Subject(name, under, {"id": name, **words, "graded": True, **view})


def _above(name: str, found: Found, *, asks: bool) -> str:
    """Return the question above a new one: what its id has before the last dot, else the overall one, which makes it core."""
    overall = found.rulebook.framework.questions.id
    implied = name.rpartition(".")[0] or overall
    if not (asks and asking.at_terminal()):
        return implied
    able = {one.id: one.title for one in found.rulebook.questions.values() if one.graded and not one.by_people}
    told = f"{implied}, which makes it a core question" if implied == overall else implied
    return asking.choose("Question above it", able, None, optional=implied in able, empty=told) or implied


def _is_view(above: Question, rulebook: Rulebook) -> bool:
    """Whether a question below another is a working view: as those beside it are, else as that above it is."""
    beside = [part for part in above.parts if part.graded]
    return any(part.working_view for part in beside) if beside else rulebook.parents[above.id] is not None


def _unknown(name: str, found: Found) -> Unreadable:
    """Say that a question is not there, and what adds it."""
    under = name.rpartition(".")[0]
    where = f"under 'parts' of {under}" if under in found.rulebook.questions else "under 'parts' of the one above it"
    entry = f"- {{id: {name}, title: …, graded: true}}"
    near = (
        f"{suggest(name, nearest(name, found.rulebook.questions))} " if nearest(name, found.rulebook.questions) else ""
    )
    remedy = f"{near}To add the question with this rule, give its --title; or write it in {found.place}/{FRAMEWORK}, {where}: {entry}"
    return Unreadable(f"there is no question '{shown(name)}' in {found.place}/{FRAMEWORK}", remedy)


# --- the rule --------------------------------------------------------------------------------------------------------


def _rule(question: Subject, given: Mapping[str, Any], rulebook: Rulebook) -> dict[str, Any]:
    """Return a rule without its id, from options and answers."""
    if given["supports"] is not None and given["limits_to"] is not None:
        raise click.UsageError("a rule either supports a category or limits to one: give --supports or --limits-to")
    effect, category = _effect(given, rulebook)
    there = rulebook.questions.get(question.id)
    rule: dict[str, Any] = {"question": question.id, effect: category}
    rule["when"] = asked.condition(
        given, rulebook, supports=effect == "supports", has_parts=there is not None and bool(there.graded_parts)
    )
    rule["because"] = _unended(asking.text("Because, in plain words", given["because"]) or "")
    kind = asking.choose("It rests on this", _BASES, given["basis_kind"])
    rule["basis"] = {"kind": kind, "source": asking.text("Where that stands", given["basis_source"])}
    return rule


def _unended(because: str) -> str:
    """Return a reason without its full stop: sentences that hold it end with one of their own."""
    told = because.strip()
    return told[:-1].rstrip() if told.endswith(".") and not told.endswith("..") and told != "." else told


def _effect(given: Mapping[str, Any], rulebook: Rulebook) -> tuple[str, str]:
    """Return what a rule does and the category: one that a rule can move a judgment to."""
    effect = "supports" if given["supports"] is not None else "limits_to" if given["limits_to"] is not None else None
    words = {
        "supports": "it lifts the question to a category",
        "limits_to": "it holds the question at a category or below",
    }
    effect = asking.choose("What the rule does", words, effect) or ""
    able = {
        "supports": [one for one in rulebook.scale if one > rulebook.baseline],
        "limits_to": [one for one in rulebook.scale if one < rulebook.scale.best],
    }[effect]
    given_one = given[effect]
    if (
        given_one is not None
        and given_one in {one.id for one in rulebook.scale}
        and given_one not in {one.id for one in able}
    ):
        starts = f"a question starts from {rulebook.baseline.id}" if effect == "supports" else "nothing is better"
        raise click.UsageError(f"a rule that {effect.replace('_', ' ')} '{given_one}' changes nothing: {starts}")
    return effect, asking.choose("Category", {one.id: one.title for one in able}, given_one) or ""


def _id_for(rule: Mapping[str, Any], given: str | None, rulebook: Rulebook) -> str:
    """Return the id that is given, or one of the question and what the rule does; raises Unreadable where it is taken."""
    taken = {one.id for one in rulebook.rules}
    category = rule.get("supports") or rule.get("limits_to")
    words = [str(category), asked.word(rule["when"])]
    if (
        "limits_to" in rule
    ):  # what holds a question at good is not to look like what lifts it there, or like what is good
        about = [word for word in words[1:] if word not in _GOOD_WORDS]
        words = [*about, f"no_better_than_{category}"]
    free = [name for one in words if (name := f"{rule['question']}.{one}") not in taken]
    n = 2
    while not free:
        free = [name for one in words if (name := f"{rule['question']}.{one}_{n}") not in taken]
        n += 1
    if given is not None and given in taken:
        raise Unreadable(
            f"there is a rule '{given}' already", f"give another --id, such as {free[0]}; nothing was written"
        )
    return given or free[0]


def _in_order(rule: Mapping[str, Any]) -> dict[str, Any]:
    order = ("id", "question", "supports", "limits_to", "because", "basis", "when")
    return {key: rule[key] for key in order if key in rule}


def _file_for(question: Subject, named: str | None, found: Found) -> str:
    """Return the name of a rule file: the one named, else that with most rules of the core question, else a new one."""
    if named is not None:
        if not outputs.is_name(named, FRAMEWORK):
            message = f"--file: '{named}' is not the name of a rule file; write one such as q1.yaml, without a folder"
            raise click.UsageError(message)
        return named
    rulebook = found.rulebook
    top = rulebook.framework.questions.id
    core = question.id if question.under == top else rulebook.core(question.under or question.id)
    inside = {core} if core == top else rulebook.below.get(core, frozenset())
    files = [Path(found.places.ids[one.id].file).name for one in rulebook.rules if one.question in inside]
    if files:
        return max(sorted(set(files)), key=files.count)
    name = question.added["title"] if question.added and core == question.id else rulebook.questions[core].name
    short = (
        re.sub(r"[^a-z0-9]+", "-", str((question.added or {}).get("short") or name).lower()).strip("-")[:40].strip("-")
    )
    return f"{core}-{short}.yaml" if short else f"{core}.yaml"


def _tell(draft: Draft) -> None:
    """Say what was written and where, what it means for the tests that were there, and what to do next."""
    shown_folder = terminal(shlex.quote(draft.now.place))
    if draft.question.added is not None:
        place = f"{draft.now.place}/{FRAMEWORK}"
        overall = draft.now.rulebook.framework.questions.id
        core = ": a core question, with a file of rules of its own" if draft.question.under == overall else ""
        click.echo(terminal(f"{draft.question.id} is added to {place}, under {draft.question.under}{core}."))
    click.echo(f"{draft.name} is written: {terminal(draft.found.places.of(draft.name))}")
    click.echo(f"  {terminal(Words(draft.found.rulebook).rule(draft.rule))}")
    if draft.cases:
        for case in draft.cases:
            click.echo(f"{case['id']} is written: {terminal(draft.found.places.of(case['id']))}")
    else:
        click.echo(
            f"No evidence was found that makes the rule just hold, with at most {MOST_TIMES} items of a kind: "
            f"write a case for it in {shown_folder}/{CASES}.",
            err=True,
        )
    if draft.spared:
        click.echo(
            f"{number(len(draft.spared), 'test case')} of what is above it leave it out now (not_inspected): "
            f"{_some(draft.spared)}"
        )
    _tell_above(draft)
    if draft.failing:
        click.echo(
            f"Not as expected any more: {number(len(draft.failing), 'test case')}: {_some(draft.failing)}", err=True
        )
    click.echo(f"Next: peelgrade rules test {shown_folder}, and: peelgrade rules check {shown_folder}")
    click.echo(f"Then: peelgrade rules show {shown_folder} {draft.question.id}")


def _tell_above(draft: Draft) -> None:
    """Name the rules that count a new question among their parts: what they say and ask was written without it."""
    if draft.counting:
        click.echo(f"Read these again, for they count the parts of {draft.question.under}, which are one more now:")
    for rule in draft.counting:
        click.echo(f"  {rule.id}  {terminal(draft.found.places.of(rule.id))}")
        click.echo(f"    {terminal(Words(draft.found.rulebook).rule(rule))}")
        click.echo(f"    Because {terminal(rule.because)}.")


def _some(cases: list[RuleCase]) -> str:
    more = len(cases) - _NAMED
    return ", ".join(case.id for case in cases[:_NAMED]) + (f" and {more} more" if more > 0 else "")
