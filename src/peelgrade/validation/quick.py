"""What surely fits a schema: nearly everything does, and only the rest is put to jsonschema."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from peelgrade.validation.branches import Definitions, Schema
from peelgrade.validation.scalars import is_day

SAYING_NOTHING = {
    "$schema", "$id", "$defs", "title", "description", "examples", "default", "enumDescriptions", "x-vocabulary", "x-keys", "discriminator",
    # What goes with what inside a record is here for editors and other validators. The models check the same, and say
    # it better; a test holds the two together.
    "allOf",
}  # fmt: skip  # a word each would fill a page
KNOWN = SAYING_NOTHING | {
    "$ref", "oneOf", "anyOf", "type", "properties", "required", "additionalProperties", "items", "minItems",
    "enum", "const", "pattern", "maxLength", "format", "minimum", "maximum",
}  # fmt: skip  # a word each would fill a page


def keywords(schema: Any) -> set[str]:  # noqa: ANN401  # JSON of any shape
    """Return every keyword that a schema uses."""
    if isinstance(schema, list):
        return set().union(*map(keywords, schema))
    if not isinstance(schema, dict):
        return set()
    if "$ref" in schema and not schema.keys() - {"$ref"} <= SAYING_NOTHING:
        return {"keywords beside a reference"}
    found = set(schema)
    for keyword in ("items", "oneOf", "anyOf", "additionalProperties"):
        found |= keywords(schema.get(keyword))
    for keyword in ("properties", "$defs"):
        found |= keywords(list(schema.get(keyword, {}).values()))
    return found


def fits(value: Any, schema: Schema, defs: Definitions) -> bool:  # noqa: ANN401  # data of any shape
    """Whether typed data surely fits a schema that has known keywords alone; where not, jsonschema has the word."""
    meant = defs.meant(schema, value)
    if meant is None:
        return False
    wanted = meant.get("type")
    match value:
        case str():
            return wanted == "string" and _text_fits(value, meant)
        case dict():
            known = meant.get("properties", {})
            complete = wanted == "object" and all(key in value for key in meant.get("required", ()))
            return complete and all(key in known and fits(inner, known[key], defs) for key, inner in value.items())
        case list():
            enough = wanted == "array" and "items" in meant and len(value) >= meant.get("minItems", 0)
            return enough and all(fits(inner, meant["items"], defs) for inner in value)
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
    if "format" in schema and not (schema["format"] == "date" and is_day(value)):
        return False
    return "pattern" not in schema or pattern_of(schema["pattern"]).search(value) is not None


@lru_cache(maxsize=64)
def pattern_of(pattern: str) -> re.Pattern[str]:
    """Return the expression for a pattern of JSON Schema."""
    # '$' of a Python expression also matches before a final line end, that of JSON Schema does not
    return re.compile(pattern.removesuffix("$") + (r"\Z" if pattern.endswith("$") else ""))
