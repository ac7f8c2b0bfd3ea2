"""The reasons of a judgment as a tree: the question, its parts below it, and what decided each.

What a judgment comes down to stands under the part that it comes from, and the way to parts that were judged alike is
drawn thick.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from peelgrade.rendering import palette, prose
from peelgrade.rendering.pictures import tags
from peelgrade.rendering.pictures.svg import Face, Picture, block, picture, rectangle, shape, stroke
from peelgrade.rendering.report.content import Question, Told
from peelgrade.scale import Category

WIDE, NARROW = 720.0, 340.0
_INSET, _INSET_NARROW = 34.0, 18.0
_PAD = 10.0
_GAP = 10.0
_DEEPEST = 12  # levels: a deeper tree would leave no room for words
_NAME = Face(14, bold=True)
_MARKED = Face(12, ink=palette.FAINT)
_STRONG = Face(13)
_PLAIN = Face(12, ink=palette.FAINT)
_EDGE = 1.5


@dataclass(frozen=True)
class _Node:
    """A question in the tree: what is said at it, whether it leads to what decided, and its parts."""

    question: Question
    strong: tuple[str, ...]
    plain: tuple[str, ...]
    decides: bool
    parts: tuple[_Node, ...]


@dataclass(frozen=True)
class _Laid:
    """A node at its place."""

    node: _Node
    x: float
    top: float
    bottom: float
    svg: str


def reasons(
    question: Question, prefix: str = "", *, scale: Iterable[Category] = (), standing: str = "", narrow: bool = False
) -> Picture:
    """Return the tree of reasons of a question, 720 units wide, or 340 for a small screen.

    `scale` are the categories of the report, for their colours; `standing` is what the report says of what is published.
    """
    width = NARROW if narrow else WIDE
    inset = _INSET_NARROW if narrow else _INSET
    categories = tags.Scale.of(scale)
    root = _rooted(question)
    laid, drawn, top = _laid(root, categories, width, inset)
    notes = [standing] if standing else []
    if any(one.node.question.working_view for one in laid):
        notes.append("Dashed: a working view, which the inspectorate does not publish.")
    said = [line for note in notes for line in _MARKED.wrapped(note, width - 2, most=6)]
    parts = [drawn, block(1, top + 2, said, _MARKED)]
    told = "; ".join(_told(one.node) for one in laid)
    size = (width, top + len(said) * _MARKED.line + 8)
    return picture(size, f"{question.name}: reasons", f"{told}.", parts, prefix or f"reasons-{question.id}")


def _told(node: _Node) -> str:
    question = node.question
    words = question.judged.words if question.judged else "not judged"
    view = ", a working view" if question.working_view else ""
    lines = (*node.strong, *node.plain)
    because = f" ({'; '.join(lines)})" if lines else ""
    return f"{question.name}: {words}{view}{because}"


def _rooted(question: Question) -> _Node:
    """Return the tree of a question: all is told at its root and its parts, and of those further below the judgment."""
    parts = [part for part in question.parts if part.judged is not None and part.graded]
    named = {f"{part.name}: " for part in parts}
    plain = [
        told.text
        for told in question.in_short
        if told.weight == "plain" and not any(told.text.startswith(name) for name in named)
    ]
    below = tuple(_part(part, question, plain) for part in parts)
    placed = {line for node in below for line in node.plain}
    left = tuple(line for line in plain if line not in placed)
    return _Node(question, _strong(question), left, decides=True, parts=below)


def _part(part: Question, above: Question, deciding: Sequence[str]) -> _Node:
    """Return a part with what of the things that decided comes from it: it decides if it is judged as the whole is."""
    own = set(_lines((*part.in_short, *part.reasons)))
    plain = tuple(line for line in deciding if line in own)
    decides = _judged_alike(part, above) and (bool(plain) or not deciding)
    return _Node(part, _strong(part), plain, decides, tuple(_leaves(part, 2)))


def _lines(told: Iterable[Told]) -> Iterator[str]:
    """Yield every line that is told, also under others."""
    waiting = list(told)
    while waiting:
        one = waiting.pop()
        yield one.text
        waiting += one.parts


def _judged_alike(one: Question, other: Question) -> bool:
    first, second = one.judged, other.judged
    return first is not None and second is not None and (first.low, first.high) == (second.low, second.high)


def _leaves(question: Question, depth: int) -> Iterable[_Node]:
    for part in question.parts:
        if part.judged is not None and part.graded and depth < _DEEPEST:
            yield _Node(part, (), (), decides=False, parts=tuple(_leaves(part, depth + 1)))


def _strong(question: Question) -> tuple[str, ...]:
    """Return what decided, first of all in short and else as the heads of all reasons."""
    for told in (question.in_short, question.reasons):
        heads = tuple(prose.capital(one.text) for one in told if one.weight == "strong")
        if heads:
            return heads
    return ()


def _laid(root: _Node, scale: tags.Scale, width: float, inset: float) -> tuple[list[_Laid], str, float]:
    """Return every node at its place, the drawing of them with their connectors, and where it ends."""
    found: list[_Laid] = []
    top = 2.0

    def place(node: _Node, depth: int) -> _Laid:
        nonlocal top
        x = 1 + min(depth * inset, width / 3)
        laid = _box(node, scale, x, top, width - x - 1)
        found.append(laid)
        top = laid.bottom + _GAP
        below = [place(part, depth + 1) for part in node.parts]
        lines.extend(_connectors(laid, below, inset))
        return laid

    lines: list[str] = []
    place(root, 0)
    return found, "".join(lines) + "".join(one.svg for one in found), top


def _connectors(above: _Laid, below: Sequence[_Laid], inset: float) -> Iterable[str]:
    """Yield a line from a node to each of its parts, those that decided last so that they lie on top."""
    x = above.x + inset / 2
    for laid in sorted(below, key=lambda one: one.node.decides):
        colour, wide = (palette.INK, 3.0) if laid.node.decides else (palette.LINE, _EDGE)
        middle = min(laid.top + 18, (laid.top + laid.bottom) / 2)
        yield stroke(((x, above.bottom), (x, middle), (laid.x, middle)), colour, wide)


def _box(node: _Node, scale: tags.Scale, x: float, top: float, width: float) -> _Laid:
    """Return a node as a box: name and judgment, then what decided."""
    question, room = node.question, width - 2 * _PAD
    laid = tags.tag(question.judged, scale, room) if question.judged else None
    beside = laid is not None and width > NARROW and laid.width < room / 2
    parts, below = _head(question, laid if beside else None, x + _PAD, top + 8, room)
    if laid and not beside:
        parts.append(tags.drawn(laid, x + _PAD, below + 2))
        below += laid.height + 6
    for text in node.strong:
        lines = _STRONG.wrapped(text, room, most=8)
        parts.append(block(x + _PAD, below + 2, lines, _STRONG))
        below += len(lines) * _STRONG.line + 3
    for text in node.plain:
        lines = _PLAIN.wrapped(text, room - 14, most=8)
        parts += [shape("disc", x + _PAD + 4, below + 10, 2.6), block(x + _PAD + 14, below + 3, lines, _PLAIN)]
        below += len(lines) * _PLAIN.line + 3
    bottom = below + 8
    return _Laid(node, x, top, bottom, _frame(node, x, top, (width, bottom - top)) + "".join(parts))


def _head(question: Question, laid: tags.Tag | None, x: float, top: float, room: float) -> tuple[list[str], float]:
    """Return name and, at the right, judgment of a question, and where they end."""
    free = room - (laid.width + 12 if laid else 0)
    name = _NAME.wrapped(question.name, free, most=4)
    view = _MARKED.wrapped("Working view", free, most=1) if question.working_view else ()
    parts = [block(x, top + 2, name, _NAME), block(x, top + 2 + len(name) * _NAME.line, view, _MARKED)]
    if laid:
        parts.append(tags.drawn(laid, x + room - laid.width, top))
    return parts, max(
        top + 4 + len(name) * _NAME.line + len(view) * _MARKED.line, top + (laid.height + 4 if laid else 0)
    )


def _frame(node: _Node, x: float, top: float, size: tuple[float, float]) -> str:
    dashed: dict[str, str | float] = {"stroke_dasharray": "5 3"} if node.question.working_view else {}
    edge, wide = (palette.INK, 2.0) if node.decides else (palette.LINE, 1.0)
    return rectangle(x, top, size[0], size[1], rx=4, fill=palette.PAPER, stroke=edge, stroke_width=wide, **dashed)
