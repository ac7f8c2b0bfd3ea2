"""Which bounds of a rulebook decide much: what moves over inspections with each a step off, in words and as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from peelgrade.rendering import escaping, histories, prose
from peelgrade.rendering.console import dim, plain_table
from peelgrade.rulebook import Count, Rulebook

if TYPE_CHECKING:  # they are slow to import, or need libraries of an extra
    from peelgrade.batch import Direction, Sensitivity
    from peelgrade.ruletests import BoundMoved

VERSION = "peelgrade/rules-sensitivity/v1"
_HEAD = ("Rule", "Bound", "Step", "Overall", "Core question", "Question")
_FEW = 30  # steps that are told in the terminal before the rest is only counted


@dataclass(frozen=True)
class Stepped:
    """The steps that were tried on a rulebook, each with what moves; `name` is what the tables are called."""

    rulebook: Rulebook
    name: str
    steps: tuple[BoundMoved, ...]
    found: Sensitivity

    @cached_property
    def ordered(self) -> tuple[Step, ...]:
        """The steps, those first that move the overall judgment most often, then the core question, then the question."""
        pairs = zip(self.steps, self.found.effects, strict=True)
        steps = [Step(moved, effects, self.rulebook) for moved, effects in pairs]
        return tuple(sorted(steps, key=lambda one: tuple(-sum(ways.values()) for ways in one.told)))

    @property
    def moving(self) -> tuple[Step, ...]:
        """Those that move anything."""
        return tuple(one for one in self.ordered if one.moves)


@dataclass(frozen=True)
class Step:
    """A bound a step off, and how many judgments move, by question and by direction."""

    moved: BoundMoved
    effects: dict[str, dict[Direction, int]]
    rulebook: Rulebook

    @property
    def moves(self) -> bool:
        """Whether any judgment moves."""
        return any(sum(ways.values()) for ways in self.effects.values())

    @property
    def places(self) -> tuple[str, str, str]:
        """The overall question, the core question and the one that the rule is about."""
        question = self.moved.rule.question
        return self.rulebook.framework.questions.id, self.rulebook.core(question), question

    @property
    def told(self) -> tuple[dict[Direction, int], ...]:
        """What moves at the places."""
        return tuple(self.effects.get(place, {}) for place in self.places)

    @property
    def direction(self) -> str:
        """Whether the bound is tighter or looser than as it is written."""
        return "tighter" if self.moved.is_tighter else "looser"


def text(stepped: Stepped) -> RenderableType:
    """Return it for the terminal."""
    shown: list[RenderableType] = [Text(escaping.terminal(line), style="bold") for line in _head(stepped)]
    if stepped.moving:
        table = plain_table()
        for column in _HEAD:
            table.add_column(column, overflow="fold", no_wrap=column == "Rule")
        for row in list(_rows(stepped))[:_FEW]:
            table.add_row(*(Text(escaping.terminal(cell)) for cell in row))
        shown += [Text(), table]
    if len(stepped.moving) > _FEW:
        shown.append(dim(f"and {len(stepped.moving) - _FEW:,} more; --format json tells all"))
    shown += [dim(escaping.terminal(line)) for line in _after(stepped)]
    return Group(*shown)


def markdown(stepped: Stepped) -> str:
    """Return it as Markdown."""
    first, *others = (escaping.markdown(line) for line in _head(stepped))
    blocks = [[f"**{first}**"], others]
    if stepped.moving:
        rows = (escaping.markdown_row(row) for row in _rows(stepped))
        blocks.append([*escaping.markdown_head(_HEAD), *rows])
    blocks += [[escaping.markdown(line)] for line in _after(stepped)]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _head(stepped: Stepped) -> Iterator[str]:
    framework = stepped.rulebook.framework
    yield f"{framework.title}, version {framework.version}: what moves with each bound a step off"
    if not stepped.found.inspections:
        yield f"{stepped.name}: nothing was tried, for there are no items."
        return
    over = prose.number(stepped.found.inspections, "inspection")
    moving = f"{len(stepped.moving):,} of {prose.number(len(stepped.steps), 'step')}"
    verb = "moves" if len(stepped.moving) == 1 else "move"
    yield f"{stepped.name}: {moving} {verb} a judgment of {over}."


def _rows(stepped: Stepped) -> Iterator[tuple[str, ...]]:
    words = prose.Words(stepped.rulebook)
    for step in stepped.moving:
        bound = words.bound(step.moved.moved.bound)
        cells = (histories.ways(ways) or "none" for ways in step.told)
        overall, core, question = step.places
        known = {overall: next(cells), core: next(cells), question: next(cells)}
        others = (known[core] if core != overall else "", known[question] if question != core else "")
        yield (
            step.moved.rule.id,
            words.clause(step.moved.written),
            f"{bound} ({step.direction})",
            known[overall],
            *others,
        )


def _after(stepped: Stepped) -> Iterator[str]:
    quiet = len(stepped.steps) - len(stepped.moving)
    if quiet and stepped.found.inspections:
        yield f"{prose.number(quiet, 'step')} {'moves' if quiet == 1 else 'move'} no judgment."
    yield from histories.left_out(stepped.found)


def as_data(stepped: Stepped) -> dict[str, Any]:
    """Return it as data: every step, also those that move nothing."""
    framework = stepped.rulebook.framework
    return {
        "schema": VERSION,
        "framework": framework.id,
        "version": framework.version,
        "over": stepped.name,
        "inspections": stepped.found.inspections,
        "steps": [_step_data(one) for one in stepped.ordered],
        **histories.left_out_data(stepped.found),
    }


def _step_data(step: Step) -> dict[str, Any]:
    overall, core, question = step.places
    return {
        "rule": step.moved.rule.id,
        "question": question,
        "core_question": core,
        "overall_question": overall,
        "path": list(step.moved.steps),
        "bound": step.moved.written.bound.name,
        "written": _value(step.moved.written),
        "moved": _value(step.moved.moved),
        "direction": step.direction,
        "judgments": {name: ways for name, ways in step.effects.items() if sum(ways.values())},
    }


def _value(count: Count) -> int | str:
    """Return a bound as data: a number is whole, a share or points a figure written as text."""
    value = getattr(count, count.bound.name)
    return value if isinstance(value, int) else str(value)
