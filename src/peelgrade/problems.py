"""What can be wrong with a file: problems as values, located symbolically until they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from peelgrade.problemcodes import CODES, SEVERITIES, Severity

Path = tuple[str | int, ...]

LONGEST = 60  # characters of a word from a file that a message shows
SHORTEST = 3  # characters of a word for which a longer word that holds it is suggested, and the other way round
LISTED = 12  # words that advice lists where none looks like the one written


@dataclass(frozen=True)
class Locator:
    """A place in a file by the keys and indices that lead to it.

    `line` and `column` count from 1; inside the program they are given only where there is no data yet, and to whoever
    asks from outside always. `of_key` points at the key instead of its value. In a workbook, `cell` names sheet and cell,
    such as Findings!F12.
    """

    file: str
    path: Path = ()
    of_key: bool = False
    line: int | None = None
    column: int | None = None
    cell: str = ""

    def to(self, *steps: str | int) -> Locator:
        """Return the locator of something further inside."""
        return replace(self, path=(*self.path, *steps))


@dataclass(frozen=True)
class Related:
    """Another place that has to do with a problem, and how."""

    at: Locator
    label: str


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file.

    `code` is that of its page in docs/problems, such as PG204; `message` says what is wrong, `at` where, and `help` what
    to write instead, if anything can be said. `related` are the other places that it has to do with. `example` is
    evidence in YAML that shows it, where it is something that no place shows.
    """

    code: str
    message: str
    at: Locator
    help: str = ""
    related: tuple[Related, ...] = ()
    example: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is: an error stops grading."""
        return CODES[self.code].severity


@dataclass(frozen=True)
class Comment:
    """A comment in a file: its text after '#', where it starts, and the line that it is about."""

    text: str
    at: Locator
    about: int


class InvalidInput(Exception):  # noqa: N818  # it carries problems across a border; it is not itself the error
    """Problems that stop the work, gathered inside a stage and carried across its border.

    `problems` are all of them, warnings and notes too; as text, it tells the worst ones. `lines` are those of the file
    that they are about, where it is one file and could be read as text.
    """

    def __init__(self, problems: Sequence[Problem], lines: Sequence[str] = ()) -> None:
        super().__init__(problems, lines)
        self.problems = tuple(problems)
        self.lines = tuple(lines)

    def __str__(self) -> str:
        worst_first = sorted(self.problems, key=lambda one: SEVERITIES.index(one.severity))
        told, more = [_line(one) for one in worst_first[:LISTED]], len(self.problems) - LISTED
        head = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        return "\n".join([head, *told, *([f"and {more} more"] if more > 0 else [])])


class Unreadable(Exception):  # noqa: N818  # named for what the user sees
    """A path, option, word or configuration that cannot be used at all.

    `message` says why, and `help` what to do; `reasons` are all such pairs, where there are `others`.
    """

    def __init__(self, message: str, remedy: str, others: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message, remedy, others)
        self.message = message
        self.help = remedy
        self.reasons = ((message, remedy), *others)

    def __str__(self) -> str:
        return self.message

    @classmethod
    def of(cls, reasons: Iterable[tuple[str, str]]) -> Unreadable:
        """Return what carries every reason: at least one, each with what to do."""
        (message, remedy), *others = reasons
        return cls(message, remedy, others)


def _line(problem: Problem) -> str:
    place = problem.at.file if problem.at.line is None else f"{problem.at.file}:{problem.at.line}"
    return _seen(f"{place}: {problem.code} {problem.message}{'; ' if problem.help else ''}{problem.help}")


def follow(steps: Iterable[str | int], data: Any) -> tuple[Path, Any]:  # noqa: ANN401  # data of any shape
    """Return the steps of a path that lead through data, and what they lead to; those that lead nowhere are left out."""
    taken: list[str | int] = []
    for step in steps:
        known = range(len(data)) if isinstance(data, list) else data if isinstance(data, dict) else ()
        if step in known:
            data = data[step]
            taken.append(step)
    return tuple(taken), data


def shown(value: object) -> str:
    """Return text from a file as a message can hold it: one short line, with what cannot be seen written as escapes."""
    text = str(value)
    return _seen(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def _seen(text: str) -> str:
    """Return text with what cannot be seen written as escapes."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Return up to three known words that look like the one written, best first."""
    return list(_nearest(word[:100], tuple(dict.fromkeys(known))))


@lru_cache(maxsize=1024)  # one mistake is often made in every item of a file
def _nearest(word: str, known: tuple[str, ...]) -> tuple[str, ...]:
    import difflib  # noqa: PLC0415  # nearly every word is right

    lowered: dict[str, str] = {}
    for candidate in known:
        lowered.setdefault(candidate.lower(), candidate)
    folded = word.strip().lower().replace(" ", "_").replace("-", "_")
    if folded in lowered:
        return (lowered[folded],)
    found = [lowered[near] for near in difflib.get_close_matches(folded, lowered, n=3, cutoff=0.6)]
    inside = [
        candidate for candidate in known if len(folded) >= SHORTEST and folded in candidate.lower().replace("-", "_")
    ]
    words = folded.split("_")
    among = [lowered[one] for one in lowered if len(one) >= SHORTEST and one in words]
    return tuple(dict.fromkeys([*found, *inside, *among]))[:3]


def meant(near: Sequence[str]) -> str:
    """Return advice that asks whether one of some words was meant."""
    return "did you mean " + " or ".join(f"'{one}'" for one in near) + "?"


def listed(names: Sequence[str]) -> str:
    """Return names from a file as a message shows them: of many, the first, and how many more there are."""
    more = f" and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return ", ".join(f"'{shown(name)}'" for name in names[:LISTED]) + more


def suggest(word: str, known: Sequence[str]) -> str:
    """Return advice for a word that is not known: near matches, or all that are known where those are few."""
    near = nearest(word, known)
    if near:
        return meant(near)
    if not known:
        return "take it out: there are none to choose from"
    if len(known) <= LISTED:
        return "write one of: " + ", ".join(known)
    return f"{len(known)} are known, the first being: " + ", ".join(list(known)[:6])
