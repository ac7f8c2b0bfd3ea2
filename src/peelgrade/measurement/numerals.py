"""Figures as tables write them: read as a mapping says, and refused where they are written in another way."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from functools import lru_cache

from peelgrade.figures import rounded
from peelgrade.metricmapping import FigureColumn, Numbers
from peelgrade.problems import shown
from peelgrade.published import Number

LONGEST = 12  # digits of a number in a workbook that somebody may have typed; what has more was computed
MOST = 20  # digits of any figure before its point, and behind it
_BLANKS = " \u00a0\u2009\u202f"
_MINUS = "\u2212"


class NotRead(Exception):  # noqa: N818  # it is the answer of a cell, not an error of the program
    """A cell that holds no figure as the mapping has them: what it holds, and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.help = remedy


def figure_of(text: str, numbers: Numbers, column: FigureColumn) -> Decimal:
    """Return the figure that a cell holds, multiplied and rounded as its column says; raises NotRead where there is none."""
    found = Decimal(text) if isinstance(text, Number) else _written(text, numbers)
    if not found.is_finite():
        raise NotRead("is no number", _absent(text))
    places = max(0, -int(found.as_tuple().exponent))
    if found.adjusted() >= MOST or (places > MOST and not isinstance(text, Number)):
        raise NotRead("has more digits than a figure has", "correct the cell")
    if column.decimals is None and isinstance(text, Number) and places and len(found.as_tuple().digits) > LONGEST:
        raise NotRead("has more decimals than a table shows", "say under 'decimals' of its column how many it shows")
    if column.times is not None:
        shift = len(str(column.times)) - 1
        with localcontext(prec=10 * MOST):  # so that nothing is rounded yet
            found, places = found.scaleb(shift), max(0, places - shift)
    return rounded(found, places if column.decimals is None else column.decimals)


def _written(text: str, numbers: Numbers) -> Decimal:
    """Return the number that a text is; its marks must be those that are declared."""
    plain = _bare(text, numbers)
    found = _form(numbers.thousands or "", numbers.decimal).fullmatch(plain)
    if found is None:
        raise NotRead("is no number as the mapping has them", _remedy(text, plain, numbers))
    whole = re.sub(r"[^0-9]", "", found["whole"])
    return Decimal(f"{'-' if found['minus'] else ''}{whole}.{found['rest'] or ''}".rstrip("."))


def _bare(text: str, numbers: Numbers) -> str:
    """Return a text without the marks that may follow a figure."""
    plain = text
    marks = (*numbers.footnotes, "%") if numbers.percent_sign else numbers.footnotes
    while mark := next((one for one in marks if plain.endswith(one)), None):
        plain = plain.removesuffix(mark).rstrip()
    return plain


@lru_cache(maxsize=16)
def _form(thousands: str, decimal: str) -> re.Pattern[str]:
    mark = f"[{_BLANKS}]" if thousands == " " else re.escape(thousands)
    grouped = rf"[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+|" if thousands else ""
    return re.compile(rf"(?P<minus>[-{_MINUS}]?)(?P<whole>{grouped}[0-9]+)(?:{re.escape(decimal)}(?P<rest>[0-9]+))?")


def _absent(text: str) -> str:
    return f"add '{shown(text)}' under 'suppressed' if it stands where there is no figure"


def _remedy(text: str, plain: str, numbers: Numbers) -> str:
    """Return what to declare, where it looks as if something is not."""
    tail = re.fullmatch(rf"[-{_MINUS}]?[0-9][0-9{_BLANKS}.,']*?[ ]*([^0-9{_BLANKS}.,']+|\[.*\]|\(.*\))", plain)
    if not re.search(r"[0-9]", text):
        return _absent(text)
    if plain.endswith("%"):
        return "write 'percent_sign: true' under 'numbers' if its per cent signs are meant"
    if tail is not None:
        return f"add '{shown(tail[1])}' under 'footnotes' of 'numbers' if it is a mark of a footnote"
    for mark in (",", " ", "'", "."):
        if mark not in {numbers.thousands, numbers.decimal} and _form(mark, numbers.decimal).fullmatch(plain):
            return f"write 'thousands: \"{mark}\"' under 'numbers' if that parts thousands"
    return "correct the cell, or say under 'numbers' how figures are written"
