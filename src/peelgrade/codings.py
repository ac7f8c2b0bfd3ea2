"""How items are coded, as far as rules can tell: one coding for all items that are coded alike.

Codings are compared and looked up as what they are, so that evidence is counted without looking at items again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from operator import itemgetter
from typing import Any, Literal

Kind = Literal["finding", "metric", "recommendation"]

_NAMES: Mapping[Kind, tuple[str, ...]] = {
    "finding": ("question", "shows", "weight", "extent", "ground", "at_risk", "topic"),
    "metric": ("question", "measure", "beside"),
    "recommendation": ("question", "type", "status"),
}
_READ = {kind: itemgetter(*names) for kind, names in _NAMES.items()}
_EXACT = Context(prec=60, traps=[Inexact])


@dataclass(frozen=True, eq=False)
class Coding:
    """The codes of an item by name; its question is one of them. There is one of a kind (`coding`)."""

    kind: Kind
    codes: Mapping[str, Any]

    def __reduce__(self) -> tuple[Any, ...]:
        return coding, (self.kind, self.codes)  # what is unpickled is the one of its kind again


_KNOWN: dict[tuple[Any, ...], Coding] = {}


def coding(kind: Kind, attributes: Mapping[str, Any]) -> Coding:
    """Return the coding of an item that has these attributes."""
    codes = _READ[kind](attributes)
    found = _KNOWN.get(codes)
    if found is None:
        made = Coding(kind, dict(zip(_NAMES[kind], codes, strict=True)))
        found = _KNOWN.setdefault(codes, made)  # another thread may have made it meanwhile
    return found


def difference(value: Decimal, other: Decimal) -> tuple[int, int] | None:
    """Return a figure less another, exactly: a whole number, and the power of ten that it counts.

    None where they have more digits together than are reckoned with.
    """
    try:
        apart = _EXACT.subtract(value, other)
    except Inexact:
        return None
    power = int(apart.as_tuple().exponent)
    return (int(apart.scaleb(-power, _EXACT)), power) if abs(power) <= _EXACT.prec else None
