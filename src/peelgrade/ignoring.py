"""Comments that silence a problem beside its place, each with its reason: `# peelgrade: ignore[PG536] the reason`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from peelgrade.problemcodes import CODES
from peelgrade.problems import Comment, Locator, Problem, nearest, shown, suggest

MARK = "peelgrade"

_SPEAKS = re.compile(r"\s*peelgrade\s*(?P<mark>[:-]?)\s*(?P<verb>[a-z]*)\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_IGNORE = re.compile(r"\s*peelgrade:\s*ignore\s*\[(?P<codes>[^\]]*)\]\s*(?P<reason>.*)", re.DOTALL)
_FORM = "write it as in '# peelgrade: ignore[PG536] the report words it so'"


@dataclass
class _Ignore:
    """What one comment silences, and which of its codes were needed."""

    at: Locator
    codes: tuple[str, ...]
    about: int
    used: set[str] = field(default_factory=set)


def apply(
    problems: Iterable[Problem], comments: Sequence[Comment], line: Callable[[Locator], int]
) -> tuple[list[Problem], list[Problem]]:
    """Return the problems that no comment silences, with those of the comments themselves; and those silenced."""
    ignores: list[_Ignore] = []
    kept: list[Problem] = []
    for comment in filter(_is_spoken_to, comments):
        read = _read(comment)
        if isinstance(read, Problem):
            kept.append(read)
        else:
            ignores.append(read)
    by_place = {(one.at.file, one.about, code): one for one in ignores for code in one.codes}
    silenced: list[Problem] = []
    for problem in dict.fromkeys(problems):
        ignore = by_place.get((problem.at.file, line(problem.at), problem.code)) if by_place else None
        if ignore is None:
            kept.append(problem)
        else:
            ignore.used.add(problem.code)
            silenced.append(problem)
    if not any(problem.severity == "error" for problem in kept):  # else what one is for may not have been looked at
        kept += [problem for one in ignores for problem in _unneeded(one)]
    return kept, silenced


def told(comment: Comment) -> str:
    """Return the codes that a comment ignores, with its reason behind them; nothing for another comment."""
    found = _IGNORE.match(comment.text)
    return f"{found['codes'].strip()} {found['reason'].strip()}" if found is not None else ""


def _is_spoken_to(comment: Comment) -> bool:
    """Whether a comment is meant as an instruction, rightly written or not; others may well begin with the name."""
    found = _SPEAKS.match(comment.text)
    near = found is not None and bool(nearest(found["verb"], ["ignore"]))
    return found is not None and near and (found["rest"].startswith("[") or found["mark"] == ":")


def _read(comment: Comment) -> _Ignore | Problem:
    """Return what a comment silences, or what is wrong with it."""
    found = _IGNORE.match(comment.text)
    if found is None or not found["codes"].strip():
        written = shown(comment.text)
        return Problem("PG703", f"'{written}' is no instruction that peelgrade knows", comment.at, _FORM)
    codes = tuple(dict.fromkeys(code.strip().upper() for code in found["codes"].split(",") if code.strip()))
    for code in codes:
        if code not in CODES:
            message = f"'{shown(code)}' is not the code of a problem"
            return Problem("PG703", message, comment.at, suggest(code, list(CODES)))
        if CODES[code].proved:
            message = f"{code} ({CODES[code].title}) is proved of rules, and no comment silences it"
            return Problem("PG703", message, comment.at, "declare what is meant under 'intended' in framework.yaml")
        if not CODES[code].can_be_ignored:
            message = f"{code} ({CODES[code].title}) stops grading, and cannot be ignored"
            return Problem("PG703", message, comment.at, f"mend it; 'peelgrade problem {code}' says how")
    if not re.search(r"\w", found["reason"]):
        message = f"this ignores {' and '.join(codes)} and gives no reason"
        remedy = f"write it after the bracket, as in '# peelgrade: ignore[{', '.join(codes)}] the report words it so'"
        return Problem("PG702", message, comment.at, remedy)
    return _Ignore(comment.at, codes, comment.about)


def _unneeded(ignore: _Ignore) -> list[Problem]:
    unused = [code for code in ignore.codes if code not in ignore.used]
    if not unused:
        return []
    message = f"there is no {' or '.join(unused)} here to ignore"
    return [Problem("PG701", message, ignore.at, "take it out, or put it on the line of the problem or just above")]
