"""Statements that say nearly the same twice, so that one thing found would count as two."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from peelgrade.consistency.dossier import Dossier, Placed
from peelgrade.evidence import Finding, Item, Metric, Recommendation
from peelgrade.problems import Problem, Related

ALIKE = (4, 5)  # of five words in either of two texts, four in both
SHARED = 2  # of the rarest words of two texts that are alike, at least these are the same
FEWEST = 3  # words of a text that is compared at all
SHORTEST = 5  # words; shorter texts that are not the same are alike by chance
MAX_COMPARED = 200  # other texts with a word that one is held against

_WORD = re.compile(r"\w+(?:['\u2019]t\b)?")
_SMALL = frozenset({"a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "is", "it", "its", "of", "on", "or", "that", "the", "their", "these", "this", "those", "to", "was", "were", "which", "who", "with"})  # fmt: skip  # one set
_TURNING = frozenset({"not", "no", "none", "never", "few", "little", "without", "neither", "nor", "hardly", "cannot", "rarely", "seldom", "sometimes", "only", "before", "after", "less", "fewer"})  # fmt: skip  # one set


def _copies(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each statement that nearly repeats an earlier one of its kind, neither being part of the other.

    Two texts are alike where the words of one are all in the other, but for small ones, and few more are: a word that
    each has alone, a number, or a word that turns the meaning sets them apart. Words are compared rarest first: texts
    that are so alike share some of their first few (prefix filtering, as in joins of sets by similarity).
    """
    groups: dict[str, list[_Text]] = defaultdict(list)
    for placed, item in dossier.evidence:
        words = _words(item) if placed.sound else frozenset()
        if len(words) >= FEWEST and isinstance(item, Finding | Recommendation):
            groups[item.kind].append((placed, item, words))
    for texts in groups.values():
        for placed, item, first, known in _alike(texts):
            yield Problem(
                "PG535",
                f"{item.id} says nearly the same as {known.id}{', and shows the opposite' if _opposite(item, known) else ''}",
                placed.at("statement"),
                _remedy(item),
                (Related(first.at("statement"), f"{known.id} says it here"),),
            )


_Text = tuple[Placed[Item], Finding | Recommendation, frozenset[str]]


def _words(item: Item) -> frozenset[str]:
    """Return the words of a statement; none of what is not counted, or of a figure."""
    if isinstance(item, Metric) or (isinstance(item, Recommendation) and item.superseded_by):
        return frozenset()
    return frozenset(_WORD.findall(item.statement.casefold()))


def _alike(texts: list[_Text]) -> Iterator[tuple[Placed[Item], Item, Placed[Item], Item]]:
    """Yield each text that is like an earlier one, with that one; copies are held against the first alone."""
    some, all_ = ALIKE
    frequency = Counter(word for *_, words in texts for word in words)
    by_word: dict[str, list[int]] = defaultdict(list)
    by_words: dict[frozenset[str], int] = {}
    for index, (placed, item, words) in enumerate(texts):
        rarest = sorted(words, key=lambda word: (frequency[word], word))
        prefix = rarest[: len(words) - -(-len(words) * some // all_) + SHARED]
        like = by_words.get(words)
        if like is None and len(words) >= SHORTEST:
            like = next((one for one in _sharing(prefix, by_word) if _same(item, words, texts[one])), None)
        if like is None:
            by_words[words] = index
            for word in prefix:
                by_word[word].append(index)
            continue
        first, known, _ = texts[like]
        if not _belong_together(item, known):
            yield placed, item, first, known


def _sharing(words: Iterable[str], by_word: Mapping[str, list[int]]) -> Iterator[int]:
    """Yield each text that shares as many of the words as texts that are alike must."""
    met: dict[int, int] = {}
    for word in words:
        for index in by_word.get(word, ())[:MAX_COMPARED]:
            met[index] = times = met.get(index, 0) + 1
            if times == SHARED:
                yield index


def _same(item: Item, words: frozenset[str], text: _Text) -> bool:
    _, other, others = text
    some, all_ = ALIKE
    fewer, more = sorted((words, others), key=len)
    if len(fewer) * all_ < len(more) * some or _opposite(item, other):
        return False
    return (
        len(fewer & more) * all_ >= len(fewer | more) * some
        and not fewer - more - _SMALL
        and not any(map(_turns, more - fewer))
    )


def _opposite(one: Item, other: Item) -> bool:
    return isinstance(one, Finding) and isinstance(other, Finding) and one.shows != other.shows


def _turns(word: str) -> bool:
    """Whether a word that only one of two texts has makes them say different things: no and few, and figures."""
    return word in _TURNING or word.endswith(("'t", "\u2019t")) or any(map(str.isdecimal, word))


def _belong_together(one: Item, other: Item) -> bool:
    """Whether one finding is part of the other, or both are parts of a third; one id on both is another problem."""
    if one.id.lower() == other.id.lower():
        return True
    if not (isinstance(one, Finding) and isinstance(other, Finding)):
        return False
    mains = {one.part_of, other.part_of} - {None}
    return bool(mains & {one.id, other.id}) or (one.part_of is not None and one.part_of == other.part_of)


def _remedy(item: Item) -> str:
    if isinstance(item, Finding):
        return "if both are one finding, take one out or make it 'part_of' the other; else word what sets them apart"
    return "if both are one recommendation, take one out; else word what sets them apart"


CHECKS = (_copies,)
