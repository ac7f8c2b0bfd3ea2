"""Whether a result still holds beside a new one, and what changed: inputs by their hashes, judgments by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peelgrade.result import JudgmentRecord, Receipt, ResultDocument


@dataclass(frozen=True)
class Named:
    """What of the items or rules is another, by id and sorted; false if nothing is."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.altered)


@dataclass(frozen=True)
class Changed:
    """What two results were reached from, where it is not the same; false if all of it is.

    `framework` is the framework without its rules, and `record` the record without the published judgments.
    """

    framework: bool = False
    rules: Named = Named()
    record: bool = False
    items: Named = Named()

    def __bool__(self) -> bool:
        return bool(self.framework or self.rules or self.record or self.items)


def changed(old: Receipt, new: Receipt) -> Changed:
    """Return what changed from one receipt to another."""
    return Changed(
        framework=old.framework != new.framework,
        rules=_named(old.rules, new.rules),
        record=old.record != new.record,
        items=_named(old.evidence, new.evidence),
    )


@dataclass(frozen=True)
class Moved:
    """A question of which another thing is said now; None on a side where there is no such question."""

    question: str
    old: JudgmentRecord | None
    new: JudgmentRecord | None

    @property
    def judged_otherwise(self) -> bool:
        """Whether the judgment, its range or the decision on it is another; else only the reasons are."""
        return _judged(self.old) != _judged(self.new)


@dataclass(frozen=True)
class Verification:
    """A result beside one made anew: it holds where nothing at all is another, published judgments apart.

    `engine` are the two versions of peelgrade where they differ, and `forgiven` the two numbers of errors that comments
    forgive, which no hash holds. `head` names what else of the result is another: what
    it says of its framework and inspection, with their hashes.
    """

    engine: tuple[str, str] | None
    changed: Changed
    moved: tuple[Moved, ...]
    head: tuple[str, ...]
    forgiven: tuple[int, int] | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing is another."""
        return not (self.engine or self.changed or self.moved or self.head or self.forgiven)

    @property
    def unexplained(self) -> bool:
        """Whether something is another although engine and inputs are the same: the result was altered."""
        return bool(self.moved or self.head) and not self.engine and not self.changed


def verify(old: ResultDocument, new: ResultDocument) -> Verification:
    """Hold a result against one that was made anew."""
    engine = old.engine.version, new.engine.version
    forgiven = old.inspection.forgiven, new.inspection.forgiven
    before, after = ({one.question: one for one in made.judgments} for made in (old, new))
    questions = [*after, *(name for name in before if name not in after)]
    pairs = (Moved(name, before.get(name), after.get(name)) for name in questions)
    heads = [
        (f"{part}.{key}", getattr(getattr(old, part), key), getattr(getattr(new, part), key))
        for part, keys in (("framework", ("id", "version", "sha256")), ("inspection", ("id", "force", "sha256")))
        for key in keys
    ]
    return Verification(
        engine=engine if engine[0] != engine[1] else None,
        changed=changed(old.receipt, new.receipt),
        moved=tuple(one for one in pairs if _said(one.old) != _said(one.new)),
        head=tuple(name for name, was, now in heads if was != now),
        forgiven=forgiven if forgiven[0] != forgiven[1] else None,
    )


def _said(one: JudgmentRecord | None) -> JudgmentRecord | None:
    return None if one is None else one.model_copy(update={"published": None})


def _judged(one: JudgmentRecord | None) -> object:
    return one and (one.status, one.judgment, one.low, one.high, one.as_it_stands, one.computed, one.decision)


def _named(old: Mapping[str, str], new: Mapping[str, str]) -> Named:
    return Named(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        altered=tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name])),
    )
