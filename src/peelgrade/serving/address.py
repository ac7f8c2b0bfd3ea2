"""What is supposed, as it stands in the address of a page: several tabs, bookmarks and the back button just work.

`/?without=F320&set=F302.weight:minor&assume=q3:good&in_progress=q4&rules=other` says what `peelgrade whatif` does with
its options of these names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, quote, urlencode

from peelgrade.comparison import Cause, Supposition, assumption, setting
from peelgrade.evidence import FieldworkStatus
from peelgrade.problems import shown

LONGEST = 16_000  # characters of an address: what browsers and servers take
MOST = 200  # things that are supposed at once
_FIELDS = 2_000
_VALUE = 300  # characters of one value
STATUSES: tuple[FieldworkStatus, ...] = ("in_progress", "complete", "not_inspected")
_KNOWN = ("without", "set", "assume", *STATUSES, "rules", "version")
NOTHING = Supposition()

Fields = tuple[tuple[str, str], ...]


class Malformed(Exception):  # noqa: N818  # named for what the user sees
    """An address or form that this page never makes, with what is wrong with it."""


@dataclass(frozen=True)
class Asked:
    """What a page is asked for: what is supposed, by which rules, and whether of the last files that were sound."""

    supposition: Supposition = field(default_factory=lambda: NOTHING)
    by_other: bool = False
    last: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing is supposed."""
        return self.supposition == NOTHING and not self.by_other


def fields(text: str, most: int = _FIELDS) -> Fields:
    """Return the names and values of a query or of the body of a form; Malformed where they are none."""
    try:
        found = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=most)
    except ValueError:
        raise Malformed("it holds what is no text in UTF-8, or too many entries") from None
    return tuple(found)


def read(query: str) -> Asked:
    """Return what an address asks for; Malformed for what no page of this kind asks."""
    if len(query) > LONGEST:
        raise Malformed(f"it is longer than {LONGEST:,} characters: take some changes back")
    given = fields(query)
    if len(given) > MOST:
        raise Malformed(f"it supposes more than {MOST} things: take some changes back")
    for name, value in given:
        if name not in _KNOWN:
            raise Malformed(f"'{shown(name)}' is nothing that can be asked here; write one of: {', '.join(_KNOWN)}")
        _checked(name, value)
    return Asked(
        ordered(
            Supposition(
                tuple(_named(given, "without")),
                tuple(_settings(given)),
                tuple(_assumptions(given)),
                tuple((one, status) for status in STATUSES for one in _named(given, status)),
            )
        ),
        _only(given, "rules", "other"),
        _only(given, "version", "last"),
    )


def _checked(name: str, value: str) -> None:
    if len(value) > _VALUE:
        raise Malformed(f"a value of '{name}' is longer than {_VALUE} characters")
    if not value.strip() or not value.isprintable():
        raise Malformed(f"a value of '{name}' is empty, or holds what cannot be seen")


def _named(given: Fields, name: str) -> Iterator[str]:
    yield from dict.fromkeys(value.strip() for one, value in given if one == name)


def _settings(given: Fields) -> Iterator[tuple[str, str, str]]:
    for text in _named(given, "set"):
        found = setting(text, ":")
        if found is None:
            raise Malformed(f"'{shown(text)}' is not ITEM.attribute:value, as in F320.weight:minor")
        yield found


def _assumptions(given: Fields) -> Iterator[tuple[str, str]]:
    for text in _named(given, "assume"):
        found = assumption(text, ":")
        if found is None:
            raise Malformed(f"'{shown(text)}' is not QUESTION:CATEGORY, as in q3:good")
        yield found


def _only(given: Fields, name: str, word: str) -> bool:
    said = list(_named(given, name))
    if said not in ([], [word]):
        raise Malformed(f"'{name}' can only be '{word}'")
    return bool(said)


def ordered(told: Supposition) -> Supposition:
    """Return what is supposed in one order, so that the same has one address; what is said twice stands once."""
    return Supposition(
        tuple(sorted(dict.fromkeys(told.without))),
        tuple(sorted(dict.fromkeys(told.values))),
        tuple(sorted(dict.fromkeys(told.assumed))),
        tuple(sorted(dict.fromkeys(told.statuses))),
    )


def query(asked: Asked) -> str:
    """Return what is asked for as the query of an address, without '?'."""
    told = asked.supposition
    pairs = [("version", "last")] if asked.last else []
    pairs += [("without", one) for one in told.without]
    pairs += [("set", f"{item}.{attribute}:{value}") for item, attribute, value in told.values]
    pairs += [("assume", f"{question}:{category}") for question, category in told.assumed]
    pairs += [(status, question) for question, status in told.statuses]
    pairs += [("rules", "other")] if asked.by_other else []
    return urlencode(pairs, quote_via=quote, safe=":")


def address(asked: Asked, at: str = "/") -> str:
    """Return the address of a page."""
    text = query(asked)
    return f"{at}?{text}" if text else at


def without(asked: Asked, cause: Cause) -> Asked:
    """Return what is asked for with one change taken back."""
    told, subject = asked.supposition, cause.subject
    match cause.kind:
        case "item_removed":
            told = replace(told, without=_but(told.without, subject))
        case "item_altered":
            told = replace(told, values=tuple(one for one in told.values if one[0] != subject))
        case "assumed":
            told = replace(told, assumed=tuple(one for one in told.assumed if one[0] != subject))
        case "fieldwork":
            told = replace(told, statuses=tuple(one for one in told.statuses if one[0] != subject))
        case _:
            return replace(asked, by_other=False)
    return replace(asked, supposition=told)


def _but(names: Iterable[str], name: str) -> tuple[str, ...]:
    return tuple(one for one in names if one != name)


def each(told: Supposition) -> Iterator[Supposition]:
    """Yield what is supposed one by one: of an item, a judgment or a status at a time."""
    for name in told.without:
        yield Supposition(without=(name,))
    for name in dict.fromkeys(item for item, _, _ in told.values):
        yield Supposition(values=tuple(one for one in told.values if one[0] == name))
    for question in dict.fromkeys(name for name, _ in told.assumed):
        yield Supposition(assumed=tuple(one for one in told.assumed if one[0] == question))
    for question in dict.fromkeys(name for name, _ in told.statuses):
        yield Supposition(statuses=tuple(one for one in told.statuses if one[0] == question))


def joined(told: Iterable[Supposition]) -> Supposition:
    """Return several as one."""
    parts = tuple(told)
    return ordered(
        Supposition(
            tuple(one for part in parts for one in part.without),
            tuple(one for part in parts for one in part.values),
            tuple(one for part in parts for one in part.assumed),
            tuple(one for part in parts for one in part.statuses),
        )
    )
