"""Problem codes as people name them: whole, or how they begin; to tell them alone, or to ignore them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from peelgrade.problemcodes import CODES
from peelgrade.problems import Unreadable, nearest, shown, suggest

PREFIX = r"^PG[0-9]{1,3}$"
MAX_TOLD = 50

IGNORABLE = tuple(code for code, about in CODES.items() if about.severity != "error")


def chosen(texts: Iterable[str]) -> frozenset[str]:
    """Return the codes that texts from the command line name: codes or how they begin, with commas between.

    Raises Unreadable for what is no code, and for a text that names none.
    """
    return _expanded(texts, to_ignore=False)


def ignorable(texts: Iterable[str]) -> frozenset[str]:
    """Return the codes to ignore that texts from the command line name, as `chosen` does.

    What begins several codes stands for the warnings and notes among them; an error cannot be ignored, and raises
    Unreadable.
    """
    return _expanded(texts, to_ignore=True)


def _expanded(texts: Iterable[str], *, to_ignore: bool) -> frozenset[str]:
    words: list[str] = []
    found: list[tuple[str, str]] = []
    for text in texts:
        named = [word.strip().upper() for word in text.split(",") if word.strip()]
        if not named:
            found.append(("no code is named", "write codes with commas between, as in PG535,PG6"))
        words += named
    check = wrong_to_ignore if to_ignore else _unknown
    found += [wrong for word in dict.fromkeys(words) if (wrong := check(word)) is not None]
    if found:
        raise Unreadable.of(found[:MAX_TOLD])
    return beginning(words, IGNORABLE if to_ignore else CODES)


def beginning(words: Iterable[str], codes: Iterable[str]) -> frozenset[str]:
    """Return the codes that begin with one of the words."""
    starts = tuple(words)
    return frozenset(code for code in codes if code.startswith(starts))


def _unknown(word: str, suggested: Iterable[str] = tuple(CODES)) -> tuple[str, str] | None:
    """Return what is wrong with a word that is no code and begins none, and what to do."""
    if re.fullmatch(PREFIX.strip("^$"), word) and beginning([word], CODES):
        return None
    near = nearest(word, suggested)
    remedy = suggest(word, near) if near else "write a code such as PG535, or how codes begin, such as PG53"
    return f"'{shown(word)}' is no code, and no code begins so", remedy


def wrong_to_ignore(word: str) -> tuple[str, str] | None:
    """Return why a code, or all that begin so, cannot be ignored, and what to do."""
    unknown = _unknown(word, IGNORABLE)
    if unknown is not None or beginning([word], IGNORABLE):
        return unknown
    if word not in CODES:
        remedy = "take it out; 'peelgrade problem' lists which codes are warnings and notes"
        return f"'{word}' begins errors alone, and errors are not ignored here", remedy
    message = f"'{word}' is an error, and errors are not ignored here"
    if CODES[word].proved:
        return message, "correct what it tells of, or declare what is meant under 'intended' in framework.yaml"
    if CODES[word].can_be_ignored:
        return message, f"write '# peelgrade: ignore[{word}] the reason' beside the place instead"
    return message, "take it out, and correct what it tells of"
