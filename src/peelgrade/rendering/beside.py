"""Two frameworks side by side, and two rulebooks that nothing is graded by: in words and as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from peelgrade.comparison import Apart, Cause, Comparable, Pair, Side, Standing, between_rules, comparable
from peelgrade.rendering import escaping, prose
from peelgrade.rendering.console import dim
from peelgrade.rendering.differences import VERSION, detail, standing, stood
from peelgrade.rulebook import Rulebook


@dataclass(frozen=True)
class Beside:
    """Two inspections under two frameworks, with what of these can be compared."""

    old: Side
    new: Side
    comparable: Comparable


def text(found: Beside) -> RenderableType:
    """Return the comparable questions side by side, and why the others cannot be compared."""
    old, new = found.old.case, found.new.case
    force, other = old.inspection.record.force.name, new.inspection.record.force.name
    head = Text(escaping.terminal(force if force == other else f"{force} and {other}"), style="bold")
    titles = [one.rulebook.framework.title for one in (old, new)]
    told = escaping.terminal(
        f"{titles[0]} beside {titles[1]}: only what the frameworks declare comparable is set beside"
    )
    pairs = Tree(Text("Side by side" if found.comparable.pairs else "Nothing can be compared", style="bold"))
    pairs.guide_style = "dim"
    for pair in found.comparable.pairs:
        branch = pairs.add(Text(_pair(found, pair)))
        if pair.note:
            branch.add(dim(escaping.terminal(pair.note)))
    books = {one.rulebook.framework.id: one.rulebook for one in (old, new)}
    shown: list[RenderableType] = [head, dim(told), Text(), pairs]
    shown += _apart(found.comparable, books)
    if force != other:
        shown.append(dim("These are two forces."))
    return Group(*shown)


def _pair(found: Beside, pair: Pair) -> str:
    named = [
        f"{name} {side.case.rulebook.questions[name].name}: {standing(side, name)}"
        for side, name in ((found.old, pair.old), (found.new, pair.new))
    ]
    return escaping.terminal(" | ".join(named))


def _apart(compared: Comparable, books: dict[str, Rulebook]) -> Iterator[RenderableType]:
    if compared.apart:
        root = Tree(Text("Not comparable", style="bold"), guide_style="dim")
        for line in _reasons(compared.apart, books):
            root.add(Text(escaping.terminal(line)))
        yield root
    for source in compared.sources:
        yield dim(escaping.terminal(f"declared in the frameworks from: {source}"))


def _reasons(apart: tuple[Apart, ...], books: dict[str, Rulebook]) -> Iterator[str]:
    """Yield a line for each declared reason, and one for all the questions of a framework of which nothing is declared."""
    for one in apart:
        if one.reason is not None:
            name = books[one.framework].questions[one.question].name
            yield f"{one.question} {name} ({books[one.framework].framework.title}): {one.reason}"
    for framework, book in books.items():
        silent = [one.question for one in apart if one.framework == framework and one.reason is None]
        if silent:
            yield f"{', '.join(silent)} ({book.framework.title}): nothing is declared"


def as_data(found: Beside) -> dict[str, Any]:
    """Return two inspections under two frameworks as data."""
    records = [side.case.inspection.record for side in (found.old, found.new)]
    frameworks = [side.case.rulebook.framework for side in (found.old, found.new)]
    sides = [
        {"inspection": record.id, "force": record.force.name, "framework": framework.id, "version": framework.version}
        for record, framework in zip(records, frameworks, strict=True)
    ]
    return {
        "schema": VERSION,
        "kind": "frameworks",
        "old": sides[0],
        "new": sides[1],
        "side_by_side": [
            {
                "old": pair.old,
                "new": pair.new,
                "note": pair.note,
                "before": stood(Standing.of(found.old.result[pair.old])),
                "after": stood(Standing.of(found.new.result[pair.new])),
            }
            for pair in found.comparable.pairs
        ],
        "not_comparable": [asdict(one) for one in found.comparable.apart],
        "declared_in": list(found.comparable.sources),
    }


@dataclass(frozen=True)
class Books:
    """Two rulebooks, without an inspection that is graded by them."""

    old: Rulebook
    new: Rulebook

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """What differs between them, where they are of one framework."""
        return between_rules(self.old, self.new) if self.same else ()

    @property
    def same(self) -> bool:
        """Whether both describe one framework."""
        return self.old.framework.id == self.new.framework.id


def books_text(found: Books) -> RenderableType:
    """Return what differs between two rulebooks; of two frameworks, what of them can be compared."""
    old, new = found.old.framework, found.new.framework
    if not found.same:
        compared = comparable(old, new)
        head = Text(escaping.terminal(f"{old.title} and {new.title} are two frameworks"), style="bold")
        pairs = Tree(Text("Comparable" if compared.pairs else "Nothing can be compared"), guide_style="dim")
        for pair in compared.pairs:
            pairs.add(Text(escaping.terminal(f"{pair.old} | {pair.new}" + (f": {pair.note}" if pair.note else ""))))
        return Group(head, pairs, *_apart(compared, {old.id: found.old, new.id: found.new}))
    versions = old.version if old.version == new.version else f"{old.version} and {new.version}"
    head = Text.assemble((escaping.terminal(new.title), "bold"), f"  version {escaping.terminal(versions)}")
    root = Tree(Text("What differs" if found.causes else "Nothing differs", style="bold"), guide_style="dim")
    for cause in found.causes:
        root.add(Text(escaping.terminal(_book_line(found, cause))))
    advice = "To see which judgments move, give an inspection with --inspection."
    return Group(head, Text(), root, Text(), dim(advice)) if found.causes else Group(head, root)


def _book_line(found: Books, cause: Cause) -> str:
    changed = ", ".join(detail(one) for one in cause.details)
    match cause.kind:
        case "rule_added" | "rule_removed":
            book = found.new if cause.kind == "rule_added" else found.old
            rule = next(one for one in book.rules if one.id == cause.subject)
            return f"rule {cause.subject} {cause.kind.removeprefix('rule_')}: {prose.Words(book).effect(rule)}, {rule.because}"
        case "rule_altered":
            return f"rule {cause.subject} altered: {changed}"
        case _:
            return f"framework: {changed}"


def books_data(found: Books) -> dict[str, Any]:
    """Return what differs between two rulebooks as data."""
    compared = None if found.same else comparable(found.old.framework, found.new.framework)
    return {
        "schema": VERSION,
        "kind": "rulebooks",
        "old": {"framework": found.old.framework.id, "version": found.old.framework.version},
        "new": {"framework": found.new.framework.id, "version": found.new.framework.version},
        "causes": [
            {"kind": one.kind, "subject": one.subject, "details": [asdict(told) for told in one.details]}
            for one in found.causes
        ],
        "comparable": None if compared is None else [asdict(one) for one in compared.pairs],
        "not_comparable": None if compared is None else [asdict(one) for one in compared.apart],
    }
