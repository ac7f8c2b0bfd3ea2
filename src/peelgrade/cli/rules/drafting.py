"""A new rule with what comes with it: drawn up in memory, checked together, and written all or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peelgrade import editing, ruletests, scaffolding, writing
from peelgrade.cases import RuleCase
from peelgrade.cli.rules import naming
from peelgrade.cli.rules.naming import Found
from peelgrade.pipeline import CASES, FRAMEWORK
from peelgrade.problems import Unreadable
from peelgrade.recording.files import content
from peelgrade.rulebook import Count, JudgmentsCount, Question, Rule, counts

UNWRITTEN = "Nothing was written"
_CASE_KEYS = tuple(RuleCase.model_fields)
_MODELINE = "# yaml-language-server:"


@dataclass(frozen=True)
class Subject:
    """The question of a rule: one that is there, or one that is to be added under another."""

    id: str
    under: str | None = None
    added: Mapping[str, Any] | None = None


class Draft:
    """A rule with the question that may come with it and their test cases, as the files would be with them.

    `spared` are test cases that leave a new question out, and `failing` those that do not come out as expected any
    more. Prints every problem and exits 1 where the framework would not be sound.
    """

    def __init__(self, now: Found, question: Subject, rule: Mapping[str, Any], file: str) -> None:
        self.now = now
        self.question = question
        self.name = str(rule["id"])
        self._before: dict[Path, bytes | None] = {}  # None where there was no file
        self._after: dict[Path, bytes] = {}
        if question.added is not None:
            self._add_question(question.under or "", question.added)
        self._extend(now.folder / file, [rule])
        self.found = naming.read(now.folder, now.place, UNWRITTEN, self._after)
        self.rule = next(one for one in self.found.rulebook.rules if one.id == self.name)
        self._refuse_if_there()
        self.cases = scaffolding.cases(self.rule, self.found.rulebook, {case.id for case in now.cases})
        if self.cases:
            self._extend(now.folder / CASES / file, [_as_written(one) for one in self.cases])
        near = [case for case in now.cases if self._is_near(case)]
        self.spared = [case for case in near if question.added is not None and self._spare(case)]
        self.failing = [case for case in near if case not in self.spared and self._fails(case)]
        self.found = naming.read(now.folder, now.place, UNWRITTEN, self._after)

    @property
    def counting(self) -> tuple[Rule, ...]:
        """The rules that count the parts of the question above a new one: it is one part more to them."""
        if self.question.added is None:
            return ()
        above = self.found.rulebook.rules_of(self.question.under or "")
        return tuple(rule for rule in above if any(_is_of_parts(count) for count in counts(rule.when)))

    def _refuse_if_there(self) -> None:
        """Raise Unreadable where another rule of the question asks the same for the same end."""
        new, scale = self.rule, self.found.rulebook.scale
        for rule in self.found.rulebook.rules_of(new.question):
            alike = rule.id != new.id and (rule.effect, rule.category) == (new.effect, new.category)
            if alike and ruletests.meaning(rule.when, scale) == ruletests.meaning(new.when, scale):
                message = f"'{rule.id}' says the same already: {self.now.places.of(rule.id)}"
                raise Unreadable(message, "change that rule, or write another condition; nothing was written")

    def write(self) -> None:
        """Put the files in their places, all or none."""
        for path, before in self._before.items():
            if content(path) != (before or b""):
                raise Unreadable(f"{path} was changed meanwhile", "run the command again; nothing was changed")
        writing.write_together(self._after, new=[path for path in self._after if self._before[path] is None])

    def _content(self, path: Path) -> bytes:
        """Return what a file holds with the changes made so far."""
        if path not in self._before:
            self._before[path] = content(path) if path.exists() else None
        return self._after.get(path, self._before[path] or b"")

    def _add_question(self, under: str, added: Mapping[str, Any]) -> None:
        path = self.now.folder / FRAMEWORK
        steps = next(_steps(self.now.rulebook.framework.questions, under))
        edit = editing.Append("parts", added, steps)
        self._after[path] = editing.edited(self._content(path), f"{self.now.place}/{FRAMEWORK}", edit)

    def _extend(self, path: Path, entries: list[Mapping[str, Any]]) -> None:
        start = _first_line(path.parent)
        self._after[path] = editing.extended(self._content(path), path.as_posix(), entries, start, compact=True)

    def _is_near(self, case: RuleCase) -> bool:
        """Whether a test case expects something that the rule may move: of its question, or above, if none between is assumed."""
        for question in self.found.rulebook.above(self.question.id):
            if question in case.expect:
                return True
            if question in case.judged:
                return False
        return False

    def _fails(self, case: RuleCase) -> bool:
        return ruletests.run(case, self.now.rulebook).passed and not ruletests.run(case, self.found.rulebook).passed

    def _spare(self, case: RuleCase) -> bool:
        """Have a test case leave the new question out, where it says nothing of it; say whether it does."""
        said = {*case.not_inspected, *case.in_progress} & set(self.found.rulebook.above(self.question.id))
        left_out = (*case.not_inspected, self.question.id)
        if said or self._fails(case.model_copy(update={"not_inspected": left_out})):
            return False
        at = self.now.places.ids[case.id]
        path = self.now.folder / CASES / Path(at.file).name
        edit = editing.Put(at.path, {"not_inspected": list(left_out)}, _CASE_KEYS)
        try:
            self._after[path] = editing.edited(self._content(path), at.file, edit)
        except Unreadable:  # it is written in a way that is not understood: it stays, and is told of if it fails
            return False
        return True


def _is_of_parts(count: Count) -> bool:
    return isinstance(count, JudgmentsCount) and isinstance(count.of, str)


def _steps(
    question: Question, wanted: str, steps: tuple[str | int, ...] = ("questions",)
) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of a question in the file of the framework."""
    if question.id == wanted:
        yield steps
    for n, part in enumerate(question.parts):
        yield from _steps(part, wanted, (*steps, "parts", n))


def _first_line(folder: Path) -> str:
    """Return the line by which files in a folder say which schema they are checked by, for a file that is new there."""
    listed = sorted(one for one in folder.glob("*.y*ml") if one.name != FRAMEWORK) if folder.is_dir() else []
    lines = (line for one in listed for line in content(one).decode("utf-8", "replace").splitlines()[:1])
    found = next((line for line in lines if line.startswith(_MODELINE)), "")
    return f"{found}\n" if found else ""


def _as_written(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return a case with the truths of rules as people write them: without quotes."""
    expect = {
        question: {**one, "rules": {rule: writing.Plain(truth) for rule, truth in one["rules"].items()}}
        for question, one in case["expect"].items()
    }
    return {**case, "expect": expect}
