"""For whom a report is built, and from what: handed to everything that builds a part of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath

from peelgrade.changes import Case
from peelgrade.evidence import Finding, Inspection, Item
from peelgrade.explanation import Sensitivity, sensitivity
from peelgrade.explanation.sustaining import Bare
from peelgrade.rendering.report.audiences import SHOWN, Part
from peelgrade.rendering.report.content import Audience
from peelgrade.rendering.views import View
from peelgrade.rulebook import Question


def in_folder(path: str) -> str:
    """Return a path within the folder above it: what lies further up is of one machine, and readers have others."""
    return PurePath(*PurePath(path).parts[-2:]).as_posix() if path else ""


@dataclass(frozen=True)
class Telling:
    """A result with what it was reached from, told to one audience."""

    view: View
    audience: Audience

    def tells(self, part: Part) -> bool:
        """Whether the audience is shown a part."""
        return part in SHOWN[self.audience]

    @cached_property
    def case(self) -> Case:
        """What is graded, with the judgments that the result takes as assumed."""
        assumed = {one.question: one.category.id for one in self.view.result.judgments if one.assumed and one.category}
        return Case(self.view.inspection, self.view.rulebook, assumed)

    @cached_property
    def sensitivity(self) -> Sensitivity:
        """What moves a judgment, of all changes to single codings; graded once for all questions."""
        return sensitivity(self.case)

    @cached_property
    def shown(self) -> View:
        """The result with the evidence that the audience may be told of, without places in files where it works with none."""
        kept = [item for item in self.view.inspection.items if self.may_tell(item)]
        inspection = Inspection.of(self.view.inspection.record, kept)
        return replace(self.view, inspection=inspection, where=self.view.where if self.tells("files") else _nowhere)

    @cached_property
    def bare(self) -> Bare:
        """The case without its evidence, from which what sustains each judgment is looked for."""
        return Bare(self.case)

    @cached_property
    def own(self) -> dict[str, tuple[Item, ...]]:
        """The items on each question itself that the audience may be told of, those below it left out."""
        found: dict[str, list[Item]] = {name: [] for name in self.view.rulebook.questions}
        for item in self.view.inspection.items:
            if self.may_tell(item):
                found[item.question].append(item)
        return {name: tuple(items) for name, items in found.items()}

    @cached_property
    def parts_of(self) -> dict[str, tuple[Finding, ...]]:
        """The findings under which others are told, by id, each with those that are part of it, directly or not."""
        found: dict[str, tuple[Finding, ...]] = {}
        for item in self.view.inspection.findings:
            if self.may_tell(item):
                main = self._main(item)
                found[main] = (*found.get(main, ()), *(() if main == item.id else (item,)))
        return found

    def _main(self, item: Finding) -> str:
        """Return the finding under which one is told: the main one that it is part of, or itself."""
        seen, here = {item.id}, item
        while here.part_of is not None:
            above = self.view.items.get(here.part_of)
            if not isinstance(above, Finding) or not self.may_tell(above):
                break
            if above.id in seen:
                return item.id
            seen.add(above.id)
            here = above
        return here.id

    def may_tell(self, item: Item) -> bool:
        """Whether the audience may be told of an item: what was taken back or never found is for those who judge."""
        if self.tells("codings"):
            return True
        found = getattr(item, "standing", "observed") in {"observed", "reported"}
        superseded = getattr(item, "superseded_by", None) is not None
        return found and not superseded and not self.taken_back(item)

    def taken_back(self, item: Item) -> bool:
        """Whether an item is withdrawn, or came too late to count."""
        return item.withdrawn or self.view.inspection.is_late(item)

    def told_alone(self, question: str) -> bool:
        """Whether a question is told on its own: to a force, a page for each core question holds all that is below it."""
        known = self.view.rulebook
        asked, above = known.questions[question], known.parents[question]
        top = above is None or known.parents[above] is None
        return self.audience != "force" or top or (asked.graded and not asked.working_view)

    def names(self, question: str) -> bool:
        """Whether the audience may read the name of a question: a working view is named to those alone who are told it."""
        return self.told_alone(question) or not self.view.rulebook.questions[question].working_view

    def judged(self, question: Question) -> bool:
        """Whether the audience is told how a question stands: below the core questions only those who judge are."""
        shown = self.tells("judgments") and (self.tells("working_views") or question.graded)
        return shown and (self.tells("working_views") or not question.working_view)


def _nowhere(_: str) -> str:
    return ""
