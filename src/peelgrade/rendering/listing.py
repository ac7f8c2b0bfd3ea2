"""Problems as text: each with its lines, a caret, what to write instead, and the other places."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from peelgrade.problems import Locator, Problem
from peelgrade.rendering.escaping import terminal

MAX_BYTES = 20_000

Line = Callable[[Locator], tuple[int, int]]
Lines = Callable[[str], Sequence[str]]


def in_order(problems: Iterable[Problem], line: Line) -> list[Problem]:
    """Return problems by file, line and code, each once."""
    return sorted(
        dict.fromkeys(problems), key=lambda problem: (problem.at.file, *line(problem.at), problem.code, problem.message)
    )


def full(problems: Sequence[Problem], line: Line, lines: Lines) -> str:
    """Return every problem with a frame of its line, as far as the limit on output allows."""
    return _capped([_full(problem, line, lines) for problem in problems], len(problems))


def concise(problems: Sequence[Problem], line: Line) -> str:
    """Return every problem on one line: file, line, column, code, message, help."""
    return _capped(
        [
            f"{_place(problem.at, line)}: {problem.code} {terminal(problem.message)}{_help(problem)}\n"
            for problem in problems
        ],
        len(problems),
    )


def as_json(problems: Sequence[Problem], line: Line) -> str:
    """Return every problem as JSON."""
    listed = []
    for problem in problems:
        at = dict(zip(("line", "column"), line(problem.at), strict=True))
        related = [
            {"file": one.at.file, **dict(zip(("line", "column"), line(one.at), strict=True)), "label": one.label}
            for one in problem.related
        ]
        listed.append(
            {
                "code": problem.code,
                "severity": problem.severity,
                "file": problem.at.file,
                **at,
                "message": problem.message,
                "help": problem.help,
                "related": related,
            }
        )
    return json.dumps(listed, indent=2, ensure_ascii=False) + "\n"


def summary(problems: Sequence[Problem]) -> str:
    """Return the number of problems and files in one line."""
    files = len(Counter(problem.at.file for problem in problems))
    return f"{len(problems)} problem{'s' if len(problems) != 1 else ''} in {files} file{'s' if files != 1 else ''}"


def _help(problem: Problem) -> str:
    return f" ({terminal(problem.help)})" if problem.help else ""


def _place(at: Locator, line: Line) -> str:
    row, column = line(at)
    return f"{terminal(at.file)}:{row}:{column}"


def _full(problem: Problem, line: Line, lines: Lines) -> str:
    row, column = line(problem.at)
    out = [f"{_place(problem.at, line)}: {problem.severity} {problem.code}: {terminal(problem.message)}"]
    written = lines(problem.at.file)
    if 0 < row <= len(written):
        number = str(row)
        source = written[row - 1].expandtabs(1)
        start = max(0, column - 60)
        shown = terminal_keeping_indent(source[start : start + 100])
        out += [f"  {number} | {shown}", f"  {' ' * len(number)} | {' ' * (column - 1 - start)}^"]
    if problem.help:
        out.append(f"  help: {terminal(problem.help)}")
    out += [f"  see {_place(one.at, line)}: {terminal(one.label)}" for one in problem.related]
    return "\n".join(out) + "\n\n"


def terminal_keeping_indent(text: str) -> str:
    """Return a line of a file for the terminal, with the blanks that it begins with."""
    body = text.lstrip(" ")
    return " " * (len(text) - len(body)) + "".join(terminal(part) if part.strip() else " " for part in _words(body))


def _words(text: str) -> list[str]:
    return [piece for word in text.split(" ") for piece in (word, " ")][:-1]


def _capped(pieces: Sequence[str], total: int) -> str:
    out, size = [], 0
    for number, piece in enumerate(pieces):
        size += len(piece.encode("utf-8", "replace"))
        if size > MAX_BYTES and number:
            out.append(f"… and {total - number} more\n")
            break
        out.append(piece)
    return "".join(out)
