"""What is wrong with rows of the two tables, as expressions over their columns: the same ones for every engine."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any, Literal

import narwhals as nw

from peelgrade.batch.layout import BESIDE, SEPARATOR, STATED, Column, Layout, keyed
from peelgrade.batch.rows import WHOLE
from peelgrade.batch.selecting import MOST, PLACES, any_of
from peelgrade.problems import shown, suggest

_TWICE_ROUNDED = 2.5e-16  # of a figure: how far it is off, at most, after being rounded to a binary fraction twice

FaultKind = Literal["missing", "unknown", "figure", "both", "nought", "strange", "twice"]


@dataclass(frozen=True)
class Fault:
    """A way in which a row may be wrong: the column, whether a row is, and what is said of it."""

    column: Column
    found: nw.Expr
    kind: FaultKind

    def told(self, row: Mapping[str, Any]) -> str:
        """Return the reason, from what the row holds as it was written."""
        name = self.column.name
        written = shown(row.get(name))
        needs = "" if self.column.about is None else f"; a {self.column.about} needs it"
        near = suggest(written, self.column.words) if self.kind == "unknown" else ""
        no_name = unfit(row.get(name)) if self.column.is_key else ""
        reasons: Mapping[FaultKind, str] = {
            "missing": f"{name} {no_name}" if no_name else f"no {name}{needs}",
            "unknown": f"{name} '{written}' is not known: {near}",
            "figure": f"{name} '{written}' is no figure of at most {PLACES} decimal places below {MOST:,.0f}",
            "both": f"{name} and a figure beside it: a comparator has one of them",
            "nought": f"{name} is 'about' nought, and a table does not say how near: say how it stands instead",
            "strange": f"no item is of the inspection '{written}'",
            "twice": f"{name} '{written}' stands twice in the inspection",
        }
        return reasons[self.kind]


def faults(layout: Layout, known: Container[str] = ()) -> tuple[Fault, ...]:
    """Return what may be wrong with a row, in the order in which it is told.

    `known` are the names of columns that hold no other words than theirs, by their type.
    """
    listed = (fault for column in layout.columns for fault in _of(column, layout))
    return tuple(fault for fault in listed if fault.kind != "unknown" or fault.column.name not in known)


def unfit(written: Any) -> str:  # noqa: ANN401  # whatever stands in a table
    """Return why what stands there, and is not read, names no inspection; nothing where nothing stands there."""
    if written is None or written == "" or (isinstance(written, float) and isnan(written)):
        return ""
    if isinstance(written, str):
        return f"'{shown(written)}' is no name: it begins with =, +, - or @, or has a character that cannot be seen"
    return f"{written} is no name: a name is text, or a whole number below {WHOLE:,.0f}"


def bad(found: tuple[Fault, ...]) -> nw.Expr:
    """Return whether anything is wrong with a row."""
    return any_of(fault.found for fault in found)


def _of(column: Column, layout: Layout) -> Iterator[Fault]:
    if column.needed:
        yield Fault(column, _about(column, nw.col(column.key).is_null()), "missing")
    match column.holds:
        case "word":
            known = nw.col(column.key).is_in(column.words)
            yield Fault(column, _about(column, (~known).fill_null(value=False)), "unknown")
        case "words":
            known = nw.col(column.key).str.contains(_listing(column.words))
            yield Fault(column, _about(column, (~known).fill_null(value=False)), "unknown")
        case "figure":
            yield Fault(column, _about(column, (~_is_figure(column.key)).fill_null(value=False)), "figure")
        case _:
            pass
    yield from _together(column, layout)


def _together(column: Column, layout: Layout) -> Iterator[Fault]:
    """Yield what is wrong with what two columns say together."""
    beside = keyed(column.name.replace(STATED, BESIDE, 1))
    if column.name.startswith(STATED) and beside in layout.keys:
        both = ~nw.col(column.key).is_null() & ~nw.col(beside).is_null()
        yield Fault(column, _about(column, both), "both")
    if column.name == "bound" and "value" in layout.names:
        nought = (nw.col("bound") == "about") & (nw.col("value") == 0.0)
        yield Fault(layout["value"], _about(column, nought.fill_null(value=False)), "nought")


def _about(column: Column, found: nw.Expr) -> nw.Expr:
    """Hold only rows of the kind that a column is about against it."""
    return found if column.about is None else (nw.col("kind") == column.about).fill_null(value=False) & found


def _listing(words: tuple[str, ...]) -> str:
    """Return the pattern of words of a vocabulary with blanks between them."""
    one = "|".join(word.replace(".", r"\.") for word in words) or r"[^\s\S]"
    return rf"^({one})({SEPARATOR}({one}))*\z"


def _is_figure(name: str) -> nw.Expr:
    value = nw.col(name)
    units = value * float(10**PLACES)
    # the nearest binary fraction of a decimal, multiplied, is as near to a whole number as rounding twice leaves it
    return (value.abs() < MOST) & ((units - units.round(0)).abs() <= units.abs() * _TWICE_ROUNDED)
