"""Data against a schema: scalars get the type that the schema wants, and what does not fit becomes problems.

The judgment is jsonschema's. Where a schema offers branches, the one that is meant is chosen first (by `kind`, by the
key that is there, by shape), so that nothing is ever told that it lacks the fields of something else. What surely fits
is passed over, since nearly everything does, and only the rest is put to jsonschema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from referencing import Registry

from peelgrade.evidence import ID_PATTERN
from peelgrade.problems import Locator, Path, Problem, nearest, shown, suggest

Schema = Mapping[str, Any]

MAX_DIGITS = 15
MAX_UNKNOWN = 10

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NOTHING = {"", "~", "null", "Null", "NULL"}
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date")
def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return _DATE.fullmatch(value) is not None and date.fromisoformat(value) is not None
    except ValueError:
        return False


class Checker:
    """Checks data, as the loader leaves it, against one schema."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._defs: Mapping[str, Schema] = schema.get("$defs", {})
        # an empty registry retrieves nothing: a reference out of the schema is an error, never a download
        self._validator = _VALIDATOR(schema, registry=Registry(), format_checker=_FORMATS)
        self._quick = _keywords(schema) <= _QUICK

    def check(self, data: Any, file: str, quoted: type[str]) -> tuple[Any, list[Problem]]:  # noqa: ANN401  # data of any shape
        """Return the data with its scalars typed, and every problem in it.

        `quoted` is the type of the scalars that stood in quotes: they are text, whatever they look like.
        """
        empty: set[Path] = set()
        typed = self._typed(data, self._schema, (), quoted, empty)
        report = _Report(file, self._defs, frozenset(empty))
        return typed, [*map(report.nothing, sorted(empty, key=_order)), *report.problems(self._errors(typed))]

    def fits(self, typed: Any) -> bool:  # noqa: ANN401  # data of any shape
        """Whether typed data surely fits; where it does not, jsonschema has the word."""
        return self._quick and _fits(typed, self._schema, self._defs)

    def _errors(self, typed: Any) -> Iterator[ValidationError]:  # noqa: ANN401  # data of any shape
        entry = self._schema.get("items")
        if entry is None or not isinstance(typed, list):
            yield from self._validator.iter_errors(typed)
            return
        around = {keyword: value for keyword, value in self._schema.items() if keyword != "items"}
        yield from self._validator.evolve(schema=around).iter_errors(typed)
        inside = self._validator.evolve(schema=entry)
        for index, value in enumerate(typed):
            if not (self._quick and _fits(value, entry, self._defs)):
                for error in inside.iter_errors(value):
                    error.path.appendleft(index)
                    yield error

    def _typed(self, data: Any, schema: Schema, path: Path, quoted: type[str], empty: set[Path]) -> Any:  # noqa: ANN401  # data of any shape
        schema = _meant(schema, data, self._defs) or {}
        if isinstance(data, dict | list) and schema.get("type", _shape(data)) != _shape(data):
            return data  # a problem of the whole; nothing inside is one as well
        if isinstance(data, dict):
            known = schema.get("properties", {})
            return {
                key: self._typed(value, known.get(key, {}), (*path, key), quoted, empty)
                if key in known or not known
                else value  # a problem of its key, not of its value
                for key, value in data.items()
            }
        if isinstance(data, list):
            inside = schema.get("items", {})
            return [self._typed(value, inside, (*path, index), quoted, empty) for index, value in enumerate(data)]
        if isinstance(data, quoted):
            return str(data)
        if data in _NOTHING:
            empty.add(path)
            return data
        return _scalar(data, schema)


def _shape(data: Any) -> str:  # noqa: ANN401  # data of any shape
    return "object" if isinstance(data, dict) else "array" if isinstance(data, list) else "string"


def _scalar(text: str, schema: Schema) -> Any:  # noqa: ANN401  # text, number or truth value
    wanted = schema.get("type")
    # text stays as it is written, but for ids: what other readers take for a number or a truth value is no name
    is_id = schema.get("pattern") == ID_PATTERN
    if (wanted == "boolean" or is_id) and text in _BOOLEANS:
        return _BOOLEANS[text]
    if (wanted in {"number", "integer"} or is_id) and _NUMBER.fullmatch(text) and _digits(text) <= MAX_DIGITS:
        return Decimal(text) if wanted == "number" or "." in text else int(text)
    return text


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _order(path: Path) -> tuple[str, ...]:
    return tuple(f"{step:07}" if isinstance(step, int) else step for step in path)


# --- which branch is meant -------------------------------------------------------------------------------------------


def _resolved(schema: Schema, defs: Mapping[str, Schema]) -> Schema:
    while "$ref" in schema:
        schema = defs[schema["$ref"].removeprefix("#/$defs/")]
    return schema


def _meant(schema: Schema, data: Any, defs: Mapping[str, Schema]) -> Schema | None:  # noqa: ANN401  # data of any shape
    """Return the schema that speaks of the data: behind a reference, and in the branch that is meant."""
    schema = _resolved(schema, defs)
    branches = schema.get("oneOf") or schema.get("anyOf")
    return _branch([_resolved(branch, defs) for branch in branches], data) if branches else schema


def _branch(branches: list[Schema], data: Any) -> Schema | None:  # noqa: ANN401  # data of any shape
    """Return the branch that is meant: by kind, by the one key that it needs, by shape; None if that cannot be said."""
    if isinstance(data, dict):
        for branch in branches:
            kind, needed = _kind_of(branch), branch.get("required", ())
            if kind is not None and data.get("kind") == kind:
                return branch
            if kind is None and len(needed) == 1 and needed[0] in data:
                return branch
        return None
    return next((branch for branch in branches if branch.get("type") == _shape(data)), None)


def _kind_of(branch: Schema) -> str | None:
    kind = branch.get("properties", {}).get("kind", {})
    return kind.get("const") if isinstance(kind, dict) else None


def _only_keys(branches: Iterable[Schema]) -> list[str]:
    """Return the keys of branches that are told apart by the one key that each needs."""
    return [branch["required"][0] for branch in branches if len(branch.get("required", ())) == 1]


# --- what surely fits ------------------------------------------------------------------------------------------------

_SAYING_NOTHING = {"$schema", "$id", "$defs", "title", "description", "examples", "default", "x-vocabulary", "discriminator"}  # fmt: skip  # one set, one line
_QUICK = _SAYING_NOTHING | {
    "$ref", "oneOf", "anyOf", "type", "properties", "required", "additionalProperties", "items", "minItems",
    "enum", "const", "pattern", "maxLength", "format", "minimum", "maximum",
}  # fmt: skip  # a word each would fill a page


def _keywords(schema: Any) -> set[str]:  # noqa: ANN401  # JSON of any shape
    """Return every keyword that a schema uses."""
    if isinstance(schema, list):
        return set().union(*map(_keywords, schema))
    if not isinstance(schema, dict):
        return set()
    if "$ref" in schema and not schema.keys() - {"$ref"} <= _SAYING_NOTHING:
        return {"keywords beside a reference"}
    found = set(schema)
    for keyword in ("items", "oneOf", "anyOf"):
        found |= _keywords(schema.get(keyword))
    for keyword in ("properties", "$defs"):
        found |= _keywords(list(schema.get(keyword, {}).values()))
    return found


def _fits(value: Any, schema: Schema, defs: Mapping[str, Schema]) -> bool:  # noqa: ANN401  # data of any shape
    meant = _meant(schema, value, defs)
    if meant is None:
        return False
    wanted = meant.get("type")
    match value:
        case str():
            return wanted == "string" and _text_fits(value, meant)
        case dict():
            known = meant.get("properties", {})
            complete = wanted == "object" and all(key in value for key in meant.get("required", ()))
            return complete and all(key in known and _fits(inner, known[key], defs) for key, inner in value.items())
        case list():
            enough = wanted == "array" and "items" in meant and len(value) >= meant.get("minItems", 0)
            return enough and all(_fits(inner, meant["items"], defs) for inner in value)
        case bool():
            return bool(wanted == "boolean")
        case _:
            typed = wanted == "number" or (wanted == "integer" and isinstance(value, int))
            return typed and meant.get("minimum", value) <= value <= meant.get("maximum", value)


def _text_fits(value: str, schema: Schema) -> bool:
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if len(value) > schema.get("maxLength", len(value)):
        return False
    if "format" in schema and not (schema["format"] == "date" and _is_date(value)):
        return False
    return "pattern" not in schema or _pattern_of(schema["pattern"]).search(value) is not None


@lru_cache(maxsize=64)
def _pattern_of(pattern: str) -> re.Pattern[str]:
    # '$' of a Python expression also matches before a final line end, that of JSON Schema does not
    return re.compile(pattern.removesuffix("$") + (r"\Z" if pattern.endswith("$") else ""))


# --- jsonschema, with branches chosen --------------------------------------------------------------------------------


def _chosen(validator: Any, branches: list[Schema], instance: Any, _schema: Schema) -> Iterator[ValidationError]:  # noqa: ANN401  # jsonschema's signature
    resolved = []
    for branch in branches:
        reference = branch.get("$ref")
        resolved.append(validator._resolver.lookup(reference).contents if reference else branch)  # noqa: SLF001  # jsonschema's own keywords do so
    meant = _branch(resolved, instance)
    several = [key for key in _only_keys(resolved) if isinstance(instance, dict) and key in instance]
    if len(several) > 1 and "kind" not in instance:
        yield ValidationError("several branches", validator="branches", validator_value=several, instance=instance)
    elif meant is not None:
        yield from validator.descend(instance, meant)
    else:
        yield ValidationError("no branch is meant", validator="branch", validator_value=resolved, instance=instance)


def _whole_pattern(_validator: Any, pattern: str, instance: Any, _schema: Schema) -> Iterator[ValidationError]:  # noqa: ANN401  # jsonschema's signature
    if isinstance(instance, str) and not _pattern_of(pattern).search(instance):
        yield ValidationError("the pattern does not match")


def _each_required(_validator: Any, required: list[str], instance: Any, _schema: Schema) -> Iterator[ValidationError]:  # noqa: ANN401  # jsonschema's signature
    if isinstance(instance, dict):
        for key in required:
            if key not in instance:
                yield ValidationError("a key is missing", validator_value=key)


_VALIDATOR: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"oneOf": _chosen, "anyOf": _chosen, "pattern": _whole_pattern, "required": _each_required},
)


# --- words for what does not fit -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Report:
    """Turns the errors of one file into problems: one for each mistake."""

    file: str
    defs: Mapping[str, Schema]
    empty: frozenset[Path]

    def problems(self, errors: Iterable[Any]) -> Iterator[Problem]:
        """Yield a problem for each error, but for those that only follow from another."""
        ordered = sorted(errors, key=lambda error: (_order(tuple(error.absolute_path)), error.validator != "type"))
        misspelt: set[tuple[Path, str]] = set()
        for error in ordered:
            if error.validator == "additionalProperties":
                yield from self._unknown_keys(error, misspelt)
        told: set[Path] = set(self.empty)
        for error in ordered:
            path = tuple(error.absolute_path)
            if error.validator == "required":
                if (path, error.validator_value) not in misspelt:
                    yield self._missing(error, path)
            elif error.validator != "additionalProperties" and path not in told:
                told.add(path)
                yield from self._misfit(error, path)

    def nothing(self, path: Path) -> Problem:
        """Return the problem of a value that is not there."""
        if not path:
            return Problem("PG109", "the file is empty", Locator(self.file), "write its contents, or delete it")
        if isinstance(path[-1], int):
            remedy = "write its value, or take the '-' or comma out"
            return Problem("PG201", "this entry of the list is empty", Locator(self.file, path), remedy)
        name = shown(path[-1])
        remedy = f"write the value after '{name}:', or take the line out; a word that looks like nothing goes in quotes"
        return Problem("PG201", f"'{name}' has no value", Locator(self.file, path, of_key=True), remedy)

    def _unknown_keys(self, error: Any, misspelt: set[tuple[Path, str]]) -> Iterator[Problem]:  # noqa: ANN401  # jsonschema's errors have no types
        path = tuple(error.absolute_path)
        known = error.schema.get("properties", {})
        free = [name for name in known if name not in error.instance]
        unknown = [key for key in error.instance if key not in known]
        for key in unknown[:MAX_UNKNOWN]:
            near = nearest(key, free)
            misspelt.update((path, name) for name in near[:1])
            remedy = suggest(key, free) if near else self._instead(key, known, error.instance)
            at = Locator(self.file, (*path, key), of_key=True)
            yield Problem("PG202", f"unknown key '{shown(key)}'", at, remedy)
        if len(unknown) > MAX_UNKNOWN:
            at = Locator(self.file, (*path, unknown[MAX_UNKNOWN]), of_key=True)
            message = f"from here on, {len(unknown) - MAX_UNKNOWN:,} more keys are unknown"
            yield Problem("PG202", message, at, _keys(known))

    def _instead(self, key: str, known: Schema, instance: Schema) -> str:
        """Return advice for a key that looks like none that could be added."""
        homes = [name for name, about in known.items() if key in self._properties(about)]
        home = next((name for name in homes if name in instance), homes[0] if homes else None)
        if home is not None:
            return f"it belongs under '{home}': indent it there"
        there = nearest(key, known)
        return f"'{there[0]}' is there already; take '{shown(key)}' out" if there else _keys(known)

    def _properties(self, schema: Schema) -> Schema:
        found = _resolved(schema, self.defs)
        found = _resolved(found.get("items", found), self.defs)
        properties: Schema = found.get("properties", {})
        return properties

    def _missing(self, error: Any, path: Path) -> Problem:  # noqa: ANN401  # jsonschema's errors have no types
        key = error.validator_value
        about = error.schema.get("properties", {}).get(key, {})
        example = next(iter(about.get("examples", [])), None)
        such = "" if example is None or isinstance(example, dict | list) else f", as in '{key}: {example}'"
        remedy = f"add it{such} ({about.get('description', key).rstrip('.')})"
        return Problem("PG203", f"{_noun(error.instance, path)} must have '{key}'", Locator(self.file, path), remedy)

    def _misfit(self, error: Any, path: Path) -> Iterator[Problem]:  # noqa: ANN401  # jsonschema's errors have no types
        at, value = Locator(self.file, path), error.instance
        if error.validator == "branch" and isinstance(value, dict) and any(map(_kind_of, error.validator_value)):
            yield from self._kind(value, error.validator_value, path)
            return
        words = _WORDS.get(error.validator, _other)
        code, message, remedy = words(value, error.validator_value, error.schema)
        name = _name(path)
        yield Problem(code, f"{name}: {message}" if name else message, at, remedy)

    def _kind(self, value: Schema, branches: list[Schema], path: Path) -> Iterator[Problem]:
        kinds = [kind for kind in map(_kind_of, branches) if kind is not None]
        noun = f"'{shown(value['id'])}'" if isinstance(value.get("id"), str) else "this item"
        at = Locator(self.file, (*path, "kind"))
        written = value.get("kind")
        strange = [key for key in value if not any(key in branch.get("properties", {}) for branch in branches)]
        near = next((key for key in strange if nearest(key, ["kind"])), None)
        if at.path in self.empty:
            return
        if isinstance(written, str):
            yield Problem("PG204", f"{noun} is of no known kind: '{shown(written)}'", at, suggest(written, kinds))
        elif written is not None:
            yield Problem("PG205", f"'kind': {_written(written)} stands where one word is wanted", at, _one_of(kinds))
        elif near is not None:
            key = Locator(self.file, (*path, near), of_key=True)
            yield Problem("PG202", f"unknown key '{shown(near)}'", key, "did you mean 'kind'?")
        else:
            remedy = f"add 'kind: {kinds[0]}' (or {', '.join(kinds[1:])})"
            yield Problem("PG203", f"{noun} does not say its kind", Locator(self.file, path), remedy)


Words = tuple[str, str, str]


def _enum(value: Any, known: list[str], _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    return "PG204", f"'{shown(value)}' is not one of the words that can stand here", suggest(str(value), known)


def _const(value: Any, word: str, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    return "PG204", f"'{shown(value)}' is not what can stand here", f"write '{word}'"


def _type(value: Any, wanted: str, schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    match wanted:
        case "number" | "integer":
            return _not_a_number(value, "a whole number" if wanted == "integer" else "a number")
        case "boolean":
            return "PG205", f"{_written(value)} is neither true nor false", "write true or false, without quotes"
        case "array":
            remedy = "begin each entry on a line of its own with '- ', or write [one, two]"
            return "PG205", f"{_written(value)} stands where a list is wanted", remedy
        case "object":
            remedy = f"write a line 'key: value' for each key; {_keys(schema.get('properties', {}))}"
            return "PG205", f"{_written(value)} stands where keys with values are wanted", remedy
        case _ if isinstance(value, bool | int | Decimal):
            remedy = "start it with a letter, as in F401, or put it in quotes"
            return "PG205", f"{_written(value)} reads as a number or as true or false, and an id is wanted", remedy
        case _:
            remedy = "write one text; put it in quotes if it starts with a bracket or holds a colon"
            return "PG205", f"{_written(value)} stands where text is wanted", remedy


def _not_a_number(value: Any, wanted: str) -> Words:  # noqa: ANN401  # data of any shape
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        if _digits(value) > MAX_DIGITS:
            return "PG205", f"{_written(value)} has too many digits", f"a figure has at most {MAX_DIGITS} digits"
        return "PG205", f"{_written(value)} stands in quotes, and {wanted} is wanted", "take the quotes out"
    if isinstance(value, Decimal):
        return "PG205", f"{_written(value)} is not {wanted}", "write digits only"
    remedy = "write digits, with a point for decimals: no words, commas, leading noughts, or signs such as % and £"
    return "PG205", f"{_written(value)} is not {wanted}", remedy


def _format(value: Any, _wanted: str, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    remedy = "write year, month and day with hyphens, as in 2015-06-30"
    return "PG206", f"'{shown(value)}' is not a day of the calendar", remedy


def _pattern(value: Any, pattern: str, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    if not str(value).strip():
        return "PG207", "the text is empty", "write it, or take the key out"
    if pattern.startswith("^https"):
        remedy = "write it in full, as in https://www.example.org/report"
        return "PG207", f"'{shown(value)}' is not a web address", remedy
    remedy = "an id starts with a letter or digit and holds letters, digits, '_', '-' and '.' only"
    return "PG207", f"'{shown(value)}' cannot be an id", remedy


def _min_items(_value: Any, least: int, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    how_many = "one entry" if least == 1 else f"{least} entries"
    return "PG208", "the list is empty" if least == 1 else "the list is too short", f"write at least {how_many}"


def _minimum(value: Any, least: int, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    return "PG209", f"{shown(value)} is too small", f"write a number that is at least {least}"


def _maximum(value: Any, most: int, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    return "PG209", f"{shown(value)} is too big", f"write a number that is at most {most}"


def _max_length(value: Any, most: int, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    return "PG210", f"this has {len(value):,} characters, and the limit is {most}", "shorten it"


def _no_branch(value: Any, branches: list[Schema], _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    if any(map(_kind_of, branches)):
        remedy = "write its keys one below the other: 'id:', 'kind:', 'question:' and what else its kind needs"
        return "PG205", f"{_written(value)} stands where an item of evidence is wanted", remedy
    keys = _only_keys(branches)
    if keys:
        written = next(iter(value), "") if isinstance(value, dict) else value if isinstance(value, str) else ""
        message = f"{_written(written or value)} stands where a condition is wanted"
        return "PG205", message, suggest(written, keys) if nearest(written, keys) else _one_of(keys)
    return (
        "PG205",
        f"{_written(value)} stands where one word or a list of words is wanted",
        "write one word, or [one, two]",
    )


def _several(_value: Any, keys: list[str], _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    named = " and ".join(f"'{key}'" for key in keys)
    return (
        "PG211",
        f"a condition has one key, and here are {named}",
        "put each into a condition of its own, under 'all' or 'any'",
    )


def _other(_value: Any, _rule: Any, _schema: Schema) -> Words:  # noqa: ANN401  # data of any shape
    return "PG299", "this does not fit the schema of the file", "compare with an example of such a file"


_WORDS: Mapping[str, Callable[[Any, Any, Schema], Words]] = {
    "enum": _enum,
    "const": _const,
    "type": _type,
    "format": _format,
    "pattern": _pattern,
    "minItems": _min_items,
    "minimum": _minimum,
    "maximum": _maximum,
    "maxLength": _max_length,
    "branch": _no_branch,
    "branches": _several,
}


def _noun(instance: Any, path: Path) -> str:  # noqa: ANN401  # data of any shape
    if isinstance(instance, dict) and isinstance(instance.get("id"), str):
        kind = instance.get("kind")
        return f"the {kind} '{shown(instance['id'])}'" if isinstance(kind, str) else f"'{shown(instance['id'])}'"
    if isinstance(instance, dict) and path and isinstance(instance.get("kind"), str):
        return f"this {shown(instance['kind'])}"
    name = _name(path)
    return f"what stands under {name}" if name else "this entry" if path else "the file"


def _name(path: Path) -> str:
    words = [step for step in path if isinstance(step, str)]
    return f"'{shown(words[-1])}'" if words else ""


def _written(value: Any) -> str:  # noqa: ANN401  # data of any shape
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping ('key: value')"
    return f"'{str(value).lower()}'" if isinstance(value, bool) else f"'{shown(value)}'"


def _one_of(words: list[str]) -> str:
    return "write one of: " + ", ".join(words)


def _keys(known: Iterable[str]) -> str:
    return "the keys here are: " + ", ".join(known)
