"""What a schema says of data: behind references, and in the branch that is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]


class Definitions:
    """The definitions of a schema: follows references to them, and chooses branches."""

    def __init__(self, schema: Schema) -> None:
        self._defs: Mapping[str, Schema] = schema.get("$defs", {})
        # by the identity of a schema, which lives as long as this does: what it refers to, and its branches
        self._known: dict[int, tuple[Schema, Schema, Sequence[Schema], Mapping[str, Schema]]] = {}

    def __iter__(self) -> Any:  # noqa: ANN401  # an iterator of schemas
        return iter(self._defs.values())

    def resolved(self, schema: Schema) -> Schema:
        """Return a schema, or the definition that it refers to."""
        while "$ref" in schema:
            schema = self._defs[schema["$ref"].removeprefix("#/$defs/")]
        return schema

    def meant(self, schema: Schema, data: Any) -> Schema | None:  # noqa: ANN401  # data of any shape
        """Return the schema that speaks of data: the branch that is meant, or None where that cannot be said."""
        known = self._known.get(id(schema))
        if known is None:
            known = self._known[id(schema)] = self._prepared(schema)
        _, found, branches, kinds = known
        if not branches:
            return found
        if kinds and isinstance(data, dict) and (kind := data.get("kind")).__class__ is str and kind in kinds:
            return kinds[kind]
        return branch(branches, data)

    def _prepared(self, schema: Schema) -> tuple[Schema, Schema, Sequence[Schema], Mapping[str, Schema]]:
        found = self.resolved(schema)
        branches = [self.resolved(one) for one in found.get("oneOf") or found.get("anyOf") or ()]
        return schema, found, branches, {kind: one for one in branches if (kind := kind_of(one)) is not None}


def branch(branches: Iterable[Schema], data: Any) -> Schema | None:  # noqa: ANN401  # data of any shape
    """Return the branch that is meant: by kind, by the one key that it needs, by shape; None if that cannot be said."""
    of_shape = [branch for branch in branches if branch.get("type") == shape(data)]
    if not isinstance(data, dict):
        return next(iter(of_shape), None)
    for branch in of_shape:
        kind, needed = kind_of(branch), branch.get("required", ())
        if kind is not None and data.get("kind") == kind:
            return branch
        if kind is None and len(needed) == 1 and needed[0] in data:
            return branch
    return of_shape[0] if len(of_shape) == 1 else None


def kind_of(branch: Schema) -> str | None:
    """Return the kind of item that a branch is about; None where it is about none."""
    kind: str | None = branch.get("properties", {}).get("kind", {}).get("const")
    return kind


def only_keys(branches: Iterable[Schema]) -> list[str]:
    """Return the keys of branches that are told apart by the one key that each needs."""
    return [branch["required"][0] for branch in branches if len(branch.get("required", ())) == 1]


def shape(data: Any) -> str:  # noqa: ANN401  # data of any shape
    """Return the type that JSON Schema has for data as it is written: what is no mapping or list is text."""
    return "object" if isinstance(data, dict) else "array" if isinstance(data, list) else "string"
