"""Which keys of a record go together, said in JSON Schema: for editors, and for validators that know nothing else of it.

A model says here what its faults say, as far as a schema can; a test holds the two together. An editor shows the
`errorMessage`, and does not offer a key twice where `doNotSuggest` stands.
"""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ConfigDict
from pydantic.config import JsonDict


def stated(*rules: JsonDict | Iterable[JsonDict]) -> ConfigDict:
    """Return the configuration of a model whose schema says these rules."""
    listed = [one for rule in rules for one in ([rule] if isinstance(rule, dict) else rule)]
    return ConfigDict(json_schema_extra={"allOf": list(listed)})


def has(key: str) -> JsonDict:
    """Say that a key is there."""
    return {"required": [key]}


def says(key: str, *words: str, **others: tuple[str, ...]) -> JsonDict:
    """Say that a key has one of these words, and that others have one of theirs or are not there."""
    among = {key: words, **others}
    return {"required": [key], "properties": {name: {"enum": list(words)} for name, words in among.items()}}


def needs(key: str, when: JsonDict) -> JsonDict:
    """Say that a key must be there."""
    return {"if": when, "then": {"required": [key], "errorMessage": f"this {_of(when)} needs '{key}'"}}


def bars(*keys: str, when: JsonDict, told: str = "") -> JsonDict:
    """Say that keys cannot be there, and what to tell where the condition does not say it."""
    message = told or f"this cannot stand beside this {_of(when)}"
    return {"if": when, "then": {"properties": dict.fromkeys(keys, False), "errorMessage": message}}


def holds(key: str, schema: JsonDict, told: str, when: JsonDict | None = None) -> JsonDict:
    """Say what a key holds if it is there, and what to tell where it does not."""
    held: JsonDict = {"properties": {key: {**schema, "errorMessage": told, "doNotSuggest": True}}}
    return held if when is None else {"if": when, "then": held}


def some(*keys: str) -> JsonDict:
    """Say that one of the keys, or more, must be there."""
    message = "one of these is wanted: " + ", ".join(keys)
    return {"anyOf": [{"required": [key], "errorMessage": message} for key in keys]}


def exactly_one(*keys: str) -> list[JsonDict]:
    """Say that one of the keys must be there, and no other."""
    return [some(*keys), *(bars(*keys[n:], when=has(key)) for n, key in enumerate(keys[:-1], start=1))]


def together(one: str, other: str) -> list[JsonDict]:
    """Say that two keys are both there, or neither."""
    return [needs(other, when=has(one)), needs(one, when=has(other))]


def _of(when: JsonDict) -> str:
    return " and ".join(f"'{key}'" for key in when["required"]) if isinstance(when["required"], list) else ""
